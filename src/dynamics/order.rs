//! Comparison of orbits: for moderate steps the map preserves an order, so two corners decide a box.
//!
//! Notation as in [`super::region`]. Put `sigma = (u + S)/k` and `tau = r - sigma`, the parts of `r = a'a*` along the
//! all-ones vector and across it, and `S_1 = S/k`, `n_2 = n - S/k` (both `>= 0`). In these coordinates the map is
//!
//! ```text
//! sigma' = sigma + eta_a (S_1 (b k - b + g)/2pi - q sigma)
//! tau'   = tau   + eta_a (n_2 (g - b)/2pi       - c tau)
//! phi'   = P(phi, r) = phi - arctan(eta_w r h/2pi),   h = -g'(phi) = (2pi slope + b (pi - phi)) sin phi,   r = sigma + tau
//! ```
//!
//! **Order.** Write `x <= y` when `sigma_x <= sigma_y`, `tau_x <= tau_y` and `phi_x >= phi_y`. Let `K` be a box
//! `[sigma-, sigma+] x [tau-, tau+] x [0, pi]` with `sigma-`, `sigma+` beyond the targets
//! `S_1 (b k - b + g)/(2 pi q)` of every `g` in `[g(pi), g0]`, and likewise `tau-`, `tau+`. If for every step to come
//!
//! 1. `eta_a q <= 1`,
//! 2. `eta_w max(r+, 0) g0 <= 2pi` with `r+ = (sigma+) + (tau+)`,
//! 3. `eta_w max(-r-, 0) (2 b + 2pi slope) <= 2pi` with `r- = (sigma-) + (tau-)`,
//!
//! then no angle is folded, `K` is kept, and `x <= y` in `K` gives `x_t <= y_t` for every `t`.
//!
//! Proof. By 1 (and `c <= q`) `sigma'` and `tau'` are means of `sigma`, `tau` and their targets: they stay in their
//! intervals, do not fall as `sigma`, `tau` rise, and do not rise with `phi`, since `g` falls. `P` does not rise with `r`, since `h >= 0`.
//! `dP/dphi = 1 - z/(1 + (eta_w r h/2pi)^2)` with `z = eta_w r h'/2pi` and
//! `h' = (2pi slope + b (pi - phi)) cos phi - b sin phi`. Here `h' <= g0`, and with `psi = pi - phi`
//! `-h' = b sin psi + (2pi slope + b psi) cos psi <= 2 b + 2pi slope`, since `psi cos psi <= sin psi <= 1` where the cosine
//! is positive (`tan psi >= psi`). So `z <= 1` by 2 and 3, `P` does not fall as `phi` rises, and `P(0) = 0`, `P(pi) = pi` keep it
//! within `[0, pi]`. Move one coordinate at a time from `x` to `y` in the convex `K`. []
//!
//! So an orbit bounded below (in this order) by one that goes to the global minimum goes there itself, and one bounded above by
//! one that goes to the spurious point goes there. A bound stays a bound when each step is rounded down
//! (`sigma`, `tau` down and `phi` up): no width, hence no wrapping.
//!
//! **Global minimum.** Let `sigma_m`, `tau_m` be the lesser of the coordinate and of its target at `g(phi_m)`, with
//! `phi_m < pi`, and `sigma_m + tau_m > 0`. Then `{ sigma >= sigma_m, tau >= tau_m, phi <= phi_m }` is kept: as long as `phi <= phi_m` the targets
//! are no less than those at `phi_m`, and `r > 0` turns towards `v*` without passing it. `phi` falls; at a limit `L > 0` the
//! turn would have a positive minimum on `[L, phi_m]` (`h > 0` inside `(0, pi)`, the last `eta_w > 0`), so `phi -> 0`, and
//! `a -> a*` as in [`super::region`]. **Spurious point:** the mirror image, with the greater ones, `phi >= phi_M > 0` and
//! `sigma_M + tau_M < 0`. []

use super::orbit::Limits;
use super::region::Attractor;
use super::schedule::EnclosedSchedule;
use crate::interval::Interval;
use crate::model::reduced::{ReducedMap, Steps};

/// A bound of states in the order of the module: rounded to the worse side for one that bounds from below, to the better
/// side for one that bounds from above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// `(u + S)/k`.
    pub sigma: f64,
    /// `r - sigma`.
    pub tau: f64,
    /// The angle.
    pub phi: f64,
}

