//! Charts at infinity: a claim read in the reciprocal of one of its variables.

use super::{Binary, Claim, Dag, Domain, End, Expr, Formula, Kind, Node, Relation, Unary, Var};
use num_traits::{Signed, Zero};
use rustc_hash::FxHashMap;

/// Largest power of the reciprocal taken out of a term.
const MAX_DEGREE: i32 = 4096;

/// Stands for `numerator / s^degree`, `s` the reciprocal.
#[derive(Clone, Copy)]
struct Scaled {
    degree: i32,
    numerator: Expr,
}

struct Chart<'d> {
    dag: &'d mut Dag,
    s: Expr,
    positive: bool,
}

impl Chart<'_> {
    /// `x * s^n`.
    fn times(&mut self, x: Expr, n: i32) -> Expr {
        if n == 0 {
            return x;
        }
        let p = self.dag.power(self.s, n);
        self.dag.mul(x, p)
    }

    /// The same value with the given, not smaller, degree.
    fn raised(&mut self, x: Scaled, degree: i32) -> Expr {
        self.times(x.numerator, degree - x.degree)
    }

    /// The numerator over a positive power: where `s < 0` and the degree is odd, `s^degree` is
    /// negative.
    fn over_positive(&mut self, x: Scaled) -> Expr {
        if self.positive || x.degree % 2 == 0 {
            x.numerator
        } else {
            self.dag.neg(x.numerator)
        }
    }

    /// The value itself.
    fn plain(&mut self, x: Scaled) -> Expr {
        if x.degree <= 0 {
            return self.times(x.numerator, -x.degree);
        }
        let p = self.dag.power(self.s, x.degree);
        self.dag.div(x.numerator, p)
    }

    fn unary(&mut self, op: Unary, x: Scaled) -> Option<Scaled> {
        Some(match op {
            Unary::Neg => Scaled {
                numerator: self.dag.neg(x.numerator),
                ..x
            },
            Unary::Abs => {
                // |e / s^k| = |e| / |s|^k
                let numerator = self.dag.unary(Unary::Abs, x.numerator);
                let numerator = self.over_positive(Scaled { numerator, ..x });
                Scaled { numerator, ..x }
            }
            Unary::Sqrt => {
                // With k even, sqrt(e / s^k) = sqrt(e) / |s|^(k/2).
                let even = x.degree + x.degree.rem_euclid(2);
                let e = self.raised(x, even);
                let numerator = self.dag.unary(Unary::Sqrt, e);
                let half = Scaled {
                    degree: even / 2,
                    numerator,
                };
                Scaled {
                    numerator: self.over_positive(half),
                    ..half
                }
            }
            Unary::Arctan if x.degree > 0 => {
                let e = self.over_positive(x);
                let p = self.dag.power(self.s, x.degree);
                let p = self.over_positive(Scaled { numerator: p, ..x });
                if let Some(numerator) = self.complement(e, p) {
                    return Some(Scaled {
                        degree: 0,
                        numerator,
                    });
                }
                // arctan(e / p) = arctan2(e, p) for p > 0.
                Scaled {
                    degree: 0,
                    numerator: self.dag.binary(Binary::Arctan2, e, p),
                }
            }
            Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Exp
            | Unary::Log
            | Unary::Asinh
            | Unary::Floor
            | Unary::Erfc
            | Unary::Binet(_)
            | Unary::Carlson(_) => {
                let e = self.plain(x);
                Scaled {
                    degree: 0,
                    numerator: self.dag.unary(op, e),
                }
            }
        })
    }

    /// `arctan(c / p)` for a rational `c` and `p > 0`, as `pi/2 - arctan(p / c)` or, of a negative
    /// `c`, its mirror image.
    fn complement(&mut self, c: Expr, p: Expr) -> Option<Expr> {
        let q = self.dag.as_rational(c)?.clone();
        if q.is_zero() {
            return None;
        }
        let (pi, two) = (self.dag.pi(), self.dag.integer(2));
        let quarter = self.dag.div(pi, two);
        let ratio = self.dag.div(p, c);
        let rest = self.dag.unary(Unary::Arctan, ratio);
        let quarter = if q.is_positive() {
            quarter
        } else {
            self.dag.neg(quarter)
        };
        Some(self.dag.sub(quarter, rest))
    }

    fn binary(&mut self, op: Binary, x: Scaled, y: Scaled) -> Option<Scaled> {
        let within = |d: i32| (d.abs() <= MAX_DEGREE).then_some(d);
        Some(match op {
            Binary::Mul => Scaled {
                degree: within(x.degree.checked_add(y.degree)?)?,
                numerator: self.dag.mul(x.numerator, y.numerator),
            },
            Binary::Div => Scaled {
                degree: within(x.degree.checked_sub(y.degree)?)?,
                numerator: self.dag.div(x.numerator, y.numerator),
            },
            Binary::Add | Binary::Sub => {
                let degree = x.degree.max(y.degree);
                let (a, b) = (self.raised(x, degree), self.raised(y, degree));
                Scaled {
                    degree,
                    numerator: self.dag.binary(op, a, b),
                }
            }
            Binary::Min | Binary::Max => {
                // Over a positive power the order is that of the numerators.
                let degree = x.degree.max(y.degree);
                let (a, b) = (self.raised(x, degree), self.raised(y, degree));
                let a = self.over_positive(Scaled {
                    degree,
                    numerator: a,
                });
                let b = self.over_positive(Scaled {
                    degree,
                    numerator: b,
                });
                let numerator = self.dag.binary(op, a, b);
                Scaled {
                    degree,
                    numerator: self.over_positive(Scaled { degree, numerator }),
                }
            }
            Binary::Arctan2 => {
                // The angle does not change when both coordinates are multiplied by a positive
                // power.
                let degree = x.degree.max(y.degree);
                let (a, b) = (self.raised(x, degree), self.raised(y, degree));
                let a = self.over_positive(Scaled {
                    degree,
                    numerator: a,
                });
                let b = self.over_positive(Scaled {
                    degree,
                    numerator: b,
                });
                Scaled {
                    degree: 0,
                    numerator: self.dag.binary(op, a, b),
                }
            }
        })
    }

    /// The image of each root, in the order given.
    fn images(&mut self, v: Var, roots: &[Expr]) -> Option<Vec<Scaled>> {
        let mut image: FxHashMap<Expr, Scaled> = FxHashMap::default();
        for e in self.dag.reachable(roots) {
            let scaled = match self.dag.node(e).clone() {
                Node::Variable(w) if w == v => Scaled {
                    degree: 1,
                    numerator: self.dag.integer(1),
                },
                Node::Rational(_) | Node::Pi | Node::Variable(_) => Scaled {
                    degree: 0,
                    numerator: e,
                },
                Node::Unary(op, x) => self.unary(op, image[&x])?,
                Node::Binary(op, x, y) => self.binary(op, image[&x], image[&y])?,
                Node::Power(x, n) => {
                    let x = image[&x];
                    let degree = x.degree.checked_mul(n).filter(|d| d.abs() <= MAX_DEGREE)?;
                    Scaled {
                        degree,
                        numerator: self.dag.power(x.numerator, n),
                    }
                }
                Node::RationalPower(x, p, q) => {
                    let x = self.plain(image[&x]);
                    let exponent = crate::exact::rational::ratio(i64::from(p), i64::from(q));
                    Scaled {
                        degree: 0,
                        numerator: self.dag.rational_power(x, &exponent)?,
                    }
                }
            };
            image.insert(e, scaled);
        }
        Some(roots.iter().map(|e| image[e]).collect())
    }
}

