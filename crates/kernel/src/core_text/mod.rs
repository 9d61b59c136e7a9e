//! Core claims as text: one claim, every definition expanded, in the form that certificates hash.
//!
//! [`canonical`] writes a claim and [`read_claim`] reads it back; the grammar is in
//! `docs/core-claims.md`. The author's language, with its definitions and diagnostics, is another
//! crate's; what a certificate is about is told by this reader alone.

mod read;
mod symbols;
mod write;

pub use read::{CoreError, read_claim, read_claims};
pub use write::{canonical, compacted, expression_text, formula_text, roots};

/// Deepest nesting of parentheses, calls, signs, powers and implications.
pub const MAX_NESTING: usize = 256;
/// Deepest nesting of `not`, `and`, `or` in one formula after implications are spelt out.
pub const MAX_FORMULA_DEPTH: u32 = 200;
/// Largest numerator and denominator of an exponent.
pub const MAX_EXPONENT: u32 = 1000;
/// Most variables of a claim.
pub const MAX_VARIABLES: usize = 1000;
/// Most distinct subterms of a claim once definitions are expanded.
pub const MAX_NODES: usize = 1_000_000;
