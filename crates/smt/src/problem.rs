//! The assertions of a query as a claim: choices written out, variables eliminated, bounds made
//! domains, one assertion made the goal.

use super::prop::{Prop, Props, measure};
use super::script::Sort;
use super::sexpr::Id;
use super::term::{Elaborator, Ite, TooLarge, ite_index};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{
    Algebra, Binary, Claim, Comparison, Dag, Domain, End, Expectation, Expr, Formula, Hypothesis,
    Kind, Node, Normaliser, Relation, Unary, Var, Variable,
};
use num_traits::{One, Signed, Zero};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// How the value of a variable of [`Problem::statement`] follows from a point of
/// [`Problem::claim`].
pub type Elimination = Expr;

/// A query: is there a point where all assertions hold?
#[derive(Clone, Debug)]
pub struct Problem {
    /// As written: all assertions are hypotheses, the goal is `False`, only Booleans have bounds.
    /// Variables are the declared constants (Booleans are reals in [0, 1], true from 1/2 on) and
    /// then those introduced for `ite`.
    pub statement: Claim,
    /// As tried: proved if and only if the assertions are unsatisfiable (wherever everything is
    /// defined), refuted exactly by their solutions.
    pub claim: Claim,
    /// For each variable of the statement, its value as a term over the claim's variables.
    pub values: Vec<Elimination>,
    /// Declared constants: the first variables of the statement, with their sorts. The rest are
    /// auxiliary.
    pub symbols: Vec<(String, Sort)>,
}

/// Most alternatives one relation is split into for its `ite`s; beyond, a variable stands for an
/// `ite`.
const MAX_ALTERNATIVES: usize = 64;
/// Largest and deepest guards of an `ite`, in nodes; beyond, a variable stands for it.
const MAX_GUARDS: usize = 1000;
const MAX_GUARD_DEPTH: usize = 12;
/// Largest term substituted for an eliminated variable, in nodes.
const MAX_SUBSTITUTED: usize = 64;

/// Builds the problem of the assertions. Symbols come with whether they are in scope. The error
/// names the assertion that is too large.
pub(super) fn build<'s>(
    elaborator: &Elaborator<'_, '_>,
    symbols: Vec<(String, Sort, bool)>,
    assertions: impl Iterator<Item = &'s (String, Prop, Id)>,
) -> Result<Problem, Option<Id>> {
    let mut writer = Writer {
        dag: elaborator.dag.clone(),
        props: &elaborator.props,
        ites: &elaborator.ites,
        alternatives: FxHashMap::default(),
        declared: symbols.len(),
        fresh: Vec::new(),
    };
    let mut facts: Vec<(String, Formula)> = Vec::new();
    for (name, p, id) in assertions {
        let formula = writer.formula(*p, false).map_err(|_| Some(*id))?;
        facts.push((name.clone(), formula));
    }
    let Writer { dag, fresh, .. } = writer;
    for (k, definition) in fresh.iter().enumerate() {
        facts.push((format!("choice_{}", k + 1), definition.clone()));
    }
    let mut variables: Vec<(String, Sort, bool)> = symbols;
    variables.extend((0..fresh.len()).map(|k| (format!("choice!{}", k + 1), Sort::Real, true)));
    let symbols_in_scope: Vec<(String, Sort)> = variables
        .iter()
        .take(variables.len() - fresh.len())
        .filter(|(_, _, scope)| *scope)
        .map(|(n, s, _)| (n.clone(), *s))
        .collect();
    let statement = statement(&dag, &variables, &facts);
    let (claim, values) = Reduction::new(&statement).run();
    Ok(Problem {
        statement,
        claim,
        values,
        symbols: symbols_in_scope,
    })
}

/// Writes out relations that contain `ite`s.
struct Writer<'e> {
    dag: Dag,
    props: &'e Props,
    ites: &'e [Ite],
    /// For an `ite`: guards, of which exactly one holds, each with the value under it.
    alternatives: FxHashMap<Var, Vec<(Formula, Expr)>>,
    declared: usize,
    /// Definitions of the variables introduced.
    fresh: Vec<Formula>,
}

