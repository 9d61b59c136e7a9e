//! The reduced map over enclosures: gradient descent on `(u, r, phi)`.
//!
//! The formulas are those of [`super::symbolic::Teacher::step`]; a test holds the two together.

use super::parameters::Parameters;
use super::scalar::Scalar;

/// A box of states.
#[derive(Clone, Debug, PartialEq)]
pub struct State<E> {
    /// `u = (1'a*)(1'a) - (1'a*)^2`.
    pub u: E,
    /// `r = a'a*`.
    pub r: E,
    /// Angle between `v` and `v*`, in `[0, pi]`.
    pub phi: E,
}

impl<E: Scalar> State<E> {
    /// The coordinates in the order `u, r, phi`.
    #[must_use]
    pub fn to_array(&self) -> [E; 3] {
        [self.u.clone(), self.r.clone(), self.phi.clone()]
    }

    /// The box with the given coordinates.
    #[must_use]
    pub fn from_array([u, r, phi]: [E; 3]) -> Self {
        Self { u, r, phi }
    }

    /// Whether every state of `self` is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.u.is_subset(&other.u) && self.r.is_subset(&other.r) && self.phi.is_subset(&other.phi)
    }

    /// Whether all coordinates are bounded and none is empty.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        [&self.u, &self.r, &self.phi]
            .iter()
            .all(|x| x.is_bounded() && !x.is_empty())
    }

    /// The box as f64 intervals.
    #[must_use]
    pub fn to_interval(&self) -> State<lemmabox_interval::Interval> {
        State {
            u: self.u.to_interval(),
            r: self.r.to_interval(),
            phi: self.phi.to_interval(),
        }
    }
}

/// Enclosures of the step sizes of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps<E> {
    /// Step size in `a`, nonnegative.
    pub eta_a: E,
    /// Step size in `w`, nonnegative.
    pub eta_w: E,
}

/// How the angle `y = phi - turn` is folded into `[0, pi]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// `y` is in `[0, pi]`.
    Inside,
    /// `y <= 0`: `v` passed `v*`; the angle is `-y`.
    PastTeacher,
    /// `y >= pi`: `v` passed `-v*`; the angle is `2 pi - y`.
    PastOpposite,
    /// Not known; the fold is 1-Lipschitz all the same.
    Unknown,
}

/// The reduced map with enclosures of its parameters; everything that does not change from step to
/// step is computed once.
#[derive(Clone, Debug)]
pub struct ReducedMap<E: Scalar> {
    context: E::Context,
    /// `n = |a*|^2`.
    pub norm2: E,
    /// `S = (1'a*)^2`.
    pub square_sum: E,
    /// `S/k`, the part of `n` along the all-ones vector.
    pub square_along: E,
    /// `n - S/k`, the rest of it.
    pub square_across: E,
    /// `(1 - slope)^2`, the weight of the ReLU in `g`.
    pub bend: E,
    /// `b (1 - slope)^2` with `b` the moment ratio of the inputs: the weight of `11'` in `2 pi A`.
    pub ones: E,
    /// `2 pi slope`.
    pub linear: E,
    /// `g(0) = 2 pi slope + bend pi`.
    pub g0: E,
    /// `q`, the eigenvalue of `A(0)` along the all-ones vector.
    pub rate_along: E,
    /// `c`, the other eigenvalue.
    pub rate_across: E,
    /// pi.
    pub pi: E,
    /// 2 pi.
    pub two_pi: E,
    /// `[0, pi]`.
    pub angles: E,
}

impl<E: Scalar> ReducedMap<E> {
    /// The map of exact parameters.
    #[must_use]
    pub fn new(context: E::Context, p: &Parameters) -> Self {
        let q = |x| E::from_rational(context, x);
        let along = &p.square_sum / &p.k;
        // The parts of n are exact here: positive exactly when they are.
        Self {
            square_across: q(&(&p.norm2 - &along)),
            square_along: q(&along),
            ..Self::from_enclosures(
                context,
                &q(&p.k),
                q(&p.norm2),
                q(&p.square_sum),
                &q(&p.slope),
                &q(&p.moment_ratio),
            )
        }
    }

