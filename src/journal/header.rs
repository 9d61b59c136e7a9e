//! What a run is: the first line of its journal.

use super::{Shard, Units};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Version of the format.
pub const FORMAT: u32 = 1;

/// What a run is about. Two runs with the same header, but for the shard, have the same results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub journal: u32,
    /// Version of the tool.
    pub tool: String,
    /// The subcommand.
    pub command: String,
    /// Which part.
    pub shard: Shard,
    /// The units of the whole run.
    pub units: Units,
    /// The options on which results depend.
    pub options: Map<String, Value>,
    /// Name and SHA-256 (of the canonical text) of each claim.
    pub claims: Vec<(String, String)>,
    /// What else is needed to print the results.
    pub about: Value,
}

impl Header {
    /// The header of a run by this version.
    #[must_use]
    pub fn new(command: &str, shard: Shard, units: Units) -> Self {
        Self {
            journal: FORMAT,
            tool: env!("CARGO_PKG_VERSION").into(),
            command: command.into(),
            shard,
            units,
            options: Map::new(),
            claims: Vec::new(),
            about: Value::Null,
        }
    }

    /// What makes another header that of another run, leaving out which part it is: here, there.
    #[must_use]
    pub fn difference(&self, other: &Header) -> Option<Difference> {
        let differs = |what, here: String, there: String| Some(Difference { what, here, there });
        if (self.journal, &self.tool) != (other.journal, &other.tool) {
            return differs(What::Version, self.tool.clone(), other.tool.clone());
        }
        if self.command != other.command {
            return differs(What::Command, self.command.clone(), other.command.clone());
        }
        if let Some((what, here, there)) = differing(&self.options, &other.options) {
            return differs(What::Option(what), here, there);
        }
        if self.claims != other.claims {
            let missing = "none".to_owned();
            let pair = |c: Option<&(String, String)>| match c {
                Some((name, hash)) => (name.clone(), hash.clone()),
                None => (missing.clone(), missing.clone()),
            };
            let longest = self.claims.len().max(other.claims.len());
            for i in 0..longest {
                let (here, there) = (self.claims.get(i), other.claims.get(i));
                if here != there {
                    let ((a, x), (b, y)) = (pair(here), pair(there));
                    return if a == b {
                        differs(What::Claim(a), x, y)
                    } else {
                        differs(What::Claims, a, b)
                    };
                }
            }
        }
        if (self.units, &self.about) != (other.units, &other.about) {
            let count = |h: &Header| h.units.total.to_string();
            return differs(What::Units, count(self), count(other));
        }
        if self.shard.count() != other.shard.count() {
            let count = |h: &Header| h.shard.count().to_string();
            return differs(What::Count, count(self), count(other));
        }
        None
    }
}

/// The first key whose values differ, with the values.
pub(super) fn differing(
    here: &Map<String, Value>,
    there: &Map<String, Value>,
) -> Option<(String, String, String)> {
    let none = Value::Null;
    let value = |map: &Map<String, Value>, key: &String| map.get(key).unwrap_or(&none).to_string();
    here.keys()
        .chain(there.keys())
        .find(|k| here.get(*k) != there.get(*k))
        .map(|k| (k.clone(), value(here, k), value(there, k)))
}

/// Where two runs differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Version of the tool.
    Version,
    /// Subcommand.
    Command,
    /// An option.
    Option(String),
    /// The text of a claim.
    Claim(String),
    /// The choice of claims.
    Claims,
    /// Number of units.
    Units,
    /// Number of shards.
    Count,
}

/// A difference between two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub what: What,
    /// On this side.
    pub here: String,
    /// On the other side.
    pub there: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, here, there } = self;
        match what {
            What::Version => write!(f, "the versions differ: {here} and {there}"),
            What::Command => write!(f, "the commands differ: {here} and {there}"),
            What::Option(name) => write!(f, "the options differ: {name} is {here} and {there}"),
            What::Claim(name) => {
                write!(
                    f,
                    "the claims differ: {name} has the hash {here} and {there}"
                )
            }
            What::Claims => write!(
                f,
                "the choices of claims differ: {here} where there is {there}"
            ),
            What::Units => write!(f, "the runs differ in their units: {here} and {there}"),
            What::Count => write!(f, "the numbers of shards differ: {here} and {there}"),
        }
    }
}
