//! Proofs as text: prefix notation, one node of the tree a line, a few bytes a box.
//!
//! ```text
//! proof  = count { count formula* } tree            lemma conditions, then the tree
//! tree   = "R" rule count tree*                     rule of inference, see `rule`
//!        | "S" var point tree tree                  split, below, above
//!        | "&" count tree*                          one tree a conjunct of the goal
//!        | "K" hypothesis count tree*               cases of a disjunctive hypothesis
//!        | "I" var tree                             chart at infinity
//!        | "X" count { fact var } count { term end end } count given* count factor* term tree   change of variables
//!        | "P" var term term tree                   period, start
//!        | "V" hypothesis formula                   vacuous leaf
//!        | "G" formula                              goal leaf
//! formula= "t" | "a" | "=" | "&" count formula* | "|" index formula | "+" sign | "-" sign
//! sign   = "n" | "m" | "y" | "e"                    natural, mean value, Taylor, exact
//!        | "o" count { var side } sign              monotone
//!        | "c" var side sign sign                   collapse: slope, face
//!        | "p" product | "!" product                product, contradiction
//!        | "x" count { var point }                  convex
//!        | "w" var sign sign sign                   chord: second derivative, faces
//!        | "t" unary term term                      tangent: function, argument, point of contact
//!        | "v" term sign sign                       arms of an absolute value, minimum, maximum
//!        | "u" ( "0" | "1" ) term                   beyond an arm of one
//!        | "l" var side sign                        vanishing: slope
//!        | "k"                                      remainder of Stirling's series or of a floor
//! end    = "-" | ( "0" | "1" ) term sign             open, where, why
//! given  = "s" ( "0" | "1" ) term sign | "f" fact count factor* term | "=" term
//! product= count factor* count { rational count factor* } count { fact term }
//! factor = "f" fact | "d" var side | "~" | "q" term | "s" term strict sign
//! side   = "<" | ">"      strict = "0" | "1"
//! point  = integer "p" integer (m*2^e) | term       term = "{" expression "}"
//! ```

mod rule;

use super::terms::{MAX_NUMERAL, function_name, function_named, numeral};
use super::{
    Argument, Change, Factor, FormulaProof, Given, Leaf, LemmaUse, NewEnd, NewVariable, Point,
    Product, Proof, Rule, Side, Sign, Tree,
};
use crate::exact::rational;
use crate::expr::{Expr, Unary, Var};
use std::io::{self, Write};
use std::ops::{Deref, Range};
use std::rc::Rc;
use thiserror::Error;

/// Deepest nesting of trees, formulas and signs together that [`read_proof`] accepts.
pub const MAX_DEPTH: u32 = 2_000;
/// Deepest nesting of formulas and signs alone, which are read recursively: more than formulas and reasons that any
/// check accepts have ([`crate::core_text::MAX_FORMULA_DEPTH`]).
const MAX_RECURSION: u32 = 250;

/// What is wrong with the text of a proof.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {cause}")]
pub struct ReadError {
    /// Line, from 1, counted from the start of the proof's text.
    pub line: usize,
    /// What was found and what was expected.
    pub cause: String,
}

/// Writes a proof; `term` prints what stands for a term between braces.
///
/// # Errors
/// Those of `out`.
pub fn write_proof(
    proof: &Proof,
    out: &mut dyn Write,
    term: &dyn Fn(Expr) -> String,
) -> io::Result<()> {
    let mut writer = Writer { out, term };
    write!(writer.out, "{}", proof.lemmas.len())?;
    for lemma in &proof.lemmas {
        write!(writer.out, " {}", lemma.conditions.len())?;
        for condition in &lemma.conditions {
            writer.formula(condition)?;
        }
    }
    writeln!(writer.out)?;
    writer.tree(&proof.tree)
}

/// Calls `visit` for each term that a proof names, in the order of its text, with repetitions.
pub fn each_term(proof: &Proof, visit: &mut dyn FnMut(Expr)) {
    let visit = std::cell::RefCell::new(visit);
    // Writing to nowhere cannot fail.
    let _ = write_proof(proof, &mut io::sink(), &|e| {
        (visit.borrow_mut())(e);
        String::new()
    });
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    term: &'a dyn Fn(Expr) -> String,
}

