//! The gamma function and what is made of it, written out by Binet's function:
//! `lgamma(x) = (x - 1/2)(log(x) - 1) - 1/2 + log(2 pi)/2 + binet(x)` for `x > 0`.
//!
//! All are defined for positive arguments alone (`factorial(n)` for `n > -1`).

use super::power::Ranges;
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{Affine, Binary, Dag, Expr, Node, Normaliser, Unary};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Largest integer whose factorial is written out.
const MOST_FACTORS: i64 = 170;

/// Largest constant `k` for which `binomial(n, k)` is a polynomial.
const MOST_CHOSEN: i64 = 20;

/// `log gamma(x)`
pub(super) fn lgamma(dag: &mut Dag, ranges: &Ranges, x: Expr) -> Expr {
    if let Some(value) = gamma_at(dag, x) {
        return dag.unary(Unary::Log, value);
    }
    let x = with_one_constant(dag, x);
    let (x, factors) = lowered(dag, ranges, x);
    let (half, one) = (dag.rational(rational::ratio(1, 2)), dag.integer(1));
    let log = dag.unary(Unary::Log, x);
    let (a, b) = (dag.sub(x, half), dag.sub(log, one));
    let main = dag.mul(a, b);
    let two_pi = {
        let (two, pi) = (dag.integer(2), dag.pi());
        dag.mul(two, pi)
    };
    let log = dag.unary(Unary::Log, two_pi);
    let level = dag.mul(half, log);
    let level = dag.sub(level, half);
    let rest = dag.unary(Unary::Binet(0), x);
    let mut sum = dag.add(main, level);
    sum = dag.add(sum, rest);
    for factor in factors {
        let log = dag.unary(Unary::Log, factor);
        sum = dag.add(sum, log);
    }
    sum
}

/// `gamma(x)`, the exponential of [`lgamma`].
pub(super) fn gamma(dag: &mut Dag, ranges: &Ranges, x: Expr) -> Expr {
    if let Some(value) = gamma_at(dag, x) {
        return value;
    }
    let log = lgamma(dag, ranges, x);
    dag.unary(Unary::Exp, log)
}

/// `log(x) - 1/(2 x) - binet1(x)`
pub(super) fn digamma(dag: &mut Dag, x: Expr) -> Expr {
    let (one, two) = (dag.integer(1), dag.integer(2));
    let log = dag.unary(Unary::Log, x);
    let double = dag.mul(two, x);
    let half = dag.div(one, double);
    let rest = dag.unary(Unary::Binet(1), x);
    let difference = dag.sub(log, half);
    dag.sub(difference, rest)
}

/// `n!`
pub(super) fn factorial(dag: &mut Dag, ranges: &Ranges, n: Expr) -> Expr {
    let one = dag.integer(1);
    let x = dag.add(n, one);
    gamma(dag, ranges, x)
}

/// `n!/(k! (n - k)!)`, a polynomial in `n` for a constant `k`; otherwise for `-1 < k < n + 1`.
pub(super) fn binomial(dag: &mut Dag, ranges: &Ranges, n: Expr, k: Expr) -> Expr {
    let chosen = dag.as_rational(k).and_then(|k| k.to_integer().to_i64());
    if let Some(chosen) = chosen.filter(|k| (0..=MOST_CHOSEN).contains(k)) {
        // Of no factor, it is undefined where n is all the same.
        let mut value = dag.integer(1);
        if chosen == 0 {
            let zero = dag.integer(0);
            let condition = dag.mul(zero, n);
            value = dag.add(value, condition);
        }
        for i in 0..chosen {
            let (i, next) = (dag.integer(i), dag.integer(i + 1));
            let factor = dag.sub(n, i);
            let factor = dag.div(factor, next);
            value = dag.mul(value, factor);
        }
        return value;
    }
    let one = dag.integer(1);
    let rest = dag.sub(n, k);
    let rest = collected(dag, rest);
    let [a, b, c] = [n, k, rest].map(|m| {
        let x = dag.add(m, one);
        lgamma(dag, ranges, x)
    });
    let log = dag.sub(a, b);
    let log = dag.sub(log, c);
    dag.unary(Unary::Exp, log)
}

