//! Names of scripts: where they end, and what a body means that uses them.

use lemmabox_smt::{Reading, Script, SyntaxError, read};

fn script(text: &str) -> Script {
    match read("test.smt2", text, Reading::default()) {
        Ok(script) => script,
        Err(e) => panic!("{e}"),
    }
}

fn error(text: &str) -> SyntaxError {
    match read("test.smt2", text, Reading::default()) {
        Ok(_) => panic!("read without an error: {text}"),
        Err(e) => e,
    }
}

/// Names end with their levels, and a body means what it meant when it was read.
#[test]
fn names_are_not_captured() {
    let e = error("(define-fun f ((y Real)) Bool (! (> y 0) :named p))\n(assert p)\n(check-sat)");
    assert!(e.to_string().contains("parameters"), "{e}");
    let inner = "(push 1)(declare-const x Real)(assert (or (! (> x 0) :named p) true))(pop 1)\n\
                 (declare-const y Real)(assert (< y 0))";
    let e = error(&format!("{inner}(assert p)(check-sat)"));
    assert!(e.to_string().contains("`p` is not declared"), "{e}");
    let again = format!("{inner}(assert (! (< y 1) :named p))(assert p)(check-sat)");
    assert_eq!(script(&again).queries.len(), 1);
    for (used, declared) in [
        ("(* x pi)", "pi"),
        ("(min x 0.0)", "min"),
        ("(* x -1)", "-1"),
    ] {
        let sort = if declared == "min" {
            "((a Real)(b Real)) Real 7.0"
        } else {
            "() Real 7.0"
        };
        let text = format!("(define-fun f ((x Real)) Real {used})(define-fun {declared} {sort})");
        let e = error(&text);
        assert!(e.to_string().contains("was used before"), "{e}");
    }
    let before = "(declare-const pi Real)(define-fun f ((x Real)) Real (* x pi))\n\
                  (assert (= pi 0.0))(assert (= (f 1.0) 0.0))(check-sat)";
    assert_eq!(script(before).queries.len(), 1);
    let e = error("(declare-fun x () Real [inf, 1.0])");
    assert!(e.to_string().contains("domain"), "{e}");
}
