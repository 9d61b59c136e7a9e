//! Goals that are functions of one inner term, and homogeneous ones.

use super::{Proposal, Question};
use crate::point::PointFrame;
use crate::problem::constants;
use crate::tape::Tape;
use lemmabox_kernel::certificate::Side;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Polynomial;
use lemmabox_kernel::expr::{Dag, Expr, Node, Normal, Unary, Var};
use num_traits::{One, Zero};
use rustc_hash::FxHashMap;

/// Most inner terms looked at.
const MOST_TERMS: usize = 24;
/// Most exponents tried for it.
const MOST_EXPONENTS: usize = 3;
/// Powers of the scale by which a homogeneous goal is divided.
const DEGREES: [i32; 7] = [0, 1, 2, 3, -1, -2, 4];

/// The goal as a function of a subterm, of its own or of a fact, and of variables that the subterm
/// does not speak of: the subterm becomes a variable. Those with more variables come first, but
/// before all what leaves every fact as it is.
pub fn functions_of_one_term(question: &mut Question<'_>) -> Vec<Proposal> {
    let f = question.f;
    let mut inner: Vec<(usize, Expr)> = Vec::new();
    let variables = question.dag.variables(f);
    for e in question.dag.reachable(&question.roots()) {
        let count = question.dag.variables(e).len();
        let bare = matches!(
            question.dag.node(e),
            Node::Variable(_) | Node::Unary(Unary::Neg, _)
        );
        let worth = count > 1
            || matches!(
                question.dag.node(e),
                Node::Unary(Unary::Sin | Unary::Cos | Unary::Tan | Unary::Abs, _)
            );
        let about = question.dag.variables(e);
        let of_goal = about.iter().any(|v| variables.contains(v));
        if of_goal && !bare && worth && e != f {
            inner.push((count, e));
        }
    }
    inner.sort_by_key(|&(count, e)| (std::cmp::Reverse(count), e));
    inner.truncate(MOST_TERMS);
    let mut found: Option<Proposal> = None;
    for (_, u) in inner {
        let Some(proposal) = as_function_of(question, u) else {
            continue;
        };
        if proposal.facts.len() == question.facts.len() {
            return vec![proposal];
        }
        found = found.or(Some(proposal));
    }
    found.into_iter().collect()
}

/// Those proposals that leave one variable.
pub fn functions_of_one_variable(question: &mut Question<'_>) -> Vec<Proposal> {
    let mut proposals = functions_of_one_term(question);
    proposals.retain(|p| p.terms.len() == 1);
    proposals
}

fn as_function_of(question: &mut Question<'_>, u: Expr) -> Option<Proposal> {
    let about = question.dag.variables(u);
    let (mut terms, places) = question.kept(&about);
    let w = u32::try_from(terms.len()).ok()?;
    let w = question.dag.variable(Var(w));
    terms.push(u);
    let form = question.normaliser.normal(&mut question.dag, u)?;
    let whole = form.as_polynomial().cloned();
    let solved = solved_for(question, &form, &about, w, &places);
    question.rewritten(terms, |question, e| {
        let mut seen = FxHashMap::default();
        let found = express(question, e, (u, &whole, w), &about, &places, &mut seen);
        found.or_else(|| {
            let (put, _) = solved.as_ref()?;
            let e = question.dag.substitute(e, put);
            if varies(question, e, u, &about, &places) {
                return None;
            }
            let e = question.tidy(e)?;
            let left = question.dag.variables(e);
            left.iter()
                .all(|v| v.index() < places.len() + 1)
                .then_some(e)
        })
    })
}

/// Pairs of points at which a term is compared with itself.
const PAIRS: usize = 6;

