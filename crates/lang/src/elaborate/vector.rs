//! Vectors as formal combinations of generators, and what is said of them by inner products.
//!
//! Generators are the vectors of the claim, the all-ones vector divided by the root of the dimension, and the
//! gradients of functions. An inner product, a norm, an equality of vectors and a dimension are symbols: variables
//! beyond all others until [`super::gram`] writes them in coordinates.

mod operators;

use std::collections::BTreeMap;

use operators::{LinearOperator, OperatorTerm};

use lemmabox_kernel::expr::{Comparison, Dag, Expr, Formula, Relation, Unary, Var};
use num_traits::Zero;
use rustc_hash::{FxHashMap, FxHashSet};

use super::function_class::FunctionClass;
use super::{Builder, Elaborator, Frame, Operand, Scope, Value};
use crate::diagnostic::{Diagnostic, Span};
use crate::parser::short;
use crate::spelling;
use crate::syntax::{Form, Id, LetItem, Operator, SpaceItem, TreeNode, VariableItem};

/// The functions of vectors, each with its number of arguments.
pub(crate) const WORDS: [(&str, usize); 9] = [
    ("dot", 2),
    ("norm", 1),
    ("angle", 2),
    ("ones", 1),
    ("zero", 1),
    ("outer", 2),
    ("identity", 1),
    ("grad", 2),
    ("subgrad", 2),
];

/// Symbols are variables from here on.
const FIRST_SYMBOL: u32 = 1 << 28;

/// A space that vectors lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Space {
    /// Of every dimension; a number in [`Spaces::dimensions`].
    Named(u32),
    /// Of this dimension.
    Fixed(u32),
}

/// The spaces, vectors and functions of a claim.
#[derive(Default)]
pub(super) struct Spaces<'s> {
    pub(super) dimensions: Vec<&'s str>,
    /// Dimensions that are declared as integer variables as well.
    pub(super) numbers: FxHashMap<u32, Var>,
    pub(super) vectors: Vec<(&'s str, Space)>,
    pub(super) functions: Vec<FunctionClass<'s>>,
}

/// A vector, by its number in [`Vectors::combinations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct VectorId(pub(super) u32);

/// A linear operator, by its number in [`Vectors::operators`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct OperatorId(u32);

/// What vectors are combined of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Generator {
    /// The all-ones vector over the root of the dimension, a unit vector.
    Ones(Space),
    /// A vector of the claim.
    Variable(u32),
    /// The (sub)gradient at an occurring point, by number.
    Gradient(u32),
    /// A vector chosen for the basis of coordinates.
    Basis(u32),
    /// The zero vector. Its coefficient is what left the combination and has to be defined all the same.
    Nothing,
}

/// A formal combination of generators of one space.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Combination {
    pub(super) space: Space,
    pub(super) terms: BTreeMap<Generator, Expr>,
}

/// What a variable beyond all others stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Symbol {
    /// Inner product.
    Product(VectorId, VectorId),
    /// Length.
    Norm(VectorId),
    /// Angle; both are known not to be the zero vector where it is defined.
    Angle(VectorId, VectorId),
    /// A relation of this with 0 says that the vector is (or is not) zero.
    Zero(VectorId),
    /// The value of a function at an occurring point, by number.
    Value(u32),
    /// The dimension as a number.
    Dimension(u32),
}

/// The vectors of a claim under construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Vectors {
    pub(super) combinations: Vec<Combination>,
    known: FxHashMap<Combination, VectorId>,
    operators: Vec<LinearOperator>,
    pub(super) symbols: Vec<Symbol>,
    numbers: FxHashMap<Symbol, u32>,
    /// Functions with the points where they occur.
    pub(super) points: Vec<(usize, VectorId)>,
    /// Points at which the claim writes the gradient.
    pub(super) gradients: FxHashSet<u32>,
    /// How the claim writes each point, where its names are in sight.
    pub(super) point_texts: Vec<Option<String>>,
}

impl Vectors {
    pub(super) fn get(&self, v: VectorId) -> &Combination {
        &self.combinations[v.0 as usize]
    }

