//! Results of a long run, kept as they come: an append-only file from which a run killed at any
//! moment goes on, and the shards of one run, read together.
//!
//! A run is cut into *units* numbered from 0: the claims of `verify`, stretches of a sweep's
//! points, parts of a paving. What a command prints it prints from the records of the units in
//! their order, whether they were made by one process or by a thousand; so the output is the same.

mod file;
mod header;
mod line;
mod merge;
mod shard;

pub use file::{Journal, JournalError};
pub use header::{Difference, FORMAT, Header, What};
pub use line::Mark;
pub use merge::{Joined, MergeError};
pub use shard::{MOST_SHARDS, NoShard, Shard, Units};

use std::io;

/// Records by unit.
pub trait Records {
    /// Calls `see` on each line of a unit's record, in the order written; not at all when there is
    /// none.
    ///
    /// # Errors
    /// Those of reading, and of `see`.
    fn read(&self, unit: u64, see: &mut dyn FnMut(&str) -> io::Result<()>) -> io::Result<()>;

    /// Whether the unit's record is complete.
    fn is_complete(&self, unit: u64) -> bool;

    /// The last line of a complete record.
    ///
    /// # Errors
    /// Those of reading.
    fn last(&self, unit: u64) -> io::Result<Option<String>> {
        if !self.is_complete(unit) {
            return Ok(None);
        }
        let mut last = None;
        self.read(unit, &mut |line| {
            last = Some(line.to_owned());
            Ok(())
        })?;
        Ok(last)
    }
}
