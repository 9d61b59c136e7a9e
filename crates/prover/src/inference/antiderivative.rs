//! Antiderivatives of sums of products of powers, exponentials and waves. What comes out is tried,
//! not trusted: the kernel differentiates it.

use super::linear_divisors::linear_divisors;
use super::logistic::logistic;
use super::reduction::reduction;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Normaliser, Unary, Var};
use num_traits::{Signed, ToPrimitive};

/// Most terms of an expansion.
const MOST: usize = 200;

/// One product: a coefficient without `x` and factors with it.
pub(super) struct Term {
    pub(super) coefficient: Expr,
    pub(super) factors: Vec<Expr>,
}

fn has(dag: &Dag, e: Expr, x: Var) -> bool {
    dag.variables(e).contains(&x)
}

fn varies(dag: &Dag, e: Expr, moving: &[Var]) -> bool {
    dag.variables(e).iter().any(|v| moving.contains(v))
}

/// A term as a sum of products.
pub(super) fn expand(dag: &mut Dag, e: Expr, x: Var) -> Option<Vec<Term>> {
    expand_in(dag, e, &[x])
}

fn expand_in(dag: &mut Dag, e: Expr, moving: &[Var]) -> Option<Vec<Term>> {
    let one = dag.integer(1);
    if !varies(dag, e, moving) {
        return Some(vec![Term {
            coefficient: e,
            factors: Vec::new(),
        }]);
    }
    let terms = match dag.node(e).clone() {
        Node::Binary(Binary::Add, a, b) => {
            let mut terms = expand_in(dag, a, moving)?;
            terms.extend(expand_in(dag, b, moving)?);
            terms
        }
        Node::Binary(Binary::Sub, a, b) => {
            let mut terms = expand_in(dag, a, moving)?;
            for mut t in expand_in(dag, b, moving)? {
                t.coefficient = dag.neg(t.coefficient);
                terms.push(t);
            }
            terms
        }
        Node::Unary(Unary::Neg, a) => {
            let mut terms = expand_in(dag, a, moving)?;
            for t in &mut terms {
                t.coefficient = dag.neg(t.coefficient);
            }
            terms
        }
        Node::Binary(Binary::Mul, a, b) => {
            let (a, b) = (expand_in(dag, a, moving)?, expand_in(dag, b, moving)?);
            product(dag, &a, &b)?
        }
        Node::Binary(Binary::Div, a, b) => {
            let mut terms = expand_in(dag, a, moving)?;
            for t in &mut terms {
                let mut divisors = vec![b];
                while let Some(b) = divisors.pop() {
                    match *dag.node(b) {
                        Node::Binary(Binary::Mul, x, y) => divisors.extend([y, x]),
                        _ if varies(dag, b, moving) => t.factors.push(dag.div(one, b)),
                        _ => t.coefficient = dag.div(t.coefficient, b),
                    }
                }
            }
            terms
        }
        Node::Power(a, n) if (2..=12).contains(&n) => {
            let base = expand_in(dag, a, moving)?;
            let mut terms = expand_in(dag, one, moving)?;
            for _ in 0..n {
                terms = product(dag, &terms, &base)?;
            }
            terms
        }
        _ => vec![Term {
            coefficient: one,
            factors: vec![e],
        }],
    };
    (terms.len() <= MOST).then_some(terms)
}

fn product(dag: &mut Dag, a: &[Term], b: &[Term]) -> Option<Vec<Term>> {
    let mut out = Vec::new();
    for s in a {
        for t in b {
            out.push(Term {
                coefficient: dag.mul(s.coefficient, t.coefficient),
                factors: s.factors.iter().chain(&t.factors).copied().collect(),
            });
        }
    }
    (out.len() <= MOST).then_some(out)
}

/// A term as a sum of products of what varies with some variables and what does not: coefficients
/// and products, equal ones taken together.
pub(super) fn expanded(dag: &mut Dag, e: Expr, moving: &[Var]) -> Option<Vec<(Expr, Expr)>> {
    let mut out: Vec<(Expr, Expr)> = Vec::new();
    for term in expand_in(dag, e, moving)? {
        let one = dag.integer(1);
        let mut factors = term.factors;
        factors.sort_unstable();
        let product = factors.into_iter().fold(one, |p, f| dag.mul(p, f));
        let mut normaliser = Normaliser::new();
        let product = match normaliser.normal(dag, product) {
            Some(form) => normaliser.rebuild(dag, &form),
            None => product,
        };
        match out.iter_mut().find(|(_, p)| *p == product) {
            Some((c, _)) => *c = dag.add(*c, term.coefficient),
            None => out.push((term.coefficient, product)),
        }
    }
    Some(out)
}

