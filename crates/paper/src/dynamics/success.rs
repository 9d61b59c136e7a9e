//! Certified probabilities of reaching the global minimum from a random start.
//!
//! The start's law is a product in the coordinates below, so a cell's probability is a product of
//! differences of distribution functions ([`super::distribution`]). With `T` the probability of the
//! cells certified to reach the global minimum and `F` that of the cells certified not to, the
//! success probability lies in `[T, 1 - F]`: only lower bounds of cell probabilities are used, so
//! nothing that is left out (undecided cells, tails) can hurt.
//!
//! - Uniform in a ball of radius `R`: `1'a_0 = sqrt(k) R x`; along the rest of `a*`,
//!   `R sqrt(1 - x^2) tau`.
//! - Normal with variance `sigma^2` an entry: `1'a_0 = sqrt(k) sigma x`; along the rest of `a*`,
//!   `sigma y`.
//!
//! With them `r_0 = sqrt(S/k) (1'a_0)/sqrt(k) + sqrt(n - S/k) (coordinate along the rest)`, where
//! `1'a* >= 0` is taken (`a, a* -> -a, -a*` changes nothing). The angle is given, or that of a
//! uniform direction in `R^p`.

use super::distribution;
use super::enclosed::EnclosedSet;
use super::fate::{Sketch, certified};
use super::orbit::Limits;
use super::order::{Bound, Comparison, OrderedMap};
use super::paving::{Cell, Decision, Problem};
use super::sampled::teacher_layer;
use super::schedule::{EnclosedSchedule, Schedule};
use super::simulate::{Point, Simulation};
use crate::model::parameters::{Invalid, Parameters};
use crate::model::reduced::{ReducedMap, State};
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::to_f64_near;
use num_traits::{Signed, ToPrimitive};

/// Standard deviations beyond which a normal start is left undecided: the tails weigh below 1e-14.
const NORMAL_REACH: f64 = 8.0;

/// Law of the second layer at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerLaw {
    /// Uniform in the ball of this squared radius about 0.
    Ball(Q),
    /// Independent normal entries of this variance.
    Normal(Q),
}

/// Law of the angle at the start.
#[derive(Clone, Debug, PartialEq)]
pub enum AngleLaw {
    /// A given angle, an enclosure of it within `[0, pi]`: a shortcut start.
    Fixed(Interval),
    /// That of a direction uniform on the sphere of `R^p`, `p >= 2`: a start without shortcut.
    Uniform(u32),
    /// A shortcut start, `w_0 = 0`, with a teacher's `w*` uniform in the part `|w*| <= 1` of the
    /// sphere `|1/sqrt p + w*| = 1` of `R^p`, `p >= 2`: a uniform direction, given that its angle
    /// is at most pi/3.
    Cap(u32),
}

impl AngleLaw {
    /// The greatest angle.
    #[must_use]
    pub fn widest(&self) -> Interval {
        match self {
            AngleLaw::Fixed(phi) => *phi,
            AngleLaw::Uniform(_) => Interval::PI,
            AngleLaw::Cap(_) => Interval::PI / Interval::from_i64(3),
        }
    }
}

/// Why a start's law is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A parameter or step size outside its domain.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// k is no whole number up to 10^6.
    #[error("k = {0} must be a whole number from 1 to 1000000: a_0 has k entries")]
    Width(Q),
    /// p < 2.
    #[error("p = {0} is below 2: a direction needs at least two dimensions")]
    Dimension(u32),
    /// A random teacher of more units than its law is computed for.
    #[error("k = {0} is above 1000, the most units of a random teacher")]
    TeacherWidth(u32),
    /// A radius or variance that is not positive.
    #[error("the squared radius (or the variance) {0} is not positive")]
    Spread(Q),
    /// The fixed angle leaves `[0, pi]`.
    #[error("phi is outside [0, pi]: give an angle between two directions")]
    Angle,
}

