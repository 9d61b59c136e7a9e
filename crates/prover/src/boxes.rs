//! Branch and bound with a share of the work, before what is dear.

use super::cell::Cell;
use super::search::{Search, Stop, Worker};
use super::strategy::{Attempt, Strategy};

/// Cuts and enclosures.
pub(super) struct Boxes {
    pub stage: Stage,
}

/// How much is tried on boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before anything dear.
    First,
    /// Before all else that is dear, where the goal seems to stay away from zero.
    Roomy,
    /// On a line or half-line, cut and read in the chart at infinity, where the goal seems to stay
    /// away from zero.
    Line,
    /// Before what takes normal forms of the whole goal; given up where the goal touches zero at
    /// the corner of a box, which no enclosure settles.
    Long,
    /// With exact reasons where the goal touches zero at a corner.
    Exact,
}

/// Values of terms on boxes that the stages but the last may take, and boxes that they may take in
/// any case.
const MOST_VALUES: [u64; 3] = [30_000, 6_000_000, 2_000_000];
const LEAST_BOXES: u64 = 128;

impl Strategy for Boxes {
    fn name(&self) -> &'static str {
        match self.stage {
            Stage::First => "boxes",
            Stage::Roomy => "boxes where there is room",
            Stage::Line => "boxes of a line",
            Stage::Long => "more boxes",
            Stage::Exact => "boxes and exact reasons",
        }
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, cell: &Cell) -> bool {
        let useful = match self.stage {
            Stage::First => true,
            // With fewer variables the first stage tells as much.
            Stage::Roomy => worker.problem.has_room && cell.hull.len() > 1,
            Stage::Line => worker.problem.has_room && cell.hull.len() == 1,
            Stage::Long => !worker.problem.has_room && cell.hull.len() > 1,
            // Exact reasons on boxes come last anyway where there is nothing that could be tried
            // after them.
            Stage::Exact => !worker.problem.given.is_empty(),
        };
        useful && cell.is_bounded() != (self.stage == Stage::Line)
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let slots = worker.problem.tape.slots().max(1) as u64;
        let values = match self.stage {
            Stage::First | Stage::Line => Some(MOST_VALUES[0]),
            Stage::Roomy => Some(MOST_VALUES[1]),
            Stage::Long => Some(MOST_VALUES[2]),
            Stage::Exact => None,
        };
        let result = match values {
            None => {
                let result = search.branch(worker, cell, 0, true);
                search.settle(worker);
                result
            }
            Some(values) => {
                let limited = search.limited((values / slots).max(LEAST_BOXES));
                worker.gives_up_at_contact = self.stage == Stage::Long;
                // What comes last goes on from there.
                worker.keeps_unfinished = matches!(self.stage, Stage::Roomy | Stage::Long);
                let result = limited.branch(worker, cell, 0, false);
                worker.gives_up_at_contact = false;
                worker.keeps_unfinished = false;
                limited.settle(worker);
                search.add_work(&limited);
                result
            }
        };
        match result {
            Ok(grown) => Attempt::Proof(grown.tree),
            Err(Stop::Refuted(point)) => Attempt::Witness(point),
            Err(Stop::Stuck(_)) => Attempt::Pass,
            Err(Stop::Budget(reason)) => Attempt::Stopped(Stop::Budget(reason)),
        }
    }
}
