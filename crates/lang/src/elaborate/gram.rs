//! From vectors to coordinates: any vectors have an orthonormal frame in which they are a triangle.
//!
//! Of `m` vectors of R^d that span all others of their space the first lies on the first axis, the second in the plane of the
//! first two, and so on, each with its last coordinate not negative (Gram-Schmidt). So a claim about inner products
//! holds for all vectors exactly if it holds for all such triangles with at most `d` columns: their Gram matrices are all the
//! positive semidefinite ones of rank at most `d`.

use std::collections::{BTreeMap, BTreeSet};

use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Best, Binary, Comparison, Dag, Domain, End, Expr, Formula, Hypothesis, Instance, Kind, Node,
    Normaliser, Relation, Unary, Var, Variable,
};
use num_traits::{Signed, Zero};
use rustc_hash::{FxHashMap, FxHashSet};

use super::vector::{Combination, Generator, Space, Spaces, Symbol, VectorId};
use super::{Builder, Scope};
use crate::diagnostic::Span;

/// The parts of a claim that are written in coordinates.
pub(super) struct Parts<'c> {
    pub(super) variables: &'c mut Vec<Variable>,
    pub(super) hypotheses: &'c mut Vec<Hypothesis>,
    pub(super) hypothesis_spans: &'c mut Vec<Span>,
    pub(super) goal: &'c mut Formula,
    pub(super) uses: &'c mut Vec<Instance>,
    pub(super) best: &'c mut Option<Best>,
}

impl Parts<'_> {
    fn formulas(&mut self) -> impl Iterator<Item = &mut Formula> {
        let hypotheses = self.hypotheses.iter_mut().map(|h| &mut h.formula);
        hypotheses.chain([&mut *self.goal])
    }
}

/// What is seen at once of the signs of terms of the numbers of a claim.
pub(super) struct Signs<'c> {
    pub(super) variables: &'c [Variable],
}

