//! What is proved on the way: signs of sums, products and values, and goals stronger than the one stated.

use super::induction::mentions;
use super::{Prover, QUICK, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Meaning, Relation, Var};

fn relation(lhs: Expr, op: Comparison, rhs: Expr) -> Formula {
    Formula::Relation(Relation { lhs, op, rhs })
}

impl Prover<'_> {
    /// Proves what it can of the signs of the symbols, each by an induction of its own, and then the claim with them.
    pub(super) fn by_invariants(&mut self, claim: &Claim) -> Option<Tree> {
        let mut known: Vec<(Formula, Tree)> = Vec::new();
        let mut at = claim.clone();
        let mut found = symbols_of(claim, &terms(claim));
        // Symbols inside others matter where sums are unfolded.
        let inside: Vec<Expr> = (found.iter())
            .filter_map(|(_, m)| match m {
                Meaning::Fold { term, .. } => Some(*term),
                Meaning::Value { .. } | Meaning::Integral { .. } => None,
            })
            .collect();
        let _ = inside;
        found.retain(|(_, m)| !matches!(m, Meaning::Integral { .. }));
        let saved = self.patience;
        self.patience = QUICK;
        for (v, _) in found {
            for (number, op) in [
                (0, Comparison::Greater),
                (0, Comparison::GreaterEqual),
                (1, Comparison::LessEqual),
                (1, Comparison::GreaterEqual),
            ] {
                let mut current = self.current(&at);
                let (s, bound) = (current.dag.variable(v), current.dag.integer(number));
                self.dag = current.dag.clone();
                let formula = relation(s, op, bound);
                let weaker = op == Comparison::GreaterEqual
                    && number == 0
                    && known.iter().any(|(f, _)| *f == relation(s, Comparison::Greater, bound));
                if weaker || self.cancel.is_cancelled() {
                    continue;
                }
                let aim = Claim {
                    goal: formula.clone(),
                    ..current
                };
                let tree = self.inductive(&aim).into_iter().find_map(|n| self.induct(&aim, n, 1));
                if let Some(tree) = tree {
                    if let Some(next) = self.premise(&at, &Rule::Cut(formula.clone()), 1) {
                        at = next;
                    }
                    known.push((formula, tree));
                }
            }
        }
        self.patience = saved;
        if known.is_empty() {
            return None;
        }
        self.cuts(claim, known, &mut |prover, claim| {
            prover.finish(claim).or_else(|| {
                prover.inductive(claim).into_iter().find_map(|v| prover.induct(claim, v, 1))
            })
        })
    }

    /// The claim with formulas proved before.
    pub(super) fn cuts(
        &mut self,
        claim: &Claim,
        mut known: Vec<(Formula, Tree)>,
        rest: &mut dyn FnMut(&mut Self, &Claim) -> Option<Tree>,
    ) -> Option<Tree> {
        if known.is_empty() {
            return rest(self, claim);
        }
        let (formula, tree) = known.remove(0);
        let mut tree = Some(tree);
        let mut known = Some(known);
        self.apply(claim, Rule::Cut(formula), |prover, premise, i, _| {
            if i == 0 {
                tree.take()
            } else {
                prover.cuts(premise, known.take()?, rest)
            }
        })
    }

    /// An inequality with something that vanishes taken off its larger side.
    pub(super) fn by_stronger(&mut self, claim: &Claim, n: Var) -> Option<Tree> {
        let Formula::Relation(r) = claim.goal.normalized() else {
            return None;
        };
        let below = match r.op {
            Comparison::Less | Comparison::LessEqual => true,
            Comparison::Greater | Comparison::GreaterEqual => false,
            Comparison::Equal | Comparison::NotEqual => return None,
        };
        let saved = self.patience;
        self.patience = QUICK;
        let mut result = None;
        for amount in self.amounts(claim, n) {
            if self.cancel.is_cancelled() {
                break;
            }
            let mut current = self.current(claim);
            let (small, large) = if below { (r.lhs, r.rhs) } else { (r.rhs, r.lhs) };
            let less = current.dag.sub(large, amount);
            self.dag = current.dag.clone();
            let formula = relation(small, Comparison::LessEqual, less);
            let aim = Claim {
                goal: formula.clone(),
                ..current
            };
            if let Some(tree) = self.induct(&aim, n, 1) {
                result = self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.finish(c));
                if result.is_some() {
                    break;
                }
            }
        }
        self.patience = saved;
        result
    }

    /// What may be taken off: constants over `n`, its root and its square, and what is left of a geometric sum.
    fn amounts(&mut self, claim: &Claim, n: Var) -> Vec<Expr> {
        let mut current = self.current(claim);
        let dag = &mut current.dag;
        let x = dag.variable(n);
        let (one, two) = (dag.integer(1), dag.integer(2));
        let half = dag.div(one, two);
        let next = dag.add(x, one);
        let middle = dag.add(x, half);
        let mut out = Vec::new();
        for base in [x, next, middle] {
            let root = dag.unary(lemmabox_kernel::expr::Unary::Sqrt, base);
            let square = dag.power(base, 2);
            for c in [one, two, half] {
                out.push(dag.div(c, base));
            }
            out.push(dag.div(one, root));
            out.push(dag.div(one, square));
        }
        // A sum of terms e(t) that shrink by the factor q leaves e(n + 1)/(1 - q).
        for (_, meaning) in symbols_of(claim, &terms(claim)) {
            let Meaning::Fold {
                product: false,
                index,
                term,
                hi: Some(hi),
                ..
            } = meaning
            else {
                continue;
            };
            if !mentions(claim, &Meaning::Value { sequence: 0, at: hi }, n) {
                continue;
            }
            let after = current.dag.add(hi, one);
            let Ok(left) = current.instantiate(term, &[(index, after)]) else {
                continue;
            };
            let mut ratios = Vec::new();
            for (_, inner) in symbols_of(&current, &[term]) {
                if let Meaning::Fold {
                    product: true,
                    term: q,
                    index: i,
                    ..
                } = inner
                    && !current.depends_on(q, i)
                {
                    ratios.push(q);
                    ratios.push(current.dag.div(one, q));
                }
            }
            for q in ratios {
                let rest = current.dag.sub(one, q);
                out.push(current.dag.div(left, rest));
            }
        }
        self.dag = current.dag;
        out
    }
}
