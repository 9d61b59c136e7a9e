//! `lemmabox check`.

use super::{Failure, Outcome, Output, json, statement};
use crate::certificate::{digest, regular};
use crate::check::binding::{Stated, report};
use crate::check::file::{Confirmed, certificate_files, check_all};
use crate::expr::Claim;
use crate::lang::{self, canonical};
use crate::prove::as_stated;
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(super) const EXAMPLES: &str = "\
Examples:
  lemmabox verify proofs --certificate out && lemmabox check out --claims proofs
  lemmabox check out/K3.cert              without comparing what it states
  lemmabox core proofs > core && lemmabox-check out --claims core
                                          the same with the kernel alone";

/// Arguments of `lemmabox check`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Certificates, or directories searched for *.cert
    #[arg(value_name = "FILES", required = true)]
    files: Vec<PathBuf>,
    /// Claim files or directories: each certificate must be of a claim in them, word for word, and
    /// each claim have one. Without them no statement is compared
    #[arg(long, value_name = "FILES")]
    claims: Vec<PathBuf>,
    /// With --claims, what the paper states, as in `lemmabox verify --paper`
    #[arg(long, value_name = "FILE", requires = "claims")]
    paper: Option<PathBuf>,
    /// Scripts of SMT-LIB 2: as with --claims, about their queries
    #[arg(long, value_name = "FILES")]
    script: Vec<PathBuf>,
    /// Print a JSON object: the certificates, and the claims without one
    #[arg(long)]
    json: bool,
}

/// One certificate in the JSON output.
#[derive(Serialize)]
struct Entry {
    file: String,
    /// Whether the kernel confirms it.
    confirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// Whether one of the claims given reads so, word for word; none where no claims are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The JSON output.
#[derive(Serialize)]
struct Checked {
    as_expected: bool,
    certificates: Vec<Entry>,
    /// Names of claims given of which no certificate is confirmed.
    missing: Vec<String>,
}

/// Re-does each certificate and holds them against the claims.
///
/// # Errors
/// Files that cannot be read. A certificate that is not confirmed is no error but the outcome 1.
pub fn run(arguments: &Arguments, out: &mut Output) -> Result<Outcome, Failure> {
    let paths = certificate_files(&arguments.files)
        .map_err(|(path, e)| Failure::file("read", &path, &e))?;
    for path in &paths {
        regular(path).map_err(|e| Failure::file("read", path, &e))?;
    }
    let mut digests = Vec::new();
    let claims = if arguments.claims.is_empty() && arguments.script.is_empty() {
        if let (true, Some(path)) = (paths.is_empty(), arguments.files.first()) {
            return Err(no_certificate(path));
        }
        None
    } else {
        let mut stated = Vec::new();
        let mut keep = |claim: &Claim, what: Stated| {
            digests.push((claim.name.clone(), digest(&canonical(claim))));
            stated.push(what);
        };
        if !arguments.claims.is_empty() {
            let mut claims = lang::load(&arguments.claims)?;
            statement::state(arguments.paper.as_deref(), &mut claims)?;
            for located in &claims {
                let claim = as_stated(&located.claim);
                keep(&claim, Stated::new(&claim));
            }
        }
        for script in &arguments.script {
            for claim in super::smt::core_claims(script)? {
                keep(&claim, Stated::query(&claim));
            }
        }
        Some(stated)
    };
    let results = check_all(&paths);
    let well = if arguments.json {
        let well = report(&paths, &results, claims.as_deref(), &mut std::io::sink())?;
        let digests = claims.is_some().then_some(digests.as_slice());
        json::print(&checked(well, &paths, &results, digests), out)?;
        well
    } else {
        report(&paths, &results, claims.as_deref(), out)?
    };
    Ok(if well {
        Outcome::AsExpected
    } else {
        Outcome::NotAsExpected
    })
}

/// The results as data; `claims` are the names and digests of those given.
fn checked(
    well: bool,
    paths: &[PathBuf],
    results: &[Result<Confirmed, String>],
    claims: Option<&[(String, String)]>,
) -> Checked {
    let entry = |(path, result): (&PathBuf, &Result<Confirmed, String>)| {
        let done = result.as_ref().ok();
        Entry {
            file: path.display().to_string(),
            confirmed: done.is_some(),
            name: done.map(|d| d.claim.clone()),
            verdict: done.map(|d| if d.proved { "proved" } else { "refuted" }),
            sha256: done.map(|d| d.digest.clone()),
            stated: done
                .zip(claims)
                .map(|(d, claims)| claims.iter().any(|(_, digest)| *digest == d.digest)),
            error: result.as_ref().err().cloned(),
        }
    };
    let certificates = paths.iter().zip(results).map(entry).collect();
    let has = |digest: &str| results.iter().flatten().any(|d| d.digest == digest);
    let claims = claims.unwrap_or_default().iter();
    let missing = claims
        .filter(|(_, digest)| !has(digest))
        .map(|(name, _)| name.clone());
    Checked {
        as_expected: well,
        certificates,
        missing: missing.collect(),
    }
}

fn no_certificate(path: &Path) -> Failure {
    Failure::Message {
        message: format!("{} holds no certificate", path.display()),
        help: Some("`lemmabox verify FILES --certificate DIR` writes them".into()),
    }
}