/// Whether a term in the new variables, with those of the inner term beyond them, depends on the
/// latter, as far as doubles tell: then no normal form, long in the making, will be without them.
fn varies(
    question: &Question<'_>,
    e: Expr,
    u: Expr,
    about: &[Var],
    places: &[(Var, Expr)],
) -> bool {
    let n = question.hull.len();
    let here = Points::new(&question.dag, u, n);
    let there = Points::new(&question.dag, e, places.len() + 1 + about.len());
    let (Some(mut here), Some(mut there)) = (here, there) else {
        return false;
    };
    let mut at = |x: &[f64], beyond: &[f64]| {
        let mut p: Vec<f64> = places.iter().map(|(v, _)| x[v.index()]).collect();
        p.push(here.value(x));
        p.extend(about.iter().map(|v| beyond[v.index()]));
        there.value(&p)
    };
    (0..PAIRS).any(|i| {
        let (x, other) = (sample(question, 2 * i), sample(question, 2 * i + 1));
        let (y, z) = (at(&x, &x), at(&x, &other));
        // Nothing is said where either is undefined.
        (y - z).abs() > DIFFERENT * (1.0 + y.abs() + z.abs())
    })
}

/// A difference, relative to the values, that rounding does not account for.
const DIFFERENT: f64 = 1e-4;

/// A point of the region, by the fractional parts of multiples of square roots; unbounded ranges
/// are cut off.
fn sample(question: &Question<'_>, i: usize) -> Vec<f64> {
    let ranges = question.hull.iter().enumerate();
    ranges
        .map(|(v, x)| {
            let irrational = (2.0 + v as f64).sqrt() + 0.618 * (v as f64);
            let t = ((i as f64 + 1.0) * irrational).fract();
            let lo = x.lo().max(x.hi().min(0.0) - 10.0);
            let hi = x.hi().min(lo.max(0.0) + 10.0);
            lo + t * (hi - lo)
        })
        .collect()
}

/// Values of a term in doubles.
struct Points {
    tape: Tape,
    frame: PointFrame,
}

impl Points {
    fn new(dag: &Dag, e: Expr, variables: usize) -> Option<Self> {
        let inside = |v: &Var| v.index() < variables;
        if !dag.variables(e).iter().all(inside) {
            return None;
        }
        let tape = Tape::new(dag, &[e], variables);
        let frame = PointFrame::new(&tape, &constants(dag, &tape.constants));
        Some(Self { tape, frame })
    }

    fn value(&mut self, x: &[f64]) -> f64 {
        self.frame.evaluate(&self.tape, 0, x)
    }
}

/// A variable of the inner term in which it is linear, or a quotient of linear terms, expressed by
/// the new one; the other variables of the inner term are moved beyond the new ones, so that it
/// shows whether they vanish.
fn solved_for(
    question: &mut Question<'_>,
    whole: &Normal,
    about: &[Var],
    w: Expr,
    places: &[(Var, Expr)],
) -> Option<(Vec<(Var, Expr)>, Var)> {
    let denominator = (whole.denominator().iter())
        .fold(Polynomial::constant(Q::one()), |product, (p, k)| {
            (0..*k).fold(product, |product, _| product.times(p))
        });
    for &v in about {
        let [above, below] = [whole.numerator(), &denominator].map(|p| linear(question, p, v));
        let (Some(above), Some(below)) = (above, below) else {
            continue;
        };
        let zero = question.dag.integer(0);
        if above[1] == zero && below[1] == zero {
            continue;
        }
        let mut put: Vec<(Var, Expr)> = places.to_vec();
        for (i, &o) in about.iter().enumerate() {
            let beyond = u32::try_from(places.len() + 1 + i).ok()?;
            let beyond = question.dag.variable(Var(beyond));
            if o != v {
                put.push((o, beyond));
            }
        }
        let [above, below] =
            [above, below].map(|parts| parts.map(|e| question.dag.substitute(e, &put)));
        // (a v + b)/(c v + d) = w where v = (d w - b)/(a - c w)
        let dag = &mut question.dag;
        let [rest, slope] = [0, 1].map(|i| {
            let there = dag.mul(below[i], w);
            dag.sub(there, above[i])
        });
        let slope = dag.neg(slope);
        let value = dag.div(rest, slope);
        put.push((v, value));
        return Some((put, v));
    }
    None
}

