//! Sums, products, sequences and integrals: their terms become symbols of the claim.
//!
//! While a claim is read, a bound name is a variable of its own; when its binder closes it becomes
//! one shared by all binders of that height, so that equal sums are one symbol whatever their index
//! is called.

mod binder;
mod finish;
mod integer_products;
mod sequences;

pub(super) use finish::{VANISHED, finish, standing};

use super::super::diagnostic::{Diagnostic, Span};
use super::super::parser::short;
use super::super::syntax::{AssumeItem, DomainItem, FIRST_REAL_BINDER};
use super::{Builder, Elaborator, Operand, Scope};
use lemmabox_kernel::expr::{
    Affine, Always, Claim, Dag, Domain, End, Expectation, Expr, Formula, Kind, Meaning, Symbols,
    Var, Variable,
};
use num_traits::Signed;

/// Bound names are variables from here on until their binder closes.
const PROVISIONAL: u32 = 1 << 29;
/// Those that are reals, as inside an integral, from here on.
const PROVISIONAL_REAL: u32 = PROVISIONAL + FIRST_REAL_BINDER;
/// And end here.
const LAST_PROVISIONAL: u32 = 1 << 30;

/// A claim to hold the symbols made so far. Its DAG is the builder's, lent to it.
pub(super) fn holder() -> Claim {
    Claim {
        name: String::new(),
        title: String::new(),
        source: None,
        variables: Vec::new(),
        hypotheses: Vec::new(),
        goal: Formula::True,
        uses: Vec::new(),
        expectation: Expectation::Proved,
        best: None,
        symbols: Symbols {
            kept: true,
            ..Symbols::default()
        },
        dag: Dag::new(),
    }
}

fn variable(name: &str, integer: bool) -> Variable {
    Variable {
        name: name.to_owned(),
        domain: Domain {
            lo: End::Infinite,
            hi: End::Infinite,
        },
        kind: if integer { Kind::Integer } else { Kind::Real },
    }
}

/// The variable of a bound name while it is bound.
pub(super) fn provisional(number: u32) -> Var {
    Var(PROVISIONAL.saturating_add(number))
}

/// Whether a variable is a bound name whose binder is not closed.
pub(super) fn is_provisional(v: Var) -> bool {
    (PROVISIONAL..LAST_PROVISIONAL).contains(&v.0)
}

/// Whether a variable is the index of a sum, product, hypothesis or sequence not closed yet.
fn is_provisional_integer(v: Var) -> bool {
    (PROVISIONAL..PROVISIONAL_REAL).contains(&v.0)
}

impl Builder {
    /// Lends the DAG to the claim that holds the symbols.
    pub(super) fn with_symbols<T>(&mut self, make: impl FnOnce(&mut Claim) -> T) -> T {
        std::mem::swap(&mut self.dag, &mut self.holder.dag);
        let made = make(&mut self.holder);
        std::mem::swap(&mut self.dag, &mut self.holder.dag);
        made
    }

    /// A new variable while definitions are checked and not expanded.
    fn unknown(&mut self) -> Option<Expr> {
        let next = self.opaque?;
        self.opaque = Some(next.saturating_add(1));
        Some(self.dag.variable(Var(next)))
    }

    pub(super) fn is_integer(&self, e: Expr) -> bool {
        // What may be undefined has no place there, though it cancels.
        let form = Affine::of(&self.dag, e).filter(|_| self.dag.is_total(e));
        form.is_some_and(|form| {
            form.constant.is_integer()
                && form.coefficients.iter().all(|(v, c)| {
                    let known = self.holder.variables.get(v.index());
                    let integer = is_provisional_integer(*v)
                        || known.is_some_and(|x| x.kind == Kind::Integer)
                            && self.holder.symbols.meaning(*v).is_none();
                    c.is_integer() && integer
                })
        })
    }

    /// The bound variables inside the symbols of a term.
    pub(super) fn bound_inside(&self, terms: &[Expr]) -> Vec<Var> {
        let symbols = &self.holder.symbols;
        let mut out = Vec::new();
        let mut stack = terms.to_vec();
        while let Some(e) = stack.pop() {
            for v in self.dag.variables(e) {
                match symbols.meaning(v) {
                    None => out.push(v),
                    Some(Meaning::Fold {
                        index,
                        term,
                        lo,
                        hi,
                        ..
                    }) => {
                        out.push(*index);
                        stack.extend([Some(*term), Some(*lo), *hi].into_iter().flatten());
                    }
                    Some(Meaning::Value { at, .. }) => stack.push(*at),
                    Some(Meaning::Integral {
                        variable,
                        integrand,
                        lo,
                        hi,
                    }) => {
                        out.push(*variable);
                        stack.extend([Some(*integrand), *lo, *hi].into_iter().flatten());
                    }
                }
            }
        }
        out
    }

