//! Reverse operations: what an argument can still be once the result is known to lie in a range.
//!
//! Each function returns a subset of the argument's current set `x` that keeps every element for
//! which some choice of the other arguments gives a defined value in `range`. These are the
//! backward steps of forward-backward (HC4) contraction: Benhamou, Goualard, Granvilliers, Puget,
//! "Revising hull and box consistency", ICLP 1999. An empty result proves that there is none.

use super::double::Interval;
use super::trigonometric::half_turns;

/// Branches of a periodic function tried from each end before giving up.
const BRANCHES: i64 = 4;

/// `x` such that `x + y` can lie in `range`.
#[inline]
#[must_use]
pub fn add(range: Interval, x: Interval, y: Interval) -> Interval {
    x.intersect(range - y)
}

/// `x` such that `x - y` can lie in `range`.
#[inline]
#[must_use]
pub fn sub_left(range: Interval, x: Interval, y: Interval) -> Interval {
    x.intersect(range + y)
}

/// `y` such that `x - y` can lie in `range`.
#[inline]
#[must_use]
pub fn sub_right(range: Interval, x: Interval, y: Interval) -> Interval {
    y.intersect(x - range)
}

/// `x` such that `x * y` can lie in `range`.
#[must_use]
pub fn mul(range: Interval, x: Interval, y: Interval) -> Interval {
    if range.is_empty() || x.is_empty() || y.is_empty() {
        Interval::EMPTY
    } else if !y.contains_zero() {
        x.intersect(range / y)
    } else if range.contains_zero() {
        x
    } else {
        // y = 0 cannot give a nonzero product; the two sides of 0 are divided by separately.
        let below = range / y.intersect(-Interval::NONNEGATIVE);
        let above = range / y.intersect(Interval::NONNEGATIVE);
        x.intersect(below).hull(x.intersect(above))
    }
}

/// `x` such that `x / y` can lie in `range`.
#[inline]
#[must_use]
pub fn div_left(range: Interval, x: Interval, y: Interval) -> Interval {
    x.intersect(range * y)
}

/// `y` such that `x / y` can lie in `range`.
#[inline]
#[must_use]
pub fn div_right(range: Interval, x: Interval, y: Interval) -> Interval {
    mul(x, y, range)
}

/// `x` such that `-x` can lie in `range`.
#[inline]
#[must_use]
pub fn neg(range: Interval, x: Interval) -> Interval {
    x.intersect(-range)
}

/// `x` in `root` or in its mirror image.
#[inline]
fn both_signs(root: Interval, x: Interval) -> Interval {
    x.intersect(root).hull(x.intersect(-root))
}

/// `x` such that `|x|` can lie in `range`.
#[inline]
#[must_use]
pub fn abs(range: Interval, x: Interval) -> Interval {
    both_signs(range.intersect(Interval::NONNEGATIVE), x)
}

/// `x` such that `x^2` can lie in `range`.
#[inline]
#[must_use]
pub fn sqr(range: Interval, x: Interval) -> Interval {
    both_signs(range.sqrt(), x)
}

/// `x` such that `x^n` can lie in `range`.
#[must_use]
pub fn powi(range: Interval, x: Interval, n: i32) -> Interval {
    if n == 0 {
        return if range.contains(1.0) {
            x
        } else {
            Interval::EMPTY
        };
    }
    let k = n.unsigned_abs();
    let even = k.is_multiple_of(2);
    let range = if even {
        range.intersect(Interval::NONNEGATIVE)
    } else {
        range
    };
    let power = if n < 0 { range.recip() } else { range };
    let root = power.root(k);
    if even {
        both_signs(root, x)
    } else {
        x.intersect(root)
    }
}

/// `x` such that `1 / x` can lie in `range`.
#[inline]
#[must_use]
pub fn recip(range: Interval, x: Interval) -> Interval {
    x.intersect(range.recip())
}

