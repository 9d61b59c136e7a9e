//! The checker's own arithmetic: enclosures with dyadic ends, rounded outward.
//!
//! An [`Enclosure`] stands for the values a term takes over a box. Its ends may be missing
//! (unbounded) or open (not attained), and it says whether the term is defined at every point of
//! the box. Every operation returns an enclosure of all values at the points where the operation is
//! defined. Open ends are kept because `log(x)` on `(0, 1]` is defined and `x > 0` holds there.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::Signed;

use super::dyadic::{Dyadic, Round};
use super::integer::Integer;
use Round::{Down, Up};

/// Ends of magnitude above `2^EXPONENT_LIMIT` become unbounded, and below `2^-EXPONENT_LIMIT` zero
/// (both outward), so that no exponent can overflow.
const EXPONENT_LIMIT: i64 = 1 << 40;

/// A finite end of an enclosure.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Where the end lies.
    pub value: Dyadic,
    /// The enclosed quantity never takes this value.
    pub open: bool,
    /// The quantity itself ends at this multiple of pi/2, of which `value` is an outward rounding,
    /// apart from it by few units of the last digit.
    pub quarter: Option<i64>,
}

impl Endpoint {
    /// An end of which no more is known.
    pub fn new(value: Dyadic, open: bool) -> Endpoint {
        Endpoint {
            value,
            open,
            quarter: None,
        }
    }
}

/// All values of a term over a box lie between `lo` and `hi`; a missing end is unbounded.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// Lower end; `None` is minus infinity.
    pub lo: Option<Endpoint>,
    /// Upper end; `None` is plus infinity.
    pub hi: Option<Endpoint>,
    /// The term is defined at every point of the box. When false the ends enclose the values at
    /// those points where it is.
    pub defined: bool,
}

/// Where an enclosure lies with respect to zero.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    NonNegative,
    NonPositive,
    Both,
}

fn end(value: Dyadic, open: bool) -> Option<Endpoint> {
    Some(Endpoint::new(value, open))
}

fn negated(end: &Option<Endpoint>) -> Option<Endpoint> {
    end.as_ref().map(|e| Endpoint {
        value: e.value.neg(),
        open: e.open,
        quarter: e.quarter.map(|m| -m),
    })
}

/// The outermost of two ends on the side `round` points to. Equal ends are attained if either is.
fn outermost(a: Option<Endpoint>, b: Option<Endpoint>, round: Round) -> Option<Endpoint> {
    let (a, b) = (a?, b?);
    // Of two exact ends the roundings do not tell which is further out.
    Some(match (a.value.cmp(&b.value), round) {
        (Ordering::Equal, _) => Endpoint::new(a.value, a.open && b.open),
        (Ordering::Less, Down) | (Ordering::Greater, Up) => Endpoint::new(a.value, a.open),
        _ => Endpoint::new(b.value, b.open),
    })
}

/// The innermost of two ends on the side `round` points to. Equal ends are attained if both are.
fn innermost(a: Option<Endpoint>, b: Option<Endpoint>, round: Round) -> Option<Endpoint> {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return a.or(b),
    };
    Some(match (a.value.cmp(&b.value), round) {
        (Ordering::Equal, _) => Endpoint::new(a.value, a.open || b.open),
        (Ordering::Less, Up) | (Ordering::Greater, Down) => a,
        _ => b,
    })
}

impl Enclosure {
    /// The enclosure with the given ends, which must enclose every value and be in order.
    pub fn new(lo: Option<Endpoint>, hi: Option<Endpoint>, defined: bool) -> Enclosure {
        let within = |e: &Option<Endpoint>| e.as_ref().is_none_or(|e| is_in_range(&e.value));
        if within(&lo) && within(&hi) {
            return Enclosure { lo, hi, defined };
        }
        Enclosure {
            lo: lo.and_then(|e| clamp(e, Down)),
            hi: hi.and_then(|e| clamp(e, Up)),
            defined,
        }
    }

    /// The closed enclosure of two dyadic numbers in order.
    pub fn closed(lo: Dyadic, hi: Dyadic) -> Enclosure {
        Enclosure::new(end(lo, false), end(hi, false), true)
    }

    /// One dyadic number.
    pub fn point(value: Dyadic) -> Enclosure {
        Enclosure::closed(value.clone(), value)
    }

    /// An integer.
    pub fn integer(value: i64) -> Enclosure {
        Enclosure::point(Dyadic::integer(value))
    }

