//! Enclosures of terms over a box: natural, mean-value and second-order.
//!
//! A term is compiled once for each precision to a list of steps, one a distinct subterm. Over a box
//! `X` with a centre `c` in it, a subterm `u` gets
//!
//! - at order `Natural`, the enclosure from the enclosures of its operands;
//! - at order `First`, also slopes: enclosures `s_v` such that for any two points `x, y` of `X`
//!   `u(x) - u(y) = sum s_v (x_v - y_v)` with some numbers in them; and its value is intersected
//!   with `u(c) + sum s_v (X_v - c_v)` before anything is built on it;
//! - at order `Second`, where `u` is twice differentiable, also enclosures `h_vw` of its second
//!   derivatives; slopes are intersected with `u_v(c) + sum h_vw (X_w - c_w)` and the value with the
//!   Taylor form.
//!
//! Slopes compose: if `phi` is continuous on the range of `u` and differentiable inside it, then
//! `phi(u(x)) - phi(u(y)) = phi'(t) (u(x) - u(y))` for some `t` strictly between, so the
//! derivative at the ends of the range (infinite for the root at 0) never matters. Kinks of `abs`,
//! `min` and `max` have slopes too. So a monotone term needs no derivative at the kink.

use rustc_hash::{FxHashMap, FxHashSet};

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::dyadic::{Dyadic, Round};
use crate::exact::Q;
use crate::expr::normal::Clip;
use crate::expr::{Binary, Dag, Expr, Node, Unary};

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
pub struct Knowledge {
    /// Its values, and whether it is defined throughout.
    pub value: Enclosure,
    /// It is defined and continuous throughout, and `slopes` are its slopes.
    pub continuous: bool,
    /// Slopes by position in the list of the term's variables; `None` is zero.
    pub slopes: Vec<Option<Enclosure>>,
    /// It is twice differentiable throughout, and `hessian` encloses its second derivatives.
    pub smooth: bool,
    /// The facts of the reading are true nowhere on the box.
    pub vacuous: bool,
    hessian: Vec<Option<Enclosure>>,
}

impl Knowledge {
    /// Of a value without slopes.
    fn of_value(value: Enclosure) -> Knowledge {
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
    fn nowhere() -> Knowledge {
        Knowledge {
            vacuous: true,
            ..Knowledge::of_value(Enclosure::whole().and_defined(false))
        }
    }

    /// Second derivative by the variables at positions `v` and `w`, if [`Self::smooth`]; `None` is zero.
    pub fn second(&self, v: usize, w: usize) -> Option<&Enclosure> {
        self.hessian.get(triangle(v, w)).and_then(Option::as_ref)
    }
}

#[derive(Clone, Copy)]
enum Operation {
    Unary(Unary),
    Binary(Binary),
    Power(i32),
    RationalPower(i32, u32),
}

#[derive(Clone, Copy)]
struct Step {
    operation: Operation,
    a: usize,
    b: usize,
    /// What the facts say of the operand on which definedness depends, by its place in the list of clips.
    clip: Option<usize>,
}

/// What the facts say of an operand.
struct Clipping {
    range: Enclosure,
    /// They contradict each other.
    empty: bool,
    /// The second operand is meant.
    second: bool,
}

/// The operands of a step at the points where the facts are true.
#[expect(
    clippy::large_enum_variant,
    reason = "lives for one step only; a box costs an allocation"
)]
enum Clipped {
    /// The facts say nothing new.
    Same,
    /// What is left of them.
    Operands(Enclosure, Enclosure),
    /// There is no such point.
    Nowhere,
}

/// A term compiled at one precision: constants, then variables, then one slot a step.
pub struct Tape {
    constants: Vec<Enclosure>,
    /// Indices of the variables that occur, ascending.
    pub variables: Vec<usize>,
    steps: Vec<Step>,
    clips: Vec<Clipping>,
    root: usize,
}

