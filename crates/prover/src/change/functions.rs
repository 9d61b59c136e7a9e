//! New variables for functions of one old variable: exponentials, roots, angles, reciprocals.

use super::{Proposal, Question};
use lemmabox_kernel::certificate::Side;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use lemmabox_kernel::expr::{Expr, Node, Unary, Var};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Largest common denominator of the multiples of a variable under exponentials, and of the
/// exponents of its roots.
const MOST_PARTS: i64 = 12;

/// The old variables kept, with `v` replaced: by `image` of its place there; what the place stands
/// for is `term`.
pub(super) fn in_place_of(
    question: &mut Question<'_>,
    replaced: &[(Var, Expr)],
    image: impl Fn(&mut Question<'_>, Var, Expr) -> Expr,
    tidy: bool,
) -> Option<Proposal> {
    let (mut terms, places) = question.kept(&[]);
    let mut put = Vec::new();
    for (v, place) in places {
        match replaced.iter().find(|r| r.0 == v) {
            Some(&(_, term)) => {
                let position = match question.dag.node(place) {
                    Node::Variable(w) => w.index(),
                    _ => return None,
                };
                *terms.get_mut(position)? = term;
                let e = image(question, v, place);
                put.push((v, e));
            }
            None => put.push((v, place)),
        }
    }
    question.rewritten(terms, |question, e| {
        let e = question.dag.substitute(e, &put);
        if tidy { question.tidy(e) } else { Some(e) }
    })
}

/// `w = exp(v/d)` for the variables that occur under exponentials only, with rational multiples of
/// denominator `d`; where the region ends below alone, `w = exp(-v/d)`, which is bounded.
pub fn exponentials(question: &mut Question<'_>) -> Vec<Proposal> {
    let mut replaced = Vec::new();
    let mut scales: Vec<(Var, Q)> = Vec::new();
    let f = question.f;
    for v in question.dag.variables(f) {
        if question.integers[v.index()] {
            continue;
        }
        let Some(d) = exponential_scale(question, f, v) else {
            continue;
        };
        let bounded_below = question.region.bound(v, Side::Lower).point.is_some();
        let bounded_above = question.region.bound(v, Side::Upper).point.is_some();
        let d = if bounded_below && !bounded_above {
            -d
        } else {
            d
        };
        let (x, q) = (
            question.dag.variable(v),
            question.dag.rational(integer(d).recip()),
        );
        let scaled = question.dag.mul(q, x);
        let term = question.dag.unary(Unary::Exp, scaled);
        replaced.push((v, term));
        scales.push((v, integer(d)));
    }
    if replaced.is_empty() {
        return Vec::new();
    }
    let proposal = in_place_of(
        question,
        &replaced,
        |question, v, w| {
            let d = scales.iter().find(|s| s.0 == v).map(|s| s.1.clone());
            let d = question.dag.rational(d.unwrap_or_else(Q::one));
            let log = question.dag.unary(Unary::Log, w);
            question.dag.mul(d, log)
        },
        true,
    );
    proposal.into_iter().collect()
}

/// As [`exponentials`], where that replaces every variable.
pub fn all_exponentials(question: &mut Question<'_>) -> Vec<Proposal> {
    let mut proposals = exponentials(question);
    proposals.retain(|p| {
        let is_new = |e: &Expr| !matches!(question.dag.node(*e), Node::Variable(_));
        p.terms.iter().all(is_new)
    });
    proposals
}

/// The common denominator of the multiples of `v` under exponentials, if there are any. Elsewhere
/// `v` may stand only by itself, where its logarithm does not come near a pole.
fn exponential_scale(question: &mut Question<'_>, f: Expr, v: Var) -> Option<i64> {
    let x = question.dag.variable(v);
    let mut denominator = BigInt::one();
    let mut found = false;
    for e in question.dag.reachable(&[f]) {
        match *question.dag.node(e) {
            Node::Unary(Unary::Exp, inner) if question.dag.variables(inner).contains(&v) => {
                let form = question.normaliser.normal(&mut question.dag, inner)?;
                let p = form.as_polynomial()?.clone();
                let atom = question.normaliser.atom_of(&question.dag, x);
                let parts = p.coefficients_in(atom);
                let [rest, slope] = &parts[..] else {
                    return None;
                };
                let slope = slope.as_constant()?;
                let others = rest.atoms();
                if (others.iter()).any(|a| question.dag.variables(a.term()).contains(&v)) {
                    return None;
                }
                denominator = denominator.lcm(slope.denom());
                found = true;
            }
            Node::Unary(op, inner)
                if !matches!(op, Unary::Exp | Unary::Log | Unary::Neg)
                    && inner_variable(question, inner, v) =>
            {
                return None;
            }
            _ => {}
        }
    }
    let d = denominator.to_i64()?;
    // A variable that stands outside exponentials as well becomes a logarithm there: worth it at
    // infinity only.
    let outside = stands_outside(question, f, v)?;
    let bounded = [Side::Lower, Side::Upper]
        .iter()
        .all(|&s| question.region.bound(v, s).point.is_some());
    (found && d <= MOST_PARTS && !(outside && bounded)).then_some(d)
}

fn inner_variable(question: &Question<'_>, e: Expr, v: Var) -> bool {
    // Under another function, but not inside an exponential there.
    let mut stack = vec![e];
    while let Some(e) = stack.pop() {
        match *question.dag.node(e) {
            Node::Variable(w) if w == v => return true,
            Node::Unary(Unary::Exp, _) => {}
            _ => stack.extend(question.dag.children(e)),
        }
    }
    false
}

fn stands_outside(question: &mut Question<'_>, f: Expr, v: Var) -> Option<bool> {
    let form = question.normaliser.normal(&mut question.dag, f)?;
    let e = question.normaliser.rebuild(&mut question.dag, &form);
    Some(inner_variable(question, e, v))
}

/// `w = v^(1/d)` for the variables without negative values that occur under roots by themselves.
pub fn roots(question: &mut Question<'_>) -> Vec<Proposal> {
    let mut replaced = Vec::new();
    let mut scales: Vec<(Var, i32)> = Vec::new();
    let f = question.f;
    for v in question.dag.variables(f) {
        let nonnegative = question
            .end(v, Side::Lower)
            .is_some_and(|q| !q.is_negative());
        if question.integers[v.index()] || !nonnegative {
            continue;
        }
        let mut d = 1i64;
        for e in question.dag.reachable(&[f]) {
            let (x, order) = match *question.dag.node(e) {
                Node::Unary(Unary::Sqrt, x) => (x, 2),
                Node::RationalPower(x, _, q) => (x, i64::from(q)),
                _ => continue,
            };
            // v times what is free of it
            let about = question.dag.variables(x).contains(&v);
            let form = question.normaliser.normal(&mut question.dag, x);
            if about && form.is_some_and(|n| n.numerator().len() == 1) {
                d = d.lcm(&order);
            }
        }
        if d == 1 || d > MOST_PARTS {
            continue;
        }
        let x = question.dag.variable(v);
        let Some(term) = question.dag.rational_power(x, &integer(d).recip()) else {
            continue;
        };
        replaced.push((v, term));
        scales.push((v, i32::try_from(d).unwrap_or(1)));
    }
    if replaced.is_empty() {
        return Vec::new();
    }
    let proposal = in_place_of(
        question,
        &replaced,
        |question, v, w| {
            let d = scales.iter().find(|s| s.0 == v).map_or(1, |s| s.1);
            question.dag.power(w, d)
        },
        false,
    );
    // sqrt(w^2) is w where w is not negative.
    let Some(mut proposal) = proposal else {
        return Vec::new();
    };
    let old: Vec<(Var, Expr)> = (0..).map(Var).zip(proposal.terms.clone()).collect();
    let mut rooted = |e: Expr| {
        let short = question.dag.rebuild(e, |dag, e| {
            let (x, p, q) = match *dag.node(e) {
                Node::Unary(Unary::Sqrt, x) => (x, 1, 2i32),
                Node::RationalPower(x, p, q) => (x, p, i32::try_from(q).ok()?),
                _ => return None,
            };
            let Node::Power(w, n) = *dag.node(x) else {
                return None;
            };
            (n % q == 0 && matches!(dag.node(w), Node::Variable(_)))
                .then(|| dag.power(w, n / q * p))
        });
        // The normal form does not know the fourth root squared for the square root.
        let [there, here] = [e, short].map(|e| question.dag.substitute(e, &old));
        let difference = question.dag.sub(there, here);
        let same = question.normaliser.is_zero(&mut question.dag, difference);
        if same { short } else { e }
    };
    proposal.goal = rooted(proposal.goal);
    for fact in &mut proposal.facts {
        fact.1 = rooted(fact.1);
    }
    vec![proposal]
}

/// The angle for its sine or cosine: `w = arcsin(v)`, `v = sin(w)`, `sqrt(1 - v^2) = cos(w)`, and
/// the like for `arccos`.
pub fn inverse_functions(question: &mut Question<'_>) -> Vec<Proposal> {
    let f = question.f;
    let one = question.dag.integer(1);
    let mut out = Vec::new();
    for e in question.dag.reachable(&[f]) {
        let Node::Unary(op @ (Unary::Arcsin | Unary::Arccos), x) = *question.dag.node(e) else {
            continue;
        };
        let Node::Variable(v) = *question.dag.node(x) else {
            continue;
        };
        let (direct, other) = if op == Unary::Arcsin {
            (Unary::Sin, Unary::Cos)
        } else {
            (Unary::Cos, Unary::Sin)
        };
        let square = question.dag.power(x, 2);
        let rest = question.dag.sub(one, square);
        let (mut terms, places) = question.kept(&[]);
        let Some(&(_, place)) = places.iter().find(|p| p.0 == v) else {
            continue;
        };
        let Node::Variable(w) = *question.dag.node(place) else {
            continue;
        };
        terms[w.index()] = e;
        let proposal = question.rewritten(terms, |question, old| {
            let mut normaliser = question.normaliser.clone();
            Some(question.dag.rebuild(old, |dag, old| match *dag.node(old) {
                Node::Unary(o, y) if o == op && y == x => Some(place),
                Node::Unary(Unary::Sqrt, y) => {
                    let difference = dag.sub(y, rest);
                    normaliser
                        .is_zero(dag, difference)
                        .then(|| dag.unary(other, place))
                }
                Node::Variable(u) if u == v => Some(dag.unary(direct, place)),
                Node::Variable(u) => places.iter().find(|p| p.0 == u).map(|p| p.1),
                _ => None,
            }))
        });
        out.extend(proposal);
        break;
    }
    out
}

/// `w = 1/v` for a variable that goes to infinity beside logarithms or roots, whose terms are split
/// before.
pub fn reciprocals(question: &mut Question<'_>) -> Vec<Proposal> {
    let f = question.f;
    let has_logarithms = question
        .dag
        .reachable(&[f])
        .into_iter()
        .any(|e| matches!(question.dag.node(e), Node::Unary(Unary::Log, _)));
    let mut replaced = Vec::new();
    let one = question.dag.integer(1);
    for v in question.dag.variables(f) {
        let far = question.region.bound(v, Side::Upper).point.is_none();
        let positive = question
            .end(v, Side::Lower)
            .is_some_and(|q| q.is_positive() || q.is_zero());
        if has_logarithms && far && positive && !question.integers[v.index()] {
            let x = question.dag.variable(v);
            replaced.push((v, question.dag.div(one, x)));
        }
    }
    if replaced.is_empty() {
        return Vec::new();
    }
    let proposal = in_place_of(
        question,
        &replaced,
        |question, _, w| question.dag.div(one, w),
        true,
    );
    proposal.into_iter().collect()
}

/// The numerator alone, where the denominator comes near zero on the region.
pub fn without_denominators(question: &mut Question<'_>) -> Vec<Proposal> {
    let f = question.f;
    let Some(form) = question.normaliser.normal(&mut question.dag, f) else {
        return Vec::new();
    };
    if form.denominator().is_empty() || form.is_zero() {
        return Vec::new();
    }
    let (terms, places) = question.kept(&[]);
    let mut multiplier = Vec::new();
    let mut numerator = question
        .normaliser
        .rebuild_polynomial(&mut question.dag, form.numerator());
    for (p, k) in form.denominator() {
        let e = question.normaliser.rebuild_polynomial(&mut question.dag, p);
        let e = if is_negative(question, e) {
            if k % 2 == 1 {
                numerator = question.dag.neg(numerator);
            }
            question.dag.neg(e)
        } else {
            e
        };
        multiplier.extend((0..*k).map(|_| e));
    }
    // Common positive factors of the numerator are as good as gone.
    let goal = question.dag.substitute(numerator, &places);
    let mut facts = Vec::new();
    for (i, r) in question.facts.iter().enumerate() {
        let (g, _) = r.difference(&mut question.dag);
        facts.push((i, question.dag.substitute(g, &places)));
    }
    vec![Proposal {
        multiplier,
        facts,
        ..Proposal::plain(terms, goal)
    }]
}

/// Whether a term is negative in the middle of the region, for doubles.
fn is_negative(question: &Question<'_>, e: Expr) -> bool {
    super::at_middle(question, e).is_some_and(|y| y < 0.0)
}
