//! Periodic cycles of the map with the last step sizes.

use super::enclosed::{EnclosedSet, inverse, product};
use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;
use std::array::from_fn;

/// Longest period looked for.
const LONGEST: u64 = 64;
/// Periods joined at most when one alone does not contract the box.
const MOST_TURNS: u64 = 1024;
/// Two states nearer than this, relative to `1 + |x|`, make a period worth trying.
const NEAR: f64 = 1e-7;

/// A box carried into its interior by some iterate of the map.
///
/// If `F^m(B)` lies in `B`, then every orbit that meets `B` returns to it every `m` steps; the
/// boxes between have angles strictly between 0 and pi, so no such orbit converges to the global
/// minimum (`phi -> 0`) or to the spurious point (`phi -> pi`). By Brouwer's theorem `B` holds a
/// point of a cycle.
#[derive(Clone, Debug)]
pub struct Cycle<E> {
    /// Period of the cycle that was looked for.
    pub period: u64,
    /// The box.
    pub states: State<E>,
    /// Steps after which the box returns into itself, a multiple of the period.
    pub returns: u64,
    /// Whether Krawczyk's test shows that the box holds exactly one point `x` with
    /// `F^period(x) = x`.
    pub unique: bool,
}

/// Watches an orbit for near returns (Brent's method: the reference moves at powers of two).
#[derive(Debug)]
pub(super) struct Candidate {
    reference: Option<(u64, [f64; 3])>,
    next: u64,
}

impl Candidate {
    pub(super) fn new() -> Self {
        Self {
            reference: None,
            next: 1,
        }
    }

    /// A period worth trying at time `t`. Each reference state gives at most one.
    pub(super) fn observe<E: Scalar>(&mut self, t: u64, hull: &State<E>) -> Option<u64> {
        let x: [f64; 3] = hull.to_array().map(|c| c.to_interval().mid());
        if t >= self.next {
            self.reference = Some((t, x));
            self.next = self.next.saturating_mul(2).max(t + 1);
            return None;
        }
        let (since, reference) = self.reference?;
        let period = t - since;
        let near = (0..3).all(|i| (x[i] - reference[i]).abs() <= NEAR * (1.0 + reference[i].abs()));
        // A slow drift looks like period 1; only the angle's being far from both ends tells.
        if !near || period == 0 || period > LONGEST {
            return None;
        }
        self.reference = None;
        Some(period)
    }
}

/// Tries to certify a cycle of the given period through the box `near`.
pub(super) fn certify<E: Scalar>(
    map: &ReducedMap<E>,
    steps: &Steps<E>,
    near: &State<E>,
    period: u64,
) -> Option<Cycle<E>> {
    for exponent in [-7, -5, -3] {
        let margin = E::from_i64(map.context(), 10).powi(exponent);
        let ball = margin.hull(&margin.neg());
        let inflate = |x: &E| x.add(&ball);
        let states = State {
            u: inflate(&near.u),
            r: inflate(&near.r),
            phi: inflate(&near.phi).intersect(&map.angles),
        };
        let mut set = EnclosedSet::from_box(states.clone());
        let mut turns = 1;
        let mut done = 0u64;
        while turns <= MOST_TURNS {
            let mut apart = true;
            while done < period * turns {
                let phi = &set.hull().phi;
                apart &= phi.certainly_positive() && map.pi.sub(phi).certainly_positive();
                set = set.step(map, steps);
                done += 1;
            }
            if !apart || !set.hull().is_bounded() {
                break;
            }
            if set.hull().is_subset(&states) {
                return Some(Cycle {
                    period,
                    unique: is_unique(map, steps, &states, period),
                    states,
                    returns: done,
                });
            }
            turns *= 2;
        }
    }
    None
}

/// Krawczyk's test for `F^period(x) - x = 0` on a box: with `M` the derivative of `F^period` over
/// the box and `Y` near `(M - I)^{-1}`, if `K = c - Y(F^period(c) - c) + (I - Y(M - I))(B - c)`
/// lies in the interior of `B` there is exactly one zero in `B`.
fn is_unique<E: Scalar>(
    map: &ReducedMap<E>,
    steps: &Steps<E>,
    states: &State<E>,
    period: u64,
) -> bool {
    let context = map.context();
    let coordinates = states.to_array();
    let center: [E; 3] = from_fn(|i| coordinates[i].middle());
    let mut point = EnclosedSet::from_box(State::from_array(center.clone()));
    let mut set = EnclosedSet::from_box(states.clone());
    let mut derivative: [[E; 3]; 3] =
        from_fn(|i| from_fn(|j| E::from_i64(context, i64::from(i == j))));
    for _ in 0..period {
        let fold = map.step(set.hull(), steps).1;
        derivative = product(&map.derivative(set.hull(), steps, fold), &derivative);
        set = set.step(map, steps);
        point = point.step(map, steps);
    }
    let one = E::from_i64(context, 1);
    let zero = E::from_i64(context, 0);
    let shifted: [[E; 3]; 3] = from_fn(|i| {
        from_fn(|j| {
            if i == j {
                derivative[i][j].sub(&one)
            } else {
                derivative[i][j].clone()
            }
        })
    });
    let middle = from_fn(|i| from_fn(|j| shifted[i][j].middle()));
    let Some(y) = inverse(&middle) else {
        return false;
    };
    let y: [[E; 3]; 3] = from_fn(|i| from_fn(|j| y[i][j].middle()));
    let residual = point.hull().to_array();
    let residual: [E; 3] = from_fn(|i| residual[i].sub(&center[i]));
    let step = product(&y, &shifted);
    (0..3).all(|i| {
        let mut k = center[i].clone();
        for j in 0..3 {
            let kept = if i == j { &one } else { &zero };
            let slack = kept.sub(&step[i][j]);
            k = k
                .sub(&y[i][j].mul(&residual[j]))
                .add(&slack.mul(&coordinates[j].sub(&center[j])));
        }
        k.sub(&coordinates[i].lower()).certainly_positive()
            && coordinates[i].upper().sub(&k).certainly_positive()
    })
}
