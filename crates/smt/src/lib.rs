//! SMT-LIB 2: reading refutation problems as claims, and writing claims as refutation problems.
//!
//! A script asserts formulas and asks whether some real point satisfies all of them. Its claim has
//! all assertions but one as domain ends and hypotheses, and the negation of the remaining one as
//! goal, so *unsatisfiable* is *proved* and *satisfiable* is *refuted*. SMT-LIB leaves `x/0` and
//! the like to the solver's choice; a claim is proved only where everything is defined (strong
//! Kleene logic), and what is true in Kleene's logic is true under every such choice, so `unsat` is
//! safe; a refuting point has everything defined, so `sat` is safe as well.

mod algebraic;
mod certify;
mod error;
mod natural;
mod problem;
mod prop;
mod script;
mod sexpr;
mod solve;
mod term;
mod write;

pub use certify::{certificate, claim_name, core_claim};
pub use error::SyntaxError;
pub use problem::{Elimination, Problem};
pub use script::{Query, Response, Script, Sort, Status, read};
pub use solve::{Answer, Model, Procedure, Solution, Value, solve, solve_certified};
pub use write::{Dialect, ExportError, export, model_text, number};

/// How a script's symbol `arctan2` orders its arguments. (`atan2` is always C's `(y, x)`.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Arctan2 {
    /// `arctan2 x y`, as HOL Light's `atn2` and with it the Flyspeck problems.
    #[default]
    Hol,
    /// `arctan2 y x`, as C's `atan2`.
    C,
}

/// Choices of reading that the standard leaves open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// Argument order of `arctan2`.
    pub arctan2: Arctan2,
}
