//! Monotone collapse: a term that grows away from a face has its sign if it has it on the face. Applied to
//! its own slopes again this is the method of vanishing jets: a term that vanishes at an end together
//! with its first derivatives has the sign of the first one that does not.

use super::search::{Scope, Search};
use crate::certificate::{Side, Sign};
use crate::expr::{Expr, Var};

/// A reason for the sign of `f` by collapse in one of its variables.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    for v in search.dag.variables(f) {
        let Some(d) = search.slope_inside(f, v) else {
            continue;
        };
        let (lo, hi) = search.samples.range(&search.dag, d);
        let mut sides = Vec::new();
        if lo >= 0.0 {
            sides.push(Side::Lower);
        }
        if hi <= 0.0 {
            sides.push(Side::Upper);
        }
        for side in sides {
            if let Some(found) = towards(search, f, d, v, side, strict, scope) {
                return Some(found);
            }
        }
    }
    None
}

fn towards(
    search: &mut Search,
    f: Expr,
    d: Expr,
    v: Var,
    side: Side,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let bound = search.region.bound(v, side);
    let a = bound.point?.term(&mut search.dag);
    let rise = match side {
        Side::Lower => d,
        Side::Upper => search.dag.neg(d),
    };
    let face = search.dag.substitute(f, &[(v, a)]);
    let inner = scope.along(v);
    let attempts: &[(bool, bool)] = match (strict, bound.open) {
        (false, _) => &[(false, false)],
        (true, false) => &[(true, false)],
        (true, true) => &[(true, false), (false, true)],
    };
    for &(face_strict, slope_strict) in attempts {
        let Some(face) = search.sign(face, face_strict, &inner) else {
            continue;
        };
        if let Some(slope) = search.sign(rise, slope_strict, &inner) {
            return Some(Sign::Collapse {
                variable: v,
                side,
                slope: Box::new(slope),
                face: Box::new(face),
            });
        }
    }
    None
}
