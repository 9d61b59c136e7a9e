//! A language server for claim files, over standard input and output.
//!
//! Errors as one types, hover with LaTeX, completion, definitions, formatting, the tree of claims,
//! and a code lens that decides a claim in the background and shows its verdict. A verdict is given
//! for the text of a claim and of the lemmas it uses; an edit of either takes it back.

mod completion;
mod document;
mod hover;
mod location;
mod position;
mod server;
mod symbols;
mod transport;
mod verify;
mod words;

pub use server::{CANCEL, VERIFY, capabilities, serve};

use lemmabox_prover::Settings;

/// Serves one client over standard input and output until it says `exit`.
///
/// # Errors
/// Messages that are none of the protocol, or streams that break.
pub fn serve_stdio(settings: Settings) -> std::io::Result<()> {
    let (connection, threads) = transport::stdio()?;
    let served = serve(&connection, settings);
    // The writer ends when the connection is gone.
    drop(connection);
    let closed = threads.join();
    // Where the reader has failed, the session only knows that no more comes.
    closed.and(served.map_err(std::io::Error::other))
}
