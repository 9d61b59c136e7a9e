//! `lemmabox basin`.

use super::constant::constant;
use super::dynamics::{PavingArguments, ScheduleArguments, refuse, share};
use super::journal::{limits_of, object};
use super::limits::stop_on_interrupt;
use super::network::{ModelArguments, StartArguments};
use super::pave::{Paved, Stop, decisions, ending, outcome_of};
use super::whole_file::write_whole;
use super::{Failure, Outcome, Output};
use crate::dynamics::ball::Place;
use crate::dynamics::basin::{Axis, Range, Slice, Start};
use crate::dynamics::orbit::Limits;
use crate::dynamics::paving::{Cell, Fate, Paving};
use crate::dynamics::picture;
use crate::expr::Dag;
use crate::interval::Interval;
use crate::journal::{Header, Records, Units};
use crate::prove::Cancel;
use crate::report::figure::png;
use rustc_hash::FxHashMap;
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Decimals of shares.
const PLACES: u8 = 6;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --vary phi=0..pi --vary r=-1..1 \\
    --svg basin.svg
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 1 --vary eta-w=0..4 --vary r=-1/2..1/2 \\
    --undecided 0.02
  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.5 --vary phi=pi/3..pi --vary S=0..8 \\
    --png basin.png

  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 1 --every-start --vary phi=0..pi \\
    --vary eta-w=0..0.2 --timeout 40 --png steps.png

  lemmabox basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --vary phi=0..pi --vary r=-1..1 \\
    --shard 2/8 --journal 2.journal

Every cell coloured is a theorem about all its starts. Undecided cells hug the border between
basins.";

/// Arguments of `lemmabox basin`.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
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
    /// Pave starts outside the ball of a_0 too
    #[arg(long)]
    anywhere: bool,
    /// A cell stands for every a_0 of the ball |a_0|^2 <= S/k: all succeed, or some certainly does
    /// not
    #[arg(long, conflicts_with_all = ["u", "r", "a", "anywhere"])]
    #[serde(default)]
    every_start: bool,
    /// Share of the volume that may stay undecided
    #[arg(
        long,
        value_name = "SHARE",
        default_value_t = 0.01,
        allow_hyphen_values = true
    )]
    undecided: f64,
    /// Seconds; 0 is no limit. The parts share them, so the paving is about as fine everywhere
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    timeout: f64,
    #[command(flatten)]
    #[serde(flatten)]
    paving: PavingArguments,
    /// Write a picture (one or two axes)
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    svg: Option<PathBuf>,
    /// Write the picture as PNG
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    png: Option<PathBuf>,
    /// Print one JSON object with every cell
    #[arg(long)]
    #[serde(skip)]
    json: bool,
}

/// Options that may change when a run is taken up again.
const LIMITS: [&str; 3] = ["undecided", "timeout", "max_cells"];

#[derive(Serialize)]
struct Entry {
    fate: &'static str,
    sides: Vec<[f64; 2]>,
}

#[derive(Serialize)]
struct Report<'r> {
    axes: Vec<&'static str>,
    /// The ranges as given, exactly; the sides of cells are their nearest outward doubles.
    ranges: &'r [String],
    ended: &'static str,
    cells_tried: u64,
    /// Whether the slice reaches beyond the ball `|a_0|^2 <= S/k` of the algorithm.
    beyond_ball: bool,
    /// Share of the volume: the decided from below, the undecided from above.
    global: f64,
    spurious: f64,
    other: f64,
    undecided: f64,
    /// The part of the undecided where `eta_w n > 4` and almost no start reaches the global
    /// minimum, from below.
    almost_never_global: f64,
    /// Whether cells stand for every start of the ball: then `global` is where all succeed and
    /// `other` where some does not.
    every_start: bool,
    cells: Cells<'r>,
}

/// All cells, written as they are read.
struct Cells<'r> {
    slice: &'r Slice,
    paved: &'r Paved<'r>,
}

