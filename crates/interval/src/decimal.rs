//! Decimal digits of an MPFR interval that are right whatever element is meant.

use rug::Float;
use rug::float::Round;

use super::mpfr::MpInterval;

/// Decimal exponents of the leading digit written without a power of ten.
const PLAIN_EXPONENTS: std::ops::Range<i64> = -7..21;

impl MpInterval {
    /// `n` significant decimal digits of the number enclosed, rounded to nearest; `None` if the
    /// ends round differently (then raise the precision), if `n = 0` or if the set is empty or
    /// unbounded. A number that is exactly a rounding tie, or exactly 0, needs an exact enclosure.
    #[must_use]
    pub fn guaranteed_digits(&self, n: usize) -> Option<String> {
        // Rounding is monotone: what both ends round to, everything between rounds to.
        if !self.is_bounded() || n == 0 {
            return None;
        }
        let lo = Decimal::of(&self.lo, n, Round::Nearest)?;
        let hi = Decimal::of(&self.hi, n, Round::Nearest)?;
        (lo == hi).then(|| lo.text())
    }

    /// Both ends with `n` significant decimal digits, the lower one rounded down and the upper one
    /// up; `None` if `n = 0` or the set is empty or unbounded.
    #[must_use]
    pub fn decimal_bounds(&self, n: usize) -> Option<(String, String)> {
        if !self.is_bounded() || n == 0 {
            return None;
        }
        let lo = Decimal::of(&self.lo, n, Round::Down)?;
        let hi = Decimal::of(&self.hi, n, Round::Up)?;
        Some((lo.text(), hi.text()))
    }
}

/// `± 0.d1 d2 ... dn * 10^exponent` with `d1 != 0`, or 0 with no digits.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn of(x: &Float, n: usize, round: Round) -> Option<Self> {
        if x.is_zero() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let (negative, digits, exponent) = x.to_sign_string_exp_round(10, Some(n), round);
        Some(Self {
            negative,
            digits,
            exponent: i64::from(exponent?),
        })
    }

    fn text(&self) -> String {
        if self.digits.is_empty() {
            return "0".to_owned();
        }
        let sign = if self.negative { "-" } else { "" };
        let length = self.digits.len() as i64;
        let leading = self.exponent - 1;
        // Zeros in place of unknown digits before the point would claim too much.
        if !PLAIN_EXPONENTS.contains(&leading) || self.exponent > length {
            let (head, tail) = self.digits.split_at(1);
            let point = if tail.is_empty() { "" } else { "." };
            format!("{sign}{head}{point}{tail}e{leading}")
        } else if self.exponent <= 0 {
            let zeros = "0".repeat(self.exponent.unsigned_abs() as usize);
            format!("{sign}0.{zeros}{}", self.digits)
        } else {
            let (whole, fraction) = self.digits.split_at(self.exponent as usize);
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{sign}{whole}{point}{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::super::mpfr::Precision;
    use super::*;

    fn rational(text: &str) -> MpInterval {
        let r: BigRational = text.parse().expect("a rational literal");
        MpInterval::from_rational(Precision::new(200), &r)
    }

    #[test]
    fn digits_of_pi_and_of_rationals() {
        let pi = MpInterval::pi(Precision::new(200));
        assert_eq!(pi.guaranteed_digits(10).as_deref(), Some("3.141592654"));
        assert_eq!(pi.guaranteed_digits(1).as_deref(), Some("3"));
        assert_eq!(pi.guaranteed_digits(100), None);
        assert_eq!(
            rational("-1/300").guaranteed_digits(4).as_deref(),
            Some("-0.003333")
        );
        assert_eq!(
            rational("2000000").guaranteed_digits(3).as_deref(),
            Some("2.00e6")
        );
        assert_eq!(
            rational("1999").guaranteed_digits(4).as_deref(),
            Some("1999")
        );
        assert_eq!(
            rational("9999/10").guaranteed_digits(2).as_deref(),
            Some("1.0e3")
        );
        assert_eq!(
            rational("1/30000000000").guaranteed_digits(2).as_deref(),
            Some("3.3e-11")
        );
        assert_eq!(rational("0").guaranteed_digits(5).as_deref(), Some("0"));
    }

    #[test]
    fn digits_are_withheld_when_the_ends_disagree() {
        let precision = Precision::new(20);
        let wide = MpInterval::new(
            precision,
            &Float::with_val(20, 1.25),
            &Float::with_val(20, 1.5),
        );
        assert_eq!(wide.guaranteed_digits(2), None);
        assert_eq!(wide.guaranteed_digits(0), None);
        assert_eq!(MpInterval::entire(precision).guaranteed_digits(1), None);
        assert_eq!(MpInterval::empty(precision).guaranteed_digits(1), None);
        let around_zero = MpInterval::new(
            precision,
            &Float::with_val(20, -1e-9),
            &Float::with_val(20, 1e-9),
        );
        assert_eq!(around_zero.guaranteed_digits(1), None);
        let third = rational("-1/3");
        assert_eq!(
            third.decimal_bounds(3),
            Some(("-0.334".into(), "-0.333".into()))
        );
    }
}
