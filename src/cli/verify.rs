//! `lemmabox verify`.

use super::journal::JournalArguments;
use super::limits::{Limits, stop_on_interrupt};
use super::outcome::{INTERRUPTED, count};
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output, Selection, json};
use crate::certificate::{Certificate, digest};
use crate::expr::Claim;
use crate::journal::{Header, Journal, Mark, Records, Units};
use crate::lang::{Diagnostic, VectorWitness, canonical};
use crate::prove::{self, Verdict, as_stated, decide_one, needed, rests_on, unproved_lemma};
use crate::session;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox verify proofs                         every claim below proofs/
  lemmabox verify proofs --claim K3 --claim K4   two of them
  lemmabox verify proofs --certificate out       and a certificate of each in out/
  lemmabox verify proofs --json | jq '.[] | select(.verdict != \"proved\")'
  lemmabox verify proofs --shard 2/8 --journal 2.journal
                                                 the second of eight parts, on any machine";

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
    /// Leave out the seconds: the output is then the same on every run
    #[arg(long)]
    no_timing: bool,
    /// Write a certificate of each decided claim, NAME.cert, into this directory (of a shard: keep
    /// it for `merge`)
    #[arg(long, value_name = "DIR")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    journal: JournalArguments,
}

/// A side of a box: a variable's name and its two ends.
type Side = (String, Option<f64>, Option<f64>);

/// One claim in the JSON output.
#[derive(Clone, Serialize, Deserialize)]
struct Entry {
    name: String,
    title: String,
    file: String,
    line: usize,
    verdict: String,
    expected: String,
    as_expected: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    boxes: u64,
    depth: u32,
    precision: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    witness: Option<Vec<(String, String)>>,
    /// The witness in the author's vectors, where the claim has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vectors: Option<VectorWitness>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What the writer may have meant otherwise, where the verdict is not the expected one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    boxes_left: Option<u64>,
    /// Some of the boxes left: for each variable its name and the ends, outward, `null` where there
    /// is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    examples_left: Vec<Vec<Side>>,
}

/// An error of a file in the JSON output: its claims are left out.
#[derive(Serialize)]
struct LeftOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    error: String,
}

impl LeftOut {
    fn of(error: &Diagnostic) -> Self {
        let place = error.location();
        Self {
            file: place.map(|(file, ..)| file.to_owned()),
            line: place.map(|(_, line, _)| line),
            error: error.message.clone(),
        }
    }
}

/// One object of the JSON output.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Claim(&'a Entry),
    LeftOut(LeftOut),
}

/// What a journal keeps of a claim: this, and after it the certificate in pieces, each a JSON
/// string.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    claim: Entry,
    /// Lemmas used.
    uses: Vec<String>,
}

fn hash(claim: &Claim) -> String {
    digest(&canonical(&as_stated(claim)))
}

/// Decides the claims chosen and prints a table of verdicts.
///
/// # Errors
/// Errors in the claim files, of writing, and of the system.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let (selection, errors) = arguments.claims.load_sound()?;
    if !errors.is_empty() && arguments.journal.is_kept() {
        // A journal is of all claims of its files.
        return Err(Failure::Claims(errors));
    }
    let outcome = verify(arguments, &selection, &errors, out)?;
    if errors.is_empty() {
        Ok(outcome)
    } else {
        out.flush()?;
        Err(Failure::Claims(errors))
    }
}

