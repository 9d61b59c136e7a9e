//! Natural enclosures of terms and formulas, with definedness.

use lemmabox_interval::{Enclosure, operation};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Claim, Comparison, Formula, Relation, Unary, Var};

/// Evaluates terms over a box (or at an enclosed point): the enclosure, and whether the term is
/// certainly defined all over it.
pub(super) struct Natural<'b, E: Enclosure> {
    /// Enclosures of the variables.
    pub values: &'b [E],
    /// Precision.
    pub context: E::Context,
}

impl<E: Enclosure> Algebra for Natural<'_, E> {
    type Value = (E, bool);

    fn rational(&mut self, q: &Q) -> (E, bool) {
        (E::from_rational(self.context, q), true)
    }

    fn pi(&mut self) -> (E, bool) {
        (E::pi(self.context), true)
    }

    fn variable(&mut self, v: Var) -> (E, bool) {
        match self.values.get(v.index()) {
            Some(x) => (x.clone(), true),
            None => (E::entire(self.context), false),
        }
    }

    fn unary(&mut self, op: Unary, (x, known): &(E, bool)) -> (E, bool) {
        let (value, defined) = operation::unary(op, x);
        (value, *known && defined)
    }

    fn binary(&mut self, op: Binary, (x, a): &(E, bool), (y, b): &(E, bool)) -> (E, bool) {
        let (value, defined) = operation::binary(op, x, y);
        (value, *a && *b && defined)
    }

    fn power(&mut self, (x, known): &(E, bool), n: i32) -> (E, bool) {
        let (value, defined) = operation::power(x, n);
        (value, *known && defined)
    }

    fn rational_power(&mut self, (x, known): &(E, bool), p: i32, q: u32) -> (E, bool) {
        let (value, defined) = operation::rational_power(x, p, q);
        (value, *known && defined)
    }
}

/// The truth of a formula all over a box: `Some` only when it is the same, and certain, at every
/// point.
pub(super) fn truth<E: Enclosure>(
    claim: &Claim,
    f: &Formula,
    values: &[E],
    context: E::Context,
) -> Option<bool> {
    match f {
        Formula::True => Some(true),
        Formula::False => Some(false),
        Formula::Relation(r) => relation(claim, r, values, context),
        Formula::Not(f) => truth(claim, f, values, context).map(|b| !b),
        Formula::And(fs) => connective(claim, fs, values, context, false),
        Formula::Or(fs) => connective(claim, fs, values, context, true),
    }
}

/// A conjunction is decided by one part that is `false`, a disjunction by one that is `true`.
fn connective<E: Enclosure>(
    claim: &Claim,
    fs: &[Formula],
    values: &[E],
    context: E::Context,
    deciding: bool,
) -> Option<bool> {
    let mut result = Some(!deciding);
    for f in fs {
        match truth(claim, f, values, context) {
            Some(b) if b == deciding => return Some(deciding),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

fn relation<E: Enclosure>(
    claim: &Claim,
    r: &Relation,
    values: &[E],
    context: E::Context,
) -> Option<bool> {
    let mut natural = Natural { values, context };
    let mut sides = claim.dag.evaluate(&[r.lhs, r.rhs], &mut natural);
    let (b, b_defined) = sides.pop()?;
    let (a, a_defined) = sides.pop()?;
    if !a_defined || !b_defined || a.is_empty() || b.is_empty() {
        return None;
    }
    let d = a.sub(&b);
    let decide = |yes: bool, no: bool| {
        if yes {
            Some(true)
        } else if no {
            Some(false)
        } else {
            None
        }
    };
    let apart = d.certainly_positive() || d.certainly_negative();
    match r.op {
        Comparison::Less => decide(d.certainly_negative(), d.certainly_nonnegative()),
        Comparison::LessEqual => decide(d.certainly_nonpositive(), d.certainly_positive()),
        Comparison::Greater => decide(d.certainly_positive(), d.certainly_nonpositive()),
        Comparison::GreaterEqual => decide(d.certainly_nonnegative(), d.certainly_negative()),
        Comparison::Equal => decide(d.certainly_zero(), apart),
        Comparison::NotEqual => decide(apart, d.certainly_zero()),
    }
}
