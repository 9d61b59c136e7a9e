//! Unbounded integer variables, cut at growing sizes: near zero integer by integer, further out the
//! real numbers do.

use super::cell::Cell;
use super::search::{Search, Worker};
use super::strategy::{Attempt, Part, Reduction, Strategy};
use lemmabox_kernel::certificate::{Point, Tree};
use lemmabox_kernel::expr::Var;

/// Where the far pieces begin, in turn.
const SIZES: [f64; 4] = [2.5, 8.5, 64.5, 512.5];

/// Cuts of an unbounded integer variable.
pub(super) struct Integers;

/// The variable and the place of the next cut.
fn next_cut(worker: &Worker<'_>, cell: &Cell) -> Option<(usize, f64)> {
    (0..cell.hull.len())
        .filter(|&v| worker.problem.is_integer(v))
        .find_map(|v| {
            let x = cell.hull[v];
            let inside = |at: &f64| x.lo() < *at && *at < x.hi();
            if x.hi() == f64::INFINITY {
                let at = SIZES.into_iter().find(|at| at.ceil() > x.lo().max(0.0))?;
                return inside(&at).then_some((v, at));
            }
            if x.lo() == f64::NEG_INFINITY {
                let at =
                    (SIZES.into_iter().map(|at| -at)).find(|at| at.floor() < x.hi().min(0.0))?;
                return inside(&at).then_some((v, at));
            }
            None
        })
}

impl Strategy for Integers {
    fn name(&self) -> &'static str {
        "integers"
    }

    fn applies(&self, _: &Search<'_>, worker: &Worker<'_>, cell: &Cell) -> bool {
        next_cut(worker, cell).is_some()
    }

    fn attempt(&self, search: &Search<'_>, worker: &mut Worker<'_>, cell: &mut Cell) -> Attempt {
        let problem = worker.problem;
        let Some((v, at)) = next_cut(worker, cell) else {
            return Attempt::Pass;
        };
        let Ok(index) = u32::try_from(v) else {
            return Attempt::Pass;
        };
        let (variable, at) = (Var(index), Point::Dyadic(at));
        let (below, above) = cell.region.cut_integer(variable, at);
        let mut parts = Vec::with_capacity(2);
        for region in [below, above] {
            let Some(problem) = search.on(problem, &region) else {
                return Attempt::Pass;
            };
            parts.push(Part {
                problem,
                region,
                target: worker.target.clone(),
            });
        }
        let assemble = move |mut trees: Vec<Tree>| {
            let above = Box::new(trees.pop()?);
            let below = Box::new(trees.pop()?);
            Some(Tree::Split {
                variable,
                at,
                below,
                above,
            })
        };
        Attempt::Obligations(vec![Reduction {
            parts,
            assemble: Box::new(assemble),
        }])
    }
}
