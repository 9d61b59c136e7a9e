//! Integrals, and those of terms by cases: the range is cut where a condition changes.

use super::operation::turned;
use super::{Builder, Elaborator};
use crate::diagnostic::{Diagnostic, Span};
use lemmabox_kernel::exact::rational;
use lemmabox_kernel::expr::{
    Affine, Binary, Comparison, Dag, Expr, Formula, Kind, Meaning, Node, Relation, Unary, Var,
};
use num_traits::{One, Signed, Zero};

impl Builder {
    /// Where a relation changes that is linear in a variable, and whether its left side then
    /// exceeds its right one.
    fn changes_at(&mut self, relation: &Relation, p: Var) -> Option<(Expr, bool)> {
        let difference = self.dag.sub(relation.lhs, relation.rhs);
        if self.cases.occur_in(&self.dag, difference) {
            return None;
        }
        let (slope, start) = linear(&mut self.dag, difference, p)?;
        let falling = self.dag.neg(slope);
        let rises = self.ranges.is_positive(&self.dag, slope);
        if !rises && !self.ranges.is_positive(&self.dag, falling) {
            return None;
        }
        let at = self.dag.div(start, slope);
        Some((self.dag.neg(at), rises))
    }

    /// The powers with integer exponents in the body of an integral: symbol, base and exponent.
    fn powers_inside(&mut self, body: Expr, p: Var) -> Vec<(Var, Expr, Expr)> {
        let mut out = Vec::new();
        for v in self.dag.variables(body) {
            let Some(&Meaning::Fold {
                product: true,
                index,
                term,
                lo: first,
                hi: Some(count),
            }) = self.holder.symbols.meaning(v)
            else {
                continue;
            };
            let inside = self.dag.variables(term);
            let from_one = self.dag.as_rational(first).is_some_and(One::is_one);
            if !from_one || self.bound_inside(&[term]).contains(&index) || !inside.contains(&p) {
                continue;
            }
            // A product of fewer than no factors is 1, and no power; a power has to have none or
            // more, which is looked at when the claim is read.
            let is_power = self.pending.iter().any(|(size, _)| *size == count);
            if is_power || self.ranges.is_nonnegative(&self.dag, count) {
                out.push((v, term, count));
            }
        }
        out
    }

    /// Powers with integer exponents of what is positive inside the range of an integral, and even
    /// ones of what is negative there, as exponentials: products have no antiderivative.
    fn powers_as_exponentials(
        &mut self,
        body: Expr,
        p: Var,
        (lo, hi): (Option<Expr>, Option<Expr>),
    ) -> Expr {
        let mut map = Vec::new();
        for (v, term, count) in self.powers_inside(body, p) {
            let minus = self.dag.neg(term);
            let base = if self.is_positive_inside(term, p, (lo, hi)) {
                term
            } else if self.is_even(count) && self.is_positive_inside(minus, p, (lo, hi)) {
                minus
            } else {
                continue;
            };
            let log = self.dag.unary(Unary::Log, base);
            let exponent = self.dag.mul(count, log);
            map.push((v, self.dag.unary(Unary::Exp, exponent)));
        }
        let body = self.dag.substitute(body, &map);
        self.powers_as_factors(body, p)
    }

    /// `y*x^-p` for `y/x^p`, both of which are defined where `x > 0`: what decays shows by the form
    /// of a factor.
    fn powers_as_factors(&mut self, body: Expr, p: Var) -> Expr {
        self.dag.rebuild(body, |dag, e| {
            let Node::Binary(Binary::Div, above, below) = *dag.node(e) else {
                return None;
            };
            let Node::Unary(Unary::Exp, exponent) = *dag.node(below) else {
                return None;
            };
            let inside = dag.reachable(&[exponent]).into_iter();
            let moving = |e: Expr| dag.variables(e).contains(&p);
            let mut logs = inside.filter_map(|e| match *dag.node(e) {
                Node::Unary(Unary::Log, u) => Some(u),
                _ => None,
            });
            if !logs.any(moving) {
                return None;
            }
            let minus = dag.neg(exponent);
            let power = dag.unary(Unary::Exp, minus);
            Some(dag.mul(above, power))
        })
    }

    /// Whether an integer term is twice another one by its form.
    fn is_even(&self, count: Expr) -> bool {
        let two = rational::integer(2);
        Affine::of(&self.dag, count).is_some_and(|form| {
            let mut all = form.coefficients.values().chain([&form.constant]);
            all.all(|q| (q / &two).is_integer())
        })
    }

