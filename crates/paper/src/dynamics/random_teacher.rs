//! Certified probabilities over a random teacher: `a*` with independent normal entries.
//!
//! Let the entries of `a*` in `R^k` be normal with variance `s`. Then `n = |a*|^2 = s q` with `q`
//! chi-square of `k` degrees of freedom, and independent of it `a*/|a*|` is uniform on the sphere:
//! `c = |1'a*|/(sqrt(k) |a*|)` has density proportional to `(1 - c^2)^{(k-3)/2}` on `[0, 1]` (for
//! k = 1 it is 1). `a_0` is uniform in the ball of radius `|1'a*|/sqrt(k) = c |a*|`; given `a*`,
//! its coordinates `x` and `y` of [`super::success`] are independent of `n` and `c`.
//!
//! Dividing `a` and `a*` by `|a*|` and multiplying `eta_w` by `n` changes nothing (`u`, `r` are
//! divided by `n`, the turn of `v` stays). So a cell is a box of `q`, `x`, `c`, `y` and the angle,
//! the model is that of `n = 1`, `S = k c^2`, and
//!
//! ```text
//! sigma_0 = c^2 x,   tau_0 = c sqrt(1 - c^2) sqrt(1 - x^2) y,   eta_w -> s q eta_w
//! ```
//!
//! where only `a_0 -> -a_0`, `a* -> -a*` was used to take `1'a* >= 0`. A cell stands for a range of
//! maps; each of them is decided, as in [`super::basin`]. Where `eta_w n > 4` at the end almost no
//! start succeeds ([`super::necessary`]).

use super::distribution;
use super::enclosed::EnclosedSet;
use super::fate::{Sketch, certified};
use super::monte_carlo::{Estimate, Random, estimate};
use super::necessary::expelled_beyond_four;
use super::orbit::Limits;
use super::order::{Bound, Comparison, OrderedMap};
use super::paving::{Cell, Decision, Fate, Problem};
use super::schedule::{EnclosedSchedule, Schedule};
use super::simulate::{Point, Simulation};
use super::success::{AngleLaw, Refused, angle_below, check_angle, draw_angle};
use crate::model::parameters::Parameters;
use crate::model::reduced::{ReducedMap, State};
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use num_traits::Signed;

/// Standard deviations of the cube root of `q` beyond which teachers are left undecided: the tail
/// weighs below 1e-14.
const REACH: f64 = 8.0;
/// Times in which `a` settles (in units of `1/(eta_a c)`) before an undecided cell is cut.
const SETTLED: f64 = 8.0;
/// Most hidden units: beyond, `exp(-q/2)` underflows where `q` is typical.
const WIDEST: u32 = 1000;

// The axes; the last two only for k > 1, the angle's after them.
const SIZE: usize = 0;
const ALONG: usize = 1;
const SHARE: usize = 2;
const ACROSS: usize = 3;

/// A random teacher and start, and where it goes.
#[derive(Clone, Debug)]
pub struct RandomTeacher {
    k: u32,
    slope: Interval,
    moment_ratio: Interval,
    variance: Interval,
    enclosed: EnclosedSchedule<Interval>,
    simulation: Simulation,
    /// Whether almost no start succeeds once `eta_w n > 4`.
    expels: bool,
    angle: AngleLaw,
    limits: Limits,
}

