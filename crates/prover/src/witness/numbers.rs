//! Rational coordinates: short ones near others, and linear equations in them.

use lemmabox_kernel::exact::{Q, rational};
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
    let scale: num_bigint::BigInt = num_bigint::BigInt::from(1) << 220u32;
    let scaled = (q * Q::from_integer(scale.clone())).round();
    scaled / Q::from_integer(scale)
}

/// Gaussian elimination with pivoting on an augmented matrix. `None` when it is singular.
pub(super) fn solve(mut rows: Vec<Vec<Q>>) -> Option<Vec<Q>> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by_key(|&r| rows[r][i].abs())?;
        if rows[pivot][i].is_zero() {
            return None;
        }
        rows.swap(i, pivot);
        for r in 0..n {
            if r != i && !rows[r][i].is_zero() {
                let factor = shorten(&(&rows[r][i] / &rows[i][i]));
                let pivot = rows[i].clone();
                for (entry, above) in rows[r][i..].iter_mut().zip(&pivot[i..]) {
                    *entry -= &factor * above;
                }
            }
        }
    }
    Some(
        (0..n)
            .map(|i| shorten(&(&rows[i][n] / &rows[i][i])))
            .collect(),
    )
}
