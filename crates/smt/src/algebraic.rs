//! A claim of real algebra as a polynomial formula, satisfied exactly by its refuting points.
//!
//! Quotients are cleared; roots, absolute values, minima and maxima become variables defined by
//! polynomial constraints that some value satisfies at every point.

use lemmabox_algebra::polynomial::Polynomial;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Algebra, Binary, Claim, Comparison, Dag, Expr, Formula, Kind, Relation as Comparing, Unary, Var,
};
use lemmabox_prover::covering::{self, Constraint, Relation};
use num_integer::Integer;
use num_traits::{One, Signed};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Largest polynomial built, in terms.
const MAX_TERMS: usize = 5_000;
/// Its largest degree: polynomials are dense in each variable, and no covering gets through more.
const MAX_DEGREE: usize = 1_000;

/// A claim in polynomial form.
pub(super) struct Algebraic {
    /// Satisfied by the points where all hypotheses are true and the goal is false.
    pub refuted: covering::Formula,
    /// Satisfied by the points where the claim is not true: those, and points where it is
    /// undefined. `None` when nothing can be undefined, and it is the same formula.
    pub not_true: Option<covering::Formula>,
    /// How many variables: those of the claim, then auxiliary ones.
    pub variables: usize,
    /// Whether the claim has integer variables, here taken for real ones.
    pub relaxed: bool,
}

/// Translates a claim; `None` when it is not one of real algebra, or too large.
pub(super) fn translate(claim: &Claim) -> Option<Algebraic> {
    let mut dag = claim.dag.clone();
    let goal = claim.goal.negated();
    let mut parts: Vec<Formula> = Vec::new();
    for (i, v) in claim.variables.iter().enumerate() {
        let x = dag.variable(Var(u32::try_from(i).ok()?));
        for (end, open, closed) in [
            (v.domain.lo, Comparison::Greater, Comparison::GreaterEqual),
            (v.domain.hi, Comparison::Less, Comparison::LessEqual),
        ] {
            if let Some(rhs) = end.constant() {
                let op = if end.is_open() { open } else { closed };
                parts.push(Formula::Relation(Comparing { lhs: x, op, rhs }));
            }
        }
    }
    let hypotheses = claim.hypotheses.iter().map(|h| h.formula.normalized());
    parts.extend(hypotheses.chain([goal]));
    let mut fractions = Fractions {
        variables: claim.variables.len(),
        conditions: Vec::new(),
        definitions: Vec::new(),
    };
    let (refuted, partial) = write(&parts, &mut dag, &mut fractions, false)?;
    let not_true = if partial {
        let mut again = Fractions {
            variables: claim.variables.len(),
            conditions: Vec::new(),
            definitions: Vec::new(),
        };
        Some(write(&parts, &mut dag, &mut again, true)?.0)
    } else {
        None
    };
    Some(Algebraic {
        refuted,
        not_true,
        variables: fractions.variables,
        relaxed: claim.variables.iter().any(|v| v.kind == Kind::Integer),
    })
}

/// The conjunction of the parts with the definitions of auxiliary variables, and whether something
/// in it can be undefined. With `lenient`, what is undefined counts as true, else as false.
fn write(
    parts: &[Formula],
    dag: &mut Dag,
    fractions: &mut Fractions,
    lenient: bool,
) -> Option<(covering::Formula, bool)> {
    let mut differences: FxHashMap<Comparing, Expr> = FxHashMap::default();
    for f in parts {
        f.for_each_relation(&mut |r| {
            differences.insert(*r, dag.sub(r.lhs, r.rhs));
        });
    }
    // One evaluation for all: shared roots share their variable.
    let mut roots: Vec<Expr> = differences.values().copied().collect();
    roots.sort_unstable();
    roots.dedup();
    let values = dag.evaluate(&roots, fractions);
    let values: FxHashMap<Expr, Option<Fraction>> = roots.into_iter().zip(values).collect();
    let mut partial = false;
    let mut all = Vec::new();
    for f in parts {
        all.push(formula(f, &mut |r| {
            let value = values.get(differences.get(r)?)?.as_ref()?;
            let atom = value.compared(relation(r.op));
            let conditions = value.conditions.iter();
            partial |= !value.conditions.is_empty();
            Some(if lenient {
                let undefined = conditions
                    .map(|&i| covering::Formula::Not(Box::new(fractions.conditions[i].clone())));
                covering::Formula::Or(undefined.chain([atom]).collect())
            } else {
                let defined = conditions.map(|&i| fractions.conditions[i].clone());
                covering::Formula::And(defined.chain([atom]).collect())
            })
        })?);
    }
    all.append(&mut fractions.definitions);
    Some((covering::Formula::And(all), partial))
}

