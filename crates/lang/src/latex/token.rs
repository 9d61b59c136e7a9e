//! LaTeX to tokens: spacing and the size of delimiters are left out.

use crate::diagnostic::{Diagnostic, Span};

/// A token of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// `\name`, without the backslash.
    Command(&'s str),
    /// Words between braces behind `\text`, `\mathrm`, `\operatorname` and their like.
    Words(&'s str),
    Letter(char),
    /// Digits, with at most one point.
    Number(&'s str),
    Symbol(char),
    /// Space as wide as a `\quad`: what follows is a part of its own.
    Gap,
    /// The end of a line, `\\\\`.
    Line,
    End,
}

/// Commands that only move or size what they stand before.
const IGNORED: [&str; 20] = [
    "left",
    "right",
    "big",
    "Big",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "bigg",
    "Bigg",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "displaystyle",
    "textstyle",
    "limits",
    "nolimits",
    "middle",
    "mathstrut",
];

/// Those that stand before a delimiter.
const DELIMITED: [&str; 3] = ["left", "right", "middle"];

/// Commands whose argument is read as words.
const WORDS: [&str; 10] = [
    "text",
    "textrm",
    "textit",
    "mbox",
    "mathrm",
    "mathit",
    "mathbf",
    "boldsymbol",
    "operatorname",
    "mathsf",
];

/// The tokens of a text and where each stands; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, Diagnostic> {
    let mut out = Vec::new();
    let mut at = 0;
    // Where dollars delimit formulas, what stands between these is words.
    let mut formula = !text.contains('$');
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        if !formula && c != '$' {
            at = text[start..].find('$').map_or(text.len(), |n| start + n);
            let span = Span::new(start, at);
            out.extend(prose(&text[start..at], span)?.map(|token| (token, span)));
            continue;
        }
        at += c.len_utf8();
        let token = match c {
            '\\' => match command(text, &mut at)? {
                Some(token) => token,
                None => continue,
            },
            '$' => {
                // The second of `$$` says nothing new.
                formula = formula == text[..start].ends_with('$');
                continue;
            }
            '&' | '~' => continue,
            _ if c.is_whitespace() => continue,
            '%' => {
                at = text[at..].find('\n').map_or(text.len(), |n| at + n);
                continue;
            }
            '0'..='9' | '.' if is_number(&text[start..]) => {
                at = start + number(&text[start..]);
                Token::Number(&text[start..at])
            }
            _ if c.is_ascii_alphabetic() => Token::Letter(c),
            _ if c.is_ascii() => Token::Symbol(c),
            _ => {
                let span = Span::new(start, at);
                return Err(Diagnostic::at(span, format!("`{c}` is not LaTeX"), "here")
                    .help("write the command, such as \\alpha or \\le"));
            }
        };
        out.push((token, Span::new(start, at)));
    }
    out.push((Token::End, Span::new(text.len(), text.len())));
    Ok(out)
}

/// What stands between formulas, `None` for white space: punctuation, or words that lead to
/// conditions. Others are no part of a formula, and are not guessed at.
fn prose(text: &str, span: Span) -> Result<Option<Token<'_>>, Diagnostic> {
    let words = text.trim();
    let mut chars = words.chars();
    match (chars.next(), chars.next()) {
        (None, _) => return Ok(None),
        (Some(sign @ (',' | '.' | ':' | ';')), None) => return Ok(Some(Token::Symbol(sign))),
        _ => {}
    }
    let token = Token::Words(words.trim_start_matches([',', ';', ' ']));
    if super::leads_to_conditions(token) {
        return Ok(Some(token));
    }
    let cause = "words between formulas that are not read";
    Err(Diagnostic::at(span, cause, "here")
        .help("give the formula and its conditions alone: `$...$ for all $...$`"))
}

fn is_number(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_ascii_digit())
        || first == Some('.') && chars.next().is_some_and(|c| c.is_ascii_digit())
}

/// Bytes of the number that a text begins with.
fn number(text: &str) -> usize {
    let digits = |from: usize| {
        text[from..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(text.len(), |n| from + n)
    };
    let whole = digits(0);
    let fraction = text[whole..].starts_with('.')
        && text[whole + 1..].starts_with(|c: char| c.is_ascii_digit());
    if fraction { digits(whole + 1) } else { whole }
}

/// What stands behind a backslash; `None` for what is left out.
fn command<'s>(text: &'s str, at: &mut usize) -> Result<Option<Token<'s>>, Diagnostic> {
    let start = *at;
    let rest = &text[start..];
    let letters = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    if letters == 0 {
        let Some(c) = rest.chars().next() else {
            let span = Span::new(start - 1, start);
            return Err(Diagnostic::at(
                span,
                "a backslash with nothing behind it",
                "here",
            ));
        };
        *at += c.len_utf8();
        return Ok(match c {
            ',' | ';' | ':' | '>' | '!' | ' ' | '\n' | '/' | '[' | ']' | '(' | ')' => None,
            '\\' => Some(Token::Line),
            '|' => Some(Token::Command("|")),
            '{' => Some(Token::Command("lbrace")),
            '}' => Some(Token::Command("rbrace")),
            '%' | '_' | '&' | '#' | '$' => Some(Token::Symbol(c)),
            _ => {
                let span = Span::new(start - 1, *at);
                return Err(Diagnostic::at(span, format!("\\{c} is not read"), "here"));
            }
        });
    }
    let name = &rest[..letters];
    *at += letters;
    if IGNORED.contains(&name) {
        // The dot of `\right.` stands for no delimiter.
        if DELIMITED.contains(&name) && text[*at..].starts_with('.') {
            *at += 1;
        }
        return Ok(None);
    }
    if matches!(name, "quad" | "qquad") {
        return Ok(Some(Token::Gap));
    }
    if !WORDS.contains(&name) {
        return Ok(Some(Token::Command(name)));
    }
    let open = *at + (text[*at..].len() - text[*at..].trim_start().len());
    let words = text[open..].strip_prefix('{').and_then(|inner| {
        let end = inner.find('}')?;
        (!inner[..end].contains(['{', '\\'])).then(|| &inner[..end])
    });
    let Some(words) = words else {
        let span = Span::new(start - 1, *at);
        let cause = format!("\\{name} takes words between braces");
        return Err(Diagnostic::at(span, cause, "here"));
    };
    *at = open + words.len() + 2;
    Ok(Some(Token::Words(words)))
}
