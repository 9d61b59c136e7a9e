//! What lengths have to do with each other: `|u||v| >= u.v` and `|u||v| >= -u.v` (Cauchy and
//! Schwarz), `|u| + |v| >= |w|` where `w` is a sum or difference of `u` and `v`, and that no
//! coordinate is longer than its vector.
//!
//! A length is the root of a sum of squares of linear forms, one an axis. Two coordinates are on
//! the same axis where they are multiplied with each other; whatever the axes are, all of this
//! holds: by Lagrange's identity `|u|^2 |v|^2 - (u.v)^2` is the sum of the squares of
//! `u_a v_b - u_b v_a`, `a < b`.

use super::products::Known;
use super::quadratic_forms::columns;
use super::search::Search;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial, square_root};
use lemmabox_kernel::expr::{Expr, Node, Unary};
use num_traits::One;
use std::collections::{BTreeMap, BTreeSet};

/// Most lengths, axes of one of them, and facts about them.
const MAX_LENGTHS: usize = 8;
const MAX_AXES: usize = 7;
const MAX_FACTS: usize = 24;
/// Most axes in some of which a vector is reflected.
const MAX_REFLECTED: usize = 3;

/// The length of a vector.
#[derive(Clone)]
pub(super) struct Length {
    pub(super) atom: Atom,
    square: Polynomial,
    /// The coordinates, by axis.
    pub(super) parts: Coordinates,
}

/// The number of a column; the last is that of constants.
pub(super) type Axis = usize;
/// The coordinates of a vector, by axis.
pub(super) type Coordinates = BTreeMap<Axis, Polynomial>;

impl Length {
    pub(super) fn value(&self) -> Polynomial {
        Polynomial::atom(self.atom)
    }

    pub(super) fn square(&self) -> &Polynomial {
        &self.square
    }

    /// The vector reflected in some axes: as long.
    fn reflected(&self, axes: &[Axis]) -> Self {
        let mut out = self.clone();
        for (axis, p) in &mut out.parts {
            if axes.contains(axis) {
                *p = p.scaled(&integer(-1));
            }
        }
        out
    }
}

/// A root or an absolute value.
#[derive(Clone)]
pub(super) struct Root {
    pub(super) atom: Atom,
    /// As it was written: multiplied out it is not seen to be defined.
    term: Expr,
    square: Polynomial,
}

impl Root {
    pub(super) fn square(&self) -> &Polynomial {
        &self.square
    }

    /// Its square less what that is: zero, and of one weight.
    pub(super) fn relation(&self) -> Polynomial {
        Polynomial::term(Q::one(), Monomial::power(self.atom, 2)).minus(&self.square)
    }
}

/// The roots and absolute values of a polynomial.
pub(super) fn roots(search: &mut Search, target: &Polynomial) -> Vec<Root> {
    let atoms = target.atoms();
    let is_root = |search: &Search, e: Expr| {
        matches!(search.dag.node(e), Node::Unary(Unary::Sqrt | Unary::Abs, _))
    };
    if !atoms.iter().any(|a| is_root(search, a.term())) {
        return Vec::new();
    }
    let mut nodes: Vec<Expr> = atoms.iter().map(|a| a.term()).collect();
    let asked: Vec<Expr> = search.asked.into_iter().collect();
    nodes.extend(search.dag.reachable(&asked));
    let mut out: Vec<Root> = Vec::new();
    for term in nodes {
        if !is_root(search, term) || !search.natural(term).has_sign(false) {
            continue;
        }
        let form = search.normal(term);
        let atom = form
            .as_ref()
            .and_then(|form| form.as_polynomial())
            .and_then(|p| {
                let [atom] = p.atoms()[..] else { return None };
                (*p == Polynomial::atom(atom) && atoms.contains(&atom)).then_some(atom)
            });
        if let Some(atom) = atom
            && !out.iter().any(|root| root.atom == atom)
            && let Some(square) = square(search, term)
        {
            out.push(Root { atom, term, square });
        }
    }
    out.sort_by_key(|root| root.atom);
    out
}

