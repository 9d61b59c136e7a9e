//! The Coq development: pinned files are what the exporter writes, and coqc accepts them.

#![cfg(feature = "prover")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Quick claims, one a kind of reason: identities, a product over a lemma, collapse, enclosures.
const QUICK: &[&str] = &["K1_at_pi", "D2", "S1", "K4"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "v"))
        .collect();
    out.sort();
    out
}

fn export(names: &[&str], directory: &Path) {
    let mut run = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"));
    run.current_dir(root())
        .args(["export", "--coq"])
        .arg(directory);
    for name in names {
        run.args(["--claim", name]);
    }
    run.arg("proofs").assert().success();
}

#[test]
fn the_pinned_files_are_what_the_exporter_writes() {
    let directory = tempfile::tempdir().unwrap();
    export(QUICK, directory.path());
    for file in files(directory.path()) {
        let name = file.file_name().unwrap();
        let pinned = root().join("proofs/coq").join(name);
        assert!(
            std::fs::read_to_string(&file).unwrap() == std::fs::read_to_string(&pinned).unwrap(),
            "{} is stale: run scripts/coq --update",
            pinned.display()
        );
    }
}

#[test]
fn nothing_is_admitted() {
    for file in files(&root().join("proofs/coq")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in ["Admitted", "admit", "Axiom", "Parameter", "Hypothesis"] {
            assert!(
                !text
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|w| w == word),
                "{}: {word}",
                file.display()
            );
        }
    }
}

#[test]
fn coqc_accepts_the_quick_claims() {
    if Command::new("coqc").arg("--version").output().is_err() {
        eprintln!("skipped: coqc is not installed (scripts/coq installs it)");
        return;
    }
    let output = Command::new(root().join("scripts/coq"))
        .args(QUICK)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let accepted = String::from_utf8_lossy(&output.stdout);
    for name in QUICK {
        assert!(
            accepted.lines().any(|l| l == format!("ok {name}")),
            "{name}"
        );
    }
}
