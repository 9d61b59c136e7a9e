//! A claim with sums and sequences as a sentence over the reals.
//!
//! A sum is written where its symbol stands, a sequence is a function that the sentence quantifies
//! over, and what defines it or is assumed for every index is a premise.

use crate::Unsupported;
use crate::definedness::conditions;
use crate::name::{Names, identifier};
use crate::script::Script;
use crate::statement::{self, Reading};
use crate::term::term;
use lemmabox_kernel::certificate::Side;
use lemmabox_kernel::expr::{Always, Claim, Expr, Formula, Kind, Meaning, Var};

/// Stands in a text for what has none; no Coq text has a question mark.
const INTEGRAL: &str = "?integral";
const SERIES: &str = "?series";

/// What the proofs of steps call what they show.
const STEPS: [&str; 6] = ["main", "least", "branch", "used", "logarithms", "at_each"];

/// What a premise says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// That a variable is an integer.
    Integer(Var),
    /// One end of the domain of a variable.
    End(Var, Side),
    /// A first value of a defined sequence.
    First,
    /// The recurrence of a sequence.
    Next(usize),
    /// A hypothesis about every index.
    Every(usize),
    /// A hypothesis.
    Given(usize),
}

/// A premise and the name that proofs give it.
pub struct Premise {
    /// The name.
    pub label: String,
    /// The sentence.
    pub text: String,
    /// What it is.
    pub about: About,
}

/// When the terms of a sum are defined.
pub enum Condition {
    /// A condition.
    Here(String),
    /// That an integral exists.
    Integrable {
        /// The integral.
        symbol: Var,
        /// What says so.
        text: String,
    },
    /// Conditions for every index of a range.
    Every {
        /// The index, or the variable of integration.
        index: Var,
        /// Whether it is an integer.
        integer: bool,
        /// The range.
        range: Vec<String>,
        /// What holds for each.
        inside: Vec<Condition>,
    },
}

/// A claim in words of Coq.
pub struct Plain {
    /// By variable: its name, or what it stands for.
    pub names: Vec<String>,
    /// The variables quantified over.
    pub free: Vec<Var>,
    /// The sequences.
    pub sequences: Vec<String>,
    /// In order.
    pub premises: Vec<Premise>,
    /// The goal.
    pub goal: String,
    reading: Reading,
    fresh: Names,
}

fn plain(text: String) -> Result<String, Unsupported> {
    for (mark, what) in [
        (INTEGRAL, "an integral over an infinite range"),
        (SERIES, "an infinite sum"),
    ] {
        if text.contains(mark) {
            return Err(Unsupported(what.to_owned()));
        }
    }
    Ok(text)
}

impl Plain {
    /// The premise that is about this.
    pub fn known(&self, about: About) -> Option<&Premise> {
        self.premises.iter().find(|p| p.about == about)
    }

    /// Sums and values count as some real number where they are not defined.
    ///
    /// # Errors
    /// What has no counterpart in Coq's library, or in the checker's.
    pub fn new(claim: &Claim) -> Result<Plain, Unsupported> {
        Self::read(claim, Reading::Assumed)
    }

