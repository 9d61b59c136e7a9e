//! Gradient descent without normalising `v`: the state gains `|v|` and the rest of `|a|^2`.
//!
//! With `rho = |v|` the loss is `L = (rho^2 alpha - 2 rho beta + a*'A(0)a*)/2`, `alpha = a'A(0)a`,
//! `beta = a'A(phi)a*`, and a step on both layers is
//!
//! ```text
//! a'   = a - eta_a (rho^2 A(0) a - rho A(phi) a*)
//! v'   = v - eta_w grad_v L:   radially rho - eta_w (rho alpha - beta),   across it eta_w r (-g'(phi))/2pi towards v*
//! ```
//!
//! Write `x`, `y` for the coordinates of `a` along the all-ones vector and along the part of `a*`
//! orthogonal to it (`x_* = sqrt(S/k)`, `y_* = sqrt(n - S/k)` those of `a*`), and `z` for the
//! length of the rest. Then `r = x x_* + y y_*`, `|a|^2 = x^2 + y^2 + z^2`, and `A(0)`, `A(phi)`
//! are diagonal, so descent closes on `x, y, z, rho, phi` whatever `k` and `p`. All minima have
//! `phi = 0`, `rho a = a*`.

use super::reduced::{ReducedMap, Steps};
use super::scalar::Scalar;

/// A box of states.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeState<E> {
    /// `1'a/sqrt k`.
    pub along: E,
    /// The coordinate of `a` along the part of `a*` orthogonal to the all-ones vector.
    pub across: E,
    /// The length of the rest of `a`, nonnegative.
    pub rest: E,
    /// `|v|`, positive.
    pub norm: E,
    /// Angle between `v` and `v*`.
    pub phi: E,
}

/// The map, made from the one with normalisation.
#[derive(Clone)]
pub struct FreeMap<'a, E: Scalar> {
    map: &'a ReducedMap<E>,
    /// `x_*`, `y_*`.
    teacher: [E; 2],
    /// `b k - b`.
    offset: E,
}

impl<'a, E: Scalar> FreeMap<'a, E> {
    /// The map of `k` units.
    #[must_use]
    pub fn new(map: &'a ReducedMap<E>, k: &E) -> Self {
        Self {
            map,
            teacher: [map.square_along.sqrt(), map.square_across.sqrt()],
            offset: map.ones.mul(k).sub(&map.ones),
        }
    }

    /// `x_*` and `y_*`.
    pub fn teacher(&self) -> &[E; 2] {
        &self.teacher
    }

    /// The eigenvalues of `A(phi)` that `x` and `y` meet.
    fn kernel(&self, phi: &E) -> [E; 2] {
        let g = self.map.g(phi);
        [
            self.offset.add(&g).div(&self.map.two_pi),
            g.sub(&self.map.ones).div(&self.map.two_pi),
        ]
    }

    /// `r = a'a*`.
    pub fn product(&self, s: &FreeState<E>) -> E {
        s.along
            .mul(&self.teacher[0])
            .add(&s.across.mul(&self.teacher[1]))
    }

    /// `|a|^2`.
    pub fn layer_norm2(s: &FreeState<E>) -> E {
        s.along.sqr().add(&s.across.sqr()).add(&s.rest.sqr())
    }

    /// `alpha` and `beta`.
    fn forms(&self, s: &FreeState<E>) -> [E; 2] {
        let [along, across] = self.kernel(&s.phi);
        let map = self.map;
        [
            map.rate_along
                .mul(&s.along.sqr())
                .add(&map.rate_across.mul(&s.across.sqr().add(&s.rest.sqr()))),
            along
                .mul(&s.along.mul(&self.teacher[0]))
                .add(&across.mul(&s.across.mul(&self.teacher[1]))),
        ]
    }

    /// The loss.
    pub fn loss(&self, s: &FreeState<E>) -> E {
        let map = self.map;
        let [alpha, beta] = self.forms(s);
        let top = map
            .rate_along
            .mul(&map.square_along)
            .add(&map.rate_across.mul(&map.square_across));
        let two = map.integer(2);
        let student = s.norm.mul(&s.norm.mul(&alpha).sub(&two.mul(&beta)));
        student.add(&top).div(&two).max(&map.integer(0))
    }

    /// Where the box lands; `None` when `v` may turn by a right angle or more in one step.
    pub fn step(&self, s: &FreeState<E>, steps: &Steps<E>) -> Option<FreeState<E>> {
        let map = self.map;
        let one = map.integer(1);
        let [along, across] = self.kernel(&s.phi);
        let shrink = |rate: &E| one.sub(&steps.eta_a.mul(&s.norm.sqr()).mul(rate));
        let gain = steps.eta_a.mul(&s.norm);
        let coordinate = |x: &E, rate: &E, kernel: &E, teacher: &E| {
            shrink(rate).mul(x).add(&gain.mul(&kernel.mul(teacher)))
        };
        let [alpha, beta] = self.forms(s);
        let radial = s
            .norm
            .mul(&one.sub(&steps.eta_w.mul(&alpha)))
            .add(&steps.eta_w.mul(&beta));
        if !radial.certainly_positive() {
            return None;
        }
        let tangential = steps
            .eta_w
            .mul(&self.product(s))
            .mul(&map.g_fall(&s.phi))
            .div(&map.two_pi);
        let turned = s.phi.sub(&tangential.div(&radial).atan());
        // The angle of a direction turned from v* by `turned` in (-pi/2, 3 pi/2).
        let phi = map.pi.sub(&map.pi.sub(&turned.abs()).abs());
        Some(FreeState {
            along: coordinate(&s.along, &map.rate_along, &along, &self.teacher[0]),
            across: coordinate(&s.across, &map.rate_across, &across, &self.teacher[1]),
            rest: shrink(&map.rate_across).abs().mul(&s.rest),
            norm: radial.sqr().add(&tangential.sqr()).sqrt(),
            phi: phi.intersect(&map.angles),
        })
    }

    /// Whether all coordinates are bounded and none is empty.
    pub fn is_bounded(s: &FreeState<E>) -> bool {
        [&s.along, &s.across, &s.rest, &s.norm, &s.phi]
            .iter()
            .all(|x| x.is_bounded() && !x.is_empty())
    }
}
