//! A paving in parts that any machine can do.
//!
//! The *trunk* is refined best-first until as many cells wait as there are parts (or the paving is
//! done); the waiting cells are then dealt out to the parts, largest first and in turn, and each
//! part is refined best-first by itself until the share of the target that its measure earns is
//! reached. The cut into parts depends on the problem, the target and the number of parts alone, so
//! the parts done anywhere make the same paving.

use super::paving::{
    BATCH, Beginning, Cell, Control, Decision, Ended, Fate, Journal, Problem, Refined, refine,
};
use lemmabox_interval::Interval;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::io;

/// Parts of a paving unless told otherwise.
pub const PARTS: u64 = 64;

/// The trunk stops growing at so many cells a part.
const TRUNK_CELLS: u64 = 64;

/// What is certified of some cells together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Cells tried.
    pub tried: u64,
    /// Bounds of the measure certified for each fate, in the order of [`Fate::ALL`].
    masses: [(f64, f64); 3],
    /// Bounds of the measure of the undecided cells.
    undecided: (f64, f64),
    /// Why it ended; `None` for a trunk whose waiting cells went to the parts.
    ended: Option<Ended>,
}

fn pair(x: Interval) -> (f64, f64) {
    (x.lo(), x.hi())
}

/// Bounds that were written down. What are none are read as everything a measure can be.
fn bounds((lo, hi): (f64, f64)) -> Interval {
    if lo.is_finite() && lo <= hi && hi.is_finite() {
        Interval::new(lo, hi)
    } else {
        Interval::new(0.0, f64::MAX)
    }
}

impl Summary {
    /// Nothing done, nothing left.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            tried: 0,
            masses: [(0.0, 0.0); 3],
            undecided: (0.0, 0.0),
            ended: None,
        }
    }

    fn of(problem: &dyn Problem, refined: &Refined, with_waiting: bool) -> Self {
        let total = |cells: &mut dyn Iterator<Item = &Cell>| {
            pair(cells.fold(Interval::ZERO, |sum, cell| sum + problem.measure(cell)))
        };
        let waiting = refined.waiting.iter().filter(|_| with_waiting);
        Self {
            tried: refined.tried,
            masses: Fate::ALL.map(|fate| {
                let with = refined.decided.iter().filter(|(_, f)| *f == fate);
                total(&mut with.map(|(cell, _)| cell))
            }),
            undecided: total(&mut waiting.map(|(cell, _)| cell).chain(&refined.stuck)),
            ended: refined.ended,
        }
    }

    /// Bounds of the measure certified for a fate.
    #[must_use]
    pub fn mass(&self, fate: Fate) -> Interval {
        let place = Fate::ALL.iter().position(|f| *f == fate);
        place.map_or(Interval::ZERO, |i| bounds(self.masses[i]))
    }

    /// Bounds of the measure of what is undecided.
    #[must_use]
    pub fn undecided(&self) -> Interval {
        bounds(self.undecided)
    }

    /// Why it ended; of a whole paving.
    #[must_use]
    pub fn ended(&self) -> Ended {
        self.ended.unwrap_or(Ended::Target)
    }

    /// The same, to be gone on with.
    #[must_use]
    pub fn unfinished(self) -> Self {
        Self {
            ended: Some(Ended::Cancelled),
            ..self
        }
    }

    /// Both together. A request to stop outweighs cells used up.
    #[must_use]
    pub fn and(&self, other: &Summary) -> Summary {
        let sum = |a, b| pair(bounds(a) + bounds(b));
        let mut masses = self.masses;
        for (mine, theirs) in masses.iter_mut().zip(other.masses) {
            *mine = sum(*mine, theirs);
        }
        let either = |e| self.ended == Some(e) || other.ended == Some(e);
        Summary {
            tried: self.tried + other.tried,
            masses,
            undecided: sum(self.undecided, other.undecided),
            ended: [Ended::Cancelled, Ended::Cells, Ended::Depth, Ended::Target]
                .into_iter()
                .find(|&e| either(e)),
        }
    }
}

