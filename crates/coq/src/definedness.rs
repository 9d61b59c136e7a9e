//! Where terms are defined. Coq's functions are total (`/ 0`, `sqrt (-1)` and `ln (-1)` are unknown
//! or default values), so the conditions are written out.

use super::Unsupported;
use super::term::term;
use lemmabox_kernel::expr::{Binary, Dag, Expr, NaturalDomain, Node, Relation};

/// A condition under which an operation is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The term is not 0.
    Nonzero(Expr),
    /// It is at least 0.
    Nonnegative(Expr),
    /// It is more than 0.
    Positive(Expr),
    /// Its cosine is not 0.
    CosNonzero(Expr),
    /// It lies between -1 and 1.
    Unit(Expr),
}

impl Condition {
    fn text(self, dag: &Dag, names: &[String]) -> Result<String, Unsupported> {
        Ok(match self {
            Condition::Nonzero(x) => format!("{} <> 0", term(dag, names, x)?),
            Condition::Nonnegative(x) => format!("0 <= {}", term(dag, names, x)?),
            Condition::Positive(x) => format!("0 < {}", term(dag, names, x)?),
            Condition::CosNonzero(x) => format!("cos ({}) <> 0", term(dag, names, x)?),
            Condition::Unit(x) => format!("-1 <= {} <= 1", term(dag, names, x)?),
        })
    }
}

/// The conditions under which every term is defined, inner ones first, each once.
pub fn required(dag: &Dag, terms: &[Expr]) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    for e in dag.reachable(terms) {
        let found = match *dag.node(e) {
            Node::Binary(Binary::Div, _, y) => match dag.as_rational(y) {
                Some(q) if !num_traits::Zero::is_zero(q) => continue,
                _ => Condition::Nonzero(y),
            },
            Node::Power(x, n) if n < 0 => Condition::Nonzero(x),
            Node::Unary(op, x) => match op.domain() {
                NaturalDomain::Reals => continue,
                NaturalDomain::Nonnegative => Condition::Nonnegative(x),
                NaturalDomain::Positive => Condition::Positive(x),
                NaturalDomain::OffPoles => Condition::CosNonzero(x),
                NaturalDomain::Unit => Condition::Unit(x),
            },
            // What has no counterpart is refused where the term is written.
            Node::Rational(_)
            | Node::Pi
            | Node::Variable(_)
            | Node::Power(..)
            | Node::RationalPower(..)
            | Node::Binary(
                Binary::Add
                | Binary::Sub
                | Binary::Mul
                | Binary::Min
                | Binary::Max
                | Binary::Arctan2,
                ..,
            ) => continue,
        };
        if !out.contains(&found) && !dag.is_total(e) {
            out.push(found);
        }
    }
    out
}

/// [`required`], as Coq writes it.
///
/// # Errors
/// Operations that have no counterpart in Coq's library.
pub fn conditions(dag: &Dag, names: &[String], terms: &[Expr]) -> Result<Vec<String>, Unsupported> {
    for &e in terms {
        // Says what is missing.
        term(dag, names, e)?;
    }
    let required = required(dag, terms).into_iter();
    required.map(|c| c.text(dag, names)).collect()
}

/// The conditions of a relation.
///
/// # Errors
/// As for [`conditions`].
pub fn of_relation(dag: &Dag, names: &[String], r: &Relation) -> Result<Vec<String>, Unsupported> {
    conditions(dag, names, &[r.lhs, r.rhs])
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::expr::{Unary, Var};

    #[test]
    fn every_partial_operation_has_its_condition() {
        let mut d = Dag::new();
        let names = ["x".to_owned()];
        let x = d.variable(Var(0));
        let pi = d.pi();
        let quotient = d.div(x, pi);
        let root = d.unary(Unary::Sqrt, quotient);
        let logarithm = d.unary(Unary::Log, root);
        let angle = d.unary(Unary::Arccos, logarithm);
        let two = d.integer(2);
        let half = d.div(x, two);
        let sum = d.add(angle, half);
        let inverse = d.power(x, -1);
        let sum = d.add(sum, inverse);
        assert_eq!(
            conditions(&d, &names, &[sum]).unwrap(),
            [
                "PI <> 0",
                "0 <= x / PI",
                "0 < (sqrt (x / PI))",
                "-1 <= (ln (sqrt (x / PI))) <= 1",
                "x <> 0"
            ]
        );
    }
}
