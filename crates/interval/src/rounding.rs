//! One f64 operation rounded down or up, and exact when the exact result is an f64 and that is
//! cheap to see.
//!
//! Everything here assumes IEEE 754 binary64 in round-to-nearest with gradual underflow, which is
//! what Rust promises. No argument may be NaN.

/// Results below this may have lost bits to underflow; the general path treats them separately.
const SAFELY_NORMAL: f64 = f64::from_bits((1023 - 960) << 52);

/// The next f64 below `x` if `step`, else `x`. Where `step` holds `x` must be finite and nonzero.
#[inline(always)]
fn step_down_if(x: f64, step: bool) -> f64 {
    let bits = x.to_bits() as i64;
    let unit = (bits >> 63) | 1;
    f64::from_bits((bits - (unit & -i64::from(step))) as u64)
}

/// `s + e = a + b` exactly, for `s` the rounded sum (Knuth's TwoSum; Møller 1965).
#[inline(always)]
fn two_sum_error(a: f64, b: f64, s: f64) -> f64 {
    let bb = s - a;
    (a - (s - bb)) + (b - bb)
}

#[cold]
#[inline(never)]
fn pred(x: f64) -> f64 {
    x.next_down()
}

/// The greatest f64 at most `a + b`, or -inf. Not for `+inf + -inf`.
#[inline(always)]
pub(super) fn add_down(a: f64, b: f64) -> f64 {
    let s = a + b;
    let error = two_sum_error(a, b, s);
    if error.is_finite() {
        // A nonzero error means a nonzero finite sum.
        step_down_if(s, error < 0.0)
    } else {
        // An infinite operand or overflow: pred(+inf) is the greatest finite number.
        pred(s)
    }
}

/// The least f64 at least `a + b`, or +inf. Not for `+inf + -inf`.
#[inline(always)]
pub(super) fn add_up(a: f64, b: f64) -> f64 {
    -add_down(-a, -b)
}

/// Whether the significands of `x` and `y` are short enough for the product to be an f64, over-
/// and underflow left aside. Sufficient, not necessary; true for a factor that is a power of two.
#[inline(always)]
fn short_product(x: f64, y: f64) -> bool {
    let zeros = |v: f64| (v.to_bits() | 1 << 52).trailing_zeros();
    let (zx, zy) = (zeros(x), zeros(y));
    // 53 - z significant bits each. A power of two (z = 52) adds none.
    zx + zy >= 53 || zx == 52 || zy == 52
}

#[inline(always)]
fn in_normal_range(p: f64) -> bool {
    (SAFELY_NORMAL..=f64::MAX).contains(&p.abs())
}

/// Rounds down a product or quotient `p` that overflowed, came near underflow or has an infinite
/// operand. `positive` tells the sign of the exact result, which is not zero.
#[inline(always)]
fn extreme_down(p: f64, positive: bool) -> f64 {
    let below = p.next_down();
    if positive { below.max(0.0) } else { below }
}

#[cold]
#[inline(never)]
fn mul_down_extreme(x: f64, y: f64, p: f64) -> f64 {
    if x == 0.0 || y == 0.0 {
        0.0
    } else if x.is_infinite() || y.is_infinite() || x.abs() == 1.0 || y.abs() == 1.0 {
        p
    } else {
        extreme_down(p, (x > 0.0) == (y > 0.0))
    }
}

/// A lower bound of `x * y` within one ulp, with `0 * inf = 0`; exact for short factors.
#[inline(always)]
pub(super) fn mul_down(x: f64, y: f64) -> f64 {
    let p = x * y;
    if in_normal_range(p) {
        step_down_if(p, !short_product(x, y))
    } else {
        mul_down_extreme(x, y, p)
    }
}

/// An upper bound of `x * y` within one ulp, with `0 * inf = 0`; exact for short factors.
#[inline(always)]
pub(super) fn mul_up(x: f64, y: f64) -> f64 {
    -mul_down(-x, y)
}

#[cold]
#[inline(never)]
fn div_down_extreme(x: f64, y: f64, q: f64) -> f64 {
    if x == 0.0 || y.is_infinite() {
        0.0
    } else if x.is_infinite() || y.abs() == 1.0 {
        q
    } else {
        extreme_down(q, (x > 0.0) == (y > 0.0))
    }
}

/// A lower bound of `x / y` within one ulp for `y` not zero; exact when the quotient is an f64 with
/// a short product back. With `y` infinite it gives the limit 0. Not for `inf / inf`.
#[inline(always)]
pub(super) fn div_down(x: f64, y: f64) -> f64 {
    let q = x / y;
    if in_normal_range(q) {
        let exact = q * y == x && x.abs() >= SAFELY_NORMAL && short_product(q, y);
        step_down_if(q, !exact)
    } else {
        div_down_extreme(x, y, q)
    }
}

/// The mirror of [`div_down`].
#[inline(always)]
pub(super) fn div_up(x: f64, y: f64) -> f64 {
    -div_down(-x, y)
}

#[inline(always)]
fn sqrt_is_exact(x: f64, r: f64) -> bool {
    // Not `r == x`: the root of the f64 before 1 rounds to that f64.
    x == 0.0 || x == f64::INFINITY || (r * r == x && x >= SAFELY_NORMAL && short_product(r, r))
}

