//! Which hypotheses a claim needs, and the claim written without the others.
//!
//! ```
//! use lemmabox::hypotheses::audit;
//! use lemmabox::prove::{Cancel, Settings};
//!
//! let text = "for x, y assume p: x >= 0 assume q: y <= 1 show x >= 0";
//! let found = audit(text, &Settings::default(), &Cancel::new()).unwrap();
//! let words: Vec<_> = found.hypotheses.iter().map(|h| (h.name.as_str(), h.finding)).collect();
//! assert_eq!(words, [("p", "needed"), ("q", "not needed")]);
//! assert_eq!(found.shorter.unwrap(), "for x, y assume p: x >= 0 show x >= 0");
//! ```

use crate::audit::{Finding, ablate};
use crate::expr::Claim;
use crate::lang::{Diagnostic, Located, without_hypotheses};
use crate::prove::{Cancel, Outcome, Settings, Verdict, as_stated, decide, witness_values};
use crate::session;
use serde::Serialize;

/// What becomes of a claim without one of its hypotheses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hypothesis {
    /// Its name.
    pub name: String,
    /// `needed`, `not needed` or `undecided`.
    pub finding: &'static str,
    /// Where the claim fails without it: each variable and its value as a term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Vec<(String, String)>>,
    /// Why it is undecided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The audit of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audited {
    /// The verdict with all hypotheses.
    pub verdict: &'static str,
    /// Each hypothesis, in the order written.
    pub hypotheses: Vec<Hypothesis>,
    /// Sets of hypotheses that suffice together; none where the claim is not proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sufficient: Option<Vec<Vec<String>>>,
    /// The claim as written, without those that the first of these sets leaves out; none where it
    /// leaves none out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shorter: Option<String>,
}

/// Audits the only claim of a text, which may use no lemmas.
///
/// # Errors
/// Every error of the text; more than one claim, or one that uses lemmas, in words.
pub fn audit(text: &str, settings: &Settings, cancel: &Cancel) -> Result<Audited, AuditFailure> {
    let located = session::read(text).map_err(AuditFailure::Text)?;
    let [one] = located.as_slice() else {
        let cause = format!("one claim is due, and the text has {}", located.len());
        return Err(AuditFailure::Claim(cause));
    };
    if let Some(used) = one.claim.uses.first() {
        return Err(AuditFailure::Claim(format!(
            "the claim uses `{}`; audit files of claims instead",
            used.lemma
        )));
    }
    let claim = as_stated(&one.claim);
    let found = ablate(&claim, &|c: &Claim| decide(c, &[], settings, cancel));
    let shorter = found.sufficient.as_ref().and_then(|sets| sets.first());
    Ok(Audited {
        verdict: word(&found.full),
        hypotheses: found
            .findings
            .into_iter()
            .enumerate()
            .map(|(i, (name, finding))| hypothesis(&claim, i, name, finding))
            .collect(),
        shorter: shorter.and_then(|kept| shortened(one, kept)),
        sufficient: found.sufficient,
    })
}

/// The text of a claim without the hypotheses that are not `kept`; `None` where all are.
#[must_use]
pub fn shortened(located: &Located, kept: &[String]) -> Option<String> {
    let dropped: Vec<&str> = located
        .claim
        .hypotheses
        .iter()
        .map(|h| h.name.as_str())
        .filter(|name| !kept.iter().any(|k| k == name))
        .collect();
    if dropped.is_empty() {
        return None;
    }
    let text = located.spans.whole.of(located.source.text());
    Some(without_hypotheses(text, &dropped).trim().to_owned())
}

/// Why a text is not audited.
#[derive(Clone, Debug)]
pub enum AuditFailure {
    /// Errors of the text.
    Text(Vec<Diagnostic>),
    /// A claim that cannot be audited by itself.
    Claim(String),
}

/// The verdict of an outcome in one word.
#[must_use]
pub fn word(outcome: &Outcome) -> &'static str {
    match outcome.verdict {
        Verdict::Proved(_) => "proved",
        Verdict::Refuted(_) => "refuted",
        Verdict::Undecided(_) => "undecided",
    }
}

fn hypothesis(claim: &Claim, index: usize, name: String, finding: Finding) -> Hypothesis {
    let (finding, witness, reason) = match finding {
        Finding::Unused => ("not needed", None, None),
        Finding::Needed(outcome) => {
            let mut weaker = claim.clone();
            weaker.hypotheses.remove(index);
            let values = match &outcome.verdict {
                Verdict::Refuted(witness) => Some(witness_values(&weaker, &outcome, witness)),
                Verdict::Proved(_) | Verdict::Undecided(_) => None,
            };
            ("needed", values, None)
        }
        Finding::Undecided(reason) => ("undecided", None, Some(reason)),
    };
    Hypothesis {
        name,
        finding,
        witness,
        reason,
    }
}
