//! `lemmabox orbit`.

mod arrival;
mod sampled;
mod unnormalised;

use self::arrival::Arrived;
use self::sampled::{Sampled, SamplingArguments};
use self::unnormalised::{Ends, UnnormalisedArguments};
use super::dynamics::{ScheduleArguments, refuse};
use super::limits::stop_on_interrupt;
use super::network::{ModelArguments, StartArguments, StartTerms};
use super::{Failure, Outcome, Output, json};
use crate::dynamics::orbit::{Limits, Orbit, Outcome as Fate, Why, follow};
use crate::dynamics::order::OrderedMap;
use crate::dynamics::schedule::Schedule;
use crate::dynamics::{Attractor, EnclosedSet, ball};
use crate::evaluate::evaluate;
use crate::expr::Dag;
use crate::interval::{Interval, MpInterval, Precision};
use crate::model::parameters::Parameters;
use crate::model::reduced::{ReducedMap, State};
use crate::model::scalar::Scalar;
use num_traits::One;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write as _};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --phi 9*pi/10 --r -0.1 --every 100
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 2 --phase 400:0.02:0.005
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --sgd 32 --sgd-p 8
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --unnormalised --norm 1/2 --loss 1/10000
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 10
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --until 1/1000
  lemmabox orbit --a-star 24/25,-7/25 --a -1/5,2/5 --w-star 0,0,0,-1 --eta-a 0.02 --eta-w 0.02
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 4.5 --phi 0.1 --r 1 --u 0 --anywhere --json

The start is exact and the fate is a theorem: an orbit that enters a certified region of
attraction converges.";

/// Arguments of `lemmabox orbit`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    schedule: ScheduleArguments,
    #[command(flatten)]
    start: StartArguments,
    /// Most steps
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    steps: u64,
    /// Print the state every so many steps; 0 prints none
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    every: u64,
    /// Most bits of MPFR intervals, taken up when doubles run out; 53 keeps to doubles
    #[arg(long, value_name = "BITS", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(53..=65536))]
    precision: u32,
    /// Follow a start outside the ball of a_0 too
    #[arg(long)]
    anywhere: bool,
    /// Also bound the number of steps until |a - a*| and |w - w*| are at most this
    #[arg(long, value_name = "EPSILON")]
    until: Option<String>,
    #[command(flatten)]
    free: UnnormalisedArguments,
    #[command(flatten)]
    sampling: SamplingArguments,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Sample {
    step: u64,
    u: [f64; 2],
    r: [f64; 2],
    phi: [f64; 2],
}

#[derive(Debug, Serialize)]
struct Report {
    /// What was given, exactly.
    inputs: BTreeMap<&'static str, String>,
    outcome: &'static str,
    reason: Option<&'static str>,
    steps: u64,
    precision: u32,
    state: Sample,
    /// The region of attraction or the box that returns into itself.
    region: Option<Sample>,
    period: Option<u64>,
    returns: Option<u64>,
    unique: Option<bool>,
    samples: Vec<Sample>,
    /// Steps to the distance asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival: Option<Arrived>,
    /// Stochastic gradient descent on sampled data: statistics, not a proof.
    sgd: Vec<Sampled>,
}

/// What was given, exactly.
fn echo(task: &Task) -> BTreeMap<&'static str, String> {
    let p = &task.parameters;
    let numbers = [
        ("k", &p.k),
        ("n", &p.norm2),
        ("S", &p.square_sum),
        ("slope", &p.slope),
        ("b", &p.moment_ratio),
        ("eta_a", &task.schedule.eta_a),
        ("eta_w", &task.schedule.eta_w),
    ];
    let numbers = numbers.map(|(name, q)| (name, q.to_string()));
    task.start
        .echo(&task.dag)
        .into_iter()
        .chain(numbers)
        .collect()
}

fn sample<E: Scalar>(step: u64, x: &State<E>) -> Sample {
    let ends = |x: &E| {
        let x = x.to_interval();
        [x.lo(), x.hi()]
    };
    Sample {
        step,
        u: ends(&x.u),
        r: ends(&x.r),
        phi: ends(&x.phi),
    }
}

/// The run asked for.
struct Task {
    dag: Dag,
    parameters: Parameters,
    schedule: Schedule,
    start: StartTerms,
    limits: Limits,
    every: u64,
    in_ball: bool,
}

/// An enclosure of the start, which must be one.
fn enclosed_start<E: Scalar>(
    context: E::Context,
    task: &Task,
    map: &ReducedMap<E>,
) -> Result<State<E>, String> {
    let mut values = Vec::with_capacity(3);
    let start = [task.start.phi, task.start.u, task.start.r];
    let enclosures = evaluate::<E>(&task.dag, &start, context, &[]);
    for (value, name) in enclosures.into_iter().zip(["phi", "u", "r"]) {
        values.push(value.ok_or_else(|| format!("--{name} is not defined"))?);
    }
    let [phi, u, r] = <[E; 3]>::try_from(values).map_err(|_| "a start has phi, u and r")?;
    if phi.certainly_negative() || phi.sub(&map.pi).certainly_positive() {
        return Err("--phi is outside [0, pi]: give an angle between two directions".into());
    }
    in_ball(task, u.to_interval(), r.to_interval())?;
    Ok(State {
        u,
        r,
        phi: phi.intersect(&map.angles),
    })
}

