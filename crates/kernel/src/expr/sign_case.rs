//! A claim in two cases by the sign of a term.

use super::{
    Binary, Claim, Comparison, Dag, Expr, Formula, Hypothesis, Node, Relation, Unary, Var,
};

/// Name of the hypothesis that a case adds; no name of a claim file looks like it.
const NAME: &str = "(sign)";

/// Name of the hypothesis for something proved on the way.
const PROVED: &str = "(proved)";

/// A case by the sign of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignCase {
    /// `term <= 0`.
    Nonpositive,
    /// `term >= 0`.
    Nonnegative,
    /// `term > 0`.
    Positive,
}

impl SignCase {
    /// Whether the term has no negative value in the case.
    #[must_use]
    pub fn is_above(self) -> bool {
        match self {
            SignCase::Nonpositive => false,
            SignCase::Nonnegative | SignCase::Positive => true,
        }
    }

    /// That of a term that is not negative, positive if `strict`.
    #[must_use]
    pub fn above(strict: bool) -> SignCase {
        if strict {
            SignCase::Positive
        } else {
            SignCase::Nonnegative
        }
    }

    /// How the term compares with zero.
    #[must_use]
    pub fn comparison(self) -> Comparison {
        match self {
            SignCase::Nonpositive => Comparison::LessEqual,
            SignCase::Nonnegative => Comparison::GreaterEqual,
            SignCase::Positive => Comparison::Greater,
        }
    }
}

impl Claim {
    /// The claim in a case by the sign of `term`. That relation becomes the last hypothesis, and
    /// everywhere `|term|`, and the minimum and maximum of two terms whose difference is `term`,
    /// become what they are there.
    ///
    /// At a point where `term` is defined and has the sign, the value is that of the claim.
    /// Deterministic: prover and checker make the same claim.
    #[must_use]
    pub fn with_sign(&self, term: Expr, case: SignCase) -> Claim {
        let nonnegative = case.is_above();
        let mut claim = self.clone();
        for hypothesis in &mut claim.hypotheses {
            hypothesis.formula = claim.dag.with_sign(&hypothesis.formula, term, nonnegative);
        }
        claim.goal = claim.dag.with_sign(&claim.goal, term, nonnegative);
        claim.assume(NAME, term, case.comparison());
        claim
    }

    /// The claim with the further hypothesis, the last, that `term >= 0`, or `term > 0` if
    /// `strict`. Where that is true the value is that of the claim.
    #[must_use]
    pub fn with_proved(&self, term: Expr, strict: bool) -> Claim {
        let mut claim = self.clone();
        claim.assume(PROVED, term, SignCase::above(strict).comparison());
        claim
    }

    /// Adds the hypothesis `term op 0`.
    fn assume(&mut self, name: &str, term: Expr, op: Comparison) {
        let rhs = self.dag.integer(0);
        self.hypotheses.push(Hypothesis {
            name: name.to_owned(),
            formula: Formula::Relation(Relation { lhs: term, op, rhs }),
            unused: false,
        });
    }

    fn assumed(&self, name: &str) -> usize {
        self.hypotheses.iter().filter(|h| h.name == name).count()
    }

    /// How many hypotheses were proved on the way.
    #[must_use]
    pub fn proved(&self) -> usize {
        self.assumed(PROVED)
    }

    /// How many cases by a sign led to the claim.
    #[must_use]
    pub fn signs(&self) -> usize {
        self.assumed(NAME)
    }
}

impl Dag {
    /// A formula as [`Claim::with_sign`] reads it.
    pub fn with_sign(&mut self, formula: &Formula, term: Expr, nonnegative: bool) -> Formula {
        let opposite = self.opposites(term);
        formula.map_terms(&mut |e| {
            self.rebuild(e, |dag, e| match *dag.node(e) {
                Node::Unary(Unary::Abs, x) => {
                    let positive = match x {
                        x if x == term => nonnegative,
                        x if opposite.contains(&x) => !nonnegative,
                        _ => return None,
                    };
                    Some(if positive { x } else { dag.neg(x) })
                }
                Node::Binary(op @ (Binary::Min | Binary::Max), x, y) => {
                    let difference = dag.sub(x, y);
                    let greater = match difference {
                        d if d == term => nonnegative,
                        d if opposite.contains(&d) => !nonnegative,
                        _ => return None,
                    };
                    Some(if greater == (op == Binary::Max) { x } else { y })
                }
                _ => None,
            })
        })
    }

