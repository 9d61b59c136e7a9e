//! The certified best value of a constant: a bracket between a proved and a refuted one.

use crate::{Outcome, Verdict, closed_enclosures};
use lemmabox_interval::Interval;
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{Best, Claim, Dag, End, Expr, Kind};
use num_traits::{One as _, Signed as _};
use thiserror::Error;

/// A bracket of the best value of a constant.
#[derive(Clone, Debug)]
pub struct Bracket {
    /// The best value at which the claim was proved.
    pub proved: Option<Q>,
    /// The nearest value at which it was refuted, with the outcome that holds the witness.
    pub refuted: Option<(Q, Box<Outcome>)>,
    /// Values tried without an answer.
    pub undecided: Vec<Q>,
    /// Claims decided on the way.
    pub attempts: u32,
}

impl Bracket {
    /// `|refuted - proved|`, if both ends were found.
    #[must_use]
    pub fn width(&self) -> Option<Q> {
        let (p, (r, _)) = (self.proved.as_ref()?, self.refuted.as_ref()?);
        Some(if p < r { r - p } else { p - r })
    }

    /// Enclosure of the stated constant, a closed term of `dag`, over both ends of the bracket:
    /// where the truth changes once, of stated over best. `None` when an end is missing or the best
    /// value may be zero.
    #[must_use]
    pub fn ratio(&self, dag: &Dag, stated: Expr) -> Option<Interval> {
        let (proved, (refuted, _)) = (self.proved.as_ref()?, self.refuted.as_ref()?);
        // Between ends on both sides of zero lie quotients of every size.
        if !(proved * refuted).is_positive() {
            return None;
        }
        let mut dag = dag.clone();
        let quotients: Vec<Expr> = [proved, refuted]
            .into_iter()
            .map(|q| {
                let q = dag.rational(q.clone());
                dag.div(stated, q)
            })
            .collect();
        closed_enclosures(&dag, &quotients)
            .into_iter()
            .reduce(Interval::hull)
    }
}

/// Why no bracket was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BestError {
    /// The claim has no `best` clause.
    #[error("claim `{0}` has no `best c in [lo, hi]` clause")]
    NoConstant(String),
    /// The range of the constant is not a finite interval with rational ends.
    #[error("claim `{0}`: the range of `best` needs finite rational ends")]
    Range(String),
}

/// The end of the constant's range where the claim should hold and the other one, and whether each
/// is left out; of an integer its first and last value.
fn ends(claim: &Claim, best: &Best) -> Result<[(Q, bool); 2], BestError> {
    let variable = &claim.variables[best.variable.index()];
    let one = Q::one();
    let end = |end: End, lower: bool| {
        let q = claim.dag.as_rational(end.constant()?)?.clone();
        Some(match (variable.kind, lower, end.is_open()) {
            (Kind::Real, _, open) => (q, open),
            (Kind::Integer, true, true) => (q.floor() + &one, false),
            (Kind::Integer, true, false) => (q.ceil(), false),
            (Kind::Integer, false, true) => (q.ceil() - &one, false),
            (Kind::Integer, false, false) => (q.floor(), false),
        })
    };
    let (lo, hi) = (
        end(variable.domain.lo, true),
        end(variable.domain.hi, false),
    );
    let (Some(lo), Some(hi)) = (lo, hi) else {
        return Err(BestError::Range(claim.name.clone()));
    };
    Ok(if best.largest { [lo, hi] } else { [hi, lo] })
}

