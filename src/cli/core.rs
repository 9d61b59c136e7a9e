//! `lemmabox core`.

use super::{ClaimFiles, Failure, Outcome, Output};
use crate::lang;
use crate::prove::as_stated;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
A core claim is what a certificate is about: every definition expanded, a constant to optimise at
its value.

Examples:
  lemmabox core proofs > core && lemmabox-check out --claims core";

/// Arguments of `lemmabox core`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
}

/// Prints the core claims.
///
/// # Errors
/// Errors in the claim files, and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let selection = arguments.claims.load()?;
    for &i in &selection.chosen {
        write!(
            out,
            "{}",
            lang::canonical(&as_stated(&selection.claims[i].claim))
        )?;
    }
    Ok(Outcome::AsExpected)
}
