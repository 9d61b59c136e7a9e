//! Logarithms of products and quotients, written in those of their factors.

use super::{Dag, Expr, Node, Normaliser, Unary};
use crate::exact::Q;
use num_traits::Signed;

impl Dag {
    /// A term with the same value wherever `e` is defined, in which the logarithm of a product
    /// `c p^j / q^k` of factors is `log|c| + j log|p| - k log|q|`. Where the product is positive no
    /// factor is zero, so each of these is defined.
    pub fn with_split_logarithms(&mut self, normaliser: &mut Normaliser, e: Expr) -> Expr {
        self.rebuild(e, |dag, e| {
            let Node::Unary(Unary::Log, x) = *dag.node(e) else {
                return None;
            };
            let form = normaliser.normal(dag, x)?;
            if form.is_zero() {
                return None;
            }
            let (c, over) = form.numerator().easy_factors();
            let c = dag.rational(c.abs());
            let mut sum = dag.unary(Unary::Log, c);
            let under = form.denominator().iter();
            let factors = (over.iter().map(|(p, k)| (p, i64::from(*k))))
                .chain(under.map(|(p, k)| (p, -i64::from(*k))));
            for (p, k) in factors {
                let p = normaliser.rebuild_polynomial(dag, p);
                let size = dag.unary(Unary::Abs, p);
                let log = dag.unary(Unary::Log, size);
                let times = dag.rational(Q::from_integer(k.into()));
                let term = dag.mul(times, log);
                sum = dag.add(sum, term);
            }
            Some(sum)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Unary, Var};
    use super::*;

    #[test]
    fn a_quotient_and_a_difference_of_logarithms_are_the_same_and_no_other_is() {
        let mut d = Dag::new();
        let (x, y) = (d.variable(Var(0)), d.variable(Var(1)));
        let one = d.integer(1);
        let next = d.add(x, one);
        let [log_next, log_x, log_y] = [next, x, y].map(|e| d.unary(Unary::Log, e));
        let difference = d.sub(log_next, log_x);
        let quotient = d.div(next, x);
        let whole = d.unary(Unary::Log, quotient);
        let gap = d.sub(difference, whole);
        assert!(!d.is_zero(gap));
        assert!(d.is_identity(gap));
        let reciprocal = d.div(one, x);
        let written = d.add(one, reciprocal);
        let written = d.unary(Unary::Log, written);
        let gap = d.sub(difference, written);
        assert!(d.is_identity(gap));
        let product = d.mul(x, y);
        let log_product = d.unary(Unary::Log, product);
        let sum = d.add(log_x, log_y);
        let gap = d.sub(sum, log_product);
        assert!(d.is_identity(gap));
        let wrong = d.sub(log_x, log_y);
        let gap = d.sub(wrong, log_product);
        assert!(!d.is_identity(gap));
    }
}
