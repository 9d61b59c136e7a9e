//! Finite sums by their closed forms: polynomials (Newton's series), rational terms that telescope,
//! exponentials of the index; and sums of sums by their parts. Each is an equation that an
//! induction proves, then put in.

use super::antiderivative::expanded;
use super::partial_fractions::antidifference;
use super::{Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{
    Claim, Comparison, Dag, Expr, Formula, Meaning, Node, Normaliser, Relation, Unary, Var,
};

/// Highest degree of a polynomial that is summed.
const MOST_DEGREE: usize = 6;
/// Most parts into which a sum is taken apart.
const MOST_PARTS: usize = 8;

/// `sum(term, index, lo, hi)`.
pub(super) struct FiniteSum {
    pub(super) index: Var,
    pub(super) term: Expr,
    pub(super) lo: Expr,
    pub(super) hi: Expr,
}

impl FiniteSum {
    /// The symbol of the same sum up to another index.
    pub(super) fn up_to(&self, claim: &mut Claim, hi: Expr) -> Option<Expr> {
        let FiniteSum {
            index, term, lo, ..
        } = *self;
        let sum = Meaning::Fold {
            product: false,
            index,
            term,
            lo,
            hi: Some(hi),
        };
        claim.symbol(sum).ok()
    }

    /// What a symbol stands for, if it is such a sum.
    pub(super) fn of(meaning: &Meaning) -> Option<Self> {
        match *meaning {
            Meaning::Fold {
                product: false,
                index,
                term,
                lo,
                hi: Some(hi),
            } => Some(Self {
                index,
                term,
                lo,
                hi,
            }),
            Meaning::Fold { .. } | Meaning::Value { .. } | Meaning::Integral { .. } => None,
        }
    }
}

impl Prover<'_> {
    /// The claim with every finite sum of the goal by its closed form, where each has one.
    pub(super) fn by_closed_forms(&mut self, claim: &Claim) -> Option<Tree> {
        let mut equations = Vec::new();
        let mut names = Vec::new();
        let mut current = self.current(claim);
        for (v, sum) in sums_of_goal(claim) {
            let symbol = current.dag.variable(v);
            if let Some(value) = closed_form(&mut current, &sum) {
                equations.push(equation(symbol, value));
                continue;
            }
            let (value, mut parts) = nested(&mut current, &sum, &mut names)?;
            parts.push(equation(symbol, value));
            equations.push(Formula::And(parts));
        }
        self.dag = current.dag;
        if equations.is_empty() {
            return None;
        }
        self.with_names(claim, &names, &mut |prover, named| {
            prover.by_equations(named, &equations)
        })
    }

    /// The claim with sums of several parts by a sum a part: `sum((a(t) - m)^2)` by those of
    /// `a(t)^2`, `a(t)` and 1.
    pub(super) fn by_parts_of_sums(&mut self, claim: &Claim) -> Option<Tree> {
        let mut equations = Vec::new();
        let mut names = Vec::new();
        let mut current = self.current(claim);
        for (v, sum) in sums_of_goal(claim) {
            let Some((value, parts)) = in_parts(&mut current, &sum) else {
                continue;
            };
            let symbol = current.dag.variable(v);
            equations.push(equation(symbol, value));
            names.extend(parts);
        }
        if equations.is_empty() {
            return None;
        }
        self.dag = current.dag;
        self.with_names(claim, &names, &mut |prover, named| {
            prover.by_equations(named, &equations)
        })
    }

    pub(super) fn with_names(
        &mut self,
        claim: &Claim,
        names: &[Meaning],
        rest: &mut dyn FnMut(&mut Self, &Claim) -> Option<Tree>,
    ) -> Option<Tree> {
        let Some((name, more)) = names.split_first() else {
            return rest(self, claim);
        };
        self.apply(claim, Rule::Name(name.clone()), |prover, premise, _, _| {
            prover.with_names(premise, more, rest)
        })
    }

    /// Equations or inequalities proved by induction, without hypotheses, and put in one after the
    /// other.
    pub(super) fn by_equations(&mut self, claim: &Claim, equations: &[Formula]) -> Option<Tree> {
        let Some((first, rest)) = equations.split_first() else {
            return self.finish(claim);
        };
        self.apply(claim, Rule::Cut(first.clone()), |prover, premise, i, _| {
            if i > 0 {
                return prover.by_equations(premise, rest);
            }
            let known: Vec<usize> = (premise.hypotheses.iter().enumerate())
                .filter(|(_, h)| speaks_of_symbols(premise, &h.formula))
                .map(|(i, _)| i)
                .collect();
            if known.is_empty() {
                return prover.by_one_induction(premise);
            }
            prover.apply(premise, Rule::Forget(known), |prover, bare, _, _| {
                prover.by_one_induction(bare)
            })
        })
    }

    /// Induction over the first variable that carries it, with nothing else known.
    pub(super) fn by_one_induction(&mut self, claim: &Claim) -> Option<Tree> {
        let variables = self.inductive(claim);
        variables.into_iter().find_map(|n| self.induct(claim, n, 1))
    }
}

