//! From terms and formulas to two-dimensional mathematics.

mod symbols;

use super::distinct::distinguish;
use super::name::is_word;
use super::{Fence, Math, Symbol};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Binary, Claim, Comparison, Dag, Domain, End, Expr, Formula, Kind, Node, Relation, Symbols,
    Unary, Var, Variable,
};
use lemmabox_lang::Defined;
use num_traits::{One, Signed, ToPrimitive};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// Claims whose terms, written out as trees, have more nodes name their shared subterms.
const WRITTEN_OUT: u64 = 400;
/// Shared subterms of at least this many nodes get a name, in claims that name any.
const SHARED: u64 = 8;
/// Subterms nested deeper get a name, so that nothing here recurses further.
const DEEP: usize = 40;
/// Decimals of at most this many places are written as such.
const PLACES: u32 = 9;

/// Of a term by itself.
static NO_SYMBOLS: Symbols = Symbols {
    bound: Vec::new(),
    meanings: Vec::new(),
    sequences: Vec::new(),
    always: Vec::new(),
    induction: None,
    kept: false,
};

/// A hypothesis, typeset.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its name.
    pub name: String,
    /// Whether the prover is not given it.
    pub unused: bool,
    /// What it says.
    pub math: Math,
}

/// A claim, typeset.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Each variable with its domain.
    pub variables: Vec<Math>,
    /// The hypotheses in order.
    pub assumptions: Vec<Assumption>,
    /// The goal.
    pub goal: Math,
    /// Names for long shared subterms, each defined by variables and earlier ones.
    pub definitions: Vec<Math>,
}

impl Statement {
    /// Every formula of it.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Math> {
        let assumed = self.assumptions.iter().map(|a| &a.math);
        let parts = self.variables.iter().chain(assumed);
        parts.chain([&self.goal]).chain(&self.definitions)
    }

    /// Every formula of it.
    pub(super) fn parts_mut(&mut self) -> impl Iterator<Item = &mut Math> {
        let assumed = self.assumptions.iter_mut().map(|a| &mut a.math);
        let parts = self.variables.iter_mut().chain(assumed);
        parts.chain([&mut self.goal]).chain(&mut self.definitions)
    }
}

/// A claim as mathematics, definitions expanded.
#[must_use]
pub fn statement(claim: &Claim) -> Statement {
    statement_with(claim, &[])
}

/// A claim as mathematics in which these definitions, whose terms are the claim's, keep their
/// names.
#[must_use]
pub fn statement_with(claim: &Claim, defined: &[Defined]) -> Statement {
    let mut roots = Vec::new();
    for v in &claim.variables {
        roots.extend(v.domain.lo.constant());
        roots.extend(v.domain.hi.constant());
    }
    let mut sides = |f: &Formula| {
        f.for_each_relation(&mut |r| {
            roots.push(r.lhs);
            roots.push(r.rhs);
        });
    };
    claim.hypotheses.iter().for_each(|h| sides(&h.formula));
    sides(&claim.goal);
    roots.extend(symbols::terms(claim));
    let mut layout = Layout::new(&claim.dag, &claim.variables, &roots, defined);
    layout.symbols = &claim.symbols;
    let sequences = claim.symbols.sequences.iter().map(|s| s.name.as_str());
    layout.stem = stem(layout.names().chain(sequences));
    layout.silent = symbols::silent(&layout);
    let free = claim.variables.iter().zip(0u32..);
    let free = free.filter(|(_, i)| claim.symbols.is_free(Var(*i)));
    let named: BTreeMap<Expr, usize> = layout.named.iter().map(|(e, n)| (*e, *n)).collect();
    let mut typeset = Statement {
        variables: free
            .map(|(v, _)| {
                Math::Row(vec![
                    Math::Name(v.name.clone()),
                    Math::Symbol(Symbol::In),
                    layout.domain(v.domain, v.kind),
                ])
            })
            .chain(layout.sequences())
            .collect(),
        assumptions: claim
            .hypotheses
            .iter()
            .map(|h| Assumption {
                name: h.name.clone(),
                unused: h.unused,
                math: layout.formula(&h.formula, 0),
            })
            .chain(layout.of_every_index())
            .collect(),
        goal: layout.formula(&claim.goal, 0),
        definitions: Vec::new(),
    };
    // In the order of terms, in which each comes after its parts.
    let mut definitions: BTreeMap<Expr, Math> = BTreeMap::new();
    for (e, n) in named {
        definitions.insert(e, equation(layout.definition(n), layout.open(e).math));
    }
    // Writing a definition out may name others.
    loop {
        let next = layout
            .met
            .borrow()
            .iter()
            .find(|e| !definitions.contains_key(e))
            .copied();
        let Some(e) = next else { break };
        definitions.insert(
            e,
            equation(layout.given_name(layout.given[&e]), layout.open(e).math),
        );
    }
    typeset.definitions = definitions.into_values().collect();
    distinguish(&mut typeset);
    typeset
}

