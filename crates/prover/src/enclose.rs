//! Enclosures of compiled terms over a box: natural, mean-value and second-order.
//!
//! At the first order every subterm `u` gets its natural enclosure from the enclosures of its
//! operands, slopes by forward automatic differentiation, its thin value at the midpoint `c`, and
//! then the mean-value form `u(c) + sum u_i (x_i - c_i)` is intersected into the enclosure before
//! anything is built on it. At the second order the slopes are intersected with
//! `u_i(c) + sum u_ij (x_j - c_j)` and the enclosure with the Taylor form as well.

use super::local::{DISCONTINUOUS, KINK, UNDEFINED, apply, curvatures, slopes};
use super::restriction::{Restriction, Restrictions};
use super::tape::{MAX_DIFFERENTIATED, Operation, Tape};
use lemmabox_interval::Enclosure;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Algebra, Binary, Dag, Expr, Unary, Var};

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

/// Working memory for one tape: every value of one box.
#[derive(Clone, Debug)]
pub struct Frame<E: Enclosure> {
    context: E::Context,
    /// Enclosure by slot.
    value: Vec<E>,
    flags: Vec<u8>,
    /// Box whose values a slot holds.
    stamp: Vec<u32>,
    constants: Vec<(E, u8)>,
    now: u32,
    order: Order,
    // By slot, then (slot, variable), then (slot, pair of variables).
    center: Vec<E>,
    slope: Vec<E>,
    center_slope: Vec<E>,
    hessian: Vec<E>,
    /// `x_v - c_v`.
    offset: Vec<E>,
    variables: usize,
    differentiated: bool,
    restrictions: Restrictions,
    /// What is known of slopes where there are too many variables for them.
    entire: E,
}

/// What is known of an output on the box.
#[derive(Clone, Debug)]
pub struct Known<E> {
    /// Encloses the values where the term is defined.
    pub value: E,
    /// The term is certainly defined on the whole box.
    pub defined: bool,
    /// It is certainly continuous and the slopes are those of the whole box.
    pub smooth: bool,
}

/// Evaluates closed terms and tells whether they are certainly defined.
struct Closed<E: Enclosure> {
    context: E::Context,
}

impl<E: Enclosure> Closed<E> {
    fn step(operation: Operation, x: &(E, u8), y: &(E, u8)) -> (E, u8) {
        let (value, flags) = apply(operation, &x.0, &y.0);
        (value, (flags | x.1 | y.1) & UNDEFINED)
    }
}

impl<E: Enclosure> Algebra for Closed<E> {
    type Value = (E, u8);
    fn rational(&mut self, q: &Q) -> (E, u8) {
        (E::from_rational(self.context, q), 0)
    }
    fn pi(&mut self) -> (E, u8) {
        (E::pi(self.context), 0)
    }
    fn variable(&mut self, _: Var) -> (E, u8) {
        // Closed terms have none; nothing is known of one.
        (E::entire(self.context), UNDEFINED)
    }
    fn unary(&mut self, op: Unary, x: &(E, u8)) -> (E, u8) {
        Self::step(Operation::Unary(op), x, x)
    }
    fn binary(&mut self, op: Binary, x: &(E, u8), y: &(E, u8)) -> (E, u8) {
        Self::step(Operation::Binary(op), x, y)
    }
    fn power(&mut self, x: &(E, u8), n: i32) -> (E, u8) {
        Self::step(Operation::Power(n), x, x)
    }
    fn rational_power(&mut self, x: &(E, u8), p: i32, q: u32) -> (E, u8) {
        Self::step(Operation::RationalPower(p, q), x, x)
    }
}

/// Enclosures of closed terms, with whether each is certainly defined.
pub fn closed_terms<E: Enclosure>(
    dag: &Dag,
    terms: &[Expr],
    context: E::Context,
) -> Vec<(E, bool)> {
    dag.evaluate(terms, &mut Closed::<E> { context })
        .into_iter()
        .map(|(value, flags)| {
            let defined = flags == 0 && !value.is_empty();
            (
                if value.is_empty() {
                    E::entire(context)
                } else {
                    value
                },
                defined,
            )
        })
        .collect()
}

