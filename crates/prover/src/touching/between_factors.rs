//! The root of a product between its factors: `sqrt(u v) >= u` where `v >= u >= 0`. With a square
//! root that raises the term replaced by one of the factors of what it is of, what is left is free
//! of it.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::{Atom, Polynomial};
use lemmabox_kernel::expr::{Expr, Node, Unary};
use num_traits::{One, Signed};

/// Deeper within a reason roots are not replaced.
const DEEPEST: u32 = 2;
/// Most roots in a term.
const MOST_ROOTS: usize = 3;
/// Most terms of a goal that is looked at.
const MOST_TERMS: usize = 40;

/// A reason for the sign of a polynomial with positive multiples of square roots of products.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let form = search.normal(f)?;
    let p = form.as_polynomial()?.clone();
    if scope.depth > DEEPEST || p.len() > MOST_TERMS {
        return None;
    }
    let roots: Vec<Atom> = (p.atoms().into_iter())
        .filter(|a| matches!(search.dag.node(a.term()), Node::Unary(Unary::Sqrt, _)))
        .collect();
    if roots.is_empty() || roots.len() > MOST_ROOTS {
        return None;
    }
    let mut rest = vec![(p.clone(), Vec::new())];
    for root in roots {
        let [_, c] = &p.coefficients_in(root)[..] else {
            return None;
        };
        let c = c.as_constant().filter(Signed::is_positive)?;
        let below = factors(search, root)?;
        rest = (rest.iter())
            .flat_map(|(p, taken): &(Polynomial, Vec<(Q, Expr)>)| {
                below.iter().map(|(gap, value)| {
                    let mut taken = taken.clone();
                    taken.push((c.clone(), *gap));
                    (p.minus(&value.scaled(&c)), taken)
                })
            })
            .collect();
    }
    (rest.into_iter()).find_map(|(rest, taken)| with(search, &rest, &taken, strict, scope))
}

/// What the root exceeds each of two factors by, as a term and as a polynomial.
fn factors(search: &mut Search, root: Atom) -> Option<Vec<(Expr, Polynomial)>> {
    let Node::Unary(Unary::Sqrt, inside) = *search.dag.node(root.term()) else {
        return None;
    };
    let form = search.normal(inside)?;
    let (c, factors) = form.as_polynomial()?.easy_factors();
    let parts: Vec<Polynomial> = (factors.into_iter())
        .flat_map(|(p, k)| std::iter::repeat_n(p, k as usize))
        .collect();
    let [u, v] = &parts[..] else {
        return None;
    };
    if !c.abs().is_one() {
        return None;
    }
    let mut out = Vec::new();
    for part in [u, v] {
        let mut part = part.clone();
        let mut e = search.normaliser.rebuild_polynomial(&mut search.dag, &part);
        if search.samples.range(&search.dag, e).1 <= 0.0 {
            part = part.scaled(&-Q::one());
            e = search.normaliser.rebuild_polynomial(&mut search.dag, &part);
        }
        let gap = search.dag.sub(root.term(), e);
        out.push((gap, Polynomial::atom(root).minus(&part)));
    }
    Some(out)
}

/// The reason with the gaps taken away.
fn with(
    search: &mut Search,
    rest: &Polynomial,
    taken: &[(Q, Expr)],
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let rest = search.normaliser.rebuild_polynomial(&mut search.dag, rest);
    let refuted = (taken.iter().map(|t| t.1).chain([rest])).any(|e| search.is_refuted(e, scope));
    if refuted {
        return None;
    }
    let mut terms = Vec::new();
    for (c, gap) in taken {
        let reason = search.sign(*gap, false, &scope.inner())?;
        let gap = Factor::Signed(*gap, false, Box::new(reason));
        terms.push((c.clone(), vec![gap]));
    }
    let zero = search.normal(rest)?.is_zero();
    if zero && strict {
        return None;
    }
    if !zero {
        let reason = search.sign(rest, strict, &scope.inner())?;
        let rest = Factor::Signed(rest, strict, Box::new(reason));
        terms.push((Q::one(), vec![rest]));
    }
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms,
        equalities: Vec::new(),
    }))
}
