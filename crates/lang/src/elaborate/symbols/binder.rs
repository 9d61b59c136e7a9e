//! Terms that bind a variable: sums, products, integrals and means.

use super::provisional;
use crate::diagnostic::{Diagnostic, Span};
use crate::elaborate::{Builder, Elaborator, Frame, Value};
use crate::syntax::{Binder, Id, TreeNode};
use lemmabox_kernel::expr::{
    Binary, Expr, Kind, MAX_UNROLLED, Meaning, Node, Unary, Var, constant_difference, small,
};
use num_traits::{One, Zero};

fn name(binder: Binder) -> &'static str {
    match binder {
        Binder::Sum => "sum",
        Binder::Product => "product",
        Binder::Integral => "integral",
        Binder::Normal | Binder::Uniform => "mean",
    }
}

impl Builder {
    /// `e` as a product of what is free of a bound name, defined everywhere, and the rest:
    /// `sum(a(t)/n)` is `sum(a(t))/n`, over which an induction goes.
    fn constant_factor(&mut self, e: Expr, p: Var) -> (Option<Expr>, Expr) {
        let mut factor = self.dag.integer(1);
        let mut body = self.dag.integer(1);
        let mut stack = vec![(e, false)];
        while let Some((e, divides)) = stack.pop() {
            match *self.dag.node(e) {
                Node::Binary(Binary::Mul, a, b) if !divides => {
                    stack.extend([(b, false), (a, false)]);
                }
                Node::Binary(Binary::Div, a, b) if !divides => {
                    stack.extend([(b, true), (a, false)]);
                }
                Node::Binary(Binary::Mul, a, b) => stack.extend([(b, true), (a, true)]),
                _ => {
                    let known = self.ranges.is_positive(&self.dag, e) || self.is_positive_power(e);
                    let total = !divides && self.dag.is_total(e);
                    let inner = self.bound_inside(&[e]);
                    let free = inner.iter().all(|v| *v != p) && (known || total);
                    let part = if free { &mut factor } else { &mut body };
                    *part = if divides {
                        self.dag.div(*part, e)
                    } else {
                        self.dag.mul(*part, e)
                    };
                }
            }
        }
        let one = self.dag.as_rational(factor).is_some_and(One::is_one);
        let plain = self.dag.as_rational(body).is_some();
        if one || plain {
            (None, e)
        } else {
            (Some(factor), body)
        }
    }

    /// Whether a term is a power of a positive number with an integer exponent, as a product.
    fn is_positive_power(&self, e: Expr) -> bool {
        let Node::Variable(v) = *self.dag.node(e) else {
            return false;
        };
        match self.holder.symbols.meaning(v) {
            Some(Meaning::Fold {
                product: true,
                index,
                term,
                ..
            }) => {
                !self.dag.variables(*term).contains(index)
                    && self.ranges.is_positive(&self.dag, *term)
            }
            _ => false,
        }
    }
}

impl Elaborator<'_, '_> {
    /// A term that binds a variable.
    pub(in crate::elaborate) fn bind(
        &mut self,
        builder: &mut Builder,
        frame: &Frame,
        node: TreeNode,
        (binder, number): (Binder, u32),
        parts: [Option<Id>; 3],
    ) -> Option<Value> {
        let name = name(binder);
        let mut terms = [None; 3];
        for (slot, part) in terms.iter_mut().zip(parts) {
            if let Some(id) = part {
                *slot = Some(self.term(frame, id, &format!("`{name}`"))?);
            }
        }
        let [body, lo, hi] = terms;
        let body = body?;
        if let Some(e) = builder.unknown() {
            return Some(Value::Term(e));
        }
        let p = provisional(number);
        let integrates = binder.over_reals();
        let by_cases = |e: Expr| builder.cases.occur_in(&builder.dag, e);
        if by_cases(body) && !integrates || [lo, hi].into_iter().flatten().any(by_cases) {
            self.error(
                Diagnostic::at(node.span, format!("a term by cases inside a {name}"), "here").help(
                    "split the range where the cases change, or write the term with `max`, `min` or `abs`",
                ),
            );
            return None;
        }
        builder.close_pending(p, lo, hi);
        let place = (p, node.span);
        let value = match binder {
            Binder::Sum | Binder::Product => {
                let ends = [(lo, parts[1]), (hi, parts[2])];
                let (lo, hi) = self.ends_of_fold(builder, binder, node.span, ends)?;
                self.fold(builder, (binder, p), body, lo, hi)
            }
            Binder::Integral => self.integral(builder, place, body, lo, hi),
            Binder::Normal => self.normal_mean(builder, place, body),
            Binder::Uniform => self.uniform_mean(builder, place, body, (lo?, hi?)),
        };
        value.map(Value::Term)
    }

