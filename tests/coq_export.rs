//! The Coq development: pinned files are what the exporter writes, and coqc accepts them.

#![cfg(feature = "prover")]

use lemmabox::certificate::{Factor, FormulaProof, Leaf, Product, Proof, Sign, Tree};
use lemmabox::exact::rational::integer;
use lemmabox::expr::{Claim, Expr, Var};
use lemmabox::interop::coq;
use lemmabox::lang::parse_file;
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
    }
}

fn coqc_is_missing() -> bool {
    let missing = Command::new("coqc").arg("--version").output().is_err();
    if missing {
        eprintln!("skipped: coqc is not installed (scripts/coq installs it)");
    }
    missing
}

/// CI runs more of them, with `scripts/coq --quick`.
#[test]
fn coqc_accepts_an_identity() {
    if coqc_is_missing() {
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

/// A claim with a disjunctive hypothesis and its proof by cases; `bound` is true for 4.
fn by_cases(bound: i64) -> (Claim, Proof) {
    let text = format!(
        "claim either \"far from 0 on either side\" {{\n  source derived\n  for x\n  assume far: x <= -2 or x >= 2\n  show x^2 >= {bound}\n}}\n"
    );
    let claim = parse_file("either.lemma", &text).unwrap().claims.remove(0);
    let mut dag = claim.dag.clone();
    let (x, two) = (dag.variable(Var(0)), dag.integer(2));
    let branch = |square: Expr| {
        // x^2 - 4 is (x - 2)^2 + 4 (x - 2) and (x + 2)^2 + 4 (-2 - x).
        let terms = vec![
            (integer(1), vec![Factor::Square(square)]),
            (integer(4), vec![Factor::Fact(0)]),
        ];
        Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
            negated: false,
            sign: Sign::Product(Product {
                multiplier: Vec::new(),
                terms,
                equalities: Vec::new(),
            }),
        }))
    };
    let branches = vec![branch(dag.add(x, two)), branch(dag.sub(x, two))];
    let tree = Tree::Cases {
        hypothesis: 0,
        branches,
    };
    let lemmas = Vec::new();
    (Claim { dag, ..claim }, Proof { lemmas, tree })
}

/// Whether coqc accepts a file that needs `Lemmabox.v` alone.
fn coqc_accepts(text: &str) -> bool {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("Lemmabox.v"), coq::PRELUDE).unwrap();
    std::fs::write(directory.path().join("Claim.v"), text).unwrap();
    let run = |file: &str| {
        Command::new("coqc")
            .current_dir(directory.path())
            .args(["-q", "-Q", ".", coq::LIBRARY, file])
            .output()
            .unwrap()
    };
    assert!(run("Lemmabox.v").status.success());
    run("Claim.v").status.success()
}

#[test]
fn cases_of_a_hypothesis() {
    let (claim, proof) = by_cases(4);
    let text = coq::export(&claim, &[], &proof, &claim.dag).unwrap();
    assert!(text.contains("(x <= (-2) \\/ x >= 2) ->"), "{text}");
    let (too_much, same) = by_cases(5);
    let wrong = coq::export(&too_much, &[], &same, &too_much.dag).unwrap();
    if coqc_is_missing() {
        return;
    }
    assert!(coqc_accepts(&text), "{text}");
    assert!(!coqc_accepts(&wrong), "{wrong}");
}
