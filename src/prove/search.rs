//! Branch and bound: the tree of cuts, depth first, one subtree a task.
//!
//! What is done with a box depends on the box alone, so the tree is the same for any number of
//! threads.

use super::cell::Cell;
use super::enclose::Order;
use super::problem::{Atom, Form, Problem};
use super::reason::{Memory, formula};
use super::{Cancel, TouchContext};
use crate::certificate::{FormulaProof, Leaf, Point, Side, Tree};
use crate::expr::{Dag, Var};
use crate::interval::Interval;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

/// Why a subtree was given up.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The goal fails at this point of the box, certainly for doubles.
    Refuted(Vec<f64>),
    /// A box too small to cut, still open.
    Stuck(Vec<(f64, f64)>),
    /// Time, boxes or cancellation.
    Budget(&'static str),
}

/// Shared state of one attempt.
pub struct Search<'a> {
    /// Whether to stop.
    pub cancel: &'a Cancel,
    /// Largest number of boxes.
    pub max_boxes: u64,
    /// Bits beyond doubles.
    pub precision: u32,
    /// The DAG in which new terms are made.
    pub dag: &'a Mutex<Dag>,
    /// Boxes so far.
    pub boxes: AtomicU64,
    /// Deepest cut so far.
    pub depth: AtomicU32,
    /// Set by the first subtree that cannot be proved.
    stop: AtomicBool,
    running: AtomicUsize,
    threads: usize,
}

/// What one worker carries along for one problem.
struct Worker<'p> {
    problem: &'p Problem,
    goal: &'p Form,
    memory: Memory,
    unreported: u64,
}

/// Boxes a worker counts by itself.
const REPORT_EVERY: u64 = 256;
/// Cuts below one another.
const MAX_DEPTH: u32 = 1500;
/// A box this thin in every variable, relative to its magnitude, is not cut again.
const THINNEST: f64 = 1e-13;

/// What to do with a box.
enum Step {
    Done(Leaf),
    Cut(usize, f64),
    Invert(usize),
    Refuted(Vec<f64>),
    Stuck,
}

impl<'a> Search<'a> {
    /// A search with nothing done yet.
    #[must_use]
    pub fn new(cancel: &'a Cancel, max_boxes: u64, precision: u32, dag: &'a Mutex<Dag>) -> Self {
        Self {
            cancel,
            max_boxes,
            precision,
            dag,
            boxes: AtomicU64::new(0),
            depth: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            running: AtomicUsize::new(1),
            threads: rayon::current_num_threads(),
        }
    }

    /// Proves the goal of a problem on a region.
    ///
    /// # Errors
    /// The reason why it was given up.
    pub fn prove(&self, problem: &Problem, cell: &mut Cell) -> Result<Tree, Stop> {
        self.prove_goal(problem, &problem.goal, cell, 0)
    }

    fn prove_goal(
        &self,
        problem: &Problem,
        goal: &Form,
        cell: &mut Cell,
        depth: u32,
    ) -> Result<Tree, Stop> {
        if let Form::And(parts) = goal {
            let mut trees = Vec::with_capacity(parts.len());
            for part in parts {
                trees.push(self.prove_goal(problem, part, cell, depth)?);
            }
            return Ok(Tree::Conjuncts(trees));
        }
        let mut worker = Worker {
            problem,
            goal,
            memory: Memory::new(problem),
            unreported: 0,
        };
        let result = self.solve(&mut worker, cell, depth);
        self.boxes.fetch_add(worker.unreported, Ordering::Relaxed);
        result
    }

