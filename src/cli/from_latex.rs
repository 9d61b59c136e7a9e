//! `lemmabox from-latex`.

use super::input::text_of_argument;
use super::{Failure, Outcome, Output};
use crate::lang;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Nothing is decided: read what is printed, and give it to `lemmabox prove` if it says what the
formula says.

Examples:
  lemmabox from-latex '\\frac{x}{1+x} \\le \\log(1+x) \\quad \\forall x > -1'
  lemmabox from-latex \\
    --name '\\varepsilon_t=eps' '\\varepsilon_t \\le 1 \\quad \\forall \\varepsilon_t \\in [0, 1]'
  lemmabox from-latex - < formula.tex | lemmabox prove -";

/// Arguments of `lemmabox from-latex`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// An inequality in LaTeX, or - for standard input
    #[arg(value_name = "FORMULA", allow_hyphen_values = true)]
    formula: String,
    /// Call what LaTeX writes so NAME, as in '\varepsilon_t=eps'; may be repeated
    #[arg(long = "name", value_name = "LATEX=NAME", allow_hyphen_values = true)]
    names: Vec<String>,
}

/// The formula with the author's names for the signs they stand for.
///
/// # Errors
/// An option that is no `LATEX=NAME`, whose name cannot be one, or whose sign does not occur.
fn renamed(formula: &str, names: &[String]) -> Result<String, Failure> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for option in names {
        let pair = option.rsplit_once('=').filter(|(sign, _)| !sign.is_empty());
        let Some((sign, name)) = pair.filter(|(_, name)| lang::is_name(name)) else {
            return Err(Failure::Message {
                message: format!("--name {option}: LATEX=NAME is due"),
                help: Some("as in --name '\\varepsilon_t=eps', the name a letter and then letters, digits and `_`".into()),
            });
        };
        let written = format!("\\mathrm{{{name}}}");
        if pairs
            .iter()
            .any(|(other, w)| *w == written && *other != sign)
        {
            return Err(Failure::Message {
                message: format!("--name {option}: another sign is called `{name}`"),
                help: Some("give two signs two names".into()),
            });
        }
        pairs.push((sign, written));
    }
    // The longest first, so that `\eta_a` is not taken for `\eta`.
    pairs.sort_by_key(|(sign, _)| std::cmp::Reverse(sign.len()));
    let mut met = vec![false; pairs.len()];
    let mut out = String::new();
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        let letter = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
        let found = pairs.iter().position(|(sign, _)| {
            let tail = rest.strip_prefix(sign);
            // A command ends where its letters do.
            let command = sign.rsplit('\\').next().is_some_and(|name| {
                sign.starts_with('\\') && name.chars().all(|c| c.is_ascii_alphabetic())
            });
            tail.is_some_and(|tail| !(command && letter(tail)))
        });
        let inside = out.ends_with(|c: char| c.is_ascii_alphabetic() || c == '\\');
        match found.map(|i| (i, &pairs[i])) {
            Some((i, (sign, written))) if !inside || sign.starts_with('\\') => {
                met[i] = true;
                out.push_str(written);
                rest = &rest[sign.len()..];
            }
            Some(_) | None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    if let Some((_, (sign, _))) = met.iter().zip(&pairs).find(|(met, _)| !**met) {
        return Err(Failure::Message {
            message: format!("--name {sign}=...: there is no `{sign}` in the formula"),
            help: Some("write the sign as the formula does".into()),
        });
    }
    Ok(out)
}

/// Prints the clauses of a claim that say what a formula says.
///
/// # Errors
/// What is not read, at its place; a claim that would be none of the language; of reading and
/// writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let formula = renamed(&text_of_argument(&arguments.formula)?, &arguments.names)?;
    let name = match arguments.formula.as_str() {
        "-" => "standard input",
        _ => "formula",
    };
    let clauses = lang::clauses_of_latex(name, &formula).map_err(|error| vec![error])?;
    lang::parse_clauses("the claim read", crate::session::UNNAMED, &clauses)?;
    out.write_all(clauses.as_bytes())?;
    Ok(Outcome::AsExpected)
}
