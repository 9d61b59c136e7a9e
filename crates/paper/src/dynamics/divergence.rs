//! Steps in `a` beyond stability: when the second layer certainly grows without bound.
//!
//! Let `x' = (1 - z) x + z T` with `z = eta_a rate > 2` for every step to come and targets `T`
//! within `W` of `m`. Put `y = x - m` and `rho = z - 1 > 1`. Then `|y'| >= rho |y| - (1 + rho) W`,
//! so with `Y = (1 + rho) W/(rho - 1)` every `|y| > Y` has `|y'| - Y >= rho (|y| - Y)`, and `|x|`
//! grows geometrically (`A_diverges` of `proofs/9-dynamics.lemma`).
//!
//! It is applied to `u = (1'a*)(1'a) - S` (rate `q`, targets `-(g0 - g) S/(2 pi q)`), and for
//! `S = 0`, where `u = 0`, to `r` (rate `c`, targets `(g - b) n/(2 pi c)`), with `g` anywhere in
//! `[g(pi), g0]`: whatever the angle does, `|a|` tends to infinity.

use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;

/// Whether every orbit through the box has `|a|` tending to infinity under these step sizes, kept
/// for ever.
pub fn diverges<E: Scalar>(map: &ReducedMap<E>, steps: &Steps<E>, x: &State<E>) -> bool {
    let least = map.linear.neg();
    let g = least.hull(&map.g0);
    if map.square_sum.certainly_zero() {
        let across = map.two_pi.mul(&map.rate_across);
        if !x.u.certainly_zero() || !across.certainly_positive() {
            return false;
        }
        let targets = g.sub(&map.ones).mul(&map.norm2).div(&across);
        return escapes(&x.r, &targets, &steps.eta_a.mul(&map.rate_across));
    }
    let along = map.two_pi.mul(&map.rate_along);
    if !along.certainly_positive() {
        return false;
    }
    let targets = map.g0.sub(&g).mul(&map.square_sum).div(&along).neg();
    escapes(&x.u, &targets, &steps.eta_a.mul(&map.rate_along))
}

/// Whether `x` is beyond the reach `Y` of the module documentation.
fn escapes<E: Scalar>(x: &E, targets: &E, speed: &E) -> bool {
    let (one, two) = (E::from_i64(x.context(), 1), E::from_i64(x.context(), 2));
    let excess = speed.sub(&two);
    if !excess.certainly_positive() || !x.is_bounded() || !targets.is_bounded() {
        return false;
    }
    let middle = targets.middle();
    let reach = targets.sub(&middle).abs().upper();
    // 1 + rho = z and rho - 1 = z - 2; the quotient falls with z.
    let slowest = speed.lower();
    let bound = slowest.div(&slowest.sub(&one).sub(&one)).mul(&reach);
    x.sub(&middle).abs().sub(&bound).certainly_positive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::schedule::Schedule;
    use crate::dynamics::simulate::Simulation;
    use crate::model::parameters::Parameters;
    use lemmabox_interval::Interval;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    fn state(u: f64, r: f64) -> State<Interval> {
        State {
            u: Interval::point(u),
            r: Interval::point(r),
            phi: Interval::ZERO.hull(Interval::PI),
        }
    }

    #[test]
    fn only_steps_beyond_two_over_q_and_only_states_out_of_reach_diverge() {
        // k = 16, S = 1: q = (15 + pi)/(2 pi) = 2.887, 2/q = 0.6927.
        let p = Parameters::relu(integer(16), integer(1)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let steps = |eta_a| Schedule::constant(eta_a, ratio(1, 50)).unwrap().enclose(());
        let (stable, unstable) = (steps(ratio(69, 100)), steps(ratio(4, 5)));
        assert!(!diverges(&map, stable.last(), &state(1e6, 0.0)));
        assert!(diverges(&map, unstable.last(), &state(1e3, 0.0)));
        // The target at phi = 0 is u = 0: nothing moves there.
        assert!(!diverges(&map, unstable.last(), &state(0.0, 1.0)));
        let simulation =
            Simulation::new(&p, &Schedule::constant(ratio(4, 5), ratio(1, 50)).unwrap());
        let after = simulation.after([-10.0, 0.0, 1.0], 100);
        assert!(after[0].abs() > 1e6);
    }

    #[test]
    fn without_a_sum_the_other_part_decides() {
        // S = 0: c = (pi - 1)/(2 pi) = 0.341, 2/c = 5.868.
        let p = Parameters::relu(integer(4), integer(0)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let steps = |eta_a| Schedule::constant(eta_a, ratio(1, 50)).unwrap().enclose(());
        assert!(diverges(&map, steps(integer(6)).last(), &state(0.0, 1e4)));
        assert!(!diverges(&map, steps(integer(5)).last(), &state(0.0, 1e4)));
    }
}
