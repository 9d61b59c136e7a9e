//! Tables as CSV (RFC 4180).

use super::document::{Report, Table};

/// A field, quoted where it must be.
fn field(text: &str, out: &mut String) {
    if text.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// A table; every row ends with the version of the tool and the command that makes it again.
#[must_use]
pub fn csv(report: &Report, table: &Table) -> String {
    let mut out = String::new();
    for column in &table.columns {
        field(column.name, &mut out);
        out.push(',');
    }
    out.push_str("tool,command\r\n");
    for row in &table.rows {
        for cell in row {
            field(&cell.text(), &mut out);
            out.push(',');
        }
        field(&report.tool, &mut out);
        out.push(',');
        field(&report.command, &mut out);
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut out = String::new();
        super::field("a \"b\", c", &mut out);
        super::field("d", &mut out);
        assert_eq!(out, "\"a \"\"b\"\", c\"d");
    }
}
