//! Non-negative solutions of linear equations: a simplex in doubles finds the support, exact
//! elimination finds the rationals.

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::to_f64_near;
use lemmabox_kernel::expr::normal::{Monomial, Polynomial};
use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{One, Signed, Zero};
use rustc_hash::FxHashMap;

/// A column: row indices with coefficients.
pub type Column = Vec<(usize, Q)>;

const MAX_PIVOTS: usize = 3000;
const TINY: f64 = 1e-9;
/// Limits on the tableau and on all pivots together, in entries. (A limit on time would make
/// results depend on the machine.)
const MAX_ENTRIES: usize = 1_000_000;
const MAX_WORK: usize = 300_000_000;
/// Limit on the exact elimination, in products of words: about half a second.
const MAX_EXACT_WORK: u64 = 300_000_000;

/// `x >= 0` with `sum x_j column_j = right`, as the positive entries, exact. `None` when none was
/// found.
pub fn solve(columns: &[Column], right: &[Q]) -> Option<Vec<(usize, Q)>> {
    let mut support = basis(columns, right)?;
    let mut work = 0;
    // Doubles may leave a little noise in the support; drop the smallest entries while that helps.
    for _ in 0..8 {
        if let Some(found) = exact(
            columns,
            right,
            &support.iter().map(|s| s.0).collect::<Vec<_>>(),
            &mut work,
        ) {
            return Some(found);
        }
        let least = support
            .iter()
            .enumerate()
            .min_by(|a, b| a.1.1.total_cmp(&b.1.1))?
            .0;
        if support[least].1 > 1e-6 {
            return None;
        }
        support.swap_remove(least);
    }
    None
}

/// Non-negative multiples of polynomials whose sum is the target, by the positive ones.
pub fn combination(polynomials: &[Polynomial], target: &Polynomial) -> Option<Vec<(usize, Q)>> {
    let mut rows: FxHashMap<&Monomial, usize> = FxHashMap::default();
    let mut right: Vec<Q> = Vec::new();
    for (m, q) in target.terms() {
        rows.insert(m, right.len());
        right.push(q.clone());
    }
    let mut columns: Vec<Column> = Vec::with_capacity(polynomials.len());
    for p in polynomials {
        let mut column = Vec::with_capacity(p.len());
        for (m, q) in p.terms() {
            let next = right.len();
            let row = *rows.entry(m).or_insert(next);
            if row == next {
                right.push(Q::zero());
            }
            column.push((row, q.clone()));
        }
        columns.push(column);
    }
    solve(&columns, &right)
}

/// Phase one of the simplex method on a dense tableau: basic columns and their values.
fn basis(columns: &[Column], right: &[Q]) -> Option<Vec<(usize, f64)>> {
    let (m, n) = (right.len(), columns.len());
    if m == 0 || n == 0 || m.saturating_mul(n) > MAX_ENTRIES {
        return None;
    }
    let width = n + 1;
    let mut t = vec![0.0f64; m * width];
    for (j, column) in columns.iter().enumerate() {
        for (i, q) in column {
            t[i * width + j] = to_f64_near(q);
        }
    }
    for (i, q) in right.iter().enumerate() {
        t[i * width + n] = to_f64_near(q);
    }
    for row in t.chunks_mut(width) {
        let scale = row.iter().fold(0.0f64, |s, x| s.max(x.abs()));
        if scale == 0.0 {
            continue;
        }
        let scale = if row[n] < 0.0 { -scale } else { scale };
        row.iter_mut().for_each(|x| *x /= scale);
    }
    // Basic variable of each row; n and above are artificial. Cost row: sum of rows with
    // artificials.
    let mut basic: Vec<usize> = (n..n + m).collect();
    let mut cost = vec![0.0f64; width];
    for row in t.chunks(width) {
        for (c, x) in cost.iter_mut().zip(row) {
            *c += x;
        }
    }
    for pivots in 0..MAX_PIVOTS.min(MAX_WORK / (m * width)) {
        if cost[n] < TINY {
            break;
        }
        // Largest coefficient first; Bland's rule after a while, which cannot cycle.
        let entering = if pivots < MAX_PIVOTS / 2 {
            (0..n)
                .max_by(|&a, &b| cost[a].total_cmp(&cost[b]))
                .filter(|&j| cost[j] > TINY)?
        } else {
            (0..n).find(|&j| cost[j] > TINY)?
        };
        let mut leaving: Option<(usize, f64)> = None;
        for i in 0..m {
            let a = t[i * width + entering];
            if a <= 1e-8 {
                continue;
            }
            let ratio = (t[i * width + n] / a).max(0.0);
            let better = leaving.is_none_or(|(k, r)| {
                ratio < r - 1e-12
                    || (ratio < r + 1e-12
                        && (basic[i] >= n && basic[k] < n
                            || (basic[i] >= n) == (basic[k] >= n) && a > t[k * width + entering]))
            });
            if better {
                leaving = Some((i, ratio));
            }
        }
        let (r, _) = leaving?;
        let p = t[r * width + entering];
        for x in &mut t[r * width..(r + 1) * width] {
            *x /= p;
        }
        let row = t[r * width..(r + 1) * width].to_vec();
        for (i, other) in t.chunks_mut(width).enumerate() {
            let factor = other[entering];
            if i != r && factor != 0.0 {
                for (x, y) in other.iter_mut().zip(&row) {
                    *x -= factor * y;
                }
            }
        }
        let factor = cost[entering];
        for (x, y) in cost.iter_mut().zip(&row) {
            *x -= factor * y;
        }
        // An artificial that leaves takes its unit with it: its column is not kept, its cost was 1.
        basic[r] = entering;
    }
    if cost[n] > 1e-7 {
        return None;
    }
    Some(
        basic
            .iter()
            .enumerate()
            .filter_map(|(i, &j)| {
                let x = t[i * width + n];
                (j < n && x > TINY).then_some((j, x))
            })
            .collect(),
    )
}

