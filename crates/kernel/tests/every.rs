//! Statements proved for one integer of a range and then assumed of each, right and wrong. Every
//! wrong proof is wrong for one reason.

mod trees;

use lemmabox_kernel::certificate::{
    Certificate, Factor, Finding, FormulaProof, Product, Proof, Rule, Sign, Source, Tree,
};
use lemmabox_kernel::check::file::{confirm, open};
use lemmabox_kernel::check::{check, premises};
use lemmabox_kernel::core_text::canonical;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::{
    Always, Claim, Comparison, End, Expr, Formula, Kind, Relation, Var, Variable,
};
use trees::{argument, claim, goal, natural};

/// A sequence that does not fall, with what is assumed of where it begins, from `n = first` on.
/// Variables: n, t'1 bound, a(0), a(t), a(t + 1), a(n).
fn rising(first: i64, start: &str) -> Claim {
    claim(&format!(
        "claim c \"\" {{\n  for n in [{first}, inf) integer\n  sequence a from 0\n  bound t'1 integer\n  symbol a'2 = value a at 0\n  symbol a'3 = value a at t'1\n  symbol a'4 = value a at t'1 + 1\n  symbol a'5 = value a at n\n  every t'1 from 0 to inf assume step: a'4 >= a'3\n  assume start: {start}\n  show a'5 >= 0\n  expect proved\n}}\n"
    ))
}

const N: Var = Var(0);
const INDEX: Var = Var(1);
const AT_INDEX: Var = Var(3);

fn verdict(claim: &Claim, tree: Tree) -> Result<(), String> {
    let proof = Proof {
        lemmas: Vec::new(),
        tree: argument(Rule::Defined(Vec::new()), vec![tree]),
    };
    check(claim, &[], &proof).map_err(|e| e.to_string())
}

fn at_least(claim: &mut Claim, e: Expr, least: i64) -> Formula {
    let rhs = claim.dag.integer(least);
    Formula::Relation(Relation {
        lhs: e,
        op: Comparison::GreaterEqual,
        rhs,
    })
}

fn every(index: Var, (lo, hi): (Expr, Option<Expr>), formula: Formula) -> Rule {
    Rule::Every(Always {
        name: "every".to_owned(),
        index,
        lo,
        hi,
        formula,
        unused: false,
    })
}

/// `a(t) >= 0` for every t from 0 on.
fn positive(claim: &mut Claim) -> Rule {
    let lo = claim.dag.integer(0);
    let value = claim.dag.variable(AT_INDEX);
    let formula = at_least(claim, value, 0);
    every(INDEX, (lo, None), formula)
}

/// The integer of the first premise: it comes after the variables of the claim.
fn new_variable(claim: &Claim) -> Var {
    Var(u32::try_from(claim.variables.len()).unwrap())
}

/// By induction over the new integer: the step takes the hypothesis about every index at it.
fn by_induction(claim: &mut Claim, base: Tree) -> Tree {
    let t = new_variable(claim);
    let induction = Rule::Induction {
        variable: t,
        order: 1,
    };
    let at = claim.dag.variable(t);
    // a(t + 1) >= a(t) and a(t) >= 0.
    let sum = Product {
        multiplier: Vec::new(),
        terms: vec![(integer(1), vec![fact(1)]), (integer(1), vec![fact(2)])],
        equalities: Vec::new(),
    };
    let last = goal(FormulaProof::Sign {
        negated: false,
        sign: Sign::Product(sum),
    });
    let instances = argument(Rule::Instances(vec![(0, at)]), vec![last]);
    argument(induction, vec![base, instances])
}

fn fact(number: usize) -> Factor {
    Factor::Fact(number)
}

/// The claim by the statement at `n`.
fn at_n(claim: &mut Claim, rule: Rule, inner: Tree) -> Tree {
    let n = claim.dag.variable(N);
    let instance = argument(
        Rule::Instances(vec![(1, n)]),
        vec![goal(FormulaProof::Assumed)],
    );
    argument(rule, vec![inner, instance])
}

