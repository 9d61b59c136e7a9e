//! A step in `w` so large that almost no start reaches the global minimum.
//!
//! Claim (ReLU). Let the last `eta_w` have `eta_w n > 4`, let `phi_0` be in `(0, pi)` and not
//! `pi/2`, and let for all phases `eta_a q != 1` if `S > 0`, or `eta_a c != 1` if `n > S/k`. If the
//! law of `sigma_0` (or of `tau_0` given `sigma_0`, in the second case; see [`super::order`] for
//! these coordinates) has a density, then with probability 1 the orbit does not converge to the
//! global minimum.
//!
//! Proof. *Only through 0.* If `phi_t -> 0`, `r_t -> n` and never `phi_t = 0`, then
//! `phi_{t+1}/phi_t = |1 - d_t/phi_t|` tends to `|1 - eta_w n/2| > 1` (`N_expands` of
//! `proofs/9-dynamics.lemma` for steps from 41/10 on), which contradicts `phi_t -> 0`. So
//! `phi_t = 0` at some first `t`.
//!
//! *That is a null event.* Give the angle a sign: `y' = y - arctan(eta_w r (pi - s y) sin(y)/2pi)`,
//! `s` the sign of `y`, less `2 pi s'` where it has passed `s' pi`; then `phi = |y|`. Fix the
//! finite pattern of signs and folds up to `t`. With the pattern held fixed the formulas define a
//! function `Y_t` that is real-analytic on the whole plane of `(sigma_0, tau_0)`, and on the starts
//! with this pattern `phi_t = |Y_t|`. Let `tau_0 -> inf` with `sigma_0` fixed (the other case
//! alike). `Y` stays bounded for `t` steps, hence so does `g`, so
//! `tau_t/tau_0 -> prod (1 - eta_a c) != 0` and `|r_t| -> inf`. By induction
//! `Y_t -> phi_0 + m pi/2` with `m` an integer: `(pi - s y) sin y` vanishes only at multiples of
//! pi, and no `phi_0 + m pi/2` is one; so a step with `eta_w > 0` moves the limit by `pi/2` one way
//! or the other, and one with `eta_w = 0` leaves it. The limit is not 0. So `Y_t` is not
//! identically 0 on any such line and its zeros there are isolated; by Fubini they are null, and
//! there are countably many patterns. []
//!
//! At `eta_w n = 4` nothing expands (`N_expands_not_at_4`): with `r = n` a small angle shrinks like
//! `pi/(2t)`, `1/phi` growing by a number from 3/5 to 1 a step (`N_boundary_above`,
//! `N_boundary_below`; to first order by `2/pi`). So 4 is the sharp bound.

use super::schedule::{EnclosedSchedule, Schedule};
use super::success::AngleLaw;
use crate::model::parameters::Parameters;
use crate::model::reduced::ReducedMap;
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::rational::integer;
use num_traits::{One, Zero};

/// Whether the claim's conditions are certain, for `a_0` with a density in `R^k` and this law of
/// the angle.
#[must_use]
pub fn almost_no_start_succeeds(
    parameters: &Parameters,
    schedule: &Schedule,
    angle: &AngleLaw,
) -> bool {
    let large = &schedule.eta_w * &parameters.norm2 > integer(4);
    let map = ReducedMap::<Interval>::new((), parameters);
    let k = Interval::from_rational(&parameters.k);
    large && is_generic(angle) && moves_every_line(&map, k, &schedule.enclose(()))
}

/// The same for every model and every step size of ranges, whatever the last `eta_w` in its range.
/// The angle is `None` where almost every angle is meant.
#[must_use]
pub(super) fn almost_no_start_succeeds_in(
    map: &ReducedMap<Interval>,
    k: Interval,
    schedule: &EnclosedSchedule<Interval>,
    angle: Option<Interval>,
) -> bool {
    let large = schedule.last().eta_w * map.norm2 - Interval::from_i64(4);
    large.certainly_positive()
        && angle.is_none_or(|phi| is_generic(&AngleLaw::Fixed(phi)))
        && moves_every_line(map, k, schedule)
}

/// Whether the claim's conditions but `eta_w n > 4` are certain for every teacher with `0 < S`, and
/// `S < k n` unless `k = 1`: for almost every random one.
#[must_use]
pub fn expelled_beyond_four(
    parameters: &Parameters,
    schedule: &Schedule,
    angle: &AngleLaw,
) -> bool {
    // The eigenvalues do not depend on n and S.
    let map = ReducedMap::<Interval>::new((), parameters);
    let enclosed = schedule.enclose(());
    let across = !parameters.k.is_one() && keeps_size(&enclosed, map.rate_across);
    parameters.slope.is_zero()
        && is_generic(angle)
        && (across || keeps_size(&enclosed, map.rate_along))
}

/// Whether the ReLU's orbits depend on the start along a whole line of `sigma_0` or `tau_0`,
/// whatever the step.
fn moves_every_line(
    map: &ReducedMap<Interval>,
    k: Interval,
    schedule: &EnclosedSchedule<Interval>,
) -> bool {
    let along = map.square_along.certainly_positive() && keeps_size(schedule, map.rate_along);
    let across = (k - Interval::ONE).certainly_positive()
        && map.square_across.certainly_positive()
        && keeps_size(schedule, map.rate_across);
    map.linear.certainly_zero() && (along || across)
}

/// Whether the angle at the start is neither 0 nor pi/2 nor pi, or almost never.
fn is_generic(angle: &AngleLaw) -> bool {
    match angle {
        AngleLaw::Fixed(phi) => {
            let apart = |x: Interval| x.certainly_positive() || x.certainly_negative();
            phi.certainly_positive()
                && (Interval::PI - *phi).certainly_positive()
                && apart(*phi - Interval::HALF_PI)
        }
        // Almost every angle is one of these.
        AngleLaw::Uniform(_) | AngleLaw::Cap(_) => true,
    }
}

/// Whether no step with this eigenvalue annihilates its coordinate.
fn keeps_size(schedule: &EnclosedSchedule<Interval>, rate: Interval) -> bool {
    schedule.from(0).all(|steps| {
        let kept = Interval::ONE - steps.eta_a * rate;
        kept.certainly_positive() || kept.certainly_negative()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;

    fn third() -> AngleLaw {
        AngleLaw::Fixed(Interval::PI / Interval::from_i64(3))
    }

    #[test]
    fn four_is_the_bound_and_right_angles_are_left_out() {
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let with = |eta_w| Schedule::constant(ratio(1, 50), eta_w).unwrap();
        assert!(almost_no_start_succeeds(
            &p,
            &with(ratio(401, 100)),
            &third()
        ));
        assert!(!almost_no_start_succeeds(&p, &with(integer(4)), &third()));
        let right = AngleLaw::Fixed(Interval::HALF_PI);
        assert!(!almost_no_start_succeeds(&p, &with(integer(5)), &right));
        let random = AngleLaw::Uniform(8);
        assert!(almost_no_start_succeeds(&p, &with(integer(5)), &random));
        // The leaky ReLU is not covered by the proof.
        let leaky = Parameters::new(integer(4), integer(1), integer(1), ratio(1, 4)).unwrap();
        assert!(!almost_no_start_succeeds(
            &leaky,
            &with(integer(5)),
            &third()
        ));
    }
}
