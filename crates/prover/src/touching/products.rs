//! Positivstellensatz-like identities: the term as a sum of non-negative multiples of products of things known
//! non-negative (facts, ends, bounds of atoms, squares). A linear program finds the multipliers, with every
//! atom an indeterminate (Handelman, Pacific J. Math. 132, 1988; Schmuedgen, Math. Ann. 289, 1991).

use super::Effort;
use super::linear_program::{Column, solve};
use super::search::{Scope, Search};
use super::sums_of_squares;
use lemmabox_kernel::certificate::{Factor, Product, Side, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{from_f64, integer, ratio};
use lemmabox_kernel::expr::normal::{Atom, Monomial, Polynomial};
use lemmabox_kernel::expr::{Comparison, Expr, Node, Normal, Unary};
use num_traits::{One, Zero};
use rustc_hash::{FxHashMap, FxHashSet};

/// Limits on the linear program.
const MAX_GENERATORS: usize = 48;
const MAX_COLUMNS: usize = 3000;
const MAX_ROWS: usize = 600;

/// A polynomial known non-negative on the region wherever the facts hold, with its reason.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) polynomial: Polynomial,
    pub(super) factors: Vec<Factor>,
    pub(super) strict: bool,
}

/// One unknown of the program: a product, or a multiple of an equation.
enum Unknown {
    Product(Vec<Factor>, bool),
    Equation(usize, Polynomial),
    /// Slack of the demand that something be positive.
    Slack,
}

/// A reason for the sign of a polynomial or quotient.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    // Deep inside a reason only small programs are worth their time.
    if scope.depth > 3 || form.numerator().len() > 150 {
        return None;
    }
    let mut target = form.numerator().clone();
    let mut multiplier = Vec::new();
    for (p, k) in form.denominator() {
        let (factor, negative) = super::factors::signed(search, p, true, scope)?;
        if negative && k % 2 == 1 {
            target = target.scaled(&-Q::one());
        }
        multiplier.extend((0..*k).map(|_| factor.clone()));
    }
    let (generators, equations) = generators(search, &target, scope);
    // One variable and no facts: what products settle there shows at the lowest degrees.
    let plain = equations.is_empty()
        && !generators
            .iter()
            .any(|g| matches!(g.factors.first(), Some(Factor::Fact(_))))
        && target
            .atoms()
            .iter()
            .flat_map(|a| search.dag.variables(a.term()))
            .collect::<FxHashSet<_>>()
            .len()
            < 2;
    let brief = search.context.effort != Effort::Full;
    let rounds: &[(u32, bool)] = if plain || brief {
        &[(0, false)]
    } else if scope.depth == 0 {
        &[(0, false), (0, true), (1, true)]
    } else {
        &[(0, true)]
    };
    for &(extra, squares) in rounds {
        if search.context.cancel.is_cancelled() {
            return None;
        }
        let goal = Goal {
            target: &target,
            shape: &target,
            extra,
            squares,
            strict,
        };
        let found = program(search, &goal, &generators, &equations);
        if let Some((terms, equalities)) = found {
            return Some(Sign::Product(Product {
                multiplier,
                terms,
                equalities,
            }));
        }
    }
    if scope.depth <= 1
        && !brief
        && let Some((terms, equalities)) = squares(search, &target, &generators, &equations, strict)
    {
        return Some(Sign::Product(Product {
            multiplier,
            terms,
            equalities,
        }));
    }
    if scope.depth <= 1
        && !brief
        && let Some((sum, terms)) = multiplied_squares(search, &target, strict)
    {
        multiplier.push(sum);
        return Some(Sign::Product(Product {
            multiplier,
            terms,
            equalities: Vec::new(),
        }));
    }
    if scope.depth > 0 || plain {
        return None;
    }
    // Suppose the sign fails: then the negated target is one more generator, and nothing is to be reached.
    let mut factors = vec![Factor::Negated];
    factors.extend(multiplier);
    let negated = Known {
        polynomial: target.scaled(&-Q::one()),
        factors,
        strict: !strict,
    };
    let mut generators = generators;
    generators.insert(0, negated);
    let degrees = if brief { 0..=0 } else { 0..=1 };
    for extra in degrees {
        if search.context.cancel.is_cancelled() {
            return None;
        }
        let goal = Goal {
            target: &Polynomial::zero(),
            shape: &target,
            extra,
            squares: true,
            strict: true,
        };
        if let Some((terms, equalities)) = program(search, &goal, &generators, &equations) {
            return Some(Sign::Contradiction(Product {
                multiplier: Vec::new(),
                terms,
                equalities,
            }));
        }
    }
    None
}

