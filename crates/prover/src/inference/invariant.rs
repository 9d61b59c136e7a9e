//! What is proved on the way: signs of sums, products and values, and goals stronger than the one stated.

use super::induction::mentions;
use super::{Prover, QUICK, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Meaning, Relation, Var};

fn relation(lhs: Expr, op: Comparison, rhs: Expr) -> Formula {
    Formula::Relation(Relation { lhs, op, rhs })
}

impl Prover<'_> {
    /// What can be proved of the signs of the symbols, each by an induction of its own.
    fn signs(&mut self, claim: &Claim) -> Vec<Formula> {
        let mut found = symbols_of(claim, &terms(claim));
        found.retain(|(_, m)| !matches!(m, Meaning::Integral { .. }));
        let saved = self.patience;
        self.patience = QUICK;
        let mut out: Vec<Formula> = Vec::new();
        for (v, meaning) in found {
            let tried = [
                (0, Comparison::Greater),
                (0, Comparison::GreaterEqual),
                (1, Comparison::LessEqual),
                (1, Comparison::GreaterEqual),
            ];
            let mut positive = false;
            for (number, op) in tried {
                let sum = matches!(meaning, Meaning::Fold { product: false, .. });
                let idle = positive && number == 0 || sum && number == 1;
                if idle || self.cancel.is_cancelled() {
                    continue;
                }
                let mut current = self.current(claim);
                let (s, bound) = (current.dag.variable(v), current.dag.integer(number));
                self.dag = current.dag.clone();
                let formula = relation(s, op, bound);
                let mut parts = out.clone();
                parts.push(formula.clone());
                let aim = Claim {
                    goal: if out.is_empty() {
                        formula.clone()
                    } else {
                        Formula::And(parts)
                    },
                    ..current
                };
                let shown =
                    (self.inductive(&aim).into_iter()).any(|n| self.induct(&aim, n, 1).is_some());
                if shown {
                    positive |= number == 0;
                    out.push(formula);
                }
            }
        }
        self.patience = saved;
        out
    }

    /// Induction on the claim together with the signs of its symbols.
    pub(super) fn by_invariants(&mut self, claim: &Claim) -> Option<Tree> {
        let known = self.signs(claim);
        if known.is_empty() {
            return None;
        }
        let mut parts = known;
        match claim.goal.normalized() {
            Formula::And(more) => parts.extend(more),
            goal => parts.push(goal),
        }
        let formula = Formula::And(parts);
        let aim = Claim {
            goal: formula.clone(),
            ..self.current(claim)
        };
        for n in self.inductive(&aim) {
            if let Some(tree) = self.induct(&aim, n, 1) {
                return self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.plain(c));
            }
        }
        // The signs alone may be what is missing.
        let Formula::And(mut parts) = formula else {
            return None;
        };
        parts.truncate(parts.len().saturating_sub(1));
        let formula = Formula::And(parts);
        let aim = Claim {
            goal: formula.clone(),
            ..self.current(claim)
        };
        for n in self.inductive(&aim) {
            if let Some(tree) = self.induct(&aim, n, 1) {
                return self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.finish(c));
            }
        }
        None
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
        let signs = self.signs(claim);
        for (amount, meaning) in self.amounts(claim, n) {
            if self.cancel.is_cancelled() {
                break;
            }
            result = match meaning {
                None => self.stronger_by(claim, n, (r, below), amount, &signs),
                Some(meaning) => self.apply(claim, Rule::Name(meaning), |prover, premise, _, _| {
                    prover.stronger_by(premise, n, (r, below), amount, &signs)
                }),
            };
            if result.is_some() {
                break;
            }
        }
        self.patience = saved;
        result
    }

    fn stronger_by(
        &mut self,
        claim: &Claim,
        n: Var,
        (r, below): (Relation, bool),
        amount: Expr,
        signs: &[Formula],
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let (small, large) = if below {
            (r.lhs, r.rhs)
        } else {
            (r.rhs, r.lhs)
        };
        let less = current.dag.sub(large, amount);
        self.dag = current.dag.clone();
        let stronger = relation(small, Comparison::LessEqual, less);
        let formula = if signs.is_empty() {
            stronger
        } else {
            Formula::And(signs.iter().cloned().chain([stronger]).collect())
        };
        let aim = Claim {
            goal: formula.clone(),
            ..current
        };
        let tree = self.induct(&aim, n, 1)?;
        self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.finish(c))
    }

    /// What may be taken off: constants over `n`, its root and its square, and what is left of a geometric sum.
    fn amounts(&mut self, claim: &Claim, n: Var) -> Vec<(Expr, Option<Meaning>)> {
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
                out.push((dag.div(c, base), None));
            }
            out.push((dag.div(one, root), None));
            out.push((dag.div(one, square), None));
        }
        // What a recursion gives up goes into the sum: the later value for the first.
        if let Formula::Relation(r) = claim.goal.normalized() {
            let large = match r.op {
                Comparison::Less | Comparison::LessEqual => r.rhs,
                _ => r.lhs,
            };
            let ends: Vec<Expr> = (symbols_of(claim, &terms(claim)).iter())
                .filter_map(|(_, m)| match m {
                    Meaning::Fold { hi: Some(hi), .. } => Some(*hi),
                    _ => None,
                })
                .collect();
            for (v, meaning) in symbols_of(claim, &[large]) {
                let Meaning::Value { sequence, at } = meaning else {
                    continue;
                };
                let Some(slope) = current.dag.derivative(large, v) else {
                    continue;
                };
                if current.dag.as_rational(at).is_none() || current.depends_on(slope, v) {
                    continue;
                }
                for hi in &ends {
                    let after = current.dag.add(*hi, one);
                    let value = Meaning::Value {
                        sequence,
                        at: after,
                    };
                    let mut named = current.clone();
                    if let Ok(e) = named.symbol(value.clone()) {
                        let amount = named.dag.mul(slope, e);
                        out.insert(0, (amount, Some(value)));
                        current.dag = named.dag;
                    }
                }
            }
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
            if !mentions(
                claim,
                &Meaning::Value {
                    sequence: 0,
                    at: hi,
                },
                n,
            ) {
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
                out.push((current.dag.div(left, rest), None));
            }
        }
        self.dag = current.dag;
        out
    }
}
