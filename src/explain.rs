//! Why a claim is true: what its proof closes with, which hypotheses it rests on, where it is
//! tight.
//!
//! ```
//! use lemmabox::explain::{Tight, explain};
//! use lemmabox::prove::{Cancel, Settings};
//! use lemmabox::session::prove;
//!
//! let text = "for x in [0, 1], y in [0, 9] assume far: x >= 1/4 assume spare: x*y <= 5 show x >= 1/4";
//! let (settings, cancel) = (Settings::default(), Cancel::new());
//! let decided = &prove(text, &settings, &cancel).unwrap()[0];
//! let found = explain(decided, &settings, &cancel).unwrap().unwrap();
//! let rests = |name: &str| found.hypotheses.iter().any(|(n, rests)| n == name && *rests == Some(true));
//! assert!(rests("far") && !rests("spare"));
//! assert!(matches!(found.tight, Tight::At(_)));
//! ```

use crate::expr::{Claim, Comparison, Formula};
use crate::prove::{Cancel, Settings, Verdict, as_stated, decide, witness_values};
use crate::report::{reasons, used};
use crate::session::Decided;
use std::io;

/// Where an inequality is an equality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tight {
    /// At this point, exactly: the strict inequality fails there.
    At(Vec<(String, String)>),
    /// Nowhere: the strict inequality is proved.
    Nowhere,
    /// Not found within the limits.
    NotFound,
    /// The goal is not one non-strict inequality.
    NotAsked,
}

/// What is behind a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The rules it closes with and how often each, most frequent first.
    pub reasons: Vec<(&'static str, u64)>,
    /// Each hypothesis by name and whether the proof rests on it; a proof may rest on one that it
    /// could do without. `None` where that is not asked, because the hypothesis, or a part of it,
    /// went into the coordinates of vectors or the symbols.
    pub hypotheses: Vec<(String, Option<bool>)>,
    /// Where the goal is an equality.
    pub tight: Tight,
}

/// What is behind the proof of a claim that uses no lemmas; `None` when it is not proved or uses
/// some.
///
/// # Errors
/// Those of reading the parts of a large proof that are kept outside memory.
pub fn explain(
    decided: &Decided,
    settings: &Settings,
    cancel: &Cancel,
) -> io::Result<Option<Explanation>> {
    let Verdict::Proved(proof) = &decided.outcome.verdict else {
        return Ok(None);
    };
    let stated = as_stated(&decided.located.claim);
    if !stated.uses.is_empty() {
        return Ok(None);
    }
    let claim = Claim {
        dag: decided.outcome.dag.clone(),
        ..stated.clone()
    };
    let rests = used(&claim, &[], proof).map_or_else(Vec::new, |found| found.hypotheses);
    let located = &decided.located;
    let rests = |name: &str| {
        let place = stated.hypotheses.iter().position(|h| h.name == name)?;
        let rests = *rests.get(place)?;
        (rests || located.statement.is_none()).then_some(rests)
    };
    let written = located.hypotheses().into_iter();
    Ok(Some(Explanation {
        reasons: reasons(proof)?,
        hypotheses: written.map(|h| (h.name.clone(), rests(&h.name))).collect(),
        tight: tight(&stated, settings, cancel),
    }))
}

/// The strict inequality in place of the other: where it fails, the claim is tight.
fn tight(claim: &Claim, settings: &Settings, cancel: &Cancel) -> Tight {
    let Formula::Relation(goal) = &claim.goal else {
        return Tight::NotAsked;
    };
    let op = match goal.op {
        Comparison::LessEqual => Comparison::Less,
        Comparison::GreaterEqual => Comparison::Greater,
        Comparison::Less | Comparison::Greater | Comparison::Equal | Comparison::NotEqual => {
            return Tight::NotAsked;
        }
    };
    let mut strict = claim.clone();
    strict.goal = Formula::Relation(crate::expr::Relation { op, ..*goal });
    let outcome = decide(&strict, &[], settings, cancel);
    match &outcome.verdict {
        Verdict::Proved(_) => Tight::Nowhere,
        Verdict::Refuted(witness) => Tight::At(witness_values(&strict, &outcome, witness)),
        Verdict::Undecided(_) => Tight::NotFound,
    }
}