impl Signs<'_> {
    fn lower_end(&self, dag: &Dag, v: Var) -> Option<(bool, Q)> {
        let end = self.variables.get(v.index())?.domain.lo;
        let value = dag.as_rational(end.constant()?)?;
        Some((end.is_open(), value.clone()))
    }

    /// Defined and positive.
    pub(super) fn is_positive(&self, dag: &Dag, e: Expr) -> bool {
        match dag.node(e) {
            Node::Rational(q) => q.is_positive(),
            Node::Pi => true,
            Node::Variable(v) => (self.lower_end(dag, *v))
                .is_some_and(|(open, q)| q.is_positive() || open && !q.is_negative()),
            Node::Unary(Unary::Sqrt, x) => self.is_positive(dag, *x),
            Node::Unary(Unary::Exp, x) => dag.is_total(*x),
            Node::Binary(Binary::Mul | Binary::Div, x, y) => {
                self.is_positive(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Binary(Binary::Add, x, y) => {
                self.is_positive(dag, *x) && self.is_nonnegative(dag, *y)
                    || self.is_nonnegative(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Power(x, _) => self.is_positive(dag, *x),
            _ => false,
        }
    }

    /// Defined and not negative.
    pub(super) fn is_nonnegative(&self, dag: &Dag, e: Expr) -> bool {
        match dag.node(e) {
            Node::Rational(q) => !q.is_negative(),
            Node::Variable(v) => (self.lower_end(dag, *v)).is_some_and(|(_, q)| !q.is_negative()),
            Node::Unary(Unary::Sqrt, x) => self.is_nonnegative(dag, *x),
            Node::Unary(Unary::Abs, x) => self.is_defined(dag, *x),
            Node::Binary(Binary::Add | Binary::Mul | Binary::Max | Binary::Min, x, y) => {
                self.is_nonnegative(dag, *x) && self.is_nonnegative(dag, *y)
            }
            Node::Binary(Binary::Div, x, y) => {
                self.is_nonnegative(dag, *x) && self.is_positive(dag, *y)
            }
            Node::Power(x, n) if *n > 0 => {
                n % 2 == 0 && self.is_defined(dag, *x) || self.is_nonnegative(dag, *x)
            }
            _ => self.is_positive(dag, e),
        }
    }

    /// Defined wherever the variables are in their domains.
    pub(super) fn is_defined(&self, dag: &Dag, e: Expr) -> bool {
        dag.is_total(e)
            || match dag.node(e) {
                Node::Unary(Unary::Sqrt, x) => self.is_nonnegative(dag, *x),
                Node::Unary(Unary::Neg | Unary::Abs, x) => self.is_defined(dag, *x),
                Node::Binary(Binary::Add | Binary::Sub | Binary::Mul, x, y) => {
                    self.is_defined(dag, *x) && self.is_defined(dag, *y)
                }
                Node::Binary(Binary::Div, x, y) => {
                    let divides = dag.as_rational(*y).is_some_and(|q| !q.is_zero());
                    self.is_defined(dag, *x) && (divides || self.is_positive(dag, *y))
                }
                Node::Power(x, n) if *n > 0 => self.is_defined(dag, *x),
                Node::Power(x, _) => self.is_positive(dag, *x),
                _ => false,
            }
    }
}

/// A space with the vectors chosen for its frame.
#[derive(Default)]
struct Frame {
    /// What each vector of the frame is called.
    names: Vec<String>,
    /// The first is the all-ones vector over the root of the dimension.
    ones: bool,
    /// The coordinates of each.
    coordinates: Vec<Vec<Expr>>,
    /// The square of the length of the first, if a hypothesis gives it, with the place of that.
    length: Option<(usize, Expr)>,
}

/// Replacements of generators, and what follows from them.
struct Coordinates<'b, 's> {
    builder: &'b mut Builder,
    spaces: &'b Spaces<'s>,
    normaliser: Normaliser,
    /// Generators written by others.
    replaced: BTreeMap<Generator, Combination>,
    frames: BTreeMap<Space, Frame>,
    /// Lengths that a hypothesis gives: squared, with the place of the hypothesis.
    lengths: Vec<(VectorId, usize, Expr)>,
    /// Whether such lengths stand for norms, and those that did, by the place of the hypothesis.
    in_goal: bool,
    relied_on: BTreeSet<usize>,
    /// Number of vectors in all frames so far.
    basis: u32,
    /// The place of each vector of a frame in it.
    positions: FxHashMap<u32, usize>,
    values: FxHashMap<Symbol, Expr>,
    /// Coordinates that are lengths.
    nonnegative: FxHashSet<Expr>,
    /// Symbols that the claim speaks of.
    used: FxHashSet<Symbol>,
    /// The numbers of the claim in their new places.
    places: FxHashMap<Var, Expr>,
}

impl Builder {
    /// Writes a claim about vectors in coordinates.
    pub(super) fn in_coordinates(&mut self, scope: &Scope<'_>, claim: &mut Parts<'_>) {
        let mut coordinates = Coordinates {
            builder: self,
            spaces: &scope.spaces,
            normaliser: Normaliser::new(),
            replaced: BTreeMap::new(),
            frames: BTreeMap::new(),
            basis: 0,
            lengths: Vec::new(),
            in_goal: false,
            relied_on: BTreeSet::new(),
            positions: FxHashMap::default(),
            values: FxHashMap::default(),
            nonnegative: FxHashSet::default(),
            used: FxHashSet::default(),
            places: FxHashMap::default(),
        };
        coordinates.eliminate(claim);
        coordinates.even_powers(claim);
        coordinates.square_relations(claim);
        coordinates.find_lengths(claim);
        coordinates.choose_frames(claim);
        coordinates.require_defined(claim);
        coordinates.write(claim);
    }
}

impl Coordinates<'_, '_> {
    fn is_zero(&mut self, e: Expr) -> bool {
        self.normaliser.is_zero(&mut self.builder.dag, e)
    }

    /// Terms that left combinations have to be defined.
    fn require_defined(&mut self, claim: &mut Parts<'_>) {
        let obligations = std::mem::take(&mut self.builder.vectors.obligations);
        let signs = Signs {
            variables: claim.variables,
        };
        let dag = &self.builder.dag;
        let open: Vec<Formula> = (obligations.into_iter())
            .filter(|e| !signs.is_defined(dag, *e))
            .map(|e| {
                Formula::Relation(Relation {
                    lhs: e,
                    op: Comparison::Equal,
                    rhs: e,
                })
            })
            .collect();
        if open.is_empty() {
            return;
        }
        claim.hypotheses.push(Hypothesis {
            name: "defined_terms".into(),
            formula: Formula::And(open.clone()),
            unused: false,
        });
        claim.hypothesis_spans.push(Span::default());
        let goal = std::mem::replace(claim.goal, Formula::True);
        *claim.goal = Formula::And([open, vec![goal]].concat());
    }

    /// A combination with everything replaced that is written by others; terms that are zero leave.
    fn current(&mut self, combination: &Combination) -> Combination {
        let mut sum: BTreeMap<Generator, Expr> = BTreeMap::new();
        for (generator, c) in &combination.terms {
            let parts = match self.replaced.get(generator) {
                None => vec![(*generator, *c)],
                Some(with) => (with.terms.iter())
                    .map(|(g, e)| (*g, self.builder.dag.mul(*c, *e)))
                    .collect(),
            };
            for (g, mut e) in parts {
                if let Some(&old) = sum.get(&g) {
                    e = self.builder.dag.add(old, e);
                }
                sum.insert(g, e);
            }
        }
        let mut terms = BTreeMap::new();
        for (g, e) in sum {
            if self.is_zero(e) {
                self.builder.vectors.obligations.push(e);
            } else {
                let e = self.simplified(e);
                terms.insert(g, e);
            }
        }
        let space = combination.space;
        Combination { space, terms }
    }

    /// A constant that is written as a sum becomes a numeral.
    fn simplified(&mut self, e: Expr) -> Expr {
        if self.builder.dag.as_rational(e).is_some() || !self.builder.dag.is_total(e) {
            return e;
        }
        let normal = self.normaliser.normal(&mut self.builder.dag, e);
        match normal.and_then(|n| n.as_constant()) {
            Some(q) => self.builder.dag.rational(q),
            None => e,
        }
    }

    /// Writes generator `pivot` of a combination that equals `basis` (or zero) by the others.
    fn solve(&mut self, combination: &Combination, pivot: Generator, basis: Option<Generator>) {
        let dag = &mut self.builder.dag;
        let Some(q) = combination
            .terms
            .get(&pivot)
            .and_then(|c| dag.as_rational(*c))
            .cloned()
        else {
            return;
        };
        let inverse = dag.rational(q.recip());
        let minus = dag.rational(-q.recip());
        let mut terms: BTreeMap<Generator, Expr> = (combination.terms.iter())
            .filter(|(g, _)| **g != pivot)
            .map(|(g, c)| (*g, dag.mul(minus, *c)))
            .collect();
        if let Some(basis) = basis {
            terms.insert(basis, inverse);
        }
        let space = combination.space;
        let with = Combination { space, terms };
        self.replace(pivot, with);
    }

    fn replace(&mut self, generator: Generator, with: Combination) {
        self.replaced.insert(generator, with);
        let keys: Vec<Generator> = self.replaced.keys().copied().collect();
        for key in keys {
            let old = self.replaced[&key].clone();
            let new = self.current(&old);
            self.replaced.insert(key, new);
        }
    }

    /// A generator with a rational coefficient, gradients and late vectors first. The other coefficients are free of
    /// inner products, which might speak of the same generator.
    fn pivot(&self, combination: &Combination) -> Option<Generator> {
        let free = (combination.terms.values()).all(|e| !self.builder.has_symbols(*e));
        let dag = &self.builder.dag;
        let rational = |e: &Expr| dag.as_rational(*e).is_some_and(|q| !q.is_zero());
        (combination.terms.iter().rev())
            .filter(|(g, e)| {
                matches!(g, Generator::Variable(_) | Generator::Gradient(_)) && rational(e)
            })
            .map(|(g, _)| *g)
            .next()
            .filter(|_| free)
    }

    /// Vector equalities that are assumed define one of their vectors; they leave the hypotheses but for what has to be
    /// defined in them.
    fn eliminate(&mut self, claim: &mut Parts<'_>) {
        let mut index = 0;
        while index < claim.hypotheses.len() {
            let hypothesis = &claim.hypotheses[index];
            if hypothesis.unused {
                index += 1;
                continue;
            }
            let parts = match &hypothesis.formula {
                Formula::And(parts) => parts.clone(),
                other => vec![other.clone()],
            };
            let mut left = Vec::new();
            for part in parts {
                match self.eliminated(&part, claim.variables) {
                    Some(defined) => left.extend(defined),
                    None => left.push(part),
                }
            }
            if left.is_empty() {
                claim.hypotheses.remove(index);
                claim.hypothesis_spans.remove(index);
                continue;
            }
            claim.hypotheses[index].formula = if left.len() == 1 {
                left.remove(0)
            } else {
                Formula::And(left)
            };
            index += 1;
        }
    }

    /// What an equality of vectors leaves to be assumed once a generator is written by the others.
    fn eliminated(&mut self, part: &Formula, variables: &[Variable]) -> Option<Vec<Formula>> {
        let Formula::Relation(Relation {
            lhs,
            op: Comparison::Equal,
            ..
        }) = part
        else {
            return None;
        };
        let Node::Variable(v) = *self.builder.dag.node(*lhs) else {
            return None;
        };
        let Some(Symbol::Zero(x)) = self.builder.vectors.symbol(v) else {
            return None;
        };
        let combination = self.builder.vectors.get(x).clone();
        let combination = self.current(&combination);
        let pivot = self.pivot(&combination)?;
        self.solve(&combination, pivot, None);
        let signs = Signs { variables };
        let dag = &self.builder.dag;
        let open = combination
            .terms
            .values()
            .filter(|e| !signs.is_defined(dag, **e));
        let relation = |e: &Expr| Relation {
            lhs: *e,
            op: Comparison::Equal,
            rhs: *e,
        };
        Some(open.map(|e| Formula::Relation(relation(e))).collect())
    }

    // ---- lengths -----------------------------------------------------------------------------

    fn norm_of(&self, e: Expr) -> Option<VectorId> {
        let Node::Variable(v) = *self.builder.dag.node(e) else {
            return None;
        };
        match self.builder.vectors.symbol(v)? {
            Symbol::Norm(x) => Some(x),
            _ => None,
        }
    }

    fn has_norms(&self, e: Expr) -> bool {
        let variables = self.builder.dag.variables(e).into_iter();
        variables
            .filter_map(|v| self.builder.vectors.symbol(v))
            .any(|s| matches!(s, Symbol::Norm(_)))
    }

    /// Even powers of lengths are powers of inner products.
    fn even_powers(&mut self, claim: &mut Parts<'_>) {
        let norms: Vec<(Expr, Expr)> = (self.builder.vectors.symbols.clone().into_iter())
            .filter_map(|symbol| match symbol {
                Symbol::Norm(x) => Some((self.builder.symbol(symbol), self.builder.inner(x, x))),
                Symbol::Product(..) | Symbol::Zero(_) | Symbol::Value(_) | Symbol::Dimension(_) => {
                    None
                }
            })
            .collect();
        let dag = &mut self.builder.dag;
        let mut rewritten = |e: Expr| {
            dag.rebuild(e, |dag, e| match *dag.node(e) {
                Node::Power(x, n) if n % 2 == 0 => {
                    let (_, square) = norms.iter().find(|(norm, _)| *norm == x)?;
                    Some(dag.power(*square, n / 2))
                }
                _ => None,
            })
        };
        for formula in claim.formulas() {
            *formula = formula.map_terms(&mut rewritten);
        }
    }

    /// Hypotheses that say nothing but `dot(x, x) = c`, `c` a term of numbers that is not negative.
    fn find_lengths(&mut self, claim: &Parts<'_>) {
        let signs = Signs {
            variables: claim.variables,
        };
        for (place, hypothesis) in claim.hypotheses.iter().enumerate() {
            let Formula::Relation(Relation {
                lhs,
                op: Comparison::Equal,
                rhs,
            }) = hypothesis.formula
            else {
                continue;
            };
            for (e, value) in [(lhs, rhs), (rhs, lhs)] {
                let symbol = match *self.builder.dag.node(e) {
                    Node::Variable(v) => self.builder.vectors.symbol(v),
                    _ => None,
                };
                let numbers = !self.builder.has_symbols(value)
                    && signs.is_nonnegative(&self.builder.dag, value);
                if let Some(Symbol::Product(x, y)) = symbol
                    && x == y
                    && numbers
                    && !hypothesis.unused
                {
                    self.lengths.push((x, place, value));
                }
            }
        }
    }

    /// The square of the length of a vector as written now, with the place of the hypothesis that gives it.
    fn known_length(&mut self, now: &Combination) -> Option<(usize, Expr)> {
        let known = self.lengths.clone().into_iter();
        let mut same = known.filter_map(|(x, place, square)| {
            let x = self.builder.vectors.get(x).clone();
            (self.current(&x) == *now).then_some((place, square))
        });
        same.next()
    }

    /// Relations between terms that are not negative are those of their squares, in which lengths become inner products.
    fn square_relations(&mut self, claim: &mut Parts<'_>) {
        let variables = claim.variables.clone();
        for formula in claim.formulas() {
            *formula = self.squared_formula(formula, &variables);
        }
    }

    fn squared_formula(&mut self, formula: &Formula, variables: &[Variable]) -> Formula {
        match formula {
            Formula::True | Formula::False => formula.clone(),
            Formula::Not(f) => Formula::Not(Box::new(self.squared_formula(f, variables))),
            Formula::And(fs) => Formula::And(
                fs.iter()
                    .map(|f| self.squared_formula(f, variables))
                    .collect(),
            ),
            Formula::Or(fs) => Formula::Or(
                fs.iter()
                    .map(|f| self.squared_formula(f, variables))
                    .collect(),
            ),
            Formula::Relation(r) => {
                if !self.has_norms(r.lhs) && !self.has_norms(r.rhs) {
                    return formula.clone();
                }
                let both = (
                    self.squared(r.lhs, variables),
                    self.squared(r.rhs, variables),
                );
                if let (Some(lhs), Some(rhs)) = both {
                    return Formula::Relation(Relation { lhs, op: r.op, rhs });
                }
                let (lhs, rhs) = self.sides(r);
                let both = (self.squared(lhs, variables), self.squared(rhs, variables));
                let (Some(lhs), Some(rhs)) = both else {
                    return self.squared_bound(r, variables);
                };
                Formula::Relation(Relation { lhs, op: r.op, rhs })
            }
        }
    }

    /// A bound on what is not negative by a product whose sign is not seen: it is not negative, and so are the squares.
    fn squared_bound(&mut self, relation: &Relation, variables: &[Variable]) -> Formula {
        let (small, large) = match relation.op {
            Comparison::Less | Comparison::LessEqual => (relation.lhs, relation.rhs),
            Comparison::Greater | Comparison::GreaterEqual => (relation.rhs, relation.lhs),
            Comparison::Equal | Comparison::NotEqual => return Formula::Relation(*relation),
        };
        let squares = (
            self.squared(small, variables),
            self.square_of_product(large),
        );
        let (Some(lhs), Some(rhs)) = squares else {
            return Formula::Relation(*relation);
        };
        let op = match relation.op {
            Comparison::Less | Comparison::Greater => Comparison::Less,
            Comparison::LessEqual
            | Comparison::GreaterEqual
            | Comparison::Equal
            | Comparison::NotEqual => Comparison::LessEqual,
        };
        let sign = Relation {
            lhs: self.builder.dag.integer(0),
            op: Comparison::LessEqual,
            rhs: large,
        };
        let bound = Relation { lhs, op, rhs };
        Formula::And(vec![Formula::Relation(sign), Formula::Relation(bound)])
    }

    /// The square of a product of numbers and lengths.
    fn square_of_product(&mut self, e: Expr) -> Option<Expr> {
        if let Some(x) = self.norm_of(e) {
            return Some(self.builder.inner(x, x));
        }
        match *self.builder.dag.node(e) {
            Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) => {
                let (x, y) = (self.square_of_product(x)?, self.square_of_product(y)?);
                Some(self.builder.dag.binary(op, x, y))
            }
            _ if self.has_norms(e) => None,
            _ => Some(self.builder.dag.power(e, 2)),
        }
    }

    /// The sides of a relation with every term that is subtracted brought to the other.
    fn sides(&mut self, relation: &Relation) -> (Expr, Expr) {
        let mut sides = [Vec::new(), Vec::new()];
        let mut stack = vec![(relation.rhs, 1), (relation.lhs, 0)];
        while let Some((e, side)) = stack.pop() {
            match *self.builder.dag.node(e) {
                Node::Binary(Binary::Add, x, y) => stack.extend([(y, side), (x, side)]),
                Node::Binary(Binary::Sub, x, y) => stack.extend([(y, 1 - side), (x, side)]),
                Node::Unary(Unary::Neg, x) => stack.push((x, 1 - side)),
                _ => sides[side].push(e),
            }
        }
        let dag = &mut self.builder.dag;
        let [lhs, rhs] = sides.map(|terms| {
            let sum = terms.into_iter().reduce(|x, y| dag.add(x, y));
            sum.unwrap_or_else(|| dag.integer(0))
        });
        (lhs, rhs)
    }

    /// The square of a term that is seen not to be negative.
    fn squared(&mut self, e: Expr, variables: &[Variable]) -> Option<Expr> {
        if let Some(x) = self.norm_of(e) {
            return Some(self.builder.inner(x, x));
        }
        match *self.builder.dag.node(e) {
            Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) => {
                let (x, y) = (self.squared(x, variables)?, self.squared(y, variables)?);
                Some(self.builder.dag.binary(op, x, y))
            }
            Node::Binary(Binary::Add, x, y) => {
                let squares = (self.squared(x, variables)?, self.squared(y, variables)?);
                let dag = &mut self.builder.dag;
                let two = dag.integer(2);
                let product = dag.mul(x, y);
                let mixed = dag.mul(two, product);
                let sum = dag.add(squares.0, squares.1);
                Some(dag.add(sum, mixed))
            }
            Node::Power(x, n) if n > 0 => {
                let square = self.squared(x, variables)?;
                Some(self.builder.dag.power(square, n))
            }
            Node::Unary(Unary::Abs, x) => Some(self.builder.dag.power(x, 2)),
            Node::Unary(Unary::Sqrt, x)
                if (Signs { variables }).is_nonnegative(&self.builder.dag, x) =>
            {
                Some(x)
            }
            _ => {
                let signs = Signs { variables };
                let dag = &mut self.builder.dag;
                signs.is_nonnegative(dag, e).then(|| dag.power(e, 2))
            }
        }
    }

    // ---- frames ------------------------------------------------------------------------------

    /// The vectors that inner products, lengths and equalities speak of, also inside the coefficients of others.
    fn occurring(&mut self, claim: &mut Parts<'_>) -> Vec<VectorId> {
        let mut terms: Vec<Expr> = Vec::new();
        for formula in claim.formulas() {
            formula.for_each_relation(&mut |r| terms.extend([r.lhs, r.rhs]));
        }
        terms.extend(
            claim
                .uses
                .iter()
                .flat_map(|u| u.arguments.iter().map(|(_, e)| *e)),
        );
        let mut seen = FxHashSet::default();
        let mut out = Vec::new();
        while let Some(e) = terms.pop() {
            for v in self.builder.dag.variables(e) {
                let Some(symbol) = self.builder.vectors.symbol(v) else {
                    continue;
                };
                self.used.insert(symbol);
                let found = match symbol {
                    Symbol::Product(x, y) => vec![x, y],
                    Symbol::Norm(x) | Symbol::Zero(x) => vec![x],
                    Symbol::Value(_) | Symbol::Dimension(_) => vec![],
                };
                for x in found.into_iter().filter(|x| seen.insert(*x)) {
                    out.push(x);
                    let combination = self.builder.vectors.get(x).clone();
                    terms.extend(self.current(&combination).terms.values());
                }
            }
        }
        out.sort_unstable();
        out
    }

    /// Chooses a frame: vectors that occur, the simplest first.
    fn choose_frames(&mut self, claim: &mut Parts<'_>) {
        let mut vectors: Vec<Combination> = Vec::new();
        let mut lengths: Vec<Combination> = Vec::new();
        for x in self.occurring(claim) {
            let combination = self.builder.vectors.get(x).clone();
            let combination = self.current(&combination);
            if self.used.contains(&Symbol::Norm(x)) {
                lengths.push(combination.clone());
            }
            vectors.push(combination);
        }
        let known: Vec<Combination> = (self.lengths.clone().into_iter())
            .map(|(x, ..)| {
                let x = self.builder.vectors.get(x).clone();
                self.current(&x)
            })
            .collect();
        let free = |c: &Combination| !known.contains(c);
        // The length of the first is a coordinate, that of another a root.
        let rooted = |c: &Combination| lengths.contains(c);
        vectors.sort_by_key(|c| (c.space, free(c), !rooted(c), c.terms.len()));
        for vector in &vectors {
            if let Some(ones) = vector
                .terms
                .keys()
                .find(|g| matches!(g, Generator::Ones(_)))
            {
                let frame = self.frames.entry(vector.space).or_default();
                if !frame.ones {
                    frame.ones = true;
                    frame.names.push(String::new());
                    self.enter(*ones, vector.space);
                }
            }
        }
        for vector in &vectors {
            self.extend(vector, true);
        }
        for vector in &vectors {
            self.extend(vector, false);
        }
    }

    /// The vector of the frame that was named last.
    fn next_basis(&mut self, space: Space) -> Generator {
        let basis = self.basis;
        let place = self.frames.get(&space).map_or(0, |f| f.names.len() - 1);
        self.positions.insert(basis, place);
        self.basis += 1;
        Generator::Basis(basis)
    }

    fn enter(&mut self, generator: Generator, space: Space) {
        let one = self.builder.dag.integer(1);
        let terms = BTreeMap::from([(self.next_basis(space), one)]);
        self.replace(generator, Combination { space, terms });
    }

    /// Makes a vector one of the frame if it is none of its span; else, if need be, the generators in it.
    fn extend(&mut self, vector: &Combination, whole: bool) {
        let now = self.current(vector);
        let outside = |g: &Generator| !matches!(g, Generator::Basis(_));
        if !now.terms.keys().any(outside) {
            return;
        }
        let name = self.name(vector);
        if whole {
            let Some(pivot) = self.pivot(&now) else {
                return;
            };
            let length = self.known_length(&now);
            let frame = self.frames.entry(vector.space).or_default();
            if frame.names.is_empty() {
                frame.length = length;
            }
            frame.names.push(name);
            let basis = self.next_basis(vector.space);
            self.solve(&now, pivot, Some(basis));
            return;
        }
        for generator in now.terms.keys().copied().filter(outside) {
            let one = self.builder.dag.integer(1);
            let terms = BTreeMap::from([(generator, one)]);
            let space = vector.space;
            let name = self.name(&Combination { space, terms });
            self.frames.entry(space).or_default().names.push(name);
            self.enter(generator, space);
        }
    }

    /// A name for a vector of the frame: that of the vector, or of what it is a combination of.
    fn name(&self, vector: &Combination) -> String {
        let names = vector.terms.keys().map(|g| match g {
            Generator::Ones(_) => "ones".to_owned(),
            Generator::Variable(i) => self.spaces.vectors[*i as usize].0.to_owned(),
            Generator::Gradient(p) => {
                let (f, _) = self.builder.vectors.points[*p as usize];
                let at = self.builder.vectors.points[..=*p as usize].iter();
                let number = at.filter(|(g, _)| *g == f).count();
                format!("grad_{}_{number}", self.spaces.functions[f].name.text)
            }
            Generator::Basis(i) => format!("b{i}"),
        });
        names.collect::<Vec<_>>().join("_")
    }

    // ---- coordinates -------------------------------------------------------------------------

    fn write(&mut self, claim: &mut Parts<'_>) {
        let last = claim.best.as_ref().and_then(|_| claim.variables.pop());
        for i in 0..claim.variables.len() {
            let v = Var(u32::try_from(i).unwrap_or(u32::MAX));
            let e = self.builder.dag.variable(v);
            self.places.insert(v, e);
        }
        let old_last = Var(u32::try_from(claim.variables.len()).unwrap_or(u32::MAX));
        self.number_dimensions(claim);
        self.number_coordinates(claim);
        self.number_values(claim);
        if let Some(last) = last {
            let (v, place) = self.fresh(claim.variables, &last.name, last.domain);
            claim.variables[v.index()].kind = last.kind;
            if let Some(best) = claim.best.as_mut() {
                best.variable = v;
            }
            self.places.insert(old_last, place);
        }
        let rank = self.rank_hypotheses(claim);
        for place in 0..claim.hypotheses.len() {
            let formula = claim.hypotheses[place].formula.clone();
            claim.hypotheses[place].formula = self.written(&formula);
        }
        self.in_goal = true;
        let goal = self.written(&claim.goal.clone());
        self.in_goal = false;
        *claim.goal = self.with_lengths(claim, goal);
        // A length that became a coordinate is no hypothesis any more.
        let mut gone: Vec<usize> = (self.frames.values())
            .filter_map(|frame| frame.length.map(|(place, _)| place))
            .collect();
        gone.sort_unstable();
        for place in gone.into_iter().rev() {
            claim.hypotheses.remove(place);
            claim.hypothesis_spans.remove(place);
        }
        for instance in claim.uses.iter_mut() {
            for (_, e) in &mut instance.arguments {
                *e = self.term(*e);
            }
        }
        for (name, formula) in rank {
            claim.hypotheses.push(Hypothesis {
                name,
                formula,
                unused: false,
            });
            claim.hypothesis_spans.push(Span::default());
        }
    }

    /// The goal together with the lengths that were put in for norms: it says the same where they hold, and no less without
    /// the hypotheses that give them.
    fn with_lengths(&mut self, claim: &Parts<'_>, goal: Formula) -> Formula {
        let coordinates: Vec<usize> = (self.frames.values())
            .filter_map(|frame| frame.length.map(|(place, _)| place))
            .collect();
        let mut parts: Vec<Formula> = (self.relied_on.iter())
            .filter(|place| !coordinates.contains(place))
            .map(|place| claim.hypotheses[*place].formula.clone())
            .collect();
        if parts.is_empty() {
            return goal;
        }
        match goal {
            Formula::And(goals) => parts.extend(goals),
            goal => parts.push(goal),
        }
        Formula::And(parts)
    }

    /// A new variable under a name that is not taken.
    fn fresh(&mut self, variables: &mut Vec<Variable>, name: &str, domain: Domain) -> (Var, Expr) {
        let mut name = name.to_owned();
        while variables.iter().any(|v| v.name == name) {
            name.push('\'');
        }
        let v = Var(u32::try_from(variables.len()).unwrap_or(u32::MAX));
        variables.push(Variable {
            name,
            domain,
            kind: Kind::Real,
        });
        (v, self.builder.dag.variable(v))
    }

    fn number_dimensions(&mut self, claim: &mut Parts<'_>) {
        for symbol in self.builder.vectors.symbols.clone() {
            if let Symbol::Dimension(i) = symbol
                && self.used.contains(&symbol)
            {
                let one = self.builder.dag.integer(1);
                let domain = Domain {
                    lo: End::Closed(one),
                    hi: End::Infinite,
                };
                let name = self.spaces.dimensions[i as usize];
                let (v, e) = self.fresh(claim.variables, name, domain);
                claim.variables[v.index()].kind = Kind::Integer;
                self.values.insert(symbol, e);
            }
        }
    }

    fn number_coordinates(&mut self, claim: &mut Parts<'_>) {
        let zero = self.builder.dag.integer(0);
        let mut frames = std::mem::take(&mut self.frames);
        for (space, frame) in &mut frames {
            let columns = match space {
                Space::Named(_) => usize::MAX,
                Space::Fixed(n) => *n as usize,
            };
            for (k, name) in frame.names.clone().iter().enumerate() {
                if k == 0 && frame.ones {
                    frame.coordinates.push(vec![self.builder.dag.integer(1)]);
                    continue;
                }
                if let Some((_, square)) = frame.length.filter(|_| k == 0) {
                    let square = self.term(square);
                    frame.coordinates.push(vec![self.root(square)]);
                    continue;
                }
                let mut row = Vec::new();
                for j in 0..columns.min(k + 1) {
                    let lo = if j == k {
                        End::Closed(zero)
                    } else {
                        End::Infinite
                    };
                    let domain = Domain {
                        lo,
                        hi: End::Infinite,
                    };
                    let name = format!("{name}_{}", j + 1);
                    let e = self.fresh(claim.variables, &name, domain).1;
                    if j == k {
                        self.nonnegative.insert(e);
                    }
                    row.push(e);
                }
                frame.coordinates.push(row);
            }
        }
        self.frames = frames;
    }

    /// The root of a square that is not negative.
    fn root(&mut self, square: Expr) -> Expr {
        let dag = &mut self.builder.dag;
        if let Node::Power(x, 2) = *dag.node(square)
            && let Node::Variable(_) = dag.node(x)
        {
            return x;
        }
        let rational = dag.as_rational(square).cloned();
        if let Some(q) = rational {
            let root = Q::new(q.numer().sqrt(), q.denom().sqrt());
            if &root * &root == q {
                return dag.rational(root);
            }
        }
        dag.unary(Unary::Sqrt, square)
    }

    fn number_values(&mut self, claim: &mut Parts<'_>) {
        let mut symbols = self.builder.vectors.symbols.clone();
        symbols.sort_by_key(|s| match s {
            Symbol::Value(p) => *p,
            Symbol::Product(..) | Symbol::Norm(_) | Symbol::Zero(_) | Symbol::Dimension(_) => 0,
        });
        for symbol in symbols {
            if let Symbol::Value(p) = symbol
                && self.used.contains(&symbol)
            {
                let (f, _) = self.builder.vectors.points[p as usize];
                let at = self.builder.vectors.points[..=p as usize].iter();
                let number = at.filter(|(g, _)| *g == f).count();
                let name = format!("{}{number}", self.spaces.functions[f].name.text);
                let domain = Domain {
                    lo: End::Infinite,
                    hi: End::Infinite,
                };
                let (_, e) = self.fresh(claim.variables, &name, domain);
                self.values.insert(symbol, e);
            }
        }
    }

    /// A dimension that is a number bounds the columns of its space: column `j` is zero unless `d >= j`.
    fn rank_hypotheses(&mut self, claim: &Parts<'_>) -> Vec<(String, Formula)> {
        let mut out = Vec::new();
        for (space, frame) in &self.frames {
            let Space::Named(i) = space else { continue };
            let number = match self.spaces.numbers.get(i) {
                Some(v) => self.places.get(v).copied(),
                None => self.values.get(&Symbol::Dimension(*i)).copied(),
            };
            let Some(d) = number else { continue };
            let dag = &mut self.builder.dag;
            let zero = dag.integer(0);
            for j in 1..frame.coordinates.len() {
                let least = dag.integer(i64::try_from(j + 1).unwrap_or(i64::MAX));
                let op = Comparison::GreaterEqual;
                let mut parts = vec![Formula::Relation(Relation {
                    lhs: d,
                    op,
                    rhs: least,
                })];
                let column = frame.coordinates.iter().filter_map(|row| row.get(j));
                let zeros: Vec<Formula> = column
                    .map(|&lhs| {
                        let op = Comparison::Equal;
                        Formula::Relation(Relation { lhs, op, rhs: zero })
                    })
                    .collect();
                parts.push(if zeros.len() == 1 {
                    zeros[0].clone()
                } else {
                    Formula::And(zeros)
                });
                let mut name = format!("rank_{}_{}", self.spaces.dimensions[*i as usize], j + 1);
                while claim.hypotheses.iter().any(|h| h.name == name) {
                    name.push('\'');
                }
                out.push((name, Formula::Or(parts)));
            }
        }
        out
    }

    /// The coordinates of a vector in its frame.
    fn coordinates(&mut self, x: VectorId) -> Vec<Expr> {
        let combination = self.builder.vectors.get(x).clone();
        let combination = self.current(&combination);
        let mut out: Vec<Option<Expr>> = Vec::new();
        for (generator, c) in combination.terms {
            let Generator::Basis(b) = generator else {
                continue;
            };
            let c = self.term(c);
            let Some(row) = self.row(combination.space, b) else {
                continue;
            };
            for (j, e) in row.into_iter().enumerate() {
                if out.len() <= j {
                    out.resize(j + 1, None);
                }
                let dag = &mut self.builder.dag;
                let part = dag.mul(c, e);
                out[j] = Some(match out[j] {
                    None => part,
                    Some(sum) => dag.add(sum, part),
                });
            }
        }
        let zero = self.builder.dag.integer(0);
        out.into_iter().map(|e| e.unwrap_or(zero)).collect()
    }

    fn row(&self, space: Space, basis: u32) -> Option<Vec<Expr>> {
        let place = self.positions.get(&basis)?;
        self.frames.get(&space)?.coordinates.get(*place).cloned()
    }

    /// A formula in coordinates.
    fn written(&mut self, formula: &Formula) -> Formula {
        match formula {
            Formula::True | Formula::False => formula.clone(),
            Formula::Not(f) => Formula::Not(Box::new(self.written(f))),
            Formula::And(fs) => Formula::And(fs.iter().map(|f| self.written(f)).collect()),
            Formula::Or(fs) => Formula::Or(fs.iter().map(|f| self.written(f)).collect()),
            Formula::Relation(r) => {
                if let Node::Variable(v) = *self.builder.dag.node(r.lhs)
                    && let Some(Symbol::Zero(x)) = self.builder.vectors.symbol(v)
                {
                    let (op, rhs) = (r.op, r.rhs);
                    if op == Comparison::NotEqual {
                        return self.nonzero(x, rhs);
                    }
                    let mut parts: Vec<Formula> = (self.coordinates(x).into_iter())
                        .map(|lhs| Formula::Relation(Relation { lhs, op, rhs }))
                        .collect();
                    return match parts.len() {
                        0 => Formula::True,
                        1 => parts.remove(0),
                        _ => Formula::And(parts),
                    };
                }
                let (lhs, rhs) = (self.term(r.lhs), self.term(r.rhs));
                Formula::Relation(Relation { lhs, op: r.op, rhs })
            }
        }
    }

    /// That a vector is not zero: its first coordinate, if it has no other, or the sum of their squares is not.
    fn nonzero(&mut self, x: VectorId, zero: Expr) -> Formula {
        let coordinates = self.coordinates(x);
        let only = match coordinates[..] {
            [] => return Formula::False,
            [only] if self.nonnegative.contains(&only) => Some(only),
            _ => None,
        };
        let lhs = only.unwrap_or_else(|| {
            let dag = &mut self.builder.dag;
            let squares: Vec<Expr> = coordinates.iter().map(|e| dag.power(*e, 2)).collect();
            let sum = squares.into_iter().reduce(|a, b| dag.add(a, b));
            sum.unwrap_or(zero)
        });
        Formula::Relation(Relation {
            lhs,
            op: Comparison::Greater,
            rhs: zero,
        })
    }

    /// A term in coordinates.
    fn term(&mut self, e: Expr) -> Expr {
        let variables = self.builder.dag.variables(e);
        let mut with = Vec::new();
        for v in variables {
            let value = match self.builder.vectors.symbol(v) {
                None => self.places.get(&v).copied(),
                Some(symbol) => Some(self.symbol(symbol)),
            };
            if let Some(value) = value {
                with.push((v, value));
            }
        }
        self.builder.dag.substitute(e, &with)
    }

    fn symbol(&mut self, symbol: Symbol) -> Expr {
        if let Some(&e) = self.values.get(&symbol) {
            return e;
        }
        let (x, y, root) = match symbol {
            Symbol::Product(x, y) => (x, y, false),
            Symbol::Norm(x) => (x, x, true),
            // All of these are numbered, and those stand alone in their relations.
            Symbol::Zero(_) | Symbol::Value(_) | Symbol::Dimension(_) => {
                return self.builder.dag.integer(0);
            }
        };
        if root && self.in_goal {
            let combination = self.builder.vectors.get(x).clone();
            let now = self.current(&combination);
            if let Some((place, square)) = self.known_length(&now) {
                self.relied_on.insert(place);
                let square = self.term(square);
                return self.root(square);
            }
        }
        let (a, b) = (self.coordinates(x), self.coordinates(y));
        let dag = &mut self.builder.dag;
        if root && let [only] = *a {
            if self.nonnegative.contains(&only)
                || dag.as_rational(only).is_some_and(|q| !q.is_negative())
            {
                return only;
            }
            return dag.unary(Unary::Abs, only);
        }
        let mut sum = None;
        for (p, q) in a.into_iter().zip(b) {
            let part = dag.mul(p, q);
            sum = Some(sum.map_or(part, |sum| dag.add(sum, part)));
        }
        let sum = sum.unwrap_or_else(|| dag.integer(0));
        if root {
            dag.unary(Unary::Sqrt, sum)
        } else {
            sum
        }
    }
}