    pub(super) fn intern(&mut self, combination: Combination) -> VectorId {
        if let Some(&v) = self.known.get(&combination) {
            return v;
        }
        let v = VectorId(u32::try_from(self.combinations.len()).unwrap_or(u32::MAX));
        self.combinations.push(combination.clone());
        self.known.insert(combination, v);
        v
    }

    /// Makes a combination ask that a term be defined.
    fn require(&mut self, dag: &mut Dag, x: VectorId, e: Expr) -> VectorId {
        let mut combination = self.get(x).clone();
        combination.require(dag, e);
        self.intern(combination)
    }

    /// The coefficients of the vectors that a symbol speaks of, and of the points whose gradients they are made of: where one
    /// is undefined, so is the symbol.
    pub(super) fn coefficients(&self, symbol: Symbol) -> Vec<Expr> {
        let mut open = match symbol {
            Symbol::Product(x, y) | Symbol::Angle(x, y) => vec![x, y],
            Symbol::Norm(x) | Symbol::Zero(x) => vec![x],
            Symbol::Value(p) => vec![self.points[p as usize].1],
            Symbol::Dimension(_) => vec![],
        };
        let mut seen: FxHashSet<VectorId> = open.iter().copied().collect();
        let mut out = Vec::new();
        while let Some(x) = open.pop() {
            for (generator, c) in &self.get(x).terms {
                out.push(*c);
                if let Generator::Gradient(p) = generator {
                    let (_, at) = self.points[*p as usize];
                    open.extend(seen.insert(at).then_some(at));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What a variable stands for when it is a symbol.
    pub(super) fn symbol(&self, v: Var) -> Option<Symbol> {
        let index = v.0.checked_sub(FIRST_SYMBOL)?;
        self.symbols.get(index as usize).copied()
    }
}

/// `e`, undefined where `condition` is: `e + 0*condition`.
pub(super) fn where_defined(dag: &mut Dag, e: Expr, condition: Expr) -> Expr {
    if dag.is_total(condition) {
        return e;
    }
    let zero = dag.integer(0);
    let nothing = dag.mul(zero, condition);
    dag.add(e, nothing)
}

impl Combination {
    /// Asks that a term be defined.
    pub(super) fn require(&mut self, dag: &mut Dag, e: Expr) {
        let old = self.terms.get(&Generator::Nothing).copied();
        let sum = old.map_or(e, |old| dag.add(old, e));
        self.terms.insert(Generator::Nothing, sum);
    }
}

impl Value {
    /// What it is, in words.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Term(_) => "a number",
            Value::Vector(_) => "a vector",
            Value::Operator(_) => "a linear operator",
            Value::Function(_) => "a function",
            Value::Formula(..) => "a formula",
            Value::Bad => "in error",
        }
    }
}

impl<'s> Spaces<'s> {
    pub(super) fn is_empty(&self) -> bool {
        self.vectors.is_empty() && self.functions.is_empty()
    }

    pub(super) fn dimension(&self, space: Space) -> String {
        match space {
            Space::Named(i) => self.dimensions[i as usize].to_owned(),
            Space::Fixed(n) => n.to_string(),
        }
    }

    pub(super) fn resolve(&mut self, space: &SpaceItem<'s>) -> Space {
        match space {
            SpaceItem::Fixed(n) => Space::Fixed(*n),
            SpaceItem::Named(word) => {
                let known = self.dimensions.iter().position(|d| *d == word.text);
                let i = known.unwrap_or_else(|| {
                    self.dimensions.push(word.text);
                    self.dimensions.len() - 1
                });
                Space::Named(u32::try_from(i).unwrap_or(u32::MAX))
            }
        }
    }

    /// A vector, a function or a dimension of this name.
    pub(super) fn named(&self, builder: &mut Builder, name: &str) -> Option<Value> {
        if let Some(i) = self.vectors.iter().position(|(n, _)| *n == name) {
            let generator = Generator::Variable(u32::try_from(i).ok()?);
            return Some(Value::Vector(
                builder.generator(self.vectors[i].1, generator),
            ));
        }
        if let Some(i) = self.functions.iter().position(|f| f.name.text == name) {
            return Some(Value::Function(i));
        }
        let i = self.dimensions.iter().position(|d| *d == name)?;
        let space = Space::Named(u32::try_from(i).ok()?);
        Some(Value::Term(builder.dimension(self, space)))
    }
}

impl Builder {
    pub(super) fn symbol(&mut self, symbol: Symbol) -> Expr {
        let vectors = &mut self.vectors;
        let next = u32::try_from(vectors.symbols.len()).unwrap_or(u32::MAX / 2);
        let n = *vectors.numbers.entry(symbol).or_insert(next);
        if n == next {
            vectors.symbols.push(symbol);
        }
        let v = Var(FIRST_SYMBOL + n);
        if n == next && !self.is_defined_everywhere(symbol) {
            return self.dag.mark_partial(v);
        }
        self.dag.variable(v)
    }

    fn is_defined_everywhere(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Angle(..) => false,
            Symbol::Product(..)
            | Symbol::Norm(_)
            | Symbol::Zero(_)
            | Symbol::Value(_)
            | Symbol::Dimension(_) => {
                let mut coefficients = self.vectors.coefficients(symbol).into_iter();
                coefficients.all(|c| self.dag.is_total(c))
            }
        }
    }

    /// Whether something of vectors stands in a term.
    pub(super) fn has_symbols(&self, e: Expr) -> bool {
        let variables = self.dag.variables(e).into_iter();
        variables
            .filter_map(|v| self.vectors.symbol(v))
            .any(|s| !matches!(s, Symbol::Dimension(_)))
    }

    pub(super) fn generator(&mut self, space: Space, generator: Generator) -> VectorId {
        let one = self.dag.integer(1);
        let terms = BTreeMap::from([(generator, one)]);
        self.vectors.intern(Combination { space, terms })
    }

    pub(super) fn dimension(&mut self, spaces: &Spaces<'_>, space: Space) -> Expr {
        match space {
            Space::Fixed(n) => self.dag.integer(n.into()),
            Space::Named(i) => match spaces.numbers.get(&i) {
                Some(&v) => self.dag.variable(v),
                None => self.symbol(Symbol::Dimension(i)),
            },
        }
    }

    /// `x + c*y`.
    pub(super) fn plus(&mut self, x: VectorId, c: Expr, y: VectorId) -> VectorId {
        let mut sum = self.vectors.get(x).clone();
        if self.vectors.get(y).terms.is_empty() && !self.dag.is_total(c) {
            sum.require(&mut self.dag, c);
        }
        for (generator, e) in self.vectors.get(y).terms.clone() {
            let mut term = self.dag.mul(c, e);
            if let Some(&old) = sum.terms.get(&generator) {
                term = self.dag.add(old, term);
            }
            if self.dag.as_rational(term).is_some_and(Zero::is_zero) {
                sum.terms.remove(&generator);
                self.require_point(&mut sum, generator);
            } else {
                sum.terms.insert(generator, term);
            }
        }
        self.vectors.intern(sum)
    }

    pub(super) fn minus(&mut self, x: VectorId, y: VectorId) -> VectorId {
        let minus_one = self.dag.integer(-1);
        self.plus(x, minus_one, y)
    }

    /// Each coefficient changed; a zero that comes of it may not hide what is undefined.
    fn scaled(&mut self, x: VectorId, change: impl Fn(&mut Self, Expr) -> Expr) -> VectorId {
        let Combination { space, terms } = self.vectors.get(x).clone();
        let mut scaled = Combination {
            space,
            terms: BTreeMap::new(),
        };
        for (generator, e) in terms {
            let new = change(self, e);
            if self.dag.as_rational(new).is_some_and(Zero::is_zero) {
                self.require_point(&mut scaled, generator);
            } else {
                scaled.terms.insert(generator, new);
            }
        }
        self.vectors.intern(scaled)
    }

    /// A gradient that leaves a combination asks for its point to be defined.
    fn require_point(&mut self, combination: &mut Combination, generator: Generator) {
        if let Generator::Gradient(p) = generator {
            for c in self.vectors.coefficients(Symbol::Value(p)) {
                if !self.dag.is_total(c) {
                    combination.require(&mut self.dag, c);
                }
            }
        }
    }

    fn times(&mut self, c: Expr, x: VectorId) -> VectorId {
        if self.vectors.get(x).terms.is_empty() && !self.dag.is_total(c) {
            return self.vectors.require(&mut self.dag, x, c);
        }
        self.scaled(x, |builder, e| builder.dag.mul(c, e))
    }

    fn over(&mut self, x: VectorId, c: Expr) -> VectorId {
        let dag = &mut self.dag;
        let one = dag.integer(1);
        let reciprocal = dag.div(one, c);
        if self.vectors.get(x).terms.is_empty() && !dag.is_total(reciprocal) {
            return self.vectors.require(dag, x, reciprocal);
        }
        // ones(d)/sqrt(d): the root of a dimension is positive.
        let root = (self.dag.restricted_operand(c)).filter(|_| {
            matches!(
                self.dag.node(c),
                lemmabox_kernel::expr::Node::Unary(Unary::Sqrt, _)
            )
        });
        let is_dimension = root.is_some_and(|(d, _)| match *self.dag.node(d) {
            lemmabox_kernel::expr::Node::Variable(v) => {
                matches!(self.vectors.symbol(v), Some(Symbol::Dimension(_)))
            }
            _ => self.dag.as_rational(d).is_some_and(|q| !q.is_zero()),
        });
        self.scaled(x, |builder, e| {
            if e == c && is_dimension {
                builder.dag.integer(1)
            } else {
                builder.dag.div(e, c)
            }
        })
    }

    pub(super) fn inner(&mut self, x: VectorId, y: VectorId) -> Expr {
        let (x, y) = (x.min(y), x.max(y));
        for (zero, other) in [(x, y), (y, x)] {
            if self.vectors.get(zero).terms.is_empty() {
                let mut product = self.dag.integer(0);
                for c in self.vectors.coefficients(Symbol::Norm(other)) {
                    product = where_defined(&mut self.dag, product, c);
                }
                return product;
            }
        }
        self.symbol(Symbol::Product(x, y))
    }

    pub(super) fn norm(&mut self, x: VectorId) -> Expr {
        if self.vectors.get(x).terms.is_empty() {
            return self.dag.integer(0);
        }
        self.symbol(Symbol::Norm(x))
    }
}

impl<'a, 's> Elaborator<'a, 's> {
    /// Vectors and functions of a claim; `numbers` are its other variables.
    pub(super) fn declare_vectors(
        &mut self,
        items: &[&'a VariableItem<'s>],
        numbers: &[&'a VariableItem<'s>],
        scope: &mut Scope<'s>,
    ) {
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        for item in numbers {
            first.insert(item.name.text, item.name.span);
        }
        for item in items {
            self.introduce(item.name, "a variable");
            if let Some(first) = first.insert(item.name.text, item.name.span) {
                self.duplicate(item.name, first, "a variable of this claim");
            } else if let Some(&d) = self.by_name.get(item.name.text) {
                let first = self.definitions[d].item.name.span;
                self.duplicate(item.name, first, "a definition");
            }
            if let Some(space) = &item.space {
                let space = scope.spaces.resolve(space);
                scope.spaces.vectors.push((item.name.text, space));
            } else {
                scope.spaces.functions.push(FunctionClass::new(item));
            }
        }
        for (i, &name) in scope.spaces.dimensions.iter().enumerate() {
            let span = first.get(name).copied();
            let number = numbers.iter().find(|item| item.name.text == name);
            let (Ok(i), Some(span)) = (u32::try_from(i), span) else {
                continue;
            };
            match (number, scope.variables.get(name)) {
                (Some(item), Some(&v)) if item.integer => {
                    scope.spaces.numbers.insert(i, v);
                }
                _ => self.errors.push(
                    Diagnostic::at(
                        span,
                        format!("`{name}` is a dimension, which is a whole number from 1 on"),
                        "declared otherwise",
                    )
                    .help(format!(
                        "leave the declaration out, or write `{name} in [1, inf) integer`"
                    )),
                ),
            }
        }
    }