/// The number of hidden units, a whole one.
pub(super) fn whole_width(parameters: &Parameters) -> Result<u32, Refused> {
    let k = &parameters.k;
    let whole = k.is_integer().then(|| k.to_u32()).flatten();
    whole
        .filter(|k| (1..=1_000_000).contains(k))
        .ok_or_else(|| Refused::Width(k.clone()))
}

/// Whether there is such a law.
pub(super) fn check_angle(angle: &AngleLaw) -> Result<(), Refused> {
    match angle {
        AngleLaw::Uniform(p) | AngleLaw::Cap(p) if *p < 2 => Err(Refused::Dimension(*p)),
        AngleLaw::Fixed(phi)
            if !phi.is_bounded()
                || phi.is_empty()
                || phi.lo() < 0.0
                || phi.lo() > Interval::PI.hi() =>
        {
            Err(Refused::Angle)
        }
        AngleLaw::Uniform(_) | AngleLaw::Cap(_) | AngleLaw::Fixed(_) => Ok(()),
    }
}

/// A random start and where it goes.
#[derive(Clone, Debug)]
pub struct Trial {
    map: ReducedMap<Interval>,
    enclosed: EnclosedSchedule<Interval>,
    simulation: Simulation,
    k: u32,
    layer: LayerLaw,
    angle: AngleLaw,
    limits: Limits,
    // u = u_scale x - S; r = along x + across * other, for the radius or deviation 1.
    u_scale: Interval,
    along: Interval,
    across: Interval,
}

