//! Basins of attraction: slices of starts, of k and S, or of step sizes, paved by fate.

use super::ball::{self, NoVector, Place};
use super::enclosed::EnclosedSet;
use super::every_start::{Ball, lowest};
use super::fate::{Sketch, certified};
use super::necessary::almost_no_start_succeeds_in;
use super::orbit::Limits;
use super::order::{Bound, Comparison, OrderedMap};
use super::paving::{Cell, Decision, Fate, Problem};
use super::schedule::{EnclosedSchedule, Schedule};
use super::simulate::{Guess, Point, Simulation};
use super::sufficient::every_start_succeeds;
use crate::model::parameters::{Invalid, Parameters};
use crate::model::reduced::{ReducedMap, State};
use lemmabox_evaluation::evaluate::evaluate;
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, to_f64_near};
use lemmabox_kernel::expr::{Dag, Expr};

/// What an axis of a slice varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Axis {
    /// The angle at the start.
    Phi,
    /// `u` at the start.
    U,
    /// `r = a'a*` at the start.
    R,
    /// The last step size in `a`.
    EtaA,
    /// The last step size in `w`.
    EtaW,
    /// The number of hidden units (a real: the map is defined between whole numbers too).
    Width,
    /// `S = (1'a*)^2`.
    SquareSum,
}

impl Axis {
    /// All axes.
    pub const ALL: [Self; 7] = [
        Self::Phi,
        Self::U,
        Self::R,
        Self::EtaA,
        Self::EtaW,
        Self::Width,
        Self::SquareSum,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::U => "u",
            Self::R => "r",
            Self::EtaA => "eta-a",
            Self::EtaW => "eta-w",
            Self::Width => "k",
            Self::SquareSum => "S",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Phi => 0,
            Self::U => 1,
            Self::R => 2,
            Self::EtaA => 3,
            Self::EtaW => 4,
            Self::Width => 5,
            Self::SquareSum => 6,
        }
    }
}

/// An axis with the ends of its range: closed terms.
#[derive(Clone, Debug)]
pub struct Range {
    /// What varies.
    pub axis: Axis,
    /// Lower end.
    pub lo: Expr,
    /// Upper end.
    pub hi: Expr,
}

/// An enclosure of a closed term, if it is defined and bounded.
fn value(dag: &Dag, e: Expr) -> Option<Interval> {
    let enclosure = evaluate::<Interval>(dag, &[e], (), &[]).pop().flatten();
    enclosure.filter(|x| x.is_bounded())
}

impl Range {
    /// The two ends, which are in their order and in the domain of what varies.
    fn ends(&self, dag: &Dag) -> Result<(Interval, Interval), Refused> {
        let name = self.axis.name();
        let (Some(lo), Some(hi)) = (value(dag, self.lo), value(dag, self.hi)) else {
            return Err(Refused::Range(name));
        };
        if !(hi - lo).certainly_positive() {
            return Err(Refused::Range(name));
        }
        match self.axis {
            Axis::Phi if lo.lo() < 0.0 || hi.lo() > Interval::PI.hi() => {
                Err(Refused::Domain(name, "[0, pi]"))
            }
            Axis::EtaA | Axis::EtaW if lo.lo() < 0.0 => Err(Refused::Domain(name, "[0, inf)")),
            Axis::Width if lo.lo() < 1.0 => Err(Refused::Domain(name, "[1, inf)")),
            Axis::Phi
            | Axis::U
            | Axis::R
            | Axis::EtaA
            | Axis::EtaW
            | Axis::Width
            | Axis::SquareSum => Ok((lo, hi)),
        }
    }
}

/// The start through which a slice is laid: closed terms.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// The angle.
    pub phi: Expr,
    /// `u`; `None` is `1'a = 0`, that is `u = -S` for every S of the slice.
    pub u: Option<Expr>,
    /// `r = a'a*`.
    pub r: Expr,
}

