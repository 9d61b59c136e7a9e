//! Terms of the claim language as they are written.

/// How tightly a term's outermost operation binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::latex) enum Level {
    Sum,
    Product,
    Power,
    Atom,
}

/// A term in the claim language.
#[derive(Clone, Debug)]
pub(in crate::latex) struct Written {
    pub(in crate::latex) text: String,
    pub(in crate::latex) level: Level,
    /// The name that it consists of.
    pub(in crate::latex) name: Option<String>,
    /// It has no names.
    pub(in crate::latex) closed: bool,
    /// Names that are summands, up to closed factors: vectors where the term is one.
    pub(in crate::latex) summands: Vec<String>,
    /// Names; where none of them is negative, it is not. `None` where it may be all the same.
    pub(in crate::latex) above_zero_with: Option<Vec<String>>,
}

/// Functions that have no negative values.
const NEVER_NEGATIVE: [&str; 5] = ["abs", "norm", "exp", "sqrt", "factorial"];

impl Written {
    pub(in crate::latex) fn new(text: String, level: Level, parts: &[&Written]) -> Self {
        Self {
            text,
            level,
            name: None,
            summands: Vec::new(),
            closed: parts.iter().all(|p| p.closed),
            above_zero_with: None,
        }
    }

    /// Not negative where none of the parts is.
    fn not_negative_like(self, parts: &[&Written]) -> Self {
        let all: Option<Vec<_>> = parts.iter().map(|p| p.above_zero_with.clone()).collect();
        Self {
            above_zero_with: all.map(|names| names.concat()),
            ..self
        }
    }

    /// `a + b`. A sum grows in place, for it may be long.
    pub(in crate::latex) fn plus(mut self, other: Written) -> Self {
        let above_zero_with = both(self.above_zero_with.take(), other.above_zero_with.clone());
        Self {
            above_zero_with,
            ..self.followed(" + ", other)
        }
    }

    /// `a - b`.
    pub(in crate::latex) fn minus(self, other: Written) -> Self {
        Self {
            above_zero_with: None,
            ..self.followed(" - ", other)
        }
    }

    fn followed(mut self, op: &str, other: Written) -> Self {
        self.text.push_str(op);
        self.text.push_str(&other.at(Level::Product));
        self.summands.extend(other.summands);
        Self {
            level: Level::Sum,
            name: None,
            closed: self.closed && other.closed,
            ..self
        }
    }

    /// `a^n`
    pub(in crate::latex) fn to_the(&self, exponent: &Written) -> Self {
        let text = format!("{}^{}", self.at(Level::Atom), exponent.at(Level::Atom));
        let power = Self::new(text, Level::Power, &[self, exponent]);
        let even = |text: &str| text.parse::<u64>().is_ok_and(|n| n % 2 == 0);
        if even(&exponent.text) {
            power.not_negative_like(&[])
        } else {
            power.not_negative_like(&[self])
        }
    }

    /// Whether it is a number behind a minus sign.
    pub(in crate::latex) fn is_negative_numeral(&self) -> bool {
        let digits = self.text.strip_prefix('-');
        digits.is_some_and(|d| d.chars().all(|c| c.is_ascii_digit() || c == '.'))
    }

    pub(in crate::latex) fn of_name(name: String) -> Self {
        Self {
            text: name.clone(),
            level: Level::Atom,
            summands: vec![name.clone()],
            above_zero_with: Some(vec![name.clone()]),
            name: Some(name),
            closed: false,
        }
    }

    /// `-a`.
    pub(in crate::latex) fn negative(self) -> Self {
        Self {
            text: format!("-{}", self.at(Level::Product)),
            level: Level::Sum,
            name: None,
            above_zero_with: None,
            ..self
        }
    }

    /// Whether it is a fraction of two numerals whose lower one, in lowest terms, is odd: a power
    /// with this exponent is one of a root of odd order.
    pub(in crate::latex) fn has_odd_denominator(&self) -> bool {
        let fraction = self.text.strip_prefix('-').unwrap_or(&self.text);
        let numerals = fraction.split_once('/');
        let parsed = numerals.and_then(|(p, q)| Some((p.parse().ok()?, q.parse().ok()?)));
        parsed.is_some_and(|(p, q): (u64, u64)| {
            q != 0 && p % q != 0 && p.trailing_zeros() >= q.trailing_zeros()
        })
    }

    /// In parentheses where it binds less tightly than `least`.
    pub(in crate::latex) fn at(&self, least: Level) -> String {
        if self.level < least {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }

    pub(in crate::latex) fn applied(function: &str, x: &Written) -> Self {
        let value = Self::new(format!("{function}({})", x.text), Level::Atom, &[x]);
        if NEVER_NEGATIVE.contains(&function) {
            return value.not_negative_like(&[]);
        }
        value
    }
}

pub(in crate::latex) fn number(text: &str) -> Written {
    let text = if text.starts_with('.') {
        format!("0{text}")
    } else {
        text.to_owned()
    };
    Written::new(text, Level::Atom, &[]).not_negative_like(&[])
}

/// Parentheses are written again where they are needed.
pub(in crate::latex) fn parenthesised(inner: Written) -> Written {
    Written {
        name: None,
        ..inner
    }
}

/// `a*b` or `a/b`. A product grows in place, for it may be long.
pub(in crate::latex) fn times(a: Written, b: Written, op: char) -> Written {
    let mut text = if a.level < Level::Product {
        a.at(Level::Product)
    } else {
        a.text
    };
    text.push(op);
    text.push_str(&b.at(Level::Power));
    let summands = match (a.closed, b.closed, op) {
        (true, false, '*') => b.summands,
        (false, true, _) => a.summands,
        _ => Vec::new(),
    };
    Written {
        text,
        level: Level::Product,
        name: None,
        closed: a.closed && b.closed,
        summands,
        above_zero_with: both(a.above_zero_with, b.above_zero_with),
    }
}

/// The names of two terms, if neither is negative where none of its names is.
fn both(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    let mut all = a?;
    all.extend(b?);
    Some(all)
}