    /// The whole line.
    pub fn whole() -> Enclosure {
        Enclosure {
            lo: None,
            hi: None,
            defined: true,
        }
    }

    /// The same ends, defined only if `defined` holds too.
    pub fn and_defined(mut self, defined: bool) -> Enclosure {
        self.defined &= defined;
        self
    }

    /// No value is below zero.
    pub fn is_nonnegative(&self) -> bool {
        self.lo.as_ref().is_some_and(|e| !e.value.is_negative())
    }

    /// No value is above zero.
    pub fn is_nonpositive(&self) -> bool {
        self.hi.as_ref().is_some_and(|e| !e.value.is_positive())
    }

    /// Every value is above zero.
    pub fn is_positive(&self) -> bool {
        self.lo
            .as_ref()
            .is_some_and(|e| e.value.is_positive() || (e.open && e.value.is_zero()))
    }

    /// Every value is below zero.
    pub fn is_negative(&self) -> bool {
        self.hi
            .as_ref()
            .is_some_and(|e| e.value.is_negative() || (e.open && e.value.is_zero()))
    }

    /// No value is zero.
    pub fn excludes_zero(&self) -> bool {
        self.is_positive() || self.is_negative()
    }

    /// The only value is zero.
    pub fn is_zero(&self) -> bool {
        self.is_nonnegative() && self.is_nonpositive()
    }

    /// Whether both ends are the integer `value`, written without an exponent; may be wrongly
    /// false.
    pub fn is_short(&self, value: i64) -> bool {
        let is = |e: &Option<Endpoint>| e.as_ref().is_some_and(|e| e.value.is_short(value));
        is(&self.lo) && is(&self.hi)
    }

    /// The value, when the two ends coincide.
    pub fn as_point(&self) -> Option<&Dyadic> {
        let (lo, hi) = (self.lo.as_ref()?, self.hi.as_ref()?);
        (lo.value.cmp(&hi.value) == Ordering::Equal).then_some(&lo.value)
    }

    fn side(&self) -> Side {
        if self.is_nonnegative() {
            Side::NonNegative
        } else if self.is_nonpositive() {
            Side::NonPositive
        } else {
            Side::Both
        }
    }

    pub fn neg(&self) -> Enclosure {
        Enclosure {
            lo: negated(&self.hi),
            hi: negated(&self.lo),
            defined: self.defined,
        }
    }

    pub fn abs(&self) -> Enclosure {
        match self.side() {
            Side::NonNegative => self.clone(),
            Side::NonPositive => self.neg(),
            Side::Both => Enclosure {
                lo: end(Dyadic::zero(), false),
                hi: outermost(self.hi.clone(), negated(&self.lo), Up),
                defined: self.defined,
            },
        }
    }

    pub fn min(&self, other: &Enclosure) -> Enclosure {
        self.neg().max(&other.neg()).neg()
    }

    pub fn max(&self, other: &Enclosure) -> Enclosure {
        Enclosure {
            lo: innermost(self.lo.clone(), other.lo.clone(), Down),
            hi: outermost(self.hi.clone(), other.hi.clone(), Up),
            defined: self.defined && other.defined,
        }
    }

    /// The least enclosure of both.
    pub fn hull(&self, other: &Enclosure) -> Enclosure {
        Enclosure {
            lo: outermost(self.lo.clone(), other.lo.clone(), Down),
            hi: outermost(self.hi.clone(), other.hi.clone(), Up),
            defined: self.defined && other.defined,
        }
    }

    /// Whether every point of it is one of `other`.
    pub fn is_within(&self, other: &Enclosure) -> bool {
        let inside = |a: &Option<Endpoint>, b: &Option<Endpoint>, inward: Ordering| match (a, b) {
            (_, None) => true,
            (None, _) => false,
            (Some(a), Some(b)) => match a.value.cmp(&b.value) {
                Ordering::Equal => a.open || !b.open,
                order => order == inward,
            },
        };
        inside(&self.lo, &other.lo, Ordering::Greater)
            && inside(&self.hi, &other.hi, Ordering::Less)
    }

    /// What two enclosures of the same quantity say together; `None` when they have no value in
    /// common. Defined when either says so.
    pub fn intersection(&self, other: &Enclosure) -> Option<Enclosure> {
        let lo = innermost(self.lo.clone(), other.lo.clone(), Down);
        let hi = innermost(self.hi.clone(), other.hi.clone(), Up);
        if let (Some(a), Some(b)) = (&lo, &hi) {
            match a.value.cmp(&b.value) {
                Ordering::Greater => return None,
                Ordering::Equal if a.open || b.open => return None,
                _ => {}
            }
        }
        Some(Enclosure {
            lo,
            hi,
            defined: self.defined || other.defined,
        })
    }
}

