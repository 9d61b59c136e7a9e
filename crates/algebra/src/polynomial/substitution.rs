//! Values and substitutions.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::Polynomial::{self, Constant, Powers};
use super::sign_of;

impl Polynomial {
    /// `self` with `variable` replaced by `numerator/denominator` (denominator positive), times
    /// `denominator^degree`: a positive multiple of the value.
    pub fn substitute(&self, variable: usize, value: &BigRational) -> Self {
        let degree = self.degree_in(variable);
        if degree == 0 {
            return self.clone();
        }
        let mut numerators = vec![BigInt::one()];
        let mut denominators = vec![BigInt::one()];
        for i in 0..degree {
            numerators.push(&numerators[i] * value.numer());
            denominators.push(&denominators[i] * value.denom());
        }
        let weights: Vec<BigInt> = (0..=degree)
            .map(|i| &numerators[i] * &denominators[degree - i])
            .collect();
        self.substitute_weights(variable, &weights)
    }

    fn substitute_weights(&self, wanted: usize, weights: &[BigInt]) -> Self {
        match self {
            Powers {
                variable,
                coefficients,
            } if *variable > wanted => Self::from_coefficients(
                *variable,
                coefficients
                    .iter()
                    .map(|c| c.substitute_weights(wanted, weights))
                    .collect(),
            ),
            Powers {
                variable,
                coefficients,
            } if *variable == wanted => {
                let mut sum = Self::zero();
                for (c, w) in coefficients.iter().zip(weights) {
                    sum = &sum + &c.scale(w);
                }
                sum
            }
            _ => self.scale(&weights[0]),
        }
    }

    /// `self` with `variable` replaced by `numerator/denominator`, polynomials not containing
    /// `variable`, times `denominator^degree`.
    pub fn substitute_quotient(
        &self,
        variable: usize,
        numerator: &Polynomial,
        denominator: &Polynomial,
    ) -> Self {
        let degree = self.degree_in(variable);
        let mut sum = Self::zero();
        for (mut exponents, coefficient) in self.terms() {
            let power = exponents.remove(&variable).unwrap_or(0);
            let mut term = Constant(coefficient);
            for (v, e) in exponents {
                term = &term * &Self::power_of(v, e);
            }
            term = &(&term * &numerator.pow(power)) * &denominator.pow(degree as u32 - power);
            sum = &sum + &term;
        }
        sum
    }

    /// The value at a rational point (coordinate `i` for variable `i`); `None` when a variable has
    /// no coordinate.
    pub fn evaluate(&self, point: &[BigRational]) -> Option<BigRational> {
        match self {
            Constant(c) => Some(BigRational::from_integer(c.clone())),
            Powers {
                variable,
                coefficients,
            } => {
                let x = point.get(*variable)?;
                let mut sum = BigRational::zero();
                for c in coefficients.iter().rev() {
                    sum = sum * x + c.evaluate(point)?;
                }
                Some(sum)
            }
        }
    }

    /// Sign of the value at a rational point.
    pub fn sign_at(&self, point: &[BigRational]) -> Option<i8> {
        self.evaluate(point).map(|v| sign_of(v.numer()))
    }
}
