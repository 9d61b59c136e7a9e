//! Cumulative distribution functions over enclosures.
//!
//! A start `a_0` uniform in a k-ball of radius `R` has `x = 1'a_0/(sqrt k R)` with density
//! proportional to `(1 - x^2)^{(k-1)/2}`, and given `x` the coordinate `y` along the part of `a*`
//! orthogonal to the all-ones vector is `sqrt(1 - x^2) tau` with `tau` independent of `x` and of
//! density proportional to `(1 - tau^2)^{(k-2)/2}`. (The pair `(x, y)` has density proportional to
//! `(1 - x^2 - y^2)^{(k-2)/2}`.) The angle of a direction uniform on the sphere of `R^p` to a fixed
//! one has density proportional to `sin^{p-2}`. With `x = sin theta` all three are powers of a
//! cosine: `int cos^m = cos^{m-1} sin / m + (m-1)/m int cos^{m-2}`.

use lemmabox_interval::Interval;

/// `int_0^theta cos^m` from enclosures of theta, its sine and its cosine (`cos >= 0`).
fn cosine_power(m: u32, theta: Interval, sin: Interval, cos: Interval) -> Interval {
    let square = cos.sqr();
    let (mut total, mut power, mut i) = if m.is_multiple_of(2) {
        (theta, cos, 2)
    } else {
        (sin, square, 3)
    };
    while i <= m {
        let n = Interval::from_i64(i64::from(i));
        let before = Interval::from_i64(i64::from(i - 1));
        total = power * sin / n + before / n * total;
        power = power * square;
        i += 2;
    }
    total
}

fn distribution(m: u32, theta: Interval, sin: Interval, cos: Interval) -> Interval {
    let half = Interval::point(0.5);
    let whole = cosine_power(m, Interval::HALF_PI, Interval::ONE, Interval::ZERO);
    let value = half + half * cosine_power(m, theta, sin, cos) / whole;
    value.intersect(Interval::new(0.0, 1.0))
}

/// Probability that a variable with density proportional to `(1 - x^2)^{(m-1)/2}` on `[-1, 1]` is
/// at most `x`.
#[must_use]
pub fn ball_coordinate(m: u32, x: Interval) -> Interval {
    let x = x.intersect(Interval::UNIT_BALL);
    distribution(m, x.asin(), x, (Interval::ONE - x.sqr()).sqrt())
}

/// Probability that an angle with density proportional to `sin^m` on `[0, pi]` is at most `phi`.
#[must_use]
pub fn angle(m: u32, phi: Interval) -> Interval {
    let sin = phi.sin().intersect(Interval::new(0.0, 1.0));
    distribution(m, phi - Interval::HALF_PI, -phi.cos(), sin)
}

/// The standard normal distribution function, for `|x| <= 12`; the trivial bounds beyond.
///
/// `Phi(x) = 1/2 + exp(-x^2/2)/sqrt(2 pi) sum x^(2i+1)/(2i+1)!!`, all terms of one sign; once the
/// ratio of terms is below 1/2 the rest is below the last term.
#[must_use]
pub fn normal(x: Interval) -> Interval {
    if x.mag() > 12.0 {
        return Interval::new(0.0, 1.0);
    }
    let end = |x: f64| {
        let x = Interval::point(x);
        let square = x.sqr();
        let mut term = x;
        let mut sum = x;
        let mut i = 1i64;
        loop {
            let ratio = square / Interval::from_i64(2 * i + 1);
            term = term * ratio;
            sum = sum + term;
            i += 1;
            let next = square / Interval::from_i64(2 * i + 1);
            if next.hi() < 0.5 && (term.mag() < 1e-18 * sum.mag() || sum.certainly_zero()) {
                break;
            }
        }
        let rest = Interval::ZERO.hull(term);
        let two_pi = Interval::from_i64(2) * Interval::PI;
        let scale = (-square / Interval::from_i64(2)).exp() / two_pi.sqrt();
        Interval::point(0.5) + scale * (sum + rest)
    };
    // It rises.
    end(x.lo())
        .hull(end(x.hi()))
        .intersect(Interval::new(0.0, 1.0))
}

