//! Boxes with exact ends.

use crate::exact::{Q, rational};
use crate::expr::{Claim, Dag, End, Expr, Node, Var};

/// An exact point of the real line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Point {
    /// A finite double; its value is taken exactly.
    Dyadic(f64),
    /// A closed term of the claim's DAG, such as `1/3` or `5*pi/12`.
    Constant(Expr),
}

impl Point {
    /// The point as a term.
    pub fn term(self, dag: &mut Dag) -> Expr {
        match self {
            // A Point is finite by construction; NaN and infinities become 0 only if that is broken,
            // and `Region::cut` refuses them first.
            Point::Dyadic(x) => dag.rational(rational::from_f64(x).unwrap_or_default()),
            Point::Constant(e) => e,
        }
    }

    /// The exact rational value, if the point is one.
    #[must_use]
    pub fn rational(self, dag: &Dag) -> Option<Q> {
        match self {
            Point::Dyadic(x) => rational::from_f64(x),
            Point::Constant(e) => match dag.node(e) {
                Node::Rational(q) => Some(q.clone()),
                _ => None,
            },
        }
    }
}

/// An end of a box in one variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Where; `None` is infinity.
    pub point: Option<Point>,
    /// The end is an end of the domain and does not belong to it. Cuts are closed.
    pub open: bool,
}

/// Lower or upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Towards minus infinity.
    Lower,
    /// Towards plus infinity.
    Upper,
}

/// A box: for each variable of the claim a lower and an upper bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Lower bounds by variable.
    pub lo: Vec<Bound>,
    /// Upper bounds by variable.
    pub hi: Vec<Bound>,
}

impl Region {
    /// The whole domain of a claim.
    #[must_use]
    pub fn domain(claim: &Claim) -> Self {
        let bound = |end: End| Bound {
            point: end.constant().map(Point::Constant),
            open: end.is_open(),
        };
        Self {
            lo: claim.variables.iter().map(|v| bound(v.domain.lo)).collect(),
            hi: claim.variables.iter().map(|v| bound(v.domain.hi)).collect(),
        }
    }

    /// The end of the box in `v` on `side`.
    #[must_use]
    pub fn bound(&self, v: Var, side: Side) -> Bound {
        match side {
            Side::Lower => self.lo[v.index()],
            Side::Upper => self.hi[v.index()],
        }
    }

    /// The ends that are terms, lower ends first.
    #[must_use]
    pub fn constants(&self) -> Vec<Expr> {
        let ends = self.lo.iter().chain(&self.hi);
        ends.filter_map(|b| match b.point {
            Some(Point::Constant(e)) => Some(e),
            _ => None,
        })
        .collect()
    }

    /// The closed halves below and above `at`. The caller makes sure that `at` lies strictly between
    /// the ends; if it does not, the halves still cover the box.
    #[must_use]
    pub fn cut(&self, v: Var, at: Point) -> (Self, Self) {
        let (mut below, mut above) = (self.clone(), self.clone());
        let bound = Bound {
            point: Some(at),
            open: false,
        };
        below.hi[v.index()] = bound;
        above.lo[v.index()] = bound;
        (below, above)
    }
}