    /// A number inside of the range at which the base of an even power with a variable exponent
    /// changes its sign. The integrand is seen to be defined there: cut at that number, the
    /// integral no longer asks it.
    fn sign_change(
        &mut self,
        body: Expr,
        p: Var,
        (lo, hi): (Option<Expr>, Option<Expr>),
    ) -> Option<Expr> {
        for (_, term, count) in self.powers_inside(body, p) {
            let Some((slope, start)) = linear(&mut self.dag, term, p) else {
                continue;
            };
            let numbers = [slope, start].map(|e| self.dag.as_rational(e).cloned());
            let [Some(slope), Some(start)] = numbers else {
                continue;
            };
            if slope.is_zero() || !self.is_even(count) {
                continue;
            }
            let root = self.dag.rational(-(start / slope));
            let mut distances = [(lo, true), (hi, false)].into_iter();
            let inside = distances.all(|(end, is_lower)| {
                end.is_none_or(|end| {
                    let distance = if is_lower {
                        self.dag.sub(root, end)
                    } else {
                        self.dag.sub(end, root)
                    };
                    self.ranges.is_positive(&self.dag, distance)
                })
            });
            if inside && self.is_defined_at(body, p, root) {
                return Some(root);
            }
        }
        None
    }

    /// Whether the body of an integral is seen to be defined at a number, whatever its powers with
    /// integer exponents are there. Those are defined themselves.
    fn is_defined_at(&mut self, body: Expr, p: Var, at: Expr) -> bool {
        let powers = self.powers_inside(body, p);
        let symbols = self.dag.variables(body).into_iter();
        let known = symbols
            .filter(|v| self.holder.symbols.meaning(*v).is_some())
            .all(|v| powers.iter().any(|(power, _, _)| *power == v));
        let there = self.dag.substitute(body, &[(p, at)]);
        // Of the variable, which is gone, nothing is known: it stands for any number.
        let any = self.dag.variable(p);
        let powers: Vec<(Var, Expr)> = powers.iter().map(|(power, _, _)| (*power, any)).collect();
        let there = self.dag.substitute(there, &powers);
        known && self.ranges.is_defined(&self.dag, there)
    }

    /// Whether a linear term that rises or falls is seen to be positive between two ends.
    fn is_positive_inside(
        &mut self,
        e: Expr,
        p: Var,
        (lo, hi): (Option<Expr>, Option<Expr>),
    ) -> bool {
        let Some((slope, _)) = linear(&mut self.dag, e, p) else {
            return false;
        };
        let Some(slope) = self.dag.as_rational(slope).cloned() else {
            return false;
        };
        let mut at = |end: Option<Expr>, positive: bool| match end {
            None => positive,
            Some(end) => {
                let there = self.dag.substitute(e, &[(p, end)]);
                self.ranges.is_nonnegative(&self.dag, there)
            }
        };
        !slope.is_zero() && at(lo, slope.is_negative()) && at(hi, slope.is_positive())
    }

    /// A point moved into a range, unless it is seen to lie there.
    fn between(&mut self, point: Expr, lo: Option<Expr>, hi: Option<Expr>) -> Expr {
        let mut at = point;
        for (end, is_lower) in [(lo, true), (hi, false)] {
            let Some(end) = end else { continue };
            let (inside, op) = if is_lower {
                (self.dag.sub(point, end), Binary::Max)
            } else {
                (self.dag.sub(end, point), Binary::Min)
            };
            if !self.ranges.is_nonnegative(&self.dag, inside) {
                at = self.dag.binary(op, at, end);
            }
        }
        at
    }
}

