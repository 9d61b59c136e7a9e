//! The tools: what each does and gives back.

use super::Limits;
use crate::certificate::digest;
use crate::check::file::check_all;
use crate::exact::{Q, rational};
use crate::hypotheses::{self, AuditFailure};
use crate::lang::{Diagnostic, canonical};
use crate::prove::{Cancel, Settings, as_stated};
use crate::session::{self, Answer, Decided, VACUOUS};
use num_traits::Signed as _;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Names of the tools.
pub(super) const NAMES: [&str; 5] = ["prove", "refute", "best", "audit", "check"];

/// What a client is told of all of them.
pub(super) const INSTRUCTIONS: &str = "\
Decides inequalities over the reals exactly: `proved` is a theorem, `refuted` comes with an exact \
counterexample, and each has a certificate that `check` confirms by a small kernel of its own. `undecided` \
says nothing about the truth. Claims are clauses of the claim language: \
`for x in (-1, inf), n in [1, 9] integer assume small: x <= n show log(1 + x) <= x`. \
Functions: sqrt exp log sin cos tan arcsin arccos arctan sinh cosh tanh erf normal_cdf gamma abs min max \
if(c, a, b) sum(e, i, a, b) integral(e, x, a, b); vectors `for v in R^d` with dot(u, v) and norm(v). \
`*` is written, powers are `^`, numbers are exact (0.1 is a tenth), relations join with and, or, not, =>.";

/// Time of a call that asks for none, in seconds.
pub(super) const USUAL_SECONDS: f64 = 10.0;
/// Certificates longer than this are not returned, in bytes.
const MAX_CERTIFICATE_BYTES: usize = 4 << 20;

pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Calls a tool.
///
/// # Errors
/// What is wrong with the arguments, in words with the mend.
pub(super) fn call(
    name: &str,
    arguments: &Value,
    limits: &Limits,
    cancel: &Cancel,
) -> Result<Value, String> {
    let read = |e: serde_json::Error| format!("the arguments of `{name}` are wrong: {e}");
    match name {
        "check" => check(&Check::deserialize(arguments).map_err(read)?),
        "best" => best(&Best::deserialize(arguments).map_err(read)?, limits, cancel),
        "audit" => audit(
            &Audit::deserialize(arguments).map_err(read)?,
            limits,
            cancel,
        ),
        "prove" => prove(
            &Prove::deserialize(arguments).map_err(read)?,
            limits,
            cancel,
        ),
        "refute" => refute(
            &Prove::deserialize(arguments).map_err(read)?,
            limits,
            cancel,
        ),
        _ => Err(format!("no tool is named `{name}`")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prove {
    claim: String,
    timeout: Option<f64>,
    #[serde(default)]
    certificate: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Best {
    claim: String,
    timeout: Option<f64>,
    width: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Audit {
    claim: String,
    timeout: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    certificates: Vec<String>,
    claim: Option<String>,
}

/// The limits of a call: of each attempt, and of all together.
fn bounded(
    asked: Option<f64>,
    limits: &Limits,
    cancel: &Cancel,
) -> Result<(Settings, Cancel), String> {
    let most = limits.call.as_secs_f64();
    let seconds = asked.unwrap_or(USUAL_SECONDS.min(most));
    if !(seconds > 0.0 && seconds <= most) {
        return Err(format!(
            "`timeout` is more than 0 and at most {most} seconds"
        ));
    }
    let time = Duration::from_secs_f64(seconds);
    let settings = Settings {
        timeout: Some(time),
        ..Settings::default()
    };
    Ok((
        settings,
        cancel.with_deadline(Instant::now().checked_add(time)),
    ))
}

fn errors(found: &[Diagnostic]) -> String {
    let text: String = found.iter().map(|e| e.render(false)).collect();
    text.trim_end().to_owned()
}

fn decided(asked: &Prove, limits: &Limits, cancel: &Cancel) -> Result<Decided, String> {
    let (settings, cancel) = bounded(asked.timeout, limits, cancel)?;
    let found = session::prove(&asked.claim, &settings, &cancel).map_err(|e| errors(&e))?;
    let count = found.len();
    let mut found = found.into_iter();
    match (found.next(), count) {
        (Some(one), 1) => Ok(one),
        _ => Err(format!("one claim is due, and the text has {count}")),
    }
}

fn point(values: Vec<(String, String)>) -> Value {
    let values = values
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)));
    Value::Object(values.collect())
}

fn prove(asked: &Prove, limits: &Limits, cancel: &Cancel) -> Result<Value, String> {
    let one = decided(asked, limits, cancel)?;
    Ok(Value::Object(entry(&one, asked.certificate)))
}

fn refute(asked: &Prove, limits: &Limits, cancel: &Cancel) -> Result<Value, String> {
    let one = decided(asked, limits, cancel)?;
    let mut out = entry(&one, asked.certificate);
    let found = matches!(one.answer(), Answer::Refuted(_));
    out.insert("found".into(), found.into());
    if matches!(one.answer(), Answer::Proved) {
        out.insert("reason".into(), "there is none: the claim is proved".into());
    }
    Ok(Value::Object(out))
}

fn entry(one: &Decided, with_certificate: bool) -> Map<String, Value> {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("verdict", hypotheses::word(&one.outcome).into());
    match one.answer() {
        Answer::Proved if one.vacuous => put("reason", VACUOUS.into()),
        Answer::Proved => None,
        Answer::Refuted(values) => put("witness", point(values)),
        Answer::Undecided(reason) => put("reason", reason.into()),
    };
    if let Some(vectors) = one.vectors()
        && let Ok(vectors) = serde_json::to_value(&vectors)
    {
        put("vectors", vectors);
    }
    let statistics = &one.outcome.statistics;
    put("seconds", statistics.time.as_secs_f64().into());
    put("boxes", statistics.boxes.into());
    if let (Some(doubt), false) = (
        &one.located.spans.doubt,
        matches!(one.answer(), Answer::Proved),
    ) {
        put("doubt", doubt.clone().into());
    }
    if with_certificate && let Some(certificate) = one.certificate() {
        if certificate.len() <= MAX_CERTIFICATE_BYTES {
            put("certificate", String::from_utf8_lossy(&certificate).into());
        } else {
            let size = certificate.len();
            put(
                "reason",
                format!("the certificate has {size} bytes: write it with `lemmabox prove --certificate FILE`").into(),
            );
        }
    }
    out
}

fn best(asked: &Best, limits: &Limits, cancel: &Cancel) -> Result<Value, String> {
    let (settings, cancel) = bounded(asked.timeout, limits, cancel)?;
    let text = asked.width.as_deref().unwrap_or("1/1000");
    let width: Q = rational::parse(text)
        .filter(|w| w.is_positive())
        .ok_or_else(|| format!("`width` is a positive rational such as 1/1000, not `{text}`"))?;
    let located = session::read(&asked.claim).map_err(|e| errors(&e))?;
    let best = match located.as_slice() {
        [one] => one.claim.best.as_ref().map(|b| (&one.claim, b)),
        _ => None,
    };
    let Some((claim, wanted)) = best else {
        return Err("one claim with a `best c in [0, 1] largest` clause is due".into());
    };
    let found = session::bracket(claim, &width, &settings, &cancel)?;
    let mut out = json!({
        "constant": claim.variables[wanted.variable.index()].name,
        "wanted": if wanted.largest { "largest" } else { "smallest" },
        "narrow_enough": found.width().is_some_and(|w| w <= width),
        "undecided": found.undecided.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    if let Some(proved) = &found.proved {
        out["proved"] = proved.to_string().into();
    }
    if let Some((refuted, _)) = &found.refuted {
        out["refuted"] = refuted.to_string().into();
    }
    Ok(out)
}

fn audit(asked: &Audit, limits: &Limits, cancel: &Cancel) -> Result<Value, String> {
    let (settings, cancel) = bounded(asked.timeout, limits, cancel)?;
    let found = hypotheses::audit(&asked.claim, &settings, &cancel).map_err(|e| match e {
        AuditFailure::Text(found) => errors(&found),
        AuditFailure::Claim(cause) => cause,
    })?;
    let entries = found.hypotheses.into_iter().map(|h| {
        let mut entry = json!({ "name": h.name, "finding": h.finding });
        if let Some(witness) = h.witness {
            entry["witness"] = point(witness);
        }
        if let Some(reason) = h.reason {
            entry["reason"] = reason.into();
        }
        entry
    });
    let mut out = json!({ "verdict": found.verdict, "hypotheses": entries.collect::<Vec<_>>() });
    if let Some(sets) = found.sufficient {
        out["sufficient"] = json!(sets);
    }
    if let Some(shorter) = found.shorter {
        out["shorter"] = shorter.into();
    }
    Ok(out)
}

fn check(asked: &Check) -> Result<Value, String> {
    if asked.certificates.is_empty() {
        return Err("`certificates` holds at least one text".into());
    }
    let wanted = match &asked.claim {
        None => None,
        Some(text) => match session::read(text).map_err(|e| errors(&e))?.as_slice() {
            [one] => Some(digest(&canonical(&as_stated(&one.claim)))),
            found => {
                return Err(format!(
                    "one claim is due, and the text has {}",
                    found.len()
                ));
            }
        },
    };
    let mut all = true;
    let results = check_all(&asked.certificates);
    let entries: Vec<Value> = results
        .into_iter()
        .enumerate()
        .map(|(i, result)| {
            let differs = |digest: &str| i == 0 && wanted.as_deref().is_some_and(|w| w != digest);
            let entry = match result {
                Ok(done) if differs(&done.digest) => {
                    json!({ "confirmed": false, "claim": done.claim, "error": "it is of another claim" })
                }
                Ok(done) => json!({
                    "confirmed": true, "claim": done.claim, "digest": done.digest,
                    "verdict": if done.proved { "proved" } else { "refuted" },
                }),
                Err(cause) => json!({ "confirmed": false, "error": cause }),
            };
            all &= entry["confirmed"] == true;
            entry
        })
        .collect();
    Ok(json!({ "confirmed": all, "results": entries }))
}
