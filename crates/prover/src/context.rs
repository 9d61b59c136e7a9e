//! What the engine hands to the strategies for goals that touch zero.

use super::Cancel;
use super::touching::Effort;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Relation};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The setting of one sign to be proved: `touching::prove_sign(&context, f, strict, &region)`.
///
/// Terms made for a proof live in [`TouchContext::dag`], which extends the claim's DAG (every
/// handle of the claim stays valid in it) and is shared by all workers of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct TouchContext<'a> {
    /// The claim, or its transform by the charts at infinity entered so far.
    pub claim: &'a Claim,
    /// The facts in the order of the proof format: those of the claim, then those of the lemmas
    /// used.
    pub facts: &'a [Relation],
    /// Facts `f op 0` that are true wherever no hypothesis is false.
    pub signed_facts: &'a [(Expr, Comparison)],
    /// Where new terms are made.
    pub dag: &'a Mutex<Dag>,
    /// Bits of precision for enclosures beyond doubles.
    pub precision: u32,
    /// Whether to stop.
    pub cancel: &'a Cancel,
    /// How much work a sign is worth.
    pub effort: Effort,
}

impl TouchContext<'_> {
    /// The shared DAG, locked. Hold it briefly; for long work clone it and import the result.
    pub fn lock_dag(&self) -> MutexGuard<'_, Dag> {
        self.dag.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
