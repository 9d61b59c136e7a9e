//! The covering procedure against the MetiTarski benchmarks and their known answers.
//!
//! Reads `$LEMMABOX_BENCHMARKS/metitarski`, else `../shared/benchmarks/metitarski`; skips when
//! absent. A wrong answer fails; a missing one does not. `LEMMABOX_COVERING_SECONDS` limits each
//! file (default 2), `LEMMABOX_COVERING_ONLY` picks files by part of their name.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lemmabox::exact::polynomial::Polynomial;
use lemmabox::prove::covering::{Constraint, Decision, Formula, Relation, decide};
use num_bigint::BigInt;

#[derive(Clone, Debug)]
enum Sexp {
    Word(String),
    List(Vec<Sexp>),
}

fn read(text: &str) -> Vec<Sexp> {
    let mut stack = vec![Vec::new()];
    let mut word = String::new();
    let mut quoted = false;
    let mut comment = false;
    for ch in text.chars().chain(" ".chars()) {
        if comment {
            comment = ch != '\n';
            continue;
        }
        if quoted {
            quoted = ch != '|' && ch != '"';
            continue;
        }
        if ch.is_whitespace() || "()|\";".contains(ch) {
            if !word.is_empty() {
                stack
                    .last_mut()
                    .unwrap()
                    .push(Sexp::Word(std::mem::take(&mut word)));
            }
            match ch {
                '(' => stack.push(Vec::new()),
                ')' => {
                    let list = stack.pop().unwrap();
                    stack.last_mut().unwrap().push(Sexp::List(list));
                }
                '|' | '"' => quoted = true,
                ';' => comment = true,
                _ => {}
            }
        } else {
            word.push(ch);
        }
    }
    stack.pop().unwrap()
}

/// A term is `polynomial / positive integer`.
#[derive(Clone)]
enum Value {
    Term(Polynomial, BigInt),
    Formula(Formula),
}

type Scope = HashMap<String, Value>;

fn term(value: Value) -> (Polynomial, BigInt) {
    match value {
        Value::Term(p, d) => (p, d),
        Value::Formula(_) => panic!("a term is wanted"),
    }
}

fn formula(value: Value) -> Formula {
    match value {
        Value::Formula(f) => f,
        Value::Term(..) => panic!("a formula is wanted"),
    }
}

fn numeral(word: &str) -> Value {
    let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
    let digits: BigInt = format!("{whole}{fraction}")
        .parse()
        .unwrap_or_else(|_| panic!("unknown symbol {word}"));
    Value::Term(
        Polynomial::integer(digits),
        BigInt::from(10).pow(fraction.len() as u32),
    )
}

