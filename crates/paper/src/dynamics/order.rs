//! Comparison of orbits: for moderate steps the map preserves an order, so two corners decide a
//! box.
//!
//! Notation as in [`super::region`]: `b` is the weight of `11'` in `2 pi A`, `e` that of the ReLU
//! in `g`. Put `sigma = (u + S)/k` and `tau = r - sigma`, the parts of `r = a'a*` along the
//! all-ones vector and across it, and `S_1 = S/k`, `n_2 = n - S/k` (both `>= 0`). In these
//! coordinates the map is
//!
//! ```text
//! sigma' = sigma + eta_a (S_1 (b k - b + g)/2pi - q sigma)
//! tau'   = tau   + eta_a (n_2 (g - b)/2pi       - c tau)
//! phi'   = P(phi, r) = phi - arctan(eta_w r h/2pi),   h = -g'(phi) = (2pi slope + e (pi - phi)) sin phi,   r = sigma + tau
//! ```
//!
//! **Order.** Write `x <= y` when `sigma_x <= sigma_y`, `tau_x <= tau_y` and `phi_x >= phi_y`. Let
//! `K` be a box `[sigma-, sigma+] x [tau-, tau+] x [0, pi]` with `sigma-`, `sigma+` beyond the
//! targets `S_1 (b k - b + g)/(2 pi q)` of every `g` in `[g(pi), g0]`, and likewise `tau-`, `tau+`.
//! If for every step to come
//!
//! 1. `eta_a q <= 1`,
//! 2. `eta_w max(r+, 0) g0 <= 2pi` with `r+ = (sigma+) + (tau+)`,
//! 3. `eta_w max(-r-, 0) (2 e + 2pi slope) <= 2pi` with `r- = (sigma-) + (tau-)`,
//!
//! then no angle is folded, `K` is kept, and `x <= y` in `K` gives `x_t <= y_t` for every `t`.
//!
//! Proof; the names in parentheses are claims of `proofs/9-dynamics.lemma`. By 1 (and `c <= q`)
//! `sigma'` and `tau'` are means of `sigma`, `tau` and their targets: they stay in their intervals
//! (`O_kept`), do not fall as `sigma`, `tau` rise, and do not rise with `phi` (`O_mean`), since
//! `g' = -h` (`O_force`) and `h >= 0` (`O_force_sign`). Hence `P` does not rise with `r`
//! (`O_turn`). `dP/dphi = 1 - z/(1 + (eta_w r h/2pi)^2)` with `z = eta_w r h'/2pi`
//! (`O_angle_derivative`) and `h' = (2pi slope + e (pi - phi)) cos phi - e sin phi` (`O_bend`).
//! Here `-(2 e + 2pi slope) <= h' <= g0` (`O_bend_unit`, `O_bend_below`, `O_bend_above`). So
//! `dP/dphi >= 0` by 2 and 3 (`O_angle_rises`, `O_angle_rises_back`), and `P(0) = 0`, `P(pi) = pi`
//! (`O_fixed_ends`) keep it within `[0, pi]`. Move one coordinate at a time from `x` to `y` in the
//! convex `K`. A little beyond 2 the order is lost (`O_order_ends`). []
//!
//! So an orbit bounded below (in this order) by one that goes to the global minimum goes there
//! itself, and one bounded above by one that goes to the spurious point goes there. A bound stays a
//! bound when each step is rounded down (`sigma`, `tau` down and `phi` up): no width, hence no
//! wrapping. Where the parameters are known to a few ulps the step is made in plain f64 and moved
//! by a bound of its rounding error, see `Rates`.
//!
//! **Global minimum.** Let `sigma_m`, `tau_m` be the lesser of the coordinate and of its target at
//! `g(phi_m)`, with `phi_m < pi`, and `sigma_m + tau_m > 0`. Then
//! `{ sigma >= sigma_m, tau >= tau_m, phi <= phi_m }` is kept: as long as `phi <= phi_m` the
//! targets are no less than those at `phi_m`, and `r > 0` turns towards `v*` without passing it.
//! `phi` falls; at a limit `L > 0` the turn would have a positive minimum on `[L, phi_m]` (`h > 0`
//! inside `(0, pi)`, the last `eta_w > 0`), so `phi -> 0`, and `a -> a*` as in [`super::region`].
//! **Spurious point:** the mirror image, with the greater ones, `phi >= phi_M > 0` and
//! `sigma_M + tau_M < 0`. []

