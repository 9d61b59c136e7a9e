//! What an inequality says of one of its variables, and of a term that is an affine function of it.

use super::polynomial::Monomial;
use super::{Normal, Normaliser, Polynomial};
use crate::exact::Q;
use crate::expr::{Comparison, Dag, Expr, Node, Var};
use num_traits::{One, Signed, Zero};

/// Rational ends of the values that a term takes where some facts are true, with whether each is
/// left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactBounds {
    /// Lower end.
    pub lo: Option<(Q, bool)>,
    /// Upper end.
    pub hi: Option<(Q, bool)>,
}

impl FactBounds {
    fn raise(&mut self, end: Q, open: bool) {
        let lower = (self.lo.as_ref()).is_none_or(|(q, o)| *q < end || *q == end && !o);
        if lower {
            self.lo = Some((end, open));
        }
    }

    fn lower(&mut self, end: Q, open: bool) {
        let higher = (self.hi.as_ref()).is_none_or(|(q, o)| *q > end || *q == end && !o);
        if higher {
            self.hi = Some((end, open));
        }
    }

    /// Whether no value is left: the facts contradict each other.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match (&self.lo, &self.hi) {
            (Some((lo, a)), Some((hi, b))) => lo > hi || lo == hi && (*a || *b),
            _ => false,
        }
    }
}

/// The constant term and the rest.
fn apart(p: &Polynomial) -> (Q, Polynomial) {
    let constant = p.coefficient(&Monomial::one());
    let rest = p.minus(&Polynomial::constant(constant.clone()));
    (constant, rest)
}

impl Normaliser {
    /// The term `t`, free of `v`, for which `g >= 0` says `v >= t` (`true`) or `v <= t` (`false`):
    /// where `g` is `c v + r` with a rational `c` and `r`, possibly a quotient, free of `v`,
    /// `t = -r/c`. `g > 0` says the same strictly.
    pub fn bound_on(&mut self, dag: &mut Dag, g: Expr, v: Var) -> Option<(Expr, bool)> {
        let form = self.normal(dag, g)?;
        let p: Polynomial = form.numerator().clone();
        let atom = (p.atoms().into_iter())
            .find(|a| matches!(dag.node(a.term()), Node::Variable(w) if *w == v))?;
        let coefficients = p.coefficients_in(atom);
        let [rest, slope] = coefficients.as_slice() else {
            return None;
        };
        // Over the denominator the slope is a constant, and the rest free of the variable.
        let over = |p: &Polynomial| {
            let mut out = Normal::polynomial(p.clone());
            for (f, k) in form.denominator() {
                let f = Normal::polynomial(f.clone());
                let power = self.power(&f, -i32::try_from(*k).ok()?)?;
                out = self.product(&out, &power)?;
            }
            Some(out)
        };
        let slope = over(slope)?.as_constant()?;
        let t = over(&rest.scaled(&-slope.recip()))?;
        let t = self.rebuild(dag, &t);
        (!dag.variables(t).contains(&v)).then(|| (t, slope.is_positive()))
    }

    /// What facts say of a term `x`: each is `(f, op)` for `f op 0`, where `op` is `>`, `>=` or
    /// `=`, and counts where `x = c f + d` for rationals `c` and `d` wherever both are defined.
    pub fn fact_bounds(
        &mut self,
        dag: &mut Dag,
        x: Expr,
        facts: &[(Expr, Comparison)],
    ) -> Option<FactBounds> {
        let mut bounds = FactBounds::default();
        for &(f, op) in facts {
            let Some((c, d)) = self.affine_in(dag, x, f) else {
                continue;
            };
            let (rises, open) = (c.is_positive(), op == Comparison::Greater);
            match op {
                Comparison::Greater | Comparison::GreaterEqual if rises => bounds.raise(d, open),
                Comparison::Greater | Comparison::GreaterEqual => bounds.lower(d, open),
                Comparison::Equal => {
                    bounds.raise(d.clone(), false);
                    bounds.lower(d, false);
                }
                Comparison::Less | Comparison::LessEqual | Comparison::NotEqual => {}
            }
        }
        (bounds != FactBounds::default()).then_some(bounds)
    }

    /// Rationals `c`, not 0, and `d` with `x = c f + d`, where they are found.
    fn affine_in(&mut self, dag: &mut Dag, x: Expr, f: Expr) -> Option<(Q, Q)> {
        if x == f {
            return Some((Q::one(), Q::zero()));
        }
        let (n, m) = (self.normal(dag, x)?, self.normal(dag, f)?);
        if let (Some(p), Some(q)) = (n.as_polynomial(), m.as_polynomial()) {
            let ((shift, p), (constant, q)) = (apart(p), apart(q));
            let ((m, a), (n, b)) = (p.leading()?, q.leading()?);
            let c = a / b;
            return (m == n && q.scaled(&c) == p).then(|| {
                let d = shift - &c * constant;
                (c, d)
            });
        }
        // Quotients are compared as they stand and negated.
        if n.denominator().is_empty() != m.denominator().is_empty() {
            return None;
        }
        for c in [Q::one(), -Q::one()] {
            let multiple = if c.is_positive() { f } else { dag.neg(f) };
            let difference = dag.sub(x, multiple);
            let constant = self.normal(dag, difference)?.as_polynomial()?.as_constant();
            if let Some(d) = constant {
                return Some((c, d));
            }
        }
        None
    }
}
