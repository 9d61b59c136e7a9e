//! Basins of attraction: slices of starts, parameters or step sizes, paved by fate.

use super::enclosed::EnclosedSet;
use super::fate::{Sketch, certified};
use super::orbit::Limits;
use super::paving::{Cell, Decision, Problem};
use super::schedule::{EnclosedSchedule, Schedule};
use super::simulate::{Point, Simulation};
use crate::exact::rational::to_f64_near;
use crate::expr::{Dag, Expr};
use crate::interval::Interval;
use crate::model::evaluate::evaluate;
use crate::model::parameters::{Invalid, Parameters};
use crate::model::reduced::{ReducedMap, State};

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
}

impl Axis {
    /// All axes.
    pub const ALL: [Self; 5] = [Self::Phi, Self::U, Self::R, Self::EtaA, Self::EtaW];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::U => "u",
            Self::R => "r",
            Self::EtaA => "eta-a",
            Self::EtaW => "eta-w",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Phi => 0,
            Self::U => 1,
            Self::R => 2,
            Self::EtaA => 3,
            Self::EtaW => 4,
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
}

/// A slice of starts and step sizes.
#[derive(Clone, Debug)]
pub struct Slice {
    map: ReducedMap<Interval>,
    parameters: Parameters,
    schedule: Schedule,
    enclosed: EnclosedSchedule<Interval>,
    axes: Vec<(Axis, Interval, Interval)>,
    /// `phi`, `u`, `r` where no axis varies them.
    fixed: [Interval; 3],
    limits: Limits,
}

impl Slice {
    /// A slice through the start `(phi, u, r)`, closed terms of `dag`.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn new(
        dag: &Dag,
        parameters: Parameters,
        schedule: Schedule,
        start: [Expr; 3],
        ranges: &[Range],
        limits: Limits,
    ) -> Result<Self, Refused> {
        let value = |e: Expr| {
            evaluate::<Interval>(dag, &[e], (), &[])
                .pop()
                .flatten()
                .filter(|x| x.is_bounded())
        };
        if ranges.is_empty() || ranges.len() > 3 {
            return Err(Refused::Axes);
        }
        let map = ReducedMap::<Interval>::new((), &parameters);
        let mut axes: Vec<(Axis, Interval, Interval)> = Vec::new();
        for range in ranges {
            let name = range.axis.name();
            if axes.iter().any(|(a, _, _)| *a == range.axis) {
                return Err(Refused::Axes);
            }
            let (Some(lo), Some(hi)) = (value(range.lo), value(range.hi)) else {
                return Err(Refused::Range(name));
            };
            if !(hi - lo).certainly_positive() {
                return Err(Refused::Range(name));
            }
            match range.axis {
                Axis::Phi if lo.lo() < 0.0 || hi.lo() > Interval::PI.hi() => {
                    return Err(Refused::Domain(name, "[0, pi]"));
                }
                Axis::EtaA | Axis::EtaW if lo.lo() < 0.0 => {
                    return Err(Refused::Domain(name, "[0, inf)"));
                }
                _ => {}
            }
            axes.push((range.axis, lo, hi));
        }
        let names = ["phi", "u", "r"];
        let mut fixed = [Interval::ZERO; 3];
        for i in 0..3 {
            fixed[i] = value(start[i]).ok_or(Refused::Undefined(names[i]))?;
        }
        if fixed[0].lo() < 0.0 || fixed[0].lo() > Interval::PI.hi() {
            return Err(Refused::Domain("phi", "[0, pi]"));
        }
        Ok(Self {
            map,
            enclosed: schedule.enclose(()),
            parameters,
            schedule,
            axes,
            fixed,
            limits,
        })
    }

    /// The axes in order.
    #[must_use]
    pub fn axes(&self) -> Vec<Axis> {
        self.axes.iter().map(|a| a.0).collect()
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

    fn values(&self, cell: &Cell) -> [Option<Interval>; 5] {
        let mut out = [None; 5];
        for (i, (axis, _, _)) in self.axes.iter().enumerate() {
            out[axis.index()] = Some(self.side(cell, i));
        }
        out
    }

    fn simulation(&self, cell: &Cell, x: &[f64]) -> (Simulation, Point) {
        let mut values: [Option<f64>; 5] = [None; 5];
        for (i, (axis, _, _)) in self.axes.iter().enumerate() {
            let side = self.side(cell, i);
            values[axis.index()] = Some(side.lo() + (side.hi() - side.lo()) * x[i]);
        }
        let mut simulation = Simulation::new(&self.parameters, &self.schedule);
        simulation.set_last(
            values[3].unwrap_or_else(|| to_f64_near(&self.schedule.eta_a)),
            values[4].unwrap_or_else(|| to_f64_near(&self.schedule.eta_w)),
        );
        let at = |i: usize| values[i].unwrap_or_else(|| self.fixed[i].mid());
        (simulation, [at(1), at(2), at(0)])
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
        let sketch = Sketch {
            dimension: self.axes.len(),
            steps: self.limits.steps,
            at: &|x| self.simulation(cell, x),
        };
        sketch.decide(
            |axis| cell.depth(axis),
            || {
                let values = self.values(cell);
                let at = |i: usize| values[i].unwrap_or(self.fixed[i]);
                let start = State {
                    u: at(1),
                    r: at(2),
                    phi: at(0).intersect(self.map.angles),
                };
                let schedule = self.enclosed.with_last(values[3], values[4]);
                certified(
                    &self.map,
                    &schedule,
                    EnclosedSet::from_box(start),
                    &self.limits,
                )
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::paving::{Control, Ended, Fate, Journal, pave};
    use crate::exact::rational::{integer, ratio};
    use crate::prove::Cancel;

    #[test]
    fn the_basins_of_the_angle_meet_where_simulation_says() {
        // a_0 = 0 (u = -S, r = 0): small angles go to the global minimum, large ones to the spurious point.
        let mut dag = Dag::new();
        let parameters = Parameters::relu(integer(9), ratio(81, 100)).unwrap();
        let schedule = Schedule::constant(ratio(1, 20), ratio(1, 20)).unwrap();
        let (zero, pi) = (dag.integer(0), dag.pi());
        let u = dag.rational(ratio(-81, 100));
        let slice = Slice::new(
            &dag,
            parameters.clone(),
            schedule.clone(),
            [zero, u, zero],
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