    /// Whether words of vectors stand in the body of a definition.
    pub(super) fn is_vectorial(&self, item: &LetItem<'s>, scope: &Scope<'s>) -> bool {
        let spaces = &scope.spaces;
        let is_vector = |name: &str| {
            WORDS.iter().any(|(word, _)| *word == name)
                || spaces.vectors.iter().any(|(n, _)| *n == name)
                || spaces.functions.iter().any(|f| f.name.text == name)
                || (self.by_name.get(name)).is_some_and(|&i| self.definitions[i].vectorial)
        };
        let nodes = item.body.first as usize..=item.body.root as usize;
        self.syntax.tree.nodes[nodes]
            .iter()
            .any(|node| match node.form {
                Form::Name => is_vector(node.span.of(self.text)),
                Form::Call { name, .. } => is_vector(name.of(self.text)),
                _ => false,
            })
    }

    /// Reports something that is no number where a number is due.
    pub(super) fn number_is_due(&mut self, id: Id, value: &Value, message: &str) {
        let span = self.syntax.tree.nodes[id as usize].span;
        let text = short(span.of(self.text));
        let help = match value {
            Value::Vector(_) => {
                format!("`norm({text})` is its length, `dot({text}, y)` an inner product")
            }
            Value::Operator(_) => format!("an operator acts on a vector: `({text})*x`"),
            Value::Function(_) => format!("its value at a point is `{text}(x)`"),
            Value::Term(_) | Value::Formula(..) | Value::Bad => String::new(),
        };
        let error = Diagnostic::at(
            span,
            message.to_owned(),
            format!("this is {}", value.kind()),
        );
        self.errors.push(error.help(help));
    }

