//! Names: letters, words and Greek letters with their subscripts.

use super::Reader;
use super::written::Written;
use crate::diagnostic::Diagnostic;
use crate::function;
use crate::latex::relation;
use crate::latex::token::Token;

impl Reader<'_, '_> {
    pub(super) fn named(&mut self, name: String) -> Written {
        // `\gamma` and `\max` are different things: the function keeps the name.
        let name = if function::named(&name).is_some() || is_word(&name) {
            format!("{name}_")
        } else {
            name
        };
        if name == "i" {
            let last = self.tokens[self.at.saturating_sub(1)].1;
            self.imaginary.get_or_insert(last);
        }
        if !self.names.contains(&name) {
            self.names.push(name.clone());
        }
        Written::of_name(name)
    }

    /// `x`, `x, y, z` when a relation, `\in` or nothing follows; nothing is read otherwise.
    pub(in crate::latex) fn names_in_a_list(&mut self) -> Result<Vec<String>, Diagnostic> {
        let (start, known) = (self.at, self.names.len());
        let mut found = Vec::new();
        loop {
            let is_name = match self.token() {
                Token::Letter('e') | Token::Words("e") => false,
                Token::Letter(_) | Token::Words(_) => true,
                Token::Command(c) => greek(c).is_some_and(|g| g != "pi"),
                Token::Number(_)
                | Token::Symbol(_)
                | Token::Gap
                | Token::Line
                | Token::Column
                | Token::Border { .. }
                | Token::End => false,
            };
            if is_name {
                found.push(self.name()?);
            }
            let next = self.token();
            if is_name && next == Token::Symbol(',') && self.a_name_follows() {
                self.advance();
                if let Token::Border { .. } = self.token() {
                    self.advance();
                }
                continue;
            }
            let ends = matches!(
                next,
                Token::Command("in") | Token::End | Token::Gap | Token::Line | Token::Border { .. }
            ) || relation(next).is_some();
            if !is_name || !ends {
                self.at = start;
                self.names.truncate(known);
                return Ok(Vec::new());
            }
            return Ok(found);
        }
    }

    /// Whether names and `\in` stand here.
    pub(in crate::latex) fn begins_with_a_range(&mut self) -> bool {
        let (start, known) = (self.at, self.names.len());
        let found = self.names_in_a_list();
        let ranges = self.token() == Token::Command("in");
        self.at = start;
        self.names.truncate(known);
        ranges && found.is_ok_and(|names| !names.is_empty())
    }

    /// Whether names other than these stand behind the comma, with a relation behind them: in
    /// `0 < x, y < 1` both may be between 0 and 1.
    pub(in crate::latex) fn a_list_goes_on(&mut self, compared: &[String]) -> bool {
        if compared.is_empty() {
            return false;
        }
        let (start, known) = (self.at, self.names.len());
        self.advance();
        let names = self.names_in_a_list().unwrap_or_default();
        let next = self.token();
        self.at = start;
        self.names.truncate(known);
        let related = relation(next).is_some() || next == Token::Command("in");
        related && !names.is_empty() && names.iter().all(|name| !compared.contains(name))
    }

    /// Whether a name alone stands between parentheses next, as the argument of a function does.
    pub(super) fn a_name_in_parentheses(&self) -> bool {
        let at = |i: usize| self.tokens.get(self.at + i).map(|t| t.0);
        let is_name = match at(1) {
            Some(Token::Letter(_)) => true,
            Some(Token::Words(w)) => is_name(w),
            Some(Token::Command(c)) => greek(c).is_some_and(|g| g != "pi"),
            Some(
                Token::Number(_)
                | Token::Symbol(_)
                | Token::Gap
                | Token::Line
                | Token::Column
                | Token::Border { .. }
                | Token::End,
            )
            | None => false,
        };
        at(0) == Some(Token::Symbol('(')) && is_name && at(2) == Some(Token::Symbol(')'))
    }

    pub(super) fn a_name_follows(&self) -> bool {
        // `for all $x$, $y$`
        let inline = Token::Border { displayed: false };
        let mut behind = self.tokens[self.at..].iter().skip(1);
        let next = behind.find(|(t, _)| *t != inline);
        next.is_some_and(|(t, _)| match t {
            Token::Letter(_) => true,
            Token::Command(c) => greek(c).is_some(),
            Token::Words(_)
            | Token::Number(_)
            | Token::Symbol(_)
            | Token::Gap
            | Token::Line
            | Token::Column
            | Token::Border { .. }
            | Token::End => false,
        })
    }

    /// A letter between braces or alone.
    pub(in crate::latex) fn one_letter(&mut self) -> Option<char> {
        let braces = self.token() == Token::Symbol('{');
        if braces {
            self.advance();
        }
        let Token::Letter(c) = self.token() else {
            return None;
        };
        self.advance();
        if braces && self.token() == Token::Symbol('}') {
            self.advance();
        }
        Some(c)
    }

    pub(in crate::latex) fn subscript_is(&mut self, what: &str) -> bool {
        let start = (self.at, self.taken);
        if self.token() == Token::Symbol('_') && self.subscript_text() == what {
            return true;
        }
        (self.at, self.taken) = start;
        false
    }