fn equation(name: Math, value: Math) -> Math {
    Math::Row(vec![name, Math::Symbol(Symbol::Equal), value])
}

/// A term without variables as mathematics; `None` when it is too large to read.
#[must_use]
pub fn closed_term(dag: &Dag, e: Expr) -> Option<Math> {
    let layout = Layout::new(dag, &[], &[e], &[]);
    layout.named.is_empty().then(|| layout.term(e).math)
}

/// How strongly written pieces bind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Sum,
    Negative,
    /// A quotient on one line.
    Ratio,
    Product,
    /// A function with a bare argument.
    Applied,
    /// Tall pieces that need delimiters only as the base of a power.
    Fraction,
    Power,
    Atom,
}

struct Piece {
    math: Math,
    strength: Strength,
}

impl Piece {
    fn new(math: Math, strength: Strength) -> Self {
        Self { math, strength }
    }

    fn at_least(self, strength: Strength) -> Math {
        if self.strength >= strength {
            self.math
        } else {
            Math::Fenced(Fence::Round, Box::new(self.math))
        }
    }
}

struct Layout<'a> {
    dag: &'a Dag,
    variables: &'a [Variable],
    symbols: &'a Symbols,
    /// Symbols, and bound variables that are not written.
    silent: Vec<Var>,
    /// How many symbols are being written, each inside the one before.
    nested: Cell<usize>,
    named: FxHashMap<Expr, usize>,
    /// A letter that no name begins with.
    stem: &'static str,
    /// The author's own names of terms.
    given: FxHashMap<Expr, &'a Defined>,
    /// Those that were written.
    met: RefCell<BTreeSet<Expr>>,
    /// Inside a fraction, where another one stands on one line.
    inline: Cell<bool>,
}

fn integer(n: impl ToString) -> Math {
    Math::Number(n.to_string())
}

/// A nonnegative rational: as a decimal when that is short and shorter than the fraction, else as a
/// fraction.
fn rational(q: &Q) -> Piece {
    if q.denom().is_one() {
        return Piece::new(integer(q.numer()), Strength::Atom);
    }
    if q.denom().to_u32().is_none_or(|d| d > 12)
        && let Some(text) = decimal(q)
    {
        return Piece::new(Math::Number(text), Strength::Atom);
    }
    Piece::new(
        Math::Fraction(Box::new(integer(q.numer())), Box::new(integer(q.denom()))),
        Strength::Fraction,
    )
}

/// The decimal that a nonnegative rational is, if it has few places.
fn decimal(q: &Q) -> Option<String> {
    let mut scaled = q.clone();
    let ten = Q::from_integer(10.into());
    for places in 0..=PLACES {
        if scaled.is_integer() {
            let digits = scaled.numer().to_string();
            let width = places as usize + 1;
            let digits = format!("{digits:0>width$}");
            let (whole, rest) = digits.split_at(digits.len() - places as usize);
            return Some(if rest.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{rest}")
            });
        }
        scaled *= &ten;
    }
    None
}

/// A negative piece without its sign.
fn unsigned(piece: Piece) -> Piece {
    match piece.math {
        Math::Row(mut pieces) if pieces.first() == Some(&Math::Symbol(Symbol::Negative)) => {
            pieces.remove(0);
            match <[Math; 1]>::try_from(pieces) {
                Ok([one]) => Piece::new(one, Strength::Product),
                Err(pieces) => Piece::new(Math::Row(pieces), Strength::Product),
            }
        }
        math => Piece { math, ..piece },
    }
}

