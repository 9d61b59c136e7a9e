//! Terms evaluated over any enclosure, with their domains of definition watched.

use super::Stop;
use lemmabox_interval::{Enclosure, operation};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Dag, Expr, Unary, Var};

/// Evaluates nodes over `E`; a value is `None` where the operation may be undefined.
struct Over<'a, E: Enclosure> {
    context: E::Context,
    variables: &'a [E],
    stop: Stop<'a>,
}

impl<E: Enclosure> Over<'_, E> {
    /// What `operation` gives of a value that there is, unless it is time to stop.
    fn of(&self, x: &Option<E>, operation: impl FnOnce(&E) -> (E, bool)) -> Option<E> {
        let x = x.as_ref()?;
        if self.stop.asked() {
            return None;
        }
        let (value, defined) = operation(x);
        defined.then_some(value)
    }
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
        self.of(x, |x| operation::unary(op, x))
    }

    fn binary(&mut self, op: Binary, x: &Option<E>, y: &Option<E>) -> Option<E> {
        let y = y.as_ref()?;
        self.of(x, |x| operation::binary(op, x, y))
    }

    fn power(&mut self, x: &Option<E>, n: i32) -> Option<E> {
        self.of(x, |x| operation::power(x, n))
    }

    fn rational_power(&mut self, x: &Option<E>, p: i32, q: u32) -> Option<E> {
        self.of(x, |x| operation::rational_power(x, p, q))
    }
}

/// Enclosures of terms for every value of the variables in the given sets ([`Var`] indexes them).
/// An entry is `None` when the term is not certainly defined there.
pub fn evaluate<E: Enclosure>(
    dag: &Dag,
    terms: &[Expr],
    context: E::Context,
    variables: &[E],
) -> Vec<Option<E>> {
    evaluate_until(dag, terms, context, variables, Stop::NEVER)
}

/// As [`evaluate`]; an entry is also `None` when it was not reached before the request to stop.
pub fn evaluate_until<E: Enclosure>(
    dag: &Dag,
    terms: &[Expr],
    context: E::Context,
    variables: &[E],
    stop: Stop<'_>,
) -> Vec<Option<E>> {
    let mut over = Over {
        context,
        variables,
        stop,
    };
    dag.evaluate(terms, &mut over)
}
