//! Circular functions of f64 intervals and their inverses.
//!
//! At rational arguments the only rational values are sin 0, cos 0, tan 0, asin 0, acos 1, atan 0
//! and atan2(0, x > 0) (Lindemann); those stay exact.

use std::f64::consts::FRAC_1_PI;

use core_math as cm;

use super::double::Interval;
use super::rounding::{down_unless, up_unless};

/// Beyond this magnitude an argument is not reduced: sine and cosine give `[-1, 1]`.
const LARGEST_REDUCED: f64 = 1_073_741_824.0; // 2^30

/// Bound of |computed x/π - offset - exact| / (|computed| + 1): the constant, the product, the
/// subtraction and the widening itself each err by at most 2^-53 relatively; 2^-50 is twice that.
const REDUCTION_ERROR: f64 = 1.0 / (1u64 << 50) as f64;

#[inline(always)]
fn floor(t: f64) -> i64 {
    let whole = t as i64;
    whole - i64::from(whole as f64 > t)
}

/// The least and the greatest integer `m` for which `(m + offset) π` may lie in `x`; `offset` is 0
/// or 1/2. No such number in `x` is left out; one just outside may be let in. The first exceeds
/// the second when there is none. `None` when `x` is too far out.
#[inline(always)]
pub(super) fn half_turns(x: Interval, offset: f64) -> Option<(i64, i64)> {
    if !(x.lo >= -LARGEST_REDUCED && x.hi <= LARGEST_REDUCED) {
        return None;
    }
    let a = x.lo * FRAC_1_PI - offset;
    let b = x.hi * FRAC_1_PI - offset;
    let first = -floor(-(a - (a.abs() + 1.0) * REDUCTION_ERROR));
    let last = floor(b + (b.abs() + 1.0) * REDUCTION_ERROR);
    Some((first, last))
}

/// The hull of two correctly rounded values of a function with values in [-1, 1].
#[inline(always)]
fn wave_hull(a: f64, b: f64) -> (f64, f64) {
    if a <= b { (a, b) } else { (b, a) }
}

impl Interval {
    /// `sin x`.
    #[must_use]
    pub fn sin(self) -> Self {
        if self.is_empty() {
            return self;
        }
        // Maxima at even, minima at odd m in (m + 1/2) π.
        let Some((first, last)) = half_turns(self, 0.5) else {
            return Self::UNIT_BALL;
        };
        if first < last {
            return Self::UNIT_BALL;
        }
        let a = cm::sin(self.lo);
        let b = if self.is_point() { a } else { cm::sin(self.hi) };
        let (lo, hi) = wave_hull(a, b);
        // The sine of a nonzero f64 never rounds to 0.
        let lo = down_unless(lo == 0.0, lo).max(-1.0);
        let hi = up_unless(hi == 0.0, hi).min(1.0);
        with_extremum(lo, hi, first, last)
    }

    /// `cos x`.
    #[must_use]
    pub fn cos(self) -> Self {
        if self.is_empty() {
            return self;
        }
        // Maxima at even, minima at odd m in m π.
        let Some((first, last)) = half_turns(self, 0.0) else {
            return Self::UNIT_BALL;
        };
        if first < last {
            return Self::UNIT_BALL;
        }
        if self.certainly_zero() {
            return Self::ONE;
        }
        let a = cm::cos(self.lo);
        let b = if self.is_point() { a } else { cm::cos(self.hi) };
        let (lo, hi) = wave_hull(a, b);
        with_extremum(lo.next_down().max(-1.0), hi.next_up().min(1.0), first, last)
    }

    /// `tan x` over the set less the poles; the real line when a pole may be inside.
    #[must_use]
    pub fn tan(self) -> Self {
        if self.is_empty() {
            return self;
        }
        if !self.tan_defined() {
            return Self::ENTIRE;
        }
        let a = cm::tan(self.lo);
        let b = if self.is_point() { a } else { cm::tan(self.hi) };
        Self {
            lo: down_unless(a == 0.0, a),
            hi: up_unless(b == 0.0, b),
        }
    }

