//! Sums compared term by term: what does not fall, or does not rise, is held at an end of the
//! range, and the partial sums compare for every last index.

use super::closed_forms::{FiniteSum, sums_of_goal};
use super::every::{new_meanings, statement};
use super::invariant::relation;
use super::moving_sums::normalised;
use super::{BRIEF, Prover, QUICK, symbols_of};
use lemmabox_kernel::certificate::Tree;
use lemmabox_kernel::expr::{Binary, Claim, Comparison, Dag, Expr, Formula, Node, Unary, Var};

/// Most terms with a part held at an end of the range.
const MOST_HELD: usize = 8;

impl Prover<'_> {
    /// A sum by one whose terms are as large or larger: what does not fall, or does not rise, is
    /// held at an end of the range.
    pub(super) fn by_held_terms(&mut self, claim: &Claim) -> Option<Tree> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        if self.apart || matches!(goal.op, Comparison::Equal | Comparison::NotEqual) {
            return None;
        }
        for (symbol, sum) in sums_of_goal(claim).into_iter().take(2) {
            let mut current = self.current(claim);
            let held = held(&mut current, &sum);
            self.dag = current.dag;
            for whole in held {
                if self.cancel.is_cancelled() {
                    return None;
                }
                let tree = self.by_terms(claim, (symbol, &sum), &whole);
                if tree.is_some() {
                    return tree;
                }
            }
        }
        None
    }

    /// The goal with another sum in place of one, and that the terms compare.
    fn by_terms(
        &mut self,
        claim: &Claim,
        (symbol, sum): (Var, &FiniteSum),
        whole: &Whole,
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let known = current.symbols.meanings.len();
        let by = whole.sum(&mut current, sum, sum.hi)?;
        let dag = &mut current.dag;
        let goal = claim
            .goal
            .map_terms(&mut |e| dag.substitute(e, &[(symbol, by)]));
        let names = new_meanings(&current, known);
        let divided = divided(&mut current.dag, &goal, whole.factor);
        self.dag = current.dag;
        self.with_names(claim, &names, &mut |prover, named| {
            let rest =
                &mut |prover: &mut Self, premise: &Claim| prover.by_each_term(premise, sum, whole);
            let tree = prover.cut(named, &goal, &mut Self::without_more_sums, rest);
            let Some(first) = divided.as_ref().filter(|_| tree.is_none()) else {
                return tree;
            };
            prover.cut(
                named,
                first,
                &mut Self::by_induction_alone,
                &mut |prover, premise| prover.cut(premise, &goal, &mut Self::plain, rest),
            )
        })
    }

    /// By what is quick.
    fn without_more_sums(&mut self, claim: &Claim) -> Option<Tree> {
        self.with_patience(BRIEF, |prover| {
            (prover.finish(claim)).or_else(|| prover.by_closed_forms(claim))
        })
    }

    /// By induction, without a statement about every index.
    fn by_induction_alone(&mut self, claim: &Claim) -> Option<Tree> {
        let saved = std::mem::replace(&mut self.apart, true);
        let tree = self.by_induction(claim);
        self.apart = saved;
        tree
    }

    /// That partial sums compare, for every last index; then the claim.
    fn by_each_term(&mut self, claim: &Claim, sum: &FiniteSum, whole: &Whole) -> Option<Tree> {
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        let mut sides = [Comparison::LessEqual, Comparison::GreaterEqual];
        if matches!(goal.op, Comparison::Greater | Comparison::GreaterEqual) {
            sides.reverse();
        }
        self.with_signs_of_products(claim, &mut |prover, claim| {
            prover.with_index(claim, |prover, claim, index| {
                let mut sides = sides.into_iter();
                sides.find_map(|op| prover.by_partial_sums(claim, index, sum, (whole, op)))
            })
        })
    }

    fn by_partial_sums(
        &mut self,
        claim: &Claim,
        index: Var,
        sum: &FiniteSum,
        (whole, op): (&Whole, Comparison),
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let known = current.symbols.meanings.len();
        let (v, one) = (current.dag.variable(index), current.dag.integer(1));
        let own = sum.up_to(&mut current, v)?;
        let other = whole.sum(&mut current, sum, v)?;
        let before = current.dag.sub(sum.lo, one);
        let names = new_meanings(&current, known);
        self.dag = current.dag;
        let always = statement(index, (before, Some(sum.hi)), relation(own, op, other));
        self.every(
            claim,
            (&names, always),
            &mut |prover, one| prover.with_patience(QUICK, |prover| prover.induct_newest(one)),
            &mut |prover, all| prover.at_index(all, sum.hi, &mut |p, c| p.finish(c)),
        )
    }
}

