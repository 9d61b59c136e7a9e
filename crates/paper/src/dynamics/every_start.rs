//! All starts of the ball at once: step sizes with which every one succeeds, and step sizes with
//! which some certainly does not.
//!
//! In the coordinates of [`super::order`] the ball `|a_0|^2 <= S/k` is the ellipse
//! `(sigma/R)^2 + (tau/Q)^2 <= 1` with `R = S_1`, `Q = sqrt(S_1 n_2)` ([`super::ball`]; every point
//! of it is the start of some `a_0`).
//!
//! *Every start.* Let `s_i = i/m`. A start `(-R s, -Q t)` of the ellipse has `max(s, 0)` in some
//! `[s_i, s_(i+1)]`, and then `t <= sqrt(1 - s_i^2)`: the corner `(-R s_(i+1), -Q sqrt(1 - s_i^2))`
//! is no better. So if each of the `m` corners goes to the global minimum by comparison, every
//! start does.
//!
//! *Some start.* One start `(-R s, -Q t)` with `s^2 + t^2 <= 1` whose orbit is certified to go
//! elsewhere, or the theorem of [`super::necessary`].

use super::enclosed::EnclosedSet;
use super::fate::certified;
use super::necessary::almost_no_start_succeeds_in;
use super::orbit::Limits;
use super::order::{Bound, Comparison, OrderedMap};
use super::paving::Fate;
use super::region::Attractor;
use super::schedule::EnclosedSchedule;
use super::simulate::{Guess, Point};
use crate::model::reduced::{ReducedMap, State};
use lemmabox_interval::Interval;

/// Numbers of corners tried, the ellipse being the better approximated the more there are.
const CORNERS: [i64; 3] = [1, 4, 16];
/// Starts on the worse arc of the ellipse from which one that fails is taken.
const CANDIDATES: u32 = 9;
/// Of those, how many that seem to fail are followed rigorously.
const FOLLOWED: usize = 2;

/// Every start of the ball with an angle of a range, for models and step sizes in ranges.
pub(super) struct Ball<'a> {
    pub map: &'a ReducedMap<Interval>,
    pub k: Interval,
    pub schedule: &'a EnclosedSchedule<Interval>,
    pub phi: Interval,
    pub limits: &'a Limits,
}

/// The half axes of the ellipse along `sigma` and `tau`.
fn half_axes(map: &ReducedMap<Interval>) -> [Interval; 2] {
    let along = map.square_along.max(Interval::ZERO);
    [
        along,
        (along * map.square_across.max(Interval::ZERO)).sqrt(),
    ]
}

/// `(u, r, phi)` of the start with the lowest `r`, `a_0 = -sqrt(S/(k n)) a*`, in doubles.
pub(super) fn lowest(k: f64, norm2: f64, square_sum: f64, phi: f64) -> Point {
    let share = (square_sum / (k * norm2)).max(0.0).sqrt();
    [-(1.0 + share) * square_sum, -share * norm2, phi]
}

