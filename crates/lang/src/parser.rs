//! Tokens to syntax tree: recursive descent over clauses, operator precedence over terms and
//! formulas. After an error the parser goes on at the next clause or claim.

mod binders;

use super::diagnostic::{Diagnostic, Span};
use super::lexer::{Kind, Token};
use super::notation;
use super::spelling;
use super::syntax::{
    AssumeItem, BestItem, ClaimItem, DomainItem, EndItem, EveryItem, Form, Id, Item, LetItem, List,
    Operator, Subtree, Syntax, Tree, TreeNode, UseItem, VariableItem, Word,
};
use super::{MAX_NESTING, MAX_NUMERAL_BITS};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{Comparison, Expectation, Source};

/// The clause was given up; the reason is already among the errors.
pub(super) struct Abandoned;

mod vector;

type Parsed<T> = Result<T, Abandoned>;

/// Binding powers, weakest first.
const IMPLIES: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const NOT: u8 = 4;
const RELATION: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;
const MINUS: u8 = 8;
const POWER: u8 = 9;

pub(super) struct Parser<'s, 't> {
    text: &'s str,
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    syntax: Syntax<'s>,
    pub(super) errors: Vec<Diagnostic>,
}

/// Parses a whole file.
pub(super) fn parse<'s>(text: &'s str, tokens: &[Token]) -> (Syntax<'s>, Vec<Diagnostic>) {
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        depth: 0,
        syntax: Syntax::default(),
        errors: Vec::new(),
    };
    parser.file();
    (parser.syntax, parser.errors)
}

