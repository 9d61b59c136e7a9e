//! Decides the claims of files, ten seconds each (or `DECIDE_SECONDS`, 0 for no limit), and
//! confirms each verdict with the kernel; prints seconds of wall and of processor time:
//! `cargo run --release -p lemmabox-prover --example decide -- FILE...`

use lemmabox_kernel::check::{check, check_witness};
use lemmabox_kernel::expr::Claim;
use lemmabox_prover::{Cancel, Settings, Verdict, as_stated, decide_one};
use std::time::{Duration, Instant};

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let loaded = match lemmabox_lang::load(&files) {
        Ok(loaded) => loaded,
        Err(errors) => {
            for e in errors {
                eprintln!("{e}");
            }
            std::process::exit(2);
        }
    };
    let limit = std::env::var("DECIDE_SECONDS").ok();
    let limit = limit.and_then(|s| s.parse().ok()).unwrap_or(10.0);
    let claims: Vec<&Claim> = loaded.iter().map(|l| &l.claim).collect();
    let settings = Settings {
        timeout: (limit > 0.0).then(|| Duration::from_secs_f64(limit)),
        ..Settings::default()
    };
    for (i, claim) in claims.iter().enumerate() {
        let (start, worked) = (Instant::now(), processor_seconds());
        let outcome = decide_one(&claims, i, &settings, &Cancel::new());
        let located = &loaded[i];
        let outcome =
            outcome.refuted_as_written(|dag, values| located.is_refuted_as_written(dag, values));
        let worked = processor_seconds() - worked;
        let seconds = format!("{:8.3} {worked:8.3}", start.elapsed().as_secs_f64());
        let mut stated = as_stated(claim);
        stated.dag = outcome.dag.clone();
        let lemmas: Vec<&Claim> = stated
            .uses
            .iter()
            .filter_map(|u| claims.iter().copied().find(|c| c.name == u.lemma))
            .collect();
        let (verdict, confirmed) = match &outcome.verdict {
            Verdict::Proved(proof) => ("proved", check(&stated, &lemmas, proof)),
            Verdict::Refuted(witness) => ("refuted", check_witness(&stated, witness)),
            Verdict::Undecided(left) => {
                println!("{:<34} undecided {seconds} {}", claim.name, left.reason);
                continue;
            }
        };
        if let (Err(_), Verdict::Proved(proof)) = (&confirmed, &outcome.verdict)
            && std::env::var_os("DECIDE_PROOF").is_some()
        {
            println!("{:#?}", proof.tree);
        }
        let kernel = confirmed.map_or_else(|e| format!("REJECTED: {e}"), |()| "confirmed".into());
        println!("{:<34} {verdict:<9} {seconds} {kernel}", claim.name);
    }
}

fn processor_seconds() -> f64 {
    let taken = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(taken).map_or(f64::NAN, |t| t.as_secs_f64())
}
