//! Certificates of answers: the query as a core claim, which the kernel compares.

use super::problem::Problem;
use super::script::{Query, Status};
use super::solve::Solution;
use lemmabox_kernel::certificate::{Certificate, Finding};
use lemmabox_kernel::core_text::{canonical, read_claim};
use lemmabox_kernel::expr::{Binary, Claim, Dag, Expectation, Unary};
use lemmabox_prover::Verdict;

/// The core claim of a query, proved exactly when the assertions are unsatisfiable. Its name is
/// made of that of the script and the number of the query in it, from 0; names that core claims
/// cannot have are replaced.
#[must_use]
pub fn core_claim(script: &str, number: usize, query: &Query) -> Claim {
    let expectation = match query.status {
        Some(Status::Unsat) => Expectation::Proved,
        Some(Status::Sat) => Expectation::Refuted,
        Some(Status::Unknown) | None => Expectation::Undecided,
    };
    Claim {
        name: claim_name(script, number),
        title: String::new(),
        source: None,
        expectation,
        ..named(&query.problem)
    }
}

/// `smt_`, the letters and digits of a script's name and, but for the first query, its number.
#[must_use]
pub fn claim_name(script: &str, number: usize) -> String {
    let letters = script
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' });
    let mut name: String = "smt_".chars().chain(letters).collect();
    if number > 0 {
        name.push_str(&format!("_{}", number + 1));
    }
    name
}

fn is_legal(name: &str) -> bool {
    const WORDS: [&str; 16] = [
        "claim", "let", "source", "for", "assume", "use", "show", "expect", "best", "in", "and",
        "or", "not", "true", "false", "inf",
    ];
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !WORDS.contains(&name)
        && name != "pi"
        && name != "integer"
        && Unary::named(name).is_none()
        && Binary::named(name).is_none()
}

fn named(problem: &Problem) -> Claim {
    let mut claim = problem.claim.clone();
    for i in 0..claim.variables.len() {
        let name = claim.variables[i].name.clone();
        let twice = claim.variables[..i].iter().any(|v| v.name == name);
        if !is_legal(&name) || twice {
            let free = (0..).map(|k| format!("x{i}{}", "_".repeat(k)));
            let taken = |n: &String| claim.variables.iter().any(|v| v.name == *n);
            let fresh = free.into_iter().find(|n| !taken(n));
            claim.variables[i].name = fresh.unwrap_or(name);
        }
    }
    for (i, hypothesis) in claim.hypotheses.iter_mut().enumerate() {
        hypothesis.name = format!("assertion_{i}");
    }
    claim
}

/// The certificate of an answer, with the DAG of its terms; `None` where the kernel has confirmed
/// nothing, or the claim is too large to be stated.
#[must_use]
pub fn certificate(claim: &Claim, solution: &Solution, tool: &str) -> Option<(Certificate, Dag)> {
    let (verdict, dag) = solution.certified.clone()?;
    let finding = match verdict {
        Verdict::Proved(proof) => Finding::Proved(proof),
        Verdict::Refuted(witness) => Finding::Refuted(witness),
        Verdict::Undecided(_) => return None,
    };
    let text = canonical(claim);
    read_claim(&text).ok()?;
    let certificate = Certificate {
        tool: tool.to_owned(),
        claim: claim.name.clone(),
        text,
        lemmas: Vec::new(),
        finding,
    };
    Some((certificate, dag))
}
