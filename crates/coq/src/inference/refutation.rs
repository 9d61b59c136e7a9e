//! A counterexample with sequences: values of the variables, the first values of each sequence and
//! a term for the rest.

use super::integrals::finite;
use super::plain::{Plain, integer};
use super::rules::{MOST_VALUES, unsupported};
use super::{Writer, heading};
use crate::Unsupported;
use lemmabox_kernel::certificate::{Model, Tree, Witness};
use lemmabox_kernel::check::counterexample;
use lemmabox_kernel::expr::{Affine, Claim, Dag, Expr, Kind, Meaning, Var, small};

/// See [`crate::export_refutation`].
pub fn refutation(claim: &Claim, witness: &Witness, dag: &Dag) -> Result<String, Unsupported> {
    let mut claim = claim.clone();
    claim.dag = dag.clone();
    let Some(model) = &witness.model else {
        return Err(Unsupported::mismatch());
    };
    let mut writer = Writer::new(&claim.title, &[]);
    let premises = counterexample(&claim, witness).map_err(Unsupported)?;
    let mut shown = Vec::new();
    for (premise, tree) in premises.into_iter().zip(&model.premises) {
        // What the premise says of definedness is plain at a point.
        let Tree::Argument(argument) = tree else {
            return Err(Unsupported::mismatch());
        };
        let steps = writer.premises(&premise, argument)?;
        let Some(main) = steps.into_iter().next_back() else {
            return Err(Unsupported::mismatch());
        };
        shown.push(main);
    }
    claim.goal = claim.goal.normalized().negated().normalized();
    let plain = Plain::failing(&claim)?;
    let integrals = writer.integrals(&claim, &plain)?;
    heading(&mut writer.script, &claim, &plain)?;
    writer.script.line("Proof.");
    writer.model(&claim, &plain, witness, model)?;
    let mut point = Vec::new();
    for &v in &plain.free {
        point.push(format!(
            "({})",
            plain.term(&claim, witness.values[v.index()])?
        ));
    }
    point.extend(plain.sequences.iter().cloned());
    for value in &point {
        writer.script.line(&format!("  exists {value}."));
    }
    let Some((all, tails)) = shown.split_first() else {
        return Err(Unsupported::mismatch());
    };
    let own = point[plain.free.len()..].join(" ");
    writer.script.line(&format!(
        "  assert (main := {} {}). finish main. parts main.",
        all.name,
        point.join(" ")
    ));
    let mut beyond = String::new();
    for tail in tails {
        // The variables are those of the claim and the index.
        let values = point[..plain.free.len()].join(" ");
        beyond.push_str(&format!(
            " | solve [let H := fresh in assert (H := {} {values} t' {own}); finish H; parts H; rests; given]",
            tail.name
        ));
    }
    writer.script.line("  refutes; try solve [given].");
    for (symbol, lemma) in &integrals {
        let x = finite(&claim, *symbol)?.variable;
        let mut text = lemma.clone();
        for v in (0u32..).take(claim.variables.len()).map(Var) {
            if v == x {
                text.push_str(" x'");
            } else if let Some(i) = plain.free.iter().position(|w| *w == v) {
                text.push_str(&format!(" {}", point[i]));
            }
        }
        writer.script.line(&format!(
            "  all: try solve [apply integrable_here; [given | intros x' above' below'; let H := fresh in assert (H := {text} {own}); conclude H]]."
        ));
    }
    let most = model.sequences.iter().map(|(first, _)| first.len()).max();
    let last = last_index(&claim, witness).min(MOST_VALUES);
    let cuts = (most.unwrap_or(0) + 2).max(usize::try_from(last).unwrap_or(0));
    writer.script.line(&format!(
        "  all: intros t' T' L'; intros; do {cuts} try first [solve [given]{beyond} | index_from t'; [solve [given] |] | solve [nra]]."
    ));
    writer.script.line("Qed.");
    Ok(writer.script.finish())
}

