//! Exact reasons on a whole region: see [`touching`](super::touching).

use super::cell::Cell;
use super::search::{Search, Worker};
use super::strategy::{Attempt, Strategy};
use super::touching::Effort;
use lemmabox_kernel::certificate::Tree;

/// Exact reasons, before (`signs == false`) or after the signs of terms are told apart where there
/// are such.
pub(super) struct Exact {
    pub effort: Effort,
    pub signs: bool,
}

impl Strategy for Exact {
    fn name(&self) -> &'static str {
        match self.effort {
            Effort::Cheap => "exact reasons without programs",
            Effort::Brief => "exact reasons of low degree",
            Effort::Full => "exact reasons",
        }
    }

    fn applies(&self, search: &Search<'_>, worker: &Worker<'_>, _: &Cell) -> bool {
        search.sign_term(worker).is_some() == self.signs
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        match search.touch(worker, cell, self.effort) {
            Some(proof) => Attempt::Proof(Tree::Leaf(worker.target.leaf(proof))),
            None => Attempt::Pass,
        }
    }
}
