//! Answers a query: two procedures at once, the first certain answer counts.

use super::algebraic::{self, Algebraic};
use super::natural::{Natural, truth};
use super::problem::Problem;
use super::script::Sort;
use lemmabox_algebra::algebraic::{RealNumber, SamplePoint};
use lemmabox_algebra::real_root::Dyadic;
use lemmabox_interval::{MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Dag, Expr, Formula, Kind};
use lemmabox_prover::covering::{self, Decision};
use lemmabox_prover::krawczyk::{self, Coordinate};
use lemmabox_prover::{self as prove, Cancel, Settings, Statistics, Verdict};
use std::time::Instant;

/// The answer to a query.
#[derive(Clone, Debug)]
pub enum Answer {
    /// No real point satisfies all assertions: a theorem.
    Unsat,
    /// The point satisfies all assertions, exactly.
    Sat(Model),
    /// Not decided, for the reason given.
    Unknown(String),
}

/// A value of a declared constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An exact rational.
    Rational(Q),
    /// A truth value.
    Truth(bool),
    /// A real number known to lie in the interval; it belongs to a point that satisfies the
    /// assertions.
    Enclosed(MpInterval),
}

/// Values of the declared constants, in order.
#[derive(Clone, Debug)]
pub struct Model {
    /// Name, sort and value.
    pub values: Vec<(String, Sort, Value)>,
}

/// Which procedure answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// Cylindrical algebraic coverings, exact.
    Covering,
    /// Branch and bound with enclosures, and interval Newton steps.
    BranchAndBound,
}

impl Procedure {
    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Procedure::Covering => "cylindrical algebraic covering",
            Procedure::BranchAndBound => "branch and bound",
        }
    }
}

/// An answer, who gave it, and the work.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The answer.
    pub answer: Answer,
    /// Who gave it; `None` when nobody did.
    pub procedure: Option<Procedure>,
    /// Work of the branch and bound.
    pub statistics: Statistics,
    /// What the kernel confirmed, with the DAG of its terms; `None` where nothing was.
    pub certified: Option<(Verdict, Dag)>,
}

/// Bits to which the values of a model are enclosed.
const MODEL_BITS: u32 = 128;

/// Answers a query within the limits of `settings`.
#[must_use]
pub fn solve(problem: &Problem, settings: &Settings, cancel: &Cancel) -> Solution {
    let start = Instant::now();
    let cancel = cancel.with_deadline(settings.timeout.and_then(|t| start.checked_add(t)));
    // The first answer stops the other procedure, but not other queries of the caller.
    let stop = cancel.child();
    let halted = || stop.is_cancelled();
    let (by_covering, branching) = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(prove::STACK);
        let covering = thread.spawn_scoped(scope, || {
            let answer = cover(problem, &halted);
            if !matches!(answer, Answer::Unknown(_)) {
                stop.cancel();
            }
            answer
        });
        let branching = {
            let found = branch(problem, settings, &stop, true);
            if !matches!(found.answer, Answer::Unknown(_)) {
                stop.cancel();
            }
            found
        };
        // A panic there is a defect; it must not become an answer.
        let covering = match covering {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|_| Answer::Unknown("covering: an internal error".to_owned())),
            Err(e) => Answer::Unknown(format!("covering: no thread: {e}")),
        };
        (covering, branching)
    });
    let statistics = Statistics {
        time: start.elapsed(),
        ..branching.statistics
    };
    let (answer, procedure) = combine(by_covering, branching.answer);
    Solution {
        answer,
        certified: (branching.certified).filter(|_| procedure == Some(Procedure::BranchAndBound)),
        procedure,
        statistics,
    }
}

/// Answers a query by what the kernel confirms, within the limits of `settings`.
#[must_use]
pub fn solve_certified(problem: &Problem, settings: &Settings, cancel: &Cancel) -> Solution {
    branch(problem, settings, cancel, false)
}

/// The certain one of two answers.
fn combine(covering: Answer, branching: Answer) -> (Answer, Option<Procedure>) {
    match (covering, branching) {
        (Answer::Unsat, Answer::Sat(_)) | (Answer::Sat(_), Answer::Unsat) => (
            // Both cannot be right, so neither is believed.
            Answer::Unknown("the two procedures contradict each other: please report".to_owned()),
            None,
        ),
        (Answer::Unknown(reason), Answer::Unknown(other)) => {
            (Answer::Unknown(format!("{reason}; {other}")), None)
        }
        (Answer::Unknown(_), answer) => (answer, Some(Procedure::BranchAndBound)),
        (answer, _) => (answer, Some(Procedure::Covering)),
    }
}

