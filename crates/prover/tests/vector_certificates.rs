//! Certificates of claims about vectors and functions, altered by hand: the kernel takes none of
//! them.

use lemmabox_kernel::certificate::{
    Factor, FormulaProof, Leaf, Product, Proof, Sign, Tree, Witness,
};
use lemmabox_kernel::check::{check, check_witness};
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::{Claim, Comparison, Formula, Relation};
use lemmabox_lang::parse_file;
use lemmabox_prover::{Cancel, Settings, Verdict, as_stated, decide_one};

/// A claim with the terms of its outcome.
fn decided(text: &str) -> (Claim, Verdict) {
    let text = format!("claim t {{\n{text}\n}}\n");
    let file = parse_file("t.lemma", &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let claims: Vec<_> = file.claims.iter().collect();
    let settings = Settings {
        timeout: None,
        ..Settings::default()
    };
    let outcome = decide_one(&claims, 0, &settings, &Cancel::new());
    let mut stated = as_stated(claims[0]);
    stated.dag = outcome.dag;
    (stated, outcome.verdict)
}

const DESCENT: &str = "for L in (0, inf), x in R^d, f convex smooth(L)
    let y = x - grad(f, x)/L
    show f(y) <= f(x) - norm(grad(f, x))^2/(2*L)";
const YOUNG: &str = "for x in R^d, y in R^d show dot(x, y) <= (norm(x)^2 + norm(y)^2)/2";

fn proved(text: &str) -> (Claim, Proof) {
    let (claim, verdict) = decided(text);
    let Verdict::Proved(proof) = verdict else {
        panic!("{text}: {verdict:?}");
    };
    assert_eq!(
        check(&claim, &[], &proof).map_err(|e| e.to_string()),
        Ok(())
    );
    (claim, proof)
}

/// The reason for the whole region.
fn reason(proof: &mut Proof) -> &mut Sign {
    match &mut proof.tree {
        Tree::Leaf(Leaf::Goal(FormulaProof::Sign { sign, .. })) => sign,
        other => panic!("no single reason: {other:?}"),
    }
}

/// The identity that ends a reason, behind the facts by which variables slide.
fn identity(sign: &mut Sign) -> &mut Product {
    match sign {
        Sign::Product(product) => product,
        Sign::Slide { face, .. } => identity(face),
        other => panic!("no identity: {other:?}"),
    }
}

/// The first fact that a reason rests on.
fn first_fact(sign: &mut Sign) -> Option<&mut usize> {
    match sign {
        Sign::Slide { fact, .. } => Some(fact),
        Sign::Product(product) => {
            let factors = product.terms.iter_mut().flat_map(|(_, factors)| factors);
            let mut facts = factors.filter_map(|factor| match factor {
                Factor::Fact(fact) => Some(fact),
                _ => None,
            });
            facts.next()
        }
        other => panic!("no facts: {other:?}"),
    }
}

type Alteration<'a> = (&'a str, &'a dyn Fn(&mut Product));

#[test]
fn altered_identities_are_rejected() {
    for text in [DESCENT, YOUNG] {
        let (claim, proof) = proved(text);
        let terms = identity(reason(&mut proof.clone())).terms.len();
        assert!(terms > 0, "{text}");
        for i in 0..terms {
            let alterations: [Alteration<'_>; 3] = [
                ("dropped", &|p| drop(p.terms.remove(i))),
                ("scaled", &|p| p.terms[i].0 *= ratio(1001, 1000)),
                ("negated", &|p| p.terms[i].0 *= integer(-1)),
            ];
            for (name, alter) in alterations {
                let mut forged = proof.clone();
                alter(identity(reason(&mut forged)));
                assert!(check(&claim, &[], &forged).is_err(), "{text}: {name} {i}");
            }
        }
    }
}

#[test]
fn a_reason_by_a_fact_that_is_none_is_rejected() {
    let (claim, mut proof) = proved(DESCENT);
    let fact = first_fact(reason(&mut proof)).expect("it rests on a condition of interpolation");
    *fact = 1000;
    assert!(check(&claim, &[], &proof).is_err());
}

#[test]
fn a_proof_does_not_carry_over_to_a_false_neighbour() {
    for text in [DESCENT, YOUNG] {
        let (claim, proof) = proved(text);
        let Formula::Relation(goal) = &claim.goal else {
            panic!("{text}");
        };
        assert_eq!(goal.op, Comparison::LessEqual);
        for op in [
            Comparison::Less,
            Comparison::GreaterEqual,
            Comparison::Equal,
        ] {
            let mut other = claim.clone();
            other.goal = Formula::Relation(Relation { op, ..*goal });
            assert!(check(&other, &[], &proof).is_err(), "{text}: {op:?}");
        }
        // 1/1000 of the left side more.
        let mut other = claim.clone();
        let factor = other.dag.rational(ratio(1001, 1000));
        let lhs = other.dag.mul(factor, goal.lhs);
        other.goal = Formula::Relation(Relation { lhs, ..*goal });
        assert!(check(&other, &[], &proof).is_err(), "{text}: moved");
    }
}

#[test]
fn a_proof_without_the_condition_of_interpolation_is_rejected() {
    let (claim, proof) = proved(DESCENT);
    let mut other = claim.clone();
    for hypothesis in &mut other.hypotheses {
        hypothesis.unused = true;
    }
    assert!(check(&other, &[], &proof).is_err());
    other.hypotheses.clear();
    assert!(check(&other, &[], &proof).is_err());
}

#[test]
fn vectors_and_values_that_are_none_of_the_class_refute_nothing() {
    let text = "for x in R^d, y in R^d, f convex smooth(1)
        show f(y) <= f(x) + dot(grad(f, x), y - x)";
    let (claim, verdict) = decided(text);
    let Verdict::Refuted(witness) = verdict else {
        panic!("{verdict:?}");
    };
    assert!(check_witness(&claim, &witness).is_ok());
    let altered = |name: &str, by: i64| {
        let mut claim = claim.clone();
        let v = claim.variable(name).unwrap_or_else(|| panic!("{name}"));
        let shift = claim.dag.integer(by);
        let mut values = witness.values.clone();
        values[v.index()] = claim.dag.add(values[v.index()], shift);
        let forged = Witness {
            values,
            model: None,
        };
        check_witness(&claim, &forged)
    };
    // f(y) far above the parabola through f(x), and below the tangent.
    assert!(altered("f1", 1_000_000_000).is_err());
    assert!(altered("f1", -1_000_000_000).is_err());
    // Coordinates short of one.
    let mut short = witness.clone();
    short.values.pop();
    assert!(check_witness(&claim, &short).is_err());
}
