//! Logarithms above what their tangents say: with `f = sum m log(U) + r`, `m >= 0`, every `log(U)` is at least
//! `log(c) + 1 - c/U`, with equality where `U = c`. What that leaves is free of these logarithms. (Gibbs's inequality and the
//! log-sum inequality are proved this way, with `c` what `U` is where `f` touches zero.)

use super::means;
use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, simplest_between};
use lemmabox_kernel::expr::normal::Polynomial;
use lemmabox_kernel::expr::{Expr, Node, Unary};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Deeper within a reason tangents are not looked at.
const DEEPEST: u32 = 2;
/// Most groups of logarithms, and the largest power in one.
pub(super) const MOST_GROUPS: usize = 8;
const LARGEST_POWER: i64 = 12;
/// Largest denominator of a point of contact.
const MAX_DENOMINATOR: i64 = 64;

/// `-weight * log(reciprocal) / times`.
pub(super) struct Group {
    pub(super) weight: Polynomial,
    pub(super) reciprocal: Expr,
    pub(super) times: Q,
}

/// A reason for `f >= 0` (or `> 0`) by tangents of its logarithms.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST {
        return None;
    }
    let (_, coefficients) = split(search, f)?;
    let minimum = super::touch_points::minimiser(search, f);
    for by_monomial in [false, true] {
        let Some(groups) = groups(search, &coefficients, by_monomial) else {
            continue;
        };
        if groups.len() > MOST_GROUPS {
            continue;
        }
        for contact in [None, minimum.as_deref()] {
            if let Some(found) = by_groups(search, f, (&groups, &[]), contact, strict, scope) {
                return Some(found);
            }
        }
    }
    None
}

/// The term as a polynomial with its logarithms split, linear in them, and what these are of, with their coefficients.
pub(super) fn split(search: &mut Search, f: Expr) -> Option<(Polynomial, Vec<(Expr, Polynomial)>)> {
    let mut normaliser = search.normaliser.clone();
    let split = search.dag.with_split_logarithms(&mut normaliser, f);
    let form = search.normal(split)?;
    let p = form.as_polynomial()?.clone();
    let logs: Vec<_> = (p.atoms().into_iter())
        .filter(|a| is_logarithm(search, a.term()))
        .collect();
    if logs.is_empty() || logs.iter().any(|a| p.degree_in(*a) != 1) {
        return None;
    }
    let mut coefficients = Vec::new();
    for &a in &logs {
        let parts = p.coefficients_in(a);
        let c = parts.get(1)?.clone();
        if c.atoms().iter().any(|b| logs.contains(b)) {
            return None;
        }
        coefficients.push((argument(search, a.term())?, c));
    }
    Some((p, coefficients))
}

fn is_logarithm(search: &Search, e: Expr) -> bool {
    matches!(search.dag.node(e), Node::Unary(Unary::Log, _)) && !search.dag.variables(e).is_empty()
}

/// What the logarithm is of, without the absolute value that splitting puts there.
fn argument(search: &Search, log: Expr) -> Option<Expr> {
    let Node::Unary(Unary::Log, x) = *search.dag.node(log) else {
        return None;
    };
    Some(match *search.dag.node(x) {
        Node::Unary(Unary::Abs, y) => y,
        _ => x,
    })
}

/// The logarithms with one weight each, gathered under one: weights are the coefficients, up to a rational factor, or their monomials.
fn groups(
    search: &mut Search,
    coefficients: &[(Expr, Polynomial)],
    by_monomial: bool,
) -> Option<Vec<Group>> {
    let mut gathered: Vec<(Polynomial, Vec<(Expr, Q)>)> = Vec::new();
    let mut add = |weight: Polynomial, inside: Expr, q: Q| match gathered
        .iter_mut()
        .find(|g| g.0 == weight)
    {
        Some(g) => g.1.push((inside, q)),
        None => gathered.push((weight, vec![(inside, q)])),
    };
    for (inside, c) in coefficients {
        if by_monomial {
            for (m, q) in c.terms() {
                add(Polynomial::term(Q::one(), m.clone()), *inside, q.clone());
            }
        } else {
            let (q, p) = c.primitive();
            add(p, *inside, q);
        }
    }
    let mut out = Vec::new();
    for (weight, parts) in gathered {
        // -w log(U) is w log(1/U), so weights may be turned to be non-negative.
        out.push(if is_nonpositive(search, &weight) {
            let parts = parts.into_iter().map(|(e, q)| (e, -q)).collect();
            gather(search, weight.scaled(&-Q::one()), parts)?
        } else {
            gather(search, weight, parts)?
        });
    }
    Some(out)
}

