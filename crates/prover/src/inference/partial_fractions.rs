//! Antidifferences of rational terms: `f(t) = G(t) - G(t+1)` with a `G` that vanishes at infinity,
//! by partial fractions whose poles are whole numbers apart. What comes out is tried, not trusted:
//! it is shown by induction.

use super::antiderivative::quadratic;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary, Var, constant_difference, small};
use num_traits::{One, Signed};

/// Most poles of one term, each as often as it is repeated.
const MOST_POLES: usize = 8;
/// Farthest that two poles of a group may be apart.
const MOST_APART: i64 = 12;

/// `numerator/((t + a_1)^m_1 (t + a_2)^m_2 ...)`
struct Fraction {
    numerator: Expr,
    /// `a_i` and `m_i`.
    poles: Vec<(Expr, usize)>,
}

/// `coefficient/(t + shift)^power`
struct Part {
    coefficient: Expr,
    shift: Expr,
    power: usize,
}

/// `G` for a rational term in `t`, its other variables free; `None` where there is none of this
/// form.
pub(super) fn antidifference(dag: &mut Dag, t: Var, term: Expr) -> Option<Expr> {
    let mut summands = Vec::new();
    sum_of(dag, term, false, &mut summands);
    let mut parts = Vec::new();
    for (summand, negative) in summands {
        let mut fraction = fraction(dag, t, summand)?;
        if negative {
            fraction.numerator = dag.neg(fraction.numerator);
        }
        parts.extend(decomposed(dag, t, &fraction)?);
    }
    let g = telescoped(dag, t, parts)?;
    let next = {
        let (x, one) = (dag.variable(t), dag.integer(1));
        dag.add(x, one)
    };
    let later = dag.substitute(g, &[(t, next)]);
    let difference = dag.sub(g, later);
    let rest = dag.sub(term, difference);
    dag.is_zero(rest).then_some(g)
}

fn sum_of(dag: &Dag, e: Expr, negative: bool, out: &mut Vec<(Expr, bool)>) {
    match *dag.node(e) {
        Node::Binary(Binary::Add, a, b) => {
            sum_of(dag, a, negative, out);
            sum_of(dag, b, negative, out);
        }
        Node::Binary(Binary::Sub, a, b) => {
            sum_of(dag, a, negative, out);
            sum_of(dag, b, !negative, out);
        }
        Node::Unary(Unary::Neg, a) => sum_of(dag, a, !negative, out),
        _ => out.push((e, negative)),
    }
}

/// A product of powers read as numerator and factors of the denominator.
fn fraction(dag: &mut Dag, t: Var, term: Expr) -> Option<Fraction> {
    let mut numerator = dag.integer(1);
    let mut poles: Vec<(Expr, usize)> = Vec::new();
    let mut stack = vec![(term, 1i32)];
    while let Some((e, exponent)) = stack.pop() {
        match *dag.node(e) {
            Node::Binary(Binary::Mul, a, b) => stack.extend([(a, exponent), (b, exponent)]),
            Node::Binary(Binary::Div, a, b) => stack.extend([(a, exponent), (b, -exponent)]),
            Node::Power(a, n) => stack.push((a, exponent.checked_mul(n)?)),
            _ if exponent > 0 => {
                let power = dag.power(e, exponent);
                numerator = dag.mul(numerator, power);
            }
            _ => {
                let times = usize::try_from(-exponent).ok()?;
                let (scale, roots) = linear_factors(dag, t, e)?;
                let power = dag.power(scale, -exponent);
                numerator = dag.div(numerator, power);
                for shift in roots {
                    add_pole(dag, &mut poles, shift, times);
                }
            }
        }
    }
    let count: usize = poles.iter().map(|p| p.1).sum();
    (count <= MOST_POLES).then_some(Fraction { numerator, poles })
}

fn add_pole(dag: &mut Dag, poles: &mut Vec<(Expr, usize)>, shift: Expr, times: usize) {
    for pole in poles.iter_mut() {
        let apart = dag.sub(pole.0, shift);
        if dag.is_zero(apart) {
            pole.1 += times;
            return;
        }
    }
    poles.push((shift, times));
}

/// `scale (t + a) (t + b)` of a polynomial of degree at most 2; one of degree 2 has rational roots.
fn linear_factors(dag: &mut Dag, t: Var, e: Expr) -> Option<(Expr, Vec<Expr>)> {
    let [c, b, a] = quadratic(dag, e, t)?;
    let zero = dag.integer(0);
    if a == zero {
        if b == zero {
            return Some((e, Vec::new()));
        }
        return Some((b, vec![dag.div(c, b)]));
    }
    let [c, b, q] = [c, b, a].map(|e| dag.as_rational(e).cloned());
    let (c, b, q) = (c?, b?, q?);
    let integer = lemmabox_kernel::exact::rational::integer;
    let root = square_root(&(&b * &b - integer(4) * &q * &c))?;
    let double = integer(2) * &q;
    let shifts = [(&b - &root) / &double, (&b + &root) / &double];
    Some((a, shifts.map(|s| dag.rational(s)).to_vec()))
}

/// The root of a square.
pub(super) fn square_root(q: &Q) -> Option<Q> {
    if q.is_negative() {
        return None;
    }
    let root = Q::new(q.numer().sqrt(), q.denom().sqrt());
    (&root * &root == *q).then_some(root)
}

