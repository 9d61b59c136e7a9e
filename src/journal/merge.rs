//! The shards of one run, read together.

use super::header::{Header, differing};
use super::{Difference, Journal, JournalError, Records, Shard, What};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Why shards do not make one run.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A file that is no sound journal.
    #[error("{}", .1.at(.0))]
    File(PathBuf, JournalError),
    /// Shards written by another version than this.
    #[error("version: {path} was written by version {there}, and this is {here}")]
    Version {
        /// The file.
        path: String,
        /// Its version.
        there: String,
        /// This version.
        here: String,
    },
    /// Shards of different runs.
    #[error("{first} and {second} are of different runs: {difference}")]
    Differ {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// Where they differ.
        difference: Box<Difference>,
    },
    /// The same shard twice.
    #[error("overlap: {first} and {second} are both shard {shard}")]
    Overlap {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// What both are.
        shard: Shard,
    },
    /// Shards that are not there.
    #[error("gap: of {count} shards, {missing} {} missing", if *.several { "are" } else { "is" })]
    Gap {
        /// Number of shards.
        count: u64,
        /// The numbers missing, as ranges.
        missing: String,
        /// More than one is.
        several: bool,
    },
    /// A shard whose run did not end.
    #[error(
        "gap: shard {shard} ({path}) is unfinished, {open} of its {units} units are open: run it again with the same options"
    )]
    Unfinished {
        /// The file.
        path: String,
        /// Which shard.
        shard: Shard,
        /// Units without a record.
        open: usize,
        /// Its units.
        units: usize,
    },
    /// A unit that every shard did and not with the same result.
    #[error(
        "{first} and {second} differ in unit {unit}, which every shard does: they ran on machines that compute differently, or one is damaged"
    )]
    Disagree {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// The unit.
        unit: u64,
    },
}

