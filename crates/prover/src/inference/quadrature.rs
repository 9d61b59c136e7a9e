//! Integrals without parameters by quadrature: parabolas below and above the integrand on equal
//! pieces, and bounds of its factors beyond them. The parabolas are guesses; that they lie where
//! they should is asked for piece by piece.

use super::domination::{Piece, add_tails, by_factors, hull};
use super::integral::{branch, integral, kinks, roughly};
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::{Pieces, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, integer};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Kind, Var};
use num_traits::{Signed, ToPrimitive, Zero};

/// Numbers of pieces that are tried, and how far they reach where the range is infinite.
const GRIDS: [(i64, i64); 4] = [(4, 4), (16, 6), (64, 8), (256, 10)];
/// Points of a piece at which the parabola is compared with the integrand.
const POINTS: i32 = 8;
/// The bounds of the difference are that many times what these points show.
const CAUTION: f64 = 2.0;
/// Coefficients are multiples of 2 to this power.
const BITS: i32 = -40;

impl Prover<'_> {
    /// An inequality with an integral whose finite ends are numbers and whose integrand has no
    /// parameters.
    pub(super) fn by_quadrature(&mut self, claim: &Claim, symbol: Var) -> Option<Tree> {
        for grid in GRIDS {
            if self.cancel.is_cancelled() {
                return None;
            }
            let mut current = self.current(claim);
            let bounds = parabolas(&mut current, symbol, grid)?;
            let likely = seems_true(&mut current, symbol, &bounds);
            self.dag = current.dag;
            match likely {
                Some(true) => {}
                Some(false) => continue,
                None => return None,
            }
            let bounds = self.by_form(claim, symbol, bounds);
            if let Some(tree) = self.by_pieces(claim, symbol, bounds) {
                return Some(tree);
            }
        }
        None
    }
}

/// Whether the goal seems to hold wherever the bounds leave the integral; `None` where it fails at
/// all of these values. Where more than the integral is in it, nothing is seen.
fn seems_true(claim: &mut Claim, symbol: Var, bounds: &Pieces) -> Option<bool> {
    let Formula::Relation(goal) = claim.goal.normalized() else {
        return Some(true);
    };
    if matches!(goal.op, Comparison::Equal | Comparison::NotEqual) {
        return None;
    }
    let (difference, _) = goal.difference(&mut claim.dag);
    if claim.dag.variables(difference) != [symbol] {
        return Some(true);
    }
    let values = [&bounds.lower, &bounds.upper];
    let values: Option<Vec<f64>> = (values.into_iter().enumerate())
        .map(|(side, g)| value(claim, symbol, bounds, (side, g)))
        .collect();
    let dag = &mut claim.dag;
    let at = |v: f64| roughly(dag, difference, &[(symbol, v)]);
    let [least, most] = <[f64; 2]>::try_from(values?).ok()?.map(at);
    // A bound that the value all but meets is out of reach, too.
    if least <= 0.0 && most <= 0.0 {
        return None;
    }
    Some(least > 0.0 && most > 0.0)
}

/// What the antiderivatives on one side, the lower one first, add up to.
fn value(
    claim: &mut Claim,
    symbol: Var,
    bounds: &Pieces,
    (side, antiderivatives): (usize, &[Expr]),
) -> Option<f64> {
    let (x, _, [lo, hi]) = integral(claim, symbol)?;
    let mut ends = vec![lo];
    ends.extend(bounds.breaks.iter().copied().map(Some));
    ends.push(hi);
    let dag = &mut claim.dag;
    let mut sum = 0.0;
    for (pair, g) in ends.windows(2).zip(antiderivatives) {
        for (end, sign) in [(pair[0], -1.0), (pair[1], 1.0)] {
            let there = match end {
                Some(e) => {
                    let place = roughly(dag, e, &[]);
                    roughly(dag, *g, &[(x, place)])
                }
                None => {
                    let first = if sign > 0.0 && lo.is_none() { 2 } else { 0 };
                    roughly(dag, bounds.tails.get(first + side)?.limit, &[])
                }
            };
            sum += sign * there;
        }
    }
    Some(sum)
}

fn parabolas(claim: &mut Claim, symbol: Var, (count, reach): (i64, i64)) -> Option<Pieces> {
    let (x, integrand, [lo, hi]) = integral(claim, symbol)?;
    let parameters = claim.dag.variables(integrand).into_iter().any(|v| v != x);
    if parameters
        || !symbols_of(claim, &[integrand]).is_empty()
        || claim.variables.get(x.index())?.kind != Kind::Real
    {
        return None;
    }
    let hull = hull(claim);
    let dag = &mut claim.dag;
    let number = |e: Option<Expr>| match e {
        Some(e) => dag.as_rational(e).cloned().map(Some),
        None => Some(None),
    };
    let reach = integer(reach);
    let (a, b, count) = match (number(lo)?, number(hi)?) {
        (Some(a), Some(b)) => (a, b, count),
        (Some(a), None) => (a.clone(), a + reach, 2 * count),
        (None, Some(b)) => (&b - reach, b, 2 * count),
        (None, None) => (-reach.clone(), reach, 4 * count),
    };
    let grid = Grid {
        first: a,
        last: b,
        count,
    };
    let tails = |dag: &mut Dag, from: f64, to: f64| {
        let piece = Piece {
            x,
            from,
            to,
            hull: &hull,
        };
        by_factors(dag, integrand, &piece, &[])
    };
    let mut out = Pieces {
        breaks: Vec::new(),
        lower: Vec::new(),
        upper: Vec::new(),
        tails: Vec::new(),
    };
    if lo.is_none() {
        let bounds = tails(dag, f64::NEG_INFINITY, grid.first.to_f64()?)?;
        add(&mut out, bounds);
        out.breaks.push(dag.rational(grid.first.clone()));
    }
    grid.parabolas(dag, x, integrand, &mut out)?;
    if hi.is_none() {
        out.breaks.push(dag.rational(grid.last.clone()));
        let bounds = tails(dag, grid.last.to_f64()?, f64::INFINITY)?;
        add(&mut out, bounds);
    }
    for (end, first) in [(lo, true), (hi, false)] {
        if end.is_none() {
            add_tails(dag, &mut out, (x, &[]), first)?;
        }
    }
    Some(out)
}

