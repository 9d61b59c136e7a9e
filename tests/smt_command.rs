//! `lemmabox smt` and `lemmabox export --smt2` at the command line: answers, limits, bad input,
//! exit codes.

use assert_cmd::Command;
use predicates::prelude::*;
use std::fs;
use std::time::{Duration, Instant};

fn lemmabox() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("lemmabox"))
}

/// The answer to a script on standard input: standard output, and the exit code.
fn answered(script: &str, options: &[&str]) -> (String, i32) {
    let out = lemmabox()
        .arg("smt")
        .args(options)
        .arg("-")
        .write_stdin(script)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    (text, out.status.code().unwrap())
}

fn real(formula: &str) -> String {
    format!("(declare-const x Real)(declare-const y Real)(assert {formula})(check-sat)")
}

#[test]
fn statuses_and_exit_codes() {
    for (formula, answer, code) in [
        ("(< (* x x) 0)", "unsat\n", 0),
        ("(= (* x x) 2)", "sat\n", 0),
        ("(and (= x 0) (= (/ 1 x) 5))", "unknown\n", 3),
        ("(= (cos x) x)", "sat\n", 0),
        ("(xor (> x 0) (> x 0))", "unsat\n", 0),
        ("(xor (> x 0) (> x 0) (= x 5))", "sat\n", 0),
        ("(distinct x y x)", "unsat\n", 0),
        ("(< 0 x y 1 (- 1 x))", "unsat\n", 0),
        ("(= (ite (> x 0) (ite (> y 0) 1 2) 3) 4)", "unsat\n", 0),
        ("(= (ite (> x 0) (ite (> y 0) 1 2) 3) 2)", "sat\n", 0),
        ("(= (^ x 0.5) (- 1))", "unknown\n", 3),
        ("(and (>= x 0) (= (^ x 0.5) (- 1)))", "unsat\n", 0),
    ] {
        let (out, found) = answered(&real(formula), &["--timeout", "20"]);
        assert!(out.starts_with(answer), "{formula}: {out}");
        assert_eq!(found, code, "{formula}: {out}");
    }
    // Nothing asserted: everything satisfies it.
    assert_eq!(answered("(check-sat)(get-model)", &[]).1, 0);
    assert!(
        answered("(declare-const x Real)(check-sat)", &["--model"])
            .0
            .starts_with("sat\n")
    );
    // Nothing asked: nothing answered. A model before any answer is no answer either.
    assert_eq!(
        answered("(declare-const x Real)(get-model)", &[]),
        (String::new(), 0)
    );
    assert_eq!(answered("", &[]), (String::new(), 0));
    let integer = "(declare-const n Int)(assert (< 0 n 1))(check-sat)";
    assert!(!answered(integer, &["--timeout", "2"]).0.starts_with("sat"));
    let even = "(declare-const n Int)(assert (and (< 2 n 4) (= (* n n) 9)))(check-sat)(get-model)";
    assert!(answered(even, &[]).0.starts_with("sat\n"));
}

#[test]
fn a_status_that_is_contradicted_is_reported() {
    let script = format!("(set-info :status sat){}", real("(< (* x x) 0)"));
    lemmabox()
        .args(["smt", "-"])
        .write_stdin(script)
        .assert()
        .code(1)
        .stdout("unsat\n")
        .stderr(predicate::str::contains(
            "the script says that the answer is sat",
        ));
    let script = format!("(set-info :status unsat){}", real("(> x 0)"));
    assert_eq!(answered(&script, &[]), ("sat\n".into(), 1));
    // Not knowing contradicts nothing.
    let script = format!("(set-info :status unknown){}", real("(> x 0)"));
    assert_eq!(answered(&script, &[]), ("sat\n".into(), 0));
}

#[test]
fn levels_end_with_their_names_and_assertions() {
    let script = "(declare-const x Real)(assert (> x 0))(push)(assert (< x 0))(check-sat)(pop)\
                  (check-sat)(push 1)(declare-const y Real)(pop 1)(declare-const y Real)\
                  (assert (= y x))(check-sat)";
    assert_eq!(answered(script, &[]), ("unsat\nsat\nsat\n".into(), 0));
    for (script, word) in [
        ("(pop)", "a pop without its push"),
        ("(push -1)", "levels"),
        (
            "(push)(declare-const x Real)(pop)(assert (> x 0))",
            "`x` is not declared",
        ),
    ] {
        lemmabox()
            .args(["smt", "-"])
            .write_stdin(script)
            .assert()
            .code(2)
            .stderr(predicate::str::contains(word));
    }
}

