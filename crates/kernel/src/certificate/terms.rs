//! The terms of a proof as a table: one node a line, children before parents, so that shared
//! subterms are written once and no expression grows on the way.
//!
//! ```text
//! node = "v" variable | "pi" | "q" rational | unary child | binary child child
//!      | "^" child exponent | "root" child numerator denominator
//! ```

use super::ReadError;
use super::text::shorten;
use crate::exact::{Q, rational};
use crate::expr::{Binary, Dag, Expr, Node, Unary, Var};
use rustc_hash::FxHashMap;
use std::io::{self, Write};

/// The name of a function of one argument.
pub(super) fn function_name(op: Unary) -> &'static str {
    op.code()
}

/// The function of one argument with that name.
pub(super) fn function_named(name: &str) -> Option<Unary> {
    Unary::coded(name)
}

/// Numbers of the terms of a proof, in the order in which [`write_terms`] writes them.
#[derive(Clone, Debug, Default)]
pub struct TermTable {
    number: FxHashMap<Expr, usize>,
    order: Vec<Expr>,
}

impl TermTable {
    /// Adds a term and everything below it, unless it is there already. Terms are numbered by first
    /// use: the numbers depend on the terms alone, not on when their nodes were made.
    pub fn add(&mut self, dag: &Dag, root: Expr) {
        // Depth first, children in order; a node is numbered when its children are.
        let mut stack = vec![(root, false)];
        while let Some((e, ready)) = stack.pop() {
            if self.number.contains_key(&e) {
                continue;
            }
            if ready {
                self.number.insert(e, self.order.len());
                self.order.push(e);
            } else {
                stack.push((e, true));
                let children: Vec<Expr> = dag.children(e).collect();
                stack.extend(children.into_iter().rev().map(|c| (c, false)));
            }
        }
    }

    /// The number of a term of the table.
    #[must_use]
    pub fn number(&self, e: Expr) -> Option<usize> {
        self.number.get(&e).copied()
    }
}

/// Writes the count and the nodes of a table.
///
/// # Errors
/// Those of `out`.
pub fn write_terms(dag: &Dag, table: &TermTable, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", table.order.len())?;
    // Children were numbered first, so the lookup cannot fail.
    let at = |e: &Expr| table.number.get(e).copied().unwrap_or(usize::MAX);
    for e in &table.order {
        match dag.node(*e) {
            Node::Rational(q) => writeln!(out, "q {q}")?,
            Node::Pi => writeln!(out, "pi")?,
            Node::Variable(v) => writeln!(out, "v {}", v.0)?,
            Node::Unary(op, x) => {
                writeln!(out, "{} {}", op.code(), at(x))?;
            }
            Node::Binary(op, x, y) => {
                writeln!(out, "{} {} {}", op.code(), at(x), at(y))?;
            }
            Node::Power(x, n) => writeln!(out, "^ {} {n}", at(x))?,
            Node::RationalPower(x, p, q) => writeln!(out, "root {} {p} {q}", at(x))?,
        }
    }
    Ok(())
}

/// Longest rational in a certificate, in characters: reading a number takes time quadratic in its
/// length.
pub(super) const MAX_NUMERAL: usize = 20_000;

/// Reads a rational of bounded length.
pub(super) fn numeral(text: &str) -> Option<Q> {
    (text.len() <= MAX_NUMERAL)
        .then(|| rational::parse(text))
        .flatten()
}

/// Reads the nodes of a table into a DAG; `lines` are the lines after the count.
///
/// # Errors
/// A [`ReadError`] whose line counts from the first node, for a line that is no node, refers to a
/// later line, or names a variable beyond `variables`.
pub fn read_terms<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    variables: usize,
    dag: &mut Dag,
) -> Result<Vec<Expr>, ReadError> {
    let mut terms: Vec<Expr> = Vec::new();
    for (i, text) in lines.into_iter().enumerate() {
        let node = read_node(text, &terms, variables, dag)
            .map_err(|cause| ReadError { line: i + 1, cause })?;
        terms.push(node);
    }
    Ok(terms)
}

