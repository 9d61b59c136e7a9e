//! Terms of LaTeX as terms of the claim language.

use super::token::Token;
use crate::diagnostic::{Diagnostic, Span};
use crate::function;

/// Deepest nesting of terms.
const MOST_NESTED: u32 = 100;

/// How tightly a term's outermost operation binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Sum,
    Product,
    Power,
    Atom,
}

/// A term in the claim language.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) text: String,
    level: Level,
    /// The name that it consists of.
    pub(super) name: Option<String>,
    /// It has no names.
    pub(super) closed: bool,
}

impl Written {
    fn new(text: String, level: Level, parts: &[&Written]) -> Self {
        Self {
            text,
            level,
            name: None,
            closed: parts.iter().all(|p| p.closed),
        }
    }

    /// In parentheses where it binds less tightly than `least`.
    fn at(&self, least: Level) -> String {
        if self.level < least {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }

    fn applied(function: &str, x: &Written) -> Self {
        Self::new(format!("{function}({})", x.text), Level::Atom, &[x])
    }
}

/// What closes what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    Single,
    Double,
    Other,
}

/// Reads tokens one after the other.
pub(super) struct Reader<'s, 't> {
    tokens: &'t [(Token<'s>, Span)],
    at: usize,
    /// The digits of a number that were read already: `\frac12` takes one digit at a time.
    taken: usize,
    open: Vec<Bar>,
    depth: u32,
    /// Names in the order of their first occurrence.
    pub(super) names: Vec<String>,
    /// Indices of sums and products.
    pub(super) bound: Vec<String>,
}

