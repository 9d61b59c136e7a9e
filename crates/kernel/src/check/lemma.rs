//! Lemmas: earlier claims with terms for their variables.

use super::Checker;
use super::rejection::{refuse, require};
use super::sign::Setting;
use super::statement::Statement;
use crate::certificate::{LemmaUse, Region};
use crate::expr::{Claim, Comparison, End, Expr, Formula, Instance, Kind, Relation};

impl Checker<'_> {
    /// Confirms the conditions of every lemma used and gives back the goals, as formulas of the
    /// claim.
    pub(super) fn lemmas(
        &mut self,
        claim: &Claim,
        lemmas: &[&Claim],
        proofs: &[LemmaUse],
    ) -> Result<Vec<Formula>, String> {
        let one_each = claim.uses.len() == lemmas.len() && lemmas.len() == proofs.len();
        require(one_each, "not one lemma and one set of conditions a use")?;
        let mut goals = Vec::new();
        for ((instance, lemma), proof) in claim.uses.iter().zip(lemmas).zip(proofs) {
            require(
                instance.lemma == lemma.name,
                "another lemma than the one used",
            )?;
            // Only the goals of lemmas already confirmed may be assumed.
            let assumed = goals.clone();
            let statement = self.statement(|dag, n| Statement::new(claim, assumed, dag, n));
            let goal = match self.lemma(claim, instance, lemma, proof, &statement) {
                Ok(goal) => goal,
                // A lemma without conditions shown is not used.
                Err(_) if proof.conditions.is_empty() => Formula::True,
                Err(cause) => return Err(cause),
            };
            goals.push(goal);
        }
        Ok(goals)
    }

    /// Confirms the conditions of one lemma on the whole domain: every argument lies in the domain
    /// of its variable, and every hypothesis that the lemma's proof may use holds.
    fn lemma(
        &mut self,
        claim: &Claim,
        instance: &Instance,
        lemma: &Claim,
        proof: &LemmaUse,
        statement: &Statement,
    ) -> Result<Formula, String> {
        require(
            lemma.symbols.is_empty(),
            "a lemma with sums, sequences or integrals needs an argument",
        )?;
        let region = Region::domain(claim, &self.dag);
        let mut arguments = Vec::new();
        for variable in &lemma.variables {
            let given = instance
                .arguments
                .iter()
                .find(|(name, _)| *name == variable.name);
            let argument = match given {
                Some((_, e)) => *e,
                None => match claim.variable(&variable.name) {
                    Some(v) => self.dag.variable(v),
                    None => return refuse("a variable of a lemma stands for nothing"),
                },
            };
            self.defined(&statement.reading, argument, &region)?;
            if variable.kind == Kind::Integer {
                require(
                    self.is_integer(claim, argument),
                    "an argument is not an integer",
                )?;
            }
            arguments.push(argument);
        }
        let mut import = |e: Expr| {
            self.dag
                .import(&lemma.dag, e, |dag, v| match arguments.get(v.index()) {
                    Some(argument) => *argument,
                    None => dag.variable(v),
                })
        };
        let mut conditions = Vec::new();
        for (variable, argument) in lemma.variables.iter().zip(&arguments) {
            let mut bound = |end: End, closed, open| {
                let op = if end.is_open() { open } else { closed };
                end.constant().map(|e| Relation {
                    lhs: *argument,
                    op,
                    rhs: import(e),
                })
            };
            let lower = bound(
                variable.domain.lo,
                Comparison::GreaterEqual,
                Comparison::Greater,
            );
            let upper = bound(variable.domain.hi, Comparison::LessEqual, Comparison::Less);
            conditions.extend([lower, upper].into_iter().flatten().map(Formula::Relation));
        }
        for hypothesis in lemma.hypotheses.iter().filter(|h| !h.unused) {
            conditions.push(hypothesis.formula.map_terms(&mut import));
        }
        let goal = lemma.goal.map_terms(&mut import);
        require(
            conditions.len() == proof.conditions.len(),
            "not one proof a condition",
        )?;
        for (condition, proof) in conditions.into_iter().zip(&proof.conditions) {
            let statement = self.statement(|dag, n| statement.with_goal(condition, dag, n));
            let setting = Setting::new(&statement, region.clone());
            self.formula(&setting, &statement.goal, proof)?;
        }
        Ok(goal)
    }

    fn is_integer(&self, claim: &Claim, e: Expr) -> bool {
        match self.dag.node(e) {
            crate::expr::Node::Rational(q) => q.is_integer(),
            crate::expr::Node::Variable(v) => claim
                .variables
                .get(v.index())
                .is_some_and(|v| v.kind == Kind::Integer),
            _ => false,
        }
    }
}
