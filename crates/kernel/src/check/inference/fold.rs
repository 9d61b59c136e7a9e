//! Sums, products and defined sequences expressed by each other; infinite sums by their partial
//! sums.

use super::super::rejection::{refuse, require};
use super::{assume, nonnegative, relation, with_goal};
use crate::certificate::Rate;
use crate::expr::{
    Claim, Comparison, End, Expr, Formula, Kind, Meaning, Unary, Var, constant_difference, small,
};
use rustc_hash::FxHashMap;

/// What symbols are expressed by.
pub type Equations = Vec<(Var, Expr)>;

/// Most terms by which a sum is unfolded.
const MOST_TERMS: i64 = 64;

/// Expresses the symbols of the goal and the hypotheses by those of them with the least indices.
/// What is given back must hold for it to be right.
pub(super) fn unfold(claim: &mut Claim) -> Result<Vec<Formula>, String> {
    unfolding(claim).map(|(conditions, _)| conditions)
}

/// [`unfold`], and what each symbol that does not stay is expressed by.
pub(super) fn unfolding(claim: &mut Claim) -> Result<(Vec<Formula>, Equations), String> {
    let mut roots = Vec::new();
    let mut collect = |f: &Formula| {
        f.for_each_relation(&mut |r| roots.extend([r.lhs, r.rhs]));
    };
    collect(&claim.goal);
    claim.hypotheses.iter().for_each(|h| collect(&h.formula));
    let mut references: Vec<Var> = roots.iter().flat_map(|e| claim.dag.variables(*e)).collect();
    references.retain(|v| claim.symbols.meaning(*v).is_some());
    references.sort_unstable();
    references.dedup();
    let mut unfolding = Unfolding {
        references,
        known: FxHashMap::default(),
        conditions: Vec::new(),
        depth: 0,
    };
    let goal = claim.goal.clone();
    claim.goal = unfolding.formula(claim, &goal)?;
    for i in 0..claim.hypotheses.len() {
        let formula = claim.hypotheses[i].formula.clone();
        claim.hypotheses[i].formula = unfolding.formula(claim, &formula)?;
    }
    let known = unfolding.known.into_iter();
    let mut equations: Equations = known.filter_map(|(v, e)| Some((v, e?))).collect();
    equations.sort_unstable_by_key(|(v, _)| *v);
    Ok((unfolding.conditions, equations))
}

struct Unfolding {
    /// The symbols of the claim.
    references: Vec<Var>,
    /// What symbols unfold to; `None` where they stay.
    known: FxHashMap<Var, Option<Expr>>,
    conditions: Vec<Formula>,
    depth: u32,
}

impl Unfolding {
    fn formula(&mut self, claim: &mut Claim, formula: &Formula) -> Result<Formula, String> {
        let mut failure = None;
        let image = formula.map_terms(&mut |e| match self.term(claim, e) {
            Ok(e) => e,
            Err(cause) => {
                failure = Some(cause);
                e
            }
        });
        failure.map_or(Ok(image), Err)
    }

    fn term(&mut self, claim: &mut Claim, e: Expr) -> Result<Expr, String> {
        let mut map = Vec::new();
        for v in claim.dag.variables(e) {
            if let Some(by) = self.symbol(claim, v)? {
                map.push((v, by));
            }
        }
        Ok(claim.dag.substitute(e, &map))
    }

    fn symbol(&mut self, claim: &mut Claim, v: Var) -> Result<Option<Expr>, String> {
        if let Some(known) = self.known.get(&v) {
            return Ok(*known);
        }
        let Some(meaning) = claim.symbols.meaning(v).cloned() else {
            return Ok(None);
        };
        require(self.depth < 200, "an unfolding that is too deep")?;
        let once = match &meaning {
            Meaning::Fold { .. } => self.fold(claim, v, &meaning)?,
            Meaning::Value { sequence, at } => self.value(claim, *sequence, *at)?,
            Meaning::Integral { .. } => None,
        };
        self.depth += 1;
        let result = match once {
            None => None,
            Some(e) => Some(self.term(claim, e)?),
        };
        self.depth -= 1;
        self.known.insert(v, result);
        Ok(result)
    }

