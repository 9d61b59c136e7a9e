//! Tables as CSV (RFC 4180).

use super::document::{Cell, Report, Table};
use csv::{Terminator, WriterBuilder};

/// A table; every row ends with the version of the tool and the command that makes it again.
#[must_use]
pub fn csv(report: &Report, table: &Table) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(&mut out);
    let head = table.columns.iter().map(|c| c.name.as_ref());
    // Rows have as many cells as there are columns, and writing to memory does not fail.
    let _ = writer.write_record(head.chain(["tool", "command"]));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(Cell::text).collect();
        let origin = [&report.tool, &report.command];
        let _ = writer.write_record(cells.iter().chain(origin));
    }
    drop(writer);
    out
}

#[cfg(test)]
mod tests {
    use super::super::document::Column;
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let report = Report {
            tool: "1".into(),
            command: "a \"b\", c".into(),
            paper: None,
            date: None,
            interrupted: false,
            claims: Vec::new(),
            tables: Vec::new(),
            figures: Vec::new(),
        };
        let table = Table {
            name: "t",
            caption: String::new(),
            columns: vec![Column::words("x", "x")],
            rows: vec![vec![Cell::Words("d".into())]],
        };
        let text = String::from_utf8(csv(&report, &table)).unwrap();
        assert_eq!(text, "x,tool,command\r\nd,1,\"a \"\"b\"\", c\"\r\n");
    }
}
