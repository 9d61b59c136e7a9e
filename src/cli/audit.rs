//! `lemmabox audit`.

mod ablation;
mod best;
mod region;

use super::constant::{positive_width, share};
use super::grid::refuse;
use super::limits::{Limits, stop_on_interrupt};
use super::progress::bar;
use super::{ClaimFiles, Failure, Outcome, Output, Selection, plot};
use crate::exact::Q;
use crate::expr::{Claim, Expectation};
use crate::prove::{self, Cancel, ProvedLemmas, Settings, as_stated, decide_all};
use rayon::prelude::*;
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

fn text_of(point: &[(String, String)]) -> String {
    let values: Vec<String> = point.iter().map(|(v, x)| format!("{v} = {x}")).collect();
    values.join(", ")
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

/// What is audited.
struct Audit<'a> {
    arguments: &'a Arguments,
    selection: &'a Selection,
    /// Positions of the claims.
    chosen: &'a [usize],
    cancel: Cancel,
}

impl<'a> Audit<'a> {
    fn prover(&self) -> Prover<'a> {
        let settings = self.arguments.limits.settings();
        Prover::new(self.selection, self.chosen, settings, self.cancel.clone())
    }

    /// The entry of each item, in their order; a bar shows the name of one at work.
    fn entries<T: Sync, E: Send>(
        &self,
        items: &[T],
        name: impl Fn(&T) -> String + Sync,
        entry: impl Fn(&Prover<'a>, &T) -> Result<E, Failure> + Sync,
    ) -> Result<Vec<E>, Failure> {
        self.arguments.limits.run(|| {
            let prover = self.prover();
            let progress = bar(items.len());
            let entries = items
                .par_iter()
                .map(|item| {
                    progress.set_message(name(item));
                    let entry = entry(&prover, item);
                    progress.inc(1);
                    entry
                })
                .collect();
            progress.finish_and_clear();
            entries
        })?
    }

    /// The position of the claim, for an option that is about one.
    fn only_claim(&self, option: &str) -> Result<usize, Failure> {
        match self.chosen {
            &[position] => Ok(position),
            many => Err(refuse(
                format!("{option} is for one claim, and {} are chosen", many.len()),
                "name it with --claim",
            )),
        }
    }
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
    let chosen = chosen(arguments, &selection)?;
    let audit = Audit {
        arguments,
        selection: &selection,
        chosen: &chosen,
        cancel: stop_on_interrupt()?,
    };
    if !arguments.region.is_empty() {
        regions(&audit, out)
    } else if arguments.best {
        best::run(&audit, out)
    } else {
        ablation::run(&audit, out)
    }
}

/// Positions of the claims that can be asked what the options ask; there is one.
fn chosen(arguments: &Arguments, selection: &Selection) -> Result<Vec<usize>, Failure> {
    let answers = |&i: &usize| {
        let located = &selection.claims[i];
        if arguments.best {
            located.claim.best.is_some()
        } else {
            located.claim.expectation == Expectation::Proved
                && !(arguments.region.is_empty() && located.hypotheses().is_empty())
        }
    };
    let chosen: Vec<usize> = selection.chosen.iter().copied().filter(answers).collect();
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    Err(if arguments.best {
        refuse(
            "none of the claims has a `best` clause",
            "write `best c in [0, 1] largest` into a claim",
        )
    } else {
        refuse(
            "none of the claims is expected to be proved and has a hypothesis",
            "`lemmabox list` shows the claims; --best is for constants",
        )
    })
}

/// Paves the ranges asked for of the one claim chosen.
fn regions(audit: &Audit<'_>, out: &mut Output) -> Result<Outcome, Failure> {
    let arguments = audit.arguments;
    let position = audit.only_claim("--region")?;
    let claim = as_stated(&audit.selection.claims[position].claim);
    let (outcome, text) = arguments.limits.run(|| {
        let prover = audit.prover();
        let question = region::Question {
            claim,
            ranges: &arguments.region,
            undecided: &arguments.undecided,
            cells: arguments.cells,
            picture: arguments.picture.as_deref(),
            json: arguments.json,
        };
        region::run(question, &|c| prover.decide(c), &audit.cancel)
    })??;
    out.write_all(&text)?;
    Ok(outcome)
}
