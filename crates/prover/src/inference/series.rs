//! Infinite sums by bounds on their partial sums, and sums of polynomials times powers by what is
//! left of them.

use super::closed_forms::{equation, sums_of_goal};
use super::every::new_meanings;
use super::integral::{roughly, sample};
use super::invariant::Amounts;
use super::{BRIEF, Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Rate, Rule, Tree};
use lemmabox_kernel::exact::rational;
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Kind, Meaning, Node, Unary, Var};
use num_traits::Signed;

/// Highest degree of a polynomial that multiplies a power.
const MOST_DEGREE: usize = 4;

/// A term `c(t) b^t`, or `c(t)/b^t`, of a sum over `t`. With `r` the ratio `b` or `1/b`, the terms
/// from `m` on sum to `p(m) b^m` (or `/b^m`) with `p = c/(1 - r) + D c r/(1 - r)^2 + ...` in
/// forward differences `D`.
pub(super) struct Powers {
    /// `b`
    base: Expr,
    /// Whether the power divides.
    divides: bool,
    /// `b^t` or `1/b^t`, in the index of the sum.
    pub(super) power: Expr,
    /// `p`, in the index of the sum.
    pub(super) polynomial: Expr,
    /// Whether the terms sum to that, and not to less.
    pub(super) exact: bool,
}

/// How a term may be read as a polynomial times a power. A constant times a power may be one that
/// shrinks or one that divides. The absolute value of such a term is read as the term, with the
/// size of a base that may be negative.
pub(super) fn powers(claim: &mut Claim, index: Var, term: Expr) -> Vec<Powers> {
    let (term, absolute) = match *claim.dag.node(term) {
        Node::Unary(Unary::Abs, x) => (x, true),
        _ => (term, false),
    };
    let one = claim.dag.integer(1);
    let mut out = Vec::new();
    for (v, inner) in symbols_of(claim, &[term]) {
        let Meaning::Fold {
            product: true,
            term: base,
            index: i,
            hi: Some(hi),
            ..
        } = inner
        else {
            continue;
        };
        if claim.depends_on(base, i) || !claim.depends_on(hi, index) {
            continue;
        }
        let p = claim.dag.variable(v);
        let coefficient = claim.dag.substitute(term, &[(v, one)]);
        let rising = claim.dag.mul(coefficient, p);
        let falling = claim.dag.div(coefficient, p);
        let [up, down] = [rising, falling].map(|e| {
            let difference = claim.dag.sub(term, e);
            claim.dag.is_zero(difference)
        });
        let signed = absolute && {
            let places = [lowest(claim), sample(claim)];
            let dag = &mut claim.dag;
            places.iter().any(|at| roughly(dag, base, at) < 0.0)
        };
        let size = |claim: &mut Claim, e: Expr| {
            if signed {
                claim.dag.unary(Unary::Abs, e)
            } else {
                e
            }
        };
        let (base, p) = (size(claim, base), size(claim, p));
        for divides in [false, true] {
            if !(if divides { down } else { up }) {
                continue;
            }
            let reciprocal = claim.dag.div(one, base);
            let ratio = if divides { reciprocal } else { base };
            let power = if divides { claim.dag.div(one, p) } else { p };
            let mut found = |polynomial: Expr, exact: bool| {
                out.push(Powers {
                    base,
                    divides,
                    power,
                    polynomial,
                    exact,
                });
            };
            match left(claim, index, coefficient, ratio) {
                Some(p) => {
                    // The sizes of a polynomial that changes its sign are no polynomial.
                    let larger = absolute
                        .then(|| unsigned_polynomial(claim, index, coefficient))
                        .flatten();
                    match larger {
                        Some(c) => {
                            if let Some(p) = left(claim, index, c, ratio) {
                                found(p, false);
                            }
                        }
                        None => found(p, true),
                    }
                }
                None => {
                    // A coefficient that falls: the terms are at most those of a geometric series.
                    let rest = claim.dag.sub(one, ratio);
                    found(claim.dag.div(coefficient, rest), false);
                }
            }
        }
    }
    out
}