/// A polynomial with like terms taken together: `2*n - n` is `n`.
fn collected(dag: &mut Dag, e: Expr) -> Expr {
    if !dag.is_total(e) {
        return e;
    }
    let mut normaliser = Normaliser::new();
    match normaliser.normal(dag, e) {
        Some(form) => normaliser.rebuild(dag, &form),
        None => e,
    }
}

/// `gamma` at a constant: `(n - 1)!`, or `(2n)!/(4^n n!) sqrt(pi)` at `n + 1/2`.
fn gamma_at(dag: &mut Dag, x: Expr) -> Option<Expr> {
    let q = dag.as_rational(x)?.clone();
    let halves = &q * rational::integer(2);
    let whole = q.is_integer();
    if !halves.is_integer() || !q.is_positive() || q > rational::integer(MOST_FACTORS) {
        return None;
    }
    let (mut value, mut at) = (
        Q::one(),
        if whole {
            Q::one()
        } else {
            rational::ratio(1, 2)
        },
    );
    while at < q {
        value *= &at;
        at += Q::one();
    }
    let value = dag.rational(value);
    Some(if whole {
        value
    } else {
        let pi = dag.pi();
        let root = dag.unary(Unary::Sqrt, pi);
        dag.mul(value, root)
    })
}

/// `x` less the integers that leave it positive for every value of the variables and its constant
/// part non-negative: `gamma(x)` is the product of the factors times `gamma` of that. So
/// `gamma(x + 1)` and `x*gamma(x)` are one term.
fn lowered(dag: &mut Dag, ranges: &Ranges, x: Expr) -> (Expr, Vec<Expr>) {
    let mut factors = Vec::new();
    let (mut x, one) = (x, Q::one());
    while constant_part(dag, x) >= one && factors.len() < MOST_FACTORS as usize {
        let minus = dag.integer(1);
        let lower = shifted(dag, x, minus);
        if !ranges.is_positive_by_order(dag, lower) {
            break;
        }
        factors.push(lower);
        x = lower;
    }
    (x, factors)
}

/// `(k - 1) + 1` as `k`, where nothing may be undefined that would cancel.
fn with_one_constant(dag: &mut Dag, x: Expr) -> Expr {
    let Node::Binary(Binary::Add | Binary::Sub, a, b) = *dag.node(x) else {
        return x;
    };
    let inside = [a, b].iter().any(|&e| !constant_part(dag, e).is_zero());
    let nested = inside && !constant_part(dag, x).is_zero();
    match Affine::of(dag, x).filter(|_| nested && dag.is_total(x)) {
        Some(form) => form.term(dag),
        None => x,
    }
}

/// The rational summand at the top of a sum.
fn constant_part(dag: &Dag, x: Expr) -> Q {
    let part = |e: Expr| dag.as_rational(e).cloned();
    match *dag.node(x) {
        Node::Binary(Binary::Add, a, b) => part(b).or_else(|| part(a)),
        Node::Binary(Binary::Sub, _, b) => part(b).map(|q| -q),
        Node::Rational(_)
        | Node::Pi
        | Node::Variable(_)
        | Node::Unary(..)
        | Node::Binary(..)
        | Node::Power(..)
        | Node::RationalPower(..) => None,
    }
    .unwrap_or_default()
}

/// `x - one`, with the rational summand of `x` taken together.
fn shifted(dag: &mut Dag, x: Expr, one: Expr) -> Expr {
    if let Node::Binary(Binary::Add, a, b) = *dag.node(x) {
        if dag.as_rational(b).is_some() {
            let rest = dag.sub(b, one);
            return dag.add(a, rest);
        }
        if dag.as_rational(a).is_some() {
            let rest = dag.sub(a, one);
            return dag.add(rest, b);
        }
    }
    dag.sub(x, one)
}
