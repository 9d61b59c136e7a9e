//! The field operations on MPFR intervals, integer powers, absolute value, minimum and maximum.

use rug::Float;
use rug::float::Round;
use rug::ops::Pow;

use super::mpfr::{MpInterval, rounded};

/// `x * y` with `0 * inf = 0`.
fn product(bits: u32, x: &Float, y: &Float, round: Round) -> Float {
    if x.is_zero() || y.is_zero() {
        Float::new(bits)
    } else {
        rounded(bits, x * y, round)
    }
}

/// `x / y` for `y` not zero, not both infinite.
fn quotient(bits: u32, x: &Float, y: &Float, round: Round) -> Float {
    if x.is_zero() || y.is_infinite() {
        Float::new(bits)
    } else {
        rounded(bits, x / y, round)
    }
}

fn min(a: Float, b: Float) -> Float {
    if a <= b { a } else { b }
}

fn max(a: Float, b: Float) -> Float {
    if a >= b { a } else { b }
}

impl MpInterval {
    fn empty_with(&self, other: &Self) -> Option<Self> {
        (self.is_empty() || other.is_empty())
            .then(|| Self::empty(self.precision().max(other.precision())))
    }

    /// `-x`.
    #[must_use]
    pub fn neg(&self) -> Self {
        Self {
            lo: Float::with_val(self.bits(), -&self.hi),
            hi: Float::with_val(self.bits(), -&self.lo),
        }
    }

    /// `x + y`.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        if let Some(empty) = self.empty_with(other) {
            return empty;
        }
        let bits = self.bits().max(other.bits());
        Self {
            lo: rounded(bits, &self.lo + &other.lo, Round::Down),
            hi: rounded(bits, &self.hi + &other.hi, Round::Up),
        }
    }

    /// `x - y`.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        if let Some(empty) = self.empty_with(other) {
            return empty;
        }
        let bits = self.bits().max(other.bits());
        Self {
            lo: rounded(bits, &self.lo - &other.hi, Round::Down),
            hi: rounded(bits, &self.hi - &other.lo, Round::Up),
        }
    }

    /// `x * y`.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        if let Some(empty) = self.empty_with(other) {
            return empty;
        }
        let bits = self.bits().max(other.bits());
        let (a, b, c, d) = (&self.lo, &self.hi, &other.lo, &other.hi);
        let down = |x, y| product(bits, x, y, Round::Down);
        let up = |x, y| product(bits, x, y, Round::Up);
        Self {
            lo: min(min(down(a, c), down(a, d)), min(down(b, c), down(b, d))),
            hi: max(max(up(a, c), up(a, d)), max(up(b, c), up(b, d))),
        }
    }

    /// The hull of `{ x / y : y != 0 }`; empty when the divisor is `{0}` or empty.
    #[must_use]
    pub fn div(&self, other: &Self) -> Self {
        if let Some(empty) = self.empty_with(other) {
            return empty;
        }
        if other.hi < 0 {
            return self.div(&other.neg()).neg();
        }
        let precision = self.precision().max(other.precision());
        let bits = precision.bits();
        let (x, y) = (self, other);
        if y.lo > 0 {
            let lo = quotient(
                bits,
                &x.lo,
                if x.lo >= 0 { &y.hi } else { &y.lo },
                Round::Down,
            );
            let hi = quotient(
                bits,
                &x.hi,
                if x.hi >= 0 { &y.lo } else { &y.hi },
                Round::Up,
            );
            return Self { lo, hi };
        }
        // The divisor holds 0.
        if y.certainly_zero() {
            return Self::empty(precision);
        }
        if x.certainly_zero() {
            return Self::from_i64(precision, 0);
        }
        if y.hi == 0 {
            return x.div(&y.neg()).neg();
        }
        let mut result = Self::entire(precision);
        if y.lo == 0 {
            if x.lo >= 0 {
                result.lo = quotient(bits, &x.lo, &y.hi, Round::Down);
            } else if x.hi <= 0 {
                result.hi = quotient(bits, &x.hi, &y.hi, Round::Up);
            }
        }
        result
    }

    /// Whether [`MpInterval::div`] by `other` is defined on the whole box: 0 is not in `other`.
    #[must_use]
    pub fn div_defined(&self, other: &Self) -> bool {
        !self.is_empty() && other.recip_defined()
    }

    /// `1 / x` over `x != 0`.
    #[must_use]
    pub fn recip(&self) -> Self {
        Self::from_i64(self.precision(), 1).div(self)
    }

    /// Whether 0 is outside.
    #[must_use]
    pub fn recip_defined(&self) -> bool {
        !self.is_empty() && !self.contains_zero()
    }

    /// `|x|`.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_empty() || self.lo >= 0 {
            self.clone()
        } else if self.hi <= 0 {
            self.neg()
        } else {
            let mirrored = Float::with_val(self.bits(), -&self.lo);
            Self {
                lo: Float::new(self.bits()),
                hi: max(mirrored, self.hi.clone()),
            }
        }
    }

    fn pairwise(&self, other: &Self, pick: fn(Float, Float) -> Float) -> Self {
        if let Some(empty) = self.empty_with(other) {
            return empty;
        }
        let bits = self.bits().max(other.bits());
        let at = |end: &Float| Float::with_val(bits, end);
        Self {
            lo: pick(at(&self.lo), at(&other.lo)),
            hi: pick(at(&self.hi), at(&other.hi)),
        }
    }

    /// `min(x, y)`.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        self.pairwise(other, min)
    }

    /// `max(x, y)`.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        self.pairwise(other, max)
    }

    /// `x^2`.
    #[must_use]
    pub fn sqr(&self) -> Self {
        self.powi(2)
    }

    /// `x^n` with `x^0 = 1`; over `x != 0` when `n < 0`.
    #[must_use]
    pub fn powi(&self, n: i32) -> Self {
        if self.is_empty() {
            return self.clone();
        }
        if n == 0 {
            return Self::from_i64(self.precision(), 1);
        }
        let k = n.unsigned_abs();
        let base = if k.is_multiple_of(2) {
            self.abs()
        } else {
            self.clone()
        };
        let power = Self {
            lo: rounded(self.bits(), (&base.lo).pow(k), Round::Down),
            hi: rounded(self.bits(), (&base.hi).pow(k), Round::Up),
        };
        if n < 0 { power.recip() } else { power }
    }

    /// Whether `x^n` is defined on the whole set: `n >= 0` or 0 is outside.
    #[must_use]
    pub fn powi_defined(&self, n: i32) -> bool {
        !self.is_empty() && (n >= 0 || !self.contains_zero())
    }
}
