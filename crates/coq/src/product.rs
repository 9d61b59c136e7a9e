//! Products and contradictions.

use super::Unsupported;
use super::proof::{Exporter, mismatch};
use super::scope::Scope;
use super::sign::zero_below;
use super::term::rational;
use lemmabox_kernel::certificate::{Factor, Product, Side};
use lemmabox_kernel::expr::{Comparison, Expr};
use num_traits::One;

type Done = Result<(), Unsupported>;

/// A text and the proof term of its sign.
#[derive(Clone)]
struct Signed {
    text: String,
    proof: String,
    strict: bool,
}

impl Signed {
    fn weak(&self) -> String {
        if self.strict {
            format!("(Rlt_le _ _ {})", self.proof)
        } else {
            self.proof.clone()
        }
    }

    fn times(self, other: &Signed) -> Signed {
        let strict = self.strict && other.strict;
        let proof = if strict {
            format!("(Rmult_lt_0_compat _ _ {} {})", self.proof, other.proof)
        } else {
            format!("(Rmult_le_pos _ _ {} {})", self.weak(), other.weak())
        };
        Signed {
            text: format!("{} * {}", self.text, other.text),
            proof,
            strict,
        }
    }

    fn plus(self, other: &Signed) -> Signed {
        let lemma = match (self.strict, other.strict) {
            (true, true) => "Rplus_lt_0_compat",
            (true, false) => "Rplus_lt_le_0_compat",
            (false, true) => "Rplus_le_lt_0_compat",
            (false, false) => "Rplus_le_le_0_compat",
        };
        Signed {
            text: format!("{} + {}", self.text, other.text),
            proof: format!("({lemma} _ _ {} {})", self.proof, other.proof),
            strict: self.strict || other.strict,
        }
    }
}

/// The statement `0 < -f` or `0 <= -f` that a proof by contradiction starts from.
struct Negation {
    text: String,
    hypothesis: String,
    strict: bool,
}

impl Exporter {
    /// `0 <= f` or `0 < f` from `multiplier * f = sum of terms`.
    pub fn product(&mut self, scope: &Scope, f: Expr, strict: bool, p: &Product) -> Done {
        let mut known = Vec::new();
        let mut multiplier = Signed {
            text: "1".to_owned(),
            proof: "Rlt_0_1".to_owned(),
            strict: true,
        };
        for (i, factor) in p.multiplier.iter().enumerate() {
            let factor = self.factor(scope, factor, None, &mut known)?;
            multiplier = if i == 0 {
                factor
            } else {
                multiplier.times(&factor)
            };
        }
        if !multiplier.strict {
            return Err(Unsupported("a multiplier that may vanish".to_owned()));
        }
        let sum = self.sum(scope, p, None, &mut known)?;
        if strict && !sum.strict {
            return Err(Unsupported(
                "a product identity without a positive term".to_owned(),
            ));
        }
        let (lemma, proof) = if strict {
            ("product_lt", sum.proof.clone())
        } else {
            ("product_le", sum.weak())
        };
        let by = self.product_identity(scope, f, p)?;
        self.script.line(&format!(
            "refine ({lemma} ({}) ({}) ({}) _ _ _).",
            multiplier.text,
            self.text(scope, f)?,
            sum.text
        ));
        self.script
            .line(&format!("{{ exact {}. }}", multiplier.proof));
        self.script.line(&format!("{{ {by} }}"));
        self.script.line(&format!("{{ exact {proof}. }}"));
        Ok(())
    }

    /// `0 <= f` or `0 < f` because its negation makes a vanishing sum positive.
    pub fn contradiction(&mut self, scope: &Scope, f: Expr, strict: bool, p: &Product) -> Done {
        let hypothesis = self.names.fresh("negated");
        self.script.line(if strict {
            "apply contradiction_lt."
        } else {
            "apply contradiction_le."
        });
        self.script.line(&format!("intros {hypothesis}."));
        let negation = Negation {
            text: format!("(- ({}))", self.text(scope, f)?),
            hypothesis,
            strict: !strict,
        };
        let mut known = Vec::new();
        let sum = self.sum(scope, p, Some(&negation), &mut known)?;
        if !sum.strict {
            return Err(Unsupported(
                "a contradiction without a positive term".to_owned(),
            ));
        }
        let by = self.product_identity(scope, f, p)?;
        self.script.line(&format!(
            "refine (positive_is_not_zero ({}) _ _).",
            sum.text
        ));
        self.script.line(&format!("{{ exact {}. }}", sum.proof));
        self.script.line(&format!("{{ {by} }}"));
        Ok(())
    }

