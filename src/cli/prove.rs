//! `lemmabox prove`.

use super::input::text_of_argument;
use super::limits::{Limits, stop_on_interrupt};
use super::outcome::{INTERRUPTED, count};
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output, json, plot};
use crate::bracket::is_narrow;
use crate::exact::Q;
use crate::explain::{Explanation, Tight, explain};
use crate::expr::Expectation;
use crate::hypotheses::word;
use crate::lang::{Located, VectorWitness};
use crate::prove::{Cancel, Settings, point_text};
use crate::session::{self, Answer, Decided};
use serde::Serialize;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
The text is what stands between the braces of a claim; `lemmabox verify` decides files of claims.

Exit codes:
  0  proved, or as `expect` says
  1  refuted, or otherwise decided than `expect` says
  2  the text is wrong
  3  undecided; with --best, a bracket that is not narrow enough

Examples:
  lemmabox prove 'for x in (-1, inf) show log(1+x) <= x'
  lemmabox prove 'for x, y show x*y <= (x^2 + y^2)/2' --certificate young.cert
  lemmabox prove 'for x, y show x*y <= (x^2 + y^2)/2' --explain
  lemmabox prove 'for x in [0, 4] show x <= 1 + x^2/5' --plot margin.svg
  lemmabox prove 'for x in [0, 1] show c*x <= sin(x) best c in [0, 1] largest' --best
  lemmabox prove - < claim.txt";

/// Arguments of `lemmabox prove`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Clauses of a claim, or - for standard input
    #[arg(value_name = "TEXT")]
    text: String,
    #[command(flatten)]
    limits: Limits,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
    /// Write the certificate here; - is standard output
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Say which rules closed the proof, which hypotheses it rests on, and where the claim is tight
    #[arg(long)]
    explain: bool,
    /// Draw the margin over the claim's one or two variables (.svg or .png): where it fails, the
    /// witness, where it is tight
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Bracket the best value of the constant that a `best` clause names
    #[arg(long)]
    best: bool,
    /// Stop when the bracket is this narrow
    #[arg(long, value_name = "WIDTH", default_value = "1/1000", requires = "best", value_parser = super::constant::positive_width)]
    width: Q,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Entry {
    verdict: &'static str,
    expected: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Vec<(String, String)>>,
    /// The witness in the author's vectors.
    #[serde(skip_serializing_if = "Option::is_none")]
    vectors: Option<VectorWitness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    boxes: u64,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<BestEntry>,
}

/// What is behind a proof, as JSON.
#[derive(Serialize)]
struct ExplanationEntry {
    reasons: Vec<(&'static str, u64)>,
    hypotheses: Vec<(String, Option<bool>)>,
    /// The point where the goal is an equality.
    #[serde(skip_serializing_if = "Option::is_none")]
    tight: Option<Vec<(String, String)>>,
    tightness: &'static str,
}

/// The bracket of a constant, as JSON.
#[derive(Serialize)]
struct BestEntry {
    constant: String,
    wanted: &'static str,
    proved: Option<String>,
    refuted: Option<String>,
    narrow_enough: bool,
}

/// Decides one claim given on the command line.
///
/// # Errors
/// Errors in the text, more than one claim, and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let picture = arguments.plot.as_deref();
    let picture = picture.map(|path| plot::kind("plot", path)).transpose()?;
    let cancel = stop_on_interrupt()?;
    let settings = arguments.limits.settings();
    if is_file(&arguments.text) {
        return Err(Failure::Message {
            message: format!(
                "{} is a file, and the clauses of a claim are due",
                arguments.text
            ),
            help: Some(format!("lemmabox verify {}", arguments.text)),
        });
    }
    let text = text_of_argument(&arguments.text)?;
    let decided = arguments
        .limits
        .run(|| session::prove(&text, &settings, &cancel))??;
    let [one] = decided.as_slice() else {
        return Err(Failure::Message {
            message: format!("one claim is due, and the text has {}", decided.len()),
            help: Some("`lemmabox verify` decides files of claims".into()),
        });
    };
    let behind = arguments.limits.run(|| behind(arguments, one, &cancel))??;
    let tight = behind.tight();
    let outcome = print(arguments, one, behind, cancel.is_cancelled(), out)?;
    if let (Some(path), Some(kind)) = (&arguments.plot, picture) {
        out.flush()?;
        plot::write(path, kind, one, tight.as_deref())?;
    }
    if let Some(path) = &arguments.certificate {
        let Some(certificate) = one.certificate() else {
            return Ok(outcome);
        };
        out.flush()?;
        write_whole(path, |file| file.write_all(&certificate))?;
    }
    Ok(outcome)
}