/// Most atoms of which squares of differences are tried.
const MOST_SQUARED: usize = 8;

/// Most weights of a sum of squares.
const MAX_WEIGHTS: usize = 14;

/// The atoms over which squares are looked for; `None` when there are too many or pi is among them.
fn square_atoms(search: &Search, target: &Polynomial) -> Option<Vec<Atom>> {
    let atoms = target.atoms();
    let pi = |a: &Atom| *search.dag.node(a.term()) == Node::Pi;
    (!atoms.is_empty() && atoms.len() <= 7 && !atoms.iter().any(pi) && target.degree() >= 2)
        .then_some(atoms)
}

/// The degree of a polynomial all of whose terms have the same.
fn common_degree(p: &Polynomial) -> Option<u32> {
    let mut degrees = p.terms().map(|(m, _)| m.degree());
    let first = degrees.next()?;
    degrees.all(|d| d == first).then_some(first)
}

/// Whether squares with the weights are as homogeneous as the target: nothing else says more then.
fn is_homogeneous<'a>(target: &Polynomial, weights: impl IntoIterator<Item = &'a Known>) -> bool {
    let mut weights = weights.into_iter();
    common_degree(target).is_some() && weights.all(|w| common_degree(&w.polynomial).is_some())
}

/// Those of the monomials whose squares have the degree of a homogeneous target.
fn of_degree(target: &Polynomial, weight: &Polynomial, basis: &mut Vec<Polynomial>) {
    if let (Some(whole), Some(taken)) = (common_degree(target), common_degree(weight)) {
        basis.retain(|m| 2 * m.degree() + taken == whole);
    }
}

/// Monomials `m` such that `weight m^2` has no degree above those of `shape`.
fn half_basis(shape: &Polynomial, atoms: &[Atom], weight: &Polynomial) -> Vec<Polynomial> {
    let room = |of: u32, taken: u32| of.checked_sub(taken).map(|d| d / 2);
    let Some(total) = room(shape.degree(), weight.degree()) else {
        return Vec::new();
    };
    let mut out = vec![Monomial::one()];
    for &a in atoms {
        let Some(most) = room(shape.degree_in(a).next_multiple_of(2), weight.degree_in(a)) else {
            return Vec::new();
        };
        out = (out.iter())
            .flat_map(|m| (0..=most).map(|k| m.times(&Monomial::power(a, k))))
            .filter(|m| m.degree() <= total)
            .collect();
        if out.len() > 200 {
            return Vec::new();
        }
    }
    out.sort();
    out.into_iter()
        .map(|m| Polynomial::term(Q::one(), m))
        .collect()
}

/// Drops monomials whose square neither occurs in the target nor can be cancelled (Reznick 1978).
fn trimmed(target: &Polynomial, mut basis: Vec<Polynomial>) -> Vec<Polynomial> {
    loop {
        let monomials: Vec<Monomial> = (basis.iter())
            .filter_map(|p| p.leading().map(|l| l.0.clone()))
            .collect();
        let keep: Vec<bool> = monomials
            .iter()
            .map(|m| {
                let square = m.times(m);
                let c = target.coefficient(&square);
                c > Q::zero()
                    || (monomials.iter().enumerate())
                        .any(|(i, a)| (monomials[..i].iter()).any(|b| a.times(b) == square))
            })
            .collect();
        if keep.iter().all(|k| *k) {
            return basis;
        }
        let mut keep = keep.into_iter();
        basis.retain(|_| keep.next().unwrap_or(true));
    }
}

