//! Long runs: their journal, and the shards of them.

use super::{Failure, Outcome, Output};
use crate::journal::{Header, Journal, Shard};
use serde_json::{Map, Value};
use std::io::Write as _;
use std::path::PathBuf;

/// Where results are kept, and which part of them is wanted.
#[derive(Debug, Default, clap::Args)]
pub struct JournalArguments {
    /// File that keeps every result as it comes; the same command, killed at any moment, goes on
    /// from it
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Do only part I of N, counted from 1 (1 <= I <= N), into the journal; `lemmabox merge` makes
    /// the output of the N journals
    #[arg(long, value_name = "I/N", requires = "journal")]
    shard: Option<Shard>,
}

/// A JSON object of anything that is one.
pub fn object(value: &impl serde::Serialize) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(value).map_err(std::io::Error::from)? {
        Value::Object(map) => Ok(map),
        _ => Ok(Map::new()),
    }
}

/// Takes the limits out of a command's options: what may change when a run is taken up again.
pub fn limits_of(options: &mut Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let taken = names
        .iter()
        .filter_map(|&name| Some((name.to_owned(), options.remove(name)?)));
    taken.collect()
}

impl JournalArguments {
    /// The part asked for.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.shard.unwrap_or(Shard::WHOLE)
    }

    /// Whether the journal outlives the run.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.journal.is_some() || self.is_part()
    }

    /// Whether only a part is asked for: then the journal is the output.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.shard.is_some()
    }

    /// The journal, taken up where it ended, or a temporary one.
    ///
    /// # Errors
    /// A file that cannot be used or is the journal of another run.
    pub fn open(&self, header: Header, limits: Map<String, Value>) -> Result<Journal, Failure> {
        match &self.journal {
            Some(path) => Journal::open(path, header, limits).map_err(|e| Failure::Message {
                message: e.at(path),
                help: Some("give the options of that run, or another --journal".into()),
            }),
            None => Ok(Journal::temporary(header, limits)?),
        }
    }

    /// Ends the run of a shard: makes sure of the journal and tells how far it is. Decided
    /// otherwise than expected or not, a shard has done its work when all of its units have a
    /// record.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(&self, journal: &Journal, out: &mut Output) -> Result<Outcome, Failure> {
        journal.sync()?;
        let shard = journal.header().shard;
        let units = journal.units().of(shard).count();
        let open = journal.open_units().len();
        writeln!(
            out,
            "shard {shard} of {}: {} of {units} units recorded{}",
            journal.header().command,
            units - open,
            if open == 0 {
                "; `lemmabox merge` joins the shards"
            } else {
                "; the same command goes on"
            }
        )?;
        Ok(if open == 0 {
            Outcome::AsExpected
        } else {
            Outcome::Undecided
        })
    }
}