/// A polynomial as a term, with its roots as they were written.
pub(super) fn written(search: &mut Search, p: &Polynomial, roots: &[Root]) -> Expr {
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, p);
    with_roots(search, e, roots)
}

/// A term with roots as they were written.
pub(super) fn with_roots(search: &mut Search, e: Expr, roots: &[Root]) -> Expr {
    let as_written = |e: Expr| roots.iter().find(|r| r.atom.term() == e).map(|r| r.term);
    search.dag.rebuild(e, |_, e| as_written(e))
}

/// What the lengths in a target, the first of the polynomials, have to do with each other.
pub(super) fn known(
    search: &mut Search,
    roots: &[Root],
    polynomials: &[&Polynomial],
    parameters: &[Atom],
) -> Vec<Known> {
    let lengths = lengths(search, roots, polynomials, parameters);
    let target = polynomials[0];
    let mut out = Vec::new();
    for (i, u) in lengths.iter().enumerate() {
        for v in &lengths[..i] {
            let multiplied = |(m, _): (&Monomial, &Q)| m.exponent(u.atom) * m.exponent(v.atom) == 1;
            if target.terms().any(multiplied) {
                out.extend(cauchy_schwarz(search, u, v, roots));
            }
        }
    }
    for (i, u) in lengths.iter().enumerate() {
        for v in &lengths[..i] {
            let root = |l: &Length| roots.iter().any(|r| r.atom == l.atom);
            let multiplied = |(m, _): (&Monomial, &Q)| m.exponent(u.atom) * m.exponent(v.atom) == 1;
            if target.terms().any(multiplied) && (root(u) || root(v)) {
                out.extend(reflections(search, u, v, roots));
            }
        }
    }
    let alone = |l: &&Length| stands_alone(target, l.atom, parameters);
    if lengths.iter().any(|l| alone(&l)) {
        for l in lengths.iter().filter(alone) {
            out.extend(longer_than_coordinates(search, l, roots));
        }
        out.extend(triangles(search, &lengths, roots));
    }
    out.truncate(MAX_FACTS);
    out
}

/// Whether a polynomial is linear in an atom somewhere.
fn stands_alone(p: &Polynomial, a: Atom, parameters: &[Atom]) -> bool {
    p.terms().any(|(m, _)| {
        let others = m.powers().iter().filter(|(b, _)| !parameters.contains(b));
        m.exponent(a) == 1 && others.count() == 1
    })
}

/// The lengths among the atoms: roots, absolute values, and coordinates without a sign beside them.
pub(super) fn lengths(
    search: &mut Search,
    roots: &[Root],
    polynomials: &[&Polynomial],
    parameters: &[Atom],
) -> Vec<Length> {
    let target = polynomials[0];
    if roots.is_empty() {
        return Vec::new();
    }
    let axes = axes(roots, polynomials, parameters);
    let mut out: Vec<Length> = (roots.iter())
        .filter_map(|root| {
            Some(Length {
                atom: root.atom,
                square: root.square.clone(),
                parts: parts(&root.square, &axes)?,
            })
        })
        .collect();
    let lone = roots
        .iter()
        .any(|r| stands_alone(target, r.atom, parameters));
    for (axis, a) in
        (axes.iter().enumerate()).flat_map(|(i, axis)| axis.iter().map(move |a| (i, *a)))
    {
        let beside = target
            .terms()
            .any(|(m, _)| m.exponent(a) == 1 && roots.iter().any(|r| m.exponent(r.atom) == 1));
        if (lone || beside) && search.natural(a.term()).has_sign(false) {
            out.push(Length {
                atom: a,
                square: Polynomial::term(Q::one(), Monomial::power(a, 2)),
                parts: BTreeMap::from([(axis, Polynomial::atom(a))]),
            });
        }
    }
    out.truncate(MAX_LENGTHS);
    out
}

