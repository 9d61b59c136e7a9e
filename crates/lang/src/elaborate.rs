//! Syntax tree to claims: names resolved, definitions expanded, domains checked.

mod symbols;

use super::cases::{Cases, MOST_RELATIONS, Role};
use super::constant::{self, Value as Constant};
use super::diagnostic::{Diagnostic, Span};
use super::function::{self, Function, Meaning};
use super::gamma;
use super::integer_power::{self, Ranges};
use super::notation;
use super::parser::short;
use super::spelling;
use super::syntax::{
    BestItem, ClaimItem, EndItem, Form, Id, Item, LetItem, Operator, Subtree, Syntax, TreeNode,
    VariableItem, Word,
};
use super::{
    ClaimSpans, MAX_EXPANSION_STEPS, MAX_EXPONENT, MAX_FORMULA_DEPTH, MAX_NODES, MAX_VARIABLES,
};
use lemmabox_kernel::core_text::{compacted, roots};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Best, Claim, Comparison, Dag, Domain, End, Expr, Formula, Hypothesis, Instance, Kind, Node,
    Relation, Symbols, Unary, Var, Variable,
};

/// Longest chain of domains that end at one another's variables.
const MOST_LINKS: usize = 16;
use num_traits::{Signed, Zero};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

mod function_class;
mod gram;
mod vector;

pub(super) use vector::WORDS as VECTOR_FUNCTIONS;
use vector::{OperatorId, VectorId, Vectors};

/// What a subtree stands for.
#[derive(Clone, Debug)]
enum Value {
    Term(Expr),
    Vector(VectorId),
    Operator(OperatorId),
    /// A function of a class, by its number in the scope.
    Function(usize),
    /// With the depth of its connectives.
    Formula(Formula, u32),
    /// Already reported.
    Bad,
}

/// What a definition is given or stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operand {
    Number(Expr),
    Vector(VectorId),
    Operator(OperatorId),
    /// A parameter that may be a number or a vector: its uses are checked where the definition is used.
    Unknown,
}

impl Operand {
    fn value(self) -> Value {
        match self {
            Operand::Number(e) => Value::Term(e),
            Operand::Vector(v) => Value::Vector(v),
            Operand::Operator(a) => Value::Operator(a),
            Operand::Unknown => Value::Bad,
        }
    }
}

struct Definition<'a, 's> {
    item: &'a LetItem<'s>,
    local: bool,
    /// Vectors, or words of vectors, stand in its body.
    vectorial: bool,
    /// Its body was checked and no error found.
    sound: bool,
}

/// A DAG under construction, with the expansions done so far.
struct Builder {
    dag: Dag,
    /// `None`: the expansion failed and was reported.
    expansions: FxHashMap<(usize, Vec<Operand>), Option<Operand>>,
    vectors: Vectors,
    steps: u64,
    /// A limit was hit and reported.
    exhausted: bool,
    /// Definitions are not expanded: every use is a fresh variable from this index on.
    opaque: Option<u32>,
    /// Terms by cases that wait for the relation they stand in.
    cases: Cases,
    /// Kinds and constant ends of the variables, once they are known.
    ranges: Ranges,
    /// Holds the sums, sequences and integrals read so far.
    holder: Claim,
    /// The claim speaks of sequences or induction, so powers with integer exponents are products.
    speaks: bool,
    /// Exponents that must not be negative, and where they stand.
    pending: Vec<(Expr, Span)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            dag: Dag::default(),
            expansions: FxHashMap::default(),
            vectors: Vectors::default(),
            steps: 0,
            exhausted: false,
            opaque: None,
            cases: Cases::default(),
            ranges: Ranges::default(),
            holder: symbols::holder(),
            speaks: false,
            pending: Vec::new(),
        }
    }
}

impl Builder {
    /// A fresh variable, in place of what is not expanded.
    fn fresh(&mut self, next: u32) -> Expr {
        self.opaque = Some(next.saturating_add(1));
        self.dag.variable(Var(next))
    }
}

/// Where names are looked up.
#[derive(Default)]
struct Scope<'s> {
    variables: FxHashMap<&'s str, Var>,
    spaces: vector::Spaces<'s>,
    /// Sequences by their place in the claim's list.
    sequences: FxHashMap<&'s str, usize>,
    /// Unknown names say nothing: something that could not be read may have introduced them.
    incomplete: bool,
}

/// One body under evaluation.
struct Frame {
    first: Id,
    root: Id,
    at: Id,
    values: Vec<Value>,
    /// The definition expanded, with its arguments.
    definition: Option<(usize, Vec<Operand>)>,
}

/// Outcome of one node.
enum Step {
    Done(Value),
    /// Expand this definition first, then come back.
    Expand(usize, Vec<Operand>),
}

