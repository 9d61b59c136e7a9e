//! Signs in Q(pi), decided.
//!
//! pi is transcendental, so a polynomial in pi with rational coefficients is zero only if every
//! coefficient is; any other sign is found by enclosing pi tightly enough.

use super::Q;
use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// Rational bounds `lo < pi < hi` with `hi - lo <= 2^-bits`, from Machin's formula
/// `pi = 16 arctan(1/5) - 4 arctan(1/239)`, whose alternating series bounds itself.
#[must_use]
pub fn pi_bounds(bits: u32) -> (Q, Q) {
    let guard = bits + 16;
    let (a_lo, a_hi) = arctan_reciprocal(5, guard);
    let (b_lo, b_hi) = arctan_reciprocal(239, guard);
    let one = BigInt::one() << guard;
    let lo = Q::new(a_lo * 16 - b_hi * 4, one.clone());
    let hi = Q::new(a_hi * 16 - b_lo * 4, one);
    (lo, hi)
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

/// Sign of `sum c_i pi^i`. `coefficients[i]` belongs to `pi^i`.
#[must_use]
pub fn sign_of_polynomial_in_pi(coefficients: &[Q]) -> Ordering {
    let mut bits = 64;
    if coefficients.iter().all(Zero::is_zero) {
        return Ordering::Equal;
    }
    // Ends because pi is transcendental: the value is not zero, and the enclosure shrinks to it.
    loop {
        let (pi_lo, pi_hi) = pi_bounds(bits);
        let (mut lo, mut hi) = (Q::zero(), Q::zero());
        let (mut p_lo, mut p_hi) = (Q::one(), Q::one());
        for c in coefficients {
            if c.is_positive() {
                lo += c * &p_lo;
                hi += c * &p_hi;
            } else {
                lo += c * &p_hi;
                hi += c * &p_lo;
            }
            p_lo *= &pi_lo;
            p_hi *= &pi_hi;
        }
        if lo.is_positive() {
            return Ordering::Greater;
        }
        if hi.is_negative() {
            return Ordering::Less;
        }
        bits *= 2;
    }
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
            Ordering::Less
        );
        assert_eq!(
            sign_of_polynomial_in_pi(&[ratio(-333, 106), ratio(1, 1)]),
            Ordering::Greater
        );
        assert_eq!(
            sign_of_polynomial_in_pi(&[Q::zero(), Q::zero()]),
            Ordering::Equal
        );
        // pi^2 < 10 by a little; a difference of 1e-60 is still seen.
        assert_eq!(
            sign_of_polynomial_in_pi(&[ratio(-10, 1), Q::zero(), ratio(1, 1)]),
            Ordering::Less
        );
        let (lo, _) = pi_bounds(200);
        assert_eq!(
            sign_of_polynomial_in_pi(&[-lo, ratio(1, 1)]),
            Ordering::Greater
        );
    }
}
