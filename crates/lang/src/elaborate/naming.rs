//! Which terms of a claim keep the names that its file's definitions give them.

use super::{Builder, Elaborator, Operand, symbols};
use crate::Defined;
use crate::syntax::{ClaimItem, Form, Operator};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Dag, Expr, Node, Var};
use num_traits::Zero as _;
use rustc_hash::{FxHashMap, FxHashSet};

impl<'s> Elaborator<'_, 's> {
    /// The definitions expanded so far whose arguments and values are numbers, in the order of
    /// their values. Names of single variables are left out, and those of numbers that the claim
    /// writes itself: there the number is meant.
    pub(super) fn uses_of_definitions(
        &self,
        item: &ClaimItem<'s>,
        builder: &Builder,
    ) -> Vec<Defined> {
        if builder.expansions.is_empty() {
            return Vec::new();
        }
        let number = |operand: &Operand| match operand {
            Operand::Number(e) => Some(*e),
            Operand::Vector(_) | Operand::Operator(_) | Operand::Unknown => None,
        };
        let written = self.written_numbers(item);
        let telling = |e: Expr| match builder.dag.node(e) {
            Node::Pi | Node::Variable(_) => false,
            Node::Rational(q) => !written.contains(q),
            Node::Unary(..) | Node::Binary(..) | Node::Power(..) | Node::RationalPower(..) => true,
        };
        let bound = |e: Expr| {
            let variables = builder.dag.variables(e);
            variables.iter().any(|v| symbols::is_provisional(*v))
        };
        let mut out: Vec<Defined> = builder
            .expansions
            .iter()
            .filter_map(|((i, arguments), value)| {
                let value = number(value.as_ref()?).filter(|e| !bound(*e) && telling(*e))?;
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

    /// The rational numbers that a claim writes outside its definitions, `1/4` and `-2` among them.
    fn written_numbers(&self, item: &ClaimItem<'s>) -> FxHashSet<Q> {
        let tree = &self.syntax.tree;
        // Nodes stand in the order of the text, those of a claim side by side.
        let first = tree
            .nodes
            .partition_point(|n| n.span.end <= item.span.start);
        let last = tree.nodes.partition_point(|n| n.span.start < item.span.end);
        let defined = |n: u32| {
            let mut lets = item.lets.iter();
            lets.any(|l| (l.body.first..=l.body.root).contains(&n))
        };
        let mut values: FxHashMap<u32, Q> = FxHashMap::default();
        for (n, node) in (0u32..).zip(&tree.nodes).take(last).skip(first) {
            if defined(n) {
                continue;
            }
            let value = match node.form {
                Form::Number(i) => Some(tree.numbers[i as usize].clone()),
                Form::Neg(x) => values.get(&x).map(|x| -x),
                Form::Arithmetic(op, x, y) => match (values.get(&x), values.get(&y)) {
                    (Some(x), Some(y)) => combined(op, x, y),
                    (None, _) | (_, None) => None,
                },
                Form::Name
                | Form::Call { .. }
                | Form::Chain { .. }
                | Form::Not(_)
                | Form::And(_)
                | Form::Or(_)
                | Form::Implies(..)
                | Form::True
                | Form::False
                | Form::Bound(_)
                | Form::Bind { .. }
                | Form::Bad => None,
            };
            values.extend(value.map(|value| (n, value)));
        }
        values.into_values().collect()
    }
}

fn combined(op: Operator, x: &Q, y: &Q) -> Option<Q> {
    match op {
        Operator::Add => Some(x + y),
        Operator::Sub => Some(x - y),
        Operator::Mul => Some(x * y),
        Operator::Div => (!y.is_zero()).then(|| x / y),
        Operator::Pow => None,
    }
}

impl Defined {
    /// The definitions once the symbols of the claim, which follow its `free` variables, have other
    /// numbers; those with symbols that the claim does not use are left out.
    pub(super) fn moved(
        defined: Vec<Self>,
        dag: &mut Dag,
        free: usize,
        moved: &[(Var, Expr)],
    ) -> Vec<Self> {
        let mut image = |e: Expr| {
            let known = |v: &Var| v.index() < free || moved.iter().any(|(old, _)| old == v);
            let all = dag.variables(e).iter().all(known);
            all.then(|| dag.substitute(e, moved))
        };
        let known = defined.into_iter().filter_map(|d| {
            let arguments: Option<Vec<Expr>> = d.arguments.into_iter().map(&mut image).collect();
            Some(Self {
                name: d.name,
                arguments: arguments?,
                value: image(d.value)?,
            })
        });
        known.collect()
    }

    /// The definitions in the terms of a claim, `dag`, where they are terms of it; they were made
    /// in `written`.
    #[must_use]
    pub fn kept(defined: Vec<Defined>, written: &Dag, dag: &Dag) -> Vec<Defined> {
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
}
