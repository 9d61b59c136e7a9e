//! Sines and cosines of sums multiplied out, where those of the summands stand in the goal or the
//! facts as well: `cos(x - y)` beside `cos(x) cos(y)`.

use super::{Proposal, Question};
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary};
use rustc_hash::FxHashSet;

/// The goal and the facts in the sines and cosines of summands.
pub fn sums_of_angles(question: &mut Question<'_>) -> Vec<Proposal> {
    let nodes = question.dag.reachable(&question.roots());
    let angles: FxHashSet<Expr> = (nodes.iter())
        .filter_map(|&e| angle(&question.dag, e).map(|(_, a)| a))
        .collect();
    if !(nodes.iter()).any(|&e| parts(&question.dag, &angles, e).is_some()) {
        return Vec::new();
    }
    let (terms, places) = question.kept(&[]);
    let proposal = question.rewritten(terms, |question, e| {
        let split = question.dag.rebuild(e, |dag, e| {
            parts(dag, &angles, e).map(|found| multiplied_out(dag, found))
        });
        Some(question.dag.substitute(split, &places))
    });
    proposal.into_iter().collect()
}

/// Whether a term is a cosine, or a sine, and its angle.
fn angle(dag: &Dag, e: Expr) -> Option<(bool, Expr)> {
    match *dag.node(e) {
        Node::Unary(Unary::Cos, x) => Some((true, x)),
        Node::Unary(Unary::Sin, x) => Some((false, x)),
        _ => None,
    }
}

/// A cosine (or sine) of the sum of two angles, or of their difference.
struct OfSum {
    cosine: bool,
    difference: bool,
    angles: [Expr; 2],
}

/// A sine or cosine of a sum of angles in use.
fn parts(dag: &Dag, angles: &FxHashSet<Expr>, e: Expr) -> Option<OfSum> {
    let (cosine, x) = angle(dag, e)?;
    let Node::Binary(op @ (Binary::Add | Binary::Sub), s, t) = *dag.node(x) else {
        return None;
    };
    (angles.contains(&s) && angles.contains(&t)).then_some(OfSum {
        cosine,
        difference: op == Binary::Sub,
        angles: [s, t],
    })
}

/// `cos(s + t) = cos(s) cos(t) - sin(s) sin(t)` and its like.
fn multiplied_out(dag: &mut Dag, of: OfSum) -> Expr {
    let [s, t] = of.angles;
    let [cs, ct] = [s, t].map(|x| dag.unary(Unary::Cos, x));
    let [ss, st] = [s, t].map(|x| dag.unary(Unary::Sin, x));
    let pairs = if of.cosine {
        [(cs, ct), (ss, st)]
    } else {
        [(ss, ct), (cs, st)]
    };
    let [first, second] = pairs.map(|(x, y)| dag.mul(x, y));
    if of.cosine == of.difference {
        dag.add(first, second)
    } else {
        dag.sub(first, second)
    }
}