impl<'s, 't> Reader<'s, 't> {
    pub(super) fn new(tokens: &'t [(Token<'s>, Span)]) -> Self {
        Self {
            tokens,
            at: 0,
            taken: 0,
            open: Vec::new(),
            depth: 0,
            names: Vec::new(),
            bound: Vec::new(),
        }
    }

    pub(super) fn token(&self) -> Token<'s> {
        match self.tokens[self.at].0 {
            Token::Number(digits) => Token::Number(&digits[self.taken..]),
            other => other,
        }
    }

    pub(super) fn span(&self) -> Span {
        self.tokens[self.at].1
    }

    pub(super) fn advance(&mut self) {
        self.taken = 0;
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn expect(&mut self, token: Token<'_>, what: &str) -> Result<(), Diagnostic> {
        if self.token() == token {
            self.advance();
            return Ok(());
        }
        Err(self.refused(format!("{what} is due")))
    }

    fn refused(&self, cause: impl Into<String>) -> Diagnostic {
        let label = if self.token() == Token::End {
            "the text ends here"
        } else {
            "here"
        };
        Diagnostic::at(self.span(), cause, label)
    }

    fn named(&mut self, name: String) -> Written {
        // `\gamma` and `\max` are different things: the function keeps the name.
        let name = if function::named(&name).is_some() || is_word(&name) {
            format!("{name}_")
        } else {
            name
        };
        if !self.names.contains(&name) {
            self.names.push(name.clone());
        }
        Written {
            text: name.clone(),
            level: Level::Atom,
            name: Some(name),
            closed: false,
        }
    }

    /// `x`, `x, y, z` when a relation, `\in` or nothing follows; nothing is read otherwise.
    pub(super) fn names_in_a_list(&mut self) -> Result<Vec<String>, Diagnostic> {
        let (start, known) = (self.at, self.names.len());
        let mut found = Vec::new();
        loop {
            let is_name = match self.token() {
                Token::Letter('e') => false,
                Token::Letter(_) | Token::Words(_) => true,
                Token::Command(c) => greek(c).is_some_and(|g| g != "pi"),
                Token::Number(_) | Token::Symbol(_) | Token::Gap | Token::End => false,
            };
            if is_name {
                found.push(self.name()?);
            }
            let next = self.token();
            if is_name && next == Token::Symbol(',') && self.a_name_follows() {
                self.advance();
                continue;
            }
            let ends = matches!(next, Token::Command("in") | Token::End | Token::Gap)
                || super::relation(next).is_some();
            if !is_name || !ends {
                self.at = start;
                self.names.truncate(known);
                return Ok(Vec::new());
            }
            return Ok(found);
        }
    }

    fn a_name_follows(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|(t, _)| match t {
            Token::Letter(_) => true,
            Token::Command(c) => greek(c).is_some(),
            Token::Words(_) | Token::Number(_) | Token::Symbol(_) | Token::Gap | Token::End => {
                false
            }
        })
    }

    /// A letter between braces or alone.
    pub(super) fn one_letter(&mut self) -> Option<char> {
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

    pub(super) fn subscript_is(&mut self, what: &str) -> bool {
        let start = (self.at, self.taken);
        if self.token() == Token::Symbol('_') && self.subscript_text() == what {
            return true;
        }
        (self.at, self.taken) = start;
        false
    }

    /// The letters, digits and relations of a subscript.
    pub(super) fn subscript_text(&mut self) -> String {
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
                Token::Command(_) | Token::Symbol(_) | Token::Gap | Token::End => break,
            }
            self.advance();
            if !braces {
                break;
            }
        }
        text
    }

    /// An end of an interval; `None` is infinite.
    pub(super) fn end(&mut self, lower: bool) -> Result<Option<String>, Diagnostic> {
        let start = self.at;
        let sign = match self.token() {
            Token::Symbol(c @ ('-' | '+')) => {
                self.advance();
                c
            }
            _ => '+',
        };
        if self.token() == Token::Command("infty") {
            if lower != (sign == '-') {
                return Err(self.refused("this end is infinite the wrong way"));
            }
            self.advance();
            return Ok(None);
        }
        self.at = start;
        Ok(Some(self.term()?.text))
    }

    /// Terms added.
    pub(super) fn term(&mut self) -> Result<Written, Diagnostic> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(self.refused("nested too deeply"));
        }
        let negative = self.token() == Token::Symbol('-');
        if negative || self.token() == Token::Symbol('+') {
            self.advance();
        }
        let mut sum = self.product()?;
        if negative {
            let text = format!("-{}", sum.at(Level::Product));
            sum = Written::new(text, Level::Sum, &[&sum]);
        }
        while let Token::Symbol(op @ ('+' | '-')) = self.token() {
            self.advance();
            let next = self.product()?;
            let text = format!("{} {op} {}", sum.text, next.at(Level::Product));
            sum = Written::new(text, Level::Sum, &[&sum, &next]);
        }
        if let Token::Command("pm" | "mp") = self.token() {
            return Err(self
                .refused("two signs at once")
                .help("write one claim for each sign"));
        }
        self.depth -= 1;
        Ok(sum)
    }

    /// Factors multiplied, with an operator or side by side.
    fn product(&mut self) -> Result<Written, Diagnostic> {
        let mut all = self.factor()?;
        loop {
            let op = match self.token() {
                Token::Command("cdot" | "times" | "ast") | Token::Symbol('*') => '*',
                Token::Symbol('/') | Token::Command("div") => '/',
                _ if self.starts_factor() => {
                    if let Token::Number(_) = self.token() {
                        return Err(self
                            .refused("a number behind a factor")
                            .help("write the number first, or \\cdot between them"));
                    }
                    let next = self.factor()?;
                    all = times(&all, &next, '*');
                    continue;
                }
                _ => return Ok(all),
            };
            let at = self.span();
            self.advance();
            let next = self.factor()?;
            if op == '/' && self.starts_factor() {
                return Err(
                    Diagnostic::at(at, "how far does this division reach?", "here")
                        .help("write \\frac{}{}, or parentheses"),
                );
            }
            all = times(&all, &next, op);
        }
    }

    /// Whether a factor begins here.
    fn starts_factor(&self) -> bool {
        match self.token() {
            Token::Letter(_) | Token::Number(_) => true,
            Token::Words(w) => is_name(w),
            Token::Symbol('(' | '{' | '[') => true,
            Token::Symbol('|') | Token::Command("vert") => self.open.last() != Some(&Bar::Single),
            Token::Command("|" | "Vert") => self.open.last() != Some(&Bar::Double),
            Token::Command(c) => {
                greek(c).is_some()
                    || is_function(c)
                    || matches!(
                        c,
                        "frac"
                            | "tfrac"
                            | "dfrac"
                            | "sqrt"
                            | "lvert"
                            | "lVert"
                            | "langle"
                            | "ell"
                            | "binom"
                            | "sum"
                            | "prod"
                            | "max"
                            | "min"
                            | "lfloor"
                            | "lceil"
                    )
            }
            Token::Symbol(_) | Token::Gap | Token::End => false,
        }
    }

    /// A base with its power, factorials behind it.
    fn factor(&mut self) -> Result<Written, Diagnostic> {
        if self.token() == Token::Symbol('-') {
            return Err(self
                .refused("a sign behind an operator")
                .help("put the negative factor in parentheses"));
        }
        if self.token() == Token::Letter('e') {
            return self.euler();
        }
        let mut base = self.base()?;
        loop {
            match self.token() {
                Token::Symbol('!') => {
                    self.advance();
                    base = Written::applied("factorial", &base);
                }
                Token::Symbol('^') => {
                    let at = self.span();
                    self.advance();
                    if let Token::Command("top" | "intercal") = self.token() {
                        self.advance();
                        let other = self.factor()?;
                        let text = format!("dot({}, {})", base.text, other.text);
                        return Ok(Written::new(text, Level::Atom, &[&base, &other]));
                    }
                    let exponent = self.exponent(at)?;
                    let text = format!("{}^{}", base.at(Level::Atom), exponent.at(Level::Atom));
                    base = Written::new(text, Level::Power, &[&base, &exponent]);
                }
                _ => return Ok(base),
            }
        }
    }

    /// What stands behind `^`.
    fn exponent(&mut self, at: Span) -> Result<Written, Diagnostic> {
        if let Token::Number(n) = self.token()
            && n.len() > 1
            && self.taken == 0
        {
            let first = &n[..1];
            return Err(Diagnostic::at(
                at.to(self.span()),
                format!("LaTeX raises to the power {first} alone here"),
                "here",
            )
            .help(format!("write ^{{{n}}}")));
        }
        self.group()
    }

    /// `e`, a power of it or a name.
    fn euler(&mut self) -> Result<Written, Diagnostic> {
        self.advance();
        if self.token() == Token::Symbol('_') {
            let suffix = self.subscript_text();
            return Ok(self.named(format!("e_{suffix}")));
        }
        let exponent = if self.token() == Token::Symbol('^') {
            let at = self.span();
            self.advance();
            self.exponent(at)?
        } else {
            number("1")
        };
        Ok(Written::applied("exp", &exponent))
    }

    /// What stands between braces, or one digit, letter or command.
    pub(super) fn group(&mut self) -> Result<Written, Diagnostic> {
        match self.token() {
            Token::Symbol('{') => self.enclosed('}'),
            Token::Number(n) => {
                let digit = number(&n[..1]);
                if n.len() > 1 {
                    self.taken += 1;
                } else {
                    self.advance();
                }
                Ok(digit)
            }
            Token::Letter('e') => {
                self.advance();
                Ok(Written::applied("exp", &number("1")))
            }
            Token::Letter(c) => {
                self.advance();
                Ok(self.named(c.to_string()))
            }
            _ => self.base(),
        }
    }

    fn enclosed(&mut self, close: char) -> Result<Written, Diagnostic> {
        self.advance();
        self.open.push(Bar::Other);
        let inner = self.term()?;
        self.open.pop();
        self.expect(Token::Symbol(close), &format!("`{close}`"))?;
        Ok(inner)
    }

    fn base(&mut self) -> Result<Written, Diagnostic> {
        match self.token() {
            Token::Number(n) => {
                let all = number(n);
                self.advance();
                Ok(all)
            }
            Token::Symbol('(') => self.enclosed(')').map(parenthesised),
            Token::Symbol('[') => self.enclosed(']').map(parenthesised),
            Token::Symbol('{') => {
                let inner = self.enclosed('}')?;
                Ok(parenthesised(inner))
            }
            Token::Symbol('|') | Token::Command("vert" | "lvert") => {
                let close = [
                    Token::Symbol('|'),
                    Token::Command("vert"),
                    Token::Command("rvert"),
                ];
                let start = self.span();
                let inner = self.between(Bar::Single, &close)?;
                if inner.level == Level::Atom && inner.text.starts_with("abs(") {
                    return Err(Diagnostic::at(
                        start,
                        "a norm, or a value twice absolute?",
                        "here",
                    )
                    .help("write \\|x\\| for a norm"));
                }
                Ok(Written::applied("abs", &inner))
            }
            Token::Command("|" | "Vert" | "lVert") => {
                let close = [
                    Token::Command("|"),
                    Token::Command("Vert"),
                    Token::Command("rVert"),
                ];
                let inner = self.between(Bar::Double, &close)?;
                let at = self.span();
                if self.token() == Token::Symbol('_') && !self.subscript_is("2") {
                    return Err(
                        Diagnostic::at(at, "a norm that is not the Euclidean one", "here")
                            .help("norm(x) is the Euclidean norm; write others out"),
                    );
                }
                Ok(Written::applied("norm", &inner))
            }
            Token::Letter(_) | Token::Words(_) => {
                let start = self.span();
                let name = self.name()?;
                if self.token() == Token::Symbol('(') && is_called(&name) {
                    let cause = format!("is {name} a function, or a factor?");
                    return Err(Diagnostic::at(start, cause, "here").help(format!(
                        "write {name} \\cdot (...) for the factor, and the function out"
                    )));
                }
                self.called(name)
            }
            Token::Command(command) => self.command(command),
            Token::Symbol(_) | Token::Gap | Token::End => Err(self.refused("a term is due")),
        }
    }

    fn between(&mut self, bar: Bar, close: &[Token<'_>]) -> Result<Written, Diagnostic> {
        self.advance();
        self.open.push(bar);
        let inner = self.term()?;
        self.open.pop();
        if !close.contains(&self.token()) {
            return Err(self.refused("a bar that closes is due"));
        }
        self.advance();
        Ok(inner)
    }

    /// A letter or word with its subscript and star.
    pub(super) fn name(&mut self) -> Result<String, Diagnostic> {
        let mut name = match self.token() {
            Token::Letter(c) => c.to_string(),
            Token::Words(w) if is_name(w) => w.trim().to_owned(),
            Token::Command(c) => match greek(c) {
                Some(g) => g.to_owned(),
                None => return Err(self.refused("a name is due")),
            },
            Token::Words(_) | Token::Number(_) | Token::Symbol(_) | Token::Gap | Token::End => {
                return Err(self.refused("a name is due"));
            }
        };
        self.advance();
        if self.token() == Token::Symbol('_') {
            let at = self.span();
            let suffix = self.subscript_text();
            if suffix.is_empty() || !suffix.chars().all(|c| c.is_ascii_alphanumeric()) {
                return Err(
                    Diagnostic::at(at, "a subscript of letters and digits is due", "here")
                        .help("entries of sequences are written x(t + 1) in claims"),
                );
            }
            name = format!("{name}_{suffix}");
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

    /// A name is a term; a word that is a function takes an argument.
    fn called(&mut self, name: String) -> Result<Written, Diagnostic> {
        let bare = name.trim_end_matches('_');
        if function::named(bare).is_some() && bare.len() > 1 && name != bare {
            self.names.retain(|n| *n != name);
            let argument = self.argument(bare)?;
            return Ok(Written::applied(bare, &argument));
        }
        Ok(Written {
            text: name.clone(),
            level: Level::Atom,
            name: Some(name),
            closed: false,
        })
    }

    fn command(&mut self, command: &str) -> Result<Written, Diagnostic> {
        match command {
            "frac" | "tfrac" | "dfrac" => {
                self.advance();
                let over = self.group()?;
                let under = self.group()?;
                Ok(times(&over, &under, '/'))
            }
            "binom" => {
                self.advance();
                let n = self.group()?;
                let k = self.group()?;
                let text = format!("binomial({}, {})", n.text, k.text);
                Ok(Written::new(text, Level::Atom, &[&n, &k]))
            }
            "sqrt" => self.root(),
            "langle" => {
                self.advance();
                let x = self.term()?;
                self.expect(Token::Symbol(','), "a comma")?;
                let y = self.term()?;
                self.expect(Token::Command("rangle"), "\\rangle")?;
                let text = format!("dot({}, {})", x.text, y.text);
                Ok(Written::new(text, Level::Atom, &[&x, &y]))
            }
            "lfloor" | "lceil" => {
                let (close, function) = if command == "lfloor" {
                    ("rfloor", "floor")
                } else {
                    ("rceil", "ceil")
                };
                let inner = self.between(Bar::Other, &[Token::Command(close)])?;
                Ok(Written::applied(function, &inner))
            }
            "max" | "min" => self.extremum(command),
            "sum" | "prod" => self.fold(command == "prod"),
            "pi" => {
                self.advance();
                Ok(number("pi"))
            }
            _ if is_function(command) => self.function(command),
            _ if greek(command).is_some() => {
                let name = self.name()?;
                Ok(Written {
                    text: name.clone(),
                    level: Level::Atom,
                    name: Some(name),
                    closed: false,
                })
            }
            "int" => Err(self
                .refused("integrals are not read")
                .help("write integral(f, x, a, b) in the claim")),
            _ if super::relation(self.token()).is_some() => Err(self.refused("a term is due")),
            "infty" => Err(self
                .refused("infinity is no number")
                .help("it may end an interval, a sum or an integral")),
            _ => Err(self
                .refused(format!("\\{command} is not read"))
                .help("write the claim in the claim language; docs/language.md has its words")),
        }
    }

    fn root(&mut self) -> Result<Written, Diagnostic> {
        self.advance();
        if self.token() != Token::Symbol('[') {
            let x = self.group()?;
            return Ok(Written::applied("sqrt", &x));
        }
        let degree = self.enclosed(']')?;
        let x = self.group()?;
        let text = format!("{}^(1/{})", x.at(Level::Atom), degree.at(Level::Atom));
        Ok(Written::new(text, Level::Power, &[&x, &degree]))
    }

    /// `\max\{a, b\}`, `\min(a, b)`.
    fn extremum(&mut self, which: &str) -> Result<Written, Diagnostic> {
        self.advance();
        let close = match self.token() {
            Token::Symbol('{') => '}',
            Token::Symbol('(') => ')',
            Token::Symbol('[') => ']',
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
        self.expect(Token::Symbol(close), &format!("`{close}`"))?;
        let texts: Vec<&str> = all.iter().map(|a| a.text.as_str()).collect();
        let text = format!("{which}({})", texts.join(", "));
        Ok(Written::new(
            text,
            Level::Atom,
            &all.iter().collect::<Vec<_>>(),
        ))
    }

    /// `\sum_{t=a}^{b} f`, which reaches over the product behind it.
    fn fold(&mut self, product: bool) -> Result<Written, Diagnostic> {
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
        let body = self.product()?;
        let word = if product { "product" } else { "sum" };
        let text = format!("{word}({}, {index}, {}, {})", body.text, lo.text, hi.text);
        Ok(Written::new(text, Level::Atom, &[&body, &lo, &hi]))
    }

    /// `\sin x`, `\sin^2 x`, `\log_2 n`, `\log(1 + x)`.
    fn function(&mut self, command: &str) -> Result<Written, Diagnostic> {
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
            value = times(&value, &Written::applied("log", &base), '/');
        }
        if let Some(power) = power {
            let text = format!("{}^{}", value.at(Level::Atom), power.at(Level::Atom));
            value = Written::new(text, Level::Power, &[&value, &power]);
        }
        Ok(value)
    }

    /// What a function is applied to: parentheses, or the factors that follow up to the next function.
    fn argument(&mut self, name: &str) -> Result<Written, Diagnostic> {
        if let Token::Symbol(open @ ('(' | '[' | '{')) = self.token() {
            let close = match open {
                '(' => ')',
                '[' => ']',
                _ => '}',
            };
            let inner = self.enclosed(close)?;
            if open != '{' && self.token() == Token::Symbol('^') {
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
            let next = self.factor()?;
            all = times(&all, &next, '*');
        }
        Ok(all)
    }

    fn starts_plain_factor(&self) -> bool {
        match self.token() {
            Token::Letter(_) | Token::Number(_) => true,
            Token::Command(c) => greek(c).is_some() || matches!(c, "frac" | "tfrac" | "dfrac"),
            Token::Words(_) | Token::Symbol(_) | Token::Gap | Token::End => false,
        }
    }
}

/// A word of the claim language that is no name there.
fn is_word(name: &str) -> bool {
    let keywords = crate::lexer::KEYWORDS;
    name == "pi" || keywords.iter().any(|(word, _)| *word == name)
}

fn is_name(words: &str) -> bool {
    let words = words.trim();
    words.starts_with(|c: char| c.is_ascii_alphabetic())
        && words.chars().all(|c| c.is_ascii_alphanumeric())
        && !matches!(
            words,
            "for" | "and" | "if" | "where" | "with" | "when" | "or"
        )
}

/// Whether a letter before parentheses is more often a function than a factor.
fn is_called(name: &str) -> bool {
    matches!(name, "f" | "g" | "h" | "F" | "G" | "H")
}

fn number(text: &str) -> Written {
    Written::new(text.to_owned(), Level::Atom, &[])
}

/// Parentheses are written again where they are needed.
fn parenthesised(inner: Written) -> Written {
    Written {
        name: None,
        ..inner
    }
}

fn times(a: &Written, b: &Written, op: char) -> Written {
    let text = format!("{}{op}{}", a.at(Level::Product), b.at(Level::Power));
    Written::new(text, Level::Product, &[a, b])
}

/// Functions that are commands, by the name they have there.
const FUNCTIONS: [(&str, &str); 16] = [
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

fn is_function(command: &str) -> bool {
    FUNCTIONS.iter().any(|(c, _)| *c == command)
}

fn claim_name(command: &str) -> &str {
    let found = FUNCTIONS.iter().find(|(c, _)| *c == command);
    found.map_or(command, |(_, name)| name)
}

/// The name of a Greek letter (or `\ell`).
fn greek(command: &str) -> Option<&str> {
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
