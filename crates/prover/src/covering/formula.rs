//! Formulas: what the procedure is given, and the negation normal form it works on.

use num_traits::Signed;

use super::Reason;
use lemmabox_algebra::polynomial::Polynomial;

/// Deepest nesting of a formula.
const MAX_DEPTH: usize = 400;

/// How a polynomial compares with zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// `p < 0`
    Less,
    /// `p <= 0`
    LessEqual,
    /// `p = 0`
    Equal,
    /// `p != 0`
    NotEqual,
    /// `p >= 0`
    GreaterEqual,
    /// `p > 0`
    Greater,
}

impl Relation {
    /// Does it hold of a number of this sign?
    #[must_use]
    pub fn holds(self, sign: i8) -> bool {
        match self {
            Relation::Less => sign < 0,
            Relation::LessEqual => sign <= 0,
            Relation::Equal => sign == 0,
            Relation::NotEqual => sign != 0,
            Relation::GreaterEqual => sign >= 0,
            Relation::Greater => sign > 0,
        }
    }

    /// The relation that holds exactly when this one does not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Relation::Less => Relation::GreaterEqual,
            Relation::LessEqual => Relation::Greater,
            Relation::Equal => Relation::NotEqual,
            Relation::NotEqual => Relation::Equal,
            Relation::GreaterEqual => Relation::Less,
            Relation::Greater => Relation::LessEqual,
        }
    }

    /// `p rel 0` holds exactly when `-p rel.mirrored() 0` does.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Relation::Less => Relation::Greater,
            Relation::LessEqual => Relation::GreaterEqual,
            Relation::GreaterEqual => Relation::LessEqual,
            Relation::Greater => Relation::Less,
            Relation::Equal => Relation::Equal,
            Relation::NotEqual => Relation::NotEqual,
        }
    }

    /// Is the set of points where it holds open, so that where it fails is closed?
    #[must_use]
    pub fn is_strict(self) -> bool {
        !self.holds(0)
    }
}

/// `polynomial relation 0`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constraint {
    /// Left side.
    pub polynomial: Polynomial,
    /// Comparison with zero.
    pub relation: Relation,
}

/// A Boolean combination of constraints.
#[derive(Clone, Debug)]
pub enum Formula {
    /// One constraint.
    Atom(Constraint),
    /// All of them; true when there are none.
    And(Vec<Formula>),
    /// One of them at least; false when there are none.
    Or(Vec<Formula>),
    /// Not that one.
    Not(Box<Formula>),
}

/// Negation normal form; literals are constraints with a primitive polynomial of positive leading
/// coefficient.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Literal(Constraint),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Node {
    pub(super) const TRUE: Node = Node::And(Vec::new());
    pub(super) const FALSE: Node = Node::Or(Vec::new());

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Node::And(parts) if parts.is_empty())
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self, Node::Or(parts) if parts.is_empty())
    }

    /// A literal, or its truth value if the polynomial is constant.
    pub(super) fn literal(polynomial: &Polynomial, relation: Relation) -> Node {
        if let Some(c) = polynomial.as_constant() {
            let holds = relation.holds(lemmabox_algebra::polynomial::sign_of(c));
            return if holds { Node::TRUE } else { Node::FALSE };
        }
        let relation = if polynomial.ground_leading().is_negative() {
            relation.mirrored()
        } else {
            relation
        };
        Node::Literal(Constraint {
            polynomial: polynomial.normalised(),
            relation,
        })
    }

    /// Conjunction, flattened, without repetitions.
    pub(super) fn and(parts: impl IntoIterator<Item = Node>) -> Node {
        let mut flat: Vec<Node> = Vec::new();
        for part in parts {
            match part {
                Node::And(inner) => inner.into_iter().for_each(|n| push_new(&mut flat, n)),
                other if other.is_false() => return Node::FALSE,
                other => push_new(&mut flat, other),
            }
        }
        if flat.len() == 1 {
            flat.swap_remove(0)
        } else {
            Node::And(flat)
        }
    }

    /// Disjunction, flattened, without repetitions.
    pub(super) fn or(parts: impl IntoIterator<Item = Node>) -> Node {
        let mut flat: Vec<Node> = Vec::new();
        for part in parts {
            match part {
                Node::Or(inner) => inner.into_iter().for_each(|n| push_new(&mut flat, n)),
                other if other.is_true() => return Node::TRUE,
                other => push_new(&mut flat, other),
            }
        }
        if flat.len() == 1 {
            flat.swap_remove(0)
        } else {
            Node::Or(flat)
        }
    }

    /// The formula with every literal replaced.
    pub(super) fn map(&self, change: &mut dyn FnMut(&Constraint) -> Node) -> Node {
        match self {
            Node::Literal(c) => change(c),
            Node::And(parts) => Node::and(parts.iter().map(|n| n.map(change)).collect::<Vec<_>>()),
            Node::Or(parts) => Node::or(parts.iter().map(|n| n.map(change)).collect::<Vec<_>>()),
        }
    }

    /// Calls `visit` on every literal.
    pub(super) fn each_literal(&self, visit: &mut dyn FnMut(&Constraint)) {
        match self {
            Node::Literal(c) => visit(c),
            Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|n| n.each_literal(visit)),
        }
    }
}

fn push_new(list: &mut Vec<Node>, node: Node) {
    if !list.contains(&node) {
        list.push(node);
    }
}

impl Formula {
    /// One more than the highest variable index.
    pub(super) fn variable_bound(&self) -> Result<usize, Reason> {
        self.walk_bound(0)
    }

    fn walk_bound(&self, depth: usize) -> Result<usize, Reason> {
        if depth > MAX_DEPTH {
            return Err(Reason::TooDeep);
        }
        match self {
            Formula::Atom(c) => Ok(c.polynomial.main_variable().map_or(0, |v| v + 1)),
            Formula::And(parts) | Formula::Or(parts) => {
                let mut bound = 0;
                for part in parts {
                    bound = bound.max(part.walk_bound(depth + 1)?);
                }
                Ok(bound)
            }
            Formula::Not(inner) => inner.walk_bound(depth + 1),
        }
    }

    pub(super) fn normal_form(&self) -> Result<Node, Reason> {
        self.normalise(false, 0)
    }

    fn normalise(&self, negate: bool, depth: usize) -> Result<Node, Reason> {
        if depth > MAX_DEPTH {
            return Err(Reason::TooDeep);
        }
        let all = |parts: &[Formula]| -> Result<Vec<Node>, Reason> {
            parts
                .iter()
                .map(|p| p.normalise(negate, depth + 1))
                .collect()
        };
        Ok(match self {
            Formula::Atom(c) => {
                let relation = if negate {
                    c.relation.negated()
                } else {
                    c.relation
                };
                Node::literal(&c.polynomial, relation)
            }
            Formula::Not(inner) => inner.normalise(!negate, depth + 1)?,
            Formula::And(parts) if !negate => Node::and(all(parts)?),
            Formula::Or(parts) if negate => Node::and(all(parts)?),
            Formula::And(parts) | Formula::Or(parts) => Node::or(all(parts)?),
        })
    }
}
