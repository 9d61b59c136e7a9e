//! Elementary functions of MPFR intervals; every end is rounded correctly by MPFR.

use std::cmp::Ordering;

use rug::float::{Round, Special};
use rug::ops::AssignRound;
use rug::{Float, Integer};

use super::elementary::reduced;
use super::mpfr::{MpInterval, Precision, applied, rounded};

/// Arguments of 2^65536 and more are not reduced: sine and cosine give `[-1, 1]`.
const LARGEST_REDUCED_EXPONENT: i32 = 1 << 16;

/// The least and the greatest integer `m` for which `(m + offset) π` may lie in `x`, `offset` being
/// 1/2 if `half` else 0. No such number in `x` is left out. `None` when `x` is too far out.
fn half_turns(x: &MpInterval, half: bool) -> Option<(Integer, Integer)> {
    if !x.is_bounded() {
        return None;
    }
    let exponent = |end: &Float| end.get_exp().unwrap_or(0);
    let exponent = exponent(&x.lo).max(exponent(&x.hi)).max(0);
    if exponent > LARGEST_REDUCED_EXPONENT {
        return None;
    }
    let working = Precision::new(
        x.bits()
            .saturating_add(exponent.unsigned_abs())
            .saturating_add(32),
    );
    let mut turns = x.with_precision(working).div(&MpInterval::pi(working));
    if half {
        let offset = MpInterval::from_i64(working, 1).div(&MpInterval::from_i64(working, 2));
        turns = turns.sub(&offset);
    }
    let (first, _) = turns.lo.to_integer_round(Round::Up)?;
    let (last, _) = turns.hi.to_integer_round(Round::Down)?;
    Some((first, last))
}

impl MpInterval {
    fn constant(&self, lo: i64, hi: i64) -> Self {
        Self {
            lo: Float::with_val(self.bits(), lo),
            hi: Float::with_val(self.bits(), hi),
        }
    }

    /// The set less everything below 0.
    fn at_least_zero(&self) -> Self {
        self.intersect(&Self {
            lo: Float::new(self.bits()),
            hi: Float::with_val(self.bits(), Special::Infinity),
        })
    }

    fn within_unit_ball(&self) -> Self {
        self.intersect(&self.constant(-1, 1))
    }

    /// The image under a rising function defined on the whole set.
    pub(super) fn rising(&self, f: fn(&mut Float, Round) -> Ordering) -> Self {
        if self.is_empty() {
            return self.clone();
        }
        Self {
            lo: applied(&self.lo, f, Round::Down),
            hi: applied(&self.hi, f, Round::Up),
        }
    }

    /// `sqrt x` over `x >= 0`.
    #[must_use]
    pub fn sqrt(&self) -> Self {
        self.at_least_zero().rising(Float::sqrt_round)
    }

    /// Whether the set lies in `[0, inf)`.
    #[must_use]
    pub fn sqrt_defined(&self) -> bool {
        self.certainly_nonnegative()
    }

    /// `e^x`.
    #[must_use]
    pub fn exp(&self) -> Self {
        self.rising(Float::exp_round)
    }

    /// The natural logarithm over `x > 0`.
    #[must_use]
    pub fn log(&self) -> Self {
        if self.hi <= 0 {
            return Self::empty(self.precision());
        }
        self.at_least_zero().rising(|end, round| {
            if end.is_zero() {
                end.assign_round(Special::NegInfinity, round)
            } else {
                end.ln_round(round)
            }
        })
    }

    /// Whether the set lies in `(0, inf)`.
    #[must_use]
    pub fn log_defined(&self) -> bool {
        self.certainly_positive()
    }

    /// The real `n`-th root: over `x >= 0` for even `n`, over all reals for odd `n`. Empty for
    /// `n = 0`, which is no function.
    #[must_use]
    pub fn root(&self, n: u32) -> Self {
        if n == 0 {
            return Self::empty(self.precision());
        }
        let x = if n.is_multiple_of(2) {
            self.at_least_zero()
        } else {
            self.clone()
        };
        if x.is_empty() {
            return x;
        }
        let end = |end: &Float, round| {
            let mut value = end.clone();
            value.root_round(n, round);
            value
        };
        Self {
            lo: end(&x.lo, Round::Down),
            hi: end(&x.hi, Round::Up),
        }
    }

    /// Whether the root is defined on the whole set: `n` odd, or `n` even and the set in
    /// `[0, inf)`.
    #[must_use]
    pub fn root_defined(&self, n: u32) -> bool {
        !self.is_empty() && n != 0 && (n % 2 == 1 || self.lo >= 0)
    }

    /// `x^(p/q)` as a real power: over `x >= 0` (`x > 0` for a negative exponent), unless `p/q` is
    /// an integer, which means [`MpInterval::powi`]. Empty for `q = 0`.
    #[must_use]
    pub fn pow_rational(&self, p: i32, q: u32) -> Self {
        if q == 0 {
            return Self::empty(self.precision());
        }
        let (p, q) = reduced(p, q);
        if q == 1 {
            self.powi(p)
        } else {
            self.at_least_zero().root(q).powi(p)
        }
    }

