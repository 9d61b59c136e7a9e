//! A term as the product of a positive one and their quotient, where the quotient has the simpler
//! slope. A term with `u log(u)` is divided by `u`, which leaves a logarithm alone: its slope is
//! algebraic. A term with `c sqrt(u)` for a number `c` is divided by the root, which leaves a
//! constant. Both are for a `u` that comes near 0, where enclosures say nothing of the sign.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Polynomial;
use lemmabox_kernel::expr::{Expr, Node, Normal, Unary};
use num_traits::One;

/// Deeper within a reason quotients are not looked at.
const DEEPEST: u32 = 5;
/// Most terms of a goal that is looked at.
const MOST_TERMS: usize = 24;

/// A reason for the sign of `f` by that of `f/w`.
pub fn sign(
    search: &mut Search,
    f: Expr,
    form: &Normal,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let p = form.as_polynomial()?;
    if scope.depth > DEEPEST || p.len() > MOST_TERMS {
        return None;
    }
    let divisors = divisors(search, p);
    divisors.into_iter().find_map(|w| {
        let whole = search.natural_in(w, scope);
        if !whole.has_sign(true) || whole.value.lo() > 0.0 {
            return None;
        }
        let quotient = search.dag.div(f, w);
        let form = search.normal(quotient)?;
        let quotient = search.normaliser.rebuild(&mut search.dag, &form);
        if !search.natural_in(quotient, scope).defined {
            return None;
        }
        let product = search.dag.mul(w, quotient);
        let gap = search.dag.sub(f, product);
        if !search.normaliser.is_zero(&mut search.dag, gap) {
            return None;
        }
        let reason = search.sign(quotient, strict, &scope.inner())?;
        let factors = vec![
            Factor::Signed(w, strict, Box::new(Sign::Natural)),
            Factor::Signed(quotient, strict, Box::new(reason)),
        ];
        Some(Sign::Product(Product {
            multiplier: Vec::new(),
            terms: vec![(Q::one(), factors)],
            equalities: Vec::new(),
        }))
    })
}

/// What the term may be divided by.
fn divisors(search: &mut Search, p: &Polynomial) -> Vec<Expr> {
    let mut out = Vec::new();
    let mut has_logarithms = false;
    let mut roots = Vec::new();
    for a in p.atoms() {
        let (op, u) = match *search.dag.node(a.term()) {
            Node::Unary(op @ (Unary::Log | Unary::Sqrt), u) => (op, u),
            _ => continue,
        };
        if search.dag.variables(u).is_empty() {
            continue;
        }
        has_logarithms |= op == Unary::Log;
        let parts = p.coefficients_in(a);
        let [_, c] = &parts[..] else {
            continue;
        };
        if op == Unary::Sqrt {
            if c.atoms()
                .iter()
                .all(|b| search.dag.variables(b.term()).is_empty())
            {
                roots.push(a.term());
            }
        } else if let Some(form) = search.normal(u)
            && let Some(u) = form.as_polynomial()
            && c.divided_by(u).is_some()
        {
            out.push(search.normaliser.rebuild_polynomial(&mut search.dag, u));
        }
    }
    if has_logarithms {
        out.extend(roots);
    }
    out
}
