//! What the tools take and give back; the schemas that clients see are derived from these types.

use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Each variable's exact value as a term, such as 1/3 or sqrt(2).
pub(super) type Point = BTreeMap<String, String>;

/// What `prove` and `refute` take.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Prove {
    /// One claim: its clauses, such as `for x in [0, 1] assume h: ... show ...`
    pub claim: String,
    /// Seconds of wall-clock time of the whole call: 10 where nothing is said
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub timeout: Option<f64>,
    /// Return the certificate too
    #[serde(default)]
    pub certificate: bool,
}

/// What `best` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Best {
    /// One claim with a clause `best c in [lo, hi] largest` or `smallest`
    pub claim: String,
    /// Seconds of wall-clock time of the whole call: 10 where nothing is said
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub timeout: Option<f64>,
    /// How far the ends may be apart: a positive rational, 1/1000 where nothing is said
    pub width: Option<String>,
}

/// What `audit` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Audit {
    /// One claim with named hypotheses
    pub claim: String,
    /// Seconds of wall-clock time of the whole call: 10 where nothing is said
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub timeout: Option<f64>,
}

/// What `check` takes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// Texts of certificates; those that rest on each other are given together
    #[schemars(length(min = 1))]
    pub certificates: Vec<String>,
    /// The claim that the first of them is of, word for word
    pub claim: Option<String>,
}

/// The answer to a claim.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
    Proved,
    Refuted,
    Undecided,
}

/// What `prove` gives back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Decision {
    pub verdict: Verdict,
    /// Where the claim fails
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Point>,
    /// Of a claim about vectors: its vectors, gradients and values where it fails
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vectors: Option<serde_json::Value>,
    /// Why the claim is undecided, or what else there is to say of the verdict
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub seconds: f64,
    pub boxes: u64,
    /// What may have been meant otherwise than it is read
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// The text of the certificate, where it is asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

/// What `refute` gives back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Refutation {
    /// Whether there is a counterexample
    pub found: bool,
    #[serde(flatten)]
    pub decision: Decision,
}

/// Which end of the constant's range is wanted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Wanted {
    Largest,
    Smallest,
}

/// What `best` gives back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Bracket {
    pub constant: String,
    pub wanted: Wanted,
    /// The end at which the claim is proved
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proved: Option<String>,
    /// The end at which the claim is refuted
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuted: Option<String>,
    pub narrow_enough: bool,
    /// Values at which the claim is undecided
    pub undecided: Vec<String>,
}

/// What is found of a hypothesis.
#[derive(Serialize, JsonSchema)]
pub(super) struct Hypothesis {
    pub name: String,
    #[schemars(extend("enum" = ["needed", "not needed", "undecided"]))]
    pub finding: &'static str,
    /// Where the claim fails without it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What `audit` gives back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Audited {
    /// The verdict with all hypotheses
    #[schemars(extend("enum" = ["proved", "refuted", "undecided"]))]
    pub verdict: &'static str,
    pub hypotheses: Vec<Hypothesis>,
    /// Sets of hypotheses that suffice together
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sufficient: Option<Vec<Vec<String>>>,
    /// The claim without the hypotheses that the first of these sets leaves out
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shorter: Option<String>,
}

/// What the kernel says of one certificate.
#[derive(Default, Serialize, JsonSchema)]
pub(super) struct Checked {
    pub confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What `check` gives back.
#[derive(Serialize, JsonSchema)]
pub(super) struct Confirmation {
    /// Whether each certificate is confirmed
    pub confirmed: bool,
    /// One result a certificate, in their order
    pub results: Vec<Checked>,
}
