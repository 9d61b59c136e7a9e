//! Integrals over an interval of numbers by quadrature: parabolas below and above the integrand on equal pieces. The parabolas
//! are guesses; that they lie where they should is asked for piece by piece.

use super::integral::{finite_integral, roughly};
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::{Pieces, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, integer};
use lemmabox_kernel::expr::{Claim, Dag, Expr, Formula, Kind, Var};
use num_traits::ToPrimitive;

/// Numbers of pieces that are tried.
const PIECES: [i64; 2] = [4, 16];
/// Points of a piece at which the parabola is compared with the integrand.
const POINTS: i32 = 8;
/// The bounds of the difference are that many times what these points show.
const CAUTION: f64 = 2.0;
/// Coefficients are multiples of 2 to this power.
const BITS: i32 = -40;

impl Prover<'_> {
    /// An inequality with an integral whose ends are numbers and whose integrand has no parameters.
    pub(super) fn by_quadrature(&mut self, claim: &Claim, symbol: Var) -> Option<Tree> {
        for pieces in PIECES {
            if self.cancel.is_cancelled() {
                return None;
            }
            let mut current = self.current(claim);
            let bounds = parabolas(&mut current, symbol, pieces)?;
            let likely = seems_true(&mut current, symbol, &bounds);
            self.dag = current.dag;
            if !likely {
                return None;
            }
            if let Some(tree) = self.by_pieces(claim, symbol, bounds) {
                return Some(tree);
            }
        }
        None
    }
}

/// Whether the goal seems to hold at the value of the parabolas; where more than the integral is in it, nothing is seen.
fn seems_true(claim: &mut Claim, symbol: Var, bounds: &Pieces) -> bool {
    let Formula::Relation(goal) = claim.goal.normalized() else {
        return true;
    };
    let Some((x, _, [lo, hi])) = finite_integral(claim, symbol) else {
        return false;
    };
    let dag = &mut claim.dag;
    let (difference, _) = goal.difference(dag);
    if dag.variables(difference) != [symbol] {
        return true;
    }
    let mut ends = vec![lo];
    ends.extend(&bounds.breaks);
    ends.push(hi);
    let mut value = 0.0;
    for (pair, (below, above)) in ends.windows(2).zip(bounds.lower.iter().zip(&bounds.upper)) {
        let [from, to] = [0, 1].map(|i| roughly(dag, pair[i], &[]));
        for g in [*below, *above] {
            value += (roughly(dag, g, &[(x, to)]) - roughly(dag, g, &[(x, from)])) / 2.0;
        }
    }
    // A bound that the value all but meets is out of reach, too.
    roughly(dag, difference, &[(symbol, value)]) > 0.0
}

fn parabolas(claim: &mut Claim, symbol: Var, count: i64) -> Option<Pieces> {
    let (x, integrand, [lo, hi]) = finite_integral(claim, symbol)?;
    let parameters = claim.dag.variables(integrand).into_iter().any(|v| v != x);
    if parameters
        || !symbols_of(claim, &[integrand]).is_empty()
        || claim.variables.get(x.index())?.kind != Kind::Real
    {
        return None;
    }
    let dag = &mut claim.dag;
    let [a, b] = [lo, hi].map(|e| dag.as_rational(e).cloned());
    let (a, b) = (a?, b?);
    let width = (&b - &a) / integer(count);
    let slope = dag.derivative(integrand, x)?;
    let bend = dag.derivative(slope, x)?;
    let mut out = Pieces {
        breaks: Vec::new(),
        lower: Vec::new(),
        upper: Vec::new(),
        tails: Vec::new(),
    };
    for i in 0..count {
        let left = &a + &width * integer(i);
        if i > 0 {
            out.breaks.push(dag.rational(left.clone()));
        }
        let middle = &left + &width / integer(2);
        let [lower, upper] = around(dag, x, [integrand, slope, bend], (&middle, &width))?;
        out.lower.push(lower);
        out.upper.push(upper);
    }
    Some(out)
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