#[test]
fn a_statement_about_every_index_is_proved_by_induction_and_used_at_one() {
    let mut right = rising(0, "a'2 >= 0");
    let rule = positive(&mut right);
    let inner = by_induction(&mut right, goal(FormulaProof::Assumed));
    let tree = at_n(&mut right, rule, inner);
    assert_eq!(verdict(&right, tree.clone()), Ok(()));
    // The same proof where it begins below.
    let mut wrong = rising(0, "a'2 >= -1");
    let rule = positive(&mut wrong);
    let inner = by_induction(&mut wrong, goal(FormulaProof::Assumed));
    let tree = at_n(&mut wrong, rule, inner);
    verdict(&wrong, tree).unwrap_err();
}

#[test]
fn an_instance_beyond_the_range_is_refused() {
    // The statement from 0 on, and the claim from -1 on.
    let mut wrong = rising(-1, "a'2 >= 0");
    let rule = positive(&mut wrong);
    let all = premises(&wrong, &[], &rule).unwrap().pop().unwrap();
    let n = wrong.dag.variable(N);
    let wanted = premises(&all, &[], &Rule::Instances(vec![(1, n)])).unwrap();
    assert_eq!(wanted.len(), 2, "that n is not before 0, and the claim");
    let mut upward = rising(0, "a'2 >= 0");
    let (zero, n) = (upward.dag.integer(0), upward.dag.variable(N));
    let value = upward.dag.variable(AT_INDEX);
    let formula = at_least(&mut upward, value, 0);
    let rule = every(INDEX, (zero, Some(n)), formula);
    let mut all = premises(&upward, &[], &rule).unwrap().pop().unwrap();
    let one = all.dag.integer(1);
    let next = all.dag.add(n, one);
    let wanted = premises(&all, &[], &Rule::Instances(vec![(1, next)])).unwrap();
    assert_eq!(wanted.len(), 2, "that n + 1 is at most n, and the claim");
    assert_eq!(
        premises(&all, &[], &Rule::Instances(vec![(1, n)]))
            .unwrap()
            .len(),
        1
    );
    let half = all.dag.rational(ratio(1, 2));
    let between = all.dag.mul(half, n);
    let cause = premises(&all, &[], &Rule::Instances(vec![(1, between)])).unwrap_err();
    assert!(cause.contains("no integer"), "{cause}");
}

#[test]
fn the_statement_is_no_hypothesis_of_its_own_proof_and_its_range_none_of_the_rest() {
    let mut c = rising(0, "a'2 >= 0");
    let (zero, n) = (c.dag.integer(0), c.dag.variable(N));
    let value = c.dag.variable(AT_INDEX);
    let formula = at_least(&mut c, value, 0);
    let rule = every(INDEX, (zero, Some(n)), formula);
    let [one, all] = <[Claim; 2]>::try_from(premises(&c, &[], &rule).unwrap()).unwrap();
    assert_eq!(one.symbols.always, c.symbols.always);
    assert_eq!(one.hypotheses.len(), c.hypotheses.len() + 1, "t <= n");
    let t = &one.variables[c.variables.len()];
    assert_eq!((t.kind, t.domain.lo), (Kind::Integer, End::Closed(zero)));
    assert_eq!(all.hypotheses, c.hypotheses);
    assert_eq!(all.goal, c.goal);
    assert_eq!(all.symbols.always.len(), 2);
    let known = |claim: &Claim| {
        let at = |v: &Variable| v.name.clone();
        claim.variables.iter().map(at).collect::<Vec<_>>()
    };
    assert_eq!(known(&all), known(&c), "no variable is left over");
    // So it cannot be proved by itself.
    let mut own = one.clone();
    let t = own.dag.variable(new_variable(&c));
    let cause = premises(&own, &[], &Rule::Instances(vec![(1, t)])).unwrap_err();
    assert!(cause.contains("no such hypothesis"), "{cause}");
    let inner = argument(
        Rule::Instances(vec![(1, t)]),
        vec![goal(FormulaProof::Assumed)],
    );
    let rule = positive(&mut c);
    let tree = at_n(&mut c, rule, inner);
    assert!(
        verdict(&c, tree)
            .unwrap_err()
            .contains("no such hypothesis")
    );
}

