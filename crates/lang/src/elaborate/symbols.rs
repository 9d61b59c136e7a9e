//! Sums, products, sequences and integrals: their terms become symbols of the claim.
//!
//! While a claim is read, a bound name is a variable of its own; when its binder closes it becomes
//! one shared by all binders of that height, so that equal sums are one symbol whatever their index
//! is called.

mod finish;
mod integer_products;

pub(super) use finish::{VANISHED, finish, standing};

use super::super::diagnostic::{Diagnostic, Span};
use super::super::parser::short;
use super::super::syntax::{
    AssumeItem, Binder, ClaimItem, DomainItem, EquationItem, FIRST_REAL_BINDER, Form, Id, List,
    Operator, SequenceItem, TreeNode,
};
use super::{Builder, Elaborator, Frame, Operand, Scope, Value};
use lemmabox_kernel::expr::{
    Affine, Always, Binary, Claim, Dag, Domain, End, Expectation, Expr, Formula, Kind,
    MAX_UNROLLED, Meaning, Node, Recurrence, Sequence, Symbols, Unary, Var, Variable,
    constant_difference, small,
};
use num_traits::{One, Signed, Zero};

/// Bound names are variables from here on until their binder closes.
const PROVISIONAL: u32 = 1 << 29;
/// Those that are reals, as inside an integral, from here on.
const PROVISIONAL_REAL: u32 = PROVISIONAL + FIRST_REAL_BINDER;
/// And end here.
const LAST_PROVISIONAL: u32 = 1 << 30;

/// A claim to hold the symbols made so far. Its DAG is the builder's, lent to it.
pub(super) fn holder() -> Claim {
    Claim {
        name: String::new(),
        title: String::new(),
        source: None,
        variables: Vec::new(),
        hypotheses: Vec::new(),
        goal: Formula::True,
        uses: Vec::new(),
        expectation: Expectation::Proved,
        best: None,
        symbols: Symbols {
            kept: true,
            ..Symbols::default()
        },
        dag: Dag::new(),
    }
}

fn variable(name: &str, integer: bool) -> Variable {
    Variable {
        name: name.to_owned(),
        domain: Domain {
            lo: End::Infinite,
            hi: End::Infinite,
        },
        kind: if integer { Kind::Integer } else { Kind::Real },
    }
}

/// The variable of a bound name while it is bound.
pub(super) fn provisional(number: u32) -> Var {
    Var(PROVISIONAL.saturating_add(number))
}

/// Whether a variable is a bound name whose binder is not closed.
pub(super) fn is_provisional(v: Var) -> bool {
    (PROVISIONAL..LAST_PROVISIONAL).contains(&v.0)
}

/// Whether a variable is the index of a sum, product, hypothesis or sequence not closed yet.
fn is_provisional_integer(v: Var) -> bool {
    (PROVISIONAL..PROVISIONAL_REAL).contains(&v.0)
}

impl Builder {
    /// Lends the DAG to the claim that holds the symbols.
    pub(super) fn with_symbols<T>(&mut self, make: impl FnOnce(&mut Claim) -> T) -> T {
        std::mem::swap(&mut self.dag, &mut self.holder.dag);
        let made = make(&mut self.holder);
        std::mem::swap(&mut self.dag, &mut self.holder.dag);
        made
    }

    /// A new variable while definitions are checked and not expanded.
    fn unknown(&mut self) -> Option<Expr> {
        let next = self.opaque?;
        self.opaque = Some(next.saturating_add(1));
        Some(self.dag.variable(Var(next)))
    }

    pub(super) fn is_integer(&self, e: Expr) -> bool {
        // What may be undefined has no place there, though it cancels.
        let form = Affine::of(&self.dag, e).filter(|_| self.dag.is_total(e));
        form.is_some_and(|form| {
            form.constant.is_integer()
                && form.coefficients.iter().all(|(v, c)| {
                    let known = self.holder.variables.get(v.index());
                    let integer = is_provisional_integer(*v)
                        || known.is_some_and(|x| x.kind == Kind::Integer)
                            && self.holder.symbols.meaning(*v).is_none();
                    c.is_integer() && integer
                })
        })
    }