/// The target as a sum of squares with weights.
fn squares(
    search: &mut Search,
    target: &Polynomial,
    generators: &[Known],
    equations: &[Equation],
    strict: bool,
) -> Option<Found> {
    let atoms = square_atoms(search, target)?;
    let one = Known {
        polynomial: Polynomial::one(),
        factors: Vec::new(),
        strict: true,
    };
    let mut shape = target.clone();
    for (_, p, _) in equations {
        shape = shape.plus(p);
    }
    let mut free = Vec::new();
    let mut names = Vec::new();
    let limit = Limit::new(search, &shape, generators, 0, false);
    for (i, p, cofactor) in equations {
        for m in multipliers(&shape, p, &limit) {
            let m = Polynomial::term(Q::one(), m);
            let whole = search.normal(*cofactor)?;
            free.push(search.normaliser.polynomial_product(&m, p)?);
            names.push((*i, m.times(whole.as_polynomial()?)));
        }
    }
    let mut weights = vec![one.clone()];
    let inner: Vec<&Known> = (generators.iter())
        .filter(|g| g.polynomial.atoms().iter().all(|a| atoms.contains(a)))
        .filter(|g| g.polynomial.degree() <= target.degree())
        .take(7)
        .collect();
    for (i, g) in inner.iter().enumerate() {
        weights.push((*g).clone());
        for h in &inner[..i] {
            let product = search
                .normaliser
                .polynomial_product(&g.polynomial, &h.polynomial)?;
            let mut factors = h.factors.clone();
            factors.extend(g.factors.iter().cloned());
            weights.push(Known {
                polynomial: product,
                factors,
                strict: g.strict && h.strict,
            });
        }
    }
    if !strict && equations.is_empty() && is_homogeneous(target, &weights) {
        let parity = target.degree() % 2;
        weights.retain(|w| w.polynomial.degree() % 2 == parity);
    }
    weights.sort_by_key(|w| w.polynomial.degree());
    weights.truncate(MAX_WEIGHTS);
    // Squares alone come first.
    let alone = (weights.first()).is_some_and(|w| w.polynomial.is_one());
    let counts = [
        alone.then_some(1),
        Some(weights.len()).filter(|&n| n > usize::from(alone)),
    ];
    for count in counts.into_iter().flatten() {
        let weights = &weights[..count];
        let plain = alone && count == 1 && equations.is_empty();
        if let Some(found) = weighted_squares(
            search,
            target,
            &atoms,
            weights,
            (&free, &names),
            strict,
            plain,
        ) {
            return Some(found);
        }
    }
    None
}

/// The target times `1 + sum a^2` over its atoms as a sum of squares.
fn multiplied_squares(
    search: &mut Search,
    target: &Polynomial,
    strict: bool,
) -> Option<(Factor, Terms)> {
    let atoms = square_atoms(search, target)?;
    // In one variable every polynomial without negative values is a sum of squares itself.
    if !(2..=3).contains(&atoms.len()) || target.degree() % 2 == 1 {
        return None;
    }
    let mut sum = Polynomial::one();
    for &a in &atoms {
        sum = sum.plus(&Polynomial::term(Q::one(), Monomial::power(a, 2)));
    }
    let product = search.normaliser.polynomial_product(target, &sum)?;
    let one = Known {
        polynomial: Polynomial::one(),
        factors: Vec::new(),
        strict: true,
    };
    let (terms, _) = weighted_squares(search, &product, &atoms, &[one], (&[], &[]), strict, true)?;
    let e = search.normaliser.rebuild_polynomial(&mut search.dag, &sum);
    let range = search.here(e);
    range
        .has_sign(true)
        .then(|| (Factor::Signed(e, true, Box::new(Sign::Natural)), terms))
}

