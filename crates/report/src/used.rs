//! Which hypotheses and lemmas a proof rests on, and whether it rests on the goal at all.

use lemmabox_kernel::certificate::Proof;
use lemmabox_kernel::check::check;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Formula, Relation};

/// What a proof rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// For each hypothesis of the claim.
    pub hypotheses: Vec<bool>,
    /// For each lemma of the claim.
    pub lemmas: Vec<bool>,
}

/// The same shape with `0 <= 1` for every relation, so that facts keep their numbers.
fn emptied(dag: &mut Dag, formula: &Formula) -> Formula {
    match formula {
        Formula::Relation(_) => Formula::Relation(Relation {
            lhs: dag.integer(0),
            op: Comparison::LessEqual,
            rhs: dag.integer(1),
        }),
        Formula::And(fs) => Formula::And(fs.iter().map(|f| emptied(dag, f)).collect()),
        Formula::Or(fs) => Formula::Or(fs.iter().map(|f| emptied(dag, f)).collect()),
        Formula::Not(f) => Formula::Not(Box::new(emptied(dag, f))),
        Formula::True | Formula::False => formula.clone(),
    }
}

/// What the proof rests on, by asking the checker: a hypothesis or lemma is not used when the
/// checker confirms the same proof with `0 <= 1` in its place; those found so are left out
/// together. A proof may use what it could do without. `claim.dag` holds the terms of the proof,
/// `lemmas` are the claims named by `claim.uses`. `None` when the checker does not confirm the
/// proof itself.
#[must_use]
pub fn used(claim: &Claim, lemmas: &[&Claim], proof: &Proof) -> Option<Used> {
    check(claim, lemmas, proof).ok()?;
    let mut claim = claim.clone();
    let mut lemmas: Vec<Claim> = lemmas.iter().map(|l| (*l).clone()).collect();
    let holds = |claim: &Claim, lemmas: &[Claim]| {
        let lemmas: Vec<&Claim> = lemmas.iter().collect();
        check(claim, &lemmas, proof).is_ok()
    };
    let mut found = Used {
        hypotheses: Vec::new(),
        lemmas: Vec::new(),
    };
    for i in 0..lemmas.len() {
        let mut without = lemmas.clone();
        let goal = without[i].goal.normalized();
        without[i].goal = emptied(&mut without[i].dag, &goal);
        let spared = holds(&claim, &without);
        if spared {
            lemmas = without;
        }
        found.lemmas.push(!spared);
    }
    for i in 0..claim.hypotheses.len() {
        if claim.hypotheses[i].unused {
            found.hypotheses.push(false);
            continue;
        }
        let mut without = claim.clone();
        let formula = without.hypotheses[i].formula.normalized();
        without.hypotheses[i].formula = emptied(&mut without.dag, &formula);
        let spared = holds(&without, &lemmas);
        if spared {
            claim = without;
        }
        found.hypotheses.push(!spared);
    }
    Some(found)
}

/// The same shape, false whatever the point.
fn falsified(dag: &mut Dag, formula: &Formula) -> Formula {
    let mut all = |fs: &[Formula]| fs.iter().map(|f| falsified(dag, f)).collect();
    match formula {
        Formula::And(fs) if !fs.is_empty() => Formula::And(all(fs)),
        Formula::Or(fs) => Formula::Or(all(fs)),
        Formula::Relation(_) => Formula::Relation(Relation {
            lhs: dag.integer(1),
            op: Comparison::LessEqual,
            rhs: dag.integer(0),
        }),
        Formula::And(_) | Formula::Not(_) | Formula::True | Formula::False => Formula::False,
    }
}

/// Whether the checker confirms that no point satisfies the hypotheses: it takes the same proof
/// with a goal that is false everywhere. A proof of contradictory hypotheses may rest on the goal
/// all the same, and is then not found out.
#[must_use]
pub fn is_vacuous(claim: &Claim, lemmas: &[&Claim], proof: &Proof) -> bool {
    if claim.hypotheses.iter().all(|h| h.unused) {
        return false;
    }
    let mut claim = claim.clone();
    let goal = claim.goal.normalized();
    claim.goal = falsified(&mut claim.dag, &goal);
    check(&claim, lemmas, proof).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_lang::parse_file;
    use lemmabox_prover::{Cancel, Settings, Verdict, decide};

    fn of(text: &str) -> Used {
        let file = parse_file("t", text).unwrap();
        let claim = file.claims.last().unwrap();
        let lemmas: Vec<_> = claim.uses.iter().zip(&file.claims).collect();
        let outcome = decide(claim, &lemmas, &Settings::default(), &Cancel::new());
        let Verdict::Proved(proof) = &outcome.verdict else {
            panic!("{text} is proved")
        };
        let claim = Claim {
            dag: outcome.dag.clone(),
            ..claim.clone()
        };
        let lemmas: Vec<&Claim> = lemmas.iter().map(|(_, l)| *l).collect();
        used(&claim, &lemmas, proof).unwrap()
    }

    #[test]
    fn what_a_true_goal_cannot_do_without_is_used() {
        let found = of("claim c \"\" { for x in [-1, 1], y in [-1, 1] \
             assume right: x >= 1/8 assume other: y <= 1/2 assume spare unused: y >= 0 show x^3 + x > 0 }");
        assert_eq!(found.hypotheses, [true, false, false]);
    }

    #[test]
    fn lemmas_count_where_the_goal_is_false_without_them() {
        let found = of("claim l \"\" { for x in [0, 1] show x^2 <= x }\n\
             claim c \"\" { for x in [0, 1], y assume small: y <= x^2 use l show y <= x }");
        assert_eq!(found.hypotheses, [true]);
        // With x >= x^2 known from the domain alone the lemma may or may not be used.
        assert_eq!(found.lemmas.len(), 1);
    }

    fn vacuous(text: &str) -> bool {
        let file = parse_file("t", text).unwrap();
        let claim = &file.claims[0];
        let outcome = decide(claim, &[], &Settings::default(), &Cancel::new());
        let Verdict::Proved(proof) = &outcome.verdict else {
            panic!("{text} is proved")
        };
        let claim = Claim {
            dag: outcome.dag.clone(),
            ..claim.clone()
        };
        is_vacuous(&claim, &[], proof)
    }

    #[test]
    fn contradictory_hypotheses_are_found_out() {
        let of = |rest: &str| format!("claim c {{ for x in [0, 1], y in [0, 1] {rest} }}");
        for rest in [
            "assume far: x >= 2 show y >= 5",
            "assume far: x + y >= 3 show x <= y or y >= 7",
            "assume above: x > 1/2 assume below: x < 1/2 show x*y = 12",
        ] {
            assert!(vacuous(&of(rest)), "{rest}");
        }
        for rest in [
            "assume far: x >= 1 show x >= 1/2",
            "assume far: x + y >= 2 show x*y >= 1",
            "assume half: x >= 1/2 show 1 = 1",
            "show x >= 0",
        ] {
            assert!(!vacuous(&of(rest)), "{rest}");
        }
    }
}
