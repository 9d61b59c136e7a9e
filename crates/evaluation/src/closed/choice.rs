//! Which branch of its cases a closed term takes.

use super::{NoDigits, enclosure};
use crate::Stop;
use crate::digits::Unfixed;
use lemmabox_kernel::expr::{Dag, Expr, Formula, Node, Normaliser, Relation, Symbols, Var};
use num_traits::Zero;
use std::cmp::Ordering;

/// Bits at which a condition is given up.
const MOST_BITS: u32 = 512;

/// What a part of the formula comes to.
enum Taken {
    True,
    False,
    /// It says that the value is this.
    Term(Expr),
}

impl Taken {
    fn of(truth: bool) -> Taken {
        if truth { Taken::True } else { Taken::False }
    }
}

/// The term `t` of the relation `t = value` that decides a formula, all of whose other relations
/// are closed; `None` where it has none.
///
/// # Errors
/// Conditions that are undefined or not decided, also because of the request to stop.
pub fn chosen(
    dag: &mut Dag,
    symbols: &Symbols,
    formula: &Formula,
    value: Var,
    stop: Stop<'_>,
) -> Result<Option<Expr>, NoDigits> {
    let mut cases = Cases {
        dag,
        symbols,
        value,
        stop,
    };
    match cases.taken(formula) {
        Ok(Taken::Term(e)) => Ok(Some(e)),
        Ok(Taken::True | Taken::False) => Ok(None),
        Err(_) if stop.asked() => Err(Unfixed::Stopped.into()),
        Err(why) => Err(why),
    }
}

struct Cases<'a> {
    dag: &'a mut Dag,
    symbols: &'a Symbols,
    value: Var,
    stop: Stop<'a>,
}

impl Cases<'_> {
    fn taken(&mut self, formula: &Formula) -> Result<Taken, NoDigits> {
        match formula {
            Formula::True => Ok(Taken::True),
            Formula::False => Ok(Taken::False),
            Formula::Relation(r) => {
                if matches!(self.dag.node(r.rhs), Node::Variable(v) if *v == self.value) {
                    return Ok(Taken::Term(r.lhs));
                }
                self.holds(r).map(Taken::of)
            }
            Formula::Not(f) => Ok(match self.taken(f)? {
                Taken::True => Taken::False,
                Taken::False => Taken::True,
                term @ Taken::Term(_) => term,
            }),
            Formula::And(parts) => self.joined(parts, false),
            Formula::Or(parts) => self.joined(parts, true),
        }
    }

    /// The first part that decides the whole, `any` of them or the first that fails; else the term.
    fn joined(&mut self, parts: &[Formula], any: bool) -> Result<Taken, NoDigits> {
        let mut term = None;
        for part in parts {
            match (self.taken(part)?, any) {
                (Taken::True, true) => return Ok(Taken::True),
                (Taken::False, false) => return Ok(Taken::False),
                (Taken::True | Taken::False, _) => {}
                (Taken::Term(e), _) => term = Some(e),
            }
        }
        Ok(term.map_or(Taken::of(!any), Taken::Term))
    }

    fn holds(&mut self, r: &Relation) -> Result<bool, NoDigits> {
        let difference = self.dag.sub(r.lhs, r.rhs);
        Ok(r.op.holds(self.sign(difference)?))
    }

    fn sign(&mut self, e: Expr) -> Result<Ordering, NoDigits> {
        let mut constant = None;
        let mut bits = 64;
        while bits <= MOST_BITS {
            // It has a value only where all of it is defined.
            let value = enclosure(self.dag, self.symbols, e, bits, self.stop)?;
            if value.certainly_positive() {
                return Ok(Ordering::Greater);
            }
            if value.certainly_negative() {
                return Ok(Ordering::Less);
            }
            // The same at every precision.
            let normal = || Normaliser::new().normal(self.dag, e)?.as_constant();
            if let Some(q) = constant.get_or_insert_with(normal) {
                return Ok((*q).cmp(&Zero::zero()));
            }
            bits *= 2;
        }
        Err(NoDigits::Condition)
    }
}
