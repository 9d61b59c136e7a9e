use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::*;
use lemmabox_algebra::polynomial::Polynomial;

fn x(i: usize) -> Polynomial {
    Polynomial::variable(i)
}

fn n(value: i64) -> Polynomial {
    Polynomial::integer(value)
}

fn atom(polynomial: Polynomial, relation: Relation) -> Formula {
    Formula::Atom(Constraint {
        polynomial,
        relation,
    })
}

fn run(formula: &Formula, variables: usize) -> Decision {
    decide(formula, variables, &|| false)
}

fn is_unsat(parts: Vec<Formula>, variables: usize) -> bool {
    matches!(run(&Formula::And(parts), variables), Decision::Unsat)
}

fn is_sat(parts: Vec<Formula>, variables: usize) -> bool {
    matches!(run(&Formula::And(parts), variables), Decision::Sat(_))
}

/// Truth at a rational point.
fn holds(formula: &Formula, at: &[BigRational]) -> bool {
    match formula {
        Formula::Atom(c) => c.relation.holds(c.polynomial.sign_at(at).unwrap()),
        Formula::And(parts) => parts.iter().all(|p| holds(p, at)),
        Formula::Or(parts) => parts.iter().any(|p| holds(p, at)),
        Formula::Not(inner) => !holds(inner, at),
    }
}

/// Truth at a witness, by signs at the algebraic point.
fn holds_at(formula: &Formula, witness: &mut Witness) -> bool {
    witness.satisfies(formula, &|| false).unwrap()
}

#[test]
fn defined_variables_get_their_values() {
    // z = x^2 + y / 2 and w = z - 1 are substituted; x^2 = 2 keeps x algebraic.
    let formula = Formula::And(vec![
        atom(
            &(&x(2).scale(&2.into()) - &x(0).pow(2).scale(&2.into())) - &x(1),
            Relation::Equal,
        ),
        atom(&(&x(3) - &x(2)) + &n(1), Relation::Equal),
        atom(&x(0).pow(2) - &n(2), Relation::Equal),
        atom(&x(1) - &x(3), Relation::Greater),
    ]);
    let Decision::Sat(mut witness) = run(&formula, 4) else {
        panic!("there is a solution")
    };
    assert!(holds_at(&formula, &mut witness));
    let Formula::And(mut parts) = formula else {
        unreachable!()
    };
    // y > w is y > 2 there, so y < 2 contradicts it.
    parts.push(atom(&x(1) - &n(2), Relation::Less));
    assert!(is_unsat(parts, 4));
}

#[test]
fn squares_are_not_negative_and_the_bound_is_sharp() {
    // x^2 + y^2 + z^2 - xy - yz - zx >= 0 touches zero along x = y = z.
    let squares = &(&x(0).pow(2) + &x(1).pow(2)) + &x(2).pow(2);
    let products = &(&(&x(0) * &x(1)) + &(&x(1) * &x(2))) + &(&x(2) * &x(0));
    let p = &squares - &products;
    assert!(is_unsat(vec![atom(p.clone(), Relation::Less)], 3));
    assert!(is_sat(vec![atom(p.clone(), Relation::LessEqual)], 3));
    // Off the line it is positive.
    let off = atom(&x(0) - &x(1), Relation::NotEqual);
    assert!(is_unsat(vec![atom(p.clone(), Relation::LessEqual), off], 3));
    // The mutant with a slightly larger coefficient is refuted.
    let mutant = &squares.scale(&1000.into()) - &products.scale(&1001.into());
    assert!(is_sat(vec![atom(mutant, Relation::Less)], 3));
}

#[test]
fn motzkin_is_not_negative() {
    let (a, b) = (x(0).pow(2), x(1).pow(2));
    let m = &(&(&(&a.pow(2) * &b) + &(&a * &b.pow(2))) - &(&a * &b).scale(&3.into())) + &n(1);
    assert!(is_unsat(vec![atom(m.clone(), Relation::Less)], 2));
    let zero = Formula::And(vec![atom(m.clone(), Relation::Equal)]);
    let Decision::Sat(witness) = run(&zero, 2) else {
        panic!("Motzkin's polynomial has zeros")
    };
    let at = witness.rational().expect("its zeros are at 1 and -1");
    assert!(
        at.iter()
            .all(|v| *v == BigRational::from_integer(v.numer().clone())
                && (v * v) == BigRational::from_integer(1.into()))
    );
    assert!(is_sat(
        vec![atom(&m.scale(&1000.into()) - &n(1), Relation::Less)],
        2
    ));
}

#[test]
fn algebraic_solutions_are_found_and_hold() {
    // x^2 = 2, y^2 = x, z^3 = x y + 1.
    let formula = Formula::And(vec![
        atom(&x(0).pow(2) - &n(2), Relation::Equal),
        atom(&x(1).pow(2) - &x(0), Relation::Equal),
        atom(&x(2).pow(3) - &(&(&x(0) * &x(1)) + &n(1)), Relation::Equal),
    ]);
    let Decision::Sat(mut witness) = run(&formula, 3) else {
        panic!("there is a solution")
    };
    assert!(witness.rational().is_none());
    assert!(holds_at(&formula, &mut witness));
}