/// What a polynomial that is linear in a variable has without it and beside it.
fn linear(question: &mut Question<'_>, p: &Polynomial, v: Var) -> Option<[Expr; 2]> {
    let x = question.dag.variable(v);
    let atom = question.normaliser.atom_of(&question.dag, x);
    let mut parts = p.coefficients_in(atom);
    parts.resize(parts.len().max(2), Polynomial::zero());
    let [rest, slope] = &parts[..] else {
        return None;
    };
    let mut others = rest.atoms();
    others.extend(slope.atoms());
    if (others.iter()).any(|a| question.dag.variables(a.term()).contains(&v)) {
        return None;
    }
    let parts = [rest, slope].map(|p| question.normaliser.rebuild_polynomial(&mut question.dag, p));
    Some(parts)
}

/// The term with `u`, and what is an affine function of it, written in `w`; `None` when a variable
/// of `u` is left.
fn express(
    question: &mut Question<'_>,
    e: Expr,
    (u, whole, w): (Expr, &Option<Polynomial>, Expr),
    about: &[Var],
    places: &[(Var, Expr)],
    seen: &mut FxHashMap<Expr, Option<Expr>>,
) -> Option<Expr> {
    if let Some(&known) = seen.get(&e) {
        return known;
    }
    let variables = question.dag.variables(e);
    let found = if variables.iter().all(|v| !about.contains(v)) {
        Some(question.dag.substitute(e, places))
    } else if e == u {
        Some(w)
    } else if let Some(affine) = affine(question, e, whole, w) {
        Some(affine)
    } else {
        let node = question.dag.node(e).clone();
        let mut child = |q: &mut Question<'_>, x| express(q, x, (u, whole, w), about, places, seen);
        match node {
            Node::Rational(_) | Node::Pi | Node::Variable(_) => None,
            Node::Unary(op, x) => child(question, x).map(|x| question.dag.unary(op, x)),
            Node::Binary(op, x, y) => {
                let (x, y) = (child(question, x), child(question, y));
                x.zip(y).map(|(x, y)| question.dag.binary(op, x, y))
            }
            Node::Power(x, n) => child(question, x).map(|x| question.dag.power(x, n)),
            Node::RationalPower(x, p, q) => child(question, x)
                .and_then(|x| question.dag.rational_power(x, &Q::new(p.into(), q.into()))),
        }
    };
    seen.insert(e, found);
    found
}

/// `q u + c` for rationals, where the term is that.
fn affine(
    question: &mut Question<'_>,
    e: Expr,
    whole: &Option<Polynomial>,
    w: Expr,
) -> Option<Expr> {
    let u = whole.as_ref()?;
    let form = question.normaliser.normal(&mut question.dag, e)?;
    let p = form.as_polynomial()?;
    let (m, a) = u.leading()?;
    let q = p.coefficient(m) / a;
    if q.is_zero() {
        return None;
    }
    let c = p.minus(&u.scaled(&q)).as_constant()?;
    let (q, c) = (question.dag.rational(q), question.dag.rational(c));
    let scaled = question.dag.mul(q, w);
    Some(question.dag.add(scaled, c))
}

/// A goal that is homogeneous in positive variables, in their ratios to the last of them.
pub fn scaled_to_one(question: &mut Question<'_>) -> Vec<Proposal> {
    let Some(scaled) = Scaled::of(question) else {
        return Vec::new();
    };
    for degree in DEGREES {
        let power = question.dag.power(scaled.far, -degree);
        let factor = (degree != 0).then(|| question.dag.power(scaled.scale, -degree));
        if let Some(goal) = scaled.without_scale(question, power) {
            return vec![Proposal {
                multiplier: factor.into_iter().collect(),
                ..Proposal::plain(scaled.terms, goal)
            }];
        }
    }
    Vec::new()
}

