//! How many steps until `|a - a*|` and `|w - w*|` are at most epsilon, from both sides.
//!
//! `|w - w*| = |v - v*| = 2 sin(phi/2)`. With `sigma`, `tau` as in [`super::order`],
//! `|a - a*|^2 = u^2/(k S) + (tau - (n - S/k))^2/(n - S/k) + z^2`, where `z` is the length of the
//! part of `a` that neither sees; the matrix `A` acts on it as `c` (as `q` on its part along the
//! all-ones vector, which only `S = 0` hides), so it is known at every step. A part of `a*` that
//! vanishes drops out.
//!
//! **For ever after.** Let `0 <= eta_a q <= 1` from now on, the state be in a region of
//! [`super::region`] for the global minimum with angles up to `phi`, `2 sin(phi/2) <= epsilon`,
//! `|a - a*| <= epsilon` and `(g0 - g(phi)) |a*| <= 2 pi c epsilon`. Then `|a' - a*| <= (1 - eta_a
//! c)|a - a*| + eta_a (g0 - g)|a*|/2pi <= epsilon`, and `phi ` never exceeds its bound: both
//! distances stay within epsilon.

use super::enclosed::EnclosedSet;
use super::region::{Attractor, attracting_region};
use super::schedule::EnclosedSchedule;
use crate::model::reduced::{ReducedMap, State};
use crate::model::scalar::Scalar;
use lemmabox_prover::Cancel;

/// The parts of `a` at the start that `u` and `r` do not tell.
#[derive(Clone, Debug)]
pub struct Hidden<E> {
    /// `1'a/sqrt k` when `S = 0`; not read otherwise.
    pub along: E,
    /// The length of the part orthogonal to the all-ones vector and to `a*`.
    pub across: E,
}

/// The first step at which both distances are at most epsilon, between two bounds, and from when on
/// they stay so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Not before this step: at each before it one distance is certainly greater.
    pub earliest: u64,
    /// At the latest at this step.
    pub latest: u64,
    /// From this step on both stay at most epsilon, certainly; `None` if that was not seen.
    pub settled: Option<u64>,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoArrival {
    /// The step limit was reached.
    Steps,
    /// The enclosure became too wide to compare with epsilon; more precision may help.
    Width,
    /// Stopped on request.
    Cancelled,
}

/// `|a - a*|` and `|w - w*|`.
pub fn distances<E: Scalar>(map: &ReducedMap<E>, x: &State<E>, hidden: &Hidden<E>) -> [E; 2] {
    let zero = map.integer(0);
    // sigma - S/k = u/k, and its square over S/k is u^2/(k S) = (u/S)^2 S/k.
    let along = if map.square_sum.certainly_positive() {
        x.u.div(&map.square_sum).sqr().mul(&map.square_along)
    } else {
        hidden.along.sqr()
    };
    let sigma_gap = if map.square_sum.certainly_positive() {
        x.u.div(&map.square_sum).mul(&map.square_along)
    } else {
        zero.clone()
    };
    let across = if map.square_across.certainly_positive() {
        x.r.sub(&map.norm2)
            .sub(&sigma_gap)
            .sqr()
            .div(&map.square_across)
    } else {
        zero.clone()
    };
    let two = map.integer(2);
    let layer = along.add(&across).add(&hidden.across.sqr()).max(&zero);
    [layer.sqrt(), two.mul(&x.phi.div(&two).sin()).max(&zero)]
}

