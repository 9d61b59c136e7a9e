//! `lemmabox audit` without options: which hypotheses claims need.

use super::{Audit, Point, Prover, text_of};
use crate::audit::{Ablation, Decide, Finding};
use crate::cli::outcome::{INTERRUPTED, count};
use crate::cli::whole_file::write_whole;
use crate::cli::{Failure, Outcome, Output, json};
use crate::expr::Claim;
use crate::hypotheses::{Hypothesis, ablation, shortened, word};
use serde::Serialize;
use std::io::Write as _;
use std::path::Path;

#[derive(Serialize)]
struct HypothesisEntry {
    name: String,
    marked_unused: bool,
    finding: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Entry<'c> {
    name: &'c str,
    title: &'c str,
    file: &'c str,
    line: usize,
    verdict: &'static str,
    hypotheses: Vec<HypothesisEntry>,
    /// Sets of hypotheses that suffice together, none of which was found droppable.
    #[serde(skip_serializing_if = "Option::is_none")]
    sufficient: Option<Vec<Vec<String>>>,
    /// The claim as written, without what the first of them leaves out.
    #[serde(skip)]
    shortest: String,
}

/// Prints which hypotheses the claims need.
///
/// # Errors
/// Those of writing, and of the system.
pub(super) fn run(audit: &Audit<'_>, out: &mut Output) -> Result<Outcome, Failure> {
    let claims = &audit.selection.claims;
    let entries = audit.entries(
        audit.chosen,
        |&i| claims[i].claim.name.clone(),
        |prover, &i| Ok(entry(prover, i)),
    )?;
    if audit.arguments.json {
        json::print(&entries, out)?;
    } else {
        table(&entries, out)?;
    }
    if let Some(path) = &audit.arguments.shorten {
        out.flush()?;
        write_shortest(&entries, path)?;
    }
    Ok(entries.iter().map(Entry::outcome).collect())
}

impl Entry<'_> {
    fn outcome(&self) -> Outcome {
        let open = self.hypotheses.iter().any(|h| h.finding == "undecided");
        match self.verdict {
            "refuted" => Outcome::NotAsExpected,
            "proved" if !open => Outcome::AsExpected,
            _ => Outcome::Undecided,
        }
    }
}

/// Writes the claims without the hypotheses that are not needed.
fn write_shortest(entries: &[Entry<'_>], path: &Path) -> Result<(), Failure> {
    let texts: Vec<String> = entries.iter().map(|e| e.shortest.clone() + "\n").collect();
    write_whole(path, |file| file.write_all(texts.join("\n").as_bytes()))
}

fn entry<'c>(prover: &Prover<'c>, i: usize) -> Entry<'c> {
    let located = &prover.selection.claims[i];
    let decide: &Decide<'_> = &|c: &Claim| prover.decide(c);
    let found = ablation(located, decide);
    let verdict = word(found.outcome());
    let Ablation {
        findings,
        sufficient,
        ..
    } = found;
    let hypotheses = findings
        .into_iter()
        .map(|ablated| {
            let marked_unused = ablated.marked_unused;
            let interrupted =
                matches!(ablated.finding, Finding::Undecided(_)) && prover.cancel.is_cancelled();
            let found = Hypothesis::from(ablated);
            HypothesisEntry {
                name: found.name,
                marked_unused,
                finding: found.finding,
                witness: found.witness,
                reason: if interrupted {
                    Some(INTERRUPTED.into())
                } else {
                    found.reason
                },
            }
        })
        .collect();
    let kept = sufficient.as_ref().and_then(|sets| sets.first());
    let shorter = kept.and_then(|kept| shortened(located, kept));
    Entry {
        shortest: shorter.unwrap_or_else(|| located.text().to_owned()),
        name: &located.claim.name,
        title: &located.claim.title,
        file: located.source.name(),
        line: located.line(),
        verdict,
        hypotheses,
        sufficient,
    }
}

fn table(entries: &[Entry<'_>], out: &mut Output) -> Result<(), Failure> {
    for e in entries {
        let head = format!("{}  {}  {}", e.name, e.verdict, e.title);
        writeln!(out, "{}", head.trim_end())?;
        let width = e.hypotheses.iter().map(|h| h.name.len()).max().unwrap_or(0);
        for h in &e.hypotheses {
            write!(out, "  {:width$}  {:10}", h.name, h.finding)?;
            if h.marked_unused {
                write!(out, "  marked unused")?;
            }
            if let Some(w) = &h.witness {
                write!(out, "  fails without it at {}", text_of(w))?;
            }
            if let Some(reason) = &h.reason {
                write!(out, "  {reason}")?;
            }
            writeln!(out)?;
        }
        for (i, set) in e.sufficient.iter().flatten().enumerate() {
            match (set.as_slice(), i) {
                ([], _) => writeln!(out, "  no hypothesis is needed")?,
                (set, 0) => writeln!(out, "  enough together: {}", set.join(", "))?,
                (set, _) => writeln!(out, "  or: {}", set.join(", "))?,
            }
        }
    }
    let with = |finding: &str| {
        entries
            .iter()
            .flat_map(|e| &e.hypotheses)
            .filter(|h| h.finding == finding)
            .count()
    };
    writeln!(
        out,
        "{}; hypotheses: {} not needed, {} needed, {} undecided",
        count(entries.len() as u64, "claim"),
        with("not needed"),
        with("needed"),
        with("undecided")
    )?;
    Ok(())
}
