//! Bounds of functions by elementary terms: partial sums of Stirling's series, between which
//! Binet's function and its derivatives lie, and the fractional part.

use super::{Binary, Dag, Expr, Node, Unary};
use crate::exact::bernoulli;
use crate::exact::rational::integer;
use num_traits::One;

/// Most terms of a partial sum.
pub const MOST_TERMS: usize = 12;

impl Dag {
    /// `sum over 1 <= j <= terms of B_2j/(2j)! (2j-2+k)!/t^(2j-1+k)`. For `t > 0`, `(-1)^k` times
    /// the `k`-th derivative of Binet's function lies strictly above it for an even number of terms
    /// and strictly below for an odd one (DLMF 5.11.ii).
    pub fn stirling_sum(&mut self, k: u8, t: Expr, terms: usize) -> Expr {
        let order = i64::from(k);
        let mut ratio =
            (1..=order).fold(crate::exact::Q::one(), |acc, i| acc * integer(i)) / integer(2);
        let mut sum = self.integer(0);
        for (j, b) in (1i32..).zip(bernoulli::even().iter().take(terms)) {
            let factor = self.rational(b * &ratio);
            let power = self.power(t, 2 * j - 1 + i32::from(k));
            let term = self.div(factor, power);
            sum = self.add(sum, term);
            let n = 2 * i64::from(j);
            ratio *= integer((n - 1 + order) * (n + order)) / integer((n + 1) * (n + 2));
        }
        sum
    }

    /// Of a difference that is never negative by what its function is: whether it is positive
    /// wherever it is defined. Such are Binet's function, or a derivative, and a partial sum in the
    /// right order (positive), `x - floor(x)`, and `floor(x) - (x - 1)` (positive).
    pub fn remainder_is_strict(&mut self, e: Expr) -> Option<bool> {
        let Node::Binary(Binary::Sub, x, y) = *self.node(e) else {
            return None;
        };
        let floor = |dag: &mut Dag, of: Expr| dag.unary(Unary::Floor, of);
        if floor(self, x) == y {
            return Some(false);
        }
        if let Node::Unary(Unary::Floor, t) = *self.node(x) {
            let one = self.integer(1);
            if self.sub(t, one) == y {
                return Some(true);
            }
        }
        self.is_stirling_remainder(x, y).then_some(true)
    }

    /// Whether `x - y` is the difference of Binet's function and a partial sum, in the order in
    /// which it is positive.
    fn is_stirling_remainder(&mut self, x: Expr, y: Expr) -> bool {
        let function = |dag: &Dag, e: Expr| match *dag.node(e) {
            Node::Unary(Unary::Binet(k), t) => Some((k, t)),
            Node::Rational(_)
            | Node::Pi
            | Node::Variable(_)
            | Node::Unary(..)
            | Node::Binary(..)
            | Node::Power(..)
            | Node::RationalPower(..) => None,
        };
        // The sum below the function, or above it.
        let sides = [(function(self, x), y, 0), (function(self, y), x, 1)];
        sides.into_iter().any(|(function, sum, parity)| {
            function.is_some_and(|(k, t)| {
                (1..=MOST_TERMS)
                    .filter(|terms| terms % 2 == parity)
                    .any(|terms| self.stirling_sum(k, t, terms) == sum)
            })
        })
    }
}
