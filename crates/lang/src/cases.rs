//! Terms by cases, `if(condition, a, b)`: a variable of its own stands for one until the relation
//! it occurs in is made, which is then split on the condition.
//!
//! With a relation `R` of the term: where the condition holds, `R` of `a`; where it fails, `R` of
//! `b`; undefined where it is undefined. So the branch that is not taken may be undefined.

use lemmabox_kernel::expr::{Comparison, Dag, Expr, Formula, Relation, Var};
use rustc_hash::FxHashMap;

/// Variables from here on stand for cases.
const FIRST: u32 = 1 << 30;

/// Most relations that the cases of one claim are split into.
pub(super) const MOST_RELATIONS: usize = 1000;

/// Which of the equivalent splits is easier to prove, or to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// A conjunction of implications: each is proved by itself.
    #[default]
    Goal,
    /// A disjunction: each is a case.
    Hypothesis,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Case {
    /// Without cases of its own.
    condition: Formula,
    /// The value where the condition holds, and where it fails.
    values: [Expr; 2],
}

/// The cases of one claim.
#[derive(Debug, Default)]
pub(super) struct Cases {
    list: Vec<Case>,
    index: FxHashMap<Case, usize>,
    relations: usize,
    pub(super) role: Role,
}

impl Cases {
    /// The variable that stands for the case.
    pub(super) fn term(&mut self, dag: &mut Dag, condition: Formula, values: [Expr; 2]) -> Expr {
        if values[0] == values[1] && is_total(dag, &condition) {
            return values[0];
        }
        let case = Case { condition, values };
        let next = self.list.len();
        let i = *self.index.entry(case.clone()).or_insert(next);
        if i == next {
            self.list.push(case);
        }
        let v = Var(FIRST + u32::try_from(i).unwrap_or(u32::MAX - FIRST));
        if i == next {
            return dag.mark_partial(v);
        }
        dag.variable(v)
    }

    /// `sign(x)`: 1, -1 or 0; `None` when there are too many cases.
    pub(super) fn sign(&mut self, dag: &mut Dag, x: Expr) -> Option<Expr> {
        let [minus, zero, one] = [-1, 0, 1].map(|n| dag.integer(n));
        let negative = self.compared_with_zero(dag, x, Comparison::Less)?;
        let positive = self.compared_with_zero(dag, x, Comparison::Greater)?;
        let rest = self.term(dag, negative, [minus, zero]);
        Some(self.term(dag, positive, [one, rest]))
    }

    /// The comparison of a term with 0, as a condition: without the cases of the term.
    pub(super) fn compared_with_zero(
        &mut self,
        dag: &mut Dag,
        x: Expr,
        op: Comparison,
    ) -> Option<Formula> {
        let rhs = dag.integer(0);
        let relation = Relation { lhs: x, op, rhs };
        if self.occur_in(dag, x) {
            self.condition(dag, relation)
        } else {
            self.split(dag, relation)
        }
    }

    /// As [`Cases::split`], for a condition: branches that are numbers are compared, so that
    /// `sign(sign(x)) > 0` is `x > 0`.
    fn condition(&mut self, dag: &mut Dag, relation: Relation) -> Option<Formula> {
        let Some(condition) = self.condition_in(dag, relation.lhs) else {
            let [lhs, rhs] = [relation.lhs, relation.rhs].map(|e| dag.as_rational(e));
            let (Some(lhs), Some(rhs)) = (lhs, rhs) else {
                return self.split(dag, relation);
            };
            self.count(1)?;
            let holds = relation.op.holds(lhs.cmp(rhs));
            return Some(if holds { Formula::True } else { Formula::False });
        };
        let [yes, no] = self.sides(dag, relation.lhs, &condition);
        let yes = self.condition(
            dag,
            Relation {
                lhs: yes,
                ..relation
            },
        )?;
        let no = self.condition(
            dag,
            Relation {
                lhs: no,
                ..relation
            },
        )?;
        Some(match (&yes, &no) {
            // Undefined where the condition is, as it is itself.
            (Formula::True, Formula::False) => condition,
            (Formula::False, Formula::True) => Formula::Not(Box::new(condition)),
            (Formula::True, Formula::True) | (Formula::False, Formula::False)
                if is_total(dag, &condition) =>
            {
                yes
            }
            // `x < 0` excludes `x > 0`, and is undefined where that is.
            (Formula::False, Formula::Relation(r)) if exclude_each_other(&condition, r) => no,
            _ => {
                let joined = self.joined(dag, condition, yes, no);
                self.count(relations(&joined))?;
                joined
            }
        })
    }

    /// Counts relations; `None` when there are too many.
    fn count(&mut self, relations: usize) -> Option<()> {
        self.relations += relations;
        (self.relations <= MOST_RELATIONS).then_some(())
    }

    /// Whether a case occurs in the term.
    pub(super) fn occur_in(&self, dag: &Dag, e: Expr) -> bool {
        !self.list.is_empty() && dag.variables(e).iter().any(|v| v.0 >= FIRST)
    }

