//! Options shared by the subcommands about the reduced map.

use super::constant::rational;
use super::journal::JournalArguments;
use super::{Failure, Outcome};
use crate::dynamics::parts::{PARTS, Summary, Trunk};
use crate::dynamics::paving::{Control, Ended, Journal as Decisions, Problem};
use crate::dynamics::schedule::{Phase, Schedule};
use crate::exact::Q;
use crate::journal::{Journal, Mark, Records};
use crate::prove::Cancel;
use indicatif::{ProgressBar, ProgressStyle};
use num_traits::{One, ToPrimitive};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Refuses inputs, saying where to read about them.
pub fn refuse(subcommand: &str, message: impl Into<String>) -> Failure {
    Failure::Message {
        message: message.into(),
        help: Some(format!(
            "`lemmabox {subcommand} --help` shows the inputs and examples"
        )),
    }
}

/// Step sizes over time.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct ScheduleArguments {
    /// Step size in a; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_a: String,
    /// Step size in w; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_w: String,
    /// A phase before: STEPS steps with these step sizes; may be repeated. `--phase 500:0.02:0` trains a alone
    #[arg(
        long = "phase",
        value_name = "STEPS:ETA_A:ETA_W",
        allow_hyphen_values = true
    )]
    phases: Vec<String>,
}

impl ScheduleArguments {
    /// The step sizes as they were given, for the words above a picture, without what varies.
    pub(super) fn described(&self, varied: &[&str]) -> String {
        let before: Vec<String> = self.phases.iter().map(|p| format!("{p}, then ")).collect();
        let last = [
            ("eta-a", format!("eta_a = {}", self.eta_a)),
            ("eta-w", format!("eta_w = {}", self.eta_w)),
        ];
        let fixed = last.into_iter().filter(|(name, _)| !varied.contains(name));
        let fixed: Vec<String> = fixed.map(|(_, text)| text).collect();
        format!("{}{}", before.concat(), fixed.join(", "))
    }

    /// The schedule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn schedule(&self) -> Result<Schedule, String> {
        let mut phases = Vec::new();
        for text in &self.phases {
            let parts: Vec<&str> = text.split(':').collect();
            let [steps, eta_a, eta_w] = parts.as_slice() else {
                return Err(format!(
                    "--phase {text:?} must be STEPS:ETA_A:ETA_W, such as 500:0.02:0"
                ));
            };
            phases.push(Phase {
                steps: rational("phase", steps)?
                    .to_integer_exactly()
                    .ok_or_else(|| {
                        format!("--phase {text:?}: the number of steps must be a whole number, at least 0")
                    })?,
                eta_a: rational("phase", eta_a)?,
                eta_w: rational("phase", eta_w)?,
            });
        }
        Schedule::piecewise(
            phases,
            rational("eta-a", &self.eta_a)?,
            rational("eta-w", &self.eta_w)?,
        )
        .map_err(|e| e.to_string())
    }
}

trait WholeNumber {
    fn to_integer_exactly(&self) -> Option<u64>;
}

impl WholeNumber for Q {
    fn to_integer_exactly(&self) -> Option<u64> {
        self.denom().is_one().then(|| self.numer().to_u64())?
    }
}

/// How long to pave.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct PavingArguments {
    /// Most cells tried
    #[arg(long, value_name = "COUNT", default_value_t = 200_000)]
    pub max_cells: u64,
    /// Most steps of an orbit
    #[arg(long, value_name = "COUNT", default_value_t = 20_000)]
    pub steps: u64,
    /// Parts the work is cut into, which shards deal out; the answer depends on it, and not on the number of shards
    #[arg(long, value_name = "COUNT", default_value_t = PARTS, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub parts: u64,
    /// Threads; 0 is one a core. The answer does not depend on it
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = super::limits::threads)]
    #[serde(skip)]
    threads: usize,
    #[command(flatten)]
    #[serde(skip)]
    pub journal: JournalArguments,
}

/// What is recorded of a part, or of the trunk when it ended early.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartRecord {
    /// What is certified.
    pub summary: Summary,
    /// Time it took; that of the trunk counts with the first part.
    pub seconds: f64,
    /// What else a command keeps, with the first part.
    #[serde(default)]
    pub extra: Option<serde_json::Value>,
}

/// Decisions on their way to a journal: a line for many of them.
struct Lines<'j> {
    journal: &'j Journal,
    unit: u64,
    text: String,
    count: usize,
    written: Instant,
}

/// Decisions in one line of a journal.
const DECISIONS: usize = 64;
/// A line is written after this time even with fewer.
const AT_LEAST_EVERY: Duration = Duration::from_millis(200);

