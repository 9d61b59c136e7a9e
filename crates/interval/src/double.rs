//! The f64 interval as a set: construction, comparison, splitting, measuring.

use std::fmt;

/// A closed set of real numbers `lo <= x <= hi`; `lo = -inf` and `hi = +inf` mean unbounded.
///
/// The one empty set is [`Interval::EMPTY`]. No end is ever NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub(super) lo: f64,
    pub(super) hi: f64,
}

impl Interval {
    /// The empty set.
    pub const EMPTY: Self = Self {
        lo: f64::INFINITY,
        hi: f64::NEG_INFINITY,
    };
    /// The real line.
    pub const ENTIRE: Self = Self {
        lo: f64::NEG_INFINITY,
        hi: f64::INFINITY,
    };
    /// `{0}`.
    pub const ZERO: Self = Self { lo: 0.0, hi: 0.0 };
    /// `{1}`.
    pub const ONE: Self = Self { lo: 1.0, hi: 1.0 };
    /// `[-1, 1]`.
    pub const UNIT_BALL: Self = Self { lo: -1.0, hi: 1.0 };
    /// `[0, inf)`.
    pub const NONNEGATIVE: Self = Self {
        lo: 0.0,
        hi: f64::INFINITY,
    };
    /// Neighbouring f64 around π: 3.141592653589793116 < π < 3.141592653589793560.
    pub const PI: Self = Self {
        lo: std::f64::consts::PI,
        hi: f64::from_bits(std::f64::consts::PI.to_bits() + 1),
    };
    /// Neighbouring f64 around π/2.
    pub const HALF_PI: Self = Self {
        lo: std::f64::consts::FRAC_PI_2,
        hi: f64::from_bits(std::f64::consts::FRAC_PI_2.to_bits() + 1),
    };

    /// The real numbers `x` with `lo <= x <= hi`; empty if `lo > hi`.
    ///
    /// A NaN is taken as "nothing known" and gives the real line. Both ends `+inf` (or both
    /// `-inf`) is taken as an overflow: it gives `[MAX, inf)` (or its mirror), never an empty set.
    #[inline]
    #[must_use]
    pub fn new(lo: f64, hi: f64) -> Self {
        if lo <= hi {
            Self {
                lo: lo.min(f64::MAX),
                hi: hi.max(-f64::MAX),
            }
        } else if lo > hi {
            Self::EMPTY
        } else {
            Self::ENTIRE
        }
    }

    /// `{x}`; see [`Interval::new`] for NaN and infinities.
    #[inline]
    #[must_use]
    pub fn point(x: f64) -> Self {
        Self::new(x, x)
    }

    /// Greatest lower bound; `+inf` for the empty set.
    #[inline]
    #[must_use]
    pub const fn lo(self) -> f64 {
        self.lo
    }

    /// Least upper bound; `-inf` for the empty set.
    #[inline]
    #[must_use]
    pub const fn hi(self) -> f64 {
        self.hi
    }

