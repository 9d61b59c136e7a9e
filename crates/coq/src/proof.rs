//! The tree of a proof as a script.

use super::definedness::{conditions, of_relation};
use super::name::{Names, identifier};
use super::scope::{End, Fact, Given, Scope};
use super::script::Script;
use super::statement::{self, Reading, Statement};
use super::term::term;
use super::{LIBRARY, Unsupported};
use lemmabox_kernel::certificate::{FormulaProof, Leaf, LemmaUse, Point, Proof, Side, Tree};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Instance, Kind, Relation, Var};

/// Writes one proof.
pub struct Exporter {
    /// The claim, over the DAG of the proof.
    pub claim: Claim,
    /// Identifiers given out.
    pub names: Names,
    /// What is written so far.
    pub script: Script,
}

type Done = Result<(), Unsupported>;

/// A formula and a proof of another shape.
pub fn mismatch() -> Unsupported {
    Unsupported("the proof does not have the shape of the formula it proves".to_owned())
}

/// See [`super::export`].
pub fn file(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    proof: &Proof,
    dag: &Dag,
) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, dag)?;
    let mut script = Script::default();
    stated.title(&mut script);
    script.line("Set Warnings \"-ambiguous-paths\".");
    script.line(&format!("From {LIBRARY} Require Import Lemmabox."));
    require(&mut script, lemmas);
    script.line("Local Open Scope R_scope.");
    script.line("");
    stated.heading(&mut script);
    script.line("Proof.");
    script.indent();

    let count = stated.claim.variables.len();
    let mut scope = Scope {
        names: stated.variables,
        lo: vec![None; count],
        hi: vec![None; count],
        given: Vec::new(),
        facts: Vec::new(),
        conditions: Vec::new(),
    };
    let mut exporter = Exporter {
        claim: stated.claim,
        names: stated.names,
        script,
    };
    exporter.premises(&mut scope)?;
    exporter.lemmas(&mut scope, lemmas, &proof.lemmas)?;
    let goal = exporter.claim.goal.normalized();
    exporter.conclusion_conditions(&mut scope, &goal)?;
    exporter.tree(&scope, &goal, &proof.tree)?;

    let mut script = exporter.script;
    script.dedent();
    script.line("Qed.");
    Ok(script.finish())
}

/// See [`super::theorem`].
pub fn theorem(claim: &Claim) -> Result<String, Unsupported> {
    let stated = Stated::new(claim, &claim.dag)?;
    let mut script = Script::default();
    let Stated {
        theorem,
        variables,
        statement,
        ..
    } = &stated;
    heading(&mut script, theorem, variables, statement);
    Ok(script.finish())
}

/// A claim with its statement and the names that this takes.
pub struct Stated {
    /// The claim with the terms of its proof.
    pub claim: Claim,
    /// Every name given so far.
    pub names: Names,
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
            names,
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

impl Exporter {
    /// The text of a term.
    pub fn text(&self, scope: &Scope, e: Expr) -> Result<String, Unsupported> {
        term(&self.claim.dag, &scope.names, e)
    }

    /// Introduces variables, ends of domains and hypotheses.
    fn premises(&mut self, scope: &mut Scope) -> Done {
        let mut introduced = scope.names.clone();
        for (i, v) in self.claim.variables.iter().enumerate() {
            if v.kind == Kind::Integer {
                introduced.push(self.names.fresh(&format!("{}_integer", scope.names[i])));
            }
        }
        let mut ends = Vec::new();
        for v in (0u32..).take(self.claim.variables.len()).map(Var) {
            for (side, r) in statement::ends(&mut self.claim, v) {
                let suffix = match side {
                    Side::Lower => "lo",
                    Side::Upper => "hi",
                };
                let name = self
                    .names
                    .fresh(&format!("{}_{suffix}", scope.names[v.index()]));
                introduced.push(name.clone());
                ends.push((v, side, r, name));
            }
        }
        let mut hypotheses = Vec::new();
        for h in &self.claim.hypotheses {
            let name = (!h.unused).then(|| self.names.fresh(&h.name));
            introduced.extend(name.clone());
            hypotheses.push((h.formula.normalized(), name));
        }
        if !introduced.is_empty() {
            self.script
                .line(&format!("intros {}.", introduced.join(" ")));
        }
        for (v, side, r, name) in ends {
            self.intake(
                scope,
                &Formula::Relation(r),
                &name,
                Reading::Assumed,
                &mut Vec::new(),
            )?;
            let (at, end) = match side {
                Side::Lower => (r.lhs, &mut scope.lo[v.index()]),
                Side::Upper => (r.rhs, &mut scope.hi[v.index()]),
            };
            *end = Some(End {
                at,
                open: r.op == Comparison::Less,
            });
        }
        for (formula, hypothesis) in hypotheses {
            let mut facts = Vec::new();
            if let Some(name) = &hypothesis {
                self.intake(scope, &formula, name, Reading::Assumed, &mut facts)?;
            }
            scope.given.push(Given {
                formula,
                hypothesis,
                facts: facts.len(),
            });
            scope.facts.extend(facts);
        }
        Ok(())
    }