/// `1/(t - pole) >= 0`, or the like, of every t.
fn stated(lower: i64, upper: Option<&str>, of: impl Fn(&mut Claim, Expr) -> Expr) -> (Claim, Tree) {
    let mut c = rising(1, "a'2 >= 0");
    let lo = c.dag.integer(lower);
    let n = c.dag.variable(N);
    let hi = upper.map(|shape| {
        let one = c.dag.integer(1);
        match shape {
            "n" => n,
            "n + 1" => c.dag.add(n, one),
            other => panic!("{other}"),
        }
    });
    let t = c.dag.variable(INDEX);
    let term = of(&mut c, t);
    let formula = at_least(&mut c, term, 0);
    let rule = every(INDEX, (lo, hi), formula);
    (c, argument(rule, vec![natural(), natural()]))
}

/// What is said of the first premise, where the second one does not follow either.
fn first_premise(c: &Claim, tree: &Tree, proof: Tree) -> Result<(), String> {
    let Tree::Argument(argument_) = tree else {
        panic!("an argument")
    };
    let mut one = premises(c, &[], &argument_.rule).unwrap().swap_remove(0);
    // A claim of its own, with nothing about indices.
    one.symbols.always.clear();
    let proof = Proof {
        lemmas: Vec::new(),
        tree: argument(Rule::Defined(Vec::new()), vec![proof]),
    };
    check(&one, &[], &proof).map_err(|e| e.to_string())
}

#[test]
fn a_statement_that_is_undefined_at_an_index_is_refused() {
    let reciprocal = |c: &mut Claim, t: Expr| {
        let one = c.dag.integer(1);
        c.dag.div(one, t)
    };
    let (c, tree) = stated(1, None, reciprocal);
    assert_eq!(first_premise(&c, &tree, natural()), Ok(()));
    let (c, tree) = stated(0, None, reciprocal);
    first_premise(&c, &tree, natural()).unwrap_err();
    // Where it is undefined it is not true, though it is false nowhere.
    let (c, tree) = stated(0, Some("n"), reciprocal);
    first_premise(&c, &tree, natural()).unwrap_err();
}

#[test]
fn a_range_that_reaches_one_too_far_is_refused() {
    let left = |c: &mut Claim, t: Expr| {
        let n = c.dag.variable(N);
        c.dag.sub(n, t)
    };
    let by_range = || goal(FormulaProof::Assumed);
    let (c, tree) = stated(1, Some("n"), left);
    assert_eq!(first_premise(&c, &tree, by_range()), Ok(()));
    let (c, tree) = stated(1, Some("n + 1"), left);
    first_premise(&c, &tree, by_range()).unwrap_err();
    let above = |c: &mut Claim, t: Expr| {
        let one = c.dag.integer(1);
        c.dag.sub(t, one)
    };
    let (c, tree) = stated(1, Some("n"), above);
    assert_eq!(first_premise(&c, &tree, natural()), Ok(()));
    let (c, tree) = stated(0, Some("n"), above);
    first_premise(&c, &tree, natural()).unwrap_err();
}

