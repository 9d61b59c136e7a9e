//! `lemmabox audit`.

use super::constant::{positive_width, share};
use super::grid::{assignment, refuse, unknown_variable, values_of};
use super::limits::{Limits, stop_on_interrupt};
use super::outcome::{INTERRUPTED, count};
use super::progress::bar;
use super::whole_file::write_whole;
use super::{ClaimFiles, Failure, Outcome, Output, Selection, plot, region};
use crate::audit::{Ablation, Decide, Finding, bracket};
use crate::bracket::{is_narrow, with_stated};
use crate::exact::Q;
use crate::expr::{Claim, Dag, Expectation, Expr, Formula, Kind, Relation};
use crate::hypotheses::{Hypothesis, ablation, shortened, word};
use crate::interval::{MpInterval, Precision};
use crate::lang::expression_text;
use crate::prove::{
    self, Cancel, ExactPoint, ProvedLemmas, Settings, Truth, Verdict, as_stated, decide_all,
};
use rayon::prelude::*;
use serde::Serialize;
use std::io::Write as _;
use std::path::PathBuf;

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox audit proofs --claim L5_upper          which of its hypotheses Lemma 5 needs
  lemmabox audit proofs --claim L5_upper --shorten -
                                                  and the claim without the others
  lemmabox audit proofs --best --width 1/1000     best values of all constants marked `best`
  lemmabox audit proofs --claim B_S3_front --best --pareto 'phi_max=pi/3..pi/2:pi/24'
                                                  the best constant for each of several angles
  lemmabox audit proofs --claim N_drift --region 'start=0..pi/2' --region 'ratio=0..1' \\
    --picture gap.svg
                                                  where its conditions are necessary, and the gap";

/// Values of the second constant a front may have.
const MAX_FRONT: u64 = 1000;
/// Significant digits of ratios.
const RATIO_DIGITS: usize = 6;

/// Arguments of `lemmabox audit`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    claims: ClaimFiles,
    #[command(flatten)]
    limits: Limits,
    /// Bracket the constant of each claim with a `best` clause, in place of dropping hypotheses
    #[arg(long)]
    best: bool,
    /// Stop when the bracket is this narrow
    #[arg(long, value_name = "WIDTH", default_value = "1/1000", requires = "best", value_parser = positive_width)]
    width: Q,
    /// Bracket the constant of one claim at each of these values of another variable
    #[arg(long, value_name = "NAME=VALUES", requires = "best")]
    pareto: Option<String>,
    /// Pave this range of a variable of one claim by where the claim holds and where it fails,
    /// without its hypotheses on the variables so named; once or twice
    #[arg(long, value_name = "NAME=LO..HI", conflicts_with = "best")]
    region: Vec<String>,
    /// Share of those ranges that may stay undecided
    #[arg(long, value_name = "SHARE", default_value = "1/50", requires = "region", value_parser = share)]
    undecided: Q,
    /// Cells to try at most
    #[arg(
        long,
        value_name = "COUNT",
        default_value_t = 4000,
        requires = "region"
    )]
    cells: u64,
    /// Write a picture of the paving, as SVG or PNG by the name
    #[arg(long, value_name = "FILE", requires = "region")]
    picture: Option<PathBuf>,
    /// Write the claims as their files have them, without the hypotheses that are not needed; - is
    /// standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["best", "region"])]
    shorten: Option<PathBuf>,
    /// Print a JSON array, one object a claim
    #[arg(long)]
    json: bool,
}

/// Values of the variables, by name.
type Point = Vec<(String, String)>;

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
struct AblationEntry<'c> {
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

#[derive(Serialize)]
struct BestEntry<'c> {
    name: &'c str,
    title: &'c str,
    file: &'c str,
    line: usize,
    constant: String,
    wanted: &'static str,
    /// Value of the second constant, if one is varied.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<String>,
    /// Verdict at the stated value.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    proved: Option<String>,
    refuted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Point>,
    narrow_enough: bool,
    /// Bounds of stated/proved and of stated/refuted together.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<(String, String)>,
    undecided: Vec<String>,
    attempts: u32,
}

