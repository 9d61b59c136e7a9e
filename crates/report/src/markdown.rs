//! The report as Markdown, with formulas between dollars (GitHub and most others render them).

use super::document::{Cell, Entry, Heading, Report, Table, Verdict, equations};
use super::typeset::{Piece, latex, pieces};
use std::fmt::Write as _;

/// Text with the characters special to Markdown escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '$' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A line of words whose formulas and citations stay what they are.
fn prose(text: &str) -> String {
    let kept = pieces(text)
        .iter()
        .any(|p| matches!(p, Piece::Formula(_) | Piece::Citation(..)));
    if !kept {
        return escape(text);
    }
    let piece = |p: Piece| match p {
        Piece::Words(words) | Piece::Below(words) | Piece::Above(words) => escape(&words),
        Piece::Greek(_, c) | Piece::Sign(_, c) | Piece::Letter(c) => c.to_string(),
        Piece::Formula(formula) => format!("${}$", formula.replace('|', "\\vert ")),
        Piece::Citation(place, keys) => {
            let place = place.map_or_else(String::new, |p| format!(", {}", escape(&p)));
            format!("\\[{}{place}\\]", escape(&keys))
        }
    };
    pieces(text).into_iter().map(piece).collect()
}

/// A code span that holds `text` whatever backquotes are in it, safe inside tables.
fn code(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.contains('`') { " " } else { "" };
    format!(
        "{fence}{pad}{}{pad}{fence}",
        text.replace(['\n', '\r'], " ").replace('|', "\\|")
    )
}

fn cell(c: &Cell) -> String {
    match c {
        Cell::Empty(why) => escape(why),
        Cell::Words(text) => prose(text),
        Cell::Claim(name) => format!("[{}](#claim-{name})", escape(name)),
        Cell::Hash(hash) => code(hash),
        Cell::Number(n) => n.digits.clone(),
        Cell::List(cells) => {
            let texts: Vec<String> = cells.iter().map(cell).collect();
            texts.join(", ")
        }
    }
}

fn table(report: &Report, t: &Table, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "### {}\n\n{}\n", t.name, escape(&t.caption));
    for c in &t.columns {
        let _ = match &c.heading {
            Heading::Words(words) => write!(out, "| {} ", escape(words)),
            Heading::Math(math) => write!(out, "| ${}$ ", latex(math)),
        };
    }
    out.push_str("|\n");
    for i in 0..t.columns.len() {
        let numeric = t.rows.iter().any(|r| matches!(r[i], Cell::Number(_)));
        out.push_str(if numeric { "|---:" } else { "|---" });
    }
    out.push_str("|\n");
    for row in &t.rows {
        for c in row {
            let _ = write!(out, "| {} ", cell(c));
        }
        out.push_str("|\n");
    }
    let _ = writeln!(out, "\nlemmabox {}\n", escape(&report.tool));
}

fn claim(e: &Entry, out: &mut String) {
    let s = &e.statement;
    let _ = writeln!(
        out,
        "<a id=\"claim-{}\"></a>\n\n### {}{}{}\n",
        e.name,
        escape(&e.name),
        if e.title.is_empty() { "" } else { ": " },
        prose(&e.title)
    );
    if !s.variables.is_empty() {
        let all: Vec<String> = s
            .variables
            .iter()
            .map(|v| format!("${}$", latex(v)))
            .collect();
        let _ = writeln!(out, "For all {}:\n", all.join(", "));
    }
    for (a, remark) in e.conditions() {
        let remark = remark.map_or_else(String::new, |r| format!(" ({r})"));
        let _ = writeln!(
            out,
            "- if {}{remark}: ${}$",
            escape(&a.name),
            latex(&a.math)
        );
    }
    if e.conditions().next().is_some() {
        out.push('\n');
    }
    let _ = writeln!(out, "$${}$$\n", latex(&s.goal));
    for d in &s.definitions {
        let _ = writeln!(out, "- where ${}$", latex(d));
    }
    if !s.definitions.is_empty() {
        out.push('\n');
    }
    let verdict = match &e.verdict {
        Verdict::Proved { margin: None } => "**Proved**".to_owned(),
        Verdict::Proved { margin: Some(m) } => format!("**Proved**, with a margin of at least {m}"),
        Verdict::Refuted(witness) if witness.is_empty() => "**Refuted**".to_owned(),
        Verdict::Refuted(witness) => {
            let values: Vec<String> = equations(witness).iter().map(|x| code(x)).collect();
            format!("**Refuted** at {}", values.join(", "))
        }
        Verdict::Undecided(why) => format!("**Undecided**: {}", escape(why)),
    };
    let expected = e.unmet();
    let expected = expected.map_or_else(String::new, |x| format!(" (expected: {x})"));
    let lemmas: Vec<String> = e
        .lemmas
        .iter()
        .map(|l| format!("[{}](#claim-{l})", escape(l)))
        .collect();
    let lemmas = if lemmas.is_empty() {
        String::new()
    } else {
        format!(", by {}", lemmas.join(", "))
    };
    let source = e
        .source
        .as_ref()
        .map_or_else(String::new, |s| format!(" Source: {}.", escape(s)));
    let _ = writeln!(
        out,
        "{verdict}{expected}{lemmas}.{source} {} line {}. SHA-256 {}\n",
        code(&e.place.0),
        e.place.1,
        code(&e.sha256)
    );
}

/// The whole report. It shows `figures/NAME.svg`.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# {}\n",
        prose(report.paper.as_deref().unwrap_or("Claims"))
    );
    if report.interrupted {
        out.push_str("**The run was interrupted: what it had not come to is undecided.**\n\n");
    }
    if let Some(date) = &report.date {
        let _ = writeln!(out, "{}\n", escape(date));
    }
    let _ = writeln!(
        out,
        "Certified by lemmabox {}; made again by {}\n\n## Tables\n",
        escape(&report.tool),
        code(&report.command)
    );
    for t in &report.tables {
        table(report, t, &mut out);
    }
    out.push_str("## Claims\n\n");
    for e in &report.claims {
        claim(e, &mut out);
    }
    if !report.figures.is_empty() {
        out.push_str("## Figures\n\n");
    }
    for f in &report.figures {
        let _ = writeln!(
            out,
            "![{}](figures/{}.svg)\n\n{}\n",
            f.name,
            f.name,
            escape(&f.caption)
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_backquotes() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "``` a``b ```");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("a_b | <c>"), "a\\_b \\| &lt;c&gt;");
    }
}
