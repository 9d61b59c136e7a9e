//! Which claims a subcommand is about.

use super::{Failure, statement};
use crate::lang::{self, Diagnostic, Located};
use crate::session;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;

/// Claim files, directories of them, and a choice of claims.
#[derive(Debug, clap::Args)]
pub struct ClaimFiles {
    /// Claim files, or directories searched for *.lemma; or the clauses of one claim
    #[arg(value_name = "FILES", default_value = ".")]
    pub files: Vec<PathBuf>,
    /// Only this claim; may be repeated
    #[arg(long = "claim", value_name = "NAME")]
    pub only: Vec<String>,
    /// What the paper states (TOML, such as proofs/paper.toml): its constants take the place of
    /// `stated` ones
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
}

/// The claims read, every one after the lemmas it uses, and those asked for.
#[derive(Debug)]
pub struct Selection {
    /// All claims of the files.
    pub claims: Vec<Located>,
    /// Positions of the claims asked for, ascending.
    pub chosen: Vec<usize>,
}

impl ClaimFiles {
    /// Reads the files.
    ///
    /// # Errors
    /// Errors in the claim files; a name in `--claim` that no claim has.
    pub fn load(&self) -> Result<Selection, Failure> {
        let mut claims = match self.clauses() {
            Some(text) => session::read(text)?,
            None => {
                let claims = lang::load(&self.files)?;
                self.warn_of_empty(&claims, &[])?;
                claims
            }
        };
        statement::state(self.paper.as_deref(), &mut claims)?;
        self.select(claims)
    }

    /// The clauses of a claim that stand where a file might.
    fn clauses(&self) -> Option<&str> {
        let [only] = self.files.as_slice() else {
            return None;
        };
        let text = only.to_str()?;
        let shows = text.split_whitespace().any(|word| word == "show");
        (shows && text.contains(' ') && !only.exists()).then_some(text)
    }

    /// Reads the files without errors, and gives the errors of the others.
    ///
    /// # Errors
    /// Errors in the claim files where no claim stands without them; a name in `--claim` that no
    /// claim has.
    pub fn load_sound(&self) -> Result<(Selection, Vec<Diagnostic>), Failure> {
        let (mut claims, errors) = match self.clauses() {
            Some(text) => (session::read(text)?, Vec::new()),
            None => {
                let (claims, errors) = lang::load_sound(&self.files)?;
                self.warn_of_empty(&claims, &errors)?;
                (claims, errors)
            }
        };
        statement::state(self.paper.as_deref(), &mut claims)?;
        match self.select(claims) {
            Ok(selection) => Ok((selection, errors)),
            // The claim may stand in a file with errors.
            Err(_) if !errors.is_empty() => Err(Failure::Claims(errors)),
            Err(failure) => Err(failure),
        }
    }

    /// Says of files without errors that they hold no claim.
    fn warn_of_empty(&self, claims: &[Located], errors: &[Diagnostic]) -> Result<(), Failure> {
        for path in lang::claim_files(&self.files)? {
            let name = path.display().to_string();
            let wrong = errors
                .iter()
                .any(|e| e.location().is_none_or(|(file, ..)| file == name));
            if !wrong && !claims.iter().any(|c| c.source.name() == name) {
                writeln!(io::stderr().lock(), "warning: {name} holds no claim")?;
            }
        }
        Ok(())
    }

    fn select(&self, claims: Vec<Located>) -> Result<Selection, Failure> {
        for name in &self.only {
            if !claims.iter().any(|c| c.claim.name == *name) {
                let names = claims.iter().map(|c| c.claim.name.as_str());
                let help = match lang::nearest_name(name, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`lemmabox list` shows the claims there are".into(),
                };
                return Err(Failure::Message {
                    message: format!("no claim is named `{name}`"),
                    help: Some(help),
                });
            }
        }
        let chosen = (0..claims.len())
            .filter(|&i| self.only.is_empty() || self.only.contains(&claims[i].claim.name))
            .collect();
        Ok(Selection { claims, chosen })
    }
}

/// A text given as an argument, or standard input where that is `-`.
///
/// # Errors
/// Those of reading, and text that is not UTF-8 or too long for a claim file.
pub(super) fn text_of_argument(argument: &str) -> Result<String, Failure> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut bytes = Vec::new();
    // One more than is read, so that what is too long is seen to be.
    let most = lang::MAX_FILE_BYTES as u64 + 1;
    io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    Ok(lang::text_of_bytes("standard input", &bytes)?.to_owned())
}
