//! Integrals over finite intervals, by antiderivatives.

use super::plain::{About, Plain};
use super::rules::{applied, unsupported};
use super::{Step, Writer};
use crate::Unsupported;
use crate::reflective::Terms;
use lemmabox_kernel::certificate::Pieces;
use lemmabox_kernel::check::promote;
use lemmabox_kernel::expr::{Claim, Expr, Formula, Kind, Meaning, Var};

/// An integral: variable, integrand, ends.
#[derive(Clone, Copy)]
pub(super) struct Finite {
    pub(super) variable: Var,
    integrand: Expr,
    lo: Expr,
    hi: Expr,
}

impl Finite {
    /// The ends of the pieces, in order.
    fn ends(&self, pieces: &Pieces) -> Vec<Expr> {
        let breaks = pieces.breaks.iter().copied();
        std::iter::once(self.lo)
            .chain(breaks)
            .chain([self.hi])
            .collect()
    }
}

/// The integral over a finite interval that a symbol stands for.
pub(super) fn finite(claim: &Claim, symbol: Var) -> Result<Finite, Unsupported> {
    match claim.symbols.meaning(symbol) {
        Some(Meaning::Integral {
            variable,
            integrand,
            lo: Some(lo),
            hi: Some(hi),
        }) => Ok(Finite {
            variable: *variable,
            integrand: *integrand,
            lo: *lo,
            hi: *hi,
        }),
        _ => unsupported("an integral over an infinite range"),
    }
}

/// A term as a function of the variable of integration.
fn function(plain: &Plain, claim: &Claim, x: Var, e: Expr) -> Result<String, Unsupported> {
    let text = plain.term(claim, e)?;
    Ok(format!("(fun {} : R => {text})", plain.names[x.index()]))
}

/// The claim on an interval of the variable of integration.
fn along(claim: &Claim, x: Var, (a, b): (Expr, Expr), open: bool) -> Result<Claim, Unsupported> {
    let mut claim = claim.clone();
    let ends = (Some((a, open)), Some((b, open)));
    promote(&mut claim, x, Kind::Real, ends.0, ends.1).map_err(Unsupported)?;
    claim.goal = Formula::True;
    Ok(claim)
}

