//! `lemmabox verify`.

use super::limits::{Limits, stop_on_interrupt};
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output, Selection};
use crate::certificate::{Certificate, Finding, digest};
use crate::expr::{Claim, Expectation};
use crate::lang::{canonical, expression_text};
use crate::prove::{self, Verdict, as_stated, decide_all};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox verify proofs                         every claim below proofs/
  lemmabox verify proofs --claim K3 --claim K4   two of them
  lemmabox verify proofs --certificate out       and a certificate of each in out/
  lemmabox verify proofs --json | jq '.[] | select(.verdict != \"proved\")'";

/// Arguments of `lemmabox verify`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
    #[command(flatten)]
    limits: Limits,
    /// Print a JSON array, one object a claim
    #[arg(long)]
    json: bool,
    /// Write a certificate of each decided claim, NAME.cert, into this directory
    #[arg(long, value_name = "DIR")]
    certificate: Option<PathBuf>,
}

/// One claim in the JSON output.
#[derive(Serialize)]
struct Entry<'c> {
    name: &'c str,
    title: &'c str,
    file: &'c str,
    line: usize,
    verdict: &'static str,
    expected: &'static str,
    as_expected: bool,
    seconds: f64,
    boxes: u64,
    depth: u32,
    precision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boxes_left: Option<u64>,
    /// Some of the boxes left: for each variable its name and the ends, outward.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples_left: Vec<Vec<(&'c str, f64, f64)>>,
}

fn word(expectation: Expectation) -> &'static str {
    match expectation {
        Expectation::Proved => "proved",
        Expectation::Refuted => "refuted",
        Expectation::Undecided => "undecided",
    }
}

/// Decides the claims chosen and prints a table of verdicts.
///
/// # Errors
/// Errors in the claim files, of writing, and of the system.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let selection = arguments.claims.load()?;
    if let Some(directory) = &arguments.certificate {
        std::fs::create_dir_all(directory).map_err(|e| Failure::file("create", directory, &e))?;
    }
    let cancel = stop_on_interrupt()?;
    let claims: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
    // Hidden when standard error is no terminal.
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    let progress = ProgressBar::new(selection.chosen.len() as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    // Written as soon as it is decided; a proof that rests on lemmas waits until they are all decided.
    let stopped = Mutex::new(Ok(()));
    let write_now = |i: usize, outcome: &prove::Outcome| {
        let Some(directory) = &arguments.certificate else {
            return;
        };
        if rests_on_lemmas(claims[i], outcome) {
            return;
        }
        let written = write_certificate(directory, claims[i], &claims, outcome);
        let mut stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
        if stopped.is_ok() {
            *stopped = written;
        }
    };
    let done = |i: usize, outcome: &prove::Outcome| {
        write_now(i, outcome);
        if selection.chosen.binary_search(&i).is_ok() {
            progress.set_message(claims[i].name.clone());
            progress.inc(1);
        }
    };
    let settings = arguments.limits.settings();
    let outcomes = arguments
        .limits
        .run(|| decide_all(&claims, &selection.chosen, &settings, &cancel, &done))?;
    progress.finish_and_clear();
    stopped
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)?;
    if let Some(directory) = &arguments.certificate {
        for (i, outcome) in outcomes.iter().enumerate() {
            if let Some(outcome) = outcome
                && rests_on_lemmas(claims[i], outcome)
            {
                write_certificate(directory, claims[i], &claims, outcome)?;
            }
        }
    }
    let decided: Vec<(usize, &prove::Outcome)> = selection
        .chosen
        .iter()
        .filter_map(|&i| Some((i, outcomes[i].as_ref()?)))
        .collect();
    let entries: Vec<Entry<'_>> = decided
        .iter()
        .map(|&(i, o)| entry(&selection, i, o))
        .collect();
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &entries).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        table(&entries, out)?;
    }
    Ok(entries.iter().fold(Outcome::AsExpected, |all, e| {
        all.and(match (e.as_expected, e.verdict) {
            (true, _) => Outcome::AsExpected,
            (false, "undecided") => Outcome::Undecided,
            (false, _) => Outcome::NotAsExpected,
        })
    }))
}

