//! Sums: term by term where what is left is small, else by Euler and Maclaurin's formula
//! (DLMF 2.10.1).

use super::integral::{Integrand, on_piece};
use super::taylor::Bends;
use super::{Failed, Values};
use lemmabox_interval::MpInterval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::bernoulli;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::{Binary, Expr, Node, Unary, Var};
use num_traits::ToPrimitive;

/// Most terms that are added one by one.
pub(super) const MOST_TERMS: i64 = 1 << 16;
/// Terms of an infinite sum that are added before it is compared with an integral.
const FIRST_TERMS: i64 = 1 << 9;
/// Parts into which each doubling of the range is cut.
const PARTS: i64 = 4;
/// Most times that each part is halved.
const MOST_HALVINGS: u32 = 5;

/// The sum over `first, first + 1, ..., last`.
pub(super) fn plain(
    values: &mut Values<'_>,
    f: Integrand,
    (first, last): (i64, i64),
) -> Result<MpInterval, Failed> {
    let mut sum = values.int(0);
    for n in first..=last {
        values.go_on()?;
        sum = sum.add(&values.at(f, n).ok_or(Failed::Term)?);
    }
    Ok(sum)
}

/// The product over `first, first + 1, ..., last`.
pub(super) fn product(
    values: &mut Values<'_>,
    f: Integrand,
    (first, last): (i64, i64),
) -> Result<MpInterval, Failed> {
    let mut all = values.int(1);
    for n in first..=last {
        values.go_on()?;
        all = all.mul(&values.at(f, n).ok_or(Failed::Term)?);
    }
    Ok(all)
}

/// The sum over `first, first + 1, ...` without end.
pub(super) fn infinite(
    values: &mut Values<'_>,
    f: Integrand,
    first: i64,
) -> Result<MpInterval, Failed> {
    if alternates(values, f) {
        // Absolutely convergent: the even and the odd indices apart.
        let mut sum = values.int(0);
        for parity in [0, 1] {
            let half = of_parity(values, f, parity);
            let least = (first - parity).div_euclid(2) + (first - parity).rem_euclid(2);
            sum = sum.add(&infinite(values, half, least)?);
        }
        return Ok(sum);
    }
    let mut sum = values.int(0);
    let (mut next, mut step) = (first, 16i64);
    while next - first < FIRST_TERMS {
        let last = next + step - 1;
        sum = sum.add(&plain(values, f, (next, last))?);
        next = last + 1;
        step *= 2;
        if let Some(rest) = beyond(values, f, last)
            && values.is_small(rest.hi(), &sum)
        {
            return Ok(sum.add(&rest.hull(&rest.neg())));
        }
    }
    let start = next.max(1);
    if start > next {
        sum = sum.add(&plain(values, f, (next, start - 1))?);
    }
    Ok(sum.add(&compared(values, f, start)?))
}

/// A bound of the sum of the sizes over the indices above `last`.
fn beyond(values: &mut Values<'_>, f: Integrand, last: i64) -> Option<MpInterval> {
    let at = values.int(last);
    values.rest(f, &at)
}

