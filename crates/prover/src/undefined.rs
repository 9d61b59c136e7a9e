//! Points at which a claim has no truth value because a term is outside its domain there.

use super::confirm::is_inside;
use super::truth::{ExactPoint, Truth};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{Claim, Expr, Kind};

/// A rational point of a box (doubles, by variable) that lies in the domain of the claim, makes
/// every hypothesis true and the goal undefined, as `x = 0, y = 1/2`. Such a claim is neither true
/// nor false there.
#[must_use]
pub(super) fn undefined_point(claim: &Claim, region: &[(f64, f64)]) -> Option<String> {
    let pick: [fn(&Q, &Q) -> Q; 4] = [
        rational::simplest_between,
        |lo, _| lo.clone(),
        |_, hi| hi.clone(),
        |lo, hi| (lo + hi) / rational::integer(2),
    ];
    pick.into_iter().find_map(|pick| {
        let mut point = Vec::with_capacity(region.len());
        for (&range, variable) in region.iter().zip(&claim.variables) {
            let (lo, hi) = bounded(range);
            let q = pick(&lo, &hi);
            point.push(match variable.kind {
                Kind::Integer => q.round(),
                Kind::Real => q,
            });
        }
        is_undefined(claim, &point).then(|| {
            let point = simplified(claim, point);
            let values: Vec<String> = claim
                .variables
                .iter()
                .zip(&point)
                .map(|(variable, q)| format!("{} = {q}", variable.name))
                .collect();
            values.join(", ")
        })
    })
}

/// The point with small integers for what need not be where it is.
fn simplified(claim: &Claim, mut point: Vec<Q>) -> Vec<Q> {
    for place in 0..point.len() {
        for simple in [0, 1, -1, 2] {
            let mut candidate = point.clone();
            candidate[place] = rational::integer(simple);
            if is_undefined(claim, &candidate) {
                point = candidate;
                break;
            }
        }
    }
    point
}

/// The part of a range that is looked at, where it has no end.
fn bounded((lo, hi): (f64, f64)) -> (Q, Q) {
    let one = rational::integer(1);
    match (rational::from_f64(lo), rational::from_f64(hi)) {
        (Some(lo), Some(hi)) => (lo, hi),
        (Some(lo), None) => (lo.clone(), lo + one),
        (None, Some(hi)) => (&hi - one, hi),
        (None, None) => (rational::integer(-1), one),
    }
}

fn is_undefined(claim: &Claim, point: &[Q]) -> bool {
    let mut dag = claim.dag.clone();
    let values: Vec<Expr> = point.iter().map(|q| dag.rational(q.clone())).collect();
    if !is_inside(claim, &mut dag, &values) {
        return false;
    }
    let mut at = ExactPoint::new(&claim.dag, &dag, &values);
    at.truth(&claim.goal) == Truth::Undefined
        && claim
            .hypotheses
            .iter()
            .filter(|h| !h.unused)
            .all(|h| at.truth(&h.formula) == Truth::True)
}
