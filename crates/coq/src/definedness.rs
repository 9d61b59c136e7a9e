//! Where terms are defined. Coq's functions are total (`/ 0`, `sqrt (-1)` and `ln (-1)` are unknown or
//! default values), so the conditions are written out.

use super::Unsupported;
use super::term::term;
use lemmabox_kernel::expr::{Binary, Dag, Expr, NaturalDomain, Node, Relation};

/// The conditions under which every term is defined, inner ones first, each once.
///
/// # Errors
/// Operations that have no counterpart in Coq's library.
pub fn conditions(dag: &Dag, names: &[String], terms: &[Expr]) -> Result<Vec<String>, Unsupported> {
    let mut out: Vec<String> = Vec::new();
    for e in dag.reachable(terms) {
        if dag.is_total(e) {
            continue;
        }
        let text = |x: Expr| term(dag, names, x);
        let found = match dag.node(e) {
            Node::Binary(Binary::Div, _, y) => match dag.as_rational(*y) {
                Some(q) if !num_traits::Zero::is_zero(q) => continue,
                _ => format!("{} <> 0", text(*y)?),
            },
            Node::Power(x, n) if *n < 0 => format!("{} <> 0", text(*x)?),
            Node::Unary(op, x) => match op.domain() {
                NaturalDomain::Reals => continue,
                NaturalDomain::Nonnegative => format!("0 <= {}", text(*x)?),
                NaturalDomain::Positive => format!("0 < {}", text(*x)?),
                NaturalDomain::OffPoles => format!("cos ({}) <> 0", text(*x)?),
                NaturalDomain::Unit => {
                    let x = text(*x)?;
                    format!("-1 <= {x} <= 1")
                }
            },
            Node::Binary(Binary::Arctan2, ..) | Node::RationalPower(..) => {
                // Says what is missing.
                text(e)?;
                continue;
            }
            Node::Rational(_)
            | Node::Pi
            | Node::Variable(_)
            | Node::Power(..)
            | Node::Binary(
                Binary::Add | Binary::Sub | Binary::Mul | Binary::Min | Binary::Max,
                ..,
            ) => continue,
        };
        if !out.contains(&found) {
            out.push(found);
        }
    }
    Ok(out)
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