impl<E: Enclosure> Frame<E> {
    /// Memory for `tape`, with its constants given (see [`closed_terms`]).
    #[must_use]
    pub fn new(tape: &Tape, constants: &[(E, bool)], context: E::Context) -> Self {
        let zero = E::from_i64(context, 0);
        let slots = tape.slots();
        let mut value = vec![zero.clone(); slots];
        let mut flags = vec![0; slots];
        for (i, (c, defined)) in constants.iter().enumerate() {
            value[i] = c.clone();
            flags[i] = if *defined { 0 } else { UNDEFINED };
        }
        let constants = constants
            .iter()
            .map(|(c, defined)| (c.clone(), if *defined { 0 } else { UNDEFINED }))
            .collect();
        Self {
            context,
            value,
            flags,
            stamp: vec![0; slots],
            constants,
            now: 0,
            order: Order::Natural,
            center: Vec::new(),
            slope: Vec::new(),
            center_slope: Vec::new(),
            hessian: Vec::new(),
            offset: Vec::new(),
            variables: tape.variables,
            differentiated: tape.variables <= MAX_DIFFERENTIATED,
            restrictions: Vec::new(),
            entire: E::entire(context),
        }
    }

    /// Encloses values only where facts are true that say this of operands.
    #[must_use]
    pub fn restricted(self, restrictions: &[Option<Restriction>]) -> Self {
        Self {
            restrictions: restrictions.to_vec(),
            ..self
        }
    }

    /// Sets the box and the order for the evaluations that follow.
    pub fn set(&mut self, tape: &Tape, domain: &[E], order: Order) {
        let order = if self.differentiated {
            order
        } else {
            Order::Natural
        };
        self.order = order;
        if self.now == u32::MAX {
            self.stamp.fill(0);
            self.now = 0;
        }
        self.now += 1;
        let first = tape.first_variable();
        self.value[first..first + domain.len()].clone_from_slice(domain);
        if order == Order::Natural {
            return;
        }
        let n = self.variables;
        let zero = E::from_i64(self.context, 0);
        let slots = tape.slots();
        if self.center.is_empty() {
            self.center = vec![zero.clone(); slots];
            for (i, (c, _)) in self.constants.iter().enumerate() {
                self.center[i] = c.clone();
            }
            self.slope = vec![zero.clone(); slots * n];
            for v in 0..n {
                self.slope[(first + v) * n + v] = E::from_i64(self.context, 1);
            }
            self.offset = vec![zero.clone(); n];
        }
        for (v, x) in domain.iter().enumerate() {
            let c = midpoint(x);
            self.offset[v] = x.sub(&c);
            self.center[first + v] = c;
        }
        if order == Order::Second && self.hessian.is_empty() {
            self.center_slope = self.slope.clone();
            self.hessian = vec![zero; slots * n * (n + 1) / 2];
        }
    }

    /// Evaluates one output on the box.
    pub fn evaluate(&mut self, tape: &Tape, output: usize) -> Known<E> {
        let base = tape.first_instruction();
        for &i in &tape.programs[output] {
            let slot = base + i as usize;
            if self.stamp[slot] == self.now {
                continue;
            }
            self.stamp[slot] = self.now;
            match self.order {
                Order::Natural => self.natural(tape, i as usize, slot),
                Order::First => self.first(tape, i as usize, slot),
                Order::Second => self.second(tape, i as usize, slot),
            }
        }
        let slot = tape.outputs[output] as usize;
        let value = self.value[slot].clone();
        let flags = self.flags[slot];
        let defined = flags & UNDEFINED == 0 && !value.is_empty();
        Known {
            smooth: defined && flags & DISCONTINUOUS == 0,
            defined,
            value,
        }
    }

    /// Slope of an output by a variable over the box; after [`Frame::evaluate`] at first order or
    /// above.
    #[must_use]
    pub fn slope(&self, tape: &Tape, output: usize, variable: usize) -> &E {
        self.slot_slope(tape.outputs[output] as usize, variable)
    }

    /// Second partial derivative of an output over the box; after [`Frame::evaluate`] at second
    /// order. `None` where the output may not be twice differentiable.
    #[must_use]
    pub fn curvature(&self, tape: &Tape, output: usize, v: usize, w: usize) -> Option<&E> {
        let slot = tape.outputs[output] as usize;
        let (v, w) = (v.max(w), v.min(w));
        let pairs = self.variables * (self.variables + 1) / 2;
        (self.order == Order::Second && self.flags[slot] & (UNDEFINED | DISCONTINUOUS | KINK) == 0)
            .then(|| &self.hessian[slot * pairs + v * (v + 1) / 2 + w])
    }

    /// Enclosure of an output at the midpoint of the box; after [`Frame::evaluate`] at first order
    /// or above.
    #[must_use]
    pub fn center(&self, tape: &Tape, output: usize) -> &E {
        let slot = tape.outputs[output] as usize;
        self.center.get(slot).unwrap_or(&self.entire)
    }

