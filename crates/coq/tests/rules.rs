//! The table of rules in docs/certificates.md against the exporter and the checker in Coq.

use lemmabox_coq::{KERNEL, export};
use lemmabox_kernel::certificate::{
    Argument, Factor, FormulaProof, Leaf, Point, Product, Proof, Rule, Side, Sign, Tree,
};
use lemmabox_kernel::core_text::read_claim;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::{Always, Claim, Comparison, Formula, Relation, Unary, Var};
use std::collections::BTreeMap;

const DOCS: &str = include_str!("../../../docs/certificates.md");

/// The rules that the table names for each node, none where it says so.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let (_, section) = DOCS.split_once("## Rules in Coq").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let mut out = BTreeMap::new();
    for row in section.lines().filter(|l| l.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let quoted = |cell: &'static str| cell.split('`').skip(1).step_by(2);
        for node in quoted(cells[0]) {
            assert!(
                out.insert(node, quoted(cells[2]).collect()).is_none(),
                "{node}"
            );
        }
    }
    out
}

/// The letter of a reason in a certificate.
fn letter(reason: &Sign) -> &'static str {
    match reason {
        Sign::Natural => "n",
        Sign::MeanValue => "m",
        Sign::Taylor => "y",
        Sign::Exact => "e",
        Sign::Monotone { .. } => "o",
        Sign::Collapse { .. } => "c",
        Sign::Slide { .. } => "b",
        Sign::Vanishing { .. } => "l",
        Sign::Remainder => "k",
        Sign::Image { .. } => "h",
        Sign::Chord { .. } => "w",
        Sign::Tangent { .. } => "t",
        Sign::Arms { .. } => "v",
        Sign::Arm { .. } => "u",
        Sign::Product(_) => "p",
        Sign::Contradiction(_) => "!",
        Sign::Convex { .. } => "x",
    }
}

fn claim() -> Claim {
    let text = "claim some \"\" {\n  source derived\n  for x in [1, 2]\n  assume low: x >= 1\n  show x >= 0\n  expect proved\n}\n";
    read_claim(text).unwrap()
}

/// One of each, of the right shape for the claim; whether it is a good reason does not matter.
fn reasons(claim: &mut Claim) -> Vec<Sign> {
    let variable = Var(0);
    let side = Side::Lower;
    let natural = || Box::new(Sign::Natural);
    let x = claim.dag.variable(variable);
    let zero = claim.dag.integer(0);
    let size = claim.dag.unary(Unary::Abs, x);
    let product = |factor| Product {
        multiplier: Vec::new(),
        terms: vec![(integer(1), vec![factor])],
        equalities: Vec::new(),
    };
    vec![
        Sign::Natural,
        Sign::MeanValue,
        Sign::Taylor,
        Sign::Exact,
        Sign::Monotone {
            sides: vec![(variable, side)],
            face: natural(),
        },
        Sign::Collapse {
            variable,
            side,
            slope: natural(),
            face: natural(),
        },
        Sign::Slide {
            fact: 0,
            variable,
            slope: natural(),
            face: natural(),
        },
        Sign::Vanishing {
            variable,
            side: Side::Upper,
            slope: natural(),
        },
        Sign::Remainder,
        Sign::Image {
            function: Unary::Exp,
            greater: x,
            lesser: zero,
            sign: natural(),
        },
        Sign::Chord {
            variable,
            second: natural(),
            low: natural(),
            high: natural(),
        },
        Sign::Tangent {
            function: Unary::Exp,
            argument: x,
            at: zero,
        },
        Sign::Arms {
            term: size,
            first: natural(),
            second: natural(),
        },
        Sign::Arm {
            term: size,
            second: false,
        },
        Sign::Product(product(Factor::Fact(0))),
        Sign::Contradiction(product(Factor::Negated)),
        Sign::Convex {
            point: vec![(variable, Point::Dyadic(1.0))],
        },
    ]
}

/// A reason is exported exactly where the table names a rule, and by that rule.
#[test]
fn the_table_says_which_reasons_are_exported() {
    let table = table();
    let mut claim = claim();
    let mut seen = Vec::new();
    for sign in reasons(&mut claim) {
        let node = letter(&sign);
        let rules = &table[node];
        let tree = Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
            negated: false,
            sign,
        }));
        let lemmas = Vec::new();
        let proof = Proof { lemmas, tree };
        match export(&claim, &[], &proof, &claim.dag) {
            Ok(text) => {
                assert!(
                    rules.iter().any(|rule| text.contains(&format!("{rule} "))
                        || text.contains(&format!("{rule})"))),
                    "`{node}`: {rules:?} in {text}"
                )
            }
            Err(e) => assert!(rules.is_empty(), "`{node}`: {e}"),
        }
        seen.push(node);
    }
    seen.sort_unstable();
    let mut once = seen.clone();
    once.dedup();
    assert_eq!(seen, once);
}

/// Every rule named is a constructor or a function of the checker, and every node of the grammar
/// has a row.
#[test]
fn the_table_is_complete_and_names_rules_that_there_are() {
    let table = table();
    let checker: String = KERNEL.iter().map(|(_, text)| *text).collect();
    for rule in table.values().flatten() {
        let found = checker.contains(&format!("\n| {rule}"))
            || checker.contains(&format!("Definition {rule} "))
            || checker.contains(&format!("Theorem {rule} "));
        assert!(found, "there is no rule {rule}");
    }
    let (_, grammar) = DOCS.split_once("proof  = count").unwrap();
    let (grammar, _) = grammar.split_once("formula=").unwrap();
    let (_, signs) = DOCS.split_once("\nsign   =").unwrap();
    let (signs, _) = signs.split_once("\nend    =").unwrap();
    let letters = |text: &'static str| {
        text.split(['|', '=', '\n'])
            .filter_map(|part| part.trim().strip_prefix('"')?.split_once('"'))
            .map(|(node, _)| node)
            .filter(|node| !["0", "1"].contains(node))
    };
    for node in letters(grammar).chain(letters(signs)) {
        assert!(table.contains_key(node), "no row for `{node}`");
    }
}

/// On open `(0, pi/2)` the sine is above its chord only because its second derivative is negative:
/// it is 0 at both ends above that chord, and above a lower line it is not.
#[test]
fn a_chord_that_is_strict_by_the_second_derivative_is_not_exported() {
    for (line, written) in [("2*x/pi", false), ("x/pi", true)] {
        let text = format!(
            "claim some \"\" {{\n  source derived\n  for x in (0, pi/2)\n  show sin(x) - {line} > 0\n  expect proved\n}}\n"
        );
        let claim = read_claim(&text).unwrap();
        let sign = Sign::Chord {
            variable: Var(0),
            second: Box::new(Sign::Natural),
            low: Box::new(Sign::Exact),
            high: Box::new(Sign::Exact),
        };
        let negated = false;
        let tree = Tree::Leaf(Leaf::Goal(FormulaProof::Sign { negated, sign }));
        let lemmas = Vec::new();
        let result = export(&claim, &[], &Proof { lemmas, tree }, &claim.dag);
        match result {
            Ok(_) => assert!(written, "{line}"),
            Err(e) => {
                assert!(!written, "{line}: {e}");
                assert!(e.reason.0.contains("second derivative"), "{e}");
            }
        }
    }
}

/// `t >= 1` for every integer `t` from 1 to `n`, which the claim is told of afterwards.
#[test]
fn a_statement_about_every_index_is_a_step_of_its_own() {
    let text = "claim some \"\" {\n  for n in [1, inf) integer\n  sequence a from 0\n  bound t'1 integer\n  symbol a'2 = value a at n\n  show a'2 = a'2\n  expect proved\n}\n";
    let mut claim = read_claim(text).unwrap();
    let lo = claim.dag.integer(1);
    let [t, n] = [1, 0].map(|v| claim.dag.variable(Var(v)));
    let positive = Formula::Relation(Relation {
        lhs: t,
        op: Comparison::GreaterEqual,
        rhs: lo,
    });
    let every = Rule::Every(Always {
        name: "every".to_owned(),
        index: Var(1),
        lo,
        hi: Some(n),
        formula: positive,
        unused: false,
    });
    let argument = |rule, premises| Tree::Argument(Box::new(Argument { rule, premises }));
    let leaf = |proof| Tree::Leaf(Leaf::Goal(proof));
    let natural = leaf(FormulaProof::Sign {
        negated: false,
        sign: Sign::Natural,
    });
    let premises = vec![natural, leaf(FormulaProof::Identity)];
    let proof = Proof {
        lemmas: Vec::new(),
        tree: argument(Rule::Defined(Vec::new()), vec![argument(every, premises)]),
    };
    assert!(lemmabox_kernel::check::check(&claim, &[], &proof).is_ok());
    let text = export(&claim, &[], &proof, &claim.dag).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let statement = "assert (at_each : (forall t'1 : R, (exists z : Z, t'1 = IZR z) -> 1 <= t'1 -> t'1 <= n -> t'1 >= 1))";
    assert!(text.contains(statement), "{text}");
}
