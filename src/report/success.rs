//! Certified success probabilities of gradient descent from a random start.

use super::document::{Cell, Column, Heading, Number, Table};
use crate::dynamics::paving::{Control, Journal, pave};
use crate::dynamics::success::{AngleLaw, Bounds, LayerLaw, Trial};
use crate::dynamics::sufficient::every_start_succeeds;
use crate::dynamics::{Limits, Schedule};
use crate::exact::Q;
use crate::exact::rational::{integer, ratio};
use crate::interval::{Interval, MpInterval, Precision};
use crate::model::parameters::Parameters;
use crate::prove::Cancel;

/// Numbers of hidden units.
const WIDTHS: [i64; 3] = [4, 16, 64];
/// Step sizes of `w`.
const STEPS: [(i64, i64); 2] = [(1, 50), (1, 1)];
/// `S/(k n)`.
const SHARE: (i64, i64) = (9, 100);
/// Width of the bounds aimed at.
const TARGET: f64 = 0.01;
/// Digits printed.
const DIGITS: usize = 4;

/// Bounds of the probability, in `[0, 1]`.
fn bounds(k: i64, eta_w: Q, cells: u64, cancel: &Cancel) -> Result<(f64, f64), String> {
    let parameters = Parameters::relu(integer(k), integer(k) * ratio(SHARE.0, SHARE.1))
        .map_err(|e| e.to_string())?;
    let schedule = Schedule::constant(ratio(1, 50), eta_w).map_err(|e| e.to_string())?;
    let radius2 = ratio(SHARE.0, SHARE.1);
    let phi = Interval::PI / Interval::from_i64(3);
    if every_start_succeeds(&parameters, &schedule, &radius2, phi) {
        return Ok((1.0, 1.0));
    }
    let limits = Limits {
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let trial = Trial::new(
        &parameters,
        &schedule,
        LayerLaw::Ball(radius2),
        AngleLaw::Fixed(phi),
        limits,
    )
    .map_err(|e| e.to_string())?;
    let paving = pave(
        &trial,
        Control {
            target: TARGET,
            max_cells: cells,
            cancel: cancel.clone(),
            journal: Journal::default(),
            record: None,
            progress: &mut |_, _| {},
        },
    )
    .map_err(|e| e.to_string())?;
    let bounds = Bounds::of(&trial, &paving);
    Ok((bounds.lower, bounds.upper))
}

/// The bound in decimals, rounded down or up; an end that is exactly 0 or 1 as it is.
fn number(x: f64, up: bool) -> Cell {
    let value = MpInterval::from_interval(Precision::new(64), Interval::point(x));
    let digits = if x == 0.0 || x == 1.0 {
        Some(format!("{x:.0}"))
    } else {
        value
            .decimal_bounds(DIGITS)
            .map(|(lo, hi)| if up { hi } else { lo })
    };
    digits.map_or_else(Cell::none, |digits| {
        Cell::Number(Number {
            digits,
            exact: None,
            term: None,
        })
    })
}

/// The table; `cells` bounds the work of each row, and is what the bounds depend on beside the version.
///
/// # Errors
/// What is wrong with a start or schedule; none is at the values tabulated.
pub fn success(cells: u64, cancel: &Cancel) -> Result<Table, String> {
    let mut rows = Vec::new();
    for (over, under) in STEPS {
        for k in WIDTHS {
            let eta_w = ratio(over, under);
            let (lower, upper) = bounds(k, eta_w.clone(), cells, cancel)?;
            let exact = |q: Q| {
                Cell::Number(Number {
                    digits: crate::model::digits::rational_digits(&q, DIGITS)
                        .trim_end_matches('0')
                        .trim_end_matches('.')
                        .to_owned(),
                    exact: Some(q.to_string()),
                    term: Some(q.to_string()),
                })
            };
            rows.push(vec![
                Cell::Words(k.to_string()),
                exact(eta_w),
                number(lower, false),
                number(upper, true),
            ]);
        }
    }
    let words = |name, heading| Column {
        name,
        heading: Heading::Words(heading),
    };
    Ok(Table {
        name: "success",
        caption: format!(
            "Probability that gradient descent reaches the global minimum from the shortcut start at the angle pi/3, \
             a_0 uniform in the ball of radius |1'a*|/sqrt(k), for n = |a*|^2 = 1, S = (1'a*)^2 = {}/{} k and eta_a = 1/50. Both bounds are \
             certified, the lower rounded down and the upper up.",
            SHARE.0, SHARE.1
        ),
        columns: vec![
            words("k", "k"),
            words("eta_w", "eta_w"),
            words("at_least", "at least"),
            words("at_most", "at most"),
        ],
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_rounded_outward() {
        assert_eq!(number(0.123_456, false).text(), "0.1234");
        assert_eq!(number(0.123_456, true).text(), "0.1235");
        assert_eq!(number(1.0, true).text(), "1");
        assert_eq!(number(0.0, false).text(), "0");
    }

    #[test]
    fn small_steps_always_succeed_and_bounds_are_probabilities() {
        let cancel = Cancel::new();
        let (lower, upper) = bounds(4, ratio(1, 1), 200, &cancel).unwrap();
        assert!((0.0..=1.0).contains(&lower) && lower <= upper && upper <= 1.0);
    }
}
