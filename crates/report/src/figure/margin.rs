//! The margin of a claim over its one or two variables: drawn in doubles, to be looked at; it
//! proves nothing.

use super::axis::Axis;
use super::style::{BLUE, GREEN, INK, PAPER, THIN, VERMILION};
use super::{Drawn, Picture, frame, line, long, mesh, wide, words};
use lemmabox_evaluation::evaluate::evaluate;
use lemmabox_interval::Interval;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Domain, Expr, Formula, Kind, Relation};
use lemmabox_lang::formula_text;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Points of a curve, and cells along each side of a map.
const POINTS: u32 = 600;
const CELLS: u32 = 120;
/// Length shown of a side without end, beyond what is to be shown anyway.
const WINDOW: f64 = 10.0;
/// Characters of the goal written above.
const TITLE: usize = 76;
/// Radius of a marked point.
const MARK: i32 = 16;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPicture {
    /// Not one or two variables.
    Variables(usize),
    /// The goal has no margin.
    Goal,
    /// Sums, sequences or integrals, whose terms are not evaluated in doubles.
    Symbols,
}

impl std::fmt::Display for NoPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variables(n) => write!(
                f,
                "a picture shows one or two variables, and the claim has {n}: put numbers in place of the others"
            ),
            Self::Goal => f.write_str(
                "a margin is that of an inequality, or of several joined by `and`; the goal is neither",
            ),
            Self::Symbols => f.write_str("sums, sequences and integrals are not drawn"),
        }
    }
}

/// What a point is marked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The claim fails there: the witness.
    Fails,
    /// The goal is an equality there.
    Tight,
}

/// What the claim does at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    /// The hypotheses hold; the least difference of the goal's inequalities.
    Margin(f64),
    /// Some hypothesis does not hold; the difference all the same.
    Outside(f64),
    /// Something is not defined.
    Undefined,
}

/// The picture of a claim.
pub struct Margin {
    dag: Dag,
    hypotheses: Vec<Formula>,
    /// The differences that are to be positive, or not negative.
    differences: Vec<Expr>,
    /// Name and range shown of each variable.
    sides: Vec<(String, f64, f64)>,
    /// Whether each variable takes integers alone; the nearest one stands for what lies between.
    whole: Vec<bool>,
    title: String,
    marks: Vec<(Mark, Vec<f64>)>,
}

impl Margin {
    /// The picture of a claim without `best` clause, with points to mark.
    ///
    /// # Errors
    /// [`NoPicture`].
    pub fn new(claim: &Claim, marks: Vec<(Mark, Vec<f64>)>) -> Result<Self, NoPicture> {
        if !claim.symbols.is_empty() {
            return Err(NoPicture::Symbols);
        }
        let variables = &claim.variables;
        if variables.is_empty() || variables.len() > 2 {
            return Err(NoPicture::Variables(variables.len()));
        }
        let mut dag = claim.dag.clone();
        let relations = conjuncts(&claim.goal.normalized()).ok_or(NoPicture::Goal)?;
        let differences = relations.iter().map(|r| r.difference(&mut dag).0).collect();
        let marks: Vec<(Mark, Vec<f64>)> = marks
            .into_iter()
            .filter(|(_, at)| at.len() == variables.len() && at.iter().all(|x| x.is_finite()))
            .collect();
        let sides = variables.iter().enumerate().map(|(i, v)| {
            let shown = marks.iter().map(|(_, at)| at[i]);
            let (lo, hi) = range(&dag, v.domain, shown);
            (v.name.clone(), lo, hi)
        });
        Ok(Self {
            sides: sides.collect(),
            whole: variables.iter().map(|v| v.kind == Kind::Integer).collect(),
            hypotheses: claim.hypotheses.iter().map(|h| h.formula.clone()).collect(),
            title: shortened(&formula_text(&claim.dag, variables, &claim.goal)),
            differences,
            dag,
            marks,
        })
    }