    fn product_identity(
        &mut self,
        scope: &Scope,
        f: Expr,
        p: &Product,
    ) -> Result<String, Unsupported> {
        let mut terms = vec![f];
        let factors = p
            .multiplier
            .iter()
            .chain(p.terms.iter().flat_map(|(_, factors)| factors));
        for factor in factors {
            match factor {
                Factor::Fact(i) => {
                    let r = scope.facts.get(*i).ok_or_else(mismatch)?.relation;
                    terms.extend([r.lhs, r.rhs]);
                }
                Factor::Square(e) | Factor::Signed(e, _, _) => terms.push(*e),
                Factor::End(..) | Factor::Negated => {}
            }
        }
        for (i, cofactor) in &p.equalities {
            let r = scope.facts.get(*i).ok_or_else(mismatch)?.relation;
            terms.extend([r.lhs, r.rhs, *cofactor]);
        }
        self.identity(scope, &terms)
    }

    fn sum(
        &mut self,
        scope: &Scope,
        p: &Product,
        negation: Option<&Negation>,
        known: &mut Vec<Signed>,
    ) -> Result<Signed, Unsupported> {
        let mut total: Option<Signed> = None;
        for (coefficient, factors) in &p.terms {
            let mut term: Option<Signed> = None;
            if !coefficient.is_one() || factors.is_empty() {
                let name = self.names.fresh("coefficient");
                let text = rational(coefficient);
                self.script
                    .line(&format!("assert ({name} : 0 < {text}) by lra."));
                term = Some(Signed {
                    text,
                    proof: name,
                    strict: true,
                });
            }
            for factor in factors {
                let factor = self.factor(scope, factor, negation, known)?;
                term = Some(match term {
                    None => factor,
                    Some(term) => term.times(&factor),
                });
            }
            let term = term.ok_or_else(mismatch)?;
            total = Some(match total {
                None => term,
                Some(sum) => sum.plus(&term),
            });
        }
        let mut total = total.unwrap_or(Signed {
            text: "0".to_owned(),
            proof: "(Rle_refl 0)".to_owned(),
            strict: false,
        });
        for (fact, cofactor) in &p.equalities {
            let fact = scope.facts.get(*fact).ok_or_else(mismatch)?;
            if fact.relation.op != Comparison::Equal {
                return Err(mismatch());
            }
            let (lhs, rhs) = (
                self.text(scope, fact.relation.lhs)?,
                self.text(scope, fact.relation.rhs)?,
            );
            let text = format!("({}) * ({lhs} - ({rhs}))", self.text(scope, *cofactor)?);
            let name = self.names.fresh("vanishes");
            self.script.line(&format!(
                "assert ({name} : {text} = 0) by (apply zero_product; given)."
            ));
            let lemma = if total.strict {
                "plus_zero_lt"
            } else {
                "plus_zero_le"
            };
            total = Signed {
                text: format!("{} + {text}", total.text),
                proof: format!("({lemma} _ _ {} {name})", total.proof),
                strict: total.strict,
            };
        }
        Ok(total)
    }

    /// The factor with the hypothesis of its sign, proved once.
    fn factor(
        &mut self,
        scope: &Scope,
        factor: &Factor,
        negation: Option<&Negation>,
        known: &mut Vec<Signed>,
    ) -> Result<Signed, Unsupported> {
        let strict = self.is_strict(scope, factor);
        let (e, tactic) = match factor {
            Factor::Negated => {
                let n = negation.ok_or_else(mismatch)?;
                return Ok(Signed {
                    text: n.text.clone(),
                    proof: n.hypothesis.clone(),
                    strict: n.strict,
                });
            }
            Factor::Fact(i) => {
                let fact = scope.facts.get(*i).ok_or_else(mismatch)?.clone();
                if matches!(fact.relation.op, Comparison::Equal | Comparison::NotEqual) {
                    return Err(mismatch());
                }
                let (e, _) = fact.relation.difference(&mut self.claim.dag);
                (e, format!("fact {}", fact.hypothesis))
            }
            Factor::End(v, side) => {
                let end = scope.end(*v, *side).ok_or_else(mismatch)?.clone();
                let x = self.claim.dag.variable(*v);
                let e = match side {
                    Side::Lower => self.claim.dag.sub(x, end.at),
                    Side::Upper => self.claim.dag.sub(end.at, x),
                };
                (e, "given".to_owned())
            }
            Factor::Square(e) => {
                let square = format!("({}) ^ 2", self.text(scope, *e)?);
                let proof = format!("(square_nonneg ({}))", self.text(scope, *e)?);
                return Ok(Signed {
                    text: square,
                    proof,
                    strict: false,
                });
            }
            Factor::Signed(e, _, _) => (*e, String::new()),
        };
        let text = self.text(scope, e)?;
        let text = if text.contains(' ') {
            format!("({text})")
        } else {
            text
        };
        if let Some(same) = known.iter().find(|s| s.text == text && s.strict == strict) {
            return Ok(same.clone());
        }
        let name = self.names.fresh("factor");
        let statement = format!("{} {text}", zero_below(strict));
        if let Factor::Signed(e, strict, sign) = factor {
            self.assert(scope, (&name, &statement), *e, *strict, sign)?;
        } else {
            self.script
                .line(&format!("assert ({name} : {statement}) by {tactic}."));
        }
        let signed = Signed {
            text,
            proof: name,
            strict,
        };
        known.push(signed.clone());
        Ok(signed)
    }
}
