//! A power against something else by the logarithms of both: `exp(-a log(1 + r/a)) >= exp(-r)` is
//! decided as `-a log(1 + r/a) >= -r`, with all strategies there are, from which it follows.

use super::invariant::relation;
use super::{Prover, briefly};
use crate::decide::decide_plain;
use crate::{Cancel, Outcome, Settings, Verdict};
use lemmabox_kernel::certificate::{Factor, FormulaProof, Leaf, Product, Rule, Sign, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Binary, Claim, Comparison, Dag, Expr, Formula, Instance, Node, Unary};
use num_traits::One;
use std::time::Instant;

/// Most operations of a goal that is looked at, written out: what is shared counts each time.
const LARGEST: usize = 10_000;

/// `greater >= lesser`, one of them a power, with their logarithms.
struct Sides {
    greater: Expr,
    lesser: Expr,
    /// The logarithm of the greater one less that of the other, against 0.
    logarithms: Formula,
}

/// Whether the goal compares a power with an exponent that holds a logarithm.
pub(crate) fn applies(claim: &Claim, lemmas: &[(&Instance, &Claim)]) -> bool {
    lemmas.is_empty()
        && claim.symbols.is_empty()
        && claim.best.is_none()
        && sides(&mut claim.clone()).is_some()
}

/// Decides the claim as such at first, then by logarithms, then as such again.
pub(crate) fn decide(claim: &Claim, settings: &Settings, cancel: &Cancel) -> Outcome {
    let start = Instant::now();
    let deadline = settings.timeout.and_then(|t| start.checked_add(t));
    let cancel = cancel.with_deadline(deadline);
    let brief = briefly(settings, &cancel, start);
    let first = decide_plain(claim, &[], settings, &brief);
    if !matches!(first.verdict, Verdict::Undecided(_)) {
        return first;
    }
    let mut prover = Prover::new(claim, &[], settings, &cancel);
    if let Some(tree) = prover.by_logarithms(claim) {
        let verdict = prover.confirmed(claim, tree, &cancel);
        if matches!(verdict, Verdict::Proved(_)) {
            return prover.outcome(verdict, start);
        }
    }
    let mut last = decide_plain(claim, &[], settings, &cancel);
    last.statistics.time = start.elapsed();
    last
}

impl Prover<'_> {
    fn by_logarithms(&mut self, claim: &Claim) -> Option<Tree> {
        let mut current = self.current(claim);
        let sides = sides(&mut current)?;
        self.dag = current.dag;
        self.apply(claim, Rule::Defined(Vec::new()), |prover, premise, i, n| {
            if i + 1 == n {
                prover.cut(
                    premise,
                    &sides.logarithms,
                    &mut |prover, premise| prover.plain(premise),
                    &mut |prover, premise| prover.goal_of_logarithms(premise, &sides),
                )
            } else {
                prover.condition(premise)
            }
        })
    }

    /// The goal, whose logarithms the last fact compares.
    fn goal_of_logarithms(&mut self, claim: &Claim, sides: &Sides) -> Option<Tree> {
        let last = claim.facts().len().checked_sub(1)?;
        let sign = Sign::Image {
            function: Unary::Log,
            greater: sides.greater,
            lesser: sides.lesser,
            sign: Box::new(Sign::Product(Product {
                multiplier: Vec::new(),
                terms: vec![(Q::one(), vec![Factor::Fact(last)])],
                equalities: Vec::new(),
            })),
        };
        let negated = false;
        let leaf = Leaf::Goal(FormulaProof::Sign { negated, sign });
        let tree = self.accepted(claim, Tree::Leaf(leaf));
        tree.or_else(|| self.plain(claim))
    }
}

/// The goal as one summand with a power against all others.
fn sides(claim: &mut Claim) -> Option<Sides> {
    let Formula::Relation(goal) = claim.goal.normalized() else {
        return None;
    };
    let op = match goal.op {
        Comparison::Less | Comparison::Greater => Comparison::Greater,
        Comparison::LessEqual | Comparison::GreaterEqual => Comparison::GreaterEqual,
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    let dag = &mut claim.dag;
    let (f, _) = goal.difference(dag);
    if !is_short(dag, f) || !dag.sign_terms(&[f]).is_empty() {
        return None;
    }
    let mut summands = Vec::new();
    split(dag, f, true, &mut summands);
    let place = summands.iter().position(|&(_, e)| is_power(dag, e))?;
    let (positive, power) = summands.remove(place);
    // What is not on the side of the power.
    let (first, rest) = summands.split_first()?;
    let signed = |dag: &mut Dag, (sign, e): (bool, Expr)| {
        if sign == positive { dag.neg(e) } else { e }
    };
    let mut other = signed(dag, *first);
    for &(sign, e) in rest {
        other = if sign == positive {
            dag.sub(other, e)
        } else {
            dag.add(other, e)
        };
    }
    let (greater, lesser) = if positive {
        (power, other)
    } else {
        (other, power)
    };
    let [above, below] = [greater, lesser].map(|e| logarithm(dag, e));
    let difference = dag.sub(above, below);
    let zero = dag.integer(0);
    Some(Sides {
        greater,
        lesser,
        logarithms: relation(difference, op, zero),
    })
}

/// Whether a term, written out, has at most [`LARGEST`] operations.
fn is_short(dag: &Dag, e: Expr) -> bool {
    let (mut seen, mut stack) = (0, vec![e]);
    while let Some(e) = stack.pop() {
        seen += 1;
        if seen > LARGEST {
            return false;
        }
        stack.extend(dag.children(e));
    }
    true
}

/// The summands of a term as it is written, with their signs.
fn split(dag: &Dag, e: Expr, sign: bool, out: &mut Vec<(bool, Expr)>) {
    match *dag.node(e) {
        Node::Binary(Binary::Add, x, y) => {
            split(dag, x, sign, out);
            split(dag, y, sign, out);
        }
        Node::Binary(Binary::Sub, x, y) => {
            split(dag, x, sign, out);
            split(dag, y, !sign, out);
        }
        Node::Unary(Unary::Neg, x) => split(dag, x, !sign, out),
        _ => out.push((sign, e)),
    }
}

/// Whether a product has a factor `exp(u)` with a logarithm in `u`.
fn is_power(dag: &Dag, e: Expr) -> bool {
    match *dag.node(e) {
        Node::Unary(Unary::Exp, u) => (dag.reachable(&[u]).into_iter()).any(|x| {
            matches!(dag.node(x), Node::Unary(Unary::Log, _)) && !dag.variables(x).is_empty()
        }),
        Node::Binary(Binary::Mul | Binary::Div, x, y) => is_power(dag, x) || is_power(dag, y),
        _ => false,
    }
}

/// The logarithm of a term, that of a product as a sum.
fn logarithm(dag: &mut Dag, e: Expr) -> Expr {
    match *dag.node(e) {
        Node::Unary(Unary::Exp, u) => u,
        Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) => {
            let [x, y] = [x, y].map(|e| logarithm(dag, e));
            if op == Binary::Mul {
                dag.add(x, y)
            } else {
                dag.sub(x, y)
            }
        }
        Node::Power(x, n) => {
            let n = dag.integer(i64::from(n));
            let log = logarithm(dag, x);
            dag.mul(n, log)
        }
        _ => dag.unary(Unary::Log, e),
    }
}
