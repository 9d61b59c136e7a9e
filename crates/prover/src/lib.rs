//! The prover: one file a strategy, and the branch and bound over them.

pub mod audit;
mod cell;
mod clip;
mod compare;
mod confirm;
mod context;
pub mod covering;
mod decide;
mod enclose;
mod encloser;
mod jets;
pub mod krawczyk;
mod lemma;
mod local;
mod obligation;
mod outcome;
mod point;
mod problem;
mod reason;
mod search;
mod shelf;
mod suite;
mod tape;
pub mod touching;
mod truth;
mod undefined;
mod witness;

pub use context::TouchContext;
pub use decide::decide;
pub use encloser::{Encloser, Form, PreciseEncloser};
pub use outcome::{Cancel, Outcome, Remaining, Settings, Statistics, Verdict};
pub use suite::{as_stated, decide_all, decide_one, needed, rests_on, unproved_lemma};
pub use truth::{ExactPoint, Truth, closed_enclosures, quick_truth};
