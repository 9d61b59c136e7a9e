//! Forged certificates for both checkers, the kernel's and the one in Coq.
//!
//! `forge DIRECTORY COUNT FILE.cert...` changes words of certificates of claims about real numbers:
//! of the claim, of the terms or of the proof. What can still be read goes to the kernel, whose
//! answers stand in `forged.kernel` (`NAME accepted` or `NAME refused`), and where the checker in
//! Coq has its rules to `kernel/Forgeries1.v` and so on, each line of whose answers names one. The
//! files themselves are kept in `forged`. The same files give the same forgeries.

use lemmabox_coq::{export_module, export_refutation_module, has_steps};
use lemmabox_kernel::certificate::{Certificate, Finding, Source, digest};
use lemmabox_kernel::check::{check_until, check_witness};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::expr::{Claim, Dag};
use std::cell::Cell;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const OPENING: &str = "\
From Coq Require Import Reals ZArith QArith List String.
From Lemmabox.kernel Require Import Terms Signs Changes Checker Witness.
Import ListNotations.
Set Printing Width 200.
";
/// Longer files take long in Coq.
const MOST_BYTES: usize = 2500;
/// Forgeries a file for Coq.
const BATCH: usize = 100;
/// Attempts to change a file into one that can be read.
const ATTEMPTS: u32 = 60;
/// Questions of the kernel whether to stop, after which it is told to.
const PATIENCE: u64 = 200_000;
/// Seconds for one certificate in Coq.
const SECONDS: u32 = 20;

/// What a word of a claim may become.
const WORDS: [(&str, &str); 22] = [
    (" <= ", " < "),
    (" < ", " <= "),
    (" >= ", " > "),
    (" > ", " >= "),
    (" <= ", " >= "),
    (" >= ", " <= "),
    (" = ", " <= "),
    (" != ", " = "),
    ("(0, ", "[0, "),
    ("[0, ", "(0, "),
    ("[1, ", "(0, "),
    (", inf)", ", 5)"),
    (" + ", " - "),
    (" - ", " + "),
    ("*", " + "),
    ("/", "*"),
    ("sin(", "cos("),
    ("cos(", "sin("),
    ("exp(", "log("),
    ("log(", "sqrt("),
    ("sqrt(", "abs("),
    (" and ", " or "),
];

/// What a word of a proof may become.
const TOKENS: [&str; 24] = [
    "0", "1", "2", "n", "m", "y", "e", "a", "o", "c", "b", "p", "!", "w", "t", "v", "u", "<", ">",
    "~", "s", "f", "d", "exp",
];

/// Numbers from a seed (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap_or(0)
    }

    fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// A claim with the terms of its finding.
struct Opened {
    claim: Claim,
    dag: Dag,
    finding: Finding,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().map(PathBuf::from);
    let count = arguments.next().and_then(|n| n.parse().ok());
    let (Some(directory), Some(count)) = (directory, count) else {
        eprintln!("usage: forge DIRECTORY COUNT FILE.cert...");
        return ExitCode::from(2);
    };
    let files: Vec<String> = (arguments.map(PathBuf::from))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .filter(|text| text.len() <= MOST_BYTES && open(text).is_some_and(|o| is_plain(&o)))
        .collect();
    match forge(&directory, count, &files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{}: {e}", directory.display());
            ExitCode::FAILURE
        }
    }
}

/// Whether Coq's checker is asked about it alone.
fn is_plain(opened: &Opened) -> bool {
    let steps = match &opened.finding {
        Finding::Proved(proof) => has_steps(&opened.claim, proof),
        Finding::Refuted(witness) => witness.model.is_some(),
    };
    !steps && opened.claim.symbols.is_empty() && opened.claim.uses.is_empty()
}

