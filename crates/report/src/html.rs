//! The report as one HTML page that needs no network: formulas as MathML, figures as SVG,
//! certificates as links that hold them.

use super::document::{Cell, Entry, Figure, Heading, Report, Table, Verdict, equations};
use super::figure::style;
use super::typeset::{Piece, mathml, pieces, plain};
use std::fmt::Write as _;

/// Certificates longer than this are named and not embedded.
const EMBEDDED: usize = 1 << 20;
/// Characters of a hash that tables show; the rest is there for copying.
const SHORT_HASH: usize = 12;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Text with the characters special to HTML escaped, for content and quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A line of words with its formulas typeset.
fn prose(text: &str) -> String {
    let piece = |p: Piece| match p {
        Piece::Words(words) => escape(&words),
        Piece::Greek(_, letter) => format!("<i>{letter}</i>"),
        Piece::Letter(letter) => format!("<i>{letter}</i>"),
        Piece::Sign(_, sign) => sign.to_string(),
        Piece::Below(index) => format!("<sub>{}</sub>", escape(&index)),
        Piece::Above(exponent) => format!("<sup>{}</sup>", escape(&exponent)),
        Piece::Formula(formula) => format!("<i>{}</i>", escape(&plain(&formula))),
        Piece::Citation(place, keys) => {
            let place = place.map_or_else(String::new, |p| format!(", {}", escape(&p)));
            format!("[{}{place}]", escape(&keys))
        }
    };
    pieces(text).into_iter().map(piece).collect()
}

/// Text percent-encoded for a `data:` address.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~()*,;:@/=+$!".contains(&b) {
            out.push(char::from(b));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

fn cell(c: &Cell) -> String {
    match c {
        Cell::Empty(why) => format!("<span class=\"none\" title=\"{}\">–</span>", escape(why)),
        Cell::Words(text) => match text.split_whitespace().next() {
            Some(word @ ("proved" | "refuted" | "undecided")) => {
                format!("<span class=\"verdict {word}\">{}</span>", escape(text))
            }
            _ => prose(text),
        },
        Cell::Claim(name) => format!(
            "<a href=\"#claim-{}\"><code>{}</code></a>",
            escape(name),
            escape(name)
        ),
        Cell::Hash(hash) => format!(
            "<code class=\"hash\" title=\"{}\">{}…</code>",
            escape(hash),
            escape(hash.get(..SHORT_HASH).unwrap_or(hash))
        ),
        Cell::Number(n) => {
            let exact = n
                .exact
                .as_ref()
                .map_or_else(String::new, |x| format!(" title=\"exactly {}\"", escape(x)));
            format!("<span class=\"number\"{exact}>{}</span>", escape(&n.digits))
        }
        Cell::List(cells) => {
            let texts: Vec<String> = cells.iter().map(cell).collect();
            texts.join(", ")
        }
    }
}