impl Writer<'_> {
    /// The value of an integral, or bounds on it, among what is given. `steps` are the premises but
    /// the last.
    pub(super) fn integral(
        &mut self,
        claim: &Claim,
        plain: &mut Plain,
        (symbol, pieces): (Var, &Pieces),
        steps: &[Step],
        facts: &Facts,
    ) -> Result<(), Unsupported> {
        let whole = finite(claim, symbol)?;
        let x = whole.variable;
        let mut derivatives = steps.iter().filter(|s| s.claim.symbols.is_free(x));
        let plainly: Vec<&Step> = (steps.iter())
            .filter(|s| !s.claim.symbols.is_free(x))
            .collect();
        for step in plainly {
            if let Some(text) = applied(step, plain, &plain.free, None) {
                self.script.line(&format!(
                    "  let H := fresh \"shown\" in assert (H := {text}); finish H; parts H."
                ));
            }
        }
        let f = function(plain, claim, x, whole.integrand)?;
        let ends = whole.ends(pieces);
        let texts: Result<Vec<String>, _> = ends.iter().map(|e| plain.term(claim, *e)).collect();
        let texts = texts?;
        let exact = pieces.upper.is_empty();
        let mut facts = facts.of.iter();
        for (side, antiderivatives) in [&pieces.lower, &pieces.upper].into_iter().enumerate() {
            for (i, &g) in antiderivatives.iter().enumerate() {
                let (Some(fact), Some(step)) = (facts.next(), derivatives.next()) else {
                    return Err(Unsupported::mismatch());
                };
                if !claim.dag.is_total(g) {
                    derivatives.next();
                }
                let (a, b) = (&texts[i], &texts[i + 1]);
                let g = function(plain, claim, x, g)?;
                let d = format!("(fun {} : R => {})", plain.names[x.index()], fact.slope);
                let (theorem, says) = match (exact, side) {
                    (true, _) => (
                        "integral_equal",
                        format!("integral {f} ({a}) ({b}) = {g} ({b}) - {g} ({a})"),
                    ),
                    (false, 0) => (
                        "integral_least",
                        format!("{g} ({b}) - {g} ({a}) <= integral {f} ({a}) ({b})"),
                    ),
                    (false, _) => (
                        "integral_most",
                        format!("integral {f} ({a}) ({b}) <= {g} ({b}) - {g} ({a})"),
                    ),
                };
                let mut ways = Vec::new();
                for name in [&fact.continuous_integrand, &fact.continuous, &fact.derives] {
                    ways.push(self.at_point(plain, x, &fact.claim, name)?);
                }
                ways.push(self.at_point(plain, x, &step.claim, &step.name)?);
                self.script.line(&format!(
                    "  assert (whole'{side}'{i} : integrable {f} ({a}) ({b})) by (apply (integrable_here {f} ({a}) ({b})); [given | {}]).",
                    ways[0]
                ));
                self.script.line(&format!(
                    "  assert (piece'{side}'{i} : {says}) by (apply ({theorem} {f} {g} {d} ({a}) ({b})); [given | {}]).",
                    ways.join(" | ")
                ));
                self.script
                    .line(&format!("  cbv beta in piece'{side}'{i}."));
            }
        }
        self.together(&f, &texts)
    }

    /// The integral over the whole range from those over the pieces.
    fn together(&mut self, f: &str, ends: &[String]) -> Result<(), Unsupported> {
        for i in 1..ends.len() - 1 {
            let (a, m, b) = (&ends[0], &ends[i], &ends[i + 1]);
            self.script.line(&format!(
                "  destruct (integral_parts {f} ({a}) ({m}) ({b}) ltac:(assumption) ltac:(assumption)) as [over'{i} parts'{i}]."
            ));
        }
        for i in 1..ends.len() - 1 {
            self.script.line(&format!(
                "  try rewrite parts'{i} in *; try (rewrite parts'{i})."
            ));
        }
        Ok(())
    }

    /// A lemma about a point of the interval, of which the ends are introduced first.
    fn at_point(
        &self,
        plain: &Plain,
        x: Var,
        claim: &Claim,
        name: &str,
    ) -> Result<String, Unsupported> {
        let step = Step {
            name: name.to_owned(),
            claim: claim.clone(),
        };
        let mut scope = plain.free.clone();
        scope.push(x);
        let Some(text) = applied(&step, plain, &scope, None) else {
            return unsupported("a premise with a variable of its own");
        };
        let name = &plain.names[x.index()];
        Ok(format!(
            "intros {name} above' below'; let H := fresh in assert (H := {text}); conclude H"
        ))
    }

    /// What is needed of the antiderivatives, each as a lemma.
    pub(super) fn facts(
        &mut self,
        claim: &Claim,
        (symbol, pieces): (Var, &Pieces),
    ) -> Result<Facts, Unsupported> {
        let whole = finite(claim, symbol)?;
        if !pieces.tails.is_empty() {
            return unsupported("an antiderivative by its limit at an end");
        }
        let x = whole.variable;
        let mut claim = claim.clone();
        let ends = whole.ends(pieces);
        let mut of = Vec::new();
        for antiderivatives in [&pieces.lower, &pieces.upper] {
            for (i, &g) in antiderivatives.iter().enumerate() {
                let Some(d) = claim.dag.derivative(g, x) else {
                    return unsupported("an antiderivative without a symbolic derivative");
                };
                let between = (ends[i], ends[i + 1]);
                let inside = along(&claim, x, between, true)?;
                let closed = along(&claim, x, between, false)?;
                of.push(Fact {
                    slope: Plain::new(&inside)?.term(&inside, d)?,
                    continuous_integrand: self.continuous(&closed, x, whole.integrand)?,
                    continuous: self.continuous(&closed, x, g)?,
                    derives: self.derives(&inside, x, (g, d))?,
                    claim: inside,
                });
            }
        }
        Ok(Facts { of })
    }

    /// That an integrand is continuous up to the ends, as a lemma with a variable of its own.
    pub(super) fn continuous_integrand(
        &mut self,
        claim: &Claim,
        whole: Finite,
    ) -> Result<String, Unsupported> {
        let closed = along(claim, whole.variable, (whole.lo, whole.hi), false)?;
        self.continuous(&closed, whole.variable, whole.integrand)
    }

    /// The proof that an integral exists: after a lemma of [`Self::continuous_integrand`].
    pub(super) fn exists(
        &mut self,
        claim: &Claim,
        plain: &Plain,
        whole: Finite,
        lemma: &str,
    ) -> Result<(), Unsupported> {
        let f = function(plain, claim, whole.variable, whole.integrand)?;
        let (a, b) = (plain.term(claim, whole.lo)?, plain.term(claim, whole.hi)?);
        let closed = along(claim, whole.variable, (whole.lo, whole.hi), false)?;
        let way = self.at_point(plain, whole.variable, &closed, lemma)?;
        self.script.line(&format!(
            "  apply (integrable_here {f} ({a}) ({b})); [given | {way}]."
        ));
        Ok(())
    }

    fn continuous(&mut self, claim: &Claim, x: Var, f: Expr) -> Result<String, Unsupported> {
        let plain = Plain::new(claim)?;
        let text = function(&plain, claim, x, f)?;
        let name = &plain.names[x.index()];
        let says = format!("continuous_at {text} {name}");
        self.by_theorem(claim, x, ("continuity", &[f]), says)
    }

    fn derives(
        &mut self,
        claim: &Claim,
        x: Var,
        (g, d): (Expr, Expr),
    ) -> Result<String, Unsupported> {
        let plain = Plain::new(claim)?;
        let text = function(&plain, claim, x, g)?;
        let name = &plain.names[x.index()];
        let says = format!("derives {text} {name} ({})", plain.term(claim, d)?);
        self.by_theorem(claim, x, ("antiderivative", &[g, d]), says)
    }

    /// A lemma by a theorem of `Integrals.v`, which checks terms at all points that the claim
    /// speaks of.
    fn by_theorem(
        &mut self,
        claim: &Claim,
        x: Var,
        (theorem, of): (&str, &[Expr]),
        says: String,
    ) -> Result<String, Unsupported> {
        let name = self.next();
        let module = format!("at'{}", self.written);
        let mut terms = Terms::new("t'");
        let text = terms.claim(claim)?;
        let mut given = vec![format!("{module}.claim'"), x.index().to_string()];
        for &e in of {
            given.push(terms.term(&claim.dag, e)?);
        }
        self.script.line(&format!("Module {module}."));
        self.script.line(terms.definitions());
        self.script
            .line(&format!("Definition claim' : claim := {text}."));
        self.script.line(&format!("End {module}."));
        let mut plain = Plain::new(claim)?;
        plain.goal = says;
        self.lemma(&name, &plain);
        self.script.line(&format!("  Import {module}."));
        let given = given.join(" ");
        let arguments = self.arguments(claim, &plain).join(" ");
        self.script.line(&format!(
            "  exact ({theorem} {given} (eq_refl true <: {theorem}_ok {given} = true) {arguments})."
        ));
        self.script.line("Qed.");
        self.script.line("");
        Ok(name)
    }

    /// What a theorem about a claim of the checker is applied to: values of all its variables, and
    /// its premises.
    pub(super) fn arguments(&self, claim: &Claim, plain: &Plain) -> Vec<String> {
        let mut arguments: Vec<String> = plain.names.clone();
        let mut known = claim.clone();
        for v in (0u32..).take(claim.variables.len()).map(Var) {
            // What depends on a bound variable has no value here, and does not occur.
            let e = known.dag.variable(v);
            let mut inner = known.free_variables(e).into_iter();
            if inner.any(|w| claim.symbols.bound.contains(&w)) {
                arguments[v.index()] = "0".to_owned();
            }
            if claim.variables[v.index()].kind == Kind::Integer {
                let label = plain.known(About::Integer(v));
                let bound = "(ex_intro _ 0%Z eq_refl)".to_owned();
                arguments.push(label.map_or(bound, |p| p.label.clone()));
            }
        }
        for premise in &plain.premises {
            if matches!(premise.about, About::End(..) | About::Given(_)) {
                arguments.push(premise.label.clone());
            }
        }
        arguments
    }
}

/// What is known of one antiderivative on one piece.
struct Fact {
    claim: Claim,
    slope: String,
    continuous_integrand: String,
    continuous: String,
    derives: String,
}

/// What is known of all, in the order of the premises.
pub(super) struct Facts {
    of: Vec<Fact>,
}
