//! The Coq part of `lemmabox export`.

use super::export::Entry;
use super::limits::{Limits, stop_on_interrupt};
use super::outcome::count;
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output, Selection, json};
use crate::expr::{Claim, Expectation, Instance};
use crate::interop::coq;
use crate::prove::{self, Verdict, as_stated, decide_all};
use crate::session;
use std::io::Write as _;
use std::path::Path;

/// Decides the claims chosen, with the lemmas they use, and writes a Coq file of each into
/// `directory`: of a proved claim by the checker of `proofs/coq/kernel` where that has the rules,
/// else, and always with `tactics`, by a script; of a refuted one, which no script covers, that it
/// fails at a point.
///
/// # Errors
/// A directory that cannot be written; a proof that has no translation (after the others are
/// written).
pub fn run(
    selection: &Selection,
    limits: &Limits,
    directory: &Path,
    tactics: bool,
    as_json: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let claims: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
    let chosen: Vec<usize> = selection
        .chosen
        .iter()
        .copied()
        .filter(|&i| match claims[i].expectation {
            Expectation::Proved => true,
            Expectation::Refuted => !tactics,
            Expectation::Undecided => false,
        })
        .collect();
    let cancel = stop_on_interrupt()?;
    let settings = limits.settings();
    let as_written = |i: usize, outcome| session::as_written(&selection.claims[i], outcome);
    let outcomes = limits.run(|| decide_all(&claims, &chosen, &settings, &cancel, &as_written))?;

    std::fs::create_dir_all(directory).map_err(|e| Failure::file("create", directory, &e))?;
    write(&directory.join("Lemmabox.v"), coq::PRELUDE)?;
    let kernel = directory.join("kernel");
    std::fs::create_dir_all(&kernel).map_err(|e| Failure::file("create", &kernel, &e))?;
    for (name, text) in coq::KERNEL {
        write(&kernel.join(format!("{name}.v")), text)?;
    }
    let mut written: Vec<&str> = Vec::new();
    let mut refused: Vec<String> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut unproved = false;
    for (i, outcome) in outcomes.iter().enumerate() {
        let Some(prove::Outcome { verdict, dag, .. }) = outcome else {
            continue;
        };
        let claim = as_stated(claims[i]);
        let expected = match verdict {
            Verdict::Proved(_) => Expectation::Proved,
            Verdict::Refuted(_) => Expectation::Refuted,
            Verdict::Undecided(_) => Expectation::Undecided,
        };
        if claim.expectation != expected {
            entries.push(Entry::refused(
                &claim.name,
                "not decided as expected".into(),
            ));
            if !as_json {
                writeln!(out, "{}: not decided as expected, not exported", claim.name)?;
            }
            unproved = true;
            continue;
        }
        let proof = match verdict {
            Verdict::Proved(proof) => proof,
            Verdict::Refuted(witness) => {
                match coq::export_refutation(&claim, witness, dag) {
                    Ok(text) => {
                        let path = directory.join(coq::file_name(&claim.name));
                        write(&path, &text)?;
                        entries.push(Entry::written(&claim.name, &path));
                        written.push(&claims[i].name);
                    }
                    Err(e) => {
                        entries.push(Entry::refused(&claim.name, e.to_string()));
                        refused.push(e.to_string());
                    }
                }
                continue;
            }
            Verdict::Undecided(_) => continue,
        };
        let lemmas: Vec<(&Instance, &Claim)> = claim
            .uses
            .iter()
            .filter_map(|u| Some((u, *claims.iter().find(|c| c.name == u.lemma)?)))
            .collect();
        if let Some((missing, _)) = lemmas
            .iter()
            .find(|(u, _)| !written.contains(&u.lemma.as_str()))
        {
            let cause = format!(
                "claim `{}` cannot be exported to Coq: `{}`, which it uses, is not",
                claim.name, missing.lemma
            );
            entries.push(Entry::refused(&claim.name, cause.clone()));
            refused.push(cause);
            continue;
        }
        let text = if tactics {
            coq::export(&claim, &lemmas, proof, dag)
        } else {
            // What the checker lacks is the reason to tell.
            coq::export_reflective(&claim, &lemmas, proof, dag)
                .or_else(|why| coq::export(&claim, &lemmas, proof, dag).map_err(|_| why))
        };
        match text {
            Ok(text) => {
                let path = directory.join(coq::file_name(&claim.name));
                write(&path, &text)?;
                entries.push(Entry::written(&claim.name, &path));
                written.push(&claims[i].name);
            }
            Err(e) => {
                entries.push(Entry::refused(&claim.name, e.to_string()));
                refused.push(e.to_string());
            }
        }
    }
    write(&directory.join("_CoqProject"), &coq::project(&written))?;
    if as_json {
        json::print(&entries, out)?;
    } else {
        let claims = count(written.len() as u64, "claim");
        writeln!(out, "{claims} in {}", directory.display())?;
    }
    if !refused.is_empty() {
        return Err(Failure::Message {
            message: refused.join("\nerror: "),
            help: Some("the other claims, if any, are written".to_owned()),
        });
    }
    Ok(if unproved {
        Outcome::Undecided
    } else {
        Outcome::AsExpected
    })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_whole(path, |file| file.write_all(text.as_bytes()))
}
