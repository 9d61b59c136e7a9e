//! S-expressions of SMT-LIB 2.6 (section 3.1), read into an arena without recursion.

use super::SyntaxError;
use lemmabox_kernel::exact::{Q, rational};
use num_bigint::BigInt;
use std::borrow::Cow;

/// What an S-expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A symbol, plain or quoted.
    Symbol,
    /// `:name`.
    Keyword,
    /// A numeral, decimal, hexadecimal or binary constant.
    Number,
    /// A string literal.
    Text,
    /// A list: its children stand at `children[first..first + len]`.
    List {
        /// First child.
        first: u32,
        /// How many.
        len: u32,
    },
}

/// Handle of an S-expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(u32);

#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    start: u32,
    end: u32,
}

/// All S-expressions of a file.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    file: &'a str,
    text: &'a str,
    nodes: Vec<Node>,
    children: Vec<Id>,
    /// The top-level expressions.
    pub roots: Vec<Id>,
}

/// Largest script read, in bytes: offsets are 32 bits wide.
const MAX_BYTES: usize = 1 << 30;

impl<'a> Tree<'a> {
    /// Reads a whole file.
    pub fn parse(file: &'a str, text: &'a str) -> Result<Self, SyntaxError> {
        let mut reader = Reader {
            tree: Self {
                file,
                text,
                nodes: Vec::new(),
                children: Vec::new(),
                roots: Vec::new(),
            },
            at: 0,
            open: Vec::new(),
            pending: Vec::new(),
        };
        if text.len() > MAX_BYTES {
            return reader.fail(
                0,
                "the file is larger than 1 GiB",
                "cut it into smaller ones",
            );
        }
        while let Some(byte) = text.as_bytes().get(reader.at) {
            reader.step(*byte)?;
        }
        reader.end()
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> Id {
        let id = Id(narrow(self.nodes.len()));
        self.nodes.push(Node {
            kind,
            start: narrow(start),
            end: narrow(end),
        });
        id
    }

    fn node(&self, id: Id) -> Node {
        self.nodes[id.0 as usize]
    }

    /// What the expression is.
    pub fn kind(&self, id: Id) -> Kind {
        self.node(id).kind
    }

    /// The expression as written.
    pub fn source(&self, id: Id) -> &'a str {
        let n = self.node(id);
        &self.text[n.start as usize..n.end as usize]
    }

    /// Children of a list; none for an atom.
    pub fn list(&self, id: Id) -> &[Id] {
        match self.kind(id) {
            Kind::List { first, len } => {
                &self.children[first as usize..first as usize + len as usize]
            }
            _ => &[],
        }
    }

    /// Whether the expression is a list.
    pub fn is_list(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::List { .. })
    }

    /// The name of a symbol, without bars.
    pub fn symbol(&self, id: Id) -> Option<&'a str> {
        (self.kind(id) == Kind::Symbol).then(|| {
            let s = self.source(id);
            s.strip_prefix('|')
                .and_then(|s| s.strip_suffix('|'))
                .unwrap_or(s)
        })
    }

    /// The name of a symbol or the contents of a string.
    pub fn words(&self, id: Id) -> Cow<'a, str> {
        match self.symbol(id) {
            Some(s) => Cow::Borrowed(s),
            None => Cow::Owned(self.source(id).trim_matches('"').replace("\"\"", "\"")),
        }
    }

    /// The exact value of a constant.
    pub fn number(&self, id: Id) -> Option<Q> {
        (self.kind(id) == Kind::Number)
            .then(|| number(self.source(id)))
            .flatten()
    }

    /// An error at the expression.
    pub fn error(&self, id: Id, cause: impl Into<String>, mend: impl Into<String>) -> SyntaxError {
        let at = self.node(id).start as usize;
        SyntaxError::at(self.file, self.text, at, cause, mend)
    }
}

/// A tree being read.
struct Reader<'a> {
    tree: Tree<'a>,
    /// Bytes read.
    at: usize,
    /// Open lists: where each began, and where its children begin in `pending`.
    open: Vec<(usize, usize)>,
    /// Children of open lists.
    pending: Vec<Id>,
}

impl<'a> Reader<'a> {
    fn fail<T>(&self, at: usize, cause: &str, mend: &str) -> Result<T, SyntaxError> {
        Err(SyntaxError::at(
            self.tree.file,
            self.tree.text,
            at,
            cause,
            mend,
        ))
    }

    /// How many bytes from here on the next one is that fits; all that are left if none does.
    fn until(&self, fits: impl Fn(u8) -> bool) -> usize {
        let rest = &self.tree.text.as_bytes()[self.at..];
        rest.iter().position(|b| fits(*b)).unwrap_or(rest.len())
    }