pub(super) struct Elaborator<'a, 's> {
    text: &'s str,
    syntax: &'a Syntax<'s>,
    definitions: Vec<Definition<'a, 's>>,
    by_name: FxHashMap<&'s str, usize>,
    /// Names of all definitions of the file, known yet or not.
    announced: FxHashSet<&'s str>,
    /// Names already reported as unknown in the current item.
    unknown: FxHashSet<&'s str>,
    errors: Vec<Diagnostic>,
}

/// Turns a syntax tree into claims with the spans of their parts.
pub(super) fn elaborate<'s>(
    text: &'s str,
    syntax: &Syntax<'s>,
) -> (Vec<(Claim, ClaimSpans)>, Vec<Diagnostic>) {
    let mut elaborator = Elaborator {
        text,
        syntax,
        definitions: Vec::new(),
        by_name: FxHashMap::default(),
        announced: syntax
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Let(item) => Some(item.name.text),
                Item::Claim(_) => None,
            })
            .collect(),
        unknown: FxHashSet::default(),
        errors: Vec::new(),
    };
    let mut claims = Vec::new();
    let mut names: FxHashMap<&str, Span> = FxHashMap::default();
    for item in &syntax.items {
        if elaborator.errors.len() > super::MAX_ERRORS {
            break;
        }
        elaborator.unknown.clear();
        match item {
            Item::Let(item) => {
                let scope = Scope {
                    incomplete: syntax.incomplete,
                    ..Scope::default()
                };
                elaborator.define(item, &scope, false);
            }
            Item::Claim(item) => {
                elaborator.introduce(item.name, "a claim");
                if let Some(first) = names.insert(item.name.text, item.name.span) {
                    elaborator.errors.push(
                        Diagnostic::at(
                            item.name.span,
                            format!("two claims are named `{}`", item.name.text),
                            "second one",
                        )
                        .label(first, "first one")
                        .help("rename one of them"),
                    );
                }
                if let Some(claim) = elaborator.claim(item) {
                    claims.push(claim);
                }
            }
        }
    }
    (claims, elaborator.errors)
}

impl<'a, 's> Elaborator<'a, 's> {
    fn error(&mut self, error: Diagnostic) {
        self.errors.push(error);
    }

    /// Checks a name that the author introduces against the reserved ones.
    fn introduce(&mut self, name: Word<'s>, what: &str) {
        if spelling::is_builtin(name.text) && what != "a hypothesis" {
            self.error(
                Diagnostic::at(
                    name.span,
                    format!(
                        "`{}` belongs to the language and cannot name {what}",
                        name.text
                    ),
                    "here",
                )
                .help("choose another name"),
            );
        } else if name.text.starts_with('_') && what != "a definition" {
            self.error(
                Diagnostic::at(
                    name.span,
                    format!("the name of {what} begins with a letter"),
                    "begins with `_`",
                )
                .help("leave out the `_`"),
            );
        }
    }

    fn duplicate(&mut self, name: Word<'s>, first: Span, what: &str) {
        self.error(
            Diagnostic::at(
                name.span,
                format!("`{}` is already {what}", name.text),
                "introduced again",
            )
            .label(first, "first here")
            .help("choose another name"),
        );
    }

    // ---- definitions ---------------------------------------------------------------------

    fn define(&mut self, item: &'a LetItem<'s>, scope: &Scope<'s>, local: bool) {
        self.introduce(item.name, "a definition");
        let index = self.definitions.len();
        let mut fresh = true;
        if let Some(&first) = self.by_name.get(item.name.text) {
            let first = self.definitions[first].item.name.span;
            self.duplicate(item.name, first, "a definition");
            fresh = false;
        } else if scope.variables.contains_key(item.name.text) {
            self.error(
                Diagnostic::at(
                    item.name.span,
                    format!("`{}` is already a variable of this claim", item.name.text),
                    "introduced again",
                )
                .help("choose another name"),
            );
            fresh = false;
        }
        let mut parameters: FxHashMap<&str, Span> = FxHashMap::default();
        for &parameter in &item.parameters {
            self.introduce(parameter, "a parameter");
            if let Some(first) = parameters.insert(parameter.text, parameter.span) {
                self.duplicate(parameter, first, "a parameter");
            } else if let Some(&i) = self.by_name.get(parameter.text) {
                let first = self.definitions[i].item.name.span;
                self.duplicate(parameter, first, "a definition");
            } else if scope.variables.contains_key(parameter.text) {
                self.error(
                    Diagnostic::at(
                        parameter.span,
                        format!("`{}` is already a variable of this claim", parameter.text),
                        "hides the variable",
                    )
                    .help("choose another name for the parameter"),
                );
            }
        }
        if fresh {
            self.by_name.insert(item.name.text, index);
        }
        self.definitions.push(Definition {
            item,
            local,
            vectorial: false,
            sound: true,
        });
        // Check the body once, with fresh variables for parameters and other definitions.
        let base = u32::try_from(scope.variables.len()).unwrap_or(u32::MAX / 2);
        let mut builder = Builder::default();
        let vectorial = self.is_vectorial(item, scope);
        self.definitions[index].vectorial = vectorial;
        let arguments: Vec<Operand> = (0..item.parameters.len())
            .map(|i| {
                let i = u32::try_from(i).unwrap_or(u32::MAX / 4);
                if vectorial {
                    return Operand::Unknown;
                }
                Operand::Number(builder.dag.variable(Var(base.saturating_add(i))))
            })
            .collect();
        let taken = u32::try_from(item.parameters.len()).unwrap_or(u32::MAX / 4);
        builder.opaque = Some(base.saturating_add(taken));
        let before = self.errors.len();
        self.expand(&mut builder, scope, index, arguments);
        self.definitions[index].sound = self.errors.len() == before;
    }

