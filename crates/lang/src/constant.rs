//! Signs of closed constants, as far as the ends of domains need them: exact in Q(pi), by floating
//! point with a wide margin elsewhere. Used to refuse empty and undefined domains, never to prove.

use lemmabox_kernel::exact::{Q, qpi, rational};
use lemmabox_kernel::expr::{Algebra, Binary, Dag, End, Expr, Kind, Node, Unary, Var, Variable};
use num_traits::{One, Zero};
use std::cmp::Ordering;

/// What is known of a term without variables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// It has variables.
    Varies,
    /// It is defined and lies here.
    Within(f64, f64),
    /// It is not defined.
    Undefined,
    /// Too near a boundary to tell.
    Unknown,
}

/// Relative widening of every floating-point step; far above any library's error.
const MARGIN: f64 = 1e-12;

fn widened(lo: f64, hi: f64) -> Value {
    if lo.is_nan() || hi.is_nan() {
        return Value::Unknown;
    }
    let down = lo - lo.abs() * MARGIN - f64::MIN_POSITIVE;
    let up = hi + hi.abs() * MARGIN + f64::MIN_POSITIVE;
    Value::Within(
        if down == f64::INFINITY {
            f64::MAX
        } else {
            down
        },
        if up == f64::NEG_INFINITY {
            f64::MIN
        } else {
            up
        },
    )
}

fn hull(values: &[f64]) -> Value {
    let lo = values.iter().copied().fold(f64::INFINITY, f64::min);
    let hi = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if values.iter().any(|v| v.is_nan()) {
        return Value::Unknown;
    }
    widened(lo, hi)
}

fn unary(op: Unary, x: Value) -> Value {
    let Value::Within(lo, hi) = x else { return x };
    let middle = lo / 2.0 + hi / 2.0;
    let radius = hi / 2.0 - lo / 2.0;
    // |sin a - sin b| <= |a - b|, likewise cos.
    let wave = |center: f64| {
        if !radius.is_finite() || middle.abs() > 1e6 {
            return Value::Within(-1.0, 1.0);
        }
        let r = radius + 1e-9;
        Value::Within((center - r).max(-1.0), (center + r).min(1.0))
    };
    match op {
        Unary::Neg => Value::Within(-hi, -lo),
        Unary::Abs if lo >= 0.0 => x,
        Unary::Abs if hi <= 0.0 => Value::Within(-hi, -lo),
        Unary::Abs => Value::Within(0.0, hi.max(-lo)),
        Unary::Sqrt if lo >= 0.0 => widened(lo.sqrt(), hi.sqrt()),
        Unary::Sqrt if hi < 0.0 => Value::Undefined,
        Unary::Log if lo > 0.0 => widened(lo.ln() - MARGIN, hi.ln() + MARGIN),
        Unary::Log if hi <= 0.0 => Value::Undefined,
        Unary::Sin => wave(middle.sin()),
        Unary::Cos => wave(middle.cos()),
        Unary::Tan => binary(Binary::Div, wave(middle.sin()), wave(middle.cos())),
        Unary::Arcsin | Unary::Arccos if lo > 1.0 || hi < -1.0 => Value::Undefined,
        Unary::Arcsin if lo >= -1.0 && hi <= 1.0 => widened(lo.asin() - MARGIN, hi.asin() + MARGIN),
        Unary::Arccos if lo >= -1.0 && hi <= 1.0 => widened(hi.acos() - MARGIN, lo.acos() + MARGIN),
        Unary::Arctan => widened(lo.atan(), hi.atan()),
        Unary::Exp => widened(lo.exp(), hi.exp()),
        Unary::Asinh => widened(lo.asinh() - MARGIN, hi.asinh() + MARGIN),
        Unary::Floor if lo.floor() == hi.floor() => Value::Within(lo.floor(), lo.floor()),
        Unary::Floor => Value::Within(lo.floor(), hi.floor()),
        // Rough bounds: nothing rests on them but the refusal of empty domains.
        Unary::Erfc => Value::Within(0.0, 2.0),
        Unary::Binet(_) | Unary::Carlson(_) if lo > 0.0 => Value::Within(0.0, f64::MAX),
        Unary::Binet(_) | Unary::Carlson(_) if hi <= 0.0 => Value::Undefined,
        Unary::Binet(_) | Unary::Carlson(_) => Value::Unknown,
        Unary::Sqrt | Unary::Log | Unary::Arcsin | Unary::Arccos => Value::Unknown,
    }
}

