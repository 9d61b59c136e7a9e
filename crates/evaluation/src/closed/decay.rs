//! How fast a term falls beyond a point, from its structure: bounds of its size of the form
//! `m (x/T)^p exp(-q (x - T))` for every `x >= T > 0`.

use lemmabox_interval::{MpInterval, Precision, operation};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::{Algebra, Binary, Dag, Expr, Node, Normaliser, Unary, Var};
use rustc_hash::FxHashMap;

/// Deepest nesting of terms that are looked at.
const DEEPEST: u32 = 200;
/// `log(y) <= ROOT y^(1/ROOT)` for `y >= 1`.
const ROOT: i64 = 8;

/// `m (x/T)^p exp(-q (x - T))`, with enclosures of the three numbers.
#[derive(Clone, Debug)]
struct Rate {
    m: MpInterval,
    p: MpInterval,
    q: MpInterval,
}

impl Rate {
    fn constant(m: MpInterval) -> Rate {
        let zero = MpInterval::from_i64(m.precision(), 0);
        Rate {
            m,
            p: zero.clone(),
            q: zero,
        }
    }

    fn mul(&self, other: &Rate) -> Rate {
        Rate {
            m: self.m.mul(&other.m),
            p: self.p.add(&other.p),
            q: self.q.add(&other.q),
        }
    }

    fn recip(&self) -> Rate {
        Rate {
            m: self.m.recip(),
            p: self.p.neg(),
            q: self.q.neg(),
        }
    }

    /// To a real power.
    fn power(&self, m: MpInterval, exponent: &MpInterval) -> Rate {
        Rate {
            m,
            p: self.p.mul(exponent),
            q: self.q.mul(exponent),
        }
    }

    fn scaled(&self, factor: &MpInterval) -> Rate {
        Rate {
            m: self.m.mul(factor),
            ..self.clone()
        }
    }

    /// Above both of two upper bounds, added.
    fn above(&self, other: &Rate) -> Rate {
        Rate {
            m: self.m.add(&other.m),
            p: self.p.max(&other.p),
            q: self.q.min(&other.q),
        }
    }

    /// Neither factor grows.
    fn falls(&self) -> bool {
        self.p.certainly_nonpositive() && self.q.certainly_nonnegative()
    }

    /// Neither factor falls.
    fn grows(&self) -> bool {
        self.p.certainly_nonnegative() && self.q.certainly_nonpositive()
    }
}

/// What is known of a term for every `x >= T`.
#[derive(Clone, Debug)]
struct Known {
    /// Holds its values where it is defined.
    values: MpInterval,
    /// Its size is at most this.
    upper: Option<Rate>,
    /// Its size is at least this; so it is not 0.
    lower: Option<Rate>,
}

impl Known {
    fn is_positive(&self) -> bool {
        let values = &self.values;
        values.certainly_positive() || values.certainly_nonnegative() && self.lower.is_some()
    }
}

/// Evaluates terms to sets that hold their values where they are defined.
struct Loose<'a> {
    precision: Precision,
    variable: (Var, &'a MpInterval),
    known: &'a [Option<MpInterval>],
}

impl Loose<'_> {
    fn kept(&self, (value, _): (MpInterval, bool)) -> MpInterval {
        if value.is_empty() {
            MpInterval::entire(self.precision)
        } else {
            value
        }
    }
}

impl Algebra for Loose<'_> {
    type Value = MpInterval;
    fn rational(&mut self, q: &Q) -> MpInterval {
        MpInterval::from_rational(self.precision, q)
    }
    fn pi(&mut self) -> MpInterval {
        MpInterval::pi(self.precision)
    }
    fn variable(&mut self, v: Var) -> MpInterval {
        if v == self.variable.0 {
            return self.variable.1.clone();
        }
        let known = self.known.get(v.index()).cloned().flatten();
        known.unwrap_or_else(|| MpInterval::entire(self.precision))
    }
    fn unary(&mut self, op: Unary, x: &MpInterval) -> MpInterval {
        self.kept(operation::unary(op, x))
    }
    fn binary(&mut self, op: Binary, x: &MpInterval, y: &MpInterval) -> MpInterval {
        self.kept(operation::binary(op, x, y))
    }
    fn power(&mut self, x: &MpInterval, n: i32) -> MpInterval {
        self.kept(operation::power(x, n))
    }
    fn rational_power(&mut self, x: &MpInterval, p: i32, q: u32) -> MpInterval {
        self.kept(operation::rational_power(x, p, q))
    }
}