    fn value(&self, at: &[f64]) -> Value {
        let sides = self.sides.iter().zip(&self.whole);
        let at = at.iter().zip(sides).map(|(x, ((_, lo, hi), whole))| {
            // The nearest integer of the range.
            let nearest = x.round().min(hi.floor()).max(lo.ceil());
            Interval::point(if *whole { nearest } else { *x })
        });
        let at: Vec<Interval> = at.collect();
        let middle = |e: Expr| {
            let x: Interval = evaluate(&self.dag, &[e], (), &at).pop().flatten()?;
            Some(x.mid()).filter(|x| x.is_finite())
        };
        let mut least = f64::INFINITY;
        for e in &self.differences {
            match middle(*e) {
                Some(x) => least = least.min(x),
                None => return Value::Undefined,
            }
        }
        let holds = self.hypotheses.iter().all(|h| holds(h, &middle));
        if holds {
            Value::Margin(least)
        } else {
            Value::Outside(least)
        }
    }

    fn marked(&self) -> impl Iterator<Item = (RGBColor, &'static str, &[f64])> {
        self.marks.iter().map(|(mark, at)| match mark {
            Mark::Fails => (VERMILION, "fails", at.as_slice()),
            Mark::Tight => (GREEN, "tight", at.as_slice()),
        })
    }

    fn curve<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        let (name, lo, hi) = &self.sides[0];
        let values: Vec<(f64, Value)> = super::samples(*lo, *hi, POINTS)
            .map(|x| (x, self.value(&[x])))
            .collect();
        let heights = values.iter().filter_map(|(_, v)| match v {
            Value::Margin(y) | Value::Outside(y) => Some(*y),
            Value::Undefined => None,
        });
        let (bottom, top) = window(heights.collect());
        let mut chart = frame(
            area,
            190,
            110,
            Axis::plain(*lo..*hi),
            Axis::plain(bottom..top),
        )?;
        let kept = |y: f64| y.clamp(bottom, top);
        let width = (hi - lo) / f64::from(POINTS);
        // Where it fails, down from zero.
        let failing = values.iter().filter_map(|(x, v)| match v {
            Value::Margin(y) if *y < 0.0 => Some((*x, *y)),
            Value::Margin(_) | Value::Outside(_) | Value::Undefined => None,
        });
        chart.draw_series(failing.map(|(x, y)| {
            let half = 0.5 * width;
            let (left, right) = ((x - half).max(*lo), (x + half).min(*hi));
            let corners = [(left, kept(0.0)), (right, kept(y))];
            Rectangle::new(corners, VERMILION.mix(0.3).filled())
        }))?;
        mesh(&mut chart, name, "margin")?;
        let zero = [(*lo, 0.0), (*hi, 0.0)];
        chart.draw_series(LineSeries::new(zero, INK.stroke_width(wide(3))))?;
        // However little it fails by, where it does is seen on the line of zero.
        for part in failing_parts(&values) {
            let part = part.map(|x| (x, 0.0));
            chart.draw_series(LineSeries::new(part, VERMILION.stroke_width(wide(9))))?;
        }
        for run in runs(&values, bottom, top) {
            let color = if run.0 { BLUE } else { THIN };
            chart.draw_series(LineSeries::new(run.1, line(color)))?;
        }
        for (color, word, at) in self.marked() {
            let place = match self.value(at) {
                Value::Margin(y) | Value::Outside(y) => (at[0], kept(y)),
                Value::Undefined => continue,
            };
            chart.draw_series([Circle::new(place, long(MARK), color.filled())])?;
            let pos = Pos::new(HPos::Center, VPos::Top);
            let above = (place.0, place.1 + 0.1 * (top - bottom));
            chart.draw_series([Text::new(word, above, words(color).pos(pos))])?;
        }
        Ok(())
    }

    fn map<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        let [(x_name, x_lo, x_hi), (y_name, y_lo, y_hi)] = self.sides.as_slice() else {
            return Ok(());
        };
        let count = f64::from(CELLS);
        let (wide, high) = ((x_hi - x_lo) / count, (y_hi - y_lo) / count);
        let mut cells = Vec::new();
        for i in 0..CELLS {
            for j in 0..CELLS {
                let corner = (x_lo + f64::from(i) * wide, y_lo + f64::from(j) * high);
                let value = self.value(&[corner.0 + 0.5 * wide, corner.1 + 0.5 * high]);
                cells.push((corner, value));
            }
        }
        let greatest = cells.iter().fold(0.0f64, |m, (_, v)| match v {
            Value::Margin(y) => m.max(y.abs()),
            Value::Outside(_) | Value::Undefined => m,
        });
        let mut chart = frame(
            area,
            170,
            110,
            Axis::plain(*x_lo..*x_hi),
            Axis::plain(*y_lo..*y_hi),
        )?;
        chart.draw_series(cells.iter().filter_map(|((x, y), value)| {
            let Value::Margin(margin) = value else {
                return None;
            };
            // The root spreads small margins; four depths of colour.
            let share = (margin.abs() / greatest.max(f64::MIN_POSITIVE)).sqrt();
            let ink = 0.2 + 0.15 * (share * 4.0).ceil().clamp(0.0, 4.0);
            let color = if *margin < 0.0 { VERMILION } else { BLUE };
            let corners = [(*x, *y), (x + wide, y + high)];
            Some(Rectangle::new(corners, color.mix(ink).filled()))
        }))?;
        mesh(&mut chart, x_name, y_name)?;
        for (color, word, at) in self.marked() {
            let place = (at[0], at[1]);
            chart.draw_series([Circle::new(place, long(MARK + 5), PAPER.filled())])?;
            chart.draw_series([Circle::new(place, long(MARK), color.filled())])?;
            let right = place.0 > f64::midpoint(*x_lo, *x_hi);
            let pos = Pos::new(if right { HPos::Right } else { HPos::Left }, VPos::Center);
            let shift = 0.03 * (x_hi - x_lo) * if right { -1.0 } else { 1.0 };
            chart.draw_series([Text::new(
                word,
                (place.0 + shift, place.1),
                words(INK).pos(pos),
            )])?;
        }
        Ok(())
    }
}

