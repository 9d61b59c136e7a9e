//! Decides quantifier-free polynomial formulas over the reals by cylindrical algebraic coverings
//! (Abraham, Davenport, England, Kremer 2021), driven by the Boolean structure as a whole.
//!
//! A sample point is built one coordinate at a time. Where the formula is false already, the
//! literals that make it so are generalised to an interval around the sample; when intervals cover
//! the whole line, the covering is characterised by projection polynomials and becomes one
//! interval a level below. A covering of the bottom line is a proof that there is no solution;
//! a full sample at which the formula is true is a solution. All arithmetic is exact.

mod cover;
mod formula;
mod order;
mod preprocess;
mod projection;
mod search;

pub use formula::{Constraint, Formula, Relation};

use std::cell::Cell;

use num_rational::BigRational;

use lemmabox_algebra::algebraic::{RealNumber, SamplePoint};
use lemmabox_algebra::resultant::{Halt, Interrupt};

/// Most variables a formula may have.
pub const MAX_VARIABLES: usize = 64;

/// The answer about a formula.
#[derive(Clone, Debug)]
pub enum Decision {
    /// No real point satisfies it: a theorem.
    Unsat,
    /// This point satisfies it, exactly.
    Sat(Witness),
    /// Not decided.
    Unknown(Reason),
}

/// Why a formula was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// An exact computation stopped.
    #[error(transparent)]
    Halted(#[from] Halt),
    /// More variables than [`MAX_VARIABLES`], or a variable index out of range.
    #[error("too many variables")]
    TooManyVariables,
    /// Formula nested too deeply.
    #[error("the formula is nested too deeply")]
    TooDeep,
}

/// A solution.
#[derive(Clone, Debug)]
pub struct Witness {
    /// `order[i]` is the variable that coordinate `i` of `point` belongs to.
    pub order: Vec<usize>,
    /// The solution; polynomials in it use coordinate positions as variable indices.
    pub point: SamplePoint,
}

impl Witness {
    /// Values by variable, if all are rational.
    #[must_use]
    pub fn rational(&self) -> Option<Vec<BigRational>> {
        let mut values = vec![None; self.order.len()];
        for (&variable, coordinate) in self.order.iter().zip(self.point.coordinates()) {
            match coordinate {
                RealNumber::Rational(value) => *values.get_mut(variable)? = Some(value.clone()),
                RealNumber::Root(_) => return None,
            }
        }
        values.into_iter().collect()
    }

    /// Does the formula hold here? Decided exactly, apart from the search. The formula must be in
    /// the witness's variables.
    pub fn satisfies(&mut self, formula: &Formula, interrupt: Interrupt<'_>) -> Result<bool, Halt> {
        let mut names = vec![0; self.order.len()];
        for (place, &variable) in self.order.iter().enumerate() {
            names[variable] = place;
        }
        self.satisfies_renamed(formula, &names, interrupt)
    }

    fn satisfies_renamed(
        &mut self,
        formula: &Formula,
        names: &[usize],
        interrupt: Interrupt<'_>,
    ) -> Result<bool, Halt> {
        match formula {
            Formula::Atom(c) => {
                let p = c.polynomial.rename(names);
                Ok(c.relation.holds(self.point.sign(&p, interrupt)?))
            }
            Formula::Not(inner) => Ok(!self.satisfies_renamed(inner, names, interrupt)?),
            Formula::And(parts) | Formula::Or(parts) => {
                let decisive = matches!(formula, Formula::Or(_));
                for part in parts {
                    if self.satisfies_renamed(part, names, interrupt)? == decisive {
                        return Ok(decisive);
                    }
                }
                Ok(!decisive)
            }
        }
    }
}

/// Decides a formula in the variables `0..variables`. `interrupt` is asked often; once it says
/// `true` the answer is [`Decision::Unknown`], soon.
#[must_use]
pub fn decide(formula: &Formula, variables: usize, interrupt: Interrupt<'_>) -> Decision {
    match attempt(formula, variables, interrupt) {
        Ok(decision) => decision,
        Err(reason) => Decision::Unknown(reason),
    }
}

fn attempt(
    formula: &Formula,
    variables: usize,
    interrupt: Interrupt<'_>,
) -> Result<Decision, Reason> {
    if variables > MAX_VARIABLES || formula.variable_bound()? > variables {
        return Err(Reason::TooManyVariables);
    }
    let prepared = preprocess::prepare(formula.normal_form()?, variables);
    let mut orders = order::candidates(&prepared, variables);
    // Orders differ by orders of magnitude, and no heuristic is right always: each in turn gets a
    // growing budget. It is counted in polls, not in seconds, so that answers do not depend on the
    // machine.
    let mut budget = FIRST_BUDGET;
    let mut halt = Halt::TooLarge;
    while !orders.is_empty() {
        let mut next = Vec::new();
        for order in orders {
            let polls = Cell::new(0u64);
            let limited = || {
                polls.set(polls.get() + 1);
                polls.get() > budget || interrupt()
            };
            match search::solve(&prepared, &order, &limited) {
                Ok(None) => return Ok(Decision::Unsat),
                Ok(Some(point)) => return Ok(Decision::Sat(Witness { order, point })),
                Err(Halt::Interrupted) if interrupt() => return Err(Halt::Interrupted.into()),
                Err(Halt::Interrupted) => next.push(order),
                Err(other) => halt = other,
            }
        }
        orders = next;
        budget = budget.saturating_mul(4);
    }
    Err(halt.into())
}

/// Polls of the first attempt with an order.
const FIRST_BUDGET: u64 = 20_000;

#[cfg(test)]
mod tests;