fn evaluate(expression: &Sexp, scope: &Scope) -> Value {
    let list = match expression {
        Sexp::Word(w) if w == "true" => return Value::Formula(Formula::And(Vec::new())),
        Sexp::Word(w) if w == "false" => return Value::Formula(Formula::Or(Vec::new())),
        Sexp::Word(w) => return scope.get(w).cloned().unwrap_or_else(|| numeral(w)),
        Sexp::List(list) => list,
    };
    let Sexp::Word(head) = &list[0] else {
        panic!("an operator is wanted")
    };
    if head == "let" {
        let Sexp::List(bindings) = &list[1] else {
            panic!("bindings are wanted")
        };
        let mut inner = scope.clone();
        for binding in bindings {
            let Sexp::List(pair) = binding else {
                panic!("a binding is wanted")
            };
            let Sexp::Word(name) = &pair[0] else {
                panic!("a name is wanted")
            };
            inner.insert(name.clone(), evaluate(&pair[1], scope));
        }
        return evaluate(&list[2], &inner);
    }
    let arguments: Vec<Value> = list[1..].iter().map(|a| evaluate(a, scope)).collect();
    let terms = || arguments.iter().cloned().map(term).collect::<Vec<_>>();
    let formulas = || arguments.iter().cloned().map(formula).collect::<Vec<_>>();
    let add = |(p, d): (Polynomial, BigInt), (q, e): (Polynomial, BigInt)| {
        (&p.scale(&e) + &q.scale(&d), d * e)
    };
    let negate = |(p, d): (Polynomial, BigInt)| (-&p, d);
    let chain = |relation: Relation| {
        let terms = terms();
        let all = terms.windows(2).map(|w| {
            let (polynomial, _) = add(w[0].clone(), negate(w[1].clone()));
            Formula::Atom(Constraint {
                polynomial,
                relation,
            })
        });
        Value::Formula(Formula::And(all.collect()))
    };
    let as_term = |(p, d)| Value::Term(p, d);
    match head.as_str() {
        "+" => as_term(terms().into_iter().reduce(add).unwrap()),
        "-" if arguments.len() == 1 => as_term(negate(terms().remove(0))),
        "-" => as_term(
            terms()
                .into_iter()
                .reduce(|a, b| add(a, negate(b)))
                .unwrap(),
        ),
        "*" => as_term(
            terms()
                .into_iter()
                .reduce(|(p, d), (q, e)| (&p * &q, d * e))
                .unwrap(),
        ),
        "/" => as_term(
            terms()
                .into_iter()
                .reduce(|(p, d), (q, e)| {
                    let divisor = q.as_constant().expect("division by a term").clone();
                    let (p, d) = (p.scale(&e), d * divisor);
                    if d.sign() == num_bigint::Sign::Minus {
                        (-&p, -d)
                    } else {
                        (p, d)
                    }
                })
                .unwrap(),
        ),
        "<" => chain(Relation::Less),
        "<=" => chain(Relation::LessEqual),
        ">" => chain(Relation::Greater),
        ">=" => chain(Relation::GreaterEqual),
        "=" => chain(Relation::Equal),
        "and" => Value::Formula(Formula::And(formulas())),
        "or" => Value::Formula(Formula::Or(formulas())),
        "not" => Value::Formula(Formula::Not(Box::new(formulas().remove(0)))),
        other => panic!("unknown operator {other}"),
    }
}

fn run(text: &str, limit: Duration) -> (Option<String>, String) {
    let mut scope = Scope::new();
    let mut parts = Vec::new();
    let mut status = None;
    for command in read(text) {
        let Sexp::List(list) = command else { continue };
        match &list[..] {
            [Sexp::Word(c), Sexp::Word(key), Sexp::Word(value)]
                if c == "set-info" && key == ":status" =>
            {
                status = Some(value.clone());
            }
            [Sexp::Word(c), Sexp::Word(name), ..] if c == "declare-fun" || c == "declare-const" => {
                let index = scope.len();
                scope.insert(
                    name.clone(),
                    Value::Term(Polynomial::variable(index), BigInt::from(1)),
                );
            }
            [Sexp::Word(c), body] if c == "assert" => parts.push(formula(evaluate(body, &scope))),
            _ => {}
        }
    }
    let end = Instant::now() + limit;
    let answer = match decide(&Formula::And(parts), scope.len(), &|| Instant::now() >= end) {
        Decision::Unsat => "unsat".into(),
        Decision::Sat(_) => "sat".into(),
        Decision::Unknown(reason) => format!("unknown: {reason}"),
    };
    (status, answer)
}

#[test]
fn no_wrong_answer_on_metitarski() {
    let root = std::env::var_os("LEMMABOX_BENCHMARKS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/benchmarks"),
        PathBuf::from,
    );
    let folder = root.join("metitarski");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no benchmarks at {}", folder.display());
        return;
    };
    let seconds = std::env::var("LEMMABOX_COVERING_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(2.0);
    let only = std::env::var("LEMMABOX_COVERING_ONLY").unwrap_or_default();
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|f| {
        f.extension().is_some_and(|e| e == "smt2") && f.to_string_lossy().contains(&only)
    });
    files.sort();
    let (mut answered, mut wrong) = (0, Vec::new());
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a readable benchmark");
        let start = Instant::now();
        let (status, answer) = run(&text, Duration::from_secs_f64(seconds));
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        println!(
            "{:8.3} s  {:30} {}",
            start.elapsed().as_secs_f64(),
            answer,
            name
        );
        if answer == "sat" || answer == "unsat" {
            answered += 1;
            if status
                .as_deref()
                .is_some_and(|s| s != "unknown" && s != answer)
            {
                wrong.push(format!("{name}: {answer}"));
            }
        }
    }
    println!("answered {answered} of {}", files.len());
    assert!(wrong.is_empty(), "wrong answers: {wrong:?}");
}
