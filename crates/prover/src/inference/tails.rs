//! What is left of an infinite sum: `G` with `f(t) <= G(t) - G(t+1)`, or at least, that vanishes at
//! infinity. With it the partial sums carry a bound: `f(a) + ... + f(b) <= bound - G(b+1)`.

use super::antiderivative::{Place, antiderivative};
use super::closed_forms::{equation, exponential};
use super::integral::{roughly, sample};
use super::mean_value::Primitive;
use super::partial_fractions::antidifference;
use super::series::infinite_sum;
use super::{BRIEF, Prover, symbols_of};
use lemmabox_kernel::certificate::{Rate, Rule, Tree};
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::{
    Affine, Binary, Claim, Comparison, Expr, Formula, Meaning, Node, Relation, Unary, Var,
};
use num_traits::One;

/// Beyond here what vanishes at infinity is small, logarithms in divisors among it.
const FAR: f64 = 1e60;

/// Coefficients of derivatives in the formula of Euler and Maclaurin, `-B_(2k)/(2k)!`, for the
/// first, third and fifth.
const BERNOULLI: [(i64, i64); 3] = [(-1, 12), (1, 720), (-1, 30_240)];

/// A sum on one side of an inequality.
struct Stated {
    /// Index and term of the sum.
    of: (Var, Expr),
    /// Its ends.
    ends: (Expr, Option<Expr>),
    /// Whether it is at most the other side.
    above: bool,
    /// The other side, without what vanishes as terms are added.
    bound: Expr,
    /// The sum.
    sum: Expr,
}

impl Prover<'_> {
    /// A bound on partial sums, by what is left of them.
    pub(super) fn by_what_is_left(&mut self, claim: &Claim) -> Option<Tree> {
        let stated = stated(claim)?;
        let hi = stated.ends.1?;
        let mut current = self.current(claim);
        let lefts = lefts(&mut current, &stated);
        let one = current.dag.integer(1);
        let after = current.dag.add(hi, one);
        let mut formulas = Vec::new();
        for g in lefts {
            if !begins(&mut current, &stated, g) {
                continue;
            }
            let Ok(left) = current.instantiate(g, &[(stated.of.0, after)]) else {
                continue;
            };
            let bound = current.dag.sub(stated.bound, left);
            let op = if stated.above {
                Comparison::LessEqual
            } else {
                Comparison::GreaterEqual
            };
            formulas.push(Formula::Relation(Relation {
                lhs: stated.sum,
                op,
                rhs: bound,
            }));
        }
        let term = unsigned(&current, stated.of.1);
        let whole = whole(&mut current, stated.of.0, term);
        self.dag = current.dag;
        let primitive = whole.map(|whole| Primitive {
            index: stated.of.0,
            term,
            whole,
            first: stated.ends.0,
            last: hi,
        });
        // What the mean value theorem shows is shown soon.
        let rounds = [(BRIEF, primitive), (self.patience, None)];
        rounds.into_iter().find_map(|(patience, primitive)| {
            let saved = std::mem::replace(&mut self.patience, patience);
            let before = std::mem::replace(&mut self.primitive, primitive);
            let tree = (formulas.iter()).find_map(|formula| self.carried(claim, formula));
            (self.patience, self.primitive) = (saved, before);
            tree
        })
    }

    /// A claim from a formula that an induction proves.
    fn carried(&mut self, claim: &Claim, formula: &Formula) -> Option<Tree> {
        if self.cancel.is_cancelled() {
            return None;
        }
        let rule = Rule::Cut(formula.clone());
        self.apply(claim, rule, |prover, premise, i, _| {
            if i > 0 {
                return prover.plain(premise);
            }
            let first = prover.inductive(premise).into_iter().next()?;
            prover.induct(premise, first, 1)
        })
    }

    /// The value of an infinite sum of a rational term that telescopes.
    pub(super) fn telescoped(&mut self, claim: &Claim, meaning: &Meaning) -> Option<Expr> {
        let (index, term, lo) = infinite_sum(meaning)?;
        let mut current = self.current(claim);
        let term = unsigned(&current, term);
        let g = antidifference(&mut current.dag, index, term)?;
        let value = current.instantiate(g, &[(index, lo)]).ok()?;
        self.dag = current.dag;
        Some(value)
    }

    /// Bounds on an infinite sum by its first term and an integral.
    pub(super) fn beyond(&mut self, claim: &Claim, meaning: &Meaning) -> Vec<Expr> {
        let Some((index, term, lo)) = infinite_sum(meaning) else {
            return Vec::new();
        };
        let mut current = self.current(claim);
        let term = unsigned(&current, term);
        let mut out = Vec::new();
        for g in beyond(&mut current, (index, term), &[(1, 1), (1, 2)]) {
            let dag = &mut current.dag;
            let one = dag.integer(1);
            let next = dag.add(lo, one);
            let first = dag.substitute(term, &[(index, lo)]);
            let rest = dag.substitute(g, &[(index, next)]);
            let bound = dag.add(first, rest);
            if symbols_of(&current, &[bound]).is_empty() {
                out.push(bound);
            }
        }
        self.dag = current.dag;
        out
    }

    /// An infinite sum is put in by the value to which it telescopes.
    pub(super) fn by_telescoping(
        &mut self,
        claim: &Claim,
        symbol: Var,
        meaning: &Meaning,
    ) -> Option<Tree> {
        let value = self.telescoped(claim, meaning)?;
        let mut current = self.current(claim);
        let s = current.dag.variable(symbol);
        self.dag = current.dag;
        self.apply(
            claim,
            Rule::Cut(equation(s, value)),
            |prover, premise, i, _| {
                if i == 0 {
                    prover.between(premise, (symbol, value), true)
                } else {
                    prover.goal(premise)
                }
            },
        )
    }

    /// An infinite sum is at most, and at least, a value.
    fn between(
        &mut self,
        claim: &Claim,
        (symbol, value): (Var, Expr),
        above: bool,
    ) -> Option<Tree> {
        let majorant = self.majorant(claim, symbol)?;
        let mut dag = self.dag.clone();
        let rates = [0, 1, 4].map(|n| dag.integer(n));
        self.dag = dag;
        rates.into_iter().find_map(|rate| {
            let rule = Rule::Limit {
                symbol,
                above,
                bound: value,
                rate: Rate::Reciprocal(rate),
                majorant,
            };
            self.apply(claim, rule, |prover, premise, i, n| {
                if i + 1 < n {
                    prover.partial(premise)
                } else if above {
                    prover.between(premise, (symbol, value), false)
                } else {
                    prover.plain(premise)
                }
            })
        })
    }
}

