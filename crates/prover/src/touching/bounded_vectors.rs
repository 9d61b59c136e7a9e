//! Vectors within bounds: where `|v_i| <= r_i`, as a fact says in squares, every
//! `r_i r_j - v_i.v_j` is not negative, and so is `(sum c_i r_i)^2 - |sum c_i v_i|^2`, which is
//! `sum c_i^2 (r_i^2 - |v_i|^2) + 2 sum c_i c_j (r_i r_j - v_i.v_j)`. So lengths of convex
//! combinations, and of sums with weights that are parameters, are bounded by those of the parts.
//!
//! With `n` the negation of `r_i r_j - v_i.v_j`, `n^2 + 2 n r_i r_j + (r_i^2 - |v_i|^2) r_j^2 +
//! |v_i|^2 (r_j^2 - |v_j|^2)` and the squares of the minors add up to zero.

use super::lengths::{self, Coordinates, Root};
use super::products::{Known, generators};
use super::quadratic_forms::parameters;
use super::search::{Scope, Search};
use super::sum;
use lemmabox_kernel::certificate::{Factor, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial, square_root};
use lemmabox_kernel::expr::{Node, Normal, Unary};
use num_traits::{One, Signed};
use std::collections::{BTreeMap, BTreeSet};

/// How deep within a reason, most terms of what is looked at, and most vectors.
const DEEPEST: u32 = 3;
const MAX_TERMS: usize = 160;
const MAX_VECTORS: usize = 5;

/// A vector that is no longer than `radius`.
#[derive(Clone)]
struct Bounded {
    radius: Polynomial,
    /// Why that is not negative.
    length: Factor,
    parts: Coordinates,
    /// That `radius^2 - |v|^2` is not negative; none where it is zero.
    gap: Option<Known>,
}

/// Whether a term may be such a sum; cheap.
pub fn applies(search: &Search, form: &Normal, strict: bool, scope: &Scope) -> bool {
    let Some(target) = form.as_polynomial() else {
        return false;
    };
    let small = target.len() <= MAX_TERMS && target.degree() >= 2;
    let root = |a: &Atom| matches!(search.dag.node(a.term()), Node::Unary(Unary::Sqrt, _));
    let of_lengths = !search.context.facts.is_empty() || target.atoms().iter().any(root);
    !strict && scope.depth <= DEEPEST && small && of_lengths
}

/// A reason for the sign of a sum of products of what vectors and their bounds have to do with each
/// other, the coefficients parameters.
pub fn sign(search: &mut Search, form: &Normal, scope: &Scope) -> Option<Sign> {
    let target = form.as_polynomial()?.clone();
    let roots = lengths::roots(search, &target);
    let (known, _) = generators(search, &target, scope);
    let mut polynomials = vec![&target];
    polynomials.extend(known.iter().map(|k| &k.polynomial));
    let fixed = parameters(search, Vec::new(), &polynomials)?;
    let axes = lengths::axes(&roots, &polynomials, &fixed);
    let mut vectors = of_facts(search, &known, &axes, &roots);
    vectors.extend(of_roots(search, &roots, &axes));
    if vectors.is_empty() || vectors.len() > MAX_VECTORS {
        return None;
    }
    let axial = of_coordinates(search, &target, &axes, &roots);
    let choices = std::iter::once(None).chain(axial.into_iter().map(Some));
    for more in choices {
        let mut chosen = vectors.clone();
        chosen.extend(more);
        if chosen.len() > MAX_VECTORS || search.context.cancel.is_cancelled() {
            continue;
        }
        for signs in 0..1u32 << (chosen.len() - 1) {
            let turned = turned(&chosen, signs);
            if let Some(found) = combined(search, &target, &turned, (&axes, &roots), scope) {
                return Some(found);
            }
        }
    }
    None
}

/// The vectors that facts bound: `r^2 - |v|^2` with `r` not negative.
fn of_facts(
    search: &mut Search,
    known: &[Known],
    axes: &[Vec<Atom>],
    roots: &[Root],
) -> Vec<Bounded> {
    let mut out = Vec::new();
    for k in known {
        if !matches!(k.factors.first(), Some(Factor::Fact(_))) {
            continue;
        }
        let found = squares(&k.polynomial, axes).into_iter().find_map(|square| {
            let radius = square_root(&square)?;
            let parts = lengths::parts(&square.minus(&k.polynomial), axes)?;
            // A bound of a vector along an axis is one of numbers.
            let length = lengths::nonnegative(search, &radius, roots)?;
            (!parts.is_empty()).then(|| Bounded {
                radius,
                length,
                parts,
                gap: Some(k.clone()),
            })
        });
        out.extend(found);
    }
    out
}

