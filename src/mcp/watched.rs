//! Input whose lines are looked at as they are read. The protocol's SDK passes over what is no JSON
//! without an answer, since a client that sends such may send back what it is told; standard error
//! says that it did.

use super::MAX_MESSAGE_BYTES;
use serde::de::IgnoredAny;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// A reader whose lines are looked at.
pub(super) struct Watched<R> {
    reader: R,
    /// What was read of a line.
    line: Vec<u8>,
    /// Bytes of the line that were not kept.
    dropped: usize,
}

impl<R> Watched<R> {
    pub(super) fn new(reader: R) -> Self {
        let line = Vec::new();
        Self {
            reader,
            line,
            dropped: 0,
        }
    }

    fn look(&mut self, mut read: &[u8]) {
        while let Some(end) = read.iter().position(|b| *b == b'\n') {
            self.keep(&read[..end]);
            if let Some(why) = passed_over(&self.line, self.dropped) {
                eprintln!("lemmabox mcp: {why}");
            }
            self.line.clear();
            self.dropped = 0;
            read = &read[end + 1..];
        }
        self.keep(read);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = MAX_MESSAGE_BYTES - self.line.len();
        let (kept, rest) = bytes.split_at(bytes.len().min(room));
        self.line.extend_from_slice(kept);
        self.dropped += rest.len();
    }
}

/// Why a line gets no answer.
fn passed_over(line: &[u8], dropped: usize) -> Option<String> {
    if dropped > 0 {
        let bytes = line.len() + dropped;
        return Some(format!(
            "a message of {bytes} bytes is passed over: {MAX_MESSAGE_BYTES} are read at most"
        ));
    }
    let line = line.trim_ascii();
    if line.is_empty() {
        return None;
    }
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let error = serde_json::from_slice::<IgnoredAny>(line).err()?;
    Some(format!("a line that is no JSON is passed over: {error}"))
}

impl<R: AsyncRead + Unpin> AsyncRead for Watched<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.reader).poll_read(context, buffer))?;
        self.look(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_json_are_told_apart() {
        for line in ["", "  \r", "{}", "[1, null]", "\u{feff}{\"a\": 1}\r"] {
            assert_eq!(passed_over(line.as_bytes(), 0), None, "{line:?}");
        }
        for line in [&b"{]"[..], b"hello", b"{\"a\": 1", b"\xff\xfe"] {
            assert!(passed_over(line, 0).unwrap().contains("no JSON"));
        }
        assert!(passed_over(b"{}", 5).unwrap().contains("7 bytes"));
    }

    #[test]
    fn lines_may_come_in_pieces() {
        let mut watched = Watched::new(());
        watched.look(b"{\"a\":");
        watched.look(b" 1}\n{");
        assert_eq!(watched.line, b"{");
    }
}
