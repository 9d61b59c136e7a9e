//! What the names of a file stand for and where, errors or not: what editors ask.

use super::diagnostic::Span;
use super::lexer::{self, Kind};
use super::syntax::{ClaimItem, Item, LetItem, VariableItem};
use super::{elaborate, function, parser, spelling};

/// The words that cannot be names.
pub const KEYWORDS: [&str; lexer::KEYWORDS.len()] = {
    let mut words = [""; lexer::KEYWORDS.len()];
    let mut i = 0;
    while i < words.len() {
        words[i] = lexer::KEYWORDS[i].0;
        i += 1;
    }
    words
};

/// The words that mean something in some places and may be names elsewhere.
pub const CONTEXT_WORDS: [&str; 23] = [
    "paper",
    "sequence",
    "integer",
    "unused",
    "every",
    "from",
    "where",
    "by",
    "induction",
    "on",
    "largest",
    "smallest",
    "stated",
    "review",
    "derived",
    "proved",
    "refuted",
    "undecided",
    "convex",
    "smooth",
    "strongly_convex",
    "normal",
    "uniform",
];

/// Every function of the language with its number of arguments, `None` being "two or more": those
/// of numbers, then the binders `sum`, `product`, `integral` and `mean`, then those of vectors.
pub fn functions() -> impl Iterator<Item = (&'static str, Option<usize>)> {
    let binders = spelling::BINDERS.into_iter();
    function::functions()
        .map(|f| (f.name, f.arity))
        .chain(binders.map(|name| (name, Some(if name == "mean" { 3 } else { 4 }))))
        .chain(elaborate::VECTOR_FUNCTIONS.map(|(name, arity)| (name, Some(arity))))
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A claim.
    Claim,
    /// What `let` defines.
    Definition,
    /// The parameter of a definition.
    Parameter,
    /// A variable of a claim.
    Variable,
    /// A vector of a claim.
    Vector,
    /// A function of a class.
    Function,
    /// A sequence.
    Sequence,
    /// A hypothesis.
    Hypothesis,
    /// The constant that `best` asks for.
    Constant,
}

impl NameKind {
    /// The kind in words.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            NameKind::Claim => "claim",
            NameKind::Definition => "definition",
            NameKind::Parameter => "parameter",
            NameKind::Variable => "variable",
            NameKind::Vector => "vector",
            NameKind::Function => "function of a class",
            NameKind::Sequence => "sequence",
            NameKind::Hypothesis => "hypothesis",
            NameKind::Constant => "constant to optimise",
        }
    }
}

/// A name where it is introduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it stands for.
    pub kind: NameKind,
    /// The name itself.
    pub name: Span,
    /// The item that introduces it, from the name on; of a claim from `claim` to `}`.
    pub whole: Span,
    /// Where it is known; `None` is the whole file.
    pub scope: Option<Span>,
    /// The parameters of a definition.
    pub parameters: Vec<Span>,
}

/// The names of a file.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Every name introduced, in the order of claims and definitions.
    pub names: Vec<Named>,
    /// Every lemma that is `use`d.
    pub uses: Vec<Span>,
    /// Every word of the text outside comments and quotes: names, keywords, functions.
    pub words: Vec<Span>,
}

impl Outline {
    /// The word that holds the byte or ends at it.
    #[must_use]
    pub fn word_at(&self, offset: u32) -> Option<Span> {
        let at = self.words.partition_point(|w| w.start <= offset);
        let word = *self.words.get(at.checked_sub(1)?)?;
        (offset <= word.end).then_some(word)
    }

    /// What `name` stands for at the byte: of several, the one of the innermost scope, and there
    /// the last before it. A lemma in `use` is always a claim, and elsewhere no name stands for
    /// one.
    #[must_use]
    pub fn named<'o>(&'o self, text: &str, name: &str, offset: u32) -> Option<&'o Named> {
        let holds = |s: Span| s.start <= offset && offset <= s.end;
        let used = self.uses.iter().any(|s| holds(*s));
        let visible = self.names.iter().filter(|n| {
            n.name.of(text) == name
                && n.scope.is_none_or(holds)
                && (holds(n.name) || (n.kind == NameKind::Claim) == used)
        });
        visible.min_by_key(|n| {
            let size = n.scope.map_or(u32::MAX, |s| s.end - s.start);
            let after = n.name.start > offset;
            (!holds(n.name), size, after, u32::MAX - n.name.start)
        })
    }
}

/// The names of a text, as far as it can be read.
#[must_use]
pub fn outline(text: &str) -> Outline {
    let mut out = Outline::default();
    if text.len() > super::MAX_FILE_BYTES {
        return out;
    }
    let lexed = lexer::lex(text);
    for token in &lexed.tokens {
        if token.kind == Kind::Name || lexer::keyword(token.span.of(text)).is_some() {
            out.words.push(token.span);
        }
    }
    let (syntax, _) = parser::parse(text, &lexed.tokens);
    for item in &syntax.items {
        match item {
            Item::Let(item) => definition(item, None, &mut out),
            Item::Claim(claim) => names_of_claim(claim, &mut out),
        }
    }
    out
}

