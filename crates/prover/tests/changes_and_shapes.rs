//! Changes of variables, periods, chords, tangents and arms before the checker: right ones pass,
//! and each wrong one is wrong for one reason.

use lemmabox_kernel::certificate::{
    Change, FormulaProof, Given, Leaf, NewEnd, NewVariable, Proof, Sign, Tree,
};
use lemmabox_kernel::check::check;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{Claim, Dag, Expr, Unary, Var};

fn claim(body: &str) -> Claim {
    let file = lemmabox_lang::parse_file("test", &format!("claim c {{\n{body}\n}}\n"));
    file.expect("a claim").claims.remove(0)
}

fn goal(sign: Sign) -> Tree {
    Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
        negated: false,
        sign,
    }))
}

fn accepted(claim: &Claim, tree: Tree) -> bool {
    let lemmas = Vec::new();
    check(claim, &[], &Proof { lemmas, tree }).is_ok()
}

fn number(dag: &mut Dag, n: i64, d: i64) -> Expr {
    dag.rational(ratio(n, d))
}

#[test]
fn a_tangent_bounds_a_logarithm_where_it_touches_and_nowhere_else() {
    let mut c = claim("  for x in (0, inf)\n  show log(x) <= x - 1");
    let x = c.dag.variable(Var(0));
    let (one, two) = (number(&mut c.dag, 1, 1), number(&mut c.dag, 2, 1));
    let tangent = |function, at| {
        goal(Sign::Tangent {
            function,
            argument: x,
            at,
        })
    };
    assert!(accepted(&c, tangent(Unary::Log, one)));
    assert!(!accepted(&c, tangent(Unary::Log, two)));
    assert!(!accepted(&c, tangent(Unary::Exp, one)));
    assert!(!accepted(&c, tangent(Unary::Sqrt, one)));
    // At a negative point the "tangent" u/c - 1 + log(c) has no meaning.
    let minus = number(&mut c.dag, -1, 1);
    assert!(!accepted(&c, tangent(Unary::Log, minus)));
    let mut strict = claim("  for x in (0, inf)\n  show log(x) < x - 1");
    let (x, one) = (strict.dag.variable(Var(0)), number(&mut strict.dag, 1, 1));
    let reason = Sign::Tangent {
        function: Unary::Log,
        argument: x,
        at: one,
    };
    assert!(!accepted(&strict, goal(reason)));
    // Not defined below 0.
    let mut wide = claim("  for x in (-1, inf)\n  show log(x) <= x - 1");
    let (x, one) = (wide.dag.variable(Var(0)), number(&mut wide.dag, 1, 1));
    let reason = Sign::Tangent {
        function: Unary::Log,
        argument: x,
        at: one,
    };
    assert!(!accepted(&wide, goal(reason)));
}

#[test]
fn an_exponential_lies_above_its_tangent() {
    let mut c = claim("  for x\n  show exp(x) >= 1 + x");
    let x = c.dag.variable(Var(0));
    let (zero, one) = (number(&mut c.dag, 0, 1), number(&mut c.dag, 1, 1));
    for (at, right) in [(zero, true), (one, false)] {
        let reason = Sign::Tangent {
            function: Unary::Exp,
            argument: x,
            at,
        };
        assert_eq!(accepted(&c, goal(reason)), right);
    }
}

fn chord(second: Sign, low: Sign, high: Sign) -> Tree {
    goal(Sign::Chord {
        variable: Var(0),
        second: Box::new(second),
        low: Box::new(low),
        high: Box::new(high),
    })
}

