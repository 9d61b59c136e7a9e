//! Domains of variables: ends that are constants, moving ends, and what is refused.

use super::{Builder, Elaborator, MOST_LINKS, Scope};
use crate::constant;
use crate::constant::Value as Constant;
use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{BestItem, EndItem, VariableItem};
use lemmabox_kernel::expr::{
    Comparison, Dag, Domain, End, Expr, Formula, Hypothesis, Kind, Node, Relation, Var, Variable,
};
use std::cmp::Ordering;

impl<'a, 's> Elaborator<'a, 's> {
    /// Domains of the variables; ends that depend on variables become hypotheses.
    pub(super) fn domains(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        items: &[&'a VariableItem<'s>],
        best: Option<&BestItem<'s>>,
    ) -> (Vec<Variable>, Vec<Hypothesis>, Vec<Span>) {
        let mut ends: Vec<[Option<Expr>; 2]> = Vec::with_capacity(items.len());
        for item in items {
            let mut pair = [None, None];
            if let Some(domain) = &item.domain {
                for (slot, end) in pair.iter_mut().zip([&domain.lo, &domain.hi]) {
                    *slot = end
                        .term
                        .and_then(|t| self.closed_term(builder, scope, t, "the end of a domain"));
                }
            }
            ends.push(pair);
        }
        let values = constant::values(&builder.dag);
        let mut variables: Vec<Variable> = Vec::new();
        let mut hypotheses = Vec::new();
        let mut spans = Vec::new();
        // Ends that are variables: whose end, on which side, of which variable, and whether it is left out.
        let mut follows = Vec::new();
        for (i, (item, pair)) in items.iter().zip(ends).enumerate() {
            let v = Var(u32::try_from(i).unwrap_or(u32::MAX));
            let is_best = best.is_some_and(|b| std::ptr::eq(&raw const b.variable, *item));
            let mut ends = [End::Infinite, End::Infinite];
            let mut relations = Vec::new();
            if let Some(domain) = &item.domain {
                let written: [(&EndItem, Comparison, Comparison); 2] = [
                    (&domain.lo, Comparison::LessEqual, Comparison::Less),
                    (&domain.hi, Comparison::LessEqual, Comparison::Less),
                ];
                for (side, (end, closed, open)) in written.into_iter().enumerate() {
                    let Some(e) = pair[side] else { continue };
                    if values[e.index()] != Constant::Varies {
                        if !self.defined(values[e.index()], end.span, "the end of a domain") {
                            continue;
                        }
                        ends[side] = if end.open {
                            End::Open(e)
                        } else {
                            End::Closed(e)
                        };
                        continue;
                    }
                    let depends = builder.dag.variables(e);
                    if depends.contains(&v) {
                        self.error(Diagnostic::at(
                            end.span,
                            format!("the domain of `{0}` depends on `{0}`", item.name.text),
                            "here",
                        ));
                    }
                    if is_best {
                        self.error(
                            Diagnostic::at(
                                end.span,
                                "the range of the best constant has constant ends",
                                "this depends on a variable",
                            )
                            .help("give a range wide enough for every value of the variables"),
                        );
                    }
                    if let Node::Variable(w) = *builder.dag.node(e) {
                        follows.push((i, side, w.index(), end.open));
                    }
                    let x = builder.dag.variable(v);
                    let op = if end.open { open } else { closed };
                    let (lhs, rhs) = if side == 0 { (e, x) } else { (x, e) };
                    relations.push(Formula::Relation(Relation { lhs, op, rhs }));
                }
                self.check_domain(&builder.dag, &values, item, &ends, domain.span);
                if !relations.is_empty() {
                    hypotheses.push(Hypothesis {
                        name: format!("{}_domain", item.name.text),
                        formula: if relations.len() == 1 {
                            relations.remove(0)
                        } else {
                            Formula::And(relations)
                        },
                        unused: false,
                    });
                    spans.push(item.name.span.to(domain.span));
                }
            }
            variables.push(Variable {
                name: item.name.text.to_owned(),
                domain: Domain {
                    lo: ends[0],
                    hi: ends[1],
                },
                kind: if item.integer {
                    Kind::Integer
                } else {
                    Kind::Real
                },
            });
        }
        // `y in [x, inf)` with `x in (0, 1]` lies in `(0, inf)`; a chain of such ends takes as many rounds as links.
        for _ in 0..follows.len().min(MOST_LINKS) {
            for &(i, side, w, open) in &follows {
                let Some(other) = variables.get(w).map(|v| v.domain) else {
                    continue;
                };
                let end = match if side == 0 { other.lo } else { other.hi } {
                    End::Infinite => continue,
                    End::Closed(e) if !open => End::Closed(e),
                    End::Closed(e) | End::Open(e) => End::Open(e),
                };
                let mut domain = variables[i].domain;
                *(if side == 0 {
                    &mut domain.lo
                } else {
                    &mut domain.hi
                }) = end;
                // Not where the domain might come out empty: such a one is refused when it is read.
                let holds_points = match (domain.lo.constant(), domain.hi.constant()) {
                    (Some(lo), Some(hi)) => {
                        variables[i].kind == Kind::Real
                            && constant::compare(&builder.dag, &values, lo, hi)
                                == Some(Ordering::Less)
                    }
                    _ => true,
                };
                if holds_points {
                    variables[i].domain = domain;
                }
            }
        }
        (variables, hypotheses, spans)
    }

    /// Refuses a domain that is surely empty.
    fn check_domain(
        &mut self,
        dag: &Dag,
        values: &[Constant],
        item: &VariableItem<'s>,
        ends: &[End; 2],
        span: Span,
    ) {
        let (Some(lo), Some(hi)) = (ends[0].constant(), ends[1].constant()) else {
            return;
        };
        let open = ends[0].is_open() || ends[1].is_open();
        let mut error = match constant::compare(dag, values, lo, hi) {
            Some(Ordering::Greater) => {
                Diagnostic::at(span, "this domain is empty", "the lower end is the larger")
                    .help("swap the ends")
            }
            Some(Ordering::Equal) if open => {
                Diagnostic::at(span, "this domain is empty", "its only point is left out")
                    .help("write `[` and `]` for a domain of one point")
            }
            _ if item.integer
                && constant::no_integer_between(
                    dag,
                    values,
                    (lo, ends[0].is_open()),
                    (hi, ends[1].is_open()),
                ) =>
            {
                Diagnostic::at(span, "this domain is empty", "no integer lies here")
            }
            _ => return,
        };
        error.labels[0].0 = span;
        self.error(error);
    }
}
