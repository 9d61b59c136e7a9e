//! Points with real algebraic coordinates, each defined over the ones before it, and exact signs,
//! roots and comparisons over them.
//!
//! A coordinate is rational, or the only root in an interval of a polynomial whose coefficients are
//! taken at the earlier coordinates. Signs come from interval evaluation; a value that stays near
//! zero is decided exactly, by a greatest common divisor over the field of the earlier coordinates
//! (remainder sequence with exact zero tests of leading coefficients).

mod enclosure;
mod field;
mod order;
mod roots;

use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Zero;

use enclosure::Enclosure;

use crate::polynomial::{Polynomial, sign_of};
use crate::real_root::{Dyadic, sign_at_dyadic};
use crate::resultant::{Halt, Interrupt};

/// Precision, in bits, beyond which a computation gives up.
const MAX_BITS: u64 = 1 << 15;

/// Size, in bits, beyond which a member of a remainder sequence is given up on.
const MAX_SEQUENCE_BITS: u64 = 4_000_000;

/// The only root of a polynomial in an open interval.
#[derive(Clone, Debug)]
pub struct Root {
    /// Polynomial in the coordinate's own variable and those of earlier coordinates.
    pub polynomial: Arc<Polynomial>,
    /// Lower end, not a root.
    pub lower: Dyadic,
    /// Upper end, not a root; the sign of the polynomial there is opposite to that at `lower`.
    pub upper: Dyadic,
    /// Sign of the polynomial at `lower`: -1 or 1.
    sign_lower: i8,
}

/// A real number over the earlier coordinates of a point.
#[derive(Clone, Debug)]
pub enum RealNumber {
    /// A rational number.
    Rational(BigRational),
    /// A real algebraic number.
    Root(Root),
}

/// A point, coordinate `i` belonging to variable `i`.
#[derive(Clone, Debug, Default)]
pub struct SamplePoint {
    coordinates: Vec<RealNumber>,
}

impl SamplePoint {
    /// The point with no coordinates.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of coordinates.
    pub fn len(&self) -> usize {
        self.coordinates.len()
    }

