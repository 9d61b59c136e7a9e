//! The standard layout of a claim file. Tokens, comments and their order stay; spaces, indentation
//! and blank lines change. Line breaks inside a clause stay where the author put them.

use super::diagnostic::{Diagnostic, SourceText, Span};
use super::lexer::{self, Kind, Token};
use super::{MAX_FILE_BYTES, in_order, parser, too_large};

/// Clause keywords fill this width, so that what follows them is aligned.
const KEYWORD_WIDTH: usize = "assume".len();

/// Lays a claim file out the standard way. Formatting twice changes nothing more.
///
/// # Errors
/// The errors of syntax; names need not be known.
pub fn format(name: &str, text: &str) -> Result<String, Vec<Diagnostic>> {
    if text.len() > MAX_FILE_BYTES {
        return Err(vec![too_large(name)]);
    }
    let lexed = lexer::lex(text);
    let mut errors = lexed.errors;
    errors.extend(parser::parse(text, &lexed.tokens).1);
    if !errors.is_empty() {
        return Err(in_order(errors, &SourceText::new(name, text)));
    }
    let mut layout = Layout {
        text,
        out: String::with_capacity(text.len() + text.len() / 8),
        before: None,
        unary: false,
        in_claim: false,
        header: false,
        fresh_line: true,
        end: 0,
        opened: false,
        after_claim: false,
    };
    let mut comments = lexed.comments.iter().copied().peekable();
    for (i, &token) in lexed.tokens.iter().enumerate() {
        while let Some(comment) = comments.next_if(|c| c.start < token.span.start) {
            layout.comment(comment, token.kind);
        }
        if token.kind != Kind::End {
            layout.token(token, lexed.tokens.get(i + 1).map_or(Kind::End, |t| t.kind));
        }
    }
    let mut out = layout.out.trim_end().to_owned();
    if !out.is_empty() {
        out.push('\n');
    }
    Ok(out)
}

struct Layout<'s> {
    text: &'s str,
    out: String,
    /// The token written last.
    before: Option<Kind>,
    /// It was a sign, not a difference.
    unary: bool,
    in_claim: bool,
    /// Between `claim` and `{`.
    header: bool,
    /// Nothing stands on the current line but its indentation, not yet written.
    fresh_line: bool,
    /// Where the last token or comment ended in the text.
    end: u32,
    /// The last thing written opened a claim.
    opened: bool,
    /// The last thing written closed a claim.
    after_claim: bool,
}

