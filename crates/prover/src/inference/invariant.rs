//! What is proved on the way: signs of sums, products and values, and goals stronger than the one
//! stated.

use super::induction::orders;
use super::moving_sums::normalised;
use super::series::powers;
use super::{Prover, QUICK, symbols_of, terms};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Meaning, Relation, Var};

pub(super) fn relation(lhs: Expr, op: Comparison, rhs: Expr) -> Formula {
    Formula::Relation(Relation { lhs, op, rhs })
}

/// Something that may be taken off.
struct Amount {
    term: Expr,
    /// The symbols in it that need a name.
    names: Vec<Meaning>,
    /// How many claims lead to the next one: where it is right for large indices alone, the first
    /// ones are shown one by one.
    order: u32,
}

impl Amount {
    fn new(term: Expr, names: Vec<Meaning>) -> Self {
        Self {
            term,
            names,
            order: 1,
        }
    }
}

/// Orders with which a part of its last term is taken off a sum whose terms `c/n!` fall faster than
/// powers: `1/(k - 1)` of it from the index `k` on.
const FACTORIAL_ORDERS: [u32; 3] = [2, 3, 5];

/// Which of them are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Amounts {
    /// Later values of the claim's sequences, which need no signs.
    Values,
    /// Values and remainders of the claim's own symbols.
    OfSymbols,
    /// The same, where nothing but the powers in them has a sign of interest.
    OfPowers,
    /// Reciprocals of the variable.
    Numbers,
}