impl<'s> Parser<'s, '_> {
    fn token(&self) -> Token {
        // The list ends with `End`, which is never consumed.
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn kind_after(&self) -> Kind {
        self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    fn span(&self) -> Span {
        self.token().span
    }

    fn text_of(&self, span: Span) -> &'s str {
        span.of(self.text)
    }

    fn advance(&mut self) -> Token {
        let token = self.token();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn last_span(&self) -> Span {
        if self.at == 0 {
            Span::default()
        } else {
            self.tokens[self.at - 1].span
        }
    }

    fn accept(&mut self, kind: Kind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.advance();
        }
        found
    }

    fn at_word(&self, word: &str) -> bool {
        self.kind() == Kind::Name && self.text_of(self.span()) == word
    }

    fn accept_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn report(&mut self, error: Diagnostic) -> Abandoned {
        self.errors.push(error);
        Abandoned
    }

    /// "expected ..., found ..." at the current token; silent on a token already reported.
    fn unexpected(&mut self, wanted: &str, help: Option<&str>) -> Abandoned {
        let token = self.token();
        if token.kind == Kind::Bad {
            return Abandoned;
        }
        let found = if token.kind == Kind::Name {
            format!("`{}`", self.text_of(token.span))
        } else {
            token.kind.described().to_owned()
        };
        let mut error = Diagnostic::at(
            token.span,
            format!("expected {wanted}, found {found}"),
            format!("expected {wanted}"),
        );
        error.help = help.map(str::to_owned);
        self.report(error)
    }

    fn expect(&mut self, kind: Kind, help: Option<&str>) -> Parsed<Span> {
        if self.kind() == kind {
            return Ok(self.advance().span);
        }
        Err(self.unexpected(kind.described(), help))
    }

    /// A name that the author introduces or refers to.
    fn word(&mut self, what: &str) -> Parsed<Word<'s>> {
        let token = self.token();
        let text = self.text_of(token.span);
        if token.kind == Kind::Name {
            self.advance();
            return Ok(Word {
                text,
                span: token.span,
            });
        }
        if super::lexer::keyword(text).is_some() {
            return Err(self.report(
                Diagnostic::at(
                    token.span,
                    format!("`{text}` is a keyword and cannot be {what}"),
                    "expected a name",
                )
                .help("choose another name"),
            ));
        }
        Err(self.unexpected(what, None))
    }

    // ---- file ----------------------------------------------------------------------------

    fn file(&mut self) {
        loop {
            let token = self.token();
            match token.kind {
                Kind::End => return,
                Kind::Let => {
                    self.advance();
                    match self.let_item() {
                        Ok(item) => self.syntax.items.push(Item::Let(item)),
                        Err(Abandoned) => self.skip_to_item(),
                    }
                }
                Kind::Claim => {
                    self.advance();
                    match self.claim(token.span) {
                        Ok(claim) => self.syntax.items.push(Item::Claim(Box::new(claim))),
                        Err(Abandoned) => self.skip_to_item(),
                    }
                }
                Kind::Name if self.text_of(token.span) == "paper" => {
                    self.advance();
                    if self.paper(token.span).is_err() {
                        self.skip_to_item();
                    }
                }
                _ => {
                    self.unexpected_item();
                    self.skip_to_item();
                }
            }
            if self.errors.len() > super::MAX_ERRORS {
                return;
            }
        }
    }

    fn unexpected_item(&mut self) {
        let token = self.token();
        let text = self.text_of(token.span);
        let help = if token.kind.starts_clause() {
            format!(
                "`{text}` belongs inside a claim: `claim NAME \"title\" {{ ... }}`; is a `}}` too many above?"
            )
        } else if let Some(word) = spelling::nearest(text, ["paper", "let", "claim"])
            && token.kind == Kind::Name
        {
            format!("did you mean `{word}`?")
        } else {
            "a file holds `paper \"...\"`, `let name = ...` and `claim NAME \"title\" { ... }`"
                .into()
        };
        self.unexpected("`paper`, `let` or `claim`", Some(&help));
    }

    /// Goes on at the next `claim`, or at a `let` or `paper` outside braces.
    fn skip_to_item(&mut self) {
        self.syntax.incomplete = true;
        let mut braces = 0usize;
        loop {
            match self.kind() {
                Kind::End | Kind::Claim => return,
                Kind::Let if braces == 0 => return,
                Kind::Name
                    if braces == 0 && self.at_word("paper") && self.kind_after() == Kind::Text =>
                {
                    return;
                }
                Kind::LeftBrace => braces += 1,
                Kind::RightBrace => braces = braces.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
    }

    fn paper(&mut self, keyword: Span) -> Parsed<()> {
        let title = self.quoted("the paper's title in quotes")?;
        if self.syntax.paper.is_some() {
            return Err(self.report(
                Diagnostic::at(
                    keyword.to(self.last_span()),
                    "the paper is named twice",
                    "second name",
                )
                .help("keep one `paper \"...\"` a file"),
            ));
        }
        self.syntax.paper = Some(title);
        Ok(())
    }

    fn quoted(&mut self, what: &str) -> Parsed<String> {
        if self.kind() != Kind::Text {
            return Err(self.unexpected(what, None));
        }
        let span = self.advance().span;
        match unescape(self.text_of(span)) {
            Ok(text) => Ok(text),
            Err((offset, bad)) => {
                let start = span.start + offset;
                let at = Span {
                    start,
                    end: start + u32::try_from(bad.len()).unwrap_or(0),
                };
                self.report(
                    Diagnostic::at(at, format!("unknown escape `{bad}`"), "here").help(
                        "the escapes are \\\" \\\\ \\n \\t and \\u{...} with a hexadecimal number",
                    ),
                );
                Ok(String::new())
            }
        }
    }

    /// After `let`.
    fn let_item(&mut self) -> Parsed<LetItem<'s>> {
        let name = self.word("the name of the definition")?;
        let mut parameters = Vec::new();
        if self.accept(Kind::LeftParen) {
            loop {
                parameters.push(self.word("the name of a parameter")?);
                if !self.accept(Kind::Comma) {
                    break;
                }
            }
            self.expect(Kind::RightParen, None)?;
        }
        self.expect(
            Kind::Equal,
            Some("a definition reads `let name = ...` or `let name(x, y) = ...`"),
        )?;
        let body = self.term()?;
        Ok(LetItem {
            name,
            parameters,
            body,
        })
    }

    // ---- claim ---------------------------------------------------------------------------

    /// After `claim`.
    fn claim(&mut self, keyword: Span) -> Parsed<ClaimItem<'s>> {
        let name = self.word("the name of the claim")?;
        let title = if self.kind() == Kind::Text {
            self.quoted("a title")?
        } else {
            String::new()
        };
        self.expect(
            Kind::LeftBrace,
            Some("a claim reads `claim NAME \"title\" { ... }`"),
        )?;
        let mut claim = ClaimItem {
            name,
            title,
            span: keyword.to(name.span),
            source: None,
            variables: Vec::new(),
            lets: Vec::new(),
            assumes: Vec::new(),
            uses: Vec::new(),
            sequences: Vec::new(),
            goal: None,
            induction: None,
            expectation: Expectation::Proved,
            best: None,
            incomplete: false,
        };
        let mut seen = Once::default();
        loop {
            let token = self.token();
            match token.kind {
                Kind::RightBrace => {
                    self.advance();
                    claim.span = keyword.to(token.span);
                    break;
                }
                Kind::End | Kind::Claim => {
                    let (place, found) = if token.kind == Kind::End {
                        (self.last_span(), "the file ends after this")
                    } else {
                        (token.span, "the next claim begins here")
                    };
                    self.report(
                        Diagnostic::at(
                            place,
                            format!("claim `{}` is not closed", name.text),
                            found,
                        )
                        .label(name.span, "this claim")
                        .help("add `}` after its last clause"),
                    );
                    claim.incomplete = true;
                    break;
                }
                kind if kind.starts_clause() => {
                    self.advance();
                    if self.clause(token, &mut claim, &mut seen).is_err() {
                        claim.incomplete = true;
                        self.skip_to_clause();
                    }
                }
                Kind::Name if self.at_sequence() => {
                    let read = self.sequence();
                    match read {
                        Ok(item) => claim.sequences.push(item),
                        Err(Abandoned) => {
                            claim.incomplete = true;
                            self.skip_to_clause();
                        }
                    }
                }
                Kind::Name if self.at_word("paper") && self.kind_after() == Kind::Text => {
                    let error = Diagnostic::at(
                        token.span,
                        "`paper` belongs at the top of the file",
                        "here",
                    )
                    .help("inside a claim, write `source paper`");
                    self.report(error);
                    claim.incomplete = true;
                    self.skip_to_clause();
                }
                _ => {
                    let text = self.text_of(token.span);
                    let clauses = [
                        "source", "for", "let", "sequence", "assume", "use", "show", "expect",
                        "best",
                    ];
                    let help = match text {
                        "prove" | "shows" | "goal" | "then" => "did you mean `show`?".into(),
                        "given" | "suppose" | "where" | "hypothesis" => {
                            "did you mean `assume`?".into()
                        }
                        "forall" => "did you mean `for`?".into(),
                        _ => match spelling::nearest(text, clauses) {
                            Some(word) if token.kind == Kind::Name => {
                                format!("did you mean `{word}`?")
                            }
                            _ => format!("the clauses are {}", clauses.join(", ")),
                        },
                    };
                    self.unexpected("a clause or `}`", Some(&help));
                    claim.incomplete = true;
                    self.advance();
                    self.skip_to_clause();
                }
            }
            if self.errors.len() > super::MAX_ERRORS {
                return Err(Abandoned);
            }
        }
        if claim.goal.is_none() && !claim.incomplete {
            self.report(
                Diagnostic::at(
                    name.span,
                    format!("claim `{}` shows nothing", name.text),
                    "no `show` clause",
                )
                .help("add `show ...`"),
            );
        }
        Ok(claim)
    }

    fn skip_to_clause(&mut self) {
        let mut braces = 0usize;
        loop {
            match self.kind() {
                Kind::Claim | Kind::End => return,
                kind if kind.starts_clause() => return,
                Kind::LeftBrace => braces += 1,
                Kind::RightBrace if braces > 0 => braces -= 1,
                Kind::RightBrace => return,
                _ => {}
            }
            self.advance();
        }
    }

    fn once(&mut self, first: &mut Option<Span>, here: Span, help: &str) {
        match *first {
            None => *first = Some(here),
            Some(first) => {
                let word = self.text_of(here);
                self.report(
                    Diagnostic::at(
                        here,
                        format!("a claim has one `{word}` clause"),
                        "second one",
                    )
                    .label(first, "first one")
                    .help(help),
                );
            }
        }
    }

    fn clause(&mut self, token: Token, claim: &mut ClaimItem<'s>, seen: &mut Once) -> Parsed<()> {
        match token.kind {
            Kind::Source => {
                self.once(&mut seen.source, token.span, "keep one of them");
                claim.source = Some(self.source()?);
            }
            Kind::For => loop {
                let variable = self.variable()?;
                claim.variables.push(variable);
                if !self.accept(Kind::Comma) {
                    break;
                }
            },
            Kind::Let => {
                let item = self.let_item()?;
                claim.lets.push(item);
            }
            Kind::Assume => {
                let item = self.assume()?;
                claim.assumes.push(item);
            }
            Kind::Use => loop {
                let item = self.use_item()?;
                claim.uses.push(item);
                if !self.accept(Kind::Comma) {
                    break;
                }
            },
            Kind::Show => {
                self.once(&mut seen.show, token.span, "join the goals with `and`");
                claim.goal = Some(self.term()?);
                if let Some(word) = self.induction()? {
                    claim.induction = Some(word);
                }
            }
            Kind::Expect => {
                self.once(&mut seen.expect, token.span, "keep one of them");
                claim.expectation = self.expectation()?;
            }
            _ => {
                self.once(
                    &mut seen.best,
                    token.span,
                    "one claim asks for one constant",
                );
                claim.best = Some(self.best()?);
            }
        }
        let kind = self.kind();
        if kind.starts_clause()
            || matches!(
                kind,
                Kind::RightBrace | Kind::Claim | Kind::End | Kind::Name | Kind::Bad
            )
        {
            return Ok(());
        }
        Err(self.unexpected("a clause or `}`", None))
    }

    fn source(&mut self) -> Parsed<Source> {
        const WORDS: [&str; 3] = ["paper", "review", "derived"];
        if self.kind() == Kind::Text {
            return Ok(Source::Other(self.quoted("a source")?));
        }
        let source = match self.text_of(self.span()) {
            "paper" => Source::Paper,
            "review" => Source::Review,
            "derived" => Source::Derived,
            _ => {
                return Err(self.one_of("`paper`, `review`, `derived` or a text in quotes", &WORDS));
            }
        };
        self.advance();
        Ok(source)
    }

    fn expectation(&mut self) -> Parsed<Expectation> {
        const WORDS: [&str; 3] = ["proved", "refuted", "undecided"];
        let expectation = match self.text_of(self.span()) {
            "proved" => Expectation::Proved,
            "refuted" => Expectation::Refuted,
            "undecided" => Expectation::Undecided,
            _ => return Err(self.one_of("`proved`, `refuted` or `undecided`", &WORDS)),
        };
        self.advance();
        Ok(expectation)
    }

    fn one_of(&mut self, wanted: &str, words: &[&'static str]) -> Abandoned {
        let near = spelling::nearest(self.text_of(self.span()), words.iter().copied());
        let help = near.map(|w| format!("did you mean `{w}`?"));
        self.unexpected(wanted, help.as_deref())
    }

    fn variable(&mut self) -> Parsed<VariableItem<'s>> {
        let name = self.word("the name of a variable")?;
        let mut domain = None;
        let mut space = None;
        let mut classes = Vec::new();
        if self.accept(Kind::In) {
            if self.at_word("R") && self.kind_after() == Kind::Caret {
                space = Some(self.space()?);
            } else {
                domain = Some(self.domain()?);
            }
        } else {
            classes = self.classes()?;
        }
        let integer = space.is_none() && classes.is_empty() && self.accept_word("integer");
        self.after_variable(&name)?;
        Ok(VariableItem {
            name,
            domain,
            integer,
            space,
            classes,
        })
    }

    /// What papers write between a variable and its domain, or instead of it.
    fn after_variable(&mut self, name: &Word<'s>) -> Parsed<()> {
        let name = name.text;
        let bound = self
            .tokens
            .get(self.at + 1)
            .map_or("", |t| self.text_of(t.span));
        let (message, help) = match self.kind() {
            Kind::Less | Kind::LessEqual | Kind::Greater | Kind::GreaterEqual => {
                let help = match self.kind() {
                    Kind::Less => format!("write `{name} in (-inf, {bound})`"),
                    Kind::LessEqual => format!("write `{name} in (-inf, {bound}]`"),
                    Kind::Greater => format!("write `{name} in ({bound}, inf)`"),
                    _ => format!("write `{name} in [{bound}, inf)`"),
                };
                ("a domain is given by `in`", help)
            }
            Kind::In => (
                "`integer` stands behind the domain",
                format!("write `{name} in [1, 5] integer`"),
            ),
            Kind::Name if self.at_word("R") && self.kind_after() == Kind::Caret => (
                "`in` is missing before the space",
                format!("write `{name} in R^d`"),
            ),
            _ => return Ok(()),
        };
        let span = self.span();
        Err(self.report(Diagnostic::at(span, message, "here").help(help)))
    }

    fn domain(&mut self) -> Parsed<DomainItem> {
        let start = self.span();
        let open_left = match self.kind() {
            Kind::LeftBracket => false,
            Kind::LeftParen => true,
            kind => {
                let help = match notation::domain(self.text_of(self.span())) {
                    Some(help) if kind == Kind::Name => help,
                    _ if kind == Kind::LeftBrace => {
                        "a finite set is a hypothesis: `assume values: x = 1 or x = 2`"
                    }
                    _ => {
                        "a domain reads `[0, 1]`, `(0, 1)`, `[0, inf)`; `(` and `)` leave the end out"
                    }
                };
                return Err(self.unexpected("a domain", Some(help)));
            }
        };
        self.advance();
        let lo = self.end(true)?;
        self.expect(Kind::Comma, Some("a domain has two ends: `[lo, hi]`"))?;
        let hi = self.end(false)?;
        let open_right = match self.kind() {
            Kind::RightBracket => false,
            Kind::RightParen => true,
            _ => return Err(self.unexpected("`]` or `)`", None)),
        };
        let stop = self.advance().span;
        for (end, open, bracket, mend) in
            [(&lo, open_left, start, "("), (&hi, open_right, stop, ")")]
        {
            if end.0.is_none() && !open {
                self.report(
                    Diagnostic::at(
                        bracket,
                        "an infinite end belongs to no domain",
                        "closed here",
                    )
                    .help(format!("write `{mend}`")),
                );
            }
        }
        Ok(DomainItem {
            lo: EndItem {
                term: lo.0,
                open: open_left,
                span: lo.1,
            },
            hi: EndItem {
                term: hi.0,
                open: open_right,
                span: hi.1,
            },
            span: start.to(stop),
        })
    }

    /// A term, or `inf` or `-inf` on its own side.
    fn end(&mut self, lower: bool) -> Parsed<(Option<Subtree>, Span)> {
        let start = self.span();
        let negative = self.kind() == Kind::Minus && self.kind_after() == Kind::Inf;
        if negative {
            self.advance();
        }
        if self.accept(Kind::Inf) {
            let span = start.to(self.last_span());
            if negative != lower {
                let (side, right) = if lower {
                    ("lower", "-inf")
                } else {
                    ("upper", "inf")
                };
                self.report(
                    Diagnostic::at(
                        span,
                        format!("the {side} end cannot be `{}`", self.text_of(span)),
                        "here",
                    )
                    .help(format!("write `{right}`")),
                );
            }
            return Ok((None, span));
        }
        let term = self.expression_tree()?;
        Ok((Some(term), start.to(self.last_span())))
    }

    fn assume(&mut self) -> Parsed<AssumeItem<'s>> {
        if !matches!(self.kind_after(), Kind::Colon | Kind::Name) || self.kind() != Kind::Name {
            return Err(self.unexpected_hypothesis());
        }
        let name = self.word("the name of the hypothesis")?;
        let unused = self.accept_word("unused");
        if self.kind() != Kind::Colon {
            return Err(self.unexpected_hypothesis());
        }
        self.advance();
        let every = self.every()?;
        let formula = self.term()?;
        let every = every.map(|(index, item)| EveryItem {
            number: self.bind(index.text, formula.first, formula.root + 1),
            ..item
        });
        Ok(AssumeItem {
            name,
            unused,
            every,
            formula,
        })
    }

    fn unexpected_hypothesis(&mut self) -> Abandoned {
        let span = self.span();
        self.report(
            Diagnostic::at(span, "a hypothesis needs a name", "expected `name:`").help(
                "write `assume name: ...`, or `assume name unused: ...` when no proof may need it",
            ),
        )
    }

    fn use_item(&mut self) -> Parsed<UseItem<'s>> {
        let lemma = self.word("the name of a claim")?;
        let mut arguments = Vec::new();
        if self.accept(Kind::LeftParen) {
            loop {
                let name = self.word("the name of a variable of the lemma")?;
                self.expect(Kind::Equal, Some("write `use K1(phi = 2*x)`"))?;
                let term = self.expression_tree()?;
                arguments.push((name, term));
                if !self.accept(Kind::Comma) {
                    break;
                }
            }
            self.expect(Kind::RightParen, None)?;
        }
        Ok(UseItem { lemma, arguments })
    }

    fn best(&mut self) -> Parsed<BestItem<'s>> {
        let variable = self.variable()?;
        let largest = self.accept_word("largest");
        if !largest && !self.accept_word("smallest") {
            return Err(self.one_of("`largest` or `smallest`", &["largest", "smallest"]));
        }
        let stated = if self.accept_word("stated") {
            Some(self.term()?)
        } else {
            None
        };
        Ok(BestItem {
            variable,
            largest,
            stated,
        })
    }

    // ---- terms and formulas --------------------------------------------------------------

    /// A term or formula that ends its clause.
    fn term(&mut self) -> Parsed<Subtree> {
        let tree = self.expression_tree()?;
        let followed_by_item = self.at_word("paper") && self.kind_after() == Kind::Text
            || self.at_sequence()
            || self.at_induction();
        if matches!(
            self.kind(),
            Kind::Name | Kind::Number | Kind::LeftParen | Kind::True | Kind::False
        ) && !followed_by_item
        {
            return Err(self.missing_operator());
        }
        Ok(tree)
    }

    fn missing_operator(&mut self) -> Abandoned {
        let (before, here) = (self.last_span(), self.span());
        let (left, right) = (self.text_of(before), self.text_of(here));
        let adjacent_lines = self
            .text
            .get(before.end as usize..here.start as usize)
            .is_some_and(|gap| gap.contains('\n'));
        let help = if left == "if" {
            "a choice reads `if(condition, a, b)`".to_owned()
        } else if super::function::named(left).is_some() {
            format!("write `{left}({right})`")
        } else if let Some(help) = spelling::foreign(right)
            .or_else(|| [right, left].into_iter().find_map(notation::misplaced))
        {
            help.to_owned()
        } else if adjacent_lines {
            match spelling::nearest(
                right,
                [
                    "source", "for", "let", "assume", "use", "show", "expect", "best", "claim",
                ],
            ) {
                Some(word) => format!("did you mean `{word}`?"),
                None => "a clause begins with source, for, let, assume, use, show, expect or best"
                    .into(),
            }
        } else if left.len() + right.len() > 40 {
            "a product is written with `*`".into()
        } else {
            format!("a product is written `{left}*{right}`")
        };
        self.report(
            Diagnostic::at(
                here,
                format!("an operator is missing before `{}`", short(right)),
                "here",
            )
            .help(help),
        )
    }

    fn expression_tree(&mut self) -> Parsed<Subtree> {
        let first = self.next_id();
        self.depth = 0;
        let root = self.expression(0)?;
        Ok(Subtree { first, root })
    }

    fn next_id(&self) -> Id {
        // At most a few nodes a token, and the file's size is limited.
        Id::try_from(self.syntax.tree.nodes.len()).unwrap_or(Id::MAX)
    }

    fn push(&mut self, form: Form, span: Span) -> Id {
        let id = self.next_id();
        self.syntax.tree.nodes.push(TreeNode { form, span });
        id
    }

    fn push_list(&mut self, items: &[Id]) -> List {
        let tree: &mut Tree = &mut self.syntax.tree;
        let start = u32::try_from(tree.lists.len()).unwrap_or(u32::MAX);
        tree.lists.extend_from_slice(items);
        List {
            start,
            len: u32::try_from(items.len()).unwrap_or(u32::MAX),
        }
    }

    fn node_span(&self, id: Id) -> Span {
        self.syntax.tree.nodes[id as usize].span
    }

    /// Enters one level of nesting; the caller leaves it with `self.depth -= 1`.
    fn nest(&mut self) -> Parsed<()> {
        if self.depth >= MAX_NESTING {
            let span = self.span();
            return Err(self.report(
                Diagnostic::at(
                    span,
                    format!("nested more than {MAX_NESTING} deep"),
                    "too deep here",
                )
                .help("name the inner part with `let`"),
            ));
        }
        self.depth += 1;
        Ok(())
    }

    /// Everything that binds at least as strongly as `weakest`.
    fn expression(&mut self, weakest: u8) -> Parsed<Id> {
        let mut left = self.operand()?;
        loop {
            let kind = self.kind();
            let power = match kind {
                Kind::Implies => IMPLIES,
                Kind::Or => OR,
                Kind::And => AND,
                Kind::Less
                | Kind::LessEqual
                | Kind::Greater
                | Kind::GreaterEqual
                | Kind::Equal
                | Kind::NotEqual => RELATION,
                Kind::Plus | Kind::Minus => SUM,
                Kind::Star | Kind::Slash => PRODUCT,
                Kind::Caret => POWER,
                _ => return Ok(left),
            };
            if power < weakest {
                return Ok(left);
            }
            left = match power {
                IMPLIES => self.right_associative(left, IMPLIES)?,
                POWER => self.right_associative(left, MINUS)?,
                OR | AND => self.junction(left, kind, power)?,
                RELATION => self.chain(left)?,
                _ => {
                    self.advance();
                    let right = self.expression(power + 1)?;
                    let operator = match kind {
                        Kind::Plus => Operator::Add,
                        Kind::Minus => Operator::Sub,
                        Kind::Star => Operator::Mul,
                        _ => Operator::Div,
                    };
                    let span = self.node_span(left).to(self.node_span(right));
                    self.push(Form::Arithmetic(operator, left, right), span)
                }
            };
        }
    }

    #[inline(never)]
    fn right_associative(&mut self, left: Id, weakest: u8) -> Parsed<Id> {
        let kind = self.kind();
        self.nest()?;
        self.advance();
        let right = self.expression(weakest)?;
        self.depth -= 1;
        let span = self.node_span(left).to(self.node_span(right));
        let form = if kind == Kind::Caret {
            Form::Arithmetic(Operator::Pow, left, right)
        } else {
            Form::Implies(left, right)
        };
        Ok(self.push(form, span))
    }

    #[inline(never)]
    fn junction(&mut self, left: Id, kind: Kind, power: u8) -> Parsed<Id> {
        let mut items = vec![left];
        while self.accept(kind) {
            items.push(self.expression(power + 1)?);
        }
        let span = self.node_span(left).to(self.last_span());
        let list = self.push_list(&items);
        let form = if kind == Kind::And {
            Form::And(list)
        } else {
            Form::Or(list)
        };
        Ok(self.push(form, span))
    }

    /// `a <= b < c = d`.
    #[inline(never)]
    fn chain(&mut self, left: Id) -> Parsed<Id> {
        let mut operands = vec![left];
        let mut comparisons = Vec::new();
        let mut direction: Option<(bool, Span)> = None;
        loop {
            let comparison = match self.kind() {
                Kind::Less => Comparison::Less,
                Kind::LessEqual => Comparison::LessEqual,
                Kind::Greater => Comparison::Greater,
                Kind::GreaterEqual => Comparison::GreaterEqual,
                Kind::Equal => Comparison::Equal,
                Kind::NotEqual => Comparison::NotEqual,
                _ => break,
            };
            let span = self.advance().span;
            let upward = match comparison {
                Comparison::Less | Comparison::LessEqual => Some(true),
                Comparison::Greater | Comparison::GreaterEqual => Some(false),
                _ => None,
            };
            match (upward, direction) {
                (Some(up), None) => direction = Some((up, span)),
                (Some(up), Some((before, first))) if up != before => {
                    self.report(
                        Diagnostic::at(span, "a chain of relations runs one way", "turns here")
                            .label(first, "began this way")
                            .help("split it with `and`"),
                    );
                    direction = Some((up, span));
                }
                _ => {}
            }
            comparisons.push((comparison, span));
            operands.push(self.expression(SUM)?);
        }
        if comparisons.len() > 1
            && let Some((_, span)) = comparisons.iter().find(|c| c.0 == Comparison::NotEqual)
        {
            let error = Diagnostic::at(*span, "`!=` does not chain", "here")
                .help("split the chain with `and`");
            self.report(error);
        }
        let span = self.node_span(left).to(self.last_span());
        let operands = self.push_list(&operands);
        let ops = u32::try_from(self.syntax.tree.comparisons.len()).unwrap_or(u32::MAX);
        self.syntax
            .tree
            .comparisons
            .extend(comparisons.iter().map(|c| c.0));
        Ok(self.push(Form::Chain { operands, ops }, span))
    }

    fn operand(&mut self) -> Parsed<Id> {
        let token = self.token();
        match token.kind {
            Kind::Number => self.number(),
            Kind::Name => {
                self.advance();
                if self.kind() == Kind::LeftParen {
                    if let Some(binder) = binders::binder(self.text_of(token.span)) {
                        return self.binder(binder, token.span);
                    }
                    return self.call(token.span);
                }
                if self.power_of_function(token.span) || self.name_in_brackets(token.span) {
                    return Err(Abandoned);
                }
                Ok(self.push(Form::Name, token.span))
            }
            Kind::Minus | Kind::Not => self.prefix(),
            Kind::LeftParen => self.parenthesis(),
            Kind::True | Kind::False => {
                self.advance();
                let form = if token.kind == Kind::True {
                    Form::True
                } else {
                    Form::False
                };
                Ok(self.push(form, token.span))
            }
            Kind::Bad => {
                self.advance();
                Ok(self.push(Form::Bad, token.span))
            }
            _ => Err(self.no_operand()),
        }
    }

    /// `E[X]`, `x[1]`, `sum_{i=1}`.
    fn name_in_brackets(&mut self, name: Span) -> bool {
        let kind = self.kind();
        if !matches!(kind, Kind::LeftBracket | Kind::LeftBrace) {
            return false;
        }
        let read = notation::after_name(self.text_of(name), kind == Kind::LeftBracket);
        let Some((message, help)) = read else {
            return false;
        };
        let span = name.to(self.span());
        self.report(Diagnostic::at(span, message, "here").help(help));
        true
    }

    /// `sin^2(x)`, where a function is meant.
    fn power_of_function(&mut self, name: Span) -> bool {
        if self.kind() != Kind::Caret {
            return false;
        }
        let function = self.text_of(name);
        let ahead = |n: usize| self.tokens.get(self.at + n).map(|t| (t.kind, t.span));
        let (Some((Kind::Number, power)), Some((Kind::LeftParen, _))) = (ahead(1), ahead(2)) else {
            return false;
        };
        if super::function::named(function).is_none() {
            return false;
        }
        let power = self.text_of(power);
        self.report(
            Diagnostic::at(
                name,
                format!("`{function}^{power}(x)` is not a term"),
                "here",
            )
            .help(format!("write `{function}(x)^{power}`")),
        );
        true
    }

    #[inline(never)]
    fn no_operand(&mut self) -> Abandoned {
        let help = match self.kind() {
            Kind::Plus => Some("a leading `+` says nothing; leave it out"),
            Kind::Inf => Some("`inf` stands only at the end of a domain"),
            Kind::LeftBracket => Some("group with `(` and `)`; brackets are for domains"),
            Kind::Less => Some("a scalar product reads `dot(x, y)`"),
            _ => None,
        };
        self.unexpected("a number, a name or `(`", help)
    }

    #[inline(never)]
    fn prefix(&mut self) -> Parsed<Id> {
        self.nest()?;
        let token = self.advance();
        let minus = token.kind == Kind::Minus;
        let inner = self.expression(if minus { MINUS } else { NOT })?;
        self.depth -= 1;
        let span = token.span.to(self.node_span(inner));
        Ok(self.push(
            if minus {
                Form::Neg(inner)
            } else {
                Form::Not(inner)
            },
            span,
        ))
    }

    #[inline(never)]
    fn parenthesis(&mut self) -> Parsed<Id> {
        self.nest()?;
        let open = self.advance().span;
        let inner = self.expression(0)?;
        self.depth -= 1;
        self.close(open)?;
        // The node keeps its own span; parentheses leave no trace but the shape.
        Ok(inner)
    }

    #[inline(never)]
    fn call(&mut self, name: Span) -> Parsed<Id> {
        self.nest()?;
        let open = self.advance().span;
        let mut arguments = Vec::new();
        if self.kind() != Kind::RightParen {
            loop {
                arguments.push(self.expression(0)?);
                if !self.accept(Kind::Comma) {
                    break;
                }
            }
        }
        self.depth -= 1;
        let close = self.close(open)?;
        let arguments = self.push_list(&arguments);
        Ok(self.push(Form::Call { name, arguments }, name.to(close)))
    }

    fn close(&mut self, open: Span) -> Parsed<Span> {
        match self.kind() {
            Kind::RightParen => Ok(self.advance().span),
            Kind::Name | Kind::Number | Kind::LeftParen | Kind::True | Kind::False => {
                Err(self.missing_operator())
            }
            Kind::Bad => Err(Abandoned),
            _ => {
                let here = self.span();
                Err(self.report(
                    Diagnostic::at(here, "a parenthesis is not closed", "expected `)`")
                        .label(open, "opened here"),
                ))
            }
        }
    }

    #[inline(never)]
    fn number(&mut self) -> Parsed<Id> {
        let span = self.advance().span;
        let value = match numeral(self.text_of(span)) {
            Some(value) => value,
            None => {
                self.report(
                    Diagnostic::at(
                        span,
                        format!("a number of more than {MAX_NUMERAL_BITS} bits"),
                        "too large",
                    )
                    .help("a number has about 4900 digits at most"),
                );
                return Ok(self.push(Form::Bad, span));
            }
        };
        let index = u32::try_from(self.syntax.tree.numbers.len()).unwrap_or(u32::MAX);
        self.syntax.tree.numbers.push(value);
        Ok(self.push(Form::Number(index), span))
    }
}