fn read_node(text: &str, terms: &[Expr], variables: usize, dag: &mut Dag) -> Result<Expr, String> {
    let mut words = text.split(' ');
    let name = words.next().unwrap_or_default();
    let mut word = || words.next().ok_or("a node that is cut short");
    let child = |w: &str| {
        let i: usize = w
            .parse()
            .map_err(|_| format!("`{}` is no number of a node", shorten(w)))?;
        terms.get(i).copied().ok_or_else(|| {
            format!(
                "node {i} does not come before this one, number {}",
                terms.len()
            )
        })
    };
    let e = match name {
        "pi" => dag.pi(),
        "q" => {
            let text = word()?;
            let q = numeral(text).ok_or_else(|| {
                format!(
                    "`{}` is no rational of at most {MAX_NUMERAL} characters",
                    shorten(text)
                )
            })?;
            dag.rational(q)
        }
        "v" => {
            let text = word()?;
            let v: Option<u32> = text.parse().ok().filter(|v| (*v as usize) < variables);
            let v = v.ok_or_else(|| format!("the claim has no variable `{}`", shorten(text)))?;
            dag.variable(Var(v))
        }
        "^" => {
            let (x, n) = (child(word()?)?, exponent(word()?)?);
            dag.power(x, n)
        }
        "root" => {
            let x = child(word()?)?;
            let p: i32 = exponent(word()?)?;
            let q: u32 = exponent(word()?)?;
            if q == 0 {
                return Err("a root of order 0".into());
            }
            dag.rational_power(x, &Q::new(p.into(), q.into()))
                .ok_or("a power beyond those that terms have")?
        }
        _ => {
            if let Some(op) = Unary::coded(name) {
                let x = child(word()?)?;
                dag.unary(op, x)
            } else if let Some(op) = Binary::coded(name) {
                let (x, y) = (child(word()?)?, child(word()?)?);
                dag.binary(op, x, y)
            } else {
                return Err(format!("`{}` names no operation", shorten(name)));
            }
        }
    };
    match words.next() {
        None => Ok(e),
        Some(more) => Err(format!("`{}` after the end of the node", shorten(more))),
    }
}

fn exponent<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("`{}` is no exponent", shorten(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_survive_the_round_trip_with_their_sharing() {
        let mut dag = Dag::new();
        let (x, pi) = (dag.variable(Var(0)), dag.pi());
        let mut e = dag.add(x, pi);
        // Written out this would have 2^40 leaves.
        for _ in 0..40 {
            let s = dag.unary(Unary::Sin, e);
            e = dag.mul(e, s);
        }
        let root = dag.rational_power(e, &rational::ratio(-2, 3)).unwrap();
        let root = dag.binary(Binary::Arctan2, root, pi);
        let mut table = TermTable::default();
        table.add(&dag, root);
        table.add(&dag, x);
        let mut out = Vec::new();
        write_terms(&dag, &table, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let (count, rest) = text.split_once('\n').unwrap();
        assert!(count.parse::<usize>().unwrap() < 100);
        let terms = read_terms(rest.lines(), 1, &mut dag).unwrap();
        assert_eq!(terms[table.number(root).unwrap()], root);
        assert_eq!(terms[table.number(x).unwrap()], x);
    }

    #[test]
    fn forward_references_and_nonsense_are_refused() {
        let mut dag = Dag::new();
        for bad in [
            "sin 0",
            "v 1",
            "q 1/0",
            "+ 0",
            "pi 3",
            "root 0 1 0",
            "",
            "v -1",
            "cosh 0",
            "q x",
        ] {
            assert!(read_terms([bad], 1, &mut dag).is_err(), "{bad}");
        }
        let cyclic = read_terms(["v 0", "+ 0 1"], 1, &mut dag).unwrap_err();
        assert_eq!(cyclic.line, 2);
        assert_eq!(
            cyclic.cause,
            "node 1 does not come before this one, number 1"
        );
        let giant = format!("q {}", "7".repeat(1_000_000));
        assert!(read_terms([giant.as_str()], 1, &mut dag).is_err());
        assert!(read_terms(["v 0", "root 0 1 0"], 1, &mut dag).is_err());
        assert!(read_terms(["v 0", "sin 0 0"], 1, &mut dag).is_err());
    }
}