/// Decides by cylindrical algebraic coverings.
fn cover(problem: &Problem, halted: &dyn Fn() -> bool) -> Answer {
    let unknown = |reason: String| Answer::Unknown(format!("covering: {reason}"));
    let Some(algebraic) = algebraic::translate(&problem.claim) else {
        return unknown("not a problem of real algebra, or too large".to_owned());
    };
    let Algebraic {
        refuted,
        not_true,
        variables,
        relaxed,
    } = algebraic;
    let witness = match covering::decide(&refuted, variables, halted) {
        Decision::Unknown(reason) => return unknown(reason.to_string()),
        Decision::Sat(witness) => witness,
        Decision::Unsat => {
            let Some(not_true) = not_true else {
                return Answer::Unsat;
            };
            return match covering::decide(&not_true, variables, halted) {
                Decision::Unsat => Answer::Unsat,
                Decision::Sat(_) => unknown(
                    "no solution has everything defined, but something is undefined somewhere"
                        .to_owned(),
                ),
                Decision::Unknown(reason) => unknown(reason.to_string()),
            };
        }
    };
    let Some(enclosed) = enclose(&witness, halted) else {
        return unknown("the values of the solution were not enclosed in time".to_owned());
    };
    if relaxed {
        let integers = enclosed.iter().zip(&problem.claim.variables).all(|(x, v)| {
            v.kind == Kind::Real || matches!(x, Exact::Rational(q) if q.is_integer())
        });
        if !integers {
            return unknown("a solution in reals, but not in integers".to_owned());
        }
    }
    model(problem, &enclosed).map_or_else(
        || unknown("a solution that does not hold up: please report".to_owned()),
        Answer::Sat,
    )
}

/// A coordinate of a solution.
#[derive(Clone, Debug)]
enum Exact {
    Rational(Q),
    Enclosed(MpInterval),
}

impl Exact {
    fn enclosure(&self, context: Precision) -> MpInterval {
        match self {
            Exact::Rational(q) => MpInterval::from_rational(context, q),
            Exact::Enclosed(x) => x.clone(),
        }
    }
}

/// Values of the variables of the covering's solution, irrational ones to about [`MODEL_BITS`].
fn enclose(witness: &covering::Witness, halted: &dyn Fn() -> bool) -> Option<Vec<Exact>> {
    let mut values: Vec<Option<Exact>> = vec![None; witness.order.len()];
    let mut prefix = SamplePoint::new();
    for (i, coordinate) in witness.point.coordinates().iter().enumerate() {
        let value = match coordinate {
            RealNumber::Rational(q) => Exact::Rational(q.clone()),
            RealNumber::Root(root) => {
                let mut sign_at = |at: &Dyadic| {
                    prefix.push(RealNumber::Rational(at.to_rational()));
                    let sign = prefix.sign(&root.polynomial, &halted);
                    prefix.pop();
                    sign.ok()
                };
                let (mut lower, mut upper) = (root.lower.clone(), root.upper.clone());
                let sign_lower = sign_at(&lower)?;
                let width = Dyadic::power_of_two(-i64::from(MODEL_BITS));
                let mut exact = None;
                while upper.plus(&lower.negated()).to_rational() > width.to_rational() {
                    let middle = lower.midpoint(&upper);
                    match sign_at(&middle)? {
                        0 => {
                            exact = Some(middle.to_rational());
                            break;
                        }
                        s if s == sign_lower => lower = middle,
                        _ => upper = middle,
                    }
                }
                match exact {
                    Some(q) => Exact::Rational(q),
                    None => {
                        let context = Precision::new(MODEL_BITS + 64);
                        let end = |d: &Dyadic| MpInterval::from_rational(context, &d.to_rational());
                        Exact::Enclosed(end(&lower).hull(&end(&upper)))
                    }
                }
            }
        };
        prefix.push(coordinate.clone());
        *values.get_mut(*witness.order.get(i)?)? = Some(value);
    }
    values.into_iter().collect()
}

