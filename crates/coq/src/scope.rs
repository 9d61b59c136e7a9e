//! What is in reach at one place of a script: the names of the variables, the ends of the region,
//! the facts and the conditions already proved.

use lemmabox_kernel::certificate::Side;
use lemmabox_kernel::expr::{Expr, Formula, Relation, Var};

/// A finite end of the region and the hypothesis that says so.
#[derive(Clone)]
pub struct End {
    /// Where.
    pub at: Expr,
    /// Whether the hypothesis is strict.
    pub open: bool,
}

/// A fact of the proof format.
#[derive(Clone)]
pub struct Fact {
    /// What it says, in terms of the claim.
    pub relation: Relation,
    /// The Coq hypothesis.
    pub hypothesis: String,
}

/// A hypothesis of the claim, or what is left of it in a case.
#[derive(Clone)]
pub struct Given {
    /// What it says, normalised.
    pub formula: Formula,
    /// The Coq hypothesis; `None` for one marked unused.
    pub hypothesis: Option<String>,
    /// How many of the facts are its conjuncts.
    pub facts: usize,
}

/// See the module.
#[derive(Clone)]
pub struct Scope {
    /// Coq's name of each variable of the claim.
    pub names: Vec<String>,
    /// Lower ends by variable.
    pub lo: Vec<Option<End>>,
    /// Upper ends by variable.
    pub hi: Vec<Option<End>>,
    /// The hypotheses of the claim, by position.
    pub given: Vec<Given>,
    /// In the order of the proof format: those of the hypotheses, then those of the lemmas.
    pub facts: Vec<Fact>,
    /// Conditions of definedness that are hypotheses: text and name.
    pub conditions: Vec<(String, String)>,
}

impl Scope {
    /// The end in `v` on `side`.
    pub fn end(&self, v: Var, side: Side) -> Option<&End> {
        match side {
            Side::Lower => self.lo.get(v.index())?.as_ref(),
            Side::Upper => self.hi.get(v.index())?.as_ref(),
        }
    }

    /// The name of `v`.
    pub fn name(&self, v: Var) -> &str {
        self.names.get(v.index()).map_or("", String::as_str)
    }

    /// The hypothesis that is this condition.
    pub fn condition(&self, text: &str) -> Option<&str> {
        self.conditions
            .iter()
            .find(|(t, _)| t == text)
            .map(|(_, name)| name.as_str())
    }
}
