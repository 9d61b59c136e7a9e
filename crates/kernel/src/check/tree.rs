//! The tree of cuts.

use std::rc::Rc;

use super::rejection::{refuse, require};
use super::sign::Setting;
use super::statement::Statement;
use super::{Checker, Wanted};
use crate::certificate::{Bound, Leaf, Point, Region, Side, Tree};
use crate::expr::{Expr, Formula, SignCase, Var};

/// A subtree still to be checked.
struct Task<'p> {
    tree: &'p Tree,
    statement: Rc<Statement>,
    region: Region,
}

impl Checker<'_> {
    /// Confirms a statement by a tree on its whole domain. Works from a list of tasks, so depth
    /// costs no stack.
    pub(super) fn tree(&mut self, statement: Statement, tree: &Tree) -> Result<(), String> {
        let region = statement.domain.clone();
        self.tree_on(Rc::new(statement), tree, region)
    }

    fn tree_on(
        &mut self,
        statement: Rc<Statement>,
        tree: &Tree,
        region: Region,
    ) -> Result<(), String> {
        let mut tasks = vec![Task {
            tree,
            statement,
            region,
        }];
        while let Some(task) = tasks.pop() {
            self.task(task, &mut tasks)?;
        }
        Ok(())
    }

    /// Confirms a leaf, or leaves the branches of a node to be done, the first last.
    fn task<'p>(&mut self, task: Task<'p>, tasks: &mut Vec<Task<'p>>) -> Result<(), String> {
        let Task {
            tree,
            statement,
            region,
        } = task;
        let next = match tree {
            Tree::Leaf(leaf) => {
                self.leaf(leaf, &statement, region)?;
                self.leaves += 1;
                return Ok(());
            }
            Tree::Kept(kept) => {
                let tree = kept
                    .tree()
                    .map_err(|e| format!("a part of the proof cannot be read: {e}"))?;
                return self.tree_on(statement, &tree, region);
            }
            Tree::Argument(_) => {
                return refuse("a rule of inference inside a proof about real numbers");
            }
            Tree::Split {
                variable,
                at,
                below,
                above,
            } => {
                let (lower, upper) = self.cut(&statement, &region, *variable, *at)?;
                tasks.push(Task {
                    tree: above,
                    statement: statement.clone(),
                    region: upper,
                });
                Task {
                    tree: below,
                    statement,
                    region: lower,
                }
            }
            Tree::Conjuncts(trees) => return conjuncts(trees, &statement, &region, tasks),
            Tree::Disjunct { index, inner } => {
                let Formula::Or(goals) = &statement.goal else {
                    return refuse("the goal is no disjunction");
                };
                let Some(goal) = goals.get(*index) else {
                    return refuse("the goal has no such disjunct");
                };
                let statement = Rc::new(statement.part(*index, goal.clone()));
                Task {
                    tree: inner,
                    statement,
                    region,
                }
            }
            Tree::Cases {
                hypothesis,
                branches,
            } => return self.cases(*hypothesis, branches, (&statement, &region), tasks),
            Tree::Compare {
                term,
                cut,
                strict,
                below,
                above,
            } => {
                let wanted = (*term, *cut, *strict);
                return self.compare(wanted, [above, below], (&statement, region), tasks);
            }
            Tree::Assert {
                term,
                strict,
                sign,
                inner,
            } => {
                for v in self.dag.variables(*term) {
                    known_variable(&region, v)?;
                }
                let setting = Setting::new(&statement, region.clone());
                self.sign(&setting, *term, *strict, sign)?;
                let statement = self.derived("the goal has no such part", |dag, n| {
                    statement.with_proved(dag, *term, *strict, n)
                })?;
                Task {
                    tree: inner,
                    statement,
                    region,
                }
            }
            Tree::Narrow {
                fact,
                variable,
                inner,
            } => {
                known_variable(&region, *variable)?;
                let region = self.narrowed(&statement, region, *fact, *variable)?;
                Task {
                    tree: inner,
                    statement,
                    region,
                }
            }
            Tree::Change(change) => {
                let statement = self.change(&statement, &region, change)?;
                let region = statement.domain.clone();
                Task {
                    tree: &change.inner,
                    statement,
                    region,
                }
            }
            Tree::Period {
                variable,
                period,
                start,
                inner,
            } => {
                known_variable(&region, *variable)?;
                let region = self.one_period(&statement, region, *variable, (*period, *start))?;
                Task {
                    tree: inner,
                    statement,
                    region,
                }
            }
            Tree::Invert { variable, inner } => {
                known_variable(&region, *variable)?;
                let (region, positive) = self.inverted(&region, *variable)?;
                let statement = self.derived("the claim has no chart at infinity", |dag, n| {
                    statement.inverted(dag, *variable, positive, n)
                })?;
                Task {
                    tree: inner,
                    statement,
                    region,
                }
            }
        };
        tasks.push(next);
        Ok(())
    }

    /// One tree for each disjunct of a fact.
    fn cases<'p>(
        &mut self,
        hypothesis: usize,
        branches: &'p [Tree],
        (statement, region): (&Rc<Statement>, &Region),
        tasks: &mut Vec<Task<'p>>,
    ) -> Result<(), String> {
        let given = statement.given(hypothesis).map(Formula::normalized);
        let Some(Formula::Or(disjuncts)) = given else {
            return refuse("the hypothesis is no disjunction");
        };
        require(disjuncts.len() == branches.len(), "not one tree a disjunct")?;
        for (tree, disjunct) in branches.iter().zip(disjuncts).rev() {
            let statement = self.derived("the goal has no such part", |dag, n| {
                statement.with_given(dag, hypothesis, disjunct, n)
            })?;
            tasks.push(Task {
                tree,
                statement,
                region: region.clone(),
            });
        }
        Ok(())
    }

    /// One tree for where a term is above 0 and one for where it is not, on parts of the region
    /// where a cut is asked for.
    fn compare<'p>(
        &mut self,
        (term, cut, strict): (Expr, bool, bool),
        [above, below]: [&'p Tree; 2],
        (statement, region): (&Rc<Statement>, Region),
        tasks: &mut Vec<Task<'p>>,
    ) -> Result<(), String> {
        for v in self.dag.variables(term) {
            known_variable(&region, v)?;
        }
        self.defined(&statement.reading, term, &region)?;
        let (lower, upper) = if cut {
            let Some((v, at)) = self.dag.sign_change(term) else {
                return refuse("the sign of a term changes at no constant");
            };
            self.cut(statement, &region, v, Point::Constant(at))?
        } else {
            (region.clone(), region)
        };
        let cases = [
            (above, upper, SignCase::above(strict)),
            (below, lower, SignCase::Nonpositive),
        ];
        for (tree, region, case) in cases {
            let statement = self.derived("the goal has no such part", |dag, n| {
                statement.with_sign(dag, term, case, n)
            })?;
            tasks.push(Task {
                tree,
                statement,
                region,
            });
        }
        Ok(())
    }

    /// The halves of a region, which cover it wherever the cut lies.
    fn cut(
        &mut self,
        statement: &Statement,
        region: &Region,
        v: Var,
        at: Point,
    ) -> Result<(Region, Region), String> {
        known_variable(region, v)?;
        self.point(at)?;
        if statement.nonnegative[v.index()] {
            // Regions stay where terms may be read as their congruent.
            let cause = "a cut is not shown to lie in the domain";
            require(self.is_nonnegative(at), cause)?;
        }
        Ok(if statement.is_integer(v) {
            region.cut_integer(v, at)
        } else {
            region.cut(v, at)
        })
    }

    /// The region where a fact holds that puts a constant bound on `v`. A bound that is none there
    /// does no harm: it leaves out no point of the region.
    fn narrowed(
        &mut self,
        statement: &Rc<Statement>,
        mut region: Region,
        fact: usize,
        v: Var,
    ) -> Result<Region, String> {
        let setting = Setting::new(statement, region.clone());
        let (f, wanted) = self.fact(&setting, fact)?;
        let open = match wanted {
            Wanted::Positive => true,
            Wanted::NonNegative => false,
            Wanted::Zero | Wanted::NonZero => return refuse("the fact is no inequality"),
        };
        let Some((t, lower)) = self.normaliser.bound_on(&mut self.dag, f, v) else {
            return refuse("the fact puts no bound on the variable");
        };
        let point = Point::Constant(t);
        self.point(point)?;
        if lower && statement.nonnegative[v.index()] {
            // As for cuts.
            let cause = "a bound is not shown to lie in the domain";
            require(self.is_nonnegative(point), cause)?;
        }
        let end = if lower {
            &mut region.lo[v.index()]
        } else {
            &mut region.hi[v.index()]
        };
        *end = Bound {
            point: Some(point),
            open,
        };
        Ok(region)
    }

    fn leaf(&mut self, leaf: &Leaf, statement: &Statement, region: Region) -> Result<(), String> {
        let setting = Setting::new(statement, region);
        match leaf {
            Leaf::Goal(proof) => self.formula(&setting, &statement.goal, proof),
            Leaf::Vacuous { hypothesis, proof } => {
                let Some(given) = statement.given(*hypothesis) else {
                    return refuse("no such hypothesis");
                };
                self.formula(&setting, &given.negated(), proof)
            }
        }
    }

    /// The region in the reciprocal of `v`: from `[a, inf)`, `a > 0`, to `(0, 1/a]`, or from
    /// `(-inf, a]`, `a < 0`, to `[1/a, 0)`. With whether the old variable was positive.
    fn inverted(&mut self, region: &Region, v: Var) -> Result<(Region, bool), String> {
        let (lo, hi) = (region.bound(v, Side::Lower), region.bound(v, Side::Upper));
        let zero = Bound {
            point: Some(Point::Dyadic(0.0)),
            open: true,
        };
        let mut image = region.clone();
        match (lo.point, hi.point) {
            (Some(a), None) => {
                image.hi[v.index()] = self.reciprocal(a, lo.open, true)?;
                image.lo[v.index()] = zero;
                Ok((image, true))
            }
            (None, Some(a)) => {
                image.lo[v.index()] = self.reciprocal(a, hi.open, false)?;
                image.hi[v.index()] = zero;
                Ok((image, false))
            }
            _ => refuse("a chart at infinity needs one finite end"),
        }
    }

    fn is_nonnegative(&mut self, at: Point) -> bool {
        match at {
            // Exact, and without a term for each of very many cuts.
            Point::Dyadic(x) => x >= 0.0,
            Point::Constant(e) => self.of_constant(e, |evaluator, dag| {
                evaluator.closed(dag, e).is_nonnegative()
            }),
        }
    }

    fn reciprocal(&mut self, a: Point, open: bool, positive: bool) -> Result<Bound, String> {
        let e = a.term(&mut self.dag);
        let signed = self.of_constant(e, |evaluator, dag| {
            let value = evaluator.closed(dag, e);
            value.defined
                && if positive {
                    value.is_positive()
                } else {
                    value.is_negative()
                }
        });
        require(
            signed,
            "a chart at infinity starts on the wrong side of zero",
        )?;
        let one = self.dag.integer(1);
        let point = Point::Constant(self.dag.div(one, e));
        Ok(Bound {
            point: Some(point),
            open,
        })
    }
}

/// One tree for each conjunct of the goal.
fn conjuncts<'p>(
    trees: &'p [Tree],
    statement: &Rc<Statement>,
    region: &Region,
    tasks: &mut Vec<Task<'p>>,
) -> Result<(), String> {
    let Formula::And(goals) = &statement.goal else {
        return refuse("the goal is no conjunction");
    };
    require(
        goals.len() == trees.len(),
        "not one tree a conjunct of the goal",
    )?;
    for (i, (tree, goal)) in trees.iter().zip(goals).enumerate().rev() {
        tasks.push(Task {
            tree,
            statement: Rc::new(statement.part(i, goal.clone())),
            region: region.clone(),
        });
    }
    Ok(())
}

fn known_variable(region: &Region, v: Var) -> Result<(), String> {
    require(
        v.index() < region.lo.len() && v.index() < region.hi.len(),
        "no such variable",
    )
}
