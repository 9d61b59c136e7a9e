//! Integration by parts: an integral expressed by another one over the same range, as that of
//! `x^(n + 1) exp(-x)` by that of `x^n exp(-x)`; and integrals that converge because their
//! integrands are continuous and fall by their form.

use super::integral::{integral, limit, middle, roughly, sample};
use super::open_ends::OpenEnd;
use super::reduction::reduction;
use super::{BRIEF, PREMISE, Prover, symbols_of, terms};
use lemmabox_kernel::certificate::{Approach, Convergence, Part, Pieces, Rule, Side, Tail, Tree};
use lemmabox_kernel::check::{integrable, premises};
use lemmabox_kernel::expr::{Claim, Expr, Meaning, Var};

/// Most integrals of one claim that are expressed by each other.
const MOST_INTEGRALS: usize = 6;

/// The variable of an integral and its ends.
type Range = (Var, [Option<Expr>; 2]);

impl Prover<'_> {
    /// The claim with one integral expressed by another.
    pub(super) fn by_parts(&mut self, claim: &Claim) -> Option<Tree> {
        let integrals = integrals(claim);
        if integrals.len() < 2 || integrals.len() > MOST_INTEGRALS {
            return None;
        }
        for &symbol in integrals.iter().rev() {
            for &other in integrals.iter().filter(|v| **v != symbol) {
                let Some(rule) = self.parts(claim, symbol, other) else {
                    continue;
                };
                let tree = self.apply(claim, rule, |prover, premise, i, n| {
                    if i + 1 == n {
                        // What got so far is worth its time.
                        prover.with_patience(PREMISE, |prover| {
                            (prover.by_parts(premise)).or_else(|| prover.unfolded(premise))
                        })
                    } else {
                        prover.piece(premise)
                    }
                });
                if tree.is_some() {
                    return tree;
                }
            }
        }
        None
    }

    /// The claim with what is seen of the signs and the order of its integrals.
    pub(super) fn by_compared_integrals(&mut self, claim: &Claim) -> Option<Tree> {
        let integrals = integrals(claim);
        if integrals.is_empty() || integrals.len() > MOST_INTEGRALS {
            return None;
        }
        let rules = self.comparisons(claim, &integrals);
        if rules.is_empty() {
            return None;
        }
        self.with_comparisons(claim, &rules, false)
    }

    /// The claim with those comparisons that are proved, if there are any.
    fn with_comparisons(&mut self, claim: &Claim, rules: &[Rule], known: bool) -> Option<Tree> {
        let Some((first, rest)) = rules.split_first() else {
            return known.then(|| self.finish(claim)).flatten();
        };
        let mut shown = true;
        let tree = self.apply(claim, first.clone(), |prover, premise, i, n| {
            if i + 1 == n {
                return prover.with_comparisons(premise, rest, true);
            }
            let tree = prover.with_patience(BRIEF, |prover| prover.piece(premise));
            shown = tree.is_some();
            tree
        });
        if tree.is_some() || shown {
            return tree;
        }
        self.with_comparisons(claim, rest, known)
    }

    /// That integrals are not negative, and which of two over one range is less, as far as their
    /// integrands look so at a point.
    fn comparisons(&mut self, claim: &Claim, integrals: &[Var]) -> Vec<Rule> {
        let mut out = Vec::new();
        for &symbol in integrals {
            let Some((x, f, ends)) = integral(claim, symbol) else {
                continue;
            };
            let mut current = self.current(claim);
            let at = inside(&mut current, x, ends);
            let own = roughly(&mut current.dag, f, &at);
            self.dag = current.dag;
            let Some(convergence) = self.by_continuity(claim, symbol) else {
                continue;
            };
            let side = (own < 0.0, convergence);
            out.extend(self.bound(claim, (symbol, x, ends), side.clone(), Vec::new()));
            for &other in integrals.iter().filter(|v| **v != symbol) {
                let Some((y, g, others)) = integral(claim, other) else {
                    continue;
                };
                let mut current = self.current(claim);
                let than = roughly(&mut current.dag, g, &at);
                let factor = current.dag.integer(1);
                self.dag = current.dag;
                if x != y || ends != others || own > than {
                    continue;
                }
                let Some(convergence) = self.by_continuity(claim, other) else {
                    continue;
                };
                let part = Part {
                    factor,
                    symbol: other,
                    convergence,
                };
                let side = (true, side.1.clone());
                out.extend(self.bound(claim, (symbol, x, ends), side, vec![part]));
            }
        }
        out
    }

    /// An integral is at least, or at most, others.
    fn bound(
        &mut self,
        claim: &Claim,
        (symbol, x, ends): (Var, Var, [Option<Expr>; 2]),
        side: (bool, Convergence),
        others: Vec<Part>,
    ) -> Option<Rule> {
        let zero = self.dag.integer(0);
        let pieces = self.one_piece((x, ends), &[], zero, false)?;
        Some(Rule::Parts {
            symbol,
            side: Some(side),
            others,
            pieces,
        })
        .filter(|rule| premises(&self.current(claim), &self.lemmas, rule).is_ok())
    }

    /// One integral by another, with the antiderivative of the rest, if the kernel sees its limits.
    pub(super) fn parts(&mut self, claim: &Claim, symbol: Var, other: Var) -> Option<Rule> {
        let (x, f, ends) = integral(claim, symbol)?;
        let (y, g, others) = integral(claim, other)?;
        if x != y || ends != others {
            return None;
        }
        let convergence = self.by_continuity(claim, other)?;
        let mut current = self.current(claim);
        let found = reduction(&mut current.dag, x, f, Some(g))?;
        let at = sample(&mut current);
        self.dag = current.dag;
        let part = Part {
            factor: found.factor,
            symbol: other,
            convergence,
        };
        [false, true].into_iter().find_map(|chart| {
            let pieces = self.one_piece((x, ends), &at, found.whole, chart)?;
            let rule = Rule::Parts {
                symbol,
                side: None,
                others: vec![part.clone()],
                pieces,
            };
            let seen = premises(&self.current(claim), &self.lemmas, &rule).is_ok();
            seen.then_some(rule)
        })
    }

    /// An antiderivative on the whole range, with its limits at infinite ends and at those where it
    /// is not defined.
    fn one_piece(
        &mut self,
        (x, ends): Range,
        at: &[(Var, f64)],
        g: Expr,
        chart: bool,
    ) -> Option<Pieces> {
        let mut tails = Vec::new();
        for (end, upper) in ends.into_iter().zip([false, true]) {
            let side = if upper { Side::Upper } else { Side::Lower };
            let Some(end) = end else {
                let limit = limit(&mut self.dag, g, x, at, upper)?;
                let approach = if chart {
                    Approach::Chart(side)
                } else {
                    Approach::Form
                };
                tails.push(Tail { limit, approach });
                continue;
            };
            let open = OpenEnd { x, end, upper, at };
            if !open.has_value(&mut self.dag, g) {
                tails.push(open.tail(&mut self.dag, g)?);
            }
        }
        Some(Pieces {
            breaks: Vec::new(),
            lower: vec![g],
            upper: Vec::new(),
            tails,
        })
    }

    /// That an integrand is continuous inside of its range and falls towards infinite ends and ends
    /// at which it is not defined.
    pub(super) fn by_continuity(&mut self, claim: &Claim, symbol: Var) -> Option<Convergence> {
        let (x, integrand, ends) = integral(claim, symbol)?;
        let mut current = self.current(claim);
        let at = sample(&mut current);
        let mut choices = vec![[false; 2]];
        for (i, upper) in [false, true].into_iter().enumerate() {
            let at = &at;
            let Some(end) = ends[i] else {
                let charted = choices.iter().map(|c| {
                    let mut c = *c;
                    c[i] = true;
                    c
                });
                let charted: Vec<[bool; 2]> = charted.collect();
                choices.extend(charted);
                continue;
            };
            let open = OpenEnd { x, end, upper, at };
            let is_open = !open.has_value(&mut current.dag, integrand);
            choices.iter_mut().for_each(|c| c[i] = is_open);
        }
        self.dag = current.dag;
        if ends.iter().all(Option::is_some) && choices[0] == [false; 2] {
            return Some(Convergence::Continuous);
        }
        let all = choices.into_iter().map(Convergence::Form);
        let current = self.current(claim);
        all.into_iter()
            .find(|said| integrable(&current, symbol, said).is_ok())
    }
}

/// The integrals of a claim.
fn integrals(claim: &Claim) -> Vec<Var> {
    let found = symbols_of(claim, &terms(claim)).into_iter();
    found
        .filter(|(_, m)| matches!(m, Meaning::Integral { .. }))
        .map(|(v, _)| v)
        .collect()
}

/// A point in the middle of the domains, and of a range.
fn inside(claim: &mut Claim, x: Var, ends: [Option<Expr>; 2]) -> Vec<(Var, f64)> {
    let mut at = sample(claim);
    let [lo, hi] = ends.map(|e| e.map(|e| roughly(&mut claim.dag, e, &at)));
    let place = middle(lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY));
    at.retain(|(v, _)| *v != x);
    at.push((x, place));
    at
}
