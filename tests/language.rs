//! The claim language: reading, diagnostics, canonical text, hostile input.

use lemmabox::expr::{Claim, End, Expectation, Formula, Kind, Source};
use lemmabox::lang::{self, Diagnostic};

const SAMPLE: &str = r#"paper "Shortcut connections in residual networks"
# the kernel
let pi_half = pi/2
let g(phi) = (pi - phi)*cos(phi) + sin(phi)

claim K1 "the kernel is non-negative" {
  for x in [0, pi]
  show g(x) >= 0
}

claim L5_lower "the sum stays above" {
  source review
  for k in [1, inf), phi in [0, pi], S in [0, k*3), eta in (0, inf), u, n in [1, 20] integer
  let q = (k + pi - 1)/(2*pi)
  assume step:  eta <= 1/q
  assume start: -2*S <= u <= 0
  assume zero_start unused: phi = arccos(0)
  use K1(x = phi), K1(x = pi_half)
  show (1 - eta*q)*u - eta*(pi - g(phi))*S/(2*pi) >= -2*S and (u < 1 or not S = 3.5e-1 => k != 0)
  expect refuted
  best c in [0, 1] largest stated 3/10
}
"#;

fn read(text: &str) -> Vec<Claim> {
    match lang::parse_file("sample.lemma", text) {
        Ok(file) => file.claims,
        Err(errors) => panic!("{}", rendered(&errors)),
    }
}

fn rendered(errors: &[Diagnostic]) -> String {
    errors.iter().map(|e| e.render(false)).collect()
}

fn errors(text: &str) -> String {
    match lang::parse_file("test.lemma", text) {
        Ok(_) => panic!("read without error: {text}"),
        Err(errors) => rendered(&errors),
    }
}

#[test]
fn a_claim_is_read_whole() {
    let claims = read(SAMPLE);
    assert_eq!(claims.len(), 2);
    let c = &claims[1];
    assert_eq!(c.source, Some(Source::Review));
    assert_eq!(c.expectation, Expectation::Refuted);
    let names: Vec<&str> = c.variables.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names, ["k", "phi", "S", "eta", "u", "n", "c"]);
    assert_eq!(c.variables[5].kind, Kind::Integer);
    assert_eq!(c.variables[2].domain.hi, End::Infinite);
    let hypotheses: Vec<(&str, bool)> = c
        .hypotheses
        .iter()
        .map(|h| (h.name.as_str(), h.unused))
        .collect();
    assert_eq!(
        hypotheses,
        [
            ("S_domain", false),
            ("step", false),
            ("start", false),
            ("zero_start", true)
        ]
    );
    assert_eq!(c.hypotheses[2].formula.conjuncts().len(), 2);
    assert!(matches!(&c.goal, Formula::And(parts) if parts.len() == 2));
    let best = c.best.as_ref().unwrap();
    assert_eq!(best.variable.index(), 6);
    assert!(best.largest);
    assert_eq!(c.uses.len(), 2);
}

fn assert_round_trip(claim: &Claim) {
    let text = lang::canonical(claim);
    let again = match lang::parse_file("canonical", &text) {
        Ok(file) => file.claims,
        Err(errors) => panic!("{text}\n{}", rendered(&errors)),
    };
    assert_eq!(again.len(), 1);
    assert_eq!(lang::canonical(&again[0]), text);
    assert_same(claim, &again[0]);
}

/// Same DAG, node for node, and the same parts.
fn assert_same(a: &Claim, b: &Claim) {
    assert_eq!(a.dag.nodes(), b.dag.nodes());
    assert_eq!(
        (&a.name, &a.title, &a.source, &a.variables, &a.expectation),
        (&b.name, &b.title, &b.source, &b.variables, &b.expectation)
    );
    assert_eq!(
        (&a.hypotheses, &a.goal, &a.uses, &a.best),
        (&b.hypotheses, &b.goal, &b.uses, &b.best)
    );
}

#[test]
fn canonical_text_gives_the_claim_back() {
    for claim in read(SAMPLE) {
        assert_round_trip(&claim);
    }
}
