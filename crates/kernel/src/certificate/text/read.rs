//! Text to proofs: words of lines, trees without recursion, formulas and reasons with it.

use super::super::terms::{MAX_NUMERAL, function_named, numeral};
use super::super::{
    Argument, Change, Factor, FormulaProof, Given, Leaf, NewEnd, NewVariable, Point, Product, Rule,
    Side, Sign, Tree,
};
use super::{MAX_DEPTH, MAX_RECURSION, PART, ReadError, SMALLEST_PART, shorten};
use crate::exact::rational;
use crate::expr::{Expr, Unary, Var};
use std::cell::Cell;
use std::ops::{Deref, Range};
use std::rc::Rc;

/// Most bytes of text whose proof is held in memory.
const MOST_HELD: u64 = 1 << 26;

/// The double `mantissa * 2^exponent`, if it is one exactly.
pub(super) fn compose(mantissa: i64, exponent: i32) -> Option<f64> {
    if mantissa.unsigned_abs() > 1 << 53 || !(-1200..=1100).contains(&exponent) {
        return None;
    }
    let scale = num_rational::BigRational::from_integer(2.into()).pow(exponent);
    let exact = rational::integer(mantissa) * scale;
    let (lo, hi) = rational::to_f64_outward(&exact);
    (lo == hi && lo.is_finite()).then_some(lo)
}

/// A word of a line.
pub(super) struct Word {
    line: Rc<str>,
    range: Range<usize>,
}

impl Deref for Word {
    type Target = str;
    fn deref(&self) -> &str {
        &self.line[self.range.clone()]
    }
}

/// A subtree that was read.
pub(super) struct Part {
    pub(super) tree: Tree,
    /// Its nodes; `None` when parts of it are kept.
    nodes: Option<u32>,
    /// Where it starts.
    place: u64,
    /// Where it ends.
    end: u64,
}

/// A node of a tree without its subtrees.
pub(super) enum TreeNode {
    Leaf(Leaf),
    Split {
        variable: Var,
        at: Point,
    },
    Conjuncts,
    Disjunct {
        index: usize,
    },
    Cases {
        hypothesis: usize,
    },
    Compare {
        term: Expr,
        cut: bool,
        strict: bool,
    },
    Narrow {
        fact: usize,
        variable: Var,
    },
    Assert {
        term: Expr,
        strict: bool,
        sign: Sign,
    },
    Invert {
        variable: Var,
    },
    Argument(Rule),
    Change(Box<Change>),
    Period {
        variable: Var,
        period: Expr,
        start: Expr,
    },
}

/// A node whose subtrees are being read.
pub(super) struct Open {
    node: TreeNode,
    /// How many subtrees it has.
    wanted: u64,
    parts: Vec<Part>,
    place: u64,
}

