//! `lemmabox success`.

use super::constant::{constant, rational};
use super::dynamics::{PavingArguments, ScheduleArguments, refuse, share};
use super::journal::{limits_of, object};
use super::limits::stop_on_interrupt;
use super::network::{ActivationArguments, direction, teacher_numbers, vector_text};
use super::pave::{Paved, Stop, ending};
use super::{Failure, Outcome, Output, json};
use crate::dynamics::monte_carlo::Estimate;
use crate::dynamics::necessary::almost_no_start_succeeds;
use crate::dynamics::orbit::Limits;
use crate::dynamics::paving::{Cell, Decision, Ended, Fate, Problem};
use crate::dynamics::random_teacher::{self, RandomTeacher};
use crate::dynamics::schedule::Schedule;
use crate::dynamics::success::{AngleLaw, Bounds, LayerLaw, Trial};
use crate::dynamics::sufficient::every_start_succeeds;
use crate::evaluate::evaluate;
use crate::exact::Q;
use crate::expr::Dag;
use crate::interval::Interval;
use crate::journal::{Header, Journal, Records, Units};
use crate::model::parameters::Parameters;
use crate::prove::Cancel;
use num_traits::Zero;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::io::{self, Write as _};

/// Decimals of probabilities.
const PLACES: u8 = 5;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox success --k 4,16,64 --share 0.09 --eta-a 0.02 --eta-w 1
  lemmabox success --k 4 --p 8,32 --share 0.09 --eta-a 0.02 --eta-w 0.02 --width 0.05
  lemmabox success --k 16 --p 32 --cap --share 0.09 --eta-a 0.02 --eta-w 1
  lemmabox success --k 16 --teacher 1/16 --p 8 --cap --eta-a 0.02 --eta-w 0.02 --width 0.02
  lemmabox success --k 16 --share 0.09 --eta-a 0.02 --eta-w 1 --phase 400:0.02:0.005 --samples 10000

The probability that gradient descent reaches the global minimum, between two certified bounds.
Without --p the angle at the start is --phi (a shortcut start, w_0 = 0); with it the direction of
v_0 is uniform in R^p, or with --cap that of a shortcut start for a teacher drawn from the prior.
With --teacher the entries of a* are normal too. a_0 is uniform in the ball of radius
|1'a*|/sqrt(k) unless --radius2 or --normal says otherwise.";

/// Arguments of `lemmabox success`.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct Arguments {
    /// Numbers of hidden units, separated by commas
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        required_unless_present = "a_star"
    )]
    k: Vec<String>,
    /// The teacher's a* in place of k, n and the share: entries separated by commas, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, conflicts_with_all = ["k", "n", "share"], value_parser = vector_text)]
    a_star: Option<String>,
    /// The teacher's w*, |1/sqrt p + w*| = 1, in place of phi: entries, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, conflicts_with_all = ["p", "phi"], value_parser = vector_text)]
    w_star: Option<String>,
    /// w at the start [default: 0, a shortcut start]: entries, or @FILE
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, requires = "w_star", value_parser = vector_text)]
    w: Option<String>,
    /// Input dimensions of a start without shortcut, separated by commas
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    p: Vec<u32>,
    /// With --p, a shortcut start instead, and a random teacher: w* uniform on |1/sqrt p + w*| = 1,
    /// |w*| <= 1
    #[arg(long, requires = "p")]
    cap: bool,
    /// |a*|^2
    #[arg(long, default_value = "1", allow_hyphen_values = true)]
    n: String,
    /// (1'a*)^2 as a share of its greatest value k n, in [0, 1]
    #[arg(long, default_value = "0.09", allow_hyphen_values = true)]
    share: String,
    /// A random teacher: the entries of a* independent and normal with this variance, in place of n
    /// and the share
    #[arg(long, value_name = "VARIANCE", allow_hyphen_values = true, conflicts_with_all = ["a_star", "n", "share", "radius2", "normal"])]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    teacher: Option<String>,
    #[command(flatten)]
    #[serde(flatten)]
    activation: ActivationArguments,
    /// Angle at the start when --p is not given; pi/3 is the worst under |w*| <= 1
    #[arg(
        long,
        default_value = "pi/3",
        conflicts_with = "p",
        allow_hyphen_values = true
    )]
    phi: String,
    /// Squared radius of the ball of a_0 [default: S/k]
    #[arg(long, allow_hyphen_values = true)]
    radius2: Option<String>,
    /// a_0 normal with this variance an entry instead
    #[arg(
        long,
        value_name = "VARIANCE",
        conflicts_with = "radius2",
        allow_hyphen_values = true
    )]
    normal: Option<String>,
    #[command(flatten)]
    schedule: ScheduleArguments,
    /// Width of the bounds to reach
    #[arg(long, default_value_t = 0.01, allow_hyphen_values = true)]
    width: f64,
    /// Seconds for each pair k, p; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 120.0)]
    timeout: f64,
    #[command(flatten)]
    #[serde(flatten)]
    paving: PavingArguments,
    /// Samples of a plain Monte Carlo run beside the bounds; 0 is none
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    samples: u64,
    /// Seed of the Monte Carlo run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print a JSON array, one object a pair k, p
    #[arg(long)]
    #[serde(skip)]
    json: bool,
    /// Leave out the seconds: the output is then the same on every run
    #[arg(long)]
    #[serde(skip)]
    no_timing: bool,
}