    /// The ends of a sum or product: integers, a first one, and not too many terms between them.
    fn ends_of_fold(
        &mut self,
        builder: &Builder,
        binder: Binder,
        span: Span,
        ends: [(Option<Expr>, Option<Id>); 2],
    ) -> Option<(Expr, Option<Expr>)> {
        let name = name(binder);
        for (end, id) in ends {
            if let (Some(e), Some(id)) = (end, id)
                && !builder.is_integer(e)
            {
                let span = self.syntax.tree.nodes[id as usize].span;
                self.error(
                    Diagnostic::at(
                        span,
                        format!("the ends of a {name} are integers"),
                        "this need not be one",
                    )
                    .help("an end is an integer, an integer variable (`for n in [1, inf) integer`), or a sum of such"),
                );
                return None;
            }
        }
        let [(lo, _), (hi, _)] = ends;
        let Some(lo) = lo else {
            self.error(
                Diagnostic::at(span, format!("a {name} without a first index"), "here")
                    .help("turn it around: only the last index may be `inf`"),
            );
            return None;
        };
        if hi.is_none() && binder == Binder::Product {
            self.error(
                Diagnostic::at(span, "an infinite product", "here")
                    .help("state the claim for every finite number of factors"),
            );
            return None;
        }
        if let Some(hi) = hi
            && let Some(count) = constant_difference(&builder.dag, hi, lo)
            && small(&count).is_none_or(|n| n >= MAX_UNROLLED)
        {
            self.error(
                Diagnostic::at(
                    span,
                    format!("a {name} of more than {MAX_UNROLLED} terms"),
                    "here",
                )
                .help("let the last index be a variable and prove it by induction"),
            );
            return None;
        }
        Some((lo, hi))
    }

    fn fold(
        &mut self,
        builder: &mut Builder,
        (binder, p): (Binder, Var),
        body: Expr,
        lo: Expr,
        hi: Option<Expr>,
    ) -> Option<Expr> {
        let (factor, body) = match binder {
            Binder::Sum => builder.constant_factor(body, p),
            Binder::Product | Binder::Integral | Binder::Normal | Binder::Uniform => (None, body),
        };
        let behind = if binder == Binder::Sum && hi.is_none() {
            builder.behind(body, p)
        } else {
            0
        };
        let avoid = builder.bound_inside(&[body]);
        let made = builder.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let (t, by) = (claim.dag.variable(index), claim.dag.integer(behind));
            let (at, lo) = (claim.dag.add(t, by), claim.dag.sub(lo, by));
            let term = claim.instantiate(body, &[(p, at)])?;
            claim.symbol(Meaning::Fold {
                product: binder == Binder::Product,
                index,
                term,
                lo,
                hi,
            })
        });
        let sum = self.made(made)?;
        Some(factor.map_or(sum, |c| builder.dag.mul(c, sum)))
    }

    /// The mean over a standard normal `z`: the integral of `e exp(-z^2/2)` over `sqrt(2 pi)`.
    fn normal_mean(
        &mut self,
        builder: &mut Builder,
        (p, span): (Var, Span),
        body: Expr,
    ) -> Option<Expr> {
        let z = builder.dag.variable(p);
        let dag = &mut builder.dag;
        let square = dag.power(z, 2);
        let two = dag.integer(2);
        let half = dag.div(square, two);
        let minus = dag.neg(half);
        let density = dag.unary(Unary::Exp, minus);
        let weighted = dag.mul(body, density);
        let integral = self.integral(builder, (p, span), weighted, None, None)?;
        let dag = &mut builder.dag;
        let pi = dag.pi();
        let circle = dag.mul(two, pi);
        let norm = dag.unary(Unary::Sqrt, circle);
        Some(dag.div(integral, norm))
    }

    /// The mean over a uniform law on a range: the integral over its length.
    fn uniform_mean(
        &mut self,
        builder: &mut Builder,
        (p, span): (Var, Span),
        body: Expr,
        (lo, hi): (Expr, Expr),
    ) -> Option<Expr> {
        let integral = self.integral(builder, (p, span), body, Some(lo), Some(hi))?;
        let length = builder.dag.sub(hi, lo);
        if builder.dag.as_rational(length).is_some_and(Zero::is_zero) {
            self.error(Diagnostic::at(
                span,
                "a uniform law on one point",
                "the ends are equal",
            ));
            return None;
        }
        Some(builder.dag.div(integral, length))
    }
}