    /// Expands a definition; the result lands in the builder's table.
    fn expand(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        index: usize,
        arguments: Vec<Operand>,
    ) {
        let frame = self.frame(self.definitions[index].item.body, Some((index, arguments)));
        self.run(builder, scope, frame);
    }

    // ---- evaluation ----------------------------------------------------------------------

    fn frame(&self, tree: Subtree, definition: Option<(usize, Vec<Operand>)>) -> Frame {
        Frame {
            first: tree.first,
            root: tree.root,
            at: tree.first,
            values: Vec::with_capacity((tree.root - tree.first + 1) as usize),
            definition,
        }
    }

    fn evaluate(&mut self, builder: &mut Builder, scope: &Scope<'s>, tree: Subtree) -> Value {
        let frame = self.frame(tree, None);
        self.run(builder, scope, frame)
    }

    /// Evaluates a body node by node; definitions it uses are expanded on an explicit stack.
    fn run(&mut self, builder: &mut Builder, scope: &Scope<'s>, frame: Frame) -> Value {
        let syntax = self.syntax;
        let mut stack = vec![frame];
        let mut last = Value::Bad;
        while let Some(mut frame) = stack.pop() {
            if frame.at > frame.root {
                last = frame.values.pop().unwrap_or(Value::Bad);
                if let Some((index, arguments)) = frame.definition {
                    let name = self.definitions[index].item.name;
                    let result = match last {
                        Value::Term(e) => Some(Operand::Number(e)),
                        Value::Vector(v) => Some(Operand::Vector(v)),
                        Value::Operator(a) => Some(Operand::Operator(a)),
                        Value::Function(_) => None,
                        Value::Formula(..) => {
                            let body = self.definitions[index].item.body.root;
                            self.error(
                                Diagnostic::at(
                                    syntax.tree.nodes[body as usize].span,
                                    format!("`{}` must be a number", name.text),
                                    "this is a formula",
                                )
                                .help("definitions name numbers; write formulas out"),
                            );
                            None
                        }
                        Value::Bad => None,
                    };
                    builder.expansions.insert((index, arguments), result);
                }
                continue;
            }
            builder.steps += 1;
            if builder.exhausted {
                return Value::Bad;
            }
            if builder.dag.nodes().len() > MAX_NODES || builder.steps > MAX_EXPANSION_STEPS {
                builder.exhausted = true;
                let site = stack.first().unwrap_or(&frame);
                let span = syntax.tree.nodes[site.at as usize].span;
                self.error(
                    Diagnostic::at(
                        span,
                        "the definitions expand to too large a term",
                        format!(
                            "more than {MAX_NODES} distinct subterms or {MAX_EXPANSION_STEPS} steps"
                        ),
                    )
                    .help("make the definitions smaller, or quantify over an intermediate value"),
                );
                return Value::Bad;
            }
            let node = syntax.tree.nodes[frame.at as usize];
            let errors = self.errors.len();
            match self.node(builder, scope, &mut frame, node) {
                Step::Done(value) => {
                    if let Value::Term(e) = &value
                        && let Some(q) = builder.dag.as_rational(*e)
                    {
                        builder.steps += (q.numer().bits() + q.denom().bits()) / 64;
                    }
                    frame.values.push(value);
                    frame.at += 1;
                    // An error inside a definition names the place that used it, too.
                    if let Some(site) = stack.first() {
                        let span = syntax.tree.nodes[site.at as usize].span;
                        for error in &mut self.errors[errors..] {
                            error.labels.push((span, "used here".into()));
                        }
                    }
                    stack.push(frame);
                }
                Step::Expand(index, arguments) => {
                    stack.push(frame);
                    let body = self.definitions[index].item.body;
                    stack.push(self.frame(body, Some((index, arguments))));
                }
            }
        }
        last
    }

    fn term(&mut self, frame: &Frame, id: Id, wanted_by: &str) -> Option<Expr> {
        match &frame.values[(id - frame.first) as usize] {
            Value::Term(e) => Some(*e),
            Value::Bad => None,
            Value::Formula(..) => {
                let span = self.syntax.tree.nodes[id as usize].span;
                self.error(Diagnostic::at(
                    span,
                    format!("{wanted_by} takes numbers"),
                    "this is a formula",
                ));
                None
            }
            &(Value::Vector(_) | Value::Operator(_) | Value::Function(_)) => {
                let value = frame.values[(id - frame.first) as usize].clone();
                self.number_is_due(id, &value, &format!("{wanted_by} takes numbers"));
                None
            }
        }
    }

