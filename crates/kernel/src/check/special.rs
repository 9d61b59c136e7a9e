//! The inverse hyperbolic sine, `floor`, the complementary error function, Binet's function and
//! Carlson's `R_C(1, x)` with their derivatives, each from a series or continued fraction with a
//! proved remainder.
//!
//! They are composed of enclosures at a larger precision ([`Arithmetic::wide`]); an enclosure is
//! right whatever the number of terms, which only decides how sharp it is.

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::dyadic::{Dyadic, Round};
use crate::exact::bernoulli;
use crate::exact::rational::integer;
use Round::{Down, Up};
use num_traits::One;
use std::cmp::Ordering;

/// Most terms of a series or fraction.
const MOST_TERMS: i64 = 4000;

/// Arguments of Binet's function are shifted above this at most.
const MOST_SHIFT: i64 = 4000;

/// A lower and an upper bound; `None` is unbounded.
type Bounds = (Option<Dyadic>, Option<Dyadic>);

fn int(n: i64) -> Enclosure {
    Enclosure::integer(n)
}

fn bounds(x: Enclosure) -> Bounds {
    (x.lo.map(|e| e.value), x.hi.map(|e| e.value))
}

impl Arithmetic {
    /// `f` at one point, by the larger precision, rounded outward to this one.
    fn at(&self, x: &Dyadic, f: impl Fn(&Arithmetic, &Dyadic) -> Enclosure) -> Bounds {
        let (lo, hi) = bounds(f(self.wide(), x));
        let p = self.precision();
        (lo.map(|lo| lo.round(p, Down)), hi.map(|hi| hi.round(p, Up)))
    }

    /// The largest integer at most `x`.
    pub fn floor(&self, x: &Enclosure) -> Enclosure {
        // What has no fraction, however large, is left as it is.
        let whole = |e: &Endpoint| {
            if e.value.exponent() >= 0 {
                e.value.clone()
            } else {
                Dyadic::new(e.value.fixed_floor(0), 0)
            }
        };
        let lo = x.lo.as_ref().map(|e| Endpoint::new(whole(e), false));
        let hi = x.hi.as_ref().map(|e| {
            let floor = whole(e);
            // An open end at an integer: the values stay below it.
            let left = e.open && floor == e.value;
            let value = if left {
                floor.add(&Dyadic::integer(-1), self.precision(), Up)
            } else {
                floor
            };
            Endpoint::new(value, false)
        });
        match (&lo, &hi) {
            // Nothing lies between the ends.
            (Some(a), Some(b)) if a.value.cmp(&b.value) == Ordering::Greater => {
                Enclosure::new(lo.clone(), lo, x.defined)
            }
            _ => Enclosure::new(lo, hi, x.defined),
        }
    }

    /// The inverse hyperbolic sine, increasing and odd.
    pub fn asinh(&self, x: &Enclosure) -> Enclosure {
        let at = |x: &Dyadic| {
            if x.is_negative() {
                let (lo, hi) = self.at(&x.neg(), asinh_at);
                (hi.map(|v| v.neg()), lo.map(|v| v.neg()))
            } else {
                self.at(x, asinh_at)
            }
        };
        let lo = (x.lo.as_ref()).and_then(|e| Some(Endpoint::new(at(&e.value).0?, e.open)));
        let hi = (x.hi.as_ref()).and_then(|e| Some(Endpoint::new(at(&e.value).1?, e.open)));
        Enclosure::new(lo, hi, x.defined)
    }

    /// The complementary error function, decreasing from 2 to 0.
    pub fn erfc(&self, x: &Enclosure) -> Enclosure {
        let (zero, two) = (Dyadic::zero(), Dyadic::integer(2));
        // An end beyond the limits that are never attained is replaced by the limit.
        let within =
            |value: Option<Dyadic>, open: bool, limit: &Dyadic, beyond: Ordering| match value {
                Some(v) if v.cmp(limit) != beyond && v.cmp(limit) != Ordering::Equal => {
                    Some(Endpoint::new(v, open))
                }
                _ => Some(Endpoint::new(limit.clone(), true)),
            };
        let lo =
            x.hi.as_ref()
                .and_then(|e| Some((self.at(&e.value, erfc_at).0?, e.open)));
        let hi =
            x.lo.as_ref()
                .and_then(|e| Some((self.at(&e.value, erfc_at).1?, e.open)));
        let open = |end: &Option<(Dyadic, bool)>| end.as_ref().is_none_or(|(_, open)| *open);
        let (lo_open, hi_open) = (open(&lo), open(&hi));
        Enclosure::new(
            within(lo.map(|e| e.0), lo_open, &zero, Ordering::Less),
            within(hi.map(|e| e.0), hi_open, &two, Ordering::Greater),
            x.defined,
        )
    }

