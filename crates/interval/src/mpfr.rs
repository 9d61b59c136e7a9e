//! The MPFR interval as a set: construction, comparison, measuring.

use std::cmp::Ordering;
use std::fmt;

use num_rational::BigRational;
use num_traits::Signed;
use rug::float::{Constant, Round, Special};
use rug::integer::Order;
use rug::ops::AssignRound;
use rug::{Assign, Float, Integer, Rational};

use super::double::Interval;

/// Number of significand bits, from 2 to 2^24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Precision(u32);

impl Precision {
    /// The precision nearest to `bits` in the admitted range.
    #[must_use]
    pub const fn new(bits: u32) -> Self {
        Self(if bits < 2 {
            2
        } else if bits > 1 << 24 {
            1 << 24
        } else {
            bits
        })
    }

    /// Number of bits.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// A closed set of real numbers with MPFR ends; infinite ends mean unbounded.
///
/// Results have the greater precision of the operands. Every operation rounds outward, each end
/// correctly (MPFR), so the result is the tightest one for elementary operations and functions of
/// one step.
#[derive(Clone, Debug)]
pub struct MpInterval {
    // Both ends have the same precision, neither is NaN; lo > hi only for the empty set.
    pub(super) lo: Float,
    pub(super) hi: Float,
}

/// `value` at `bits`, rounded to `round`.
pub(super) fn rounded<T>(bits: u32, value: T, round: Round) -> Float
where
    Float: AssignRound<T, Round = Round, Ordering = Ordering>,
{
    Float::with_val_round(bits, value, round).0
}

/// `f` of an end at that end's own precision.
pub(super) fn applied(end: &Float, f: fn(&mut Float, Round) -> Ordering, round: Round) -> Float {
    let mut value = end.clone();
    f(&mut value, round);
    value
}

fn rug_rational(r: &BigRational) -> Rational {
    let magnitude = |digits: Vec<u64>| Integer::from_digits(&digits, Order::Lsf);
    let numerator = magnitude(r.numer().magnitude().to_u64_digits());
    let denominator = magnitude(r.denom().magnitude().to_u64_digits());
    // A BigRational is in lowest terms but may carry its sign on either side.
    let value = Rational::from((numerator, denominator));
    if r.is_negative() { -value } else { value }
}

impl MpInterval {
    pub(super) fn bits(&self) -> u32 {
        self.lo.prec()
    }

    /// The precision of both ends.
    #[must_use]
    pub fn precision(&self) -> Precision {
        Precision(self.bits())
    }

    /// The empty set.
    #[must_use]
    pub fn empty(precision: Precision) -> Self {
        Self {
            lo: Float::with_val(precision.0, Special::Infinity),
            hi: Float::with_val(precision.0, Special::NegInfinity),
        }
    }

    /// The real line.
    #[must_use]
    pub fn entire(precision: Precision) -> Self {
        Self {
            lo: Float::with_val(precision.0, Special::NegInfinity),
            hi: Float::with_val(precision.0, Special::Infinity),
        }
    }

    /// The tightest enclosure of `[lo, hi]`: empty if `lo > hi`, the real line on NaN, and never
    /// empty for ends that are both infinite (see [`Interval::new`]).
    #[must_use]
    pub fn new(precision: Precision, lo: &Float, hi: &Float) -> Self {
        if lo.is_nan() || hi.is_nan() {
            return Self::entire(precision);
        }
        if lo > hi {
            return Self::empty(precision);
        }
        let mut lo = rounded(precision.0, lo, Round::Down);
        let mut hi = rounded(precision.0, hi, Round::Up);
        if lo.is_infinite() && lo.is_sign_positive() {
            lo.next_down();
        }
        if hi.is_infinite() && hi.is_sign_negative() {
            hi.next_up();
        }
        Self { lo, hi }
    }

    /// The tightest enclosure of `{x}`.
    #[must_use]
    pub fn point(precision: Precision, x: &Float) -> Self {
        Self::new(precision, x, x)
    }

    /// The tightest enclosure of an f64 interval (the same set from 53 bits on).
    #[must_use]
    pub fn from_interval(precision: Precision, x: Interval) -> Self {
        if x.is_empty() {
            return Self::empty(precision);
        }
        Self {
            lo: rounded(precision.0, x.lo, Round::Down),
            hi: rounded(precision.0, x.hi, Round::Up),
        }
    }

    /// The tightest enclosure of the integer `n`.
    #[must_use]
    pub fn from_i64(precision: Precision, n: i64) -> Self {
        Self {
            lo: rounded(precision.0, n, Round::Down),
            hi: rounded(precision.0, n, Round::Up),
        }
    }

    /// The tightest enclosure of the rational `r`.
    #[must_use]
    pub fn from_rational(precision: Precision, r: &BigRational) -> Self {
        let r = rug_rational(r);
        Self {
            lo: rounded(precision.0, &r, Round::Down),
            hi: rounded(precision.0, &r, Round::Up),
        }
    }

    /// The tightest enclosure of π.
    #[must_use]
    pub fn pi(precision: Precision) -> Self {
        Self {
            lo: rounded(precision.0, Constant::Pi, Round::Down),
            hi: rounded(precision.0, Constant::Pi, Round::Up),
        }
    }

