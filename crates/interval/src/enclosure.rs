//! What both interval types offer, so that evaluators are written once.

use num_rational::BigRational;

use super::double::Interval;
use super::mpfr::{MpInterval, Precision};

/// An enclosure arithmetic: see the [contract](super) for what results and predicates mean.
///
/// `Context` is what a constructor needs beside the value: nothing for [`Interval`], the precision
/// for [`MpInterval`]. Names and domains are those of the inherent methods of [`Interval`].
#[allow(
    missing_docs,
    reason = "each method is the inherent one of the same name"
)]
pub trait Enclosure: Clone + std::fmt::Debug + std::fmt::Display + PartialEq {
    type Context: Copy;

    fn context(&self) -> Self::Context;
    fn empty(context: Self::Context) -> Self;
    fn entire(context: Self::Context) -> Self;
    fn pi(context: Self::Context) -> Self;
    fn from_i64(context: Self::Context, n: i64) -> Self;
    fn from_rational(context: Self::Context, r: &BigRational) -> Self;
    fn from_interval(context: Self::Context, x: Interval) -> Self;
    /// The tightest f64 interval holding the set.
    fn to_interval(&self) -> Interval;

    fn is_empty(&self) -> bool;
    fn is_bounded(&self) -> bool;
    fn contains_zero(&self) -> bool;
    fn contains_rational(&self, r: &BigRational) -> bool;
    fn is_subset(&self, other: &Self) -> bool;
    fn certainly_positive(&self) -> bool;
    fn certainly_nonnegative(&self) -> bool;
    fn certainly_negative(&self) -> bool;
    fn certainly_nonpositive(&self) -> bool;
    fn certainly_zero(&self) -> bool;
    fn intersect(&self, other: &Self) -> Self;
    fn hull(&self, other: &Self) -> Self;

    fn neg(&self) -> Self;
    fn add(&self, other: &Self) -> Self;
    fn sub(&self, other: &Self) -> Self;
    fn mul(&self, other: &Self) -> Self;
    fn div(&self, other: &Self) -> Self;
    fn div_defined(&self, other: &Self) -> bool;
    fn recip(&self) -> Self;
    fn recip_defined(&self) -> bool;
    fn sqr(&self) -> Self;
    fn powi(&self, n: i32) -> Self;
    fn powi_defined(&self, n: i32) -> bool;
    fn root(&self, n: u32) -> Self;
    fn root_defined(&self, n: u32) -> bool;
    fn pow_rational(&self, p: i32, q: u32) -> Self;
    fn pow_rational_defined(&self, p: i32, q: u32) -> bool;
    fn sqrt(&self) -> Self;
    fn sqrt_defined(&self) -> bool;
    fn abs(&self) -> Self;
    fn min(&self, other: &Self) -> Self;
    fn max(&self, other: &Self) -> Self;
    fn exp(&self) -> Self;
    fn log(&self) -> Self;
    fn log_defined(&self) -> bool;
    fn sin(&self) -> Self;
    fn cos(&self) -> Self;
    fn tan(&self) -> Self;
    fn tan_defined(&self) -> bool;
    fn asin(&self) -> Self;
    fn asin_defined(&self) -> bool;
    fn acos(&self) -> Self;
    fn acos_defined(&self) -> bool;
    fn atan(&self) -> Self;
    /// `self` is `y`.
    fn atan2(&self, x: &Self) -> Self;
    fn atan2_defined(&self, x: &Self) -> bool;
    fn atan2_continuous(&self, x: &Self) -> bool;
    fn asinh(&self) -> Self;
    fn floor(&self) -> Self;
    fn erfc(&self) -> Self;
    fn binet(&self, k: u32) -> Self;
    fn carlson(&self, k: u32) -> Self;
}

/// Forwards trait methods to the inherent ones; operands go as `[*]` (by value) or `[]` says.
macro_rules! forward {
    ($type:ty, $by:tt: { $($name:ident ( $($kind:ident $arg:ident),* ) -> $result:ty;)* }) => {
        $(
            #[inline]
            fn $name(&self $(, $arg: operand!(@type $kind))*) -> $result {
                <$type>::$name(operand!(@pass other $by self) $(, operand!(@pass $kind $by $arg))*)
            }
        )*
    };
}

