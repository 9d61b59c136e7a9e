//! Natural enclosures that know which ends are not attained, so that `1/x`, `log(x)` are defined
//! and `x` is positive on `(0, 1]`. They mirror what the checker knows of open ends.

use crate::local::{UNDEFINED, apply};
use crate::tape::Operation;
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::FactBounds;
use lemmabox_kernel::expr::{Algebra, Binary, Unary, Var};

/// The values of a term over a region: within `value`, other than an end marked open.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// Encloses the values where the term is defined.
    pub value: Interval,
    /// The lower end is no value.
    pub lo_open: bool,
    /// The upper end is no value.
    pub hi_open: bool,
    /// The term is certainly defined on the whole region.
    pub defined: bool,
    /// The lower end, of which `value` has an outward rounding, is this multiple of pi/2.
    pub lo_quarter: Option<i64>,
    /// The same of the upper end.
    pub hi_quarter: Option<i64>,
}

/// Arguments below this are on the rising branch of the sine, at most twice it on the falling one
/// of the cosine.
const QUARTER: f64 = 1.57;

impl Range {
    /// All of an interval.
    #[must_use]
    pub fn closed(value: Interval, defined: bool) -> Self {
        Self {
            value,
            lo_open: value.lo() == f64::NEG_INFINITY,
            hi_open: value.hi() == f64::INFINITY,
            defined,
            lo_quarter: None,
            hi_quarter: None,
        }
    }

    fn with(self, lo_open: bool, hi_open: bool) -> Self {
        Self {
            lo_open: self.lo_open || lo_open,
            hi_open: self.hi_open || hi_open,
            ..self
        }
    }

    /// Whether every value is `> 0`.
    #[must_use]
    pub fn is_positive(self) -> bool {
        !self.value.is_empty() && (self.value.lo() > 0.0 || self.value.lo() == 0.0 && self.lo_open)
    }

    /// Whether every value is `>= 0`.
    #[must_use]
    pub fn is_nonnegative(self) -> bool {
        self.value.certainly_nonnegative()
    }

    fn is_negative(self) -> bool {
        !self.value.is_empty() && (self.value.hi() < 0.0 || self.value.hi() == 0.0 && self.hi_open)
    }

    fn is_nonpositive(self) -> bool {
        self.value.certainly_nonpositive()
    }

    /// Whether the term is certainly defined with `> 0` (`strict`) or `>= 0`.
    #[must_use]
    pub fn has_sign(self, strict: bool) -> bool {
        self.defined
            && if strict {
                self.is_positive()
            } else {
                self.is_nonnegative()
            }
    }

