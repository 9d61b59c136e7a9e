//! Claims for the strategies of the registry: theorems beside neighbours that are false by an end
//! point, each verdict confirmed by the kernel; and wrong proofs that the kernel rejects.

use lemmabox_kernel::certificate::{FormulaProof, Leaf, LemmaUse, Proof, Sign, Tree};
use lemmabox_kernel::check::{check, check_witness};
use lemmabox_kernel::expr::{Claim, Comparison, Formula, Relation, Var};
use lemmabox_prover::{Cancel, Settings, Verdict, decide};
use std::time::Duration;

fn claim(body: &str) -> Claim {
    let file = lemmabox_lang::parse_file("t", &format!("claim c {{\n{body}\n}}\n"));
    let file = file.unwrap_or_else(|errors| panic!("{}", errors[0]));
    let loaded = lemmabox_lang::resolve(vec![file]);
    loaded.unwrap_or_else(|errors| panic!("{}", errors[0]))[0]
        .claim
        .clone()
}

#[derive(Debug, PartialEq)]
enum Found {
    Proved,
    Refuted,
    Undecided,
}

/// The verdict, whose certificate the kernel takes.
fn verdict(body: &str) -> Found {
    let mut claim = claim(body);
    let settings = Settings {
        timeout: Some(Duration::from_secs(120)),
        ..Settings::default()
    };
    let outcome = decide(&claim, &[], &settings, &Cancel::new());
    claim.dag = outcome.dag;
    match outcome.verdict {
        Verdict::Proved(proof) => {
            check(&claim, &[], &proof).unwrap_or_else(|e| panic!("{body}: {e}"));
            Found::Proved
        }
        Verdict::Refuted(witness) => {
            check_witness(&claim, &witness).unwrap_or_else(|e| panic!("{body}: {e}"));
            Found::Refuted
        }
        Verdict::Undecided(_) => Found::Undecided,
    }
}

fn proved(body: &str) {
    assert_eq!(verdict(body), Found::Proved, "{body}");
}

fn refuted(body: &str) {
    assert_eq!(verdict(body), Found::Refuted, "{body}");
}

#[test]
fn where_the_goal_fails_a_hypothesis_does() {
    proved("for x in (0, inf)\nassume a: log(x) <= 0\nshow x <= 1");
    refuted("for x in (0, inf)\nassume a: log(x) <= 0\nshow x < 1");
    proved("for x in (0, inf)\nassume a: log(x) < 0\nshow x < 1");
    proved("for x in [-2, inf)\nassume a: sqrt(x + 2) > x\nshow x < 2");
    refuted("for x in [-2, inf)\nassume a: sqrt(x + 2) >= x\nshow x < 2");
}

#[test]
fn a_disjunctive_hypothesis_is_split() {
    proved("for x\nassume a: x < -1 or x > 1\nshow x^2 > 1");
    refuted("for x\nassume a: x < -1 or x >= 1\nshow x^2 > 1");
    proved("for x\nassume a: x < -1 or x > 1\nshow 1/(x^2 - 1) > 0");
}

#[test]
fn one_side_of_a_disjunctive_goal_makes_the_other_defined() {
    proved("for x, y\nshow x <= y or y <= x");
    refuted("for x, y\nshow x < y or y < x");
    proved("for x\nshow x < 0 or sqrt(x) >= 0");
    proved("for x\nshow x >= 0 => sqrt(x) >= 0");
    // Undefined at 0, where the other side is false: neither true nor false.
    assert_ne!(verdict("for x\nshow x < 0 or log(x) <= x"), Found::Proved);
}

#[test]
fn factors_of_facts_have_signs() {
    proved("for x in [-1, 1]\nassume a: x^2 <= 0\nshow exp(x) <= 1");
    refuted("for x in [-1, 1]\nassume a: x^2 <= 0\nshow exp(x) < 1");
    proved("for x, y in [0, inf)\nassume a: x^2 <= y\nassume b: y <= 3*x - 2\nshow x >= 1");
    refuted("for x, y in [0, inf)\nassume a: x^2 <= y\nassume b: y <= 3*x - 2\nshow x >= 3/2");
}

#[test]
fn integers_are_no_real_numbers() {
    proved("for n integer\nshow n^2 - 7*n + 12 >= 0");
    refuted("for n\nshow n^2 - 7*n + 12 >= 0");
    refuted("for n integer\nshow n^2 - 7*n + 11 >= 0");
    refuted("for n in (1/2, 5/2) integer\nshow n <= 1");
    proved("for n in (1/2, 3/2) integer\nshow n <= 1");
}

#[test]
fn a_root_of_a_power_is_one_of_the_absolute_value() {
    proved("for u\nshow (u^12)^(1/4) = abs(u)^3");
    refuted("for u\nshow (u^12)^(1/4) = u^3");
    proved("for u, v in (0, inf)\nshow (u^6/v^3)^(1/3) = u^2/v");
    proved("for u in [0, inf)\nshow (u^9)^(1/3) = u^3");
}

