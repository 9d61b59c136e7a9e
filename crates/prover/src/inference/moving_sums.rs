//! Sums whose terms move with the variable of an induction, as weights `q^(n - k)` and rows of
//! binomials do: `T(n + 1, k)` is `a(n) T(n, k)`, up to a difference of neighbours in `k`, so the
//! sum obeys a recursion of its own, which is proved term by term.

use super::closed_forms::{FiniteSum, equation, sums_of_goal};
use super::creative_telescoping::{Telescoping, telescoping};
use super::every::{Attempt, new_meanings, newest, statement};
use super::invariant::relation;
use super::{Prover, QUICK, symbols_of};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::check::premises;
use lemmabox_kernel::expr::{
    Claim, Comparison, Dag, Expr, Formula, Normaliser, Var, constant_difference, small,
};

/// Most sums of one goal whose terms move.
const MOST_MOVING: usize = 3;

/// How a sum moves with `n`.
struct Recursion {
    sum: FiniteSum,
    /// `a(n)`.
    factor: Expr,
    /// `Q(n, k)`: `T(n + 1, k)` is `a(n) T(n, k) + Q(n, k) T(n, k) - Q(n, k - 1) T(n, k - 1)`.
    certificate: Option<Expr>,
    /// What the partial sum of one term, at `k = lo`, adds to that in terms of `T(n, lo)`.
    start: Option<Expr>,
    /// `T(n + 1, k + 1)/T(n, k)`.
    diagonal: Option<Expr>,
}

impl<'c> Prover<'c> {
    /// Induction with the recursions of the sums whose terms move.
    pub(super) fn by_moving_sums(&mut self, claim: &Claim) -> Option<Tree> {
        if self.apart {
            return None;
        }
        for n in self.inductive(claim) {
            let moving: Vec<FiniteSum> = (sums_of_goal(claim).into_iter())
                .map(|(_, sum)| sum)
                .filter(|sum| claim.depends_on(sum.term, n))
                .collect();
            if moving.is_empty() || moving.len() > MOST_MOVING {
                continue;
            }
            let mut current = self.current(claim);
            let found = (moving.into_iter())
                .map(|sum| recursion(&mut current, n, sum))
                .collect::<Option<Vec<Recursion>>>();
            self.dag = current.dag;
            let Some(found) = found else { continue };
            self.apart = true;
            let tree = self.with_patience(QUICK, |prover| {
                prover.with_signs_of_products(claim, &mut |prover, claim| {
                    prover.with_recursions(claim, n, &found)
                })
            });
            self.apart = false;
            if tree.is_some() {
                return tree;
            }
        }
        None
    }

    /// Induction with the recursions as statements about every `n`.
    fn with_recursions(&mut self, claim: &Claim, n: Var, all: &[Recursion]) -> Option<Tree> {
        match all.split_first() {
            None => self.induct(claim, n, 1),
            Some((first, more)) => self.with_recursion(claim, n, first, &mut |prover, claim| {
                prover.with_recursions(claim, n, more)
            }),
        }
    }

