//! Logarithms of products and quotients, written in those of their factors.

use super::normal::Polynomial;
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
            let (mut c, over) = form.numerator().easy_factors();
            let mut factors: Vec<(Polynomial, i64)> =
                over.into_iter().map(|(p, k)| (p, i64::from(k))).collect();
            // A divisor that was multiplied out has factors, too.
            for (p, k) in form.denominator() {
                let (d, under) = p.easy_factors();
                c /= num_traits::pow(d, usize::try_from(*k).ok()?);
                let under = under.into_iter();
                factors.extend(under.map(|(p, j)| (p, -i64::from(j) * i64::from(*k))));
            }
            let c = dag.rational(c.abs());
            let mut sum = dag.unary(Unary::Log, c);
            for (p, k) in factors {
                let p = normaliser.rebuild_polynomial(dag, &p);
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

    /// `log(2^c (x + y)^i (y + z)^j (x - y)^k)` for every way to divide by some of these: equal to
    /// the sum of the parts, and to no sum with another multiple of one of them.
    #[test]
    fn the_factors_of_a_divisor_are_split_as_those_of_a_product_and_no_others() {
        let mut d = Dag::new();
        let [x, y, z] = [0, 1, 2].map(|i| d.variable(Var(i)));
        let factors = [d.integer(2), d.add(x, y), d.add(y, z), d.sub(x, y)];
        let logs = factors.map(|e| {
            let size = d.unary(Unary::Abs, e);
            d.unary(Unary::Log, size)
        });
        let sum = |d: &mut Dag, exponents: [i64; 4]| {
            let mut sum = d.integer(0);
            for (log, k) in logs.into_iter().zip(exponents) {
                let k = d.integer(k);
                let term = d.mul(k, log);
                sum = d.add(sum, term);
            }
            sum
        };
        for number in 0..81 {
            let exponents = [1, 3, 9, 27].map(|place| number / place % 3 - 1);
            // Above and below one line, both multiplied out.
            let [above, below] = [1, -1].map(|sign| {
                let one = d.integer(1);
                (factors.iter().zip(exponents))
                    .filter(|(_, k)| *k == sign)
                    .fold(one, |product, (&e, _)| d.mul(product, e))
            });
            let quotient = d.div(above, below);
            let whole = d.unary(Unary::Log, quotient);
            let parts = sum(&mut d, exponents);
            let gap = d.sub(whole, parts);
            assert!(d.is_identity(gap), "{exponents:?}");
            for (i, change) in (0..4).flat_map(|i| [(i, 1), (i, -1)]) {
                let mut wrong = exponents;
                wrong[i] += change;
                let parts = sum(&mut d, wrong);
                let gap = d.sub(whole, parts);
                assert!(!d.is_identity(gap), "{exponents:?} as {wrong:?}");
            }
        }
    }
}