/// Ascending numbers as ranges: `3, 7-9`.
fn ranges(numbers: &[u64]) -> String {
    let mut out: Vec<(u64, u64)> = Vec::new();
    for &n in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => out.push((n, n)),
        }
    }
    let texts = out.iter().map(|&(a, b)| {
        if a == b {
            a.to_string()
        } else {
            format!("{a}-{b}")
        }
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// All shards of one run, complete.
#[derive(Debug)]
pub struct Joined {
    /// By number of the shard less one.
    shards: Vec<Journal>,
}

impl Joined {
    /// Opens the files and makes sure that they are all shards of one run, each once and each
    /// complete.
    ///
    /// # Errors
    /// [`MergeError`].
    pub fn open(paths: &[PathBuf]) -> Result<Self, MergeError> {
        let name = |path: &Path| path.display().to_string();
        let mut found: BTreeMap<u64, (PathBuf, Journal)> = BTreeMap::new();
        let mut first: Option<(PathBuf, Header, Map<String, Value>)> = None;
        for path in paths {
            let journal =
                Journal::read_only(path).map_err(|e| MergeError::File(path.clone(), e))?;
            let header = journal.header();
            if header.tool != env!("CARGO_PKG_VERSION") {
                return Err(MergeError::Version {
                    path: name(path),
                    there: header.tool.clone(),
                    here: env!("CARGO_PKG_VERSION").into(),
                });
            }
            let limits = journal.limits();
            if let Some((before, expected, bounds)) = &first {
                let difference = expected.difference(header).or_else(|| {
                    let (what, here, there) = differing(bounds, &limits)?;
                    Some(Difference {
                        what: What::Option(what),
                        here,
                        there,
                    })
                });
                if let Some(difference) = difference {
                    return Err(MergeError::Differ {
                        first: name(before),
                        second: name(path),
                        difference: Box::new(difference),
                    });
                }
            } else {
                first = Some((path.clone(), header.clone(), limits));
            }
            let shard = header.shard;
            if let Some((before, _)) = found.get(&shard.index()) {
                return Err(MergeError::Overlap {
                    first: name(before),
                    second: name(path),
                    shard,
                });
            }
            found.insert(shard.index(), (path.clone(), journal));
        }
        let count = first.map_or(1, |(_, header, _)| header.shard.count());
        let missing: Vec<u64> = (1..=count).filter(|i| !found.contains_key(i)).collect();
        if !missing.is_empty() {
            return Err(MergeError::Gap {
                count,
                missing: ranges(&missing),
                several: missing.len() > 1,
            });
        }
        for (path, journal) in found.values() {
            let open = journal.open_units().len();
            if open > 0 {
                let shard = journal.header().shard;
                return Err(MergeError::Unfinished {
                    path: name(path),
                    shard,
                    open,
                    units: journal.units().of(shard).count(),
                });
            }
        }
        let (paths, shards): (Vec<PathBuf>, Vec<Journal>) = found.into_values().unzip();
        let joined = Self { shards };
        joined.agree(&paths)?;
        Ok(joined)
    }

    fn agree(&self, paths: &[PathBuf]) -> Result<(), MergeError> {
        let units = self.header().units;
        if units.group == 0 {
            return Ok(());
        }
        let last = |i: usize, unit: u64| {
            self.shards[i]
                .last(unit)
                .map_err(|e| MergeError::File(paths[i].clone(), e.into()))
        };
        for group in 0..units.total / units.group {
            let unit = group * units.group;
            let expected = last(0, unit)?;
            for i in 1..self.shards.len() {
                if last(i, unit)? != expected {
                    return Err(MergeError::Disagree {
                        first: paths[0].display().to_string(),
                        second: paths[i].display().to_string(),
                        unit,
                    });
                }
            }
        }
        Ok(())
    }

    /// The header of the first shard.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.shards[0].header()
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Map<String, Value> {
        self.shards[0].limits()
    }

    fn owner(&self, unit: u64) -> &Journal {
        let owner = self.header().units.owner(unit, self.shards.len() as u64);
        // An owner is at most the number of shards.
        &self.shards[usize::try_from(owner - 1).unwrap_or(0)]
    }
}

impl Records for Joined {
    fn read(&self, unit: u64, see: &mut dyn FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        self.owner(unit).read(unit, see)
    }

    fn is_complete(&self, unit: u64) -> bool {
        self.owner(unit).is_complete(unit)
    }

    fn last(&self, unit: u64) -> io::Result<Option<String>> {
        self.owner(unit).last(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Mark, Units};

    #[test]
    fn missing_numbers_are_written_as_ranges() {
        assert_eq!(ranges(&[3, 7, 8, 9, 11]), "3, 7-9, 11");
        assert_eq!(ranges(&[]), "");
    }

    /// Shard `index` of 3 over `units`, each unit's record its number, in `directory`.
    fn shard(directory: &Path, index: u64, change: impl FnOnce(&mut Header)) -> PathBuf {
        let path = directory.join(format!("{index}"));
        let shard = Shard::new(index, 3).unwrap();
        let mut header = Header::new("test", shard, Units::grouped(2, 4));
        header.options.insert("k".into(), 1.into());
        header.claims.push(("K1".into(), "00".into()));
        change(&mut header);
        let journal = Journal::open(&path, header, Map::new()).unwrap();
        for unit in journal.open_units() {
            journal.append(unit, Mark::End, &unit.to_string()).unwrap();
        }
        path
    }

    #[test]
    fn whole_runs_are_joined_and_anything_else_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let d = directory.path();
        let paths: Vec<PathBuf> = (1..=3).rev().map(|i| shard(d, i, |_| {})).collect();
        let joined = Joined::open(&paths).unwrap();
        for unit in 0..10 {
            assert_eq!(joined.last(unit).unwrap(), Some(unit.to_string()));
        }
        let refused = |paths: &[PathBuf]| Joined::open(paths).unwrap_err().to_string();
        assert!(refused(&paths[1..]).starts_with("gap: of 3 shards, 3 is missing"));
        assert!(refused(&paths[2..]).contains("2-3 are missing"));
        let twice = d.join("twice");
        std::fs::copy(&paths[0], &twice).unwrap();
        let with = |path: PathBuf| [paths[1].clone(), paths[2].clone(), path];
        assert!(refused(&[paths[0].clone(), twice]).starts_with("overlap:"));
        for (name, word) in [("k", "options"), ("claim", "claims"), ("tool", "version")] {
            let other = tempfile::tempdir().unwrap();
            let path = shard(other.path(), 3, |h| match name {
                "k" => {
                    h.options.insert("k".into(), 2.into());
                }
                "claim" => h.claims[0].1 = "11".into(),
                _ => h.tool = "0.0.0".into(),
            });
            let said = refused(&with(path));
            assert!(said.contains(word), "{said}");
        }
        // An end cut off is an unfinished shard.
        let text = std::fs::read_to_string(&paths[0]).unwrap();
        let torn = d.join("torn");
        std::fs::write(&torn, &text[..text.len() - 3]).unwrap();
        assert!(refused(&with(torn)).contains("unfinished, 1 of its"));
    }
}
