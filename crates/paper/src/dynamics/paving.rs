//! Adaptive pavings of the unit cube: cells are cut until enough of the measure is decided.
//!
//! Cells have dyadic sides, so a paving covers the cube exactly, and the undecided cell of the
//! greatest measure is cut next. Work goes in batches of fixed size whose results are merged in
//! order: the paving depends on the problem alone, not on the number of threads. Every decision can
//! be written down, and an interrupted paving is taken up again from what was written. For pavings
//! in parts see [`super::parts`].

use lemmabox_interval::Interval;
use lemmabox_prover::Cancel;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BinaryHeap;
use std::fmt;
use std::io::Write;
use std::str::FromStr;

/// Cells cut in one batch.
pub(super) const BATCH: usize = 64;
/// Deepest cut along one axis: the ends stay f64 numbers.
const DEEPEST: u32 = 50;

/// A box `[i/2^d, (i+1)/2^d]` along each axis.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cell {
    /// `(d, i)` by axis, `i < 2^d`.
    sides: Vec<(u32, u64)>,
}

impl Cell {
    /// The unit cube.
    #[must_use]
    pub fn whole(dimension: usize) -> Self {
        Self {
            sides: vec![(0, 0); dimension],
        }
    }

    /// Number of axes.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.sides.len()
    }

    /// The side along an axis; its ends are exact.
    #[must_use]
    pub fn side(&self, axis: usize) -> Interval {
        let (depth, index) = self.sides[axis];
        // depth <= 50: numerator and scale are exact in f64, and so are the quotients.
        let scale = (1u64 << depth) as f64;
        Interval::new(index as f64 / scale, (index + 1) as f64 / scale)
    }

    /// How often the axis was cut.
    #[must_use]
    pub fn depth(&self, axis: usize) -> u32 {
        self.sides[axis].0
    }

    /// Its volume.
    #[must_use]
    pub fn volume(&self) -> Interval {
        (0..self.dimension()).fold(Interval::ONE, |v, i| {
            let side = self.side(i);
            v * (Interval::point(side.hi()) - Interval::point(side.lo()))
        })
    }

    /// The halves along an axis; `None` at the depth limit.
    #[must_use]
    pub fn cut(&self, axis: usize) -> Option<[Self; 2]> {
        let (depth, index) = self.sides[axis];
        if depth >= DEEPEST {
            return None;
        }
        let half = |upper: u64| {
            let mut sides = self.sides.clone();
            sides[axis] = (depth + 1, 2 * index + upper);
            Self { sides }
        };
        Some([half(0), half(1)])
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (depth, index)) in self.sides.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{depth}:{index}")?;
        }
        Ok(())
    }
}

impl From<Cell> for String {
    fn from(cell: Cell) -> String {
        cell.to_string()
    }
}

impl TryFrom<String> for Cell {
    type Error = NoCell;
    fn try_from(text: String) -> Result<Self, NoCell> {
        text.parse()
    }
}

/// Text that is no cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected DEPTH:INDEX by axis, separated by commas")]
pub struct NoCell;

impl FromStr for Cell {
    type Err = NoCell;
    fn from_str(text: &str) -> Result<Self, NoCell> {
        let mut sides = Vec::new();
        for part in text.split(',') {
            let (depth, index) = part.split_once(':').ok_or(NoCell)?;
            let depth: u32 = depth.parse().map_err(|_| NoCell)?;
            let index: u64 = index.parse().map_err(|_| NoCell)?;
            if depth > DEEPEST || index >= 1 << depth {
                return Err(NoCell);
            }
            sides.push((depth, index));
        }
        Ok(Self { sides })
    }
}

/// What is certified of every start in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// Converges to the global minimum.
    Global,
    /// Converges to the spurious point.
    Spurious,
    /// Converges to neither.
    Other,
}

impl Fate {
    /// All fates in the order of reports.
    pub const ALL: [Self; 3] = [Self::Global, Self::Spurious, Self::Other];

    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Spurious => "spurious",
            Self::Other => "other",
        }
    }
}

/// Decided, or the axis to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Certified.
    Decided(Fate),
    /// Not certified.
    Cut(usize),
}

/// What is paved.
pub trait Problem: Sync {
    /// Number of axes.
    fn dimension(&self) -> usize;
    /// An enclosure of the measure of a cell.
    fn measure(&self, cell: &Cell) -> Interval;
    /// What can be certified of the cell.
    fn decide(&self, cell: &Cell) -> Decision;
}

