//! Sums of lengths by products of triangle inequalities. Hlawka's inequality is the model: with
//! `n = |x + y| + |y + z| + |z + x| - |x| - |y| - |z| - |x + y + z|`, `n` times the sum of the
//! lengths taken off and products such as `(|x| + |y| - |x + y|) (|z| + |x + y + z| - |x + y|)` add
//! up to zero (D. S. Mitrinovic, Analytic Inequalities, 1970, 2.25). Where `n` is positive, `n^2`
//! is as well, and `-n^2 = sum c_ij g_i g_j` cannot be for lengths, triangle inequalities and `n`
//! itself in the place of the `g_i`.

use super::lengths::{self, Root};
use super::linear_program;
use super::products::Known;
use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::Normal;
use lemmabox_kernel::expr::normal::{Atom, Polynomial};
use num_traits::{One, Signed};
use std::collections::BTreeSet;

/// Fewest roots, and most triangle inequalities.
const FEWEST_ROOTS: usize = 3;
const MAX_TRIANGLES: usize = 30;
/// Most terms of what is looked at.
const MAX_TERMS: usize = 60;

/// A reason for the sign of the difference of the squares of two sums of lengths: that of the
/// difference of the sums, times that of both together.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let target = form.as_polynomial()?.clone();
    if strict || !scope.main || target.len() > MAX_TERMS {
        return None;
    }
    let roots = lengths::roots(search, &target);
    if roots.len() < FEWEST_ROOTS {
        return None;
    }
    let (scale, greater, lesser) = sums(search, &target, &roots)?;
    let difference = of_sums(search, &greater.minus(&lesser), &roots)?;
    let e = lengths::written(search, &greater.minus(&lesser), &roots);
    let difference = Factor::Signed(e, false, Box::new(difference));
    let whole = lengths::nonnegative(search, &greater.plus(&lesser), &roots)?;
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms: vec![(scale, vec![difference, whole])],
        equalities: Vec::new(),
    }))
}

/// Two sums of lengths, and what the difference of their squares is multiplied by in the target:
/// products of lengths stand there with one sign in one sum, with the other in the other.
fn sums(
    search: &mut Search,
    target: &Polynomial,
    roots: &[Root],
) -> Option<(Q, Polynomial, Polynomial)> {
    let is_length = |search: &mut Search, a: Atom| {
        roots.iter().any(|r| r.atom == a) || search.natural(a.term()).has_sign(false)
    };
    let (mut greater, mut lesser) = (BTreeSet::new(), BTreeSet::new());
    let mut scale: Option<Q> = None;
    for (m, q) in target.terms() {
        let [(a, 1), (b, 1)] = *m.powers() else {
            continue;
        };
        if !roots.iter().any(|r| r.atom == a || r.atom == b) {
            continue;
        }
        let half = q.abs() / integer(2);
        if !is_length(search, a)
            || !is_length(search, b)
            || scale.as_ref().is_some_and(|s| *s != half)
        {
            return None;
        }
        scale = Some(half);
        let side = if q.is_positive() {
            &mut greater
        } else {
            &mut lesser
        };
        side.extend([a, b]);
    }
    let sum = |atoms: &BTreeSet<Atom>| {
        (atoms.iter()).fold(Polynomial::zero(), |sum, a| sum.plus(&Polynomial::atom(*a)))
    };
    let (scale, greater, lesser) = (scale?, sum(&greater), sum(&lesser));
    let squared = |p: &Polynomial| search.normaliser.polynomial_product(p, p);
    let difference = squared(&greater)?.minus(&squared(&lesser)?).scaled(&scale);
    (difference == *target).then_some((scale, greater, lesser))
}

/// A reason why a sum of multiples of lengths is not negative.
fn of_sums(search: &mut Search, target: &Polynomial, roots: &[Root]) -> Option<Sign> {
    let negated = Known {
        polynomial: target.scaled(&-Q::one()),
        factors: vec![Factor::Negated],
        strict: true,
    };
    let mut known = linear(search, target, roots);
    known.push(negated.clone());
    let mut columns = Vec::new();
    let mut products = Vec::new();
    for (i, a) in known.iter().enumerate() {
        if search.context.cancel.is_cancelled() {
            return None;
        }
        for b in &known[..=i] {
            let normaliser = &search.normaliser;
            columns.push(normaliser.polynomial_product(&a.polynomial, &b.polynomial)?);
            products.push([a.factors.clone(), b.factors.clone()].concat());
        }
    }
    // The square itself is what is to be reached.
    let square = columns.pop()?;
    let positive = products.pop()?;
    let found = linear_program::combination(&columns, &square.scaled(&-Q::one()))?;
    let mut terms = vec![(Q::one(), positive)];
    terms.extend(found.into_iter().map(|(j, q)| (q, products[j].clone())));
    Some(Sign::Contradiction(Product {
        multiplier: Vec::new(),
        terms,
        equalities: Vec::new(),
    }))
}

/// Lengths and triangle inequalities: what is not negative and linear in lengths.
fn linear(search: &mut Search, target: &Polynomial, roots: &[Root]) -> Vec<Known> {
    let relations: Vec<Polynomial> = roots.iter().map(Root::relation).collect();
    let mut polynomials = vec![target];
    polynomials.extend(&relations);
    let lengths = lengths::lengths(search, roots, &polynomials, &[]);
    let mut out = lengths::triangles(search, &lengths, roots);
    out.truncate(MAX_TRIANGLES);
    for length in &lengths {
        let polynomial = length.value();
        if let Some(factor) = lengths::nonnegative(search, &polynomial, roots) {
            out.push(Known {
                polynomial,
                factors: vec![factor],
                strict: false,
            });
        }
    }
    out
}
