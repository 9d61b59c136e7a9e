//! Bernoulli numbers.

use super::Q;
use super::rational::integer;
use num_traits::{One, Zero};
use std::sync::OnceLock;

/// How many are tabulated: `B_2, B_4, ..., B_(2 COUNT)`.
pub const COUNT: usize = 32;

/// `B_(2j)` for `1 <= j <= COUNT`, at position `j - 1`.
///
/// From `sum over k < n of C(n, k) B_k = 0` for `n >= 2`.
pub fn even() -> &'static [Q] {
    static TABLE: OnceLock<Vec<Q>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut all: Vec<Q> = vec![Q::one()];
        for m in 1..=2 * COUNT {
            let n = m as i64 + 1;
            let mut sum = Q::zero();
            let mut choose = Q::one();
            for (k, b) in all.iter().enumerate() {
                let k = k as i64;
                sum += &choose * b;
                choose = choose * integer(n - k) / integer(k + 1);
            }
            // `choose` is now C(n, n - 1) = n.
            all.push(-sum / choose);
        }
        (1..=COUNT).map(|j| all[2 * j].clone()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational::ratio;

    #[test]
    fn the_first_are_those_of_the_handbooks() {
        let b = even();
        let known = [
            (1, 6),
            (-1, 30),
            (1, 42),
            (-1, 30),
            (5, 66),
            (-691, 2730),
            (7, 6),
        ];
        for (j, (n, d)) in known.into_iter().enumerate() {
            assert_eq!(b[j], ratio(n, d), "B_{}", 2 * j + 2);
        }
        assert_eq!(b.len(), COUNT);
    }
}