impl Cells<'_> {
    fn each(&self, see: &mut dyn FnMut(&Cell, Option<Fate>) -> io::Result<()>) -> io::Result<()> {
        let Some(trunk) = self.paved.trunk()? else {
            return Ok(());
        };
        let dimension = self.slice.axes().len();
        let of = |unit| decisions(self.paved.records, unit, dimension);
        trunk.cells(dimension, &of(self.paved.first)?, see)?;
        for part in 0..trunk.parts.len() {
            let unit = self.paved.first + 1 + part as u64;
            trunk.cells_of_part(part, &of(unit)?, see)?;
        }
        Ok(())
    }
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let each = self.each(&mut |cell, fate| {
            let sides = (0..cell.dimension()).map(|i| {
                let side = self.slice.side(cell, i);
                [side.lo(), side.hi()]
            });
            let entry = Entry {
                fate: fate.map_or("undecided", Fate::name),
                sides: sides.collect(),
            };
            list.serialize_element(&entry)
                .map_err(|e| io::Error::other(e.to_string()))
        });
        each.map_err(S::Error::custom)?;
        list.end()
    }
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

fn slice(arguments: &Arguments, cancel: &Cancel) -> Result<(Slice, Vec<Range>), Failure> {
    let bad = |e: String| refuse("basin", e);
    let parameters = arguments.model.parameters().map_err(bad)?;
    let schedule = arguments.schedule.schedule().map_err(bad)?;
    if !(arguments.undecided > 0.0 && arguments.undecided <= 1.0) {
        return Err(bad("--undecided must be above 0 and at most 1".into()));
    }
    let mut dag = Dag::new();
    let terms = (arguments.start)
        .terms(&mut dag, &arguments.model, &parameters)
        .map_err(bad)?;
    let start = Start {
        phi: terms.phi,
        u: (!arguments.start.is_centred()).then_some(terms.u),
        r: terms.r,
    };
    let ranges = arguments
        .vary
        .iter()
        .map(|text| range(&mut dag, text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(bad)?;
    let limits = Limits {
        steps: arguments.paving.steps,
        cancel: cancel.clone(),
        ..Limits::default()
    };
    let slice = Slice::new(&dag, parameters, schedule, start, &ranges, limits)
        .map_err(|e| bad(e.to_string()))?;
    let slice = if arguments.every_start {
        slice.of_every_start().map_err(|e| bad(e.to_string()))?
    } else {
        slice
    };
    let place = slice.place().map_err(|e| bad(e.to_string()))?;
    if place == Place::Outside && !arguments.anywhere {
        return Err(bad(
            "every start is outside the ball: every a with such u and r has |a|^2 > S/k, the squared radius of the \
             ball of a_0; --anywhere paves them all the same"
                .into(),
        ));
    }
    Ok((slice, ranges))
}

fn beyond_ball(slice: &Slice) -> bool {
    slice.place() != Ok(Place::Within)
}

/// Paves a slice of starts or step sizes by certified fate.
///
/// # Errors
/// Inputs that are refused, and failures of reading and writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let request = stop_on_interrupt()?;
    let stop = Stop::after(arguments.timeout, &request).map_err(|e| refuse("basin", e))?;
    let (slice, ranges) = slice(arguments, &stop.cancel)?;
    let printing = Printing {
        svg: arguments.svg.as_deref(),
        png: arguments.png.as_deref(),
        json: arguments.json,
    };
    printing.refuse_if_impossible(&ranges)?;
    let paving = &arguments.paving;
    let units = Units::grouped(1, paving.parts);
    let mut header = Header::new("basin", paving.journal.shard(), units);
    header.options = object(arguments)?;
    let limits = limits_of(&mut header.options, &LIMITS);
    let journal = paving.journal.open(header, limits)?;
    let target = arguments.undecided;
    let paved = paving.pave(&slice, target, &journal, 0, &stop, &|| None)?;
    if paving.journal.is_part() {
        return paving.journal.finish(&journal, out);
    }
    journal.sync()?;
    present(arguments, &slice, &ranges, &paved, &printing, out)
}

/// How results are shown.
pub(super) struct Printing<'a> {
    /// A picture.
    pub svg: Option<&'a Path>,
    /// The same as PNG.
    pub png: Option<&'a Path>,
    /// JSON, not a table.
    pub json: bool,
}

impl Printing<'_> {
    fn refuse_if_impossible(&self, ranges: &[Range]) -> Result<(), Failure> {
        if (self.svg.is_some() || self.png.is_some()) && ranges.len() > 2 {
            return Err(refuse("basin", "a picture needs one or two axes"));
        }
        Ok(())
    }
}

