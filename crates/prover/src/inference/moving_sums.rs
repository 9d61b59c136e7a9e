//! Sums whose terms move with the variable of an induction: `T(n + 1, k)` is `a(n) T(n, k)`, as for
//! weights `q^(n - k)`, so the sum obeys a recursion of its own, which is proved term by term.

use super::closed_forms::{FiniteSum, equation, sums_of_goal};
use super::every::{Attempt, new_meanings, newest, statement};
use super::invariant::relation;
use super::{Prover, QUICK, symbols_of};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::check::premises;
use lemmabox_kernel::expr::{
    Claim, Comparison, Dag, Expr, Formula, Normaliser, Var, constant_difference, small,
};

impl<'c> Prover<'c> {
    /// Induction with the recursions of the sums whose terms move.
    pub(super) fn by_moving_sums(&mut self, claim: &Claim) -> Option<Tree> {
        if self.apart {
            return None;
        }
        for n in self.inductive(claim) {
            let sum = (sums_of_goal(claim).into_iter())
                .map(|(_, sum)| sum)
                .find(|sum| claim.depends_on(sum.term, n));
            let Some(sum) = sum.as_ref() else { continue };
            let mut current = self.current(claim);
            let found = factor(&mut current, n, sum);
            self.dag = current.dag;
            let Some(factor) = found else { continue };
            self.apart = true;
            let tree = self.with_patience(QUICK, |prover| {
                prover.with_signs_of_products(claim, &mut |prover, claim| {
                    prover.with_recursion(claim, n, (sum, factor), &mut |prover, claim| {
                        prover.induct(claim, n, 1)
                    })
                })
            });
            self.apart = false;
            if tree.is_some() {
                return tree;
            }
        }
        None
    }

    /// The claim with `S(n + 1) = a S(n) + ...` for every `n`.
    fn with_recursion(
        &mut self,
        claim: &Claim,
        n: Var,
        (sum, factor): (&FiniteSum, Expr),
        rest: Attempt<'_, 'c>,
    ) -> Option<Tree> {
        let lowest = claim.variables[n.index()].domain.lo.constant()?;
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let formula = recursion(&mut current, (n, index), sum, factor)?;
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (lowest, None), formula);
            prover.every(
                claim,
                (&names, always),
                &mut |prover, one| {
                    let t = newest(one)?;
                    prover.by_partial_recursion(one, (n, t), sum, factor)
                },
                rest,
            )
        })
    }

    /// The recursion at `t`, by that of the partial sums.
    fn by_partial_recursion(
        &mut self,
        claim: &Claim,
        (n, t): (Var, Var),
        sum: &FiniteSum,
        factor: Expr,
    ) -> Option<Tree> {
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let (formula, last) = partial(&mut current, (n, t, index), sum, factor)?;
            let whole = with_last(&mut current, (n, t), sum, last);
            // The empty sum is the first.
            let one = current.dag.integer(1);
            let first = current.dag.sub(sum.lo, one);
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (first, Some(last)), formula);
            let at_last = &mut |prover: &mut Self, all: &Claim| {
                prover.at_index(all, last, &mut |p, c| p.finish(c))
            };
            prover.every(
                claim,
                (&names, always),
                &mut |prover, one| prover.induct_newest(one),
                &mut |prover, all| match &whole {
                    None => at_last(prover, all),
                    Some(whole) => prover.cut(all, whole, &mut Self::finish_without_last, at_last),
                },
            )
        })
    }
}

/// A term at other values of variables, with the products in it.
fn at(claim: &mut Claim, e: Expr, map: &[(Var, Expr)]) -> Option<Expr> {
    claim.instantiate(e, map).ok()
}

