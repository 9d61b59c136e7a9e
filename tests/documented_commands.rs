//! Every command that the documentation shows runs, and prints what stands under it.
//!
//! A fenced block shows commands behind `$ ` with their output; `...` stands for lines left out.
//! Commands without output are only run. A block of claims after prose that names a file such as
//! `mine.lemma` is that file. Each page has a directory of its own with the paper's `proofs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a page shows, in order.
enum Part {
    File(String, String),
    /// A command and its output.
    Command(String, Vec<String>),
}

/// The last file of claims that a text names between backquotes.
fn named_file(prose: &str) -> Option<String> {
    prose
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.ends_with(".lemma") && !code.contains([' ', '/', '*']))
        .last()
        .map(str::to_owned)
}

fn parts(page: &str) -> Vec<Part> {
    let mut out = Vec::new();
    let mut file = None;
    for (i, piece) in page.split("```").enumerate() {
        if i % 2 == 0 {
            file = named_file(piece);
            continue;
        }
        let (_, body) = piece.split_once('\n').unwrap();
        let claims = ["paper ", "claim ", "let "]
            .iter()
            .any(|w| body.starts_with(w));
        if let (true, Some(name)) = (claims, file.take()) {
            out.push(Part::File(name, body.to_owned()));
            continue;
        }
        for line in body.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                out.push(Part::Command(command.to_owned(), Vec::new()));
            } else if let Some(Part::Command(_, output)) = out.last_mut() {
                // Only what stands in the block of the command.
                if body.starts_with("$ ") {
                    output.push(line.to_owned());
                }
            }
        }
    }
    out
}

/// A line without what differs from run to run: seconds, and how wide the columns are.
fn steady(line: &str) -> String {
    let words = line.split_whitespace().map(|word| {
        let seconds = word.split_once('.').is_some_and(|(a, b)| {
            a.parse::<u32>().is_ok() && b.len() == 3 && b.parse::<u32>().is_ok()
        });
        if seconds { "SECONDS" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn agrees(shown: &[String], printed: &str) -> bool {
    let printed: Vec<String> = printed
        .lines()
        .map(steady)
        .filter(|l| !l.is_empty())
        .collect();
    let mut at = 0;
    let mut gap = false;
    for line in shown.iter().map(|l| steady(l)).filter(|l| !l.is_empty()) {
        if line == "..." {
            gap = true;
            continue;
        }
        match printed[at..].iter().position(|p| *p == line) {
            Some(0) => at += 1,
            Some(n) if gap => at += n + 1,
            _ => return false,
        }
        gap = false;
    }
    gap || at == printed.len()
}

/// Whether a command, or one of those it pipes into each other, is the program.
fn runs_the_program(command: &str) -> bool {
    command
        .split('|')
        .any(|part| part.trim_start().starts_with("lemmabox "))
}

/// Runs the commands of a page; what went wrong.
fn wrong_on(page: &Path) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("proofs"), directory.path().join("proofs")).unwrap();
    let program = PathBuf::from(assert_cmd::cargo::cargo_bin!("lemmabox"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut wrong = Vec::new();
    for part in parts(&fs::read_to_string(page).unwrap()) {
        let (command, shown) = match part {
            Part::File(name, text) => {
                fs::write(directory.path().join(name), text).unwrap();
                continue;
            }
            Part::Command(command, _) if !runs_the_program(&command) => continue,
            Part::Command(command, shown) => (command, shown),
        };
        let run = Command::new("sh")
            .args(["-c", &command])
            .current_dir(directory.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
        let fails = shown.iter().any(|line| line.starts_with("error"));
        if shown.is_empty() && !run.status.success()
            || !shown.is_empty() && (!agrees(&shown, &printed) || fails == run.status.success())
        {
            let page = page.file_name().unwrap().to_string_lossy();
            wrong.push(format!("{page}: {command}\n{}: {printed}", run.status));
        }
    }
    wrong
}

#[test]
fn the_commands_of_the_documentation_print_what_it_shows() {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.push(root().join("README.md"));
    pages.sort();
    let wrong: Vec<String> = pages.iter().flat_map(|page| wrong_on(page)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_compared_is_told_apart() {
    let shown: Vec<String> = ["a  0.123", "...", "c"].map(str::to_owned).into();
    assert!(agrees(&shown, "a 4.567\nb\nc\n"));
    assert!(!agrees(&shown, "a 4.567\nb\n"));
    assert!(!agrees(&shown, "x\na 4.567\nb\nc\n"));
    assert!(!agrees(&shown[..1], "a 4.567\nb\n"));
}