    /// Whether `x^(p/q)` is defined on the whole set.
    #[must_use]
    pub fn pow_rational_defined(&self, p: i32, q: u32) -> bool {
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

    /// The image under sine (`half`) or cosine.
    fn wave(&self, f: fn(&mut Float, Round) -> Ordering, half: bool) -> Self {
        if self.is_empty() {
            return self.clone();
        }
        let Some((first, last)) = half_turns(self, half) else {
            return self.constant(-1, 1);
        };
        if first < last {
            return self.constant(-1, 1);
        }
        let value = |end: &Float| Self {
            lo: applied(end, f, Round::Down),
            hi: applied(end, f, Round::Up),
        };
        let mut image = value(&self.lo).hull(&value(&self.hi));
        if first == last {
            if first.is_even() {
                image.hi = Float::with_val(self.bits(), 1);
            } else {
                image.lo = Float::with_val(self.bits(), -1);
            }
        }
        image
    }

    /// `sin x`.
    #[must_use]
    pub fn sin(&self) -> Self {
        self.wave(Float::sin_round, true)
    }

    /// `cos x`.
    #[must_use]
    pub fn cos(&self) -> Self {
        self.wave(Float::cos_round, false)
    }

    /// `tan x` over the set less the poles; the real line when a pole may be inside.
    #[must_use]
    pub fn tan(&self) -> Self {
        if self.is_empty() || self.tan_defined() {
            self.rising(Float::tan_round)
        } else {
            Self::entire(self.precision())
        }
    }

    /// Whether no pole of the tangent is in the set (false also when one is too near to tell).
    #[must_use]
    pub fn tan_defined(&self) -> bool {
        !self.is_empty() && matches!(half_turns(self, true), Some((first, last)) if first > last)
    }

    /// `arcsin x` over `[-1, 1]`, with values in `[-π/2, π/2]`.
    #[must_use]
    pub fn asin(&self) -> Self {
        self.within_unit_ball().rising(Float::asin_round)
    }

    /// Whether the set lies in `[-1, 1]`.
    #[must_use]
    pub fn asin_defined(&self) -> bool {
        !self.is_empty() && self.lo >= -1 && self.hi <= 1
    }

    /// `arccos x` over `[-1, 1]`, with values in `[0, π]`.
    #[must_use]
    pub fn acos(&self) -> Self {
        let x = self.within_unit_ball();
        if x.is_empty() {
            return x;
        }
        Self {
            lo: applied(&x.hi, Float::acos_round, Round::Down),
            hi: applied(&x.lo, Float::acos_round, Round::Up),
        }
    }

    /// Whether the set lies in `[-1, 1]`.
    #[must_use]
    pub fn acos_defined(&self) -> bool {
        self.asin_defined()
    }

    /// `arctan x`, with values in `(-π/2, π/2)`.
    #[must_use]
    pub fn atan(&self) -> Self {
        self.rising(Float::atan_round)
    }

    /// The angle in `(-π, π]` of the points `(x, self)`, the origin left out: `self` is `y`.
    #[must_use]
    pub fn atan2(&self, x: &Self) -> Self {
        let y = self;
        let precision = self.precision().max(x.precision());
        let bits = precision.bits();
        if y.is_empty() || x.is_empty() || (y.certainly_zero() && x.certainly_zero()) {
            Self::empty(precision)
        } else if y.lo >= 0 {
            angle_above(bits, y, x)
        } else if y.hi < 0 || (y.hi == 0 && x.lo >= 0) {
            angle_above(bits, &y.neg(), x).neg()
        } else if x.lo > 0 {
            Self {
                lo: angle(bits, &y.lo, &x.lo, Round::Down),
                hi: angle(bits, &y.hi, &x.lo, Round::Up),
            }
        } else {
            let mut half_width = Self::pi(precision).hi;
            if x.lo == 0 {
                half_width /= 2u32; // exact
            }
            Self {
                lo: Float::with_val(bits, -&half_width),
                hi: half_width,
            }
        }
    }

    /// Whether [`MpInterval::atan2`] is defined on the whole box: the origin is outside.
    #[must_use]
    pub fn atan2_defined(&self, x: &Self) -> bool {
        let nonempty = !self.is_empty() && !x.is_empty();
        nonempty && !(self.contains_zero() && x.contains_zero())
    }

    /// Whether [`MpInterval::atan2`] restricted to the box is defined and continuous; see
    /// [`super::Interval::atan2_continuous`].
    #[must_use]
    pub fn atan2_continuous(&self, x: &Self) -> bool {
        self.atan2_defined(x) && (self.lo >= 0 || self.hi < 0 || x.lo > 0)
    }
}

/// The angle of the single point `(x, y)`, not the origin, with at most one infinite coordinate.
fn angle(bits: u32, y: &Float, x: &Float, round: Round) -> Float {
    if y.is_zero() {
        // MPFR tells -0 from +0 here; the real number 0 has the angle 0 or +π.
        return if *x > 0 {
            Float::new(bits)
        } else {
            rounded(bits, rug::float::Constant::Pi, round)
        };
    }
    let mut value = Float::with_val(bits, y);
    value.atan2_round(x, round);
    value
}

/// The angles of a box with `y >= 0` that is not the origin alone: they fall as x grows.
fn angle_above(bits: u32, y: &MpInterval, x: &MpInterval) -> MpInterval {
    let lo = if x.hi > 0 {
        angle(bits, &y.lo, &x.hi, Round::Down)
    } else {
        // Also y = {0}: then x < 0 somewhere and the only angle is π.
        angle(
            bits,
            &y.hi,
            if y.hi == 0 { &x.lo } else { &x.hi },
            Round::Down,
        )
    };
    let hi = if x.lo < 0 {
        angle(bits, &y.lo, &x.lo, Round::Up)
    } else {
        angle(
            bits,
            &y.hi,
            if y.hi == 0 { &x.hi } else { &x.lo },
            Round::Up,
        )
    };
    MpInterval { lo, hi }
}