impl Layout<'_> {
    /// Line breaks in the text between the last thing written and this one.
    fn breaks(&self, next: Span) -> usize {
        self.text
            .get(self.end as usize..next.start as usize)
            .map_or(0, |gap| gap.bytes().filter(|&b| b == b'\n').count())
    }

    fn new_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.fresh_line = true;
    }

    /// A blank line where the author left one or the layout asks for one.
    fn blank_line(&mut self, wanted: bool) {
        if wanted && !self.out.is_empty() && !self.opened && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, width: usize) {
        if self.fresh_line {
            self.out.extend(std::iter::repeat_n(' ', width));
            self.fresh_line = false;
        }
    }

    fn comment(&mut self, span: Span, next: Kind) {
        let breaks = if self.end == 0 { 1 } else { self.breaks(span) };
        if breaks == 0 && !self.fresh_line {
            self.out.push_str("  ");
        } else {
            self.new_line();
            let starts_item = !self.in_claim && (self.after_claim || next == Kind::Claim);
            let after_comment = self.text[..span.start as usize]
                .trim_end_matches([' ', '\t', '\r', '\n'])
                .len()
                == self.end as usize
                && breaks < 2
                && self.before_was_comment();
            self.blank_line(breaks > 1 || starts_item && !after_comment && self.end > 0);
            let width = if !self.in_claim {
                0
            } else if self.in_clause(next) {
                2 + KEYWORD_WIDTH + 1
            } else {
                2
            };
            self.indent(width);
        }
        self.out.push_str(span.of(self.text));
        self.out.push('\n');
        self.fresh_line = true;
        self.opened = false;
        self.after_claim = false;
        self.end = span.end;
    }

    fn before_was_comment(&self) -> bool {
        self.out
            .trim_end_matches('\n')
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.trim_start().starts_with('#'))
    }

    /// Whether a clause goes on after what stands here.
    fn in_clause(&self, next: Kind) -> bool {
        !next.starts_clause() && next != Kind::RightBrace && self.before != Some(Kind::LeftBrace)
    }

    fn token(&mut self, token: Token, next: Kind) {
        let text = token.span.of(self.text);
        let kind = token.kind;
        let breaks = self.breaks(token.span);
        let top = !self.in_claim && !self.header;
        let starts_item = top
            && (matches!(kind, Kind::Claim | Kind::Let)
                || kind == Kind::Name && text == "paper" && next == Kind::Text);
        if starts_item {
            self.new_line();
            let set_apart = kind == Kind::Claim && !self.before_was_comment();
            self.blank_line(breaks > 1 || self.after_claim || set_apart);
            self.indent(0);
            self.header = kind == Kind::Claim;
        } else if kind == Kind::RightBrace {
            self.new_line();
            self.indent(0);
        } else if self.in_claim && (kind.starts_clause() || self.starts_sequence(text, next)) {
            self.new_line();
            self.blank_line(breaks > 1);
            self.indent(2);
        } else {
            let continued = if self.in_claim {
                2 + KEYWORD_WIDTH + 1
            } else {
                4
            };
            let stays = self.header || self.before == Some(Kind::LeftBrace);
            if !self.fresh_line && breaks > 0 && !stays {
                self.new_line();
            }
            if self.fresh_line {
                self.indent(continued);
            } else if self.space_before(kind) {
                self.out.push(' ');
            }
        }
        self.out.push_str(text);
        if self.in_claim && kind.starts_clause() {
            let fill = KEYWORD_WIDTH.saturating_sub(text.len());
            self.out.extend(std::iter::repeat_n(' ', fill));
        }
        self.opened = kind == Kind::LeftBrace;
        self.after_claim = kind == Kind::RightBrace;
        if kind == Kind::LeftBrace {
            self.in_claim = true;
            self.header = false;
        } else if kind == Kind::RightBrace {
            self.in_claim = false;
        }
        self.unary = kind == Kind::Minus && !self.ends_operand();
        self.before = Some(kind);
        self.end = token.span.end;
    }

    /// Whether a word that is no keyword begins a clause.
    fn starts_sequence(&self, text: &str, next: Kind) -> bool {
        text == "sequence"
            && next == Kind::Name
            && matches!(
                self.before,
                Some(
                    Kind::Name
                        | Kind::Number
                        | Kind::RightParen
                        | Kind::RightBracket
                        | Kind::LeftBrace
                        | Kind::True
                        | Kind::False
                        | Kind::Text
                )
            )
    }

    /// Whether the token written last can end an operand, so that a `-` after it subtracts.
    fn ends_operand(&self) -> bool {
        matches!(
            self.before,
            Some(
                Kind::Name | Kind::Number | Kind::RightParen | Kind::True | Kind::False | Kind::Inf
            )
        )
    }

    fn space_before(&self, kind: Kind) -> bool {
        let Some(before) = self.before else {
            return false;
        };
        if self.unary
            || matches!(before, Kind::LeftParen | Kind::LeftBracket)
            || matches!(before, Kind::Star | Kind::Slash | Kind::Caret)
            || matches!(
                kind,
                Kind::RightParen
                    | Kind::RightBracket
                    | Kind::Comma
                    | Kind::Colon
                    | Kind::Star
                    | Kind::Slash
                    | Kind::Caret
            )
        {
            return false;
        }
        // A call is tight; after any other word or sign a parenthesis stands apart.
        !(kind == Kind::LeftParen && before == Kind::Name)
    }
}