impl Writer<'_> {
    fn formula(&mut self, p: Prop, negated: bool) -> Result<Formula, TooLarge> {
        let props = self.props;
        props.formula(p, negated, &mut |r| self.relation(r))
    }

    fn relation(&mut self, r: Relation) -> Result<Formula, TooLarge> {
        let pending = self.placeholders(&[r.lhs, r.rhs]);
        if pending.is_empty() {
            return Ok(self.decided(r));
        }
        self.resolve(&pending)?;
        let mut cases = Vec::new();
        for (guards, replacements) in self.combinations(&pending)? {
            let lhs = self.dag.substitute(r.lhs, &replacements);
            let rhs = self.dag.substitute(r.rhs, &replacements);
            let inner = self.decided(Relation { lhs, op: r.op, rhs });
            let mut all = guards;
            all.push(inner);
            cases.push(Formula::And(all));
        }
        Ok(Formula::Or(cases))
    }

    /// A relation of rationals is decided on the spot.
    fn decided(&self, r: Relation) -> Formula {
        match (self.dag.as_rational(r.lhs), self.dag.as_rational(r.rhs)) {
            (Some(a), Some(b)) => {
                if r.op.holds(a.cmp(b)) {
                    Formula::True
                } else {
                    Formula::False
                }
            }
            _ => Formula::Relation(r),
        }
    }

    /// The `ite`s directly inside terms.
    fn placeholders(&self, roots: &[Expr]) -> Vec<Var> {
        let mut out: Vec<Var> = self
            .dag
            .reachable(roots)
            .into_iter()
            .filter_map(|e| match self.dag.node(e) {
                Node::Variable(v) if ite_index(*v).is_some() => Some(*v),
                _ => None,
            })
            .collect();
        out.sort_unstable();
        out
    }

    /// Finds the alternatives of the given `ite`s and, first, of those inside them.
    fn resolve(&mut self, wanted: &[Var]) -> Result<(), TooLarge> {
        let mut stack: Vec<Var> = wanted.to_vec();
        let mut needed: FxHashSet<Var> = FxHashSet::default();
        while let Some(v) = stack.pop() {
            if self.alternatives.contains_key(&v) || !needed.insert(v) {
                continue;
            }
            let ite = self.ite(v)?;
            let mut roots = vec![ite.then, ite.otherwise];
            for r in self.props.relations(ite.condition) {
                roots.extend([r.lhs, r.rhs]);
            }
            stack.extend(self.placeholders(&roots));
        }
        // An `ite` has a larger index than those inside it.
        let mut order: Vec<Var> = needed.into_iter().collect();
        order.sort_unstable();
        for v in order {
            let ite = self.ite(v)?;
            let mut found = Vec::new();
            for (branch, negated) in [(ite.then, false), (ite.otherwise, true)] {
                // Everything inside is resolved by now, so this does not come back here.
                let guard = self.formula(ite.condition, negated)?;
                if guard == Formula::False {
                    continue;
                }
                let inner = self.placeholders(&[branch]);
                for (guards, replacements) in self.combinations(&inner)? {
                    let value = self.dag.substitute(branch, &replacements);
                    let mut all = guards;
                    all.push(guard.clone());
                    found.push((Formula::And(all).normalized(), value));
                }
            }
            let size = found.iter().map(|(guard, _)| measure(guard));
            let (nodes, depth) = size.fold((0, 0), |(n, d), (m, e)| (n + m, d.max(e)));
            if found.len() > MAX_ALTERNATIVES / 2 || nodes > MAX_GUARDS || depth > MAX_GUARD_DEPTH {
                found = vec![self.introduce(found)];
            }
            self.alternatives.insert(v, found);
        }
        Ok(())
    }

    fn ite(&self, v: Var) -> Result<Ite, TooLarge> {
        let index = ite_index(v).ok_or(TooLarge)?;
        self.ites.get(index).copied().ok_or(TooLarge)
    }

    /// All ways to choose one alternative for each of the given `ite`s: guards and replacements.
    /// Where there are too many, variables are introduced.
    #[allow(clippy::type_complexity)]
    fn combinations(
        &mut self,
        pending: &[Var],
    ) -> Result<Vec<(Vec<Formula>, Vec<(Var, Expr)>)>, TooLarge> {
        let mut count: usize = 1;
        for v in pending {
            let n = self.alternatives.get(v).ok_or(TooLarge)?.len();
            if count.saturating_mul(n) > MAX_ALTERNATIVES {
                let found = self.alternatives.remove(v).ok_or(TooLarge)?;
                let one = self.introduce(found);
                self.alternatives.insert(*v, vec![one]);
            } else {
                count *= n;
            }
        }
        let mut out = vec![(Vec::new(), Vec::new())];
        for v in pending {
            let found = &self.alternatives[v];
            out = out
                .iter()
                .flat_map(
                    |(guards, replacements): &(Vec<Formula>, Vec<(Var, Expr)>)| {
                        found.iter().map(move |(guard, value)| {
                            let (mut guards, mut replacements) =
                                (guards.clone(), replacements.clone());
                            if *guard != Formula::True {
                                guards.push(guard.clone());
                            }
                            replacements.push((*v, *value));
                            (guards, replacements)
                        })
                    },
                )
                .collect();
        }
        Ok(out)
    }

    /// A new variable equal to the value of the alternative that holds.
    fn introduce(&mut self, found: Vec<(Formula, Expr)>) -> (Formula, Expr) {
        let index = self.declared + self.fresh.len();
        let v = self
            .dag
            .variable(Var(u32::try_from(index).unwrap_or(u32::MAX)));
        let cases = found.into_iter().map(|(guard, value)| {
            let equal = Formula::Relation(Relation {
                lhs: v,
                op: Comparison::Equal,
                rhs: value,
            });
            Formula::And(vec![guard, equal])
        });
        let definition = Formula::Or(cases.collect()).normalized();
        self.fresh.push(definition);
        (Formula::True, v)
    }
}

