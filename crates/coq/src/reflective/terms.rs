//! Terms, formulas and claims as terms of the inductive types of `proofs/coq/kernel/Terms.v`.

use super::Unsupported;
use crate::definedness::{Condition, required};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Binary, Claim, Comparison, Dag, End, Expr, Formula, Kind, Node, Unary,
};
use num_traits::One;
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// Definitions of the terms of one DAG, each once.
pub struct Terms {
    prefix: String,
    known: FxHashMap<Expr, String>,
    definitions: String,
}

impl Terms {
    /// No terms yet; their names begin with the prefix.
    pub fn new(prefix: &str) -> Terms {
        Terms {
            prefix: prefix.to_owned(),
            known: FxHashMap::default(),
            definitions: String::new(),
        }
    }

    /// The definitions so far.
    pub fn definitions(&self) -> &str {
        &self.definitions
    }

    /// The name of a term, or the term itself if it is short.
    pub fn term(&mut self, dag: &Dag, e: Expr) -> Result<String, Unsupported> {
        for e in dag.reachable(&[e]) {
            if self.known.contains_key(&e) {
                continue;
            }
            let text = self.node(dag, e)?;
            let short = matches!(
                dag.node(e),
                Node::Rational(_) | Node::Pi | Node::Variable(_)
            );
            let name = if short {
                text
            } else {
                let name = format!("{}{}", self.prefix, self.known.len());
                let _ = writeln!(self.definitions, "Definition {name} : term := {text}.");
                name
            };
            self.known.insert(e, name);
        }
        Ok(self.known[&e].clone())
    }

    fn node(&self, dag: &Dag, e: Expr) -> Result<String, Unsupported> {
        let at = |x: Expr| &self.known[&x];
        Ok(match *dag.node(e) {
            Node::Rational(ref q) => rational(q),
            Node::Pi => "TPi".to_owned(),
            Node::Variable(v) => format!("(TVar {})", v.index()),
            // Coq's library defines it so.
            Node::Unary(Unary::Asinh, x) => {
                let squared = format!("(TBin Add (TPow {} 2) (TZ 1))", at(x));
                format!("TUn Ln (TBin Add {} (TUn Sqrt {squared}))", at(x))
            }
            Node::Unary(op, x) => format!("TUn {} {}", unary(op)?, at(x)),
            Node::Binary(op, x, y) => format!("TBin {} {} {}", binary(op)?, at(x), at(y)),
            Node::Power(x, n) if n < 0 => format!("TInvPow {} {}", at(x), n.unsigned_abs()),
            Node::Power(x, n) => format!("TPow {} {n}", at(x)),
            Node::RationalPower(..) => {
                return Err(Unsupported(
                    "a power with an exponent that is no multiple of 1/2".to_owned(),
                ));
            }
        })
    }

    fn conditions(&mut self, dag: &Dag, terms: &[Expr]) -> Result<String, Unsupported> {
        let mut out = Vec::new();
        for condition in required(dag, terms) {
            let (name, x) = match condition {
                Condition::Nonzero(x) => ("Nonzero", x),
                Condition::Nonnegative(x) => ("Nonnegative", x),
                Condition::Positive(x) => ("Positive", x),
                Condition::CosNonzero(x) => ("CosNonzero", x),
                Condition::Unit(x) => ("Unit", x),
            };
            out.push(format!("{name} {}", self.term(dag, x)?));
        }
        Ok(list(&out))
    }

    /// A normalised formula.
    pub fn formula(&mut self, dag: &Dag, f: &Formula) -> Result<String, Unsupported> {
        Ok(match f {
            Formula::True => "FTrue".to_owned(),
            Formula::False => "FFalse".to_owned(),
            Formula::Relation(r) => {
                let op = match r.op {
                    Comparison::Less => "Less",
                    Comparison::LessEqual => "LessEqual",
                    Comparison::Equal => "Equal",
                    Comparison::NotEqual => "NotEqual",
                    Comparison::GreaterEqual => "GreaterEqual",
                    Comparison::Greater => "Greater",
                };
                let conditions = self.conditions(dag, &[r.lhs, r.rhs])?;
                let (lhs, rhs) = (self.term(dag, r.lhs)?, self.term(dag, r.rhs)?);
                format!("FRel {conditions} {op} {lhs} {rhs}")
            }
            Formula::And(fs) | Formula::Or(fs) => {
                let name = if matches!(f, Formula::And(_)) {
                    "FAnd"
                } else {
                    "FOr"
                };
                let parts: Result<Vec<_>, _> = fs.iter().map(|f| self.formula(dag, f)).collect();
                format!("{name} {}", list(&parts?))
            }
            Formula::Not(_) => {
                return Err(Unsupported("a formula that is not normalised".to_owned()));
            }
        })
    }

    fn end(&mut self, dag: &Dag, end: End) -> Result<String, Unsupported> {
        let Some(e) = end.constant() else {
            return Ok("None".to_owned());
        };
        let conditions = self.conditions(dag, &[e])?;
        let e = self.term(dag, e)?;
        Ok(format!("(Some (Bound {e} {} {conditions}))", end.is_open()))
    }

    /// The claim, without hypotheses marked `unused`.
    pub fn claim(&mut self, claim: &Claim) -> Result<String, Unsupported> {
        let dag = &claim.dag;
        let mut variables = Vec::new();
        for v in &claim.variables {
            let (lo, hi) = (self.end(dag, v.domain.lo)?, self.end(dag, v.domain.hi)?);
            variables.push(format!("Ranging {} {lo} {hi}", v.kind == Kind::Integer));
        }
        let mut hypotheses = Vec::new();
        for h in claim.hypotheses.iter().filter(|h| !h.unused) {
            hypotheses.push(self.formula(dag, &h.formula.normalized())?);
        }
        let goal = self.formula(dag, &claim.goal.normalized())?;
        Ok(format!(
            "Claim {} {} ({goal})",
            list(&variables),
            list(&hypotheses)
        ))
    }
}

/// A list as Coq writes it.
pub fn list(items: &[String]) -> String {
    format!("[{}]", items.join("; "))
}

/// A rational number as a term.
pub fn rational(q: &Q) -> String {
    if q.denom().is_one() {
        format!("(TZ ({}))", q.numer())
    } else {
        format!("(TQ ({}) {})", q.numer(), q.denom())
    }
}

/// The name of a function of one argument.
pub fn unary(op: Unary) -> Result<&'static str, Unsupported> {
    Ok(match op {
        Unary::Neg => "Neg",
        Unary::Abs => "Abs",
        Unary::Sqrt => "Sqrt",
        Unary::Sin => "Sin",
        Unary::Cos => "Cos",
        Unary::Tan => "Tan",
        Unary::Arcsin => "Asin",
        Unary::Arccos => "Acos",
        Unary::Arctan => "Atan",
        Unary::Exp => "Exp",
        Unary::Log => "Ln",
        Unary::Asinh | Unary::Floor | Unary::Erfc | Unary::Binet(_) | Unary::Carlson(_) => {
            return Err(Unsupported(
                "a function that the checker in Coq has no rule for".to_owned(),
            ));
        }
    })
}

fn binary(op: Binary) -> Result<&'static str, Unsupported> {
    Ok(match op {
        Binary::Add => "Add",
        Binary::Sub => "Sub",
        Binary::Mul => "Mul",
        Binary::Div => "Div",
        Binary::Min => "Min",
        Binary::Max => "Max",
        Binary::Arctan2 => {
            return Err(Unsupported(
                "arctan2, which Coq's library does not have".to_owned(),
            ));
        }
    })
}