fn definition(item: &LetItem<'_>, scope: Option<Span>, out: &mut Outline) {
    let whole = item.name.span.to(item.body.span);
    out.names.push(Named {
        kind: NameKind::Definition,
        name: item.name.span,
        whole,
        scope,
        parameters: item.parameters.iter().map(|p| p.span).collect(),
    });
    for parameter in &item.parameters {
        out.names.push(Named {
            kind: NameKind::Parameter,
            name: parameter.span,
            whole: parameter.span,
            scope: Some(whole),
            parameters: Vec::new(),
        });
    }
}

fn names_of_claim(claim: &ClaimItem<'_>, out: &mut Outline) {
    let scope = Some(claim.span);
    let mut push = |kind, name: Span, whole: Span, scope| {
        out.names.push(Named {
            kind,
            name,
            whole,
            scope,
            parameters: Vec::new(),
        });
    };
    push(NameKind::Claim, claim.name.span, claim.span, None);
    for variable in &claim.variables {
        let (kind, whole) = of_variable(variable);
        push(kind, variable.name.span, whole, scope);
    }
    for assume in &claim.assumes {
        let whole = assume.name.span.to(assume.formula.span);
        push(NameKind::Hypothesis, assume.name.span, whole, scope);
    }
    for sequence in &claim.sequences {
        let last = sequence
            .equations
            .last()
            .map_or(sequence.from.span, |e| e.span);
        push(
            NameKind::Sequence,
            sequence.name.span,
            sequence.name.span.to(last),
            scope,
        );
    }
    if let Some(best) = &claim.best {
        let (_, whole) = of_variable(&best.variable);
        push(NameKind::Constant, best.variable.name.span, whole, scope);
    }
    for item in &claim.lets {
        definition(item, scope, out);
    }
    out.uses.extend(claim.uses.iter().map(|u| u.lemma.span));
}

fn of_variable(variable: &VariableItem<'_>) -> (NameKind, Span) {
    let kind = if variable.space.is_some() {
        NameKind::Vector
    } else if variable.classes.is_empty() {
        NameKind::Variable
    } else {
        NameKind::Function
    };
    let name = variable.name.span;
    let whole = match (&variable.domain, variable.classes.last()) {
        (Some(domain), _) => name.to(domain.span),
        (None, Some(class)) => name.to(class.word.span),
        (None, None) => name,
    };
    (kind, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_lexer() {
        for word in KEYWORDS {
            assert!(lexer::keyword(word).is_some(), "{word}");
        }
        assert_eq!(lexer::KEYWORDS.len(), KEYWORDS.len());
        for word in CONTEXT_WORDS {
            assert!(lexer::is_name(word), "{word}");
        }
    }

    #[test]
    fn names_are_found_where_they_are_introduced_in_spite_of_errors() {
        let text = "let k(x) = x^2\nclaim A { for x in [0, 1] assume h: x > 0 show k(x) >= 0 }\n\
                    claim B { for x use A let y = x + 1 show y > }\n";
        let outline = outline(text);
        let at = |needle: &str| u32::try_from(text.find(needle).unwrap()).unwrap();
        let name = |needle: &str, word: &str| outline.named(text, word, at(needle)).unwrap();
        // The parameter, the variable of A and that of B are three.
        assert_eq!(name("x^2", "x").kind, NameKind::Parameter);
        assert_eq!(name("x) >= 0", "x").whole.of(text), "x in [0, 1]");
        assert_eq!(name("k(x) >= 0", "k").whole.of(text), "k(x) = x^2");
        assert_eq!(name("A let", "A").kind, NameKind::Claim);
        assert_eq!(name("x > 0", "h").whole.of(text), "h: x > 0");
        assert!(outline.named(text, "h", at("y = x")).is_none());
        assert_eq!(outline.word_at(at("claim A")).unwrap().of(text), "claim");
        assert_eq!(outline.word_at(u32::MAX), None);
    }

    #[test]
    fn every_function_comes_once() {
        let mut names: Vec<_> = functions().map(|f| f.0).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for name in ["sin", "arctan2", "if", "integral", "norm"] {
            assert!(names.contains(&name));
        }
    }

    #[test]
    fn parts_keep_the_parentheses_at_their_ends() {
        let text =
            "let g(x) = x/(1 + x) claim A { for x assume h: (x + 1) <= (x + 2) show x <= 1 }";
        let out = outline(text);
        let whole = |name: &str| {
            let named = out.names.iter().find(|n| n.name.of(text) == name);
            named.map(|n| n.whole.of(text))
        };
        assert_eq!(whole("g"), Some("g(x) = x/(1 + x)"));
        assert_eq!(whole("h"), Some("h: (x + 1) <= (x + 2)"));
    }
}