fn weighted_squares(
    search: &mut Search,
    target: &Polynomial,
    atoms: &[Atom],
    weights: &[Known],
    (free, names): (&[Polynomial], &[(usize, Polynomial)]),
    strict: bool,
    plain: bool,
) -> Option<Found> {
    let margins = if strict {
        sums_of_squares::margins().to_vec()
    } else {
        vec![Q::zero()]
    };
    let homogeneous = !strict && free.is_empty() && is_homogeneous(target, weights);
    for margin in margins {
        let lowered = target.minus(&Polynomial::constant(margin.clone()));
        let blocks = weights
            .iter()
            .map(|w| {
                let mut basis = half_basis(target, atoms, &w.polynomial);
                if homogeneous {
                    of_degree(target, &w.polynomial, &mut basis);
                }
                if plain {
                    basis = trimmed(&lowered, basis);
                }
                sums_of_squares::Block {
                    weight: w.polynomial.clone(),
                    basis,
                }
            })
            .collect();
        let cancel = search.context.cancel;
        let Some(found) =
            sums_of_squares::decompose(&search.normaliser, &lowered, blocks, free, &|| {
                cancel.is_cancelled()
            })
        else {
            continue;
        };
        let mut terms = Vec::new();
        if strict {
            terms.push((margin, Vec::new()));
        }
        for (w, squares) in weights.iter().zip(found.squares) {
            for (q, p) in squares {
                let mut factors = w.factors.clone();
                if !p.is_one() {
                    let e = search.normaliser.rebuild_polynomial(&mut search.dag, &p);
                    if !search.here(e).defined {
                        return None;
                    }
                    factors.push(Factor::Square(e));
                }
                terms.push((q, factors));
            }
        }
        let mut equalities: Vec<(usize, Polynomial)> = Vec::new();
        for (q, (i, c)) in found.multiples.iter().zip(names) {
            match equalities.iter_mut().find(|e| e.0 == *i) {
                Some((_, sum)) => sum.add_scaled(c, q),
                None => equalities.push((*i, c.scaled(q))),
            }
        }
        let mut out = Vec::new();
        for (i, c) in equalities {
            if !c.is_zero() {
                let e = search.normaliser.rebuild_polynomial(&mut search.dag, &c);
                if !search.here(e).defined {
                    return None;
                }
                out.push((i, e));
            }
        }
        return Some((terms, out));
    }
    None
}

/// What a linear program is to reach.
struct Goal<'a> {
    target: &'a Polynomial,
    /// The polynomial whose degrees limit the products.
    shape: &'a Polynomial,
    /// How far the degrees may exceed those of the shape.
    extra: u32,
    squares: bool,
    /// Some product with a positive value must take part.
    strict: bool,
}

pub(super) type Equation = (usize, Polynomial, Expr);