/// The axes of the vectors that the roots are the lengths of.
pub(super) fn axes(
    roots: &[Root],
    polynomials: &[&Polynomial],
    parameters: &[Atom],
) -> Vec<Vec<Atom>> {
    let mut fixed = parameters.to_vec();
    fixed.extend(roots.iter().map(|root| root.atom));
    let mut all: Vec<&Polynomial> = polynomials.to_vec();
    all.extend(roots.iter().map(|root| &root.square));
    columns(&fixed, &all).0
}

/// The square of a root or an absolute value.
fn square(search: &mut Search, root: Expr) -> Option<Polynomial> {
    let square = search.dag.power(root, 2);
    search.normal(square)?.as_polynomial().cloned()
}

/// The coordinates of a vector from the square of its length. What is constant belongs to the axis
/// that is linear, if there is one.
pub(super) fn parts(square: &Polynomial, axes: &[Vec<Atom>]) -> Option<BTreeMap<Axis, Polynomial>> {
    let mut pieces: BTreeMap<Axis, Polynomial> = BTreeMap::new();
    let mut linear = BTreeSet::new();
    let mut constant = Polynomial::zero();
    for (m, q) in square.terms() {
        let coordinates = m.powers().iter().filter_map(|(a, k)| {
            let axis = axes.iter().position(|axis| axis.contains(a))?;
            Some((axis, *k))
        });
        let coordinates: Vec<(Axis, u32)> = coordinates.collect();
        let Some(&(axis, _)) = coordinates.first() else {
            constant.add_term(m.clone(), q.clone());
            continue;
        };
        if coordinates.iter().any(|(other, _)| *other != axis) {
            return None;
        }
        if coordinates.iter().map(|(_, k)| k).sum::<u32>() == 1 {
            linear.insert(axis);
        }
        let piece = pieces.entry(axis).or_insert_with(Polynomial::zero);
        piece.add_term(m.clone(), q.clone());
    }
    let place = linear.first().copied().unwrap_or(axes.len());
    if !constant.is_zero() {
        let piece = pieces.entry(place).or_insert_with(Polynomial::zero);
        *piece = piece.plus(&constant);
    }
    if pieces.len() > MAX_AXES {
        return None;
    }
    let roots = pieces
        .into_iter()
        .map(|(axis, p)| Some((axis, square_root(&p)?)));
    roots.collect()
}

pub(super) fn inner_product(u: &Coordinates, v: &Coordinates) -> Polynomial {
    let mut inner = Polynomial::zero();
    for (axis, p) in u {
        if let Some(q) = v.get(axis) {
            inner = inner.plus(&p.times(q));
        }
    }
    inner
}

/// `|u||v| - u.v` and `|u||v| + u.v`.
pub(super) fn cauchy_schwarz(
    search: &mut Search,
    u: &Length,
    v: &Length,
    roots: &[Root],
) -> Vec<Known> {
    let inner = inner_product(&u.parts, &v.parts);
    let product = u.value().times(&v.value());
    let mut out = Vec::new();
    for sign in [1, -1] {
        let polynomial = product.minus(&inner.scaled(&integer(sign)));
        out.extend(not_negative(
            search,
            polynomial,
            (&product, &minors(&u.parts, &v.parts)),
            roots,
        ));
        if inner.is_zero() {
            break;
        }
    }
    out
}

/// The same for reflections of `v` in axes that both have a part on: what Buzano's inequality
/// rests on.
fn reflections(search: &mut Search, u: &Length, v: &Length, roots: &[Root]) -> Vec<Known> {
    let shared = u.parts.keys().filter(|axis| v.parts.contains_key(axis));
    let shared: Vec<Axis> = shared.copied().collect();
    if shared.len() > MAX_REFLECTED {
        return Vec::new();
    }
    // The last axis stays: to reflect all is to change the sign, which stands in both facts.
    let choices = 1usize << shared.len().saturating_sub(1);
    let mut out = Vec::new();
    for choice in 1..choices {
        let chosen = shared
            .iter()
            .enumerate()
            .filter(|(k, _)| choice >> k & 1 == 1);
        let axes: Vec<Axis> = chosen.map(|(_, axis)| *axis).collect();
        out.extend(cauchy_schwarz(search, u, &v.reflected(&axes), roots));
    }
    out
}

