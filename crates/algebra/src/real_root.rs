//! Real roots of univariate polynomials over the integers: isolation by Descartes' rule of signs
//! with bisection (Vincent, Collins, Akritas), and refinement.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::polynomial::{Polynomial, sign_of};

/// The number `mantissa / 2^exponent`.
#[derive(Clone, Debug)]
pub struct Dyadic {
    /// Numerator.
    pub mantissa: BigInt,
    /// Binary logarithm of the denominator.
    pub exponent: u64,
}

impl Dyadic {
    /// An integer.
    pub fn integer(value: BigInt) -> Self {
        Dyadic {
            mantissa: value,
            exponent: 0,
        }
    }

    /// `2^power`, the power of either sign.
    pub fn power_of_two(power: i64) -> Self {
        if power >= 0 {
            Self::integer(BigInt::one() << power)
        } else {
            Dyadic {
                mantissa: BigInt::one(),
                exponent: power.unsigned_abs(),
            }
        }
    }

    fn aligned(&self, exponent: u64) -> BigInt {
        &self.mantissa << (exponent - self.exponent)
    }

    /// Sum.
    pub fn plus(&self, other: &Dyadic) -> Dyadic {
        let exponent = self.exponent.max(other.exponent);
        Dyadic {
            mantissa: self.aligned(exponent) + other.aligned(exponent),
            exponent,
        }
    }

    /// Negative.
    pub fn negated(&self) -> Dyadic {
        Dyadic {
            mantissa: -&self.mantissa,
            exponent: self.exponent,
        }
    }

    /// Half way to `other`.
    pub fn midpoint(&self, other: &Dyadic) -> Dyadic {
        let mut sum = self.plus(other);
        sum.exponent += 1;
        sum.reduced()
    }

    fn reduced(mut self) -> Dyadic {
        let spare = self
            .mantissa
            .trailing_zeros()
            .unwrap_or(self.exponent)
            .min(self.exponent);
        self.mantissa >>= spare;
        self.exponent -= spare;
        self
    }

    /// As a rational number.
    pub fn to_rational(&self) -> BigRational {
        BigRational::new(self.mantissa.clone(), BigInt::one() << self.exponent)
    }

    /// `floor(self * 2^bits)`.
    pub fn floor_scaled(&self, bits: u64) -> BigInt {
        if bits >= self.exponent {
            &self.mantissa << (bits - self.exponent)
        } else {
            &self.mantissa >> (self.exponent - bits)
        }
    }

    /// `ceil(self * 2^bits)`.
    pub fn ceil_scaled(&self, bits: u64) -> BigInt {
        -self.negated().floor_scaled(bits)
    }
}