    /// The arguments of a definition.
    pub(super) fn operands(
        &mut self,
        builder: &Builder,
        frame: &Frame,
        ids: &[Id],
        name: &str,
    ) -> Option<Vec<Operand>> {
        let mut operands = Vec::new();
        for &id in ids {
            operands.push(match frame.values[(id - frame.first) as usize] {
                Value::Vector(v) => Operand::Vector(v),
                Value::Operator(a) => Operand::Operator(a),
                Value::Bad if builder.opaque.is_some() => Operand::Unknown,
                _ => Operand::Number(self.term(frame, id, &format!("`{name}`"))?),
            });
        }
        Some(operands)
    }

    pub(super) fn same_space(
        &mut self,
        scope: &Spaces<'_>,
        spaces: (Space, Space),
        span: Span,
    ) -> bool {
        if spaces.0 == spaces.1 {
            return true;
        }
        let name = |space| scope.dimension(space);
        self.errors.push(
            Diagnostic::at(
                span,
                format!(
                    "vectors of R^{} and R^{} are mixed",
                    name(spaces.0),
                    name(spaces.1)
                ),
                format!(
                    "one of R^{}, the other of R^{}",
                    name(spaces.0),
                    name(spaces.1)
                ),
            )
            .help(format!(
                "vectors that are added, compared or multiplied lie in one space: declare both in R^{}",
                name(spaces.0)
            )),
        );
        false
    }