    fn formula(&mut self, frame: &mut Frame, id: Id, wanted_by: &str) -> Option<(Formula, u32)> {
        // Every subtree has one parent, so it may be moved out.
        let slot = &mut frame.values[(id - frame.first) as usize];
        match std::mem::replace(slot, Value::Bad) {
            Value::Formula(f, depth) => Some((f, depth)),
            Value::Bad => None,
            Value::Term(_) | Value::Vector(_) | Value::Operator(_) | Value::Function(_) => {
                let span = self.syntax.tree.nodes[id as usize].span;
                self.error(
                    Diagnostic::at(span, format!("{wanted_by} takes formulas"), "this is none")
                        .help(if wanted_by == "`=>`" {
                            "`=>` joins formulas, as in `x >= 1 => x^2 >= 1`; or is `>=` meant?"
                        } else {
                            "a formula compares numbers: `x <= 1`"
                        }),
                );
                None
            }
        }
    }

    fn node(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &mut Frame,
        node: TreeNode,
    ) -> Step {
        if let Some(value) = self.vector_node(builder, scope, frame, node) {
            return Step::Done(value);
        }
        let tree = &self.syntax.tree;
        let value = match node.form {
            Form::Number(i) => Some(Value::Term(
                builder.dag.rational(tree.numbers[i as usize].clone()),
            )),
            Form::Name => return self.name(builder, scope, frame, node.span),
            Form::Call { name, arguments } => {
                let ids = tree.list(arguments);
                return self.call(builder, scope, frame, node.span, name, ids);
            }
            Form::Neg(x) => self
                .term(frame, x, "`-`")
                .map(|x| Value::Term(builder.dag.neg(x))),
            Form::Arithmetic(operator, x, y) => self.arithmetic(builder, frame, operator, x, y),
            Form::Chain { operands, ops } => {
                let ids = tree.list(operands);
                let terms: Vec<Option<Expr>> = ids
                    .iter()
                    .map(|&id| self.term(frame, id, "a relation"))
                    .collect();
                let mut relations = Vec::with_capacity(ids.len() - 1);
                for (pair, &op) in terms.windows(2).zip(&tree.comparisons[ops as usize..]) {
                    if let [Some(lhs), Some(rhs)] = *pair
                        && let Some(f) =
                            self.relation(builder, node.span, Relation { lhs, op, rhs })
                    {
                        relations.push(f);
                    }
                }
                if relations.len() + 1 < terms.len() {
                    None
                } else {
                    let f = match relations.len() {
                        1 => relations.remove(0),
                        _ => Formula::And(relations),
                    };
                    let depth = depth(&f);
                    Some(Value::Formula(f, depth))
                }
            }
            Form::Not(x) => self
                .formula(frame, x, "`not`")
                .map(|(f, depth)| Value::Formula(Formula::Not(Box::new(f)), depth + 1)),
            Form::And(list) | Form::Or(list) => {
                let and = matches!(node.form, Form::And(_));
                let name = if and { "`and`" } else { "`or`" };
                let ids = tree.list(list);
                let (parts, depths): (Vec<Formula>, Vec<u32>) = ids
                    .iter()
                    .filter_map(|&id| self.formula(frame, id, name))
                    .unzip();
                let depth = depths.into_iter().max().unwrap_or(0) + 1;
                if parts.len() < ids.len() {
                    None
                } else if and {
                    Some(Value::Formula(Formula::And(parts), depth))
                } else {
                    Some(Value::Formula(Formula::Or(parts), depth))
                }
            }
            Form::Implies(x, y) => {
                let x = self.formula(frame, x, "`=>`");
                // One error says it: `>=` was meant.
                let y = x.as_ref().and_then(|_| self.formula(frame, y, "`=>`"));
                match (x, y) {
                    (Some((x, m)), Some((y, n))) => {
                        let f = Formula::Or(vec![Formula::Not(Box::new(x)), y]);
                        Some(Value::Formula(f, (m + 1).max(n) + 1))
                    }
                    _ => None,
                }
            }
            Form::True => Some(Value::Formula(Formula::True, 1)),
            Form::False => Some(Value::Formula(Formula::False, 1)),
            Form::Bad => None,
            Form::Bound(number) => {
                let v = symbols::provisional(number);
                Some(Value::Term(builder.dag.variable(v)))
            }
            Form::Bind {
                binder,
                number,
                body,
                lo,
                hi,
            } => self.bind(builder, frame, node, (binder, number), [Some(body), lo, hi]),
        };
        if let Some(Value::Formula(_, depth)) = value
            && depth > MAX_FORMULA_DEPTH
        {
            self.error(
                Diagnostic::at(
                    node.span,
                    format!("a formula nested more than {MAX_FORMULA_DEPTH} deep"),
                    "too deep here",
                )
                .help("split the claim"),
            );
            return Step::Done(Value::Bad);
        }
        Step::Done(value.unwrap_or(Value::Bad))
    }

