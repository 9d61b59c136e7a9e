//! Integrals between fixed ends: Taylor polynomials with Lagrange's remainder on pieces that are
//! halved until they are sharp, and bounds of what lies near an end that may not be reached.

use super::taylor::Bends;
use super::{Failed, Values};
use lemmabox_interval::MpInterval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::{Expr, Var};
use num_bigint::BigInt;
use num_traits::{One, Zero};
use rug::Float;

/// Halvings from which the rest beside an end is bounded as a whole.
const NEAR: u32 = 6;

/// An integrand with its variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integrand {
    pub(super) term: Expr,
    pub(super) variable: Var,
}

/// A part of `[0, 1]`: from `index 2^-halvings` on, so long.
#[derive(Clone, Debug)]
struct Piece {
    halvings: u32,
    index: BigInt,
}

impl Piece {
    fn touches_start(&self) -> bool {
        self.index.is_zero()
    }

    fn touches_end(&self) -> bool {
        &self.index + BigInt::one() == BigInt::one() << self.halvings
    }

    fn halves(&self) -> [Piece; 2] {
        [0, 1].map(|side| Piece {
            halvings: self.halvings + 1,
            index: &self.index * 2 + side,
        })
    }
}

/// The integral over `[center - radius, center + radius]`, whether or not it is sharp; `None` where
/// the integrand may be undefined or unbounded.
pub(super) fn on_piece(
    values: &Values<'_>,
    f: Integrand,
    center: &MpInterval,
    radius: &MpInterval,
) -> Option<MpInterval> {
    let precision = values.precision;
    let int = |n: usize| MpInterval::from_i64(precision, i64::try_from(n).unwrap_or(i64::MAX));
    let whole = center.add(&radius.mul(&int(1).hull(&int(1).neg())));
    let width = radius.mul(&int(2));
    let plain = values.over(f, &whole).map(|v| v.mul(&width));
    let expanded = || {
        let order = values.order;
        // That of the piece holds of its ends from inside. At the centre a sign that is not strict
        // may be that of the other branch.
        let outer = values.expansion(f, (&whole, Bends::AtEnds), order)?;
        let inner = values.expansion(f, (center, Bends::Nowhere), order - 1)?;
        // Of even powers alone, the last with its coefficient somewhere on the piece.
        let mut sum = int(0);
        let square = radius.sqr();
        let mut power = width.clone();
        for k in (0..=order).step_by(2) {
            let c = if k < order {
                inner.get(k)
            } else {
                outer.get(k)
            };
            if let Some(c) = c {
                sum = sum.add(&c.mul(&power).div(&int(k + 1)));
            }
            power = power.mul(&square);
        }
        Some(sum)
    };
    match (plain, expanded()) {
        (Some(a), Some(b)) => Some(a.intersect(&b)),
        (a, b) => b.or(a),
    }
}

/// The integral between two finite ends, `lo <= hi`. Only at those that are ends of the whole
/// range may the integrand be undefined.
fn between(
    values: &mut Values<'_>,
    f: Integrand,
    (lo, hi): (Expr, Expr),
    are_ends: (bool, bool),
) -> Result<MpInterval, Failed> {
    let precision = values.precision;
    let [from, to] = [lo, hi].map(|e| values.constant(e));
    let (from, to) = (from?, to?);
    let length = to.sub(&from);
    if !length.certainly_nonnegative() {
        return values.nothing_between(lo, hi);
    }
    let place = |q: &Q| from.add(&length.mul(&MpInterval::from_rational(precision, q)));
    let mut sum = MpInterval::from_i64(precision, 0);
    let first = Piece {
        halvings: 0,
        index: BigInt::zero(),
    };
    let mut stack = vec![first];
    while let Some(piece) = stack.pop() {
        values.spend(1)?;
        let unit = BigInt::one() << (piece.halvings + 1);
        let center = place(&Q::new(&piece.index * 2 + 1, unit.clone()));
        let radius = length.mul(&MpInterval::from_rational(
            precision,
            &Q::new(BigInt::one(), unit),
        ));
        let found = on_piece(values, f, &center, &radius);
        if let Some(found) = &found
            && found.is_bounded()
            && values.is_small(&found.width(), found)
        {
            sum = sum.add(found);
            continue;
        }
        let near = piece.halvings >= NEAR && piece.halvings % 2 == 0;
        let at_end = piece.touches_start() && are_ends.0 || piece.touches_end() && are_ends.1;
        if near && found.is_none() && at_end {
            let is_lower = piece.touches_start() && are_ends.0;
            let end = if is_lower { lo } else { hi };
            let reach = radius.add(&radius);
            let rest = beside(values, f, (end, is_lower), &reach);
            if let Some(rest) = rest
                && values.is_small(rest.hi(), &sum)
            {
                sum = sum.add(&rest.hull(&rest.neg()));
                continue;
            }
        }
        let deep = piece.halvings > 2 * precision.bits();
        if deep && found.is_none() && !at_end {
            return Err(Failed::Integrand);
        }
        stack.extend(piece.halves());
    }
    Ok(sum)
}

