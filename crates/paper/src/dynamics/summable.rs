//! A region of attraction in which the angle may rise for a while: what carries it up is summable.
//!
//! Notation as in [`super::region`] and [`super::order`]. Let `0 < eta_a q <= 1` and
//! `eta_w n g0 <= 4 pi` for every step to come, with `eta_w > 0` in the last phase, and
//! `e = (u/k)^+ + (tau - n_2)^+` at the time of entry. Then, as `g <= g0`, `u' <= (1 - eta_a q) u`
//! where `u >= 0` (and `u' <= 0` after `u <= 0`), `tau' - n_2 <= (1 - eta_a c) (tau - n_2)`
//! likewise (`U_excess`), and `r - n = u/k + (tau - n_2)`; so `r_t <= n + e_t` with
//! `e_t <= e (1 - eta c)^t`, `eta` the least `eta_a` to come (`c <= q`).
//!
//! *One step.* While `0 < r <= n + e_t`, the turn `d` has `0 <= d <= eta_w r h/2pi` and
//! `h <= (g0 - bend phi) phi` (`U_force_bent`), so
//!
//! ```text
//! -phi (1 + s_t) + beta phi^2 <= phi - d <= phi,   s_t = eta_w e_t g0/2pi,   beta = eta_w n bend/2pi   (`U_step`; the bend is needed, `U_step_ends`).
//! ```
//!
//! Hence `phi' <= phi (1 + s_t)`, and no later angle is above `Y = phi/(1 - X)`,
//! `X = eta_w e g0/(2pi eta c) < 1`, with the greatest `eta_w`
//! (`prod (1 + s_t) <= exp(sum s_t) <= 1/(1 - X)`). If `Y < pi` and the box that `u` and `r` keep
//! for `g` in `[g(Y), g0]` has `r >= r_min > 0`, all this holds for ever.
//!
//! *The limit.* `phi_t/prod_(s < t) (1 + s_s)` does not rise and the products converge, so `phi_t`
//! has a limit `L`, `0 <= L <= Y`. If `L > 0`, one of two things happens infinitely often:
//! `phi' = phi - d`, then `L <= L - arctan(eta_w r_min h(L)/2pi) < L` in the limit; or
//! `phi' = d - phi <= phi (W - 1 + s_t) - beta phi^2` with `W = eta_w n g0/2pi <= 2`, then
//! `L <= L - beta L^2`, and `beta > 0` where the slope is not 1 (else `W < 2` is asked for). So
//! `L = 0`, and `a -> a*` as in [`super::region`]. []
//!
//! Beside the region of that module this one holds at `eta_w n g0 = 4 pi` itself (for the ReLU
//! `eta_w n = 4`), where the approach is no faster than `1/t` (`N_boundary_below`), and while `r`
//! is still above `n`.

use super::region::{Attractor, Region, kept_box};
use super::schedule::EnclosedSchedule;
use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;

/// A region, proved as the module says, that holds every state of `x` at time `t`; `None` when the
/// conditions are not seen to hold.
pub(super) fn summable_region<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    t: u64,
    x: &State<E>,
) -> Option<Region<E>> {
    let (one, zero) = (map.integer(1), map.integer(0));
    if !schedule.last().eta_w.certainly_positive()
        || !x.is_bounded()
        || !x.r.certainly_positive()
        || !map.pi.sub(&x.phi).certainly_positive()
        || !map.rate_across.certainly_positive()
        || !map.ones.certainly_nonnegative()
    {
        return None;
    }
    let steps: Vec<&Steps<E>> = schedule.from(t).collect();
    let gentle = |s: &&Steps<E>| {
        s.eta_a.certainly_positive()
            && s.eta_w.certainly_nonnegative()
            && one
                .sub(&s.eta_a.mul(&map.rate_along))
                .certainly_nonnegative()
            && one
                .sub(&s.eta_a.mul(&map.rate_across))
                .certainly_nonnegative()
            && keeps_the_teacher(map, &s.eta_w)
    };
    if !steps.iter().all(gentle) {
        return None;
    }
    let ends = |f: fn(&Steps<E>) -> &E| steps.iter().map(move |s| f(s).clone());
    let slowest = ends(|s| &s.eta_a).reduce(|a, b| a.min(&b))?;
    let longest = ends(|s| &s.eta_w).reduce(|a, b| a.max(&b))?;
    let excess = excess(map, x)?;
    let rise = longest
        .mul(&excess)
        .mul(&map.g0)
        .div(&map.two_pi.mul(&slowest).mul(&map.rate_across));
    let room = one.sub(&rise);
    if !room.certainly_positive() {
        return None;
    }
    let highest = x.phi.upper().div(&room).upper();
    if !map.pi.sub(&highest).certainly_positive() {
        return None;
    }
    let g = map.g(&highest).hull(&map.g0);
    let (u, r) = kept_box(map, x, &g, &steps)?;
    r.certainly_positive().then(|| Region {
        attractor: Attractor::Global,
        states: State {
            u,
            r,
            phi: zero.hull(&highest),
        },
    })
}

