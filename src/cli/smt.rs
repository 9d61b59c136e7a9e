//! `lemmabox smt`.

use super::limits::{Limits, stop_on_interrupt};
use super::outcome::INTERRUPTED;
use super::outcome::count;
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output, json};
use crate::expr::Claim;
use crate::interop::smt2::{
    self, Answer, Arctan2, Model, Query, Reading, Response, Script, Solution, Status, Value,
    model_text,
};
use crate::lang::read_bytes;
use crate::prove::{Cancel, Settings, Statistics};

use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
Answers, one line for each check-sat:
  unsat    no real point satisfies the assertions: a theorem
  sat      some point does, exactly; nothing is satisfied 'up to delta'
  unknown  neither was found; a comment line says why

Exit codes:
  0  every query is answered
  1  an answer contradicts the script's :status
  2  a script cannot be read
  3  an answer is unknown

Examples:
  lemmabox smt problem.smt2
  lemmabox smt --timeout 10 --stats benchmarks/*.smt2
  lemmabox smt --model - < problem.smt2
  lemmabox smt --certificate out problem.smt2 && lemmabox check out --script problem.smt2";

/// Arguments of `lemmabox smt`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scripts, or - for standard input
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    /// Print a solution after sat, asked for by get-model or not
    #[arg(long)]
    model: bool,
    /// Print who answered, and the work
    #[arg(long)]
    stats: bool,
    /// Write a certificate of each answer that has one, NAME.cert, into this directory
    #[arg(long, value_name = "DIR")]
    certificate: Option<PathBuf>,
    /// Give only answers whose certificate the kernel confirms; others become unknown
    #[arg(long)]
    certified: bool,
    /// The point whose angle (arctan2 a b) is; atan2 is always C's
    #[arg(long, value_enum, default_value_t = Order::Hol)]
    arctan2: Order,
    /// Print a JSON array, one object a check-sat
    #[arg(long)]
    json: bool,
}

/// One answer in the JSON output.
#[derive(Serialize)]
struct Entry {
    file: String,
    /// Number of the check-sat in its file, from 1.
    query: usize,
    answer: &'static str,
    /// The script's :status.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'static str>,
    /// Each constant with its value: a rational, a truth value, or bounds of an irrational number.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Vec<(String, serde_json::Value)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whether there is a certificate that the kernel confirms.
    certified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<&'static str>,
    boxes: u64,
    seconds: f64,
}

/// Values of `--arctan2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// (a, b), as HOL Light's atn2 and the Flyspeck scripts
    Hol,
    /// (b, a), as C's atan2
    C,
}

/// Answers the scripts in order.
///
/// # Errors
/// A script that cannot be read (after the others are answered), and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let reading = Reading {
        arctan2: match arguments.arctan2 {
            Order::Hol => Arctan2::Hol,
            Order::C => Arctan2::C,
        },
    };
    if let Some(directory) = &arguments.certificate {
        std::fs::create_dir_all(directory).map_err(|e| Failure::file("write", directory, &e))?;
    }
    let mut answers = Answers {
        arguments,
        settings: arguments.limits.settings(),
        cancel: stop_on_interrupt()?,
        outcome: Outcome::AsExpected,
        entries: Vec::new(),
        certified: BTreeMap::new(),
    };
    let mut unread = 0;
    let mut stopped = false;
    for file in &arguments.files {
        match load(file, reading) {
            Ok(script) => stopped = answers.script(file, &script, out)?.is_break(),
            Err(message) => {
                out.flush()?;
                writeln!(io::stderr().lock(), "error: {message}")?;
                unread += 1;
            }
        }
        if stopped {
            break;
        }
    }
    if arguments.json {
        json::print(&answers.entries, out)?;
    }
    if stopped {
        return Ok(answers.outcome.and(Outcome::Undecided));
    }
    if unread > 0 && answers.outcome != Outcome::NotAsExpected {
        let s = if unread == 1 { "" } else { "s" };
        return Err(Failure::Message {
            message: format!("{unread} script{s} could not be read"),
            help: None,
        });
    }
    Ok(answers.outcome)
}

/// A `check-sat` of a script.
#[derive(Clone, Copy)]
struct Asked<'a> {
    file: &'a Path,
    script: &'a Script,
    /// Its number in the script, from 0.
    number: usize,
    query: &'a Query,
}

/// The answers given so far.
struct Answers<'a> {
    arguments: &'a Arguments,
    settings: Settings,
    cancel: Cancel,
    outcome: Outcome,
    entries: Vec<Entry>,
    /// The script behind the certificate of each name.
    certified: BTreeMap<String, PathBuf>,
}

impl Answers<'_> {
    /// Gives the responses of a script in order; breaks off before an answer when the run is
    /// interrupted.
    fn script(
        &mut self,
        file: &Path,
        script: &Script,
        out: &mut Output,
    ) -> Result<ControlFlow<()>, Failure> {
        for response in &script.responses {
            match response {
                Response::Line(line) => {
                    if !self.arguments.json {
                        writeln!(out, "{line}")?;
                    }
                }
                Response::Answer(_) if self.cancel.is_cancelled() => {
                    return Ok(ControlFlow::Break(()));
                }
                Response::Answer(number) => {
                    let asked = Asked {
                        file,
                        script,
                        number: *number,
                        query: &script.queries[*number],
                    };
                    let solution = self.solve(asked.query)?;
                    self.give(asked, &solution, out)?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn solve(&self, query: &Query) -> Result<Solution, Failure> {
        let solve = || {
            self.arguments
                .limits
                .run(|| answer(self.arguments, query, &self.settings, &self.cancel))
        };
        // A defect met in one script must not cost the answers to the others.
        let solution = match catch_unwind(AssertUnwindSafe(solve)) {
            Ok(solution) => solution?,
            Err(_) => Solution {
                answer: Answer::Unknown("an internal error; please report the script".into()),
                procedure: None,
                statistics: Statistics::default(),
                certified: None,
            },
        };
        Ok(if self.cancel.is_cancelled() {
            interrupted(solution)
        } else {
            solution
        })
    }

    /// Gives an answer in every form asked for.
    fn give(
        &mut self,
        asked: Asked<'_>,
        solution: &Solution,
        out: &mut Output,
    ) -> Result<(), Failure> {
        if self.arguments.json {
            self.entries.push(entry(asked, solution));
        } else {
            print(self.arguments, asked, solution, out)?;
        }
        if let Some(directory) = &self.arguments.certificate {
            self.certify(directory, asked, solution, out)?;
        }
        // An answer is of use before the last one is there.
        out.flush()?;
        let answered = answered(asked.query, &solution.answer);
        if answered == Outcome::NotAsExpected {
            let said = match solution.answer {
                Answer::Sat(_) => "unsat",
                Answer::Unsat | Answer::Unknown(_) => "sat",
            };
            writeln!(
                io::stderr().lock(),
                "warning: {}: the script says that the answer is {said}",
                asked.file.display()
            )?;
        }
        self.outcome = self.outcome.and(answered);
        Ok(())
    }

    /// Writes the certificate of an answer into the directory, unless another script's stands
    /// there.
    fn certify(
        &mut self,
        directory: &Path,
        asked: Asked<'_>,
        solution: &Solution,
        out: &mut Output,
    ) -> Result<(), Failure> {
        let claim = smt2::core_claim(&stem(asked.file), asked.number, asked.query);
        let place = directory.join(format!("{}.cert", claim.name));
        if let Some(other) = self
            .certified
            .insert(claim.name.clone(), asked.file.to_owned())
        {
            out.flush()?;
            return Err(Failure::Message {
                message: format!(
                    "{} and {} would have their certificates in {}",
                    other.display(),
                    asked.file.display(),
                    place.display()
                ),
                help: Some("answer them in two runs, with a directory for each".into()),
            });
        }
        write_certificate(&place, &claim, solution)
    }
}

/// Answers a query; where certificates are asked for, what has one goes first.
fn answer(arguments: &Arguments, query: &Query, settings: &Settings, cancel: &Cancel) -> Solution {
    if arguments.certified {
        return smt2::solve_certified(&query.problem, settings, cancel);
    }
    if arguments.certificate.is_some() {
        let half = Settings {
            timeout: settings.timeout.map(|t| t / 2),
            ..settings.clone()
        };
        let solution = smt2::solve_certified(&query.problem, &half, cancel);
        if solution.certified.is_some() || cancel.is_cancelled() {
            return solution;
        }
        return smt2::solve(&query.problem, &half, cancel);
    }
    smt2::solve(&query.problem, settings, cancel)
}

/// The answer of a run that was interrupted: what is unknown is so for that reason.
fn interrupted(solution: Solution) -> Solution {
    match solution.answer {
        Answer::Unknown(_) => Solution {
            answer: Answer::Unknown(INTERRUPTED.into()),
            ..solution
        },
        Answer::Sat(_) | Answer::Unsat => solution,
    }
}

fn entry(asked: Asked<'_>, solution: &Solution) -> Entry {
    let (answer, model, reason) = match &solution.answer {
        Answer::Unsat => ("unsat", None, None),
        Answer::Sat(model) => ("sat", Some(values(model)), None),
        Answer::Unknown(reason) => ("unknown", None, Some(reason.clone())),
    };
    Entry {
        file: asked.file.display().to_string(),
        query: asked.number + 1,
        answer,
        expected: asked.query.status.map(|status| match status {
            Status::Sat => "sat",
            Status::Unsat => "unsat",
            Status::Unknown => "unknown",
        }),
        model,
        reason,
        certified: solution.certified.is_some(),
        procedure: solution.procedure.map(smt2::Procedure::name),
        boxes: solution.statistics.boxes,
        seconds: solution.statistics.time.as_secs_f64(),
    }
}

/// Significant digits of the bounds of an irrational value.
const DIGITS: usize = 20;

fn values(model: &Model) -> Vec<(String, serde_json::Value)> {
    let value = |v: &Value| match v {
        Value::Truth(b) => (*b).into(),
        Value::Rational(q) => q.to_string().into(),
        Value::Enclosed(x) => match x.decimal_bounds(DIGITS) {
            Some((lo, hi)) => vec![lo, hi].into(),
            None => serde_json::Value::Null,
        },
    };
    let values = model.values.iter();
    values
        .map(|(name, _, v)| (name.clone(), value(v)))
        .collect()
}

/// The name of a script's file without its ending.
fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Writes the certificate of an answer; without one, none of an earlier run stays in its place.
fn write_certificate(place: &Path, claim: &Claim, solution: &Solution) -> Result<(), Failure> {
    let Some((certificate, dag)) = smt2::certificate(claim, solution, env!("CARGO_PKG_VERSION"))
    else {
        if place.symlink_metadata().is_ok_and(|m| m.is_file()) {
            std::fs::remove_file(place).map_err(|e| Failure::file("remove", place, &e))?;
        }
        return Ok(());
    };
    write_whole(place, |out| {
        certificate.write(&dag, out)?;
        Ok(())
    })
}

/// What a script's certificates are to be about, one claim a query.
///
/// # Errors
/// A script that cannot be read.
pub(super) fn core_claims(file: &Path) -> Result<Vec<Claim>, Failure> {
    let script = load(file, Reading::default()).map_err(|message| Failure::Message {
        message,
        help: None,
    })?;
    let claims = script.queries.iter().enumerate();
    Ok(claims
        .map(|(i, query)| smt2::core_claim(&stem(file), i, query))
        .collect())
}

fn print(
    arguments: &Arguments,
    asked: Asked<'_>,
    solution: &Solution,
    out: &mut Output,
) -> io::Result<()> {
    if arguments.files.len() > 1 {
        write!(out, "{}: ", asked.file.display())?;
    }
    match &solution.answer {
        Answer::Unsat => writeln!(out, "unsat")?,
        Answer::Sat(_) => writeln!(out, "sat")?,
        Answer::Unknown(reason) => writeln!(out, "unknown\n; {reason}")?,
    }
    let for_certificates =
        arguments.certificate.is_some() || arguments.certified || arguments.stats;
    if for_certificates
        && !matches!(solution.answer, Answer::Unknown(_))
        && solution.certified.is_none()
    {
        writeln!(out, "; without a certificate")?;
    }
    if asked.script.has_arctan2 {
        let point = match arguments.arctan2 {
            Order::Hol => "(a, b)",
            Order::C => "(b, a)",
        };
        writeln!(
            out,
            "; (arctan2 a b) is read as the angle of the point {point}"
        )?;
    }
    if let Answer::Sat(model) = &solution.answer
        && (arguments.model || asked.query.wants_model)
    {
        writeln!(out, "{}", model_text(model))?;
    }
    if arguments.stats {
        let s = &solution.statistics;
        let by = solution.procedure.map_or("nobody", smt2::Procedure::name);
        writeln!(
            out,
            "; answered by {by}; {}, depth {}, {:.3} s",
            count(s.boxes, "box"),
            s.depth,
            s.time.as_secs_f64()
        )?;
    }
    Ok(())
}

fn answered(query: &Query, answer: &Answer) -> Outcome {
    match (answer, query.status) {
        (Answer::Unknown(_), _) => Outcome::Undecided,
        (Answer::Unsat, Some(Status::Sat)) | (Answer::Sat(_), Some(Status::Unsat)) => {
            Outcome::NotAsExpected
        }
        _ => Outcome::AsExpected,
    }
}

fn load(file: &Path, reading: Reading) -> Result<Script, String> {
    let name = file.display().to_string();
    let bytes = read_bytes(file).map_err(|e| e.to_string())?;
    let text = String::from_utf8(bytes).map_err(|e| {
        format!(
            "{name}: not UTF-8 text, from byte {}",
            e.utf8_error().valid_up_to()
        )
    })?;
    smt2::read(&name, &text, reading).map_err(|e| e.to_string())
}