/// Options that may change when a run is taken up again.
const LIMITS: [&str; 3] = ["width", "timeout", "max_cells"];

#[derive(Serialize, Deserialize)]
struct Sampled {
    samples: u64,
    successes: u64,
    lower_99: f64,
    upper_99: f64,
}

#[derive(Serialize)]
struct Entry {
    k: String,
    p: Option<u32>,
    /// Of a given teacher.
    #[serde(skip_serializing_if = "Option::is_none")]
    square_sum: Option<String>,
    /// Variance of an entry of a random one.
    #[serde(skip_serializing_if = "Option::is_none")]
    teacher_variance: Option<String>,
    lower: f64,
    upper: f64,
    spurious: f64,
    other: f64,
    method: &'static str,
    ended: &'static str,
    cells_tried: u64,
    /// Of work: several threads do several in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    /// Plain Monte Carlo in doubles: statistics, not a proof.
    monte_carlo: Option<Sampled>,
}

struct Setting {
    norm2: Q,
    share: Q,
    slope: Q,
    moment_ratio: Q,
    phi: Interval,
    schedule: Schedule,
    cancel: Cancel,
}

/// One pair k, p.
struct Pair {
    k: Q,
    p: Option<u32>,
    parameters: Parameters,
    law: Law,
    angle: AngleLaw,
    /// What is known without integrating.
    certain: Option<Theorem>,
}

/// What is random beside the angle.
#[derive(Clone)]
enum Law {
    /// `a_0`.
    Start(LayerLaw),
    /// `a*`, with entries of this variance, and `a_0` in its ball. The parameters' `n` and `S` mean
    /// nothing.
    Teacher(Q),
}

/// What is paved for a pair.
enum Chance {
    Start(Box<Trial>),
    Teacher(Box<RandomTeacher>),
}

impl Pair {
    fn chance(&self, schedule: &Schedule, limits: Limits) -> Result<Chance, String> {
        let angle = self.angle.clone();
        match &self.law {
            Law::Start(layer) => {
                Trial::new(&self.parameters, schedule, layer.clone(), angle, limits)
                    .map(|trial| Chance::Start(Box::new(trial)))
            }
            Law::Teacher(variance) => {
                RandomTeacher::new(&self.parameters, variance, schedule, angle, limits)
                    .map(|trial| Chance::Teacher(Box::new(trial)))
            }
        }
        .map_err(|e| e.to_string())
    }
}

impl Chance {
    fn problem(&self) -> &dyn Problem {
        match self {
            Chance::Start(trial) => trial.as_ref(),
            Chance::Teacher(trial) => trial.as_ref(),
        }
    }

    fn estimate(&self, pair: &Pair, samples: u64, seed: u64) -> Estimate {
        match self {
            Chance::Start(trial) => trial.estimate(&pair.parameters, samples, seed),
            Chance::Teacher(trial) => trial.estimate(samples, seed),
        }
    }
}

/// What one theorem says of all starts.
#[derive(Clone, Copy)]
enum Theorem {
    /// Every start succeeds, by the sufficient conditions.
    EveryStart,
    /// No start succeeds but a null set: the last step in w is too large.
    AlmostNone,
}

impl Theorem {
    fn fate(self) -> Fate {
        match self {
            Theorem::EveryStart => Fate::Global,
            Theorem::AlmostNone => Fate::Other,
        }
    }

