//! What is to be shown at one node of a proof tree.

use crate::certificate::Region;
use crate::expr::{Claim, Dag, Expr, Formula, Relation, Var};

/// Something that may be assumed: a hypothesis of the claim or the goal of a lemma.
#[derive(Clone, Debug)]
pub struct Given {
    /// The formula.
    pub formula: Formula,
    /// The goal of a lemma: where no hypothesis is false, it is true.
    pub lemma: bool,
    /// A hypothesis marked `unused` may not be assumed.
    pub unused: bool,
}

/// A conjunct of something given.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The relation.
    pub relation: Relation,
    /// It comes from a lemma, so it is defined wherever no hypothesis is false.
    pub lemma: bool,
}

/// Hypotheses, goal and domain. It holds when at every point of the domain some hypothesis is false
/// or the goal is true.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Hypotheses, then goals of lemmas.
    pub given: Vec<Given>,
    /// What is to be shown, in normal form.
    pub goal: Formula,
    /// Conjuncts of what is given, in the order of the proof format.
    pub facts: Vec<Fact>,
    /// Where the variables range.
    pub domain: Region,
}

impl Statement {
    /// The statement of a claim with the goals of its lemmas (instantiated).
    pub fn new(claim: &Claim, lemmas: Vec<Formula>) -> Statement {
        let hypotheses = claim.hypotheses.iter().map(|h| Given {
            formula: h.formula.clone(),
            lemma: false,
            unused: h.unused,
        });
        let lemmas = lemmas.into_iter().map(|formula| Given {
            formula,
            lemma: true,
            unused: false,
        });
        let mut statement = Statement {
            given: hypotheses.chain(lemmas).collect(),
            goal: claim.goal.normalized(),
            facts: Vec::new(),
            domain: Region::domain(claim),
        };
        statement.collect_facts();
        statement
    }

    fn collect_facts(&mut self) {
        self.facts = self
            .given
            .iter()
            .filter(|g| !g.unused)
            .flat_map(|g| {
                let conjuncts = g.formula.conjuncts().into_iter();
                conjuncts.map(move |relation| Fact {
                    relation,
                    lemma: g.lemma,
                })
            })
            .collect();
    }

    /// The same with another goal.
    pub fn with_goal(&self, goal: Formula) -> Statement {
        Statement {
            goal,
            ..self.clone()
        }
    }

    /// The same with something given replaced by one disjunct of it.
    pub fn with_given(&self, index: usize, formula: Formula) -> Statement {
        let mut statement = self.clone();
        statement.given[index].formula = formula;
        statement.collect_facts();
        statement
    }

    /// The statement with a variable replaced by its reciprocal, on a domain given in the new variable.
    pub fn inverted(&self, dag: &mut Dag, v: Var, domain: Region) -> Statement {
        let x = dag.variable(v);
        let one = dag.integer(1);
        let reciprocal = dag.div(one, x);
        let mut replace = |e: Expr| dag.substitute(e, &[(v, reciprocal)]);
        let given = self
            .given
            .iter()
            .map(|g| Given {
                formula: g.formula.map_terms(&mut replace),
                ..g.clone()
            })
            .collect();
        let goal = self.goal.map_terms(&mut replace);
        let mut statement = Statement {
            given,
            goal,
            facts: Vec::new(),
            domain,
        };
        statement.collect_facts();
        statement
    }
}