/// The coefficients of a polynomial in `x` of degree at most 2, constant first.
pub(super) fn quadratic(dag: &mut Dag, e: Expr, x: Var) -> Option<[Expr; 3]> {
    let first = dag.derivative(e, x)?;
    let second = dag.derivative(first, x)?;
    let (zero, two) = (dag.integer(0), dag.integer(2));
    let at = [(x, zero)];
    let second0 = dag.substitute(second, &at);
    let change = dag.sub(second, second0);
    if has(dag, second, x) && !dag.is_zero(change) {
        return None;
    }
    let c = dag.substitute(e, &at);
    let b = dag.substitute(first, &at);
    let a = dag.div(second0, two);
    let a = if dag.is_zero(a) { zero } else { a };
    let b = if dag.is_zero(b) { zero } else { b };
    Some([c, b, a])
}

/// Where an antiderivative is wanted.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// `x` (or what stands in a logarithm) is negative there.
    pub negative: bool,
    /// It is to vanish at minus infinity rather than at infinity.
    pub from_left: bool,
}

/// An antiderivative.
pub(super) fn antiderivative(dag: &mut Dag, f: Expr, x: Var, place: Place) -> Option<Expr> {
    let mut sum = dag.integer(0);
    for term in expand(dag, f, x)? {
        let g = match of_factors(dag, &term.factors, x, place) {
            Some(g) => g,
            None => of_logarithm(dag, &term.factors, x)
                .or_else(|| of_real_powers(dag, &term.factors, x))?,
        };
        let g = dag.mul(term.coefficient, g);
        sum = dag.add(sum, g);
    }
    Some(sum)
}

/// A product with powers of real exponents, as `x (1 - x)^a` has, times a polynomial.
fn of_real_powers(dag: &mut Dag, factors: &[Expr], x: Var) -> Option<Expr> {
    let inside = dag.reachable(factors);
    let real_power = |e: &Expr| {
        let Node::Unary(Unary::Exp, exponent) = *dag.node(*e) else {
            return false;
        };
        let logarithm =
            |e: &Expr| matches!(*dag.node(*e), Node::Unary(Unary::Log, u) if has(dag, u, x));
        dag.reachable(&[exponent]).iter().any(logarithm)
    };
    if !inside.iter().any(real_power) {
        return None;
    }
    let one = dag.integer(1);
    let product = factors.iter().fold(one, |p, f| dag.mul(p, *f));
    reduction(dag, x, product, None).map(|found| found.whole)
}

/// `h(log u)/u` for a linear `u`: an antiderivative of `h` at `log u`, over the slope of `u`.
fn of_logarithm(dag: &mut Dag, factors: &[Expr], x: Var) -> Option<Expr> {
    let one = dag.integer(1);
    let product = factors.iter().fold(one, |p, f| dag.mul(p, *f));
    let logarithm = dag
        .reachable(factors)
        .into_iter()
        .find(|e| matches!(*dag.node(*e), Node::Unary(Unary::Log, u) if has(dag, u, x)))?;
    let Node::Unary(_, u) = *dag.node(logarithm) else {
        return None;
    };
    let slope = dag.derivative(u, x)?;
    if has(dag, slope, x) {
        return None;
    }
    let rest = dag.mul(product, u);
    let rest = collected(dag, rest);
    // Without the logarithm nothing of the rest varies.
    let pi = dag.pi();
    let elsewhere = dag.rebuild(rest, |_, e| (e == logarithm).then_some(pi));
    if has(dag, elsewhere, x) {
        return None;
    }
    let v = dag.variable(x);
    let inner = dag.rebuild(rest, |_, e| (e == logarithm).then_some(v));
    let place = Place {
        negative: false,
        from_left: false,
    };
    let mut sum = dag.integer(0);
    for term in expand(dag, inner, x)? {
        let g = of_factors(dag, &term.factors, x, place)?;
        let g = dag.mul(term.coefficient, g);
        sum = dag.add(sum, g);
    }
    let whole = dag.substitute(sum, &[(x, logarithm)]);
    Some(dag.div(whole, slope))
}