/// Maps the relations of a normalised formula.
fn formula(
    f: &Formula,
    relation: &mut impl FnMut(&Comparing) -> Option<covering::Formula>,
) -> Option<covering::Formula> {
    Some(match f {
        Formula::True => covering::Formula::And(Vec::new()),
        Formula::False => covering::Formula::Or(Vec::new()),
        Formula::Relation(r) => relation(r)?,
        // Normal forms have no `Not`.
        Formula::Not(_) => return None,
        Formula::And(fs) => {
            let fs: Option<Vec<_>> = fs.iter().map(|f| formula(f, relation)).collect();
            covering::Formula::And(fs?)
        }
        Formula::Or(fs) => {
            let fs: Option<Vec<_>> = fs.iter().map(|f| formula(f, relation)).collect();
            covering::Formula::Or(fs?)
        }
    })
}

fn relation(op: Comparison) -> Relation {
    match op {
        Comparison::Less => Relation::Less,
        Comparison::LessEqual => Relation::LessEqual,
        Comparison::Greater => Relation::Greater,
        Comparison::GreaterEqual => Relation::GreaterEqual,
        Comparison::Equal => Relation::Equal,
        Comparison::NotEqual => Relation::NotEqual,
    }
}

fn atom(polynomial: Polynomial, relation: Relation) -> covering::Formula {
    covering::Formula::Atom(Constraint {
        polynomial,
        relation,
    })
}

/// A quotient of polynomials, with the conditions under which it stands for the term.
#[derive(Clone, Debug)]
struct Fraction {
    numerator: Polynomial,
    /// Not zero where the conditions hold; positive if constant.
    denominator: Polynomial,
    /// Indices into [`Fractions::conditions`].
    conditions: BTreeSet<usize>,
}

impl Fraction {
    fn polynomial(p: Polynomial) -> Self {
        Self {
            numerator: p,
            denominator: Polynomial::one(),
            conditions: BTreeSet::new(),
        }
    }

    /// A polynomial of the fraction's sign wherever the denominator is not zero.
    fn signed(&self) -> Polynomial {
        if self.denominator.is_constant() {
            self.numerator.clone()
        } else {
            &self.numerator * &self.denominator
        }
    }

    fn compared(&self, relation: Relation) -> covering::Formula {
        if matches!(relation, Relation::Equal | Relation::NotEqual) {
            atom(self.numerator.clone(), relation)
        } else {
            atom(self.signed(), relation)
        }
    }

    /// Divides by the common integer content when the denominator is constant.
    fn reduced(mut self) -> Option<Self> {
        if let Some(d) = self.denominator.as_constant() {
            let content = self.numerator.integer_content().gcd(d);
            if !content.is_one() && content.is_positive() {
                let by = Polynomial::integer(content);
                self.denominator = self.denominator.div_exact(&by)?;
                self.numerator = self.numerator.div_exact(&by)?;
            }
            if self
                .denominator
                .as_constant()
                .is_some_and(Signed::is_negative)
            {
                self.numerator = -&self.numerator;
                self.denominator = -&self.denominator;
            }
        }
        (self.numerator.term_count() <= MAX_TERMS && self.denominator.term_count() <= MAX_TERMS)
            .then_some(self)
    }
}

