//! Claims: their variables, hypotheses, instances of lemmas and goal.

use super::vector_statement::VectorStatement;
use super::{Builder, Elaborated, Elaborator, Operand, Scope, Value, gram, symbols};
use crate::cases::Role;
use crate::constant::Value as Constant;
use crate::diagnostic::{Diagnostic, Span};
use crate::integer_power::Ranges;
use crate::parser::short;
use crate::syntax::{ClaimItem, Subtree, VariableItem};
use crate::{ClaimSpans, Defined, MAX_VARIABLES, constant};
use lemmabox_kernel::core_text::{compacted, roots};
use lemmabox_kernel::expr::{Best, Claim, Dag, Expr, Formula, Hypothesis, Instance, Symbols, Var};
use rustc_hash::FxHashMap;
use std::sync::Arc;

impl<'a, 's> Elaborator<'a, 's> {
    pub(super) fn claim(&mut self, item: &'a ClaimItem<'s>) -> Option<Elaborated> {
        let before = self.errors.len();
        let globals = self.definitions.len();
        let mut scope = Scope {
            incomplete: item.incomplete || self.syntax.incomplete,
            ..Scope::default()
        };
        let mut builder = Builder::default();
        let (mut items, others): (Vec<&VariableItem<'s>>, Vec<&VariableItem<'s>>) =
            (item.variables.iter()).partition(|v| v.space.is_none() && v.classes.is_empty());
        items.extend(item.best.iter().map(|b| &b.variable));
        self.declare(&items, &mut scope);
        self.declare_vectors(&others, &items, &mut scope);
        let names: Vec<(&'s str, bool)> =
            (items.iter()).map(|i| (i.name.text, i.integer)).collect();
        self.announce_sequences(&mut builder, &mut scope, item, &names);
        for local in &item.lets {
            self.define(local, &scope, true);
        }
        let (variables, mut hypotheses, mut hypothesis_spans) =
            self.domains(&mut builder, &scope, &items, item.best.as_ref());
        self.function_constants(&mut builder, &mut scope, &others);
        self.define_sequences(&mut builder, &scope, item);
        builder.ranges = Ranges::new(&builder.dag, &variables);
        builder.cases.role = Role::Hypothesis;
        for assume in &item.assumes {
            self.introduce(assume.name, "a hypothesis");
            if let Some(i) = hypotheses.iter().position(|h| h.name == assume.name.text) {
                let first = hypothesis_spans[i];
                self.duplicate(assume.name, first, "a hypothesis");
            }
            let formula = self.closed_formula(&mut builder, &scope, assume.formula, "`assume`");
            if assume.every.is_some() {
                if let Some(formula) = formula {
                    self.always(&mut builder, &scope, assume, formula);
                }
                continue;
            }
            hypotheses.push(Hypothesis {
                name: assume.name.text.to_owned(),
                formula: formula.unwrap_or(Formula::True),
                unused: assume.unused,
            });
            hypothesis_spans.push(
                assume
                    .name
                    .span
                    .to(self.syntax.tree.nodes[assume.formula.root as usize].span),
            );
        }
        let goal_span = item
            .goal
            .map(|g| self.syntax.tree.nodes[g.root as usize].span)
            .unwrap_or_default();
        builder.cases.role = Role::Goal;
        let goal = item
            .goal
            .and_then(|g| self.closed_formula(&mut builder, &scope, g, "`show`"));
        let mut uses = Vec::new();
        let mut use_spans = Vec::new();
        for lemma in &item.uses {
            let mut arguments: Vec<(String, Expr)> = Vec::new();
            let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
            for &(name, tree) in &lemma.arguments {
                if let Some(first) = seen.insert(name.text, name.span) {
                    self.duplicate(name, first, "given");
                }
                if let Some(e) = self.closed_term(&mut builder, &scope, tree, "a lemma's variable")
                {
                    arguments.push((name.text.to_owned(), e));
                }
            }
            uses.push(Instance {
                lemma: lemma.lemma.text.to_owned(),
                arguments,
            });
            use_spans.push(lemma.lemma.span);
        }
        let best = item.best.as_ref().map(|b| Best {
            variable: Var(u32::try_from(items.len() - 1).unwrap_or(u32::MAX)),
            largest: b.largest,
            stated: b
                .stated
                .and_then(|t| self.constant_term(&mut builder, &scope, t, "the stated value")),
        });
        self.check_pending(&mut builder, &variables);
        let induction = item.induction.and_then(|word| {
            let v = scope.variables.get(word.text).copied();
            let integer = v.is_some_and(|v| items.get(v.index()).is_some_and(|i| i.integer));
            if !integer {
                self.error(
                    Diagnostic::at(
                        word.span,
                        format!("`{}` is no integer variable of this claim", word.text),
                        "induction on this",
                    )
                    .help("declare it: `for n in [1, inf) integer`"),
                );
            }
            v
        });
        if !scope.spaces.is_empty() && !builder.holder.symbols.is_empty() {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    "vectors and functions do not go with sums, sequences or integrals",
                    "in this claim",
                )
                .help(
                    "name the inner products and norms that matter as numbers, or split the claim",
                ),
            );
        }
        let mut goal = goal;
        let mut variables = variables;
        let mut best = best;
        let mut statement = None;
        if self.errors.len() == before && !scope.spaces.is_empty() {
            let (interpolation, spans) = self.interpolation(&mut builder, &scope, &variables);
            hypotheses.extend(interpolation);
            hypothesis_spans.extend(spans);
            if let Some(goal) = goal.as_mut() {
                let mut of = VectorStatement::of(&builder, &scope, &variables, &hypotheses, goal);
                let mut claim = gram::Parts {
                    variables: &mut variables,
                    hypotheses: &mut hypotheses,
                    hypothesis_spans: &mut hypothesis_spans,
                    goal,
                    uses: &mut uses,
                    best: &mut best,
                };
                of.place = builder.in_coordinates(&scope, &mut claim);
                of.dag = builder.dag.clone();
                of.best = best.as_ref().map(|best| {
                    let domain = variables[best.variable.index()].domain;
                    let weakest = if best.largest { domain.lo } else { domain.hi };
                    (best.variable, best.stated.or_else(|| weakest.constant()))
                });
                statement = Some(Arc::new(of));
            }
        }
        let defined = self.uses_of_definitions(&builder);
        // Local definitions end here.
        for local in self.definitions.drain(globals..) {
            if self
                .by_name
                .get(local.item.name.text)
                .is_some_and(|&i| i >= globals)
            {
                self.by_name.remove(local.item.name.text);
            }
        }
        if self.errors.len() > before || item.incomplete {
            return None;
        }
        let mut claim = Claim {
            name: item.name.text.to_owned(),
            title: item.title.clone(),
            source: item.source.clone(),
            variables,
            hypotheses,
            goal: goal?,
            uses,
            expectation: item.expectation,
            best,
            symbols: Symbols::default(),
            dag: builder.dag,
        };
        if let Err(cause) = symbols::finish(&mut claim, builder.holder) {
            self.error(Diagnostic::at(item.name.span, cause, "in this claim"));
            return None;
        }
        claim.symbols.induction = induction;
        if claim.best.is_some() && !claim.symbols.is_empty() {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    "a claim with sums, sequences or integrals has no `best` constant",
                    "in this claim",
                )
                .help("state it for one value of the constant"),
            );
            return None;
        }
        debug_assert!(
            roots(&claim)
                .iter()
                .all(|e| e.index() < claim.dag.nodes().len())
        );
        let written = claim.dag.clone();
        compacted(&mut claim);
        if symbols::vanished(&claim) {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    "a sum, a value of a sequence or an integral is multiplied by 0 or taken from itself",
                    "in this claim",
                )
                .help("where it is undefined, so is the whole: leave it out"),
            );
            return None;
        }
        let definitions = kept(defined, &written, &claim.dag);
        let spans = ClaimSpans {
            name: item.name.span,
            whole: item.span,
            hypotheses: hypothesis_spans,
            goal: goal_span,
            uses: use_spans,
            doubt: self.shared_domain(item),
            definitions,
        };
        Some((claim, spans, statement))
    }

    /// The definitions expanded so far whose arguments and values are numbers, in the order of their values.
    fn uses_of_definitions(&self, builder: &Builder) -> Vec<Defined> {
        let number = |operand: &Operand| match operand {
            Operand::Number(e) => Some(*e),
            Operand::Vector(_) | Operand::Operator(_) | Operand::Unknown => None,
        };
        let mut out: Vec<Defined> = builder
            .expansions
            .iter()
            .filter_map(|((i, arguments), value)| {
                let bound = |e: Expr| {
                    let variables = builder.dag.variables(e);
                    variables.iter().any(|v| symbols::is_provisional(*v))
                };
                let value = number(value.as_ref()?).filter(|e| !bound(*e))?;
                Some(Defined {
                    name: self.definitions[*i].item.name.text.to_owned(),
                    arguments: arguments.iter().map(number).collect::<Option<_>>()?,
                    value,
                })
            })
            .collect();
        out.sort_by(|a, b| (a.value, &a.name, &a.arguments).cmp(&(b.value, &b.name, &b.arguments)));
        out
    }

    /// `for x, y in [0, 1]` bounds `y` alone; asks whether `x` was meant too.
    fn shared_domain(&self, item: &ClaimItem<'s>) -> Option<String> {
        let bare = |v: &VariableItem<'s>| {
            v.domain.is_none() && v.space.is_none() && v.classes.is_empty() && !v.integer
        };
        let (first, second) = item.variables.windows(2).find_map(|pair| {
            let (a, b) = (&pair[0], &pair[1]);
            let between = Span {
                start: a.name.span.end,
                end: b.name.span.start,
            };
            let domain = b.domain.as_ref()?;
            (bare(a) && between.of(self.text).trim() == ",").then_some((a.name.text, domain.span))
        })?;
        let domain = short(second.of(self.text));
        Some(format!(
            "`{first}` ranges over all reals here; was `{first} in {domain}` meant?"
        ))
    }

    pub(super) fn declare(&mut self, items: &[&'a VariableItem<'s>], scope: &mut Scope<'s>) {
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        for (i, item) in items.iter().enumerate() {
            if i == MAX_VARIABLES {
                self.error(
                    Diagnostic::at(
                        item.name.span,
                        format!("more than {MAX_VARIABLES} variables"),
                        "one too many",
                    )
                    .help("split the claim"),
                );
                return;
            }
            self.introduce(item.name, "a variable");
            if let Some(first) = first.insert(item.name.text, item.name.span) {
                self.duplicate(item.name, first, "a variable of this claim");
            } else if let Some(&d) = self.by_name.get(item.name.text) {
                let first = self.definitions[d].item.name.span;
                self.duplicate(item.name, first, "a definition");
            }
            let v = Var(u32::try_from(i).unwrap_or(u32::MAX));
            scope.variables.insert(item.name.text, v);
        }
    }

    fn closed_formula(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        tree: Subtree,
        clause: &str,
    ) -> Option<Formula> {
        match self.evaluate(builder, scope, tree) {
            Value::Formula(f, _) => Some(f),
            Value::Bad => None,
            value @ (Value::Term(_)
            | Value::Vector(_)
            | Value::Operator(_)
            | Value::Function(_)) => {
                let span = self.syntax.tree.nodes[tree.root as usize].span;
                self.error(
                    Diagnostic::at(
                        span,
                        format!("{clause} takes a formula"),
                        format!("this is {}", value.kind()),
                    )
                    .help(format!(
                        "compare it with something: `{} >= 0`",
                        short(span.of(self.text))
                    )),
                );
                None
            }
        }
    }

    pub(super) fn closed_term(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        tree: Subtree,
        what: &str,
    ) -> Option<Expr> {
        match self.evaluate(builder, scope, tree) {
            Value::Term(e) if builder.cases.occur_in(&builder.dag, e) => {
                let span = self.syntax.tree.nodes[tree.root as usize].span;
                self.error(
                    Diagnostic::at(
                        span,
                        format!("{what} cannot be a term by cases"),
                        "`if` or `sign` stands in it, or a power of what may be zero or negative",
                    )
                    .help("name it by a variable: `for y` with `assume name: y = ...`"),
                );
                None
            }
            Value::Term(e) => Some(e),
            Value::Bad => None,
            value @ (Value::Vector(_) | Value::Operator(_) | Value::Function(_)) => {
                self.number_is_due(tree.root, &value, &format!("{what} is a number"));
                None
            }
            Value::Formula(..) => {
                let span = self.syntax.tree.nodes[tree.root as usize].span;
                self.error(Diagnostic::at(
                    span,
                    format!("{what} is a number"),
                    "this is a formula",
                ));
                None
            }
        }
    }

    fn constant_term(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        tree: Subtree,
        what: &str,
    ) -> Option<Expr> {
        let e = self.closed_term(builder, scope, tree, what)?;
        let span = self.syntax.tree.nodes[tree.root as usize].span;
        if !builder.dag.variables(e).is_empty() {
            self.error(Diagnostic::at(
                span,
                format!("{what} is a constant"),
                "this depends on a variable",
            ));
            return None;
        }
        let value = constant::values(&builder.dag)[e.index()];
        self.defined(value, span, what).then_some(e)
    }

    pub(super) fn defined(&mut self, value: Constant, span: Span, what: &str) -> bool {
        let message = match value {
            Constant::Undefined => format!("{what} is undefined"),
            Constant::Unknown => format!("cannot tell whether {what} is defined"),
            Constant::Varies | Constant::Within(..) => return true,
        };
        self.error(
            Diagnostic::at(span, message, "here")
                .help("write an equivalent constant without the partial operation"),
        );
        false
    }
}

/// The definitions in the terms of a claim, `dag`, where they are terms of it; they were made in `written`.
fn kept(defined: Vec<Defined>, written: &Dag, dag: &Dag) -> Vec<Defined> {
    // A copy, for a term that is not there must not become one.
    let mut copy = dag.clone();
    let there = dag.nodes().len();
    let mut image = |e: Expr| {
        let image = copy.import(written, e, |dag, v| dag.variable(v));
        (image.index() < there).then_some(image)
    };
    let known = defined.into_iter().filter_map(|d| {
        let arguments: Option<Vec<Expr>> = d.arguments.into_iter().map(&mut image).collect();
        Some(Defined {
            name: d.name,
            arguments: arguments?,
            value: image(d.value)?,
        })
    });
    known.collect()
}
