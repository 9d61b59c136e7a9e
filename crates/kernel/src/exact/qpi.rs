//! Signs in Q(pi), decided.
//!
//! pi is transcendental, so a polynomial in pi with rational coefficients is zero only if every
//! coefficient is; any other sign is found by enclosing pi tightly enough.

use super::Q;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// Bits of pi at which a sign is given up: coefficients of thousands of digits would be needed for
/// it to show later.
const MAX_BITS: u32 = 1 << 15;

/// Rational bounds `lo < pi < hi` with `hi - lo <= 2^-bits`, from Machin's formula
/// `pi = 16 arctan(1/5) - 4 arctan(1/239)`, whose alternating series bounds itself.
#[must_use]
pub fn pi_bounds(bits: u32) -> (Q, Q) {
    let guard = bits + 16;
    let (lo, hi) = pi_units(guard);
    let one = BigInt::one() << guard;
    (Q::new(lo, one.clone()), Q::new(hi, one))
}

/// Integers `(lo, hi)` with `lo <= 2^bits pi <= hi`.
fn pi_units(bits: u32) -> (BigInt, BigInt) {
    let (a_lo, a_hi) = arctan_reciprocal(5, bits);
    let (b_lo, b_hi) = arctan_reciprocal(239, bits);
    (a_lo * 16 - b_hi * 4, a_hi * 16 - b_lo * 4)
}

/// Integers `(lo, hi)` with `lo <= 2^bits arctan(1/n) <= hi`.
fn arctan_reciprocal(n: u32, bits: u32) -> (BigInt, BigInt) {
    // sum (-1)^i / ((2i+1) n^(2i+1)); every term is floored, so the error is below one unit a term,
    // and the truncation below the first omitted term, itself below one unit.
    let n2 = BigInt::from(n) * n;
    let mut power = (BigInt::one() << bits) / n;
    let mut sum = BigInt::zero();
    let mut terms = 0u32;
    while !power.is_zero() {
        let term = &power / (2 * terms + 1);
        if terms.is_multiple_of(2) {
            sum += term;
        } else {
            sum -= term;
        }
        power /= &n2;
        terms += 1;
    }
    let slack = BigInt::from(2 * terms + 2);
    (&sum - &slack, sum + slack)
}

/// Sign of `sum c_i pi^i`. `coefficients[i]` belongs to `pi^i`. `None` when it does not show at
/// 2^15 bits.
#[must_use]
pub fn sign_of_polynomial_in_pi(coefficients: &[Q]) -> Option<Ordering> {
    if coefficients.iter().all(Zero::is_zero) {
        return Some(Ordering::Equal);
    }
    // pi is transcendental: the value is not zero, and the enclosure shrinks to it.
    let mut bits = 64;
    while bits <= MAX_BITS {
        let (lo, hi) = enclosure(coefficients, bits);
        if lo.is_positive() {
            return Some(Ordering::Greater);
        }
        if hi.is_negative() {
            return Some(Ordering::Less);
        }
        bits *= 2;
    }
    None
}

/// Bounds of `sum c_i pi^i` in units of `2^-bits`, each term rounded outward to one.
fn enclosure(coefficients: &[Q], bits: u32) -> (BigInt, BigInt) {
    let pi = pi_units(bits);
    let (mut lo, mut hi) = (BigInt::zero(), BigInt::zero());
    let mut power = (BigInt::one() << bits, BigInt::one() << bits);
    for c in coefficients {
        let (least, most) = if c.is_positive() {
            (&power.0, &power.1)
        } else {
            (&power.1, &power.0)
        };
        lo += (c.numer() * least).div_floor(c.denom());
        hi += (c.numer() * most).div_ceil(c.denom());
        power = (
            (&power.0 * &pi.0) >> bits,
            ((&power.1 * &pi.1) >> bits) + BigInt::one(),
        );
    }
    (lo, hi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational::{parse, ratio};

    #[test]
    fn pi_is_enclosed() {
        // 50 decimals of pi, OEIS A000796.
        let digits = parse("3.14159265358979323846264338327950288419716939937510").unwrap();
        let unit = Q::new(BigInt::one(), BigInt::from(10).pow(50));
        let (lo, hi) = pi_bounds(120);
        assert!(lo < &digits + &unit && hi > digits);
        assert!(&hi - &lo <= Q::new(BigInt::one(), BigInt::one() << 120u32));
        let (lo2, hi2) = pi_bounds(1000);
        assert!(lo <= lo2 && hi2 <= hi && lo2 < hi2);
    }

    #[test]
    fn signs_in_q_pi_are_decided() {
        assert_eq!(
            sign_of_polynomial_in_pi(&[ratio(-22, 7), ratio(1, 1)]),
            Some(Ordering::Less)
        );
        assert_eq!(
            sign_of_polynomial_in_pi(&[ratio(-333, 106), ratio(1, 1)]),
            Some(Ordering::Greater)
        );
        assert_eq!(
            sign_of_polynomial_in_pi(&[Q::zero(), Q::zero()]),
            Some(Ordering::Equal)
        );
        // pi^2 < 10 by a little; a difference of 1e-60 is still seen.
        assert_eq!(
            sign_of_polynomial_in_pi(&[ratio(-10, 1), Q::zero(), ratio(1, 1)]),
            Some(Ordering::Less)
        );
        let (lo, _) = pi_bounds(200);
        assert_eq!(
            sign_of_polynomial_in_pi(&[-lo, ratio(1, 1)]),
            Some(Ordering::Greater)
        );
    }

    #[test]
    fn a_sign_that_shows_late_is_given_up() {
        // pi to 40 000 bits, taken from pi.
        let (lo, _) = pi_bounds(40_000);
        assert_eq!(sign_of_polynomial_in_pi(&[-lo, ratio(1, 1)]), None);
        let (lo, hi) = pi_bounds(20_000);
        for (q, sign) in [(lo, Ordering::Greater), (hi, Ordering::Less)] {
            assert_eq!(sign_of_polynomial_in_pi(&[-q, ratio(1, 1)]), Some(sign));
        }
    }
}
