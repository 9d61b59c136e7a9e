//! Lengths that differ by little: `c |u| + r >= |w|` where `r >= 0` and `|w - c u| <= r`. So
//! `|m - g'| <= |m - g| + L |x - y|` rests on `|g - g'| <= L |x - y|`, a length that need not
//! occur.
//!
//! Both sides are squared. With `v = w - c u` what is to be shown is
//! `(r^2 - |v|^2) + 2 c (|u| r - u.v) >= 0`, and the second part is not negative where the first is
//! not: with `m`, its negation,
//! `m^2 + 2 m |u| r + |u|^2 (r^2 - |v|^2) + (|u|^2 |v|^2 - (u.v)^2) = 0`,
//! the last a sum of squares of minors.
//!
//! Where `u` lies on an axis, `u.v` is a multiple of `|u|`. What is left is `a + |u| b` with
//! `a >= 0`, `b = r + s` linear and `r >= 0`, `r^2 >= s^2`.

use super::lengths::{self, Axis, Coordinates, Length, Root};
use super::quadratic_forms::{content, parameters};
use super::search::{Scope, Search};
use super::sum;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::Normal;
use lemmabox_kernel::expr::normal::{Atom, Polynomial};
use num_traits::One;

/// How deep within a reason, and most terms of what is looked at.
const DEEPEST: u32 = 3;
const MAX_TERMS: usize = 120;
/// Longest coefficient of a coordinate that is looked at, in terms.
const MAX_SLOPE: usize = 8;
/// Fewer atoms are left to others.
const LEAST_ATOMS: usize = 5;

/// A reason for the sign of a difference of squares of sums of lengths.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let target = form.as_polynomial()?.clone();
    let large = target.len() > MAX_TERMS || target.atoms().len() < LEAST_ATOMS;
    if strict || !scope.main || scope.depth > DEEPEST || large {
        return None;
    }
    let roots = lengths::roots(search, &target);
    if roots.is_empty() {
        return by_coordinate(search, &target, scope);
    }
    let relations: Vec<Polynomial> = roots.iter().map(Root::relation).collect();
    let mut polynomials = vec![&target];
    polynomials.extend(&relations);
    let parameters = parameters(search, Vec::new(), &polynomials)?;
    let axes = lengths::axes(&roots, &polynomials, &parameters);
    let lengths = lengths::lengths(search, &roots, &polynomials, &parameters);
    lengths.iter().find_map(|u| {
        let difference = Difference::new(search, &target, u, &axes, &parameters)?;
        difference.sign(search, &roots, scope)
    })
}

/// `(c |u| + r)^2 - |w|^2`.
struct Difference<'a> {
    u: &'a Length,
    w: Coordinates,
    c: Polynomial,
    r: Polynomial,
}

impl<'a> Difference<'a> {
    /// The target is `(r^2 + c^2 |u|^2 - |w|^2) + 2 c r |u|`.
    fn new(
        search: &Search,
        target: &Polynomial,
        u: &'a Length,
        axes: &[Vec<Atom>],
        parameters: &[Atom],
    ) -> Option<Self> {
        let [rest, slope] = &target.coefficients_in(u.atom)[..] else {
            return None;
        };
        let c = content(slope, parameters);
        let r = slope.divided_by(&c)?.scaled(&ratio(1, 2));
        let long = c.times(&c).times(u.square());
        let square = r.times(&r).plus(&long).minus(rest);
        Some(Difference {
            w: lengths::parts(&search.normaliser.reduced(square)?, axes)?,
            u,
            c,
            r,
        })
    }