    /// The operand, in the program of an output, because of which the output may be undefined, as
    /// a slot: the first found.
    #[must_use]
    pub fn culprit(&self, tape: &Tape, output: usize) -> Option<usize> {
        tape.culprit(output, &self.flags)
    }

    /// Slope of a slot by a variable; see [`Frame::culprit`].
    #[must_use]
    pub fn slot_slope(&self, slot: usize, variable: usize) -> &E {
        let place = slot * self.variables + variable;
        self.slope.get(place).unwrap_or(&self.entire)
    }

    #[inline]
    fn natural(&mut self, tape: &Tape, i: usize, slot: usize) {
        let instruction = tape.instructions[i];
        let (a, b) = (instruction.a as usize, instruction.b as usize);
        let (x, y) = (&self.value[a], &self.value[b]);
        let plain = || apply(instruction.operation, x, y);
        let (value, flags) = match self.restrictions.get(i) {
            Some(Some(known)) => known.apply(instruction.operation, x, y, plain),
            _ => plain(),
        };
        self.value[slot] = value;
        self.flags[slot] = flags | self.flags[a] | self.flags[b];
    }

    fn first(&mut self, tape: &Tape, i: usize, slot: usize) {
        self.natural(tape, i, slot);
        if self.flags[slot] & (UNDEFINED | DISCONTINUOUS) != 0 {
            return;
        }
        let instruction = tape.instructions[i];
        let (a, b) = (instruction.a as usize, instruction.b as usize);
        let n = self.variables;
        let (center, center_flags) = apply(instruction.operation, &self.center[a], &self.center[b]);
        if center_flags & UNDEFINED != 0 || center.is_empty() {
            // Cannot happen for an isotonic arithmetic; nothing is refined if it does.
            self.flags[slot] |= DISCONTINUOUS;
            return;
        }
        let mut form = center.clone();
        let (da, db) = slopes(
            instruction.operation,
            &self.value[a],
            &self.value[b],
            &self.value[slot],
        );
        let mut mask = tape.support[slot];
        while mask != 0 {
            let v = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            let s = self.chained(tape, instruction.operation, (a, b), (&da, &db), v, n);
            form = form.add(&s.mul(&self.offset[v]));
            self.slope[slot * n + v] = s;
        }
        self.center[slot] = center;
        self.refine(slot, &form);
    }

    /// Slope by the chain rule.
    #[inline(always)]
    fn chained(
        &self,
        tape: &Tape,
        operation: Operation,
        (a, b): (usize, usize),
        (da, db): (&E, &E),
        v: usize,
        n: usize,
    ) -> E {
        let (in_a, in_b) = (tape.support[a] >> v & 1 == 1, tape.support[b] >> v & 1 == 1);
        let (sa, sb) = (&self.slope[a * n + v], &self.slope[b * n + v]);
        match operation {
            Operation::Binary(Binary::Add) => match (in_a, in_b) {
                (true, true) => sa.add(sb),
                (true, false) => sa.clone(),
                _ => sb.clone(),
            },
            Operation::Binary(Binary::Sub) => match (in_a, in_b) {
                (true, true) => sa.sub(sb),
                (true, false) => sa.clone(),
                _ => sb.neg(),
            },
            Operation::Unary(Unary::Neg) => sa.neg(),
            Operation::Binary(_) => match (in_a, in_b) {
                (true, true) => da.mul(sa).add(&db.mul(sb)),
                (true, false) => da.mul(sa),
                _ => db.mul(sb),
            },
            Operation::Unary(_) | Operation::Power(_) | Operation::RationalPower(..) => da.mul(sa),
        }
    }

    #[inline]
    fn refine(&mut self, slot: usize, form: &E) {
        let refined = self.value[slot].intersect(form);
        if !refined.is_empty() {
            self.value[slot] = refined;
        }
    }