#[test]
fn what_is_not_understood_is_refused() {
    for (script, word) in [
        ("(declare-sort S 0)", "`declare-sort` is not supported"),
        ("(declare-const x S)", "the sort `S` is not read"),
        ("(declare-const x (_ BitVec 8))", "is not read"),
        (
            "(declare-fun f (Real) Real)",
            "uninterpreted functions are not read",
        ),
        ("(assert (forall ((x Real)) (> x 0)))", "quantifiers"),
        ("(let ((x x)) x)", "not supported"),
        (
            "(assert (let ((a b) (b a)) (> a b)))",
            "`b` is not declared",
        ),
        (
            "(define-fun f ((x Real)) Real (f x))(assert (> (f 1) 0))",
            "no operation known here",
        ),
        (
            "(assert (> 1 true))",
            "a truth value where a number is wanted",
        ),
        ("(assert 1)", "a number where a truth value is wanted"),
        (
            "(declare-const x Real)(assert (> (mod x 2) 0))",
            "`mod` is no operation",
        ),
        ("(get-objectives)", "not supported"),
        ("(assert (> 1 0)", "not closed"),
        ("(set-info :status perhaps)", "status"),
        (
            "(declare-const x Real)(declare-const x Real)",
            "declared twice",
        ),
        ("check-sat", "not a command"),
    ] {
        lemmabox()
            .args(["smt", "-"])
            .write_stdin(script)
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::contains(word));
    }
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("bytes.smt2");
    fs::write(&file, b"(check-sat) \xff\xfe").unwrap();
    lemmabox()
        .arg("smt")
        .arg(&file)
        .assert()
        .code(2)
        .stderr(predicate::str::contains("not UTF-8 text, from byte 12"));
    lemmabox()
        .arg("smt")
        .arg(dir.path().join("missing.smt2"))
        .assert()
        .code(2);
    // The others are answered all the same.
    let good = dir.path().join("good.smt2");
    fs::write(&good, real("(< (* x x) 0)")).unwrap();
    lemmabox()
        .arg("smt")
        .args([&file, &good])
        .assert()
        .code(2)
        .stdout(predicate::str::contains("good.smt2: unsat"));
}

#[test]
fn deep_nesting_is_answered_or_refused() {
    let depth = 200_000;
    let sum = format!("{}x{}", "(+ 1 ".repeat(depth), ")".repeat(depth));
    let negated = format!("{}(> x 0){}", "(not ".repeat(depth), ")".repeat(depth));
    let bound = format!(
        "{}(> x 0){}",
        "(let ((x (+ x 1))) ".repeat(depth),
        ")".repeat(depth)
    );
    let open = "(".repeat(depth);
    for script in [
        real(&format!("(> {sum} 0)")),
        real(&negated),
        real(&bound),
        open,
    ] {
        let (_, code) = answered(&script, &["--timeout", "1"]);
        assert!((0..=3).contains(&code));
    }
}

#[test]
fn a_limit_on_time_is_kept() {
    // Nothing decides this quickly: a polynomial of high degree in many variables that touches
    // zero.
    let names: Vec<String> = (0..9).map(|i| format!("x{i}")).collect();
    let declared: String = names
        .iter()
        .map(|n| format!("(declare-const {n} Real)"))
        .collect();
    let products: String = (0..9)
        .map(|i| {
            format!(
                "(* {} {} (sin {}))",
                names[i],
                names[(i + 1) % 9],
                names[(i + 4) % 9]
            )
        })
        .collect();
    let squares: String = names.iter().map(|n| format!("(* {n} {n})")).collect();
    let script = format!("{declared}(assert (< (+ {squares}) (+ {products})))(check-sat)");
    let start = Instant::now();
    let (out, code) = answered(&script, &["--timeout", "0.5"]);
    // Generous: the machine may be busy. Without polls it would take minutes.
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    assert!(
        code == 3 && out.starts_with("unknown") || code == 0,
        "{out}"
    );
    for bad in ["-1", "nan", "soon"] {
        lemmabox()
            .args(["smt", "--timeout", bad, "-"])
            .assert()
            .code(2);
    }
}

