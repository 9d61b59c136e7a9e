//! Text to tokens. Slips such as `==` or a typed `π` are reported here and read as what was meant,
//! so that one error does not hide the next.

use super::diagnostic::{Diagnostic, Span};
use super::notation;

/// Kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    Text,
    LeftBrace,
    RightBrace,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Implies,
    Plus,
    Minus,
    Star,
    Slash,
    Caret,
    Claim,
    Let,
    Source,
    For,
    Assume,
    Use,
    Show,
    Expect,
    Best,
    In,
    And,
    Or,
    Not,
    True,
    False,
    Inf,
    /// Something already reported.
    Bad,
    End,
}

impl Kind {
    /// Words that begin a clause; the parser recovers at them.
    pub(super) fn starts_clause(self) -> bool {
        matches!(
            self,
            Kind::Let
                | Kind::Source
                | Kind::For
                | Kind::Assume
                | Kind::Use
                | Kind::Show
                | Kind::Expect
                | Kind::Best
        )
    }

    /// How an error message calls the token.
    pub(super) fn described(self) -> &'static str {
        match self {
            Kind::Name => "a name",
            Kind::Number => "a number",
            Kind::Text => "a text in quotes",
            Kind::LeftBrace => "`{`",
            Kind::RightBrace => "`}`",
            Kind::LeftParen => "`(`",
            Kind::RightParen => "`)`",
            Kind::LeftBracket => "`[`",
            Kind::RightBracket => "`]`",
            Kind::Comma => "`,`",
            Kind::Colon => "`:`",
            Kind::Equal => "`=`",
            Kind::NotEqual => "`!=`",
            Kind::Less => "`<`",
            Kind::LessEqual => "`<=`",
            Kind::Greater => "`>`",
            Kind::GreaterEqual => "`>=`",
            Kind::Implies => "`=>`",
            Kind::Plus => "`+`",
            Kind::Minus => "`-`",
            Kind::Star => "`*`",
            Kind::Slash => "`/`",
            Kind::Caret => "`^`",
            Kind::Claim => "`claim`",
            Kind::Let => "`let`",
            Kind::Source => "`source`",
            Kind::For => "`for`",
            Kind::Assume => "`assume`",
            Kind::Use => "`use`",
            Kind::Show => "`show`",
            Kind::Expect => "`expect`",
            Kind::Best => "`best`",
            Kind::In => "`in`",
            Kind::And => "`and`",
            Kind::Or => "`or`",
            Kind::Not => "`not`",
            Kind::True => "`true`",
            Kind::False => "`false`",
            Kind::Inf => "`inf`",
            Kind::Bad => "a bad character",
            Kind::End => "the end of the file",
        }
    }
}

/// The keywords, which cannot be names.
pub(super) const KEYWORDS: [(&str, Kind); 16] = [
    ("claim", Kind::Claim),
    ("let", Kind::Let),
    ("source", Kind::Source),
    ("for", Kind::For),
    ("assume", Kind::Assume),
    ("use", Kind::Use),
    ("show", Kind::Show),
    ("expect", Kind::Expect),
    ("best", Kind::Best),
    ("in", Kind::In),
    ("and", Kind::And),
    ("or", Kind::Or),
    ("not", Kind::Not),
    ("true", Kind::True),
    ("false", Kind::False),
    ("inf", Kind::Inf),
];

/// The keyword a word is, if it is one.
pub(super) fn keyword(word: &str) -> Option<Kind> {
    let found = KEYWORDS.iter().find(|(keyword, _)| *keyword == word);
    found.map(|(_, kind)| *kind)
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// Tokens (the last is [`Kind::End`]) and comments of a text, both in order.
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    /// Spans of `# ...` without the line end.
    pub(super) comments: Vec<Span>,
    pub(super) errors: Vec<Diagnostic>,
    /// Bars of absolute values and norms that are open: whether each is double.
    bars: Vec<bool>,
    /// Norms were read as parentheses, so that a vector may stand where a number is meant.
    pub(super) norms: bool,
}

fn is_name_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_'
}

fn is_name_part(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'\''
}

/// Whether a text is lexically a name: a letter or `_`, then letters, digits, `_` and `'`.
pub(super) fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|&b| is_name_start(b))
        && bytes.iter().all(|&b| is_name_part(b))
        && keyword(text).is_none()
}