/// A term beyond a point.
pub(super) struct Beyond<'a> {
    dag: &'a mut Dag,
    normaliser: &'a mut Normaliser,
    variable: Var,
    /// `T`, and every `x >= T`.
    from: MpInterval,
    all: MpInterval,
    known: &'a [Option<MpInterval>],
    found: FxHashMap<Expr, Option<Known>>,
    depth: u32,
}

impl<'a> Beyond<'a> {
    /// `None` unless `from > 0`.
    pub(super) fn new(
        (dag, normaliser): (&'a mut Dag, &'a mut Normaliser),
        variable: Var,
        from: &MpInterval,
        known: &'a [Option<MpInterval>],
    ) -> Option<Beyond<'a>> {
        let precision = from.precision();
        let beyond = MpInterval::entire(precision);
        let positive = from.certainly_positive() && from.is_bounded();
        positive.then(|| Beyond {
            all: from.max(&beyond).hull(from),
            from: from.clone(),
            dag,
            normaliser,
            variable,
            known,
            found: FxHashMap::default(),
            depth: 0,
        })
    }

    /// A bound of the integral of the term's size over `x >= T`, which also bounds the sum over
    /// `T + 1, T + 2, ...`.
    pub(super) fn rest(&mut self, term: Expr) -> Option<MpInterval> {
        let term = self.without_kinks(term);
        let written = self.bound(term);
        if written.is_some() {
            return written;
        }
        // Where terms cancel.
        let normal = self.normaliser.normal(self.dag, term)?;
        let simpler = self.normaliser.rebuild(self.dag, &normal);
        // The normal form may be defined where the term is not.
        self.known(term)?;
        self.bound(simpler)
    }

    /// The term with `abs(u)` as `u` or `-u` where the sign of `u` does not change any more.
    fn without_kinks(&mut self, term: Expr) -> Expr {
        let all = self.all.clone();
        let sizes: Vec<(Expr, Expr, bool)> = (self.dag.reachable(&[term]).into_iter())
            .filter_map(|e| {
                let Node::Unary(Unary::Abs, u) = *self.dag.node(e) else {
                    return None;
                };
                let values = self.loosely(u, &all);
                let signed = values.certainly_nonnegative() || values.certainly_nonpositive();
                signed.then(|| (e, u, values.certainly_nonnegative()))
            })
            .collect();
        if sizes.is_empty() {
            return term;
        }
        self.dag.rebuild(term, |dag, e| {
            let (_, u, positive) = *sizes.iter().find(|(size, ..)| *size == e)?;
            Some(if positive { u } else { dag.neg(u) })
        })
    }

    fn bound(&mut self, term: Expr) -> Option<MpInterval> {
        let Rate { m, p, q } = self.known(term)?.upper?;
        let one = MpInterval::from_i64(m.precision(), 1);
        // (x/T)^p <= exp(p (x - T)/T) for p > 0.
        let rate = if p.certainly_nonpositive() {
            q.clone()
        } else {
            q.sub(&p.div(&self.from))
        };
        if rate.certainly_positive() {
            return Some(m.div(&rate));
        }
        let over = p.neg().sub(&one);
        if q.certainly_nonnegative() && over.certainly_positive() {
            return Some(m.mul(&self.from).div(&over));
        }
        None
    }

    fn loosely(&self, e: Expr, at: &MpInterval) -> MpInterval {
        let mut loose = Loose {
            precision: self.from.precision(),
            variable: (self.variable, at),
            known: self.known,
        };
        let value = self.dag.evaluate(&[e], &mut loose).pop();
        value.unwrap_or_else(|| MpInterval::entire(self.from.precision()))
    }

    fn simplified(&mut self, e: Expr) -> Expr {
        match self.normaliser.normal(self.dag, e) {
            Some(normal) => self.normaliser.rebuild(self.dag, &normal),
            None => e,
        }
    }

    /// Bounds of the derivative of a term, and of `x` times it.
    fn slopes(&mut self, e: Expr) -> Option<[MpInterval; 2]> {
        let d = self.dag.derivative(e, self.variable)?;
        let x = self.dag.variable(self.variable);
        let scaled = self.dag.mul(x, d);
        let all = self.all.clone();
        Some([d, scaled].map(|e| {
            let simpler = self.simplified(e);
            let (a, b) = (self.loosely(e, &all), self.loosely(simpler, &all));
            a.intersect(&b)
        }))
    }

    /// `None` where the term may be undefined.
    fn known(&mut self, e: Expr) -> Option<Known> {
        if let Some(found) = self.found.get(&e) {
            return found.clone();
        }
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        let found = self.find(e);
        self.depth -= 1;
        self.found.insert(e, found.clone());
        found
    }

    fn find(&mut self, e: Expr) -> Option<Known> {
        let all = self.all.clone();
        let mut values = self.loosely(e, &all);
        let (upper, lower) = match *self.dag.node(e) {
            Node::Rational(_) | Node::Pi => (None, None),
            Node::Variable(v) if v == self.variable => {
                let one = MpInterval::from_i64(values.precision(), 1);
                let rate = Rate {
                    p: one,
                    ..Rate::constant(self.from.clone())
                };
                (Some(rate.clone()), Some(rate))
            }
            Node::Variable(_) => (None, None),
            Node::Unary(op, x) => self.function(op, e, x)?,
            Node::Binary(op, x, y) if self.exponent_less_one(op, x, y).is_some() => {
                let (u, negated) = self.exponent_less_one(op, x, y)?;
                let u = self.known(u)?;
                let positive = positive(values.precision());
                let above = if negated {
                    u.values.certainly_nonpositive()
                } else {
                    u.values.certainly_nonnegative()
                };
                if above {
                    values = values.intersect(&positive);
                }
                let (upper, lower) = self.less_one(&u);
                let (by_sum, least) = self.operation(op, x, y)?;
                (upper.or(by_sum), lower.or(least))
            }
            Node::Binary(op, x, y) => {
                if let Some(signed) = self.sign_of_sum(op, x, y) {
                    values = values.intersect(&signed);
                }
                self.operation(op, x, y)?
            }
            Node::Power(x, n) => {
                let x = self.known(x)?;
                let exponent = MpInterval::from_i64(values.precision(), n.into());
                if n < 0 && x.values.contains_zero() && x.lower.is_none() {
                    return None;
                }
                raised(&x, &exponent, |m| m.powi(n))
            }
            Node::RationalPower(x, p, q) => {
                let x = self.known(x)?;
                let exponent = Q::new(p.into(), q.into());
                let exponent = MpInterval::from_rational(values.precision(), &exponent);
                if !(x.is_positive() || p > 0 && x.values.certainly_nonnegative()) {
                    return None;
                }
                raised(&x, &exponent, |m| m.pow_rational(p, q))
            }
        };
        Some(with_constants(values, upper, lower))
    }

    /// `u` where the operands are those of `exp(u) - 1`, or of `1 - exp(u)` (negated).
    fn exponent_less_one(&self, op: Binary, x: Expr, y: Expr) -> Option<(Expr, bool)> {
        let exponent = |e: Expr| match *self.dag.node(e) {
            Node::Unary(Unary::Exp, u) => Some(u),
            _ => None,
        };
        let is = |e: Expr, n: i64| {
            let q = self.dag.as_rational(e);
            q.is_some_and(|q| *q == integer(n))
        };
        match op {
            Binary::Sub if is(y, 1) => Some((exponent(x)?, false)),
            Binary::Sub if is(x, 1) => Some((exponent(y)?, true)),
            Binary::Add if is(y, -1) => Some((exponent(x)?, false)),
            Binary::Add if is(x, -1) => Some((exponent(y)?, false)),
            Binary::Add
            | Binary::Sub
            | Binary::Mul
            | Binary::Div
            | Binary::Min
            | Binary::Max
            | Binary::Arctan2 => None,
        }
    }

    /// Bounds of `|exp(u) - 1|`: between `|u| exp(-U)` and `|u| exp(U)` for `|u| <= U`.
    fn less_one(&self, u: &Known) -> (Option<Rate>, Option<Rate>) {
        let most = u.values.abs();
        let most = MpInterval::point(most.precision(), most.hi());
        let scaled = |rate: &Option<Rate>, by: MpInterval| {
            let rate = rate.as_ref().filter(|_| most.is_bounded())?;
            Some(rate.scaled(&by))
        };
        let upper = scaled(&u.upper, most.exp()).filter(Rate::falls);
        (upper, scaled(&u.lower, most.neg().exp()))
    }

    /// The values that a sum may have by the sign of the operand beside which the other is small.
    fn sign_of_sum(&mut self, op: Binary, x: Expr, y: Expr) -> Option<MpInterval> {
        let minus = match op {
            Binary::Add => false,
            Binary::Sub => true,
            Binary::Mul | Binary::Div | Binary::Min | Binary::Max | Binary::Arctan2 => {
                return None;
            }
        };
        let (a, b) = (self.known(x)?, self.known(y)?);
        let positive = positive(self.from.precision());
        let of = |large: &Known, small: &Known| {
            exceeding(large, small, false)?;
            let negative = large.values.certainly_nonpositive();
            if large.is_positive() {
                Some(positive.clone())
            } else {
                negative.then(|| positive.neg())
            }
        };
        of(&a, &b).or_else(|| {
            let sign = of(&b, &a)?;
            Some(if minus { sign.neg() } else { sign })
        })
    }

    fn operation(&mut self, op: Binary, x: Expr, y: Expr) -> Option<(Option<Rate>, Option<Rate>)> {
        let (a, b) = (self.known(x)?, self.known(y)?);
        Some(match op {
            Binary::Add | Binary::Sub => {
                let minus = op == Binary::Sub;
                let upper = both(&a.upper, &b.upper, Rate::above);
                let second = if minus {
                    b.values.neg()
                } else {
                    b.values.clone()
                };
                let same = a.values.certainly_nonnegative() && second.certainly_nonnegative()
                    || a.values.certainly_nonpositive() && second.certainly_nonpositive();
                (upper, lower_of_sum(&a, &b, same))
            }
            Binary::Mul => (
                both(&a.upper, &b.upper, Rate::mul),
                both(&a.lower, &b.lower, Rate::mul),
            ),
            Binary::Div => {
                if b.values.contains_zero() && b.lower.is_none() {
                    return None;
                }
                let over = |a: &Rate, b: &Rate| a.mul(&b.recip());
                (
                    both(&a.upper, &b.lower, over),
                    both(&a.lower, &b.upper, over),
                )
            }
            Binary::Min | Binary::Max => (both(&a.upper, &b.upper, Rate::above), None),
            Binary::Arctan2 => {
                // A jump would be missed by slopes.
                if !a.values.atan2_defined(&b.values) || !a.values.atan2_continuous(&b.values) {
                    return None;
                }
                (None, None)
            }
        })
    }

    fn function(&mut self, op: Unary, e: Expr, x: Expr) -> Option<(Option<Rate>, Option<Rate>)> {
        let of = self.known(x)?;
        Some(match op {
            Unary::Neg | Unary::Abs => (of.upper, of.lower),
            Unary::Sqrt => {
                if !of.values.certainly_nonnegative() {
                    return None;
                }
                let half = Q::new(1.into(), 2.into());
                let half = MpInterval::from_rational(self.from.precision(), &half);
                raised(&of, &half, MpInterval::sqrt)
            }
            // Each of a smaller size than its argument.
            Unary::Sin | Unary::Arctan | Unary::Asinh => {
                let upper = of.upper.filter(Rate::falls);
                // Of at least half that size below 1: sin 1 > 4/5, arctan 1 = pi/4, asinh 1 > 4/5,
                // and each is concave there.
                let small = upper.as_ref().is_some_and(|r| *r.m.hi() < 1);
                let half = MpInterval::from_i64(self.from.precision(), 2).recip();
                let lower = of.lower.filter(|_| small).map(|r| r.scaled(&half));
                (upper, lower)
            }
            Unary::Exp => self.exponential(x)?,
            Unary::Log => {
                if !of.is_positive() {
                    return None;
                }
                self.logarithm(e, x)
            }
            Unary::Erfc => {
                if !of.values.certainly_nonnegative() {
                    return Some((None, None));
                }
                // erfc(u) <= exp(-u^2) for u >= 0.
                let square = self.dag.power(x, 2);
                let minus = self.dag.neg(square);
                let density = self.dag.unary(Unary::Exp, minus);
                (self.known(density)?.upper, None)
            }
            Unary::Cos | Unary::Floor => (None, None),
            Unary::Tan | Unary::Arcsin | Unary::Arccos | Unary::Binet(_) | Unary::Carlson(_) => {
                if !operation::unary(op, &of.values).1 {
                    return None;
                }
                (None, None)
            }
        })
    }

    fn exponential(&mut self, x: Expr) -> Option<(Option<Rate>, Option<Rate>)> {
        let from = self.from.clone();
        let start = self.loosely(x, &from).exp();
        let Some([slope, scaled]) = self.slopes(x) else {
            return Some((None, None));
        };
        let precision = start.precision();
        let end = |x: &rug::Float| MpInterval::point(precision, x);
        let zero = || MpInterval::from_i64(precision, 0);
        let linear = |by: &rug::Float| Rate {
            m: start.clone(),
            p: zero(),
            q: end(by).neg(),
        };
        let power = |by: &rug::Float| Rate {
            m: start.clone(),
            p: end(by),
            q: zero(),
        };
        let upper = if *slope.hi() < 0 {
            Some(linear(slope.hi()))
        } else if scaled.hi().is_finite() {
            Some(power(scaled.hi()))
        } else {
            slope.hi().is_finite().then(|| linear(slope.hi()))
        };
        let lower = if *slope.lo() > 0 && slope.lo().is_finite() {
            Some(linear(slope.lo()))
        } else if scaled.lo().is_finite() {
            Some(power(scaled.lo()))
        } else {
            slope.lo().is_finite().then(|| linear(slope.lo()))
        };
        Some((upper, lower.filter(|l| l.m.certainly_positive())))
    }

    fn logarithm(&mut self, e: Expr, x: Expr) -> (Option<Rate>, Option<Rate>) {
        let one = self.dag.integer(1);
        let small = self.dag.sub(x, one);
        let small_term = self.simplified(small);
        let small = self.known(small_term).and_then(|k| k.upper);
        let unit = MpInterval::from_i64(self.from.precision(), 1);
        if let Some(rate) = small.filter(Rate::falls) {
            // |log(1 + v)| <= |v|/(1 - |v|)
            let rest = unit.sub(&rate.m);
            if rest.certainly_positive() {
                // |log(1 + v)| >= |v|/(1 + |v|)
                let most = unit.add(&rate.m).recip();
                let lower = self.known(small_term).and_then(|k| k.lower);
                let upper = rate.scaled(&rest.recip());
                return (Some(upper), lower.map(|r| r.scaled(&most)));
            }
        }
        let from = self.from.clone();
        let start = self.loosely(e, &from);
        let Some([slope, scaled]) = self.slopes(e) else {
            return (None, None);
        };
        // |log u| <= |log u(T)| + B log(x/T), B a bound of x u'/u.
        let eight = MpInterval::from_i64(self.from.precision(), ROOT);
        let upper = scaled.is_bounded().then(|| Rate {
            p: eight.recip(),
            ..Rate::constant(start.abs().add(&scaled.abs().mul(&eight)))
        });
        let grows = start.certainly_positive() && slope.certainly_nonnegative();
        (upper, grows.then(|| Rate::constant(start)))
    }
}

