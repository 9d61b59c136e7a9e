//! The TextMate grammar of the editors knows every word of the language.

use fancy_regex::Regex;
use serde_json::Value;
use std::path::Path;

fn grammar() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../editors/vscode/syntaxes/lemma.tmLanguage.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn rule(grammar: &Value, name: &str) -> Regex {
    Regex::new(grammar["repository"][name]["match"].as_str().unwrap()).unwrap()
}

/// Whether the rule colours exactly the first `length` bytes.
fn colours(rule: &Regex, text: &str, length: usize) -> bool {
    let found = rule.find(text).unwrap();
    found.is_some_and(|m| (m.start(), m.end()) == (0, length))
}

#[test]
fn every_function_is_coloured_as_one_where_it_is_called() {
    let functions = rule(&grammar(), "function");
    for (name, _) in lemmabox_lang::functions() {
        assert!(
            colours(&functions, &format!("{name}(x)"), name.len()),
            "{name}"
        );
        assert!(
            !functions.is_match(&format!("{name}'(x)")).unwrap(),
            "{name}"
        );
        assert!(
            !functions.is_match(&format!("my_{name}(x)")).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn every_keyword_and_word_of_a_clause_is_coloured() {
    let grammar = grammar();
    let rules = ["keyword", "operatorWord", "constant"].map(|name| rule(&grammar, name));
    for word in lemmabox_lang::KEYWORDS {
        let one = rules.iter().filter(|r| colours(r, word, word.len()));
        assert_eq!(one.count(), 1, "{word}");
    }
    let context = rule(&grammar, "context");
    for word in lemmabox_lang::CONTEXT_WORDS {
        assert!(colours(&context, word, word.len()), "{word}");
    }
}

#[test]
fn every_rule_is_a_pattern_that_is_included() {
    let grammar = grammar();
    let included: Vec<&str> = grammar["patterns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["include"].as_str().unwrap())
        .collect();
    for (name, rule) in grammar["repository"].as_object().unwrap() {
        assert!(included.contains(&format!("#{name}").as_str()), "{name}");
        for key in ["match", "begin", "end"] {
            if let Some(pattern) = rule.get(key) {
                Regex::new(pattern.as_str().unwrap()).unwrap();
            }
        }
    }
    for number in ["12", "0.25", "1e-3"] {
        assert!(colours(&rule(&grammar, "number"), number, number.len()));
    }
}

#[test]
fn every_snippet_is_a_claim_or_a_clause_of_one() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editors/vscode/snippets/lemma.json");
    let snippets: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let place = Regex::new(r"\$\{\d(?::([^}]*)|\|([^,]*)[^}]*)\}").unwrap();
    for (name, snippet) in snippets.as_object().unwrap() {
        let body = match &snippet["body"] {
            Value::String(line) => line.clone(),
            lines => {
                let lines = lines.as_array().unwrap().iter();
                lines
                    .map(|l| l.as_str().unwrap())
                    .collect::<Vec<_>>()
                    .join("\n")
            }
        };
        // What stands there when the author goes on at once.
        let text = place.replace_all(&body, "$1$2").replace("\\}", "}");
        let whole = match snippet["prefix"].as_str().unwrap() {
            "assume" => format!("claim A {{ for x {text} show x >= 0 }}"),
            "best" => format!("claim A {{ for x in [0, 1] show x >= c - 1 {text} }}"),
            _ => text,
        };
        let read = lemmabox_lang::parse_file(name, &whole);
        assert!(read.is_ok(), "{name}: {whole}\n{:?}", read.err());
    }
}
