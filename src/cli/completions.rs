//! `lemmabox completions`.

use super::{Cli, Failure, Outcome, Output};
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox completions bash > ~/.local/share/bash-completion/completions/lemmabox
  lemmabox completions fish > ~/.config/fish/completions/lemmabox.fish";

/// Arguments of `lemmabox completions`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the script.
///
/// # Errors
/// Of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    // `generate` panics when its writer fails; a vector does not.
    let mut script = Vec::new();
    clap_complete::generate(
        arguments.shell,
        &mut Cli::command(),
        "lemmabox",
        &mut script,
    );
    out.write_all(&script)?;
    Ok(Outcome::AsExpected)
}