    /// The bounds, and the words for them. Of starts that do not succeed it is not said where they
    /// go.
    fn bounds(self) -> (Bounds, &'static str) {
        let (probability, words) = match self {
            Theorem::EveryStart => (1.0, "every start, by the sufficient conditions"),
            Theorem::AlmostNone => (0.0, "no start but a null set: eta_w n > 4 at the end"),
        };
        let bounds = Bounds {
            lower: probability,
            upper: probability,
            spurious: 0.0,
            other: 0.0,
        };
        (bounds, words)
    }
}

/// Each teacher's `k`, `n` and `S`.
fn teachers(arguments: &Arguments, setting: &Setting) -> Result<Vec<[Q; 3]>, String> {
    if let Some(text) = &arguments.a_star {
        return Ok(vec![teacher_numbers(text)?]);
    }
    let of = |text: &String| {
        let k = rational("k", text)?;
        let square_sum = &setting.share * &k * &setting.norm2;
        Ok([k, setting.norm2.clone(), square_sum])
    };
    arguments.k.iter().map(of).collect()
}

/// A paving that one theorem decides.
struct Certain(Theorem);

impl Problem for Certain {
    fn dimension(&self) -> usize {
        1
    }
    fn measure(&self, cell: &Cell) -> Interval {
        cell.volume()
    }
    fn decide(&self, _: &Cell) -> Decision {
        Decision::Decided(self.0.fate())
    }
}

fn setting(arguments: &Arguments, cancel: Cancel) -> Result<Setting, Failure> {
    let bad = |e: String| refuse("success", e);
    if !(arguments.width > 0.0 && arguments.width <= 1.0) {
        return Err(bad("--width must be above 0 and at most 1".into()));
    }
    let mut dag = Dag::new();
    let phi = match &arguments.w_star {
        Some(w_star) => direction(&mut dag, arguments.w.as_deref(), w_star),
        None => constant(&mut dag, "phi", &arguments.phi),
    }
    .map_err(bad)?;
    let phi = evaluate::<Interval>(&dag, &[phi], (), &[])
        .pop()
        .flatten()
        .ok_or_else(|| bad("--phi is not defined".into()))?;
    Ok(Setting {
        norm2: rational("n", &arguments.n).map_err(bad)?,
        share: rational("share", &arguments.share).map_err(bad)?,
        slope: arguments.activation.slope().map_err(bad)?,
        moment_ratio: arguments.activation.moment_ratio().map_err(bad)?,
        phi,
        schedule: arguments.schedule.schedule().map_err(bad)?,
        cancel,
    })
}

/// The model and the law of each teacher.
fn models(arguments: &Arguments, setting: &Setting) -> Result<Vec<(Parameters, Law)>, String> {
    if let Some(variance) = &arguments.teacher {
        let variance = rational("teacher", variance)?;
        let of = |k: &String| {
            let k = rational("k", k)?;
            let model = random_teacher::parameters(&k, &setting.slope, &setting.moment_ratio);
            let model = model.map_err(|e| e.to_string())?;
            Ok((model, Law::Teacher(variance.clone())))
        };
        return arguments.k.iter().map(of).collect();
    }
    let of = |[k, norm2, square_sum]: [Q; 3]| {
        let parameters = Parameters::new(k, norm2, square_sum, setting.slope.clone())
            .and_then(|p| p.with_moment_ratio(setting.moment_ratio.clone()))
            .map_err(|e| e.to_string())?;
        let layer = layer(arguments, &parameters)?;
        Ok((parameters, Law::Start(layer)))
    };
    teachers(arguments, setting)?.into_iter().map(of).collect()
}

/// The law of `a_0` for a given teacher.
fn layer(arguments: &Arguments, model: &Parameters) -> Result<LayerLaw, String> {
    Ok(match (&arguments.normal, &arguments.radius2) {
        (Some(variance), _) => LayerLaw::Normal(rational("normal", variance)?),
        (None, Some(radius)) => LayerLaw::Ball(rational("radius2", radius)?),
        (None, None) if model.square_sum.is_zero() => {
            return Err(
                "S = 0 makes the default ball of a_0 a point: give --radius2 or --normal".into(),
            );
        }
        (None, None) => LayerLaw::Ball(&model.square_sum / &model.k),
    })
}

