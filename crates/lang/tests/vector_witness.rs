//! Points of core claims put back into the vector statements they refute.

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_lang::{Located, VectorWitness, parse_file, resolve};
use num_traits::Zero;

fn located(body: &str) -> Located {
    let text = format!("claim t {{\n{body}\n}}\n");
    let file = parse_file("t.lemma", &text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    resolve(vec![file]).expect("one claim").remove(0)
}

/// The point of the core claim that has these values, all others 0, in vectors.
fn vectors(body: &str, values: &[(&str, Q)]) -> Option<VectorWitness> {
    let located = located(body);
    let claim = &located.claim;
    for (name, _) in values {
        assert!(claim.variable(name).is_some(), "{name} in {body}");
    }
    let mut dag = claim.dag.clone();
    let values: Vec<_> = (claim.variables.iter())
        .map(|v| {
            let value = values.iter().find(|(name, _)| *name == v.name);
            dag.rational(value.map_or_else(Q::zero, |(_, q)| q.clone()))
        })
        .collect();
    located.refutation_in_vectors(&dag, &values)
}

fn int(n: i64) -> Q {
    ratio(n, 1)
}

#[test]
fn vectors_have_their_names_and_the_least_dimension() {
    let body = "for x in R^d, y in R^d show dot(x, y) <= norm(x)*norm(y)/2";
    let found = vectors(body, &[("x_1", int(1)), ("y_1", int(2))]).expect("it fails there");
    assert_eq!(found.to_string(), "d = 1, x = (1), y = (2)");
    let at = [("x_1", int(5)), ("y_1", int(4)), ("y_2", int(3))];
    let found = vectors(body, &at).expect("4/5 is more than 1/2");
    assert_eq!(found.to_string(), "d = 2, x = (5, 0), y = (4, 3)");
}

#[test]
fn points_at_which_the_statement_holds_refute_nothing() {
    let body = "for x in R^d, y in R^d show dot(x, y) <= norm(x)*norm(y)/2";
    assert_eq!(vectors(body, &[("x_1", int(1)), ("y_2", int(1))]), None);
    // A hypothesis fails.
    let body = "for x in R^d, y in R^d assume h: norm(x) <= 1 show dot(x, y) <= norm(y)/2";
    assert_eq!(vectors(body, &[("x_1", int(2)), ("y_1", int(1))]), None);
    assert!(vectors(body, &[("x_1", int(1)), ("y_1", int(1))]).is_some());
}

#[test]
fn columns_used_by_one_vector_alone_are_one() {
    let body = "for x in R^d, y in R^d, z in R^d show dot(x, y) + dot(y, z) + dot(z, x) <= 0";
    let at = [
        ("x_1", int(1)),
        ("z_1", int(2)),
        ("z_2", int(3)),
        ("z_3", int(4)),
    ];
    let found = vectors(body, &at).expect("the sum is 2");
    assert_eq!(
        found.to_string(),
        "d = 2, x = (1, 0), y = (0, 0), z = (2, 5)"
    );
}

#[test]
fn a_fixed_dimension_is_filled_up() {
    let body = "for x in R^3 show norm(x) < 1";
    let found = vectors(body, &[("x_1", int(1))]).expect("it is 1");
    assert_eq!(found.to_string(), "x = (1, 0, 0)");
}

#[test]
fn vectors_that_equalities_define_are_evaluated_in_them() {
    let body = "for t in (0, 1), x in R^d, y in R^d, z in R^d assume h: y = x - t*z \
                show norm(y) <= norm(x)";
    let at = [("t", ratio(1, 2)), ("x_1", int(1)), ("z_1", int(-2))];
    let found = vectors(body, &at).expect("y is longer");
    assert_eq!(
        found.to_string(),
        "d = 1, t = 1/2, x = (1), y = (2), z = (-2)"
    );
}

#[test]
fn the_all_ones_vector_is_one_in_the_tuples() {
    // x along ones/sqrt(2) and across it, 3/5 and 4/5 of sqrt(2) times 5.
    let body = "for x in R^d show dot(ones(d), x) <= norm(x)";
    let at = [("d", int(4)), ("x_1", int(6)), ("x_2", int(0))];
    let found = vectors(body, &at).expect("the sum is 12, the length 6");
    assert_eq!(found.to_string(), "d = 4, x = (3, 3, 3, 3)");
    // Fewer dimensions than vectors need.
    let at = [("d", int(1)), ("x_1", int(6)), ("x_2", int(1))];
    assert_eq!(vectors(body, &at), None);
}

#[test]
fn points_are_named_as_they_are_written() {
    let body = "for x in R^d, y in R^d, f convex show f((x + y)/2) >= f(x) + 1";
    let text = vectors(body, &[]).expect("0 is less than 1").to_string();
    assert!(text.contains("f((x + y)/2) = 0"), "{text}");
}

#[test]
fn functions_are_given_by_gradients_values_and_a_theorem() {
    let body = "for L in (0, inf), x in R^d, y in R^d, f convex smooth(L) \
                show f(y) <= f(x) + dot(grad(f, x), y - x) + L*norm(y - x)^2/3";
    // f = x^2/2 at x = 0 and y = 1, or y = -1: f1 and grad_f_1 are those at y, which is written
    // first.
    let at = |side: i64| {
        let frame = [("L", int(1)), ("grad_f_1_2", int(1)), ("f1", ratio(1, 2))];
        [&frame[..], &[("x_y_2", int(side))]].concat()
    };
    let found = vectors(body, &at(1)).or_else(|| vectors(body, &at(-1)));
    let found = found.expect("1/2 is more than 1/3");
    let text = found.to_string();
    assert!(
        text.ends_with("grad(f, y) = (1), grad(f, x) = (0), f(y) = 1/2, f(x) = 0"),
        "{text}"
    );
    let notes = found.notes();
    assert!(
        notes[0].starts_with("some convex f with 1-Lipschitz gradient")
            && notes[0].contains("Taylor, Hendrickx and Glineur"),
        "{notes:?}"
    );
}

#[test]
fn a_modulus_that_says_nothing_has_no_theorem() {
    let note = |classes: &str| {
        let body = format!("for x in R^d, y in R^d, f {classes} show f(y) >= f(x) + 1");
        let found = vectors(&body, &[]).expect("0 is less than 1");
        found.notes()[0].clone()
    };
    assert!(note("convex strongly_convex(-1)").contains("the greatest of the affine functions"));
    assert!(note("smooth(1) strongly_convex(-3)").starts_with("some f with 1-Lipschitz gradient"));
    // These say something.
    assert!(note("strongly_convex(-1)").contains("norm(x - p)^2/2"));
    assert!(note("smooth(3) strongly_convex(-1)").starts_with("some -1-strongly convex f"));
    assert!(note("convex strongly_convex(1/2)").contains("norm(x - p)^2/2"));
}

#[test]
fn witnesses_of_fewer_numbers_than_variables_are_refused() {
    let located = located("for x in R^d, y in R^d show dot(x, y) <= 0");
    assert!(
        located
            .refutation_in_vectors(&located.claim.dag, &[])
            .is_none()
    );
}

#[test]
fn parallel_vectors_of_irrational_lengths_have_the_angle_0() {
    let body = "for x in R^2, y in R^2, z in R^2 assume h0: x != zero(2) \
                assume h1: norm(y)^2 = 8 assume h2: dot(x, y) = 0 show angle(y, z) >= 1.349";
    let at = [("z_length", ratio(1, 2893)), ("x_2", ratio(-8, 41))];
    let found = vectors(body, &at).expect("0 is less than 1.349");
    assert!(found.to_string().contains("y = (2*sqrt(2), 0)"), "{found}");
    // Without a length there is no angle.
    let at = [("z_length", int(0)), ("x_2", ratio(-8, 41))];
    assert_eq!(vectors(body, &at), None);
}
