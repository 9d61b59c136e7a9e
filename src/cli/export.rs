//! `lemmabox export`.

use super::limits::Limits;
use super::outcome::count;
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output, Selection, export_coq, json};
use crate::interop::smt2::{self, Dialect};
use serde::Serialize;
use std::io::Write as _;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
With --smt2 the script is the negated claim: unsat means that the claim is proved. SMT-LIB gives
division by zero, roots of negative numbers and the like arbitrary values, a claim asks for
definedness; where that matters a comment in the script says so. Lemmas used are assumed under
their conditions.

With --coq each claim that is proved becomes a theorem over Coq's reals, definedness included,
proved by a checker of its certificate that is itself proved sound in Coq. Of a claim that is
refuted the theorem says that it fails at some point. What has no translation is an error that
names the claim.

Examples:
  lemmabox export --smt2 --claim K3 proofs
  lemmabox export --smt2 --for z3 --directory scripts proofs
  lemmabox export --coq theorems proofs";

/// Arguments of `lemmabox export`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("target").required(true).args(["smt2", "coq"]))]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
    #[command(flatten)]
    limits: Limits,
    /// Write SMT-LIB 2
    #[arg(long)]
    smt2: bool,
    /// Decide the claims and write a Coq development into this directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with_all = ["smt2", "solver", "directory"])]
    coq: Option<PathBuf>,
    /// The solver to write for
    #[arg(long = "for", value_enum, value_name = "SOLVER", default_value_t = Solver::Dreal)]
    solver: Solver,
    /// Write CLAIM.smt2 for each claim into this directory
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<PathBuf>,
    /// Print a JSON array, one object a claim
    #[arg(long)]
    json: bool,
}

/// One claim in the JSON output.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) name: String,
    /// The file written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    /// The script, where no file is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    /// Why the claim is not exported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

impl Entry {
    pub(super) fn written(name: &str, file: &std::path::Path) -> Self {
        Self {
            name: name.to_owned(),
            file: Some(file.display().to_string()),
            text: None,
            error: None,
        }
    }

    pub(super) fn refused(name: &str, error: String) -> Self {
        Self {
            name: name.to_owned(),
            file: None,
            text: None,
            error: Some(error),
        }
    }
}

/// Values of `--for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Solver {
    /// dReal 4, with every function
    Dreal,
    /// Z3, without exponential and logarithm
    Z3,
    /// cvc5, without logarithm and fractional powers
    Cvc5,
}

/// Writes the claims asked for.
///
/// # Errors
/// Errors in the claim files, claims that the solver's language cannot state, and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let selection = arguments.claims.load()?;
    if let Some(directory) = &arguments.coq {
        return export_coq::run(
            &selection,
            &arguments.limits,
            directory,
            arguments.json,
            out,
        );
    }
    let Selection { claims, chosen } = selection;
    let dialect = match arguments.solver {
        Solver::Dreal => Dialect::DReal,
        Solver::Z3 => Dialect::Z3,
        Solver::Cvc5 => Dialect::Cvc5,
    };
    if arguments.directory.is_none() && chosen.len() != 1 {
        return Err(Failure::Message {
            message: format!(
                "{}, but a script states one",
                count(chosen.len() as u64, "claim")
            ),
            help: Some("choose one with --claim, or give a --directory".to_owned()),
        });
    }
    let mut refused = Vec::new();
    let mut entries = Vec::new();
    for &i in &chosen {
        let claim = &claims[i].claim;
        let lemma = |name: &str| claims.iter().map(|c| &c.claim).find(|c| c.name == name);
        let script = match smt2::export(claim, lemma, dialect) {
            Ok(script) => script,
            Err(e) => {
                refused.push(format!("{}: {e}", claim.name));
                entries.push(Entry::refused(&claim.name, e.to_string()));
                continue;
            }
        };
        match &arguments.directory {
            None if arguments.json => entries.push(Entry {
                name: claim.name.clone(),
                file: None,
                text: Some(script),
                error: None,
            }),
            None => out.write_all(script.as_bytes())?,
            Some(directory) => {
                let path = directory.join(format!("{}.smt2", claim.name));
                std::fs::create_dir_all(directory)
                    .map_err(|e| Failure::file("create", directory, &e))?;
                write_whole(&path, |file| file.write_all(script.as_bytes()))?;
                if !arguments.json {
                    writeln!(out, "{}", path.display())?;
                }
                entries.push(Entry::written(&claim.name, &path));
            }
        }
    }
    if arguments.json {
        json::print(&entries, out)?;
    }
    if refused.is_empty() {
        return Ok(Outcome::AsExpected);
    }
    Err(Failure::Message {
        message: refused.join("\nerror: "),
        help: Some("the other claims, if any, are written".to_owned()),
    })
}