/// What is known without integrating.
fn certain(pair: &Pair, schedule: &Schedule) -> Option<Theorem> {
    let Law::Start(layer) = &pair.law else {
        return None;
    };
    let every = match (layer, &pair.angle) {
        (LayerLaw::Ball(radius2), AngleLaw::Fixed(_) | AngleLaw::Cap(_)) => {
            every_start_succeeds(&pair.parameters, schedule, radius2, pair.angle.widest())
        }
        (LayerLaw::Ball(_), AngleLaw::Uniform(_)) | (LayerLaw::Normal(_), _) => false,
    };
    if every {
        return Some(Theorem::EveryStart);
    }
    almost_no_start_succeeds(&pair.parameters, schedule, &pair.angle).then_some(Theorem::AlmostNone)
}

fn pairs(arguments: &Arguments, setting: &Setting) -> Result<Vec<Pair>, Failure> {
    let bad = |e: String| refuse("success", e);
    let dimensions: Vec<Option<u32>> = if arguments.p.is_empty() {
        vec![None]
    } else {
        arguments.p.iter().copied().map(Some).collect()
    };
    let mut pairs = Vec::new();
    for (parameters, law) in models(arguments, setting).map_err(bad)? {
        for p in &dimensions {
            let random = if arguments.cap {
                AngleLaw::Cap
            } else {
                AngleLaw::Uniform
            };
            let mut pair = Pair {
                k: parameters.k.clone(),
                p: *p,
                parameters: parameters.clone(),
                law: law.clone(),
                angle: p.map_or(AngleLaw::Fixed(setting.phi), random),
                certain: None,
            };
            pair.certain = certain(&pair, &setting.schedule);
            // What is refused is refused before anything is printed.
            pair.chance(&setting.schedule, Limits::default())
                .map_err(bad)?;
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

/// Does this shard's part of the work on a pair.
fn pave<'j>(
    arguments: &Arguments,
    setting: &Setting,
    pair: &Pair,
    journal: &'j Journal,
    first: u64,
) -> Result<Paved<'j>, Failure> {
    let bad = |e: String| refuse("success", e);
    let stop = Stop::after(arguments.timeout, &setting.cancel).map_err(bad)?;
    let limits = Limits {
        steps: arguments.paving.steps,
        cancel: stop.cancel.clone(),
        ..Limits::default()
    };
    let chance = pair.chance(&setting.schedule, limits).map_err(bad)?;
    let monte_carlo = || {
        (arguments.samples > 0)
            .then(|| {
                let e = chance.estimate(pair, arguments.samples, arguments.seed);
                serde_json::to_value(Sampled {
                    samples: e.samples,
                    successes: e.successes,
                    lower_99: e.lower,
                    upper_99: e.upper,
                })
                .ok()
            })
            .flatten()
    };
    let certain = pair.certain.map(Certain);
    let problem: &dyn Problem = match &certain {
        Some(certain) => certain,
        None => chance.problem(),
    };
    let target = 0.98 * arguments.width;
    let paving = &arguments.paving;
    paving.pave(problem, target, journal, first, &stop, &monte_carlo)
}

/// What is known of a pair, and whether the bounds are as narrow as asked.
fn entry(
    arguments: &Arguments,
    pair: &Pair,
    paved: &Paved<'_>,
    stopped: bool,
    timing: bool,
) -> Result<(Entry, bool), Failure> {
    let total = paved.total()?;
    let summary = &total.summary;
    let (bounds, method) = pair.certain.map_or_else(
        || (Bounds::from_masses(|fate| summary.mass(fate)), "paving"),
        Theorem::bounds,
    );
    let reached = pair.certain.is_some() || bounds.upper - bounds.lower <= arguments.width;
    let ended = match summary.ended() {
        Ended::Cancelled if !stopped => "time used up",
        _ => ending(summary, arguments.paving.max_cells),
    };
    let monte_carlo = total.extra.clone().map(serde_json::from_value).transpose();
    Ok((
        Entry {
            k: pair.k.to_string(),
            p: pair.p,
            square_sum: match &pair.law {
                Law::Start(_) => Some(pair.parameters.square_sum.to_string()),
                Law::Teacher(_) => None,
            },
            teacher_variance: match &pair.law {
                Law::Start(_) => None,
                Law::Teacher(variance) => Some(variance.to_string()),
            },
            lower: bounds.lower,
            upper: bounds.upper,
            spurious: bounds.spurious,
            other: bounds.other,
            method,
            ended: if pair.certain.is_some() {
                "target reached"
            } else {
                ended
            },
            cells_tried: if pair.certain.is_some() {
                0
            } else {
                summary.tried
            },
            seconds: timing.then_some(total.seconds),
            monte_carlo: monte_carlo.map_err(io::Error::from)?,
        },
        reached,
    ))
}

/// Bounds success probabilities over a grid of k and p.
///
/// # Errors
/// Inputs that are refused, and failures of reading and writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let setting = setting(arguments, stop_on_interrupt()?)?;
    let pairs = pairs(arguments, &setting)?;
    let paving = &arguments.paving;
    let units = Units::grouped(pairs.len() as u64, paving.parts);
    let mut header = Header::new("success", paving.journal.shard(), units);
    header.options = object(arguments)?;
    let limits = limits_of(&mut header.options, &LIMITS);
    let journal = paving.journal.open(header, limits)?;
    let is_part = paving.journal.is_part();
    let mut table = Table::new(arguments.json, !arguments.no_timing);
    if !is_part {
        table.begin(out)?;
    }
    for (i, pair) in pairs.iter().enumerate() {
        let first = i as u64 * units.group;
        let paved = pave(arguments, &setting, pair, &journal, first)?;
        let stopped = setting.cancel.is_cancelled();
        if !is_part {
            let (entry, reached) = entry(arguments, pair, &paved, stopped, table.timing)?;
            table.row(entry, reached, out)?;
        }
        if stopped {
            break;
        }
    }
    if is_part {
        return paving.journal.finish(&journal, out);
    }
    journal.sync()?;
    table.end(out)
}

