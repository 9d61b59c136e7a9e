//! `lemmabox check`.

use super::{Failure, Outcome, Output, statement};
use crate::certificate::regular;
use crate::check::binding::{Stated, report};
use crate::check::file::{certificate_files, check_all};
use crate::lang;
use crate::prove::as_stated;
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
    /// Claim files or directories: each certificate must be of a claim in them, word for word, and each claim
    /// have one. Without them no statement is compared
    #[arg(long, value_name = "FILES")]
    claims: Vec<PathBuf>,
    /// With --claims, what the paper states, as in `lemmabox verify --paper`
    #[arg(long, value_name = "FILE", requires = "claims")]
    paper: Option<PathBuf>,
    /// Scripts of SMT-LIB 2: as with --claims, about their queries
    #[arg(long, value_name = "FILES")]
    script: Vec<PathBuf>,
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
    let claims = if arguments.claims.is_empty() && arguments.script.is_empty() {
        if let (true, Some(path)) = (paths.is_empty(), arguments.files.first()) {
            return Err(no_certificate(path));
        }
        None
    } else {
        let mut stated = Vec::new();
        if !arguments.claims.is_empty() {
            let mut claims = lang::load(&arguments.claims)?;
            statement::state(arguments.paper.as_deref(), &mut claims)?;
            stated.extend(claims.iter().map(|c| Stated::new(&as_stated(&c.claim))));
        }
        for script in &arguments.script {
            stated.extend(super::smt::core_claims(script)?.iter().map(Stated::query));
        }
        Some(stated)
    };
    Ok(
        if report(&paths, &check_all(&paths), claims.as_deref(), out)? {
            Outcome::AsExpected
        } else {
            Outcome::NotAsExpected
        },
    )
}

fn no_certificate(path: &Path) -> Failure {
    Failure::Message {
        message: format!("{} holds no certificate", path.display()),
        help: Some("`lemmabox verify FILES --certificate DIR` writes them".into()),
    }
}