/// Which way a bound bounds, and hence how it is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// From below: no state is worse.
    Below,
    /// From above: no state is better.
    Above,
}

/// What comparison says of a box of starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The conditions do not hold: nothing is said.
    Inapplicable,
    /// Every start of the box goes there.
    Decided(Attractor),
    /// The corners differ, or one is not decided in time. The time at which the first corner was decided.
    Open(u64),
}

/// The map in the ordered coordinates.
#[derive(Clone, Debug)]
pub struct OrderedMap<'a> {
    map: &'a ReducedMap<Interval>,
    /// `S_1/2pi`, `n_2/2pi`.
    along: Interval,
    across: Interval,
    /// `b k - b`.
    offset: Interval,
}

impl<'a> OrderedMap<'a> {
    /// The map with other coordinates.
    #[must_use]
    pub fn new(map: &'a ReducedMap<Interval>) -> Self {
        Self {
            map,
            along: map.square_along / map.two_pi,
            across: map.square_across / map.two_pi,
            offset: map.two_pi * map.rate_along - map.g0,
        }
    }

    /// Where `sigma` and `tau` would settle at this value of `g`.
    fn targets(&self, g: Interval) -> [Interval; 2] {
        [
            self.along * (self.offset + g) / self.map.rate_along,
            self.across * (g - self.map.bend) / self.map.rate_across,
        ]
    }

    /// Whether the map keeps the order of all states between the bounds, for every step of the schedule.
    fn keeps_order(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        low: &Bound,
        high: &Bound,
    ) -> bool {
        let map = self.map;
        if !map.rate_along.certainly_positive()
            || !map.rate_across.certainly_positive()
            || !(map.rate_along - map.rate_across).certainly_nonnegative()
            || !map.square_along.certainly_nonnegative()
            || !map.square_across.certainly_nonnegative()
            || !map.bend.certainly_nonnegative()
            || !map.linear.certainly_nonnegative()
        {
            return false;
        }
        let best = self.targets(map.g0);
        let worst = self.targets(-map.linear);
        let r_high =
            Interval::point(high.sigma).max(best[0]) + Interval::point(high.tau).max(best[1]);
        let r_low =
            Interval::point(low.sigma).min(worst[0]) + Interval::point(low.tau).min(worst[1]);
        let steepest = map.bend + map.bend + map.linear;
        let gentle = |r: Interval, slope: Interval, eta_w: Interval| {
            (map.two_pi - eta_w * r.max(Interval::ZERO) * slope).certainly_nonnegative()
        };
        schedule.from(0).all(|s| {
            (Interval::ONE - s.eta_a * map.rate_along).certainly_nonnegative()
                && s.eta_a.certainly_nonnegative()
                && s.eta_w.certainly_nonnegative()
                && gentle(r_high, map.g0, s.eta_w)
                && gentle(-r_low, steepest, s.eta_w)
        })
    }

    /// The angle of a bound. One rounded beyond pi stands for pi.
    fn angle(phi: f64) -> Interval {
        if phi <= Interval::PI.lo() {
            Interval::point(phi)
        } else {
            Interval::PI
        }
    }

    /// A bound of the images.
    fn step(&self, x: &Bound, steps: &Steps<Interval>, side: Side) -> Bound {
        let map = self.map;
        let phi = Self::angle(x.phi);
        let (sin, cos) = (phi.sin(), phi.cos());
        let bent = map.linear + map.bend * (map.pi - phi);
        let h = bent * sin;
        let g = bent * cos + map.bend * sin;
        let (sigma, tau) = (Interval::point(x.sigma), Interval::point(x.tau));
        let turn = (steps.eta_w * ((sigma + tau) * h) / map.two_pi).atan();
        let sigma = sigma + steps.eta_a * (self.along * (self.offset + g) - map.rate_along * sigma);
        let tau = tau + steps.eta_a * (self.across * (g - map.bend) - map.rate_across * tau);
        let phi = phi - turn;
        match side {
            Side::Below => Bound {
                sigma: sigma.lo(),
                tau: tau.lo(),
                phi: phi.hi().min(Interval::PI.hi()),
            },
            Side::Above => Bound {
                sigma: sigma.hi(),
                tau: tau.hi(),
                phi: phi.lo().max(0.0),
            },
        }
    }