/// Whether the exponent of a number is far from overflow.
#[inline]
fn is_in_range(value: &Dyadic) -> bool {
    value.is_zero() || value.magnitude().abs() <= EXPONENT_LIMIT
}

/// Pulls an end outward into the range of exponents; `None` when only infinity is left.
fn clamp(e: Endpoint, round: Round) -> Option<Endpoint> {
    if is_in_range(&e.value) {
        return Some(e);
    }
    let magnitude = e.value.magnitude();
    let outward = (round == Up) == e.value.is_positive();
    let unit = Integer::from(if e.value.is_negative() { -1i64 } else { 1 });
    match (magnitude > 0, outward) {
        (true, true) => None,
        // The value itself lies beyond the new end, so the end is not attained.
        (true, false) => end(Dyadic::new(unit, EXPONENT_LIMIT - 1), true),
        (false, true) => end(Dyadic::new(unit, -EXPONENT_LIMIT), true),
        (false, false) => end(Dyadic::zero(), true),
    }
}

/// The operations at one working precision, with the constants they need.
pub struct Arithmetic {
    pub(super) precision: i64,
    pub(super) constants: super::elementary::Constants,
    /// The arithmetic that functions composed of several others work in.
    wide: std::sync::OnceLock<Box<Arithmetic>>,
}

impl Arithmetic {
    /// The precision at which all mantissa products fit in machine integers: the first to try.
    pub const FAST: u32 = 60;

    /// Working precision in bits, at least 32.
    pub fn new(precision: u32) -> Arithmetic {
        let precision = i64::from(precision.max(32));
        Arithmetic {
            precision,
            constants: super::elementary::Constants::new(precision),
            wide: std::sync::OnceLock::new(),
        }
    }

    /// Arithmetic of a larger precision.
    pub(super) fn wide(&self) -> &Arithmetic {
        self.wide.get_or_init(|| {
            let bits = self.precision + self.precision / 4 + 40;
            Box::new(Arithmetic::new(u32::try_from(bits).unwrap_or(u32::MAX)))
        })
    }

    /// Working precision in bits.
    pub fn precision(&self) -> i64 {
        self.precision
    }

    /// The rational `numerator / denominator`, exactly when it is a short dyadic number. The
    /// denominator is positive.
    pub fn rational(&self, numerator: &BigInt, denominator: &BigInt) -> Enclosure {
        debug_assert!(denominator.is_positive());
        Enclosure::closed(
            Dyadic::ratio(numerator, denominator, self.precision, Down),
            Dyadic::ratio(numerator, denominator, self.precision, Up),
        )
    }

    pub fn add(&self, a: &Enclosure, b: &Enclosure) -> Enclosure {
        let sum = |x: &Option<Endpoint>, y: &Option<Endpoint>, round| {
            let (x, y) = (x.as_ref()?, y.as_ref()?);
            end(
                x.value.add(&y.value, self.precision, round),
                x.open || y.open,
            )
        };
        Enclosure::new(
            sum(&a.lo, &b.lo, Down),
            sum(&a.hi, &b.hi, Up),
            a.defined && b.defined,
        )
    }

    pub fn sub(&self, a: &Enclosure, b: &Enclosure) -> Enclosure {
        self.add(a, &b.neg())
    }

    pub fn mul(&self, a: &Enclosure, b: &Enclosure) -> Enclosure {
        use Side::{Both, NonNegative, NonPositive};
        // A product is zero only if a factor is; a nonzero extreme is attained only at a corner.
        let zero_free = a.excludes_zero() && b.excludes_zero();
        let zero = |e: &Option<Endpoint>| e.as_ref().is_some_and(|e| e.value.is_zero());
        let corner = |x: &Option<Endpoint>, y: &Option<Endpoint>, round| {
            if zero(x) || zero(y) {
                return end(Dyadic::zero(), zero_free);
            }
            let (x, y) = (x.as_ref()?, y.as_ref()?);
            end(
                x.value.mul(&y.value, self.precision, round),
                x.open || y.open,
            )
        };
        let (al, ah, bl, bh) = (&a.lo, &a.hi, &b.lo, &b.hi);
        let least = |x, y| corner(x, y, Down);
        let most = |x, y| corner(x, y, Up);
        let (lo, hi) = match (a.side(), b.side()) {
            (NonNegative, NonNegative) => (least(al, bl), most(ah, bh)),
            (NonNegative, NonPositive) => (least(ah, bl), most(al, bh)),
            (NonNegative, Both) => (least(ah, bl), most(ah, bh)),
            (NonPositive, NonNegative) => (least(al, bh), most(ah, bl)),
            (NonPositive, NonPositive) => (least(ah, bh), most(al, bl)),
            (NonPositive, Both) => (least(al, bh), most(al, bl)),
            (Both, NonNegative) => (least(al, bh), most(ah, bh)),
            (Both, NonPositive) => (least(ah, bl), most(al, bl)),
            (Both, Both) => (
                outermost(least(al, bh), least(ah, bl), Down),
                outermost(most(al, bl), most(ah, bh), Up),
            ),
        };
        Enclosure::new(lo, hi, a.defined && b.defined)
    }

