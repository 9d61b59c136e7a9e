//! What a report says, apart from how it is written.

use super::typeset::{Assumption, Math, Statement};
use super::used::Used;
use std::borrow::Cow;

/// A whole report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version of the tool.
    pub tool: String,
    /// The command that makes the report again.
    pub command: String,
    /// Title of the paper, if the claim files name one.
    pub paper: Option<String>,
    /// Date to print, if asked for.
    pub date: Option<String>,
    /// Whether the run was stopped before it was done.
    pub interrupted: bool,
    /// The claims in the order of the files.
    pub claims: Vec<Entry>,
    /// Tables; the first is that of verdicts.
    pub tables: Vec<Table>,
    /// Figures.
    pub figures: Vec<Figure>,
}

/// One claim and what became of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Name.
    pub name: String,
    /// One line in words.
    pub title: String,
    /// Where it comes from.
    pub source: Option<String>,
    /// File and line.
    pub place: (String, usize),
    /// SHA-256 of the canonical text; certificates hold the same.
    pub sha256: String,
    /// The statement.
    pub statement: Statement,
    /// The statement in the claim language.
    pub text: String,
    /// Lemmas it rests on.
    pub lemmas: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// What the proof rests on, for a proof that the checker confirms.
    pub used: Option<Used>,
    /// What the author expects, as a word.
    pub expected: &'static str,
    /// Work, when asked for: boxes, seconds.
    pub work: Option<(u64, f64)>,
    /// The certificate's text, for decided claims.
    pub certificate: Option<String>,
}

impl Entry {
    /// Whether the proof found does not use hypothesis number `i`.
    #[must_use]
    pub fn spares(&self, i: usize) -> bool {
        let used = self.used.as_ref();
        used.is_some_and(|u| u.hypotheses.get(i) == Some(&false))
    }

    /// The hypotheses under which the verdict is given, with what is to be said of each. One that
    /// the prover was not given is none of them where the claim is not proved: with it the claim
    /// may hold.
    pub fn conditions(&self) -> impl Iterator<Item = (&Assumption, Option<&'static str>)> {
        let proved = matches!(self.verdict, Verdict::Proved { .. });
        let all = self.statement.assumptions.iter().enumerate();
        let given = all.filter(move |(_, a)| proved || !a.unused);
        given.map(|(i, a)| (a, self.remark(i)))
    }

    /// What is to be said of hypothesis number `i`, if the proof does not rest on it.
    fn remark(&self, i: usize) -> Option<&'static str> {
        if self.statement.assumptions.get(i).is_some_and(|a| a.unused) {
            Some("not given to the prover")
        } else if self.spares(i) {
            Some("not used by the proof")
        } else {
            None
        }
    }

    /// The verdict that the author expects, where it is another.
    #[must_use]
    pub fn unmet(&self) -> Option<&'static str> {
        (self.verdict.word() != self.expected).then_some(self.expected)
    }
}

/// A witness as equations in the claim language.
#[must_use]
pub fn equations(witness: &[(String, String)]) -> Vec<String> {
    let each = witness.iter();
    each.map(|(v, x)| format!("{v} = {x}")).collect()
}

/// The answer to a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A theorem.
    Proved {
        /// A certified lower bound of the goal's slack over the whole domain, rounded down, where
        /// one was found: every inequality of the goal holds with at least this much to spare.
        margin: Option<String>,
    },
    /// False at this point: variable and value, in the claim language.
    Refuted(Vec<(String, String)>),
    /// Neither was found, for the reason given.
    Undecided(String),
}

impl Verdict {
    /// The verdict as a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Proved { .. } => "proved",
            Verdict::Refuted(_) => "refuted",
            Verdict::Undecided(_) => "undecided",
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Letters, digits and hyphens: names the files and the label.
    pub name: &'static str,
    /// Caption.
    pub caption: String,
    /// Headings.
    pub columns: Vec<Column>,
    /// As many cells a row as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in CSV and JSON: lower-case letters, digits and `_`.
    pub name: Cow<'static, str>,
    /// What readers see.
    pub heading: Heading,
}

impl Column {
    /// A column headed by words.
    #[must_use]
    pub fn words(name: &'static str, heading: &'static str) -> Self {
        Self {
            name: name.into(),
            heading: Heading::Words(heading.into()),
        }
    }
}

/// What stands above a column.
#[derive(Clone, Debug)]
pub enum Heading {
    /// Words.
    Words(Cow<'static, str>),
    /// A formula.
    Math(Math),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing to say, for the reason given (which may be empty).
    Empty(String),
    /// Words.
    Words(String),
    /// The name of a claim in the report.
    Claim(String),
    /// A SHA-256 in hexadecimal.
    Hash(String),
    /// A number.
    Number(Number),
    /// Several of them.
    List(Vec<Cell>),
}

/// A number as digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// Decimal digits. What they guarantee is for the caption to say.
    pub digits: String,
    /// The value in full, in the claim language, where it is known to be rational or in Q(pi).
    pub exact: Option<String>,
    /// The term evaluated, in the claim language, where there is one.
    pub term: Option<String>,
}

impl Cell {
    /// An empty cell without a reason.
    #[must_use]
    pub fn none() -> Self {
        Cell::Empty(String::new())
    }

    /// The cell as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Empty(_) => String::new(),
            Cell::Words(text) | Cell::Claim(text) | Cell::Hash(text) => text.clone(),
            Cell::Number(n) => n.digits.clone(),
            Cell::List(cells) => {
                let texts: Vec<String> = cells.iter().map(Cell::text).collect();
                texts.join("; ")
            }
        }
    }
}

/// A figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Letters, digits and hyphens: names the files and the label.
    pub name: &'static str,
    /// Caption, in words.
    pub caption: String,
    /// A self-contained SVG document.
    pub svg: String,
    /// The same as PNG on white ground.
    pub png: Vec<u8>,
    /// A `tikzpicture` environment.
    pub tikz: String,
}
