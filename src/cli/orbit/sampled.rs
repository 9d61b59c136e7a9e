//! `lemmabox orbit --sgd`: stochastic gradient descent on sampled data beside the orbit.

use super::{Task, enclosed_start};
use crate::cli::Output;
use crate::dynamics::sampled::{Sampling, sample};
use crate::dynamics::simulate::Simulation;
use crate::interval::Interval;
use crate::model::reduced::ReducedMap;
use serde::Serialize;
use std::io::{self, Write as _};

/// Runs on sampled data.
#[derive(Debug, clap::Args)]
pub struct SamplingArguments {
    /// Also run stochastic gradient descent with so many inputs a step: statistics, not a proof
    #[arg(long, value_name = "BATCH", value_parser = clap::value_parser!(u32).range(1..))]
    pub sgd: Option<u32>,
    /// Its input dimension
    #[arg(long, value_name = "P", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..))]
    sgd_p: u32,
    /// Its independent runs
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    sgd_runs: u32,
    /// Its steps
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    sgd_steps: u64,
    /// Its seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// One row of runs on sampled data beside the population map.
#[derive(Debug, Serialize)]
pub(super) struct Sampled {
    step: u64,
    /// The population map in doubles: `u`, `r`, `phi`.
    population: [f64; 3],
    /// Least, median and greatest over the runs.
    u: [f64; 3],
    r: [f64; 3],
    phi: [f64; 3],
}

pub(super) fn rows(task: &Task, arguments: &SamplingArguments) -> Result<Vec<Sampled>, String> {
    let Some(batch) = arguments.sgd else {
        return Ok(Vec::new());
    };
    let map = ReducedMap::<Interval>::new((), &task.parameters);
    let start = enclosed_start((), task, &map)?;
    let start = [start.u.mid(), start.r.mid(), start.phi.mid()];
    let every = match task.every {
        0 => arguments.sgd_steps.div_ceil(10),
        every => every,
    };
    let sampling = Sampling {
        p: arguments.sgd_p,
        batch,
        runs: arguments.sgd_runs,
        steps: arguments.sgd_steps,
        every,
        seed: arguments.seed,
    };
    let snapshots =
        sample(&task.parameters, &task.schedule, start, &sampling).map_err(|e| e.to_string())?;
    let simulation = Simulation::new(&task.parameters, &task.schedule);
    Ok(snapshots
        .iter()
        .map(|s| Sampled {
            step: s.step,
            population: simulation.after(start, s.step),
            u: s.spread(0),
            r: s.spread(1),
            phi: s.spread(2),
        })
        .collect())
}

pub(super) fn write(
    rows: &[Sampled],
    arguments: &SamplingArguments,
    out: &mut Output,
) -> io::Result<()> {
    if !rows.is_empty() {
        writeln!(
            out,
            "stochastic gradient descent on sampled data, no proof: median [least, greatest] of {} runs; the population map in doubles",
            arguments.sgd_runs
        )?;
    }
    for s in rows {
        let [_, r, phi] = s.population;
        writeln!(
            out,
            "step {}: r {:.4} [{:.4}, {:.4}], population {r:.4}  phi {:.4} [{:.4}, {:.4}], population {phi:.4}",
            s.step, s.r[1], s.r[0], s.r[2], s.phi[1], s.phi[0], s.phi[2]
        )?;
    }
    Ok(())
}
