//! Formulas inside words, as captions and titles write them: `eta_w`, `a*`, `phi_0 <= pi/3`, `|a*|^2`.

/// A piece of a line of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// A Greek letter, by its name in LaTeX.
    Greek(&'static str, char),
    /// A letter in a formula.
    Letter(char),
    /// A relation sign: LaTeX and Unicode.
    Sign(&'static str, char),
    /// An index.
    Below(String),
    /// An exponent or star.
    Above(String),
}

const GREEK: [(&str, &str, char); 10] = [
    ("alpha", "\\alpha", 'α'),
    ("beta", "\\beta", 'β'),
    ("delta", "\\delta", 'δ'),
    ("eta", "\\eta", 'η'),
    ("kappa", "\\kappa", 'κ'),
    ("phi", "\\varphi", 'φ'),
    ("pi", "\\pi", 'π'),
    ("psi", "\\psi", 'ψ'),
    ("rho", "\\rho", 'ρ'),
    ("sigma", "\\sigma", 'σ'),
];

const SIGNS: [(&str, &str, char); 3] = [
    ("<=", "\\le", '≤'),
    (">=", "\\ge", '≥'),
    ("!=", "\\ne", '≠'),
];

/// Takes a line apart. What is not clearly a formula stays words.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut rest = text;
    // The last character of the words before: a name begins only after one that is no letter or digit.
    let mut before = ' ';
    let word = |out: &mut Vec<Piece>, part: &str| match out.last_mut() {
        Some(Piece::Words(words)) => words.push_str(part),
        _ => out.push(Piece::Words(part.to_owned())),
    };
    while let Some(c) = rest.chars().next() {
        if let Some(&(sign, latex, unicode)) = SIGNS.iter().find(|(s, ..)| rest.starts_with(s)) {
            out.push(Piece::Sign(latex, unicode));
            (rest, before) = (&rest[sign.len()..], ' ');
            continue;
        }
        if c.is_ascii_alphabetic() && !before.is_ascii_alphabetic() && before != '_' {
            let end = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let (index, after_index) = index(after);
            let (star, tail) = match after_index.strip_prefix('*') {
                Some(tail)
                    if !tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(') =>
                {
                    (true, tail)
                }
                _ => (false, after_index),
            };
            let greek = GREEK.iter().find(|(g, ..)| *g == name);
            let single = name.len() == 1 && !before.is_ascii_digit() && (index.is_some() || star);
            if greek.is_some() || single {
                out.push(match greek {
                    Some((_, latex, unicode)) => Piece::Greek(latex, *unicode),
                    None => Piece::Letter(c),
                });
                out.extend(index.map(|i| Piece::Below(i.to_owned())));
                if star {
                    out.push(Piece::Above("*".into()));
                }
                (rest, before) = (tail, ')');
            } else {
                word(&mut out, name);
                (rest, before) = (after, 'a');
            }
            continue;
        }
        if c == '^' {
            let digits = &rest[1..];
            let end = digits
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(digits.len());
            if end > 0 {
                out.push(Piece::Above(digits[..end].to_owned()));
                (rest, before) = (&digits[end..], ')');
                continue;
            }
        }
        word(&mut out, &rest[..c.len_utf8()]);
        (rest, before) = (&rest[c.len_utf8()..], c);
    }
    out
}

/// `_0` or `_w` at the beginning: the index and what follows. Longer words are no index.
fn index(text: &str) -> (Option<&str>, &str) {
    let Some(tail) = text.strip_prefix('_') else {
        return (None, text);
    };
    let end = tail
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(tail.len());
    let plain = (1..=3).contains(&end) && !tail[end..].starts_with('_');
    if plain {
        (Some(&tail[..end]), &tail[end..])
    } else {
        (None, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let mark = |p: Piece| match p {
            Piece::Words(w) => w,
            Piece::Greek(_, c) | Piece::Sign(_, c) => c.to_string(),
            Piece::Letter(c) => format!("<{c}>"),
            Piece::Below(i) => format!("[{i}]"),
            Piece::Above(i) => format!("{{{i}}}"),
        };
        pieces(text).into_iter().map(mark).collect()
    }

    #[test]
    fn formulas_are_found_and_words_left() {
        assert_eq!(
            marked("a spare pie at phi_0 <= pi/3"),
            "a spare pie at φ[0] ≤ π/3"
        );
        assert_eq!(
            marked("r = a'a*, n = |a*|^2"),
            "r = a'<a>{*}, n = |<a>{*}|{2}"
        );
        assert_eq!(
            marked("eta_w = 5pi/12; 2*x*y; w_0"),
            "η[w] = 5π/12; 2*x*y; <w>[0]"
        );
        assert_eq!(marked("R5_few_past_it x_star"), "R5_few_past_it x_star");
        assert_eq!(marked("the ^ sign & <b>"), "the ^ sign & <b>");
    }
}