fn starts_with_number(math: &Math) -> bool {
    match math {
        Math::Number(_) => true,
        Math::Row(pieces) => pieces.first().is_some_and(starts_with_number),
        Math::Power(base, _) => starts_with_number(base),
        Math::Fraction(over, under) => {
            matches!((&**over, &**under), (Math::Number(_), Math::Number(_)))
        }
        _ => false,
    }
}

fn is_a_word(math: &Math) -> bool {
    match math {
        Math::Name(name) => is_word(name),
        Math::Power(base, _) => is_a_word(base),
        _ => false,
    }
}

/// A letter that none of the names begins with.
fn stem<'n>(names: impl Iterator<Item = &'n str>) -> &'static str {
    let names: Vec<&str> = names.collect();
    ["tau", "omega", "Xi", "lambda"]
        .into_iter()
        .find(|s| !names.iter().any(|name| name.starts_with(s)))
        .unwrap_or("term")
}

/// Whether a function with a bare argument stands at the end: what is written behind it would be
/// taken for a part of the argument.
fn ends_applied(pieces: &[Math]) -> bool {
    match pieces {
        [.., Math::Row(inner)] => ends_applied(inner),
        [
            ..,
            Math::Function(_) | Math::Power(..),
            Math::Number(_) | Math::Name(_) | Math::Symbol(_),
        ] => true,
        _ => false,
    }
}

impl<'a> Layout<'a> {
    fn new(
        dag: &'a Dag,
        variables: &'a [Variable],
        roots: &[Expr],
        defined: &'a [Defined],
    ) -> Self {
        let order = dag.reachable(roots);
        let mut uses: FxHashMap<Expr, u32> = FxHashMap::default();
        let mut size: FxHashMap<Expr, u64> = FxHashMap::default();
        for &e in &order {
            let mut nodes = 1u64;
            for c in dag.children(e) {
                nodes = nodes.saturating_add(size[&c]);
                *uses.entry(c).or_default() += 1;
            }
            size.insert(e, nodes);
        }
        let total = roots.iter().fold(0u64, |t, e| t.saturating_add(size[e]));
        let share = total > WRITTEN_OUT;
        for e in roots {
            *uses.entry(*e).or_default() += 1;
        }
        let mut named = FxHashMap::default();
        let mut level: FxHashMap<Expr, usize> = FxHashMap::default();
        for &e in &order {
            let height = dag.children(e).map(|c| level[&c] + 1).max().unwrap_or(0);
            let shared = share && size[&e] >= SHARED && uses.get(&e).is_some_and(|n| *n > 1);
            if shared || height >= DEEP {
                named.insert(e, named.len() + 1);
                level.insert(e, 0);
            } else {
                level.insert(e, height);
            }
        }
        let mut layout = Self {
            dag,
            variables,
            symbols: &NO_SYMBOLS,
            silent: Vec::new(),
            nested: Cell::new(0),
            named,
            stem: "",
            given: defined.iter().map(|d| (d.value, d)).collect(),
            met: RefCell::default(),
            inline: Cell::new(false),
        };
        layout.stem = stem(layout.names());
        layout
    }