    /// `(-1)^k` times the `k`-th derivative of Binet's function, positive and decreasing on
    /// `(0, inf)`; undefined at and below 0.
    pub fn binet(&self, x: &Enclosure, k: u32) -> Enclosure {
        self.falling(x, |ar, x| binet_at(ar, x, k))
    }

    /// `(-1)^k` times the `k`-th derivative of Carlson's `R_C(1, x)`, positive and decreasing on
    /// `(0, inf)`; undefined at and below 0.
    pub fn carlson(&self, x: &Enclosure, k: u32) -> Enclosure {
        self.falling(x, |ar, x| carlson_at(ar, x, k))
    }

    /// A function that is positive and decreasing on `(0, inf)`, undefined at and below 0.
    fn falling(&self, x: &Enclosure, f: impl Fn(&Arithmetic, &Dyadic) -> Enclosure) -> Enclosure {
        let defined = x.defined && x.is_positive();
        let at = |e: &Endpoint| self.at(&e.value, &f);
        let hi = match &x.lo {
            Some(e) if e.value.is_positive() => at(e).1.map(|v| Endpoint::new(v, e.open)),
            _ => None,
        };
        let lo = match &x.hi {
            Some(e) if !e.value.is_positive() => return Enclosure::whole().and_defined(false),
            Some(e) => at(e).0.map(|v| (v, e.open)),
            None => None,
        };
        let lo = match lo {
            Some((v, open)) if v.is_positive() => Endpoint::new(v, open),
            _ => Endpoint::new(Dyadic::zero(), true),
        };
        Enclosure::new(Some(lo), hi, defined)
    }
}

/// `log(x + sqrt(1 + x^2))` for `x >= 0`; near 0, where that cancels, `x - x^3/6 <= asinh x <= x`.
fn asinh_at(ar: &Arithmetic, x: &Dyadic) -> Enclosure {
    if x.is_zero() {
        return int(0);
    }
    let e = Enclosure::point(x.clone());
    // asinh x = integral of (1 + t^2)^(-1/2), which lies between 1 - t^2/2 and 1.
    if x.magnitude() <= -ar.precision() / 2 {
        let cube = ar.mul(&ar.mul(&e, &ar.sqr(&e)), &ar.div(&int(1), &int(6)));
        return ar.sub(&e, &cube).hull(&e);
    }
    let root = ar.sqrt(&ar.add(&int(1), &ar.sqr(&e)));
    ar.log(&ar.add(&e, &root))
}

/// `erfc x` at a point: by the series of the error function near 0, by Laplace's continued fraction
/// farther out.
fn erfc_at(ar: &Arithmetic, x: &Dyadic) -> Enclosure {
    if x.is_negative() {
        return ar.sub(&int(2), &erfc_at(ar, &x.neg()));
    }
    if x.is_zero() {
        return int(1);
    }
    let e = Enclosure::point(x.clone());
    // The square exactly: the exponential turns its absolute error into a relative one.
    let square = Enclosure::point(x.mul(x, 2 * x.bits() + 2, Down));
    let exponential = ar.exp(&square.neg());
    let root = ar.sqrt(&ar.pi());
    let near = x.magnitude() <= 20
        && x.mul(x, 64, Up).cmp(&Dyadic::integer(ar.precision() / 12)) == Ordering::Less;
    if near {
        // erf x = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1)/(1 3 5 ... (2n+1)) (DLMF 7.6.2),
        // positive terms with the ratio 2 x^2/(2n+3). Once that is below 1/2 the rest is below the
        // last term.
        let twice = ar.mul(&int(2), &square);
        let mut term = e;
        let mut sum = int(0);
        for n in 0..MOST_TERMS {
            sum = ar.add(&sum, &term);
            let ratio = ar.div(&twice, &int(2 * n + 3));
            let halving = ratio
                .hi
                .as_ref()
                .is_some_and(|r| r.value.scale(1).cmp(&Dyadic::one()) == Ordering::Less);
            let small = (term.hi.as_ref()).is_none_or(|t| {
                t.value.is_zero() || t.value.magnitude() < x.magnitude() - ar.precision() - 4
            });
            if halving && small {
                let Some(last) = term.hi.map(|t| t.value) else {
                    break;
                };
                sum = ar.add(&sum, &Enclosure::closed(Dyadic::zero(), last));
                let erf = ar.div(&ar.mul(&int(2), &ar.mul(&exponential, &sum)), &root);
                return ar.sub(&int(1), &erf);
            }
            term = ar.mul(&term, &ratio);
        }
        return Enclosure::closed(Dyadic::zero(), Dyadic::one());
    }
    // sqrt(pi) exp(x^2) erfc x = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))) (DLMF 7.9.1).
    // Every tail is the like fraction, at least x for x > 0; the outermost is taken for all of [x,
    // inf).
    let p = ar.precision();
    let doubled = if x.magnitude() <= 20 {
        (x.mul(x, 64, Down).scale(4).fixed_floor(0))
            .to_i128()
            .unwrap_or(i128::MAX)
    } else {
        i128::MAX
    };
    // The error falls like exp(-2 x sqrt(2n)), for large x by a factor of n/(2 x^2) a term.
    let gained = (2 * (x.magnitude() - 2)).clamp(1, 40);
    let terms = (i128::from(p) * i128::from(p)) / doubled.max(1) + i128::from(p / gained) + 8;
    let terms = i64::try_from(terms).unwrap_or(MOST_TERMS).min(MOST_TERMS);
    let mut tail = Enclosure::new(Some(Endpoint::new(x.clone(), false)), None, true);
    for n in (1..=terms).rev() {
        let half = Enclosure::point(Dyadic::integer(n).scale(-1));
        tail = ar.add(&e, &ar.div(&half, &tail));
    }
    ar.div(&exponential, &ar.mul(&root, &tail))
}

