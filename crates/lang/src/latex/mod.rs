//! An inequality as papers print it, in LaTeX, to the clauses of a claim.
//!
//! What is read is plain: fractions, roots, powers, functions, absolute values, norms, inner
//! products, sums; relations in a chain; behind it (or before it) `\forall x > -1`,
//! `\quad x, y \in [0, 1]`, `\text{for all } n \in \mathbb{N}`. What is not plain is an error at
//! its place: a claim is printed to be confirmed by whoever wrote the formula, and never guessed.

mod term;
mod token;

use super::diagnostic::{Diagnostic, SourceText, Span};
use term::{Reader, Written, odd_root};
use token::{Token, tokens};

/// The clauses of a claim, one a line, that say what a formula in LaTeX says; `name` stands for the
/// text in messages.
///
/// ```
/// let formula = r"\frac{x}{1+x} \le \log(1+x) \quad \forall x > -1";
/// let claim = lemmabox_lang::clauses_of_latex("formula", formula).unwrap();
/// assert_eq!(claim, "for x in (-1, inf)\nshow x/(1 + x) <= log(1 + x)\n");
/// ```
///
/// # Errors
/// The first part of the text that is not read, with its place and what to write.
pub fn clauses_of_latex(name: &str, text: &str) -> Result<String, Diagnostic> {
    let source = SourceText::new(name, text);
    clauses(text).map_err(|error| error.in_source(&source))
}

/// Where a variable ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Range {
    lo: Option<(String, bool)>,
    hi: Option<(String, bool)>,
    integer: bool,
    /// `R^d` and its like.
    space: Option<String>,
}

#[derive(Default)]
struct Statement {
    /// In the order in which the text declares them.
    ranges: Vec<(String, Range)>,
    assumptions: Vec<String>,
    goals: Vec<String>,
    /// Where the last condition stands, if it is a relation and not a range.
    related: Option<Span>,
    /// The first relation of a list of conditions with no word of its own before it.
    untold: Option<Span>,
}

impl Range {
    fn is_all(&self) -> bool {
        *self == Range::default()
    }
}

impl Statement {
    fn range(&mut self, name: &str) -> &mut Range {
        let found = self.ranges.iter().position(|(n, _)| n == name);
        let at = found.unwrap_or_else(|| {
            self.ranges.push((name.to_owned(), Range::default()));
            self.ranges.len() - 1
        });
        &mut self.ranges[at].1
    }
}

