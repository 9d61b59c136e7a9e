//! `lemmabox fmt`.

use super::{Failure, Outcome, Output, json};
use crate::lang;
use serde::Serialize;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox fmt                  every claim file below this directory
  lemmabox fmt --check proofs   name the files that would change; exit code 1 if any
  lemmabox fmt - < draft.lemma  standard input to standard output";

/// Arguments of `lemmabox fmt`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Claim files, directories searched for *.lemma, or - for standard input
    #[arg(value_name = "FILES", default_value = ".")]
    files: Vec<PathBuf>,
    /// Change nothing; print the names of files that would change
    #[arg(long, conflicts_with = "stdout")]
    check: bool,
    /// Print the result instead of changing the files
    #[arg(long)]
    stdout: bool,
    /// Print a JSON array, one object a file
    #[arg(long, conflicts_with = "stdout")]
    json: bool,
}

/// One file in the JSON output.
#[derive(Serialize)]
struct Entry {
    file: String,
    /// `formatted` already, `changed` now, `unformatted` and left so, or `error`.
    state: &'static str,
    /// Line and column from 1, and what is wrong there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<(Option<(usize, usize)>, String)>,
}

/// Formats files in place, or as the options say.
///
/// # Errors
/// Errors of syntax, of reading and of writing. A file whose new text cannot be written whole is
/// left as it was.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    if arguments.files.iter().any(|f| f.as_os_str() == "-") {
        if arguments.files.len() > 1 {
            return Err(Failure::Message {
                message: "`-` stands alone".into(),
                help: Some("format standard input and files in two runs".into()),
            });
        }
        if arguments.json {
            return Err(Failure::Message {
                message: "--json is about files, and `-` is none".into(),
                help: Some("the text itself is what `lemmabox fmt -` prints".into()),
            });
        }
        return standard_input(arguments, out);
    }
    let mut errors = Vec::new();
    let mut outcome = Outcome::AsExpected;
    let mut entries = Vec::new();
    let mut tell = |file: &str, state, found: &[lang::Diagnostic]| {
        let place = |e: &lang::Diagnostic| {
            let place = e.location().map(|(_, line, column)| (line, column));
            (place, e.message.clone())
        };
        entries.push(Entry {
            file: file.to_owned(),
            state,
            errors: found.iter().map(place).collect(),
        });
    };
    for path in lang::claim_files(&arguments.files)? {
        let name = path.display().to_string();
        let read = lang::read_bytes(&path).map_err(|e| vec![e]);
        let (old, new) = match read.and_then(|bytes| formatted(&name, &bytes)) {
            Ok(texts) => texts,
            Err(found) => {
                tell(&name, "error", &found);
                errors.extend(found);
                continue;
            }
        };
        if arguments.stdout {
            out.write_all(new.as_bytes())?;
        } else if old == new {
            tell(&name, "formatted", &[]);
        } else {
            if arguments.check {
                tell(&name, "unformatted", &[]);
                if !arguments.json {
                    writeln!(out, "{name}")?;
                }
                outcome = Outcome::NotAsExpected;
            } else {
                tell(&name, "changed", &[]);
                replace(&path, &new).map_err(|e| Failure::Message {
                    message: format!("cannot write {name}: {e}"),
                    help: Some("the file is unchanged".into()),
                })?;
            }
        }
    }
    if arguments.json {
        json::print(&entries, out)?;
    }
    if errors.is_empty() {
        Ok(outcome)
    } else {
        Err(Failure::Claims(errors))
    }
}

/// The old and the new text.
fn formatted(name: &str, bytes: &[u8]) -> Result<(String, String), Vec<lang::Diagnostic>> {
    let old = lang::text_of_bytes(name, bytes)?;
    Ok((old.to_owned(), lang::format(name, old)?))
}

fn standard_input(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(lang::MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| Failure::file("read", Path::new("standard input"), &e))?;
    let (old, new) = formatted("<stdin>", &bytes)?;
    if arguments.check {
        return Ok(if old == new {
            Outcome::AsExpected
        } else {
            writeln!(out, "<stdin>")?;
            Outcome::NotAsExpected
        });
    }
    out.write_all(new.as_bytes())?;
    Ok(Outcome::AsExpected)
}

/// Replaces a file's text in one step: readers see the old text or the new one, never a part.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Through a link, so that the link stays one.
    let path = path.canonicalize()?;
    let permissions = std::fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only",
        ));
    }
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".lemmabox-")
        .tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|e| e.error)?;
    Ok(())
}
