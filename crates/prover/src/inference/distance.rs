//! Claims about two integers in order, `m <= n`, with sums or products between them: with `m + j`
//! for `n` the range of `j` depends on nothing, and an induction goes over it.

use super::every::{new_meanings, statement};
use super::induction::mentions;
use super::moving_ends::idle;
use super::{Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Affine, Claim, Comparison, Expr, Formula, Kind, Relation, Var};
use num_traits::{One, Signed};

/// `n - m + slack >= 0`, as a hypothesis says.
struct Order {
    small: Var,
    large: Var,
    slack: Q,
}

impl Prover<'_> {
    /// The goal for every distance of two integers, then at the one at hand.
    pub(super) fn by_distance(&mut self, claim: &Claim) -> Option<Tree> {
        if self.apart {
            return None;
        }
        let order = order(claim)?;
        self.apart = true;
        let tree = self.with_index(claim, |prover, claim, index| {
            let mut current = prover.current(claim);
            let known = current.symbols.meanings.len();
            let (j, zero) = (current.dag.variable(index), current.dag.integer(0));
            let [small, large] = [order.small, order.large].map(|v| current.dag.variable(v));
            let slack = current.dag.rational(order.slack.clone());
            let to = current.dag.add(small, j);
            let to = current.dag.sub(to, slack);
            let to = Affine::of(&current.dag, to)?.term(&mut current.dag);
            let formula = current.instantiate_formula(&claim.goal, &[(order.large, to)]);
            let distance = current.dag.sub(large, small);
            let distance = current.dag.add(distance, slack);
            let distance = Affine::of(&current.dag, distance)?.term(&mut current.dag);
            let names = new_meanings(&current, known);
            prover.dag = current.dag;
            let always = statement(index, (zero, None), formula.ok()?);
            prover.every(
                claim,
                (&names, always),
                &mut |prover, one| {
                    let rule = Rule::Forget(idle(one));
                    prover.apply(one, rule, |prover, bare, _, _| prover.induct_newest(bare))
                },
                &mut |prover, all| prover.at_index(all, distance, &mut |p, c| p.plain(c)),
            )
        });
        self.apart = false;
        tree
    }
}

/// The first order of two integers, both of which the symbols of the goal depend on.
fn order(claim: &Claim) -> Option<Order> {
    let goal = Claim {
        hypotheses: Vec::new(),
        ..claim.clone()
    };
    let symbols = symbols_of(claim, &terms(&goal));
    let moves = |v: Var| {
        let kind = claim.variables.get(v.index()).map(|x| x.kind);
        let free = kind == Some(Kind::Integer) && claim.symbols.is_free(v);
        free && symbols.iter().any(|(_, m)| mentions(claim, m, v))
    };
    let mut relations: Vec<Relation> = Vec::new();
    for hypothesis in claim.hypotheses.iter().filter(|h| !h.unused) {
        if let Formula::Relation(r) = hypothesis.formula.normalized() {
            relations.push(r);
        }
    }
    let mut dag = claim.dag.clone();
    let mut difference = |large: Expr, small: Expr| {
        let e = dag.sub(large, small);
        Affine::of(&dag, e)
    };
    relations.into_iter().find_map(|r| {
        let form = match r.op {
            Comparison::Less | Comparison::LessEqual => difference(r.rhs, r.lhs),
            Comparison::Greater | Comparison::GreaterEqual => difference(r.lhs, r.rhs),
            Comparison::Equal | Comparison::NotEqual => None,
        }?;
        let end = |sign: bool| {
            let mut all = form.coefficients.iter();
            all.find(|(_, q)| q.abs().is_one() && q.is_positive() == sign)
        };
        let (large, small) = (*end(true)?.0, *end(false)?.0);
        let two = form.coefficients.len() == 2 && form.constant.is_integer();
        (two && moves(large) && moves(small)).then(|| Order {
            small,
            large,
            slack: form.constant.clone(),
        })
    })
}