/// `T(n + 1, k)/T(n, k)`, if that is the same for every `k`.
fn factor(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<Expr> {
    let known = claim.symbols.meanings.len();
    let variables = claim.variables.len();
    let found = ratio(claim, n, sum);
    claim.symbols.meanings.truncate(known);
    claim.variables.truncate(variables);
    let factor = found?;
    let used = claim.dag.variables(factor);
    let known = |v: &Var| v.index() < variables && *v != sum.index;
    (symbols_of(claim, &[factor]).is_empty() && used.iter().all(known)).then_some(factor)
}

fn ratio(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<Expr> {
    let (x, one, zero) = (
        claim.dag.variable(n),
        claim.dag.integer(1),
        claim.dag.integer(0),
    );
    let later = claim.dag.add(x, one);
    let later = at(claim, sum.term, &[(n, later)])?;
    let parts = [later, sum.term].map(|e| relation(e, Comparison::GreaterEqual, zero));
    // The kernel's own way to express products by each other.
    let probe = Claim {
        hypotheses: Vec::new(),
        goal: Formula::And(parts.to_vec()),
        ..claim.clone()
    };
    let unfolded = premises(&probe, &[], &Rule::Unfold).ok()?.pop()?;
    let mut sides = Vec::new();
    unfolded.goal.for_each_relation(&mut |r| sides.push(r.lhs));
    let [later, own] = sides[..] else {
        return None;
    };
    claim.dag = unfolded.dag;
    let quotient = claim.dag.div(later, own);
    normalised(&mut claim.dag, quotient)
}

/// A term in its normal form.
pub(super) fn normalised(dag: &mut Dag, e: Expr) -> Option<Expr> {
    let mut normaliser = Normaliser::new();
    let form = normaliser.normal(dag, e)?;
    Some(normaliser.rebuild(dag, &form))
}

/// The sum up to `hi`, with `n` at another place.
fn moved(claim: &mut Claim, (n, to): (Var, Expr), sum: &FiniteSum, hi: Expr) -> Option<Expr> {
    let term = at(claim, sum.term, &[(n, to)])?;
    FiniteSum { term, ..*sum }.up_to(claim, hi)
}

/// By how much the last index moves with `n`.
fn advance(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<i64> {
    let (x, one) = (claim.dag.variable(n), claim.dag.integer(1));
    let later = claim.dag.add(x, one);
    let hi = claim.dag.substitute(sum.hi, &[(n, later)]);
    small(&constant_difference(&claim.dag, hi, sum.hi)?).filter(|d| (0..=1).contains(d))
}

/// `S(t + 1) = a S(t)`, with `T(t + 1, hi + 1)` if there is one more term, of the index `t`.
fn recursion(
    claim: &mut Claim,
    (n, index): (Var, Var),
    sum: &FiniteSum,
    factor: Expr,
) -> Option<Formula> {
    let advance = advance(claim, n, sum)?;
    let (t, one) = (claim.dag.variable(index), claim.dag.integer(1));
    let next = claim.dag.add(t, one);
    let [hi, later_hi] = [t, next].map(|to| claim.dag.substitute(sum.hi, &[(n, to)]));
    let lhs = moved(claim, (n, next), sum, later_hi)?;
    let own = moved(claim, (n, t), sum, hi)?;
    let a = claim.dag.substitute(factor, &[(n, t)]);
    let mut rhs = claim.dag.mul(a, own);
    if advance == 1 {
        let edge = at(claim, sum.term, &[(n, next), (sum.index, later_hi)])?;
        if !vanishes(claim, edge) {
            rhs = claim.dag.add(rhs, edge);
        }
    }
    Some(equation(lhs, rhs))
}

/// Whether a term is zero once products are expressed by each other.
fn vanishes(claim: &Claim, e: Expr) -> bool {
    let mut probe = claim.clone();
    let zero = probe.dag.integer(0);
    probe.hypotheses.clear();
    probe.goal = equation(e, zero);
    let unfolded = premises(&probe, &[], &Rule::Unfold).ok();
    let Some(mut unfolded) = unfolded.and_then(|mut p| p.pop()) else {
        return false;
    };
    let Formula::Relation(r) = unfolded.goal.clone() else {
        return false;
    };
    let rest = unfolded.dag.sub(r.lhs, r.rhs);
    unfolded.dag.is_zero(rest)
}

/// The recursion of the partial sums at `t`, of their last index, and the last of these.
fn partial(
    claim: &mut Claim,
    (n, t, index): (Var, Var, Var),
    sum: &FiniteSum,
    factor: Expr,
) -> Option<(Formula, Expr)> {
    let (t, m, one) = (
        claim.dag.variable(t),
        claim.dag.variable(index),
        claim.dag.integer(1),
    );
    let next = claim.dag.add(t, one);
    let last = claim.dag.substitute(sum.hi, &[(n, t)]);
    let lhs = moved(claim, (n, next), sum, m)?;
    let own = moved(claim, (n, t), sum, m)?;
    let a = claim.dag.substitute(factor, &[(n, t)]);
    let rhs = claim.dag.mul(a, own);
    Some((equation(lhs, rhs), last))
}

/// The sum at `t + 1` as that up to `last` and one more term, if it has one more.
fn with_last(
    claim: &mut Claim,
    (n, t): (Var, Var),
    sum: &FiniteSum,
    last: Expr,
) -> Option<Formula> {
    let (t, one) = (claim.dag.variable(t), claim.dag.integer(1));
    let next = claim.dag.add(t, one);
    let hi = claim.dag.substitute(sum.hi, &[(n, next)]);
    let more = constant_difference(&claim.dag, hi, last)?;
    if !num_traits::One::is_one(&more) {
        return None;
    }
    let whole = moved(claim, (n, next), sum, hi)?;
    let part = moved(claim, (n, next), sum, last)?;
    let term = at(claim, sum.term, &[(n, next), (sum.index, hi)])?;
    let rhs = claim.dag.add(part, term);
    Some(equation(whole, rhs))
}
