//! The reduced map in plain doubles: for guesses and for Monte Carlo, never for proof.

use super::schedule::Schedule;
use crate::model::parameters::Parameters;
use lemmabox_kernel::exact::rational::to_f64_near;
use std::f64::consts::PI;

/// A state in doubles: `u`, `r`, `phi`.
pub type Point = [f64; 3];

/// The map in doubles.
#[derive(Clone, Debug)]
pub struct Simulation {
    norm2: f64,
    square_sum: f64,
    bend: f64,
    ones: f64,
    linear: f64,
    g0: f64,
    along: f64,
    across: f64,
    phases: Vec<(u64, f64, f64)>,
    last: (f64, f64),
}

/// Where a simulated orbit seems to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guess {
    /// To the global minimum.
    Global,
    /// To the spurious point.
    Spurious,
    /// To neither within the steps.
    Neither,
}

impl Simulation {
    /// The map of the parameters and the schedule.
    #[must_use]
    pub fn new(p: &Parameters, schedule: &Schedule) -> Self {
        let (k, slope) = (to_f64_near(&p.k), to_f64_near(&p.slope));
        let bend = (1.0 - slope).powi(2);
        let ones = bend * to_f64_near(&p.moment_ratio);
        let linear = 2.0 * PI * slope;
        let g0 = linear + bend * PI;
        let mut end = 0u64;
        let phases = schedule
            .phases
            .iter()
            .map(|p| {
                end = end.saturating_add(p.steps);
                (end, to_f64_near(&p.eta_a), to_f64_near(&p.eta_w))
            })
            .collect();
        Self {
            norm2: to_f64_near(&p.norm2),
            square_sum: to_f64_near(&p.square_sum),
            bend,
            ones,
            linear,
            g0,
            along: (ones * k + g0 - ones) / (2.0 * PI),
            across: (g0 - ones) / (2.0 * PI),
            phases,
            last: (to_f64_near(&schedule.eta_a), to_f64_near(&schedule.eta_w)),
        }
    }

    /// Changes the last step sizes.
    pub fn set_last(&mut self, eta_a: f64, eta_w: f64) {
        self.last = (eta_a, eta_w);
    }

    /// Changes k and S.
    pub fn set_model(&mut self, k: f64, square_sum: f64) {
        self.along = (self.ones * k + self.g0 - self.ones) / (2.0 * PI);
        self.square_sum = square_sum;
    }

    /// Changes k, n and S.
    pub fn set_teacher(&mut self, k: f64, norm2: f64, square_sum: f64) {
        self.norm2 = norm2;
        self.set_model(k, square_sum);
    }

    /// Multiplies every step size in `w` by a factor.
    pub fn scale_turns(&mut self, factor: f64) {
        for phase in &mut self.phases {
            phase.2 *= factor;
        }
        self.last.1 *= factor;
    }

    /// The state after step `t`.
    #[must_use]
    pub fn step(&self, t: u64, [u, r, phi]: Point) -> Point {
        let (eta_a, eta_w) = self
            .phases
            .iter()
            .find(|p| t < p.0)
            .map_or(self.last, |p| (p.1, p.2));
        let (sin, cos) = phi.sin_cos();
        let g = self.linear * cos + self.bend * ((PI - phi) * cos + sin);
        let fall = (self.linear + self.bend * (PI - phi)) * sin;
        let rate = eta_a / (2.0 * PI);
        let next_u = (1.0 - eta_a * self.along) * u - rate * (self.g0 - g) * self.square_sum;
        let pull = (g - self.ones) * self.norm2 - self.ones * u;
        let next_r = (1.0 - eta_a * self.across) * r + rate * pull;
        let y = phi - (eta_w * r * fall / (2.0 * PI)).atan();
        [next_u, next_r, PI - (PI - y.abs()).abs()]
    }

    /// Follows an orbit; a guess is made when it is deep in a region of attraction.
    #[must_use]
    pub fn guess(&self, mut x: Point, steps: u64) -> (Guess, u64) {
        let settled = self.phases.last().map_or(0, |p| p.0);
        let (_, eta_w) = self.last;
        for t in 0..steps {
            if t >= settled {
                let g = self.g0 - self.bend * PI * x[2] * x[2] / 2.0;
                if x[2] < 0.7
                    && x[1] > 0.0
                    && eta_w * x[1].max(self.norm2) * self.g0 < 3.9 * PI
                    && (g - self.ones) * self.norm2 > self.ones * x[0].max(0.0)
                {
                    return (Guess::Global, t);
                }
                let psi = PI - x[2];
                let worst = self.square_sum * self.g0 / (2.0 * PI * self.along);
                let worst = worst.max(-x[0]);
                if psi < 0.5
                    && x[1] < 0.0
                    && (self.bend * psi.powi(3) / 3.0 - self.ones) * self.norm2 + self.ones * worst
                        < 0.0
                    && eta_w * psi * x[1].abs() < 10.0
                {
                    return (Guess::Spurious, t);
                }
            }
            x = self.step(t, x);
        }
        (Guess::Neither, steps)
    }

    /// The state after the first `steps` steps.
    #[must_use]
    pub fn after(&self, mut x: Point, steps: u64) -> Point {
        for t in 0..steps {
            x = self.step(t, x);
        }
        x
    }
}
