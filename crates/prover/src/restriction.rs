//! What facts say of the operands of operations that are not defined everywhere.
//!
//! A restriction holds at points where the facts are true and nowhere else: what depends on one is
//! an enclosure of the values there, without slopes.

use super::local::{DISCONTINUOUS, UNDEFINED, apply};
use super::tape::{Operation, Tape};
use super::touching::half_open::{HalfOpen, Range};
use lemmabox_interval::{Enclosure, Interval};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::FactBounds;
use lemmabox_kernel::expr::{Binary, Comparison, Dag, Expr, NaturalDomain, Normaliser};
use num_traits::{Signed, Zero};

/// What is known of the restricted operand of an instruction.
#[derive(Clone, Copy, Debug)]
pub struct Restriction {
    /// Encloses it.
    range: Interval,
    /// The second operand is meant.
    second: bool,
    /// The operation is defined there.
    defined: bool,
}

/// By instruction; empty when there are none.
pub type Restrictions = Vec<Option<Restriction>>;

/// The facts that count, as `f op 0`: those that are defined on all of the domain.
pub fn usable(
    dag: &Dag,
    facts: &[(Expr, Comparison)],
    domain: &[Range],
) -> Vec<(Expr, Comparison)> {
    let defined = |f: Expr| {
        let known = || dag.evaluate(&[f], &mut HalfOpen { ranges: domain });
        dag.is_total(f) || known().first().is_some_and(|known| known.defined)
    };
    (facts.iter().copied())
        .filter(|&(f, op)| op != Comparison::NotEqual && defined(f))
        .collect()
}

/// What facts, as `f op 0`, say of the operands in a tape.
pub fn restrictions(
    dag: &mut Dag,
    normaliser: &mut Normaliser,
    tape: &Tape,
    facts: &[(Expr, Comparison)],
) -> Restrictions {
    if facts.is_empty() || tape.restricted.iter().all(Option::is_none) {
        return Vec::new();
    }
    let all: Restrictions = (tape.restricted.iter().zip(&tape.instructions))
        .map(|(restricted, instruction)| {
            let (x, second) = (*restricted)?;
            let bounds = normaliser.fact_bounds(dag, x, facts)?;
            let hull = |q: &Q| Interval::from_rational(q);
            let lo = (bounds.lo.as_ref()).map_or(f64::NEG_INFINITY, |(q, _)| hull(q).lo());
            let hi = (bounds.hi.as_ref()).map_or(f64::INFINITY, |(q, _)| hull(q).hi());
            (lo <= hi).then(|| Restriction {
                range: Interval::new(lo, hi),
                second,
                defined: is_defined(instruction.operation, &bounds),
            })
        })
        .collect();
    if all.iter().all(Option::is_none) {
        return Vec::new();
    }
    all
}

fn is_defined(operation: Operation, bounds: &FactBounds) -> bool {
    let one = Q::from_integer(1.into());
    let nonnegative = bounds.lo.as_ref().is_some_and(|(q, _)| !q.is_negative());
    let above = |(q, open): &(Q, bool)| q.is_positive() || q.is_zero() && *open;
    let positive = bounds.lo.as_ref().is_some_and(above);
    let below = |(q, open): &(Q, bool)| q.is_negative() || q.is_zero() && *open;
    let negative = bounds.hi.as_ref().is_some_and(below);
    match operation {
        Operation::Unary(op) => match op.domain() {
            NaturalDomain::Nonnegative => nonnegative,
            NaturalDomain::Positive => positive,
            NaturalDomain::Unit => {
                bounds.lo.as_ref().is_some_and(|(q, _)| *q >= -one.clone())
                    && bounds.hi.as_ref().is_some_and(|(q, _)| *q <= one)
            }
            NaturalDomain::Reals | NaturalDomain::OffPoles => false,
        },
        Operation::Binary(Binary::Div) | Operation::Power(_) => positive || negative,
        Operation::RationalPower(p, _) if p > 0 => nonnegative,
        Operation::RationalPower(..) => positive,
        Operation::Binary(
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Min | Binary::Max | Binary::Arctan2,
        ) => false,
    }
}

impl Restriction {
    /// The operation on the operands where the facts are true; `plain` does it on all of them.
    pub fn apply<E: Enclosure>(
        &self,
        operation: Operation,
        x: &E,
        y: &E,
        plain: impl FnOnce() -> (E, u8),
    ) -> (E, u8) {
        let operand = if self.second { y } else { x };
        let range = E::from_interval(operand.context(), self.range);
        let (value, flags) = if operand.is_subset(&range) {
            let (value, flags) = plain();
            if flags & UNDEFINED == 0 {
                return (value, flags);
            }
            (value, flags)
        } else {
            let left = operand.intersect(&range);
            // Where nothing is left, the facts are true nowhere, and every enclosure will do.
            if left.is_empty() {
                return plain();
            }
            if self.second {
                apply(operation, x, &left)
            } else {
                apply(operation, &left, y)
            }
        };
        let undefined = flags & UNDEFINED != 0 && !self.defined;
        (value, if undefined { UNDEFINED } else { DISCONTINUOUS })
    }
}
