//! Counterexamples: small values of the integer variables, then a point where the claim so written out fails.

use super::super::Verdict;
use super::super::decide::decide_plain;
use super::{Prover, Settings, symbols_of, terms};
use lemmabox_kernel::certificate::{Model, Tree, Witness};
use lemmabox_kernel::check::counterexample;
use lemmabox_kernel::exact::rational;
use lemmabox_kernel::expr::{Claim, Expr, Formula, Hypothesis, Kind, Meaning, Var, small};
use num_traits::ToPrimitive;
use std::time::Duration;

/// Values tried for each integer variable.
const VALUES: i64 = 9;
/// Combinations tried in all.
const COMBINATIONS: usize = 48;
/// Values of unknown sequences beyond the last one that matters, tried as a constant.
const REST: [i64; 2] = [0, 1];

impl Prover<'_> {
    /// A witness with its model.
    pub(super) fn refute(&mut self, claim: &Claim) -> Option<Witness> {
        let mut choices: Vec<Vec<(Var, i64)>> = vec![Vec::new()];
        for (i, variable) in claim.variables.iter().enumerate() {
            let v = Var(u32::try_from(i).ok()?);
            if variable.kind != Kind::Integer || !claim.symbols.is_free(v) {
                continue;
            }
            let end = |e: Option<Expr>| e.and_then(|e| claim.dag.as_rational(e)).cloned();
            let lo = end(variable.domain.lo.constant());
            let hi = end(variable.domain.hi.constant()).and_then(|q| q.floor().to_i64());
            let first = lo.map_or(Some(-3), |q| q.ceil().to_i64())?;
            let last = hi.unwrap_or(i64::MAX).min(first + VALUES - 1);
            choices = choices
                .into_iter()
                .flat_map(|c| {
                    (first..=last).map(move |n| {
                        let mut c = c.clone();
                        c.push((v, n));
                        c
                    })
                })
                .collect();
            choices.sort_by_key(|c| c.iter().map(|(_, n)| n.abs()).sum::<i64>());
            choices.truncate(COMBINATIONS);
        }
        for choice in choices {
            if self.cancel.is_cancelled() {
                return None;
            }
            if let Some(witness) = self.refute_at(claim, &choice) {
                return Some(witness);
            }
        }
        None
    }

    fn refute_at(&mut self, claim: &Claim, choice: &[(Var, i64)]) -> Option<Witness> {
        let mut at = self.current(claim);
        let mut map = Vec::new();
        for (v, n) in choice {
            map.push((*v, at.dag.integer(*n)));
        }
        let goal = at.goal.clone();
        at.goal = at.instantiate_formula(&goal, &map).ok()?;
        for i in 0..at.hypotheses.len() {
            let formula = at.hypotheses[i].formula.clone();
            at.hypotheses[i].formula = at.instantiate_formula(&formula, &map).ok()?;
        }
        self.write_out(&mut at, &map)?;
        self.put_in_integrals(&mut at)?;
        self.dag = at.dag.clone();
        let bare = self.bare(&at);
        let settings = Settings {
            timeout: Some(Duration::from_millis(400)),
            max_boxes: 200,
            ..self.settings.clone()
        };
        let outcome = decide_plain(&bare, &[], &settings, &self.cancel);
        let Verdict::Refuted(found) = outcome.verdict else {
            return None;
        };
        self.dag = outcome.dag;
        let all = found.values;
        let mut values = all.clone();
        values.truncate(claim.variables.len());
        for (v, n) in choice {
            values[v.index()] = self.dag.integer(*n);
        }
        let zero = self.dag.integer(0);
        self.with_rest(claim, &at, &all, values, zero)
    }

    /// Hypotheses about every index, where the values that matter are spoken of and no others.
    fn write_out(&mut self, at: &mut Claim, map: &[(Var, Expr)]) -> Option<()> {
        let mut last = i64::MIN;
        for (_, meaning) in symbols_of(at, &terms(at)) {
            if let Meaning::Value { at: place, .. } = meaning
                && let Some(i) = at.dag.as_rational(place).and_then(small)
            {
                last = last.max(i);
            }
        }
        for always in at.symbols.always.clone() {
            if always.unused {
                continue;
            }
            let lo = at.instantiate(always.lo, map).ok()?;
            let first = at.dag.as_rational(lo).and_then(small)?;
            for i in first..=last.min(first + 24) {
                let i = at.dag.integer(i);
                let formula = at.instantiate_formula(&always.formula, map).ok()?;
                let formula = at
                    .instantiate_formula(&formula, &[(always.index, i)])
                    .ok()?;
                let mut inside = Vec::new();
                formula.for_each_relation(&mut |r| inside.extend([r.lhs, r.rhs]));
                let beyond = symbols_of(at, &inside).iter().any(|(_, m)| match m {
                    Meaning::Value { at: place, .. } => at
                        .dag
                        .as_rational(*place)
                        .and_then(small)
                        .is_none_or(|p| p > last),
                    Meaning::Fold { .. } | Meaning::Integral { .. } => false,
                });
                if !beyond {
                    at.hypotheses.push(Hypothesis {
                        name: always.name.clone(),
                        formula,
                        unused: false,
                    });
                }
            }
        }
        Some(())
    }

    /// Integrals by the values that their antiderivatives give.
    fn put_in_integrals(&mut self, at: &mut Claim) -> Option<()> {
        for (v, meaning) in symbols_of(at, &terms(at)) {
            if !matches!(meaning, Meaning::Integral { .. }) {
                continue;
            }
            self.dag = at.dag.clone();
            let pieces = self.pieces(at, v)?;
            let value = self.value(at, v, &pieces)?;
            at.dag = self.dag.clone();
            let dag = &mut at.dag;
            let mut put = |f: &Formula| f.map_terms(&mut |e| dag.substitute(e, &[(v, value)]));
            at.goal = put(&at.goal);
            for h in &mut at.hypotheses {
                h.formula = put(&h.formula);
            }
        }
        Some(())
    }

    /// Completes the sequences and proves that the claim fails there.
    fn with_rest(
        &mut self,
        claim: &Claim,
        at: &Claim,
        found: &[Expr],
        values: Vec<Expr>,
        zero: Expr,
    ) -> Option<Witness> {
        let mut firsts: Vec<Vec<Expr>> = vec![Vec::new(); claim.symbols.sequences.len()];
        for (v, meaning) in &at.symbols.meanings {
            let Meaning::Value {
                sequence,
                at: place,
            } = meaning
            else {
                continue;
            };
            let declared = &claim.symbols.sequences[*sequence];
            if declared.recurrence.is_some() {
                continue;
            }
            let Some(i) = at.dag.as_rational(*place).and_then(small) else {
                continue;
            };
            let Some(value) = found.get(v.index()).copied() else {
                continue;
            };
            let offset = usize::try_from(i - declared.from).ok()?;
            if offset > 64 {
                return None;
            }
            let list = &mut firsts[*sequence];
            while list.len() <= offset {
                list.push(zero);
            }
            list[offset] = value;
        }
        let bound = claim
            .symbols
            .bound
            .iter()
            .copied()
            .find(|v| claim.variables[v.index()].kind == Kind::Integer);
        for rest in REST {
            let rest = {
                let mut dag = self.dag.clone();
                let e = dag.rational(rational::integer(rest));
                self.dag = dag;
                e
            };
            let mut witness = Witness {
                values: values.clone(),
                model: Some(Box::new(Model {
                    sequences: firsts.iter().map(|f| (f.clone(), rest)).collect(),
                    index: bound.unwrap_or(Var(0)),
                    premises: Vec::new(),
                })),
            };
            if let Some(trees) = self.model(claim, &witness) {
                if let Some(model) = &mut witness.model {
                    model.premises = trees;
                }
                return Some(witness);
            }
            if claim.symbols.sequences.is_empty() {
                break;
            }
        }
        None
    }

    fn model(&mut self, claim: &Claim, witness: &Witness) -> Option<Vec<Tree>> {
        let count = counterexample(&self.current(claim), witness).ok()?.len();
        let mut trees = Vec::new();
        let lemmas = std::mem::take(&mut self.lemmas);
        for i in 0..count {
            let premise = counterexample(&self.current(claim), witness).ok();
            let Some(premise) =
                premise.and_then(|mut all| (i < all.len()).then(|| all.swap_remove(i)))
            else {
                break;
            };
            self.dag = premise.dag.clone();
            match self.root(&premise) {
                Ok(tree) => trees.push(tree),
                Err(_) => break,
            }
        }
        self.lemmas = lemmas;
        (trees.len() == count).then_some(trees)
    }
}