    /// The sum over `lo..hi` is that over `lo'..hi'`, with the terms after `hi'` added and those
    /// before `lo` taken away, if neither range has a gap: `hi' >= lo' - 1` and `hi >= lo - 1`.
    fn fold(
        &mut self,
        claim: &mut Claim,
        v: Var,
        meaning: &Meaning,
    ) -> Result<Option<Expr>, String> {
        let Meaning::Fold {
            product,
            index,
            term,
            lo,
            hi,
        } = *meaning
        else {
            return Ok(None);
        };
        let mut best: Option<(i64, i64, Var, Expr, Option<Expr>)> = None;
        for w in self.references.clone() {
            let Some(Meaning::Fold {
                product: p,
                index: i,
                term: t,
                lo: lo1,
                hi: hi1,
            }) = claim.symbols.meaning(w).cloned()
            else {
                continue;
            };
            if w == v || p != product || i != index || t != term {
                continue;
            }
            let less = constant_difference(&claim.dag, lo, lo1);
            let more = match (hi, hi1) {
                (Some(hi), Some(hi1)) => constant_difference(&claim.dag, hi, hi1),
                (None, None) => Some(num_traits::Zero::zero()),
                _ => None,
            };
            let (Some(less), Some(more)) =
                (less.as_ref().and_then(small), more.as_ref().and_then(small))
            else {
                continue;
            };
            let nearer = (0..=MOST_TERMS).contains(&less)
                && (0..=MOST_TERMS).contains(&more)
                && less + more > 0
                && (!product || less == 0);
            if nearer && best.as_ref().is_none_or(|b| more + less > b.0 + b.1) {
                best = Some((more, less, w, lo1, hi1));
            }
        }
        let Some((more, less, w, lo1, hi1)) = best else {
            return Ok(None);
        };
        let mut sum = claim.dag.variable(w);
        if let (Some(hi), Some(hi1)) = (hi, hi1) {
            for (lo, hi) in [(lo1, hi1), (lo, hi)] {
                let one = claim.dag.integer(1);
                let count = claim.dag.sub(hi, lo);
                let count = claim.dag.add(count, one);
                let condition = nonnegative(claim, count);
                self.conditions.push(condition);
            }
            for i in 1..=more {
                let i = claim.dag.integer(i);
                let at = claim.dag.add(hi1, i);
                let term = claim.instantiate(term, &[(index, at)])?;
                sum = if product {
                    claim.dag.mul(sum, term)
                } else {
                    claim.dag.add(sum, term)
                };
            }
        }
        for i in 0..less {
            let i = claim.dag.integer(i);
            let at = claim.dag.add(lo1, i);
            let term = claim.instantiate(term, &[(index, at)])?;
            sum = claim.dag.sub(sum, term);
        }
        Ok(Some(sum))
    }

    /// A value of a defined sequence by its recurrence, from the least of the claim's indices on.
    fn value(
        &mut self,
        claim: &mut Claim,
        sequence: usize,
        at: Expr,
    ) -> Result<Option<Expr>, String> {
        let Some(defined) = claim.symbols.sequences.get(sequence).cloned() else {
            return Ok(None);
        };
        let Some(recurrence) = defined.recurrence else {
            return Ok(None);
        };
        let order = i64::try_from(recurrence.initial.len()).unwrap_or(i64::MAX);
        let mut most = 0;
        for w in &self.references {
            if let Some(Meaning::Value {
                sequence: s,
                at: other,
            }) = claim.symbols.meaning(*w)
                && *s == sequence
                && let Some(steps) = constant_difference(&claim.dag, at, *other)
            {
                most = small(&steps).unwrap_or(0).max(most);
            }
        }
        if most < order || most > MOST_TERMS {
            return Ok(None);
        }
        let back = claim.dag.integer(order);
        let index = claim.dag.sub(at, back);
        let from = claim.dag.integer(defined.from);
        let distance = claim.dag.sub(index, from);
        let condition = nonnegative(claim, distance);
        self.conditions.push(condition);
        let step = claim.instantiate(recurrence.step, &[(recurrence.index, index)])?;
        Ok(Some(step))
    }
}