    /// The names of the variables and of the author's definitions.
    fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let defined: Vec<&'a Defined> = self.given.values().copied().collect();
        let variables = self.variables.iter().map(|v| v.name.as_str());
        variables.chain(defined.into_iter().map(|d| d.name.as_str()))
    }

    /// A definition's name with what stands for its parameters.
    fn given_name(&self, defined: &Defined) -> Math {
        let name = Math::Name(defined.name.clone());
        let mut arguments = Vec::new();
        for (i, e) in defined.arguments.iter().enumerate() {
            if i > 0 {
                arguments.push(Math::Symbol(Symbol::Comma));
            }
            arguments.push(self.term(*e).math);
        }
        if arguments.is_empty() {
            return name;
        }
        let fenced = Math::Fenced(Fence::Round, Box::new(Math::Row(arguments)));
        Math::Row(vec![name, fenced])
    }

    /// What `write` makes with other fractions on one line.
    fn within_fraction<T>(&self, write: impl FnOnce(&Self) -> T) -> T {
        let before = self.inline.replace(true);
        let made = write(self);
        self.inline.set(before);
        made
    }

    /// A quotient; a minus above comes before it, and inside another quotient it stands on one
    /// line.
    fn quotient(&self, x: Expr, y: Expr) -> Piece {
        let inline = self.inline.get();
        let (over, under) = self.within_fraction(|l| (l.term(x), l.term(y)));
        let negative = over.strength == Strength::Negative;
        let over = if negative { unsigned(over) } else { over };
        let quotient = if inline {
            let applied = matches!(&over.math, Math::Row(pieces) if ends_applied(pieces));
            let over = if applied {
                Math::Fenced(Fence::Round, Box::new(over.math))
            } else {
                over.at_least(Strength::Product)
            };
            Math::Row(vec![
                over,
                Math::Symbol(Symbol::Slash),
                under.at_least(Strength::Fraction),
            ])
        } else {
            Math::Fraction(Box::new(over.math), Box::new(under.math))
        };
        let strength = if inline {
            Strength::Ratio
        } else {
            Strength::Fraction
        };
        if negative {
            let minus = Math::Symbol(Symbol::Negative);
            Piece::new(Math::Row(vec![minus, quotient]), Strength::Negative)
        } else {
            Piece::new(quotient, strength)
        }
    }

    /// A nonnegative number; inside a quotient on one line.
    fn number(&self, q: &Q) -> Piece {
        match rational(q) {
            Piece {
                math: Math::Fraction(over, under),
                ..
            } if self.inline.get() => Piece::new(
                Math::Row(vec![*over, Math::Symbol(Symbol::Slash), *under]),
                Strength::Ratio,
            ),
            piece => piece,
        }
    }

    fn is_named(&self, e: Expr) -> bool {
        self.named.contains_key(&e) || self.given.contains_key(&e)
    }

    fn definition(&self, n: usize) -> Math {
        Math::Name(format!("{}_{n}", self.stem))
    }

    fn term(&self, e: Expr) -> Piece {
        if let Some(defined) = self.given.get(&e) {
            self.met.borrow_mut().insert(e);
            return Piece::new(self.given_name(defined), Strength::Atom);
        }
        match self.named.get(&e) {
            Some(n) => Piece::new(self.definition(*n), Strength::Atom),
            None => self.open(e),
        }
    }

    /// A term written out even if it has a name.
    fn open(&self, e: Expr) -> Piece {
        match self.dag.node(e) {
            Node::Rational(q) if q.is_negative() => Piece::new(
                Math::Row(vec![
                    Math::Symbol(Symbol::Negative),
                    self.number(&-q.clone()).math,
                ]),
                Strength::Negative,
            ),
            Node::Rational(q) => self.number(q),
            Node::Pi => Piece::new(Math::Symbol(Symbol::Pi), Strength::Atom),
            Node::Variable(v) => self.variable(*v),
            Node::Unary(op, x) => self.unary(*op, *x),
            Node::Binary(op, x, y) => self.binary(*op, *x, *y),
            Node::Power(x, n) => self.power(*x, integer(n.unsigned_abs()), *n < 0),
            Node::RationalPower(x, p, q) => {
                let fraction =
                    Math::Fraction(Box::new(integer(p.unsigned_abs())), Box::new(integer(q)));
                self.power(*x, fraction, *p < 0)
            }
        }
    }

    fn power(&self, base: Expr, exponent: Math, negative: bool) -> Piece {
        let exponent = if negative {
            Math::Row(vec![Math::Symbol(Symbol::Negative), exponent])
        } else {
            exponent
        };
        // sin^2 x
        if !negative
            && !self.is_named(base)
            && let Node::Unary(op, x) = self.dag.node(base)
            && let Some(name) = trigonometric(*op)
        {
            let head = Math::Power(Box::new(Math::Function(name)), Box::new(exponent));
            return self.applied(head, *x);
        }
        let base = self.term(base).at_least(Strength::Atom);
        Piece::new(
            Math::Power(Box::new(base), Box::new(exponent)),
            Strength::Power,
        )
    }

    fn applied(&self, head: Math, x: Expr) -> Piece {
        let argument = self.term(x);
        let bare = argument.strength == Strength::Atom
            && matches!(
                argument.math,
                Math::Number(_) | Math::Name(_) | Math::Symbol(_)
            );
        if bare {
            Piece::new(Math::Row(vec![head, argument.math]), Strength::Applied)
        } else {
            let fenced = Math::Fenced(Fence::Round, Box::new(argument.math));
            Piece::new(Math::Row(vec![head, fenced]), Strength::Fraction)
        }
    }

    fn unary(&self, op: Unary, x: Expr) -> Piece {
        let function = match op {
            Unary::Neg => {
                let inner = self.term(x);
                let quotient = matches!(self.dag.node(x), Node::Binary(Binary::Div, ..));
                if inner.strength == Strength::Negative && quotient && !self.is_named(x) {
                    return unsigned(inner);
                }
                let inner = inner.at_least(Strength::Ratio);
                return Piece::new(
                    Math::Row(vec![Math::Symbol(Symbol::Negative), inner]),
                    Strength::Negative,
                );
            }
            Unary::Abs => {
                let inner = self.term(x).math;
                return Piece::new(Math::Fenced(Fence::Bars, Box::new(inner)), Strength::Atom);
            }
            Unary::Sqrt => {
                return Piece::new(Math::Root(Box::new(self.term(x).math)), Strength::Fraction);
            }
            Unary::Exp => {
                let exponent = self.term(x).math;
                return Piece::new(
                    Math::Power(Box::new(Math::Symbol(Symbol::E)), Box::new(exponent)),
                    Strength::Power,
                );
            }
            Unary::Log => "log",
            Unary::Arcsin => "arcsin",
            Unary::Arccos => "arccos",
            Unary::Arctan => "arctan",
            Unary::Sin => "sin",
            Unary::Cos => "cos",
            Unary::Tan => "tan",
            Unary::Asinh | Unary::Floor | Unary::Erfc | Unary::Binet(_) => {
                op.name().unwrap_or_default()
            }
        };
        self.applied(Math::Function(function), x)
    }

    fn binary(&self, op: Binary, x: Expr, y: Expr) -> Piece {
        match op {
            Binary::Add => self.sum(x, y, false),
            Binary::Sub => self.sum(x, y, true),
            Binary::Mul => self.product(x, y),
            Binary::Div => self.quotient(x, y),
            Binary::Min | Binary::Max | Binary::Arctan2 => {
                let name = match op {
                    Binary::Min => "min",
                    Binary::Max => "max",
                    Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Arctan2 => {
                        "arctan2"
                    }
                };
                let arguments = Math::Row(vec![
                    self.term(x).math,
                    Math::Symbol(Symbol::Comma),
                    self.term(y).math,
                ]);
                Piece::new(
                    Math::Row(vec![
                        Math::Function(name),
                        Math::Fenced(Fence::Round, Box::new(arguments)),
                    ]),
                    Strength::Fraction,
                )
            }
        }
    }

    fn sum(&self, x: Expr, y: Expr, minus: bool) -> Piece {
        let left = self.term(x).math;
        let mut pieces = match left {
            Math::Row(pieces) => pieces,
            other => vec![other],
        };
        // x + (-y) reads x - y.
        let named = self.is_named(y);
        let (minus, right) = match self.dag.node(y) {
            Node::Unary(Unary::Neg, z) if !named => {
                (!minus, self.term(*z).at_least(Strength::Ratio))
            }
            Node::Rational(q) if q.is_negative() => (!minus, self.number(&-q.clone()).math),
            _ => {
                let piece = self.term(y);
                // x + (-a/b) reads x - a/b.
                let quotient = matches!(self.dag.node(y), Node::Binary(Binary::Div, ..));
                if piece.strength == Strength::Negative && quotient && !named {
                    (!minus, unsigned(piece).math)
                } else if minus || piece.strength == Strength::Negative {
                    (minus, piece.at_least(Strength::Ratio))
                } else {
                    (minus, piece.math)
                }
            }
        };
        pieces.push(Math::Symbol(if minus {
            Symbol::Minus
        } else {
            Symbol::Plus
        }));
        pieces.push(right);
        Piece::new(Math::Row(pieces), Strength::Sum)
    }

    fn product(&self, x: Expr, y: Expr) -> Piece {
        // (-x) y is written -x y.
        let left = self.term(x);
        let negative = left.strength == Strength::Negative;
        let left = if negative {
            left.math
        } else {
            left.at_least(Strength::Product)
        };
        let right = self.term(y);
        let right = right.at_least(Strength::Product);
        let mut pieces = match left {
            Math::Row(pieces) => pieces,
            other => vec![other],
        };
        let dot = starts_with_number(&right)
            || ends_applied(&pieces)
            || is_a_word(&right)
            || pieces.last().is_some_and(is_a_word);
        pieces.push(Math::Symbol(if dot {
            Symbol::Dot
        } else {
            Symbol::Juxtaposed
        }));
        match right {
            Math::Row(more) => pieces.extend(more),
            other => pieces.push(other),
        }
        Piece::new(
            Math::Row(pieces),
            if negative {
                Strength::Negative
            } else {
                Strength::Product
            },
        )
    }

    fn relation(&self, r: &Relation) -> Vec<Math> {
        vec![
            self.term(r.lhs).math,
            Math::Symbol(comparison(r.op)),
            self.term(r.rhs).math,
        ]
    }

    // Nesting is bounded by the parser. `depth` > 0 sets delimiters around what is composed.
    fn formula(&self, f: &Formula, depth: usize) -> Math {
        let composed = |math: Math| {
            if depth > 0 {
                Math::Fenced(Fence::Round, Box::new(math))
            } else {
                math
            }
        };
        match f {
            Formula::True => Math::Symbol(Symbol::True),
            Formula::False => Math::Symbol(Symbol::False),
            Formula::Relation(r) => Math::Row(self.relation(r)),
            Formula::Not(f) => {
                Math::Row(vec![Math::Symbol(Symbol::Not), self.formula(f, depth + 1)])
            }
            Formula::And(fs) if fs.is_empty() => Math::Symbol(Symbol::True),
            Formula::Or(fs) if fs.is_empty() => Math::Symbol(Symbol::False),
            Formula::And(fs) => {
                let mut pieces: Vec<Math> = Vec::new();
                let mut before: Option<&Relation> = None;
                for f in fs {
                    if let (Formula::Relation(r), Some(b)) = (f, before)
                        && b.rhs == r.lhs
                        && same_way(b.op, r.op)
                    {
                        // a <= b and b < c
                        pieces.extend(self.relation(r).into_iter().skip(1));
                    } else {
                        if !pieces.is_empty() {
                            pieces.push(Math::Symbol(Symbol::And));
                        }
                        pieces.push(self.formula(f, depth + 1));
                    }
                    before = match f {
                        Formula::Relation(r) => Some(r),
                        _ => None,
                    };
                }
                let chain = !pieces.contains(&Math::Symbol(Symbol::And));
                let row = Math::Row(pieces);
                if chain { row } else { composed(row) }
            }
            Formula::Or(fs) => {
                let mut pieces: Vec<Math> = Vec::new();
                for f in fs {
                    if !pieces.is_empty() {
                        pieces.push(Math::Symbol(Symbol::Or));
                    }
                    pieces.push(self.formula(f, depth + 1));
                }
                composed(Math::Row(pieces))
            }
        }
    }

    fn domain(&self, domain: Domain, kind: Kind) -> Math {
        let set = if domain.lo == End::Infinite && domain.hi == End::Infinite {
            return Math::Symbol(match kind {
                Kind::Real => Symbol::Reals,
                Kind::Integer => Symbol::Integers,
            });
        } else {
            let end = |end: End, infinite: Math| match end {
                End::Infinite => (false, infinite),
                End::Closed(e) => (true, self.term(e).math),
                End::Open(e) => (false, self.term(e).math),
            };
            let infinity = Math::Symbol(Symbol::Infinity);
            let minus_infinity = Math::Row(vec![Math::Symbol(Symbol::Negative), infinity.clone()]);
            let (with_lo, lo) = end(domain.lo, minus_infinity);
            let (with_hi, hi) = end(domain.hi, infinity);
            Math::Fenced(
                Fence::Interval(with_lo, with_hi),
                Box::new(Math::Row(vec![lo, Math::Symbol(Symbol::Comma), hi])),
            )
        };
        match kind {
            Kind::Real => set,
            Kind::Integer => Math::Row(vec![
                set,
                Math::Symbol(Symbol::Intersection),
                Math::Symbol(Symbol::Integers),
            ]),
        }
    }
}

