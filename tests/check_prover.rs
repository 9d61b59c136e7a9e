//! Whatever the prover says, the checker confirms: the paper's claims and the SMT-LIB benchmarks.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lemmabox::certificate::{Certificate, Finding};
use lemmabox::check::{check, check_witness, file::check_all};
use lemmabox::expr::{Claim, Instance};
use lemmabox::interop::smt2::{Reading, read};
use lemmabox::lang::{canonical, parse_file};
use lemmabox::prove::{Cancel, Settings, Verdict, decide};

/// Of so many benchmark files one is taken unless all are asked for.
const SAMPLED: usize = 12;

/// What was confirmed, and the time it took.
#[derive(Default)]
struct Tally {
    proved: u32,
    refuted: u32,
    undecided: u32,
    rejected: Vec<String>,
    search: Duration,
    check: Duration,
}

impl Tally {
    fn add(&mut self, name: &str, claim: &Claim, lemmas: &[&Claim], limit: Duration) {
        let settings = Settings {
            timeout: Some(limit),
            ..Settings::default()
        };
        let uses: Vec<(&Instance, &Claim)> =
            claim.uses.iter().zip(lemmas.iter().copied()).collect();
        let start = Instant::now();
        let outcome = pool().install(|| decide(claim, &uses, &settings, &Cancel::new()));
        let searched = start.elapsed();
        let claim = Claim {
            dag: outcome.dag,
            ..claim.clone()
        };
        let start = Instant::now();
        let result = match &outcome.verdict {
            Verdict::Proved(proof) => {
                self.proved += 1;
                check(&claim, lemmas, proof)
            }
            Verdict::Refuted(witness) => {
                self.refuted += 1;
                check_witness(&claim, witness)
            }
            Verdict::Undecided(_) => {
                self.undecided += 1;
                return;
            }
        };
        let checked = start.elapsed();
        self.search += searched;
        self.check += checked;
        println!(
            "{name}: search {searched:.2?} ({} boxes), check {checked:.2?}",
            outcome.statistics.boxes
        );
        if let Err(rejection) = result {
            self.rejected.push(format!("{name}: {rejection}"));
        }
        if claim.uses.is_empty()
            && let Err(cause) = through_a_file(&claim, outcome.verdict)
        {
            self.rejected.push(format!("{name} as a file: {cause}"));
        }
    }

    fn report(&self) {
        println!(
            "{} proved, {} refuted, {} undecided; search {:.2?}, check {:.2?}",
            self.proved, self.refuted, self.undecided, self.search, self.check
        );
        assert!(self.rejected.is_empty(), "rejected: {:#?}", self.rejected);
    }
}

/// Workers with room for deep trees.
fn pool() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .stack_size(64 << 20)
        .build()
        .unwrap()
}

/// Writes a certificate and confirms what is read back.
fn through_a_file(claim: &Claim, verdict: Verdict) -> Result<(), String> {
    let finding = match verdict {
        Verdict::Proved(proof) => Finding::Proved(proof),
        Verdict::Refuted(witness) => Finding::Refuted(witness),
        Verdict::Undecided(_) => return Ok(()),
    };
    // A variable of a benchmark may have a name that the claim language does not allow, such as
    // `pi`.
    let mut claim = claim.clone();
    for (i, variable) in claim.variables.iter_mut().enumerate() {
        variable.name = format!("x{i}");
    }
    let certificate = Certificate {
        tool: String::new(),
        claim: claim.name.clone(),
        text: canonical(&claim),
        lemmas: Vec::new(),
        finding,
    };
    let mut file = Vec::new();
    certificate
        .write(&claim.dag, &mut file)
        .map_err(|e| e.to_string())?;
    let file = String::from_utf8(file).map_err(|e| e.to_string())?;
    check_all(&[file]).remove(0).map(|_| ())
}

fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

#[test]
fn answers_to_the_papers_claims_are_confirmed() {
    let mut tally = Tally::default();
    let mut claims: Vec<Claim> = Vec::new();
    for path in files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs"),
        "lemma",
    ) {
        let text = std::fs::read_to_string(&path).unwrap();
        match parse_file(&path.display().to_string(), &text) {
            Ok(file) => claims.extend(file.claims),
            Err(_) => println!("skipped: {} does not read", path.display()),
        }
    }
    assert!(!claims.is_empty());
    for claim in &claims {
        let named = |u: &Instance| claims.iter().find(|c| c.name == u.lemma);
        let Some(lemmas) = claim.uses.iter().map(named).collect::<Option<Vec<_>>>() else {
            continue;
        };
        tally.add(&claim.name, claim, &lemmas, Duration::from_millis(500));
    }
    tally.report();
}

/// Of the benchmarks every so-manieth file, for a second each; with `LEMMABOX_ALL_BENCHMARKS` all
/// of them, for four seconds each (`--release -- --nocapture` shows the cost of checking).
#[test]
fn answers_to_the_benchmarks_are_confirmed() {
    let extended = std::env::var_os("LEMMABOX_ALL_BENCHMARKS").is_some();
    let (step, limit) = if extended { (1, 4) } else { (SAMPLED, 1) };
    let root = std::env::var_os("LEMMABOX_BENCHMARKS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/benchmarks"),
        PathBuf::from,
    );
    let mut tally = Tally::default();
    let found: Vec<PathBuf> = ["flyspeck", "metitarski"]
        .iter()
        .flat_map(|d| files(&root.join(d), "smt2"))
        .collect();
    if found.is_empty() {
        println!(
            "skipped: no benchmarks at {} (set LEMMABOX_BENCHMARKS)",
            root.display()
        );
    }
    for path in found.into_iter().step_by(step) {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(script) = read(&name, &text, Reading::default()) else {
            continue;
        };
        for query in &script.queries {
            let mut claim = query.problem.claim.clone();
            // A claim file has no nameless hypotheses.
            for (i, hypothesis) in claim.hypotheses.iter_mut().enumerate() {
                hypothesis.name = format!("assertion_{i}");
            }
            tally.add(&name, &claim, &[], Duration::from_secs(limit));
        }
    }
    tally.report();
}