impl Start {
    /// Enclosures of `phi`, `u` and `r`; of `u` where it is given.
    fn enclosed(&self, dag: &Dag) -> Result<[Option<Interval>; 3], Refused> {
        let term = |e: Expr, name| value(dag, e).ok_or(Refused::Undefined(name));
        let phi = term(self.phi, "phi")?;
        let u = self.u.map(|u| term(u, "u")).transpose()?;
        let r = term(self.r, "r")?;
        if phi.lo() < 0.0 || phi.lo() > Interval::PI.hi() {
            return Err(Refused::Domain("phi", "[0, pi]"));
        }
        Ok([Some(phi), u, Some(r)])
    }
}

/// Why a slice is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A parameter or step size outside its domain.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No axis, too many, or one twice.
    #[error("a slice has one to three different axes")]
    Axes,
    /// A range that is empty, unbounded or not certainly ordered.
    #[error("the range of {0} is not lo..hi with lo < hi")]
    Range(&'static str),
    /// A range beyond the coordinate's domain.
    #[error("{0} leaves {1}")]
    Domain(&'static str, &'static str),
    /// A constant that is not defined.
    #[error("the start's {0} is not defined")]
    Undefined(&'static str),
    /// Coordinates of `a_0` vary where a cell stands for every one.
    #[error("every start of the ball is meant: u and r do not vary")]
    Starts,
}

/// The starts that a cell of a slice stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// Those with the coordinates of the cell; a fate is that of each of them.
    Slice,
    /// Every `a_0` of the ball `|a_0|^2 <= S/k`. [`Fate::Global`]: each goes to the global minimum.
    /// [`Fate::Other`]: some certainly does not.
    Ball,
}

/// A slice of starts and step sizes.
#[derive(Clone, Debug)]
pub struct Slice {
    starts: Starts,
    map: ReducedMap<Interval>,
    parameters: Parameters,
    schedule: Schedule,
    enclosed: EnclosedSchedule<Interval>,
    axes: Vec<(Axis, Interval, Interval)>,
    k: Interval,
    slope: Interval,
    moment_ratio: Interval,
    /// `phi`, `u`, `r` where no axis varies them.
    fixed: [Option<Interval>; 3],
    limits: Limits,
}