fn add(pieces: &mut Pieces, [lower, upper]: [Expr; 2]) {
    pieces.lower.push(lower);
    pieces.upper.push(upper);
}

/// Equal pieces of a range.
struct Grid {
    first: Q,
    last: Q,
    count: i64,
}

impl Grid {
    /// The ends of the pieces, cut where the branches of the integrand meet as well, and about
    /// where they are.
    fn ends(&self, dag: &mut Dag, x: Var, integrand: Expr) -> Option<Vec<(Q, Expr)>> {
        let width = (&self.last - &self.first) / integer(self.count);
        if width.is_zero() {
            return None;
        }
        let mut out = Vec::new();
        for root in kinks(dag, integrand, x) {
            if dag.variables(root).is_empty()
                && let Some(place) = rounded(roughly(dag, root, &[]))
                && self.first < place
                && place < self.last
            {
                out.push((place, root));
            }
        }
        // Next to a kink no other cut is needed.
        let near = &width / integer(64);
        let close = |a: &Q, b: &Q| (a - b).abs() < near;
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out.dedup_by(|a, b| close(&a.0, &b.0));
        for i in 0..=self.count {
            let place = &self.first + &width * integer(i);
            let end = i == 0 || i == self.count;
            if end || !out.iter().any(|(kink, _)| close(kink, &place)) {
                out.push((place.clone(), dag.rational(place)));
            }
        }
        out.sort_by(|a, b| a.0.cmp(&b.0));
        Some(out)
    }

    /// Adds antiderivatives of parabolas below and above a term, and the breaks between them.
    fn parabolas(&self, dag: &mut Dag, x: Var, integrand: Expr, out: &mut Pieces) -> Option<()> {
        let ends = self.ends(dag, x, integrand)?;
        let mut known: Option<[Expr; 3]> = None;
        for (i, pair) in ends.windows(2).enumerate() {
            let [(left, cut), (right, _)] = pair else {
                return None;
            };
            if i > 0 {
                out.breaks.push(*cut);
            }
            let middle = (left + right) / integer(2);
            let smooth = branch(dag, integrand, x, &[(x, middle.to_f64()?)])?;
            let terms = match known {
                Some(terms) if terms[0] == smooth => terms,
                Some(_) | None => {
                    let slope = dag.derivative(smooth, x)?;
                    [smooth, slope, dag.derivative(slope, x)?]
                }
            };
            known = Some(terms);
            let bounds = around(dag, x, terms, (&middle, &(right - left)))?;
            add(out, bounds);
        }
        Some(())
    }
}

/// Antiderivatives of parabolas below and above a term about a point.
fn around(
    dag: &mut Dag,
    x: Var,
    [f, slope, bend]: [Expr; 3],
    (middle, width): (&Q, &Q),
) -> Option<[Expr; 2]> {
    let (m, half) = (middle.to_f64()?, width.to_f64()? / 2.0);
    let mut coefficients = Vec::new();
    for (e, by) in [(f, 1.0), (slope, 1.0), (bend, 2.0)] {
        let value = roughly(dag, e, &[(x, m)]) / by;
        coefficients.push(rounded(value)?);
    }
    let [c0, c1, c2] = [0, 1, 2].map(|k| coefficients[k].to_f64().unwrap_or(0.0));
    let mut most: f64 = 0.0;
    for k in 0..=POINTS {
        let u = half * (2.0 * f64::from(k) / f64::from(POINTS) - 1.0);
        let there = roughly(dag, f, &[(x, m + u)]);
        most = most.max((there - (c0 + u * (c1 + u * c2))).abs());
    }
    let error = rounded(CAUTION * most + 2f64.powi(BITS + 2))?;
    let place = dag.rational(middle.clone());
    let v = dag.variable(x);
    let u = dag.sub(v, place);
    let mut antiderivative = |c0: Q| {
        let mut sum = dag.integer(0);
        for (k, c) in [
            (1, c0),
            (2, coefficients[1].clone()),
            (3, coefficients[2].clone()),
        ] {
            let c = dag.rational(c / integer(k));
            let power = dag.power(u, i32::try_from(k).unwrap_or(1));
            let part = dag.mul(c, power);
            sum = dag.add(sum, part);
        }
        sum
    };
    let below = antiderivative(&coefficients[0] - &error);
    let above = antiderivative(&coefficients[0] + &error);
    Some([below, above])
}

/// A number of few bits nearby.
fn rounded(x: f64) -> Option<Q> {
    let scale = 2f64.powi(-BITS);
    let scaled = (x * scale).round();
    (scaled.abs() < 1e15).then_some(())?;
    Some(from_f64(scaled)? / from_f64(scale)?)
}
