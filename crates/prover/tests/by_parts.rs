//! Integrals by other integrals: moments, beta integrals and bounds whose values are known by
//! construction; each proof found is offered, altered, for a claim that is false.

mod decided;

use lemmabox_kernel::certificate::{Convergence, Proof, Rule, Tree};
use lemmabox_kernel::check::{check, check_witness};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Formula, Relation};
use lemmabox_lang::{parse_file, resolve};
use lemmabox_prover::{Cancel, Settings, Verdict, decide_one};
use std::time::Duration;

/// Random claims; `LEMMABOX_FUZZ_PARTS_CASES` asks for another number of them.
const CASES: u64 = 8;
/// Alterations of one proof.
const ALTERED: usize = 24;

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// A claim and whether it is true.
fn generate(random: &mut Random) -> (String, bool) {
    let (rate, times) = (1 + random.below(3), 1 + random.below(2));
    let sign = ["=", "<=", ">="][usize::try_from(random.below(3)).unwrap()];
    // The value or twice that; so the integral is at most it, and at least if it is the value.
    let known = times == 1 || sign == "<=";
    let shown = match random.below(3) {
        0 => format!(
            "integral(x^n*exp(-{rate}*x), x, 0, inf) {sign} {times}*factorial(n)/{rate}^(n + 1)"
        ),
        1 => {
            format!("integral(x*(1 - x)^n, x, 0, 1) {sign} {times}/((n + 1)*(n + 2))")
        }
        _ => format!(
            "integral(x^(n + {rate})*exp(-x), x, 0, inf) {sign} {times}*factorial(n + {rate})"
        ),
    };
    let text = format!("claim c {{ for n in [0, inf) integer show {shown} }}");
    (text, known)
}

/// The goal with three times the side that is to be small.
fn falsified(claim: &Claim) -> Claim {
    let mut wrong = claim.clone();
    let Formula::Relation(r) = claim.goal.normalized() else {
        panic!("the goals of the families are relations")
    };
    let three = wrong.dag.integer(3);
    let (lhs, rhs) = match r.op {
        Comparison::LessEqual | Comparison::Equal => (wrong.dag.mul(three, r.lhs), r.rhs),
        _ => (r.lhs, wrong.dag.mul(three, r.rhs)),
    };
    wrong.goal = Formula::Relation(Relation { lhs, rhs, ..r });
    wrong
}

fn other(convergence: &mut Convergence, random: &mut Random) {
    if let Convergence::Form(charts) = convergence {
        let i = usize::try_from(random.below(2)).unwrap();
        charts[i] = !charts[i];
    }
    if random.below(4) == 0 {
        *convergence = Convergence::Continuous;
    }
}

/// Alters one rule of a proof.
fn alter(proof: &mut Proof, dag: &mut Dag, random: &mut Random) {
    let mut rules = Vec::new();
    rules_of(&mut proof.tree, &mut rules);
    let place = usize::try_from(random.below(rules.len() as u64)).unwrap();
    let one = dag.integer(1);
    match &mut *rules[place] {
        Rule::Defined(list) => list.iter_mut().for_each(|c| other(c, random)),
        Rule::Parts {
            symbol,
            side,
            others,
            pieces,
        } => match random.below(6) {
            0 => *side = side.take().map(|(above, c)| (!above, c)),
            1 => others.clear(),
            2 => others
                .iter_mut()
                .for_each(|p| p.factor = dag.add(p.factor, one)),
            3 => others.iter_mut().for_each(|p| {
                std::mem::swap(symbol, &mut p.symbol);
                other(&mut p.convergence, random);
            }),
            4 => pieces.lower.iter_mut().for_each(|g| *g = dag.add(*g, one)),
            _ => pieces
                .tails
                .iter_mut()
                .for_each(|t| t.limit = dag.add(t.limit, one)),
        },
        Rule::Integral { pieces, .. } => {
            pieces
                .tails
                .iter_mut()
                .for_each(|t| t.limit = dag.add(t.limit, one));
        }
        Rule::Cut(Formula::Relation(r)) => r.rhs = dag.add(r.rhs, one),
        Rule::Forget(list) => list.clear(),
        _ => {}
    }
}

