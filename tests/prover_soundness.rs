//! The prover against claims whose truth is known by construction: nothing false is proved, nothing
//! true is refuted, every proof passes the checker and every witness is a counterexample.

use lemmabox::check::{check, check_witness};
use lemmabox::exact::Q;
use lemmabox::exact::rational::ratio;
use lemmabox::expr::{
    Claim, Comparison, Dag, Domain, End, Expectation, Expr, Formula, Hypothesis, Kind, Relation,
    Unary, Var, Variable,
};
use lemmabox::prove::{Cancel, Outcome, Settings, Verdict, decide};
use num_traits::Zero;
use proptest::prelude::*;
use std::time::Duration;

fn claim(dag: Dag, domains: Vec<Domain>, hypotheses: Vec<Formula>, goal: Formula) -> Claim {
    Claim {
        name: "claim".into(),
        title: String::new(),
        source: None,
        variables: domains
            .into_iter()
            .enumerate()
            .map(|(i, domain)| Variable {
                name: format!("x{i}"),
                domain,
                kind: Kind::Real,
            })
            .collect(),
        hypotheses: hypotheses
            .into_iter()
            .enumerate()
            .map(|(i, formula)| Hypothesis {
                name: format!("h{i}"),
                formula,
                unused: false,
            })
            .collect(),
        goal,
        uses: Vec::new(),
        expectation: Expectation::Proved,
        best: None,
        symbols: Default::default(),
        dag,
    }
}

fn closed(dag: &mut Dag, lo: Q, hi: Q) -> Domain {
    Domain {
        lo: End::Closed(dag.rational(lo)),
        hi: End::Closed(dag.rational(hi)),
    }
}

fn relation(lhs: Expr, op: Comparison, rhs: Expr) -> Formula {
    Formula::Relation(Relation { lhs, op, rhs })
}

fn attempt(claim: &Claim) -> Outcome {
    let settings = Settings {
        timeout: Some(Duration::from_secs(20)),
        max_boxes: 20_000,
        ..Settings::default()
    };
    decide(claim, &[], &settings, &Cancel::new())
}

/// Whether the claim was proved (`Some(true)`) or refuted, after the checker agreed.
fn verdict(claim: &Claim) -> Option<bool> {
    let outcome = attempt(claim);
    let extended = Claim {
        dag: outcome.dag.clone(),
        ..claim.clone()
    };
    match &outcome.verdict {
        Verdict::Proved(proof) => {
            check(&extended, &[], proof).expect("the checker confirms the proof");
            Some(true)
        }
        Verdict::Refuted(witness) => {
            check_witness(&extended, witness).expect("the checker confirms the witness");
            Some(false)
        }
        Verdict::Undecided(_) => None,
    }
}

/// Horner form of a polynomial in one variable, coefficients ascending.
fn horner(dag: &mut Dag, x: Expr, coefficients: &[Q]) -> Expr {
    let mut sum = dag.integer(0);
    for c in coefficients.iter().rev() {
        let product = dag.mul(sum, x);
        let c = dag.rational(c.clone());
        sum = dag.add(product, c);
    }
    sum
}