    /// The quotient; undefined where `b` is zero.
    pub fn div(&self, a: &Enclosure, b: &Enclosure) -> Enclosure {
        let defined = a.defined && b.defined && b.excludes_zero();
        match b.side() {
            Side::NonPositive if !b.is_zero() => return self.div(&a.neg(), &b.neg()),
            Side::NonNegative if !b.is_zero() => {}
            _ => return Enclosure::whole().and_defined(false),
        }
        // From here every divisor at which the quotient is defined is positive.
        let zero_free = a.excludes_zero();
        let corner = |x: &Option<Endpoint>, y: &Option<Endpoint>, round| {
            let x = match (x, y) {
                (Some(x), _) if x.value.is_zero() => return end(Dyadic::zero(), zero_free),
                (Some(x), _) => x,
                (None, _) => return None,
            };
            match y {
                None => end(Dyadic::zero(), true),
                Some(y) if y.value.is_zero() => None,
                Some(y) => end(
                    x.value.div(&y.value, self.precision, round),
                    x.open || y.open,
                ),
            }
        };
        let lo = corner(&a.lo, if a.is_nonnegative() { &b.hi } else { &b.lo }, Down);
        let hi = corner(&a.hi, if a.is_nonpositive() { &b.hi } else { &b.lo }, Up);
        Enclosure::new(lo, hi, defined)
    }

    pub fn sqr(&self, x: &Enclosure) -> Enclosure {
        let x = x.abs();
        self.mul(&x, &x)
    }

    /// `x^n`; undefined at zero for `n < 0`, and `x^0 = 1`.
    pub fn powi(&self, x: &Enclosure, n: i32) -> Enclosure {
        if n < 0 {
            return self.div(&Enclosure::integer(1), &self.power(x, n.unsigned_abs()));
        }
        self.power(x, n.unsigned_abs())
    }

    fn power(&self, x: &Enclosure, n: u32) -> Enclosure {
        if n.is_multiple_of(2) {
            return self.monotone_power(&x.abs(), n);
        }
        match x.side() {
            Side::NonNegative => self.monotone_power(x, n),
            Side::NonPositive => self.monotone_power(&x.neg(), n).neg(),
            Side::Both => {
                let part = |end: Option<Endpoint>| {
                    let zero = Endpoint::new(Dyadic::zero(), false);
                    self.monotone_power(
                        &Enclosure {
                            lo: Some(zero),
                            hi: end,
                            defined: true,
                        },
                        n,
                    )
                    .hi
                };
                Enclosure {
                    lo: negated(&part(negated(&x.lo))),
                    hi: part(x.hi.clone()),
                    defined: x.defined,
                }
            }
        }
    }

    /// `x^n` for `x >= 0`: each end of a product of non-negative factors is the product of the
    /// ends, so repeated squaring has no dependency problem.
    fn monotone_power(&self, x: &Enclosure, mut n: u32) -> Enclosure {
        let mut result: Option<Enclosure> = None;
        let mut square = x.clone();
        while n > 0 {
            if n % 2 == 1 {
                result = Some(result.map_or_else(|| square.clone(), |r| self.mul(&r, &square)));
            }
            n /= 2;
            if n > 0 {
                square = self.mul(&square, &square);
            }
        }
        result.unwrap_or_else(|| Enclosure::integer(1).and_defined(x.defined))
    }

    /// The square root; undefined below zero.
    pub fn sqrt(&self, x: &Enclosure) -> Enclosure {
        self.root(x, 2)
    }

