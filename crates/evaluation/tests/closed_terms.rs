//! Digits of integrals, infinite sums and choices, beside known values.

use lemmabox_evaluation::Stop;
use lemmabox_evaluation::closed::{chosen, closed_digits, enclosure};
use lemmabox_evaluation::digits::Unfixed;
use lemmabox_kernel::expr::{Claim, Expr, Var};

/// The claim that a term is `y`, and the branch that it takes.
fn read(term: &str) -> Result<(Claim, Expr), String> {
    let text = format!("claim v \"a value\" {{ for y show ({term}) = y }}");
    let file = lemmabox_lang::parse_file("t", &text).unwrap_or_else(|e| panic!("{term}: {e:?}"));
    let mut claim = file.claims.into_iter().next().unwrap();
    let goal = claim.goal.clone();
    let taken = chosen(&mut claim.dag, &claim.symbols, &goal, Var(0), Stop::NEVER);
    let e = taken.map_err(|e| e.to_string())?.unwrap();
    Ok((claim, e))
}

fn digits(term: &str, digits: usize) -> Result<String, String> {
    let (mut claim, e) = read(term)?;
    let fixed = closed_digits(&mut claim.dag, &claim.symbols, e, digits, Stop::NEVER);
    fixed.map(|f| f.digits).map_err(|e| e.to_string())
}

/// Terms with their values to thirty digits, of which the first twenty are compared.
const KNOWN: &[(&str, &str)] = &[
    // sqrt(pi)/2 erf(1), sqrt(pi), e^(1/2), sqrt(2/pi), pi/2, 1/2.
    (
        "integral(exp(-x^2), x, 0, 1)",
        "0.746824132812427025399467436132",
    ),
    (
        "integral(exp(-x^2), x, -inf, inf)",
        "1.77245385090551602729816748334",
    ),
    ("mean(exp(z), z, normal)", "1.64872127070012814684865078781"),
    (
        "mean(abs(z), z, normal)",
        "0.797884560802865355879892119869",
    ),
    (
        "integral(1/(1 + x^2), x, 0, inf)",
        "1.57079632679489661923132169164",
    ),
    (
        "integral(exp(-x)*sin(x), x, 0, inf)",
        "0.500000000000000000000000000000",
    ),
    // Si(1), Catalan's constant, pi/4.
    (
        "integral(sin(x)/x, x, 0, 1)",
        "0.946083070367183014941353313823",
    ),
    (
        "integral(arctan(x)/x, x, 0, 1)",
        "0.915965594177219015054603514932",
    ),
    (
        "integral(sqrt(1 - x^2), x, 0, 1)",
        "0.785398163397448309615660845820",
    ),
    // Singular ends: 2, -1, -1/4, pi.
    (
        "integral(1/sqrt(x), x, 0, 1)",
        "2.00000000000000000000000000000",
    ),
    (
        "integral(log(x), x, 0, 1)",
        "-1.00000000000000000000000000000",
    ),
    (
        "integral(x*log(x), x, 0, 1)",
        "-0.250000000000000000000000000000",
    ),
    (
        "integral(1/sqrt(1 - x^2), x, -1, 1)",
        "3.14159265358979323846264338328",
    ),
    // Kinks inside.
    (
        "integral(abs(x - 1/3), x, 0, 1)",
        "0.277777777777777777777777777778",
    ),
    (
        "integral(if(x > 1/3, 1, 0), x, 0, 1)",
        "0.666666666666666666666666666667",
    ),
    // zeta(2), zeta(3), e, log 2, Catalan's constant again.
    ("sum(1/n^2, n, 1, inf)", "1.64493406684822643647241516665"),
    ("sum(1/n^3, n, 1, inf)", "1.20205690315959428539973816151"),
    (
        "sum(1/factorial(n), n, 0, inf)",
        "2.71828182845904523536028747135",
    ),
    (
        "sum(1/2^n/n, n, 1, inf)",
        "0.693147180559945309417232121458",
    ),
    (
        "sum((-1)^n/(2*n + 1)^2, n, 0, inf)",
        "0.915965594177219015054603514932",
    ),
    (
        "sum((-1/2)^n, n, 0, inf)",
        "0.666666666666666666666666666667",
    ),
    // (1 + pi coth pi)/2, log(sinh(pi)/pi), zeta(5/2).
    (
        "sum(1/(n^2 + 1), n, 0, inf)",
        "2.07667404746858117413405079475",
    ),
    (
        "sum(log(1 + 1/n^2), n, 1, inf)",
        "1.30184639860371267777043366301",
    ),
    (
        "sum(1/n^(5/2), n, 1, inf)",
        "1.34148725725091717975676969335",
    ),
    // The branch that is not taken may be undefined.
    (
        "if(exp(1) > 2 and pi < 3, 1, sqrt(2))",
        "1.41421356237309504880168872421",
    ),
    (
        "if(sum(1/n^2, n, 1, inf) > 3/2, pi, log(-1))",
        "3.14159265358979323846264338328",
    ),
    ("sign(-pi) + sign(0) + 3", "2"),
    ("sign(sign(3/7))", "1"),
];

