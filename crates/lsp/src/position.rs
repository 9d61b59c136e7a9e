//! Bytes to lines and UTF-16 columns, and back.

use lemmabox_lang::Span;
use lsp_types::{Position, Range};

/// A text and where its lines begin.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    /// First byte of each line.
    starts: Vec<usize>,
}

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let after = text.match_indices('\n').map(|(i, _)| i + 1);
        Self {
            starts: std::iter::once(0).chain(after).collect(),
        }
    }

    /// The position of a byte; one within a character counts as its first.
    pub(crate) fn position(&self, text: &str, offset: u32) -> Position {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|s| *s <= offset) - 1;
        let column = text[self.starts[line]..offset].encode_utf16().count();
        Position::new(clip(line), clip(column))
    }

    pub(crate) fn range(&self, text: &str, span: Span) -> Range {
        Range::new(
            self.position(text, span.start),
            self.position(text, span.end),
        )
    }

    /// The byte of a position. Lines beyond the last count as the end of the text, columns beyond a
    /// line as its end, the second half of a character of two units as its first.
    pub(crate) fn offset(&self, text: &str, position: Position) -> u32 {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else {
            return clip(text.len());
        };
        let rest = text[start..].split('\n').next().unwrap_or_default();
        let rest = rest.strip_suffix('\r').unwrap_or(rest);
        let mut units = position.character as usize;
        for (i, c) in rest.char_indices() {
            if units < c.len_utf16() {
                return clip(start + i);
            }
            units -= c.len_utf16();
        }
        clip(start + rest.len())
    }
}

fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf16_units_and_positions_outside_are_clipped() {
        // Two, four and one bytes; one, two and one units.
        let text = "é😀x\r\ny";
        let lines = Lines::new(text);
        for (offset, line, column) in [
            (0, 0, 0),
            (2, 0, 1),
            (6, 0, 3),
            (7, 0, 4),
            (9, 1, 0),
            (10, 1, 1),
        ] {
            let position = Position::new(line, column);
            assert_eq!(lines.position(text, offset), position);
            assert_eq!(lines.offset(text, position), offset);
        }
        assert_eq!(lines.position(text, 4), Position::new(0, 1));
        assert_eq!(lines.offset(text, Position::new(0, 2)), 2);
        assert_eq!(lines.offset(text, Position::new(0, 99)), 7);
        assert_eq!(lines.offset(text, Position::new(u32::MAX, u32::MAX)), 10);
        assert_eq!(lines.position(text, u32::MAX), Position::new(1, 1));
        assert_eq!(Lines::new("").offset("", Position::new(3, 3)), 0);
    }
}
