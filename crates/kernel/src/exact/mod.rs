//! Exact arithmetic: rationals and signs in Q(pi). Nothing here rounds.

pub mod bernoulli;
pub mod qpi;
pub mod rational;

pub use rational::Q;
