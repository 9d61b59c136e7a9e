//! Counterexamples in words.

use super::Outcome;
use lemmabox_kernel::certificate::Witness;
use lemmabox_kernel::core_text::expression_text;
use lemmabox_kernel::expr::{Claim, Var};

/// The values of a witness by name: those of the variables, and the first ones of each unknown
/// sequence.
#[must_use]
pub fn witness_values(
    stated: &Claim,
    outcome: &Outcome,
    witness: &Witness,
) -> Vec<(String, String)> {
    let text = |e| expression_text(&outcome.dag, &stated.variables, e);
    let mut out = Vec::new();
    for (i, (variable, value)) in stated.variables.iter().zip(&witness.values).enumerate() {
        if u32::try_from(i).is_ok_and(|i| stated.symbols.is_free(Var(i))) {
            out.push((variable.name.clone(), text(*value)));
        }
    }
    for (number, sequence) in stated.symbols.sequences.iter().enumerate() {
        let model = witness.model.as_ref();
        let first = model.and_then(|m| m.sequences.get(number));
        for (i, value) in (sequence.from..).zip(first.iter().flat_map(|(first, _)| first)) {
            out.push((format!("{}({i})", sequence.name), text(*value)));
        }
    }
    out
}

/// Values by name as a point: `x = 1, y = 1/2`.
#[must_use]
pub fn point_text(values: &[(String, String)]) -> String {
    if values.is_empty() {
        return "every point".to_owned();
    }
    let values: Vec<String> = values.iter().map(|(v, x)| format!("{v} = {x}")).collect();
    values.join(", ")
}