/// When to stop, and whom to tell.
pub struct Control<'a> {
    /// Measure that may stay undecided.
    pub target: f64,
    /// Most cells decided or tried.
    pub max_cells: u64,
    /// A request to stop.
    pub cancel: Cancel,
    /// Decisions of an earlier run.
    pub journal: Journal,
    /// Where to write new decisions.
    pub record: Option<&'a mut (dyn Write + Send)>,
    /// Told the undecided measure and the cells tried after each batch.
    pub progress: &'a mut (dyn FnMut(f64, u64) + Send),
}

/// Decisions by cell.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    decisions: FxHashMap<Cell, Decision>,
}

impl Journal {
    /// Reads the lines written by [`pave`]. A line cut short by an interruption ends the journal.
    #[must_use]
    pub fn read(lines: &str, dimension: usize) -> Self {
        let mut decisions = FxHashMap::default();
        for line in lines.split_inclusive('\n') {
            let Some(line) = line.strip_suffix('\n') else {
                break;
            };
            let Some((cell, word)) = line.split_once(' ') else {
                break;
            };
            let Ok(cell) = cell.parse::<Cell>() else {
                break;
            };
            let decision = match word {
                "global" => Decision::Decided(Fate::Global),
                "spurious" => Decision::Decided(Fate::Spurious),
                "other" => Decision::Decided(Fate::Other),
                axis => match axis.strip_prefix("cut ").and_then(|a| a.parse().ok()) {
                    Some(axis) if axis < dimension => Decision::Cut(axis),
                    _ => break,
                },
            };
            if cell.dimension() != dimension {
                break;
            }
            decisions.insert(cell, decision);
        }
        Self { decisions }
    }

    /// What was decided of a cell.
    #[must_use]
    pub fn get(&self, cell: &Cell) -> Option<Decision> {
        self.decisions.get(cell).copied()
    }

    /// Number of decisions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.decisions.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty()
    }
}

/// Why a paving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// No more than the target is undecided.
    Target,
    /// The cells were used up.
    Cells,
    /// No undecided cell can be cut further.
    Depth,
    /// Stopped on request.
    Cancelled,
}

/// A finished or interrupted paving; its cells cover the cube.
#[derive(Clone, Debug)]
pub struct Paving {
    /// Decided cells, in the order decided.
    pub decided: Vec<(Cell, Fate)>,
    /// The rest, sorted.
    pub undecided: Vec<Cell>,
    /// Cells tried.
    pub tried: u64,
    /// Why it ended.
    pub ended: Ended,
}

#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    measure: f64,
    cell: Cell,
    axis: usize,
}

impl Eq for Waiting {}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.measure
            .total_cmp(&other.measure)
            .then_with(|| other.cell.cmp(&self.cell))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Paving {
    /// Bounds on the measure of what is decided to have the fate.
    pub fn measure(&self, problem: &dyn Problem, fate: Fate) -> Interval {
        self.decided
            .iter()
            .filter(|(_, f)| *f == fate)
            .fold(Interval::ZERO, |sum, (cell, _)| sum + problem.measure(cell))
    }

    /// Bounds on the measure of what is undecided.
    pub fn undecided_measure(&self, problem: &dyn Problem) -> Interval {
        self.undecided
            .iter()
            .fold(Interval::ZERO, |sum, cell| sum + problem.measure(cell))
    }
}

/// Where a refinement begins and how far it goes.
pub(super) struct Beginning {
    /// Cells not looked at.
    pub fresh: Vec<Cell>,
    /// Cells looked at, and the axis to cut.
    pub waiting: Vec<(Cell, usize)>,
    /// Cells cut at once; their halves are decided on the current rayon pool when they are several.
    pub batch: usize,
    /// It ends when so many cells wait.
    pub most_waiting: usize,
}

/// A refinement at its end; its cells cover what it began with.
pub(super) struct Refined {
    /// Decided cells, in the order decided.
    pub decided: Vec<(Cell, Fate)>,
    /// Cells that wait to be cut, by descending measure.
    pub waiting: Vec<(Cell, usize)>,
    /// Cells that cannot be cut or were not looked at.
    pub stuck: Vec<Cell>,
    /// Cells tried.
    pub tried: u64,
    /// Why it ended; `None` when enough cells wait.
    pub ended: Option<Ended>,
}