#[test]
fn a_concave_term_lies_above_its_chord_and_a_convex_one_does_not() {
    let c = claim("  for x in [0, 1]\n  show x - x^2 >= 0");
    assert!(accepted(&c, chord(Sign::Natural, Sign::Exact, Sign::Exact)));
    let convex = claim("  for x in [0, 1]\n  show x^2 - x >= 0");
    assert!(!accepted(
        &convex,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // A face below zero.
    let low = claim("  for x in [-1, 1]\n  show x - x^2 >= 0");
    assert!(!accepted(
        &low,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // Zero at both ends is not positive at them.
    let strict = claim("  for x in [0, 1]\n  show x - x^2 > 0");
    assert!(!accepted(
        &strict,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // Positive at the upper end, zero at the lower: strict if and only if that is left out.
    let half = claim("  for x in (0, 1]\n  show 2*x - x^2 > 0");
    assert!(accepted(
        &half,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    let closed = claim("  for x in [0, 1]\n  show 2*x - x^2 > 0");
    assert!(!accepted(
        &closed,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // Zero at both ends, which are left out: positive inside where it is strictly concave.
    let open = claim("  for x in (0, 1)\n  show x - x^2 > 0");
    assert!(accepted(
        &open,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    let half_open = claim("  for x in (0, 1]\n  show x - x^2 > 0");
    assert!(!accepted(
        &half_open,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // At y = 0 it is zero throughout.
    let flat = claim("  for x in (0, 1), y in [0, 1]\n  show y*(x - x^2) > 0");
    assert!(!accepted(
        &flat,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    let bent = claim("  for x in (0, 1), y in (0, 1]\n  show y*(x - x^2) > 0");
    assert!(accepted(
        &bent,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // No end, no chord.
    let far = claim("  for x in [0, inf)\n  show x - x^2 >= 0");
    assert!(!accepted(
        &far,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
    // A corner inside is no place for a second derivative.
    let corner = claim("  for x in [-1, 1]\n  show abs(x) - 1 >= 0");
    assert!(!accepted(
        &corner,
        chord(Sign::Natural, Sign::Exact, Sign::Exact)
    ));
}

#[test]
fn a_sign_with_either_arm_is_a_sign() {
    let mut c = claim("  for x in [-1, 1]\n  show 1 - abs(x) >= 0");
    let x = c.dag.variable(Var(0));
    let size = c.dag.unary(Unary::Abs, x);
    let arms = |term| {
        goal(Sign::Arms {
            term,
            first: Box::new(Sign::Natural),
            second: Box::new(Sign::Natural),
        })
    };
    assert!(accepted(&c, arms(size)));
    assert!(!accepted(&c, arms(x)));
    let mut wide = claim("  for x in [-2, 1]\n  show 1 - abs(x) >= 0");
    let x = wide.dag.variable(Var(0));
    let size = wide.dag.unary(Unary::Abs, x);
    assert!(!accepted(&wide, arms(size)));
    for (body, second, right) in [
        ("abs(x) - x >= 0", false, true),
        ("abs(x) + x >= 0", true, true),
        ("abs(x) + x >= 0", false, false),
        ("abs(x) - 2*x >= 0", false, false),
        ("abs(x) - x > 0", false, false),
    ] {
        let mut c = claim(&format!("  for x\n  show {body}"));
        let x = c.dag.variable(Var(0));
        let term = c.dag.unary(Unary::Abs, x);
        assert_eq!(
            accepted(&c, goal(Sign::Arm { term, second })),
            right,
            "{body}"
        );
    }
}

/// `exp(-x) >= log(1 + exp(-x))` in `w = exp(-x)`, altered as told.
fn in_the_exponential(alter: impl FnOnce(&mut Change, &mut Dag)) -> bool {
    let mut c = claim("  for x in [0, inf)\n  show exp(-x) - log(1 + exp(-x)) >= 0");
    let dag = &mut c.dag;
    let (x, one, zero) = (dag.variable(Var(0)), dag.integer(1), dag.integer(0));
    let back = dag.neg(x);
    let term = dag.unary(Unary::Exp, back);
    let w = dag.variable(Var(0));
    let inside = dag.add(one, w);
    let log = dag.unary(Unary::Log, inside);
    let difference = dag.sub(w, log);
    let mut change = Change {
        eliminated: Vec::new(),
        variables: vec![NewVariable {
            term,
            lo: Some(NewEnd {
                at: zero,
                open: true,
                sign: Sign::Natural,
            }),
            hi: Some(NewEnd {
                at: one,
                open: false,
                sign: Sign::Natural,
            }),
        }],
        given: Vec::new(),
        multiplier: Vec::new(),
        goal: difference,
        inner: goal(Sign::Tangent {
            function: Unary::Log,
            argument: inside,
            at: one,
        }),
    };
    alter(&mut change, dag);
    accepted(&c, Tree::Change(Box::new(change)))
}

#[test]
fn a_change_of_variables_is_between_equal_terms_over_ranges_that_are_proved() {
    assert!(in_the_exponential(|_, _| {}));
    // A range that leaves values out.
    assert!(!in_the_exponential(|c, dag| {
        let half = number(dag, 1, 2);
        c.variables[0].hi.as_mut().expect("an end").at = half;
    }));
    // An end said to be left out that is attained.
    assert!(!in_the_exponential(|c, _| {
        c.variables[0].hi.as_mut().expect("an end").open = true;
    }));
    // A larger range is none the worse.
    assert!(in_the_exponential(|c, _| c.variables[0].hi = None));
    // Another goal.
    assert!(!in_the_exponential(|c, dag| {
        let w = dag.variable(Var(0));
        c.goal = dag.add(c.goal, w);
    }));
    // Another term for the variable; a term that is not defined.
    assert!(!in_the_exponential(
        |c, dag| c.variables[0].term = dag.variable(Var(0))
    ));
    assert!(!in_the_exponential(|c, dag| {
        let x = dag.variable(Var(0));
        c.variables[0].term = dag.unary(Unary::Log, x);
    }));
    // A goal in a variable that there is not; a fact that there is not; an identity that does not
    // hold.
    assert!(!in_the_exponential(|c, dag| c.goal = dag.variable(Var(1))));
    assert!(!in_the_exponential(|c, dag| {
        let w = dag.variable(Var(0));
        c.given.push(Given::Fact {
            fact: 0,
            multiplier: Vec::new(),
            term: w,
        });
    }));
    assert!(!in_the_exponential(|c, dag| {
        let term = dag.variable(Var(0));
        c.given.push(Given::Identity { term });
    }));
    // A sign that the term does not have.
    assert!(!in_the_exponential(|c, dag| {
        let w = dag.variable(Var(0));
        let term = dag.neg(w);
        c.given.push(Given::Sign {
            term,
            strict: false,
            sign: Sign::Natural,
        });
    }));
}

/// `x^2 - y^2 = x - y` under a fact, without `x`.
fn without_x(fact: &str) -> bool {
    let mut c = claim(&format!(
        "  for x, y\n  assume h: {fact}\n  show x^2 - y^2 - x + y = 0"
    ));
    let dag = &mut c.dag;
    let y = dag.variable(Var(1));
    let zero = dag.integer(0);
    let change = Change {
        eliminated: vec![(0, Var(0))],
        variables: vec![NewVariable {
            term: y,
            lo: None,
            hi: None,
        }],
        given: Vec::new(),
        multiplier: Vec::new(),
        goal: zero,
        inner: Tree::Leaf(Leaf::Goal(FormulaProof::Identity)),
    };
    accepted(&c, Tree::Change(Box::new(change)))
}

#[test]
fn only_an_equality_that_determines_a_variable_eliminates_it() {
    assert!(without_x("x + y = 1"));
    assert!(without_x("2*x = 2 - 2*y"));
    assert!(!without_x("x + y <= 1"));
    assert!(!without_x("x + y = 2"));
    // Where y = 0, x may be anything.
    assert!(!without_x("x*y = y - y^2"));
    assert!(!without_x("y = 1"));
}

/// `show` over one period that begins at 0; the period is `turns` times pi.
fn over_a_period(body: &str, turns: i64) -> bool {
    let mut c = claim(body);
    let dag = &mut c.dag;
    let (pi, zero) = (dag.pi(), dag.integer(0));
    let turns = dag.integer(turns);
    let period = dag.mul(turns, pi);
    accepted(
        &c,
        Tree::Period {
            variable: Var(0),
            period,
            start: zero,
            inner: Box::new(goal(Sign::Natural)),
        },
    )
}

#[test]
fn one_period_stands_for_the_line_if_everything_has_it() {
    assert!(over_a_period("  for x\n  show 2 + sin(x) > 0", 2));
    assert!(over_a_period("  for x\n  show log(2 + sin(x)) >= 0", 4));
    assert!(over_a_period("  for x\n  show cos(x)^2 >= 0", 1));
    // Not a period; not positive; not periodic; not the line; an integer; undefined somewhere.
    assert!(!over_a_period("  for x\n  show 2 + sin(x) > 0", 1));
    assert!(!over_a_period("  for x\n  show 2 + sin(x) > 0", -2));
    assert!(!over_a_period("  for x\n  show 2 + sin(x) + x > 0", 2));
    assert!(!over_a_period(
        "  for x in [0, inf)\n  show 2 + sin(x) > 0",
        2
    ));
    assert!(!over_a_period("  for x integer\n  show 2 + sin(x) > 0", 2));
    assert!(!over_a_period("  for x\n  show log(1 + sin(x)) <= 1", 2));
    // A hypothesis that tells the periods apart.
    assert!(!over_a_period(
        "  for x\n  assume h: x >= 7\n  show 2 + sin(x) > 0",
        2
    ));
}
