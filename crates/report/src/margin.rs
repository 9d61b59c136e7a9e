//! How much a proved goal has to spare.

use lemmabox_evaluation::evaluate::evaluate;
use lemmabox_interval::{Interval, MpInterval, Precision};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Domain, Expr, Formula, Kind};
use std::collections::BinaryHeap;

/// Boxes evaluated for one inequality.
const BOXES: usize = 4000;
/// Nodes of an inequality beyond which no margin is looked for.
const NODES: usize = 400;
/// Stop when the bound is this close to a value taken, relatively.
const CLOSE: f64 = 0.02;
/// Digits printed.
const DIGITS: usize = 3;

/// A certified positive lower bound of the least difference of the goal's inequalities over the
/// whole domain (hypotheses are not used, so it holds where they do), rounded down. `None` when the
/// goal is no conjunction of inequalities, when a variable in it is unbounded, or when no positive
/// bound was found within a small budget.
#[must_use]
pub fn margin(claim: &Claim) -> Option<String> {
    let mut dag = claim.dag.clone();
    let relations = match claim.goal.normalized() {
        Formula::Relation(r) => vec![r],
        Formula::And(fs) => fs
            .into_iter()
            .map(|f| match f {
                Formula::Relation(r) => Some(r),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()?,
        _ => return None,
    };
    let mut least = f64::INFINITY;
    for r in relations {
        if matches!(r.op, Comparison::Equal | Comparison::NotEqual) {
            return None;
        }
        let (difference, _) = r.difference(&mut dag);
        least = least.min(lower_bound(claim, &dag, difference)?);
    }
    if !(least > 0.0 && least.is_finite()) {
        return None;
    }
    let precision = Precision::new(64);
    let (lower, _) =
        MpInterval::from_interval(precision, Interval::point(least)).decimal_bounds(DIGITS)?;
    Some(lower)
}

/// A box and the lower end of the term over it; the heap yields the lowest.
struct Candidate {
    lower: f64,
    sides: Vec<Interval>,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Candidate {}
impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.lower.total_cmp(&self.lower)
    }
}

fn lower_bound(claim: &Claim, dag: &Dag, term: Expr) -> Option<f64> {
    if dag.reachable(&[term]).len() > NODES {
        return None;
    }
    let used: Vec<usize> = dag.variables(term).iter().map(|v| v.index()).collect();
    let mut sides = vec![Interval::point(0.0); claim.variables.len()];
    for &i in &used {
        let variable = &claim.variables[i];
        if variable.kind != Kind::Real {
            return None;
        }
        sides[i] = hull(dag, variable.domain)?;
    }
    let value = |sides: &[Interval]| evaluate(dag, &[term], (), sides).pop().flatten();
    let first = value(&sides)?;
    if first.is_empty() {
        return None;
    }
    let mut heap = BinaryHeap::from([Candidate {
        lower: first.lo(),
        sides,
    }]);
    // Only a guess at what could be reached, never a bound.
    let mut taken = f64::INFINITY;
    for _ in 0..BOXES {
        let lowest = heap.pop()?;
        if lowest.lower > 0.0 && taken - lowest.lower <= CLOSE * taken {
            return Some(lowest.lower);
        }
        let Some(&widest) = used.iter().max_by(|i, j| {
            lowest.sides[**i]
                .width()
                .total_cmp(&lowest.sides[**j].width())
        }) else {
            return Some(lowest.lower);
        };
        let (below, above) = lowest.sides[widest].split();
        for half in [below, above] {
            let mut sides = lowest.sides.clone();
            sides[widest] = half;
            let middle: Vec<Interval> = sides.iter().map(|s| Interval::point(s.mid())).collect();
            if let Some(at) = value(&middle) {
                taken = taken.min(at.hi());
            }
            // Where the goal touches zero there is no margin.
            if taken <= 1e-9 {
                return None;
            }
            heap.push(Candidate {
                lower: value(&sides)?.lo(),
                sides,
            });
        }
    }
    heap.pop().map(|c| c.lower)
}

/// The domain's closure, outward; `None` when it is unbounded.
fn hull(dag: &Dag, domain: Domain) -> Option<Interval> {
    let lo: Interval = evaluate(dag, &[domain.lo.constant()?], (), &[]).pop()??;
    let hi: Interval = evaluate(dag, &[domain.hi.constant()?], (), &[]).pop()??;
    let whole = Interval::new(lo.lo(), hi.hi());
    (!whole.is_empty() && whole.is_bounded()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_lang::parse_file;

    fn of(text: &str) -> Option<String> {
        margin(&parse_file("t", text).unwrap().claims[0])
    }

    #[test]
    fn margins_are_below_the_least_value_and_near_it() {
        // The least value of x^2 - x + 1 is 3/4.
        let m = of("claim c \"\" { for x in [-1, 2] show x^2 + 1 > x }").unwrap();
        let m: f64 = m.parse().unwrap();
        assert!(m <= 0.75 && m > 0.72, "{m}");
        // Of two inequalities the smaller margin counts.
        let m = of("claim c \"\" { for x in [1, 2] show 0 <= x <= 2.125 }").unwrap();
        assert_eq!(m, "0.125");
    }

    #[test]
    fn nothing_is_said_of_goals_that_touch_or_are_undefined_or_unbounded() {
        assert_eq!(of("claim c \"\" { for x in [-1, 2] show x^2 >= 0 }"), None);
        assert_eq!(of("claim c \"\" { for x show x^2 + 1 > 0 }"), None);
        assert_eq!(
            of("claim c \"\" { for x in [-1, 1] show sqrt(x) + 1 > 0 }"),
            None
        );
        assert_eq!(
            of("claim c \"\" { for x in [0, 1] show x + 1 > 0 or x = 0 }"),
            None
        );
    }
}
