//! Which hypotheses a claim needs.

use super::Decide;
use crate::expr::Claim;
use crate::prove::{Outcome, Verdict};

/// What the prover says of the claim without some of its hypotheses.
#[derive(Clone, Debug)]
pub enum Finding {
    /// Still a theorem: the hypothesis is not needed.
    Unused,
    /// False without it; the outcome holds the witness.
    Needed(Box<Outcome>),
    /// Neither was found, for the reason given.
    Undecided(String),
}

/// The audit of one claim.
#[derive(Clone, Debug)]
pub struct Ablation {
    /// The verdict with all hypotheses the prover is given (those marked `unused` are not).
    pub full: Box<Outcome>,
    /// For each hypothesis by name: the finding without it alone.
    pub findings: Vec<(String, Finding)>,
    /// Names of a set of hypotheses that suffices and from which none of the findings above lets one more
    /// be dropped. `None` unless the full claim is proved.
    pub sufficient: Option<Vec<String>>,
}

/// Drops each hypothesis of `claim` in turn, then as many together as the prover can spare.
///
/// A hypothesis marked `unused` is found [`Finding::Unused`] when the claim, which is decided without it, is
/// proved; no further attempt is made for it.
pub fn ablate(claim: &Claim, decide: &Decide<'_>) -> Ablation {
    let full = decide(claim);
    let proved = matches!(full.verdict, Verdict::Proved(_));
    let mut findings = Vec::new();
    for (i, h) in claim.hypotheses.iter().enumerate() {
        let finding = if h.unused {
            finding_of(full.clone())
        } else {
            finding_of(decide(&without(claim, &[i])))
        };
        findings.push((h.name.clone(), finding));
    }
    let sufficient = proved.then(|| {
        let mut dropped = Vec::new();
        for (i, (_, finding)) in findings.iter().enumerate() {
            if claim.hypotheses[i].unused || !matches!(finding, Finding::Unused) {
                continue;
            }
            dropped.push(i);
            // The first one dropped alone is known to be spared.
            if dropped.len() > 1
                && !matches!(
                    decide(&without(claim, &dropped)).verdict,
                    Verdict::Proved(_)
                )
            {
                dropped.pop();
            }
        }
        claim
            .hypotheses
            .iter()
            .enumerate()
            .filter(|(i, h)| !h.unused && !dropped.contains(i))
            .map(|(_, h)| h.name.clone())
            .collect()
    });
    Ablation {
        full: Box::new(full),
        findings,
        sufficient,
    }
}

fn finding_of(outcome: Outcome) -> Finding {
    match &outcome.verdict {
        Verdict::Proved(_) => Finding::Unused,
        Verdict::Refuted(_) => Finding::Needed(Box::new(outcome)),
        Verdict::Undecided(left) => Finding::Undecided(left.reason.clone()),
    }
}

fn without(claim: &Claim, dropped: &[usize]) -> Claim {
    let mut variant = claim.clone();
    let mut index = 0;
    variant.hypotheses.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    variant
}
