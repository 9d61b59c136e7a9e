//! `lemmabox orbit --unnormalised`: runs without normalisation of `v`.

use super::{Task, enclosed_start, with_more_bits};
use crate::cli::constant::{constant, rational};
use crate::cli::dynamics::refuse;
use crate::cli::{Failure, Outcome, Output, json};
use crate::dynamics::unnormalised::{End, FreeOrbit, follow};
use crate::evaluate::evaluate;
use crate::exact::Q;
use crate::expr::{Dag, Expr};
use crate::interval::{Interval, MpInterval, Precision};
use crate::model::reduced::ReducedMap;
use crate::model::scalar::Scalar;
use crate::model::unnormalised::{FreeMap, FreeState};
use num_traits::Signed;
use serde::Serialize;
use std::io::Write as _;

/// What a run without normalisation needs beside the rest.
#[derive(Debug, clap::Args)]
pub struct UnnormalisedArguments {
    /// Do not normalise v: follow |v| and |a|^2 too, until the loss is certainly small
    #[arg(long)]
    pub unnormalised: bool,
    /// |v| at the start, without normalisation
    #[arg(long, default_value = "1", allow_hyphen_values = true)]
    norm: String,
    /// Length of the part of a orthogonal to a* and the all-ones vector, without normalisation
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    rest: String,
    /// Loss to reach, without normalisation
    #[arg(long, default_value = "1/1000", allow_hyphen_values = true)]
    loss: String,
}

#[derive(Clone, Debug, Serialize)]
struct Sample {
    step: u64,
    r: [f64; 2],
    phi: [f64; 2],
    norm_v: [f64; 2],
    norm2_a: [f64; 2],
    loss: [f64; 2],
}

#[derive(Debug, Serialize)]
struct Report {
    outcome: &'static str,
    reason: Option<&'static str>,
    precision: u32,
    state: Sample,
    samples: Vec<Sample>,
}

fn sample<E: Scalar>(map: &FreeMap<'_, E>, step: u64, s: &FreeState<E>) -> Sample {
    let ends = |x: &E| {
        let x = x.to_interval();
        [x.lo(), x.hi()]
    };
    Sample {
        step,
        r: ends(&map.product(s)),
        phi: ends(&s.phi),
        norm_v: ends(&s.norm),
        norm2_a: ends(&FreeMap::layer_norm2(s)),
        loss: ends(&map.loss(s)),
    }
}

/// The options, read.
pub struct Ends {
    /// `|v|`, the rest of `a`.
    terms: [Expr; 2],
    target: Q,
}

impl UnnormalisedArguments {
    /// The options, if a run without normalisation is asked for.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn ends(&self, dag: &mut Dag) -> Result<Option<Ends>, String> {
        if !self.unnormalised {
            return Ok(None);
        }
        let terms = [
            constant(dag, "norm", &self.norm)?,
            constant(dag, "rest", &self.rest)?,
        ];
        let target = rational("loss", &self.loss)?;
        if !target.is_positive() {
            return Err("--loss must be positive: no finite run reaches 0".into());
        }
        Ok(Some(Ends { terms, target }))
    }
}

fn attempt<E: Scalar>(
    context: E::Context,
    bits: u32,
    task: &Task,
    ends: &Ends,
) -> Result<(Report, bool), String> {
    let map = ReducedMap::<E>::new(context, &task.parameters);
    let start = enclosed_start(context, task, &map)?;
    let k = E::from_rational(context, &task.parameters.k);
    let free = FreeMap::new(&map, &k);
    let mut extra = evaluate::<E>(&task.dag, &ends.terms, context, &[]).into_iter();
    let mut next = |name: &str| {
        extra
            .next()
            .flatten()
            .ok_or_else(|| format!("--{name} is not defined"))
    };
    let (norm, rest) = (next("norm")?, next("rest")?);
    if !norm.certainly_positive() {
        return Err("--norm must be positive: v has a direction".into());
    }
    if rest.certainly_negative() {
        return Err("--rest is negative: it is a length".into());
    }
    let sigma = start.u.div(&k).add(&map.square_along);
    let zero = map.integer(0);
    let coordinate = |x: &E, teacher: &E| {
        if teacher.certainly_positive() {
            x.div(teacher)
        } else {
            zero.clone()
        }
    };
    let first = FreeState {
        along: coordinate(&sigma, &free.teacher()[0]),
        across: coordinate(&start.r.sub(&sigma), &free.teacher()[1]),
        rest,
        norm,
        phi: start.phi,
    };
    let mut samples = Vec::new();
    let orbit: FreeOrbit<E> = follow(
        &free,
        &task.schedule.enclose(context),
        first,
        &E::from_rational(context, &ends.target),
        &task.limits,
        &mut |t, x| {
            if task.every > 0 && t.is_multiple_of(task.every) {
                samples.push(sample(&free, t, x));
            }
        },
    );
    let reason = match orbit.end {
        End::Loss => None,
        End::Steps => Some("the step limit was reached"),
        End::Width => Some("the enclosure became too wide"),
        End::Turn => Some("v may have turned by a right angle or more in one step"),
        End::Cancelled => Some("stopped"),
    };
    let report = Report {
        outcome: if reason.is_none() {
            "loss"
        } else {
            "undecided"
        },
        reason,
        precision: bits,
        state: sample(&free, orbit.steps, &orbit.state),
        samples,
    };
    Ok((report, matches!(orbit.end, End::Width | End::Turn)))
}

fn line(out: &mut Output, s: &Sample) -> std::io::Result<()> {
    let pair = |x: [f64; 2]| format!("[{:?}, {:?}]", x[0], x[1]);
    writeln!(
        out,
        "step {}: r {}  phi {}  |v| {}  |a|^2 {}  loss {}",
        s.step,
        pair(s.r),
        pair(s.phi),
        pair(s.norm_v),
        pair(s.norm2_a),
        pair(s.loss)
    )
}

/// Follows one run without normalisation, with at most `precision` bits.
///
/// # Errors
/// Inputs that are refused, and failures of writing.
pub fn run(
    ends: &Ends,
    task: &Task,
    precision: u32,
    in_json: bool,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let bad = |e: String| refuse("orbit", e);
    let first = attempt::<Interval>((), 53, task, ends).map_err(bad)?;
    let report = with_more_bits(first, precision, |bits| {
        attempt::<MpInterval>(Precision::new(bits), bits, task, ends)
    })
    .map_err(bad)?;
    let decided = report.reason.is_none();
    if in_json {
        json::print(&report, out)?;
    } else {
        for s in &report.samples {
            line(out, s)?;
        }
        match report.reason {
            None => writeln!(
                out,
                "the loss is at most {} (step {}, {} bits)",
                ends.target, report.state.step, report.precision
            )?,
            Some(reason) => writeln!(out, "undecided: {reason} ({} bits)", report.precision)?,
        }
        writeln!(out, "state there:")?;
        line(out, &report.state)?;
    }
    Ok(if decided {
        Outcome::AsExpected
    } else {
        Outcome::Undecided
    })
}