impl Elaborator<'_, '_> {
    /// An integral; one of a term by cases is the sum of those over the parts of the range.
    pub(super) fn integral(
        &mut self,
        builder: &mut Builder,
        (p, span): (Var, Span),
        body: Expr,
        lo: Option<Expr>,
        hi: Option<Expr>,
    ) -> Option<Expr> {
        if let Some(condition) = builder.cases.condition_in(&builder.dag, body) {
            let sides = builder.cases.sides(&mut builder.dag, body, &condition);
            return self.parts(builder, (p, span), (&condition, sides), lo, hi);
        }
        if let Some(middle) = builder.sign_change(body, p, (lo, hi)) {
            let first = self.integral(builder, (p, span), body, lo, Some(middle))?;
            let second = self.integral(builder, (p, span), body, Some(middle), hi)?;
            return Some(builder.dag.add(first, second));
        }
        let body = builder.powers_as_exponentials(body, p, (lo, hi));
        let avoid = builder.bound_inside(&[body]);
        let made = builder.with_symbols(|claim| {
            let variable = claim.bound_variable(Kind::Real, &avoid);
            let x = claim.dag.variable(variable);
            let integrand = claim.instantiate(body, &[(p, x)])?;
            claim.symbol(Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            })
        });
        self.made(made)
    }

    /// The integral of one term where a condition holds and of another where it fails. What is
    /// undefined at a point where the condition changes does not matter.
    fn parts(
        &mut self,
        builder: &mut Builder,
        (p, span): (Var, Span),
        (condition, [yes, no]): (&Formula, [Expr; 2]),
        lo: Option<Expr>,
        hi: Option<Expr>,
    ) -> Option<Expr> {
        let place = (p, span);
        match condition {
            Formula::True => self.integral(builder, place, yes, lo, hi),
            Formula::False => self.integral(builder, place, no, lo, hi),
            Formula::Not(f) => self.parts(builder, place, (f, [no, yes]), lo, hi),
            Formula::And(parts) | Formula::Or(parts) => {
                let all = matches!(condition, Formula::And(_));
                let Some((first, rest)) = parts.split_first() else {
                    return self.integral(builder, place, if all { yes } else { no }, lo, hi);
                };
                let rest = if all {
                    Formula::And(rest.to_vec())
                } else {
                    Formula::Or(rest.to_vec())
                };
                let inner = builder.cases.term(&mut builder.dag, rest, [yes, no]);
                let sides = if all { [inner, no] } else { [yes, inner] };
                self.parts(builder, place, (first, sides), lo, hi)
            }
            Formula::Relation(relation) => {
                if let Some(both) = without_size(&mut builder.dag, relation) {
                    return self.parts(builder, place, (&both, [yes, no]), lo, hi);
                }
                let Some((cut, rises)) = builder.changes_at(relation, p) else {
                    self.error(
                        Diagnostic::at(span, "cases that change where is not seen", "here").help(
                            "a condition inside an integral compares terms that are linear in its variable, with a slope of \
                             one sign",
                        ),
                    );
                    return None;
                };
                let (first, second) = match (relation.op, rises) {
                    // At a point, or everywhere but at a point.
                    (Comparison::Equal, _) => (no, no),
                    (Comparison::NotEqual, _) => (yes, yes),
                    (Comparison::Less | Comparison::LessEqual, true)
                    | (Comparison::Greater | Comparison::GreaterEqual, false) => (yes, no),
                    (Comparison::Less | Comparison::LessEqual, false)
                    | (Comparison::Greater | Comparison::GreaterEqual, true) => (no, yes),
                };
                let middle = builder.between(cut, lo, hi);
                let first = self.integral(builder, place, first, lo, Some(middle))?;
                let second = self.integral(builder, place, second, Some(middle), hi)?;
                Some(builder.dag.add(first, second))
            }
        }
    }
}

/// Slope and value at 0 of a term that is built of a variable by sums, and products and quotients
/// with terms free of it.
fn linear(dag: &mut Dag, e: Expr, p: Var) -> Option<(Expr, Expr)> {
    let (zero, one) = (dag.integer(0), dag.integer(1));
    let free = |dag: &Dag, e: Expr| !dag.variables(e).contains(&p);
    if free(dag, e) {
        return Some((zero, e));
    }
    match *dag.node(e) {
        Node::Variable(_) => Some((one, zero)),
        Node::Unary(Unary::Neg, x) => {
            let (slope, start) = linear(dag, x, p)?;
            Some((dag.neg(slope), dag.neg(start)))
        }
        Node::Binary(op @ (Binary::Add | Binary::Sub), x, y) => {
            let ((a, b), (c, d)) = (linear(dag, x, p)?, linear(dag, y, p)?);
            Some((dag.binary(op, a, c), dag.binary(op, b, d)))
        }
        Node::Binary(Binary::Mul, x, y) => {
            let (factor, rest) = if free(dag, x) { (x, y) } else { (y, x) };
            free(dag, factor).then_some(())?;
            let (slope, start) = linear(dag, rest, p)?;
            Some((dag.mul(factor, slope), dag.mul(factor, start)))
        }
        Node::Binary(Binary::Div, x, y) if free(dag, y) => {
            let (slope, start) = linear(dag, x, p)?;
            Some((dag.div(slope, y), dag.div(start, y)))
        }
        Node::Rational(_)
        | Node::Pi
        | Node::Unary(..)
        | Node::Binary(..)
        | Node::Power(..)
        | Node::RationalPower(..) => None,
    }
}

/// `abs(x) <= y` as `x <= y and -x <= y`, and the like.
fn without_size(dag: &mut Dag, relation: &Relation) -> Option<Formula> {
    let size = |e: Expr| match *dag.node(e) {
        Node::Unary(Unary::Abs, x) => Some(x),
        _ => None,
    };
    let (x, op, y) = match (size(relation.lhs), size(relation.rhs)) {
        (Some(x), _) => (x, relation.op, relation.rhs),
        (None, Some(x)) => {
            let op = turned(relation.op);
            (x, op, relation.lhs)
        }
        (None, None) => return None,
    };
    let minus = dag.neg(x);
    let parts = [x, minus].map(|lhs| Formula::Relation(Relation { lhs, op, rhs: y }));
    match op {
        Comparison::Less | Comparison::LessEqual => Some(Formula::And(parts.to_vec())),
        Comparison::Greater | Comparison::GreaterEqual => Some(Formula::Or(parts.to_vec())),
        Comparison::Equal | Comparison::NotEqual => None,
    }
}
