//! Multivariate polynomials over the integers, in recursive form.
//!
//! A polynomial is an integer or a dense list of coefficients in its main variable (the one of the
//! highest index), each coefficient a polynomial in variables of lower index. That is the form
//! projection and lifting of cylindrical algebraic decomposition work in. A polynomial over the
//! rationals is represented by a positive integer multiple, which has the same sign everywhere.

mod division;
mod divisors;
mod operators;
mod substitution;

use std::collections::BTreeMap;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A polynomial with integer coefficients in variables `x0, x1, ...`.
///
/// Invariant of `Powers`: at least two coefficients, the last one not zero, and every coefficient
/// in variables of index below `variable`. So equal polynomials are equal as data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Polynomial {
    /// An integer.
    Constant(BigInt),
    /// `coefficients[0] + coefficients[1] * x + ...` with `x` the variable of index `variable`.
    Powers {
        /// Index of the main variable.
        variable: usize,
        /// Coefficients by rising power.
        coefficients: Vec<Polynomial>,
    },
}

use Polynomial::{Constant, Powers};

/// One term: exponents by variable index (zero exponents absent) and the coefficient.
pub type Term = (BTreeMap<usize, u32>, BigInt);

impl Polynomial {
    /// The polynomial 0.
    pub fn zero() -> Self {
        Constant(BigInt::zero())
    }

    /// The polynomial 1.
    pub fn one() -> Self {
        Constant(BigInt::one())
    }

    /// An integer constant.
    pub fn integer(value: impl Into<BigInt>) -> Self {
        Constant(value.into())
    }

    /// The variable of index `variable`.
    pub fn variable(variable: usize) -> Self {
        Powers {
            variable,
            coefficients: vec![Self::zero(), Self::one()],
        }
    }

    /// The polynomial with the given coefficients (by rising power) in `variable`; each must be in
    /// variables of lower index.
    pub fn from_coefficients(variable: usize, mut coefficients: Vec<Polynomial>) -> Self {
        while coefficients.last().is_some_and(Polynomial::is_zero) {
            coefficients.pop();
        }
        match coefficients.len() {
            0 => Self::zero(),
            1 => coefficients.swap_remove(0),
            _ => Powers {
                variable,
                coefficients,
            },
        }
    }

    /// The univariate polynomial with the given integer coefficients, by rising power.
    pub fn univariate(variable: usize, coefficients: &[BigInt]) -> Self {
        Self::from_coefficients(
            variable,
            coefficients.iter().cloned().map(Constant).collect(),
        )
    }

    /// The least positive integer multiple of a sum of rational terms; each term is a coefficient
    /// and its (variable, exponent) pairs, in any order and with repetitions.
    pub fn from_rational_terms(terms: &[(BigRational, Vec<(usize, u32)>)]) -> Self {
        let mut common = BigInt::one();
        for (coefficient, _) in terms {
            common = common.lcm(coefficient.denom());
        }
        let mut sum = Self::zero();
        for (coefficient, powers) in terms {
            let mut term = Constant(coefficient.numer() * (&common / coefficient.denom()));
            for &(variable, exponent) in powers {
                term = &term * &Self::power_of(variable, exponent);
            }
            sum = &sum + &term;
        }
        sum
    }

    fn power_of(variable: usize, exponent: u32) -> Self {
        if exponent == 0 {
            return Self::one();
        }
        let mut coefficients = vec![Self::zero(); exponent as usize + 1];
        coefficients[exponent as usize] = Self::one();
        Powers {
            variable,
            coefficients,
        }
    }

    /// Is it the zero polynomial?
    pub fn is_zero(&self) -> bool {
        matches!(self, Constant(c) if c.is_zero())
    }

    /// Is it 1?
    pub fn is_one(&self) -> bool {
        matches!(self, Constant(c) if c.is_one())
    }

    /// Is it an integer?
    pub fn is_constant(&self) -> bool {
        matches!(self, Constant(_))
    }

