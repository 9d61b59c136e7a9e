//! Refutations of claims with sums, sequences and integrals.

use super::super::rejection::{refuse, require};
use super::{affordable, definedness, in_range, with_goal};
use crate::certificate::Witness;
use crate::expr::{
    Always, Claim, Comparison, End, Expr, Formula, Kind, Meaning, Relation, Var,
    constant_difference, small,
};

/// Most indices at which a hypothesis about every index is written out.
const MOST_INSTANCES: i64 = 512;

/// Claims that are true together only if the given one fails at the witness: that the values lie in
/// the domains, the hypotheses hold and the goal does not; and each hypothesis about every index
/// beyond the first values of the sequences.
///
/// # Errors
/// Why the witness is none.
pub fn counterexample(claim: &Claim, witness: &Witness) -> Result<Vec<Claim>, String> {
    let Some(model) = &witness.model else {
        return refuse("no model");
    };
    definedness::well_formed(claim)?;
    let mut at = claim.clone();
    at.uses.clear();
    // Where a sum is undefined, so is the sum times 0: values are put in with every symbol kept.
    let old = claim.symbols.meanings.iter().map(|(v, _)| *v);
    at.dag
        .set_partial(old, u32::try_from(claim.variables.len()).ok());
    require(
        witness.values.len() == claim.variables.len(),
        "not one value a variable",
    )?;
    let mut map = Vec::new();
    let mut parts = Vec::new();
    for (i, (variable, value)) in claim.variables.iter().zip(&witness.values).enumerate() {
        let v = Var(u32::try_from(i).map_err(|_| "too many variables")?);
        if !claim.symbols.is_free(v) {
            continue;
        }
        require(
            claim.dag.variables(*value).is_empty(),
            "a value is no constant",
        )?;
        if variable.kind == Kind::Integer {
            let integer = claim
                .dag
                .as_rational(*value)
                .is_some_and(|q| q.is_integer());
            require(integer, "the value of an integer variable is no integer")?;
        }
        for (end, closed, open) in [
            (
                variable.domain.lo,
                Comparison::GreaterEqual,
                Comparison::Greater,
            ),
            (variable.domain.hi, Comparison::LessEqual, Comparison::Less),
        ] {
            let Some(rhs) = end.constant() else { continue };
            let op = if end.is_open() { open } else { closed };
            parts.push(Formula::Relation(Relation {
                lhs: *value,
                op,
                rhs,
            }));
        }
        map.push((v, *value));
    }
    // What holds at the values is shown for constants: domains say no more, and an empty one would
    // show anything.
    for (v, _) in &map {
        let domain = &mut at.variables[v.index()].domain;
        (domain.lo, domain.hi) = (End::Infinite, End::Infinite);
    }
    let lengths = exhibit(&mut at, &map, witness)?;
    let mut shown = Shown {
        sequences: &model.sequences,
        index: model.index,
        lengths,
    };
    for hypothesis in claim.hypotheses.iter().filter(|h| !h.unused) {
        let formula = at.instantiate_formula(&hypothesis.formula, &map)?;
        parts.push(shown.formula(&mut at, &formula)?);
    }
    let mut tails = Vec::new();
    require(
        claim.symbols.always.len() <= affordable(claim),
        "too many hypotheses about every index",
    )?;
    for always in claim.symbols.always.iter().filter(|a| !a.unused) {
        shown.always(&mut at, always, &map, &mut parts, &mut tails)?;
    }
    let goal = at.instantiate_formula(&claim.goal, &map)?;
    let goal = shown.formula(&mut at, &goal)?;
    parts.push(Formula::Not(Box::new(goal)));
    at.hypotheses.clear();
    at.symbols.always.clear();
    let mut out = vec![with_goal(&at, Formula::And(parts))];
    for (index, lo, formula) in tails {
        // A variable of its own: sums may have the index of the hypothesis for theirs.
        let mut tail = at.clone();
        let lo = tail.dag.integer(lo);
        let v = tail.new_variable("t", Kind::Integer);
        tail.variables[v.index()].domain.lo = End::Closed(lo);
        let t = tail.dag.variable(v);
        tail.goal = tail.instantiate_formula(&formula, &[(index, t)])?;
        out.push(tail);
    }
    // What is to be shown stands with all its symbols now, and each premise begins by showing that
    // they are defined.
    for premise in &mut out {
        premise.dag.set_partial([], None);
    }
    Ok(out)
}

/// Puts the values into the recurrences; gives back from where on each unknown sequence is known by
/// a term.
fn exhibit(at: &mut Claim, map: &[(Var, Expr)], witness: &Witness) -> Result<Vec<i64>, String> {
    let Some(model) = &witness.model else {
        return refuse("no model");
    };
    let sequences = at.symbols.sequences.clone();
    require(
        sequences.len() == model.sequences.len(),
        "not one model a sequence",
    )?;
    let index_known = at.symbols.bound.contains(&model.index)
        && at
            .variables
            .get(model.index.index())
            .is_some_and(|v| v.kind == Kind::Integer);
    require(
        index_known || model.sequences.is_empty(),
        "the index of a model is no bound integer variable",
    )?;
    let mut lengths = Vec::new();
    for (i, (sequence, (first, rest))) in sequences.iter().zip(&model.sequences).enumerate() {
        lengths.push(
            sequence
                .from
                .saturating_add(i64::try_from(first.len()).unwrap_or(i64::MAX)),
        );
        for e in first.iter().chain([rest]) {
            require(in_range(at, *e), "a term has an unknown variable")?;
        }
        for e in first {
            require(at.dag.variables(*e).is_empty(), "a value is no constant")?;
        }
        let only_index = at
            .dag
            .variables(*rest)
            .into_iter()
            .all(|v| v == model.index);
        require(
            only_index,
            "the values of a sequence depend on more than the index",
        )?;
        if let Some(recurrence) = &sequence.recurrence {
            let mut image = recurrence.clone();
            for e in &mut image.initial {
                *e = at.instantiate(*e, map)?;
            }
            image.step = at.instantiate(recurrence.step, map)?;
            at.symbols.sequences[i].recurrence = Some(image);
        }
    }
    Ok(lengths)
}

