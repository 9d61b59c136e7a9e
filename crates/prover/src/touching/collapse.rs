//! Monotone collapse: a term that grows away from a face has its sign if it has it on the face.
//! Applied to its own slopes again this is the method of vanishing jets: a term that vanishes at an
//! end together with its first derivatives has the sign of the first one that does not. The face is
//! an end of the region, or where a fact such as `y <= x` ends.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Side, Sign};
use lemmabox_kernel::expr::{Comparison, Expr, Node, Var};

/// A reason for the sign of `f` by collapse in one of its variables to an end of the region.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let variables = search.dag.variables(f);
    for &v in &variables {
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

/// A reason for the sign of `f` by collapse to the bound that a fact puts on one of its variables,
/// those first along which it has the shortest slope.
pub fn sign_by_facts(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if search.context.facts.is_empty() {
        return None;
    }
    let mut variables = search.dag.variables(f);
    variables.sort_by_cached_key(|&v| {
        let slope = search.slope_inside(f, v);
        slope.map_or(usize::MAX, |d| search.dag.reachable(&[d]).len())
    });
    for fact in 0..search.context.facts.len() {
        for &v in &variables {
            if let Some(found) = slide(search, f, fact, v, strict, scope) {
                return Some(found);
            }
        }
    }
    None
}

/// Towards the bound that a fact puts on a variable.
fn slide(
    search: &mut Search,
    f: Expr,
    fact: usize,
    v: Var,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    if !search.usable(fact, scope) || !search.samples.mentions(fact, v) {
        return None;
    }
    let relation = search.context.facts[fact];
    if relation.op == Comparison::Equal {
        return None;
    }
    let (g, open) = relation.difference(&mut search.dag);
    let (t, lower) = search.normaliser.bound_on(&mut search.dag, g, v)?;
    if !search.here(g).defined || !search.here(t).defined {
        return None;
    }
    let side = if lower { Side::Lower } else { Side::Upper };
    if !is_within(search, t, v, side) {
        return None;
    }
    let d = search.slope_inside(f, v)?;
    let rise = if lower { d } else { search.dag.neg(d) };
    let mut inner = search.along(scope, v);
    inner.kept.push(fact);
    inner.kept.sort_unstable();
    let face = search.dag.substitute(f, &[(v, t)]);
    // At the bound the point itself has not moved.
    let at_bound = scope.inner();
    let attempts: &[(bool, bool)] = match (strict, open) {
        (false, _) => &[(false, false)],
        (true, false) => &[(true, false)],
        (true, true) => &[(true, false), (false, true)],
    };
    for &(face_strict, slope_strict) in attempts {
        if search.is_refuted(rise, &inner) {
            return None;
        }
        let Some(face) = search.sign(face, face_strict, &at_bound) else {
            continue;
        };
        if let Some(slope) = search.sign(rise, slope_strict, &inner) {
            return Some(Sign::Slide {
                fact,
                variable: v,
                slope: Box::new(slope),
                face: Box::new(face),
            });
        }
    }
    None
}

/// Whether `t` is not beyond the end of the region in `v` on `side`.
fn is_within(search: &mut Search, t: Expr, v: Var, side: Side) -> bool {
    let Some(end) = search.region.bound(v, side).point else {
        return true;
    };
    let end = end.term(&mut search.dag);
    if let Node::Variable(w) = *search.dag.node(t)
        && let Some(other) = search.region.bound(w, side).point
        && other.term(&mut search.dag) == end
    {
        return true;
    }
    let distance = match side {
        Side::Lower => search.dag.sub(t, end),
        Side::Upper => search.dag.sub(end, t),
    };
    let known = search.natural(distance);
    if known.has_sign(false) || !known.defined {
        return known.defined;
    }
    let Some(form) = search.normal(distance) else {
        return false;
    };
    let simplified = search.normaliser.rebuild(&mut search.dag, &form);
    search.natural(simplified).has_sign(false)
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
    let inner = search.along(scope, v);
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