/// Prints what shards have recorded.
///
/// # Errors
/// Options recorded that are refused, and failures of reading and writing.
pub(super) fn merged(
    header: &Header,
    limits: Map<String, Value>,
    records: &dyn Records,
    json: bool,
    timing: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut options = header.options.clone();
    options.extend(limits);
    let arguments: Arguments =
        serde_json::from_value(Value::Object(options)).map_err(io::Error::from)?;
    let setting = setting(&arguments, Cancel::new())?;
    let mut table = Table::new(json, timing);
    table.begin(out)?;
    for (i, pair) in pairs(&arguments, &setting)?.iter().enumerate() {
        let paved = Paved {
            records,
            first: i as u64 * header.units.group,
            parts: arguments.paving.parts,
            stopped: FxHashMap::default(),
            stopped_trunk: None,
        };
        let (entry, reached) = entry(&arguments, pair, &paved, false, timing)?;
        table.row(entry, reached, out)?;
    }
    table.end(out)
}

/// The output, row by row.
struct Table {
    json: bool,
    timing: bool,
    entries: Vec<Entry>,
    outcome: Outcome,
}

impl Table {
    fn new(json: bool, timing: bool) -> Self {
        Self {
            json,
            timing,
            entries: Vec::new(),
            outcome: Outcome::AsExpected,
        }
    }

    fn begin(&self, out: &mut Output) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        writeln!(
            out,
            "{:>8} {:>6}  {:>9} {:>9}  {:>8} {:>8}  how",
            "k", "p", "at least", "at most", "cells", "seconds"
        )
    }

    fn row(&mut self, e: Entry, reached: bool, out: &mut Output) -> io::Result<()> {
        if !reached {
            self.outcome = Outcome::Undecided;
        }
        if self.json {
            self.entries.push(e);
            return Ok(());
        }
        let p = e.p.map_or_else(|| "-".to_owned(), |p| p.to_string());
        let seconds = e.seconds.map_or("-".into(), |s| format!("{s:.1}"));
        writeln!(
            out,
            "{:>8} {p:>6}  {:>9} {:>9}  {:>8} {seconds:>8}  {}, {}",
            e.k,
            share(e.lower, PLACES, false),
            share(e.upper, PLACES, true),
            e.cells_tried,
            e.method,
            e.ended
        )?;
        if let Some(m) = &e.monte_carlo {
            writeln!(
                out,
                "{:>15}  Monte Carlo, no proof: {}/{} succeed, 99 % interval {:.5} to {:.5}",
                "", m.successes, m.samples, m.lower_99, m.upper_99
            )?;
        }
        out.flush()
    }

    fn end(self, out: &mut Output) -> Result<Outcome, Failure> {
        if self.json {
            json::print(&self.entries, out)?;
        }
        Ok(self.outcome)
    }
}