    /// The claim with `S(n + 1) = a S(n) + ...` for every `n`.
    fn with_recursion(
        &mut self,
        claim: &Claim,
        n: Var,
        recursion: &Recursion,
        rest: Attempt<'_, 'c>,
    ) -> Option<Tree> {
        let lowest = claim.variables[n.index()].domain.lo.constant()?;
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let formula = recursion.whole(&mut current, (n, index))?;
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (lowest, None), formula);
            prover.every(
                claim,
                (&names, always),
                &mut |prover, one| {
                    let t = newest(one)?;
                    prover.by_partial_recursion(one, (n, t), recursion)
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
        recursion: &Recursion,
    ) -> Option<Tree> {
        self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let (formula, last) = recursion.partial(&mut current, (n, t, index))?;
            let whole = with_last(&mut current, (n, t), &recursion.sum, last);
            let first = recursion.first_index(&mut current);
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

impl Recursion {
    /// The first last index of the partial sums: the empty sum's, where that obeys the recursion.
    fn first_index(&self, claim: &mut Claim) -> Expr {
        let one = claim.dag.integer(1);
        match self.certificate {
            None => claim.dag.sub(self.sum.lo, one),
            Some(_) => self.sum.lo,
        }
    }

    /// `weight T(t, hi)` and what the first term adds.
    fn ends(
        &self,
        claim: &mut Claim,
        (n, t): (Var, Expr),
        (weight, hi): (Option<Expr>, Expr),
    ) -> Option<Expr> {
        let mut sum = claim.dag.integer(0);
        for (weight, at_index) in [(weight, hi), (self.start, self.sum.lo)] {
            let Some(weight) = weight else { continue };
            let map = [(n, t), (self.sum.index, at_index)];
            let weight = claim.dag.substitute(weight, &map);
            let weight = normalised(&mut claim.dag, weight)?;
            if claim.dag.is_zero(weight) {
                continue;
            }
            let term = at(claim, self.sum.term, &map)?;
            let part = claim.dag.mul(weight, term);
            sum = claim.dag.add(sum, part);
        }
        Some(sum)
    }

    /// `S(t + 1) = a S(t)`, with what stands at the ends and `T(t + 1, hi + 1)` if there is one
    /// more term, of the index `t`.
    fn whole(&self, claim: &mut Claim, (n, index): (Var, Var)) -> Option<Formula> {
        let sum = &self.sum;
        let advance = advance(claim, n, sum)?;
        let (t, one) = (claim.dag.variable(index), claim.dag.integer(1));
        let next = claim.dag.add(t, one);
        let [hi, later_hi] = [t, next].map(|to| claim.dag.substitute(sum.hi, &[(n, to)]));
        let lhs = moved(claim, (n, next), sum, later_hi)?;
        let own = moved(claim, (n, t), sum, hi)?;
        let a = claim.dag.substitute(self.factor, &[(n, t)]);
        let mut rhs = claim.dag.mul(a, own);
        let last = match (self.certificate, self.diagonal) {
            (Some(q), Some(diagonal)) if advance == 1 => Some(claim.dag.add(q, diagonal)),
            (q, _) => q,
        };
        let mut edge = self.ends(claim, (n, t), (last, hi))?;
        if advance == 1 && self.diagonal.is_none() {
            let more = at(claim, sum.term, &[(n, next), (sum.index, later_hi)])?;
            edge = claim.dag.add(edge, more);
        }
        if !vanishes(claim, edge) {
            rhs = claim.dag.add(rhs, edge);
        }
        Some(equation(lhs, rhs))
    }

    /// The recursion of the partial sums at `t`, of their last index, and the last of these.
    fn partial(
        &self,
        claim: &mut Claim,
        (n, t, index): (Var, Var, Var),
    ) -> Option<(Formula, Expr)> {
        let sum = &self.sum;
        let (t, m, one) = (
            claim.dag.variable(t),
            claim.dag.variable(index),
            claim.dag.integer(1),
        );
        let next = claim.dag.add(t, one);
        let last = claim.dag.substitute(sum.hi, &[(n, t)]);
        let lhs = moved(claim, (n, next), sum, m)?;
        let own = moved(claim, (n, t), sum, m)?;
        let a = claim.dag.substitute(self.factor, &[(n, t)]);
        let rhs = claim.dag.mul(a, own);
        let ends = self.ends(claim, (n, t), (self.certificate, m))?;
        let rhs = claim.dag.add(rhs, ends);
        Some((equation(lhs, rhs), last))
    }
}

/// A term at other values of variables, with the products in it.
fn at(claim: &mut Claim, e: Expr, map: &[(Var, Expr)]) -> Option<Expr> {
    claim.instantiate(e, map).ok()
}

/// How a sum moves with `n`, if its terms do so by rational factors.
fn recursion(claim: &mut Claim, n: Var, sum: FiniteSum) -> Option<Recursion> {
    let known = claim.symbols.meanings.len();
    let variables = claim.variables.len();
    let found = found_recursion(claim, n, &sum);
    claim.symbols.meanings.truncate(known);
    claim.variables.truncate(variables);
    let Telescoping {
        factor,
        certificate,
        start,
        diagonal,
    } = found?;
    let fixed = claim.dag.is_zero(certificate);
    let first = claim.dag.substitute(start, &[(sum.index, sum.lo)]);
    let starts = !claim.dag.is_zero(first);
    let moving = |e: Expr| (!fixed).then_some(e);
    let (certificate, diagonal) = (moving(certificate), moving(diagonal));
    let start = moving(start).filter(|_| starts);
    let parts = [Some(factor), certificate, start, diagonal];
    let plain = |e: Expr| {
        let mut used = claim.dag.variables(e).into_iter();
        symbols_of(claim, &[e]).is_empty() && used.all(|v| v.index() < variables)
    };
    (parts.into_iter().flatten().all(plain)).then_some(Recursion {
        sum,
        factor,
        certificate,
        start,
        diagonal,
    })
}

fn found_recursion(claim: &mut Claim, n: Var, sum: &FiniteSum) -> Option<Telescoping> {
    let r = ratio(claim, n, sum)?;
    if !claim.depends_on(r, sum.index) {
        let zero = claim.dag.integer(0);
        return Some(Telescoping {
            factor: r,
            certificate: zero,
            start: zero,
            diagonal: zero,
        });
    }
    let rho = ratio(claim, sum.index, sum)?;
    telescoping(&mut claim.dag, sum.index, r, rho)
}

/// `T(n + 1, k)/T(n, k)`, or the same of `k`.
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
