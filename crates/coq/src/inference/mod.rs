//! Claims with sums and sequences: one lemma a premise, from the simplest on.
//!
//! The kernel derives the premises of each rule; each is stated in Coq's words and proved before
//! the claim that rests on it. A premise about real numbers is proved by the checker of
//! `proofs/coq/kernel` with its sums and values standing for any reals; the steps between are the
//! theorems of `Sums.v`, put together by the tactics of `Inference.v`.

mod integrals;
mod plain;
mod refutation;
mod rules;

pub use refutation::refutation;

use crate::name::identifier;
use crate::script::Script;
use crate::{LIBRARY, Unsupported, reflective, stated};
use lemmabox_kernel::certificate::{Argument, Proof, Rule, Tree};
use lemmabox_kernel::check::premises;
use lemmabox_kernel::expr::{Claim, Dag, Instance};
use plain::Plain;

/// A premise that is proved, and the name of its lemma.
struct Step {
    name: String,
    claim: Claim,
}

/// Writes one proof.
struct Writer<'c> {
    script: Script,
    lemmas: &'c [(&'c Instance, &'c Claim)],
    claims: Vec<&'c Claim>,
    written: usize,
}

/// The theorem that states a claim with sums or sequences, without its proof.
///
/// # Errors
/// What has no counterpart in Coq's library, or in the checker's.
pub fn theorem(claim: &Claim) -> Result<String, Unsupported> {
    let mut script = Script::default();
    heading(&mut script, claim, &Plain::new(claim)?)?;
    Ok(script.finish())
}

/// See [`crate::export`].
pub fn file(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let mut claim = claim.clone();
    claim.dag = dag.clone();
    let mut writer = Writer::new(&claim.title, lemmas);
    let Tree::Argument(argument) = &proof.tree else {
        return Err(Unsupported::mismatch());
    };
    let steps = writer.premises(&claim, argument)?;
    let plain = Plain::new(&claim)?;
    let integrals = writer.integrals(&claim, &plain)?;
    let conditions = heading(&mut writer.script, &claim, &plain)?;
    writer.defined(&claim, plain, (&conditions, &integrals), &steps)?;
    Ok(writer.script.finish())
}

/// The theorem up to its full stop, and what it says of definedness.
fn heading(
    script: &mut Script,
    claim: &Claim,
    plain: &Plain,
) -> Result<Vec<plain::Condition>, Unsupported> {
    let conditions = plain.definedness(claim)?;
    script.line(&format!("Theorem {} :", identifier(&claim.name)));
    script.indent();
    plain.write(script, &conditions);
    script.dedent();
    Ok(conditions)
}

impl<'c> Writer<'c> {
    /// A file with its title, and what it needs taken in.
    fn new(title: &str, lemmas: &'c [(&'c Instance, &'c Claim)]) -> Self {
        let mut script = Script::default();
        let title = title.replace("(*", "( *").replace("*)", "* )");
        script.line(&format!("(* {title} *)"));
        script.line("From Coq Require Import Reals ZArith QArith List Lra Classical.");
        script.line(&format!(
            "From {LIBRARY}.kernel Require Import Terms Signs Changes Checker Sums Integrals Inference."
        ));
        stated::require(&mut script, lemmas);
        script.line("Import ListNotations.");
        script.line("Local Open Scope R_scope.");
        script.line("");
        Writer {
            script,
            lemmas,
            claims: lemmas.iter().map(|(_, claim)| *claim).collect(),
            written: 0,
        }
    }

    /// Proves what a rule needs.
    fn premises(&mut self, claim: &Claim, argument: &Argument) -> Result<Vec<Step>, Unsupported> {
        let claims = premises(claim, &self.claims, &argument.rule).map_err(Unsupported)?;
        if claims.len() != argument.premises.len() {
            return Err(Unsupported::mismatch());
        }
        let mut steps = Vec::new();
        for (claim, tree) in claims.into_iter().zip(&argument.premises) {
            let name = self.step(&claim, tree)?;
            steps.push(Step { name, claim });
        }
        Ok(steps)
    }

    /// Proves a premise; the name of its lemma.
    fn step(&mut self, claim: &Claim, tree: &Tree) -> Result<String, Unsupported> {
        match tree {
            Tree::Kept(kept) => {
                let tree = kept.tree().map_err(|e| Unsupported(e.to_string()))?;
                self.step(claim, &tree)
            }
            Tree::Argument(argument) => {
                let steps = self.premises(claim, argument)?;
                let facts = match &argument.rule {
                    Rule::Integral { symbol, pieces } => {
                        Some(self.facts(claim, (*symbol, pieces))?)
                    }
                    Rule::Defined(_)
                    | Rule::Induction { .. }
                    | Rule::Instances(_)
                    | Rule::Cut(_)
                    | Rule::Every(_)
                    | Rule::Name(_)
                    | Rule::Unfold
                    | Rule::Forget(_)
                    | Rule::Parts { .. }
                    | Rule::Limit { .. }
                    | Rule::Logarithm(..)
                    | Rule::Branch(..)
                    | Rule::Lemma(_) => None,
                };
                let name = self.next();
                let plain = Plain::new(claim)?;
                self.lemma(&name, &plain);
                self.rule(claim, plain, (&argument.rule, facts.as_ref()), &steps)?;
                self.script.line("Qed.");
                self.script.line("");
                Ok(name)
            }
            Tree::Leaf(_)
            | Tree::Split { .. }
            | Tree::Conjuncts(_)
            | Tree::Disjunct { .. }
            | Tree::Cases { .. }
            | Tree::Compare { .. }
            | Tree::Narrow { .. }
            | Tree::Assert { .. }
            | Tree::Invert { .. }
            | Tree::Change(_)
            | Tree::Period { .. } => self.leaf(claim, tree),
        }
    }

    fn next(&mut self) -> String {
        self.written += 1;
        format!("step'{}", self.written)
    }

    fn lemma(&mut self, name: &str, plain: &Plain) {
        self.script.line(&format!("Lemma {name} :"));
        self.script.indent();
        plain.write(&mut self.script, &[]);
        self.script.dedent();
        self.script.line("Proof.");
        self.script.line(&format!("  {}", plain.intros()));
    }

    /// A premise about real numbers, its sums and values standing for any.
    fn leaf(&mut self, claim: &Claim, tree: &Tree) -> Result<String, Unsupported> {
        let name = self.next();
        let proof = Proof {
            lemmas: Vec::new(),
            tree: tree.clone(),
        };
        let module = format!("real'{}", self.written);
        self.script.line(&format!("Module {module}."));
        reflective::definitions(&mut self.script, claim, &[], &proof)?;
        self.script.line(&format!("End {module}."));
        let plain = Plain::new(claim)?;
        self.lemma(&name, &plain);
        let arguments = self.arguments(claim, &plain);
        let check = format!("check {module}.claim' {module}.certificate'");
        self.script.line(&format!(
            "  exact (check_sound {module}.claim' {module}.certificate' I (eq_refl true <: {check} = true) {}).",
            arguments.join(" ")
        ));
        self.script.line("Qed.");
        self.script.line("");
        Ok(name)
    }
}
