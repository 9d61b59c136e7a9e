//! Both sides of `u >= w` under a rising function that undoes a logarithm, an exponential or an
//! inverse circular function: `log a >= w` as `a >= exp w`, `u >= exp a` as `log u >= a`,
//! `arcsin a >= w` as `a >= sin w`.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial};
use lemmabox_kernel::expr::{Binary, Expr, Node, Normal, Unary};
use num_traits::{One, Signed};

/// Deeper within a reason images are not looked at.
const DEEPEST: u32 = 3;
/// Most terms of a goal that is looked at.
const MOST_TERMS: usize = 40;

/// A reason for the sign of a polynomial one of whose terms holds such a function.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let p = form.as_polynomial()?.clone();
    // `log u >= 0` is `u >= 1` wherever it is asked.
    let lone = p.len() == 1 && p.degree() == 1;
    if !lone && (scope.image || scope.depth > DEEPEST) || p.len() > MOST_TERMS {
        return None;
    }
    let scope = Scope {
        image: true,
        ..scope.inner()
    };
    p.atoms()
        .into_iter()
        .find_map(|a| {
            let function = match search.dag.node(a.term()) {
                Node::Unary(Unary::Log, _) => Unary::Exp,
                Node::Unary(Unary::Arcsin, _) => Unary::Sin,
                Node::Unary(Unary::Arctan, _) => Unary::Tan,
                _ => return None,
            };
            by_atom(search, &p, a, function, strict, &scope)
        })
        .or_else(|| by_logarithm(search, &p, strict, &scope))
        .or_else(|| by_function_of_facts(search, &p, strict, &scope))
}

/// A reason for the sign of a difference by the logarithms of its sides as they are written.
pub fn of_difference(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let Node::Binary(Binary::Sub, greater, lesser) = *search.dag.node(f) else {
        return None;
    };
    if scope.image || scope.depth > DEEPEST {
        return None;
    }
    let scope = Scope {
        image: true,
        ..scope.inner()
    };
    compared(search, Unary::Log, greater, lesser, strict, &scope)
}

/// A reason for the sign of a polynomial by the images of its parts under a function that a fact
/// applies.
pub fn by_facts(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.image {
        return None;
    }
    let p = form.as_polynomial()?.clone();
    let scope = Scope {
        image: true,
        ..scope.inner()
    };
    (p.len() <= MOST_TERMS)
        .then(|| by_function_of_facts(search, &p, strict, &scope))
        .flatten()
}

/// The terms of a polynomial with positive coefficients, and minus the others.
pub(super) fn sides(p: &Polynomial) -> (Polynomial, Polynomial) {
    let (mut greater, mut lesser) = (Polynomial::zero(), Polynomial::zero());
    for (m, q) in p.terms() {
        let side = if q.is_positive() {
            &mut greater
        } else {
            &mut lesser
        };
        side.add_term(m.clone(), q.abs());
    }
    (greater, lesser)
}

/// Positive terms against the others, under the function that a fact applies.
fn by_function_of_facts(
    search: &mut Search,
    p: &Polynomial,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let assumed: Vec<Expr> = (search.context.facts.iter())
        .flat_map(|r| [r.lhs, r.rhs])
        .collect();
    let (greater, lesser) = sides(p);
    if greater.is_zero() || lesser.is_zero() {
        return None;
    }
    let [greater, lesser] =
        [greater, lesser].map(|p| search.normaliser.rebuild_polynomial(&mut search.dag, &p));
    [Unary::Log, Unary::Exp].into_iter().find_map(|function| {
        let applied = (search.dag.reachable(&assumed).into_iter())
            .any(|e| matches!(*search.dag.node(e), Node::Unary(op, _) if op == function));
        applied
            .then(|| compared(search, function, greater, lesser, strict, scope))
            .flatten()
    })
}

/// `p = c a + r` with a rational `c`.
fn by_atom(
    search: &mut Search,
    p: &Polynomial,
    a: Atom,
    function: Unary,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let coefficients = p.coefficients_in(a);
    let [r, c] = &coefficients[..] else {
        return None;
    };
    let c = c.as_constant()?;
    let rest = r.scaled(&-c.recip());
    let rest = search.normaliser.rebuild_polynomial(&mut search.dag, &rest);
    let (greater, lesser) = if c.is_positive() {
        (a.term(), rest)
    } else {
        (rest, a.term())
    };
    let image = compared(search, function, greater, lesser, strict, scope)?;
    Some(scaled(search, &c.abs(), greater, lesser, strict, image))
}

/// One term of `p`, with an exponential in it, against the others.
fn by_logarithm(search: &mut Search, p: &Polynomial, strict: bool, scope: &Scope) -> Option<Sign> {
    let terms: Vec<(Monomial, Q)> = p.terms().map(|(m, q)| (m.clone(), q.clone())).collect();
    terms.into_iter().find_map(|(m, q)| {
        let mut atoms = m.powers().iter().map(|(a, _)| a.term());
        if !atoms.any(|a| matches!(search.dag.node(a), Node::Unary(Unary::Exp, _))) {
            return None;
        }
        let one = Polynomial::term(q.abs(), m.clone());
        let others = p.minus(&Polynomial::term(q.clone(), m));
        let (greater, lesser) = if q.is_positive() {
            (one, others.scaled(&-Q::one()))
        } else {
            (others, one)
        };
        let [greater, lesser] =
            [greater, lesser].map(|p| search.normaliser.rebuild_polynomial(&mut search.dag, &p));
        compared(search, Unary::Log, greater, lesser, strict, scope)
    })
}

/// A reason for `greater >= lesser` by the images of both.
fn compared(
    search: &mut Search,
    function: Unary,
    greater: Expr,
    lesser: Expr,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let obligations = search.dag.order_obligations(function, greater, lesser);
    if !obligations.iter().all(|&e| search.here(e).has_sign(false)) {
        return None;
    }
    let terms = [greater, lesser].map(|e| search.dag.unary(function, e));
    if !terms.iter().all(|&e| search.here(e).defined) {
        return None;
    }
    let image = (search.normaliser).image(&mut search.dag, function, greater, lesser)?;
    let sign = search.sign(image, strict, scope)?;
    Some(Sign::Image {
        function,
        greater,
        lesser,
        sign: Box::new(sign),
    })
}

/// The reason for `c (greater - lesser)`.
fn scaled(
    search: &mut Search,
    c: &Q,
    greater: Expr,
    lesser: Expr,
    strict: bool,
    image: Sign,
) -> Sign {
    if c.is_one() {
        return image;
    }
    let difference = search.dag.sub(greater, lesser);
    Sign::Product(Product {
        multiplier: Vec::new(),
        terms: vec![(
            c.clone(),
            vec![Factor::Signed(difference, strict, Box::new(image))],
        )],
        equalities: Vec::new(),
    })
}
