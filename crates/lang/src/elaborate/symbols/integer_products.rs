//! Powers with integer exponents, factorials and binomials of integer variables: products, over which an induction goes.

use lemmabox_kernel::expr::{Affine, Expr, Kind, Meaning};
use num_traits::Signed;

use super::is_provisional;
use crate::diagnostic::Span;
use crate::elaborate::Builder;
use crate::gamma;

impl Builder {
    /// A power with an exponent of integer values: a product. Its exponent must turn out not to be negative.
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
            // No product of equal factors, or none that an induction over its number goes along with.
            return None;
        }
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
        Some(if falls {
            let one = self.dag.integer(1);
            self.dag.div(one, power)
        } else {
            power
        })
    }

    /// Whether a term of integers without bound names may be negative, as far as ends tell; of bound names it shows later.
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
