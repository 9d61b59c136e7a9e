//! How a subcommand ends, and the exit code it means.

use crate::lang::Diagnostic;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

/// Why a claim is undecided that was being decided when the run was interrupted.
pub(super) const INTERRUPTED: &str = "interrupted";

/// What a subcommand found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as the claims expect.
    AsExpected,
    /// Something is decided, and not as expected.
    NotAsExpected,
    /// A decision was expected and none reached.
    Undecided,
}

impl Outcome {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Outcome::AsExpected => 0,
            Outcome::NotAsExpected => 1,
            Outcome::Undecided => 3,
        }
    }

    /// The outcome of a claim with this verdict of which that one is expected, both in words.
    #[must_use]
    pub fn of_verdict(verdict: &str, expected: &str) -> Outcome {
        match verdict {
            _ if verdict == expected => Outcome::AsExpected,
            "undecided" => Outcome::Undecided,
            _ => Outcome::NotAsExpected,
        }
    }

    /// The outcome of two parts together: a wrong part outweighs an undecided one.
    #[must_use]
    pub fn and(self, other: Outcome) -> Outcome {
        match (self, other) {
            (Outcome::NotAsExpected, _) | (_, Outcome::NotAsExpected) => Outcome::NotAsExpected,
            (Outcome::Undecided, _) | (_, Outcome::Undecided) => Outcome::Undecided,
            _ => Outcome::AsExpected,
        }
    }
}

/// Of all parts together; as expected where there are none.
impl FromIterator<Outcome> for Outcome {
    fn from_iter<I: IntoIterator<Item = Outcome>>(parts: I) -> Self {
        parts.into_iter().fold(Outcome::AsExpected, Outcome::and)
    }
}

/// Why a subcommand could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Claim files with errors.
    #[error("{} in {}", count(.0.len() as u64, "error"), whole(.0))]
    Claims(Vec<Diagnostic>),
    /// Anything else, with what to do about it if that is known.
    #[error("{message}")]
    Message {
        /// What went wrong.
        message: String,
        /// How to mend it.
        help: Option<String>,
    },
    /// Shards that do not make one run.
    #[error("{message}")]
    Shards {
        /// What is wrong.
        message: String,
        /// How to mend it.
        help: String,
    },
    /// Standard input or output.
    #[error("{0}")]
    Stream(#[from] std::io::Error),
}

impl Failure {
    /// The exit code of every failure but shards that do not make one run.
    pub const CODE: u8 = 2;

    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Failure::Shards { .. } => 4,
            _ => Self::CODE,
        }
    }

    /// A failure to read, write or otherwise use a file.
    #[must_use]
    pub fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Failure::Message {
            message: format!("cannot {doing} {}: {error}", path.display()),
            help: mend(doing, error.kind()).map(str::to_owned),
        }
    }

    /// The failure as standard error shows it.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let mut text = String::new();
        if let Failure::Claims(errors) = self {
            for error in errors {
                text.push_str(&error.render(color));
            }
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "error: {self}");
        if let Failure::Message {
            help: Some(help), ..
        }
        | Failure::Shards { help, .. } = self
        {
            let _ = writeln!(text, "  help: {help}");
        }
        text
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(errors: Vec<Diagnostic>) -> Self {
        Failure::Claims(errors)
    }
}

/// What is to be done about a file that cannot be used.
fn mend(doing: &str, kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound if doing == "read" => "give the path of a file that is there",
        ErrorKind::NotFound => "make the directory it is to stand in first",
        ErrorKind::IsADirectory => "give a file, not a directory",
        ErrorKind::NotADirectory => "a part of the path is a file, not a directory",
        ErrorKind::PermissionDenied => "its permissions do not allow it",
        _ => return None,
    })
}

/// What errors were found in: a text given as an argument or on standard input is no file.
fn whole(errors: &[Diagnostic]) -> &'static str {
    let is_text = |e: &Diagnostic| {
        e.location()
            .is_some_and(|(name, ..)| !Path::new(name).exists())
    };
    if errors.iter().all(is_text) {
        "the text"
    } else {
        "the claim files"
    }
}

/// A number of things, in words.
pub(super) fn count(n: u64, what: &str) -> String {
    let plural = match what {
        _ if n == 1 => "",
        _ if what.ends_with('x') => "es",
        _ => "s",
    };
    format!("{n} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_part_outweighs_an_undecided_one() {
        use Outcome::{AsExpected, NotAsExpected, Undecided};
        assert_eq!(Undecided.and(NotAsExpected), NotAsExpected);
        assert_eq!(AsExpected.and(Undecided), Undecided);
        assert_eq!(AsExpected.and(AsExpected), AsExpected);
    }

    #[test]
    fn one_thing_is_no_plural() {
        let counted = [
            count(1, "box"),
            count(2, "box"),
            count(0, "claim"),
            count(1, "claim"),
        ];
        assert_eq!(counted, ["1 box", "2 boxes", "0 claims", "1 claim"]);
    }
}