fn verify(
    arguments: &Arguments,
    selection: &Selection,
    errors: &[Diagnostic],
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let cancel = stop_on_interrupt()?;
    let claims: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
    let units = needed(&claims, &selection.chosen);
    let settings = arguments.limits.settings();
    let mut header = Header::new(
        "verify",
        arguments.journal.shard(),
        Units::dealt(units.len() as u64),
    );
    let keep = arguments.certificate.is_some();
    header.options = super::journal::object(
        &serde_json::json!({"certificate": keep, "precision": settings.precision}),
    )?;
    header.claims = units
        .iter()
        .map(|&i| (claims[i].name.clone(), hash(claims[i])))
        .collect();
    // Which units are asked for, not only needed as lemmas.
    header.about = (0..units.len())
        .filter(|&unit| selection.chosen.contains(&units[unit]))
        .collect();
    let limits = super::journal::object(
        &serde_json::json!({"timeout": settings.timeout.map(|t| t.as_secs_f64()), "max_boxes": settings.max_boxes}),
    )?;
    if let Some(directory) = &arguments.certificate
        && !arguments.journal.is_part()
    {
        create(directory)?;
    }
    let journal = arguments.journal.open(header, limits)?;
    // Under other limits, what was decided stays decided.
    let open = journal.open_units();
    let progress = super::progress::bar(open.len());
    // Claims stopped on request: told of, but not recorded, so that the next run takes them up.
    let stopped: Mutex<FxHashMap<u64, Record>> = Mutex::default();
    // Certificates are written as soon as a claim is decided; a proof that rests on lemmas waits
    // until they are all decided.
    let written: Mutex<FxHashSet<u64>> = Mutex::default();
    let now = arguments.certificate.as_deref();
    let now = now.filter(|_| !arguments.journal.is_part());
    let work = |&unit: &u64| -> Result<(), Failure> {
        let i = units[usize::try_from(unit).unwrap_or(usize::MAX)];
        progress.set_message(claims[i].name.clone());
        let outcome = decide_one(&claims, i, &settings, &cancel);
        let outcome = session::as_written(&selection.claims[i], outcome);
        let mut record = record(selection, i, &outcome);
        if record.claim.verdict == "undecided" && cancel.is_cancelled() {
            record.claim.reason = Some(INTERRUPTED.into());
            let mut stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
            stopped.insert(unit, record);
        } else {
            let certificate = keep
                .then(|| certificate(claims[i], &claims, &outcome))
                .flatten();
            append(&journal, unit, &record, certificate.as_ref(), &outcome)?;
            let settled = record.uses.is_empty() || record.claim.verdict == "refuted";
            if let Some(directory) = now
                && settled
            {
                write_certificate(directory, unit, &record.claim.name, &journal)?;
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                written.insert(unit);
            }
        }
        progress.inc(1);
        Ok(())
    };
    arguments
        .limits
        .run(|| open.par_iter().try_for_each(work))??;
    progress.finish_and_clear();
    if arguments.journal.is_part() {
        return arguments.journal.finish(&journal, out);
    }
    journal.sync()?;
    let stopped = stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
    let printing = Printing {
        json: arguments.json,
        timing: !arguments.no_timing,
        certificate: arguments.certificate.as_deref(),
        written: written.into_inner().unwrap_or_else(PoisonError::into_inner),
        errors,
    };
    present(journal.header(), &journal, &stopped, &printing, out)
}

fn create(directory: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(directory).map_err(|e| Failure::file("create", directory, &e))
}

/// Appends the record of a claim and its certificate.
fn append(
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

/// How results are shown.
pub(super) struct Printing<'a> {
    /// JSON, not a table.
    pub json: bool,
    /// With seconds.
    pub timing: bool,
    /// Where certificates go.
    pub certificate: Option<&'a Path>,
    /// Units whose certificates are there already.
    pub written: FxHashSet<u64>,
    /// Why the claims of other files are left out.
    pub errors: &'a [Diagnostic],
}

/// Prints what is recorded.
///
/// # Errors
/// Those of reading and writing; certificates asked for that were not kept.
pub(super) fn merged(
    header: &Header,
    records: &dyn Records,
    printing: &Printing<'_>,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    if let Some(directory) = printing.certificate {
        if header.options.get("certificate") != Some(&true.into()) {
            return Err(Failure::Message {
                message: "the shards hold no certificates".into(),
                help: Some("run `verify --shard` with --certificate".into()),
            });
        }
        create(directory)?;
    }
    present(header, records, &FxHashMap::default(), printing, out)
}