impl Picture for Margin {
    const NAME: &'static str = "margin";
    const SIZE: (u32, u32) = (1600, 1080);

    fn caption(&self) -> String {
        format!("The margin of {}.", self.title)
    }

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Drawn<B> {
        area.fill(&PAPER)?;
        let (head, body) = area.split_vertically(long(80));
        let left = Pos::new(HPos::Left, VPos::Top);
        head.draw(&Text::new(
            self.title.as_str(),
            (long(40), long(24)),
            words(INK).pos(left),
        ))?;
        match self.sides.len() {
            1 => self.curve(&body),
            _ => self.map(&body),
        }
    }
}

/// Both ends of each run of points at which the margin is below zero.
fn failing_parts(values: &[(f64, Value)]) -> Vec<[f64; 2]> {
    let mut parts: Vec<[f64; 2]> = Vec::new();
    let mut before = false;
    for (x, value) in values {
        let fails = matches!(value, Value::Margin(y) if *y < 0.0);
        match parts.last_mut() {
            Some(part) if fails && before => part[1] = *x,
            _ if fails => parts.push([*x, *x]),
            _ => {}
        }
        before = fails;
    }
    parts
}

/// The relations of a conjunction of inequalities.
fn conjuncts(goal: &Formula) -> Option<Vec<Relation>> {
    match goal {
        Formula::Relation(r) => match r.op {
            Comparison::Less
            | Comparison::LessEqual
            | Comparison::Greater
            | Comparison::GreaterEqual => Some(vec![*r]),
            Comparison::Equal | Comparison::NotEqual => None,
        },
        Formula::And(parts) => {
            let parts: Option<Vec<_>> = parts.iter().map(conjuncts).collect();
            parts.map(|p| p.concat()).filter(|p| !p.is_empty())
        }
        Formula::True | Formula::False | Formula::Not(_) | Formula::Or(_) => None,
    }
}