impl Claim {
    /// The claim in the chart at infinity of the real variable `v`: the variable now stands for the
    /// reciprocal `s` of the old one, with `s > 0` (`positive`, for the end at plus infinity) or
    /// `s < 0` (for minus infinity).
    ///
    /// Every difference `f` becomes `e / s^d` with `e` a polynomial in `s` where `f` is one in the
    /// variable; a relation `f >= 0` becomes `e >= 0` (`-e >= 0` where `s^d < 0`), and likewise for
    /// the other comparisons. At every `s` other than 0 it has the value of the relation at `1/s`.
    /// The domain becomes `(0, 1/a]` (or `[1/a, 0)`) when the old end `a` is a rational of the
    /// right sign, else unbounded on that side.
    ///
    /// An integer becomes a real number, of whose reciprocal more is claimed then.
    ///
    /// Deterministic: prover and checker make the same claim. `None` when powers grow beyond
    /// reason.
    #[must_use]
    pub fn inverted(&self, v: Var, positive: bool) -> Option<Claim> {
        let mut claim = self.clone();
        let variable = claim.variables.get_mut(v.index())?;
        variable.kind = Kind::Real;
        let finite = if positive {
            variable.domain.lo
        } else {
            variable.domain.hi
        };
        let far = match finite {
            End::Closed(e) | End::Open(e) => match self.dag.as_rational(e) {
                Some(a) if (positive && a.is_positive()) || (!positive && a.is_negative()) => {
                    let a = claim.dag.rational(a.recip());
                    if finite.is_open() {
                        End::Open(a)
                    } else {
                        End::Closed(a)
                    }
                }
                _ => End::Infinite,
            },
            End::Infinite => End::Infinite,
        };
        let zero = claim.dag.integer(0);
        variable.domain = if positive {
            Domain {
                lo: End::Open(zero),
                hi: far,
            }
        } else {
            Domain {
                lo: far,
                hi: End::Open(zero),
            }
        };
        for i in 0..claim.hypotheses.len() {
            let formula = claim.hypotheses[i].formula.clone();
            claim.hypotheses[i].formula = claim.dag.inverted_formula(&formula, v, positive)?;
        }
        let goal = claim.goal.clone();
        claim.goal = claim.dag.inverted_formula(&goal, v, positive)?;
        Some(claim)
    }
}

