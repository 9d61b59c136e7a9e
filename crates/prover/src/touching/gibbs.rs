//! Gibbs's inequality: with weights `w` that are probabilities, `sum w log(U) >= sum w (1 - 1/U)`.
//! All that stands beside logarithms with weights is dealt out among these first, as their sum is
//! 1: `log 3 = p log 3 + q log 3 + r log 3`.

use super::search::{Scope, Search};
use super::sums_of_squares::eliminated;
use super::tangents::{Group, MOST_GROUPS, by_groups, gather, is_nonpositive, orders, split};
use lemmabox_kernel::certificate::Sign;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::{Monomial, Polynomial};
use lemmabox_kernel::expr::{Comparison, Expr, Node, Unary};
use num_traits::{One, Zero};
use std::collections::BTreeSet;

/// Deeper within a reason this is not looked at.
const DEEPEST: u32 = 1;

/// A reason for `f >= 0` (or `> 0`) by tangents of its logarithms at 1, once they are dealt out.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST {
        return None;
    }
    let (p, coefficients) = split(search, f)?;
    let orders = orders(search, f);
    orders.into_iter().find_map(|order| {
        let (groups, equalities) = partition(search, &p, &coefficients, order, scope)?;
        by_groups(search, f, (&groups, &equalities), None, strict, scope)
    })
}

/// Groups, and multiples of equality facts.
type Partition = (Vec<Group>, Vec<(usize, Expr)>);

/// The logarithms by those of their coefficients that vary, turned to be non-negative:
/// probabilities, whose sum is 1 identically or by equality facts. What has another coefficient,
/// such as `log 3 = p log 3 + q log 3 + r log 3`, is dealt out among them; so is a variable
/// `a = log(exp(a))`.
fn partition(
    search: &mut Search,
    p: &Polynomial,
    coefficients: &[(Expr, Polynomial)],
    order: i64,
    scope: &Scope,
) -> Option<Partition> {
    let equations = equations(search, scope)?;
    let mut weights: Vec<Polynomial> = Vec::new();
    for (_, c) in coefficients {
        let (_, w) = c.primitive();
        if w.as_constant().is_none() && !weights.contains(&w) {
            weights.push(w);
        }
    }
    // Sums of others are dealt out, too.
    weights.sort_by_key(Polynomial::len);
    let mut basis: Vec<Polynomial> = equations.iter().map(|e| e.1.clone()).collect();
    weights.retain(|w| {
        let new = combination(w, &basis).is_none();
        if new {
            basis.push(w.clone());
        }
        new
    });
    if !(2..=MOST_GROUPS).contains(&weights.len()) {
        return None;
    }
    for w in &mut weights {
        if is_nonpositive(search, w) {
            *w = w.scaled(&-Q::one());
        }
    }
    let mut basis = weights.clone();
    basis.extend(equations.iter().map(|e| e.1.clone()));
    let mut gathered: Vec<Vec<(Expr, Q)>> = vec![Vec::new(); weights.len()];
    let mut cofactors: Vec<Polynomial> = vec![Polynomial::zero(); equations.len()];
    let mut dealt = coefficients.to_vec();
    dealt.extend(others(search, p, &weights));
    for (inside, c) in dealt {
        let Some(shares) = combination(&c, &basis) else {
            continue;
        };
        let log = search.dag.unary(Unary::Log, inside);
        let log = search.normal(log)?.as_polynomial()?.clone();
        for (j, q) in shares.into_iter().enumerate().filter(|(_, q)| !q.is_zero()) {
            match gathered.get_mut(j) {
                Some(group) => group.push((inside, q)),
                None => cofactors[j - weights.len()].add_scaled(&log, &q),
            }
        }
    }
    let mut groups = Vec::new();
    for (weight, parts) in weights.into_iter().zip(gathered) {
        groups.push(gather(search, weight, parts, order)?);
    }
    let mut equalities = Vec::new();
    for ((i, _), c) in equations.into_iter().zip(cofactors) {
        if !c.is_zero() {
            let cofactor = search.normaliser.rebuild_polynomial(&mut search.dag, &c);
            if !search.here(cofactor).defined {
                return None;
            }
            equalities.push((i, cofactor));
        }
    }
    Some((groups, equalities))
}

/// Equality facts that are polynomials.
fn equations(search: &mut Search, scope: &Scope) -> Option<Vec<(usize, Polynomial)>> {
    let mut out = Vec::new();
    for (i, r) in search.context.facts.iter().enumerate() {
        if r.op == Comparison::Equal && search.usable(i, scope) {
            let (g, _) = r.difference(&mut search.dag);
            let form = search.normal(g)?;
            out.extend(form.as_polynomial().map(|p| (i, p.clone())));
        }
    }
    Some(out)
}

/// Logarithms of constants with their coefficients, and variables that the weights do not speak of
/// as logarithms of exponentials.
fn others(search: &mut Search, p: &Polynomial, weights: &[Polynomial]) -> Vec<(Expr, Polynomial)> {
    let mut out = Vec::new();
    for a in p.atoms() {
        let inside = match *search.dag.node(a.term()) {
            Node::Unary(Unary::Log, x) if search.dag.variables(x).is_empty() => x,
            Node::Variable(_) if weights.iter().all(|w| w.degree_in(a) == 0) => {
                search.dag.unary(Unary::Exp, a.term())
            }
            _ => continue,
        };
        if let [_, c] = &p.coefficients_in(a)[..] {
            out.push((inside, c.clone()));
        }
    }
    out
}

/// A polynomial as a combination of others.
fn combination(p: &Polynomial, basis: &[Polynomial]) -> Option<Vec<Q>> {
    let monomials: BTreeSet<Monomial> = (basis.iter().chain([p]))
        .flat_map(|p| p.terms().map(|(m, _)| m.clone()))
        .collect();
    let equation = |m: &Monomial| {
        let row =
            (basis.iter().map(|b| b.coefficient(m)).enumerate()).filter(|(_, q)| !q.is_zero());
        (row.collect(), p.coefficient(m))
    };
    let solved = eliminated(monomials.iter().map(equation).collect())?;
    // Of unknowns that stay free the value is 0.
    let value = |j: usize| {
        solved
            .get(&j)
            .map_or_else(Q::zero, |(_, right)| right.clone())
    };
    Some((0..basis.len()).map(value).collect())
}
