//! From a claim to a verdict.

use super::cell::Cell;
use super::confirm::compare;
use super::inference;
use super::lemma::{discharge, instantiate};
use super::problem::{Form, Problem, Sense};
use super::search::{Search, Stop};
use super::undefined::undefined_point;
use super::witness::Hunter;
use super::{Cancel, Outcome, Remaining, Settings, Statistics, Verdict};
use lemmabox_kernel::certificate::{
    FormulaProof, Leaf, LemmaUse, Proof, Region, Sign, Tree, Witness,
};
use lemmabox_kernel::check::{check_until, check_witness};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Formula, Instance};
use std::cmp::Ordering as Order;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Proves or refutes a claim, with the goals of `lemmas` (earlier claims, instantiated) as further facts.
///
/// The proof or witness returned is one that the kernel confirmed. Runs on the current rayon pool; the verdict and the proof do not depend on its size.
#[must_use]
pub fn decide(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    settings: &Settings,
    cancel: &Cancel,
) -> Outcome {
    if inference::applies(claim, lemmas) {
        let deadline = settings.timeout.and_then(|t| Instant::now().checked_add(t));
        return inference::decide(claim, lemmas, settings, &cancel.with_deadline(deadline));
    }
    if inference::integers::applies(claim, lemmas) {
        return inference::integers::decide(claim, settings, cancel);
    }
    decide_plain(claim, lemmas, settings, cancel)
}

/// What is wanted of a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A proof or a counterexample.
    Verdict,
    /// A proof; counterexamples only end the search for it.
    Proof,
}

/// As [`decide`], of a claim about real numbers.
pub(super) fn decide_plain(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    settings: &Settings,
    cancel: &Cancel,
) -> Outcome {
    decide_wanted(claim, lemmas, settings, cancel, Wanted::Verdict)
}

/// A proof of a claim about real numbers; where none is found the verdict says nothing more.
pub(super) fn prove_plain(claim: &Claim, settings: &Settings, cancel: &Cancel) -> Outcome {
    decide_wanted(claim, &[], settings, cancel, Wanted::Proof)
}

fn decide_wanted(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    settings: &Settings,
    cancel: &Cancel,
    wanted: Wanted,
) -> Outcome {
    let start = Instant::now();
    let cancel = cancel.with_deadline(settings.timeout.and_then(|t| start.checked_add(t)));
    let mut statistics = Statistics {
        precision: 53,
        ..Statistics::default()
    };
    let (mut verdict, mut dag) =
        attempt(claim, lemmas, settings, &cancel, (wanted, &mut statistics));
    if matches!(verdict, Verdict::Undecided(_))
        && claim.variables.is_empty()
        && let Some(proof) = closed_proof(&mut dag, &claim.goal.normalized())
    {
        // Precision beyond that of the search is all that is needed; the kernel has it.
        verdict = Verdict::Proved(Proof {
            lemmas: vec![LemmaUse::default(); lemmas.len()],
            tree: Tree::Leaf(Leaf::Goal(proof)),
        });
    }
    let verdict = confirmed(claim, lemmas, &dag, verdict, &cancel);
    statistics.time = start.elapsed();
    Outcome {
        verdict,
        statistics,
        dag,
    }
}

/// The verdict, if the kernel confirms its proof or witness.
fn confirmed(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    dag: &Dag,
    verdict: Verdict,
    cancel: &Cancel,
) -> Verdict {
    let claim = Claim {
        dag: dag.clone(),
        ..claim.clone()
    };
    let result = match &verdict {
        Verdict::Proved(proof) => {
            let lemmas: Vec<&Claim> = lemmas.iter().map(|(_, lemma)| *lemma).collect();
            check_until(&claim, &lemmas, proof, &|| cancel.is_cancelled())
        }
        Verdict::Refuted(witness) => check_witness(&claim, witness),
        Verdict::Undecided(_) => return verdict,
    };
    match result {
        Ok(()) => verdict,
        Err(_) if cancel.is_cancelled() => {
            undecided("the time was up before the proof was confirmed")
        }
        Err(rejection) => {
            let found = if matches!(verdict, Verdict::Proved(_)) {
                "proof"
            } else {
                "counterexample"
            };
            undecided(&format!(
                "the kernel does not confirm the {found} found ({rejection})"
            ))
        }
    }
}

/// A proof by enclosures of a closed normalised formula that is certainly true.
fn closed_proof(dag: &mut Dag, formula: &Formula) -> Option<FormulaProof> {
    match formula {
        Formula::True => Some(FormulaProof::True),
        Formula::False | Formula::Not(_) => None,
        Formula::And(parts) => {
            let proofs = parts.iter().map(|f| closed_proof(dag, f));
            proofs.collect::<Option<_>>().map(FormulaProof::All)
        }
        Formula::Or(parts) => parts.iter().enumerate().find_map(|(i, f)| {
            let proof = closed_proof(dag, f)?;
            Some(FormulaProof::Any(i, Box::new(proof)))
        }),
        Formula::Relation(relation) => {
            let order = compare(dag, relation.lhs, relation.rhs)?;
            let negated = match (relation.op, order) {
                (Comparison::Less | Comparison::LessEqual, Order::Less)
                | (Comparison::Greater | Comparison::GreaterEqual, Order::Greater) => false,
                // The difference is the left side less the right one.
                (Comparison::NotEqual, Order::Less | Order::Greater) => order == Order::Less,
                (
                    Comparison::Less
                    | Comparison::LessEqual
                    | Comparison::Greater
                    | Comparison::GreaterEqual
                    | Comparison::Equal
                    | Comparison::NotEqual,
                    _,
                ) => return None,
            };
            Some(FormulaProof::Sign {
                negated,
                sign: Sign::Natural,
            })
        }
    }
}