/// `[0, inf]`
fn positive(precision: Precision) -> MpInterval {
    MpInterval::from_i64(precision, 0).max(&MpInterval::entire(precision))
}

fn both(a: &Option<Rate>, b: &Option<Rate>, f: impl Fn(&Rate, &Rate) -> Rate) -> Option<Rate> {
    Some(f(a.as_ref()?, b.as_ref()?))
}

/// The bounds of a power of a term that is not 0 where the exponent is negative.
fn raised(
    x: &Known,
    exponent: &MpInterval,
    power: impl Fn(&MpInterval) -> MpInterval,
) -> (Option<Rate>, Option<Rate>) {
    let raise = |r: &Rate| r.power(power(&r.m), exponent);
    let (upper, lower) = (x.upper.as_ref().map(raise), x.lower.as_ref().map(raise));
    if exponent.certainly_negative() {
        (lower, upper)
    } else {
        (upper, lower)
    }
}

/// A lower bound of `|a + b|`: of two that have one sign that of either, else that of the one
/// beside which the other is small.
fn lower_of_sum(a: &Known, b: &Known, same_sign: bool) -> Option<Rate> {
    let either = exceeding(a, b, same_sign).or_else(|| exceeding(b, a, same_sign));
    if same_sign {
        return either
            .or_else(|| a.lower.clone())
            .or_else(|| b.lower.clone());
    }
    either
}

