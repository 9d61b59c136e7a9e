//! A term that is a positive multiple of what a fact says, or the sum of what two of them say.

use super::search::{Scope, Search};
use super::sum;
use lemmabox_kernel::certificate::{Factor, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Comparison, Expr};
use num_traits::{One, Signed};

/// Most facts of which pairs are looked at.
const MOST_PAIRED: usize = 6;

/// A reason for `f >= 0` (or `> 0`) by one fact or two.
pub fn sign(search: &mut Search, f: Expr, strict: bool) -> Option<Sign> {
    let facts = differences(search, &Scope::default());
    if facts.is_empty() || !search.here(f).defined {
        return None;
    }
    by_one(search, f, strict, &facts).or_else(|| by_two(search, f, strict, &facts))
}

/// A reason for `f >= 0` (or `> 0`) by one fact that counts in the scope.
pub fn by_a_fact(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let facts = differences(search, scope);
    if facts.is_empty() || !search.here(f).defined {
        return None;
    }
    by_one(search, f, strict, &facts)
}

fn by_one(
    search: &mut Search,
    f: Expr,
    strict: bool,
    facts: &[(usize, Expr, bool)],
) -> Option<Sign> {
    facts.iter().find_map(|&(i, g, open)| {
        let c = ratio(search, f, g)?;
        (open || !strict).then(|| sum(vec![(c, vec![Factor::Fact(i)])]))
    })
}

/// Inequalities with their numbers, as `g >= 0`, or `g > 0`.
fn differences(search: &mut Search, scope: &Scope) -> Vec<(usize, Expr, bool)> {
    let of_order = |op| !matches!(op, Comparison::Equal | Comparison::NotEqual);
    let facts: Vec<usize> = (search.context.facts.iter().enumerate())
        .filter(|(i, r)| of_order(r.op) && search.usable(*i, scope))
        .map(|(i, _)| i)
        .collect();
    let difference = |i: usize| {
        let (g, open) = search.context.facts[i].difference(&mut search.dag);
        (i, g, open)
    };
    facts.into_iter().map(difference).collect()
}

/// `c > 0` with `f = c g`.
fn ratio(search: &mut Search, f: Expr, g: Expr) -> Option<Q> {
    let (n, m) = (search.normal(f)?, search.normal(g)?);
    let (monomial, a) = n.numerator().leading()?;
    let (other, b) = m.numerator().leading()?;
    if monomial != other || n.numerator().len() != m.numerator().len() {
        return None;
    }
    let c = a / b;
    let factor = search.dag.rational(c.clone());
    let multiple = search.dag.mul(factor, g);
    let left = search.dag.sub(f, multiple);
    (c.is_positive() && search.normaliser.is_zero(&mut search.dag, left)).then_some(c)
}

fn by_two(
    search: &mut Search,
    f: Expr,
    strict: bool,
    facts: &[(usize, Expr, bool)],
) -> Option<Sign> {
    if facts.len() > MOST_PAIRED {
        return None;
    }
    let pairs =
        (facts.iter().enumerate()).flat_map(|(n, a)| facts[..n].iter().map(move |b| (a, b)));
    for (&(i, g, first), &(j, h, second)) in pairs {
        let both = search.dag.add(g, h);
        let left = search.dag.sub(f, both);
        if (first || second || !strict) && search.normaliser.is_zero(&mut search.dag, left) {
            let term = |i| (Q::one(), vec![Factor::Fact(i)]);
            return Some(sum(vec![term(i), term(j)]));
        }
    }
    None
}
