//! A claim as text, deterministic and self-contained.

use super::{MAX_FORMULA_DEPTH, MAX_NESTING};
use crate::exact::{Q, rational};
use crate::expr::{
    Binary, Claim, Dag, End, Expr, Formula, Kind, Node, Source, Unary, Var, Variable,
};
use num_traits::{One, Signed};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// Binding strengths of written terms, as in the parser.
const SUM: u8 = 6;
const PRODUCT: u8 = 7;
const POWER: u8 = 9;
const ATOM: u8 = 10;

/// Shared subterms of at least this size are written once, as a `let`.
const SHARED_SIZE: u64 = 5;
/// Subterms nested deeper are written as a `let`.
const DEEP: usize = 40;
const _: () = assert!(MAX_FORMULA_DEPTH as usize + DEEP + 8 < MAX_NESTING);

/// Every term a claim refers to: ends of domains, hypotheses, goal, arguments of lemmas, stated
/// value.
pub fn roots(claim: &Claim) -> Vec<Expr> {
    let mut out = core_roots(claim);
    super::symbols::roots(&claim.symbols, &mut out);
    out
}

/// Those outside the meanings of symbols.
fn core_roots(claim: &Claim) -> Vec<Expr> {
    let mut out = Vec::new();
    for v in &claim.variables {
        out.extend(v.domain.lo.constant());
        out.extend(v.domain.hi.constant());
    }
    let mut sides = |f: &Formula| {
        f.for_each_relation(&mut |r| {
            out.push(r.lhs);
            out.push(r.rhs);
        });
    };
    for h in &claim.hypotheses {
        sides(&h.formula);
    }
    sides(&claim.goal);
    for lemma in &claim.uses {
        out.extend(lemma.arguments.iter().map(|(_, e)| *e));
    }
    out.extend(claim.best.as_ref().and_then(|b| b.stated));
    out
}

/// The nodes below the roots, children first, in the order a left-to-right reading meets them. It
/// depends on the terms alone, not on the order in which the DAG was built.
fn post_order(dag: &Dag, roots: &[Expr]) -> Vec<Expr> {
    let mut seen = vec![false; dag.nodes().len()];
    let mut order = Vec::new();
    let mut stack: Vec<(Expr, bool)> = Vec::new();
    for &root in roots {
        stack.push((root, false));
        while let Some((e, expanded)) = stack.pop() {
            if expanded {
                order.push(e);
                continue;
            }
            if std::mem::replace(&mut seen[e.index()], true) {
                continue;
            }
            stack.push((e, true));
            let children: Vec<Expr> = dag.children(e).collect();
            stack.extend(children.into_iter().rev().map(|c| (c, false)));
        }
    }
    order
}

/// Rebuilds the claim's DAG with only the nodes it needs, numbered in the order of reading.
pub fn compacted(claim: &mut Claim) {
    let mut dag = Dag::new();
    let mut image: FxHashMap<Expr, Expr> = FxHashMap::default();
    for e in post_order(&claim.dag, &roots(claim)) {
        let new = match claim.dag.node(e) {
            Node::Rational(q) => dag.rational(q.clone()),
            Node::Pi => dag.pi(),
            Node::Variable(v) => dag.variable(*v),
            Node::Unary(op, x) => dag.unary(*op, image[x]),
            Node::Binary(op, x, y) => dag.binary(*op, image[x], image[y]),
            Node::Power(x, n) => dag.power(image[x], *n),
            Node::RationalPower(x, p, q) => {
                let exponent = Q::new((*p).into(), (*q).into());
                match dag.rational_power(image[x], &exponent) {
                    Some(e) => e,
                    // p and q came from an exponent that fitted.
                    None => continue,
                }
            }
        };
        image.insert(e, new);
    }
    let map = |e: &mut Expr| {
        if let Some(new) = image.get(e) {
            *e = *new;
        }
    };
    let map_end = |end: &mut End| {
        if let End::Closed(e) | End::Open(e) = end {
            map(e);
        }
    };
    for v in &mut claim.variables {
        map_end(&mut v.domain.lo);
        map_end(&mut v.domain.hi);
    }
    let map_formula = |f: &Formula| {
        f.map_terms(&mut |mut e| {
            map(&mut e);
            e
        })
    };
    for h in &mut claim.hypotheses {
        h.formula = map_formula(&h.formula);
    }
    claim.goal = map_formula(&claim.goal);
    claim.symbols = super::symbols::mapped(&claim.symbols, &mut |mut e| {
        map(&mut e);
        e
    });
    for lemma in &mut claim.uses {
        lemma.arguments.iter_mut().for_each(|(_, e)| map(e));
    }
    if let Some(stated) = claim.best.as_mut().and_then(|b| b.stated.as_mut()) {
        map(stated);
    }
    claim.dag = dag;
}