pub(super) struct Reader<'a> {
    next: &'a mut dyn FnMut() -> Result<Option<Rc<str>>, String>,
    term: &'a mut dyn FnMut(&str) -> Result<Expr, String>,
    keep: Option<&'a dyn Fn(u64, usize) -> Tree>,
    /// The line at hand.
    text: Rc<str>,
    /// Byte of the line that comes next.
    at: usize,
    /// Byte of the text at which the line starts.
    start: u64,
    line: usize,
    ended: bool,
    /// Bytes of the text of subtrees that were put away.
    away: Cell<u64>,
    depth: u32,
    /// Part of the depth that is on the stack.
    recursion: u32,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        next: &'a mut dyn FnMut() -> Result<Option<Rc<str>>, String>,
        term: &'a mut dyn FnMut(&str) -> Result<Expr, String>,
        keep: Option<&'a dyn Fn(u64, usize) -> Tree>,
    ) -> Self {
        Self {
            next,
            term,
            keep,
            text: Rc::from(""),
            at: 0,
            start: 0,
            line: 0,
            ended: false,
            away: Cell::new(0),
            depth: 0,
            recursion: 0,
        }
    }

    pub(super) fn error(&self, cause: impl Into<String>) -> ReadError {
        ReadError {
            line: self.line,
            cause: cause.into(),
        }
    }

    /// Goes to the next word; `false` at the end.
    fn skip_space(&mut self) -> Result<bool, ReadError> {
        while !self.ended {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.is_empty() {
                return Ok(true);
            }
            let next = (self.next)().map_err(|cause| self.error(cause))?;
            self.line += 1;
            self.start += self.text.len() as u64;
            self.at = 0;
            self.ended = next.is_none();
            self.text = next.unwrap_or_default();
        }
        Ok(false)
    }

    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        if self.skip_space()? {
            return Err(self.error("text after the end of the proof"));
        }
        Ok(())
    }

    pub(super) fn word(&mut self) -> Result<Word, ReadError> {
        if !self.skip_space()? {
            return Err(self.error("the text ends inside the proof (truncated?)"));
        }
        if self.place() - self.away.get() > MOST_HELD {
            return Err(self.error("one part of the proof is too long"));
        }
        let rest = &self.text[self.at..];
        let end = self.at + rest.find(char::is_whitespace).unwrap_or(rest.len());
        let range = self.at..end;
        self.at = end;
        Ok(Word {
            line: self.text.clone(),
            range,
        })
    }

    pub(super) fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, ReadError> {
        let word = self.word()?;
        word.parse()
            .map_err(|_| self.error(format!("expected {what}, found `{}`", shorten(&word))))
    }

    pub(super) fn count(&mut self) -> Result<usize, ReadError> {
        self.number("a count")
    }

    pub(super) fn variable(&mut self) -> Result<Var, ReadError> {
        Ok(Var(self.number("the number of a variable")?))
    }

    fn side(&mut self) -> Result<Side, ReadError> {
        match &*self.word()? {
            "<" => Ok(Side::Lower),
            ">" => Ok(Side::Upper),
            other => Err(self.error(format!(
                "expected a side `<` or `>`, found `{}`",
                shorten(other)
            ))),
        }
    }

    pub(super) fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.recursion += 1;
        if self.recursion > MAX_RECURSION {
            return Err(self.error(format!(
                "formulas and reasons nested deeper than {MAX_RECURSION}"
            )));
        }
        let value = read(self)?;
        self.depth -= 1;
        self.recursion -= 1;
        Ok(value)
    }

    /// A tree, with a stack of its own: trees are deep.
    pub(super) fn tree(&mut self) -> Result<Part, ReadError> {
        let mut above: Vec<Open> = Vec::new();
        let outside = self.depth;
        loop {
            self.skip_space()?;
            let place = self.place();
            let depth = u32::try_from(above.len()).unwrap_or(MAX_DEPTH);
            self.depth = outside.saturating_add(depth);
            let (node, wanted) = self.deeper(Self::node)?;
            let mut open = Open {
                node,
                wanted,
                place,
                parts: Vec::new(),
            };
            while open.parts.len() as u64 == open.wanted {
                let part = self.close(open);
                let Some(mut parent) = above.pop() else {
                    self.depth = outside;
                    return Ok(part);
                };
                parent.parts.push(part);
                open = parent;
            }
            above.push(open);
        }
    }

    pub(super) fn flag(&mut self) -> Result<bool, ReadError> {
        match &*self.word()? {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => Err(self.error("expected 0 or 1")),
        }
    }

    /// A node without its subtrees, and how many there are to follow.
    fn node(&mut self) -> Result<(TreeNode, u64), ReadError> {
        Ok(match &*self.word()? {
            "S" => {
                let (variable, at) = (self.variable()?, self.point()?);
                (TreeNode::Split { variable, at }, 2)
            }
            "&" => (TreeNode::Conjuncts, self.number("a count")?),
            "|" => {
                let index = self.number("the number of a disjunct")?;
                (TreeNode::Disjunct { index }, 1)
            }
            "K" => {
                let hypothesis = self.number("the number of a hypothesis")?;
                (TreeNode::Cases { hypothesis }, self.number("a count")?)
            }
            "O" => {
                let (cut, strict, term) = (self.flag()?, self.flag()?, self.term()?);
                (TreeNode::Compare { term, cut, strict }, 2)
            }
            "A" => {
                let (strict, term) = (self.flag()?, self.term()?);
                let sign = self.sign()?;
                (TreeNode::Assert { term, strict, sign }, 1)
            }
            "N" => {
                let (fact, variable) = (self.number("the number of a fact")?, self.variable()?);
                (TreeNode::Narrow { fact, variable }, 1)
            }
            "I" => {
                let variable = self.variable()?;
                (TreeNode::Invert { variable }, 1)
            }
            "R" => {
                let rule = self.rule()?;
                (TreeNode::Argument(rule), self.number("a count")?)
            }
            "X" => (TreeNode::Change(Box::new(self.change()?)), 1),
            "P" => {
                let (variable, period, start) = (self.variable()?, self.term()?, self.term()?);
                let node = TreeNode::Period {
                    variable,
                    period,
                    start,
                };
                (node, 1)
            }
            "V" => {
                let hypothesis = self.number("the number of a hypothesis")?;
                let proof = self.formula()?;
                (TreeNode::Leaf(Leaf::Vacuous { hypothesis, proof }), 0)
            }
            "G" => (TreeNode::Leaf(Leaf::Goal(self.formula()?)), 0),
            other => {
                return Err(self.error(format!(
                    "`{}` starts no node of a proof tree",
                    shorten(other)
                )));
            }
        })
    }

    /// A node with all its subtrees.
    fn close(&self, open: Open) -> Part {
        let mut parts = open.parts;
        let nodes = self.nodes_above(&mut parts);
        let mut trees = parts.into_iter().map(|p| p.tree);
        // A node is closed when it has as many subtrees as it wants.
        let mut next = || Box::new(trees.next().unwrap_or(Tree::Conjuncts(Vec::new())));
        let tree = match open.node {
            TreeNode::Leaf(leaf) => Tree::Leaf(leaf),
            TreeNode::Split { variable, at } => Tree::Split {
                variable,
                at,
                below: next(),
                above: next(),
            },
            TreeNode::Compare { term, cut, strict } => Tree::Compare {
                term,
                cut,
                strict,
                below: next(),
                above: next(),
            },
            TreeNode::Assert { term, strict, sign } => Tree::Assert {
                term,
                strict,
                sign,
                inner: next(),
            },
            TreeNode::Narrow { fact, variable } => Tree::Narrow {
                fact,
                variable,
                inner: next(),
            },
            TreeNode::Invert { variable } => Tree::Invert {
                variable,
                inner: next(),
            },
            TreeNode::Argument(rule) => Tree::Argument(Box::new(Argument {
                rule,
                premises: trees.collect(),
            })),
            TreeNode::Change(mut change) => {
                change.inner = *next();
                Tree::Change(change)
            }
            TreeNode::Period {
                variable,
                period,
                start,
            } => Tree::Period {
                variable,
                period,
                start,
                inner: next(),
            },
            TreeNode::Conjuncts => Tree::Conjuncts(trees.collect()),
            TreeNode::Disjunct { index } => Tree::Disjunct {
                index,
                inner: next(),
            },
            TreeNode::Cases { hypothesis } => Tree::Cases {
                hypothesis,
                branches: trees.collect(),
            },
        };
        let mut part = Part {
            tree,
            nodes,
            place: open.place,
            end: self.place(),
        };
        if nodes.is_some_and(|n| n >= PART) {
            self.put_away(&mut part);
        }
        part
    }

    /// Byte of the text that comes next.
    fn place(&self) -> u64 {
        self.start + self.at as u64
    }

    /// The nodes of a node with these subtrees; beside a kept subtree the larger ones are put away,
    /// too.
    fn nodes_above(&self, parts: &mut [Part]) -> Option<u32> {
        let sum = parts
            .iter()
            .try_fold(1u32, |n, part| Some(n.saturating_add(part.nodes?)));
        if sum.is_none() {
            for part in parts {
                if part.nodes.is_some_and(|n| n >= SMALLEST_PART) {
                    self.put_away(part);
                }
            }
        }
        sum
    }

    fn put_away(&self, part: &mut Part) {
        let length = usize::try_from(part.end - part.place);
        if let (Some(keep), Ok(length)) = (self.keep, length) {
            part.tree = keep(part.place, length);
            part.nodes = None;
            self.away.set(self.away.get() + length as u64);
        }
    }

    pub(super) fn many<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let n = self.count()?;
        // No capacity is reserved: the count is not to be believed.
        let mut out = Vec::new();
        for _ in 0..n {
            out.push(read(self)?);
        }
        Ok(out)
    }

    /// A change of variables with nothing inside yet.
    fn change(&mut self) -> Result<Change, ReadError> {
        let eliminated = self.many(|r| Ok((r.number("the number of a fact")?, r.variable()?)))?;
        let variables = self.many(|r| {
            Ok(NewVariable {
                term: r.term()?,
                lo: r.new_end()?,
                hi: r.new_end()?,
            })
        })?;
        let given = self.many(|r| {
            Ok(match &*r.word()? {
                "s" => {
                    let (strict, term) = (r.flag()?, r.term()?);
                    let sign = r.sign()?;
                    Given::Sign { term, strict, sign }
                }
                "f" => Given::Fact {
                    fact: r.number("the number of a fact")?,
                    multiplier: r.many(Self::factor)?,
                    term: r.term()?,
                },
                "=" => Given::Identity { term: r.term()? },
                other => {
                    return Err(r.error(format!("`{}` starts no hypothesis", shorten(other))));
                }
            })
        })?;
        Ok(Change {
            eliminated,
            variables,
            given,
            multiplier: self.many(Self::factor)?,
            goal: self.term()?,
            inner: Tree::Conjuncts(Vec::new()),
        })
    }

    fn new_end(&mut self) -> Result<Option<NewEnd>, ReadError> {
        let open = match &*self.word()? {
            "-" => return Ok(None),
            "0" => false,
            "1" => true,
            other => {
                return Err(self.error(format!("`{}` starts no end", shorten(other))));
            }
        };
        let at = self.term()?;
        let sign = self.sign()?;
        Ok(Some(NewEnd { at, open, sign }))
    }

    fn function(&mut self) -> Result<Unary, ReadError> {
        let name = self.word()?;
        let named = function_named(&name);
        named.ok_or_else(|| self.error(format!("`{}` names no function", shorten(&name))))
    }

    pub(super) fn formula(&mut self) -> Result<FormulaProof, ReadError> {
        self.deeper(|r| {
            Ok(match &*r.word()? {
                "t" => FormulaProof::True,
                "a" => FormulaProof::Assumed,
                "=" => FormulaProof::Identity,
                "2" => FormulaProof::Both(r.sign()?, r.sign()?),
                "&" => FormulaProof::All(r.many(Self::formula)?),
                "|" => FormulaProof::Any(
                    r.number("the number of a disjunct")?,
                    Box::new(r.formula()?),
                ),
                "+" => FormulaProof::Sign {
                    negated: false,
                    sign: r.sign()?,
                },
                "-" => FormulaProof::Sign {
                    negated: true,
                    sign: r.sign()?,
                },
                other => {
                    return Err(
                        r.error(format!("`{}` starts no proof of a formula", shorten(other)))
                    );
                }
            })
        })
    }

    fn sign(&mut self) -> Result<Sign, ReadError> {
        self.deeper(|r| {
            Ok(match &*r.word()? {
                "n" => Sign::Natural,
                "m" => Sign::MeanValue,
                "y" => Sign::Taylor,
                "e" => Sign::Exact,
                "o" => {
                    let sides = r.many(|r| Ok((r.variable()?, r.side()?)))?;
                    Sign::Monotone {
                        sides,
                        face: Box::new(r.sign()?),
                    }
                }
                "c" => {
                    let (variable, side) = (r.variable()?, r.side()?);
                    let slope = Box::new(r.sign()?);
                    Sign::Collapse {
                        variable,
                        side,
                        slope,
                        face: Box::new(r.sign()?),
                    }
                }
                "b" => {
                    let fact = r.number("the number of a fact")?;
                    let variable = r.variable()?;
                    let slope = Box::new(r.sign()?);
                    Sign::Slide {
                        fact,
                        variable,
                        slope,
                        face: Box::new(r.sign()?),
                    }
                }
                "l" => Sign::Vanishing {
                    variable: r.variable()?,
                    side: r.side()?,
                    slope: Box::new(r.sign()?),
                },
                "k" => Sign::Remainder,
                "h" => {
                    let function = r.function()?;
                    let (greater, lesser) = (r.term()?, r.term()?);
                    Sign::Image {
                        function,
                        greater,
                        lesser,
                        sign: Box::new(r.sign()?),
                    }
                }
                "w" => Sign::Chord {
                    variable: r.variable()?,
                    second: Box::new(r.sign()?),
                    low: Box::new(r.sign()?),
                    high: Box::new(r.sign()?),
                },
                "t" => Sign::Tangent {
                    function: r.function()?,
                    argument: r.term()?,
                    at: r.term()?,
                },
                "v" => Sign::Arms {
                    term: r.term()?,
                    first: Box::new(r.sign()?),
                    second: Box::new(r.sign()?),
                },
                "u" => Sign::Arm {
                    second: r.flag()?,
                    term: r.term()?,
                },
                "p" => Sign::Product(r.product()?),
                "!" => Sign::Contradiction(r.product()?),
                "x" => Sign::Convex {
                    point: r.many(|r| Ok((r.variable()?, r.point()?)))?,
                },
                other => {
                    return Err(r.error(format!("`{}` names no reason for a sign", shorten(other))));
                }
            })
        })
    }

    fn product(&mut self) -> Result<Product, ReadError> {
        let multiplier = self.many(Self::factor)?;
        let terms = self.many(|r| {
            let word = r.word()?;
            let coefficient = numeral(&word).ok_or_else(|| {
                r.error(format!(
                    "expected a rational coefficient of at most {MAX_NUMERAL} characters, found `{}`",
                    shorten(&word)
                ))
            })?;
            Ok((coefficient, r.many(Self::factor)?))
        })?;
        let equalities = self.many(|r| Ok((r.number("the number of a fact")?, r.term()?)))?;
        Ok(Product {
            multiplier,
            terms,
            equalities,
        })
    }

    fn factor(&mut self) -> Result<Factor, ReadError> {
        Ok(match &*self.word()? {
            "f" => Factor::Fact(self.number("the number of a fact")?),
            "d" => Factor::End(self.variable()?, self.side()?),
            "~" => Factor::Negated,
            "q" => Factor::Square(self.term()?),
            "s" => {
                let e = self.term()?;
                let strict = match &*self.word()? {
                    "0" => false,
                    "1" => true,
                    other => {
                        return Err(
                            self.error(format!("expected `0` or `1`, found `{}`", shorten(other)))
                        );
                    }
                };
                Factor::Signed(e, strict, Box::new(self.sign()?))
            }
            other => return Err(self.error(format!("`{}` starts no factor", shorten(other)))),
        })
    }

    fn point(&mut self) -> Result<Point, ReadError> {
        self.skip_space()?;
        if self.text[self.at..].starts_with('{') {
            return Ok(Point::Constant(self.term()?));
        }
        let word = self.word()?;
        word.split_once('p')
            .and_then(|(m, e)| compose(m.parse().ok()?, e.parse().ok()?))
            .map(Point::Dyadic)
            .ok_or_else(|| {
                self.error(format!(
                    "expected a point such as `3p-2`, found `{}`",
                    shorten(&word)
                ))
            })
    }

    pub(super) fn term(&mut self) -> Result<Expr, ReadError> {
        self.skip_space()?;
        let line = self.text.clone();
        let inner = line[self.at..].strip_prefix('{');
        let Some((text, _)) = inner.and_then(|r| r.split_once('}')) else {
            return Err(self.error("expected a term in braces"));
        };
        self.at += text.len() + 2;
        (self.term)(text).map_err(|cause| self.error(cause))
    }
}
