//! Where a claim holds and where it fails, as regions of one or two of its variables.
//!
//! A claim says that its hypotheses suffice. Here the hypotheses on the chosen variables are left
//! out, and a box of them is paved: a cell is *good* when the claim is proved for all its values
//! and all values of the other variables, and *bad* when one value of the other variables refutes
//! it at every inner point of the cell. What is neither stays open. The claim's own conditions are
//! necessary up to the good cells outside them.

use crate::{Outcome, Verdict};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{Claim, Dag, Domain, End, Expr, Formula, Var};
use num_traits::Zero as _;
use rayon::prelude::*;
use std::collections::VecDeque;

/// Deepest cut along one axis.
const DEEPEST: u32 = 24;
/// Cells decided together.
const BATCH: usize = 32;

/// A range of one variable, by closed terms of the claim's DAG.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The variable.
    pub variable: Var,
    /// Lower end.
    pub lo: Expr,
    /// Upper end.
    pub hi: Expr,
}

/// A cell: along each axis the share `[index, index + 1]/2^depth` of the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// `(depth, index)` by axis.
    pub sides: Vec<(u32, u64)>,
}

impl Cell {
    /// Its share of the box.
    #[must_use]
    pub fn volume(&self) -> Q {
        let shares = self.sides.iter().map(|(d, _)| end(*d, 1));
        shares.fold(ratio(1, 1), |v, s| v * s)
    }

    /// The two ends along an axis, as shares of the range.
    #[must_use]
    pub fn side(&self, axis: usize) -> (Q, Q) {
        let (depth, index) = self.sides[axis];
        (end(depth, index), end(depth, index + 1))
    }

    fn halves(&self) -> Option<[Self; 2]> {
        let axis = (0..self.sides.len()).min_by_key(|&i| self.sides[i].0)?;
        let (depth, index) = self.sides[axis];
        (depth < DEEPEST).then(|| {
            [0, 1].map(|half| {
                let mut sides = self.sides.clone();
                sides[axis] = (depth + 1, 2 * index + half);
                Self { sides }
            })
        })
    }
}

fn end(depth: u32, index: u64) -> Q {
    Q::new(index.into(), (1u64 << depth).into())
}

/// A box paved.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// Cells where the claim holds without the hypotheses left out.
    pub good: Vec<Cell>,
    /// Cells at every inner point of which it fails.
    pub bad: Vec<Cell>,
    /// Undecided cells.
    pub open: Vec<Cell>,
    /// Those of the good and bad cells shown to satisfy the hypotheses left out; the others are
    /// shown to violate one.
    pub inside: Vec<Cell>,
    /// Names of the hypotheses left out.
    pub left_out: Vec<String>,
}

fn volume(cells: &[Cell]) -> Q {
    cells.iter().fold(Q::zero(), |v, c| v + c.volume())
}

impl Regions {
    /// Share of the good cells: a lower bound of where the claim holds.
    #[must_use]
    pub fn holds(&self) -> Q {
        volume(&self.good)
    }

    /// Share of the bad cells: a lower bound of where it fails.
    #[must_use]
    pub fn fails(&self) -> Q {
        volume(&self.bad)
    }

    /// Bounds of the share where the claim holds although a hypothesis left out is violated. The
    /// claim itself must be proved, so that the hypotheses' region is part of where it holds.
    #[must_use]
    pub fn gap(&self) -> (Q, Q) {
        let one = ratio(1, 1);
        let inside = volume(&self.inside);
        // What is open may all satisfy them, and hold, or neither.
        let least = self.holds() - &inside - volume(&self.open);
        let most = &one - self.fails() - &inside;
        (least.max(Q::zero()), most.max(Q::zero()))
    }
}

