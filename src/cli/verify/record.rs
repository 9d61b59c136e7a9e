//! What a journal of `lemmabox verify` keeps: the claims decided, and their certificates.

use crate::certificate::Certificate;
use crate::cli::whole_file::write_whole;
use crate::cli::{Failure, Selection};
use crate::expr::Claim;
use crate::journal::{Header, Journal, Mark, Records};
use crate::lang::VectorWitness;
use crate::prove::{self, Verdict, as_stated};
use crate::session;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::Path;

/// A side of a box: a variable's name and its two ends.
pub(super) type Side = (String, Option<f64>, Option<f64>);

/// One claim in the JSON output.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub name: String,
    pub title: String,
    pub file: String,
    pub line: usize,
    pub verdict: String,
    pub expected: String,
    pub as_expected: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    pub boxes: u64,
    pub depth: u32,
    pub precision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Vec<(String, String)>>,
    /// The witness in the author's vectors, where the claim has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vectors: Option<VectorWitness>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the writer may have meant otherwise, where the verdict is not the expected one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boxes_left: Option<u64>,
    /// Some of the boxes left: for each variable its name and the ends, outward, `null` where there
    /// is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples_left: Vec<Vec<Side>>,
}

/// What a journal keeps of a claim: this, and after it the certificate in pieces, each a JSON
/// string.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub claim: Entry,
    /// Lemmas used.
    pub uses: Vec<String>,
}

impl Record {
    /// The record of the claim at `i`.
    pub(super) fn new(selection: &Selection, i: usize, outcome: &prove::Outcome) -> Self {
        let located = &selection.claims[i];
        let claim = &located.claim;
        let statistics = &outcome.statistics;
        let mut entry = Entry {
            name: claim.name.clone(),
            title: claim.title.clone(),
            file: located.source.name().into(),
            line: located.line(),
            verdict: "undecided".into(),
            expected: claim.expectation.word().into(),
            as_expected: false,
            seconds: Some(statistics.time.as_secs_f64()),
            boxes: statistics.boxes,
            depth: statistics.depth,
            precision: statistics.precision,
            witness: None,
            vectors: None,
            reason: None,
            doubt: None,
            boxes_left: None,
            examples_left: Vec::new(),
        };
        match &outcome.verdict {
            Verdict::Proved(_) => {
                entry.verdict = "proved".into();
                let all: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
                if session::is_vacuous(claim, &all, outcome) {
                    entry.reason = Some(session::VACUOUS.into());
                }
            }
            Verdict::Refuted(witness) => {
                entry.verdict = "refuted".into();
                let claim = as_stated(claim);
                entry.witness = Some(prove::witness_values(&claim, outcome, witness));
                entry.vectors = located.refutation_in_vectors(&outcome.dag, &witness.values);
            }
            Verdict::Undecided(left) => {
                entry.reason = Some(left.reason.clone());
                entry.boxes_left = Some(left.count);
                let named = |b: &Vec<(f64, f64)>| {
                    let sides = claim.variables.iter().zip(b);
                    let end = |x: f64| x.is_finite().then_some(x);
                    sides
                        .map(|(v, &(lo, hi))| (v.name.clone(), end(lo), end(hi)))
                        .collect()
                };
                entry.examples_left = left.boxes.iter().map(named).collect();
            }
        }
        entry.as_expected = entry.verdict == entry.expected;
        if !entry.as_expected {
            entry.doubt.clone_from(&located.spans.doubt);
        }
        Record {
            claim: entry,
            uses: claim.uses.iter().map(|u| u.lemma.clone()).collect(),
        }
    }
}

/// Appends the record of a claim and its certificate.
pub(super) fn append(
    journal: &Journal,
    unit: u64,
    record: &Record,
    certificate: Option<&Certificate>,
    outcome: &prove::Outcome,
) -> io::Result<()> {
    let text = serde_json::to_string(record)?;
    let decided = record.claim.verdict != "undecided";
    let Some(certificate) = certificate else {
        let mark = if decided { Mark::Settled } else { Mark::End };
        return journal.append(unit, mark, &text);
    };
    journal.append(unit, Mark::More, &text)?;
    let mut pieces = Pieces {
        journal,
        unit,
        waiting: Vec::new(),
    };
    certificate.write(&outcome.dag, &mut pieces)?;
    let rest = std::mem::take(&mut pieces.waiting);
    journal.append(unit, Mark::Settled, &piece(&rest)?)
}

/// A text cut into lines of a journal.
struct Pieces<'j> {
    journal: &'j Journal,
    unit: u64,
    waiting: Vec<u8>,
}

/// Bytes of a certificate in one line of the journal.
const PIECE: usize = 1 << 16;

fn piece(bytes: &[u8]) -> io::Result<String> {
    let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(serde_json::to_string(text)?)
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        // Cut at a line's end: never within a character.
        if self.waiting.len() >= PIECE
            && let Some(end) = self.waiting.iter().rposition(|&b| b == b'\n')
        {
            let rest = self.waiting.split_off(end + 1);
            self.journal
                .append(self.unit, Mark::More, &piece(&self.waiting)?)?;
            self.waiting = rest;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The last record of each unit: those stopped, and those that the records hold whole.
pub(super) fn recorded(
    header: &Header,
    records: &dyn Records,
    stopped: &FxHashMap<u64, Record>,
) -> Result<Vec<(u64, Record)>, Failure> {
    let mut all = Vec::new();
    for unit in 0..header.units.total {
        let mut record = stopped.get(&unit).cloned();
        if records.is_complete(unit) {
            records.read(unit, &mut |line| {
                // A record begun again counts from its last beginning.
                if line.starts_with('{') {
                    record = Some(serde_json::from_str(line)?);
                }
                Ok(())
            })?;
        }
        all.extend(record.map(|r| (unit, r)));
    }
    Ok(all)
}

/// Writes the certificate kept in a record.
pub(super) fn write_certificate(
    directory: &Path,
    unit: u64,
    name: &str,
    records: &dyn Records,
) -> Result<(), Failure> {
    // Names of claims are words; a journal from elsewhere might hold anything.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Failure::Message {
            message: format!("{name:?} is no name of a claim"),
            help: None,
        });
    }
    // After the last beginning of the record.
    let (mut lines, mut beginning) = (0, 0);
    records.read(unit, &mut |line| {
        lines += 1;
        if line.starts_with('{') {
            beginning = lines;
        }
        Ok(())
    })?;
    if beginning == lines {
        return Ok(());
    }
    write_whole(&directory.join(format!("{name}.cert")), |out| {
        let mut number = 0;
        records.read(unit, &mut |line| {
            number += 1;
            if number > beginning {
                let text: String = serde_json::from_str(line)?;
                out.write_all(text.as_bytes())?;
            }
            Ok(())
        })
    })
}