    /// The tightest f64 interval holding the set.
    #[must_use]
    pub fn to_interval(&self) -> Interval {
        if self.is_empty() {
            return Interval::EMPTY;
        }
        Interval::new(
            self.lo.to_f64_round(Round::Down),
            self.hi.to_f64_round(Round::Up),
        )
    }

    /// The same set, or the tightest one holding it, at another precision.
    #[must_use]
    pub fn with_precision(&self, precision: Precision) -> Self {
        if self.is_empty() {
            return Self::empty(precision);
        }
        Self {
            lo: rounded(precision.0, &self.lo, Round::Down),
            hi: rounded(precision.0, &self.hi, Round::Up),
        }
    }

    /// Greatest lower bound; `+inf` for the empty set.
    #[must_use]
    pub fn lo(&self) -> &Float {
        &self.lo
    }

    /// Least upper bound; `-inf` for the empty set.
    #[must_use]
    pub fn hi(&self) -> &Float {
        &self.hi
    }

    /// Whether the set has no element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lo > self.hi
    }

    /// Whether the set has exactly one element.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.lo == self.hi
    }

    /// Whether both ends are finite (false for the empty set).
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.lo.is_finite() && self.hi.is_finite()
    }

    /// Whether 0 is in the set.
    #[must_use]
    pub fn contains_zero(&self) -> bool {
        self.lo <= 0 && self.hi >= 0
    }

    /// Whether the real number `x` is in the set (false for NaN and infinities).
    #[must_use]
    pub fn contains(&self, x: &Float) -> bool {
        x.is_finite() && self.lo <= *x && *x <= self.hi
    }

    /// Whether the rational `r` is in the set, decided exactly.
    #[must_use]
    pub fn contains_rational(&self, r: &BigRational) -> bool {
        let r = rug_rational(r);
        self.lo <= r && self.hi >= r
    }

    /// Whether every element of `self` is in `other`; the empty set is a subset of all.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.is_empty() || (other.lo <= self.lo && self.hi <= other.hi)
    }

    /// The common elements.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let bits = self.bits().max(other.bits());
        let lo = if self.lo >= other.lo {
            &self.lo
        } else {
            &other.lo
        };
        let hi = if self.hi <= other.hi {
            &self.hi
        } else {
            &other.hi
        };
        if lo <= hi {
            // Raising the precision of an end changes nothing.
            Self {
                lo: Float::with_val(bits, lo),
                hi: Float::with_val(bits, hi),
            }
        } else {
            Self::empty(Precision(bits))
        }
    }

    /// The least interval holding both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        let bits = self.bits().max(other.bits());
        let lo = if self.lo <= other.lo {
            &self.lo
        } else {
            &other.lo
        };
        let hi = if self.hi >= other.hi {
            &self.hi
        } else {
            &other.hi
        };
        Self {
            lo: Float::with_val(bits, lo),
            hi: Float::with_val(bits, hi),
        }
    }

    /// Every element is > 0 (false for the empty set, as for the tests that follow).
    #[must_use]
    pub fn certainly_positive(&self) -> bool {
        self.lo > 0 && !self.is_empty()
    }

    /// Every element is >= 0.
    #[must_use]
    pub fn certainly_nonnegative(&self) -> bool {
        self.lo >= 0 && !self.is_empty()
    }

    /// Every element is < 0.
    #[must_use]
    pub fn certainly_negative(&self) -> bool {
        self.hi < 0 && !self.is_empty()
    }

    /// Every element is <= 0.
    #[must_use]
    pub fn certainly_nonpositive(&self) -> bool {
        self.hi <= 0 && !self.is_empty()
    }

    /// The set is `{0}`.
    #[must_use]
    pub fn certainly_zero(&self) -> bool {
        self.lo == 0 && self.hi == 0
    }

    /// `hi - lo` rounded up; 0 for the empty set.
    #[must_use]
    pub fn width(&self) -> Float {
        if self.is_empty() {
            return Float::new(self.bits());
        }
        rounded(self.bits(), &self.hi - &self.lo, Round::Up)
    }

    /// The midpoint rounded, for a bounded set; `None` otherwise.
    #[must_use]
    pub fn mid(&self) -> Option<Float> {
        if !self.is_bounded() {
            return None;
        }
        let mut mid = Float::new(self.bits());
        mid.assign(&self.lo / 2u32);
        mid += Float::with_val(self.bits(), &self.hi / 2u32);
        Some(mid.clamp(&self.lo, &self.hi))
    }
}

impl PartialEq for MpInterval {
    /// Equality of sets, whatever the precisions.
    fn eq(&self, other: &Self) -> bool {
        self.lo == other.lo && self.hi == other.hi
    }
}

impl fmt::Display for MpInterval {
    /// `[lo, hi]` in decimals rounded outward; `{}` when empty.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("{}");
        }
        let lo = self.lo.to_string_radix_round(10, None, Round::Down);
        let hi = self.hi.to_string_radix_round(10, None, Round::Up);
        write!(f, "[{lo}, {hi}]")
    }
}