impl Tape {
    /// Compiles a term; closed subterms are evaluated once and for all. A subterm with a representative is read as
    /// that (see [`Dag::congruent`]), the others as they stand. Of operands on which it depends whether an operation is
    /// defined, `known` tells what is known at the points of interest.
    pub fn new(
        arithmetic: &Arithmetic,
        dag: &Dag,
        congruent: &FxHashMap<Expr, Expr>,
        known: &FxHashMap<Expr, Option<Clip>>,
        root: Expr,
    ) -> Tape {
        let representative = |e: Expr| congruent.get(&e).copied().unwrap_or(e);
        let mut clips = Vec::new();
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
            let clip = restricted.and_then(|(x, second)| {
                let clip = known.get(&representative(x))?.as_ref()?;
                clips.push(Clipping {
                    range: enclosure(arithmetic, clip),
                    empty: clip.is_empty(),
                    second,
                });
                Some(clips.len() - 1)
            });
            steps.push(Step {
                operation,
                a,
                b,
                clip,
            });
            slot.insert(e, next);
            next += 1;
        }
        Tape {
            constants,
            variables,
            steps,
            clips,
            root: slot[&root],
        }
    }

    /// Encloses the term over a box given by variable of the claim.
    pub fn enclose(
        &self,
        arithmetic: &Arithmetic,
        domain: impl Fn(usize) -> Enclosure,
        order: Order,
    ) -> Knowledge {
        let domain: Vec<Enclosure> = self.variables.iter().map(|v| domain(*v)).collect();
        if order == Order::Natural {
            return self
                .natural(arithmetic, &domain)
                .map_or_else(Knowledge::nowhere, Knowledge::of_value);
        }
        let frame = Frame::new(arithmetic, &domain, order);
        let n = domain.len();
        let mut jets: Vec<Jet> = Vec::with_capacity(self.constants.len() + n + self.steps.len());
        jets.extend(self.constants.iter().map(|c| Jet::constant(c, n)));
        jets.extend((0..n).map(|v| frame.variable(&domain, v)));
        for step in &self.steps {
            let (a, b) = (&jets[step.a], &jets[step.b]);
            let jet = match self.clipped(*step, &a.value, &b.value) {
                // Known only where the facts are true, so that nothing is known of slopes.
                Clipped::Operands(x, y) => Jet {
                    continuous: false,
                    smooth: false,
                    ..Jet::constant(&apply(arithmetic, step.operation, &x, &y), n)
                },
                Clipped::Same => frame.step(step.operation, a, b),
                Clipped::Nowhere => return Knowledge::nowhere(),
            };
            jets.push(jet);
        }
        let root = jets.swap_remove(self.root);
        Knowledge {
            continuous: root.continuous && root.value.defined,
            smooth: order == Order::Second && root.smooth && root.value.defined,
            vacuous: false,
            value: root.value,
            slopes: root.slopes,
            hessian: root.hessian,
        }
    }

    fn clipped(&self, step: Step, x: &Enclosure, y: &Enclosure) -> Clipped {
        let Some(clip) = step.clip.map(|place| &self.clips[place]) else {
            return Clipped::Same;
        };
        let operand = if clip.second { y } else { x };
        // What the facts say holds where the operand is defined.
        if clip.empty && operand.defined {
            return Clipped::Nowhere;
        }
        if is_within(operand, &clip.range) {
            return Clipped::Same;
        }
        match operand.intersection(&clip.range) {
            None if operand.defined => Clipped::Nowhere,
            None => Clipped::Same,
            Some(left) => {
                let left = left.and_defined(operand.defined);
                if clip.second {
                    Clipped::Operands(x.clone(), left)
                } else {
                    Clipped::Operands(left, y.clone())
                }
            }
        }
    }

    /// The value; `None` if the facts are true nowhere on the box.
    fn natural(&self, arithmetic: &Arithmetic, domain: &[Enclosure]) -> Option<Enclosure> {
        let first = self.constants.len();
        let base = first + domain.len();
        let mut values: Vec<Enclosure> = Vec::with_capacity(self.steps.len());
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
            let value = match self.clipped(*step, at(step.a), at(step.b)) {
                Clipped::Operands(x, y) => apply(arithmetic, step.operation, &x, &y),
                Clipped::Same => apply(arithmetic, step.operation, at(step.a), at(step.b)),
                Clipped::Nowhere => return None,
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

/// The clip, outward.
fn enclosure(arithmetic: &Arithmetic, clip: &Clip) -> Enclosure {
    let end = |q: &Q| arithmetic.rational(q.numer(), q.denom());
    let lo = clip.lo.as_ref().and_then(|(q, open)| {
        let value = end(q).lo?.value;
        Some(Endpoint::new(value, *open))
    });
    let hi = clip.hi.as_ref().and_then(|(q, open)| {
        let value = end(q).hi?.value;
        Some(Endpoint::new(value, *open))
    });
    Enclosure::new(lo, hi, true)
}

/// Whether every point of `x` is one of `y`.
fn is_within(x: &Enclosure, y: &Enclosure) -> bool {
    let inside = |a: &Option<Endpoint>, b: &Option<Endpoint>, inward: Ordering| match (a, b) {
        (_, None) => true,
        (None, _) => false,
        (Some(a), Some(b)) => match a.value.cmp(&b.value) {
            Ordering::Equal => a.open || !b.open,
            order => order == inward,
        },
    };
    inside(&x.lo, &y.lo, Ordering::Greater) && inside(&x.hi, &y.hi, Ordering::Less)
}

/// The subterms read for a root, operands first: a representative is never made after the terms it stands for.
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

/// The natural extension of one operation; `y` is ignored by operations of one argument.
fn apply(ar: &Arithmetic, operation: Operation, x: &Enclosure, y: &Enclosure) -> Enclosure {
    match operation {
        Operation::Unary(op) => match op {
            Unary::Neg => x.neg(),
            Unary::Abs => x.abs(),
            Unary::Sqrt => ar.sqrt(x),
            Unary::Sin => ar.sin(x),
            Unary::Cos => ar.cos(x),
            Unary::Tan => ar.tan(x),
            Unary::Arcsin => ar.asin(x),
            Unary::Arccos => ar.acos(x),
            Unary::Arctan => ar.atan(x),
            Unary::Exp => ar.exp(x),
            Unary::Log => ar.log(x),
            Unary::Asinh => ar.asinh(x),
            Unary::Floor => ar.floor(x),
            Unary::Erfc => ar.erfc(x),
            Unary::Binet(k) => ar.binet(x, u32::from(k)),
        },
        Operation::Binary(op) => match op {
            Binary::Add => ar.add(x, y),
            Binary::Sub => ar.sub(x, y),
            Binary::Mul => ar.mul(x, y),
            Binary::Div => ar.div(x, y),
            Binary::Min => x.min(y),
            Binary::Max => x.max(y),
            Binary::Arctan2 => ar.atan2(x, y),
        },
        Operation::Power(n) => ar.powi(x, n),
        Operation::RationalPower(p, q) => ar.rational_power(x, p, q),
    }
}

/// A subterm over the box.
struct Jet {
    value: Enclosure,
    /// The value at the centre.
    center: Enclosure,
    continuous: bool,
    slopes: Vec<Option<Enclosure>>,
    smooth: bool,
    /// First derivatives at the centre (order `Second`).
    gradient: Vec<Option<Enclosure>>,
    /// Lower triangle; empty when every entry is zero.
    hessian: Vec<Option<Enclosure>>,
}

impl Jet {
    fn constant(value: &Enclosure, n: usize) -> Jet {
        Jet {
            center: value.clone(),
            value: value.clone(),
            continuous: true,
            slopes: vec![None; n],
            smooth: true,
            gradient: vec![None; n],
            hessian: Vec::new(),
        }
    }

    fn second(&self, v: usize, w: usize) -> &Option<Enclosure> {
        self.hessian.get(triangle(v, w)).unwrap_or(&None)
    }
}

fn triangle(v: usize, w: usize) -> usize {
    let (v, w) = (v.max(w), v.min(w));
    v * (v + 1) / 2 + w
}

/// The box and its centre.
struct Frame<'a> {
    arithmetic: &'a Arithmetic,
    centers: Vec<Enclosure>,
    /// `X_v - c_v`
    offsets: Vec<Enclosure>,
    order: Order,
}

/// Bits of a centre, where the interval holds a number that short: polynomials of low degree are then exact at it.
const CENTER_BITS: i64 = 53;

/// A point of an interval, in the middle where it is bounded.
fn center(x: &Enclosure, p: i64) -> Dyadic {
    match (&x.lo, &x.hi) {
        (Some(a), Some(b)) => {
            let middle = a.value.add(&b.value, p, Round::Down).scale(-1);
            let short = middle.clone().round(CENTER_BITS, Round::Down);
            if a.value <= short && short <= b.value {
                return short;
            }
            // The rounded sum may leave a short interval.
            middle.max(a.value.clone()).min(b.value.clone())
        }
        (Some(a), None) => a.value.add(&Dyadic::one(), p, Round::Up),
        (None, Some(b)) => b.value.add(&Dyadic::integer(-1), p, Round::Down),
        (None, None) => Dyadic::zero(),
    }
}

impl<'a> Frame<'a> {
    fn new(arithmetic: &'a Arithmetic, domain: &[Enclosure], order: Order) -> Frame<'a> {
        let p = arithmetic.precision();
        let centers: Vec<Enclosure> = domain
            .iter()
            .map(|x| Enclosure::point(center(x, p)))
            .collect();
        let offsets = domain
            .iter()
            .zip(&centers)
            .map(|(x, c)| arithmetic.sub(x, c))
            .collect();
        Frame {
            arithmetic,
            centers,
            offsets,
            order,
        }
    }

    fn variable(&self, domain: &[Enclosure], v: usize) -> Jet {
        let mut jet = Jet::constant(&domain[v], domain.len());
        jet.center = self.centers[v].clone();
        jet.slopes[v] = Some(Enclosure::integer(1));
        jet.gradient[v] = Some(Enclosure::integer(1));
        jet
    }

    fn add(&self, x: Option<Enclosure>, y: Option<Enclosure>) -> Option<Enclosure> {
        match (x, y) {
            (Some(x), Some(y)) => Some(self.arithmetic.add(&x, &y)),
            (x, y) => x.or(y),
        }
    }

    /// Product; either factor may be a structural zero. Ones and their negatives are common and cost nothing.
    fn mul(&self, x: &Option<Enclosure>, y: &Option<Enclosure>) -> Option<Enclosure> {
        let (x, y) = (x.as_ref()?, y.as_ref()?);
        Some(if x.defined && x.is_short(1) {
            y.clone()
        } else if x.defined && x.is_short(-1) {
            y.neg()
        } else {
            self.arithmetic.mul(x, y)
        })
    }

    fn step(&self, operation: Operation, a: &Jet, b: &Jet) -> Jet {
        let ar = self.arithmetic;
        let n = self.offsets.len();
        let binary = matches!(operation, Operation::Binary(_));
        let mut value = apply(ar, operation, &a.value, &b.value);
        let center = apply(ar, operation, &a.center, &b.center);
        let continuous = value.defined
            && center.defined
            && a.continuous
            && (!binary || b.continuous)
            && is_continuous(operation, &a.value, &b.value);
        if !continuous {
            let nothing = Jet::constant(&value, n);
            return Jet {
                center,
                continuous: false,
                smooth: false,
                ..nothing
            };
        }
        let (da, db) = local_slopes(ar, operation, &a.value, &b.value, &value);
        let chained = |da: &Option<Enclosure>,
                       db: &Option<Enclosure>,
                       a: &[Option<Enclosure>],
                       b: &[Option<Enclosure>],
                       v: usize| {
            let through_a = self.mul(da, &a[v]);
            if binary {
                self.add(through_a, self.mul(db, &b[v]))
            } else {
                through_a
            }
        };
        let mut slopes: Vec<_> = (0..n)
            .map(|v| chained(&da, &db, &a.slopes, &b.slopes, v))
            .collect();
        let mut form = center.clone();
        for (slope, offset) in slopes.iter().zip(&self.offsets) {
            if let Some(slope) = slope {
                form = ar.add(&form, &ar.mul(slope, offset));
            }
        }
        refine(&mut value, &form);
        let mut jet = Jet {
            value,
            center,
            continuous,
            slopes: Vec::new(),
            smooth: false,
            gradient: vec![None; n],
            hessian: Vec::new(),
        };
        if self.order == Order::Second && a.smooth && (!binary || b.smooth) {
            // The value is sharper by now, and with it some slopes.
            let (da, db) = local_slopes(ar, operation, &a.value, &b.value, &jet.value);
            let curvature = local_curvatures(ar, operation, &a.value, &b.value, &jet.value);
            let (ca, cb) = match operation {
                // Away from their kinks these are linear, the same over the box as at the centre.
                Operation::Unary(Unary::Abs) | Operation::Binary(Binary::Min | Binary::Max) => {
                    (da.clone(), db.clone())
                }
                _ => local_slopes(ar, operation, &a.center, &b.center, &jet.center),
            };
            if let Some(curvature) = curvature {
                jet.smooth = true;
                jet.gradient = (0..n)
                    .map(|v| chained(&ca, &cb, &a.gradient, &b.gradient, v))
                    .collect();
                jet.hessian.reserve(n * (n + 1) / 2);
                for v in 0..n {
                    for w in 0..=v {
                        let other = binary.then_some((b, &db));
                        let h = self.second_derivative((a, &da), other, &curvature, (v, w));
                        jet.hessian.push(h);
                    }
                }
                if jet.hessian.iter().all(Option::is_none) {
                    jet.hessian.clear();
                }
                self.refine_second(&mut jet, &mut slopes);
            }
        }
        jet.slopes = slopes;
        jet
    }

    /// `phi_a a_vw + phi_aa a_v a_w + phi_b b_vw + phi_bb b_v b_w + phi_ab (a_v b_w + a_w b_v)`
    fn second_derivative(
        &self,
        (a, da): (&Jet, &Option<Enclosure>),
        b: Option<(&Jet, &Option<Enclosure>)>,
        curvature: &Curvature,
        (v, w): (usize, usize),
    ) -> Option<Enclosure> {
        let square = |s: &[Option<Enclosure>]| {
            if v == w {
                Some(self.arithmetic.sqr(s[v].as_ref()?))
            } else {
                self.mul(&s[v], &s[w])
            }
        };
        let through_a = self.mul(da, a.second(v, w));
        let mut sum = through_a;
        if curvature.xx.is_some() {
            sum = self.add(sum, self.mul(&curvature.xx, &square(&a.slopes)));
        }
        if let Some((b, db)) = b {
            sum = self.add(sum, self.mul(db, b.second(v, w)));
            if curvature.yy.is_some() {
                sum = self.add(sum, self.mul(&curvature.yy, &square(&b.slopes)));
            }
            if curvature.xy.is_some() {
                let cross = self.add(
                    self.mul(&a.slopes[v], &b.slopes[w]),
                    self.mul(&a.slopes[w], &b.slopes[v]),
                );
                sum = self.add(sum, self.mul(&curvature.xy, &cross));
            }
        }
        sum
    }

    /// Sharpens slopes and value by the second derivatives.
    fn refine_second(&self, jet: &mut Jet, slopes: &mut [Option<Enclosure>]) {
        let ar = self.arithmetic;
        let half = Enclosure::closed(Dyadic::one().scale(-1), Dyadic::one().scale(-1));
        let mut form = jet.center.clone();
        for (v, slope) in slopes.iter_mut().enumerate() {
            let mut average = jet.gradient[v].clone();
            // g_v + sum_{w < v} h_vw d_w + h_vv d_v / 2, all times d_v
            let mut partial = jet.gradient[v].clone();
            for (w, offset) in self.offsets.iter().enumerate() {
                let Some(h) = jet.second(v, w) else { continue };
                let term = ar.mul(h, offset);
                average = self.add(average, Some(term.clone()));
                if w < v {
                    partial = self.add(partial, Some(term));
                }
            }
            if let Some(partial) = partial {
                form = ar.add(&form, &ar.mul(&partial, &self.offsets[v]));
            }
            if let Some(h) = jet.second(v, v) {
                let square = ar.mul(&ar.sqr(&self.offsets[v]), &half);
                form = ar.add(&form, &ar.mul(h, &square));
            }
            if let (Some(slope), Some(average)) = (slope, average) {
                refine(slope, &average);
            }
        }
        refine(&mut jet.value, &form);
    }
}

/// Intersects two enclosures of one quantity. They have a common point unless the box is empty, and
/// then nothing that is said of it can be wrong.
fn refine(value: &mut Enclosure, form: &Enclosure) {
    if let Some(common) = value.intersection(form) {
        let defined = value.defined;
        *value = Enclosure { defined, ..common };
    }
}

/// Operations are continuous where they are defined, but for the cut of `arctan2` and the steps of `floor`.
fn is_continuous(operation: Operation, x: &Enclosure, y: &Enclosure) -> bool {
    match operation {
        Operation::Binary(Binary::Arctan2) => {
            x.is_nonnegative() || x.is_negative() || y.is_positive()
        }
        Operation::Unary(Unary::Floor) => floors_alike(x),
        Operation::Unary(op) => op.is_continuous(),
        Operation::Binary(
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Min | Binary::Max,
        )
        | Operation::Power(_)
        | Operation::RationalPower(..) => true,
    }
}

/// Whether all values lie between two neighbouring integers, so that they have one floor.
fn floors_alike(x: &Enclosure) -> bool {
    let (Some(lo), Some(hi)) = (&x.lo, &x.hi) else {
        return false;
    };
    if lo.value.magnitude().max(hi.value.magnitude()) > 64 {
        return false;
    }
    let next = lo
        .value
        .fixed_floor(0)
        .add(&super::integer::Integer::from(1i64));
    match hi.value.cmp(&Dyadic::new(next, 0)) {
        Ordering::Less => true,
        Ordering::Equal => hi.open,
        Ordering::Greater => false,
    }
}

/// The interior of a range that is bounded below by zero.
fn off_zero(x: &Enclosure) -> Enclosure {
    let mut x = x.clone();
    if let Some(lo) = &mut x.lo
        && lo.value.is_zero()
    {
        lo.open = true;
    }
    x
}

fn one() -> Enclosure {
    Enclosure::integer(1)
}

/// Enclosures of the partial derivatives inside the ranges `x` and `y`; `value` encloses the
/// result. `None` is zero.
fn local_slopes(
    ar: &Arithmetic,
    operation: Operation,
    x: &Enclosure,
    y: &Enclosure,
    value: &Enclosure,
) -> (Option<Enclosure>, Option<Enclosure>) {
    let both = |a, b| (Some(a), Some(b));
    let first = match operation {
        Operation::Unary(op) => match op {
            Unary::Neg => Enclosure::integer(-1),
            Unary::Abs => sign(x),
            Unary::Sqrt => ar.div(&one(), &ar.mul(&Enclosure::integer(2), &off_zero(value))),
            Unary::Sin => ar.cos(x),
            Unary::Cos => ar.sin(x).neg(),
            Unary::Tan => ar.add(&one(), &ar.sqr(value)),
            Unary::Arcsin => arcsine_slope(ar, x),
            Unary::Arccos => arcsine_slope(ar, x).neg(),
            Unary::Arctan => ar.div(&one(), &ar.add(&one(), &ar.sqr(x))),
            Unary::Exp => value.clone(),
            Unary::Log => ar.div(&one(), x),
            Unary::Asinh => ar.div(&one(), &ar.sqrt(&ar.add(&one(), &ar.sqr(x)))),
            // Constant where it is continuous.
            Unary::Floor => return (None, None),
            Unary::Erfc => erfc_slope(ar, x),
            Unary::Binet(k) => ar.binet(x, u32::from(k) + 1).neg(),
        },
        Operation::Binary(op) => {
            return match op {
                Binary::Add => both(one(), one()),
                Binary::Sub => both(one(), Enclosure::integer(-1)),
                Binary::Mul => both(y.clone(), x.clone()),
                Binary::Div => both(ar.div(&one(), y), ar.div(value, y).neg()),
                Binary::Min | Binary::Max => {
                    let difference = ar.sub(x, y);
                    let x_is_taken = match op {
                        Binary::Min => (difference.is_nonpositive(), difference.is_nonnegative()),
                        Binary::Add
                        | Binary::Sub
                        | Binary::Mul
                        | Binary::Div
                        | Binary::Max
                        | Binary::Arctan2 => {
                            (difference.is_nonnegative(), difference.is_nonpositive())
                        }
                    };
                    match x_is_taken {
                        (true, _) => (Some(one()), None),
                        (_, true) => (None, Some(one())),
                        _ => {
                            let part = Enclosure::closed(Dyadic::zero(), Dyadic::one());
                            both(part.clone(), part)
                        }
                    }
                }
                // The first argument is the ordinate: (y, x) -> angle.
                Binary::Arctan2 => {
                    let square = ar.add(&ar.sqr(x), &ar.sqr(y));
                    both(ar.div(y, &square), ar.div(x, &square).neg())
                }
            };
        }
        Operation::Power(n) => match n.checked_sub(1) {
            Some(m) => ar.mul(&Enclosure::integer(i64::from(n)), &ar.powi(x, m)),
            None => Enclosure::whole(),
        },
        Operation::RationalPower(p, q) => {
            let exponent = rational_exponent(ar, p, q);
            match lowered(p, q) {
                Some(m) => ar.mul(&exponent, &ar.rational_power(&off_zero(x), m, q)),
                None => Enclosure::whole(),
            }
        }
    };
    (Some(first), None)
}

/// `p - q`, the numerator of the exponent of the derivative.
fn lowered(p: i32, q: u32) -> Option<i32> {
    i32::try_from(i64::from(p) - i64::from(q)).ok()
}

fn rational_exponent(ar: &Arithmetic, p: i32, q: u32) -> Enclosure {
    ar.rational(&p.into(), &q.into())
}

fn sign(x: &Enclosure) -> Enclosure {
    if x.is_nonnegative() {
        one()
    } else if x.is_nonpositive() {
        Enclosure::integer(-1)
    } else {
        Enclosure::closed(Dyadic::integer(-1), Dyadic::one())
    }
}

/// `1/sqrt(1 - x^2)` inside `(-1, 1)`.
fn arcsine_slope(ar: &Arithmetic, x: &Enclosure) -> Enclosure {
    ar.div(&one(), &off_zero(&ar.sqrt(&ar.sub(&one(), &ar.sqr(x)))))
}

/// `-2/sqrt(pi) exp(-x^2)`
fn erfc_slope(ar: &Arithmetic, x: &Enclosure) -> Enclosure {
    let root = ar.sqrt(&ar.pi());
    let e = ar.exp(&ar.sqr(x).neg());
    ar.mul(&ar.div(&Enclosure::integer(-2), &root), &e)
}

/// Second derivatives of one operation; `None` is zero.
struct Curvature {
    xx: Option<Enclosure>,
    xy: Option<Enclosure>,
    yy: Option<Enclosure>,
}

/// Enclosures of the second derivatives over the ranges; `None` where the operation may not be
/// twice differentiable throughout.
fn local_curvatures(
    ar: &Arithmetic,
    operation: Operation,
    x: &Enclosure,
    y: &Enclosure,
    value: &Enclosure,
) -> Option<Curvature> {
    let int = Enclosure::integer;
    let zero = Curvature {
        xx: None,
        xy: None,
        yy: None,
    };
    let of_one = |xx| Curvature {
        xx: Some(xx),
        xy: None,
        yy: None,
    };
    let curvature = match operation {
        Operation::Unary(op) => match op {
            Unary::Neg => zero,
            Unary::Abs if x.is_nonnegative() || x.is_nonpositive() => zero,
            Unary::Abs => return None,
            // -1/(4 x sqrt x)
            Unary::Sqrt => of_one(ar.div(&int(-1), &ar.mul(&int(4), &ar.mul(x, value)))),
            Unary::Sin | Unary::Cos => of_one(value.neg()),
            // 2 t (1 + t^2)
            Unary::Tan => of_one(ar.mul(&ar.mul(&int(2), value), &ar.add(&one(), &ar.sqr(value)))),
            Unary::Arcsin => of_one(arcsine_curvature(ar, x)),
            Unary::Arccos => of_one(arcsine_curvature(ar, x).neg()),
            // -2 x/(1 + x^2)^2
            Unary::Arctan => {
                let square = ar.sqr(&ar.add(&one(), &ar.sqr(x)));
                of_one(ar.div(&ar.mul(&int(-2), x), &square))
            }
            Unary::Exp => of_one(value.clone()),
            Unary::Log => of_one(ar.div(&int(-1), &ar.sqr(x))),
            // -x/((1 + x^2) sqrt(1 + x^2))
            Unary::Asinh => {
                let square = ar.add(&one(), &ar.sqr(x));
                of_one(ar.div(&x.neg(), &ar.mul(&square, &ar.sqrt(&square))))
            }
            Unary::Floor => zero,
            Unary::Erfc => of_one(ar.mul(&ar.mul(&int(-2), x), &erfc_slope(ar, x))),
            Unary::Binet(k) => of_one(ar.binet(x, u32::from(k) + 2)),
        },
        Operation::Binary(op) => match op {
            Binary::Add | Binary::Sub => zero,
            Binary::Mul => Curvature {
                xy: Some(one()),
                ..zero
            },
            // -1/y^2 and 2 (x/y)/y^2
            Binary::Div => {
                let square = ar.sqr(y);
                Curvature {
                    xx: None,
                    xy: Some(ar.div(&int(-1), &square)),
                    yy: Some(ar.div(&ar.mul(&int(2), value), &square)),
                }
            }
            Binary::Min | Binary::Max => {
                let difference = ar.sub(x, y);
                if !difference.is_nonnegative() && !difference.is_nonpositive() {
                    return None;
                }
                zero
            }
            // With r = x^2 + y^2: -2 x y/r^2, (x^2 - y^2)/r^2, 2 x y/r^2.
            Binary::Arctan2 => {
                let (x2, y2) = (ar.sqr(x), ar.sqr(y));
                let r2 = ar.sqr(&ar.add(&x2, &y2));
                let mixed = ar.div(&ar.mul(&int(2), &ar.mul(x, y)), &r2);
                Curvature {
                    xx: Some(mixed.neg()),
                    xy: Some(ar.div(&ar.sub(&x2, &y2), &r2)),
                    yy: Some(mixed),
                }
            }
        },
        Operation::Power(n) => {
            let factor = i64::from(n).checked_mul(i64::from(n) - 1)?;
            of_one(ar.mul(&int(factor), &ar.powi(x, n.checked_sub(2)?)))
        }
        Operation::RationalPower(p, q) => {
            let r = rational_exponent(ar, p, q);
            let factor = ar.mul(&r, &ar.sub(&r, &one()));
            let m = i32::try_from(i64::from(lowered(p, q)?) - i64::from(q)).ok()?;
            of_one(ar.mul(&factor, &ar.rational_power(x, m, q)))
        }
    };
    let defined = |e: &Option<Enclosure>| e.as_ref().is_none_or(|e| e.defined);
    (defined(&curvature.xx) && defined(&curvature.xy) && defined(&curvature.yy))
        .then_some(curvature)
}

/// `x (1 - x^2)^(-3/2)`
fn arcsine_curvature(ar: &Arithmetic, x: &Enclosure) -> Enclosure {
    let rest = ar.sub(&one(), &ar.sqr(x));
    ar.div(x, &ar.mul(&rest, &ar.sqrt(&rest)))
}