struct Shown<'w> {
    sequences: &'w [(Vec<Expr>, Expr)],
    index: Var,
    lengths: Vec<i64>,
}

impl Shown<'_> {
    /// A formula with the values of the unknown sequences put in, where their indices are integers.
    fn formula(&mut self, at: &mut Claim, formula: &Formula) -> Result<Formula, String> {
        let mut failure = None;
        let image = formula.map_terms(&mut |e| match self.term(at, e, None) {
            Ok(e) => e,
            Err(cause) => {
                failure = Some(cause);
                e
            }
        });
        failure.map_or(Ok(image), Err)
    }

    /// With `beyond = (v, m)`: also where the index is `v` plus a constant and `v >= m` makes it
    /// one known by the term.
    fn term(
        &mut self,
        at: &mut Claim,
        e: Expr,
        beyond: Option<(Var, i64)>,
    ) -> Result<Expr, String> {
        let mut map = Vec::new();
        for v in at.dag.variables(e) {
            let Some(Meaning::Value {
                sequence,
                at: place,
            }) = at.symbols.meaning(v).cloned()
            else {
                continue;
            };
            let Some(declared) = at.symbols.sequences.get(sequence).cloned() else {
                return refuse("no such sequence");
            };
            if declared.recurrence.is_some() {
                continue;
            }
            let (first, rest) = &self.sequences[sequence];
            let value = if let Some(i) = at.dag.as_rational(place).and_then(small) {
                let Ok(offset) = usize::try_from(i.saturating_sub(declared.from)) else {
                    return refuse("an index before the first");
                };
                match first.get(offset) {
                    Some(value) => *value,
                    None => at.dag.substitute(*rest, &[(self.index, place)]),
                }
            } else if let Some((x, from)) = beyond {
                let variable = at.dag.variable(x);
                let shift = constant_difference(&at.dag, place, variable);
                let Some(shift) = shift.as_ref().and_then(small) else {
                    return refuse("an index that is not the variable plus a constant");
                };
                require(
                    from.saturating_add(shift) >= self.lengths[sequence],
                    "an index at which a sequence has no term",
                )?;
                at.dag.substitute(*rest, &[(self.index, place)])
            } else {
                return refuse("an index of a sequence that is no constant");
            };
            map.push((v, value));
        }
        Ok(at.dag.substitute(e, &map))
    }

    /// A hypothesis about every index: written out where the sequences have listed values, and
    /// beyond by their terms.
    fn always(
        &mut self,
        at: &mut Claim,
        always: &Always,
        map: &[(Var, Expr)],
        parts: &mut Vec<Formula>,
        tails: &mut Vec<(Var, i64, Formula)>,
    ) -> Result<(), String> {
        let lo = at.instantiate(always.lo, map)?;
        let Some(lo) = at.dag.as_rational(lo).and_then(small) else {
            return refuse("a range that does not begin at an integer");
        };
        let formula = at.instantiate_formula(&always.formula, map)?;
        let last = match always.hi {
            Some(hi) => {
                let hi = at.instantiate(hi, map)?;
                let Some(hi) = at.dag.as_rational(hi).and_then(small) else {
                    return refuse("a range that does not end at an integer");
                };
                hi
            }
            None => {
                // An index may be the variable less a constant.
                let longest = self.lengths.iter().copied().max().unwrap_or(lo);
                longest
                    .max(lo)
                    .saturating_add(self.lag(at, always.index, &formula))
                    - 1
            }
        };
        require(
            last.saturating_sub(lo) <= MOST_INSTANCES,
            "a hypothesis about too many indices",
        )?;
        for i in lo..=last {
            let i = at.dag.integer(i);
            let instance = at.instantiate_formula(&formula, &[(always.index, i)])?;
            parts.push(self.formula(at, &instance)?);
        }
        if always.hi.is_none() {
            let from = last + 1;
            let mut failure = None;
            let image =
                formula.map_terms(
                    &mut |e| match self.term(at, e, Some((always.index, from))) {
                        Ok(e) => e,
                        Err(cause) => {
                            failure = Some(cause);
                            e
                        }
                    },
                );
            if let Some(cause) = failure {
                return Err(cause);
            }
            tails.push((always.index, from, image));
        }
        Ok(())
    }

    /// By how much indices in a formula fall behind the variable.
    fn lag(&self, at: &mut Claim, index: Var, formula: &Formula) -> i64 {
        let variable = at.dag.variable(index);
        let mut lag = 0;
        formula.for_each_relation(&mut |r| {
            for v in at
                .dag
                .variables(r.lhs)
                .into_iter()
                .chain(at.dag.variables(r.rhs))
            {
                if let Some(Meaning::Value { at: place, .. }) = at.symbols.meaning(v)
                    && let Some(shift) = constant_difference(&at.dag, *place, variable)
                {
                    lag = lag.max(-small(&shift).unwrap_or(0));
                }
            }
        });
        lag.clamp(0, 64)
    }
}
