//! Logarithms above what their tangents say: with `f = sum m log(U) + r`, `m >= 0`, every `log(U)`
//! is at least `log(c) + 1 - c/U`, with equality where `U = c`. What that leaves is free of these
//! logarithms. (Gibbs's inequality and the log-sum inequality are proved this way, with `c` what
//! `U` is where `f` touches zero.)

use super::means;
use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, simplest_between};
use lemmabox_kernel::expr::normal::Polynomial;
use lemmabox_kernel::expr::{Binary, Expr, Node, Unary};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Deeper within a reason tangents are not looked at.
const DEEPEST: u32 = 2;
/// Most groups of logarithms, and the largest power in one.
pub(super) const MOST_GROUPS: usize = 8;
const LARGEST_POWER: i64 = 12;
/// Largest denominator of a point of contact.
const MAX_DENOMINATOR: i64 = 64;

/// `-weight * log(reciprocal * sqrt(radicand)) / times`.
pub(super) struct Group {
    weight: Polynomial,
    reciprocal: Expr,
    /// What the reciprocal is a product of, with the powers.
    parts: Vec<(Expr, i64)>,
    radicand: Option<Expr>,
    times: Q,
}

/// A reason for `f >= 0` (or `> 0`) by tangents of its logarithms.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    if scope.depth > DEEPEST {
        return None;
    }
    let (p, coefficients) = split(search, f)?;
    let minimum = super::touch_points::minimiser(search, f);
    let orders = orders(search, f);
    let mut readings = vec![coefficients];
    readings.extend(with_exponents(search, &p, &readings[0]));
    let attempts = (readings.iter()).flat_map(|r| {
        orders
            .iter()
            .flat_map(move |&d| [(r, d, false), (r, d, true)])
    });
    for (coefficients, order, by_monomial) in attempts {
        let Some(groups) = groups(search, coefficients, by_monomial, order) else {
            continue;
        };
        if groups.len() > MOST_GROUPS {
            continue;
        }
        for contact in [None, minimum.as_deref()] {
            if let Some(found) = by_groups(search, f, (&groups, &[]), contact, strict, scope) {
                return Some(found);
            }
        }
    }
    None
}

/// Of the roots whose logarithms tangents are taken of: of what the logarithms are of themselves,
/// and of its square root where the term has square roots besides.
pub(super) fn orders(search: &Search, f: Expr) -> Vec<i64> {
    let has_roots = (search.dag.reachable(&[f]).into_iter())
        .any(|e| matches!(search.dag.node(e), Node::Unary(Unary::Sqrt, x) if !search.dag.variables(*x).is_empty()));
    if has_roots { vec![1, 2] } else { vec![1] }
}

/// The term as a polynomial with its logarithms split, linear in them, and what these are of, with
/// their coefficients.
pub(super) fn split(search: &mut Search, f: Expr) -> Option<(Polynomial, Vec<(Expr, Polynomial)>)> {
    let mut normaliser = search.normaliser.clone();
    let split = search.dag.with_split_logarithms(&mut normaliser, f);
    let form = search.normal(split)?;
    let p = form.as_polynomial()?.clone();
    let logs: Vec<_> = (p.atoms().into_iter())
        .filter(|a| is_logarithm(search, a.term()))
        .collect();
    if logs.is_empty() || logs.iter().any(|a| p.degree_in(*a) != 1) {
        return None;
    }
    let mut coefficients = Vec::new();
    for &a in &logs {
        let parts = p.coefficients_in(a);
        let c = parts.get(1)?.clone();
        if c.atoms().iter().any(|b| logs.contains(b)) {
            return None;
        }
        let inside = argument(search, a.term())?;
        coefficients.push((as_written(search, f, inside).unwrap_or(inside), c));
    }
    Some((p, coefficients))
}

