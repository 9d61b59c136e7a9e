//! Contraposition: where the goal fails some hypothesis does.

use super::cell::Cell;
use super::problem::{Atom, Form, Sense};
use super::search::{Search, Worker, is_small};
use super::strategy::{Attempt, Part, Reduction, Strategy, Target};
use super::touching;
use lemmabox_kernel::certificate::{FormulaProof, Leaf, Tree};
use lemmabox_kernel::expr::{Expr, SignCase};
use std::sync::PoisonError;

/// Most hypotheses that are tried in the place of the goal.
const MOST_HYPOTHESES: usize = 6;

/// The negated goal becomes a fact, and each hypothesis in turn what is refuted.
pub(super) struct Contraposition;

impl Strategy for Contraposition {
    fn name(&self) -> &'static str {
        "contraposition"
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, _: &Cell) -> bool {
        let small = matches!(worker.goal, Form::Atom(atom) if is_small(worker.problem, atom));
        worker.target.refuted.is_none() && small && !worker.problem.given.is_empty()
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let Form::Atom(atom) = worker.goal else {
            return Attempt::Pass;
        };
        let context = search.context(worker.problem);
        if !touching::is_defined(&context, atom.term, &cell.region) {
            return Attempt::Pass;
        }
        let hypotheses = worker.problem.claim.hypotheses.len();
        let given = worker.problem.given.iter().map(|g| g.index);
        let reductions = (given.filter(|&h| h < hypotheses).take(MOST_HYPOTHESES))
            .filter_map(|h| refuted(search, worker, cell, atom, h))
            .collect();
        Attempt::Obligations(reductions)
    }
}

/// The case in which the goal fails, where hypothesis `h` is to be refuted.
fn refuted(
    search: &Search<'_>,
    worker: &Worker<'_>,
    cell: &Cell,
    atom: &Atom,
    h: usize,
) -> Option<Reduction> {
    let (term, fails) = match atom.sense {
        Sense::Positive => (atom.term, SignCase::Nonpositive),
        Sense::Nonnegative => {
            let mut dag = search.dag.lock().unwrap_or_else(PoisonError::into_inner);
            (dag.neg(atom.term), SignCase::Positive)
        }
        Sense::Zero | Sense::Nonzero => return None,
    };
    let mut part: Part = search.sign_case(worker, term, cell.region.clone(), fails)?;
    part.target = Target {
        path: worker.target.path.clone(),
        refuted: Some(h),
    };
    Some(Reduction {
        parts: vec![part],
        assemble: Box::new(move |mut trees: Vec<Tree>| Some(by_cases(term, fails, trees.pop()?))),
    })
}

/// The goal, which is one of the cases, with a proof for the other.
fn by_cases(term: Expr, fails: SignCase, other: Tree) -> Tree {
    let other = Box::new(other);
    let holds = Box::new(Tree::Leaf(Leaf::Goal(FormulaProof::Assumed)));
    let (below, above) = if fails.is_above() {
        (holds, other)
    } else {
        (other, holds)
    };
    Tree::Compare {
        term,
        cut: false,
        strict: true,
        below,
        above,
    }
}
