//! A claim: variables over domains, named hypotheses, a goal.

use super::{Comparison, Dag, Expr, Formula, Relation, Symbols, Var};

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

impl Expectation {
    /// The word behind `expect`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
        }
    }
}

/// `use NAME(x = e, ...)`: an earlier claim taken as a lemma, its variables replaced by terms of
/// this claim. Variables not named stand for the variable of the same name here.
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

/// A universally quantified claim: for all variables in their domains, the hypotheses imply the
/// goal.
///
/// At a point the value is three-valued (see [`Formula`]): the claim is proved when the value of
/// `hypotheses => goal` is true at every point, refuted by a point where every hypothesis is true
/// and the goal false.
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
    /// What variables mean that are not quantified over: sums, sequences, integrals. A claim with
    /// some has no `best`.
    pub symbols: Symbols,
    /// All terms of the claim.
    pub dag: Dag,
}

impl Claim {
    /// The domain of a variable as relations `lo <= x` (or `<`) and `x <= hi` (or `<`), in that
    /// order.
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

    /// The relations the prover may rely on at every point where the hypotheses hold: the conjuncts
    /// of the hypotheses not marked `unused`, in order. (Domain ends are kept apart, with their
    /// boxes.)
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

    /// The claim with one variable fixed at a closed term of its DAG and taken off the list; later
    /// variables move up by one. Handles of the old claim are not valid in the new one.
    #[must_use]
    pub fn fixed(&self, v: Var, value: Expr) -> Claim {
        let mut dag = Dag::new();
        let constant = dag.import(&self.dag, value, |dag, w| dag.variable(w));
        let place = |dag: &mut Dag, w: Var| match w.cmp(&v) {
            std::cmp::Ordering::Less => dag.variable(w),
            std::cmp::Ordering::Equal => constant,
            std::cmp::Ordering::Greater => dag.variable(Var(w.0 - 1)),
        };
        let mut import = |e: Expr| dag.import(&self.dag, e, place);
        let formula =
            |f: &Formula, import: &mut dyn FnMut(Expr) -> Expr| f.map_terms(&mut |e| import(e));
        let variables = self
            .variables
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != v.index())
            .map(|(_, x)| {
                let mut end = |end: End| match end {
                    End::Infinite => End::Infinite,
                    End::Closed(e) => End::Closed(import(e)),
                    End::Open(e) => End::Open(import(e)),
                };
                let domain = Domain {
                    lo: end(x.domain.lo),
                    hi: end(x.domain.hi),
                };
                Variable {
                    name: x.name.clone(),
                    domain,
                    kind: x.kind,
                }
            })
            .collect();
        let hypotheses = self
            .hypotheses
            .iter()
            .map(|h| Hypothesis {
                formula: formula(&h.formula, &mut import),
                ..h.clone()
            })
            .collect();
        let goal = formula(&self.goal, &mut import);
        let uses = self
            .uses
            .iter()
            .map(|u| Instance {
                lemma: u.lemma.clone(),
                arguments: u
                    .arguments
                    .iter()
                    .map(|(name, e)| (name.clone(), import(*e)))
                    .collect(),
            })
            .collect();
        let best = self
            .best
            .as_ref()
            .filter(|b| b.variable != v)
            .map(|b| Best {
                variable: if b.variable > v {
                    Var(b.variable.0 - 1)
                } else {
                    b.variable
                },
                largest: b.largest,
                stated: b.stated.map(&mut import),
            });
        Claim {
            name: self.name.clone(),
            title: self.title.clone(),
            source: self.source.clone(),
            variables,
            hypotheses,
            goal,
            uses,
            expectation: self.expectation,
            best,
            symbols: Symbols::default(),
            dag,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational::ratio;

    #[test]
    fn fixing_a_variable_renumbers_the_later_ones() {
        let mut dag = Dag::new();
        let (x, c, y) = (
            dag.variable(Var(0)),
            dag.variable(Var(1)),
            dag.variable(Var(2)),
        );
        let zero = dag.integer(0);
        let cy = dag.mul(c, y);
        let half = dag.rational(ratio(1, 2));
        let variable = |name: &str| Variable {
            name: name.into(),
            domain: Domain {
                lo: End::Closed(zero),
                hi: End::Infinite,
            },
            kind: Kind::Real,
        };
        let claim = Claim {
            name: "t".into(),
            title: String::new(),
            source: None,
            variables: vec![variable("x"), variable("c"), variable("y")],
            hypotheses: Vec::new(),
            goal: Formula::Relation(Relation {
                lhs: x,
                op: Comparison::LessEqual,
                rhs: cy,
            }),
            uses: Vec::new(),
            expectation: Expectation::Proved,
            best: Some(Best {
                variable: Var(1),
                largest: false,
                stated: None,
            }),
            symbols: Symbols::default(),
            dag,
        };
        let fixed = claim.fixed(Var(1), half);
        let names: Vec<_> = fixed.variables.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["x", "y"]);
        let mut d = fixed.dag.clone();
        let y = d.variable(Var(1));
        let half = d.rational(ratio(1, 2));
        let expected = d.mul(half, y);
        assert!(matches!(fixed.goal, Formula::Relation(r) if r.rhs == expected));
        assert_eq!(fixed.best, None);
    }
}
