//! Which hypotheses a claim needs.

use super::Decide;
use crate::{Outcome, Verdict};
use lemmabox_kernel::expr::Claim;

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
    /// Sets of hypotheses that suffice, by name, from each of which no further one found unused can
    /// be dropped so that the claim is still proved. The first is found by dropping in order; there
    /// are more only where at most `MANY` are found unused. `None` unless the full claim is proved.
    pub sufficient: Option<Vec<Vec<String>>>,
}

/// Hypotheses found unused up to which all minimal sets are looked for.
pub const MANY: usize = 5;

/// Drops each hypothesis of `claim` in turn, then those that can be spared together.
///
/// A hypothesis marked `unused` is found [`Finding::Unused`] when the claim, which is decided
/// without it, is proved; no further attempt is made for it.
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
        let spared: Vec<usize> = (0..findings.len())
            .filter(|&i| !claim.hypotheses[i].unused && matches!(findings[i].1, Finding::Unused))
            .collect();
        let dropped = largest_droppable(claim, &spared, decide);
        let names = |dropped: Vec<usize>| -> Vec<String> {
            claim
                .hypotheses
                .iter()
                .enumerate()
                .filter(|(i, h)| !h.unused && !dropped.contains(i))
                .map(|(_, h)| h.name.clone())
                .collect()
        };
        dropped.into_iter().map(names).collect()
    });
    Ablation {
        full: Box::new(full),
        findings,
        sufficient,
    }
}

/// Sets of the hypotheses `spared` that can be dropped together and are no part of a larger one
/// found; each alone can be.
fn largest_droppable(claim: &Claim, spared: &[usize], decide: &Decide<'_>) -> Vec<Vec<usize>> {
    let proved = |dropped: &[usize]| {
        // Each alone is known to be spared.
        dropped.len() < 2 || matches!(decide(&without(claim, dropped)).verdict, Verdict::Proved(_))
    };
    if spared.len() > MANY {
        let mut dropped = Vec::new();
        for &i in spared {
            dropped.push(i);
            if !proved(&dropped) {
                dropped.pop();
            }
        }
        return vec![dropped];
    }
    // The largest first, and those of earlier hypotheses among equals.
    let mut subsets: Vec<Vec<usize>> = (0u32..1 << spared.len())
        .map(|bits| {
            let members = spared.iter().enumerate();
            members
                .filter(|(i, _)| bits >> i & 1 == 1)
                .map(|(_, &h)| h)
                .collect()
        })
        .collect();
    subsets.sort_by_key(|s: &Vec<usize>| (std::cmp::Reverse(s.len()), s.clone()));
    let mut found: Vec<Vec<usize>> = Vec::new();
    for subset in subsets {
        let part = found.iter().any(|f| subset.iter().all(|h| f.contains(h)));
        if !part && proved(&subset) {
            found.push(subset);
        }
    }
    found
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
