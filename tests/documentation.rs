//! The documentation as a book: every page is listed and every link leads somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files of a directory.
fn pages(directory: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    out.sort();
    out
}

/// The lines outside of fenced code.
fn prose(text: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Targets of `[words](target)` outside of code.
fn links(text: &str) -> Vec<String> {
    let text = prose(text);
    // Every second piece between backquotes is code.
    let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join("x");
    plain
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .collect()
}

/// The anchors that mdBook and GitHub give the headings.
fn anchors(text: &str) -> BTreeSet<String> {
    prose(text)
        .lines()
        .filter(|l| l.starts_with('#'))
        .map(|l| {
            l.trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn the_most_terms_that_are_written_out_are_those_of_the_kernel() {
    let page = fs::read_to_string(root().join("docs/language.md")).unwrap();
    let most = lemmabox::expr::MAX_UNROLLED;
    let sentence = format!("A sum with constant ends is written out, up to {most} terms.");
    assert!(
        page.contains(&sentence),
        "language.md does not say: {sentence}"
    );
}

#[test]
fn every_rule_of_inference_has_its_line() {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let rules = root().join("crates/prover/src/inference");
    for entry in fs::read_dir(rules).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let line = format!("\n| `{name}` | ");
        assert!(
            name == "mod" || page.contains(&line),
            "architecture.md has no line of {name}"
        );
    }
}

#[test]
fn the_summary_lists_every_page_once() {
    let docs = root().join("docs");
    let listed = links(&fs::read_to_string(docs.join("SUMMARY.md")).unwrap());
    let there: Vec<String> = pages(&docs)
        .iter()
        .map(|p| p.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "SUMMARY.md")
        .collect();
    let mut sorted = listed.clone();
    sorted.sort();
    assert_eq!(sorted, there);
}

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    let docs = root().join("docs");
    let mut all = pages(root());
    all.extend(pages(&docs));
    all.extend(pages(&root().join("proofs")));
    let mut followed = 0;
    for page in all {
        for link in links(&fs::read_to_string(&page).unwrap()) {
            if link.contains("://") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(path)
            };
            assert!(target.exists(), "{}: {link}", page.display());
            // mdBook takes along what lies in its folder alone.
            let (target, book) = (target.canonicalize().unwrap(), docs.canonicalize().unwrap());
            assert!(
                !page.starts_with(&docs) || target.starts_with(&book),
                "{}: {link} leads out of the book",
                page.display()
            );
            if !anchor.is_empty() {
                let found = anchors(&fs::read_to_string(&target).unwrap());
                assert!(found.contains(anchor), "{}: {link}", page.display());
            }
            followed += 1;
        }
    }
    assert!(followed > 30, "{followed} links");
}

/// The proofs in the documentation of `dynamics` name the claims that they rest on; each claim is
/// named where it is used.
#[test]
fn the_claims_of_the_dynamics_are_named_by_the_code() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let claims = read("proofs/9-dynamics.lemma");
    let names = claims
        .lines()
        .filter_map(|l| l.strip_prefix("claim "))
        .filter_map(|l| l.split_whitespace().next());
    let mut count = 0;
    for name in names {
        let file = match &name[..2] {
            _ if name == "A_diverges" => "crates/paper/src/dynamics/divergence.rs",
            "N_" => "crates/paper/src/dynamics/necessary.rs",
            "O_" => "crates/paper/src/dynamics/order.rs",
            "A_" => "crates/paper/src/dynamics/region.rs",
            "F_" => "crates/paper/src/dynamics/sufficient.rs",
            "U_" => "crates/paper/src/dynamics/summable.rs",
            _ => panic!("{name} belongs to no file"),
        };
        assert!(
            read(file).contains(&format!("`{name}`")),
            "{file} does not name {name}"
        );
        count += 1;
    }
    assert!(count >= 20);
}

/// The names between backquotes.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The text of every file of this kind under a directory.
fn texts(directory: &Path, kind: &str) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(texts(&path, kind));
        } else if path.extension().is_some_and(|e| e == kind) {
            out.push(fs::read_to_string(&path).unwrap());
        }
    }
    out
}

#[test]
fn each_sentence_of_the_theorem_names_claims_and_coq_theorems_that_there_are() {
    let readme = fs::read_to_string(root().join("proofs/README.md")).unwrap();
    let (_, table) = readme
        .split_once("## The theorem about the network")
        .unwrap();
    // A bar within a cell is escaped.
    let table = table.replace("\\|", "/");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| sentence"))
        .map(|line| line.split('|').collect())
        .collect();
    assert!(rows.len() >= 12, "{}", rows.len());
    let claims = texts(&root().join("proofs"), "lemma").concat();
    let has_claim = |name: &str| match name.strip_suffix('*') {
        Some(start) => claims.contains(&format!("claim {start}")),
        None => claims.contains(&format!("claim {name} ")),
    };
    let mut theorems = 0;
    for row in rows {
        let [_, sentence, behind, coq, _] = row.as_slice() else {
            panic!("{row:?}");
        };
        assert!(!coq.trim().is_empty(), "{sentence}: no theorem");
        for name in names(behind) {
            assert!(has_claim(name), "{sentence}: no claim {name}");
        }
        let mut text = String::new();
        for name in names(coq) {
            let name = match name.split_once('.') {
                Some((file, name)) => {
                    let path = root().join(format!("proofs/coq/theorem/{file}.v"));
                    text = fs::read_to_string(path).expect(file);
                    name
                }
                None => name,
            };
            let stated = ["Theorem", "Lemma", "Corollary", "Proposition"]
                .iter()
                .any(|word| {
                    let heading = format!("{word} {name}");
                    let mut found = text.match_indices(&heading);
                    // The whole name.
                    found.any(|(at, all)| {
                        let next = text[at + all.len()..].chars().next();
                        next.is_some_and(|c| !(c.is_alphanumeric() || c == '_' || c == '\''))
                    })
                });
            assert!(stated, "{sentence}: no theorem {name}");
            theorems += 1;
        }
    }
    assert!(theorems >= 20, "{theorems}");
}