    /// The integer it is, if it has no variable.
    pub fn as_constant(&self) -> Option<&BigInt> {
        match self {
            Constant(c) => Some(c),
            Powers { .. } => None,
        }
    }

    /// The variable of highest index, `None` for a constant.
    pub fn main_variable(&self) -> Option<usize> {
        match self {
            Constant(_) => None,
            Powers { variable, .. } => Some(*variable),
        }
    }

    /// Degree in the main variable; 0 for a constant, the zero polynomial included.
    pub fn degree(&self) -> usize {
        match self {
            Constant(_) => 0,
            Powers { coefficients, .. } => coefficients.len() - 1,
        }
    }

    /// Degree in a variable.
    pub fn degree_in(&self, wanted: usize) -> usize {
        match self {
            Constant(_) => 0,
            Powers {
                variable,
                coefficients,
            } => {
                if *variable == wanted {
                    coefficients.len() - 1
                } else if *variable < wanted {
                    0
                } else {
                    coefficients
                        .iter()
                        .map(|c| c.degree_in(wanted))
                        .max()
                        .unwrap_or(0)
                }
            }
        }
    }

    /// Total degree; 0 for a constant.
    pub fn total_degree(&self) -> usize {
        match self {
            Constant(_) => 0,
            Powers { coefficients, .. } => coefficients
                .iter()
                .enumerate()
                .filter(|(_, c)| !c.is_zero())
                .map(|(i, c)| i + c.total_degree())
                .max()
                .unwrap_or(0),
        }
    }

    /// Number of terms.
    pub fn term_count(&self) -> usize {
        match self {
            Constant(c) => usize::from(!c.is_zero()),
            Powers { coefficients, .. } => coefficients.iter().map(Polynomial::term_count).sum(),
        }
    }

    /// Marks the variables that occur.
    pub fn mark_variables(&self, occurs: &mut [bool]) {
        if let Powers {
            variable,
            coefficients,
        } = self
        {
            if let Some(slot) = occurs.get_mut(*variable) {
                *slot = true;
            }
            coefficients.iter().for_each(|c| c.mark_variables(occurs));
        }
    }

    /// Does the variable occur?
    pub fn contains(&self, wanted: usize) -> bool {
        match self {
            Constant(_) => false,
            Powers {
                variable,
                coefficients,
            } => {
                *variable == wanted
                    || (*variable > wanted && coefficients.iter().any(|c| c.contains(wanted)))
            }
        }
    }

    /// Coefficients in the main variable by rising power (the polynomial itself for a constant).
    pub fn coefficients(&self) -> &[Polynomial] {
        match self {
            Constant(_) => std::slice::from_ref(self),
            Powers { coefficients, .. } => coefficients,
        }
    }

    /// Coefficients of `self` seen as a polynomial in `variable`, which must not be below its main
    /// variable.
    pub fn coefficients_in(&self, wanted: usize) -> Vec<Polynomial> {
        match self {
            Powers {
                variable,
                coefficients,
            } if *variable == wanted => coefficients.clone(),
            _ => vec![self.clone()],
        }
    }

    /// Leading coefficient in the main variable.
    pub fn leading(&self) -> &Polynomial {
        match self {
            Constant(_) => self,
            Powers { coefficients, .. } => coefficients.last().unwrap_or(self),
        }
    }

    /// The integer coefficient reached by taking leading coefficients to the end.
    pub fn ground_leading(&self) -> &BigInt {
        let mut at = self;
        loop {
            match at {
                Constant(c) => return c,
                Powers { coefficients, .. } => at = &coefficients[coefficients.len() - 1],
            }
        }
    }

    /// Integer coefficients by rising power, when the polynomial has at most one variable.
    pub fn univariate_coefficients(&self) -> Option<Vec<BigInt>> {
        self.coefficients()
            .iter()
            .map(|c| c.as_constant().cloned())
            .collect()
    }