/// Whether the argument names a file where a text is due.
fn is_file(argument: &str) -> bool {
    let path = Path::new(argument);
    let one_word = !argument.contains(char::is_whitespace);
    argument != "-" && one_word && (path.exists() || path.extension().is_some_and(|e| e == "lemma"))
}

/// What was asked for besides the verdict.
struct Behind {
    explanation: Option<Explanation>,
    best: Option<BestEntry>,
}

impl Behind {
    /// The point where the claim is tight.
    fn tight(&self) -> Option<Vec<(String, String)>> {
        match &self.explanation.as_ref()?.tight {
            Tight::At(point) => Some(point.clone()),
            Tight::Nowhere | Tight::NotFound | Tight::NotAsked => None,
        }
    }
}

fn behind(arguments: &Arguments, decided: &Decided, cancel: &Cancel) -> Result<Behind, Failure> {
    let settings = arguments.limits.settings();
    let explanation = if arguments.explain || arguments.plot.is_some() {
        explain(decided, &settings, cancel)?
    } else {
        None
    };
    let best = if arguments.best {
        let located = &decided.located;
        Some(bracketed(arguments, located, &settings, cancel)?)
    } else {
        None
    };
    Ok(Behind { explanation, best })
}

fn bracketed(
    arguments: &Arguments,
    located: &Located,
    settings: &Settings,
    cancel: &Cancel,
) -> Result<BestEntry, Failure> {
    let claim = &located.claim;
    let Some(best) = &claim.best else {
        return Err(Failure::Message {
            message: "the text has no `best` clause".into(),
            help: Some("write `best c in [0, 1] largest` into it".into()),
        });
    };
    let bracket =
        session::bracket(located, &arguments.width, settings, cancel).map_err(|message| {
            Failure::Message {
                message,
                help: None,
            }
        })?;
    Ok(BestEntry {
        constant: claim.variables[best.variable.index()].name.clone(),
        wanted: if best.largest { "largest" } else { "smallest" },
        narrow_enough: is_narrow(claim, &bracket, &arguments.width),
        proved: bracket.proved.map(|q| q.to_string()),
        refuted: bracket.refuted.map(|(q, _)| q.to_string()),
    })
}

/// Prints what was found; the outcome is that of the verdict and of the bracket together.
fn print(
    arguments: &Arguments,
    decided: &Decided,
    behind: Behind,
    interrupted: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut entry = entry(decided, behind, interrupted);
    if !arguments.explain {
        // A plot needs it, too.
        entry.explanation = None;
    }
    let narrow = entry.best.as_ref().is_none_or(|b| b.narrow_enough);
    let outcome = Outcome::of_verdict(entry.verdict, entry.expected).and(if narrow {
        Outcome::AsExpected
    } else {
        Outcome::Undecided
    });
    if arguments.json {
        json::print(&entry, out)?;
        return Ok(outcome);
    }
    write_verdict(&entry, decided, out)?;
    if arguments.explain {
        write_explanation(&entry, out)?;
    }
    if let Some(best) = &entry.best {
        write_best(best, out)?;
    }
    Ok(outcome)
}

