//! Linear operators: sums of outer products and multiples of the identity.

use std::collections::BTreeMap;

use lemmabox_kernel::expr::{Dag, Expr};

use super::{Combination, OperatorId, Space, Value, VectorId};
use crate::elaborate::Builder;

/// `sum of coefficients times u v'`, or the identity for a missing pair.
#[derive(Clone, Debug)]
pub(super) struct OperatorTerm {
    pub(super) coefficient: Expr,
    pub(super) pair: Option<(VectorId, VectorId)>,
}

#[derive(Clone, Debug)]
pub(super) struct LinearOperator {
    /// Where its values lie, and its arguments.
    pub(super) spaces: (Space, Space),
    pub(super) terms: Vec<OperatorTerm>,
}

impl Builder {
    pub(super) fn apply(&mut self, a: OperatorId, x: VectorId) -> VectorId {
        let LinearOperator { spaces, terms } = self.vectors.operators[a.0 as usize].clone();
        let mut image = self.vectors.intern(Combination {
            space: spaces.0,
            terms: BTreeMap::new(),
        });
        for term in terms {
            let (c, v) = match term.pair {
                None => (term.coefficient, x),
                Some((u, v)) => {
                    let inner = self.inner(v, x);
                    (self.dag.mul(term.coefficient, inner), u)
                }
            };
            image = self.plus(image, c, v);
        }
        image
    }

    pub(super) fn operator(&mut self, operator: LinearOperator) -> Value {
        let number = u32::try_from(self.vectors.operators.len()).unwrap_or(u32::MAX);
        self.vectors.operators.push(operator);
        Value::Operator(OperatorId(number))
    }

    /// `a b` for operators.
    pub(super) fn composed(&mut self, a: &LinearOperator, b: &LinearOperator) -> LinearOperator {
        let mut terms = Vec::new();
        for s in &a.terms {
            for t in &b.terms {
                let mut coefficient = self.dag.mul(s.coefficient, t.coefficient);
                let pair = match (s.pair, t.pair) {
                    (None, pair) | (pair, None) => pair,
                    (Some((u, v)), Some((x, y))) => {
                        let inner = self.inner(v, x);
                        coefficient = self.dag.mul(coefficient, inner);
                        Some((u, y))
                    }
                };
                terms.push(OperatorTerm { coefficient, pair });
            }
        }
        LinearOperator {
            spaces: (a.spaces.0, b.spaces.1),
            terms,
        }
    }

    pub(super) fn get_operator(&self, a: OperatorId) -> LinearOperator {
        self.vectors.operators[a.0 as usize].clone()
    }

    pub(super) fn scaled_operator(
        &mut self,
        a: OperatorId,
        change: impl Fn(&mut Dag, Expr) -> Expr,
    ) -> LinearOperator {
        let mut operator = self.get_operator(a);
        for term in &mut operator.terms {
            term.coefficient = change(&mut self.dag, term.coefficient);
        }
        operator
    }
}