impl RandomTeacher {
    /// A trial over teachers of `k` units whose entries have this variance; `parameters` gives `k`,
    /// the slope and the moment ratio, its `n` and `S` are not used.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn new(
        parameters: &Parameters,
        variance: &Q,
        schedule: &Schedule,
        angle: AngleLaw,
        limits: Limits,
    ) -> Result<Self, Refused> {
        let k = super::success::whole_width(parameters)?;
        if k > WIDEST {
            return Err(Refused::TeacherWidth(k));
        }
        if !variance.is_positive() {
            return Err(Refused::Spread(variance.clone()));
        }
        check_angle(&angle)?;
        let map = ReducedMap::<Interval>::new((), parameters);
        let enclosed: EnclosedSchedule<Interval> = schedule.enclose(());
        let slowest = enclosed.last().eta_a.lo() * map.rate_across.lo();
        // The cast saturates; a step size of 0 leaves the limit as it is.
        let settled = (SETTLED / slowest) as u64;
        let limits = Limits {
            steps: limits
                .steps
                .min(schedule.settled().saturating_add(settled.max(500))),
            ..limits
        };
        Ok(Self {
            k,
            slope: Interval::from_rational(&parameters.slope),
            moment_ratio: Interval::from_rational(&parameters.moment_ratio),
            variance: Interval::from_rational(variance),
            enclosed,
            simulation: Simulation::new(parameters, schedule),
            expels: expelled_beyond_four(parameters, schedule, &angle),
            angle,
            limits,
        })
    }

    fn has_share(&self) -> bool {
        self.k > 1
    }

    fn angle_axis(&self) -> Option<usize> {
        let random = matches!(self.angle, AngleLaw::Uniform(_) | AngleLaw::Cap(_));
        random.then_some(if self.has_share() { ACROSS + 1 } else { SHARE })
    }

    /// The place on an axis that stands for `t` in `[0, 1]`: any rising function of `t` will do, as
    /// long as cells that meet get the same number. These are such that halves weigh about alike.
    fn place(&self, axis: usize, t: f64) -> Interval {
        // From -1 to 1, closer together near 0.
        let even = (2.0 * t - 1.0) * (2.0 * t - 1.0).abs();
        match axis {
            axis if Some(axis) == self.angle_axis() => Interval::point(t) * self.angle.widest(),
            SIZE => Interval::point(about_quantile(self.k, REACH * even)),
            SHARE => Interval::point(t * t),
            // ALONG and ACROSS.
            _ => Interval::point(even),
        }
    }

    fn coordinate(&self, cell: &Cell, axis: usize) -> Interval {
        let side = cell.side(axis);
        self.place(axis, side.lo())
            .hull(self.place(axis, side.hi()))
    }

    /// Probability of being below a place on an axis.
    fn below(&self, axis: usize, t: f64) -> Interval {
        let place = self.place(axis, t);
        // The axis of the size is cut off on both sides; the others hold all there is.
        let is_whole = axis != SIZE;
        if t == 0.0 && (is_whole || place.certainly_zero()) {
            return Interval::ZERO;
        }
        if t == 1.0 && is_whole {
            return Interval::ONE;
        }
        match axis {
            axis if Some(axis) == self.angle_axis() => angle_below(&self.angle, place),
            SIZE => distribution::chi_square(self.k, place),
            ALONG => distribution::ball_coordinate(self.k, place),
            SHARE => {
                let both = distribution::ball_coordinate(self.k - 2, place);
                Interval::from_i64(2) * both - Interval::ONE
            }
            _ => distribution::ball_coordinate(self.k - 1, place),
        }
    }

    /// `n`, `x`, `c`, `y` and the angle.
    fn coordinates(&self, cell: &Cell) -> [Interval; 5] {
        let (share, across) = if self.has_share() {
            (self.coordinate(cell, SHARE), self.coordinate(cell, ACROSS))
        } else {
            (Interval::ONE, Interval::ZERO)
        };
        let phi = match self.angle_axis() {
            Some(axis) => self.coordinate(cell, axis),
            None => self.angle.widest(),
        };
        [
            self.variance * self.coordinate(cell, SIZE),
            self.coordinate(cell, ALONG),
            share,
            across,
            phi.intersect(Interval::ZERO.hull(Interval::PI)),
        ]
    }

    fn width(&self) -> Interval {
        Interval::from_i64(i64::from(self.k))
    }

    /// The map of every `c` of a cell, `n = 1`.
    fn map(&self, c: Interval) -> ReducedMap<Interval> {
        let (one, k) = (Interval::ONE, self.width());
        let (slope, ratio) = (&self.slope, &self.moment_ratio);
        let mut map = ReducedMap::from_enclosures((), &k, one, k * c.sqr(), slope, ratio);
        map.square_along = c.sqr();
        // Not negative, whatever rounding says.
        map.square_across = ((one - c) * (one + c)).max(Interval::ZERO);
        map
    }

    /// A teacher and a start in doubles, each coordinate at a place of its side.
    fn sketch(&self, cell: &Cell, at: &[f64]) -> (Simulation, Point) {
        let value = |axis: usize| {
            let side = self.coordinate(cell, axis);
            side.lo() + (side.hi() - side.lo()) * at[axis]
        };
        let (n, x) = (self.variance.mid() * value(SIZE), value(ALONG));
        let (c, y) = if self.has_share() {
            (value(SHARE), value(ACROSS))
        } else {
            (1.0, 0.0)
        };
        let phi = self
            .angle_axis()
            .map_or_else(|| self.angle.widest().mid(), value);
        let rest = (c * (1.0 - c * c).sqrt()) * (1.0 - x * x).max(0.0).sqrt();
        let k = f64::from(self.k);
        let mut simulation = self.simulation.clone();
        simulation.set_teacher(k, 1.0, k * c * c);
        simulation.scale_turns(n);
        (
            simulation,
            [k * c * c * (x - 1.0), c * c * x + rest * y, phi],
        )
    }

    /// Plain Monte Carlo with the full vectors `a*` and `a_0`, neither scaled nor in the
    /// coordinates of the paving.
    #[must_use]
    pub fn estimate(&self, samples: u64, seed: u64) -> Estimate {
        let k = f64::from(self.k);
        let spread = self.variance.mid().sqrt();
        let draw = |random: &mut Random| {
            let mut vector = || -> Vec<f64> { (0..self.k).map(|_| random.normal()).collect() };
            let (a_star, a) = (vector(), vector());
            let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            let (sum, n) = (a_star.iter().sum::<f64>() * spread, dot(&a_star, &a_star));
            let radius = sum.abs() / k.sqrt() * random.uniform().powf(1.0 / k);
            let factor = radius / dot(&a, &a).sqrt();
            let mut simulation = self.simulation.clone();
            simulation.set_teacher(k, n * spread * spread, sum * sum);
            let u = sum * factor * a.iter().sum::<f64>() - sum * sum;
            let r = factor * spread * dot(&a, &a_star);
            let phi = draw_angle(&self.angle, random);
            (simulation, [u, r, phi])
        };
        estimate(samples, seed, draw, |(simulation, start)| {
            simulation.guess(start, self.limits.steps).0
        })
    }
}

