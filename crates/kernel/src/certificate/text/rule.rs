//! Rules of inference as text.
//!
//! ```text
//! rule    = "defined" count convergence* | "induction" var order | "instances" count { number term }
//!         | "cut" formula | "every" var term maybe formula | "name" meaning | "unfold"
//!         | "forget" count number* | "integral" var pieces
//!         | "parts" var ( "-" | "+" flag convergence ) count { term var convergence } pieces
//!         | "limit" var flag term term term | "logarithm" term term | "branch" flag term | "lemma" number
//! convergence = "continuous" | "form" flag flag | "pieces" pieces | "majorant" term
//! pieces  = count term* count term* count term* count { term ( "-" | "+" term term | "<" | ">" ) }
//! meaning = ("sum" | "product") var term term maybe | "value" sequence term | "integral" var term maybe maybe
//! maybe   = "-" | "+" term
//! formula = "t" | "f" | "r" comparison term term | "!" formula | ("&" | "|") count formula*
//! ```

use super::super::{Approach, Convergence, Part, Pieces, Rate, Rule, Side, Tail};
use super::{ReadError, Reader, Writer, shorten};
use crate::expr::{Always, Comparison, Expr, Formula, Meaning, Relation};
use std::io;

const COMPARISONS: [Comparison; 6] = [
    Comparison::Less,
    Comparison::LessEqual,
    Comparison::Greater,
    Comparison::GreaterEqual,
    Comparison::Equal,
    Comparison::NotEqual,
];