/// Cuts the undecided cell of the greatest measure, again and again.
pub(super) fn refine(
    problem: &dyn Problem,
    beginning: Beginning,
    control: Control<'_>,
) -> std::io::Result<Refined> {
    let Control {
        target,
        max_cells,
        cancel,
        journal,
        mut record,
        progress,
    } = control;
    let Beginning {
        fresh: mut batch,
        waiting,
        batch: cuts,
        most_waiting,
    } = beginning;
    let mut refinement = Refinement::new(problem, waiting);
    let ended = loop {
        let look = |cell: &Cell| look(problem, cell, &journal, &cancel);
        let looks: Vec<Option<Look>> = if cuts > 1 {
            batch.par_iter().map(look).collect()
        } else {
            batch.iter().map(look).collect()
        };
        for (cell, look) in batch.drain(..).zip(looks) {
            if let Some(out) = record.as_mut()
                && let Some(look) = &look
            {
                look.write_down(&cell, out)?;
            }
            refinement.take_up(cell, look);
        }
        if let Some(out) = record.as_mut() {
            out.flush()?;
        }
        let left = refinement.measure_left(target);
        progress(left, refinement.tried);
        if cancel.is_cancelled() {
            break Some(Ended::Cancelled);
        }
        if left <= target {
            break Some(Ended::Target);
        }
        if refinement.tried >= max_cells {
            break Some(Ended::Cells);
        }
        if refinement.waiting.len() >= most_waiting {
            break None;
        }
        batch = refinement.cut(cuts);
        if batch.is_empty() {
            break Some(Ended::Depth);
        }
    };
    Ok(refinement.end(ended))
}

/// What was found of a cell.
struct Look {
    decision: Decision,
    /// An upper bound of the cell's measure.
    measure: f64,
    /// Whether the decision is an earlier run's.
    known: bool,
}

/// Decides a cell; `None` where the request to stop may have come before the decision.
fn look(problem: &dyn Problem, cell: &Cell, journal: &Journal, cancel: &Cancel) -> Option<Look> {
    if cancel.is_cancelled() {
        return None;
    }
    let known = journal.get(cell);
    let decision = known.unwrap_or_else(|| problem.decide(cell));
    // A cell given up because of the request is not one that cannot be decided.
    if known.is_none() && matches!(decision, Decision::Cut(_)) && cancel.is_cancelled() {
        return None;
    }
    Some(Look {
        decision,
        measure: problem.measure(cell).hi(),
        known: known.is_some(),
    })
}

impl Look {
    /// Writes a new decision down.
    fn write_down(&self, cell: &Cell, out: &mut dyn Write) -> std::io::Result<()> {
        match self.decision {
            _ if self.known => Ok(()),
            Decision::Decided(fate) => writeln!(out, "{cell} {}", fate.name()),
            Decision::Cut(axis) => writeln!(out, "{cell} cut {axis}"),
        }
    }
}

/// A refinement on its way.
struct Refinement<'p> {
    problem: &'p dyn Problem,
    decided: Vec<(Cell, Fate)>,
    waiting: BinaryHeap<Waiting>,
    /// The measure of the cells that wait.
    waiting_measure: f64,
    stuck: Vec<Cell>,
    stuck_measure: f64,
    tried: u64,
}

impl<'p> Refinement<'p> {
    fn new(problem: &'p dyn Problem, waiting: Vec<(Cell, usize)>) -> Self {
        let waiting = waiting.into_iter().map(|(cell, axis)| Waiting {
            measure: problem.measure(&cell).hi(),
            cell,
            axis,
        });
        let mut new = Self {
            problem,
            decided: Vec::new(),
            waiting: waiting.collect(),
            waiting_measure: 0.0,
            stuck: Vec::new(),
            stuck_measure: 0.0,
            tried: 0,
        };
        new.sum_afresh();
        new
    }

    fn sum_afresh(&mut self) {
        self.waiting_measure = self.waiting.iter().map(|w| w.measure).sum();
    }

    fn take_up(&mut self, cell: Cell, look: Option<Look>) {
        let Some(Look {
            decision, measure, ..
        }) = look
        else {
            self.stuck_measure += self.problem.measure(&cell).hi();
            self.stuck.push(cell);
            return;
        };
        self.tried += 1;
        match decision {
            Decision::Decided(fate) => self.decided.push((cell, fate)),
            Decision::Cut(axis) => {
                self.waiting_measure += measure;
                self.waiting.push(Waiting {
                    measure,
                    cell,
                    axis,
                });
            }
        }
    }

    /// The undecided measure.
    fn measure_left(&mut self, target: f64) -> f64 {
        if self.waiting_measure + self.stuck_measure <= target {
            // A running sum drifts.
            self.sum_afresh();
        }
        self.waiting_measure + self.stuck_measure
    }