    fn sign(&self, search: &mut Search, roots: &[Root], scope: &Scope) -> Option<Sign> {
        let c = signed(search, &self.c, roots, scope, &scope.inner())?;
        let r = signed(search, &self.r, roots, scope, &scope.inner())?;
        let u = lengths::nonnegative(search, &self.u.value(), roots)?;
        for side in [1, -1] {
            let v = self.difference(side);
            let gap = (self.r.times(&self.r)).minus(&lengths::inner_product(&v, &v));
            let gap = search.normaliser.reduced(gap)?;
            let Some(gap) = signed(search, &gap, roots, scope, &scope.rest()) else {
                continue;
            };
            let inner = lengths::inner_product(&self.u.parts, &v).scaled(&integer(side));
            let polynomial = self.u.value().times(&self.r).minus(&inner);
            let mut terms = vec![
                (Q::one(), vec![Factor::Negated, Factor::Negated]),
                (integer(2), vec![Factor::Negated, u.clone(), r.clone()]),
                (Q::one(), vec![u.clone(), u.clone(), gap.clone()]),
            ];
            let minors = lengths::minors(&self.u.parts, &v);
            terms.extend(lengths::squares_of(search, &minors));
            let Some(product) = lengths::signed(search, polynomial, terms, roots) else {
                continue;
            };
            let second = [vec![c.clone()], product.factors].concat();
            return Some(sum(vec![(Q::one(), vec![gap]), (integer(2), second)]));
        }
        None
    }

    /// `w - c u`, or `w + c u` where the side is -1.
    fn difference(&self, side: i64) -> Coordinates {
        let mut v = self.w.clone();
        for (axis, p) in &self.u.parts {
            let entry = v.entry(*axis).or_insert_with(Polynomial::zero);
            *entry = entry.minus(&p.times(&self.c).scaled(&integer(side)));
        }
        v.retain(|_: &Axis, p| !p.is_zero());
        v
    }
}

/// By the coefficients in a coordinate that is not negative.
fn by_coordinate(search: &mut Search, target: &Polynomial, scope: &Scope) -> Option<Sign> {
    for a in target.atoms() {
        let [rest, slope] = &target.coefficients_in(a)[..] else {
            continue;
        };
        let short = (2..=MAX_SLOPE).contains(&slope.len()) && slope.degree() <= 2;
        if !short || !search.natural(a.term()).has_sign(false) {
            continue;
        }
        let left = search.normaliser.rebuild_polynomial(&mut search.dag, rest);
        if search.is_refuted(left, scope) {
            continue;
        }
        let Some(slope) = linear(search, slope, scope) else {
            continue;
        };
        let mut terms = vec![(
            Q::one(),
            vec![
                Factor::Signed(a.term(), false, Box::new(Sign::Natural)),
                slope,
            ],
        )];
        if !rest.is_zero() {
            let Some(rest) = signed(search, rest, &[], scope, &scope.rest()) else {
                continue;
            };
            terms.push((Q::one(), vec![rest]));
        }
        return Some(sum(terms));
    }
    None
}

/// A linear form `r + s` by `r >= 0` and `r^2 - s^2 >= 0`.
fn linear(search: &mut Search, p: &Polynomial, scope: &Scope) -> Option<Factor> {
    let (mut large, mut small) = (Polynomial::zero(), Polynomial::zero());
    for (m, q) in p.terms() {
        let one: Polynomial = Polynomial::term(q.clone(), m.clone());
        let e = search.normaliser.rebuild_polynomial(&mut search.dag, &one);
        let side = if search.natural(e).has_sign(false) {
            &mut large
        } else {
            &mut small
        };
        side.add_term(m.clone(), q.clone());
    }
    if large.is_zero() {
        return None;
    }
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, p);
    if search.is_refuted(e, scope) {
        return None;
    }
    let gap = large.times(&large).minus(&small.times(&small));
    let gap = signed(search, &gap, &[], scope, &scope.rest())?;
    let large = signed(search, &large, &[], scope, &scope.inner())?;
    let terms = vec![
        (Q::one(), vec![Factor::Negated, Factor::Negated]),
        (integer(2), vec![Factor::Negated, large]),
        (Q::one(), vec![gap]),
    ];
    Some(Factor::Signed(e, false, Box::new(contradiction(terms))))
}

fn contradiction(terms: Vec<(Q, Vec<Factor>)>) -> Sign {
    Sign::Contradiction(Product {
        multiplier: Vec::new(),
        terms,
        equalities: Vec::new(),
    })
}

/// The polynomial as something known not to be negative, roots as they were written.
fn signed(
    search: &mut Search,
    p: &Polynomial,
    roots: &[Root],
    here: &Scope,
    inner: &Scope,
) -> Option<Factor> {
    let e = lengths::written(search, p, roots);
    if search.is_refuted(e, here) {
        return None;
    }
    let sign = search.sign(e, false, inner)?;
    Some(Factor::Signed(e, false, Box::new(sign)))
}
