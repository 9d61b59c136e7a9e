//! What is to be shown at one node of a proof tree.

use std::cell::RefCell;
use std::rc::Rc;

use num_traits::Signed;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::certificate::Region;
use crate::expr::normal::FactBounds;
use crate::expr::{
    Claim, Comparison, Congruence, Dag, Domain, Expr, Formula, Kind, Relation, SignCase, Var,
};

/// How many sets of variables without negative values congruent terms are remembered for.
const MOST_CONGRUENCES: usize = 8;

/// A conjunct of something given.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The relation.
    pub relation: Relation,
    /// It comes from a lemma, so it is defined wherever no hypothesis is false.
    pub lemma: bool,
}

/// How terms are read over regions.
#[derive(Debug, Default)]
pub struct Reading {
    /// Tells readings apart.
    pub number: usize,
    /// Which of several ways of writing a subterm of the statement stands for all of them, see
    /// [`Dag::congruent`].
    pub congruent: Rc<FxHashMap<Expr, Expr>>,
    /// Facts `f op 0` that are true where no hypothesis is false. What is read by them is known of
    /// such points only.
    pub facts: Vec<(Expr, Comparison)>,
    /// What they say of operands of operations that are not defined everywhere, as far as it was
    /// looked up.
    pub fact_bounds: RefCell<FxHashMap<Expr, Option<FactBounds>>>,
    /// The terms for whose operations it was.
    pub looked_up: RefCell<FxHashSet<Expr>>,
}

/// Numbers readings, and remembers which terms are congruent.
#[derive(Debug, Default)]
pub struct Readings {
    /// 0 is the plain reading.
    last: usize,
    /// By which variables have no negative values.
    congruent: FxHashMap<Vec<bool>, Congruence>,
}

impl Readings {
    /// The number of the next reading.
    pub fn next(&mut self) -> usize {
        self.last += 1;
        self.last
    }
}

/// Hypotheses, goal and domain. It holds when at every point of the domain some hypothesis is false
/// or the goal is true.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The claim, or its transform by charts at infinity. Its DAG is kept elsewhere.
    claim: Claim,
    /// Goals of the lemmas.
    lemmas: Vec<Formula>,
    /// Conjuncts and disjuncts of the goal entered so far.
    path: Vec<usize>,
    /// What is to be shown, in normal form.
    pub goal: Formula,
    /// Conjuncts of what is given, in the order of the proof format.
    pub facts: Vec<Fact>,
    /// Where the variables range.
    pub domain: Region,
    /// Differences of facts that were shown to be defined on all of it.
    pub defined: Rc<FxHashSet<Expr>>,
    /// Variables whose domain has a rational lower end that is not negative.
    pub nonnegative: Vec<bool>,
    /// How terms are read at points that the facts speak of.
    pub reading: Rc<Reading>,
    /// How they are read at any point of the domain.
    pub unrestricted: Rc<Reading>,
}

impl Statement {
    /// Whether a variable takes integer values only.
    pub fn is_integer(&self, v: Var) -> bool {
        let variable = self.claim.variables.get(v.index());
        variable.is_some_and(|v| v.kind == Kind::Integer)
    }

    /// The statement of a claim with the goals of its lemmas (instantiated). All terms live in
    /// `dag`.
    pub fn new(
        claim: &Claim,
        lemmas: Vec<Formula>,
        dag: &mut Dag,
        readings: &mut Readings,
    ) -> Statement {
        let claim = Claim {
            dag: Dag::new(),
            ..claim.clone()
        };
        let nonnegative: Vec<bool> = claim
            .variables
            .iter()
            .map(|v| {
                let end = v.domain.lo.constant().and_then(|e| dag.as_rational(e));
                end.is_some_and(|q| !q.is_negative())
            })
            .collect();
        let mut statement = Statement {
            goal: claim.goal.normalized(),
            domain: Region::domain(&claim, dag),
            claim,
            lemmas,
            path: Vec::new(),
            facts: Vec::new(),
            defined: Rc::default(),
            nonnegative,
            reading: Rc::default(),
            unrestricted: Rc::default(),
        };
        statement.collect_facts();
        statement.unrestricted = Rc::new(statement.read(dag, readings));
        statement.reading = statement.unrestricted.clone();
        statement
    }

    /// What may be assumed under a number of the proof format: a hypothesis, unless it is marked
    /// `unused`, or beyond them the goal of a lemma.
    pub fn given(&self, index: usize) -> Option<&Formula> {
        match self.claim.hypotheses.get(index) {
            Some(hypothesis) => (!hypothesis.unused).then_some(&hypothesis.formula),
            None => self.lemmas.get(index - self.claim.hypotheses.len()),
        }
    }

    fn collect_facts(&mut self) {
        let hypotheses = self.claim.facts().into_iter();
        let lemmas = self.lemmas.iter().flat_map(Formula::conjuncts);
        let hypotheses = hypotheses.map(|relation| Fact {
            relation,
            lemma: false,
        });
        self.facts = hypotheses
            .chain(lemmas.map(|relation| Fact {
                relation,
                lemma: true,
            }))
            .collect();
    }

