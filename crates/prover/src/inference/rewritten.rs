//! Goals in another form that carries itself through an induction: a value by what a hypothesis
//! about every index says of it, and the reciprocals of both sides.

use super::invariant::relation;
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{
    Affine, Binary, Claim, Comparison, Expr, Formula, Meaning, Node, Relation, Var,
    constant_difference,
};

/// A bound on a value of a sequence that a goal states.
struct ValueBound {
    value: Var,
    sequence: usize,
    at: Expr,
    /// `<=`, `<`, `>=` or `>`.
    op: Comparison,
    bound: Expr,
}

impl ValueBound {
    fn of(claim: &Claim) -> Option<Self> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        let goal = towards_value(claim, &goal)?;
        let Node::Variable(value) = *claim.dag.node(goal.lhs) else {
            return None;
        };
        let (sequence, at) = value_of(claim, goal.lhs)?;
        Some(Self {
            value,
            sequence,
            at,
            op: goal.op,
            bound: goal.rhs,
        })
    }
}

impl Prover<'_> {
    /// Discrete Gronwall: where every value is at most a term with a sum of the values before, that
    /// term is within the bound of the goal by induction, and the value with it.
    pub(super) fn by_assumed_bounds(&mut self, claim: &Claim) -> Option<Tree> {
        let goal = ValueBound::of(claim)?;
        let mut current = self.current(claim);
        let found = assumed_bounds(&mut current, &goal);
        self.dag = current.dag;
        found.into_iter().find_map(|(bound, names)| {
            let formula = relation(bound, goal.op, goal.bound);
            self.with_names(claim, &names, &mut |prover, named| {
                let rule = Rule::Cut(formula.clone());
                prover.apply(named, rule, |prover, premise, i, _| {
                    if i > 0 {
                        return prover.finish(premise);
                    }
                    prover.by_one_induction(premise)
                })
            })
        })
    }

    /// `a(n) <= p/q` as `1/a(n) >= q/p`, which a recursion `a(t+1) <= a(t) - c a(t)^2` raises by
    /// `c` a step.
    pub(super) fn by_reciprocals(&mut self, claim: &Claim) -> Option<Tree> {
        let goal = ValueBound::of(claim)?;
        let mut current = self.current(claim);
        let dag = &mut current.dag;
        let Node::Binary(Binary::Div, p, q) = *dag.node(goal.bound) else {
            return None;
        };
        let (one, value) = (dag.integer(1), dag.variable(goal.value));
        let (lhs, rhs) = (dag.div(one, value), dag.div(q, p));
        self.dag = current.dag;
        let formula = relation(lhs, reversed(goal.op)?, rhs);
        self.apply(claim, Rule::Cut(formula), |prover, premise, i, _| {
            if i > 0 {
                return prover.finish(premise);
            }
            prover.by_one_induction(premise)
        })
    }
}

/// The other way round, for an inequality.
fn reversed(op: Comparison) -> Option<Comparison> {
    Some(match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        Comparison::Equal | Comparison::NotEqual => return None,
    })
}

/// An inequality with a value of a sequence on its left side.
fn towards_value(claim: &Claim, relation: &Relation) -> Option<Relation> {
    let op = reversed(relation.op)?;
    if value_of(claim, relation.lhs).is_some() {
        return Some(*relation);
    }
    value_of(claim, relation.rhs)?;
    Some(Relation {
        lhs: relation.rhs,
        op,
        rhs: relation.lhs,
    })
}

fn value_of(claim: &Claim, e: Expr) -> Option<(usize, Expr)> {
    let Node::Variable(v) = *claim.dag.node(e) else {
        return None;
    };
    match claim.symbols.meaning(v)? {
        Meaning::Value { sequence, at } => Some((*sequence, *at)),
        Meaning::Fold { .. } | Meaning::Integral { .. } => None,
    }
}

/// What hypotheses about every index say of the value in terms of sums, on the side of the goal,
/// with the symbols that need a name.
fn assumed_bounds(claim: &mut Claim, goal: &ValueBound) -> Vec<(Expr, Vec<Meaning>)> {
    let mut out = Vec::new();
    for always in claim.symbols.always.clone() {
        let mut relations = Vec::new();
        (always.formula).for_each_relation(&mut |r| relations.push(*r));
        for said in relations {
            let Some(said) = towards_value(claim, &said) else {
                continue;
            };
            let side = |op| matches!(op, Comparison::Less | Comparison::LessEqual);
            let fold = |(_, m): &(Var, Meaning)| matches!(m, Meaning::Fold { .. });
            let index = claim.dag.variable(always.index);
            let place = value_of(claim, said.lhs).filter(|(s, _)| *s == goal.sequence);
            let ahead = place.and_then(|(_, at)| constant_difference(&claim.dag, at, index));
            let Some(ahead) = ahead else { continue };
            if always.unused
                || side(said.op) != side(goal.op)
                || !symbols_of(claim, &[said.rhs]).iter().any(fold)
            {
                continue;
            }
            let ahead = claim.dag.rational(ahead);
            let t = claim.dag.sub(goal.at, ahead);
            let t = match Affine::of(&claim.dag, t) {
                Some(form) => form.term(&mut claim.dag),
                None => t,
            };
            let known = claim.symbols.meanings.len();
            if let Ok(bound) = claim.instantiate(said.rhs, &[(always.index, t)]) {
                let new = claim.symbols.meanings.iter().skip(known);
                let names = new.map(|(_, m)| m.clone()).collect();
                out.push((bound, names));
            }
            // The claim gets the names by a rule.
            claim.symbols.meanings.truncate(known);
        }
    }
    out
}