    /// The `degree`-th root, `degree >= 1`; undefined below zero, for odd degrees too.
    pub fn root(&self, x: &Enclosure, degree: u32) -> Enclosure {
        let root = |e: &Endpoint, round| end(e.value.root(degree, self.precision, round), e.open);
        let defined = x.defined && x.is_nonnegative();
        let lo = match &x.lo {
            Some(e) if !e.value.is_negative() => root(e, Down),
            _ => end(Dyadic::zero(), false),
        };
        let hi = match &x.hi {
            Some(e) if e.value.is_negative() => return Enclosure::whole().and_defined(false),
            Some(e) => root(e, Up),
            None => None,
        };
        Enclosure::new(lo, hi, defined)
    }

    /// `x^(numerator/denominator)`; undefined below zero, and at zero when the exponent is
    /// negative.
    pub fn rational_power(&self, x: &Enclosure, numerator: i32, denominator: u32) -> Enclosure {
        /// Longest root extracted directly; longer ones go through the logarithm.
        const LONGEST_ROOT: u32 = 64;
        if denominator == 0 {
            return Enclosure::whole().and_defined(false);
        }
        let base = self.root(x, 1);
        let n = numerator.unsigned_abs();
        let power = if denominator <= LONGEST_ROOT {
            self.root(&self.monotone_power(&base, n), denominator)
        } else {
            let exponent = self.rational(&BigInt::from(n), &BigInt::from(denominator));
            let mut power = self.exp(&self.mul(&exponent, &self.log(&base)));
            if !base.is_positive() {
                power.lo = end(Dyadic::zero(), false);
            }
            Enclosure {
                defined: base.defined,
                ..power
            }
        };
        if numerator < 0 {
            self.div(&Enclosure::integer(1), &power)
        } else {
            power
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_open(lo: i64, hi: i64) -> Enclosure {
        Enclosure::new(
            end(Dyadic::integer(lo), true),
            end(Dyadic::integer(hi), false),
            true,
        )
    }

    fn ray(lo: i64, open: bool) -> Enclosure {
        Enclosure::new(end(Dyadic::integer(lo), open), None, true)
    }

    #[test]
    fn an_open_end_at_zero_keeps_partial_operations_defined() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let one = Enclosure::integer(1);
        for x in [half_open(0, 1), ray(0, true)] {
            let reciprocal = a.div(&one, &x);
            assert!(reciprocal.defined && reciprocal.is_positive());
            assert!(a.log(&x).defined);
            assert!(a.rational_power(&x, -1, 3).defined);
            assert!(a.powi(&x, -2).defined && a.powi(&x, -2).is_positive());
        }
        let closed = Enclosure::closed(Dyadic::zero(), Dyadic::one());
        assert!(!a.div(&one, &closed).defined);
        assert!(!a.log(&closed).defined);
        assert!(!a.rational_power(&closed, -1, 3).defined);
        assert!(a.rational_power(&closed, 1, 3).defined && a.sqrt(&closed).defined);
        assert!(
            !a.sqrt(&Enclosure::closed(Dyadic::integer(-1), Dyadic::one()))
                .defined
        );
        assert!(
            !a.asin(&Enclosure::closed(Dyadic::zero(), Dyadic::integer(2)))
                .defined
        );
        assert!(!a.log(&Enclosure::integer(-1)).defined);
        assert!(
            !a.tan(&Enclosure::closed(Dyadic::integer(1), Dyadic::integer(2)))
                .defined
        );
        assert!(!a.atan2(&closed, &closed).defined);
    }

    #[test]
    fn the_angle_of_no_point_is_found() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let zero = || end(Dyadic::zero(), true);
        let nothing = Enclosure::new(zero(), zero(), true);
        assert!(a.atan2(&nothing, &Enclosure::integer(-1)).defined);
    }

