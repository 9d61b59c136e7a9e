//! Reasons for a sign.

use std::cmp::Ordering;

use super::rejection::{refuse, require};
use super::statement::{Reading, Statement};
use super::term::{Knowledge, Order};
use super::{Checker, Wanted};
use crate::certificate::{Region, Side, Sign};
use crate::expr::{Expr, Var};

/// Deepest nesting of reasons in one leaf.
const MAX_DEPTH: u32 = 100;

/// Where a reason is given.
#[derive(Clone)]
pub(super) struct Setting<'s> {
    /// What is to be shown, and what may be assumed.
    pub statement: &'s Statement,
    /// The box at hand.
    pub region: Region,
    /// Variables in which the point has been moved away from the one the hypotheses speak of. A fact that
    /// mentions one of them says nothing here.
    pub moved: Vec<Var>,
    depth: u32,
}

impl<'s> Setting<'s> {
    pub(super) fn new(statement: &'s Statement, region: Region) -> Setting<'s> {
        Setting {
            statement,
            region,
            moved: Vec::new(),
            depth: 0,
        }
    }

    pub(super) fn reading(&self) -> &'s Reading {
        &self.statement.reading
    }

    pub(super) fn deeper(&self) -> Result<Setting<'s>, String> {
        require(self.depth < MAX_DEPTH, "reasons are nested too deeply")?;
        Ok(Setting {
            depth: self.depth + 1,
            ..self.clone()
        })
    }
}

fn has_sign(known: &Knowledge, strict: bool) -> bool {
    let value = &known.value;
    value.defined
        && if strict {
            value.is_positive()
        } else {
            value.is_nonnegative()
        }
}

impl Checker {
    /// Confirms that at every point of the region `f` is defined and `f >= 0` (or `f > 0`), or some
    /// hypothesis false.
    pub(super) fn sign(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        reason: &Sign,
    ) -> Result<(), String> {
        let setting = &setting.deeper()?;
        let region = &setting.region;
        let by = |order| (order, "an enclosure does not have the sign");
        let (order, cause) = match reason {
            Sign::Natural => by(Order::Natural),
            Sign::MeanValue => by(Order::First),
            Sign::Taylor => by(Order::Second),
            Sign::Exact => {
                self.defined(setting.reading(), f, region)?;
                return self.exact_sign(f, strict);
            }
            Sign::Monotone { sides, face } => {
                return self.monotone(setting, f, strict, sides, face);
            }
            Sign::Collapse {
                variable,
                side,
                slope,
                face,
            } => {
                return self.collapse(setting, (f, strict), (*variable, *side), slope, face);
            }
            Sign::Product(product) => return self.product(setting, f, strict, product),
            Sign::Contradiction(product) => {
                return self.contradiction(setting, f, strict, product);
            }
            Sign::Convex { point } => return self.convex(setting, f, strict, point),
        };
        require(
            self.known(setting.reading(), f, region, order, |known| {
                has_sign(known, strict)
            }),
            cause,
        )
    }

    /// The sign of a constant, decided exactly.
    pub(super) fn exact_sign(&mut self, f: Expr, strict: bool) -> Result<(), String> {
        match self.normaliser.constant_sign(&mut self.dag, f) {
            Some(Ordering::Greater) => Ok(()),
            Some(Ordering::Equal) if !strict => Ok(()),
            Some(_) => refuse("a constant has the wrong sign"),
            None => refuse("the normal form is no constant of known sign"),
        }
    }

