//! `lemmabox from-latex`.

use super::input::text_of_argument;
use super::{Failure, Outcome, Output};
use crate::lang;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Nothing is decided: read what is printed, and give it to `lemmabox prove` if it says what the formula says.

Examples:
  lemmabox from-latex '\\frac{x}{1+x} \\le \\log(1+x) \\quad \\forall x > -1'
  lemmabox from-latex - < formula.tex | lemmabox prove -";

/// Arguments of `lemmabox from-latex`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An inequality in LaTeX, or - for standard input
    #[arg(value_name = "FORMULA", allow_hyphen_values = true)]
    formula: String,
}

/// Prints the clauses of a claim that say what a formula says.
///
/// # Errors
/// What is not read, at its place; a claim that would be none of the language; of reading and writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let formula = text_of_argument(&arguments.formula)?;
    let name = match arguments.formula.as_str() {
        "-" => "standard input",
        _ => "formula",
    };
    let clauses = lang::clauses_of_latex(name, &formula).map_err(|error| vec![error])?;
    lang::parse_clauses("the claim read", crate::session::UNNAMED, &clauses)?;
    out.write_all(clauses.as_bytes())?;
    Ok(Outcome::AsExpected)
}