/// A relation as the claim language writes it.
fn relation(token: Token<'_>) -> Option<&'static str> {
    Some(match token {
        Token::Symbol('<') | Token::Command("lt") => "<",
        Token::Symbol('>') | Token::Command("gt") => ">",
        Token::Symbol('=') => "=",
        Token::Command("le" | "leq" | "leqslant" | "leqq") => "<=",
        Token::Command("ge" | "geq" | "geqslant" | "geqq") => ">=",
        Token::Command("ne" | "neq") => "!=",
        _ => return None,
    })
}

/// Whether a token leads to variables or conditions: `\forall`, `for all`, `where`, `if`.
fn leads_to_conditions(token: Token<'_>) -> bool {
    match token {
        Token::Command("forall") => true,
        Token::Words(words) => matches!(
            words.trim().trim_end_matches([':', ',']),
            "for all"
                | "for every"
                | "for any"
                | "for each"
                | "for"
                | "where"
                | "with"
                | "if"
                | "when"
                | "whenever"
                | "and"
        ),
        _ => false,
    }
}

fn implies(token: Token<'_>) -> bool {
    matches!(
        token,
        Token::Command("implies" | "Rightarrow" | "Longrightarrow")
    )
}

/// An error at a formula behind another one.
fn second_formula(at: Span) -> Diagnostic {
    let cause = "a second formula, or a part of this one?";
    Diagnostic::at(at, cause, "here").help(
        "give one formula, between one pair of delimiters; words such as `for all` lead to its \
         conditions",
    )
}

fn second_claim(at: Span) -> Diagnostic {
    let cause = "a second claim, or a condition?";
    Diagnostic::at(at, cause, "here")
        .help("read two claims one by one; write \\text{where} before a condition")
}

/// Passes what stands between leading conditions and the claim; gives whether it was implied. A
/// list of ranges and relations may end with the claim: only a colon or an implication tells.
fn pass_to_the_claim(
    reader: &mut Reader<'_, '_>,
    statement: &mut Statement,
    passed: impl Fn(Token<'_>) -> bool,
) -> Result<bool, Diagnostic> {
    let (mut implied, mut told) = (false, false);
    while passed(reader.token()) {
        if implies(reader.token()) {
            if implied {
                return Err(second_implication(reader.span()));
            }
            implied = true;
        }
        told |= implied || reader.token() == Token::Symbol(':');
        reader.advance();
    }
    match statement.untold.take() {
        Some(at) if !told && !implies(reader.token()) => {
            Err(
                Diagnostic::at(at, "a second claim, or a condition?", "here")
                    .help("write `:` or \\implies between the conditions and the claim"),
            )
        }
        _ => Ok(implied),
    }
}

/// A chain of implications may mean each of them or the last from all before.
fn second_implication(at: Span) -> Diagnostic {
    let cause = "a second implication, which may follow from either";
    Diagnostic::at(at, cause, "here").help("give each implication in a formula of its own")
}

fn clauses(text: &str) -> Result<String, Diagnostic> {
    let tokens = tokens(text)?;
    let mut reader = Reader::new(text, &tokens);
    let mut statement = Statement::default();
    if leads_to_conditions(reader.token()) {
        reader.advance();
        conditions(&mut reader, &mut statement, Lead::Words)?;
        pass_to_the_claim(&mut reader, &mut statement, |token| {
            matches!(
                token,
                Token::Gap | Token::Line | Token::Border { .. } | Token::Symbol(',' | ':' | '.')
            )
        })?;
    }
    let mut implied = false;
    if reader.begins_with_a_range() {
        conditions(&mut reader, &mut statement, Lead::Words)?;
        implied = pass_to_the_claim(&mut reader, &mut statement, |token| {
            implies(token) || matches!(token, Token::Gap | Token::Symbol(':'))
        })?;
    }
    let (mut goal, premise) = chain(&mut reader)?;
    if implies(reader.token()) {
        if implied {
            return Err(second_implication(reader.span()));
        }
        reader.advance();
        for (pair, op) in premise.terms.windows(2).zip(&premise.relations) {
            assume(&mut statement, &pair[0], op, &pair[1].0)?;
        }
        (goal, _) = chain(&mut reader)?;
        if implies(reader.token()) {
            return Err(second_implication(reader.span()));
        }
    }
    statement.goals.push(goal);
    let mut conditioned = false;
    loop {
        match reader.token() {
            Token::End => break,
            Token::Gap | Token::Symbol(',' | '.' | ';' | ':') => {
                reader.advance();
                continue;
            }
            Token::Words(w) if w.trim() == "and" && !conditioned => {
                return Err(second_claim(reader.span()));
            }
            Token::Border { .. } => return Err(second_formula(reader.span())),
            t if leads_to_conditions(t) => {
                reader.advance();
                conditions(&mut reader, &mut statement, Lead::Words)?;
            }
            Token::Line => {
                while reader.token() == Token::Line {
                    reader.advance();
                }
                if !leads_to_conditions(reader.token()) && reader.token() != Token::End {
                    conditions(&mut reader, &mut statement, Lead::Line)?;
                }
            }
            // `a \le b, \quad x > 0`: what follows the goal says where.
            _ => conditions(&mut reader, &mut statement, Lead::None)?,
        }
        conditioned = true;
    }
    in_one_space(&mut statement, &reader.names, &reader.vectors);
    means_reals(&statement, &reader)?;
    Ok(print(&statement, &reader.names, &reader.bound))
}

/// An error where what stands there may mean other numbers than the reals that claims are about.
fn means_reals(statement: &Statement, reader: &Reader<'_, '_>) -> Result<(), Diagnostic> {
    let range = |name: &str| statement.ranges.iter().find(|(n, _)| n == name);
    if let (Some(at), None) = (reader.imaginary, range("i"))
        && !reader.bound.iter().any(|name| name == "i")
    {
        let cause = "is i the imaginary unit, or a number?";
        return Err(Diagnostic::at(at, cause, "here").help(
            "claims are about reals: of a number say where it is, as `\\quad i \\in \\mathbb{N}`, \
             or give it another letter",
        ));
    }
    let from_zero = |name: &String| {
        let lo = range(name).and_then(|(_, r)| r.lo.as_ref());
        let numeral = |end: &str| end.chars().all(|c| c.is_ascii_digit() || "./".contains(c));
        lo.is_some_and(|(end, _)| numeral(end) || end == "pi")
    };
    match reader
        .under_odd_roots
        .iter()
        .find(|(name, _)| !from_zero(name))
    {
        Some((_, at)) => Err(odd_root(*at)),
        None => Ok(()),
    }
}

/// Vectors whose space the text does not name share one, which is that of the others or `R^d`.
fn in_one_space(statement: &mut Statement, names: &[String], vectors: &[String]) {
    let declared = statement.ranges.iter().find_map(|(_, r)| r.space.clone());
    let taken = |d: &&str| names.iter().any(|n| n == d);
    let space = declared.or_else(|| {
        let free = ["d", "m", "p", "dim"].into_iter().find(|d| !taken(d))?;
        Some(format!("R^{free}"))
    });
    for name in vectors {
        let range = statement.range(name);
        if range.is_all() {
            range.space.clone_from(&space);
        }
    }
}

/// The terms and relations of a chain.
struct Chain {
    terms: Vec<(Written, Span)>,
    relations: Vec<&'static str>,
}

/// Whether the relations of a chain rise or fall.
#[derive(Default)]
struct Way(Option<char>);

impl Way {
    /// An error where a chain turns: `x \ge 0 \ y \le 1` is two formulas, read as one.
    fn goes_on(&mut self, op: &str, at: Span) -> Result<(), Diagnostic> {
        let Some(way) = op.chars().next().filter(|c| "<>".contains(*c)) else {
            return Ok(());
        };
        if *self.0.get_or_insert(way) != way {
            let cause = "a chain that turns, or a second formula?";
            return Err(Diagnostic::at(at, cause, "here").help(
                "write \\quad or a comma between two formulas; of a chain that turns give each \
                 part as a claim of its own",
            ));
        }
        Ok(())
    }
}

/// A chain of relations as the claim language writes it.
fn chain(reader: &mut Reader<'_, '_>) -> Result<(String, Chain), Diagnostic> {
    let mut all = Chain {
        terms: Vec::new(),
        relations: Vec::new(),
    };
    let start = reader.span();
    all.terms.push((reader.term()?, start));
    let mut way = Way::default();
    while let Some(op) = relation(reader.token()) {
        way.goes_on(op, reader.span())?;
        reader.advance();
        let at = reader.span();
        all.relations.push(op);
        all.terms.push((reader.term()?, at));
    }
    if all.relations.is_empty() {
        let found = reader.span();
        return Err(Diagnostic::at(found, "a relation is due", "here")
            .help("write \\le, \\ge, <, >, = or \\ne between two terms"));
    }
    let mut text = all.terms[0].0.text.clone();
    for (op, (term, _)) in all.relations.iter().zip(&all.terms[1..]) {
        for part in [" ", op, " ", &term.text] {
            text.push_str(part);
        }
    }
    Ok((text, all))
}

/// What stands before conditions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// `where`, `for all` and the like.
    Words,
    /// Nothing: what comes may be a second claim unless it is plainly the range of a variable.
    None,
    /// The end of a line: what comes may be a second claim unless it says `\in`.
    Line,
}

/// `x > -1`, `x, y \in [0, 1]`, `0 < x < 1`, `n \in \mathbb{N}`, separated by commas or words.
fn conditions(
    reader: &mut Reader<'_, '_>,
    statement: &mut Statement,
    mut lead: Lead,
) -> Result<(), Diagnostic> {
    let mut told = true;
    loop {
        statement.related = None;
        let compared = condition(reader, statement, lead)?;
        if let (Some(at), false) = (statement.related, told) {
            statement.untold.get_or_insert(at);
        }
        told = false;
        if reader.token() == Token::Symbol(',') && reader.a_list_goes_on(&compared) {
            let cause = "a list between relations, or two conditions?";
            return Err(Diagnostic::at(reader.span(), cause, "here")
                .help("write the conditions one by one, with \\text{and} between them"));
        }
        match reader.token() {
            Token::Symbol(',') | Token::Command("land" | "wedge") => {}
            Token::Words(w) if w.trim() == "and" => {}
            Token::Command("forall") => (lead, told) = (Lead::Words, true),
            Token::Words(w) if matches!(w.trim(), "and all" | "with") => {
                (lead, told) = (Lead::Words, true);
            }
            _ => return Ok(()),
        }
        reader.advance();
        loop {
            match reader.token() {
                Token::Gap => {}
                Token::Line if lead == Lead::Words => {}
                Token::Line => lead = Lead::Line,
                // `for all $x > 0$, $y > 0$`
                Token::Border { displayed: false } if lead == Lead::Words => {}
                Token::Border { .. } => return Err(second_formula(reader.span())),
                Token::Command("forall") => (lead, told) = (Lead::Words, true),
                _ => break,
            }
            reader.advance();
        }
        if reader.token() == Token::End {
            return Ok(());
        }
    }
}

/// Reads one, and gives the names that it compares if the last thing it compares is a name.
fn condition(
    reader: &mut Reader<'_, '_>,
    statement: &mut Statement,
    lead: Lead,
) -> Result<Vec<String>, Diagnostic> {
    let told = Told {
        lead,
        start: reader.span(),
        spoken: reader.names.clone(),
    };
    let names = reader.names_in_a_list()?;
    if matches!(reader.token(), Token::Command("in")) {
        membership(reader, statement, names)?;
        return Ok(Vec::new());
    }
    // `x, y > 0` says both; a lone list says no more than the names.
    if let (Some(op), false) = (relation(reader.token()), names.is_empty()) {
        return bounds(reader, statement, &told, names, op);
    }
    if !names.is_empty() {
        for name in names {
            statement.range(&name);
        }
        return Ok(Vec::new());
    }
    let (_, all) = chain(reader)?;
    let mut others = all.terms.iter().filter(|(term, _)| !told.ends_range(term));
    // `0 < y < 1`
    let declares = match (others.next(), others.next()) {
        (Some((term, _)), None) => term.name.is_some(),
        (None, _) | (Some(_), Some(_)) => false,
    };
    statement.related = (!declares).then_some(told.start);
    told.is_condition(all.terms.iter().all(|(term, _)| told.ends_range(term)))?;
    for (pair, op) in all.terms.windows(2).zip(&all.relations) {
        assume(statement, &pair[0], op, &pair[1].0)?;
    }
    let names = all.terms.iter().filter_map(|(term, _)| term.name.clone());
    let ends = all
        .terms
        .last()
        .is_some_and(|(term, _)| term.name.is_some());
    Ok(if ends { names.collect() } else { Vec::new() })
}

/// What tells a condition from a second claim.
struct Told {
    lead: Lead,
    /// Where it begins.
    start: Span,
    /// The names spoken of before.
    spoken: Vec<String>,
}

impl Told {
    /// Whether a term may end a range: a constant, or a name of which was spoken before.
    fn ends_range(&self, term: &Written) -> bool {
        let known = |name: &String| self.spoken.contains(name);
        term.closed || term.name.as_ref().is_some_and(known)
    }

    /// Refuses what may be a second claim; `plain` is whether all its terms may end a range.
    fn is_condition(&self, plain: bool) -> Result<(), Diagnostic> {
        let told = match self.lead {
            Lead::Words => true,
            Lead::None => plain,
            Lead::Line => false,
        };
        if told {
            Ok(())
        } else {
            Err(second_claim(self.start))
        }
    }
}

/// At `\in`: where names range.
fn membership(
    reader: &mut Reader<'_, '_>,
    statement: &mut Statement,
    names: Vec<String>,
) -> Result<(), Diagnostic> {
    let at = reader.span();
    reader.advance();
    let range = range(reader)?;
    let known = |name: &String| {
        statement
            .ranges
            .iter()
            .any(|(n, r)| n == name && !r.is_all())
    };
    if let Some(name) = names.iter().find(|name| known(name)) {
        let cause = format!("a second range for {name}");
        return Err(Diagnostic::at(at, cause, "here")
            .help("say in one place where it ranges, or bound it behind its range"));
    }
    for name in names {
        *statement.range(&name) = range.clone();
    }
    Ok(())
}

/// At the relation `op` behind a list of names: what bounds each of them, and what follows.
fn bounds(
    reader: &mut Reader<'_, '_>,
    statement: &mut Statement,
    told: &Told,
    mut names: Vec<String>,
    op: &'static str,
) -> Result<Vec<String>, Diagnostic> {
    let mut way = Way::default();
    way.goes_on(op, reader.span())?;
    reader.advance();
    let bound = reader.term()?;
    let spoken = |n: &String| told.spoken.contains(n);
    told.is_condition(told.ends_range(&bound) && names.iter().all(spoken))?;
    // `\forall x > 0, y > 0`: a name met here first is declared.
    let declares = told.ends_range(&bound) && !names.iter().any(spoken);
    statement.related = (!declares).then_some(told.start);
    for name in &names {
        restrict(statement, name, op, &bound);
    }
    let mut last = (bound, told.start);
    while let Some(op) = relation(reader.token()) {
        way.goes_on(op, reader.span())?;
        reader.advance();
        let at = reader.span();
        let next = reader.term()?;
        told.is_condition(told.ends_range(&next))?;
        assume(statement, &last, op, &next)?;
        last = (next, at);
    }
    Ok(match last.0.name {
        Some(name) => {
            names.push(name);
            names
        }
        None => Vec::new(),
    })
}

/// A relation of a condition: an end of a domain if it compares a variable with a constant, a
/// hypothesis otherwise.
fn assume(
    statement: &mut Statement,
    (left, at): &(Written, Span),
    op: &'static str,
    right: &Written,
) -> Result<(), Diagnostic> {
    if left.closed && right.closed {
        let cause = "a condition in which no variable stands";
        let error = Diagnostic::at(*at, cause, "here");
        return Err(error.help("leave it out; `e` is Euler's number, and `pi` that of the circle"));
    }
    if let Some(name) = &left.name {
        restrict(statement, name, op, right);
    } else if let (Some(name), true) = (&right.name, left.closed) {
        restrict(statement, name, turned(op), left);
    } else {
        statement
            .assumptions
            .push(format!("{} {op} {}", left.text, right.text));
    }
    Ok(())
}

fn turned(op: &'static str) -> &'static str {
    match op {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        same => same,
    }
}

fn restrict(statement: &mut Statement, name: &str, op: &'static str, bound: &Written) {
    let range = statement.range(name);
    let end = Some((bound.text.clone(), matches!(op, "<" | ">")));
    let bounds = bound.closed && range.space.is_none();
    match op {
        "<" | "<=" if bounds && range.hi.is_none() => range.hi = end,
        ">" | ">=" if bounds && range.lo.is_none() => range.lo = end,
        _ => statement
            .assumptions
            .push(format!("{name} {op} {}", bound.text)),
    }
}

/// An interval, or `\mathbb{R}`, `\mathbb{R}_+`, `\mathbb{R}^d`, `\mathbb{N}`, `\mathbb{Z}`.
fn range(reader: &mut Reader<'_, '_>) -> Result<Range, Diagnostic> {
    let start = reader.span();
    match reader.token() {
        Token::Symbol(open @ ('[' | '(' | ']')) => {
            reader.advance();
            let lo = reader.end(true)?;
            reader.expect(Token::Symbol(','), "a comma between the ends")?;
            let hi = reader.end(false)?;
            let close = reader.token();
            let closed = match close {
                Token::Symbol(']') => true,
                Token::Symbol(')' | '[') => false,
                _ => {
                    return Err(Diagnostic::at(reader.span(), "the interval does not end", "here")
                        .help("close it with `]` or `)`"));
                }
            };
            reader.advance();
            Ok(Range {
                lo: lo.map(|e| (e, open != '[')),
                hi: hi.map(|e| (e, !closed)),
                ..Range::default()
            })
        }
        Token::Command("R" | "reals") => {
            reader.advance();
            reals(reader)
        }
        Token::Command("N") => {
            reader.advance();
            Ok(naturals(reader))
        }
        Token::Command("mathbb" | "mathbf" | "mathds") => {
            reader.advance();
            match reader.one_letter() {
                Some('R') => reals(reader),
                Some('N') => Ok(naturals(reader)),
                Some('Z') => Ok(Range {
                    integer: true,
                    ..Range::default()
                }),
                _ => Err(Diagnostic::at(start, "not a set that is read", "here")
                    .help("write an interval, \\mathbb{R}, \\mathbb{R}^d, \\mathbb{N} or \\mathbb{Z}")),
            }
        }
        _ => Err(Diagnostic::at(start, "a set is due", "here")
            .help("write an interval such as (0, 1], \\mathbb{R}, \\mathbb{R}^d, \\mathbb{N} or \\mathbb{Z}")),
    }
}

fn naturals(reader: &mut Reader<'_, '_>) -> Range {
    let from_zero = reader.subscript_is("0");
    let _ = reader.subscript_is("+") || reader.subscript_is("{+}");
    Range {
        lo: Some((if from_zero { "0" } else { "1" }.to_owned(), false)),
        integer: true,
        ..Range::default()
    }
}

fn reals(reader: &mut Reader<'_, '_>) -> Result<Range, Diagnostic> {
    let mut range = Range::default();
    if reader.token() == Token::Symbol('^') {
        reader.advance();
        let power = reader.group()?;
        range.space = Some(format!("R^{}", power.text));
        return Ok(range);
    }
    if reader.token() == Token::Symbol('_') {
        let span = reader.span();
        range.lo = match reader.subscript_text().as_str() {
            "+" | ">=0" => Some(("0".to_owned(), false)),
            "++" | ">0" => Some(("0".to_owned(), true)),
            _ => {
                return Err(Diagnostic::at(span, "not a set that is read", "here")
                    .help("write the interval, such as (0, \\infty)"));
            }
        };
    }
    Ok(range)
}

/// The clauses; variables that the text does not declare range over the reals.
fn print(statement: &Statement, names: &[String], bound: &[String]) -> String {
    let mut ranges = statement.ranges.clone();
    for name in names {
        let known = ranges.iter().any(|(n, _)| n == name);
        let dimension = ranges
            .iter()
            .any(|(_, r)| r.space.as_deref() == Some(&format!("R^{name}")));
        if !known && !dimension && !bound.contains(name) {
            ranges.push((name.clone(), Range::default()));
        }
    }
    let mut out = String::new();
    if !ranges.is_empty() {
        let declared: Vec<String> = ranges.iter().map(|(n, r)| declaration(n, r)).collect();
        out.push_str(&format!("for {}\n", declared.join(", ")));
    }
    for (i, assumption) in statement.assumptions.iter().enumerate() {
        out.push_str(&format!("assume h{}: {assumption}\n", i + 1));
    }
    out.push_str(&format!("show {}\n", statement.goals.join(" and ")));
    out
}

fn declaration(name: &str, range: &Range) -> String {
    if let Some(space) = &range.space {
        return format!("{name} in {space}");
    }
    let kind = if range.integer { " integer" } else { "" };
    if range.lo.is_none() && range.hi.is_none() && !range.integer {
        return name.to_owned();
    }
    let (open, lo) = match &range.lo {
        Some((end, open)) => (if *open { "(" } else { "[" }, end.as_str()),
        None => ("(", "-inf"),
    };
    let (hi, close) = match &range.hi {
        Some((end, open)) => (end.as_str(), if *open { ")" } else { "]" }),
        None => ("inf", ")"),
    };
    format!("{name} in {open}{lo}, {hi}{close}{kind}")
}

#[cfg(test)]
mod tests;
