//! Logarithms in a term and in a fact: `x >= a log(x)` where `x >= 2 a log(a)`, by the tangent
//! `log(x) <= log(2 a) + x/(2 a) - 1` and half of the fact. The tangent is taken at a multiple of
//! what the logarithm of the fact is of; of what it leaves the fact takes that logarithm away.

use super::cancelled;
use super::search::{Scope, Search};
use super::tangents::split;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Comparison, Expr, Unary};
use num_traits::One;

/// Deeper within a reason this is not looked at.
const DEEPEST: u32 = 1;
/// The multiples: numerators over two.
const HALVES: [i64; 4] = [4, 2, 8, 1];

/// A reason for the sign of `f` by the tangent of a logarithm that it has a non-positive multiple
/// of.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST || search.context.facts.is_empty() {
        return None;
    }
    let (_, logarithms) = split(search, f)?;
    let contacts = contacts(
        search,
        scope,
        &logarithms.iter().map(|l| l.0).collect::<Vec<_>>(),
    );
    for (inside, coefficient) in logarithms {
        let weight = coefficient.scaled(&-Q::one());
        let weight = search
            .normaliser
            .rebuild_polynomial(&mut search.dag, &weight);
        if search.samples.range(&search.dag, weight).0 < 0.0 {
            continue;
        }
        for &contact in &contacts {
            for half in HALVES {
                let at = search.dag.rational(Q::new(half.into(), 2.into()));
                let at = search.dag.mul(at, contact);
                if let Some(found) = by_tangent(search, f, (weight, inside, at), strict, scope) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// What facts have logarithms of and the term has not.
fn contacts(search: &mut Search, scope: &Scope, own: &[Expr]) -> Vec<Expr> {
    let mut out = Vec::new();
    for i in 0..search.context.facts.len() {
        let fact = search.context.facts[i];
        if matches!(fact.op, Comparison::Equal | Comparison::NotEqual) || !search.usable(i, scope) {
            continue;
        }
        let (g, _) = fact.difference(&mut search.dag);
        let Some((_, logarithms)) = split(search, g) else {
            continue;
        };
        for (inside, _) in logarithms {
            if !own.contains(&inside) && !out.contains(&inside) {
                out.push(inside);
            }
        }
    }
    out
}

/// `f` is `weight * (inside/at - 1 + log(at/inside))` and a rest, of which a fact takes away.
fn by_tangent(
    search: &mut Search,
    f: Expr,
    (weight, inside, at): (Expr, Expr, Expr),
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let dag = &mut search.dag;
    let one = dag.integer(1);
    let argument = dag.div(inside, at);
    let step = dag.sub(argument, one);
    let log = dag.unary(Unary::Log, argument);
    let gap = dag.sub(step, log);
    let share = dag.mul(weight, gap);
    let rest = dag.sub(f, share);
    let rest = super::tidy(&mut search.dag, &mut search.normaliser, rest)?;
    if !search.here(gap).defined || !search.here(rest).defined || search.is_refuted(rest, scope) {
        return None;
    }
    let inner = scope.inner();
    let last = cancelled::sign(search, rest, strict, &inner)?;
    let weight_sign = search.sign(weight, false, &inner)?;
    let tangent = Sign::Tangent {
        function: Unary::Log,
        argument,
        at: one,
    };
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms: vec![
            (
                Q::one(),
                vec![
                    Factor::Signed(weight, false, Box::new(weight_sign)),
                    Factor::Signed(gap, false, Box::new(tangent)),
                ],
            ),
            (Q::one(), vec![Factor::Signed(rest, strict, Box::new(last))]),
        ],
        equalities: Vec::new(),
    }))
}
