//! The scalars of a network given by its vectors.
//!
//! `a`, `a*` in `R^k`; `w`, `w*` in `R^p` with `|1/sqrt p + w*| = 1` (1 the all-ones vector) and
//! `v = (1/sqrt p + w)/|1/sqrt p + w|`, `v* = 1/sqrt p + w*`. Gradient descent on the vectors and
//! the map of [`super::reduced`] on these scalars are the same thing, whatever `k` and `p`.

use super::quantity::{Refused, angle, sign};
use super::symbolic::{inner_product, sum};
use lemmabox_kernel::expr::{Dag, Expr, Unary};
use std::cmp::Ordering;

/// `k`, `n = |a*|^2` and `S = (1'a*)^2`.
#[must_use]
pub fn teacher(dag: &mut Dag, a_star: &[Expr]) -> [Expr; 3] {
    let total = sum(dag, a_star);
    [
        dag.integer(i64::try_from(a_star.len()).unwrap_or(i64::MAX)),
        inner_product(dag, a_star, a_star),
        dag.power(total, 2),
    ]
}

/// What a second layer is beside a teacher's.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// `u = (1'a*)(1'a) - (1'a*)^2`.
    pub u: Expr,
    /// `r = a'a*`.
    pub r: Expr,
    /// `1'a`.
    pub sum: Expr,
    /// `|a|^2`.
    pub norm2: Expr,
}

/// The scalars of a second layer.
///
/// # Errors
/// Vectors of different lengths.
pub fn layer(dag: &mut Dag, a: &[Expr], a_star: &[Expr]) -> Result<Layer, Refused> {
    if a.len() != a_star.len() {
        return Err(Refused::Lengths("a", a.len(), "a*", a_star.len()));
    }
    let (own, other) = (sum(dag, a), sum(dag, a_star));
    let difference = dag.sub(own, other);
    Ok(Layer {
        u: dag.mul(other, difference),
        r: inner_product(dag, a, a_star),
        sum: own,
        norm2: inner_product(dag, a, a),
    })
}

/// The angle between `v` and `v*`.
///
/// # Errors
/// Vectors of different lengths, `|1/sqrt p + w*|` that is not 1, `1/sqrt p + w = 0`.
pub fn start_angle(dag: &mut Dag, w: &[Expr], w_star: &[Expr]) -> Result<Expr, Refused> {
    if w.len() != w_star.len() {
        return Err(Refused::Lengths("w", w.len(), "w*", w_star.len()));
    }
    let length = dag.integer(i64::try_from(w.len()).unwrap_or(i64::MAX));
    let root = dag.unary(Unary::Sqrt, length);
    let one = dag.integer(1);
    let entry = dag.div(one, root);
    let shifted =
        |dag: &mut Dag, x: &[Expr]| -> Vec<Expr> { x.iter().map(|&e| dag.add(entry, e)).collect() };
    let (v, v_star) = (shifted(dag, w), shifted(dag, w_star));
    let square = inner_product(dag, &v_star, &v_star);
    let excess = dag.sub(square, one);
    if sign(dag, excess, "|1/sqrt p + w*|^2 - 1")? != Ordering::Equal {
        return Err(Refused::NoDirection);
    }
    angle(dag, &v, &v_star)
}

/// Whether two closed terms are the same number.
///
/// # Errors
/// That is not decided.
pub fn same(dag: &mut Dag, x: Expr, y: Expr, what: &'static str) -> Result<bool, Refused> {
    let gap = dag.sub(x, y);
    Ok(sign(dag, gap, what)? == Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_evaluation::evaluate::evaluate;
    use lemmabox_interval::Interval;
    use lemmabox_kernel::exact::rational::ratio;

    fn vector(dag: &mut Dag, entries: &[(i64, i64)]) -> Vec<Expr> {
        entries
            .iter()
            .map(|&(p, q)| dag.rational(ratio(p, q)))
            .collect()
    }

    #[test]
    fn scalars_of_known_vectors() {
        let mut dag = Dag::new();
        let a_star = vector(&mut dag, &[(24, 25), (-7, 25)]);
        let a = vector(&mut dag, &[(-1, 5), (2, 5)]);
        let [k, n, square] = teacher(&mut dag, &a_star);
        let of = |dag: &mut Dag, a: &[Expr]| layer(dag, a, &a_star).unwrap();
        let start = of(&mut dag, &a);
        for (term, value) in [
            (k, ratio(2, 1)),
            (n, ratio(1, 1)),
            (square, ratio(289, 625)),
            (start.u, ratio(-204, 625)),
            (start.r, ratio(-38, 125)),
            (start.norm2, ratio(1, 5)),
        ] {
            let value = dag.rational(value);
            assert!(same(&mut dag, term, value, "a scalar").unwrap());
        }
        let long = vector(&mut dag, &[(1, 1), (0, 1), (0, 1)]);
        assert!(matches!(
            layer(&mut dag, &long, &a_star),
            Err(Refused::Lengths("a", 3, "a*", 2))
        ));
    }

    #[test]
    fn the_worst_teacher_of_the_prior_starts_at_a_third_of_pi() {
        // p = 4: v* = (1/2, 1/2, 1/2, 1/2) + w* with |w*| = 1 and |v*| = 1: v* = (1, 1, 1, -1)/2
        // has w* = (0, 0, 0, -1).
        let mut dag = Dag::new();
        let zero = vector(&mut dag, &[(0, 1); 4]);
        let w_star = vector(&mut dag, &[(0, 1), (0, 1), (0, 1), (-1, 1)]);
        let phi = start_angle(&mut dag, &zero, &w_star).unwrap();
        let value = evaluate::<Interval>(&dag, &[phi], (), &[]);
        let third = std::f64::consts::FRAC_PI_3;
        assert!((value[0].unwrap().mid() - third).abs() < 1e-15);
        assert!(matches!(
            start_angle(&mut dag, &w_star, &zero),
            Ok(e) if evaluate::<Interval>(&dag, &[e], (), &[])[0].unwrap().contains(third)
        ));
        let off = vector(&mut dag, &[(0, 1), (0, 1), (0, 1), (-1, 2)]);
        assert_eq!(
            start_angle(&mut dag, &zero, &off).unwrap_err(),
            Refused::NoDirection
        );
    }
}