/// `(-1)^k` times the `k`-th derivative of `R_C(1, x)` at a point `x > 0`.
///
/// Near 1 by its series; farther out from the derivatives `c_j` before it: with `z = x - 1`,
/// `2 z c_0' + c_0 = 1/x`, and `j` derivatives of this give
/// `2 z c_(j+1) = (2j + 1) c_j - j!/x^(j+1)`.
fn carlson_at(ar: &Arithmetic, x: &Dyadic, k: u32) -> Enclosure {
    let e = Enclosure::point(x.clone());
    let z = ar.sub(&e, &int(1));
    let quarters = |n| x.cmp(&Dyadic::integer(n).scale(-2));
    let above = quarters(5) == Ordering::Greater;
    if !above && quarters(3) != Ordering::Less {
        return carlson_series(ar, &z, k);
    }
    let root = ar.sqrt(&z.abs());
    let angle = if above {
        ar.atan(&root)
    } else {
        // (1 + r)/(1 - r) = (1 + r)^2/x
        let quotient = ar.div(&ar.sqr(&ar.add(&int(1), &root)), &e);
        ar.div(&ar.log(&quotient), &int(2))
    };
    let twice = ar.mul(&int(2), &z);
    let mut value = ar.div(&angle, &root);
    let mut power = ar.div(&int(1), &e);
    for j in 0..i64::from(k) {
        let rest = ar.sub(&ar.mul(&int(2 * j + 1), &value), &power);
        value = ar.div(&rest, &twice);
        power = ar.div(&ar.mul(&int(j + 1), &power), &e);
    }
    value
}

/// The sum over `m >= 0` of `(m+k)!/m! (-z)^m/(2(m+k) + 1)` for `|z| <= 1/4`.
///
/// From the term `m >= k` on each is less than `(1 + k/(m+1)) |z| < 1/2` times the one before it:
/// what follows a term is at most as large as it.
fn carlson_series(ar: &Arithmetic, z: &Enclosure, k: u32) -> Enclosure {
    let k = i64::from(k);
    let minus = z.neg();
    let mut power = (1..=k).fold(int(1), |acc, i| ar.mul(&acc, &int(i)));
    let mut sum = int(0);
    for m in 0..MOST_TERMS {
        let term = ar.div(&power, &int(2 * (m + k) + 1));
        sum = ar.add(&sum, &term);
        let Some(size) = term.abs().hi.map(|e| e.value) else {
            break;
        };
        if m >= k && (size.is_zero() || size.magnitude() < -ar.precision()) {
            return ar.add(&sum, &Enclosure::closed(size.neg(), size));
        }
        let factor = ar.div(&int(m + k + 1), &int(m + 1));
        power = ar.mul(&ar.mul(&power, &minus), &factor);
    }
    Enclosure::whole()
}

/// `x^-n`
fn reciprocal_power(ar: &Arithmetic, x: &Enclosure, n: u32) -> Enclosure {
    ar.div(&int(1), &ar.powi(x, i32::try_from(n).unwrap_or(i32::MAX)))
}

