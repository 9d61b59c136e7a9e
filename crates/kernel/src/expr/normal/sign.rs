//! Signs of constants in Q(pi) and in Q(pi, square roots of integers).

use super::{Monomial, Normal, Normaliser, Polynomial};
use crate::exact::Q;
use crate::exact::qpi::{pi_bounds, sign_of_polynomial_in_pi};
use crate::expr::{Dag, Expr, Node, Unary};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// Bits at which the sign of a constant with square roots is given up.
const MAX_BITS: u32 = 2048;

impl Normal {
    /// Numerator and denominator as polynomials in pi, coefficients by rising power, if the form is
    /// a constant of Q(pi).
    #[must_use]
    pub fn as_q_pi_constant(&self, dag: &Dag) -> Option<(Vec<Q>, Vec<Q>)> {
        let mut d = Polynomial::one();
        for (f, k) in &self.denominator {
            for _ in 0..*k {
                d = d.times(f);
            }
        }
        Some((in_pi(dag, &self.numerator)?, in_pi(dag, &d)?))
    }
}

fn in_pi(dag: &Dag, p: &Polynomial) -> Option<Vec<Q>> {
    let mut out = vec![Q::zero()];
    for (m, q) in p.terms() {
        let k = match m.powers() {
            [] => 0,
            &[(a, k)] if *dag.node(a.term()) == Node::Pi => k as usize,
            _ => return None,
        };
        if out.len() <= k {
            out.resize(k + 1, Q::zero());
        }
        out[k] = q.clone();
    }
    Some(out)
}

impl Normaliser {
    /// Sign of a normal form that is a constant of Q(pi), or of Q(pi) with square roots of integers
    /// adjoined. `None` for anything else, or when the sign is not found at 2048 bits, or 2^15
    /// without roots.
    pub fn sign(&self, dag: &Dag, x: &Normal) -> Option<Ordering> {
        let mut sign = self.polynomial_sign(dag, &x.numerator)?;
        for (f, k) in &x.denominator {
            match self.polynomial_sign(dag, f)? {
                // A vanishing divisor: the constant is undefined.
                Ordering::Equal => return None,
                Ordering::Less if k % 2 == 1 => sign = sign.reverse(),
                _ => {}
            }
        }
        Some(sign)
    }

    /// Sign of a term whose normal form is a constant as in [`Normaliser::sign`].
    pub fn constant_sign(&mut self, dag: &mut Dag, e: Expr) -> Option<Ordering> {
        let n = self.normal(dag, e)?;
        self.sign(dag, &n)
    }

    pub(super) fn polynomial_sign(&self, dag: &Dag, p: &Polynomial) -> Option<Ordering> {
        if let Some(c) = p.as_constant() {
            return Some(c.cmp(&Q::zero()));
        }
        if let Some(c) = in_pi(dag, p) {
            return sign_of_polynomial_in_pi(&c);
        }
        // Every atom must be pi or the root of an integer.
        let mut roots = Vec::new();
        for a in p.atoms() {
            match dag.node(a.term()) {
                Node::Pi => roots.push((a, None)),
                Node::Unary(Unary::Sqrt, n) => {
                    let n = dag
                        .as_rational(*n)
                        .filter(|n| n.is_integer() && !n.is_negative())?;
                    roots.push((a, Some(n.to_integer())));
                }
                _ => return None,
            }
        }
        let mut bits = 64;
        while bits <= MAX_BITS {
            let mut bounds = Vec::with_capacity(roots.len());
            for (a, n) in &roots {
                let pair = match n {
                    None => pi_bounds(bits),
                    Some(n) => square_root_bounds(n, bits),
                };
                bounds.push((*a, pair));
            }
            let (mut lo, mut hi) = (Q::zero(), Q::zero());
            for (m, q) in p.terms() {
                let (l, h) = monomial_bounds(m, &bounds)?;
                let (l, h) = if q.is_positive() { (l, h) } else { (h, l) };
                lo += q * l;
                hi += q * h;
            }
            if lo.is_positive() {
                return Some(Ordering::Greater);
            }
            if hi.is_negative() {
                return Some(Ordering::Less);
            }
            bits *= 2;
        }
        None
    }
}

/// All atoms are non-negative, so powers and products are monotone.
fn monomial_bounds(m: &Monomial, bounds: &[(super::Atom, (Q, Q))]) -> Option<(Q, Q)> {
    let (mut lo, mut hi) = (Q::one(), Q::one());
    for &(a, k) in m.powers() {
        let (_, (l, h)) = bounds.iter().find(|b| b.0 == a)?;
        let k = i32::try_from(k).ok()?;
        lo *= l.pow(k);
        hi *= h.pow(k);
    }
    Some((lo, hi))
}

/// `lo <= sqrt(n) <= hi`, `hi - lo <= 2^-bits`.
fn square_root_bounds(n: &BigInt, bits: u32) -> (Q, Q) {
    let scaled = (n << (2 * bits)).sqrt();
    let unit = BigInt::one() << bits;
    debug_assert!(unit.is_even());
    (
        Q::new(scaled.clone(), unit.clone()),
        Q::new(scaled + 1, unit),
    )
}

impl Dag {
    /// Sign of a term that is a constant of Q(pi), possibly with square roots of integers; see
    /// [`Normaliser::sign`].
    pub fn constant_sign(&mut self, e: Expr) -> Option<Ordering> {
        Normaliser::new().constant_sign(self, e)
    }
}