    /// What is left of the exponents inside a binder when it closes: each at the end of the range
    /// where it is least.
    ///
    /// What was expanded with the name is forgotten, for the binder may be read again with other
    /// ends, where its exponents have to be looked at anew.
    fn close_pending(&mut self, p: Var, lo: Option<Expr>, hi: Option<Expr>) {
        let pending = std::mem::take(&mut self.pending);
        if pending
            .iter()
            .any(|(e, _)| self.dag.variables(*e).contains(&p))
        {
            let expansions = std::mem::take(&mut self.expansions);
            let free = |operand: &Operand| match operand {
                Operand::Number(e) => !self.bound_inside(&[*e]).contains(&p),
                Operand::Vector(_) | Operand::Operator(_) | Operand::Unknown => true,
            };
            let kept = expansions
                .into_iter()
                .filter(|((_, arguments), _)| arguments.iter().all(free));
            self.expansions = kept.collect();
        }
        for (e, span) in pending {
            let form = Affine::of(&self.dag, e);
            let slope = form.and_then(|f| f.coefficients.get(&p).cloned());
            let at = match slope {
                Some(c) if c.is_positive() => lo,
                Some(_) => hi,
                None => None,
            };
            let e = match at {
                Some(at) => self.dag.substitute(e, &[(p, at)]),
                None => e,
            };
            self.pending.push((e, span));
        }
    }
}

impl<'a, 's> Elaborator<'a, 's> {
    pub(super) fn made(&mut self, made: Result<Expr, String>) -> Option<Expr> {
        match made {
            Ok(e) => Some(e),
            Err(cause) => {
                self.error(Diagnostic::at(
                    Span::default(),
                    format!("a sum, sequence or integral cannot be read: {cause}"),
                    "here",
                ));
                None
            }
        }
    }

    /// A hypothesis about every index.
    pub(super) fn always(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        assume: &'a AssumeItem<'s>,
        formula: Formula,
    ) -> Option<()> {
        let every = assume.every.as_ref()?;
        let DomainItem { lo, hi, .. } = &every.domain;
        let mut ends = [None; 2];
        for (slot, end) in ends.iter_mut().zip([lo, hi]) {
            let Some(tree) = end.term else { continue };
            let e = self.closed_term(builder, scope, tree, "the end of a range")?;
            if !builder.is_integer(e) {
                self.error(
                    Diagnostic::at(
                        end.span,
                        "the ends of a range are integers",
                        "this need not be one",
                    )
                    .help("write `every t in [1, inf): ...`"),
                );
                return None;
            }
            *slot = Some(e);
        }
        let Some(mut first) = ends[0] else {
            self.error(
                Diagnostic::at(every.span, "a range without a first index", "here")
                    .help("write `every t in [1, inf): ...`"),
            );
            return None;
        };
        let one = builder.dag.integer(1);
        if lo.open {
            first = builder.dag.add(first, one);
        }
        let last = ends[1].map(|e| if hi.open { builder.dag.sub(e, one) } else { e });
        let p = provisional(every.number);
        builder.close_pending(p, Some(first), last);
        let mut terms = Vec::new();
        formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        let avoid = builder.bound_inside(&terms);
        let made = builder.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let t = claim.dag.variable(index);
            let formula = claim.instantiate_formula(&formula, &[(p, t)])?;
            claim.symbols.always.push(Always {
                name: assume.name.text.to_owned(),
                index,
                lo: first,
                hi: last,
                formula,
                unused: assume.unused,
            });
            Ok(())
        });
        if let Err(cause) = made {
            self.made(Err(cause));
        }
        Some(())
    }

    /// The exponents that must not be negative.
    pub(super) fn check_pending(&mut self, builder: &mut Builder, variables: &[Variable]) {
        for (known, variable) in builder.holder.variables.iter_mut().zip(variables) {
            known.domain = variable.domain;
        }
        for (e, span) in std::mem::take(&mut builder.pending) {
            let plain = builder.with_symbols(|claim| claim.is_plainly_nonnegative(e));
            if !plain && !builder.ranges.is_nonnegative_by_order(&mut builder.dag, e) {
                let text = short(span.of(self.text));
                self.error(
                    Diagnostic::at(span, "an exponent or a number that is chosen from may be negative", "here").help(format!(
                        "give the integer variable a domain in which `{text}` is not negative, or a hypothesis such as `k <= n`, or write a quotient"
                    )),
                );
            }
        }
    }
}