/// What may be the square of the bound in a difference of squares: what has no coordinates, or one
/// term.
fn squares(p: &Polynomial, axes: &[Vec<Atom>]) -> Vec<Polynomial> {
    let on_axis =
        |m: &Monomial| (m.powers().iter()).any(|(a, _)| axes.iter().any(|axis| axis.contains(a)));
    let mut free = Polynomial::zero();
    let mut out = Vec::new();
    for (m, q) in p.terms() {
        if !on_axis(m) {
            free.add_term(m.clone(), q.clone());
        }
        if q.is_positive() && m.powers().iter().all(|(_, k)| k % 2 == 0) {
            out.push(Polynomial::term(q.clone(), m.clone()));
        }
    }
    if free.len() > 1 {
        out.insert(0, free);
    }
    out
}

/// The vectors whose lengths are roots.
fn of_roots(search: &mut Search, roots: &[Root], axes: &[Vec<Atom>]) -> Vec<Bounded> {
    let mut out = Vec::new();
    for root in roots {
        let radius = Polynomial::atom(root.atom);
        if let Some(parts) = lengths::parts(root.square(), axes)
            && let Some(length) = lengths::nonnegative(search, &radius, roots)
        {
            out.push(Bounded {
                radius,
                length,
                parts,
                gap: None,
            });
        }
    }
    out
}

/// The vectors that lie on an axis: their coordinates are their lengths.
fn of_coordinates(
    search: &mut Search,
    target: &Polynomial,
    axes: &[Vec<Atom>],
    roots: &[Root],
) -> Vec<Bounded> {
    let atoms = target.atoms();
    let mut out = Vec::new();
    for (axis, members) in axes.iter().enumerate() {
        for a in members.iter().filter(|a| atoms.contains(a)) {
            let radius = Polynomial::atom(*a);
            if search.natural(a.term()).has_sign(false)
                && let Some(length) = lengths::nonnegative(search, &radius, roots)
            {
                out.push(Bounded {
                    parts: BTreeMap::from([(axis, radius.clone())]),
                    radius,
                    length,
                    gap: None,
                });
            }
        }
    }
    out
}

/// The vectors, some of them with the sign changed.
fn turned(vectors: &[Bounded], signs: u32) -> Vec<Bounded> {
    let mut out = vectors.to_vec();
    for (i, v) in out.iter_mut().enumerate() {
        if signs >> i & 1 == 1 {
            for p in v.parts.values_mut() {
                *p = p.scaled(&integer(-1));
            }
        }
    }
    out
}

/// The target as a sum of multiples of gaps and of `r_i r_j - v_i.v_j`.
fn combined(
    search: &mut Search,
    target: &Polynomial,
    vectors: &[Bounded],
    (axes, roots): (&[Vec<Atom>], &[Root]),
    scope: &Scope,
) -> Option<Sign> {
    let mut columns: Vec<Polynomial> = Vec::new();
    let mut pairs = Vec::new();
    for (i, u) in vectors.iter().enumerate() {
        for (j, v) in vectors[..=i].iter().enumerate() {
            let column = match (&u.gap, i == j) {
                (Some(gap), true) => gap.polynomial.clone(),
                (None, true) => continue,
                (_, false) => {
                    let inner = lengths::inner_product(&u.parts, &v.parts);
                    let radii = search.normaliser.polynomial_product(&u.radius, &v.radius)?;
                    search.normaliser.reduced(radii.minus(&inner))?
                }
            };
            columns.push(column);
            pairs.push((i, j));
        }
    }
    let is_coordinate =
        |a: &Atom| axes.iter().any(|axis| axis.contains(a)) || roots.iter().any(|r| r.atom == *a);
    let weights = weights(target, &columns, is_coordinate);
    let mut rest = target.clone();
    for (w, k) in weights.iter().zip(&columns) {
        rest = rest.minus(&search.normaliser.polynomial_product(w, k)?);
    }
    let mut terms = Vec::new();
    if !rest.is_zero() {
        terms.push((Q::one(), vec![signed(search, &rest, roots, scope)?]));
    }
    if weights.iter().all(Polynomial::is_zero) {
        return None;
    }
    let columns = columns.into_iter().zip(pairs);
    for (w, (column, (i, j))) in weights.iter().zip(columns).filter(|(w, _)| !w.is_zero()) {
        let weight = signed(search, w, roots, scope)?;
        let factors = if i == j {
            vectors[i].gap.clone()?.factors
        } else {
            apart(search, column, [&vectors[i], &vectors[j]], roots)?.factors
        };
        terms.push((Q::one(), [vec![weight], factors].concat()));
    }
    Some(sum(terms))
}

/// Something that is not negative, as a factor.
fn signed(search: &mut Search, p: &Polynomial, roots: &[Root], scope: &Scope) -> Option<Factor> {
    let e = lengths::written(search, p, roots);
    if search.is_refuted(e, scope) {
        return None;
    }
    let sign = search.sign(e, false, &scope.inner())?;
    Some(Factor::Signed(e, false, Box::new(sign)))
}