/// Multiples of logarithms under one weight as one logarithm.
pub(super) fn gather(
    search: &mut Search,
    weight: Polynomial,
    parts: Vec<(Expr, Q)>,
) -> Option<Group> {
    let denominator = (parts.iter()).fold(Q::one().to_integer(), |d, (_, q)| d.lcm(q.denom()));
    let times = Q::from_integer(denominator);
    // Divided by one after the other, so that the normal form keeps them apart.
    let mut reciprocal = search.dag.integer(1);
    for (part, q) in parts {
        let k = (q * &times).to_integer().to_i64()?;
        if k.abs() > LARGEST_POWER {
            return None;
        }
        // log|p| is the logarithm of whichever of p and -p is positive.
        let (lo, hi) = search.samples.range(&search.dag, part);
        let part = if hi <= 0.0 && lo < 0.0 {
            search.dag.neg(part)
        } else {
            part
        };
        let power = search.dag.power(part, i32::try_from(k.abs()).ok()?);
        reciprocal = if k > 0 {
            search.dag.div(reciprocal, power)
        } else {
            search.dag.mul(reciprocal, power)
        };
    }
    Some(Group {
        weight,
        reciprocal,
        times,
    })
}

pub(super) fn is_nonpositive(search: &mut Search, p: &Polynomial) -> bool {
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, p);
    search.samples.range(&search.dag, e).1 <= 0.0
}

pub(super) fn by_groups(
    search: &mut Search,
    f: Expr,
    (groups, equalities): (&[Group], &[(usize, Expr)]),
    contact: Option<&[f64]>,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let one = search.dag.integer(1);
    let mut terms = Vec::new();
    let mut rest = f;
    for group in groups {
        let c = match contact {
            None => Q::one(),
            Some(at) => near(search.value(group.reciprocal, at)?.recip())?,
        };
        let c = search.dag.rational(c);
        let reciprocal = group.reciprocal;
        let at = search.dag.div(one, c);
        // c/U - 1 - log(c) - log(1/U)
        let gap = search.dag.div(reciprocal, at);
        let gap = search.dag.sub(gap, one);
        let (contact, log) = (
            search.dag.unary(Unary::Log, at),
            search.dag.unary(Unary::Log, reciprocal),
        );
        let gap = search.dag.add(gap, contact);
        let gap = search.dag.sub(gap, log);
        if !search.here(gap).defined {
            return None;
        }
        let weight = (search.normaliser).rebuild_polynomial(&mut search.dag, &group.weight);
        let reason = search.sign(weight, false, &scope.inner())?;
        let share = search.dag.rational(group.times.recip());
        let term = search.dag.mul(weight, gap);
        let term = search.dag.mul(share, term);
        rest = search.dag.sub(rest, term);
        let tangent = Sign::Tangent {
            function: Unary::Log,
            argument: reciprocal,
            at,
        };
        terms.push((
            group.times.recip(),
            vec![
                Factor::Signed(weight, false, Box::new(reason)),
                Factor::Signed(gap, false, Box::new(tangent)),
            ],
        ));
    }
    for &(fact, cofactor) in equalities {
        let (g, _) = search.context.facts[fact].difference(&mut search.dag);
        let multiple = search.dag.mul(cofactor, g);
        rest = search.dag.sub(rest, multiple);
    }
    let before = rest;
    // The logarithms cancel once they are split.
    let mut normaliser = search.normaliser.clone();
    let split = search.dag.with_split_logarithms(&mut normaliser, rest);
    let form = search.normal(split)?;
    if form.is_zero() {
        if strict {
            return None;
        }
    } else {
        let rest = search.normaliser.rebuild(&mut search.dag, &form);
        let mut logs = search.dag.reachable(&[rest]).into_iter();
        if logs.any(|e| is_logarithm(search, e)) {
            return None;
        }
        let by_fact = if strict {
            None
        } else {
            means::vanishing_by_facts(search, &form, scope)
        };
        let reason = match by_fact {
            Some(reason) => reason,
            None => search.sign(rest, strict, &scope.inner())?,
        };
        let (mut normaliser, left) = (search.normaliser.clone(), search.dag.sub(before, rest));
        let left = search.dag.with_split_logarithms(&mut normaliser, left);
        // What has to be read twice is no identity to the checker.
        if !search.normaliser.is_zero(&mut search.dag, left) {
            return None;
        }
        terms.push((
            Q::one(),
            vec![Factor::Signed(rest, strict, Box::new(reason))],
        ));
    }
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms,
        equalities: equalities.to_vec(),
    }))
}

/// A simple positive rational near `x`.
fn near(x: f64) -> Option<Q> {
    if !(x.is_finite() && x > 0.0) {
        return None;
    }
    let t = 1e-4 * x;
    let q = simplest_between(&from_f64(x - t)?, &from_f64(x + t)?);
    let simple = q.denom().to_i64()? <= MAX_DENOMINATOR && !q.is_zero() && q.is_positive();
    simple.then_some(q)
}
