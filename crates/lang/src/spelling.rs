//! Names a writer probably meant.

use super::function;

/// Words that bind a variable in a term.
pub(super) const BINDERS: [&str; 4] = ["sum", "product", "integral", "mean"];

/// Whether the name belongs to the language, and to no variable or definition.
pub(super) fn is_builtin(name: &str) -> bool {
    name == "pi" || BINDERS.contains(&name) || function::is_reserved(name)
}

/// What to write for a name that other languages have.
pub(super) fn foreign(name: &str) -> Option<&'static str> {
    Some(match name {
        "ln" => "write `log(x)`; `log` is the natural logarithm",
        "log10" => "write `log(x)/log(10)`",
        "log2" | "lg" => "write `log(x)/log(2)`",
        "acos" => "write `arccos(x)`",
        "asin" => "write `arcsin(x)`",
        "atan" => "write `arctan(x)`",
        "atan2" => "write `arctan2(y, x)`",
        "fabs" => "write `abs(x)`",
        "pow" => "write `x^n`",
        "sqr" => "write `x^2`",
        "cbrt" => "write `x^(1/3)`, which is defined for x >= 0",
        "arcsinh" | "arsinh" => "write `asinh(x)`",
        "arccosh" | "arcosh" => "write `acosh(x)`",
        "arctanh" | "artanh" => "write `atanh(x)`",
        "logistic" => "write `sigmoid(x)`",
        "relu" | "ReLU" => "write `max(0, x)`",
        "sgn" | "signum" => "write `sign(x)`",
        "ite" | "where" => "write `if(condition, a, b)`",
        "cot" => "write `cos(x)/sin(x)`",
        "sec" => "write `1/cos(x)`",
        "csc" => "write `1/sin(x)`",
        "PI" | "Pi" => "write `pi`",
        "e" => "write `exp(x)` for e^x, `exp(1)` for e",
        "infinity" | "infty" | "oo" | "Inf" | "INF" => "write `inf`",
        "implies" => "write `=>`",
        "AND" | "And" => "write `and`",
        "OR" | "Or" => "write `or`",
        "NOT" | "Not" => "write `not`",
        _ => return None,
    })
}

/// The candidate nearest to `name` when it is near enough to be a slip.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = name.chars().count();
    if length > 64 {
        return None;
    }
    let allowed = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|c| c.len() <= 80 && *c != name)
        .map(|c| (distance(name, c), c))
        // A name of one letter is near to every other one; only its other case is a slip.
        .filter(|(d, c)| *d <= allowed && (length > 1 || c.eq_ignore_ascii_case(name)))
        // A name that differs in case alone is nearer than any other slip.
        .min_by_key(|(d, c)| (*d, !c.eq_ignore_ascii_case(name)))
        .map(|(_, c)| c)
}

/// Number of insertions, deletions, substitutions and swaps of neighbours (optimal string
/// alignment distance); letter case costs nothing beyond one.
fn distance(a: &str, b: &str) -> usize {
    if a.eq_ignore_ascii_case(b) {
        return usize::from(a != b);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_names_are_not() {
        let names = ["arccos", "arcsin", "phi", "eta", "S"];
        assert_eq!(nearest("arcos", names), Some("arccos"));
        assert_eq!(nearest("ph", names), Some("phi"));
        assert_eq!(nearest("pih", names), Some("phi"));
        assert_eq!(nearest("s", names), Some("S"));
        assert_eq!(nearest("Sin", ["min", "sin"]), Some("sin"));
        assert_eq!(nearest("k", names), None);
        assert_eq!(nearest("gamma", names), None);
    }

    #[test]
    fn distance_is_the_textbook_one() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
