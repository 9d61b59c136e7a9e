//! Certified success probabilities of gradient descent from a random start.

use super::document::{Cell, Column, Number, Table};
use lemmabox_interval::{Interval, MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_paper::dynamics::paving::{Control, Journal, pave};
use lemmabox_paper::dynamics::success::{AngleLaw, Bounds, LayerLaw, Trial};
use lemmabox_paper::dynamics::sufficient::every_start_succeeds;
use lemmabox_paper::dynamics::{Limits, Schedule};
use lemmabox_paper::statement::{Row, Start, Status};
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
/// Step size of the start without shortcut, and of `a` always.
const EVEN: (i64, i64) = (1, 50);
/// `S/(k n)`.
const SHARE: (i64, i64) = (9, 100);
/// Width of the bounds aimed at.
const TARGET: f64 = 0.01;
/// Digits printed.
const DIGITS: usize = 4;

/// The kinds of rows, each a series of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A shortcut start and the larger step in `w` from the first step.
    Shortcut,
    /// The same after a warm-up.
    WarmUp,
    /// No shortcut: a direction uniform on the sphere.
    Convolution,
}

impl Kind {
    /// That of a row.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        match row.start {
            Start::Uniform(_) => Kind::Convolution,
            Start::Shortcut(_) if row.warms_up() => Kind::WarmUp,
            Start::Shortcut(_) => Kind::Shortcut,
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Kind::Shortcut => "shortcut, no warm-up",
            Kind::WarmUp => "shortcut, warm-up",
            Kind::Convolution => "no shortcut",
        }
    }
}

/// The rows bounded where no paper's table is given: each width with its starts and steps.
///
/// # Errors
/// What is wrong with a schedule; none is at the values used.
pub fn settings() -> Result<Vec<Row>, String> {
    let of = |(over, under): (i64, i64)| ratio(over, under);
    let row = |start, k, schedule| Row {
        start,
        k,
        share: of(SHARE),
        schedule,
        rate: None,
    };
    let third = || Start::Shortcut(ratio(1, 3));
    let staged = Schedule::two_stage(WARM_UP, of(EVEN), of(SMALL), of(LARGE));
    let staged = staged.map_err(|e| e.to_string())?;
    let large = Schedule::constant(of(EVEN), of(LARGE)).map_err(|e| e.to_string())?;
    let even = Schedule::constant(of(EVEN), of(EVEN)).map_err(|e| e.to_string())?;
    let mut rows: Vec<Row> = WIDTHS.map(|k| row(third(), k, staged.clone())).into();
    rows.extend(WIDTHS.map(|k| row(third(), k, large.clone())));
    rows.extend(WIDTHS_CNN.map(|k| row(Start::Uniform(INPUTS), k, even.clone())));
    Ok(rows)
}

/// Certified bounds of one probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Probability {
    /// The start, sizes and steps, and the paper's rate if there is one.
    pub row: Row,
    /// Lower bound, in `[0, 1]`.
    pub lower: f64,
    /// Upper bound, in `[0, 1]`.
    pub upper: f64,
}