impl Trial {
    /// A trial.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn new(
        parameters: &Parameters,
        schedule: &Schedule,
        layer: LayerLaw,
        angle: AngleLaw,
        limits: Limits,
    ) -> Result<Self, Refused> {
        let k = whole_width(parameters)?;
        check_angle(&angle)?;
        let (LayerLaw::Ball(square) | LayerLaw::Normal(square)) = &layer;
        if !square.is_positive() {
            return Err(Refused::Spread(square.clone()));
        }
        let root = |q: &Q| Interval::from_rational(q).sqrt();
        let part = &parameters.square_sum / &parameters.k;
        let rest = &parameters.norm2 - &part;
        Ok(Self {
            map: ReducedMap::new((), parameters),
            enclosed: schedule.enclose(()),
            simulation: Simulation::new(parameters, schedule),
            k,
            u_scale: root(&(&parameters.square_sum * &parameters.k * square)),
            along: root(&(&part * square)),
            across: root(&(&rest * square)),
            layer,
            angle,
            limits,
        })
    }

    /// Whether the coordinate across matters: not when `a*` is a multiple of the all-ones vector.
    fn has_across(&self) -> bool {
        self.k > 1 && !self.across.certainly_zero()
    }

    /// The axes: `x`, the coordinate across if it matters, the angle if it is random.
    fn coordinate(&self, cell: &Cell, axis: usize) -> Interval {
        let side = cell.side(axis);
        let shift = |scale: f64| {
            // scale (2 t - 1): exact for dyadic t of few bits.
            let end = |t: f64| {
                Interval::point(scale) * (Interval::point(2.0) * Interval::point(t) - Interval::ONE)
            };
            end(side.lo()).hull(end(side.hi()))
        };
        if self.angle_axis() == Some(axis) {
            return (side * self.angle.widest()).intersect(self.map.angles);
        }
        match self.layer {
            LayerLaw::Ball(_) => shift(1.0),
            LayerLaw::Normal(_) => shift(NORMAL_REACH),
        }
    }

    fn angle_axis(&self) -> Option<usize> {
        matches!(self.angle, AngleLaw::Uniform(_) | AngleLaw::Cap(_))
            .then_some(1 + usize::from(self.has_across()))
    }

    /// Distribution function of a coordinate.
    fn cumulative(&self, axis: usize, x: Interval) -> Interval {
        if self.angle_axis() == Some(axis) {
            return angle_below(&self.angle, x);
        }
        match self.layer {
            LayerLaw::Normal(_) => distribution::normal(x),
            LayerLaw::Ball(_) => {
                let m = if axis == 0 { self.k } else { self.k - 1 };
                distribution::ball_coordinate(m, x)
            }
        }
    }

    /// `x`, the coordinate across (0 where it does not matter) and the angle.
    fn coordinates(&self, cell: &Cell) -> [Interval; 3] {
        let across = self.has_across();
        [
            self.coordinate(cell, 0),
            if across {
                self.coordinate(cell, 1)
            } else {
                Interval::ZERO
            },
            match self.angle_axis() {
                Some(axis) => self.coordinate(cell, axis),
                None => phi_of(&self.angle).intersect(self.map.angles),
            },
        ]
    }

    fn start(&self, cell: &Cell) -> EnclosedSet<Interval> {
        let [x, y, phi] = self.coordinates(cell);
        let u = self.u_scale * x - self.map.square_sum;
        let (stretch, slope) = match self.layer {
            LayerLaw::Normal(_) => (Interval::ONE, Interval::ZERO),
            LayerLaw::Ball(_) => {
                let root = (Interval::ONE - x.sqr()).sqrt();
                // d/dx sqrt(1 - x^2); unbounded at the ends, where a box is used instead.
                let slope = if root.certainly_positive() {
                    -x / root
                } else {
                    Interval::ENTIRE
                };
                (root, slope)
            }
        };
        let r = self.along * x + self.across * stretch * y;
        let hull = State { u, r, phi };
        if !slope.is_bounded() {
            return EnclosedSet::from_box(hull);
        }
        let point = |x: Interval| Interval::point(x.mid());
        let (xm, ym, pm) = (point(x), point(y), point(phi));
        let stretch_m = match self.layer {
            LayerLaw::Normal(_) => Interval::ONE,
            LayerLaw::Ball(_) => (Interval::ONE - xm.sqr()).sqrt(),
        };
        let center = [
            self.u_scale * xm - self.map.square_sum,
            self.along * xm + self.across * stretch_m * ym,
            pm,
        ];
        let zero = Interval::ZERO;
        let frame = [
            [self.u_scale, zero, zero],
            [
                self.along + self.across * slope * y,
                self.across * stretch,
                zero,
            ],
            [zero, zero, Interval::ONE],
        ];
        let radius = [x - xm, y - ym, phi - pm];
        EnclosedSet::from_image(&center, &frame, &radius, &hull)
    }

    /// The worst and the best start of a cell in the order of [`super::order`].
    fn bounds(&self, cell: &Cell) -> [Bound; 2] {
        let [x, y, phi] = self.coordinates(cell);
        let stretch = match self.layer {
            LayerLaw::Normal(_) => Interval::ONE,
            LayerLaw::Ball(_) => (Interval::ONE - x.sqr()).sqrt(),
        };
        Bound::pair(self.along * x, self.across * stretch * y, phi)
    }

    fn sketch(&self, cell: &Cell, at: &[f64]) -> Point {
        let value = |axis: usize| {
            let side = self.coordinate(cell, axis);
            side.lo() + (side.hi() - side.lo()) * at[axis]
        };
        let x = value(0);
        let y = if self.has_across() { value(1) } else { 0.0 };
        let phi = match self.angle_axis() {
            Some(axis) => value(axis),
            None => phi_of(&self.angle).mid(),
        };
        self.point(x, y, phi)
    }

    /// The start with the given coordinates, in doubles.
    fn point(&self, x: f64, y: f64, phi: f64) -> Point {
        let stretch = match self.layer {
            LayerLaw::Normal(_) => 1.0,
            LayerLaw::Ball(_) => (1.0 - x * x).max(0.0).sqrt(),
        };
        [
            self.u_scale.mid() * x - self.map.square_sum.mid(),
            self.along.mid() * x + self.across.mid() * stretch * y,
            phi,
        ]
    }
}

