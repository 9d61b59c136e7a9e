//! Regions from which convergence is a theorem.
//!
//! Notation: `q`, `c` are the eigenvalues of `A(0)`, `b` the weight of `11'` in `2 pi A`,
//! `e = (1 - slope)^2` that of the ReLU in `g` (`b = e` for Gaussian inputs), `g0 = g(0)`, and step
//! sizes are those still to come (`eta_a`, `eta_w` ranging over the rest of the schedule, the last
//! pair for ever). Names in parentheses are claims of `proofs/9-dynamics.lemma`.
//!
//! **Boxes kept by `u` and `r`.** Put `D = (g0 - g)S/(2 pi q)`. Then
//! `u' = (1 - eta_a q) u - eta_a q D`. If `0 <= eta_a q <= 1`, `u'` is a mean of `u` and `-D`, so
//! an interval holding `u` and every `-D` is kept (`O_kept`). If `1 < eta_a q < 2`, an interval
//! with centre `-D_mid` is kept when its radius `W` satisfies
//! `|1 - eta_a q| W + eta_a q |D - D_mid| <= W`, that is `W >= |D - D_mid| eta_a q/(2 - eta_a q)`
//! (`A_kept_fast`). `r' = (1 - eta_a c) r + eta_a c T` with `T = ((g - b) n - b u)/(2 pi c)` has
//! the same form.
//!
//! **Global minimum.** Let `phi <= phi_hi < pi`, `u` in `U`, `r` in `R` with `U`, `R` kept for
//! every `g` in `[g(phi_hi), g0]`, `min R > 0` and `eta_w (max R) g0 < 4 pi` for every `eta_w` to
//! come. The turn is `d = arctan(eta_w r (-g'(phi))/2pi)`;
//! `-g'(phi) = (2pi slope + e(pi - phi)) sin phi <= g0 phi` (`A_force`), so `0 <= d < 2 phi` for
//! `phi > 0` (`A_global`; 4 pi is sharp, `A_global_ends`) and `|phi - d| <= phi` (`A_fold`): the
//! region is kept. With the last `eta_w > 0`, `d/phi` is continuous and positive on `[0, phi_hi]`
//! (its value at 0 is `eta_w r g0/2pi`) and at most `eta_w r g0/2pi < 2`, hence by compactness
//! `|phi - d| <= (1 - theta) phi` with one `theta > 0`: `phi -> 0` geometrically. Then `g -> g0`,
//! and with the last `eta_a` in `(0, 2/q)` `a' - a* = (I - eta_a A(0))(a - a*) + eta_a (A(phi) -
//! A(0)) a*` is a contraction with a forcing that tends to 0 (the eigenvalues of `A(0)` are
//! `q >= c > 0`), so `a -> a*` in all of `R^k`, and `v -> v*`. []
//!
//! **Spurious point.** Let `phi >= phi_lo > pi/2`, `psi = pi - phi <= psi_hi`, `U`, `R` kept for
//! every `g` in `[g(pi), g(phi_lo)]`, `max R < 0`, and
//! `eta_w |min R| (2pi slope + e psi_hi) < 4 pi`. With `r < 0` the turn is away from `v*`, by
//! `d = arctan(eta_w |r| (2pi slope + e psi) sin psi/2pi)`, `0 < d < 2 psi` for `psi > 0`
//! (`A_spurious`), and the new angle to `-v*` is `|psi - d| < psi` (`A_fold`): the region is kept.
//! With the last `eta_w > 0`, `psi_t` falls; were its limit `L > 0`, then on the compact set `psi`
//! in `[L, psi_hi]`, `r` in `R` the continuous decrement `psi - |psi - d|` would have a positive
//! minimum, a contradiction. So `psi -> 0` (like `1/t` for the ReLU), `g -> g(pi)`, and `a` tends
//! to the fixed point of the contraction, `A(0)^{-1}A(pi)a*`. []
//!
//! E1 of the claim files is the first region with `phi_hi = 5 pi/12`; its condition `eta_w <= 2/M`
//! is replaced by the weaker `eta_w max R < 4`, below which `phi` may jump over 0 but not away from
//! it. The trap as it is often stated, without a lower end of `r` and a condition on `eta_w`, is
//! **not** kept: from `psi = 1/10`, `r = -1`, `eta_w = 1000` the step leads to `psi = 0.91...`.

use super::schedule::EnclosedSchedule;
use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;

/// What a region guarantees of every orbit that enters it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attractor {
    /// `v -> v*` and `a -> a*`: the global minimum.
    Global,
    /// `v -> -v*` and `a -> A(0)^{-1} A(pi) a*`: the spurious point.
    Spurious,
}

