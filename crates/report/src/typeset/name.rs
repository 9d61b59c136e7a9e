//! Names of claim files as letters with indices: `phi_max`, `eta_a`, `x1`, `v_star`, `u'`.

/// Greek names: as written, LaTeX, Unicode.
const GREEK: &[(&str, &str, &str)] = &[
    ("alpha", "\\alpha", "α"),
    ("beta", "\\beta", "β"),
    ("gamma", "\\gamma", "γ"),
    ("delta", "\\delta", "δ"),
    ("epsilon", "\\varepsilon", "ε"),
    ("eps", "\\varepsilon", "ε"),
    ("zeta", "\\zeta", "ζ"),
    ("ell", "\\ell", "ℓ"),
    ("eta", "\\eta", "η"),
    ("theta", "\\theta", "θ"),
    ("iota", "\\iota", "ι"),
    ("kappa", "\\kappa", "κ"),
    ("lambda", "\\lambda", "λ"),
    ("mu", "\\mu", "μ"),
    ("nu", "\\nu", "ν"),
    ("xi", "\\xi", "ξ"),
    ("rho", "\\rho", "ρ"),
    ("sigma", "\\sigma", "σ"),
    ("tau", "\\tau", "τ"),
    ("phi", "\\varphi", "φ"),
    ("chi", "\\chi", "χ"),
    ("psi", "\\psi", "ψ"),
    ("omega", "\\omega", "ω"),
    ("Gamma", "\\Gamma", "Γ"),
    ("Delta", "\\Delta", "Δ"),
    ("Theta", "\\Theta", "Θ"),
    ("Lambda", "\\Lambda", "Λ"),
    ("Xi", "\\Xi", "Ξ"),
    ("Pi", "\\Pi", "Π"),
    ("Sigma", "\\Sigma", "Σ"),
    ("Phi", "\\Phi", "Φ"),
    ("Psi", "\\Psi", "Ψ"),
    ("Omega", "\\Omega", "Ω"),
];

/// A part of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter<'a> {
    /// A Greek letter: LaTeX and Unicode.
    Greek(&'static str, &'static str),
    /// A single letter.
    Single(&'a str),
    /// A word.
    Word(&'a str),
    /// Digits.
    Digits(&'a str),
}

/// A name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What is written large.
    pub stem: Letter<'a>,
    /// Indices.
    pub below: Vec<Letter<'a>>,
    /// Whether an asterisk stands above.
    pub star: bool,
    /// Number of primes.
    pub primes: usize,
}

/// A name without indices.
pub fn letter(text: &str) -> Letter<'_> {
    if let Some((_, latex, unicode)) = GREEK.iter().find(|(name, ..)| *name == text) {
        Letter::Greek(latex, unicode)
    } else if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        Letter::Digits(text)
    } else if text.chars().count() == 1 {
        Letter::Single(text)
    } else {
        Letter::Word(text)
    }
}

/// Takes a name apart.
#[must_use]
pub fn parts(name: &str) -> Parts<'_> {
    let plain = name.trim_end_matches('\'');
    let primes = name.len() - plain.len();
    let mut pieces = plain.split('_').filter(|p| !p.is_empty());
    let first = pieces.next().unwrap_or(plain);
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let (stem, digits) = if stem.is_empty() {
        (first, "")
    } else {
        (stem, &first[stem.len()..])
    };
    let mut below = Vec::new();
    let mut star = false;
    if !digits.is_empty() {
        below.push(letter(digits));
    }
    for piece in pieces {
        if piece == "star" {
            star = true;
        } else {
            below.push(letter(piece));
        }
    }
    Parts {
        stem: letter(stem),
        below,
        star,
        primes,
    }
}

/// Whether a name is set as a word, which needs a sign between it and its neighbour.
#[must_use]
pub fn is_word(name: &str) -> bool {
    matches!(parts(name).stem, Letter::Word(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let p = parts("phi_max");
        assert_eq!(p.stem, Letter::Greek("\\varphi", "φ"));
        assert_eq!(p.below, [Letter::Word("max")]);
        let p = parts("x12''");
        assert_eq!(
            (p.stem, p.below, p.primes),
            (Letter::Single("x"), vec![Letter::Digits("12")], 2)
        );
        assert!(parts("a_star").star);
        assert_eq!(parts("_").below, []);
    }
}