fn trigonometric(op: Unary) -> Option<&'static str> {
    match op {
        Unary::Sin => Some("sin"),
        Unary::Cos => Some("cos"),
        Unary::Tan => Some("tan"),
        _ => None,
    }
}

fn comparison(op: Comparison) -> Symbol {
    match op {
        Comparison::Less => Symbol::Less,
        Comparison::LessEqual => Symbol::LessEqual,
        Comparison::Greater => Symbol::Greater,
        Comparison::GreaterEqual => Symbol::GreaterEqual,
        Comparison::Equal => Symbol::Equal,
        Comparison::NotEqual => Symbol::NotEqual,
    }
}

fn same_way(a: Comparison, b: Comparison) -> bool {
    let way = |op| match op {
        Comparison::Less | Comparison::LessEqual => 1,
        Comparison::Greater | Comparison::GreaterEqual => 2,
        Comparison::Equal => 3,
        Comparison::NotEqual => 0,
    };
    way(a) != 0
        && (way(a) == way(b) || a == Comparison::Equal || b == Comparison::Equal)
        && b != Comparison::NotEqual
}

#[cfg(test)]
mod tests {
    use super::super::{latex, mathml};
    use super::*;
    use lemmabox_lang::parse_file;

    fn of(text: &str) -> Statement {
        let file = parse_file("t", text).unwrap();
        statement(&file.claims[0])
    }