impl Ball<'_> {
    /// Whether comparison shows that every start goes to the global minimum.
    pub(super) fn succeeds(&self) -> bool {
        let ordered = OrderedMap::new(self.map, self.k);
        let [along, across] = half_axes(self.map);
        let best = Bound {
            sigma: along.hi(),
            tau: across.hi(),
            phi: self.phi.lo(),
        };
        let holds = |worst: Bound| {
            let found = ordered.compare(self.schedule, &[worst, best], self.limits);
            found == Comparison::Decided(Attractor::Global)
        };
        CORNERS.iter().any(|&m| {
            let share = |i: i64| Interval::from_i64(i) / Interval::from_i64(m);
            (0..m).all(|i| {
                let height = (Interval::ONE - share(i).sqr()).max(Interval::ZERO).sqrt();
                holds(Bound {
                    sigma: (-along * share(i + 1)).lo(),
                    tau: (-across * height).lo(),
                    phi: self.phi.hi(),
                })
            })
        })
    }

    /// Whether almost no start of the ball succeeds, whichever angle of the range it has; a ball
    /// that is one point has no law with a density.
    pub(super) fn is_expelled(&self) -> bool {
        self.map.square_along.certainly_positive()
            && almost_no_start_succeeds_in(self.map, self.k, self.schedule, Some(self.phi))
    }

    /// Whether one start is certified not to go to the global minimum, whichever angle of the range
    /// it has. `guess` tells where a start `(sigma, tau)` seems to go.
    pub(super) fn fails(&self, guess: &dyn Fn(f64, f64) -> Guess) -> bool {
        // In the ball of every model of the range.
        let [along, across] = half_axes(self.map).map(|x| x.lo().max(0.0));
        let seem_to_fail = (0..CANDIDATES)
            .map(|i| {
                let angle = f64::from(i) / f64::from(CANDIDATES - 1) * std::f64::consts::FRAC_PI_2;
                // A little within, so that rounding leaves none outside.
                let (sin, cos) = angle.sin_cos();
                [cos, sin].map(|x| x.max(0.0) * (1.0 - 1e-9))
            })
            .filter(|&[s, t]| guess(-along * s, -across * t) != Guess::Global);
        let inside = |[s, t]: &[f64; 2]| {
            let norm2 = Interval::point(*s).sqr() + Interval::point(*t).sqr();
            (Interval::ONE - norm2).certainly_nonnegative()
        };
        seem_to_fail.filter(inside).take(FOLLOWED).any(|[s, t]| {
            let sigma = -(Interval::point(along) * Interval::point(s));
            let tau = -(Interval::point(across) * Interval::point(t));
            self.goes_elsewhere(sigma, tau)
        })
    }

    fn goes_elsewhere(&self, sigma: Interval, tau: Interval) -> bool {
        let ordered = OrderedMap::new(self.map, self.k);
        let bounds = Bound::pair(sigma, tau, self.phi);
        match ordered.compare(self.schedule, &bounds, self.limits) {
            Comparison::Decided(Attractor::Spurious) => return true,
            Comparison::Decided(Attractor::Global) => return false,
            Comparison::Open(_) | Comparison::Inapplicable => {}
        }
        let start = State {
            u: self.k * sigma - self.map.square_sum,
            r: sigma + tau,
            phi: self.phi,
        };
        let set = EnclosedSet::from_box(start);
        match certified(self.map, self.schedule, set, self.limits).0 {
            Some(Fate::Spurious | Fate::Other) => true,
            Some(Fate::Global) | None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::basin::{Axis, Range, Refused, Slice, Start};
    use super::super::paving::{Cell, Control, Decision, Journal, Paving, Problem, pave};
    use super::super::schedule::Schedule;
    use super::super::simulate::Simulation;
    use super::*;
    use crate::model::parameters::Parameters;
    use lemmabox_kernel::exact::rational::{integer, ratio};
    use lemmabox_kernel::expr::Dag;
    use lemmabox_prover::Cancel;

    /// `phi` in `[0, pi]` and `eta_w` in `[0, top]`, `k = 9`, `S = 81/100`, `eta_a = 1/20`.
    fn slice(top: i64) -> (Slice, Parameters, Schedule) {
        let mut dag = Dag::new();
        let parameters = Parameters::relu(integer(9), ratio(81, 100)).unwrap();
        let schedule = Schedule::constant(ratio(1, 20), integer(1)).unwrap();
        let (zero, pi, top) = (dag.integer(0), dag.pi(), dag.integer(top));
        let range = |axis, hi| Range { axis, lo: zero, hi };
        let slice = Slice::new(
            &dag,
            parameters.clone(),
            schedule.clone(),
            Start {
                phi: zero,
                u: None,
                r: zero,
            },
            &[range(Axis::Phi, pi), range(Axis::EtaW, top)],
            Limits {
                steps: 5_000,
                ..Limits::default()
            },
        );
        (
            slice.unwrap().of_every_start().unwrap(),
            parameters,
            schedule,
        )
    }

    fn paved(slice: &Slice) -> Paving {
        let control = Control {
            target: 0.1,
            max_cells: 400,
            cancel: Cancel::new(),
            journal: Journal::default(),
            record: None,
            progress: &mut |_, _| {},
        };
        pave(slice, control).unwrap()
    }

    /// Where starts of the ball go in doubles: `(s, t)` by angle and radius.
    fn guesses(simulation: &Simulation, phi: f64) -> Vec<Guess> {
        let (along, across) = (0.09f64, (0.09f64 * 0.91).sqrt());
        let turn = std::f64::consts::TAU / 24.0;
        [1.0, 0.7, 0.2]
            .iter()
            .flat_map(|radius| (0..24).map(move |i| (*radius, f64::from(i) * turn)))
            .map(|(radius, angle)| {
                let (sin, cos) = angle.sin_cos();
                let (sigma, tau) = (along * radius * cos, across * radius * sin);
                let start = [9.0 * sigma - 0.81, sigma + tau, phi];
                simulation.guess(start, 20_000).0
            })
            .collect()
    }

    #[test]
    fn simulated_starts_agree_with_what_is_certified_of_all() {
        let (slice, parameters, schedule) = slice(1);
        let paving = paved(&slice);
        let (mut all, mut some) = (0, 0);
        for (cell, fate) in &paving.decided {
            let [phi, eta_w] = [0, 1].map(|axis| slice.side(cell, axis).mid());
            let mut simulation = Simulation::new(&parameters, &schedule);
            simulation.set_last(0.05, eta_w);
            let guesses = guesses(&simulation, phi);
            match fate {
                Fate::Global => {
                    assert!(guesses.iter().all(|g| *g == Guess::Global), "{phi} {eta_w}");
                    all += 1;
                }
                Fate::Other => {
                    assert!(guesses.iter().any(|g| *g != Guess::Global), "{phi} {eta_w}");
                    some += 1;
                }
                Fate::Spurious => panic!("of all starts together only two things are said"),
            }
        }
        assert!(all > 5 && some > 5, "{all} {some}");
    }

    #[test]
    fn beyond_four_some_start_fails_whatever_the_angle() {
        let (slice, ..) = slice(16);
        // eta_w in [8, 16]; the angle in [pi/4, pi/2), and one that may be 0: there every start
        // stays at the teacher.
        let upper = "0:0,1:1".parse::<Cell>().unwrap();
        assert!(slice.almost_no_start_succeeds(&upper));
        let inside: Cell = "3:2,1:1".parse().unwrap();
        assert_eq!(slice.decide(&inside), Decision::Decided(Fate::Other));
        let edge: Cell = "3:0,1:1".parse().unwrap();
        assert!(matches!(slice.decide(&edge), Decision::Cut(_)));
        let below: Cell = "0:0,2:0".parse().unwrap();
        assert!(!slice.almost_no_start_succeeds(&below));
    }

    #[test]
    fn a_ball_of_one_point_has_no_law_with_a_density() {
        let parameters = Parameters::relu(integer(9), integer(0)).unwrap();
        let map = ReducedMap::<Interval>::new((), &parameters);
        let schedule = Schedule::constant(ratio(1, 20), integer(5)).unwrap();
        let ball = Ball {
            map: &map,
            k: Interval::from_i64(9),
            schedule: &schedule.enclose(()),
            phi: Interval::ONE,
            limits: &Limits::default(),
        };
        assert!(!ball.is_expelled());
    }

    #[test]
    fn coordinates_of_the_start_do_not_vary() {
        let mut dag = Dag::new();
        let parameters = Parameters::relu(integer(9), ratio(81, 100)).unwrap();
        let schedule = Schedule::constant(ratio(1, 20), integer(1)).unwrap();
        let (zero, one) = (dag.integer(0), dag.integer(1));
        let range = Range {
            axis: Axis::R,
            lo: zero,
            hi: one,
        };
        let start = Start {
            phi: zero,
            u: None,
            r: zero,
        };
        let slice = Slice::new(
            &dag,
            parameters,
            schedule,
            start,
            &[range],
            Limits::default(),
        );
        assert_eq!(slice.unwrap().of_every_start().err(), Some(Refused::Starts));
    }
}
