//! Enclosures: f64 outward intervals over CORE-MATH and MPFR intervals at any precision.
//!
//! [`Interval`] is the fast one (a pair of f64), [`MpInterval`] the sharp one (a pair of MPFR
//! numbers). [`Enclosure`] is what both offer, so an expression evaluator is written once.
//!
//! # Contract
//! For an operation `f` with natural domain `D` and arguments `X`, the result contains `f(x)` for
//! every `x` in `X` that lies in `D`; it is empty when no such `x` exists. Whether all of `X` lies
//! in `D` is told by the predicate that goes with the operation (`sqrt_defined`, `div_defined`,
//! ...). A predicate may say `false` although the operation is defined (near poles of the tangent,
//! say) but never `true` when it is not; on the empty set it says `false`.
//!
//! [`Interval`] results are at most a few ulps wider than the tightest ones and inclusion isotone
//! up to that; [`MpInterval`] is isotone.
//!
//! Ends may be infinite and then mean "unbounded": the sets are closed sets of real numbers.

mod arithmetic;
mod decimal;
mod double;
mod elementary;
mod enclosure;
mod mpfr;
mod mpfr_arithmetic;
mod mpfr_elementary;
pub mod operation;
mod rational;
pub mod reverse;
mod rounding;
mod special;
mod trigonometric;

pub use double::Interval;
pub use enclosure::Enclosure;
pub use mpfr::{MpInterval, Precision};
pub use special::MOST_ORDER;
