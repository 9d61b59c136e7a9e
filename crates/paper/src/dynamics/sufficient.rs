//! Conditions under which *every* start of the ball reaches the global minimum: no integration.
//!
//! Claim. Let `0 <= eta_a q <= 1` throughout, the last `eta_a`, `eta_w` positive, `|a_0| <= R` with
//! `k R^2 <= S`, the angle at most `phi_0`, and let some `top` in `[phi_0, pi/2)` have `g(top) > b`
//! and
//!
//! 1. `phi_0 + (h/(2 pi c)) (e_0 rho_0 + sum_i max(e_i - e_{i-1}, 0) rho_i) <= top`, with `h >=
//!    -g'` on `[0, top]`, `e_i = eta_w/eta_a` of phase `i`, `rho_0 = R sqrt(n)`, `rho_{i+1} =
//!    max(0, rho_i (1 - eta_a c)^T - m (1 - (1 - eta_a c)^T))` after a phase of `T` steps, `m =
//!    (g(top) - b) n/(2 pi c)`; phases after some `rho_i = 0` do not count;
//! 2. `eta_w M g0 < 4 pi` for every `eta_w`, `M = max(R sqrt(n), ((g0 - b) n + 2 b S)/(2 pi c))`.
//!
//! Then every orbit converges to the global minimum.
//!
//! Proof; the names in parentheses are claims of `proofs/9-dynamics.lemma`.
//! `|1'a_0| <= sqrt(k) R <= sqrt(S)` gives `-2S <= u_0 <= 0`, and `u' = (1 - eta_a q)u - eta_a q D`
//! with `D = (g0 - g)S/(2 pi q)` is a mean of `u` and `-D`. On `[0, pi]`, `0 <= g0 - g <= 2 g0`
//! (`g(pi) = -2 pi slope >= -g0`) and `2 pi q = b(k - 1) + g0 >= g0`, so `0 <= D <= 2S`
//! (`F_offset`) and `-2S <= u <= 0` always. `|r_0| <= R sqrt(n)`, and
//! `r' = (1 - eta_a c) r + eta_a c T` with `T = ((g - b)n - b u)/(2 pi c) <= M`, where
//! `0 <= eta_a c <= eta_a q <= 1`; so `r <= M`. As long as `phi <= top`, `T >= m > 0`, so a
//! nonnegative `r` stays so, and `x = max(-r, 0)` satisfies `x' <= (1 - eta_a c) x` and
//! `x_i <= rho_i` at the beginning of phase `i`. While `r < 0` a step raises the angle by at most
//! `eta_w x h/2pi <= (e h/(2 pi c)) (x - x')` (`F_drift`). Summed by phases that is
//! `(h/(2 pi c)) sum_i e_i (x_i - x_{i+1})`, by parts at most the bound in 1. While `r >= 0` the
//! turn `d` satisfies `0 <= d <= eta_w M g0 phi/2pi < 2 phi` by 2, so `|phi - d| <= phi`. Hence
//! `phi <= top` for ever, by induction, and `liminf r >= m > 0`. From some time on the orbit is in
//! the region of [`super::region`] for the global minimum with `phi_hi = top` and `r` in a closed
//! part of `(0, M + epsilon]`. []

use super::schedule::Schedule;
use crate::model::parameters::Parameters;
use crate::model::reduced::ReducedMap;
use crate::model::scalar::Scalar;
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use num_traits::Signed;

/// Whether the claim's conditions are certain for starts in the ball of squared radius `radius2`
/// with an angle at most `phi`.
#[must_use]
pub fn every_start_succeeds(
    parameters: &Parameters,
    schedule: &Schedule,
    radius2: &Q,
    phi: Interval,
) -> bool {
    let map = ReducedMap::<Interval>::new((), parameters);
    if &parameters.k * radius2 > parameters.square_sum
        || !schedule.eta_a.is_positive()
        || !schedule.eta_w.is_positive()
        || !map.rate_across.certainly_positive()
    {
        return false;
    }
    let enclose = Interval::from_rational;
    let mut phases: Vec<Stage> = schedule
        .phases
        .iter()
        .map(|p| Stage {
            steps: Some(p.steps),
            eta_a: enclose(&p.eta_a),
            eta_w: enclose(&p.eta_w),
        })
        .collect();
    phases.push(Stage {
        steps: None,
        eta_a: enclose(&schedule.eta_a),
        eta_w: enclose(&schedule.eta_w),
    });
    let two = Interval::from_i64(2);
    let four_pi = two * map.two_pi;
    let radius = (enclose(radius2) * map.norm2).sqrt();
    let numerator = (map.g0 - map.ones) * map.norm2 + two * map.ones * map.square_sum;
    let ceiling = (numerator / (map.two_pi * map.rate_across)).max(radius);
    let gentle = phases.iter().all(|p| {
        (Interval::ONE - p.eta_a * map.rate_along).certainly_nonnegative()
            && (four_pi - p.eta_w * ceiling * map.g0).certainly_positive()
    });
    gentle
        && [ratio(5, 12), ratio(3, 8), ratio(45, 100), ratio(49, 100)]
            .iter()
            .any(|top| drift_is_small(&map, &phases, radius, phi, enclose(top) * map.pi))
}

