//! Certificate files as Coq files: `reflect DIRECTORY FILE.cert...` writes `NAME.v` for every proof that the checker of
//! `proofs/coq/kernel` has rules for, and says what it lacks for the others.

use lemmabox_coq::{export_reflective, file_name};
use lemmabox_kernel::certificate::{Certificate, Finding, Proof, Source};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::expr::{Claim, Dag};
use std::path::PathBuf;

fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: reflect DIRECTORY FILE.cert...");
        std::process::exit(2);
    };
    let files: Vec<PathBuf> = arguments.collect();
    let opened: Vec<(Claim, Dag, Option<Proof>)> = files.iter().filter_map(read).collect();
    let (mut written, mut proved) = (0, 0);
    for (claim, dag, proof) in &opened {
        let Some(proof) = proof else { continue };
        proved += 1;
        let find = |name: &str| opened.iter().map(|(c, _, _)| c).find(|c| c.name == name);
        let lemmas: Vec<_> = claim
            .uses
            .iter()
            .filter_map(|u| Some((u, find(&u.lemma)?)))
            .collect();
        match export_reflective(claim, &lemmas, proof, dag) {
            Ok(text) => {
                let path = directory.join(file_name(&claim.name));
                match std::fs::write(&path, text) {
                    Ok(()) => written += 1,
                    Err(e) => eprintln!("{}: {e}", path.display()),
                }
            }
            Err(e) => eprintln!("{e}"),
        }
    }
    println!("{written} of {proved} proofs written");
}

fn read(path: &PathBuf) -> Option<(Claim, Dag, Option<Proof>)> {
    let mut parsed = None;
    let result = Certificate::read(&Source::from(path), |text| {
        let claim = read_claim(text).map_err(|e| e.to_string())?;
        let (dag, variables) = (claim.dag.clone(), claim.variables.len());
        parsed = Some(claim);
        Ok((dag, variables))
    });
    match (result, parsed) {
        (Ok(opened), Some(claim)) => {
            let proof = match opened.certificate.finding {
                Finding::Proved(proof) => Some(proof),
                Finding::Refuted(_) => None,
            };
            Some((claim, opened.dag, proof))
        }
        (Err(e), _) => {
            eprintln!("{}: {e}", path.display());
            None
        }
        (Ok(_), None) => None,
    }
}