    /// What two enclosures of the same term say together.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        let value = self.value.intersect(other.value);
        let open = |r: Self| {
            (
                r.lo_open && r.value.lo() == value.lo(),
                r.hi_open && r.value.hi() == value.hi(),
            )
        };
        let (a, b) = (open(self), open(other));
        Self {
            lo_open: a.0 || b.0,
            hi_open: a.1 || b.1,
            ..Self::closed(value, self.defined || other.defined)
        }
    }

    /// What is left of it within the bounds that facts put on the term; `None` where nothing is.
    #[must_use]
    pub fn within(self, bounds: &FactBounds) -> Option<Self> {
        let end = |bound: &Option<(Q, bool)>| {
            (bound.as_ref()).map(|(q, open)| (Interval::from_rational(q), *open))
        };
        let (lo, hi) = (end(&bounds.lo), end(&bounds.hi));
        let least = lo.map_or(f64::NEG_INFINITY, |(x, _)| x.lo());
        let most = hi.map_or(f64::INFINITY, |(x, _)| x.hi());
        if least > most {
            return None;
        }
        let known = Self::closed(Interval::new(least, most), self.defined).with(
            lo.is_some_and(|(_, open)| open),
            hi.is_some_and(|(_, open)| open),
        );
        let met = self.meet(known);
        (!met.value.is_empty()).then_some(met)
    }

    fn neg(self) -> Self {
        Self {
            value: -self.value,
            lo_open: self.hi_open,
            hi_open: self.lo_open,
            defined: self.defined,
            lo_quarter: self.hi_quarter.map(|m| -m),
            hi_quarter: self.lo_quarter.map(|m| -m),
        }
    }

    /// The result of a function that rises (or falls) strictly over the whole of `x`, enclosed by
    /// `self`.
    fn strictly_monotone(self, x: Self, rising: bool) -> Self {
        if rising {
            self.with(x.lo_open, x.hi_open)
        } else {
            self.with(x.hi_open, x.lo_open)
        }
    }

    /// Sine, cosine and tangent where an end is a multiple of pi/2: there the value is exact.
    fn turned(self, op: Unary) -> Option<Self> {
        if self.lo_quarter.is_none() && self.hi_quarter.is_none() {
            return None;
        }
        let (lo, hi) = (self.value.lo(), self.value.hi());
        // The multiples of pi/2 strictly inside.
        let first = match self.lo_quarter {
            Some(m) => m + 1,
            None => quarters(lo)?.1,
        };
        let last = match self.hi_quarter {
            Some(m) => m - 1,
            None => quarters(hi)?.0,
        };
        if op == Unary::Tan {
            // An open end at a pole belongs to the branch inside.
            let pole =
                |m: Option<i64>, open: bool| m.filter(|m| m.rem_euclid(2) == 1).map(|_| open);
            let below = pole(self.lo_quarter, self.lo_open);
            let above = pole(self.hi_quarter, self.hi_open);
            let inside = (first..=last.min(first + 1)).any(|m| m.rem_euclid(2) == 1);
            if inside || below == Some(false) || above == Some(false) {
                return None;
            }
            let least = match below {
                Some(_) => f64::NEG_INFINITY,
                None => Interval::point(lo).tan().lo(),
            };
            let most = match above {
                Some(_) => f64::INFINITY,
                None => Interval::point(hi).tan().hi(),
            };
            let value = Interval::new(least, most);
            return (least <= most)
                .then(|| Self::closed(value, self.defined).with(self.lo_open, self.hi_open));
        }
        let turn = match op {
            Unary::Sin => 0,
            Unary::Cos => 1,
            Unary::Neg
            | Unary::Abs
            | Unary::Sqrt
            | Unary::Exp
            | Unary::Log
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Asinh
            | Unary::Floor
            | Unary::Erfc
            | Unary::Binet(_)
            | Unary::Carlson(_) => return None,
        };
        let exact = |m: i64| [0.0, 1.0, 0.0, -1.0][(m + turn).rem_euclid(4) as usize];
        let at = |x: f64, quarter: Option<i64>| match (quarter, op) {
            (Some(m), _) => Interval::point(exact(m)),
            (None, Unary::Sin) => Interval::point(x).sin(),
            (None, _) => Interval::point(x).cos(),
        };
        let (a, b) = (at(lo, self.lo_quarter), at(hi, self.hi_quarter));
        let inside = |wanted: f64| (first..=last.min(first + 3)).any(|m| exact(m) == wanted);
        let least = a.lo().min(b.lo());
        let most = a.hi().max(b.hi());
        let (bottom, top) = (inside(-1.0), inside(1.0));
        let value = Interval::new(
            if bottom { -1.0 } else { least },
            if top { 1.0 } else { most },
        );
        let attained = |end: f64, here: f64, open: bool| here == end && !open;
        Some(Self::closed(value, self.defined).with(
            !bottom
                && !attained(least, a.lo(), self.lo_open)
                && !attained(least, b.lo(), self.hi_open),
            !top && !attained(most, a.hi(), self.lo_open) && !attained(most, b.hi(), self.hi_open),
        ))
    }

    fn recip(self) -> Self {
        if self.is_positive() {
            let value = Interval::ONE / self.value;
            let below = value.lo().max(0.0);
            Self::closed(Interval::new(below, value.hi()), self.defined)
                .with(self.hi_open || below == 0.0, self.lo_open)
        } else if self.is_negative() {
            self.neg().recip().neg()
        } else {
            let (value, flags) = apply(Operation::Binary(Binary::Div), &Interval::ONE, &self.value);
            Self::closed(value, self.defined && flags & UNDEFINED == 0)
        }
    }

    fn mul(self, other: Self) -> Self {
        if self.is_nonpositive() && !self.is_nonnegative() {
            return self.neg().mul(other).neg();
        }
        if other.is_nonpositive() && !other.is_nonnegative() {
            return self.mul(other.neg()).neg();
        }
        let plain = Self::closed(self.value * other.value, self.defined && other.defined);
        if !(self.is_nonnegative() && other.is_nonnegative()) {
            return plain;
        }
        // The least product is attained only where both factors are least, or where one of them
        // is 0.
        let (a, b) = (self.value.lo(), other.value.lo());
        let lo_open = if a == 0.0 && b == 0.0 {
            self.lo_open && other.lo_open
        } else if a == 0.0 {
            self.lo_open
        } else if b == 0.0 {
            other.lo_open
        } else {
            self.lo_open || other.lo_open
        };
        // A positive lower end may have been lost to underflow.
        let lo_open = lo_open || plain.value.lo() == 0.0 && a > 0.0 && b > 0.0;
        let hi_open = (self.hi_open || other.hi_open) && plain.value.hi() > 0.0;
        plain.with(lo_open, hi_open)
    }

    fn power(self, n: i32) -> Self {
        if n < 0 {
            return match n.checked_neg() {
                Some(m) => self.power(m).recip(),
                None => Self::closed(Interval::ENTIRE, false),
            };
        }
        let (value, flags) = apply(Operation::Power(n), &self.value, &self.value);
        let plain = Self::closed(value, self.defined && flags & UNDEFINED == 0);
        if n == 0 {
            plain
        } else if n % 2 == 1 || self.is_nonnegative() {
            let lost = self.value.lo() > 0.0 && plain.value.lo() == 0.0;
            plain.strictly_monotone(self, true).with(lost, false)
        } else if self.is_nonpositive() {
            self.neg().power(n)
        } else {
            let (below, above) = (-self.value.lo(), self.value.hi());
            plain.with(
                false,
                (below < above || self.lo_open) && (above < below || self.hi_open),
            )
        }
    }
}