#[test]
fn digits_are_those_of_the_handbooks() {
    let mut wrong = Vec::new();
    for (term, value) in KNOWN {
        let found = digits(term, 20).unwrap_or_else(|e| panic!("{term}: {e}"));
        // The last digit is rounded, which may carry.
        let same = if value.contains('.') {
            value.starts_with(&found[..found.len() - 4])
        } else {
            found.parse() == value.parse::<f64>()
        };
        if !same {
            wrong.push(format!("{term}: {found}, not {value}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_has_no_value_is_refused_in_words() {
    for term in [
        "integral(1/x, x, 0, 1)",
        "integral(1/x, x, 1, inf)",
        "integral(1/x, x, -1, 1)",
        "integral(sin(x), x, 0, inf)",
        "integral(log(x - 1/2), x, 0, 1)",
        "sum(1/n, n, 1, inf)",
        "sum((-1)^n/n, n, 1, inf)",
        "sum(1/(n - 3), n, 1, inf)",
        "sum(2^n, n, 0, inf)",
        "if(log(-1) > 0, 1, 2)",
        "sign(sqrt(-2))",
        // Undefined inside of the range.
        "integral(exp(-abs(x))/sqrt(abs(x)), x, -inf, inf)",
        "integral(exp(-x)/sqrt(abs(x - 2)), x, 1, inf)",
    ] {
        let found = digits(term, 15);
        assert!(found.is_err(), "{term}: {found:?}");
    }
}

/// Enclosures of differences that are 0 hold 0 at each precision, and are sharp.
#[test]
fn enclosures_hold_the_value() {
    for term in [
        "integral(exp(-x^2), x, -inf, inf) - sqrt(pi)",
        "sum(1/n^2, n, 1, inf) - pi^2/6",
        "sum(1/n^4, n, 3, inf) - pi^4/90 + 17/16",
        "integral(x^3/(exp(x) - 1), x, 0, inf) - pi^4/15",
        "integral(1/sqrt(x*(1 - x)), x, 0, 1) - pi",
        "integral(log(1/x)^2, x, 0, 1) - 2",
        "integral(1/(1 + x^4), x, -inf, inf) - pi/sqrt(2)",
        "integral(exp(-2*abs(x)), x, -inf, inf) - 1",
        "integral(arcsin(x), x, 0, 1) - pi/2 + 1",
        "integral(erf(x), x, 0, 1) - erf(1) - (exp(-1) - 1)/sqrt(pi)",
        "mean(max(z, 0)^2, z, normal) - 1/2",
        "sum(n/3^n, n, 0, inf) - 3/4",
        "sum(binomial(n + 2, 2)/2^n, n, 0, inf) - 8",
        "sum(1/(n*(n + 1)), n, 1, inf) - 1",
        "sum((-1)^(n + 1)/n^2, n, 1, inf) - pi^2/12",
    ] {
        for bits in [24, 80] {
            let (mut claim, e) = read(term).unwrap();
            let value = enclosure(&mut claim.dag, &claim.symbols, e, bits, Stop::NEVER);
            let value = value.unwrap_or_else(|e| panic!("{term} at {bits} bits: {e}"));
            assert!(value.contains_zero(), "{term} at {bits} bits: {value}");
            let width = value.width().to_f64();
            assert!(width < 0.5f64.powi(bits as i32 - 14), "{term}: {width:e}");
        }
    }
}

/// Absolute values and maxima whose arguments touch 0, kinks where pieces meet, and products that
/// begin with no factor: the value, or none.
#[test]
fn where_a_term_bends_the_value_is_right_or_none() {
    let mut found = 0;
    for term in [
        "integral(abs(cos(x) - 1) + x, x, -1, 1) - 2 + 2*sin(1)",
        "integral(max(cos(x) - 1, 0) + x, x, -1, 1)",
        "integral(max(cos(x), 1) + x, x, -1, 1) - 2",
        "integral(abs(cos(x - 1) - 1) + x, x, 0, 2) - 4 + 2*sin(1)",
        "integral(min(cos(x) - 1, 0) + x, x, -1, 1) - 2*sin(1) + 2",
        "integral(abs(x - 1/3), x, 0, 1) - 5/18",
        "integral(abs(x), x, -1, 1) - 1",
        "integral(max(x, 1 - x), x, 0, 1) - 3/4",
        "sum(exp(-abs(n - 2018)), n, 1, inf) - 1 - (2 - exp(-2017))/(exp(1) - 1)",
        "sum(exp(-abs(n - 1009)), n, 1, inf) - 1 - (2 - exp(-1008))/(exp(1) - 1)",
        "sum(product(1/2, k, 1, n - 5), n, 1, inf) - 6",
        "sum(product(1/2, k, 1, n), n, 0, inf) - 2",
        "sum(1/product(k, k, 5, n), n, 1, inf) - 24*exp(1) + 61",
        "sum(1/product(k, k, 3, n), n, 1, inf) - 2*exp(1) + 3",
        "sum(1/product(k, k, 3, n), n, 2, inf) - 2*exp(1) + 4",
        "sum(product(2, k, 1, 5 - n)/n^2, n, 1, inf) - 18 - 4/9 - 1/8 - pi^2/6 + 205/144",
    ] {
        let (mut claim, e) = read(term).unwrap();
        if let Ok(value) = enclosure(&mut claim.dag, &claim.symbols, e, 40, Stop::NEVER) {
            assert!(value.contains_zero(), "{term}: {value}");
            found += 1;
        }
    }
    assert!(found >= 5, "{found}");
}

#[test]
fn what_is_stopped_has_no_digits_and_says_so() {
    let (mut claim, e) = read("sum(1/n^2, n, 1, inf) + integral(exp(-x^2), x, 0, 1)").unwrap();
    // Asked from the first time on, and after a while.
    for patience in [0, 1000] {
        let looks = std::cell::Cell::new(0);
        let asked = || {
            looks.set(looks.get() + 1);
            looks.get() > patience
        };
        let found = closed_digits(&mut claim.dag, &claim.symbols, e, 100, Stop::when(&asked));
        assert_eq!(found, Err(Unfixed::Stopped.into()));
    }
    let (mut claim, e) = read("sqrt(2)").unwrap();
    let stopped = closed_digits(&mut claim.dag, &claim.symbols, e, 10, Stop::when(&|| true));
    assert_eq!(stopped, Err(Unfixed::Stopped.into()));
}
