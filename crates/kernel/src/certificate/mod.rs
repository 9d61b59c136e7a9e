//! Proofs as data: what the prover found, in the form the checker re-does.
//!
//! Nothing in a proof is a number the checker must believe. A proof is a tree that cuts the domain
//! into boxes (covering by construction: a cut makes two closed halves of one box) and gives a
//! reason for each leaf; the checker evaluates every reason again with its own arithmetic.

mod argument;
mod file;
mod proof;
mod region;
mod terms;
mod text;

pub use argument::{Approach, Argument, Convergence, Part, Pieces, Rate, Rule, Tail};
pub use file::{Certificate, FORMAT, Finding, Opened, Source, digest, regular};
pub use proof::{
    Archive, Change, Factor, FormulaProof, Given, Kept, Leaf, LemmaUse, Model, NewEnd, NewVariable,
    Product, Proof, Sign, Tree, Witness,
};
pub use region::{Bound, Point, Region, Side};
pub use terms::{TermTable, read_terms, write_terms};
pub use text::{MAX_DEPTH, PART, ReadError, SMALLEST_PART, each_term, read_proof, write_proof};
