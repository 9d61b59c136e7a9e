//! Sums by integrals of their terms, and by the last of terms that fall or rise. Each comparison is
//! an inequality that an induction proves, then put in.

use super::closed_forms::{FiniteSum, sums_of_goal};
use super::mean_value::Primitive;
use super::tails;
use super::{BRIEF, Prover, symbols_of, terms};
use lemmabox_kernel::certificate::Tree;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Affine, Claim, Comparison, Expr, Formula, Meaning, Node, Relation, Var, constant_difference,
};
use num_traits::{One, Signed};

impl Prover<'_> {
    /// A sum in the goal by an integral: `sum <= f(lo) + F(hi) - F(lo)` for falling terms, and so
    /// on.
    pub(super) fn by_integrals_of_terms(&mut self, claim: &Claim) -> Option<Tree> {
        if !matches!(claim.goal.normalized(), Formula::Relation(r) if r.op != Comparison::NotEqual)
        {
            return None;
        }
        for (symbol, sum) in sums_of_goal(claim).into_iter().take(2) {
            let mut current = self.current(claim);
            let above = is_below(&mut current, symbol);
            let (bounds, whole) = by_integral(&mut current, symbol, &sum, above);
            self.dag = current.dag;
            let primitive = whole.map(|whole| Primitive {
                index: sum.index,
                term: sum.term,
                whole,
                first: sum.lo,
                last: sum.hi,
            });
            for patience in [BRIEF, self.patience] {
                for bound in &bounds {
                    if self.cancel.is_cancelled() {
                        return None;
                    }
                    let saved = std::mem::replace(&mut self.patience, patience);
                    let before = std::mem::replace(&mut self.primitive, primitive.clone());
                    let tree = self.by_equations(claim, std::slice::from_ref(bound));
                    (self.patience, self.primitive) = (saved, before);
                    if tree.is_some() {
                        return tree;
                    }
                }
            }
        }
        None
    }

    /// A sum of the values of a sequence that falls is at least its last term as often as there are
    /// terms; at most, of one that rises.
    pub(super) fn by_last_terms(&mut self, claim: &Claim) -> Option<Tree> {
        for (symbol, meaning) in symbols_of(claim, &terms(claim)) {
            let mut current = self.current(claim);
            let Some((bound, name)) = last_terms(&mut current, symbol, &meaning) else {
                continue;
            };
            self.dag = current.dag;
            let tree = self.with_names(claim, &[name], &mut |prover, named| {
                prover.by_equations(named, std::slice::from_ref(&bound))
            });
            if tree.is_some() {
                return tree;
            }
        }
        None
    }
}

/// Whether a sum stands on the smaller side of the goal, if that is seen.
pub(super) fn is_below(claim: &mut Claim, symbol: Var) -> Option<bool> {
    let Formula::Relation(goal) = claim.goal.normalized() else {
        return None;
    };
    let (difference, _) = goal.difference(&mut claim.dag);
    let slope = claim.dag.derivative(difference, symbol)?;
    let slope: Option<&Q> = claim.dag.as_rational(slope);
    slope.map(Signed::is_negative)
}

/// The bounds of a sum by an antiderivative of its term, on the side that the goal asks for; and
/// that antiderivative.
pub(super) fn by_integral(
    claim: &mut Claim,
    symbol: Var,
    sum: &FiniteSum,
    above: Option<bool>,
) -> (Vec<Formula>, Option<Expr>) {
    let none = (Vec::new(), None);
    let FiniteSum {
        index,
        term,
        lo,
        hi,
    } = *sum;
    if !symbols_of(claim, &[term]).is_empty() {
        return none;
    }
    let Some(whole) = tails::whole(claim, index, term) else {
        return none;
    };
    let dag = &mut claim.dag;
    let one = dag.integer(1);
    let (before, after) = (dag.sub(lo, one), dag.add(hi, one));
    let [before, after] = [before, after].map(|e| match Affine::of(dag, e) {
        Some(form) => form.term(dag),
        None => e,
    });
    let mut at = |e: Expr, x: Expr| dag.substitute(e, &[(index, x)]);
    let first = at(term, lo);
    let [g_before, g_lo, g_hi, g_after] = [before, lo, hi, after].map(|x| at(whole, x));
    let inner = dag.sub(g_hi, g_lo);
    let with_first = dag.add(first, inner);
    let shifted = [dag.sub(g_hi, g_before), dag.sub(g_after, g_lo)];
    let s = dag.variable(symbol);
    let mut out = Vec::new();
    for (op, side) in [
        (Comparison::LessEqual, true),
        (Comparison::GreaterEqual, false),
    ] {
        if above == Some(!side) {
            continue;
        }
        for rhs in [with_first, shifted[0], shifted[1]] {
            out.push(Formula::Relation(Relation { lhs: s, op, rhs }));
        }
    }
    (out, Some(whole))
}

/// `(hi - lo + 1)*a(hi) <= sum(a(t), t, lo, hi)` where `a(t+1) <= a(t)` for every t, or the other
/// way round.
fn last_terms(claim: &mut Claim, symbol: Var, meaning: &Meaning) -> Option<(Formula, Meaning)> {
    let FiniteSum {
        index,
        term,
        lo,
        hi,
    } = FiniteSum::of(meaning)?;
    let (sequence, at) = value_of(claim, term)?;
    let t = claim.dag.variable(index);
    if at != t {
        return None;
    }
    let falls = claim
        .symbols
        .always
        .iter()
        .filter(|a| !a.unused)
        .find_map(|always| {
            let Formula::Relation(r) = always.formula.normalized() else {
                return None;
            };
            let (small, large) = match r.op {
                Comparison::Less | Comparison::LessEqual => (r.lhs, r.rhs),
                Comparison::Greater | Comparison::GreaterEqual => (r.rhs, r.lhs),
                Comparison::Equal | Comparison::NotEqual => return None,
            };
            let ((s, x), (u, y)) = (value_of(claim, small)?, value_of(claim, large)?);
            let apart = constant_difference(&claim.dag, x, y)?;
            ((s, u) == (sequence, sequence) && apart.abs() == Q::one())
                .then_some(apart.is_positive())
        })?;
    let name = Meaning::Value { sequence, at: hi };
    // Named in a copy: the claim gets the name by a rule.
    let mut named = claim.clone();
    let last = named.symbol(name.clone()).ok()?;
    claim.dag = named.dag;
    let dag = &mut claim.dag;
    let (one, sum) = (dag.integer(1), dag.variable(symbol));
    let steps = dag.sub(hi, lo);
    let count = dag.add(steps, one);
    let lhs = dag.mul(count, last);
    let op = if falls {
        Comparison::LessEqual
    } else {
        Comparison::GreaterEqual
    };
    Some((Formula::Relation(Relation { lhs, op, rhs: sum }), name))
}

/// The sequence and the index of a term that is a value.
fn value_of(claim: &Claim, e: Expr) -> Option<(usize, Expr)> {
    let Node::Variable(v) = *claim.dag.node(e) else {
        return None;
    };
    match claim.symbols.meaning(v)? {
        Meaning::Value { sequence, at } => Some((*sequence, *at)),
        Meaning::Fold { .. } | Meaning::Integral { .. } => None,
    }
}
