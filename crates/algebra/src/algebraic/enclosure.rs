//! Enclosures of values by integers in units of a power of two, and of Bernstein coefficients.

use num_bigint::BigInt;

use crate::polynomial::sign_of;

/// A closed interval with ends in units of `2^-bits`, the precision being known from the context.
#[derive(Clone, Debug)]
pub(super) struct Enclosure {
    pub(super) lower: BigInt,
    pub(super) upper: BigInt,
}

impl Enclosure {
    pub(super) fn exact(value: &BigInt, bits: u64) -> Self {
        let v = value << bits;
        Enclosure {
            lower: v.clone(),
            upper: v,
        }
    }

    pub(super) fn add(&self, other: &Enclosure) -> Enclosure {
        Enclosure {
            lower: &self.lower + &other.lower,
            upper: &self.upper + &other.upper,
        }
    }

    /// Product, rounded outward.
    pub(super) fn mul(&self, other: &Enclosure, bits: u64) -> Enclosure {
        let products = [
            &self.lower * &other.lower,
            &self.lower * &other.upper,
            &self.upper * &other.lower,
            &self.upper * &other.upper,
        ];
        let mut lower = products[0].clone();
        let mut upper = products[0].clone();
        for p in &products[1..] {
            if *p < lower {
                lower.clone_from(p);
            }
            if *p > upper {
                upper.clone_from(p);
            }
        }
        // A right shift rounds down.
        Enclosure {
            lower: lower >> bits,
            upper: -((-upper) >> bits),
        }
    }

    /// The sign, if it is the same all over.
    pub(super) fn sign(&self) -> Option<i8> {
        let (a, b) = (sign_of(&self.lower), sign_of(&self.upper));
        (a == b).then_some(a)
    }
}

/// The largest number of sign changes a choice of values in the enclosures can show.
pub(super) fn most_variations(b: &[Enclosure]) -> usize {
    // Most changes so far among choices whose last sign is minus, plus; `None`: not possible.
    let mut best: [Option<usize>; 2] = [None, None];
    for e in b {
        let can = [sign_of(&e.lower) < 0, sign_of(&e.upper) > 0];
        let can_be_zero = sign_of(&e.lower) <= 0 && sign_of(&e.upper) >= 0;
        let before = best;
        let started = before[0].is_some() || before[1].is_some();
        for s in 0..2 {
            let skip = if can_be_zero { before[s] } else { None };
            let take = can[s].then(|| {
                if started {
                    before[s].max(before[1 - s].map(|n| n + 1)).unwrap_or(0)
                } else {
                    0
                }
            });
            best[s] = skip.max(take);
        }
    }
    best[0].max(best[1]).unwrap_or(0)
}

/// Splits Bernstein coefficients at `eighths / 8`, rounding outward.
pub(super) fn de_casteljau(b: &[Enclosure], eighths: u32) -> (Vec<Enclosure>, Vec<Enclosure>) {
    let n = b.len();
    let (t, s) = (BigInt::from(eighths), BigInt::from(8 - eighths));
    let mut row = b.to_vec();
    let mut left = vec![row[0].clone()];
    let mut right = vec![row[n - 1].clone()];
    for length in (1..n).rev() {
        for i in 0..length {
            let lower = &row[i].lower * &s + &row[i + 1].lower * &t;
            let upper = &row[i].upper * &s + &row[i + 1].upper * &t;
            // A right shift rounds down.
            row[i] = Enclosure {
                lower: lower >> 3u32,
                upper: -((-upper) >> 3u32),
            };
        }
        left.push(row[0].clone());
        right.push(row[length - 1].clone());
    }
    right.reverse();
    (left, right)
}
