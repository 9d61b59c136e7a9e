//! Hypothesis ablation and best constants.
//!
//! Both ask the prover many times about variants of one claim; what they report is exactly what those
//! answers certify.

mod ablation;
mod best;

pub use ablation::{Ablation, Finding, ablate};
pub use best::{BestError, Bracket, bracket};

use crate::expr::Claim;
use crate::prove::Outcome;

/// How a variant of a claim is decided; the caller fixes lemmas, limits and cancellation.
pub type Decide<'a> = dyn Fn(&Claim) -> Outcome + 'a;