fn of_factors(dag: &mut Dag, factors: &[Expr], x: Var, place: Place) -> Option<Expr> {
    let negative = place.negative;
    let v = dag.variable(x);
    let mut power = 0i64;
    let mut exponent = dag.integer(0);
    let mut exponential = false;
    let mut waves: Vec<(bool, Expr)> = Vec::new();
    let mut others: Vec<Expr> = Vec::new();
    for &e in factors {
        match dag.node(e).clone() {
            Node::Variable(w) if w == x => power += 1,
            Node::Power(b, n) if b == v => power += i64::from(n),
            Node::Unary(Unary::Exp, a) => {
                exponent = dag.add(exponent, a);
                exponential = true;
            }
            Node::Unary(Unary::Sin, a) => waves.push((true, a)),
            Node::Unary(Unary::Cos, a) => waves.push((false, a)),
            Node::Power(b, n) if (2..=8).contains(&n) => match *dag.node(b) {
                Node::Unary(Unary::Sin, a) => waves.extend((0..n).map(|_| (true, a))),
                Node::Unary(Unary::Cos, a) => waves.extend((0..n).map(|_| (false, a))),
                _ => others.push(e),
            },
            Node::Binary(Binary::Div, one, b)
                if b == v && dag.as_rational(one) == Some(&integer(1)) =>
            {
                power -= 1;
            }
            Node::Binary(Binary::Div, one, b) if dag.as_rational(one) == Some(&integer(1)) => {
                match *dag.node(b) {
                    Node::Power(w, n) if w == v => power -= i64::from(n),
                    _ => others.push(e),
                }
            }
            _ => others.push(e),
        }
    }
    match (others.len(), exponential, waves.len()) {
        (0, false, 0) => monomial(dag, v, power, negative),
        (0, true, 0) => (power >= 0)
            .then(|| exponential_part(dag, x, power, exponent, place.from_left))
            .flatten()
            .or_else(|| real_power(dag, x, (power, exponent), None)),
        (1, true, 0) => real_power(dag, x, (power, exponent), Some(others[0])),
        (0, false, _) if power >= 0 => wave_part(dag, x, power, &waves),
        (0, true, 1) if power == 0 => damped_wave(dag, x, exponent, waves[0]),
        (1, false, 0) => other(dag, x, power, others[0], negative),
        _ => None,
    }
    .or_else(|| {
        let plain = power == 0 && waves.is_empty();
        plain.then(|| logistic(dag, x, &others, exponential.then_some(exponent)))?
    })
    .or_else(|| {
        let rational = !exponential && waves.is_empty() && power >= -1;
        rational.then(|| linear_divisors(dag, (x, power), &others, negative))?
    })
}

/// `x^k exp(a log(u) + b)` for a linear `u`, which is `x` if `k` is not 0: the power
/// `u^(a + k + 1)` over `a + k + 1` and the slope; with a factor `log(u)`, that times
/// `log(u) - 1/(a + k + 1)`.
fn real_power(
    dag: &mut Dag,
    x: Var,
    (power, exponent): (i64, Expr),
    factor: Option<Expr>,
) -> Option<Expr> {
    let logarithm = (dag.reachable(&[exponent]).into_iter())
        .find(|e| matches!(*dag.node(*e), Node::Unary(Unary::Log, u) if has(dag, u, x)))?;
    let Node::Unary(_, u) = *dag.node(logarithm) else {
        return None;
    };
    let v = dag.variable(x);
    let slope = dag.derivative(u, x)?;
    if has(dag, slope, x) || power != 0 && u != v {
        return None;
    }
    let (one, pi) = (dag.integer(1), dag.pi());
    let elsewhere = dag.rebuild(exponent, |_, e| (e == logarithm).then_some(pi));
    if has(dag, elsewhere, x) {
        return None;
    }
    let linear = dag.rebuild(exponent, |_, e| (e == logarithm).then_some(v));
    let [rest, degree, bend] = quadratic(dag, linear, x)?;
    if !dag.is_zero(bend) {
        return None;
    }
    let more = dag.integer(power);
    let more = dag.add(more, one);
    let degree = dag.add(degree, more);
    let degree = collected(dag, degree);
    if dag.is_zero(degree) {
        return None;
    }
    let top = dag.mul(degree, logarithm);
    let top = dag.add(top, rest);
    let whole = dag.unary(Unary::Exp, top);
    let divisor = dag.mul(degree, slope);
    let whole = dag.div(whole, divisor);
    let Some(factor) = factor else {
        return Some(whole);
    };
    let inverse = dag.div(one, degree);
    let rest = dag.sub(logarithm, inverse);
    (factor == logarithm).then(|| dag.mul(whole, rest))
}

