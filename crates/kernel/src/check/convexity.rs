//! Convexity around a point where the term and its gradient vanish.

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::rejection::{refuse, require};
use super::sign::Setting;
use super::statement::Reading;
use super::term::Order;
use super::{Checker, evaluator::Evaluator};
use crate::certificate::{Point, Side};
use crate::expr::{Dag, Expr, Var};

/// A symmetric matrix by rows; entry `(i, j)` and `(j, i)` are the same number.
type Matrix = Vec<Vec<Enclosure>>;

impl Checker<'_> {
    /// `f(p) >= 0`, the gradient at `p` is zero, and the second derivatives are positive
    /// semidefinite on the hull of the region and `p`: by Taylor's formula along the segment from
    /// `p`, `f >= f(p)`.
    pub(super) fn convex(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        strict: bool,
        point: &[(Var, Point)],
    ) -> Result<(), String> {
        let variables = self.dag.variables(f);
        let mut at_point = Vec::new();
        for v in &variables {
            let Some((_, p)) = point.iter().find(|(w, _)| w == v) else {
                return refuse("the point does not fix every variable");
            };
            require(v.index() < setting.region.lo.len(), "no such variable")?;
            self.point(*p)?;
            at_point.push((*v, p.term(&mut self.dag)));
        }
        let value = self.dag.substitute(f, &at_point);
        self.constant(value)?;
        self.exact_sign(value, strict)?;
        let mut slopes = Vec::new();
        for v in &variables {
            let Some(slope) = self.dag.derivative(f, *v) else {
                return refuse("the term has no symbolic derivative");
            };
            let slope_there = self.dag.substitute(slope, &at_point);
            self.constant(slope_there)?;
            let zero = self.normaliser.constant_sign(&mut self.dag, slope_there);
            require(
                zero == Some(Ordering::Equal),
                "the gradient is not shown to vanish",
            )?;
            let simplified = self.normaliser.simplified_derivative(&mut self.dag, f, *v);
            slopes.push(simplified.unwrap_or(slope));
        }
        // Second derivatives as terms, where there are any: sharper than differentiation by boxes.
        let n = variables.len();
        let mut seconds = vec![vec![None; n]; n];
        for i in 0..n {
            for j in 0..=i {
                let second =
                    self.normaliser
                        .simplified_derivative(&mut self.dag, slopes[i], variables[j]);
                seconds[i][j] = second;
            }
        }
        let inside: Vec<bool> = at_point
            .iter()
            .map(|&(v, p)| {
                [Side::Lower, Side::Upper]
                    .into_iter()
                    .all(|side| self.is_within(setting, p, v, side))
            })
            .collect();
        let region = &setting.region;
        let semidefinite = self.over_boxes(f, |evaluator, dag| {
            let hull: Vec<(usize, Enclosure)> = (at_point.iter().zip(&inside))
                .map(|(&(v, p), inside)| {
                    let range = evaluator.range(dag, region, v.index());
                    let p = evaluator.closed(dag, p);
                    if *inside {
                        return (v.index(), closed_at(range, &p));
                    }
                    (v.index(), range.hull(&p))
                })
                .collect();
            hessian(evaluator, dag, f, &hull, &seconds)
                .is_some_and(|h| is_positive_semidefinite(evaluator.arithmetic(), h))
        });
        require(
            semidefinite,
            "the second derivatives are not shown to be positive semidefinite",
        )
    }
}

/// A range with the ends closed at which a point of its closure may lie: where an open end leaves
/// the point out, nothing is known of the term there, and the angle of a plane may jump.
fn closed_at(mut range: Enclosure, p: &Enclosure) -> Enclosure {
    let apart = |end: &Endpoint, p: &Option<Endpoint>, inward: Ordering| {
        (p.as_ref()).is_some_and(|p| p.value.cmp(&end.value) == inward)
    };
    if let Some(end) = &mut range.lo {
        end.open &= apart(end, &p.lo, Ordering::Greater);
    }
    if let Some(end) = &mut range.hi {
        end.open &= apart(end, &p.hi, Ordering::Less);
    }
    range
}

/// Second derivatives of `f` over a box; `None` if `f` may not be twice differentiable there.
fn hessian(
    evaluator: &mut Evaluator,
    dag: &Dag,
    f: Expr,
    hull: &[(usize, Enclosure)],
    seconds: &[Vec<Option<Expr>>],
) -> Option<Matrix> {
    let plain = Reading::default();
    let known = evaluator.enclose_over(dag, &plain, f, hull, Order::Second);
    if !known.smooth {
        return None;
    }
    let n = hull.len();
    let mut matrix = vec![vec![Enclosure::integer(0); n]; n];
    for i in 0..n {
        for j in 0..=i {
            let mut entry = known
                .second(i, j)
                .cloned()
                .unwrap_or_else(|| Enclosure::integer(0));
            if let Some(second) = seconds[i][j] {
                let direct = evaluator
                    .enclose_over(dag, &plain, second, hull, Order::First)
                    .value;
                if direct.defined {
                    entry = entry.intersection(&direct)?;
                }
            }
            matrix[i][j] = entry.clone();
            matrix[j][i] = entry;
        }
    }
    Some(matrix)
}

/// Whether every symmetric matrix in the enclosure is positive semidefinite: Gaussian elimination
/// keeps the inertia, so it suffices that every pivot is positive, or non-negative with nothing but
/// zeros beside it.
fn is_positive_semidefinite(arithmetic: &Arithmetic, mut matrix: Matrix) -> bool {
    while let Some(pivot) = matrix.first().and_then(|row| row.first()).cloned() {
        let row = matrix.remove(0);
        if !pivot.is_positive() {
            if !pivot.is_nonnegative() || !row.iter().skip(1).all(Enclosure::is_zero) {
                return false;
            }
            for rest in &mut matrix {
                rest.remove(0);
            }
            continue;
        }
        for (i, rest) in matrix.iter_mut().enumerate() {
            let ratio = arithmetic.div(&rest[0], &pivot);
            for (j, entry) in rest.iter_mut().enumerate().skip(1) {
                // On the diagonal the square knows its sign.
                let product = if j == i + 1 {
                    arithmetic.div(&arithmetic.sqr(&row[j]), &pivot)
                } else {
                    arithmetic.mul(&ratio, &row[j])
                };
                *entry = arithmetic.sub(entry, &product);
            }
            rest.remove(0);
        }
    }
    true
}
