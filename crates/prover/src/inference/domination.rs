//! Bounds of an integrand by those of its factors: of each product some factors are replaced by
//! bounds of theirs, so that what is left has an antiderivative. They make integrals converge that
//! have no elementary value, and bound them.

use super::antiderivative::{Place, Term, antiderivative, expand};
use super::integral::{integral, middle, roughly, rounded, sample, tail};
use super::{Prover, symbols_of};
use crate::enclose::{Frame, Order};
use crate::problem::constants;
use crate::tape::Tape;
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::Pieces;
use lemmabox_kernel::expr::{Binary, Claim, Dag, Expr, Node, Unary, Var};

/// The variable of integration, where it ranges on a piece, and where all others do.
pub(super) struct Piece<'h> {
    pub(super) x: Var,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) hull: &'h [Interval],
}

impl Prover<'_> {
    /// Antiderivatives of bounds of the integrand, cut at 0 where it lies inside.
    pub(super) fn dominated(&mut self, claim: &Claim, symbol: Var) -> Option<Pieces> {
        let mut current = self.current(claim);
        let (x, integrand, [lo, hi]) = integral(&current, symbol)?;
        if !symbols_of(&current, &[integrand]).is_empty() {
            return None;
        }
        let at = sample(&mut current);
        let hull = hull(&mut current);
        let dag = &mut current.dag;
        let [low, high] = [(lo, f64::NEG_INFINITY), (hi, f64::INFINITY)]
            .map(|(end, infinite)| end.map_or(infinite, |e| roughly(dag, e, &at)));
        let mut pieces = Pieces {
            breaks: Vec::new(),
            lower: Vec::new(),
            upper: Vec::new(),
            tails: Vec::new(),
        };
        let mut ends = vec![low, high];
        if low < 0.0 && high > 0.0 {
            ends.insert(1, 0.0);
            pieces.breaks.push(dag.integer(0));
        }
        for pair in ends.windows(2) {
            let piece = Piece {
                x,
                from: pair[0],
                to: pair[1],
                hull: &hull,
            };
            let [lower, upper] = by_factors(dag, integrand, &piece, &at)?;
            pieces.lower.push(lower);
            pieces.upper.push(upper);
        }
        for (end, first) in [(lo, true), (hi, false)] {
            if end.is_none() {
                add_tails(dag, &mut pieces, (x, &at), first)?;
            }
        }
        self.dag = current.dag;
        Some(self.by_form(claim, symbol, pieces))
    }
}

/// The limits of the antiderivatives at an infinite end, below and above.
pub(super) fn add_tails(
    dag: &mut Dag,
    pieces: &mut Pieces,
    (x, at): (Var, &[(Var, f64)]),
    first: bool,
) -> Option<()> {
    let mut near: f64 = 1.0;
    for e in &pieces.breaks {
        near = near.max(roughly(dag, *e, at).abs());
    }
    for side in [&pieces.lower, &pieces.upper] {
        let g = if first { side.first() } else { side.last() };
        pieces.tails.push(tail(dag, *g?, x, at, near, !first)?);
    }
    Some(())
}

/// Where the variables of a claim range.
pub(super) fn hull(claim: &mut Claim) -> Vec<Interval> {
    let domains: Vec<_> = claim.variables.iter().map(|v| v.domain).collect();
    let mut end =
        |e: Option<Expr>, infinite: f64| e.map_or(infinite, |e| roughly(&mut claim.dag, e, &[]));
    let range = |lo: f64, hi: f64| Interval::new(lo.min(hi), hi.max(lo));
    domains
        .into_iter()
        .map(|d| {
            let lo = end(d.lo.constant(), f64::NEG_INFINITY);
            range(lo, end(d.hi.constant(), f64::INFINITY))
        })
        .collect()
}

/// Antiderivatives of bounds of a term on a piece.
pub(super) fn by_factors(
    dag: &mut Dag,
    integrand: Expr,
    piece: &Piece<'_>,
    at: &[(Var, f64)],
) -> Option<[Expr; 2]> {
    let x = piece.x;
    let inside = middle(piece.from, piece.to);
    let mut point = at.to_vec();
    point.retain(|(v, _)| *v != x);
    point.push((x, inside));
    let place = Place {
        negative: inside < 0.0,
        from_left: piece.from.is_infinite(),
    };
    let whole = [Term {
        coefficient: dag.integer(1),
        factors: product(dag, integrand),
    }];
    let together = of_terms(dag, &whole, piece, (place, &point));
    together.or_else(|| {
        let terms = expand(dag, integrand, x)?;
        of_terms(dag, &terms, piece, (place, &point))
    })
}

