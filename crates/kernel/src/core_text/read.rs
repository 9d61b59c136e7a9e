//! The reader of core claims: recursive descent over the grammar of `docs/core-claims.md`.

use num_bigint::BigInt;
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::{MAX_EXPONENT, MAX_NESTING, MAX_NODES, MAX_VARIABLES, canonical, compacted};
use crate::exact::Q;
use crate::expr::{
    Best, Binary, Claim, Comparison, Dag, Domain, End, Expectation, Expr, Formula, Hypothesis,
    Instance, Kind, Relation, Source, Unary, Var, Variable,
};

/// Deepest recursion of the reader; canonical text stays below it.
const MAX_DEPTH: usize = 2 * MAX_NESTING;
/// Digits of a numeral.
const MAX_DIGITS: usize = 20_000;

/// Why a text is no core claim.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {cause}")]
pub struct CoreError {
    /// Line of the text, from 1.
    pub line: usize,
    /// What is wrong there.
    pub cause: String,
}

/// Reads a core claim. The text must be what [`canonical`] writes of the claim read.
///
/// # Errors
/// The first place that does not fit.
pub fn read_claim(text: &str) -> Result<Claim, CoreError> {
    let mut reader = Reader::new(text);
    let mut claim = match reader.claim() {
        Ok(claim) => claim,
        Err(cause) => {
            let before = text.as_bytes().iter().take(reader.at);
            let line = 1 + before.filter(|b| **b == b'\n').count();
            return Err(CoreError { line, cause });
        }
    };
    compacted(&mut claim);
    if canonical(&claim) == text {
        return Ok(claim);
    }
    let written = canonical(&claim);
    let same = text
        .lines()
        .zip(written.lines())
        .take_while(|(a, b)| a == b);
    Err(CoreError {
        line: 1 + same.count(),
        cause: "the text is not in canonical form".into(),
    })
}

/// Reads a file of core claims: each begins on a line of its own and ends with the line `}`;
/// between them are empty lines and lines that begin with `#`.
///
/// # Errors
/// The first place that does not fit, or a name that two claims have.
pub fn read_claims(text: &str) -> Result<Vec<Claim>, CoreError> {
    let mut claims: Vec<Claim> = Vec::new();
    // Where the claim at hand begins: its byte and the number of lines before it.
    let mut start: Option<(usize, usize)> = None;
    let mut end = 0;
    for (before, line) in text.split_inclusive('\n').enumerate() {
        let from = end;
        end += line.len();
        let blank = line.trim().is_empty() || line.starts_with('#');
        if start.is_none() && blank {
            continue;
        }
        let (first, lines) = *start.get_or_insert((from, before));
        if line.trim_end_matches('\n') != "}" {
            continue;
        }
        let at = |line: usize, cause: String| CoreError {
            line: lines + line,
            cause,
        };
        let claim = read_claim(&text[first..end]).map_err(|e| at(e.line, e.cause))?;
        if claims.iter().any(|c| c.name == claim.name) {
            return Err(at(1, format!("there are two claims `{}`", claim.name)));
        }
        claims.push(claim);
        start = None;
    }
    match start {
        None => Ok(claims),
        Some((_, lines)) => Err(CoreError {
            line: lines + 1,
            cause: "a claim without its closing line `}`".into(),
        }),
    }
}

/// Words of terms and formulas, which name nothing else.
const RESERVED: [&str; 8] = ["pi", "inf", "true", "false", "not", "and", "or", "integer"];

/// What a part of an expression is.
enum Value {
    Term(Expr),
    Formula(Formula),
}

pub(super) struct Reader<'t> {
    text: &'t str,
    /// Byte of the text where reading goes on.
    at: usize,
    depth: usize,
    dag: Dag,
    variables: FxHashMap<&'t str, Var>,
    /// Terms named by `let _n`.
    lets: FxHashMap<&'t str, Expr>,
}

