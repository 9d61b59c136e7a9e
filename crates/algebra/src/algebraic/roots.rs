//! Real roots of polynomials over a point.

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::enclosure::{Enclosure, de_casteljau, most_variations};
use super::{MAX_BITS, RealNumber, Root, SamplePoint};
use crate::polynomial::Polynomial;
use crate::real_root::{self, Dyadic, IsolatedRoot, sign_at_dyadic};
use crate::resultant::{Halt, Interrupt};

/// An interval and the sign of a polynomial at its lower end.
type SignedInterval = (Dyadic, Dyadic, i8);

impl SamplePoint {
    /// The real roots, in rising order, of `p` in variable `k` over the first `k` coordinates;
    /// `None` when `p` vanishes identically there.
    pub fn roots(
        &mut self,
        p: &Polynomial,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Option<Vec<RealNumber>>, Halt> {
        let q = self.trim(p, k, interrupt)?;
        if q.is_zero() {
            return Ok(None);
        }
        if q.main_variable() != Some(k) {
            return Ok(Some(Vec::new()));
        }
        if let Some(coefficients) = q.univariate_coefficients() {
            let (square_free, isolated) = real_root::isolate(&coefficients);
            let polynomial = Arc::new(Polynomial::univariate(k, &square_free));
            return Ok(Some(
                isolated
                    .into_iter()
                    .map(|root| match root {
                        IsolatedRoot::Exact(r) => RealNumber::Rational(r),
                        IsolatedRoot::Between(lower, upper) => {
                            let sign_lower = sign_at_dyadic(&square_free, &lower);
                            RealNumber::Root(Root {
                                polynomial: polynomial.clone(),
                                lower,
                                upper,
                                sign_lower,
                            })
                        }
                    })
                    .collect(),
            ));
        }
        let mut q = q;
        let mut bits = 96;
        let mut square_free = false;
        loop {
            if let Some(found) = self.isolate_enclosed(&q, bits, interrupt)? {
                let polynomial = Arc::new(q);
                let mut roots = Vec::with_capacity(found.len());
                for (lower, upper, sign_lower) in found {
                    roots.push(RealNumber::Root(Root {
                        polynomial: polynomial.clone(),
                        lower,
                        upper,
                        sign_lower,
                    }));
                }
                return Ok(Some(roots));
            }
            if !square_free && bits >= 192 {
                square_free = true;
                let derivative = self.trim(&q.derivative(), k, interrupt)?;
                let common = self.gcd(q.clone(), derivative, k, interrupt)?;
                if common.main_variable() == Some(k) {
                    let (quotient, _) = q.pseudo_divide(&common, k);
                    q = self.trim(&quotient, k, interrupt)?;
                    if let Some(j) = self.single_coordinate(&q, &q, k) {
                        q = self.divide_by_leading(q, j, k, interrupt)?;
                    }
                    bits = 48;
                }
            }
            bits *= 2;
            if bits > MAX_BITS {
                return Err(Halt::TooLarge);
            }
        }
    }

    /// Roots of `q` (trimmed) in its main variable by Descartes' rule in the Bernstein basis with
    /// enclosed coefficients: intervals with exactly one root, a simple one, and the sign at the
    /// lower end. `None` when the precision does not suffice.
    fn isolate_enclosed(
        &mut self,
        q: &Polynomial,
        precision: u64,
        interrupt: Interrupt<'_>,
    ) -> Result<Option<Vec<SignedInterval>>, Halt> {
        let mut occurs = vec![false; self.coordinates.len()];
        q.coefficients()
            .iter()
            .for_each(|c| c.mark_variables(&mut occurs));
        for (i, _) in occurs.iter().enumerate().filter(|(_, o)| **o) {
            self.refine(i, precision as i64, interrupt)?;
        }
        let coefficients: Vec<Enclosure> = q
            .coefficients()
            .iter()
            .map(|c| self.enclose(c, precision))
            .collect();
        let Some(bound) = cauchy_bound(&coefficients) else {
            return Ok(None);
        };
        let end = Dyadic::power_of_two(bound as i64);
        let whole = Piece {
            bernstein: bernstein(coefficients, bound),
            lower: end.negated(),
            upper: end,
            depth: 0,
        };
        isolate_by_variations(whole, precision + bound + 16, interrupt)
    }
}

/// `b` such that all roots lie between `-2^b` and `2^b`; `None` if the leading coefficient may be
/// 0.
fn cauchy_bound(coefficients: &[Enclosure]) -> Option<u64> {
    let lead = coefficients.last()?;
    let smallest = match lead.sign()? {
        1 => lead.lower.clone(),
        -1 => -&lead.upper,
        _ => return None,
    };
    let largest = coefficients
        .iter()
        .map(|c| c.lower.bits().max(c.upper.bits()))
        .max()
        .unwrap_or(0);
    Some((largest as i64 - smallest.bits() as i64 + 2).max(1) as u64)
}

/// The coefficients in the Bernstein basis of `[-2^bound, 2^bound]`, up to a positive factor.
fn bernstein(coefficients: Vec<Enclosure>, bound: u64) -> Vec<Enclosure> {
    let n = coefficients.len() - 1;
    // x = -2^bound + 2^(bound+1) y: scale by -2^bound, shift by -1 in the scaled variable,
    // i.e. r(z) = q(2^bound z), z = -1 + 2y; s(w) = r(w - 1), w = 2y.
    let mut c: Vec<Enclosure> = coefficients
        .into_iter()
        .enumerate()
        .map(|(i, e)| {
            let shift = bound * i as u64;
            Enclosure {
                lower: e.lower << shift,
                upper: e.upper << shift,
            }
        })
        .collect();
    for i in 0..n {
        for j in (i..n).rev() {
            let Enclosure { lower, upper } = c[j + 1].clone();
            c[j].lower -= upper;
            c[j].upper -= lower;
        }
    }
    // Bernstein: b_j = sum_i C(j,i)/C(n,i) c_i 2^i; multiplied by n! to stay with integers.
    let mut factorial = vec![BigInt::one()];
    for i in 1..=n {
        factorial.push(&factorial[i - 1] * i);
    }
    let mut bernstein = Vec::with_capacity(n + 1);
    for j in 0..=n {
        let mut sum = Enclosure {
            lower: BigInt::zero(),
            upper: BigInt::zero(),
        };
        for (i, e) in c.iter().enumerate().take(j + 1) {
            // n! * C(j,i)/C(n,i) = j! (n-i)! / (j-i)!
            let weight = (&factorial[j] * &factorial[n - i] / &factorial[j - i]) << i as u64;
            sum.lower += &e.lower * &weight;
            sum.upper += &e.upper * &weight;
        }
        bernstein.push(sum);
    }
    bernstein
}

/// A polynomial on an interval.
struct Piece {
    /// Its coefficients in the Bernstein basis of the interval.
    bernstein: Vec<Enclosure>,
    lower: Dyadic,
    upper: Dyadic,
    /// How often the first interval was cut.
    depth: u64,
}

/// Cuts an interval until the signs of the coefficients of each piece vary once or never. `None`
/// when pieces cut `deepest` times do not suffice.
fn isolate_by_variations(
    whole: Piece,
    deepest: u64,
    interrupt: Interrupt<'_>,
) -> Result<Option<Vec<SignedInterval>>, Halt> {
    let mut found = Vec::new();
    let mut stack = vec![whole];
    while let Some(piece) = stack.pop() {
        if interrupt() {
            return Err(Halt::Interrupted);
        }
        let most = most_variations(&piece.bernstein);
        if most == 0 {
            continue;
        }
        if most == 1 {
            let [Some(low), Some(high)] = [piece.bernstein.first(), piece.bernstein.last()]
                .map(|end| end.and_then(Enclosure::sign))
            else {
                return Ok(None);
            };
            if low * high < 0 {
                found.push((piece.lower, piece.upper, low));
                continue;
            }
        }
        if piece.depth > deepest {
            return Ok(None);
        }
        let Some((left, right)) = piece.cut() else {
            return Ok(None);
        };
        stack.push(right);
        stack.push(left);
    }
    Ok(Some(found))
}

impl Piece {
    /// Two parts that meet where the polynomial is not 0; `None` where it may be at every place
    /// tried.
    fn cut(self) -> Option<(Self, Self)> {
        // Another split point if the first may be a root.
        let (left, right, eighths) = [4u32, 3, 5, 6, 2].into_iter().find_map(|eighths| {
            let (left, right) = de_casteljau(&self.bernstein, eighths);
            let apart = right[0].sign().is_some_and(|s| s != 0);
            apart.then_some((left, right, eighths))
        })?;
        let width = self.upper.plus(&self.lower.negated());
        let cut = self.lower.plus(&Dyadic {
            mantissa: width.mantissa * eighths,
            exponent: width.exponent + 3,
        });
        let depth = self.depth + 1;
        let left = Self {
            bernstein: left,
            lower: self.lower,
            upper: cut.clone(),
            depth,
        };
        let right = Self {
            bernstein: right,
            lower: cut,
            upper: self.upper,
            depth,
        };
        Some((left, right))
    }
}
