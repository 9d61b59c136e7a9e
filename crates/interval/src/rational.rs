//! Rational numbers to f64 intervals and back, with nothing lost.

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

use super::double::Interval;

/// Exponent of the least positive f64.
const LEAST_EXPONENT: i64 = -1074;
/// Exponent of the last bit of the greatest f64.
const GREATEST_ULP_EXPONENT: i64 = 971;

impl Interval {
    /// The tightest f64 interval holding `r`; a point iff `r` is an f64.
    #[must_use]
    pub fn from_rational(r: &BigRational) -> Self {
        let magnitude = from_positive(r);
        if r.is_negative() {
            -magnitude
        } else {
            magnitude
        }
    }

    /// The tightest f64 interval holding the integer `n`.
    #[inline]
    #[must_use]
    pub fn from_i64(n: i64) -> Self {
        let nearest = n as f64;
        // i128 holds every value of `nearest`, 2^63 included.
        match (nearest as i128).cmp(&i128::from(n)) {
            std::cmp::Ordering::Equal => Self {
                lo: nearest,
                hi: nearest,
            },
            std::cmp::Ordering::Less => Self {
                lo: nearest,
                hi: nearest.next_up(),
            },
            std::cmp::Ordering::Greater => Self {
                lo: nearest.next_down(),
                hi: nearest,
            },
        }
    }

    /// Whether the rational `r` is in the set, decided exactly.
    #[must_use]
    pub fn contains_rational(self, r: &BigRational) -> bool {
        let above_lo = match BigRational::from_float(self.lo) {
            Some(lo) => lo <= *r,
            None => self.lo == f64::NEG_INFINITY,
        };
        let below_hi = match BigRational::from_float(self.hi) {
            Some(hi) => *r <= hi,
            None => self.hi == f64::INFINITY,
        };
        above_lo && below_hi
    }
}

/// Neighbouring f64 around `|r|`.
fn from_positive(r: &BigRational) -> Interval {
    if r.is_zero() {
        return Interval::ZERO;
    }
    let numerator = r.numer().abs();
    let denominator = r.denom().abs();
    let (Ok(nbits), Ok(dbits)) = (
        i64::try_from(numerator.bits()),
        i64::try_from(denominator.bits()),
    ) else {
        return Interval::NONNEGATIVE;
    };
    // |r| = (quotient + fraction) 2^-shift with a quotient of 55 or 56 bits, fraction in [0, 1).
    let shift = 55 - (nbits - dbits);
    let (scaled, divisor) = if shift >= 0 {
        (numerator << shift.unsigned_abs(), denominator)
    } else {
        (numerator, denominator << shift.unsigned_abs())
    };
    let remainder_is_zero = (&scaled % &divisor).is_zero();
    let Some(quotient) = (scaled / divisor).to_u64() else {
        return Interval::NONNEGATIVE;
    };
    let top = i64::from(63 - quotient.leading_zeros()) - shift;
    let ulp_exponent = (top - 52).max(LEAST_EXPONENT);
    if ulp_exponent > GREATEST_ULP_EXPONENT {
        return Interval {
            lo: f64::MAX,
            hi: f64::INFINITY,
        };
    }
    // At least two bits of the quotient lie below the last bit of the f64.
    let dropped = ulp_exponent + shift;
    let significand = if dropped >= 64 {
        0
    } else {
        quotient >> dropped
    };
    let exact = remainder_is_zero && dropped < 64 && significand << dropped == quotient;
    // Both factors are powers of two or short, so the products are exact (or overflow to +inf).
    let ulp = two_to(ulp_exponent);
    let lo = significand as f64 * ulp;
    let hi = if exact {
        lo
    } else {
        (significand + 1) as f64 * ulp
    };
    Interval { lo, hi }
}

/// `2^e` for -1074 <= e <= 971.
fn two_to(e: i64) -> f64 {
    if e >= -1022 {
        f64::from_bits(((e + 1023) as u64) << 52)
    } else {
        f64::from_bits(1 << (e - LEAST_EXPONENT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> BigRational {
        text.parse().expect("a rational literal")
    }

    #[test]
    fn f64_values_convert_exactly() {
        for x in [
            0.0,
            1.0,
            -0.1,
            f64::MAX,
            -f64::MIN_POSITIVE,
            f64::from_bits(1),
            f64::from_bits(12345),
        ] {
            let r = BigRational::from_float(x).expect("finite");
            assert_eq!(Interval::from_rational(&r), Interval::point(x));
        }
    }

    #[test]
    fn other_values_fall_between_neighbours() {
        let huge = format!("1{}", "0".repeat(400));
        for text in ["1/10", "-1/3", "2/3", "123456789123456789/7"] {
            let r = parse(text);
            let x = Interval::from_rational(&r);
            assert!(
                x.lo().next_up() == x.hi() && x.contains_rational(&r),
                "{text}"
            );
        }
        assert_eq!(
            Interval::from_rational(&parse(&huge)),
            Interval::new(f64::MAX, f64::INFINITY)
        );
        let tiny = Interval::from_rational(&parse(&format!("-1/{huge}")));
        assert_eq!(tiny, Interval::new(-f64::from_bits(1), 0.0));
        assert!(!Interval::new(0.1, 0.2).contains_rational(&parse("1/10")));
    }

    #[test]
    fn integers() {
        assert_eq!(Interval::from_i64(-7), Interval::point(-7.0));
        for n in [i64::MAX, i64::MIN + 1, (1 << 53) + 1, -(1 << 60) - 3] {
            let x = Interval::from_i64(n);
            assert!(x.contains_rational(&BigRational::from_integer(n.into())));
            assert_eq!(x.lo().next_up(), x.hi());
        }
    }
}
