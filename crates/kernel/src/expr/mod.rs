//! Expression DAG, formulas, claims, derivatives, polynomial normal form.
//!
//! This is the one room, besides `lang`, that the prover and the checker share: it says what a
//! claim *means* and does exact symbolic work. It never rounds.

mod angle;
mod change;
mod chart;
mod claim;
mod congruence;
mod dag;
mod derivative;
mod expansion;
mod formula;
mod function;
pub mod limit;
mod logarithm;
pub mod normal;
mod recurrence;
mod sign_case;
mod stirling;
mod symbols;

pub use claim::{
    Best, Claim, Domain, End, Expectation, Hypothesis, Instance, Kind, Source, Variable,
};
pub use congruence::Congruence;
pub use dag::{Algebra, Binary, Dag, Expr, Node, Unary, Var};
pub use formula::{Comparison, Formula, Relation};
pub use function::NaturalDomain;
pub use normal::{Normal, Normaliser};
pub use sign_case::SignCase;
pub use symbols::{
    Affine, Always, MAX_UNROLLED, Meaning, Recurrence, Replacements, Sequence, Symbols,
    constant_difference, small,
};