pub(super) fn lex(text: &str) -> Lexed {
    let bytes = text.as_bytes();
    let mut out = Lexed {
        tokens: Vec::new(),
        comments: Vec::new(),
        errors: Vec::new(),
        bars: Vec::new(),
        norms: false,
    };
    let mut i = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while i < bytes.len() {
        let start = i;
        let next = bytes.get(i + 1).copied();
        let kind = match bytes[i] {
            b' ' | b'\t' | b'\r' | b'\n' => {
                i += 1;
                continue;
            }
            b'#' => {
                while i < bytes.len() && bytes[i] != b'\n' {
                    i += 1;
                }
                let end = text[..i].trim_end().len().max(start + 1);
                out.comments.push(Span::new(start, end));
                continue;
            }
            b if is_name_start(b) => {
                while i < bytes.len() && is_name_part(bytes[i]) {
                    i += 1;
                }
                let kind = keyword(&text[start..i]).unwrap_or(Kind::Name);
                out.push(kind, start, i);
                continue;
            }
            b'0'..=b'9' => {
                i = number_end(bytes, i);
                out.push(Kind::Number, start, i);
                continue;
            }
            b'.' if next.is_some_and(|b| b.is_ascii_digit()) => {
                i = number_end(bytes, i);
                out.error(start, i, "a number begins with a digit", "here")
                    .help = Some(format!("write `0{}`", &text[start..i]));
                out.push(Kind::Number, start, i);
                continue;
            }
            b'"' => {
                i += 1;
                while i < bytes.len() && bytes[i] != b'"' && bytes[i] != b'\n' {
                    i += if bytes[i] == b'\\' && bytes.get(i + 1).is_some_and(|&b| b != b'\n') {
                        2
                    } else {
                        1
                    };
                }
                i = i.min(bytes.len());
                if bytes.get(i) == Some(&b'"') {
                    i += 1;
                    out.push(Kind::Text, start, i);
                } else {
                    out.error(start, i, "a text in quotes is not closed", "begins here")
                        .help = Some("close it with `\"` on the same line".into());
                    out.push(Kind::Bad, start, i);
                }
                continue;
            }
            b'{' => Kind::LeftBrace,
            b'}' => Kind::RightBrace,
            b'(' => Kind::LeftParen,
            b')' => Kind::RightParen,
            b'[' => Kind::LeftBracket,
            b']' => Kind::RightBracket,
            b',' => Kind::Comma,
            b':' => Kind::Colon,
            b'+' => Kind::Plus,
            b'-' => Kind::Minus,
            b'/' => Kind::Slash,
            b'^' => Kind::Caret,
            b'*' if next == Some(b'*') => {
                out.slip(&mut i, 2, "**", "^", Kind::Caret);
                continue;
            }
            b'*' => Kind::Star,
            b'=' if next == Some(b'>') => {
                i += 1;
                Kind::Implies
            }
            b'=' if next == Some(b'=') => {
                out.slip(&mut i, 2, "==", "=", Kind::Equal);
                continue;
            }
            b'=' if next == Some(b'<') => {
                out.slip(&mut i, 2, "=<", "<=", Kind::LessEqual);
                continue;
            }
            b'=' => Kind::Equal,
            b'!' if next == Some(b'=') => {
                i += 1;
                Kind::NotEqual
            }
            b'!' if out.ends_operand() => {
                i += 1;
                out.error(start, i, "`!` is not part of the language", "here")
                    .help = Some("write `factorial(n)`".into());
                continue;
            }
            b'!' => {
                out.slip(&mut i, 1, "!", "not", Kind::Not);
                continue;
            }
            b'<' if next == Some(b'=') => {
                i += 1;
                Kind::LessEqual
            }
            b'<' if next == Some(b'>') => {
                out.slip(&mut i, 2, "<>", "!=", Kind::NotEqual);
                continue;
            }
            b'<' => Kind::Less,
            b'>' if next == Some(b'=') => {
                i += 1;
                Kind::GreaterEqual
            }
            b'>' => Kind::Greater,
            b'&' if next == Some(b'&') => {
                out.slip(&mut i, 2, "&&", "and", Kind::And);
                continue;
            }
            b'|' if out.bar(&mut i, next == Some(b'|')) => continue,
            b'|' if next == Some(b'|') => {
                out.slip(&mut i, 2, "||", "or", Kind::Or);
                continue;
            }
            b'%' => {
                out.percent(text, &mut i);
                continue;
            }
            b'\\' if next.is_some_and(|b| b.is_ascii_alphabetic()) => {
                out.latex(text, &mut i);
                continue;
            }
            _ => {
                out.stray(text, &mut i);
                continue;
            }
        };
        i += 1;
        out.push(kind, start, i);
    }
    out.push(Kind::End, text.len(), text.len());
    out
}

/// One past the numeral that begins at `i`: digits, a point with digits, an exponent with digits.
fn number_end(bytes: &[u8], mut i: usize) -> usize {
    let digits = |mut i: usize| {
        while bytes.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        i
    };
    i = digits(i);
    if bytes.get(i) == Some(&b'.') && bytes.get(i + 1).is_some_and(u8::is_ascii_digit) {
        i = digits(i + 1);
    }
    if matches!(bytes.get(i), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(i + 1), Some(b'+' | b'-')));
        if bytes.get(i + 1 + sign).is_some_and(u8::is_ascii_digit) {
            i = digits(i + 1 + sign);
        }
    }
    i
}

