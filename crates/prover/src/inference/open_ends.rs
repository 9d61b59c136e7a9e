//! Limits of antiderivatives at ends of the range where they are not defined, as that of
//! `x log(x) - x` at 0. What comes out is tried, not trusted: the kernel looks at the form of the
//! antiderivative in a variable that tends to infinity towards the end.

use super::Prover;
use super::integral::{integral, range};
use lemmabox_kernel::certificate::{Approach, Pieces, Rule, Side, Tail};
use lemmabox_kernel::check::premises;
use lemmabox_kernel::expr::{Binary, Claim, Dag, Expr, Node, Unary, Var};

/// What counts as a value.
const LARGEST: f64 = 1e12;
/// Distances from an end at which a term that vanishes there is looked at.
const NEAR: [f64; 2] = [1e-9, 1e-18];

/// An end of a range: the variable, where it is, and the values of others.
#[derive(Clone, Copy)]
pub(super) struct OpenEnd<'a> {
    pub(super) x: Var,
    pub(super) end: Expr,
    pub(super) upper: bool,
    pub(super) at: &'a [(Var, f64)],
}

impl OpenEnd<'_> {
    /// Whether a term has a value at the end.
    pub(super) fn has_value(&self, dag: &mut Dag, e: Expr) -> bool {
        let there = dag.substitute(e, &[(self.x, self.end)]);
        range(dag, there, self.at).mag() < LARGEST
    }

    /// The tail of an antiderivative towards the end.
    pub(super) fn tail(&self, dag: &mut Dag, g: Expr) -> Option<Tail> {
        let side = if self.upper { Side::Upper } else { Side::Lower };
        Some(Tail {
            limit: self.limit(dag, g)?,
            approach: Approach::Chart(side),
        })
    }

    /// The limit, part by part: a value at the end, or 0.
    fn limit(&self, dag: &mut Dag, g: Expr) -> Option<Expr> {
        if self.has_value(dag, g) {
            return Some(dag.substitute(g, &[(self.x, self.end)]));
        }
        if self.vanishes(dag, g) {
            return Some(dag.integer(0));
        }
        match dag.node(g).clone() {
            Node::Binary(op @ (Binary::Add | Binary::Sub | Binary::Mul), a, b) => {
                let (a, b) = (self.limit(dag, a)?, self.limit(dag, b)?);
                Some(dag.binary(op, a, b))
            }
            Node::Binary(Binary::Div, a, b) if self.has_value(dag, b) => {
                let a = self.limit(dag, a)?;
                let b = dag.substitute(b, &[(self.x, self.end)]);
                Some(dag.div(a, b))
            }
            Node::Unary(Unary::Neg, a) => self.limit(dag, a).map(|a| dag.neg(a)),
            _ => None,
        }
    }

    fn vanishes(&self, dag: &mut Dag, g: Expr) -> bool {
        let sizes = NEAR.map(|near| {
            let shift = if self.upper { -near } else { near };
            let shift = lemmabox_kernel::exact::rational::from_f64(shift);
            let Some(shift) = shift.map(|q| dag.rational(q)) else {
                return f64::INFINITY;
            };
            let place = dag.add(self.end, shift);
            let there = dag.substitute(g, &[(self.x, place)]);
            range(dag, there, self.at).mag()
        });
        sizes[1] < 1e-3 && sizes[1] <= sizes[0] / 4.0
    }
}

/// Whether the antiderivatives are taken by their limits at an end.
pub(super) fn by_limit(pieces: &Pieces, end: Option<Expr>, upper: bool) -> bool {
    let side = if upper { Side::Upper } else { Side::Lower };
    let chart = Approach::Chart(side);
    end.is_none() || pieces.tails.iter().any(|t| t.approach == chart)
}

impl Prover<'_> {
    /// The pieces with limits that are seen from the form of the antiderivatives, if all are: as it
    /// is at infinite ends, or else in the chart where powers are exponentials.
    pub(super) fn by_form(&self, claim: &Claim, symbol: Var, bounds: Pieces) -> Pieces {
        let Some((_, _, [lo, hi])) = integral(claim, symbol) else {
            return bounds;
        };
        if lo.is_some() && hi.is_some() {
            return bounds;
        }
        let per_end = if bounds.upper.is_empty() { 1 } else { 2 };
        let below = if by_limit(&bounds, lo, false) {
            per_end
        } else {
            0
        };
        for chart in [false, true] {
            let mut pieces = bounds.clone();
            for (i, tail) in pieces.tails.iter_mut().enumerate() {
                let (end, side) = if i < below {
                    (lo, Side::Lower)
                } else {
                    (hi, Side::Upper)
                };
                if end.is_none() {
                    tail.approach = if chart {
                        Approach::Chart(side)
                    } else {
                        Approach::Form
                    };
                }
            }
            let rule = Rule::Integral { symbol, pieces };
            let seen = premises(&self.current(claim), &self.lemmas, &rule).is_ok();
            if let (true, Rule::Integral { pieces, .. }) = (seen, rule) {
                return pieces;
            }
        }
        bounds
    }
}
