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

mod read;
mod rule;
mod write;

use read::Reader;
use write::Writer;

use super::{LemmaUse, Proof, Tree};
use crate::expr::Expr;
use std::io::{self, Write};
use std::rc::Rc;
use thiserror::Error;

/// Deepest nesting of trees, formulas and signs together that [`read_proof`] accepts.
pub const MAX_DEPTH: u32 = 2_000;
/// Deepest nesting of formulas and signs alone, which are read recursively: more than formulas and
/// reasons that any check accepts have ([`crate::core_text::MAX_FORMULA_DEPTH`]).
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

/// Reads a proof from lines, each with its line feed; none is the end. Large subtrees are not held
/// but replaced by what `keep` makes of their place: byte of the text where they start, and length.
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
    use super::read::compose;
    use super::write::decompose;
    use super::*;
    use crate::certificate::{Factor, FormulaProof, Leaf, Point, Product, Side, Sign};
    use crate::exact::rational;
    use crate::expr::{Dag, Var};
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
                Tree::Disjunct {
                    index: 2,
                    inner: Box::new(leaf(Sign::Exact)),
                },
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
