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
}

impl Written {
    pub(in crate::latex) fn new(text: String, level: Level, parts: &[&Written]) -> Self {
        Self {
            text,
            level,
            name: None,
            closed: parts.iter().all(|p| p.closed),
        }
    }

    pub(in crate::latex) fn of_name(name: String) -> Self {
        Self {
            text: name.clone(),
            level: Level::Atom,
            name: Some(name),
            closed: false,
        }
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
        Self::new(format!("{function}({})", x.text), Level::Atom, &[x])
    }
}

pub(in crate::latex) fn number(text: &str) -> Written {
    let text = if text.starts_with('.') {
        format!("0{text}")
    } else {
        text.to_owned()
    };
    Written::new(text, Level::Atom, &[])
}

/// Parentheses are written again where they are needed.
pub(in crate::latex) fn parenthesised(inner: Written) -> Written {
    Written {
        name: None,
        ..inner
    }
}

pub(in crate::latex) fn times(a: &Written, b: &Written, op: char) -> Written {
    let text = format!("{}{op}{}", a.at(Level::Product), b.at(Level::Power));
    Written::new(text, Level::Product, &[a, b])
}
