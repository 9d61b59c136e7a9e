//! The fate of a cell of starts, and along which axis to cut it when it has no certain one.

use super::enclosed::EnclosedSet;
use super::orbit::{Limits, Outcome, follow};
use super::paving::{Decision, Fate};
use super::region::Attractor;
use super::schedule::EnclosedSchedule;
use super::simulate::{Guess, Point, Simulation};
use crate::model::reduced::ReducedMap;
use lemmabox_interval::Interval;

impl From<Attractor> for Fate {
    fn from(attractor: Attractor) -> Self {
        match attractor {
            Attractor::Global => Self::Global,
            Attractor::Spurious => Self::Spurious,
        }
    }
}

/// The fate certified for every state of the set, and the steps made.
pub(super) fn certified(
    map: &ReducedMap<Interval>,
    schedule: &EnclosedSchedule<Interval>,
    set: EnclosedSet<Interval>,
    limits: &Limits,
) -> (Option<Fate>, u64) {
    let limits = Limits {
        apart: true,
        ..limits.clone()
    };
    let orbit = follow(map, schedule, set, &limits, &mut |_, _| {});
    let fate = match orbit.outcome {
        Outcome::Converges(region) => Some(region.attractor.into()),
        Outcome::Cycles(_) | Outcome::Apart(_) | Outcome::Frozen | Outcome::Diverges => {
            Some(Fate::Other)
        }
        Outcome::Undecided(_) => None,
    };
    (fate, orbit.steps)
}

/// What a cell looks like in doubles: `at` gives the simulation and the start at a corner, its
/// entries in `[0, 1]` across the cell.
pub(super) struct Sketch<'a> {
    pub dimension: usize,
    pub steps: u64,
    pub at: &'a dyn Fn(&[f64]) -> (Simulation, Point),
}

impl Sketch<'_> {
    /// When corners or the centre seem to have different fates: the time at which the first is
    /// decided.
    pub(super) fn straddles(&self, same: impl Fn(Guess, Guess) -> bool) -> Option<u64> {
        let corners = 1usize << self.dimension;
        // Opposite corners and the centre first: they differ most often.
        let order = [0, corners - 1, corners].into_iter().chain(1..corners - 1);
        let mut first: Option<Guess> = None;
        let mut earliest = self.steps;
        for corner in order {
            let x: Vec<f64> = (0..self.dimension)
                .map(|axis| match (corner == corners, corner >> axis & 1 == 1) {
                    (true, _) => 0.5,
                    (false, true) => 1.0,
                    (false, false) => 0.0,
                })
                .collect();
            let (simulation, start) = (self.at)(&x);
            let (guess, t) = simulation.guess(start, self.steps);
            earliest = earliest.min(t);
            match first {
                None => first = Some(guess),
                Some(g) if !same(g, guess) => return Some(earliest),
                Some(_) => {}
            }
        }
        None
    }

    /// The axis whose ends lie farthest apart after some steps; the least cut one if none moves.
    pub(super) fn axis(&self, steps: u64, depth: impl Fn(usize) -> u32) -> usize {
        let mut best = (0.0, usize::MAX);
        for axis in 0..self.dimension {
            let end = |value: f64| {
                let mut x = vec![0.5; self.dimension];
                x[axis] = value;
                let (simulation, start) = (self.at)(&x);
                simulation.after(start, steps)
            };
            let (a, b) = (end(0.0), end(1.0));
            let apart = (a[1] - b[1]).abs() + (a[2] - b[2]).abs();
            if apart > best.0 {
                best = (apart, axis);
            }
        }
        if best.1 == usize::MAX {
            (0..self.dimension).min_by_key(|&i| depth(i)).unwrap_or(0)
        } else {
            best.1
        }
    }

    /// Certifies a fate, or names the axis to cut.
    pub(super) fn decide(
        &self,
        depth: impl Fn(usize) -> u32,
        certify: impl FnOnce() -> (Option<Fate>, u64),
    ) -> Decision {
        if let Some(t) = self.straddles(|a, b| a == b) {
            return Decision::Cut(self.axis(t, depth));
        }
        match certify() {
            (Some(fate), _) => Decision::Decided(fate),
            (None, steps) => Decision::Cut(self.axis(steps, depth)),
        }
    }
}
