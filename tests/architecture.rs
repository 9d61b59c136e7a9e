//! The table of docs/architecture.md says which crates import which: the manifests and the sources
//! agree with it; comments keep to the width that CONTRIBUTING.md asks for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names of the crates below `crates/` that a manifest lists under `[dependencies]`.
fn declared(manifest: &str) -> BTreeSet<String> {
    let table = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let table = table.split("\n[").next().unwrap_or_default();
    table
        .lines()
        .filter_map(|line| line.strip_prefix("lemmabox-")?.split(['.', ' ']).next())
        .map(str::to_owned)
        .collect()
}

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources(directory: &Path) -> String {
    let mut files = Vec::new();
    rust_files(directory, &mut files);
    let texts = files.iter().map(|f| std::fs::read_to_string(f).unwrap());
    texts.collect()
}

fn row(line: &str) -> Option<(&str, &str, &str)> {
    let mut cells = line
        .strip_prefix("| `")?
        .trim_end_matches(" |")
        .split(" | ");
    let name = cells.next()?.strip_suffix('`')?;
    Some((name, cells.next()?, cells.next()?))
}

#[test]
fn the_table_of_crates_is_what_they_import() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join("docs/architecture.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let mut written = String::new();
    let mut seen = BTreeSet::new();
    for line in text.lines() {
        let Some((name, what, _)) = row(line) else {
            written.push_str(line);
            written.push('\n');
            continue;
        };
        let directory: PathBuf = match name {
            "lemmabox" => root.to_owned(),
            name => root.join("crates").join(name),
        };
        let manifest = std::fs::read_to_string(directory.join("Cargo.toml")).unwrap();
        let imports = declared(&manifest);
        let code = sources(&directory.join("src"));
        for import in &imports {
            let used = code.contains(&format!("lemmabox_{import}"));
            assert!(used, "`{name}` declares `{import}` and does not use it");
        }
        let list: Vec<String> = imports.iter().map(|i| format!("`{i}`")).collect();
        let list = if list.is_empty() {
            "-".to_owned()
        } else {
            list.join(", ")
        };
        written.push_str(&format!("| `{name}` | {what} | {list} |\n"));
        seen.insert(name.to_owned());
    }
    let crates = std::fs::read_dir(root.join("crates")).unwrap();
    for entry in crates {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            seen.contains(&name),
            "docs/architecture.md has no row for `{name}`"
        );
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, written).unwrap();
    } else {
        assert!(
            written == text,
            "the table is not current: UPDATE_DOCS=1 cargo test --test architecture writes it"
        );
    }
}

#[test]
fn the_kernel_forbids_unsafe_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/kernel/src/lib.rs");
    let text = std::fs::read_to_string(root).unwrap();
    assert!(text.contains("#![forbid(unsafe_code)]"));
}

/// Comments of a source, outside examples, that are wider than 100 columns, with their lines.
fn wide_comments(text: &str) -> Vec<(usize, &str)> {
    let mut example = false;
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some(words) = line.trim_start().strip_prefix("//") else {
            continue;
        };
        if words.trim_start_matches(['/', '!', ' ']).starts_with("```") {
            example = !example;
        } else if !example && line.chars().count() > 100 {
            found.push((number, line));
        }
    }
    found
}

#[test]
fn comments_are_at_most_100_columns_wide() {
    let wide = format!(
        "/// {}\n/// ```\n/// {}\n/// ```\n",
        "a ".repeat(60),
        "b ".repeat(60)
    );
    assert_eq!(wide_comments(&wide).len(), 1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for directory in ["src", "crates", "tests", "benches"] {
        rust_files(&root.join(directory), &mut files);
    }
    assert!(
        files.len() > 100,
        "the sources are not where they are looked for"
    );
    let mut wide = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in wide_comments(&text) {
            wide += &format!("{}:{number}: {line}\n", file.display());
        }
    }
    assert!(wide.is_empty(), "{wide}");
}