impl Writer<'_> {
    pub(super) fn rule(&mut self, rule: &Rule) -> io::Result<()> {
        match rule {
            Rule::Defined(convergence) => {
                write!(self.out, " defined {}", convergence.len())?;
                convergence.iter().try_for_each(|c| self.convergence(c))
            }
            Rule::Induction { variable, order } => {
                write!(self.out, " induction {} {order}", variable.0)
            }
            Rule::Instances(list) => {
                write!(self.out, " instances {}", list.len())?;
                list.iter().try_for_each(|(number, at)| {
                    write!(self.out, " {number}")?;
                    self.term(*at)
                })
            }
            Rule::Cut(formula) => {
                write!(self.out, " cut")?;
                self.stated(formula)
            }
            Rule::Every(always) => {
                write!(self.out, " every {}", always.index.0)?;
                self.term(always.lo)?;
                self.maybe(always.hi)?;
                self.stated(&always.formula)
            }
            Rule::Name(meaning) => {
                write!(self.out, " name")?;
                self.meaning(meaning)
            }
            Rule::Unfold => write!(self.out, " unfold"),
            Rule::Forget(list) => {
                write!(self.out, " forget {}", list.len())?;
                list.iter().try_for_each(|n| write!(self.out, " {n}"))
            }
            Rule::Integral { symbol, pieces } => {
                write!(self.out, " integral {}", symbol.0)?;
                self.pieces(pieces)
            }
            Rule::Parts {
                symbol,
                side,
                others,
                pieces,
            } => {
                write!(self.out, " parts {}", symbol.0)?;
                match side {
                    None => write!(self.out, " -")?,
                    Some((above, convergence)) => {
                        write!(self.out, " + {}", u8::from(*above))?;
                        self.convergence(convergence)?;
                    }
                }
                write!(self.out, " {}", others.len())?;
                for part in others {
                    self.term(part.factor)?;
                    write!(self.out, " {}", part.symbol.0)?;
                    self.convergence(&part.convergence)?;
                }
                self.pieces(pieces)
            }
            Rule::Limit {
                symbol,
                above,
                bound,
                rate,
                majorant,
            } => {
                write!(self.out, " limit {} {}", symbol.0, u8::from(*above))?;
                self.term(*bound)?;
                self.rate(rate)?;
                self.term(*majorant)
            }
            Rule::Logarithm(a, b) => {
                write!(self.out, " logarithm")?;
                self.terms(&[*a, *b])
            }
            Rule::Branch(e, first) => {
                write!(self.out, " branch {}", u8::from(*first))?;
                self.term(*e)
            }
            Rule::Lemma(number) => write!(self.out, " lemma {number}"),
        }
    }

    fn convergence(&mut self, convergence: &Convergence) -> io::Result<()> {
        match convergence {
            Convergence::Continuous => write!(self.out, " continuous"),
            Convergence::Form([lower, upper]) => {
                write!(self.out, " form {} {}", u8::from(*lower), u8::from(*upper))
            }
            Convergence::Pieces(pieces) => {
                write!(self.out, " pieces")?;
                self.pieces(pieces)
            }
            Convergence::Majorant(e) => {
                write!(self.out, " majorant")?;
                self.term(*e)
            }
        }
    }

    fn terms(&mut self, terms: &[Expr]) -> io::Result<()> {
        terms.iter().try_for_each(|e| self.term(*e))
    }

    fn rate(&mut self, rate: &Rate) -> io::Result<()> {
        match rate {
            Rate::Reciprocal(e) => {
                write!(self.out, " reciprocal")?;
                self.term(*e)
            }
            Rate::Powers {
                base,
                divides,
                coefficients,
            } => {
                write!(self.out, " powers {}", u8::from(*divides))?;
                self.term(*base)?;
                write!(self.out, " {}", coefficients.len())?;
                self.terms(coefficients)
            }
        }
    }

    fn pieces(&mut self, pieces: &Pieces) -> io::Result<()> {
        for terms in [&pieces.breaks, &pieces.lower, &pieces.upper] {
            write!(self.out, " {}", terms.len())?;
            self.terms(terms)?;
        }
        write!(self.out, " {}", pieces.tails.len())?;
        let mut tails = pieces.tails.iter();
        tails.try_for_each(|t| {
            self.term(t.limit)?;
            match t.approach {
                Approach::Form => write!(self.out, " -"),
                Approach::Chart(Side::Lower) => write!(self.out, " <"),
                Approach::Chart(Side::Upper) => write!(self.out, " >"),
                Approach::Bounds { rate, decay } => {
                    write!(self.out, " +")?;
                    self.terms(&[rate, decay])
                }
            }
        })
    }

    fn maybe(&mut self, e: Option<Expr>) -> io::Result<()> {
        match e {
            None => write!(self.out, " -"),
            Some(e) => {
                write!(self.out, " +")?;
                self.term(e)
            }
        }
    }

    fn meaning(&mut self, meaning: &Meaning) -> io::Result<()> {
        match meaning {
            Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi,
            } => {
                let word = if *product { "product" } else { "sum" };
                write!(self.out, " {word} {}", index.0)?;
                self.terms(&[*term, *lo])?;
                self.maybe(*hi)
            }
            Meaning::Value { sequence, at } => {
                write!(self.out, " value {sequence}")?;
                self.term(*at)
            }
            Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            } => {
                write!(self.out, " integral {}", variable.0)?;
                self.term(*integrand)?;
                self.maybe(*lo)?;
                self.maybe(*hi)
            }
        }
    }

    fn stated(&mut self, formula: &Formula) -> io::Result<()> {
        match formula {
            Formula::True => write!(self.out, " t"),
            Formula::False => write!(self.out, " f"),
            Formula::Relation(r) => {
                write!(self.out, " r {}", r.op.symbol())?;
                self.terms(&[r.lhs, r.rhs])
            }
            Formula::Not(f) => {
                write!(self.out, " !")?;
                self.stated(f)
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let sign = if matches!(formula, Formula::And(_)) {
                    '&'
                } else {
                    '|'
                };
                write!(self.out, " {sign} {}", parts.len())?;
                parts.iter().try_for_each(|f| self.stated(f))
            }
        }
    }
}

type Read<T> = Result<T, ReadError>;