    /// Whether no pole of the tangent is in the set (false also when one is too near to tell).
    #[inline]
    #[must_use]
    pub fn tan_defined(self) -> bool {
        !self.is_empty() && matches!(half_turns(self, 0.5), Some((first, last)) if first > last)
    }

    /// `arcsin x` over `[-1, 1]`, with values in `[-π/2, π/2]`.
    #[must_use]
    pub fn asin(self) -> Self {
        let x = self.intersect(Self::UNIT_BALL);
        if x.is_empty() {
            return x;
        }
        let a = cm::asin(x.lo);
        let b = if x.is_point() { a } else { cm::asin(x.hi) };
        Self {
            lo: down_unless(a == 0.0, a),
            hi: up_unless(b == 0.0, b),
        }
    }

    /// Whether the set lies in `[-1, 1]`.
    #[inline]
    #[must_use]
    pub fn asin_defined(self) -> bool {
        !self.is_empty() && self.is_subset(Self::UNIT_BALL)
    }

    /// `arccos x` over `[-1, 1]`, with values in `[0, π]`.
    #[must_use]
    pub fn acos(self) -> Self {
        let x = self.intersect(Self::UNIT_BALL);
        if x.is_empty() {
            return x;
        }
        let a = cm::acos(x.hi);
        let b = if x.is_point() { a } else { cm::acos(x.lo) };
        Self {
            lo: down_unless(x.hi == 1.0, a),
            hi: up_unless(x.lo == 1.0, b),
        }
    }

    /// Whether the set lies in `[-1, 1]`.
    #[inline]
    #[must_use]
    pub fn acos_defined(self) -> bool {
        self.asin_defined()
    }

    /// `arctan x`, with values in `(-π/2, π/2)`.
    #[must_use]
    pub fn atan(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let a = cm::atan(self.lo);
        let b = if self.is_point() {
            a
        } else {
            cm::atan(self.hi)
        };
        Self {
            lo: down_unless(a == 0.0, a),
            hi: up_unless(b == 0.0, b),
        }
    }

    /// The angle in `(-π, π]` of the points `(x, self)`, the origin left out: `self` is `y`.
    #[must_use]
    pub fn atan2(self, x: Self) -> Self {
        let y = self;
        if y.is_empty() || x.is_empty() || (y.certainly_zero() && x.certainly_zero()) {
            Self::EMPTY
        } else if y.lo >= 0.0 {
            angle_above(y, x)
        } else if y.hi < 0.0 || (y.hi == 0.0 && x.lo >= 0.0) {
            -angle_above(-y, x)
        } else if x.lo > 0.0 {
            Self {
                lo: angle(y.lo, x.lo).lo,
                hi: angle(y.hi, x.lo).hi,
            }
        } else if x.lo == 0.0 {
            Self {
                lo: -Self::HALF_PI.hi,
                hi: Self::HALF_PI.hi,
            }
        } else {
            Self {
                lo: -Self::PI.hi,
                hi: Self::PI.hi,
            }
        }
    }

    /// Whether [`Interval::atan2`] is defined on the whole box: the origin is outside.
    #[inline]
    #[must_use]
    pub fn atan2_defined(self, x: Self) -> bool {
        let nonempty = !self.is_empty() && !x.is_empty();
        nonempty && !(self.contains_zero() && x.contains_zero())
    }

    /// Whether [`Interval::atan2`] restricted to the box is defined and continuous: the box has no
    /// point below the axis beside one on or above the ray `y = 0, x <= 0`. (A box touching the
    /// ray from above is continuous and one-sidedly smooth.)
    #[inline]
    #[must_use]
    pub fn atan2_continuous(self, x: Self) -> bool {
        self.atan2_defined(x) && (self.lo >= 0.0 || self.hi < 0.0 || x.lo > 0.0)
    }
}

#[inline(always)]
fn with_extremum(lo: f64, hi: f64, first: i64, last: i64) -> Interval {
    if first > last {
        Interval { lo, hi }
    } else if first & 1 == 0 {
        Interval { lo, hi: 1.0 }
    } else {
        Interval { lo: -1.0, hi }
    }
}