/// The claims, and the lemmas proved among them.
struct Prover<'s> {
    selection: &'s Selection,
    lemmas: ProvedLemmas<'s>,
    cancel: Cancel,
}

impl<'s> Prover<'s> {
    /// Proves the lemmas that the claims at `chosen` use, and those they use in turn.
    fn new(selection: &'s Selection, chosen: &[usize], settings: Settings, cancel: Cancel) -> Self {
        let claims: Vec<&Claim> = selection.claims.iter().map(|l| &l.claim).collect();
        let lemmas: Vec<usize> = (0..claims.len())
            .filter(|&i| {
                chosen
                    .iter()
                    .any(|&c| claims[c].uses.iter().any(|u| u.lemma == claims[i].name))
            })
            .collect();
        let outcomes = decide_all(&claims, &lemmas, &settings, &cancel, &|_, outcome| outcome);
        Self {
            selection,
            lemmas: ProvedLemmas::of(&claims, &outcomes, settings, cancel.clone()),
            cancel,
        }
    }

    fn decide(&self, claim: &Claim) -> prove::Outcome {
        self.lemmas.decide(claim)
    }
}

/// The witness of a refuted variant, whose variables are those of `claim` without the one of index
/// `fixed`.
fn witness(claim: &Claim, fixed: &[usize], outcome: &prove::Outcome) -> Option<Point> {
    let Verdict::Refuted(witness) = &outcome.verdict else {
        return None;
    };
    let variables = claim
        .variables
        .iter()
        .enumerate()
        .filter(|(i, _)| !fixed.contains(i));
    Some(
        variables
            .zip(&witness.values)
            .map(|((_, v), &e)| (v.name.clone(), expression_text(&outcome.dag, &[], e)))
            .collect(),
    )
}

/// Audits the claims chosen.
///
/// # Errors
/// Errors in the claim files and options, of writing, and of the system.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    if let Some(path) = &arguments.picture {
        plot::kind("picture", path)?;
    }
    let selection = arguments.claims.load()?;
    let chosen: Vec<usize> = selection
        .chosen
        .iter()
        .copied()
        .filter(|&i| {
            let claim = &selection.claims[i].claim;
            if arguments.best {
                claim.best.is_some()
            } else {
                claim.expectation == Expectation::Proved
                    && !(arguments.region.is_empty() && selection.claims[i].hypotheses().is_empty())
            }
        })
        .collect();
    if chosen.is_empty() {
        return Err(if arguments.best {
            refuse(
                "none of the claims has a `best` clause",
                "write `best c in [0, 1] largest` into a claim",
            )
        } else {
            refuse(
                "none of the claims is expected to be proved and has a hypothesis",
                "`lemmabox list` shows the claims; --best is for constants",
            )
        });
    }
    let cancel = stop_on_interrupt()?;
    let settings = arguments.limits.settings();
    if !arguments.region.is_empty() {
        let &[position] = chosen.as_slice() else {
            return Err(refuse(
                format!("--region is for one claim, and {} are chosen", chosen.len()),
                "name it with --claim",
            ));
        };
        let claim = as_stated(&selection.claims[position].claim);
        let (outcome, text) = arguments.limits.run(|| {
            let prover = Prover::new(&selection, &chosen, settings, cancel.clone());
            let question = region::Question {
                claim,
                ranges: &arguments.region,
                undecided: &arguments.undecided,
                cells: arguments.cells,
                picture: arguments.picture.as_deref(),
                json: arguments.json,
            };
            region::run(question, &|c| prover.decide(c), &cancel)
        })??;
        out.write_all(&text)?;
        return Ok(outcome);
    }
    if arguments.best {
        let fronts = fronts(arguments, &selection, &chosen)?;
        let entries = arguments.limits.run(|| {
            let prover = Prover::new(&selection, &chosen, settings, cancel);
            let progress = bar(fronts.len());
            let entries: Result<Vec<BestEntry<'_>>, Failure> = fronts
                .par_iter()
                .map(|front| {
                    progress.set_message(front.claim.name.clone());
                    let entry = best_entry(&prover, front, &arguments.width);
                    progress.inc(1);
                    entry
                })
                .collect();
            progress.finish_and_clear();
            entries
        })??;
        if arguments.json {
            print_json(&entries, out)?;
        } else {
            best_table(&entries, out)?;
        }
        return Ok(entries.iter().fold(Outcome::AsExpected, |all, e| {
            all.and(if e.verdict == Some("refuted") {
                Outcome::NotAsExpected
            } else if e.narrow_enough && e.verdict != Some("undecided") {
                Outcome::AsExpected
            } else {
                Outcome::Undecided
            })
        }));
    }
    let entries: Vec<AblationEntry<'_>> = arguments.limits.run(|| {
        let prover = Prover::new(&selection, &chosen, settings, cancel);
        let progress = bar(chosen.len());
        let entries = chosen
            .par_iter()
            .map(|&i| {
                progress.set_message(selection.claims[i].claim.name.clone());
                let entry = ablation_entry(&prover, i);
                progress.inc(1);
                entry
            })
            .collect();
        progress.finish_and_clear();
        entries
    })?;
    if arguments.json {
        print_json(&entries, out)?;
    } else {
        ablation_table(&entries, out)?;
    }
    if let Some(path) = &arguments.shorten {
        out.flush()?;
        let texts: Vec<String> = entries.iter().map(|e| e.shortest.clone() + "\n").collect();
        write_whole(path, |file| file.write_all(texts.join("\n").as_bytes()))?;
    }
    Ok(entries.iter().fold(Outcome::AsExpected, |all, e| {
        let open = e.hypotheses.iter().any(|h| h.finding == "undecided");
        all.and(match e.verdict {
            "refuted" => Outcome::NotAsExpected,
            "proved" if !open => Outcome::AsExpected,
            _ => Outcome::Undecided,
        })
    }))
}

