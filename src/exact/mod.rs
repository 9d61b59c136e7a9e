//! Exact arithmetic: rationals, Q(pi), multivariate polynomials, real algebraic numbers.
//!
//! Nothing here rounds. This room is linked by the checker, so it uses num-bigint and
//! num-rational only.

pub mod algebraic;
mod modular;
pub mod polynomial;
pub mod qpi;
pub mod rational;
pub mod real_root;
pub mod resultant;

pub use rational::Q;