    /// All terms, in a fixed order.
    pub fn terms(&self) -> Vec<Term> {
        match self {
            Constant(c) if c.is_zero() => Vec::new(),
            Constant(c) => vec![(BTreeMap::new(), c.clone())],
            Powers {
                variable,
                coefficients,
            } => {
                let mut all = Vec::new();
                for (i, c) in coefficients.iter().enumerate() {
                    for (mut exponents, value) in c.terms() {
                        if i > 0 {
                            exponents.insert(*variable, i as u32);
                        }
                        all.push((exponents, value));
                    }
                }
                all
            }
        }
    }

    /// The same polynomial with variable `v` called `names[v]`.
    pub fn rename(&self, names: &[usize]) -> Self {
        match self {
            Constant(_) => self.clone(),
            Powers {
                variable,
                coefficients,
            } => {
                let x = Self::variable(names[*variable]);
                let mut sum = Self::zero();
                for c in coefficients.iter().rev() {
                    sum = &(&sum * &x) + &c.rename(names);
                }
                sum
            }
        }
    }

    /// Times an integer.
    pub fn scale(&self, factor: &BigInt) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        match self {
            Constant(c) => Constant(c * factor),
            Powers {
                variable,
                coefficients,
            } => Powers {
                variable: *variable,
                coefficients: coefficients.iter().map(|c| c.scale(factor)).collect(),
            },
        }
    }

    /// A natural power.
    pub fn pow(&self, exponent: u32) -> Self {
        let mut result = Self::one();
        let mut base = self.clone();
        let mut left = exponent;
        while left > 0 {
            if left & 1 == 1 {
                result = &result * &base;
            }
            left >>= 1;
            if left > 0 {
                base = &base * &base;
            }
        }
        result
    }

    /// Derivative by the main variable.
    pub fn derivative(&self) -> Self {
        match self {
            Constant(_) => Self::zero(),
            Powers {
                variable,
                coefficients,
            } => Self::from_coefficients(
                *variable,
                coefficients
                    .iter()
                    .enumerate()
                    .skip(1)
                    .map(|(i, c)| c.scale(&BigInt::from(i)))
                    .collect(),
            ),
        }
    }
}

