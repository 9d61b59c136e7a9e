//! Intervals over one sample and the covering of a line by them.

use std::collections::{BTreeSet, HashMap};

use super::projection::Id;
use lemmabox_algebra::algebraic::{RealNumber, SamplePoint};
use lemmabox_algebra::resultant::{Halt, Interrupt};
use std::cmp::Ordering;

/// Index of a number in a [`Line`].
pub(super) type Value = usize;

/// An interval of the line over a sample on which the formula is false, with what keeps it so when
/// the sample moves.
#[derive(Clone, Debug)]
pub(super) struct Interval {
    /// Lower end, `None` for minus infinity.
    pub(super) lower: Option<Value>,
    /// Upper end, `None` for plus infinity.
    pub(super) upper: Option<Value>,
    pub(super) lower_closed: bool,
    pub(super) upper_closed: bool,
    /// Polynomials of this level that vanish at the lower end, the simplest first.
    pub(super) lower_defining: Vec<Id>,
    /// The same for the upper end.
    pub(super) upper_defining: Vec<Id>,
    /// Polynomials of this level.
    pub(super) level: Vec<Id>,
    /// Those of `level` with a root at or below the lower end.
    pub(super) roots_below: Vec<Id>,
    /// Those of `level` with a root at or above the upper end.
    pub(super) roots_above: Vec<Id>,
    /// Those of `level` that vanish identically over the sample.
    pub(super) nullified: Vec<Id>,
    /// Polynomials of lower levels.
    pub(super) below: BTreeSet<Id>,
    /// Literals whose failure the interval rests on.
    pub(super) literals: BTreeSet<usize>,
    /// Does it run across roots of `level`, so that the order of all of them matters?
    pub(super) merged: bool,
}

impl Interval {
    /// Is it a single point?
    pub(super) fn is_section(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }
}

/// What is not covered.
#[derive(Debug)]
pub(super) enum Gap {
    /// Points strictly between.
    Open(Option<Value>, Option<Value>),
    /// One point.
    Point(Value),
}

/// The real line over a sample: the numbers met on it, in order, and the intervals found.
#[derive(Default)]
pub(super) struct Line {
    values: Vec<RealNumber>,
    /// Values in rising order.
    order: Vec<Value>,
    /// `position[v]` is the place of `v` in `order`.
    position: Vec<usize>,
    /// Roots of polynomials over the sample; `None` if one vanishes identically.
    pub(super) roots: HashMap<Id, Option<Vec<Value>>>,
    pub(super) intervals: Vec<Interval>,
}

impl Line {
    pub(super) fn value(&self, v: Value) -> &RealNumber {
        &self.values[v]
    }

    pub(super) fn position(&self, v: Value) -> usize {
        self.position[v]
    }

    /// The index of a number over the sample `point`; equal numbers have one index.
    pub(super) fn insert(
        &mut self,
        mut number: RealNumber,
        point: &mut SamplePoint,
        interrupt: Interrupt<'_>,
    ) -> Result<Value, Halt> {
        let (mut low, mut high) = (0, self.order.len());
        while low < high {
            let middle = (low + high) / 2;
            let v = self.order[middle];
            let mut other = self.values[v].clone();
            let order = point.compare(&mut number, &mut other, point.len(), interrupt)?;
            self.values[v] = other;
            match order {
                Ordering::Equal => return Ok(v),
                Ordering::Less => high = middle,
                Ordering::Greater => low = middle + 1,
            }
        }
        let v = self.values.len();
        self.values.push(number);
        self.order.insert(low, v);
        self.position.resize(v + 1, 0);
        for (place, &w) in self.order.iter().enumerate() {
            self.position[w] = place;
        }
        Ok(v)
    }

    /// A simple rational strictly between two values.
    pub(super) fn rational_between(
        &mut self,
        a: Option<Value>,
        b: Option<Value>,
        point: &mut SamplePoint,
        interrupt: Interrupt<'_>,
    ) -> Result<RealNumber, Halt> {
        let mut left = a.map(|v| self.values[v].clone());
        let mut right = b.map(|v| self.values[v].clone());
        let middle =
            point.rational_between(left.as_mut(), right.as_mut(), point.len(), interrupt)?;
        if let (Some(v), Some(number)) = (a, left) {
            self.values[v] = number;
        }
        if let (Some(v), Some(number)) = (b, right) {
            self.values[v] = number;
        }
        Ok(RealNumber::Rational(middle))
    }

    /// A least set of intervals that covers the line, from left to right, or a gap. Gaps with
    /// interior come before single points.
    pub(super) fn sweep(&self) -> Result<Vec<usize>, Gap> {
        // Everything below `reach` is covered, and `reach` itself if `closed`.
        let mut reach: Option<Value> = None;
        let mut closed = false;
        let mut point_gap = None;
        let mut chosen = Vec::new();
        let place = |v: Value| self.position[v];
        let rank = |i: &Interval| (i.upper.map_or(usize::MAX, place), i.upper_closed);
        loop {
            let starts = |i: &Interval| match (i.lower, reach) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(l), Some(r)) => place(l) < place(r) || (l == r && (closed || i.lower_closed)),
            };
            let best = self
                .intervals
                .iter()
                .enumerate()
                .filter(|(_, i)| starts(i))
                .max_by_key(|(index, i)| (rank(i), std::cmp::Reverse(*index)));
            let progress = best.filter(|(_, i)| match (i.upper, reach) {
                (None, _) | (_, None) => true,
                (Some(u), Some(r)) => place(u) > place(r) || (u == r && i.upper_closed && !closed),
            });
            if let Some((index, interval)) = progress {
                chosen.push(index);
                match interval.upper {
                    None => break,
                    Some(u) => {
                        reach = Some(u);
                        closed = interval.upper_closed;
                    }
                }
                continue;
            }
            let next = self
                .intervals
                .iter()
                .filter_map(|i| i.lower)
                .filter(|&l| reach.is_none_or(|r| place(l) >= place(r)))
                .min_by_key(|&l| place(l));
            match (reach, next) {
                (Some(r), Some(l)) if l == r && !closed => {
                    point_gap.get_or_insert(r);
                    closed = true;
                }
                _ => {
                    // With `closed`, intervals that start at `reach` were candidates already.
                    let beyond = self
                        .intervals
                        .iter()
                        .filter_map(|i| i.lower)
                        .filter(|&l| reach.is_none_or(|r| place(l) > place(r)))
                        .min_by_key(|&l| place(l));
                    return Err(Gap::Open(reach, beyond));
                }
            }
        }
        match point_gap {
            Some(v) => Err(Gap::Point(v)),
            None => Ok(chosen),
        }
    }
}
