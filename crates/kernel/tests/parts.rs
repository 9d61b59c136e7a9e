//! Integration by parts, bounds of integrals by others, and convergence by continuity and form:
//! arguments by hand, right and wrong. Every wrong one is wrong for one reason.

mod trees;

use lemmabox_kernel::certificate::{
    Approach, Certificate, Convergence, Finding, FormulaProof, Part, Pieces, Proof, Rule, Source,
    Tail, Tree, digest,
};
use lemmabox_kernel::check::file::{confirm, open};
use lemmabox_kernel::check::{check, integrable, premises};
use lemmabox_kernel::core_text::canonical;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Unary, Var};
use trees::{argument, claim, goal, natural};

/// The two integrals of a claim, `integral'2` and `integral'3`, over the variable `x'1` and with
/// the parameter `n`.
const FIRST: Var = Var(2);
const SECOND: Var = Var(3);

fn two(domain: &str, (first, second): (&str, &str), ends: (&str, &str), shown: &str) -> Claim {
    let (lo, hi) = ends;
    claim(&format!(
        "claim c \"\" {{\n  for n in {domain}\n  bound x'1\n  symbol integral'2 = integral {first} over x'1 from {lo} to {hi}\n  \
         symbol integral'3 = integral {second} over x'1 from {lo} to {hi}\n  show {shown}\n  expect proved\n}}\n"
    ))
}

/// `exp(-x)` and `x exp(-x)` on the half-line: both integrals are 1.
fn exponentials(shown: &str) -> Claim {
    two(
        "[1, 2]",
        ("exp(-x'1)", "x'1*exp(-x'1)"),
        ("0", "inf"),
        shown,
    )
}

fn decaying(dag: &mut Dag) -> Expr {
    let x = dag.variable(Var(1));
    let minus = dag.neg(x);
    dag.unary(Unary::Exp, minus)
}

/// `-x exp(-x)`, the integral of `x exp(-x) - exp(-x)`.
fn antiderivative(dag: &mut Dag) -> Expr {
    let (x, e) = (dag.variable(Var(1)), decaying(dag));
    let product = dag.mul(x, e);
    dag.neg(product)
}

fn towards(limit: Expr, antiderivative: Expr) -> Pieces {
    Pieces {
        breaks: Vec::new(),
        lower: vec![antiderivative],
        upper: Vec::new(),
        tails: vec![Tail {
            limit,
            approach: Approach::Form,
        }],
    }
}

const FORM: Convergence = Convergence::Form([false; 2]);

fn part(factor: Expr, symbol: Var) -> Part {
    Part {
        factor,
        symbol,
        convergence: FORM,
    }
}

/// Both integrals are defined by their form, then the rule, every premise an identity.
fn tree(claim: &Claim, rule: Rule) -> Result<Tree, String> {
    let inner = vec![goal(FormulaProof::Identity); premises(claim, &[], &rule)?.len()];
    let said = Rule::Defined(vec![FORM; symbols_of_goal(claim)]);
    let mut outer = vec![goal(FormulaProof::Identity); premises(claim, &[], &said)?.len() - 1];
    outer.push(argument(rule, inner));
    Ok(argument(said, outer))
}

/// How many integrals the goal speaks of.
fn symbols_of_goal(claim: &Claim) -> usize {
    let mut found = Vec::new();
    claim.goal.for_each_relation(&mut |r| {
        for e in [r.lhs, r.rhs] {
            found.extend(claim.dag.variables(e));
        }
    });
    [FIRST, SECOND].iter().filter(|v| found.contains(v)).count()
}

fn by(claim: &Claim, rule: Rule) -> Result<(), String> {
    verdict(claim, tree(claim, rule)?)
}

fn verdict(claim: &Claim, tree: Tree) -> Result<(), String> {
    let proof = Proof {
        lemmas: Vec::new(),
        tree,
    };
    check(claim, &[], &proof).map_err(|e| e.to_string())
}

fn parts(symbol: Var, others: Vec<Part>, pieces: Pieces) -> Rule {
    Rule::Parts {
        symbol,
        side: None,
        others,
        pieces,
    }
}

#[test]
fn an_integral_by_another_one() {
    for (shown, proved) in [
        ("integral'3 = integral'2", true),
        ("integral'3 = 2*integral'2", false),
    ] {
        let mut c = exponentials(shown);
        let (zero, one) = (c.dag.integer(0), c.dag.integer(1));
        let g = antiderivative(&mut c.dag);
        let rule = parts(SECOND, vec![part(one, FIRST)], towards(zero, g));
        assert_eq!(by(&c, rule).is_ok(), proved, "{shown}");
        // Without the rule nothing is known of the integrals.
        assert!(verdict(&c, natural()).is_err());
    }
}