/// Follows a start until both distances are certainly at most `epsilon`, and on until they stay so.
///
/// `S` and `n - S/k` must each be known to be zero or positive: the parameters are exact.
pub fn arrival<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    start: &State<E>,
    mut hidden: Hidden<E>,
    epsilon: &E,
    steps: u64,
    cancel: &Cancel,
) -> Result<Arrival, NoArrival> {
    let one = map.integer(1);
    let mut set = EnclosedSet::from_box(start.clone());
    let mut found: Option<Arrival> = None;
    let mut earliest = 0;
    for t in 0..=steps {
        let hull = set.hull();
        if !hull.is_bounded() {
            return found.ok_or(NoArrival::Width);
        }
        let [layer, direction] = distances(map, hull, &hidden);
        let within = |x: &E| epsilon.sub(x).certainly_nonnegative();
        if found.is_none() {
            let beyond = |x: &E| x.sub(epsilon).certainly_positive();
            if beyond(&layer) || beyond(&direction) {
                // Not if it may have been reached at a step before, and left again.
                if earliest == t {
                    earliest = t + 1;
                }
            } else if within(&layer) && within(&direction) {
                found = Some(Arrival {
                    earliest,
                    latest: t,
                    settled: None,
                });
            }
        }
        if let Some(arrival) = &mut found
            && within(&layer)
            && within(&direction)
            && stays(map, schedule, t, hull, epsilon)
        {
            arrival.settled = Some(t);
            break;
        }
        if cancel.is_cancelled() {
            return found.ok_or(NoArrival::Cancelled);
        }
        let now = schedule.at(t);
        let keep = |rate: &E| one.sub(&now.eta_a.mul(rate));
        hidden = Hidden {
            along: keep(&map.rate_along).mul(&hidden.along),
            across: keep(&map.rate_across).mul(&hidden.across),
        };
        set = set.step(map, now);
    }
    let wide = |x: &E| x.spread() > epsilon.to_interval().lo();
    let last = distances(map, set.hull(), &hidden);
    found.ok_or(if last.iter().any(wide) {
        NoArrival::Width
    } else {
        NoArrival::Steps
    })
}

