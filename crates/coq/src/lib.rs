//! Proofs as a Coq development, one file a claim.
//!
//! A claim becomes a theorem over Coq's reals, with the conditions under which its terms are
//! defined written out (`statement`); its certificate becomes a term, which the checker of
//! `proofs/coq/kernel`, proved sound there, is asked about (`reflective`), rule by rule where the
//! claim speaks of sums, sequences or integrals (`inference`). Nothing is admitted: a reason that
//! has no rule there is an [`ExportError`].

mod definedness;
mod inference;
mod name;
mod reflective;
mod script;
mod stated;
mod statement;
mod term;

use lemmabox_kernel::certificate::{Proof, Tree, Witness};
use lemmabox_kernel::expr::{Claim, Dag, Instance};
use thiserror::Error;

pub use reflective::KERNEL;

/// The logical name under which the files see each other.
pub const LIBRARY: &str = "Lemmabox";

/// Something that has no translation.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unsupported(pub String);

impl Unsupported {
    /// A formula and a proof of another shape.
    fn mismatch() -> Self {
        Self("the proof does not have the shape of the formula it proves".to_owned())
    }
}

/// Why a claim cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("claim `{claim}` cannot be exported to Coq: {reason}")]
pub struct ExportError {
    /// The claim.
    pub claim: String,
    /// What has no translation.
    pub reason: Unsupported,
}

/// The file of a claim, without its directory.
#[must_use]
pub fn file_name(claim: &str) -> String {
    format!("{}.v", name::identifier(claim))
}

/// The text of `_CoqProject` for the files of these claims, in an order in which they compile.
#[must_use]
pub fn project(claims: &[&str]) -> String {
    let mut out = format!("-Q . {LIBRARY}\n");
    for (name, _) in KERNEL {
        out.push_str(&format!("kernel/{name}.v\n"));
    }
    for claim in claims {
        out.push_str(&file_name(claim));
        out.push('\n');
    }
    out
}

/// What has no translation, with the name of the claim.
fn of(claim: &Claim) -> impl FnOnce(Unsupported) -> ExportError {
    |reason| ExportError {
        claim: claim.name.clone(),
        reason,
    }
}

/// Whether a proof goes by steps about sums, sequences or integrals, each with a lemma of its own.
/// The claim need not speak of any itself.
#[must_use]
pub fn has_steps(claim: &Claim, proof: &Proof) -> bool {
    !claim.symbols.is_empty() || matches!(proof.tree, Tree::Argument(_))
}

/// The Coq file of a proved claim by the checker of `proofs/coq/kernel`. `dag` is that of the
/// proof (it extends the claim's); `lemmas` are the claims used, in order, which must be exported
/// too.
///
/// # Errors
/// A term that has no translation, or a reason that the checker has no rule for.
pub fn export(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, ExportError> {
    let written = if has_steps(claim, proof) {
        inference::file(claim, lemmas, proof, dag)
    } else {
        reflective::file(claim, lemmas, proof, dag)
    };
    written.map_err(of(claim))
}

/// A claim and its certificate as definitions in a module of Coq, named like the claim's file.
///
/// # Errors
/// As for [`export`].
pub fn export_module(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, ExportError> {
    reflective::module(claim, lemmas, proof, dag).map_err(of(claim))
}

/// The Coq file of a refuted claim by the checker of `proofs/coq/kernel`: at some point of the
/// domain every hypothesis is defined and true and the goal is defined and false. `dag` is that of
/// the witness.
///
/// # Errors
/// A term that has no translation.
pub fn export_refutation(
    claim: &Claim,
    witness: &Witness,
    dag: &Dag,
) -> Result<String, ExportError> {
    let written = if claim.symbols.is_empty() {
        reflective::refutation(claim, witness, dag)
    } else {
        inference::refutation(claim, witness, dag)
    };
    written.map_err(of(claim))
}

/// A refuted claim and its witness as definitions in a module of Coq, named like the claim's file.
///
/// # Errors
/// As for [`export_refutation`].
pub fn export_refutation_module(
    claim: &Claim,
    witness: &Witness,
    dag: &Dag,
) -> Result<String, ExportError> {
    reflective::refutation_module(claim, witness, dag).map_err(of(claim))
}

/// The theorem that states a claim, without its proof: the sentence from `Theorem` on.
///
/// # Errors
/// A term that has no translation.
pub fn theorem(claim: &Claim) -> Result<String, ExportError> {
    let written = if claim.symbols.is_empty() {
        stated::theorem(claim)
    } else {
        inference::theorem(claim)
    };
    written.map_err(of(claim))
}
