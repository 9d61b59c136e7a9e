//! Sums and sequences whose proofs state something about every index on the way. Which of the
//! claims are true is known by construction, and each proof found is offered, as it is and altered,
//! for a claim that is false.

use lemmabox_kernel::certificate::{Proof, Rule, Tree};
use lemmabox_kernel::check::{check, check_witness};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Relation};
use lemmabox_lang::{parse_file, resolve};
use lemmabox_prover::{Cancel, Settings, Verdict, decide_one};
use std::time::Duration;

/// Random claims; `LEMMABOX_FUZZ_INDEX_CASES` asks for another number of them.
const CASES: u64 = 20;
/// Alterations of one proof.
const ALTERED: usize = 24;

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, n: u64) -> usize {
        for shift in [13i32, -7, 17] {
            self.0 ^= if shift > 0 {
                self.0 << shift
            } else {
                self.0 >> -shift
            };
        }
        usize::try_from((self.0 >> 11) % n).unwrap()
    }

    fn between(&mut self, lo: i64, hi: i64) -> i64 {
        let n = u64::try_from(hi - lo + 1).unwrap();
        lo + i64::try_from(self.below(n)).unwrap()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A claim and whether it is true.
struct Stated {
    text: String,
    known: bool,
}

/// One of the families.
fn generate(random: &mut Random) -> Stated {
    match random.below(5) {
        0 => least_step(random),
        1 => last_is_largest(random),
        2 => block(random),
        3 => row(random),
        _ => memory(random),
    }
}

/// `f(t + 1) <= f(t) - c g(t)` with the least `g` at `n`: from `i` to `n` it is given up
/// `n - i + 1` times, and constant `g` gives up no more.
fn least_step(random: &mut Random) -> Stated {
    let first = random.between(0, 1);
    let missing = random.between(-2, 1);
    let from = first.max(1);
    let given = format!("(n + {})", -missing).replace("+ -", "- ");
    Stated {
        text: format!(
            "claim c {{ for n in [{from}, inf) integer, c in (0, inf) sequence f from 0 sequence g from 0 \
             assume low: every t in [0, inf): f(t) >= 0 \
             assume step: every t in [0, inf): f(t+1) <= f(t) - c*g(t) \
             assume least: every t in [{first}, n]: g(t) >= g(n) \
             show c*{given}*g(n) <= f({first}) }}"
        ),
        // Negative values of g make the left side no larger.
        known: missing + 1 >= first,
    }
}

/// Every term is at most the last one; `n - i + 1` terms, all equal, are no less.
fn last_is_largest(random: &mut Random) -> Stated {
    let first = random.below(3);
    let counted = random.below(3);
    Stated {
        text: format!(
            "claim c {{ for n in [{from}, inf) integer sequence a from 0 \
             assume last: every t in [{first}, n]: 0 <= a(t) <= a(n) \
             show sum(a(t), t, {first}, n) <= (n - {first} + {counted})*a(n) }}",
            from = first + 1
        ),
        known: counted >= 1,
    }
}

/// `1/(n + 1) + ... + 1/(2n)` rises from 1/2 to log 2, between 0.69 and 0.7.
fn block(random: &mut Random) -> Stated {
    let least = random.one_in(2);
    let (p, known) = if least {
        let p = random.below(4) + 48;
        (p, p <= 50)
    } else {
        let p = random.below(5) * 10 + 60;
        (p, p >= 70)
    };
    let op = if least { ">=" } else { "<=" };
    Stated {
        text: format!(
            "claim c {{ for n in [1, inf) integer show sum(1/(n + t), t, 1, n) {op} {p}/100 }}"
        ),
        known,
    }
}

/// The binomial theorem, with or without one more in the base.
fn row(random: &mut Random) -> Stated {
    let (a, b, more) = (random.below(3) + 1, random.below(3) + 1, random.below(2));
    Stated {
        text: format!(
            "claim c {{ for n in [0, inf) integer \
             show sum(binomial(n, k)*{a}^k*{b}^(n - k), k, 0, n) = {}^n }}",
            a + b + more
        ),
        known: more == 0,
    }
}

/// A linear recursion with an input, and the weights that it has.
fn memory(random: &mut Random) -> Stated {
    let (late, gain) = (random.below(2), random.below(2) + 1);
    let back = if late == 0 { "n - 1 - s" } else { "n - s" };
    Stated {
        text: format!(
            "claim c {{ for n in [0, inf) integer, b in [0, 1) sequence e from 0 sequence d from 0 \
             assume start: e(0) = 0 \
             assume step: every t in [0, inf): e(t+1) = b*e(t) + {gain}*d(t) \
             show e(n) = {gain}*sum(b^({back})*d(s), s, 0, n - 1) }}"
        ),
        known: late == 0,
    }
}

/// Decides a claim; how many proofs were found, and offered for a false one.
fn run(stated: &Stated, settings: &Settings, random: &mut Random) -> Result<(u64, u64), String> {
    let text = &stated.text;
    let file = parse_file("fuzz.lemma", text).map_err(|e| format!("{text}: {}", e[0]))?;
    let located = resolve(vec![file]).map_err(|e| format!("{text}: {}", e[0]))?;
    let claims = [&located[0].claim];
    let outcome = decide_one(&claims, 0, settings, &Cancel::new());
    let claim = Claim {
        dag: outcome.dag.clone(),
        ..claims[0].clone()
    };
    match &outcome.verdict {
        Verdict::Proved(_) if !stated.known => Err(format!("WRONG PROVED: {text}")),
        Verdict::Refuted(_) if stated.known => Err(format!("WRONG REFUTED: {text}")),
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
                let mut dag = wrong.dag.clone();
                for _ in 0..n {
                    alter(&mut altered, &mut dag, random);
                }
                let wrong = Claim {
                    dag,
                    ..wrong.clone()
                };
                if check(&wrong, &[], &altered).is_ok() {
                    return Err(format!("WRONG ACCEPTANCE of {text} by {altered:?}"));
                }
            }
            Ok((1, ALTERED as u64))
        }
    }
}