/// The multiples of pi/2 beside a number that is certainly none: the one below and the one above.
fn quarters(x: f64) -> Option<(i64, i64)> {
    let turns = x / std::f64::consts::FRAC_PI_2;
    // The quotient is off by less than this.
    let doubtful = (turns - turns.round()).abs() < 1e-9;
    (turns.abs() < 1e4 && !doubtful).then(|| (turns.floor() as i64, turns.ceil() as i64))
}

/// Evaluates terms over the ranges of the variables.
pub struct HalfOpen<'r> {
    /// By variable.
    pub ranges: &'r [Range],
}

impl Algebra for HalfOpen<'_> {
    type Value = Range;

    fn rational(&mut self, q: &Q) -> Range {
        Range::closed(Interval::from_rational(q), true)
    }

    fn pi(&mut self) -> Range {
        Range::closed(Interval::PI, true)
    }

    fn variable(&mut self, v: Var) -> Range {
        self.ranges
            .get(v.index())
            .copied()
            .unwrap_or(Range::closed(Interval::ENTIRE, true))
    }

    fn unary(&mut self, op: Unary, x: &Range) -> Range {
        let x = *x;
        let (value, flags) = apply(Operation::Unary(op), &x.value, &x.value);
        let plain = Range::closed(value, x.defined && flags & UNDEFINED == 0);
        let (lo, hi) = (x.value.lo(), x.value.hi());
        if let Some(turned) = x.turned(op) {
            return turned.meet(plain);
        }
        match op {
            Unary::Neg => x.neg(),
            Unary::Abs if x.is_nonnegative() => x,
            Unary::Abs if x.is_nonpositive() => x.neg(),
            Unary::Abs => {
                let (below, above) = (-lo, hi);
                plain.with(
                    false,
                    (below < above || x.lo_open) && (above < below || x.hi_open),
                )
            }
            // The exponential never is 0, even where doubles end.
            Unary::Exp => plain
                .strictly_monotone(x, true)
                .with(plain.value.lo() == 0.0, false),
            Unary::Log if x.is_positive() => Range {
                defined: x.defined,
                ..plain
            }
            .strictly_monotone(x, true),
            Unary::Sqrt if plain.defined => plain.strictly_monotone(x, true),
            Unary::Arctan => plain.strictly_monotone(x, true),
            Unary::Arcsin | Unary::Tan if plain.defined => plain.strictly_monotone(x, true),
            Unary::Arccos if plain.defined => plain.strictly_monotone(x, false),
            Unary::Sin if -QUARTER <= lo && hi <= QUARTER => plain.strictly_monotone(x, true),
            // Positive on (0, 3.14].
            Unary::Sin if 0.0 <= lo && hi <= 2.0 * QUARTER => {
                plain.with(x.lo_open && plain.value.lo() == 0.0, false)
            }
            Unary::Cos if 0.0 <= lo && hi <= 2.0 * QUARTER => plain.strictly_monotone(x, false),
            Unary::Cos if -2.0 * QUARTER <= lo && hi <= 0.0 => plain.strictly_monotone(x, true),
            Unary::Asinh => plain.strictly_monotone(x, true),
            // Neither 0 nor 2 is attained.
            Unary::Erfc => (plain.strictly_monotone(x, false))
                .with(plain.value.lo() == 0.0, plain.value.hi() == 2.0),
            Unary::Binet(_) | Unary::Carlson(_) if x.is_positive() => Range {
                defined: x.defined,
                ..plain
            }
            .strictly_monotone(x, false)
            .with(plain.value.lo() == 0.0, false),
            Unary::Sqrt
            | Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Log
            | Unary::Floor
            | Unary::Binet(_)
            | Unary::Carlson(_) => plain,
        }
    }

    fn binary(&mut self, op: Binary, x: &Range, y: &Range) -> Range {
        let (x, y) = (*x, *y);
        match op {
            Binary::Add | Binary::Sub => {
                let y = if op == Binary::Sub { y.neg() } else { y };
                Range::closed(x.value + y.value, x.defined && y.defined)
                    .with(x.lo_open || y.lo_open, x.hi_open || y.hi_open)
            }
            Binary::Mul => x.mul(y),
            Binary::Div => {
                let plain = Range::closed(x.value / y.value, false);
                let product = x.mul(y.recip());
                if y.is_positive() || y.is_negative() {
                    product.meet(plain)
                } else {
                    product
                }
            }
            Binary::Min | Binary::Max => {
                let (x, y) = if op == Binary::Max {
                    (x.neg(), y.neg())
                } else {
                    (x, y)
                };
                let (a, b) = (x.value, y.value);
                let least = Range::closed(a.min(b), x.defined && y.defined).with(
                    (a.lo() > b.lo() || x.lo_open) && (b.lo() > a.lo() || y.lo_open),
                    (a.hi() <= b.hi() && x.hi_open) || (b.hi() <= a.hi() && y.hi_open),
                );
                if op == Binary::Max {
                    least.neg()
                } else {
                    least
                }
            }
            Binary::Arctan2 => {
                let (value, flags) = apply(Operation::Binary(op), &x.value, &y.value);
                Range::closed(value, x.defined && y.defined && flags & UNDEFINED == 0)
            }
        }
    }

    fn power(&mut self, x: &Range, n: i32) -> Range {
        x.power(n)
    }

    fn rational_power(&mut self, x: &Range, p: i32, q: u32) -> Range {
        if p < 0 {
            return match p.checked_neg() {
                Some(m) => self.rational_power(x, m, q).recip(),
                None => Range::closed(Interval::ENTIRE, false),
            };
        }
        let (value, flags) = apply(Operation::RationalPower(p, q), &x.value, &x.value);
        let plain = Range::closed(value, x.defined && flags & UNDEFINED == 0);
        if plain.defined && x.is_nonnegative() && p > 0 {
            let lost = x.value.lo() > 0.0 && plain.value.lo() == 0.0;
            plain.strictly_monotone(*x, true).with(lost, false)
        } else {
            plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_open(lo: f64, hi: f64) -> Range {
        Range::closed(Interval::new(lo, hi), true).with(true, false)
    }

    fn closed(lo: f64, hi: f64) -> Range {
        Range::closed(Interval::new(lo, hi), true)
    }

    #[test]
    fn partial_operations_are_defined_beside_an_open_end() {
        let mut algebra = HalfOpen { ranges: &[] };
        let x = half_open(0.0, 1.0);
        assert!(algebra.unary(Unary::Log, &x).defined);
        assert!(!algebra.unary(Unary::Log, &closed(0.0, 1.0)).defined);
        let one = closed(1.0, 1.0);
        assert!(algebra.binary(Binary::Div, &one, &x).is_positive());
        let square = algebra.power(&x, 2);
        assert!(square.is_positive());
        // 1 - x^2 on [0, 1) is positive, on [0, 1] it is not.
        let y = Range::closed(Interval::new(0.0, 1.0), true).with(false, true);
        let y2 = algebra.power(&y, 2);
        assert!(algebra.binary(Binary::Sub, &one, &y2).is_positive());
        let z2 = algebra.power(&closed(0.0, 1.0), 2);
        assert!(!algebra.binary(Binary::Sub, &one, &z2).is_positive());
    }

    proptest::proptest! {
        /// Sine, cosine and tangent on an interval between multiples of pi/2, or from one to a
        /// double.
        #[test]
        fn ends_at_multiples_of_a_quarter_turn(
            m in -6i64..6,
            n in 1i64..6,
            open in (proptest::bool::ANY, proptest::bool::ANY),
            cut in proptest::option::of(0.01f64..0.99),
            t in 0.0f64..=1.0,
        ) {
            let end = |m: i64| {
                Interval::PI * Interval::point(m as f64) / Interval::point(2.0)
            };
            let (lo, hi) = (end(m), end(m + n));
            let hi_point = match cut {
                Some(s) => lo.hi() + s * (hi.lo() - lo.hi()),
                None => hi.lo(),
            };
            let x = Range {
                lo_open: open.0,
                hi_open: open.1,
                lo_quarter: Some(m),
                hi_quarter: if cut.is_none() { Some(m + n) } else { None },
                ..Range::closed(Interval::new(lo.lo(), if cut.is_some() { hi_point } else { hi.hi() }), true)
            };
            let mut algebra = HalfOpen { ranges: &[] };
            // Strictly inside.
            let at = lo.hi() + t * (hi_point - lo.hi());
            let inside = lo.hi() < at && at < hi_point;
            for (op, value) in [
                (Unary::Sin, Interval::point(at).sin()),
                (Unary::Cos, Interval::point(at).cos()),
                (Unary::Tan, Interval::point(at).tan()),
            ] {
                let image = algebra.unary(op, &x);
                if op == Unary::Tan && !image.defined {
                    continue;
                }
                proptest::prop_assert!(image.defined);
                if inside {
                    // The true value lies in `value`, so it is no contradiction if the two overlap.
                    proptest::prop_assert!(image.value.lo() <= value.hi() && value.lo() <= image.value.hi());
                    if image.lo_open {
                        proptest::prop_assert!(value.hi() > image.value.lo());
                    }
                    if image.hi_open {
                        proptest::prop_assert!(value.lo() < image.value.hi());
                    }
                }
                // The exact values at closed ends.
                let exact = |m: i64| [0.0, 1.0, 0.0, -1.0][m.rem_euclid(4) as usize];
                for (m, closed) in [(m, !open.0), (m + n, !open.1 && cut.is_none())] {
                    let y = match op {
                        Unary::Sin => exact(m),
                        Unary::Cos => exact(m + 1),
                        _ if m % 2 == 0 => 0.0,
                        _ => {
                            proptest::prop_assert!(!closed, "defined at a pole");
                            continue;
                        }
                    };
                    if closed {
                        proptest::prop_assert!(image.value.contains(y));
                        proptest::prop_assert!(!(image.lo_open && image.value.lo() == y));
                        proptest::prop_assert!(!(image.hi_open && image.value.hi() == y));
                    }
                }
            }
        }
    }

    #[test]
    fn the_cosine_is_positive_up_to_a_right_angle() {
        let quarter = Interval::PI / Interval::point(2.0);
        let mut algebra = HalfOpen { ranges: &[] };
        let x = |open: bool| {
            Range {
                hi_quarter: Some(1),
                ..Range::closed(Interval::new(0.0, quarter.hi()), true)
            }
            .with(false, open)
        };
        let x0 = |open| Range {
            lo_quarter: Some(0),
            ..x(open)
        };
        assert!(algebra.unary(Unary::Cos, &x0(true)).is_positive());
        assert!(!algebra.unary(Unary::Cos, &x0(false)).is_positive());
        assert!(algebra.unary(Unary::Cos, &x0(false)).is_nonnegative());
        assert!(algebra.unary(Unary::Tan, &x0(true)).has_sign(false));
        assert!(!algebra.unary(Unary::Tan, &x0(false)).defined);
    }

    #[test]
    fn an_end_that_is_attained_stays_closed() {
        let mut algebra = HalfOpen { ranges: &[] };
        let (open, shut) = (half_open(0.0, 2.0), closed(0.0, 2.0));
        assert!(!algebra.binary(Binary::Mul, &open, &shut).is_positive());
        assert!(algebra.binary(Binary::Add, &open, &shut).is_positive());
        assert!(!algebra.binary(Binary::Min, &open, &shut).is_positive());
        assert!(algebra.binary(Binary::Max, &open, &shut).is_positive());
        // (-1, 1)^2 attains 0, (-1, 1)(-1, 1) as a product of two is not known to have a sign.
        let both = Range::closed(Interval::new(-1.0, 1.0), true).with(true, true);
        let square = algebra.power(&both, 2);
        assert!(!square.is_positive() && square.is_nonnegative() && square.hi_open);
        assert!(!algebra.power(&half_open(-1.0, 1.0), 2).hi_open);
    }
}