    /// The attractor of every state no worse than `x` (the global minimum) or no better (the spurious point).
    fn attractor(&self, x: &Bound) -> Option<Attractor> {
        let map = self.map;
        let r = x.sigma + x.tau;
        if !r.is_finite() || r == 0.0 {
            return None;
        }
        let phi = Self::angle(x.phi);
        let [sigma, tau] = self.targets(map.g(&phi));
        let (x_sigma, x_tau) = (Interval::point(x.sigma), Interval::point(x.tau));
        if r > 0.0 {
            let r = sigma.min(x_sigma) + tau.min(x_tau);
            (r.certainly_positive() && (map.pi - phi).certainly_positive())
                .then_some(Attractor::Global)
        } else {
            let r = sigma.max(x_sigma) + tau.max(x_tau);
            (r.certainly_negative() && phi.certainly_positive()).then_some(Attractor::Spurious)
        }
    }

    /// Follows a bound until its own fate shows. The fate is that of every state it bounds if it bounds from below and goes
    /// to the global minimum, or from above and goes to the spurious point.
    fn follow(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        start: &Bound,
        side: Side,
        limits: &Limits,
    ) -> (Option<Attractor>, u64) {
        let mut x = *start;
        let mut t = 0u64;
        loop {
            if t.is_multiple_of(limits.stride.max(1)) {
                let found = self.attractor(&x);
                if found.is_some() || limits.cancel.is_cancelled() {
                    return (found, t);
                }
            }
            if t >= limits.steps || !(x.sigma + x.tau + x.phi).is_finite() {
                return (None, t);
            }
            x = self.step(&x, schedule.at(t), side);
            t += 1;
        }
    }

