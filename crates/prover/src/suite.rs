//! A set of claims, decided together.

use super::{Cancel, Outcome, Remaining, Settings, Verdict, decide};
use lemmabox_kernel::expr::{Claim, End, Expr, Instance};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// What `verify` puts in for the constant of a `best` clause: its stated value or, without one, the
/// end of its range where the claim is weakest. `None` where there is no such clause, or the range
/// has no such end.
#[must_use]
pub fn stated_constant(claim: &Claim) -> Option<Expr> {
    let best = claim.best.as_ref()?;
    let domain = claim.variables[best.variable.index()].domain;
    let weakest = if best.largest { domain.lo } else { domain.hi };
    best.stated.or_else(|| End::constant(weakest))
}

/// The claim that `verify` decides for a claim with a `best` clause: that with its
/// [`stated_constant`] put in. Other claims are returned as they are.
#[must_use]
pub fn as_stated(claim: &Claim) -> Claim {
    match (&claim.best, stated_constant(claim)) {
        (Some(best), Some(value)) => claim.fixed(best.variable, value),
        (None, _) | (_, None) => claim.clone(),
    }
}

/// Positions of the claims at `chosen` and of the lemmas they rest on, ascending. `claims` come
/// after the lemmas they use.
#[must_use]
pub fn needed(claims: &[&Claim], chosen: &[usize]) -> Vec<usize> {
    let position = positions(claims);
    let mut needed: FxHashSet<usize> = chosen.iter().copied().collect();
    for i in (0..claims.len()).rev() {
        if needed.contains(&i) {
            let lemmas = claims[i].uses.iter();
            needed.extend(lemmas.filter_map(|u| position.get(u.lemma.as_str())));
        }
    }
    let mut needed: Vec<usize> = needed.into_iter().collect();
    needed.sort_unstable();
    needed
}

fn positions<'c>(claims: &[&'c Claim]) -> FxHashMap<&'c str, usize> {
    let named = claims.iter().enumerate();
    named.map(|(i, c)| (c.name.as_str(), i)).collect()
}

/// Decides the claim at one position as if the lemmas it uses were proved; whether they are is for
/// the caller to see ([`unproved_lemma`]).
#[must_use]
pub fn decide_one(claims: &[&Claim], i: usize, settings: &Settings, cancel: &Cancel) -> Outcome {
    let position = positions(claims);
    let claim = as_stated(claims[i]);
    let lemmas: Vec<(&Instance, &Claim)> = claim
        .uses
        .iter()
        .filter_map(|u| Some((u, claims[*position.get(u.lemma.as_str())?])))
        .collect();
    decide(&claim, &lemmas, settings, cancel)
}

/// The first of the lemmas a claim uses that is not proved.
pub fn unproved_lemma(uses: &[String], is_proved: impl Fn(&str) -> bool) -> Option<&str> {
    let mut lemmas = uses.iter().map(String::as_str);
    lemmas.find(|lemma| !is_proved(lemma))
}

/// Why a claim with a proof that uses `lemma` is undecided.
#[must_use]
pub fn rests_on(lemma: &str) -> String {
    format!("it rests on `{lemma}`, which is not proved")
}

/// Decides the claims at positions `chosen` and the lemmas they rest on, each on the current rayon
/// pool. `claims` come after the lemmas they use. `each` makes of an outcome, as it is reached, the
/// one that counts ([`Outcome::refuted_as_written`]).
///
/// A proof that uses a lemma counts only if the lemma is proved: otherwise the outcome is undecided
/// and names the lemma. Outcomes come by position; `None` for claims neither chosen nor needed.
pub fn decide_all(
    claims: &[&Claim],
    chosen: &[usize],
    settings: &Settings,
    cancel: &Cancel,
    each: &(dyn Fn(usize, Outcome) -> Outcome + Sync),
) -> Vec<Option<Outcome>> {
    let needed = needed(claims, chosen);
    let decided: Vec<(usize, Outcome)> = needed
        .into_par_iter()
        .map(|i| {
            let outcome = decide_one(claims, i, settings, cancel);
            (i, each(i, outcome))
        })
        .collect();
    let mut outcomes: Vec<Option<Outcome>> = claims.iter().map(|_| None).collect();
    for (i, outcome) in decided {
        outcomes[i] = Some(outcome);
    }
    let position = positions(claims);
    for i in 0..claims.len() {
        let uses: Vec<String> = claims[i].uses.iter().map(|u| u.lemma.clone()).collect();
        let unproved = unproved_lemma(&uses, |lemma| {
            let outcome = position.get(lemma).and_then(|&l| outcomes[l].as_ref());
            outcome.is_some_and(|o| matches!(o.verdict, Verdict::Proved(_)))
        });
        if let (Some(unproved), Some(outcome)) = (unproved, &mut outcomes[i])
            && matches!(outcome.verdict, Verdict::Proved(_))
        {
            outcome.verdict = Verdict::Undecided(Remaining {
                reason: rests_on(unproved),
                ..Remaining::default()
            });
        }
    }
    outcomes
}
