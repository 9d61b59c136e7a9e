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
    /// `&`, left out where it aligns lines.
    Column,
    /// Where a formula begins or ends and another one stands on the other side: `$`, `\\(`, and, of
    /// those that are displayed, `$$`, `\\[`, an environment or an empty line.
    Border {
        displayed: bool,
    },
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

/// Commands that say nothing of the formula.
const SILENT: [&str; 2] = ["nonumber", "notag"];

/// Those that say nothing with the argument behind them.
const NUMBERS: [&str; 2] = ["label", "tag"];

/// Environments that show a formula.
const DISPLAYS: [&str; 8] = [
    "equation", "align", "aligned", "split", "gather", "gathered", "multline", "math",
];

/// The tokens of a text and where each stands; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, Diagnostic> {
    aligned(bordered(&all_tokens(text)?))
}

/// Without the borders of formulas but those between two of them, which stand behind any
/// punctuation: beside words that lead to conditions there is none.
fn bordered<'s>(tokens: &[(Token<'s>, Span)]) -> Vec<(Token<'s>, Span)> {
    let between = |t: &&(Token<'_>, Span)| {
        matches!(
            t.0,
            Token::Border { .. } | Token::Gap | Token::Line | Token::Symbol(',' | ';' | '.' | ':')
        )
    };
    let is_border = |t: &&(Token<'_>, Span)| matches!(t.0, Token::Border { .. });
    let mut out: Vec<(Token<'_>, Span)> = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let (run, behind) = rest.split_at(rest.iter().take_while(between).count());
        let begins = out.is_empty();
        out.extend(run.iter().filter(|t| !is_border(t)));
        let Some((&(next, at), behind)) = behind.split_first() else {
            break;
        };
        let words = out.last().is_some_and(|t| super::leads_to_conditions(t.0));
        let between_two = !begins && !words && next != Token::End;
        if between_two && run.iter().any(|t| is_border(&t)) && !super::leads_to_conditions(next) {
            let displayed = run.iter().any(|t| t.0 == Token::Border { displayed: true });
            out.push((Token::Border { displayed }, at));
        }
        out.push((next, at));
        rest = behind;
    }
    out
}

/// Whether behind the beginning of the claim there is more than its relations: a condition, or a
/// second claim, that a line may go on from.
#[derive(Default)]
struct Parts {
    depth: i32,
    several: bool,
    /// A token of the claim stands here.
    begun: bool,
    /// Whether conditions stand before the claim, by what begins the text.
    led: Option<bool>,
    /// What ends these stood here.
    ended: bool,
}

impl Parts {
    fn push(&mut self, token: Token<'_>) {
        let begins = self.led.is_none() && super::leads_to_conditions(token);
        if begins || token == Token::Command("in") {
            self.led.get_or_insert(true);
        } else if super::relation(token).is_some() {
            self.led.get_or_insert(false);
        }
        let ends_conditions = matches!(
            token,
            Token::Symbol(':') | Token::Border { displayed: true }
        );
        if super::implies(token) || ends_conditions && self.led == Some(true) && !self.ended {
            *self = Self {
                led: Some(true),
                ended: true,
                ..Self::default()
            };
            return;
        }
        match token {
            Token::Symbol('(' | '[' | '{') | Token::Command("lbrace" | "langle") => self.depth += 1,
            Token::Symbol(')' | ']' | '}') | Token::Command("rbrace" | "rangle") => self.depth -= 1,
            Token::Symbol(',' | ';' | '.' | ':') if self.depth <= 0 => self.several = true,
            Token::Line | Token::Gap | Token::Border { .. } => self.several |= self.begun,
            Token::Command("in") => self.several = true,
            t if super::leads_to_conditions(t) => self.several = true,
            _ => {}
        }
        self.begun |= !matches!(token, Token::Line | Token::Gap | Token::Border { .. });
    }
}

/// Without what only aligns lines: `&` beside a relation or where a line begins, and the end of a
/// line before a relation or an operator that no claim begins with. `&` before words that lead to
/// conditions sets these apart.
fn aligned(tokens: Vec<(Token<'_>, Span)>) -> Result<Vec<(Token<'_>, Span)>, Diagnostic> {
    let relates = |t: Token<'_>| t == Token::Command("in") || super::relation(t).is_some();
    let goes_on = |t: Token<'_>| {
        let operator = matches!(
            t,
            Token::Symbol('+' | '*') | Token::Command("cdot" | "times")
        );
        operator || relates(t)
    };
    let mut out: Vec<(Token<'_>, Span)> = Vec::new();
    let mut parts = Parts::default();
    let behind_spaces = behind(&tokens, |t| matches!(t, Token::Column | Token::Gap));
    let behind_columns = behind(&tokens, |t| t == Token::Column);
    let mut at = 0;
    while let Some(&(token, span)) = tokens.get(at) {
        at += 1;
        let beginning = tokens.get(behind_spaces[at]);
        let begins = beginning.map(|t| t.0);
        let next = tokens.get(behind_columns[at]).map(|t| t.0);
        let before = out.last().map(|t| t.0);
        let token = match token {
            Token::Line if begins.is_some_and(goes_on) => {
                if parts.several {
                    let at = beginning.map_or(span, |t| t.1);
                    let cause = "does this line go on from the claim, or from what is behind it?";
                    return Err(Diagnostic::at(at, cause, "here")
                        .help("put conditions behind the last line of the claim"));
                }
                at = behind_spaces[at];
                continue;
            }
            Token::Column if matches!(before, None | Some(Token::Line | Token::Border { .. })) => {
                continue;
            }
            Token::Column if before.is_some_and(relates) || next.is_some_and(relates) => continue,
            Token::Column if before.is_some_and(super::leads_to_conditions) => continue,
            Token::Column
                if matches!(
                    next,
                    None | Some(Token::End | Token::Line | Token::Border { .. })
                ) =>
            {
                continue;
            }
            Token::Column if begins.is_some_and(super::leads_to_conditions) => Token::Gap,
            Token::Column => {
                return Err(Diagnostic::at(span, "columns side by side", "here").help(
                    "give one formula; `&` may stand before its relation, and before words such \
                     as \\text{for all} that lead to conditions",
                ));
            }
            other => other,
        };
        parts.push(token);
        out.push((token, span));
    }
    Ok(out)
}

/// For each token, and the end, where from it on the first one stands that is not passed.
fn behind(tokens: &[(Token<'_>, Span)], passed: impl Fn(Token<'_>) -> bool) -> Vec<usize> {
    let mut out: Vec<usize> = (0..=tokens.len()).collect();
    for (i, (token, _)) in tokens.iter().enumerate().rev() {
        if passed(*token) {
            out[i] = out[i + 1];
        }
    }
    out
}

fn all_tokens(text: &str) -> Result<Vec<(Token<'_>, Span)>, Diagnostic> {
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
                // The second of `$$` changes nothing.
                let displayed = text[..start].ends_with('$');
                formula = formula == displayed;
                Token::Border { displayed }
            }
            '&' => Token::Column,
            '~' => continue,
            _ if c.is_whitespace() => {
                at = text.len() - text[start..].trim_start().len();
                if text[start..at].matches('\n').count() < 2 {
                    continue;
                }
                Token::Border { displayed: true }
            }
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
            ',' | ';' | ':' | '>' | '!' | ' ' | '\n' | '/' => None,
            '(' | ')' => Some(Token::Border { displayed: false }),
            '[' | ']' => Some(Token::Border { displayed: true }),
            '\\' => {
                *at += space_behind_a_line(&text[*at..]);
                Some(Token::Line)
            }
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
    if matches!(name, "begin" | "end")
        && let Some((environment, end)) = argument(text, *at)
        && DISPLAYS.contains(&environment.trim_end_matches('*'))
    {
        *at = end;
        return Ok(Some(Token::Border { displayed: true }));
    }
    if SILENT.contains(&name) {
        return Ok(None);
    }
    if NUMBERS.contains(&name) {
        let Some(length) = braced(rest[letters..].trim_start_matches('*')) else {
            let span = Span::new(start - 1, *at);
            let cause = format!("\\{name} takes a number between braces");
            return Err(Diagnostic::at(span, cause, "here").help("leave it out"));
        };
        *at += rest[letters..].len() - rest[letters..].trim_start_matches('*').len() + length;
        return Ok(None);
    }
    if !WORDS.contains(&name) {
        return Ok(Some(Token::Command(name)));
    }
    let Some((words, end)) = argument(text, *at) else {
        let span = Span::new(start - 1, *at);
        let cause = format!("\\{name} takes words between braces");
        return Err(Diagnostic::at(span, cause, "here"));
    };
    *at = end;
    Ok(Some(Token::Words(words)))
}

/// Bytes of the star and the length that may stand behind `\\\\`: `\\\\*[4pt]`.
fn space_behind_a_line(text: &str) -> usize {
    let rest = text.strip_prefix('*').unwrap_or(text);
    let star = text.len() - rest.len();
    let units = [
        "pt",
        "em",
        "ex",
        "mm",
        "cm",
        "in",
        "\\baselineskip",
        "\\jot",
    ];
    let length = rest.strip_prefix('[').and_then(|r| r.split_once(']'));
    match length {
        Some((inner, _)) if units.iter().any(|unit| inner.trim_end().ends_with(unit)) => {
            star + inner.len() + 2
        }
        _ => star,
    }
}

/// Bytes up to the brace that closes the one that follows.
fn braced(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if depth > 0 => escaped = true,
            '{' => depth += 1,
            '}' if depth == 1 => return Some(i + 1),
            '}' => depth = depth.checked_sub(1)?,
            _ if depth == 0 && !c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// The words between the braces that follow, and where they end.
fn argument(text: &str, at: usize) -> Option<(&str, usize)> {
    let open = at + (text[at..].len() - text[at..].trim_start().len());
    let inner = text[open..].strip_prefix('{')?;
    let end = inner.find(['}', '{', '\\'])?;
    inner[end..]
        .starts_with('}')
        .then_some((&inner[..end], open + end + 2))
}
