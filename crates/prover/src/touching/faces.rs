//! Faces of the cone of definite matrices, told from numbers that only tend to them: kernels as
//! short fractions, and what of a list of numbers is 0 (facial reduction; Monniaux and Corbineau
//! 2011).

use super::matrix::Matrix;
use super::sums_of_squares::eliminated;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, integer, simplest_between};
use num_traits::{One, ToPrimitive, Zero};

/// Largest denominator in a recognised kernel.
const MAX_DENOMINATOR: i64 = 200;
/// A number by so much smaller than the next is taken for one that tends to 0.
const GAP: f64 = 0.02;

/// The kernel, in short fractions, of a symmetric matrix that is nearly singular; all of the space
/// where it is nearly zero.
pub(super) fn short_kernel(n: usize, entry: impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<Q>>> {
    let mut matrix = Matrix::zero(n);
    for i in 0..n {
        for j in 0..n {
            matrix.set(i, j, entry(i, j));
        }
    }
    if matrix.norm() < 1e-6 {
        let unit = |i: usize| (0..n).map(|j| integer(i64::from(i == j))).collect();
        return Some((0..n).map(unit).collect());
    }
    kernel(&matrix)
}

/// The kernel, in short fractions, of a symmetric matrix that is nearly singular.
pub(super) fn kernel(matrix: &Matrix) -> Option<Vec<Vec<Q>>> {
    let n = matrix.n();
    let (eigenvalues, vectors) = matrix.eigen();
    let largest = eigenvalues.iter().fold(0.0f64, |m, y| m.max(y.abs()));
    let kernel: Vec<Vec<f64>> = (0..n)
        .filter(|&i| eigenvalues[i] < 1e-4 * largest)
        .map(|i| (0..n).map(|row| vectors.get(row, i)).collect())
        .collect();
    if kernel.is_empty() {
        return None;
    }
    recognised(kernel, n)
}

/// The size below which numbers that are not negative count as 0, if they are not told by `least`
/// alone. A number that the face holds at 0 only tends to it, like the root of the distance to the
/// face; what it is shows in the gap between such numbers and the others.
pub(super) fn vanishing(mut values: Vec<f64>, least: f64) -> Option<f64> {
    for v in &mut values {
        *v = v.abs().max(least);
    }
    values.sort_by(|a, b| b.total_cmp(a));
    let gap = (values.windows(2)).find(|w| w[1] < GAP * w[0] && w[1] < 1e-3 * values[0]);
    gap.map(|w| (w[0] * w[1]).sqrt())
}

/// A rational basis near the span of some orthonormal vectors.
fn recognised(mut rows: Vec<Vec<f64>>, n: usize) -> Option<Vec<Vec<Q>>> {
    let mut next = 0;
    let mut used = vec![false; n];
    while next < rows.len() {
        // Complete pivoting keeps the entries at most 1 or so.
        let (mut best, mut at) = (0.0, (next, 0));
        for (i, row) in rows.iter().enumerate().skip(next) {
            for (j, y) in row.iter().enumerate() {
                if !used[j] && y.abs() > best {
                    (best, at) = (y.abs(), (i, j));
                }
            }
        }
        if best < 1e-3 {
            return None;
        }
        rows.swap(next, at.0);
        used[at.1] = true;
        let pivot = rows[next][at.1];
        for y in &mut rows[next] {
            *y /= pivot;
        }
        let row = rows[next].clone();
        for (i, other) in rows.iter_mut().enumerate() {
            if i != next {
                let c = other[at.1];
                for (y, z) in other.iter_mut().zip(&row) {
                    *y -= c * z;
                }
            }
        }
        next += 1;
    }
    let near = |y: f64| -> Option<Q> {
        // A denominator that would be found near one in ten numbers is no chance; where there is
        // none, the shortest fraction is taken.
        let guesses = [(1e-6, 300), (1e-5, 100), (1e-4, 30), (1e-3, 10), (1e-3, 20)];
        for (tolerance, most) in guesses.into_iter().chain([(1e-4, MAX_DENOMINATOR)]) {
            let q = simplest_between(&from_f64(y - tolerance)?, &from_f64(y + tolerance)?);
            if q.denom().to_i64()? <= most {
                return Some(q);
            }
        }
        None
    };
    rows.iter()
        .map(|row| row.iter().map(|&y| near(y)).collect())
        .collect()
}

/// A basis of the vectors orthogonal to all of `rows`.
pub(super) fn complement(rows: &[Vec<Q>], n: usize) -> Vec<Vec<Q>> {
    let equations = rows
        .iter()
        .map(|row| {
            let entries = row.iter().cloned().enumerate();
            (entries.filter(|e| !e.1.is_zero()).collect(), Q::zero())
        })
        .collect();
    let Some(solved) = eliminated(equations) else {
        return Vec::new();
    };
    (0..n)
        .filter(|j| !solved.contains_key(j))
        .map(|j| {
            let mut w = vec![Q::zero(); n];
            w[j] = Q::one();
            for (pivot, (row, _)) in &solved {
                if let Some(q) = row.get(&j) {
                    w[*pivot] = -q.clone();
                }
            }
            w
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;

    #[test]
    fn what_tends_to_zero_is_told_from_what_does_not() {
        let values = vec![0.74, 0.16, 9e-3, 2.4e-5, 1.3e-5, 1e-8];
        let least = vanishing(values, 1e-9).unwrap_or(1e-9);
        assert!((2.4e-5..9e-3).contains(&least));
        // Sizes without a gap are all kept.
        let even = vec![1.0, 0.2, 0.04, 8e-3, 1.6e-3];
        assert!(vanishing(even, 1e-9).unwrap_or(1e-9) <= 1e-9);
    }

    #[test]
    fn a_kernel_is_read_as_the_fractions_that_are_no_chance() {
        // 9/100 seen to six places is not 1/11, which is simpler and within 1/1000.
        let length = (1.0f64 + 0.01 + 0.0081).sqrt();
        let seen = vec![1.0 / length, 0.1 / length, 0.090_000_4 / length];
        let rows = recognised(vec![seen], 3).unwrap();
        assert_eq!(rows, [[integer(1), ratio(1, 10), ratio(9, 100)]]);
    }
}
