//! `lemmabox sweep`.

use super::constant::constant;
use super::grid::{assignment, refuse, unknown_variable, values_of};
use super::journal::JournalArguments;
use super::limits::stop_on_interrupt;
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output, json};
use crate::audit::{Answer, Axis, Failing, Grid, Stretch, stretch_length};
use crate::certificate::digest;
use crate::expr::{Claim, Dag, Expr};
use crate::journal::{Header, Mark, Records, Units};
use crate::lang::{canonical, expression_text, formula_text};
use crate::prove::as_stated;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox sweep proofs --claim K4 --grid 'phi=0..pi:pi/64'
  lemmabox sweep proofs --claim L5_upper --grid k=1..20 --grid phi=0,pi/2,pi --set S=1 \\
    --set eta=1/10 --grid u=-2..0:1/4
  lemmabox sweep proofs --claim K4_sharper --grid 'phi=3..pi:1/100' --csv points.csv --json -
  lemmabox sweep proofs --claim K4 --grid 'phi=0..pi:pi/1000000' --shard 2/8 --journal 2.journal \\
    --max-points 2000000

A grid is FROM..TO, FROM..TO:STEP or a list A,B,C; the step is 1 if none is given. Every number is
exact: a term of the claim language without variables, such as 1/10, 0.3, pi/64 or sqrt(2). The
claim is decided at every point of the grid. Between the points a sweep shows nothing.";

/// Arguments of `lemmabox sweep`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
    /// Values of a variable: NAME=FROM..TO[:STEP] or NAME=A,B,C; may be repeated
    #[arg(long, value_name = "NAME=VALUES")]
    grid: Vec<String>,
    /// One value of a variable; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Largest number of points
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000,
          value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    max_points: u64,
    /// Threads; 0 is one a core. The output does not depend on it
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = super::limits::threads)]
    threads: usize,
    /// Counterexamples in the table; files hold all
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    show: usize,
    /// Write a row for each point to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write counts and counterexamples as JSON to this file; `-` prints them in place of the table
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    journal: JournalArguments,
}

/// Name and value of each variable.
type Point<'v> = Vec<(&'v str, &'v str)>;

/// What a journal says of the sweep beside the hash of its claim.
#[derive(Serialize, Deserialize)]
pub(super) struct About {
    claim: String,
    title: String,
    expected: String,
    points: u64,
    /// Names of the variables with the texts of their values, each written once.
    axes: Vec<(String, Vec<String>)>,
}

/// What a journal keeps of a stretch.
#[derive(Serialize, Deserialize)]
struct Record {
    /// A letter a point.
    answers: String,
    counterexamples: Vec<(usize, Why)>,
}

/// Why the goal fails at a point: the relation and bounds of the left side minus the right side,
/// outward.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Why {
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<(String, String)>,
}

fn letter(answer: Answer) -> char {
    match answer {
        Answer::Holds => 'h',
        Answer::Counterexample => 'c',
        Answer::HypothesisFails => 'f',
        Answer::OutsideDomain => 'o',
        Answer::Undefined => 'u',
        Answer::Undecided => 'd',
    }
}

fn answer_of(letter: char) -> io::Result<Answer> {
    Answer::ALL
        .into_iter()
        .find(|a| self::letter(*a) == letter)
        .ok_or_else(|| io::Error::other(format!("{letter:?} is no answer of a sweep")))
}

#[derive(Serialize)]
struct Counterexample<'v> {
    point: Point<'v>,
    #[serde(flatten)]
    why: Why,
}

#[derive(Serialize)]
struct Report<'r> {
    claim: &'r str,
    title: &'r str,
    expected: &'r str,
    as_expected: bool,
    /// False when the sweep was stopped before its end.
    complete: bool,
    points: u64,
    counts: BTreeMap<&'static str, u64>,
    counterexamples: Listed<'r>,
    /// Points where the claim is undefined.
    undefined: Listed<'r>,
    /// Points not decided at the highest precision.
    undecided: Listed<'r>,
}

