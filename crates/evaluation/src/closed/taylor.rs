//! Taylor coefficients of a term in one variable, enclosed: arithmetic of truncated power series
//! (Moore, Kearfott and Cloud, Introduction to Interval Analysis, section 9.3).

use lemmabox_interval::{MpInterval, Precision, operation};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Dag, Expr, Unary, Var};

/// Coefficients from the constant one on; those that are left out are 0.
type Series = Vec<MpInterval>;

/// Where a term may bend: an absolute value of what changes its sign there, a maximum of what
/// changes its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bends {
    /// Nowhere, not at the ends of where it is looked at either.
    Nowhere,
    /// At the ends: it is smooth up to them from inside.
    AtEnds,
}

/// Evaluates terms to their series in `variable`, up to the power `order`.
struct Expansion<'a> {
    precision: Precision,
    order: usize,
    variable: Var,
    /// Where the expansion is made.
    at: &'a MpInterval,
    bends: Bends,
    /// Values of other variables.
    known: &'a [Option<MpInterval>],
}

/// The first coefficients, up to that of the power `order`, of the Taylor expansions of a term
/// about each point of `at`. `None` where the term may be undefined or not be smooth.
pub(super) fn coefficients(
    dag: &Dag,
    term: Expr,
    (variable, at, bends): (Var, &MpInterval, Bends),
    known: &[Option<MpInterval>],
    (order, precision): (usize, Precision),
) -> Option<Series> {
    let mut expansion = Expansion {
        precision,
        order,
        variable,
        at,
        bends,
        known,
    };
    let series = dag.evaluate(&[term], &mut expansion).pop()??;
    series.iter().all(MpInterval::is_bounded).then_some(series)
}

