//! `lemmabox eval` as a user meets it.

use assert_cmd::Command;
use predicates::prelude::*;

fn eval(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("lemmabox")
        .expect("built")
        .arg("eval")
        .args(arguments)
        .assert()
}

#[test]
fn digits_are_right_to_the_last() {
    // g(pi/3) = pi/3 + sqrt(3)/2, to 60 digits by mpmath.
    eval(&["g", "--phi", "pi/3", "--digits", "60"])
        .success()
        .stdout("g  1.91322295498103639291793763184610381153712576003022558768622\n");
    // The saddle angle for k = 16, S = 1.44, n = 1, by mpmath's findroot.
    eval(&["phi-c", "--k", "16", "--S", "1.44", "--digits", "20"])
        .success()
        .stdout("phi-c  1.6934215646172737034\n");
}

#[test]
fn exact_values_are_said_to_be_exact() {
    eval(&["loss-global", "--k", "7", "--S", "2"])
        .success()
        .stdout("loss-global  0  exactly 0\n");
    eval(&["phi", "--v", "1,1", "--v-star", "-2,-2"])
        .success()
        .stdout(predicate::str::contains("exactly pi"));
    eval(&["g", "--phi", "pi/2"])
        .success()
        .stdout(predicate::str::contains("exactly 1\n"));
    eval(&[
        "dloss-dphi",
        "--a",
        "1,2",
        "--a-star",
        "2,-1",
        "--v",
        "1,0",
        "--v-star",
        "0,1",
    ])
    .success()
    .stdout("dloss-dphi  0  exactly 0\n");
}

#[test]
fn what_takes_too_long_ends_with_that_reason() {
    // Binet's function in so many digits, thousands of pieces of Euler and Maclaurin's formula, a
    // zero that each step of a bisection brings one bit nearer: minutes each.
    for arguments in [
        &["gamma(1/3)", "--digits", "50000"][..],
        &["sum(1/n^2, n, 1, inf)", "--digits", "500"],
        &["phi-c", "--k", "16", "--S", "1.44", "--digits", "100000"],
    ] {
        let limited = [arguments, &["--timeout", "0.001"]].concat();
        eval(&limited).code(3).stdout(predicate::str::contains(
            "none: no digits within the time limit",
        ));
    }
    eval(&["exp(1)", "--timeout", "-1"]).code(2);
    eval(&["exp(1)", "--digits", "3", "--timeout", "0"])
        .success()
        .stdout("2.72\n");
}

#[test]
fn bad_inputs_are_refused_with_the_reason() {
    for (arguments, reason) in [
        (&["--k", "0.5", "--S", "0"][..], "below 1"),
        (&["--k", "4", "--S", "5"], "Cauchy-Schwarz"),
        (&["--k", "4", "--S", "-1"], "outside [0, k n]"),
        (&["--k", "4"], "needs both --k and --S"),
        (&["--phi", "4"], "outside [0, pi]"),
        (&["--phi", "x"], "--phi"),
        (&["--a", "1,2", "--a-star", "1"], "same length"),
        (&["--v", "0,0", "--v-star", "1,0"], "no direction"),
        (&["--a-star", "0,0"], "not positive"),
        (&["nonsense", "--phi", "1"], "not among"),
        (&["--phi", "1", "--slope", "2"], "slope"),
        (
            &[
                "--k", "4", "--S", "1", "--s", "9", "--r", "0", "--norm2", "1",
            ],
            "Gram",
        ),
        (&[], "nothing to evaluate"),
    ] {
        eval(arguments)
            .code(2)
            .stderr(predicate::str::contains(reason));
    }
}

#[test]
fn json_is_an_array_of_quantities() {
    let out = eval(&["--phi", "1/2", "--json"]).success();
    let value: serde_json::Value = serde_json::from_slice(&out.get_output().stdout).expect("JSON");
    let names: Vec<&str> = value
        .as_array()
        .expect("an array")
        .iter()
        .map(|q| q["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(names, ["phi", "g", "dg", "kernel-ones", "kernel-identity"]);
}

#[test]
fn closed_terms_are_evaluated_and_what_is_none_says_why() {
    for (term, digits) in [
        ("exp(1)*pi", "8.5397342226735670655\n"),
        (
            "sum(1/t, t, 1, 10)",
            "2.9289682539682539683  exactly 7381/2520\n",
        ),
        ("max(1, pi) - pi", "0  exactly 0\n"),
        (
            "if(1 < 2, 3, log(-4))",
            "3.0000000000000000000  exactly 3\n",
        ),
        ("integral(exp(-x^2), x, 0, 1)", "0.74682413281242702540\n"),
        ("sum(1/t^2, t, 1, inf)", "1.6449340668482264365\n"),
    ] {
        eval(&[term, "--digits", "20"]).success().stdout(digits);
    }
    for (term, reason) in [
        ("1/0", "division by zero"),
        ("erf2(1)", "did you mean `erf`?"),
        ("ln(2)", "write `log(x)`"),
        ("1 +", "the term ends too early"),
        ("x + 1", "unknown name `x`"),
        ("|-3|", "write `abs(x)`"),
        ("π", "write `pi`"),
        ("2) = 0 expect proved let y = (3", "a parenthesis closes"),
        ("1 < 2", "a formula, where a number is due"),
        ("phi-c", "needs its inputs"),
    ] {
        eval(&[term])
            .code(2)
            .stderr(predicate::str::contains(reason));
    }
    for (term, reason) in [
        ("integral(1/x, x, 0, 1)", "converge"),
        ("sum(1/t, t, 1, inf)", "converge"),
        ("sign(log(-1))", "defined"),
        ("sum(1/t^2, t, 1, inf) - pi^2/6", "lies between"),
    ] {
        eval(&[term])
            .code(3)
            .stdout(predicate::str::contains("none: ").and(predicate::str::contains(reason)));
    }
}