fn entry(decided: &Decided, behind: Behind, interrupted: bool) -> Entry {
    let statistics = &decided.outcome.statistics;
    let (witness, reason) = match decided.answer() {
        Answer::Proved if decided.vacuous => (None, Some(session::VACUOUS.to_owned())),
        Answer::Proved => (None, None),
        Answer::Refuted(values) => (Some(values), None),
        Answer::Undecided(_) if interrupted => (None, Some(INTERRUPTED.to_owned())),
        Answer::Undecided(reason) => (None, Some(reason)),
    };
    Entry {
        verdict: word(&decided.outcome),
        expected: decided.located.claim.expectation.word(),
        witness,
        vectors: decided.vectors(),
        reason,
        boxes: statistics.boxes,
        seconds: statistics.time.as_secs_f64(),
        explanation: behind.explanation.map(ExplanationEntry::from),
        best: behind.best,
    }
}

/// Writes the verdict, and below it what is to be known of the claim's reading.
fn write_verdict(entry: &Entry, decided: &Decided, out: &mut Output) -> io::Result<()> {
    write!(out, "{}", entry.verdict)?;
    if let Some(values) = &entry.witness {
        match &entry.vectors {
            Some(vectors) => write!(out, " at {vectors}")?,
            None => write!(out, " at {}", point_text(values))?,
        }
    }
    match &entry.reason {
        Some(reason) if decided.vacuous => write!(out, " ({reason})")?,
        Some(reason) => write!(out, ": {reason}")?,
        None => {}
    }
    let boxes = count(entry.boxes, "box");
    write!(out, "  ({boxes}, {:.3} s)", entry.seconds)?;
    // What is written without `expect` is to be proved, and needs no word of it.
    let expected = decided.located.claim.expectation;
    if entry.verdict != entry.expected && expected != Expectation::Proved {
        write!(out, "  (expected {})", entry.expected)?;
    }
    writeln!(out)?;
    for note in entry.vectors.iter().flat_map(VectorWitness::notes) {
        writeln!(out, "  {note}")?;
    }
    if let Some(doubt) = &decided.located.spans.doubt {
        writeln!(out, "  {doubt}")?;
    }
    Ok(())
}

fn write_best(best: &BestEntry, out: &mut Output) -> io::Result<()> {
    let known = |end: &Option<String>| end.clone().unwrap_or_else(|| "-".into());
    writeln!(
        out,
        "  {} {}: proved {}, refuted {}{}",
        best.wanted,
        best.constant,
        known(&best.proved),
        known(&best.refuted),
        if best.narrow_enough {
            ""
        } else {
            "; not narrow enough"
        }
    )
}

impl From<Explanation> for ExplanationEntry {
    fn from(found: Explanation) -> Self {
        let (tightness, tight) = match found.tight {
            Tight::At(point) => ("tight", Some(point)),
            Tight::Nowhere => ("nowhere tight: the strict inequality is proved", None),
            Tight::NotFound => ("whether it is tight somewhere was not found out", None),
            Tight::NotAsked => ("not asked: the goal is not one non-strict inequality", None),
        };
        Self {
            reasons: found.reasons,
            hypotheses: found.hypotheses,
            tight,
            tightness,
        }
    }
}

fn write_explanation(entry: &Entry, out: &mut Output) -> io::Result<()> {
    let Some(found) = &entry.explanation else {
        return writeln!(out, "  {} claims have no proof to explain", entry.verdict);
    };
    writeln!(out, "  closed by")?;
    for (rule, times) in &found.reasons {
        writeln!(out, "    {times:>6} x {rule}")?;
    }
    for (name, rests) in &found.hypotheses {
        match rests {
            Some(true) => writeln!(out, "  rests on hypothesis `{name}`")?,
            Some(false) => writeln!(out, "  does not rest on hypothesis `{name}`")?,
            None => writeln!(
                out,
                "  hypothesis `{name}` is built into what is proved; `lemmabox audit` tries without it"
            )?,
        }
    }
    match &found.tight {
        Some(point) if point.is_empty() => writeln!(out, "  {}", found.tightness),
        Some(point) => writeln!(out, "  {} at {}", found.tightness, point_text(point)),
        None => writeln!(out, "  {}", found.tightness),
    }
}