    /// Representatives over all relations of the statement.
    fn read(&self, dag: &mut Dag, readings: &mut Readings) -> Reading {
        let mut roots = Vec::new();
        let mut collect = |formula: &Formula| {
            formula.for_each_relation(&mut |relation| roots.push(relation.difference(dag).0));
        };
        for index in 0..self.claim.hypotheses.len() + self.lemmas.len() {
            if let Some(formula) = self.given(index) {
                collect(&formula.normalized());
                collect(&formula.negated());
            }
        }
        collect(&self.claim.goal.normalized());
        if readings.congruent.len() >= MOST_CONGRUENCES {
            readings.congruent.clear();
        }
        let congruence = readings
            .congruent
            .entry(self.nonnegative.clone())
            .or_default();
        let nonnegative = |v: Var| self.nonnegative.get(v.index()) == Some(&true);
        let congruent = Rc::new(congruence.representatives(dag, &roots, &nonnegative));
        Reading {
            number: readings.next(),
            congruent,
            ..Reading::default()
        }
    }

    /// The same with another goal.
    pub fn with_goal(&self, goal: Formula, dag: &mut Dag, readings: &mut Readings) -> Statement {
        let claim = Claim {
            goal,
            ..self.claim.clone()
        };
        Statement::new(&claim, self.lemmas.clone(), dag, readings)
    }

    /// The same with a conjunct or disjunct of the goal for the goal.
    pub fn part(&self, index: usize, goal: Formula) -> Statement {
        let mut statement = Statement {
            goal,
            ..self.clone()
        };
        statement.path.push(index);
        statement
    }

    /// The same with something given replaced by one disjunct of it.
    pub fn with_given(
        &self,
        dag: &mut Dag,
        index: usize,
        formula: Formula,
        readings: &mut Readings,
    ) -> Option<Statement> {
        let mut claim = self.claim.clone();
        let mut lemmas = self.lemmas.clone();
        let beyond = index.checked_sub(claim.hypotheses.len());
        match (claim.hypotheses.get_mut(index), beyond) {
            (Some(hypothesis), _) => hypothesis.formula = formula,
            (None, Some(lemma)) => *lemmas.get_mut(lemma)? = formula,
            (None, None) => return None,
        }
        Statement::new(&claim, lemmas, dag, readings).entered(&self.path)
    }

    /// The statement in the chart at infinity of a variable, see [`Claim::inverted`].
    pub fn inverted(
        &self,
        dag: &mut Dag,
        v: Var,
        positive: bool,
        readings: &mut Readings,
    ) -> Option<Statement> {
        self.changed(
            dag,
            readings,
            |claim| claim.inverted(v, positive),
            |dag, f| dag.inverted_formula(f, v, positive),
        )
    }

    /// The statement where a term has a sign, see [`Claim::with_sign`].
    pub fn with_sign(
        &self,
        dag: &mut Dag,
        term: Expr,
        case: SignCase,
        readings: &mut Readings,
    ) -> Option<Statement> {
        self.changed(
            dag,
            readings,
            |claim| Some(claim.with_sign(term, case)),
            |dag, f| Some(dag.with_sign(f, term, case.is_above())),
        )
    }

    /// The statement with one more hypothesis, see [`Claim::with_proved`].
    pub fn with_proved(
        &self,
        dag: &mut Dag,
        term: Expr,
        strict: bool,
        readings: &mut Readings,
    ) -> Option<Statement> {
        self.changed(
            dag,
            readings,
            |claim| Some(claim.with_proved(term, strict)),
            |_, f| Some(f.clone()),
        )
    }

    /// What is given and the goal, as normalised formulas.
    pub fn formulas(&self) -> Vec<Formula> {
        let mut out = vec![self.goal.clone()];
        for index in 0..self.claim.hypotheses.len() + self.lemmas.len() {
            out.extend(self.given(index).map(Formula::normalized));
        }
        out
    }

    /// The statement of the claim in other variables, see [`Claim::changed`].
    pub fn in_variables(
        &self,
        dag: &mut Dag,
        domains: &[Domain],
        given: &[Relation],
        goal: Relation,
        readings: &mut Readings,
    ) -> Statement {
        let claim = self.claim.changed(domains, given, goal);
        Statement::new(&claim, Vec::new(), dag, readings)
    }

    /// The statement of a changed claim, with changed goals of the lemmas.
    fn changed(
        &self,
        dag: &mut Dag,
        readings: &mut Readings,
        change: impl FnOnce(&Claim) -> Option<Claim>,
        lemma: impl Fn(&mut Dag, &Formula) -> Option<Formula>,
    ) -> Option<Statement> {
        let claim = Claim {
            dag: std::mem::take(dag),
            ..self.claim.clone()
        };
        let changed = change(&claim);
        *dag = claim.dag;
        let mut claim = changed?;
        *dag = std::mem::take(&mut claim.dag);
        let lemmas: Option<Vec<Formula>> = self.lemmas.iter().map(|f| lemma(dag, f)).collect();
        let mut statement = Statement::new(&claim, lemmas?, dag, readings);
        if statement.domain == self.domain {
            statement.defined = self.defined.clone();
        }
        statement.entered(&self.path)
    }

    /// The same with the part of the goal at the end of a path for the goal.
    fn entered(mut self, path: &[usize]) -> Option<Statement> {
        for &index in path {
            let (Formula::And(parts) | Formula::Or(parts)) = &self.goal else {
                return None;
            };
            let part = parts.get(index)?.clone();
            self.goal = part;
        }
        self.path = path.to_vec();
        Some(self)
    }
}
