//! Terms of LaTeX as terms of the claim language.

mod function;
mod name;
mod written;

use super::token::Token;
use crate::diagnostic::{Diagnostic, Span};
use function::is_function;
use name::{greek, is_called, is_name, is_own_function};
pub(super) use written::Written;
use written::{Level, number, parenthesised, times};

/// Deepest nesting of terms.
const MOST_NESTED: u32 = 200;

/// What closes what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    Single,
    Double,
    Other,
}

/// Reads tokens one after the other.
pub(super) struct Reader<'s, 't> {
    text: &'s str,
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
    /// Letters, and whether each came as a word between braces, which sets its font.
    fonts: Vec<(String, bool)>,
    /// What stood below names, and where.
    indexed: Vec<(String, Span)>,
    /// Names that can only be vectors: summands of what has a norm or an inner product.
    pub(super) vectors: Vec<String>,
    /// Where `i` stands alone.
    pub(super) imaginary: Option<Span>,
    /// Names that are not negative where a root of odd order is read as one of the language.
    pub(super) under_odd_roots: Vec<(String, Span)>,
}

impl<'s, 't> Reader<'s, 't> {
    pub(super) fn new(text: &'s str, tokens: &'t [(Token<'s>, Span)]) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            taken: 0,
            open: Vec::new(),
            depth: 0,
            names: Vec::new(),
            bound: Vec::new(),
            fonts: Vec::new(),
            indexed: Vec::new(),
            vectors: Vec::new(),
            imaginary: None,
            under_odd_roots: Vec::new(),
        }
    }

    fn stands_for_a_vector(&mut self, term: &Written) {
        self.vectors.extend(term.summands.iter().cloned());
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

    fn deeper(&mut self) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth > MOST_NESTED {
            return Err(self.refused("nested too deeply"));
        }
        Ok(())
    }

    /// Terms added.
    pub(super) fn term(&mut self) -> Result<Written, Diagnostic> {
        self.deeper()?;
        let negative = self.token() == Token::Symbol('-');
        if negative || self.token() == Token::Symbol('+') {
            self.advance();
        }
        let mut sum = self.product()?;
        if negative {
            sum = sum.negative();
        }
        while let Token::Symbol(op @ ('+' | '-')) = self.token() {
            self.advance();
            let next = self.product()?;
            sum = if op == '+' {
                sum.plus(next)
            } else {
                sum.minus(next)
            };
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
                _ if matches!(all.text.as_str(), "0" | "1") && self.starts_factor() => {
                    let cause = format!("a factor of {}, or the end of a formula?", all.text);
                    return Err(self.refused(cause).help(APART));
                }
                _ => match self.juxtaposed()? {
                    Some(next) => {
                        all = times(all, next, '*');
                        continue;
                    }
                    None => return Ok(all),
                },
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
            all = times(all, next, op);
        }
    }

    /// An error at a fraction of two numbers behind a number.
    fn no_mixed_number(&self) -> Result<(), Diagnostic> {
        let digits = |(at, taken): (usize, usize)| {
            let token = |i: usize| self.tokens.get(at + i).map(|t| t.0);
            match (token(0)?, token(1), token(2)) {
                (Token::Number(n), ..) if n.len() > taken + 1 => Some((at, taken + 1)),
                (Token::Number(_), ..) => Some((at + 1, 0)),
                (Token::Symbol('{'), Some(Token::Number(_)), Some(Token::Symbol('}'))) => {
                    Some((at + 3, 0))
                }
                _ => None,
            }
        };
        let fraction = matches!(self.token(), Token::Command("frac" | "tfrac" | "dfrac"));
        if fraction && digits((self.at + 1, 0)).and_then(digits).is_some() {
            return Err(self
                .refused("a sum, as of 2 and 1/2, or a product?")
                .help("write + or \\cdot between the number and the fraction"));
        }
        Ok(())
    }

    /// A factor that stands behind another one without a sign between them.
    fn juxtaposed(&mut self) -> Result<Option<Written>, Diagnostic> {
        if !self.starts_factor() {
            return Ok(None);
        }
        self.no_space_before()?;
        if let Token::Number(_) = self.token() {
            return Err(self
                .refused("a number behind a factor")
                .help("write the number first, or \\cdot between them"));
        }
        self.factor().map(Some)
    }

    /// An error where an author's space stands before a factor that has no sign before it.
    fn no_space_before(&self) -> Result<(), Diagnostic> {
        let end = self.tokens[self.at.saturating_sub(1)].1.end as usize;
        let between = self.text.get(end..self.span().start as usize);
        if between.is_some_and(|b| b.contains("\\ ") || b.contains('~')) {
            return Err(self
                .refused("a product, or a second formula behind the space?")
                .help(APART));
        }
        Ok(())
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
            Token::Symbol(_)
            | Token::Gap
            | Token::Line
            | Token::Column
            | Token::Border { .. }
            | Token::End => false,
        }
    }