    /// Proves the conditions of the terms and remembers them.
    fn establish(&mut self, scope: &mut Scope, found: Vec<String>) -> Done {
        for condition in found {
            if scope.condition(&condition).is_none() {
                let name = self.names.fresh("defined");
                self.script
                    .line(&format!("assert ({name} : {condition}) by defined."));
                scope.conditions.push((condition, name));
            }
        }
        Ok(())
    }

    /// Takes a hypothesis apart; its relations become facts.
    fn intake(
        &mut self,
        scope: &mut Scope,
        formula: &Formula,
        name: &str,
        reading: Reading,
        facts: &mut Vec<Fact>,
    ) -> Done {
        match formula {
            Formula::Relation(r) => {
                let found = of_relation(&self.claim.dag, &scope.names, r)?;
                if reading == Reading::Assumed && !found.is_empty() {
                    self.establish(scope, found.clone())?;
                    let given: Vec<&str> =
                        found.iter().filter_map(|c| scope.condition(c)).collect();
                    self.script
                        .line(&format!("specialize ({name} {}).", given.join(" ")));
                }
                facts.push(Fact {
                    relation: *r,
                    hypothesis: name.to_owned(),
                });
            }
            Formula::And(fs) => {
                let parts: Vec<String> = fs.iter().map(|_| self.names.fresh(name)).collect();
                self.script
                    .line(&format!("destruct {name} as {}.", pattern(&parts)));
                for (f, part) in fs.iter().zip(&parts) {
                    self.intake(scope, f, part, reading, facts)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Proves the conditions of the goal's relations, where it is a conjunction of relations.
    fn conclusion_conditions(&mut self, scope: &mut Scope, goal: &Formula) -> Done {
        let terms: Vec<Expr> = goal
            .conjuncts()
            .iter()
            .flat_map(|r| [r.lhs, r.rhs])
            .collect();
        let found = conditions(&self.claim.dag, &scope.names, &terms)?;
        self.establish(scope, found)
    }

    /// Brings in the goals of the lemmas used.
    fn lemmas(
        &mut self,
        scope: &mut Scope,
        lemmas: &[(&Instance, &Claim)],
        uses: &[LemmaUse],
    ) -> Done {
        if lemmas.len() != uses.len() {
            return Err(mismatch());
        }
        for (&(instance, lemma), usage) in lemmas.iter().zip(uses) {
            let mut arguments = Vec::with_capacity(lemma.variables.len());
            for v in &lemma.variables {
                if v.kind == Kind::Integer {
                    return Err(Unsupported("a lemma about integers".to_owned()));
                }
                let given = instance.arguments.iter().find(|(n, _)| *n == v.name);
                arguments.push(match (given, self.claim.variable(&v.name)) {
                    (Some((_, e)), _) => *e,
                    (None, Some(w)) => self.claim.dag.variable(w),
                    (None, None) => return Err(mismatch()),
                });
            }
            let mut lemma = lemma.clone();
            let mut wanted = Vec::new();
            for v in (0u32..).take(lemma.variables.len()).map(Var) {
                for (_, r) in statement::ends(&mut lemma, v) {
                    wanted.push(Formula::Relation(r));
                }
            }
            wanted.extend(
                lemma
                    .hypotheses
                    .iter()
                    .filter(|h| !h.unused)
                    .map(|h| h.formula.normalized()),
            );
            if usage.conditions.is_empty() && !wanted.is_empty() {
                continue;
            }
            if usage.conditions.len() != wanted.len() {
                return Err(mismatch());
            }
            let name = self.names.fresh(&lemma.name);
            let mut application = format!("{id}.{id}", id = identifier(&lemma.name));
            for &e in &arguments {
                application.push_str(&format!(" ({})", self.text(scope, e)?));
            }
            self.script
                .line(&format!("pose proof ({application}) as {name}."));
            for (formula, proof) in wanted.iter().zip(&usage.conditions) {
                let here = self.imported(&lemma, &arguments, formula);
                self.script.line(&format!("premise {name}."));
                self.script.open();
                self.formula(scope, &here, proof, Reading::Assumed)?;
                self.script.close();
            }
            let goal = lemma.goal.normalized();
            let mut facts = Vec::new();
            self.lemma_goal(&lemma, &arguments, &goal, &name, &mut facts)?;
            scope.facts.extend(facts);
        }
        Ok(())
    }

    fn imported(&mut self, lemma: &Claim, arguments: &[Expr], formula: &Formula) -> Formula {
        let dag = &mut self.claim.dag;
        formula.map_terms(&mut |e| dag.import(&lemma.dag, e, |_, v| arguments[v.index()]))
    }

    /// Takes the goal of a lemma apart: conditions of definedness, then the relation.
    fn lemma_goal(
        &mut self,
        lemma: &Claim,
        arguments: &[Expr],
        goal: &Formula,
        name: &str,
        facts: &mut Vec<Fact>,
    ) -> Done {
        match goal {
            Formula::Relation(r) => {
                let own: Vec<String> = lemma.variables.iter().map(|v| v.name.clone()).collect();
                let count = of_relation(&lemma.dag, &own, r)?.len();
                if count > 0 {
                    let mut parts = vec!["_".to_owned(); count];
                    parts.push(name.to_owned());
                    self.script
                        .line(&format!("destruct {name} as {}.", pattern(&parts)));
                }
                if let Formula::Relation(relation) = self.imported(lemma, arguments, goal) {
                    facts.push(Fact {
                        relation,
                        hypothesis: name.to_owned(),
                    });
                }
            }
            Formula::And(fs) => {
                let parts: Vec<String> = fs.iter().map(|_| self.names.fresh(name)).collect();
                self.script
                    .line(&format!("destruct {name} as {}.", pattern(&parts)));
                for (f, part) in fs.iter().zip(&parts) {
                    self.lemma_goal(lemma, arguments, f, part, facts)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn point(&mut self, point: Point) -> Expr {
        point.term(&mut self.claim.dag)
    }

    fn tree(&mut self, scope: &Scope, goal: &Formula, tree: &Tree) -> Done {
        match tree {
            Tree::Leaf(Leaf::Goal(proof)) => self.formula(scope, goal, proof, Reading::Concluded),
            Tree::Leaf(Leaf::Vacuous { hypothesis, proof }) => {
                let Some(given) = scope.given.get(*hypothesis) else {
                    return Err(Unsupported(
                        "a lemma that contradicts the region".to_owned(),
                    ));
                };
                let negation = given.formula.negated();
                let text = statement::formula(
                    &self.claim.dag,
                    &scope.names,
                    &negation,
                    Reading::Concluded,
                )?;
                let name = self.names.fresh("fails");
                self.script.line("exfalso.");
                self.script.line(&format!("assert ({name} : {text})."));
                self.script.open();
                self.formula(scope, &negation, proof, Reading::Concluded)?;
                self.script.close();
                self.script.line(&format!("absurd_by {name}."));
                Ok(())
            }
            Tree::Split {
                variable,
                at,
                below,
                above,
            } => {
                if self.claim.variables[variable.index()].kind == Kind::Integer {
                    return Err(Unsupported("a cut between integers".to_owned()));
                }
                let at = self.point(*at);
                let text = self.text(scope, at)?;
                let x = scope.name(*variable).to_owned();
                let (hi, lo) = (
                    self.names.fresh(&format!("{x}_hi")),
                    self.names.fresh(&format!("{x}_lo")),
                );
                self.script
                    .line(&format!("destruct (cut {x} ({text})) as [{hi} | {lo}]."));
                for (side, half) in [(Side::Upper, below), (Side::Lower, above)] {
                    let mut scope = scope.clone();
                    let end = match side {
                        Side::Lower => scope.lo.get_mut(variable.index()),
                        Side::Upper => scope.hi.get_mut(variable.index()),
                    };
                    *end.ok_or_else(mismatch)? = Some(End { at, open: false });
                    self.script.open();
                    self.tree(&scope, goal, half)?;
                    self.script.close();
                }
                Ok(())
            }
            Tree::Conjuncts(trees) => {
                let Formula::And(fs) = goal else {
                    return Err(mismatch());
                };
                if fs.len() != trees.len() {
                    return Err(mismatch());
                }
                self.each(fs.len(), |this, i| this.tree(scope, &fs[i], &trees[i]))
            }
            Tree::Cases {
                hypothesis,
                branches,
            } => self.cases(scope, goal, *hypothesis, branches),
            Tree::Compare { .. } => Err(Unsupported("cases by the sign of a term".to_owned())),
            Tree::Narrow { .. } => Err(Unsupported("a region narrowed by a fact".to_owned())),
            Tree::Assert { .. } => Err(Unsupported("something proved on the way".to_owned())),
            Tree::Change(_) => Err(Unsupported("a change of variables".to_owned())),
            Tree::Period { .. } => Err(Unsupported("one period of a variable".to_owned())),
            Tree::Invert { .. } => Err(Unsupported("a chart at infinity".to_owned())),
            Tree::Argument(_) => Err(Unsupported("a sum, sequence or integral".to_owned())),
            Tree::Kept(kept) => match kept.tree() {
                Ok(part) => self.tree(scope, goal, &part),
                Err(e) => Err(Unsupported(format!("a part that cannot be read: {e}"))),
            },
        }
    }

    /// One proof a disjunct of a hypothesis, which takes the place of the hypothesis.
    fn cases(&mut self, scope: &Scope, goal: &Formula, index: usize, branches: &[Tree]) -> Done {
        let Some(given) = scope.given.get(index) else {
            return Err(Unsupported("cases of a lemma's goal".to_owned()));
        };
        let (Formula::Or(disjuncts), Some(hypothesis)) = (&given.formula, &given.hypothesis) else {
            return Err(mismatch());
        };
        if disjuncts.len() != branches.len() {
            return Err(mismatch());
        }
        let names: Vec<String> = disjuncts
            .iter()
            .map(|_| self.names.fresh(hypothesis))
            .collect();
        self.script.line(&format!(
            "destruct {hypothesis} as {}.",
            alternatives(&names)
        ));
        let before: usize = scope.given[..index].iter().map(|g| g.facts).sum();
        for ((disjunct, name), branch) in disjuncts.iter().zip(names).zip(branches) {
            let mut scope = scope.clone();
            let mut facts = Vec::new();
            self.script.open();
            self.intake(&mut scope, disjunct, &name, Reading::Assumed, &mut facts)?;
            scope.given[index] = Given {
                formula: disjunct.clone(),
                hypothesis: Some(name),
                facts: facts.len(),
            };
            scope.facts.splice(before..before + given.facts, facts);
            self.tree(&scope, goal, branch)?;
            self.script.close();
        }
        Ok(())
    }

    /// Proves the parts of a conjunction one by one.
    fn each(
        &mut self,
        count: usize,
        mut part: impl FnMut(&mut Self, usize) -> Result<(), Unsupported>,
    ) -> Done {
        for i in 0..count {
            if i + 1 < count {
                self.script.line("split.");
            }
            self.script.open();
            part(self, i)?;
            self.script.close();
        }
        Ok(())
    }

    /// Proves a normalised formula as it reads on its side of the arrow.
    fn formula(
        &mut self,
        scope: &Scope,
        formula: &Formula,
        proof: &FormulaProof,
        reading: Reading,
    ) -> Done {
        match (formula, proof) {
            (Formula::True, _) => {
                self.script.line("exact I.");
                Ok(())
            }
            (Formula::And(fs), FormulaProof::All(proofs)) if fs.len() == proofs.len() => self
                .each(fs.len(), |this, i| {
                    this.formula(scope, &fs[i], &proofs[i], reading)
                }),
            (Formula::Or(fs), FormulaProof::Any(i, proof)) => {
                let chosen = fs.get(*i).ok_or_else(mismatch)?;
                for _ in 0..*i {
                    self.script.line("right.");
                }
                if i + 1 < fs.len() {
                    self.script.line("left.");
                }
                self.formula(scope, chosen, proof, reading)
            }
            (Formula::Relation(r), _) => {
                for condition in of_relation(&self.claim.dag, &scope.names, r)? {
                    if reading == Reading::Assumed {
                        let name = self.names.fresh("defined");
                        self.script.line(&format!("intros {name}."));
                    } else {
                        self.script.line(&match scope.condition(&condition) {
                            Some(name) => format!("split; [exact {name} |]."),
                            None => "split; [defined |].".to_owned(),
                        });
                    }
                }
                self.relation(scope, r, proof)
            }
            _ => Err(mismatch()),
        }
    }

    fn relation(&mut self, scope: &Scope, r: &Relation, proof: &FormulaProof) -> Done {
        match proof {
            FormulaProof::Assumed => {
                self.script.line("assumed.");
                Ok(())
            }
            FormulaProof::Identity if r.op == Comparison::Equal => {
                let by = self.identity(scope, &[r.lhs, r.rhs])?;
                self.script.line(&by);
                Ok(())
            }
            FormulaProof::Both(..) => {
                Err(Unsupported("an equality by two inequalities".to_owned()))
            }
            FormulaProof::Sign { negated, sign } if r.op != Comparison::Equal => {
                let (mut f, strict) = r.difference(&mut self.claim.dag);
                if *negated {
                    f = self.claim.dag.neg(f);
                }
                self.signed(scope, f, strict, sign)
            }
            _ => Err(mismatch()),
        }
    }
}

/// The destructuring pattern of a conjunction nested to the right.
fn pattern(parts: &[String]) -> String {
    match parts {
        [] => "[]".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("[{first} {}]", pattern(rest)),
    }
}

/// The destructuring pattern of a disjunction nested to the right.
fn alternatives(parts: &[String]) -> String {
    match parts {
        [] => "[]".to_owned(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("[{first} | {}]", alternatives(rest)),
    }
}