const EVERYWHERE: Domain = Domain {
    lo: End::Infinite,
    hi: End::Infinite,
};

fn claim(variables: Vec<Variable>, hypotheses: Vec<Hypothesis>, goal: Formula, dag: Dag) -> Claim {
    Claim {
        name: "query".to_owned(),
        title: String::new(),
        source: None,
        variables,
        hypotheses,
        goal,
        uses: Vec::new(),
        expectation: Expectation::Proved,
        best: None,
        symbols: Default::default(),
        dag,
    }
}

fn hypothesis(name: String, formula: Formula) -> Hypothesis {
    Hypothesis {
        name,
        formula,
        unused: false,
    }
}

/// The assertions over the variables in scope, in a DAG of their own.
fn statement(dag: &Dag, variables: &[(String, Sort, bool)], facts: &[(String, Formula)]) -> Claim {
    let mut own = Dag::new();
    let unit = Domain {
        lo: End::Closed(own.integer(0)),
        hi: End::Closed(own.integer(1)),
    };
    let mut renamed: FxHashMap<Var, Var> = FxHashMap::default();
    let mut listed = Vec::new();
    for (v, (name, sort, scope)) in variables.iter().enumerate() {
        if *scope {
            let new = Var(u32::try_from(listed.len()).unwrap_or(u32::MAX));
            renamed.insert(Var(u32::try_from(v).unwrap_or(u32::MAX)), new);
            listed.push(Variable {
                name: name.clone(),
                domain: if *sort == Sort::Bool {
                    unit
                } else {
                    EVERYWHERE
                },
                kind: if *sort == Sort::Int {
                    Kind::Integer
                } else {
                    Kind::Real
                },
            });
        }
    }
    let mut copy = Copy {
        from: dag,
        to: own,
        image: FxHashMap::default(),
    };
    let hypotheses = facts
        .iter()
        .map(|(name, f)| {
            let f = f.map_terms(&mut |e| copy.term(e, |v| renamed.get(&v).copied().unwrap_or(v)));
            hypothesis(name.clone(), f)
        })
        .collect();
    claim(listed, hypotheses, Formula::False, copy.to)
}

