//! Weighted sums of exponentials above the exponential of what their exponents are where the goal
//! touches zero: every `exp(u)` is at least `C (1 + u - log(C))`. With `C` the negative term this
//! is the inequality of weighted means, and Young's.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::normal::{Atom, Monomial};
use lemmabox_kernel::expr::{Comparison, Expr, Node, Normal, Unary};
use num_traits::{One, Signed};
use rustc_hash::FxHashSet;

/// Deeper within a reason means are not looked at.
const DEEPEST: u32 = 2;
/// Most terms of a goal that is looked at, and most exponentials.
const MOST_TERMS: usize = 24;
const MOST_EXPONENTIALS: usize = 6;

/// A reason for the sign of a polynomial or quotient by tangents of its exponentials at what stands
/// in a negative term.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let p = form.numerator().clone();
    if strict || scope.depth > DEEPEST || p.len() > MOST_TERMS {
        return None;
    }
    let exponentials: Vec<(Atom, Expr)> = (p.atoms().into_iter())
        .filter_map(|a| match *search.dag.node(a.term()) {
            Node::Unary(Unary::Exp, u) => Some((a, u)),
            _ => None,
        })
        .collect();
    if !(2..=MOST_EXPONENTIALS).contains(&exponentials.len()) {
        return None;
    }
    let mut contacts: Vec<Expr> = Vec::new();
    for (m, q) in p.terms() {
        if (q.is_negative() || changes_sign(search, m))
            && let Some(c) = contact(search, m, &exponentials)
            && !contacts.contains(&c)
        {
            contacts.push(c);
        }
    }
    contacts
        .into_iter()
        .find_map(|c| by_tangents(search, form, &exponentials, c, scope))
}

/// Whether the variables of a monomial let it have either sign.
fn changes_sign(search: &mut Search, m: &Monomial) -> bool {
    m.powers().iter().any(|&(a, k)| {
        let (lo, hi) = search.samples.range(&search.dag, a.term());
        k % 2 == 1 && lo < 0.0 && hi > 0.0
    })
}

/// The logarithm of the exponentials of a monomial and of its variables under logarithms in
/// exponents elsewhere.
fn contact(search: &mut Search, m: &Monomial, exponentials: &[(Atom, Expr)]) -> Option<Expr> {
    let exponents: Vec<Expr> = exponentials.iter().map(|e| e.1).collect();
    let logs: FxHashSet<Expr> = (search.dag.reachable(&exponents).into_iter())
        .filter_map(|e| match *search.dag.node(e) {
            Node::Unary(Unary::Log, x) => Some(x),
            _ => None,
        })
        .collect();
    let mut sum = None;
    for &(a, k) in m.powers() {
        let log = match *search.dag.node(a.term()) {
            Node::Unary(Unary::Exp, u) => u,
            _ if logs.contains(&a.term()) => search.dag.unary(Unary::Log, a.term()),
            _ => continue,
        };
        let k = search.dag.rational(integer(i64::from(k)));
        let term = search.dag.mul(k, log);
        sum = Some(match sum {
            None => term,
            Some(sum) => search.dag.add(sum, term),
        });
    }
    sum
}

fn by_tangents(
    search: &mut Search,
    form: &Normal,
    exponentials: &[(Atom, Expr)],
    at: Expr,
    scope: &Scope,
) -> Option<Sign> {
    let mut multiplier = Vec::new();
    let mut target = form.numerator().clone();
    for (p, k) in form.denominator() {
        let (factor, negative) = super::factors::signed(search, p, true, scope)?;
        if negative && k % 2 == 1 {
            target = target.scaled(&-Q::one());
        }
        multiplier.extend((0..*k).map(|_| factor.clone()));
    }
    let mut rest = Normal::polynomial(target.clone());
    let mut terms = Vec::new();
    for &(a, u) in exponentials {
        // The contact itself stays as it is.
        if u == at {
            continue;
        }
        let parts = target.coefficients_in(a);
        let [_, weight] = &parts[..] else {
            return None;
        };
        let e = (search.normaliser).rebuild_polynomial(&mut search.dag, weight);
        if search.samples.range(&search.dag, e).1 <= 0.0 {
            continue;
        }
        let reason = search.sign(e, false, &scope.inner())?;
        let gap = gap(search, u, at);
        if !search.here(gap).defined {
            return None;
        }
        let form = search.normal(gap)?;
        let share = (search.normaliser).product(&Normal::polynomial(weight.clone()), &form)?;
        rest = search.normaliser.difference(&rest, &share)?;
        let tangent = Sign::Tangent {
            function: Unary::Exp,
            argument: u,
            at,
        };
        terms.push((
            Q::one(),
            vec![
                Factor::Signed(e, false, Box::new(reason)),
                Factor::Signed(gap, false, Box::new(tangent)),
            ],
        ));
    }
    if terms.is_empty() {
        return None;
    }
    if !rest.is_zero() {
        let e = search.normaliser.rebuild(&mut search.dag, &rest);
        let reason = match vanishing_by_facts(search, &rest, scope) {
            Some(reason) => reason,
            None => search.sign(e, false, &scope.inner())?,
        };
        terms.push((Q::one(), vec![Factor::Signed(e, false, Box::new(reason))]));
    }
    Some(Sign::Product(Product {
        multiplier,
        terms,
        equalities: Vec::new(),
    }))
}

/// `exp(u) - exp(at) (1 + u - at)`.
pub(super) fn gap(search: &mut Search, u: Expr, at: Expr) -> Expr {
    let dag = &mut search.dag;
    let [image, contact] = [u, at].map(|x| dag.unary(Unary::Exp, x));
    let one = dag.integer(1);
    let step = dag.sub(u, at);
    let step = dag.add(one, step);
    let line = dag.mul(contact, step);
    dag.sub(image, line)
}

/// That a term is a multiple of an equality fact.
pub(super) fn vanishing_by_facts(search: &mut Search, f: &Normal, scope: &Scope) -> Option<Sign> {
    for i in 0..search.context.facts.len() {
        let fact = search.context.facts[i];
        if fact.op != Comparison::Equal || !search.usable(i, scope) {
            continue;
        }
        let (g, _) = fact.difference(&mut search.dag);
        let form = search.normal(g)?;
        let Some(quotient) = f.numerator().divided_by(form.numerator()) else {
            continue;
        };
        // f/g, denominators and all.
        let over = Normal::polynomial(quotient);
        let numerator = search.normaliser.rebuild(&mut search.dag, &over);
        let mut cofactor = numerator;
        for (list, divides) in [(f.denominator(), true), (form.denominator(), false)] {
            for (p, k) in list {
                let e = (search.normaliser).rebuild_polynomial(&mut search.dag, p);
                let power = search.dag.power(e, i32::try_from(*k).ok()?);
                cofactor = if divides {
                    search.dag.div(cofactor, power)
                } else {
                    search.dag.mul(cofactor, power)
                };
            }
        }
        if search.here(cofactor).defined {
            return Some(Sign::Product(Product {
                multiplier: Vec::new(),
                terms: Vec::new(),
                equalities: vec![(i, cofactor)],
            }));
        }
    }
    None
}
