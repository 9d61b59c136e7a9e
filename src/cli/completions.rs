//! `lemmabox completions`.

use super::{Cli, Failure, Outcome, Output};
use clap::{Arg, Command, CommandFactory as _, ValueHint};
use clap_complete::Shell;
use std::fmt::Write as _;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox completions bash > ~/.local/share/bash-completion/completions/lemmabox
  lemmabox completions fish > ~/.config/fish/completions/lemmabox.fish
  lemmabox completions zsh > ~/.zfunc/_lemmabox   # a directory of `fpath`";

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
    let mut command = hinted(Cli::command());
    // `generate` panics when its writer fails; a vector does not.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "lemmabox", &mut script);
    if arguments.shell == Shell::Fish {
        script = for_fish(&command, &String::from_utf8_lossy(&script)).into_bytes();
    }
    out.write_all(&script)?;
    Ok(Outcome::AsExpected)
}

/// The command whose values that are no paths are not completed by files.
fn hinted(command: Command) -> Command {
    let hint = |arg: Arg| {
        let plain = arg.get_value_hint() == ValueHint::Unknown;
        if plain && arg.get_action().takes_values() {
            arg.value_hint(ValueHint::Other)
        } else {
            arg
        }
    };
    command.mut_args(hint).mut_subcommands(hinted)
}

/// The script for fish with what clap leaves out of it: the commands behind `help`, which it takes
/// for one that was typed already, and the values of arguments without a flag.
fn for_fish(command: &Command, script: &str) -> String {
    let untyped = "__fish_lemmabox_using_subcommand help; and not __fish_seen_subcommand_from ";
    let mut out = String::new();
    for line in script.lines() {
        let line = match line.contains(untyped) {
            true => line.replacen(" help\" -f", "\" -f", 1),
            false => line.to_owned(),
        };
        out.push_str(&line);
        out.push('\n');
    }
    for sub in command.get_subcommands() {
        for arg in sub.get_positionals() {
            let values = arg.get_possible_values();
            let values: Vec<&str> = values.iter().map(|v| v.get_name()).collect();
            if !values.is_empty() {
                let _ = writeln!(
                    out,
                    "complete -c lemmabox -n \"__fish_lemmabox_using_subcommand {}\" -f -a \"{}\"",
                    sub.get_name(),
                    values.join(" ")
                );
            }
        }
    }
    out
}