    /// The map of every parameter in the given sets: `k >= 1`, `n > 0`, `0 <= S <= k n`, slope in
    /// `[0, 1]`, moment ratio in `(0, pi/2]`.
    #[must_use]
    pub fn from_enclosures(
        context: E::Context,
        k: &E,
        norm2: E,
        square_sum: E,
        slope: &E,
        moment_ratio: &E,
    ) -> Self {
        let pi = E::pi(context);
        let two_pi = E::from_i64(context, 2).mul(&pi);
        let bend = E::from_i64(context, 1).sub(slope).sqr();
        let linear = two_pi.mul(slope);
        let g0 = linear.add(&bend.mul(&pi));
        let ones = bend.mul(moment_ratio);
        let across = g0.sub(&ones);
        let rate_along = ones.mul(k).add(&across).div(&two_pi);
        let rate_across = across.div(&two_pi);
        let zero = E::from_i64(context, 0);
        let angles = zero.hull(&pi);
        let square_along = square_sum.div(k);
        // Not negative by Cauchy and Schwarz, whatever rounding says.
        let square_across = norm2.sub(&square_along).max(&zero);
        Self {
            context,
            norm2,
            square_sum,
            square_along,
            square_across,
            bend,
            ones,
            linear,
            g0,
            rate_along,
            rate_across,
            pi,
            two_pi,
            angles,
        }
    }

    /// What constructors of enclosures need.
    pub fn context(&self) -> E::Context {
        self.context
    }

    /// An integer as an enclosure.
    pub fn integer(&self, n: i64) -> E {
        E::from_i64(self.context, n)
    }

    fn g_natural(&self, phi: &E) -> E {
        let cos = phi.cos();
        let relu = self.pi.sub(phi).mul(&cos).add(&phi.sin());
        self.linear.mul(&cos).add(&self.bend.mul(&relu))
    }

    /// `g` over a set of angles in `[0, pi]`, on which it falls.
    pub fn g(&self, phi: &E) -> E {
        let (lo, hi) = (phi.lower(), phi.upper());
        if lo == hi {
            return self.g_natural(phi);
        }
        self.g_natural(&lo).hull(&self.g_natural(&hi))
    }

    /// `-g'(phi) = (2 pi slope + bend (pi - phi)) sin phi`.
    pub fn g_fall(&self, phi: &E) -> E {
        self.linear
            .add(&self.bend.mul(&self.pi.sub(phi)))
            .mul(&phi.sin())
    }

    /// `-g''(phi)`.
    fn g_fall_slope(&self, phi: &E) -> E {
        self.linear
            .add(&self.bend.mul(&self.pi.sub(phi)))
            .mul(&phi.cos())
            .sub(&self.bend.mul(&phi.sin()))
    }

    /// `r(phi)`, the product `a'a*` of the best `a`; needs an enclosure of `k`.
    pub fn best_product(&self, k: &E, phi: &E) -> E {
        let along = self.square_sum.div(k);
        let part = self.g(phi).sub(&self.ones);
        let whole = self.g0.sub(&self.ones);
        let bk = self.ones.mul(k);
        along
            .mul(&bk.add(&part).div(&bk.add(&whole)))
            .add(&self.norm2.sub(&along).mul(&part.div(&whole)))
    }

    /// The argument of the arctangent that gives the turn of `v`.
    fn turn_tangent(&self, x: &State<E>, steps: &Steps<E>) -> E {
        steps
            .eta_w
            .mul(&x.r)
            .mul(&self.g_fall(&x.phi))
            .div(&self.two_pi)
    }

    /// Where the box lands, by natural evaluation, and how its angle was folded.
    pub fn step(&self, x: &State<E>, steps: &Steps<E>) -> (State<E>, Fold) {
        let one = self.integer(1);
        let g = self.g(&x.phi);
        let rate = steps.eta_a.div(&self.two_pi);
        let keep_u = one.sub(&steps.eta_a.mul(&self.rate_along));
        let keep_r = one.sub(&steps.eta_a.mul(&self.rate_across));
        let u = keep_u
            .mul(&x.u)
            .sub(&rate.mul(&self.g0.sub(&g)).mul(&self.square_sum));
        let pull = g.sub(&self.ones).mul(&self.norm2).sub(&self.ones.mul(&x.u));
        let r = keep_r.mul(&x.r).add(&rate.mul(&pull));
        let mut y = x.phi.sub(&self.turn_tangent(x, steps).atan());
        if let Some(near) = self.turned_near_teacher(x, steps) {
            y = y.intersect(&near);
        }
        let (phi, fold) = self.fold(&y);
        (State { u, r, phi }, fold)
    }