/// The last paragraph of the module documentation, but for `|a - a*|` and the angle themselves.
fn stays<E: Scalar>(
    map: &ReducedMap<E>,
    schedule: &EnclosedSchedule<E>,
    t: u64,
    x: &State<E>,
    epsilon: &E,
) -> bool {
    let one = map.integer(1);
    let slow = schedule.from(t).all(|s| {
        one.sub(&s.eta_a.mul(&map.rate_along))
            .certainly_nonnegative()
    });
    let forcing = map
        .g0
        .sub(&map.g(&x.phi.upper()))
        .mul(&map.norm2.sqrt())
        .div(&map.two_pi.mul(&map.rate_across));
    slow && epsilon.sub(&forcing).certainly_nonnegative()
        && attracting_region(map, schedule, t, x)
            .is_some_and(|region| region.attractor == Attractor::Global)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::schedule::Schedule;
    use crate::model::parameters::Parameters;
    use lemmabox_interval::Interval;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    /// Descent on the vectors themselves, k = 4 and p = 4, in doubles: the first step with both
    /// distances at most epsilon.
    fn by_vectors(a_star: [f64; 4], mut a: [f64; 4], epsilon: f64, eta: [f64; 2]) -> u64 {
        use std::f64::consts::PI;
        let v_star = [0.5, 0.5, 0.5, -0.5];
        let mut v = [0.5; 4];
        let dot = |x: &[f64; 4], y: &[f64; 4]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let gap = |x: &[f64; 4], y: &[f64; 4]| {
            let squares = x.iter().zip(y).map(|(x, y)| (x - y) * (x - y));
            squares.sum::<f64>().sqrt()
        };
        for t in 0..100_000 {
            if gap(&a, &a_star) <= epsilon && gap(&v, &v_star) <= epsilon {
                return t;
            }
            let cosine = dot(&v, &v_star).clamp(-1.0, 1.0);
            let phi = cosine.acos();
            let g = (PI - phi) * cosine + phi.sin();
            let (s, t_star): (f64, f64) = (a.iter().sum(), a_star.iter().sum());
            let r = dot(&a, &a_star);
            let mut next = a;
            for j in 0..4 {
                let own = s + (PI - 1.0) * a[j];
                let other = t_star + (g - 1.0) * a_star[j];
                next[j] -= eta[0] * (own - other) / (2.0 * PI);
            }
            let pull = eta[1] * r * (PI - phi) / (2.0 * PI);
            for j in 0..4 {
                v[j] += pull * (v_star[j] - cosine * v[j]);
            }
            let norm = dot(&v, &v).sqrt();
            v.iter_mut().for_each(|x| *x /= norm);
            a = next;
        }
        panic!("not reached")
    }

    #[test]
    fn the_number_of_steps_is_that_of_descent_on_vectors() {
        // a* = (4, 4, 2, 8)/10: n = 1, S = 324/100. a_0 has a part that neither 1 nor a* sees.
        let a_star = [0.4, 0.4, 0.2, 0.8];
        let a = [0.3, -0.3, 0.1, -0.2];
        let p = Parameters::relu(integer(4), ratio(324, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 10), ratio(1, 5)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let q = |n, d| Interval::from_rational(&ratio(n, d));
        // 1'a = -1/10, a'a* = -14/100, |a|^2 = 23/100.
        let start = State {
            u: q(-18, 100) - map.square_sum,
            r: q(-14, 100),
            phi: Interval::PI / Interval::from_i64(3),
        };
        let sigma = q(-18, 100) / Interval::from_i64(4);
        let tau = start.r - sigma;
        let rest = q(23, 100) - sigma.sqr() / map.square_along - tau.sqr() / map.square_across;
        let hidden = Hidden {
            along: Interval::ZERO,
            across: rest.sqrt(),
        };
        for (n, d) in [(1, 10), (1, 1000)] {
            let found = arrival(
                &map,
                &s.enclose(()),
                &start,
                hidden.clone(),
                &q(n, d),
                100_000,
                &Cancel::new(),
            )
            .unwrap();
            let expected = by_vectors(a_star, a, n as f64 / d as f64, [0.1, 0.2]);
            assert_eq!((found.earliest, found.latest), (expected, expected));
            assert!(found.settled.is_some_and(|t| t >= expected));
        }
    }

    #[test]
    fn a_step_that_may_be_the_first_is_not_left_out() {
        // phi = pi/3: |w - w*| = 2 sin(pi/6) is 1 exactly, which no enclosure tells, and rises as
        // r < 0. |a - a*|^2 is about 27/100 and falls.
        let (zero, quarter) = (integer(0), ratio(1, 4));
        let p = Parameters::new(integer(4), quarter.clone(), quarter, zero).unwrap();
        let s = Schedule::constant(ratio(1, 50), integer(1)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let start = State {
            u: -map.square_sum,
            r: Interval::from_rational(&ratio(-1, 100)),
            phi: Interval::PI / Interval::from_i64(3),
        };
        let hidden = Hidden {
            along: Interval::ZERO,
            across: Interval::ZERO,
        };
        let one = Interval::ONE;
        let found = arrival(
            &map,
            &s.enclose(()),
            &start,
            hidden,
            &one,
            1000,
            &Cancel::new(),
        )
        .unwrap();
        assert_eq!(found.earliest, 0);
        assert!(found.latest > 0, "{found:?}");
    }

    #[test]
    fn a_trapped_start_never_arrives() {
        let p = Parameters::relu(integer(16), ratio(144, 100)).unwrap();
        let s = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let map = ReducedMap::<Interval>::new((), &p);
        let start = State {
            u: -map.square_sum,
            r: Interval::from_rational(&ratio(-1, 10)),
            phi: Interval::PI * Interval::from_rational(&ratio(9, 10)),
        };
        let hidden = Hidden {
            along: Interval::ZERO,
            across: Interval::ZERO,
        };
        let epsilon = Interval::from_rational(&ratio(1, 10));
        let found = arrival(
            &map,
            &s.enclose(()),
            &start,
            hidden,
            &epsilon,
            2000,
            &Cancel::new(),
        );
        assert_eq!(found, Err(NoArrival::Steps));
    }
}