    fn goal(variables: &str, text: &str) -> String {
        let s = of(&format!("claim c \"\" {{ for {variables} show {text} }}"));
        latex(&s.goal)
    }

    #[test]
    fn terms_keep_their_meaning() {
        assert_eq!(
            goal("x, y, z", "x - (y - z) >= -(x + y)*z"),
            "x - (y - z) \\ge -(x + y) \\, z"
        );
        assert_eq!(goal("x, y", "(x*y)^2 > 0"), "(x \\, y)^{2} > 0");
        assert_eq!(goal("x", "(-x)^3 > -x^2"), "(-x)^{3} > -{x}^{2}");
        assert_eq!(goal("x", "sin(x)*x > 0"), "\\sin x \\cdot x > 0");
        assert_eq!(
            goal("x", "sin(2*x)^2 > 1.8198"),
            "\\sin ^{2}(2 \\, x) > 1.8198"
        );
        assert_eq!(goal("x, y", "x/y - -3 > 0"), "\\frac{x}{y} + 3 > 0");
        assert_eq!(goal("x, y", "x*(-y) > 0"), "x \\, (-y) > 0");
        assert_eq!(
            goal("x", "floor(x) <= asinh(1)"),
            "\\operatorname{floor} x \\le \\operatorname{asinh} 1"
        );
        assert_eq!(goal("x", "0 <= x < 1/3"), "0 \\le x < \\frac{1}{3}");
        assert_eq!(goal("x", "x^(-2/3) > 0"), "{x}^{-\\frac{2}{3}} > 0");
    }