/// Paves the box by the claim's truth until no more than `undecided` of it is open, at most
/// `max_cells` cells. `cancelled` stops it.
///
/// The hypotheses left out are those in which no other variable occurs.
#[must_use]
pub fn necessary(
    claim: &Claim,
    ranges: &[Range],
    undecided: &Q,
    max_cells: u64,
    decide: &(dyn Fn(&Claim) -> Outcome + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Regions {
    let chosen = |v: Var| ranges.iter().any(|r| r.variable == v);
    let about_chosen = |f: &Formula| {
        let mut all = true;
        f.for_each_relation(&mut |r| {
            for e in [r.lhs, r.rhs] {
                all &= claim.dag.variables(e).into_iter().all(chosen);
            }
        });
        all
    };
    let (left_out, kept): (Vec<_>, Vec<_>) = claim
        .hypotheses
        .iter()
        .cloned()
        .partition(|h| !h.unused && about_chosen(&h.formula));
    let condition = Formula::And(left_out.iter().map(|h| h.formula.clone()).collect()).normalized();
    let bare = Claim {
        hypotheses: kept,
        ..claim.clone()
    };
    let mut found = Regions {
        left_out: left_out.into_iter().map(|h| h.name).collect(),
        ..Regions::default()
    };
    let paver = Paver {
        bare,
        condition,
        ranges,
        decide,
    };
    let mut open = VecDeque::from([Cell {
        sides: vec![(0, 0); ranges.len()],
    }]);
    let mut tried = 0u64;
    // Cells are cut in the order of their size, the largest first.
    while volume(open.make_contiguous()) > *undecided && tried < max_cells && !cancelled() {
        let batch: Vec<Cell> = open.drain(..open.len().min(BATCH)).collect();
        tried += batch.len() as u64;
        let decided: Vec<(Option<bool>, Option<bool>)> =
            batch.par_iter().map(|cell| paver.decide(cell)).collect();
        for (cell, (truth, inside)) in batch.into_iter().zip(decided) {
            let halves = cell.halves();
            match (truth, inside, halves) {
                // Both questions are settled, or the cell is as small as cells get.
                (Some(true), Some(_), _) => found.good.push(cell.clone()),
                (Some(false), Some(_), _) => found.bad.push(cell.clone()),
                (_, _, Some(halves)) => {
                    open.extend(halves);
                    continue;
                }
                (_, _, None) => found.open.push(cell.clone()),
            }
            if inside == Some(true) {
                found.inside.push(cell);
            }
        }
    }
    found.open.extend(open);
    found
}

struct Paver<'a> {
    /// The claim without the hypotheses left out.
    bare: Claim,
    /// Those, together.
    condition: Formula,
    ranges: &'a [Range],
    decide: &'a (dyn Fn(&Claim) -> Outcome + Sync),
}

impl Paver<'_> {
    /// Whether the claim holds on the cell, and whether the cell satisfies the condition.
    fn decide(&self, cell: &Cell) -> (Option<bool>, Option<bool>) {
        let on_cell = self.on(cell, End::Closed);
        let inner = self.on(cell, End::Open);
        let proves = |claim: &Claim| matches!((self.decide)(claim).verdict, Verdict::Proved(_));
        let outcome = (self.decide)(&on_cell);
        let truth = match &outcome.verdict {
            Verdict::Proved(_) => Some(true),
            Verdict::Refuted(witness) => {
                let mut dag = inner.dag.clone();
                let values: Vec<Expr> = witness
                    .values
                    .iter()
                    .map(|e| dag.import(&outcome.dag, *e, |dag, v| dag.variable(v)))
                    .collect();
                proves(&self.fails_throughout(&inner, dag, &values)).then_some(false)
            }
            Verdict::Undecided(_) => None,
        };
        let plain = |goal: Formula| Claim {
            hypotheses: Vec::new(),
            uses: Vec::new(),
            goal: goal.normalized(),
            ..inner.clone()
        };
        let inside = if proves(&plain(self.condition.clone())) {
            Some(true)
        } else if proves(&plain(Formula::Not(Box::new(self.condition.clone())))) {
            Some(false)
        } else {
            None
        };
        (truth, inside)
    }

    /// The claim with the chosen variables confined to the cell, with or without its ends.
    fn on(&self, cell: &Cell, end: fn(Expr) -> End) -> Claim {
        let mut claim = self.bare.clone();
        for (axis, range) in self.ranges.iter().enumerate() {
            let (lo, hi) = cell.side(axis);
            let width = claim.dag.sub(range.hi, range.lo);
            let mut at = |share: Q| {
                let share = claim.dag.rational(share);
                let part = claim.dag.mul(width, share);
                claim.dag.add(range.lo, part)
            };
            let (lo, hi) = (at(lo), at(hi));
            claim.variables[range.variable.index()].domain = Domain {
                lo: end(lo),
                hi: end(hi),
            };
        }
        claim
    }

    /// The claim that, with the other variables at the values given, every hypothesis kept is true
    /// and the goal false at every inner point of the cell.
    fn fails_throughout(&self, inner: &Claim, mut dag: Dag, values: &[Expr]) -> Claim {
        let chosen = |v: Var| self.ranges.iter().any(|r| r.variable == v);
        let source = inner.dag.clone();
        let mut put = |e: Expr| {
            dag.import(&source, e, |dag, v| {
                if chosen(v) {
                    dag.variable(v)
                } else {
                    values
                        .get(v.index())
                        .copied()
                        .unwrap_or_else(|| dag.variable(v))
                }
            })
        };
        let mut parts: Vec<Formula> = inner
            .hypotheses
            .iter()
            .filter(|h| !h.unused)
            .map(|h| h.formula.map_terms(&mut put))
            .collect();
        parts.push(Formula::Not(Box::new(inner.goal.map_terms(&mut put))));
        Claim {
            hypotheses: Vec::new(),
            uses: Vec::new(),
            goal: Formula::And(parts).normalized(),
            dag,
            ..inner.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cancel, Settings, decide};
    use lemmabox_lang::parse_file;

    #[test]
    fn the_regions_enclose_the_known_areas() {
        // x y <= t for all t in [1/2, 1] holds exactly where x y <= 1/2: area 1/2 (1 + log 2) of
        // the unit square.
        let text = "claim c \"\" { for x in [0, 1], y in [0, 1], t in [1/2, 1] assume small: x <= 1/2 show x*y <= t }";
        let mut claim = parse_file("t", text).unwrap().claims.remove(0);
        let (zero, one) = (claim.dag.integer(0), claim.dag.integer(1));
        let ranges = [0, 1].map(|i| Range {
            variable: Var(i),
            lo: zero,
            hi: one,
        });
        let settings = Settings {
            max_boxes: 500,
            ..Settings::default()
        };
        let ask = |c: &Claim| decide(c, &[], &settings, &Cancel::new());
        let found = necessary(&claim, &ranges, &ratio(1, 16), 2000, &ask, &|| false);
        let area = 0.5 * (1.0 + std::f64::consts::LN_2);
        let value = |q: &Q| lemmabox_kernel::exact::rational::to_f64_near(q);
        assert!(value(&found.holds()) <= area && value(&found.fails()) <= 1.0 - area);
        assert!(value(&found.holds()) >= area - 0.07 && value(&found.fails()) >= 1.0 - area - 0.07);
        let (least, most) = found.gap();
        assert!(value(&least) <= area - 0.5 && area - 0.5 <= value(&most));
        assert!(found.left_out == ["small"]);
        // Each bad cell fails at all its corners, each good one holds there.
        for (cells, bad) in [(&found.good, false), (&found.bad, true)] {
            for cell in cells {
                let ((x0, x1), (y0, y1)) = (cell.side(0), cell.side(1));
                assert!(if bad {
                    x0 * y0 >= ratio(1, 2)
                } else {
                    x1 * y1 <= ratio(1, 2)
                });
            }
        }
    }
}