/// One past the brace that closes the one at `i`, on the same line; `i + 1` where none does.
fn closing_brace(bytes: &[u8], i: usize) -> usize {
    let mut depth = 0usize;
    for (at, &b) in bytes.iter().enumerate().skip(i) {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'\n' => break,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    i + 1
}

impl Lexed {
    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.tokens.push(Token {
            kind,
            span: Span::new(start, end),
        });
    }

    fn error(&mut self, start: usize, end: usize, message: &str, label: &str) -> &mut Diagnostic {
        let at = self.errors.len();
        self.errors
            .push(Diagnostic::at(Span::new(start, end), message, label));
        &mut self.errors[at]
    }

    /// Reports `wrong`, reads it as `right`.
    fn slip(&mut self, i: &mut usize, length: usize, wrong: &str, right: &str, kind: Kind) {
        let start = *i;
        *i += length;
        self.error(
            start,
            *i,
            &format!("`{wrong}` is not part of the language"),
            "here",
        )
        .help = Some(format!("write `{right}`"));
        self.push(kind, start, *i);
    }

    /// Whether the last token ends an operand, so that an operator is due.
    fn ends_operand(&self) -> bool {
        self.tokens.last().is_some_and(|t| {
            matches!(
                t.kind,
                Kind::Name | Kind::Number | Kind::RightParen | Kind::RightBracket
            )
        })
    }

    /// `|x|` and `||x||`, reported at the first bar and read as parentheses. False for the `or` of
    /// other languages, which stands between operands.
    fn bar(&mut self, i: &mut usize, double: bool) -> bool {
        let start = *i;
        let closes = self.ends_operand();
        // `||` after `|x + |x` closes one of them.
        let double = double && !(closes && self.bars.last() == Some(&false));
        if closes && self.bars.last() != Some(&double) {
            return false;
        }
        *i += 1 + usize::from(double);
        if closes {
            self.bars.pop();
            self.push(Kind::RightParen, start, *i);
            return true;
        }
        let (bar, right) = if double {
            ("||", "norm(x)` for the norm of a vector, `abs(x)")
        } else {
            ("|", "abs(x)")
        };
        self.error(
            start,
            *i,
            &format!("`{bar}x{bar}` is not part of the language"),
            "opens here",
        )
        .help = Some(format!("write `{right}` for an absolute value"));
        self.bars.push(double);
        self.norms |= double;
        self.push(Kind::LeftParen, start, *i);
        true
    }

    /// A percentage, a comment of LaTeX, or the remainder of other languages.
    fn percent(&mut self, text: &str, i: &mut usize) {
        let start = *i;
        *i += 1;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let begins = self
            .tokens
            .last()
            .is_none_or(|t| t.span.end as usize <= line);
        let after_number = self.tokens.last().is_some_and(|t| {
            t.kind == Kind::Number && text[t.span.end as usize..start].trim().is_empty()
        });
        let help = if begins {
            *i = text[start..].find('\n').map_or(text.len(), |n| start + n);
            "a comment begins with `#`"
        } else if after_number {
            "write a percentage as a fraction: 5% is `5/100`"
        } else {
            "a comment begins with `#`; a remainder is `a - b*floor(a/b)`"
        };
        self.error(start, start + 1, "`%` is not part of the language", "here")
            .help = Some(help.into());
        if !begins && !after_number {
            self.push(Kind::Bad, start, *i);
        }
    }

    /// A command of LaTeX with its arguments in braces.
    fn latex(&mut self, text: &str, i: &mut usize) {
        let start = *i;
        let bytes = text.as_bytes();
        *i += 1;
        while bytes.get(*i).is_some_and(u8::is_ascii_alphabetic) {
            *i += 1;
        }
        let command = &text[start + 1..*i];
        let known = notation::latex(command);
        let named = *i;
        while bytes.get(*i) == Some(&b'{') && known.is_none_or(|(_, kind)| kind == Kind::Bad) {
            *i = closing_brace(bytes, *i);
        }
        let help = match known {
            Some((right, _)) => format!("write `{right}`"),
            None => format!("write the name alone: `{command}`"),
        };
        self.error(
            start,
            named,
            &format!("`\\{command}` is LaTeX, not part of the language"),
            "here",
        )
        .help = Some(help);
        self.push(known.map_or(Kind::Bad, |(_, kind)| kind), start, *i);
    }

    fn stray(&mut self, text: &str, i: &mut usize) {
        let start = *i;
        let Some(c) = text[start..].chars().next() else {
            return;
        };
        *i += c.len_utf8();
        if let Some((right, kind)) = notation::symbol(c) {
            self.error(
                start,
                *i,
                &format!("`{c}` is not part of the language"),
                "here",
            )
            .help = Some(if c == ';' {
                "leave it out: clauses need no `;`".into()
            } else {
                format!("write `{right}`")
            });
            self.push(kind, start, *i);
            return;
        }
        // One report for a run of such characters.
        for c in text[*i..].chars() {
            if c.is_ascii() && !c.is_ascii_control() || c == '\n' || notation::symbol(c).is_some() {
                break;
            }
            *i += c.len_utf8();
        }
        let shown: String = c.escape_default().take(12).collect();
        let name = if c.is_control() || !c.is_ascii() && !c.is_alphabetic() {
            shown
        } else {
            c.to_string()
        };
        self.error(
            start,
            *i,
            &format!("`{name}` is not part of the language"),
            "here",
        )
        .help = Some("outside comments and quoted texts the language is plain ASCII".into());
        self.push(Kind::Bad, start, *i);
    }
}
