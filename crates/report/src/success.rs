//! Certified success probabilities of gradient descent from a random start.

use super::document::{Cell, Column, Number, Table};
use lemmabox_interval::{Interval, MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_paper::dynamics::paving::{Control, Journal, pave};
use lemmabox_paper::dynamics::success::{AngleLaw, Bounds, LayerLaw, Trial};
use lemmabox_paper::dynamics::sufficient::every_start_succeeds;
use lemmabox_paper::dynamics::{Limits, Schedule};
use lemmabox_paper::model::parameters::Parameters;
use lemmabox_prover::Cancel;

/// Numbers of hidden units.
const WIDTHS: [i64; 4] = [4, 16, 64, 256];
/// Those of the start without shortcut, whose cells have one more axis.
const WIDTHS_CNN: [i64; 3] = [4, 16, 64];
/// Input dimension of the start without shortcut.
const INPUTS: u32 = 16;
/// The larger step size of `w`, and that of the warm-up with its number of steps.
const LARGE: (i64, i64) = (1, 1);
const SMALL: (i64, i64) = (1, 200);
const WARM_UP: u64 = 400;
/// Step size of the start without shortcut.
const CNN: (i64, i64) = (1, 50);
/// `S/(k n)`.
const SHARE: (i64, i64) = (9, 100);
/// Width of the bounds aimed at.
const TARGET: f64 = 0.01;
/// Digits printed.
const DIGITS: usize = 4;

/// A start and schedule whose success is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The shortcut start at pi/3, `eta_w = 1` from the first step.
    Shortcut,
    /// The same after 400 steps with `eta_w = 1/200`.
    WarmUp,
    /// The direction of `v_0` uniform in 16 dimensions, `eta_w = 1/50`.
    Convolution,
}

impl Start {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Start::Shortcut => "shortcut, no warm-up",
            Start::WarmUp => "shortcut, warm-up",
            Start::Convolution => "no shortcut, p = 16",
        }
    }

    fn eta_w(self) -> Q {
        let (over, under) = match self {
            Start::Shortcut | Start::WarmUp => LARGE,
            Start::Convolution => CNN,
        };
        ratio(over, under)
    }

    fn schedule(self) -> Result<Schedule, String> {
        let eta_a = ratio(1, 50);
        match self {
            Start::WarmUp => {
                Schedule::two_stage(WARM_UP, eta_a, ratio(SMALL.0, SMALL.1), self.eta_w())
            }
            Start::Shortcut | Start::Convolution => Schedule::constant(eta_a, self.eta_w()),
        }
        .map_err(|e| e.to_string())
    }
}

/// Certified bounds of one probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probability {
    /// The start and schedule.
    pub start: Start,
    /// Number of hidden units.
    pub k: i64,
    /// Lower bound, in `[0, 1]`.
    pub lower: f64,
    /// Upper bound, in `[0, 1]`.
    pub upper: f64,
}

/// Bounds of the probability, in `[0, 1]`.
fn bounds(start: Start, k: i64, cells: u64, cancel: &Cancel) -> Result<(f64, f64), String> {
    let parameters = Parameters::relu(integer(k), integer(k) * ratio(SHARE.0, SHARE.1))
        .map_err(|e| e.to_string())?;
    let schedule = start.schedule()?;
    let radius2 = ratio(SHARE.0, SHARE.1);
    let angle = if start == Start::Convolution {
        AngleLaw::Uniform(INPUTS)
    } else {
        let phi = Interval::PI / Interval::from_i64(3);
        if every_start_succeeds(&parameters, &schedule, &radius2, phi) {
            return Ok((1.0, 1.0));
        }
        AngleLaw::Fixed(phi)
    };
    let limits = Limits {
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let trial = Trial::new(
        &parameters,
        &schedule,
        LayerLaw::Ball(radius2),
        angle,
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

/// A double enclosure of an exact number.
pub(super) fn enclosure(q: &Q) -> Interval {
    Interval::from_rational(q)
}

/// The lower end in decimals rounded down, or the upper end rounded up; an end that is exactly 0 or 1 as it is.
pub(super) fn number(x: Interval, up: bool) -> Cell {
    let end = if up { x.hi() } else { x.lo() };
    let digits = if end == 0.0 || end == 1.0 {
        Some(format!("{end:.0}"))
    } else {
        MpInterval::from_interval(Precision::new(64), Interval::point(end))
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

/// Bounds for every start and width; `cells` bounds the work of each, and is what they depend on beside the version.
///
/// # Errors
/// What is wrong with a start or schedule; none is at the values used.
pub fn probabilities(cells: u64, cancel: &Cancel) -> Result<Vec<Probability>, String> {
    let mut out = Vec::new();
    for start in [Start::WarmUp, Start::Shortcut, Start::Convolution] {
        let widths = match start {
            Start::Convolution => &WIDTHS_CNN[..],
            _ => &WIDTHS[..],
        };
        for &k in widths {
            let (lower, upper) = bounds(start, k, cells, cancel)?;
            out.push(Probability {
                start,
                k,
                lower,
                upper,
            });
        }
    }
    Ok(out)
}

/// The table of the bounds.
#[must_use]
pub fn success(probabilities: &[Probability]) -> Table {
    let rows = probabilities
        .iter()
        .map(|p| {
            vec![
                Cell::Words(p.start.words().into()),
                Cell::Words(p.k.to_string()),
                Cell::Words(p.start.eta_w().to_string()),
                number(Interval::point(p.lower), false),
                number(Interval::point(p.upper), true),
            ]
        })
        .collect();
    Table {
        name: "success",
        caption: format!(
            "Probability that gradient descent reaches the global minimum, a_0 uniform in the ball of radius \
             |1'a*|/sqrt(k), for n = |a*|^2 = 1, S = (1'a*)^2 = {}/{} k and eta_a = 1/50. With shortcut the start is at the angle pi/3, the worst \
             under the prior; without, the direction of v_0 is uniform in {INPUTS} dimensions. Warm-up: {WARM_UP} steps with eta_w = {}/{}. \
             Both bounds are certified, the lower rounded down and the upper up.",
            SHARE.0, SHARE.1, SMALL.0, SMALL.1
        ),
        columns: vec![
            Column::words("start", "start"),
            Column::words("k", "k"),
            Column::words("eta_w", "eta_w"),
            Column::words("at_least", "at least"),
            Column::words("at_most", "at most"),
        ],
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_rounded_outward() {
        let digits = |x: f64, up| number(Interval::point(x), up).text();
        assert_eq!(digits(0.123_456, false), "0.1234");
        assert_eq!(digits(0.123_456, true), "0.1235");
        assert_eq!(digits(1.0, true), "1");
        assert_eq!(digits(0.0, false), "0");
    }

    #[test]
    fn a_warm_up_always_succeeds_and_bounds_are_probabilities() {
        let cancel = Cancel::new();
        let (lower, upper) = bounds(Start::Shortcut, 4, 200, &cancel).unwrap();
        assert!((0.0..1.0).contains(&lower) && lower <= upper && upper < 1.0);
        assert_eq!(bounds(Start::WarmUp, 4, 1, &cancel), Ok((1.0, 1.0)));
    }
}