    /// The relation, split on the cases that occur in it.
    fn relation(&mut self, builder: &mut Builder, span: Span, r: Relation) -> Option<Formula> {
        let split = builder.cases.split(&mut builder.dag, r);
        if split.is_none() {
            self.error(
                Diagnostic::at(
                    span,
                    format!(
                        "the cases of this claim split into more than {MOST_RELATIONS} relations"
                    ),
                    "too many here",
                )
                .help("quantify over an intermediate value, or split the claim"),
            );
        }
        split
    }

    fn arithmetic(
        &mut self,
        builder: &mut Builder,
        frame: &Frame,
        operator: Operator,
        left: Id,
        right: Id,
    ) -> Option<Value> {
        let name = format!("`{}`", operator.symbol());
        let x = self.term(frame, left, &name);
        let y = self.term(frame, right, &name);
        let (x, y) = (x?, y?);
        let span = |id: Id| self.syntax.tree.nodes[id as usize].span;
        let dag = &mut builder.dag;
        Some(Value::Term(match operator {
            Operator::Add => dag.add(x, y),
            Operator::Sub => dag.sub(x, y),
            Operator::Mul => dag.mul(x, y),
            Operator::Div => {
                if dag.as_rational(y).is_some_and(Zero::is_zero) {
                    let error = Diagnostic::at(span(right), "division by zero", "this is 0")
                        .help("the quotient is defined nowhere, so nothing can be shown of it");
                    self.error(error);
                    return None;
                }
                dag.div(x, y)
            }
            Operator::Pow => return self.power(builder, left, right, x, y),
        }))
    }

    fn power(
        &mut self,
        builder: &mut Builder,
        left: Id,
        right: Id,
        x: Expr,
        y: Expr,
    ) -> Option<Value> {
        let span = |id: Id| self.syntax.tree.nodes[id as usize].span;
        let (base, exponent) = (span(left), span(right));
        let Some(q) = builder.dag.as_rational(y).cloned() else {
            if builder.opaque.is_some() && !builder.dag.variables(y).is_empty() {
                // May become constant once the definition is used.
                return None;
            }
            let bound = (builder.dag.variables(y).iter()).any(|v| symbols::is_provisional(*v));
            if (bound || builder.speaks)
                && let Some(e) = builder.integer_power(x, y, exponent)
            {
                return Some(Value::Term(e));
            }
            if let Some(e) =
                integer_power::power(&mut builder.dag, &mut builder.cases, &builder.ranges, x, y)
            {
                return Some(Value::Term(e));
            }
            let (b, e) = (short(base.of(self.text)), short(exponent.of(self.text)));
            self.error(
                Diagnostic::at(
                    exponent,
                    "an exponent is a constant rational number or takes integer values alone",
                    "this is not",
                )
                .help(format!(
                    "for a positive base write `exp(({e})*log({b}))`; an integer variable is declared \
                     `for n in [0, inf) integer`"
                )),
            );
            return None;
        };
        let too_large = |q: &Q| {
            q.numer().magnitude() > &MAX_EXPONENT.into() || q.denom() > &MAX_EXPONENT.into()
        };
        let limit = |exponent: Span| {
            Diagnostic::at(
                exponent,
                format!("an exponent beyond {MAX_EXPONENT}"),
                "too large",
            )
            .help(format!(
                "numerator and denominator of an exponent are at most {MAX_EXPONENT}"
            ))
        };
        if too_large(&q) {
            self.error(limit(exponent));
            return None;
        }
        if q.is_negative() && builder.dag.as_rational(x).is_some_and(Zero::is_zero) {
            self.error(
                Diagnostic::at(base, "division by zero", "this is 0")
                    .help("a negative power of 0 is defined nowhere"),
            );
            return None;
        }
        let e = builder.dag.rational_power(x, &q)?;
        if let Node::Power(_, n) = builder.dag.node(e)
            && n.unsigned_abs() > MAX_EXPONENT
        {
            self.error(limit(exponent));
            return None;
        }
        Some(Value::Term(e))
    }

    /// Definitions with a smaller index are in sight.
    fn horizon(&self, frame: &Frame) -> usize {
        frame
            .definition
            .as_ref()
            .map_or(self.definitions.len(), |(i, _)| *i)
    }

    fn variables_in_sight(&self, frame: &Frame) -> bool {
        frame
            .definition
            .as_ref()
            .is_none_or(|(i, _)| self.definitions[*i].local)
    }

    fn parameter(&self, frame: &Frame, name: &str) -> Option<Operand> {
        let (index, arguments) = frame.definition.as_ref()?;
        let position = self.definitions[*index]
            .item
            .parameters
            .iter()
            .position(|p| p.text == name)?;
        arguments.get(position).copied()
    }