impl PartialEq for Dyadic {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Dyadic {}
impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Dyadic {
    fn cmp(&self, other: &Self) -> Ordering {
        let exponent = self.exponent.max(other.exponent);
        self.aligned(exponent).cmp(&other.aligned(exponent))
    }
}

/// A real root, alone in its interval.
#[derive(Clone, Debug)]
pub enum IsolatedRoot {
    /// A rational root.
    Exact(BigRational),
    /// The only root in the open interval; the polynomial has opposite signs at the ends.
    Between(Dyadic, Dyadic),
}

/// Sign of a polynomial (coefficients by rising power) at a dyadic number.
pub fn sign_at_dyadic(coefficients: &[BigInt], at: &Dyadic) -> i8 {
    let mut sum = BigInt::zero();
    for (i, c) in coefficients.iter().rev().enumerate() {
        sum = sum * &at.mantissa + (c << (at.exponent * i as u64));
    }
    sign_of(&sum)
}

/// Sign of a polynomial (coefficients by rising power) at a rational number.
pub fn sign_at_rational(coefficients: &[BigInt], at: &BigRational) -> i8 {
    let mut sum = BigInt::zero();
    let mut power = BigInt::one();
    for c in coefficients.iter().rev() {
        sum = sum * at.numer() + c * &power;
        power *= at.denom();
    }
    sign_of(&sum)
}

/// The real roots in rising order, and the square-free polynomial the intervals refer to. The
/// polynomial must not be zero.
pub fn isolate(coefficients: &[BigInt]) -> (Vec<BigInt>, Vec<IsolatedRoot>) {
    let mut p = Polynomial::univariate(0, coefficients).normalised();
    let g = p.gcd(&p.derivative());
    if !g.is_constant() {
        p = p.div_exact(&g).unwrap_or(p);
    }
    let mut rest = p.univariate_coefficients().unwrap_or_default();
    let mut exact: Vec<BigRational> = Vec::new();
    let mut between = Vec::new();
    while rest.len() > 2 {
        if rest[0].is_zero() {
            exact.push(BigRational::zero());
            rest.remove(0);
            continue;
        }
        match isolate_without_simple(&rest) {
            Ok(intervals) => {
                between = intervals;
                break;
            }
            Err(root) => {
                rest = deflate(&rest, &root);
                exact.push(root);
            }
        }
    }
    if rest.len() == 2 {
        exact.push(BigRational::new(-&rest[0], rest[1].clone()));
        rest = vec![BigInt::one()];
    }
    let mut roots: Vec<(BigRational, IsolatedRoot)> = Vec::new();
    for interval in between {
        match apart(&rest, interval, &exact) {
            Ok((lower, upper)) => {
                roots.push((lower.to_rational(), IsolatedRoot::Between(lower, upper)));
            }
            Err(root) => exact.push(root),
        }
    }
    roots.extend(
        exact
            .into_iter()
            .map(|r| (r.clone(), IsolatedRoot::Exact(r))),
    );
    roots.sort_by(|a, b| a.0.cmp(&b.0));
    (rest, roots.into_iter().map(|(_, r)| r).collect())
}

/// An interval for each root of a square-free polynomial that is not zero at 0; `Err` is an exact
/// root met on the way, or the simplest number of an interval if it is one. Small rational roots
/// are worth finding: a rational sample is far cheaper.
fn isolate_without_simple(p: &[BigInt]) -> Result<Vec<(Dyadic, Dyadic)>, BigRational> {
    let lead_bits = p[p.len() - 1].bits() as i64;
    isolate_without_exact(p)?
        .into_iter()
        .map(|(lower, upper)| {
            let (lower, upper) = refine_interval(p, lower, upper, (2 * lead_bits + 2).min(64))?;
            let guess = simplest_between(&lower.to_rational(), &upper.to_rational());
            if sign_at_rational(p, &guess) == 0 {
                return Err(guess);
            }
            Ok((lower, upper))
        })
        .collect()
}

/// The interval of a root of `p`, bisected until it holds none of the exact roots of other factors;
/// `Err` is the root itself, met on the way.
fn apart(
    p: &[BigInt],
    (mut lower, mut upper): (Dyadic, Dyadic),
    exact: &[BigRational],
) -> Result<(Dyadic, Dyadic), BigRational> {
    while exact
        .iter()
        .any(|r| lower.to_rational() <= *r && *r <= upper.to_rational())
    {
        let middle = lower.midpoint(&upper);
        match sign_at_dyadic(p, &middle) {
            0 => return Err(middle.to_rational()),
            s if s == sign_at_dyadic(p, &lower) => lower = middle,
            _ => upper = middle,
        }
    }
    Ok((lower, upper))
}

fn deflate(p: &[BigInt], root: &BigRational) -> Vec<BigInt> {
    let divisor = Polynomial::univariate(0, &[-root.numer(), root.denom().clone()]);
    Polynomial::univariate(0, p)
        .div_exact(&divisor)
        .and_then(|q| q.univariate_coefficients())
        .unwrap_or_else(|| vec![BigInt::one()])
}

/// Bisects to a width of at most `2^-bits`; `Err` is an exact root met on the way.
pub fn refine_interval(
    p: &[BigInt],
    mut lower: Dyadic,
    mut upper: Dyadic,
    bits: i64,
) -> Result<(Dyadic, Dyadic), BigRational> {
    let sign = sign_at_dyadic(p, &lower);
    let width = Dyadic::power_of_two(-bits);
    while upper.plus(&lower.negated()) > width {
        let middle = lower.midpoint(&upper);
        match sign_at_dyadic(p, &middle) {
            0 => return Err(middle.to_rational()),
            s if s == sign => lower = middle,
            _ => upper = middle,
        }
    }
    Ok((lower, upper))
}

fn variations(p: &[BigInt]) -> usize {
    let mut last = 0;
    let mut count = 0;
    for s in p.iter().map(sign_of).filter(|&s| s != 0) {
        if last != 0 && s != last {
            count += 1;
        }
        last = s;
    }
    count
}

/// `p(x + 1)`, in place.
fn shift_by_one(p: &mut [BigInt]) {
    let n = p.len();
    for i in 0..n.saturating_sub(1) {
        for j in (i..n - 1).rev() {
            let above = p[j + 1].clone();
            p[j] += above;
        }
    }
}

/// Isolates the roots of a square-free polynomial that does not vanish at 0; `Err` is a root that
/// lies exactly on a bisection point.
fn isolate_without_exact(p: &[BigInt]) -> Result<Vec<(Dyadic, Dyadic)>, BigRational> {
    let n = p.len() - 1;
    // Cauchy: every root is below 1 + max |c_i| / |c_n| <= 2^bound.
    let largest = p.iter().map(|c| c.bits()).max().unwrap_or(0);
    let bound = (largest as i64 - p[n].bits() as i64 + 2).max(1) as u64;
    let mut result = Vec::new();
    for negative in [true, false] {
        let scaled: Vec<BigInt> = p
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let value = c << (bound * i as u64);
                if negative && i % 2 == 1 {
                    -value
                } else {
                    value
                }
            })
            .collect();
        let mut half = Vec::new();
        // (c, k) stands for the interval (c, c + 1) * 2^(bound - k).
        let mut stack = vec![(scaled, BigInt::zero(), 0u64)];
        while let Some((q, c, k)) = stack.pop() {
            let mut reversed: Vec<BigInt> = q.iter().rev().cloned().collect();
            shift_by_one(&mut reversed);
            match variations(&reversed) {
                0 => {}
                1 => {
                    let end = |c: BigInt| {
                        if k >= bound {
                            Dyadic {
                                mantissa: c,
                                exponent: k - bound,
                            }
                        } else {
                            Dyadic::integer(c << (bound - k))
                        }
                    };
                    half.push((end(c.clone()), end(c + 1)));
                }
                _ => {
                    let left: Vec<BigInt> = q
                        .iter()
                        .enumerate()
                        .map(|(i, a)| a << (n - i) as u64)
                        .collect();
                    let mut right = left.clone();
                    shift_by_one(&mut right);
                    if right[0].is_zero() {
                        let shift = bound as i64 - k as i64 - 1;
                        let root = (BigRational::from_integer(&c * 2 + 1))
                            * Dyadic::power_of_two(shift).to_rational();
                        return Err(if negative { -root } else { root });
                    }
                    stack.push((right, &c * 2 + 1, k + 1));
                    stack.push((left, c * 2, k + 1));
                }
            }
        }
        if negative {
            result.extend(
                half.into_iter()
                    .rev()
                    .map(|(a, b)| (b.negated(), a.negated())),
            );
        } else {
            result.extend(half);
        }
    }
    Ok(result)
}

