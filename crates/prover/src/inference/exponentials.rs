//! Products by the exponential of a sum: `(1 + u(1)) ... (1 + u(n)) <= exp(u(1) + ... + u(n))`
//! where no factor is negative, after which a bound of the product is one of the sum.

use super::closed_forms::FiniteSum;
use super::every::new_meanings;
use super::invariant::relation;
use super::moving_sums::normalised;
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{
    Claim, Comparison, Expr, Formula, Meaning, Node, Relation, Unary, Var,
};

impl Prover<'_> {
    /// An upper bound of a product as one of the sum of what its factors are beyond 1.
    pub(super) fn by_exponential_of_sum(&mut self, claim: &Claim) -> Option<Tree> {
        let (product, bound, order) = bounded_product(claim)?;
        let mut current = self.current(claim);
        let known = current.symbols.meanings.len();
        let meaning = current.symbols.meaning(product)?.clone();
        let sum = excess(&mut current, &meaning)?;
        let names = new_meanings(&current, known);
        let dag = &mut current.dag;
        let (zero, symbol) = (dag.integer(0), dag.variable(product));
        let size = dag.unary(Unary::Exp, sum);
        let level = match *dag.node(bound) {
            Node::Unary(Unary::Exp, e) => e,
            _ => dag.unary(Unary::Log, bound),
        };
        self.dag = current.dag;
        let compared = Formula::And(vec![
            relation(symbol, Comparison::GreaterEqual, zero),
            relation(symbol, Comparison::LessEqual, size),
        ]);
        let within = relation(sum, order, level);
        self.with_names(claim, &names, &mut |prover, named| {
            prover.cut(
                named,
                &compared,
                &mut |prover, one| prover.by_one_induction(one),
                &mut |prover, all| {
                    let rest = &mut |prover: &mut Self, last: &Claim| prover.plain(last);
                    prover.cut(all, &within, &mut Self::bound_of_sum, rest)
                },
            )
        })
    }

    /// A bound of a sum, without what was said of a product.
    fn bound_of_sum(&mut self, claim: &Claim) -> Option<Tree> {
        let last = claim.hypotheses.len().checked_sub(1)?;
        let rule = Rule::Forget(vec![last]);
        self.apply(claim, rule, |prover, bare, _, _| {
            (prover.finish(bare)).or_else(|| prover.by_induction(bare))
        })
    }
}

/// A product that stands alone below a bound, the bound, and whether it lies strictly below.
fn bounded_product(claim: &Claim) -> Option<(Var, Expr, Comparison)> {
    let Formula::Relation(Relation { lhs, op, rhs }) = claim.goal.normalized() else {
        return None;
    };
    let (small, large, order) = match op {
        Comparison::Less => (lhs, rhs, Comparison::Less),
        Comparison::LessEqual => (lhs, rhs, Comparison::LessEqual),
        Comparison::Greater => (rhs, lhs, Comparison::Less),
        Comparison::GreaterEqual => (rhs, lhs, Comparison::LessEqual),
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    let Node::Variable(v) = *claim.dag.node(small) else {
        return None;
    };
    let product = matches!(
        claim.symbols.meaning(v),
        Some(Meaning::Fold {
            product: true,
            hi: Some(_),
            ..
        })
    );
    product.then_some((v, large, order))
}

/// The sum of the factors of a product less 1 each; not for a power.
fn excess(claim: &mut Claim, meaning: &Meaning) -> Option<Expr> {
    let Meaning::Fold {
        index,
        term,
        lo,
        hi: Some(hi),
        ..
    } = *meaning
    else {
        return None;
    };
    let values = symbols_of(claim, &[term]);
    let folds = |(_, m): &(Var, Meaning)| !matches!(m, Meaning::Value { .. });
    if !claim.depends_on(term, index) || values.iter().any(folds) {
        return None;
    }
    let dag = &mut claim.dag;
    let one = dag.integer(1);
    let over = dag.sub(term, one);
    let term = normalised(dag, over)?;
    let sum = FiniteSum {
        index,
        term,
        lo,
        hi,
    };
    sum.up_to(claim, hi)
}
