//! Enclosures of values at fixed points of a region: they discard hopeless branches and prove
//! nothing.

use crate::enclose::{Frame, Order};
use crate::problem::constants;
use crate::tape::Tape;
use lemmabox_interval::Interval;
use lemmabox_kernel::expr::{Comparison, Dag, Expr, Relation, Var};
use rustc_hash::FxHashMap;

const COUNT: usize = 40;
/// How far from equal, relative to their size, two sides of an equation still count as equal.
const NEARLY: f64 = 1e-12;
/// What that leaves of a sign.
const SLACK: f64 = 1e-9;

/// Sample points and what has been evaluated at them.
pub struct Samples {
    points: Vec<Vec<f64>>,
    /// For each fact: its variables, and at which points it holds.
    facts: Vec<(Vec<Var>, Vec<bool>)>,
    /// Whether some fact is an equation, which points satisfy only nearly.
    equations: bool,
    values: FxHashMap<Expr, Vec<Interval>>,
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
            equations: facts.iter().any(|r| r.op == Comparison::Equal),
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
                // Where a side is undefined, as at an end left out, the fact says nothing.
                .map(|(a, b)| {
                    !a.is_empty()
                        && !b.is_empty()
                        && match r.op {
                            Comparison::Less | Comparison::LessEqual => a.hi() <= b.lo(),
                            Comparison::Greater | Comparison::GreaterEqual => a.lo() >= b.hi(),
                            Comparison::Equal => (*a - *b).mag() <= NEARLY * (a.mag() + b.mag()),
                            Comparison::NotEqual => !a.overlaps(*b),
                        }
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

    /// Values of a term at the points; empty where it is not known to be defined.
    fn values(&mut self, dag: &Dag, e: Expr) -> &[Interval] {
        let points = &self.points;
        self.values.entry(e).or_insert_with(|| {
            let tape = Tape::new(dag, &[e], points.first().map_or(0, Vec::len));
            let closed = constants(dag, &tape.constants);
            let mut frame = Frame::<Interval>::new(&tape, &closed, ());
            let mut at = |p: &Vec<f64>| {
                let point: Vec<Interval> = p.iter().map(|&x| Interval::point(x)).collect();
                frame.set(&tape, &point, Order::Natural);
                let known = frame.evaluate(&tape, 0);
                if known.defined {
                    known.value
                } else {
                    Interval::EMPTY
                }
            };
            points.iter().map(&mut at).collect()
        })
    }

    /// Bounds that the lowest value certainly does not exceed and the highest certainly reaches.
    pub fn range(&mut self, dag: &Dag, e: Expr) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for y in self.values(dag, e) {
            if !y.is_empty() {
                range = (range.0.min(y.hi()), range.1.max(y.lo()));
            }
        }
        range
    }

    /// Whether fact number `i` speaks of a variable.
    pub fn mentions(&self, i: usize, v: Var) -> bool {
        self.facts.get(i).is_none_or(|f| f.0.contains(&v))
    }

    /// Whether some point satisfies every fact that stands and has `e` clearly negative.
    pub fn refute(&mut self, dag: &Dag, e: Expr, standing: &[bool]) -> bool {
        let values = self.values(dag, e).to_vec();
        let tolerance = if self.equations {
            let scale = values.iter().filter(|y| y.is_bounded());
            SLACK * scale.fold(0.0f64, |m, y| m.max(y.mag()))
        } else {
            0.0
        };
        (0..self.points.len()).any(|i| {
            !values[i].is_empty()
                && values[i].hi() < -tolerance
                && self
                    .facts
                    .iter()
                    .zip(standing)
                    .all(|((_, holds), stands)| holds[i] || !stands)
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