    /// A node with a vector or an operator among its operands; `None` for all others.
    pub(super) fn vector_node(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &Frame,
        node: TreeNode,
    ) -> Option<Value> {
        let value = |id: Id| &frame.values[(id - frame.first) as usize];
        let special = |id: Id| matches!(value(id), Value::Vector(_) | Value::Operator(_));
        let minus_one = builder.dag.integer(-1);
        match node.form {
            Form::Neg(x) => match *value(x) {
                Value::Vector(v) => Some(Value::Vector(builder.times(minus_one, v))),
                Value::Operator(a) => {
                    let scaled = builder.scaled_operator(a, |dag, e| dag.neg(e));
                    Some(builder.operator(scaled))
                }
                _ => None,
            },
            Form::Arithmetic(operator, x, y) if special(x) || special(y) => {
                let (left, right) = (value(x).clone(), value(y).clone());
                if matches!(left, Value::Bad) || matches!(right, Value::Bad) {
                    return Some(Value::Bad);
                }
                let result =
                    self.vector_arithmetic(builder, scope, (operator, node.span), left, right);
                Some(result.unwrap_or(Value::Bad))
            }
            Form::Chain { operands, ops } => {
                let ids = self.syntax.tree.list(operands);
                if !ids.iter().any(|&id| special(id)) {
                    return None;
                }
                let values: Vec<Value> = ids.iter().map(|&id| value(id).clone()).collect();
                let ops = &self.syntax.tree.comparisons[ops as usize..];
                let ops = ops[..values.len() - 1].to_vec();
                let result = self.vector_chain(builder, scope, node.span, (ids, &values), &ops);
                Some(result.unwrap_or(Value::Bad))
            }
            _ => None,
        }
    }

