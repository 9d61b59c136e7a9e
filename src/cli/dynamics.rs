//! Options shared by the subcommands about the reduced map.

use super::Failure;
use super::constant::rational;
use super::journal::JournalArguments;
use crate::dynamics::parts::PARTS;
use crate::dynamics::schedule::{Phase, Schedule};
use crate::exact::Q;
use crate::interval::Interval;
use num_traits::{One, ToPrimitive};
use serde::{Deserialize, Serialize};

/// Refuses inputs, saying where to read about them.
pub fn refuse(subcommand: &str, message: impl Into<String>) -> Failure {
    Failure::Message {
        message: message.into(),
        help: Some(format!(
            "`lemmabox {subcommand} --help` shows the inputs and examples"
        )),
    }
}

/// A share or probability, in `[0, 1]`, to so many decimals, rounded down (`up` false) or up.
pub fn share(x: f64, places: u8, up: bool) -> String {
    let scale = 10i64.pow(places.into());
    let scaled = Interval::point(x) * Interval::from_i64(scale);
    let whole = if up {
        scaled.hi().ceil()
    } else {
        scaled.lo().floor()
    };
    // The double nearest to whole/10^n prints as whole/10^n; adding 0 turns -0 into 0.
    let nearest = (whole / scale as f64).clamp(0.0, 1.0) + 0.0;
    format!("{nearest:.*}", usize::from(places))
}

/// Step sizes over time.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct ScheduleArguments {
    /// Step size in a; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_a: String,
    /// Step size in w; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_w: String,
    /// A phase before: STEPS steps with these step sizes; may be repeated. `--phase 500:0.02:0`
    /// trains a alone
    #[arg(
        long = "phase",
        value_name = "STEPS:ETA_A:ETA_W",
        allow_hyphen_values = true
    )]
    phases: Vec<String>,
}

impl ScheduleArguments {
    /// The step sizes as they were given, for the words above a picture, without what varies.
    pub(super) fn described(&self, varied: &[&str]) -> String {
        let before: Vec<String> = self.phases.iter().map(|p| format!("{p}, then ")).collect();
        let last = [
            ("eta-a", format!("eta_a = {}", self.eta_a)),
            ("eta-w", format!("eta_w = {}", self.eta_w)),
        ];
        let fixed = last.into_iter().filter(|(name, _)| !varied.contains(name));
        let fixed: Vec<String> = fixed.map(|(_, text)| text).collect();
        format!("{}{}", before.concat(), fixed.join(", "))
    }

    /// The schedule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn schedule(&self) -> Result<Schedule, String> {
        let mut phases = Vec::new();
        for text in &self.phases {
            let parts: Vec<&str> = text.split(':').collect();
            let [steps, eta_a, eta_w] = parts.as_slice() else {
                return Err(format!(
                    "--phase {text:?} must be STEPS:ETA_A:ETA_W, such as 500:0.02:0"
                ));
            };
            phases.push(Phase {
                steps: rational("phase", steps)?
                    .to_integer_exactly()
                    .ok_or_else(|| {
                        format!("--phase {text:?}: the number of steps must be a whole number, at least 0")
                    })?,
                eta_a: rational("phase", eta_a)?,
                eta_w: rational("phase", eta_w)?,
            });
        }
        Schedule::piecewise(
            phases,
            rational("eta-a", &self.eta_a)?,
            rational("eta-w", &self.eta_w)?,
        )
        .map_err(|e| e.to_string())
    }
}

trait WholeNumber {
    fn to_integer_exactly(&self) -> Option<u64>;
}

impl WholeNumber for Q {
    fn to_integer_exactly(&self) -> Option<u64> {
        self.denom().is_one().then(|| self.numer().to_u64())?
    }
}

/// How long to pave.
#[derive(Debug, clap::Args, Serialize, Deserialize)]
pub struct PavingArguments {
    /// Most cells tried
    #[arg(long, value_name = "COUNT", default_value_t = 200_000)]
    pub max_cells: u64,
    /// Most steps of an orbit
    #[arg(long, value_name = "COUNT", default_value_t = 20_000)]
    pub steps: u64,
    /// Parts the work is cut into, which shards deal out; the answer depends on it, and not on the
    /// number of shards
    #[arg(long, value_name = "COUNT", default_value_t = PARTS, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub parts: u64,
    /// Threads; 0 is one a core. The answer does not depend on it
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = super::limits::threads)]
    #[serde(skip)]
    pub(super) threads: usize,
    #[command(flatten)]
    #[serde(skip)]
    pub journal: JournalArguments,
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_are_rounded_to_the_side_asked_for() {
        assert_eq!(share(0.999_999_7, 6, false), "0.999999");
        assert_eq!(share(0.000_000_2, 6, true), "0.000001");
        assert_eq!(share(1.0, 6, false), "1.000000");
        assert_eq!(share(0.0, 5, true), "0.00000");
        assert_eq!(share(0.5, 5, false), "0.50000");
    }
}