#[test]
fn minima_and_maxima_are_told_apart_by_factors() {
    let spectrum = "for mu in (0, 1], step in (0, 2), G in [0, inf), c\nassume s: c^2 <= G\n\
                    assume k: G + mu <= (mu + 1)*c\nshow 1 - 2*step*c + step^2*G <= ";
    proved(&format!("{spectrum}max((1 - step*mu)^2, (1 - step)^2)"));
    refuted(&format!("{spectrum}min((1 - step*mu)^2, (1 - step)^2)"));
}

#[test]
fn counterexamples_far_out_are_found() {
    refuted("for x in (0, inf), y in (0, inf)\nshow x/y + y/x^2 >= 1e-6");
    proved(
        "for D in [0, inf), X, G in [0, inf), f\nassume v: f <= X - G/2\nassume c: X^2 <= D*G\nshow f <= D/2",
    );
}

fn rejected(claim: &Claim, tree: Tree) {
    let proof = Proof {
        lemmas: vec![LemmaUse::default(); claim.uses.len()],
        tree,
    };
    assert!(check(claim, &[], &proof).is_err(), "{:?}", proof.tree);
}

fn leaf(sign: Sign) -> Tree {
    Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
        negated: false,
        sign,
    }))
}

#[test]
fn the_kernel_rejects_contradictions_that_are_none() {
    // log x <= 0 and x > 1 contradict each other; x >= 1 does not, nor does the goal become a fact
    // in the wrong case.
    let mut c = claim("for x in (0, inf)\nassume a: log(x) <= 0\nshow x <= 1");
    let (x, one) = (c.dag.variable(Var(0)), c.dag.integer(1));
    let term = c.dag.sub(x, one);
    let vacuous = |fact| {
        Box::new(Tree::Leaf(Leaf::Vacuous {
            hypothesis: 0,
            proof: FormulaProof::Sign {
                negated: false,
                sign: Sign::Slide {
                    fact,
                    variable: Var(0),
                    slope: Box::new(Sign::Natural),
                    face: Box::new(Sign::Exact),
                },
            },
        }))
    };
    let holds = || Box::new(Tree::Leaf(Leaf::Goal(FormulaProof::Assumed)));
    let compare = |strict, below, above| Tree::Compare {
        term,
        cut: false,
        strict,
        below,
        above,
    };
    let right = compare(true, holds(), vacuous(1));
    let proof = Proof {
        lemmas: Vec::new(),
        tree: right,
    };
    check(&c, &[], &proof).unwrap();
    rejected(&c, compare(false, holds(), vacuous(1)));
    rejected(&c, compare(true, holds(), holds()));
    rejected(&c, compare(true, vacuous(1), vacuous(1)));
    rejected(&c, compare(true, holds(), vacuous(0)));
    // The strict goal is not what the case below says.
    let mut strict = c.clone();
    strict.goal = Formula::Relation(Relation {
        lhs: x,
        op: Comparison::Less,
        rhs: one,
    });
    rejected(&strict, compare(true, holds(), vacuous(1)));
}

#[test]
fn the_kernel_narrows_by_what_facts_say_and_no_further() {
    let narrowed = |fact, variable, inner| Tree::Narrow {
        fact,
        variable: Var(variable),
        inner: Box::new(inner),
    };
    let c = claim(
        "for x in [0, 2], y in [0, 2]\nassume a: x >= 1\nassume b: x + y <= 3\nshow x >= 1/2",
    );
    let proof = Proof {
        lemmas: Vec::new(),
        tree: narrowed(0, 0, leaf(Sign::Natural)),
    };
    check(&c, &[], &proof).unwrap();
    // Another variable, another fact, no constant bound, no fact.
    rejected(&c, narrowed(0, 1, leaf(Sign::Natural)));
    rejected(&c, narrowed(1, 0, leaf(Sign::Natural)));
    rejected(&c, narrowed(2, 0, leaf(Sign::Natural)));
    rejected(&c, narrowed(0, 7, leaf(Sign::Natural)));
    // What the fact leaves does not have the sign.
    let more = claim("for x in [0, 2]\nassume a: x >= 1\nshow x > 1");
    rejected(&more, narrowed(0, 0, leaf(Sign::Natural)));
    // A fact with != bounds nothing, nor does one that is undefined where it is asked.
    let other = claim("for x in [0, 2]\nassume a: x != 0\nshow x > 0");
    rejected(&other, narrowed(0, 0, leaf(Sign::Natural)));
    let partial = claim("for x in [-1, 1]\nassume a: x + 0*log(x) >= 1/2\nshow x >= 1/2");
    rejected(&partial, narrowed(0, 0, leaf(Sign::Natural)));
}

