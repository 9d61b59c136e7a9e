//! The field operations on f64 intervals, integer powers, absolute value, minimum and maximum.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::double::Interval;
use super::rounding::{add_down, add_up, div_down, div_up, mul_down, mul_up, pow_down, pow_up};

impl Neg for Interval {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            lo: -self.hi,
            hi: -self.lo,
        }
    }
}

impl Add for Interval {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return Self::EMPTY;
        }
        Self {
            lo: add_down(self.lo, other.lo),
            hi: add_up(self.hi, other.hi),
        }
    }
}

impl Sub for Interval {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Interval {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            Self::EMPTY
        } else if self.lo >= 0.0 {
            mul_nonnegative(self, other)
        } else if self.hi <= 0.0 {
            -mul_nonnegative(-self, other)
        } else if other.lo >= 0.0 {
            mul_nonnegative(other, self)
        } else if other.hi <= 0.0 {
            -mul_nonnegative(-other, self)
        } else {
            let lo = mul_down(self.lo, other.hi).min(mul_down(self.hi, other.lo));
            let hi = mul_up(self.lo, other.lo).max(mul_up(self.hi, other.hi));
            Self { lo, hi }
        }
    }
}

/// `a * b` for `a >= 0`, both nonempty.
#[inline(always)]
fn mul_nonnegative(a: Interval, b: Interval) -> Interval {
    let lo = mul_down(if b.lo >= 0.0 { a.lo } else { a.hi }, b.lo);
    let hi = mul_up(if b.hi >= 0.0 { a.hi } else { a.lo }, b.hi);
    Interval { lo, hi }
}

/// `x / y` for `y > 0`, both nonempty.
#[inline(always)]
fn div_positive(x: Interval, y: Interval) -> Interval {
    let lo = div_down(x.lo, if x.lo >= 0.0 { y.hi } else { y.lo });
    let hi = div_up(x.hi, if x.hi >= 0.0 { y.lo } else { y.hi });
    Interval { lo, hi }
}

impl Div for Interval {
    type Output = Self;
    /// The hull of `{ x / y : y != 0 }`; empty when the divisor is `{0}` or empty.
    #[inline]
    fn div(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            Self::EMPTY
        } else if other.lo > 0.0 {
            div_positive(self, other)
        } else if other.hi < 0.0 {
            -div_positive(self, -other)
        } else {
            div_by_zero_crossing(self, other)
        }
    }
}

#[cold]
fn div_by_zero_crossing(x: Interval, y: Interval) -> Interval {
    if y.certainly_zero() {
        Interval::EMPTY
    } else if x.certainly_zero() {
        Interval::ZERO
    } else if y.lo == 0.0 {
        div_by_zero_start(x, y.hi)
    } else if y.hi == 0.0 {
        -div_by_zero_start(x, -y.lo)
    } else {
        Interval::ENTIRE
    }
}

/// `x / (0, top]`.
fn div_by_zero_start(x: Interval, top: f64) -> Interval {
    if x.lo >= 0.0 {
        Interval {
            lo: div_down(x.lo, top),
            hi: f64::INFINITY,
        }
    } else if x.hi <= 0.0 {
        Interval {
            lo: f64::NEG_INFINITY,
            hi: div_up(x.hi, top),
        }
    } else {
        Interval::ENTIRE
    }
}

impl Interval {
    /// Whether [`Div`] by `other` is defined on the whole box: 0 is not in `other`.
    #[inline]
    #[must_use]
    pub fn div_defined(self, other: Self) -> bool {
        !self.is_empty() && other.recip_defined()
    }

    /// `1 / x` over `x != 0`.
    #[inline]
    #[must_use]
    pub fn recip(self) -> Self {
        Self::ONE / self
    }

    /// Whether 0 is outside.
    #[inline]
    #[must_use]
    pub fn recip_defined(self) -> bool {
        !self.is_empty() && !self.contains_zero()
    }

    /// `|x|`.
    #[inline]
    #[must_use]
    pub fn abs(self) -> Self {
        if self.lo >= 0.0 || self.is_empty() {
            self
        } else if self.hi <= 0.0 {
            -self
        } else {
            Self {
                lo: 0.0,
                hi: self.hi.max(-self.lo),
            }
        }
    }