struct Stage {
    /// `None` is for ever.
    steps: Option<u64>,
    eta_a: Interval,
    eta_w: Interval,
}

/// Condition 1 for one `top`.
fn drift_is_small(
    map: &ReducedMap<Interval>,
    phases: &[Stage],
    radius: Interval,
    phi: Interval,
    top: Interval,
) -> bool {
    let gain = (map.g(&top.upper()) - map.ones) * map.norm2;
    if !gain.certainly_positive() || !(map.pi - top - top).certainly_positive() {
        return false;
    }
    let scale = map.two_pi * map.rate_across;
    let m = gain / scale;
    // h by covering [0, top].
    let pieces = 1 << 14;
    let at = |j: i64| Interval::from_i64(j) / Interval::from_i64(pieces) * top;
    let h = (0..pieces).fold(Interval::ZERO, |h, i| {
        h.max(map.g_fall(&at(i).hull(at(i + 1))))
    });
    let mut rho = radius;
    let mut drift = Interval::ZERO;
    let mut before = Interval::ZERO;
    for p in phases {
        let ratio = if p.eta_w.certainly_zero() {
            Interval::ZERO
        } else if p.eta_a.certainly_positive() {
            p.eta_w / p.eta_a
        } else {
            return false;
        };
        drift = drift + (ratio - before).max(Interval::ZERO) * rho;
        before = ratio;
        let Some(steps) = p.steps else { break };
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        let kept = if steps == 0 {
            Interval::ONE
        } else {
            (Interval::ONE - p.eta_a * map.rate_across).powi(steps)
        };
        rho = rho * kept - m * (Interval::ONE - kept);
        if rho.certainly_nonpositive() {
            break;
        }
        rho = rho.max(Interval::ZERO);
    }
    (top - phi - h * drift / scale).certainly_nonnegative()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::integer;

    fn third() -> Interval {
        Interval::PI / Interval::from_i64(3)
    }

    #[test]
    fn the_stated_stage_one_step_suffices_and_a_third_does_not() {
        // eta_w = (3/10) eta_a/n; the drift bound itself allows 0.308 but not 0.309. n = 1, R^2 =
        // S/k = n: the worst ratio, so r_0 may be -n.
        let p = Parameters::relu(integer(4), integer(4)).unwrap();
        let eta_a = ratio(1, 50);
        for (factor, expected) in [(ratio(300, 1000), true), (ratio(308, 1000), true)] {
            let s = Schedule::constant(eta_a.clone(), factor * &eta_a).unwrap();
            assert_eq!(every_start_succeeds(&p, &s, &integer(1), third()), expected);
        }
        let map = ReducedMap::<Interval>::new((), &p);
        let stage = |factor: Q| {
            vec![Stage {
                steps: None,
                eta_a: Interval::from_rational(&eta_a),
                eta_w: Interval::from_rational(&(factor * &eta_a)),
            }]
        };
        let top = Interval::from_rational(&ratio(5, 12)) * Interval::PI;
        let check = |f: Q| drift_is_small(&map, &stage(f), Interval::ONE, third(), top);
        assert!(check(ratio(308, 1000)));
        assert!(!check(ratio(309, 1000)));
    }

    #[test]
    fn a_long_first_stage_allows_a_larger_second_step() {
        let p = Parameters::relu(integer(4), ratio(36, 100)).unwrap();
        let r2 = ratio(9, 100);
        let eta_a = ratio(1, 50);
        let large = Schedule::constant(eta_a.clone(), integer(2)).unwrap();
        assert!(!every_start_succeeds(&p, &large, &r2, third()));
        let staged = Schedule::two_stage(400, eta_a.clone(), ratio(1, 200), integer(2)).unwrap();
        assert!(every_start_succeeds(&p, &staged, &r2, third()));
        // Not from the other side, nor with a step beyond stability, nor from a larger ball.
        let opposite = Interval::from_i64(2);
        assert!(!every_start_succeeds(&p, &staged, &r2, opposite));
        let wild = Schedule::two_stage(400, eta_a, ratio(1, 200), integer(5)).unwrap();
        assert!(!every_start_succeeds(&p, &wild, &r2, third()));
        assert!(!every_start_succeeds(&p, &staged, &integer(1), third()));
    }
}