/// Distribution function of a random angle.
pub(super) fn angle_below(angle: &AngleLaw, x: Interval) -> Interval {
    let unit = Interval::new(0.0, 1.0);
    match angle {
        AngleLaw::Fixed(_) => unit,
        AngleLaw::Uniform(p) => distribution::angle(p - 2, x),
        AngleLaw::Cap(p) => {
            let whole = distribution::angle(p - 2, angle.widest());
            if whole.certainly_positive() {
                (distribution::angle(p - 2, x) / whole).intersect(unit)
            } else {
                unit
            }
        }
    }
}

/// A sample of an angle.
pub(super) fn draw_angle(angle: &AngleLaw, random: &mut super::monte_carlo::Random) -> f64 {
    match angle {
        AngleLaw::Fixed(phi) => phi.mid(),
        AngleLaw::Uniform(p) => {
            let first = random.normal();
            let others: f64 = (1..*p).map(|_| random.normal().powi(2)).sum();
            others.sqrt().atan2(first)
        }
        AngleLaw::Cap(p) => cap_angle(*p, angle.widest().mid(), random),
    }
}

fn phi_of(angle: &AngleLaw) -> Interval {
    match angle {
        AngleLaw::Fixed(phi) => *phi,
        AngleLaw::Uniform(_) | AngleLaw::Cap(_) => Interval::ZERO.hull(angle.widest()),
    }
}

/// An angle in `[0, highest]`, `highest < pi/2`, of density proportional to `sin^(p-2)`, by
/// rejection from the density `x^(p-2)` of its upper part: `sin(x)/sin(highest)` is at most
/// `(x/highest)^tau` with `tau = highest cot(highest) < 1`.
fn cap_angle(p: u32, highest: f64, random: &mut super::monte_carlo::Random) -> f64 {
    let m = f64::from(p - 2);
    let tau = highest / highest.tan();
    loop {
        let x = highest * random.uniform().powf(1.0 / (m * tau + 1.0));
        let ratio = (x.sin() / highest.sin()) / (x / highest).powf(tau);
        if random.uniform() <= ratio.powf(m) {
            return x;
        }
    }
}

impl Problem for Trial {
    fn dimension(&self) -> usize {
        1 + usize::from(self.has_across()) + usize::from(self.angle_axis().is_some())
    }

    /// Its probability.
    fn measure(&self, cell: &Cell) -> Interval {
        (0..self.dimension()).fold(Interval::ONE, |mass, axis| {
            let side = self.coordinate(cell, axis);
            let (lo, hi) = (Interval::point(side.lo()), Interval::point(side.hi()));
            // For the angle the cell's true ends are inside these; use them inward for a lower
            // bound.
            let ends = cell.side(axis);
            let is_angle = self.angle_axis() == Some(axis);
            let (lo, hi) = if is_angle {
                (
                    Interval::point(ends.lo()) * self.angle.widest(),
                    Interval::point(ends.hi()) * self.angle.widest(),
                )
            } else {
                (lo, hi)
            };
            // The axis of a normal law is cut off; the others hold all there is.
            let is_whole = is_angle || matches!(self.layer, LayerLaw::Ball(_));
            let above = if is_whole && ends.hi() == 1.0 {
                Interval::ONE
            } else {
                self.cumulative(axis, hi)
            };
            let below = if is_whole && ends.lo() == 0.0 {
                Interval::ZERO
            } else {
                self.cumulative(axis, lo)
            };
            let part = above - below;
            mass * part.intersect(Interval::new(0.0, 1.0))
        })
    }

