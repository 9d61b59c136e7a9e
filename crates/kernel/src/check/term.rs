//! Enclosures of terms over a box: natural, mean-value and second-order.
//!
//! A term is compiled once for each precision to a list of steps, one a distinct subterm. Over a
//! box `X` with a centre `c` in it, a subterm `u` gets
//!
//! - at order `Natural`, the enclosure from the enclosures of its operands;
//! - at order `First`, also slopes: enclosures `s_v` such that for any two points `x, y` of `X`
//!   `u(x) - u(y) = sum s_v (x_v - y_v)` with some numbers in them; and its value is intersected
//!   with `u(c) + sum s_v (X_v - c_v)` before anything is built on it;
//! - at order `Second`, where `u` is twice differentiable, also enclosures `h_vw` of its second
//!   derivatives; slopes are intersected with `u_v(c) + sum h_vw (X_w - c_w)` and the value with
//!   the Taylor form.
//!
//! Slopes compose: if `phi` is continuous on the range of `u` and differentiable inside it, then
//! `phi(u(x)) - phi(u(y)) = phi'(t) (u(x) - u(y))` for some `t` strictly between, so the
//! derivative at the ends of the range (infinite for the root at 0) never matters. Kinks of `abs`,
//! `min` and `max` have slopes too. So a monotone term needs no derivative at the kink.

use rustc_hash::{FxHashMap, FxHashSet};

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::calculus::{Calculus, Interval};
use super::double::Double;
use super::jet::{Frame, Jet, triangle};
use super::local::apply;
use crate::exact::Q;
use crate::expr::normal::FactBounds;
use crate::expr::{Binary, Dag, Expr, Node, Unary};

/// Most derivatives of all steps of a term; where there are more its natural extension has to do.
pub(super) const MOST_DERIVATIVES: usize = 1 << 22;

/// How sharp an enclosure is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Natural interval extension.
    Natural,
    /// With mean-value forms.
    First,
    /// With Taylor forms.
    Second,
}

/// What is known of a term over a box.
#[derive(Clone, Debug)]
pub struct Knowledge<V = Enclosure> {
    /// Its values, and whether it is defined throughout.
    pub value: V,
    /// It is defined and continuous throughout, and `slopes` are its slopes.
    pub continuous: bool,
    /// Slopes by position in the list of the term's variables; `None` is zero.
    pub slopes: Vec<Option<V>>,
    /// It is twice differentiable throughout, and `hessian` encloses its second derivatives.
    pub smooth: bool,
    /// The facts of the reading are true nowhere on the box.
    pub vacuous: bool,
    pub(super) hessian: Vec<Option<V>>,
}

impl<V: Interval> Knowledge<V> {
    /// Of a value without slopes.
    fn of_value(value: V) -> Knowledge<V> {
        Knowledge {
            value,
            continuous: false,
            slopes: Vec::new(),
            smooth: false,
            vacuous: false,
            hessian: Vec::new(),
        }
    }

    /// Where the facts are true nowhere, nothing is claimed of the value.
    pub(super) fn nowhere() -> Knowledge<V> {
        Knowledge {
            vacuous: true,
            ..Knowledge::of_value(V::whole().and_defined(false))
        }
    }

    /// Second derivative by the variables at positions `v` and `w`, if [`Self::smooth`]; `None` is
    /// zero.
    pub fn second(&self, v: usize, w: usize) -> Option<&V> {
        self.hessian.get(triangle(v, w)).and_then(Option::as_ref)
    }
}

impl Knowledge<Double> {
    /// The same without second derivatives, with dyadic ends.
    pub fn in_dyadics(&self) -> Knowledge {
        let slope = |s: &Option<Double>| s.as_ref().map(Double::enclosure);
        Knowledge {
            continuous: self.continuous,
            slopes: self.slopes.iter().map(slope).collect(),
            vacuous: self.vacuous,
            ..Knowledge::of_value(self.value.enclosure())
        }
    }
}

/// What a step does.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    Unary(Unary),
    Binary(Binary),
    Power(i32),
    RationalPower(i32, u32),
}

#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) operation: Operation,
    pub(super) a: usize,
    pub(super) b: usize,
    /// What the facts say of the operand on which definedness depends, by its place in the list of
    /// restrictions.
    restriction: Option<usize>,
}

/// What the facts say of an operand.
#[derive(Clone)]
struct Restriction<V> {
    range: V,
    /// They contradict each other.
    empty: bool,
    /// The second operand is meant.
    second: bool,
}

/// The operands of a step at the points where the facts are true.
pub(super) enum Restricted<V> {
    /// The facts say nothing new.
    Same,
    /// What is left of them.
    Operands(V, V),
    /// There is no such point.
    Nowhere,
}