#[test]
fn factors_and_antiderivatives_have_to_fit() {
    let mut c = exponentials("integral'3 = 2*integral'2");
    let (zero, one, two) = (c.dag.integer(0), c.dag.integer(1), c.dag.integer(2));
    let (x, g, other) = (
        c.dag.variable(Var(1)),
        antiderivative(&mut c.dag),
        decaying(&mut c.dag),
    );
    let refusal = |rule: Rule| by(&c, rule).unwrap_err();
    // Twice the other integral is too much.
    refusal(parts(SECOND, vec![part(two, FIRST)], towards(zero, g)));
    // Another antiderivative.
    refusal(parts(SECOND, vec![part(one, FIRST)], towards(zero, other)));
    // Another limit.
    let cause = refusal(parts(SECOND, vec![part(one, FIRST)], towards(one, g)));
    assert!(cause.contains("form"), "{cause}");
    // x times the integral of exp(-x) is not that of x exp(-x).
    let cause = refusal(parts(SECOND, vec![part(x, FIRST)], towards(zero, zero)));
    assert!(cause.contains("depends on the variable"), "{cause}");
    // S = S + 0 says nothing; S = 2 S - S would put it in for itself.
    let cause = refusal(parts(SECOND, vec![part(one, SECOND)], towards(zero, zero)));
    assert!(cause.contains("by itself"), "{cause}");
    // Bounds are no value.
    let mut both = towards(zero, g);
    both.upper = both.lower.clone();
    both.tails.push(both.tails[0]);
    let cause = refusal(parts(SECOND, vec![part(one, FIRST)], both));
    assert!(cause.contains("bounds"), "{cause}");
}

#[test]
fn other_ranges_and_other_variables_are_refused() {
    let c = claim(
        "claim c \"\" {\n  for n in [1, 2]\n  bound x'1\n  symbol integral'2 = integral exp(-x'1) over x'1 from 1 to inf\n  \
         symbol integral'3 = integral x'1*exp(-x'1) over x'1 from 0 to inf\n  show integral'3 = integral'2\n  expect proved\n}\n",
    );
    let mut dag = c.dag.clone();
    let (zero, one, g) = (dag.integer(0), dag.integer(1), antiderivative(&mut dag));
    let c = Claim { dag, ..c };
    let rule = parts(SECOND, vec![part(one, FIRST)], towards(zero, g));
    let cause = premises(&c, &[], &rule).unwrap_err();
    assert!(cause.contains("different ranges"), "{cause}");
}

/// The integrals of 1 and of `1 + exp(-x)` are both infinite, and their difference is 1.
#[test]
fn integrals_that_diverge_are_not_subtracted() {
    let mut c = two(
        "[1, 2]",
        ("1", "1 + exp(-x'1)"),
        ("0", "inf"),
        "integral'3 = integral'2 + 1",
    );
    let (zero, one) = (c.dag.integer(0), c.dag.integer(1));
    let e = decaying(&mut c.dag);
    let g = c.dag.neg(e);
    let rule = parts(SECOND, vec![part(one, FIRST)], towards(zero, g));
    let cause = premises(&c, &[], &rule).unwrap_err();
    assert!(cause.contains("form"), "{cause}");
    // Nor do pieces speak for another integral.
    let mut pieces = part(one, FIRST);
    pieces.convergence = Convergence::Pieces(towards(zero, g));
    let rule = parts(SECOND, vec![pieces], towards(zero, g));
    let cause = premises(&c, &[], &rule).unwrap_err();
    assert!(cause.contains("continuity"), "{cause}");
}

#[test]
fn a_bound_lies_on_the_side_of_its_derivative() {
    // 0 <= x exp(-x), so the integral is at least 0, and not at most.
    for (above, shown) in [(false, "integral'3 >= 0"), (true, "integral'3 <= 0")] {
        let mut c = exponentials(shown);
        let zero = c.dag.integer(0);
        let rule = Rule::Parts {
            symbol: SECOND,
            side: Some((above, FORM)),
            others: Vec::new(),
            pieces: towards(zero, zero),
        };
        let all = premises(&c, &[], &rule).unwrap();
        let last = all.last().unwrap();
        let added = last.hypotheses.last().unwrap();
        let s = c.dag.variable(SECOND);
        let Formula::Relation(added) = &added.formula else {
            panic!("one relation");
        };
        let op = if above {
            Comparison::GreaterEqual
        } else {
            Comparison::LessEqual
        };
        assert_eq!((added.lhs, added.op, added.rhs), (zero, op, s), "{shown}");
        // What is asked is that the derivative, 0, lies on that side of the integrand.
        let Formula::Relation(asked) = &all[all.len() - 2].goal else {
            panic!("one relation");
        };
        assert_eq!((asked.lhs, asked.op), (zero, op));
    }
}

/// Whether the first integral of a claim converges by form.
fn converges(domain: &str, integrand: &str, ends: (&str, &str), charts: [bool; 2]) -> bool {
    let c = two(domain, (integrand, "1"), ends, "integral'2 = 0");
    integrable(&c, FIRST, &Convergence::Form(charts)).is_ok()
}