/// The goal with 1 moved against it: false, since each goal is attained where all is 0, or nearly.
fn falsified(claim: &Claim) -> Claim {
    let mut wrong = claim.clone();
    let Formula::Relation(r) = claim.goal.normalized() else {
        panic!("the goals of the families are relations")
    };
    let one = wrong.dag.integer(1);
    let (lhs, rhs) = match r.op {
        Comparison::LessEqual | Comparison::Equal => (wrong.dag.add(r.lhs, one), r.rhs),
        _ => (r.lhs, wrong.dag.add(r.rhs, one)),
    };
    wrong.goal = Formula::Relation(Relation { lhs, rhs, ..r });
    wrong
}

/// Alters one rule of a proof.
fn alter(proof: &mut Proof, dag: &mut Dag, random: &mut Random) {
    let mut rules = Vec::new();
    rules_of(&mut proof.tree, &mut rules);
    if rules.is_empty() {
        return;
    }
    let place = random.below(rules.len() as u64);
    let up = random.one_in(2);
    let mut moved = |e: Expr| {
        let one = dag.integer(1);
        if up { dag.add(e, one) } else { dag.sub(e, one) }
    };
    match &mut *rules[place] {
        Rule::Every(always) => match random.below(4) {
            0 => always.lo = moved(always.lo),
            1 => always.hi = always.hi.map(moved),
            2 => always.hi = None,
            _ => {
                if let Formula::Relation(r) = &mut always.formula {
                    r.rhs = moved(r.rhs);
                }
            }
        },
        Rule::Instances(list) => {
            if let Some((number, at)) = list.first_mut() {
                match random.below(2) {
                    0 => *at = moved(*at),
                    _ => *number = random.below(3),
                }
            }
        }
        Rule::Induction { order, .. } => *order = 3 - (*order).min(2),
        Rule::Cut(Formula::Relation(r)) => r.lhs = moved(r.lhs),
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

#[test]
fn no_statement_about_every_index_proves_what_is_false() {
    let cases = std::env::var("LEMMABOX_FUZZ_INDEX_CASES").ok();
    let cases = cases.map_or(CASES, |text| text.parse().unwrap());
    let settings = Settings {
        timeout: Some(Duration::from_secs(20)),
        ..Settings::default()
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .stack_size(lemmabox_prover::STACK)
        .build()
        .unwrap();
    let (mut proved, mut offered) = (0, 0);
    for seed in 1000..1000 + cases {
        let mut random = Random::new(seed);
        let stated = generate(&mut random);
        let result = pool.install(|| run(&stated, &settings, &mut random));
        let (found, altered) = result.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        proved += found;
        offered += altered;
    }
    println!("{cases} cases, {proved} proved, {offered} proofs offered for false claims");
}
