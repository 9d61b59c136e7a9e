//! A claim in other variables.

use super::{Claim, Domain, Formula, Hypothesis, Kind, Relation, Symbols, Variable};

impl Claim {
    /// The claim over real variables with the domains given, named by their numbers from 1, with
    /// the relations `given` for hypotheses and nothing else assumed. Its terms live in the DAG of
    /// this claim and are read in the new variables.
    ///
    /// What it says of this claim is for the proof that changes variables to tell. Deterministic:
    /// prover and checker make the same claim.
    #[must_use]
    pub fn changed(&self, domains: &[Domain], given: &[Relation], goal: Relation) -> Claim {
        let variables = domains.iter().enumerate().map(|(i, domain)| Variable {
            name: format!("({})", i + 1),
            domain: *domain,
            kind: Kind::Real,
        });
        let hypotheses = given.iter().map(|relation| Hypothesis {
            name: "(given)".to_owned(),
            formula: Formula::Relation(*relation),
            unused: false,
        });
        Claim {
            variables: variables.collect(),
            hypotheses: hypotheses.collect(),
            goal: Formula::Relation(goal),
            uses: Vec::new(),
            best: None,
            symbols: Symbols::default(),
            ..self.clone()
        }
    }
}