use super::orbit::{Limits, Orbit, Outcome, Why};
use super::region::{Attractor, Region};
use super::schedule::EnclosedSchedule;
use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;
use core_math as cm;
use lemmabox_interval::Interval;

/// Half a unit in the last place of 1: the relative error of one rounding.
const ROUNDING: f64 = 1.0 / (1u64 << 53) as f64;
/// Constants known less well than this (relative) are not replaced by a double.
const SHARP: f64 = 1.0 / (1u64 << 44) as f64;
/// More than the roundings and constants on any path through one step, twice: the bound is itself
/// rounded.
const PATH: f64 = 64.0;
/// Greatest constant taken as a double.
const LARGEST: f64 = 1e9;
/// What underflow can cost in one step.
const TINY: f64 = 1e-290;

/// A bound of states in the order of the module.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// `(u + S)/k`.
    pub sigma: f64,
    /// `r - sigma`.
    pub tau: f64,
    /// The angle. One rounded beyond pi stands for pi.
    pub phi: f64,
}

impl Bound {
    /// The worst and the best state of a box.
    #[must_use]
    pub fn pair(sigma: Interval, tau: Interval, phi: Interval) -> [Self; 2] {
        [
            Self {
                sigma: sigma.lo(),
                tau: tau.lo(),
                phi: phi.hi(),
            },
            Self {
                sigma: sigma.hi(),
                tau: tau.hi(),
                phi: phi.lo(),
            },
        ]
    }
}

/// Told a time and how to get the box that encloses the states then.
pub type Watch<'a> = dyn FnMut(u64, &dyn Fn() -> State<Interval>) + 'a;

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
    /// The corners differ, or one is not decided in time. The time at which the first corner was
    /// decided.
    Open(u64),
}

/// One step in doubles, with a bound of its error.
///
/// Let `e` bound the relative error of one rounding plus that of one constant. On no path from the
/// inputs to a result are there more than 16 roundings or constants, so a result is wrong by at
/// most `16 e/(1 - 16 e)` times the sum of the magnitudes of the terms added up on the way (Higham,
/// Accuracy and Stability of Numerical Algorithms, lemma 3.1 and section 3.3; sine, cosine and
/// arctangent are correctly rounded, and the arctangent is 1-Lipschitz). [`PATH`] is four times
/// that, for the roundings in the bound itself and in moving the result by it.
#[derive(Clone, Copy, Debug)]
struct Rates {
    linear: f64,
    bend: f64,
    ones: f64,
    offset: f64,
    /// `S_1/2pi`, `n_2/2pi`.
    along: f64,
    across: f64,
    rate_along: f64,
    rate_across: f64,
    eta_a: f64,
    /// `eta_w/2pi`.
    turn: f64,
    /// [`PATH`] times `e`.
    unit: f64,
    /// The bounds of the errors: of `sigma'` and `tau'` a constant and a factor of the coordinate's
    /// size, of the turn a factor of `(|sigma| + |tau|) |sin phi|`.
    error_sigma: [f64; 2],
    error_tau: [f64; 2],
    error_turn: f64,
}