    /// The bound variables inside the symbols of a term.
    pub(super) fn bound_inside(&self, terms: &[Expr]) -> Vec<Var> {
        let symbols = &self.holder.symbols;
        let mut out = Vec::new();
        let mut stack = terms.to_vec();
        while let Some(e) = stack.pop() {
            for v in self.dag.variables(e) {
                match symbols.meaning(v) {
                    None => out.push(v),
                    Some(Meaning::Fold {
                        index,
                        term,
                        lo,
                        hi,
                        ..
                    }) => {
                        out.push(*index);
                        stack.extend([Some(*term), Some(*lo), *hi].into_iter().flatten());
                    }
                    Some(Meaning::Value { at, .. }) => stack.push(*at),
                    Some(Meaning::Integral {
                        variable,
                        integrand,
                        lo,
                        hi,
                    }) => {
                        out.push(*variable);
                        stack.extend([Some(*integrand), *lo, *hi].into_iter().flatten());
                    }
                }
            }
        }
        out
    }

    /// `e` as a product of what is free of a bound name, defined everywhere, and the rest:
    /// `sum(a(t)/n)` is `sum(a(t))/n`, over which an induction goes.
    fn constant_factor(&mut self, e: Expr, p: Var) -> (Option<Expr>, Expr) {
        let mut factor = self.dag.integer(1);
        let mut body = self.dag.integer(1);
        let mut stack = vec![(e, false)];
        while let Some((e, divides)) = stack.pop() {
            match *self.dag.node(e) {
                Node::Binary(Binary::Mul, a, b) if !divides => {
                    stack.extend([(b, false), (a, false)]);
                }
                Node::Binary(Binary::Div, a, b) if !divides => {
                    stack.extend([(b, true), (a, false)]);
                }
                Node::Binary(Binary::Mul, a, b) => stack.extend([(b, true), (a, true)]),
                _ => {
                    let known = self.ranges.is_positive(&self.dag, e) || self.is_positive_power(e);
                    let total = !divides && self.dag.is_total(e);
                    let inner = self.bound_inside(&[e]);
                    let free = inner.iter().all(|v| *v != p) && (known || total);
                    let part = if free { &mut factor } else { &mut body };
                    *part = if divides {
                        self.dag.div(*part, e)
                    } else {
                        self.dag.mul(*part, e)
                    };
                }
            }
        }
        let one = self.dag.as_rational(factor).is_some_and(One::is_one);
        let plain = self.dag.as_rational(body).is_some();
        if one || plain {
            (None, e)
        } else {
            (Some(factor), body)
        }
    }

    /// Whether a term is a power of a positive number with an integer exponent, as a product.
    fn is_positive_power(&self, e: Expr) -> bool {
        let Node::Variable(v) = *self.dag.node(e) else {
            return false;
        };
        match self.holder.symbols.meaning(v) {
            Some(Meaning::Fold {
                product: true,
                index,
                term,
                ..
            }) => {
                !self.dag.variables(*term).contains(index)
                    && self.ranges.is_positive(&self.dag, *term)
            }
            _ => false,
        }
    }

    /// What is left of the exponents inside a binder when it closes: each at the end of the range
    /// where it is least.
    ///
    /// What was expanded with the name is forgotten, for the binder may be read again with other
    /// ends, where its exponents have to be looked at anew.
    fn close_pending(&mut self, p: Var, lo: Option<Expr>, hi: Option<Expr>) {
        let pending = std::mem::take(&mut self.pending);
        if pending
            .iter()
            .any(|(e, _)| self.dag.variables(*e).contains(&p))
        {
            let expansions = std::mem::take(&mut self.expansions);
            let free = |operand: &Operand| match operand {
                Operand::Number(e) => !self.bound_inside(&[*e]).contains(&p),
                Operand::Vector(_) | Operand::Operator(_) | Operand::Unknown => true,
            };
            let kept = expansions
                .into_iter()
                .filter(|((_, arguments), _)| arguments.iter().all(free));
            self.expansions = kept.collect();
        }
        for (e, span) in pending {
            let form = Affine::of(&self.dag, e);
            let slope = form.and_then(|f| f.coefficients.get(&p).cloned());
            let at = match slope {
                Some(c) if c.is_positive() => lo,
                Some(_) => hi,
                None => None,
            };
            let e = match at {
                Some(at) => self.dag.substitute(e, &[(p, at)]),
                None => e,
            };
            self.pending.push((e, span));
        }
    }
}