fn forge(directory: &Path, count: usize, files: &[String]) -> std::io::Result<()> {
    std::fs::create_dir_all(directory.join("forged"))?;
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut answers, mut batch, mut untold) = (String::new(), OPENING.to_owned(), 0);
    let (mut written, mut batches) = (0, 0);
    let mut made = 0;
    for file in files
        .iter()
        .cycle()
        .take(if files.is_empty() { 0 } else { count })
    {
        let Some((text, opened)) = forgery(file, &mut numbers) else {
            continue;
        };
        made += 1;
        let name = format!("f{made}");
        let accepted = is_accepted(&opened);
        let verdict = if accepted { "accepted" } else { "refused" };
        let _ = writeln!(answers, "{name} {verdict} {}", opened.claim.name);
        std::fs::write(directory.join("forged").join(format!("{name}.cert")), text)?;
        let asked = catch_unwind(AssertUnwindSafe(|| question(&name, &opened)));
        let Ok(Some(question)) = asked else {
            untold += 1;
            continue;
        };
        batch.push_str(&question);
        written += 1;
        if written % BATCH == 0 {
            batches += 1;
            write_batch(directory, batches, &mut batch)?;
        }
    }
    write_batch(directory, batches + 1, &mut batch)?;
    std::fs::write(directory.join("forged.kernel"), answers)?;
    println!(
        "{made} forged certificates, {written} for Coq's checker, {untold} that it has no rule for"
    );
    Ok(())
}

fn write_batch(directory: &Path, number: usize, batch: &mut String) -> std::io::Result<()> {
    let text = std::mem::replace(batch, OPENING.to_owned());
    let name = format!("Forgeries{number}.v");
    std::fs::write(directory.join("kernel").join(name), text)
}

/// The file with a word or two changed, sealed anew, that can be read.
fn forgery(file: &str, numbers: &mut Numbers) -> Option<(String, Opened)> {
    for _ in 0..ATTEMPTS {
        let mut text = changed(file, numbers)?;
        if numbers.below(3) == 0 {
            text = changed(&text, numbers)?;
        }
        let text = sealed(&text)?;
        if text == file {
            continue;
        }
        if let Some(opened) = open(&text).filter(is_plain) {
            return Some((text, opened));
        }
    }
    None
}

/// One word of the claim, of the terms or of the proof changed.
fn changed(file: &str, numbers: &mut Numbers) -> Option<String> {
    let claim = file
        .find("\nclaim ")
        .and_then(|i| Some(i + file[i..].find("{\n")?))?;
    let terms = file.find("\nterms ")?;
    let proof = terms
        + file[terms..]
            .find("\nproof\n")
            .or_else(|| file[terms..].find("\nwitness\n"))?;
    let end = file.rfind("end ")?;
    let (start, stop) = match numbers.below(5) {
        0 | 1 => (claim, terms),
        2 => (terms + 7, proof),
        _ => (proof + 1, end),
    };
    let part = &file[start..stop];
    let part = match start == claim {
        true => other_claim(part, numbers)?,
        false => other_words(part, numbers),
    };
    Some(format!("{}{part}{}", &file[..start], &file[stop..]))
}

/// A relation, an end, an operation or a digit of a claim changed.
fn other_claim(part: &str, numbers: &mut Numbers) -> Option<String> {
    let from = part.find("\n  for").or_else(|| part.find("\n  show"))?;
    let (head, body) = part.split_at(from);
    if numbers.below(2) == 0 {
        let digits: Vec<usize> = (body.char_indices())
            .filter(|(_, c)| c.is_ascii_digit())
            .map(|(i, _)| i)
            .collect();
        let at = *digits.get(numbers.below(digits.len()))?;
        let digit = numbers.below(10);
        return Some(format!("{head}{}{digit}{}", &body[..at], &body[at + 1..]));
    }
    let (word, other) = WORDS[numbers.below(WORDS.len())];
    let places: Vec<usize> = body.match_indices(word).map(|(i, _)| i).collect();
    let Some(&at) = places.get(numbers.below(places.len())) else {
        return Some(part.to_owned());
    };
    let rest = &body[at + word.len()..];
    Some(format!("{head}{}{other}{rest}", &body[..at]))
}

