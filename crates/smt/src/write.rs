//! Claims as SMT-LIB 2 scripts, for other solvers: satisfiable means refuted.

use super::prop::measure;
use super::solve::{Model, Value};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Binary, Claim, Comparison, Dag, Domain, Expr, Formula, Instance, Kind, Node, Relation, Unary,
    Var,
};
use num_traits::{One, Signed};
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// For whom a script is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// dReal 4, which has all functions. What this crate reads best.
    #[default]
    DReal,
    /// Z3: algebra, sine, cosine, tangent, their inverses and pi.
    Z3,
    /// cvc5: as Z3, and the exponential.
    Cvc5,
}

impl Dialect {
    fn name(self) -> &'static str {
        match self {
            Dialect::DReal => "dReal",
            Dialect::Z3 => "Z3",
            Dialect::Cvc5 => "cvc5",
        }
    }
}

/// Why a claim was not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// The solver lacks a function.
    #[error("{solver} has no {function}; --for dreal has")]
    Missing {
        /// The solver.
        solver: &'static str,
        /// The function, in words.
        function: &'static str,
    },
    /// A name that no SMT-LIB symbol can spell.
    #[error("the name `{0}` holds a bar or a backslash, which no SMT-LIB symbol may")]
    Name(String),
    /// A constant to optimise is not a yes-or-no question.
    #[error("the claim asks for a best constant, which SMT-LIB cannot; state it as a plain claim")]
    Best,
    /// What a sum, a value of a sequence or an integral is cannot be said.
    #[error("the claim, or a lemma of it, has sums, sequences or integrals, which SMT-LIB lacks")]
    Symbols,
    /// A lemma that is not among the claims, or misses an argument.
    #[error("the lemma `{0}` is not at hand, or an argument of it is missing")]
    Lemma(String),
    /// A formula nested too deeply to be written.
    #[error("the formula is nested too deeply")]
    TooDeep,
}

/// Deepest formula written.
const MAX_DEPTH: usize = 1_000;

/// Writes the negation of a claim. `lemma` finds the claims it uses by name; their instances are
/// assumed under their conditions.
///
/// # Errors
/// [`ExportError`] when the dialect cannot state the claim, or a lemma is missing.
pub fn export<'c>(
    claim: &Claim,
    lemma: impl Fn(&str) -> Option<&'c Claim>,
    dialect: Dialect,
) -> Result<String, ExportError> {
    if claim.best.is_some() {
        return Err(ExportError::Best);
    }
    if !claim.symbols.is_empty() {
        return Err(ExportError::Symbols);
    }
    let mut names = Vec::new();
    for v in &claim.variables {
        names.push(variable_name(&v.name, &names)?);
    }
    let mut dag = claim.dag.clone();
    let asserted = assertions(claim, &mut dag, lemma)?;
    let mut roots: Vec<Expr> = Vec::new();
    for (_, f) in &asserted {
        f.for_each_relation(&mut |r| roots.extend([r.lhs, r.rhs]));
    }
    let terms = dag.reachable(&roots);
    let mut script = String::new();
    let title = format!("claim {}, negated: unsat means proved", claim.name);
    let _ = writeln!(script, "; {}", one_line(&title));
    if !claim.title.is_empty() {
        let _ = writeln!(script, "; {}", one_line(&claim.title));
    }
    if terms.iter().any(|e| is_partial(&dag, *e)) {
        script.push_str(
            "; SMT-LIB gives division by zero and the like arbitrary values; the claim asks for\n\
             ; definedness: unsat proves it only where all of its terms are defined, and a\n\
             ; solution with something undefined refutes nothing\n",
        );
    }
    let transcendental = terms.iter().any(|e| is_transcendental(dag.node(*e)));
    let integer = claim.variables.iter().any(|v| v.kind == Kind::Integer);
    let logic = logic(dialect, transcendental, integer);
    let _ = writeln!(script, "(set-logic {logic})");
    for (v, name) in claim.variables.iter().zip(&names) {
        let sort = match v.kind {
            Kind::Integer => "Int",
            Kind::Real => "Real",
        };
        let _ = writeln!(script, "(declare-fun {name} () {sort})");
    }
    let converted =
        |v: &lemmabox_kernel::expr::Variable| v.kind == Kind::Integer && dialect != Dialect::DReal;
    let writer = Terms {
        dag: &dag,
        names: &names,
        integers: claim.variables.iter().map(converted).collect(),
        dialect,
    };
    for (comment, f) in &asserted {
        if !comment.is_empty() {
            let _ = writeln!(script, "; {}", one_line(comment));
        }
        let _ = writeln!(script, "(assert {})", writer.formula(f)?);
    }
    script.push_str("(check-sat)\n(exit)\n");
    Ok(script)
}