    /// What is to be true at a point where a claim fails, whose goal is negated already.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn failing(claim: &Claim) -> Result<Plain, Unsupported> {
        Self::read(claim, Reading::Concluded)
    }

    fn read(claim: &Claim, reading: Reading) -> Result<Plain, Unsupported> {
        let mut claim = claim.clone();
        let mut fresh = Names::default();
        for word in STEPS {
            fresh.fresh(word);
        }
        let names = (claim.variables.iter())
            .map(|v| fresh.fresh(&v.name))
            .collect();
        let sequences = (claim.symbols.sequences.iter())
            .map(|s| fresh.fresh(&s.name))
            .collect();
        let free = (0u32..)
            .take(claim.variables.len())
            .map(Var)
            .filter(|v| claim.symbols.is_free(*v))
            .collect();
        let mut plain = Plain {
            names,
            free,
            sequences,
            premises: Vec::new(),
            goal: String::new(),
            reading,
            fresh,
        };
        for (v, meaning) in &claim.symbols.meanings {
            plain.names[v.index()] = plain.symbol(&claim, meaning)?;
        }
        plain.quantities(&mut claim)?;
        plain.assumptions(&claim)?;
        plain.goal = plain.formula(&claim, &claim.goal, Reading::Concluded)?;
        Ok(plain)
    }

    /// A name that nothing has.
    pub fn fresh(&mut self, wish: &str) -> String {
        self.fresh.fresh(wish)
    }

    /// The text of a term.
    ///
    /// # Errors
    /// A term that has none.
    pub fn term(&self, claim: &Claim, e: Expr) -> Result<String, Unsupported> {
        plain(term(&claim.dag, &self.names, e)?)
    }

    /// The text of a formula.
    ///
    /// # Errors
    /// A term that has none.
    pub fn formula(
        &self,
        claim: &Claim,
        formula: &Formula,
        reading: Reading,
    ) -> Result<String, Unsupported> {
        let formula = formula.normalized();
        plain(statement::formula(
            &claim.dag,
            &self.names,
            &formula,
            reading,
        )?)
    }

    /// What a symbol stands for.
    ///
    /// # Errors
    /// A term that has no text.
    pub fn symbol(&self, claim: &Claim, meaning: &Meaning) -> Result<String, Unsupported> {
        let text = |e: Expr| term(&claim.dag, &self.names, e);
        Ok(match *meaning {
            Meaning::Fold { hi: None, .. } => SERIES.to_owned(),
            Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi: Some(hi),
            } => {
                let name = if product { "product_over" } else { "sum_over" };
                let index = &self.names[index.index()];
                let (term, lo, hi) = (text(term)?, text(lo)?, text(hi)?);
                format!("({name} (fun {index} : R => {term}) ({lo}) ({hi}))")
            }
            Meaning::Value { sequence, at } => {
                format!("({} ({}))", self.sequences[sequence], text(at)?)
            }
            Meaning::Integral {
                variable,
                integrand,
                lo: Some(lo),
                hi: Some(hi),
            } => {
                let x = &self.names[variable.index()];
                let (f, lo, hi) = (text(integrand)?, text(lo)?, text(hi)?);
                format!("(integral (fun {x} : R => {f}) ({lo}) ({hi}))")
            }
            Meaning::Integral { .. } => INTEGRAL.to_owned(),
        })
    }

    fn premise(&mut self, label: &str, text: String, about: About) {
        let label = self.fresh.fresh(label);
        self.premises.push(Premise { label, text, about });
    }

    /// Kinds and domains.
    fn quantities(&mut self, claim: &mut Claim) -> Result<(), Unsupported> {
        for v in self.free.clone() {
            if claim.variables[v.index()].kind == Kind::Integer {
                let name = self.names[v.index()].clone();
                let text = is_integer(&name);
                self.premise(&format!("{name}_integer"), text, About::Integer(v));
            }
        }
        for v in self.free.clone() {
            for (side, r) in statement::ends(claim, v) {
                let text = self.formula(claim, &Formula::Relation(r), self.reading)?;
                let suffix = match side {
                    Side::Lower => "lo",
                    Side::Upper => "hi",
                };
                let label = format!("{}_{suffix}", self.names[v.index()]);
                self.premise(&label, text, About::End(v, side));
            }
        }
        Ok(())
    }

    /// Recurrences and hypotheses.
    fn assumptions(&mut self, claim: &Claim) -> Result<(), Unsupported> {
        for (i, sequence) in claim.symbols.sequences.iter().enumerate() {
            let Some(recurrence) = &sequence.recurrence else {
                continue;
            };
            let (name, from) = (self.sequences[i].clone(), sequence.from);
            for (at, value) in (from..).zip(&recurrence.initial) {
                let text = format!("{name} {} = {}", integer(at), self.term(claim, *value)?);
                self.premise(&format!("{name}_first"), text, About::First);
            }
            let t = self.names[recurrence.index.index()].clone();
            let step = self.term(claim, recurrence.step)?;
            let text = format!(
                "(forall {t} : R, {} -> {} <= {t} -> {name} ({t} + {}) = {step})",
                is_integer(&t),
                integer(from),
                recurrence.initial.len()
            );
            self.premise(&format!("{name}_next"), text, About::Next(i));
        }
        for (i, always) in claim.symbols.always.iter().enumerate() {
            if always.unused {
                continue;
            }
            let text = self.every(claim, always)?;
            self.premise(&always.name, text, About::Every(i));
        }
        for (i, hypothesis) in claim.hypotheses.iter().enumerate() {
            if hypothesis.unused {
                continue;
            }
            let text = self.formula(claim, &hypothesis.formula, self.reading)?;
            self.premise(&identifier(&hypothesis.name), text, About::Given(i));
        }
        Ok(())
    }

    /// A statement about every index, as it is assumed.
    ///
    /// # Errors
    /// A term that has no text.
    pub fn every(&self, claim: &Claim, always: &Always) -> Result<String, Unsupported> {
        let t = &self.names[always.index.index()];
        let mut text = format!("forall {t} : R, {} -> ", is_integer(t));
        text.push_str(&format!("{} <= {t} -> ", self.term(claim, always.lo)?));
        if let Some(hi) = always.hi {
            text.push_str(&format!("{t} <= {} -> ", self.term(claim, hi)?));
        }
        text.push_str(&self.formula(claim, &always.formula, self.reading)?);
        Ok(format!("({text})"))
    }

    /// The sentence: quantifiers, premises and goal.
    pub fn write(&self, script: &mut Script, conditions: &[Condition]) {
        let variables: Vec<&str> = (self.free.iter())
            .map(|v| self.names[v.index()].as_str())
            .collect();
        let (quantifier, connective) = match self.reading {
            Reading::Assumed => ("forall", "->"),
            Reading::Concluded => ("exists", "/\\"),
        };
        let sequences = self.sequences.join(" ");
        for (names, kind) in [(variables.join(" "), "R"), (sequences, "R -> R")] {
            if !names.is_empty() {
                script.line(&format!("{quantifier} {names} : {kind},"));
            }
        }
        for premise in &self.premises {
            script.line(&format!("{} {connective}", premise.text));
        }
        for condition in conditions {
            script.line(&format!("{} /\\", self.condition(condition)));
        }
        script.line(&format!("{}.", self.goal));
    }

    /// Brings in everything before the goal.
    pub fn intros(&self) -> String {
        let variables = self.free.iter().map(|v| self.names[v.index()].clone());
        let labels = self.premises.iter().map(|p| p.label.clone());
        let all: Vec<String> = variables
            .chain(self.sequences.clone())
            .chain(labels)
            .collect();
        if all.is_empty() {
            "idtac.".to_owned()
        } else {
            format!("intros {}.", all.join(" "))
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::Here(text) | Condition::Integrable { text, .. } => text.clone(),
            Condition::Every {
                index,
                integer,
                range,
                inside,
            } => {
                let t = &self.names[index.index()];
                let inside: Vec<String> = inside.iter().map(|c| self.condition(c)).collect();
                let range: String = range.iter().map(|r| format!("{r} -> ")).collect();
                let kind = if *integer {
                    format!("{} -> ", is_integer(t))
                } else {
                    String::new()
                };
                format!("(forall {t} : R, {kind}{range}{})", inside.join(" /\\ "))
            }
        }
    }

    /// When the sums, values and recurrences are defined that the goal speaks of. Those of
    /// hypotheses must always be.
    ///
    /// # Errors
    /// A hypothesis about something that is not always defined.
    pub fn definedness(&self, claim: &Claim) -> Result<Vec<Condition>, Unsupported> {
        let used = claim.hypotheses.iter().filter(|h| !h.unused);
        for hypothesis in used {
            let found = self.of_formula(claim, &hypothesis.formula)?;
            if !found.is_empty() {
                return Err(partial_hypothesis());
            }
        }
        for always in claim.symbols.always.iter().filter(|a| !a.unused) {
            let mut inner = claim.clone();
            if claim.dag.as_rational(always.lo).is_some() {
                inner.variables[always.index.index()].domain.lo =
                    lemmabox_kernel::expr::End::Closed(always.lo);
            }
            if !self.of_formula(&inner, &always.formula)?.is_empty() {
                return Err(partial_hypothesis());
            }
        }
        let mut out = Vec::new();
        for sequence in &claim.symbols.sequences {
            let Some(recurrence) = &sequence.recurrence else {
                continue;
            };
            for e in &recurrence.initial {
                out.extend(self.of_term(claim, *e)?);
            }
            let mut inner = claim.clone();
            let from = inner.dag.integer(sequence.from);
            inner.variables[recurrence.index.index()].domain.lo =
                lemmabox_kernel::expr::End::Closed(from);
            let inside = self.of_term(&inner, recurrence.step)?;
            if !inside.is_empty() {
                let t = &self.names[recurrence.index.index()];
                out.push(Condition::Every {
                    index: recurrence.index,
                    integer: true,
                    range: vec![format!("{} <= {t}", integer(sequence.from))],
                    inside,
                });
            }
        }
        out.extend(self.of_formula(claim, &claim.goal)?);
        Ok(out)
    }

    fn of_formula(&self, claim: &Claim, formula: &Formula) -> Result<Vec<Condition>, Unsupported> {
        let mut terms = Vec::new();
        formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        let mut symbols: Vec<Var> = (terms.iter())
            .flat_map(|e| claim.dag.variables(*e))
            .collect();
        symbols.sort_unstable();
        symbols.dedup();
        let mut out = Vec::new();
        for v in symbols {
            out.extend(self.of_symbol(claim, v)?);
        }
        Ok(out)
    }

    fn of_term(&self, claim: &Claim, e: Expr) -> Result<Vec<Condition>, Unsupported> {
        let mut out: Vec<Condition> = Vec::new();
        for text in conditions(&claim.dag, &self.names, &[e])? {
            out.push(Condition::Here(text));
        }
        for v in claim.dag.variables(e) {
            out.extend(self.of_symbol(claim, v)?);
        }
        Ok(out)
    }

    fn of_symbol(&self, claim: &Claim, v: Var) -> Result<Vec<Condition>, Unsupported> {
        let mut out = Vec::new();
        match claim.symbols.meaning(v).cloned() {
            None => {}
            Some(Meaning::Fold {
                index,
                term,
                lo,
                hi,
                ..
            }) => {
                let mut inner = claim.clone();
                if claim.dag.as_rational(lo).is_some() {
                    inner.variables[index.index()].domain.lo =
                        lemmabox_kernel::expr::End::Closed(lo);
                }
                let inside = self.of_term(&inner, term)?;
                if !inside.is_empty() {
                    let t = &self.names[index.index()];
                    let mut range = vec![format!("{} <= {t}", self.term(claim, lo)?)];
                    if let Some(hi) = hi {
                        range.push(format!("{t} <= {}", self.term(claim, hi)?));
                    }
                    out.push(Condition::Every {
                        index,
                        integer: true,
                        range,
                        inside,
                    });
                }
            }
            Some(Meaning::Value { sequence, at }) => {
                let from = claim.symbols.sequences[sequence].from;
                let mut claim = claim.clone();
                let first = claim.dag.integer(from);
                let distance = claim.dag.sub(at, first);
                if !claim.is_plainly_nonnegative(distance) {
                    let at = self.term(&claim, at)?;
                    out.push(Condition::Here(format!("{} <= {at}", integer(from))));
                }
            }
            Some(
                meaning @ Meaning::Integral {
                    variable,
                    integrand,
                    lo: Some(lo),
                    hi: Some(hi),
                },
            ) => {
                let ends = [self.term(claim, lo)?, self.term(claim, hi)?];
                for e in [lo, hi] {
                    out.extend(self.of_term(claim, e)?);
                }
                let inside = self.of_term(claim, integrand)?;
                let x = &self.names[variable.index()];
                if !inside.is_empty() {
                    let range = vec![format!("{} < {x}", ends[0]), format!("{x} < {}", ends[1])];
                    out.push(Condition::Every {
                        index: variable,
                        integer: false,
                        range,
                        inside,
                    });
                }
                let text = plain(self.symbol(claim, &meaning)?)?;
                let text = text.replacen("(integral ", "(integrable ", 1);
                out.push(Condition::Integrable { symbol: v, text });
            }
            Some(Meaning::Integral { .. }) => {
                return Err(Unsupported("an integral over an infinite range".to_owned()));
            }
        }
        Ok(out)
    }
}

fn partial_hypothesis() -> Unsupported {
    Unsupported("a hypothesis about a sum or value that is not always defined".to_owned())
}

/// That a real number is an integer.
fn is_integer(name: &str) -> String {
    format!("(exists z : Z, {name} = IZR z)")
}

/// An integer as a real number.
pub fn integer(n: i64) -> String {
    if n < 0 {
        format!("({n})")
    } else {
        n.to_string()
    }
}