    fn second(&mut self, tape: &Tape, i: usize, slot: usize) {
        self.first(tape, i, slot);
        if self.flags[slot] & (UNDEFINED | DISCONTINUOUS) != 0 {
            return;
        }
        let instruction = tape.instructions[i];
        let operation = instruction.operation;
        let (a, b) = (instruction.a as usize, instruction.b as usize);
        let n = self.variables;
        let pairs = n * (n + 1) / 2;
        let (ca, cb, cv) = (&self.center[a], &self.center[b], &self.center[slot]);
        let (ca1, cb1) = slopes(operation, ca, cb, cv);
        let (da, db) = slopes(operation, &self.value[a], &self.value[b], &self.value[slot]);
        let curvature = if self.flags[slot] & KINK != 0 {
            None
        } else {
            curvatures(
                operation,
                &self.value[a],
                &self.value[b],
                &self.value[slot],
                &da,
            )
        };
        // Thin slopes at the midpoint.
        for v in bits(tape.support[slot]) {
            let (sa, sb) = (&self.center_slope[a * n + v], &self.center_slope[b * n + v]);
            let s = match operation {
                Operation::Binary(Binary::Add) => sa.add(sb),
                Operation::Binary(Binary::Sub) => sa.sub(sb),
                Operation::Binary(_) => ca1.mul(sa).add(&cb1.mul(sb)),
                Operation::Unary(_) | Operation::Power(_) | Operation::RationalPower(..) => {
                    ca1.mul(sa)
                }
            };
            self.center_slope[slot * n + v] = s;
        }
        let Some((xx, xy, yy)) = curvature else {
            self.flags[slot] |= KINK;
            return;
        };
        let one_operand = !matches!(operation, Operation::Binary(_));
        let support = tape.support[slot];
        for v in bits(support) {
            for w in bits(support & low_bits(v + 1)) {
                let k = v * (v + 1) / 2 + w;
                let (ha, hb) = (&self.hessian[a * pairs + k], &self.hessian[b * pairs + k]);
                let h = match operation {
                    Operation::Binary(Binary::Add) => ha.add(hb),
                    Operation::Binary(Binary::Sub) => ha.sub(hb),
                    Operation::Unary(Unary::Neg) => ha.neg(),
                    Operation::Unary(_)
                    | Operation::Binary(
                        Binary::Mul | Binary::Div | Binary::Min | Binary::Max | Binary::Arctan2,
                    )
                    | Operation::Power(_)
                    | Operation::RationalPower(..) => {
                        let (av, aw) = (&self.slope[a * n + v], &self.slope[a * n + w]);
                        let square = |s: &E, t: &E| if v == w { s.sqr() } else { s.mul(t) };
                        let mut h = da.mul(ha).add(&xx.mul(&square(av, aw)));
                        if !one_operand {
                            let (bv, bw) = (&self.slope[b * n + v], &self.slope[b * n + w]);
                            h = h.add(&db.mul(hb)).add(&yy.mul(&square(bv, bw)));
                            let cross = if v == w {
                                let p = av.mul(bv);
                                p.add(&p)
                            } else {
                                av.mul(bw).add(&aw.mul(bv))
                            };
                            h = h.add(&xy.mul(&cross));
                        }
                        h
                    }
                };
                self.hessian[slot * pairs + k] = h;
            }
        }
        // Slopes and Taylor form from the Hessian.
        let mut form = self.center[slot].clone();
        for v in bits(support) {
            let c = self.center_slope[slot * n + v].clone();
            let (mut s, mut half) = (c.clone(), E::from_i64(self.context, 0));
            for w in bits(support) {
                let k = if w <= v {
                    v * (v + 1) / 2 + w
                } else {
                    w * (w + 1) / 2 + v
                };
                let h = &self.hessian[slot * pairs + k];
                s = s.add(&h.mul(&self.offset[w]));
                if w < v {
                    half = half.add(&h.mul(&self.offset[w]));
                }
            }
            let diagonal = &self.hessian[slot * pairs + v * (v + 1) / 2 + v];
            let two = E::from_i64(self.context, 2);
            // c_v d_v + d_v sum_{w<v} h_vw d_w + h_vv d_v^2 / 2
            form = form
                .add(&c.add(&half).mul(&self.offset[v]))
                .add(&diagonal.mul(&self.offset[v].sqr()).div(&two));
            let refined = self.slope[slot * n + v].intersect(&s);
            if !refined.is_empty() {
                self.slope[slot * n + v] = refined;
            }
        }
        self.refine(slot, &form);
    }
}

fn low_bits(n: usize) -> u64 {
    if n >= 64 { u64::MAX } else { (1 << n) - 1 }
}

fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if mask == 0 {
            return None;
        }
        let v = mask.trailing_zeros() as usize;
        mask &= mask - 1;
        Some(v)
    })
}

/// A point of the interval: the midpoint rounded to a double where that lies inside, else any point
/// (the interval itself stands for it).
fn midpoint<E: Enclosure>(x: &E) -> E {
    let hull = x.to_interval();
    let point = E::from_interval(x.context(), lemmabox_interval::Interval::point(hull.mid()));
    if point.is_subset(x) { point } else { x.clone() }
}
