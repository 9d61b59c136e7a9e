//! Messages over standard input and output.
//!
//! As `lsp_server::Connection::stdio`, but a message takes no more memory than what has arrived of
//! it: there a header alone, `Content-Length: 99999999999999`, ends the process.

use crossbeam_channel::{Receiver, Sender, bounded};
use lsp_server::{Connection, Message};
use std::io::{self, BufRead, Read as _};
use std::thread::{self, JoinHandle};

/// The longest message that is read, in bytes.
const MAX_MESSAGE_BYTES: usize = 64 << 20;
/// The longest line of a header, in bytes.
const MAX_HEADER_BYTES: u64 = 4096;

/// The threads that read and write.
pub(crate) struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Threads {
    /// Waits until the client has said `exit` or closed its end, and all that was sent is written.
    ///
    /// # Errors
    /// Messages that are none of the protocol, or streams that break.
    pub(crate) fn join(self) -> io::Result<()> {
        joined(self.reader)?;
        joined(self.writer)
    }
}

fn joined(thread: JoinHandle<io::Result<()>>) -> io::Result<()> {
    let died = |_| Err(io::Error::other("a thread of the connection has died"));
    thread.join().unwrap_or_else(died)
}

/// A connection over standard input and output.
///
/// # Errors
/// Threads that cannot be started.
pub(crate) fn stdio() -> io::Result<(Connection, Threads)> {
    let (sender, outgoing) = bounded::<Message>(0);
    let (incoming, receiver) = bounded::<Message>(0);
    let writer = thread::Builder::new()
        .name("language server: writer".to_owned())
        .spawn(move || write_all(&outgoing))?;
    let reader = thread::Builder::new()
        .name("language server: reader".to_owned())
        .spawn(move || read_all(&incoming))?;
    Ok((Connection { sender, receiver }, Threads { reader, writer }))
}

fn write_all(outgoing: &Receiver<Message>) -> io::Result<()> {
    let mut output = io::stdout().lock();
    for message in outgoing {
        message.write(&mut output)?;
    }
    Ok(())
}

fn read_all(incoming: &Sender<Message>) -> io::Result<()> {
    let mut input = io::stdin().lock();
    while let Some(frame) = read_frame(&mut input)? {
        let Some(message) = Message::read(&mut frame.as_slice())? else {
            return Ok(());
        };
        let last = matches!(&message, Message::Notification(n) if n.method == "exit");
        // The server has ended, and no one reads any more.
        if incoming.send(message).is_err() || last {
            break;
        }
    }
    Ok(())
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.into())
}

/// The next message with its header; `None` where the input ends before one.
///
/// # Errors
/// A header that is none, has no length or one beyond [`MAX_MESSAGE_BYTES`]; an input that ends
/// within a message.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input.take(MAX_HEADER_BYTES).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        let line = line.strip_suffix(b"\r\n").ok_or_else(|| {
            invalid("a line of a header ends in CR LF and is at most 4096 bytes long")
        })?;
        if line.is_empty() {
            break;
        }
        if let Some(n) = content_length(line)? {
            length = Some(n);
        }
    }
    let length = length.ok_or_else(|| invalid("a header has a `Content-Length`"))?;
    if length > MAX_MESSAGE_BYTES {
        return Err(invalid(format!(
            "a message is longer than {MAX_MESSAGE_BYTES} bytes: {length}"
        )));
    }
    let mut frame = format!("Content-Length: {length}\r\n\r\n").into_bytes();
    let body = input.take(length as u64).read_to_end(&mut frame)?;
    if body < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(frame))
}

/// The length that a line of a header gives, if it is the line that does.
fn content_length(line: &[u8]) -> io::Result<Option<usize>> {
    let line = str::from_utf8(line).map_err(|_| invalid("a header is ASCII"))?;
    let (name, value) = line
        .split_once(": ")
        .ok_or_else(|| invalid(format!("no header: `{}`", line.escape_default())))?;
    if !name.eq_ignore_ascii_case("Content-Length") {
        return Ok(None);
    }
    let length = value.trim().parse();
    length
        .map(Some)
        .map_err(|_| invalid(format!("no length: `{}`", value.escape_default())))
}

#[cfg(test)]
mod tests {
    use super::{MAX_MESSAGE_BYTES, read_frame};

    #[test]
    fn frames_are_read_one_after_the_other_until_the_input_ends() {
        let mut input: &[u8] =
            b"Content-Length: 2\r\n\r\n{}content-length: 3\r\nContent-Type: x\r\n\r\n[1]";
        let first = read_frame(&mut input).unwrap().unwrap();
        assert_eq!(first, b"Content-Length: 2\r\n\r\n{}");
        let second = read_frame(&mut input).unwrap().unwrap();
        assert_eq!(second, b"Content-Length: 3\r\n\r\n[1]");
        assert!(read_frame(&mut input).unwrap().is_none());
    }

    #[test]
    fn frames_that_are_none_are_refused() {
        for wrong in [
            "Content-Length: 99999999999999\r\n\r\n{}",
            "Content-Length: 99999999999999999999999\r\n\r\n{}",
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 3\r\n\r\n{}",
            "Content-Length: 2\n\n{}",
            "Content-Type: x\r\n\r\n{}",
            "{}\r\n\r\n",
        ] {
            assert!(read_frame(&mut wrong.as_bytes()).is_err(), "{wrong}");
        }
        let long = format!("Content-Type: {}\r\n\r\n", "x".repeat(5000));
        assert!(read_frame(&mut long.as_bytes()).is_err());
        let header = format!("Content-Length: {}\r\n\r\n", MAX_MESSAGE_BYTES + 1);
        assert!(read_frame(&mut header.as_bytes()).is_err());
    }
}