    /// Whether the set has no element.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.lo > self.hi
    }

    /// Whether the set has exactly one element.
    #[inline]
    #[must_use]
    pub fn is_point(self) -> bool {
        self.lo == self.hi
    }

    /// Whether both ends are finite (false for the empty set).
    #[inline]
    #[must_use]
    pub fn is_bounded(self) -> bool {
        self.lo.is_finite() && self.hi.is_finite()
    }

    /// Whether this is the real line.
    #[inline]
    #[must_use]
    pub fn is_entire(self) -> bool {
        self.lo == f64::NEG_INFINITY && self.hi == f64::INFINITY
    }

    /// Whether the real number `x` is in the set (false for NaN and infinities).
    #[inline]
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        self.lo <= x && x <= self.hi && x.is_finite()
    }

    /// Whether 0 is in the set.
    #[inline]
    #[must_use]
    pub fn contains_zero(self) -> bool {
        self.lo <= 0.0 && 0.0 <= self.hi
    }

    /// Whether every element of `self` is in `other`; the empty set is a subset of all.
    #[inline]
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        self.is_empty() || (other.lo <= self.lo && self.hi <= other.hi)
    }

    /// Whether the two sets have an element in common.
    #[inline]
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        !self.intersect(other).is_empty()
    }

    /// The common elements.
    #[inline]
    #[must_use]
    pub fn intersect(self, other: Self) -> Self {
        let lo = if self.lo >= other.lo {
            self.lo
        } else {
            other.lo
        };
        let hi = if self.hi <= other.hi {
            self.hi
        } else {
            other.hi
        };
        if lo <= hi {
            Self { lo, hi }
        } else {
            Self::EMPTY
        }
    }

    /// The least interval holding both.
    #[inline]
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        let lo = if self.lo <= other.lo {
            self.lo
        } else {
            other.lo
        };
        let hi = if self.hi >= other.hi {
            self.hi
        } else {
            other.hi
        };
        Self { lo, hi }
    }

    /// Every element is > 0 (false for the empty set, as for the tests that follow).
    #[inline]
    #[must_use]
    pub fn certainly_positive(self) -> bool {
        self.lo > 0.0 && self.lo <= self.hi
    }

    /// Every element is >= 0.
    #[inline]
    #[must_use]
    pub fn certainly_nonnegative(self) -> bool {
        self.lo >= 0.0 && self.lo <= self.hi
    }

    /// Every element is < 0.
    #[inline]
    #[must_use]
    pub fn certainly_negative(self) -> bool {
        self.hi < 0.0 && self.lo <= self.hi
    }

    /// Every element is <= 0.
    #[inline]
    #[must_use]
    pub fn certainly_nonpositive(self) -> bool {
        self.hi <= 0.0 && self.lo <= self.hi
    }

    /// The set is `{0}`.
    #[inline]
    #[must_use]
    pub fn certainly_zero(self) -> bool {
        self.lo == 0.0 && self.hi == 0.0
    }

    /// A finite f64 of the set, the midpoint rounded when the set is bounded. 0 for the real line
    /// and, having nothing better, for the empty set.
    #[inline]
    #[must_use]
    pub fn mid(self) -> f64 {
        let sum = self.lo + self.hi;
        if sum.is_finite() {
            0.5 * sum
        } else {
            self.mid_of_wide()
        }
    }

    #[cold]
    fn mid_of_wide(self) -> f64 {
        if self.is_empty() || self.is_entire() {
            0.0
        } else if self.is_bounded() {
            0.5 * self.lo + 0.5 * self.hi
        } else if self.hi == f64::INFINITY {
            if self.lo < 1.0 {
                1.0
            } else {
                (2.0 * self.lo).min(f64::MAX)
            }
        } else if self.hi > -1.0 {
            -1.0
        } else {
            (2.0 * self.hi).max(-f64::MAX)
        }
    }

    /// `hi - lo` rounded up; 0 for the empty set.
    #[inline]
    #[must_use]
    pub fn width(self) -> f64 {
        if self.is_empty() {
            0.0
        } else {
            super::rounding::add_up(self.hi, -self.lo)
        }
    }

    /// The greatest absolute value; 0 for the empty set.
    #[inline]
    #[must_use]
    pub fn mag(self) -> f64 {
        if self.is_empty() {
            0.0
        } else {
            self.hi.max(-self.lo)
        }
    }

    /// The least absolute value; 0 for the empty set.
    #[inline]
    #[must_use]
    pub fn mig(self) -> f64 {
        if self.is_empty() || self.contains_zero() {
            0.0
        } else {
            self.lo.abs().min(self.hi.abs())
        }
    }

    /// The parts below and above `at`, sharing that point. If `at` is not inside, one part is
    /// empty.
    #[inline]
    #[must_use]
    pub fn split_at(self, at: f64) -> (Self, Self) {
        let below = Self {
            lo: f64::NEG_INFINITY,
            hi: at,
        };
        let above = Self {
            lo: at,
            hi: f64::INFINITY,
        };
        if at.is_finite() {
            (self.intersect(below), self.intersect(above))
        } else {
            (self, self)
        }
    }

    /// The halves on both sides of [`Interval::mid`].
    #[inline]
    #[must_use]
    pub fn split(self) -> (Self, Self) {
        self.split_at(self.mid())
    }
}

impl fmt::Display for Interval {
    /// `[lo, hi]` in the shortest decimals that read back as the same f64; `{}` when empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("{}");
        }
        write!(f, "[{:?}, {:?}]", self.lo, self.hi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_and_overflow_never_become_an_empty_or_wrong_set() {
        assert!(Interval::new(f64::NAN, 1.0).is_entire());
        assert!(Interval::point(f64::NAN).is_entire());
        assert_eq!(
            Interval::point(f64::INFINITY),
            Interval::new(f64::MAX, f64::INFINITY)
        );
        assert!(Interval::new(2.0, 1.0).is_empty());
    }

    #[test]
    fn set_operations() {
        let a = Interval::new(0.0, 2.0);
        let b = Interval::new(1.0, 3.0);
        assert_eq!(a.intersect(b), Interval::new(1.0, 2.0));
        assert_eq!(a.hull(b), Interval::new(0.0, 3.0));
        assert_eq!(a.hull(Interval::EMPTY), a);
        assert!(a.intersect(Interval::point(5.0)).is_empty());
        assert!(Interval::EMPTY.is_subset(a) && !a.is_subset(Interval::EMPTY));
        assert!(!Interval::EMPTY.certainly_positive() && !Interval::EMPTY.certainly_nonpositive());
        assert_eq!(Interval::new(-3.0, 2.0).mag(), 3.0);
        assert_eq!(Interval::new(-3.0, -2.0).mig(), 2.0);
    }

    #[test]
    fn midpoint_is_inside() {
        for (lo, hi) in [
            (0.0, 1.0),
            (f64::MAX, f64::MAX),
            (-f64::MAX, f64::MAX),
            (f64::MAX / 2.0, f64::MAX),
            (f64::from_bits(1), f64::from_bits(2)),
            (3.0, f64::INFINITY),
            (-0.5, f64::INFINITY),
            (f64::MAX, f64::INFINITY),
            (f64::NEG_INFINITY, -7.0),
            (f64::NEG_INFINITY, 7.0),
            (f64::NEG_INFINITY, f64::INFINITY),
        ] {
            let x = Interval::new(lo, hi);
            assert!(x.contains(x.mid()), "{x}");
            let (a, b) = x.split();
            assert_eq!(a.hull(b), x);
        }
    }
}