/// A word of some lines changed: a number by one, another word by any that proofs have, or two
/// lines exchanged.
fn other_words(part: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<Vec<String>> = (part.split('\n'))
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect();
    let at = numbers.below(lines.len());
    if numbers.below(8) == 0 && at + 1 < lines.len() {
        lines.swap(at, at + 1);
    } else {
        let line = &mut lines[at];
        let place = numbers.below(line.len());
        line[place] = other_word(&line[place], numbers);
    }
    let lines: Vec<String> = lines.iter().map(|line| line.join(" ")).collect();
    lines.join("\n")
}

fn other_word(word: &str, numbers: &mut Numbers) -> String {
    let bare = word.trim_matches(['{', '}']);
    let moved = bare.parse::<i64>().ok().map(|n| match numbers.below(4) {
        0 => n - 1,
        1 => -n,
        2 => 2 * n,
        _ => n + 1,
    });
    match moved {
        Some(n) if word.starts_with('{') => format!("{{{n}}}"),
        Some(n) if numbers.below(4) > 0 => n.to_string(),
        _ => match word {
            "+" => "-".to_owned(),
            "-" => "+".to_owned(),
            "*" => "/".to_owned(),
            "/" => "*".to_owned(),
            "sin" => "cos".to_owned(),
            "log" => "exp".to_owned(),
            _ => numbers.one_of(&TOKENS).to_owned(),
        },
    }
}

/// With the length and the hashes that it should have.
fn sealed(file: &str) -> Option<String> {
    let start = file.find("\ntext ")? + 1;
    let terms = file.find("\nterms ")? + 1;
    let text = start + file[start..].find('\n')? + 1;
    let claim = &file[text..terms];
    let hash = file.find("\nsha256 ")? + 8;
    let rest = hash + file[hash..].find('\n')?;
    let head = format!("{}{}{}", &file[..hash], digest(claim), &file[rest..start]);
    let end = file.rfind("end ")?;
    let body = format!("{head}text {}\n{claim}{}", claim.len(), &file[terms..end]);
    Some(format!("{body}end {}\n", digest(&body)))
}

fn open(text: &str) -> Option<Opened> {
    let mut parsed = None;
    let opened = Certificate::read(&Source::from(text), |text| {
        let claim = read_claim(text).map_err(|e| e.to_string())?;
        let (dag, variables) = (claim.dag.clone(), claim.variables.len());
        parsed = Some(claim);
        Ok((dag, variables))
    });
    let opened = opened.ok()?;
    let mut claim = parsed?;
    claim.dag = opened.dag.clone();
    opened.sealed.is_ok().then_some(Opened {
        claim,
        dag: opened.dag,
        finding: opened.certificate.finding,
    })
}

/// Whether the kernel confirms it. A panic is a refusal, as in a run of `lemmabox check`.
fn is_accepted(opened: &Opened) -> bool {
    let asked = Cell::new(0);
    let stop = || {
        asked.set(asked.get() + 1);
        asked.get() > PATIENCE
    };
    let confirmed = || match &opened.finding {
        Finding::Proved(proof) => check_until(&opened.claim, &[], proof, &stop).is_ok(),
        Finding::Refuted(witness) => check_witness(&opened.claim, witness).is_ok(),
    };
    catch_unwind(AssertUnwindSafe(confirmed)).unwrap_or(false)
}

/// The definitions for Coq and the question.
fn question(name: &str, opened: &Opened) -> Option<String> {
    let mut claim = opened.claim.clone();
    claim.name = name.to_owned();
    let (module, checker, given) = match &opened.finding {
        Finding::Proved(proof) => (
            export_module(&claim, &[], proof, &opened.dag).ok()?,
            "check",
            "certificate'",
        ),
        Finding::Refuted(witness) => (
            export_refutation_module(&claim, witness, &opened.dag).ok()?,
            "check_witness",
            "point'",
        ),
    };
    Some(format!(
        "{module}Timeout {SECONDS} Eval vm_compute in (\"{name}\"%string, {checker} {name}.claim' {name}.{given}).\n"
    ))
}
