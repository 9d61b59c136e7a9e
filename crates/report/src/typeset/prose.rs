//! Formulas inside words, as captions and titles write them: `eta_w`, `a*`, `phi_0 <= pi/3`,
//! `|a*|^2`.

use super::name::{Letter, letter};

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
    /// A formula in LaTeX, as the author wrote it between dollars.
    Formula(String),
    /// A citation: what stands in brackets, and the keys.
    Citation(Option<String>, String),
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
    // The last character of the words before: a name begins only after one that is no letter or
    // digit.
    let mut before = ' ';
    let word = |out: &mut Vec<Piece>, part: &str| match out.last_mut() {
        Some(Piece::Words(words)) => words.push_str(part),
        _ => out.push(Piece::Words(part.to_owned())),
    };
    while let Some(c) = rest.chars().next() {
        if let Some((piece, tail)) = formula(rest).or_else(|| citation(rest)) {
            out.push(piece);
            (rest, before) = (tail, ')');
            continue;
        }
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

/// Commands of LaTeX that only set formulas; with others a title is shown as it is typed.
const COMMANDS: [&str; 95] = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
    "ell",
    "frac",
    "sqrt",
    "le",
    "leq",
    "ge",
    "geq",
    "ne",
    "neq",
    "in",
    "infty",
    "cdot",
    "times",
    "to",
    "log",
    "exp",
    "sin",
    "cos",
    "tan",
    "arcsin",
    "arccos",
    "arctan",
    "max",
    "min",
    "sup",
    "inf",
    "sum",
    "int",
    "prod",
    "langle",
    "rangle",
    "mathbb",
    "mathcal",
    "mathbf",
    "mathrm",
    "operatorname",
    "hat",
    "bar",
    "tilde",
    "vec",
    "widehat",
    "overline",
    "nabla",
    "partial",
    "forall",
    "exists",
    "pm",
    "approx",
    "equiv",
    "sim",
    "propto",
    "subset",
    "cup",
    "cap",
    "ldots",
    "dots",
    "cdots",
    "top",
    "star",
    "ast",
    "perp",
];

/// `$...$` at the beginning, where it holds a formula and nothing else.
fn formula(text: &str) -> Option<(Piece, &str)> {
    let (inner, tail) = text.strip_prefix('$')?.split_once('$')?;
    is_formula(inner).then(|| (Piece::Formula(inner.to_owned()), tail))
}

/// Whether LaTeX sets a text in math mode as a formula, and does nothing else.
pub(super) fn is_formula(inner: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || " +-*/=<>()[]|.,:!'^_{}\\".contains(c);
    let sets = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_alphabetic());
        let name = &part[..end.unwrap_or(part.len())];
        // `\,`, `\|` and their like.
        COMMANDS.contains(&name) || name.is_empty() && part.starts_with([',', ';', '|', '{', '}'])
    };
    let mut open = 0i32;
    let balanced = inner.chars().all(|c| {
        open += i32::from(c == '{') - i32::from(c == '}');
        open >= 0
    });
    // Money stands before a space somewhere, formulas do not end in one.
    !inner.is_empty()
        && inner == inner.trim()
        && inner.chars().all(plain)
        && inner.split('\\').skip(1).all(sets)
        && balanced
        && open == 0
}

/// `\cite{key}`, `\cite[Lemma 3]{key}`, `\citep` and `\citet` at the beginning.
fn citation(text: &str) -> Option<(Piece, &str)> {
    let rest = text.strip_prefix("\\cite")?;
    let rest = rest.strip_prefix(['p', 't']).unwrap_or(rest);
    let (place, rest) = match rest.strip_prefix('[') {
        Some(inner) => {
            let (place, rest) = inner.split_once(']')?;
            (Some(place.to_owned()), rest)
        }
        None => (None, rest),
    };
    let (keys, tail) = rest.strip_prefix('{')?.split_once('}')?;
    let key = |c: char| c.is_ascii_alphanumeric() || " ,:;.+/_-".contains(c);
    let well = !keys.trim().is_empty() && keys.chars().all(key);
    well.then(|| (Piece::Citation(place, keys.to_owned()), tail))
}

