//! Limits of proof attempts, and the request to stop.

use super::Failure;
use crate::prove::{Cancel, Settings};
use std::time::Duration;

/// Options that bound the work on each claim.
#[derive(Debug, clap::Args)]
pub struct Limits {
    /// Seconds for each claim; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: f64,
    /// Boxes for each claim
    #[arg(long, value_name = "COUNT", default_value_t = Settings::default().max_boxes)]
    max_boxes: u64,
    /// Bits of precision where doubles run out
    #[arg(long, value_name = "BITS", default_value_t = Settings::default().precision,
          value_parser = clap::value_parser!(u32).range(53..=4096))]
    precision: u32,
    /// Threads; 0 is one a core. Verdicts and certificates do not depend on it
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = threads)]
    threads: usize,
}

/// Reads a number of seconds.
///
/// # Errors
/// No such number, in words.
pub fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.0..=1e9).contains(&s) => Ok(s),
        _ => Err("expected a number of seconds from 0 to 1e9".into()),
    }
}

/// Most threads: each has a stack of its own, and more than there are cores gain nothing.
const MAX_THREADS: usize = 1024;

/// Reads a number of threads, 0 for one a core.
///
/// # Errors
/// No such number, in words.
pub fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if n <= MAX_THREADS => Ok(n),
        _ => Err(format!(
            "expected a number of threads from 0 to {MAX_THREADS}"
        )),
    }
}

impl Limits {
    /// The limits as the prover takes them.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            timeout: (self.timeout > 0.0).then(|| Duration::from_secs_f64(self.timeout)),
            max_boxes: self.max_boxes,
            precision: self.precision,
        }
    }

    /// The options that ask for these limits where they differ from the defaults. Threads are left
    /// out.
    #[must_use]
    pub fn options(&self) -> Vec<String> {
        let default = Settings::default();
        let mut out = Vec::new();
        if Some(Duration::from_secs_f64(self.timeout)) != default.timeout {
            out.extend(["--timeout".to_owned(), self.timeout.to_string()]);
        }
        if self.max_boxes != default.max_boxes {
            out.extend(["--max-boxes".to_owned(), self.max_boxes.to_string()]);
        }
        if self.precision != default.precision {
            out.extend(["--precision".to_owned(), self.precision.to_string()]);
        }
        out
    }

    /// Runs `work` on a pool of the threads asked for.
    ///
    /// # Errors
    /// The threads cannot be started.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .stack_size(crate::prove::STACK)
            .build()
            .map_err(|e| Failure::Message {
                message: format!("cannot start {} threads: {e}", self.threads),
                help: Some("ask for fewer with --threads".into()),
            })?;
        Ok(pool.install(work))
    }
}

/// A request to stop that the first Ctrl-C makes; a second one ends the process at once.
///
/// # Errors
/// The handler cannot be installed.
pub fn stop_on_interrupt() -> Result<Cancel, Failure> {
    let cancel = Cancel::new();
    let handle = cancel.clone();
    ctrlc::set_handler(move || {
        if handle.is_cancelled() {
            std::process::exit(130);
        }
        handle.cancel();
        // Nobody may be listening.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr().lock(),
            b"\nstopping; what is decided so far follows (Ctrl-C again to quit at once)\n",
        );
    })
    .map_err(|e| Failure::Message {
        message: format!("cannot listen for Ctrl-C: {e}"),
        help: None,
    })?;
    Ok(cancel)
}