/// How strongly a node binds as written.
fn strength(node: &Node) -> u8 {
    match node {
        Node::Rational(q) if q.is_negative() => SUM,
        Node::Rational(q) if !q.denom().is_one() => PRODUCT,
        Node::Rational(_) | Node::Pi | Node::Variable(_) => ATOM,
        Node::Unary(Unary::Neg, _) | Node::Binary(Binary::Add | Binary::Sub, ..) => SUM,
        Node::Binary(Binary::Mul | Binary::Div, ..) => PRODUCT,
        Node::Power(..) | Node::RationalPower(..) => POWER,
        Node::Unary(..) | Node::Binary(..) => ATOM,
    }
}

/// The strength that a node asks of its first and second child.
fn demands(node: &Node) -> (u8, u8) {
    match node {
        Node::Unary(Unary::Neg, _) => (POWER, 0),
        Node::Binary(Binary::Add | Binary::Sub, ..) => (SUM, PRODUCT),
        Node::Binary(Binary::Mul | Binary::Div, ..) => (PRODUCT, POWER),
        Node::Power(..) | Node::RationalPower(..) => (ATOM, 0),
        _ => (0, 0),
    }
}

fn function(node: &Node) -> Option<&'static str> {
    match node {
        Node::Unary(op, _) => op.name(),
        Node::Binary(op, ..) => op.name(),
        Node::Rational(_)
        | Node::Pi
        | Node::Variable(_)
        | Node::Power(..)
        | Node::RationalPower(..) => None,
    }
}

/// What is written between the arguments.
fn symbol(op: Binary) -> &'static str {
    match op {
        Binary::Add => " + ",
        Binary::Sub => " - ",
        Binary::Mul => "*",
        Binary::Div => "/",
        Binary::Min | Binary::Max | Binary::Arctan2 => ", ",
    }
}

enum Piece {
    Fixed(&'static str),
    Term(Expr, u8),
    /// Arguments of `min` or `max`, whose first may itself be one.
    Arguments(Binary, Expr),
    /// `^n` or `^(p/q)`.
    Exponent(i32, u32),
}

pub(super) struct Writer<'c> {
    dag: &'c Dag,
    variables: &'c [Variable],
    /// Numbers of the subterms written as `_1`, `_2`, ...
    named: FxHashMap<Expr, usize>,
    pub(super) out: String,
    /// Stop with `...` beyond this length.
    limit: usize,
}

impl<'c> Writer<'c> {
    fn new(dag: &'c Dag, variables: &'c [Variable]) -> Self {
        Self {
            dag,
            variables,
            named: FxHashMap::default(),
            out: String::new(),
            limit: usize::MAX,
        }
    }

