//! Claims about every integer that speak of powers and factorials alone (`2^n >= n^2`): an
//! induction on the claim as it stands.

use super::{Prover, QUICK, briefly, terms};
use crate::decide::decide_plain;
use crate::{Cancel, Outcome, Settings, Verdict};
use lemmabox_kernel::certificate::{Rule, Tree};
use lemmabox_kernel::expr::{Claim, Expr, Instance, Kind, Node, Unary, Var};
use std::time::Instant;

/// Whether an integer variable without a last value stands in an exponent, so that an induction
/// over it may help.
pub(crate) fn applies(claim: &Claim, lemmas: &[(&Instance, &Claim)]) -> bool {
    lemmas.is_empty()
        && claim.symbols.is_empty()
        && claim.best.is_none()
        && !in_exponents(claim).is_empty()
}

/// The integer variables from some integer on that stand in an exponent, the last one first.
fn in_exponents(claim: &Claim) -> Vec<Var> {
    let dag = &claim.dag;
    let mut exponents: Vec<Expr> = Vec::new();
    for e in dag.reachable(&terms(claim)) {
        if let Node::Unary(Unary::Exp, x) = *dag.node(e) {
            exponents.push(x);
        }
    }
    let inside: Vec<Var> = exponents.iter().flat_map(|e| dag.variables(*e)).collect();
    let variables = claim.variables.iter().enumerate().rev();
    let endless = variables.filter(|(_, variable)| {
        let first = variable.domain.lo.constant();
        variable.kind == Kind::Integer
            && first.is_some_and(|e| dag.as_rational(e).is_some())
            && variable.domain.hi.constant().is_none()
    });
    endless
        .filter_map(|(i, _)| u32::try_from(i).map(Var).ok())
        .filter(|v| inside.contains(v))
        .collect()
}

/// Decides a claim about real numbers with integers among them: as such at first, then by
/// induction, then as such again.
pub(crate) fn decide(claim: &Claim, settings: &Settings, cancel: &Cancel) -> Outcome {
    let start = Instant::now();
    let deadline = settings.timeout.and_then(|t| start.checked_add(t));
    let cancel = cancel.with_deadline(deadline);
    let brief = briefly(settings, &cancel, start);
    let first = decide_plain(claim, &[], settings, &brief);
    if !matches!(first.verdict, Verdict::Undecided(_)) {
        return first;
    }
    let mut prover = Prover::new(claim, &[], settings, &cancel);
    prover.patience = QUICK;
    if let Some(tree) = prover.by_integers(claim) {
        let verdict = prover.confirmed(claim, tree, &cancel);
        if matches!(verdict, Verdict::Proved(_)) {
            return prover.outcome(verdict, start);
        }
    }
    if !brief.is_cancelled() {
        // The search had come to its end.
        return first;
    }
    let mut last = decide_plain(claim, &[], settings, &cancel);
    last.statistics.time = start.elapsed();
    last
}

impl Prover<'_> {
    /// Induction over an integer variable of a claim without sums, sequences and integrals.
    fn by_integers(&mut self, claim: &Claim) -> Option<Tree> {
        in_exponents(claim).into_iter().find_map(|v| {
            let rule = Rule::Defined(Vec::new());
            self.apply(claim, rule, |prover, premise, _, _| {
                prover.induct(premise, v, 1)
            })
        })
    }
}