impl Reader<'_> {
    pub(super) fn rule(&mut self) -> Read<Rule> {
        Ok(match &*self.word()? {
            "defined" => Rule::Defined(self.many(Self::convergence)?),
            "induction" => Rule::Induction {
                variable: self.variable()?,
                order: self.number("an order")?,
            },
            "instances" => Rule::Instances(self.many(|r| Ok((r.number("a number")?, r.term()?)))?),
            "cut" => Rule::Cut(self.stated()?),
            "every" => Rule::Every(Always {
                name: "every".to_owned(),
                index: self.variable()?,
                lo: self.term()?,
                hi: self.maybe()?,
                formula: self.stated()?,
                unused: false,
            }),
            "name" => Rule::Name(self.meaning()?),
            "unfold" => Rule::Unfold,
            "forget" => Rule::Forget(self.many(|r| r.number("the number of a hypothesis"))?),
            "integral" => Rule::Integral {
                symbol: self.variable()?,
                pieces: self.pieces()?,
            },
            "parts" => Rule::Parts {
                symbol: self.variable()?,
                side: match &*self.word()? {
                    "-" => None,
                    "+" => Some((self.flag()?, self.convergence()?)),
                    other => {
                        let what = shorten(other);
                        return Err(self.error(format!("expected `-` or `+`, found `{what}`")));
                    }
                },
                others: self.many(|r| {
                    Ok(Part {
                        factor: r.term()?,
                        symbol: r.variable()?,
                        convergence: r.convergence()?,
                    })
                })?,
                pieces: self.pieces()?,
            },
            "limit" => Rule::Limit {
                symbol: self.variable()?,
                above: self.flag()?,
                bound: self.term()?,
                rate: self.rate()?,
                majorant: self.term()?,
            },
            "logarithm" => Rule::Logarithm(self.term()?, self.term()?),
            "branch" => {
                let first = self.flag()?;
                Rule::Branch(self.term()?, first)
            }
            "lemma" => Rule::Lemma(self.number("the number of a lemma")?),
            other => return Err(self.error(format!("`{}` is no rule", shorten(other)))),
        })
    }

    fn rate(&mut self) -> Read<Rate> {
        Ok(match &*self.word()? {
            "reciprocal" => Rate::Reciprocal(self.term()?),
            "powers" => Rate::Powers {
                divides: self.flag()?,
                base: self.term()?,
                coefficients: self.many(|r| r.term())?,
            },
            other => return Err(self.error(format!("`{}` is no rate", shorten(other)))),
        })
    }

    fn convergence(&mut self) -> Read<Convergence> {
        Ok(match &*self.word()? {
            "continuous" => Convergence::Continuous,
            "form" => Convergence::Form([self.flag()?, self.flag()?]),
            "pieces" => Convergence::Pieces(self.pieces()?),
            "majorant" => Convergence::Majorant(self.term()?),
            other => {
                return Err(self.error(format!("`{}` is no convergence", shorten(other))));
            }
        })
    }

    fn pieces(&mut self) -> Read<Pieces> {
        Ok(Pieces {
            breaks: self.many(Self::term)?,
            lower: self.many(Self::term)?,
            upper: self.many(Self::term)?,
            tails: self.many(|r| {
                let limit = r.term()?;
                let approach = match &*r.word()? {
                    "-" => Approach::Form,
                    "+" => Approach::Bounds {
                        rate: r.term()?,
                        decay: r.term()?,
                    },
                    "<" => Approach::Chart(Side::Lower),
                    ">" => Approach::Chart(Side::Upper),
                    other => {
                        let what = shorten(other);
                        return Err(r.error(format!("expected an approach, found `{what}`")));
                    }
                };
                Ok(Tail { limit, approach })
            })?,
        })
    }

    fn maybe(&mut self) -> Read<Option<Expr>> {
        match &*self.word()? {
            "-" => Ok(None),
            "+" => self.term().map(Some),
            other => Err(self.error(format!("expected `-` or `+`, found `{}`", shorten(other)))),
        }
    }

    fn meaning(&mut self) -> Read<Meaning> {
        let word = self.word()?;
        Ok(match &*word {
            "sum" | "product" => Meaning::Fold {
                product: &*word == "product",
                index: self.variable()?,
                term: self.term()?,
                lo: self.term()?,
                hi: self.maybe()?,
            },
            "value" => Meaning::Value {
                sequence: self.number("the number of a sequence")?,
                at: self.term()?,
            },
            "integral" => Meaning::Integral {
                variable: self.variable()?,
                integrand: self.term()?,
                lo: self.maybe()?,
                hi: self.maybe()?,
            },
            other => return Err(self.error(format!("`{}` is no meaning", shorten(other)))),
        })
    }

    fn stated(&mut self) -> Read<Formula> {
        self.deeper(|r| {
            let word = r.word()?;
            Ok(match &*word {
                "t" => Formula::True,
                "f" => Formula::False,
                "r" => {
                    let sign = r.word()?;
                    let Some(op) = COMPARISONS.into_iter().find(|c| c.symbol() == &*sign) else {
                        return Err(r.error("expected a comparison"));
                    };
                    Formula::Relation(Relation {
                        lhs: r.term()?,
                        op,
                        rhs: r.term()?,
                    })
                }
                "!" => Formula::Not(Box::new(r.stated()?)),
                "&" => Formula::And(r.many(Self::stated)?),
                "|" => Formula::Or(r.many(Self::stated)?),
                other => {
                    return Err(r.error(format!("`{}` starts no formula", shorten(other))));
                }
            })
        })
    }
}
