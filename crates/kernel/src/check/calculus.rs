//! What terms over boxes are evaluated with: an interval type and its operations.
//!
//! There are two: enclosures with dyadic ends ([`super::arithmetic`]) at any precision, and pairs
//! of doubles ([`super::double`]), which are tried first.

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::dyadic::Dyadic;
use crate::expr::Unary;
use num_bigint::BigInt;
use std::cmp::Ordering;

/// An enclosure of the values of a term over a box, with whether the term is defined on all of it.
pub trait Interval: Clone {
    /// An integer, exactly; small ones only.
    fn integer(value: i64) -> Self;
    /// From one integer to another one, closed.
    fn between(lo: i64, hi: i64) -> Self;
    /// One half.
    fn half() -> Self;
    /// The whole line.
    fn whole() -> Self;
    /// A point of it, in the middle where it is bounded; `precision` in bits may be less than what
    /// the ends have.
    fn center(&self, precision: i64) -> Self;
    /// An interval that holds both it and its centre, which an open end, or one that was rounded
    /// outward, may leave out.
    fn with_center(&self, precision: i64) -> Self;
    /// The term is defined at every point of the box.
    fn is_defined(&self) -> bool;
    /// The same values, defined only if `defined` holds too.
    fn and_defined(self, defined: bool) -> Self;
    /// Whether it is this integer alone; may be wrongly false.
    fn is_integer(&self, value: i64) -> bool;
    /// No value is below zero.
    fn is_nonnegative(&self) -> bool;
    /// No value is above zero.
    fn is_nonpositive(&self) -> bool;
    /// Every value is above zero; may be wrongly false where zero is an end.
    fn is_positive(&self) -> bool;
    /// Every value is below zero; may be wrongly false where zero is an end.
    fn is_negative(&self) -> bool;
    /// Whether all values lie between two neighbouring integers, so that they have one floor; may
    /// be wrongly false.
    fn floors_alike(&self) -> bool;
    /// The interior of a range that is bounded below by zero, or the range itself.
    fn off_zero(&self) -> Self;
    /// The opposite values.
    fn neg(&self) -> Self;
    /// The absolute values.
    fn abs(&self) -> Self;
    /// The lesser of two.
    fn min(&self, other: &Self) -> Self;
    /// The greater of two.
    fn max(&self, other: &Self) -> Self;
    /// What two enclosures of the same quantity say together; `None` when they have no value in
    /// common. Defined when either says so.
    fn intersection(&self, other: &Self) -> Option<Self>;
    /// Whether every point of it is one of `other`.
    fn is_within(&self, other: &Self) -> bool;
}

/// The operations, each of which encloses all values at the points where it is defined.
pub trait Calculus {
    /// What it works with.
    type Value: Interval;
    /// Bits of the ends.
    fn precision(&self) -> i64;
    /// `x + y`
    fn add(&self, x: &Self::Value, y: &Self::Value) -> Self::Value;
    /// `x - y`
    fn sub(&self, x: &Self::Value, y: &Self::Value) -> Self::Value {
        self.add(x, &y.neg())
    }
    /// `x y`
    fn mul(&self, x: &Self::Value, y: &Self::Value) -> Self::Value;
    /// `x/y`, undefined where `y` is zero.
    fn div(&self, x: &Self::Value, y: &Self::Value) -> Self::Value;
    /// `x^2`
    fn sqr(&self, x: &Self::Value) -> Self::Value {
        let x = x.abs();
        self.mul(&x, &x)
    }
    /// `x^n`, undefined at zero for `n < 0`, and `x^0 = 1`.
    fn powi(&self, x: &Self::Value, n: i32) -> Self::Value;
    /// `x^(p/q)`, undefined below zero, and at zero when the exponent is negative.
    fn rational_power(&self, x: &Self::Value, p: i32, q: u32) -> Self::Value;
    /// The square root, undefined below zero.
    fn sqrt(&self, x: &Self::Value) -> Self::Value;
    /// A function of one argument.
    fn unary(&self, op: Unary, x: &Self::Value) -> Self::Value;
    /// `(-1)^k` times the `k`-th derivative of Binet's function.
    fn binet(&self, x: &Self::Value, k: u32) -> Self::Value;
    /// `(-1)^k` times the `k`-th derivative of Carlson's `R_C(1, x)`.
    fn carlson(&self, x: &Self::Value, k: u32) -> Self::Value;
    /// The angle of the point `(x, y)`.
    fn atan2(&self, y: &Self::Value, x: &Self::Value) -> Self::Value;
    /// A rational number; the denominator is positive.
    fn rational(&self, numerator: &BigInt, denominator: &BigInt) -> Self::Value;
    /// The number pi.
    fn pi(&self) -> Self::Value;
}