#[test]
fn open_cells_have_rational_witnesses() {
    let formula = Formula::And(vec![
        atom(&(&x(0).pow(2) + &x(1).pow(2)) - &n(1), Relation::Less),
        atom(
            &(&x(0).scale(&10.into()) + &x(1).scale(&10.into())) - &n(14),
            Relation::Greater,
        ),
    ]);
    let Decision::Sat(witness) = run(&formula, 2) else {
        panic!("there is a solution")
    };
    assert!(holds(
        &formula,
        &witness.rational().expect("the solutions are open")
    ));
    // 1.4 is below sqrt 2, 1.42 is not.
    assert!(is_unsat(
        vec![
            atom(&(&x(0).pow(2) + &x(1).pow(2)) - &n(1), Relation::LessEqual),
            atom(
                &(&x(0).scale(&100.into()) + &x(1).scale(&100.into())) - &n(142),
                Relation::Greater
            ),
        ],
        2
    ));
}

#[test]
fn boundary_points_are_kept_apart_from_cells() {
    let disc = &(&x(0).pow(2) + &x(1).pow(2)) - &n(1);
    let line = &x(0) - &n(1);
    assert!(is_sat(
        vec![
            atom(disc.clone(), Relation::LessEqual),
            atom(line.clone(), Relation::GreaterEqual)
        ],
        2
    ));
    assert!(is_unsat(
        vec![
            atom(disc.clone(), Relation::Less),
            atom(line.clone(), Relation::GreaterEqual)
        ],
        2
    ));
    assert!(is_unsat(
        vec![
            atom(disc, Relation::LessEqual),
            atom(line, Relation::Greater)
        ],
        2
    ));
    // x y = 1 is closed, its shadow x != 0 is not: the end x = 0 must not be swallowed or lost.
    let hyperbola = atom(&(&x(0) * &x(1)) - &n(1), Relation::Equal);
    assert!(is_unsat(
        vec![hyperbola.clone(), atom(x(0), Relation::Equal)],
        2
    ));
    assert!(is_sat(vec![hyperbola, atom(x(0), Relation::Less)], 2));
    // x y^2 = 1 has solutions exactly for x > 0.
    let cusp = atom(&(&x(0) * &x(1).pow(2)) - &n(1), Relation::Equal);
    assert!(is_unsat(vec![cusp, atom(x(0), Relation::LessEqual)], 2));
    // y >= x^2 and y <= 0 meet in one point only, and there x z = 1 fails.
    let touch = vec![
        atom(&x(1) - &x(0).pow(2), Relation::GreaterEqual),
        atom(x(1), Relation::LessEqual),
    ];
    assert!(is_sat(touch.clone(), 3));
    let mut more = touch;
    more.push(atom(&(&x(0) * &x(2)) - &n(1), Relation::Equal));
    assert!(is_unsat(more, 3));
}

#[test]
fn nullification_below_the_top_is_handled() {
    // x2 x0 + x1 (x3's coefficient) vanishes identically over x0 = x1 = 0.
    let p = &(&x(0) * &x(2)) + &x(1);
    let parts = vec![
        atom(&(&x(3).pow(2) * &p) + &n(1), Relation::LessEqual),
        atom(&x(0).pow(2) + &x(1).pow(2), Relation::LessEqual),
    ];
    assert!(is_unsat(parts, 4));
    let parts = vec![
        atom(&(&x(3).pow(2) - &p.pow(2)) + &x(0), Relation::Equal),
        atom(&x(0).pow(2) + &x(1).pow(2), Relation::LessEqual),
        atom(&(&x(3) + &x(2)) - &n(3), Relation::Equal),
    ];
    assert!(is_sat(parts, 4));
}

#[test]
fn constants_empty_connectives_and_no_variables() {
    assert!(matches!(run(&Formula::And(vec![]), 0), Decision::Sat(_)));
    assert!(matches!(run(&Formula::Or(vec![]), 3), Decision::Unsat));
    assert!(is_unsat(vec![atom(n(-1), Relation::Greater)], 0));
    assert!(is_sat(vec![atom(n(-1), Relation::Less)], 2));
    let Decision::Sat(witness) = run(&Formula::And(vec![]), 2) else {
        panic!()
    };
    assert_eq!(witness.rational().map(|v| v.len()), Some(2));
}

