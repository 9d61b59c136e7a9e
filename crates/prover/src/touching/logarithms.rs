//! Logarithms of products as sums of logarithms, where their factors are positive on the region.

use super::search::{Scope, Search};
use super::tangents::turned;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Dag, Expr, Node, Normaliser, Unary};
use num_traits::One;

/// The term in normal form with logarithms of products split. Where it stands for the old one the
/// arguments of the logarithms are positive, so the absolute values that splitting puts there are
/// left out.
pub fn tidy(dag: &mut Dag, normaliser: &mut Normaliser, e: Expr) -> Option<Expr> {
    // Logarithms under exponentials go first: split, they would leave absolute values.
    let form = normaliser.normal(dag, e)?;
    let e = normaliser.rebuild(dag, &form);
    let split = dag.with_split_logarithms(normaliser, e);
    let written = dag.reachable(&[e]);
    let form = normaliser.normal(dag, split)?;
    let e = normaliser.rebuild(dag, &form);
    let plain = dag.rebuild(e, |dag, e| {
        let Node::Unary(Unary::Log, x) = *dag.node(e) else {
            return None;
        };
        match *dag.node(x) {
            Node::Unary(Unary::Abs, y) => {
                let y = as_written(dag, normaliser, &written, y);
                Some(dag.unary(Unary::Log, y))
            }
            _ => None,
        }
    });
    let form = normaliser.normal(dag, plain)?;
    Some(normaliser.rebuild(dag, &form))
}

/// `y` or `-y`, whichever was written: an absolute value is the same of `1 - x` and of `x - 1`.
fn as_written(dag: &mut Dag, normaliser: &mut Normaliser, written: &[Expr], y: Expr) -> Expr {
    let opposite = dag.neg(y);
    let (own, other) = (normaliser.normal(dag, y), normaliser.normal(dag, opposite));
    let variables = dag.variables(y);
    for &e in written {
        if dag.variables(e) != variables {
            continue;
        }
        let form = normaliser.normal(dag, e);
        if form == own {
            return y;
        }
        if form == other {
            return opposite;
        }
    }
    y
}

/// A term with each logarithm as that of what is positive at the samples: of the factors of
/// `1 - (p - q)^2` one comes out negative.
pub fn split(search: &mut Search, e: Expr) -> Option<Expr> {
    let e = tidy(&mut search.dag, &mut search.normaliser, e)?;
    let mut places = Vec::new();
    for log in search.dag.reachable(&[e]) {
        if let Node::Unary(Unary::Log, x) = *search.dag.node(log) {
            let upright = turned(search, x);
            places.push((log, search.dag.unary(Unary::Log, upright)));
        }
    }
    let place = |e: Expr| places.iter().find(|p| p.0 == e).map(|p| p.1);
    Some(search.dag.rebuild(e, |_, e| place(e)))
}

/// A reason for the sign of `f` by that of the same term with its logarithms split.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let e = split(search, f)?;
    if search.normal(e)? == search.normal(f)? || !search.here(e).defined {
        return None;
    }
    let sign = match scope.depth {
        // The term as it stands may have taken all there was to spend.
        0 => search.afresh(|search| search.sign(e, strict, &scope.inner()))?,
        _ => search.sign(e, strict, &scope.inner())?,
    };
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms: vec![(Q::one(), vec![Factor::Signed(e, strict, Box::new(sign))])],
        equalities: Vec::new(),
    }))
}