impl Rates {
    /// `None` when a constant is not known sharply.
    fn new(ordered: &OrderedMap<'_>, steps: &Steps<Interval>) -> Option<Self> {
        let mut worst = 0.0f64;
        let mut sharp = |x: Interval| {
            if !x.certainly_zero() {
                let error = x.width() / x.mig();
                // A NaN is not below the limit; factors beyond LARGEST would lift underflow above
                // TINY.
                if !(error <= SHARP && x.mag() <= LARGEST) {
                    worst = f64::INFINITY;
                }
                worst = worst.max(error);
            }
            x.mid()
        };
        let map = ordered.map;
        let rates = Self {
            linear: sharp(map.linear),
            bend: sharp(map.bend),
            ones: sharp(map.ones),
            offset: sharp(ordered.offset),
            along: sharp(ordered.along),
            across: sharp(ordered.across),
            rate_along: sharp(map.rate_along),
            rate_across: sharp(map.rate_across),
            eta_a: sharp(steps.eta_a),
            turn: sharp(steps.eta_w / map.two_pi),
            unit: 0.0,
            error_sigma: [0.0; 2],
            error_tau: [0.0; 2],
            error_turn: 0.0,
        };
        let unit = PATH * (2.0 * ROUNDING + worst);
        // The same sums of magnitudes as in a step.
        let size_bent = rates.linear + rates.bend * (2.0 * Interval::PI.lo());
        let size_g = size_bent + rates.bend;
        let error = |weight: f64, target: f64, rate: f64| {
            [
                unit * (rates.eta_a * (weight * target)) + TINY,
                unit * (1.0 + rates.eta_a * rate),
            ]
        };
        (worst <= SHARP).then_some(Self {
            unit,
            error_sigma: error(rates.along, rates.offset.abs() + size_g, rates.rate_along),
            error_tau: error(rates.across, size_g + rates.ones, rates.rate_across),
            error_turn: unit * (rates.turn * size_bent),
            ..rates
        })
    }

    #[inline]
    fn step(&self, x: &Bound, side: Side) -> Bound {
        // The double below pi stands for pi as a constant would.
        let pi = Interval::PI.lo();
        let beyond = x.phi > pi;
        let phi = if beyond { pi } else { x.phi };
        let (sin, cos) = (cm::sin(phi), cm::cos(phi));
        let bent = self.linear + self.bend * (pi - phi);
        let g = bent * cos + self.bend * sin;
        let turn = self.turn * ((x.sigma + x.tau) * (bent * sin));
        let sigma =
            x.sigma + self.eta_a * (self.along * (self.offset + g) - self.rate_along * x.sigma);
        let tau = x.tau + self.eta_a * (self.across * (g - self.ones) - self.rate_across * x.tau);
        let next = phi - cm::atan(turn);
        let (size_sigma, size_tau) = (x.sigma.abs(), x.tau.abs());
        let error = |[fixed, factor]: [f64; 2], size: f64| fixed + factor * size;
        let error_sigma = error(self.error_sigma, size_sigma);
        let error_tau = error(self.error_tau, size_tau);
        let error_phi =
            self.unit * phi + self.error_turn * ((size_sigma + size_tau) * sin.abs()) + TINY;
        match side {
            Side::Below => Bound {
                sigma: sigma - error_sigma,
                tau: tau - error_tau,
                // P(pi) = pi.
                phi: if beyond {
                    Interval::PI.hi()
                } else {
                    (next + error_phi).min(Interval::PI.hi())
                },
            },
            Side::Above => Bound {
                sigma: sigma + error_sigma,
                tau: tau + error_tau,
                phi: (next - error_phi).max(0.0),
            },
        }
    }
}

/// The map in the ordered coordinates.
#[derive(Clone, Debug)]
pub struct OrderedMap<'a> {
    map: &'a ReducedMap<Interval>,
    k: Interval,
    /// `S_1/2pi`, `n_2/2pi`.
    along: Interval,
    across: Interval,
    /// `b k - b`.
    offset: Interval,
}

impl<'a> OrderedMap<'a> {
    /// The map of `k` units with other coordinates.
    #[must_use]
    pub fn new(map: &'a ReducedMap<Interval>, k: Interval) -> Self {
        Self {
            map,
            k,
            along: map.square_along / map.two_pi,
            across: map.square_across / map.two_pi,
            offset: map.ones * k - map.ones,
        }
    }

    /// Where `sigma` and `tau` would settle at this value of `g`.
    fn targets(&self, g: Interval) -> [Interval; 2] {
        [
            self.along * (self.offset + g) / self.map.rate_along,
            self.across * (g - self.map.ones) / self.map.rate_across,
        ]
    }

