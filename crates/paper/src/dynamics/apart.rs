//! Boxes kept by large steps, away from both fixed points.
//!
//! With `eta_w n g0 > 4 pi` the global minimum repels, and orbits are drawn to a cycle: `v` jumps
//! from one side of `v*` to the other, which is a fixed point in `(u, r, phi)`. Let `P` be an
//! interval of angles within `(0, pi)`, and `U`, `R` the intervals that `u` and `r` keep while `g`
//! is in `g(P)` (see [`super::region`]), `R > 0`. If `|phi - arctan(eta_w r (-g'(phi))/2pi)|` is in
//! `P` for all `phi` in `P`, `r` in `R` and every step size to come, then `U x R x P` is mapped
//! into itself. So no orbit in it converges to the global minimum (`phi -> 0`) or to the spurious
//! point (`phi -> pi`); by Brouwer's theorem it holds a fixed point of the map. Step sizes may
//! range over intervals, so one box serves a whole cell of them.

use super::region::kept_box;
use super::schedule::EnclosedSchedule;
use crate::model::reduced::{ReducedMap, State};
use crate::model::scalar::Scalar;

/// Pieces that an interval of angles is cut into.
const PIECES: i64 = 96;
/// How often the interval of angles is widened to hold its image.
const WIDENINGS: u32 = 24;

/// A box as the module says that holds every state of `x` at time `t`; `None` when none is found.
pub fn kept_apart<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    t: u64,
    x: &State<E>,
) -> Option<State<E>> {
    let last = schedule.last();
    let four_pi = map.two_pi.add(&map.two_pi);
    let strong = last.eta_w.mul(&map.norm2).mul(&map.g0).sub(&four_pi);
    if t < schedule.settled() || !strong.certainly_positive() || !x.is_bounded() {
        return None;
    }
    let mut phi = x.phi.clone();
    for _ in 0..WIDENINGS {
        if !phi.certainly_positive() || !map.pi.sub(&phi).certainly_positive() {
            return None;
        }
        let g = map.g(&phi.upper()).hull(&map.g(&phi.lower()));
        let (u, r) = kept_box(map, x, &g, &[last])?;
        if !r.certainly_positive() {
            return None;
        }
        let image = image(map, &last.eta_w.mul(&r), &phi);
        if image.is_subset(&phi) {
            return Some(State { u, r, phi });
        }
        if !image.certainly_positive() {
            return None;
        }
        let joined = phi.hull(&image);
        // A little wider than needed: the image of the wider interval is wider too.
        let spread = joined.upper().sub(&joined.lower());
        let margin = spread.div(&map.integer(16));
        phi = joined.add(&margin.hull(&margin.neg()));
    }
    None
}

/// `|phi - arctan(x (-g'(phi))/2pi)|` over an interval of angles in `(0, pi)`, `x = eta_w r > 0`.
fn image<E: Scalar>(map: &ReducedMap<E>, x: &E, phi: &E) -> E {
    let (lo, hi) = (phi.lower(), phi.upper());
    let width = hi.sub(&lo);
    let end = |i: i64| lo.add(&width.mul(&map.integer(i)).div(&map.integer(PIECES)));
    let piece = |i: i64| {
        let part = end(i).hull(&end(i + 1)).intersect(phi);
        let tangent = x.mul(&map.g_fall(&part)).div(&map.two_pi);
        part.sub(&tangent.atan()).abs()
    };
    (1..PIECES).fold(piece(0), |all, i| all.hull(&piece(i)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::schedule::Schedule;
    use crate::dynamics::simulate::Simulation;
    use crate::model::parameters::Parameters;
    use lemmabox_interval::Interval;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    #[test]
    fn a_range_of_large_steps_shares_one_box_and_small_ones_have_none() {
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        // Simulated: the cycle of eta_w = 6 has phi = 0.3514, r = 0.9236.
        let near = State {
            u: Interval::new(-0.03, 0.0),
            r: Interval::new(0.91, 0.94),
            phi: Interval::new(0.33, 0.37),
        };
        let of = |lo: i64, hi: i64| {
            let schedule = Schedule::constant(ratio(1, 50), ratio(lo, 10)).unwrap();
            let range = Interval::from_rational(&ratio(lo, 10))
                .hull(Interval::from_rational(&ratio(hi, 10)));
            schedule.enclose(()).with_last(None, Some(range))
        };
        let found = kept_apart(&map, &of(59, 61), 0, &near).expect("a box");
        assert!(found.phi.lo() > 0.1 && found.phi.hi() < 1.0, "{found:?}");
        for eta_w in [ratio(59, 10), integer(6), ratio(61, 10)] {
            let simulation = Simulation::new(&p, &Schedule::constant(ratio(1, 50), eta_w).unwrap());
            let mut x = [-0.01, 0.925, 0.35];
            for _ in 0..3000 {
                x = simulation.step(0, x);
                assert!(found.phi.contains(x[2]) && found.r.contains(x[1]));
            }
        }
        assert!(kept_apart(&map, &of(38, 39), 0, &near).is_none());
        assert!(kept_apart(&map, &of(20, 60), 0, &near).is_none());
        // Not from the other side.
        let opposite = State { r: -near.r, ..near };
        assert!(kept_apart(&map, &of(59, 61), 0, &opposite).is_none());
    }

    #[test]
    fn small_angles_keep_a_small_relative_error() {
        // phi' = phi |1 - eta_w r/2| to first order: eta_w = 5, r = 1 give 3/2, eta_w = 1 gives
        // 1/2.
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let x = State {
            u: Interval::ZERO,
            r: Interval::ONE,
            phi: Interval::point(1e-40),
        };
        for (eta_w, factor) in [(5, 1.5), (1, 0.5)] {
            let schedule = Schedule::constant(ratio(1, 50), integer(eta_w)).unwrap();
            let (next, _) = map.step(&x, schedule.enclose(()).last());
            assert!((next.phi.lo() / 1e-40 - factor).abs() < 1e-12, "{next:?}");
            assert!((next.phi.hi() / 1e-40 - factor).abs() < 1e-12, "{next:?}");
        }
    }

    #[test]
    fn large_steps_are_paved_from_a_start_that_they_carry_away() {
        use crate::dynamics::basin::{Axis, Range, Slice, Start};
        use crate::dynamics::orbit::Limits;
        use crate::dynamics::paving::{Control, Fate, Journal, pave};
        use lemmabox_kernel::expr::Dag;
        let mut dag = Dag::new();
        let parameters = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let schedule = Schedule::constant(ratio(1, 10), integer(5)).unwrap();
        let phi = dag.rational(ratio(1, 2));
        let r = dag.rational(ratio(9, 10));
        let u = dag.rational(ratio(-1, 20));
        let (lo, hi) = (dag.integer(5), dag.integer(8));
        let slice = Slice::new(
            &dag,
            parameters,
            schedule,
            Start { phi, u: Some(u), r },
            &[Range {
                axis: Axis::EtaW,
                lo,
                hi,
            }],
            Limits {
                steps: 2000,
                ..Limits::default()
            },
        )
        .unwrap();
        let control = Control {
            target: 0.05,
            max_cells: 400,
            cancel: lemmabox_prover::Cancel::new(),
            journal: Journal::default(),
            record: None,
            progress: &mut |_, _| {},
        };
        let paving = pave(&slice, control).unwrap();
        assert!(
            paving.measure(&slice, Fate::Other).lo() > 0.9,
            "{:?}",
            paving.ended
        );
        assert!(paving.measure(&slice, Fate::Global).hi() <= 0.0);
    }
}
