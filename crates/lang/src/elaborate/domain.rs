//! Domains of variables: ends that are constants, moving ends, and what is refused.

use super::{Builder, Elaborator, MOST_LINKS, Scope, conjunction};
use crate::constant;
use crate::constant::Value as Constant;
use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::{BestItem, EndItem, VariableItem};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Best, Comparison, Dag, Domain, End, Expr, Formula, Hypothesis, Kind, Node, Relation, Var,
    Variable,
};
use num_traits::One;
use std::cmp::Ordering;

/// An end of a domain that is another variable.
struct Follows {
    /// Whose end it is.
    of: usize,
    /// 0 is the lower end, 1 the upper one.
    side: usize,
    /// The variable that is the end.
    other: usize,
    open: bool,
}

impl Follows {
    /// Gives the domain the constant end of the other variable: `y in [x, inf)` with `x in (0, 1]`
    /// lies in `(0, inf)`.
    fn tighten(&self, dag: &Dag, values: &[Constant], variables: &mut [Variable]) {
        let Some(other) = variables.get(self.other).map(|v| v.domain) else {
            return;
        };
        let end = match if self.side == 0 { other.lo } else { other.hi } {
            End::Infinite => return,
            End::Closed(e) if !self.open => End::Closed(e),
            End::Closed(e) | End::Open(e) => End::Open(e),
        };
        let variable = &mut variables[self.of];
        let mut domain = variable.domain;
        *(if self.side == 0 {
            &mut domain.lo
        } else {
            &mut domain.hi
        }) = end;
        // Not where the domain might come out empty: such a one is refused when it is read.
        let holds_points = match (domain.lo.constant(), domain.hi.constant()) {
            (Some(lo), Some(hi)) => {
                variable.kind == Kind::Real
                    && constant::compare(dag, values, lo, hi) == Some(Ordering::Less)
            }
            (None, _) | (_, None) => true,
        };
        if holds_points {
            variable.domain = domain;
        }
    }
}

/// The ends of a domain.
struct Ends {
    /// Those that are constants; the others are infinite here.
    ends: [End; 2],
    /// What those say that depend on variables.
    relations: Vec<Formula>,
    /// Those that are a variable.
    follows: Vec<Follows>,
}

/// What an end that depends on variables says of a variable.
fn bound(dag: &mut Dag, v: Var, side: usize, open: bool, e: Expr) -> Formula {
    let x = dag.variable(v);
    let (lhs, rhs) = if side == 0 { (e, x) } else { (x, e) };
    let op = if open {
        Comparison::Less
    } else {
        Comparison::LessEqual
    };
    Formula::Relation(Relation { lhs, op, rhs })
}

/// The side of the weakest end of a constant's range that is left out, where no value is stated:
/// the claim is decided with that end put in, so nothing may rest on the constant being inside.
fn open_weakest(best: &BestItem<'_>) -> Option<usize> {
    let domain = best.variable.domain.as_ref()?;
    let end = if best.largest { &domain.lo } else { &domain.hi };
    (best.stated.is_none() && end.open && end.term.is_some()).then_some(usize::from(!best.largest))
}

fn close_weakest(best: &BestItem<'_>, ends: &mut [End; 2]) {
    if let Some(side) = open_weakest(best)
        && let End::Open(e) = ends[side]
    {
        ends[side] = End::Closed(e);
    }
}

/// The range of the constant as written, once the claim is elaborated.
pub(super) fn reopened(best: &BestItem<'_>, domain: &mut Domain) {
    let Some(side) = open_weakest(best) else {
        return;
    };
    let end = if side == 0 {
        &mut domain.lo
    } else {
        &mut domain.hi
    };
    if let End::Closed(e) = *end {
        *end = End::Open(e);
    }
}

/// `(0, inf)` of integers is `[1, inf)`. What is empty stays as it is.
fn close_integer_ends(dag: &mut Dag, domain: &mut Domain) {
    let number = |end: End| end.constant().and_then(|e| dag.as_rational(e).cloned());
    let [mut lo, mut hi] = [number(domain.lo), number(domain.hi)];
    if domain.lo.is_open() {
        lo = lo.map(|q| q.floor() + Q::one());
    }
    if domain.hi.is_open() {
        hi = hi.map(|q| q.ceil() - Q::one());
    }
    if matches!((&lo, &hi), (Some(lo), Some(hi)) if lo > hi) {
        return;
    }
    for (end, at) in [(&mut domain.lo, lo), (&mut domain.hi, hi)] {
        if let (End::Open(_), Some(q)) = (*end, at) {
            *end = End::Closed(dag.rational(q));
        }
    }
}