fn table(report: &Report, t: &Table, out: &mut String) {
    let _ = write!(
        out,
        "<section id=\"table-{0}\">\n<p class=\"caption\" id=\"caption-{0}\">{1}</p>\n<div class=\"scroll\" tabindex=\"0\"><table aria-labelledby=\"caption-{0}\">\n<thead><tr>",
        t.name,
        prose(&t.caption)
    );
    let class = |i: usize| {
        let numeric = t.rows.iter().any(|r| matches!(r[i], Cell::Number(_)));
        if numeric { " class=\"right\"" } else { "" }
    };
    for (i, c) in t.columns.iter().enumerate() {
        let class = class(i);
        let heading = match &c.heading {
            Heading::Words(words) => prose(words),
            Heading::Math(math) => mathml(math),
        };
        let _ = write!(out, "<th scope=\"col\"{class}>{heading}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &t.rows {
        out.push_str("<tr>");
        for (i, c) in row.iter().enumerate() {
            let _ = write!(out, "<td{}>{}</td>", class(i), cell(c));
        }
        out.push_str("</tr>\n");
    }
    let _ = writeln!(
        out,
        "</tbody></table></div>\n<p class=\"origin\">lemmabox {}</p>\n</section>",
        escape(&report.tool)
    );
}

fn claim(e: &Entry, out: &mut String) {
    let words = [
        e.name.as_str(),
        &e.title,
        e.verdict.word(),
        e.source.as_deref().unwrap_or(""),
        &e.place.0,
        &e.text,
    ]
    .join(" ")
    .to_lowercase();
    let _ = writeln!(
        out,
        "<article id=\"claim-{}\" class=\"claim\" data-words=\"{}\">\n<h3><code>{}</code> {} <span class=\"verdict {v}\">{v}</span></h3>",
        escape(&e.name),
        escape(&words),
        escape(&e.name),
        prose(&e.title),
        v = e.verdict.word()
    );
    statement(e, out);
    verdict(e, out);
    if !e.lemmas.is_empty() {
        let all: Vec<String> = e
            .lemmas
            .iter()
            .map(|l| format!("<a href=\"#claim-{0}\"><code>{0}</code></a>", escape(l)))
            .collect();
        let _ = writeln!(out, "<p>Uses {}.</p>", all.join(", "));
    }
    let source = e
        .source
        .as_ref()
        .map_or_else(String::new, |s| format!("Source: {}. ", escape(s)));
    let _ = writeln!(
        out,
        "<p class=\"origin\">{source}{} line {}. SHA-256 <code>{}</code></p>",
        escape(&e.place.0),
        e.place.1,
        e.sha256
    );
    let _ = writeln!(
        out,
        "<details><summary>In the claim language</summary><pre>{}</pre></details>",
        escape(&e.text)
    );
    certificate(e, out);
    out.push_str("</article>\n");
}

/// What is claimed: for all of these, if those hold, the goal, where these are so defined.
fn statement(e: &Entry, out: &mut String) {
    let s = &e.statement;
    if !s.variables.is_empty() {
        let all: Vec<String> = s.variables.iter().map(mathml).collect();
        let _ = writeln!(out, "<p>For all {}</p>", all.join(", "));
    }
    if e.conditions().next().is_some() {
        out.push_str("<dl>\n");
        for (a, remark) in e.conditions() {
            let remark = remark.map_or_else(String::new, |r| format!(" <em>({r})</em>"));
            let _ = writeln!(
                out,
                "<dt>if <code>{}</code>{remark}</dt><dd>{}</dd>",
                escape(&a.name),
                mathml(&a.math)
            );
        }
        out.push_str("</dl>\n");
    }
    let _ = writeln!(out, "<div class=\"goal\">{}</div>", mathml(&s.goal));
    if !s.definitions.is_empty() {
        let all: Vec<String> = s.definitions.iter().map(mathml).collect();
        let _ = writeln!(out, "<p>where {}</p>", all.join(", "));
    }
}

fn verdict(e: &Entry, out: &mut String) {
    match &e.verdict {
        Verdict::Proved { margin: Some(m) } => {
            let _ = writeln!(out, "<p>Holds with a margin of at least {}.</p>", escape(m));
        }
        Verdict::Proved { margin: None } => {}
        Verdict::Refuted(witness) if witness.is_empty() => {}
        Verdict::Refuted(witness) => {
            let values = equations(witness);
            let values = values.iter().map(|x| format!("<code>{}</code>", escape(x)));
            let values: Vec<String> = values.collect();
            let _ = writeln!(out, "<p>Fails at {}.</p>", values.join(", "));
        }
        Verdict::Undecided(why) => {
            let _ = writeln!(out, "<p>Undecided: {}.</p>", escape(why));
        }
    }
    if let Some(expected) = e.unmet() {
        let _ = writeln!(out, "<p class=\"unexpected\">Expected: {expected}.</p>");
    }
}

fn certificate(e: &Entry, out: &mut String) {
    match &e.certificate {
        Some(text) if text.len() <= EMBEDDED => {
            let _ = writeln!(
                out,
                "<p class=\"download\"><a download=\"{}.cert\" href=\"data:text/plain;charset=utf-8,{}\">Certificate</a> ({} bytes)</p>",
                escape(&e.name),
                percent(text),
                text.len()
            );
        }
        Some(text) => {
            let _ = writeln!(
                out,
                "<p class=\"download\">The certificate ({} bytes) is too large for this page; <code>lemmabox verify --certificate</code> writes it.</p>",
                text.len()
            );
        }
        None => {}
    }
}

fn figure(f: &Figure, out: &mut String) {
    let _ = writeln!(
        out,
        "<figure id=\"figure-{}\">\n{}\n<figcaption>{}</figcaption>\n</figure>",
        f.name,
        style::inline(&f.svg),
        prose(&f.caption)
    );
}

/// The page.
#[must_use]
pub fn html(report: &Report) -> String {
    let title = report.paper.as_deref().unwrap_or("Claims");
    let count = |word: &str| {
        report
            .claims
            .iter()
            .filter(|c| c.verdict.word() == word)
            .count()
    };
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n",
        escape(title),
        style::RULES,
        prose(title)
    );
    if let Some(date) = &report.date {
        let _ = writeln!(out, "<p>{}</p>", escape(date));
    }
    let _ = writeln!(
        out,
        "<p>Certified by lemmabox {}: {} claims, {} proved, {} refuted, {} undecided. Made again by <code>{}</code>.</p>",
        escape(&report.tool),
        report.claims.len(),
        count("proved"),
        count("refuted"),
        count("undecided"),
        escape(&report.command)
    );
    if report.interrupted {
        out.push_str("<p class=\"unexpected\">The run was interrupted: what it had not come to is undecided.</p>\n");
    }
    out.push_str("<nav><p><a href=\"#claims\">All claims</a></p>\n<p>Tables:");
    for t in &report.tables {
        let _ = write!(out, " <a href=\"#table-{0}\">{0}</a>", t.name);
    }
    if !report.figures.is_empty() {
        out.push_str("</p>\n<p>Figures:");
    }
    for f in &report.figures {
        let _ = write!(out, " <a href=\"#figure-{0}\">{0}</a>", f.name);
    }
    out.push_str("</p></nav>\n</header>\n<main>\n<h2>Tables</h2>\n");
    for t in &report.tables {
        table(report, t, &mut out);
    }
    if !report.figures.is_empty() {
        out.push_str("<h2>Figures</h2>\n");
    }
    for f in &report.figures {
        figure(f, &mut out);
    }
    out.push_str(
        "<h2 id=\"claims\">Claims</h2>\n<p class=\"search\"><label>Search <input id=\"search\" type=\"search\" placeholder=\"a name, a word, a verdict\" autocomplete=\"off\"></label> <output id=\"found\"></output></p>\n",
    );
    for e in &report.claims {
        claim(e, &mut out);
    }
    let _ = write!(
        out,
        "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(
            escape("<a href=\"x\">&'"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"
        );
        assert_eq!(percent("a b\n\"<#%"), "a%20b%0A%22%3C%23%25");
    }
}
