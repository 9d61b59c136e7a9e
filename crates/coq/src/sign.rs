//! Reasons for a sign, one prelude lemma each.

use super::Unsupported;
use super::proof::{Exporter, mismatch};
use super::scope::{End, Scope};
use lemmabox_kernel::certificate::{Factor, Point, Side, Sign};
use lemmabox_kernel::expr::{Dag, Expr, Node, Normaliser, Unary, Var};
use num_traits::Signed;

type Done = Result<(), Unsupported>;

/// How often a box may be halved in search of an enclosure; the tree of the proof has cut it
/// already.
fn depth(variables: usize) -> usize {
    match variables {
        0 => 0,
        1 => 12,
        2 => 14,
        _ => 16,
    }
}

/// `0 <=` or `0 <`.
pub fn zero_below(strict: bool) -> &'static str {
    if strict { "0 <" } else { "0 <=" }
}

impl Exporter {
    /// Proves a goal that says the same as the sign of `f`.
    pub fn signed(&mut self, scope: &Scope, f: Expr, strict: bool, sign: &Sign) -> Done {
        let name = self.names.fresh("sign");
        let statement = format!("{} {}", zero_below(strict), self.text(scope, f)?);
        self.assert(scope, (&name, &statement), f, strict, sign)?;
        self.script.line(&format!("settle {name}."));
        Ok(())
    }

    /// Asserts, under a name, the statement that is the sign of `f`.
    pub fn assert(
        &mut self,
        scope: &Scope,
        (name, statement): (&str, &str),
        f: Expr,
        strict: bool,
        sign: &Sign,
    ) -> Done {
        let tactic = match sign {
            Sign::Natural | Sign::MeanValue | Sign::Taylor => self.enclosure(scope, f),
            Sign::Exact => "exact_sign".to_owned(),
            _ => {
                self.script.line(&format!("assert ({name} : {statement})."));
                self.script.open();
                self.sign(scope, f, strict, sign)?;
                self.script.close();
                return Ok(());
            }
        };
        self.script
            .line(&format!("assert ({name} : {statement}) by {tactic}."));
        Ok(())
    }

    /// Proves the goal `0 <= f` or `0 < f`.
    pub fn sign(&mut self, scope: &Scope, f: Expr, strict: bool, sign: &Sign) -> Done {
        match sign {
            Sign::Natural | Sign::MeanValue | Sign::Taylor => {
                let tactic = self.enclosure(scope, f);
                self.script.line(&format!("{tactic}."));
                Ok(())
            }
            Sign::Monotone { sides, face } => self.monotone(scope, f, strict, sides, face),
            Sign::Exact => {
                self.script.line("exact_sign.");
                Ok(())
            }
            Sign::Collapse {
                variable,
                side,
                slope,
                face,
            } => {
                let d = self
                    .claim
                    .dag
                    .simplified_derivative(f, *variable)
                    .ok_or_else(|| Unsupported("a derivative that does not exist".to_owned()))?;
                self.collapse(scope, f, strict, (*variable, *side), d, slope, face)
            }
            Sign::Slide { .. } => Err(Unsupported("a slide to the bound of a fact".to_owned())),
            Sign::Image { .. } => Err(Unsupported("a comparison of images".to_owned())),
            Sign::Chord { .. } => Err(Unsupported("the chord of a concave function".to_owned())),
            Sign::Tangent { .. } => Err(Unsupported("a tangent".to_owned())),
            Sign::Arms { .. } | Sign::Arm { .. } => {
                Err(Unsupported("the arms of a minimum or maximum".to_owned()))
            }
            Sign::Vanishing { .. } => Err(Unsupported("a limit at infinity".to_owned())),
            Sign::Remainder => Err(Unsupported(
                "Stirling's series and the fractional part".to_owned(),
            )),
            Sign::Product(p) => self.product(scope, f, strict, p),
            Sign::Contradiction(p) => self.contradiction(scope, f, strict, p),
            Sign::Convex { point } => self.convex(scope, f, point),
        }
    }

    /// The tactic for an enclosure of `f`.
    fn enclosure(&self, scope: &Scope, f: Expr) -> String {
        let variables = self.claim.dag.variables(f);
        let mut list = String::new();
        for v in &variables {
            list.push_str(scope.name(*v));
            list.push_str(" :: ");
        }
        format!("enclosed ({list}@nil R) {}%nat", depth(variables.len()))
    }