fn binary(op: Binary, x: Value, y: Value) -> Value {
    let (Value::Within(a, b), Value::Within(c, d)) = (x, y) else {
        return match (x, y) {
            (Value::Undefined, _) | (_, Value::Undefined) => Value::Undefined,
            (Value::Varies, _) | (_, Value::Varies) => Value::Varies,
            _ => Value::Unknown,
        };
    };
    match op {
        Binary::Add => widened(a + c, b + d),
        Binary::Sub => widened(a - d, b - c),
        Binary::Mul => hull(&[a * c, a * d, b * c, b * d]),
        Binary::Div if c > 0.0 || d < 0.0 => hull(&[a / c, a / d, b / c, b / d]),
        Binary::Div if c == 0.0 && d == 0.0 => Value::Undefined,
        Binary::Div => Value::Unknown,
        Binary::Min => Value::Within(a.min(c), b.min(d)),
        Binary::Max => Value::Within(a.max(c), b.max(d)),
        Binary::Arctan2 if a > 0.0 || b < 0.0 || c > 0.0 || d < 0.0 => {
            widened(-std::f64::consts::PI, std::f64::consts::PI)
        }
        Binary::Arctan2 if a == 0.0 && b == 0.0 && c == 0.0 && d == 0.0 => Value::Undefined,
        Binary::Arctan2 => Value::Unknown,
    }
}

fn power(x: Value, exponent: f64, integer: Option<i32>) -> Value {
    let Value::Within(lo, hi) = x else { return x };
    let at = |v: f64| match integer {
        Some(n) => v.powi(n),
        None => v.powf(exponent),
    };
    // Errors of powi and powf grow with the exponent.
    let wide = |v: Value| match v {
        Value::Within(a, b) => {
            let m = 1e-9;
            Value::Within(a - a.abs() * m, b + b.abs() * m)
        }
        other => other,
    };
    if lo > 0.0 || (lo == 0.0 && exponent > 0.0) {
        return wide(hull(&[at(lo), at(hi)]));
    }
    if lo == 0.0 && hi == 0.0 {
        return Value::Undefined;
    }
    match integer {
        Some(n) if hi < 0.0 => wide(hull(&[lo.powi(n), hi.powi(n)])),
        Some(n) if n > 0 => wide(hull(&[lo.powi(n), hi.powi(n), 0.0])),
        None if hi < 0.0 => Value::Undefined,
        _ => Value::Unknown,
    }
}

/// The value of every node of a DAG, by position.
pub(super) fn values(dag: &Dag) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::with_capacity(dag.nodes().len());
    for node in dag.nodes() {
        let value = match node {
            Node::Rational(q) => {
                let (lo, hi) = rational::to_f64_outward(q);
                Value::Within(lo.max(f64::MIN), hi.min(f64::MAX))
            }
            Node::Pi => widened(std::f64::consts::PI, std::f64::consts::PI),
            Node::Variable(_) => Value::Varies,
            Node::Unary(op, x) => unary(*op, out[x.index()]),
            Node::Binary(op, x, y) => binary(*op, out[x.index()], out[y.index()]),
            Node::Power(x, n) => power(out[x.index()], f64::from(*n), Some(*n)),
            Node::RationalPower(x, p, q) => {
                power(out[x.index()], f64::from(*p) / f64::from(*q), None)
            }
        };
        out.push(value);
    }
    out
}

/// Polynomial in pi, constant coefficient first.
type Polynomial = Vec<Q>;

/// Degrees beyond this are left to floating point.
const MAX_DEGREE: usize = 32;

/// Quotient of polynomials in pi; the denominator is not the zero polynomial.
type Quotient = Option<(Polynomial, Polynomial)>;

struct RationalInPi;

fn trimmed(mut p: Polynomial) -> Polynomial {
    while p.last().is_some_and(Zero::is_zero) {
        p.pop();
    }
    p
}

fn product(p: &[Q], q: &[Q]) -> Option<Polynomial> {
    let mut out = vec![Q::zero(); (p.len() + q.len()).max(1) - 1];
    if out.len() > MAX_DEGREE + 1 {
        return None;
    }
    for (i, a) in p.iter().enumerate() {
        for (j, b) in q.iter().enumerate() {
            out[i + j] += a * b;
        }
    }
    out.iter()
        .all(|c| rational::bits(c) <= 4096)
        .then(|| trimmed(out))
}

fn sum(p: &[Q], q: &[Q], sign: i64) -> Polynomial {
    let at = |p: &[Q], i: usize| p.get(i).cloned().unwrap_or_else(Q::zero);
    let sign = rational::integer(sign);
    trimmed(
        (0..p.len().max(q.len()))
            .map(|i| at(p, i) + at(q, i) * &sign)
            .collect(),
    )
}

impl Algebra for RationalInPi {
    type Value = Quotient;

    fn rational(&mut self, q: &Q) -> Quotient {
        Some((trimmed(vec![q.clone()]), vec![Q::one()]))
    }

    fn pi(&mut self) -> Quotient {
        Some((vec![Q::zero(), Q::one()], vec![Q::one()]))
    }

    fn variable(&mut self, _: Var) -> Quotient {
        None
    }

