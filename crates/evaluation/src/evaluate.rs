//! Terms evaluated over any enclosure, with their domains of definition watched.

use lemmabox_interval::{Enclosure, operation};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Dag, Expr, Unary, Var};

/// Evaluates nodes over `E`; a value is `None` where the operation may be undefined.
struct Over<'a, E: Enclosure> {
    context: E::Context,
    variables: &'a [E],
}

impl<E: Enclosure> Algebra for Over<'_, E> {
    type Value = Option<E>;

    fn rational(&mut self, q: &Q) -> Option<E> {
        Some(E::from_rational(self.context, q))
    }

    fn pi(&mut self) -> Option<E> {
        Some(E::pi(self.context))
    }

    fn variable(&mut self, v: Var) -> Option<E> {
        self.variables.get(v.index()).cloned()
    }

    fn unary(&mut self, op: Unary, x: &Option<E>) -> Option<E> {
        defined(operation::unary(op, x.as_ref()?))
    }

    fn binary(&mut self, op: Binary, x: &Option<E>, y: &Option<E>) -> Option<E> {
        defined(operation::binary(op, x.as_ref()?, y.as_ref()?))
    }

    fn power(&mut self, x: &Option<E>, n: i32) -> Option<E> {
        defined(operation::power(x.as_ref()?, n))
    }

    fn rational_power(&mut self, x: &Option<E>, p: i32, q: u32) -> Option<E> {
        defined(operation::rational_power(x.as_ref()?, p, q))
    }
}

fn defined<E>((value, defined): (E, bool)) -> Option<E> {
    defined.then_some(value)
}

/// Enclosures of terms for every value of the variables in the given sets ([`Var`] indexes them).
/// An entry is `None` when the term is not certainly defined there.
pub fn evaluate<E: Enclosure>(
    dag: &Dag,
    terms: &[Expr],
    context: E::Context,
    variables: &[E],
) -> Vec<Option<E>> {
    dag.evaluate(terms, &mut Over { context, variables })
}