/// The chi-square distribution function of `k >= 1` degrees of freedom, for `x >= 0`.
///
/// `F_1(x) = 2 Phi(sqrt x) - 1`, `F_2(x) = 1 - e^{-x/2}`, and `F_{k+2} = F_k - t_k` with
/// `t_k = (x/2)^{k/2} e^{-x/2}/Gamma(k/2 + 1)`, where `t_{k+2} = t_k x/(k + 2)` (Abramowitz and
/// Stegun, 26.4.8).
#[must_use]
pub fn chi_square(k: u32, x: Interval) -> Interval {
    let end = |x: f64| {
        let x = Interval::point(x);
        let half = x / Interval::from_i64(2);
        let fall = (-half).exp();
        let (mut total, mut term, first) = if k.is_multiple_of(2) {
            (Interval::ONE - fall, half * fall, 2)
        } else {
            let two = Interval::from_i64(2);
            let scale = (two * x / Interval::PI).sqrt();
            (
                two * rising_normal(x.sqrt()) - Interval::ONE,
                scale * fall,
                1,
            )
        };
        for i in (first..k).step_by(2) {
            total = total - term;
            term = term * x / Interval::from_i64(i64::from(i) + 2);
        }
        total
    };
    // It rises.
    end(x.lo().max(0.0))
        .hull(end(x.hi().max(0.0)))
        .intersect(Interval::new(0.0, 1.0))
}

/// [`normal`] of a nonnegative number of any size: beyond 12 it is between its value there and 1.
fn rising_normal(x: Interval) -> Interval {
    let limit = Interval::point(12.0);
    let low = normal(limit.min(x));
    if x.hi() <= 12.0 {
        low
    } else {
        low.hull(Interval::ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(x: Interval, value: f64) {
        assert!(
            x.contains(value) || (x.mid() - value).abs() < 1e-14,
            "{x} {value}"
        );
        assert!(x.width() < 1e-13, "{x}");
    }

    #[test]
    fn known_values() {
        // m = 1 is uniform; m = 2 the semicircle; m = 3 the 3-ball: (2 + 3x - x^3)/4.
        for x in [-1.0, -0.5, 0.0, 0.25, 1.0] {
            let p = Interval::point(x);
            close(ball_coordinate(1, p), 0.5 + 0.5 * x);
            close(ball_coordinate(3, p), (2.0 + 3.0 * x - x * x * x) / 4.0);
            let semicircle = 0.5 + (x * (1.0 - x * x).sqrt() + x.asin()) / std::f64::consts::PI;
            close(ball_coordinate(2, p), semicircle);
        }
        // sin^0 is uniform in the angle, sin^1 uniform in the cosine.
        close(angle(0, Interval::point(1.0)), 1.0 / std::f64::consts::PI);
        close(angle(1, Interval::point(1.0)), (1.0 - 1f64.cos()) / 2.0);
        close(angle(30, Interval::HALF_PI), 0.5);
        // Abramowitz and Stegun, table 26.1.
        close(normal(Interval::point(1.0)), 0.841_344_746_068_543);
        close(normal(Interval::point(-2.0)), 0.022_750_131_948_179_2);
        close(normal(Interval::ZERO), 0.5);
        assert!(normal(Interval::point(9.0)).hi() <= 1.0);
    }

    #[test]
    fn chi_square_at_known_points() {
        // Abramowitz and Stegun, table 26.8: 5 % points of 1, 2, 10 and 100 degrees of freedom.
        for (k, x) in [(1, 3.84146), (2, 5.99147), (10, 18.3070), (100, 124.342)] {
            let p = chi_square(k, Interval::point(x));
            assert!(
                (p.mid() - 0.95).abs() < 2e-5 && p.width() < 1e-10,
                "{k} {p}"
            );
        }
        // k = 4: 1 - e^{-x/2}(1 + x/2). k = 3 by its density.
        close(
            chi_square(4, Interval::point(2.0)),
            1.0 - 2.0 * (-1f64).exp(),
        );
        let h = 1e-4;
        let density = |x: f64| (x / (2.0 * std::f64::consts::PI)).sqrt() * (-x / 2.0).exp();
        let sum: f64 = (0..20_000)
            .map(|i| density((f64::from(i) + 0.5) * h) * h)
            .sum();
        assert!((chi_square(3, Interval::point(2.0)).mid() - sum).abs() < 1e-6);
        assert_eq!(chi_square(5, Interval::ZERO).lo(), 0.0);
        // Far out nothing is lost: the probability is 1 to the digits there are.
        let far = chi_square(3, Interval::point(400.0));
        assert!(far.lo() > 1.0 - 1e-12 && far.hi() <= 1.0, "{far}");
    }

    #[test]
    fn distributions_agree_with_sums_over_the_density() {
        for (m, x) in [(4u32, 0.3f64), (9, -0.2), (64, 0.1), (99, 0.15)] {
            let points = 200_000;
            let density = |t: f64| (1.0 - t * t).powf(f64::from(m - 1) / 2.0);
            let sum = |to: f64| {
                let h = (to + 1.0) / f64::from(points);
                (0..points)
                    .map(|i| density(-1.0 + (f64::from(i) + 0.5) * h) * h)
                    .sum::<f64>()
            };
            let value = ball_coordinate(m, Interval::point(x));
            assert!((value.mid() - sum(x) / sum(1.0)).abs() < 1e-8);
        }
    }
}