/// Narrows the bracket until it is no wider than `width`, by bisection on simple rationals.
///
/// `decide` is given each value tried and the claim with the constant fixed there, so each end is a
/// theorem or a refutation by itself; that the truth changes only once between them is not assumed
/// and not claimed.
///
/// # Errors
/// [`BestError`] when the claim has no constant to optimise or its range is not rational.
pub fn bracket(
    claim: &Claim,
    width: &Q,
    decide: &dyn Fn(&Q, &Claim) -> Outcome,
) -> Result<Bracket, BestError> {
    let best = claim
        .best
        .clone()
        .ok_or_else(|| BestError::NoConstant(claim.name.clone()))?;
    let integer = claim.variables[best.variable.index()].kind == Kind::Integer;
    let [(mut good, good_open), (mut bad, bad_open)] = ends(claim, &best)?;
    let mut found = Bracket {
        proved: None,
        refuted: None,
        undecided: Vec::new(),
        attempts: 0,
    };
    let attempt = |value: &Q, found: &mut Bracket| {
        found.attempts += 1;
        let mut claim = claim.clone();
        let constant = claim.dag.rational(value.clone());
        let outcome = decide(value, &claim.fixed(best.variable, constant));
        match outcome.verdict {
            Verdict::Proved(_) => {
                found.proved = Some(value.clone());
                Some(true)
            }
            Verdict::Refuted(_) => {
                found.refuted = Some((value.clone(), Box::new(outcome)));
                Some(false)
            }
            Verdict::Undecided(_) => {
                found.undecided.push(value.clone());
                None
            }
        }
    };
    // Ends that are left out are no values of the constant.
    if !good_open && attempt(&good.clone(), &mut found) == Some(false)
        || !bad_open && attempt(&bad.clone(), &mut found) == Some(true)
    {
        return Ok(found);
    }
    loop {
        let gap = if good < bad {
            &bad - &good
        } else {
            &good - &bad
        };
        if gap <= *width {
            return Ok(found);
        }
        // The middle first; where the prover is stuck (near the best value), the quarters.
        let progress = [(1, 2), (1, 4), (3, 4), (1, 8), (7, 8)]
            .into_iter()
            .find_map(|(n, d)| {
                let target = &good + (&bad - &good) * rational::ratio(n, d);
                let slack = &gap / rational::integer(16);
                let value = if integer {
                    target.floor()
                } else {
                    rational::simplest_between(&(&target - &slack), &(&target + &slack))
                };
                if found.undecided.contains(&value) || value == good || value == bad {
                    return None;
                }
                attempt(&value, &mut found).map(|holds| (value, holds))
            });
        match progress {
            Some((value, true)) => good = value,
            Some((value, false)) => bad = value,
            None => return Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Remaining, Statistics};
    use lemmabox_kernel::certificate::{FormulaProof, Leaf, Proof, Tree, Witness};
    use lemmabox_kernel::exact::rational::{integer, ratio};
    use lemmabox_kernel::expr::{
        Comparison, Domain, Expectation, Formula, Relation, Var, Variable,
    };

    /// `c <= 1/3` (or `>=`) for a constant `c` in [0, 1].
    fn claim(op: Comparison, largest: bool) -> Claim {
        let mut dag = Dag::new();
        let c = dag.variable(Var(0));
        let (zero, one, third) = (dag.integer(0), dag.integer(1), dag.rational(ratio(1, 3)));
        Claim {
            name: "c".into(),
            title: String::new(),
            source: None,
            variables: vec![Variable {
                name: "c".into(),
                domain: Domain {
                    lo: End::Closed(zero),
                    hi: End::Closed(one),
                },
                kind: Kind::Real,
            }],
            hypotheses: Vec::new(),
            goal: Formula::Relation(Relation {
                lhs: c,
                op,
                rhs: third,
            }),
            uses: Vec::new(),
            expectation: Expectation::Proved,
            symbols: Default::default(),
            best: Some(Best {
                variable: Var(0),
                largest,
                stated: None,
            }),
            dag,
        }
    }

    /// Decides comparisons of rationals, except that it gives up within `blind` of 1/3.
    fn decide(blind: Q) -> impl Fn(&Q, &Claim) -> Outcome {
        move |_, claim| {
            let Formula::Relation(r) = &claim.goal else {
                unreachable!("built above")
            };
            let lhs = claim.dag.as_rational(r.lhs).unwrap().clone();
            let holds = if r.op == Comparison::LessEqual {
                lhs <= ratio(1, 3)
            } else {
                lhs >= ratio(1, 3)
            };
            let distance = if lhs < ratio(1, 3) {
                ratio(1, 3) - lhs
            } else {
                lhs - ratio(1, 3)
            };
            let verdict = if distance < blind {
                Verdict::Undecided(Remaining::default())
            } else if holds {
                Verdict::Proved(Proof {
                    lemmas: Vec::new(),
                    tree: Tree::Leaf(Leaf::Goal(FormulaProof::True)),
                })
            } else {
                Verdict::Refuted(Witness {
                    values: Vec::new(),
                    model: None,
                })
            };
            Outcome {
                verdict,
                statistics: Statistics::default(),
                dag: claim.dag.clone(),
            }
        }
    }

    #[test]
    fn the_bracket_closes_on_the_best_value() {
        for (op, largest) in [
            (Comparison::LessEqual, true),
            (Comparison::GreaterEqual, false),
        ] {
            let width = ratio(1, 1_000_000);
            let b = bracket(&claim(op, largest), &width, &decide(integer(0))).unwrap();
            assert!(b.width().unwrap() <= width);
            let (p, r) = (b.proved.unwrap(), b.refuted.unwrap().0);
            if largest {
                assert!(p <= ratio(1, 3) && ratio(1, 3) < r);
            } else {
                assert!(r < ratio(1, 3) && ratio(1, 3) <= p);
            }
        }
    }

    #[test]
    fn a_blind_zone_is_reported_and_not_bridged() {
        let blind = ratio(1, 1000);
        let b = bracket(
            &claim(Comparison::LessEqual, true),
            &ratio(1, 1_000_000),
            &decide(blind.clone()),
        )
        .unwrap();
        assert!(!b.undecided.is_empty());
        assert!(
            b.proved.unwrap() <= ratio(1, 3) - &blind
                && b.refuted.unwrap().0 >= ratio(1, 3) + &blind
        );
    }

    /// No value is tried that the constant does not have.
    #[test]
    fn ends_that_are_left_out_and_fractions_of_integers_are_not_tried() {
        let tried = std::cell::RefCell::new(Vec::new());
        let sighted = decide(integer(0));
        let decide = |value: &Q, claim: &Claim| {
            tried.borrow_mut().push(value.clone());
            sighted(value, claim)
        };
        let mut c = claim(Comparison::LessEqual, true);
        let (zero, one) = (c.dag.integer(0), c.dag.integer(1));
        let domain = &mut c.variables[0].domain;
        (domain.lo, domain.hi) = (End::Open(zero), End::Open(one));
        let b = bracket(&c, &ratio(1, 1000), &decide).unwrap();
        assert!(b.width().unwrap() <= ratio(1, 1000));
        assert!(
            tried
                .take()
                .iter()
                .all(|v| *v > integer(0) && *v < integer(1))
        );
        // The greatest integer up to 19/2 that is at most 5.
        let (end, five) = (c.dag.rational(ratio(19, 2)), integer(5));
        c.variables[0].domain.hi = End::Closed(end);
        c.variables[0].kind = Kind::Integer;
        let whole = |value: &Q, claim: &Claim| {
            assert!(value.is_integer() && *value > integer(0) && *value < integer(10));
            let mut small = claim.clone();
            let side = integer(i64::from(*value > five));
            let lhs = small.dag.rational(side);
            if let Formula::Relation(r) = &mut small.goal {
                r.lhs = lhs;
            }
            decide(value, &small)
        };
        let b = bracket(&c, &ratio(1, 1000), &whole).unwrap();
        assert_eq!(
            (b.proved.unwrap(), b.refuted.unwrap().0),
            (integer(5), integer(6))
        );
    }

    #[test]
    fn a_best_value_that_may_be_zero_bounds_no_quotient() {
        let mut c = claim(Comparison::LessEqual, true);
        let ratio_with = |c: &mut Claim, lo: i64| {
            let (lo, stated) = (c.dag.rational(ratio(lo, 8)), c.dag.integer(1));
            c.variables[0].domain.lo = End::Closed(lo);
            // As wide as the range: the ends alone are tried.
            let b = bracket(c, &integer(4), &decide(integer(0))).unwrap();
            assert!(b.proved.is_some() && b.refuted.is_some());
            b.ratio(&c.dag, stated)
        };
        assert!(ratio_with(&mut c, -1).is_none() && ratio_with(&mut c, 0).is_none());
        let found = ratio_with(&mut c, 1).unwrap();
        assert!(found.lo() <= 1.0 && found.hi() >= 8.0);
    }

    #[test]
    fn a_claim_without_a_constant_is_refused() {
        let mut c = claim(Comparison::LessEqual, true);
        c.best = None;
        assert_eq!(
            bracket(&c, &ratio(1, 10), &decide(integer(0))).unwrap_err(),
            BestError::NoConstant("c".into())
        );
    }
}