    /// Bounds of every coordinate of every later state between the bounds: `[sigma-, sigma+]` and
    /// `[tau-, tau+]`.
    fn reach(&self, low: &Bound, high: &Bound) -> [Interval; 2] {
        let best = self.targets(self.map.g0);
        let worst = self.targets(-self.map.linear);
        [
            Interval::point(low.sigma)
                .hull(Interval::point(high.sigma))
                .hull(best[0])
                .hull(worst[0]),
            Interval::point(low.tau)
                .hull(Interval::point(high.tau))
                .hull(best[1])
                .hull(worst[1]),
        ]
    }

    /// Whether the map keeps the order of all states between the bounds, for every step of the
    /// schedule.
    fn keeps_order(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        low: &Bound,
        high: &Bound,
    ) -> bool {
        let map = self.map;
        if !map.rate_across.certainly_positive()
            || !map.rate_along.certainly_positive()
            || !(self.k - Interval::ONE).certainly_nonnegative()
            || !map.square_along.certainly_nonnegative()
            || !map.square_across.certainly_nonnegative()
            || !map.bend.certainly_nonnegative()
            || !map.ones.certainly_nonnegative()
            || !map.linear.certainly_nonnegative()
            || !(high.phi >= 0.0 && high.phi <= Interval::PI.lo() && low.phi >= high.phi)
        {
            return false;
        }
        let [sigma, tau] = self.reach(low, high);
        let r = sigma + tau;
        let steepest = map.bend + map.bend + map.linear;
        let gentle = |r: f64, slope: Interval, eta_w: Interval| {
            (map.two_pi - eta_w * Interval::point(r.max(0.0)) * slope).certainly_nonnegative()
        };
        r.is_bounded()
            && schedule.from(0).all(|s| {
                s.eta_a.certainly_nonnegative()
                    && s.eta_w.certainly_nonnegative()
                    && (Interval::ONE - s.eta_a * map.rate_along).certainly_nonnegative()
                    && (Interval::ONE - s.eta_a * map.rate_across).certainly_nonnegative()
                    && gentle(r.hi(), map.g0, s.eta_w)
                    && gentle(-r.lo(), steepest, s.eta_w)
            })
    }

    fn angle(phi: f64) -> Interval {
        if phi <= Interval::PI.lo() {
            Interval::point(phi)
        } else {
            Interval::PI
        }
    }

    /// A bound of the images, for step sizes and parameters in intervals.
    fn enclosed_step(&self, x: &Bound, steps: &Steps<Interval>, side: Side) -> Bound {
        let map = self.map;
        let phi = Self::angle(x.phi);
        let (sin, cos) = (phi.sin(), phi.cos());
        let bent = map.linear + map.bend * (map.pi - phi);
        let g = bent * cos + map.bend * sin;
        let (sigma, tau) = (Interval::point(x.sigma), Interval::point(x.tau));
        let turn = (steps.eta_w * ((sigma + tau) * (bent * sin)) / map.two_pi).atan();
        let sigma = sigma + steps.eta_a * (self.along * (self.offset + g) - map.rate_along * sigma);
        let tau = tau + steps.eta_a * (self.across * (g - map.ones) - map.rate_across * tau);
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

    /// The attractor of every state no worse than `x` (the global minimum) or no better (the
    /// spurious point).
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

    /// Every phase of the schedule with the time at which it ends.
    fn gaits<'s>(&self, schedule: &'s EnclosedSchedule<Interval>) -> Vec<(u64, Gait<'s>)> {
        schedule
            .phases()
            .map(|(end, steps)| {
                let rates = Rates::new(self, steps);
                (end, Gait { steps, rates })
            })
            .collect()
    }

    fn step(&self, x: &Bound, gait: &Gait<'_>, side: Side) -> Bound {
        match &gait.rates {
            Some(rates) => rates.step(x, side),
            None => self.enclosed_step(x, gait.steps, side),
        }
    }

