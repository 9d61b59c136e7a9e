//! Relations and their Boolean combinations, read three-valued (strong Kleene): a relation whose
//! terms are undefined at a point is undefined there.

use super::{Dag, Expr};
use std::cmp::Ordering;

/// A comparison of two terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
}

impl Comparison {
    /// The comparison that holds exactly where this one, being defined, does not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// Whether it holds of two numbers whose order is this.
    #[must_use]
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::LessEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterEqual => order.is_ge(),
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
        }
    }

    /// The comparison of [`Relation::difference`] with 0.
    #[must_use]
    pub fn of_difference(self) -> Self {
        match self {
            Self::Less | Self::Greater => Self::Greater,
            Self::LessEqual | Self::GreaterEqual => Self::GreaterEqual,
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
        }
    }

    /// The sign as the claim language writes it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "=",
            Self::NotEqual => "!=",
        }
    }

    /// Whether it excludes equality.
    #[must_use]
    pub fn is_strict(self) -> bool {
        matches!(self, Self::Less | Self::Greater | Self::NotEqual)
    }
}

/// `lhs op rhs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Left side.
    pub lhs: Expr,
    /// The comparison.
    pub op: Comparison,
    /// Right side.
    pub rhs: Expr,
}

impl Relation {
    /// The difference whose sign decides the relation, and whether the sign must be strict:
    /// `lhs < rhs` gives `(rhs - lhs, true)`, meaning `rhs - lhs > 0`; `lhs >= rhs` gives
    /// `(lhs - rhs, false)`. `=` and `!=` give `lhs - rhs` with `false` and `true`.
    pub fn difference(&self, dag: &mut Dag) -> (Expr, bool) {
        match self.op {
            Comparison::Less | Comparison::LessEqual => {
                (dag.sub(self.rhs, self.lhs), self.op.is_strict())
            }
            Comparison::Greater
            | Comparison::GreaterEqual
            | Comparison::Equal
            | Comparison::NotEqual => (dag.sub(self.lhs, self.rhs), self.op.is_strict()),
        }
    }

    /// The relation that holds exactly where this one is defined and does not hold.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            op: self.op.negated(),
            ..*self
        }
    }
}

/// A Boolean combination of relations.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Formula {
    /// Always true (an empty conjunction).
    True,
    /// Always false (an empty disjunction).
    False,
    /// One relation.
    Relation(Relation),
    /// Negation.
    Not(Box<Formula>),
    /// All of them.
    And(Vec<Formula>),
    /// At least one of them.
    Or(Vec<Formula>),
}

impl Formula {
    /// Negation normal form: `Not` is pushed into the relations, nested `And`s and `Or`s are
    /// flattened. Keeps the Kleene value at every point.
    #[must_use]
    pub fn normalized(&self) -> Formula {
        self.push(false)
    }

    /// Normal form of the negation.
    #[must_use]
    pub fn negated(&self) -> Formula {
        self.push(true)
    }

    // Recursion is bounded by the parsers' limit on formula nesting.
    fn push(&self, negate: bool) -> Formula {
        match self {
            Formula::True => {
                if negate {
                    Formula::False
                } else {
                    Formula::True
                }
            }
            Formula::False => {
                if negate {
                    Formula::True
                } else {
                    Formula::False
                }
            }
            Formula::Relation(r) => Formula::Relation(if negate { r.negated() } else { *r }),
            Formula::Not(f) => f.push(!negate),
            Formula::And(fs) | Formula::Or(fs) => {
                let conjunction = matches!(self, Formula::And(_)) != negate;
                let mut flat = Vec::with_capacity(fs.len());
                for f in fs {
                    match f.push(negate) {
                        Formula::And(inner) if conjunction => flat.extend(inner),
                        Formula::Or(inner) if !conjunction => flat.extend(inner),
                        Formula::True if conjunction => {}
                        Formula::False if !conjunction => {}
                        // `false and undefined` is false in Kleene's logic, so these absorb.
                        Formula::False => return Formula::False,
                        Formula::True => return Formula::True,
                        other => flat.push(other),
                    }
                }
                match (flat.len(), conjunction) {
                    (0, true) => Formula::True,
                    (0, false) => Formula::False,
                    (1, _) => flat.swap_remove(0),
                    (_, true) => Formula::And(flat),
                    (_, false) => Formula::Or(flat),
                }
            }
        }
    }

    /// Visits every relation.
    pub fn for_each_relation(&self, visit: &mut impl FnMut(&Relation)) {
        match self {
            Formula::True | Formula::False => {}
            Formula::Relation(r) => visit(r),
            Formula::Not(f) => f.for_each_relation(visit),
            Formula::And(fs) | Formula::Or(fs) => {
                fs.iter().for_each(|f| f.for_each_relation(visit))
            }
        }
    }

    /// The same formula with every term mapped.
    #[must_use]
    pub fn map_terms(&self, map: &mut impl FnMut(Expr) -> Expr) -> Formula {
        match self {
            Formula::True => Formula::True,
            Formula::False => Formula::False,
            Formula::Relation(r) => {
                let lhs = map(r.lhs);
                let rhs = map(r.rhs);
                Formula::Relation(Relation { lhs, op: r.op, rhs })
            }
            Formula::Not(f) => Formula::Not(Box::new(f.map_terms(map))),
            Formula::And(fs) => Formula::And(fs.iter().map(|f| f.map_terms(map)).collect()),
            Formula::Or(fs) => Formula::Or(fs.iter().map(|f| f.map_terms(map)).collect()),
        }
    }

    /// The relations of a conjunction of relations (nested `And`s after [`Formula::normalized`]);
    /// disjunctions inside contribute nothing.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<Relation> {
        let mut out = Vec::new();
        match self.normalized() {
            Formula::Relation(r) => out.push(r),
            Formula::And(fs) => {
                for f in fs {
                    if let Formula::Relation(r) = f {
                        out.push(r);
                    }
                }
            }
            _ => {}
        }
        out
    }
}
