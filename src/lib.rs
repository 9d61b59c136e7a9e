//! lemmabox proves or refutes the inequalities a theory paper rests on.
//!
//! This crate is the facade: the command line, its journals, and the other crates of the workspace
//! under one roof. What is trusted is `lemmabox_kernel` alone; see `docs/architecture.md`.

pub mod bracket;
pub mod cli;
pub mod explain;
pub mod hypotheses;
pub mod journal;
pub mod mcp;
pub mod session;

pub use lemmabox_evaluation::{Stop, closed, digits, evaluate};
pub use lemmabox_interval as interval;
pub use lemmabox_kernel::{certificate, check, core_text, expr};
pub use lemmabox_lang as lang;
pub use lemmabox_paper::{dynamics, model, statement};
pub use lemmabox_prover as prove;
pub use lemmabox_prover::audit;
pub use lemmabox_report as report;

/// Exact arithmetic: rationals, Q(pi), polynomials, real algebraic numbers.
pub mod exact {
    pub use lemmabox_algebra::{algebraic, polynomial, real_root, resultant};
    pub use lemmabox_kernel::exact::*;
}

/// SMT-LIB 2 in and out, Coq out.
pub mod interop {
    pub use lemmabox_coq as coq;
    pub use lemmabox_smt as smt2;
}