/// The partial fractions, by derivatives of what is left at each pole.
fn decomposed(dag: &mut Dag, t: Var, fraction: &Fraction) -> Option<Vec<Part>> {
    let x = dag.variable(t);
    let mut out = Vec::new();
    for (i, (shift, times)) in fraction.poles.iter().enumerate() {
        let mut rest = fraction.numerator;
        for (j, (other, n)) in fraction.poles.iter().enumerate() {
            if i != j {
                let factor = dag.add(x, *other);
                let factor = dag.power(factor, i32::try_from(*n).ok()?);
                rest = dag.div(rest, factor);
            }
        }
        let at = dag.neg(*shift);
        let mut factorial = 1i64;
        for k in 0..*times {
            let value = dag.substitute(rest, &[(t, at)]);
            let scale = dag.integer(factorial);
            let coefficient = dag.div(value, scale);
            out.push(Part {
                coefficient,
                shift: *shift,
                power: times - k,
            });
            rest = dag.derivative(rest, t)?;
            factorial *= i64::try_from(k + 1).ok()?;
        }
    }
    Some(out)
}

/// Parts whose poles are whole numbers apart, their coefficients summed up from the first pole on:
/// `G(t)`.
fn telescoped(dag: &mut Dag, t: Var, mut parts: Vec<Part>) -> Option<Expr> {
    let x = dag.variable(t);
    let mut sum = dag.integer(0);
    while let Some(first) = parts.first() {
        let (base, power) = (first.shift, first.power);
        let apart = |part: &Part| {
            let apart = constant_difference(dag, part.shift, base);
            apart
                .as_ref()
                .and_then(small)
                .filter(|_| part.power == power)
        };
        let mut group: Vec<(i64, Expr)> = (parts.iter())
            .filter_map(|p| Some((apart(p)?, p.coefficient)))
            .collect();
        let taken: Vec<bool> = parts.iter().map(|p| apart(p).is_some()).collect();
        let mut taken = taken.into_iter();
        parts.retain(|_| !taken.next().unwrap_or(true));
        group.sort_by_key(|(at, _)| *at);
        let (least, most) = (group.first()?.0, group.last()?.0);
        if most - least > MOST_APART {
            return None;
        }
        let mut coefficient = dag.integer(0);
        for at in least..=most {
            for (_, c) in group.iter().filter(|(place, _)| *place == at) {
                coefficient = dag.add(coefficient, *c);
            }
            if at == most {
                break;
            }
            let at = dag.integer(at);
            let shift = dag.add(base, at);
            let pole = dag.add(x, shift);
            let pole = dag.power(pole, i32::try_from(power).ok()?);
            let part = dag.div(coefficient, pole);
            sum = dag.add(sum, part);
        }
        if !dag.is_zero(coefficient) {
            return None;
        }
    }
    Some(normal(dag, sum))
}

/// The term in normal form where that is no larger.
fn normal(dag: &mut Dag, e: Expr) -> Expr {
    let mut normaliser = lemmabox_kernel::expr::Normaliser::new();
    let Some(form) = normaliser.normal(dag, e) else {
        return e;
    };
    if form.as_constant().is_some_and(|q| q.is_one()) {
        return dag.integer(1);
    }
    let rebuilt = normaliser.rebuild(dag, &form);
    let size = |dag: &Dag, e: Expr| dag.reachable(&[e]).len();
    if size(dag, rebuilt) < size(dag, e) {
        rebuilt
    } else {
        e
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `t(t+1)...(t+k)` and the like: known sums (Concrete Mathematics, 2.6).
    #[test]
    fn telescoping_terms_have_their_antidifference() {
        let mut dag = Dag::new();
        let (t, a) = (dag.variable(Var(0)), dag.variable(Var(1)));
        let one = dag.integer(1);
        let next = dag.add(t, one);
        let product = dag.mul(t, next);
        let simple = dag.div(one, product);
        let g = antidifference(&mut dag, Var(0), simple).unwrap();
        let expected = dag.div(one, t);
        let error = dag.sub(g, expected);
        assert!(dag.is_zero(error));

        // (2t + 1)/(t^2 (t + 1)^2) = 1/t^2 - 1/(t + 1)^2
        let twice = dag.add(t, next);
        let square = dag.power(product, 2);
        let double = dag.div(twice, square);
        let g = antidifference(&mut dag, Var(0), double).unwrap();
        let expected = dag.power(t, -2);
        let error = dag.sub(g, expected);
        assert!(dag.is_zero(error));

        // 1/((t + a)(t + a + 1)), with a parameter
        let shifted = dag.add(t, a);
        let after = dag.add(shifted, one);
        let product = dag.mul(shifted, after);
        let parametric = dag.div(one, product);
        let g = antidifference(&mut dag, Var(0), parametric).unwrap();
        let expected = dag.div(one, shifted);
        let error = dag.sub(g, expected);
        assert!(dag.is_zero(error));

        // 1/t^2 has none, nor has 1/(t (t + 1/2)).
        let square = dag.power(t, -2);
        assert_eq!(antidifference(&mut dag, Var(0), square), None);
        let half = dag.rational(lemmabox_kernel::exact::rational::ratio(1, 2));
        let between = dag.add(t, half);
        let product = dag.mul(t, between);
        let apart = dag.div(one, product);
        assert_eq!(antidifference(&mut dag, Var(0), apart), None);
    }
}
