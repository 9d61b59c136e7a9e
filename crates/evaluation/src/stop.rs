//! The request to stop an evaluation.

use std::fmt;

/// Asks whether work is to stop. What has stopped has no result.
#[derive(Clone, Copy)]
pub struct Stop<'a>(&'a dyn Fn() -> bool);

impl Stop<'static> {
    /// Nobody asks.
    pub const NEVER: Self = Stop(&|| false);
}

impl<'a> Stop<'a> {
    /// The request that is made once `asked` says so.
    #[must_use]
    pub fn when(asked: &'a dyn Fn() -> bool) -> Self {
        Self(asked)
    }

    /// Whether it is made.
    #[must_use]
    pub fn asked(self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stop").field(&self.asked()).finish()
    }
}