    fn vector_chain(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        span: Span,
        (ids, values): (&[Id], &[Value]),
        ops: &[Comparison],
    ) -> Option<Value> {
        let mut relations = Vec::new();
        for (i, op) in ops.iter().enumerate() {
            let (left, right) = (&values[i], &values[i + 1]);
            let (&Value::Vector(x), &Value::Vector(y)) = (left, right) else {
                if matches!(left, Value::Bad) || matches!(right, Value::Bad) {
                    return None;
                }
                let odd = usize::from(matches!(left, Value::Vector(_)));
                let at = self.syntax.tree.nodes[ids[i + odd] as usize].span;
                let error = Diagnostic::at(
                    at,
                    "a relation compares two numbers or two vectors",
                    format!(
                        "this is {}, the other side {}",
                        values[i + odd].kind(),
                        values[i + 1 - odd].kind()
                    ),
                );
                self.errors
                    .push(error.help("`zero(d)` is the zero vector of R^d"));
                return None;
            };
            if !matches!(op, Comparison::Equal | Comparison::NotEqual) {
                self.errors.push(
                    Diagnostic::at(span, "vectors have no order", "here")
                        .help("vectors are compared by `=` and `!=`, their lengths by `norm(x)`"),
                );
                return None;
            }
            let spaces = (builder.vectors.get(x).space, builder.vectors.get(y).space);
            if !self.same_space(&scope.spaces, spaces, span) {
                return None;
            }
            let difference = builder.minus(x, y);
            let lhs = builder.symbol(Symbol::Zero(difference));
            let (op, rhs) = (*op, builder.dag.integer(0));
            relations.push(Formula::Relation(Relation { lhs, op, rhs }));
        }
        Some(if relations.len() == 1 {
            Value::Formula(relations.pop()?, 3)
        } else {
            Value::Formula(Formula::And(relations), 4)
        })
    }

