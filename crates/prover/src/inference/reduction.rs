//! Integrals of hyperexponential terms, whose logarithmic derivatives are rational: `f = G' + c g`
//! with `G` a polynomial times a term like `x^n exp(-s x)`, or `f = G'`.
//! Source: Almkvist and Zeilberger, "The method of differentiating under the integral sign", J.
//! Symbolic Computation 10 (1990). What comes out is tried, not trusted: the kernel
//! differentiates.

use super::creative_telescoping::{Fraction, Reading, solution};
use lemmabox_algebra::polynomial::Polynomial;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Normaliser, Unary, Var};

/// Highest degree of the polynomial in the antiderivative.
const MOST_DEGREE: usize = 4;

/// `f = whole' + factor g`.
pub(super) struct Reduction {
    pub(super) factor: Expr,
    pub(super) whole: Expr,
}

/// Of `f` to `g`, if that is given.
pub(super) fn reduction(dag: &mut Dag, x: Var, f: Expr, g: Option<Expr>) -> Option<Reduction> {
    let cores = [g, Some(f)].into_iter().flatten();
    cores.into_iter().find_map(|core| {
        let core = beyond_rational(dag, x, core);
        (!core.is_empty())
            .then(|| with_core(dag, x, (f, g), core))
            .flatten()
    })
}

/// With a polynomial times the product of some factors for the antiderivative.
fn with_core(
    dag: &mut Dag,
    x: Var,
    (f, g): (Expr, Option<Expr>),
    core: Vec<Expr>,
) -> Option<Reduction> {
    let one = dag.integer(1);
    let core = core.into_iter().fold(one, |p, e| dag.mul(p, e));
    let slope = dag.derivative(core, x)?;
    let slope = quotient(dag, x, slope, core)?;
    let (zero, mut known) = (dag.integer(0), vec![quotient(dag, x, f, core)?]);
    known.push(match g {
        Some(g) => quotient(dag, x, g, core)?,
        None => zero,
    });
    let mut read = vec![slope, known[0], known[1]];
    for e in dag.reachable(&[core]) {
        if let Node::Unary(Unary::Log, u) = *dag.node(e)
            && Reading::new(dag, x, &[u]).is_some()
        {
            read.push(u);
        }
    }
    let reading = Reading::new(dag, x, &read)?;
    let slope = reading.fraction(dag, slope)?;
    let right = reading.fraction(dag, known[0])?;
    let other = reading.fraction(dag, known[1])?;
    for degree in 0..=MOST_DEGREE {
        if let Some((c, p)) = solve(reading.place, degree, &slope, &right, &other) {
            let [factor, p] = [&c, &p].map(|e| reading.term(dag, e));
            let mut whole = dag.mul(p, core);
            for e in divisor(dag, &reading, core, slope.below) {
                whole = dag.mul(e, whole);
            }
            return Some(Reduction { factor, whole });
        }
    }
    None
}

/// A polynomial with those of its factors apart of which a core holds the logarithm: where these
/// vanish the core need not be defined.
fn divisor(dag: &mut Dag, reading: &Reading, core: Expr, mut rest: Polynomial) -> Vec<Expr> {
    let mut out = Vec::new();
    for e in dag.reachable(&[core]) {
        let Node::Unary(Unary::Log, u) = *dag.node(e) else {
            continue;
        };
        if let Some(known) = reading.fraction(dag, u)
            && known.above.degree_in(reading.place) > 0
            && let Some(left) = rest.div_exact(&known.above)
        {
            rest = left;
            out.push(reading.term(
                dag,
                &Fraction {
                    below: Polynomial::one(),
                    ..known
                },
            ));
        }
    }
    let one = Polynomial::one();
    out.push(reading.term(
        dag,
        &Fraction {
            above: rest,
            below: one,
        },
    ));
    out
}

