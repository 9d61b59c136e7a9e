//! Stochastic gradient descent on sampled data beside the population map: statistics, never a
//! proof.
//!
//! Every step draws a batch of inputs `Z` in `R^{k x p}` with independent standard normal entries
//! and makes the step of the algorithm with the gradient of the mean of `(a's(Zv) - a*'s(Zv*))^2/2`
//! over the batch: `grad_a = e s(Zv)`, `grad_v = (I - vv') e sum_j a_j s'(Z_j v) Z_j`, `e` the
//! residual. The population map is its mean over infinitely many inputs.

use super::monte_carlo::Random;
use super::schedule::Schedule;
use super::simulate::Point;
use crate::model::parameters::Parameters;
use lemmabox_kernel::exact::rational::to_f64_near;
use num_traits::ToPrimitive;
use rayon::prelude::*;

/// Most entries of a batch.
const LARGEST: u64 = 100_000_000;

/// A second layer `a*` of `k` units with this square of the norm and this sum (`>= 0`).
#[must_use]
pub(super) fn teacher_layer(k: u32, norm2: f64, sum: f64) -> Vec<f64> {
    let mean = sum / f64::from(k);
    let rest = (norm2 - sum * mean).max(0.0).sqrt();
    // The rest is orthogonal to the all-ones vector: as many +scale as -scale.
    let half = k / 2;
    let scale = rest / f64::from(2 * half.max(1)).sqrt();
    (0..k)
        .map(|i| match i {
            i if i < half => mean + scale,
            i if i < 2 * half => mean - scale,
            _ => mean,
        })
        .collect()
}

/// What is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Input dimension, at least 2.
    pub p: u32,
    /// Inputs a step, at least 1.
    pub batch: u32,
    /// Independent runs, at least 1.
    pub runs: u32,
    /// Steps of each.
    pub steps: u64,
    /// States are kept every so many steps, at least 1, and after the last.
    pub every: u64,
    /// Seed; the same one gives the same runs on any number of threads.
    pub seed: u64,
}

/// Why sampling is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// `k` is no whole number, or a batch is too large.
    #[error("k must be a whole number and batch x k x p at most 10^8, to draw inputs")]
    Size,
    /// `p < 2`, or no batch, run or stride.
    #[error("p must be at least 2, and the batch, the runs and the stride at least 1")]
    Empty,
}

/// The states of all runs after `step` steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Steps made.
    pub step: u64,
    /// `u`, `r`, `phi` of each run.
    pub states: Vec<Point>,
}

impl Snapshot {
    /// The least, the median (the upper one of an even number) and the greatest of a coordinate.
    #[must_use]
    pub fn spread(&self, coordinate: usize) -> [f64; 3] {
        let mut values: Vec<f64> = self.states.iter().map(|x| x[coordinate]).collect();
        values.sort_by(f64::total_cmp);
        let at = |i: usize| values.get(i).copied().unwrap_or(f64::NAN);
        [
            at(0),
            at(values.len() / 2),
            at(values.len().saturating_sub(1)),
        ]
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[derive(Clone)]
struct Run<'a> {
    slope: f64,
    a_star: &'a [f64],
    a: Vec<f64>,
    /// `v* = e_1`.
    v: Vec<f64>,
}

impl Run<'_> {
    fn state(&self) -> Point {
        let t: f64 = self.a_star.iter().sum();
        let s: f64 = self.a.iter().sum();
        let across = dot(&self.v[1..], &self.v[1..]).sqrt();
        [
            t * s - t * t,
            dot(&self.a, self.a_star),
            across.atan2(self.v[0]),
        ]
    }

