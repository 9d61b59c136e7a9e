//! JSON on standard output.

use super::Failure;
use serde::Serialize;
use std::io::{self, Write};

/// Writes a value on lines of its own.
///
/// # Errors
/// Those of writing.
pub(super) fn print(
    value: &(impl Serialize + ?Sized),
    out: &mut (impl Write + ?Sized),
) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}
