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
/// `directory`, proved by the checker of `proofs/coq/kernel`: of a refuted one, that it fails at a
/// point.
///
/// # Errors
/// A directory that cannot be written; a proof that has no translation (after the others are
/// written).
pub fn run(
    selection: &Selection,
    limits: &Limits,
    directory: &Path,
    as_json: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let claims: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
    let chosen: Vec<usize> = (selection.chosen.iter().copied())
        .filter(|&i| claims[i].expectation != Expectation::Undecided)
        .collect();
    let cancel = stop_on_interrupt()?;
    let settings = limits.settings();
    let as_written = |i: usize, outcome| session::as_written(&selection.claims[i], outcome);
    let outcomes = limits.run(|| decide_all(&claims, &chosen, &settings, &cancel, &as_written))?;

    let mut development = Development::new(directory, &claims)?;
    for (claim, outcome) in claims.iter().zip(&outcomes) {
        if let Some(outcome) = outcome {
            development.add(claim, outcome)?;
        }
    }
    development.finish(as_json, out)
}

/// A directory that fills with Coq files.
struct Development<'c> {
    directory: &'c Path,
    /// All there are, lemmas among them.
    claims: &'c [&'c Claim],
    /// Names of claims whose files are there, lemmas first.
    written: Vec<&'c str>,
    /// Claims that were not decided as their authors expect.
    otherwise: Vec<&'c str>,
    /// Why proofs have no translation.
    refused: Vec<String>,
    entries: Vec<Entry>,
}

impl<'c> Development<'c> {
    /// Writes the checker.
    fn new(directory: &'c Path, claims: &'c [&'c Claim]) -> Result<Self, Failure> {
        let kernel = directory.join("kernel");
        std::fs::create_dir_all(&kernel).map_err(|e| Failure::file("create", &kernel, &e))?;
        for (name, text) in coq::KERNEL {
            write(&kernel.join(format!("{name}.v")), text)?;
        }
        Ok(Self {
            directory,
            claims,
            written: Vec::new(),
            otherwise: Vec::new(),
            refused: Vec::new(),
            entries: Vec::new(),
        })
    }

    /// Writes the file of a claim that is decided as expected, and notes why not otherwise.
    fn add(&mut self, claim: &'c Claim, outcome: &prove::Outcome) -> Result<(), Failure> {
        let stated = as_stated(claim);
        let text = match (&outcome.verdict, stated.expectation) {
            (Verdict::Proved(proof), Expectation::Proved) => {
                let lemmas = self.lemmas(&stated);
                match lemmas
                    .iter()
                    .find(|(u, _)| !self.written.contains(&u.lemma.as_str()))
                {
                    Some((missing, _)) => Err(format!(
                        "claim `{}` cannot be exported to Coq: `{}`, which it uses, is not",
                        claim.name, missing.lemma
                    )),
                    None => coq::export(&stated, &lemmas, proof, &outcome.dag)
                        .map_err(|e| e.to_string()),
                }
            }
            (Verdict::Refuted(witness), Expectation::Refuted) => {
                coq::export_refutation(&stated, witness, &outcome.dag).map_err(|e| e.to_string())
            }
            _ => {
                let cause = "not decided as expected".to_owned();
                self.entries.push(Entry::refused(&claim.name, cause));
                self.otherwise.push(&claim.name);
                return Ok(());
            }
        };
        match text {
            Ok(text) => {
                let path = self.directory.join(coq::file_name(&claim.name));
                write(&path, &text)?;
                self.entries.push(Entry::written(&claim.name, &path));
                self.written.push(&claim.name);
            }
            Err(cause) => {
                self.entries
                    .push(Entry::refused(&claim.name, cause.clone()));
                self.refused.push(cause);
            }
        }
        Ok(())
    }

    /// The claims that a claim uses.
    fn lemmas<'a>(&self, claim: &'a Claim) -> Vec<(&'a Instance, &'c Claim)> {
        (claim.uses.iter())
            .filter_map(|u| Some((u, *self.claims.iter().find(|c| c.name == u.lemma)?)))
            .collect()
    }

    /// Writes `_CoqProject` and says what is there.
    fn finish(self, as_json: bool, out: &mut Output) -> Result<Outcome, Failure> {
        let project = coq::project(&self.written);
        write(&self.directory.join("_CoqProject"), &project)?;
        if as_json {
            json::print(&self.entries, out)?;
        } else {
            for name in &self.otherwise {
                writeln!(out, "{name}: not decided as expected, not exported")?;
            }
            let claims = count(self.written.len() as u64, "claim");
            writeln!(out, "{claims} in {}", self.directory.display())?;
        }
        if !self.refused.is_empty() {
            return Err(Failure::Message {
                message: self.refused.join("\nerror: "),
                help: Some("the other claims, if any, are written".to_owned()),
            });
        }
        Ok(if self.otherwise.is_empty() {
            Outcome::AsExpected
        } else {
            Outcome::Undecided
        })
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_whole(path, |file| file.write_all(text.as_bytes()))
}
