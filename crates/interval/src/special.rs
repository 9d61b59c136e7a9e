//! The inverse hyperbolic sine, `floor`, the complementary error function, Binet's function and
//! Carlson's `R_C(1, x)` with their derivatives, of both interval types.
//!
//! CORE-MATH and MPFR round the first three correctly. Binet's function
//! `mu(x) = lgamma(x) - (x - 1/2) log x + x - log(2 pi)/2` and its derivatives come from Stirling's
//! series with its remainder, evaluated in interval arithmetic: neither library has them, and from
//! `lgamma` little of `mu` would be left for large `x`.

use core_math as cm;
use lemmabox_kernel::exact::{Q, bernoulli, rational::integer};
use num_traits::One;
use rug::float::Round;
use rug::{Float, float::Special};

use super::double::Interval;
use super::enclosure::Enclosure;
use super::mpfr::{MpInterval, Precision, applied};
use super::rounding::{down_unless, up_unless};

/// Largest order of a derivative of Binet's function that is enclosed.
pub const MOST_ORDER: u32 = 16;

/// Terms of Stirling's series for doubles; past [`NEAR`] the rest is below `10^-18`.
const TERMS: usize = 10;

/// For doubles the series of Carlson's function, in so many terms, serves up to `2^-2` from 1.
const SERIES: (u32, u32) = (2, 28);

/// Doubles below this are shifted up before the series.
const NEAR: u32 = 10;

impl Interval {
    /// The inverse hyperbolic sine.
    #[must_use]
    pub fn asinh(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self {
            lo: down_unless(self.lo == 0.0 || self.lo.is_infinite(), cm::asinh(self.lo)),
            hi: up_unless(self.hi == 0.0 || self.hi.is_infinite(), cm::asinh(self.hi)),
        }
    }

    /// The largest integer at most `x`.
    #[must_use]
    pub fn floor(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self {
            lo: self.lo.floor(),
            hi: self.hi.floor(),
        }
    }

    /// The complementary error function.
    #[must_use]
    pub fn erfc(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let exact = |x: f64| x == 0.0 || x.is_infinite();
        Self {
            lo: down_unless(exact(self.hi), cm::erfc(self.hi)).max(0.0),
            hi: up_unless(exact(self.lo), cm::erfc(self.lo)).min(2.0),
        }
    }

    /// `(-1)^k` times the `k`-th derivative of Binet's function, over `x > 0`.
    #[must_use]
    pub fn binet(self, k: u32) -> Self {
        self.falling(|x| binet_at(x, k, NEAR, TERMS))
    }

    /// `(-1)^k` times the `k`-th derivative of Carlson's `R_C(1, x)`, over `x > 0`.
    #[must_use]
    pub fn carlson(self, k: u32) -> Self {
        self.falling(|x| carlson_at(x, k, SERIES.0, SERIES.1))
    }

    /// A function over `x > 0` that falls to 0, by its enclosures at points.
    fn falling(self, at: impl Fn(&Self) -> Self) -> Self {
        if self.is_empty() || self.hi <= 0.0 {
            return Self::EMPTY;
        }
        let hi = if self.lo > 0.0 {
            at(&Self::point(self.lo)).hi
        } else {
            f64::INFINITY
        };
        let lo = if self.hi == f64::INFINITY {
            0.0
        } else {
            at(&Self::point(self.hi)).lo
        };
        Self {
            lo: lo.max(0.0),
            hi,
        }
    }
}

impl MpInterval {
    /// The inverse hyperbolic sine.
    #[must_use]
    pub fn asinh(&self) -> Self {
        self.rising(Float::asinh_round)
    }

    /// The largest integer at most `x`.
    #[must_use]
    pub fn floor(&self) -> Self {
        if self.is_empty() {
            return self.clone();
        }
        Self {
            lo: self.lo.clone().floor(),
            hi: self.hi.clone().floor(),
        }
    }

