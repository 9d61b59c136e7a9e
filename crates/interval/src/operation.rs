//! The enclosure of each operation of a term, with whether it is certainly defined all over the
//! operands: the one place from which evaluators take it.

use super::enclosure::Enclosure;
use lemmabox_kernel::expr::{Binary, Unary};

/// An operation of one argument.
#[inline]
pub fn unary<E: Enclosure>(op: Unary, x: &E) -> (E, bool) {
    match op {
        Unary::Neg => (x.neg(), true),
        Unary::Abs => (x.abs(), true),
        Unary::Sqrt => (x.sqrt(), x.sqrt_defined()),
        Unary::Sin => (x.sin(), true),
        Unary::Cos => (x.cos(), true),
        Unary::Tan => (x.tan(), x.tan_defined()),
        Unary::Arcsin => (x.asin(), x.asin_defined()),
        Unary::Arccos => (x.acos(), x.acos_defined()),
        Unary::Arctan => (x.atan(), true),
        Unary::Exp => (x.exp(), true),
        Unary::Log => (x.log(), x.log_defined()),
        Unary::Asinh => (x.asinh(), true),
        Unary::Floor => (x.floor(), true),
        Unary::Erfc => (x.erfc(), true),
        Unary::Binet(k) => (x.binet(u32::from(k)), x.log_defined()),
        Unary::Carlson(k) => (x.carlson(u32::from(k)), x.log_defined()),
    }
}

/// An operation of two arguments.
#[inline]
pub fn binary<E: Enclosure>(op: Binary, x: &E, y: &E) -> (E, bool) {
    match op {
        Binary::Add => (x.add(y), true),
        Binary::Sub => (x.sub(y), true),
        Binary::Mul => (x.mul(y), true),
        Binary::Div => (x.div(y), x.div_defined(y)),
        Binary::Min => (x.min(y), true),
        Binary::Max => (x.max(y), true),
        Binary::Arctan2 => (x.atan2(y), x.atan2_defined(y)),
    }
}

/// `x^n`
#[inline]
pub fn power<E: Enclosure>(x: &E, n: i32) -> (E, bool) {
    (x.powi(n), x.powi_defined(n))
}

/// `x^(p/q)`
#[inline]
pub fn rational_power<E: Enclosure>(x: &E, p: i32, q: u32) -> (E, bool) {
    (x.pow_rational(p, q), x.pow_rational_defined(p, q))
}

/// Whether an operation of one argument is certainly continuous on the set.
#[inline]
pub fn is_continuous<E: Enclosure>(op: Unary, x: &E) -> bool {
    op.is_continuous() || {
        let image = unary(op, x).0.to_interval();
        image.lo() == image.hi()
    }
}
