//! Certificate files for the checker of `proofs/coq/kernel`.
//!
//! `reflect FILE.v FILE.cert...` writes one Coq file that asks the checker about every proof it has rules for (coqc prints
//! the name of each with `true` or `false`), and prints how many of the others lack what.

use lemmabox_coq::{export_module, export_refutation_module, file_name};
use lemmabox_kernel::certificate::{Certificate, Finding, Proof, Source};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::expr::{Claim, Dag};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Requires the checker and lets coqc print one line an answer.
const OPENING: &str = "\
From Coq Require Import Reals ZArith QArith List String.
From Lemmabox.kernel Require Import Terms Signs Checker Witness.
Import ListNotations.
Set Printing Width 200.
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let Some(output) = arguments.next() else {
        eprintln!("usage: reflect FILE.v FILE.cert...");
        return ExitCode::from(2);
    };
    let files: Vec<PathBuf> = arguments.collect();
    let opened: Vec<(Claim, Dag, Finding)> = files.iter().filter_map(read).collect();
    let mut text = OPENING.to_owned();
    let (mut written, mut lacking) = (0, BTreeMap::<String, Vec<&str>>::new());
    for (claim, dag, finding) in &opened {
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
    if let Err(e) = std::fs::write(&output, text) {
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

/// The module of a proof, or what the checker has no rule for.
fn proof_module(
    opened: &[(Claim, Dag, Finding)],
    claim: &Claim,
    dag: &Dag,
    proof: &Proof,
) -> Result<String, String> {
    let find = |name: &str| opened.iter().map(|(c, _, _)| c).find(|c| c.name == name);
    let lemmas: Vec<_> = claim
        .uses
        .iter()
        .filter_map(|u| Some((u, find(&u.lemma)?)))
        .collect();
    export_module(claim, &lemmas, proof, dag).map_err(|e| e.reason.0)
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
