//! Chords: a term that is concave in a variable has its sign between two faces if it has it on
//! both.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Side, Sign};
use lemmabox_kernel::expr::{Expr, Var};

/// Deeper within a reason chords are not looked at.
const DEEPEST: u32 = 4;

/// A reason for the sign of `f` by a chord in one of its variables.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST {
        return None;
    }
    let variables = search.dag.variables(f);
    variables
        .into_iter()
        .find_map(|v| between(search, f, v, strict, scope))
}

fn between(search: &mut Search, f: Expr, v: Var, strict: bool, scope: &Scope) -> Option<Sign> {
    let ends = [Side::Lower, Side::Upper].map(|side| search.region.bound(v, side));
    let [low, high] = ends.map(|b| b.point);
    let points = [low?, high?];
    let slope = search.slope_inside(f, v)?;
    let second = search.slope_strictly_inside(slope, v)?;
    if search.samples.range(&search.dag, second).1 > 0.0 {
        return None;
    }
    let faces = points.map(|p| {
        let end = p.term(&mut search.dag);
        search.dag.substitute(f, &[(v, end)])
    });
    let choices: &[[bool; 2]] = match (strict, ends[0].open, ends[1].open) {
        (false, _, _) => &[[false, false]],
        (true, false, false) => &[[true, true]],
        (true, true, false) => &[[true, true], [false, true]],
        (true, false, true) => &[[true, true], [true, false]],
        // Without a positive face the term is strictly concave.
        (true, true, true) => &[[true, true], [false, true], [true, false], [false, false]],
    };
    for choice in choices {
        let mut signs = Vec::with_capacity(2);
        for (&face, &strict) in faces.iter().zip(choice) {
            // On the face the point has moved only for what follows.
            match search.sign(face, strict, &scope.inner()) {
                Some(sign) => signs.push(Box::new(sign)),
                None => break,
            }
        }
        let (Some(high), Some(low)) = (signs.pop(), signs.pop()) else {
            continue;
        };
        let curvature = search.dag.neg(second);
        let inner = search.along(scope, v);
        let strictly = strict && *choice == [false, false];
        let second = Box::new(search.sign(curvature, strictly, &inner)?);
        return Some(Sign::Chord {
            variable: v,
            second,
            low,
            high,
        });
    }
    None
}