pub(super) fn equation(lhs: Expr, rhs: Expr) -> Formula {
    Formula::Relation(Relation {
        lhs,
        op: Comparison::Equal,
        rhs,
    })
}

fn speaks_of_symbols(claim: &Claim, formula: &Formula) -> bool {
    let mut inside = Vec::new();
    formula.for_each_relation(&mut |r| inside.extend([r.lhs, r.rhs]));
    !symbols_of(claim, &inside).is_empty()
}

/// The finite sums in the goal.
pub(super) fn sums_of_goal(claim: &Claim) -> Vec<(Var, FiniteSum)> {
    let goal = Claim {
        hypotheses: Vec::new(),
        ..claim.clone()
    };
    let found = symbols_of(claim, &terms(&goal)).into_iter();
    found
        .filter_map(|(v, m)| Some((v, FiniteSum::of(&m)?)))
        .collect()
}

/// `G(lo) - G(hi + 1)` where the term is `G(t) - G(t + 1)`.
fn closed_form(claim: &mut Claim, sum: &FiniteSum) -> Option<Expr> {
    let FiniteSum {
        index,
        term,
        lo,
        hi,
    } = *sum;
    if !symbols_of(claim, &[term]).is_empty() {
        return None;
    }
    let dag = &mut claim.dag;
    let g = polynomial(dag, index, term)
        .or_else(|| antidifference(dag, index, term))
        .or_else(|| exponential(dag, index, term))?;
    let one = claim.dag.integer(1);
    let after = claim.dag.add(hi, one);
    let first = claim.dag.substitute(g, &[(index, lo)]);
    let last = claim.dag.substitute(g, &[(index, after)]);
    Some(claim.dag.sub(first, last))
}

/// The closed form of a sum of sums, with the equations for the inner ones at its last index, which
/// an induction carries along.
fn nested(
    claim: &mut Claim,
    sum: &FiniteSum,
    names: &mut Vec<Meaning>,
) -> Option<(Expr, Vec<Formula>)> {
    let mut equations = Vec::new();
    let mut term = sum.term;
    for (v, meaning) in symbols_of(claim, &[sum.term]) {
        let value = closed_form(claim, &FiniteSum::of(&meaning)?)?;
        term = claim.dag.substitute(term, &[(v, value)]);
        let known = claim.symbols.meanings.len();
        let symbol = claim.dag.variable(v);
        let at_last = [(sum.index, sum.hi)];
        let last = claim.instantiate(symbol, &at_last).ok()?;
        let value = claim.dag.substitute(value, &at_last);
        let new = claim.symbols.meanings.iter().skip(known);
        names.extend(new.map(|(_, m)| m.clone()));
        equations.push(equation(last, value));
    }
    let value = closed_form(claim, &FiniteSum { term, ..*sum })?;
    (!equations.is_empty()).then_some((value, equations))
}

