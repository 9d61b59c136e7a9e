//! One orbit, or a box of them, followed until its fate is a theorem.

use super::apart::kept_apart;
use super::cycle::{self, Cycle};
use super::divergence::diverges;
use super::enclosed::EnclosedSet;
use super::region::{Region, attracting_region};
use super::schedule::EnclosedSchedule;
use super::summable::summable_region;
use crate::model::reduced::{ReducedMap, State};
use crate::model::scalar::Scalar;
use lemmabox_prover::Cancel;

/// When to stop.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Most steps.
    pub steps: u64,
    /// The angle's enclosure may not become wider than this (radians).
    pub width: f64,
    /// Regions are looked for every so many steps.
    pub stride: u64,
    /// Whether to look for periodic cycles.
    pub cycles: bool,
    /// Whether a kept box away from both points is enough, without the cycle in it.
    pub apart: bool,
    /// A request to stop.
    pub cancel: Cancel,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 100_000,
            width: 0.5,
            stride: 8,
            cycles: true,
            apart: false,
            cancel: Cancel::new(),
        }
    }
}

/// Why nothing was certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The step limit was reached.
    Steps,
    /// The enclosure became too wide.
    Width,
    /// Stopped on request.
    Cancelled,
}

/// What is certain of every orbit of the set.
#[derive(Clone, Debug)]
pub enum Outcome<E> {
    /// Enters a region of attraction.
    Converges(Region<E>),
    /// Is drawn into a set kept by some iterate of the map, away from `phi = 0` and `phi = pi`.
    Cycles(Cycle<E>),
    /// Is in a box that the map keeps, away from `phi = 0` and `phi = pi`.
    Apart(State<E>),
    /// `w` is no longer trained and `phi` stands strictly between 0 and pi.
    Frozen,
    /// `|a|` tends to infinity: the step in `a` is beyond stability.
    Diverges,
    /// Nothing.
    Undecided(Why),
}

/// A followed set.
#[derive(Clone, Debug)]
pub struct Orbit<E> {
    /// What was certified.
    pub outcome: Outcome<E>,
    /// Steps made.
    pub steps: u64,
    /// Enclosure of the states after these steps.
    pub state: State<E>,
}

