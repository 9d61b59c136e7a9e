//! Relations compiled to a flat list of instructions.
//!
//! Every distinct subterm of a claim has one slot, shared by those congruent to it
//! (`Dag::congruent`). Closed subterms are folded into constant slots; variables follow, then one
//! slot an instruction, in topological order. A program (the list of instructions a term needs) is
//! kept for each output, so that a box is charged only for what is looked at.

use super::local::{DISCONTINUOUS, UNDEFINED};
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary};
use rustc_hash::FxHashMap;

/// What an instruction computes from its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// One operand.
    Unary(Unary),
    /// Two operands.
    Binary(Binary),
    /// Integer power.
    Power(i32),
    /// Power `p/q`.
    RationalPower(i32, u32),
}

/// One instruction; `a` and `b` are slots (`b` repeats `a` when there is one operand).
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What to compute.
    pub operation: Operation,
    /// First operand.
    pub a: u32,
    /// Second operand.
    pub b: u32,
}

/// Compiled terms over a fixed list of variables.
#[derive(Clone, Debug)]
pub struct Tape {
    /// Closed terms, in slot order.
    pub(super) constants: Vec<Expr>,
    /// Number of variables; variable `v` has the slot `constants.len() + v`.
    pub(super) variables: usize,
    pub(super) instructions: Vec<Instruction>,
    /// The operand on which it depends whether an instruction is defined, and whether it is the
    /// second one.
    pub(super) restricted: Vec<Option<(Expr, bool)>>,
    /// What each instruction computes.
    pub(super) computed: Vec<Expr>,
    /// Which variables a slot depends on, as a bit set (saturated beyond 64 variables).
    pub(super) support: Vec<u64>,
    /// Slot of each output.
    pub(super) outputs: Vec<u32>,
    /// Instructions each output needs, ascending.
    pub(super) programs: Vec<Vec<u32>>,
}

/// The representatives that the terms need, ascending.
fn kept(dag: &Dag, representative: &FxHashMap<Expr, Expr>, terms: &[Expr]) -> Vec<Expr> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut stack: Vec<Expr> = terms.iter().map(|e| representative[e]).collect();
    while let Some(e) = stack.pop() {
        if seen.insert(e) {
            stack.extend(dag.children(e).map(|c| representative[&c]));
        }
    }
    let mut order: Vec<Expr> = seen.into_iter().collect();
    order.sort_unstable();
    order
}

/// Largest number of variables with derivatives; beyond it only natural enclosures are computed.
pub const MAX_DIFFERENTIATED: usize = 64;

impl Tape {
    /// Compiles `terms`, whose variables are the first `variables` ones.
    #[must_use]
    pub fn new(dag: &Dag, terms: &[Expr], variables: usize) -> Self {
        Self::over(dag, terms, &vec![false; variables])
    }

    /// Compiles `terms`, whose variables are those of `nonnegative`, which tells the ones without a
    /// negative value in the domain.
    #[must_use]
    pub fn over(dag: &Dag, terms: &[Expr], nonnegative: &[bool]) -> Self {
        let representative = dag.congruent(terms, &|v| nonnegative.get(v.index()) == Some(&true));
        Self::compile(dag, terms, nonnegative.len(), &representative)
    }

    /// Compiles `terms` as they stand, congruent ones apart: how a term made for a proof is read.
    #[must_use]
    pub fn plain(dag: &Dag, terms: &[Expr], variables: usize) -> Self {
        let representative = dag.reachable(terms).into_iter().map(|e| (e, e)).collect();
        Self::compile(dag, terms, variables, &representative)
    }