/// A term compiled at one precision: constants, then variables, then one slot a step.
pub struct Tape<V = Enclosure> {
    pub(super) constants: Vec<V>,
    /// Indices of the variables that occur, ascending.
    pub variables: Vec<usize>,
    pub(super) steps: Vec<Step>,
    restrictions: Vec<Restriction<V>>,
    pub(super) root: usize,
}

impl Tape {
    /// Compiles a term; closed subterms are evaluated once and for all. A subterm with a
    /// representative is read as that (see [`Dag::congruent`]), the others as they stand. Of
    /// operands on which it depends whether an operation is defined, `known` tells what is known at
    /// the points of interest.
    pub fn new(
        arithmetic: &Arithmetic,
        dag: &Dag,
        congruent: &FxHashMap<Expr, Expr>,
        known: &FxHashMap<Expr, Option<FactBounds>>,
        root: Expr,
    ) -> Tape {
        let representative = |e: Expr| congruent.get(&e).copied().unwrap_or(e);
        let mut restrictions = Vec::new();
        let root = representative(root);
        let order = reachable(dag, representative, root);
        let mut closed: FxHashMap<Expr, Enclosure> = FxHashMap::default();
        let mut variables = Vec::new();
        for &e in &order {
            let value = match dag.node(e) {
                Node::Variable(v) => {
                    variables.push(v.index());
                    continue;
                }
                Node::Rational(q) => arithmetic.rational(q.numer(), q.denom()),
                Node::Pi => arithmetic.pi(),
                node => {
                    let mut operands = dag.children(e).map(|x| closed.get(&representative(x)));
                    let Some(Some(a)) = operands.next() else {
                        continue;
                    };
                    let b = match operands.next() {
                        None => a,
                        Some(Some(b)) => b,
                        Some(None) => continue,
                    };
                    let Some(operation) = operation(node) else {
                        continue;
                    };
                    apply(arithmetic, operation, a, b)
                }
            };
            closed.insert(e, value);
        }
        variables.sort_unstable();
        // Only the constants that an open subterm or the root uses get a slot.
        let mut slot: FxHashMap<Expr, usize> = FxHashMap::default();
        let mut constants = Vec::new();
        let open = |e: &Expr| !closed.contains_key(e);
        let used = order
            .iter()
            .copied()
            .filter(open)
            .flat_map(|e| dag.children(e))
            .map(representative);
        for e in used.chain([root]) {
            if let Some(value) = closed.get(&e)
                && !slot.contains_key(&e)
            {
                slot.insert(e, constants.len());
                constants.push(value.clone());
            }
        }
        let mut next = constants.len() + variables.len();
        let mut steps = Vec::new();
        for e in order.iter().copied().filter(open) {
            let node = dag.node(e);
            if let Node::Variable(v) = node {
                let position = variables.partition_point(|w| *w < v.index());
                slot.insert(e, constants.len() + position);
                continue;
            }
            let Some(operation) = operation(node) else {
                continue;
            };
            let mut operands = dag.children(e).map(|x| slot[&representative(x)]);
            let a = operands.next().unwrap_or(0);
            let b = operands.next().unwrap_or(a);
            let restricted = dag.restricted_operand(e);
            let restriction = restricted.and_then(|(x, second)| {
                let bounds = known.get(&representative(x))?.as_ref()?;
                restrictions.push(Restriction {
                    range: enclosure(arithmetic, bounds),
                    empty: bounds.is_empty(),
                    second,
                });
                Some(restrictions.len() - 1)
            });
            steps.push(Step {
                operation,
                a,
                b,
                restriction,
            });
            slot.insert(e, next);
            next += 1;
        }
        Tape {
            constants,
            variables,
            steps,
            restrictions,
            root: slot[&root],
        }
    }

    /// Steps and constants.
    pub fn size(&self) -> usize {
        self.steps.len() + self.constants.len()
    }

    /// The same with doubles for numbers.
    pub fn in_doubles(&self) -> Tape<Double> {
        let outward = |c: &Restriction<Enclosure>| Restriction {
            range: Double::outward(&c.range),
            empty: c.empty,
            second: c.second,
        };
        Tape {
            constants: self.constants.iter().map(Double::outward).collect(),
            variables: self.variables.clone(),
            steps: self.steps.clone(),
            restrictions: self.restrictions.iter().map(outward).collect(),
            root: self.root,
        }
    }
}