/// Sign of an integer: -1, 0 or 1.
pub fn sign_of(value: &BigInt) -> i8 {
    match value.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

impl std::fmt::Display for Polynomial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let terms = self.terms();
        if terms.is_empty() {
            return write!(f, "0");
        }
        for (i, (exponents, coefficient)) in terms.iter().rev().enumerate() {
            if i > 0 {
                write!(f, " + ")?;
            }
            write!(f, "{coefficient}")?;
            for (v, e) in exponents {
                if *e == 1 {
                    write!(f, "*x{v}")?
                } else {
                    write!(f, "*x{v}^{e}")?
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Polynomials in three variables of degree at most 3 in each.
    pub(crate) fn small() -> impl Strategy<Value = Polynomial> {
        prop::collection::vec((-9i64..10, 0u32..4, 0u32..4, 0u32..3), 0..6).prop_map(|terms| {
            let terms: Vec<_> = terms
                .into_iter()
                .map(|(c, a, b, d)| {
                    (
                        BigRational::from_integer(c.into()),
                        vec![(0, a), (1, b), (2, d)],
                    )
                })
                .collect();
            Polynomial::from_rational_terms(&terms)
        })
    }

    fn point() -> impl Strategy<Value = Vec<BigRational>> {
        prop::collection::vec((-20i64..20, 1i64..7), 3).prop_map(|v| {
            v.into_iter()
                .map(|(n, d)| BigRational::new(n.into(), d.into()))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn operations_commute_with_evaluation(p in small(), q in small(), at in point()) {
            let (x, y) = (p.evaluate(&at).unwrap(), q.evaluate(&at).unwrap());
            prop_assert_eq!((&p + &q).evaluate(&at).unwrap(), &x + &y);
            prop_assert_eq!((&p - &q).evaluate(&at).unwrap(), &x - &y);
            prop_assert_eq!((&p * &q).evaluate(&at).unwrap(), &x * &y);
            let put_in = p.substitute(1, &at[1]);
            prop_assert!(!put_in.contains(1));
            let scale = num_traits::pow(BigRational::from_integer(at[1].denom().clone()), p.degree_in(1));
            prop_assert_eq!(put_in.evaluate(&at).unwrap(), x * scale);
        }

        #[test]
        fn a_product_divides_exactly_and_only_then(p in small(), q in small()) {
            prop_assume!(!q.is_zero());
            prop_assert_eq!((&p * &q).div_exact(&q), Some(p.clone()));
            if !q.is_constant() {
                prop_assert_eq!((&(&p * &q) + &Polynomial::one()).div_exact(&q), None);
            }
        }

        #[test]
        fn a_common_factor_divides_the_gcd(p in small(), q in small(), common in small()) {
            prop_assume!(!common.is_zero() && !p.is_zero() && !q.is_zero());
            let (a, b) = (&p * &common, &q * &common);
            let g = a.gcd(&b);
            prop_assert!(a.div_exact(&g).is_some() && b.div_exact(&g).is_some());
            prop_assert!(g.div_exact(&common).is_some());
            let (x, y) = (a.div_exact(&g).unwrap(), b.div_exact(&g).unwrap());
            prop_assert!(x.gcd(&y).is_one());
            if let Some(v) = a.main_variable() && b.main_variable() == Some(v) {
                // The fallback agrees on the part that has the main variable.
                let (pa, pb) = (a.div_exact(&a.content()).unwrap(), b.div_exact(&b.content()).unwrap());
                prop_assert_eq!(super::divisors::primitive_gcd(&pa, &pb), Some(pa.gcd(&pb)));
            }
        }

        #[test]
        fn square_free_factors_have_the_same_zeros(p in small(), q in small()) {
            prop_assume!(!p.is_zero() && !q.is_zero());
            let product = &(&p * &p) * &q;
            let factors = product.square_free_factors();
            let mut rest = product.clone();
            for (i, f) in factors.iter().enumerate() {
                prop_assert!(f.gcd(&f.derivative()).is_constant());
                for g in &factors[i + 1..] {
                    prop_assert!(f.gcd(g).is_constant());
                }
                prop_assert!(rest.div_exact(f).is_some());
                while let Some(quotient) = rest.div_exact(f) {
                    rest = quotient;
                }
            }
            prop_assert!(rest.is_constant());
        }

        #[test]
        fn pseudo_division_reconstructs(p in small(), q in small()) {
            let (p, q) = (&p * &Polynomial::variable(2).pow(3), &q + &Polynomial::variable(2));
            prop_assume!(q.main_variable() == Some(2) && p.main_variable() == Some(2));
            let (quotient, rest) = p.pseudo_divide(&q, 2);
            let power = (p.degree_in(2) + 1).saturating_sub(q.degree_in(2)) as u32;
            prop_assert_eq!(&q.leading().pow(power) * &p, &(&quotient * &q) + &rest);
            prop_assert!(rest.degree_in(2) < q.degree_in(2));
        }

        #[test]
        fn renaming_permutes_the_point(p in small(), at in point()) {
            let renamed = p.rename(&[2, 0, 1]);
            let moved = vec![at[1].clone(), at[2].clone(), at[0].clone()];
            prop_assert_eq!(renamed.evaluate(&moved), p.evaluate(&at));
        }
    }

    #[test]
    fn the_sign_of_a_substitution_is_kept() {
        // x1 = -3/2 in x0 * x1: the value is -3/2 x0, the multiple must be a negative one of x0.
        let p = &Polynomial::variable(0) * &Polynomial::variable(1);
        let q = p.substitute(1, &BigRational::new((-3).into(), 2.into()));
        assert_eq!(q, Polynomial::variable(0).scale(&(-3).into()));
    }
}