/// What is asserted of a counterexample, with comments: domains, hypotheses, lemmas, and that the
/// goal fails.
fn assertions<'c>(
    claim: &Claim,
    dag: &mut Dag,
    lemma: impl Fn(&str) -> Option<&'c Claim>,
) -> Result<Vec<(String, Formula)>, ExportError> {
    let mut asserted: Vec<(String, Formula)> = Vec::new();
    for (i, v) in claim.variables.iter().enumerate() {
        let x = dag.variable(Var(u32::try_from(i).unwrap_or(u32::MAX)));
        let relations = ends(v.domain, x);
        asserted.extend(relations.map(|r| (String::new(), Formula::Relation(r))));
    }
    for h in claim.hypotheses.iter().filter(|h| !h.unused) {
        asserted.push((h.name.clone(), h.formula.clone()));
    }
    for instance in &claim.uses {
        let used =
            lemma(&instance.lemma).ok_or_else(|| ExportError::Lemma(instance.lemma.clone()))?;
        let formula = instantiate(claim, dag, instance, used)?;
        asserted.push((format!("lemma {}", instance.lemma), formula));
    }
    let goal = Formula::Not(Box::new(claim.goal.clone()));
    asserted.push(("the goal, negated".to_owned(), goal));
    Ok(asserted)
}

fn logic(dialect: Dialect, transcendental: bool, integer: bool) -> &'static str {
    match (dialect, transcendental, integer) {
        (Dialect::Cvc5, true, true) => "QF_NIRAT",
        (Dialect::Cvc5, true, false) => "QF_NRAT",
        // Z3 knows no power under QF_NRA, and finds its solver for polynomials by itself.
        (Dialect::Z3, ..) => "ALL",
        (Dialect::DReal | Dialect::Cvc5, _, true) => "QF_NIRA",
        (Dialect::DReal | Dialect::Cvc5, _, false) => "QF_NRA",
    }
}

/// The ends of a domain as relations.
fn ends(domain: Domain, x: Expr) -> impl Iterator<Item = Relation> {
    [
        (domain.lo, Comparison::Greater, Comparison::GreaterEqual),
        (domain.hi, Comparison::Less, Comparison::LessEqual),
    ]
    .into_iter()
    .filter_map(move |(end, open, closed)| {
        let op = if end.is_open() { open } else { closed };
        Some(Relation {
            lhs: x,
            op,
            rhs: end.constant()?,
        })
    })
}

