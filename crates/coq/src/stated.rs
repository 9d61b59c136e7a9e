//! The theorem that states a claim, and what its file takes in.

use super::name::{Names, identifier};
use super::script::Script;
use super::statement::{self, Reading, Statement};
use super::{LIBRARY, Unsupported};
use lemmabox_kernel::expr::{Claim, Dag, Instance};

/// See [`super::theorem`].
pub fn theorem(claim: &Claim) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, &claim.dag)?;
    let mut script = Script::default();
    let (theorem, variables) = (&stated.theorem, &stated.variables);
    heading(&mut script, theorem, variables, &stated.statement);
    Ok(script.finish())
}

/// A claim with its statement.
pub struct Stated {
    /// The claim with the terms of its proof.
    pub claim: Claim,
    theorem: String,
    /// One name a variable.
    variables: Vec<String>,
    statement: Statement,
}

impl Stated {
    /// States a claim; its terms are taken from `dag`.
    ///
    /// # Errors
    /// Operations that have no counterpart in Coq's library.
    pub fn new(claim: &Claim, dag: &Dag) -> Result<Self, Unsupported> {
        Self::read(claim, dag, Reading::Assumed)
    }

    /// States that a claim fails at some point, with `dag` as for [`Self::new`].
    ///
    /// # Errors
    /// Operations that have no counterpart in Coq's library.
    pub fn failing(claim: &Claim, dag: &Dag) -> Result<Self, Unsupported> {
        let mut claim = claim.clone();
        claim.goal = claim.goal.normalized().negated().normalized();
        Self::read(&claim, dag, Reading::Concluded)
    }

    fn read(claim: &Claim, dag: &Dag, reading: Reading) -> Result<Self, Unsupported> {
        let mut claim = claim.clone();
        claim.dag = dag.clone();
        let mut names = Names::default();
        let theorem = names.fresh(&claim.name);
        let variables: Vec<String> = (claim.variables.iter())
            .map(|v| names.fresh(&v.name))
            .collect();
        let statement = statement::claim(&mut claim, &variables, reading)?;
        Ok(Self {
            claim,
            theorem,
            variables,
            statement,
        })
    }

    /// The claim's title as a comment.
    pub fn title(&self, script: &mut Script) {
        let title = self.claim.title.replace("(*", "( *").replace("*)", "* )");
        script.line(&format!("(* {title} *)"));
    }

    /// What is left out, and the theorem up to its full stop.
    pub fn heading(&self, script: &mut Script) {
        for h in self.claim.hypotheses.iter().filter(|h| h.unused) {
            let name = identifier(&h.name);
            script.line(&format!(
                "(* The hypothesis `{name}` is marked unused: it is left out. *)"
            ));
        }
        heading(script, &self.theorem, &self.variables, &self.statement);
    }
}

/// Takes in the files of lemmas.
pub fn require(script: &mut Script, lemmas: &[(&Instance, &Claim)]) {
    for (_, lemma) in lemmas {
        script.line(&format!(
            "From {LIBRARY} Require {}.",
            identifier(&lemma.name)
        ));
    }
}

/// The theorem up to its full stop.
fn heading(script: &mut Script, theorem: &str, variables: &[String], statement: &Statement) {
    script.line(&format!("Theorem {theorem} :"));
    script.indent();
    let (quantifier, connective) = match statement.reading {
        Reading::Assumed => ("forall", "->"),
        Reading::Concluded => ("exists", "/\\"),
    };
    if !variables.is_empty() {
        script.line(&format!("{quantifier} {} : R,", variables.join(" ")));
    }
    for premise in &statement.premises {
        script.line(&format!("{premise} {connective}"));
    }
    script.line(&format!("{}.", statement.conclusion));
    script.dedent();
}