impl Problem for RandomTeacher {
    fn dimension(&self) -> usize {
        let fixed = if self.has_share() { ACROSS + 1 } else { SHARE };
        fixed + usize::from(self.angle_axis().is_some())
    }

    /// Its probability.
    fn measure(&self, cell: &Cell) -> Interval {
        (0..self.dimension()).fold(Interval::ONE, |mass, axis| {
            let side = cell.side(axis);
            let part = self.below(axis, side.hi()) - self.below(axis, side.lo());
            mass * part.intersect(Interval::new(0.0, 1.0))
        })
    }

    fn decide(&self, cell: &Cell) -> Decision {
        let [n, x, c, y, phi] = self.coordinates(cell);
        if !n.certainly_positive() {
            return Decision::Cut(SIZE);
        }
        let four = Interval::from_i64(4);
        if self.expels && (self.enclosed.last().eta_w * n - four).certainly_positive() {
            return Decision::Decided(Fate::Other);
        }
        let map = self.map(c);
        let schedule = self.enclosed.with_turns_scaled(n);
        let sketch = Sketch {
            dimension: self.dimension(),
            steps: self.limits.steps,
            at: &|at| self.sketch(cell, at),
        };
        let depth = |axis| cell.depth(axis);
        let sigma = map.square_along * x;
        let rest = (map.square_along * map.square_across).sqrt();
        let tau = rest * (Interval::ONE - x.sqr()).max(Interval::ZERO).sqrt() * y;
        let ordered = OrderedMap::new(&map, self.width());
        match ordered.compare(&schedule, &Bound::pair(sigma, tau, phi), &self.limits) {
            Comparison::Decided(attractor) => Decision::Decided(attractor.into()),
            Comparison::Open(t) => Decision::Cut(sketch.axis(t, depth)),
            Comparison::Inapplicable => sketch.decide(depth, || {
                let start = State {
                    u: map.square_sum * (x - Interval::ONE),
                    r: sigma + tau,
                    phi,
                };
                let set = EnclosedSet::from_box(start);
                certified(&map, &schedule, set, &self.limits)
            }),
        }
    }
}

/// About where the chi-square law of `k` degrees of freedom is as far as the normal law at `z`
/// (Wilson and Hilferty 1931); rises with `z`, from 0 on.
fn about_quantile(k: u32, z: f64) -> f64 {
    let (k, spread) = (f64::from(k), 2.0 / (9.0 * f64::from(k)));
    let root = (1.0 - spread + z * spread.sqrt()).max(0.0);
    k * (root * root * root)
}

