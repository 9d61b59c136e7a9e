//! What the paper itself states: the one file in which a reader of its pages fills in constants and
//! Table 1.
//!
//! The file is TOML ([`Statement::read`]); `proofs/paper.toml` is the one for the shortcut paper. A
//! slot that nobody has filled in is left out of everything; one that is filled in but not yet
//! compared with the page says `unverified` wherever it is used.

use crate::dynamics::monte_carlo::clopper_pearson;
use crate::dynamics::{Phase, Schedule};
use crate::model::parameters::Parameters;
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{integer, parse, to_f64_near};
use num_traits::{One, Signed, Zero};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Level of the interval of a rate that was counted.
const LEVEL: f64 = 0.99;

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No TOML, or not these keys; the message names line and column.
    #[error("{0}")]
    Form(String),
    /// An entry of Table 1 that is no such number.
    #[error("table1.rows[{row}]: {what}")]
    Row {
        /// Which row, from 1.
        row: usize,
        /// What is wrong with it, and the mend.
        what: String,
    },
}

/// Whether somebody has compared a slot with the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Compared with the page.
    Verified,
    /// Not compared.
    Unverified,
}

/// One constant of a lemma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// Its value as a closed term of the claim language.
    pub stated: String,
    /// Where it stands in the paper; empty if that was not filled in.
    pub place: String,
    /// Whether it was compared with the page.
    pub status: Status,
}

impl Constant {
    /// What is said to be the source of a claim about it.
    #[must_use]
    pub fn source(&self) -> String {
        let mut words = "paper".to_owned();
        if !self.place.is_empty() {
            words.push_str(", ");
            words.push_str(&self.place);
        }
        if self.status == Status::Unverified {
            words.push_str(", unverified");
        }
        words
    }
}

/// A rate of success as the paper prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The rate, in `[0, 1]`.
    pub value: Q,
    /// Runs it was counted over, if the paper says so.
    pub trials: Option<u64>,
    /// Whether it was compared with the page.
    pub status: Status,
}

impl Rate {
    /// Where the probability lies, by the 99 % interval of Clopper and Pearson where the number of
    /// runs is known; otherwise the rate itself. Statistics in doubles, no proof.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        let value = to_f64_near(&self.value);
        self.trials.map_or((value, value), |trials| {
            let successes = (value * trials as f64).round() as u64;
            clopper_pearson(successes.min(trials), trials, 1.0 - LEVEL)
        })
    }

    /// Whether the rate and certified bounds can both be right.
    #[must_use]
    pub fn agrees(&self, lower: f64, upper: f64) -> bool {
        let (least, most) = self.interval();
        least <= upper && lower <= most
    }
}

/// Where the direction of `v_0` comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// `w_0 = 0` with a shortcut; the angle to `v*` as a multiple of pi, in `[0, 1]`.
    Shortcut(Q),
    /// Uniform on the sphere of `R^p`: no shortcut.
    Uniform(u32),
}

/// One cell of Table 1: a network, its sizes and steps, and the rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The start of `w`.
    pub start: Start,
    /// Hidden units.
    pub k: i64,
    /// `(1'a*)^2` as a share of `k |a*|^2`.
    pub share: Q,
    /// Step sizes.
    pub schedule: Schedule,
    /// What the paper found.
    pub rate: Option<Rate>,
}

impl Row {
    /// Whether `w` begins with a smaller step.
    #[must_use]
    pub fn warms_up(&self) -> bool {
        !self.schedule.phases.is_empty()
    }

    /// The model, `|a*| = 1`.
    ///
    /// # Errors
    /// None for a row that was read.
    pub fn parameters(&self) -> Result<Parameters, String> {
        let k = integer(self.k);
        Parameters::relu(k.clone(), k * &self.share).map_err(|e| e.to_string())
    }

    /// The angle of a shortcut start.
    #[must_use]
    pub fn angle(&self) -> Option<Interval> {
        match &self.start {
            Start::Shortcut(part) => Some(Interval::from_rational(part) * Interval::PI),
            Start::Uniform(_) => None,
        }
    }
}

/// What the paper states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The constants that are filled in, by the claim whose `best` clause each belongs to.
    pub constants: BTreeMap<String, Constant>,
    /// Table 1.
    pub rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "paper")]
    _paper: Paper,
    #[serde(default)]
    constants: BTreeMap<String, Slot>,
    table1: Option<Table>,
}

