//! One machine's part of a run.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Part `index` of `count`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    index: u64,
    count: u64,
}

/// Most shards of one run.
pub const MOST_SHARDS: u64 = 1_000_000;

impl Shard {
    /// The whole run.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Part `index` of `count`; `None` unless `1 <= index <= count <= MOST_SHARDS`.
    #[must_use]
    pub fn new(index: u64, count: u64) -> Option<Self> {
        (1 <= index && index <= count && count <= MOST_SHARDS).then_some(Self { index, count })
    }

    /// Its number, from 1.
    #[must_use]
    pub fn index(self) -> u64 {
        self.index
    }

    /// The number of shards.
    #[must_use]
    pub fn count(self) -> u64 {
        self.count
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// Text that names no shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected I/N with 1 <= I <= N <= {MOST_SHARDS}, such as 1/8 (the first of eight)")]
pub struct NoShard;

impl FromStr for Shard {
    type Err = NoShard;
    fn from_str(text: &str) -> Result<Self, NoShard> {
        let (index, count) = text.split_once('/').ok_or(NoShard)?;
        let number = |t: &str| t.parse().map_err(|_| NoShard);
        Shard::new(number(index)?, number(count)?).ok_or(NoShard)
    }
}

impl TryFrom<String> for Shard {
    type Error = NoShard;
    fn try_from(text: String) -> Result<Self, NoShard> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}

/// The units of a run, numbered from 0, and who does them.
///
/// Units are dealt out in turn, unit after unit. With a `group`, the first unit of every `group` is
/// common: every shard does it, with the same result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// Number of units.
    pub total: u64,
    /// Length of a group; 0 when no unit is common.
    pub group: u64,
}

impl Units {
    /// `total` units, none common.
    #[must_use]
    pub fn dealt(total: u64) -> Self {
        Self { total, group: 0 }
    }

    /// `groups` groups of one common unit and `others` dealt ones.
    #[must_use]
    pub fn grouped(groups: u64, others: u64) -> Self {
        let group = others.saturating_add(1);
        Self {
            total: groups.saturating_mul(group),
            group,
        }
    }

    /// Whether every shard does the unit.
    #[must_use]
    pub fn is_common(self, unit: u64) -> bool {
        self.group > 0 && unit.is_multiple_of(self.group)
    }

    /// Whether the shard does the unit.
    #[must_use]
    pub fn belongs(self, unit: u64, shard: Shard) -> bool {
        unit < self.total && (self.is_common(unit) || self.owner(unit, shard.count) == shard.index)
    }

    /// The shard, of `count`, whose result of a unit counts.
    #[must_use]
    pub fn owner(self, unit: u64, count: u64) -> u64 {
        let turn = if self.is_common(unit) {
            0
        } else {
            let groups = unit.checked_div(self.group);
            groups.map_or(unit, |groups| unit - groups - 1)
        };
        turn % count.max(1) + 1
    }

    /// The units of a shard, ascending.
    pub fn of(self, shard: Shard) -> impl Iterator<Item = u64> {
        (0..self.total).filter(move |&unit| self.belongs(unit, shard))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_written_one_of_many() {
        assert_eq!("2/5".parse(), Ok(Shard { index: 2, count: 5 }));
        for wrong in ["0/5", "6/5", "1", "a/b", "1/0", "-1/2", "1/1000001", ""] {
            assert_eq!(wrong.parse::<Shard>(), Err(NoShard), "{wrong}");
        }
    }

    #[test]
    fn every_unit_has_one_owner_and_common_units_are_everybodys() {
        for units in [
            Units::dealt(0),
            Units::dealt(17),
            Units::grouped(3, 4),
            Units::grouped(2, 64),
        ] {
            for count in [1, 2, 3, 7, 100] {
                for unit in 0..units.total {
                    let holders: Vec<u64> = (1..=count)
                        .filter(|&i| units.belongs(unit, Shard::new(i, count).unwrap()))
                        .collect();
                    if units.is_common(unit) {
                        assert_eq!(holders.len() as u64, count);
                    } else {
                        assert_eq!(holders, [units.owner(unit, count)]);
                    }
                }
                // No shard has two units more than another.
                let sizes: Vec<usize> = (1..=count)
                    .map(|i| units.of(Shard::new(i, count).unwrap()).count())
                    .collect();
                let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
                assert!(most - least <= 1, "{sizes:?}");
            }
        }
    }
}
