//! A verdict is given only when the kernel confirms it.

use super::{Cancel, Remaining, Verdict};
use lemmabox_kernel::check::{check_until, check_witness};
use lemmabox_kernel::expr::Claim;

/// The verdict, if the kernel confirms its proof or witness. The terms of these are in the claim's
/// DAG; `lemmas` are those that the claim uses.
pub(super) fn confirmed(
    claim: &Claim,
    lemmas: &[&Claim],
    verdict: Verdict,
    cancel: &Cancel,
) -> Verdict {
    let (found, result) = match &verdict {
        Verdict::Proved(proof) => {
            let stop = || cancel.is_cancelled();
            ("proof", check_until(claim, lemmas, proof, &stop))
        }
        Verdict::Refuted(witness) => ("counterexample", check_witness(claim, witness)),
        Verdict::Undecided(_) => return verdict,
    };
    match result {
        Ok(()) => verdict,
        Err(_) if cancel.is_cancelled() => {
            Verdict::undecided("the time was up before what was found was confirmed")
        }
        Err(rejection) => Verdict::Undecided(Remaining {
            reason: format!("the kernel does not confirm the {found} found ({rejection})"),
            unconfirmed: true,
            ..Remaining::default()
        }),
    }
}