    /// The halves of the cells of the greatest measure, so many of which are cut.
    fn cut(&mut self, cuts: usize) -> Vec<Cell> {
        let mut halves = Vec::with_capacity(2 * cuts);
        while halves.len() < 2 * cuts {
            let Some(w) = self.waiting.pop() else { break };
            self.waiting_measure -= w.measure;
            match w.cell.cut(w.axis) {
                Some(pair) => halves.extend(pair),
                None => {
                    self.stuck_measure += w.measure;
                    self.stuck.push(w.cell);
                }
            }
        }
        halves
    }

    fn end(self, ended: Option<Ended>) -> Refined {
        let waiting = self.waiting.into_sorted_vec().into_iter().rev();
        Refined {
            decided: self.decided,
            waiting: waiting.map(|w| (w.cell, w.axis)).collect(),
            stuck: self.stuck,
            tried: self.tried,
            ended,
        }
    }
}

/// Paves the unit cube in one piece.
///
/// # Errors
/// A failure to write decisions down.
pub fn pave(problem: &dyn Problem, control: Control<'_>) -> std::io::Result<Paving> {
    let beginning = Beginning {
        fresh: vec![Cell::whole(problem.dimension())],
        waiting: Vec::new(),
        batch: BATCH,
        most_waiting: usize::MAX,
    };
    let refined = refine(problem, beginning, control)?;
    let waiting = refined.waiting.into_iter().map(|(cell, _)| cell);
    let mut undecided: Vec<Cell> = waiting.chain(refined.stuck).collect();
    undecided.sort_unstable();
    Ok(Paving {
        decided: refined.decided,
        undecided,
        tried: refined.tried,
        ended: refined.ended.unwrap_or(Ended::Cells),
    })
}

#[cfg(test)]
pub(super) mod quarter_disc {
    use super::*;

    /// The quarter disc x^2 + y^2 < 1 is "global", the rest "spurious".
    pub struct Disc;

    impl Problem for Disc {
        fn dimension(&self) -> usize {
            2
        }
        fn measure(&self, cell: &Cell) -> Interval {
            cell.volume()
        }
        fn decide(&self, cell: &Cell) -> Decision {
            let s = cell.side(0).sqr() + cell.side(1).sqr() - Interval::ONE;
            if s.certainly_negative() {
                Decision::Decided(Fate::Global)
            } else if s.certainly_positive() {
                Decision::Decided(Fate::Spurious)
            } else {
                Decision::Cut(usize::from(cell.depth(1) < cell.depth(0)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quarter_disc::Disc;
    use super::*;

    fn control<'a>(
        target: f64,
        max_cells: u64,
        journal: Journal,
        record: Option<&'a mut (dyn Write + Send)>,
        progress: &'a mut (dyn FnMut(f64, u64) + Send),
    ) -> Control<'a> {
        Control {
            target,
            max_cells,
            cancel: Cancel::new(),
            journal,
            record,
            progress,
        }
    }

    #[test]
    fn the_quarter_disc_has_area_pi_over_four() {
        let paving = pave(
            &Disc,
            control(0.01, 1 << 20, Journal::default(), None, &mut |_, _| {}),
        )
        .unwrap();
        assert_eq!(paving.ended, Ended::Target);
        let lower = paving.measure(&Disc, Fate::Global).lo();
        let upper = 1.0 - paving.measure(&Disc, Fate::Spurious).lo();
        let quarter = std::f64::consts::FRAC_PI_4;
        assert!(lower < quarter && quarter < upper && upper - lower <= 0.01 + 1e-12);
        // The cells cover the square.
        let total: f64 = Fate::ALL
            .iter()
            .map(|f| paving.measure(&Disc, *f).hi())
            .sum::<f64>()
            + paving.undecided_measure(&Disc).hi();
        assert!((total - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_interrupted_paving_resumes_to_the_same_end() {
        let mut text = Vec::new();
        let whole = pave(
            &Disc,
            control(0.02, 1 << 20, Journal::default(), None, &mut |_, _| {}),
        )
        .unwrap();
        let part = pave(
            &Disc,
            control(
                0.02,
                300,
                Journal::default(),
                Some(&mut text),
                &mut |_, _| {},
            ),
        )
        .unwrap();
        assert_eq!(part.ended, Ended::Cells);
        // A torn last line is left out.
        text.extend_from_slice(b"9:1");
        let journal = Journal::read(std::str::from_utf8(&text).unwrap(), 2);
        assert!(journal.len() as u64 == part.tried);
        let resumed = pave(&Disc, control(0.02, 1 << 20, journal, None, &mut |_, _| {})).unwrap();
        assert_eq!(resumed.decided, whole.decided);
        assert_eq!(resumed.undecided, whole.undecided);
    }
}