/// Whether `eta_w n g0 <= 4 pi`, or less where the force is not bent.
fn keeps_the_teacher<E: Scalar>(map: &ReducedMap<E>, eta_w: &E) -> bool {
    let four = map.integer(4);
    let step = eta_w.mul(&map.norm2);
    if map.linear.certainly_zero() {
        // g0 = bend pi, exactly.
        return map.bend.certainly_positive()
            && four.sub(&step.mul(&map.bend)).certainly_nonnegative();
    }
    let room = four.mul(&map.pi).sub(&step.mul(&map.g0));
    room.certainly_positive()
}

/// An upper bound of `(u/k)^+ + (tau - n_2)^+`.
fn excess<E: Scalar>(map: &ReducedMap<E>, x: &State<E>) -> Option<E> {
    let zero = map.integer(0);
    let along = if map.square_sum.certainly_positive() {
        x.u.mul(&map.square_along).div(&map.square_sum)
    } else if map.square_sum.certainly_zero() {
        // Then u = 0.
        zero.clone()
    } else {
        return None;
    };
    let across = x.r.sub(&map.norm2).sub(&along);
    let positive = |y: E| y.upper().max(&zero);
    Some(positive(along).add(&positive(across)).upper())
}

#[cfg(test)]
mod tests {
    use super::super::enclosed::EnclosedSet;
    use super::super::orbit::{Limits, Outcome, follow};
    use super::super::region::attracting_region;
    use super::super::schedule::Schedule;
    use super::super::simulate::Simulation;
    use super::*;
    use crate::model::parameters::Parameters;
    use lemmabox_interval::Interval;
    use lemmabox_kernel::exact::Q;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    fn map() -> (Parameters, ReducedMap<Interval>) {
        let p = Parameters::relu(integer(4), integer(1)).unwrap();
        let map = ReducedMap::new((), &p);
        (p, map)
    }

    fn schedule(eta_w: Q) -> Schedule {
        Schedule::constant(ratio(1, 50), eta_w).unwrap()
    }

    fn state(u: f64, r: f64, phi: f64) -> State<Interval> {
        State::from_array([u, r, phi].map(Interval::point))
    }

    #[test]
    fn the_bound_itself_is_enough_and_a_little_more_is_not() {
        let (_, map) = map();
        // r below n = 1, nothing in excess.
        let near = state(-0.125, 0.9375, 0.125);
        let at = |eta_w| summable_region(&map, &schedule(eta_w).enclose(()), 0, &near);
        assert!(at(integer(4)).is_some());
        assert!(at(ratio(4001, 1000)).is_none());
        // The other region needs eta_w r < 4 for every r of its box, which holds n.
        assert!(attracting_region(&map, &schedule(integer(4)).enclose(()), 0, &near).is_none());
    }

    #[test]
    fn an_excess_must_be_summed_below_pi() {
        let (_, map) = map();
        let enclosed = schedule(integer(3)).enclose(());
        let of = |r: f64, phi: f64| summable_region(&map, &enclosed, 0, &state(0.0, r, phi));
        assert!(of(1.0 + 1e-4, 0.5).is_some());
        // Over 3/2 e/(eta_a c) the bound of the angle says nothing.
        assert!(of(1.5, 0.5).is_none());
        assert!(of(0.9, 3.2).is_none() && of(-0.1, 0.5).is_none());
    }

    #[test]
    fn angles_stay_below_the_bound_and_fall() {
        let (p, map) = map();
        for (eta_w, excess) in [(integer(4), 0.0), (integer(4), 2e-4), (ratio(7, 2), 1e-4)] {
            let schedule = schedule(eta_w);
            let start = state(0.0, 1.0 + excess, 0.3);
            let region = summable_region(&map, &schedule.enclose(()), 0, &start).unwrap();
            let simulation = Simulation::new(&p, &schedule);
            let mut x = [0.0, 1.0 + excess, 0.3];
            for t in 0..20_000 {
                assert!(x[2] <= region.states.phi.hi() && x[1] > region.states.r.lo() - 1e-12);
                x = simulation.step(t, x);
            }
            assert!(x[2] < 1e-3, "{x:?}");
        }
    }

    #[test]
    fn an_orbit_at_the_bound_reaches_the_teacher() {
        let (_, map) = map();
        let start = EnclosedSet::from_box(state(-1.0, 0.0, 0.5));
        let limits = Limits::default();
        let orbit = follow(
            &map,
            &schedule(integer(4)).enclose(()),
            start,
            &limits,
            &mut |_, _| {},
        );
        let Outcome::Converges(region) = orbit.outcome else {
            panic!("{:?} after {} steps", orbit.outcome, orbit.steps)
        };
        assert_eq!(region.attractor, Attractor::Global);
    }
}
