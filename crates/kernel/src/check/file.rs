//! Certificate files: read, tied to the text of their claims, and confirmed.

use super::{check, check_witness};
use crate::certificate::{self, Certificate, Finding, Source, Tree, digest, each_term};
use crate::core_text;
use crate::expr::Claim;
use rustc_hash::FxHashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Most symbols that the rules of one argument make.
const MOST_SYMBOLS: usize = 4096;

/// A certificate file that was confirmed.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// Name of the claim.
    pub claim: String,
    /// SHA-256 of its canonical text.
    pub digest: String,
    /// True for a proof, false for a refutation.
    pub proved: bool,
    /// Name and hash of each lemma on which the proof rests.
    pub lemmas: Vec<(String, String)>,
}

/// A certificate file, read but not confirmed.
#[derive(Debug)]
pub struct Opened {
    certificate: Certificate,
    /// The claim with the terms of its proof in its DAG.
    claim: Claim,
    /// Whether the file is as it was written.
    sealed: Result<(), String>,
}

impl Opened {
    /// The claim the file is about.
    #[must_use]
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Hash of the claim's canonical text.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.certificate.text)
    }
}

/// Files that end with `.cert` in the directories given, in order of their names, and the other
/// paths as they are.
///
/// # Errors
/// The path that cannot be listed, and why.
pub fn certificate_files(given: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut paths = Vec::new();
    for path in given {
        if !path.is_dir() {
            paths.push(path.clone());
            continue;
        }
        let list = || -> io::Result<Vec<PathBuf>> {
            let mut found = Vec::new();
            for entry in std::fs::read_dir(path)? {
                let file = entry?.path();
                if file.extension().is_some_and(|e| e == "cert") {
                    found.push(file);
                }
            }
            found.sort();
            Ok(found)
        };
        paths.extend(list().map_err(|e| (path.clone(), e))?);
    }
    Ok(paths)
}

/// Reads a certificate: the hash must be that of the text, the text canonical and of one claim of
/// that name.
///
/// # Errors
/// The place and the cause.
pub fn open(source: &Source) -> Result<Opened, String> {
    let mut parsed = None;
    let result = Certificate::read(source, |text| {
        let claim = core_text::read_claim(text)
            .map_err(|e| format!("the text of the claim cannot be read: {e}"))?;
        let (dag, mut variables) = (claim.dag.clone(), claim.variables.len());
        if !claim.symbols.is_empty() || !claim.uses.is_empty() {
            // Rules of inference make symbols; where they are used their numbers are checked.
            variables += MOST_SYMBOLS;
        }
        parsed = Some(claim);
        Ok((dag, variables))
    });
    let certificate::Opened {
        certificate,
        dag,
        sealed,
    } = result.map_err(|e| e.to_string())?;
    let Some(mut claim) = parsed else {
        return Err("the certificate has no claim".into());
    };
    if claim.name != certificate.claim {
        return Err(format!(
            "the text is of claim `{}`, not of `{}`",
            claim.name, certificate.claim
        ));
    }
    let used: Vec<&str> = claim.uses.iter().map(|u| u.lemma.as_str()).collect();
    let named: Vec<&str> = certificate
        .lemmas
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    if used != named {
        return Err("the lemmas named are not those the claim uses".into());
    }
    claim.dag = dag;
    if let Finding::Proved(proof) = &certificate.finding
        && claim.symbols.is_empty()
        && !claim.uses.is_empty()
        && !matches!(proof.tree, Tree::Argument(_))
    {
        let mut known = true;
        each_term(proof, &mut |e| {
            let last = claim.dag.variables(e).into_iter().max();
            known &= last.is_none_or(|v| v.index() < claim.variables.len());
        });
        if !known {
            return Err("a term has an unknown variable".into());
        }
    }
    Ok(Opened {
        certificate,
        claim,
        sealed: sealed.map_err(|e| e.to_string()),
    })
}

/// Confirms a certificate. Its lemmas are looked up by hash among `others`; that they are confirmed
/// in their turn is for the caller to see to (see [`check_all`]).
///
/// # Errors
/// What could not be confirmed.
pub fn confirm(opened: &Opened, others: &FxHashMap<String, &Claim>) -> Result<Confirmed, String> {
    let certificate = &opened.certificate;
    match &certificate.finding {
        Finding::Proved(proof) => {
            let mut lemmas = Vec::new();
            for (name, hash) in &certificate.lemmas {
                let lemma = others.get(hash).copied().filter(|c| c.name == *name).ok_or_else(|| {
                    format!("the lemma `{name}` with the hash stated is not among the certificates given")
                })?;
                lemmas.push(lemma);
            }
            check(&opened.claim, &lemmas, proof).map_err(|e| e.to_string())?;
        }
        Finding::Refuted(witness) => {
            check_witness(&opened.claim, witness).map_err(|e| e.to_string())?
        }
    }
    // Last: what does not hold is named with its place, whether the file was changed or not.
    opened.sealed.clone()?;
    let proved = matches!(certificate.finding, Finding::Proved(_));
    Ok(Confirmed {
        claim: certificate.claim.clone(),
        digest: opened.digest(),
        proved,
        lemmas: if proved {
            certificate.lemmas.clone()
        } else {
            Vec::new()
        },
    })
}

/// What comes of one certificate; where the kernel panics, as on an overflow, that one is refused
/// and others are not kept from being checked. Nothing that `work` changes outlives it.
fn apart<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("the kernel failed on it, which confirms nothing".into()))
}

/// Confirms certificates that rest on each other: a proof counts only if every lemma it names by
/// hash is proved by another of the files whose own lemmas are, without going in circles. Results
/// come in the order of the files.
#[must_use]
pub fn check_all<'f, F>(files: &'f [F]) -> Vec<Result<Confirmed, String>>
where
    Source: From<&'f F>,
{
    let opened: Vec<Result<Opened, String>> =
        files.iter().map(|f| apart(|| open(&f.into()))).collect();
    let claims: FxHashMap<String, &Claim> = opened
        .iter()
        .flatten()
        .map(|o| (o.digest(), o.claim()))
        .collect();
    let mut results: Vec<Result<Confirmed, String>> = opened
        .iter()
        .map(|o| {
            let opened = o.as_ref().map_err(Clone::clone)?;
            apart(|| confirm(opened, &claims))
        })
        .collect();
    // Proved outright first, then whatever rests on those: a circle never gets its first member.
    let mut grounded: rustc_hash::FxHashSet<String> = rustc_hash::FxHashSet::default();
    loop {
        let before = grounded.len();
        for done in results.iter().flatten() {
            if done.proved && done.lemmas.iter().all(|(_, hash)| grounded.contains(hash)) {
                grounded.insert(done.digest.clone());
            }
        }
        if grounded.len() == before {
            break;
        }
    }
    for result in &mut results {
        let missing = result.as_ref().ok().and_then(|done| {
            let (name, _) = done
                .lemmas
                .iter()
                .find(|(_, hash)| !grounded.contains(hash))?;
            Some(format!(
                "it rests on the lemma `{name}`, whose own certificate is not confirmed"
            ))
        });
        if let Some(cause) = missing {
            *result = Err(cause);
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_refusal() {
        let none: Vec<u8> = Vec::new();
        let failed: Result<u8, String> = apart(|| Ok(none[0]));
        assert!(failed.unwrap_err().contains("confirms nothing"));
        assert_eq!(apart(|| Ok(1)), Ok(1));
    }
}
