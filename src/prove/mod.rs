//! The prover: one file a strategy, and the branch and bound over them.

mod context;
pub mod covering;
mod outcome;

pub use context::TouchContext;
pub use outcome::{Cancel, Outcome, Remaining, Settings, Statistics, Verdict};