#[test]
fn variables_that_would_be_captured_are_refused() {
    let refused = |c: &Claim, rule: &Rule| premises(c, &[], rule).unwrap_err();
    let mut c = claim(
        "claim c \"\" {\n  for n in [1, inf) integer\n  for x\n  bound t'2 integer\n  bound s'3 integer\n  bound y'4\n  symbol sum'5 = sum t'2 over s'3 from 1 to n\n  symbol sum'6 = sum s'3 over s'3 from 1 to n\n  show x + sum'6 >= 0\n  expect proved\n}\n",
    );
    let [n, x, t, s, y, sum] = [0, 1, 2, 3, 4, 5].map(|i| c.dag.variable(Var(i)));
    let (zero, half) = (c.dag.integer(0), c.dag.rational(ratio(1, 2)));
    let said = at_least(&mut c, t, 0);
    let both = c.dag.add(t, s);
    let both = at_least(&mut c, both, 0);
    for (range, formula, why) in [
        // An end with the index, with another bound variable, or no integer.
        ((t, None), &said, "in an end"),
        ((zero, Some(t)), &said, "in an end"),
        ((s, None), &said, "in an end"),
        ((half, None), &said, "no integer"),
        ((zero, Some(x)), &said, "no integer"),
        // Another bound variable, which nothing ranges over.
        ((zero, Some(n)), &both, "another bound variable"),
    ] {
        let cause = refused(&c, &every(Var(2), range, formula.clone()));
        assert!(cause.contains(why), "{cause}");
    }
    // Inside a sum, too: the sum of t is bound by s alone.
    let inside = at_least(&mut c, sum, 0);
    let fine = every(Var(2), (zero, Some(n)), inside.clone());
    assert_eq!(premises(&c, &[], &fine).unwrap().len(), 2);
    let cause = refused(&c, &every(Var(3), (zero, Some(n)), inside));
    assert!(cause.contains("another bound variable"), "{cause}");
    // The index is an integer, and bound.
    let real = at_least(&mut c, y, 0);
    for (index, formula) in [
        (Var(4), &real),
        (N, &said),
        (Var(1), &said),
        (Var(5), &said),
    ] {
        let cause = refused(&c, &every(index, (zero, None), formula.clone()));
        assert!(cause.contains("wrong kind"), "{cause}");
    }
    // The statement for the new integer has it in the sum over s, whose own index stays.
    let one = premises(&c, &[], &fine).unwrap().swap_remove(0);
    let text = canonical(&one);
    assert!(text.contains("sum t'7 over s'3 from 1 to n"), "{text}");
}

#[test]
fn no_induction_goes_over_a_variable_of_the_statement() {
    // a(t) >= n - n*t, say, is known for one n.
    let mut c = rising(0, "a'2 >= 0");
    let (zero, n) = (c.dag.integer(0), c.dag.variable(N));
    let value = c.dag.variable(AT_INDEX);
    let term = c.dag.add(value, n);
    let formula = at_least(&mut c, term, 0);
    let rule = every(INDEX, (zero, None), formula);
    let all = premises(&c, &[], &rule).unwrap().pop().unwrap();
    let over_n = Rule::Induction {
        variable: N,
        order: 1,
    };
    assert!(premises(&c, &[], &over_n).is_ok());
    let cause = premises(&all, &[], &over_n).unwrap_err();
    assert!(cause.contains("depends on the variable"), "{cause}");
}

