//! The step of an induction by what is left when the claim before is taken off.

use super::{Prover, terms};
use lemmabox_kernel::certificate::{Factor, FormulaProof, Leaf, Product, Proof, Rule, Sign, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Node, Relation, Unary};
use num_traits::One;

impl Prover<'_> {
    /// `goal - hypothesis >= 0` for an inequality of the hypotheses, without the symbols that cancel; the goal is the sum of both.
    pub(super) fn by_difference(&mut self, claim: &Claim) -> Option<Tree> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        if matches!(goal.op, Comparison::Equal | Comparison::NotEqual) {
            return None;
        }
        for (i, fact) in claim.facts().into_iter().enumerate() {
            if matches!(fact.op, Comparison::Equal | Comparison::NotEqual) {
                continue;
            }
            let mut current = self.current(claim);
            let (g, strict) = goal.difference(&mut current.dag);
            let (h, known) = fact.difference(&mut current.dag);
            let mut left = current.dag.sub(g, h);
            let zero = current.dag.integer(0);
            let mut cancelled = false;
            for v in current.dag.variables(left) {
                if current.symbols.meaning(v).is_none() {
                    continue;
                }
                let Some(slope) = current.dag.derivative(left, v) else {
                    continue;
                };
                if current.dag.is_zero(slope) {
                    left = current.dag.substitute(left, &[(v, zero)]);
                    cancelled = true;
                }
            }
            self.dag = current.dag.clone();
            if !cancelled {
                continue;
            }
            let op = if strict && !known {
                Comparison::Greater
            } else {
                Comparison::GreaterEqual
            };
            let rest = Formula::Relation(Relation {
                lhs: left,
                op,
                rhs: zero,
            });
            let tree = self.apply(claim, Rule::Cut(rest), |prover, premise, number, _| {
                if number == 0 {
                    prover
                        .plain(premise)
                        .or_else(|| prover.by_logarithm(premise))
                } else {
                    prover.sum_of_facts(premise, i)
                }
            });
            if tree.is_some() {
                return tree;
            }
        }
        None
    }

    /// The goal as the sum of a fact and the last one.
    fn sum_of_facts(&mut self, claim: &Claim, fact: usize) -> Option<Tree> {
        let last = claim.facts().len().checked_sub(1)?;
        let term = |i| (Q::one(), vec![Factor::Fact(i)]);
        let sign = Sign::Product(Product {
            multiplier: Vec::new(),
            terms: vec![term(fact), term(last)],
            equalities: Vec::new(),
        });
        let tree = Tree::Leaf(Leaf::Goal(FormulaProof::Sign {
            negated: false,
            sign,
        }));
        let proof = Proof {
            lemmas: Vec::new(),
            tree: tree.clone(),
        };
        let bare = self.bare(claim);
        if lemmabox_kernel::check::check(&bare, &[], &proof).is_ok() {
            return Some(tree);
        }
        self.plain(claim)
    }

    /// With the logarithm below its tangents between two of its arguments.
    pub(super) fn by_logarithm(&mut self, claim: &Claim) -> Option<Tree> {
        let current = self.current(claim);
        let mut arguments: Vec<Expr> = Vec::new();
        for e in current.dag.reachable(&terms(claim)) {
            if let Node::Unary(Unary::Log, x) = current.dag.node(e)
                && current.dag.as_rational(*x).is_none()
            {
                arguments.push(*x);
            }
        }
        for a in &arguments {
            for b in arguments.iter().filter(|b| *b != a) {
                let tree = self.apply(claim, Rule::Logarithm(*a, *b), |prover, premise, _, _| {
                    prover.plain(premise)
                });
                if tree.is_some() {
                    return tree;
                }
            }
        }
        None
    }
}