/// The rules of a proof.
fn rules_of<'t>(tree: &'t mut Tree, out: &mut Vec<&'t mut Rule>) {
    if let Tree::Argument(argument) = tree {
        out.push(&mut argument.rule);
        for premise in &mut argument.premises {
            rules_of(premise, out);
        }
    }
}

/// Whether a proof was found, and how many were offered for a false claim.
fn run((text, known): &(String, bool), random: &mut Random) -> Result<(u64, u64), String> {
    let file = parse_file("fuzz.lemma", text).map_err(|e| format!("{text}: {}", e[0]))?;
    let located = resolve(vec![file]).map_err(|e| format!("{text}: {}", e[0]))?;
    let claims = [&located[0].claim];
    let settings = Settings {
        timeout: Some(Duration::from_secs(20)),
        ..Settings::default()
    };
    let outcome = decide_one(&claims, 0, &settings, &Cancel::new());
    let claim = Claim {
        dag: outcome.dag.clone(),
        ..claims[0].clone()
    };
    match &outcome.verdict {
        Verdict::Proved(_) if !known => Err(format!("WRONG PROVED: {text}")),
        Verdict::Refuted(_) if *known => Err(format!("WRONG REFUTED: {text}")),
        Verdict::Refuted(witness) => {
            check_witness(&claim, witness).map_err(|e| format!("witness rejected: {e}: {text}"))?;
            Ok((0, 0))
        }
        Verdict::Undecided(_) => Ok((0, 0)),
        Verdict::Proved(proof) => {
            check(&claim, &[], proof).map_err(|e| format!("proof rejected: {e}: {text}"))?;
            let wrong = falsified(&claim);
            for n in 0..ALTERED {
                let mut altered = proof.clone();
                let mut wrong = wrong.clone();
                for _ in 0..n {
                    alter(&mut altered, &mut wrong.dag, random);
                }
                if check(&wrong, &[], &altered).is_ok() {
                    return Err(format!("WRONG ACCEPTANCE of {text} by {altered:?}"));
                }
            }
            Ok((1, ALTERED as u64))
        }
    }
}

#[test]
fn no_integral_by_others_proves_what_is_false() {
    let cases = std::env::var("LEMMABOX_FUZZ_PARTS_CASES").ok();
    let cases = cases.map_or(CASES, |text| text.parse().unwrap());
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(lemmabox_prover::STACK)
        .build()
        .unwrap();
    let (mut proved, mut offered) = (0, 0);
    for seed in 1..=cases {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.below(2);
        let stated = generate(&mut random);
        let result = pool.install(|| run(&stated, &mut random));
        let (found, altered) = result.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        proved += found;
        offered += altered;
    }
    println!("{cases} cases, {proved} proved, {offered} proofs offered for false claims");
}

#[test]
fn an_integrand_undefined_where_the_base_of_a_power_vanishes_is_not_integrated() {
    decided::roomy(|| {
        let claim = |shown: &str| format!("claim c {{ for n in [1, inf) integer show {shown} }}");
        let defined = claim("integral(x^(2*n), x, -1, 1) = 2/(2*n + 1)");
        assert_eq!(decided::verdict(&defined), Some(true));
        for shown in [
            "integral(x^(2*n)*(x/x), x, -1, 1) = 2/(2*n + 1)",
            "integral(x^(2*n)/x, x, -1, 1) = 0",
            "integral(x^(2*n)*log(abs(x)), x, -1, 1) <= 0",
            "integral((1 - x)^(2*n)/(1 - x)^2, x, 0, 2) >= 0",
        ] {
            let found = decided::verdict_within(&claim(shown), 4);
            assert_ne!(found, Some(true), "{shown}");
        }
    });
}
