//! Polynomials in several variables, their resultants and real roots, and real algebraic numbers.
//! Nothing here rounds.

pub mod algebraic;
mod modular;
pub mod polynomial;
pub mod real_root;
pub mod resultant;