    #[test]
    fn undefinedness_survives_every_operation() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let bad = a.log(&Enclosure::integer(-1));
        let one = Enclosure::integer(1);
        let images = [
            a.add(&bad, &one),
            a.sub(&one, &bad),
            a.mul(&Enclosure::integer(0), &bad),
            a.div(&one, &a.exp(&bad)),
            a.powi(&bad, 0),
            a.powi(&bad, 3),
            a.sqrt(&a.exp(&bad)),
            a.rational_power(&a.exp(&bad), 1, 100),
            a.sin(&bad),
            a.atan(&bad),
            a.atan2(&one, &bad),
            bad.abs(),
            bad.min(&one),
            one.max(&bad),
        ];
        assert!(images.iter().all(|image| !image.defined));
    }

    #[test]
    fn products_know_whether_their_ends_are_attained() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let closed = Enclosure::closed(Dyadic::zero(), Dyadic::one());
        // x y > 0 for x, y in (0, 1], but x y = 0 is attained on (0, 1] x [0, 1].
        assert!(a.mul(&half_open(0, 1), &half_open(0, 1)).is_positive());
        assert!(!a.mul(&half_open(0, 1), &closed).is_positive());
        assert!(a.mul(&half_open(0, 1), &closed).is_nonnegative());
        // On (-1, 1] x (-1, 1] the product reaches 1 at (1, 1) though not at (-1, -1).
        let square = a.mul(&half_open(-1, 1), &half_open(-1, 1));
        assert!(
            square
                .hi
                .is_some_and(|e| !e.open && e.value == Dyadic::one())
        );
        // -1 is approached only at left-out corners.
        assert!(
            square
                .lo
                .is_some_and(|e| e.open && e.value == Dyadic::integer(-1))
        );
        // 0 * [0, inf) = 0.
        assert!(a.mul(&Enclosure::integer(0), &ray(0, false)).is_zero());
        assert!(a.mul(&Enclosure::integer(0), &Enclosure::whole()).is_zero());
        assert!(
            a.sub(&half_open(1, 2), &Enclosure::integer(1))
                .is_positive()
        );
    }

    #[test]
    fn unbounded_ends_have_the_known_limits() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let x = ray(0, false);
        assert!(a.exp(&x).hi.is_none() && a.exp(&x.neg()).is_positive());
        assert!(a.atan(&x).is_nonnegative());
        let angle = a.atan(&x).hi.map(|e| e.value);
        assert!(angle.is_some_and(|v| v < Dyadic::new(Integer::from(1609i64), -10)));
        assert!(a.sub(&x, &x).lo.is_none() && a.sub(&x, &x).hi.is_none());
        let quotient = a.div(&Enclosure::integer(1), &ray(1, false));
        assert!(quotient.is_positive());
        assert!(quotient.hi.is_some_and(|e| e.value == Dyadic::one()));
        let sine = a.sin(&x);
        assert!(sine.defined && sine.hi.is_some_and(|e| e.value == Dyadic::one()));
    }

    #[test]
    fn exact_values_stay_exact() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let zero = Enclosure::integer(0);
        let one = Enclosure::integer(1);
        for image in [
            a.sin(&zero),
            a.atan(&zero),
            a.asin(&zero),
            a.acos(&one),
            a.log(&one),
        ] {
            assert!(image.is_zero());
        }
        for image in [
            a.cos(&zero),
            a.exp(&zero),
            a.root(&one, 5),
            a.powi(&one, -3),
        ] {
            assert_eq!(image.as_point(), Some(&Dyadic::one()));
        }
        let nine_quarters = Enclosure::point(Dyadic::new(Integer::from(9i64), -2));
        assert_eq!(
            a.sqrt(&nine_quarters).as_point(),
            Some(&Dyadic::new(Integer::from(3i64), -1))
        );
        assert_eq!(
            a.div(&Enclosure::integer(6), &Enclosure::integer(3))
                .as_point(),
            Some(&Dyadic::integer(2))
        );
    }

    #[test]
    fn runaway_exponents_end_as_unbounded_or_zero_ends() {
        let a = Arithmetic::new(Arithmetic::FAST);
        let mut large = Enclosure::integer(3);
        let mut small = a.div(&Enclosure::integer(1), &large);
        for _ in 0..200 {
            large = a.sqr(&large);
            small = a.sqr(&small);
        }
        assert!(large.hi.is_none() && large.is_positive());
        assert!(small.is_positive() && small.hi.as_ref().is_some_and(|e| e.value < Dyadic::one()));
        let tower = a.exp(&a.exp(&a.exp(&Enclosure::integer(10))));
        assert!(tower.hi.is_none() && tower.is_positive());
        let sum = a.add(&small, &large);
        assert!(sum.is_positive());
        for image in [
            a.sin(&large),
            a.cos(&small),
            a.atan(&large),
            a.log(&small),
            a.sqrt(&large),
        ] {
            assert!(image.defined);
        }
        let power = a.powi(&Enclosure::integer(-3), i32::MAX);
        assert!(power.is_negative());
        let power = a.powi(&Enclosure::integer(3), i32::MIN);
        assert!(power.is_positive() && power.defined);
    }
}