fn value(coefficients: &[Q], x: &Q) -> Q {
    coefficients
        .iter()
        .rev()
        .fold(Q::zero(), |sum, c| sum * x + c)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// `p >= p(a) + 1/n` is false at `a`, by however little.
    #[test]
    fn a_polynomial_below_its_own_value_is_never_proved(
        c in prop::collection::vec(-20i64..20, 2..6),
        a in 0i64..=16,
        exponent in 1u32..14,
        strict in any::<bool>(),
    ) {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let c: Vec<Q> = c.into_iter().map(|n| ratio(n, 3)).collect();
        let p = horner(&mut dag, x, &c);
        let gap = if strict { Q::zero() } else { ratio(1, 10).pow(exponent.try_into().unwrap()) };
        let bound = value(&c, &ratio(a, 16)) + gap;
        let bound = dag.rational(bound);
        let op = if strict { Comparison::Greater } else { Comparison::GreaterEqual };
        let domain = closed(&mut dag, ratio(0, 1), ratio(1, 1));
        let goal = relation(p, op, bound);
        prop_assert_ne!(verdict(&claim(dag, vec![domain], vec![], goal)), Some(true));
    }

    /// A sum of squares plus something positive is never refuted; shifted down below its value at
    /// the centre it is.
    #[test]
    fn squares_plus_a_little_are_not_refuted_and_minus_a_little_are(
        a in -8i64..8, b in -8i64..8, s in -3i64..=3, exponent in 1u32..10,
    ) {
        let build = |sign: i64| {
            let mut dag = Dag::new();
            let (x, y) = (dag.variable(Var(0)), dag.variable(Var(1)));
            let (a, b, s) = (dag.rational(ratio(a, 8)), dag.rational(ratio(b, 8)), dag.integer(s));
            let u = dag.sub(x, a);
            let v = dag.sub(y, b);
            let mixed = dag.mul(s, u);
            let mixed = dag.add(mixed, v);
            let (u2, w2) = (dag.power(u, 2), dag.power(mixed, 2));
            let sum = dag.add(u2, w2);
            let eps = dag.rational(ratio(sign, 1) * ratio(1, 10).pow(exponent.try_into().unwrap()));
            let f = dag.add(sum, eps);
            let zero = dag.integer(0);
            let domains = vec![
                closed(&mut dag, ratio(-1, 1), ratio(1, 1)),
                closed(&mut dag, ratio(-1, 1), ratio(1, 1)),
            ];
            claim(dag, domains, vec![], relation(f, Comparison::Greater, zero))
        };
        prop_assert_ne!(verdict(&build(1)), Some(false));
        prop_assert_eq!(verdict(&build(-1)), Some(false));
    }

    /// `sin^2 + cos^2` against 1 plus or minus a little.
    #[test]
    fn the_circle_is_met_from_the_right_side(
        factor in 1i64..6, exponent in 2u32..12, above in any::<bool>(),
    ) {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let n = dag.integer(factor);
        let t = dag.mul(n, x);
        let (s, c) = (dag.unary(Unary::Sin, t), dag.unary(Unary::Cos, t));
        let (s2, c2) = (dag.power(s, 2), dag.power(c, 2));
        let sum = dag.add(s2, c2);
        let eps = ratio(1, 10).pow(exponent.try_into().unwrap());
        let bound = if above { ratio(1, 1) + eps } else { ratio(1, 1) - eps };
        let bound = dag.rational(bound);
        let domain = closed(&mut dag, ratio(0, 1), ratio(1, 1));
        let found = verdict(&claim(dag, vec![domain], vec![], relation(sum, Comparison::Less, bound)));
        prop_assert_ne!(found, Some(!above));
    }

    /// Outside its domain a root proves nothing: the goal is undefined there, whatever it says. A
    /// hypothesis that is false there makes it a theorem, one that is true at a single such point
    /// does not.
    #[test]
    fn what_is_undefined_somewhere_is_not_proved(lo in -5i64..0, hi in 1i64..5) {
        let mut dag = Dag::new();
        let x = dag.variable(Var(0));
        let root = dag.unary(Unary::Sqrt, x);
        let bound = dag.integer(-1);
        let domain = closed(&mut dag, ratio(lo, 1), ratio(hi, 1));
        let (inside, outside) = (dag.rational(ratio(1, 64)), dag.rational(ratio(-1, 64)));
        let goal = relation(root, Comparison::Greater, bound);
        let under = |least: Option<Expr>| {
            let hypotheses = least.map(|e| relation(x, Comparison::GreaterEqual, e));
            let hypotheses = hypotheses.into_iter().collect();
            verdict(&claim(dag.clone(), vec![domain], hypotheses, goal.clone()))
        };
        prop_assert_eq!(under(None), None);
        prop_assert_eq!(under(Some(outside)), None);
        prop_assert_eq!(under(Some(inside)), Some(true));
    }
}