#[test]
fn exported_claims_are_answered_as_the_claims_are() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("two.lemma");
    fs::write(
        &file,
        "claim good { for x in [0, 1], y in (0, inf) assume h: x <= y show x*x <= y }\n\
         claim bad { for x in [0, 2] show x*x <= x expect refuted }\n\
         claim touches { for x in [0, pi] show 0 <= (pi - x)*cos(x) + sin(x) <= pi }\n\
         claim right { for x in [0, pi/2) show 2*sin(x) + tan(x) >= 3*x }\n\
         claim past { for x in [0, pi] show cos(x) > -1 expect refuted }\n\
         claim open { for x in [0, pi) show cos(x) > -1 }\n",
    )
    .unwrap();
    let out = dir.path().join("out");
    lemmabox()
        .args(["export", "--smt2", "--directory"])
        .args([&out, &file])
        .assert()
        .code(0);
    for (name, answer) in [
        ("good", "unsat\n"),
        ("bad", "sat\n"),
        // The ends are no rationals, and the goals touch zero there.
        ("touches", "unsat\n"),
        ("right", "unsat\n"),
        ("past", "sat\n"),
        ("open", "unsat\n"),
    ] {
        lemmabox()
            .arg("smt")
            .arg(out.join(format!("{name}.smt2")))
            .assert()
            .code(0)
            .stdout(predicate::str::starts_with(answer));
    }
    lemmabox()
        .args(["export", "--smt2", "--claim", "good"])
        .arg(&file)
        .assert()
        .code(0)
        .stdout(predicate::str::contains("(check-sat)"));
    lemmabox()
        .args(["export", "--smt2", "--claim", "goood"])
        .arg(&file)
        .assert()
        .code(2);
}

#[test]
fn commands_of_interactive_use_are_answered_in_order() {
    let script = "(set-logic QF_NRA)
(get-info :name)
(echo \"one\")
(declare-fun x () Real [-1.0, 2.5])
(define-sort Length () Real)
(declare-const y Length)
(assert (> x 2))
(check-sat)
(check-sat-assuming ((> x 3)))
(check-sat-assuming ((> y x)))
(reset)
(declare-const x Real)
(assert (= (* x x) -1))
(check-sat)
(reset-assertions)
(declare-const x Real)
(assert (= (safesqrt x) 0))
(assert (< x (- 1)))
(check-sat)
";
    let expected = "(:name \"lemmabox\")\n\"one\"\nsat\nunsat\nsat\nunsat\nsat\n";
    lemmabox()
        .args(["smt", "--timeout", "20", "-"])
        .write_stdin(script)
        .assert()
        .code(0)
        .stdout(expected);
}

#[test]
fn a_domain_of_the_wrong_form_is_an_error_at_its_place() {
    for (script, cause) in [
        ("(declare-fun x () Real [0.0)", "a domain of the wrong form"),
        ("(declare-fun x () Real 0 1)", "a domain of the wrong form"),
        ("(declare-const b Bool [0, 1])", "number"),
        ("(define-sort Real () Int)", "is there already"),
    ] {
        lemmabox()
            .args(["smt", "-"])
            .write_stdin(script)
            .assert()
            .code(2)
            .stderr(predicate::str::contains(cause));
    }
}

#[test]
fn certificates_of_scripts_with_one_name_are_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let script = "(declare-const x Real)(assert (< (* x x) 0))(check-sat)";
    for name in ["a-b.smt2", "a_b.smt2"] {
        std::fs::write(dir.path().join(name), script).unwrap();
    }
    lemmabox()
        .current_dir(dir.path())
        .args(["smt", "a-b.smt2", "a_b.smt2", "--certificate", "d"])
        .assert()
        .code(2)
        .stderr(predicate::str::contains("a-b.smt2 and a_b.smt2"));
    // What an earlier run left is not taken for the certificate of another answer.
    let place = dir.path().join("d/smt_a_b.cert");
    assert!(place.exists());
    let open =
        "(declare-const x Real)(assert (< (* x x) 1))(check-sat-assuming (false))(check-sat)";
    std::fs::write(dir.path().join("a_b.smt2"), open).unwrap();
    let before = std::fs::read(&place).unwrap();
    let again = lemmabox()
        .current_dir(dir.path())
        .args(["smt", "a_b.smt2", "--certificate", "d"])
        .output();
    assert!(again.is_ok());
    assert!(std::fs::read(&place).map_or(true, |now| now != before));
}