    fn vector_arithmetic(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        (operator, span): (Operator, Span),
        left: Value,
        right: Value,
    ) -> Option<Value> {
        let sign = builder
            .dag
            .integer(if operator == Operator::Sub { -1 } else { 1 });
        match (operator, &left, &right) {
            (Operator::Add | Operator::Sub, &Value::Vector(x), &Value::Vector(y)) => {
                let spaces = (builder.vectors.get(x).space, builder.vectors.get(y).space);
                return self
                    .same_space(&scope.spaces, spaces, span)
                    .then(|| Value::Vector(builder.plus(x, sign, y)));
            }
            (Operator::Mul, &Value::Term(c), &Value::Vector(x))
            | (Operator::Mul, &Value::Vector(x), &Value::Term(c)) => {
                return Some(Value::Vector(builder.times(c, x)));
            }
            (Operator::Div, &Value::Vector(x), &Value::Term(c)) => {
                if builder.dag.as_rational(c).is_some_and(Zero::is_zero) {
                    let error = Diagnostic::at(span, "division by zero", "here");
                    self.errors
                        .push(error.help("the quotient is defined nowhere"));
                    return None;
                }
                return Some(Value::Vector(builder.over(x, c)));
            }
            (Operator::Add | Operator::Sub, &Value::Operator(a), &Value::Operator(b)) => {
                let (a, b) = (builder.get_operator(a), builder.get_operator(b));
                if !self.same_space(&scope.spaces, (a.spaces.0, b.spaces.0), span)
                    || !self.same_space(&scope.spaces, (a.spaces.1, b.spaces.1), span)
                {
                    return None;
                }
                let mut terms = a.terms;
                for mut term in b.terms {
                    term.coefficient = builder.dag.mul(sign, term.coefficient);
                    terms.push(term);
                }
                let spaces = a.spaces;
                return Some(builder.operator(LinearOperator { spaces, terms }));
            }
            (Operator::Mul, &Value::Term(c), &Value::Operator(a))
            | (Operator::Mul, &Value::Operator(a), &Value::Term(c)) => {
                let scaled = builder.scaled_operator(a, |dag, e| dag.mul(c, e));
                return Some(builder.operator(scaled));
            }
            (Operator::Div, &Value::Operator(a), &Value::Term(c)) => {
                let scaled = builder.scaled_operator(a, |dag, e| dag.div(e, c));
                return Some(builder.operator(scaled));
            }
            (Operator::Mul, &Value::Operator(a), &Value::Vector(x)) => {
                let spaces = (
                    builder.get_operator(a).spaces.1,
                    builder.vectors.get(x).space,
                );
                return self
                    .same_space(&scope.spaces, spaces, span)
                    .then(|| Value::Vector(builder.apply(a, x)));
            }
            (Operator::Mul, &Value::Operator(a), &Value::Operator(b)) => {
                let (a, b) = (builder.get_operator(a), builder.get_operator(b));
                if !self.same_space(&scope.spaces, (a.spaces.1, b.spaces.0), span) {
                    return None;
                }
                let product = builder.composed(&a, &b);
                return Some(builder.operator(product));
            }
            _ => {}
        }
        let help = match operator {
            Operator::Mul => "an inner product is written `dot(x, y)`, a multiple `c*x`",
            Operator::Pow => "the square of a length is written `norm(x)^2` or `dot(x, x)`",
            Operator::Div => "a vector is divided by a number: `x/norm(x)`",
            Operator::Add | Operator::Sub => {
                "`ones(d)` is the vector of ones, `zero(d)` that of zeros"
            }
        };
        let error = Diagnostic::at(
            span,
            format!(
                "`{}` is not defined between {} and {}",
                operator.symbol(),
                left.kind(),
                right.kind()
            ),
            "here",
        );
        self.errors.push(error.help(help));
        None
    }

    /// A function of vectors, or a function of a class at a point; `None` when the name is neither.
    pub(super) fn vector_call(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &Frame,
        (span, name_span): (Span, Span),
        ids: &[Id],
    ) -> Option<Value> {
        let name = name_span.of(self.text);
        if self.variables_in_sight(frame) {
            let functions = &scope.spaces.functions;
            if let Some(f) = functions.iter().position(|f| f.name.text == name) {
                let [x] = *ids else {
                    self.arity(span, name, 1, ids.len());
                    return Some(Value::Bad);
                };
                let value = self.point(builder, scope, frame, f, x);
                return Some(value.map_or(Value::Bad, |p| {
                    Value::Term(builder.symbol(Symbol::Value(p)))
                }));
            }
            if scope.spaces.vectors.iter().any(|(n, _)| *n == name) {
                let error = Diagnostic::at(
                    name_span,
                    format!("`{name}` is a vector, not a function"),
                    "called here",
                );
                self.errors
                    .push(error.help("a function is declared `for f convex`"));
                return Some(Value::Bad);
            }
        }
        let &(_, wanted) = WORDS.iter().find(|(word, _)| *word == name)?;
        if ids.len() != wanted {
            self.arity(span, name, wanted, ids.len());
            return Some(Value::Bad);
        }
        let value = match name {
            "ones" | "zero" | "identity" => self.of_dimension(builder, scope, name, ids[0]),
            "grad" | "subgrad" => self.gradient(builder, scope, frame, name, (ids[0], ids[1])),
            _ => self.of_vectors(builder, scope, frame, (name, span), ids),
        };
        Some(value.unwrap_or(Value::Bad))
    }

