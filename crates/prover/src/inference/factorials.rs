//! Factorials, products of the first integers, as values of the gamma function, and powers with an
//! integer exponent as exponentials: bounds that no induction carries, since they rest on a limit
//! (`binomial(2n, n) <= 4^n/sqrt(pi n)`), are then claims about real numbers. Each equation is
//! proved by induction.

use super::closed_forms::equation;
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::Tree;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Meaning, Node, Unary, Var};
use num_traits::One;

impl Prover<'_> {
    /// An inequality of factorials and powers.
    pub(super) fn by_gamma(&mut self, claim: &Claim) -> Option<Tree> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        if goal.op == Comparison::Equal || goal.op == Comparison::NotEqual {
            return None;
        }
        let mut current = self.current(claim);
        let mut equations = Vec::new();
        let mut factorials = false;
        for (v, meaning) in symbols_of(claim, &[goal.lhs, goal.rhs]) {
            let (value, factorial) = value(&mut current, &meaning)?;
            factorials |= factorial;
            let symbol = current.dag.variable(v);
            equations.push(equation(symbol, value));
        }
        self.dag = current.dag;
        factorials
            .then(|| self.by_equations(claim, &equations))
            .flatten()
    }
}

/// What a product from 1 is as a function of its last index, and whether it is a factorial.
fn value(claim: &mut Claim, meaning: &Meaning) -> Option<(Expr, bool)> {
    let Meaning::Fold {
        product: true,
        index,
        term,
        lo,
        hi: Some(hi),
    } = *meaning
    else {
        return None;
    };
    claim.dag.as_rational(lo)?.is_one().then_some(())?;
    if is_variable(&claim.dag, term, index) {
        let one = claim.dag.integer(1);
        let next = claim.dag.add(hi, one);
        let log = log_gamma(&mut claim.dag, next);
        return Some((claim.dag.unary(Unary::Exp, log), true));
    }
    let plain =
        (claim.free_variables(term).into_iter()).all(|v| v != index && claim.symbols.is_free(v));
    plain.then_some(())?;
    let log = claim.dag.unary(Unary::Log, term);
    let exponent = claim.dag.mul(hi, log);
    Some((claim.dag.unary(Unary::Exp, exponent), false))
}

fn is_variable(dag: &Dag, e: Expr, v: Var) -> bool {
    matches!(*dag.node(e), Node::Variable(w) if w == v)
}

/// `(x - 1/2)(log(x) - 1) - 1/2 + log(2 pi)/2 + binet(x)`, the logarithm of the gamma function
/// (DLMF 5.11.1).
fn log_gamma(dag: &mut Dag, x: Expr) -> Expr {
    let (half, one, two) = (dag.rational(ratio(1, 2)), dag.integer(1), dag.integer(2));
    let log = dag.unary(Unary::Log, x);
    let (middle, rest) = (dag.sub(x, half), dag.sub(log, one));
    let main = dag.mul(middle, rest);
    let pi = dag.pi();
    let turn = dag.mul(two, pi);
    let log = dag.unary(Unary::Log, turn);
    let level = dag.mul(half, log);
    let level = dag.sub(level, half);
    let sum = dag.add(main, level);
    let rest = dag.unary(Unary::Binet(0), x);
    dag.add(sum, rest)
}