/// The minors of two rows.
pub(super) fn minors(u: &Coordinates, v: &Coordinates) -> Vec<Polynomial> {
    let axes: BTreeSet<Axis> = u.keys().chain(v.keys()).copied().collect();
    let axes: Vec<Axis> = axes.into_iter().collect();
    let part = |l: &Coordinates, a: &Axis| l.get(a).cloned().unwrap_or_else(Polynomial::zero);
    let mut out = Vec::new();
    for (i, a) in axes.iter().enumerate() {
        for b in &axes[..i] {
            let minor = part(u, a)
                .times(&part(v, b))
                .minus(&part(u, b).times(&part(v, a)));
            out.push(minor);
        }
    }
    out
}

/// `|u| - u_a` and `|u| + u_a`.
fn longer_than_coordinates(search: &mut Search, u: &Length, roots: &[Root]) -> Vec<Known> {
    let mut out = Vec::new();
    for (axis, part) in &u.parts {
        let others: Vec<Polynomial> = (u.parts.iter())
            .filter(|(other, _)| *other != axis)
            .map(|(_, p)| p.clone())
            .collect();
        for sign in [1, -1] {
            let polynomial = u.value().minus(&part.scaled(&integer(sign)));
            out.extend(not_negative(
                search,
                polynomial,
                (&u.value(), &others),
                roots,
            ));
        }
    }
    out
}

/// `r - s`, as `r >= 0` and `r^2 - s^2` is the sum of the squares: with `n = s - r`, negated, it is
/// `n^2 + 2 n r + (r^2 - s^2) = 0`, where `n^2` is positive.
fn not_negative(
    search: &mut Search,
    polynomial: Polynomial,
    (r, squares): (&Polynomial, &[Polynomial]),
    roots: &[Root],
) -> Option<Known> {
    let mut terms = vec![
        (Q::one(), vec![Factor::Negated, Factor::Negated]),
        (
            integer(2),
            vec![Factor::Negated, nonnegative(search, r, roots)?],
        ),
    ];
    terms.extend(squares_of(search, squares));
    signed(search, polynomial, terms, roots)
}

/// The square of a polynomial, as a factor.
pub(super) fn square_of(search: &mut Search, p: &Polynomial) -> Factor {
    Factor::Square(search.normaliser.rebuild_polynomial(&mut search.dag, p))
}

/// The squares of polynomials that are not zero, as terms.
pub(super) fn squares_of(search: &mut Search, all: &[Polynomial]) -> Vec<(Q, Vec<Factor>)> {
    let all = all.iter().filter(|p| !p.is_zero());
    all.map(|p| (Q::one(), vec![square_of(search, p)]))
        .collect()
}

/// Something that is seen not to be negative, as a factor.
pub(super) fn nonnegative(search: &mut Search, p: &Polynomial, roots: &[Root]) -> Option<Factor> {
    let e = written(search, p, roots);
    let seen = search.natural(e).has_sign(false);
    seen.then(|| Factor::Signed(e, false, Box::new(Sign::Natural)))
}

/// A polynomial that is not negative, or else the terms are a contradiction.
pub(super) fn signed(
    search: &mut Search,
    polynomial: Polynomial,
    terms: Vec<(Q, Vec<Factor>)>,
    roots: &[Root],
) -> Option<Known> {
    let e = written(search, &polynomial, roots);
    if !search.natural(e).defined {
        return None;
    }
    let sign = Sign::Contradiction(Product {
        multiplier: Vec::new(),
        terms,
        equalities: Vec::new(),
    });
    Some(Known {
        polynomial,
        factors: vec![Factor::Signed(e, false, Box::new(sign))],
        strict: false,
    })
}

