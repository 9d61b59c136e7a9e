//! How a claim follows from the premises of each rule.

use super::integrals::{Facts, finite};
use super::plain::{About, Condition, Plain, integer};
use super::{Step, Writer};
use crate::Unsupported;
use crate::name::identifier;
use lemmabox_kernel::certificate::{Rule, Side};
use lemmabox_kernel::check::{first_integer, unfolded};
use lemmabox_kernel::expr::{Always, Binary, Claim, Expr, Meaning, Node, Unary, Var};

/// How many early values of a defined sequence are worked out beyond the first case of an
/// induction.
const EARLY_VALUES: i64 = 3;
/// Most of them.
pub(super) const MOST_VALUES: i64 = 24;

pub(super) fn unsupported<T>(what: &str) -> Result<T, Unsupported> {
    Err(Unsupported(what.to_owned()))
}

/// How deep sums and products lie in each other.
fn folds_within(claim: &Claim, v: Var) -> usize {
    match claim.symbols.meaning(v) {
        Some(Meaning::Fold { term, .. }) => {
            let inner = claim.dag.variables(*term).into_iter();
            let deepest = inner.map(|w| folds_within(claim, w)).max();
            1 + deepest.unwrap_or(0)
        }
        Some(Meaning::Value { .. }) => 1,
        Some(Meaning::Integral { .. }) | None => 0,
    }
}

/// A lemma applied to its variables; `None` if one is not in scope. `own` replaces one of them.
pub(super) fn applied(
    step: &Step,
    plain: &Plain,
    scope: &[Var],
    own: Option<(Var, &str)>,
) -> Option<String> {
    let symbols = &step.claim.symbols;
    let mut text = format!("({}", step.name);
    for v in (0u32..).take(step.claim.variables.len()).map(Var) {
        if !symbols.is_free(v) {
            continue;
        }
        let name = match own {
            Some((w, text)) if v == w => text,
            _ if scope.contains(&v) => plain.names.get(v.index())?,
            _ => return None,
        };
        text.push_str(&format!(" {name}"));
    }
    for i in 0..symbols.sequences.len() {
        text.push_str(&format!(" {}", plain.sequences.get(i)?));
    }
    text.push(')');
    Some(text)
}