/// The sum from `start >= 1` on. With `T = 2^j start` it is the integral from `start` to `T`, half
/// of both ends, `sum over 1 <= k <= K of B_2k/(2k)! (f^(2k-1)(T) - f^(2k-1)(start))`, a remainder
/// of size at most `|B_2K|` times the integral of `|f^(2K)|/(2K)!`, and the sum above `T`.
fn compared(values: &mut Values<'_>, f: Integrand, start: i64) -> Result<MpInterval, Failed> {
    let numbers = bernoulli::even();
    let most = usize::try_from(values.bits / 12 + 4).unwrap_or(usize::MAX);
    let terms = most.min(numbers.len());
    let order = 2 * terms;
    let precision = values.precision;
    let rational = |q: &Q| MpInterval::from_rational(precision, q);
    let half = rational(&ratio(1, 2));
    let expansion = |values: &Values<'_>, at: &MpInterval| {
        // Euler and Maclaurin's formula is one for a term that is smooth from its start on.
        let place = (at, Bends::Nowhere);
        values.expansion(f, place, order).ok_or(Failed::Term)
    };
    // Half of an end, and its part of the sum of derivatives.
    let end = |values: &Values<'_>, at: &MpInterval| -> Result<[MpInterval; 2], Failed> {
        let c = expansion(values, at)?;
        let mut sum = values.int(0);
        for (b, k) in numbers.iter().take(terms).zip(1i64..) {
            let place = usize::try_from(2 * k - 1).unwrap_or(usize::MAX);
            if let Some(c) = c.get(place) {
                sum = sum.add(&c.mul(&rational(&(b / integer(2 * k)))));
            }
        }
        Ok([c[0].mul(&half), sum])
    };
    let mut at = values.int(start);
    let [half_of_first, derivatives] = end(values, &at)?;
    let mut sum = half_of_first.sub(&derivatives);
    let last_number = rational(&numbers[terms - 1]).abs();
    let parts = values.int(PARTS);
    let two = values.int(2);
    for doubling in 0..values.most_doublings() {
        let radius = at.div(&parts).div(&two);
        let mut pieces: Vec<(MpInterval, MpInterval, u32)> = (0..PARTS)
            .map(|part| at.add(&radius.mul(&values.int(2 * part + 1))))
            .map(|center| (center, radius.clone(), 0))
            .collect();
        while let Some((center, radius, halvings)) = pieces.pop() {
            values.spend(1)?;
            let whole = center.add(&radius.mul(&values.int(1).hull(&values.int(-1))));
            let inside = on_piece(values, f, &center, &radius).ok_or(Failed::Term)?;
            let highest = expansion(values, &whole)?.get(order).cloned();
            let highest = highest.unwrap_or_else(|| values.int(0));
            let rest = highest.mul(&last_number).mul(&radius.mul(&two)).abs();
            let found = inside.add(&rest.hull(&rest.neg()));
            if halvings < MOST_HALVINGS && !values.is_small(&found.width(), &found) {
                let half = radius.div(&two);
                for center in [center.sub(&half), center.add(&half)] {
                    pieces.push((center, half.clone(), halvings + 1));
                }
                continue;
            }
            sum = sum.add(&found);
        }
        at = at.mul(&two);
        if doubling % 4 != 3 {
            continue;
        }
        if let Some(rest) = values.rest(f, &at)
            && values.is_small(rest.hi(), &sum)
        {
            let [half_of_last, derivatives] = end(values, &at)?;
            let sum = sum.add(&half_of_last).add(&derivatives);
            return Ok(sum.add(&rest.hull(&rest.neg())));
        }
    }
    Err(Failed::Tail)
}

/// The index and an integer in `cos(pi n)`, where the argument is of that form.
fn turns(values: &Values<'_>, e: Expr, n: Var) -> bool {
    let dag = &*values.dag;
    let Node::Unary(Unary::Cos, x) = *dag.node(e) else {
        return false;
    };
    let Node::Binary(Binary::Mul, a, b) = *dag.node(x) else {
        return false;
    };
    let is = |pi: Expr, v: Expr| {
        matches!(dag.node(pi), Node::Pi) && matches!(dag.node(v), Node::Variable(w) if *w == n)
    };
    is(a, b) || is(b, a)
}

fn alternates(values: &Values<'_>, f: Integrand) -> bool {
    let nodes = values.dag.reachable(&[f.term]);
    nodes.into_iter().any(|e| turns(values, e, f.variable))
}

/// The terms at `2m + parity`.
fn of_parity(values: &mut Values<'_>, f: Integrand, parity: i64) -> Integrand {
    let sign = if parity == 0 { 1 } else { -1 };
    let cosines: Vec<Expr> = (values.dag.reachable(&[f.term]).into_iter())
        .filter(|e| turns(values, *e, f.variable))
        .collect();
    let sign = values.dag.integer(sign);
    let signed = (values.dag).rebuild(f.term, |_, e| cosines.contains(&e).then_some(sign));
    let dag = &mut *values.dag;
    let m = dag.variable(f.variable);
    let (two, parity) = (dag.integer(2), dag.integer(parity));
    let double = dag.mul(two, m);
    let n = dag.add(double, parity);
    let term = dag.substitute(signed, &[(f.variable, n)]);
    Integrand { term, ..f }
}

/// An integer end.
pub(super) fn whole(values: &Values<'_>, e: Expr) -> Result<i64, Failed> {
    let q = values.dag.as_rational(e).filter(|q| q.is_integer());
    q.and_then(|q| q.to_i64()).ok_or(Failed::Ends)
}