pub(super) fn generators(
    search: &mut Search,
    target: &Polynomial,
    scope: &Scope,
) -> (Vec<Known>, Vec<Equation>) {
    let mut out: Vec<Known> = Vec::new();
    let mut equations = Vec::new();
    let mut atoms: FxHashSet<Atom> = target.atoms().into_iter().collect();
    let facts = search.context.facts;
    for (i, r) in facts.iter().enumerate() {
        if !search.usable(i, scope) {
            continue;
        }
        let (d, strict) = r.difference(&mut search.dag);
        let Some(form) = search.normal(d) else {
            continue;
        };
        if form.numerator().len() > 60 || !search.here(d).defined {
            continue;
        }
        // Clear denominators known positive.
        let mut factors = vec![Factor::Fact(i)];
        let mut polynomial = form.numerator().clone();
        let mut cofactor = search.dag.integer(1);
        let mut clear = true;
        for (p, k) in form.denominator() {
            match super::factors::signed(search, p, true, scope) {
                Some((factor, negative)) => {
                    if negative && k % 2 == 1 {
                        polynomial = polynomial.scaled(&-Q::one());
                    }
                    for _ in 0..*k {
                        factors.push(factor.clone());
                        if let Factor::Signed(e, _, _) = &factor {
                            cofactor = search.dag.mul(cofactor, *e);
                        }
                    }
                }
                None => clear = false,
            }
        }
        if !clear {
            continue;
        }
        atoms.extend(polynomial.atoms());
        if r.op == Comparison::Equal {
            equations.push((i, polynomial, cofactor));
        } else {
            out.push(Known {
                polynomial,
                factors,
                strict,
            });
        }
    }
    let mut atoms: Vec<Atom> = atoms.into_iter().collect();
    atoms.sort_unstable();
    let mut variables: Vec<_> = atoms
        .iter()
        .flat_map(|a| search.dag.variables(a.term()))
        .collect();
    variables.sort_unstable();
    variables.dedup();
    for v in variables {
        let x = search.dag.variable(v);
        for side in [Side::Lower, Side::Upper] {
            let bound = search.region.bound(v, side);
            let Some(p) = bound.point else { continue };
            let a = p.term(&mut search.dag);
            let d = match side {
                Side::Lower => search.dag.sub(x, a),
                Side::Upper => search.dag.sub(a, x),
            };
            let Some(form) = search.normal(d) else {
                continue;
            };
            let Some(p) = form.as_polynomial() else {
                continue;
            };
            out.push(Known {
                polynomial: p.clone(),
                factors: vec![Factor::End(v, side)],
                strict: bound.open || scope.blocked.contains(&v),
            });
        }
    }
    for &a in &atoms {
        bounds_of_atom(search, a, &mut out);
    }
    // What exceeds its arms, and arms that do in their turn.
    let mut open = atoms.clone();
    while let Some(a) = open.pop() {
        for (polynomial, factor) in super::arms::beyond(search, a) {
            for b in polynomial.atoms() {
                if !atoms.contains(&b) {
                    atoms.push(b);
                    open.push(b);
                }
            }
            out.push(Known {
                polynomial,
                factors: vec![factor],
                strict: false,
            });
        }
    }
    // A generator twice is no help; the first has the shorter reason.
    let mut seen: FxHashSet<Polynomial> = FxHashSet::default();
    out.retain(|g| g.polynomial.as_constant().is_none() && seen.insert(g.polynomial.primitive().1));
    out.truncate(MAX_GENERATORS);
    (out, equations)
}

/// Bounds of an atom over the region by its natural enclosure, at readable rationals.
fn bounds_of_atom(search: &mut Search, a: Atom, out: &mut Vec<Known>) {
    let t = a.term();
    let node = search.dag.node(t).clone();
    let mut bounds: Vec<(Q, bool)> = Vec::new(); // (q, below): t >= q or t <= q
    match node {
        Node::Variable(_) => return,
        Node::Pi => bounds.extend([(Q::zero(), true), (integer(3), true), (ratio(16, 5), false)]),
        Node::Unary(Unary::Sin | Unary::Cos, _) => {
            bounds.extend([(integer(-1), true), (integer(1), false)]);
        }
        _ => {}
    }
    let range = search.natural(t);
    if !range.defined {
        return;
    }
    let value = range.value;
    if node != Node::Pi {
        let mut push = |x: f64, below: bool| {
            if !x.is_finite() {
                return;
            }
            // Outwards to a multiple of 1/64: an exact end, such as 0, stays.
            let y = if below {
                (x * 64.0).floor() / 64.0
            } else {
                (x * 64.0).ceil() / 64.0
            };
            if let Some(q) = from_f64(y)
                && y.abs() < 1e6
                && !bounds.contains(&(q.clone(), below))
            {
                bounds.push((q, below));
            }
        };
        push(value.lo(), true);
        push(value.hi(), false);
        if value.certainly_nonnegative() {
            push(0.0, true);
        }
        if value.certainly_nonpositive() {
            push(0.0, false);
        }
    }
    for (q, below) in bounds {
        let c = search.dag.rational(q.clone());
        let (d, polynomial) = if below {
            (
                search.dag.sub(t, c),
                Polynomial::atom(a).minus(&Polynomial::constant(q)),
            )
        } else {
            (
                search.dag.sub(c, t),
                Polynomial::constant(q).minus(&Polynomial::atom(a)),
            )
        };
        let value = search.natural(d);
        if value.has_sign(false) {
            let strict = value.is_positive();
            out.push(Known {
                polynomial,
                factors: vec![Factor::Signed(d, strict, Box::new(Sign::Natural))],
                strict,
            });
        }
    }
}