impl<'a, 's> Elaborator<'a, 's> {
    /// Refuses a constant to be put in that is not seen to be one of its range: the range's signs
    /// and its being an integer are used where the claim is read.
    pub(super) fn stated_inside(
        &mut self,
        dag: &Dag,
        item: &BestItem<'s>,
        claim: (&Variable, &Best),
    ) {
        let (variable, best) = claim;
        let name = item.variable.name;
        let weakest = if best.largest {
            variable.domain.lo
        } else {
            variable.domain.hi
        };
        let Some(value) = best.stated.or(weakest.constant()) else {
            return;
        };
        if constant::is_value_of(dag, variable, value) {
            return;
        }
        let (span, what) = match item.stated {
            Some(tree) => (
                self.syntax.tree.nodes[tree.root as usize].span,
                "stated value",
            ),
            None => (name.span, "end of the range at which the claim is weakest"),
        };
        self.error(
            Diagnostic::at(
                span,
                format!("the {what} is not seen to be a value of `{}`", name.text),
                "here",
            )
            .help("give the constant a range that holds it"),
        );
    }

    /// Domains of the variables; ends that depend on variables become hypotheses.
    pub(super) fn domains(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        items: &[&'a VariableItem<'s>],
        best: Option<&BestItem<'s>>,
    ) -> (Vec<Variable>, Vec<Hypothesis>, Vec<Span>) {
        let mut written: Vec<[Option<Expr>; 2]> = Vec::with_capacity(items.len());
        for item in items {
            written.push(self.written_ends(builder, scope, item));
        }
        let values = constant::values(&builder.dag);
        let mut variables: Vec<Variable> = Vec::new();
        let mut hypotheses = Vec::new();
        let mut spans = Vec::new();
        let mut follows = Vec::new();
        for (i, (item, pair)) in items.iter().zip(written).enumerate() {
            let best = best.filter(|b| std::ptr::eq(&raw const b.variable, *item));
            let mut ends = [End::Infinite, End::Infinite];
            if let Some(domain) = &item.domain {
                let split = self.split_ends(builder, &values, (i, item, best.is_some()), pair);
                ends = split.ends;
                follows.extend(split.follows);
                self.check_domain(&builder.dag, &values, item, &ends, domain.span);
                if let Some(best) = best {
                    close_weakest(best, &mut ends);
                }
                if !split.relations.is_empty() {
                    hypotheses.push(Hypothesis {
                        name: format!("{}_domain", item.name.text),
                        formula: conjunction(split.relations),
                        unused: false,
                    });
                    spans.push(item.name.span.to(domain.span));
                }
            }
            let [lo, hi] = ends;
            variables.push(Variable {
                name: item.name.text.to_owned(),
                domain: Domain { lo, hi },
                kind: if item.integer {
                    Kind::Integer
                } else {
                    Kind::Real
                },
            });
        }
        // A chain of such ends takes as many rounds as links.
        for _ in 0..follows.len().min(MOST_LINKS) {
            for follows in &follows {
                follows.tighten(&builder.dag, &values, &mut variables);
            }
        }
        if best.is_none() {
            for variable in variables.iter_mut().filter(|v| v.kind == Kind::Integer) {
                close_integer_ends(&mut builder.dag, &mut variable.domain);
            }
        }
        (variables, hypotheses, spans)
    }

    /// What the ends of the domain of the variable with this index are; of the constant of `best`
    /// none may move.
    fn split_ends(
        &mut self,
        builder: &mut Builder,
        values: &[Constant],
        (of, item, is_best): (usize, &VariableItem<'s>, bool),
        written: [Option<Expr>; 2],
    ) -> Ends {
        let mut split = Ends {
            ends: [End::Infinite, End::Infinite],
            relations: Vec::new(),
            follows: Vec::new(),
        };
        let Some(domain) = &item.domain else {
            return split;
        };
        let v = Var(u32::try_from(of).unwrap_or(u32::MAX));
        for (side, end) in [&domain.lo, &domain.hi].into_iter().enumerate() {
            let Some(e) = written[side] else { continue };
            let open = end.open;
            if values[e.index()] == Constant::Varies {
                self.moving_end(builder, item, (v, is_best), (end, e));
                if let Node::Variable(w) = *builder.dag.node(e) {
                    split.follows.push(Follows {
                        of,
                        side,
                        other: w.index(),
                        open,
                    });
                }
                let relation = bound(&mut builder.dag, v, side, open, e);
                split.relations.push(relation);
            } else if self.defined(values[e.index()], end.span, "the end of a domain") {
                split.ends[side] = if open { End::Open(e) } else { End::Closed(e) };
            }
        }
        split
    }

    /// The ends of a domain as terms; `None` where there is none, or none that can be read.
    fn written_ends(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        item: &'a VariableItem<'s>,
    ) -> [Option<Expr>; 2] {
        let mut pair = [None, None];
        if let Some(domain) = &item.domain {
            for (slot, end) in pair.iter_mut().zip([&domain.lo, &domain.hi]) {
                *slot = end
                    .term
                    .and_then(|t| self.closed_term(builder, scope, t, "the end of a domain"));
            }
        }
        pair
    }

    /// Refuses an end that depends on the variable itself, and one that varies for the constant of
    /// `best`.
    fn moving_end(
        &mut self,
        builder: &Builder,
        item: &VariableItem<'s>,
        (v, is_best): (Var, bool),
        (end, e): (&EndItem, Expr),
    ) {
        if builder.dag.variables(e).contains(&v) {
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