    fn decide(&self, cell: &Cell) -> Decision {
        let sketch = Sketch {
            dimension: self.dimension(),
            steps: self.limits.steps,
            at: &|x| (self.simulation.clone(), self.sketch(cell, x)),
        };
        let ordered = OrderedMap::new(&self.map, Interval::from_i64(i64::from(self.k)));
        match ordered.compare(&self.enclosed, &self.bounds(cell), &self.limits) {
            Comparison::Decided(attractor) => return Decision::Decided(attractor.into()),
            Comparison::Open(t) => return Decision::Cut(sketch.axis(t, |axis| cell.depth(axis))),
            Comparison::Inapplicable => {}
        }
        sketch.decide(
            |axis| cell.depth(axis),
            || certified(&self.map, &self.enclosed, self.start(cell), &self.limits),
        )
    }
}

/// Certified bounds of a success probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Probability certified to reach the spurious point, from below.
    pub spurious: f64,
    /// Probability certified to reach neither, from below.
    pub other: f64,
}

impl Bounds {
    /// The bounds a paving of the trial certifies.
    #[must_use]
    pub fn of(trial: &Trial, paving: &super::paving::Paving) -> Self {
        Self::from_masses(|fate| paving.measure(trial, fate))
    }

    /// The bounds that follow from bounds of the probability certified for each fate.
    #[must_use]
    pub fn from_masses(mass: impl Fn(super::paving::Fate) -> Interval) -> Self {
        use super::paving::Fate;
        let (global, spurious, other) =
            (mass(Fate::Global), mass(Fate::Spurious), mass(Fate::Other));
        let at_least = |x: Interval| x.lo().clamp(0.0, 1.0);
        let failed = Interval::point(at_least(spurious)) + Interval::point(at_least(other));
        let upper = (Interval::ONE - failed.intersect(Interval::new(0.0, 1.0))).hi();
        Self {
            lower: at_least(global),
            upper: if upper.is_finite() { upper } else { 0.0 },
            spurious: at_least(spurious),
            other: at_least(other),
        }
    }
}

