//! The table of docs/architecture.md says which crates import which: the manifests and the sources agree with it.

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

fn sources(directory: &Path, text: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
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
        let mut code = String::new();
        sources(&directory.join("src"), &mut code);
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