    fn step(&mut self, batch: u32, eta_a: f64, eta_w: f64, random: &mut Random) {
        let active = |x: f64| if x > 0.0 { 1.0 } else { self.slope };
        let mut grad_a = vec![0.0; self.a.len()];
        let mut grad_v = vec![0.0; self.v.len()];
        let mut z = vec![0.0; self.v.len()];
        let mut pull = vec![0.0; self.v.len()];
        let mut hidden = vec![0.0; self.a.len()];
        for _ in 0..batch {
            pull.fill(0.0);
            let mut residual = 0.0;
            for (j, h) in hidden.iter_mut().enumerate() {
                z.iter_mut().for_each(|x| *x = random.normal());
                let x = dot(&z, &self.v);
                let slope = active(x);
                *h = slope * x;
                residual += self.a[j] * *h - self.a_star[j] * active(z[0]) * z[0];
                for (q, x) in pull.iter_mut().zip(&z) {
                    *q += self.a[j] * slope * x;
                }
            }
            let weight = residual / f64::from(batch);
            grad_a
                .iter_mut()
                .zip(&hidden)
                .for_each(|(g, h)| *g += weight * h);
            grad_v
                .iter_mut()
                .zip(&pull)
                .for_each(|(g, q)| *g += weight * q);
        }
        let along = dot(&grad_v, &self.v);
        for (v, g) in self.v.iter_mut().zip(&grad_v) {
            *v -= eta_w * (g - along * *v);
        }
        let norm = dot(&self.v, &self.v).sqrt();
        self.v.iter_mut().for_each(|x| *x /= norm);
        self.a
            .iter_mut()
            .zip(&grad_a)
            .for_each(|(a, g)| *a -= eta_a * g);
    }

    /// Makes all steps; the states that are kept, each with the number of steps before it.
    fn track(
        mut self,
        sampling: &Sampling,
        sizes: &StepSizes,
        mut random: Random,
    ) -> Vec<(u64, Point)> {
        let mut track = Vec::new();
        for t in 0..=sampling.steps {
            if t.is_multiple_of(sampling.every) || t == sampling.steps {
                track.push((t, self.state()));
            }
            if t < sampling.steps {
                let (eta_a, eta_w) = sizes.at(t);
                self.step(sampling.batch, eta_a, eta_w, &mut random);
            }
        }
        track
    }
}

/// Runs stochastic gradient descent from the shortest `a_0` with the start's `u` and `r`, and a
/// `v_0` at its angle.
///
/// # Errors
/// [`Refused`].
pub fn sample(
    parameters: &Parameters,
    schedule: &Schedule,
    start: Point,
    sampling: &Sampling,
) -> Result<Vec<Snapshot>, Refused> {
    let k = sampling.units(parameters)?;
    let sum = to_f64_near(&parameters.square_sum).sqrt();
    let norm2 = to_f64_near(&parameters.norm2);
    let a_star = teacher_layer(k, norm2, sum);
    let mut v = vec![0.0; sampling.p as usize];
    (v[0], v[1]) = (start[2].cos(), start[2].sin());
    let first = Run {
        slope: to_f64_near(&parameters.slope),
        a_star: &a_star,
        a: shortest_layer(&a_star, sum, norm2, start),
        v,
    };
    let sizes = StepSizes::of(schedule);
    let tracks: Vec<Vec<(u64, Point)>> = (0..u64::from(sampling.runs))
        .into_par_iter()
        .map(|i| {
            // One stream a run, seeds far apart.
            let seed = sampling.seed ^ (i + 1).wrapping_mul(0xd129_42f0_5b2d_6e1b);
            first.clone().track(sampling, &sizes, Random::new(seed))
        })
        .collect();
    Ok(snapshots(&tracks))
}

impl Sampling {
    /// The number of hidden units, if inputs for them can be drawn.
    fn units(&self, parameters: &Parameters) -> Result<u32, Refused> {
        if self.p < 2 || self.batch == 0 || self.runs == 0 || self.every == 0 {
            return Err(Refused::Empty);
        }
        let k = parameters
            .k
            .is_integer()
            .then(|| parameters.k.to_u32())
            .flatten()
            .ok_or(Refused::Size)?;
        let entries = u64::from(self.batch)
            .saturating_mul(u64::from(k))
            .saturating_mul(u64::from(self.p));
        if entries > LARGEST {
            return Err(Refused::Size);
        }
        Ok(k)
    }
}

/// The shortest `a` with the start's `u` and `r`, for a teacher with this sum and square of the
/// norm.
fn shortest_layer(a_star: &[f64], sum: f64, norm2: f64, [u, r, _]: Point) -> Vec<f64> {
    // sigma = (u + S)/k along the mean of a*, tau = r - sigma along the rest.
    let k = a_star.len() as f64;
    let mean = sum / k;
    let sigma = (u + sum * sum) / k;
    let rest2 = norm2 - sum * mean;
    let over = |x: f64, y: f64| if y > 0.0 { x / y } else { 0.0 };
    let (along, across) = (over(sigma, sum * mean), over(r - sigma, rest2));
    a_star
        .iter()
        .map(|x| along * mean + across * (x - mean))
        .collect()
}