/// Bits of a centre, where the interval holds a number that short: polynomials of low degree are
/// then exact at it.
const CENTER_BITS: i64 = 53;

/// A point of an interval, in the middle where it is bounded.
fn center(x: &Enclosure, p: i64) -> Dyadic {
    use super::dyadic::Round;
    match (&x.lo, &x.hi) {
        (Some(a), Some(b)) => {
            let middle = a.value.add(&b.value, p, Round::Down).scale(-1);
            let short = middle.clone().round(CENTER_BITS, Round::Down);
            if a.value <= short && short <= b.value {
                return short;
            }
            // The rounded sum may leave a short interval.
            middle.max(a.value.clone()).min(b.value.clone())
        }
        (Some(a), None) => a.value.add(&Dyadic::one(), p, Round::Up),
        (None, Some(b)) => b.value.add(&Dyadic::integer(-1), p, Round::Down),
        (None, None) => Dyadic::zero(),
    }
}

/// Bits of an end below which a centre may lie beyond the number that the end was rounded from.
const NEAR_AN_END: i64 = 30;

/// An end as it bounds the interval together with a centre: closed at the centre, and a rounded
/// multiple of pi/2 no longer known to be one where the centre is near.
fn end_with_center(end: &Endpoint, c: &Dyadic, upper: bool) -> Endpoint {
    use super::dyadic::Round;
    let size = if end.value.is_negative() {
        end.value.neg()
    } else {
        end.value.clone()
    };
    let near = size.scale(-NEAR_AN_END);
    let apart = if upper {
        *c < end.value.add(&near.neg(), 60, Round::Down)
    } else {
        *c > end.value.add(&near, 60, Round::Up)
    };
    if apart {
        end.clone()
    } else {
        Endpoint::new(end.value.clone(), end.open && end.value != *c)
    }
}

impl Interval for Enclosure {
    fn integer(value: i64) -> Enclosure {
        Enclosure::integer(value)
    }

    fn between(lo: i64, hi: i64) -> Enclosure {
        Enclosure::closed(Dyadic::integer(lo), Dyadic::integer(hi))
    }

    fn half() -> Enclosure {
        Enclosure::point(Dyadic::one().scale(-1))
    }

    fn whole() -> Enclosure {
        Enclosure::whole()
    }

    fn center(&self, precision: i64) -> Enclosure {
        Enclosure::point(center(self, precision))
    }

    fn with_center(&self, precision: i64) -> Enclosure {
        let c = center(self, precision);
        Enclosure {
            lo: (self.lo.as_ref()).map(|end| end_with_center(end, &c, false)),
            hi: (self.hi.as_ref()).map(|end| end_with_center(end, &c, true)),
            defined: self.defined,
        }
    }

    fn is_defined(&self) -> bool {
        self.defined
    }

    fn and_defined(self, defined: bool) -> Enclosure {
        Enclosure::and_defined(self, defined)
    }

    fn is_integer(&self, value: i64) -> bool {
        self.is_short(value)
    }

    fn is_nonnegative(&self) -> bool {
        Enclosure::is_nonnegative(self)
    }

    fn is_nonpositive(&self) -> bool {
        Enclosure::is_nonpositive(self)
    }

    fn is_positive(&self) -> bool {
        Enclosure::is_positive(self)
    }

