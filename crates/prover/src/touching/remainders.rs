//! Terms linear in functions that lie between elementary ones: each occurrence of Binet's function
//! is replaced by a partial sum of Stirling's series below or above it, `floor(x)` by `x - 1` or
//! `x`, `erfc(x)` for large `x` by 0 or one of the bounds of Mills and Gordon, as the sign of its
//! coefficient asks.

use super::search::{Scope, Search};
use super::vanishing;
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Atom;
use lemmabox_kernel::expr::{Dag, Expr, Node, Unary};
use num_traits::One;

/// Numbers of terms tried, of sums above and below.
const TERMS: [(usize, usize); 3] = [(1, 2), (3, 4), (5, 6)];

/// Most functions in one term.
const MOST_FUNCTIONS: usize = 6;

/// A reason for the sign of `f` by partial sums.
pub fn sign(search: &mut Search, f: Expr, strict: bool, scope: &Scope) -> Option<Sign> {
    let form = search.normal(f)?;
    let functions = form.numerator().atoms().into_iter();
    let functions: Vec<Atom> = functions
        .filter(|a| match *search.dag.node(a.term()) {
            Node::Unary(Unary::Binet(_) | Unary::Floor, _) => true,
            Node::Unary(Unary::Erfc, x) => {
                let range = search.natural_in(x, scope);
                range.defined
                    && (range.value.lo() > 0.0 && range.value.hi() == f64::INFINITY
                        || range.value.hi() < 0.0 && range.value.lo() == f64::NEG_INFINITY)
            }
            Node::Rational(_)
            | Node::Pi
            | Node::Variable(_)
            | Node::Unary(..)
            | Node::Binary(..)
            | Node::Power(..)
            | Node::RationalPower(..) => false,
        })
        .collect();
    if functions.is_empty() || functions.len() > MOST_FUNCTIONS {
        return None;
    }
    TERMS
        .into_iter()
        .find_map(|terms| by_bounds(search, f, &functions, terms, strict, scope))
}

fn by_bounds(
    search: &mut Search,
    f: Expr,
    functions: &[Atom],
    terms: (usize, usize),
    strict: bool,
    scope: &Scope,
) -> Option<Sign> {
    let mut rest = f;
    let mut summands: Vec<(Q, Vec<Factor>)> = Vec::new();
    let mut some_positive = false;
    for a in functions {
        // rest = coefficient * a + others, all over the denominator
        let form = search.normal(rest)?;
        let coefficients = form.numerator().coefficients_in(*a);
        let [_, c] = &coefficients[..] else {
            return None;
        };
        let mut coefficient = search.normaliser.rebuild_polynomial(&mut search.dag, c);
        for (p, power) in form.denominator() {
            let p = search.normaliser.rebuild_polynomial(&mut search.dag, p);
            let p = search.dag.power(p, i32::try_from(*power).ok()?);
            coefficient = search.dag.div(coefficient, p);
        }
        let positive = search.sign(coefficient, true, &scope.inner());
        let (coefficient, reason, above) = match positive {
            Some(reason) => (coefficient, reason, false),
            None => {
                let minus = search.dag.neg(coefficient);
                (minus, search.sign(minus, true, &scope.inner())?, true)
            }
        };
        let bound = bound(search, a.term(), above, terms)?;
        let remainder = if above {
            search.dag.sub(bound, a.term())
        } else {
            search.dag.sub(a.term(), bound)
        };
        let (positive, why) = if matches!(search.dag.node(a.term()), Node::Unary(Unary::Erfc, _)) {
            (true, above_zero(search, remainder, scope)?)
        } else {
            (search.dag.remainder_is_strict(remainder)?, Sign::Remainder)
        };
        some_positive |= positive;
        let part = search.dag.mul(coefficient, remainder);
        rest = search.dag.sub(rest, part);
        summands.push((
            Q::one(),
            vec![
                Factor::Signed(coefficient, true, Box::new(reason)),
                Factor::Signed(remainder, positive, Box::new(why)),
            ],
        ));
    }
    let form = search.normal(rest)?;
    let strict = strict && !some_positive;
    if !form.is_zero() {
        let rest = search.normaliser.rebuild(&mut search.dag, &form);
        let reason = search.sign(rest, strict, &scope.inner())?;
        summands.push((
            Q::one(),
            vec![Factor::Signed(rest, strict, Box::new(reason))],
        ));
    } else if strict {
        return None;
    }
    Some(Sign::Product(Product {
        multiplier: Vec::new(),
        terms: summands,
        equalities: Vec::new(),
    }))
}

/// The error function's tail against a bound: both vanish at infinity, and the difference falls.
fn above_zero(search: &mut Search, remainder: Expr, scope: &Scope) -> Option<Sign> {
    if search.natural_in(remainder, scope).has_sign(true) {
        return Some(Sign::Natural);
    }
    vanishing::sign(search, remainder, true, &scope.inner())
}

/// `exp(-x^2)/(sqrt(pi) x)`, above `erfc(x)` for `x > 0` (Mills), or
/// `2 x exp(-x^2)/(sqrt(pi) (1 + 2 x^2))`, below it (Gordon 1941).
fn tail(dag: &mut Dag, x: Expr, above: bool) -> Expr {
    let (one, two, pi) = (dag.integer(1), dag.integer(2), dag.pi());
    let square = dag.power(x, 2);
    let minus = dag.neg(square);
    let bell = dag.unary(Unary::Exp, minus);
    let root = dag.unary(Unary::Sqrt, pi);
    let scaled = dag.div(bell, root);
    if above {
        return dag.div(scaled, x);
    }
    let twice = dag.mul(two, x);
    let double = dag.mul(two, square);
    let more = dag.add(one, double);
    let ratio = dag.div(twice, more);
    dag.mul(ratio, scaled)
}

/// An elementary term above or below a function; `terms` of the series above and below.
fn bound(search: &mut Search, function: Expr, above: bool, terms: (usize, usize)) -> Option<Expr> {
    match *search.dag.node(function) {
        Node::Unary(Unary::Binet(k), t) => {
            let count = if above { terms.0 } else { terms.1 };
            Some(search.dag.stirling_sum(k, t, count))
        }
        Node::Unary(Unary::Erfc, x) => {
            // erfc(x) = 2 - erfc(-x)
            let turned = search.natural(x).value.hi() <= 0.0;
            let dag = &mut search.dag;
            let far = if turned { dag.neg(x) } else { x };
            let part = if above != turned || terms != TERMS[0] {
                tail(dag, far, above != turned)
            } else {
                dag.integer(0)
            };
            let two = dag.integer(2);
            Some(if turned { dag.sub(two, part) } else { part })
        }
        Node::Unary(Unary::Floor, t) if above => Some(t),
        Node::Unary(Unary::Floor, t) => {
            let one = search.dag.integer(1);
            Some(search.dag.sub(t, one))
        }
        Node::Rational(_)
        | Node::Pi
        | Node::Variable(_)
        | Node::Unary(..)
        | Node::Binary(..)
        | Node::Power(..)
        | Node::RationalPower(..) => None,
    }
}