/// A lemma at an instance: its conditions imply its goal.
fn instantiate(
    claim: &Claim,
    dag: &mut Dag,
    instance: &Instance,
    lemma: &Claim,
) -> Result<Formula, ExportError> {
    if !lemma.symbols.is_empty() {
        return Err(ExportError::Symbols);
    }
    let mut arguments = Vec::new();
    for v in &lemma.variables {
        let given = instance.arguments.iter().find(|(n, _)| *n == v.name);
        let (argument, integer) = match given {
            Some((_, e)) => (*e, claim.is_integer_term(*e)),
            None => {
                let same = claim.variable(&v.name);
                let same = same.ok_or_else(|| ExportError::Lemma(instance.lemma.clone()))?;
                let kind = claim.variables.get(same.index()).map(|v| v.kind);
                (dag.variable(same), kind == Some(Kind::Integer))
            }
        };
        // A lemma about integers says nothing of other numbers.
        if v.kind == Kind::Integer && !integer {
            return Ok(Formula::True);
        }
        arguments.push(argument);
    }
    let mut import = |e: Expr| {
        dag.import(&lemma.dag, e, |dag, v| match arguments.get(v.index()) {
            Some(argument) => *argument,
            None => dag.variable(v),
        })
    };
    let mut parts = Vec::new();
    for (v, &argument) in lemma.variables.iter().zip(&arguments) {
        for r in ends(v.domain, argument) {
            let rhs = import(r.rhs);
            parts.push(Formula::Relation(Relation { rhs, ..r }.negated()));
        }
    }
    for h in lemma.hypotheses.iter().filter(|h| !h.unused) {
        parts.push(h.formula.map_terms(&mut import).negated());
    }
    parts.push(lemma.goal.map_terms(&mut import));
    Ok(Formula::Or(parts))
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn is_transcendental(node: &Node) -> bool {
    match node {
        Node::Pi => true,
        Node::Unary(op, _) => !matches!(op, Unary::Neg | Unary::Abs | Unary::Sqrt),
        Node::Binary(op, ..) => *op == Binary::Arctan2,
        _ => false,
    }
}

fn is_partial(dag: &Dag, e: Expr) -> bool {
    match dag.node(e) {
        Node::Unary(op, _) => !op.is_total(),
        Node::Binary(Binary::Div, _, y) => {
            dag.as_rational(*y).is_none_or(num_traits::Zero::is_zero)
        }
        Node::Binary(Binary::Arctan2, ..) | Node::RationalPower(..) => true,
        Node::Power(_, n) => *n < 0,
        _ => false,
    }
}

/// Words that the readers of some dialect take for something else than a variable.
const RESERVED: [&str; 58] = [
    "let", "forall", "exists", "match", "par", "as", "true", "false", "not", "and", "or", "xor",
    "ite", "distinct", "assert", "min", "max", "abs", "sqrt", "sin", "cos", "tan", "sec", "csc",
    "cot", "asin", "acos", "atan", "atan2", "arcsin", "arccos", "arctan", "arctan2", "sinh",
    "cosh", "tanh", "exp", "log", "ln", "pow", "pi", "e", "div", "mod", "to_real", "to_int",
    "is_int", "Real", "Int", "Bool", "marctan", "matan", "real.pi", "euler", "BINARY", "DECIMAL",
    "NUMERAL", "STRING",
];

/// An SMT-LIB symbol for a variable, none of `taken`.
fn variable_name(name: &str, taken: &[String]) -> Result<String, ExportError> {
    if name.contains(['|', '\\']) {
        return Err(ExportError::Name(name.to_owned()));
    }
    let mut name = name.to_owned();
    let spell = |name: &str| {
        let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name != "_"
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if plain {
            name.to_owned()
        } else {
            format!("|{name}|")
        }
    };
    while RESERVED.contains(&name.as_str()) || taken.contains(&spell(&name)) {
        name.push('_');
    }
    Ok(spell(&name))
}

/// What is still to be written of a term.
enum Piece {
    Term(Expr),
    Text(String),
}

/// The top of a term.
enum Shape {
    /// What has no parts.
    Leaf(String),
    /// A function, its arguments, and what follows them.
    Application(String, Vec<Expr>, String),
    /// The first argument if it so compares to the second, which else is the choice; without a
    /// second one, to 0, and else the first with the other sign.
    Choice(&'static str, Expr, Option<Expr>),
}

/// `(ite (<= x y) x y)`, `(ite (>= x 0.0) x (- x))`: its pieces, the last one first.
fn choice(comparison: &str, x: Expr, y: Option<Expr>) -> impl Iterator<Item = Piece> {
    let piece = |text: &str| Piece::Text(text.to_owned());
    let (second, between, other, end) = match y {
        Some(y) => (Piece::Term(y), " ", y, ")"),
        None => (piece("0.0"), " (- ", x, "))"),
    };
    let pieces = [
        Piece::Text(format!("(ite ({comparison} ")),
        Piece::Term(x),
        piece(" "),
        second,
        piece(") "),
        Piece::Term(x),
        piece(between),
        Piece::Term(other),
        piece(end),
    ];
    pieces.into_iter().rev()
}

/// Writes terms of a DAG.
struct Terms<'a> {
    dag: &'a Dag,
    names: &'a [String],
    /// Variables that need `to_real`.
    integers: Vec<bool>,
    dialect: Dialect,
}

impl Terms<'_> {
    /// A formula, its shared subterms bound by `let`, one for each level of sharing.
    fn formula(&self, f: &Formula) -> Result<String, ExportError> {
        if measure(f).1 > MAX_DEPTH {
            return Err(ExportError::TooDeep);
        }
        let mut roots = Vec::new();
        f.for_each_relation(&mut |r| roots.extend([r.lhs, r.rhs]));
        let order = self.dag.reachable(&roots);
        let mut uses: FxHashMap<Expr, u32> = FxHashMap::default();
        for e in order
            .iter()
            .flat_map(|e| self.dag.children(*e))
            .chain(roots.iter().copied())
        {
            *uses.entry(e).or_default() += 1;
        }
        // Level of a term: how many bound terms stand above one another in it.
        let mut level: FxHashMap<Expr, usize> = FxHashMap::default();
        let mut bound: FxHashMap<Expr, String> = FxHashMap::default();
        let mut levels: Vec<Vec<(Expr, String)>> = Vec::new();
        for &e in &order {
            let below = self
                .dag
                .children(e)
                .map(|c| level[&c] + usize::from(bound.contains_key(&c)));
            let l = below.max().unwrap_or(0);
            level.insert(e, l);
            let leaf = self.dag.children(e).next().is_none();
            if uses[&e] > 1 && !leaf {
                let name = format!("?t{}", bound.len() + 1);
                if levels.len() <= l {
                    levels.resize(l + 1, Vec::new());
                }
                levels[l].push((e, name.clone()));
                bound.insert(e, name);
            }
        }
        let mut text = String::new();
        for terms in levels.iter().filter(|terms| !terms.is_empty()) {
            text.push_str("(let (");
            for (i, (e, name)) in terms.iter().enumerate() {
                let space = if i == 0 { "" } else { " " };
                let _ = write!(text, "{space}({name} ");
                self.term(*e, &bound, &mut text)?;
                text.push(')');
            }
            text.push_str(") ");
        }
        self.connective(f, &bound, &mut text)?;
        let lets = levels.iter().filter(|terms| !terms.is_empty()).count();
        text.extend(std::iter::repeat_n(')', lets));
        Ok(text)
    }

    fn connective(
        &self,
        f: &Formula,
        bound: &FxHashMap<Expr, String>,
        text: &mut String,
    ) -> Result<(), ExportError> {
        let (word, parts) = match f {
            Formula::True => {
                text.push_str("true");
                return Ok(());
            }
            Formula::False => {
                text.push_str("false");
                return Ok(());
            }
            Formula::Relation(r) => return self.relation(r, bound, text),
            Formula::Not(g) => ("not", std::slice::from_ref(&**g)),
            Formula::And(fs) if fs.is_empty() => {
                return self.connective(&Formula::True, bound, text);
            }
            Formula::Or(fs) if fs.is_empty() => {
                return self.connective(&Formula::False, bound, text);
            }
            Formula::And(fs) => ("and", fs.as_slice()),
            Formula::Or(fs) => ("or", fs.as_slice()),
        };
        let _ = write!(text, "({word}");
        for g in parts {
            text.push(' ');
            self.connective(g, bound, text)?;
        }
        text.push(')');
        Ok(())
    }

    fn relation(
        &self,
        r: &Relation,
        bound: &FxHashMap<Expr, String>,
        text: &mut String,
    ) -> Result<(), ExportError> {
        let (open, close) = match r.op {
            Comparison::Less => ("(< ", ")"),
            Comparison::LessEqual => ("(<= ", ")"),
            Comparison::Greater => ("(> ", ")"),
            Comparison::GreaterEqual => ("(>= ", ")"),
            Comparison::Equal => ("(= ", ")"),
            Comparison::NotEqual => ("(not (= ", "))"),
        };
        text.push_str(open);
        self.operand(r.lhs, bound, text)?;
        text.push(' ');
        self.operand(r.rhs, bound, text)?;
        text.push_str(close);
        Ok(())
    }

    fn operand(
        &self,
        e: Expr,
        bound: &FxHashMap<Expr, String>,
        text: &mut String,
    ) -> Result<(), ExportError> {
        match bound.get(&e) {
            Some(name) => {
                text.push_str(name);
                Ok(())
            }
            None => self.term(e, bound, text),
        }
    }

    /// Writes a term; terms in `bound`, other than itself, by name. By an explicit stack.
    fn term(
        &self,
        root: Expr,
        bound: &FxHashMap<Expr, String>,
        text: &mut String,
    ) -> Result<(), ExportError> {
        let mut stack = vec![Piece::Term(root)];
        while let Some(piece) = stack.pop() {
            let e = match piece {
                Piece::Text(t) => {
                    text.push_str(&t);
                    continue;
                }
                Piece::Term(e) => e,
            };
            if e != root
                && let Some(name) = bound.get(&e)
            {
                text.push_str(name);
                continue;
            }
            match self.shape(e)? {
                Shape::Leaf(leaf) => text.push_str(&leaf),
                Shape::Choice(comparison, x, y) => stack.extend(choice(comparison, x, y)),
                Shape::Application(head, arguments, tail) => {
                    let _ = write!(text, "({head}");
                    stack.push(Piece::Text(format!("{tail})")));
                    for c in arguments.into_iter().rev() {
                        stack.push(Piece::Term(c));
                        stack.push(Piece::Text(" ".to_owned()));
                    }
                }
            }
        }
        Ok(())
    }

    /// How the dialect writes the operation at the top of a term.
    fn shape(&self, e: Expr) -> Result<Shape, ExportError> {
        let power = |x: Expr, n: &Q| Shape::Application("^".to_owned(), vec![x], exponent(n));
        Ok(match self.dag.node(e) {
            Node::Rational(q) => Shape::Leaf(number(q)),
            Node::Pi => Shape::Leaf(
                match self.dialect {
                    Dialect::DReal => "(* 4.0 (arctan 1.0))",
                    Dialect::Z3 => "pi",
                    Dialect::Cvc5 => "real.pi",
                }
                .to_owned(),
            ),
            Node::Variable(v) => {
                let name = self.names.get(v.index()).map_or("", String::as_str);
                Shape::Leaf(if self.integers.get(v.index()) == Some(&true) {
                    format!("(to_real {name})")
                } else {
                    name.to_owned()
                })
            }
            Node::Unary(Unary::Sqrt, x) if self.dialect == Dialect::Z3 => {
                Shape::Application("^".to_owned(), vec![*x], " 0.5".to_owned())
            }
            // Choices where the theory has no such functions.
            Node::Unary(Unary::Abs, x) if self.dialect != Dialect::DReal => {
                Shape::Choice(">=", *x, None)
            }
            Node::Binary(Binary::Min, x, y) if self.dialect != Dialect::DReal => {
                Shape::Choice("<=", *x, Some(*y))
            }
            Node::Binary(Binary::Max, x, y) if self.dialect != Dialect::DReal => {
                Shape::Choice(">=", *x, Some(*y))
            }
            Node::Unary(op, x) => Shape::Application(self.unary(*op)?, vec![*x], String::new()),
            Node::Binary(op, x, y) => {
                Shape::Application(self.binary(*op)?, vec![*x, *y], String::new())
            }
            Node::Power(x, n) => power(*x, &Q::from_integer((*n).into())),
            Node::RationalPower(..) if self.dialect == Dialect::Cvc5 => {
                return Err(ExportError::Missing {
                    solver: "cvc5",
                    function: "fractional power",
                });
            }
            Node::RationalPower(x, p, q) => power(*x, &Q::new((*p).into(), (*q).into())),
        })
    }

    fn unary(&self, op: Unary) -> Result<String, ExportError> {
        let missing = |function| {
            Err(ExportError::Missing {
                solver: self.dialect.name(),
                function,
            })
        };
        let dreal = self.dialect == Dialect::DReal;
        let z3 = self.dialect == Dialect::Z3;
        Ok(match op {
            Unary::Neg => "-",
            Unary::Abs => "abs",
            Unary::Sqrt => "sqrt",
            Unary::Sin => "sin",
            Unary::Cos => "cos",
            Unary::Tan => "tan",
            Unary::Arcsin if z3 => "asin",
            Unary::Arccos if z3 => "acos",
            Unary::Arctan if z3 => "atan",
            Unary::Arcsin => "arcsin",
            Unary::Arccos => "arccos",
            Unary::Arctan => "arctan",
            Unary::Exp if z3 => return missing("exponential"),
            Unary::Exp => "exp",
            Unary::Log if dreal => "log",
            Unary::Log => return missing("logarithm"),
            Unary::Asinh => return missing("inverse hyperbolic sine"),
            Unary::Floor => return missing("floor"),
            Unary::Erfc => return missing("error function"),
            Unary::Binet(_) => return missing("gamma function"),
            Unary::Carlson(_) => return missing("Carlson's function"),
        }
        .to_owned())
    }

    fn binary(&self, op: Binary) -> Result<String, ExportError> {
        let dreal = self.dialect == Dialect::DReal;
        Ok(match op {
            Binary::Add => "+",
            Binary::Sub => "-",
            Binary::Mul => "*",
            Binary::Div => "/",
            Binary::Min => "min",
            Binary::Max => "max",
            Binary::Arctan2 if dreal => "atan2",
            Binary::Arctan2 => {
                return Err(ExportError::Missing {
                    solver: self.dialect.name(),
                    function: "arctangent of two arguments",
                });
            }
        }
        .to_owned())
    }
}

