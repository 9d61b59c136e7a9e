//! Identities with non-negative terms.

use super::rejection::{refuse, require};
use super::sign::Setting;
use super::{Checker, Wanted};
use crate::certificate::{Factor, Product, Side};
use crate::expr::Expr;
use num_traits::Signed;

impl Checker<'_> {
    /// `multiplier * f = sum of terms` with a positive multiplier and non-negative terms, one of
    /// them positive if the sign is to be strict.
    pub(super) fn product(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        product: &Product,
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        let mut left = f;
        for factor in &product.multiplier {
            let (e, positive) = self.factor(setting, factor, None)?;
            require(positive, "a multiplier is not shown to be positive")?;
            left = self.dag.mul(left, e);
        }
        let (right, positive) = self.terms(setting, product, None)?;
        require(positive || !strict, "no term makes the sign strict")?;
        self.identity(left, right)
    }

    /// Assumes that `f >= 0` (or `f > 0`) fails: then the terms, one of them positive, would sum to
    /// zero.
    pub(super) fn contradiction(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        product: &Product,
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        require(
            product.multiplier.is_empty(),
            "a contradiction has no multiplier",
        )?;
        // Where f >= 0 fails, -f is positive; where f > 0 fails, it is non-negative.
        let negated = (self.dag.neg(f), !strict);
        let (sum, positive) = self.terms(setting, product, Some(negated))?;
        require(positive, "no term of the contradiction is positive")?;
        let zero = self.dag.integer(0);
        self.identity(sum, zero)
    }

    pub(super) fn identity(&mut self, left: Expr, right: Expr) -> Result<(), String> {
        let difference = self.dag.sub(left, right);
        require(
            self.is_identically_zero(difference) || self.dag.is_identity(difference),
            "the identity does not hold",
        )
    }

    /// The sum of the terms, and whether it is positive (else non-negative).
    fn terms(
        &mut self,
        setting: &Setting<'_>,
        product: &Product,
        negated: Option<(Expr, bool)>,
    ) -> Result<(Expr, bool), String> {
        let mut sum = self.dag.integer(0);
        let mut some_positive = false;
        for (coefficient, factors) in &product.terms {
            require(coefficient.is_positive(), "a coefficient is not positive")?;
            let mut term = self.dag.rational(coefficient.clone());
            let mut all_positive = true;
            for factor in factors {
                let (e, positive) = self.factor(setting, factor, negated)?;
                term = self.dag.mul(term, e);
                all_positive &= positive;
            }
            some_positive |= all_positive;
            sum = self.dag.add(sum, term);
        }
        for (index, cofactor) in &product.equalities {
            let (e, wanted) = self.fact(setting, *index)?;
            require(matches!(wanted, Wanted::Zero), "a fact is no equality")?;
            self.defined(setting.reading(), *cofactor, &setting.region)?;
            let term = self.dag.mul(*cofactor, e);
            sum = self.dag.add(sum, term);
        }
        Ok((sum, some_positive))
    }

    /// The term of a factor, shown to be defined and non-negative, and whether it is positive.
    pub(super) fn factor(
        &mut self,
        setting: &Setting<'_>,
        factor: &Factor,
        negated: Option<(Expr, bool)>,
    ) -> Result<(Expr, bool), String> {
        match factor {
            Factor::Fact(index) => match self.fact(setting, *index)? {
                (f, Wanted::NonNegative) => Ok((f, false)),
                (f, Wanted::Positive) => Ok((f, true)),
                _ => refuse("a fact is no inequality"),
            },
            Factor::End(v, side) => {
                let finite = v.index() < setting.region.lo.len()
                    && setting.region.bound(*v, *side).point.is_some();
                require(finite, "an end at infinity")?;
                let ends = self.ends(&setting.region, *v);
                let end = if *side == Side::Lower {
                    ends.first()
                } else {
                    ends.last()
                };
                end.copied().ok_or_else(|| "an end at infinity".to_owned())
            }
            Factor::Negated => negated.ok_or_else(|| "nothing is negated here".to_owned()),
            Factor::Square(e) => {
                self.defined(setting.reading(), *e, &setting.region)?;
                Ok((self.dag.power(*e, 2), false))
            }
            Factor::Signed(e, strict, sign) => {
                self.sign(setting, *e, *strict, sign)?;
                Ok((*e, *strict))
            }
        }
    }
}
