//! Certificates as terms of Coq, for the checker of `proofs/coq/kernel`.
//!
//! The file states the claim as [`super::statement`] does and proves it by `check_sound`: Coq computes that its own
//! checker accepts the certificate. What the checker has no rule for is [`Unsupported`].

mod reasons;
mod terms;

use super::name::identifier;
use super::proof::Stated;
use super::script::Script;
use super::{LIBRARY, Unsupported, proof};
use lemmabox_kernel::certificate::Proof;
use lemmabox_kernel::expr::{Claim, Dag, Instance};
use reasons::Reflector;
use terms::Terms;

/// The files of the checker, in an order in which they compile.
pub const KERNEL: [(&str, &str); 9] = [
    (
        "Terms",
        include_str!("../../../../proofs/coq/kernel/Terms.v"),
    ),
    (
        "Polynomials",
        include_str!("../../../../proofs/coq/kernel/Polynomials.v"),
    ),
    (
        "Normal",
        include_str!("../../../../proofs/coq/kernel/Normal.v"),
    ),
    (
        "Identity",
        include_str!("../../../../proofs/coq/kernel/Identity.v"),
    ),
    (
        "Enclosures",
        include_str!("../../../../proofs/coq/kernel/Enclosures.v"),
    ),
    (
        "Evaluate",
        include_str!("../../../../proofs/coq/kernel/Evaluate.v"),
    ),
    (
        "Derivatives",
        include_str!("../../../../proofs/coq/kernel/Derivatives.v"),
    ),
    (
        "Signs",
        include_str!("../../../../proofs/coq/kernel/Signs.v"),
    ),
    (
        "Checker",
        include_str!("../../../../proofs/coq/kernel/Checker.v"),
    ),
];

/// See [`super::export_reflective`].
pub fn file(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, dag)?;
    let claim = &stated.claim;
    let mut script = Script::default();
    stated.title(&mut script);
    script.line("From Coq Require Import Reals ZArith QArith List.");
    script.line(&format!(
        "From {LIBRARY}.kernel Require Import Terms Signs Checker."
    ));
    proof::require(&mut script, lemmas);
    script.line("Import ListNotations.");
    script.line("Local Open Scope R_scope.");
    script.line("");

    let mut used = Vec::new();
    for (i, (_, lemma)) in lemmas.iter().enumerate() {
        let mut terms = Terms::new(&format!("l{}'", i + 1));
        let text = terms.claim(lemma)?;
        let name = format!("lemma'{}", i + 1);
        script.line(terms.definitions());
        script.line(&format!("Definition {name} : claim := {text}."));
        used.push(name);
    }
    let text = {
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
        certificate
    };
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