/// The exact solution supported on the given columns, if it exists, is non-negative and was found
/// within the limit on `work`, to which the work done is added.
///
/// Fraction-free elimination of Gauss and Jordan in integers (E. H. Bareiss, Math. Comp. 22, 1968):
/// every entry stays a minor of the matrix, so that divisions are exact and no fraction needs to be
/// cancelled.
fn exact(
    columns: &[Column],
    right: &[Q],
    support: &[usize],
    work: &mut u64,
) -> Option<Vec<(usize, Q)>> {
    let k = support.len();
    let mut rows: Vec<Vec<Q>> = vec![vec![Q::zero(); k + 1]; right.len()];
    for (c, &j) in support.iter().enumerate() {
        for (i, q) in &columns[j] {
            rows[*i][c] = q.clone();
        }
    }
    for (row, q) in rows.iter_mut().zip(right) {
        row[k] = q.clone();
    }
    rows.retain(|r| r.iter().any(|q| !q.is_zero()));
    let mut rows: Vec<Vec<BigInt>> = rows.iter().map(|row| cleared(row)).collect();
    let mut pivots: Vec<(usize, usize)> = Vec::new();
    // The pivot before: each row with a pivot has this entry there.
    let mut last = BigInt::one();
    for c in 0..k {
        let next = pivots.len();
        let Some(r) = (next..rows.len()).find(|&r| !rows[r][c].is_zero()) else {
            continue;
        };
        rows.swap(next, r);
        let row = rows[next].clone();
        let pivot = &row[c];
        for (i, other) in rows.iter_mut().enumerate() {
            if i == next {
                continue;
            }
            if *work > MAX_EXACT_WORK {
                return None;
            }
            let factor = other[c].clone();
            for (x, y) in other.iter_mut().zip(&row) {
                if x.is_zero() && (y.is_zero() || factor.is_zero()) {
                    continue;
                }
                *work = work.saturating_add(words(x) * words(pivot) + words(y) * words(&factor));
                *x = (&*x * pivot - &factor * y) / &last;
            }
        }
        last = row[c].clone();
        pivots.push((next, c));
    }
    // What is left must be 0 = 0; columns without a pivot are set to zero.
    if rows[pivots.len()..].iter().any(|r| !r[k].is_zero()) {
        return None;
    }
    let mut out = Vec::new();
    for (r, c) in pivots {
        let x = Q::new(rows[r][k].clone(), last.clone());
        if x.is_negative() {
            return None;
        }
        if x.is_positive() {
            out.push((support[c], x));
        }
    }
    Some(out)
}

/// A multiple of a row by a positive integer, in integers.
fn cleared(row: &[Q]) -> Vec<BigInt> {
    let multiple = row.iter().fold(BigInt::one(), |m, q| m.lcm(q.denom()));
    row.iter()
        .map(|q| q.numer() * (&multiple / q.denom()))
        .collect()
}

fn words(x: &BigInt) -> u64 {
    x.bits() / 64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    #[test]
    fn a_feasible_system_is_solved_exactly() {
        // x0 + x1 = 1/3, x1 + x2 = 1/7, x0 - x2 = 4/21 (dependent).
        let columns = vec![
            vec![(0, integer(1)), (2, integer(1))],
            vec![(0, integer(1)), (1, integer(1))],
            vec![(1, integer(1)), (2, integer(-1))],
        ];
        let right = [ratio(1, 3), ratio(1, 7), ratio(4, 21)];
        let found = solve(&columns, &right).unwrap();
        for (i, r) in right.iter().enumerate() {
            let sum: Q = found
                .iter()
                .flat_map(|(j, x)| {
                    columns[*j]
                        .iter()
                        .filter(|(k, _)| *k == i)
                        .map(move |(_, q)| q * x)
                })
                .sum();
            assert_eq!(&sum, r);
        }
    }

    #[test]
    fn columns_that_depend_on_others_are_left_out() {
        // The third column is the sum of the first two, the fourth is zero; one row is half of
        // another.
        let half = |q: Q| q / integer(2);
        let columns = vec![
            vec![(0, ratio(2, 3)), (1, integer(-5)), (2, half(ratio(2, 3)))],
            vec![(0, ratio(-7, 4)), (1, ratio(1, 9)), (2, half(ratio(-7, 4)))],
            vec![
                (0, ratio(2, 3) + ratio(-7, 4)),
                (1, integer(-5) + ratio(1, 9)),
                (2, half(ratio(2, 3) + ratio(-7, 4))),
            ],
            vec![],
        ];
        let (x, y) = (ratio(3, 11), ratio(13, 17));
        let right = [0, 1, 2].map(|i| &x * &columns[0][i].1 + &y * &columns[1][i].1);
        let mut work = 0;
        let found = exact(&columns, &right, &[3, 0, 1, 2], &mut work);
        assert_eq!(found, Some(vec![(0, x), (1, y)]));
        // Over the limit nothing is answered.
        let mut work = MAX_EXACT_WORK + 1;
        assert_eq!(exact(&columns, &right, &[3, 0, 1, 2], &mut work), None);
    }

    #[test]
    fn an_infeasible_system_is_not_solved() {
        // x0 = -1; and x0 + x1 = 1, x0 + x1 = 2.
        assert!(solve(&[vec![(0, integer(1))]], &[integer(-1)]).is_none());
        let c = vec![(0, integer(1)), (1, integer(1))];
        assert!(solve(&[c.clone(), c], &[integer(1), integer(2)]).is_none());
    }
}
