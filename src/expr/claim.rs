//! A claim: variables over domains, named hypotheses, a goal.

use super::{Comparison, Dag, Expr, Formula, Relation, Var};

/// Whether a variable ranges over the reals or the integers of its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Every real of the domain.
    Real,
    /// Every integer of the domain.
    Integer,
}

/// One end of a domain. The expression is closed (no variables) and total or provably defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// No end on this side.
    Infinite,
    /// The end belongs to the domain.
    Closed(Expr),
    /// The end does not belong to the domain.
    Open(Expr),
}

impl End {
    /// The constant of a finite end.
    #[must_use]
    pub fn constant(self) -> Option<Expr> {
        match self {
            End::Infinite => None,
            End::Closed(e) | End::Open(e) => Some(e),
        }
    }

    /// Whether the end is finite and left out.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, End::Open(_))
    }
}

/// An interval of reals with exact ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Domain {
    /// Lower end.
    pub lo: End,
    /// Upper end.
    pub hi: End,
}

/// A quantified variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name as written.
    pub name: String,
    /// Where it ranges.
    pub domain: Domain,
    /// Reals or integers.
    pub kind: Kind,
}

/// A hypothesis of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    /// Name, by which `audit` drops it.
    pub name: String,
    /// What is assumed.
    pub formula: Formula,
    /// Marked `unused`: the author says that no proof needs it, and the prover is not given it.
    pub unused: bool,
}

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A page of the paper.
    Paper,
    /// Named by a reviewer.
    Review,
    /// Derived by the claim's author.
    Derived,
    /// Anything else, in the author's words.
    Other(String),
}

/// What the author expects of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// It is a theorem.
    Proved,
    /// It is false, and a witness is to be found.
    Refuted,
    /// It is out of reach and documented as such.
    Undecided,
}

/// `use NAME(x = e, ...)`: an earlier claim taken as a lemma, its variables replaced by terms of this
/// claim. Variables not named stand for the variable of the same name here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Name of the lemma.
    pub lemma: String,
    /// Terms, in this claim's DAG, for the lemma's variables by name.
    pub arguments: Vec<(String, Expr)>,
}

/// `best c in [lo, hi]`: the constant to optimise; `c` is the last variable of the claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The constant, a variable of the claim.
    pub variable: Var,
    /// Whether the largest (true) or the smallest admissible value is wanted.
    pub largest: bool,
    /// The value the paper states, if any.
    pub stated: Option<Expr>,
}

/// A universally quantified claim: for all variables in their domains, the hypotheses imply the goal.
///
/// At a point the value is three-valued (see [`Formula`]): the claim is proved when the value of
/// `hypotheses => goal` is true at every point, refuted by a point where every hypothesis is true and
/// the goal false.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Identifier, unique in its set of files.
    pub name: String,
    /// One line in words.
    pub title: String,
    /// Where the statement comes from.
    pub source: Option<Source>,
    /// The quantified variables; [`Var`] indexes them.
    pub variables: Vec<Variable>,
    /// Hypotheses in the order written.
    pub hypotheses: Vec<Hypothesis>,
    /// The conclusion.
    pub goal: Formula,
    /// Lemmas used.
    pub uses: Vec<Instance>,
    /// What the author expects.
    pub expectation: Expectation,
    /// The constant to optimise, if any.
    pub best: Option<Best>,
    /// All terms of the claim.
    pub dag: Dag,
}

impl Claim {
    /// The domain of a variable as relations `lo <= x` (or `<`) and `x <= hi` (or `<`), in that order.
    pub fn domain_relations(&mut self, v: Var) -> Vec<Relation> {
        let Domain { lo, hi } = self.variables[v.index()].domain;
        let x = self.dag.variable(v);
        let mut out = Vec::new();
        if let Some(e) = lo.constant() {
            let op = if lo.is_open() {
                Comparison::Greater
            } else {
                Comparison::GreaterEqual
            };
            out.push(Relation { lhs: x, op, rhs: e });
        }
        if let Some(e) = hi.constant() {
            let op = if hi.is_open() {
                Comparison::Less
            } else {
                Comparison::LessEqual
            };
            out.push(Relation { lhs: x, op, rhs: e });
        }
        out
    }

    /// The relations the prover may rely on at every point where the hypotheses hold: the conjuncts of
    /// the hypotheses not marked `unused`, in order. (Domain ends are kept apart, with their boxes.)
    #[must_use]
    pub fn facts(&self) -> Vec<Relation> {
        self.hypotheses
            .iter()
            .filter(|h| !h.unused)
            .flat_map(|h| h.formula.conjuncts())
            .collect()
    }

    /// The variable of the given name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<Var> {
        let i = self.variables.iter().position(|v| v.name == name)?;
        Some(Var(u32::try_from(i).ok()?))
    }
}
