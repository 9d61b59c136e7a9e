//! Rational multiples of pi, as they stand at the ends of domains.

use super::{Binary, Dag, Expr, Node, Unary};
use crate::exact::{Q, rational};
use num_traits::{One, ToPrimitive, Zero};

/// Deepest term looked through.
const MAX_DEPTH: u32 = 16;
/// Bits of the longest rational on the way.
const MAX_BITS: u64 = 1 << 14;

impl Dag {
    /// `m`, of magnitude below 2^30, where the term is written as `m * pi/2`: built from pi and
    /// rationals by `+ - * /`. Not complete.
    #[must_use]
    pub fn quarter_turns(&self, e: Expr) -> Option<i64> {
        let (rest, turns) = self.linear_in_pi(e, MAX_DEPTH)?;
        let quarters = turns * Q::from_integer(2.into());
        (rest.is_zero() && quarters.is_integer())
            .then(|| quarters.to_integer().to_i64())
            .flatten()
            .filter(|m| m.unsigned_abs() < 1 << 30)
    }

    /// `(a, b)` where the term is `a + b pi`.
    fn linear_in_pi(&self, e: Expr, depth: u32) -> Option<(Q, Q)> {
        let depth = depth.checked_sub(1)?;
        match *self.node(e) {
            Node::Rational(ref q) => Some((q.clone(), Q::zero())),
            Node::Pi => Some((Q::zero(), Q::one())),
            Node::Unary(Unary::Neg, x) => {
                let (a, b) = self.linear_in_pi(x, depth)?;
                Some((-a, -b))
            }
            Node::Binary(op, x, y) => {
                let ((a, b), (c, d)) = (self.linear_in_pi(x, depth)?, self.linear_in_pi(y, depth)?);
                let form = match op {
                    Binary::Add => Some((a + c, b + d)),
                    Binary::Sub => Some((a - c, b - d)),
                    Binary::Mul if d.is_zero() => Some((a * &c, b * &c)),
                    Binary::Mul if b.is_zero() => Some((c * &a, d * &a)),
                    Binary::Div if d.is_zero() && !c.is_zero() => Some((a / &c, b / &c)),
                    Binary::Mul | Binary::Div | Binary::Min | Binary::Max | Binary::Arctan2 => None,
                };
                form.filter(|(a, b)| rational::bits(a).max(rational::bits(b)) <= MAX_BITS)
            }
            Node::Variable(_) | Node::Unary(..) | Node::Power(..) | Node::RationalPower(..) => None,
        }
    }
}