/// Prints what shards have recorded.
///
/// # Errors
/// Options recorded that are refused, and failures of reading and writing.
pub(super) fn merged(
    header: &Header,
    limits: Map<String, Value>,
    records: &dyn Records,
    printing: &Printing<'_>,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let mut options = header.options.clone();
    options.extend(limits);
    let arguments: Arguments =
        serde_json::from_value(Value::Object(options)).map_err(io::Error::from)?;
    let (slice, ranges) = slice(&arguments, &Cancel::new())?;
    printing.refuse_if_impossible(&ranges)?;
    let paved = Paved {
        records,
        first: 0,
        parts: arguments.paving.parts,
        stopped: FxHashMap::default(),
        stopped_trunk: None,
    };
    present(&arguments, &slice, &ranges, &paved, printing, out)
}

fn present(
    arguments: &Arguments,
    slice: &Slice,
    ranges: &[Range],
    paved: &Paved<'_>,
    printing: &Printing<'_>,
    out: &mut Output,
) -> Result<Outcome, Failure> {
    let summary = paved.total()?.summary;
    let cells = Cells { slice, paved };
    if printing.svg.is_some() || printing.png.is_some() {
        let mut paving = Paving {
            decided: Vec::new(),
            undecided: Vec::new(),
            tried: summary.tried,
            ended: summary.ended(),
        };
        cells.each(&mut |cell, fate| {
            match fate {
                Some(fate) => paving.decided.push((cell.clone(), fate)),
                None => paving.undecided.push(cell.clone()),
            }
            Ok(())
        })?;
        let varied: Vec<&str> = ranges.iter().map(|r| r.axis.name()).collect();
        let subject = if arguments.every_start {
            "Every start of the ball"
        } else {
            "Certified basins of attraction"
        };
        let title = format!(
            "{subject}: {}; {}",
            arguments.model.described(&varied),
            arguments.schedule.described(&varied)
        );
        let text = picture::svg(slice, &paving, &title).map_err(|e| refuse("basin", e))?;
        if let Some(path) = printing.svg {
            write_whole(path, |f| f.write_all(text.as_bytes()))?;
        }
        if let Some(path) = printing.png {
            let pixels = png(&text, 2.0).map_err(|e| refuse("basin", e))?;
            write_whole(path, |f| f.write_all(&pixels))?;
        }
    }
    let certain = |fate| summary.mass(fate).lo().max(0.0);
    let mut expelled = Interval::ZERO;
    cells.each(&mut |cell, fate| {
        if fate.is_none() && slice.almost_no_start_succeeds(cell) {
            expelled = expelled + cell.volume();
        }
        Ok(())
    })?;
    let report = Report {
        axes: ranges.iter().map(|r| r.axis.name()).collect(),
        ended: ending(&summary, arguments.paving.max_cells),
        ranges: &arguments.vary,
        cells_tried: summary.tried,
        beyond_ball: beyond_ball(slice),
        global: certain(Fate::Global),
        spurious: certain(Fate::Spurious),
        other: certain(Fate::Other),
        undecided: summary.undecided().hi(),
        almost_never_global: expelled.lo().max(0.0),
        every_start: arguments.every_start,
        cells,
    };
    if printing.json {
        serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        print_shares(&report, out)?;
        if report.beyond_ball {
            writeln!(
                out,
                "the slice reaches beyond the ball |a_0|^2 <= S/k of the algorithm; starts there are followed all the same"
            )?;
        }
    }
    Ok(outcome_of(&summary))
}

/// The table of shares, in words: what is decided rounded down, what is not up.
fn print_shares(report: &Report<'_>, out: &mut Output) -> io::Result<()> {
    let at_least = |x: f64| share(x, PLACES, false);
    let (global, other) = (at_least(report.global), at_least(report.other));
    let undecided = share(report.undecided, PLACES, true);
    if report.every_start {
        writeln!(out, "every start succeeds  {global}")?;
        writeln!(out, "some start fails      {other}")?;
        writeln!(out, "undecided             {undecided}")?;
    } else {
        writeln!(out, "global minimum  {global}")?;
        writeln!(out, "spurious point  {}", at_least(report.spurious))?;
        writeln!(out, "neither         {other}")?;
        writeln!(out, "undecided       {undecided}")?;
    }
    if report.almost_never_global > 0.0 {
        writeln!(
            out,
            "  of this at least {} where eta_w n > 4: almost no start of any ball reaches the global minimum",
            at_least(report.almost_never_global)
        )?;
    }
    writeln!(
        out,
        "shares of the volume, {} cells tried, {}",
        report.cells_tried, report.ended
    )
}