/// A certified region of attraction, kept by every step to come.
#[derive(Clone, Debug)]
pub struct Region<E> {
    /// Where its orbits go.
    pub attractor: Attractor,
    /// The box of states, or one that holds the kept set.
    pub states: State<E>,
}

/// The interval kept by `x' = (1 - eta rate) x + eta rate T` that holds `x`, for every `T` in
/// `targets` and every step size to come; `None` when `eta rate >= 2` for one of them.
fn kept<E: Scalar>(x: &E, targets: &E, rate: &E, steps: &[&Steps<E>]) -> Option<E> {
    let one = E::from_i64(x.context(), 1);
    let two = E::from_i64(x.context(), 2);
    let hull = x.hull(targets);
    let mut stretch: Option<E> = None;
    for s in steps {
        let speed = s.eta_a.mul(rate);
        if one.sub(&speed).certainly_nonnegative() {
            continue;
        }
        let room = two.sub(&speed);
        if !room.certainly_positive() {
            return None;
        }
        let ratio = speed.div(&room).upper();
        stretch = Some(match stretch {
            None => ratio,
            Some(r) => r.max(&ratio),
        });
    }
    let Some(ratio) = stretch else {
        return Some(hull);
    };
    // A radius about the middle of the targets that is kept by slow and by fast steps alike
    // (ratio >= 1).
    let middle = targets.middle();
    let reach = targets.sub(&middle).abs().upper();
    let far = x.sub(&middle).abs().upper();
    let radius = reach.mul(&ratio.max(&one)).max(&far).upper();
    Some(middle.add(&radius.hull(&radius.neg())))
}

/// The box kept by `u` and `r` while `g` stays in `g`.
pub(super) fn kept_box<E: Scalar>(
    map: &ReducedMap<E>,
    x: &State<E>,
    g: &E,
    steps: &[&Steps<E>],
) -> Option<(E, E)> {
    let along = map.two_pi.mul(&map.rate_along);
    let across = map.two_pi.mul(&map.rate_across);
    if !along.certainly_positive() || !across.certainly_positive() {
        return None;
    }
    let u_targets = map.g0.sub(g).mul(&map.square_sum).div(&along).neg();
    let u = kept(&x.u, &u_targets, &map.rate_along, steps)?;
    let r_targets = g
        .sub(&map.ones)
        .mul(&map.norm2)
        .sub(&map.ones.mul(&u))
        .div(&across);
    let r = kept(&x.r, &r_targets, &map.rate_across, steps)?;
    (u.is_bounded() && r.is_bounded()).then_some((u, r))
}

/// A region, proved as the module says, that holds every state of `x` at time `t`; `None` when the
/// conditions are not seen to hold.
pub fn attracting_region<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    t: u64,
    x: &State<E>,
) -> Option<Region<E>> {
    let last = schedule.last();
    if !last.eta_a.certainly_positive() || !last.eta_w.certainly_positive() || !x.is_bounded() {
        return None;
    }
    // Cheap necessary conditions first: this is asked at many steps.
    let (two, zero) = (map.integer(2), map.integer(0));
    let four_pi = two.mul(&map.two_pi);
    let half_pi = map.pi.div(&two);
    if x.r.certainly_positive() && map.pi.sub(&x.phi).certainly_positive() {
        let g = map.g(&x.phi.upper()).hull(&map.g0);
        let steps: Vec<&Steps<E>> = schedule.from(t).collect();
        let (u, r) = kept_box(map, x, &g, &steps)?;
        let gentle = steps.iter().all(|s| {
            four_pi
                .sub(&s.eta_w.mul(&r.upper()).mul(&map.g0))
                .certainly_positive()
        });
        return (r.certainly_positive() && gentle).then(|| Region {
            attractor: Attractor::Global,
            states: State {
                u,
                r,
                phi: zero.hull(&x.phi.upper()),
            },
        });
    }
    if x.r.certainly_negative() && x.phi.sub(&half_pi).certainly_positive() {
        let g = map.g(&x.phi.lower()).hull(&map.g(&map.pi));
        let steps: Vec<&Steps<E>> = schedule.from(t).collect();
        let (u, r) = kept_box(map, x, &g, &steps)?;
        let psi = map.pi.sub(&x.phi.lower());
        let fall = map.linear.add(&map.bend.mul(&psi));
        let gentle = steps.iter().all(|s| {
            four_pi
                .sub(&s.eta_w.mul(&r.lower().neg()).mul(&fall))
                .certainly_positive()
        });
        return (r.certainly_negative() && gentle).then(|| Region {
            attractor: Attractor::Spurious,
            states: State {
                u,
                r,
                phi: x.phi.lower().hull(&map.pi),
            },
        });
    }
    None
}
