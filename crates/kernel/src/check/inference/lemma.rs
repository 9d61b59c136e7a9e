//! Earlier claims, with sums, sequences and integrals of their own, taken as lemmas.

use super::super::rejection::{refuse, require};
use super::{assume, conditions_premise, relation};
use crate::expr::{Always, Claim, Comparison, Dag, Expr, Formula, Kind, Meaning, Recurrence, Var};

/// The premises of a lemma: its conditions, then the claim with its goal.
pub(super) fn premises(
    claim: &Claim,
    lemmas: &[&Claim],
    number: usize,
) -> Result<Vec<Claim>, String> {
    let (Some(instance), Some(lemma)) = (claim.uses.get(number), lemmas.get(number)) else {
        return refuse("no such lemma");
    };
    require(
        instance.lemma == lemma.name,
        "another lemma than the one used",
    )?;
    let mut main = claim.clone();
    let mut import = Import {
        lemma,
        images: vec![None; lemma.variables.len()],
        sequences: Vec::new(),
    };
    let mut conditions = Vec::new();
    for (i, variable) in lemma.variables.iter().enumerate() {
        let v = Var(u32::try_from(i).map_err(|_| "too many variables")?);
        if !lemma.symbols.is_free(v) {
            continue;
        }
        let given = instance.arguments.iter().find(|(n, _)| *n == variable.name);
        let argument = match given {
            Some((_, e)) => *e,
            None => match main
                .variable(&variable.name)
                .filter(|v| claim.symbols.is_free(*v))
            {
                Some(v) => main.dag.variable(v),
                None => return refuse("a variable of a lemma stands for nothing"),
            },
        };
        if variable.kind == Kind::Integer {
            require(
                main.is_integer_term(argument),
                "an argument is not an integer",
            )?;
        }
        import.images[i] = Some(argument);
        if !main.dag.is_total(argument) {
            conditions.push(relation(argument, Comparison::Equal, argument));
        }
        for (end, closed, open) in [
            (
                variable.domain.lo,
                Comparison::GreaterEqual,
                Comparison::Greater,
            ),
            (variable.domain.hi, Comparison::LessEqual, Comparison::Less),
        ] {
            if let Some(e) = end.constant() {
                let rhs = main.dag.import(&lemma.dag, e, Dag::variable);
                let op = if end.is_open() { open } else { closed };
                conditions.push(relation(argument, op, rhs));
            }
        }
    }
    for (i, variable) in lemma.variables.iter().enumerate() {
        let v = Var(u32::try_from(i).map_err(|_| "too many variables")?);
        if lemma.symbols.bound.contains(&v) {
            // Neither in an argument nor another binder's: inner and outer ones must not become
            // one.
            let avoid: Vec<Var> = (import.images.iter().flatten())
                .flat_map(|e| main.free_variables(*e))
                .collect();
            let bound = main.bound_variable(variable.kind, &avoid);
            import.images[i] = Some(main.dag.variable(bound));
        }
    }
    import.sequences(&mut main)?;
    for hypothesis in lemma.hypotheses.iter().filter(|h| !h.unused) {
        let formula = import.formula(&mut main, &hypothesis.formula)?;
        conditions.push(formula);
    }
    for always in lemma.symbols.always.iter().filter(|a| !a.unused) {
        let given = import.is_assumed(&mut main, always)?;
        require(
            given,
            "a hypothesis of a lemma about every index is none of the claim",
        )?;
    }
    let goal = import.formula(&mut main, &lemma.goal)?;
    let mut out = Vec::new();
    let bare = Claim {
        hypotheses: claim.hypotheses.clone(),
        ..main.clone()
    };
    out.extend(conditions_premise(&bare, conditions));
    assume(&mut main, "lemma", goal);
    out.push(main);
    Ok(out)
}

struct Import<'l> {
    lemma: &'l Claim,
    /// By variable of the lemma.
    images: Vec<Option<Expr>>,
    /// By sequence of the lemma.
    sequences: Vec<usize>,
}

