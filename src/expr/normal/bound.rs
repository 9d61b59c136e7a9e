//! What an inequality says of one of its variables.

use super::{Normaliser, Polynomial};
use crate::expr::{Dag, Expr, Node, Var};
use num_traits::Signed;

impl Normaliser {
    /// The term `t`, free of `v`, for which `g >= 0` says `v >= t` (`true`) or `v <= t` (`false`): where `g` is
    /// `c v + r` with a rational `c` and `r` free of `v`, `t = -r/c`. `g > 0` says the same strictly.
    pub fn bound_on(&mut self, dag: &mut Dag, g: Expr, v: Var) -> Option<(Expr, bool)> {
        let form = self.normal(dag, g)?;
        let p: Polynomial = form.as_polynomial()?.clone();
        let atom = (p.atoms().into_iter())
            .find(|a| matches!(dag.node(a.term()), Node::Variable(w) if *w == v))?;
        let coefficients = p.coefficients_in(atom);
        let [rest, slope] = coefficients.as_slice() else {
            return None;
        };
        let slope = slope.as_constant()?;
        let t = rest.scaled(&-slope.recip());
        if t.atoms()
            .iter()
            .any(|a| dag.variables(a.term()).contains(&v))
        {
            return None;
        }
        let t = self.rebuild_polynomial(dag, &t);
        Some((t, slope.is_positive()))
    }
}
