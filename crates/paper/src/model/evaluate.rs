//! Terms evaluated over any enclosure, with their domains of definition watched.

use lemmabox_interval::Enclosure;
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
        let x = x.as_ref()?;
        let defined = match op {
            Unary::Sqrt => x.sqrt_defined(),
            Unary::Tan => x.tan_defined(),
            Unary::Arcsin => x.asin_defined(),
            Unary::Arccos => x.acos_defined(),
            Unary::Log => x.log_defined(),
            Unary::Neg | Unary::Abs | Unary::Sin | Unary::Cos | Unary::Arctan | Unary::Exp => true,
        };
        defined.then(|| match op {
            Unary::Neg => x.neg(),
            Unary::Abs => x.abs(),
            Unary::Sqrt => x.sqrt(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Arcsin => x.asin(),
            Unary::Arccos => x.acos(),
            Unary::Arctan => x.atan(),
            Unary::Exp => x.exp(),
            Unary::Log => x.log(),
        })
    }

    fn binary(&mut self, op: Binary, x: &Option<E>, y: &Option<E>) -> Option<E> {
        let (x, y) = (x.as_ref()?, y.as_ref()?);
        match op {
            Binary::Add => Some(x.add(y)),
            Binary::Sub => Some(x.sub(y)),
            Binary::Mul => Some(x.mul(y)),
            Binary::Div => x.div_defined(y).then(|| x.div(y)),
            Binary::Min => Some(x.min(y)),
            Binary::Max => Some(x.max(y)),
            Binary::Arctan2 => x.atan2_defined(y).then(|| x.atan2(y)),
        }
    }

    fn power(&mut self, x: &Option<E>, n: i32) -> Option<E> {
        let x = x.as_ref()?;
        x.powi_defined(n).then(|| x.powi(n))
    }

    fn rational_power(&mut self, x: &Option<E>, p: i32, q: u32) -> Option<E> {
        let x = x.as_ref()?;
        x.pow_rational_defined(p, q).then(|| x.pow_rational(p, q))
    }
}

/// Enclosures of terms for every value of the variables in the given sets ([`Var`] indexes them). An
/// entry is `None` when the term is not certainly defined there.
pub fn evaluate<E: Enclosure>(
    dag: &Dag,
    terms: &[Expr],
    context: E::Context,
    variables: &[E],
) -> Vec<Option<E>> {
    dag.evaluate(terms, &mut Over { context, variables })
}