impl<'a, 's> Elaborator<'a, 's> {
    /// A term that binds a variable.
    pub(super) fn bind(
        &mut self,
        builder: &mut Builder,
        frame: &Frame,
        node: TreeNode,
        (binder, number): (Binder, u32),
        parts: [Option<Id>; 3],
    ) -> Option<Value> {
        let name = match binder {
            Binder::Sum => "sum",
            Binder::Product => "product",
            Binder::Integral => "integral",
            Binder::Normal | Binder::Uniform => "mean",
        };
        let mut terms = [None; 3];
        for (slot, part) in terms.iter_mut().zip(parts) {
            if let Some(id) = part {
                *slot = Some(self.term(frame, id, &format!("`{name}`"))?);
            }
        }
        let [body, lo, hi] = terms;
        let body = body?;
        if let Some(e) = builder.unknown() {
            return Some(Value::Term(e));
        }
        let p = provisional(number);
        let integrates = binder.over_reals();
        let by_cases = |e: Expr| builder.cases.occur_in(&builder.dag, e);
        if by_cases(body) && !integrates || [lo, hi].into_iter().flatten().any(by_cases) {
            self.error(
                Diagnostic::at(node.span, format!("a term by cases inside a {name}"), "here").help(
                    "split the range where the cases change, or write the term with `max`, `min` or `abs`",
                ),
            );
            return None;
        }
        builder.close_pending(p, lo, hi);
        let value = match binder {
            Binder::Sum | Binder::Product => {
                for (end, id) in [lo, hi].into_iter().zip([parts[1], parts[2]]) {
                    if let (Some(e), Some(id)) = (end, id)
                        && !builder.is_integer(e)
                    {
                        let span = self.syntax.tree.nodes[id as usize].span;
                        self.error(
                            Diagnostic::at(
                                span,
                                format!("the ends of a {name} are integers"),
                                "this need not be one",
                            )
                            .help("an end is an integer, an integer variable (`for n in [1, inf) integer`), or a sum of such"),
                        );
                        return None;
                    }
                }
                let Some(lo) = lo else {
                    self.error(
                        Diagnostic::at(
                            node.span,
                            format!("a {name} without a first index"),
                            "here",
                        )
                        .help("turn it around: only the last index may be `inf`"),
                    );
                    return None;
                };
                if hi.is_none() && binder == Binder::Product {
                    self.error(
                        Diagnostic::at(node.span, "an infinite product", "here")
                            .help("state the claim for every finite number of factors"),
                    );
                    return None;
                }
                if let Some(hi) = hi
                    && let Some(count) = constant_difference(&builder.dag, hi, lo)
                    && small(&count).is_none_or(|n| n >= MAX_UNROLLED)
                {
                    self.error(
                        Diagnostic::at(
                            node.span,
                            format!("a {name} of more than {MAX_UNROLLED} terms"),
                            "here",
                        )
                        .help("let the last index be a variable and prove it by induction"),
                    );
                    return None;
                }
                self.fold(builder, (binder, p), body, lo, hi)
            }
            Binder::Integral => self.integral(builder, (p, node.span), body, lo, hi),
            Binder::Normal => {
                let z = builder.dag.variable(p);
                let dag = &mut builder.dag;
                let square = dag.power(z, 2);
                let two = dag.integer(2);
                let half = dag.div(square, two);
                let minus = dag.neg(half);
                let density = dag.unary(Unary::Exp, minus);
                let weighted = dag.mul(body, density);
                let integral = self.integral(builder, (p, node.span), weighted, None, None)?;
                let dag = &mut builder.dag;
                let pi = dag.pi();
                let circle = dag.mul(two, pi);
                let norm = dag.unary(Unary::Sqrt, circle);
                Some(dag.div(integral, norm))
            }
            Binder::Uniform => {
                let (lo, hi) = (lo?, hi?);
                let integral = self.integral(builder, (p, node.span), body, Some(lo), Some(hi))?;
                let length = builder.dag.sub(hi, lo);
                if builder.dag.as_rational(length).is_some_and(Zero::is_zero) {
                    self.error(Diagnostic::at(
                        node.span,
                        "a uniform law on one point",
                        "the ends are equal",
                    ));
                    return None;
                }
                Some(builder.dag.div(integral, length))
            }
        };
        value.map(Value::Term)
    }