/// Copies terms from one DAG to another, each once.
struct Copy<'d> {
    from: &'d Dag,
    to: Dag,
    image: FxHashMap<Expr, Expr>,
}

impl Copy<'_> {
    fn term(&mut self, root: Expr, rename: impl Fn(Var) -> Var) -> Expr {
        if let Some(&e) = self.image.get(&root) {
            return e;
        }
        let e = self
            .to
            .import(self.from, root, |dag, v| dag.variable(rename(v)));
        self.image.insert(root, e);
        e
    }
}

/// `constant + slope * variable`, or nothing when a term has no such form.
#[derive(Clone, Debug)]
struct Affine {
    constant: Q,
    slope: Option<(Var, Q)>,
}

struct AffineForm;

impl AffineForm {
    fn sum(x: &Affine, y: &Affine, sign: &Q) -> Option<Affine> {
        let slope = match (&x.slope, &y.slope) {
            (None, None) => None,
            (Some(s), None) => Some(s.clone()),
            (None, Some((v, b))) => Some((*v, sign * b)),
            (Some((v, a)), Some((w, b))) if v == w => Some((*v, a + sign * b)),
            _ => return None,
        };
        Some(Affine {
            constant: &x.constant + sign * &y.constant,
            slope: slope.filter(|(_, a)| !a.is_zero()),
        })
    }

    fn scaled(x: &Affine, c: &Q) -> Affine {
        Affine {
            constant: &x.constant * c,
            slope: (x.slope.as_ref())
                .map(|(v, a)| (*v, a * c))
                .filter(|(_, a)| !a.is_zero()),
        }
    }
}

impl Algebra for AffineForm {
    type Value = Option<Affine>;

    fn rational(&mut self, q: &Q) -> Self::Value {
        Some(Affine {
            constant: q.clone(),
            slope: None,
        })
    }

    fn pi(&mut self) -> Self::Value {
        None
    }

    fn variable(&mut self, v: Var) -> Self::Value {
        Some(Affine {
            constant: Q::zero(),
            slope: Some((v, Q::one())),
        })
    }

    fn unary(&mut self, op: Unary, x: &Self::Value) -> Self::Value {
        match op {
            Unary::Neg => Some(Self::scaled(x.as_ref()?, &-Q::one())),
            Unary::Abs
            | Unary::Sqrt
            | Unary::Exp
            | Unary::Log
            | Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Asinh
            | Unary::Floor
            | Unary::Erfc
            | Unary::Binet(_)
            | Unary::Carlson(_) => None,
        }
    }

    fn binary(&mut self, op: Binary, x: &Self::Value, y: &Self::Value) -> Self::Value {
        let (x, y) = (x.as_ref()?, y.as_ref()?);
        match op {
            Binary::Add => Self::sum(x, y, &Q::one()),
            Binary::Sub => Self::sum(x, y, &-Q::one()),
            Binary::Mul if x.slope.is_none() => Some(Self::scaled(y, &x.constant)),
            Binary::Mul if y.slope.is_none() => Some(Self::scaled(x, &y.constant)),
            Binary::Div if y.slope.is_none() && !y.constant.is_zero() => {
                Some(Self::scaled(x, &y.constant.recip()))
            }
            Binary::Mul | Binary::Div | Binary::Min | Binary::Max | Binary::Arctan2 => None,
        }
    }

    fn power(&mut self, _: &Self::Value, _: i32) -> Self::Value {
        None
    }

    fn rational_power(&mut self, _: &Self::Value, _: i32, _: u32) -> Self::Value {
        None
    }
}

/// An end found: its value, and whether it is left out.
type Limit = Option<(Q, bool)>;

/// Ends of a variable that are closed terms, lower and upper, and whether each is left out.
type ClosedEnds = [Option<(Expr, bool)>; 2];

/// Bounds of the variables, by index: lower and upper.
type Limits = Vec<(Limit, Limit)>;

/// Simplifies a statement to the claim that is tried.
struct Reduction<'s> {
    statement: &'s Claim,
    dag: Dag,
    facts: Vec<(String, Formula)>,
    /// Eliminated variables in order, each with its value over those that were left then.
    eliminated: Vec<(Var, Expr)>,
}

