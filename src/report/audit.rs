//! Tables of the hypothesis audit and of best constants.

use super::document::{Cell, Column, Heading, Number, Table};
use crate::audit::{Ablation, Bracket, Finding};
use crate::exact::Q;
use crate::expr::Claim;
use crate::lang::expression_text;
use crate::model::digits::rational_digits;
use crate::prove::Verdict;

/// Digits of brackets.
const DIGITS: usize = 10;

fn words(name: &'static str, heading: &'static str) -> Column {
    Column {
        name,
        heading: Heading::Words(heading),
    }
}

/// One row a hypothesis of each claim audited.
#[must_use]
pub fn hypothesis_audit(audits: &[(&Claim, Ablation)]) -> Table {
    let mut rows = Vec::new();
    for (claim, ablation) in audits {
        for (i, (name, finding)) in ablation.findings.iter().enumerate() {
            let (finding, note) = match finding {
                Finding::Unused => ("not needed", Cell::none()),
                Finding::Needed(outcome) => (
                    "needed",
                    match &outcome.verdict {
                        Verdict::Refuted(witness) => Cell::List(
                            claim
                                .variables
                                .iter()
                                .zip(&witness.values)
                                .map(|(v, e)| {
                                    let value = expression_text(&outcome.dag, &claim.variables, *e);
                                    Cell::Words(format!("{} = {value}", v.name))
                                })
                                .collect(),
                        ),
                        _ => Cell::none(),
                    },
                ),
                Finding::Undecided(why) => ("undecided", Cell::Words(why.clone())),
            };
            let sufficient = match &ablation.sufficient {
                Some(_) if claim.hypotheses.get(i).is_some_and(|h| h.unused) => "no",
                Some(names) if names.contains(name) => "yes",
                Some(_) => "no",
                None => "",
            };
            rows.push(vec![
                Cell::Claim(claim.name.clone()),
                Cell::Words(name.clone()),
                Cell::Words(finding.into()),
                Cell::Words(sufficient.into()),
                note,
            ]);
        }
    }
    Table {
        name: "hypotheses",
        caption: "Hypothesis audit. Each hypothesis is dropped alone: “not needed” means that the claim was proved \
                  without it, “needed” that it was refuted without it, at the point given. The column “kept” \
                  marks a set of hypotheses that suffices."
            .into(),
        columns: vec![
            words("claim", "claim"),
            words("hypothesis", "hypothesis"),
            words("finding", "finding"),
            words("kept", "kept"),
            words("witness", "counterexample without it"),
        ],
        rows,
    }
}

/// One row a constant. The numbers are rounded towards the safe side by being exact in full.
#[must_use]
pub fn best_constants(brackets: &[(&Claim, Bracket)]) -> Table {
    let number = |q: &Q| {
        Cell::Number(Number {
            digits: rational_digits(q, DIGITS),
            exact: Some(q.to_string()),
            term: Some(q.to_string()),
        })
    };
    let rows = brackets
        .iter()
        .filter_map(|(claim, bracket)| {
            let best = claim.best.as_ref()?;
            let stated = match best.stated {
                Some(e) => Cell::Words(expression_text(&claim.dag, &claim.variables, e)),
                None => Cell::none(),
            };
            Some(vec![
                Cell::Claim(claim.name.clone()),
                Cell::Words(claim.variables[best.variable.index()].name.clone()),
                Cell::Words(if best.largest { "largest" } else { "smallest" }.into()),
                stated,
                bracket.proved.as_ref().map_or_else(Cell::none, number),
                bracket
                    .refuted
                    .as_ref()
                    .map_or_else(Cell::none, |(q, _)| number(q)),
            ])
        })
        .collect();
    Table {
        name: "constants",
        caption: "Best constants. The claim is a theorem with the constant at the value “proved” and false at the \
                  value “refuted”; the best value lies between them where the truth changes once. Digits are \
                  rounded to nearest, exact values stand in the JSON file."
            .into(),
        columns: vec![
            words("claim", "claim"),
            words("constant", "constant"),
            words("wanted", "wanted"),
            words("stated", "stated"),
            words("proved", "proved"),
            words("refuted", "refuted"),
        ],
        rows,
    }
}
