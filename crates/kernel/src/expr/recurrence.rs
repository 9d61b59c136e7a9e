//! Binet's function and its derivatives at arguments that are whole numbers apart, written at the
//! largest of them.

use super::{Dag, Expr, Node, Normaliser, Unary, Var, small};
use crate::exact::rational::{integer, ratio};

/// Farthest that two arguments may be apart.
const MOST_STEPS: i64 = 16;
/// Most arguments that are compared.
const MOST_ARGUMENTS: usize = 24;

impl Dag {
    /// An equal term, defined where `e` is, in which of the arguments of Binet's function and its
    /// derivatives no two are a whole number apart: for `x > 0` the function at `x` is that at
    /// `x + 1` and `(x + 1/2) (log(x + 1) - log(x)) - 1` (DLMF 5.5.1 and 5.11.1), and so for the
    /// derivatives. Where the left side is defined `x` is positive, and all else is defined, too.
    pub fn with_raised_arguments(&mut self, normaliser: &mut Normaliser, e: Expr) -> Expr {
        let mut arguments: Vec<Expr> = Vec::new();
        for node in self.reachable(&[e]) {
            if let Node::Unary(Unary::Binet(_), x) = *self.node(node)
                && !arguments.contains(&x)
            {
                arguments.push(x);
            }
        }
        if !(2..=MOST_ARGUMENTS).contains(&arguments.len()) {
            return e;
        }
        let mut raised: Vec<(Expr, Expr, i64)> = Vec::new();
        for x in &arguments {
            let above = arguments.iter().filter_map(|y| {
                let apart = self.sub(*y, *x);
                let apart = normaliser.normal(self, apart)?.as_constant()?;
                let steps = small(&apart).filter(|steps| (0..=MOST_STEPS).contains(steps))?;
                Some((*x, *y, steps))
            });
            raised.extend(above.max_by_key(|(_, _, steps)| *steps));
        }
        self.rebuild(e, |dag, node| {
            let Node::Unary(Unary::Binet(k), x) = *dag.node(node) else {
                return None;
            };
            let (_, top, steps) = *raised.iter().find(|r| r.0 == x)?;
            if top == x {
                return None;
            }
            let mut sum = dag.unary(Unary::Binet(k), top);
            for j in 0..steps {
                let j = dag.rational(integer(j));
                let at = dag.add(x, j);
                let step = dag.step_of_binet(k, at)?;
                sum = dag.add(sum, step);
            }
            Some(sum)
        })
    }

    /// `(-1)^k` times the `k`-th derivative of `(x + 1/2) (log(x + 1) - log(x)) - 1`.
    fn step_of_binet(&mut self, k: u8, x: Expr) -> Option<Expr> {
        let next = self.variables(x).last().map_or(0, |v| v.0 + 1);
        let v = Var(next);
        let (t, one, half) = (
            self.variable(v),
            self.integer(1),
            self.rational(ratio(1, 2)),
        );
        let after = self.add(t, one);
        let middle = self.add(t, half);
        let (upper, lower) = (self.unary(Unary::Log, after), self.unary(Unary::Log, t));
        let rise = self.sub(upper, lower);
        let product = self.mul(middle, rise);
        let mut step = self.sub(product, one);
        for _ in 0..k {
            step = self.derivative(step, v)?;
            step = self.neg(step);
        }
        Some(self.substitute(step, &[(v, x)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_gamma(d: &mut Dag, x: Expr) -> Expr {
        let half = d.rational(ratio(1, 2));
        let log = d.unary(Unary::Log, x);
        let (middle, rest) = (d.sub(x, half), d.unary(Unary::Binet(0), x));
        let main = d.mul(middle, log);
        let main = d.sub(main, x);
        d.add(main, rest)
    }

    #[test]
    fn the_gamma_function_has_its_recurrence_and_no_other() {
        let mut d = Dag::new();
        let (x, one, three) = (d.variable(Var(0)), d.integer(1), d.integer(3));
        let next = d.add(x, one);
        let (here, there) = (log_gamma(&mut d, x), log_gamma(&mut d, next));
        let log = d.unary(Unary::Log, x);
        let recurrence = d.add(here, log);
        let gap = d.sub(there, recurrence);
        assert!(!d.is_zero(gap));
        assert!(d.is_identity(gap));
        let gap = d.sub(there, here);
        assert!(!d.is_identity(gap));
        // Three steps: x (x + 1) (x + 2).
        let far = d.add(x, three);
        let far = log_gamma(&mut d, far);
        let two = d.integer(2);
        let after = d.add(x, two);
        let factors = d.mul(x, next);
        let factors = d.mul(factors, after);
        let log = d.unary(Unary::Log, factors);
        let sum = d.add(here, log);
        let gap = d.sub(far, sum);
        assert!(d.is_identity(gap));
    }

    #[test]
    fn derivatives_of_the_recurrence_hold_and_with_the_other_sign_they_do_not() {
        let mut d = Dag::new();
        let x = d.variable(Var(0));
        let one = d.integer(1);
        let next = d.add(x, one);
        // digamma(x) = log(x) - 1/(2 x) - binet1(x)
        let digamma = |d: &mut Dag, x: Expr| {
            let (log, half) = (d.unary(Unary::Log, x), d.rational(ratio(1, 2)));
            let (part, rest) = (d.div(half, x), d.unary(Unary::Binet(1), x));
            let sum = d.sub(log, part);
            d.sub(sum, rest)
        };
        let (mut here, mut there) = (digamma(&mut d, x), digamma(&mut d, next));
        let mut step = d.div(one, x);
        for _ in 0..3 {
            let (rise, gap) = (d.sub(there, here), d.sub(there, here));
            let right = d.sub(rise, step);
            assert!(d.is_identity(right));
            let wrong = d.add(gap, step);
            assert!(!d.is_identity(wrong));
            for e in [&mut here, &mut there, &mut step] {
                *e = d.derivative(*e, Var(0)).unwrap();
            }
        }
    }
}
