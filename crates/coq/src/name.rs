//! Identifiers: the author's where Coq allows them, and fresh ones.

use rustc_hash::FxHashSet;

/// Words that are keywords, or mean something else in an exported file.
const TAKEN: &[&str] = &[
    "as",
    "at",
    "cofix",
    "do",
    "else",
    "end",
    "exists",
    "exists2",
    "fix",
    "for",
    "forall",
    "fun",
    "if",
    "IF",
    "in",
    "into",
    "let",
    "match",
    "mod",
    "of",
    "Prop",
    "return",
    "Set",
    "SProp",
    "then",
    "Type",
    "using",
    "where",
    "with",
    "R",
    "PI",
    "Rabs",
    "Rmin",
    "Rmax",
    "sqrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "arcsinh",
    "exp",
    "ln",
    "pow",
    "Z",
    "nat",
    "IZR",
    "sum_over",
    "product_over",
    "integral",
    "integrable",
    "Theorem",
    "Lemma",
    "Proof",
    "Qed",
    "by",
    "Lemmabox",
    "Float",
    "Enclosure",
    "Tactic",
];

/// Hands out identifiers, each once.
#[derive(Default)]
pub struct Names {
    used: FxHashSet<String>,
}

impl Names {
    /// An identifier close to `wish`.
    pub fn fresh(&mut self, wish: &str) -> String {
        let base = identifier(wish);
        let mut name = base.clone();
        let mut n = 0u32;
        while TAKEN.contains(&name.as_str()) || !self.used.insert(name.clone()) {
            n += 1;
            name = format!("{base}_{n}");
        }
        name
    }
}

/// The text with everything that is no ASCII letter, digit, `_` or `'` spelt by its code.
pub fn identifier(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' || c == '\'' {
            out.push(c);
        } else {
            out.push_str(&format!("u{:x}", u32::from(c)));
        }
    }
    if out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out
    } else {
        format!("c{out}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_where_coq_allows_and_never_given_twice() {
        let mut names = Names::default();
        assert_eq!(names.fresh("phi"), "phi");
        assert_eq!(names.fresh("phi"), "phi_1");
        assert_eq!(names.fresh("phi_1"), "phi_1_1");
        assert_eq!(names.fresh("R"), "R_1");
        assert_eq!(names.fresh("2x"), "c2x");
        assert_eq!(names.fresh("\u{3b7}"), "u3b7");
    }
}