    fn name(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &Frame,
        span: Span,
    ) -> Step {
        let name = span.of(self.text);
        let done = |e: Expr| Step::Done(Value::Term(e));
        if let Some(operand) = self.parameter(frame, name) {
            return Step::Done(operand.value());
        }
        if self.variables_in_sight(frame)
            && let Some(&v) = scope.variables.get(name)
        {
            return done(builder.dag.variable(v));
        }
        if self.variables_in_sight(frame)
            && let Some(value) = scope.spaces.named(builder, name)
        {
            return Step::Done(value);
        }
        if let Some(&i) = self.by_name.get(name)
            && i < self.horizon(frame)
        {
            let wanted = self.definitions[i].item.parameters.len();
            if wanted > 0 {
                self.arity(span, name, wanted, 0);
                return Step::Done(Value::Bad);
            }
            return self.definition(builder, i, Vec::new());
        }
        if name == "pi" {
            return done(builder.dag.pi());
        }
        if let Some(Function { arity, .. }) = function::named(name) {
            self.arity(span, name, arity.unwrap_or(2), 0);
            return Step::Done(Value::Bad);
        }
        if scope.sequences.contains_key(name) {
            self.arity(span, name, 1, 0);
            return Step::Done(Value::Bad);
        }
        self.unknown_name(scope, frame, span, false);
        Step::Done(Value::Bad)
    }

    fn definition(&mut self, builder: &mut Builder, index: usize, arguments: Vec<Operand>) -> Step {
        let unknown = builder.opaque.is_some()
            && (self.definitions[index].vectorial || arguments.contains(&Operand::Unknown));
        if !self.definitions[index].sound || unknown {
            return Step::Done(Value::Bad);
        }
        builder.steps += arguments.len() as u64;
        let key = (index, arguments);
        if let Some(found) = builder.expansions.get(&key) {
            return Step::Done(found.map_or(Value::Bad, Operand::value));
        }
        if let Some(next) = builder.opaque {
            let e = builder.fresh(next);
            builder.expansions.insert(key, Some(Operand::Number(e)));
            return Step::Done(Value::Term(e));
        }
        Step::Expand(key.0, key.1)
    }

    fn arity(&mut self, span: Span, name: &str, wanted: usize, given: usize) {
        let plural = if wanted == 1 { "" } else { "s" };
        let mut error = Diagnostic::at(
            span,
            format!("`{name}` takes {wanted} argument{plural}"),
            format!("{given} given"),
        );
        if given == 0 {
            error.help = Some(format!(
                "write `{name}({})`",
                ["x", "x, y", "x, y, z"]
                    .get(wanted.wrapping_sub(1))
                    .unwrap_or(&"...")
            ));
        } else if wanted == 0 {
            error.help = Some(format!("write `{name}` alone"));
        }
        self.error(error);
    }

    fn unknown_name(&mut self, scope: &Scope<'s>, frame: &Frame, span: Span, called: bool) {
        let name = span.of(self.text);
        if scope.incomplete || !self.unknown.insert(name) {
            return;
        }
        let horizon = self.horizon(frame);
        let what = if called { "function" } else { "name" };
        let mut error = Diagnostic::at(
            span,
            format!("unknown {what} `{}`", short(name)),
            "not known here",
        );
        let own = frame
            .definition
            .as_ref()
            .is_some_and(|(i, _)| self.definitions[*i].item.name.text == name);
        if own {
            error.message = format!("`{name}` is defined by itself");
            error.labels[0].1 = "used here".into();
            error.help = Some("a definition uses only what stands above it".into());
        } else if self.by_name.get(name).is_some_and(|&i| i >= horizon)
            || self.announced.contains(name)
        {
            error.help = Some("it is defined further down; move that definition up".into());
        } else if let Some(help) =
            spelling::foreign(name).or_else(|| notation::function(name).filter(|_| called))
        {
            error.help = Some(help.to_owned());
        } else {
            let functions = function::functions().map(|f| f.name);
            let parameters = frame
                .definition
                .iter()
                .flat_map(|(i, _)| self.definitions[*i].item.parameters.iter().map(|p| p.text));
            let mut known: Vec<&str> = self
                .by_name
                .iter()
                .filter(|(_, i)| **i < horizon)
                .map(|(n, _)| *n)
                .chain(parameters)
                .chain(functions)
                .chain(["pi", "inf"])
                .collect();
            if self.variables_in_sight(frame) {
                known.extend(scope.variables.keys());
            }
            known.sort_unstable();
            if let Some(near) = spelling::nearest(name, known) {
                error.help = Some(format!("did you mean `{near}`?"));
            } else if frame.definition.is_none() && !called {
                error.help = Some(format!("declare it: `for {}`", short(name)));
            } else if let Some((i, _)) = &frame.definition
                && !called
            {
                let item = self.definitions[*i].item;
                let parameters: Vec<&str> = item
                    .parameters
                    .iter()
                    .map(|p| p.text)
                    .chain([name])
                    .collect();
                error.help = Some(format!(
                    "make it a parameter: `let {}({}) = ...`",
                    short(item.name.text),
                    short(&parameters.join(", "))
                ));
            } else if called {
                error.help = Some(format!(
                    "define it above: `let {}(x) = ...`; a product is written with `*`",
                    short(name)
                ));
            }
        }
        self.error(error);
    }

