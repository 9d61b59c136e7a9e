//! What enclosures of many digits say of a point: most points near a zero of the goal are no
//! counterexamples, and exact values of long terms are dear.

use super::elimination::Elimination;
use crate::enclose::{Frame, Order, closed_terms};
use crate::problem::{Atom, Form, Problem, Sense};
use crate::tape::Tape;
use lemmabox_interval::{MpInterval, Precision};
use lemmabox_kernel::expr::{Dag, Expr};

/// Bits of the enclosures: Newton steps end with errors of 2^-220, whose squares are to be seen.
const BITS: u32 = 640;

/// Enclosures of the relations of a problem at points.
pub(super) struct Sieve {
    frame: Frame<MpInterval>,
    /// What eliminated variables are.
    solved: Frame<MpInterval>,
}

impl Sieve {
    /// For a problem, with the tape of what its eliminated variables are, over `dag`.
    pub(super) fn new(problem: &Problem, solved: &Tape, dag: &Dag) -> Self {
        let precision = Precision::new(BITS);
        let frame = |tape: &Tape, dag: &Dag| {
            let constants = closed_terms::<MpInterval>(dag, &tape.constants, precision);
            Frame::new(tape, &constants, precision)
        };
        Self {
            frame: frame(&problem.tape, &problem.claim.dag),
            solved: frame(solved, dag),
        }
    }

    /// Whether the point, closed terms of `dag`, is certainly no counterexample: the goal is true
    /// there, or a hypothesis false. Eliminated variables are left to what determines them.
    pub(super) fn rejects(
        &mut self,
        problem: &Problem,
        (solved, eliminations): (&Tape, &[Elimination]),
        dag: &Dag,
        point: &[Expr],
    ) -> bool {
        let known = closed_terms::<MpInterval>(dag, point, Precision::new(BITS));
        if known.iter().any(|(_, defined)| !defined) {
            return false;
        }
        let mut at: Vec<MpInterval> = known.into_iter().map(|(x, _)| x).collect();
        for e in eliminations {
            self.solved.set(solved, &at, Order::Natural);
            let value = self.solved.evaluate(solved, e.output);
            // Either root may be meant.
            if e.either || !value.defined {
                return false;
            }
            at[e.variable] = value.value;
        }
        self.frame.set(&problem.tape, &at, Order::Natural);
        self.truth(problem, &problem.goal) == Some(true)
            || (problem.given.iter()).any(|g| self.truth(problem, &g.holds) == Some(false))
    }

    fn truth(&mut self, problem: &Problem, form: &Form) -> Option<bool> {
        match form {
            Form::True => Some(true),
            Form::False => Some(false),
            Form::Atom(atom) => self.relation(problem, atom),
            Form::And(parts) | Form::Or(parts) => {
                let conjunction = matches!(form, Form::And(_));
                let mut all = Some(conjunction);
                for part in parts {
                    match self.truth(problem, part) {
                        Some(t) if t != conjunction => return Some(!conjunction),
                        Some(_) => {}
                        None => all = None,
                    }
                }
                all
            }
        }
    }

    fn relation(&mut self, problem: &Problem, atom: &Atom) -> Option<bool> {
        let known = self.frame.evaluate(&problem.tape, atom.output);
        if !known.defined {
            return None;
        }
        let x = known.value;
        let (positive, negative) = (x.certainly_positive(), x.certainly_negative());
        let (holds, fails) = match atom.sense {
            Sense::Nonnegative => (x.certainly_nonnegative(), negative),
            Sense::Positive => (positive, x.certainly_nonpositive()),
            Sense::Zero => (x.certainly_zero(), positive || negative),
            Sense::Nonzero => (positive || negative, x.certainly_zero()),
        };
        match (holds, fails) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            (false, false) => None,
        }
    }
}