    #[test]
    fn fractions_do_not_nest_and_signs_come_first() {
        assert_eq!(
            goal("x, y", "1/(1 + 1/(x + 1/y)) > 0"),
            "\\frac{1}{1 + 1/(x + 1/y)} > 0"
        );
        assert_eq!(
            goal("x, y", "(x/y)/(x/2*y) > 0"),
            "\\frac{x/y}{(x/2) \\, y} > 0"
        );
        // Not the sine of x/y.
        assert_eq!(
            goal("x, y", "(2*sin(x)/y)/x > 0"),
            "\\frac{(2 \\, \\sin x)/y}{x} > 0"
        );
        assert_eq!(goal("x, y", "(-sin(x))*y > 0"), "-\\sin x \\cdot y > 0");
        assert_eq!(goal("x, y", "-((-x)/y) > 0"), "\\frac{x}{y} > 0");
        assert_eq!(goal("x, y", "(-x)/y > 0"), "-\\frac{x}{y} > 0");
        assert_eq!(goal("x, y", "y + (-x)/y > 0"), "y - \\frac{x}{y} > 0");
        assert_eq!(goal("x, y", "y - (-x)/y > 0"), "y + \\frac{x}{y} > 0");
        assert_eq!(goal("x, y", "(1 + (-x)/y)/x > 0"), "\\frac{1 - x/y}{x} > 0");
        assert_eq!(goal("x, y", "(x/y)^2/x > 0"), "\\frac{(x/y)^{2}}{x} > 0");
        assert_eq!(
            goal("x, y", "y*((-x)/y) > 0"),
            "y \\, (-\\frac{x}{y}) > 0"
                .replace("(-", "\\bigl(-")
                .replace(") >", "\\bigr) >")
        );
    }