/// Minus Newton's series of the sum: `-(f(0) t + D f(0) t(t-1)/2 + ...)`.
fn polynomial(dag: &mut Dag, t: Var, term: Expr) -> Option<Expr> {
    let (x, one, zero) = (dag.variable(t), dag.integer(1), dag.integer(0));
    let next = dag.add(x, one);
    let (mut difference, mut weight) = (term, x);
    let mut sum = zero;
    for k in 1..=MOST_DEGREE + 1 {
        let at = dag.substitute(difference, &[(t, zero)]);
        let part = dag.mul(at, weight);
        sum = dag.sub(sum, part);
        let later = dag.substitute(difference, &[(t, next)]);
        difference = dag.sub(later, difference);
        if dag.is_zero(difference) {
            return Some(sum);
        }
        let k = i64::try_from(k).ok()?;
        let (k, following) = (dag.integer(k), dag.integer(k + 1));
        let factor = dag.sub(x, k);
        let factor = dag.div(factor, following);
        weight = dag.mul(weight, factor);
    }
    None
}

/// `f/(1 - r)` for a term with a constant ratio `r = f(t + 1)/f(t)`.
pub(super) fn exponential(dag: &mut Dag, t: Var, term: Expr) -> Option<Expr> {
    let grows = dag.reachable(&[term]).into_iter().any(
        |e| matches!(*dag.node(e), Node::Unary(Unary::Exp, x) if dag.variables(x).contains(&t)),
    );
    if !grows {
        return None;
    }
    let (x, one) = (dag.variable(t), dag.integer(1));
    let next = dag.add(x, one);
    let later = dag.substitute(term, &[(t, next)]);
    let ratio = dag.div(later, term);
    let mut normaliser = Normaliser::new();
    let form = normaliser.normal(dag, ratio)?;
    let ratio = normaliser.rebuild(dag, &form);
    if dag.variables(ratio).contains(&t) || form.as_constant().is_some() {
        return None;
    }
    let rest = dag.sub(one, ratio);
    Some(dag.div(term, rest))
}

/// A sum as one a part, with the symbols that need a name; `None` for a single part.
fn in_parts(claim: &mut Claim, sum: &FiniteSum) -> Option<(Expr, Vec<Meaning>)> {
    part_by_part(claim, sum, 2)
}

/// The same for at least so many parts.
pub(super) fn part_by_part(
    claim: &mut Claim,
    sum: &FiniteSum,
    least: usize,
) -> Option<(Expr, Vec<Meaning>)> {
    let FiniteSum {
        index,
        term,
        lo,
        hi,
    } = *sum;
    let mut moving: Vec<Var> = symbols_of(claim, &[term]).iter().map(|(v, _)| *v).collect();
    moving.retain(|v| {
        let e = claim.dag.variable(*v);
        claim.depends_on(e, index)
    });
    moving.push(index);
    let parts = expanded(&mut claim.dag, term, &moving)?;
    if parts.len() < least || parts.len() > MOST_PARTS {
        return None;
    }
    let one = claim.dag.integer(1);
    let mut sum = claim.dag.integer(0);
    let mut names = Vec::new();
    for (coefficient, part) in parts {
        let value = if claim.dag.as_rational(part).is_some() {
            let count = claim.dag.sub(hi, lo);
            let count = claim.dag.add(count, one);
            claim.dag.mul(part, count)
        } else {
            let known = claim.symbols.meanings.len();
            let name = FiniteSum {
                index,
                term: part,
                lo,
                hi,
            };
            let e = name.up_to(claim, hi)?;
            let new = claim.symbols.meanings.iter().skip(known);
            names.extend(new.map(|(_, m)| m.clone()));
            e
        };
        let value = claim.dag.mul(coefficient, value);
        sum = claim.dag.add(sum, value);
    }
    Some((sum, names))
}