/// A bound of the integral of the integrand's size over a piece of length `reach` beside an end,
/// which is left out: over `y >= 1/reach` of that at `end +- 1/y`, divided by `y^2`.
fn beside(
    values: &mut Values<'_>,
    f: Integrand,
    (end, is_lower): (Expr, bool),
    reach: &MpInterval,
) -> Option<MpInterval> {
    let dag = &mut *values.dag;
    let y = dag.variable(f.variable);
    let one = dag.integer(1);
    let step = dag.div(one, y);
    let x = if is_lower {
        dag.add(end, step)
    } else {
        dag.sub(end, step)
    };
    let moved = dag.substitute(f.term, &[(f.variable, x)]);
    let square = dag.power(y, 2);
    let turned = dag.div(moved, square);
    let turned = values.with_simple_sums(turned);
    values.rest(Integrand { term: turned, ..f }, &reach.recip())
}

/// The integral from a finite place to infinity, which may be the end of the range.
fn from(
    values: &mut Values<'_>,
    f: Integrand,
    (lo, is_end): (Expr, bool),
) -> Result<MpInterval, Failed> {
    let precision = values.precision;
    let mut sum = MpInterval::from_i64(precision, 0);
    let mut begin = lo;
    let mut length = Q::one();
    for doublings in 0..values.most_doublings() {
        let dag = &mut *values.dag;
        let step = dag.rational(length.clone());
        let end = dag.add(lo, step);
        let are_ends = (is_end && doublings == 0, false);
        sum = sum.add(&between(values, f, (begin, end), are_ends)?);
        begin = end;
        length = &length * integer(2) + integer(1);
        if doublings % 3 != 2 {
            continue;
        }
        let at = values.constant(begin)?;
        if let Some(rest) = values.rest(f, &at)
            && values.is_small(rest.hi(), &sum)
        {
            return Ok(sum.add(&rest.hull(&rest.neg())));
        }
    }
    Err(Failed::Tail)
}

/// The integral, each of whose ends may be infinite (`None`).
pub(super) fn integral(
    values: &mut Values<'_>,
    f: Integrand,
    ends: (Option<Expr>, Option<Expr>),
) -> Result<MpInterval, Failed> {
    match ends {
        (Some(lo), Some(hi)) => between(values, f, (lo, hi), (true, true)),
        (Some(lo), None) => from(values, f, (lo, true)),
        (None, Some(hi)) => up_to(values, f, (hi, true)),
        (None, None) => {
            let zero = values.dag.integer(0);
            let below = up_to(values, f, (zero, false))?;
            Ok(below.add(&from(values, f, (zero, false))?))
        }
    }
}

/// The integral from minus infinity to a finite place, which may be the end of the range.
fn up_to(
    values: &mut Values<'_>,
    f: Integrand,
    (hi, is_end): (Expr, bool),
) -> Result<MpInterval, Failed> {
    let dag = &mut *values.dag;
    let x = dag.variable(f.variable);
    let minus = dag.neg(x);
    let term = dag.substitute(f.term, &[(f.variable, minus)]);
    let lo = dag.neg(hi);
    let turned = Integrand { term, ..f };
    from(values, turned, (lo, is_end))
}

/// `2^-bits`
pub(super) fn power_of_half(bits: u32) -> Float {
    let one = Float::with_val(64, 1);
    one >> bits
}