/// With variables that stand beside their exponentials, as the logarithms of these:
/// `log(1 + exp(z)) - z` is `log((1 + exp(z))/exp(z))`.
fn with_exponents(
    search: &mut Search,
    p: &Polynomial,
    coefficients: &[(Expr, Polynomial)],
) -> Option<Vec<(Expr, Polynomial)>> {
    let roots: Vec<Expr> = coefficients.iter().map(|c| c.0).collect();
    let mut raised = Vec::new();
    for e in search.dag.reachable(&roots) {
        if matches!(search.dag.node(e), Node::Unary(Unary::Exp, _)) {
            raised.extend(search.dag.variables(e));
        }
    }
    let mut all = coefficients.to_vec();
    for a in p.atoms() {
        let Node::Variable(v) = *search.dag.node(a.term()) else {
            continue;
        };
        if raised.contains(&v)
            && let [_, c] = &p.coefficients_in(a)[..]
            && c.atoms().iter().all(|b| !is_logarithm(search, b.term()))
        {
            all.push((search.dag.unary(Unary::Exp, a.term()), c.clone()));
        }
    }
    (all.len() > coefficients.len()).then_some(all)
}

/// For the numerator of a quotient under a logarithm of `f` the quotient times its denominator,
/// where the numerator itself, multiplied out, is not seen to have a sign.
fn as_written(search: &mut Search, f: Expr, numerator: Expr) -> Option<Expr> {
    let has_sign = |search: &mut Search, e: Expr| {
        let range = search.here(e).value;
        range.lo() > 0.0 || range.hi() < 0.0 || search.here(e).has_sign(true)
    };
    let negative = search.dag.neg(numerator);
    if has_sign(search, numerator) || has_sign(search, negative) {
        return None;
    }
    for e in search.dag.reachable(&[f]) {
        let Node::Unary(Unary::Log, x) = *search.dag.node(e) else {
            continue;
        };
        if !search.here(e).defined {
            continue;
        }
        let form = search.normal(x)?;
        let mut product = x;
        for (p, k) in form.denominator() {
            let p = search.normaliser.rebuild_polynomial(&mut search.dag, p);
            let p = turned(search, p);
            let power = search.dag.power(p, i32::try_from(*k).ok()?);
            product = search.dag.mul(product, power);
        }
        for whole in [product, search.dag.neg(product)] {
            let gap = search.dag.sub(whole, numerator);
            if search.normaliser.is_zero(&mut search.dag, gap) && has_sign(search, product) {
                return Some(product);
            }
        }
    }
    None
}

/// `p` or `-p`, whichever is positive at the samples.
pub(super) fn turned(search: &mut Search, p: Expr) -> Expr {
    let (lo, hi) = search.samples.range(&search.dag, p);
    if hi <= 0.0 && lo < 0.0 {
        search.dag.neg(p)
    } else {
        p
    }
}

fn is_logarithm(search: &Search, e: Expr) -> bool {
    matches!(search.dag.node(e), Node::Unary(Unary::Log, _)) && !search.dag.variables(e).is_empty()
}

/// What the logarithm is of, without the absolute value that splitting puts there.
fn argument(search: &Search, log: Expr) -> Option<Expr> {
    let Node::Unary(Unary::Log, x) = *search.dag.node(log) else {
        return None;
    };
    Some(match *search.dag.node(x) {
        Node::Unary(Unary::Abs, y) => y,
        _ => x,
    })
}

/// The logarithms with one weight each, gathered under one: weights are the coefficients, up to a
/// rational factor, or their monomials.
fn groups(
    search: &mut Search,
    coefficients: &[(Expr, Polynomial)],
    by_monomial: bool,
    order: i64,
) -> Option<Vec<Group>> {
    let mut gathered: Vec<(Polynomial, Vec<(Expr, Q)>)> = Vec::new();
    let mut add = |weight: Polynomial, inside: Expr, q: Q| match gathered
        .iter_mut()
        .find(|g| g.0 == weight)
    {
        Some(g) => g.1.push((inside, q)),
        None => gathered.push((weight, vec![(inside, q)])),
    };
    for (inside, c) in coefficients {
        if by_monomial {
            for (m, q) in c.terms() {
                add(Polynomial::term(Q::one(), m.clone()), *inside, q.clone());
            }
        } else {
            let (q, p) = c.primitive();
            add(p, *inside, q);
        }
    }
    let mut out = Vec::new();
    for (weight, parts) in gathered {
        // -w log(U) is w log(1/U), so weights may be turned to be non-negative.
        out.push(if is_nonpositive(search, &weight) {
            let parts = parts.into_iter().map(|(e, q)| (e, -q)).collect();
            gather(search, weight.scaled(&-Q::one()), parts, order)?
        } else {
            gather(search, weight, parts, order)?
        });
    }
    Some(out)
}

