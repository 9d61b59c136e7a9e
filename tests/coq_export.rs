//! The Coq development as it is written out; `scripts/coq` gives it to coqc.

use lemmabox::certificate::{Factor, FormulaProof, Leaf, Product, Proof, Sign, Tree};
use lemmabox::exact::rational::integer;
use lemmabox::expr::{Claim, Expectation, Expr, Var};
use lemmabox::interop::coq;
use lemmabox::lang::{load, parse_file};
use std::path::{Path, PathBuf};

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

/// The list that editors and `coq_makefile` read names the files that are there.
#[test]
fn the_project_lists_its_files() {
    let directory = root().join("proofs/coq");
    let project = std::fs::read_to_string(directory.join("_CoqProject")).unwrap();
    let mut listed: Vec<PathBuf> = (project.lines().filter(|l| l.ends_with(".v")))
        .map(|l| directory.join(l))
        .collect();
    listed.sort();
    let mut there = files(&directory.join("kernel"));
    there.extend(files(&directory.join("theorem")));
    assert_eq!(listed, there);
}

/// What `scripts/coq` lets pass as refused is a claim that is to be decided, and has a reason.
#[test]
fn what_coq_refuses_is_a_claim_and_says_why() {
    let claims = load(&[root().join("proofs")]).unwrap();
    let text = std::fs::read_to_string(root().join("proofs/coq/refused")).unwrap();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (name, why) = line.split_once(' ').expect(line);
        assert!(!why.trim().is_empty(), "{line}");
        let claim = claims.iter().find(|l| l.claim.name == name).expect(name);
        assert_ne!(claim.claim.expectation, Expectation::Undecided, "{name}");
    }
}

#[test]
fn nothing_is_admitted() {
    let mut all = files(&root().join("proofs/coq/theorem"));
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

/// `scripts/coq --quick` checks that coqc refuses wrong cases (`refuses_cases` in Forged.v).
#[test]
fn cases_of_a_hypothesis() {
    let (claim, proof) = by_cases(4);
    let text = coq::export(&claim, &[], &proof, &claim.dag).unwrap();
    assert!(text.contains("(x <= (-2) \\/ x >= 2) ->"), "{text}");
    assert!(text.contains("check_sound claim' certificate'"), "{text}");
    let (too_much, same) = by_cases(5);
    let other = coq::export(&too_much, &[], &same, &too_much.dag).unwrap();
    assert!(other.contains("x ^ 2 >= 5"), "{other}");
}