/// The step sizes of a schedule in doubles, in `a` and in `w`.
struct StepSizes {
    /// The step at which each phase ends, and its sizes.
    phases: Vec<(u64, f64, f64)>,
    last: (f64, f64),
}

impl StepSizes {
    fn of(schedule: &Schedule) -> Self {
        let phases = schedule.phases.iter().scan(0u64, |end, phase| {
            *end = end.saturating_add(phase.steps);
            Some((*end, to_f64_near(&phase.eta_a), to_f64_near(&phase.eta_w)))
        });
        Self {
            phases: phases.collect(),
            last: (to_f64_near(&schedule.eta_a), to_f64_near(&schedule.eta_w)),
        }
    }

    fn at(&self, step: u64) -> (f64, f64) {
        let phase = self.phases.iter().find(|p| step < p.0);
        phase.map_or(self.last, |p| (p.1, p.2))
    }
}

/// The states of the runs, step by step.
fn snapshots(tracks: &[Vec<(u64, Point)>]) -> Vec<Snapshot> {
    let times = tracks.first().map_or(&[][..], Vec::as_slice);
    times
        .iter()
        .enumerate()
        .map(|(i, (step, _))| Snapshot {
            step: *step,
            states: tracks
                .iter()
                .filter_map(|t| t.get(i).map(|x| x.1))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamics::simulate::Simulation;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    #[test]
    fn the_teacher_has_its_norm_and_sum() {
        for (k, norm2, sum) in [(1, 4.0, 2.0), (2, 1.0, 0.5), (7, 2.0, 3.0), (16, 1.0, 0.0)] {
            let a = teacher_layer(k, norm2, sum);
            assert!((a.iter().sum::<f64>() - sum).abs() < 1e-12);
            assert!((dot(&a, &a) - norm2).abs() < 1e-12, "{k}");
        }
    }

    #[test]
    fn large_batches_stay_near_the_population_map() {
        for slope in [ratio(0, 1), ratio(1, 4)] {
            let p = Parameters::new(integer(4), integer(1), ratio(36, 100), slope).unwrap();
            let s = Schedule::constant(ratio(1, 20), ratio(1, 5)).unwrap();
            let start = [-0.2, 0.3, 1.0];
            let sampling = Sampling {
                p: 5,
                batch: 4000,
                runs: 3,
                steps: 60,
                every: 20,
                seed: 3,
            };
            let snapshots = sample(&p, &s, start, &sampling).unwrap();
            assert_eq!(
                snapshots.iter().map(|s| s.step).collect::<Vec<_>>(),
                [0, 20, 40, 60]
            );
            let simulation = Simulation::new(&p, &s);
            for snapshot in &snapshots {
                let mean = simulation.after(start, snapshot.step);
                for (i, value) in mean.into_iter().enumerate() {
                    let [low, median, high] = snapshot.spread(i);
                    assert!(low <= median && median <= high);
                    // Ten times the deviation of a mean of 4000 over 60 steps; exact at the start.
                    let near = if snapshot.step == 0 { 1e-12 } else { 0.03 };
                    assert!((median - value).abs() < near, "{i} {median} {value}");
                }
            }
            assert!(snapshots[3].states[0] != snapshots[3].states[1]);
        }
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        let s = Schedule::constant(ratio(1, 20), ratio(1, 5)).unwrap();
        let sampling = Sampling {
            p: 2,
            batch: 1,
            runs: 1,
            steps: 1,
            every: 1,
            seed: 0,
        };
        let with = |k, sampling: Sampling| {
            let p = Parameters::relu(k, ratio(1, 2)).unwrap();
            sample(&p, &s, [0.0, 0.0, 1.0], &sampling).map(|_| ())
        };
        assert_eq!(with(ratio(5, 2), sampling), Err(Refused::Size));
        assert_eq!(
            with(
                integer(2),
                Sampling {
                    batch: u32::MAX,
                    ..sampling
                }
            ),
            Err(Refused::Size)
        );
        assert_eq!(
            with(integer(2), Sampling { p: 1, ..sampling }),
            Err(Refused::Empty)
        );
        assert_eq!(with(integer(2), sampling), Ok(()));
    }
}
