//! The prover: one file a strategy, and the branch and bound over them.

mod outcome;

pub use outcome::{Cancel, Outcome, Remaining, Settings, Statistics, Verdict};
