//! Two cases by the sign of a term: of what stands under an absolute value, of the difference of two terms under a minimum or
//! maximum, of a difference or sum of two variables on whose zeros the goal touches zero.

use super::cell::Cell;
use super::enclose::Order;
use super::problem::{Form, Problem, Sense};
use super::reason::Memory;
use super::search::{Search, Stop, Worker, is_small, same_part, signed_difference};
use lemmabox_kernel::certificate::{Point, Region, Tree};
use lemmabox_kernel::exact::rational;
use lemmabox_kernel::expr::Expr;
use std::sync::PoisonError;

/// Cases below one another.
const MOST_SIGNS: usize = 7;

impl Search<'_> {
    /// A term whose sign says what an absolute value, minimum or maximum in the goal or a hypothesis is.
    pub(super) fn sign_term(&self, worker: &Worker<'_>) -> Option<Expr> {
        let problem = worker.problem;
        let mut roots = Vec::new();
        let mut small = true;
        worker.goal.for_each(&mut |atom| {
            small &= is_small(problem, atom);
            roots.push(atom.term);
        });
        for given in &problem.given {
            given.holds.for_each(&mut |atom| roots.push(atom.term));
        }
        if !small || !problem.claim.dag.has_signs(&roots) {
            return None;
        }
        let mut dag = self.dag.lock().unwrap_or_else(PoisonError::into_inner);
        let mut terms = dag.sign_terms(&roots);
        terms.retain(|&e| !dag.variables(e).is_empty());
        // Those that cut the region too come first.
        terms.sort_by_key(|&e| dag.sign_change(e).is_none());
        // Each case doubles the work.
        let few = problem.claim.signs() + terms.len() <= MOST_SIGNS;
        terms.first().copied().filter(|_| few)
    }

    /// A difference or sum of two variables on whose zeros the goal touches zero, unless there is a fact about it.
    pub(super) fn contact_set(&self, worker: &Worker<'_>, cell: &Cell) -> Option<Expr> {
        let problem = worker.problem;
        let Form::Atom(atom) = worker.goal else {
            return None;
        };
        if !is_small(problem, atom) || atom.sense != Sense::Nonnegative {
            return None;
        }
        let mut shared = self.dag.lock().unwrap_or_else(PoisonError::into_inner);
        let dag = &mut *shared;
        let known: Vec<Expr> = (problem.facts.iter())
            .map(|r| signed_difference(dag, r).0)
            .collect();
        let variables = dag.variables(atom.term);
        let one = dag.integer(1);
        for (i, &v) in variables.iter().enumerate() {
            for &w in &variables[..i] {
                if !cell.hull[v.index()].overlaps(cell.hull[w.index()]) {
                    continue;
                }
                let (x, y) = (dag.variable(v), dag.variable(w));
                let negated = dag.neg(y);
                let rest = dag.sub(one, y);
                for at in [y, negated, rest] {
                    let term = dag.sub(x, at);
                    let opposite = dag.neg(term);
                    let mirrored = dag.sub(at, x);
                    if [term, opposite, mirrored].iter().any(|e| known.contains(e)) {
                        continue;
                    }
                    let on_it = dag.substitute(atom.term, &[(v, at)]);
                    if dag.is_zero(on_it) {
                        return Some(term);
                    }
                }
            }
        }
        None
    }

    /// Goes on under `term <= 0`, then under `term >= 0`. `None` when the term is not certainly defined or a case is stuck.
    pub(super) fn compare(
        &self,
        worker: &Worker<'_>,
        cell: &Cell,
        term: Expr,
    ) -> Option<Result<Tree, Stop>> {
        let change = {
            let mut dag = self.dag.lock().unwrap_or_else(PoisonError::into_inner);
            dag.sign_change(term).filter(|&(v, at)| {
                dag.as_rational(at).is_some_and(|q| {
                    let (x, hull) = (rational::to_f64_near(q), cell.hull[v.index()]);
                    hull.lo() < x && x < hull.hi()
                })
            })
        };
        let (lower, upper) = match change {
            Some((v, at)) => cell.region.cut(v, Point::Constant(at)),
            None => (cell.region.clone(), cell.region.clone()),
        };
        let mut halves = Vec::with_capacity(2);
        for (region, nonnegative) in [(lower, false), (upper, true)] {
            match self.case(worker, term, region, nonnegative)? {
                Ok(tree) => halves.push(Box::new(tree)),
                Err(Stop::Stuck(_)) => return None,
                Err(stop) => return Some(Err(stop)),
            }
        }
        let above = halves.pop()?;
        let below = halves.pop()?;
        Some(Ok(Tree::Compare {
            term,
            cut: change.is_some(),
            below,
            above,
        }))
    }

    fn case(
        &self,
        worker: &Worker<'_>,
        term: Expr,
        region: Region,
        nonnegative: bool,
    ) -> Option<Result<Tree, Stop>> {
        let problem = self.derived(worker.problem, |claim| {
            let mut claim = claim.with_sign(term, nonnegative);
            let lemmas = (worker.problem.lemmas.iter())
                .map(|f| claim.dag.with_sign(f, term, nonnegative))
                .collect();
            Some((claim, lemmas, region.constants()))
        })?;
        let mut cell = Cell::new(&problem, region);
        if !is_defined(&problem, &cell) {
            return None;
        }
        let goal = same_part(&worker.goal_path, &problem.goal);
        Some(self.prove_goal(&problem, goal, worker.goal_path.clone(), &mut cell, 0))
    }
}

/// Whether the last hypothesis, which the cut added, is defined on the cell.
fn is_defined(problem: &Problem, cell: &Cell) -> bool {
    let last = problem.claim.hypotheses.len().checked_sub(1);
    let given = problem.given.iter().find(|g| Some(g.index) == last);
    let Some(Form::Atom(atom)) = given.map(|g| &g.holds) else {
        return false;
    };
    let mut memory = Memory::new(problem);
    memory.frame.set(&problem.tape, &cell.hull, Order::Natural);
    memory.frame.evaluate(&problem.tape, atom.output).defined
}
