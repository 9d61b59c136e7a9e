//! An order between two terms, read off their images under a function that rises.

use super::Normaliser;
use crate::exact::Q;
use crate::expr::{Dag, Expr, Node, Unary};
use num_traits::One;

impl Dag {
    /// Terms that, if non-negative on a region where both images are defined, make
    /// `h(greater) >= h(lesser)` imply `greater >= lesser`, and the same strictly.
    ///
    /// `exp` and `log` need none. The tangent needs both terms within `(-pi/2, pi/2)`, where
    /// arctangents are; as the tangent is defined at both, the closed interval will do. The sine
    /// must be given an arcsine: with that the lesser, the greater need only be `>= -pi/2`, since
    /// beyond `pi/2` it is the greater anyway; with that the greater, the lesser need only be
    /// `<= pi/2`. No other function is known to rise: then a negative number is among the terms.
    pub fn order_obligations(&mut self, h: Unary, greater: Expr, lesser: Expr) -> Vec<Expr> {
        let is =
            |dag: &Dag, e: Expr, op: Unary| matches!(*dag.node(e), Node::Unary(o, _) if o == op);
        match h {
            Unary::Exp | Unary::Log => Vec::new(),
            Unary::Tan => {
                let mut out = Vec::new();
                for e in [greater, lesser] {
                    if !is(self, e, Unary::Arctan) {
                        out.push(self.above_quarter(e));
                        out.push(self.below_quarter(e));
                    }
                }
                out
            }
            Unary::Sin if is(self, lesser, Unary::Arcsin) => vec![self.above_quarter(greater)],
            Unary::Sin if is(self, greater, Unary::Arcsin) => vec![self.below_quarter(lesser)],
            Unary::Neg
            | Unary::Abs
            | Unary::Sqrt
            | Unary::Sin
            | Unary::Cos
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Asinh
            | Unary::Floor
            | Unary::Erfc
            | Unary::Binet(_)
            | Unary::Carlson(_) => vec![self.rational(-Q::one())],
        }
    }

    /// `e + pi/2`
    fn above_quarter(&mut self, e: Expr) -> Expr {
        let quarter = self.quarter();
        self.add(e, quarter)
    }

    /// `pi/2 - e`
    fn below_quarter(&mut self, e: Expr) -> Expr {
        let quarter = self.quarter();
        self.sub(quarter, e)
    }

    fn quarter(&mut self) -> Expr {
        let (pi, two) = (self.pi(), self.integer(2));
        self.div(pi, two)
    }
}

impl Normaliser {
    /// `h(greater) - h(lesser)` in normal form, rebuilt. It equals that wherever both images are
    /// defined.
    pub fn image(&mut self, dag: &mut Dag, h: Unary, greater: Expr, lesser: Expr) -> Option<Expr> {
        let (a, b) = (dag.unary(h, greater), dag.unary(h, lesser));
        let difference = dag.sub(a, b);
        let form = self.normal(dag, difference)?;
        Some(self.rebuild(dag, &form))
    }
}
