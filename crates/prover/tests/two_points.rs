//! Lipschitz bounds of functions whose greatest slope is known: it is a bound, and no less is.

mod decided;

use decided::{roomy, verdict};

/// Functions of `x` with a domain, their greatest slope there, and less than it.
const FUNCTIONS: [(&str, &str, &str, &str); 7] = [
    ("sqrt(x)", "[1, inf)", "1/2", "49/100"),
    ("log(x)", "(2, inf)", "1/2", "49/100"),
    ("x^3 - x", "[-1, 1]", "2", "199/100"),
    ("1/(1 + x^2)", "(-inf, inf)", "3*sqrt(3)/8", "649/1000"),
    ("arctan(x)", "(-inf, inf)", "1", "99/100"),
    ("exp(-x^2/2)", "(-inf, inf)", "exp(-1/2)", "606/1000"),
    ("x/(1 + exp(-x))", "(-inf, inf)", "11/10", "109/100"),
];

fn bound(function: &str, domain: &str, most: &str) -> String {
    let other = function.replace("exp", "EXP").replace('x', "y");
    let other = other.replace("EXP", "exp");
    format!(
        "claim c {{\n  for x in {domain}, y in {domain}\n  \
         show abs({function} - ({other})) <= {most}*abs(x - y)\n}}\n"
    )
}

#[test]
fn the_greatest_slope_bounds_differences_and_less_does_not() {
    roomy(|| {
        for (function, domain, most, less) in FUNCTIONS {
            let text = bound(function, domain, most);
            assert_eq!(verdict(&text), Some(true), "{text}");
            let text = bound(function, domain, less);
            assert_eq!(verdict(&text), Some(false), "{text}");
        }
    });
}

/// With the points in order by a hypothesis, and with what is no function of one point.
#[test]
fn ordered_points_are_compared_and_what_mixes_them_is_not_taken_for_one_function() {
    roomy(|| {
        let ordered = "claim c {\n  for x, y\n  assume order: y <= x\n  \
                       show x*sigmoid(x) - y*sigmoid(y) <= 11/10*(x - y)\n}\n";
        assert_eq!(verdict(ordered), Some(true));
        let reversed = ordered.replace("y <= x", "x <= y");
        assert_eq!(verdict(&reversed), Some(false));
        let mixed = "claim c {\n  for x in [0, 2], y in [0, 2]\n  \
                     show abs(x*y - y*y) <= abs(x - y)\n}\n";
        assert_eq!(verdict(mixed), Some(false));
    });
}
