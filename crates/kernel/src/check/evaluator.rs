//! Terms over exact regions at one precision.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::double::{Double, Doubles};
use super::dyadic::{Dyadic, Round};
use super::statement::Reading;
use super::term::{Knowledge, Order, Tape};
use crate::certificate::{Bound, Point, Region, Side};
use crate::expr::{Dag, Expr};

/// Most steps and constants of compiled terms that are kept.
const MOST_KEPT: usize = 1 << 20;

/// Evaluates terms of one DAG at one precision; compiled terms are kept while they are few.
pub struct Evaluator {
    arithmetic: Arithmetic,
    /// Steps and constants of those that are.
    kept: usize,
    /// By the number of the reading and the term.
    tapes: FxHashMap<(usize, Expr), Tape>,
    /// The same with doubles, if regions are looked at with these.
    in_doubles: Option<FxHashMap<(usize, Expr), Tape<Double>>>,
}

impl Evaluator {
    /// With the given precision in bits, and whether terms over regions are evaluated in doubles.
    pub fn new(precision: u32, in_doubles: bool) -> Evaluator {
        Evaluator {
            arithmetic: Arithmetic::new(precision),
            kept: 0,
            tapes: FxHashMap::default(),
            in_doubles: in_doubles.then(FxHashMap::default),
        }
    }

    /// The term compiled in a reading.
    pub fn tape(&mut self, dag: &Dag, reading: &Reading, e: Expr) -> &Tape {
        let key = (reading.number, e);
        if self.kept > MOST_KEPT && !self.tapes.contains_key(&key) {
            self.kept = 0;
            self.tapes.clear();
            self.in_doubles.iter_mut().for_each(FxHashMap::clear);
        }
        match self.tapes.entry(key) {
            Entry::Occupied(tape) => tape.into_mut(),
            Entry::Vacant(place) => {
                let bounds = reading.fact_bounds.borrow();
                let tape = Tape::new(&self.arithmetic, dag, &reading.congruent, &bounds, e);
                self.kept += tape.size();
                place.insert(tape)
            }
        }
    }

    /// Encloses a closed term. Variables, if there are any, range over the whole line.
    pub fn closed(&mut self, dag: &Dag, e: Expr) -> Enclosure {
        self.enclose_over(dag, &Reading::default(), e, &[], Order::Natural)
            .value
    }

    /// An end of a region, rounded outward; `None` is infinite.
    fn end(&mut self, dag: &Dag, bound: Bound, side: Side) -> Option<Endpoint> {
        let mut quarter = None;
        let value = match bound.point? {
            Point::Dyadic(x) => {
                let round = if side == Side::Lower {
                    Round::Down
                } else {
                    Round::Up
                };
                Dyadic::from_f64(x)?.round(self.arithmetic.precision(), round)
            }
            Point::Constant(e) => {
                quarter = dag.quarter_turns(e);
                // As near as digits go, however the multiple is written: what cancels in the term
                // would widen it.
                let value = match quarter {
                    Some(m) => self.arithmetic.quarter_turns(m),
                    None => self.closed(dag, e),
                };
                if !value.defined {
                    return None;
                }
                match side {
                    Side::Lower => value.lo?.value,
                    Side::Upper => value.hi?.value,
                }
            }
        };
        Some(Endpoint {
            value,
            open: bound.open,
            quarter,
        })
    }

    /// The range of a variable over a region, outward.
    pub fn range(&mut self, dag: &Dag, region: &Region, v: usize) -> Enclosure {
        let (Some(lo), Some(hi)) = (region.lo.get(v), region.hi.get(v)) else {
            return Enclosure::whole();
        };
        let lo = self.end(dag, *lo, Side::Lower);
        let hi = self.end(dag, *hi, Side::Upper);
        Enclosure::new(lo, hi, true)
    }

    /// Encloses a term over a region.
    pub fn enclose(
        &mut self,
        dag: &Dag,
        reading: &Reading,
        e: Expr,
        region: &Region,
        order: Order,
    ) -> Knowledge {
        let variables = self.tape(dag, reading, e).variables.clone();
        let ranges: Vec<(usize, Enclosure)> = variables
            .into_iter()
            .map(|v| (v, self.range(dag, region, v)))
            .collect();
        let Some(tapes) = &mut self.in_doubles else {
            return self.enclose_over(dag, reading, e, &ranges, order);
        };
        let key = (reading.number, e);
        let plain = &self.tapes[&key];
        let tape = tapes.entry(key).or_insert_with(|| plain.in_doubles());
        let range = |v| Double::outward(&found(&ranges, v));
        let doubles = Doubles(&self.arithmetic);
        tape.enclose_in_rows(&doubles, range, order)
            .unwrap_or_else(|| tape.enclose(&doubles, range, order))
            .in_dyadics()
    }

    /// Encloses a term over ranges of variables, ascending. Variables without one range over the
    /// whole line.
    pub fn enclose_over(
        &mut self,
        dag: &Dag,
        reading: &Reading,
        e: Expr,
        ranges: &[(usize, Enclosure)],
        order: Order,
    ) -> Knowledge {
        self.tape(dag, reading, e);
        let range = |v| found(ranges, v);
        self.tapes[&(reading.number, e)].enclose(&self.arithmetic, range, order)
    }

    /// The arithmetic.
    pub fn arithmetic(&self) -> &Arithmetic {
        &self.arithmetic
    }
}

/// The range of a variable; the whole line if there is none.
fn found(ranges: &[(usize, Enclosure)], v: usize) -> Enclosure {
    let position = ranges.binary_search_by_key(&v, |(w, _)| *w);
    position.map_or_else(|_| Enclosure::whole(), |i| ranges[i].1.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Var;

    #[test]
    fn compiled_terms_are_forgotten_and_made_again() {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let (mut chain, one) = (x, dag.integer(1));
        for i in 0..4000 {
            chain = if i % 2 == 0 {
                dag.add(chain, one)
            } else {
                dag.neg(chain)
            };
        }
        // Every second step is the opposite of one more: the chain is the variable again.
        let mut evaluator = Evaluator::new(Arithmetic::FAST, false);
        let plain = Reading::default();
        for k in 0..600 {
            let k = dag.integer(k);
            let e = dag.add(chain, k);
            let at = |e: Expr| Bound {
                point: Some(Point::Constant(e)),
                open: false,
            };
            let region = Region {
                lo: vec![at(k)],
                hi: vec![at(k)],
            };
            let value = evaluator.enclose(&dag, &plain, e, &region, Order::Natural);
            let k = evaluator.closed(&dag, k);
            let twice = evaluator.arithmetic.add(&k, &k);
            assert_eq!(value.value.as_point(), twice.as_point());
            assert!(evaluator.kept <= MOST_KEPT + 4100);
        }
        assert!(evaluator.tapes.len() < 600, "some were forgotten");
    }
}