    /// The complementary error function.
    #[must_use]
    pub fn erfc(&self) -> Self {
        if self.is_empty() {
            return self.clone();
        }
        Self {
            lo: applied(&self.hi, Float::erfc_round, Round::Down),
            hi: applied(&self.lo, Float::erfc_round, Round::Up),
        }
    }

    /// `(-1)^k` times the `k`-th derivative of Binet's function, over `x > 0`.
    #[must_use]
    pub fn binet(&self, k: u32) -> Self {
        let near = 4 + (4u32 << (self.precision().bits() / 64).min(8));
        self.falling(|x| binet_at(x, k, near, bernoulli::COUNT))
    }

    /// `(-1)^k` times the `k`-th derivative of Carlson's `R_C(1, x)`, over `x > 0`.
    #[must_use]
    pub fn carlson(&self, k: u32) -> Self {
        // Each order loses the size of `x - 1`, of which all of them may have a fifth of the bits.
        let bits = wide(self.precision()).bits();
        // Sizes below that of the least double are not told apart.
        let near = (bits / 20).clamp(2, 1000);
        self.falling(|x| carlson_at(x, k, near, bits / near + 2 * k + 8))
    }

    /// A function over `x > 0` that falls to 0, by its enclosures at points in more bits.
    fn falling(&self, f: impl Fn(&Self) -> Self) -> Self {
        let precision = self.precision();
        if self.is_empty() || self.hi <= 0 {
            return Self::empty(precision);
        }
        let bits = precision.bits();
        let at = |end: &Float| {
            let point = Self {
                lo: end.clone(),
                hi: end.clone(),
            };
            f(&point.with_precision(wide(precision))).with_precision(precision)
        };
        let hi = if self.lo > 0 {
            at(&self.lo).hi
        } else {
            Float::with_val(bits, Special::Infinity)
        };
        let mut lo = Float::new(bits);
        if self.hi.is_finite() {
            let least = at(&self.hi).lo;
            if least > 0 {
                lo = least;
            }
        }
        Self { lo, hi }
    }
}

/// The precision in which functions composed of several others are evaluated.
fn wide(precision: Precision) -> Precision {
    let bits = precision.bits();
    Precision::new(bits.saturating_add(bits / 4).saturating_add(40))
}

/// `x^-n`
fn reciprocal_power<E: Enclosure>(x: &E, n: u32) -> E {
    x.powi(i32::try_from(n).unwrap_or(i32::MAX)).recip()
}

/// `(-1)^k mu^(k)` at a point `x > 0`.
///
/// At `z = x + N >= near` by Stirling's series; from there by the recurrences of `lgamma` and its
/// derivatives: with `m = k - 1`, for `k >= 1`, `b_k(x) - b_k(z) = m! sum over i < N of (x+i)^-k -
/// L - (m!/2)(x^-k - z^-k)`, where `L` is `log z - log x` for `m = 0` and `(m-1)! (x^-m - z^-m)`
/// otherwise.
fn binet_at<E: Enclosure>(x: &E, k: u32, near: u32, terms: usize) -> E {
    let c = x.context();
    let int = |n: u32| E::from_i64(c, i64::from(n));
    if k > MOST_ORDER {
        return int(0).hull(&E::entire(c));
    }
    let lower = x.to_interval().lo();
    if lower >= f64::from(near) {
        return stirling(x, k, terms);
    }
    let shift = near - lower.floor() as u32;
    let z = x.add(&int(shift));
    let far = stirling(&z, k, terms);
    let half = int(2).recip();
    if k == 0 {
        // mu(x) - mu(z) = (z - 1/2) log z - (x - 1/2) log x - N - log(x (x+1) ... (x+N-1))
        let product = (1..shift).fold(x.clone(), |p, i| p.mul(&x.add(&int(i))));
        let weighted = |y: &E| y.sub(&half).mul(&y.log());
        let steps = int(shift).add(&product.log());
        return far.add(&weighted(&z).sub(&weighted(x)).sub(&steps));
    }
    let m = k - 1;
    let factorial = |n: u32| (1..=n).fold(int(1), |acc, i| acc.mul(&int(i)));
    let sum = (0..shift).fold(int(0), |acc, i| {
        acc.add(&reciprocal_power(&x.add(&int(i)), k))
    });
    let level = if m == 0 {
        z.log().sub(&x.log())
    } else {
        let fall = reciprocal_power(x, m).sub(&reciprocal_power(&z, m));
        factorial(m - 1).mul(&fall)
    };
    let ends = reciprocal_power(x, k).sub(&reciprocal_power(&z, k));
    let ends = half.mul(&factorial(m)).mul(&ends);
    far.add(&factorial(m).mul(&sum).sub(&level).sub(&ends))
}