/// A polynomial with rational coefficients of both signs with their sizes for coefficients: at
/// least as large as it, for an index that is not negative.
fn unsigned_polynomial(claim: &mut Claim, index: Var, polynomial: Expr) -> Option<Expr> {
    let dag = &mut claim.dag;
    let (zero, t) = (dag.integer(0), dag.variable(index));
    let (mut derivative, mut sum, mut signs) = (polynomial, zero, [false; 2]);
    let mut factorial = 1;
    for k in 0..=MOST_DEGREE {
        let at = dag.substitute(derivative, &[(index, zero)]);
        let q = dag.as_rational(at)?.clone();
        signs[0] |= q.is_negative();
        signs[1] |= q.is_positive();
        let coefficient = dag.rational(q.abs() / rational::integer(factorial));
        let power = dag.power(t, i32::try_from(k).ok()?);
        let part = dag.mul(coefficient, power);
        sum = dag.add(sum, part);
        derivative = dag.derivative(derivative, index)?;
        if dag.is_zero(derivative) {
            break;
        }
        factorial *= i64::try_from(k + 1).ok()?;
    }
    signs.iter().all(|s| *s).then_some(sum)
}

/// Whether a goal bounds partial sums of absolute values.
pub(super) fn is_of_sizes(claim: &Claim) -> bool {
    let Formula::Relation(r) = claim.goal.normalized() else {
        return false;
    };
    let Node::Variable(v) = *claim.dag.node(r.lhs) else {
        return false;
    };
    match claim.symbols.meaning(v) {
        Some(Meaning::Fold {
            product: false,
            term,
            hi: Some(_),
            ..
        }) => matches!(claim.dag.node(*term), Node::Unary(Unary::Abs, _)),
        Some(Meaning::Fold { .. } | Meaning::Value { .. } | Meaning::Integral { .. }) | None => {
            false
        }
    }
}

/// A point at the lower ends of the domains.
fn lowest(claim: &mut Claim) -> Vec<(Var, f64)> {
    let mut at = sample(claim);
    for (v, x) in &mut at {
        let lo = claim.variables[v.index()].domain.lo.constant();
        *x = match lo {
            Some(e) => roughly(&mut claim.dag, e, &[]),
            None => -1e3,
        };
    }
    at
}

/// `c/(1 - r) + D c r/(1 - r)^2 + ...` for a polynomial `c` of the index.
fn left(claim: &mut Claim, index: Var, coefficient: Expr, ratio: Expr) -> Option<Expr> {
    let dag = &mut claim.dag;
    let (one, t) = (dag.integer(1), dag.variable(index));
    let next = dag.add(t, one);
    let rest = dag.sub(one, ratio);
    let step = dag.div(ratio, rest);
    let mut weight = dag.div(one, rest);
    let mut difference = coefficient;
    let mut sum = dag.integer(0);
    for _ in 0..=MOST_DEGREE {
        let part = dag.mul(difference, weight);
        sum = dag.add(sum, part);
        let later = dag.substitute(difference, &[(index, next)]);
        difference = dag.sub(later, difference);
        if dag.is_zero(difference) {
            return Some(sum);
        }
        weight = dag.mul(weight, step);
    }
    None
}

