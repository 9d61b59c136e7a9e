//! Antiderivatives of `1/(u w)` and `x/(u w)` for two different linear terms `u` and `w`, by
//! partial fractions: with `u = c + s x` and `w = d + r x`, `1/(u w)` is `s/u - r/w` over
//! `s d - r c`.

use super::antiderivative::{divisor, linear_power, quadratic};
use lemmabox_kernel::expr::{Dag, Expr, Var};

/// An antiderivative of `x^power` times two reciprocals, or one where `1/x` is the other.
pub(super) fn linear_divisors(
    dag: &mut Dag,
    (x, power): (Var, i64),
    reciprocals: &[Expr],
    negative: bool,
) -> Option<Expr> {
    let divisors = reciprocals.iter().map(|e| divisor(dag, *e));
    let mut divisors = divisors.collect::<Option<Vec<Expr>>>()?;
    if power == -1 {
        divisors.push(dag.variable(x));
    }
    let &[u, w] = divisors.as_slice() else {
        return None;
    };
    let zero = dag.integer(0);
    let ([c, s, bend], [d, r, curve]) = (quadratic(dag, u, x)?, quadratic(dag, w, x)?);
    if [bend, curve] != [zero, zero] || [s, r].contains(&zero) || power > 1 {
        return None;
    }
    let [of_u, of_w] = [u, w].map(|e| linear_power(dag, x, e, -1, negative));
    let (of_u, of_w) = (of_u?, of_w?);
    let (first, second) = (dag.mul(s, of_u), dag.mul(r, of_w));
    let difference = dag.sub(first, second);
    let (across, back) = (dag.mul(s, d), dag.mul(r, c));
    let determinant = dag.sub(across, back);
    if dag.is_zero(determinant) {
        return None;
    }
    let whole = dag.div(difference, determinant);
    if power < 1 {
        return Some(whole);
    }
    // x = (u - c)/s
    let taken = dag.mul(c, whole);
    let left = dag.sub(of_w, taken);
    Some(dag.div(left, s))
}