    /// Reads one token, or what stands between two.
    fn step(&mut self, byte: u8) -> Result<(), SyntaxError> {
        let start = self.at;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            b';' => self.at += self.until(|b| b == b'\n'),
            b'(' => {
                self.open.push((start, self.pending.len()));
                self.at += 1;
            }
            b')' => {
                self.at += 1;
                self.close(start)?;
            }
            b'|' => {
                self.at += 1;
                self.pass(
                    b'|',
                    (start, "a `|` that is not closed", "end the symbol with `|`"),
                )?;
                self.place(Kind::Symbol, start);
            }
            b'"' => {
                self.at += 1;
                self.string(start)?;
                self.place(Kind::Text, start);
            }
            _ => {
                self.at += self.until(|b| b" \t\r\n();|\"".contains(&b));
                let kind = self.word(start)?;
                self.place(kind, start);
            }
        }
        Ok(())
    }

    /// Enters an expression that ends here.
    fn place(&mut self, kind: Kind, start: usize) {
        let id = self.tree.push(kind, start, self.at);
        if self.open.is_empty() {
            self.tree.roots.push(id);
        } else {
            self.pending.push(id);
        }
    }

    /// After the `)` at `start`.
    fn close(&mut self, start: usize) -> Result<(), SyntaxError> {
        let Some((begin, mark)) = self.open.pop() else {
            return self.fail(
                start,
                "a `)` that closes nothing",
                "remove it, or add the `(` it belongs to",
            );
        };
        let first = self.tree.children.len();
        self.tree.children.extend(self.pending.drain(mark..));
        let kind = Kind::List {
            first: narrow(first),
            len: narrow(self.tree.children.len() - first),
        };
        self.place(kind, begin);
        Ok(())
    }

    /// Passes the next such byte; without one, the error at that place.
    fn pass(&mut self, byte: u8, missing: (usize, &str, &str)) -> Result<(), SyntaxError> {
        self.at += self.until(|b| b == byte) + 1;
        if self.at > self.tree.text.len() {
            let (at, cause, mend) = missing;
            return self.fail(at, cause, mend);
        }
        Ok(())
    }

    /// A string, after its first quote.
    fn string(&mut self, start: usize) -> Result<(), SyntaxError> {
        loop {
            self.pass(
                b'"',
                (start, "a string that is not closed", "end it with `\"`"),
            )?;
            // A doubled quote stands for one inside the string.
            if self.tree.text.as_bytes().get(self.at) != Some(&b'"') {
                return Ok(());
            }
            self.at += 1;
        }
    }

    /// What the characters from `start` to here are.
    fn word(&self, start: usize) -> Result<Kind, SyntaxError> {
        let word = &self.tree.text[start..self.at];
        match word.as_bytes().first() {
            Some(b':') => Ok(Kind::Keyword),
            Some(b'0'..=b'9' | b'#') => {
                let constant = word.trim_end_matches([',', ']']);
                if number(constant).is_none() {
                    return self.fail(
                        start,
                        "not a constant of SMT-LIB",
                        "write an integer, a decimal as 0.5, #x1F or #b101",
                    );
                }
                Ok(if constant == word {
                    Kind::Number
                } else {
                    // The end of a domain, as in `[0.0, 1.0]`.
                    Kind::Symbol
                })
            }
            _ if word.chars().all(is_symbol_character) => Ok(Kind::Symbol),
            _ => self.fail(
                start,
                "a character that no symbol may hold",
                "put the symbol between bars: |...|",
            ),
        }
    }

    fn end(self) -> Result<Tree<'a>, SyntaxError> {
        match self.open.last() {
            Some(&(begin, _)) => {
                self.fail(begin, "a `(` that is not closed", "add the `)` it misses")
            }
            None => Ok(self.tree),
        }
    }
}

/// Offsets and counts stay below [`MAX_BYTES`].
fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn is_symbol_character(c: char) -> bool {
    // Letters beyond ASCII are an extension; the standard wants them between bars.
    // Brackets and commas stand in the domains of dReal's declarations only.
    c.is_alphanumeric() || "~!@$%^&*_-+=<>.?/'[],".contains(c)
}

/// Longest constant read, in characters.
const MAX_DIGITS: usize = 100_000;

fn number(text: &str) -> Option<Q> {
    if text.len() > MAX_DIGITS {
        return None;
    }
    if let Some(digits) = text.strip_prefix("#x") {
        return whole(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("#b") {
        return whole(digits, 2);
    }
    // Exponents are no SMT-LIB, but solvers print and read them; they are unambiguous.
    rational::parse(text).filter(|_| !text.contains('/'))
}

/// The value of a numeral or decimal of SMT-LIB that begins with a digit.
pub(super) fn numeral(text: &str) -> Option<Q> {
    text.starts_with(|c: char| c.is_ascii_digit())
        .then(|| number(text))
        .flatten()
}

fn whole(digits: &str, radix: u32) -> Option<Q> {
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(Q::from_integer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;

    #[test]
    fn atoms_lists_comments_and_bars() {
        let text = "; head\n(a |b c| \"d \"\"e\"\" f\" 1.25 #xff #b101 :k ()) ; tail";
        let t = Tree::parse("t", text).unwrap();
        assert_eq!(t.roots.len(), 1);
        let items = t.list(t.roots[0]);
        assert_eq!(items.len(), 8);
        assert_eq!(t.symbol(items[1]), Some("b c"));
        assert_eq!(t.words(items[2]), "d \"e\" f");
        assert_eq!(t.number(items[3]), Some(ratio(5, 4)));
        assert_eq!(t.number(items[4]), Some(ratio(255, 1)));
        assert_eq!(t.number(items[5]), Some(ratio(5, 1)));
        assert_eq!(t.kind(items[6]), Kind::Keyword);
        assert!(t.is_list(items[7]) && t.list(items[7]).is_empty());
    }

    #[test]
    fn errors_name_the_place() {
        let e = Tree::parse("f.smt2", "(a\n  (b))\n)").unwrap_err();
        assert_eq!((e.line, e.column), (3, 1));
        let e = Tree::parse("f.smt2", "(a\n  (b)").unwrap_err();
        assert_eq!((e.line, e.column), (1, 1));
        let e = Tree::parse("f.smt2", "(a 1x)").unwrap_err();
        assert_eq!((e.line, e.column), (1, 4));
    }
}