/// The first cuts of a paving, the same for every part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trunk {
    /// Without the cells dealt out.
    pub summary: Summary,
    /// For each part the cells it begins with, and the axis to cut; none when the paving was done
    /// with the trunk.
    pub parts: Vec<Vec<(Cell, usize)>>,
    /// Measure that each part may leave undecided.
    targets: Vec<f64>,
    /// Most cells of each part.
    max_cells: u64,
}

impl Trunk {
    /// Refines the unit cube until the cells that wait can be dealt out to `parts` parts.
    ///
    /// # Errors
    /// A failure to write decisions down.
    pub fn grow(problem: &dyn Problem, parts: u64, control: Control<'_>) -> io::Result<Self> {
        let (target, max_cells) = (control.target, control.max_cells);
        let count = usize::try_from(parts.max(1)).unwrap_or(usize::MAX);
        let trunk_cells = parts.saturating_mul(TRUNK_CELLS);
        let beginning = Beginning {
            fresh: vec![Cell::whole(problem.dimension())],
            waiting: Vec::new(),
            batch: BATCH,
            most_waiting: count,
        };
        let control = Control {
            max_cells: max_cells.min(trunk_cells),
            ..control
        };
        let mut refined = refine(problem, beginning, control)?;
        if refined.ended == Some(Ended::Cells)
            && refined.tried < max_cells
            && !refined.waiting.is_empty()
        {
            refined.ended = None;
        }
        let dealt = refined.ended.is_none();
        let mut parts = vec![Vec::new(); if dealt { count } else { 0 }];
        let mut measures = vec![0.0f64; parts.len()];
        if dealt {
            for (i, (cell, axis)) in refined.waiting.iter().enumerate() {
                measures[i % count] += problem.measure(cell).hi();
                parts[i % count].push((cell.clone(), *axis));
            }
        }
        let all: f64 = measures.iter().sum();
        let stuck: f64 = refined.stuck.iter().map(|c| problem.measure(c).hi()).sum();
        // A little less, so that rounding cannot take the sum above the target.
        let share = (target - stuck).max(0.0) * (1.0 - 1e-12) / all.max(f64::MIN_POSITIVE);
        Ok(Self {
            summary: Summary::of(problem, &refined, !dealt),
            max_cells: (max_cells.saturating_sub(refined.tried)) / (count as u64),
            targets: measures.iter().map(|m| m * share).collect(),
            parts,
        })
    }

    /// Refines one part, counted from 0. The target and the number of cells in `control` are
    /// replaced by the part's own, the target times `coarser` (at least 1): with its decisions
    /// kept, a coarser round is a beginning of the whole.
    ///
    /// # Errors
    /// A failure to write decisions down.
    pub fn part(
        &self,
        problem: &dyn Problem,
        part: usize,
        coarser: f64,
        control: Control<'_>,
    ) -> io::Result<Summary> {
        let (Some(waiting), Some(&target)) = (self.parts.get(part), self.targets.get(part)) else {
            return Ok(Summary::empty());
        };
        let beginning = Beginning {
            fresh: Vec::new(),
            waiting: waiting.clone(),
            batch: 1,
            most_waiting: usize::MAX,
        };
        let control = Control {
            target: target * coarser,
            max_cells: self.max_cells,
            ..control
        };
        let refined = refine(problem, beginning, control)?;
        Ok(Summary::of(problem, &refined, true))
    }

    /// Calls `see` on every cell of the trunk, with its fate, given what was decided in it. Cells
    /// dealt out are left to the parts.
    ///
    /// # Errors
    /// Those of `see`.
    pub fn cells(
        &self,
        dimension: usize,
        decisions: &Journal,
        see: &mut dyn FnMut(&Cell, Option<Fate>) -> io::Result<()>,
    ) -> io::Result<()> {
        let dealt: FxHashSet<&Cell> = self.parts.iter().flatten().map(|(cell, _)| cell).collect();
        walk(&Cell::whole(dimension), decisions, &mut |cell, fate| {
            if dealt.contains(cell) {
                return Ok(());
            }
            see(cell, fate)
        })
    }