    fn name(&self, v: Var) -> &'c str {
        self.variables.get(v.index()).map_or("?", |v| &v.name)
    }

    /// Writes a term; a named subterm by its name, except the term itself when `open`.
    pub(super) fn term(&mut self, e: Expr, least: u8, open: bool) {
        let mut stack = vec![Piece::Term(e, least)];
        let mut open = open;
        while let Some(piece) = stack.pop() {
            if self.out.len() > self.limit {
                self.out.push_str("...");
                return;
            }
            let (e, least) = match piece {
                Piece::Fixed(text) => {
                    self.out.push_str(text);
                    continue;
                }
                Piece::Exponent(p, q) => {
                    // Writing to a String cannot fail.
                    let _ = match (p, q) {
                        (0.., 1) => write!(self.out, "^{p}"),
                        (_, 1) => write!(self.out, "^({p})"),
                        _ => write!(self.out, "^({p}/{q})"),
                    };
                    continue;
                }
                Piece::Arguments(op, e) => {
                    if let Node::Binary(inner, x, y) = *self.dag.node(e)
                        && inner == op
                        && !self.named.contains_key(&e)
                    {
                        stack.push(Piece::Term(y, 0));
                        stack.push(Piece::Fixed(", "));
                        stack.push(Piece::Arguments(op, x));
                    } else {
                        stack.push(Piece::Term(e, 0));
                    }
                    continue;
                }
                Piece::Term(e, least) => (e, least),
            };
            if let Some(n) = self.named.get(&e)
                && !std::mem::take(&mut open)
            {
                let _ = write!(self.out, "_{n}");
                continue;
            }
            open = false;
            let node = self.dag.node(e);
            if strength(node) < least {
                self.out.push('(');
                stack.push(Piece::Fixed(")"));
            }
            let (first, second) = demands(node);
            if let Some(name) = function(node) {
                self.out.push_str(name);
                self.out.push('(');
                stack.push(Piece::Fixed(")"));
            }
            match *node {
                Node::Rational(ref q) => {
                    let _ = write!(self.out, "{q}");
                }
                Node::Pi => self.out.push_str("pi"),
                Node::Variable(v) => self.out.push_str(self.name(v)),
                Node::Unary(Unary::Neg, x) => {
                    self.out.push('-');
                    stack.push(Piece::Term(x, first));
                }
                Node::Unary(_, x) => stack.push(Piece::Term(x, 0)),
                Node::Binary(op @ (Binary::Min | Binary::Max), x, y) => {
                    stack.push(Piece::Term(y, 0));
                    stack.push(Piece::Fixed(symbol(op)));
                    stack.push(Piece::Arguments(op, x));
                }
                Node::Binary(op, x, y) => {
                    stack.push(Piece::Term(y, second));
                    stack.push(Piece::Fixed(symbol(op)));
                    stack.push(Piece::Term(x, first));
                }
                Node::Power(x, n) => {
                    stack.push(Piece::Exponent(n, 1));
                    stack.push(Piece::Term(x, first));
                }
                Node::RationalPower(x, p, q) => {
                    stack.push(Piece::Exponent(p, q));
                    stack.push(Piece::Term(x, first));
                }
            }
        }
    }

    pub(super) fn formula(&mut self, f: &Formula, least: u8) {
        let (parts, word, own, inner): (&[Formula], _, _, _) = match f {
            Formula::True => return self.out.push_str("true"),
            Formula::False => return self.out.push_str("false"),
            Formula::Relation(r) => {
                self.term(r.lhs, SUM, false);
                let _ = write!(self.out, " {} ", r.op.symbol());
                return self.term(r.rhs, SUM, false);
            }
            Formula::Not(f) => {
                self.out.push_str("not ");
                return self.formula(f, 4);
            }
            Formula::And(fs) if fs.is_empty() => return self.out.push_str("true"),
            Formula::Or(fs) if fs.is_empty() => return self.out.push_str("false"),
            Formula::And(fs) | Formula::Or(fs) if fs.len() == 1 => {
                return self.formula(&fs[0], least);
            }
            Formula::And(fs) => (fs, " and ", 3, 4),
            Formula::Or(fs) => (fs, " or ", 2, 3),
        };
        if own < least {
            self.out.push('(');
        }
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                self.out.push_str(word);
            }
            self.formula(part, inner);
        }
        if own < least {
            self.out.push(')');
        }
    }
}

/// Decides which subterms are written as `let`s: the shared ones of some size, and those that
/// would nest too deep. Returns them in the order of their definitions.
fn named_subterms(dag: &Dag, roots: &[Expr]) -> Vec<Expr> {
    let order = post_order(dag, roots);
    let mut occurrences: FxHashMap<Expr, u32> = FxHashMap::default();
    let mut count = |e: Expr| {
        let n = occurrences.entry(e).or_insert(0);
        *n = n.saturating_add(1);
    };
    roots.iter().copied().for_each(&mut count);
    for &e in &order {
        dag.children(e).for_each(&mut count);
    }
    let mut size: FxHashMap<Expr, u64> = FxHashMap::default();
    let mut nesting: FxHashMap<Expr, usize> = FxHashMap::default();
    let mut named = Vec::new();
    for &e in &order {
        let node = dag.node(e);
        let own = match node {
            Node::Rational(q) => 1 + rational::bits(q) / 64,
            _ => 1,
        };
        let (first, second) = demands(node);
        let mut total = own;
        let mut depth = 0;
        for (child, demand) in dag.children(e).zip([first, second]) {
            total = size[&child].saturating_add(total);
            let step = if function(node).is_some() || strength(dag.node(child)) < demand {
                1
            } else {
                0
            };
            let sign = usize::from(matches!(node, Node::Unary(Unary::Neg, _)));
            depth = depth.max(nesting[&child] + step + sign);
        }
        let leaf = dag.children(e).next().is_none() && own < SHARED_SIZE;
        let shared = occurrences[&e] > 1 && total >= SHARED_SIZE;
        if !leaf && (shared || depth > DEEP) {
            named.push(e);
            // Where it is used only its name stands.
            total = 1;
            depth = 0;
        }
        size.insert(e, total);
        nesting.insert(e, depth);
    }
    named
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Writer<'_> {
    fn variable(&mut self, v: &Variable) {
        self.out.push_str(&v.name);
        let domain = v.domain;
        if domain.lo != End::Infinite || domain.hi != End::Infinite {
            self.out.push_str(match domain.lo {
                End::Closed(_) => " in [",
                End::Infinite | End::Open(_) => " in (",
            });
            match domain.lo.constant() {
                Some(e) => self.term(e, 0, false),
                None => self.out.push_str("-inf"),
            }
            self.out.push_str(", ");
            match domain.hi.constant() {
                Some(e) => self.term(e, 0, false),
                None => self.out.push_str("inf"),
            }
            self.out.push(match domain.hi {
                End::Closed(_) => ']',
                End::Infinite | End::Open(_) => ')',
            });
        }
        if v.kind == Kind::Integer {
            self.out.push_str(" integer");
        }
    }
}