/// Weights `w_k`, free of coordinates, with which `sum w_k column_k` is the target as far as can
/// be: monomials in which a column has a number for coefficient determine them.
fn weights(
    target: &Polynomial,
    columns: &[Polynomial],
    is_coordinate: impl Fn(&Atom) -> bool,
) -> Vec<Polynomial> {
    type Row = (BTreeMap<usize, Polynomial>, Polynomial);
    let mut rows: BTreeMap<Monomial, Row> = BTreeMap::new();
    let split = |m: &Monomial| {
        let (mut of, mut rest) = (Monomial::one(), Monomial::one());
        for (a, k) in m.powers() {
            let power = Monomial::power(*a, *k);
            if is_coordinate(a) {
                rest = rest.times(&power);
            } else {
                of = of.times(&power);
            }
        }
        (of, rest)
    };
    for (m, q) in target.terms() {
        let (of, rest) = split(m);
        rows.entry(rest).or_default().1.add_term(of, q.clone());
    }
    for (k, column) in columns.iter().enumerate() {
        for (m, q) in column.terms() {
            let (of, rest) = split(m);
            let entry = rows.entry(rest).or_default().0.entry(k).or_default();
            entry.add_term(of, q.clone());
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    let mut pivots: Vec<(usize, Row)> = Vec::new();
    let mut open: BTreeSet<usize> = (0..columns.len()).collect();
    let constant = |row: &Row, open: &BTreeSet<usize>| {
        let mut entries = row.0.iter().filter(|(k, _)| open.contains(k));
        entries.find_map(|(k, p)| Some((*k, p.as_constant()?)))
    };
    // Rows with the fewest unknowns first.
    while let Some((at, k, c)) = (rows.iter().enumerate())
        .filter_map(|(at, row)| constant(row, &open).map(|(k, c)| (row.0.len(), at, k, c)))
        .min_by_key(|(n, at, ..)| (*n, *at))
        .map(|(_, at, k, c)| (at, k, c))
    {
        let pivot = scaled(rows.swap_remove(at), &c.recip());
        open.remove(&k);
        for row in rows.iter_mut().chain(pivots.iter_mut().map(|p| &mut p.1)) {
            if let Some(p) = row.0.get(&k).cloned() {
                for (j, q) in &pivot.0 {
                    let entry = row.0.entry(*j).or_default();
                    *entry = entry.minus(&q.times(&p));
                }
                row.0.retain(|_, p| !p.is_zero());
                row.1 = row.1.minus(&pivot.1.times(&p));
            }
        }
        pivots.push((k, pivot));
    }
    let mut out = vec![Polynomial::zero(); columns.len()];
    for (k, row) in pivots {
        out[k] = row.1;
    }
    out
}

fn scaled(
    row: (BTreeMap<usize, Polynomial>, Polynomial),
    c: &Q,
) -> (BTreeMap<usize, Polynomial>, Polynomial) {
    let entries = row.0.into_iter().map(|(k, p)| (k, p.scaled(c)));
    (entries.collect(), row.1.scaled(c))
}

/// That `r_i r_j - v_i.v_j`, the polynomial, is not negative.
fn apart(
    search: &mut Search,
    polynomial: Polynomial,
    [u, v]: [&Bounded; 2],
    roots: &[Root],
) -> Option<Known> {
    let mut terms = vec![
        (Q::one(), vec![Factor::Negated, Factor::Negated]),
        (
            integer(2),
            vec![Factor::Negated, u.length.clone(), v.length.clone()],
        ),
    ];
    if let Some(gap) = &u.gap {
        let twice = vec![v.length.clone(), v.length.clone()];
        terms.push((Q::one(), [gap.factors.clone(), twice].concat()));
    }
    if let Some(gap) = &v.gap {
        for p in u.parts.values() {
            let square = vec![lengths::square_of(search, p)];
            terms.push((Q::one(), [gap.factors.clone(), square].concat()));
        }
    }
    let minors = lengths::minors(&u.parts, &v.parts);
    terms.extend(lengths::squares_of(search, &minors));
    lengths::signed(search, polynomial, terms, roots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::touching::tests::atoms;

    #[test]
    fn weights_are_read_off_monomials_with_numbers() {
        let [a, x, y] = atoms();
        let [a, p, q] = [a, x, y].map(Polynomial::atom);
        // a^2 (x^2 + x y) + a (x y + y^2)
        let columns = [p.times(&p.plus(&q)), q.times(&p.plus(&q))];
        let target = (a.times(&a).times(&columns[0])).plus(&a.times(&columns[1]));
        let found = weights(&target, &columns, |b| *b == x || *b == y);
        assert_eq!(found, [a.times(&a), a.clone()]);
    }

    #[test]
    fn the_square_of_a_bound_is_one_term_or_what_has_no_coordinates() {
        let [r, s, x] = atoms();
        let [r, s, p] = [r, s, x].map(Polynomial::atom);
        let bound = r.plus(&s);
        let square = bound.times(&bound);
        let found = squares(&square.minus(&p.times(&p)), &[vec![x]]);
        assert_eq!(found[0], square);
        let single = r.times(&r).minus(&p.times(&p));
        assert_eq!(squares(&single, &[vec![x]]), [r.times(&r)]);
    }
}
