//! Roots, powers, exponential and logarithm of f64 intervals.
//!
//! CORE-MATH returns the f64 nearest to the exact value, so its neighbours enclose that value. At
//! rational points the only exact values are e^0 = 1 and log 1 = 0 (Lindemann); those stay exact.

use core_math as cm;

use super::double::Interval;
use super::rounding::{
    div_down, div_up, down_unless, pow_down, pow_up, sqrt_down, sqrt_up, up_unless,
};

/// Numerators and denominators up to this go through a root and a power, which keeps perfect
/// powers exact; others go through one real power.
const SMALL_EXPONENT: u32 = 8;

impl Interval {
    /// `sqrt x` over `x >= 0`.
    #[inline]
    #[must_use]
    pub fn sqrt(self) -> Self {
        if self.is_empty() || self.hi < 0.0 {
            return Self::EMPTY;
        }
        let lo = if self.lo > 0.0 {
            sqrt_down(self.lo)
        } else {
            0.0
        };
        Self {
            lo,
            hi: sqrt_up(self.hi),
        }
    }

    /// Whether the set lies in `[0, inf)`.
    #[inline]
    #[must_use]
    pub fn sqrt_defined(self) -> bool {
        self.certainly_nonnegative()
    }

    /// `e^x`.
    #[inline]
    #[must_use]
    pub fn exp(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let lo = cm::exp(self.lo);
        let hi = if self.is_point() {
            lo
        } else {
            cm::exp(self.hi)
        };
        let mut lo = down_unless(self.lo == 0.0, lo);
        let mut hi = up_unless(self.hi == 0.0, hi);
        // 1 separates the values at negative and at positive arguments, 0 bounds them all.
        lo = lo.max(if self.lo >= 0.0 { 1.0 } else { 0.0 });
        if self.hi <= 0.0 {
            hi = hi.min(1.0);
        }
        Self { lo, hi }
    }

    /// The natural logarithm over `x > 0`.
    #[inline]
    #[must_use]
    pub fn log(self) -> Self {
        if self.is_empty() || self.hi <= 0.0 {
            return Self::EMPTY;
        }
        let hi = cm::log(self.hi);
        let lo = if self.lo <= 0.0 {
            f64::NEG_INFINITY
        } else if self.is_point() {
            down_unless(hi == 0.0, hi)
        } else {
            let lo = cm::log(self.lo);
            down_unless(lo == 0.0, lo)
        };
        Self {
            lo,
            hi: up_unless(hi == 0.0, hi),
        }
    }

    /// Whether the set lies in `(0, inf)`.
    #[inline]
    #[must_use]
    pub fn log_defined(self) -> bool {
        self.certainly_positive()
    }

    /// The real `n`-th root: over `x >= 0` for even `n`, over all reals for odd `n`. Empty for
    /// `n = 0`, which is no function.
    #[must_use]
    pub fn root(self, n: u32) -> Self {
        match n {
            0 => Self::EMPTY,
            1 => self,
            2 => self.sqrt(),
            _ if n.is_multiple_of(2) => self.root_of_nonnegative(n),
            _ => {
                let positive = self.root_of_nonnegative(n);
                let negative = -(-self).root_of_nonnegative(n);
                positive.hull(negative)
            }
        }
    }

    /// Whether the root is defined on the whole set: `n` odd, or `n` even and the set in
    /// `[0, inf)`.
    #[inline]
    #[must_use]
    pub fn root_defined(self, n: u32) -> bool {
        !self.is_empty() && n != 0 && (n % 2 == 1 || self.lo >= 0.0)
    }

    fn root_of_nonnegative(self, n: u32) -> Self {
        let x = self.intersect(Self::NONNEGATIVE);
        if x.is_empty() {
            return x;
        }
        Self {
            lo: root_of(x.lo, n).lo,
            hi: root_of(x.hi, n).hi,
        }
    }

    /// `x^(p/q)` as a real power: over `x >= 0` (`x > 0` for a negative exponent), unless `p/q` is
    /// an integer, which means [`Interval::powi`]. For negative bases and odd `q` take
    /// [`Interval::root`]. Empty for `q = 0`.
    #[must_use]
    pub fn pow_rational(self, p: i32, q: u32) -> Self {
        if q == 0 {
            return Self::EMPTY;
        }
        let (p, q) = reduced(p, q);
        if q == 1 {
            return self.powi(p);
        }
        let x = self.intersect(Self::NONNEGATIVE);
        if x.is_empty() {
            x
        } else if p < 0 {
            x.positive_power(p.unsigned_abs(), q).recip()
        } else {
            x.positive_power(p.unsigned_abs(), q)
        }
    }

    /// `x^(p/q)` for `x >= 0`, `p > 0`.
    fn positive_power(self, p: u32, q: u32) -> Self {
        if p <= SMALL_EXPONENT && q <= SMALL_EXPONENT {
            let root = self.root(q);
            Self {
                lo: pow_down(root.lo, p),
                hi: pow_up(root.hi, p),
            }
        } else {
            let (p, q) = (f64::from(p), f64::from(q));
            let exponent = Self {
                lo: div_down(p, q),
                hi: div_up(p, q),
            };
            Self {
                lo: real_power(self.lo, exponent).lo,
                hi: real_power(self.hi, exponent).hi,
            }
        }
    }