/// ` e` for an exponent `e`.
fn exponent(q: &Q) -> String {
    if q.is_integer() && !q.is_negative() {
        format!(" {}", q.numer())
    } else {
        format!(" {}", number(q))
    }
}

/// An exact rational as an SMT-LIB term.
#[must_use]
pub fn number(q: &Q) -> String {
    let magnitude = q.abs();
    let text = if magnitude.denom().is_one() {
        format!("{}.0", magnitude.numer())
    } else {
        format!("(/ {}.0 {}.0)", magnitude.numer(), magnitude.denom())
    };
    if q.is_negative() {
        format!("(- {text})")
    } else {
        text
    }
}

/// Digits shown of an irrational value.
const DIGITS: usize = 20;

/// A model as `get-model` prints it. An irrational value is a comment with an interval that holds
/// it, since it has no SMT-LIB term.
#[must_use]
pub fn model_text(model: &Model) -> String {
    use super::Sort;
    let mut text = String::from("(\n");
    for (name, sort, value) in &model.values {
        let plain = !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && (name.chars()).all(|c| c.is_ascii_alphanumeric() || "~!@$%^&*_-+=<>.?/".contains(c));
        let name = if plain {
            name.clone()
        } else {
            format!("|{name}|")
        };
        let line = match (value, sort) {
            (Value::Truth(b), _) => format!("(define-fun {name} () Bool {b})"),
            (Value::Rational(q), Sort::Int) if q.is_integer() => {
                let n = q.numer();
                if n.is_negative() {
                    format!("(define-fun {name} () Int (- {}))", -n)
                } else {
                    format!("(define-fun {name} () Int {n})")
                }
            }
            (Value::Rational(q), _) => format!("(define-fun {name} () Real {})", number(q)),
            (Value::Enclosed(x), _) => match x.decimal_bounds(DIGITS) {
                Some((lo, hi)) => format!("; {name} is a real number in [{lo}, {hi}]"),
                None => format!("; {name} is a real number"),
            },
        };
        let _ = writeln!(text, "  {line}");
    }
    text.push(')');
    text
}