/// Evaluates terms as fractions of polynomials.
struct Fractions {
    variables: usize,
    conditions: Vec<covering::Formula>,
    /// What the auxiliary variables satisfy.
    definitions: Vec<covering::Formula>,
}

fn product(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    // Bounds the work; the size of the result is checked by `reduced`.
    let degree = a.total_degree().checked_add(b.total_degree())?;
    let work = a.term_count().checked_mul(b.term_count())?;
    (degree <= MAX_DEGREE && work <= 200 * MAX_TERMS).then(|| a * b)
}

impl Fractions {
    fn sum(x: &Fraction, y: &Fraction, sign: i64) -> Option<Fraction> {
        let y_numerator = y.numerator.scale(&sign.into());
        let conditions = x.conditions.union(&y.conditions).copied().collect();
        let (numerator, denominator) = if x.denominator == y.denominator {
            (&x.numerator + &y_numerator, x.denominator.clone())
        } else {
            let a = product(&x.numerator, &y.denominator)?;
            let b = product(&y_numerator, &x.denominator)?;
            (&a + &b, product(&x.denominator, &y.denominator)?)
        };
        Fraction {
            numerator,
            denominator,
            conditions,
        }
        .reduced()
    }

    fn times(x: &Fraction, y: &Fraction) -> Option<Fraction> {
        Fraction {
            numerator: product(&x.numerator, &y.numerator)?,
            denominator: product(&x.denominator, &y.denominator)?,
            conditions: x.conditions.union(&y.conditions).copied().collect(),
        }
        .reduced()
    }

    fn condition(&mut self, x: &mut Fraction, p: Polynomial, relation: Relation) {
        if let Some(c) = p.as_constant()
            && relation.holds(lemmabox_algebra::polynomial::sign_of(c))
        {
            return;
        }
        x.conditions.insert(self.conditions.len());
        self.conditions.push(atom(p, relation));
    }

    fn inverse(&mut self, x: &Fraction) -> Option<Fraction> {
        let mut y = Fraction {
            numerator: x.denominator.clone(),
            denominator: x.numerator.clone(),
            conditions: x.conditions.clone(),
        };
        if y.denominator.is_zero() {
            // Undefined everywhere: keep a fraction that can be computed with.
            y.denominator = Polynomial::one();
            y.conditions.insert(self.conditions.len());
            self.conditions.push(covering::Formula::Or(Vec::new()));
            return Some(y);
        }
        self.condition(&mut y, x.numerator.clone(), Relation::NotEqual);
        y.reduced()
    }

    fn power(x: &Fraction, n: u32) -> Option<Fraction> {
        let mut result = Fraction::polynomial(Polynomial::one());
        result.conditions.clone_from(&x.conditions);
        let mut square = x.clone();
        let mut n = n;
        while n > 0 {
            if n % 2 == 1 {
                result = Self::times(&result, &square)?;
            }
            n /= 2;
            if n > 0 {
                square = Self::times(&square, &square)?;
            }
        }
        Some(result)
    }

    fn fresh(&mut self) -> Polynomial {
        let p = Polynomial::variable(self.variables);
        self.variables += 1;
        p
    }

    /// `value = x`, multiplied out.
    fn equals(value: &Polynomial, x: &Fraction) -> Option<covering::Formula> {
        let left = product(value, &x.denominator)?;
        Some(atom(&left - &x.numerator, Relation::Equal))
    }

    /// The new variable is what one of the (condition, value) branches says; where a denominator
    /// vanishes, any value will do.
    fn branches(
        &mut self,
        value: &Polynomial,
        branches: Vec<covering::Formula>,
        denominators: &[&Polynomial],
    ) {
        let mut all = branches;
        for d in denominators {
            if !d.is_constant() {
                all.push(covering::Formula::And(vec![
                    atom((*d).clone(), Relation::Equal),
                    atom(value.clone(), Relation::Equal),
                ]));
            }
        }
        self.definitions.push(covering::Formula::Or(all));
    }