    /// Two ways to write the negated term: with a minus sign and, of a difference, the other way
    /// round.
    fn opposites(&mut self, term: Expr) -> [Expr; 2] {
        let negated = self.neg(term);
        match *self.node(term) {
            Node::Binary(Binary::Sub, x, y) => [negated, self.sub(y, x)],
            _ => [negated, negated],
        }
    }

    /// The terms whose sign says what the absolute values, minima and maxima among the subterms of
    /// `roots` are, inner ones first.
    pub fn sign_terms(&mut self, roots: &[Expr]) -> Vec<Expr> {
        let mut terms = Vec::new();
        for e in self.reachable(roots) {
            let term = match *self.node(e) {
                Node::Unary(Unary::Abs, x) => x,
                Node::Binary(Binary::Min | Binary::Max, x, y) => self.sub(x, y),
                _ => continue,
            };
            let opposite = self.opposites(term);
            if !terms.contains(&term) && !opposite.iter().any(|e| terms.contains(e)) {
                terms.push(term);
            }
        }
        terms
    }

    /// Whether there is an absolute value, a minimum or a maximum of variables among the subterms
    /// of `roots`.
    #[must_use]
    pub fn has_signs(&self, roots: &[Expr]) -> bool {
        self.reachable(roots).into_iter().any(|e| {
            let signed = match *self.node(e) {
                Node::Unary(op, _) => op == Unary::Abs,
                Node::Binary(op, _, _) => matches!(op, Binary::Min | Binary::Max),
                _ => false,
            };
            signed && !self.variables(e).is_empty()
        })
    }

    /// The variable and the constant at which a term `x` or `x - c` changes its sign from below to
    /// above.
    #[must_use]
    pub fn sign_change(&mut self, term: Expr) -> Option<(Var, Expr)> {
        match *self.node(term) {
            Node::Variable(v) => Some((v, self.integer(0))),
            Node::Binary(Binary::Sub, x, c) => match *self.node(x) {
                Node::Variable(v) if self.as_rational(c).is_some() => Some((v, c)),
                _ => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational::ratio;

    #[test]
    fn the_reading_agrees_with_the_term_where_the_sign_is_so() {
        let mut dag = Dag::new();
        let (x, y) = (dag.variable(Var(0)), dag.variable(Var(1)));
        let difference = dag.sub(x, y);
        let reverse = dag.sub(y, x);
        let parts = [
            dag.unary(Unary::Abs, difference),
            dag.unary(Unary::Abs, reverse),
            dag.binary(Binary::Max, x, y),
            dag.binary(Binary::Min, x, y),
            dag.binary(Binary::Max, y, x),
            dag.binary(Binary::Min, y, x),
        ];
        let zero = dag.integer(0);
        for part in parts {
            let relation = Formula::Relation(Relation {
                lhs: part,
                op: Comparison::GreaterEqual,
                rhs: zero,
            });
            for (a, b) in [(3, 1), (1, 3), (2, 2), (-1, -4), (-4, 1)] {
                let point = [
                    (Var(0), dag.rational(ratio(a, 7))),
                    (Var(1), dag.rational(ratio(b, 7))),
                ];
                let read = dag.with_sign(&relation, difference, a >= b);
                let Formula::Relation(read) = read else {
                    panic!("a relation stays one");
                };
                assert!(!matches!(
                    dag.node(read.lhs),
                    Node::Unary(Unary::Abs, _) | Node::Binary(Binary::Min | Binary::Max, _, _)
                ));
                let (old, new) = (
                    dag.substitute(part, &point),
                    dag.substitute(read.lhs, &point),
                );
                assert_eq!(old, new);
            }
        }
    }
}
