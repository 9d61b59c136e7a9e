//! `lemmabox orbit --until`: the number of steps to a distance.

use super::{Task, enclosed_start};
use crate::cli::Output;
use crate::cli::constant::rational;
use crate::dynamics::distance::{Arrival, Hidden, NoArrival, arrival};
use crate::evaluate::evaluate;
use crate::exact::Q;
use crate::interval::{Interval, MpInterval, Precision};
use crate::model::reduced::ReducedMap;
use crate::model::scalar::Scalar;
use num_traits::Signed;
use serde::Serialize;
use std::io::{self, Write as _};

/// Steps until `|a - a*|` and `|w - w*|` are at most epsilon.
#[derive(Debug, Serialize)]
pub(super) struct Arrived {
    epsilon: String,
    /// The first such step is one of these two or between them.
    pub first: Option<[u64; 2]>,
    /// From this step on both stay so.
    settled: Option<u64>,
    reason: Option<&'static str>,
    precision: u32,
}

/// The parts of `a` that `u` and `r` do not tell: none unless `a` is given by its entries.
fn hidden<E: Scalar>(context: E::Context, task: &Task, map: &ReducedMap<E>) -> Hidden<E> {
    let zero = map.integer(0);
    let Some(layer) = task.start.layer else {
        return Hidden {
            along: zero.clone(),
            across: zero,
        };
    };
    let terms = [layer.sum, layer.norm2, layer.u, layer.r];
    let values = evaluate::<E>(&task.dag, &terms, context, &[]);
    let [sum, norm2, u, r] =
        [0, 1, 2, 3].map(|i| values[i].clone().unwrap_or_else(|| zero.clone()));
    let k = E::from_rational(context, &task.parameters.k);
    // |a|^2 less its parts along the all-ones vector and along the rest of a*.
    let along = sum.sqr().div(&k);
    let tau = r.sub(&u.add(&map.square_sum).div(&k));
    let across = if map.square_across.certainly_positive() {
        tau.sqr().div(&map.square_across)
    } else {
        zero.clone()
    };
    Hidden {
        along: sum.abs().div(&k.sqrt()),
        across: norm2.sub(&along).sub(&across).max(&zero).sqrt(),
    }
}

fn arrival_at<E: Scalar>(
    context: E::Context,
    task: &Task,
    epsilon: &Q,
) -> Result<Result<Arrival, NoArrival>, String> {
    let map = ReducedMap::<E>::new(context, &task.parameters);
    let start = enclosed_start(context, task, &map)?;
    Ok(arrival(
        &map,
        &task.schedule.enclose(context),
        &start,
        hidden(context, task, &map),
        &E::from_rational(context, epsilon),
        task.limits.steps,
        &task.limits.cancel,
    ))
}

/// The number of steps to a distance, with more bits until its two bounds agree.
pub(super) fn until(task: &Task, text: &str, most: u32) -> Result<Arrived, String> {
    let epsilon = rational("until", text)?;
    if !epsilon.is_positive() {
        return Err("--until must be positive".into());
    }
    let mut bits = 53;
    loop {
        let found = if bits == 53 {
            arrival_at::<Interval>((), task, &epsilon)?
        } else {
            arrival_at::<MpInterval>(Precision::new(bits), task, &epsilon)?
        };
        let sharp = matches!(found, Ok(a) if a.earliest == a.latest)
            || matches!(found, Err(NoArrival::Steps | NoArrival::Cancelled));
        let more = if bits == 53 { 128 } else { 2 * bits };
        if sharp || more > most {
            let arrived = found.ok();
            return Ok(Arrived {
                epsilon: epsilon.to_string(),
                first: arrived.map(|a| [a.earliest, a.latest]),
                settled: arrived.and_then(|a| a.settled),
                reason: found.err().map(|why| match why {
                    NoArrival::Steps => "not within the step limit",
                    NoArrival::Width => "the enclosure became too wide",
                    NoArrival::Cancelled => "stopped",
                }),
                precision: bits,
            });
        }
        bits = more;
    }
}

pub(super) fn write(a: &Arrived, out: &mut Output) -> io::Result<()> {
    let distances = format!("|a - a*| and |w - w*| are at most {}", a.epsilon);
    match (a.first, a.reason) {
        (Some([earliest, latest]), _) if earliest == latest => {
            writeln!(out, "{distances} first at step {earliest} exactly")?;
        }
        (Some([earliest, latest]), _) => {
            writeln!(
                out,
                "{distances} first at a step from {earliest} to {latest}"
            )?;
        }
        (None, reason) => {
            let reason = reason.unwrap_or("not seen");
            writeln!(out, "whether {distances} is not known: {reason}")?;
        }
    }
    if let Some(t) = a.settled {
        writeln!(out, "and stay so from step {t} on")?;
    }
    Ok(())
}
