//! A fact rids the term of a logarithm: `n log(1 - r) <= log(d)` from `n r >= log(1/d)`, since the
//! difference of the two is `n (-log(1 - r) - r)`.

use super::search::{Scope, Search};
use super::tangents::split;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Polynomial;
use lemmabox_kernel::expr::{Comparison, Expr};
use num_traits::{One, Signed};

/// Deeper within a reason facts are not taken from the term.
const DEEPEST: u32 = 2;

/// A reason for the sign of `f` by that of `f` minus a non-negative multiple of a fact in which a
/// logarithm cancels.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST || search.context.facts.is_empty() {
        return None;
    }
    let (_, logarithms) = split(search, f)?;
    for i in 0..search.context.facts.len() {
        let fact = search.context.facts[i];
        let inequality = !matches!(fact.op, Comparison::Equal | Comparison::NotEqual);
        if !inequality || !search.usable(i, scope) {
            continue;
        }
        let (g, _) = fact.difference(&mut search.dag);
        if !search.here(g).defined {
            continue;
        }
        let Some((denominator, own)) = over_denominator(search, g) else {
            continue;
        };
        let mut tried: Vec<Polynomial> = Vec::new();
        for (inside, c) in &logarithms {
            let Some((_, d)) = own.iter().find(|o| o.0 == *inside) else {
                continue;
            };
            let Some(times) = c.times(&denominator).divided_by(d) else {
                continue;
            };
            if tried.contains(&times) {
                continue;
            }
            tried.push(times.clone());
            if let Some(found) = without(search, f, (i, &times), strict, scope) {
                return Some(found);
            }
        }
    }
    None
}

/// The denominator of a term, and the logarithms of its numerator with their coefficients.
fn over_denominator(search: &mut Search, g: Expr) -> Option<(Polynomial, Vec<(Expr, Polynomial)>)> {
    let form = search.normal(g)?;
    let mut denominator = Polynomial::one();
    for (p, k) in form.denominator() {
        for _ in 0..*k {
            denominator = denominator.times(p);
        }
    }
    let numerator = (search.normaliser).rebuild_polynomial(&mut search.dag, form.numerator());
    Some((denominator, split(search, numerator)?.1))
}

/// The reason with so many times the fact taken away.
fn without(
    search: &mut Search,
    f: Expr,
    (fact, times): (usize, &Polynomial),
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let (g, _) = search.context.facts[fact].difference(&mut search.dag);
    let often = search.normaliser.rebuild_polynomial(&mut search.dag, times);
    if search.samples.range(&search.dag, often).1 <= 0.0 {
        return None;
    }
    let multiple = search.dag.mul(often, g);
    let rest = search.dag.sub(f, multiple);
    let rest = super::tidy(&mut search.dag, &mut search.normaliser, rest)?;
    if !search.here(rest).defined || search.is_refuted(rest, scope) {
        return None;
    }
    let mut first = (Q::one(), vec![Factor::Fact(fact)]);
    match times.as_constant() {
        Some(q) if q.is_positive() => first.0 = q,
        Some(_) => return None,
        None => {
            let reason = search.sign(often, false, &scope.inner())?;
            (first.1).push(Factor::Signed(often, false, Box::new(reason)));
        }
    }
    let reason = search.sign(rest, strict, &scope.inner())?;
    let last = Factor::Signed(rest, strict, Box::new(reason));
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms: vec![first, (Q::one(), vec![last])],
        equalities: Vec::new(),
    }))
}
