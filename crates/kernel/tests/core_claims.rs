//! The reader of core claims: what it accepts is canonical, what it refuses it refuses with a
//! place, and it never panics.

use lemmabox_kernel::core_text::{canonical, read_claim, read_claims};
use lemmabox_kernel::exact::rational;
use lemmabox_kernel::expr::{
    Binary, Claim, Comparison, Dag, Domain, End, Expectation, Expr, Formula, Hypothesis, Instance,
    Kind, Relation, Source, Unary, Var, Variable,
};
use proptest::prelude::*;

/// Picks from a list of random numbers; zero when they run out.
struct Choices<'c>(std::slice::Iter<'c, u32>);

impl Choices<'_> {
    fn below(&mut self, n: usize) -> usize {
        self.0.next().map_or(0, |c| *c as usize % n)
    }
}

fn term(dag: &mut Dag, choices: &mut Choices<'_>, variables: usize, depth: u32) -> Expr {
    const UNARY: [Unary; 6] = [
        Unary::Neg,
        Unary::Abs,
        Unary::Sqrt,
        Unary::Sin,
        Unary::Exp,
        Unary::Arccos,
    ];
    const BINARY: [Binary; 7] = [
        Binary::Add,
        Binary::Sub,
        Binary::Mul,
        Binary::Div,
        Binary::Min,
        Binary::Max,
        Binary::Arctan2,
    ];
    let kind = if depth == 0 { 2 } else { 7 };
    match choices.below(kind) {
        0 if variables > 0 => {
            let v = choices.below(variables);
            dag.variable(Var(v as u32))
        }
        1 if choices.below(3) == 0 => dag.pi(),
        0 | 1 => {
            let (p, q) = (choices.below(100), 1 + choices.below(9));
            dag.rational(rational::ratio(p as i64 - 30, q as i64))
        }
        2 => {
            let x = term(dag, choices, variables, depth - 1);
            dag.unary(UNARY[choices.below(UNARY.len())], x)
        }
        3 => {
            let x = term(dag, choices, variables, depth - 1);
            let (p, q) = (choices.below(7), 1 + choices.below(4));
            dag.rational_power(x, &rational::ratio(p as i64 - 3, q as i64))
                .unwrap()
        }
        _ => {
            let x = term(dag, choices, variables, depth - 1);
            let y = term(dag, choices, variables, depth - 1);
            dag.binary(BINARY[choices.below(BINARY.len())], x, y)
        }
    }
}

fn formula(dag: &mut Dag, choices: &mut Choices<'_>, variables: usize, depth: u32) -> Formula {
    const OPS: [Comparison; 6] = [
        Comparison::Less,
        Comparison::LessEqual,
        Comparison::Greater,
        Comparison::GreaterEqual,
        Comparison::Equal,
        Comparison::NotEqual,
    ];
    let kind = if depth == 0 { 1 } else { 5 };
    let parts = |choices: &mut Choices<'_>, dag: &mut Dag| {
        let n = 2 + choices.below(2);
        let part = |_| formula(dag, choices, variables, depth - 1);
        (0..n).map(part).collect()
    };
    match choices.below(kind) {
        1 => Formula::And(parts(choices, dag)),
        2 => Formula::Or(parts(choices, dag)),
        3 => Formula::Not(Box::new(formula(dag, choices, variables, depth - 1))),
        4 => Formula::True,
        _ => Formula::Relation(Relation {
            lhs: term(dag, choices, variables, 4),
            op: OPS[choices.below(OPS.len())],
            rhs: term(dag, choices, variables, 3),
        }),
    }
}