/// Premises that the partial sums of absolute values of an infinite sum are at most `majorant`,
/// which is what absolute convergence means.
pub(super) fn convergent(
    claim: &Claim,
    meaning: &Meaning,
    majorant: Expr,
) -> Result<Claim, String> {
    let mut claim = claim.clone();
    let Meaning::Fold {
        product: false,
        index,
        term,
        lo,
        hi: None,
    } = *meaning
    else {
        return refuse("no infinite sum");
    };
    let term = claim.dag.unary(Unary::Abs, term);
    let (_, sum) = partial_sum(&mut claim, index, term, lo)?;
    Ok(with_goal(
        &claim,
        relation(sum, Comparison::LessEqual, majorant),
    ))
}

/// The sum of the first terms: over `index` from `lo` to `lo + m`, with the new integer variable
/// `m >= 0`.
fn partial_sum(
    claim: &mut Claim,
    index: Var,
    term: Expr,
    lo: Expr,
) -> Result<(Expr, Expr), String> {
    require(claim.is_integer_term(lo), "an end of a sum is no integer")?;
    let zero = claim.dag.integer(0);
    let m = claim.new_variable("m", Kind::Integer);
    claim.variables[m.index()].domain.lo = End::Closed(zero);
    let m = claim.dag.variable(m);
    let hi = claim.dag.add(lo, m);
    let sum = claim.symbol(Meaning::Fold {
        product: false,
        index,
        term,
        lo,
        hi: Some(hi),
    })?;
    Ok((m, sum))
}

pub(super) fn limit(
    claim: &Claim,
    symbol: Var,
    above: bool,
    bound: Expr,
    rate: &Rate,
    majorant: Expr,
) -> Result<Vec<Claim>, String> {
    let Some(meaning) = claim.symbols.meaning(symbol).cloned() else {
        return refuse("no infinite sum");
    };
    let converges = convergent(claim, &meaning, majorant)?;
    let Meaning::Fold {
        index, term, lo, ..
    } = meaning
    else {
        return refuse("no infinite sum");
    };
    let mut out = vec![converges];
    let mut near = claim.clone();
    let (m, sum) = partial_sum(&mut near, index, term, lo)?;
    let one = near.dag.integer(1);
    let count = near.dag.add(m, one);
    let slack = match rate {
        Rate::Reciprocal(e) => near.dag.div(*e, count),
        Rate::Powers {
            base,
            divides,
            coefficients,
        } => {
            out.push(vanishing(claim, *base, *divides)?);
            let after = near.dag.add(lo, count);
            power_times(&mut near, (*base, *divides), coefficients, after)?
        }
    };
    let goal = if above {
        let most = near.dag.add(bound, slack);
        relation(sum, Comparison::LessEqual, most)
    } else {
        let least = near.dag.sub(bound, slack);
        relation(sum, Comparison::GreaterEqual, least)
    };
    near.goal = goal;
    let mut main = claim.clone();
    let s = main.dag.variable(symbol);
    let op = if above {
        Comparison::LessEqual
    } else {
        Comparison::GreaterEqual
    };
    assume(&mut main, "limit", relation(s, op, bound));
    out.extend([near, main]);
    Ok(out)
}

/// That the powers of a base, or their reciprocals, vanish.
fn vanishing(claim: &Claim, base: Expr, divides: bool) -> Result<Claim, String> {
    let plain = claim.dag.variables(base).into_iter();
    require(
        plain.into_iter().all(|v| claim.symbols.is_free(v)),
        "a base with a sum, a value, an integral or a bound variable",
    )?;
    let mut claim = claim.clone();
    let square = claim.dag.power(base, 2);
    let one = claim.dag.integer(1);
    let op = if divides {
        Comparison::Greater
    } else {
        Comparison::Less
    };
    let goal = relation(square, op, one);
    Ok(with_goal(&claim, goal))
}

/// `(c_0 + c_1 n + ...) b^n`, or divided by the power.
fn power_times(
    claim: &mut Claim,
    (base, divides): (Expr, bool),
    coefficients: &[Expr],
    n: Expr,
) -> Result<Expr, String> {
    let index = claim.bound_variable(Kind::Integer, &[]);
    let lo = claim.dag.integer(1);
    let power = claim.symbol(Meaning::Fold {
        product: true,
        index,
        term: base,
        lo,
        hi: Some(n),
    })?;
    let mut sum = claim.dag.integer(0);
    for c in coefficients.iter().rev() {
        let rest = claim.dag.mul(sum, n);
        sum = claim.dag.add(rest, *c);
    }
    Ok(if divides {
        claim.dag.div(sum, power)
    } else {
        claim.dag.mul(sum, power)
    })
}
