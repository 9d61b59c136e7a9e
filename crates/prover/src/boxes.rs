//! Branch and bound with a share of the work, before what is dear.

use super::cell::Cell;
use super::search::{Search, Stop, Worker};
use super::strategy::{Attempt, Strategy};

/// Cuts and enclosures; with exact reasons where the goal touches zero at a corner if `exact`.
pub(super) struct Boxes {
    pub exact: bool,
}

/// Values of terms on boxes that the first search may take, before what is dear, and boxes that it may take in any case.
const MOST_VALUES: u64 = 30_000;
const LEAST_BOXES: u64 = 128;

impl Strategy for Boxes {
    fn name(&self) -> &'static str {
        if self.exact {
            "boxes and exact reasons"
        } else {
            "boxes"
        }
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, cell: &Cell) -> bool {
        // Exact reasons on boxes come last anyway where there is nothing that could be tried after them.
        cell.is_bounded() && (!self.exact || !worker.problem.given.is_empty())
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let result = if self.exact {
            let result = search.branch(worker, cell, 0, true);
            search.settle(worker);
            result
        } else {
            let slots = worker.problem.tape.slots().max(1) as u64;
            let limited = search.limited((MOST_VALUES / slots).max(LEAST_BOXES));
            let result = limited.branch(worker, cell, 0, false);
            limited.settle(worker);
            search.add_work(&limited);
            result
        };
        match result {
            Ok(grown) => Attempt::Proof(grown.tree),
            Err(Stop::Refuted(point)) => Attempt::Witness(point),
            Err(Stop::Stuck(_)) => Attempt::Pass,
            Err(Stop::Budget(reason)) => Attempt::Stopped(Stop::Budget(reason)),
        }
    }
}