/// The term without an absolute value around it.
fn unsigned(claim: &Claim, term: Expr) -> Expr {
    match *claim.dag.node(term) {
        Node::Unary(Unary::Abs, x) => x,
        _ => term,
    }
}

fn stated(claim: &Claim) -> Option<Stated> {
    let Formula::Relation(r) = claim.goal.normalized() else {
        return None;
    };
    let (sum, bound, above) = match r.op {
        Comparison::LessEqual | Comparison::Less => (r.lhs, r.rhs, true),
        Comparison::GreaterEqual | Comparison::Greater => (r.lhs, r.rhs, false),
        Comparison::Equal | Comparison::NotEqual => return None,
    };
    let Node::Variable(v) = *claim.dag.node(sum) else {
        return None;
    };
    let Meaning::Fold {
        product: false,
        index,
        term,
        lo,
        hi,
    } = *claim.symbols.meaning(v)?
    else {
        return None;
    };
    let moves = |e: Expr| {
        let variables = claim.dag.variables(e);
        let last = hi.map(|hi| claim.dag.variables(hi)).unwrap_or_default();
        let first = claim.dag.variables(lo);
        variables
            .into_iter()
            .any(|v| last.contains(&v) && !first.contains(&v))
    };
    let bound = match *claim.dag.node(bound) {
        Node::Binary(Binary::Add | Binary::Sub, b, slack) if moves(slack) && !moves(b) => b,
        _ => bound,
    };
    Some(Stated {
        of: (index, term),
        ends: (lo, hi),
        above,
        bound,
        sum,
    })
}

/// Whether the first term and what is left then seem to keep the bound.
fn begins(claim: &mut Claim, stated: &Stated, left: Expr) -> bool {
    let (index, term) = stated.of;
    if !symbols_of(claim, &[term, left, stated.bound]).is_empty() {
        return true;
    }
    let dag = &mut claim.dag;
    let one = dag.integer(1);
    let next = dag.add(stated.ends.0, one);
    let first = dag.substitute(term, &[(index, stated.ends.0)]);
    let rest = dag.substitute(left, &[(index, next)]);
    let all = dag.add(first, rest);
    let slack = if stated.above {
        dag.sub(stated.bound, all)
    } else {
        dag.sub(all, stated.bound)
    };
    let at = sample(claim);
    // Where nothing is seen it may hold.
    let slack = roughly(&mut claim.dag, slack, &at);
    slack.is_nan() || slack > -1e-9
}

