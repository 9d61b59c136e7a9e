//! Sums whose terms move with the variable of an induction: `T(n + 1, k)` is
//! `a(n) T(n, k) + b(n) T(n, k - 1)`, as for binomial coefficients by Pascal's rule, so the sum obeys
//! a recursion of its own, which is proved term by term.

use super::closed_forms::{FiniteSum, equation, sums_of_goal};
use super::every::{new_meanings, newest, statement};
use super::{Prover, QUICK, symbols_of};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::check::premises;
use lemmabox_kernel::expr::{
    Claim, Dag, Expr, Formula, Meaning, Normaliser, Relation, Var, constant_difference, small,
};

/// `T(n + 1, k) = a T(n, k) + b T(n, k - 1)`.
#[derive(Clone, Copy)]
struct Pascal {
    a: Expr,
    /// `None` for 0.
    b: Option<Expr>,
}

impl Prover<'_> {
    /// Induction with the recursions of the sums whose terms move.
    pub(super) fn by_moving_sums(&mut self, claim: &Claim) -> Option<Tree> {
        if self.apart {
            return None;
        }
        for n in self.inductive(claim) {
            let sums: Vec<FiniteSum> = (sums_of_goal(claim).into_iter())
                .map(|(_, sum)| sum)
                .filter(|sum| claim.depends_on(sum.term, n))
                .collect();
            let Some(sum) = sums.first() else { continue };
            let mut current = self.current(claim);
            let found = pascal(&mut current, n, sum);
            self.dag = current.dag;
            let Some(rule) = found else { continue };
            let saved = std::mem::replace(&mut self.patience, QUICK);
            self.apart = true;
            let tree = self.with_signs_of_products(claim, &mut |prover, claim| {
                prover.with_recursion(claim, n, (sum, rule), &mut |prover, claim| {
                    prover.induct(claim, n, 1)
                })
            });
            self.apart = false;
            self.patience = saved;
            if tree.is_some() {
                return tree;
            }
        }
        None
    }

    /// The claim with `S(n + 1) = (a + b) S(n) + ...` for every `n`.
    fn with_recursion(
        &mut self,
        claim: &Claim,
        n: Var,
        (sum, rule): (&FiniteSum, Pascal),
        rest: &mut dyn FnMut(&mut Self, &Claim) -> Option<Tree>,
    ) -> Option<Tree> {
        let lowest = claim.variables[n.index()].domain.lo.constant()?;
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let formula = recursion(&mut current, (n, index), sum, rule)?;
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (lowest, None), formula);
            prover.with_names(claim, &names, &mut |prover, named| {
                prover.every(
                    named,
                    always.clone(),
                    &mut |prover, one| {
                        let t = newest(one)?;
                        prover.by_pascal(one, (n, t), sum, rule)
                    },
                    rest,
                )
            })
        })
    }

    /// The recursion at `t`, by that of the partial sums.
    fn by_pascal(
        &mut self,
        claim: &Claim,
        (n, t): (Var, Var),
        sum: &FiniteSum,
        rule: Pascal,
    ) -> Option<Tree> {
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let (formula, last) = partial(&mut current, (n, t, index), sum, rule)?;
            let whole = with_last(&mut current, (n, t), sum, last);
            // Without terms of the index before, the empty sum will do.
            let first = match rule.b {
                Some(_) => sum.lo,
                None => {
                    let one = current.dag.integer(1);
                    current.dag.sub(sum.lo, one)
                }
            };
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (first, Some(last)), formula);
            prover.with_names(claim, &names, &mut |prover, named| {
                prover.every(
                    named,
                    always.clone(),
                    &mut |prover, one| prover.induct_newest(one),
                    &mut |prover, all| {
                        let Some(whole) = &whole else {
                            return prover.at_index(all, last, &mut |p, c| p.finish(c));
                        };
                        prover.cut(
                            all,
                            whole,
                            &mut Self::finish_without_last,
                            &mut |prover, parted| {
                                prover.at_index(parted, last, &mut |p, c| p.finish(c))
                            },
                        )
                    },
                )
            })
        })
    }
}

/// A term at other values of variables, with the products in it.
fn at(claim: &mut Claim, e: Expr, map: &[(Var, Expr)]) -> Option<Expr> {
    claim.instantiate(e, map).ok()
}