/// Decides one claim at every point of a grid.
///
/// # Errors
/// Errors in the claim files, grids that are refused, and failures of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let selection = arguments.claims.load()?;
    let &[chosen] = selection.chosen.as_slice() else {
        return Err(refuse(
            format!(
                "a sweep is over one claim, and {} are chosen",
                selection.chosen.len()
            ),
            "name it with --claim; `lemmabox list` shows the claims",
        ));
    };
    let claim = claim_for(&selection.claims[chosen].claim, arguments)?;
    if !claim.symbols.is_empty() {
        return Err(refuse(
            "a claim with sums, sequences or integrals has no value at a point of a grid"
                .to_owned(),
            "decide it at single values: `lemmabox prove` with the values put in",
        ));
    }
    let mut dag = claim.dag.clone();
    let axes = axes(&claim, &mut dag, arguments)?;
    let grid = Grid::new(&claim, dag, axes, arguments.max_points).map_err(|e| {
        refuse(
            e.to_string(),
            "fewer values, or raise the limit with --max-points",
        )
    })?;
    let cancel = stop_on_interrupt()?;
    let units = Units::dealt(grid.stretches());
    let mut header = Header::new("sweep", arguments.journal.shard(), units);
    header.options =
        super::journal::object(&json!({"grid": arguments.grid, "set": arguments.set}))?;
    header
        .claims
        .push((claim.name.clone(), digest(&canonical(&claim))));
    let about = about(&claim, &grid);
    header.about = serde_json::to_value(&about).map_err(io::Error::from)?;
    let journal = arguments.journal.open(header, serde_json::Map::new())?;
    let open = journal.open_units();
    // Hidden when standard error is no terminal.
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} points, {eta} left");
    let length = stretch_length(grid.points());
    let progress = ProgressBar::new((open.len() as u64).saturating_mul(length))
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let work = |&unit: &u64| -> io::Result<()> {
        if let Some(stretch) = grid.stretch(unit, &cancel) {
            let text = serde_json::to_string(&record(&claim, &stretch))?;
            journal.append(unit, Mark::Settled, &text)?;
        }
        progress.inc(length);
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build()
        .map_err(|e| {
            refuse(
                format!("cannot start {} threads: {e}", arguments.threads),
                "ask for fewer with --threads",
            )
        })?;
    pool.install(|| open.par_iter().try_for_each(work))?;
    progress.finish_and_clear();
    if arguments.journal.is_part() {
        return arguments.journal.finish(&journal, out);
    }
    journal.sync()?;
    let printing = Printing {
        csv: arguments.csv.as_deref(),
        json: arguments.json.as_deref(),
        show: arguments.show,
    };
    present(&about, &journal, &printing, out)
}

fn record(claim: &Claim, stretch: &Stretch) -> Record {
    let why = |why: &Option<Failing>| {
        why.as_ref().map_or_else(Why::default, |f| Why {
            relation: Some(relation(claim, f)),
            difference: f.margin.clone(),
        })
    };
    let all = stretch.counterexamples.iter();
    Record {
        answers: stretch.answers.iter().map(|a| letter(*a)).collect(),
        counterexamples: all.map(|(place, w)| (*place, why(w))).collect(),
    }
}

fn relation(claim: &Claim, failing: &Failing) -> String {
    let formula = crate::expr::Formula::Relation(failing.relation);
    formula_text(&claim.dag, &claim.variables, &formula)
}

fn about(claim: &Claim, grid: &Grid) -> About {
    let text = |e: &Expr| {
        // A DAG of its own: writing takes time in proportion to the DAG.
        let mut dag = Dag::new();
        let e = dag.import(grid.dag(), *e, |dag, v| dag.variable(v));
        expression_text(&dag, &[], e)
    };
    let names = claim.variables.iter().map(|v| v.name.clone());
    let values = grid.axes().iter();
    let values = values.map(|a| a.values.iter().map(text).collect());
    About {
        claim: claim.name.clone(),
        title: claim.title.clone(),
        expected: claim.expectation.word().into(),
        points: grid.points(),
        axes: names.zip(values).collect(),
    }
}

/// The claim to sweep: the constant of a `best` clause stands at its stated value unless it is
/// given one.
fn claim_for(claim: &Claim, arguments: &Arguments) -> Result<Claim, Failure> {
    let mut given = Vec::new();
    for (option, texts) in [("grid", &arguments.grid), ("set", &arguments.set)] {
        for text in texts {
            let (name, _) = assignment(option, text)?;
            if claim.variable(name).is_none() {
                return Err(unknown_variable(claim, name));
            }
            if given.contains(&name) {
                return Err(refuse(
                    format!("`{name}` is given more than once"),
                    "one --grid or --set for each variable",
                ));
            }
            given.push(name);
        }
    }
    let constant = claim.best.as_ref().map(|b| b.variable.index());
    let named = constant.is_none_or(|i| given.contains(&claim.variables[i].name.as_str()));
    let claim = if named {
        claim.clone()
    } else {
        as_stated(claim)
    };
    let missing: Vec<&str> = claim
        .variables
        .iter()
        .map(|v| v.name.as_str())
        .filter(|v| !given.contains(v))
        .collect();
    if missing.is_empty() {
        return Ok(claim);
    }
    Err(refuse(
        format!(
            "claim `{}`: no values for {}",
            claim.name,
            missing.join(", ")
        ),
        &format!(
            "give each variable a grid or a value, such as --grid '{0}=0..1:1/10' or --set {0}=1",
            missing[0]
        ),
    ))
}

