//! Certificate files for the checker of `proofs/coq/kernel`.
//!
//! `reflect DIRECTORY FILE.cert...` writes `kernel/Coverage.v`, one Coq file that asks the checker
//! about every proof it has rules for (coqc prints the name of each with `true` or `false`), and a
//! file of its own for each claim with sums or sequences; their names stand in `separate`, lemmas
//! first. It prints how many of the others lack what.

use lemmabox_coq::{
    export, export_module, export_refutation, export_refutation_module, file_name, has_steps,
};
use lemmabox_kernel::certificate::{Certificate, Finding, Proof, Source};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::expr::{Claim, Dag, Instance};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Requires the checker and lets coqc print one line an answer.
const OPENING: &str = "\
From Coq Require Import Reals ZArith QArith List String.
From Lemmabox.kernel Require Import Terms Signs Changes Checker Witness.
Import ListNotations.
Set Printing Width 200.
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: reflect DIRECTORY FILE.cert...");
        return ExitCode::from(2);
    };
    let files: Vec<PathBuf> = arguments.collect();
    let opened: Vec<(Claim, Dag, Finding)> = files.iter().filter_map(read).collect();
    let mut text = OPENING.to_owned();
    let (mut written, mut lacking) = (0, BTreeMap::<String, Vec<&str>>::new());
    let mut separate = Separate::new(directory.clone());
    for (claim, dag, finding) in &opened {
        let separately = match finding {
            Finding::Proved(proof) => {
                has_steps(claim, proof).then(|| proof_file(&opened, claim, dag, proof))
            }
            Finding::Refuted(witness) => (!claim.symbols.is_empty())
                .then(|| export_refutation(claim, witness, dag).map_err(|e| e.reason.0)),
        };
        match separately {
            None => {}
            Some(Ok(text)) => {
                separate.files.push((claim, text));
                continue;
            }
            Some(Err(reason)) => {
                lacking.entry(reason).or_default().push(&claim.name);
                continue;
            }
        }
        let asked = match finding {
            Finding::Proved(proof) => proof_module(&opened, claim, dag, proof)
                .map(|module| (module, "check", "certificate'")),
            Finding::Refuted(witness) => export_refutation_module(claim, witness, dag)
                .map(|module| (module, "check_witness", "point'"))
                .map_err(|e| e.reason.0),
        };
        match asked {
            Ok((module, checker, given)) => {
                let name = file_name(&claim.name);
                let name = name.trim_end_matches(".v");
                text.push_str(&module);
                text.push_str(&format!(
                    "Eval vm_compute in (\"{name}\"%string, {checker} {name}.claim' {name}.{given}).\n"
                ));
                written += 1;
            }
            Err(reason) => lacking.entry(reason).or_default().push(&claim.name),
        }
    }
    written += separate.files.len();
    let output = directory.join("kernel").join("Coverage.v");
    if let Err(e) = std::fs::write(&output, text).and_then(|()| separate.write()) {
        eprintln!("{}: {e}", output.display());
        return ExitCode::FAILURE;
    }
    println!("{} certificates, {written} for Coq's checker", opened.len());
    let mut lacking: Vec<_> = lacking.into_iter().collect();
    lacking.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
    for (reason, names) in lacking {
        println!("{:5}  {reason}: {}", names.len(), names.join(" "));
    }
    ExitCode::SUCCESS
}

/// Files of claims with sums or sequences.
struct Separate<'c> {
    directory: PathBuf,
    files: Vec<(&'c Claim, String)>,
}

impl Separate<'_> {
    fn new(directory: PathBuf) -> Self {
        let files = Vec::new();
        Self { directory, files }
    }

    /// Writes them, and their names in `separate`, those that others use first.
    fn write(mut self) -> std::io::Result<()> {
        let used: Vec<String> = (self.files.iter())
            .flat_map(|(claim, _)| claim.uses.iter().map(|u| u.lemma.clone()))
            .collect();
        self.files
            .sort_by_key(|(claim, _)| !used.contains(&claim.name));
        let mut names = String::new();
        for (claim, text) in &self.files {
            let name = file_name(&claim.name);
            std::fs::write(self.directory.join(&name), text)?;
            names.push_str(name.trim_end_matches(".v"));
            names.push('\n');
        }
        std::fs::write(self.directory.join("separate"), names)
    }
}

/// The file of a proof, or what there is no rule for.
fn proof_file(
    opened: &[(Claim, Dag, Finding)],
    claim: &Claim,
    dag: &Dag,
    proof: &Proof,
) -> Result<String, String> {
    export(claim, &lemmas_of(opened, claim), proof, dag).map_err(|e| e.reason.0)
}

/// The lemmas that a claim uses.
fn lemmas_of<'c>(
    opened: &'c [(Claim, Dag, Finding)],
    claim: &'c Claim,
) -> Vec<(&'c Instance, &'c Claim)> {
    let find = |name: &str| opened.iter().map(|(c, _, _)| c).find(|c| c.name == name);
    (claim.uses.iter())
        .filter_map(|u| Some((u, find(&u.lemma)?)))
        .collect()
}

/// The module of a proof, or what the checker has no rule for.
fn proof_module(
    opened: &[(Claim, Dag, Finding)],
    claim: &Claim,
    dag: &Dag,
    proof: &Proof,
) -> Result<String, String> {
    export_module(claim, &lemmas_of(opened, claim), proof, dag).map_err(|e| e.reason.0)
}

fn read(path: &PathBuf) -> Option<(Claim, Dag, Finding)> {
    let mut parsed = None;
    let result = Certificate::read(&Source::from(path), |text| {
        let claim = read_claim(text).map_err(|e| e.to_string())?;
        let (dag, variables) = (claim.dag.clone(), claim.variables.len());
        parsed = Some(claim);
        Ok((dag, variables))
    });
    match (result, parsed) {
        (Ok(opened), Some(claim)) => Some((claim, opened.dag, opened.certificate.finding)),
        (Err(e), _) => {
            eprintln!("{}: {e}", path.display());
            None
        }
        (Ok(_), None) => None,
    }
}