/// `sum over j >= 1 of B_2j/(2j)! (2j-2+k)!/z^(2j-1+k)`, for `z > 0`: the rest after some terms
/// lies between 0 and the first left out (Binet's function is the integral of `phi(t) exp(-z t)`
/// over `t > 0` with `phi(t) = sum over n >= 1 of 2/(t^2 + 4 pi^2 n^2)`, DLMF 5.9.10 and 4.36.3;
/// partial sums of geometric series in `t^2` enclose each summand).
fn stirling<E: Enclosure>(z: &E, k: u32, terms: usize) -> E {
    let c = z.context();
    let square = z.recip().sqr();
    let mut power = reciprocal_power(z, k + 1);
    let mut sum = E::from_i64(c, 0);
    let k = i64::from(k);
    let mut ratio: Q = (1..=k).fold(Q::one(), |acc, i| acc * integer(i)) / integer(2);
    for (j, b) in (1i64..).zip(&bernoulli::even()[..terms.min(bernoulli::COUNT)]) {
        let term = E::from_rational(c, &(b * &ratio)).mul(&power);
        if j == terms.min(bernoulli::COUNT) as i64 {
            return sum.add(&term.hull(&E::from_i64(c, 0)));
        }
        sum = sum.add(&term);
        power = power.mul(&square);
        let n = 2 * j;
        ratio *= integer((n - 1 + k) * (n + k)) / integer((n + 1) * (n + 2));
    }
    E::entire(c)
}

/// `(-1)^k` times the `k`-th derivative of `R_C(1, x)` at a point `x > 0`, up to `2^-near` from
/// 1, `near >= 2`, by so many terms of its series.
///
/// Farther out from the derivatives `c_j` before it: with `z = x - 1`, `2 z c_0' + c_0 = 1/x`, and
/// `j` derivatives of this give `2 z c_(j+1) = (2j + 1) c_j - j!/x^(j+1)`.
fn carlson_at<E: Enclosure>(x: &E, k: u32, near: u32, terms: u32) -> E {
    let c = x.context();
    let int = |n: u32| E::from_i64(c, i64::from(n));
    if k > MOST_ORDER {
        return int(0).hull(&E::entire(c));
    }
    let z = x.sub(&int(1));
    let center = z.to_interval();
    let near = (-f64::from(near)).exp2();
    if center.hi() <= near && center.lo() >= -near {
        return carlson_series(&z, k, terms.max(k + 1));
    }
    let root = z.abs().sqrt();
    let angle = if center.lo() > 0.0 {
        root.atan()
    } else {
        // (1 + r)/(1 - r) = (1 + r)^2/x
        let quotient = int(1).add(&root).sqr().div(x);
        quotient.log().div(&int(2))
    };
    let (twice, inverse) = (z.add(&z), x.recip());
    let mut value = angle.div(&root);
    let mut power = inverse.clone();
    for j in 0..k {
        value = int(2 * j + 1).mul(&value).sub(&power).div(&twice);
        power = int(j + 1).mul(&power).mul(&inverse);
    }
    value
}

