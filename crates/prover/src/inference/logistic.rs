//! Antiderivatives of `1/u^n` and `exp(m a)/u^n` for `u = b + k exp(a)` with a linear `a`, as
//! powers of the sigmoid and of the hyperbolic tangent are. Where `exp(a)` grows towards an
//! infinite end, `1/u` is `exp(-a)/(k + b exp(-a))`, in which nothing does.

use super::antiderivative::{self, quadratic};
use super::integral::roughly;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary, Var};

/// Highest power of `1/u`.
const MOST: i32 = 6;

/// `u = b + k exp(a)`, `a` of the given slope.
struct Divisor {
    u: Expr,
    rest: Expr,
    factor: Expr,
    exponent: Expr,
    slope: Expr,
}

/// An antiderivative of the product of reciprocals, and of `exp(exponent)` if that is given.
pub(super) fn logistic(
    dag: &mut Dag,
    x: Var,
    reciprocals: &[Expr],
    exponent: Option<Expr>,
) -> Option<Expr> {
    let mut power = 0;
    let mut base = None;
    for &e in reciprocals {
        let d = antiderivative::divisor(dag, e)?;
        let (u, n) = match *dag.node(d) {
            Node::Power(u, n) if n > 0 => (u, n),
            _ => (d, 1),
        };
        if base.is_some_and(|b| b != u) {
            return None;
        }
        base = Some(u);
        power += n;
    }
    let divisor = divisor(dag, x, base?).filter(|_| power <= MOST)?;
    match exponent {
        None => Some(divisor.whole(dag, x, power)),
        Some(e) => divisor.with_exponential(dag, e, power),
    }
}

/// A term in which no divisor grows as an exponential towards an infinite end.
pub(super) fn turned(dag: &mut Dag, f: Expr, x: Var, at: &[(Var, f64)], upper: bool) -> Expr {
    dag.rebuild(f, |dag, e| {
        let Node::Binary(Binary::Div, above, below) = *dag.node(e) else {
            return None;
        };
        let (u, n) = match *dag.node(below) {
            Node::Power(u, n) if n > 0 => (u, n),
            _ => (below, 1),
        };
        let Divisor {
            rest,
            factor,
            exponent,
            slope,
            ..
        } = divisor(dag, x, u)?;
        let rises = roughly(dag, slope, at) > 0.0;
        if rises != upper {
            return None;
        }
        let falling = linear(dag, exponent, x, -1)?;
        let exponential = dag.unary(Unary::Exp, falling);
        let small = dag.mul(rest, exponential);
        let u = dag.add(factor, small);
        let below = dag.power(u, n);
        // What is above may be an exponential itself.
        let above = match *dag.node(above) {
            Node::Unary(Unary::Exp, own) => {
                let (n, own) = (dag.integer(i64::from(n)), linear(dag, own, x, 1)?);
                let more = dag.mul(n, falling);
                let sum = dag.add(own, more);
                let sum = linear(dag, sum, x, 1)?;
                dag.unary(Unary::Exp, sum)
            }
            _ => {
                let all = linear(dag, exponent, x, -i64::from(n))?;
                let power = dag.unary(Unary::Exp, all);
                dag.mul(above, power)
            }
        };
        Some(dag.div(above, below))
    })
}

/// A multiple of a linear term, its parts collected.
fn linear(dag: &mut Dag, e: Expr, x: Var, times: i64) -> Option<Expr> {
    let [start, slope, bend] = quadratic(dag, e, x)?;
    let zero = dag.integer(0);
    let times = dag.integer(times);
    let (v, slope) = (dag.variable(x), dag.mul(times, slope));
    let (moving, start) = (dag.mul(slope, v), dag.mul(times, start));
    let whole = if dag.is_zero(start) {
        moving
    } else {
        dag.add(moving, start)
    };
    (bend == zero).then_some(whole)
}

/// A sum of a term without `x` and an exponential of a linear one, times something without `x`.
fn divisor(dag: &mut Dag, x: Var, u: Expr) -> Option<Divisor> {
    let Node::Binary(Binary::Add, a, b) = *dag.node(u) else {
        return None;
    };
    let fixed = |dag: &Dag, e: Expr| !dag.variables(e).contains(&x);
    let (rest, moving) = if fixed(dag, a) { (a, b) } else { (b, a) };
    let (factor, exponential) = match *dag.node(moving) {
        Node::Binary(Binary::Mul, k, e) if fixed(dag, k) => (k, e),
        _ => (dag.integer(1), moving),
    };
    let Node::Unary(Unary::Exp, exponent) = *dag.node(exponential) else {
        return None;
    };
    let [_, slope, bend] = quadratic(dag, exponent, x)?;
    let zero = dag.integer(0);
    (fixed(dag, rest) && rest != zero && slope != zero && bend == zero).then_some(Divisor {
        u,
        rest,
        factor,
        exponent,
        slope,
    })
}

impl Divisor {
    /// Of `exp(m a)/u^n` for the `m` that `e = m a` shows: with `exp(a) = (u - b)/k` a sum of
    /// powers of `u` times `u'`.
    fn with_exponential(&self, dag: &mut Dag, e: Expr, n: i32) -> Option<Expr> {
        let m = (1..=MOST).find(|m| {
            let m = dag.integer(i64::from(*m));
            let multiple = dag.mul(m, self.exponent);
            let apart = dag.sub(e, multiple);
            dag.is_zero(apart)
        })?;
        let minus = dag.neg(self.rest);
        let mut sum = dag.integer(0);
        let mut choices = 1;
        for j in 0..m {
            // The term of `u^j` in `(u - b)^(m - 1)`.
            let power = dag.power(minus, m - 1 - j);
            let part = self.of_derivative(dag, n - 1 - j);
            let choose = dag.integer(choices);
            let part = dag.mul(power, part);
            let part = dag.mul(choose, part);
            sum = dag.add(sum, part);
            choices = choices * i64::from(m - 1 - j) / i64::from(j + 1);
        }
        let scale = dag.power(self.factor, m);
        let scale = dag.mul(self.slope, scale);
        Some(dag.div(sum, scale))
    }

    /// Of `u'/u^(n + 1)`: `log(u)`, or `-1/(n u^n)`.
    fn of_derivative(&self, dag: &mut Dag, n: i32) -> Expr {
        if n == 0 {
            return dag.unary(Unary::Log, self.u);
        }
        if n < 0 {
            let power = dag.power(self.u, -n);
            let n = dag.integer(-i64::from(n));
            return dag.div(power, n);
        }
        let power = dag.power(self.u, n);
        let n = dag.integer(-i64::from(n));
        let below = dag.mul(n, power);
        let one = dag.integer(1);
        dag.div(one, below)
    }

    /// Of `1/u^n`: with `b = u - u'/slope` it is that of `1/u^(n - 1)` less that of
    /// `u'/(slope u^n)`, over `b`.
    fn whole(&self, dag: &mut Dag, x: Var, n: i32) -> Expr {
        let mut whole = dag.variable(x);
        for k in 0..n {
            let part = self.of_derivative(dag, k);
            let part = dag.div(part, self.slope);
            let left = dag.sub(whole, part);
            whole = dag.div(left, self.rest);
        }
        whole
    }
}
