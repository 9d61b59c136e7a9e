//! `lemmabox check`.

use super::{Failure, Outcome, Output};
use crate::check::file::check_all;
use crate::lang;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox verify proofs --certificate out && lemmabox check out
  lemmabox check out/K3.cert
  lemmabox check out --claims proofs      and that they are about these claims";

/// Arguments of `lemmabox check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Certificates, or directories searched for *.cert
    #[arg(value_name = "FILES", required = true)]
    files: Vec<PathBuf>,
    /// Claim files or directories: each certificate must be of a claim in them, word for word
    #[arg(long, value_name = "FILES")]
    claims: Vec<PathBuf>,
}

/// Re-does each certificate and says which are confirmed.
///
/// # Errors
/// Files that cannot be read. A certificate that is not confirmed is no error but the outcome 1.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let paths = certificate_files(&arguments.files)?;
    for path in &paths {
        File::open(path).map_err(|e| Failure::file("read", path, &e))?;
    }
    let claims = if arguments.claims.is_empty() {
        Vec::new()
    } else {
        lang::load(&arguments.claims)?
    };
    let digests: Vec<String> = claims
        .iter()
        .map(|c| crate::certificate::digest(&lang::canonical(&crate::prove::as_stated(&c.claim))))
        .collect();
    let mut outcome = Outcome::AsExpected;
    let mut confirmed = 0;
    for (path, result) in paths.iter().zip(check_all(&paths)) {
        let result = result.and_then(|done| {
            let known = claims.is_empty() || digests.contains(&done.digest);
            if known {
                Ok(done)
            } else {
                Err(format!(
                    "`{}` is not, word for word, among the claims given",
                    done.claim
                ))
            }
        });
        match result {
            Ok(done) => {
                confirmed += 1;
                let word = if done.proved { "proved" } else { "refuted" };
                writeln!(out, "confirmed  {word:8} {}", done.claim)?;
            }
            Err(cause) => {
                outcome = Outcome::NotAsExpected;
                writeln!(out, "REJECTED   {}: {cause}", path.display())?;
            }
        }
    }
    writeln!(out, "{confirmed} of {} certificates confirmed", paths.len())?;
    Ok(outcome)
}

fn certificate_files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for path in given {
        if !path.is_dir() {
            paths.push(path.clone());
            continue;
        }
        let mut found = Vec::new();
        let listing = std::fs::read_dir(path).map_err(|e| Failure::file("read", path, &e))?;
        for entry in listing {
            let file = entry.map_err(|e| Failure::file("read", path, &e))?.path();
            if file.extension().is_some_and(|e| e == "cert") {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(no_certificate(path));
        }
        found.sort();
        paths.extend(found);
    }
    Ok(paths)
}

fn no_certificate(path: &Path) -> Failure {
    Failure::Message {
        message: format!("{} holds no certificate", path.display()),
        help: Some("`lemmabox verify FILES --certificate DIR` writes them".into()),
    }
}
