//! Plain Monte Carlo beside the certified bounds: doubles, no guarantee but statistics.

use super::simulate::Guess;
use rayon::prelude::*;

/// A count of successes with its Clopper-Pearson interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Samples drawn.
    pub samples: u64,
    /// Samples that seemed to reach the global minimum.
    pub successes: u64,
    /// Lower end of the 99 % Clopper-Pearson interval (Clopper and Pearson 1934).
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

/// SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `(0, 1)`.
    pub fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Standard normal (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (2.0 * std::f64::consts::PI * self.uniform()).cos()
    }
}

/// Draws `samples` starts and counts the successes; the same seed gives the same count on any
/// number of threads.
pub fn estimate<T>(
    samples: u64,
    seed: u64,
    draw: impl Fn(&mut Random) -> T + Sync,
    fate: impl Fn(T) -> Guess + Sync,
) -> Estimate {
    let successes = (0..samples)
        .into_par_iter()
        .filter(|i| {
            // One stream a sample, seeds far apart.
            let mut random = Random::new(seed ^ i.wrapping_mul(0xd129_42f0_5b2d_6e1b));
            random.next();
            fate(draw(&mut random)) == Guess::Global
        })
        .count() as u64;
    let (lower, upper) = clopper_pearson(successes, samples, 0.01);
    Estimate {
        samples,
        successes,
        lower,
        upper,
    }
}

/// The interval of level `1 - alpha` for a proportion.
#[must_use]
pub fn clopper_pearson(successes: u64, samples: u64, alpha: f64) -> (f64, f64) {
    // P(X >= k) rises and P(X <= k) falls with the proportion.
    let solve = |above: &dyn Fn(f64) -> bool| {
        let (mut lo, mut hi) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (lo + hi);
            if above(middle) {
                hi = middle
            } else {
                lo = middle
            }
        }
        0.5 * (lo + hi)
    };
    let lower = if successes == 0 {
        0.0
    } else {
        solve(&|p| 1.0 - tail(successes - 1, samples, p) >= alpha / 2.0)
    };
    let upper = if successes == samples {
        1.0
    } else {
        solve(&|p| tail(successes, samples, p) <= alpha / 2.0)
    };
    (lower, upper)
}

/// `P(X <= k)` for a binomial variable.
fn tail(k: u64, n: u64, p: f64) -> f64 {
    if p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return f64::from(u8::from(k >= n));
    }
    // Terms by their logarithms, summed from the first.
    let ratio = (p / (1.0 - p)).ln();
    let mut log = n as f64 * (1.0 - p).ln();
    let mut sum = log.exp();
    for i in 0..k {
        log += ((n - i) as f64 / (i + 1) as f64).ln() + ratio;
        sum += log.exp();
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clopper_pearson_of_known_counts() {
        // k = 0: upper = 1 - (alpha/2)^(1/n).
        let (lower, upper) = clopper_pearson(0, 100, 0.05);
        assert_eq!(lower, 0.0);
        assert!((upper - (1.0 - 0.025f64.powf(0.01))).abs() < 1e-9);
        // R: binom.test(5, 10)$conf.int is 0.1870860 0.8129140.
        let (lower, upper) = clopper_pearson(5, 10, 0.05);
        assert!((lower - 0.187_086_0).abs() < 1e-6 && (upper - 0.812_914_0).abs() < 1e-6);
    }

    #[test]
    fn samples_have_the_moments_they_should() {
        let mut random = Random::new(1);
        let n = 100_000;
        let (mut mean, mut square) = (0.0, 0.0);
        for _ in 0..n {
            let x = random.normal();
            mean += x / f64::from(n);
            square += x * x / f64::from(n);
        }
        assert!(mean.abs() < 0.02 && (square - 1.0).abs() < 0.03);
    }
}
