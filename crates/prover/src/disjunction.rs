//! Hypotheses of the form `A or B`: one case a disjunct.

use super::cell::Cell;
use super::problem::Form;
use super::search::{Search, Worker};
use super::strategy::{Attempt, Part, Reduction, Strategy};
use lemmabox_kernel::certificate::Tree;
use lemmabox_kernel::expr::Formula;

/// Most disjuncts of a hypothesis.
const MOST_DISJUNCTS: usize = 12;

/// Cases of a disjunctive hypothesis.
pub(super) struct Disjunctions;

/// The first hypothesis that is a disjunction, unless it is the one to be refuted.
fn disjunctive(worker: &Worker<'_>) -> Option<usize> {
    let problem = worker.problem;
    let hypotheses = problem.claim.hypotheses.len();
    let found = problem.given.iter().find(|g| match &g.holds {
        Form::Or(parts) => {
            g.index < hypotheses
                && parts.len() <= MOST_DISJUNCTS
                && worker.target.refuted != Some(g.index)
        }
        Form::True | Form::False | Form::Atom(_) | Form::And(_) => false,
    })?;
    Some(found.index)
}

impl Strategy for Disjunctions {
    fn name(&self) -> &'static str {
        "cases of a hypothesis"
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, _: &Cell) -> bool {
        disjunctive(worker).is_some()
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let problem = worker.problem;
        let Some(hypothesis) = disjunctive(worker) else {
            return Attempt::Pass;
        };
        let Formula::Or(disjuncts) = problem.claim.hypotheses[hypothesis].formula.normalized()
        else {
            return Attempt::Pass;
        };
        let mut parts = Vec::with_capacity(disjuncts.len());
        for disjunct in disjuncts {
            let derived = search.derived(problem, |mut claim| {
                claim.hypotheses[hypothesis].formula = disjunct;
                Some((claim, problem.lemmas.clone(), cell.region.constants()))
            });
            let Some(problem) = derived else {
                return Attempt::Pass;
            };
            parts.push(Part {
                problem,
                region: cell.region.clone(),
                target: worker.target.clone(),
            });
        }
        let assemble = move |branches| {
            Some(Tree::Cases {
                hypothesis,
                branches,
            })
        };
        Attempt::Obligations(vec![Reduction {
            parts,
            assemble: Box::new(assemble),
        }])
    }
}