macro_rules! operand {
    (@type other) => {
        &Self
    };
    (@type rational) => {
        &BigRational
    };
    (@type signed) => {
        i32
    };
    (@type unsigned) => {
        u32
    };
    (@pass other [*] $value:expr) => {
        *$value
    };
    (@pass $kind:ident $by:tt $value:expr) => {
        $value
    };
}

macro_rules! forward_shared {
    ($type:ty, $by:tt) => {
        forward!($type, $by: {
            is_empty() -> bool;
            is_bounded() -> bool;
            contains_zero() -> bool;
            contains_rational(rational r) -> bool;
            is_subset(other other) -> bool;
            certainly_positive() -> bool;
            certainly_nonnegative() -> bool;
            certainly_negative() -> bool;
            certainly_nonpositive() -> bool;
            certainly_zero() -> bool;
            intersect(other other) -> Self;
            hull(other other) -> Self;
            div_defined(other other) -> bool;
            recip() -> Self;
            recip_defined() -> bool;
            sqr() -> Self;
            powi(signed n) -> Self;
            powi_defined(signed n) -> bool;
            root(unsigned n) -> Self;
            root_defined(unsigned n) -> bool;
            pow_rational(signed p, unsigned q) -> Self;
            pow_rational_defined(signed p, unsigned q) -> bool;
            sqrt() -> Self;
            sqrt_defined() -> bool;
            abs() -> Self;
            min(other other) -> Self;
            max(other other) -> Self;
            exp() -> Self;
            log() -> Self;
            log_defined() -> bool;
            sin() -> Self;
            cos() -> Self;
            tan() -> Self;
            tan_defined() -> bool;
            asin() -> Self;
            asin_defined() -> bool;
            acos() -> Self;
            acos_defined() -> bool;
            atan() -> Self;
            atan2(other x) -> Self;
            atan2_defined(other x) -> bool;
            atan2_continuous(other x) -> bool;
            asinh() -> Self;
            floor() -> Self;
            erfc() -> Self;
            binet(unsigned k) -> Self;
            carlson(unsigned k) -> Self;
        });
    };
}

impl Enclosure for Interval {
    type Context = ();

    #[inline]
    fn context(&self) {}
    #[inline]
    fn empty((): ()) -> Self {
        Self::EMPTY
    }
    #[inline]
    fn entire((): ()) -> Self {
        Self::ENTIRE
    }
    #[inline]
    fn pi((): ()) -> Self {
        Self::PI
    }
    #[inline]
    fn from_i64((): (), n: i64) -> Self {
        Self::from_i64(n)
    }
    fn from_rational((): (), r: &BigRational) -> Self {
        Self::from_rational(r)
    }
    #[inline]
    fn from_interval((): (), x: Interval) -> Self {
        x
    }
    #[inline]
    fn to_interval(&self) -> Interval {
        *self
    }
    #[inline]
    fn neg(&self) -> Self {
        -*self
    }
    #[inline]
    fn add(&self, other: &Self) -> Self {
        *self + *other
    }
    #[inline]
    fn sub(&self, other: &Self) -> Self {
        *self - *other
    }
    #[inline]
    fn mul(&self, other: &Self) -> Self {
        *self * *other
    }
    #[inline]
    fn div(&self, other: &Self) -> Self {
        *self / *other
    }

    forward_shared!(Interval, [*]);
}

impl Enclosure for MpInterval {
    type Context = Precision;

    fn context(&self) -> Precision {
        self.precision()
    }
    fn empty(precision: Precision) -> Self {
        Self::empty(precision)
    }
    fn entire(precision: Precision) -> Self {
        Self::entire(precision)
    }
    fn pi(precision: Precision) -> Self {
        Self::pi(precision)
    }
    fn from_i64(precision: Precision, n: i64) -> Self {
        Self::from_i64(precision, n)
    }
    fn from_rational(precision: Precision, r: &BigRational) -> Self {
        Self::from_rational(precision, r)
    }
    fn from_interval(precision: Precision, x: Interval) -> Self {
        Self::from_interval(precision, x)
    }
    fn to_interval(&self) -> Interval {
        self.to_interval()
    }

    forward!(MpInterval, []: {
        neg() -> Self;
        add(other other) -> Self;
        sub(other other) -> Self;
        mul(other other) -> Self;
        div(other other) -> Self;
    });
    forward_shared!(MpInterval, []);
}
