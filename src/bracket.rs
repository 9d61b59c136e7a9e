//! The bracket of a best constant and the verdict at the stated one, which never contradict each
//! other.

use crate::audit::{BestError, Bracket, Decide, bracket};
use crate::exact::Q;
use crate::expr::Node;
use crate::lang::Located;
use crate::prove::{Outcome, Verdict};

/// The bracket of a claim's constant, and what becomes of the claim at the stated value, if it has
/// one. A stated value that is rational and nearer to the truth than an end of the bracket takes
/// the end's place. Refutations are of the claim as its author wrote it.
///
/// # Errors
/// Those of [`bracket`].
pub fn with_stated(
    located: &Located,
    width: &Q,
    decide: &Decide<'_>,
) -> Result<(Bracket, Option<Outcome>), BestError> {
    let claim = &located.claim;
    let mut found = bracket(claim, width, &|value, claim| {
        decide(claim).refuted_as_written(|dag, values| {
            located.is_refuted_as_written_with(value, dag, values)
        })
    })?;
    let stated = claim.best.as_ref().and_then(|b| Some((b, b.stated?)));
    let Some((best, stated)) = stated else {
        return Ok((found, None));
    };
    let outcome = decide(&claim.fixed(best.variable, stated))
        .refuted_as_written(|dag, values| located.is_refuted_as_written(dag, values));
    if let Node::Rational(q) = claim.dag.node(stated) {
        admit(&mut found, q, &outcome, best.largest);
    }
    Ok((found, Some(outcome)))
}

fn admit(found: &mut Bracket, stated: &Q, outcome: &Outcome, largest: bool) {
    // Further in the direction in which the claim is harder.
    let beyond = |a: &Q, b: &Q| if largest { a > b } else { a < b };
    match &outcome.verdict {
        Verdict::Proved(_) => {
            if found.proved.as_ref().is_none_or(|end| beyond(stated, end)) {
                found.proved = Some(stated.clone());
            }
        }
        Verdict::Refuted(_) => {
            let end = found.refuted.as_ref().map(|(end, _)| end);
            if end.is_none_or(|end| beyond(end, stated)) {
                found.refuted = Some((stated.clone(), Box::new(outcome.clone())));
            }
        }
        Verdict::Undecided(_) => {}
    }
}