impl Writer<'_> {
    fn tree(&mut self, tree: &Tree) -> io::Result<()> {
        match tree {
            Tree::Leaf(Leaf::Vacuous { hypothesis, proof }) => {
                write!(self.out, "V {hypothesis}")?;
                self.formula(proof)?;
                writeln!(self.out)
            }
            Tree::Leaf(Leaf::Goal(proof)) => {
                write!(self.out, "G")?;
                self.formula(proof)?;
                writeln!(self.out)
            }
            Tree::Split {
                variable,
                at,
                below,
                above,
            } => {
                write!(self.out, "S {}", variable.0)?;
                self.point(*at)?;
                writeln!(self.out)?;
                self.tree(below)?;
                self.tree(above)
            }
            Tree::Conjuncts(parts) => {
                writeln!(self.out, "& {}", parts.len())?;
                parts.iter().try_for_each(|t| self.tree(t))
            }
            Tree::Cases {
                hypothesis,
                branches,
            } => {
                writeln!(self.out, "K {hypothesis} {}", branches.len())?;
                branches.iter().try_for_each(|t| self.tree(t))
            }
            Tree::Compare {
                term,
                cut,
                strict,
                below,
                above,
            } => {
                write!(self.out, "O {} {}", u8::from(*cut), u8::from(*strict))?;
                self.term(*term)?;
                writeln!(self.out)?;
                self.tree(below)?;
                self.tree(above)
            }
            Tree::Narrow {
                fact,
                variable,
                inner,
            } => {
                writeln!(self.out, "N {fact} {}", variable.index())?;
                self.tree(inner)
            }
            Tree::Assert {
                term,
                strict,
                sign,
                inner,
            } => {
                write!(self.out, "A {}", u8::from(*strict))?;
                self.term(*term)?;
                self.sign(sign)?;
                writeln!(self.out)?;
                self.tree(inner)
            }
            Tree::Invert { variable, inner } => {
                writeln!(self.out, "I {}", variable.0)?;
                self.tree(inner)
            }
            Tree::Change(change) => {
                self.change(change)?;
                self.tree(&change.inner)
            }
            Tree::Period {
                variable,
                period,
                start,
                inner,
            } => {
                write!(self.out, "P {}", variable.0)?;
                self.term(*period)?;
                self.term(*start)?;
                writeln!(self.out)?;
                self.tree(inner)
            }
            Tree::Kept(kept) => self.tree(&kept.tree()?),
            Tree::Argument(argument) => {
                write!(self.out, "R")?;
                self.rule(&argument.rule)?;
                writeln!(self.out, " {}", argument.premises.len())?;
                argument.premises.iter().try_for_each(|t| self.tree(t))
            }
        }
    }

    fn change(&mut self, change: &Change) -> io::Result<()> {
        write!(self.out, "X {}", change.eliminated.len())?;
        for (fact, v) in &change.eliminated {
            write!(self.out, " {fact} {}", v.0)?;
        }
        write!(self.out, " {}", change.variables.len())?;
        for variable in &change.variables {
            self.term(variable.term)?;
            for end in [&variable.lo, &variable.hi] {
                let Some(end) = end else {
                    write!(self.out, " -")?;
                    continue;
                };
                write!(self.out, " {}", u8::from(end.open))?;
                self.term(end.at)?;
                self.sign(&end.sign)?;
            }
        }
        write!(self.out, " {}", change.given.len())?;
        for given in &change.given {
            match given {
                Given::Sign { term, strict, sign } => {
                    write!(self.out, " s {}", u8::from(*strict))?;
                    self.term(*term)?;
                    self.sign(sign)?;
                }
                Given::Fact {
                    fact,
                    multiplier,
                    term,
                } => {
                    write!(self.out, " f {fact}")?;
                    self.factors(multiplier)?;
                    self.term(*term)?;
                }
                Given::Identity { term } => {
                    write!(self.out, " =")?;
                    self.term(*term)?;
                }
            }
        }
        self.factors(&change.multiplier)?;
        self.term(change.goal)?;
        writeln!(self.out)
    }

    fn formula(&mut self, proof: &FormulaProof) -> io::Result<()> {
        match proof {
            FormulaProof::True => write!(self.out, " t"),
            FormulaProof::Assumed => write!(self.out, " a"),
            FormulaProof::Identity => write!(self.out, " ="),
            FormulaProof::Both(above, below) => {
                write!(self.out, " 2")?;
                self.sign(above)?;
                self.sign(below)
            }
            FormulaProof::All(parts) => {
                write!(self.out, " & {}", parts.len())?;
                parts.iter().try_for_each(|p| self.formula(p))
            }
            FormulaProof::Any(index, part) => {
                write!(self.out, " | {index}")?;
                self.formula(part)
            }
            FormulaProof::Sign { negated, sign } => {
                write!(self.out, " {}", if *negated { '-' } else { '+' })?;
                self.sign(sign)
            }
        }
    }

    fn sign(&mut self, sign: &Sign) -> io::Result<()> {
        match sign {
            Sign::Natural => write!(self.out, " n"),
            Sign::MeanValue => write!(self.out, " m"),
            Sign::Taylor => write!(self.out, " y"),
            Sign::Exact => write!(self.out, " e"),
            Sign::Monotone { sides, face } => {
                write!(self.out, " o {}", sides.len())?;
                for (v, side) in sides {
                    write!(self.out, " {} {}", v.0, symbol(*side))?;
                }
                self.sign(face)
            }
            Sign::Collapse {
                variable,
                side,
                slope,
                face,
            } => {
                write!(self.out, " c {} {}", variable.0, symbol(*side))?;
                self.sign(slope)?;
                self.sign(face)
            }
            Sign::Slide {
                fact,
                variable,
                slope,
                face,
            } => {
                write!(self.out, " b {fact} {}", variable.0)?;
                self.sign(slope)?;
                self.sign(face)
            }
            Sign::Vanishing {
                variable,
                side,
                slope,
            } => {
                write!(self.out, " l {} {}", variable.0, symbol(*side))?;
                self.sign(slope)
            }
            Sign::Remainder => write!(self.out, " k"),
            Sign::Image {
                function,
                greater,
                lesser,
                sign,
            } => {
                write!(self.out, " h {}", function_name(*function))?;
                self.term(*greater)?;
                self.term(*lesser)?;
                self.sign(sign)
            }
            Sign::Chord {
                variable,
                second,
                low,
                high,
            } => {
                write!(self.out, " w {}", variable.0)?;
                self.sign(second)?;
                self.sign(low)?;
                self.sign(high)
            }
            Sign::Tangent {
                function,
                argument,
                at,
            } => {
                write!(self.out, " t {}", function_name(*function))?;
                self.term(*argument)?;
                self.term(*at)
            }
            Sign::Arms {
                term,
                first,
                second,
            } => {
                write!(self.out, " v")?;
                self.term(*term)?;
                self.sign(first)?;
                self.sign(second)
            }
            Sign::Arm { term, second } => {
                write!(self.out, " u {}", u8::from(*second))?;
                self.term(*term)
            }
            Sign::Product(product) => {
                write!(self.out, " p")?;
                self.product(product)
            }
            Sign::Contradiction(product) => {
                write!(self.out, " !")?;
                self.product(product)
            }
            Sign::Convex { point } => {
                write!(self.out, " x {}", point.len())?;
                for (v, p) in point {
                    write!(self.out, " {}", v.0)?;
                    self.point(*p)?;
                }
                Ok(())
            }
        }
    }

    fn product(&mut self, product: &Product) -> io::Result<()> {
        self.factors(&product.multiplier)?;
        write!(self.out, " {}", product.terms.len())?;
        for (coefficient, factors) in &product.terms {
            write!(self.out, " {coefficient}")?;
            self.factors(factors)?;
        }
        write!(self.out, " {}", product.equalities.len())?;
        for (fact, cofactor) in &product.equalities {
            write!(self.out, " {fact}")?;
            self.term(*cofactor)?;
        }
        Ok(())
    }

    fn factors(&mut self, factors: &[Factor]) -> io::Result<()> {
        write!(self.out, " {}", factors.len())?;
        for factor in factors {
            match factor {
                Factor::Fact(i) => write!(self.out, " f {i}")?,
                Factor::End(v, side) => write!(self.out, " d {} {}", v.0, symbol(*side))?,
                Factor::Negated => write!(self.out, " ~")?,
                Factor::Square(e) => {
                    write!(self.out, " q")?;
                    self.term(*e)?;
                }
                Factor::Signed(e, strict, sign) => {
                    write!(self.out, " s")?;
                    self.term(*e)?;
                    write!(self.out, " {}", u8::from(*strict))?;
                    self.sign(sign)?;
                }
            }
        }
        Ok(())
    }

    fn point(&mut self, point: Point) -> io::Result<()> {
        match point {
            Point::Dyadic(x) => {
                let (mantissa, exponent) = decompose(x);
                write!(self.out, " {mantissa}p{exponent}")
            }
            Point::Constant(e) => self.term(e),
        }
    }

    fn term(&mut self, e: Expr) -> io::Result<()> {
        write!(self.out, " {{{}}}", (self.term)(e))
    }
}