impl Expansion<'_> {
    fn int(&self, n: usize) -> MpInterval {
        MpInterval::from_i64(self.precision, i64::try_from(n).unwrap_or(i64::MAX))
    }

    fn zero(&self) -> MpInterval {
        self.int(0)
    }

    fn add(&self, a: &Series, b: &Series) -> Series {
        let n = a.len().max(b.len());
        (0..n)
            .map(|k| match (a.get(k), b.get(k)) {
                (Some(x), Some(y)) => x.add(y),
                (Some(x), None) | (None, Some(x)) => x.clone(),
                (None, None) => self.zero(),
            })
            .collect()
    }

    fn neg(a: &Series) -> Series {
        a.iter().map(MpInterval::neg).collect()
    }

    /// Sum of `weight(j) a_j b_(k-j)` over `j` from `first` to `last`, where both are known.
    fn convolved(
        &self,
        (a, b): (&[MpInterval], &[MpInterval]),
        k: usize,
        js: std::ops::RangeInclusive<usize>,
        weight: impl Fn(usize) -> Option<MpInterval>,
    ) -> MpInterval {
        let mut sum = self.zero();
        for j in js {
            let (Some(x), Some(y)) = (a.get(j), k.checked_sub(j).and_then(|i| b.get(i))) else {
                continue;
            };
            let product = x.mul(y);
            sum = sum.add(&match weight(j) {
                Some(w) => product.mul(&w),
                None => product,
            });
        }
        sum
    }

    fn mul(&self, a: &Series, b: &Series) -> Series {
        let n = (a.len() + b.len() - 1).min(self.order + 1);
        (0..n)
            .map(|k| self.convolved((a, b), k, 0..=k, |_| None))
            .collect()
    }

    /// `None` where the divisor may be 0.
    fn div(&self, a: &Series, b: &Series) -> Option<Series> {
        if b[0].contains_zero() {
            return None;
        }
        if b.len() == 1 {
            return Some(a.iter().map(|x| x.div(&b[0])).collect());
        }
        let mut q: Series = Vec::with_capacity(self.order + 1);
        for k in 0..=self.order {
            let rest = self.convolved((b, &q), k, 1..=k, |_| None);
            let x = a.get(k).cloned().unwrap_or_else(|| self.zero());
            q.push(x.sub(&rest).div(&b[0]));
        }
        Some(q)
    }

    fn derivative(&self, a: &Series) -> Series {
        if a.len() == 1 {
            return vec![self.zero()];
        }
        let each = a.iter().enumerate().skip(1);
        each.map(|(k, x)| x.mul(&self.int(k))).collect()
    }

    /// The series with the given constant term and derivative.
    fn primitive(&self, constant: MpInterval, derivative: &Series) -> Series {
        let mut out = vec![constant];
        for (k, x) in derivative.iter().take(self.order).enumerate() {
            out.push(x.div(&self.int(k + 1)));
        }
        out
    }

    fn exp(&self, a: &Series) -> Series {
        let mut u = vec![a[0].exp()];
        for k in 1..=self.order {
            let sum = self.convolved((a, &u), k, 1..=k, |j| Some(self.int(j)));
            u.push(sum.div(&self.int(k)));
        }
        u
    }

    fn log(&self, a: &Series) -> Option<Series> {
        let derivative = self.div(&self.derivative(a), a)?;
        Some(self.primitive(a[0].log(), &derivative))
    }

    fn sin_cos(&self, a: &Series) -> (Series, Series) {
        let (mut s, mut c) = (vec![a[0].sin()], vec![a[0].cos()]);
        for k in 1..=self.order {
            let weight = |j| Some(self.int(j));
            let up = self.convolved((a, &c), k, 1..=k, weight);
            let down = self.convolved((a, &s), k, 1..=k, weight);
            s.push(up.div(&self.int(k)));
            c.push(down.div(&self.int(k)).neg());
        }
        (s, c)
    }

    /// `a^r` with `a_0 > 0`.
    fn real_power(&self, a: &Series, value: MpInterval, r: &Q) -> Option<Series> {
        if !a[0].certainly_positive() {
            return None;
        }
        let r = MpInterval::from_rational(self.precision, r);
        let mut u = vec![value];
        for k in 1..=self.order {
            let weight = |j: usize| Some(r.mul(&self.int(j)).sub(&self.int(k - j)));
            let sum = self.convolved((a, &u), k, 1..=k, weight);
            u.push(sum.div(&self.int(k).mul(&a[0])));
        }
        Some(u)
    }

    fn whole_power(&self, a: &Series, mut n: u32) -> Series {
        let (mut out, mut square) = (vec![self.int(1)], a.clone());
        while n > 0 {
            if n & 1 == 1 {
                out = self.mul(&out, &square);
            }
            n >>= 1;
            if n > 0 {
                square = self.mul(&square, &square);
            }
        }
        out
    }

    /// `f(a)` for a function with the Taylor coefficients `f` about `a_0`.
    fn composed(&self, f: &[MpInterval], a: &Series) -> Series {
        let mut inner = a.clone();
        inner[0] = self.zero();
        let mut out = vec![self.zero()];
        for c in f.iter().rev() {
            out = self.mul(&out, &inner);
            out = self.add(&out, &vec![c.clone()]);
        }
        out
    }

    /// A function of which each next derivative is the negative of the next in a sequence.
    fn alternating(&self, a: &Series, of_order: impl Fn(&MpInterval, u32) -> MpInterval) -> Series {
        let mut factorial = self.int(1);
        let mut f = Vec::with_capacity(self.order + 1);
        for (m, number) in (0..=self.order).zip(0u32..) {
            if m > 0 {
                factorial = factorial.mul(&self.int(m)).neg();
            }
            f.push(of_order(&a[0], number).div(&factorial));
        }
        self.composed(&f, a)
    }

    /// `1 + sign a^2`
    fn one_and_square(&self, a: &Series, positive: bool) -> Series {
        let square = self.mul(a, a);
        let square = if positive { square } else { Self::neg(&square) };
        self.add(&vec![self.int(1)], &square)
    }

    /// A function with the derivative `a'/sqrt(1 + sign a^2)`.
    fn over_root(&self, a: &Series, value: MpInterval, positive: bool) -> Option<Series> {
        let inner = self.one_and_square(a, positive);
        let half = Q::new(1.into(), 2.into());
        let root = self.real_power(&inner, inner[0].sqrt(), &half)?;
        let derivative = self.div(&self.derivative(a), &root)?;
        Some(self.primitive(value, &derivative))
    }

    /// The sign of a value, the same at every point but the ends; `None` where it may change.
    fn is_positive(&self, x: &MpInterval) -> Option<bool> {
        let to_the_ends = self.bends == Bends::AtEnds;
        if x.certainly_positive() || to_the_ends && x.certainly_nonnegative() {
            Some(true)
        } else if x.certainly_negative() || to_the_ends && x.certainly_nonpositive() {
            Some(false)
        } else {
            None
        }
    }

    fn function(&self, op: Unary, a: &Series, value: MpInterval) -> Option<Series> {
        match op {
            Unary::Neg => Some(Self::neg(a)),
            Unary::Abs if self.is_positive(&a[0])? => Some(a.clone()),
            Unary::Abs => Some(Self::neg(a)),
            Unary::Sqrt => self.real_power(a, value, &Q::new(1.into(), 2.into())),
            Unary::Sin => Some(self.sin_cos(a).0),
            Unary::Cos => Some(self.sin_cos(a).1),
            Unary::Tan => {
                let (s, c) = self.sin_cos(a);
                self.div(&s, &c)
            }
            Unary::Arcsin => self.over_root(a, value, false),
            Unary::Arccos => {
                let arcsin = self.over_root(a, value.neg(), false)?;
                Some(Self::neg(&arcsin))
            }
            Unary::Asinh => self.over_root(a, value, true),
            Unary::Arctan => {
                let under = self.one_and_square(a, true);
                let derivative = self.div(&self.derivative(a), &under)?;
                Some(self.primitive(value, &derivative))
            }
            Unary::Exp => Some(self.exp(a)),
            Unary::Log => self.log(a),
            Unary::Floor => value.is_point().then(|| vec![value]),
            Unary::Erfc => {
                let square = Self::neg(&self.mul(a, a));
                let density = self.mul(&self.exp(&square), &self.derivative(a));
                let root = MpInterval::pi(self.precision).sqrt();
                let factor = self.int(2).div(&root).neg();
                let derivative = density.iter().map(|x| x.mul(&factor)).collect();
                Some(self.primitive(value, &derivative))
            }
            Unary::Binet(k) => Some(self.alternating(a, |x, m| x.binet(u32::from(k) + m))),
            Unary::Carlson(k) => Some(self.alternating(a, |x, m| x.carlson(u32::from(k) + m))),
        }
    }

    fn arctan2(&self, y: &Series, x: &Series, value: MpInterval) -> Option<Series> {
        if !y[0].atan2_continuous(&x[0]) {
            return None;
        }
        let turn = self.mul(x, &self.derivative(y));
        let back = Self::neg(&self.mul(y, &self.derivative(x)));
        let size = self.add(&self.mul(x, x), &self.mul(y, y));
        let derivative = self.div(&self.add(&turn, &back), &size)?;
        Some(self.primitive(value, &derivative))
    }
}