impl Import<'_> {
    fn term(&mut self, claim: &mut Claim, e: Expr) -> Result<Expr, String> {
        for v in self.lemma.dag.variables(e) {
            let known = self.images.get(v.index());
            require(known.is_some(), "a term has an unknown variable")?;
            if known == Some(&None) {
                let Some(meaning) = self.lemma.symbols.meaning(v).cloned() else {
                    return refuse("a variable of a lemma stands for nothing");
                };
                let meaning = self.meaning(claim, &meaning)?;
                let symbol = claim.symbol(meaning)?;
                self.images[v.index()] = Some(symbol);
            }
        }
        let images = &self.images;
        Ok(claim.dag.import(&self.lemma.dag, e, |dag, v| {
            let image = images.get(v.index()).copied().flatten();
            image.unwrap_or_else(|| dag.variable(v))
        }))
    }

    fn bound(&self, claim: &Claim, v: Var) -> Result<Var, String> {
        let image = self.images.get(v.index()).copied().flatten();
        match image.map(|e| claim.dag.node(e)) {
            Some(crate::expr::Node::Variable(v)) => Ok(*v),
            _ => refuse("a bound variable stands for nothing"),
        }
    }

    fn meaning(&mut self, claim: &mut Claim, meaning: &Meaning) -> Result<Meaning, String> {
        let mut image = meaning.clone();
        if let Meaning::Value { sequence, .. } = &mut image {
            *sequence = *self.sequences.get(*sequence).ok_or("no such sequence")?;
        }
        let (inside, outside) = image.parts_mut();
        if let Some((bound, e)) = inside {
            *bound = self.bound(claim, *bound)?;
            *e = self.term(claim, *e)?;
        }
        for e in outside.into_iter().flatten() {
            *e = self.term(claim, *e)?;
        }
        Ok(image)
    }

    fn formula(&mut self, claim: &mut Claim, formula: &Formula) -> Result<Formula, String> {
        let mut failure = None;
        let image = formula.map_terms(&mut |e| match self.term(claim, e) {
            Ok(e) => e,
            Err(cause) => {
                failure = Some(cause);
                e
            }
        });
        failure.map_or(Ok(image), Err)
    }

    /// A sequence of the lemma is that of the same name here, which must be unknown if it is there
    /// or be defined alike.
    fn sequences(&mut self, claim: &mut Claim) -> Result<(), String> {
        for sequence in &self.lemma.symbols.sequences {
            let place = (claim.symbols.sequences.iter())
                .position(|s| s.name == sequence.name && s.from == sequence.from);
            let Some(place) = place else {
                return refuse("a sequence of a lemma is none of the claim");
            };
            self.sequences.push(place);
            if let Some(recurrence) = &sequence.recurrence {
                let index = self.bound(claim, recurrence.index)?;
                let mut initial = Vec::new();
                for e in &recurrence.initial {
                    initial.push(self.term(claim, *e)?);
                }
                let step = self.term(claim, recurrence.step)?;
                let image = Recurrence {
                    initial,
                    index,
                    step,
                };
                let same = claim
                    .symbols
                    .sequences
                    .get(place)
                    .is_some_and(|s| s.recurrence.as_ref() == Some(&image));
                require(same, "a sequence of a lemma is defined otherwise")?;
            }
        }
        Ok(())
    }

    /// Whether a hypothesis about every index is one of the claim's.
    fn is_assumed(&mut self, claim: &mut Claim, always: &Always) -> Result<bool, String> {
        let index = self.bound(claim, always.index)?;
        let lo = self.term(claim, always.lo)?;
        let hi = always.hi.map(|e| self.term(claim, e)).transpose()?;
        let formula = self.formula(claim, &always.formula)?;
        Ok(claim.symbols.always.iter().any(|a| {
            !a.unused && a.lo == lo && a.hi == hi && a.index == index && a.formula == formula
        }))
    }
}
