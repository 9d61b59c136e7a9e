//! Squaring: the sign of `c s + r`, `s = sqrt(a)`, from the signs of `c`, `r` and `c^2 a - r^2`.
//!
//! With `n = -(c s + r)`, negated goal: `n^2 + 2 c s n + (c^2 a - r^2) = 0` and `n^2 + 2 r n + (r^2 - c^2 a) = 0`. Where `n`
//! is positive and the other terms are non-negative, neither can be.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial};
use lemmabox_kernel::expr::{Node, Normal, Unary};
use num_traits::One;

/// Squares grow: deeper within a reason, and for longer polynomials, they are not looked at.
const DEEPEST: u32 = 7;
const MOST_TERMS: usize = 40;

/// A reason for the sign of a polynomial that is linear in some square root.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let p = form.as_polynomial()?.clone();
    if scope.depth > DEEPEST || p.len() > MOST_TERMS {
        return None;
    }
    p.atoms().into_iter().find_map(|s| {
        matches!(search.dag.node(s.term()), Node::Unary(Unary::Sqrt, _))
            .then(|| by_square(search, &p, s, strict, scope))
            .flatten()
    })
}

fn by_square(
    search: &mut Search,
    p: &Polynomial,
    s: Atom,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let coefficients = p.coefficients_in(s);
    let [r, c] = &coefficients[..] else {
        return None;
    };
    if r.is_zero() {
        return None;
    }
    let root = search
        .normaliser
        .reduced(c.times_monomial(&Monomial::power(s, 1)))?;
    let difference = search.normaliser.reduced(
        c.times(c)
            .times_monomial(&Monomial::power(s, 2))
            .minus(&r.times(r)),
    )?;
    let negative = |q: &Polynomial| q.scaled(&-Q::one());
    // Both parts, the root against the rest, the rest against the root.
    if let (Some(root), Some(rest)) = (
        factor(search, &root, strict, scope),
        factor(search, r, false, scope),
    ) {
        return Some(Sign::Product(Product {
            multiplier: Vec::new(),
            terms: vec![(Q::one(), vec![root]), (Q::one(), vec![rest])],
            equalities: Vec::new(),
        }));
    }
    [(&root, &difference), (r, &negative(&difference))]
        .into_iter()
        .find_map(|(large, gap)| {
            let large = factor(search, large, false, scope)?;
            let mut terms = vec![
                (Q::one(), vec![Factor::Negated, Factor::Negated]),
                (Q::from_integer(2.into()), vec![Factor::Negated, large]),
            ];
            if !gap.is_zero() {
                terms.push((Q::one(), vec![factor(search, gap, strict, scope)?]));
            } else if strict {
                return None;
            }
            Some(Sign::Contradiction(Product {
                multiplier: Vec::new(),
                terms,
                equalities: Vec::new(),
            }))
        })
}

/// The polynomial as something known to have the sign.
fn factor(search: &mut Search, p: &Polynomial, strict: bool, scope: &Scope) -> Option<Factor> {
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, p);
    if search.is_refuted(e, scope) {
        return None;
    }
    let sign = search.sign(e, strict, &scope.inner())?;
    Some(Factor::Signed(e, strict, Box::new(sign)))
}
