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
        let n = coefficients.len() - 1;
        let lead = &coefficients[n];
        let smallest = match lead.sign() {
            Some(1) => lead.lower.clone(),
            Some(-1) => -&lead.upper,
            _ => return Ok(None),
        };
        let largest = coefficients
            .iter()
            .map(|c| c.lower.bits().max(c.upper.bits()))
            .max()
            .unwrap_or(0);
        // Cauchy's bound, as a power of two.
        let bound = (largest as i64 - smallest.bits() as i64 + 2).max(1) as u64;
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
        let end = Dyadic::power_of_two(bound as i64);
        let mut found = Vec::new();
        let mut stack = vec![(bernstein, end.negated(), end, 0u64)];
        while let Some((b, lower, upper, depth)) = stack.pop() {
            if interrupt() {
                return Err(Halt::Interrupted);
            }
            let most = most_variations(&b);
            if most == 0 {
                continue;
            }
            if most == 1 {
                let (Some(low), Some(high)) = (b[0].sign(), b[n].sign()) else {
                    return Ok(None);
                };
                if low * high < 0 {
                    found.push((lower, upper, low));
                    continue;
                }
            }
            if depth > precision + bound + 16 {
                return Ok(None);
            }
            let mut halves = None;
            // Another split point if the first may be a root.
            for eighths in [4u32, 3, 5, 6, 2] {
                let (left, right) = de_casteljau(&b, eighths);
                if right[0].sign().is_some_and(|s| s != 0) {
                    halves = Some((left, right, eighths));
                    break;
                }
            }
            let Some((left, right, eighths)) = halves else {
                return Ok(None);
            };
            let width = upper.plus(&lower.negated());
            let cut = lower.plus(&Dyadic {
                mantissa: width.mantissa * eighths,
                exponent: width.exponent + 3,
            });
            stack.push((right, cut.clone(), upper, depth + 1));
            stack.push((left, lower, cut, depth + 1));
        }
        Ok(Some(found))
    }
}