/// The same for degrees that are terms: `x^a + y^a` is homogeneous of degree `a`.
pub fn scaled_by_powers(question: &mut Question<'_>) -> Vec<Proposal> {
    let Some(scaled) = Scaled::of(question) else {
        return Vec::new();
    };
    for degree in exponents(question, &scaled.positive) {
        let within = question.dag.substitute(degree, &scaled.put);
        let [factor, power] = [(degree, scaled.scale), (within, scaled.far)].map(|(degree, s)| {
            let log = question.dag.unary(Unary::Log, s);
            let exponent = question.dag.mul(degree, log);
            let exponent = question.dag.neg(exponent);
            question.dag.unary(Unary::Exp, exponent)
        });
        if let Some(goal) = scaled.without_scale(question, power) {
            return vec![Proposal {
                multiplier: vec![factor],
                ..Proposal::plain(scaled.terms, goal)
            }];
        }
    }
    Vec::new()
}

/// A goal with its positive variables as multiples of the last of them.
struct Scaled {
    positive: Vec<Var>,
    /// What the new variables stand for.
    terms: Vec<Expr>,
    /// The last positive variable, and its place beyond the new ones.
    scale: Expr,
    far: Expr,
    /// What is put for the old variables, and the goal with that.
    put: Vec<(Var, Expr)>,
    goal: Expr,
}

impl Scaled {
    fn of(question: &mut Question<'_>) -> Option<Self> {
        let f = question.f;
        let positive: Vec<Var> = (question.dag.variables(f).into_iter())
            .filter(|&v| {
                let lo = question.region.bound(v, Side::Lower);
                let far = question.region.bound(v, Side::Upper).point.is_none();
                lo.open && far && question.end(v, Side::Lower).is_some_and(|q| q.is_zero())
            })
            .collect();
        let (&last, others) = positive.split_last()?;
        if others.is_empty() || !question.facts.is_empty() {
            return None;
        }
        let (mut terms, places) = question.kept(&[last]);
        let scale = question.dag.variable(last);
        let far = Var(u32::try_from(places.len()).ok()?);
        let far = question.dag.variable(far);
        let mut put = vec![(last, far)];
        for &(v, place) in &places {
            let Node::Variable(w) = *question.dag.node(place) else {
                continue;
            };
            if others.contains(&v) {
                let x = question.dag.variable(v);
                terms[w.index()] = question.dag.div(x, scale);
                put.push((v, question.dag.mul(place, far)));
            } else {
                put.push((v, place));
            }
        }
        let goal = question.dag.substitute(f, &put);
        Some(Self {
            positive,
            terms,
            scale,
            far,
            put,
            goal,
        })
    }

    /// The goal times a power of the scale, if that rids it of the scale.
    fn without_scale(&self, question: &mut Question<'_>, power: Expr) -> Option<Expr> {
        let quotient = question.dag.mul(self.goal, power);
        let goal = question.tidy(quotient)?;
        let beyond = question.dag.variables(self.far);
        let left = question.dag.variables(goal);
        (!left.iter().any(|v| beyond.contains(v))).then_some(goal)
    }
}

/// What logarithms of scaled variables are multiplied by in exponents, as in `x^a = exp(a log(x))`.
fn exponents(question: &mut Question<'_>, scaled: &[Var]) -> Vec<Expr> {
    let mut out = Vec::new();
    for e in question.dag.reachable(&[question.f]) {
        let Node::Unary(Unary::Exp, u) = *question.dag.node(e) else {
            continue;
        };
        let Some(form) = question.normaliser.normal(&mut question.dag, u) else {
            continue;
        };
        let Some(p) = form.as_polynomial().cloned() else {
            continue;
        };
        for a in p.atoms() {
            let [_, c] = &p.coefficients_in(a)[..] else {
                continue;
            };
            if !matches!(question.dag.node(a.term()), Node::Unary(Unary::Log, _)) {
                continue;
            }
            let degree = (question.normaliser).rebuild_polynomial(&mut question.dag, c);
            let of = question.dag.variables(degree);
            if !of.is_empty() && of.iter().all(|v| !scaled.contains(v)) && !out.contains(&degree) {
                out.push(degree);
            }
        }
    }
    out.truncate(MOST_EXPONENTS);
    out
}
