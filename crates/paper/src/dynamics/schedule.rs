//! Step sizes that change at given times.

use crate::model::parameters::Invalid;
use crate::model::reduced::Steps;
use crate::model::scalar::Scalar;
use lemmabox_kernel::exact::Q;
use num_traits::{Signed, Zero};

/// Constant step sizes for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// How many steps.
    pub steps: u64,
    /// Step size in `a`.
    pub eta_a: Q,
    /// Step size in `w`.
    pub eta_w: Q,
}

/// Phases one after the other; the step sizes of the last one are kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Finite phases, in order.
    pub phases: Vec<Phase>,
    /// Step size in `a` afterwards.
    pub eta_a: Q,
    /// Step size in `w` afterwards.
    pub eta_w: Q,
}

impl Schedule {
    /// Constant step sizes.
    ///
    /// # Errors
    /// A negative step size.
    pub fn constant(eta_a: Q, eta_w: Q) -> Result<Self, Invalid> {
        Self::piecewise(Vec::new(), eta_a, eta_w)
    }

    /// The paper's two stages: a small step in `w` for `steps` steps, then a larger one.
    ///
    /// # Errors
    /// A negative step size.
    pub fn two_stage(steps: u64, eta_a: Q, small: Q, large: Q) -> Result<Self, Invalid> {
        let first = Phase {
            steps,
            eta_a: eta_a.clone(),
            eta_w: small,
        };
        Self::piecewise(vec![first], eta_a, large)
    }

    /// Layer by layer: `a` alone, then `w` alone, then `a` alone for ever.
    ///
    /// # Errors
    /// A negative step size.
    pub fn layerwise(a_steps: u64, w_steps: u64, eta_a: Q, eta_w: Q) -> Result<Self, Invalid> {
        let only_a = Phase {
            steps: a_steps,
            eta_a: eta_a.clone(),
            eta_w: Q::zero(),
        };
        let only_w = Phase {
            steps: w_steps,
            eta_a: Q::zero(),
            eta_w,
        };
        Self::piecewise(vec![only_a, only_w], eta_a, Q::zero())
    }

    /// Any phases, then constant step sizes.
    ///
    /// # Errors
    /// A negative step size.
    pub fn piecewise(phases: Vec<Phase>, eta_a: Q, eta_w: Q) -> Result<Self, Invalid> {
        let all = phases
            .iter()
            .flat_map(|p| [("eta_a", &p.eta_a), ("eta_w", &p.eta_w)])
            .chain([("eta_a", &eta_a), ("eta_w", &eta_w)]);
        for (name, value) in all {
            if value.is_negative() {
                return Err(Invalid::Step {
                    name,
                    value: value.clone(),
                });
            }
        }
        Ok(Self {
            phases,
            eta_a,
            eta_w,
        })
    }

    /// When the last phase begins.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.phases
            .iter()
            .fold(0u64, |t, p| t.saturating_add(p.steps))
    }

    /// The schedule with step sizes as enclosures.
    pub fn enclose<E: Scalar>(&self, context: E::Context) -> EnclosedSchedule<E> {
        let steps = |a: &Q, w: &Q| Steps {
            eta_a: E::from_rational(context, a),
            eta_w: E::from_rational(context, w),
        };
        let mut phases = Vec::new();
        let mut end = 0u64;
        for p in &self.phases {
            end = end.saturating_add(p.steps);
            phases.push((end, steps(&p.eta_a, &p.eta_w)));
        }
        EnclosedSchedule {
            phases,
            last: steps(&self.eta_a, &self.eta_w),
        }
    }
}

/// A schedule over enclosures.
#[derive(Clone, Debug)]
pub struct EnclosedSchedule<E> {
    /// The end (exclusive) and the step sizes of each finite phase.
    phases: Vec<(u64, Steps<E>)>,
    last: Steps<E>,
}

impl<E: Scalar> EnclosedSchedule<E> {
    /// The schedule with other last step sizes, where they are given.
    #[must_use]
    pub fn with_last(&self, eta_a: Option<E>, eta_w: Option<E>) -> Self {
        let mut out = self.clone();
        if let Some(a) = eta_a {
            out.last.eta_a = a;
        }
        if let Some(w) = eta_w {
            out.last.eta_w = w;
        }
        out
    }

    /// The schedule with every step size in `w` multiplied by a factor.
    #[must_use]
    pub fn with_turns_scaled(&self, factor: E) -> Self {
        let mut out = self.clone();
        let phases = out.phases.iter_mut().map(|(_, steps)| steps);
        for steps in phases.chain([&mut out.last]) {
            steps.eta_w = steps.eta_w.mul(&factor);
        }
        out
    }

    /// The step sizes of step `t` (from the state at time `t` to that at `t + 1`).
    #[must_use]
    pub fn at(&self, t: u64) -> &Steps<E> {
        self.phases
            .iter()
            .find(|(end, _)| t < *end)
            .map_or(&self.last, |(_, steps)| steps)
    }

    /// The step sizes in use from time `t` on, the last being used for ever.
    pub fn from(&self, t: u64) -> impl Iterator<Item = &Steps<E>> + '_ {
        self.phases
            .iter()
            .filter(move |(end, _)| t < *end)
            .map(|(_, steps)| steps)
            .chain(std::iter::once(&self.last))
    }

    /// Every phase with its end (exclusive), the last one without end.
    pub fn phases(&self) -> impl Iterator<Item = (u64, &Steps<E>)> + '_ {
        self.phases
            .iter()
            .map(|(end, steps)| (*end, steps))
            .chain(std::iter::once((u64::MAX, &self.last)))
    }

    /// The step sizes used for ever in the end.
    #[must_use]
    pub fn last(&self) -> &Steps<E> {
        &self.last
    }

    /// When the last phase begins.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.phases.last().map_or(0, |(end, _)| *end)
    }
}