#[test]
fn textbook_inequalities_are_proved() {
    let mut dag = Dag::new();
    let x = dag.variable(Var(0));
    let y = dag.variable(Var(1));
    let (sin, cos, exp) = (
        dag.unary(Unary::Sin, x),
        dag.unary(Unary::Cos, x),
        dag.unary(Unary::Exp, x),
    );
    let one = dag.integer(1);
    // e^x > 1 + x away from 0.
    let line = dag.add(one, x);
    let half_to_two = closed(&mut dag, ratio(1, 2), ratio(2, 1));
    let exponential = claim(
        dag.clone(),
        vec![half_to_two],
        vec![],
        relation(exp, Comparison::Greater, line),
    );
    // sin x + cos x < 3/2.
    let sum = dag.add(sin, cos);
    let bound = dag.rational(ratio(3, 2));
    let wide = closed(&mut dag, ratio(-10, 1), ratio(10, 1));
    let wave = claim(
        dag.clone(),
        vec![wide],
        vec![],
        relation(sum, Comparison::Less, bound),
    );
    // x/(1 + x^2) <= 51/100 on the line.
    let x2 = dag.power(x, 2);
    let below = dag.add(one, x2);
    let quotient = dag.div(x, below);
    let bound = dag.rational(ratio(51, 100));
    let line = Domain {
        lo: End::Infinite,
        hi: End::Infinite,
    };
    let witch = claim(
        dag.clone(),
        vec![line],
        vec![],
        relation(quotient, Comparison::LessEqual, bound),
    );
    // A hypothesis that cuts the square: x + y <= 1 gives xy < 3/10.
    let total = dag.add(x, y);
    let area = dag.mul(x, y);
    let bound = dag.rational(ratio(3, 10));
    let unit = closed(&mut dag, ratio(0, 1), ratio(1, 1));
    let triangle = claim(
        dag.clone(),
        vec![unit, unit],
        vec![relation(total, Comparison::LessEqual, one)],
        relation(area, Comparison::Less, bound),
    );
    // Either of two, by different disjuncts in different places.
    let third = dag.rational(ratio(1, 3));
    let either = Formula::Or(vec![
        relation(x, Comparison::Greater, third),
        relation(x, Comparison::Less, bound),
        relation(area, Comparison::Less, one),
    ]);
    let disjunction = claim(dag, vec![unit, closed_unit_below(&unit)], vec![], either);
    for c in [exponential, wave, witch, triangle, disjunction] {
        assert_eq!(verdict(&c), Some(true), "{:?}", c.goal);
    }
}

fn closed_unit_below(unit: &Domain) -> Domain {
    Domain {
        hi: End::Open(unit.hi.constant().unwrap()),
        ..*unit
    }
}

#[test]
fn false_by_a_hair_is_refuted() {
    // (x - 1/3)^2 - 10^-24 >= 0 fails only within 10^-12 of 1/3.
    let mut dag = Dag::new();
    let x = dag.variable(Var(0));
    let third = dag.rational(ratio(1, 3));
    let u = dag.sub(x, third);
    let f = dag.power(u, 2);
    let hair = dag.rational(ratio(1, 10).pow(24));
    let unit = closed(&mut dag, ratio(0, 1), ratio(1, 1));
    let c = claim(
        dag,
        vec![unit],
        vec![],
        relation(f, Comparison::GreaterEqual, hair),
    );
    assert_eq!(verdict(&c), Some(false));
}

#[test]
fn the_proof_does_not_depend_on_the_number_of_threads() {
    let mut dag = Dag::new();
    let (x, y) = (dag.variable(Var(0)), dag.variable(Var(1)));
    let (s, c) = (dag.unary(Unary::Sin, x), dag.unary(Unary::Cos, y));
    let product = dag.mul(s, c);
    let xy = dag.mul(x, y);
    let wave = dag.unary(Unary::Sin, xy);
    let f = dag.add(product, wave);
    let bound = dag.rational(ratio(199, 100));
    let side = closed(&mut dag, ratio(0, 1), ratio(4, 1));
    let c = claim(
        dag,
        vec![side, side],
        vec![],
        relation(f, Comparison::Less, bound),
    );
    let proofs: Vec<_> = [1, 2, 5]
        .into_iter()
        .map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            match pool.install(|| attempt(&c)).verdict {
                Verdict::Proved(proof) => proof,
                other => panic!("{other:?}"),
            }
        })
        .collect();
    assert_eq!(proofs[0], proofs[1]);
    assert_eq!(proofs[0], proofs[2]);
}