/// Terms of an identity: coefficients with factors.
type Terms = Vec<(Q, Vec<Factor>)>;
/// Terms, and multiples of equations.
type Found = (Terms, Vec<(usize, Expr)>);

fn program(
    search: &mut Search,
    goal: &Goal<'_>,
    generators: &[Known],
    equations: &[Equation],
) -> Option<Found> {
    let &Goal {
        target,
        shape,
        extra,
        squares,
        strict,
    } = goal;
    let contradiction = target.is_zero();
    let limit = Limit::new(search, shape, generators, extra, contradiction);
    let mut columns: Vec<(Polynomial, Unknown)> = Vec::new();
    let one = Known {
        polynomial: Polynomial::one(),
        factors: Vec::new(),
        strict: true,
    };
    let mut bases = vec![one.clone()];
    products(search, generators, &one, 0, &limit, &mut bases);
    if squares {
        let roots = square_roots(search, shape, &limit, contradiction);
        let short: Vec<Known> = bases
            .iter()
            .filter(|b| b.factors.len() <= 2)
            .cloned()
            .collect();
        for (p, e) in roots {
            let Some(square) = search.normaliser.polynomial_product(&p, &p) else {
                continue;
            };
            for b in &short {
                if columns.len() >= MAX_COLUMNS {
                    break;
                }
                if !limit.admits_with(&b.polynomial, &square) {
                    continue;
                }
                let Some(product) = search.normaliser.polynomial_product(&b.polynomial, &square)
                else {
                    continue;
                };
                let mut factors = b.factors.clone();
                factors.push(Factor::Square(e));
                columns.push((product, Unknown::Product(factors, false)));
            }
        }
    }
    for b in bases {
        columns.push((b.polynomial, Unknown::Product(b.factors, b.strict)));
    }
    for (i, p, cofactor) in equations {
        for m in multipliers(shape, p, &limit) {
            for sign in [1, -1] {
                let m = Polynomial::term(integer(sign), m.clone());
                let Some(product) = search.normaliser.polynomial_product(&m, p) else {
                    continue;
                };
                let whole = search.normal(*cofactor)?;
                let c = whole.as_polynomial().map(|c| m.times(c));
                let Some(c) = c else { continue };
                columns.push((product, Unknown::Equation(*i, c)));
            }
        }
    }
    // A monomial that the target lacks and that occurs with one sign only rules its columns out.
    loop {
        let mut signs: FxHashMap<&Monomial, (bool, bool)> = FxHashMap::default();
        for (p, _) in &columns {
            for (m, q) in p.terms() {
                let entry = signs.entry(m).or_default();
                if *q > Q::zero() {
                    entry.0 = true;
                } else {
                    entry.1 = true;
                }
            }
        }
        let bad: FxHashSet<Monomial> = signs
            .iter()
            .filter(|(m, (up, down))| {
                let c = target.coefficient(m);
                if c.is_zero() { up != down } else { false }
            })
            .map(|(m, _)| (*m).clone())
            .collect();
        // A monomial of the target that no column can supply with the right sign settles it.
        for (m, c) in target.terms() {
            match signs.get(m) {
                Some((true, _)) if *c > Q::zero() => {}
                Some((_, true)) if *c < Q::zero() => {}
                _ => return None,
            }
        }
        if bad.is_empty() {
            break;
        }
        columns.retain(|(p, _)| p.terms().all(|(m, _)| !bad.contains(m)));
    }
    let mut rows: FxHashMap<Monomial, usize> = FxHashMap::default();
    let mut right: Vec<Q> = Vec::new();
    for (m, c) in target.terms() {
        rows.insert(m.clone(), right.len());
        right.push(c.clone());
    }
    let mut matrix: Vec<Column> = Vec::new();
    for (p, _) in &columns {
        let mut column = Vec::with_capacity(p.len());
        for (m, q) in p.terms() {
            let next = right.len();
            let row = *rows.entry(m.clone()).or_insert(next);
            if row == next {
                right.push(Q::zero());
            }
            column.push((row, q.clone()));
        }
        matrix.push(column);
    }
    if right.len() > MAX_ROWS {
        return None;
    }
    if strict {
        // sum of the multipliers of positive products, less a slack, is a small positive number.
        let row = right.len();
        right.push(if contradiction {
            Q::one()
        } else {
            ratio(1, 65536)
        });
        for (column, (_, unknown)) in matrix.iter_mut().zip(&columns) {
            if let Unknown::Product(_, true) = unknown {
                column.push((row, Q::one()));
            }
        }
        columns.push((Polynomial::zero(), Unknown::Slack));
        matrix.push(vec![(row, -Q::one())]);
    }
    let solution = solve(&matrix, &right)?;
    let mut terms = Vec::new();
    let mut cofactors: FxHashMap<usize, Polynomial> = FxHashMap::default();
    let mut sum = Polynomial::zero();
    for (j, q) in solution {
        let (p, unknown) = &columns[j];
        sum.add_scaled(p, &q);
        match unknown {
            Unknown::Product(factors, _) => terms.push((q, factors.clone())),
            Unknown::Equation(i, c) => cofactors.entry(*i).or_default().add_scaled(c, &q),
            Unknown::Slack => {}
        }
    }
    if sum != *target {
        return None;
    }
    let mut equalities: Vec<(usize, Polynomial)> = cofactors.into_iter().collect();
    equalities.sort_by_key(|e| e.0);
    let mut out = Vec::new();
    for (i, c) in equalities {
        if !c.is_zero() {
            let e = search.normaliser.rebuild_polynomial(&mut search.dag, &c);
            if !search.here(e).defined {
                return None;
            }
            out.push((i, e));
        }
    }
    Some((terms, out))
}