/// `|u| + |v| - |w|` for the triples with `w = u + v` or `w = u - v`.
pub(super) fn triangles(search: &mut Search, lengths: &[Length], roots: &[Root]) -> Vec<Known> {
    let mut out = Vec::new();
    for (i, u) in lengths.iter().enumerate() {
        for v in &lengths[..i] {
            let inner: Vec<Known> = cauchy_schwarz(search, u, v, roots);
            let sides = u.square.plus(&v.square);
            for w in lengths {
                let twice = w.square.minus(&sides);
                let product = u.value().times(&v.value());
                let found = inner.iter().find(|k| {
                    let dot = product.minus(&k.polynomial);
                    dot.scaled(&integer(2)) == twice
                });
                if let Some(inner) = found {
                    out.extend(triangle(search, [u, v, w], inner, roots));
                }
            }
        }
    }
    out
}

/// With `n = |w| - |u| - |v|`, negated, `n^2 + 2 n (|u| + |v|) + 2 (|u||v| - u.v) = 0`.
fn triangle(
    search: &mut Search,
    [u, v, w]: [&Length; 3],
    inner: &Known,
    roots: &[Root],
) -> Option<Known> {
    let sum = u.value().plus(&v.value());
    let polynomial = sum.minus(&w.value());
    let mut terms = vec![
        (Q::one(), vec![Factor::Negated, Factor::Negated]),
        (
            integer(2),
            vec![Factor::Negated, nonnegative(search, &sum, roots)?],
        ),
    ];
    terms.push((integer(2), inner.factors.clone()));
    signed(search, polynomial, terms, roots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::touching::tests::atoms;

    fn square(p: &Polynomial) -> Polynomial {
        p.times(p)
    }

    #[test]
    fn a_constant_belongs_to_the_axis_that_is_linear() {
        let [x, y, c] = atoms();
        let (shifted, other) = (
            Polynomial::atom(x).plus(&Polynomial::one()),
            Polynomial::atom(y),
        );
        let axes = [vec![x], vec![y]];
        let found = parts(&square(&shifted).plus(&square(&other)), &axes).unwrap();
        assert_eq!(found, BTreeMap::from([(0, shifted), (1, other.clone())]));
        // A parameter beside them is on an axis of its own.
        let free = Polynomial::atom(c);
        let found = parts(&square(&free).plus(&square(&other)), &axes).unwrap();
        assert_eq!(found, BTreeMap::from([(1, other), (2, free)]));
    }

    #[test]
    fn what_is_no_sum_of_squares_by_axes_has_no_coordinates() {
        let [x, y] = atoms();
        let product = Polynomial::atom(x).times(&Polynomial::atom(y));
        let axes = [vec![x], vec![y]];
        assert!(parts(&product, &axes).is_none());
        let twice = square(&Polynomial::atom(x)).scaled(&integer(2));
        assert!(parts(&twice, &axes).is_none());
    }

    #[test]
    fn minors_make_up_lagranges_identity() {
        let [a, b, c, d, e] = atoms();
        let length = |atom: Atom, parts: &[(Axis, Atom)]| Length {
            atom,
            square: Polynomial::zero(),
            parts: parts
                .iter()
                .map(|(i, a)| (*i, Polynomial::atom(*a)))
                .collect(),
        };
        let (u, v) = (
            length(a, &[(0, a), (1, b)]),
            length(c, &[(0, c), (1, d), (2, e)]),
        );
        let norm = |l: &Length| {
            l.parts
                .values()
                .fold(Polynomial::zero(), |sum, p| sum.plus(&square(p)))
        };
        let dot = u.parts[&0]
            .times(&v.parts[&0])
            .plus(&u.parts[&1].times(&v.parts[&1]));
        let minors = minors(&u.parts, &v.parts);
        let sum = minors
            .iter()
            .fold(Polynomial::zero(), |sum, p| sum.plus(&square(p)));
        assert_eq!(sum, norm(&u).times(&norm(&v)).minus(&square(&dot)));
    }
}
