//! Runs without normalisation of `v`, enclosed step by step.
//!
//! Boxes are carried by plain interval evaluation: the precision must make up for the growth of
//! their widths, which it does for some thousands of steps (see [`crate::model::unnormalised`] for
//! the map).

use super::orbit::Limits;
use super::schedule::EnclosedSchedule;
use crate::model::scalar::Scalar;
use crate::model::unnormalised::{FreeMap, FreeState};

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The loss is certainly at most the target.
    Loss,
    /// The step limit was reached.
    Steps,
    /// The enclosure became too wide; more precision may help.
    Width,
    /// `v` may have turned by a right angle or more in one step.
    Turn,
    /// Stopped on request.
    Cancelled,
}

/// A followed box.
#[derive(Clone, Debug)]
pub struct FreeOrbit<E> {
    /// Why it ended.
    pub end: End,
    /// Steps made.
    pub steps: u64,
    /// Enclosure of the states after these steps.
    pub state: FreeState<E>,
    /// Enclosure of the loss there.
    pub loss: E,
}

/// Follows every state of `start` until its loss is certainly at most `target`.
pub fn follow<E: Scalar>(
    map: &FreeMap<'_, E>,
    schedule: &EnclosedSchedule<E>,
    start: FreeState<E>,
    target: &E,
    limits: &Limits,
    watch: &mut dyn FnMut(u64, &FreeState<E>),
) -> FreeOrbit<E> {
    let mut state = start;
    let mut t = 0u64;
    let end = loop {
        watch(t, &state);
        let thin = |x: &E| x.spread() <= limits.width;
        if !(FreeMap::is_bounded(&state) && thin(&state.phi) && thin(&state.norm)) {
            break End::Width;
        }
        if t.is_multiple_of(limits.stride.max(1)) {
            if target.sub(&map.loss(&state)).certainly_nonnegative() {
                break End::Loss;
            }
            if limits.cancel.is_cancelled() {
                break End::Cancelled;
            }
        }
        if t >= limits.steps {
            break End::Steps;
        }
        match map.step(&state, schedule.at(t)) {
            Some(next) => state = next,
            None => break End::Turn,
        }
        t += 1;
    };
    FreeOrbit {
        end,
        steps: t,
        loss: map.loss(&state),
        state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::schedule::Schedule;
    use crate::model::parameters::Parameters;
    use crate::model::reduced::ReducedMap;
    use lemmabox_interval::{Interval, MpInterval, Precision};
    use lemmabox_kernel::exact::rational::{integer, ratio};

    #[test]
    fn a_shortcut_start_reaches_a_small_loss_and_nothing_is_lost_at_the_minimum() {
        let precision = Precision::new(256);
        let p = Parameters::relu(integer(9), ratio(81, 100)).unwrap();
        let map = ReducedMap::<MpInterval>::new(precision, &p);
        let q = |n: i64, d: i64| MpInterval::from_rational(precision, &ratio(n, d));
        let free = FreeMap::new(&map, &q(9, 1));
        let s = Schedule::constant(ratio(1, 10), ratio(1, 10)).unwrap();
        let start = |along: MpInterval, across, norm, phi| FreeState {
            along,
            across,
            rest: q(0, 1),
            norm,
            phi,
        };
        let third = map.pi.div(&q(3, 1));
        let shortcut = start(q(0, 1), q(0, 1), q(1, 1), third);
        let limits = Limits {
            steps: 3000,
            ..Limits::default()
        };
        let orbit = follow(
            &free,
            &s.enclose(precision),
            shortcut.clone(),
            &q(1, 1000),
            &limits,
            &mut |_, _| {},
        );
        assert_eq!(orbit.end, End::Loss);
        // a = 0: the loss is that of the zero network, a*'A(0)a*/2.
        let zero = free.loss(&shortcut);
        let expected = (0.81 + (std::f64::consts::PI - 1.0)) / (4.0 * std::f64::consts::PI);
        assert!((zero.to_interval().mid() - expected).abs() < 1e-12);
        // rho a = a*, phi = 0 for any rho: a minimum, left by no step.
        let [x, y] = free.teacher().clone();
        let minimum = start(x.div(&q(2, 1)), y.div(&q(2, 1)), q(2, 1), q(0, 1));
        assert!(free.loss(&minimum).to_interval().hi() < 1e-60);
        let next = free
            .step(&minimum, s.enclose::<MpInterval>(precision).at(0))
            .unwrap();
        for (a, b) in [
            (&next.along, &minimum.along),
            (&next.norm, &minimum.norm),
            (&next.phi, &minimum.phi),
        ] {
            assert!(a.sub(b).abs().to_interval().hi() < 1e-60);
        }
    }

    #[test]
    fn a_turn_by_a_right_angle_is_not_followed() {
        let p = Parameters::relu(integer(4), ratio(36, 100)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let free = FreeMap::new(&map, &Interval::from_i64(4));
        let s = Schedule::constant(ratio(1, 10), integer(1000)).unwrap();
        let start = FreeState {
            along: Interval::from_i64(2),
            across: Interval::from_i64(2),
            rest: Interval::ZERO,
            norm: Interval::ONE,
            phi: Interval::ONE,
        };
        let orbit = follow(
            &free,
            &s.enclose(()),
            start,
            &Interval::ZERO,
            &Limits::default(),
            &mut |_, _| {},
        );
        assert_eq!((orbit.end, orbit.steps), (End::Turn, 0));
    }
}