/// Told to readers of the file; nothing depends on it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paper {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "authors")]
    _authors: Vec<String>,
    #[serde(rename = "venue")]
    _venue: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slot {
    #[serde(default)]
    stated: String,
    #[serde(default, rename = "where")]
    place: String,
    status: Status,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    status: Status,
    trials: Option<u64>,
    rows: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    k: i64,
    /// A start without shortcut, uniform in this many dimensions.
    p: Option<u32>,
    /// A shortcut start at this multiple of pi.
    angle: Option<String>,
    share: String,
    eta_a: String,
    eta_w: String,
    warm_up: Option<WarmUp>,
    #[serde(default)]
    rate: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WarmUp {
    steps: u64,
    eta_w: String,
}

/// A number written as a string, so that it is exact.
fn number(name: &str, text: &str, highest: Option<&Q>) -> Result<Q, String> {
    let value = parse(text.trim())
        .ok_or_else(|| format!("{name} = {text:?} is no number such as \"0.02\" or \"1/50\""))?;
    if value.is_negative() || highest.is_some_and(|most| value > *most) {
        let most = highest.map_or("inf".to_owned(), ToString::to_string);
        return Err(format!("{name} = {text:?} is outside [0, {most}]"));
    }
    Ok(value)
}

impl Line {
    fn row(&self, table: &Table) -> Result<Row, String> {
        let one = Q::one();
        let start = match (&self.p, &self.angle) {
            (Some(p), None) if *p >= 2 => Start::Uniform(*p),
            (None, Some(part)) => Start::Shortcut(number("angle", part, Some(&one))?),
            _ => return Err("give p, at least 2 (no shortcut), or angle (a shortcut)".into()),
        };
        let share = number("share", &self.share, Some(&one))?;
        if !(1..=1_000_000).contains(&self.k) || share.is_zero() {
            return Err("k is from 1 to 1000000 and share above 0".into());
        }
        let eta_a = number("eta_a", &self.eta_a, None)?;
        let warm_up = self.warm_up.as_ref().map(|w| {
            Ok(Phase {
                steps: w.steps,
                eta_a: eta_a.clone(),
                eta_w: number("warm_up.eta_w", &w.eta_w, None)?,
            })
        });
        let phases = warm_up.transpose().map_err(|e: String| e)?;
        let eta_w = number("eta_w", &self.eta_w, None)?;
        let schedule = Schedule::piecewise(phases.into_iter().collect(), eta_a, eta_w)
            .map_err(|e| e.to_string())?;
        let rate = (!self.rate.trim().is_empty()).then(|| {
            number("rate", &self.rate, Some(&one)).map(|value| Rate {
                value,
                trials: table.trials.filter(|t| *t > 0),
                status: table.status,
            })
        });
        Ok(Row {
            start,
            k: self.k,
            share,
            schedule,
            rate: rate.transpose()?,
        })
    }
}

impl Statement {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn read(text: &str) -> Result<Self, Refused> {
        let file: File = toml::from_str(text).map_err(|e| Refused::Form(e.to_string()))?;
        let filled = file
            .constants
            .into_iter()
            .filter(|(_, slot)| !slot.stated.trim().is_empty());
        let constants = filled.map(|(name, slot)| {
            let constant = Constant {
                stated: slot.stated,
                place: slot.place,
                status: slot.status,
            };
            (name, constant)
        });
        let rows = file.table1.as_ref().map_or(Ok(Vec::new()), |table| {
            let read = table.rows.iter().enumerate();
            read.map(|(i, line)| {
                line.row(table)
                    .map_err(|what| Refused::Row { row: i + 1, what })
            })
            .collect()
        })?;
        Ok(Self {
            constants: constants.collect(),
            rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;

    const PAPER: &str = "[paper]\ntitle = \"T\"\nauthors = [\"A\"]\nvenue = \"V\"\n";

    #[test]
    fn a_slot_that_is_not_filled_in_states_nothing() {
        let text = format!(
            "{PAPER}[constants.B_a]\nstatus = \"unverified\"\n[constants.B_b]\nstated = \"3/10\"\nwhere = \"Lemma 8\"\nstatus = \"unverified\"\n"
        );
        let read = Statement::read(&text).unwrap();
        assert_eq!(read.constants.len(), 1);
        let constant = &read.constants["B_b"];
        assert_eq!(constant.source(), "paper, Lemma 8, unverified");
        let checked = Constant {
            status: Status::Verified,
            ..constant.clone()
        };
        assert_eq!(checked.source(), "paper, Lemma 8");
    }

    #[test]
    fn rows_are_exact_and_rates_are_compared_with_their_spread() {
        let text = format!(
            "{PAPER}[table1]\nstatus = \"unverified\"\ntrials = 100\n[[table1.rows]]\nk = 16\np = 8\nshare = \"0.09\"\n\
             eta_a = \"0.02\"\neta_w = \"1/50\"\nrate = \"0.5\"\n[[table1.rows]]\nk = 4\nangle = \"1/3\"\nshare = \"9/100\"\n\
             eta_a = \"0.02\"\neta_w = \"1\"\nwarm_up = {{ steps = 400, eta_w = \"0.005\" }}\n"
        );
        let rows = Statement::read(&text).unwrap().rows;
        assert_eq!(rows[0].start, Start::Uniform(8));
        assert_eq!(rows[0].parameters().unwrap().square_sum, ratio(144, 100));
        assert_eq!(rows[0].schedule.eta_a, rows[0].schedule.eta_w);
        assert!(!rows[0].warms_up() && rows[1].warms_up() && rows[1].rate.is_none());
        assert_eq!(rows[1].schedule.phases[0].eta_w, ratio(1, 200));
        // 50 of 100: the 99 % interval is [0.3682, 0.6318].
        let rate = rows[0].rate.as_ref().unwrap();
        assert!(rate.agrees(0.63, 0.9) && !rate.agrees(0.64, 0.9) && rate.agrees(0.1, 0.37));
        let exact = Rate {
            trials: None,
            ..rate.clone()
        };
        assert!(exact.agrees(0.5, 0.5) && !exact.agrees(0.51, 0.6));
    }

    #[test]
    fn what_is_no_number_or_no_key_is_refused_with_its_place() {
        let row = |line: &str| {
            let text = format!(
                "{PAPER}[table1]\nstatus = \"verified\"\n[[table1.rows]]\nk = 4\nshare = \"1/2\"\neta_a = \"1\"\neta_w = \"1\"\n{line}\n"
            );
            Statement::read(&text).unwrap_err().to_string()
        };
        assert!(row("").contains("rows[1]: give p"));
        assert!(row("p = 1").contains("at least 2"));
        assert!(row("p = 4\nrate = \"70 %\"").contains("rate = \"70 %\""));
        assert!(row("p = 4\nrate = \"70\"").contains("outside [0, 1]"));
        assert!(row("p = 4\nrates = \"0.7\"").contains("rates"));
        assert!(matches!(Statement::read("x = 1"), Err(Refused::Form(_))));
    }
}