impl Writer<'_> {
    /// The sequences, and the values of them that are needed.
    fn model(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        witness: &Witness,
        model: &Model,
    ) -> Result<(), Unsupported> {
        let last = last_index(claim, witness);
        let map: Vec<(Var, Expr)> = (plain.free.iter())
            .map(|v| (*v, witness.values[v.index()]))
            .collect();
        let mut at = claim.clone();
        for (i, sequence) in claim.symbols.sequences.iter().enumerate() {
            let name = &plain.sequences[i];
            let from = sequence.from;
            if let Some(recurrence) = &sequence.recurrence {
                let mut texts = Vec::new();
                for e in &recurrence.initial {
                    let e = at.instantiate(*e, &map).map_err(Unsupported)?;
                    texts.push(format!("({})", plain.term(&at, e)?));
                }
                let step = at.instantiate(recurrence.step, &map).map_err(Unsupported)?;
                let theorem = match texts.len() {
                    1 => "recurrence_exists",
                    2 => "recurrence_exists_2",
                    _ => return unsupported("a refutation with a recurrence of an order above 2"),
                };
                let (index, step) = step_of(&at, plain, i, recurrence.index, step)?;
                self.script.line(&format!(
                    "  destruct ({theorem} ({from})%Z {} (fun {index} => {step})) as [{name} {name}'s].",
                    texts.join(" ")
                ));
                self.script
                    .line(&format!("  parts {name}'s. rename {name}'s into {name}'next. cbn [Z.add Pos.add Pos.succ] in *."));
                continue;
            }
            let (first, rest) = &model.sequences[i];
            let mut values = Vec::new();
            for e in first {
                values.push(plain.term(&at, *e)?);
            }
            let index = &plain.names[model.index.index()];
            let rest = plain.term(&at, *rest)?;
            self.script.line(&format!(
                "  destruct (listed_exists {} [{}] (fun {index} : R => {rest})) as [{name} [{name}'first {name}'rest]].",
                integer(from),
                values.join("; ")
            ));
            self.script.line(&format!(
                "  cbn [listed length INR] in {name}'first, {name}'rest. parts {name}'first."
            ));
            let length = i64::try_from(first.len()).unwrap_or(i64::MAX);
            for place in from.saturating_add(length)..=last.min(from + MOST_VALUES + length) {
                self.script.line(&format!(
                    "  let E := fresh \"value\" in assert (E := {name}'rest {} ltac:(lra)); cbv beta in E.",
                    integer(place)
                ));
            }
        }
        self.early_from_model(&mut at, plain, &map, last)
    }

    /// Values of defined sequences.
    fn early_from_model(
        &mut self,
        at: &mut Claim,
        plain: &Plain,
        map: &[(Var, Expr)],
        last: i64,
    ) -> Result<(), Unsupported> {
        for i in 0..at.symbols.sequences.len() {
            let mut sequence = at.symbols.sequences[i].clone();
            let Some(recurrence) = &mut sequence.recurrence else {
                continue;
            };
            for e in &mut recurrence.initial {
                *e = at.instantiate(*e, map).map_err(Unsupported)?;
            }
            recurrence.step = at.instantiate(recurrence.step, map).map_err(Unsupported)?;
            let order = i64::try_from(recurrence.initial.len()).unwrap_or(i64::MAX);
            let from = sequence.from;
            at.symbols.sequences[i] = sequence;
            for place in from + order..=last.min(from + MOST_VALUES) {
                let e = at.dag.integer(place);
                let value = at
                    .symbol(Meaning::Value { sequence: i, at: e })
                    .map_err(Unsupported)?;
                let value = plain.term(at, value)?;
                let name = &plain.sequences[i];
                self.script.line(&format!(
                    "  let E := fresh \"value\" in assert (E : {name} {} = {value}) by next_value {name}'next {} {order}.",
                    integer(place),
                    integer(place)
                ));
            }
        }
        Ok(())
    }
}

/// The arguments of the function that gives the next value, and its value.
fn step_of(
    claim: &Claim,
    plain: &Plain,
    sequence: usize,
    index: Var,
    step: Expr,
) -> Result<(String, String), Unsupported> {
    let order =
        (claim.symbols.sequences[sequence].recurrence.as_ref()).map_or(0, |r| r.initial.len());
    let mut claim = claim.clone();
    let variable = claim.dag.variable(index);
    let mut names = plain.names.clone();
    for v in claim.dag.variables(step) {
        match claim.symbols.meaning(v).cloned() {
            None => {}
            Some(Meaning::Value { sequence: s, at }) if s == sequence => {
                let distance = claim.dag.sub(at, variable);
                let offset = Affine::of(&claim.dag, distance)
                    .filter(|form| form.coefficients.is_empty())
                    .and_then(|form| small(&form.constant));
                let Some(offset) = offset else {
                    return unsupported("a recurrence with an index that moves");
                };
                names[v.index()] = format!("previous'{offset}");
            }
            Some(_) => return unsupported("a recurrence with a sum or another sequence"),
        }
    }
    let mut arguments = vec![names[index.index()].clone()];
    arguments.extend((0..order).map(|i| format!("previous'{i}")));
    let text = crate::term::term(&claim.dag, &names, step)?;
    Ok((arguments.join(" "), text))
}

/// The last index of a sequence that is looked at, about.
fn last_index(claim: &Claim, witness: &Witness) -> i64 {
    let integers = claim.variables.iter().zip(&witness.values);
    let largest = integers
        .filter(|(v, _)| v.kind == Kind::Integer)
        .filter_map(|(_, e)| claim.dag.as_rational(*e).and_then(small))
        .max();
    largest.unwrap_or(0).saturating_add(2)
}
