//! Which products, multiples and squares are tried: a matter of degrees.

use super::super::search::Search;
use super::{Known, MAX_COLUMNS};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial};
use lemmabox_kernel::expr::{Expr, Node};
use num_traits::One;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most atoms of which squares of differences are tried.
pub(super) const MOST_SQUARED: usize = 8;

/// What degrees a product may have.
pub(super) struct Limit {
    pub(super) atoms: FxHashMap<Atom, u32>,
    pub(super) total: u32,
    other: u32,
}

impl Limit {
    pub(super) fn new(
        search: &Search,
        target: &Polynomial,
        generators: &[Known],
        extra: u32,
        doubled: bool,
    ) -> Self {
        let times = if doubled { 2 } else { 1 };
        let mut atoms: FxHashMap<Atom, u32> = FxHashMap::default();
        for a in target.atoms() {
            atoms.insert(a, times * target.degree_in(a) + extra);
        }
        // Atoms of the facts may enter and cancel; pi is as good as a number.
        for g in generators {
            for a in g.polynomial.atoms() {
                let least = g.polynomial.degree_in(a).max(times);
                let entry = atoms.entry(a).or_insert(least);
                *entry = (*entry).max(g.polynomial.degree_in(a));
                if *search.dag.node(a.term()) == Node::Pi {
                    *entry = (*entry).max(2);
                }
            }
        }
        let largest = generators
            .iter()
            .map(|g| g.polynomial.degree())
            .max()
            .unwrap_or(0);
        Self {
            atoms,
            total: (times * target.degree().min(3))
                .max(target.degree())
                .max(largest)
                .max(2)
                + extra,
            other: 1 + extra,
        }
    }

    pub(super) fn admits_with(&self, p: &Polynomial, q: &Polynomial) -> bool {
        if p.degree() + q.degree() > self.total {
            return false;
        }
        p.atoms().iter().chain(&q.atoms()).all(|a| {
            p.degree_in(*a) + q.degree_in(*a) <= self.atoms.get(a).copied().unwrap_or(self.other)
        })
    }
}

/// Products of generators within the limits, appended to `out`.
pub(super) fn products(
    search: &Search,
    generators: &[Known],
    base: &Known,
    from: usize,
    limit: &Limit,
    out: &mut Vec<Known>,
) {
    // At most one generator a degree, so the recursion is as deep as the total degree.
    for (i, g) in generators.iter().enumerate().skip(from) {
        if out.len() >= MAX_COLUMNS {
            return;
        }
        if !limit.admits_with(&base.polynomial, &g.polynomial) {
            continue;
        }
        let Some(polynomial) = search
            .normaliser
            .polynomial_product(&base.polynomial, &g.polynomial)
        else {
            continue;
        };
        if polynomial.is_zero() || polynomial.as_constant().is_some() && base.factors.len() > 2 {
            continue;
        }
        let mut factors = base.factors.clone();
        factors.extend(g.factors.iter().cloned());
        let next = Known {
            polynomial,
            factors,
            strict: base.strict && g.strict,
        };
        out.push(next.clone());
        if next.factors.len() < 8 {
            products(search, generators, &next, i, limit, out);
        }
    }
}

/// Monomials by which an equation may be multiplied.
pub(super) fn multipliers(
    target: &Polynomial,
    equation: &Polynomial,
    limit: &Limit,
) -> Vec<Monomial> {
    let mut out: FxHashSet<Monomial> = FxHashSet::default();
    out.insert(Monomial::one());
    for (m, _) in target.terms() {
        for (n, _) in equation.terms() {
            if let Some(q) = m.divided_by(n)
                && q.degree() + equation.degree() <= limit.total + 1
            {
                out.insert(q);
            }
        }
    }
    let mut out: Vec<Monomial> = out.into_iter().collect();
    out.sort();
    out.truncate(60);
    out
}

/// Polynomials worth squaring: differences and sums of monomials that may halve the target's.
pub(super) fn square_roots(
    search: &mut Search,
    target: &Polynomial,
    limit: &Limit,
    contradiction: bool,
) -> Vec<(Polynomial, Expr)> {
    let half = limit.total / 2;
    let mut monomials = vec![Monomial::one()];
    // What a contradiction is made of need not occur in the target.
    let mut atoms = target.atoms();
    if contradiction && half == 1 && limit.atoms.len() <= MOST_SQUARED {
        atoms.extend(limit.atoms.keys().copied());
        atoms.sort_unstable();
        atoms.dedup();
    }
    let atoms: Vec<Atom> = atoms
        .into_iter()
        .filter(|a| *search.dag.node(a.term()) != Node::Pi)
        .collect();
    let mut layer = vec![Monomial::one()];
    for _ in 0..half.min(3) {
        let mut next = Vec::new();
        for m in &layer {
            for &a in &atoms {
                let n = m.times(&Monomial::power(a, 1));
                let allowed = limit.atoms.get(&a).copied().unwrap_or(0);
                if 2 * n.exponent(a) <= allowed && !next.contains(&n) && !monomials.contains(&n) {
                    next.push(n);
                }
            }
        }
        monomials.extend(next.iter().cloned());
        layer = next;
        if monomials.len() > 30 {
            break;
        }
    }
    monomials.truncate(30);
    let mut out = Vec::new();
    for (i, m) in monomials.iter().enumerate() {
        let p = Polynomial::term(Q::one(), m.clone());
        if !m.is_one() {
            out.push(p.clone());
        }
        for n in &monomials[i + 1..] {
            for sign in [1, -1] {
                out.push(p.plus(&Polynomial::term(integer(sign), n.clone())));
            }
        }
    }
    // Three atoms with signs, for forms such as (x + y - z)^2.
    for (i, &a) in atoms.iter().enumerate().take(5) {
        for (j, &b) in atoms.iter().enumerate().take(5).skip(i + 1) {
            for &c in atoms.iter().take(5).skip(j + 1) {
                for (s, t) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
                    out.push(
                        Polynomial::atom(a)
                            .plus(&Polynomial::atom(b).scaled(&integer(s)))
                            .plus(&Polynomial::atom(c).scaled(&integer(t))),
                    );
                }
            }
        }
    }
    let mut known = Vec::with_capacity(out.len());
    for p in out {
        let e = search.normaliser.rebuild_polynomial(&mut search.dag, &p);
        if search.here(e).defined {
            known.push((p, e));
        }
    }
    known
}
