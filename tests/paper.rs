//! The claims of the paper: every verdict as expected, every certificate confirmed by the checker,
//! and the same bytes for any number of threads.

use lemmabox::certificate::{Certificate, Finding, digest};
use lemmabox::check::file::check_all;
use lemmabox::expr::{Claim, Expectation};
use lemmabox::lang::{Located, canonical, load};
use lemmabox::prove::{Cancel, Outcome, Settings, Verdict, as_stated, decide_all};
use lemmabox::session::as_written;

fn claims(path: &str) -> Vec<Located> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    load(&[root.join(path)]).unwrap_or_else(|errors| {
        panic!(
            "{}",
            errors.iter().map(|e| e.render(false)).collect::<String>()
        )
    })
}

/// Refutations of claims about vectors count where the vectors themselves are confirmed.
fn decide(claims: &[Located], threads: usize) -> Vec<Outcome> {
    let all: Vec<&Claim> = claims.iter().map(|located| &located.claim).collect();
    let chosen: Vec<usize> = (0..all.len()).collect();
    // No limit of time: what a slow machine decides is what a fast one does.
    let settings = Settings {
        timeout: None,
        max_boxes: 2_000_000,
        ..Settings::default()
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(64 << 20)
        .build()
        .unwrap();
    let each = |i: usize, outcome| as_written(&claims[i], outcome);
    let outcomes = pool.install(|| decide_all(&all, &chosen, &settings, &Cancel::new(), &each));
    outcomes.into_iter().map(Option::unwrap).collect()
}

fn certificates(claims: &[Located], outcomes: &[Outcome]) -> Vec<String> {
    let claims: Vec<&Claim> = claims.iter().map(|located| &located.claim).collect();
    let text = |c: &Claim| canonical(&as_stated(c));
    let mut files = Vec::new();
    for (&claim, outcome) in claims.iter().zip(outcomes) {
        let finding = match &outcome.verdict {
            Verdict::Proved(proof) => Finding::Proved(proof.clone()),
            Verdict::Refuted(witness) => Finding::Refuted(witness.clone()),
            Verdict::Undecided(_) => continue,
        };
        let lemma = |name: &str| *claims.iter().find(|c| c.name == name).unwrap();
        let certificate = Certificate {
            tool: "test".into(),
            claim: claim.name.clone(),
            text: text(claim),
            lemmas: claim
                .uses
                .iter()
                .map(|u| (u.lemma.clone(), digest(&text(lemma(&u.lemma)))))
                .collect(),
            finding,
        };
        let mut out = Vec::new();
        certificate.write(&outcome.dag, &mut out).unwrap();
        files.push(String::from_utf8(out).unwrap());
    }
    files
}

#[test]
fn every_claim_is_decided_as_expected_and_every_certificate_confirmed() {
    let claims = claims("proofs");
    let outcomes = decide(&claims, 2);
    let mut wrong = Vec::new();
    for (located, outcome) in claims.iter().zip(&outcomes) {
        let claim = &located.claim;
        let found = match &outcome.verdict {
            Verdict::Proved(_) => Expectation::Proved,
            Verdict::Refuted(_) => Expectation::Refuted,
            Verdict::Undecided(_) => Expectation::Undecided,
        };
        if found != claim.expectation {
            wrong.push(format!(
                "{}: {found:?}, expected {:?}",
                claim.name, claim.expectation
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let files = certificates(&claims, &outcomes);
    for (file, result) in files.iter().zip(check_all(&files)) {
        assert!(result.is_ok(), "{:?}\n{file}", result.unwrap_err());
    }
}

#[test]
fn certificates_do_not_depend_on_the_number_of_threads() {
    let claims = claims("proofs/1-kernel.lemma");
    let one = certificates(&claims, &decide(&claims, 1));
    let three = certificates(&claims, &decide(&claims, 3));
    assert_eq!(one, three);
}