    /// The same direction with a small relative error, for small angles: `phi (1 - arctan(t)/phi)`
    /// with `t` the tangent, where `1 - phi^2/6 <= sin(phi)/phi <= 1` and
    /// `1 - t^2/3 <= arctan(t)/t <= 1`. Orbits of large steps come so near `v*` that an absolute
    /// error would hide on which side of 0 they are. `None` for other angles.
    fn turned_near_teacher(&self, x: &State<E>, steps: &Steps<E>) -> Option<E> {
        let (one, ten) = (self.integer(1), self.integer(10));
        if !x.phi.certainly_positive() || !one.sub(&ten.mul(&x.phi)).certainly_positive() {
            return None;
        }
        let sine = one.hull(&one.sub(&x.phi.sqr().div(&self.integer(6))));
        let bent = self.linear.add(&self.bend.mul(&self.pi.sub(&x.phi)));
        let slope = steps
            .eta_w
            .mul(&x.r)
            .mul(&bent)
            .mul(&sine)
            .div(&self.two_pi);
        let tangent = slope.mul(&x.phi);
        let arctangent = one.hull(&one.sub(&tangent.sqr().div(&self.integer(3))));
        Some(x.phi.mul(&one.sub(&slope.mul(&arctangent))))
    }

    /// The angle in `[0, pi]` of a direction `y` in `(-pi/2, 3 pi/2)` turned from `v*`.
    fn fold(&self, y: &E) -> (E, Fold) {
        let past = y.sub(&self.pi);
        if y.certainly_nonnegative() && past.certainly_nonpositive() {
            return (y.clone(), Fold::Inside);
        }
        if y.certainly_nonpositive() {
            return (y.neg(), Fold::PastTeacher);
        }
        if past.certainly_nonnegative() {
            return (self.two_pi.sub(y), Fold::PastOpposite);
        }
        // Not past both ends unless the set is wide; this form is right in every case.
        let folded = self.pi.sub(&self.pi.sub(&y.abs()).abs());
        (folded.intersect(&self.angles), Fold::Unknown)
    }

    /// The derivative of the step over a box, rows and columns in the order `u, r, phi`. Where the
    /// fold is unknown the last row holds the slopes of a 1-Lipschitz fold, so that the mean value
    /// theorem still applies.
    pub fn derivative(&self, x: &State<E>, steps: &Steps<E>, fold: Fold) -> [[E; 3]; 3] {
        let (zero, one) = (self.integer(0), self.integer(1));
        let rate = steps.eta_a.div(&self.two_pi);
        let fall = self.g_fall(&x.phi);
        let a_fall = rate.mul(&fall);
        let w_rate = steps.eta_w.div(&self.two_pi);
        let tangent = self.turn_tangent(x, steps);
        let damp = one.add(&tangent.sqr());
        let by_r = w_rate.mul(&fall).div(&damp).neg();
        let by_phi = one.sub(&w_rate.mul(&x.r).mul(&self.g_fall_slope(&x.phi)).div(&damp));
        let sign = match fold {
            Fold::Inside => one.clone(),
            Fold::PastTeacher | Fold::PastOpposite => one.neg(),
            Fold::Unknown => one.hull(&one.neg()),
        };
        [
            [
                one.sub(&steps.eta_a.mul(&self.rate_along)),
                zero.clone(),
                a_fall.mul(&self.square_sum).neg(),
            ],
            [
                rate.mul(&self.ones).neg(),
                one.sub(&steps.eta_a.mul(&self.rate_across)),
                a_fall.mul(&self.norm2).neg(),
            ],
            [zero, sign.mul(&by_r), sign.mul(&by_phi)],
        ]
    }
}
