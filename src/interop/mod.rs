//! SMT-LIB 2 in and out, Coq out.

pub mod coq;
pub mod smt2;