impl Slice {
    /// A slice through the start, in terms of `dag`.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn new(
        dag: &Dag,
        parameters: Parameters,
        schedule: Schedule,
        start: Start,
        ranges: &[Range],
        limits: Limits,
    ) -> Result<Self, Refused> {
        if ranges.is_empty() || ranges.len() > 3 {
            return Err(Refused::Axes);
        }
        let map = ReducedMap::<Interval>::new((), &parameters);
        let mut axes: Vec<(Axis, Interval, Interval)> = Vec::new();
        for range in ranges {
            if axes.iter().any(|(a, _, _)| *a == range.axis) {
                return Err(Refused::Axes);
            }
            let (lo, hi) = range.ends(dag)?;
            axes.push((range.axis, lo, hi));
        }
        let ends = |axis: Axis, fixed: &Q| {
            axes.iter().find(|a| a.0 == axis).map_or_else(
                || {
                    (
                        Interval::from_rational(fixed),
                        Interval::from_rational(fixed),
                    )
                },
                |a| (a.1, a.2),
            )
        };
        let (k, _) = ends(Axis::Width, &parameters.k);
        let (least, greatest) = ends(Axis::SquareSum, &parameters.square_sum);
        if least.lo() < 0.0 || greatest.lo() > (k * map.norm2).hi() {
            return Err(Refused::Domain("S", "[0, k n] (Cauchy-Schwarz)"));
        }
        let fixed = start.enclosed(dag)?;
        Ok(Self {
            starts: Starts::Slice,
            k: Interval::from_rational(&parameters.k),
            slope: Interval::from_rational(&parameters.slope),
            moment_ratio: Interval::from_rational(&parameters.moment_ratio),
            map,
            enclosed: schedule.enclose(()),
            parameters,
            schedule,
            axes,
            fixed,
            limits,
        })
    }

    /// The slice with every start of the ball in place of its one start.
    ///
    /// # Errors
    /// [`Refused::Starts`] where `u` or `r` vary.
    pub fn of_every_start(self) -> Result<Self, Refused> {
        if self.axes.iter().any(|a| matches!(a.0, Axis::U | Axis::R)) {
            return Err(Refused::Starts);
        }
        Ok(Self {
            starts: Starts::Ball,
            fixed: [self.fixed[0], None, None],
            ..self
        })
    }

    /// What a cell stands for.
    #[must_use]
    pub fn starts(&self) -> Starts {
        self.starts
    }

    /// The axes in order.
    #[must_use]
    pub fn axes(&self) -> Vec<Axis> {
        self.axes.iter().map(|a| a.0).collect()
    }

    /// Where the starts lie with respect to the ball of `a_0`.
    ///
    /// # Errors
    /// [`NoVector`] where no `a` has any of these starts.
    pub fn place(&self) -> Result<Place, NoVector> {
        let values = self.values(&Cell::whole(self.axes.len()));
        let (map, k) = self.map(&values);
        let at = |i: usize| values[i].or(self.fixed[i]);
        let (u, r) = (at(1), at(2).unwrap_or(Interval::ZERO));
        let outside = |u: Option<Interval>, r: Interval| {
            let sigma = u.map_or(Interval::ZERO, |u| (u + map.square_sum) / k);
            ball::outside(&map, sigma, r - sigma)
        };
        if outside(u, r)? {
            return Ok(Place::Outside);
        }
        // The norm is convex in u and r, so greatest at a corner.
        let ends = |x: Interval| [Interval::point(x.lo()), Interval::point(x.hi())];
        let us = u.map_or([None, None], |u| ends(u).map(Some));
        let corners = us.into_iter().flat_map(|u| ends(r).map(|r| (u, r)));
        for (u, r) in corners {
            if outside(u, r).unwrap_or(true) {
                return Ok(Place::Across);
            }
        }
        Ok(Place::Within)
    }

    /// The part of an axis's range that a cell covers.
    #[must_use]
    pub fn side(&self, cell: &Cell, axis: usize) -> Interval {
        let (_, lo, hi) = self.axes[axis];
        let side = cell.side(axis);
        let end = |t: f64| {
            let t = Interval::point(t);
            // Exactly lo at 0 and hi at 1.
            lo * (Interval::ONE - t) + hi * t
        };
        end(side.lo()).hull(end(side.hi()))
    }

    fn values(&self, cell: &Cell) -> [Option<Interval>; 7] {
        let mut out = [None; 7];
        for (i, (axis, _, _)) in self.axes.iter().enumerate() {
            out[axis.index()] = Some(self.side(cell, i));
        }
        out
    }

    /// The map of every k and S of a cell, with the k.
    fn map(&self, values: &[Option<Interval>; 7]) -> (ReducedMap<Interval>, Interval) {
        let k = values[5].unwrap_or(self.k);
        if values[5].is_none() && values[6].is_none() {
            return (self.map.clone(), k);
        }
        let square_sum = values[6].unwrap_or(self.map.square_sum);
        let map = ReducedMap::from_enclosures(
            (),
            &k,
            self.map.norm2,
            square_sum,
            &self.slope,
            &self.moment_ratio,
        );
        (map, k)
    }

    /// Whether for every model and step size of a cell almost no start of any ball reaches the
    /// global minimum, by [`super::necessary`] (where the angle varies, for almost every angle).
    #[must_use]
    pub fn almost_no_start_succeeds(&self, cell: &Cell) -> bool {
        let values = self.values(cell);
        let (map, k) = self.map(&values);
        let schedule = self.enclosed.with_last(values[3], values[4]);
        let angle = match values[0] {
            Some(_) => None,
            None => self.fixed[0],
        };
        almost_no_start_succeeds_in(&map, k, &schedule, angle)
    }

    /// Whether the conditions of [`super::sufficient`] hold for the greatest `eta_w` and angle of a
    /// cell, and so for all of them (they are kept when these fall, short of `eta_w = 0`, with
    /// which nothing turns).
    fn conditions_suffice(&self, values: &[Option<Interval>; 7], phi: Interval) -> bool {
        if values[3].is_some() || values[5].is_some() || values[6].is_some() {
            return false;
        }
        let mut schedule = self.schedule.clone();
        if let Some(eta_w) = values[4] {
            if !eta_w.certainly_positive() {
                return false;
            }
            let Some(greatest) = from_f64(eta_w.hi()) else {
                return false;
            };
            schedule.eta_w = greatest;
        }
        let radius2 = &self.parameters.square_sum / &self.parameters.k;
        every_start_succeeds(
            &self.parameters,
            &schedule,
            &radius2,
            Interval::point(phi.hi()),
        )
    }

    /// The fate of every start of the ball, or the axis to cut.
    fn decide_ball(&self, cell: &Cell) -> Decision {
        let sketch = Sketch {
            dimension: self.axes.len(),
            steps: self.limits.steps,
            at: &|x| {
                let (simulation, [u, _, phi], k) = self.simulation(cell, x);
                // No u is fixed, so u = -S.
                let start = lowest(k, self.map.norm2.mid(), -u, phi);
                (simulation, start)
            },
        };
        let depth = |axis| cell.depth(axis);
        let succeeds = |guess| guess == Guess::Global;
        if let Some(t) = sketch.straddles(|a, b| succeeds(a) == succeeds(b)) {
            return Decision::Cut(sketch.axis(t, depth));
        }
        let values = self.values(cell);
        let (map, k) = self.map(&values);
        let phi = values[0].or(self.fixed[0]).unwrap_or(Interval::ZERO);
        let ball = Ball {
            map: &map,
            k,
            schedule: &self.enclosed.with_last(values[3], values[4]),
            phi: phi.intersect(map.angles),
            limits: &self.limits,
        };
        let middle = vec![0.5; self.axes.len()];
        let (simulation, [u, _, angle], units) = self.simulation(cell, &middle);
        let guess = |sigma: f64, tau: f64| {
            let start = [units * sigma + u, sigma + tau, angle];
            simulation.guess(start, self.limits.steps).0
        };
        if ball.succeeds() || self.conditions_suffice(&values, ball.phi) {
            Decision::Decided(Fate::Global)
        } else if ball.is_expelled() || ball.fails(&guess) {
            Decision::Decided(Fate::Other)
        } else {
            Decision::Cut(sketch.axis(self.limits.steps.min(1000), depth))
        }
    }

    /// The simulation and the start at a point of a cell, and `k` there.
    fn simulation(&self, cell: &Cell, x: &[f64]) -> (Simulation, Point, f64) {
        let mut values: [Option<f64>; 7] = [None; 7];
        for (i, (axis, _, _)) in self.axes.iter().enumerate() {
            let side = self.side(cell, i);
            values[axis.index()] = Some(side.lo() + (side.hi() - side.lo()) * x[i]);
        }
        let mut simulation = Simulation::new(&self.parameters, &self.schedule);
        simulation.set_last(
            values[3].unwrap_or_else(|| to_f64_near(&self.schedule.eta_a)),
            values[4].unwrap_or_else(|| to_f64_near(&self.schedule.eta_w)),
        );
        let square_sum = values[6].unwrap_or_else(|| self.map.square_sum.mid());
        let k = values[5].unwrap_or_else(|| self.k.mid());
        simulation.set_model(k, square_sum);
        let at = |i: usize| values[i].or(self.fixed[i].map(Interval::mid));
        let u = at(1).unwrap_or(-square_sum);
        let start = [u, at(2).unwrap_or(0.0), at(0).unwrap_or(0.0)];
        (simulation, start, k)
    }
}

