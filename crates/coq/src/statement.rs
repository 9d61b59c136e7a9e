//! A claim as a Coq proposition.
//!
//! Kleene's three values become two propositions: *true* (defined, and the relation holds) for what
//! is concluded, *not false* (if defined, then the relation holds) for what is assumed. A claim is
//! proved when wherever no hypothesis is false the goal is true.

use super::Unsupported;
use super::definedness::of_relation;
use super::term::{relation, term};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, End, Formula, Kind, Relation, Var};

/// On which side of the arrow a formula stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Concluded: defined and true.
    Concluded,
    /// Assumed: true if defined.
    Assumed,
}

/// A normalised formula.
///
/// # Errors
/// Operations that have no counterpart in Coq's library.
pub fn formula(
    dag: &Dag,
    names: &[String],
    f: &Formula,
    reading: Reading,
) -> Result<String, Unsupported> {
    Ok(match f {
        Formula::True => "True".to_owned(),
        Formula::False => "False".to_owned(),
        Formula::Relation(r) => {
            let mut parts = of_relation(dag, names, r)?;
            parts.push(relation(dag, names, r)?);
            let arrow = match reading {
                Reading::Concluded => " /\\ ",
                Reading::Assumed => " -> ",
            };
            let single = parts.len() == 1;
            let text = parts.join(arrow);
            if single { text } else { format!("({text})") }
        }
        Formula::And(fs) | Formula::Or(fs) => {
            let sign = if matches!(f, Formula::And(_)) {
                " /\\ "
            } else {
                " \\/ "
            };
            let mut parts = Vec::with_capacity(fs.len());
            for f in fs {
                parts.push(formula(dag, names, f, reading)?);
            }
            format!("({})", parts.join(sign))
        }
        Formula::Not(_) => {
            return Err(Unsupported("a formula that is not normalised".to_owned()));
        }
    })
}

/// The ends of a variable's domain as relations, with the side each bounds: `lo <= x`, then
/// `x <= hi`.
pub fn ends(claim: &mut Claim, v: Var) -> Vec<(lemmabox_kernel::certificate::Side, Relation)> {
    use lemmabox_kernel::certificate::Side;
    let x = claim.dag.variable(v);
    let domain = claim.variables[v.index()].domain;
    let op = |end: End| {
        if end.is_open() {
            Comparison::Less
        } else {
            Comparison::LessEqual
        }
    };
    let lo = domain.lo.constant().map(|lhs| {
        let op = op(domain.lo);
        (Side::Lower, Relation { lhs, op, rhs: x })
    });
    let hi = domain.hi.constant().map(|rhs| {
        let op = op(domain.hi);
        (Side::Upper, Relation { lhs: x, op, rhs })
    });
    lo.into_iter().chain(hi).collect()
}

/// The whole claim: premises, in the reading given, and the conclusion.
///
/// # Errors
/// Operations that have no counterpart in Coq's library.
pub fn claim(
    claim: &mut Claim,
    names: &[String],
    reading: Reading,
) -> Result<Statement, Unsupported> {
    let mut premises = Vec::new();
    for (i, variable) in claim.variables.iter().enumerate() {
        if variable.kind == Kind::Integer {
            premises.push(format!("(exists z : Z, {} = IZR z)", names[i]));
        }
    }
    for v in (0u32..).take(claim.variables.len()).map(Var) {
        for (_, r) in ends(claim, v) {
            premises.push(formula(&claim.dag, names, &Formula::Relation(r), reading)?);
        }
    }
    for h in claim.hypotheses.iter().filter(|h| !h.unused) {
        premises.push(formula(
            &claim.dag,
            names,
            &h.formula.normalized(),
            reading,
        )?);
    }
    let conclusion = formula(
        &claim.dag,
        names,
        &claim.goal.normalized(),
        Reading::Concluded,
    )?;
    // Ends of domains are constants; a term in them is checked like any other.
    for variable in &claim.variables {
        for end in [variable.domain.lo, variable.domain.hi] {
            if let Some(e) = end.constant() {
                term(&claim.dag, names, e)?;
            }
        }
    }
    Ok(Statement {
        reading,
        premises,
        conclusion,
    })
}

/// A claim in Coq's words.
pub struct Statement {
    /// How the premises are read: assumed in a claim, concluded at a point where one fails.
    pub reading: Reading,
    /// Domains, then hypotheses.
    pub premises: Vec<String>,
    /// The goal.
    pub conclusion: String,
}
