//! Reasons for a sign.

use std::cmp::Ordering;

use super::arithmetic::Enclosure;
use super::rejection::{refuse, require};
use super::statement::{Reading, Statement};
use super::term::{Knowledge, Order};
use super::{Checker, Wanted};
use crate::certificate::{Region, Side, Sign};
use crate::expr::limit::{Limit, Values};
use crate::expr::{Dag, Expr, Node, Unary, Var};

/// Deepest nesting of reasons in one leaf.
const MAX_DEPTH: u32 = 100;

/// Where a reason is given.
#[derive(Clone)]
pub(super) struct Setting<'s> {
    /// What is to be shown, and what may be assumed.
    pub statement: &'s Statement,
    /// The box at hand.
    pub region: Region,
    /// Variables in which the point has been moved away from the one the hypotheses speak of. A
    /// fact that mentions one of them says nothing here.
    pub moved: Vec<Var>,
    /// Facts that hold all the same at the points it has been moved to.
    pub kept: Vec<usize>,
    depth: u32,
}

impl<'s> Setting<'s> {
    pub(super) fn new(statement: &'s Statement, region: Region) -> Setting<'s> {
        Setting {
            statement,
            region,
            moved: Vec::new(),
            kept: Vec::new(),
            depth: 0,
        }
    }

    /// How terms are read at the point at hand, which need not be one that the facts speak of.
    pub(super) fn reading(&self) -> &'s Reading {
        if self.moved.is_empty() {
            &self.statement.reading
        } else {
            &self.statement.unrestricted
        }
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

/// Natural enclosures over a region.
struct OverRegion<'c, 's> {
    checker: &'c mut Checker<'s>,
    region: &'c Region,
    /// A variable for whose negation it stands in the terms.
    mirrored: Option<Var>,
}

/// The term with `-v` for `v`.
fn mirror(dag: &mut Dag, e: Expr, v: Var) -> Expr {
    let x = dag.variable(v);
    let minus = dag.neg(x);
    dag.substitute(e, &[(v, minus)])
}

impl OverRegion<'_, '_> {
    fn holds(&mut self, dag: &Dag, e: Expr, test: impl Fn(&Enclosure) -> bool) -> bool {
        let mut e = (self.checker.dag).import(dag, e, |dag, v| dag.variable(v));
        if let Some(v) = self.mirrored {
            e = mirror(&mut self.checker.dag, e, v);
        }
        self.checker.known(
            &Reading::default(),
            e,
            self.region,
            Order::Natural,
            |known| known.value.defined && test(&known.value),
        )
    }
}

impl Values for OverRegion<'_, '_> {
    fn is_defined(&mut self, dag: &mut Dag, e: Expr) -> bool {
        self.holds(dag, e, |_| true)
    }

    fn is_nonnegative(&mut self, dag: &mut Dag, e: Expr) -> bool {
        self.holds(dag, e, Enclosure::is_nonnegative)
    }

    fn is_apart(&mut self, dag: &mut Dag, e: Expr) -> bool {
        self.holds(dag, e, |x| {
            x.lo.as_ref().is_some_and(|e| e.value.is_positive())
                || x.hi.as_ref().is_some_and(|e| e.value.is_negative())
        })
    }

    fn is_positive(&mut self, dag: &mut Dag, e: Expr) -> bool {
        self.holds(dag, e, Enclosure::is_positive)
    }
}

impl Checker<'_> {
    /// Confirms that at every point of the region `f` is defined and `f >= 0` (or `f > 0`), or some
    /// hypothesis false.
    pub(super) fn sign(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        reason: &Sign,
    ) -> Result<(), String> {
        require(!(self.stop)(), "stopped")?;
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
            Sign::Slide {
                fact,
                variable,
                slope,
                face,
            } => {
                return self.slide(setting, (f, strict), (*fact, *variable), slope, face);
            }
            Sign::Vanishing {
                variable,
                side,
                slope,
            } => {
                return self.vanishing(setting, (f, strict), (*variable, *side), slope);
            }
            Sign::Remainder => {
                self.defined(setting.reading(), f, region)?;
                let known = self.dag.remainder_is_strict(f);
                return require(
                    known.is_some_and(|positive| positive || !strict),
                    "the term is no remainder of known sign",
                );
            }
            Sign::Image {
                function,
                greater,
                lesser,
                sign,
            } => {
                return self.image(setting, (f, strict), (*function, *greater, *lesser), sign);
            }
            Sign::Chord {
                variable,
                second,
                low,
                high,
            } => {
                return self.chord(setting, (f, strict), *variable, second, (low, high));
            }
            Sign::Tangent {
                function,
                argument,
                at,
            } => {
                require(!strict, "a tangent touches")?;
                return self.tangent(setting, f, *function, *argument, *at);
            }
            Sign::Arms {
                term,
                first,
                second,
            } => {
                return self.arms(setting, (f, strict), *term, [first, second]);
            }
            Sign::Arm { term, second } => {
                require(!strict, "an arm may be attained")?;
                return self.beyond_arm(setting, f, *term, *second);
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
    /// Slopes are taken over the region with the ends in question closed, so that the face belongs
    /// to it.
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
        // Slopes are those of all points of the region.
        let unrestricted = &*setting.statement.unrestricted;
        // Sharper forms before more digits, which cost more.
        let confirmed = self.over_boxes(f, |evaluator, dag| {
            [unrestricted, &plain].into_iter().any(|reading| {
                [Order::First, Order::Second].into_iter().any(|order| {
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
            self.move_along(&mut inner, *v);
        }
        self.sign(&inner, f, strict, face)
    }

    /// `f = greater - lesser` has the sign of the difference of the images under `function`, which
    /// rises where both terms are.
    fn image(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        (function, greater, lesser): (Unary, Expr, Expr),
        sign: &Sign,
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        let difference = self.dag.sub(greater, lesser);
        self.identity(f, difference)?;
        for e in [greater, lesser] {
            let image = self.dag.unary(function, e);
            self.defined(setting.reading(), image, &setting.region)?;
        }
        for e in self.dag.order_obligations(function, greater, lesser) {
            require(
                self.known(
                    setting.reading(),
                    e,
                    &setting.region,
                    Order::Natural,
                    |known| has_sign(known, false),
                ),
                "the function is not shown to rise between the terms",
            )?;
        }
        let Some(image) = (self.normaliser).image(&mut self.dag, function, greater, lesser) else {
            return refuse("the images have no normal form");
        };
        self.sign(setting, image, strict, sign)
    }

    /// `f` at an end of the region in `v`, and the sign of the symbolic derivative on the way
    /// there.
    ///
    /// `f` is defined on the region and (by `face`) at the end, and every operation but `arctan2`,
    /// which has no simplified derivative, is continuous on its domain, so `f` is continuous up to
    /// the end. Strictly inside, the derivative before simplification is defined, so `f` is
    /// differentiable there and the mean-value theorem applies. The derivative is looked at
    /// strictly inside only, at points other than the one the hypotheses speak of.
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
        let end = end.term(&mut self.dag);
        let mut on_the_way = setting.clone();
        self.move_along(&mut on_the_way, v);
        self.growth(
            (setting, on_the_way),
            (f, strict),
            (v, side, end, bound.open),
            slope,
            face,
        )
    }

    /// As [`Self::collapse`], towards the bound `t` that a fact puts on `v`. The fact holds all the
    /// way, since every point of it is between `t` and where the fact holds; and `t` is within the
    /// range of `v`, so the way is inside the region.
    fn slide(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        (fact, v): (usize, Var),
        slope: &Sign,
        face: &Sign,
    ) -> Result<(), String> {
        require(v.index() < setting.region.lo.len(), "no such variable")?;
        let (g, wanted) = self.fact(setting, fact)?;
        let open = match wanted {
            Wanted::NonNegative => false,
            Wanted::Positive => true,
            Wanted::Zero | Wanted::NonZero => return refuse("a fact is no inequality"),
        };
        let Some((t, lower)) = self.normaliser.bound_on(&mut self.dag, g, v) else {
            return refuse("a fact puts no bound on the variable");
        };
        self.defined(setting.reading(), t, &setting.region)?;
        let side = if lower { Side::Lower } else { Side::Upper };
        require(
            self.is_within(setting, t, v, side),
            "the bound is not shown to lie in the region",
        )?;
        let mut on_the_way = setting.clone();
        self.move_along(&mut on_the_way, v);
        on_the_way.kept.push(fact);
        self.growth(
            (setting, on_the_way),
            (f, strict),
            (v, side, t, open),
            slope,
            face,
        )
    }

    /// Whether `t` is not beyond the end of the region in `v` on `side`.
    pub(super) fn is_within(&mut self, setting: &Setting<'_>, t: Expr, v: Var, side: Side) -> bool {
        let Some(end) = setting.region.bound(v, side).point else {
            return true;
        };
        let end = end.term(&mut self.dag);
        if let Node::Variable(w) = *self.dag.node(t)
            && w.index() < setting.region.lo.len()
            && let Some(other) = setting.region.bound(w, side).point
            && other.term(&mut self.dag) == end
        {
            return true;
        }
        let distance = match side {
            Side::Lower => self.dag.sub(t, end),
            Side::Upper => self.dag.sub(end, t),
        };
        let plain = Reading::default();
        let is_nonnegative = |checker: &mut Self, e: Expr| {
            checker.known(&plain, e, &setting.region, Order::Natural, |known| {
                has_sign(known, false)
            })
        };
        if is_nonnegative(self, distance) {
            return true;
        }
        // The same number where both are defined: `1 - n/(n + 1)` is `1/(n + 1)`.
        if self.defined(&plain, distance, &setting.region).is_err() {
            return false;
        }
        let Some(form) = self.normaliser.normal(&mut self.dag, distance) else {
            return false;
        };
        let simplified = self.normaliser.rebuild(&mut self.dag, &form);
        is_nonnegative(self, simplified)
    }

    /// Marks a variable as moved: what was kept and speaks of it is no longer known.
    pub(super) fn move_along(&mut self, setting: &mut Setting<'_>, v: Var) {
        let statement = setting.statement;
        setting.kept.retain(|&index| {
            statement.facts.get(index).is_some_and(|fact| {
                [fact.relation.lhs, fact.relation.rhs]
                    .iter()
                    .all(|&e| !self.dag.variables(e).contains(&v))
            })
        });
        setting.moved.push(v);
    }

    /// `f` at `end`, an end of the way in `v` that is no value itself if `open`, and the sign of
    /// its derivative on the way there, of which `on_the_way` tells what is known.
    fn growth(
        &mut self,
        (setting, mut on_the_way): (&Setting<'_>, Setting<'_>),
        (f, strict): (Expr, bool),
        (v, side, end, open): (Var, Side, Expr, bool),
        slope: &Sign,
        face: &Sign,
    ) -> Result<(), String> {
        // On all of the way, which leads to points that the facts do not speak of.
        self.defined(&setting.statement.unrestricted, f, &setting.region)?;
        let d = self.slope(&mut on_the_way, f, (v, side))?;
        let at_end = self.dag.substitute(f, &[(v, end)]);
        let strict_face = strict && self.sign(setting, at_end, true, face).is_ok();
        if !strict_face {
            self.sign(setting, at_end, false, face)?;
        }
        let strict_slope = strict && !strict_face;
        let cause = "neither the face nor the slope makes the sign strict";
        require(open || !strict_slope, cause)?;
        self.sign(&on_the_way, d, strict_slope, slope)
    }

    /// The derivative of `f` in `v` on a way whose ends are left out, on which it is defined;
    /// negated for an upper side.
    fn slope(
        &mut self,
        on_the_way: &mut Setting<'_>,
        f: Expr,
        (v, side): (Var, Side),
    ) -> Result<Expr, String> {
        on_the_way.region.lo[v.index()].open = true;
        on_the_way.region.hi[v.index()].open = true;
        let derivative = self.dag.derivative(f, v);
        let simplified = self.normaliser.simplified_derivative(&mut self.dag, f, v);
        let (Some(derivative), Some(d)) = (derivative, simplified) else {
            return refuse("the term has no symbolic derivative");
        };
        self.defined(on_the_way.reading(), derivative, &on_the_way.region)?;
        Ok(match side {
            Side::Upper => self.dag.neg(d),
            Side::Lower => d,
        })
    }

    /// `f` falls towards a lower limit that is not negative, in `v`, in which the region is
    /// unbounded. As for [`Self::collapse`] the mean-value theorem applies on the way from a point
    /// to infinity, with the other variables fixed; the whole way lies in the region.
    fn vanishing(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        (v, side): (Var, Side),
        slope: &Sign,
    ) -> Result<(), String> {
        require(v.index() < setting.region.lo.len(), "no such variable")?;
        let end = setting.region.bound(v, side).point;
        require(end.is_none(), "the region is bounded on that side")?;
        self.defined(&setting.statement.unrestricted, f, &setting.region)?;
        let mut on_the_way = setting.clone();
        self.move_along(&mut on_the_way, v);
        let d = self.slope(&mut on_the_way, f, (v, side))?;
        self.sign(&on_the_way, d, strict, slope)?;
        require(
            self.limit_is_nonnegative(&on_the_way, f, (v, side)),
            "the limit at infinity is not shown to be non-negative",
        )
    }

    fn limit_is_nonnegative(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        (v, side): (Var, Side),
    ) -> bool {
        let mut dag = self.dag.clone();
        let (f, mirrored) = match side {
            Side::Upper => (f, None),
            Side::Lower => (mirror(&mut dag, f, v), Some(v)),
        };
        let mut normaliser = crate::expr::Normaliser::new();
        let mut values = OverRegion {
            checker: self,
            region: &setting.region,
            mirrored,
        };
        Limit::new(&mut dag, &mut normaliser, v, &mut values).is_nonnegative(f)
    }

    /// Whether `|e|` is `O(|v|^q)` for some `q` below `exponent` as `v` tends to infinity on one
    /// side of a region, the other variables being fixed.
    pub(super) fn falls_below(
        &mut self,
        region: &Region,
        e: Expr,
        (v, side): (Var, Side),
        exponent: i64,
    ) -> bool {
        let mut dag = self.dag.clone();
        let (e, mirrored) = match side {
            Side::Upper => (e, None),
            Side::Lower => (mirror(&mut dag, e, v), Some(v)),
        };
        let mut normaliser = crate::expr::Normaliser::new();
        let mut values = OverRegion {
            checker: self,
            region,
            mirrored,
        };
        Limit::new(&mut dag, &mut normaliser, v, &mut values).falls_below(e, exponent)
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
        require(
            !moved || setting.kept.contains(&index),
            "a fact is used at a point it says nothing of",
        )?;
        // At a point it was not proved for, a lemma does not say that its terms are defined.
        if moved || !fact.lemma {
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