/// Bounds of the probability, in `[0, 1]`.
fn bounds(row: &Row, cells: u64, cancel: &Cancel) -> Result<(f64, f64), String> {
    let parameters = row.parameters()?;
    // |1'a*|/sqrt k is the radius of the ball, n = 1.
    let radius2 = row.share.clone();
    let angle = match (&row.start, row.angle()) {
        (Start::Uniform(p), _) => AngleLaw::Uniform(*p),
        (Start::Shortcut(_), angle) => {
            let phi = angle.unwrap_or(Interval::PI);
            if every_start_succeeds(&parameters, &row.schedule, &radius2, phi) {
                return Ok((1.0, 1.0));
            }
            AngleLaw::Fixed(phi)
        }
    };
    let limits = Limits {
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let trial = Trial::new(
        &parameters,
        &row.schedule,
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

/// The lower end in decimals rounded down, or the upper end rounded up; an end that is exactly 0 or
/// 1 as it is.
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

/// Bounds for every row; `cells` bounds the work of each, and is what they depend on beside the
/// version.
///
/// # Errors
/// What is wrong with a row.
pub fn probabilities(
    rows: Vec<Row>,
    cells: u64,
    cancel: &Cancel,
) -> Result<Vec<Probability>, String> {
    let bounded = rows.into_iter().map(|row| {
        let (lower, upper) = bounds(&row, cells, cancel)?;
        Ok(Probability { row, lower, upper })
    });
    bounded.collect()
}

/// The start of a row in words.
fn start(row: &Row) -> String {
    let kind = Kind::of(row).words();
    match &row.start {
        Start::Uniform(p) => format!("{kind}, p = {p}"),
        Start::Shortcut(part) => format!("{kind}, {part} pi"),
    }
}

/// Steps of the warm-up and its step size.
fn warm_up(row: &Row) -> String {
    let phases = row.schedule.phases.iter();
    let words: Vec<String> = phases
        .map(|p| format!("{} at {}", p.steps, p.eta_w))
        .collect();
    words.join(", ")
}

/// What the paper found, and whether it agrees with the bounds.
fn compared(p: &Probability) -> [Cell; 2] {
    let Some(rate) = &p.row.rate else {
        return [Cell::none(), Cell::none()];
    };
    let mut words = rate.value.to_string();
    if let Some(trials) = rate.trials {
        words = format!("{words} of {trials}");
    }
    if rate.status == Status::Unverified {
        words.push_str(" (unverified)");
    }
    let agrees = if rate.agrees(p.lower, p.upper) {
        "agrees"
    } else {
        "differs"
    };
    [Cell::Words(words), Cell::Words(agrees.into())]
}

/// The table of the bounds, beside the paper's rates where there are some.
#[must_use]
pub fn success(probabilities: &[Probability]) -> Table {
    let stated = probabilities.iter().any(|p| p.row.rate.is_some());
    let rows = probabilities
        .iter()
        .map(|p| {
            let mut cells = vec![
                Cell::Words(start(&p.row)),
                Cell::Words(p.row.k.to_string()),
                Cell::Words(p.row.share.to_string()),
                Cell::Words(p.row.schedule.eta_a.to_string()),
                Cell::Words(p.row.schedule.eta_w.to_string()),
                Cell::Words(warm_up(&p.row)),
                number(Interval::point(p.lower), false),
                number(Interval::point(p.upper), true),
            ];
            if stated {
                cells.extend(compared(p));
            }
            cells
        })
        .collect();
    let mut caption = "Probability that gradient descent reaches the global minimum, a_0 uniform in the ball of radius \
         |1'a*|/sqrt(k), for n = |a*|^2 = 1 and (1'a*)^2 the given share of k. With shortcut the start is at the given angle, the worst \
         under the prior being pi/3; without, the direction of v_0 is uniform in p dimensions. Warm-up: so many steps in w first, at \
         that step size. Both bounds are certified, the lower rounded down and the upper up."
        .to_owned();
    let mut columns = vec![
        Column::words("start", "start"),
        Column::words("k", "k"),
        Column::words("share", "share"),
        Column::words("eta_a", "eta_a"),
        Column::words("eta_w", "eta_w"),
        Column::words("warm_up", "warm-up"),
        Column::words("at_least", "at least"),
        Column::words("at_most", "at most"),
    ];
    if stated {
        caption.push_str(
            " The paper's rate agrees where its 99 % interval (Clopper and Pearson, over the runs given) meets the bounds.",
        );
        columns.extend([
            Column::words("paper", "paper"),
            Column::words("compared", "compared"),
        ]);
    }
    Table {
        name: "success",
        caption,
        columns,
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::integer;
    use lemmabox_paper::statement::Rate;

    #[test]
    fn bounds_are_rounded_outward() {
        let digits = |x: f64, up| number(Interval::point(x), up).text();
        assert_eq!(digits(0.123_456, false), "0.1234");
        assert_eq!(digits(0.123_456, true), "0.1235");
        assert_eq!(digits(1.0, true), "1");
        assert_eq!(digits(0.0, false), "0");
    }

    fn row(kind: Kind, k: i64) -> Row {
        let rows = settings().unwrap();
        let found = rows.into_iter().find(|r| Kind::of(r) == kind && r.k == k);
        found.unwrap()
    }

    #[test]
    fn a_warm_up_always_succeeds_and_bounds_are_probabilities() {
        let cancel = Cancel::new();
        let (lower, upper) = bounds(&row(Kind::Shortcut, 4), 200, &cancel).unwrap();
        assert!((0.0..1.0).contains(&lower) && lower <= upper && upper < 1.0);
        let certain = bounds(&row(Kind::WarmUp, 4), 1, &cancel);
        assert_eq!(certain, Ok((1.0, 1.0)));
    }

    #[test]
    fn the_papers_rate_stands_beside_the_bounds_it_agrees_with() {
        let with = |value, lower, upper| {
            let rate = Rate {
                value,
                trials: None,
                status: Status::Unverified,
            };
            let row = Row {
                rate: Some(rate),
                ..row(Kind::WarmUp, 4)
            };
            Probability { row, lower, upper }
        };
        let table = success(&[with(integer(1), 1.0, 1.0), with(ratio(1, 2), 1.0, 1.0)]);
        let words = |i: usize| table.rows[i].iter().map(Cell::text).collect::<Vec<_>>();
        assert_eq!(words(0)[8..], ["1 (unverified)", "agrees"]);
        assert_eq!(words(1)[8..], ["1/2 (unverified)", "differs"]);
        assert_eq!(words(0)[5], "400 at 1/200");
        // Without rates there are no such columns.
        let alone = Probability {
            row: row(Kind::Convolution, 16),
            lower: 0.25,
            upper: 0.5,
        };
        assert_eq!(success(&[alone]).columns.len(), 8);
    }
}
