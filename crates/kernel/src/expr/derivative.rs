//! Symbolic derivatives.

use super::{Binary, Dag, Expr, Node, Unary, Var};
use rustc_hash::FxHashMap;

impl Dag {
    /// Partial derivative of `root` by `v`, valid wherever `root` and the derivative are both
    /// defined, except on the branch cut of `arctan2`. `None` when `abs`, `floor`, `min` or `max`
    /// of a term in `v`, or a derivative of Binet's or Carlson's function of too high an order,
    /// stands in the way.
    pub fn derivative(&mut self, root: Expr, v: Var) -> Option<Expr> {
        let zero = self.integer(0);
        let mut slope: FxHashMap<Expr, Expr> = FxHashMap::default();
        for e in self.reachable(&[root]) {
            let d = match self.node(e).clone() {
                Node::Rational(_) | Node::Pi => zero,
                Node::Variable(w) => self.integer(i64::from(w == v)),
                Node::Unary(op, x) => {
                    let dx = slope[&x];
                    if dx == zero {
                        zero
                    } else {
                        self.chain(op, e, x, dx)?
                    }
                }
                Node::Binary(op, x, y) => {
                    let (dx, dy) = (slope[&x], slope[&y]);
                    if dx == zero && dy == zero {
                        zero
                    } else {
                        self.binary_slope(op, (x, dx), (y, dy))?
                    }
                }
                Node::Power(x, n) => {
                    let dx = slope[&x];
                    if dx == zero {
                        zero
                    } else {
                        // n x^(n-1) x'
                        let n1 = n.checked_sub(1)?;
                        let factor = self.integer(i64::from(n));
                        let p = self.power(x, n1);
                        let p = self.mul(factor, p);
                        self.mul(p, dx)
                    }
                }
                Node::RationalPower(x, p, q) => {
                    let dx = slope[&x];
                    if dx == zero {
                        zero
                    } else {
                        // (p/q) x^(p/q) / x * x'
                        let factor = self
                            .rational(crate::exact::rational::ratio(i64::from(p), i64::from(q)));
                        let r = self.div(e, x);
                        let r = self.mul(factor, r);
                        self.mul(r, dx)
                    }
                }
            };
            slope.insert(e, d);
        }
        Some(slope[&root])
    }

    fn chain(&mut self, op: Unary, e: Expr, x: Expr, dx: Expr) -> Option<Expr> {
        let one = self.integer(1);
        Some(match op {
            Unary::Neg => self.neg(dx),
            Unary::Abs | Unary::Floor => return None,
            Unary::Sqrt => {
                let two = self.integer(2);
                let d = self.mul(two, e);
                self.div(dx, d)
            }
            Unary::Sin => {
                let c = self.unary(Unary::Cos, x);
                self.mul(c, dx)
            }
            Unary::Cos => {
                let s = self.unary(Unary::Sin, x);
                let m = self.mul(s, dx);
                self.neg(m)
            }
            Unary::Tan => {
                let t = self.power(e, 2);
                let f = self.add(one, t);
                self.mul(f, dx)
            }
            Unary::Arcsin | Unary::Arccos => {
                let x2 = self.power(x, 2);
                let r = self.sub(one, x2);
                let r = self.unary(Unary::Sqrt, r);
                let d = self.div(dx, r);
                if op == Unary::Arcsin { d } else { self.neg(d) }
            }
            Unary::Arctan => {
                let x2 = self.power(x, 2);
                let r = self.add(one, x2);
                self.div(dx, r)
            }
            Unary::Exp => self.mul(e, dx),
            Unary::Log => self.div(dx, x),
            Unary::Asinh => {
                let x2 = self.power(x, 2);
                let r = self.add(one, x2);
                let r = self.unary(Unary::Sqrt, r);
                self.div(dx, r)
            }
            Unary::Erfc => {
                // -2/sqrt(pi) exp(-x^2)
                let x2 = self.power(x, 2);
                let minus = self.neg(x2);
                let e = self.unary(Unary::Exp, minus);
                let (pi, two) = (self.pi(), self.integer(-2));
                let root = self.unary(Unary::Sqrt, pi);
                let factor = self.div(two, root);
                let d = self.mul(factor, e);
                self.mul(d, dx)
            }
            Unary::Binet(k) => {
                if k >= Unary::MOST_BINET {
                    return None;
                }
                let next = self.unary(Unary::Binet(k + 1), x);
                let d = self.mul(next, dx);
                self.neg(d)
            }
            Unary::Carlson(k) => {
                if k >= Unary::MOST_CARLSON {
                    return None;
                }
                let next = self.unary(Unary::Carlson(k + 1), x);
                let d = self.mul(next, dx);
                self.neg(d)
            }
        })
    }

    fn binary_slope(
        &mut self,
        op: Binary,
        (x, dx): (Expr, Expr),
        (y, dy): (Expr, Expr),
    ) -> Option<Expr> {
        Some(match op {
            Binary::Add => self.add(dx, dy),
            Binary::Sub => self.sub(dx, dy),
            Binary::Mul => {
                let a = self.mul(dx, y);
                let b = self.mul(x, dy);
                self.add(a, b)
            }
            Binary::Div => {
                // (x' - (x/y) y') / y
                let zero = self.integer(0);
                if dy == zero {
                    return Some(self.div(dx, y));
                }
                let q = self.div(x, y);
                let m = self.mul(q, dy);
                let n = self.sub(dx, m);
                self.div(n, y)
            }
            Binary::Min | Binary::Max => return None,
            Binary::Arctan2 => {
                // d arctan2(y, x) = (x dy - y dx) / (x^2 + y^2); here the first argument is y.
                let a = self.mul(y, dx);
                let b = self.mul(x, dy);
                let n = self.sub(a, b);
                let x2 = self.power(x, 2);
                let y2 = self.power(y, 2);
                let r = self.add(x2, y2);
                self.div(n, r)
            }
        })
    }
}
