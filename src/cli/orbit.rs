//! `lemmabox orbit`.

use super::dynamics::{ModelArguments, ScheduleArguments, StartArguments, refuse};
use super::limits::stop_on_interrupt;
use super::{Failure, Outcome, Output};
use crate::dynamics::orbit::{Limits, Orbit, Outcome as Fate, Why, follow};
use crate::dynamics::schedule::Schedule;
use crate::dynamics::{Attractor, EnclosedSet};
use crate::expr::{Dag, Expr};
use crate::interval::{Interval, MpInterval, Precision};
use crate::model::evaluate::evaluate;
use crate::model::parameters::Parameters;
use crate::model::reduced::{ReducedMap, State};
use crate::model::scalar::Scalar;
use serde::Serialize;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --phi 9*pi/10 --r -0.1 --every 100
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 2 --phase 400:0.02:0.005
  lemmabox orbit --k 16 --S 1.44 --eta-a 0.02 --eta-w 4.5 --phi 0.1 --r 1 --u 0 --json

The start is exact and the fate is a theorem: an orbit that enters a certified region of attraction converges.";

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

struct Task {
    dag: Dag,
    parameters: Parameters,
    schedule: Schedule,
    /// Closed terms for `phi`, `u`, `r`.
    start: [Expr; 3],
    limits: Limits,
    every: u64,
}

/// The orbit at one precision, and whether a higher one may help.
fn attempt<E: Scalar>(
    context: E::Context,
    bits: u32,
    task: &Task,
) -> Result<(Report, bool), String> {
    let Task {
        dag,
        parameters,
        schedule,
        start,
        limits,
        every,
    } = task;
    let names = ["phi", "u", "r"];
    let mut values = Vec::with_capacity(3);
    for (value, name) in evaluate::<E>(dag, start, context, &[])
        .into_iter()
        .zip(names)
    {
        values.push(value.ok_or_else(|| format!("--{name} is not defined"))?);
    }
    let map = ReducedMap::<E>::new(context, parameters);
    let phi = values[0].clone();
    if phi.certainly_negative() || phi.sub(&map.pi).certainly_positive() {
        return Err("--phi is outside [0, pi]: give an angle between two directions".into());
    }
    let state = State {
        u: values[1].clone(),
        r: values[2].clone(),
        phi: phi.intersect(&map.angles),
    };
    let mut samples = Vec::new();
    let orbit: Orbit<E> = follow(
        &map,
        &schedule.enclose(context),
        EnclosedSet::from_box(state),
        limits,
        &mut |t, x| {
            if *every > 0 && t.is_multiple_of(*every) {
                samples.push(sample(t, x));
            }
        },
    );
    let wide = matches!(orbit.outcome, Fate::Undecided(Why::Width));
    let mut report = Report {
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
        Fate::Frozen => report.outcome = "frozen",
        Fate::Undecided(why) => {
            report.reason = Some(match why {
                Why::Steps => "the step limit was reached",
                Why::Width => "the enclosure became too wide",
                Why::Cancelled => "stopped",
            });
        }
    }
    Ok((report, wide))
}

fn line(out: &mut Output, s: &Sample) -> std::io::Result<()> {
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
    let parameters = arguments.model.parameters().map_err(bad)?;
    let schedule = arguments.schedule.schedule().map_err(bad)?;
    let mut dag = Dag::new();
    let start = arguments.start.terms(&mut dag, &parameters).map_err(bad)?;
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
    };
    let (mut report, mut wide) = attempt::<Interval>((), 53, &task).map_err(bad)?;
    let mut bits = 128;
    while wide && bits <= arguments.precision {
        (report, wide) = attempt::<MpInterval>(Precision::new(bits), bits, &task).map_err(bad)?;
        bits *= 2;
    }
    let decided = report.outcome != "undecided";
    if arguments.json {
        serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        for s in &report.samples {
            line(out, s)?;
        }
        let sentence = match report.outcome {
            "global" => "converges to the global minimum (v = v*, a = a*)",
            "spurious" => "converges to the spurious point (v = -v*)",
            "cycle" => "reaches neither point: it is drawn into a periodic cycle",
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
        writeln!(out, "state there:")?;
        line(out, &report.state)?;
        if let Some(region) = &report.region {
            writeln!(out, "certified region, kept by every step to come:")?;
            line(out, region)?;
        }
    }
    Ok(if decided {
        Outcome::AsExpected
    } else {
        Outcome::Undecided
    })
}