#[test]
fn limits_are_answers_not_crashes() {
    let far = atom(x(MAX_VARIABLES + 1), Relation::Less);
    assert!(matches!(
        run(&far, 2),
        Decision::Unknown(Reason::TooManyVariables)
    ));
    let mut deep = atom(x(0), Relation::Less);
    for _ in 0..5000 {
        deep = Formula::Not(Box::new(deep));
    }
    assert!(matches!(run(&deep, 1), Decision::Unknown(Reason::TooDeep)));
    let p = atom(&x(0).pow(2) - &x(1), Relation::Less);
    assert!(matches!(
        decide(&p, 2, &|| true),
        Decision::Unknown(Reason::Halted(
            lemmabox_algebra::resultant::Halt::Interrupted
        ))
    ));
}

fn polynomial(variables: usize) -> impl Strategy<Value = Polynomial> {
    prop::collection::vec((-4i64..5, prop::collection::vec(0u32..3, variables)), 1..5).prop_map(
        |terms| {
            let terms: Vec<_> = terms
                .into_iter()
                .map(|(c, e)| {
                    (
                        BigRational::from_integer(c.into()),
                        e.into_iter().enumerate().collect(),
                    )
                })
                .collect();
            Polynomial::from_rational_terms(&terms)
        },
    )
}

fn relation() -> impl Strategy<Value = Relation> {
    prop::sample::select(vec![
        Relation::Less,
        Relation::LessEqual,
        Relation::Equal,
        Relation::NotEqual,
        Relation::GreaterEqual,
        Relation::Greater,
    ])
}

fn formula(variables: usize) -> impl Strategy<Value = Formula> {
    let leaf = (polynomial(variables), relation()).prop_map(|(p, r)| atom(p, r));
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Formula::And),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Formula::Or),
            inner.prop_map(|f| Formula::Not(Box::new(f))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// No formula is called unsatisfiable that a grid point satisfies, and every solution holds.
    #[test]
    fn answers_agree_with_a_grid(f in formula(2)) {
        let steps: Vec<BigRational> = (-12..=12).map(|i| BigRational::new(i.into(), 4.into())).collect();
        let on_grid = steps.iter().any(|a| steps.iter().any(|b| holds(&f, &[a.clone(), b.clone()])));
        match run(&f, 2) {
            Decision::Unsat => prop_assert!(!on_grid),
            Decision::Sat(mut witness) => prop_assert!(holds_at(&f, &mut witness)),
            Decision::Unknown(reason) => return Err(TestCaseError::fail(format!("{reason}"))),
        }
    }

    /// A system built around a rational point has a solution.
    #[test]
    fn systems_with_a_known_solution_are_satisfiable(
        ps in prop::collection::vec((polynomial(3), 0usize..3), 1..5),
        at in prop::collection::vec((-6i64..7, 1i64..4), 3),
    ) {
        let at: Vec<BigRational> = at.into_iter().map(|(a, b)| BigRational::new(BigInt::from(a), b.into())).collect();
        let parts: Vec<Formula> = ps
            .into_iter()
            .map(|(p, choice)| {
                let value = p.evaluate(&at).unwrap();
                // Moved so that it vanishes at the point, or left with the sign it has.
                let moved = &p.scale(value.denom()) - &Polynomial::integer(value.numer().clone());
                match (choice, p.sign_at(&at)) {
                    (0, _) => atom(moved, Relation::Equal),
                    (1, _) => atom(moved, Relation::LessEqual),
                    (_, Some(1)) => atom(p, Relation::Greater),
                    (_, Some(-1)) => atom(p, Relation::Less),
                    _ => atom(p, Relation::Equal),
                }
            })
            .collect();
        let f = Formula::And(parts);
        match decide(&f, 3, &deadline(20)) {
            Decision::Unsat => prop_assert!(false, "a solution was built in"),
            Decision::Sat(mut witness) => prop_assert!(holds_at(&f, &mut witness)),
            Decision::Unknown(_) => {}
        }
    }

    /// A sum of squares plus a positive number is not negative; minus a number, it is.
    #[test]
    fn sums_of_squares_are_not_negative(a in polynomial(2), b in polynomial(2), c in 1i64..5) {
        let sum = &(&a * &a) + &(&b * &b);
        match decide(&atom(&sum + &n(c), Relation::LessEqual), 2, &deadline(20)) {
            Decision::Sat(_) => prop_assert!(false),
            Decision::Unsat | Decision::Unknown(_) => {}
        }
        match decide(&atom(sum, Relation::Less), 2, &deadline(20)) {
            Decision::Sat(_) => prop_assert!(false),
            Decision::Unsat | Decision::Unknown(_) => {}
        }
    }

    /// A formula and its negation are not both unsatisfiable.
    #[test]
    fn a_formula_or_its_negation_has_a_solution(f in formula(3)) {
        let not = Formula::Not(Box::new(f.clone()));
        let both = [decide(&f, 3, &deadline(10)), decide(&not, 3, &deadline(10))];
        prop_assert!(!both.iter().all(|d| matches!(d, Decision::Unsat)));
    }
}

fn deadline(seconds: u64) -> impl Fn() -> bool {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(seconds);
    move || std::time::Instant::now() >= end
}
