//! `lemmabox sweep`.

use super::constant::constant;
use super::grid::{assignment, refuse, unknown_variable, values_of};
use super::limits::stop_on_interrupt;
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output};
use crate::audit::{Answer, Axis, Failing, Grid, Sweep};
use crate::expr::{Claim, Dag, Expectation, Expr};
use crate::lang::{expression_text, formula_text};
use crate::prove::as_stated;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox sweep proofs --claim K4 --grid 'phi=0..pi:pi/64'
  lemmabox sweep proofs --claim L5_upper --grid k=1..20 --grid phi=0,pi/2,pi --set S=1 --set eta=1/10 --grid u=-2..0:1/4
  lemmabox sweep proofs --claim K4_sharper --grid 'phi=3..pi:1/100' --csv points.csv --json -

A grid is FROM..TO, FROM..TO:STEP or a list A,B,C; the step is 1 if none is given. Every number is exact: a term
of the claim language without variables, such as 1/10, 0.3, pi/64 or sqrt(2).
The claim is decided at every point of the grid. Between the points a sweep shows nothing.";

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
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
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
}

/// Name and value of each variable.
type Point = Vec<(String, String)>;

#[derive(Serialize)]
struct Counterexample {
    point: Point,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<String>,
    /// Bounds of the left side minus the right side, outward.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<(String, String)>,
}

#[derive(Serialize)]
struct Report<'c> {
    claim: &'c str,
    title: &'c str,
    expected: &'static str,
    as_expected: bool,
    /// False when the sweep was stopped before its end.
    complete: bool,
    points: u64,
    counts: BTreeMap<&'static str, usize>,
    counterexamples: Vec<Counterexample>,
    /// Points where the claim is undefined.
    undefined: Vec<Point>,
    /// Points not decided at the highest precision.
    undecided: Vec<Point>,
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
    let mut dag = claim.dag.clone();
    let axes = axes(&claim, &mut dag, arguments)?;
    let grid = Grid::new(&claim, dag, axes, arguments.max_points).map_err(|e| {
        refuse(
            e.to_string(),
            "fewer values, or raise the limit with --max-points",
        )
    })?;
    let cancel = stop_on_interrupt()?;
    // Hidden when standard error is no terminal.
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} points, {eta} left");
    let progress = ProgressBar::new(grid.points())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let done = |count| progress.inc(count);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build()
        .map_err(|e| {
            refuse(
                format!("cannot start {} threads: {e}", arguments.threads),
                "ask for fewer with --threads",
            )
        })?;
    let sweep = pool.install(|| grid.sweep(&cancel, &done));
    progress.finish_and_clear();
    let outcome = outcome(&claim, &sweep);
    let texts = Texts::new(&claim, &grid);
    if let Some(path) = &arguments.csv {
        write_whole(path, |file| write_csv(&texts, &grid, &sweep, file))?;
    }
    let report = report(&texts, &grid, &sweep, outcome);
    match &arguments.json {
        Some(path) if path.as_os_str() == "-" => {
            serde_json::to_writer_pretty(&mut *out, &report).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        other => {
            if let Some(path) = other {
                write_whole(path, |file| {
                    serde_json::to_writer_pretty(&mut *file, &report).map_err(io::Error::from)?;
                    writeln!(file)
                })?;
            }
            table(&report, arguments.show, out)?;
        }
    }
    Ok(outcome)
}

/// The claim to sweep: the constant of a `best` clause stands at its stated value unless it is given one.
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

fn outcome(claim: &Claim, sweep: &Sweep) -> Outcome {
    let found = sweep.count(Answer::Counterexample) > 0;
    let undefined = sweep.count(Answer::Undefined) > 0;
    let open = sweep
        .answers
        .iter()
        .any(|a| matches!(a, None | Some(Answer::Undecided)));
    match claim.expectation {
        Expectation::Refuted if found => Outcome::AsExpected,
        Expectation::Refuted => Outcome::Undecided,
        _ if found || (undefined && claim.expectation == Expectation::Proved) => {
            Outcome::NotAsExpected
        }
        _ if open => Outcome::Undecided,
        _ => Outcome::AsExpected,
    }
}

/// Values and relations as reports write them, each written once.
struct Texts<'c> {
    claim: &'c Claim,
    values: Vec<Vec<String>>,
}

impl<'c> Texts<'c> {
    fn new(claim: &'c Claim, grid: &Grid) -> Self {
        let text = |e: &Expr| {
            // A DAG of its own: writing takes time in proportion to the DAG.
            let mut dag = Dag::new();
            let e = dag.import(grid.dag(), *e, |dag, v| dag.variable(v));
            expression_text(&dag, &[], e)
        };
        let values = grid
            .axes()
            .iter()
            .map(|a| a.values.iter().map(text).collect());
        Self {
            claim,
            values: values.collect(),
        }
    }