fn entry<'c>(selection: &'c Selection, i: usize, outcome: &'c prove::Outcome) -> Entry<'c> {
    let located = &selection.claims[i];
    let claim = &located.claim;
    let statistics = &outcome.statistics;
    let mut entry = Entry {
        name: &claim.name,
        title: &claim.title,
        file: located.source.name(),
        line: located.line(),
        verdict: "undecided",
        expected: word(claim.expectation),
        as_expected: false,
        seconds: statistics.time.as_secs_f64(),
        boxes: statistics.boxes,
        depth: statistics.depth,
        precision: statistics.precision,
        witness: None,
        reason: None,
        boxes_left: None,
        examples_left: Vec::new(),
    };
    match &outcome.verdict {
        Verdict::Proved(_) => entry.verdict = "proved",
        Verdict::Refuted(witness) => {
            entry.verdict = "refuted";
            let claim = as_stated(claim);
            let value = |e| expression_text(&outcome.dag, &claim.variables, e);
            let values = claim.variables.iter().zip(&witness.values);
            entry.witness = Some(values.map(|(v, &e)| (v.name.clone(), value(e))).collect());
        }
        Verdict::Undecided(left) => {
            entry.reason = Some(&left.reason);
            entry.boxes_left = Some(left.count);
            let named = |b: &Vec<(f64, f64)>| {
                claim
                    .variables
                    .iter()
                    .zip(b)
                    .map(|(v, &(lo, hi))| (v.name.as_str(), lo, hi))
                    .collect()
            };
            entry.examples_left = left.boxes.iter().map(named).collect();
        }
    }
    entry.as_expected = entry.verdict == entry.expected;
    entry
}

fn table(entries: &[Entry<'_>], out: &mut Output) -> Result<(), Failure> {
    let width = entries
        .iter()
        .map(|e| e.name.chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
    writeln!(
        out,
        "  {:width$}  {:9}  {:>8}  {:>9}",
        "claim", "verdict", "boxes", "seconds"
    )?;
    for e in entries {
        let mark = if e.as_expected { ' ' } else { '!' };
        write!(
            out,
            "{mark} {:width$}  {:9}  {:>8}  {:>9.3}",
            e.name, e.verdict, e.boxes, e.seconds
        )?;
        if let Some(witness) = &e.witness {
            let values: Vec<String> = witness.iter().map(|(v, x)| format!("{v} = {x}")).collect();
            write!(
                out,
                "  at {}",
                if values.is_empty() {
                    "every point".into()
                } else {
                    values.join(", ")
                }
            )?;
        }
        if let Some(reason) = e.reason {
            write!(out, "  {reason}")?;
        }
        if !e.as_expected {
            write!(out, "  (expected {})", e.expected)?;
        }
        writeln!(out)?;
    }
    let count = |verdict: &str| entries.iter().filter(|e| e.verdict == verdict).count();
    let wrong = entries.iter().filter(|e| !e.as_expected).count();
    writeln!(
        out,
        "{} claims: {} proved, {} refuted, {} undecided; {}",
        entries.len(),
        count("proved"),
        count("refuted"),
        count("undecided"),
        if wrong == 0 {
            "all as expected".into()
        } else {
            format!("{wrong} not as expected (!)")
        }
    )?;
    Ok(())
}

/// The certificate of an outcome; `None` when it is undecided. Its terms live in the outcome's DAG.
pub(super) fn certificate(
    claim: &Claim,
    claims: &[&Claim],
    outcome: &prove::Outcome,
) -> Option<Certificate> {
    let finding = match &outcome.verdict {
        Verdict::Proved(proof) => Finding::Proved(proof.clone()),
        Verdict::Refuted(witness) => Finding::Refuted(witness.clone()),
        Verdict::Undecided(_) => return None,
    };
    let stated = |claim: &Claim| canonical(&as_stated(claim));
    let lemmas = claim
        .uses
        .iter()
        .filter_map(|u| claims.iter().find(|c| c.name == u.lemma))
        .map(|c| (c.name.clone(), digest(&stated(c))))
        .collect();
    Some(Certificate {
        tool: env!("CARGO_PKG_VERSION").into(),
        claim: claim.name.clone(),
        text: stated(claim),
        lemmas,
        finding,
    })
}

/// Whether the outcome may still change with those of the lemmas.
fn rests_on_lemmas(claim: &Claim, outcome: &prove::Outcome) -> bool {
    !claim.uses.is_empty() && !matches!(outcome.verdict, Verdict::Refuted(_))
}

fn write_certificate(
    directory: &Path,
    claim: &Claim,
    claims: &[&Claim],
    outcome: &prove::Outcome,
) -> Result<(), Failure> {
    let Some(certificate) = certificate(claim, claims, outcome) else {
        return Ok(());
    };
    write_whole(&directory.join(format!("{}.cert", claim.name)), |out| {
        certificate.write(&outcome.dag, out)
    })
}