/// A lower bound of `sqrt(x)` within one ulp, `x >= 0`; exact for short roots.
#[inline(always)]
pub(super) fn sqrt_down(x: f64) -> f64 {
    let r = x.sqrt();
    step_down_if(r, !sqrt_is_exact(x, r))
}

/// An upper bound of `sqrt(x)` within one ulp, `x >= 0`; exact for short roots.
#[inline(always)]
pub(super) fn sqrt_up(x: f64) -> f64 {
    let r = x.sqrt();
    -step_down_if(-r, !sqrt_is_exact(x, r))
}

/// A lower bound of `x^n` for `x >= 0`, by repeated squaring with every product rounded down.
#[inline]
pub(super) fn pow_down(x: f64, n: u32) -> f64 {
    power(x, n, mul_down)
}

/// An upper bound of `x^n` for `x >= 0`, by repeated squaring with every product rounded up.
#[inline]
pub(super) fn pow_up(x: f64, n: u32) -> f64 {
    power(x, n, mul_up)
}

#[inline(always)]
fn power(x: f64, mut n: u32, mul: impl Fn(f64, f64) -> f64) -> f64 {
    let mut result = 1.0;
    let mut square = x;
    loop {
        if n & 1 == 1 {
            result = if result == 1.0 {
                square
            } else {
                mul(result, square)
            };
        }
        n >>= 1;
        if n == 0 {
            return result;
        }
        square = mul(square, square);
    }
}

/// The f64 below a correctly rounded `value`, or `value` itself where that is known to be exact.
#[inline(always)]
pub(super) fn down_unless(exact: bool, value: f64) -> f64 {
    if exact { value } else { value.next_down() }
}

/// The f64 above a correctly rounded `value`, or `value` itself where that is known to be exact.
#[inline(always)]
pub(super) fn up_unless(exact: bool, value: f64) -> f64 {
    if exact { value } else { value.next_up() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_sums_stay_exact_and_others_move_one_ulp() {
        assert_eq!(add_down(0.5, 0.25), 0.75);
        assert_eq!(add_up(0.1, 0.0), 0.1);
        let tiny = 2f64.powi(-80);
        assert_eq!(add_down(1.0, tiny), 1.0);
        assert_eq!(add_up(1.0, tiny), 1f64.next_up());
        assert_eq!(add_down(1.0, -tiny), 1f64.next_down());
        assert_eq!(add_up(1.0, -tiny), 1.0);
    }

    #[test]
    fn overflow_keeps_a_finite_end() {
        assert_eq!(add_down(f64::MAX, f64::MAX), f64::MAX);
        assert_eq!(add_up(f64::MAX, f64::MAX), f64::INFINITY);
        assert_eq!(add_up(-f64::MAX, -f64::MAX), -f64::MAX);
        assert_eq!(mul_down(f64::MAX, 2.0), f64::MAX);
        assert_eq!(mul_up(f64::MAX, 3.0), f64::INFINITY);
        assert_eq!(div_down(f64::MAX, 0.3), f64::MAX);
    }

    #[test]
    fn underflow_keeps_the_sign_and_encloses() {
        let tiny = f64::from_bits(1);
        assert_eq!(mul_down(tiny, 0.5), 0.0);
        assert_eq!(mul_up(tiny, 0.5), tiny);
        assert_eq!(mul_down(-tiny, 0.5), -tiny);
        assert_eq!(mul_up(-tiny, 0.5), 0.0);
        assert_eq!(div_down(tiny, 3.0), 0.0);
        assert_eq!(div_up(-tiny, 3.0), 0.0);
        // 2^-1074 * 3/2 rounds to an even neighbour, so both sides must move or stay outside.
        assert!(mul_down(tiny, 1.5) <= tiny && mul_up(tiny, 1.5) >= 2.0 * tiny);
    }

    #[test]
    fn short_products_quotients_and_roots_are_exact() {
        for (x, y) in [
            (3.0, 7.0),
            (1.0, 0.1),
            (0.1, 2.0),
            (-0.5, 0.3),
            (1e10, 1e-300_f64.abs()),
        ] {
            if x == 1e10 {
                assert!(mul_down(x, y) < mul_up(x, y));
            } else {
                assert_eq!(mul_down(x, y), x * y);
                assert_eq!(mul_up(x, y), x * y);
            }
        }
        assert_eq!(div_down(21.0, 7.0), 3.0);
        assert_eq!(div_up(0.1, 4.0), 0.1 / 4.0);
        assert!(div_down(1.0, 3.0) < div_up(1.0, 3.0));
        assert_eq!(sqrt_down(2.25), 1.5);
        assert_eq!(sqrt_up(2.25), 1.5);
        assert!(sqrt_down(2.0) < sqrt_up(2.0));
        let below_one = 1f64.next_down();
        assert_eq!(sqrt_up(below_one), 1.0);
        assert_eq!(pow_down(3.0, 5), 243.0);
        assert_eq!(pow_up(0.0, 5), 0.0);
        assert_eq!(pow_up(0.7, 0), 1.0);
    }
}
