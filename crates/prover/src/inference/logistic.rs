//! Antiderivatives of `1/u^n` and `exp(a)/u^n` for `u = b + k exp(a)` with a linear `a`, as powers
//! of the sigmoid and of the hyperbolic tangent are.

use super::antiderivative::{self, quadratic};
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
        Some(e) if e == divisor.exponent => {
            let (scale, n) = (dag.mul(divisor.slope, divisor.factor), power - 1);
            let part = divisor.of_derivative(dag, n);
            Some(dag.div(part, scale))
        }
        Some(_) => None,
    }
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
    /// Of `u'/u^(n + 1)`: `log(u)`, or `-1/(n u^n)`.
    fn of_derivative(&self, dag: &mut Dag, n: i32) -> Expr {
        if n == 0 {
            return dag.unary(Unary::Log, self.u);
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
