//! From a normal form back to a term that evaluates well: factored where factors are cheap to find,
//! Horner's scheme elsewhere, fixed order throughout.

use super::{Atom, Monomial, Normal, Normaliser, Polynomial};
use crate::exact::Q;
use crate::expr::{Dag, Expr, Node};
use num_traits::{One, Signed};
use std::collections::BTreeMap;

/// Polynomials with more terms are not factored.
const MAX_FACTORED: usize = 60;

impl Normaliser {
    /// A compact term with the given normal form.
    pub fn rebuild(&mut self, dag: &mut Dag, x: &Normal) -> Expr {
        let (mut c, mut over) = factored(&x.numerator);
        let mut under: Vec<(Polynomial, u32)> = x.denominator.clone();
        // r/radicand is 1/r for a square root: better enclosures.
        for (f, k) in &mut over {
            let Some((m, q)) = f.leading() else { continue };
            if f.len() != 1 || !q.is_one() || *k != 1 {
                continue;
            }
            let &[(a, 1)] = m.powers() else { continue };
            let Some(rule) = self.rules.get(&a).filter(|r| r.root && r.degree == 2) else {
                continue;
            };
            // With r^2 = content value: r/value = content/r. Two roots may have one radicand.
            let (content, value) = rule.value.primitive();
            if let Some(d) = under.iter_mut().find(|d| d.1 > 0 && d.0 == value) {
                d.1 -= 1;
                c *= content;
                let root = f.clone();
                *k = 0;
                under.push((root, 1));
            }
        }
        let n = self.product_term(dag, &c, &over);
        let one = Q::one();
        under.retain(|d| d.1 > 0);
        if under.is_empty() {
            return n;
        }
        let d = self.product_term(dag, &one, &under);
        dag.div(n, d)
    }

    /// A compact term for a polynomial.
    pub fn rebuild_polynomial(&mut self, dag: &mut Dag, p: &Polynomial) -> Expr {
        let (c, factors) = factored(p);
        self.product_term(dag, &c, &factors)
    }

    fn product_term(&mut self, dag: &mut Dag, c: &Q, factors: &[(Polynomial, u32)]) -> Expr {
        let mut c = c.clone();
        let mut out: Option<Expr> = None;
        for (f, k) in factors {
            if *k == 0 {
                continue;
            }
            // A lone factor takes the constant's sign: pi - x rather than -(x - pi).
            let mut f = f.clone();
            if c.is_negative() && k % 2 == 1 && f.len() > 1 {
                f = f.scaled(&-Q::one());
                c = -c;
            }
            let base = horner(dag, &f);
            let power = power(dag, base, *k);
            out = Some(match out {
                None => power,
                Some(o) => dag.mul(o, power),
            });
        }
        match out {
            None => dag.rational(c),
            Some(o) if c.is_one() => o,
            Some(o) => {
                let c = dag.rational(c);
                dag.mul(c, o)
            }
        }
    }
}

/// `x^k`; a product where the exponent is longer than those of terms.
fn power(dag: &mut Dag, x: Expr, k: u32) -> Expr {
    if let Ok(k) = i32::try_from(k) {
        return dag.power(x, k);
    }
    let (low, high) = (power(dag, x, k / 2), power(dag, x, k - k / 2));
    dag.mul(low, high)
}

fn factored(p: &Polynomial) -> (Q, Vec<(Polynomial, u32)>) {
    if p.len() > 1 && p.len() <= MAX_FACTORED {
        let (c, factors) = p.easy_factors();
        // A lone linear factor keeps its own scaling, as in 2 x + 1/2.
        if factors.len() > 1 || factors.first().is_some_and(|f| f.1 > 1) {
            return (c, factors);
        }
    }
    if let (1, Some((m, q))) = (p.len(), p.leading()) {
        let powers = m.powers().iter().map(|&(a, k)| (Polynomial::atom(a), k));
        return (q.clone(), powers.collect());
    }
    if p.is_zero() {
        return (Q::from_integer(0.into()), Vec::new());
    }
    (Q::one(), vec![(p.clone(), 1)])
}

/// Recursion is bounded by the number of atoms and the degree limit of normal forms.
fn horner(dag: &mut Dag, p: &Polynomial) -> Expr {
    let mut occurrences: BTreeMap<Atom, usize> = BTreeMap::new();
    for (m, _) in p.terms() {
        for (a, _) in m.powers() {
            *occurrences.entry(*a).or_default() += 1;
        }
    }
    // The atom that occurs in most terms; ties go to the first.
    let mut best: Option<(Atom, usize)> = None;
    for (a, count) in occurrences {
        if best.is_none_or(|(_, n)| count > n) {
            best = Some((a, count));
        }
    }
    let Some((a, count)) = best else {
        return dag.rational(p.as_constant().unwrap_or_default());
    };
    if count <= 1 {
        return plain_sum(dag, p);
    }
    let x = a.term();
    let mut out: Option<Expr> = None;
    let mut pending = 0i32;
    for c in p.coefficients_in(a).into_iter().rev() {
        if let Some(o) = out
            && c.is_zero()
        {
            pending += 1;
            out = Some(o);
            continue;
        }
        match out {
            None => {
                if c.is_zero() {
                    continue;
                }
                out = Some(horner(dag, &c));
                pending = 1;
            }
            Some(o) => {
                let power = dag.power(x, pending);
                let o = dag.mul(o, power);
                out = Some(add_signed(dag, &c, o));
                pending = 1;
            }
        }
    }
    match out {
        None => dag.integer(0),
        Some(o) if pending > 1 => {
            let power = dag.power(x, pending - 1);
            dag.mul(o, power)
        }
        Some(o) => o,
    }
}

/// `c + o`, written as `c - t` when `o` is visibly `-t`.
fn add_signed(dag: &mut Dag, c: &Polynomial, o: Expr) -> Expr {
    if c.terms().all(|(_, q)| q.is_negative()) {
        let c = horner(dag, &c.scaled(&-Q::one()));
        return dag.sub(o, c);
    }
    let c = horner(dag, c);
    if let Node::Unary(crate::expr::Unary::Neg, t) = *dag.node(o) {
        return dag.sub(c, t);
    }
    dag.add(c, o)
}

/// Positive terms first, then the negative ones subtracted.
fn plain_sum(dag: &mut Dag, p: &Polynomial) -> Expr {
    let mut out: Option<Expr> = None;
    for positive in [true, false] {
        for (m, q) in p.terms().rev().filter(|(_, q)| q.is_positive() == positive) {
            out = Some(match out {
                None => monomial(dag, m, q),
                Some(o) if positive => {
                    let t = monomial(dag, m, q);
                    dag.add(o, t)
                }
                Some(o) => {
                    let t = monomial(dag, m, &-q);
                    dag.sub(o, t)
                }
            });
        }
    }
    out.unwrap_or_else(|| dag.integer(0))
}

fn monomial(dag: &mut Dag, m: &Monomial, q: &Q) -> Expr {
    let mut out = dag.rational(q.clone());
    for &(a, k) in m.powers() {
        let power = power(dag, a.term(), k);
        out = dag.mul(out, power);
    }
    out
}