impl Lines<'_> {
    fn push(&mut self) -> io::Result<()> {
        if !self.text.is_empty() {
            // One decision a line here, a semicolon between them there.
            let line = self.text.trim_end().replace('\n', ";");
            self.journal.append(self.unit, Mark::More, &line)?;
        }
        self.text.clear();
        self.count = 0;
        self.written = Instant::now();
        Ok(())
    }
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text
            .push_str(std::str::from_utf8(bytes).map_err(io::Error::other)?);
        self.count += bytes.iter().filter(|&&b| b == b'\n').count();
        Ok(bytes.len())
    }

    /// Called between decisions.
    fn flush(&mut self) -> io::Result<()> {
        if self.count >= DECISIONS || self.written.elapsed() >= AT_LEAST_EVERY {
            self.push()?;
        }
        Ok(())
    }
}

/// The decisions recorded of a unit.
pub fn decisions(records: &dyn Records, unit: u64, dimension: usize) -> io::Result<Decisions> {
    let mut text = String::new();
    records.read(unit, &mut |line| {
        if !line.starts_with('{') {
            text.push_str(&line.replace(';', "\n"));
            text.push('\n');
        }
        Ok(())
    })?;
    Ok(Decisions::read(&text, dimension))
}

/// The trunk recorded, if it is complete.
pub fn trunk_of(records: &dyn Records, unit: u64) -> io::Result<Option<Trunk>> {
    let text = records.last(unit)?;
    Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
}

/// What multiplies the target in each round of a paving's parts.
const ROUNDS: [f64; 3] = [16.0, 4.0, 1.0];

/// When a paving is to stop.
pub struct Stop {
    /// A request, which is made at the deadline too.
    pub cancel: Cancel,
    /// When the time is up.
    pub deadline: Option<Instant>,
}

impl Stop {
    /// On request, or after so many seconds; 0 is no limit.
    ///
    /// # Errors
    /// A number of seconds out of range.
    pub fn after(seconds: f64, request: &Cancel) -> Result<Self, String> {
        if !(0.0..=1e9).contains(&seconds) {
            return Err("--timeout must be a number of seconds from 0 to 1e9".into());
        }
        let deadline = (seconds > 0.0)
            .then(|| Instant::now().checked_add(Duration::from_secs_f64(seconds)))
            .flatten();
        Ok(Self {
            cancel: request.with_deadline(deadline),
            deadline,
        })
    }
}

/// Units of one paving beside its trunk, which is unit `first`: part `j` (from 0) is unit `first + 1 + j`.
pub struct Paved<'r> {
    /// Where they are recorded.
    pub records: &'r dyn Records,
    /// The trunk.
    pub first: u64,
    /// Number of parts.
    pub parts: u64,
    /// Units stopped on request, in place of what is not recorded.
    pub stopped: FxHashMap<u64, PartRecord>,
    /// The trunk if it was stopped.
    pub stopped_trunk: Option<Trunk>,
}

impl Paved<'_> {
    /// The trunk.
    ///
    /// # Errors
    /// Those of reading.
    pub fn trunk(&self) -> io::Result<Option<Trunk>> {
        Ok(trunk_of(self.records, self.first)?.or_else(|| self.stopped_trunk.clone()))
    }

    /// What is known of all parts and the trunk, with their time and what else was kept.
    ///
    /// # Errors
    /// Those of reading.
    pub fn total(&self) -> io::Result<PartRecord> {
        let mut total = PartRecord {
            summary: self.trunk()?.map_or_else(Summary::empty, |t| t.summary),
            seconds: 0.0,
            extra: None,
        };
        for unit in self.first + 1..=self.first + self.parts {
            let recorded = match self.records.last(unit)? {
                Some(text) => Some(serde_json::from_str::<PartRecord>(&text)?),
                None => self.stopped.get(&unit).cloned(),
            };
            if let Some(record) = recorded {
                total.summary = total.summary.and(&record.summary);
                total.seconds += record.seconds;
                total.extra = total.extra.or(record.extra);
            }
        }
        Ok(total)
    }
}