fn monomial(dag: &mut Dag, v: Expr, power: i64, negative: bool) -> Option<Expr> {
    if power == -1 {
        let u = if negative { dag.neg(v) } else { v };
        return Some(dag.unary(Unary::Log, u));
    }
    let n = i32::try_from(power + 1).ok()?;
    let p = dag.power(v, n);
    let n = dag.integer(power + 1);
    Some(dag.div(p, n))
}

/// `x^k exp(q(x))` for a polynomial `q` of degree 1 or 2.
fn exponential_part(
    dag: &mut Dag,
    x: Var,
    power: i64,
    exponent: Expr,
    from_left: bool,
) -> Option<Expr> {
    let v = dag.variable(x);
    let [c, b, a] = quadratic(dag, exponent, x)?;
    let zero = dag.integer(0);
    let e = dag.unary(Unary::Exp, exponent);
    if a == zero {
        if b == zero {
            return None;
        }
        // x^k e/b - k/b (the same for k - 1)
        let mut g = dag.div(e, b);
        for k in 1..=power {
            let p = dag.power(v, i32::try_from(k).ok()?);
            let p = dag.mul(p, e);
            let k = dag.integer(k);
            let lower = dag.mul(k, g);
            let difference = dag.sub(p, lower);
            g = dag.div(difference, b);
        }
        return Some(g);
    }
    // I_k = (x^(k-1) e - b I_(k-1) - (k-1) I_(k-2))/(2a)
    let two = dag.integer(2);
    let twice = dag.mul(two, a);
    let mut table: Vec<Option<Expr>> = vec![gauss(dag, v, [c, b, a], from_left)];
    for k in 1..=power {
        let p = dag.power(v, i32::try_from(k - 1).ok()?);
        let mut g = Some(dag.mul(p, e));
        if b != zero {
            g = match (g, *table.last()?) {
                (Some(g), Some(before)) => {
                    let part = dag.mul(b, before);
                    Some(dag.sub(g, part))
                }
                _ => None,
            };
        }
        if k >= 2 {
            let before = table[usize::try_from(k - 2).ok()?];
            g = match (g, before) {
                (Some(g), Some(before)) => {
                    let k = dag.integer(k - 1);
                    let part = dag.mul(k, before);
                    Some(dag.sub(g, part))
                }
                _ => None,
            };
        }
        table.push(g.map(|g| dag.div(g, twice)));
    }
    table.pop()?
}

/// `exp(c + b x + a x^2)` for negative `a`, by the complementary error function.
fn gauss(dag: &mut Dag, v: Expr, [c, b, a]: [Expr; 3], from_left: bool) -> Option<Expr> {
    let (two, four) = (dag.integer(2), dag.integer(4));
    let minus = dag.neg(a);
    let minus = collected(dag, minus);
    if dag.as_rational(minus).is_some_and(|q| !q.is_positive()) {
        return None;
    }
    let root = square_root(dag, minus);
    let centred = dag.as_rational(b).is_some_and(num_traits::Zero::is_zero);
    let top = if centred {
        c
    } else {
        let square = dag.power(b, 2);
        let fourfold = dag.mul(four, minus);
        let shift = dag.div(square, fourfold);
        dag.add(c, shift)
    };
    let height = dag.unary(Unary::Exp, top);
    let pi = dag.pi();
    let circle = dag.unary(Unary::Sqrt, pi);
    let width = dag.mul(two, root);
    let factor = dag.div(circle, width);
    let factor = dag.mul(height, factor);
    let scaled = dag.mul(root, v);
    let argument = if centred {
        scaled
    } else {
        let offset = dag.div(b, width);
        dag.sub(scaled, offset)
    };
    let argument = if from_left {
        dag.neg(argument)
    } else {
        argument
    };
    let value = dag.unary(Unary::Erfc, argument);
    let value = if from_left { value } else { dag.neg(value) };
    Some(dag.mul(factor, value))
}