/// Multiples of logarithms under one weight as one logarithm, of a root of the order given.
pub(super) fn gather(
    search: &mut Search,
    weight: Polynomial,
    parts: Vec<(Expr, Q)>,
    order: i64,
) -> Option<Group> {
    let denominator = (parts.iter()).fold(Q::one().to_integer(), |d, (_, q)| d.lcm(q.denom()));
    let times = Q::from_integer(denominator) / Q::from_integer(order.into());
    // Divided by one after the other, so that the normal form keeps them apart; 1/sqrt(x) is
    // sqrt(x)/x, so that one root is left.
    let mut reciprocal = search.dag.integer(1);
    let mut radicand = None;
    let mut powers = Vec::new();
    for (part, q) in parts {
        let k = q * &times;
        // log|p| is the logarithm of whichever of p and -p is positive.
        let part = turned(search, part);
        let whole = k.ceil().to_integer().to_i64()?;
        if whole.abs() > LARGEST_POWER {
            return None;
        }
        if !k.is_integer() {
            radicand = Some(match radicand {
                None => part,
                Some(product) => search.dag.mul(product, part),
            });
        }
        if whole == 0 {
            continue;
        }
        powers.push((part, -whole));
        let power = search.dag.power(part, i32::try_from(whole.abs()).ok()?);
        reciprocal = if whole > 0 {
            search.dag.div(reciprocal, power)
        } else {
            search.dag.mul(reciprocal, power)
        };
    }
    Some(Group {
        weight,
        reciprocal,
        parts: powers,
        radicand,
        times,
    })
}

pub(super) fn is_nonpositive(search: &mut Search, p: &Polynomial) -> bool {
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, p);
    search.samples.range(&search.dag, e).1 <= 0.0
}

/// What a function is above or below its tangent, with the share in which it counts.
struct Tangent {
    gap: Expr,
    share: Q,
    sign: Sign,
}

impl Group {
    /// The tangent at 1, or where the logarithm is of what it is of at a point.
    fn tangent(&self, search: &mut Search, contact: Option<&[f64]>) -> Option<Tangent> {
        let c = match contact {
            None => Q::one(),
            Some(at) => near(self.value(search, at)?)?,
        };
        let share = self.times.recip();
        let whole = self.radicand.is_none();
        if whole && self.is_read_whole(search) {
            return Some(self.of_logarithm(search, &c, share));
        }
        let found = self.of_exponential(search, &c, &share / &c);
        match found {
            Some(tangent) if !whole || search.here(tangent.gap).defined => Some(tangent),
            _ => whole.then(|| self.of_logarithm(search, &c, share)),
        }
    }

    /// Whether the logarithm of the product is seen to be defined and splits when it is read: a
    /// product of sums is multiplied out.
    fn is_read_whole(&self, search: &mut Search) -> bool {
        let sum = |search: &Search, e: Expr| {
            let e = match *search.dag.node(e) {
                Node::Unary(Unary::Neg, x) => x,
                _ => e,
            };
            matches!(
                search.dag.node(e),
                Node::Binary(Binary::Add | Binary::Sub, ..)
            )
        };
        let sums = self.parts.iter().filter(|&&(e, k)| k > 0 && sum(search, e));
        let few = sums.map(|&(_, k)| k).sum::<i64>() <= 1;
        few && search.here(self.reciprocal).has_sign(true)
    }

    fn value(&self, search: &Search, at: &[f64]) -> Option<f64> {
        let root = match self.radicand {
            None => 1.0,
            Some(x) => search.value(x, at)?.sqrt(),
        };
        Some(search.value(self.reciprocal, at)? * root)
    }

    /// `U/c - 1 + log(c) - log(U)`
    fn of_logarithm(&self, search: &mut Search, c: &Q, share: Q) -> Tangent {
        let dag = &mut search.dag;
        let (one, at) = (dag.integer(1), dag.rational(c.clone()));
        let gap = dag.div(self.reciprocal, at);
        let gap = dag.sub(gap, one);
        let [contact, log] = [at, self.reciprocal].map(|e| dag.unary(Unary::Log, e));
        let gap = dag.add(gap, contact);
        let gap = dag.sub(gap, log);
        let sign = Sign::Tangent {
            function: Unary::Log,
            argument: self.reciprocal,
            at,
        };
        Tangent { gap, share, sign }
    }