/// `x` such that `sqrt x` can lie in `range`.
#[inline]
#[must_use]
pub fn sqrt(range: Interval, x: Interval) -> Interval {
    x.intersect(range.intersect(Interval::NONNEGATIVE).sqr())
}

/// `x` such that the real `n`-th root can lie in `range`.
#[must_use]
pub fn root(range: Interval, x: Interval, n: u32) -> Interval {
    let range = if n.is_multiple_of(2) {
        range.intersect(Interval::NONNEGATIVE)
    } else {
        range
    };
    match i32::try_from(n) {
        Ok(0) => Interval::EMPTY,
        Ok(n) => x.intersect(range.powi(n)),
        Err(_) => x,
    }
}

/// `x` such that `x^(p/q)`, as [`Interval::pow_rational`] means it, can lie in `range`.
#[must_use]
pub fn pow_rational(range: Interval, x: Interval, p: i32, q: u32) -> Interval {
    if q == 0 {
        return Interval::EMPTY;
    }
    let (p, q) = super::elementary::reduced(p, q);
    if q == 1 {
        return powi(range, x, p);
    }
    let x = x.intersect(Interval::NONNEGATIVE);
    let range = range.intersect(Interval::NONNEGATIVE);
    match i32::try_from(q) {
        // x >= 0 and y >= 0: y = x^(p/q) iff x = y^(q/p), 0 included when p > 0.
        Ok(q) => {
            let inverse = range.pow_rational(q, p.unsigned_abs());
            x.intersect(if p < 0 { inverse.recip() } else { inverse })
        }
        Err(_) => x,
    }
}

/// `x` such that `e^x` can lie in `range`.
#[inline]
#[must_use]
pub fn exp(range: Interval, x: Interval) -> Interval {
    x.intersect(range.log())
}

/// `x` such that `log x` can lie in `range`.
#[inline]
#[must_use]
pub fn log(range: Interval, x: Interval) -> Interval {
    x.intersect(range.exp())
}

/// `x` such that `min(x, y)` can lie in `range`.
#[must_use]
pub fn min(range: Interval, x: Interval, y: Interval) -> Interval {
    -max(-range, -x, -y)
}

/// `x` such that `max(x, y)` can lie in `range`.
#[must_use]
pub fn max(range: Interval, x: Interval, y: Interval) -> Interval {
    if range.is_empty() || y.is_empty() || y.lo > range.hi {
        return Interval::EMPTY;
    }
    // If y cannot reach the range, x must.
    let least = if y.hi < range.lo {
        range.lo
    } else {
        f64::NEG_INFINITY
    };
    x.intersect(Interval {
        lo: least,
        hi: range.hi,
    })
}

/// The hull of the parts of `x` on the branches of a function of period π or 2π.
///
/// `branch(m)` must hold every solution on branch `m`, and `first..=last` every branch that meets
/// `x`. At most [`BRANCHES`] branches are tried from each end: past those the end is left alone.
fn periodic(x: Interval, first: i64, last: i64, branch: impl Fn(i64) -> Interval) -> Interval {
    let found = |m: i64| {
        let part = x.intersect(branch(m));
        (!part.is_empty()).then_some(part)
    };
    let complete = last - first < BRANCHES;
    let from_below = (first..=last.min(first + BRANCHES - 1)).find_map(found);
    let from_above = (first.max(last - BRANCHES + 1)..=last)
        .rev()
        .find_map(found);
    match (from_below, from_above) {
        (None, _) | (_, None) if complete => Interval::EMPTY,
        (below, above) => Interval {
            lo: below.map_or(x.lo, Interval::lo),
            hi: above.map_or(x.hi, Interval::hi),
        },
    }
}

fn whole(m: i64) -> Interval {
    Interval::from_i64(m)
}