    fn fold(
        &mut self,
        builder: &mut Builder,
        (binder, p): (Binder, Var),
        body: Expr,
        lo: Expr,
        hi: Option<Expr>,
    ) -> Option<Expr> {
        let (factor, body) = match binder {
            Binder::Sum => builder.constant_factor(body, p),
            _ => (None, body),
        };
        let avoid = builder.bound_inside(&[body]);
        let made = builder.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let t = claim.dag.variable(index);
            let term = claim.instantiate(body, &[(p, t)])?;
            claim.symbol(Meaning::Fold {
                product: binder == Binder::Product,
                index,
                term,
                lo,
                hi,
            })
        });
        let sum = self.made(made)?;
        Some(factor.map_or(sum, |c| builder.dag.mul(c, sum)))
    }

    pub(super) fn made(&mut self, made: Result<Expr, String>) -> Option<Expr> {
        match made {
            Ok(e) => Some(e),
            Err(cause) => {
                self.error(Diagnostic::at(
                    Span::default(),
                    format!("a sum, sequence or integral cannot be read: {cause}"),
                    "here",
                ));
                None
            }
        }
    }

    /// `a(t)` for a sequence `a`.
    pub(super) fn value_of(
        &mut self,
        builder: &mut Builder,
        span: Span,
        (name, sequence): (&str, usize),
        arguments: &[Expr],
    ) -> Value {
        let [at] = *arguments else {
            self.arity(span, name, 1, arguments.len());
            return Value::Bad;
        };
        if let Some(e) = builder.unknown() {
            return Value::Term(e);
        }
        if !builder.is_integer(at) {
            self.error(
                Diagnostic::at(
                    span,
                    format!("the index of `{name}` is an integer"),
                    "this need not be one",
                )
                .help("declare the index as `integer`, or bind it by `every` or `sum`"),
            );
            return Value::Bad;
        }
        let made = builder.with_symbols(|claim| claim.symbol(Meaning::Value { sequence, at }));
        self.made(made).map_or(Value::Bad, Value::Term)
    }

    /// Enters the sequences of a claim: names first, so that hypotheses may come before.
    pub(super) fn announce_sequences(
        &mut self,
        builder: &mut Builder,
        scope: &mut Scope<'s>,
        item: &'a ClaimItem<'s>,
        variables: &[(&'s str, bool)],
    ) {
        for (name, integer) in variables {
            builder.holder.variables.push(variable(name, *integer));
        }
        let binds = |first: u32, last: u32| {
            (self.syntax.tree.nodes.iter()).any(|node| {
                matches!(node.form, Form::Bind { .. })
                    && node.span.start >= first
                    && node.span.end <= last
            })
        };
        builder.speaks = !item.sequences.is_empty()
            || binds(item.span.start, item.span.end)
            || self.definitions.iter().any(|d| {
                let span = self.syntax.tree.nodes[d.item.body.root as usize].span;
                binds(span.start, span.end)
            })
            || item.induction.is_some()
            || item.assumes.iter().any(|a| a.every.is_some())
            || self.counts(item);
        for sequence in &item.sequences {
            self.introduce(sequence.name, "a sequence");
            let name = sequence.name;
            if scope.variables.contains_key(name.text)
                || self.by_name.contains_key(name.text)
                || scope.sequences.contains_key(name.text)
            {
                self.error(
                    Diagnostic::at(
                        name.span,
                        format!("`{}` is already something else", name.text),
                        "introduced again",
                    )
                    .help("choose another name"),
                );
                continue;
            }
            let place = builder.holder.symbols.sequences.len();
            scope.sequences.insert(name.text, place);
            // Until it is known how it is defined, no value of it counts as defined.
            builder.holder.symbols.sequences.push(Sequence {
                name: name.text.to_owned(),
                from: i64::MAX,
                recurrence: None,
            });
        }
    }

    /// Whether a claim speaks of factorials and of nothing beside them but arithmetic, powers of
    /// what stays and roots of numbers: then they are products, over which an induction goes;
    /// elsewhere they are values of the gamma function. Powers such as `n^n` are no products of
    /// equal factors, and an induction over products alone says nothing of them.
    fn counts(&self, item: &ClaimItem<'s>) -> bool {
        let mut counts = false;
        for node in &self.syntax.tree.nodes {
            if node.span.start < item.span.start || node.span.end > item.span.end {
                continue;
            }
            match node.form {
                Form::Call { name, arguments } => match name.of(self.text) {
                    "factorial" => counts |= self.varies(arguments, 0),
                    "binomial" => counts |= self.varies(arguments, 1),
                    "abs" | "min" | "max" => {}
                    "sqrt" if !self.varies(arguments, 0) => {}
                    _ => return false,
                },
                Form::Arithmetic(Operator::Pow, base, exponent) => {
                    let moving = self.names_of(exponent);
                    if self.names_of(base).iter().any(|n| moving.contains(n)) {
                        return false;
                    }
                }
                Form::Name => {
                    let name = node.span.of(self.text);
                    let known = self.by_name.get(name);
                    if name == "pi" || known.is_some_and(|&i| !self.definitions[i].local) {
                        return false;
                    }
                }
                _ => {}
            }
        }
        counts && item.best.is_none()
    }

    /// The names in a term.
    fn names_of(&self, id: u32) -> Vec<&'s str> {
        let span = self.syntax.tree.nodes[id as usize].span;
        // The nodes of a term stand right before it.
        let before = self.syntax.tree.nodes[..=id as usize].iter().rev();
        let inside = before.take_while(|n| n.span.start >= span.start);
        let names = inside.filter(|n| matches!(n.form, Form::Name));
        names.map(|n| n.span.of(self.text)).collect()
    }

    /// Whether an argument of a call is no number.
    fn varies(&self, arguments: List, place: usize) -> bool {
        let ids = self.syntax.tree.list(arguments);
        let form = ids
            .get(place)
            .map(|id| self.syntax.tree.nodes[*id as usize].form);
        form.is_some_and(|form| !matches!(form, Form::Number(_)))
    }

    /// Reads first indices and definitions, once the variables have their domains.
    pub(super) fn define_sequences(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        item: &'a ClaimItem<'s>,
    ) {
        let mut defined = Vec::new();
        for sequence in &item.sequences {
            let Some(&place) = scope.sequences.get(sequence.name.text) else {
                continue;
            };
            let from = self.closed_term(builder, scope, sequence.from, "the first index");
            let from = from.and_then(|e| builder.dag.as_rational(e).and_then(small));
            let Some(from) = from else {
                let span = self.syntax.tree.nodes[sequence.from.root as usize].span;
                self.error(
                    Diagnostic::at(span, "the first index is an integer", "this is none")
                        .help("write `sequence a from 1`"),
                );
                continue;
            };
            if sequence.equations.is_empty() {
                builder.holder.symbols.sequences[place].from = from;
            } else {
                defined.push((sequence, place, from));
            }
        }
        for (sequence, place, from) in defined {
            let recurrence = self.recurrence(builder, scope, sequence, (place, from));
            let known = &mut builder.holder.symbols.sequences[place];
            (known.from, known.recurrence) = (from, recurrence);
        }
    }

    fn recurrence(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        item: &'a SequenceItem<'s>,
        (place, from): (usize, i64),
    ) -> Option<Recurrence> {
        let mut initial: Vec<(i64, Expr)> = Vec::new();
        let mut step: Option<(&EquationItem, Expr, Expr, u32)> = None;
        for equation in &item.equations {
            let at = self.closed_term(builder, scope, equation.index, "an index")?;
            let value = self.closed_term(builder, scope, equation.value, "a value")?;
            if builder.cases.occur_in(&builder.dag, value) {
                self.error(Diagnostic::at(
                    equation.span,
                    "a term by cases in a recurrence",
                    "here",
                ));
                return None;
            }
            match (equation.number, builder.dag.as_rational(at).and_then(small)) {
                (_, Some(i)) => initial.push((i, value)),
                (Some(number), None) if step.is_none() => {
                    step = Some((equation, at, value, number));
                }
                _ => {
                    self.error(
                        Diagnostic::at(equation.span, "a sequence has one recurrence", "here")
                            .help(
                                "write first values `x(0) = ...` and one equation `x(t+1) = ...`",
                            ),
                    );
                    return None;
                }
            }
        }
        initial.sort_by_key(|(i, _)| *i);
        let consecutive = (from..).zip(&initial).all(|(i, (j, _))| i == *j);
        let Some((equation, at, value, number)) = step else {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    format!("`{}` has no recurrence", item.name.text),
                    "here",
                )
                .help("add an equation `x(t+1) = ...`"),
            );
            return None;
        };
        if initial.is_empty() || !consecutive {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    format!(
                        "the first values of `{}` are those from {from} on",
                        item.name.text
                    ),
                    "one is missing or too many",
                )
                .help(format!("write `{}({from}) = ...`", item.name.text)),
            );
            return None;
        }
        let order = i64::try_from(initial.len()).unwrap_or(i64::MAX);
        let p = provisional(number);
        let t = builder.dag.variable(p);
        let ahead = constant_difference(&builder.dag, at, t)
            .as_ref()
            .and_then(small);
        let Some(ahead) = ahead else {
            self.error(
                Diagnostic::at(
                    equation.span,
                    "the index of a recurrence is a name plus a constant",
                    "here",
                )
                .help("write `x(t+1) = ...`"),
            );
            return None;
        };
        let least = builder.dag.integer(from.saturating_add(order - ahead));
        builder.close_pending(p, Some(least), None);
        let avoid = builder.bound_inside(&[value]);
        let made = builder.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let i = claim.dag.variable(index);
            let shift = claim.dag.integer(order - ahead);
            let by = claim.dag.add(i, shift);
            let step = claim.instantiate(value, &[(p, by)])?;
            Ok((index, step))
        });
        let (index, step) = match made {
            Ok(made) => made,
            Err(cause) => {
                self.made(Err(cause));
                return None;
            }
        };
        // Values not known before are refused here, with a place; the kernel refuses them, too.
        let recurrence = Recurrence {
            initial: initial.into_iter().map(|(_, e)| e).collect(),
            index,
            step,
        };
        let symbols = &builder.holder.symbols;
        if !symbols.rests_on_known(&builder.dag, place, &recurrence) {
            self.error(
                Diagnostic::at(
                    equation.span,
                    format!(
                        "this needs values of `{}` that are not known before",
                        item.name.text
                    ),
                    "here",
                )
                .help(format!(
                    "the {order} values before may stand there, give as many first values as it \
                     looks back; and those of sequences declared above, but no sum over its own"
                )),
            );
            return None;
        }
        Some(recurrence)
    }

    /// A hypothesis about every index.
    pub(super) fn always(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        assume: &'a AssumeItem<'s>,
        formula: Formula,
    ) -> Option<()> {
        let every = assume.every.as_ref()?;
        let DomainItem { lo, hi, .. } = &every.domain;
        let mut ends = [None; 2];
        for (slot, end) in ends.iter_mut().zip([lo, hi]) {
            let Some(tree) = end.term else { continue };
            let e = self.closed_term(builder, scope, tree, "the end of a range")?;
            if !builder.is_integer(e) {
                self.error(
                    Diagnostic::at(
                        end.span,
                        "the ends of a range are integers",
                        "this need not be one",
                    )
                    .help("write `every t in [1, inf): ...`"),
                );
                return None;
            }
            *slot = Some(e);
        }
        let Some(mut first) = ends[0] else {
            self.error(
                Diagnostic::at(every.span, "a range without a first index", "here")
                    .help("write `every t in [1, inf): ...`"),
            );
            return None;
        };
        let one = builder.dag.integer(1);
        if lo.open {
            first = builder.dag.add(first, one);
        }
        let last = ends[1].map(|e| if hi.open { builder.dag.sub(e, one) } else { e });
        let p = provisional(every.number);
        builder.close_pending(p, Some(first), last);
        let mut terms = Vec::new();
        formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        let avoid = builder.bound_inside(&terms);
        let made = builder.with_symbols(|claim| {
            let index = claim.bound_variable(Kind::Integer, &avoid);
            let t = claim.dag.variable(index);
            let formula = claim.instantiate_formula(&formula, &[(p, t)])?;
            claim.symbols.always.push(Always {
                name: assume.name.text.to_owned(),
                index,
                lo: first,
                hi: last,
                formula,
                unused: assume.unused,
            });
            Ok(())
        });
        if let Err(cause) = made {
            self.made(Err(cause));
        }
        Some(())
    }

    /// The exponents that must not be negative.
    pub(super) fn check_pending(&mut self, builder: &mut Builder, variables: &[Variable]) {
        for (known, variable) in builder.holder.variables.iter_mut().zip(variables) {
            known.domain = variable.domain;
        }
        for (e, span) in std::mem::take(&mut builder.pending) {
            let plain = builder.with_symbols(|claim| claim.is_plainly_nonnegative(e));
            if !plain {
                let text = short(span.of(self.text));
                self.error(
                    Diagnostic::at(span, "an exponent or a number that is chosen from may be negative", "here").help(format!(
                        "give the integer variable a domain in which `{text}` is not negative, or write a quotient"
                    )),
                );
            }
        }
    }
}
