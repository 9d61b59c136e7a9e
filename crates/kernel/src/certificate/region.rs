//! Boxes with exact ends.

use crate::exact::{Q, rational};
use crate::expr::{Claim, Dag, End, Expr, Kind, Node, Var, Variable};
use num_traits::{One, ToPrimitive};

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
            // A Point is finite by construction; NaN and infinities become 0 only if that is
            // broken, and `Region::cut` refuses them first.
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

/// Largest integer that a bound is moved to.
const LARGEST_INTEGER: f64 = (1u64 << 50) as f64;

/// The integer next to a rational end that is left out or lies between integers.
fn first_integer(dag: &Dag, end: End, side: Side) -> Option<Bound> {
    let q = dag.as_rational(end.constant()?)?;
    let integer = match side {
        _ if q.is_integer() && !end.is_open() => return None,
        Side::Lower => q.floor() + Q::one(),
        Side::Upper => q.ceil() - Q::one(),
    };
    let x = integer.to_f64().filter(|x| x.abs() <= LARGEST_INTEGER)?;
    Some(Bound {
        point: Some(Point::Dyadic(x)),
        open: false,
    })
}

impl Region {
    /// The whole domain of a claim, whose terms live in `dag`.
    #[must_use]
    pub fn domain(claim: &Claim, dag: &Dag) -> Self {
        let bound = |v: &Variable, end: End, side: Side| {
            let plain = Bound {
                point: end.constant().map(Point::Constant),
                open: end.is_open(),
            };
            (v.kind == Kind::Integer)
                .then(|| first_integer(dag, end, side))
                .flatten()
                .unwrap_or(plain)
        };
        let variables = claim.variables.iter();
        let (lo, hi) = variables
            .map(|v| {
                (
                    bound(v, v.domain.lo, Side::Lower),
                    bound(v, v.domain.hi, Side::Upper),
                )
            })
            .unzip();
        Self { lo, hi }
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

    /// The closed halves below and above `at`. The caller makes sure that `at` lies strictly
    /// between the ends; if it does not, the halves still cover the box.
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

    /// As [`Region::cut`] for a variable that is an integer: next to a cut at a double the halves
    /// end at integers.
    #[must_use]
    pub fn cut_integer(&self, v: Var, at: Point) -> (Self, Self) {
        let (mut below, mut above) = self.cut(v, at);
        if let Point::Dyadic(x) = at {
            below.hi[v.index()].point = Some(Point::Dyadic(x.floor()));
            above.lo[v.index()].point = Some(Point::Dyadic(x.ceil()));
        }
        (below, above)
    }
}