/// `x` such that `sin x` can lie in `range`.
#[must_use]
pub fn sin(range: Interval, x: Interval) -> Interval {
    // On [(m - 1/2) π, (m + 1/2) π]: x = m π + (-1)^m arcsin(value).
    let root = range.asin();
    if root.is_empty() || x.is_empty() {
        return Interval::EMPTY;
    }
    let Some((first, last)) = half_turns(x, 0.5) else {
        return x;
    };
    periodic(x, first, last + 1, |m| {
        whole(m) * Interval::PI + if m & 1 == 0 { root } else { -root }
    })
}

/// `x` such that `cos x` can lie in `range`.
#[must_use]
pub fn cos(range: Interval, x: Interval) -> Interval {
    // On [m π, (m + 1) π]: x = m π + arccos(value) for even m, (m + 1) π - arccos(value) for odd m.
    let root = range.acos();
    if root.is_empty() || x.is_empty() {
        return Interval::EMPTY;
    }
    let Some((first, last)) = half_turns(x, 0.0) else {
        return x;
    };
    periodic(x, first - 1, last, |m| {
        if m & 1 == 0 {
            whole(m) * Interval::PI + root
        } else {
            whole(m + 1) * Interval::PI - root
        }
    })
}

/// `x` such that `tan x` can lie in `range`.
#[must_use]
pub fn tan(range: Interval, x: Interval) -> Interval {
    // On ((m - 1/2) π, (m + 1/2) π): x = m π + arctan(value).
    let root = range.atan();
    if root.is_empty() || x.is_empty() {
        return Interval::EMPTY;
    }
    let Some((first, last)) = half_turns(x, 0.5) else {
        return x;
    };
    periodic(x, first, last + 1, |m| whole(m) * Interval::PI + root)
}

/// `x` such that `arcsin x` can lie in `range`.
#[must_use]
pub fn asin(range: Interval, x: Interval) -> Interval {
    let half_pi = Interval::HALF_PI.hi;
    let range = range.intersect(Interval {
        lo: -half_pi,
        hi: half_pi,
    });
    x.intersect(Interval::UNIT_BALL).intersect(range.sin())
}

/// `x` such that `arccos x` can lie in `range`.
#[must_use]
pub fn acos(range: Interval, x: Interval) -> Interval {
    let range = range.intersect(Interval {
        lo: 0.0,
        hi: Interval::PI.hi,
    });
    x.intersect(Interval::UNIT_BALL).intersect(range.cos())
}

/// `x` such that `arctan x` can lie in `range`.
#[must_use]
pub fn atan(range: Interval, x: Interval) -> Interval {
    let half_pi = Interval::HALF_PI;
    if range.is_empty() || range.lo >= half_pi.hi || range.hi <= -half_pi.hi {
        return Interval::EMPTY;
    }
    // `tan` of a point near ±π/2 gives the real line, which is right for an end beyond it too.
    let lo = if range.lo <= -half_pi.lo {
        f64::NEG_INFINITY
    } else {
        Interval {
            lo: range.lo,
            hi: range.lo,
        }
        .tan()
        .lo
    };
    let hi = if range.hi >= half_pi.lo {
        f64::INFINITY
    } else {
        Interval {
            lo: range.hi,
            hi: range.hi,
        }
        .tan()
        .hi
    };
    x.intersect(Interval { lo, hi })
}

