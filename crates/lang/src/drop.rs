//! Claims written without some of their hypotheses.

use super::lexer::{self, Kind, Token};

/// The text of a claim, or of its clauses, without the `assume` clauses of the names given. All
/// else stays as it is; a line that would be left empty goes too.
#[must_use]
pub fn without_hypotheses(text: &str, names: &[&str]) -> String {
    let tokens = lexer::lex(text).tokens;
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (i, token) in tokens.iter().enumerate() {
        let name = tokens.get(i + 1).filter(|t| t.kind == Kind::Name);
        let (Kind::Assume, Some(name)) = (token.kind, name) else {
            continue;
        };
        if !names.contains(&name.span.of(text)) {
            continue;
        }
        let end = end_of_clause(text, &tokens[i + 1..]);
        let start = token.span.start as usize;
        out.push_str(&text[from..start]);
        from = start + skipped(&text[start..], end - start);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Where what follows the keyword of a clause ends: behind its last token.
fn end_of_clause(text: &str, tokens: &[Token]) -> usize {
    let ends = |t: &&Token| {
        t.kind.starts_clause()
            || matches!(t.kind, Kind::RightBrace | Kind::Claim | Kind::End)
            || t.kind == Kind::Name && t.span.of(text) == "sequence"
    };
    let count = tokens.iter().take_while(|t| !ends(t)).count();
    let last = count.checked_sub(1).and_then(|i| tokens.get(i));
    last.map_or(text.len(), |t| t.span.end as usize)
}

/// Bytes to leave out: a clause of `length` bytes and the space up to the next token, or up to a
/// comment.
fn skipped(text: &str, length: usize) -> usize {
    let rest = &text[length..];
    length + (rest.len() - rest.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_go_whole_and_all_else_stays() {
        let text = "claim A \"assume b: no clause\" {\n  for    x, y\n  assume a: x >= 0\n  # of b\n  assume b unused: x <= 1 and\n    y <= 1\n  assume c: y >= 0\n  show   x*y >= 0\n}";
        let without = without_hypotheses(text, &["b"]);
        assert_eq!(
            without,
            "claim A \"assume b: no clause\" {\n  for    x, y\n  assume a: x >= 0\n  # of b\n  assume c: y >= 0\n  show   x*y >= 0\n}"
        );
        let none = without_hypotheses(text, &["a", "b", "c"]);
        assert_eq!(none.matches("assume").count(), 1);
        assert!(super::super::parse_file("none", &none).is_ok());
        assert_eq!(
            without_hypotheses("for x assume a: x >= 0 show x >= 0", &["a"]),
            "for x show x >= 0"
        );
    }
}
