//! Functions, sums, products, and what each is applied to.

use super::name::greek;
use super::written::{Level, Written, number, times};
use super::{Bar, Reader};
use crate::diagnostic::{Diagnostic, Span};
use crate::latex::token::Token;

impl Reader<'_, '_> {
    /// `\max\{a, b\}`, `\min(a, b)`.
    pub(super) fn extremum(&mut self, which: &str) -> Result<Written, Diagnostic> {
        self.advance();
        let close = match self.token() {
            Token::Symbol('{') => Token::Symbol('}'),
            Token::Command("lbrace") => Token::Command("rbrace"),
            Token::Symbol('(') => Token::Symbol(')'),
            Token::Symbol('[') => Token::Symbol(']'),
            _ => {
                return Err(self
                    .refused(format!(
                        "\\{which} takes a list between braces or parentheses"
                    ))
                    .help(format!("write \\{which}(a, b)")));
            }
        };
        self.advance();
        self.open.push(Bar::Other);
        let mut all = vec![self.term()?];
        while self.token() == Token::Symbol(',') {
            self.advance();
            all.push(self.term()?);
        }
        self.open.pop();
        self.expect(close, "the end of the list")?;
        let texts: Vec<&str> = all.iter().map(|a| a.text.as_str()).collect();
        let text = format!("{which}({})", texts.join(", "));
        Ok(Written::new(
            text,
            Level::Atom,
            &all.iter().collect::<Vec<_>>(),
        ))
    }

    /// `\sum_{t=a}^{b} f`, which reaches over the product behind it.
    pub(super) fn fold(&mut self, product: bool) -> Result<Written, Diagnostic> {
        self.advance();
        self.expect(Token::Symbol('_'), "_ and the first index")?;
        self.expect(Token::Symbol('{'), "`{`")?;
        let index = self.name()?;
        if !self.bound.contains(&index) {
            self.bound.push(index.clone());
        }
        self.expect(Token::Symbol('='), "`=`")?;
        let lo = self.term()?;
        self.expect(Token::Symbol('}'), "`}`")?;
        self.expect(Token::Symbol('^'), "^ and the last index")?;
        let braces = self.token() == Token::Symbol('{');
        let infinite = self.tokens.get(self.at + usize::from(braces)).map(|t| t.0)
            == Some(Token::Command("infty"));
        let hi = if infinite {
            for _ in 0..if braces { 3 } else { 1 } {
                self.advance();
            }
            number("inf")
        } else {
            self.group()?
        };
        let known = self.indexed.len();
        let body = self.folded(product)?;
        let of_index = |(suffix, _): &&(String, Span)| {
            // `x_{ti}` and `x_{ijk}` have indices; the letters of `x_{max}` are none.
            let word = matches!(suffix.as_str(), "max" | "min" | "opt" | "avg");
            *suffix == index || suffix.len() <= 3 && !word && suffix.contains(&index)
        };
        if let Some((_, at)) = self.indexed[known..].iter().find(of_index) {
            let cause = format!("an entry of a sequence, whose index is {index}");
            return Err(Diagnostic::at(*at, cause, "here")
                .help("write the claim with `sequence x from 1` and x(t); docs/language.md"));
        }
        let word = if product { "product" } else { "sum" };
        let text = format!("{word}({}, {index}, {}, {})", body.text, lo.text, hi.text);
        Ok(Written::new(text, Level::Atom, &[&body, &lo, &hi]))
    }

    /// What a sum or product is of. Beyond an operator a product may or may not reach, and it makes
    /// a difference; of a sum it makes none.
    fn folded(&mut self, product: bool) -> Result<Written, Diagnostic> {
        if !product {
            return self.product();
        }
        let mut body = self.factor()?;
        while let Some(next) = self.juxtaposed()? {
            body = times(body, next, '*');
        }
        match self.token() {
            Token::Command("cdot" | "times" | "ast" | "div") | Token::Symbol('*' | '/') => {
                Err(self
                    .refused("how far does this product reach?")
                    .help("put it, or what is multiplied, in parentheses"))
            }
            _ => Ok(body),
        }
    }