/// Candidates for what is left from an index on, in that index.
fn lefts(claim: &mut Claim, stated: &Stated) -> Vec<Expr> {
    let (index, term) = stated.of;
    let term = unsigned(claim, term);
    let mut out: Vec<Expr> = Vec::new();
    out.extend(antidifference(&mut claim.dag, index, term));
    out.extend(bound_from(claim, stated));
    let back: &[(i64, i64)] = if stated.above {
        &[(1, 1), (1, 2)]
    } else {
        &[(0, 1)]
    };
    out.extend(beyond(claim, (index, term), back));
    out.extend(euler_maclaurin(claim, (index, term), stated.above));
    out.extend(exponential(&mut claim.dag, index, term));
    out.retain(|e| {
        let named = |(v, _): &(Var, Meaning)| claim.symbols.meaning(*v).is_some();
        symbols_of(claim, &[*e]).iter().all(named)
    });
    out
}

/// An antiderivative of a term whose sum is compared with the integral; none of one whose sum
/// telescopes.
pub(super) fn whole(claim: &mut Claim, index: Var, term: Expr) -> Option<Expr> {
    if antidifference(&mut claim.dag, index, term).is_some() {
        return None;
    }
    let place = Place {
        negative: false,
        from_left: false,
    };
    antiderivative(&mut claim.dag, term, index, place)
}

/// Whether a term seems to vanish as an index grows.
fn vanishes(claim: &mut Claim, index: Var, e: Expr) -> bool {
    let mut far = sample(claim);
    far.retain(|(v, _)| *v != index);
    far.push((index, FAR));
    roughly(&mut claim.dag, e, &far).abs() < 1e-2
}

/// Integrals of a term from an index on, less some steps: what is left of a falling term (a step),
/// or a convex one (half a step).
fn beyond(claim: &mut Claim, (index, term): (Var, Expr), back: &[(i64, i64)]) -> Vec<Expr> {
    let Some(g) = whole(claim, index, term).filter(|g| vanishes(claim, index, *g)) else {
        return Vec::new();
    };
    let dag = &mut claim.dag;
    let t = dag.variable(index);
    let moved = back.iter().map(|(p, q)| {
        let by = dag.rational(ratio(*p, *q));
        let at = dag.sub(t, by);
        let moved = dag.substitute(g, &[(index, at)]);
        dag.neg(moved)
    });
    moved.collect()
}

/// What is left by the formula of Euler and Maclaurin, whose truncations of a completely monotone
/// term lie above and below in turn: those on one side, the nearest last.
fn euler_maclaurin(claim: &mut Claim, (index, term): (Var, Expr), above: bool) -> Vec<Expr> {
    let Some(g) = whole(claim, index, term).filter(|g| vanishes(claim, index, *g)) else {
        return Vec::new();
    };
    let dag = &mut claim.dag;
    let two = dag.integer(2);
    let half = dag.div(term, two);
    let mut truncations = vec![dag.sub(half, g)];
    let mut derivative = term;
    for (k, (p, q)) in BERNOULLI.into_iter().enumerate() {
        for _ in 0..(if k == 0 { 1 } else { 2 }) {
            let Some(next) = dag.derivative(derivative, index) else {
                return Vec::new();
            };
            derivative = next;
        }
        let weight = dag.rational(ratio(p, q));
        let part = dag.mul(weight, derivative);
        let sum = dag.add(truncations[k], part);
        truncations.push(sum);
    }
    let first = usize::from(above);
    truncations.into_iter().skip(first).step_by(2).collect()
}

/// The bound as a function of where the sum begins: `sum from n on <= B(n)` is carried by `B`
/// itself.
fn bound_from(claim: &mut Claim, stated: &Stated) -> Option<Expr> {
    let form = Affine::of(&claim.dag, stated.ends.0)?;
    let (v, c) = form.coefficients.first_key_value()?;
    let only = form.coefficients.len() == 1 && c.is_one();
    let plain = symbols_of(claim, &[stated.bound]).is_empty();
    if !(only && plain && claim.dag.variables(stated.bound).contains(v)) {
        return None;
    }
    let v = *v;
    let dag = &mut claim.dag;
    let (t, constant) = (dag.variable(stated.of.0), dag.rational(form.constant));
    let at = dag.sub(t, constant);
    Some(dag.substitute(stated.bound, &[(v, at)]))
}