/// `x^k` times sines and cosines of linear terms.
fn wave_part(dag: &mut Dag, x: Var, power: i64, waves: &[(bool, Expr)]) -> Option<Expr> {
    let one = dag.integer(1);
    let mut sum: Vec<(Expr, bool, Expr)> = Vec::new();
    for &(sine, a) in waves {
        if sum.is_empty() {
            sum.push((one, sine, a));
            continue;
        }
        let two = dag.integer(2);
        let mut next = Vec::new();
        for (c, s, b) in sum {
            let c = dag.div(c, two);
            let (less, more) = (dag.sub(b, a), dag.add(b, a));
            let negative = dag.neg(c);
            match (s, sine) {
                (false, false) => next.extend([(c, false, less), (c, false, more)]),
                (true, true) => next.extend([(c, false, less), (negative, false, more)]),
                (true, false) => next.extend([(c, true, more), (c, true, less)]),
                (false, true) => next.extend([(c, true, more), (negative, true, less)]),
            }
        }
        sum = next;
    }
    let mut out = dag.integer(0);
    for (c, sine, a) in sum {
        let g = one_wave(dag, x, power, sine, a)?;
        let g = dag.mul(c, g);
        out = dag.add(out, g);
    }
    Some(out)
}

fn one_wave(dag: &mut Dag, x: Var, power: i64, sine: bool, argument: Expr) -> Option<Expr> {
    let v = dag.variable(x);
    let zero = dag.integer(0);
    let [start, slope, bend] = quadratic(dag, argument, x)?;
    if bend != zero {
        return None;
    }
    if slope == zero {
        // The argument does not move.
        let op = if sine { Unary::Sin } else { Unary::Cos };
        let wave = dag.unary(op, start);
        let g = monomial(dag, v, power, false)?;
        return Some(dag.mul(wave, g));
    }
    let linear = dag.mul(slope, v);
    let linear = dag.add(linear, start);
    let (s, c) = (dag.unary(Unary::Sin, linear), dag.unary(Unary::Cos, linear));
    let over = if sine { dag.neg(c) } else { s };
    let first = dag.div(over, slope);
    if power == 0 {
        return Some(first);
    }
    // By parts: x^k W - k * (integral of x^(k-1) W).
    let p = dag.power(v, i32::try_from(power).ok()?);
    let boundary = dag.mul(p, first);
    let inner = one_wave(dag, x, power - 1, !sine, argument)?;
    let k = dag.integer(power);
    let k = dag.div(k, slope);
    let rest = dag.mul(k, inner);
    Some(if sine {
        dag.add(boundary, rest)
    } else {
        dag.sub(boundary, rest)
    })
}

/// `exp(a x + c) sin(b x + d)`, or with the cosine, for `a` and `b` not both 0.
fn damped_wave(
    dag: &mut Dag,
    x: Var,
    exponent: Expr,
    (sine, argument): (bool, Expr),
) -> Option<Expr> {
    let zero = dag.integer(0);
    let [_, a, bend] = quadratic(dag, exponent, x)?;
    let [_, b, curl] = quadratic(dag, argument, x)?;
    (bend == zero && curl == zero && a != zero && b != zero).then_some(())?;
    let growth = dag.unary(Unary::Exp, exponent);
    let (s, c) = (
        dag.unary(Unary::Sin, argument),
        dag.unary(Unary::Cos, argument),
    );
    // (e^(a x) sin(b x))' = e^(a x) (a sin(b x) + b cos(b x))
    let (own, other) = if sine { (s, c) } else { (c, s) };
    let (kept, turned) = (dag.mul(a, own), dag.mul(b, other));
    let sum = if sine {
        dag.sub(kept, turned)
    } else {
        dag.add(kept, turned)
    };
    let (a2, b2) = (dag.power(a, 2), dag.power(b, 2));
    let size = dag.add(a2, b2);
    let product = dag.mul(growth, sum);
    Some(dag.div(product, size))
}