impl Dag {
    /// A formula in the chart of [`Claim::inverted`].
    pub fn inverted_formula(
        &mut self,
        formula: &Formula,
        v: Var,
        positive: bool,
    ) -> Option<Formula> {
        Some(match formula {
            Formula::True => Formula::True,
            Formula::False => Formula::False,
            Formula::Not(f) => Formula::Not(Box::new(self.inverted_formula(f, v, positive)?)),
            Formula::And(fs) | Formula::Or(fs) => {
                let mut out = Vec::with_capacity(fs.len());
                for f in fs {
                    out.push(self.inverted_formula(f, v, positive)?);
                }
                if matches!(formula, Formula::And(_)) {
                    Formula::And(out)
                } else {
                    Formula::Or(out)
                }
            }
            Formula::Relation(r) => Formula::Relation(self.inverted_relation(r, v, positive)?),
        })
    }

    fn inverted_relation(&mut self, r: &Relation, v: Var, positive: bool) -> Option<Relation> {
        let (difference, _) = r.difference(self);
        if !self.variables(difference).contains(&v) {
            return Some(*r);
        }
        let s = self.variable(v);
        let mut chart = Chart {
            dag: self,
            s,
            positive,
        };
        let image = *chart.images(v, &[difference])?.first()?;
        let lhs = chart.over_positive(image);
        let op = r.op.of_difference();
        let rhs = self.integer(0);
        Some(Relation { lhs, op, rhs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Q;
    use crate::exact::rational::ratio;
    use crate::expr::Comparison;

    /// Exact value of a rational term at a point; `None` where it is undefined.
    fn value(dag: &Dag, e: Expr, at: &[Q]) -> Option<Q> {
        let mut dag = dag.clone();
        let point: Vec<(Var, Expr)> = at
            .iter()
            .zip(0u32..)
            .map(|(q, i)| (Var(i), dag.rational(q.clone())))
            .collect();
        let closed = dag.substitute(e, &point);
        dag.as_rational(closed).cloned()
    }

    #[test]
    fn the_chart_keeps_the_sign_of_rational_differences() {
        let mut dag = Dag::new();
        let (x, y) = (dag.variable(Var(0)), dag.variable(Var(1)));
        let cube = dag.power(x, 3);
        let product = dag.mul(x, y);
        let sum = dag.add(cube, product);
        let one = dag.integer(1);
        let below = dag.add(x, one);
        let quotient = dag.div(sum, below);
        let absolute = dag.unary(Unary::Abs, below);
        let f = dag.sub(quotient, absolute);
        let least = dag.binary(Binary::Min, f, cube);
        for term in [f, least, sum, quotient] {
            let zero = dag.integer(0);
            let r = Relation {
                lhs: term,
                op: Comparison::Greater,
                rhs: zero,
            };
            for positive in [true, false] {
                let image = dag.inverted_relation(&r, Var(0), positive).unwrap();
                for n in 1..12 {
                    let s = if positive { ratio(n, 7) } else { ratio(-n, 7) };
                    for m in -3..4 {
                        let (old, new) = (
                            value(&dag, r.lhs, &[s.recip(), ratio(m, 1)]),
                            value(&dag, image.lhs, &[s.clone(), ratio(m, 1)]),
                        );
                        assert_eq!(old.is_some(), new.is_some());
                        assert_eq!(old.map(|q| q.signum()), new.map(|q| q.signum()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_polynomial_stays_one() {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let x2 = dag.power(x, 2);
        let one = dag.integer(1);
        let f = dag.add(x2, one);
        let r = Relation {
            lhs: f,
            op: Comparison::GreaterEqual,
            rhs: x,
        };
        let image = dag.inverted_relation(&r, Var(0), true).unwrap();
        // x^2 + 1 - x >= 0 becomes 1 + s^2 - s >= 0, defined at s = 0 too.
        assert!(dag.is_total(image.lhs));
        assert_eq!(value(&dag, image.lhs, &[ratio(0, 1)]), Some(ratio(1, 1)));
    }
}