    /// The condition of a case in the term that is in no branch of another.
    pub(super) fn condition_in(&self, dag: &Dag, e: Expr) -> Option<Formula> {
        let last = dag.variables(e).last().copied().filter(|v| v.0 >= FIRST)?;
        let case = self.list.get((last.0 - FIRST) as usize)?;
        Some(case.condition.clone())
    }

    /// The term where a condition holds, and where it fails; every case with this condition takes
    /// the same side.
    pub(super) fn sides(&self, dag: &mut Dag, e: Expr, condition: &Formula) -> [Expr; 2] {
        [0, 1].map(|side| {
            let taken: Vec<(Var, Expr)> = (FIRST..)
                .map(Var)
                .zip(&self.list)
                .filter(|(_, case)| case.condition == *condition)
                .map(|(v, case)| (v, case.values[side]))
                .collect();
            dag.substitute(e, &taken)
        })
    }

    /// The relation without cases; `None` when there are too many.
    pub(super) fn split(&mut self, dag: &mut Dag, relation: Relation) -> Option<Formula> {
        // The last one made is in no branch of another.
        let last = |e| dag.variables(e).last().copied().filter(|v| v.0 >= FIRST);
        let Some(v) = last(relation.lhs).max(last(relation.rhs)) else {
            self.relations += 1;
            return (self.list.is_empty() || self.relations <= MOST_RELATIONS)
                .then_some(Formula::Relation(relation));
        };
        let condition = self.list.get((v.0 - FIRST) as usize)?.condition.clone();
        let mut parts = Vec::with_capacity(2);
        let left = self.sides(dag, relation.lhs, &condition);
        let right = self.sides(dag, relation.rhs, &condition);
        for (lhs, rhs) in left.into_iter().zip(right) {
            parts.push(self.split(
                dag,
                Relation {
                    lhs,
                    rhs,
                    ..relation
                },
            )?);
        }
        let (no, yes) = (parts.pop()?, parts.pop()?);
        Some(self.joined(dag, condition, yes, no))
    }

    /// `yes` where the condition holds, `no` where it fails, undefined where it is undefined.
    pub(super) fn joined(
        &self,
        dag: &Dag,
        condition: Formula,
        yes: Formula,
        no: Formula,
    ) -> Formula {
        let not = Formula::Not(Box::new(condition.clone()));
        let total = is_total(dag, &condition);
        let (yes_side, no_side, outer) = match self.role {
            Role::Goal => (not.clone(), condition.clone(), Formula::And as Junction),
            Role::Hypothesis => (condition.clone(), not.clone(), Formula::Or as Junction),
        };
        let inner = |side: &Formula, part: Formula| match self.role {
            Role::Goal => Formula::Or(vec![side.clone(), part]),
            Role::Hypothesis => Formula::And(vec![side.clone(), part]),
        };
        // Nested cases come out flat: one clause, or one case, each.
        let parts = |f: Formula| match (self.role, f) {
            (Role::Goal, Formula::And(fs)) | (Role::Hypothesis, Formula::Or(fs)) => fs,
            (Role::Goal | Role::Hypothesis, f) => vec![f],
        };
        let mut clauses: Vec<Formula> = parts(yes)
            .into_iter()
            .map(|part| inner(&yes_side, part))
            .collect();
        clauses.extend(parts(no).into_iter().map(|part| inner(&no_side, part)));
        if !total {
            // Both branches true (or both false): still undefined where the condition is.
            clauses.push(inner(&condition, not));
        }
        outer(clauses)
    }
}

/// Number of relations in a formula.
fn relations(f: &Formula) -> usize {
    match f {
        Formula::True | Formula::False | Formula::Relation(_) => 1,
        Formula::Not(f) => relations(f),
        Formula::And(fs) | Formula::Or(fs) => fs.iter().map(relations).sum(),
    }
}

/// Whether two relations compare the same terms, one by `<` and the other by `>`.
fn exclude_each_other(condition: &Formula, r: &Relation) -> bool {
    let Formula::Relation(c) = condition else {
        return false;
    };
    let opposed = matches!(
        (c.op, r.op),
        (Comparison::Less, Comparison::Greater) | (Comparison::Greater, Comparison::Less)
    );
    opposed && c.lhs == r.lhs && c.rhs == r.rhs
}

type Junction = fn(Vec<Formula>) -> Formula;

/// Whether the formula is true or false wherever its variables have values.
fn is_total(dag: &Dag, f: &Formula) -> bool {
    match f {
        Formula::True | Formula::False => true,
        // Variables beyond those of a claim stand for terms that may be undefined.
        Formula::Relation(r) => [r.lhs, r.rhs].into_iter().all(|e| {
            let plain = |v: &Var| v.index() < crate::MAX_VARIABLES;
            dag.is_total(e) && dag.variables(e).iter().all(plain)
        }),
        Formula::Not(f) => is_total(dag, f),
        Formula::And(fs) | Formula::Or(fs) => fs.iter().all(|f| is_total(dag, f)),
    }
}
