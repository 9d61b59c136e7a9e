//! Values at fixed points of a region, in plain doubles: they discard hopeless branches and prove nothing.

use crate::expr::{Comparison, Dag, Expr, Relation, Var};
use crate::interval::Interval;
use crate::prove::point::PointFrame;
use crate::prove::problem::constants;
use crate::prove::tape::Tape;
use rustc_hash::FxHashMap;

const COUNT: usize = 40;
/// What rounding may leave of a zero.
pub const NOISE: f64 = 1e-13;

/// Sample points and what has been evaluated at them.
pub struct Samples {
    points: Vec<Vec<f64>>,
    /// For each fact: its variables, and at which points it holds.
    facts: Vec<(Vec<Var>, Vec<bool>)>,
    values: FxHashMap<Expr, Vec<f64>>,
}

impl Samples {
    /// Points of the box: near ends, midpoint, and scattered ones.
    pub fn new(dag: &Dag, hull: &[Interval], facts: &[Relation]) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let mut points = Vec::with_capacity(COUNT);
        for i in 0..COUNT {
            let point =
                hull.iter()
                    .map(|x| {
                        let t = match i {
                            0 => 0.5,
                            // Corners and points close to them.
                            _ if i % 4 == 1 => [0.0, 1.0, 1e-3, 0.999, 1e-7, 1.0 - 1e-7]
                                [(next() * 6.0) as usize % 6],
                            _ => next(),
                        };
                        place(*x, t)
                    })
                    .collect();
            points.push(point);
        }
        let mut out = Self {
            points,
            facts: Vec::new(),
            values: FxHashMap::default(),
        };
        let mut known = Vec::with_capacity(facts.len());
        for r in facts {
            let (a, b) = (
                out.values(dag, r.lhs).to_vec(),
                out.values(dag, r.rhs).to_vec(),
            );
            let holds = a
                .iter()
                .zip(&b)
                .map(|(a, b)| match r.op {
                    Comparison::Less | Comparison::LessEqual => a <= b,
                    Comparison::Greater | Comparison::GreaterEqual => a >= b,
                    Comparison::Equal => (a - b).abs() <= 1e-12 * (a.abs() + b.abs()),
                    Comparison::NotEqual => a != b,
                })
                .collect();
            let mut vars = dag.variables(r.lhs);
            vars.extend(dag.variables(r.rhs));
            known.push((vars, holds));
        }
        out.facts = known;
        out
    }

    /// The points.
    pub fn points(&self) -> &[Vec<f64>] {
        &self.points
    }

    /// Values of a term at the points; NaN where undefined.
    pub fn values(&mut self, dag: &Dag, e: Expr) -> &[f64] {
        let points = &self.points;
        self.values.entry(e).or_insert_with(|| {
            let tape = Tape::new(dag, &[e], points.first().map_or(0, Vec::len));
            let closed = constants(dag, &tape.constants);
            let mut frame = PointFrame::new(&tape, &closed);
            points.iter().map(|p| frame.evaluate(&tape, 0, p)).collect()
        })
    }

    /// Lowest and highest value over all points where it is finite.
    pub fn range(&mut self, dag: &Dag, e: Expr) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for &y in self.values(dag, e) {
            if y.is_finite() {
                range = (range.0.min(y), range.1.max(y));
            }
        }
        range
    }

    /// Whether some point satisfies every fact free of the blocked variables and has `e` clearly negative.
    pub fn refute(&mut self, dag: &Dag, e: Expr, blocked: &[Var]) -> bool {
        let values = self.values(dag, e).to_vec();
        let scale = values
            .iter()
            .filter(|y| y.is_finite())
            .fold(0.0f64, |m, y| m.max(y.abs()));
        // Cancellation leaves noise of about an ulp of the largest summand.
        let tolerance = (1e-9 * scale.min(1.0)).max(NOISE);
        (0..self.points.len()).any(|i| {
            values[i] < -tolerance
                && self
                    .facts
                    .iter()
                    .all(|(vars, holds)| holds[i] || vars.iter().any(|v| blocked.contains(v)))
        })
    }
}

/// The point a fraction `t` of the way through an interval.
pub fn place(x: Interval, t: f64) -> f64 {
    let (lo, hi) = (x.lo(), x.hi());
    let stretch = |t: f64| 3.0 * t / (1.0 - t).max(1e-6);
    match (lo.is_finite(), hi.is_finite()) {
        (true, true) => (lo + t * (hi - lo)).clamp(lo, hi),
        (true, false) => lo + stretch(t),
        (false, true) => hi - stretch(1.0 - t),
        (false, false) => {
            let s = 2.0 * t - 1.0;
            s.signum() * stretch(s.abs())
        }
    }
}