/// The rational number of least denominator (and then least absolute value) strictly between.
/// Requires `lower < upper`.
pub fn simplest_between(lower: &BigRational, upper: &BigRational) -> BigRational {
    if lower.is_negative() && upper.is_positive() {
        return BigRational::zero();
    }
    if !upper.is_positive() {
        return -simplest_between(&-upper, &-lower);
    }
    // Continued fraction of both ends as long as they agree.
    let mut parts: Vec<BigInt> = Vec::new();
    let mut low = lower.clone();
    let mut high = Some(upper.clone());
    let mut value = loop {
        let whole = low.numer().div_floor(low.denom());
        let next = BigRational::from_integer(&whole + 1);
        if high.as_ref().is_none_or(|h| next < *h) {
            break next;
        }
        let Some(h) = high else { break next };
        let base = BigRational::from_integer(whole.clone());
        let rest = &low - &base;
        parts.push(whole);
        high = if rest.is_zero() {
            None
        } else {
            Some(rest.recip())
        };
        low = (h - base).recip();
    };
    for part in parts.into_iter().rev() {
        value = BigRational::from_integer(part) + value.recip();
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn product(roots: &[(i64, i64)]) -> Vec<BigInt> {
        let x = Polynomial::variable(0);
        let p = roots.iter().fold(Polynomial::one(), |p, &(n, d)| {
            &p * &(&x.scale(&d.into()) - &Polynomial::integer(n))
        });
        p.univariate_coefficients().unwrap()
    }

    proptest! {
        #[test]
        fn rational_roots_are_found_exactly(roots in prop::collection::vec((-40i64..40, 1i64..9), 1..7)) {
            let mut wanted: Vec<_> = roots.iter().map(|&(n, d)| BigRational::new(n.into(), d.into())).collect();
            wanted.sort();
            wanted.dedup();
            let (_, found) = isolate(&product(&roots));
            let found: Vec<_> = found
                .into_iter()
                .map(|r| match r {
                    IsolatedRoot::Exact(r) => r,
                    IsolatedRoot::Between(a, b) => panic!("not exact: {a:?} {b:?}"),
                })
                .collect();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn intervals_are_disjoint_and_hold_one_sign_change(c in prop::collection::vec(-30i64..31, 2..9)) {
            prop_assume!(c.iter().skip(1).any(|&c| c != 0));
            let c: Vec<BigInt> = c.into_iter().map(BigInt::from).collect();
            let (square_free, roots) = isolate(&c);
            let mut reach: Option<BigRational> = None;
            for root in &roots {
                let (low, high) = match root {
                    IsolatedRoot::Exact(r) => {
                        prop_assert_eq!(sign_at_rational(&c, r), 0);
                        (r.clone(), r.clone())
                    }
                    IsolatedRoot::Between(a, b) => {
                        prop_assert_eq!(sign_at_dyadic(&square_free, a) * sign_at_dyadic(&square_free, b), -1);
                        (a.to_rational(), b.to_rational())
                    }
                };
                prop_assert!(reach.is_none_or(|r| r <= low));
                reach = Some(high);
            }
            // Sturm's theorem counts the same number.
            prop_assert_eq!(roots.len(), sturm_count(&c));
        }

        #[test]
        fn the_simplest_number_is_between(a in -50i64..50, n in 1i64..40, d in 1i64..40, w in 1i64..1000) {
            let low = BigRational::new((a * n).into(), d.into());
            let high = &low + BigRational::new(1.into(), w.into());
            let s = simplest_between(&low, &high);
            prop_assert!(low < s && s < high);
            let bound = s.denom().clone();
            let mut k = BigInt::one();
            while k < bound {
                let next = (low.numer() * &k).div_floor(low.denom()) + 1;
                prop_assert!(BigRational::new(next, k.clone()) >= high);
                k += 1;
            }
        }
    }

    fn sturm_count(c: &[BigInt]) -> usize {
        let p = Polynomial::univariate(0, c);
        let mut chain = vec![p.clone(), p.derivative()];
        loop {
            let (a, b) = (&chain[chain.len() - 2], &chain[chain.len() - 1]);
            if b.is_constant() {
                break;
            }
            // The factor of the pseudo-remainder must be positive.
            let (_, r) = a.pseudo_divide(b, 0);
            let even = (a.degree() - b.degree() + 1) % 2 == 0;
            let r = if even || b.ground_leading().is_positive() {
                -&r
            } else {
                r
            };
            if r.is_zero() {
                break;
            }
            chain.push(r.primitive());
        }
        let changes = |at_plus: bool| {
            let mut last = 0;
            let mut count = 0i64;
            for q in &chain {
                let mut s = sign_of(q.ground_leading());
                if !at_plus && q.degree() % 2 == 1 {
                    s = -s;
                }
                if s != 0 {
                    count += i64::from(last != 0 && last != s);
                    last = s;
                }
            }
            count
        };
        usize::try_from(changes(false) - changes(true)).unwrap()
    }

    #[test]
    fn close_roots_are_told_apart() {
        // Mignotte: x^9 - 2 (100 x - 1)^2 has two roots very near 1/100, and one near 16.
        let x = Polynomial::variable(0);
        let line = &x.scale(&100.into()) - &Polynomial::one();
        let p = &x.pow(9) - &line.pow(2).scale(&2.into());
        let (_, roots) = isolate(&p.univariate_coefficients().unwrap());
        assert_eq!(roots.len(), 3);
    }

    #[test]
    fn wilkinson_has_twenty_roots() {
        let roots: Vec<(i64, i64)> = (1..=20).map(|n| (n, 1)).collect();
        assert_eq!(isolate(&product(&roots)).1.len(), 20);
    }
}
