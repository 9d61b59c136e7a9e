//! The same inequality in several forms: each is decided, and so is its false neighbour.

mod decided;

use decided::{roomy, verdict};

/// Both sides of `<=`.
type Sides = (&'static str, &'static str);

/// Variables, what is true of them in several forms, and what is not quite.
const FORMS: [(&str, &[Sides], Sides); 3] = [
    (
        "x",
        &[
            ("log((exp(x) + exp(-x))/2)", "abs(x)"),
            ("log(cosh(x))", "abs(x)"),
            ("log(cosh(x))", "max(x, -x)"),
        ],
        ("log(cosh(x))", "9/10*abs(x)"),
    ),
    (
        "r in [0, inf), a in (0, inf)",
        &[
            ("exp(-r^2/2)", "exp(-a*log(1 + r^2/(2*a)))"),
            ("a*log(1 + r^2/(2*a))", "r^2/2"),
            ("exp(a*log(1 + r^2/(2*a)))", "exp(r^2/2)"),
        ],
        ("exp(-2/5*r^2)", "exp(-a*log(1 + r^2/(2*a)))"),
    ),
    (
        "D in (0, inf), e in (0, inf)",
        &[("log(D) - log(e)", "D/e - 1"), ("log(D/e)", "D/e - 1")],
        ("log(D) - log(e)", "D/e - 11/10"),
    ),
];

#[test]
fn every_form_is_decided_and_none_of_what_is_false_is_proved() {
    roomy(|| {
        for (variables, forms, (less, more)) in FORMS {
            let claim = |lesser: &str, greater: &str| {
                format!("claim c {{\n  for {variables}\n  show {lesser} <= {greater}\n}}\n")
            };
            for (lesser, greater) in forms {
                let text = claim(lesser, greater);
                assert_eq!(verdict(&text), Some(true), "{text}");
            }
            let text = claim(less, more);
            assert_eq!(verdict(&text), Some(false), "{text}");
        }
    });
}
