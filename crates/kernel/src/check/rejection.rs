//! Why a proof was not accepted.

use std::fmt;

/// The first step of a proof that the checker could not confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Leaves of the tree accepted before it, in the order of the proof.
    pub leaves: u64,
    /// What failed.
    pub cause: String,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {} leaves: {}", self.leaves, self.cause)
    }
}

impl std::error::Error for Rejection {}

/// Refuses with a reason in words.
pub(super) fn refuse<T>(cause: impl Into<String>) -> Result<T, String> {
    Err(cause.into())
}

/// Refuses unless the condition holds.
pub(super) fn require(condition: bool, cause: &str) -> Result<(), String> {
    if condition { Ok(()) } else { refuse(cause) }
}
