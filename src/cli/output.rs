//! Standard output that survives its reader.

use std::io::{self, BufWriter, Write};

/// Buffered output, by rule the standard one. When the reader has gone (`lemmabox list | head -1`)
/// the rest is dropped in silence, so the exit code still tells the outcome. Other errors, a full
/// disk among them, are reported.
pub struct Output<'w> {
    inner: BufWriter<Box<dyn Write + 'w>>,
    closed: bool,
}

impl<'w> Output<'w> {
    /// Output that goes to `writer`.
    #[must_use]
    pub fn to(writer: &'w mut dyn Write) -> Self {
        Self {
            inner: BufWriter::new(Box::new(writer)),
            closed: false,
        }
    }

    /// The standard output of the process.
    #[must_use]
    pub fn stdout() -> Self {
        Self {
            // Without its lock, which a server needs on another thread.
            inner: BufWriter::new(Box::new(io::stdout())),
            closed: false,
        }
    }

    /// Whether the reader has gone.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    /// Anything but a reader that has gone.
    pub fn finish(&mut self) -> io::Result<()> {
        self.flush()
    }

    fn forgiving<T>(&mut self, result: io::Result<T>, dropped: T) -> io::Result<T> {
        match result {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(dropped)
            }
            Err(e) => Err(io::Error::new(
                e.kind(),
                format!("cannot write to standard output: {e}"),
            )),
            ok => ok,
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.forgiving(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.inner.flush();
        self.forgiving(result, ())
    }
}
