//! One record a line.
//!
//! ```text
//! line    = checksum " " body "\n"        checksum: the first 16 hexadecimal digits of the SHA-256 of the
//!                                         checksum before (none on the first line) and the body
//! body    = "run " json                   the header; the first line and no other
//!         | "limits " json                limits in force from here on
//!         | unit mark text
//! mark    = " + "                         a part of the unit's record
//!         | " . "                         its last part, under the limits in force
//!         | " = "                         its last part, whatever the limits
//! ```
//!
//! Checksums are chained, so a line lost, doubled or moved is noticed, not only a line changed.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// Hexadecimal digits of a checksum.
pub const DIGITS: usize = 16;

/// The checksum of a body after the line with the checksum `before`.
#[must_use]
pub fn checksum(before: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(before.as_bytes());
    hash.update(body.as_bytes());
    let digest = hash.finalize();
    let mut out = String::with_capacity(DIGITS);
    for byte in digest.iter().take(DIGITS / 2) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Whether more of a unit's record follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It does.
    More,
    /// This is its end, under the limits in force.
    End,
    /// This is its end, whatever the limits.
    Settled,
}

impl Mark {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Mark::More => '+',
            Mark::End => '.',
            Mark::Settled => '=',
        }
    }
}

/// A line read.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'l> {
    /// The header.
    Run(&'l str),
    /// Limits.
    Limits(&'l str),
    /// A part of a record.
    Record(u64, Mark, &'l str),
}

impl<'l> Line<'l> {
    /// Reads a line without its end after one with the checksum `before`; gives its checksum, too.
    #[must_use]
    pub fn read(line: &'l str, before: &str) -> Option<(Self, &'l str)> {
        let (sum, rest) = line.split_at_checked(DIGITS)?;
        let body = rest.strip_prefix(' ')?;
        (checksum(before, body) == sum).then_some(())?;
        if let Some(json) = body.strip_prefix("run ") {
            return Some((Line::Run(json), sum));
        }
        if let Some(json) = body.strip_prefix("limits ") {
            return Some((Line::Limits(json), sum));
        }
        let (unit, rest) = body.split_once(' ')?;
        let mark = match rest.get(..1)? {
            "+" => Mark::More,
            "." => Mark::End,
            "=" => Mark::Settled,
            _ => return None,
        };
        let text = rest.get(1..)?.strip_prefix(' ')?;
        Some((Line::Record(unit.parse().ok()?, mark, text), sum))
    }
}
