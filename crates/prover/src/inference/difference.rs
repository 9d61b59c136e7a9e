//! The step of an induction by what is left when the claim before is taken off.

use super::{Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Factor, FormulaProof, Leaf, Product, Rule, Sign, Tree};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Claim, Comparison, Dag, Expr, Formula, Node, Normaliser, Relation, Unary, Var,
};
use num_traits::{One, Signed};

impl Prover<'_> {
    /// `goal - hypothesis >= 0` for an inequality of the hypotheses, without the symbols that
    /// cancel; the goal is the sum of both.
    pub(super) fn by_difference(&mut self, claim: &Claim) -> Option<Tree> {
        let goal = inequality(claim)?;
        for (i, fact) in inequalities(claim) {
            let mut current = self.current(claim);
            let (g, strict) = goal.difference(&mut current.dag);
            let (h, known) = fact.difference(&mut current.dag);
            let mut left = current.dag.sub(g, h);
            let (zero, one) = (current.dag.integer(0), current.dag.integer(1));
            let mut cancelled = false;
            for v in current.dag.variables(left) {
                if current.symbols.meaning(v).is_none() {
                    continue;
                }
                let Some(slope) = current.dag.derivative(left, v) else {
                    continue;
                };
                if current.dag.is_zero(slope) {
                    // What cancels may be divided by, or stand under a logarithm.
                    left = current.dag.substitute(left, &[(v, one)]);
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
                        .by_mean_value(premise)
                        .or_else(|| prover.without_symbols(premise))
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

    /// `goal - c hypothesis >= 0`, without any symbol, for a multiple `c >= 0` of an inequality of
    /// the hypotheses.
    pub(super) fn by_multiple(&mut self, claim: &Claim) -> Option<Tree> {
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
                    prover.without_symbols(premise)
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

    /// A goal without symbols, from the hypotheses without any.
    fn without_symbols(&mut self, claim: &Claim) -> Option<Tree> {
        let inside = |f: &Formula| {
            let mut sides = Vec::new();
            f.for_each_relation(&mut |r| sides.extend([r.lhs, r.rhs]));
            !symbols_of(claim, &sides).is_empty()
        };
        let hypotheses = claim.hypotheses.iter().enumerate();
        let speaking: Vec<usize> = (hypotheses.filter(|(_, h)| inside(&h.formula)))
            .map(|(i, _)| i)
            .collect();
        if speaking.is_empty() || inside(&claim.goal) {
            return self.plain(claim);
        }
        self.apply(claim, Rule::Forget(speaking), |prover, premise, _, _| {
            prover.plain(premise)
        })
    }

    /// A goal that is a hypothesis up to a positive number, or an equation that follows from one.
    pub(super) fn by_same_fact(&mut self, claim: &Claim) -> Option<Tree> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        let equation = goal.op == Comparison::Equal;
        for (i, fact) in claim.facts().into_iter().enumerate() {
            let same_kind = if equation {
                fact.op == Comparison::Equal
            } else {
                is_inequality(&goal) && is_inequality(&fact)
            };
            if !same_kind {
                continue;
            }
            let mut current = self.current(claim);
            let (g, _) = goal.difference(&mut current.dag);
            let (h, _) = fact.difference(&mut current.dag);
            let Some(scale) = ratio(&mut current.dag, g, h) else {
                continue;
            };
            let proof = if equation {
                let cofactor = current.dag.rational(scale.clone());
                let minus = current.dag.rational(-scale);
                let [up, down] = [cofactor, minus].map(|e| linear(Vec::new(), vec![(i, e)]));
                FormulaProof::Both(up, down)
            } else if scale.is_positive() {
                FormulaProof::Sign {
                    negated: false,
                    sign: linear(vec![(scale, vec![Factor::Fact(i)])], Vec::new()),
                }
            } else {
                continue;
            };
            self.dag = current.dag;
            let tree = Tree::Leaf(Leaf::Goal(proof));
            if let Some(tree) = self.accepted(claim, tree) {
                return Some(tree);
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
        (self.accepted(claim, tree)).or_else(|| self.plain(claim))
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

/// A sum of multiples of facts.
fn linear(terms: Vec<(Q, Vec<Factor>)>, equalities: Vec<(usize, Expr)>) -> Sign {
    Sign::Product(Product {
        multiplier: Vec::new(),
        terms,
        equalities,
    })
}

/// The rational `c` with `g = c h`, by the slopes of both in a variable of which they are linear.
fn ratio(dag: &mut Dag, g: Expr, h: Expr) -> Option<Q> {
    let v = dag.variables(h).into_iter().next_back()?;
    let (a, b) = (dag.derivative(g, v)?, dag.derivative(h, v)?);
    let scale = dag.div(a, b);
    let mut normaliser = Normaliser::new();
    let scale = normaliser.normal(dag, scale)?.as_constant()?;
    let factor = dag.rational(scale.clone());
    let scaled = dag.mul(factor, h);
    let rest = dag.sub(g, scaled);
    dag.is_identity(rest).then_some(scale)
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
