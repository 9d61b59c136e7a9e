//! What is seen at once of the signs of terms.

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary, Var, Variable};
use num_traits::{Signed, Zero};

/// What is seen at once of the signs of terms of the numbers of a claim.
pub(in super::super) struct Signs<'c> {
    pub(in super::super) variables: &'c [Variable],
}

impl Signs<'_> {
    fn lower_end(&self, dag: &Dag, v: Var) -> Option<(bool, Q)> {
        let end = self.variables.get(v.index())?.domain.lo;
        let value = dag.as_rational(end.constant()?)?;
        Some((end.is_open(), value.clone()))
    }

    /// Defined and positive.
    pub(in super::super) fn is_positive(&self, dag: &Dag, e: Expr) -> bool {
        match dag.node(e) {
            Node::Rational(q) => q.is_positive(),
            Node::Pi => true,
            Node::Variable(v) => (self.lower_end(dag, *v))
                .is_some_and(|(open, q)| q.is_positive() || open && !q.is_negative()),
            Node::Unary(Unary::Sqrt, x) => self.is_positive(dag, *x),
            Node::Unary(Unary::Exp, x) => dag.is_total(*x),
            Node::Binary(Binary::Mul | Binary::Div, x, y) => {
                self.is_positive(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Binary(Binary::Add, x, y) => {
                self.is_positive(dag, *x) && self.is_nonnegative(dag, *y)
                    || self.is_nonnegative(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Power(x, _) => self.is_positive(dag, *x),
            _ => false,
        }
    }

    /// Defined and not negative.
    pub(in super::super) fn is_nonnegative(&self, dag: &Dag, e: Expr) -> bool {
        match dag.node(e) {
            Node::Rational(q) => !q.is_negative(),
            Node::Variable(v) => (self.lower_end(dag, *v)).is_some_and(|(_, q)| !q.is_negative()),
            Node::Unary(Unary::Sqrt, x) => self.is_nonnegative(dag, *x),
            Node::Unary(Unary::Abs, x) => self.is_defined(dag, *x),
            Node::Binary(Binary::Add | Binary::Mul | Binary::Max | Binary::Min, x, y) => {
                self.is_nonnegative(dag, *x) && self.is_nonnegative(dag, *y)
            }
            Node::Binary(Binary::Div, x, y) => {
                self.is_nonnegative(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Power(x, n) if *n > 0 => {
                n % 2 == 0 && self.is_defined(dag, *x) || self.is_nonnegative(dag, *x)
            }
            _ => self.is_positive(dag, e),
        }
    }

    /// Defined wherever the variables are in their domains.
    pub(in super::super) fn is_defined(&self, dag: &Dag, e: Expr) -> bool {
        dag.is_total(e)
            || match dag.node(e) {
                Node::Unary(Unary::Sqrt, x) => self.is_nonnegative(dag, *x),
                Node::Unary(Unary::Neg | Unary::Abs, x) => self.is_defined(dag, *x),
                Node::Binary(Binary::Add | Binary::Sub | Binary::Mul, x, y) => {
                    self.is_defined(dag, *x) && self.is_defined(dag, *y)
                }
                Node::Binary(Binary::Div, x, y) => {
                    let divides = dag.as_rational(*y).is_some_and(|q| !q.is_zero());
                    self.is_defined(dag, *x) && (divides || self.is_positive(dag, *y))
                }
                Node::Power(x, n) if *n > 0 => self.is_defined(dag, *x),
                Node::Power(x, _) => self.is_positive(dag, *x),
                _ => false,
            }
    }
}