/// A sum `factor * sum(term)`, or with a term that does not move.
struct Whole {
    factor: Expr,
    /// `None` for 1.
    term: Option<Expr>,
}

impl Whole {
    /// The sum up to an index.
    fn sum(&self, claim: &mut Claim, like: &FiniteSum, hi: Expr) -> Option<Expr> {
        let sum = match self.term {
            None => {
                let one = claim.dag.integer(1);
                let count = claim.dag.sub(hi, like.lo);
                claim.dag.add(count, one)
            }
            Some(term) => FiniteSum { term, ..*like }.up_to(claim, hi)?,
        };
        Some(claim.dag.mul(self.factor, sum))
    }
}

/// Terms with a part of them taken at the last index, or at the first.
fn held(claim: &mut Claim, sum: &FiniteSum) -> Vec<Whole> {
    let (mut out, mut seen) = (Vec::new(), Vec::new());
    for part in plain_parts(claim, sum.term, sum.index) {
        for end in [sum.hi, sum.lo] {
            let fixed = claim.dag.substitute(part, &[(sum.index, end)]);
            let dag = &mut claim.dag;
            let term = dag.rebuild(sum.term, |_, node| (node == part).then_some(fixed));
            if out.len() == MOST_HELD || seen.contains(&term) {
                continue;
            }
            seen.push(term);
            let mut factor = claim.dag.integer(1);
            let mut moving = claim.dag.integer(1);
            let mut moves = false;
            for (e, below) in factors(claim, term) {
                let inside = claim.depends_on(e, sum.index);
                moves |= inside;
                let side = if inside { &mut moving } else { &mut factor };
                *side = if below {
                    claim.dag.div(*side, e)
                } else {
                    claim.dag.mul(*side, e)
                };
            }
            out.push(Whole {
                factor,
                term: moves.then_some(moving),
            });
        }
    }
    out
}

/// The largest subterms with the index and without symbols.
fn plain_parts(claim: &Claim, term: Expr, index: Var) -> Vec<Expr> {
    let (mut out, mut level) = (Vec::new(), vec![term]);
    while let Some(e) = level.pop() {
        if !claim.depends_on(e, index) {
            continue;
        }
        if symbols_of(claim, &[e]).is_empty() {
            out.push(e);
            continue;
        }
        match *claim.dag.node(e) {
            Node::Unary(_, x) | Node::Power(x, _) => level.push(x),
            Node::Binary(_, x, y) => level.extend([x, y]),
            _ => {}
        }
    }
    let variable = |e: &Expr| matches!(claim.dag.node(*e), Node::Variable(_));
    out.retain(|e| !variable(e) || *e == term);
    out
}

/// Both sides of a relation by a factor of one of them.
fn divided(dag: &mut Dag, formula: &Formula, factor: Expr) -> Option<Formula> {
    let Formula::Relation(r) = *formula else {
        return None;
    };
    if dag.as_rational(factor).is_some() {
        return None;
    }
    let mut sides = Vec::new();
    for e in [r.lhs, r.rhs] {
        let part = dag.div(e, factor);
        sides.push(normalised(dag, part)?);
    }
    Some(relation(sides[0], r.op, sides[1]))
}

/// The factors of a term, and whether each divides.
fn factors(claim: &mut Claim, term: Expr) -> Vec<(Expr, bool)> {
    let (mut out, mut stack) = (Vec::new(), vec![(term, false)]);
    while let Some((e, below)) = stack.pop() {
        match *claim.dag.node(e) {
            Node::Binary(Binary::Mul, x, y) => stack.extend([(x, below), (y, below)]),
            Node::Binary(Binary::Div, x, y) => stack.extend([(x, below), (y, !below)]),
            Node::Unary(Unary::Neg, x) => {
                let minus = claim.dag.integer(-1);
                out.push((minus, false));
                stack.push((x, below));
            }
            _ => out.push((e, below)),
        }
    }
    out
}