/// `(-1)^k mu^(k)(x)` at a point `x > 0`.
///
/// At `z = x + N` by Stirling's series; from there by the recurrences of `lgamma` and its
/// derivatives: with `m = k - 1`, for `k >= 1`, `b_k(x) - b_k(z) = m! sum over i < N of (x+i)^-k -
/// L - (m!/2)(x^-k - z^-k)`, where `L` is `log z - log x` for `m = 0` and `(m-1)! (x^-m - z^-m)`
/// otherwise.
fn binet_at(ar: &Arithmetic, x: &Dyadic, k: u32) -> Enclosure {
    let e = Enclosure::point(x.clone());
    // With all the terms of the table the series has some 2 log2(4 z) bits a term.
    let wanted = 4 + (4i64 << (ar.precision() / 64).min(8)).min(MOST_SHIFT);
    let whole = if x.magnitude() > 40 {
        i64::MAX
    } else {
        let floor = x.fixed_floor(0).to_i128().unwrap_or(0);
        i64::try_from(floor).unwrap_or(i64::MAX)
    };
    if whole >= wanted {
        return stirling(ar, &e, k);
    }
    let shift = wanted - whole;
    let z = ar.add(&e, &int(shift));
    let far = stirling(ar, &z, k);
    let half = Enclosure::point(Dyadic::one().scale(-1));
    if k == 0 {
        // mu(x) - mu(z) = (z - 1/2) log z - (x - 1/2) log x - N - log(x (x+1) ... (x+N-1))
        let mut product = e.clone();
        for i in 1..shift {
            product = ar.mul(&product, &ar.add(&e, &int(i)));
        }
        let weighted = |y: &Enclosure| ar.mul(&ar.sub(y, &half), &ar.log(y));
        let rise = ar.sub(&weighted(&z), &weighted(&e));
        let steps = ar.add(&int(shift), &ar.log(&product));
        return ar.add(&far, &ar.sub(&rise, &steps));
    }
    let m = k - 1;
    let factorial = |n: u32| (1..=i64::from(n)).fold(int(1), |acc, i| ar.mul(&acc, &int(i)));
    let mut sum = int(0);
    for i in 0..shift {
        sum = ar.add(&sum, &reciprocal_power(ar, &ar.add(&e, &int(i)), k));
    }
    let level = if m == 0 {
        ar.sub(&ar.log(&z), &ar.log(&e))
    } else {
        let fall = ar.sub(&reciprocal_power(ar, &e, m), &reciprocal_power(ar, &z, m));
        ar.mul(&factorial(m - 1), &fall)
    };
    let ends = ar.sub(&reciprocal_power(ar, &e, k), &reciprocal_power(ar, &z, k));
    let ends = ar.mul(&half, &ar.mul(&factorial(m), &ends));
    let sum = ar.mul(&factorial(m), &sum);
    ar.add(&far, &ar.sub(&ar.sub(&sum, &level), &ends))
}

/// `sum over j >= 1 of B_2j/(2j)! (2j-2+k)!/z^(2j-1+k)`, for `z > 0`.
///
/// Binet's function is the integral of `phi(t) exp(-z t)` over `t > 0` with `phi(t) =
/// (1/(e^t - 1) - 1/t + 1/2)/t = sum over n >= 1 of 2/(t^2 + 4 pi^2 n^2)` (DLMF 5.9.10, 4.36.3);
/// each summand lies between any two successive partial sums of its geometric series in `t^2`,
/// hence `phi` between those of its power series, and so do the integrals of
/// `t^k phi(t) exp(-z t)`: the rest is between 0 and the first term left out.
fn stirling(ar: &Arithmetic, z: &Enclosure, k: u32) -> Enclosure {
    let inverse = ar.div(&int(1), z);
    let square = ar.sqr(&inverse);
    let mut power = reciprocal_power(ar, z, k + 1);
    let mut sum = int(0);
    let mut size: Option<Dyadic> = None;
    // (2j-2+k)!/(2j)! for j = 1
    let mut ratio =
        (1..=i64::from(k)).fold(crate::exact::Q::one(), |acc, i| acc * integer(i)) / integer(2);
    for (j, b) in (1i64..).zip(bernoulli::even()) {
        let factor = b * &ratio;
        let factor = ar.rational(factor.numer(), factor.denom());
        let term = ar.mul(&factor, &power);
        let magnitude = term.abs().hi.map(|e| e.value);
        let last = j == bernoulli::COUNT as i64
            || match (&size, &magnitude) {
                // The terms grow again, or no longer matter.
                (Some(before), Some(now)) => {
                    now >= before
                        || now.is_zero()
                        || now.magnitude() < magnitude_of(&sum) - ar.precision() - 2
                }
                _ => false,
            };
        if last {
            return ar.add(&sum, &term.hull(&int(0)));
        }
        sum = ar.add(&sum, &term);
        size = magnitude;
        power = ar.mul(&power, &square);
        let (n, k) = (2 * j, i64::from(k));
        ratio *= integer((n - 1 + k) * (n + k)) / integer((n + 1) * (n + 2));
    }
    Enclosure::whole()
}

/// Binary order of magnitude of the sum so far.
fn magnitude_of(sum: &Enclosure) -> i64 {
    match &sum.hi {
        Some(e) if !e.value.is_zero() => e.value.magnitude(),
        _ => 0,
    }
}