impl PavingArguments {
    /// Does this shard's part of a paving whose trunk is unit `first` of the journal, until no more than `target` is undecided.
    /// `extra` is asked once, beside the first part, for what else is to be kept. The parts are gone through in rounds from coarse to
    /// fine, and with a deadline they share the time: stopped at any moment, the paving is about as fine everywhere.
    ///
    /// # Errors
    /// The journal cannot be written, or threads not started.
    pub fn pave<'j>(
        &self,
        problem: &dyn Problem,
        target: f64,
        journal: &'j Journal,
        first: u64,
        stop: &Stop,
        extra: &(dyn Fn() -> Option<serde_json::Value> + Sync),
    ) -> Result<Paved<'j>, Failure> {
        let Stop { cancel, deadline } = stop;
        let mut paved = Paved {
            records: journal,
            first,
            parts: self.parts,
            stopped: FxHashMap::default(),
            stopped_trunk: None,
        };
        let open: Vec<u64> = journal
            .open_units()
            .into_iter()
            .filter(|u| (first..=first + self.parts).contains(u))
            .collect();
        if open.is_empty() {
            return Ok(paved);
        }
        // Hidden when standard error is no terminal.
        let style = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]");
        let bar = ProgressBar::new_spinner()
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let lines = |unit| Lines {
            journal,
            unit,
            text: String::new(),
            count: 0,
            written: Instant::now(),
        };
        let began = Instant::now();
        let grow = || -> io::Result<(Trunk, bool)> {
            if let Some(trunk) = trunk_of(journal, first)? {
                return Ok((trunk, true));
            }
            let mut record = lines(first);
            let mut progress = |left: f64, tried: u64| {
                bar.set_message(format!("{tried} cells, {left:.5} undecided"));
                bar.tick();
            };
            let control = Control {
                target,
                max_cells: self.max_cells,
                cancel: cancel.clone(),
                journal: decisions(journal, first, problem.dimension())?,
                record: Some(&mut record),
                progress: &mut progress,
            };
            let trunk = Trunk::grow(problem, self.parts, control)?;
            record.push()?;
            let whole = trunk.summary.ended() != Ended::Cancelled;
            if whole {
                journal.append(first, Mark::End, &serde_json::to_string(&trunk)?)?;
            }
            Ok((trunk, whole))
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|e| Failure::Message {
                message: format!("cannot start {} threads: {e}", self.threads),
                help: Some("ask for fewer with --threads".into()),
            })?;
        let (trunk, whole) = pool.install(grow)?;
        let trunk_seconds = began.elapsed().as_secs_f64();
        if !whole {
            paved.stopped_trunk = Some(trunk);
            return Ok(paved);
        }
        let stopped: Mutex<FxHashMap<u64, PartRecord>> = Mutex::default();
        let parts: Vec<u64> = open.into_iter().filter(|u| *u != first).collect();
        let left = Mutex::new(parts.len() * ROUNDS.len());
        let threads = pool.current_num_threads();
        let work = |&unit: &u64, coarser: f64| -> io::Result<()> {
            let began = Instant::now();
            // This part's share of the time that is left to all that wait.
            let waiting = left.lock().map_or(1, |n| *n).div_ceil(threads).max(1);
            let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
            let share = deadline.map(|d| began + d.saturating_duration_since(began) / waiting);
            let cancel = &cancel.with_deadline(share);
            let mut record = lines(unit);
            let control = Control {
                target,
                max_cells: self.max_cells,
                cancel: cancel.clone(),
                journal: decisions(journal, unit, problem.dimension())?,
                record: Some(&mut record),
                progress: &mut |_, _| {},
            };
            let part = usize::try_from(unit - first - 1).unwrap_or(usize::MAX);
            let summary = trunk.part(problem, part, coarser, control)?;
            record.push()?;
            let last = coarser <= 1.0;
            let whole = last && summary.ended() != Ended::Cancelled;
            let summary = if last { summary } else { summary.unfinished() };
            let mut done = PartRecord {
                summary,
                seconds: began.elapsed().as_secs_f64(),
                extra: None,
            };
            if part == 0 {
                done.seconds += trunk_seconds;
                done.extra = if last { extra() } else { None };
            }
            if whole {
                journal.append(unit, Mark::End, &serde_json::to_string(&done)?)?;
                let mut stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
                stopped.remove(&unit);
            } else {
                let mut stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
                stopped.insert(unit, done);
            }
            let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
            *left = left.saturating_sub(1);
            bar.set_message(format!(
                "{} of {} rounds of parts left",
                *left,
                parts.len() * ROUNDS.len()
            ));
            bar.tick();
            Ok(())
        };
        for coarser in ROUNDS {
            pool.install(|| {
                parts
                    .par_iter()
                    .with_max_len(1)
                    .try_for_each(|unit| work(unit, coarser))
            })?;
        }
        bar.finish_and_clear();
        paved.stopped = stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(paved)
    }
}

/// Whether a paving did what was asked.
#[must_use]
pub fn outcome_of(summary: &Summary) -> Outcome {
    match summary.ended() {
        Ended::Target => Outcome::AsExpected,
        Ended::Cells | Ended::Depth | Ended::Cancelled => Outcome::Undecided,
    }
}

/// Why a paving of at most so many cells ended, in words.
#[must_use]
pub fn ending(summary: &Summary, max_cells: u64) -> &'static str {
    match summary.ended() {
        Ended::Target => "target reached",
        Ended::Cells if summary.tried >= max_cells => "cells used up",
        Ended::Cells => "some parts used up their share of the cells",
        Ended::Depth => "undecided cells cannot be cut further",
        Ended::Cancelled => "stopped",
    }
}
