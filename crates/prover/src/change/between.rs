//! A variable between two others: `q <= 1 - p` with `q >= 0` makes `q = (1 - p) w` with `w` in [0,
//! 1], so that a simplex becomes a box on which everything is defined without facts.

use super::functions::in_place_of;
use super::{Proposal, Question};
use crate::touching::half_open::{HalfOpen, Range};
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::Side;
use lemmabox_kernel::expr::{Comparison, Expr, Node, Normal, Unary, Var};
use std::sync::Arc;

/// The variable as a share of the way from its lower to its upper bound, one of which a fact gives.
pub fn shares(question: &mut Question<'_>) -> Vec<Proposal> {
    let inequalities: Vec<usize> = (question.facts.iter().enumerate())
        .filter(|(_, r)| !matches!(r.op, Comparison::Equal | Comparison::NotEqual))
        .map(|(i, _)| i)
        .collect();
    for fact in inequalities {
        let (g, _) = question.facts[fact].difference(&mut question.dag);
        // The last variables first: they are what is left of a sum.
        for v in question.dag.variables(g).into_iter().rev() {
            if let Some(proposal) = share(question, fact, g, v) {
                return vec![proposal];
            }
        }
    }
    Vec::new()
}

/// The same where the goal is defined because of facts alone, which no slope may lean on.
pub fn shares_where_undefined(question: &mut Question<'_>) -> Vec<Proposal> {
    if question
        .evaluated(question.f)
        .is_some_and(|known| known.defined)
    {
        return Vec::new();
    }
    shares(question)
}

fn share(question: &mut Question<'_>, fact: usize, g: Expr, v: Var) -> Option<Proposal> {
    if question.integers[v.index()] {
        return None;
    }
    let (t, lower) = question.normaliser.bound_on(&mut question.dag, g, v)?;
    let other = if lower { Side::Upper } else { Side::Lower };
    let end = question
        .region
        .bound(v, other)
        .point?
        .term(&mut question.dag);
    let (from, to) = if lower { (t, end) } else { (end, t) };
    let width = question.dag.sub(to, from);
    if question.dag.variables(width).is_empty()
        || !question
            .evaluated(width)
            .is_some_and(|known| known.has_sign(true))
    {
        return None;
    }
    let x = question.dag.variable(v);
    let above = question.dag.sub(x, from);
    let term = question.dag.div(above, width);
    let places = question.kept(&[]).1;
    let [from, width] = [from, width].map(|e| question.dag.substitute(e, &places));
    let mut proposal = in_place_of(
        question,
        &[(v, term)],
        |question, _, w| {
            let way = question.dag.mul(width, w);
            question.dag.add(from, way)
        },
        false,
    )?;
    let ranges: Vec<Range> = (question.variables().into_iter())
        .map(|u| {
            let open = |x: Interval| Range {
                lo_open: true,
                hi_open: true,
                ..Range::closed(x, true)
            };
            open(if u == v {
                Interval::new(0.0, 1.0)
            } else {
                question.hull[u.index()]
            })
        })
        .collect();
    proposal.goal = factored(question, proposal.goal, &ranges);
    // The fact says that the share is within its range.
    proposal.facts.retain(|f| f.0 != fact);
    proposal.shares = (proposal.terms.iter().position(|&e| e == term))
        .into_iter()
        .collect();
    Some(proposal)
}

/// Arguments of logarithms and roots as products, whose factors are seen to be positive where the
/// whole is not: `1 - p - (1 - p) w` is `(1 - p) (1 - w)`. Where the same stands elsewhere it is
/// replaced, too: the checker reads equal terms as one of them.
fn factored(question: &mut Question<'_>, e: Expr, ranges: &[Range]) -> Expr {
    let mut products: Vec<(Arc<Normal>, Expr)> = Vec::new();
    for node in question.dag.reachable(&[e]) {
        let (Node::Unary(Unary::Log | Unary::Sqrt, x) | Node::RationalPower(x, ..)) =
            *question.dag.node(node)
        else {
            continue;
        };
        let Some(form) = question.normaliser.normal(&mut question.dag, x) else {
            continue;
        };
        if let Some(product) = product_of_factors(question, &form, ranges) {
            products.push((form, product));
        }
    }
    if products.is_empty() {
        return e;
    }
    let normaliser = &mut question.normaliser;
    question.dag.rebuild(e, |dag, e| {
        if !matches!(dag.node(e), Node::Binary(..) | Node::Unary(Unary::Neg, _)) {
            return None;
        }
        let form = normaliser.normal(dag, e)?;
        let known = products.iter().find(|p| p.0 == form);
        known.map(|p| p.1)
    })
}

/// The product of the factors of a polynomial, each as it is positive on the ranges if it is.
fn product_of_factors(
    question: &mut Question<'_>,
    form: &Normal,
    ranges: &[Range],
) -> Option<Expr> {
    let (c, factors) = form.as_polynomial()?.easy_factors();
    if factors.len() < 2 {
        return None;
    }
    let dag = &mut question.dag;
    let mut product = dag.rational(c);
    for (p, k) in factors {
        let factor = question.normaliser.rebuild_polynomial(dag, &p);
        let opposite = dag.neg(factor);
        let positive = |e: Expr| {
            let values = dag.evaluate(&[e], &mut HalfOpen { ranges });
            values.first().is_some_and(|known| known.has_sign(true))
        };
        let (factor, turned) = if positive(opposite) {
            (opposite, k % 2 == 1)
        } else {
            (factor, false)
        };
        let power = dag.power(factor, i32::try_from(k).ok()?);
        product = dag.mul(product, power);
        if turned {
            product = dag.neg(product);
        }
    }
    Some(product)
}