    /// Collapses one listed variable after the other.
    fn monotone(
        &mut self,
        scope: &Scope,
        f: Expr,
        strict: bool,
        sides: &[(Var, Side)],
        face: &Sign,
    ) -> Done {
        let Some((&(variable, side), rest)) = sides.split_first() else {
            return self.sign(scope, f, strict, face);
        };
        let inner = if rest.is_empty() {
            face.clone()
        } else {
            Sign::Monotone {
                sides: rest.to_vec(),
                face: Box::new(face.clone()),
            }
        };
        match self.claim.dag.simplified_derivative(f, variable) {
            Some(d) => {
                let slope = Sign::MeanValue;
                self.collapse(scope, f, strict, (variable, side), d, &slope, &inner)
            }
            None => Err(Unsupported(
                "monotonicity of a term with abs, min or max".to_owned(),
            )),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn collapse(
        &mut self,
        scope: &Scope,
        f: Expr,
        strict: bool,
        (variable, side): (Var, Side),
        d: Expr,
        slope: &Sign,
        face: &Sign,
    ) -> Done {
        let end = scope
            .end(variable, side)
            .ok_or_else(|| Unsupported("a collapse to an infinite end".to_owned()))?
            .clone();
        let x = scope.name(variable).to_owned();
        let face_term = self.claim.dag.substitute(f, &[(variable, end.at)]);
        let by_slope = strict && end.open && !self.can_be_strict(scope, face_term, face);
        let (lemma, slope_term) = match side {
            Side::Lower => ("collapse_lower", d),
            Side::Upper => ("collapse_upper", self.claim.dag.neg(d)),
        };
        let variant = match (strict, by_slope) {
            (false, _) => "",
            (true, false) => "_strict_face",
            (true, true) => "_strict_slope",
        };
        // The variable runs from the end to the point.
        let t = self.names.fresh(&x);
        let mut inner = scope.clone();
        inner.names[variable.index()] = t.clone();
        let near = Some(End {
            at: end.at,
            open: true,
        });
        let far = match side {
            Side::Lower => {
                inner.lo[variable.index()] = near;
                inner.hi[variable.index()].clone()
            }
            Side::Upper => {
                inner.hi[variable.index()] = near;
                inner.lo[variable.index()].clone()
            }
        };
        // What is known of the old variable is not known of the new one.
        inner.conditions.retain(|(text, _)| !mentions(text, &x));
        let (f_text, d_text) = (self.text(&inner, f)?, self.text(&inner, d)?);
        let end_text = self.text(scope, end.at)?;
        self.script.line(&format!(
            "refine ({lemma}{variant} (fun {t} : R => {f_text}) (fun {t} : R => {d_text}) ({end_text}) {x} _ _ _ _)."
        ));
        self.script.line("{ given. }");
        for derivative in [true, false] {
            self.script.open();
            let (lo, hi) = (
                self.names.fresh(&format!("{t}_lo")),
                self.names.fresh(&format!("{t}_hi")),
            );
            self.script.line(&format!("intros {t} [{lo} {hi}]."));
            if let Some(far) = &far {
                let name = self.names.fresh(&format!("{t}_far"));
                let at = self.text(scope, far.at)?;
                self.script.line(&match (side, far.open) {
                    (Side::Lower, false) => {
                        format!(
                            "assert ({name} : {t} <= {at}) by (apply Rle_trans with {x}; given)."
                        )
                    }
                    (Side::Lower, true) => {
                        format!(
                            "assert ({name} : {t} < {at}) by (apply Rle_lt_trans with {x}; given)."
                        )
                    }
                    (Side::Upper, false) => {
                        format!(
                            "assert ({name} : {at} <= {t}) by (apply Rle_trans with {x}; given)."
                        )
                    }
                    (Side::Upper, true) => {
                        format!(
                            "assert ({name} : {at} < {t}) by (apply Rlt_le_trans with {x}; given)."
                        )
                    }
                });
            }
            if derivative {
                let raw = self
                    .claim
                    .dag
                    .derivative(f, variable)
                    .ok_or_else(mismatch)?;
                let by = self.closing(&inner, &[raw, d])?;
                self.script.line(&format!("derivative_by ltac:({by})."));
            } else {
                self.signed(&inner, slope_term, by_slope, slope)?;
            }
            self.script.close();
        }
        self.script.open();
        self.signed(scope, face_term, strict && !by_slope, face)?;
        self.script.close();
        Ok(())
    }

    /// Whether a reason can give the strict sign.
    fn can_be_strict(&mut self, scope: &Scope, f: Expr, sign: &Sign) -> bool {
        match sign {
            Sign::Natural | Sign::MeanValue | Sign::Taylor | Sign::Exact => {
                let dag = &mut self.claim.dag;
                !Normaliser::new().is_zero(dag, f)
            }
            Sign::Monotone { sides, face } => {
                let mut at = f;
                for (v, side) in sides {
                    if let Some(end) = scope.end(*v, *side) {
                        at = self.claim.dag.substitute(at, &[(*v, end.at)]);
                    }
                }
                self.can_be_strict(scope, at, face)
            }
            Sign::Collapse {
                variable,
                side,
                face,
                ..
            } => match scope.end(*variable, *side).cloned() {
                Some(end) => {
                    let at = self.claim.dag.substitute(f, &[(*variable, end.at)]);
                    end.open || self.can_be_strict(scope, at, face)
                }
                None => false,
            },
            // Refused before it is asked.
            Sign::Slide { .. }
            | Sign::Image { .. }
            | Sign::Chord { .. }
            | Sign::Tangent { .. }
            | Sign::Arms { .. }
            | Sign::Arm { .. }
            | Sign::Vanishing { .. }
            | Sign::Remainder => false,
            Sign::Product(p) => p
                .terms
                .iter()
                .any(|(_, factors)| factors.iter().all(|g| self.is_strict(scope, g))),
            Sign::Contradiction(_) => true,
            Sign::Convex { .. } => false,
        }
    }

    /// Whether a factor is positive, not only non-negative.
    pub fn is_strict(&self, scope: &Scope, factor: &Factor) -> bool {
        match factor {
            Factor::Fact(i) => scope
                .facts
                .get(*i)
                .is_some_and(|f| f.relation.op.is_strict()),
            Factor::End(v, side) => scope.end(*v, *side).is_some_and(|e| e.open),
            Factor::Negated | Factor::Square(_) => false,
            Factor::Signed(_, strict, _) => *strict,
        }
    }

    fn convex(&mut self, scope: &Scope, f: Expr, point: &[(Var, Point)]) -> Done {
        let variables = self.claim.dag.variables(f);
        let &[variable] = variables.as_slice() else {
            return Err(Unsupported(
                "convexity in more than one variable".to_owned(),
            ));
        };
        let lo = scope.end(variable, Side::Lower).cloned();
        let hi = scope.end(variable, Side::Upper).cloned();
        let at = point
            .iter()
            .find(|(v, _)| *v == variable)
            .map(|(_, p)| *p)
            .ok_or_else(mismatch)?;
        let at = at.term(&mut self.claim.dag);
        let dag = &mut self.claim.dag;
        let slope = |dag: &mut Dag, e: Expr| {
            dag.simplified_derivative(e, variable)
                .ok_or_else(|| Unsupported("a derivative that does not exist".to_owned()))
        };
        let d = slope(dag, f)?;
        let h = slope(dag, d)?;
        let raw = [
            dag.derivative(f, variable).ok_or_else(mismatch)?,
            dag.derivative(d, variable).ok_or_else(mismatch)?,
        ];
        let x = scope.name(variable).to_owned();
        let t = self.names.fresh(&x);
        let mut inner = scope.clone();
        inner.names[variable.index()] = t.clone();
        inner.conditions.retain(|(text, _)| !mentions(text, &x));
        let closed = |end: &Option<End>| {
            end.as_ref().map(|e| End {
                at: e.at,
                open: false,
            })
        };
        inner.lo[variable.index()] = closed(&lo);
        inner.hi[variable.index()] = closed(&hi);
        let functions: Vec<String> = [f, d, h]
            .iter()
            .map(|&e| Ok(format!("(fun {t} : R => {})", self.text(&inner, e)?)))
            .collect::<Result<_, Unsupported>>()?;
        let at = self.text(scope, at)?;
        // Without an end, the interval spanned by the two points will do.
        let mut ends = Vec::with_capacity(2);
        for (end, function) in [(&lo, "Rmin"), (&hi, "Rmax")] {
            ends.push(match end {
                Some(end) => self.text(scope, end.at)?,
                None => format!("{function} ({at}) {x}"),
            });
        }
        self.script.line(&format!(
            "refine (convex {} ({}) ({}) ({at}) {x} _ _ _ _ _ _ _).",
            functions.join(" "),
            ends[0],
            ends[1],
        ));
        let bounded = lo.is_some() && hi.is_some();
        self.script.line(if bounded {
            "{ split; first [ given | natural ]. }"
        } else {
            "{ split; first [ apply Rmin_l | apply Rmax_l | given | natural ]. }"
        });
        self.script.line(if bounded {
            "{ split; given. }"
        } else {
            "{ split; first [ apply Rmin_r | apply Rmax_r | given ]. }"
        });
        let mut introduction = format!("intros {t} [{t}_lo {t}_hi].");
        if lo.is_none() {
            introduction.push_str(&format!(" clear {t}_lo."));
        }
        if hi.is_none() {
            introduction.push_str(&format!(" clear {t}_hi."));
        }
        for (derivative, target) in [(raw[0], d), (raw[1], h)] {
            self.script.open();
            self.script.line(&introduction);
            let by = self.closing(&inner, &[derivative, target])?;
            self.script.line(&format!("derivative_by ltac:({by})."));
            self.script.close();
        }
        self.script.open();
        self.script.line(&introduction);
        self.signed(&inner, h, false, &Sign::Taylor)?;
        self.script.close();
        self.script.line("{ identity. }");
        self.script.line("{ exact_sign. }");
        Ok(())
    }

    /// A tactic for equalities of terms with the given subterms. Writes the side relations of their
    /// atoms.
    pub fn closing(&mut self, scope: &Scope, terms: &[Expr]) -> Result<String, Unsupported> {
        let relations = self.relations(scope, terms)?;
        let plain = "first [ ring | field; defined ]";
        if relations.is_empty() {
            return Ok(plain.to_owned());
        }
        let given = relations.join(" ");
        Ok(format!(
            "first [ ring | field; defined | ring [{given}] | field [{given}]; defined ]"
        ))
    }

    /// The sentence that proves an equality of terms.
    pub fn identity(&mut self, scope: &Scope, terms: &[Expr]) -> Result<String, Unsupported> {
        let by = self.closing(scope, terms)?;
        Ok(format!(
            "first [ {by} | unify_all; {by} | exact_values; unify_all; {by} ]."
        ))
    }

    /// Hypotheses `sin(t)^2 = 1 - cos(t)^2`, `sqrt(t)^2 = t`, `|t|^2 = t^2` for the atoms of the
    /// terms.
    fn relations(&mut self, scope: &Scope, terms: &[Expr]) -> Result<Vec<String>, Unsupported> {
        let mut out = Vec::new();
        let mut angles: Vec<Expr> = Vec::new();
        for e in self.claim.dag.reachable(terms) {
            match *self.claim.dag.node(e) {
                Node::Unary(Unary::Sin | Unary::Cos, x) => {
                    // A shifted angle is reduced to its variables.
                    for v in self.claim.dag.variables(x) {
                        let v = self.claim.dag.variable(v);
                        if !angles.contains(&v) {
                            angles.push(v);
                        }
                    }
                    if !angles.contains(&x) {
                        angles.push(x);
                    }
                }
                Node::Unary(Unary::Sqrt, x) => {
                    let is_square = self.claim.dag.as_rational(x).is_some_and(|q| {
                        q.is_negative()
                            || lemmabox_kernel::exact::rational::rational_root(q, 2).is_some()
                    });
                    if is_square {
                        continue;
                    }
                    let name = self.names.fresh("root");
                    let x = self.text(scope, x)?;
                    self.script.line(&format!(
                        "assert ({name} : (sqrt ({x})) ^ 2 = {x}) by (apply pow2_sqrt; defined)."
                    ));
                    out.push(name);
                }
                Node::Unary(Unary::Abs, x) => {
                    let name = self.names.fresh("absolute");
                    let x = self.text(scope, x)?;
                    self.script
                        .line(&format!("pose proof (absolute_squared ({x})) as {name}."));
                    out.push(name);
                }
                _ => {}
            }
        }
        for x in angles {
            let name = self.names.fresh("circle");
            let x = self.text(scope, x)?;
            self.script
                .line(&format!("pose proof (sine_squared ({x})) as {name}."));
            out.push(name);
        }
        Ok(out)
    }
}

/// Whether a text has the identifier as a word.
fn mentions(text: &str, identifier: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '\''))
        .any(|word| word == identifier)
}