    /// Calls `see` on every cell of a part.
    ///
    /// # Errors
    /// Those of `see`.
    pub fn cells_of_part(
        &self,
        part: usize,
        decisions: &Journal,
        see: &mut dyn FnMut(&Cell, Option<Fate>) -> io::Result<()>,
    ) -> io::Result<()> {
        for (cell, axis) in self.parts.get(part).into_iter().flatten() {
            halves(cell, *axis, decisions, see)?;
        }
        Ok(())
    }
}

/// The cells below one that was looked at, or is to be.
fn walk(
    cell: &Cell,
    decisions: &Journal,
    see: &mut dyn FnMut(&Cell, Option<Fate>) -> io::Result<()>,
) -> io::Result<()> {
    match decisions.get(cell) {
        Some(Decision::Decided(fate)) => see(cell, Some(fate)),
        Some(Decision::Cut(axis)) => halves(cell, axis, decisions, see),
        None => see(cell, None),
    }
}

/// The same for a cell that was looked at. It was cut if a half was looked at. Depth is bounded by
/// that of cells.
fn halves(
    cell: &Cell,
    axis: usize,
    decisions: &Journal,
    see: &mut dyn FnMut(&Cell, Option<Fate>) -> io::Result<()>,
) -> io::Result<()> {
    match cell.cut(axis) {
        Some(halves) if halves.iter().any(|h| decisions.get(h).is_some()) => halves
            .iter()
            .try_for_each(|half| walk(half, decisions, see)),
        _ => see(cell, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::paving::quarter_disc::Disc;
    use super::*;
    use lemmabox_prover::Cancel;

    fn control<'a>(
        target: f64,
        max_cells: u64,
        text: &str,
        record: &'a mut Vec<u8>,
        progress: &'a mut (dyn FnMut(f64, u64) + Send),
    ) -> Control<'a> {
        Control {
            target,
            max_cells,
            cancel: Cancel::new(),
            journal: Journal::read(text, 2),
            record: Some(record),
            progress,
        }
    }

    /// Trunk and parts one by one, with the text of the decisions.
    fn pave(target: f64, max_cells: u64, parts: u64) -> (Trunk, Vec<Summary>, Vec<String>) {
        let mut texts = Vec::new();
        let mut record = Vec::new();
        let trunk = Trunk::grow(
            &Disc,
            parts,
            control(target, max_cells, "", &mut record, &mut |_, _| {}),
        )
        .unwrap();
        texts.push(String::from_utf8(record).unwrap());
        let mut summaries = Vec::new();
        for part in 0..trunk.parts.len() {
            let mut record = Vec::new();
            let quiet = &mut |_, _| {};
            let control = control(target, max_cells, "", &mut record, quiet);
            summaries.push(trunk.part(&Disc, part, 1.0, control).unwrap());
            texts.push(String::from_utf8(record).unwrap());
        }
        (trunk, summaries, texts)
    }

    #[test]
    fn parts_cover_the_square_and_reach_the_target() {
        for parts in [1, 7, 64] {
            let (trunk, summaries, texts) = pave(1e-3, 1 << 20, parts);
            assert_eq!(trunk.parts.len() as u64, parts);
            let all = summaries
                .iter()
                .fold(trunk.summary.clone(), |a, b| a.and(b));
            assert_eq!(all.ended(), Ended::Target);
            let lower = all.mass(Fate::Global).lo();
            let upper = 1.0 - all.mass(Fate::Spurious).lo();
            let quarter = std::f64::consts::FRAC_PI_4;
            assert!(lower < quarter && quarter < upper && upper - lower <= 1e-3 + 1e-12);
            // The cells told of are the cells measured.
            let mut told = [Interval::ZERO; 4];
            let mut see = |cell: &Cell, fate: Option<Fate>| {
                let place = Fate::ALL.iter().position(|f| Some(*f) == fate).unwrap_or(3);
                told[place] = told[place] + cell.volume();
                Ok(())
            };
            trunk
                .cells(2, &Journal::read(&texts[0], 2), &mut see)
                .unwrap();
            for part in 0..trunk.parts.len() {
                let decisions = Journal::read(&texts[part + 1], 2);
                trunk.cells_of_part(part, &decisions, &mut see).unwrap();
            }
            for (fate, told) in Fate::ALL.iter().zip(told) {
                assert!((all.mass(*fate) - told).contains(0.0));
            }
            assert!((all.undecided() - told[3]).contains(0.0));
            let total = told.into_iter().fold(Interval::ZERO, |a, b| a + b);
            assert!(total.contains(1.0) && total.width() < 1e-9);
        }
    }

    #[test]
    fn a_part_taken_up_again_ends_the_same_way() {
        let (trunk, summaries, texts) = pave(1e-3, 1 << 20, 5);
        let text = &texts[3];
        for kept in [0, 1, text.len() / 2, text.len()] {
            let mut record = Vec::new();
            let quiet = &mut |_, _| {};
            let kept = text[..kept].rfind('\n').map_or("", |end| &text[..=end]);
            let control = control(1e-3, 1 << 20, kept, &mut record, quiet);
            assert_eq!(trunk.part(&Disc, 2, 1.0, control).unwrap(), summaries[2]);
            // Nothing is decided twice.
            assert_eq!(
                format!("{kept}{}", String::from_utf8(record).unwrap()),
                *text
            );
        }
    }

    #[test]
    fn the_limit_on_cells_holds_for_all_parts_together() {
        let (trunk, summaries, _) = pave(1e-6, 2000, 8);
        let all = summaries
            .iter()
            .fold(trunk.summary.clone(), |a, b| a.and(b));
        assert_eq!(all.ended(), Ended::Cells);
        // Each part ends with the pair of halves that reaches its limit.
        assert!(all.tried <= 2000 + 8, "{}", all.tried);
    }

    /// The disc, until a request to stop comes in the middle of a cell, which is then given up.
    struct Stopped {
        cancel: Cancel,
        left: std::sync::atomic::AtomicI64,
    }

    impl Problem for Stopped {
        fn dimension(&self) -> usize {
            2
        }
        fn measure(&self, cell: &Cell) -> Interval {
            Disc.measure(cell)
        }
        fn decide(&self, cell: &Cell) -> Decision {
            if self.left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed) <= 0 {
                self.cancel.cancel();
                return Decision::Cut(0);
            }
            Disc.decide(cell)
        }
    }

    #[test]
    fn a_cell_given_up_on_request_is_looked_at_again() {
        let (whole, _, _) = pave(1e-3, 1 << 20, 64);
        for left in [0, 1, 17, 100] {
            let cancel = Cancel::new();
            let stopped = Stopped {
                cancel: cancel.clone(),
                left: left.into(),
            };
            let (mut record, mut again) = (Vec::new(), Vec::new());
            let mut quiet = |_, _| {};
            let mut first = control(1e-3, 1 << 20, "", &mut record, &mut quiet);
            first.cancel = cancel;
            let trunk = Trunk::grow(&stopped, 64, first).unwrap();
            assert_eq!(trunk.summary.ended(), Ended::Cancelled);
            let text = String::from_utf8(record).unwrap();
            let mut quiet = |_, _| {};
            let second = control(1e-3, 1 << 20, &text, &mut again, &mut quiet);
            assert_eq!(Trunk::grow(&Disc, 64, second).unwrap(), whole);
        }
    }
}