    /// `ones(d)`, `zero(d)`, `identity(d)`.
    fn of_dimension(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        name: &str,
        id: Id,
    ) -> Option<Value> {
        let span = self.syntax.tree.nodes[id as usize].span;
        let text = span.of(self.text);
        let space = if let Some(i) = scope.spaces.dimensions.iter().position(|d| *d == text) {
            Some(Space::Named(u32::try_from(i).ok()?))
        } else {
            text.parse()
                .ok()
                .filter(|n| (1..=1000).contains(n))
                .map(Space::Fixed)
        };
        let Some(space) = space else {
            if !scope.incomplete && builder.opaque.is_none() {
                // The name was looked up as a number before.
                let unknown = |e: &mut Diagnostic| {
                    e.message.starts_with("unknown name") && e.labels[0].0 == span
                };
                self.errors.pop_if(unknown);
                let mut error = Diagnostic::at(
                    span,
                    format!(
                        "`{name}` takes a dimension, and no vector lies in R^{}",
                        short(text)
                    ),
                    "no dimension",
                );
                let near = spelling::nearest(text, scope.spaces.dimensions.iter().copied());
                error.help = Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("declare a vector: `for x in R^{}`", short(text)),
                });
                self.errors.push(error);
            }
            return None;
        };
        Some(match name {
            "zero" => Value::Vector(builder.vectors.intern(Combination {
                space,
                terms: BTreeMap::new(),
            })),
            "identity" => {
                let coefficient = builder.dag.integer(1);
                let terms = vec![OperatorTerm {
                    coefficient,
                    pair: None,
                }];
                let spaces = (space, space);
                builder.operator(LinearOperator { spaces, terms })
            }
            _ => {
                let d = builder.dimension(&scope.spaces, space);
                let root = builder.dag.unary(Unary::Sqrt, d);
                let unit = builder.generator(space, Generator::Ones(space));
                Value::Vector(builder.times(root, unit))
            }
        })
    }

    /// `dot`, `norm`, `angle`, `outer`.
    fn of_vectors(
        &mut self,
        builder: &mut Builder,
        scope: &Scope<'s>,
        frame: &Frame,
        (name, span): (&str, Span),
        ids: &[Id],
    ) -> Option<Value> {
        let vectors: Vec<Option<VectorId>> = (ids.iter())
            .map(|&id| self.vector(frame, id, name))
            .collect();
        let vectors: Vec<VectorId> = vectors.into_iter().collect::<Option<_>>()?;
        let x = *vectors.first()?;
        let Some(&y) = vectors.get(1) else {
            return Some(Value::Term(builder.norm(x)));
        };
        let spaces = (builder.vectors.get(x).space, builder.vectors.get(y).space);
        if name == "outer" {
            let coefficient = builder.dag.integer(1);
            let pair = Some((x, y));
            let terms = vec![OperatorTerm { coefficient, pair }];
            return Some(builder.operator(LinearOperator { spaces, terms }));
        }
        if !self.same_space(&scope.spaces, spaces, span) {
            return None;
        }
        let inner = builder.inner(x, y);
        if name == "dot" {
            return Some(Value::Term(inner));
        }
        if [x, y]
            .iter()
            .any(|v| builder.vectors.get(*v).terms.is_empty())
        {
            let error = Diagnostic::at(span, "the angle at the zero vector is undefined", "here");
            self.errors
                .push(error.help("an angle is one of two vectors that are not zero"));
            return None;
        }
        Some(Value::Term(
            builder.symbol(Symbol::Angle(x.min(y), x.max(y))),
        ))
    }

    /// An argument that has to be a vector.
    pub(super) fn vector(&mut self, frame: &Frame, id: Id, name: &str) -> Option<VectorId> {
        let value = frame.values[(id - frame.first) as usize].clone();
        if let Value::Vector(v) = value {
            return Some(v);
        }
        if !matches!(value, Value::Bad) {
            let span = self.syntax.tree.nodes[id as usize].span;
            let text = short(span.of(self.text));
            let help = match name {
                "norm" => format!("the absolute value of a number is `abs({text})`"),
                "dot" => "a product of numbers is written `x*y`".to_owned(),
                _ => "declare a vector: `for x in R^d`".to_owned(),
            };
            let error = Diagnostic::at(
                span,
                format!("`{name}` takes a vector"),
                format!("this is {}", value.kind()),
            );
            self.errors.push(error.help(help));
        }
        None
    }
}
