//! lemmabox proves or refutes the inequalities a theory paper rests on.
//!
//! Every room (module) has one purpose and the arrows between them go one way; see
//! `docs/architecture.md`. With the feature `prover` switched off the library holds only the
//! checker and what it reads: no MPFR, no CORE-MATH, no search.

pub mod certificate;
pub mod check;
pub mod exact;
pub mod expr;
pub mod lang;

#[cfg(feature = "prover")]
pub mod audit;
#[cfg(feature = "prover")]
pub mod cli;
#[cfg(feature = "prover")]
pub mod dynamics;
#[cfg(feature = "prover")]
pub mod interop;
#[cfg(feature = "prover")]
pub mod interval;
#[cfg(feature = "prover")]
pub mod journal;
#[cfg(feature = "prover")]
pub mod model;
#[cfg(feature = "prover")]
pub mod prove;
#[cfg(feature = "prover")]
pub mod report;