/// A lower bound of `|large + small|`, or of `|large| + |small|`, where the ratio of the second to
/// the first does not grow and, if they may cancel, is below 1.
fn exceeding(large: &Known, small: &Known, same_sign: bool) -> Option<Rate> {
    let lower = large.lower.as_ref()?;
    let ratio = small.upper.as_ref()?.mul(&lower.recip());
    if !ratio.falls() {
        return None;
    }
    if same_sign {
        return Some(lower.clone());
    }
    let rest = MpInterval::from_i64(lower.m.precision(), 1).sub(&ratio.m);
    rest.certainly_positive().then(|| lower.scaled(&rest))
}

/// The bounds, or those by the values of the term where they are better.
fn with_constants(values: MpInterval, upper: Option<Rate>, lower: Option<Rate>) -> Known {
    let size = values.abs();
    let precision = values.precision();
    let most = values
        .is_bounded()
        .then(|| Rate::constant(MpInterval::point(precision, size.hi())));
    let least = (*size.lo() > 0 && size.lo().is_finite())
        .then(|| Rate::constant(MpInterval::point(precision, size.lo())));
    let upper = upper.filter(|r| r.falls() || most.is_none()).or(most);
    let lower = lower.filter(|r| r.grows() || least.is_none()).or(least);
    Known {
        values,
        upper,
        lower,
    }
}