/// What degrees a product may have.
struct Limit {
    atoms: FxHashMap<Atom, u32>,
    total: u32,
    other: u32,
}

impl Limit {
    fn new(
        search: &Search,
        target: &Polynomial,
        generators: &[Known],
        extra: u32,
        doubled: bool,
    ) -> Self {
        let times = if doubled { 2 } else { 1 };
        let mut atoms: FxHashMap<Atom, u32> = FxHashMap::default();
        for a in target.atoms() {
            atoms.insert(a, times * target.degree_in(a) + extra);
        }
        // Atoms of the facts may enter and cancel; pi is as good as a number.
        for g in generators {
            for a in g.polynomial.atoms() {
                let least = g.polynomial.degree_in(a).max(times);
                let entry = atoms.entry(a).or_insert(least);
                *entry = (*entry).max(g.polynomial.degree_in(a));
                if *search.dag.node(a.term()) == Node::Pi {
                    *entry = (*entry).max(2);
                }
            }
        }
        let largest = generators
            .iter()
            .map(|g| g.polynomial.degree())
            .max()
            .unwrap_or(0);
        Self {
            atoms,
            total: (times * target.degree().min(3))
                .max(target.degree())
                .max(largest)
                .max(2)
                + extra,
            other: 1 + extra,
        }
    }

    fn admits_with(&self, p: &Polynomial, q: &Polynomial) -> bool {
        if p.degree() + q.degree() > self.total {
            return false;
        }
        p.atoms().iter().chain(&q.atoms()).all(|a| {
            p.degree_in(*a) + q.degree_in(*a) <= self.atoms.get(a).copied().unwrap_or(self.other)
        })
    }
}

