//! Claims given as text, decided: what `lemmabox prove` and programs that embed lemmabox share.
//!
//! ```
//! use lemmabox::prove::{Cancel, Settings};
//! use lemmabox::session::{Answer, prove};
//!
//! let text = "for x in (-1, inf) show log(1 + x) <= x";
//! let decided = prove(text, &Settings::default(), &Cancel::new()).unwrap();
//! assert!(matches!(decided[0].answer(), Answer::Proved));
//! // The certificate is a text that the kernel confirms on its own.
//! assert!(decided[0].certificate().is_some());
//! ```

use crate::certificate::{Certificate, Finding, digest};
use crate::expr::Claim;
use crate::lang::{self, Diagnostic, Located, canonical, expression_text};
use crate::prove::{
    Cancel, Outcome, Settings, Verdict, as_stated, decide_all, rests_on, unproved_lemma,
};

/// The name of a claim whose text names none.
pub const UNNAMED: &str = "it";

/// What came of a claim, in words and exact numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A theorem.
    Proved,
    /// A counterexample: each variable's name and its exact value as a term.
    Refuted(Vec<(String, String)>),
    /// Neither, with the reason.
    Undecided(String),
}

/// A claim with its outcome.
#[derive(Debug)]
pub struct Decided {
    /// The claim as written.
    pub located: Located,
    /// The outcome, work and all.
    pub outcome: Outcome,
    /// Name and digest of each lemma it rests on.
    lemmas: Vec<(String, String)>,
    /// The first lemma used that is not proved.
    open: Option<String>,
}

impl Decided {
    /// The answer.
    #[must_use]
    pub fn answer(&self) -> Answer {
        match (&self.outcome.verdict, &self.open) {
            (Verdict::Proved(_), Some(lemma)) => Answer::Undecided(rests_on(lemma)),
            (Verdict::Proved(_), None) => Answer::Proved,
            (Verdict::Refuted(witness), _) => {
                let stated = as_stated(&self.located.claim);
                let values = stated.variables.iter().zip(&witness.values);
                let text = |e| expression_text(&self.outcome.dag, &stated.variables, e);
                Answer::Refuted(values.map(|(v, &e)| (v.name.clone(), text(e))).collect())
            }
            (Verdict::Undecided(left), _) => Answer::Undecided(left.reason.clone()),
        }
    }

    /// The text of the certificate; `None` for a claim that is undecided.
    #[must_use]
    pub fn certificate(&self) -> Option<Vec<u8>> {
        let certificate = certificate(&self.located.claim, self.lemmas.clone(), &self.outcome)?;
        let mut text = Vec::new();
        certificate.write(&self.outcome.dag, &mut text).ok()?;
        Some(text)
    }
}

/// The certificate of an outcome; `None` when it is undecided. Its terms live in the outcome's DAG. `lemmas` are the
/// names and digests of the lemmas used, in their order.
#[must_use]
pub fn certificate(
    claim: &Claim,
    lemmas: Vec<(String, String)>,
    outcome: &Outcome,
) -> Option<Certificate> {
    let finding = match &outcome.verdict {
        Verdict::Proved(proof) => Finding::Proved(proof.clone()),
        Verdict::Refuted(witness) => Finding::Refuted(witness.clone()),
        Verdict::Undecided(_) => return None,
    };
    Some(Certificate {
        tool: env!("CARGO_PKG_VERSION").into(),
        claim: claim.name.clone(),
        text: canonical(&as_stated(claim)),
        lemmas,
        finding,
    })
}

/// Name and digest of each lemma that a claim uses.
#[must_use]
pub fn lemmas_of(claim: &Claim, claims: &[&Claim]) -> Vec<(String, String)> {
    let used = claim.uses.iter();
    used.filter_map(|u| claims.iter().find(|c| c.name == u.lemma))
        .map(|c| (c.name.clone(), digest(&canonical(&as_stated(c)))))
        .collect()
}

/// Reads claims: a text in the claim language, or the clauses of one claim without `claim NAME { }` around
/// them, which is then called [`UNNAMED`].
///
/// # Errors
/// Every error of the text, with line and column.
pub fn read(text: &str) -> Result<Vec<Located>, Vec<Diagnostic>> {
    let word = text.split_whitespace().next().unwrap_or_default();
    let whole = matches!(word, "claim" | "paper" | "let") && text.contains('{');
    // On the first line, so that columns are those of the text as far as can be.
    let wrapped = format!("claim {UNNAMED} {{ {text}\n}}");
    let file = lang::parse_file("text", if whole { text } else { &wrapped })?;
    lang::resolve(vec![file])
}

/// Decides claims given as text, each on the current thread pool.
///
/// # Errors
/// Every error of the text, with line and column.
pub fn prove(
    text: &str,
    settings: &Settings,
    cancel: &Cancel,
) -> Result<Vec<Decided>, Vec<Diagnostic>> {
    let located = read(text)?;
    let claims: Vec<&Claim> = located.iter().map(|l| &l.claim).collect();
    let all: Vec<usize> = (0..claims.len()).collect();
    let outcomes = decide_all(&claims, &all, settings, cancel, &|_, _| ());
    let is_proved = |name: &str| {
        let mut pairs = claims.iter().zip(&outcomes);
        pairs.any(|(c, o)| {
            c.name == name && matches!(o, Some(o) if matches!(o.verdict, Verdict::Proved(_)))
        })
    };
    let about: Vec<_> = claims
        .iter()
        .map(|claim| {
            let uses: Vec<String> = claim.uses.iter().map(|u| u.lemma.clone()).collect();
            let open = unproved_lemma(&uses, is_proved).map(str::to_owned);
            (lemmas_of(claim, &claims), open)
        })
        .collect();
    let together = outcomes.into_iter().zip(about);
    let decided = located
        .iter()
        .zip(together)
        .filter_map(|(l, (outcome, (lemmas, open)))| {
            Some(Decided {
                located: l.clone(),
                outcome: outcome?,
                lemmas,
                open,
            })
        });
    Ok(decided.collect())
}