/// The factors in which `x` stands and which are not rational in it.
fn beyond_rational(dag: &mut Dag, x: Var, e: Expr) -> Vec<Expr> {
    let one = dag.integer(1);
    let mut out = Vec::new();
    let mut stack = vec![(e, false)];
    while let Some((e, below)) = stack.pop() {
        match *dag.node(e) {
            Node::Binary(Binary::Mul, a, b) => stack.extend([(b, below), (a, below)]),
            Node::Binary(Binary::Div, a, b) => stack.extend([(b, !below), (a, below)]),
            Node::Unary(Unary::Neg, a) => stack.push((a, below)),
            _ => {
                let rational = Reading::new(dag, x, &[e]).is_some();
                let e = if below { dag.div(one, e) } else { e };
                if !rational {
                    out.push(e);
                }
            }
        }
    }
    out
}

/// A quotient of terms as a rational function of `x`: exponents of exponentials are subtracted, and
/// whole multiples of logarithms in them are powers.
fn quotient(dag: &mut Dag, x: Var, above: Expr, below: Expr) -> Option<Expr> {
    let ratio = dag.div(above, below);
    let mut normaliser = Normaliser::new();
    let normal = normaliser.normal(dag, ratio)?;
    let mut ratio = normaliser.rebuild(dag, &normal);
    for e in dag.reachable(&[ratio]) {
        let Node::Unary(Unary::Exp, exponent) = *dag.node(e) else {
            continue;
        };
        if !dag.variables(exponent).contains(&x) {
            continue;
        }
        let Node::Unary(Unary::Log, inner) = *dag.node(exponent) else {
            return None;
        };
        ratio = dag.rebuild(ratio, |_, node| (node == e).then_some(inner));
    }
    Some(ratio)
}

/// The constant `c` and the polynomial `p` of a degree with `(B p)' + A p = u - c v`, where the
/// core has the logarithmic derivative `A/B`.
fn solve(
    place: usize,
    degree: usize,
    slope: &Fraction,
    right: &Fraction,
    other: &Fraction,
) -> Option<(Fraction, Fraction)> {
    let free = |p: &Polynomial| p.degree_in(place) == 0;
    if !free(&right.below) || !free(&other.below) {
        return None;
    }
    let x = Polynomial::variable(place);
    let with = |p: Polynomial, below: &Polynomial| (p, below.clone());
    let one = Polynomial::one();
    let mut columns = vec![with(other.above.clone(), &other.below)];
    for i in 0..=degree {
        let power = x.pow(u32::try_from(i).ok()?);
        let inner = derivative(&(&slope.below * &power), place);
        columns.push(with(&inner + &(&slope.above * &power), &one));
    }
    let last = with(right.above.clone(), &right.below);
    let height = (columns.iter().chain([&last]))
        .map(|(p, _)| p.degree_in(place))
        .max()?;
    let entry = |(p, below): &(Polynomial, Polynomial), power: usize| Fraction {
        above: (p.coefficients_in(place).get(power).cloned()).unwrap_or_else(Polynomial::zero),
        below: below.clone(),
    };
    let rows = (0..=height).map(|power| {
        let all = columns.iter().chain([&last]);
        all.map(|column| entry(column, power)).collect()
    });
    let found = solution(rows.collect(), columns.len())?;
    let mut p = Fraction::integer(0);
    for (i, c) in found[1..].iter().enumerate() {
        let monomial = Fraction {
            above: x.pow(u32::try_from(i).ok()?),
            below: Polynomial::one(),
        };
        p = p.plus(&c.times(&monomial));
    }
    Some((found[0].clone(), p))
}

/// The derivative in one variable.
fn derivative(p: &Polynomial, place: usize) -> Polynomial {
    let coefficients = p.coefficients_in(place);
    let x = Polynomial::variable(place);
    let mut sum = Polynomial::zero();
    for (i, c) in coefficients.iter().enumerate().skip(1).rev() {
        let scale = Polynomial::integer(i64::try_from(i).unwrap_or(i64::MAX));
        sum = &(&sum * &x) + &(c * &scale);
    }
    sum
}
