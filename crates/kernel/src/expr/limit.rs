//! How fast terms grow or vanish as a variable tends to infinity, the others being fixed: bounds
//! that a term has for all large values, found from its form alone.

use super::{Binary, Dag, Expr, Node, Normaliser, Unary, Var};
use crate::exact::{Q, rational};
use num_traits::{One, Signed, Zero};
use rustc_hash::FxHashMap;

/// Most operations looked at in one term.
const MOST_STEPS: u32 = 20_000;
/// Most of them inside each other.
const MOST_DEPTH: u32 = 500;

/// An upper bound of `|e|` for large `v`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Growth {
    /// Below every power of `v`.
    Super,
    /// `O(v^(q + epsilon))` for every positive epsilon, so that logarithms do not count.
    Power(Q),
    /// Below some power of `v`, which depends on the other variables.
    SomePower,
}

/// A lower bound of `|e|` for large `v`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    /// At least `c v^(q - epsilon)` for every positive epsilon, with some `c > 0`.
    Power(Q),
    /// Above every power of `v`.
    Huge,
}

impl Size {
    fn scaled(self, factor: &Q) -> Size {
        match self {
            Size::Power(q) => Size::Power(q * factor),
            Size::Huge => Size::Huge,
        }
    }

    /// The bound of the reciprocal from above.
    fn reciprocal(self) -> Growth {
        match self {
            Size::Power(q) => Growth::Power(-q),
            Size::Huge => Growth::Super,
        }
    }
}

/// What is known of the values of terms over a region.
pub trait Values {
    /// Whether the term is defined there.
    fn is_defined(&mut self, dag: &mut Dag, e: Expr) -> bool;
    /// Whether the term is defined there and takes no negative value.
    fn is_nonnegative(&mut self, dag: &mut Dag, e: Expr) -> bool;
    /// Whether there is `c > 0` with all values at least `c`, or all at most `-c`.
    fn is_apart(&mut self, dag: &mut Dag, e: Expr) -> bool;
    /// Whether it takes positive values alone.
    fn is_positive(&mut self, dag: &mut Dag, e: Expr) -> bool;
}

/// One question: a variable that tends to infinity inside a region that is unbounded above in it.
pub struct Limit<'a, V> {
    dag: &'a mut Dag,
    normaliser: &'a mut Normaliser,
    v: Var,
    values: &'a mut V,
    steps: u32,
    depth: u32,
    /// Which terms are free of the variable.
    free: FxHashMap<Expr, bool>,
}