/// The model at a point of the claim, unless enclosures show that the point fails.
fn model(problem: &Problem, point: &[Exact]) -> Option<Model> {
    let context = Precision::new(MODEL_BITS + 64);
    let enclosures: Vec<MpInterval> = point.iter().map(|x| x.enclosure(context)).collect();
    let rational: Option<Vec<Q>> = point
        .iter()
        .take(problem.claim.variables.len())
        .map(|x| match x {
            Exact::Rational(q) => Some(q.clone()),
            Exact::Enclosed(_) => None,
        })
        .collect();
    let mut natural = Natural {
        values: &enclosures,
        context,
    };
    let values = problem.claim.dag.evaluate(&problem.values, &mut natural);
    let mut all = Vec::with_capacity(values.len());
    for (value, defined) in values {
        if !defined || value.is_empty() {
            return None;
        }
        all.push(value);
    }
    // The statement as written, at the values found: an independent look.
    let hypotheses = problem.statement.hypotheses.iter();
    let fails = |f: &Formula| truth(&problem.statement, f, &all, context) == Some(false);
    if hypotheses.into_iter().any(|h| fails(&h.formula)) {
        return None;
    }
    let exact = rational.map(|point| exact_values(problem, &point));
    let mut listed = Vec::new();
    for (i, (name, sort)) in problem.symbols.iter().enumerate() {
        let known = exact.as_ref().and_then(|e| e.get(i)?.clone());
        let value = match (sort, known) {
            (Sort::Bool, Some(q)) => {
                Value::Truth(q >= lemmabox_kernel::exact::rational::ratio(1, 2))
            }
            (Sort::Bool, None) => Value::Truth(all[i].to_interval().mid() >= 0.5),
            (_, Some(q)) => Value::Rational(q),
            (_, None) => Value::Enclosed(all[i].clone()),
        };
        listed.push((name.clone(), *sort, value));
    }
    Some(Model { values: listed })
}

/// Values of the statement's variables at a rational point of the claim, where rational.
fn exact_values(problem: &Problem, point: &[Q]) -> Vec<Option<Q>> {
    let mut dag = problem.claim.dag.clone();
    let replacements: Vec<(lemmabox_kernel::expr::Var, Expr)> = point
        .iter()
        .enumerate()
        .map(|(i, q)| {
            let v = lemmabox_kernel::expr::Var(u32::try_from(i).unwrap_or(u32::MAX));
            (v, dag.rational(q.clone()))
        })
        .collect();
    problem
        .values
        .iter()
        .map(|&t| {
            // The folding constructors evaluate rational arithmetic.
            let value = dag.substitute(t, &replacements);
            dag.as_rational(value).cloned()
        })
        .collect()
}

/// Proves or refutes the claim by branch and bound, with Newton steps for a solution before it if
/// asked for: those have no certificate.
fn branch(problem: &Problem, settings: &Settings, cancel: &Cancel, newton: bool) -> Solution {
    if newton && let Some(point) = krawczyk::existing_point(&problem.claim, cancel) {
        let point: Vec<Exact> = (point.into_iter())
            .map(|x| match x {
                Coordinate::Exact(q) => Exact::Rational(q),
                Coordinate::Enclosed(x) => Exact::Enclosed(x),
            })
            .collect();
        if let Some(model) = model(problem, &point) {
            return Solution {
                answer: Answer::Sat(model),
                procedure: Some(Procedure::BranchAndBound),
                statistics: Statistics::default(),
                certified: None,
            };
        }
    }
    let outcome = prove::decide(&problem.claim, &[], settings, cancel);
    let unknown = |reason: &str| Answer::Unknown(format!("branch and bound: {reason}"));
    let answer = match &outcome.verdict {
        Verdict::Proved(_) => Answer::Unsat,
        Verdict::Undecided(remaining) => unknown(&remaining.reason),
        Verdict::Refuted(witness) => {
            let context = Precision::new(MODEL_BITS + 64);
            let mut natural = Natural {
                values: &[],
                context,
            };
            let enclosed = outcome.dag.evaluate(&witness.values, &mut natural);
            let point: Vec<Exact> = (witness.values.iter().zip(enclosed))
                .map(|(&e, (value, _))| match outcome.dag.as_rational(e) {
                    Some(q) => Exact::Rational(q.clone()),
                    None => Exact::Enclosed(value),
                })
                .collect();
            model(problem, &point).map_or_else(
                || unknown("a solution that does not hold up: please report"),
                Answer::Sat,
            )
        }
    };
    let decided = !matches!(answer, Answer::Unknown(_));
    Solution {
        answer,
        procedure: decided.then_some(Procedure::BranchAndBound),
        statistics: outcome.statistics,
        certified: decided.then_some((outcome.verdict, outcome.dag)),
    }
}
