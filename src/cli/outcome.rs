//! How a subcommand ends, and the exit code it means.

use crate::lang::Diagnostic;
use std::fmt::Write as _;
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

/// Why a subcommand could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Claim files with errors.
    #[error("{} in the claim files", count(.0.len(), "error"))]
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
            help: None,
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

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
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
}