/// Whether a formula seems to hold, by values in doubles; what is undefined does not.
fn holds(formula: &Formula, value: &impl Fn(Expr) -> Option<f64>) -> bool {
    match formula {
        Formula::True => true,
        Formula::False => false,
        Formula::Not(part) => !holds(part, value),
        Formula::And(parts) => parts.iter().all(|p| holds(p, value)),
        Formula::Or(parts) => parts.iter().any(|p| holds(p, value)),
        Formula::Relation(r) => {
            let (Some(x), Some(y)) = (value(r.lhs), value(r.rhs)) else {
                return false;
            };
            match r.op {
                Comparison::Less => x < y,
                Comparison::LessEqual => x <= y,
                Comparison::Greater => x > y,
                Comparison::GreaterEqual => x >= y,
                Comparison::Equal => (x - y).abs() <= 1e-9 * (1.0 + x.abs()),
                Comparison::NotEqual => (x - y).abs() > 0.0,
            }
        }
    }
}

/// What is shown of a variable: its domain, cut off where it has no end.
fn range(dag: &Dag, domain: Domain, shown: impl Iterator<Item = f64>) -> (f64, f64) {
    let end = |e: Option<Expr>| {
        let x: Interval = evaluate(dag, &[e?], (), &[]).pop()??;
        Some(x.mid()).filter(|x| x.is_finite())
    };
    let (lo, hi) = (end(domain.lo.constant()), end(domain.hi.constant()));
    let (mut least, mut most) = match (lo, hi) {
        (Some(lo), Some(hi)) => (lo, hi),
        (Some(lo), None) => (lo, lo + WINDOW),
        (None, Some(hi)) => (hi - WINDOW, hi),
        (None, None) => (-WINDOW, WINDOW),
    };
    for x in shown {
        (least, most) = (least.min(x), most.max(x));
    }
    if most > least {
        (least, most)
    } else {
        (least - 1.0, least + 1.0)
    }
}

/// The heights shown: all of them, but for the outermost where a few lie far off; always zero.
fn window(mut heights: Vec<f64>) -> (f64, f64) {
    heights.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let i = (share * heights.len().saturating_sub(1) as f64) as usize;
        heights.get(i).copied().unwrap_or(0.0)
    };
    let (mut lo, mut hi) = (at(0.0), at(1.0));
    let spread = at(0.98) - at(0.02);
    if hi - lo > 4.0 * spread && spread > 0.0 {
        (lo, hi) = (at(0.02) - spread, at(0.98) + spread);
    }
    (lo, hi) = (lo.min(0.0), hi.max(0.0));
    let room = 0.12 * (hi - lo);
    if room > 0.0 {
        (lo - room, hi + room)
    } else {
        (-1.0, 1.0)
    }
}