fn symbol(side: Side) -> char {
    match side {
        Side::Lower => '<',
        Side::Upper => '>',
    }
}

/// `x = mantissa * 2^exponent`, mantissa odd or zero.
fn decompose(x: f64) -> (i64, i32) {
    let bits = x.to_bits();
    let fraction = (bits & ((1 << 52) - 1)).cast_signed();
    let biased = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let (mut mantissa, mut exponent) = if biased == 0 {
        (fraction, -1074)
    } else {
        (fraction | (1 << 52), biased - 1075)
    };
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    mantissa >>= zeros;
    exponent += zeros.cast_signed();
    (
        if x.is_sign_negative() {
            -mantissa
        } else {
            mantissa
        },
        exponent,
    )
}

/// The double `mantissa * 2^exponent`, if it is one exactly.
fn compose(mantissa: i64, exponent: i32) -> Option<f64> {
    if mantissa.unsigned_abs() > 1 << 53 || !(-1200..=1100).contains(&exponent) {
        return None;
    }
    let scale = num_rational::BigRational::from_integer(2.into()).pow(exponent);
    let exact = rational::integer(mantissa) * scale;
    let (lo, hi) = rational::to_f64_outward(&exact);
    (lo == hi && lo.is_finite()).then_some(lo)
}

/// Nodes at which a subtree is kept outside memory.
pub const PART: u32 = 4096;
/// Nodes from which a subtree is kept outside memory beside one that is.
pub const SMALLEST_PART: u32 = 64;

