//! Options shared by the subcommands about the reduced map.

use super::constant::{constant, rational};
use super::{Failure, Outcome};
use crate::dynamics::paving::{Control, Ended, Journal, Paving, Problem, pave};
use crate::dynamics::schedule::{Phase, Schedule};
use crate::exact::Q;
use crate::expr::{Dag, Expr};
use crate::model::parameters::Parameters;
use crate::prove::Cancel;
use indicatif::{ProgressBar, ProgressStyle};
use num_traits::{One, ToPrimitive};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Refuses inputs, saying where to read about them.
pub fn refuse(subcommand: &str, message: impl Into<String>) -> Failure {
    Failure::Message {
        message: message.into(),
        help: Some(format!(
            "`lemmabox {subcommand} --help` shows the inputs and examples"
        )),
    }
}

/// The model of one run.
#[derive(Debug, clap::Args)]
pub struct ModelArguments {
    /// Number of hidden units, at least 1
    #[arg(long, allow_hyphen_values = true)]
    k: String,
    /// |a*|^2
    #[arg(long, default_value = "1", allow_hyphen_values = true)]
    n: String,
    /// (1'a*)^2, between 0 and k n
    #[arg(long = "S", value_name = "S", allow_hyphen_values = true)]
    square_sum: String,
    /// Slope of the leaky ReLU, in [0, 1]
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    slope: String,
}

impl ModelArguments {
    /// The parameters.
    ///
    /// # Errors
    /// What is wrong with them, and the mend.
    pub fn parameters(&self) -> Result<Parameters, String> {
        Parameters::new(
            rational("k", &self.k)?,
            rational("n", &self.n)?,
            rational("S", &self.square_sum)?,
            rational("slope", &self.slope)?,
        )
        .map_err(|e| e.to_string())
    }
}

/// Step sizes over time.
#[derive(Debug, clap::Args)]
pub struct ScheduleArguments {
    /// Step size in a; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_a: String,
    /// Step size in w; after the phases, for ever
    #[arg(long, allow_hyphen_values = true)]
    eta_w: String,
    /// A phase before: STEPS steps with these step sizes; may be repeated. `--phase 500:0.02:0` trains a alone
    #[arg(long = "phase", value_name = "STEPS:ETA_A:ETA_W")]
    phases: Vec<String>,
}

impl ScheduleArguments {
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
                        format!("--phase {text:?}: the number of steps must be a whole number")
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

/// A start by numbers.
#[derive(Debug, clap::Args)]
pub struct StartArguments {
    /// Angle between v and v* at the start; pi/3 is the worst under the shortcut prior |w*| <= 1
    #[arg(long, default_value = "pi/3", allow_hyphen_values = true)]
    phi: String,
    /// (1'a*)(1'a) - S at the start [default: -S, that is a = 0]
    #[arg(long, allow_hyphen_values = true)]
    u: Option<String>,
    /// a'a* at the start
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    r: String,
}

impl StartArguments {
    /// Whether `1'a = 0` was left as it is by default.
    #[must_use]
    pub fn is_centred(&self) -> bool {
        self.u.is_none()
    }

    /// Closed terms for `phi`, `u`, `r`.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn terms(&self, dag: &mut Dag, parameters: &Parameters) -> Result<[Expr; 3], String> {
        let phi = constant(dag, "phi", &self.phi)?;
        let u = match &self.u {
            Some(text) => constant(dag, "u", text)?,
            None => dag.rational(-parameters.square_sum.clone()),
        };
        let r = constant(dag, "r", &self.r)?;
        Ok([phi, u, r])
    }
}

/// How long to pave.
#[derive(Debug, clap::Args)]
pub struct PavingArguments {
    /// Most cells tried
    #[arg(long, value_name = "COUNT", default_value_t = 200_000)]
    pub max_cells: u64,
    /// Most steps of an orbit
    #[arg(long, value_name = "COUNT", default_value_t = 20_000)]
    pub steps: u64,
    /// Threads; 0 is one a core. The answer does not depend on it
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    threads: usize,
    /// File that keeps every decision; an interrupted run with the same options goes on from it
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
}

/// Options that say the same run again, hashed.
fn fingerprint(description: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(description.as_bytes()) {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The decisions kept in a journal, and the file to append to.
fn open_journal(
    path: &Path,
    description: &str,
    dimension: usize,
) -> Result<(Journal, std::io::BufWriter<std::fs::File>), Failure> {
    let header = format!(
        "lemmabox {} {}\n",
        env!("CARGO_PKG_VERSION"),
        fingerprint(description)
    );
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(Failure::file("read", path, &e)),
    };
    let body = if old.is_empty() {
        ""
    } else {
        old.strip_prefix(&header).ok_or_else(|| Failure::Message {
            message: format!("{} is the journal of another run", path.display()),
            help: Some("give the options of that run, or another file".into()),
        })?
    };
    // A torn last line must not swallow the next one.
    let whole = body.rfind('\n').map_or("", |end| &body[..=end]);
    let journal = Journal::read(whole, dimension);
    let write = || -> std::io::Result<std::fs::File> {
        if whole.len() + header.len() != old.len() {
            let mut file = std::fs::File::create(path)?;
            file.write_all(header.as_bytes())?;
            file.write_all(whole.as_bytes())?;
            return Ok(file);
        }
        std::fs::OpenOptions::new().append(true).open(path)
    };
    let file = write().map_err(|e| Failure::file("write", path, &e))?;
    Ok((journal, std::io::BufWriter::new(file)))
}

impl PavingArguments {
    /// Whether decisions are kept in a file.
    #[must_use]
    pub fn has_journal(&self) -> bool {
        self.journal.is_some()
    }

    /// Paves until no more than `target` is undecided. `description` names the run in its journal.
    ///
    /// # Errors
    /// The journal cannot be used, or threads not started.
    pub fn pave(
        &self,
        problem: &dyn Problem,
        target: f64,
        description: &str,
        cancel: &Cancel,
    ) -> Result<Paving, Failure> {
        let (journal, mut file) = match &self.journal {
            Some(path) => {
                let (journal, file) = open_journal(path, description, problem.dimension())?;
                (journal, Some(file))
            }
            None => (Journal::default(), None),
        };
        // Hidden when standard error is no terminal.
        let style = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]");
        let bar = ProgressBar::new_spinner()
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let mut progress = |left: f64, tried: u64| {
            bar.set_message(format!("{tried} cells, {left:.5} undecided"));
            bar.tick();
        };
        let control = Control {
            target,
            max_cells: self.max_cells,
            cancel: cancel.clone(),
            journal,
            record: file.as_mut().map(|f| f as &mut (dyn Write + Send)),
            progress: &mut progress,
        };
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|e| Failure::Message {
                message: format!("cannot start {} threads: {e}", self.threads),
                help: Some("ask for fewer with --threads".into()),
            })?;
        let paving = pool.install(|| pave(problem, control));
        bar.finish_and_clear();
        Ok(paving?)
    }
}

/// Whether a paving did what was asked.
#[must_use]
pub fn outcome_of(paving: &Paving) -> Outcome {
    match paving.ended {
        Ended::Target => Outcome::AsExpected,
        Ended::Cells | Ended::Cancelled => Outcome::Undecided,
    }
}

/// Why a paving ended, in words.
#[must_use]
pub fn ending(paving: &Paving) -> &'static str {
    match paving.ended {
        Ended::Target => "target reached",
        Ended::Cells => "cells used up",
        Ended::Cancelled => "stopped",
    }
}