#[test]
fn the_strategies_are_documented_in_their_order() {
    let page = include_str!("../../../docs/architecture.md");
    let (_, table) = page.split_once("| strategy |").unwrap();
    let listed: Vec<&str> = (table.lines().skip(2))
        .map_while(|line| line.strip_prefix("| ")?.split(" |").next())
        .collect();
    assert_eq!(listed, lemmabox_prover::strategies());
}

#[test]
fn more_variables_than_have_derivatives_do_no_harm() {
    let variables: Vec<String> = (0..70).map(|i| format!("x{i} in [0, 1]")).collect();
    let sum: Vec<String> = (0..70).map(|i| format!("x{i}")).collect();
    let claim = |bound: &str| {
        let (variables, sum) = (variables.join(", "), sum.join(" + "));
        format!("for {variables}\nshow {sum} <= {bound}")
    };
    proved(&claim("70"));
    refuted(&claim("69"));
}

#[test]
fn an_inequation_is_two_cases() {
    let means =
        "for x in (0, inf), y in (0, inf)\nassume apart: x != y\nshow (x - y)/(log(x) - log(y))";
    proved(&format!("{means} <= (x + y)/2"));
    refuted(&format!("{means} <= 0.499*(x + y)"));
}

#[test]
fn a_scale_is_made_1() {
    proved("for x in [0, inf), t in (0, inf)\nshow x^2*exp(-t*x) <= 4*exp(-2)/t^2");
    refuted("for x in [0, 100], t in [1/100, 100]\nshow x^2*exp(-t*x) <= 3.999*exp(-2)/t^2");
}

#[test]
fn a_goal_holds_on_either_side_of_a_critical_curve() {
    let power = "for n in [1, inf), x in (0, 1)\nshow exp(n*log(x))*(1 - x)";
    proved(&format!("{power} <= 1/(n + 1)"));
    refuted(&format!("{power} <= 1/(3*n)"));
}

#[test]
fn sums_of_variables_have_signs_before_functions_do() {
    proved("for x, y\nshow abs(tanh(x) - tanh(y)) <= abs(x - y)");
    refuted("for x, y\nshow abs(tanh(x) - tanh(y)) <= 0.999*abs(x - y)");
}

#[test]
fn a_simplex_is_a_box_of_shares() {
    let simplex = "for p in (0, 1), q in (0, 1)\nassume s: p + q < 1\n";
    let entropy = "-p*log(p) - q*log(q) - (1 - p - q)*log(1 - p - q)";
    proved(&format!("{simplex}show {entropy} <= log(3)"));
    refuted(&format!("{simplex}show {entropy} <= 1"));
    proved(&format!(
        "{simplex}show {entropy} >= 1 - p^2 - q^2 - (1 - p - q)^2"
    ));
    refuted(&format!(
        "{simplex}show {entropy} >= 2*(1 - p^2 - q^2 - (1 - p - q)^2)"
    ));
}

#[test]
fn a_slide_ends_inside_the_region() {
    let slide = |slope| {
        leaf(Sign::Slide {
            fact: 0,
            variable: Var(0),
            slope: Box::new(slope),
            face: Box::new(Sign::Exact),
        })
    };
    let with = |x: &str, n: &str| {
        claim(&format!(
            "for x in {x}, n in {n}\nassume a: x <= n/(n + 1)\nshow 1 - x >= 1/(n + 1)"
        ))
    };
    // n/(n + 1) <= 1 is seen as 1/(n + 1) >= 0.
    let proof = Proof {
        lemmas: Vec::new(),
        tree: slide(Sign::Natural),
    };
    check(&with("[0, 1]", "[1, inf)"), &[], &proof).unwrap();
    // Beyond 1/2 for n > 1; not defined for n = -1.
    rejected(&with("[0, 1/2]", "[1, inf)"), slide(Sign::Natural));
    rejected(&with("[0, 1]", "[-1, inf)"), slide(Sign::Natural));
    rejected(&with("[0, 1]", "[-2, inf)"), slide(Sign::Natural));
}

#[test]
fn a_root_is_compared_by_squares_in_each_case_of_its_factor() {
    // The angle of x and x + y is at most that of x and y: both factors, y and a + y, have either
    // sign.
    let c = |rest: &str| {
        format!(
            "for a in (0, inf), b in (0, inf), y\nassume t: -b <= y <= b\nshow y*sqrt(a^2 + b^2 + 2*a*y) <= b*(a + {rest})"
        )
    };
    proved(&c("y"));
    refuted(&c("9/10*y"));
}

#[test]
fn a_length_stands_for_the_last_coordinate() {
    let c = |times: &str| {
        format!(
            "for x in [0, inf), y, z in [0, inf)\nshow sqrt((x + y)^2 + z^2) + sqrt((x - y)^2 + z^2) >= {times}*max(x, sqrt(y^2 + z^2))"
        )
    };
    proved(&c("2"));
    refuted(&c("2001/1000"));
}