    fn solve(&self, worker: &mut Worker<'_>, cell: &mut Cell, depth: u32) -> Result<Tree, Stop> {
        self.charge(worker, depth)?;
        let (v, at) = match self.step(worker, cell, depth) {
            Step::Done(leaf) => return Ok(Tree::Leaf(leaf)),
            Step::Refuted(point) => return Err(Stop::Refuted(point)),
            Step::Stuck => {
                return Err(Stop::Stuck(
                    cell.hull.iter().map(|x| (x.lo(), x.hi())).collect(),
                ));
            }
            Step::Invert(v) => return self.invert(worker, cell, v, depth),
            Step::Cut(v, at) => (v, at),
        };
        let variable = Var(u32::try_from(v).unwrap_or(u32::MAX));
        let parallel = self.threads > 1
            && self
                .running
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| {
                    (n < self.threads).then_some(n + 1)
                })
                .is_ok();
        let (below, above) = if parallel {
            let mut upper = cell.clone();
            upper.halve(v, at, Side::Upper);
            let (problem, goal) = (worker.problem, worker.goal);
            let (below, above) = rayon::join(
                || {
                    let saved = cell.halve(v, at, Side::Lower);
                    let below = self.solve(worker, cell, depth + 1);
                    cell.restore(v, Side::Lower, saved);
                    below
                },
                || {
                    let mut worker = Worker {
                        problem,
                        goal,
                        memory: Memory::new(problem),
                        unreported: 0,
                    };
                    let above = self.solve(&mut worker, &mut upper, depth + 1);
                    self.boxes.fetch_add(worker.unreported, Ordering::Relaxed);
                    above
                },
            );
            self.running.fetch_sub(1, Ordering::Relaxed);
            (below?, above?)
        } else {
            let saved = cell.halve(v, at, Side::Lower);
            let below = self.solve(worker, cell, depth + 1);
            cell.restore(v, Side::Lower, saved);
            let below = below?;
            let saved = cell.halve(v, at, Side::Upper);
            let above = self.solve(worker, cell, depth + 1);
            cell.restore(v, Side::Upper, saved);
            (below, above?)
        };
        Ok(Tree::Split {
            variable,
            at: Point::Dyadic(at),
            below: Box::new(below),
            above: Box::new(above),
        })
    }

    fn charge(&self, worker: &mut Worker<'_>, depth: u32) -> Result<(), Stop> {
        worker.unreported += 1;
        if worker.unreported < REPORT_EVERY && worker.unreported > 1 {
            return Ok(());
        }
        self.depth.fetch_max(depth, Ordering::Relaxed);
        let boxes = self.boxes.fetch_add(worker.unreported, Ordering::Relaxed) + worker.unreported;
        worker.unreported = 0;
        if boxes > self.max_boxes {
            return Err(Stop::Budget("the limit on boxes was reached"));
        }
        if self.cancel.is_cancelled() {
            return Err(Stop::Budget("the time was up"));
        }
        if self.stop.load(Ordering::Relaxed) {
            return Err(Stop::Budget(
                "another part of the domain could not be proved",
            ));
        }
        Ok(())
    }

    fn step(&self, worker: &mut Worker<'_>, cell: &mut Cell, depth: u32) -> Step {
        let problem = worker.problem;
        let tape = &problem.tape;
        let memory = &mut worker.memory;
        memory.frame.set(tape, &cell.hull, Order::Natural);
        for given in &problem.given {
            if let Some(proof) = formula(&given.fails, &mut |a| memory.natural(problem, a)) {
                return Step::Done(Leaf::Vacuous {
                    hypothesis: given.index,
                    proof,
                });
            }
        }
        if let Some(proof) = formula(worker.goal, &mut |a| memory.natural(problem, a)) {
            return Step::Done(Leaf::Goal(proof));
        }
        if depth == 0
            && let Some(proof) = self.touch(worker, cell)
        {
            return Step::Done(Leaf::Goal(proof));
        }
        if !cell.is_bounded() {
            return unbounded(cell);
        }
        let memory = &mut worker.memory;
        for order in [Order::First, Order::Second] {
            memory.frame.set(tape, &cell.hull, order);
            for given in &problem.given {
                let proved = formula(&given.fails, &mut |a| {
                    memory.centred(problem, cell, order, a)
                });
                if let Some(proof) = proved {
                    return Step::Done(Leaf::Vacuous {
                        hypothesis: given.index,
                        proof,
                    });
                }
            }
            let proved = formula(worker.goal, &mut |a| {
                memory.centred(problem, cell, order, a)
            });
            if let Some(proof) = proved {
                return Step::Done(Leaf::Goal(proof));
            }
            if order == Order::First {
                if refuted_at_center(worker.goal, problem, memory) {
                    return Step::Refuted(cell.hull.iter().map(|x| x.mid()).collect());
                }
            }
        }
        if depth >= MAX_DEPTH || cell.hull.iter().all(|x| !cuttable(*x)) {
            return match self.touch(worker, cell) {
                Some(proof) => Step::Done(Leaf::Goal(proof)),
                None => Step::Stuck,
            };
        }
        let v = choose(worker.goal, problem, &worker.memory, cell);
        match v {
            Some(v) => Step::Cut(v, cut_point(cell.hull[v])),
            None => Step::Stuck,
        }
    }

    /// The strategies for goals that touch zero.
    fn touch(&self, worker: &Worker<'_>, cell: &Cell) -> Option<FormulaProof> {
        let _context = TouchContext {
            claim: &worker.problem.claim,
            facts: &worker.problem.facts,
            dag: self.dag,
            precision: self.precision,
            cancel: self.cancel,
        };
        let _ = cell;
        None
    }

    fn invert(&self, worker: &Worker<'_>, cell: &Cell, v: usize, depth: u32) -> Result<Tree, Stop> {
        let _ = (worker, cell, v, depth);
        Err(Stop::Stuck(
            cell.hull.iter().map(|x| (x.lo(), x.hi())).collect(),
        ))
    }
}

/// Whether an interval can still be cut between two different doubles well apart.
fn cuttable(x: Interval) -> bool {
    x.width() > THINNEST * x.mag().max(1e-280) && {
        let m = cut_point(x);
        x.lo() < m && m < x.hi()
    }
}