/// The rule by which the terms of a sum move, if there is one of this kind.
fn pascal(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<Pascal> {
    let known = claim.symbols.meanings.len();
    let variables = claim.variables.len();
    let found = ratios(claim, n, sum).and_then(|(r, q)| solve(&mut claim.dag, sum, r, q));
    claim.symbols.meanings.truncate(known);
    claim.variables.truncate(variables);
    let rule = found?;
    let plain = |e: Expr| {
        symbols_of(claim, &[e]).is_empty()
            && claim.dag.variables(e).iter().all(|v| v.index() < variables)
    };
    (plain(rule.a) && rule.b.is_none_or(plain)).then_some(rule)
}

/// `T(n + 1, k)/T(n, k)` and `T(n, k - 1)/T(n, k)`.
fn ratios(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<(Expr, Expr)> {
    let (x, k, one) = (
        claim.dag.variable(n),
        claim.dag.variable(sum.index),
        claim.dag.integer(1),
    );
    let (later, before) = (claim.dag.add(x, one), claim.dag.sub(k, one));
    let later = at(claim, sum.term, &[(n, later)])?;
    let before = at(claim, sum.term, &[(sum.index, before)])?;
    let zero = claim.dag.integer(0);
    let parts = [later, sum.term, before].map(|lhs| {
        Formula::Relation(Relation {
            lhs,
            op: lemmabox_kernel::expr::Comparison::GreaterEqual,
            rhs: zero,
        })
    });
    // The kernel's own way to express products by each other.
    let probe = Claim {
        hypotheses: Vec::new(),
        goal: Formula::And(parts.to_vec()),
        ..claim.clone()
    };
    let unfolded = premises(&probe, &[], &Rule::Unfold).ok()?.pop()?;
    let mut sides = Vec::new();
    unfolded.goal.for_each_relation(&mut |r| sides.push(r.lhs));
    let [later, own, before] = sides[..] else {
        return None;
    };
    claim.dag = unfolded.dag;
    let (r, q) = (claim.dag.div(later, own), claim.dag.div(before, own));
    Some((plain(&mut claim.dag, r)?, plain(&mut claim.dag, q)?))
}

/// A term in its normal form.
fn plain(dag: &mut Dag, e: Expr) -> Option<Expr> {
    let mut normaliser = Normaliser::new();
    let form = normaliser.normal(dag, e)?;
    Some(normaliser.rebuild(dag, &form))
}

/// `a` and `b` with `r = a + b q` for every index.
fn solve(dag: &mut Dag, sum: &FiniteSum, r: Expr, q: Expr) -> Option<Pascal> {
    if !dag.variables(r).contains(&sum.index) {
        return Some(Pascal { a: r, b: None });
    }
    let mut places = Vec::new();
    for i in [2, 3] {
        let i = dag.integer(i);
        let place = dag.add(sum.lo, i);
        let at = [r, q].map(|e| dag.substitute(e, &[(sum.index, place)]));
        places.push(at);
    }
    let [[r1, q1], [r2, q2]] = places[..] else {
        return None;
    };
    let (rise, run) = (dag.sub(r1, r2), dag.sub(q1, q2));
    if dag.is_zero(run) {
        return None;
    }
    let b = dag.div(rise, run);
    let b = plain(dag, b)?;
    let part = dag.mul(b, q1);
    let a = dag.sub(r1, part);
    let a = plain(dag, a)?;
    let part = dag.mul(b, q);
    let whole = dag.add(a, part);
    let rest = dag.sub(r, whole);
    dag.is_zero(rest).then_some(Pascal { a, b: Some(b) })
}

/// The sum up to `hi`, with `n` at another place.
fn moved(claim: &mut Claim, (n, to): (Var, Expr), sum: &FiniteSum, hi: Expr) -> Option<Expr> {
    let term = at(claim, sum.term, &[(n, to)])?;
    let name = Meaning::Fold {
        product: false,
        index: sum.index,
        term,
        lo: sum.lo,
        hi: Some(hi),
    };
    claim.symbol(name).ok()
}

/// By how much the last index moves with `n`.
fn advance(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<i64> {
    let (x, one) = (claim.dag.variable(n), claim.dag.integer(1));
    let later = claim.dag.add(x, one);
    let hi = claim.dag.substitute(sum.hi, &[(n, later)]);
    small(&constant_difference(&claim.dag, hi, sum.hi)?).filter(|d| (0..=1).contains(d))
}

/// `S(t + 1) = (a + b) S(t) + T(t + 1, hi + 1) - b T(t, hi)` of the index `t`.
fn recursion(
    claim: &mut Claim,
    (n, index): (Var, Var),
    sum: &FiniteSum,
    rule: Pascal,
) -> Option<Formula> {
    let advance = advance(claim, n, sum)?;
    let (t, one) = (claim.dag.variable(index), claim.dag.integer(1));
    let next = claim.dag.add(t, one);
    let [hi, later_hi] = [t, next].map(|to| claim.dag.substitute(sum.hi, &[(n, to)]));
    let lhs = moved(claim, (n, next), sum, later_hi)?;
    let own = moved(claim, (n, t), sum, hi)?;
    let [a, b] = [Some(rule.a), rule.b].map(|e| e.map(|e| claim.dag.substitute(e, &[(n, t)])));
    let a = a?;
    let scale = b.map_or(a, |b| claim.dag.add(a, b));
    let mut rhs = claim.dag.mul(scale, own);
    let mut edge = claim.dag.integer(0);
    if advance == 1 {
        edge = at(claim, sum.term, &[(n, next), (sum.index, later_hi)])?;
    }
    if let Some(b) = b {
        let last = at(claim, sum.term, &[(n, t), (sum.index, hi)])?;
        let part = claim.dag.mul(b, last);
        edge = claim.dag.sub(edge, part);
    }
    if !vanishes(claim, edge) {
        rhs = claim.dag.add(rhs, edge);
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
    rule: Pascal,
) -> Option<(Formula, Expr)> {
    let (t, m, one) = (
        claim.dag.variable(t),
        claim.dag.variable(index),
        claim.dag.integer(1),
    );
    let (next, before) = (claim.dag.add(t, one), claim.dag.sub(m, one));
    let last = claim.dag.substitute(sum.hi, &[(n, t)]);
    let lhs = moved(claim, (n, next), sum, m)?;
    let own = moved(claim, (n, t), sum, m)?;
    let a = claim.dag.substitute(rule.a, &[(n, t)]);
    let mut rhs = claim.dag.mul(a, own);
    if let Some(b) = rule.b {
        let b = claim.dag.substitute(b, &[(n, t)]);
        let earlier = moved(claim, (n, t), sum, before)?;
        let part = claim.dag.mul(b, earlier);
        rhs = claim.dag.add(rhs, part);
    }
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
