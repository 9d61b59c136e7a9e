//! Division: exact, with pseudo-remainder, and by the content.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::Polynomial::{self, Constant, Powers};

impl Polynomial {
    /// The quotient, when the division leaves no remainder; `None` otherwise and for divisor 0.
    pub fn div_exact(&self, divisor: &Polynomial) -> Option<Polynomial> {
        if self.is_zero() && !divisor.is_zero() {
            return Some(Self::zero());
        }
        match (self, divisor) {
            (_, Constant(d)) if d.is_zero() => None,
            (_, Constant(d)) if d.is_one() => Some(self.clone()),
            (Constant(a), Constant(d)) => {
                let (q, r) = a.div_rem(d);
                r.is_zero().then_some(Constant(q))
            }
            (Constant(_), Powers { .. }) => None,
            (
                Powers {
                    variable,
                    coefficients,
                },
                _,
            ) => {
                let main = divisor.main_variable();
                if main.is_none_or(|v| v < *variable) {
                    let parts: Option<Vec<_>> =
                        coefficients.iter().map(|c| c.div_exact(divisor)).collect();
                    return Some(Powers {
                        variable: *variable,
                        coefficients: parts?,
                    });
                }
                if main != Some(*variable) {
                    return None;
                }
                let below = divisor.coefficients();
                if coefficients.len() < below.len() {
                    return None;
                }
                let mut rest = coefficients.clone();
                let steps = rest.len() - below.len() + 1;
                let mut quotient = vec![Self::zero(); steps];
                for k in (0..steps).rev() {
                    let top = &rest[k + below.len() - 1];
                    if top.is_zero() {
                        continue;
                    }
                    let q = top.div_exact(divisor.leading())?;
                    for (i, b) in below.iter().enumerate() {
                        rest[k + i] = &rest[k + i] - &(&q * b);
                    }
                    quotient[k] = q;
                }
                rest.iter()
                    .all(Polynomial::is_zero)
                    .then(|| Self::from_coefficients(*variable, quotient))
            }
        }
    }

    /// Pseudo-division in `variable` (not below either main variable): `(q, r)` with
    /// `c^e * self = q * divisor + r`, `c` the leading coefficient of `divisor`,
    /// `e = max(0, deg self - deg divisor + 1)`.
    pub fn pseudo_divide(&self, divisor: &Polynomial, variable: usize) -> (Polynomial, Polynomial) {
        let mut rest = self.coefficients_in(variable);
        let below = divisor.coefficients_in(variable);
        let n = below.len();
        if rest.len() < n {
            return (Self::zero(), self.clone());
        }
        let lead = below[n - 1].clone();
        let steps = rest.len() - n + 1;
        let mut quotient = vec![Self::zero(); steps];
        for k in (0..steps).rev() {
            let top = rest[k + n - 1].clone();
            for q in &mut quotient {
                *q = &*q * &lead;
            }
            quotient[k] = &quotient[k] + &top;
            for (i, r) in rest.iter_mut().enumerate().take(k + n - 1) {
                *r = &*r * &lead;
                if i >= k {
                    *r = &*r - &(&top * &below[i - k]);
                }
            }
            rest[k + n - 1] = Self::zero();
        }
        (
            Self::from_coefficients(variable, quotient),
            Self::from_coefficients(variable, rest),
        )
    }

    /// Greatest common divisor of all integer coefficients; 0 for the zero polynomial.
    pub fn integer_content(&self) -> BigInt {
        fn walk(p: &Polynomial, gcd: &mut BigInt) {
            if gcd.is_one() {
                return;
            }
            match p {
                Constant(c) => *gcd = gcd.gcd(c),
                Powers { coefficients, .. } => coefficients.iter().rev().for_each(|c| walk(c, gcd)),
            }
        }
        let mut gcd = BigInt::zero();
        walk(self, &mut gcd);
        gcd
    }

    pub(super) fn divide_integers(&self, divisor: &BigInt) -> Self {
        match self {
            Constant(c) => Constant(c / divisor),
            Powers {
                variable,
                coefficients,
            } => Powers {
                variable: *variable,
                coefficients: coefficients
                    .iter()
                    .map(|c| c.divide_integers(divisor))
                    .collect(),
            },
        }
    }

    /// Divided by its integer content; the sign stays.
    pub fn primitive(&self) -> Self {
        let content = self.integer_content();
        if content.is_zero() || content.is_one() {
            self.clone()
        } else {
            self.divide_integers(&content)
        }
    }

    /// Divided by its integer content, with positive leading integer coefficient.
    pub fn normalised(&self) -> Self {
        let p = self.primitive();
        if p.ground_leading().is_negative() {
            -&p
        } else {
            p
        }
    }

    /// Greatest common divisor of the coefficients in the main variable.
    pub fn content(&self) -> Self {
        let mut parts: Vec<&Polynomial> = self
            .coefficients()
            .iter()
            .filter(|c| !c.is_zero())
            .collect();
        parts.sort_by_key(|c| (c.main_variable(), c.degree(), c.term_count()));
        let mut gcd = Self::zero();
        for c in parts {
            gcd = gcd.gcd(c);
            if gcd.is_one() {
                break;
            }
        }
        gcd
    }

    /// Sum of the absolute values of all coefficients.
    pub fn one_norm(&self) -> BigInt {
        match self {
            Constant(c) => c.abs(),
            Powers { coefficients, .. } => coefficients.iter().map(Polynomial::one_norm).sum(),
        }
    }

    /// Largest absolute value of a coefficient.
    pub fn max_norm(&self) -> BigInt {
        match self {
            Constant(c) => c.abs(),
            Powers { coefficients, .. } => coefficients
                .iter()
                .map(Polynomial::max_norm)
                .max()
                .unwrap_or_default(),
        }
    }
}
