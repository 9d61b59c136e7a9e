//! Verdicts on claims given as text, for tests against a known truth.

use lemmabox_kernel::check::{check, check_witness};
use lemmabox_lang::{parse_file, resolve};
use lemmabox_prover::{Cancel, Settings, Verdict, decide_one};
use std::time::Duration;

/// Runs on a thread whose stack is the command line's.
pub fn roomy(work: impl FnOnce() + Send + 'static) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(lemmabox_prover::STACK)
        .build()
        .unwrap();
    pool.install(work);
}

/// The verdict on a claim: true for proved, false for refuted; confirmed by the kernel.
pub fn verdict(text: &str) -> Option<bool> {
    verdict_within(text, 60)
}

/// The verdict found within so many seconds.
pub fn verdict_within(text: &str, seconds: u64) -> Option<bool> {
    let file = parse_file("fuzz.lemma", text).unwrap_or_else(|e| panic!("{text}\n{}", e[0]));
    let located = resolve(vec![file]).unwrap_or_else(|e| panic!("{}", e[0]));
    let claims = [&located[0].claim];
    let settings = Settings {
        timeout: Some(Duration::from_secs(seconds)),
        ..Settings::default()
    };
    let outcome = decide_one(&claims, 0, &settings, &Cancel::new());
    let mut claim = claims[0].clone();
    claim.dag = outcome.dag.clone();
    match &outcome.verdict {
        Verdict::Proved(proof) => {
            check(&claim, &[], proof).unwrap_or_else(|e| panic!("{text}\n{e}"));
            Some(true)
        }
        Verdict::Refuted(witness) => {
            check_witness(&claim, witness).unwrap_or_else(|e| panic!("{text}\n{e}"));
            Some(false)
        }
        Verdict::Undecided(_) => None,
    }
}