    /// A base with its power, factorials behind it.
    fn factor(&mut self) -> Result<Written, Diagnostic> {
        if self.token() == Token::Symbol('-') {
            return Err(self
                .refused("a sign behind an operator")
                .help("put the negative factor in parentheses"));
        }
        if matches!(self.token(), Token::Letter('e') | Token::Words("e")) {
            return self.euler();
        }
        let number = matches!(self.token(), Token::Number(_));
        let mut base = self.base()?;
        if number {
            self.no_mixed_number()?;
        }
        loop {
            match self.token() {
                Token::Symbol('!') => {
                    self.advance();
                    if self.token() == Token::Symbol('!') {
                        return Err(self
                            .refused("a factorial twice, or a double factorial?")
                            .help("write (n!)! for the first; the other is a product"));
                    }
                    base = Written::applied("factorial", &base);
                }
                Token::Symbol('^') => {
                    let at = self.span();
                    self.advance();
                    if let Token::Command("top" | "intercal") = self.token() {
                        self.advance();
                        self.deeper()?;
                        let other = self.factor()?;
                        self.depth -= 1;
                        self.stands_for_a_vector(&base);
                        self.stands_for_a_vector(&other);
                        let text = format!("dot({}, {})", base.text, other.text);
                        return Ok(Written::new(text, Level::Atom, &[&base, &other]));
                    }
                    let exponent = self.exponent(at)?;
                    if self.token() == Token::Symbol('^') {
                        return Err(self
                            .refused("a second exponent")
                            .help("write x^{y^z}, or {(x^y)}^z"));
                    }
                    if base.is_negative_numeral() && exponent.text.contains('/') {
                        return Err(Diagnostic::at(at, NEGATIVE_ROOT, "here").help(REAL_ROOTS));
                    }
                    if exponent.has_odd_denominator() {
                        self.under_an_odd_root(&base, at)?;
                    }
                    base = base.to_the(&exponent);
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
        if self.only_parentheses() {
            return Err(self
                .refused("an index in parentheses, or a power?")
                .help("write ^{i} for the power, and x_i or a name of its own for the index"));
        }
        self.group()
    }

    /// Whether `{d...}`, or a lone `d`, stands here.
    fn starts_with_d(&self) -> bool {
        let at = |i: usize| self.tokens.get(self.at + i).map(|t| t.0);
        let is_d = |t: Option<Token<'_>>| matches!(t, Some(Token::Letter('d') | Token::Words("d")));
        is_d(at(0)) || at(0) == Some(Token::Symbol('{')) && is_d(at(1))
    }

    /// A function whose name stands here letter by letter.
    fn spelled_function(&self) -> Option<&'static str> {
        let mut word = String::new();
        let mut end = self.span().start;
        // No name is longer.
        for (token, span) in self.tokens.iter().skip(self.at).take(5) {
            match token {
                Token::Letter(c) if span.start == end => word.push(*c),
                _ => break,
            }
            end = span.end;
        }
        let names = [
            "sin", "cos", "tan", "log", "exp", "sqrt", "max", "min", "arc",
        ];
        let spelled = names.into_iter().find(|name| word.starts_with(name));
        spelled.or_else(|| (word == "ln").then_some("ln"))
    }

    /// Whether `{(...)}` stands here.
    fn only_parentheses(&self) -> bool {
        let at = |i: usize| self.tokens.get(i).map(|t| t.0);
        if at(self.at) != Some(Token::Symbol('{')) || at(self.at + 1) != Some(Token::Symbol('(')) {
            return false;
        }
        let mut depth = 0usize;
        for i in self.at + 1..self.tokens.len() {
            match at(i) {
                Some(Token::Symbol('(')) => depth += 1,
                Some(Token::Symbol(')')) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at(i + 1) == Some(Token::Symbol('}'));
            }
        }
        false
    }

    /// `e`, a power of it or a name.
    fn euler(&mut self) -> Result<Written, Diagnostic> {
        self.advance();
        if self.token() == Token::Symbol('_') {
            let at = self.span();
            let suffix = self.subscript_text();
            self.indexed.push((suffix.clone(), at));
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
            Token::Letter('e') | Token::Words("e") => {
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

    /// A base, which may be nested without terms: `\\sqrt\\sqrt x`, `\\sin\\sin x`.
    fn base(&mut self) -> Result<Written, Diagnostic> {
        self.deeper()?;
        let base = self.shallow_base()?;
        self.depth -= 1;
        Ok(base)
    }

    fn shallow_base(&mut self) -> Result<Written, Diagnostic> {
        match self.token() {
            Token::Number(n) => {
                let all = number(n);
                self.advance();
                Ok(all)
            }
            Token::Symbol('(') => self.enclosed(')').map(parenthesised),
            Token::Symbol('[') => self.bracketed(),
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
                self.stands_for_a_vector(&inner);
                Ok(Written::applied("norm", &inner))
            }
            Token::Letter(_) | Token::Words(_) => {
                let start = self.span();
                if let Some(function) = self.spelled_function() {
                    return Err(self
                        .refused(format!("the letters of {function}, one by one"))
                        .help(format!("write \\{function}, or \\cdot between factors")));
                }
                let word = matches!(self.token(), Token::Words(_));
                let name = self.name()?;
                let own = is_own_function(&name);
                let called = is_called(&name)
                    || word && name.len() > 1 && !own
                    || !own && self.a_name_in_parentheses();
                let parenthesis = matches!(self.token(), Token::Symbol('(' | '['));
                let bare = word && name.len() > 1 && !own && self.starts_factor();
                if parenthesis && called || bare {
                    return Err(function_or_factor(&name, start));
                }
                self.called(name)
            }
            Token::Command(command) => self.command(command),
            Token::Border { .. } => Err(crate::latex::second_formula(self.span())),
            Token::Symbol(_) | Token::Gap | Token::Line | Token::Column | Token::End => {
                Err(self.refused("a term is due"))
            }
        }
    }

    /// Brackets around parentheses are parentheses; others may be more than that.
    fn bracketed(&mut self) -> Result<Written, Diagnostic> {
        let start = self.at;
        let inner = self.enclosed(']')?;
        let mut quotients = inner.text.split(['/', '.']).skip(1);
        let of_numbers = quotients.any(|q| q.starts_with(|c: char| c.is_ascii_digit()));
        let quotient = inner.level != Level::Sum && of_numbers;
        if !quotient && self.holds_a_sum_as_a_factor(start + 1, self.at - 1) {
            return Ok(parenthesised(inner));
        }
        let cause = "are these parentheses, or a whole part?";
        Err(Diagnostic::at(self.tokens[start].1, cause, "here")
            .help("write parentheses, or \\lfloor x \\rfloor for the whole part"))
    }

    /// Whether parentheses that are needed stand there: around a sum that is raised or multiplied.
    fn holds_a_sum_as_a_factor(&self, from: usize, to: usize) -> bool {
        let at = |i: usize| (from..to).contains(&i).then(|| self.tokens[i].0);
        let behind_a_factor = |i: usize| {
            let lowered = i >= 2 && matches!(at(i - 2), Some(Token::Symbol('_' | '^')));
            match at(i - 1) {
                Some(Token::Letter(_) | Token::Number(_)) => !lowered,
                Some(Token::Symbol(')' | '*') | Token::Command("cdot" | "times")) => true,
                Some(Token::Command(c)) => greek(c).is_some() && !lowered,
                _ => false,
            }
        };
        let before_a_factor = |i: usize| match at(i) {
            Some(Token::Symbol('^' | '(' | '*') | Token::Letter(_)) => true,
            Some(Token::Command(c)) => {
                greek(c).is_some() || is_function(c) || matches!(c, "cdot" | "times" | "sqrt")
            }
            _ => false,
        };
        let mut open: Vec<(usize, bool)> = Vec::new();
        for i in from..to {
            match self.tokens[i].0 {
                Token::Symbol('(' | '{' | '[') => open.push((i, false)),
                Token::Symbol('+' | '-') => {
                    if let Some((begins, sum)) = open.last_mut() {
                        *sum |= *begins + 1 < i;
                    }
                }
                Token::Symbol(close @ (')' | '}' | ']')) => {
                    let factor = |o: usize| behind_a_factor(o) || before_a_factor(i + 1);
                    if let (Some((o, true)), ')') = (open.pop(), close)
                        && factor(o)
                    {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
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

    fn command(&mut self, command: &str) -> Result<Written, Diagnostic> {
        match command {
            "frac" | "tfrac" | "dfrac" => self.fraction(),
            "binom" => {
                self.advance();
                let n = self.group()?;
                let k = self.group()?;
                let text = format!("binomial({}, {})", n.text, k.text);
                Ok(Written::new(text, Level::Atom, &[&n, &k]))
            }
            "sqrt" => self.root(),
            "langle" => self.inner_product(),
            "lfloor" | "lceil" => {
                let (close, function) = if command == "lfloor" {
                    ("rfloor", "floor")
                } else {
                    ("rceil", "ceil")
                };
                let inner = self.between(Bar::Other, &[Token::Command(close)])?;
                Ok(Written::applied(function, &inner))
            }
            "lbrace" => Err(self
                .refused("is this a set, a fractional part, or parentheses?")
                .help("write parentheses, or x - \\lfloor x \\rfloor for the fractional part")),
            "max" | "min" => self.extremum(command),
            "sum" | "prod" => self.fold(command == "prod"),
            "pi" => {
                self.advance();
                Ok(number("pi"))
            }
            _ if is_function(command) => self.function(command),
            _ if greek(command).is_some() => {
                let start = self.span();
                let name = self.name()?;
                let parenthesis = self.token() == Token::Symbol('(');
                let often = matches!(command, "Phi" | "Psi" | "phi" | "varphi" | "psi" | "sigma");
                if self.a_name_in_parentheses() || parenthesis && often {
                    return Err(function_or_factor(&name, start));
                }
                Ok(Written::of_name(name))
            }
            "int" => Err(self
                .refused("integrals are not read")
                .help("write integral(f, x, a, b) in the claim")),
            "mathbb" | "Pr" => Err(self
                .refused("expectations and probabilities are not read")
                .help("write mean(e, z, normal) or mean(e, z, uniform(a, b)) in the claim")),
            "begin" => Err(self
                .refused("this environment is not read")
                .help("give one formula; cases are if(condition, a, b) in the claim")),
            _ if super::relation(self.token()).is_some() => Err(self.refused("a term is due")),
            "infty" => Err(self
                .refused("infinity is no number")
                .help("it may end an interval, a sum or an integral")),
            _ => Err(self
                .refused(format!("\\{command} is not read"))
                .help("write the claim in the claim language; docs/language.md has its words")),
        }
    }

    fn fraction(&mut self) -> Result<Written, Diagnostic> {
        self.advance();
        let differential = self.starts_with_d();
        let at = self.span();
        let over = self.group()?;
        if differential && self.starts_with_d() {
            return Err(Diagnostic::at(at, "a derivative, or a quotient?", "here")
                .help("write derivative(f, x) in the claim; of factors d take another name"));
        }
        let under = self.group()?;
        Ok(times(over, under, '/'))
    }

    fn inner_product(&mut self) -> Result<Written, Diagnostic> {
        self.advance();
        let x = self.term()?;
        self.expect(Token::Symbol(','), "a comma")?;
        let y = self.term()?;
        self.expect(Token::Command("rangle"), "\\rangle")?;
        self.stands_for_a_vector(&x);
        self.stands_for_a_vector(&y);
        let text = format!("dot({}, {})", x.text, y.text);
        Ok(Written::new(text, Level::Atom, &[&x, &y]))
    }

    fn root(&mut self) -> Result<Written, Diagnostic> {
        let at = self.span();
        self.advance();
        let degree = if self.token() == Token::Symbol('[') {
            Some(self.enclosed(']')?)
        } else {
            None
        };
        let x = self.group()?;
        if x.is_negative_numeral() {
            return Err(Diagnostic::at(at, NEGATIVE_ROOT, "here").help(REAL_ROOTS));
        }
        let Some(degree) = degree else {
            return Ok(Written::applied("sqrt", &x));
        };
        let odd = |n: u64| n % 2 == 1;
        if degree.text.parse().is_ok_and(odd) {
            self.under_an_odd_root(&x, at)?;
        }
        Ok(x.to_the(&times(number("1"), degree, '/')))
    }

    /// Elsewhere a root of odd order of a negative number is one, and not in the language.
    fn under_an_odd_root(&mut self, x: &Written, at: Span) -> Result<(), Diagnostic> {
        let names = x.above_zero_with.as_ref().ok_or_else(|| odd_root(at))?;
        let found = names.iter().map(|name| (name.clone(), at));
        self.under_odd_roots.extend(found);
        Ok(())
    }
}

/// What to do where a formula may have ended.
const APART: &str = "write \\cdot between factors; put \\quad or a comma between the formula and \
                     what is behind it";

const NEGATIVE_ROOT: &str = "the root of a negative number";
const REAL_ROOTS: &str = "claims have real roots of numbers from 0 on: write the value, \
                          as -2 for \\sqrt[3]{-8}";

/// An error at a root of odd order.
pub(super) fn odd_root(at: Span) -> Diagnostic {
    let cause = "a root of odd order of what may be negative";
    Diagnostic::at(at, cause, "here").help(
        "claims have roots of numbers from 0 on: say that it is none below (`\\quad x \\ge 0`), \
         or write \\sqrt[3]{|x|} or |x|^{1/3}, with a minus sign where x is negative",
    )
}

fn function_or_factor(name: &str, at: Span) -> Diagnostic {
    let cause = format!("is {name} a function, or a factor?");
    Diagnostic::at(at, cause, "here").help(format!(
        "write {name} \\cdot (...) for the factor, and the function out"
    ))
}