/// Where to cut: near the middle, at a number with few bits.
fn cut_point(x: Interval) -> f64 {
    let (m, w) = (x.mid(), x.width());
    if !w.is_finite() {
        return m;
    }
    // Rounding to a sixteenth of the width keeps ends short and halves balanced.
    let unit = 2f64.powi((w.log2().floor() as i32 - 4).clamp(-1020, 1020));
    let rounded = (m / unit).round() * unit;
    if rounded.is_finite() && x.lo() < rounded && rounded < x.hi() {
        rounded
    } else {
        m
    }
}

/// First cuts of an unbounded region: at 0, then at +-1, then the chart at infinity.
fn unbounded(cell: &Cell) -> Step {
    for (v, x) in cell.hull.iter().enumerate() {
        let (low, high) = (x.lo() == f64::NEG_INFINITY, x.hi() == f64::INFINITY);
        match (low, high) {
            (true, true) => return Step::Cut(v, 0.0),
            (false, true) if x.lo() < 1.0 => return Step::Cut(v, 1.0),
            (true, false) if x.hi() > -1.0 => return Step::Cut(v, -1.0),
            (false, true) | (true, false) => return Step::Invert(v),
            (false, false) => {}
        }
    }
    Step::Stuck
}

/// Whether at the midpoint every hypothesis is true and the goal false, for doubles.
fn refuted_at_center(goal: &Form, problem: &Problem, memory: &mut Memory) -> bool {
    if !fails_at_center(goal, problem, memory) {
        return false;
    }
    problem
        .given
        .iter()
        .all(|g| holds_at_center(&g.holds, problem, memory))
}

fn center_of(problem: &Problem, memory: &mut Memory, atom: &Atom) -> Option<Interval> {
    let known = memory.frame.evaluate(&problem.tape, atom.output);
    known
        .defined
        .then(|| *memory.frame.center(&problem.tape, atom.output))
}

fn holds_at_center(form: &Form, problem: &Problem, memory: &mut Memory) -> bool {
    use super::problem::Sense;
    match form {
        Form::True => true,
        Form::False => false,
        Form::And(fs) => fs.iter().all(|f| holds_at_center(f, problem, memory)),
        Form::Or(fs) => fs.iter().any(|f| holds_at_center(f, problem, memory)),
        Form::Atom(a) => center_of(problem, memory, a).is_some_and(|c| match a.sense {
            Sense::Nonnegative => c.certainly_nonnegative(),
            Sense::Positive => c.certainly_positive(),
            Sense::Zero => c.certainly_zero(),
            Sense::Nonzero => c.certainly_positive() || c.certainly_negative(),
        }),
    }
}

fn fails_at_center(form: &Form, problem: &Problem, memory: &mut Memory) -> bool {
    use super::problem::Sense;
    match form {
        Form::True => false,
        Form::False => true,
        Form::And(fs) => fs.iter().any(|f| fails_at_center(f, problem, memory)),
        Form::Or(fs) => fs.iter().all(|f| fails_at_center(f, problem, memory)),
        Form::Atom(a) => center_of(problem, memory, a).is_some_and(|c| match a.sense {
            Sense::Nonnegative => c.certainly_negative(),
            Sense::Positive => c.certainly_nonpositive(),
            Sense::Zero => c.certainly_positive() || c.certainly_negative(),
            Sense::Nonzero => c.certainly_zero(),
        }),
    }
}

/// The variable to cut: the one with the largest share in the width of the undecided relations.
fn choose(goal: &Form, problem: &Problem, memory: &Memory, cell: &Cell) -> Option<usize> {
    let tape = &problem.tape;
    let n = cell.hull.len();
    let mut score = vec![0.0f64; n];
    let mut add = |atom: &Atom, weight: f64| {
        let frame = &memory.frame;
        let culprit = frame.culprit(tape, atom.output);
        let mut share = vec![0.0f64; n];
        let mut total = 0.0;
        for v in tape.support(atom.output) {
            if v >= super::tape::MAX_DIFFERENTIATED {
                continue;
            }
            let slope = match culprit {
                Some(slot) => frame.slot_slope(slot, v),
                None => frame.slope(tape, atom.output, v),
            };
            let s = slope.mag().min(1e100) * cell.hull[v].width();
            share[v] = s;
            total += s;
        }
        if total > 0.0 {
            for v in 0..n {
                score[v] += weight * share[v] / total;
            }
        }
    };
    goal.for_each(&mut |a| add(a, 1.0));
    for given in &problem.given {
        given.holds.for_each(&mut |a| add(a, 0.5));
    }
    // A little weight for plain width keeps every variable in play.
    for v in 0..n {
        score[v] += 1e-3 * cell.hull[v].width() / (1.0 + cell.hull[v].mag());
    }
    (0..n)
        .filter(|&v| cuttable(cell.hull[v]))
        .max_by(|&a, &b| score[a].total_cmp(&score[b]).then(b.cmp(&a)))
}