impl Algebra for Expansion<'_> {
    type Value = Option<Series>;

    fn rational(&mut self, q: &Q) -> Option<Series> {
        Some(vec![MpInterval::from_rational(self.precision, q)])
    }

    fn pi(&mut self) -> Option<Series> {
        Some(vec![MpInterval::pi(self.precision)])
    }

    fn variable(&mut self, v: Var) -> Option<Series> {
        if v == self.variable {
            return Some(vec![self.at.clone(), self.int(1)]);
        }
        Some(vec![self.known.get(v.index())?.clone()?])
    }

    fn unary(&mut self, op: Unary, x: &Option<Series>) -> Option<Series> {
        let a = x.as_ref()?;
        let (value, defined) = operation::unary(op, &a[0]);
        if !defined || !value.is_bounded() {
            return None;
        }
        if a.len() == 1 {
            return Some(vec![value]);
        }
        self.function(op, a, value)
    }

    fn binary(&mut self, op: Binary, x: &Option<Series>, y: &Option<Series>) -> Option<Series> {
        let (a, b) = (x.as_ref()?, y.as_ref()?);
        let (value, defined) = operation::binary(op, &a[0], &b[0]);
        if !defined || !value.is_bounded() {
            return None;
        }
        if a.len() == 1 && b.len() == 1 {
            return Some(vec![value]);
        }
        match op {
            Binary::Add => Some(self.add(a, b)),
            Binary::Sub => Some(self.add(a, &Self::neg(b))),
            Binary::Mul => Some(self.mul(a, b)),
            Binary::Div => self.div(a, b),
            Binary::Min | Binary::Max => {
                let first_is_greater = self.is_positive(&a[0].sub(&b[0]))?;
                let first = first_is_greater == (op == Binary::Max);
                Some(if first { a } else { b }.clone())
            }
            Binary::Arctan2 => self.arctan2(a, b, value),
        }
    }

    fn power(&mut self, x: &Option<Series>, n: i32) -> Option<Series> {
        let a = x.as_ref()?;
        let (value, defined) = operation::power(&a[0], n);
        if !defined || !value.is_bounded() {
            return None;
        }
        if a.len() == 1 {
            return Some(vec![value]);
        }
        if n >= 0 {
            return Some(self.whole_power(a, n.unsigned_abs()));
        }
        // The quotient first: its coefficients alternate, and products keep that.
        let quotient = self.div(&vec![self.int(1)], a)?;
        Some(self.whole_power(&quotient, n.unsigned_abs()))
    }

    fn rational_power(&mut self, x: &Option<Series>, p: i32, q: u32) -> Option<Series> {
        let a = x.as_ref()?;
        let (value, defined) = operation::rational_power(&a[0], p, q);
        if !defined || !value.is_bounded() {
            return None;
        }
        if a.len() == 1 {
            return Some(vec![value]);
        }
        self.real_power(a, value, &Q::new(p.into(), q.into()))
    }
}
