//! Rational coordinates: short ones near others, and linear equations in them.

use lemmabox_kernel::exact::{Q, rational};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};

/// Largest power of ten tried as a coordinate.
const MAX_EXPONENT: u32 = 60;

/// Doubles as the rational numbers that they are; none for infinities and what is no number.
pub(super) fn rationals(x: &[f64]) -> Option<Vec<Q>> {
    x.iter().map(|&x| rational::from_f64(x)).collect()
}

/// Numbers with fewer digits near `q`, and powers of ten between 1 and `q`; the shortest first.
pub(super) fn shorter(q: &Q) -> Vec<Q> {
    let mut out: Vec<Q> = Vec::new();
    let one = rational::integer(1);
    let ten = rational::integer(10);
    let size = q.abs();
    if size.is_zero() {
        return out;
    }
    let mut power = ten.clone();
    let far = |power: &Q| *power < size || power.recip() > size;
    for _ in 0..MAX_EXPONENT {
        if !far(&power) {
            break;
        }
        let candidate = if size > one {
            power.clone()
        } else {
            power.recip()
        };
        out.push(candidate * q.signum());
        power *= &ten;
    }
    for (n, d) in [(9, 10), (1, 2), (1, 5), (1, 20)] {
        let t = &size * rational::ratio(n, d);
        out.push(rational::simplest_between(&(q - &t), &(q + &t)));
    }
    let mut t = size / rational::integer(100);
    for _ in 0..10 {
        out.push(rational::simplest_between(&(q - &t), &(q + &t)));
        t /= rational::integer(50);
    }
    let limit = rational::bits(q);
    out.retain(|c| rational::bits(c) < limit);
    out.sort_by_key(rational::bits);
    out.dedup();
    out
}

/// Largest binary exponent, in magnitude, of a number written out as a fraction.
const MAX_BINARY_EXPONENT: u32 = 4096;

pub(super) fn to_rational(f: &rug::Float) -> Option<Q> {
    // The exponents of MPFR go further than any memory.
    if f.get_exp()
        .is_some_and(|e| e.unsigned_abs() > MAX_BINARY_EXPONENT)
    {
        return None;
    }
    let r = f.to_rational()?;
    rational::parse(&format!("{r}")).or_else(|| {
        let (n, d) = (r.numer().to_string(), r.denom().to_string());
        Some(Q::new(n.parse().ok()?, d.parse().ok()?))
    })
}

pub(super) fn shorten(q: &Q) -> Q {
    let scale = BigInt::from(1) << 220u32;
    let scaled = (q * Q::from_integer(scale.clone())).round();
    scaled / Q::from_integer(scale)
}

/// Binary digits behind the point in which equations are solved.
const FIXED_BITS: u32 = 384;

/// Gaussian elimination with pivoting on an augmented matrix, in numbers with so many digits behind
/// the point: fractions would grow with every step. `None` when it is singular.
pub(super) fn solve(rows: Vec<Vec<Q>>) -> Option<Vec<Q>> {
    let n = rows.len();
    let fixed = |q: &Q| (q.numer() << FIXED_BITS) / q.denom();
    let mut rows: Vec<Vec<BigInt>> = (rows.iter())
        .map(|row| row.iter().map(fixed).collect())
        .collect();
    for i in 0..n {
        let pivot = (i..n).max_by(|&a, &b| rows[a][i].magnitude().cmp(rows[b][i].magnitude()))?;
        if rows[pivot][i].is_zero() {
            return None;
        }
        rows.swap(i, pivot);
        let pivot = rows[i].clone();
        for (r, row) in rows.iter_mut().enumerate() {
            if r != i && !row[i].is_zero() {
                let factor = (&row[i] << FIXED_BITS) / &pivot[i];
                for (entry, above) in row[i..].iter_mut().zip(&pivot[i..]) {
                    *entry -= (&factor * above) >> FIXED_BITS;
                }
            }
        }
    }
    let value = |i: usize| shorten(&Q::new(rows[i][n].clone(), rows[i][i].clone()));
    Some((0..n).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rational::{integer, ratio};

    #[test]
    fn equations_are_solved_to_many_digits() {
        let rows = [[2, 1, 5], [1, 3, 10]].map(|row| row.map(integer).to_vec());
        let found = solve(rows.to_vec()).unwrap();
        for (x, expected) in found.iter().zip([1, 3]) {
            assert!((x - integer(expected)).abs() < ratio(1, 1 << 60));
        }
        let singular = [[1, 2, 3], [2, 4, 6]].map(|row| row.map(integer).to_vec());
        assert!(solve(singular.to_vec()).is_none());
    }
}