/// Where the clauses that come once were first seen.
#[derive(Default)]
struct Once {
    source: Option<Span>,
    show: Option<Span>,
    expect: Option<Span>,
    best: Option<Span>,
}

/// The exact value of a numeral; `None` when it is larger than [`MAX_NUMERAL_BITS`].
fn numeral(text: &str) -> Option<Q> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(i) => (&text[..i], text[i + 1..].parse::<i64>().ok()?),
        None => (text, 0),
    };
    // A bit a digit is a lower bound, good enough to refuse before computing.
    let digits = u64::try_from(mantissa.len()).ok()?;
    if digits.checked_add(exponent.unsigned_abs())? > MAX_NUMERAL_BITS {
        return None;
    }
    rational::parse(text).filter(|q| q.numer().bits() + q.denom().bits() <= MAX_NUMERAL_BITS)
}

pub(super) fn short(text: &str) -> String {
    if text.chars().count() <= 40 {
        text.to_owned()
    } else {
        text.chars().take(37).chain("...".chars()).collect()
    }
}

/// The text inside quotes with its escapes undone; the offset and text of a wrong escape.
fn unescape(quoted: &str) -> Result<String, (u32, String)> {
    let inner = &quoted[1..quoted.len().max(2) - 1];
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.char_indices();
    while let Some((i, c)) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let wrong = |end: usize| {
            let bad = inner.get(i..end).unwrap_or("\\").to_owned();
            (u32::try_from(i + 1).unwrap_or(0), bad)
        };
        match chars.next() {
            Some((_, '"')) => out.push('"'),
            Some((_, '\\')) => out.push('\\'),
            Some((_, 'n')) => out.push('\n'),
            Some((_, 't')) => out.push('\t'),
            Some((j, 'u')) => {
                let rest = &inner[j + 1..];
                let end = rest.find('}').unwrap_or(0);
                let code = rest
                    .get(1..end)
                    .filter(|h| rest.starts_with('{') && !h.starts_with('+') && h.len() <= 6)
                    .and_then(|h| u32::from_str_radix(h, 16).ok())
                    .and_then(char::from_u32);
                match code {
                    Some(c) => {
                        out.push(c);
                        let resume = j + 1 + end + 1;
                        while chars.clone().next().is_some_and(|(k, _)| k < resume) {
                            chars.next();
                        }
                    }
                    None => return Err(wrong(j + 1)),
                }
            }
            Some((j, c)) => return Err(wrong(j + c.len_utf8())),
            None => return Err(wrong(i + 1)),
        }
    }
    Ok(out)
}
