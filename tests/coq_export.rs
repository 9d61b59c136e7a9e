//! The Coq development: pinned files are what the exporter writes, and coqc accepts them.

#![cfg(feature = "prover")]

use std::path::{Path, PathBuf};
use std::process::Command;

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

fn names(files: &[PathBuf]) -> Vec<String> {
    files
        .iter()
        .map(|p| p.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn every_pinned_file_is_what_the_exporter_writes() {
    let pinned = root().join("proofs/coq");
    let claims: Vec<String> = names(&files(&pinned))
        .into_iter()
        .filter(|name| name != "Lemmabox")
        .collect();
    assert!(claims.len() >= 28, "{}", claims.len());
    let directory = tempfile::tempdir().unwrap();
    let mut run = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"));
    run.current_dir(root())
        .args(["export", "--coq"])
        .arg(directory.path());
    for name in &claims {
        run.args(["--claim", name]);
    }
    run.arg("proofs").assert().success();
    let written = files(directory.path());
    assert_eq!(names(&written), names(&files(&pinned)));
    for file in written
        .iter()
        .chain([&directory.path().join("_CoqProject")])
    {
        let pinned = pinned.join(file.file_name().unwrap());
        assert!(
            std::fs::read_to_string(file).unwrap() == std::fs::read_to_string(&pinned).unwrap(),
            "{} is stale: run scripts/coq --update",
            pinned.display()
        );
    }
}

#[test]
fn nothing_is_admitted() {
    let mut all = files(&root().join("proofs/coq"));
    let theorems = root().join("proofs/coq/theorem");
    if theorems.is_dir() {
        all.extend(files(&theorems));
    }
    for file in all {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in [
            "Admitted",
            "admit",
            "give_up",
            "Axiom",
            "Axioms",
            "Parameter",
            "Parameters",
            "Conjecture",
            "Hypothesis",
        ] {
            assert!(
                !text
                    .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .any(|w| w == word),
                "{}: {word}",
                file.display()
            );
        }
        assert!(
            text.contains("Print Assumptions ") || file.ends_with("Lemmabox.v"),
            "{}",
            file.display()
        );
    }
}

/// CI runs more of them, with `scripts/coq --quick`.
#[test]
fn coqc_accepts_an_identity() {
    if Command::new("coqc").arg("--version").output().is_err() {
        eprintln!("skipped: coqc is not installed (scripts/coq installs it)");
        return;
    }
    let output = Command::new(root().join("scripts/coq"))
        .arg("K1_at_pi")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let accepted = String::from_utf8_lossy(&output.stdout);
    assert!(accepted.lines().any(|l| l == "ok K1_at_pi"), "{accepted}");
}