impl Writer<'_> {
    /// The proof of a claim by a rule, after its introductions.
    pub(super) fn rule(
        &mut self,
        claim: &Claim,
        mut plain: Plain,
        (rule, facts): (&Rule, Option<&Facts>),
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        let Some((main, others)) = steps.split_last() else {
            return unsupported("a rule without premises");
        };
        match rule {
            Rule::Defined(_) => unsupported("definedness said twice"),
            Rule::Induction { variable, order } => {
                self.induction(claim, plain, (*variable, *order), steps)
            }
            Rule::Instances(list) => {
                self.each_given(&plain, others)?;
                for (number, at) in list {
                    self.instance(claim, &plain, *number, *at)?;
                }
                self.conclude(&plain, main)
            }
            Rule::Cut(_) => {
                self.each_given(&plain, others)?;
                self.conclude(&plain, main)
            }
            Rule::Every(always) => {
                self.every(claim, &plain, always, others)?;
                self.conclude(&plain, main)
            }
            Rule::Parts { .. } => unsupported("integration by parts"),
            Rule::Name(_) | Rule::Forget(_) => self.conclude(&plain, main),
            Rule::Unfold => {
                self.each_given(&plain, others)?;
                self.unfold(claim, &plain, rule)?;
                self.conclude(&plain, main)
            }
            Rule::Logarithm(a, b) => {
                self.each_given(&plain, others)?;
                let (a, b) = (plain.term(claim, *a)?, plain.term(claim, *b)?);
                self.script.line(&format!(
                    "  assert (logarithms := logarithm_between ({a}) ({b})). finish logarithms. parts logarithms."
                ));
                self.conclude(&plain, main)
            }
            Rule::Branch(e, first) => {
                self.each_given(&plain, others)?;
                self.branch(claim, &plain, *e, *first)?;
                self.conclude(&plain, main)
            }
            Rule::Lemma(number) => {
                self.each_given(&plain, others)?;
                self.use_lemma(claim, &plain, *number)?;
                self.conclude(&plain, main)
            }
            Rule::Integral { symbol, pieces } => {
                let Some(facts) = facts else {
                    return unsupported("an integral");
                };
                self.integral(claim, &mut plain, (*symbol, pieces), others, facts)?;
                self.conclude(&plain, main)
            }
            Rule::Limit { .. } => unsupported("an infinite sum"),
        }
    }

    fn conclude(&mut self, plain: &Plain, step: &Step) -> Result<(), Unsupported> {
        let scope = plain.free.clone();
        let Some(text) = applied(step, plain, &scope, None) else {
            return unsupported("a premise with a variable of its own");
        };
        self.script
            .line(&format!("  assert (main := {text}). conclude main."));
        Ok(())
    }

    /// Premises taken among what is given.
    fn each_given(&mut self, plain: &Plain, steps: &[Step]) -> Result<(), Unsupported> {
        for step in steps {
            let Some(text) = applied(step, plain, &plain.free, None) else {
                return unsupported("a premise with a variable of its own");
            };
            self.script.line(&format!(
                "  let H := fresh \"shown\" in assert (H := {text}); finish H; parts H."
            ));
        }
        Ok(())
    }

    /// A hypothesis about every index at one.
    fn instance(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        number: usize,
        at: Expr,
    ) -> Result<(), Unsupported> {
        let Some(premise) = plain.known(About::Every(number)) else {
            return unsupported("a hypothesis marked unused");
        };
        let always = &claim.symbols.always[number];
        let ends = if always.hi.is_some() { 2 } else { 1 };
        let at = plain.term(claim, at)?;
        let range = " ltac:(given)".repeat(1 + ends);
        self.script.line(&format!(
            "  let H := fresh \"instance\" in assert (H := {} ({at}){range}); under H.",
            premise.label
        ));
        Ok(())
    }

    /// A statement about every integer of a range, from the premise about one.
    fn every(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        always: &Always,
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        let [one] = steps else {
            return Err(Unsupported::mismatch());
        };
        let count = claim.variables.len();
        let mut own = (0u32..).take(one.claim.variables.len()).map(Var);
        let own = own.find(|v| v.index() >= count && one.claim.symbols.is_free(*v));
        let (Some(own), Some(index)) = (own, plain.names.get(always.index.index())) else {
            return Err(Unsupported::mismatch());
        };
        let Some(text) = applied(one, plain, &plain.free, Some((own, index))) else {
            return unsupported("a premise with a variable of its own");
        };
        let statement = plain.every(claim, always)?;
        self.script.line(&format!(
            "  assert (at_each : {statement}) by (intros {index}; intros; let H := fresh in assert (H := {text}); conclude H)."
        ));
        Ok(())
    }

    /// Equations between sums, and values by their recurrences.
    fn unfold(&mut self, claim: &Claim, plain: &Plain, rule: &Rule) -> Result<(), Unsupported> {
        let (after, mut equations) = unfolded(claim, rule).map_err(Unsupported)?;
        let all = Plain::new(&after)?;
        // The terms that are added hold symbols that are unfolded, too.
        equations.sort_by_key(|(v, _)| folds_within(&after, *v));
        for (v, by) in equations {
            let (symbol, by) = (&all.names[v.index()], all.term(&after, by)?);
            let proof = match after.symbols.meaning(v) {
                Some(Meaning::Fold { .. }) => "next_terms".to_owned(),
                Some(Meaning::Value { sequence, at }) => {
                    let next = plain.known(About::Next(*sequence));
                    let recurrence = after.symbols.sequences[*sequence].recurrence.as_ref();
                    let (Some(next), Some(recurrence)) = (next, recurrence) else {
                        return unsupported("a sequence without a recurrence");
                    };
                    let at = all.term(&after, *at)?;
                    let order = recurrence.initial.len();
                    format!("next_value {} ({at}) {order}", next.label)
                }
                Some(Meaning::Integral { .. }) | None => {
                    return unsupported("an integral");
                }
            };
            self.script.line(&format!(
                "  let E := fresh \"unfolded\" in assert (E : {symbol} = {by}) by {proof}."
            ));
        }
        Ok(())
    }

    fn branch(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        e: Expr,
        first: bool,
    ) -> Result<(), Unsupported> {
        let text = plain.term(claim, e)?;
        let (by, theorem) = match *claim.dag.node(e) {
            Node::Binary(Binary::Max, a, b) => {
                let by = plain.term(claim, if first { a } else { b })?;
                (by, if first { "Rmax_left" } else { "Rmax_right" })
            }
            Node::Binary(Binary::Min, a, b) => {
                let by = plain.term(claim, if first { a } else { b })?;
                (by, if first { "Rmin_left" } else { "Rmin_right" })
            }
            Node::Unary(Unary::Abs, x) => {
                let x = plain.term(claim, x)?;
                if first {
                    (x, "Rabs_pos_eq")
                } else {
                    (format!("- ({x})"), "Rabs_left1")
                }
            }
            _ => return unsupported("a term without branches"),
        };
        self.script.line(&format!(
            "  assert (branch : {text} = {by}) by (apply {theorem}; lra)."
        ));
        Ok(())
    }

    /// The theorem of a lemma among what is given.
    fn use_lemma(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        number: usize,
    ) -> Result<(), Unsupported> {
        let (Some(instance), Some((_, lemma))) = (claim.uses.get(number), self.lemmas.get(number))
        else {
            return unsupported("no such lemma");
        };
        if !lemma.symbols.sequences.is_empty() {
            return unsupported("a lemma about sequences");
        }
        let id = identifier(&lemma.name);
        let mut text = format!("{id}.{id}");
        for (i, variable) in (0u32..).zip(&lemma.variables) {
            if !lemma.symbols.is_free(Var(i)) {
                continue;
            }
            let given = instance.arguments.iter().find(|(n, _)| *n == variable.name);
            let e = match (given, claim.variable(&variable.name)) {
                (Some((_, e)), _) => plain.term(claim, *e)?,
                (None, Some(w)) => plain.names[w.index()].clone(),
                (None, None) => return unsupported("a variable of a lemma stands for nothing"),
            };
            text.push_str(&format!(" ({e})"));
        }
        self.script.line(&format!(
            "  assert (used := {text}). finish used. parts used."
        ));
        Ok(())
    }

    fn induction(
        &mut self,
        claim: &Claim,
        mut plain: Plain,
        (n, order): (Var, u32),
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        let Some(first) = first_integer(claim, n) else {
            return unsupported("an induction without a first integer");
        };
        let bases = order as usize;
        let (Some(theorem @ 1..=3), true) = (Some(order), steps.len() > bases) else {
            return unsupported("an induction of an order above 3");
        };
        // What depends on the variable is part of what is shown by induction.
        let mut kept = Vec::new();
        for premise in &plain.premises {
            let depends = match premise.about {
                About::Integer(_) | About::First | About::Next(_) => false,
                About::End(v, side) => v == n && side == Side::Upper,
                About::Every(i) => {
                    let hi = claim.symbols.always[i].hi;
                    hi.is_some_and(|e| claim.depends_on(e, n))
                }
                About::Given(i) => claim.formula_depends_on(&claim.hypotheses[i].formula, n),
            };
            if depends {
                kept.push((premise.label.clone(), premise.text.clone()));
            }
        }
        let labels: Vec<&str> = kept.iter().map(|(l, _)| l.as_str()).collect();
        let given: String = kept.iter().map(|(_, text)| format!("{text} -> ")).collect();
        let name = plain.names[n.index()].clone();
        let intros = if labels.is_empty() {
            String::new()
        } else {
            format!(" intros {}.", labels.join(" "))
        };
        if !labels.is_empty() {
            self.script.line(&format!("  revert {}.", labels.join(" ")));
        }
        self.script.line(&format!(
            "  assert (least : {} <= {name}) by from_first ({first})%Z.",
            integer(first)
        ));
        let label = plain
            .known(About::Integer(n))
            .map(|p| p.label.clone())
            .ok_or_else(|| Unsupported("an induction over no integer".to_owned()))?;
        let lower: String = (plain.premises.iter())
            .filter(|p| p.about == About::End(n, Side::Lower))
            .map(|p| format!(" {}", p.label))
            .collect();
        let goal = plain.goal.clone();
        self.script.line(&format!(
            "  refine (induction_{theorem} ({first})%Z (fun {name} : R => {given}{goal}) {} {name} {label} least); clear {label}{} least {name}; cbv beta.",
            vec!["_"; bases + 1].join(" "),
            lower
        ));
        for (j, base) in (0i64..).zip(&steps[..bases]) {
            self.script.line(&format!("  {{{intros}"));
            self.early_values(claim, &plain, first + j)?;
            let at = integer(first + j);
            let Some(text) = applied(base, &plain, &plain.free, Some((n, &at))) else {
                return unsupported("a premise with a variable of its own");
            };
            self.script.line(&format!(
                "  cbn [Z.add Pos.add Pos.succ]. assert (main := {text}). conclude main. }}"
            ));
        }
        self.inductive_step(
            claim,
            &mut plain,
            (n, order),
            &label,
            &kept,
            &steps[bases..],
        )
    }

    fn inductive_step(
        &mut self,
        claim: &Claim,
        plain: &mut Plain,
        (n, order): (Var, u32),
        label: &str,
        kept: &[(String, String)],
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        let name = plain.names[n.index()].clone();
        let cases: Vec<String> = (0..order).map(|_| plain.fresh("case")).collect();
        let labels: Vec<&str> = kept.iter().map(|(l, _)| l.as_str()).collect();
        self.script.line(&format!(
            "  intros {name} {label} least {} {}.",
            cases.join(" "),
            labels.join(" ")
        ));
        for case in &cases {
            self.script.line(&format!("  under {case}."));
        }
        let Some((main, others)) = steps.split_last() else {
            return unsupported("an induction without a step");
        };
        self.each_given(plain, others)?;
        self.unfold(claim, plain, &Rule::Induction { variable: n, order })?;
        self.conclude(plain, main)
    }

    /// Values of defined sequences at the first indices.
    pub(super) fn early_values(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        at: i64,
    ) -> Result<(), Unsupported> {
        let mut claim = claim.clone();
        for i in 0..claim.symbols.sequences.len() {
            let sequence = claim.symbols.sequences[i].clone();
            let Some(recurrence) = sequence.recurrence else {
                continue;
            };
            let Some(next) = plain.known(About::Next(i)) else {
                continue;
            };
            let order = i64::try_from(recurrence.initial.len()).unwrap_or(i64::MAX);
            let last = (at + EARLY_VALUES).min(sequence.from + MOST_VALUES);
            for place in sequence.from + order..=last {
                let e = claim.dag.integer(place);
                let meaning = Meaning::Value { sequence: i, at: e };
                let value = claim.symbol(meaning).map_err(Unsupported)?;
                let value = plain.term(&claim, value)?;
                self.script.line(&format!(
                    "  let E := fresh \"value\" in assert (E : {} {} = {value}) by next_value {} {} {order}.",
                    plain.sequences[i],
                    integer(place),
                    next.label,
                    integer(place)
                ));
            }
        }
        Ok(())
    }

    /// That the integrands are continuous whose integrals the goal speaks of, by symbol.
    pub(super) fn integrals(
        &mut self,
        claim: &Claim,
        plain: &Plain,
    ) -> Result<Vec<(Var, String)>, Unsupported> {
        let mut out = Vec::new();
        for condition in plain.definedness(claim)? {
            if let Condition::Integrable { symbol, .. } = condition {
                let whole = finite(claim, symbol)?;
                out.push((symbol, self.continuous_integrand(claim, whole)?));
            }
        }
        Ok(out)
    }

    /// The theorem: that what it speaks of is defined, and what it says.
    pub(super) fn defined(
        &mut self,
        claim: &Claim,
        plain: Plain,
        (conditions, integrals): (&[Condition], &[(Var, String)]),
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        let Some((main, others)) = steps.split_last() else {
            return unsupported("a rule without premises");
        };
        self.script.line("Proof.");
        self.script.line(&format!("  {}", plain.intros()));
        let mut plain = plain;
        let mut scope = plain.free.clone();
        for condition in conditions {
            self.script.line("  split. {");
            if let Condition::Integrable { symbol, .. } = condition {
                let known = integrals.iter().find(|(v, _)| v == symbol);
                let Some((_, lemma)) = known else {
                    return unsupported("an integral inside a sum");
                };
                self.exists(claim, &plain, finite(claim, *symbol)?, lemma)?;
            } else {
                self.condition(&mut plain, condition, &mut scope, others)?;
            }
            self.script.line("  }");
        }
        self.conclude(&plain, main)?;
        self.script.line("Qed.");
        Ok(())
    }

    fn condition(
        &mut self,
        plain: &mut Plain,
        condition: &Condition,
        scope: &mut Vec<Var>,
        steps: &[Step],
    ) -> Result<(), Unsupported> {
        match condition {
            Condition::Here(_) => {
                let mut ways = vec!["solve [given]".to_owned()];
                for step in steps {
                    if let Some(text) = applied(step, plain, scope, None) {
                        ways.push(format!(
                            "solve [let H := fresh in assert (H := {text}); conclude H]"
                        ));
                    }
                }
                self.script
                    .line(&format!("  first [{}].", ways.join(" | ")));
            }
            Condition::Integrable { .. } => return unsupported("an integral inside a sum"),
            Condition::Every {
                index,
                integer,
                range,
                inside,
            } => {
                let mut names = vec![plain.names[index.index()].clone()];
                for _ in 0..range.len() + usize::from(*integer) {
                    names.push(plain.fresh("range"));
                }
                self.script.line(&format!("  intros {}.", names.join(" ")));
                scope.push(*index);
                for (i, condition) in inside.iter().enumerate() {
                    let last = i + 1 == inside.len();
                    if !last {
                        self.script.line("  split. {");
                    }
                    self.condition(plain, condition, scope, steps)?;
                    if !last {
                        self.script.line("  }");
                    }
                }
                scope.pop();
            }
        }
        Ok(())
    }
}
