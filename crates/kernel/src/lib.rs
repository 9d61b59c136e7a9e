//! The kernel: rationals, terms, claims, certificates, and the checker that confirms them.
//!
//! All that must be trusted for a verdict is here. It links num-bigint and num-rational for its
//! arithmetic and nothing of the prover.
#![forbid(unsafe_code)]

pub mod certificate;
pub mod check;
pub mod core_text;
pub mod exact;
pub mod expr;