    #[test]
    fn definitions_keep_their_names() {
        let text = "let kappa(x) = x^2 + 1\nlet half = 1/2\nlet ell = sqrt(2)*half\n\
                    claim c { for x, y show kappa(x) + kappa(2*y) >= ell + half }";
        let file = parse_file("t", text).unwrap();
        let s = statement_with(&file.claims[0], &file.spans[0].definitions);
        assert_eq!(
            latex(&s.goal),
            "\\kappa (x) + \\kappa (2 \\, y) \\ge \\ell  + \\mathrm{half}"
        );
        let written: Vec<String> = s.definitions.iter().map(latex).collect();
        for due in [
            "\\kappa (x) = {x}^{2} + 1",
            "\\kappa (2 \\, y) = (2 \\, y)^{2} + 1",
            "\\mathrm{half} = \\frac{1}{2}",
            "\\ell  = \\sqrt{2} \\cdot \\mathrm{half}",
        ] {
            assert!(written.iter().any(|w| w == due), "{written:?}");
        }
        assert_eq!(written.len(), 4, "{written:?}");
        // The same claim without them.
        assert!(statement(&file.claims[0]).definitions.is_empty());
    }

    #[test]
    fn a_number_keeps_its_name_where_the_claim_does_not_write_it() {
        let goal = |text: &str| {
            let file = parse_file("t", text).unwrap();
            let s = statement_with(&file.claims[0], &file.spans[0].definitions);
            latex(&s.goal)
        };
        let claim = "claim c { for x show x^2 + q >= x*q }";
        assert_eq!(
            goal(&format!("let q = 1/4\n{claim}")),
            "{x}^{2} + q \\ge x \\, q"
        );
        let written = "let q = 1/4\nclaim c { for x show x^2 + q >= x*(1/4) }";
        assert_eq!(
            goal(written),
            "{x}^{2} + \\frac{1}{4} \\ge x \\cdot \\frac{1}{4}"
        );
        // A name for the circle constant or for a variable is left out: the letter itself is
        // shorter.
        let circle = "let c = pi\nclaim c { for x in [0, c] show sin(x) <= c }";
        assert_eq!(goal(circle), "\\sin x \\le \\pi ");
    }

    #[test]
    fn deep_and_shared_terms_stay_small() {
        let deep = format!("{}x{}", "sin(".repeat(200), ")".repeat(200));
        let s = of(&format!("claim c \"\" {{ for x show {deep} <= 1 }}"));
        assert!(!s.definitions.is_empty());
        let mut lets = String::from("let a0 = x*y + 1\n");
        for i in 1..60 {
            lets.push_str(&format!("let a{i} = a{p}*a{p} + sin(a{p})\n", p = i - 1));
        }
        let s = of(&format!("claim c \"\" {{ for x, y {lets} show a59 >= 0 }}"));
        let written: usize = s.definitions.iter().map(|d| latex(d).len()).sum();
        assert!(written < 20_000 && latex(&s.goal).len() < 1000);
    }

    #[test]
    fn mathml_is_balanced() {
        let s = of(
            "claim c \"\" { for phi_max in (0, pi], k in [1, inf) integer show abs(sqrt(k)/phi_max) >= exp(-k)^2 or not k = 2 }",
        );
        for math in s.variables.iter().chain([&s.goal]) {
            let text = mathml(math);
            let mut stack = Vec::new();
            for tag in text.split('<').skip(1) {
                let tag = tag.split('>').next().unwrap();
                match tag.strip_prefix('/') {
                    Some(name) => assert_eq!(stack.pop(), Some(name)),
                    None => stack.push(tag.split(' ').next().unwrap()),
                }
            }
            assert!(stack.is_empty());
        }
    }
}