    fn call(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &mut Frame,
        span: Span,
        name_span: Span,
        ids: &[Id],
    ) -> Step {
        let name = name_span.of(self.text);
        let bad = Step::Done(Value::Bad);
        let given = ids.len();
        if self.parameter(frame, name).is_none()
            && self.variables_in_sight(frame)
            && let Some(&place) = scope.sequences.get(name)
        {
            let arguments: Option<Vec<Expr>> = (ids.iter())
                .map(|&id| self.term(frame, id, &format!("`{name}`")))
                .collect();
            return match arguments {
                Some(arguments) => {
                    Step::Done(self.value_of(builder, span, (name, place), &arguments))
                }
                None => bad,
            };
        }
        let is_variable = self.parameter(frame, name).is_some()
            || self.variables_in_sight(frame) && scope.variables.contains_key(name)
            || name == "pi";
        if is_variable {
            let rest = Span {
                start: name_span.end,
                end: span.end,
            };
            let help = format!(
                "a product is written `{name}*{}`",
                short(rest.of(self.text))
            );
            self.error(
                Diagnostic::at(
                    name_span,
                    format!("`{name}` is a number, not a function"),
                    "called here",
                )
                .help(help),
            );
            return bad;
        }
        if let Some(&i) = self.by_name.get(name)
            && i < self.horizon(frame)
        {
            let wanted = self.definitions[i].item.parameters.len();
            if wanted != given {
                self.arity(span, name, wanted, given);
                return bad;
            }
            return match self.operands(builder, frame, ids, name) {
                Some(arguments) => self.definition(builder, i, arguments),
                None => bad,
            };
        }
        if let Some(value) = self.vector_call(builder, scope, frame, (span, name_span), ids) {
            return Step::Done(value);
        }
        let condition = match ids {
            &[condition, _, _] if name == "if" => {
                let formula = self.formula(frame, condition, "the condition of `if`");
                if formula.is_none() {
                    return bad;
                }
                formula
            }
            _ => None,
        };
        let ids = if condition.is_some() { &ids[1..] } else { ids };
        let arguments: Vec<Option<Expr>> = ids
            .iter()
            .map(|&id| self.term(frame, id, &format!("`{name}`")))
            .collect();
        let complete: Option<Vec<Expr>> = arguments.into_iter().collect();
        let bound = |e: &Expr| {
            let variables = builder.dag.variables(*e);
            variables.iter().any(|v| symbols::is_provisional(*v))
        };
        if name == "factorial"
            && (builder.speaks || complete.iter().flatten().any(bound))
            && let Some(&[n]) = complete.as_deref()
            && let Some(e) = builder.integer_factorial(n, span)
        {
            return Step::Done(Value::Term(e));
        }
        let Some(Function { arity, meaning, .. }) = function::named(name) else {
            self.unknown_name(scope, frame, name_span, true);
            return bad;
        };
        match arity {
            Some(wanted) if wanted != given => {
                self.arity(span, name, wanted, given);
                return bad;
            }
            None if given < 2 => {
                self.error(
                    Diagnostic::at(
                        span,
                        format!("`{name}` takes two or more arguments"),
                        format!("{given} given"),
                    )
                    .help(format!("write `{name}(x, y)`")),
                );
                return bad;
            }
            _ => {}
        }
        let Some(arguments) = complete else {
            return bad;
        };
        Step::Done(self.apply(builder, span, meaning, condition, &arguments))
    }

    /// What a call with the right number of arguments stands for.
    fn apply(
        &mut self,
        builder: &mut Builder,
        span: Span,
        meaning: Meaning,
        condition: Option<(Formula, u32)>,
        arguments: &[Expr],
    ) -> Value {
        let dag = &mut builder.dag;
        let term = match (meaning, arguments) {
            (Meaning::Unary(op), &[x]) => dag.unary(op, x),
            (Meaning::Binary(op), &[first, ref rest @ ..]) => {
                rest.iter().fold(first, |acc, &e| dag.binary(op, acc, e))
            }
            (Meaning::Expansion(expand), &[x]) => expand(dag, x),
            (Meaning::Derivative, &[e, x]) => return self.derivative(builder, span, e, x),
            (Meaning::Sign, &[x]) => match builder.opaque {
                Some(next) => builder.fresh(next),
                None => builder.cases.sign(dag, x),
            },
            (Meaning::Ceil, &[x]) => {
                let minus = dag.neg(x);
                let floor = dag.unary(Unary::Floor, minus);
                dag.neg(floor)
            }
            (Meaning::Gamma(make), &[x]) => make(dag, &builder.ranges, x),
            (Meaning::Factorial, &[n]) => {
                if let Some(value) = self.needs_integers(builder, span, &[n]) {
                    return value;
                }
                gamma::factorial(&mut builder.dag, &builder.ranges, n)
            }
            (Meaning::Binomial, &[n, k]) => {
                if let Some(value) = self.needs_integers(builder, span, &[n, k]) {
                    return value;
                }
                gamma::binomial(&mut builder.dag, &builder.ranges, n, k)
            }
            (Meaning::Cases, &[yes, no]) => match (condition, builder.opaque) {
                (Some(_), Some(next)) => builder.fresh(next),
                (Some((condition, _)), None) => builder.cases.term(dag, condition, [yes, no]),
                (None, _) => return Value::Bad,
            },
            (
                Meaning::Unary(_)
                | Meaning::Binary(_)
                | Meaning::Expansion(_)
                | Meaning::Derivative
                | Meaning::Sign
                | Meaning::Ceil
                | Meaning::Gamma(_)
                | Meaning::Factorial
                | Meaning::Binomial
                | Meaning::Cases,
                _,
            ) => return Value::Bad,
        };
        Value::Term(term)
    }