#[test]
fn integrands_fall_by_their_form() {
    let line = ("0", "inf");
    let left = [true, false];
    // x^n exp(-x) for every n >= 0, from 0 on.
    let moment = "exp(n*log(x'1))*exp(-x'1)";
    assert!(converges("[0, inf)", moment, line, left));
    // Not for n = -1, where it is 1/x at 0.
    assert!(!converges("[-1, inf)", moment, line, left));
    // x^x outgrows the exponential, and a constant n may be one that does.
    assert!(!converges(
        "[0, inf)",
        "exp(x'1*log(x'1))*exp(-x'1)",
        line,
        left
    ));
    assert!(!converges("[0, inf)", "exp(n*x'1)*exp(-x'1)", line, left));
    assert!(!converges("[0, 2]", "exp(-(n*x'1))", line, left));
    assert!(converges("(0, 2]", "exp(-(n*x'1))", line, left));
    // Powers of logarithms are below every power, and exp(log(x)^2) is above.
    assert!(converges(
        "[0, inf)",
        "exp(n*log(1 + x'1))*exp(-x'1)",
        line,
        left
    ));
    assert!(!converges(
        "[0, inf)",
        "exp(log(x'1)^2)/(1 + x'1^4)",
        line,
        left
    ));
    // A quotient by what lies below some power alone may be large.
    assert!(!converges(
        "[0, inf)",
        "1/(1 + exp(-(n*log(1 + x'1))))",
        line,
        left
    ));
    assert!(!converges("[0, inf)", "1/(1 + x'1)", line, left));
    assert!(converges("[0, inf)", "1/(1 + x'1^2)", line, left));
}

#[test]
fn open_ends_need_their_mark_and_enough_decay() {
    let unit = ("0", "1");
    assert!(converges("[0, 1]", "log(x'1)", unit, [true, false]));
    assert!(!converges("[0, 1]", "1/x'1", unit, [true, false]));
    assert!(!converges("[0, 1]", "1/(1 - x'1)", unit, [false, true]));
    assert!(converges("[0, 1]", "1/sqrt(1 - x'1)", unit, [false, true]));
    // Without the mark the integrand has to be defined at the end, which is a premise.
    let c = two("[0, 1]", ("log(x'1)", "1"), unit, "integral'2 = -1");
    let wanted = integrable(&c, FIRST, &FORM).unwrap();
    assert!(wanted.iter().any(|p| !p.variables[1].domain.lo.is_open()));
    let marked = Convergence::Form([true, false]);
    let wanted = integrable(&c, FIRST, &marked).unwrap();
    assert!(wanted.iter().all(|p| p.variables[1].domain.lo.is_open()));
    // Steps are not continuous.
    assert!(!converges("[0, 1]", "floor(x'1)", unit, [false, false]));
}

/// `x (1 - x)^n` at the end 1: exponentials that grow in numerator and divisor cancel.
#[test]
fn the_distance_from_an_open_end_is_seen() {
    for (domain, proved) in [("[0, inf)", true), ("[-2, inf)", false)] {
        assert_eq!(
            converges(domain, "x'1*exp(n*log(1 - x'1))", ("0", "1"), [false, true]),
            proved,
            "{domain}"
        );
    }
}

/// A certificate with the digest that it has as it is now.
fn sealed(text: &str) -> String {
    let (body, _) = text.rsplit_once("end ").unwrap();
    format!("{body}end {}\n", digest(body))
}

#[test]
fn the_rule_is_written_and_read_back() {
    let mut c = exponentials("integral'3 = integral'2");
    let (zero, one) = (c.dag.integer(0), c.dag.integer(1));
    let g = antiderivative(&mut c.dag);
    let rule = parts(SECOND, vec![part(one, FIRST)], towards(zero, g));
    let certificate = Certificate {
        tool: "0".into(),
        claim: "c".into(),
        text: canonical(&c),
        lemmas: Vec::new(),
        finding: Finding::Proved(Proof {
            lemmas: Vec::new(),
            tree: tree(&c, rule).unwrap(),
        }),
    };
    let mut bytes = Vec::new();
    certificate.write(&c.dag, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let opened = open(&Source::from(&text)).unwrap();
    assert!(confirm(&opened, &Default::default()).unwrap().proved);
    assert_eq!(sealed(&text), text);
    // The integral by itself, at most instead of equal, another convergence.
    for (rule, other) in [
        ("parts 3 - 1", "parts 2 - 1"),
        ("parts 3 - 1", "parts 3 + 1 form 0 0 1"),
        ("2 form 0 0", "3 form 0 0"),
        ("2 form 0 0", "2 continuous"),
    ] {
        let (before, after) = text.split_at(text.find(" parts ").unwrap());
        assert!(after.contains(rule), "{rule} in {after}");
        let altered = sealed(&format!("{before}{}", after.replacen(rule, other, 1)));
        let opened = open(&Source::from(&altered)).unwrap();
        assert!(confirm(&opened, &Default::default()).is_err(), "{other}");
    }
}

#[test]
fn parts_without_end_are_refused_before_they_take_memory() {
    let c = exponentials("integral'3 = integral'2");
    let mut with = c.clone();
    let (zero, one) = (with.dag.integer(0), with.dag.integer(1));
    let g = antiderivative(&mut with.dag);
    let many = (0..4000).map(|_| part(one, FIRST)).collect();
    let rule = parts(SECOND, many, towards(zero, g));
    let refused = premises(&with, &[], &rule).expect_err("4000 parts");
    assert!(refused.contains("too many integrals"), "{refused}");
}
