//! Which branch of its cases a closed term takes.

use super::{NoDigits, enclosure};
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
/// Conditions that are undefined or not decided.
pub fn chosen(
    dag: &mut Dag,
    symbols: &Symbols,
    formula: &Formula,
    value: Var,
) -> Result<Option<Expr>, NoDigits> {
    Ok(match taken(dag, symbols, formula, value)? {
        Taken::Term(e) => Some(e),
        Taken::True | Taken::False => None,
    })
}

fn taken(
    dag: &mut Dag,
    symbols: &Symbols,
    formula: &Formula,
    value: Var,
) -> Result<Taken, NoDigits> {
    match formula {
        Formula::True => Ok(Taken::True),
        Formula::False => Ok(Taken::False),
        Formula::Relation(r) => {
            if matches!(dag.node(r.rhs), Node::Variable(v) if *v == value) {
                return Ok(Taken::Term(r.lhs));
            }
            holds(dag, symbols, r).map(Taken::of)
        }
        Formula::Not(f) => Ok(match taken(dag, symbols, f, value)? {
            Taken::True => Taken::False,
            Taken::False => Taken::True,
            term @ Taken::Term(_) => term,
        }),
        Formula::And(parts) => joined(dag, symbols, (parts, false), value),
        Formula::Or(parts) => joined(dag, symbols, (parts, true), value),
    }
}

/// The first part that decides the whole, `any` of them or the first that fails; else the term.
fn joined(
    dag: &mut Dag,
    symbols: &Symbols,
    (parts, any): (&[Formula], bool),
    value: Var,
) -> Result<Taken, NoDigits> {
    let mut term = None;
    for part in parts {
        match (taken(dag, symbols, part, value)?, any) {
            (Taken::True, true) => return Ok(Taken::True),
            (Taken::False, false) => return Ok(Taken::False),
            (Taken::True | Taken::False, _) => {}
            (Taken::Term(e), _) => term = Some(e),
        }
    }
    Ok(term.map_or(Taken::of(!any), Taken::Term))
}

fn holds(dag: &mut Dag, symbols: &Symbols, r: &Relation) -> Result<bool, NoDigits> {
    let difference = dag.sub(r.lhs, r.rhs);
    Ok(r.op.holds(sign(dag, symbols, difference)?))
}

fn sign(dag: &mut Dag, symbols: &Symbols, e: Expr) -> Result<Ordering, NoDigits> {
    let mut constant = None;
    let mut bits = 64;
    while bits <= MOST_BITS {
        // It has a value only where all of it is defined.
        let value = enclosure(dag, symbols, e, bits)?;
        if value.certainly_positive() {
            return Ok(Ordering::Greater);
        }
        if value.certainly_negative() {
            return Ok(Ordering::Less);
        }
        // The same at every precision.
        let normal = || Normaliser::new().normal(dag, e)?.as_constant();
        if let Some(q) = constant.get_or_insert_with(normal) {
            return Ok((*q).cmp(&Zero::zero()));
        }
        bits *= 2;
    }
    Err(NoDigits::Condition)
}