impl<V: Interval> Tape<V> {
    /// Encloses the term over a box given by variable of the claim.
    pub fn enclose<A: Calculus<Value = V>>(
        &self,
        arithmetic: &A,
        domain: impl Fn(usize) -> V,
        order: Order,
    ) -> Knowledge<V> {
        let domain: Vec<V> = self.variables.iter().map(|v| domain(*v)).collect();
        let n = domain.len();
        let derivatives = match order {
            Order::Natural => 0,
            Order::First => n,
            Order::Second => n * (n + 1),
        };
        if order == Order::Natural || derivatives * self.steps.len() > MOST_DERIVATIVES {
            return self
                .natural(arithmetic, &domain)
                .map_or_else(Knowledge::nowhere, Knowledge::of_value);
        }
        // The mean value theorem needs a box that holds the centre.
        let p = arithmetic.precision();
        let domain: Vec<V> = domain.iter().map(|x| x.with_center(p)).collect();
        let frame = Frame::new(arithmetic, &domain, order);
        let mut jets: Vec<Jet<V>> = Vec::with_capacity(self.constants.len() + n + self.steps.len());
        jets.extend(self.constants.iter().map(|c| Jet::constant(c, n)));
        jets.extend((0..n).map(|v| frame.variable(&domain, v)));
        for step in &self.steps {
            let (a, b) = (&jets[step.a], &jets[step.b]);
            let jet = match self.restricted(*step, &a.value, &b.value) {
                // Known only where the facts are true, so that nothing is known of slopes.
                Restricted::Operands(x, y) => {
                    Jet::without_slopes(&apply(arithmetic, step.operation, &x, &y), n)
                }
                Restricted::Same => frame.step(step.operation, a, b),
                Restricted::Nowhere => return Knowledge::nowhere(),
            };
            jets.push(jet);
        }
        let root = jets.swap_remove(self.root);
        Knowledge {
            continuous: root.continuous && root.value.is_defined(),
            smooth: order == Order::Second && root.smooth && root.value.is_defined(),
            vacuous: false,
            value: root.value,
            slopes: root.slopes,
            hessian: root.hessian,
        }
    }

    pub(super) fn restricted(&self, step: Step, x: &V, y: &V) -> Restricted<V> {
        let Some(known) = step.restriction.map(|place| &self.restrictions[place]) else {
            return Restricted::Same;
        };
        let operand = if known.second { y } else { x };
        // What the facts say holds where the operand is defined.
        if known.empty && operand.is_defined() {
            return Restricted::Nowhere;
        }
        if operand.is_within(&known.range) {
            return Restricted::Same;
        }
        match operand.intersection(&known.range) {
            None if operand.is_defined() => Restricted::Nowhere,
            None => Restricted::Same,
            Some(left) => {
                let left = left.and_defined(operand.is_defined());
                if known.second {
                    Restricted::Operands(x.clone(), left)
                } else {
                    Restricted::Operands(left, y.clone())
                }
            }
        }
    }

    /// The value; `None` if the facts are true nowhere on the box.
    fn natural<A: Calculus<Value = V>>(&self, arithmetic: &A, domain: &[V]) -> Option<V> {
        let first = self.constants.len();
        let base = first + domain.len();
        let mut values: Vec<V> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let at = |slot: usize| {
                if slot < first {
                    &self.constants[slot]
                } else if slot < base {
                    &domain[slot - first]
                } else {
                    &values[slot - base]
                }
            };
            let value = match self.restricted(*step, at(step.a), at(step.b)) {
                Restricted::Operands(x, y) => apply(arithmetic, step.operation, &x, &y),
                Restricted::Same => apply(arithmetic, step.operation, at(step.a), at(step.b)),
                Restricted::Nowhere => return None,
            };
            values.push(value);
        }
        Some(match self.root {
            slot if slot < first => self.constants[slot].clone(),
            slot if slot < base => domain[slot - first].clone(),
            slot => values.swap_remove(slot - base),
        })
    }
}

/// The bounds, outward.
fn enclosure(arithmetic: &Arithmetic, bounds: &FactBounds) -> Enclosure {
    let end = |q: &Q| arithmetic.rational(q.numer(), q.denom());
    let lo = bounds.lo.as_ref().and_then(|(q, open)| {
        let value = end(q).lo?.value;
        Some(Endpoint::new(value, *open))
    });
    let hi = bounds.hi.as_ref().and_then(|(q, open)| {
        let value = end(q).hi?.value;
        Some(Endpoint::new(value, *open))
    });
    Enclosure::new(lo, hi, true)
}

/// The subterms read for a root, operands first: a representative is never made after the terms it
/// stands for.
fn reachable(dag: &Dag, representative: impl Fn(Expr) -> Expr, root: Expr) -> Vec<Expr> {
    let mut seen = FxHashSet::default();
    let mut stack = vec![root];
    while let Some(e) = stack.pop() {
        if seen.insert(e) {
            stack.extend(dag.children(e).map(&representative));
        }
    }
    let mut order: Vec<Expr> = seen.into_iter().collect();
    order.sort_unstable();
    order
}

fn operation(node: &Node) -> Option<Operation> {
    Some(match *node {
        Node::Rational(_) | Node::Pi | Node::Variable(_) => return None,
        Node::Unary(op, _) => Operation::Unary(op),
        Node::Binary(op, _, _) => Operation::Binary(op),
        Node::Power(_, n) => Operation::Power(n),
        Node::RationalPower(_, p, q) => Operation::RationalPower(p, q),
    })
}