/// The pieces of a curve: whether the hypotheses hold there, and its points within the window.
fn runs(values: &[(f64, Value)], bottom: f64, top: f64) -> Vec<(bool, Vec<(f64, f64)>)> {
    let mut runs: Vec<(bool, Vec<(f64, f64)>)> = Vec::new();
    let mut open = false;
    for (x, value) in values {
        let (inside, y) = match value {
            Value::Margin(y) => (true, *y),
            Value::Outside(y) => (false, *y),
            Value::Undefined => {
                open = false;
                continue;
            }
        };
        if !(bottom..=top).contains(&y) {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some((same, points)) if open && *same == inside => points.push((*x, y)),
            Some(_) | None => runs.push((inside, vec![(*x, y)])),
        }
        open = true;
    }
    runs
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= TITLE {
        return text.to_owned();
    }
    let kept: String = text.chars().take(TITLE - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_lang::parse_file;

    fn picture(text: &str, marks: Vec<(Mark, Vec<f64>)>) -> Result<Margin, NoPicture> {
        let file = parse_file("t", &format!("claim c \"\" {{ {text} }}")).unwrap();
        Margin::new(&file.claims[0], marks)
    }

    #[test]
    fn the_margin_is_the_least_difference_where_the_hypotheses_hold() {
        let p = picture(
            "for x in [-2, 2] assume far: x >= 1 or x <= -1 show 0 <= x^2 <= 3",
            vec![],
        )
        .unwrap();
        assert_eq!(p.value(&[1.5]), Value::Margin(0.75));
        assert_eq!(p.value(&[2.0]), Value::Margin(-1.0));
        assert_eq!(p.value(&[0.5]), Value::Outside(0.25));
        let root = picture("for x in [-1, 1] show sqrt(x) >= 0", vec![]).unwrap();
        assert_eq!(root.value(&[-0.5]), Value::Undefined);
    }

    #[test]
    fn ranges_are_the_domains_cut_off_and_hold_the_marks() {
        let p = picture("for x in (-1, inf) show log(1 + x) <= x", vec![]).unwrap();
        assert_eq!((p.sides[0].1, p.sides[0].2), (-1.0, 9.0));
        let far = vec![(Mark::Fails, vec![25.0])];
        let p = picture("for x show x <= 20", far).unwrap();
        assert_eq!((p.sides[0].1, p.sides[0].2), (-10.0, 25.0));
    }

    #[test]
    fn failing_parts_and_marks_are_drawn() {
        let svg = |text: &str, marks| {
            let figure = crate::figure::margin(&picture(text, marks).unwrap()).unwrap();
            for bad in ["NaN", "inf\""] {
                assert!(!figure.svg.contains(bad));
            }
            crate::figure::style::inline(&figure.svg)
        };
        let vermilion = |svg: &str| svg.matches("#D55E00").count();
        let held = svg(
            "for x in [0, 1] show x^2 <= x",
            vec![(Mark::Tight, vec![0.0])],
        );
        assert!(vermilion(&held) == 0 && held.contains("tight"));
        let failed = svg(
            "for x in [0, 2] show x^2 <= x",
            vec![(Mark::Fails, vec![1.5])],
        );
        // x from 1 to 2 fails: half of the 600 columns.
        assert!((290..=320).contains(&vermilion(&failed)) && failed.contains("fails"));
        // x < y fails below the diagonal: half of the cells.
        let map = svg("for x in [0, 1], y in [0, 1] show x <= y", vec![]);
        let (held, failed) = (map.matches("#0072B2").count(), vermilion(&map));
        assert!(held > 7000 && failed > 7000 && held + failed == 14_400);
    }

    #[test]
    fn integers_are_drawn_in_steps() {
        let steps = picture("for n in [1, 7/2] integer show n^2 <= 10", Vec::new()).unwrap();
        assert_eq!(steps.value(&[2.4]), Value::Margin(6.0));
        assert_eq!(steps.value(&[2.6]), Value::Margin(1.0));
        assert_eq!(steps.value(&[3.5]), Value::Margin(1.0));
    }

    #[test]
    fn the_line_of_zero_shows_each_part_that_fails() {
        let margins = [1.0, -1.0, -2.0, 0.0, -1.0];
        let mut values: Vec<(f64, Value)> = Vec::new();
        for (i, y) in margins.into_iter().enumerate() {
            values.push((i as f64, Value::Margin(y)));
        }
        values.push((5.0, Value::Undefined));
        assert_eq!(failing_parts(&values), [[1.0, 2.0], [4.0, 4.0]]);
    }

    #[test]
    fn what_has_no_margin_is_not_drawn() {
        let no = |text: &str| picture(text, vec![]).err();
        assert_eq!(
            no("for x, y, z show x + y <= z"),
            Some(NoPicture::Variables(3))
        );
        assert_eq!(no("for x show x = x"), Some(NoPicture::Goal));
        assert_eq!(no("for x show x > 0 or x < 1"), Some(NoPicture::Goal));
    }
}