/// `x^k` times one other factor.
fn other(dag: &mut Dag, x: Var, power: i64, factor: Expr, negative: bool) -> Option<Expr> {
    let v = dag.variable(x);
    let (zero, one) = (dag.integer(0), dag.integer(1));
    match dag.node(factor).clone() {
        Node::Unary(Unary::Log, u) if u == v && power != -1 => {
            let p = dag.power(v, i32::try_from(power + 1).ok()?);
            let n = dag.integer(power + 1);
            let inverse = dag.div(one, n);
            let inner = dag.sub(factor, inverse);
            let g = dag.mul(p, inner);
            Some(dag.div(g, n))
        }
        Node::Unary(Unary::Log, u) if power == 0 => {
            let [_, slope, bend] = quadratic(dag, u, x)?;
            (bend == zero && slope != zero).then_some(())?;
            let g = dag.mul(u, factor);
            let g = dag.sub(g, u);
            Some(dag.div(g, slope))
        }
        Node::Unary(Unary::Sqrt, u) => {
            let root = rational_power(dag, x, power, u, (1, 2));
            root.or_else(|| (power == 0).then(|| root_of_quadratic(dag, x, u, true))?)
        }
        Node::Unary(Unary::Erfc, u) if power == 0 => {
            let [_, slope, bend] = quadratic(dag, u, x)?;
            (bend == zero && slope != zero).then_some(())?;
            // (u erfc(u) - exp(-u^2)/sqrt(pi))' = u' erfc(u)
            let (square, pi) = (dag.power(u, 2), dag.pi());
            let (minus, circle) = (dag.neg(square), dag.unary(Unary::Sqrt, pi));
            let bell = dag.unary(Unary::Exp, minus);
            let (bell, main) = (dag.div(bell, circle), dag.mul(u, factor));
            let g = dag.sub(main, bell);
            Some(dag.div(g, slope))
        }
        Node::RationalPower(u, p, q) => {
            rational_power(dag, x, power, u, (i64::from(p), i64::from(q)))
        }
        Node::Binary(Binary::Div, _, u) => match dag.node(u).clone() {
            Node::Unary(Unary::Sqrt, w) => {
                let root = rational_power(dag, x, power, w, (-1, 2));
                root.or_else(|| (power == 0).then(|| root_of_quadratic(dag, x, w, false))?)
            }
            Node::RationalPower(w, p, q) => {
                rational_power(dag, x, power, w, (-i64::from(p), i64::from(q)))
            }
            Node::Power(w, n) if is_root(dag, w) => {
                let (w, (p, q)) = root_of(dag, w)?;
                rational_power(dag, x, power, w, (-p * i64::from(n), q))
            }
            Node::Power(w, n) if power == 0 => linear_power(dag, x, w, -i64::from(n), negative),
            _ if power == 0 => reciprocal(dag, x, u, negative),
            _ => None,
        },
        Node::Power(w, n) if is_root(dag, w) => {
            let (w, (p, q)) = root_of(dag, w)?;
            rational_power(dag, x, power, w, (p * i64::from(n), q))
        }
        Node::Power(w, n) if power == 0 => linear_power(dag, x, w, i64::from(n), negative),
        Node::Unary(Unary::Arctan, u) if u == v && power == 0 => {
            let square = dag.power(v, 2);
            let two = dag.integer(2);
            let more = dag.add(one, square);
            let log = dag.unary(Unary::Log, more);
            let half = dag.div(log, two);
            let g = dag.mul(v, factor);
            Some(dag.sub(g, half))
        }
        _ => None,
    }
}

/// `1/u` for a linear or quadratic `u`.
fn reciprocal(dag: &mut Dag, x: Var, u: Expr, negative: bool) -> Option<Expr> {
    let (zero, two, four) = (dag.integer(0), dag.integer(2), dag.integer(4));
    let [c, b, a] = quadratic(dag, u, x)?;
    if a == zero {
        return linear_power(dag, x, u, -1, negative);
    }
    // a x^2 + b x + c = ((2 a x + b)^2 + 4 a c - b^2)/(4 a)
    let v = dag.variable(x);
    let ac = dag.mul(a, c);
    let fourfold = dag.mul(four, ac);
    let square = dag.power(b, 2);
    let discriminant = dag.sub(fourfold, square);
    let discriminant = collected(dag, discriminant);
    let root = square_root(dag, discriminant);
    let twice = dag.mul(two, a);
    let linear = dag.mul(twice, v);
    let linear = dag.add(linear, b);
    let argument = dag.div(linear, root);
    let angle = dag.unary(Unary::Arctan, argument);
    let factor = dag.div(two, root);
    Some(dag.mul(factor, angle))
}