fn print_json<T: Serialize>(entries: &[T], out: &mut Output) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, entries).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn ablation_entry<'c>(prover: &Prover<'c>, i: usize) -> AblationEntry<'c> {
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
    AblationEntry {
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

fn text_of(point: &[(String, String)]) -> String {
    let values: Vec<String> = point.iter().map(|(v, x)| format!("{v} = {x}")).collect();
    values.join(", ")
}

fn ablation_table(entries: &[AblationEntry<'_>], out: &mut Output) -> Result<(), Failure> {
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

/// One bracket to find: a claim, perhaps with another variable fixed.
struct Front {
    position: usize,
    claim: Claim,
    at: Option<(String, String)>,
    /// Index of the variable fixed.
    fixed: Option<usize>,
}

fn fronts(
    arguments: &Arguments,
    selection: &Selection,
    chosen: &[usize],
) -> Result<Vec<Front>, Failure> {
    let Some(text) = &arguments.pareto else {
        return Ok(chosen
            .iter()
            .map(|&position| Front {
                position,
                claim: selection.claims[position].claim.clone(),
                at: None,
                fixed: None,
            })
            .collect());
    };
    let &[position] = chosen else {
        return Err(refuse(
            format!("--pareto is for one claim, and {} are chosen", chosen.len()),
            "name it with --claim",
        ));
    };
    let mut claim = selection.claims[position].claim.clone();
    if selection.claims[position].statement.is_some() {
        return Err(refuse(
            format!(
                "--pareto is not for claims about vectors, as `{}` is",
                claim.name
            ),
            "declare the second constant in a claim of its own",
        ));
    }
    let (name, values) = assignment("pareto", text)?;
    let Some(v) = claim.variable(name) else {
        return Err(unknown_variable(&claim, name));
    };
    if claim.best.as_ref().is_some_and(|b| b.variable == v) {
        return Err(refuse(
            format!("`{name}` is the constant to be bracketed"),
            "vary another variable of the claim",
        ));
    }
    let values = values_of(&mut claim.dag, "pareto", values, MAX_FRONT)?;
    let inside = claim.domain_relations(v);
    let mut fronts = Vec::with_capacity(values.len());
    for value in values {
        let member = inside
            .iter()
            .map(|r| Formula::Relation(Relation { lhs: value, ..*r }))
            .collect();
        let shown = closed_text(&claim.dag, value);
        let mut exact = ExactPoint::new(&claim.dag, &claim.dag, &[]);
        let whole = claim.dag.as_rational(value).is_some_and(Q::is_integer);
        if !exact.is_defined(value)
            || exact.truth(&Formula::And(member)) != Truth::True
            || claim.variables[v.index()].kind == Kind::Integer && !whole
        {
            return Err(refuse(
                format!("{shown} is not certainly in the domain of `{name}`"),
                "give values inside the domain that the claim declares",
            ));
        }
        fronts.push(Front {
            position,
            claim: claim.fixed(v, value),
            at: Some((name.to_owned(), shown)),
            fixed: Some(v.index()),
        });
    }
    Ok(fronts)
}

/// A closed term as text.
fn closed_text(dag: &Dag, e: Expr) -> String {
    expression_text(dag, &[], e)
}

fn best_entry<'c>(prover: &Prover<'c>, front: &Front, width: &Q) -> Result<BestEntry<'c>, Failure> {
    let located = &prover.selection.claims[front.position];
    let claim = &front.claim;
    let decide: &Decide<'_> = &|c: &Claim| prover.decide(c);
    // With another constant varied, the stated value is of another claim.
    let (found, outcome) = match front.fixed {
        None => with_stated(located, width, decide),
        Some(_) => bracket(claim, width, &|_, c| decide(c)).map(|found| (found, None)),
    }
    .map_err(|e| refuse(e.to_string(), "give the range of the constant by rationals"))?;
    let Some(best) = claim.best.clone() else {
        return Err(refuse(
            format!("claim `{}` lost its constant", claim.name),
            "report this",
        ));
    };
    let stated = best.stated.filter(|_| front.fixed.is_none());
    let at_stated = outcome.as_ref().map(word);
    let original = &located.claim;
    let fixed: Vec<usize> = front
        .fixed
        .into_iter()
        .chain(original.best.as_ref().map(|b| b.variable.index()))
        .collect();
    let narrow_enough = is_narrow(claim, &found, width);
    Ok(BestEntry {
        name: &original.name,
        title: &original.title,
        file: located.source.name(),
        line: located.line(),
        constant: claim.variables[best.variable.index()].name.clone(),
        wanted: if best.largest { "largest" } else { "smallest" },
        at: front.at.clone(),
        stated: stated.map(|e| closed_text(&claim.dag, e)),
        verdict: at_stated,
        ratio: stated
            .and_then(|e| found.ratio(&claim.dag, e))
            .and_then(|x| {
                MpInterval::from_interval(Precision::new(64), x).decimal_bounds(RATIO_DIGITS)
            }),
        witness: found
            .refuted
            .as_ref()
            .and_then(|(_, o)| witness(original, &fixed, o)),
        proved: found.proved.as_ref().map(ToString::to_string),
        refuted: found.refuted.as_ref().map(|(q, _)| q.to_string()),
        narrow_enough,
        undecided: found.undecided.iter().map(ToString::to_string).collect(),
        attempts: found.attempts,
    })
}

fn best_table(entries: &[BestEntry<'_>], out: &mut Output) -> Result<(), Failure> {
    for e in entries {
        let known = |end: &Option<String>| end.clone().unwrap_or_else(|| "-".into());
        write!(out, "{}  {} {}", e.name, e.wanted, e.constant)?;
        if let Some((name, value)) = &e.at {
            write!(out, " at {name} = {value}")?;
        }
        write!(
            out,
            ": proved {}, refuted {}",
            known(&e.proved),
            known(&e.refuted)
        )?;
        if let (Some(stated), Some(verdict)) = (&e.stated, e.verdict) {
            write!(out, "; stated {stated} ({verdict})")?;
        }
        if let Some((lo, hi)) = &e.ratio {
            write!(out, ", stated/best in [{lo}, {hi}]")?;
        }
        if !e.narrow_enough {
            write!(out, "; not narrow enough")?;
        }
        writeln!(out)?;
        if let Some(w) = e.witness.as_ref().filter(|w| !w.is_empty()) {
            writeln!(out, "  refuted at {}", text_of(w))?;
        }
        if !e.undecided.is_empty() {
            writeln!(out, "  undecided at {}", e.undecided.join(", "))?;
        }
    }
    Ok(())
}