/// A formula in LaTeX for readers of plain text: commands become letters and signs where there are
/// such.
#[must_use]
pub fn plain(formula: &str) -> String {
    let mut out = String::new();
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic());
                let (name, tail) = rest.split_at(end.unwrap_or(rest.len()));
                rest = tail;
                if let Some(mark) = accent(name) {
                    let from = rest
                        .find(|c: char| c != ' ' && c != '{')
                        .unwrap_or(rest.len());
                    rest = &rest[from..];
                    // Over the letter that follows, a command's included.
                    let one = plain(&rest[..first_of(rest)]);
                    out.push_str(&one);
                    out.push(mark);
                    rest = &rest[first_of(rest)..];
                    continue;
                }
                match sign(name) {
                    Some(sign) => out.push(sign),
                    None if name.is_empty() || is_font(name) => {}
                    None => out.push_str(name),
                }
            }
            '{' | '}' => {}
            c => out.push(c),
        }
    }
    out
}

/// The sign or letter that a command of LaTeX sets.
/// The combining mark of an accent.
fn accent(name: &str) -> Option<char> {
    match name {
        "hat" | "widehat" => Some('\u{302}'),
        "bar" | "overline" => Some('\u{304}'),
        "tilde" => Some('\u{303}'),
        "vec" => Some('\u{20d7}'),
        _ => None,
    }
}

/// Whether a command only chooses a font for its argument.
fn is_font(name: &str) -> bool {
    ["mathbb", "mathcal", "mathbf", "mathrm", "operatorname"].contains(&name)
}

/// The length of the first letter or command.
fn first_of(text: &str) -> usize {
    let letters = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_alphabetic());
        end.unwrap_or(text.len())
    };
    match text.strip_prefix('\\') {
        Some(name) => 1 + letters(name),
        None => text.chars().next().map_or(0, char::len_utf8),
    }
}

fn sign(name: &str) -> Option<char> {
    let signs = [
        ("le", '≤'),
        ("leq", '≤'),
        ("ge", '≥'),
        ("geq", '≥'),
        ("ne", '≠'),
        ("neq", '≠'),
        ("in", '∈'),
        ("infty", '∞'),
        ("cdot", '·'),
        ("times", '×'),
        ("to", '→'),
        ("langle", '⟨'),
        ("rangle", '⟩'),
        ("ell", 'ℓ'),
        ("pi", 'π'),
        ("varphi", 'φ'),
        ("varepsilon", 'ε'),
        ("sum", '∑'),
        ("int", '∫'),
        ("prod", '∏'),
        ("sqrt", '√'),
        ("nabla", '∇'),
        ("partial", '∂'),
        ("forall", '∀'),
        ("exists", '∃'),
        ("pm", '±'),
        ("approx", '≈'),
        ("equiv", '≡'),
        ("sim", '∼'),
        ("propto", '∝'),
        ("subset", '⊂'),
        ("cup", '∪'),
        ("cap", '∩'),
        ("ldots", '…'),
        ("dots", '…'),
        ("cdots", '⋯'),
        ("top", '⊤'),
        ("star", '⋆'),
        ("ast", '∗'),
        ("perp", '⊥'),
    ];
    let known = signs.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
    known.or_else(|| match letter(name) {
        Letter::Greek(_, unicode) => unicode.chars().next(),
        Letter::Single(_) | Letter::Word(_) | Letter::Digits(_) => None,
    })
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
            Piece::Formula(f) => format!("${}$", plain(&f)),
            Piece::Citation(place, keys) => format!("@{}@{keys}", place.unwrap_or_default()),
        };
        pieces(text).into_iter().map(mark).collect()
    }

    #[test]
    fn formulas_between_dollars_and_citations_stay() {
        assert_eq!(
            marked(r"the bound $x \le \kappa_{1}$ of \cite[Lemma 3]{du2018}"),
            "the bound $x ≤ κ_1$ of @Lemma 3@du2018"
        );
        assert_eq!(marked(r"\citet{a,b:c}"), "@@a,b:c");
        assert_eq!(
            marked(r"$\nabla f(\hat{x}) = \bar\theta$ on $\mathbb{R}^d$, $\mathcal{L}_t$"),
            "$∇ f(x\u{302}) = θ\u{304}$ on $R^d$, $L_t$"
        );
        // Money, and what is more than a formula, are words.
        for words in [
            "$5 and $6 more",
            r"$\input{secret}$",
            r"$\csname x$",
            "$}{$",
            "$$",
            r"\cite{a\b}",
        ] {
            assert!(
                !pieces(words)
                    .iter()
                    .any(|p| matches!(p, Piece::Formula(_) | Piece::Citation(..))),
                "{words}"
            );
        }
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