/// The factors of a term as it is written.
fn product(dag: &mut Dag, e: Expr) -> Vec<Expr> {
    let one = dag.integer(1);
    let (mut out, mut stack) = (Vec::new(), vec![(e, false)]);
    while let Some((e, below)) = stack.pop() {
        match *dag.node(e) {
            Node::Binary(Binary::Mul, a, b) => stack.extend([(a, below), (b, below)]),
            Node::Binary(Binary::Div, a, b) => stack.extend([(a, below), (b, !below)]),
            _ if below => out.push(dag.div(one, e)),
            _ => out.push(e),
        }
    }
    out
}

/// Antiderivatives of the sums of bounds of products.
fn of_terms(
    dag: &mut Dag,
    terms: &[Term],
    piece: &Piece<'_>,
    (place, point): (Place, &[(Var, f64)]),
) -> Option<[Expr; 2]> {
    let x = piece.x;
    let zero = dag.integer(0);
    let mut sums = [zero, zero];
    for term in terms {
        let one = dag.integer(1);
        let (kept, bounded) = split(dag, &term.factors, x, place)?;
        let nice = kept.into_iter().fold(one, |p, f| dag.mul(p, f));
        let rest = bounded.iter().fold(one, |p, f| dag.mul(p, *f));
        let whole = antiderivative(dag, nice, x, place)?;
        let whole = dag.mul(term.coefficient, whole);
        let mut bounds = [one, one];
        if !bounded.is_empty() {
            let range = range(dag, rest, piece);
            let least = rounded(-range.lo()).map(|q| -q)?;
            let most = rounded(range.hi())?;
            bounds = [least, most].map(|q| dag.rational(q));
            let size = dag.mul(term.coefficient, nice);
            if roughly(dag, size, point) < 0.0 {
                bounds.reverse();
            }
        }
        for (sum, by) in sums.iter_mut().zip(bounds) {
            let part = dag.mul(by, whole);
            *sum = dag.add(*sum, part);
        }
    }
    Some(sums)
}

/// Factors whose product has an antiderivative, and the others: as few of these as do.
fn split(dag: &mut Dag, factors: &[Expr], x: Var, place: Place) -> Option<(Vec<Expr>, Vec<Expr>)> {
    let one = dag.integer(1);
    let v = dag.variable(x);
    let whole = factors.iter().fold(one, |p, f| dag.mul(p, *f));
    if antiderivative(dag, whole, x, place).is_some() {
        return Some((factors.to_vec(), Vec::new()));
    }
    // Powers and exponentials say how the product falls: they are kept.
    let plain = |e: &Expr| match *dag.node(*e) {
        Node::Variable(_) | Node::Unary(Unary::Exp, _) | Node::Rational(_) | Node::Pi => true,
        Node::Power(b, _) => b == v,
        _ => !dag.variables(*e).contains(&x),
    };
    let others: Vec<usize> = (0..factors.len())
        .filter(|i| !plain(&factors[*i]))
        .collect();
    let (kept, bounded): (Vec<Expr>, Vec<Expr>) = factors.iter().copied().partition(plain);
    for i in others {
        let mut most = factors.to_vec();
        let other = most.remove(i);
        let product = most.iter().fold(one, |p, f| dag.mul(p, *f));
        if antiderivative(dag, product, x, place).is_some() {
            return Some((most, vec![other]));
        }
    }
    let product = kept.iter().fold(one, |p, f| dag.mul(p, *f));
    antiderivative(dag, product, x, place)?;
    Some((kept, bounded))
}

/// The natural enclosure of a term on a piece.
fn range(dag: &Dag, e: Expr, piece: &Piece<'_>) -> Interval {
    let mut hull = piece.hull.to_vec();
    if let Some(own) = hull.get_mut(piece.x.index()) {
        *own = Interval::new(piece.from, piece.to);
    }
    let tape = Tape::plain(dag, &[e], hull.len());
    let closed = constants(dag, &tape.constants);
    let mut frame = Frame::<Interval>::new(&tape, &closed, ());
    frame.set(&tape, &hull, Order::Natural);
    let known = frame.evaluate(&tape, 0);
    if known.defined {
        known.value
    } else {
        Interval::ENTIRE
    }
}
