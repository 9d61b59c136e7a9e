//! Hash-consed propositions: a Boolean `let` used many times is stored once.

use super::term::TooLarge;
use lemmabox_kernel::expr::{Comparison, Formula, Relation};
use rustc_hash::FxHashMap;

/// Handle of a proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Prop(u32);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    Constant(bool),
    Relation(Relation),
    Not(Prop),
    And(Vec<Prop>),
    Or(Vec<Prop>),
}

/// All propositions of a script.
#[derive(Clone, Debug, Default)]
pub(super) struct Props {
    nodes: Vec<Node>,
    index: FxHashMap<Node, Prop>,
}

/// Largest formula written out, in nodes. Sharing is lost when a proposition becomes a formula.
const MAX_FORMULA: usize = 100_000;
/// Deepest alternation of `and` and `or` written out; formulas are walked by recursion.
const MAX_ALTERNATION: usize = 200;

impl Props {
    fn intern(&mut self, node: Node) -> Prop {
        if let Some(&p) = self.index.get(&node) {
            return p;
        }
        // One proposition needs more than one byte of a file of at most 2^30 bytes, or one counted
        // step.
        let p = Prop(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.index.insert(node, p);
        p
    }

    pub fn constant(&mut self, value: bool) -> Prop {
        self.intern(Node::Constant(value))
    }

    pub fn relation(
        &mut self,
        lhs: lemmabox_kernel::expr::Expr,
        op: Comparison,
        rhs: lemmabox_kernel::expr::Expr,
    ) -> Prop {
        self.intern(Node::Relation(Relation { lhs, op, rhs }))
    }

    pub fn not(&mut self, p: Prop) -> Prop {
        match self.nodes[p.0 as usize] {
            Node::Not(q) => q,
            _ => self.intern(Node::Not(p)),
        }
    }

    pub fn and(&mut self, ps: Vec<Prop>) -> Prop {
        match ps.as_slice() {
            [p] => *p,
            _ => self.intern(Node::And(ps)),
        }
    }

    pub fn or(&mut self, ps: Vec<Prop>) -> Prop {
        match ps.as_slice() {
            [p] => *p,
            _ => self.intern(Node::Or(ps)),
        }
    }

    /// Both or neither.
    pub fn iff(&mut self, p: Prop, q: Prop) -> Prop {
        let (np, nq) = (self.not(p), self.not(q));
        let forth = self.or(vec![np, q]);
        let back = self.or(vec![p, nq]);
        self.and(vec![forth, back])
    }

    /// `p` where `c`, else `q`.
    pub fn ite(&mut self, c: Prop, p: Prop, q: Prop) -> Prop {
        let nc = self.not(c);
        let yes = self.and(vec![c, p]);
        let no = self.and(vec![nc, q]);
        self.or(vec![yes, no])
    }

    /// Every relation inside a proposition.
    pub fn relations(&self, p: Prop) -> Vec<Relation> {
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![p];
        let mut out = Vec::new();
        while let Some(p) = stack.pop() {
            if !seen.insert(p) {
                continue;
            }
            match &self.nodes[p.0 as usize] {
                Node::Constant(_) => {}
                Node::Relation(r) => out.push(*r),
                Node::Not(q) => stack.push(*q),
                Node::And(qs) | Node::Or(qs) => stack.extend(qs),
            }
        }
        out
    }

    /// The operands of the maximal conjunction (or disjunction) at the top of `p`.
    fn flatten(
        &self,
        p: Prop,
        negated: bool,
        conjunction: bool,
    ) -> Result<Vec<(Prop, bool)>, TooLarge> {
        let mut out = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut stack = vec![(p, negated)];
        while let Some((p, n)) = stack.pop() {
            // A second occurrence in the same conjunction says nothing new.
            if !seen.insert((p, n)) {
                continue;
            }
            match &self.nodes[p.0 as usize] {
                Node::Not(q) => stack.push((*q, !n)),
                Node::And(qs) if conjunction != n => stack.extend(qs.iter().rev().map(|q| (*q, n))),
                Node::Or(qs) if conjunction == n => stack.extend(qs.iter().rev().map(|q| (*q, n))),
                _ => out.push((p, n)),
            }
        }
        if out.len() > MAX_FORMULA {
            return Err(TooLarge);
        }
        Ok(out)
    }

    /// The proposition (or its negation) as a formula in negation normal form. `relation` writes
    /// out one relation, already negated if it was to be.
    pub fn formula(
        &self,
        p: Prop,
        negated: bool,
        relation: &mut impl FnMut(Relation) -> Result<Formula, TooLarge>,
    ) -> Result<Formula, TooLarge> {
        let mut budget = MAX_FORMULA;
        Ok(self
            .write(p, negated, relation, &mut budget, 0)?
            .normalized())
    }

    fn write(
        &self,
        p: Prop,
        negated: bool,
        relation: &mut impl FnMut(Relation) -> Result<Formula, TooLarge>,
        budget: &mut usize,
        depth: usize,
    ) -> Result<Formula, TooLarge> {
        *budget = budget.checked_sub(1).ok_or(TooLarge)?;
        if depth > MAX_ALTERNATION {
            return Err(TooLarge);
        }
        let (p, negated) = self.strip(p, negated);
        match &self.nodes[p.0 as usize] {
            Node::Constant(b) => Ok(if *b == negated {
                Formula::False
            } else {
                Formula::True
            }),
            Node::Relation(r) => {
                let f = relation(if negated { r.negated() } else { *r })?;
                let (nodes, nesting) = measure(&f);
                *budget = budget.checked_sub(nodes).ok_or(TooLarge)?;
                if depth + nesting > MAX_ALTERNATION {
                    return Err(TooLarge);
                }
                Ok(f)
            }
            Node::Not(q) => self.write(*q, !negated, relation, budget, depth + 1),
            node @ (Node::And(_) | Node::Or(_)) => {
                let conjunction = matches!(node, Node::And(_)) != negated;
                let mut parts = Vec::new();
                for (q, n) in self.flatten(p, negated, conjunction)? {
                    parts.push(self.write(q, n, relation, budget, depth + 1)?);
                }
                Ok(if conjunction {
                    Formula::And(parts)
                } else {
                    Formula::Or(parts)
                })
            }
        }
    }

    fn strip(&self, mut p: Prop, mut negated: bool) -> (Prop, bool) {
        while let Node::Not(q) = self.nodes[p.0 as usize] {
            (p, negated) = (q, !negated);
        }
        (p, negated)
    }
}

/// Nodes and depth of a formula.
pub(super) fn measure(f: &Formula) -> (usize, usize) {
    match f {
        Formula::True | Formula::False | Formula::Relation(_) => (1, 1),
        Formula::Not(g) => {
            let (nodes, depth) = measure(g);
            (nodes + 1, depth + 1)
        }
        Formula::And(fs) | Formula::Or(fs) => fs.iter().fold((1, 1), |(nodes, depth), g| {
            let (n, d) = measure(g);
            (nodes + n, depth.max(d + 1))
        }),
    }
}