impl<'a, V: Values> Limit<'a, V> {
    /// For the limit in `v`.
    pub fn new(
        dag: &'a mut Dag,
        normaliser: &'a mut Normaliser,
        v: Var,
        values: &'a mut V,
    ) -> Limit<'a, V> {
        Limit {
            dag,
            normaliser,
            v,
            values,
            steps: MOST_STEPS,
            depth: 0,
            free: FxHashMap::default(),
        }
    }

    /// Whether the lower limit of `e`, a term that is defined on the region, is at least 0: it is a
    /// sum of terms each of which vanishes or is never negative. Its normal form is looked at too.
    pub fn is_nonnegative(&mut self, e: Expr) -> bool {
        if self.sum_is_nonnegative(e) {
            return true;
        }
        let Some(normal) = self.normaliser.normal(self.dag, e) else {
            return false;
        };
        let rebuilt = self.normaliser.rebuild(self.dag, &normal);
        self.values.is_defined(self.dag, rebuilt) && self.sum_is_nonnegative(rebuilt)
    }

    /// Whether `|e|` is `O(v^q)` for some `q` below `exponent`, where `e` is defined for large `v`.
    /// Its normal form is looked at too.
    pub fn falls_below(&mut self, e: Expr, exponent: i64) -> bool {
        let exponent = rational::integer(exponent);
        if self.is_below(e, &exponent) {
            return true;
        }
        let Some(normal) = self.normaliser.normal(self.dag, e) else {
            return false;
        };
        if normal.is_zero() {
            return true;
        }
        let rebuilt = self.normaliser.rebuild(self.dag, &normal);
        self.values.is_defined(self.dag, rebuilt)
            && (self.is_below(rebuilt, &exponent) || self.summands_are_below(rebuilt, &exponent))
            || self.is_below_turned(rebuilt, &exponent)
    }

    /// Whether each summand of a numerator, over the divisor, is below the power: exponentials that
    /// grow in both cancel then.
    fn summands_are_below(&mut self, e: Expr, exponent: &Q) -> bool {
        let Node::Binary(Binary::Div, above, below) = *self.dag.node(e) else {
            return false;
        };
        let split = match *self.dag.node(above) {
            Node::Binary(Binary::Add | Binary::Sub, x, y) => Some([x, y]),
            Node::Binary(Binary::Mul, x, y) => {
                let mut distributed = |sum: Expr, factor: Expr| match *self.dag.node(sum) {
                    Node::Binary(Binary::Add | Binary::Sub, a, b) => {
                        Some([a, b].map(|e| self.dag.mul(e, factor)))
                    }
                    _ => None,
                };
                distributed(x, y).or_else(|| distributed(y, x))
            }
            _ => None,
        };
        let Some(parts) = split else {
            return false;
        };
        let found = self.deeper(|limit| {
            Some(parts.into_iter().all(|part| {
                let part = limit.dag.div(part, below);
                let Some(normal) = limit.normaliser.normal(limit.dag, part) else {
                    return false;
                };
                let rebuilt = limit.normaliser.rebuild(limit.dag, &normal);
                normal.is_zero()
                    || limit.values.is_defined(limit.dag, rebuilt)
                        && limit.is_below(rebuilt, exponent)
                    || limit.summands_are_below(rebuilt, exponent)
            }))
        });
        found.unwrap_or(false)
    }

    /// As [`Limit::falls_below`], with `arctan(x) = +-pi/2 - arctan(1/x)` where `x` tends to plus
    /// or minus infinity.
    fn is_below_turned(&mut self, e: Expr, exponent: &Q) -> bool {
        let mut map = Vec::new();
        for angle in self.dag.reachable(&[e]) {
            let Node::Unary(Unary::Arctan, x) = *self.dag.node(angle) else {
                continue;
            };
            let Some((degree, positive)) = self.degree(x) else {
                continue;
            };
            if !degree.is_positive() {
                continue;
            }
            let (one, pi) = (self.dag.integer(1), self.dag.pi());
            let half = self
                .dag
                .rational(rational::ratio(if positive { 1 } else { -1 }, 2));
            let right = self.dag.mul(half, pi);
            let inverse = self.dag.div(one, x);
            let rest = self.dag.unary(Unary::Arctan, inverse);
            map.push((angle, self.dag.sub(right, rest)));
        }
        if map.is_empty() {
            return false;
        }
        let turned = self.dag.rebuild(e, |_, node| {
            map.iter().find(|(angle, _)| *angle == node).map(|m| m.1)
        });
        let Some(normal) = self.normaliser.normal(self.dag, turned) else {
            return false;
        };
        if normal.is_zero() {
            return true;
        }
        let rebuilt = self.normaliser.rebuild(self.dag, &normal);
        self.values.is_defined(self.dag, rebuilt) && self.is_below(rebuilt, exponent)
    }

    fn is_below(&mut self, e: Expr, exponent: &Q) -> bool {
        match self.above(e) {
            Some(Growth::Super) => true,
            Some(Growth::Power(q)) => q < *exponent,
            Some(Growth::SomePower) | None => false,
        }
    }

    /// Flattens the sum: constants are added up, and every other summand vanishes or is never
    /// negative.
    fn sum_is_nonnegative(&mut self, e: Expr) -> bool {
        let mut constant = Q::zero();
        let mut stack = vec![(e, Q::one())];
        while let Some((e, scale)) = stack.pop() {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            match self.dag.node(e).clone() {
                Node::Rational(q) => constant += q * scale,
                Node::Binary(Binary::Add, x, y) => stack.extend([(x, scale.clone()), (y, scale)]),
                Node::Binary(Binary::Sub, x, y) => stack.extend([(x, scale.clone()), (y, -scale)]),
                Node::Unary(Unary::Neg, x) => stack.push((x, -scale)),
                Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) => {
                    let (a, b) = (self.dag.as_rational(x), self.dag.as_rational(y));
                    match (op, a.cloned(), b.cloned()) {
                        (Binary::Mul, Some(q), _) => stack.push((y, q * scale)),
                        (Binary::Mul, None, Some(q)) => stack.push((x, q * scale)),
                        (_, _, Some(q)) if op == Binary::Div && !q.is_zero() => {
                            stack.push((x, scale / q));
                        }
                        (_, None | Some(_), None | Some(_)) => {
                            if !self.summand_is_nonnegative(e, &scale) {
                                return false;
                            }
                        }
                    }
                }
                // erfc(x) = 2 - erfc(-x)
                Node::Unary(Unary::Erfc, x) => {
                    let minus = self.dag.neg(x);
                    if self.rises(minus) {
                        constant += rational::integer(2) * scale;
                    } else if !self.summand_is_nonnegative(e, &scale) {
                        return false;
                    }
                }
                Node::Pi
                | Node::Variable(_)
                | Node::Unary(..)
                | Node::Binary(..)
                | Node::Power(..)
                | Node::RationalPower(..) => {
                    if !self.summand_is_nonnegative(e, &scale) {
                        return false;
                    }
                }
            }
        }
        !constant.is_negative()
    }

    fn summand_is_nonnegative(&mut self, e: Expr, scale: &Q) -> bool {
        let vanishes = self.vanishes(e);
        let signed = if scale.is_negative() {
            self.dag.neg(e)
        } else {
            e
        };
        vanishes || self.values.is_nonnegative(self.dag, signed)
    }

    fn is_free(&mut self, e: Expr) -> bool {
        if let Some(&known) = self.free.get(&e) {
            return known;
        }
        for node in self.dag.reachable(&[e]) {
            let free = match self.dag.node(node) {
                Node::Variable(v) => *v != self.v,
                _ => self.dag.children(node).all(|child| self.free[&child]),
            };
            self.free.insert(node, free);
        }
        self.free[&e]
    }

    /// What is found one operation deeper; nothing beyond the limits.
    fn deeper<T>(&mut self, find: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.steps == 0 || self.depth == MOST_DEPTH {
            return None;
        }
        self.steps -= 1;
        self.depth += 1;
        let found = find(self);
        self.depth -= 1;
        found
    }

    /// The degree of a polynomial in `v`, over a divisor free of it, whose leading coefficient has
    /// one sign for all values of the other variables, and whether that is positive.
    fn degree(&mut self, e: Expr) -> Option<(Q, bool)> {
        let normal = self.normaliser.normal(self.dag, e)?;
        let polynomial = normal.numerator().clone();
        let mut divisor = self.dag.integer(1);
        for (p, n) in normal.denominator() {
            let p = self.normaliser.rebuild_polynomial(self.dag, p);
            let p = self.dag.power(p, i32::try_from(*n).ok()?);
            divisor = self.dag.mul(divisor, p);
        }
        if !self.is_free(divisor) {
            return None;
        }
        let x = self.dag.variable(self.v);
        let x = self.normaliser.atom_of(self.dag, x);
        let coefficients = polynomial.coefficients_in(x);
        let mut leading = None;
        for c in &coefficients {
            let c = self.normaliser.rebuild_polynomial(self.dag, c);
            // No other atom may hold the variable.
            if !self.is_free(c) {
                return None;
            }
            leading = Some(c);
        }
        let leading = self.dag.div(leading?, divisor);
        let degree = i64::try_from(coefficients.len()).ok()? - 1;
        if self.values.is_positive(self.dag, leading) {
            return Some((rational::integer(degree), true));
        }
        let negative = self.dag.neg(leading);
        (self.values.is_positive(self.dag, negative)).then(|| (rational::integer(degree), false))
    }

    /// Whether `e` tends to infinity like a power of `v`.
    fn rises(&mut self, e: Expr) -> bool {
        self.degree(e)
            .is_some_and(|(q, positive)| q.is_positive() && positive)
    }

    /// A bound of `|e|` from above.
    fn above(&mut self, e: Expr) -> Option<Growth> {
        self.deeper(|limit| limit.growth(e))
    }

    fn growth(&mut self, e: Expr) -> Option<Growth> {
        let bounded = || Some(Growth::Power(Q::zero()));
        if self.is_free(e) {
            return bounded();
        }
        match *self.dag.node(e) {
            Node::Rational(_) | Node::Pi => bounded(),
            Node::Variable(_) => Some(Growth::Power(rational::integer(1))),
            Node::Unary(op, x) => self.above_unary(op, x),
            Node::Binary(op, x, y) => match op {
                Binary::Add | Binary::Sub | Binary::Min | Binary::Max => {
                    Some(self.above(x)?.max(self.above(y)?))
                }
                Binary::Mul => Some(times(self.above(x)?, self.above(y)?)),
                Binary::Div => {
                    let divisor = self.below(y)?.reciprocal();
                    Some(times(self.above(x)?, divisor))
                }
                Binary::Arctan2 => bounded(),
            },
            Node::Power(x, n) => self.above_power(x, &rational::integer(i64::from(n))),
            Node::RationalPower(x, p, q) => {
                self.above_power(x, &rational::ratio(i64::from(p), i64::from(q)))
            }
        }
    }

    fn above_power(&mut self, x: Expr, exponent: &Q) -> Option<Growth> {
        if exponent.is_negative() {
            return Some(self.below(x)?.scaled(&-exponent).reciprocal());
        }
        Some(match self.above(x)? {
            Growth::Super => Growth::Super,
            Growth::Power(q) => Growth::Power(q * exponent),
            Growth::SomePower => Growth::SomePower,
        })
    }

    fn above_unary(&mut self, op: Unary, x: Expr) -> Option<Growth> {
        let zero = Q::zero();
        match op {
            Unary::Neg | Unary::Abs => self.above(x),
            Unary::Sqrt => self.above_power(x, &rational::ratio(1, 2)),
            Unary::Sin | Unary::Cos | Unary::Arcsin | Unary::Arccos => Some(Growth::Power(zero)),
            // At most |x|, too.
            Unary::Arctan => Some(match self.above(x) {
                Some(Growth::Power(q)) if !q.is_negative() => Growth::Power(zero),
                Some(smaller @ (Growth::Super | Growth::Power(_))) => smaller,
                Some(Growth::SomePower) | None => Growth::Power(zero),
            }),
            Unary::Exp => self.above_exponential(x),
            Unary::Log => self.is_logarithmic(x).then_some(Growth::Power(zero)),
            Unary::Asinh => {
                self.above(x)?;
                Some(Growth::Power(zero))
            }
            Unary::Floor => Some(self.above(x)?.max(Growth::Power(zero))),
            Unary::Erfc => Some(if self.rises(x) {
                Growth::Super
            } else {
                Growth::Power(zero)
            }),
            // At most a multiple of x^-(k + 1), for x bounded away from 0.
            Unary::Binet(k) => {
                let argument = self.below(x)?;
                let order = rational::integer(i64::from(k) + 1);
                (argument >= Size::Power(zero)).then(|| argument.scaled(&order).reciprocal())
            }
            Unary::Tan | Unary::Carlson(_) => None,
        }
    }

    /// Whether the term tends to 0 by the bound of its growth.
    fn vanishes(&mut self, e: Expr) -> bool {
        match self.above(e) {
            Some(Growth::Super) => true,
            Some(Growth::Power(q)) => q.is_negative(),
            Some(Growth::SomePower) | None => false,
        }
    }

    /// A bound of `exp(x)` from above: `x` tends to minus infinity like a power, or is bounded, or
    /// at most a multiple of `log(v)`.
    fn above_exponential(&mut self, x: Expr) -> Option<Growth> {
        let minus = self.dag.neg(x);
        if self.rises(minus) {
            return Some(Growth::Super);
        }
        if self.vanishes(x) || self.values.is_nonnegative(self.dag, minus) {
            return Some(Growth::Power(Q::zero()));
        }
        self.is_logarithmic_sum(x).then_some(Growth::SomePower)
    }

    /// Whether `log(x)` is at most a multiple of `log(v)`: `x` lies between powers of `v`.
    fn is_logarithmic(&mut self, x: Expr) -> bool {
        let above = matches!(self.above(x), Some(Growth::Power(_) | Growth::SomePower));
        above && matches!(self.below(x), Some(Size::Power(_)))
    }

    /// Whether `|e|` is at most a multiple of `log(v)`: sums of logarithms of that kind, times
    /// terms free of `v`.
    fn is_logarithmic_sum(&mut self, e: Expr) -> bool {
        let found = self.deeper(|limit| {
            if limit.is_free(e) {
                return Some(true);
            }
            Some(match *limit.dag.node(e) {
                Node::Unary(Unary::Neg, x) => limit.is_logarithmic_sum(x),
                Node::Unary(Unary::Log, x) => limit.is_logarithmic(x),
                Node::Binary(Binary::Add | Binary::Sub, x, y) => {
                    limit.is_logarithmic_sum(x) && limit.is_logarithmic_sum(y)
                }
                Node::Binary(Binary::Mul, x, y) => {
                    limit.is_free(x) && limit.is_logarithmic_sum(y)
                        || limit.is_free(y) && limit.is_logarithmic_sum(x)
                }
                Node::Binary(Binary::Div, x, y) => limit.is_free(y) && limit.is_logarithmic_sum(x),
                Node::Rational(_)
                | Node::Pi
                | Node::Variable(_)
                | Node::Unary(..)
                | Node::Binary(..)
                | Node::Power(..)
                | Node::RationalPower(..) => false,
            })
        });
        found.unwrap_or(false)
    }

    /// A bound of `|e|` from below.
    fn below(&mut self, e: Expr) -> Option<Size> {
        self.deeper(|limit| limit.size(e))
    }

    fn size(&mut self, e: Expr) -> Option<Size> {
        if let Some((degree, _)) = self.degree(e) {
            return Some(Size::Power(degree));
        }
        let found = match self.dag.node(e).clone() {
            Node::Unary(Unary::Neg | Unary::Abs, x) => self.below(x),
            Node::Unary(Unary::Sqrt, x) => self.below(x).map(|s| s.scaled(&rational::ratio(1, 2))),
            Node::Unary(Unary::Exp, x) if self.rises(x) => Some(Size::Huge),
            Node::Power(x, n) if n > 0 => {
                (self.below(x)).map(|s| s.scaled(&rational::integer(i64::from(n))))
            }
            Node::Power(x, n) => self.above(x).and_then(|growth| match growth {
                Growth::Power(q) => Some(Size::Power(q * rational::integer(i64::from(n)))),
                Growth::Super => Some(Size::Huge),
                Growth::SomePower => None,
            }),
            Node::RationalPower(x, p, q) if p > 0 => {
                (self.below(x)).map(|s| s.scaled(&rational::ratio(i64::from(p), i64::from(q))))
            }
            Node::Binary(Binary::Mul, x, y) => match (self.below(x), self.below(y)) {
                (Some(Size::Power(a)), Some(Size::Power(b))) => Some(Size::Power(a + b)),
                (Some(_), Some(_)) => Some(Size::Huge),
                (None, _) | (_, None) => None,
            },
            Node::Binary(Binary::Div, x, y) => match (self.below(x), self.above(y)) {
                (Some(Size::Power(a)), Some(Growth::Power(b))) => Some(Size::Power(a - b)),
                (Some(Size::Huge), Some(Growth::Super | Growth::Power(_) | Growth::SomePower))
                | (Some(Size::Power(_)), Some(Growth::Super)) => Some(Size::Huge),
                (Some(Size::Power(_)), Some(Growth::SomePower)) | (None, _) | (_, None) => None,
            },
            Node::Binary(Binary::Add, x, y) => {
                let both = self.values.is_nonnegative(self.dag, x)
                    && self.values.is_nonnegative(self.dag, y);
                if both {
                    self.below(x).max(self.below(y))
                } else {
                    None
                }
            }
            // Of the others no more is known than where they lie.
            Node::Rational(_)
            | Node::Pi
            | Node::Variable(_)
            | Node::Unary(..)
            | Node::Binary(..)
            | Node::RationalPower(..) => None,
        };
        found.or_else(|| (self.values.is_apart(self.dag, e)).then(|| Size::Power(Q::zero())))
    }
}

fn times(x: Growth, y: Growth) -> Growth {
    match (x, y) {
        (Growth::Power(a), Growth::Power(b)) => Growth::Power(a + b),
        (Growth::Super, Growth::Super | Growth::Power(_) | Growth::SomePower)
        | (Growth::Power(_) | Growth::SomePower, Growth::Super) => Growth::Super,
        (Growth::SomePower, Growth::Power(_) | Growth::SomePower)
        | (Growth::Power(_), Growth::SomePower) => Growth::SomePower,
    }
}