    /// Has it no coordinates?
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_empty()
    }

    /// The coordinates.
    pub fn coordinates(&self) -> &[RealNumber] {
        &self.coordinates
    }

    /// Adds a coordinate, a number over the present ones.
    pub fn push(&mut self, value: RealNumber) {
        self.coordinates.push(value);
    }

    /// Removes the last coordinate.
    pub fn pop(&mut self) -> Option<RealNumber> {
        self.coordinates.pop()
    }

    /// A positive multiple of `p` with the rational coordinates put in.
    pub fn specialise(&self, p: &Polynomial) -> Polynomial {
        let mut q = p.clone();
        for (i, c) in self.coordinates.iter().enumerate() {
            if let RealNumber::Rational(value) = c
                && q.contains(i)
            {
                q = q.substitute(i, value);
            }
        }
        q.primitive()
    }

    /// Sign of a polynomial at the point, which must have a coordinate for each of its variables.
    pub fn sign(&mut self, p: &Polynomial, interrupt: Interrupt<'_>) -> Result<i8, Halt> {
        let mut q = self.specialise(p);
        let mut bits = 48;
        let mut nonzero = false;
        loop {
            if let Some(c) = q.as_constant() {
                return Ok(sign_of(c));
            }
            let mut occurs = vec![false; self.coordinates.len()];
            q.mark_variables(&mut occurs);
            for (k, _) in occurs.iter().enumerate().filter(|(_, o)| **o) {
                self.refine(k, bits as i64, interrupt)?;
            }
            q = self.specialise(&q);
            if let Some(c) = q.as_constant() {
                return Ok(sign_of(c));
            }
            if let Some(s) = self.enclose(&q, bits).sign()
                && s != 0
            {
                return Ok(s);
            }
            if !nonzero && bits >= 96 {
                if self.is_zero(&q, interrupt)? {
                    return Ok(0);
                }
                nonzero = true;
                q = self.specialise(&q);
            }
            bits *= 2;
            if bits > MAX_BITS {
                return Err(Halt::TooLarge);
            }
        }
    }

    fn enclose(&self, p: &Polynomial, bits: u64) -> Enclosure {
        match p {
            Polynomial::Constant(c) => Enclosure::exact(c, bits),
            Polynomial::Powers {
                variable,
                coefficients,
            } => {
                let x = match &self.coordinates[*variable] {
                    RealNumber::Rational(r) => {
                        let scaled = r.numer() << bits;
                        Enclosure {
                            lower: scaled.div_floor(r.denom()),
                            upper: -((-scaled).div_floor(r.denom())),
                        }
                    }
                    RealNumber::Root(root) => Enclosure {
                        lower: root.lower.floor_scaled(bits),
                        upper: root.upper.ceil_scaled(bits),
                    },
                };
                let mut sum = Enclosure::exact(&BigInt::zero(), bits);
                for c in coefficients.iter().rev() {
                    sum = sum.mul(&x, bits).add(&self.enclose(c, bits));
                }
                sum
            }
        }
    }

    /// Narrows coordinate `k` to a width of at most `2^-bits`.
    fn refine(&mut self, k: usize, bits: i64, interrupt: Interrupt<'_>) -> Result<(), Halt> {
        let taken = std::mem::replace(
            &mut self.coordinates[k],
            RealNumber::Rational(BigRational::zero()),
        );
        let mut number = taken;
        let outcome = self.narrow(&mut number, k, bits, interrupt);
        self.coordinates[k] = number;
        outcome
    }

    /// Narrows a number over the first `k` coordinates to a width of at most `2^-bits`.
    fn narrow(
        &mut self,
        number: &mut RealNumber,
        k: usize,
        bits: i64,
        interrupt: Interrupt<'_>,
    ) -> Result<(), Halt> {
        let width = Dyadic::power_of_two(-bits);
        loop {
            let RealNumber::Root(root) = number else {
                return Ok(());
            };
            if root.upper.plus(&root.lower.negated()) <= width {
                return Ok(());
            }
            self.bisect(number, k, interrupt)?;
        }
    }

    fn bisect(
        &mut self,
        number: &mut RealNumber,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<(), Halt> {
        let RealNumber::Root(root) = number else {
            return Ok(());
        };
        if interrupt() {
            return Err(Halt::Interrupted);
        }
        let middle = root.lower.midpoint(&root.upper);
        match self.sign_with(&root.polynomial, k, &middle, interrupt)? {
            0 => *number = RealNumber::Rational(middle.to_rational()),
            s if s == root.sign_lower => root.lower = middle,
            _ => root.upper = middle,
        }
        Ok(())
    }

    /// Sign of `p` with variable `k` at a dyadic number and the earlier ones at their coordinates.
    fn sign_with(
        &mut self,
        p: &Polynomial,
        k: usize,
        at: &Dyadic,
        interrupt: Interrupt<'_>,
    ) -> Result<i8, Halt> {
        if let Some(univariate) = p.univariate_coefficients()
            && p.main_variable() == Some(k)
        {
            return Ok(sign_at_dyadic(&univariate, at));
        }
        self.sign(&p.substitute(k, &at.to_rational()), interrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::One;
    use std::cmp::Ordering;

    fn never() -> bool {
        false
    }

    fn x(i: usize) -> Polynomial {
        Polynomial::variable(i)
    }

    fn n(value: i64) -> Polynomial {
        Polynomial::integer(value)
    }

    /// Adds root number `index` of `p` over the point.
    fn extend(point: &mut SamplePoint, p: &Polynomial, index: usize) {
        let k = point.len();
        let root = point.roots(p, k, &never).unwrap().unwrap()[index].clone();
        point.push(root);
    }

    #[test]
    fn signs_at_independent_square_roots() {
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        extend(&mut point, &(&x(1).pow(2) - &n(3)), 1);
        extend(&mut point, &(&x(2).pow(2) - &n(6)), 1);
        let product = &x(0) * &x(1);
        assert_eq!(point.sign(&(&product - &x(2)), &never), Ok(0));
        assert_eq!(point.sign(&(&product + &x(2)), &never), Ok(1));
        // sqrt 2 + sqrt 3 = 3.14626436994..., a root of t^4 - 10 t^2 + 1.
        let t = &x(0) + &x(1);
        assert_eq!(
            point.sign(
                &(&(&t.pow(4) - &t.pow(2).scale(&10.into())) + &n(1)),
                &never
            ),
            Ok(0)
        );
        let scale = BigInt::from(100_000_000_000i64);
        let low = &t.scale(&scale) - &n(314_626_436_994);
        assert_eq!(point.sign(&low, &never), Ok(1));
        assert_eq!(point.sign(&(&low - &n(1)), &never), Ok(-1));
    }

    #[test]
    fn towers_and_conjugates_are_told_apart() {
        // y^2 = x over x = sqrt 2, so y^4 = 2; x is not -sqrt 2 although both have one polynomial.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        extend(&mut point, &(&x(1).pow(2) - &x(0)), 1);
        assert_eq!(point.sign(&(&x(1).pow(4) - &n(2)), &never), Ok(0));
        assert_eq!(point.sign(&(&x(1).pow(2) - &x(0)), &never), Ok(0));
        assert_eq!(point.sign(&(&x(1).pow(2) + &x(0)), &never), Ok(1));
        // Over x = -sqrt 2 there is no such y.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 0);
        assert!(
            point
                .roots(&(&x(1).pow(2) - &x(0)), 1, &never)
                .unwrap()
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn a_double_root_over_an_algebraic_number_is_one_root() {
        // (y - x)^2 (y - 3) at x = sqrt 2, and its comparison with sqrt 2 itself.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        let p = &(&x(1).pow(2) - &(&x(0) * &x(1)).scale(&2.into())) + &n(2);
        let p = &p * &(&x(1) - &n(3));
        let mut roots = point.roots(&p, 1, &never).unwrap().unwrap();
        assert_eq!(roots.len(), 2);
        let mut plain = point
            .roots(&(&x(1).pow(2) - &n(2)), 1, &never)
            .unwrap()
            .unwrap();
        assert_eq!(
            point.compare(&mut roots[0], &mut plain[1], 1, &never),
            Ok(Ordering::Equal)
        );
        assert_eq!(
            point.compare(&mut roots[1], &mut plain[1], 1, &never),
            Ok(Ordering::Greater)
        );
        assert_eq!(
            point.compare(&mut roots[0], &mut plain[0], 1, &never),
            Ok(Ordering::Greater)
        );
    }

    #[test]
    fn vanishing_leading_coefficients_and_nullification_are_seen() {
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        let zero = &x(0).pow(2) - &n(2);
        // (x^2 - 2) y^3 + y - 1 is y - 1 there.
        let p = &(&(&zero * &x(1).pow(3)) + &x(1)) - &n(1);
        let roots = point.roots(&p, 1, &never).unwrap().unwrap();
        assert_eq!(roots.len(), 1);
        let mut one = RealNumber::Rational(BigRational::one());
        assert_eq!(
            point.compare(&mut roots[0].clone(), &mut one, 1, &never),
            Ok(Ordering::Equal)
        );
        assert!(point.roots(&(&zero * &x(1)), 1, &never).unwrap().is_none());
    }

    #[test]
    fn very_near_numbers_compare_rightly() {
        // x^2 = 2 against 10^60 (y^2 - 2) = 1.
        let mut point = SamplePoint::new();
        let mut a = point
            .roots(&(&x(0).pow(2) - &n(2)), 0, &never)
            .unwrap()
            .unwrap()
            .remove(1);
        let big = num_traits::pow(BigInt::from(10), 60);
        let q = &(&x(0).pow(2) - &n(2)).scale(&big) - &n(1);
        let mut b = point.roots(&q, 0, &never).unwrap().unwrap().remove(1);
        assert_eq!(point.compare(&mut a, &mut b, 0, &never), Ok(Ordering::Less));
        let middle = point
            .rational_between(Some(&mut a), Some(&mut b), 0, &never)
            .unwrap();
        let square = &middle * &middle;
        assert!(square > BigRational::from_integer(2.into()));
        assert!(
            (square - BigRational::from_integer(2.into())) * BigRational::from_integer(big)
                < BigRational::one()
        );
    }
}