/// Reads a proof; `term` reads what stands between braces.
///
/// # Errors
/// A [`ReadError`] with the line, for anything that is not exactly one proof of bounded depth.
pub fn read_proof(
    text: &str,
    term: &mut dyn FnMut(&str) -> Result<Expr, String>,
) -> Result<Proof, ReadError> {
    let mut lines = text.split_inclusive('\n');
    read_proof_lines(&mut || Ok(lines.next().map(Rc::from)), term, None)
}

/// Reads a tree, the text of a subtree of a proof.
///
/// # Errors
/// As for [`read_proof`].
pub(super) fn read_tree(
    text: &str,
    term: &mut dyn FnMut(&str) -> Result<Expr, String>,
) -> Result<Tree, ReadError> {
    let mut lines = text.split_inclusive('\n');
    let next = &mut || Ok(lines.next().map(Rc::from));
    let mut reader = Reader::new(next, term, None);
    let part = reader.tree()?;
    reader.end()?;
    Ok(part.tree)
}

/// Reads a proof from lines, each with its line feed; none is the end. Large subtrees are not held but replaced by what
/// `keep` makes of their place: byte of the text where they start, and length.
///
/// # Errors
/// As for [`read_proof`], and those of `next`.
pub(super) fn read_proof_lines(
    next: &mut dyn FnMut() -> Result<Option<Rc<str>>, String>,
    term: &mut dyn FnMut(&str) -> Result<Expr, String>,
    keep: Option<&dyn Fn(u64, usize) -> Tree>,
) -> Result<Proof, ReadError> {
    let mut reader = Reader::new(next, term, keep);
    let lemma_count = reader.count()?;
    let mut lemmas = Vec::new();
    for _ in 0..lemma_count {
        let n = reader.count()?;
        let mut conditions = Vec::new();
        for _ in 0..n {
            conditions.push(reader.formula()?);
        }
        lemmas.push(LemmaUse { conditions });
    }
    let tree = reader.tree()?.tree;
    reader.end()?;
    Ok(Proof { lemmas, tree })
}