    /// `min(x, y)`.
    #[inline]
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return Self::EMPTY;
        }
        Self {
            lo: self.lo.min(other.lo),
            hi: self.hi.min(other.hi),
        }
    }

    /// `max(x, y)`.
    #[inline]
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return Self::EMPTY;
        }
        Self {
            lo: self.lo.max(other.lo),
            hi: self.hi.max(other.hi),
        }
    }

    /// `x^2`.
    #[inline]
    #[must_use]
    pub fn sqr(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let a = self.abs();
        Self {
            lo: mul_down(a.lo, a.lo),
            hi: mul_up(a.hi, a.hi),
        }
    }

    /// `x^n` with `x^0 = 1`; over `x != 0` when `n < 0`.
    #[inline]
    #[must_use]
    pub fn powi(self, n: i32) -> Self {
        match n {
            _ if self.is_empty() => Self::EMPTY,
            0 => Self::ONE,
            1 => self,
            2 => self.sqr(),
            3.. => self.power(n.unsigned_abs()),
            _ => self.power(n.unsigned_abs()).recip(),
        }
    }

    /// `x^n` for a nonempty set and `n >= 1`.
    fn power(self, n: u32) -> Self {
        if n.is_multiple_of(2) {
            let a = self.abs();
            Self {
                lo: pow_down(a.lo, n),
                hi: pow_up(a.hi, n),
            }
        } else {
            let lo = if self.lo >= 0.0 {
                pow_down(self.lo, n)
            } else {
                -pow_up(-self.lo, n)
            };
            let hi = if self.hi >= 0.0 {
                pow_up(self.hi, n)
            } else {
                -pow_down(-self.hi, n)
            };
            Self { lo, hi }
        }
    }

    /// Whether `x^n` is defined on the whole set: `n >= 0` or 0 is outside.
    #[inline]
    #[must_use]
    pub fn powi_defined(self, n: i32) -> bool {
        !self.is_empty() && (n >= 0 || !self.contains_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iv(lo: f64, hi: f64) -> Interval {
        Interval::new(lo, hi)
    }
    const INF: f64 = f64::INFINITY;

    #[test]
    fn signs_of_a_product() {
        assert_eq!(iv(1.0, 2.0) * iv(-3.0, 4.0), iv(-6.0, 8.0));
        assert_eq!(iv(-2.0, -1.0) * iv(-3.0, 4.0), iv(-8.0, 6.0));
        assert_eq!(iv(-2.0, 3.0) * iv(-5.0, 7.0), iv(-15.0, 21.0));
        assert_eq!(iv(-2.0, 3.0) * iv(-7.0, -5.0), iv(-21.0, 14.0));
        assert_eq!(Interval::ENTIRE * Interval::ZERO, Interval::ZERO);
        assert_eq!(Interval::NONNEGATIVE * iv(0.0, 1.0), Interval::NONNEGATIVE);
        assert_eq!(iv(-INF, 1.0) * iv(0.0, INF), Interval::ENTIRE);
        assert!((Interval::EMPTY * Interval::ENTIRE).is_empty());
        assert!((Interval::EMPTY + Interval::ENTIRE).is_empty());
    }

    #[test]
    fn division_around_zero() {
        assert_eq!(iv(1.0, 2.0) / iv(0.0, 4.0), iv(0.25, INF));
        assert_eq!(iv(1.0, 2.0) / iv(-4.0, 0.0), iv(-INF, -0.25));
        assert_eq!(iv(-1.0, 2.0) / iv(0.0, 4.0), Interval::ENTIRE);
        assert_eq!(iv(1.0, 2.0) / iv(-1.0, 4.0), Interval::ENTIRE);
        assert!((iv(1.0, 2.0) / Interval::ZERO).is_empty());
        assert_eq!(iv(1.0, INF) / iv(2.0, INF), iv(0.0, INF));
        assert_eq!(iv(0.0, 0.0) / iv(-1.0, 1.0), Interval::ZERO);
        assert!(!iv(1.0, 2.0).div_defined(iv(0.0, 4.0)));
        assert!(iv(1.0, 2.0).div_defined(iv(0.5, 4.0)));
        // The zero of either sign is the same real number.
        assert_eq!(iv(1.0, 2.0) / iv(-0.0, 4.0), iv(0.25, INF));
        assert_eq!(iv(1.0, 2.0) / iv(-4.0, -0.0), iv(-INF, -0.25));
    }

    #[test]
    fn integer_powers() {
        assert_eq!(iv(-2.0, 3.0).powi(2), iv(0.0, 9.0));
        assert_eq!(iv(-2.0, 3.0).powi(3), iv(-8.0, 27.0));
        assert_eq!(iv(-2.0, 3.0).powi(4), iv(0.0, 81.0));
        assert_eq!(iv(-2.0, 0.0).powi(-2), iv(0.25, INF));
        assert_eq!(iv(2.0, 4.0).powi(-1), iv(0.25, 0.5));
        assert_eq!(iv(-2.0, 3.0).powi(0), Interval::ONE);
        assert!(!iv(-2.0, 3.0).powi_defined(-1) && iv(-2.0, 3.0).powi_defined(7));
        assert!(iv(0.5, 2.0).powi(i32::MIN).contains(1.0));
    }
}