    /// Whether `x^(p/q)` is defined on the whole set.
    #[must_use]
    pub fn pow_rational_defined(self, p: i32, q: u32) -> bool {
        if q == 0 {
            return false;
        }
        let (p, q) = reduced(p, q);
        if q == 1 {
            self.powi_defined(p)
        } else if p < 0 {
            self.certainly_positive()
        } else {
            self.certainly_nonnegative()
        }
    }
}

/// `p/q` in lowest terms, `q != 0`.
pub(super) fn reduced(p: i32, q: u32) -> (i32, u32) {
    use num_integer::Integer;
    let divisor = i64::from(p).gcd(&i64::from(q));
    // Both quotients are no larger than what they came from.
    (
        (i64::from(p) / divisor) as i32,
        (i64::from(q) / divisor) as u32,
    )
}

/// An enclosure of the `n`-th root of one `x >= 0` (possibly `inf`), `n >= 3`.
fn root_of(x: f64, n: u32) -> Interval {
    if x == 0.0 || x == 1.0 || x == f64::INFINITY {
        return Interval { lo: x, hi: x };
    }
    let nearest = if n == 3 {
        cm::cbrt(x)
    } else {
        cm::pow(x, 1.0 / f64::from(n))
    };
    if pow_down(nearest, n) == x && pow_up(nearest, n) == x {
        return Interval {
            lo: nearest,
            hi: nearest,
        };
    }
    if n == 3 {
        return on_side_of_one(x, nearest.next_down(), nearest.next_up());
    }
    let n = f64::from(n);
    let exponent = Interval {
        lo: div_down(1.0, n),
        hi: div_up(1.0, n),
    };
    real_power(x, exponent)
}

/// An enclosure of `x^y` over `y` in `exponent`, a set of positive numbers, for `x >= 0`.
fn real_power(x: f64, exponent: Interval) -> Interval {
    if x == 0.0 || x == 1.0 || x == f64::INFINITY {
        return Interval { lo: x, hi: x };
    }
    // x^y rises in y for x > 1 and falls for x < 1.
    let (least, greatest) = if x > 1.0 {
        (exponent.lo, exponent.hi)
    } else {
        (exponent.hi, exponent.lo)
    };
    let lo = cm::pow(x, least).next_down();
    let hi = cm::pow(x, greatest).next_up();
    on_side_of_one(x, lo, hi)
}

/// `[lo, hi]` cut to the side of 1 on which every positive power of `x >= 0` lies.
fn on_side_of_one(x: f64, lo: f64, hi: f64) -> Interval {
    if x > 1.0 {
        Interval {
            lo: lo.max(1.0),
            hi,
        }
    } else {
        Interval {
            lo: lo.max(0.0),
            hi: hi.min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iv(lo: f64, hi: f64) -> Interval {
        Interval::new(lo, hi)
    }

    #[test]
    fn exact_values_stay_exact() {
        assert_eq!(iv(0.0, 4.0).sqrt(), iv(0.0, 2.0));
        assert_eq!(Interval::ZERO.exp(), Interval::ONE);
        assert_eq!(Interval::ONE.log(), Interval::ZERO);
        assert_eq!(iv(-8.0, 27.0).root(3), iv(-2.0, 3.0));
        assert_eq!(iv(16.0, 81.0).root(4), iv(2.0, 3.0));
        assert_eq!(iv(4.0, 9.0).pow_rational(3, 2), iv(8.0, 27.0));
        assert_eq!(iv(4.0, 9.0).pow_rational(6, 4), iv(8.0, 27.0));
        assert_eq!(iv(-2.0, 3.0).pow_rational(4, 2), iv(0.0, 9.0));
    }

    #[test]
    fn domains() {
        assert!(iv(-2.0, -1.0).sqrt().is_empty() && !iv(-2.0, -1.0).sqrt_defined());
        assert_eq!(iv(-1.0, 4.0).sqrt(), iv(0.0, 2.0));
        assert!(!iv(-1.0, 4.0).sqrt_defined() && iv(0.0, 4.0).sqrt_defined());
        assert!(Interval::ZERO.log().is_empty());
        assert_eq!(iv(0.0, 1.0).log(), iv(f64::NEG_INFINITY, 0.0));
        assert!(!iv(0.0, 1.0).log_defined());
        assert!(iv(-1.0, 1.0).root_defined(3) && !iv(-1.0, 1.0).root_defined(4));
        assert!(!iv(1.0, 2.0).root_defined(0) && iv(1.0, 2.0).root(0).is_empty());
        assert!(!iv(0.0, 1.0).pow_rational_defined(-1, 2));
        assert!(iv(0.0, 1.0).pow_rational_defined(1, 2));
        assert!(!iv(1.0, 2.0).pow_rational_defined(1, 0));
        assert!(!Interval::EMPTY.sqrt_defined() && !Interval::EMPTY.log_defined());
    }

    #[test]
    fn overflow_and_underflow() {
        assert_eq!(iv(1000.0, 1000.0).exp(), iv(f64::MAX, f64::INFINITY));
        assert_eq!(iv(-1000.0, -1000.0).exp().lo(), 0.0);
        assert!(iv(-1000.0, -1000.0).exp().hi() > 0.0);
        assert_eq!(Interval::ENTIRE.exp(), Interval::NONNEGATIVE);
    }
}