    /// The non-negative `q`-th root of `x`, `q >= 2`.
    fn root(&mut self, x: &Fraction, q: u32) -> Option<Fraction> {
        let s = self.fresh();
        let sign = x.signed();
        let inside = covering::Formula::And(vec![
            atom(sign.clone(), Relation::GreaterEqual),
            atom(s.clone(), Relation::GreaterEqual),
            Self::equals(&s.pow(q), x)?,
        ]);
        let outside = covering::Formula::And(vec![
            atom(sign.clone(), Relation::Less),
            atom(s.clone(), Relation::Equal),
        ]);
        self.branches(&s, vec![inside, outside], &[&x.denominator]);
        let mut y = Fraction::polynomial(s);
        y.conditions.clone_from(&x.conditions);
        self.condition(&mut y, sign, Relation::GreaterEqual);
        Some(y)
    }

    /// `x` where `difference <= 0`, else `y`.
    fn choice(&mut self, difference: &Fraction, x: &Fraction, y: &Fraction) -> Option<Fraction> {
        let m = self.fresh();
        let sign = difference.signed();
        let first = covering::Formula::And(vec![
            atom(sign.clone(), Relation::LessEqual),
            Self::equals(&m, x)?,
        ]);
        let second =
            covering::Formula::And(vec![atom(sign, Relation::Greater), Self::equals(&m, y)?]);
        self.branches(&m, vec![first, second], &[&x.denominator, &y.denominator]);
        let mut z = Fraction::polynomial(m);
        z.conditions = x.conditions.union(&y.conditions).copied().collect();
        Some(z)
    }
}

impl Algebra for Fractions {
    type Value = Option<Fraction>;

    fn rational(&mut self, q: &Q) -> Self::Value {
        Some(Fraction {
            numerator: Polynomial::integer(q.numer().clone()),
            denominator: Polynomial::integer(q.denom().clone()),
            conditions: BTreeSet::new(),
        })
    }

    fn pi(&mut self) -> Self::Value {
        None
    }

    fn variable(&mut self, v: Var) -> Self::Value {
        Some(Fraction::polynomial(Polynomial::variable(v.index())))
    }

    fn unary(&mut self, op: Unary, x: &Self::Value) -> Self::Value {
        let x = x.as_ref()?;
        let negative = Fraction {
            numerator: -&x.numerator,
            ..x.clone()
        };
        match op {
            Unary::Neg => Some(negative),
            Unary::Abs => self.choice(x, &negative, x),
            Unary::Sqrt => self.root(x, 2),
            Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Exp
            | Unary::Log
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
            Binary::Add => Self::sum(x, y, 1),
            Binary::Sub => Self::sum(x, y, -1),
            Binary::Mul => Self::times(x, y),
            Binary::Div => {
                let inverse = self.inverse(y)?;
                Self::times(x, &inverse)
            }
            Binary::Min | Binary::Max => {
                let sign = if op == Binary::Min { (x, y) } else { (y, x) };
                let difference = Self::sum(sign.0, sign.1, -1)?;
                self.choice(&difference, x, y)
            }
            Binary::Arctan2 => None,
        }
    }

    fn power(&mut self, x: &Self::Value, n: i32) -> Self::Value {
        let power = Self::power(x.as_ref()?, n.unsigned_abs())?;
        if n < 0 {
            self.inverse(&power)
        } else {
            Some(power)
        }
    }

    fn rational_power(&mut self, x: &Self::Value, p: i32, q: u32) -> Self::Value {
        // x^(p/q) = (x^(1/q))^p for x >= 0.
        let root = self.root(x.as_ref()?, q)?;
        let power = Self::power(&root, p.unsigned_abs())?;
        if p < 0 {
            self.inverse(&power)
        } else {
            Some(power)
        }
    }
}