impl<'s> Reduction<'s> {
    fn new(statement: &'s Claim) -> Self {
        let mut dag = statement.dag.clone();
        let mut facts = Vec::new();
        for v in &statement.variables {
            // Only Booleans have a domain at this point, [0, 1].
            for (end, op) in [
                (v.domain.lo, Comparison::GreaterEqual),
                (v.domain.hi, Comparison::LessEqual),
            ] {
                if let (Some(rhs), Some(x)) = (end.constant(), statement.variable(&v.name)) {
                    let lhs = dag.variable(x);
                    let relation = Relation { lhs, op, rhs };
                    facts.push((format!("{}_range", v.name), Formula::Relation(relation)));
                }
            }
        }
        for h in &statement.hypotheses {
            match h.formula.normalized() {
                Formula::True => {}
                Formula::And(fs) => {
                    let parts = fs.into_iter().enumerate();
                    facts.extend(parts.map(|(i, f)| (format!("{}.{}", h.name, i + 1), f)));
                }
                f => facts.push((h.name.clone(), f)),
            }
        }
        let mut reduction = Self {
            statement,
            dag,
            facts,
            eliminated: Vec::new(),
        };
        reduction.settle();
        reduction
    }

    fn run(mut self) -> (Claim, Vec<Elimination>) {
        while self.eliminate() {}
        let limits = self.take_limits();
        self.finish(limits)
    }

    fn is_real(&self, v: Var) -> bool {
        self.statement.variables[v.index()].kind == Kind::Real
    }

    /// Decides relations of rationals, drops what is true and what is said twice.
    fn settle(&mut self) {
        let mut seen = FxHashSet::default();
        let mut settled = Vec::with_capacity(self.facts.len());
        for (name, f) in std::mem::take(&mut self.facts) {
            let f = decide_constants(&self.dag, &f).normalized();
            match f {
                Formula::True => {}
                // Nothing satisfies this, whatever else is asserted.
                Formula::False => {
                    self.facts = vec![(name, Formula::False)];
                    return;
                }
                Formula::And(fs) => {
                    for f in fs {
                        if seen.insert(f.clone()) {
                            settled.push((name.clone(), f));
                        }
                    }
                }
                f => {
                    if seen.insert(f.clone()) {
                        settled.push((name, f));
                    }
                }
            }
        }
        self.facts = settled;
    }

    /// `lhs - rhs` as an affine form in one variable with a slope.
    fn affine(&mut self, r: &Relation) -> Option<(Var, Q, Q)> {
        // Cheap first: bounds have small terms.
        let difference = self.dag.sub(r.lhs, r.rhs);
        if self.dag.variables(difference).len() != 1 {
            return None;
        }
        let form = self.dag.evaluate(&[difference], &mut AffineForm).pop()??;
        let (v, a) = form.slope?;
        Some((v, a, form.constant))
    }

    /// Eliminates one variable, if an equality or a pair of bounds gives it.
    fn eliminate(&mut self) -> bool {
        for i in 0..self.facts.len() {
            let Formula::Relation(r) = self.facts[i].1 else {
                continue;
            };
            if r.op == Comparison::Equal
                && let Some((v, t)) = self.solved(&r)
            {
                self.facts.remove(i);
                self.substitute(v, t);
                return true;
            }
        }
        for (v, (lo, hi)) in self.limits().into_iter().enumerate() {
            if let (Some((a, false)), Some((b, false))) = (lo, hi)
                && a == b
            {
                let v = Var(u32::try_from(v).unwrap_or(u32::MAX));
                if self.is_real(v) || a.is_integer() {
                    let t = self.dag.rational(a);
                    self.substitute(v, t);
                    return true;
                }
            }
        }
        false
    }

