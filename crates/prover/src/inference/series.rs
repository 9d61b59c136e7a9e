//! Infinite sums by bounds on their partial sums.

use super::{Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Meaning, Node, Var};

/// The bound on a symbol that a goal states, if the symbol stands alone on one side.
fn stated(claim: &Claim, symbol: Var) -> Option<(bool, Expr)> {
    let Formula::Relation(r) = claim.goal.normalized() else {
        return None;
    };
    let is = |e: Expr| matches!(claim.dag.node(e), Node::Variable(v) if *v == symbol);
    match r.op {
        Comparison::Less | Comparison::LessEqual if is(r.lhs) => Some((true, r.rhs)),
        Comparison::Greater | Comparison::GreaterEqual if is(r.rhs) => Some((true, r.lhs)),
        Comparison::Less | Comparison::LessEqual if is(r.rhs) => Some((false, r.lhs)),
        Comparison::Greater | Comparison::GreaterEqual if is(r.lhs) => Some((false, r.rhs)),
        Comparison::Equal if is(r.lhs) => Some((true, r.rhs)),
        Comparison::Equal if is(r.rhs) => Some((true, r.lhs)),
        _ => None,
    }
}

impl Prover<'_> {
    /// A bound on the partial sums of absolute values: the one the goal states, a little more, or a plain number.
    pub(super) fn majorant(&mut self, claim: &Claim, symbol: Var) -> Option<Expr> {
        let mut tried: Vec<Expr> = Vec::new();
        let mut current = self.current(claim);
        tried.extend(self.aims.iter().copied());
        for n in [1, 2, 4, 16] {
            tried.push(current.dag.integer(n));
        }
        let zero = current.dag.integer(0);
        self.dag = current.dag;
        tried.into_iter().find(|bound| {
            let rule = Rule::Limit {
                symbol,
                above: true,
                bound: *bound,
                rate: zero,
                majorant: *bound,
            };
            let Some(premise) = self.premise(claim, &rule, 0) else {
                return false;
            };
            self.goal(&premise).is_some()
        })
    }

    /// An upper bound on an infinite sum, or a lower one.
    pub(super) fn by_limit(&mut self, claim: &Claim) -> Option<Tree> {
        let found = symbols_of(claim, &terms(claim));
        let (symbol, _) = found
            .into_iter()
            .find(|(_, m)| matches!(m, Meaning::Fold { hi: None, .. }))?;
        let (above, bound) = stated(claim, symbol)?;
        let mut current = self.current(claim);
        let zero = current.dag.integer(0);
        self.dag = current.dag;
        let majorant = if above {
            bound
        } else {
            self.majorant(claim, symbol)?
        };
        let rule = Rule::Limit {
            symbol,
            above,
            bound,
            rate: zero,
            majorant,
        };
        self.apply(claim, rule, |prover, premise, i, n| {
            if i + 1 == n {
                prover.plain(premise)
            } else {
                prover.goal(premise)
            }
        })
    }
}

/// What a goal compares with: candidates for bounds.
pub(super) fn aims(claim: &Claim) -> Vec<Expr> {
    let mut out = Vec::new();
    claim.goal.for_each_relation(&mut |r| {
        for e in [r.lhs, r.rhs] {
            let plain = claim
                .dag
                .variables(e)
                .into_iter()
                .all(|v| claim.symbols.is_free(v));
            if plain {
                out.push(e);
            }
        }
    });
    out
}
