//! `lemmabox list`.

use super::{ClaimFiles, Failure, Outcome, Output, json};
use crate::check::binding::printable;
use crate::expr::Source;
use crate::lang::Located;
use serde::Serialize;
use std::io::Write as _;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox list                     the claims below this directory
  lemmabox list proofs/stage1.lemma the claims of one file
  lemmabox list --json | jq -r '.[].name'";

/// Arguments of `lemmabox list`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
    /// Print a JSON array, one object a claim
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Entry<'c> {
    name: &'c str,
    title: &'c str,
    source: Option<&'c str>,
    expected: &'static str,
    paper: Option<&'c str>,
    file: &'c str,
    line: usize,
    variables: Vec<&'c str>,
    hypotheses: Vec<&'c str>,
    uses: Vec<&'c str>,
}

fn entry(located: &Located) -> Entry<'_> {
    let claim = &located.claim;
    Entry {
        name: &claim.name,
        title: &claim.title,
        source: claim.source.as_ref().map(|s| match s {
            Source::Paper => "paper",
            Source::Review => "review",
            Source::Derived => "derived",
            Source::Other(text) => text,
        }),
        expected: claim.expectation.word(),
        paper: located.paper.as_deref(),
        file: located.source.name(),
        line: located.line(),
        variables: claim.variables.iter().map(|v| v.name.as_str()).collect(),
        hypotheses: claim.hypotheses.iter().map(|h| h.name.as_str()).collect(),
        uses: claim.uses.iter().map(|u| u.lemma.as_str()).collect(),
    }
}

/// Lists claims in the order in which they can be proved.
///
/// # Errors
/// Errors in the claim files, and of writing.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let selection = arguments.claims.load()?;
    let entries: Vec<Entry<'_>> = selection
        .chosen
        .iter()
        .map(|&i| entry(&selection.claims[i]))
        .collect();
    if arguments.json {
        json::print(&entries, out)?;
        return Ok(Outcome::AsExpected);
    }
    let width = |header: &str, cell: fn(&Entry<'_>) -> String| {
        let cells = entries.iter().map(|e| cell(e).chars().count());
        cells.chain([header.len()]).max().unwrap_or(0)
    };
    let name = width("claim", |e| e.name.to_owned());
    let source = width("source", |e| printable(e.source.unwrap_or("-")));
    let expected = width("expected", |e| e.expected.to_owned());
    writeln!(
        out,
        "{:name$}  {:source$}  {:expected$}  title",
        "claim", "source", "expected"
    )?;
    for e in &entries {
        let from = printable(e.source.unwrap_or("-"));
        let line = format!(
            "{:name$}  {from:source$}  {:expected$}  {}",
            e.name,
            e.expected,
            printable(e.title)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(Outcome::AsExpected)
}
