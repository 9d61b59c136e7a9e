//! `lemmabox prove`.

use super::limits::{Limits, stop_on_interrupt};
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output};
use crate::prove::point_text;
use crate::session::{self, Answer, Decided};
use serde::Serialize;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
The text is what stands between the braces of a claim; `lemmabox verify` decides files of claims.

Exit codes:
  0  proved
  1  refuted
  2  the text is wrong
  3  undecided

Examples:
  lemmabox prove 'for x in (-1, inf) show log(1+x) <= x'
  lemmabox prove 'for x, y show x*y <= (x^2 + y^2)/2' --certificate young.cert
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
}

/// The answer as JSON.
#[derive(Serialize)]
struct Entry {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    boxes: u64,
    seconds: f64,
}

/// Decides one claim given on the command line.
///
/// # Errors
/// Errors in the text, more than one claim, and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let cancel = stop_on_interrupt()?;
    let settings = arguments.limits.settings();
    let text = text(&arguments.text)?;
    let decided = arguments
        .limits
        .run(|| session::prove(&text, &settings, &cancel))??;
    let [one] = decided.as_slice() else {
        return Err(Failure::Message {
            message: format!("one claim is due, and the text has {}", decided.len()),
            help: Some("`lemmabox verify` decides files of claims".into()),
        });
    };
    let outcome = print(arguments, one, cancel.is_cancelled(), out)?;
    if let Some(path) = &arguments.certificate {
        let Some(certificate) = one.certificate() else {
            return Ok(outcome);
        };
        out.flush()?;
        write_whole(path, |file| file.write_all(&certificate))?;
    }
    Ok(outcome)
}

fn text(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut bytes = Vec::new();
    let most = crate::lang::MAX_FILE_BYTES as u64 + 1;
    io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    Ok(crate::lang::text_of_bytes("standard input", &bytes)?.to_owned())
}

fn print(
    arguments: &Arguments,
    decided: &Decided,
    interrupted: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let statistics = &decided.outcome.statistics;
    let answer = decided.answer();
    let (verdict, outcome) = match &answer {
        Answer::Proved => ("proved", Outcome::AsExpected),
        Answer::Refuted(_) => ("refuted", Outcome::NotAsExpected),
        Answer::Undecided(_) => ("undecided", Outcome::Undecided),
    };
    let (witness, reason) = match answer {
        Answer::Proved => (None, None),
        Answer::Refuted(values) => (Some(values), None),
        Answer::Undecided(_) if interrupted => (None, Some("interrupted".to_owned())),
        Answer::Undecided(reason) => (None, Some(reason)),
    };
    let entry = Entry {
        verdict,
        witness,
        reason,
        boxes: statistics.boxes,
        seconds: statistics.time.as_secs_f64(),
    };
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &entry).map_err(io::Error::from)?;
        writeln!(out)?;
        return Ok(outcome);
    }
    write!(out, "{verdict}")?;
    if let Some(values) = &entry.witness {
        write!(out, " at {}", point_text(values))?;
    }
    if let Some(reason) = &entry.reason {
        write!(out, ": {reason}")?;
    }
    writeln!(out, "  ({} boxes, {:.3} s)", entry.boxes, entry.seconds)?;
    if let (Some(doubt), true) = (&decided.located.spans.doubt, verdict != "proved") {
        writeln!(out, "  {doubt}")?;
    }
    Ok(outcome)
}
