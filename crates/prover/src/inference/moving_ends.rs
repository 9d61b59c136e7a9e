//! Sums both ends of which move, as `1/(n + 1) + ... + 1/(2 n)` or a sum from `n` to `m`: bounds
//! for every number of terms, proved by an induction over that number, and taken at the one at
//! hand.

use super::closed_forms::{FiniteSum, sums_of_goal};
use super::comparison::{by_integral, is_below};
use super::every::{new_meanings, statement};
use super::integral::{roughly, sample};
use super::invariant::relation;
use super::mean_value::Primitive;
use super::{BRIEF, Prover};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{Affine, Claim, Comparison, Expr, Formula, Meaning, Var};

/// Bounds of a sum with a number of terms of its own.
struct Counted {
    bounds: Vec<Formula>,
    names: Vec<Meaning>,
    primitive: Option<Primitive>,
    /// How many terms the sum at hand has.
    count: Expr,
}

/// How many indices on a term is looked at to tell whether terms fall.
const AHEAD: i64 = 3;

impl Prover<'_> {
    /// A sum with two moving ends in the goal by bounds for every number of terms.
    pub(super) fn by_every_count(&mut self, claim: &Claim) -> Option<Tree> {
        if self.apart {
            return None;
        }
        let mut probe = self.current(claim);
        let moving: Vec<(Var, FiniteSum)> = (sums_of_goal(claim).into_iter())
            .filter(|(_, sum)| moves(&mut probe, sum))
            .collect();
        self.apart = true;
        let tree = moving.into_iter().take(2).find_map(|(symbol, sum)| {
            self.with_index(claim, |prover, claim, index| {
                prover.with_counted(claim, (symbol, &sum), index)
            })
        });
        self.apart = false;
        tree
    }

    fn with_counted(
        &mut self,
        claim: &Claim,
        (symbol, sum): (Var, &FiniteSum),
        index: Var,
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let zero = current.dag.integer(0);
        let above = is_below(&mut current, symbol);
        let counted = counted(&mut current, sum, index, above)?;
        self.dag = current.dag;
        [BRIEF, self.patience].into_iter().find_map(|patience| {
            counted.bounds.iter().find_map(|bound| {
                if self.cancel.is_cancelled() {
                    return None;
                }
                let always = statement(index, (zero, None), bound.clone());
                let one = &mut |prover: &mut Self, premise: &Claim| {
                    let last = sums_of_goal(premise).first().map(|(_, s)| s.hi);
                    let primitive = counted.primitive.clone().zip(last);
                    let primitive = primitive.map(|(p, last)| Primitive { last, ..p });
                    let before = std::mem::replace(&mut prover.primitive, primitive);
                    let idle = idle(premise);
                    let rule = Rule::Forget(idle);
                    let tree = prover.apply(premise, rule, |prover, bare, _, _| {
                        prover.with_patience(patience, |p| p.induct_newest(bare))
                    });
                    prover.primitive = before;
                    tree
                };
                let rest = &mut |prover: &mut Self, premise: &Claim| {
                    prover.at_index(premise, counted.count, &mut |p, all| p.finish(all))
                };
                self.every(claim, (&counted.names, always), one, rest)
            })
        })
    }
}

/// The hypotheses that speak of a variable of which the goal does not.
pub(super) fn idle(claim: &Claim) -> Vec<usize> {
    let speaks = |f: &Formula, v: Var| claim.formula_depends_on(f, v);
    let known = (claim.hypotheses.iter().enumerate()).filter(|(_, h)| {
        let mut sides = Vec::new();
        (h.formula).for_each_relation(&mut |r| sides.extend([r.lhs, r.rhs]));
        let mut variables = sides.into_iter().flat_map(|e| claim.dag.variables(e));
        variables.any(|v| !speaks(&claim.goal, v))
    });
    known.map(|(i, _)| i).collect()
}

/// Whether the first index of a sum moves with the number of its terms, so that an induction over
/// its last index takes away what it adds.
fn moves(claim: &mut Claim, sum: &FiniteSum) -> bool {
    let steps = claim.dag.sub(sum.hi, sum.lo);
    let Some(form) = Affine::of(&claim.dag, steps) else {
        return false;
    };
    let first = claim.dag.variables(sum.lo);
    form.coefficients.keys().any(|v| first.contains(v))
}

/// What is tried of the sum of as many terms as an index says: integrals of the term, and as many
/// times the first term or the last one.
fn counted(claim: &mut Claim, sum: &FiniteSum, index: Var, above: Option<bool>) -> Option<Counted> {
    let known = claim.symbols.meanings.len();
    let dag = &mut claim.dag;
    let (k, one) = (dag.variable(index), dag.integer(1));
    let count = dag.sub(sum.hi, sum.lo);
    let count = dag.add(count, one);
    let before = dag.sub(sum.lo, one);
    let last = dag.add(before, k);
    let last = Affine::of(dag, last)?.term(dag);
    let symbol = sum.up_to(claim, last)?;
    let named = *claim.dag.variables(symbol).first()?;
    let names = new_meanings(claim, known);
    let counted = FiniteSum { hi: last, ..*sum };
    let (mut bounds, whole) = by_integral(claim, named, &counted, above);
    let middle = sample(claim);
    let dag = &mut claim.dag;
    let [first, final_term] = [sum.lo, last].map(|e| dag.substitute(sum.term, &[(sum.index, e)]));
    let ahead = dag.integer(AHEAD);
    let later = dag.add(sum.lo, ahead);
    let later = dag.substitute(sum.term, &[(sum.index, later)]);
    let falls = roughly(dag, first, &middle) >= roughly(dag, later, &middle);
    let (most, least) = if falls {
        (first, final_term)
    } else {
        (final_term, first)
    };
    for (op, term, side) in [
        (Comparison::LessEqual, most, true),
        (Comparison::GreaterEqual, least, false),
    ] {
        if above == Some(!side) {
            continue;
        }
        let all = claim.dag.mul(k, term);
        bounds.push(relation(symbol, op, all));
    }
    let primitive = whole.map(|whole| Primitive {
        index: sum.index,
        term: sum.term,
        whole,
        first: sum.lo,
        last,
    });
    Some(Counted {
        bounds,
        names,
        primitive,
        count,
    })
}