    /// Solves an equality for a real variable that stands in it with a constant factor, other terms
    /// being total and few.
    fn solved(&mut self, r: &Relation) -> Option<(Var, Expr)> {
        if !self.dag.is_total(r.lhs) || !self.dag.is_total(r.rhs) {
            return None;
        }
        if self.dag.reachable(&[r.lhs, r.rhs]).len() > MAX_SUBSTITUTED {
            return None;
        }
        let f = self.dag.sub(r.lhs, r.rhs);
        let zero = self.dag.integer(0);
        for v in self.dag.variables(f) {
            if !self.is_real(v) {
                continue;
            }
            let Some(slope) = self.dag.derivative(f, v) else {
                continue;
            };
            let Some(a) = self.dag.as_rational(slope).filter(|a| !a.is_zero()) else {
                continue;
            };
            let factor = -a.recip();
            // f = a v + t, so v = -t/a with t = f at v = 0; a constant slope means that this is
            // exact, a being the derivative everywhere (f is total and composed of total terms).
            let t = self.dag.substitute(f, &[(v, zero)]);
            if !self.dag.is_total(t) {
                continue;
            }
            let factor = self.dag.rational(factor);
            let t = self.dag.mul(factor, t);
            return Some((v, t));
        }
        None
    }

    fn substitute(&mut self, v: Var, t: Expr) {
        let dag = &mut self.dag;
        let mut image: FxHashMap<Expr, Expr> = FxHashMap::default();
        let mut map = |e: Expr| {
            *image
                .entry(e)
                .or_insert_with(|| dag.substitute(e, &[(v, t)]))
        };
        for (_, f) in &mut self.facts {
            *f = f.map_terms(&mut map);
        }
        self.eliminated.push((v, t));
        self.settle();
    }

    /// Values of eliminated variables, over those that are left: each is over variables eliminated
    /// after it or never.
    fn values(&mut self) -> FxHashMap<Var, Expr> {
        let mut values: FxHashMap<Var, Expr> = FxHashMap::default();
        for (v, t) in self.eliminated.iter().rev() {
            let later = self.dag.variables(*t).into_iter();
            let with: Vec<(Var, Expr)> =
                later.filter_map(|w| Some((w, *values.get(&w)?))).collect();
            let value = self.dag.substitute(*t, &with);
            values.insert(*v, value);
        }
        values
    }

    /// Tightest bounds that the facts give outright.
    fn limits(&mut self) -> Limits {
        let mut limits: Limits = vec![(None, None); self.statement.variables.len()];
        for i in 0..self.facts.len() {
            if let Some((v, is_lower, q, open)) = self.bound(i) {
                tighten(&mut limits[v.index()], is_lower, q, open);
            }
        }
        limits
    }

    /// Fact `i` as a bound: variable, whether lower, value, whether open.
    fn bound(&mut self, i: usize) -> Option<(Var, bool, Q, bool)> {
        let Formula::Relation(r) = self.facts[i].1 else {
            return None;
        };
        if matches!(r.op, Comparison::Equal | Comparison::NotEqual) {
            return None;
        }
        let (v, a, b) = self.affine(&r)?;
        let q = -b / &a;
        let greater = matches!(r.op, Comparison::Greater | Comparison::GreaterEqual);
        Some((v, greater == a.is_positive(), q, r.op.is_strict()))
    }

    /// The bounds, with the facts that said them removed where the domain is not empty.
    fn take_limits(&mut self) -> Limits {
        let mut limits = self.limits();
        for (lo, hi) in &mut limits {
            if let (Some((a, open_a)), Some((b, open_b))) = (&lo, &hi)
                && (a > b || (a == b && (*open_a || *open_b)))
            {
                // An empty domain: one of the bounds stays a hypothesis, which the other
                // contradicts.
                *hi = None;
            }
        }
        let mut kept = Vec::new();
        for i in 0..self.facts.len() {
            let said = self.bound(i).is_some_and(|(v, is_lower, ..)| {
                let (lo, hi) = &limits[v.index()];
                if is_lower { lo.is_some() } else { hi.is_some() }
            });
            if !said {
                kept.push(self.facts[i].clone());
            }
        }
        self.facts = kept;
        limits
    }

