//! What each tool does: from its arguments to its answer, or to what is wrong with them, in words
//! with the mend.

use super::Limits;
use super::schema::{
    Audit, Audited, Best, Bracket, Check, Checked, Confirmation, Decision, Hypothesis, Point,
    Prove, Refutation, Verdict, Wanted,
};
use crate::bracket::is_narrow;
use crate::certificate::digest;
use crate::check::file::{Confirmed, check_all};
use crate::exact::{Q, rational};
use crate::hypotheses::{self, AuditFailure};
use crate::lang::{Diagnostic, canonical};
use crate::prove::{Cancel, Settings, as_stated};
use crate::session::{self, Answer, Decided, VACUOUS};
use num_traits::Signed as _;
use std::time::{Duration, Instant};

/// Time of a call that asks for none, in seconds.
const USUAL_SECONDS: f64 = 10.0;
/// Certificates longer than this are not returned, in bytes.
const MAX_CERTIFICATE_BYTES: usize = 4 << 20;

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

pub(super) fn prove(asked: &Prove, limits: &Limits, cancel: &Cancel) -> Result<Decision, String> {
    let one = decided(asked, limits, cancel)?;
    Ok(decision(&one, asked.certificate))
}

pub(super) fn refute(
    asked: &Prove,
    limits: &Limits,
    cancel: &Cancel,
) -> Result<Refutation, String> {
    let one = decided(asked, limits, cancel)?;
    let mut decision = decision(&one, asked.certificate);
    if decision.verdict == Verdict::Proved {
        decision.reason = Some("there is none: the claim is proved".into());
    }
    Ok(Refutation {
        found: decision.verdict == Verdict::Refuted,
        decision,
    })
}

fn decision(one: &Decided, with_certificate: bool) -> Decision {
    let (verdict, witness, mut reason) = match one.answer() {
        Answer::Proved => (
            Verdict::Proved,
            None,
            one.vacuous.then(|| VACUOUS.to_owned()),
        ),
        Answer::Refuted(values) => (Verdict::Refuted, Some(Point::from_iter(values)), None),
        Answer::Undecided(reason) => (Verdict::Undecided, None, Some(reason)),
    };
    let mut certificate = None;
    if with_certificate && let Some(bytes) = one.certificate() {
        if bytes.len() <= MAX_CERTIFICATE_BYTES {
            certificate = Some(String::from_utf8_lossy(&bytes).into_owned());
        } else {
            let size = bytes.len();
            reason = Some(format!(
                "the certificate has {size} bytes: write it with `lemmabox prove --certificate FILE`"
            ));
        }
    }
    let doubt = one.located.spans.doubt.clone();
    let statistics = &one.outcome.statistics;
    Decision {
        verdict,
        witness,
        vectors: one.vectors().and_then(|v| serde_json::to_value(v).ok()),
        reason,
        seconds: statistics.time.as_secs_f64(),
        boxes: statistics.boxes,
        doubt: doubt.filter(|_| verdict != Verdict::Proved),
        certificate,
    }
}

pub(super) fn best(asked: &Best, limits: &Limits, cancel: &Cancel) -> Result<Bracket, String> {
    let (settings, cancel) = bounded(asked.timeout, limits, cancel)?;
    let text = asked.width.as_deref().unwrap_or("1/1000");
    let width: Q = rational::parse(text)
        .filter(|w| w.is_positive())
        .ok_or_else(|| format!("`width` is a positive rational such as 1/1000, not `{text}`"))?;
    let located = session::read(&asked.claim).map_err(|e| errors(&e))?;
    let best = match located.as_slice() {
        [one] => one.claim.best.as_ref().map(|b| (one, b)),
        _ => None,
    };
    let Some((one, wanted)) = best else {
        return Err("one claim with a `best c in [0, 1] largest` clause is due".into());
    };
    let found = session::bracket(one, &width, &settings, &cancel)?;
    Ok(Bracket {
        constant: one.claim.variables[wanted.variable.index()].name.clone(),
        wanted: if wanted.largest {
            Wanted::Largest
        } else {
            Wanted::Smallest
        },
        narrow_enough: is_narrow(&one.claim, &found, &width),
        undecided: found.undecided.iter().map(ToString::to_string).collect(),
        proved: found.proved.map(|end| end.to_string()),
        refuted: found.refuted.map(|(end, _)| end.to_string()),
    })
}

pub(super) fn audit(asked: &Audit, limits: &Limits, cancel: &Cancel) -> Result<Audited, String> {
    let (settings, cancel) = bounded(asked.timeout, limits, cancel)?;
    let found = hypotheses::audit(&asked.claim, &settings, &cancel).map_err(|e| match e {
        AuditFailure::Text(found) => errors(&found),
        AuditFailure::Claim(cause) => cause,
    })?;
    let hypotheses = found.hypotheses.into_iter().map(|h| Hypothesis {
        name: h.name,
        finding: h.finding,
        witness: h.witness.map(Point::from_iter),
        reason: h.reason,
    });
    Ok(Audited {
        verdict: found.verdict,
        hypotheses: hypotheses.collect(),
        sufficient: found.sufficient,
        shorter: found.shorter,
    })
}

pub(super) fn check(asked: &Check) -> Result<Confirmation, String> {
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
    let results: Vec<Checked> = check_all(&asked.certificates)
        .into_iter()
        .enumerate()
        .map(|(i, result)| checked(result, wanted.as_deref().filter(|_| i == 0)))
        .collect();
    Ok(Confirmation {
        confirmed: results.iter().all(|r| r.confirmed),
        results,
    })
}

/// What the kernel says of a certificate that is due to be of the claim with the digest `wanted`,
/// if one is given.
fn checked(result: Result<Confirmed, String>, wanted: Option<&str>) -> Checked {
    match result {
        Ok(done) if wanted.is_some_and(|w| w != done.digest) => Checked {
            claim: Some(done.claim),
            error: Some("it is of another claim".into()),
            ..Checked::default()
        },
        Ok(done) => Checked {
            confirmed: true,
            claim: Some(done.claim),
            verdict: Some(if done.proved {
                Verdict::Proved
            } else {
                Verdict::Refuted
            }),
            digest: Some(done.digest),
            error: None,
        },
        Err(cause) => Checked {
            error: Some(cause),
            ..Checked::default()
        },
    }
}
