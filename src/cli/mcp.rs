//! `lemmabox mcp`.

use super::{Failure, Outcome, Output};
use crate::mcp;
use std::time::Duration;

pub(super) const EXAMPLES: &str = "\
Programs start this themselves; docs/mcp.md says how. It speaks the Model Context Protocol over
standard input and output, one JSON-RPC message a line, until its input ends, and offers the tools
prove, refute, best, audit and check. No tool reads or writes a file.";

/// Arguments of `lemmabox mcp`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds that a call may ask for at most
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    timeout: u32,
    /// Threads; 0 is one a core. Verdicts and certificates do not depend on it
    #[arg(long, value_name = "COUNT", default_value = "0", value_parser = super::limits::threads)]
    threads: usize,
}

/// Serves one client.
///
/// # Errors
/// Of reading and writing; a first message that is none of the protocol.
pub fn run(arguments: &Arguments, _out: &mut Output) -> Result<Outcome, Failure> {
    let limits = mcp::Limits {
        call: Duration::from_secs(arguments.timeout.into()),
        threads: arguments.threads,
    };
    mcp::serve(limits).map_err(|e| Failure::Message {
        message: format!("the session ended: {e}"),
        help: Some(
            "a client sends one JSON-RPC message a line over standard input, `initialize` first"
                .into(),
        ),
    })?;
    Ok(Outcome::AsExpected)
}