/// The angle of the single point `(x, y)`, which is not the origin and has at most one infinite
/// coordinate.
fn angle(y: f64, x: f64) -> Interval {
    // Adding +0 turns -0 into +0, so that the negative axis has the angle +π.
    let (y, x) = (y + 0.0, x + 0.0);
    if y == 0.0 && x > 0.0 {
        return Interval::ZERO;
    }
    let nearest = cm::atan2(y, x);
    Interval {
        lo: nearest.next_down(),
        hi: nearest.next_up(),
    }
}

/// The angles of a box with `y >= 0` that is not the origin alone: they fall as x grows.
fn angle_above(y: Interval, x: Interval) -> Interval {
    let lo = if x.hi > 0.0 {
        angle(y.lo, x.hi).lo.max(0.0)
    } else if y.hi > 0.0 {
        angle(y.hi, x.hi).lo.max(0.0)
    } else {
        Interval::PI.lo
    };
    let hi = if x.lo < 0.0 {
        angle(y.lo, x.lo).hi
    } else if y.hi > 0.0 {
        angle(y.hi, x.lo).hi
    } else {
        0.0
    };
    Interval { lo, hi }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iv(lo: f64, hi: f64) -> Interval {
        Interval::new(lo, hi)
    }

    #[test]
    fn exact_values_stay_exact() {
        assert_eq!(Interval::ZERO.sin(), Interval::ZERO);
        assert_eq!(Interval::ZERO.cos(), Interval::ONE);
        assert_eq!(Interval::ZERO.tan(), Interval::ZERO);
        assert_eq!(Interval::ZERO.asin(), Interval::ZERO);
        assert_eq!(Interval::ONE.acos(), Interval::ZERO);
        assert_eq!(Interval::ZERO.atan(), Interval::ZERO);
        assert_eq!(Interval::ZERO.atan2(iv(1.0, 2.0)), Interval::ZERO);
        assert_eq!(iv(0.0, 1.0).sin().lo(), 0.0);
    }

    #[test]
    fn extrema_inside_are_found() {
        assert_eq!(iv(1.0, 2.0).sin().hi(), 1.0);
        assert_eq!(iv(4.0, 5.0).sin().lo(), -1.0);
        assert_eq!(iv(3.0, 4.0).cos().lo(), -1.0);
        assert_eq!(iv(-1.0, 1.0).cos().hi(), 1.0);
        assert_eq!(iv(0.0, 5.0).sin(), Interval::UNIT_BALL);
        assert!(iv(0.5, 1.0).sin().hi() < 0.9);
        assert_eq!(iv(1e300, 1e300).sin(), Interval::UNIT_BALL);
        assert_eq!(Interval::ENTIRE.cos(), Interval::UNIT_BALL);
    }

    #[test]
    fn tangent_poles() {
        assert_eq!(iv(1.0, 2.0).tan(), Interval::ENTIRE);
        assert!(!iv(1.0, 2.0).tan_defined());
        assert!(!Interval::HALF_PI.tan_defined());
        assert!(iv(-1.5, 1.5).tan_defined());
        assert!(iv(1.6, 4.7).tan_defined());
    }

    #[test]
    fn angles_and_the_cut() {
        let up = iv(1.0, 2.0);
        assert!(up.atan2(iv(-1.0, 1.0)).certainly_positive());
        assert!(iv(-1.0, 1.0).atan2_defined(iv(-2.0, -1.0)));
        assert!(!iv(-1.0, 1.0).atan2_continuous(iv(-2.0, -1.0)));
        assert!(!iv(-1.0, 0.0).atan2_continuous(iv(-2.0, -1.0)));
        assert!(iv(0.0, 1.0).atan2_continuous(iv(-2.0, -1.0)));
        assert!(!iv(0.0, 1.0).atan2_defined(iv(-2.0, 1.0)));
        assert!(Interval::ZERO.atan2(Interval::ZERO).is_empty());
        // The negative axis has the angle π, whatever the sign of the zero.
        assert_eq!(
            iv(-0.0, -0.0).atan2(iv(-1.0, -1.0)).intersect(Interval::PI),
            Interval::PI
        );
        assert_eq!(iv(-1.0, -0.0).atan2(iv(-1.0, -1.0)).hi(), Interval::PI.hi());
    }
}