/// Refuses a start that no `a` has, and one outside the ball `|a|^2 <= S/k` unless that is wanted.
fn in_ball(task: &Task, u: Interval, r: Interval) -> Result<(), String> {
    let map = ReducedMap::<Interval>::new((), &task.parameters);
    let sigma = (u + map.square_sum) / Interval::from_rational(&task.parameters.k);
    let outside = ball::outside(&map, sigma, r - sigma).map_err(|e| e.to_string())?;
    if outside && task.in_ball {
        return Err(
            "the start is outside the ball: every a with this u and r has |a|^2 > S/k, the squared radius of the \
             ball of a_0; --anywhere follows it all the same"
                .into(),
        );
    }
    Ok(())
}

/// The orbit between two bounds, where comparison applies and decides.
fn compared(task: &Task) -> Result<Option<Report>, String> {
    let map = ReducedMap::<Interval>::new((), &task.parameters);
    let start = enclosed_start((), task, &map)?;
    let ordered = OrderedMap::new(&map, Interval::from_rational(&task.parameters.k));
    let mut samples = Vec::new();
    let orbit = ordered.orbit(
        &task.schedule.enclose(()),
        &start,
        &task.limits,
        &mut |t, x| {
            if task.every > 0 && t.is_multiple_of(task.every) {
                samples.push(sample(t, &x()));
            }
        },
    );
    Ok(orbit
        .map(|orbit| report(orbit, 53, samples).0)
        .filter(|r| r.outcome != "undecided"))
}

/// The orbit at one precision, and whether a higher one may help.
fn attempt<E: Scalar>(
    context: E::Context,
    bits: u32,
    task: &Task,
) -> Result<(Report, bool), String> {
    let map = ReducedMap::<E>::new(context, &task.parameters);
    let start = enclosed_start(context, task, &map)?;
    let mut samples = Vec::new();
    let orbit: Orbit<E> = follow(
        &map,
        &task.schedule.enclose(context),
        EnclosedSet::from_box(start),
        &task.limits,
        &mut |t, x| {
            if task.every > 0 && t.is_multiple_of(task.every) {
                samples.push(sample(t, x));
            }
        },
    );
    Ok(report(orbit, bits, samples))
}

fn report<E: Scalar>(orbit: Orbit<E>, bits: u32, samples: Vec<Sample>) -> (Report, bool) {
    let wide = matches!(orbit.outcome, Fate::Undecided(Why::Width));
    let mut report = Report {
        inputs: BTreeMap::new(),
        outcome: "undecided",
        reason: None,
        steps: orbit.steps,
        precision: bits,
        state: sample(orbit.steps, &orbit.state),
        region: None,
        period: None,
        returns: None,
        unique: None,
        samples,
        arrival: None,
        sgd: Vec::new(),
    };
    match orbit.outcome {
        Fate::Converges(region) => {
            report.outcome = match region.attractor {
                Attractor::Global => "global",
                Attractor::Spurious => "spurious",
            };
            report.region = Some(sample(orbit.steps, &region.states));
        }
        Fate::Cycles(cycle) => {
            report.outcome = "cycle";
            report.region = Some(sample(orbit.steps, &cycle.states));
            report.period = Some(cycle.period);
            report.returns = Some(cycle.returns);
            report.unique = Some(cycle.unique);
        }
        Fate::Apart(states) => {
            report.outcome = "cycle";
            report.region = Some(sample(orbit.steps, &states));
            report.period = Some(1);
            report.returns = Some(1);
        }
        Fate::Frozen => report.outcome = "frozen",
        Fate::Diverges => report.outcome = "diverges",
        Fate::Undecided(why) => {
            report.reason = Some(match why {
                Why::Steps => "the step limit was reached",
                Why::Width => "the enclosure became too wide",
                Why::Cancelled => "stopped",
            });
        }
    }
    (report, wide)
}

fn line(out: &mut Output, s: &Sample) -> io::Result<()> {
    let pair = |x: [f64; 2]| format!("[{:?}, {:?}]", x[0], x[1]);
    writeln!(
        out,
        "step {}: u {}  r {}  phi {}",
        s.step,
        pair(s.u),
        pair(s.r),
        pair(s.phi)
    )
}