pub(super) type Read<T> = Result<T, String>;

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Reader {
            text,
            at: 0,
            depth: 0,
            dag: Dag::new(),
            variables: FxHashMap::default(),
            lets: FxHashMap::default(),
        }
    }

    // ---- words -------------------------------------------------------------------------------

    fn space(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
    }

    /// The longest run of letters, digits, `_` and `'` that comes next.
    fn peek_word(&mut self) -> &'t str {
        self.space();
        let rest = &self.text[self.at..];
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'\'';
        let length = rest.as_bytes().iter().take_while(|b| is_word(b)).count();
        &rest[..length]
    }

    pub(super) fn word(&mut self) -> &'t str {
        let word = self.peek_word();
        self.at += word.len();
        word
    }

    /// Takes a keyword if it comes next.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == word;
        if found {
            self.at += word.len();
        }
        found
    }

    /// Takes a symbol if it comes next.
    pub(super) fn take(&mut self, symbol: &str) -> bool {
        self.space();
        let found = self.text[self.at..].starts_with(symbol);
        if found {
            self.at += symbol.len();
        }
        found
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Read<()> {
        if self.take(symbol) {
            return Ok(());
        }
        Err(format!("expected `{symbol}`"))
    }

    pub(super) fn name(&mut self) -> Read<&'t str> {
        let word = self.word();
        if word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return Ok(word);
        }
        Err("expected a name".into())
    }

    /// The variable of a name.
    pub(super) fn variable_named(&self, name: &str) -> Option<Var> {
        self.variables.get(name).copied()
    }

    /// An integer of a few digits.
    pub(super) fn small_integer(&mut self) -> Read<i64> {
        let negative = self.take("-");
        let word = self.word();
        let n: i64 = word.parse().map_err(|_| "expected an integer")?;
        if word.len() > 15 {
            return Err("an integer of too many digits".into());
        }
        Ok(if negative { -n } else { n })
    }

    fn quoted(&mut self) -> Read<String> {
        self.expect("\"")?;
        let mut out = String::new();
        let mut rest = self.text[self.at..].char_indices();
        while let Some((i, c)) = rest.next() {
            match c {
                '"' => {
                    self.at += i + 1;
                    return Ok(out);
                }
                '\\' => match rest.next().map(|(_, c)| c) {
                    Some(c @ ('"' | '\\')) => out.push(c),
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('u') => {
                        let code: String = rest
                            .by_ref()
                            .map(|(_, c)| c)
                            .skip_while(|c| *c == '{')
                            .take_while(|c| *c != '}')
                            .take(7)
                            .collect();
                        let code = u32::from_str_radix(&code, 16).ok();
                        out.push(code.and_then(char::from_u32).ok_or("no such character")?);
                    }
                    _ => return Err("no such escape".into()),
                },
                c => out.push(c),
            }
        }
        Err("a text without its closing quote".into())
    }

    // ---- clauses -----------------------------------------------------------------------------

    fn claim(&mut self) -> Read<Claim> {
        self.keyword("claim")?;
        let name = self.name()?.to_owned();
        let title = self.quoted()?;
        self.expect("{")?;
        let source = if self.take_word("source") {
            Some(self.source()?)
        } else {
            None
        };
        let mut variables = Vec::new();
        while self.take_word("for") {
            self.variable(&mut variables)?;
        }
        let symbols = super::symbols::read(self, &mut variables)?;
        // The constant to optimise stands last in the text but may occur before.
        let best_at = self.text.rfind("\n  best ");
        let ahead = best_at.map(|at| at + "\n  best ".len());
        if let Some(at) = ahead {
            let mut ahead = Reader::new(self.text);
            ahead.at = at;
            let name = ahead.name()?;
            self.declare(name, variables.len())?;
        }
        while self.take_word("let") {
            let name = self.name()?;
            self.expect("=")?;
            let e = self.sum_term()?;
            if self.variables.contains_key(name) || self.lets.insert(name, e).is_some() {
                return Err(format!("`{name}` is introduced twice"));
            }
        }
        let mut hypotheses = Vec::new();
        while self.take_word("assume") {
            let name = self.name()?.to_owned();
            let unused = self.take_word("unused");
            self.expect(":")?;
            let formula = self.formula()?;
            hypotheses.push(Hypothesis {
                name,
                formula,
                unused,
            });
        }
        let mut uses = Vec::new();
        while self.take_word("use") {
            uses.push(self.instance()?);
        }
        self.keyword("show")?;
        let goal = self.formula()?;
        self.keyword("expect")?;
        let expectation = match self.word() {
            "proved" => Expectation::Proved,
            "refuted" => Expectation::Refuted,
            "undecided" => Expectation::Undecided,
            _ => return Err("expected `proved`, `refuted` or `undecided`".into()),
        };
        let mut best = None;
        if self.take_word("best") {
            if ahead != Some(self.at + 1) {
                return Err("the clause `best` stands on a line of its own".into());
            }
            best = Some(self.best(&mut variables)?);
        } else if best_at.is_some() {
            return Err("expected `best`".into());
        }
        if best.is_some() && !symbols.is_empty() {
            return Err("a claim with sums, sequences or integrals has no `best`".into());
        }
        self.expect("}")?;
        self.space();
        if self.at < self.text.len() {
            return Err("expected the end of the text".into());
        }
        Ok(Claim {
            name,
            title,
            source,
            variables,
            hypotheses,
            goal,
            uses,
            expectation,
            best,
            symbols,
            dag: std::mem::take(&mut self.dag),
        })
    }

    pub(super) fn keyword(&mut self, word: &str) -> Read<()> {
        if self.take_word(word) {
            return Ok(());
        }
        Err(format!("expected `{word}`"))
    }

    fn source(&mut self) -> Read<Source> {
        Ok(match self.peek_word() {
            "paper" => {
                self.word();
                Source::Paper
            }
            "review" => {
                self.word();
                Source::Review
            }
            "derived" => {
                self.word();
                Source::Derived
            }
            _ => Source::Other(self.quoted()?),
        })
    }

    pub(super) fn declare(&mut self, name: &'t str, index: usize) -> Read<()> {
        if index >= MAX_VARIABLES {
            return Err(format!("more than {MAX_VARIABLES} variables"));
        }
        if RESERVED.contains(&name) {
            return Err(format!("`{name}` is no name of a variable"));
        }
        let v = Var(u32::try_from(index).map_err(|_| "too many variables")?);
        if self.variables.insert(name, v).is_some() {
            return Err(format!("`{name}` is introduced twice"));
        }
        Ok(())
    }

    fn variable(&mut self, variables: &mut Vec<Variable>) -> Read<()> {
        let name = self.name()?;
        self.declare(name, variables.len())?;
        let variable = self.ranged(name)?;
        variables.push(variable);
        Ok(())
    }

    /// The domain and kind that follow the name of a variable.
    fn ranged(&mut self, name: &str) -> Read<Variable> {
        let (mut lo, mut hi) = (End::Infinite, End::Infinite);
        if self.take_word("in") {
            let open = self.take("(");
            if !open {
                self.expect("[")?;
            }
            lo = if self.take("-inf") {
                End::Infinite
            } else {
                self.end(open)?
            };
            self.expect(",")?;
            let term = if self.take_word("inf") {
                None
            } else {
                Some(self.closed()?)
            };
            let open = self.take(")");
            if !open {
                self.expect("]")?;
            }
            hi = match term {
                None => End::Infinite,
                Some(e) if open => End::Open(e),
                Some(e) => End::Closed(e),
            };
        }
        let kind = if self.take_word("integer") {
            Kind::Integer
        } else {
            Kind::Real
        };
        Ok(Variable {
            name: name.to_owned(),
            domain: Domain { lo, hi },
            kind,
        })
    }

    fn end(&mut self, open: bool) -> Read<End> {
        let e = self.closed()?;
        Ok(if open { End::Open(e) } else { End::Closed(e) })
    }

    fn closed(&mut self) -> Read<Expr> {
        let e = self.sum_term()?;
        if self.dag.variables(e).is_empty() {
            return Ok(e);
        }
        Err("the end of a domain is a constant".into())
    }

    fn instance(&mut self) -> Read<Instance> {
        let lemma = self.name()?.to_owned();
        let mut arguments: Vec<(String, Expr)> = Vec::new();
        if self.take("(") {
            loop {
                let name = self.name()?;
                if arguments.iter().any(|(n, _)| n == name) {
                    return Err(format!("`{name}` is given twice"));
                }
                self.expect("=")?;
                arguments.push((name.to_owned(), self.sum_term()?));
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(Instance { lemma, arguments })
    }

    fn best(&mut self, variables: &mut Vec<Variable>) -> Read<Best> {
        let name = self.name()?;
        let variable = self.ranged(name)?;
        variables.push(variable);
        let largest = match self.word() {
            "largest" => true,
            "smallest" => false,
            _ => return Err("expected `largest` or `smallest`".into()),
        };
        let stated = if self.take_word("stated") {
            Some(self.closed()?)
        } else {
            None
        };
        let last = u32::try_from(variables.len() - 1).map_err(|_| "too many variables")?;
        Ok(Best {
            variable: Var(last),
            largest,
            stated,
        })
    }

    // ---- formulas and terms ------------------------------------------------------------------

    pub(super) fn formula(&mut self) -> Read<Formula> {
        match self.disjunction()? {
            Value::Formula(f) => Ok(f),
            Value::Term(_) => Err("a formula is due, not a number".into()),
        }
    }

    pub(super) fn sum_term(&mut self) -> Read<Expr> {
        let value = self.sum()?;
        number(value)
    }

    fn disjunction(&mut self) -> Read<Value> {
        let first = self.conjunction()?;
        self.list(first, "or", Reader::conjunction, Formula::Or)
    }

    fn conjunction(&mut self) -> Read<Value> {
        let first = self.negation()?;
        self.list(first, "and", Reader::negation, Formula::And)
    }

    fn list(
        &mut self,
        first: Value,
        word: &str,
        part: impl Fn(&mut Self) -> Read<Value>,
        make: impl Fn(Vec<Formula>) -> Formula,
    ) -> Read<Value> {
        if !self.take_word(word) {
            return Ok(first);
        }
        let mut parts = vec![truth(first)?];
        loop {
            let next = part(self)?;
            parts.push(truth(next)?);
            if !self.take_word(word) {
                return Ok(Value::Formula(make(parts)));
            }
        }
    }

    fn negation(&mut self) -> Read<Value> {
        if !self.take_word("not") {
            return self.relation();
        }
        let inner = self.nested(Reader::negation)?;
        Ok(Value::Formula(Formula::Not(Box::new(truth(inner)?))))
    }

    fn relation(&mut self) -> Read<Value> {
        let left = self.sum()?;
        let symbols = [
            ("<=", Comparison::LessEqual),
            (">=", Comparison::GreaterEqual),
            ("!=", Comparison::NotEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("=", Comparison::Equal),
        ];
        let Some((_, op)) = symbols.into_iter().find(|(s, _)| self.take(s)) else {
            return Ok(left);
        };
        let lhs = number(left)?;
        let rhs = self.sum_term()?;
        Ok(Value::Formula(Formula::Relation(Relation { lhs, op, rhs })))
    }

    fn sum(&mut self) -> Read<Value> {
        let first = self.product()?;
        self.chain(
            first,
            [("+", Binary::Add), ("-", Binary::Sub)],
            Reader::product,
        )
    }

    fn product(&mut self) -> Read<Value> {
        let first = self.signed()?;
        self.chain(
            first,
            [("*", Binary::Mul), ("/", Binary::Div)],
            Reader::signed,
        )
    }

    /// Operations of one strength, from the left.
    fn chain(
        &mut self,
        first: Value,
        operations: [(&str, Binary); 2],
        part: impl Fn(&mut Self) -> Read<Value>,
    ) -> Read<Value> {
        let mut value = first;
        while let Some((_, op)) = operations.into_iter().find(|(s, _)| self.take(s)) {
            let left = number(value)?;
            let right = part(self)?;
            let right = number(right)?;
            value = Value::Term(self.dag.binary(op, left, right));
            self.limit()?;
        }
        Ok(value)
    }

    fn limit(&self) -> Read<()> {
        if self.dag.nodes().len() > MAX_NODES {
            return Err(format!("more than {MAX_NODES} distinct subterms"));
        }
        Ok(())
    }

    fn signed(&mut self) -> Read<Value> {
        if !self.take("-") {
            return self.power();
        }
        let inner = self.nested(Reader::signed)?;
        let x = number(inner)?;
        Ok(Value::Term(self.dag.neg(x)))
    }

    fn power(&mut self) -> Read<Value> {
        let base = self.nested(Reader::atom)?;
        if !self.take("^") {
            return Ok(base);
        }
        let x = number(base)?;
        let exponent = self.exponent()?;
        let e = self.dag.rational_power(x, &exponent);
        Ok(Value::Term(e.ok_or("an exponent is too large")?))
    }

    /// `n`, `(-n)`, `(p/q)` or `(-p/q)`.
    fn exponent(&mut self) -> Read<Q> {
        let parenthesis = self.take("(");
        let negative = parenthesis && self.take("-");
        let p = self.numeral()?;
        let q = if parenthesis && self.take("/") {
            self.numeral()?
        } else {
            BigInt::from(1)
        };
        if parenthesis {
            self.expect(")")?;
        }
        let most = BigInt::from(MAX_EXPONENT);
        if p > most || q > most || q == BigInt::from(0) {
            return Err(format!(
                "numerator and denominator of an exponent are at most {MAX_EXPONENT}"
            ));
        }
        Ok(Q::new(if negative { -p } else { p }, q))
    }

    fn numeral(&mut self) -> Read<BigInt> {
        let word = self.word();
        if word.len() > MAX_DIGITS {
            return Err(format!("a numeral of more than {MAX_DIGITS} digits"));
        }
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        digits
            .then(|| word.parse().ok())
            .flatten()
            .ok_or_else(|| "expected a number".into())
    }

    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == MAX_DEPTH {
            return Err(format!("nested more than {MAX_DEPTH} deep"));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn atom(&mut self) -> Read<Value> {
        if self.take("(") {
            let inner = self.disjunction()?;
            self.expect(")")?;
            return Ok(inner);
        }
        let word = self.peek_word();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let n = self.numeral()?;
            return Ok(Value::Term(self.dag.rational(Q::from_integer(n))));
        }
        self.at += word.len();
        match word {
            "" => Err("expected a number, a name or `(`".into()),
            "true" => Ok(Value::Formula(Formula::True)),
            "false" => Ok(Value::Formula(Formula::False)),
            "pi" => Ok(Value::Term(self.dag.pi())),
            _ => self.named(word).map(Value::Term),
        }
    }

    /// A variable, a subterm named before, or a function with its arguments.
    fn named(&mut self, word: &'t str) -> Read<Expr> {
        if let Some(&v) = self.variables.get(word) {
            return Ok(self.dag.variable(v));
        }
        if let Some(&e) = self.lets.get(word) {
            return Ok(e);
        }
        if let Some(op) = Unary::named(word) {
            self.expect("(")?;
            let x = self.sum_term()?;
            self.expect(")")?;
            self.limit()?;
            return Ok(self.dag.unary(op, x));
        }
        let Some(op) = Binary::named(word) else {
            return Err(format!("unknown name `{word}`"));
        };
        self.expect("(")?;
        let mut value = self.sum_term()?;
        self.expect(",")?;
        let mut more = true;
        while more {
            let next = self.sum_term()?;
            value = self.dag.binary(op, value, next);
            self.limit()?;
            more = op != Binary::Arctan2 && self.take(",");
        }
        self.expect(")")?;
        Ok(value)
    }
}

fn number(value: Value) -> Read<Expr> {
    match value {
        Value::Term(e) => Ok(e),
        Value::Formula(_) => Err("a number is due, not a formula".into()),
    }
}

fn truth(value: Value) -> Read<Formula> {
    match value {
        Value::Formula(f) => Ok(f),
        Value::Term(_) => Err("a formula is due, not a number".into()),
    }
}