fn claim(choices: &[u32]) -> Claim {
    let choices = &mut Choices(choices.iter());
    let mut dag = Dag::new();
    let n = choices.below(4);
    let variables = (0..n)
        .map(|i| {
            let mut end = |choices: &mut Choices<'_>| match choices.below(3) {
                0 => End::Infinite,
                1 => End::Closed(term(&mut dag, choices, 0, 2)),
                _ => End::Open(term(&mut dag, choices, 0, 1)),
            };
            let (lo, hi) = (end(choices), end(choices));
            Variable {
                name: ["x", "y'", "sqrt_", "_7"][i].to_owned(),
                domain: Domain { lo, hi },
                kind: [Kind::Real, Kind::Integer][choices.below(2)],
            }
        })
        .collect();
    let hypotheses = (0..choices.below(3))
        .map(|i| Hypothesis {
            name: format!("h{i}"),
            formula: formula(&mut dag, choices, n, 2),
            unused: choices.below(4) == 0,
        })
        .collect();
    let uses = (0..choices.below(2))
        .map(|_| Instance {
            lemma: "L".into(),
            arguments: vec![("t".into(), term(&mut dag, choices, n, 2))],
        })
        .collect();
    Claim {
        symbols: lemmabox_kernel::expr::Symbols::default(),
        name: "K1".into(),
        title: ["", "a \"quoted\" \\ title\n\u{1b}", "}\n"][choices.below(3)].into(),
        source: [None, Some(Source::Paper), Some(Source::Other("x".into()))][choices.below(3)]
            .clone(),
        variables,
        hypotheses,
        goal: formula(&mut dag, choices, n, 3),
        uses,
        expectation: [Expectation::Proved, Expectation::Refuted][choices.below(2)],
        best: None,
        dag,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_written_is_read_back(choices in prop::collection::vec(any::<u32>(), 0..120)) {
        let text = canonical(&claim(&choices));
        let read = read_claim(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(canonical(&read), text);
    }

    #[test]
    fn mutated_texts_are_refused_or_canonical(
        choices in prop::collection::vec(any::<u32>(), 0..120),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..5u8, any::<prop::sample::Index>()), 1..6),
    ) {
        const PIECES: [&str; 24] = [
            "(", ")", "[", "]", "{", "}", "\"", "\\", "\n", " ", "-", "^", "/", "pi", "x", "_1", "let _1 = x", "not ",
            "inf", "claim", "9999999999999999999999", "\u{e9}", "\u{0}", " best x in [0, 1] largest",
        ];
        let mut text = canonical(&claim(&choices));
        for (at, kind, piece) in edits {
            let boundaries: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let i = boundaries[at.index(boundaries.len())];
            match kind {
                0 => text.truncate(i),
                1 => {
                    if i < text.len() {
                        text.remove(i);
                    }
                }
                2 => {
                    // A piece of the text itself, once more.
                    let j = boundaries[piece.index(boundaries.len())];
                    let copy = text[i.min(j)..i.max(j)].to_owned();
                    text.insert_str(i, &copy);
                }
                _ => text.insert_str(i, PIECES[piece.index(PIECES.len())]),
            }
        }
        match read_claim(&text) {
            Ok(claim) => prop_assert_eq!(canonical(&claim), text),
            Err(e) => prop_assert!(e.line >= 1 && !e.cause.is_empty()),
        }
    }

    #[test]
    fn files_of_claims_are_read_one_by_one(choices in prop::collection::vec(any::<u32>(), 0..60), gap in "(\n|# [a-z]*\n){0,3}") {
        let one = claim(&choices);
        let other = Claim { name: "K2".into(), ..one.clone() };
        let text = format!("{gap}{}{gap}{}{gap}", canonical(&one), canonical(&other));
        let read = read_claims(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(read.len(), 2);
        prop_assert_eq!(canonical(&read[1]), canonical(&other));
        let twice = format!("{}{}", canonical(&one), canonical(&one));
        prop_assert!(read_claims(&twice).unwrap_err().cause.contains("two claims"));
    }
}

#[test]
fn words_of_the_language_name_no_variables() {
    for word in ["pi", "inf", "true"] {
        let text = format!(
            "claim K \"\" {{\n  for {word} in [0, 1]\n  show {word} <= 1\n  expect proved\n}}\n"
        );
        let refused = read_claim(&text).unwrap_err();
        assert!(refused.cause.contains("no name of a variable"), "{refused}");
    }
}

#[test]
fn deep_long_and_endless_texts_are_refused() {
    let of = |goal: &str| {
        read_claim(&format!(
            "claim K \"\" {{\n  show {goal} <= 1\n  expect proved\n}}\n"
        ))
    };
    assert!(
        of(&"(".repeat(1_000_000))
            .unwrap_err()
            .cause
            .contains("nested")
    );
    assert!(
        of(&"-".repeat(1_000_000))
            .unwrap_err()
            .cause
            .contains("nested")
    );
    assert!(
        of(&"9".repeat(1_000_000))
            .unwrap_err()
            .cause
            .contains("digits")
    );
    assert!(
        of(&"sin(".repeat(1_000_000))
            .unwrap_err()
            .cause
            .contains("nested")
    );
    assert!(read_claim(&"\u{0}".repeat(1_000_000)).is_err());
    assert!(read_claim("").is_err() && read_claims("").unwrap().is_empty());
    assert!(
        read_claims("claim K")
            .unwrap_err()
            .cause
            .contains("closing")
    );
}