    /// Follows a bound until its own fate shows. The fate is that of every state it bounds if it
    /// bounds from below and goes to the global minimum, or from above and goes to the spurious
    /// point.
    fn follow(
        &self,
        gaits: &[(u64, Gait<'_>)],
        start: &Bound,
        side: Side,
        limits: &Limits,
    ) -> (Option<Attractor>, u64) {
        let mut x = *start;
        let mut t = 0u64;
        for (end, gait) in gaits {
            while t < *end {
                if t.is_multiple_of(limits.stride.max(1)) {
                    let found = self.attractor(&x);
                    if found.is_some() || limits.cancel.is_cancelled() {
                        return (found, t);
                    }
                }
                if t >= limits.steps || !(x.sigma + x.tau + x.phi).is_finite() {
                    return (None, t);
                }
                x = self.step(&x, gait, side);
                t += 1;
            }
        }
        (None, t)
    }

    fn applies(&self, schedule: &EnclosedSchedule<Interval>, [low, high]: &[Bound; 2]) -> bool {
        let last = schedule.last();
        last.eta_a.certainly_positive()
            && last.eta_w.certainly_positive()
            && self.keeps_order(schedule, low, high)
    }

    /// Compares every start between two bounds, the worst and the best, with these.
    #[must_use]
    pub fn compare(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        bounds: &[Bound; 2],
        limits: &Limits,
    ) -> Comparison {
        if !self.applies(schedule, bounds) {
            return Comparison::Inapplicable;
        }
        let gaits = self.gaits(schedule);
        let (below, t_below) = self.follow(&gaits, &bounds[0], Side::Below, limits);
        if below == Some(Attractor::Global) {
            return Comparison::Decided(Attractor::Global);
        }
        let (above, t_above) = self.follow(&gaits, &bounds[1], Side::Above, limits);
        if above == Some(Attractor::Spurious) {
            return Comparison::Decided(Attractor::Spurious);
        }
        Comparison::Open(t_below.min(t_above))
    }

    /// The box of starts as a pair of bounds.
    #[must_use]
    pub fn bounds(&self, x: &State<Interval>) -> [Bound; 2] {
        let sigma = x.u / self.k + self.map.square_along;
        Bound::pair(sigma, x.r - sigma, x.phi)
    }

    /// The states between two bounds.
    fn hull(&self, [low, high]: &[Bound; 2]) -> State<Interval> {
        let sigma = Interval::new(low.sigma, high.sigma);
        let tau = Interval::new(low.tau, high.tau);
        self.state(sigma, tau, Interval::new(high.phi, low.phi))
    }

    fn state(&self, sigma: Interval, tau: Interval, phi: Interval) -> State<Interval> {
        State {
            u: self.k * sigma - self.map.square_sum,
            r: sigma + tau,
            phi,
        }
    }

    /// Follows a box of starts between its two bounds, telling `watch` the time and how to get the
    /// enclosing box, as [`super::orbit::follow`] does in general; `None` where comparison does not
    /// apply. The region of the outcome is a box that holds the one of the module documentation.
    pub fn orbit(
        &self,
        schedule: &EnclosedSchedule<Interval>,
        start: &State<Interval>,
        limits: &Limits,
        watch: &mut Watch<'_>,
    ) -> Option<Orbit<Interval>> {
        let mut bounds = self.bounds(start);
        if !self.applies(schedule, &bounds) {
            return None;
        }
        let reach = self.reach(&bounds[0], &bounds[1]);
        let mut t = 0u64;
        let gaits = self.gaits(schedule);
        let mut phases = gaits.iter().peekable();
        let outcome = loop {
            while phases.next_if(|(end, _)| t >= *end).is_some() {}
            let [low, high] = &bounds;
            watch(t, &|| self.hull(&bounds));
            let width = low.phi - high.phi;
            if width.is_nan() || width > limits.width {
                break Outcome::Undecided(Why::Width);
            }
            if t.is_multiple_of(limits.stride.max(1)) {
                if self.attractor(low) == Some(Attractor::Global) {
                    let [sigma, tau] = self.targets(self.map.g(&Self::angle(low.phi)));
                    let from = |x: f64, target: Interval, reach: Interval| {
                        Interval::point(x).min(target).hull(reach.upper())
                    };
                    break Outcome::Converges(Region {
                        attractor: Attractor::Global,
                        states: self.state(
                            from(low.sigma, sigma, reach[0]),
                            from(low.tau, tau, reach[1]),
                            Interval::new(0.0, low.phi),
                        ),
                    });
                }
                if self.attractor(high) == Some(Attractor::Spurious) {
                    let [sigma, tau] = self.targets(self.map.g(&Self::angle(high.phi)));
                    let to = |x: f64, target: Interval, reach: Interval| {
                        Interval::point(x).max(target).hull(reach.lower())
                    };
                    break Outcome::Converges(Region {
                        attractor: Attractor::Spurious,
                        states: self.state(
                            to(high.sigma, sigma, reach[0]),
                            to(high.tau, tau, reach[1]),
                            Interval::point(high.phi).hull(self.map.pi),
                        ),
                    });
                }
                if limits.cancel.is_cancelled() {
                    break Outcome::Undecided(Why::Cancelled);
                }
            }
            let Some((_, gait)) = phases.peek() else {
                break Outcome::Undecided(Why::Steps);
            };
            if t >= limits.steps {
                break Outcome::Undecided(Why::Steps);
            }
            bounds = [
                self.step(&bounds[0], gait, Side::Below),
                self.step(&bounds[1], gait, Side::Above),
            ];
            t += 1;
        };
        Some(Orbit {
            outcome,
            steps: t,
            state: self.hull(&bounds),
        })
    }
}

/// How a phase is stepped through.
#[derive(Clone, Debug)]
struct Gait<'s> {
    steps: &'s Steps<Interval>,
    rates: Option<Rates>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::EnclosedSet;
    use crate::dynamics::monte_carlo::Random;
    use crate::dynamics::orbit::{Outcome, follow};
    use crate::dynamics::schedule::{Phase, Schedule};
    use crate::dynamics::simulate::Simulation;
    use crate::model::parameters::Parameters;
    use crate::model::reduced::State;
    use lemmabox_kernel::exact::rational::to_f64_near;
    use lemmabox_kernel::exact::rational::{integer, ratio};

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

    fn assert_bounds(low: &Bound, high: &Bound) {
        assert!(low.sigma <= high.sigma && low.tau <= high.tau && low.phi >= high.phi);
        let gap = (high.sigma - low.sigma) + (high.tau - low.tau) + (low.phi - high.phi);
        assert!(gap < 1e-12, "{low:?} {high:?}");
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
            let ordered = OrderedMap::new(&map, Interval::from_rational(&p.k));
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
                    let steps = enclosed.at(t);
                    let rates = Rates::new(&ordered, steps).unwrap();
                    // The quick step and the enclosed one bound each other's images; alternate.
                    let quick = |x: &Bound, side| rates.step(x, side);
                    let slow = |x: &Bound, side| ordered.enclosed_step(x, steps, side);
                    assert_bounds(&quick(&low, Side::Below), &slow(&low, Side::Above));
                    assert_bounds(&slow(&low, Side::Below), &quick(&low, Side::Above));
                    (low, high) = if t % 2 == 0 {
                        (quick(&low, Side::Below), quick(&high, Side::Above))
                    } else {
                        (slow(&low, Side::Below), slow(&high, Side::Above))
                    };
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
        // With r = S/k + (n - S/k) = 1, eta_w r g0 = 2 pi at eta_w = 2; one step of 2.1 turns the
        // order of two small angles round.
        let p = Parameters::relu(integer(4), ratio(36, 100)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let ordered = OrderedMap::new(&map, Interval::from_rational(&p.k));
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
        let ordered = OrderedMap::new(&map, Interval::from_rational(&p.k));
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
            let quick = ordered
                .orbit(&enclosed, &state, &limits, &mut |_, _| {})
                .unwrap();
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
                ordered.compare(&enclosed, &[x, x], &limits),
                Comparison::Decided(region.attractor)
            );
            let Outcome::Converges(found) = quick.outcome else {
                panic!("{quick:?}")
            };
            assert_eq!(found.attractor, region.attractor);
            assert!(quick.state.is_subset(&found.states));
            seen[usize::from(region.attractor == Attractor::Global)] += 1;
        }
        assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}");
    }
}
