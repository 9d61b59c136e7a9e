//! A set of claims, decided together.

use super::{Cancel, Outcome, Remaining, Settings, Verdict, decide};
use crate::expr::{Claim, End, Instance};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// The claim that `verify` decides for a claim with a `best` clause: the constant at its stated value or,
/// without one, at the end of its range where the claim is weakest. Other claims are returned as they are.
#[must_use]
pub fn as_stated(claim: &Claim) -> Claim {
    let Some(best) = &claim.best else {
        return claim.clone();
    };
    let domain = claim.variables[best.variable.index()].domain;
    let weakest = if best.largest { domain.lo } else { domain.hi };
    match best.stated.or_else(|| End::constant(weakest)) {
        Some(value) => claim.fixed(best.variable, value),
        None => claim.clone(),
    }
}

/// Decides the claims at positions `chosen` and the lemmas they rest on, each on the current rayon pool, and reports each
/// as it is done. `claims` come after the lemmas they use.
///
/// A proof that uses a lemma counts only if the lemma is proved: otherwise the outcome is undecided and names
/// the lemma. Outcomes come by position; `None` for claims neither chosen nor needed.
pub fn decide_all(
    claims: &[&Claim],
    chosen: &[usize],
    settings: &Settings,
    cancel: &Cancel,
    done: &(dyn Fn(usize, &Outcome) + Sync),
) -> Vec<Option<Outcome>> {
    let position: FxHashMap<&str, usize> = claims
        .iter()
        .enumerate()
        .map(|(i, c)| (c.name.as_str(), i))
        .collect();
    let lemma = |u: &Instance| position.get(u.lemma.as_str()).copied();
    let mut needed: FxHashSet<usize> = chosen.iter().copied().collect();
    for i in (0..claims.len()).rev() {
        if needed.contains(&i) {
            needed.extend(claims[i].uses.iter().filter_map(lemma));
        }
    }
    let mut outcomes: Vec<Option<Outcome>> = (0..claims.len())
        .into_par_iter()
        .map(|i| {
            needed.contains(&i).then(|| {
                let claim = as_stated(claims[i]);
                let lemmas: Vec<(&Instance, &Claim)> = claim
                    .uses
                    .iter()
                    .filter_map(|u| Some((u, claims[lemma(u)?])))
                    .collect();
                let outcome = decide(&claim, &lemmas, settings, cancel);
                done(i, &outcome);
                outcome
            })
        })
        .collect();
    for i in 0..claims.len() {
        let unproved = claims[i].uses.iter().find(|u| {
            let outcome = lemma(u).and_then(|l| outcomes[l].as_ref());
            !outcome.is_some_and(|o| matches!(o.verdict, Verdict::Proved(_)))
        });
        if let (Some(unproved), Some(outcome)) = (unproved, &mut outcomes[i])
            && matches!(outcome.verdict, Verdict::Proved(_))
        {
            outcome.verdict = Verdict::Undecided(Remaining {
                reason: format!("it rests on `{}`, which is not proved", unproved.lemma),
                ..Remaining::default()
            });
        }
    }
    outcomes
}
