//! A paving of the reduced map in parts, recorded in a journal and shared out among shards.

use super::dynamics::PavingArguments;
use super::{Failure, Outcome};
use crate::dynamics::parts::{Summary, Trunk};
use crate::dynamics::paving::{Control, Ended, Journal as Decisions, Problem};
use crate::journal::{Journal, Mark, Records};
use crate::prove::Cancel;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

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

/// Units of one paving beside its trunk, which is unit `first`: part `j` (from 0) is unit
/// `first + 1 + j`.
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

/// A paving that is being made.
struct Work<'w, 'j> {
    problem: &'w dyn Problem,
    /// Share that may stay undecided, and most cells tried.
    target: f64,
    max_cells: u64,
    journal: &'j Journal,
    /// Unit of the trunk.
    first: u64,
    stop: &'w Stop,
    /// Hidden when standard error is no terminal.
    bar: ProgressBar,
}

/// Parts of a paving, gone through in rounds.
struct Rounds<'w> {
    trunk: &'w Trunk,
    trunk_seconds: f64,
    extra: &'w (dyn Fn() -> Option<serde_json::Value> + Sync),
    threads: usize,
    all: usize,
    left: Mutex<usize>,
    stopped: Mutex<FxHashMap<u64, PartRecord>>,
}

impl<'j> Work<'_, 'j> {
    fn lines(&self, unit: u64) -> Lines<'j> {
        Lines {
            journal: self.journal,
            unit,
            text: String::new(),
            count: 0,
            written: Instant::now(),
        }
    }

    /// The trunk as recorded or newly grown, and whether it is complete.
    fn trunk(&self, parts: u64) -> io::Result<(Trunk, bool)> {
        if let Some(trunk) = trunk_of(self.journal, self.first)? {
            return Ok((trunk, true));
        }
        let mut record = self.lines(self.first);
        let mut progress = |left: f64, tried: u64| {
            self.bar
                .set_message(format!("{tried} cells, {left:.5} undecided"));
            self.bar.tick();
        };
        let control = Control {
            target: self.target,
            max_cells: self.max_cells,
            cancel: self.stop.cancel.clone(),
            journal: decisions(self.journal, self.first, self.problem.dimension())?,
            record: Some(&mut record),
            progress: &mut progress,
        };
        let trunk = Trunk::grow(self.problem, parts, control)?;
        record.push()?;
        let whole = trunk.summary.ended() != Ended::Cancelled;
        if whole {
            let text = serde_json::to_string(&trunk)?;
            self.journal.append(self.first, Mark::End, &text)?;
        }
        Ok((trunk, whole))
    }

    /// One round of one part, with its share of the time that is left to all that wait.
    fn part(&self, rounds: &Rounds<'_>, unit: u64, coarser: f64) -> io::Result<()> {
        let began = Instant::now();
        let waiting = rounds.left.lock().map_or(1, |n| *n);
        let waiting = waiting.div_ceil(rounds.threads).max(1);
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        let Stop { cancel, deadline } = self.stop;
        let share = deadline.map(|d| began + d.saturating_duration_since(began) / waiting);
        let mut record = self.lines(unit);
        let control = Control {
            target: self.target,
            max_cells: self.max_cells,
            cancel: cancel.with_deadline(share),
            journal: decisions(self.journal, unit, self.problem.dimension())?,
            record: Some(&mut record),
            progress: &mut |_, _| {},
        };
        let part = usize::try_from(unit - self.first - 1).unwrap_or(usize::MAX);
        let summary = rounds.trunk.part(self.problem, part, coarser, control)?;
        record.push()?;
        let last = coarser <= 1.0;
        let whole = last && summary.ended() != Ended::Cancelled;
        let mut done = PartRecord {
            summary: if last { summary } else { summary.unfinished() },
            seconds: began.elapsed().as_secs_f64(),
            extra: None,
        };
        if part == 0 {
            done.seconds += rounds.trunk_seconds;
            done.extra = if last { (rounds.extra)() } else { None };
        }
        let stopped = || {
            rounds
                .stopped
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if whole {
            let text = serde_json::to_string(&done)?;
            self.journal.append(unit, Mark::End, &text)?;
            stopped().remove(&unit);
        } else {
            stopped().insert(unit, done);
        }
        let mut left = rounds.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(1);
        let message = format!("{} of {} rounds of parts left", *left, rounds.all);
        self.bar.set_message(message);
        self.bar.tick();
        Ok(())
    }
}

impl PavingArguments {
    /// Does this shard's part of a paving whose trunk is unit `first` of the journal, until no more
    /// than `target` is undecided. `extra` is asked once, beside the first part, for what else is
    /// to be kept. The parts are gone through in rounds from coarse to fine, and with a deadline
    /// they share the time: stopped at any moment, the paving is about as fine everywhere.
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
        let mut paved = Paved {
            records: journal,
            first,
            parts: self.parts,
            stopped: FxHashMap::default(),
            stopped_trunk: None,
        };
        let ours = |unit: &u64| (first..=first + self.parts).contains(unit);
        let open: Vec<u64> = journal.open_units().into_iter().filter(ours).collect();
        if open.is_empty() {
            return Ok(paved);
        }
        let style = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        let work = Work {
            problem,
            target,
            max_cells: self.max_cells,
            journal,
            first,
            stop,
            bar: ProgressBar::new_spinner().with_style(style),
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|e| Failure::Message {
                message: format!("cannot start {} threads: {e}", self.threads),
                help: Some("ask for fewer with --threads".into()),
            })?;
        let began = Instant::now();
        let (trunk, whole) = pool.install(|| work.trunk(self.parts))?;
        if !whole {
            paved.stopped_trunk = Some(trunk);
            return Ok(paved);
        }
        let parts: Vec<u64> = open.into_iter().filter(|u| *u != first).collect();
        let all = parts.len() * ROUNDS.len();
        let rounds = Rounds {
            trunk: &trunk,
            trunk_seconds: began.elapsed().as_secs_f64(),
            extra,
            threads: pool.current_num_threads(),
            all,
            left: Mutex::new(all),
            stopped: Mutex::default(),
        };
        for coarser in ROUNDS {
            pool.install(|| {
                let each = parts.par_iter().with_max_len(1);
                each.try_for_each(|unit| work.part(&rounds, *unit, coarser))
            })?;
        }
        work.bar.finish_and_clear();
        let stopped = rounds.stopped.into_inner();
        paved.stopped = stopped.unwrap_or_else(PoisonError::into_inner);
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