    fn is_negative(&self) -> bool {
        Enclosure::is_negative(self)
    }

    fn floors_alike(&self) -> bool {
        let (Some(lo), Some(hi)) = (&self.lo, &self.hi) else {
            return false;
        };
        if lo.value.magnitude().max(hi.value.magnitude()) > 64 {
            return false;
        }
        let next = (lo.value.fixed_floor(0)).add(&super::integer::Integer::from(1i64));
        match hi.value.cmp(&Dyadic::new(next, 0)) {
            Ordering::Less => true,
            Ordering::Equal => hi.open,
            Ordering::Greater => false,
        }
    }

    fn off_zero(&self) -> Enclosure {
        let mut x = self.clone();
        if let Some(lo) = &mut x.lo
            && lo.value.is_zero()
        {
            lo.open = true;
        }
        x
    }

    fn neg(&self) -> Enclosure {
        Enclosure::neg(self)
    }

    fn abs(&self) -> Enclosure {
        Enclosure::abs(self)
    }

    fn min(&self, other: &Enclosure) -> Enclosure {
        Enclosure::min(self, other)
    }

    fn max(&self, other: &Enclosure) -> Enclosure {
        Enclosure::max(self, other)
    }

    fn intersection(&self, other: &Enclosure) -> Option<Enclosure> {
        Enclosure::intersection(self, other)
    }

    fn is_within(&self, other: &Enclosure) -> bool {
        Enclosure::is_within(self, other)
    }
}

impl Calculus for Arithmetic {
    type Value = Enclosure;

    fn precision(&self) -> i64 {
        Arithmetic::precision(self)
    }

    fn add(&self, x: &Enclosure, y: &Enclosure) -> Enclosure {
        Arithmetic::add(self, x, y)
    }

    fn mul(&self, x: &Enclosure, y: &Enclosure) -> Enclosure {
        Arithmetic::mul(self, x, y)
    }

    fn div(&self, x: &Enclosure, y: &Enclosure) -> Enclosure {
        Arithmetic::div(self, x, y)
    }

    fn powi(&self, x: &Enclosure, n: i32) -> Enclosure {
        Arithmetic::powi(self, x, n)
    }

    fn rational_power(&self, x: &Enclosure, p: i32, q: u32) -> Enclosure {
        Arithmetic::rational_power(self, x, p, q)
    }

    fn sqrt(&self, x: &Enclosure) -> Enclosure {
        Arithmetic::sqrt(self, x)
    }

    fn unary(&self, op: Unary, x: &Enclosure) -> Enclosure {
        match op {
            Unary::Neg => x.neg(),
            Unary::Abs => x.abs(),
            Unary::Sqrt => self.sqrt(x),
            Unary::Sin => self.sin(x),
            Unary::Cos => self.cos(x),
            Unary::Tan => self.tan(x),
            Unary::Arcsin => self.asin(x),
            Unary::Arccos => self.acos(x),
            Unary::Arctan => self.atan(x),
            Unary::Exp => self.exp(x),
            Unary::Log => self.log(x),
            Unary::Asinh => self.asinh(x),
            Unary::Floor => self.floor(x),
            Unary::Erfc => self.erfc(x),
            Unary::Binet(k) => self.binet(x, u32::from(k)),
            Unary::Carlson(k) => self.carlson(x, u32::from(k)),
        }
    }

    fn binet(&self, x: &Enclosure, k: u32) -> Enclosure {
        Arithmetic::binet(self, x, k)
    }

    fn carlson(&self, x: &Enclosure, k: u32) -> Enclosure {
        Arithmetic::carlson(self, x, k)
    }

    fn atan2(&self, y: &Enclosure, x: &Enclosure) -> Enclosure {
        Arithmetic::atan2(self, y, x)
    }

    fn rational(&self, numerator: &BigInt, denominator: &BigInt) -> Enclosure {
        Arithmetic::rational(self, numerator, denominator)
    }

    fn pi(&self) -> Enclosure {
        Arithmetic::pi(self)
    }
}
