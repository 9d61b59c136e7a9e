//! Powers with integer exponents, factorials and binomials of integer variables: products, over
//! which an induction goes.

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Affine, Expr, Kind, Meaning, Var};
use num_traits::{Signed, Zero};

use super::is_provisional;
use crate::diagnostic::Span;
use crate::elaborate::Builder;
use crate::gamma;

impl Builder {
    /// A power with an exponent of integer values: a product. Its exponent must turn out not to be
    /// negative.
    pub(in crate::elaborate) fn integer_power(
        &mut self,
        x: Expr,
        exponent: Expr,
        span: Span,
    ) -> Option<Expr> {
        if !self.is_integer(exponent) {
            return None;
        }
        let form = Affine::of(&self.dag, exponent)?;
        if form.coefficients.is_empty() {
            return None;
        }
        let falls = form.coefficients.values().all(Signed::is_negative);
        let size = if falls {
            self.dag.neg(exponent)
        } else {
            exponent
        };
        let base = self.dag.variables(x);
        let moves = form.coefficients.keys().any(|v| base.contains(v));
        if self.may_be_negative(size) || moves && self.ranges.is_positive(&self.dag, x) {
            // No product of equal factors, or none that an induction over its number goes along
            // with.
            return None;
        }
        if self.ranges.is_positive(&self.dag, x)
            && let Some(sides) = self.sides_of_difference(&form)
        {
            // q^(n - t) is q^n/q^t: what is free of an index stands before a sum over it.
            let [above, below] = sides.map(|size| self.power_product(x, size, span));
            return Some(self.dag.div(above?, below?));
        }
        let power = self.power_product(x, size, span)?;
        Some(if falls {
            let one = self.dag.integer(1);
            self.dag.div(one, power)
        } else {
            power
        })
    }

    /// The product of `size` factors `x`, undefined where `x` is: it may have no factor.
    fn power_product(&mut self, x: Expr, size: Expr, span: Span) -> Option<Expr> {
        self.pending.push((size, span));
        let avoid = self.bound_inside(&[x]);
        let power = self.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let lo = claim.dag.integer(1);
            claim.symbol(Meaning::Fold {
                product: true,
                index,
                term: x,
                lo,
                hi: Some(size),
            })
        });
        let power = power.ok()?;
        if self.ranges.is_defined(&self.dag, x) || self.ranges.is_positive(&self.dag, size) {
            return Some(power);
        }
        let zero = self.dag.integer(0);
        let condition = self.dag.mul(zero, x);
        Some(self.dag.add(power, condition))
    }

    /// The added and the subtracted part of a difference of a free and a bound integer, as they are
    /// in `n - t + 1`.
    fn sides_of_difference(&mut self, form: &Affine) -> Option<[Expr; 2]> {
        let bound = |v: &Var| is_provisional(*v);
        let mixed = form.coefficients.len() > 1
            && form.coefficients.keys().any(bound)
            && !form.coefficients.keys().all(bound);
        let opposed = (form.coefficients.iter()).all(|(v, q)| q.is_negative() == bound(v));
        if !mixed || !opposed {
            return None;
        }
        let mut sides = [form.clone(), form.clone()];
        let [above, below] = &mut sides;
        above.coefficients.retain(|v, _| !bound(v));
        below.coefficients.retain(|v, _| bound(v));
        for q in below.coefficients.values_mut() {
            *q = -q.clone();
        }
        let (added, taken) = if form.constant.is_negative() {
            (Q::zero(), -form.constant.clone())
        } else {
            (form.constant.clone(), Q::zero())
        };
        (above.constant, below.constant) = (added, taken);
        Some(sides.map(|side| side.term(&mut self.dag)))
    }

    /// Whether a term of integers without bound names may be negative, as far as ends tell; of
    /// bound names it shows later.
    fn may_be_negative(&self, e: Expr) -> bool {
        let bound = self.dag.variables(e).into_iter().any(is_provisional);
        !bound && !self.ranges.is_nonnegative(&self.dag, e)
    }

    /// `factorial(n)` of an integer variable: a product.
    pub(in crate::elaborate) fn integer_factorial(&mut self, n: Expr, span: Span) -> Option<Expr> {
        if !self.is_integer(n)
            || Affine::of(&self.dag, n)?.coefficients.is_empty()
            || self.may_be_negative(n)
        {
            return None;
        }
        self.pending.push((n, span));
        let product = self.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &[]);
            let term = claim.dag.variable(index);
            let lo = claim.dag.integer(1);
            claim.symbol(Meaning::Fold {
                product: true,
                index,
                term,
                lo,
                hi: Some(n),
            })
        });
        product.ok()
    }

    /// `binomial(n, k)` of integer variables: a quotient of products.
    pub(in crate::elaborate) fn integer_binomial(
        &mut self,
        n: Expr,
        k: Expr,
        span: Span,
    ) -> Option<Expr> {
        if self.dag.as_rational(k).is_some() {
            return None;
        }
        let rest = self.dag.sub(n, k);
        let rest = Affine::of(&self.dag, rest)?.term(&mut self.dag);
        let parts = [n, k, rest];
        let fits = |e: &Expr| self.is_integer(*e) && !self.may_be_negative(*e);
        if !parts.iter().all(fits) {
            return None;
        }
        let mut factorials = Vec::new();
        for e in parts {
            let constant = self.dag.as_rational(e).is_some();
            factorials.push(if constant {
                gamma::factorial(&mut self.dag, &self.ranges, e)
            } else {
                self.integer_factorial(e, span)?
            });
        }
        let [all, chosen, left] = *factorials.as_slice() else {
            return None;
        };
        let below = self.dag.mul(chosen, left);
        Some(self.dag.div(all, below))
    }
}
