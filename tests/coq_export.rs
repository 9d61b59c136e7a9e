//! The Coq development: pinned files are what the exporter writes, and coqc accepts them.

use lemmabox::certificate::{Factor, FormulaProof, Leaf, Product, Proof, Sign, Tree};
use lemmabox::exact::rational::integer;
use lemmabox::expr::{Claim, Expr, Var};
use lemmabox::interop::coq;
use lemmabox::lang::{load, parse_file};
use lemmabox::prove::as_stated;
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

/// What a pinned file proves is what the claim says today. Its script need not be the one that
/// today's search would give: coqc accepted it.
#[test]
fn every_pinned_theorem_states_its_claim() {
    let pinned = root().join("proofs/coq");
    let claims = load(&[root().join("proofs")]).unwrap();
    let mut seen = 0;
    for file in files(&pinned) {
        if file.ends_with("Lemmabox.v") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let start = text.find("\nTheorem ").unwrap() + 1;
        let end = text.find("\nProof.").unwrap() + 1;
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let claim = claims
            .iter()
            .map(|located| as_stated(&located.claim))
            .find(|claim| coq::file_name(&claim.name) == format!("{name}.v"))
            .unwrap_or_else(|| panic!("{name} is no claim"));
        assert!(
            coq::theorem(&claim).unwrap() == text[start..end],
            "{} is stale: run scripts/coq --update",
            file.display()
        );
        seen += 1;
    }
    assert!(seen >= 139, "{seen}");
    // The list of files names them all, lemmas first.
    let listed = std::fs::read_to_string(pinned.join("_CoqProject")).unwrap();
    let listed: Vec<&str> = listed.lines().filter(|l| l.ends_with(".v")).collect();
    assert_eq!(listed.len(), seen + 1);
    for (i, file) in listed.iter().enumerate() {
        let text = std::fs::read_to_string(pinned.join(file)).unwrap();
        for lemma in text
            .lines()
            .filter_map(|l| l.strip_prefix("From Lemmabox Require ")?.strip_suffix('.'))
            .filter(|lemma| *lemma != "Import Lemmabox")
        {
            assert!(
                listed[..i].contains(&format!("{lemma}.v").as_str()),
                "{file}"
            );
        }
    }
}

#[test]
fn nothing_is_admitted() {
    let mut all = files(&root().join("proofs/coq"));
    let theorems = root().join("proofs/coq/theorem");
    if theorems.is_dir() {
        all.extend(files(&theorems));
    }
    all.extend(files(&root().join("proofs/coq/kernel")));
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

/// The checker in Coq is written out whole, each file after those that it needs.
#[test]
fn every_file_of_the_checker_is_exported() {
    let on_disk = files(&root().join("proofs/coq/kernel"));
    for file in on_disk {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        // Examples, not part of the checker.
        if name == "Forged" {
            continue;
        }
        let at = (coq::KERNEL.iter()).position(|(n, _)| *n == name);
        let at = at.unwrap_or_else(|| panic!("{name} is not exported"));
        let text = coq::KERNEL[at].1;
        let needed = text.lines().filter_map(|l| {
            l.strip_prefix("From Lemmabox.kernel Require Import ")?
                .strip_suffix('.')
        });
        for other in needed.flat_map(str::split_whitespace) {
            assert!(
                coq::KERNEL[..at].iter().any(|(n, _)| *n == other),
                "{name} needs {other}"
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