fn present(
    header: &Header,
    records: &dyn Records,
    stopped: &FxHashMap<u64, Record>,
    printing: &Printing<'_>,
    out: &mut Output,
) -> Result<Outcome, Failure> {
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
    let proved: Vec<String> = all
        .iter()
        .filter(|(_, r)| r.claim.verdict == "proved")
        .map(|(_, r)| r.claim.name.clone())
        .collect();
    // Lemmas come first, so that a claim two steps away from an open lemma is found open, too.
    let mut open: Vec<String> = Vec::new();
    for (_, record) in &mut all {
        let claim = &mut record.claim;
        let lemma = unproved_lemma(&record.uses, |lemma| {
            proved.iter().any(|p| p == lemma) && !open.iter().any(|o| o == lemma)
        });
        if let Some(lemma) = lemma
            && claim.verdict == "proved"
        {
            open.push(claim.name.clone());
            claim.verdict = "undecided".into();
            claim.reason = Some(rests_on(lemma));
            claim.boxes_left = Some(0);
            claim.as_expected = claim.expected == "undecided";
        }
        if !printing.timing {
            claim.seconds = None;
        }
    }
    if let Some(directory) = printing.certificate {
        for (unit, record) in &all {
            if record.claim.verdict != "undecided" && !printing.written.contains(unit) {
                write_certificate(directory, *unit, &record.claim.name, records)?;
            }
        }
    }
    let chosen = header.about.as_array().map_or(&[][..], Vec::as_slice);
    let entries: Vec<Entry> = all
        .into_iter()
        .filter(|(unit, _)| chosen.iter().any(|c| c.as_u64() == Some(*unit)))
        .map(|(_, record)| record.claim)
        .collect();
    if printing.json {
        let left_out = printing.errors.iter().map(LeftOut::of);
        let (entries, left_out) = (entries.iter().map(Line::Claim), left_out.map(Line::LeftOut));
        json::print(&entries.chain(left_out).collect::<Vec<_>>(), out)?;
    } else {
        table(&entries, printing.errors, out)?;
    }
    Ok(entries.iter().fold(Outcome::AsExpected, |all, e| {
        all.and(match (e.as_expected, e.verdict.as_str()) {
            (true, _) => Outcome::AsExpected,
            (false, "undecided") => Outcome::Undecided,
            (false, _) => Outcome::NotAsExpected,
        })
    }))
}

/// Writes the certificate kept in a record.
fn write_certificate(
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

fn record(selection: &Selection, i: usize, outcome: &prove::Outcome) -> Record {
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

fn table(entries: &[Entry], errors: &[Diagnostic], out: &mut Output) -> Result<(), Failure> {
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
        let seconds = e.seconds.map_or("-".into(), |s| format!("{s:.3}"));
        write!(
            out,
            "{mark} {:width$}  {:9}  {:>8}  {seconds:>9}",
            e.name, e.verdict, e.boxes
        )?;
        if let Some(witness) = &e.witness {
            match &e.vectors {
                Some(vectors) => write!(out, "  at {vectors}")?,
                None => write!(out, "  at {}", prove::point_text(witness))?,
            }
        }
        match &e.reason {
            Some(reason) if e.verdict == "proved" => write!(out, "  ({reason})")?,
            Some(reason) => write!(out, "  {reason}")?,
            None => {}
        }
        if !e.as_expected {
            write!(out, "  (expected {})", e.expected)?;
        }
        if let Some(doubt) = &e.doubt {
            write!(out, "  {doubt}")?;
        }
        writeln!(out)?;
        for note in e.vectors.iter().flat_map(VectorWitness::notes) {
            writeln!(out, "  {:width$}  {note}", "")?;
        }
    }
    let with = |verdict: &str| entries.iter().filter(|e| e.verdict == verdict).count();
    let wrong = entries.iter().filter(|e| !e.as_expected).count();
    writeln!(
        out,
        "{}: {} proved, {} refuted, {} undecided; {}{}",
        count(entries.len() as u64, "claim"),
        with("proved"),
        with("refuted"),
        with("undecided"),
        match wrong {
            0 if entries.is_empty() => "nothing to decide".into(),
            0 => "all as expected".into(),
            _ => format!("{wrong} not as expected (!)"),
        },
        left_out(errors)
    )?;
    Ok(())
}

/// What the last line says of files whose claims are left out.
fn left_out(errors: &[Diagnostic]) -> String {
    let mut files: Vec<Option<&str>> = errors.iter().map(|e| Some(e.location()?.0)).collect();
    // Each file that cannot be read is one error without a place.
    files.sort_unstable();
    files.dedup_by(|a, b| a.is_some() && a == b);
    match files.len() as u64 {
        0 => String::new(),
        n => format!("; {} with errors left out (!)", count(n, "file")),
    }
}

/// The certificate of an outcome; `None` when it is undecided. Its terms live in the outcome's DAG.
pub(super) fn certificate(
    claim: &Claim,
    claims: &[&Claim],
    outcome: &prove::Outcome,
) -> Option<Certificate> {
    session::certificate(claim, session::lemmas_of(claim, claims), outcome)
}
