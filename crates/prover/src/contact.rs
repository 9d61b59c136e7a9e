//! Cuts where the goal touches zero inside the region.

use super::cell::Cell;
use super::problem::{Form, Problem, Sense};
use super::search::{Search, Stop, Worker, is_small};
use super::strategy::{Attempt, Strategy};
use super::touching;
use lemmabox_kernel::certificate::Point;
use lemmabox_kernel::expr::{Expr, Var};

/// Cuts at the points of contact, so that the pieces touch zero at ends only.
pub(super) struct ContactCuts;

impl Strategy for ContactCuts {
    fn name(&self) -> &'static str {
        "cuts at points of contact"
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, _: &Cell) -> bool {
        matches!(worker.goal, Form::Atom(atom) if is_small(worker.problem, atom)
            && matches!(atom.sense, Sense::Nonnegative | Sense::Positive))
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let Some((problem, cuts)) = search.contact_cuts(worker, cell) else {
            return Attempt::Pass;
        };
        let goal = worker.target.of(&problem);
        let mut inner = Worker::new(&problem, goal, worker.target.clone());
        let cell = Cell::new(&problem, cell.region.clone());
        let result = search.solve_between(&mut inner, cell, &cuts);
        search.settle(&mut inner);
        match result {
            Ok(grown) => Attempt::Proof(grown.tree),
            Err(Stop::Refuted(point)) => Attempt::Witness(point),
            Err(stop @ (Stop::Stuck(_) | Stop::Budget(_))) => Attempt::Stopped(stop),
        }
    }
}

impl Search<'_> {
    /// Where the goal touches zero inside the region, and the problem with those points among its
    /// ends.
    fn contact_cuts(
        &self,
        worker: &Worker<'_>,
        cell: &Cell,
    ) -> Option<(Problem, Vec<(Var, Point)>)> {
        let Form::Atom(atom) = worker.goal else {
            return None;
        };
        let cuts = touching::touch_points(&self.context(worker.problem), atom.term, &cell.region);
        if cuts.is_empty() {
            return None;
        }
        let ends: Vec<Expr> = (cell.region.lo.iter().chain(&cell.region.hi))
            .filter_map(|b| b.point)
            .chain(cuts.iter().map(|c| c.1))
            .filter_map(|p| match p {
                Point::Constant(e) => Some(e),
                Point::Dyadic(_) => None,
            })
            .collect();
        let lemmas = worker.problem.lemmas.clone();
        let problem = self.derived(worker.problem, |claim| Some((claim, lemmas, ends)))?;
        Some((problem, cuts))
    }
}
