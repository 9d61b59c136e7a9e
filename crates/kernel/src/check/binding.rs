//! Certificates held against the claims they are to be about.

use super::file::Confirmed;
use crate::certificate::digest;
use crate::core_text::canonical;
use crate::expr::{Claim, Expectation};
use std::io::{self, Write};
use std::path::PathBuf;

/// A claim for which there should be a certificate.
#[derive(Clone, Debug)]
pub struct Stated {
    name: String,
    digest: String,
    /// What it is expected to be; `None` where any answer is well and one must be there.
    expectation: Option<Expectation>,
}

impl Stated {
    /// What is asked of the certificate of a claim.
    #[must_use]
    pub fn new(claim: &Claim) -> Stated {
        Stated {
            name: claim.name.clone(),
            digest: digest(&canonical(claim)),
            expectation: Some(claim.expectation),
        }
    }

    /// As [`Self::new`] for a query, which is answered one way or the other unless its status is
    /// known.
    #[must_use]
    pub fn query(claim: &Claim) -> Stated {
        let known = claim.expectation != Expectation::Undecided;
        Stated {
            expectation: known.then_some(claim.expectation),
            ..Stated::new(claim)
        }
    }

    fn expects(&self, done: &Confirmed) -> bool {
        match self.expectation {
            Some(Expectation::Proved) => done.proved,
            Some(Expectation::Refuted) => !done.proved,
            Some(Expectation::Undecided) => false,
            None => true,
        }
    }
}

/// Text with the characters written out that would move a terminal's cursor, change its colours or
/// the direction of writing.
#[must_use]
pub fn printable(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    let mut out = String::new();
    for c in text.chars() {
        if hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

fn word(proved: bool) -> &'static str {
    if proved { "proved" } else { "refuted" }
}

fn expected(expectation: Option<Expectation>) -> &'static str {
    match expectation {
        Some(Expectation::Proved) => "proved",
        Some(Expectation::Refuted) => "refuted",
        Some(Expectation::Undecided) => "undecided",
        None => "either",
    }
}

/// Says of each certificate whether it is confirmed, and of each claim whether it has the
/// certificate it should. Without claims no statement is compared, which is said of each.
///
/// True if all is well: every certificate is confirmed and of a claim given, and decides it as the
/// claim expects; and every claim has one but those expected undecided.
///
/// # Errors
/// Those of `out`.
pub fn report(
    paths: &[PathBuf],
    results: &[Result<Confirmed, String>],
    claims: Option<&[Stated]>,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut well = true;
    let mut confirmed = 0;
    for (path, result) in paths.iter().zip(results) {
        let path = printable(&path.display().to_string());
        let done = match result {
            Ok(done) => done,
            Err(cause) => {
                well = false;
                writeln!(out, "REJECTED   {path}: {}", printable(cause))?;
                continue;
            }
        };
        confirmed += 1;
        let (decided, name) = (word(done.proved), printable(&done.claim));
        let Some(claims) = claims else {
            writeln!(
                out,
                "confirmed  {decided:8} {name} (STATEMENT NOT COMPARED)"
            )?;
            continue;
        };
        match claims.iter().find(|c| c.digest == done.digest) {
            Some(claim) if claim.expects(done) => writeln!(out, "confirmed  {decided:8} {name}")?,
            Some(claim) => {
                well = false;
                let expected = expected(claim.expectation);
                writeln!(
                    out,
                    "DIFFERS    {decided:8} {name}, which is expected {expected}"
                )?;
            }
            None => {
                well = false;
                let cause = if claims.iter().any(|c| c.name == done.claim) {
                    "the claim of that name among those given reads otherwise"
                } else {
                    "no claim given has that name"
                };
                writeln!(out, "STRAY      {path}: {decided} `{name}`, but {cause}")?;
            }
        }
    }
    for claim in claims.unwrap_or_default() {
        let has = results.iter().flatten().any(|d| d.digest == claim.digest);
        if !has && claim.expectation != Some(Expectation::Undecided) {
            well = false;
            let name = printable(&claim.name);
            writeln!(out, "MISSING    {name}: no certificate of it is confirmed")?;
        }
    }
    writeln!(out, "{confirmed} of {} certificates confirmed", paths.len())?;
    match claims {
        Some(claims) => {
            let of = |r: &&Stated| {
                results
                    .iter()
                    .flatten()
                    .any(|d| d.digest == r.digest && r.expects(d))
            };
            let held = claims.iter().filter(of).count();
            writeln!(
                out,
                "{held} of {} claims certified as expected",
                claims.len()
            )?;
        }
        None => writeln!(
            out,
            "NO STATEMENT WAS COMPARED: what the certificates prove is in them alone; give the claims with --claims"
        )?,
    }
    Ok(well)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str) -> Stated {
        Stated::new(&crate::core_text::read_claim(text).unwrap())
    }

    fn text(name: &str, expectation: &str) -> String {
        format!(
            "claim {name} \"\" {{\n  for x in [0, 1]\n  show x <= 1\n  expect {expectation}\n}}\n"
        )
    }

    fn confirmed(name: &str, of: &Stated, proved: bool) -> Result<Confirmed, String> {
        Ok(Confirmed {
            claim: name.into(),
            digest: of.digest.clone(),
            proved,
            lemmas: Vec::new(),
        })
    }

    fn said(results: &[Result<Confirmed, String>], claims: Option<&[Stated]>) -> (bool, String) {
        let paths = vec![PathBuf::from("a\u{1b}[31m.cert"); results.len()];
        let mut out = Vec::new();
        let well = report(&paths, results, claims, &mut out).unwrap();
        (well, String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_claim_has_its_certificate_and_every_certificate_its_claim() {
        let claims = ["A", "B"].map(|n| claim(&text(n, "proved")));
        let a = confirmed("A", &claims[0], true);
        let b = confirmed("B", &claims[1], true);
        assert!(said(&[a.clone(), b.clone()], Some(&claims)).0);
        let (well, words) = said(std::slice::from_ref(&a), Some(&claims));
        assert!(!well && words.contains("MISSING    B"));
        let refuted = confirmed("B", &claims[1], false);
        let (well, words) = said(&[a.clone(), refuted], Some(&claims));
        assert!(!well && words.contains("DIFFERS    refuted  B, which is expected proved"));
        let (well, words) = said(&[a.clone(), b.clone()], Some(&claims[..1]));
        assert!(!well && words.contains("STRAY") && words.contains("no claim given has that name"));
        let other = claim(&text("B", "refuted"));
        let (well, words) = said(&[a.clone(), b.clone()], Some(&[claims[0].clone(), other]));
        assert!(!well && words.contains("reads otherwise") && words.contains("MISSING    B"));
        let (well, words) = said(&[a.clone(), Err("forged".into())], Some(&claims));
        assert!(!well && words.contains("REJECTED") && words.contains("MISSING    B"));
        let (well, words) = said(&[a], None);
        assert!(well && words.contains("A (STATEMENT NOT COMPARED)"));
    }

    #[test]
    fn nothing_a_file_says_reaches_the_terminal_unescaped() {
        let forged = "x\u{1b}[2K\rconfirmed  proved   K1\n\u{202e}";
        let (_, words) = said(&[Err(forged.into())], None);
        assert!(
            words
                .chars()
                .all(|c| c == '\n' || !c.is_control() && c != '\u{202e}')
        );
        assert!(!words.lines().any(|l| l.starts_with("confirmed")));
    }
}