/// A word of a line.
struct Word {
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
struct Part {
    tree: Tree,
    /// Its nodes; `None` when parts of it are kept.
    nodes: Option<u32>,
    /// Where it starts.
    place: u64,
    /// Where it ends.
    end: u64,
}

/// A node of a tree without its subtrees.
enum TreeNode {
    Leaf(Leaf),
    Split {
        variable: Var,
        at: Point,
    },
    Conjuncts,
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
struct Open {
    node: TreeNode,
    /// How many subtrees it has.
    wanted: u64,
    parts: Vec<Part>,
    place: u64,
}

struct Reader<'a> {
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
    depth: u32,
    /// Part of the depth that is on the stack.
    recursion: u32,
}

impl<'a> Reader<'a> {
    fn new(
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
            depth: 0,
            recursion: 0,
        }
    }

    fn error(&self, cause: impl Into<String>) -> ReadError {
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

    fn end(&mut self) -> Result<(), ReadError> {
        if self.skip_space()? {
            return Err(self.error("text after the end of the proof"));
        }
        Ok(())
    }

    fn word(&mut self) -> Result<Word, ReadError> {
        if !self.skip_space()? {
            return Err(self.error("the text ends inside the proof (truncated?)"));
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

    fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, ReadError> {
        let word = self.word()?;
        word.parse()
            .map_err(|_| self.error(format!("expected {what}, found `{}`", shorten(&word))))
    }

    fn count(&mut self) -> Result<usize, ReadError> {
        self.number("a count")
    }

    fn variable(&mut self) -> Result<Var, ReadError> {
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

    fn deeper<T>(
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
    fn tree(&mut self) -> Result<Part, ReadError> {
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

    fn flag(&mut self) -> Result<bool, ReadError> {
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

    /// The nodes of a node with these subtrees; beside a kept subtree the larger ones are put away, too.
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
        }
    }

    fn many<T>(
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

    fn formula(&mut self) -> Result<FormulaProof, ReadError> {
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

    fn term(&mut self) -> Result<Expr, ReadError> {
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

/// The start of a word, to be shown in a message.
pub(super) fn shorten(word: &str) -> String {
    if word.chars().count() <= 24 {
        word.to_owned()
    } else {
        word.chars().take(24).chain("...".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Dag;
    use proptest::prelude::*;

    fn sample(dag: &mut Dag) -> Proof {
        let pi = dag.pi();
        let natural = || FormulaProof::Sign {
            negated: false,
            sign: Sign::Natural,
        };
        let product = Product {
            multiplier: vec![Factor::Signed(pi, true, Box::new(Sign::Exact))],
            terms: vec![(
                rational::ratio(3, 2),
                vec![
                    Factor::Fact(0),
                    Factor::End(Var(1), Side::Upper),
                    Factor::Square(pi),
                ],
            )],
            equalities: vec![(2, pi)],
        };
        let collapse = Sign::Collapse {
            variable: Var(0),
            side: Side::Upper,
            slope: Box::new(Sign::Monotone {
                sides: vec![(Var(0), Side::Lower)],
                face: Box::new(Sign::MeanValue),
            }),
            face: Box::new(Sign::Exact),
        };
        let leaf = |sign| {
            Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
                negated: true,
                sign,
            }))
        };
        let split = Tree::Split {
            variable: Var(0),
            at: Point::Dyadic(-0.75),
            below: Box::new(leaf(Sign::Product(product.clone()))),
            above: Box::new(Tree::Invert {
                variable: Var(1),
                inner: Box::new(leaf(collapse)),
            }),
        };
        let vacuous = Tree::Leaf(Leaf::Vacuous {
            hypothesis: 1,
            proof: FormulaProof::Any(
                3,
                Box::new(FormulaProof::All(vec![natural(), FormulaProof::Identity])),
            ),
        });
        let convex = leaf(Sign::Convex {
            point: vec![(Var(0), Point::Constant(pi)), (Var(1), Point::Dyadic(0.0))],
        });
        let contradiction = Product {
            terms: vec![(rational::integer(1), vec![Factor::Negated])],
            ..product
        };
        Proof {
            lemmas: vec![LemmaUse {
                conditions: vec![FormulaProof::Assumed, natural()],
            }],
            tree: Tree::Conjuncts(vec![
                split,
                Tree::Cases {
                    hypothesis: 0,
                    branches: vec![vacuous, convex],
                },
                leaf(Sign::Contradiction(contradiction)),
                leaf(Sign::Taylor),
                Tree::Compare {
                    term: pi,
                    cut: true,
                    strict: false,
                    below: Box::new(leaf(Sign::Exact)),
                    above: Box::new(leaf(Sign::Natural)),
                },
                Tree::Narrow {
                    fact: 1,
                    variable: Var(1),
                    inner: Box::new(leaf(Sign::Exact)),
                },
                Tree::Assert {
                    term: pi,
                    strict: true,
                    sign: Sign::Taylor,
                    inner: Box::new(leaf(Sign::MeanValue)),
                },
                leaf(Sign::Slide {
                    fact: 2,
                    variable: Var(1),
                    slope: Box::new(Sign::Natural),
                    face: Box::new(Sign::Exact),
                }),
                Tree::Leaf(Leaf::Goal(FormulaProof::True)),
            ]),
        }
    }

    fn text_of(proof: &Proof) -> String {
        let mut out = Vec::new();
        write_proof(proof, &mut out, &|_| "pi".into()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read_with_pi(dag: &mut Dag, text: &str) -> Result<Proof, ReadError> {
        read_proof(text, &mut |t| {
            if t == "pi" {
                Ok(dag.pi())
            } else {
                Err(format!("unknown `{t}`"))
            }
        })
    }

    #[test]
    fn every_reason_survives_the_round_trip() {
        let mut dag = Dag::new();
        let proof = sample(&mut dag);
        let text = text_of(&proof);
        assert_eq!(read_with_pi(&mut dag, &text).unwrap(), proof);
    }

    #[test]
    fn truncated_and_hostile_text_is_refused() {
        let mut dag = Dag::new();
        let text = text_of(&sample(&mut dag));
        for end in 0..text.trim_end().len() {
            assert!(
                read_with_pi(&mut dag, &text[..end]).is_err(),
                "cut at {end}"
            );
        }
        assert!(read_with_pi(&mut dag, &format!("{text} G t")).is_err());
        let deep = "0\n".to_owned() + &"I 0 ".repeat(100_000) + "G t";
        assert!(
            read_with_pi(&mut dag, &deep)
                .unwrap_err()
                .cause
                .contains("nested")
        );
        let giant = "0\n& 18446744073709551615 G t";
        assert!(read_with_pi(&mut dag, giant).is_err());
        assert!(read_with_pi(&mut dag, "0\nS 0 1p999999 G t G t").is_err());
        let digits = "9".repeat(5_000_000);
        let long = read_with_pi(&mut dag, &format!("0\nG + p 0 1 {digits} 0 0"));
        assert!(long.unwrap_err().cause.contains("at most 20000 characters"));
        assert!(read_with_pi(&mut dag, "0\nG + x 1 0 {\u{e9}}").is_err());
    }

    proptest! {
        #[test]
        fn dyadic_points_are_exact(bits in any::<u64>()) {
            let x = f64::from_bits(bits);
            prop_assume!(x.is_finite());
            let (m, e) = decompose(x);
            prop_assert_eq!(compose(m, e), Some(if x == 0.0 { 0.0 } else { x }));
        }
    }
}
