//! `lemmabox basin`.

use super::constant::constant;
use super::dynamics::{
    ModelArguments, PavingArguments, ScheduleArguments, StartArguments, ending, outcome_of, refuse,
};
use super::limits::stop_on_interrupt;
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output};
use crate::dynamics::basin::{Axis, Range, Slice, Start};
use crate::dynamics::orbit::Limits;
use crate::dynamics::paving::{Cell, Fate};
use crate::dynamics::picture;
use crate::expr::Dag;
use crate::report::figure::png;
use serde::Serialize;
use std::io::Write as _;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --vary phi=0..pi --vary r=-1..1 --svg basin.svg
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 1 --vary eta-w=0..4 --vary r=-1/2..1/2 --undecided 0.02
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.5 --vary phi=pi/3..pi --vary S=0..8 --png basin.png

Every cell coloured is a theorem about all its starts. Undecided cells hug the border between basins.";

/// Arguments of `lemmabox basin`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    schedule: ScheduleArguments,
    #[command(flatten)]
    start: StartArguments,
    /// What varies, with its range: phi, u, r, eta-a, eta-w, k or S; one to three times
    #[arg(
        long,
        value_name = "NAME=LO..HI",
        required = true,
        allow_hyphen_values = true
    )]
    vary: Vec<String>,
    /// Share of the volume that may stay undecided
    #[arg(long, value_name = "SHARE", default_value_t = 0.01)]
    undecided: f64,
    #[command(flatten)]
    paving: PavingArguments,
    /// Write a picture (one or two axes)
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write the picture as PNG
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Print one JSON object with every cell
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Entry {
    fate: &'static str,
    sides: Vec<[f64; 2]>,
}

#[derive(Serialize)]
struct Report {
    axes: Vec<&'static str>,
    ended: &'static str,
    cells_tried: u64,
    /// Share of the volume: the decided from below, the undecided from above.
    global: f64,
    spurious: f64,
    other: f64,
    undecided: f64,
    cells: Vec<Entry>,
}

fn range(dag: &mut Dag, text: &str) -> Result<Range, String> {
    let wrong = || {
        let names: Vec<&str> = Axis::ALL.iter().map(|a| a.name()).collect();
        format!(
            "--vary {text:?} must be NAME=LO..HI with NAME one of {}",
            names.join(", ")
        )
    };
    let (name, ends) = text.split_once('=').ok_or_else(wrong)?;
    let (lo, hi) = ends.split_once("..").ok_or_else(wrong)?;
    let axis = Axis::ALL
        .into_iter()
        .find(|a| a.name() == name.trim())
        .ok_or_else(wrong)?;
    Ok(Range {
        axis,
        lo: constant(dag, "vary", lo)?,
        hi: constant(dag, "vary", hi)?,
    })
}

/// Paves a slice of starts or step sizes by certified fate.
///
/// # Errors
/// Inputs that are refused, and failures of reading and writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let bad = |e: String| refuse("basin", e);
    let parameters = arguments.model.parameters().map_err(bad)?;
    let schedule = arguments.schedule.schedule().map_err(bad)?;
    if !(arguments.undecided > 0.0 && arguments.undecided <= 1.0) {
        return Err(bad("--undecided must be above 0 and at most 1".into()));
    }
    let mut dag = Dag::new();
    let [phi, u, r] = arguments.start.terms(&mut dag, &parameters).map_err(bad)?;
    let start = Start {
        phi,
        u: (!arguments.start.is_centred()).then_some(u),
        r,
    };
    let ranges = arguments
        .vary
        .iter()
        .map(|text| range(&mut dag, text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(bad)?;
    let cancel = stop_on_interrupt()?;
    let limits = Limits {
        steps: arguments.paving.steps,
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let slice = Slice::new(&dag, parameters, schedule, start, &ranges, limits)
        .map_err(|e| bad(e.to_string()))?;
    if (arguments.svg.is_some() || arguments.png.is_some()) && ranges.len() > 2 {
        return Err(bad("a picture needs one or two axes".into()));
    }
    let description = format!(
        "basin {:?} {:?} {:?} {:?} {}",
        arguments.model,
        arguments.schedule,
        arguments.start,
        arguments.vary,
        arguments.paving.steps
    );
    let paving = arguments
        .paving
        .pave(&slice, arguments.undecided, &description, &cancel)?;
    if arguments.svg.is_some() || arguments.png.is_some() {
        let title = "Certified basins of attraction";
        let text = picture::svg(&slice, &paving, title).map_err(bad)?;
        if let Some(path) = &arguments.svg {
            write_whole(path, |f| f.write_all(text.as_bytes()))?;
        }
        if let Some(path) = &arguments.png {
            let pixels = png(&text, 2.0).map_err(bad)?;
            write_whole(path, |f| f.write_all(&pixels))?;
        }
    }
    let share = |fate| paving.measure(&slice, fate).lo().max(0.0);
    let sides = |cell: &Cell| {
        (0..ranges.len())
            .map(|i| {
                let side = slice.side(cell, i);
                [side.lo(), side.hi()]
            })
            .collect()
    };
    let mut cells: Vec<Entry> = Vec::new();
    if arguments.json {
        let mut decided = paving.decided.clone();
        decided.sort_unstable();
        cells.extend(decided.iter().map(|(cell, fate)| Entry {
            fate: fate.name(),
            sides: sides(cell),
        }));
        cells.extend(paving.undecided.iter().map(|cell| Entry {
            fate: "undecided",
            sides: sides(cell),
        }));
    }
    let report = Report {
        axes: ranges.iter().map(|r| r.axis.name()).collect(),
        ended: ending(&paving),
        cells_tried: paving.tried,
        global: share(Fate::Global),
        spurious: share(Fate::Spurious),
        other: share(Fate::Other),
        undecided: paving.undecided_measure(&slice).hi(),
        cells,
    };
    if arguments.json {
        serde_json::to_writer(&mut *out, &report).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "global minimum  {:.6}", report.global)?;
        writeln!(out, "spurious point  {:.6}", report.spurious)?;
        writeln!(out, "neither         {:.6}", report.other)?;
        writeln!(out, "undecided       {:.6}", report.undecided)?;
        writeln!(
            out,
            "shares of the volume, {} cells tried, {}",
            report.cells_tried, report.ended
        )?;
    }
    Ok(outcome_of(&paving))
}