#[test]
fn a_proof_with_a_statement_about_every_index_is_written_and_read_back() {
    let mut right = rising(0, "a'2 >= 0");
    let rule = positive(&mut right);
    let inner = by_induction(&mut right, goal(FormulaProof::Assumed));
    let tree = argument(
        Rule::Defined(Vec::new()),
        vec![at_n(&mut right, rule, inner)],
    );
    let certificate = Certificate {
        tool: "0".into(),
        claim: "c".into(),
        text: canonical(&right),
        lemmas: Vec::new(),
        finding: Finding::Proved(Proof {
            lemmas: Vec::new(),
            tree,
        }),
    };
    let mut bytes = Vec::new();
    certificate.write(&right.dag, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let opened = open(&Source::from(&text)).unwrap();
    assert!(confirm(&opened, &Default::default()).unwrap().proved);
    // The statement about 0 alone does not reach n.
    let other = text.replace("every 1 {0} -", "every 1 {0} + {0}");
    assert_ne!(text, other);
    let opened = open(&Source::from(&other)).unwrap();
    assert!(confirm(&opened, &Default::default()).is_err());
}

/// Certificates written by hand, well formed and with right digests, of the false claim that a
/// sequence from -1 on that does not fall is nowhere negative.
#[test]
fn forged_statements_about_every_index_are_refused() {
    for (text, why) in [
        // a(t) >= 0 from a(0) >= -1.
        (
            include_str!("forged/every_from_a_wrong_base.cert"),
            "neither a usable fact",
        ),
        // n - t >= 0 for t up to n, taken at n + 1.
        (include_str!("forged/every_beyond_its_range.cert"), "sign"),
        // a(t) >= 0 proved by itself.
        (
            include_str!("forged/every_by_itself.cert"),
            "no such hypothesis",
        ),
        // n - t >= 0 for the t of the first premise, said in the second one.
        (
            include_str!("forged/every_range_outside.cert"),
            "unknown variable",
        ),
    ] {
        let opened = open(&Source::from(text)).unwrap();
        let cause = confirm(&opened, &Default::default())
            .map(|_| ())
            .unwrap_err();
        assert!(cause.to_string().contains(why), "{cause}");
    }
}

#[test]
fn what_is_undefined_at_an_index_says_nothing_there() {
    // The square of the sum of sqrt(x) to t is not negative, whatever the sum counts as where x is
    // negative. At t = 1 it reads sqrt(x)^2 >= 0, which does not make x >= 0.
    let mut c = claim(
        "claim c \"\" {\n  for n in [1, inf) integer\n  for x\n  bound t'2 integer\n  bound s'3 integer\n  symbol sum'4 = sum t'2 over t'2 from 1 to n\n  symbol sum'5 = sum sqrt(x) over t'2 from 1 to s'3\n  show x >= 0 or sum'4 < 0\n  expect proved\n}\n",
    );
    let one = c.dag.integer(1);
    let sum = c.dag.variable(Var(5));
    let square = c.dag.power(sum, 2);
    let formula = at_least(&mut c, square, 0);
    let rule = every(Var(3), (one, None), formula);
    let all = premises(&c, &[], &rule).unwrap().pop().unwrap();
    let first = Rule::Instances(vec![(0, one)]);
    let main = premises(&all, &[], &first).unwrap().pop().unwrap();
    assert!(canonical(&main).contains("assume every: sqrt(x)^2 >= 0"));
    let from_it = goal(FormulaProof::Any(
        0,
        Box::new(FormulaProof::Sign {
            negated: false,
            sign: Sign::Product(Product {
                multiplier: Vec::new(),
                terms: vec![(integer(1), vec![fact(0)])],
                equalities: Vec::new(),
            }),
        }),
    ));
    let tree = argument(rule, vec![natural(), argument(first, vec![from_it])]);
    let cause = verdict(&c, tree).unwrap_err();
    assert!(cause.contains("not shown to be defined"), "{cause}");
}

#[test]
fn instances_do_not_outgrow_the_certificate() {
    let mut claim = rising(0, "a'2 >= 0");
    let n = claim.dag.variable(N);
    let many = Rule::Instances(vec![(0, n); 5_000]);
    let refused = premises(&claim, &[], &many).unwrap_err();
    assert!(refused.contains("too many instances"), "{refused}");
    // Few instances of a long statement.
    let value = claim.dag.variable(AT_INDEX);
    let parts = (0..200).map(|k| at_least(&mut claim, value, -k)).collect();
    let lo = claim.dag.integer(0);
    let long = every(INDEX, (lo, None), Formula::And(parts));
    let mut known = premises(&claim, &[], &long).unwrap().pop().unwrap();
    let n = known.dag.variable(N);
    let instances = |count| Rule::Instances(vec![(1, n); count]);
    assert!(premises(&known, &[], &instances(20)).is_ok());
    let refused = premises(&known, &[], &instances(200)).unwrap_err();
    assert!(refused.contains("too long"), "{refused}");
}