    /// Compares every start between two bounds with these.
    #[must_use]
    pub fn compare(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        low: &Bound,
        high: &Bound,
        limits: &Limits,
    ) -> Comparison {
        let last = schedule.last();
        if !last.eta_a.certainly_positive()
            || !last.eta_w.certainly_positive()
            || !self.keeps_order(schedule, low, high)
        {
            return Comparison::Inapplicable;
        }
        let (below, t_below) = self.follow(schedule, low, Side::Below, limits);
        if below == Some(Attractor::Global) {
            return Comparison::Decided(Attractor::Global);
        }
        let (above, t_above) = self.follow(schedule, high, Side::Above, limits);
        if above == Some(Attractor::Spurious) {
            return Comparison::Decided(Attractor::Spurious);
        }
        Comparison::Open(t_below.min(t_above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::EnclosedSet;
    use crate::dynamics::monte_carlo::Random;
    use crate::dynamics::orbit::{Outcome, follow};
    use crate::dynamics::schedule::{Phase, Schedule};
    use crate::dynamics::simulate::Simulation;
    use crate::exact::rational::to_f64_near;
    use crate::exact::rational::{integer, ratio};
    use crate::model::parameters::Parameters;
    use crate::model::reduced::State;

    fn schedule(eta_w: (i64, i64)) -> Schedule {
        let first = Phase {
            steps: 30,
            eta_a: ratio(1, 50),
            eta_w: ratio(1, 100),
        };
        Schedule::piecewise(vec![first], ratio(1, 50), ratio(eta_w.0, eta_w.1)).unwrap()
    }

    /// `u`, `r`, `phi` of a state in the ordered coordinates.
    fn point(p: &Parameters, sigma: f64, tau: f64, phi: f64) -> [f64; 3] {
        let (k, s) = (to_f64_near(&p.k), to_f64_near(&p.square_sum));
        [k * sigma - s, sigma + tau, phi]
    }

    #[test]
    fn bounds_bound_every_orbit_between_them() {
        let mut random = Random::new(11);
        for (k, share, slope, eta_w) in [
            (4, (9, 100), (0, 1), (1, 50)),
            (16, (1, 2), (0, 1), (3, 2)),
            (9, (1, 1), (1, 5), (1, 1)),
            (25, (0, 1), (0, 1), (3, 2)),
        ] {
            let square = integer(k) * ratio(share.0, share.1);
            let p =
                Parameters::new(integer(k), integer(1), square, ratio(slope.0, slope.1)).unwrap();
            let s = schedule(eta_w);
            let map = ReducedMap::<Interval>::new((), &p);
            let ordered = OrderedMap::new(&map);
            let enclosed = s.enclose(());
            let simulation = Simulation::new(&p, &s);
            for _ in 0..40 {
                let mut side = |scale: f64| {
                    let (a, b) = (random.uniform(), random.uniform());
                    (
                        scale * (2.0 * a.min(b) - 1.0),
                        scale * (2.0 * a.max(b) - 1.0),
                    )
                };
                let (sigma, tau, phi) = (side(0.3), side(0.6), side(1.5));
                let pi_half = std::f64::consts::FRAC_PI_2;
                let mut low = Bound {
                    sigma: sigma.0,
                    tau: tau.0,
                    phi: pi_half + phi.1,
                };
                let mut high = Bound {
                    sigma: sigma.1,
                    tau: tau.1,
                    phi: pi_half + phi.0,
                };
                assert!(ordered.keeps_order(&enclosed, &low, &high));
                let t = random.uniform();
                let mix = |a: f64, b: f64| a + (b - a) * t;
                let mut x = point(
                    &p,
                    mix(low.sigma, high.sigma),
                    mix(low.tau, high.tau),
                    mix(low.phi, high.phi),
                );
                for t in 0..200 {
                    low = ordered.step(&low, enclosed.at(t), Side::Below);
                    high = ordered.step(&high, enclosed.at(t), Side::Above);
                    x = simulation.step(t, x);
                    let sigma = (x[0] + to_f64_near(&p.square_sum)) / to_f64_near(&p.k);
                    let tau = x[1] - sigma;
                    let within = |lo: f64, x: f64, hi: f64| lo - 1e-9 <= x && x <= hi + 1e-9;
                    assert!(within(low.sigma, sigma, high.sigma));
                    assert!(within(low.tau, tau, high.tau));
                    assert!(within(high.phi, x[2], low.phi));
                }
            }
        }
    }

    #[test]
    fn long_steps_do_not_keep_the_order() {
        // With r = S/k + (n - S/k) = 1, eta_w r g0 = 2 pi at eta_w = 2; one step of 2.1 turns the order of two small angles round.
        let p = Parameters::relu(integer(4), ratio(36, 100)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let ordered = OrderedMap::new(&map);
        let bound = |phi| Bound {
            sigma: 0.09,
            tau: 0.91,
            phi,
        };
        let keeps = |eta_w| {
            let s = Schedule::constant(ratio(1, 50), eta_w).unwrap();
            ordered.keeps_order(&s.enclose(()), &bound(0.02), &bound(0.01))
        };
        assert!(keeps(ratio(199, 100)) && !keeps(ratio(21, 10)));
        let simulation = Simulation::new(
            &p,
            &Schedule::constant(ratio(1, 50), ratio(21, 10)).unwrap(),
        );
        let after = |phi| {
            let y = phi
                - (2.1 * (std::f64::consts::PI - phi) * f64::sin(phi)
                    / (2.0 * std::f64::consts::PI))
                    .atan();
            assert!((simulation.step(0, point(&p, 0.09, 0.91, phi))[2] - y.abs()).abs() < 1e-12);
            y
        };
        assert!(after(0.02) < after(0.01));
        // Nor do steps in a beyond 1/q.
        let s = Schedule::constant(integer(2), ratio(1, 50)).unwrap();
        assert!(!ordered.keeps_order(&s.enclose(()), &bound(0.02), &bound(0.01)));
    }

    #[test]
    fn comparison_agrees_with_enclosed_orbits() {
        // The same points, by the parallelepipeds of `enclosed` and the regions of `region`.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = schedule((1, 1));
        let map = ReducedMap::<Interval>::new((), &p);
        let ordered = OrderedMap::new(&map);
        let enclosed = s.enclose(());
        let limits = Limits::default();
        let mut random = Random::new(5);
        let mut seen = [0; 2];
        for _ in 0..60 {
            let x = Bound {
                sigma: 0.2 * (random.uniform() - 0.5),
                tau: 1.2 * (random.uniform() - 0.5),
                phi: std::f64::consts::PI * random.uniform(),
            };
            let (sigma, tau) = (Interval::point(x.sigma), Interval::point(x.tau));
            let state = State {
                u: Interval::from_i64(16) * sigma - map.square_sum,
                r: sigma + tau,
                phi: Interval::point(x.phi),
            };
            let orbit = follow(
                &map,
                &enclosed,
                EnclosedSet::from_box(state),
                &limits,
                &mut |_, _| {},
            );
            let Outcome::Converges(region) = orbit.outcome else {
                panic!("{orbit:?}")
            };
            assert_eq!(
                ordered.compare(&enclosed, &x, &x, &limits),
                Comparison::Decided(region.attractor)
            );
            seen[usize::from(region.attractor == Attractor::Global)] += 1;
        }
        assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}");
    }
}
