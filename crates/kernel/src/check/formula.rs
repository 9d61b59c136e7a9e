//! Proofs of formulas.

use super::rejection::{refuse, require};
use super::sign::Setting;
use super::{Checker, Wanted};
use crate::certificate::FormulaProof;
use crate::expr::{Comparison, Expr, Formula, Relation};

impl Checker<'_> {
    /// Confirms that at every point of the region the (normalised) formula is true or some
    /// hypothesis false.
    pub(super) fn formula(
        &mut self,
        setting: &Setting<'_>,
        formula: &Formula,
        proof: &FormulaProof,
    ) -> Result<(), String> {
        match (formula, proof) {
            (Formula::True, FormulaProof::True) => Ok(()),
            (Formula::And(parts), FormulaProof::All(proofs)) => {
                require(parts.len() == proofs.len(), "not one proof a conjunct")?;
                let deeper = setting.deeper()?;
                parts
                    .iter()
                    .zip(proofs)
                    .try_for_each(|(f, p)| self.formula(&deeper, f, p))
            }
            (Formula::Or(parts), FormulaProof::Any(index, proof)) => {
                let Some(part) = parts.get(*index) else {
                    return refuse("no such disjunct");
                };
                self.formula(&setting.deeper()?, part, proof)
            }
            (Formula::Relation(relation), FormulaProof::Assumed) => self.assumed(setting, relation),
            (Formula::Relation(relation), FormulaProof::Identity) => {
                require(
                    relation.op == Comparison::Equal,
                    "only an equality is an identity",
                )?;
                let (f, _) = self.difference(relation);
                self.defined(setting.reading(), f, &setting.region)?;
                require(
                    self.dag.is_identity(f),
                    "an equality is not shown to be an identity",
                )
            }
            (Formula::Relation(relation), FormulaProof::Both(above, below)) => {
                let (f, wanted) = self.difference(relation);
                require(
                    matches!(wanted, Wanted::Zero),
                    "only an equality follows from two inequalities",
                )?;
                self.sign(setting, f, false, above)?;
                let negated = self.dag.neg(f);
                self.sign(setting, negated, false, below)
            }
            (Formula::Relation(relation), FormulaProof::Sign { negated, sign }) => {
                let (f, wanted) = self.difference(relation);
                match wanted {
                    Wanted::NonNegative | Wanted::Positive if !negated => {
                        self.sign(setting, f, matches!(wanted, Wanted::Positive), sign)
                    }
                    Wanted::NonZero => {
                        let f = if *negated { self.dag.neg(f) } else { f };
                        self.sign(setting, f, true, sign)
                    }
                    Wanted::NonNegative | Wanted::Positive | Wanted::Zero => {
                        refuse("the relation is not decided by this sign")
                    }
                }
            }
            _ => refuse("the proof does not have the shape of the formula"),
        }
    }

    /// Confirms that a relation is something given or an end of a domain: their differences agree
    /// up to a positive rational factor.
    fn assumed(&mut self, setting: &Setting<'_>, relation: &Relation) -> Result<(), String> {
        let (f, wanted) = self.difference(relation);
        self.defined(setting.reading(), f, &setting.region)?;
        for index in 0..setting.statement.facts.len() {
            let (fact, known) = self.difference(&setting.statement.facts[index].relation);
            if implies(known, wanted)
                && self.is_multiple(f, fact, !matches!(wanted, Wanted::Zero | Wanted::NonZero))
                && self.fact(setting, index).is_ok()
            {
                return Ok(());
            }
        }
        if !matches!(wanted, Wanted::Zero) {
            let positive = !matches!(wanted, Wanted::NonZero);
            for v in self.dag.variables(f) {
                for (end, open) in self.ends(&setting.statement.domain, v) {
                    if (open || matches!(wanted, Wanted::NonNegative))
                        && self.is_multiple(f, end, positive)
                    {
                        return Ok(());
                    }
                }
            }
        }
        refuse("the relation is neither a usable fact nor an end of a domain")
    }

    /// Whether `f = c g` for a rational `c`, positive if asked for, wherever both are defined.
    fn is_multiple(&mut self, f: Expr, g: Expr, positive: bool) -> bool {
        if f == g {
            return true;
        }
        let (Some(n), Some(m)) = (
            self.normaliser.normal(&mut self.dag, f),
            self.normaliser.normal(&mut self.dag, g),
        ) else {
            return false;
        };
        let (Some((_, a)), Some((_, b))) = (n.numerator().leading(), m.numerator().leading())
        else {
            return false;
        };
        let ratio = a / b;
        if positive && !num_traits::Signed::is_positive(&ratio) {
            return false;
        }
        let factor = self.dag.rational(ratio);
        let multiple = self.dag.mul(factor, g);
        let difference = self.dag.sub(f, multiple);
        self.is_identically_zero(difference)
    }
}

fn implies(known: Wanted, wanted: Wanted) -> bool {
    matches!(
        (known, wanted),
        (Wanted::NonNegative | Wanted::Positive, Wanted::NonNegative)
            | (Wanted::Positive, Wanted::Positive | Wanted::NonZero)
            | (Wanted::Zero, Wanted::Zero)
            | (Wanted::NonZero, Wanted::NonZero)
    )
}