impl Prover<'_> {
    /// What can be proved of the signs of the symbols, each by an induction of its own.
    fn signs(&mut self, claim: &Claim) -> Vec<Formula> {
        self.signs_of(claim, &terms(claim))
    }

    /// Those of the symbols in some terms.
    fn signs_of(&mut self, claim: &Claim, roots: &[Expr]) -> Vec<Formula> {
        // The terms may be newer than the claim.
        let mut found = symbols_of(&self.current(claim), roots);
        found.retain(|(_, m)| !matches!(m, Meaning::Integral { .. }));
        let saved = self.patience;
        self.patience = QUICK;
        let mut out: Vec<Formula> = Vec::new();
        for (v, meaning) in found {
            let [zero, one] = [0, 1].map(rational::integer);
            let first = (self.first_value(claim, v)).filter(|q| *q != zero && *q != one);
            let mut tried = vec![
                (zero.clone(), Comparison::Greater),
                (zero.clone(), Comparison::GreaterEqual),
                (one.clone(), Comparison::LessEqual),
                (one, Comparison::GreaterEqual),
            ];
            if let Some(q) = first {
                tried.push((q.clone(), Comparison::LessEqual));
                tried.push((q, Comparison::GreaterEqual));
            }
            let mut positive = false;
            for (number, op) in tried {
                let sum = matches!(meaning, Meaning::Fold { product: false, .. });
                let idle = positive && number == zero || sum && number != zero;
                if idle || self.cancel.is_cancelled() {
                    continue;
                }
                let mut current = self.current(claim);
                let (s, bound) = (
                    current.dag.variable(v),
                    current.dag.rational(number.clone()),
                );
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
                if self.by_one_induction(&aim).is_some() {
                    positive |= number == zero;
                    out.push(formula);
                }
            }
        }
        self.patience = saved;
        out
    }

    /// The value of a symbol where the induction begins, if that is a number.
    fn first_value(&mut self, claim: &Claim, symbol: Var) -> Option<Q> {
        let n = self.inductive(claim).into_iter().next()?;
        let lowest = claim.variables[n.index()].domain.lo.constant()?;
        let mut current = self.current(claim);
        let s = current.dag.variable(symbol);
        let first = current.instantiate(s, &[(n, lowest)]).ok()?;
        current.dag.as_rational(first).cloned()
    }

    /// Induction on the claim together with a value, or a sum inside a function, being positive or
    /// not negative, where neither carries itself.
    pub(super) fn by_joint_signs(&mut self, claim: &Claim) -> Option<Tree> {
        let found = symbols_of(claim, &terms(claim));
        let mut dag = claim.dag.clone();
        let mut sides = Vec::new();
        (claim.goal).for_each_relation(&mut |r| sides.extend([r.lhs, r.rhs]));
        let mut is_inside = |v: Var| {
            let slopes: Vec<_> = (sides.iter()).map(|e| dag.derivative(*e, v)).collect();
            let varies = |slope: Expr| dag.variables(slope).contains(&v);
            slopes.into_iter().any(|slope| slope.is_none_or(varies))
        };
        let values = found.into_iter().filter(|(v, m)| match m {
            Meaning::Value { .. } => true,
            Meaning::Fold { product, .. } => !product && is_inside(*v),
            Meaning::Integral { .. } => false,
        });
        let values: Vec<(Var, Meaning)> = values.collect();
        for (v, _) in values.into_iter().take(2) {
            for op in [Comparison::Greater, Comparison::GreaterEqual] {
                let mut current = self.current(claim);
                let (s, zero) = (current.dag.variable(v), current.dag.integer(0));
                self.dag = current.dag;
                let tree = self.together_with(claim, vec![relation(s, op, zero)]);
                if tree.is_some() {
                    return tree;
                }
            }
        }
        None
    }

    /// Induction on a bound of an error that a step squares, which has to have a sign of its own,
    /// as have the value in it and the powers in its bound.
    pub(super) fn by_signed_error(&mut self, claim: &Claim) -> Option<Tree> {
        let side = smaller_side(claim)?;
        let value = |(_, m): &(Var, Meaning)| matches!(m, Meaning::Value { .. });
        let (v, _) = symbols_of(claim, &[side]).into_iter().find(value)?;
        let mut current = self.current(claim);
        let (s, zero) = (current.dag.variable(v), current.dag.integer(0));
        self.dag = current.dag;
        if side == s {
            return None;
        }
        let mut parts = self.signs_of_products(claim);
        parts.push(relation(s, Comparison::Greater, zero));
        parts.push(relation(side, Comparison::GreaterEqual, zero));
        self.together_with(claim, parts)
    }

    /// Induction on the claim and other formulas at once.
    fn together_with(&mut self, claim: &Claim, mut parts: Vec<Formula>) -> Option<Tree> {
        parts.push(claim.goal.clone());
        let formula = Formula::And(parts);
        let aim = Claim {
            goal: formula.clone(),
            ..self.current(claim)
        };
        let tree = self.by_one_induction(&aim)?;
        self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.plain(c))
    }

    /// Induction on the claim together with what it says, said of another sequence: coupled
    /// recursions carry a bound together.
    pub(super) fn by_joint_bounds(&mut self, claim: &Claim) -> Option<Tree> {
        let values: Vec<(Var, usize, Expr)> = (symbols_of(claim, &terms(claim)).into_iter())
            .filter_map(|(v, m)| match m {
                Meaning::Value { sequence, at } => Some((v, sequence, at)),
                Meaning::Fold { .. } | Meaning::Integral { .. } => None,
            })
            .collect();
        let moving = |(_, _, at): &&(Var, usize, Expr)| claim.dag.as_rational(*at).is_none();
        let (v, own, at) = *values.iter().find(moving)?;
        let others = (0..claim.symbols.sequences.len()).filter(|s| *s != own);
        others.take(2).find_map(|sequence| {
            let name = Meaning::Value { sequence, at };
            self.apply(claim, Rule::Name(name.clone()), |prover, premise, _, _| {
                let mut current = prover.current(premise);
                let other = current.symbol(name.clone()).ok()?;
                let dag = &mut current.dag;
                let said = claim
                    .goal
                    .map_terms(&mut |e| dag.substitute(e, &[(v, other)]));
                prover.dag = current.dag.clone();
                let formula = Formula::And(vec![said, claim.goal.clone()]);
                let aim = Claim {
                    goal: formula.clone(),
                    ..current
                };
                let tree = prover.by_one_induction(&aim)?;
                prover.cuts(premise, vec![(formula, tree)], &mut |p, c| p.plain(c))
            })
        })
    }

    /// What can be proved of the signs of the products.
    fn signs_of_products(&mut self, claim: &Claim) -> Vec<Formula> {
        let product = |(_, m): &(Var, Meaning)| matches!(m, Meaning::Fold { product: true, .. });
        let mut roots = Vec::new();
        let mut current = self.current(claim);
        for (v, _) in symbols_of(claim, &terms(claim))
            .iter()
            .filter(|s| product(s))
        {
            roots.push(current.dag.variable(*v));
        }
        self.dag = current.dag;
        self.signs_of(claim, &roots)
    }

    /// Induction on the claim together with the signs of its products, alone.
    pub(super) fn by_signs_of_products(&mut self, claim: &Claim, n: Var) -> Option<Tree> {
        let mut parts = self.signs_of_products(claim);
        if parts.is_empty() {
            return None;
        }
        parts.push(claim.goal.clone());
        let formula = Formula::And(parts);
        let aim = Claim {
            goal: formula.clone(),
            ..self.current(claim)
        };
        let tree = self.induct(&aim, n, 1)?;
        self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.plain(c))
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
            for order in orders(claim) {
                if let Some(tree) = self.induct(&aim, n, order) {
                    return self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.plain(c));
                }
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
    pub(super) fn by_stronger(&mut self, claim: &Claim, n: Var, kind: Amounts) -> Option<Tree> {
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
        let amounts = match kind {
            Amounts::Values => self.later_values(claim, n),
            Amounts::OfSymbols | Amounts::OfPowers => self.amounts_of_symbols(claim, n),
            Amounts::Numbers => self.amounts_of_numbers(claim, n),
        };
        // Values need no signs, which take an induction each.
        let value = |names: &[Meaning]| matches!(names, [Meaning::Value { .. }]);
        let tried = kind == Amounts::OfSymbols;
        for amount in amounts.iter().filter(|a| value(&a.names) && !tried) {
            let all = &amount.names;
            result =
                result.or_else(|| self.stronger_named(claim, n, (r, below), (amount, all), &[]));
        }
        let signs = match kind {
            Amounts::Values | Amounts::OfPowers => Vec::new(),
            Amounts::OfSymbols | Amounts::Numbers if amounts.is_empty() || result.is_some() => {
                Vec::new()
            }
            Amounts::OfSymbols | Amounts::Numbers => self.signs(claim),
        };
        for amount in &amounts {
            if result.is_some() || self.cancel.is_cancelled() {
                break;
            }
            let all = &amount.names;
            if !(value(all) && signs.is_empty()) {
                result = self.stronger_named(claim, n, (r, below), (amount, all), &signs);
            }
        }
        self.patience = saved;
        result
    }

    /// With the symbols in the amount named first.
    fn stronger_named(
        &mut self,
        claim: &Claim,
        n: Var,
        goal: (Relation, bool),
        (amount, names): (&Amount, &[Meaning]),
        signs: &[Formula],
    ) -> Option<Tree> {
        match names.split_first() {
            None => {
                let mut signs = signs.to_vec();
                let products = symbols_of(&self.current(claim), &[amount.term]);
                if products
                    .iter()
                    .any(|(_, m)| matches!(m, Meaning::Fold { .. }))
                {
                    signs.extend(self.signs_of(claim, &[amount.term]));
                }
                self.stronger_by(claim, n, goal, amount, &signs)
            }
            Some((name, rest)) => {
                self.apply(claim, Rule::Name(name.clone()), |prover, premise, _, _| {
                    prover.stronger_named(premise, n, goal, (amount, rest), signs)
                })
            }
        }
    }

    fn stronger_by(
        &mut self,
        claim: &Claim,
        n: Var,
        (r, below): (Relation, bool),
        amount: &Amount,
        signs: &[Formula],
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let (small, large) = if below {
            (r.lhs, r.rhs)
        } else {
            (r.rhs, r.lhs)
        };
        let less = current.dag.sub(large, amount.term);
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
        let tree = self.induct(&aim, n, amount.order)?;
        self.cuts(claim, vec![(formula, tree)], &mut |p, c| p.finish(c))
    }

    /// What may be taken off: constants over `n`, its root and its square.
    fn amounts_of_numbers(&mut self, claim: &Claim, n: Var) -> Vec<Amount> {
        let mut current = self.current(claim);
        let lowest = claim.variables[n.index()].domain.lo.constant();
        let from_zero = lowest
            .and_then(|e| claim.dag.as_rational(e))
            .is_none_or(|q| !num_traits::Signed::is_positive(q));
        let dag = &mut current.dag;
        let x = dag.variable(n);
        let (one, two) = (dag.integer(1), dag.integer(2));
        let half = dag.div(one, two);
        let next = dag.add(x, one);
        let middle = dag.add(x, half);
        let mut out = Vec::new();
        for base in [x, next, middle] {
            if base == x && from_zero {
                continue;
            }
            let root = dag.unary(lemmabox_kernel::expr::Unary::Sqrt, base);
            let square = dag.power(base, 2);
            for c in [one, two, half] {
                out.push(Amount::new(dag.div(c, base), Vec::new()));
            }
            out.push(Amount::new(dag.div(one, root), Vec::new()));
            out.push(Amount::new(dag.div(one, square), Vec::new()));
        }
        self.dag = current.dag;
        out
    }

    /// What may be taken off: what a recursion gives up, and what is left of a sum of shrinking
    /// terms.
    fn amounts_of_symbols(&mut self, claim: &Claim, n: Var) -> Vec<Amount> {
        let mut out = self.later_values(claim, n);
        for (v, meaning) in symbols_of(claim, &terms(claim)) {
            if let Meaning::Fold {
                product: false,
                index,
                term,
                hi: Some(hi),
                ..
            } = meaning
                && claim.depends_on(hi, n)
            {
                let weight = self.weight(claim, v);
                let left = self.remainder(claim, index, term, hi);
                out.extend(left.into_iter().map(|amount| self.weighted(amount, weight)));
            }
        }
        out
    }

    /// By what the goal multiplies a sum on its smaller side, if that is no number.
    fn weight(&mut self, claim: &Claim, sum: Var) -> Option<Expr> {
        let side = smaller_side(claim)?;
        let slope = self.dag.derivative(side, sum)?;
        let free = symbols_of(&self.current(claim), &[slope]).is_empty();
        (free && self.dag.as_rational(slope).is_none()).then_some(slope)
    }

    /// As much of an amount as a sum with a weight asks for.
    fn weighted(&mut self, amount: Amount, weight: Option<Expr>) -> Amount {
        let scaled = weight.map(|weight| self.dag.mul(weight, amount.term));
        let term = scaled.and_then(|e| normalised(&mut self.dag, e));
        Amount {
            term: term.unwrap_or(amount.term),
            ..amount
        }
    }

    /// What a recursion gives up goes into the sum: the later value for the first, as the goal or a
    /// hypothesis about every index weighs it.
    fn later_values(&mut self, claim: &Claim, n: Var) -> Vec<Amount> {
        let mut out = self.first_values_later(claim, n);
        let mut current = self.current(claim);
        for (amount, name) in super::telescope::amounts(&mut current) {
            if !out.iter().any(|a| a.term == amount) {
                out.push(Amount::new(amount, vec![name]));
            }
        }
        self.dag = current.dag;
        out
    }

    /// The value at the end in place of the first one, where that stands in the goal.
    fn first_values_later(&mut self, claim: &Claim, n: Var) -> Vec<Amount> {
        let Formula::Relation(r) = claim.goal.normalized() else {
            return Vec::new();
        };
        let mut current = self.current(claim);
        let one = current.dag.integer(1);
        let large = match r.op {
            Comparison::Less | Comparison::LessEqual => r.rhs,
            Comparison::Greater
            | Comparison::GreaterEqual
            | Comparison::Equal
            | Comparison::NotEqual => r.lhs,
        };
        let mut ends: Vec<Expr> = (symbols_of(claim, &terms(claim)).iter())
            .filter_map(|(_, m)| match m {
                Meaning::Fold { hi: Some(hi), .. } => Some(*hi),
                _ => None,
            })
            .collect();
        if ends.is_empty() {
            // Terms that are all at least something are summed by the variable alone.
            let last = current.dag.variable(n);
            ends.push(last);
            ends.push(current.dag.sub(last, one));
        }
        let mut out = Vec::new();
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
                    out.push(Amount::new(amount, vec![value]));
                    current.dag = named.dag;
                }
            }
        }
        self.dag = current.dag;
        out
    }

    /// What is left of a sum of shrinking terms beyond `hi`; see [`powers`].
    fn remainder(&mut self, claim: &Claim, index: Var, term: Expr, hi: Expr) -> Vec<Amount> {
        let mut current = self.current(claim);
        let one = current.dag.integer(1);
        let after = current.dag.add(hi, one);
        let mut out = Vec::new();
        for found in powers(&mut current, index, term) {
            let Ok(scale) = current.instantiate(found.power, &[(index, after)]) else {
                continue;
            };
            let known = claim.symbols.meanings.len();
            let named: Vec<Meaning> = (current.symbols.meanings.iter().skip(known))
                .map(|(_, m)| m.clone())
                .collect();
            let sum = current.dag.substitute(found.polynomial, &[(index, after)]);
            out.push(Amount::new(current.dag.mul(scale, sum), named));
        }
        // What falls faster than powers leaves no more than a multiple of its last term.
        if out.is_empty() && !symbols_of(&current, &[term]).is_empty() {
            let known = claim.symbols.meanings.len();
            if let Ok(last) = current.instantiate(term, &[(index, hi)]) {
                let named: Vec<Meaning> = (current.symbols.meanings.iter().skip(known))
                    .map(|(_, m)| m.clone())
                    .collect();
                let two = current.dag.integer(2);
                let twice = current.dag.mul(two, last);
                out.push(Amount::new(last, named.clone()));
                out.push(Amount::new(twice, named.clone()));
                for order in FACTORIAL_ORDERS {
                    let by = current.dag.integer(i64::from(order) - 1);
                    out.push(Amount {
                        term: current.dag.div(last, by),
                        names: named.clone(),
                        order,
                    });
                }
            }
        }
        self.dag = current.dag;
        out
    }
}

/// The smaller side of an inequality, if symbols stand on it.
fn smaller_side(claim: &Claim) -> Option<Expr> {
    let Formula::Relation(goal) = claim.goal.normalized() else {
        return None;
    };
    let side = match goal.op {
        Comparison::Less | Comparison::LessEqual => goal.lhs,
        Comparison::Greater | Comparison::GreaterEqual => goal.rhs,
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    (!symbols_of(claim, &[side]).is_empty()).then_some(side)
}