    /// The letters, digits and relations of a subscript.
    pub(in crate::latex) fn subscript_text(&mut self) -> String {
        self.advance();
        let braces = self.token() == Token::Symbol('{');
        if braces {
            self.advance();
        }
        let mut text = String::new();
        loop {
            match self.token() {
                Token::Letter(c) => text.push(c),
                Token::Number(n) => text.push_str(n),
                Token::Words(w) => text.push_str(w.trim()),
                Token::Symbol('}') if braces => {
                    self.advance();
                    break;
                }
                Token::Symbol(c @ ('+' | '<' | '>')) => text.push(c),
                Token::Command("ge" | "geq") => text.push_str(">="),
                Token::Command(c) if greek(c).is_some() => text.push_str(c),
                Token::Command(_)
                | Token::Symbol(_)
                | Token::Gap
                | Token::Line
                | Token::Column
                | Token::Border { .. }
                | Token::End => {
                    break;
                }
            }
            self.advance();
            if !braces {
                break;
            }
        }
        text
    }

    /// A letter or word with its subscript and star.
    pub(super) fn name(&mut self) -> Result<String, Diagnostic> {
        let mut name = match self.token() {
            Token::Letter(c) => c.to_string(),
            Token::Words(w) if is_name(w) => w.to_owned(),
            Token::Command(c) => match greek(c) {
                Some(g) => g.to_owned(),
                None => return Err(self.refused("a name is due")),
            },
            Token::Words(_)
            | Token::Number(_)
            | Token::Symbol(_)
            | Token::Gap
            | Token::Line
            | Token::Column
            | Token::Border { .. }
            | Token::End => {
                return Err(self.refused("a name is due"));
            }
        };
        self.one_font(&name)?;
        self.advance();
        if self.token() == Token::Symbol('_') {
            let at = self.span();
            if let Some((Token::Number(n), _)) = self.tokens.get(self.at + 1)
                && n.len() > 1
            {
                return Err(
                    Diagnostic::at(at, "LaTeX lowers the first digit alone here", "here")
                        .help(format!("write _{{{n}}}")),
                );
            }
            let suffix = self.subscript_text();
            if suffix.is_empty() || !suffix.chars().all(|c| c.is_ascii_alphanumeric()) {
                return Err(
                    Diagnostic::at(at, "a subscript of letters and digits is due", "here")
                        .help("entries of sequences are written x(t + 1) in claims"),
                );
            }
            name = format!("{name}_{suffix}");
            self.indexed.push((suffix, at));
        }
        let star = self.token() == Token::Symbol('^')
            && matches!(
                self.tokens.get(self.at + 1).map(|t| t.0),
                Some(Token::Symbol('*') | Token::Command("star" | "ast"))
            );
        if star {
            self.advance();
            self.advance();
            name.push_str("_star");
        }
        while self.token() == Token::Symbol('\'') {
            self.advance();
            name.push('\'');
        }
        Ok(self.named(name).text)
    }

    /// A letter in two fonts may be two things, a vector and its length.
    fn one_font(&mut self, letter: &str) -> Result<(), Diagnostic> {
        let word = matches!(self.token(), Token::Words(_));
        match self.fonts.iter().find(|(known, _)| known == letter) {
            Some((_, known)) if *known != word => Err(self
                .refused(format!("{letter} in two fonts"))
                .help("give the two letters, or one of them an index")),
            Some(_) => Ok(()),
            None => {
                self.fonts.push((letter.to_owned(), word));
                Ok(())
            }
        }
    }

    /// A name is a term; a word that is a function takes an argument.
    pub(super) fn called(&mut self, name: String) -> Result<Written, Diagnostic> {
        let bare = name.trim_end_matches('_');
        if is_own_function(&name) {
            self.names.retain(|n| *n != name);
            let argument = self.argument(bare)?;
            return Ok(Written::applied(bare, &argument));
        }
        Ok(Written::of_name(name))
    }
}

/// Whether a name is that of a function of the claim language.
pub(super) fn is_own_function(name: &str) -> bool {
    let bare = name.trim_end_matches('_');
    function::named(bare).is_some() && bare.len() > 1 && name != bare
}

/// A word of the claim language that is no name there.
pub(super) fn is_word(name: &str) -> bool {
    let keywords = crate::lexer::KEYWORDS;
    name == "pi" || keywords.iter().any(|(word, _)| *word == name)
}

/// Words of sentences, which name nothing.
const SPOKEN: [&str; 37] = [
    "all", "and", "any", "are", "but", "by", "each", "else", "every", "except", "exists", "for",
    "hence", "holds", "if", "iff", "implies", "in", "is", "let", "not", "of", "on", "or", "so",
    "some", "such", "that", "then", "there", "thus", "unless", "when", "whenever", "where",
    "while", "with",
];

/// Whether words are a name. With space around it a word is said, and no factor.
pub(super) fn is_name(words: &str) -> bool {
    words.starts_with(|c: char| c.is_ascii_alphabetic())
        && words.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !SPOKEN.contains(&words.to_ascii_lowercase().as_str())
}

/// Whether a letter before parentheses, with its index or primes, is more often a function than a
/// factor.
pub(super) fn is_called(name: &str) -> bool {
    let letter = name.split(['_', '\'']).next().unwrap_or(name);
    let functions = ["f", "g", "h", "F", "G", "H", "E", "O", "P", "Pr"];
    functions.contains(&letter)
}

/// The name of a Greek letter (or `\ell`).
pub(super) fn greek(command: &str) -> Option<&str> {
    const LETTERS: [&str; 37] = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "varrho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
        "ell",
    ];
    LETTERS.contains(&command).then_some(command)
}
