//! A positive sum of two variables, and the share of the first in it: with `a <= 0 <= b` the ends
//! of a range, `h = b - a` and `s = -a/h` make `(b exp(a) - a exp(b))/(b - a)` the mean
//! `(1 - s) exp(-s h) + s exp((1 - s) h)` of two outcomes (Hoeffding, Journal of the American
//! Statistical Association 58, 1963).

use super::functions::in_place_of;
use super::scaling::linear;
use super::{Proposal, Question};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Binary, Expr, Node, Unary, Var};

/// A divisor `q v + r w` of the goal, both summands of which are never negative.
struct Sum {
    whole: Expr,
    parts: [(Var, Q); 2],
}

/// The goal in the sum and the share, where that rids it of divisions by the sum. Goals without
/// exponentials are polynomials once these are multiplied out, and are left to others.
pub fn shares_of_sums(question: &mut Question<'_>) -> Vec<Proposal> {
    let f = question.f;
    let nodes = question.dag.reachable(&[f]);
    let exponential = |e: &Expr| matches!(question.dag.node(*e), Node::Unary(Unary::Exp, _));
    if !nodes.iter().any(exponential) {
        return Vec::new();
    }
    let divisors: Vec<Expr> = (nodes.into_iter())
        .filter_map(|e| match *question.dag.node(e) {
            Node::Binary(Binary::Div, _, y) => Some(y),
            _ => None,
        })
        .collect();
    let proposal = divisors.into_iter().find_map(|whole| {
        let sum = Sum::of(question, whole)?;
        sum.proposal(question)
    });
    proposal.into_iter().collect()
}

impl Sum {
    fn of(question: &mut Question<'_>, whole: Expr) -> Option<Self> {
        let parts: [(Var, Q); 2] = linear(question, whole)?.try_into().ok()?;
        let positive = question.evaluated(whole)?.has_sign(true);
        let parts_are = |question: &mut Question<'_>, (v, q): &(Var, Q)| {
            let part = part(question, *v, q);
            let known = question.evaluated(part);
            !question.integers[v.index()] && known.is_some_and(|known| known.has_sign(false))
        };
        let real = parts.iter().all(|one| parts_are(question, one));
        (positive && real).then_some(Self { whole, parts })
    }

    fn proposal(&self, question: &mut Question<'_>) -> Option<Proposal> {
        let [(v, q), (w, r)] = &self.parts;
        let first = part(question, *v, q);
        let share = question.dag.div(first, self.whole);
        let places = question.kept(&[]).1;
        let place = |v: Var| places.iter().find(|p| p.0 == v).map(|p| p.1);
        let (s, h) = (place(*v)?, place(*w)?);
        let one = question.dag.integer(1);
        let rest = question.dag.sub(one, s);
        let [first, second] = [(s, q), (rest, r)].map(|(share, q)| {
            let part = question.dag.mul(share, h);
            let q = question.dag.rational(q.recip());
            question.dag.mul(q, part)
        });
        let mut proposal = in_place_of(
            question,
            &[(*v, share), (*w, self.whole)],
            |_, u, _| if u == *v { first } else { second },
            true,
        )?;
        let divided = (question.dag.reachable(&[proposal.goal]).into_iter()).any(|e| {
            matches!(*question.dag.node(e), Node::Binary(Binary::Div, _, y)
                if stands_in(question, y, h))
        });
        if divided {
            return None;
        }
        proposal.shares = (proposal.terms.iter().position(|&e| e == share))
            .into_iter()
            .collect();
        Some(proposal)
    }
}

/// Whether a variable stands in a term outside of functions.
fn stands_in(question: &Question<'_>, e: Expr, h: Expr) -> bool {
    let mut stack = vec![e];
    while let Some(e) = stack.pop() {
        if e == h {
            return true;
        }
        if !matches!(question.dag.node(e), Node::Unary(..)) {
            stack.extend(question.dag.children(e));
        }
    }
    false
}

/// `q v`
fn part(question: &mut Question<'_>, v: Var, q: &Q) -> Expr {
    let x = question.dag.variable(v);
    let q = question.dag.rational(q.clone());
    question.dag.mul(q, x)
}