/// Index, term and first index of an infinite sum.
pub(super) fn infinite_sum(meaning: &Meaning) -> Option<(Var, Expr, Expr)> {
    match *meaning {
        Meaning::Fold {
            product: false,
            index,
            term,
            lo,
            hi: None,
        } => Some((index, term, lo)),
        Meaning::Fold { .. } | Meaning::Value { .. } | Meaning::Integral { .. } => None,
    }
}

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
    /// The value of an infinite sum of a polynomial times a power: `p(lo) b^lo`.
    pub(super) fn whole(&mut self, claim: &Claim, meaning: &Meaning) -> Vec<(Powers, Expr)> {
        let Some((index, term, lo)) = infinite_sum(meaning) else {
            return Vec::new();
        };
        let mut current = self.current(claim);
        let mut out = Vec::new();
        let bounds = matches!(current.dag.node(term), Node::Unary(Unary::Abs, _));
        for found in powers(&mut current, index, term) {
            if !found.exact && !bounds {
                continue;
            }
            let whole = current.dag.mul(found.power, found.polynomial);
            let Ok(value) = current.instantiate(whole, &[(index, lo)]) else {
                continue;
            };
            // A value with powers of its own would need names.
            let named = |(v, _): &(Var, Meaning)| claim.symbols.meaning(*v).is_some();
            if symbols_of(&current, &[value]).iter().all(named) {
                out.push((found, value));
            }
        }
        self.dag = current.dag;
        out
    }

    /// An infinite sum of a polynomial times a power is put in by its value.
    fn by_value(&mut self, claim: &Claim, symbol: Var, meaning: &Meaning) -> Option<Tree> {
        self.whole(claim, meaning)
            .into_iter()
            .find_map(|(found, value)| {
                let mut current = self.current(claim);
                let s = current.dag.variable(symbol);
                self.dag = current.dag.clone();
                self.apply(
                    claim,
                    Rule::Cut(equation(s, value)),
                    |prover, premise, i, _| {
                        if i == 0 {
                            prover.by_powers(premise, symbol, meaning, (&found, value), true)
                        } else {
                            prover.goal(premise)
                        }
                    },
                )
            })
    }

    /// An infinite sum is at most, and at least, a value from which the partial sums differ by
    /// powers.
    fn by_powers(
        &mut self,
        claim: &Claim,
        symbol: Var,
        meaning: &Meaning,
        (found, value): (&Powers, Expr),
        above: bool,
    ) -> Option<Tree> {
        let Meaning::Fold { index, .. } = *meaning else {
            return None;
        };
        let majorant = self.majorant(claim, symbol)?;
        let rate = self.rate(index, found, above)?;
        let rule = Rule::Limit {
            symbol,
            above,
            bound: value,
            rate,
            majorant,
        };
        self.apply(claim, rule, |prover, premise, i, n| {
            if i + 1 < n {
                // That powers of the base vanish says nothing of sums.
                return (prover.plain(premise)).or_else(|| prover.partial(premise));
            }
            if above {
                prover.by_powers(premise, symbol, meaning, (found, value), false)
            } else {
                prover.plain(premise)
            }
        })
    }

    /// A claim about partial sums: by induction, with what is left of them, or with the signs of
    /// the powers in it.
    pub(super) fn partial(&mut self, claim: &Claim) -> Option<Tree> {
        if let Some(tree) = self.without_sizes(claim) {
            return Some(tree);
        }
        if let Some(tree) = self.by_what_is_left(claim) {
            return Some(tree);
        }
        for n in self.inductive(claim) {
            let tree = self
                .by_stronger(claim, n, Amounts::OfPowers)
                .or_else(|| self.induct(claim, n, 1))
                .or_else(|| self.by_signs_of_products(claim, n));
            if tree.is_some() {
                return tree;
            }
        }
        self.finish(claim).or_else(|| self.by_induction(claim))
    }

    /// A bound on a sum of sizes of a term with a real parameter, as one on the sum of the term
    /// itself, which is shown to be the same.
    fn without_sizes(&mut self, claim: &Claim) -> Option<Tree> {
        if !is_of_sizes(claim) {
            return None;
        }
        let mut current = self.current(claim);
        let (v, mut sum) = sums_of_goal(&current).into_iter().next()?;
        let Node::Unary(Unary::Abs, term) = *current.dag.node(sum.term) else {
            return None;
        };
        let parameter = |w: Var| {
            let kind = current.variables.get(w.index()).map(|x| x.kind);
            kind == Some(Kind::Real) && current.symbols.is_free(w)
        };
        if !symbols_of(&current, &[term]).is_empty()
            || !current.dag.variables(term).into_iter().any(parameter)
        {
            return None;
        }
        sum.term = term;
        let known = current.symbols.meanings.len();
        let plain = sum.up_to(&mut current, sum.hi)?;
        let names = new_meanings(&current, known);
        let equal = equation(current.dag.variable(v), plain);
        self.dag = current.dag;
        self.with_names(claim, &names, &mut |prover, named| {
            prover.cut(
                named,
                &equal,
                &mut |prover, one| prover.with_patience(BRIEF, |p| p.by_one_induction(one)),
                &mut |prover, all| prover.partial(all),
            )
        })
    }

    /// What partial sums are short of the value, with the sign that the side asks for.
    fn rate(&mut self, index: Var, found: &Powers, above: bool) -> Option<Rate> {
        let dag = &mut self.dag;
        let zero = dag.integer(0);
        let mut derivative = found.polynomial;
        let mut coefficients = Vec::new();
        let mut factorial = 1;
        for k in 0..=MOST_DEGREE {
            let at = dag.substitute(derivative, &[(index, zero)]);
            let scale = dag.integer(if above { -factorial } else { factorial });
            coefficients.push(dag.div(at, scale));
            derivative = dag.derivative(derivative, index)?;
            if dag.is_zero(derivative) {
                return Some(Rate::Powers {
                    base: found.base,
                    divides: found.divides,
                    coefficients,
                });
            }
            factorial *= i64::try_from(k + 1).ok()?;
        }
        None
    }

    /// A bound on the partial sums of absolute values: the value of a sum of powers, the one the
    /// goal states, or a plain number.
    pub(super) fn majorant(&mut self, claim: &Claim, symbol: Var) -> Option<Expr> {
        if let Some(known) = self.majorants.iter().find(|m| m.0 == symbol) {
            return Some(known.1);
        }
        let mut tried: Vec<Expr> = Vec::new();
        if let Some(Meaning::Fold {
            product,
            index,
            term,
            lo,
            hi,
        }) = claim.symbols.meaning(symbol).cloned()
        {
            let mut current = self.current(claim);
            let term = current.dag.unary(Unary::Abs, term);
            self.dag = current.dag;
            let sizes = Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi,
            };
            tried.extend(self.whole(claim, &sizes).into_iter().map(|(_, e)| e));
            tried.extend(self.telescoped(claim, &sizes));
            tried.extend(self.beyond(claim, &sizes));
        }
        let mut current = self.current(claim);
        tried.extend(self.aims.iter().copied());
        for n in [1, 2, 4, 16] {
            tried.push(current.dag.integer(n));
        }
        let zero = current.dag.integer(0);
        self.dag = current.dag;
        let found = tried.into_iter().find(|bound| {
            let rule = Rule::Limit {
                symbol,
                above: true,
                bound: *bound,
                rate: Rate::Reciprocal(zero),
                majorant: *bound,
            };
            let Some(premise) = self.premise(claim, &rule, 0) else {
                return false;
            };
            self.partial(&premise).is_some()
        });
        self.majorants.extend(found.map(|e| (symbol, e)));
        found
    }

    /// An upper bound on an infinite sum, or a lower one; both for an equality.
    pub(super) fn by_limit(&mut self, claim: &Claim) -> Option<Tree> {
        self.by_limit_on(claim, true)
    }

    fn by_limit_on(&mut self, claim: &Claim, first: bool) -> Option<Tree> {
        let found = symbols_of(claim, &terms(claim));
        let (symbol, meaning) = found.into_iter().find(|(v, m)| {
            matches!(m, Meaning::Fold { hi: None, .. }) && !(first && is_compared(claim, *v))
        })?;
        if first {
            let tree = (self.by_value(claim, symbol, &meaning))
                .or_else(|| self.by_telescoping(claim, symbol, &meaning));
            if tree.is_some() {
                return tree;
            }
        }
        let (above, bound) = stated(claim, symbol)?;
        let equality = matches!(claim.goal.normalized(),
            Formula::Relation(r) if r.op == Comparison::Equal);
        let above = above && first;
        let mut current = self.current(claim);
        let (zero, one) = (current.dag.integer(0), current.dag.integer(1));
        self.dag = current.dag;
        let majorant = if above {
            bound
        } else {
            self.majorant(claim, symbol)?
        };
        [zero, one].into_iter().find_map(|rate| {
            let rule = Rule::Limit {
                symbol,
                above,
                bound,
                rate: Rate::Reciprocal(rate),
                majorant,
            };
            self.apply(claim, rule, |prover, premise, i, n| {
                if i + 1 < n {
                    return (prover.without_sizes(premise))
                        .or_else(|| prover.by_what_is_left(premise))
                        .or_else(|| prover.goal(premise));
                }
                prover.plain(premise).or_else(|| {
                    // An equality has the other side to come.
                    (equality && above)
                        .then(|| prover.by_limit_on(premise, false))
                        .flatten()
                })
            })
        })
    }
}

/// Whether an infinite sum has been compared with its value or a bound on the way, so that doing so
/// again says nothing new.
fn is_compared(claim: &Claim, symbol: Var) -> bool {
    claim.hypotheses.iter().any(|h| {
        let mut found = false;
        h.formula.for_each_relation(&mut |r| {
            found |= matches!(claim.dag.node(r.lhs), Node::Variable(v) if *v == symbol);
        });
        found && matches!(h.name.as_str(), "limit" | "proved")
    })
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