/// The parameters of teachers of `k` units: `n` and `S` stand for any.
///
/// # Errors
/// A slope or a moment ratio outside its domain.
pub fn parameters(k: &Q, slope: &Q, moment_ratio: &Q) -> Result<Parameters, Refused> {
    let parameters = Parameters::new(k.clone(), integer(1), integer(1), slope.clone())?;
    Ok(parameters.with_moment_ratio(moment_ratio.clone())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::paving::{Control, Journal, pave};
    use crate::dynamics::success::Bounds;
    use lemmabox_kernel::exact::rational::ratio;
    use lemmabox_prover::Cancel;

    fn teacher(k: i64, eta_w: Q, angle: AngleLaw) -> RandomTeacher {
        let parameters = parameters(&integer(k), &integer(0), &integer(1)).unwrap();
        let schedule = Schedule::constant(ratio(1, 50), eta_w).unwrap();
        let limits = Limits {
            steps: 2000,
            ..Limits::default()
        };
        RandomTeacher::new(&parameters, &ratio(1, k), &schedule, angle, limits).unwrap()
    }

    fn third() -> AngleLaw {
        AngleLaw::Fixed(Interval::PI / Interval::from_i64(3))
    }

    fn bounds(trial: &RandomTeacher, cells: u64) -> Bounds {
        let control = Control {
            target: 0.01,
            max_cells: cells,
            cancel: Cancel::new(),
            journal: Journal::default(),
            record: None,
            progress: &mut |_, _| {},
        };
        let paving = pave(trial, control).unwrap();
        let all = paving.undecided_measure(trial)
            + Fate::ALL
                .iter()
                .fold(Interval::ZERO, |s, f| s + paving.measure(trial, *f));
        // All but the tail of n.
        assert!(
            all.contains(1.0) || (all.mid() - 1.0).abs() < 1e-12,
            "{all}"
        );
        Bounds::from_masses(|fate| paving.measure(trial, fate))
    }

    #[test]
    fn bounds_hold_what_full_vectors_do() {
        for (angle, cells) in [(third(), 2000), (AngleLaw::Cap(8), 2000)] {
            let trial = teacher(4, integer(1), angle);
            let found = bounds(&trial, cells);
            let estimate = trial.estimate(1000, 5);
            assert!(found.lower > 0.2 && found.lower <= found.upper, "{found:?}");
            assert!(
                estimate.lower <= found.upper && found.lower <= estimate.upper,
                "{found:?} {estimate:?}"
            );
        }
    }

    #[test]
    fn the_lower_tail_of_the_size_is_no_part_of_a_cell() {
        // With 1000 units the least n looked at has some below it, with 4 units none.
        for (k, cut) in [(1000, true), (4, false)] {
            let trial = teacher(k, integer(1), third());
            assert_eq!(trial.place(SIZE, 0.0).certainly_positive(), cut);
            assert_eq!(trial.below(SIZE, 0.0).certainly_zero(), !cut);
            assert!(trial.below(SIZE, 0.0).lo() >= 0.0 && trial.below(SIZE, 0.0).hi() < 1e-9);
        }
    }

    #[test]
    fn a_large_step_fails_with_the_size_of_the_teacher() {
        // One unit: eta_w n > 4 once n > 2, which has probability 0.1573 (n chi-square of 1).
        let found = bounds(&teacher(1, integer(2), third()), 300);
        assert!(found.other > 0.1 && found.other < 0.1574, "{found:?}");
        assert!(found.lower > 0.5 && found.lower < 0.8428, "{found:?}");
    }

    #[test]
    fn one_teacher_of_each_size_and_share() {
        // Two units: the angle of a* to the all-ones vector is uniform, so c is at most 1/4 with
        // probability 2 arcsin(1/4)/pi.
        let trial = teacher(2, integer(1), third());
        let share = trial.below(SHARE, 0.5);
        let expected = 2.0 * 0.25f64.asin() / std::f64::consts::PI;
        assert!((share.mid() - expected).abs() < 1e-13, "{share}");
        // q is exponential with mean 2; the middle is near its median 2 log 2.
        let at = about_quantile(2, 0.0);
        assert!((at - 2.0 * 2f64.ln()).abs() < 0.02);
        let below = trial.below(SIZE, 0.5);
        assert!(
            (below.mid() - (1.0 - (-at / 2.0).exp())).abs() < 1e-13,
            "{below}"
        );
        assert_eq!(trial.place(SIZE, 0.0), Interval::ZERO);
    }

    #[test]
    fn laws_out_of_range_are_refused() {
        let schedule = Schedule::constant(ratio(1, 50), ratio(1, 50)).unwrap();
        let new = |k: i64, variance: Q, angle| {
            let parameters = parameters(&integer(k), &integer(0), &integer(1)).unwrap();
            let limits = Limits::default();
            RandomTeacher::new(&parameters, &variance, &schedule, angle, limits).map(|_| ())
        };
        assert_eq!(
            new(1001, integer(1), third()),
            Err(Refused::TeacherWidth(1001))
        );
        assert_eq!(
            new(4, integer(0), third()),
            Err(Refused::Spread(integer(0)))
        );
        assert_eq!(
            new(4, integer(1), AngleLaw::Cap(1)),
            Err(Refused::Dimension(1))
        );
    }
}
