//! Random claims against the whole prover. Their truth is known by construction, or is read off at
//! exact points by an oracle of its own (rationals, and MPFR with 512 bits where a term leaves
//! them) that shares nothing with the prover.
//!
//! A wrong `proved`, a wrong `refuted`, a witness that the checker rejects, and a proof that the
//! checker accepts for a false claim are failures. See `docs/testing.md`.

#[path = "soundness_fuzz/families.rs"]
mod families;
#[path = "soundness_fuzz/hostile.rs"]
mod hostile;
#[path = "soundness_fuzz/implications.rs"]
mod implications;
#[path = "soundness_fuzz/oracle.rs"]
mod oracle;
#[path = "soundness_fuzz/structure.rs"]
mod structure;
#[path = "soundness_fuzz/tampering.rs"]
mod tampering;

use families::{Case, generate};
use lemmabox::certificate::{Proof, Witness};
use lemmabox::check::{check, check_witness};
use lemmabox::expr::{Claim, Instance};
use lemmabox::lang::parse_file;
use lemmabox::prove::{Cancel, Settings, Verdict, decide_all};
use oracle::{Random, Truth, rational};
use rayon::prelude::*;
use rug::Rational;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Cases of the run that every change goes through.
const CASES: u64 = 1000;
/// Boxes of one claim: what is not proved within them would cost time and teach little.
const MAX_BOXES: u64 = 150;
/// Milliseconds of one claim.
const TIMEOUT: u64 = 20_000;
/// Cases after which a long run says how far it is.
const REPORT_EVERY: u64 = 1000;
/// Cases that take longer are printed with their times.
const SLOW: Duration = Duration::from_secs(5);
/// Altered proofs for each proof found.
const ALTERED: usize = 6;

/// Numbers of one family.
#[derive(Clone, Copy, Default)]
struct Tally {
    proved: u64,
    refuted: u64,
    undecided: u64,
    /// Proofs and counterexamples that the kernel does not confirm, so that no verdict is given.
    unconfirmed: u64,
    /// Proofs of a verdict that the checker does not accept.
    rejected: u64,
    unread: u64,
    /// Proofs, as found and altered, offered to the checker for a false claim.
    offered: u64,
}

impl Tally {
    fn sum(self, other: Self) -> Self {
        Self {
            proved: self.proved + other.proved,
            refuted: self.refuted + other.refuted,
            undecided: self.undecided + other.undecided,
            unconfirmed: self.unconfirmed + other.unconfirmed,
            rejected: self.rejected + other.rejected,
            unread: self.unread + other.unread,
            offered: self.offered + other.offered,
        }
    }

    fn row(&self, name: &str) -> String {
        format!(
            "{name:<14} {:>6} proved {:>6} refuted {:>6} undecided {:>3} unconfirmed {:>4} rejected {:>4} unread {:>7} false claims offered",
            self.proved,
            self.refuted,
            self.undecided,
            self.unconfirmed,
            self.rejected,
            self.unread,
            self.offered
        )
    }
}

/// Decides one case and holds the answer against the truth.
fn run(case: &Case, random: &mut Random) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let text = case.text();
    let Ok(file) = parse_file("fuzz.lemma", &text) else {
        // Refused by the language: an end or a divisor that is plainly undefined.
        tally.unread = 1;
        return Ok(tally);
    };
    let claims: Vec<&Claim> = file.claims.iter().collect();
    let main = claims.len() - 1;
    let settings = Settings {
        // Against a claim that hangs. What it stops ends undecided, so it can hide a wrong verdict
        // but make none.
        timeout: Some(Duration::from_millis(
            setting("LEMMABOX_FUZZ_MILLISECONDS").unwrap_or(TIMEOUT),
        )),
        max_boxes: setting("LEMMABOX_FUZZ_BOXES").unwrap_or(MAX_BOXES),
        ..Settings::default()
    };
    let start = std::time::Instant::now();
    let mut outcomes = decide_all(
        &claims,
        &[main],
        &settings,
        &Cancel::new(),
        &|_, outcome| outcome,
    );
    let outcome = outcomes.pop().flatten().ok_or("no outcome")?;
    let claim = Claim {
        dag: outcome.dag,
        ..claims[main].clone()
    };
    if std::env::var_os("LEMMABOX_FUZZ_TIMES").is_some() && start.elapsed() > SLOW {
        println!("search {:.2?}", start.elapsed());
    }
    let points = case.sample(random);
    match &outcome.verdict {
        Verdict::Proved(proof) => {
            tally.proved = 1;
            agrees_with_proof(case, &points)?;
            let uses: Vec<&Claim> = claim
                .uses
                .iter()
                .map(|u: &Instance| named(&claims, u))
                .collect();
            if let Err(rejection) = check(&claim, &uses, proof) {
                println!("rejected proof: {rejection}\n{text}");
                tally.rejected = 1;
            }
            for _ in 0..2 {
                let Some(falsehood) = tampering::falsify(&claim, case, &points, random) else {
                    continue;
                };
                tally.offered += ALTERED as u64;
                offer(proof, (&claim, &falsehood), &uses, random)?;
            }
        }
        Verdict::Refuted(witness) => {
            tally.refuted = 1;
            agrees_with_witness(case, &claim, witness)?;
        }
        Verdict::Undecided(left) => {
            tally.undecided = 1;
            if left.unconfirmed {
                println!("{}\n{text}", left.reason);
                tally.unconfirmed = 1;
            }
        }
    }
    Ok(tally)
}

