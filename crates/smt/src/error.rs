//! What is wrong with a script, where, and how to mend it.

use std::fmt;

/// A script that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Name of the file, as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
    /// What would be right.
    pub mend: String,
    /// The text around the place, on one line, and the column of the place in it (from 0).
    pub excerpt: (String, usize),
}

/// Characters of context shown on either side of the place.
const CONTEXT: usize = 30;

impl SyntaxError {
    /// An error at byte `offset` of `text`.
    pub(super) fn at(
        file: &str,
        text: &str,
        offset: usize,
        cause: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let column = text[line_start..offset].chars().count() + 1;
        // Lines of generated scripts run to 100 kB, so only a window is shown.
        let left: Vec<char> = text[line_start..offset]
            .chars()
            .rev()
            .take(CONTEXT)
            .collect();
        let right = text[offset..]
            .chars()
            .take_while(|c| *c != '\n')
            .take(CONTEXT);
        let place = left.len();
        let excerpt = left
            .into_iter()
            .rev()
            .chain(right)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column,
            cause: cause.into(),
            mend: mend.into(),
            excerpt: (excerpt, place),
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.cause
        )?;
        writeln!(f, "    {}", self.excerpt.0)?;
        writeln!(f, "    {:>width$}", "^", width = self.excerpt.1 + 1)?;
        write!(f, "  help: {}", self.mend)
    }
}

impl std::error::Error for SyntaxError {}
