//! Proofs to text.

use super::super::terms::function_name;
use super::super::{Change, Factor, FormulaProof, Given, Leaf, Point, Product, Side, Sign, Tree};
use crate::expr::Expr;
use std::io::{self, Write};

pub(super) struct Writer<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) term: &'a dyn Fn(Expr) -> String,
}

impl Writer<'_> {
    pub(super) fn tree(&mut self, tree: &Tree) -> io::Result<()> {
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
            Tree::Disjunct { index, inner } => {
                writeln!(self.out, "| {index}")?;
                self.tree(inner)
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

    pub(super) fn formula(&mut self, proof: &FormulaProof) -> io::Result<()> {
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

    pub(super) fn term(&mut self, e: Expr) -> io::Result<()> {
        write!(self.out, " {{{}}}", (self.term)(e))
    }
}

pub(super) fn symbol(side: Side) -> char {
    match side {
        Side::Lower => '<',
        Side::Upper => '>',
    }
}

/// `x = mantissa * 2^exponent`, mantissa odd or zero.
pub(super) fn decompose(x: f64) -> (i64, i32) {
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