/// The claim as canonical text: one claim in the claim language, every definition expanded, shared
/// subterms written once as `_1`, `_2`, ... It depends on what the claim says alone, so claims that
/// differ in layout or in the use of `let` have the same text; reading it gives the claim back.
#[must_use]
pub fn canonical(claim: &Claim) -> String {
    let mut w = Writer::new(&claim.dag, &claim.variables);
    w.out.push_str("claim ");
    w.out.push_str(&claim.name);
    w.out.push(' ');
    w.out.push_str(&quoted(&claim.title));
    w.out.push_str(" {\n");
    if let Some(source) = &claim.source {
        w.out.push_str("  source ");
        match source {
            Source::Paper => w.out.push_str("paper"),
            Source::Review => w.out.push_str("review"),
            Source::Derived => w.out.push_str("derived"),
            Source::Other(text) => w.out.push_str(&quoted(text)),
        }
        w.out.push('\n');
    }
    for (i, v) in claim.variables.iter().enumerate() {
        if claim.best.as_ref().is_some_and(|b| b.variable.index() == i) {
            continue;
        }
        let free = u32::try_from(i).is_ok_and(|i| claim.symbols.is_free(Var(i)));
        if !free {
            continue;
        }
        w.out.push_str("  for ");
        w.variable(v);
        w.out.push('\n');
    }
    super::symbols::write(&mut w, claim);
    let lets = named_subterms(&claim.dag, &core_roots(claim));
    w.named = lets.iter().enumerate().map(|(i, &e)| (e, i + 1)).collect();
    for (i, e) in lets.into_iter().enumerate() {
        let _ = write!(w.out, "  let _{} = ", i + 1);
        w.term(e, 0, true);
        w.out.push('\n');
    }
    for h in &claim.hypotheses {
        w.out.push_str("  assume ");
        w.out.push_str(&h.name);
        if h.unused {
            w.out.push_str(" unused");
        }
        w.out.push_str(": ");
        w.formula(&h.formula, 0);
        w.out.push('\n');
    }
    for lemma in &claim.uses {
        w.out.push_str("  use ");
        w.out.push_str(&lemma.lemma);
        for (i, (name, e)) in lemma.arguments.iter().enumerate() {
            w.out.push_str(if i == 0 { "(" } else { ", " });
            w.out.push_str(name);
            w.out.push_str(" = ");
            w.term(*e, 0, false);
        }
        w.out.push_str(if lemma.arguments.is_empty() {
            "\n"
        } else {
            ")\n"
        });
    }
    w.out.push_str("  show ");
    w.formula(&claim.goal, 0);
    w.out.push_str("\n  expect ");
    w.out.push_str(claim.expectation.word());
    w.out.push('\n');
    if let Some(best) = &claim.best {
        w.out.push_str("  best ");
        if let Some(v) = claim.variables.get(best.variable.index()) {
            w.variable(v);
        }
        w.out.push_str(if best.largest {
            " largest"
        } else {
            " smallest"
        });
        if let Some(stated) = best.stated {
            w.out.push_str(" stated ");
            w.term(stated, 0, false);
        }
        w.out.push('\n');
    }
    w.out.push_str("}\n");
    w.out
}

/// Longest text that messages show of a term.
const MESSAGE_LENGTH: usize = 2000;

/// A term for messages, all subterms written out; beyond some 2000 characters it ends in `...`.
#[must_use]
pub fn expression_text(dag: &Dag, variables: &[Variable], e: Expr) -> String {
    let mut w = Writer::new(dag, variables);
    w.limit = MESSAGE_LENGTH;
    w.term(e, 0, false);
    w.out
}

/// A formula for messages; its terms are shortened as by [`expression_text`].
#[must_use]
pub fn formula_text(dag: &Dag, variables: &[Variable], f: &Formula) -> String {
    let mut w = Writer::new(dag, variables);
    w.limit = MESSAGE_LENGTH;
    w.formula(f, 0);
    w.out
}