/// A claim that was proved must hold by construction and at the points.
fn agrees_with_proof(case: &Case, points: &[Vec<Rational>]) -> Result<(), String> {
    if case.known == Some(false) {
        return Err("WRONG PROVED: false by construction".into());
    }
    for point in points {
        let truth = case.value(point);
        if matches!(truth, Truth::False | Truth::Undefined) {
            return Err(format!("WRONG PROVED: {truth:?} at {point:?}"));
        }
    }
    Ok(())
}

/// A claim that was refuted must fail by construction and at its witness.
fn agrees_with_witness(case: &Case, claim: &Claim, witness: &Witness) -> Result<(), String> {
    if case.known == Some(true) {
        return Err("WRONG REFUTED: true by construction".into());
    }
    check_witness(claim, witness).map_err(|r| format!("the checker rejects the witness: {r}"))?;
    let point: Option<Vec<_>> = witness
        .values
        .iter()
        .map(|e| claim.dag.as_rational(*e).map(rational))
        .collect();
    if let Some(point) = point {
        if !case.contains(&point) {
            return Err(format!("WRONG REFUTED: {point:?} is not in the domain"));
        }
        let truth = case.value(&point);
        if matches!(truth, Truth::True | Truth::Undefined) {
            return Err(format!("WRONG REFUTED: {truth:?} at {point:?}"));
        }
    }
    Ok(())
}

/// The proof of a claim, altered more and more, must not be accepted for a false one.
fn offer(
    proof: &Proof,
    (claim, falsehood): (&Claim, &Claim),
    uses: &[&Claim],
    random: &mut Random,
) -> Result<(), String> {
    for n in 0..ALTERED {
        let mut altered = proof.clone();
        for _ in 0..n {
            tampering::alter(&mut altered, claim, random);
        }
        if check(falsehood, uses, &altered).is_ok() {
            return Err(format!(
                "WRONG ACCEPTANCE of\n{}by {altered:?}",
                lemmabox::lang::canonical(falsehood)
            ));
        }
    }
    Ok(())
}

fn named<'c>(claims: &[&'c Claim], instance: &Instance) -> &'c Claim {
    claims
        .iter()
        .find(|c| c.name == instance.lemma)
        .expect("the file was read, so its lemmas exist")
}

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name}={text} is no number")),
    )
}

/// Decides the case of a seed; says at once what is wrong, for a long run may not be waited for.
fn run_seed(seed: u64) -> (&'static str, Result<Tally, String>) {
    let mut random = Random::new(seed);
    let case = generate(&mut random);
    let start = std::time::Instant::now();
    let result = run(&case, &mut random).map_err(|e| {
        format!(
            "LEMMABOX_FUZZ_SEED={seed} LEMMABOX_FUZZ_CASES=1: {e}\n{}",
            case.text()
        )
    });
    if std::env::var_os("LEMMABOX_FUZZ_TIMES").is_some() {
        println!("{seed} {} {:.2?}", case.family, start.elapsed());
        if start.elapsed() > SLOW {
            println!("{}", case.text());
        }
    }
    if let Err(e) = &result {
        eprintln!("{e}");
    }
    (case.family, result)
}

#[test]
fn no_verdict_contradicts_the_truth() {
    let first = setting("LEMMABOX_FUZZ_SEED").unwrap_or(1000);
    let cases = setting("LEMMABOX_FUZZ_CASES").unwrap_or(CASES);
    let began = std::time::Instant::now();
    let done = AtomicU64::new(0);
    let results: Vec<(&str, Result<Tally, String>)> = (first..first + cases)
        .into_par_iter()
        .map(|seed| {
            let result = run_seed(seed);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(REPORT_EVERY) {
                eprintln!("{done} of {cases} cases, {:.0?}", began.elapsed());
            }
            result
        })
        .collect();
    let mut families: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut failures = Vec::new();
    for (family, result) in results {
        match result {
            Ok(tally) => {
                let sum = families.entry(family).or_default();
                *sum = sum.sum(tally);
            }
            Err(failure) => failures.push(failure),
        }
    }
    let mut all = Tally::default();
    for (family, tally) in &families {
        println!("{}", tally.row(family));
        all = all.sum(*tally);
    }
    println!("{}", all.row("all"));
    println!(
        "{cases} cases, {} wrong, {} of {} proofs rejected by the checker, {:.0?}",
        failures.len(),
        all.rejected,
        all.proved,
        began.elapsed()
    );
    assert!(
        failures.is_empty(),
        "{} failures, the first:\n{}",
        failures.len(),
        failures[0]
    );
    assert_eq!(
        all.rejected, 0,
        "a verdict was given that the checker rejects"
    );
    // A prover that answers nothing would pass the rest.
    if cases >= 500 {
        assert!(
            all.proved * 5 > cases && all.refuted * 10 > cases,
            "too few answers"
        );
        assert!(
            all.offered > cases,
            "too few proofs offered for false claims"
        );
        assert!(all.unread * 20 < cases, "too many claims that do not read");
        // Each is a proof for nothing.
        assert!(
            all.unconfirmed * 100 < all.proved + all.refuted,
            "too much is found that the kernel does not confirm"
        );
    }
}