fn axes(claim: &Claim, dag: &mut Dag, arguments: &Arguments) -> Result<Vec<Axis>, Failure> {
    let mut axes: Vec<Option<Axis>> = vec![None; claim.variables.len()];
    for text in &arguments.set {
        let (name, value) = assignment("set", text)?;
        if value.contains("..") {
            let message = format!("--set {text:?}: one value is due, and {value} is a range");
            return Err(refuse(
                message,
                &format!("--grid {text} takes several values"),
            ));
        }
        let value = constant(dag, "set", value).map_err(|e| refuse(e, "for example --set n=1"))?;
        place(claim, &mut axes, name, vec![value]);
    }
    for text in &arguments.grid {
        let (name, values) = assignment("grid", text)?;
        let values = values_of(dag, "grid", values, arguments.max_points)?;
        place(claim, &mut axes, name, values);
    }
    // Every variable was seen to have values.
    Ok(axes
        .into_iter()
        .map(|a| a.unwrap_or(Axis { values: Vec::new() }))
        .collect())
}

fn place(claim: &Claim, axes: &mut [Option<Axis>], name: &str, values: Vec<Expr>) {
    if let Some(v) = claim.variable(name) {
        axes[v.index()] = Some(Axis { values });
    }
}

/// Answers as they are recorded.
#[derive(Clone, Copy)]
struct Answers<'r> {
    about: &'r About,
    records: &'r dyn Records,
}

impl<'r> Answers<'r> {
    /// Calls `see` on every point in order; the answer is `None` where the sweep was stopped
    /// before.
    fn each(
        self,
        see: &mut dyn FnMut(u64, Option<Answer>, Option<Why>) -> io::Result<()>,
    ) -> io::Result<()> {
        let length = stretch_length(self.about.points);
        for unit in 0..self.about.points.div_ceil(length) {
            let first = unit * length;
            let Some(text) = self.records.last(unit)? else {
                for point in first..(first + length).min(self.about.points) {
                    see(point, None, None)?;
                }
                continue;
            };
            let record: Record = serde_json::from_str(&text)?;
            let mut reasons = record.counterexamples.into_iter().peekable();
            for (place, letter) in record.answers.chars().enumerate() {
                let why = reasons.next_if(|(at, _)| *at == place).map(|(_, why)| why);
                see(first + place as u64, Some(answer_of(letter)?), why)?;
            }
        }
        Ok(())
    }

    fn values(self, point: u64) -> Vec<&'r str> {
        let mut rest = point;
        let axes = self.about.axes.iter().rev();
        let mut out: Vec<&str> = axes
            .map(|(_, values)| {
                let n = (values.len() as u64).max(1);
                let place = usize::try_from(rest % n).unwrap_or(0);
                rest /= n;
                values.get(place).map_or("", String::as_str)
            })
            .collect();
        out.reverse();
        out
    }

    fn named(self, point: u64) -> Point<'r> {
        let names = self.about.axes.iter().map(|(name, _)| name.as_str());
        names.zip(self.values(point)).collect()
    }
}

/// All points with one answer, written as they are read.
struct Listed<'r> {
    answers: Answers<'r>,
    answer: Answer,
    /// How many there are: where there is none nothing is read.
    count: u64,
}

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        if self.count > 0 {
            let each = self.answers.each(&mut |point, answer, why| {
                if answer != Some(self.answer) {
                    return Ok(());
                }
                let point = self.answers.named(point);
                let written = if self.answer == Answer::Counterexample {
                    let why = why.unwrap_or_default();
                    list.serialize_element(&Counterexample { point, why })
                } else {
                    list.serialize_element(&point)
                };
                written.map_err(|e| io::Error::other(e.to_string()))
            });
            each.map_err(S::Error::custom)?;
        }
        list.end()
    }
}

/// How results are shown.
pub(super) struct Printing<'a> {
    /// A row for each point.
    pub csv: Option<&'a Path>,
    /// Counts and counterexamples; `-` is standard output.
    pub json: Option<&'a Path>,
    /// Counterexamples in the table.
    pub show: usize,
}