impl Problem for Slice {
    fn dimension(&self) -> usize {
        self.axes.len()
    }

    /// The share of the slice's volume.
    fn measure(&self, cell: &Cell) -> Interval {
        cell.volume()
    }

    fn decide(&self, cell: &Cell) -> Decision {
        if self.starts == Starts::Ball {
            return self.decide_ball(cell);
        }
        let sketch = Sketch {
            dimension: self.axes.len(),
            steps: self.limits.steps,
            at: &|x| {
                let (simulation, start, _) = self.simulation(cell, x);
                (simulation, start)
            },
        };
        let depth = |axis| cell.depth(axis);
        let values = self.values(cell);
        let (map, k) = self.map(&values);
        let schedule = self.enclosed.with_last(values[3], values[4]);
        let at = |i: usize| values[i].or(self.fixed[i]);
        let u = at(1);
        let r = at(2).unwrap_or(Interval::ZERO);
        let phi = at(0).unwrap_or(Interval::ZERO).intersect(map.angles);
        // 1'a = 0 is sigma = 0, exactly and for every S.
        let sigma = u.map_or(Interval::ZERO, |u| (u + map.square_sum) / k);
        let bounds = Bound::pair(sigma, r - sigma, phi);
        let ordered = OrderedMap::new(&map, k);
        match ordered.compare(&schedule, &bounds, &self.limits) {
            Comparison::Decided(attractor) => return Decision::Decided(attractor.into()),
            // Between starts alone the corners are exact; with parameters between bounds another
            // enclosure may be sharper.
            Comparison::Open(t) if values[3..].iter().all(Option::is_none) => {
                return Decision::Cut(sketch.axis(t, depth));
            }
            Comparison::Open(_) | Comparison::Inapplicable => {}
        }
        sketch.decide(depth, || {
            let start = State {
                u: u.unwrap_or(-map.square_sum),
                r,
                phi,
            };
            certified(&map, &schedule, EnclosedSet::from_box(start), &self.limits)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::paving::{Control, Ended, Fate, Journal, pave};
    use lemmabox_kernel::exact::rational::{integer, ratio};
    use lemmabox_prover::Cancel;

    #[test]
    fn the_basins_of_the_angle_meet_where_simulation_says() {
        // a_0 = 0 (u = -S, r = 0): small angles go to the global minimum, large ones to the
        // spurious point.
        let mut dag = Dag::new();
        let parameters = Parameters::relu(integer(9), ratio(81, 100)).unwrap();
        let schedule = Schedule::constant(ratio(1, 20), ratio(1, 20)).unwrap();
        let (zero, pi) = (dag.integer(0), dag.pi());
        let u = dag.rational(ratio(-81, 100));
        let slice = Slice::new(
            &dag,
            parameters.clone(),
            schedule.clone(),
            Start {
                phi: zero,
                u: Some(u),
                r: zero,
            },
            &[Range {
                axis: Axis::Phi,
                lo: zero,
                hi: pi,
            }],
            Limits {
                steps: 20_000,
                ..Limits::default()
            },
        )
        .unwrap();
        let paving = pave(
            &slice,
            Control {
                target: 1e-3,
                max_cells: 10_000,
                cancel: Cancel::new(),
                journal: Journal::default(),
                record: None,
                progress: &mut |_, _| {},
            },
        )
        .unwrap();
        assert_eq!(paving.ended, Ended::Target);
        let (mut top, mut bottom) = (0.0f64, 4.0f64);
        for (cell, fate) in &paving.decided {
            let side = slice.side(cell, 0);
            match fate {
                Fate::Global => top = top.max(side.hi()),
                Fate::Spurious => bottom = bottom.min(side.lo()),
                Fate::Other => panic!("nothing cycles here"),
            }
        }
        assert!(top < bottom && bottom - top < 0.01, "{top} {bottom}");
        // Independently: bisection in doubles for the angle where the fate changes.
        let simulation = Simulation::new(&parameters, &schedule);
        let (mut lo, mut hi) = (1.0, 3.0);
        for _ in 0..40 {
            let middle = 0.5 * (lo + hi);
            let end = simulation.after([-0.81, 0.0, middle], 20_000);
            if end[2] < 1.0 {
                lo = middle
            } else {
                hi = middle
            }
        }
        assert!(top - 1e-6 < lo && lo < bottom + 1e-6, "{lo}");
    }
}