/// `sqrt(u)`, or `1/sqrt(u)`, for `u = a x^2 + b x + c` with a rational `a < 0` and `b^2 > 4 a c`.
fn root_of_quadratic(dag: &mut Dag, x: Var, u: Expr, over: bool) -> Option<Expr> {
    let [c, b, a] = quadratic(dag, u, x)?;
    (dag.as_rational(a)?.is_negative()).then_some(())?;
    let (two, four, v) = (dag.integer(2), dag.integer(4), dag.variable(x));
    let ac = dag.mul(a, c);
    let fourfold = dag.mul(four, ac);
    let square = dag.power(b, 2);
    let discriminant = dag.sub(square, fourfold);
    let discriminant = collected(dag, discriminant);
    let radius = square_root_of_number(dag, discriminant);
    // 1/sqrt(u) is the derivative of -arcsin((2 a x + b)/radius)/sqrt(-a).
    let twice = dag.mul(two, a);
    let linear = dag.mul(twice, v);
    let linear = dag.add(linear, b);
    let sine = dag.div(linear, radius);
    let angle = dag.unary(Unary::Arcsin, sine);
    let size = dag.neg(a);
    let width = square_root_of_number(dag, size);
    let angle = dag.div(angle, width);
    let angle = dag.neg(angle);
    if !over {
        return Some(angle);
    }
    // sqrt(u) that of (2 a x + b) sqrt(u)/(4 a) - discriminant/(8 a) times that one.
    let root = dag.unary(Unary::Sqrt, u);
    let main = dag.mul(linear, root);
    let fourfold = dag.mul(four, a);
    let main = dag.div(main, fourfold);
    let eightfold = dag.mul(two, fourfold);
    let share = dag.div(discriminant, eightfold);
    let rest = dag.mul(share, angle);
    Some(dag.sub(main, rest))
}

/// The root of a term, a rational one where it is the square of a rational.
fn square_root_of_number(dag: &mut Dag, e: Expr) -> Expr {
    let root = dag
        .as_rational(e)
        .and_then(super::partial_fractions::square_root);
    match root {
        Some(root) => dag.rational(root),
        None => square_root(dag, e),
    }
}

/// A term with like terms taken together.
fn collected(dag: &mut Dag, e: Expr) -> Expr {
    let mut normaliser = Normaliser::new();
    match normaliser.normal(dag, e) {
        Some(form) => normaliser.rebuild(dag, &form),
        None => e,
    }
}

/// The root of a term, without a sign where it is plainly a square of something positive.
fn square_root(dag: &mut Dag, e: Expr) -> Expr {
    match dag.node(e).clone() {
        Node::Power(b, n) if n % 2 == 0 => dag.power(b, n / 2),
        Node::Binary(op @ (Binary::Mul | Binary::Div), a, b) => {
            let (a, b) = (square_root(dag, a), square_root(dag, b));
            dag.binary(op, a, b)
        }
        _ => dag.unary(Unary::Sqrt, e),
    }
}

/// What `1` is divided by.
pub(super) fn divisor(dag: &Dag, e: Expr) -> Option<Expr> {
    match *dag.node(e) {
        Node::Binary(Binary::Div, one, u) if dag.as_rational(one) == Some(&integer(1)) => Some(u),
        _ => None,
    }
}

pub(super) fn linear_power(dag: &mut Dag, x: Var, u: Expr, n: i64, negative: bool) -> Option<Expr> {
    let zero = dag.integer(0);
    let [_, slope, bend] = quadratic(dag, u, x)?;
    (bend == zero && slope != zero).then_some(())?;
    let g = monomial(dag, u, n, negative)?;
    Some(dag.div(g, slope))
}

/// A root or a rational power: what is raised, and to which power.
fn root_of(dag: &Dag, e: Expr) -> Option<(Expr, (i64, i64))> {
    match *dag.node(e) {
        Node::Unary(Unary::Sqrt, u) => Some((u, (1, 2))),
        Node::RationalPower(u, p, q) => Some((u, (i64::from(p), i64::from(q)))),
        _ => None,
    }
}

fn is_root(dag: &Dag, e: Expr) -> bool {
    root_of(dag, e).is_some()
}

/// `x^k u^(p/q)` for a linear `u`, `k` 0 unless `u` is `x`.
fn rational_power(dag: &mut Dag, x: Var, power: i64, u: Expr, (p, q): (i64, i64)) -> Option<Expr> {
    let v = dag.variable(x);
    let zero = dag.integer(0);
    let [_, slope, bend] = quadratic(dag, u, x)?;
    (bend == zero && slope != zero && (power == 0 || u == v)).then_some(())?;
    let exponent = integer(power) + integer(p) / integer(q) + integer(1);
    exponent.numer().to_i64()?;
    let g = dag.rational_power(u, &exponent)?;
    let n = dag.rational(exponent);
    let n = dag.mul(n, slope);
    Some(dag.div(g, n))
}