impl Trial {
    /// Plain Monte Carlo with the full vectors: `a_0` is drawn in `R^k` (and `v_0` in `R^p`), not
    /// by the coordinates of the paving.
    #[must_use]
    pub fn estimate(
        &self,
        parameters: &Parameters,
        samples: u64,
        seed: u64,
    ) -> super::monte_carlo::Estimate {
        let (n, square) = (
            to_f64_near(&parameters.norm2),
            to_f64_near(&parameters.square_sum),
        );
        let k = self.k;
        let t = square.sqrt();
        // Any vector with this sum and norm will do.
        let a_star = teacher_layer(k, n, t);
        let draw = |random: &mut super::monte_carlo::Random| {
            let mut a: Vec<f64> = (0..k).map(|_| random.normal()).collect();
            let factor = match &self.layer {
                LayerLaw::Normal(variance) => to_f64_near(variance).sqrt(),
                LayerLaw::Ball(square) => {
                    let norm = a.iter().map(|x| x * x).sum::<f64>().sqrt();
                    to_f64_near(square).sqrt() * random.uniform().powf(1.0 / f64::from(k)) / norm
                }
            };
            a.iter_mut().for_each(|x| *x *= factor);
            let s: f64 = a.iter().sum();
            let r: f64 = a.iter().zip(&a_star).map(|(x, y)| x * y).sum();
            [t * s - square, r, draw_angle(&self.angle, random)]
        };
        super::monte_carlo::estimate(samples, seed, draw, |start| {
            self.simulation.guess(start, self.limits.steps).0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::paving::{Control, Journal, pave};
    use lemmabox_kernel::exact::rational::{integer, ratio};
    use lemmabox_prover::Cancel;

    fn bounds(k: i64, eta_w: Q, angle: AngleLaw, target: f64) -> (Bounds, Trial, Parameters) {
        let square = ratio(9 * k, 100);
        let parameters = Parameters::relu(integer(k), square.clone()).unwrap();
        let schedule = Schedule::constant(ratio(1, 50), eta_w).unwrap();
        let limits = Limits {
            steps: 5000,
            ..Limits::default()
        };
        let ball = LayerLaw::Ball(square / integer(k));
        let trial = Trial::new(&parameters, &schedule, ball, angle, limits).unwrap();
        let paving = pave(
            &trial,
            Control {
                target,
                max_cells: 100_000,
                cancel: Cancel::new(),
                journal: Journal::default(),
                record: None,
                progress: &mut |_, _| {},
            },
        )
        .unwrap();
        // The cells' probabilities sum to 1.
        let all = paving.undecided_measure(&trial)
            + super::super::paving::Fate::ALL
                .iter()
                .fold(Interval::ZERO, |s, f| s + paving.measure(&trial, *f));
        assert!(all.contains(1.0) && all.width() < 1e-9, "{all}");
        (Bounds::of(&trial, &paving), trial, parameters)
    }

    fn third() -> AngleLaw {
        AngleLaw::Fixed(Interval::PI / Interval::from_i64(3))
    }

    #[test]
    fn shortcut_success_has_tight_bounds_that_hold_the_estimate() {
        let (small, _, _) = bounds(4, ratio(1, 50), third(), 0.01);
        assert!(small.lower >= 0.99, "{small:?}");
        let (large, trial, parameters) = bounds(4, integer(1), third(), 0.02);
        assert!(large.upper - large.lower <= 0.021, "{large:?}");
        let estimate = trial.estimate(&parameters, 4000, 7);
        assert!(estimate.lower <= large.upper && large.lower <= estimate.upper);
        // Seen in full-dimensional descent: about 0.78.
        assert!(large.lower < 0.80 && large.upper > 0.76, "{large:?}");
    }

    #[test]
    fn the_cap_is_the_sphere_given_its_angle() {
        // p = 3: 1 - cos is uniform on [0, 1/2]; p = 2: the angle is uniform on [0, pi/3].
        let parameters = Parameters::relu(integer(4), integer(4)).unwrap();
        let schedule = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let whole = Cell::whole(2);
        for (p, expected) in [
            (2, 0.5),
            (3, 2.0 * (1.0 - (std::f64::consts::PI / 6.0).cos())),
        ] {
            let layer = LayerLaw::Ball(integer(1));
            let trial = Trial::new(
                &parameters,
                &schedule,
                layer,
                AngleLaw::Cap(p),
                Limits::default(),
            )
            .unwrap();
            // S = k n: no coordinate across, so the angle is the second axis.
            let lower = trial.measure(&whole.cut(1).unwrap()[0]);
            assert!(
                lower.contains(expected) && lower.width() < 1e-12,
                "{p} {lower}"
            );
            let mut random = crate::dynamics::monte_carlo::Random::new(3);
            let highest = std::f64::consts::FRAC_PI_3;
            let below = (0..20_000)
                .filter(|_| cap_angle(p, highest, &mut random) < highest / 2.0)
                .count();
            assert!((below as f64 / 20_000.0 - expected).abs() < 0.02);
        }
    }

    #[test]
    fn laws_out_of_range_are_refused() {
        let parameters = Parameters::relu(ratio(9, 2), ratio(1, 2)).unwrap();
        let schedule = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let new = |p: &Parameters, law, angle| {
            Trial::new(p, &schedule, law, angle, Limits::default()).map(|_| ())
        };
        let ball = LayerLaw::Ball(integer(1));
        assert!(matches!(
            new(&parameters, ball.clone(), third()),
            Err(Refused::Width(_))
        ));
        let parameters = Parameters::relu(integer(4), ratio(1, 2)).unwrap();
        assert_eq!(
            new(&parameters, ball.clone(), AngleLaw::Uniform(1)),
            Err(Refused::Dimension(1))
        );
        let flat = LayerLaw::Normal(integer(0));
        assert!(matches!(
            new(&parameters, flat, third()),
            Err(Refused::Spread(_))
        ));
        let beyond = AngleLaw::Fixed(Interval::from_i64(4));
        assert_eq!(new(&parameters, ball, beyond), Err(Refused::Angle));
    }
}