    /// An error if an argument may take other values than integers; in a body that is only looked at, a
    /// fresh variable.
    fn needs_integers(
        &mut self,
        builder: &mut Builder,
        span: Span,
        arguments: &[Expr],
    ) -> Option<Value> {
        if let Some(next) = builder.opaque {
            return Some(Value::Term(builder.fresh(next)));
        }
        if (arguments.iter()).all(|&e| builder.ranges.is_integer(&builder.dag, e)) {
            return None;
        }
        self.error(
            Diagnostic::at(
                span,
                "this function takes integers",
                "an argument may take other values",
            )
            .help(
                "declare the variable `for n in [0, inf) integer`; for reals write `gamma(x + 1)` in \
                 place of `factorial(x)`",
            ),
        );
        Some(Value::Bad)
    }

    /// `derivative(e, x)`, replaced by the symbolic derivative on the spot.
    fn derivative(&mut self, builder: &mut Builder, span: Span, e: Expr, x: Expr) -> Value {
        let Node::Variable(v) = *builder.dag.node(x) else {
            self.error(
                Diagnostic::at(
                    span,
                    "the second argument of `derivative` must be a variable",
                    "it is another term here",
                )
                .help("write `derivative(f(x), x)`"),
            );
            return Value::Bad;
        };
        if builder.has_symbols(e) {
            self.error(
                Diagnostic::at(
                    span,
                    "the derivative of a term of vectors is not taken",
                    "vectors stand in this term",
                )
                .help("write it out: the derivative of dot(x + t*v, y) by t is dot(v, y)"),
            );
            return Value::Bad;
        }
        if !builder.cases.occur_in(&builder.dag, e)
            && let Some(d) = builder.dag.derivative(e, v)
        {
            return Value::Term(d);
        }
        self.error(
            Diagnostic::at(
                span,
                "this term has no symbolic derivative",
                "`abs`, `min`, `max`, `floor`, `sign` or `if` of the variable stands in it",
            )
            .help("split the claim at the kink and write each side without it"),
        );
        Value::Bad
    }

    // ---- claims --------------------------------------------------------------------------

    fn claim(&mut self, item: &'a ClaimItem<'s>) -> Option<(Claim, ClaimSpans)> {
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
        if self.errors.len() == before && !scope.spaces.is_empty() {
            let (interpolation, spans) = self.interpolation(&mut builder, &scope, &variables);
            hypotheses.extend(interpolation);
            hypothesis_spans.extend(spans);
            if let Some(goal) = goal.as_mut() {
                let mut claim = gram::Parts {
                    variables: &mut variables,
                    hypotheses: &mut hypotheses,
                    hypothesis_spans: &mut hypothesis_spans,
                    goal,
                    uses: &mut uses,
                    best: &mut best,
                };
                builder.in_coordinates(&scope, &mut claim);
            }
        }
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
        compacted(&mut claim);
        let spans = ClaimSpans {
            name: item.name.span,
            whole: item.span,
            hypotheses: hypothesis_spans,
            goal: goal_span,
            uses: use_spans,
            doubt: self.shared_domain(item),
        };
        Some((claim, spans))
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

    fn declare(&mut self, items: &[&'a VariableItem<'s>], scope: &mut Scope<'s>) {
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

    fn closed_term(
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

    fn defined(&mut self, value: Constant, span: Span, what: &str) -> bool {
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

    /// Domains of the variables; ends that depend on variables become hypotheses.
    fn domains(
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

/// Depth of the connectives.
fn depth(f: &Formula) -> u32 {
    match f {
        Formula::True | Formula::False | Formula::Relation(_) => 1,
        Formula::Not(f) => depth(f) + 1,
        Formula::And(fs) | Formula::Or(fs) => fs.iter().map(depth).max().unwrap_or(0) + 1,
    }
}
