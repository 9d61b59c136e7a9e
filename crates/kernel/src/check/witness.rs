//! Refutations.

use std::cmp::Ordering;

use super::rejection::{refuse, require};
use super::{Checker, Wanted};
use crate::certificate::Witness;
use crate::expr::{Claim, Comparison, Expr, Formula, Kind, Relation, Var};

impl Checker<'_> {
    /// Confirms that the point lies in the domain, every usable hypothesis is true there and the
    /// goal false.
    pub(super) fn witness(&mut self, claim: &Claim, witness: &Witness) -> Result<(), String> {
        let values = &witness.values;
        require(
            values.len() == claim.variables.len(),
            "not one value a variable",
        )?;
        let mut at_point = Vec::new();
        for (i, (variable, value)) in claim.variables.iter().zip(values).enumerate() {
            self.constant(*value)?;
            let (lo, hi) = (variable.domain.lo, variable.domain.hi);
            let bounds = [
                (lo, Comparison::GreaterEqual, Comparison::Greater),
                (hi, Comparison::LessEqual, Comparison::Less),
            ];
            for (end, closed, open) in bounds {
                let Some(rhs) = end.constant() else { continue };
                let op = if end.is_open() { open } else { closed };
                let inside = self.truth(&Relation {
                    lhs: *value,
                    op,
                    rhs,
                });
                require(
                    inside == Some(true),
                    "a value is not shown to lie in its domain",
                )?;
            }
            if variable.kind == Kind::Integer {
                let integer = self.dag.as_rational(*value).is_some_and(|q| q.is_integer());
                require(integer, "the value of an integer variable is no integer")?;
            }
            let Ok(index) = u32::try_from(i) else {
                return refuse("too many variables");
            };
            at_point.push((Var(index), *value));
        }
        for hypothesis in claim.hypotheses.iter().filter(|h| !h.unused) {
            let formula = self.at(&hypothesis.formula, &at_point);
            require(
                self.holds(&formula.normalized()),
                "a hypothesis is not shown to be true",
            )?;
        }
        let goal = self.at(&claim.goal, &at_point);
        require(
            self.holds(&goal.negated()),
            "the goal is not shown to be false",
        )
    }

    fn at(&mut self, formula: &Formula, point: &[(Var, Expr)]) -> Formula {
        formula.map_terms(&mut |e| self.dag.substitute(e, point))
    }

    /// Whether a closed normalised formula is shown to be true.
    fn holds(&mut self, formula: &Formula) -> bool {
        match formula {
            Formula::True => true,
            Formula::False | Formula::Not(_) => false,
            Formula::Relation(relation) => self.truth(relation) == Some(true),
            Formula::And(parts) => parts.iter().all(|f| self.holds(f)),
            Formula::Or(parts) => parts.iter().any(|f| self.holds(f)),
        }
    }

    /// The truth of a closed relation: by enclosures, else exactly. `None` if it may be undefined
    /// or is not decided.
    fn truth(&mut self, relation: &Relation) -> Option<bool> {
        let (f, wanted) = self.difference(relation);
        let mut sign = None;
        let mut defined = false;
        self.of_constant(f, |evaluator, dag| {
            let value = evaluator.closed(dag, f);
            defined |= value.defined;
            if value.defined {
                sign = if value.is_positive() {
                    Some(Ordering::Greater)
                } else if value.is_negative() {
                    Some(Ordering::Less)
                } else if value.is_zero() {
                    Some(Ordering::Equal)
                } else {
                    None
                };
            }
            sign.is_some()
        });
        if !defined {
            return None;
        }
        let sign = sign.or_else(|| self.normaliser.constant_sign(&mut self.dag, f))?;
        Some(match wanted {
            Wanted::NonNegative => sign != Ordering::Less,
            Wanted::Positive => sign == Ordering::Greater,
            Wanted::Zero => sign == Ordering::Equal,
            Wanted::NonZero => sign != Ordering::Equal,
        })
    }
}
