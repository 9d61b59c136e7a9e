//! Terms over exact regions at one precision.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::dyadic::{Dyadic, Round};
use super::term::{Knowledge, Order, Tape};
use crate::certificate::{Bound, Point, Region, Side};
use crate::expr::{Dag, Expr};

/// Evaluates terms of one DAG at one precision; compiled terms are kept.
pub struct Evaluator {
    arithmetic: Arithmetic,
    tapes: FxHashMap<Expr, Tape>,
}

impl Evaluator {
    /// With the given precision in bits.
    pub fn new(precision: u32) -> Evaluator {
        Evaluator {
            arithmetic: Arithmetic::new(precision),
            tapes: FxHashMap::default(),
        }
    }

    fn compile(&mut self, dag: &Dag, e: Expr) -> &Tape {
        match self.tapes.entry(e) {
            Entry::Occupied(tape) => tape.into_mut(),
            Entry::Vacant(place) => place.insert(Tape::new(&self.arithmetic, dag, e)),
        }
    }

    /// Encloses a closed term. Variables, if there are any, range over the whole line.
    pub fn closed(&mut self, dag: &Dag, e: Expr) -> Enclosure {
        self.compile(dag, e);
        self.tapes[&e]
            .enclose(&self.arithmetic, |_| Enclosure::whole(), Order::Natural)
            .value
    }

    /// An end of a region, rounded outward; `None` is infinite.
    fn end(&mut self, dag: &Dag, bound: Bound, side: Side) -> Option<Endpoint> {
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
                let value = self.closed(dag, e);
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
    pub fn enclose(&mut self, dag: &Dag, e: Expr, region: &Region, order: Order) -> Knowledge {
        let variables = self.variables(dag, e);
        let ranges: Vec<(usize, Enclosure)> = variables
            .into_iter()
            .map(|v| (v, self.range(dag, region, v)))
            .collect();
        self.enclose_over(dag, e, &ranges, order)
    }

    /// Encloses a term over ranges of variables, ascending. Variables without one range over the whole
    /// line.
    pub fn enclose_over(
        &mut self,
        dag: &Dag,
        e: Expr,
        ranges: &[(usize, Enclosure)],
        order: Order,
    ) -> Knowledge {
        self.compile(dag, e);
        let range = |v: usize| {
            let position = ranges.binary_search_by_key(&v, |(w, _)| *w);
            position.map_or_else(|_| Enclosure::whole(), |i| ranges[i].1.clone())
        };
        self.tapes[&e].enclose(&self.arithmetic, range, order)
    }

    /// The arithmetic.
    pub fn arithmetic(&self) -> &Arithmetic {
        &self.arithmetic
    }

    /// Variables of a term, ascending, as they are ordered in [`Knowledge::slopes`].
    pub fn variables(&mut self, dag: &Dag, e: Expr) -> Vec<usize> {
        self.compile(dag, e).variables.clone()
    }
}