/// Products of generators within the limits, appended to `out`.
fn products(
    search: &Search,
    generators: &[Known],
    base: &Known,
    from: usize,
    limit: &Limit,
    out: &mut Vec<Known>,
) {
    // At most one generator a degree, so the recursion is as deep as the total degree.
    for (i, g) in generators.iter().enumerate().skip(from) {
        if out.len() >= MAX_COLUMNS {
            return;
        }
        if !limit.admits_with(&base.polynomial, &g.polynomial) {
            continue;
        }
        let Some(polynomial) = search
            .normaliser
            .polynomial_product(&base.polynomial, &g.polynomial)
        else {
            continue;
        };
        if polynomial.is_zero() || polynomial.as_constant().is_some() && base.factors.len() > 2 {
            continue;
        }
        let mut factors = base.factors.clone();
        factors.extend(g.factors.iter().cloned());
        let next = Known {
            polynomial,
            factors,
            strict: base.strict && g.strict,
        };
        out.push(next.clone());
        if next.factors.len() < 8 {
            products(search, generators, &next, i, limit, out);
        }
    }
}

/// Monomials by which an equation may be multiplied.
fn multipliers(target: &Polynomial, equation: &Polynomial, limit: &Limit) -> Vec<Monomial> {
    let mut out: FxHashSet<Monomial> = FxHashSet::default();
    out.insert(Monomial::one());
    for (m, _) in target.terms() {
        for (n, _) in equation.terms() {
            if let Some(q) = m.divided_by(n)
                && q.degree() + equation.degree() <= limit.total + 1
            {
                out.insert(q);
            }
        }
    }
    let mut out: Vec<Monomial> = out.into_iter().collect();
    out.sort();
    out.truncate(60);
    out
}

/// Polynomials worth squaring: differences and sums of monomials that may halve the target's.
fn square_roots(
    search: &mut Search,
    target: &Polynomial,
    limit: &Limit,
    contradiction: bool,
) -> Vec<(Polynomial, Expr)> {
    let half = limit.total / 2;
    let mut monomials = vec![Monomial::one()];
    // What a contradiction is made of need not occur in the target.
    let mut atoms = target.atoms();
    if contradiction && half == 1 && limit.atoms.len() <= MOST_SQUARED {
        atoms.extend(limit.atoms.keys().copied());
        atoms.sort_unstable();
        atoms.dedup();
    }
    let atoms: Vec<Atom> = atoms
        .into_iter()
        .filter(|a| *search.dag.node(a.term()) != Node::Pi)
        .collect();
    let mut layer = vec![Monomial::one()];
    for _ in 0..half.min(3) {
        let mut next = Vec::new();
        for m in &layer {
            for &a in &atoms {
                let n = m.times(&Monomial::power(a, 1));
                let allowed = limit.atoms.get(&a).copied().unwrap_or(0);
                if 2 * n.exponent(a) <= allowed && !next.contains(&n) && !monomials.contains(&n) {
                    next.push(n);
                }
            }
        }
        monomials.extend(next.iter().cloned());
        layer = next;
        if monomials.len() > 30 {
            break;
        }
    }
    monomials.truncate(30);
    let mut out = Vec::new();
    for (i, m) in monomials.iter().enumerate() {
        let p = Polynomial::term(Q::one(), m.clone());
        if !m.is_one() {
            out.push(p.clone());
        }
        for n in &monomials[i + 1..] {
            for sign in [1, -1] {
                out.push(p.plus(&Polynomial::term(integer(sign), n.clone())));
            }
        }
    }
    // Three atoms with signs, for forms such as (x + y - z)^2.
    for (i, &a) in atoms.iter().enumerate().take(5) {
        for (j, &b) in atoms.iter().enumerate().take(5).skip(i + 1) {
            for &c in atoms.iter().take(5).skip(j + 1) {
                for (s, t) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
                    out.push(
                        Polynomial::atom(a)
                            .plus(&Polynomial::atom(b).scaled(&integer(s)))
                            .plus(&Polynomial::atom(c).scaled(&integer(t))),
                    );
                }
            }
        }
    }
    let mut known = Vec::with_capacity(out.len());
    for p in out {
        let e = search.normaliser.rebuild_polynomial(&mut search.dag, &p);
        if search.here(e).defined {
            known.push((p, e));
        }
    }
    known
}
