//! Where a term touches zero: local minimisation in doubles, recognition of the coordinates as
//! simple rationals or rational multiples of pi, verification by normal form.

use super::search::Search;
use crate::point::PointFrame;
use crate::problem::constants;
use crate::tape::Tape;
use lemmabox_kernel::certificate::{Point, Side};
use lemmabox_kernel::exact::rational::{from_f64, integer, simplest_between, to_f64_near};
use lemmabox_kernel::expr::{Expr, Unary, Var};
use num_traits::ToPrimitive;

/// Largest denominator of a recognised rational, of a multiple of pi.
const MAX_DENOMINATOR: i64 = 1000;
const MAX_TURN: i64 = 24;
/// A value of a term with exact constants that rounding does not account for.
const FAR_FROM_ZERO: f64 = 1e-4;

/// Local minimisers of `f` over the region, by ascending value of `f`.
fn minimisers(search: &Search, f: Expr) -> Vec<Vec<f64>> {
    let n = search.hull.len();
    let tape = Tape::new(&search.dag, &[f], n);
    let closed = constants(&search.dag, &tape.constants);
    let mut frame = PointFrame::new(&tape, &closed);
    let free: Vec<usize> = search.dag.variables(f).iter().map(|v| v.index()).collect();
    let lower: Vec<f64> = search.hull.iter().map(|x| x.lo()).collect();
    let upper: Vec<f64> = search.hull.iter().map(|x| x.hi()).collect();
    if lower
        .iter()
        .zip(&upper)
        .any(|(lo, hi)| lo.is_nan() || lo > hi)
    {
        // A domain without points has no minimisers.
        return Vec::new();
    }
    let mut starts: Vec<(f64, Vec<f64>)> = Vec::new();
    for p in search.samples.points() {
        let y = frame.evaluate(&tape, 0, p);
        if y.is_finite() {
            starts.push((y, p.clone()));
        }
    }
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    starts.truncate(6);
    let mut found: Vec<(f64, Vec<f64>)> = Vec::new();
    for (mut y, mut x) in starts {
        let mut g = vec![0.0; n];
        let mut step = 0.1;
        for _ in 0..400 {
            frame.evaluate(&tape, 0, &x);
            frame.gradient(&tape, 0, &mut g);
            let norm = free.iter().map(|&i| g[i] * g[i]).sum::<f64>().sqrt();
            if !norm.is_finite() || norm == 0.0 || step < 1e-13 {
                break;
            }
            let mut next = x.clone();
            for &i in &free {
                next[i] = (x[i] - step * g[i] / norm).clamp(lower[i], upper[i]);
            }
            let z = frame.evaluate(&tape, 0, &next);
            if z < y {
                (y, x) = (z, next);
                step *= 1.5;
            } else {
                step *= 0.5;
            }
        }
        // Newton on the gradient, coordinate by coordinate, sharpens what values cannot tell.
        for _ in 0..30 {
            for &i in &free {
                let h = 1e-5 * (1.0 + x[i].abs());
                let mut slope = |t: f64| {
                    let mut p = x.clone();
                    p[i] = t;
                    frame.evaluate(&tape, 0, &p);
                    frame.gradient(&tape, 0, &mut g);
                    g[i]
                };
                let (a, b, c) = (slope(x[i] - h), slope(x[i]), slope(x[i] + h));
                let curvature = (c - a) / (2.0 * h);
                let t = x[i] - b / curvature;
                if curvature > 0.0 && t.is_finite() && (t - x[i]).abs() < 0.1 {
                    x[i] = t.clamp(lower[i], upper[i]);
                }
            }
        }
        let y = frame.evaluate(&tape, 0, &x);
        if y.is_finite() {
            found.push((y, x));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|p| p.1).collect()
}

/// A point at which `f` is least, for doubles.
pub fn minimiser(search: &Search, f: Expr) -> Option<Vec<f64>> {
    minimisers(search, f).into_iter().next()
}

/// Exact numbers near `x`, the simplest first.
fn recognised(search: &mut Search, v: Var, x: f64) -> Vec<Expr> {
    let mut out = Vec::new();
    for side in [Side::Lower, Side::Upper] {
        if let Some(p) = search.region.bound(v, side).point {
            let end = match side {
                Side::Lower => search.hull[v.index()].lo(),
                Side::Upper => search.hull[v.index()].hi(),
            };
            if (x - end).abs() <= 1e-6 * (1.0 + end.abs()) {
                out.push(p.term(&mut search.dag));
            }
        }
    }
    for tolerance in [1e-3, 1e-5, 1e-7] {
        let scale = 1.0 + x.abs();
        let near = |y: f64, t: f64| Some(simplest_between(&from_f64(y - t)?, &from_f64(y + t)?));
        if let Some(q) = near(x, tolerance * scale)
            && q.denom().to_i64().is_some_and(|d| d <= MAX_DENOMINATOR)
            && (to_f64_near(&q) - x).abs() <= tolerance * scale
        {
            out.push(search.dag.rational(q));
        }
        let turns = x / std::f64::consts::PI;
        if let Some(q) = near(turns, tolerance * scale / 3.2)
            && q.denom().to_i64().is_some_and(|d| d <= MAX_TURN)
            && q != integer(0)
        {
            let q = search.dag.rational(q);
            let pi = search.dag.pi();
            out.push(search.dag.mul(q, pi));
        }
    }
    // Square roots, exponentials and logarithms of simple rationals.
    let simple = |y: f64| {
        let t = 1e-7 * (1.0 + y.abs());
        let q = simplest_between(&from_f64(y - t)?, &from_f64(y + t)?);
        (q.denom().to_i64()? <= MAX_TURN && q.numer().to_i64()?.abs() <= MAX_DENOMINATOR)
            .then_some(q)
    };
    let undone = [
        (Unary::Sqrt, x * x),
        (Unary::Exp, x.ln()),
        (Unary::Log, x.exp()),
    ];
    for (op, y) in undone {
        if !y.is_finite() {
            continue;
        }
        if let Some(q) = simple(y) {
            let q = search.dag.rational(q);
            let e = search.dag.unary(op, q);
            out.push(if op == Unary::Sqrt && x < 0.0 {
                search.dag.neg(e)
            } else {
                e
            });
        }
    }
    let mut seen = Vec::new();
    out.retain(|e| {
        let new = !seen.contains(e);
        seen.push(*e);
        new
    });
    out
}

fn vanishes(search: &mut Search, e: Expr, at: &[(Var, Expr)]) -> bool {
    let e = search.dag.substitute(e, at);
    if certainly_varies(search, e) {
        return false;
    }
    search.normal(e).is_some_and(|n| n.is_zero())
}

/// Whether a term is far from zero, for doubles, at one of a few samples: there its normal form,
/// which may be long in the making, is not zero.
fn certainly_varies(search: &Search, e: Expr) -> bool {
    let tape = Tape::new(&search.dag, &[e], search.hull.len());
    let closed = constants(&search.dag, &tape.constants);
    let mut frame = PointFrame::new(&tape, &closed);
    let points = search.samples.points().iter().take(4);
    points
        .map(|p| frame.evaluate(&tape, 0, p))
        .any(|y| y.abs() > FAR_FROM_ZERO)
}

/// A point of the region at which `f` and its gradient vanish.
pub fn vanishing(
    search: &mut Search,
    f: Expr,
    gradient: &[Expr],
    variables: &[Var],
) -> Option<Vec<(Var, Point)>> {
    for x in minimisers(search, f).into_iter().take(3) {
        let mut at = Vec::with_capacity(variables.len());
        for &v in variables {
            // Where every coordinate has one natural reading, no combinations are tried.
            let candidates = recognised(search, v, x[v.index()]);
            let inside = candidates.into_iter().find(|&e| contains(search, v, e))?;
            at.push((v, inside));
        }
        if vanishes(search, f, &at) && gradient.iter().all(|&d| vanishes(search, d, &at)) {
            return Some(
                at.into_iter()
                    .map(|(v, e)| (v, Point::Constant(e)))
                    .collect(),
            );
        }
    }
    None
}

/// Whether a closed term certainly lies in the closed range of `v`.
fn contains(search: &mut Search, v: Var, e: Expr) -> bool {
    for side in [Side::Lower, Side::Upper] {
        let Some(p) = search.region.bound(v, side).point else {
            continue;
        };
        let end = p.term(&mut search.dag);
        let d = match side {
            Side::Lower => search.dag.sub(e, end),
            Side::Upper => search.dag.sub(end, e),
        };
        let order = search.normaliser.constant_sign(&mut search.dag, d);
        if !order.is_some_and(std::cmp::Ordering::is_ge) {
            return false;
        }
    }
    true
}

/// Whether it certainly lies strictly inside.
fn inside(search: &mut Search, v: Var, e: Expr) -> bool {
    let x = search.natural(e).value;
    let hull = search.hull[v.index()];
    hull.lo() < x.lo() && x.hi() < hull.hi()
}

/// Coordinates, strictly inside the region, of points at which `f` vanishes.
pub fn cuts(search: &mut Search, f: Expr) -> Vec<(Var, Point)> {
    let variables = search.dag.variables(f);
    let mut out: Vec<(Var, Expr)> = Vec::new();
    for x in minimisers(search, f) {
        let mut at = Vec::new();
        for &v in &variables {
            let candidates = recognised(search, v, x[v.index()]);
            // Touching along a whole face, whatever the other variables are.
            let face = candidates
                .iter()
                .copied()
                .find(|&e| vanishes(search, f, &[(v, e)]));
            if let Some(e) = face {
                if inside(search, v, e) && !out.contains(&(v, e)) {
                    out.push((v, e));
                }
                at.clear();
                break;
            }
            at.push((v, candidates));
        }
        if at.len() == variables.len() && !at.is_empty() && at.iter().all(|c| !c.1.is_empty()) {
            for point in combinations(&at) {
                if vanishes(search, f, &point) {
                    for (v, e) in point {
                        if inside(search, v, e) && !out.contains(&(v, e)) {
                            out.push((v, e));
                        }
                    }
                    break;
                }
            }
        }
    }
    out.into_iter()
        .map(|(v, e)| (v, Point::Constant(e)))
        .collect()
}

/// Points from candidate coordinates, at most 64.
fn combinations(candidates: &[(Var, Vec<Expr>)]) -> Vec<Vec<(Var, Expr)>> {
    let mut out: Vec<Vec<(Var, Expr)>> = vec![Vec::new()];
    for (v, list) in candidates {
        out = list
            .iter()
            .flat_map(|&e| {
                out.iter().map(move |p| {
                    let mut p = p.clone();
                    p.push((*v, e));
                    p
                })
            })
            .take(64)
            .collect();
    }
    out
}