/// The sum over `m >= 0` of `(m+k)!/m! (-z)^m/(2(m+k) + 1)` for `|z| <= 1/4`, by Horner's rule.
///
/// From the term `m >= k` on each is less than half of the one before it, so that what follows a
/// term is at most as large as it.
fn carlson_series<E: Enclosure>(z: &E, k: u32, terms: u32) -> E {
    let c = z.context();
    let int = |n: u32| E::from_i64(c, i64::from(n));
    let one = int(1);
    let minus = z.neg();
    // What is left out, over the power it begins with: between 0 and twice its first term.
    let last = int(2 * (terms + k) + 1).recip();
    let mut sum = last.hull(&last.neg()).add(&last);
    for m in (0..terms).rev() {
        let ratio = int(m + 1 + k).div(&int(m + 1));
        let term = int(2 * (m + k) + 1).recip();
        sum = term.add(&minus.mul(&ratio).mul(&sum));
    }
    (1..=k).fold(one, |acc, i| acc.mul(&int(i))).mul(&sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The references at 300 bits.
    fn mp(x: f64) -> Float {
        Float::with_val(300, x)
    }

    fn binet_reference(x: f64) -> Float {
        let x = mp(x);
        let half = mp(0.5);
        let turn = Float::with_val(300, rug::float::Constant::Pi) * 2u32;
        x.clone().ln_gamma() - (x.clone() - &half) * x.clone().ln() + &x - turn.ln() * &half
    }

    fn first_reference(x: f64) -> Float {
        let x = mp(x);
        x.clone().ln() - x.clone().digamma() - (x * 2u32).recip()
    }

    const POINTS: [f64; 14] = [
        1e-300, 1e-12, 0.01, 0.3, 0.5, 1.0, 1.4616, 2.0, 3.7, 9.99, 10.0, 57.3, 1e6, 1e15,
    ];

    #[test]
    fn binet_holds_lgamma_and_digamma() {
        for x in POINTS {
            for (k, reference) in [(0, binet_reference(x)), (1, first_reference(x))] {
                let double = Interval::point(x).binet(k);
                assert!(
                    double.lo() <= reference && double.hi() >= reference,
                    "{k} {x} {double}"
                );
                let sharp =
                    MpInterval::from_interval(Precision::new(120), Interval::point(x)).binet(k);
                assert!(
                    sharp.lo <= reference && sharp.hi >= reference,
                    "{k} {x} {sharp}"
                );
                let width = Float::with_val(60, &sharp.hi - &sharp.lo);
                assert!(width <= reference.abs() * 1e-25, "{k} {x} {sharp}");
            }
        }
    }

    #[test]
    fn derivatives_of_binet_agree_with_differences() {
        // b_k falls with the slope -b_(k+1), which falls too.
        let p = Precision::new(200);
        for k in 0..5 {
            for x in [0.3, 1.0, 4.5, 20.0] {
                let at = |x: f64, k| MpInterval::from_interval(p, Interval::point(x)).binet(k);
                let step = 2f64.powi(-20);
                let fall = at(x, k).sub(&at(x + step, k));
                let step = MpInterval::from_interval(p, Interval::point(step));
                let most = at(x, k + 1).mul(&step);
                let least = at(x + 2f64.powi(-20), k + 1).mul(&step);
                assert!(fall.hi >= least.lo && fall.lo <= most.hi, "{k} {x}");
                assert!(fall.lo > 0);
            }
        }
    }

    #[test]
    fn ends_and_limits() {
        let all = Interval::new(f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(all.erfc(), Interval::new(0.0, 2.0));
        assert_eq!(Interval::point(0.0).erfc(), Interval::point(1.0));
        assert_eq!(
            Interval::new(0.0, f64::INFINITY).binet(0),
            Interval::new(0.0, f64::INFINITY)
        );
        assert!(Interval::new(-1.0, 0.0).binet(0).is_empty());
        assert_eq!(Interval::new(-0.5, 1.0).floor(), Interval::new(-1.0, 1.0));
        assert_eq!(Interval::point(0.0).asinh(), Interval::point(0.0));
    }
}