/// The half planes that the angle of `(x, y)` tells: `(y, x)` such that `atan2(y, x)` can lie in
/// `range`.
#[must_use]
pub fn atan2(range: Interval, y: Interval, x: Interval) -> (Interval, Interval) {
    let (pi, half_pi) = (Interval::PI, Interval::HALF_PI);
    let range = range.intersect(Interval {
        lo: -pi.hi,
        hi: pi.hi,
    });
    if range.is_empty() {
        return (Interval::EMPTY, Interval::EMPTY);
    }
    let nonpositive = -Interval::NONNEGATIVE;
    let mut y = y;
    let mut x = x;
    if range.lo >= 0.0 {
        y = y.intersect(Interval::NONNEGATIVE);
    } else if range.hi <= 0.0 {
        y = y.intersect(nonpositive);
    }
    if range.lo >= -half_pi.lo && range.hi <= half_pi.lo {
        x = x.intersect(Interval::NONNEGATIVE);
    } else if range.lo >= half_pi.hi || range.hi <= -half_pi.hi {
        x = x.intersect(nonpositive);
    }
    (y, x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iv(lo: f64, hi: f64) -> Interval {
        Interval::new(lo, hi)
    }

    #[test]
    fn products_divide_on_both_sides_of_zero() {
        assert_eq!(
            mul(iv(1.0, 2.0), iv(-10.0, 10.0), iv(2.0, 4.0)),
            iv(0.25, 1.0)
        );
        assert_eq!(
            mul(iv(1.0, 2.0), iv(0.0, 10.0), iv(-2.0, 4.0)),
            iv(0.25, 10.0)
        );
        assert!(mul(iv(1.0, 2.0), iv(-0.1, 0.1), iv(-2.0, 4.0)).is_empty());
        assert!(mul(iv(1.0, 2.0), iv(-9.0, 9.0), Interval::ZERO).is_empty());
        assert_eq!(
            mul(iv(0.0, 2.0), iv(-9.0, 9.0), Interval::ZERO),
            iv(-9.0, 9.0)
        );
    }

    #[test]
    fn powers_and_roots() {
        assert_eq!(sqr(iv(4.0, 9.0), iv(-5.0, 2.5)), iv(-3.0, 2.5));
        assert_eq!(sqr(iv(4.0, 9.0), iv(-1.0, 5.0)), iv(2.0, 3.0));
        assert!(sqr(iv(-4.0, -1.0), iv(-1.0, 5.0)).is_empty());
        assert_eq!(powi(iv(-8.0, 27.0), iv(-9.0, 9.0), 3), iv(-2.0, 3.0));
        assert_eq!(powi(iv(0.25, 1.0), iv(-9.0, 9.0), -2), iv(-2.0, 2.0));
        assert_eq!(sqrt(iv(-1.0, 2.0), iv(-9.0, 9.0)), iv(0.0, 4.0));
        assert_eq!(
            pow_rational(iv(8.0, 27.0), iv(-9.0, 90.0), 3, 2),
            iv(4.0, 9.0)
        );
    }

    #[test]
    fn periodic_functions_move_both_ends() {
        let positive = sin(iv(0.5, 1.0), iv(-1.0, 6.0));
        assert!((positive.lo() - 0.5235987755982988).abs() < 1e-12);
        assert!((positive.hi() - 2.6179938779914944).abs() < 1e-12);
        let falling = cos(iv(-1.0, 0.0), iv(0.0, 6.0));
        assert!((falling.lo() - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        assert!((falling.hi() - 3.0 * std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        assert!(sin(iv(2.0, 3.0), Interval::ENTIRE).is_empty());
        assert!(cos(iv(0.9, 1.0), iv(1.0, 5.0)).is_empty());
        let slope = tan(iv(1.0, 2.0), iv(2.0, 7.0));
        assert!((slope.lo() - 3.9269908169872414).abs() < 1e-12);
        assert!((slope.hi() - 4.248741371858).abs() < 1e-9);
    }

    #[test]
    fn minimum_and_maximum() {
        assert_eq!(max(iv(2.0, 3.0), iv(-9.0, 9.0), iv(0.0, 1.0)), iv(2.0, 3.0));
        assert_eq!(
            max(iv(2.0, 3.0), iv(-9.0, 9.0), iv(0.0, 2.0)),
            iv(-9.0, 3.0)
        );
        assert!(max(iv(2.0, 3.0), iv(-9.0, 9.0), iv(4.0, 5.0)).is_empty());
        assert_eq!(min(iv(2.0, 3.0), iv(-9.0, 9.0), iv(4.0, 5.0)), iv(2.0, 3.0));
    }
}