    /// Slopes of the sign that puts the least value on a face, then the face.
    ///
    /// Slopes are taken over the region with the ends in question closed, so that the face belongs to it.
    fn monotone(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        sides: &[(Var, Side)],
        face: &Sign,
    ) -> Result<(), String> {
        let mut closed = setting.region.clone();
        for (v, side) in sides {
            require(v.index() < closed.lo.len(), "no such variable")?;
            let bound = match side {
                Side::Lower => &mut closed.lo[v.index()],
                Side::Upper => &mut closed.hi[v.index()],
            };
            require(bound.point.is_some(), "a face at infinity")?;
            bound.open = false;
        }
        let falls_to_face = |known: &Knowledge, variables: &[usize]| {
            known.continuous
                && sides.iter().all(|(v, side)| {
                    let Ok(position) = variables.binary_search(&v.index()) else {
                        return true;
                    };
                    known.slopes[position]
                        .as_ref()
                        .is_none_or(|slope| match side {
                            Side::Lower => slope.is_nonnegative(),
                            Side::Upper => slope.is_nonpositive(),
                        })
                })
        };
        let plain = Reading::default();
        let confirmed = [Order::First, Order::Second].into_iter().any(|order| {
            self.at_some_precision(|evaluator, dag| {
                [setting.reading(), &plain].into_iter().any(|reading| {
                    let known = evaluator.enclose(dag, reading, f, &closed, order);
                    falls_to_face(&known, &evaluator.tape(dag, reading, f).variables)
                })
            })
        });
        let cause = "a slope does not have the sign that monotonicity needs";
        require(confirmed, cause)?;
        let mut inner = Setting {
            region: closed,
            ..setting.clone()
        };
        for (v, side) in sides {
            let bound = inner.region.bound(*v, *side);
            inner.region.lo[v.index()] = bound;
            inner.region.hi[v.index()] = bound;
            inner.moved.push(*v);
        }
        self.sign(&inner, f, strict, face)
    }

    /// `f` at an end of the region in `v`, and the sign of the symbolic derivative on the way there.
    ///
    /// `f` is defined on the region and (by `face`) at the end, and every operation but `arctan2`, which has
    /// no simplified derivative, is continuous on its domain, so `f` is continuous up to the end. Strictly
    /// inside, the derivative before simplification is defined, so `f` is differentiable there and
    /// the mean-value theorem applies. The derivative is looked at strictly inside only, at points other
    /// than the one the hypotheses speak of.
    fn collapse(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        (v, side): (Var, Side),
        slope: &Sign,
        face: &Sign,
    ) -> Result<(), String> {
        require(v.index() < setting.region.lo.len(), "no such variable")?;
        let bound = setting.region.bound(v, side);
        let Some(end) = bound.point else {
            return refuse("a face at infinity");
        };
        self.defined(setting.reading(), f, &setting.region)?;
        let mut inside = setting.region.clone();
        inside.lo[v.index()].open = true;
        inside.hi[v.index()].open = true;
        let derivative = self.dag.derivative(f, v);
        let simplified = self.normaliser.simplified_derivative(&mut self.dag, f, v);
        let (Some(derivative), Some(mut d)) = (derivative, simplified) else {
            return refuse("the term has no symbolic derivative");
        };
        self.defined(setting.reading(), derivative, &inside)?;
        if side == Side::Upper {
            d = self.dag.neg(d);
        }
        let end = end.term(&mut self.dag);
        let at_end = self.dag.substitute(f, &[(v, end)]);
        let mut on_the_way = Setting {
            region: inside,
            ..setting.clone()
        };
        on_the_way.moved.push(v);
        let strict_face = strict && self.sign(setting, at_end, true, face).is_ok();
        if !strict_face {
            self.sign(setting, at_end, false, face)?;
        }
        let strict_slope = strict && !strict_face;
        let cause = "neither the face nor the slope makes the sign strict";
        require(bound.open || !strict_slope, cause)?;
        self.sign(&on_the_way, d, strict_slope, slope)
    }

    /// A fact that may be used here: its difference and what it says of it.
    pub(super) fn fact(
        &mut self,
        setting: &Setting<'_>,
        index: usize,
    ) -> Result<(Expr, Wanted), String> {
        let Some(fact) = setting.statement.facts.get(index) else {
            return refuse("no such fact");
        };
        let (f, wanted) = self.difference(&fact.relation);
        let variables = self.dag.variables(f);
        let moved = setting.moved.iter().any(|v| variables.contains(v));
        require(!moved, "a fact is used at a point it says nothing of")?;
        if !fact.lemma {
            self.defined(setting.reading(), f, &setting.region)?;
        }
        Ok((f, wanted))
    }

    /// `x - a` and `b - x` for the finite ends of a region in `v`, with whether each is positive.
    pub(super) fn ends(&mut self, region: &Region, v: Var) -> Vec<(Expr, bool)> {
        let mut ends = Vec::new();
        if v.index() >= region.lo.len() {
            return ends;
        }
        let x = self.dag.variable(v);
        for side in [Side::Lower, Side::Upper] {
            let bound = region.bound(v, side);
            let Some(point) = bound.point else { continue };
            let end = point.term(&mut self.dag);
            let distance = match side {
                Side::Lower => self.dag.sub(x, end),
                Side::Upper => self.dag.sub(end, x),
            };
            ends.push((distance, bound.open));
        }
        ends
    }
}