    /// How promising a fact is as negated goal: inequalities before equalities, the larger the
    /// better.
    fn weight(&self, f: &Formula) -> (bool, usize) {
        let mut roots = Vec::new();
        let mut is_equality = false;
        f.for_each_relation(&mut |r| {
            roots.extend([r.lhs, r.rhs]);
            is_equality |= r.op == Comparison::Equal;
        });
        (!is_equality, self.dag.reachable(&roots).len())
    }

    /// Ends such as pi, where no rational one was found, with the facts that say them removed.
    fn take_closed_ends(&mut self, limits: &Limits) -> Vec<ClosedEnds> {
        let mut normaliser = Normaliser::new();
        let mut ends: Vec<ClosedEnds> = vec![[None; 2]; limits.len()];
        for i in (0..self.facts.len()).rev() {
            let Some((v, side, e, open)) = self.closed_bound(i) else {
                continue;
            };
            let (lo, hi) = &limits[v.index()];
            let rational = [lo, hi];
            if rational[side].is_some() || ends[v.index()][side].is_some() || !self.is_real(v) {
                continue;
            }
            // Not where the domain might be empty.
            let other = match (rational[1 - side], ends[v.index()][1 - side]) {
                (Some((q, _)), _) => Some(self.dag.rational(q.clone())),
                (None, Some((e, _))) => Some(e),
                (None, None) => None,
            };
            if let Some(other) = other {
                let (low, high) = if side == 0 { (e, other) } else { (other, e) };
                let width = self.dag.sub(high, low);
                if normaliser.constant_sign(&mut self.dag, width) != Some(Ordering::Greater) {
                    continue;
                }
            }
            let e = match normaliser.normal(&mut self.dag, e) {
                Some(form) => normaliser.rebuild(&mut self.dag, &form),
                None => e,
            };
            if self.dag.is_total(e) {
                ends[v.index()][side] = Some((e, open));
                self.facts.remove(i);
            }
        }
        ends
    }

    /// Fact `i` as a bound by a closed term: variable, 0 for a lower end and 1 for an upper one,
    /// value, whether open.
    fn closed_bound(&self, i: usize) -> Option<(Var, usize, Expr, bool)> {
        let Formula::Relation(r) = self.facts[i].1 else {
            return None;
        };
        let greater = match r.op {
            Comparison::Greater | Comparison::GreaterEqual => true,
            Comparison::Less | Comparison::LessEqual => false,
            Comparison::Equal | Comparison::NotEqual => return None,
        };
        let (v, e, is_lower) = match (self.dag.node(r.lhs), self.dag.node(r.rhs)) {
            (Node::Variable(v), _) => (*v, r.rhs, greater),
            (_, Node::Variable(v)) => (*v, r.lhs, !greater),
            _ => return None,
        };
        (self.dag.variables(e).is_empty() && self.dag.is_total(e))
            .then(|| (v, usize::from(!is_lower), e, r.op.is_strict()))
    }

