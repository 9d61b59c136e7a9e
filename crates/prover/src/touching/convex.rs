//! Convexity: a term that vanishes with its gradient at a point and is convex on the region is not
//! negative.

use super::search::{Scope, Search};
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::Sign;
use lemmabox_kernel::expr::Expr;

/// A reason for `f >= 0` from a touching point in the region.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if strict || scope.depth > 2 {
        return None;
    }
    let variables = search.dag.variables(f);
    if variables.is_empty() || variables.len() > 8 {
        return None;
    }
    let mut gradient = Vec::new();
    for &v in &variables {
        gradient.push(search.slope(f, v)?);
    }
    let mut hessian = Vec::new();
    for (i, &d) in gradient.iter().enumerate() {
        for &w in &variables[i..] {
            let h = search.slope(d, w)?;
            let known = search.natural(h);
            if !known.defined {
                return None;
            }
            hessian.push(known.value);
        }
    }
    if !is_positive_semidefinite(&hessian, variables.len()) {
        return None;
    }
    let point = super::touch_points::vanishing(search, f, &gradient, &variables)?;
    Some(Sign::Convex { point })
}

/// Verified by interval LDL': every symmetric matrix within the bounds (upper triangle, row by row)
/// is positive semidefinite. A pivot must be positive, or its whole row zero.
fn is_positive_semidefinite(upper: &[Interval], n: usize) -> bool {
    let mut a = vec![Interval::ZERO; n * n];
    let mut k = 0;
    for i in 0..n {
        for j in i..n {
            a[i * n + j] = upper[k];
            a[j * n + i] = upper[k];
            k += 1;
        }
    }
    for p in 0..n {
        let pivot = a[p * n + p];
        if pivot.certainly_positive() {
            for i in p + 1..n {
                for j in p + 1..n {
                    a[i * n + j] = if i == j {
                        // The square of one number, not a product of two.
                        a[i * n + j] - a[i * n + p].sqr() / pivot
                    } else {
                        a[i * n + j] - a[i * n + p] * a[p * n + j] / pivot
                    };
                }
            }
            continue;
        }
        let last = (p + 1..n).all(|j| a[p * n + j].certainly_zero());
        if !(last && pivot.certainly_nonnegative()) {
            return false;
        }
    }
    true
}