/// Prints what is recorded.
///
/// # Errors
/// Those of reading and writing.
pub(super) fn present(
    about: &About,
    records: &dyn Records,
    printing: &Printing<'_>,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let answers = Answers { about, records };
    let mut counts = [0u64; Answer::ALL.len()];
    let mut reached = 0;
    answers.each(&mut |_, answer, _| {
        for (count, kind) in counts.iter_mut().zip(Answer::ALL) {
            *count += u64::from(answer == Some(kind));
        }
        reached += u64::from(answer.is_some());
        Ok(())
    })?;
    let count = |answer: Answer| {
        let place = Answer::ALL.iter().position(|a| *a == answer);
        place.map_or(0, |p| counts[p])
    };
    let complete = reached == about.points;
    let outcome = outcome(&about.expected, &count, complete);
    if let Some(path) = printing.csv {
        write_whole(path, |file| write_csv(answers, file))?;
    }
    let listed = |answer| Listed {
        answers,
        answer,
        count: count(answer),
    };
    let report = Report {
        claim: &about.claim,
        title: &about.title,
        expected: &about.expected,
        as_expected: outcome == Outcome::AsExpected,
        complete,
        points: about.points,
        counts: Answer::ALL.iter().map(|&a| (a.words(), count(a))).collect(),
        counterexamples: listed(Answer::Counterexample),
        undefined: listed(Answer::Undefined),
        undecided: listed(Answer::Undecided),
    };
    match printing.json {
        Some(path) if path.as_os_str() == "-" => {
            json::print(&report, out)?;
        }
        other => {
            if let Some(path) = other {
                write_whole(path, |file| {
                    serde_json::to_writer_pretty(&mut *file, &report).map_err(io::Error::from)?;
                    writeln!(file)
                })?;
            }
            table(&report, answers, printing.show, out)?;
        }
    }
    Ok(outcome)
}

fn outcome(expected: &str, count: &dyn Fn(Answer) -> u64, complete: bool) -> Outcome {
    let found = count(Answer::Counterexample) > 0;
    let undefined = count(Answer::Undefined) > 0;
    let open = !complete || count(Answer::Undecided) > 0;
    match expected {
        "refuted" if found => Outcome::AsExpected,
        "refuted" => Outcome::Undecided,
        _ if found || (undefined && expected == "proved") => Outcome::NotAsExpected,
        _ if open => Outcome::Undecided,
        // Nothing is asked of points outside.
        "proved" if count(Answer::Holds) == 0 => Outcome::Undecided,
        _ => Outcome::AsExpected,
    }
}

fn table(
    report: &Report<'_>,
    answers: Answers<'_>,
    show: usize,
    out: &mut Output,
) -> Result<(), Failure> {
    let head = format!("{}  {}", report.claim, report.title);
    writeln!(out, "{}", head.trim_end())?;
    for answer in Answer::ALL {
        let count = report.counts.get(answer.words()).copied().unwrap_or(0);
        writeln!(out, "  {:18}  {count:>9}", answer.words())?;
    }
    let answered: u64 = report.counts.values().sum();
    if report.complete {
        writeln!(out, "  {:18}  {answered:>9}", "points")?;
        let outside = [Answer::OutsideDomain, Answer::HypothesisFails];
        let outside = outside.map(|a| report.counts.get(a.words()).copied().unwrap_or(0));
        if outside.iter().sum::<u64>() == answered {
            writeln!(out, "no point of the grid is one that the claim speaks of")?;
        }
    } else {
        writeln!(
            out,
            "  stopped after {answered} of {} points",
            report.points
        )?;
    }
    for (kind, listed) in [
        (Answer::Counterexample, &report.counterexamples),
        (Answer::Undefined, &report.undefined),
        (Answer::Undecided, &report.undecided),
    ] {
        if listed.count == 0 {
            continue;
        }
        let mut shown = 0;
        answers.each(&mut |point, answer, why| {
            if answer != Some(kind) || shown >= show {
                return Ok(());
            }
            shown += 1;
            let values = answers.named(point);
            let values: Vec<String> = values.iter().map(|(v, x)| format!("{v} = {x}")).collect();
            write!(out, "{} at {}", kind.words(), values.join(", "))?;
            if let Some((lo, hi)) = why.and_then(|w| w.difference) {
                write!(out, ": left - right in [{lo}, {hi}]")?;
            }
            writeln!(out)
        })?;
        let more = listed.count.saturating_sub(shown as u64);
        if more > 0 && kind == Answer::Counterexample {
            writeln!(out, "and {more} more; --csv and --json write all")?;
        }
    }
    Ok(())
}

/// A field as RFC 4180 has it.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn write_csv(answers: Answers<'_>, out: &mut dyn Write) -> io::Result<()> {
    let axes = &answers.about.axes;
    let mut header: Vec<String> = axes.iter().map(|(name, _)| field(name)).collect();
    // A name of the claim language holds no blank, so these are no variable's.
    header.extend(
        [
            "the answer",
            "failing relation",
            "difference from",
            "difference to",
        ]
        .map(String::from),
    );
    writeln!(out, "{}", header.join(","))?;
    answers.each(&mut |point, answer, why| {
        let mut row: Vec<String> = answers.values(point).into_iter().map(field).collect();
        row.push(answer.map_or("not reached", Answer::words).into());
        let why = why.unwrap_or_default();
        row.push(why.relation.as_deref().map_or_else(String::new, field));
        let (lo, hi) = why.difference.unwrap_or_default();
        row.extend([lo, hi]);
        writeln!(out, "{}", row.join(","))
    })
}