    fn compile(
        dag: &Dag,
        terms: &[Expr],
        variables: usize,
        representative: &FxHashMap<Expr, Expr>,
    ) -> Self {
        let order = kept(dag, representative, terms);
        let mut closed: FxHashMap<Expr, bool> = FxHashMap::default();
        for &e in &order {
            let c = !matches!(dag.node(e), Node::Variable(_))
                && dag.children(e).all(|c| closed[&representative[&c]]);
            closed.insert(e, c);
        }
        // A closed term gets a slot only where something open (or an output) uses it.
        let mut wanted: Vec<Expr> = terms
            .iter()
            .map(|e| representative[e])
            .filter(|e| closed[e])
            .collect();
        for &e in order.iter().filter(|e| !closed[e]) {
            wanted.extend(
                dag.children(e)
                    .map(|c| representative[&c])
                    .filter(|c| closed[c]),
            );
        }
        wanted.sort_unstable();
        wanted.dedup();

        let base = wanted.len();
        let mut slot: FxHashMap<Expr, u32> = FxHashMap::default();
        let to_u32 = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
        for (i, &e) in wanted.iter().enumerate() {
            slot.insert(e, to_u32(i));
        }
        let mut instructions = Vec::new();
        let mut restricted = Vec::new();
        let mut computed = Vec::new();
        let mut support = vec![0u64; base];
        support.extend((0..variables).map(|v| if v < 64 { 1u64 << v } else { u64::MAX }));
        for &e in order.iter().filter(|e| !closed[e]) {
            let (operation, x, y) = match *dag.node(e) {
                Node::Variable(v) => {
                    slot.insert(e, to_u32(base + v.index()));
                    continue;
                }
                // Closed terms are constants already.
                Node::Rational(_) | Node::Pi => continue,
                Node::Unary(op, x) => (Operation::Unary(op), x, x),
                Node::Binary(op, x, y) => (Operation::Binary(op), x, y),
                Node::Power(x, n) => (Operation::Power(n), x, x),
                Node::RationalPower(x, p, q) => (Operation::RationalPower(p, q), x, x),
            };
            let (a, b) = (slot[&representative[&x]], slot[&representative[&y]]);
            slot.insert(e, to_u32(base + variables + instructions.len()));
            support.push(support[a as usize] | support[b as usize]);
            instructions.push(Instruction { operation, a, b });
            let operand = dag.restricted_operand(e);
            computed.push(e);
            restricted.push(operand.map(|(x, second)| (representative[&x], second)));
        }
        let outputs: Vec<u32> = terms.iter().map(|e| slot[&representative[e]]).collect();
        let first = base + variables;
        let programs = outputs
            .iter()
            .map(|&out| {
                let mut needed = vec![false; instructions.len()];
                if out as usize >= first {
                    needed[out as usize - first] = true;
                }
                for i in (0..instructions.len()).rev() {
                    if needed[i] {
                        for operand in [instructions[i].a, instructions[i].b] {
                            if operand as usize >= first {
                                needed[operand as usize - first] = true;
                            }
                        }
                    }
                }
                (0..instructions.len())
                    .filter(|&i| needed[i])
                    .map(to_u32)
                    .collect()
            })
            .collect();
        Self {
            constants: wanted,
            variables,
            instructions,
            restricted,
            computed,
            support,
            outputs,
            programs,
        }
    }

    /// Number of slots.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.constants.len() + self.variables + self.instructions.len()
    }

    /// Number of instructions in the program of an output.
    #[must_use]
    pub fn length(&self, output: usize) -> usize {
        self.programs[output].len()
    }

    /// The variables an output depends on, ascending.
    pub fn support(&self, output: usize) -> impl Iterator<Item = usize> + use<> {
        let mask = self.support[self.outputs[output] as usize];
        let variables = self.variables;
        (0..variables).filter(move |&v| v >= 64 || mask >> v & 1 == 1)
    }

    pub(super) fn first_variable(&self) -> usize {
        self.constants.len()
    }

    pub(super) fn first_instruction(&self) -> usize {
        self.constants.len() + self.variables
    }

    /// The operand, in the program of an output, because of which the output may be undefined, as
    /// a slot: the first found. `flags` are those of the slots.
    pub(super) fn culprit(&self, output: usize, flags: &[u8]) -> Option<usize> {
        let base = self.first_instruction();
        self.programs[output]
            .iter()
            .map(|&i| i as usize)
            .find_map(|i| {
                let instruction = self.instructions[i];
                let (a, b) = (instruction.a as usize, instruction.b as usize);
                let bad = UNDEFINED | DISCONTINUOUS;
                if flags[base + i] & bad == 0 || (flags[a] | flags[b]) & bad != 0 {
                    return None;
                }
                Some(if self.support[b] == 0 { a } else { b })
            })
    }
}