/// Follows every state of `start`, telling `watch` the time and the enclosing box before each step.
pub fn follow<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    start: EnclosedSet<E>,
    limits: &Limits,
    watch: &mut dyn FnMut(u64, &State<E>),
) -> Orbit<E> {
    let mut set = start;
    let mut t = 0u64;
    let settled = schedule.settled();
    let mut hare = cycle::Candidate::new();
    let outcome = loop {
        let hull = set.hull();
        watch(t, hull);
        let asked = t.is_multiple_of(limits.stride.max(1)) || hull.phi.spread() > limits.width;
        if asked && t >= settled && diverges(map, schedule.last(), hull) {
            break Outcome::Diverges;
        }
        if !hull.is_bounded() || hull.phi.spread() > limits.width {
            break Outcome::Undecided(Why::Width);
        }
        if t.is_multiple_of(limits.stride.max(1)) {
            let region = attracting_region(map, schedule, t, hull)
                .or_else(|| summable_region(map, schedule, t, hull));
            if let Some(region) = region {
                break Outcome::Converges(region);
            }
            // Dear: more rarely in a long orbit.
            let due = t.is_multiple_of(limits.stride.max(1) * (t / 128).max(1));
            if limits.apart
                && due
                && let Some(states) = kept_apart(map, schedule, t, hull)
            {
                break Outcome::Apart(states);
            }
            if t >= settled
                && schedule.last().eta_w.certainly_zero()
                && hull.phi.certainly_positive()
                && map.pi.sub(&hull.phi).certainly_positive()
            {
                break Outcome::Frozen;
            }
            if limits.cancel.is_cancelled() {
                break Outcome::Undecided(Why::Cancelled);
            }
        }
        if limits.cycles
            && t >= settled
            && let Some(period) = hare.observe(t, hull)
            && let Some(found) = cycle::certify(map, schedule.last(), hull, period)
        {
            break Outcome::Cycles(found);
        }
        if t >= limits.steps {
            break Outcome::Undecided(Why::Steps);
        }
        set = set.step(map, schedule.at(t));
        t += 1;
    };
    Orbit {
        outcome,
        steps: t,
        state: set.hull().clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::region::Attractor;
    use crate::dynamics::schedule::Schedule;
    use crate::model::parameters::Parameters;
    use lemmabox_interval::{Interval, MpInterval, Precision};
    use lemmabox_kernel::exact::Q;
    use lemmabox_kernel::exact::rational::{integer, ratio};
    use num_traits::Zero;

    fn state<E: Scalar>(context: E::Context, u: &Q, r: &Q, phi_over_pi: &Q) -> State<E> {
        State {
            u: E::from_rational(context, u),
            r: E::from_rational(context, r),
            phi: E::pi(context).mul(&E::from_rational(context, phi_over_pi)),
        }
    }

    fn run<E: Scalar>(
        context: E::Context,
        p: &Parameters,
        schedule: &Schedule,
        start: (&Q, &Q, &Q),
        limits: &Limits,
    ) -> Orbit<E> {
        let map = ReducedMap::<E>::new(context, p);
        let start = EnclosedSet::from_box(state(context, start.0, start.1, start.2));
        follow(
            &map,
            &schedule.enclose(context),
            start,
            limits,
            &mut |_, _| {},
        )
    }

    fn attractor<E>(orbit: &Orbit<E>) -> Option<Attractor> {
        match &orbit.outcome {
            Outcome::Converges(region) => Some(region.attractor),
            _ => None,
        }
    }

    #[test]
    fn shortcut_start_reaches_the_global_minimum() {
        // a_0 = 0, w_0 = 0 with the worst w*: u_0 = -S, r_0 = 0, phi_0 = pi/3.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let start = (&ratio(-144, 100), &Q::zero(), &ratio(1, 3));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        assert_eq!(attractor(&orbit), Some(Attractor::Global));
        assert!(orbit.steps < 200, "{}", orbit.steps);
        let precise = run::<MpInterval>(Precision::new(128), &p, &s, start, &Limits::default());
        assert_eq!(attractor(&precise), Some(Attractor::Global));
    }

    #[test]
    fn opposite_start_is_trapped() {
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let start = (&ratio(-144, 100), &ratio(-1, 10), &ratio(9, 10));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        assert_eq!(attractor(&orbit), Some(Attractor::Spurious));
        // Above the threshold S_c = n (k + pi - 1)/pi = 5.77... no orbit stays there.
        let p = Parameters::relu(integer(16), integer(6)).unwrap();
        let start = (&integer(-6), &ratio(-1, 10), &ratio(9, 10));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        assert_eq!(attractor(&orbit), Some(Attractor::Global));
    }

    #[test]
    fn enclosures_stay_tight_over_a_hundred_thousand_steps() {
        // No region is asked for, so all steps are made.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let limits = Limits {
            steps: 100_000,
            stride: u64::MAX,
            cycles: false,
            ..Limits::default()
        };
        for (r, phi) in [(Q::zero(), ratio(1, 3)), (ratio(-1, 10), ratio(9, 10))] {
            let s = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
            let map = ReducedMap::<Interval>::new((), &p);
            let mut set = EnclosedSet::from_box(state((), &ratio(-144, 100), &r, &phi));
            let schedule = s.enclose(());
            for t in 0..limits.steps {
                set = set.step(&map, schedule.at(t));
            }
            let spread = set.hull().phi.spread() + set.hull().r.spread() + set.hull().u.spread();
            assert!(spread < 1e-9, "{:?}", set.hull());
        }
    }

    #[test]
    fn a_frozen_angle_is_neither() {
        let p = Parameters::relu(integer(4), ratio(36, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 50), Q::zero()).unwrap();
        let start = (&Q::zero(), &Q::zero(), &ratio(1, 3));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        assert!(matches!(orbit.outcome, Outcome::Frozen));
    }

    #[test]
    fn steps_beyond_stability_diverge() {
        // q = 2.887 for k = 16: eta_a = 1 is beyond 2/q = 0.693.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = Schedule::constant(integer(1), ratio(1, 50)).unwrap();
        let start = (&ratio(-144, 100), &Q::zero(), &ratio(1, 3));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        assert!(matches!(orbit.outcome, Outcome::Diverges), "{orbit:?}");
        assert!(orbit.steps < 100, "{}", orbit.steps);
    }

    #[test]
    fn large_steps_cycle() {
        // eta_w n = 4.5 > 4: the global minimum repels, phi jumps between two values.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 50), ratio(9, 2)).unwrap();
        let start = (&Q::zero(), &integer(1), &ratio(1, 10));
        let orbit = run::<Interval>((), &p, &s, start, &Limits::default());
        let Outcome::Cycles(cycle) = orbit.outcome else {
            panic!("{:?}", orbit)
        };
        assert!(cycle.unique);
    }
}