fn undecided(reason: &str) -> Verdict {
    Verdict::Undecided(Remaining {
        reason: reason.to_owned(),
        ..Remaining::default()
    })
}

fn only_equalities(goal: &Form) -> bool {
    let mut only = true;
    goal.for_each(&mut |atom| only &= atom.sense == Sense::Zero);
    only
}

fn attempt(
    claim: &Claim,
    lemmas: &[(&Instance, &Claim)],
    settings: &Settings,
    cancel: &Cancel,
    (wanted, statistics): (Wanted, &mut Statistics),
) -> (Verdict, Dag) {
    let mut claim = claim.clone();
    let Some(plain) = Problem::new(claim.clone(), Vec::new(), &[]) else {
        return (
            undecided("an end of a domain is not certainly defined"),
            claim.dag,
        );
    };
    if only_equalities(&plain.goal) {
        // Random points say little of an equality; the normal form decides at once.
        let dag = Mutex::new(plain.claim.dag.clone());
        let search = Search::new(cancel, settings.max_boxes, settings.precision, &dag);
        let mut cell = Cell::new(&plain, Region::domain(&plain.claim, &plain.claim.dag));
        if let Some(proof) = search.prove_whole(&plain, &mut cell) {
            statistics.boxes = 1;
            let proof = Proof {
                lemmas: vec![LemmaUse::default(); lemmas.len()],
                tree: Tree::Leaf(Leaf::Goal(proof)),
            };
            let dag = search.shared_dag();
            return (Verdict::Proved(proof), dag);
        }
    }
    let mut hunter = Hunter::new(&plain);
    if wanted == Wanted::Proof {
        if hunter.finds_briefly(cancel) {
            return (undecided("there is a counterexample"), hunter.into_dag());
        }
    } else if let Some(values) = hunter.hunt(cancel) {
        return (
            Verdict::Refuted(Witness {
                values,
                model: None,
            }),
            hunter.into_dag(),
        );
    }
    let starts = match wanted {
        Wanted::Verdict => super::gram_witness::starts(&plain, cancel),
        Wanted::Proof => Vec::new(),
    };
    for start in starts {
        let found = hunter
            .confirm_at(&start)
            .or_else(|| hunter.hunt_from(&start));
        if let Some(values) = found {
            return (
                Verdict::Refuted(Witness {
                    values,
                    model: None,
                }),
                hunter.into_dag(),
            );
        }
    }
    claim.dag = plain.claim.dag.clone();
    let instances: Vec<_> = lemmas
        .iter()
        .map(|(instance, lemma)| instantiate(&mut claim, instance, lemma))
        .collect();
    let dag = Mutex::new(claim.dag.clone());
    let search = Search::new(cancel, settings.max_boxes, settings.precision, &dag);
    let mut dropped = Vec::new();
    let mut uses = Vec::new();
    let mut goals = Vec::new();
    for ((instance, _), lemma) in lemmas.iter().zip(instances) {
        match lemma.and_then(|l| Some((discharge(&search, &claim, &l)?, l.goal))) {
            Some((discharged, goal)) => {
                uses.push(discharged);
                goals.push(goal);
            }
            None => {
                uses.push(LemmaUse::default());
                goals.push(Formula::True);
                dropped.push(instance.lemma.clone());
            }
        }
    }
    claim.dag = search.shared_dag();
    let Some(mut problem) = Problem::new(claim, goals, &[]) else {
        return (
            undecided("an end of a domain is not certainly defined"),
            search.shared_dag(),
        );
    };
    problem.has_room = wanted == Wanted::Verdict && hunter.saw_room();
    search.share_dag(&problem);
    let mut cell = Cell::new(&problem, Region::domain(&problem.claim, &problem.claim.dag));
    let result = search.prove(&problem, &mut cell);
    statistics.boxes = search.boxes.load(Ordering::Relaxed);
    statistics.depth = search.depth.load(Ordering::Relaxed);
    let note = |reason: &str| {
        if dropped.is_empty() {
            reason.to_owned()
        } else {
            format!(
                "{reason}; lemmas whose conditions are open: {}",
                dropped.join(", ")
            )
        }
    };
    let verdict = match result {
        Ok(tree) => Verdict::Proved(Proof { lemmas: uses, tree }),
        Err(Stop::Budget(reason)) => undecided(&note(reason)),
        Err(Stop::Refuted(point)) => {
            if wanted == Wanted::Verdict
                && let Some(values) = hunter.hunt_from(&point)
            {
                return (
                    Verdict::Refuted(Witness {
                        values,
                        model: None,
                    }),
                    hunter.into_dag(),
                );
            }
            undecided(&note("a counterexample was seen but not confirmed"))
        }
        Err(Stop::Stuck(region)) => {
            let center: Vec<f64> = region
                .iter()
                .map(|&(lo, hi)| lemmabox_interval::Interval::new(lo, hi).mid())
                .collect();
            if wanted == Wanted::Verdict
                && let Some(values) = hunter.hunt_from(&center)
            {
                return (
                    Verdict::Refuted(Witness {
                        values,
                        model: None,
                    }),
                    hunter.into_dag(),
                );
            }
            let reason = undefined_point(&plain.claim, &region).map_or_else(
                || "a box too small to cut is left".to_owned(),
                |point| format!("the goal is undefined at {point}"),
            );
            Verdict::Undecided(Remaining {
                reason: note(&reason),
                boxes: vec![region],
                count: 1,
            })
        }
    };
    (
        verdict,
        dag.into_inner().unwrap_or_else(PoisonError::into_inner),
    )
}
