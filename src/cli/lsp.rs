//! `lemmabox lsp`.

use super::{Failure, Outcome, Output};
use crate::prove::Settings;
use std::time::Duration;

pub(super) const EXAMPLES: &str = "\
Editors start this themselves; docs/editor.md says how. It speaks the Language Server Protocol
over standard input and output until the client says `exit`.";

/// Arguments of `lemmabox lsp`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Seconds for each claim that is verified
    #[arg(long, value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    timeout: u32,
    /// Take standard input and output, as always; editors may say so
    #[arg(long)]
    stdio: bool,
}

/// Serves one client.
///
/// # Errors
/// Messages that are none of the protocol.
pub fn run(arguments: &Arguments, _out: &mut Output) -> Result<Outcome, Failure> {
    let settings = Settings {
        timeout: Some(Duration::from_secs(arguments.timeout.into())),
        ..Settings::default()
    };
    lemmabox_lsp::serve_stdio(settings).map_err(|e| Failure::Message {
        message: format!("the session ended: {e}"),
        help: Some("the client must speak the Language Server Protocol over standard input".into()),
    })?;
    Ok(Outcome::AsExpected)
}