    /// `\sin x`, `\sin^2 x`, `\log_2 n`, `\log(1 + x)`.
    pub(super) fn function(&mut self, command: &str) -> Result<Written, Diagnostic> {
        self.advance();
        let mut name = claim_name(command).to_owned();
        let mut base = None;
        if self.token() == Token::Symbol('_') && name == "log" {
            self.advance();
            base = Some(self.group()?);
        }
        let mut power = None;
        if self.token() == Token::Symbol('^') {
            let at = self.span();
            self.advance();
            let exponent = self.exponent(at)?;
            if exponent.text == "-1" {
                match name.as_str() {
                    "sin" | "cos" | "tan" => name = format!("arc{name}"),
                    _ => {
                        return Err(
                            Diagnostic::at(at, "a power or the inverse function?", "here")
                                .help("write \\frac{1}{...} or the inverse by its name"),
                        );
                    }
                }
            } else {
                power = Some(exponent);
            }
        }
        let argument = self.argument(&name)?;
        let mut value = Written::applied(&name, &argument);
        if let Some(base) = base {
            value = times(value, Written::applied("log", &base), '/');
        }
        if let Some(power) = power {
            let text = format!("{}^{}", value.at(Level::Atom), power.at(Level::Atom));
            value = Written::new(text, Level::Power, &[&value, &power]);
        }
        Ok(value)
    }

    /// What a function is applied to: parentheses, or the factors that follow up to the next
    /// function.
    pub(super) fn argument(&mut self, name: &str) -> Result<Written, Diagnostic> {
        if let Token::Symbol(open @ ('(' | '[' | '{')) = self.token() {
            let close = match open {
                '(' => ')',
                '[' => ']',
                _ => '}',
            };
            let inner = self.enclosed(close)?;
            if self.token() == Token::Symbol('^') {
                return Err(self
                    .refused(format!(
                        "is it {name}(...) that is raised, or what is in it?"
                    ))
                    .help(format!("write \\{name}^2(x), or \\{name}((x)^2)")));
            }
            return Ok(inner);
        }
        let mut all = self.factor()?;
        while self.starts_plain_factor() {
            if let Token::Command("frac" | "tfrac" | "dfrac") = self.token() {
                return Err(self
                    .refused(format!("how far does {name} reach?"))
                    .help("put its argument in parentheses"));
            }
            self.no_space_before()?;
            let next = self.factor()?;
            all = times(all, next, '*');
        }
        if let Token::Symbol('/') | Token::Command("div") = self.token() {
            return Err(self
                .refused(format!("how far does {name} reach?"))
                .help("put its argument in parentheses, or write \\frac{}{}"));
        }
        Ok(all)
    }

    pub(super) fn starts_plain_factor(&self) -> bool {
        match self.token() {
            Token::Letter(_) | Token::Number(_) => true,
            Token::Command(c) => greek(c).is_some() || matches!(c, "frac" | "tfrac" | "dfrac"),
            Token::Words(_)
            | Token::Symbol(_)
            | Token::Gap
            | Token::Line
            | Token::Column
            | Token::Border { .. }
            | Token::End => false,
        }
    }
}

/// Functions that are commands, by the name they have there.
pub(super) const FUNCTIONS: [(&str, &str); 16] = [
    ("sin", "sin"),
    ("cos", "cos"),
    ("tan", "tan"),
    ("arcsin", "arcsin"),
    ("arccos", "arccos"),
    ("arctan", "arctan"),
    ("sinh", "sinh"),
    ("cosh", "cosh"),
    ("tanh", "tanh"),
    ("exp", "exp"),
    ("log", "log"),
    ("ln", "log"),
    ("Gamma", "gamma"),
    ("erf", "erf"),
    ("erfc", "erfc"),
    ("sgn", "sign"),
];

pub(super) fn is_function(command: &str) -> bool {
    FUNCTIONS.iter().any(|(c, _)| *c == command)
}

pub(super) fn claim_name(command: &str) -> &str {
    let found = FUNCTIONS.iter().find(|(c, _)| *c == command);
    found.map_or(command, |(_, name)| name)
}