    fn finish(mut self, limits: Limits) -> (Claim, Vec<Elimination>) {
        let closed = self.take_closed_ends(&limits);
        let values = self.values();
        // The goal is the negation of one fact; without facts it is `False`, true nowhere.
        let chosen = (0..self.facts.len()).max_by_key(|&i| (self.weight(&self.facts[i].1), i));
        let goal = match chosen {
            Some(i) => self.facts.remove(i).1.negated(),
            None => Formula::False,
        };
        let mut occurring: FxHashSet<Var> = FxHashSet::default();
        let mut roots: Vec<Expr> = Vec::new();
        let formulas = self.facts.iter().map(|(_, f)| f).chain([&goal]);
        formulas.for_each(|f| f.for_each_relation(&mut |r| roots.extend([r.lhs, r.rhs])));
        roots.extend(values.values());
        for e in self.dag.reachable(&roots) {
            if let Node::Variable(v) = self.dag.node(e) {
                occurring.insert(*v);
            }
        }
        let mut kept: FxHashMap<Var, Var> = FxHashMap::default();
        let mut variables = Vec::new();
        let mut fixed: FxHashMap<Var, Q> = FxHashMap::default();
        let mut domains = Dag::new();
        for (i, variable) in self.statement.variables.iter().enumerate() {
            let v = Var(u32::try_from(i).unwrap_or(u32::MAX));
            if values.contains_key(&v) {
                continue;
            }
            let (lo, hi) = &limits[i];
            let free = !occurring.contains(&v) && closed[i] == [None; 2];
            if variable.kind == Kind::Real && free {
                fixed.insert(v, interior(lo, hi));
                continue;
            }
            kept.insert(v, Var(u32::try_from(variables.len()).unwrap_or(u32::MAX)));
            variables.push(Variable {
                name: variable.name.clone(),
                kind: variable.kind,
                domain: Domain {
                    lo: closed_end(&self.dag, &mut domains, closed[i][0])
                        .unwrap_or_else(|| end(&mut domains, lo)),
                    hi: closed_end(&self.dag, &mut domains, closed[i][1])
                        .unwrap_or_else(|| end(&mut domains, hi)),
                },
            });
        }
        let mut copy = Copy {
            from: &self.dag,
            to: domains,
            image: FxHashMap::default(),
        };
        let rename = |v: Var| kept.get(&v).copied().unwrap_or(v);
        let hypotheses = self
            .facts
            .iter()
            .map(|(name, f)| hypothesis(name.clone(), f.map_terms(&mut |e| copy.term(e, rename))))
            .collect();
        let goal = goal.map_terms(&mut |e| copy.term(e, rename));
        let mut by_variable = Vec::new();
        for i in 0..self.statement.variables.len() {
            let v = Var(u32::try_from(i).unwrap_or(u32::MAX));
            by_variable.push(match (values.get(&v), fixed.get(&v)) {
                (Some(t), _) => copy.term(*t, rename),
                (None, Some(q)) => copy.to.rational(q.clone()),
                (None, None) => copy.to.variable(rename(v)),
            });
        }
        (claim(variables, hypotheses, goal, copy.to), by_variable)
    }
}

/// Replaces relations of rationals by their truth.
fn decide_constants(dag: &Dag, f: &Formula) -> Formula {
    match f {
        Formula::Relation(r) => match (dag.as_rational(r.lhs), dag.as_rational(r.rhs)) {
            (Some(a), Some(b)) if r.op.holds(a.cmp(b)) => Formula::True,
            (Some(_), Some(_)) => Formula::False,
            _ => f.clone(),
        },
        Formula::Not(g) => Formula::Not(Box::new(decide_constants(dag, g))),
        Formula::And(fs) => Formula::And(fs.iter().map(|g| decide_constants(dag, g)).collect()),
        Formula::Or(fs) => Formula::Or(fs.iter().map(|g| decide_constants(dag, g)).collect()),
        Formula::True | Formula::False => f.clone(),
    }
}

fn tighten((lo, hi): &mut (Limit, Limit), is_lower: bool, q: Q, open: bool) {
    let limit = if is_lower { lo } else { hi };
    let tighter = match &limit {
        None => true,
        Some((old, old_open)) => {
            (if is_lower { q > *old } else { q < *old }) || (q == *old && open && !old_open)
        }
    };
    if tighter {
        *limit = Some((q, open));
    }
}

/// A point between two limits that leave one.
fn interior(lo: &Limit, hi: &Limit) -> Q {
    match (lo, hi) {
        (Some((a, _)), Some((b, _))) => (a + b) / rational::integer(2),
        (Some((a, _)), None) => a + Q::one(),
        (None, Some((b, _))) => b - Q::one(),
        (None, None) => Q::zero(),
    }
}

/// An end that is a closed term, in another DAG.
fn closed_end(from: &Dag, to: &mut Dag, end: Option<(Expr, bool)>) -> Option<End> {
    let (e, open) = end?;
    let e = to.import(from, e, |dag, v| dag.variable(v));
    Some(if open { End::Open(e) } else { End::Closed(e) })
}

fn end(dag: &mut Dag, limit: &Limit) -> End {
    match limit {
        None => End::Infinite,
        Some((q, true)) => End::Open(dag.rational(q.clone())),
        Some((q, false)) => End::Closed(dag.rational(q.clone())),
    }
}