/// Follows one orbit until its fate is certain.
///
/// # Errors
/// Inputs that are refused, and failures of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let bad = |e: String| refuse("orbit", e);
    let (task, free) = read(arguments)?;
    if let Some(ends) = free {
        if arguments.sampling.sgd.is_some() {
            return Err(bad("--sgd normalises v: leave out --unnormalised".into()));
        }
        return unnormalised::run(&ends, &task, arguments.precision, arguments.json, out);
    }
    let report = followed(arguments, &task).map_err(bad)?;
    if arguments.json {
        json::print(&report, out)?;
    } else {
        write(&report, &arguments.sampling, out)?;
    }
    let arrived = report.arrival.as_ref().is_none_or(|a| a.first.is_some());
    Ok(if report.outcome != "undecided" && arrived {
        Outcome::AsExpected
    } else {
        Outcome::Undecided
    })
}

/// What is asked for, and how a run without normalisation ends if it is one.
fn read(arguments: &Arguments) -> Result<(Task, Option<Ends>), Failure> {
    let bad = |e: String| refuse("orbit", e);
    let parameters = arguments.model.parameters().map_err(bad)?;
    let schedule = arguments.schedule.schedule().map_err(bad)?;
    let mut dag = Dag::new();
    let start = (arguments.start)
        .terms(&mut dag, &arguments.model, &parameters)
        .map_err(bad)?;
    if arguments.sampling.sgd.is_some() && !parameters.moment_ratio.is_one() {
        return Err(bad("--sgd samples Gaussian inputs: leave out --b".into()));
    }
    let free = arguments.free.ends(&mut dag).map_err(bad)?;
    let limits = Limits {
        steps: arguments.steps,
        cancel: stop_on_interrupt()?,
        ..Limits::default()
    };
    let task = Task {
        dag,
        parameters,
        schedule,
        start,
        limits,
        every: arguments.every,
        in_ball: !arguments.anywhere,
    };
    Ok((task, free))
}

/// The orbit's fate, and what else is asked about it.
fn followed(arguments: &Arguments, task: &Task) -> Result<Report, String> {
    let first = match compared(task)? {
        Some(decided) => (decided, false),
        None => attempt::<Interval>((), 53, task)?,
    };
    let mut report = with_more_bits(first, arguments.precision, |bits| {
        attempt::<MpInterval>(Precision::new(bits), bits, task)
    })?;
    report.sgd = sampled::rows(task, &arguments.sampling)?;
    report.inputs = echo(task);
    let until = |text: &String| arrival::until(task, text, arguments.precision);
    report.arrival = arguments.until.as_ref().map(until).transpose()?;
    Ok(report)
}

/// The report of `attempt` at the first precision, from 128 bits to at most `most`, at which the
/// enclosure does not become too wide; that of doubles, `first`, if it does not become so there.
///
/// # Errors
/// Those of an attempt.
fn with_more_bits<R>(
    first: (R, bool),
    most: u32,
    attempt: impl Fn(u32) -> Result<(R, bool), String>,
) -> Result<R, String> {
    let (mut report, mut wide) = first;
    let mut bits = 128;
    while wide && bits <= most {
        (report, wide) = attempt(bits)?;
        bits *= 2;
    }
    Ok(report)
}

fn write(report: &Report, sampling: &SamplingArguments, out: &mut Output) -> io::Result<()> {
    for s in &report.samples {
        line(out, s)?;
    }
    write_fate(report, out)?;
    let given: Vec<String> = report
        .inputs
        .iter()
        .map(|(n, v)| format!("{n} = {v}"))
        .collect();
    writeln!(out, "for {}", given.join(", "))?;
    if let Some(a) = &report.arrival {
        arrival::write(a, out)?;
    }
    writeln!(out, "state there:")?;
    line(out, &report.state)?;
    if let Some(region) = &report.region {
        writeln!(out, "certified region, kept by every step to come:")?;
        line(out, region)?;
    }
    sampled::write(&report.sgd, sampling, out)
}

fn write_fate(report: &Report, out: &mut Output) -> io::Result<()> {
    let sentence = match report.outcome {
        "global" => "converges to the global minimum (v = v*, a = a*)",
        "spurious" => "converges to the spurious point (v = -v*)",
        "cycle" => "reaches neither point: it stays in a set that holds a periodic cycle",
        "diverges" => "diverges: |a| tends to infinity, eta_a is beyond stability",
        "frozen" => "reaches neither point: w is no longer trained and phi is between 0 and pi",
        _ => "undecided",
    };
    let reason = report.reason.map_or_else(String::new, |r| format!(": {r}"));
    writeln!(
        out,
        "{sentence}{reason} (step {}, {} bits)",
        report.steps, report.precision
    )?;
    if let Some(period) = report.period {
        let unique = if report.unique == Some(true) {
            ", exactly one in the box (Krawczyk)"
        } else {
            ""
        };
        writeln!(
            out,
            "period {period} in (u, r, phi){unique}; the box returns into itself after {} steps",
            report.returns.unwrap_or(period)
        )?;
    }
    Ok(())
}
