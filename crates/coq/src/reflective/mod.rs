//! Certificates as terms of Coq, for the checker of `proofs/coq/kernel`.
//!
//! The file states the claim as [`super::statement`] does and proves it by `check_sound`: Coq
//! computes that its own checker accepts the certificate. What the checker has no rule for is
//! [`Unsupported`].

mod reasons;
mod terms;

use super::name::identifier;
use super::script::Script;
use super::stated::Stated;
use super::{LIBRARY, Unsupported, stated};
use lemmabox_kernel::certificate::{Proof, Witness};
use lemmabox_kernel::expr::{Claim, Dag, Instance};
use reasons::{Reflected, Reflector};
pub use terms::Terms;
use terms::list;

/// The files of the checker, in an order in which they compile.
pub const KERNEL: [(&str, &str); 23] = [
    ("Terms", include_str!("../../kernel/Terms.v")),
    ("Polynomials", include_str!("../../kernel/Polynomials.v")),
    ("Normal", include_str!("../../kernel/Normal.v")),
    ("Content", include_str!("../../kernel/Content.v")),
    ("Apart", include_str!("../../kernel/Apart.v")),
    ("Identity", include_str!("../../kernel/Identity.v")),
    ("Enclosures", include_str!("../../kernel/Enclosures.v")),
    ("Evaluate", include_str!("../../kernel/Evaluate.v")),
    ("Simplify", include_str!("../../kernel/Simplify.v")),
    ("Derivatives", include_str!("../../kernel/Derivatives.v")),
    ("Curvature", include_str!("../../kernel/Curvature.v")),
    ("Regions", include_str!("../../kernel/Regions.v")),
    ("Centred", include_str!("../../kernel/Centred.v")),
    ("Arms", include_str!("../../kernel/Arms.v")),
    ("Signs", include_str!("../../kernel/Signs.v")),
    ("Formulas", include_str!("../../kernel/Formulas.v")),
    ("Resolution", include_str!("../../kernel/Resolution.v")),
    ("Changes", include_str!("../../kernel/Changes.v")),
    ("Checker", include_str!("../../kernel/Checker.v")),
    ("Witness", include_str!("../../kernel/Witness.v")),
    ("Sums", include_str!("../../kernel/Sums.v")),
    ("Integrals", include_str!("../../kernel/Integrals.v")),
    ("Inference", include_str!("../../kernel/Inference.v")),
];

/// See [`super::export`].
pub fn file(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, dag)?;
    let claim = &stated.claim;
    let mut script = opening(&stated, "Terms Signs Changes Checker", lemmas);
    let (used, text) = definitions(&mut script, claim, lemmas, proof)?;
    let (mut theorems, mut claims) = ("I".to_owned(), Vec::new());
    for &i in text.lemmas.iter().rev() {
        let id = identifier(&lemmas[i].1.name);
        theorems = format!("(conj ({id}.{id} : holds {}) {theorems})", used[i]);
    }
    for &i in &text.lemmas {
        claims.push(used[i].clone());
    }
    script.line("");
    stated.heading(&mut script);
    script.line("Proof.");
    script.line(&format!(
        "  exact (check_sound claim' certificate' ({theorems} : all_hold [{}])",
        claims.join("; ")
    ));
    script.line("    (eq_refl true <: check claim' certificate' = true)).");
    script.line("Qed.");
    Ok(script.finish())
}

/// A file up to its definitions: the statement in a comment, the parts of the checker that it
/// needs, the lemmas' files.
fn opening(stated: &Stated, parts: &str, lemmas: &[(&Instance, &Claim)]) -> Script {
    let mut script = Script::default();
    stated.title(&mut script);
    script.line("From Coq Require Import Reals ZArith QArith List.");
    script.line(&format!("From {LIBRARY}.kernel Require Import {parts}."));
    stated::require(&mut script, lemmas);
    script.line("Import ListNotations.");
    script.line("Local Open Scope R_scope.");
    script.line("");
    script
}

/// Definitions in a module named like the claim's file.
fn in_module(
    claim: &Claim,
    define: impl FnOnce(&mut Script) -> Result<(), Unsupported>,
) -> Result<String, Unsupported> {
    let mut script = Script::default();
    let id = identifier(&claim.name);
    script.line(&format!("Module {id}."));
    define(&mut script)?;
    script.line(&format!("End {id}."));
    Ok(script.finish())
}

/// A module that defines `claim'` and `certificate'`, to be looked at by `check`; the lemmas are
/// not asked for.
///
/// # Errors
/// A term that has no translation, or a reason that the checker has no rule for.
pub fn module(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, dag)?;
    in_module(claim, |script| {
        definitions(script, &stated.claim, lemmas, proof).map(|_| ())
    })
}

/// See [`super::export_refutation`].
pub fn refutation(claim: &Claim, witness: &Witness, dag: &Dag) -> Result<String, Unsupported> {
    let stated = Stated::failing(claim, dag)?;
    let mut script = opening(&stated, "Terms Witness", &[]);
    point(&mut script, &stated.claim, witness)?;
    script.line("");
    stated.heading(&mut script);
    script.line("Proof.");
    script.line("  exact (check_witness_sound claim' point' (eq_refl true <: check_witness claim' point' = true)).");
    script.line("Qed.");
    Ok(script.finish())
}

/// A module that defines `claim'`, its goal negated, and `point'`, to be looked at by
/// `check_witness`.
///
/// # Errors
/// As for [`refutation`].
pub fn refutation_module(
    claim: &Claim,
    witness: &Witness,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let stated = Stated::failing(claim, dag)?;
    in_module(claim, |script| point(script, &stated.claim, witness))
}

/// Defines the claim, its goal negated already, and the point where all of it is true.
fn point(script: &mut Script, claim: &Claim, witness: &Witness) -> Result<(), Unsupported> {
    if witness.model.is_some() {
        return Err(Unsupported("a sum, sequence or integral".to_owned()));
    }
    let mut terms = Terms::new("t'");
    let text = terms.claim(claim)?;
    let mut values = Vec::new();
    for &value in &witness.values {
        values.push(terms.term(&claim.dag, value)?);
    }
    script.line(terms.definitions());
    script.line(&format!("Definition claim' : claim := {text}."));
    script.line(&format!(
        "Definition point' : list term := {}.",
        list(&values)
    ));
    Ok(())
}

/// Defines the claims of the lemmas, the claim and the certificate; the names of the first.
pub fn definitions(
    script: &mut Script,
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
) -> Result<(Vec<String>, Reflected), Unsupported> {
    let mut used = Vec::new();
    for (i, (_, lemma)) in lemmas.iter().enumerate() {
        let mut terms = Terms::new(&format!("l{}'", i + 1));
        let text = terms.claim(lemma)?;
        let name = format!("lemma'{}", i + 1);
        script.line(terms.definitions());
        script.line(&format!("Definition {name} : claim := {text}."));
        used.push(name);
    }
    let mut terms = Terms::new("t'");
    let text = terms.claim(claim)?;
    let mut reflector = Reflector::new(claim, terms);
    let certificate = reflector.certificate(lemmas, &used, proof)?;
    script.line(reflector.definitions());
    script.line(&format!("Definition claim' : claim := {text}."));
    script.line(&format!(
        "Definition certificate' : certificate := {}.",
        certificate.text
    ));
    Ok((used, certificate))
}