    fn unary(&mut self, op: Unary, x: &Quotient) -> Quotient {
        let (n, d) = x.as_ref()?;
        match op {
            Unary::Neg => Some((sum(&[], n, -1), d.clone())),
            Unary::Abs
            | Unary::Sqrt
            | Unary::Exp
            | Unary::Log
            | Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Asinh
            | Unary::Floor
            | Unary::Erfc
            | Unary::Binet(_)
            | Unary::Carlson(_) => None,
        }
    }

    fn binary(&mut self, op: Binary, x: &Quotient, y: &Quotient) -> Quotient {
        let ((a, b), (c, d)) = (x.as_ref()?, y.as_ref()?);
        match op {
            Binary::Add => Some((sum(&product(a, d)?, &product(c, b)?, 1), product(b, d)?)),
            Binary::Sub => Some((sum(&product(a, d)?, &product(c, b)?, -1), product(b, d)?)),
            Binary::Mul => Some((product(a, c)?, product(b, d)?)),
            Binary::Div if !c.is_empty() => Some((product(a, d)?, product(b, c)?)),
            Binary::Div | Binary::Min | Binary::Max | Binary::Arctan2 => None,
        }
    }

    fn power(&mut self, x: &Quotient, n: i32) -> Quotient {
        let (a, b) = x.as_ref()?;
        let (a, b) = if n < 0 { (b, a) } else { (a, b) };
        if b.is_empty() || n.unsigned_abs() as usize > MAX_DEGREE {
            return None;
        }
        let mut out = (vec![Q::one()], vec![Q::one()]);
        for _ in 0..n.unsigned_abs() {
            out = (product(&out.0, a)?, product(&out.1, b)?);
        }
        Some(out)
    }

    fn rational_power(&mut self, _: &Quotient, _: i32, _: u32) -> Quotient {
        None
    }
}

/// Order of two closed, defined terms, when it can be told.
pub(super) fn compare(dag: &Dag, values: &[Value], a: Expr, b: Expr) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    if let (Some(p), Some(q)) = (dag.as_rational(a), dag.as_rational(b)) {
        return Some(p.cmp(q));
    }
    if dag.reachable(&[a, b]).len() <= 1000 {
        let parts = dag.evaluate(&[a, b], &mut RationalInPi);
        if let [Some((n1, d1)), Some((n2, d2))] = parts.as_slice()
            && let (Some(left), Some(right), Some(below)) =
                (product(n1, d2), product(n2, d1), product(d1, d2))
        {
            let above = qpi::sign_of_polynomial_in_pi(&sum(&left, &right, -1))?;
            return Some(match qpi::sign_of_polynomial_in_pi(&below)? {
                Ordering::Less => above.reverse(),
                _ => above,
            });
        }
    }
    match (values[a.index()], values[b.index()]) {
        (Value::Within(_, hi), Value::Within(lo, _)) if hi < lo => Some(Ordering::Less),
        (Value::Within(lo, _), Value::Within(_, hi)) if lo > hi => Some(Ordering::Greater),
        _ => None,
    }
}

/// Whether a closed, defined term is surely a value of the variable.
pub(super) fn is_value_of(dag: &Dag, variable: &Variable, e: Expr) -> bool {
    let values = values(dag);
    let beyond = |end: End, wanted: Ordering| match end {
        End::Infinite => true,
        End::Closed(x) => {
            let order = compare(dag, &values, x, e);
            order == Some(wanted) || order == Some(Ordering::Equal)
        }
        End::Open(x) => compare(dag, &values, x, e) == Some(wanted),
    };
    let integer = dag.as_rational(e).is_some_and(Q::is_integer);
    beyond(variable.domain.lo, Ordering::Less)
        && beyond(variable.domain.hi, Ordering::Greater)
        && (variable.kind == Kind::Real || integer)
}

/// Whether surely no integer lies between two closed, defined terms (`open` leaves the end out).
pub(super) fn no_integer_between(
    dag: &Dag,
    values: &[Value],
    (lo, lo_open): (Expr, bool),
    (hi, hi_open): (Expr, bool),
) -> bool {
    // Bounds, exact for a rational end, on the least and the greatest integer.
    let within = |e: Expr| match values[e.index()] {
        Value::Within(a, b) if a.abs() < 1e15 && b.abs() < 1e15 => Some((a, b)),
        _ => None,
    };
    let first = match dag.as_rational(lo) {
        Some(a) if lo_open => Some(a.floor() + Q::one()),
        Some(a) => Some(a.ceil()),
        None => within(lo).and_then(|(a, _)| rational::from_f64(a.ceil())),
    };
    let last = match dag.as_rational(hi) {
        Some(b) if hi_open => Some(b.ceil() - Q::one()),
        Some(b) => Some(b.floor()),
        None => within(hi).and_then(|(_, b)| rational::from_f64(b.floor())),
    };
    matches!((first, last), (Some(first), Some(last)) if first > last)
}