    fn point(&self, grid: &Grid, number: u64) -> Vec<&str> {
        let positions = grid.positions(number).into_iter();
        positions
            .zip(&self.values)
            .map(|(i, v)| v[i].as_str())
            .collect()
    }

    fn named(&self, grid: &Grid, number: u64) -> Point {
        let names = self.claim.variables.iter().map(|v| v.name.clone());
        names
            .zip(self.point(grid, number).into_iter().map(String::from))
            .collect()
    }

    fn relation(&self, failing: &Failing) -> String {
        let formula = crate::expr::Formula::Relation(failing.relation);
        formula_text(&self.claim.dag, &self.claim.variables, &formula)
    }
}

fn report<'c>(texts: &Texts<'c>, grid: &Grid, sweep: &Sweep, outcome: Outcome) -> Report<'c> {
    let claim = texts.claim;
    let points_with = |answer: Answer| {
        (0..)
            .zip(&sweep.answers)
            .filter(|(_, a)| **a == Some(answer))
            .map(|(i, _)| texts.named(grid, i))
            .collect()
    };
    Report {
        claim: &claim.name,
        title: &claim.title,
        expected: match claim.expectation {
            Expectation::Proved => "proved",
            Expectation::Refuted => "refuted",
            Expectation::Undecided => "undecided",
        },
        as_expected: outcome == Outcome::AsExpected,
        complete: sweep.answers.iter().all(Option::is_some),
        points: grid.points(),
        counts: Answer::ALL
            .iter()
            .map(|&a| (a.words(), sweep.count(a)))
            .collect(),
        counterexamples: sweep
            .counterexamples
            .iter()
            .map(|(i, why)| Counterexample {
                point: texts.named(grid, *i),
                relation: why.as_ref().map(|f| texts.relation(f)),
                difference: why.as_ref().and_then(|f| f.margin.clone()),
            })
            .collect(),
        undefined: points_with(Answer::Undefined),
        undecided: points_with(Answer::Undecided),
    }
}

fn table(report: &Report<'_>, show: usize, out: &mut Output) -> Result<(), Failure> {
    writeln!(out, "{}  {}", report.claim, report.title)?;
    for answer in Answer::ALL {
        let count = report.counts.get(answer.words()).copied().unwrap_or(0);
        writeln!(out, "  {:18}  {count:>9}", answer.words())?;
    }
    let answered: usize = report.counts.values().sum();
    if report.complete {
        writeln!(out, "  {:18}  {answered:>9}", "points")?;
    } else {
        writeln!(
            out,
            "  stopped after {answered} of {} points",
            report.points
        )?;
    }
    let text = |p: &[(String, String)]| {
        let values: Vec<String> = p.iter().map(|(v, x)| format!("{v} = {x}")).collect();
        values.join(", ")
    };
    for c in report.counterexamples.iter().take(show) {
        write!(out, "counterexample at {}", text(&c.point))?;
        if let Some((lo, hi)) = &c.difference {
            write!(out, ": left - right in [{lo}, {hi}]")?;
        }
        writeln!(out)?;
    }
    let more = report.counterexamples.len().saturating_sub(show);
    if more > 0 {
        writeln!(out, "and {more} more; --csv and --json write all")?;
    }
    for (what, points) in [
        ("undefined", &report.undefined),
        ("undecided", &report.undecided),
    ] {
        for p in points.iter().take(show) {
            writeln!(out, "{what} at {}", text(p))?;
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

fn write_csv(texts: &Texts<'_>, grid: &Grid, sweep: &Sweep, out: &mut dyn Write) -> io::Result<()> {
    let mut header: Vec<String> = texts
        .claim
        .variables
        .iter()
        .map(|v| field(&v.name))
        .collect();
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
    let mut failing = sweep.counterexamples.iter().peekable();
    for (number, answer) in (0..).zip(&sweep.answers) {
        let mut row: Vec<String> = texts.point(grid, number).into_iter().map(field).collect();
        row.push(answer.map_or("not reached", Answer::words).into());
        let why = failing
            .next_if(|(i, _)| *i == number)
            .and_then(|(_, why)| why.as_ref());
        row.push(why.map_or_else(String::new, |f| field(&texts.relation(f))));
        let (lo, hi) = why.and_then(|f| f.margin.clone()).unwrap_or_default();
        row.extend([lo, hi]);
        writeln!(out, "{}", row.join(","))?;
    }
    Ok(())
}
