//! The step of an induction by what is left when the claim before is taken off.

use super::{Prover, terms};
use lemmabox_kernel::certificate::{Factor, FormulaProof, Leaf, Product, Proof, Rule, Sign, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Node, Relation, Unary, Var};
use num_traits::One;

impl Prover<'_> {
    /// `goal - hypothesis >= 0` for an inequality of the hypotheses, without the symbols that cancel; the goal is the sum of both.
    pub(super) fn by_difference(&mut self, claim: &Claim) -> Option<Tree> {
        let goal = inequality(claim)?;
        for (i, fact) in inequalities(claim) {
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
            let rest = above(left, strict && !known, zero);
            let tree = self.apply(claim, Rule::Cut(rest), |prover, premise, number, _| {
                if number == 0 {
                    prover
                        .plain(premise)
                        .or_else(|| prover.by_logarithm(premise))
                        .or_else(|| prover.by_multiple(premise))
                } else {
                    prover.sum_of_facts(premise, (i, None))
                }
            });
            if tree.is_some() {
                return tree;
            }
        }
        self.by_multiple(claim)
    }

    /// `goal - c hypothesis >= 0`, without any symbol, for a multiple `c >= 0` of an inequality of the hypotheses.
    fn by_multiple(&mut self, claim: &Claim) -> Option<Tree> {
        let goal = inequality(claim)?;
        for (i, fact) in inequalities(claim) {
            let mut current = self.current(claim);
            let (g, strict) = goal.difference(&mut current.dag);
            let (h, _) = fact.difference(&mut current.dag);
            let Some((scale, left)) = multiple(&mut current, g, h) else {
                continue;
            };
            let zero = current.dag.integer(0);
            self.dag = current.dag;
            // The multiple may vanish.
            let rest = above(left, strict, zero);
            let tree = self.apply(claim, Rule::Cut(rest), |prover, premise, number, _| {
                if number == 0 {
                    prover.plain(premise)
                } else {
                    prover.sum_of_facts(premise, (i, Some(scale)))
                }
            });
            if tree.is_some() {
                return tree;
            }
        }
        None
    }

    /// The goal as the sum of a fact, or a multiple of it, and the last one.
    fn sum_of_facts(
        &mut self,
        claim: &Claim,
        (fact, scale): (usize, Option<Expr>),
    ) -> Option<Tree> {
        let last = claim.facts().len().checked_sub(1)?;
        let mut first = vec![Factor::Fact(fact)];
        first.extend(scale.map(|e| Factor::Signed(e, false, Box::new(Sign::Natural))));
        let sign = Sign::Product(Product {
            multiplier: Vec::new(),
            terms: vec![(Q::one(), first), (Q::one(), vec![Factor::Fact(last)])],
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

/// `c` without symbols, and `g - c h` in which all of them cancel.
fn multiple(claim: &mut Claim, g: Expr, h: Expr) -> Option<(Expr, Expr)> {
    let symbols = |claim: &Claim, e: Expr| -> Vec<Var> {
        let mut all = claim.dag.variables(e);
        all.retain(|v| claim.symbols.meaning(*v).is_some());
        all
    };
    let first = symbols(claim, h).into_iter().next()?;
    let a = claim.dag.derivative(g, first)?;
    let b = claim.dag.derivative(h, first)?;
    let linear = symbols(claim, a).is_empty() && symbols(claim, b).is_empty();
    if !linear || claim.dag.is_zero(a) || claim.dag.is_zero(b) {
        return None;
    }
    let scale = claim.dag.div(a, b);
    let scaled = claim.dag.mul(scale, h);
    let mut left = claim.dag.sub(g, scaled);
    let zero = claim.dag.integer(0);
    for v in symbols(claim, left) {
        let slope = claim.dag.derivative(left, v)?;
        if !claim.dag.is_zero(slope) {
            return None;
        }
        left = claim.dag.substitute(left, &[(v, zero)]);
    }
    Some((scale, left))
}

/// The goal, if it is an inequality.
fn inequality(claim: &Claim) -> Option<Relation> {
    match claim.goal.normalized() {
        Formula::Relation(goal) if is_inequality(&goal) => Some(goal),
        _ => None,
    }
}

/// The inequalities among the facts, with their numbers.
fn inequalities(claim: &Claim) -> impl Iterator<Item = (usize, Relation)> {
    let facts = claim.facts().into_iter().enumerate();
    facts.filter(|(_, fact)| is_inequality(fact))
}

fn is_inequality(relation: &Relation) -> bool {
    !matches!(relation.op, Comparison::Equal | Comparison::NotEqual)
}

/// `term > 0` or `term >= 0`.
fn above(term: Expr, strict: bool, zero: Expr) -> Formula {
    let op = if strict {
        Comparison::Greater
    } else {
        Comparison::GreaterEqual
    };
    Formula::Relation(Relation {
        lhs: term,
        op,
        rhs: zero,
    })
}