    /// `U - c (1 + log(U) - log(c))`, with the logarithm of the root of a product written as half
    /// of the product's, and that of the others as a sum.
    fn of_exponential(&self, search: &mut Search, c: &Q, share: Q) -> Option<Tangent> {
        let dag = &mut search.dag;
        let mut argument = dag.integer(0);
        if let Some(radicand) = self.radicand {
            let half = dag.rational(Q::new(1.into(), 2.into()));
            let log = dag.unary(Unary::Log, radicand);
            argument = dag.mul(half, log);
        }
        for &(part, k) in &self.parts {
            let log = dag.unary(Unary::Log, part);
            let k = dag.rational(Q::from_integer(k.into()));
            let log = dag.mul(k, log);
            argument = dag.add(argument, log);
        }
        let contact = dag.rational(c.clone());
        let at = dag.unary(Unary::Log, contact);
        // In normal form, where the exponential is the root: logarithms in exponents would be
        // split, too.
        let gap = means::gap(search, argument, at);
        let form = search.normal(gap)?;
        let gap = search.normaliser.rebuild(&mut search.dag, &form);
        let sign = Sign::Tangent {
            function: Unary::Exp,
            argument,
            at,
        };
        Some(Tangent { gap, share, sign })
    }
}

pub(super) fn by_groups(
    search: &mut Search,
    f: Expr,
    (groups, equalities): (&[Group], &[(usize, Expr)]),
    contact: Option<&[f64]>,
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let mut terms = Vec::new();
    let mut rest = f;
    for group in groups {
        let Tangent { gap, share, sign } = group.tangent(search, contact)?;
        if !search.here(gap).defined {
            return None;
        }
        let weight = (search.normaliser).rebuild_polynomial(&mut search.dag, &group.weight);
        let reason = search.sign(weight, false, &scope.inner())?;
        let q = search.dag.rational(share.clone());
        let term = search.dag.mul(weight, gap);
        let term = search.dag.mul(q, term);
        rest = search.dag.sub(rest, term);
        terms.push((
            share,
            vec![
                Factor::Signed(weight, false, Box::new(reason)),
                Factor::Signed(gap, false, Box::new(sign)),
            ],
        ));
    }
    for &(fact, cofactor) in equalities {
        let (g, _) = search.context.facts[fact].difference(&mut search.dag);
        let multiple = search.dag.mul(cofactor, g);
        rest = search.dag.sub(rest, multiple);
    }
    let before = rest;
    // The logarithms cancel once they are split.
    let mut normaliser = search.normaliser.clone();
    let split = search.dag.with_split_logarithms(&mut normaliser, rest);
    let form = search.normal(split)?;
    if form.is_zero() {
        if strict {
            return None;
        }
    } else {
        let rest = search.normaliser.rebuild(&mut search.dag, &form);
        let mut logs = search.dag.reachable(&[rest]).into_iter();
        if logs.any(|e| is_logarithm(search, e)) {
            return None;
        }
        let by_fact = if strict {
            None
        } else {
            means::vanishing_by_facts(search, &form, scope)
        };
        let reason = match by_fact {
            Some(reason) => reason,
            None => search.sign(rest, strict, &scope.inner())?,
        };
        let (mut normaliser, left) = (search.normaliser.clone(), search.dag.sub(before, rest));
        let left = search.dag.with_split_logarithms(&mut normaliser, left);
        // What has to be read twice is no identity to the checker.
        if !search.normaliser.is_zero(&mut search.dag, left) {
            return None;
        }
        terms.push((
            Q::one(),
            vec![Factor::Signed(rest, strict, Box::new(reason))],
        ));
    }
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms,
        equalities: equalities.to_vec(),
    }))
}

/// A simple positive rational near `x`.
fn near(x: f64) -> Option<Q> {
    if !(x.is_finite() && x > 0.0) {
        return None;
    }
    let t = 1e-4 * x;
    let q = simplest_between(&from_f64(x - t)?, &from_f64(x + t)?);
    let simple = q.denom().to_i64()? <= MAX_DENOMINATOR && !q.is_zero() && q.is_positive();
    simple.then_some(q)
}
