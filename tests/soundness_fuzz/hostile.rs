//! Families built around what provers get wrong: kinks, edges of domains, far ends, huge exponents,
//! strictness.

use crate::families::{Case, End, Range};
use crate::oracle::{F, Random, T, call, num, op, pow, sum, two, var};
use rug::float::{Constant, Round};
use rug::ops::Pow;
use rug::{Float, Rational};
use std::cmp::Ordering;

fn end(at: impl Into<Rational>, open: bool) -> Option<End> {
    Some(End::new(at.into(), open))
}

fn range(lo: Option<End>, hi: Option<End>) -> Range {
    Range {
        lo,
        hi,
        integer: false,
    }
}

/// Whether `f >= min f - c` (`> ` when strict) is a theorem, for a minimum that is attained or
/// approached only.
fn least(c: &Rational, strict: bool, attained: bool) -> bool {
    match c.cmp0() {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => !(strict && attained),
    }
}

/// A continuous piecewise linear function on an interval, by its values at the breakpoints.
#[derive(Clone)]
struct Piecewise(Vec<(Rational, Rational)>);

impl Piecewise {
    fn value(&self, x: &Rational) -> Rational {
        let i = self.0.partition_point(|p| p.0 < *x).max(1);
        let ((a, u), (b, v)) = (&self.0[i - 1], &self.0[i]);
        u + Rational::from(v - u) * Rational::from(x - a) / Rational::from(b - a)
    }

    fn map(&self, f: impl Fn(&Rational) -> Rational) -> Self {
        Self(self.0.iter().map(|(x, y)| (x.clone(), f(y))).collect())
    }

    /// `f` of the two values, which must be linear between points where they are equal.
    fn with(&self, other: &Self, f: impl Fn(Rational, Rational) -> Rational) -> Self {
        let mut at: Vec<Rational> = self.0.iter().chain(&other.0).map(|p| p.0.clone()).collect();
        at.sort();
        at.dedup();
        let gap = |x: &Rational| self.value(x) - other.value(x);
        let crossings: Vec<Rational> = at
            .windows(2)
            .filter_map(|w| {
                let (u, v) = (gap(&w[0]), gap(&w[1]));
                (u.cmp0() == v.cmp0().reverse() && !u.is_zero())
                    .then(|| &w[0] + Rational::from(&w[1] - &w[0]) * &u / (u.clone() - v))
            })
            .collect();
        at.extend(crossings);
        at.sort();
        Self(
            at.into_iter()
                .map(|x| {
                    let y = f(self.value(&x), other.value(&x));
                    (x, y)
                })
                .collect(),
        )
    }
}

/// A nest of absolute values, minima and maxima of lines in variable `v` over `[lo, hi]`.
fn nest(v: usize, ends: &[Rational; 2], depth: usize, random: &mut Random) -> (T, Piecewise) {
    if depth == 0 {
        let (a, b) = (Rational::from(random.between(-3, 3)), random.small());
        let f = |x: &Rational| Rational::from(&a * x) + &b;
        let line = Piecewise(ends.iter().map(|x| (x.clone(), f(x))).collect());
        return (
            op('+', op('*', num(a.clone()), var(v)), num(b.clone())),
            line,
        );
    }
    let (s, p) = nest(v, ends, depth - 1, random);
    match random.below(6) {
        0 | 1 => {
            let opposite = p.map(|y| Rational::from(-y));
            (call("abs", s), p.with(&opposite, Rational::max))
        }
        2 => {
            let factor = random.small();
            (
                op('*', num(factor.clone()), s),
                p.map(|y| y * factor.clone()),
            )
        }
        n => {
            let (t, q) = nest(v, ends, depth - 1, random);
            match n {
                3 => (two("min", s, t), p.with(&q, Rational::min)),
                4 => (two("max", s, t), p.with(&q, Rational::max)),
                _ => (op('-', s, t), p.with(&q, |a, b| a - b)),
            }
        }
    }
}

/// Nested absolute values, minima and maxima against their least value, off by a hair.
pub fn nested(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let (mut ranges, mut terms, mut at) = (Vec::new(), Vec::new(), Vec::new());
    let mut bound = Rational::new();
    let mut attained = true;
    for v in 0..n {
        let lo = random.small();
        let hi = &lo + random.positive();
        let depth = random.pick(&[1, 2, 3, 4]);
        let (t, p) = nest(v, &[lo.clone(), hi.clone()], depth, random);
        let r = range(end(lo, random.one_in(3)), end(hi, random.one_in(3)));
        let low = p.0.iter().map(|q| q.1.clone()).min().unwrap_or_default();
        let is_low = |q: &(Rational, Rational)| q.1 == low;
        let inside = p.0.iter().find(|q| is_low(q) && r.contains(&q.0));
        let flat = p.0.windows(2).find(|w| w.iter().all(is_low));
        at.push(match (inside, flat) {
            (Some(q), _) => q.0.clone(),
            (None, Some(w)) => Rational::from(&w[0].0 + &w[1].0) / 2,
            (None, None) => {
                attained = false;
                p.0.iter()
                    .find(|q| is_low(q))
                    .map(|q| q.0.clone())
                    .unwrap_or_default()
            }
        });
        bound += low;
        terms.push(t);
        ranges.push(r);
    }
    let c = random.hair();
    let strict = random.one_in(2);
    let known = least(&c, strict, attained);
    let goal = F::Rel(sum(terms), if strict { ">" } else { ">=" }, num(bound - c));
    let mut case = Case::new("nested", ranges, goal, Some(known));
    case.points.push(at);
    case
}

/// A function on its whole natural domain with the least value 0, taken exactly at `zeros`.
struct Edged {
    f: T,
    lo: (i32, bool),
    hi: (i32, bool),
    zeros: Vec<i32>,
}

fn edged(random: &mut Random) -> Edged {
    let x = || var(0);
    let one = || num(1);
    let minus = |a: T, b: T| op('-', a, b);
    let rest = || minus(one(), pow(x(), 2));
    let half_pi = || op('/', T::Pi, num(2));
    let root = |t: T, p: i32, q: u32| T::Root(Box::new(t), p, q);
    let of = |f: T, lo: (i32, bool), hi: (i32, bool), zeros: &[i32]| Edged {
        f,
        lo,
        hi,
        zeros: zeros.to_vec(),
    };
    let (yes, no) = (true, false);
    match random.below(16) {
        0 => of(call("sqrt", rest()), (-1, yes), (1, yes), &[-1, 1]),
        1 => of(
            minus(one(), call("sqrt", rest())),
            (-1, yes),
            (1, yes),
            &[0],
        ),
        2 => of(call("arccos", x()), (-1, yes), (1, yes), &[1]),
        3 => of(
            minus(half_pi(), call("arcsin", x())),
            (-1, yes),
            (1, yes),
            &[1],
        ),
        4 => of(
            op('+', half_pi(), call("arcsin", x())),
            (-1, yes),
            (1, yes),
            &[-1],
        ),
        5 => of(call("sqrt", x()), (0, yes), (3, yes), &[0]),
        6 => of(op('*', x(), call("sqrt", x())), (0, yes), (3, yes), &[0]),
        7 => of(
            root(x(), random.pick(&[1, 2, 5]), 3),
            (0, yes),
            (3, yes),
            &[0],
        ),
        8 => of(pow(call("log", x()), 2), (0, no), (3, yes), &[1]),
        9 => of(
            root(rest(), random.pick(&[1, 3]), 2),
            (-1, yes),
            (1, yes),
            &[-1, 1],
        ),
        10 => of(call("arccos", minus(one(), x())), (0, yes), (2, yes), &[0]),
        11 => of(
            minus(
                op('+', call("sqrt", x()), call("sqrt", minus(one(), x()))),
                one(),
            ),
            (0, yes),
            (1, yes),
            &[0, 1],
        ),
        12 => of(call("arcsin", call("sqrt", x())), (0, yes), (1, yes), &[0]),
        13 => of(
            minus(op('/', one(), call("sqrt", x())), num((1, 2))),
            (0, no),
            (4, yes),
            &[4],
        ),
        14 => of(
            op('+', op('*', x(), call("log", x())), minus(one(), x())),
            (0, no),
            (3, yes),
            &[1],
        ),
        _ => of(
            minus(op('/', one(), rest()), one()),
            (-1, no),
            (1, no),
            &[0],
        ),
    }
}

/// Partial functions at the edge of their domains: the range ends there, a hair inside or a hair
/// outside, open or closed.
pub fn edges(random: &mut Random) -> Case {
    let e = edged(random);
    // Whether f is defined on the whole range.
    let mut defined = true;
    let mut ends = Vec::new();
    for (sign, (edge, belongs)) in [(-1, e.lo), (1, e.hi)] {
        // Whether the natural domain ends here at all, or only the interval where the minimum is
        // known.
        let natural = !matches!(edge, 2..=4);
        let open = random.one_in(2);
        let at = match random.below(4) {
            0 if natural => {
                defined = false;
                Rational::from(edge) + sign * random.tiny()
            }
            1 => Rational::from(edge) - sign * random.tiny(),
            _ => {
                defined &= belongs || open;
                Rational::from(edge)
            }
        };
        ends.push(End::new(at, open));
    }
    let (hi, lo) = (ends.pop(), ends.pop());
    let mut r = range(lo, hi);
    // Ranges may stick out by a hypothesis's leave.
    let mut hypotheses = Vec::new();
    if random.one_in(4)
        && let Some(lo) = &r.lo
    {
        let below = if lo.open { ">" } else { ">=" };
        hypotheses.push((F::Rel(var(0), below, num(lo.at.clone())), false));
        r.lo = end(Rational::from(&lo.at - 1), random.one_in(2));
    }
    let inside = |z: &Rational| {
        r.contains(z)
            && hypotheses
                .iter()
                .all(|(h, _)| h.value(std::slice::from_ref(z)) == crate::oracle::Truth::True)
    };
    let zeros: Vec<Rational> = e.zeros.iter().map(|z| Rational::from(*z)).collect();
    let attained = zeros.iter().any(inside);
    let c = random.hair();
    let strict = random.one_in(2);
    let known = if !defined {
        Some(false)
    } else if attained || c.cmp0() != Ordering::Less {
        Some(least(&c, strict, attained))
    } else {
        None
    };
    let goal = F::Rel(e.f, if strict { ">" } else { ">=" }, num(-c));
    let mut case = Case::new("edges", vec![r], goal, known);
    case.hypotheses = hypotheses;
    for z in [e.lo.0, e.hi.0] {
        case.points.push(vec![Rational::from(z)]);
    }
    case.points.extend(zeros.into_iter().map(|z| vec![z]));
    case
}

/// A strictly increasing function of a term, on the line or (second) where the term is positive.
fn increasing(t: T, random: &mut Random) -> (T, bool) {
    let minus = |a: T, b: T| op('-', a, b);
    match random.below(13) {
        0 => (t, false),
        1 => (pow(t, 3), false),
        2 => (call("exp", t), false),
        3 => (call("arctan", t), false),
        4 => (op('+', t.clone(), call("sin", t)), false),
        5 => (op('+', pow(t.clone(), 5), t), false),
        6 => (
            minus(call("exp", t.clone()), op('/', num(1), call("exp", t))),
            false,
        ),
        7 => (call("log", t), true),
        8 => (call("sqrt", t), true),
        9 => (op('/', num(-1), t), true),
        10 => (pow(t, 4), true),
        11 => (T::Root(Box::new(t), 2, 3), true),
        _ => (op('*', num(-1), pow(t, -3)), true),
    }
}

/// An increasing function against its value at an end, which belongs to the range or not.
pub fn ends(random: &mut Random) -> Case {
    let mirrored = random.one_in(2);
    let t = if mirrored {
        op('*', num(-1), var(0))
    } else {
        var(0)
    };
    let (f, positive) = increasing(t, random);
    let mut a = if positive {
        random.positive()
    } else {
        random.small()
    };
    let mut b = &a + random.positive();
    if mirrored {
        (a, b) = (-b, -a);
    }
    let (open_a, open_b) = (random.one_in(2), random.one_in(2));
    let (at, open) = if mirrored { (&b, open_b) } else { (&a, open_a) };
    let c = random.hair();
    let comparison = random.pick(&[">=", ">", "!="]);
    let known = match (comparison, c.cmp0()) {
        (_, Ordering::Greater) => Some(true),
        ("!=", Ordering::Less) => None,
        (_, Ordering::Less) => Some(false),
        (">=", _) => Some(true),
        _ => Some(open),
    };
    // f > f(end) - c
    let value = f.with(&[num(at.clone())]);
    let bound = if c.is_zero() {
        value
    } else {
        op('-', value, num(c))
    };
    let point = at.clone();
    let r = range(end(a, open_a), end(b, open_b));
    let goal = if random.one_in(3) {
        F::Rel(
            op('-', bound, f),
            if comparison == ">=" {
                "<="
            } else if comparison == ">" {
                "<"
            } else {
                "!="
            },
            num(0),
        )
    } else {
        F::Rel(f, comparison, bound)
    };
    let mut case = Case::new("ends", vec![r], goal, known);
    case.points.push(vec![point]);
    case
}

/// A positive function that falls to 0 as its variable grows.
fn vanishing(v: usize, random: &mut Random) -> T {
    let x = || var(v);
    let minus = |a: T, b: T| op('-', a, b);
    let square = || op('+', num(1), pow(x(), 2));
    match random.below(13) {
        0 => op('/', num(1), x()),
        1 => call("exp", op('*', num(-1), x())),
        2 => minus(op('/', T::Pi, num(2)), call("arctan", x())),
        3 => minus(call("sqrt", square()), x()),
        4 => op('/', num(1), square()),
        5 => call("log", op('+', num(1), op('/', num(1), x()))),
        6 => op('/', x(), square()),
        7 => op('/', num(1), call("sqrt", x())),
        8 => minus(num(1), op('/', x(), call("sqrt", square()))),
        9 => op('/', num(1), call("log", op('+', num(1), x()))),
        10 => op('*', x(), call("exp", op('*', num(-1), x()))),
        11 => minus(op('/', num(1), x()), call("sin", op('/', num(1), x()))),
        _ => pow(x(), -4),
    }
}

/// Functions against their limits at infinity, which they do not reach.
pub fn infinity(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let mut terms = Vec::new();
    let mut ranges = Vec::new();
    for v in 0..n {
        let a = random.positive();
        let f = vanishing(v, random);
        if random.one_in(3) {
            let mut opposite: Vec<T> = (0..n).map(var).collect();
            opposite[v] = op('*', num(-1), var(v));
            terms.push(f.with(&opposite));
            ranges.push(range(None, end(-a, random.one_in(2))));
        } else {
            terms.push(f);
            ranges.push(range(end(a, random.one_in(2)), None));
        }
    }
    let f = if random.one_in(3) {
        terms
            .into_iter()
            .reduce(|a, b| op('*', a, b))
            .unwrap_or(num(1))
    } else {
        sum(terms)
    };
    let c = random.hair();
    let known = c.cmp0() != Ordering::Less;
    let goal = F::Rel(f, random.pick(&[">", ">=", "!="]), num(-c.clone()));
    let known = if matches!(goal, F::Rel(_, "!=", _)) && !known {
        None
    } else {
        Some(known)
    };
    let mut case = Case::new("infinity", ranges, goal, known);
    let far = [3i32, 12, 40].map(|e| Rational::from(10).pow(e));
    for x in far {
        let point = case.ranges.iter().map(|r| {
            if r.lo.is_some() {
                x.clone()
            } else {
                Rational::from(-&x)
            }
        });
        case.points.push(point.collect());
    }
    case
}

/// Huge and tiny exponents and coefficients.
pub fn exponents(random: &mut Random) -> Case {
    let n = random.pick(&[17, 64, 101, 255, 1000]);
    let x = || var(0);
    let c = random.hair();
    let huge = Rational::from(10).pow(random.pick(&[-400i32, -320, -30, 30, 300, 400]));
    let unit = |random: &mut Random| range(end(0, random.one_in(2)), end(1, false));
    let strict = random.one_in(3);
    // gap >= 0 with a least value of 0 at `zero`.
    let (gap, r, zero) = match random.below(9) {
        0 => (op('-', num(1), pow(x(), n)), unit(random), 1),
        1 => {
            let r = range(end(-1, false), end(random.positive(), false));
            (
                op(
                    '-',
                    pow(op('+', num(1), x()), n),
                    op('+', num(1), op('*', num(n), x())),
                ),
                r,
                0,
            )
        }
        2 => (pow(x(), n - n % 2), range(end(-2, false), end(2, false)), 0),
        3 => (
            op('-', pow(x(), -n), num(1)),
            range(end(0, true), end(1, false)),
            1,
        ),
        4 => {
            let e = call("exp", op('*', num(n), x()));
            (
                op('-', e, op('+', num(1), op('*', num(n), x()))),
                range(end(-3, false), end(3, false)),
                0,
            )
        }
        5 => {
            let q = u32::try_from(n).unwrap_or(2);
            (
                op('-', num(1), T::Root(Box::new(x()), 1, q)),
                unit(random),
                1,
            )
        }
        6 => {
            let square = pow(op('-', x(), num(1)), 2);
            (
                op('*', num(huge), square),
                range(end(-4, false), end(4, false)),
                1,
            )
        }
        7 => {
            // Expanded: huge x^2 - 2 huge x + huge.
            let two_huge = Rational::from(2 * &huge);
            let t = op(
                '-',
                op('*', num(huge.clone()), pow(x(), 2)),
                op('*', num(two_huge), x()),
            );
            (op('+', t, num(huge)), range(None, None), 1)
        }
        _ => {
            let e = call("exp", call("exp", op('*', x(), x())));
            (
                op('-', e, call("exp", num(1))),
                range(end(-2, false), end(2, false)),
                0,
            )
        }
    };
    let known = least(&c, strict, true);
    let goal = F::Rel(
        op('+', gap, num(c)),
        if strict { ">" } else { ">=" },
        num(0),
    );
    let mut case = Case::new("exponents", vec![r], goal, Some(known));
    case.points.push(vec![Rational::from(zero)]);
    case
}

/// Disjunctions of half-lines (seen through a monotone function) that overlap, meet or leave a gap
/// of a hair.
pub fn disjunctions(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let ranges: Vec<Range> = (0..n)
        .map(|_| range(end(-3, random.one_in(2)), end(3, random.one_in(2))))
        .collect();
    let s = || sum((0..n).map(var));
    let a = random.small() / 2;
    let c = random.hair();
    // s below a, or above a - c.
    let b = Rational::from(&a - &c);
    let (less, more) = (random.pick(&["<", "<="]), random.pick(&[">", ">="]));
    let see = |t: T, to: &Rational, comparison: &'static str, random: &mut Random| {
        let (f, _) = increasing(var(0), random);
        // Moved to where every one of them is defined: s + 8 > 0.
        let at = num(Rational::from(to + 8));
        F::Rel(f.with(&[op('+', t, num(8))]), comparison, f.with(&[at]))
    };
    let below = see(s(), &a, less, random);
    let above = see(s(), &b, more, random);
    let covers = match c.cmp0() {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => less == "<=" || more == ">=",
    };
    let middle: Vec<Rational> = (0..n)
        .map(|_| Rational::from(&a + &b) / (2 * u32::try_from(n).unwrap_or(1)))
        .collect();
    let mut case = if random.one_in(3) {
        // Under the disjunction the product of the distances is not negative, as long as the gap is
        // one.
        let product = op(
            '*',
            op('-', s(), num(a.clone())),
            op('-', s(), num(b.clone())),
        );
        let slack = random.hair();
        let known = match (c.cmp0(), slack.cmp0()) {
            (Ordering::Less | Ordering::Equal, Ordering::Less) => None,
            (Ordering::Less | Ordering::Equal, _) => Some(true),
            _ => None,
        };
        let goal = F::Rel(product, ">=", num(-slack));
        let mut case = Case::new("disjunctions", ranges, goal, known);
        case.hypotheses.push((F::Or(vec![below, above]), false));
        case
    } else {
        let mut parts = vec![below, above];
        let mut known = covers;
        if random.one_in(3) {
            // A part that is true nowhere, or at the point left out only.
            parts.insert(random.below(3), F::Rel(s(), "=", num(b.clone())));
            known |= c.is_zero();
        }
        let goal = if random.one_in(4) {
            F::Not(Box::new(F::And(
                parts.into_iter().map(|f| F::Not(Box::new(f))).collect(),
            )))
        } else {
            F::Or(parts)
        };
        Case::new("disjunctions", ranges, goal, Some(known))
    };
    case.points.push(middle);
    case
}

/// Roots, logarithms and quotients of arguments that touch the edge of the domain, off by a hair.
pub fn touching(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let half = || Rational::from((1, 2));
    let z: Vec<Rational> = (0..n).map(|_| random.small()).collect();
    let mut inside = true;
    let ranges: Vec<Range> = z
        .iter()
        .map(|z| {
            let (lo, hi) = match random.below(4) {
                0 => (end(z.clone(), true), end(z + half(), false)),
                1 => (end(z.clone(), false), end(z + half(), false)),
                _ => (
                    end(z - half(), false),
                    end(z + Rational::from((1, 3)), random.one_in(2)),
                ),
            };
            let r = range(lo, hi);
            inside &= r.contains(z);
            r
        })
        .collect();
    let weight = random.pick(&[1, 4]);
    let square = |i: usize, random: &mut Random| {
        let z = &z[i];
        let square = if random.one_in(2) {
            pow(op('-', var(i), num(z.clone())), 2)
        } else {
            let linear = op('*', num(Rational::from(-2 * z)), var(i));
            op(
                '+',
                op('+', pow(var(i), 2), linear),
                num(Rational::from(z * z)),
            )
        };
        op('*', num(weight), square)
    };
    let mut q = sum((0..n).map(|i| square(i, random)).collect::<Vec<_>>());
    let e = random.hair();
    if !e.is_zero() {
        q = op('+', q, num(e.clone()));
    }
    let (positive, zero) = (e.cmp0() == Ordering::Greater, e.is_zero());
    let apart = positive || zero && !inside;
    let at_least = positive || zero;
    let ge0 = |f: T| F::Rel(f, ">=", num(0));
    let gt0 = |f: T| F::Rel(f, ">", num(0));
    let (goal, known) = match random.below(9) {
        0 => (ge0(call("sqrt", q)), at_least),
        1 => (gt0(call("sqrt", q)), apart),
        2 => (ge0(call("log", op('+', num(1), q))), at_least),
        3 => (gt0(op('/', num(1), q)), apart),
        4 => (F::Rel(call("log", q.clone()), "=", call("log", q)), apart),
        5 => (
            ge0(call("arccos", op('-', num(1), op('/', q, num(8))))),
            at_least,
        ),
        6 => (ge0(T::Root(Box::new(q), 1, 3)), at_least),
        7 => (gt0(T::Root(Box::new(q), -1, 3)), apart),
        _ => (F::Rel(pow(q, -1), "!=", num(0)), apart),
    };
    // Beside a zero left out, a negative hair still leaves points where the argument is negative.
    let mut case = Case::new("touching", ranges, goal, Some(known));
    case.points.push(z);
    case
}

/// Integers without end, and ranges that hold none.
pub fn unbounded_integers(random: &mut Random) -> Case {
    let x = || var(0);
    let c = random.hair();
    let bounded = |f: T| F::Rel(op('+', f, num(c.clone())), ">=", num(0));
    // c > 0 helps, c < 0 spoils what touches.
    let by_hair = c.cmp0() != Ordering::Less;
    let line = match random.below(4) {
        0 => range(None, None),
        1 => range(end(random.between(-5, 0), random.one_in(2)), None),
        2 => range(None, end(random.between(2, 6), random.one_in(2))),
        _ => range(end(-7, false), end(9, true)),
    };
    let (goal, r, known) = match random.below(7) {
        0 => (bounded(op('*', x(), op('-', x(), num(1)))), line, by_hair),
        1 => {
            let odd = op('-', op('*', num(2), x()), num(1));
            (bounded(op('-', pow(odd, 2), num(1))), line, by_hair)
        }
        2 => (
            F::Rel(op('*', num(3), x()), "!=", num(random.pick(&[1, 2, 4]))),
            line,
            true,
        ),
        3 => (
            F::Rel(pow(x(), 2), "!=", num(random.pick(&[2, 3, 5]))),
            line,
            true,
        ),
        4 => {
            let g = op('*', op('-', x(), num((1, 3))), op('-', x(), num((2, 3))));
            (F::Rel(g, ">", num(0)), line, true)
        }
        5 => {
            // No integer at all: whatever is said holds.
            let r = range(end((1, 4), random.one_in(2)), end((3, 4), random.one_in(2)));
            (F::Rel(x(), ">", num(5)), r, true)
        }
        _ => (
            F::Rel(pow(x(), 2), ">", x()),
            range(end(1, true), None),
            true,
        ),
    };
    let mut case = Case::new(
        "all integers",
        vec![Range { integer: true, ..r }],
        goal,
        Some(known),
    );
    case.points = (-12..=12).map(|i| vec![Rational::from(i)]).collect();
    case
}

/// Goals that need both sides squared, or put through an exponential, a logarithm or a sine,
/// shifted by a hair.
pub fn images(random: &mut Random) -> Case {
    let c = random.hair();
    let shift = || num(c.clone());
    let minus = |a: T, b: T| op('-', a, b);
    let plus = |a: T, b: T| op('+', a, b);
    let times = |a: T, b: T| op('*', a, b);
    let (x, y) = (|| var(0), || var(1));
    let line = || range(None, None);
    let positive = || range(end(0, true), None);
    let unit = || range(end(0, false), end(1, false));
    let length = |a: T, b: T| call("sqrt", plus(pow(a, 2), pow(b, 2)));
    let strict = random.one_in(2);
    // The least difference is 0; whether it is attained; a point where, or near which.
    let (f, ranges, attained, point): (T, Vec<Range>, bool, Vec<Rational>) = match random.below(9) {
        0 => {
            let f = minus(length(x(), y()), x());
            (
                f,
                vec![line(), line()],
                true,
                vec![Rational::from(1), Rational::new()],
            )
        }
        1 => {
            let sides = plus(call("abs", x()), call("abs", y()));
            let f = minus(sides, length(x(), y()));
            (
                f,
                vec![line(), line()],
                true,
                vec![Rational::new(), Rational::new()],
            )
        }
        2 => {
            let f = minus(call("log", plus(num(1), call("exp", x()))), x());
            (f, vec![line()], false, vec![Rational::from(400)])
        }
        3 => {
            let f = minus(
                call("arccos", minus(num(1), x())),
                call("sqrt", times(num(2), x())),
            );
            (f, vec![unit()], true, vec![Rational::new()])
        }
        4 => {
            let roots = plus(call("sqrt", x()), call("sqrt", y()));
            let f = minus(roots, call("sqrt", plus(x(), y())));
            let ray = || range(end(0, false), None);
            (
                f,
                vec![ray(), ray()],
                true,
                vec![Rational::from(1), Rational::new()],
            )
        }
        5 => {
            let mean = |a: T, b: T| op('/', plus(a, b), num(2));
            let f = minus(
                mean(call("exp", x()), call("exp", y())),
                call("exp", mean(x(), y())),
            );
            (
                f,
                vec![line(), line()],
                true,
                vec![Rational::from(2), Rational::from(2)],
            )
        }
        6 => {
            let ratio = times(x(), call("log", op('/', x(), y())));
            let f = plus(minus(ratio, x()), y());
            (
                f,
                vec![positive(), positive()],
                true,
                vec![Rational::from(1), Rational::from(1)],
            )
        }
        7 => {
            let f = minus(
                plus(
                    times(call("sin", x()), call("cos", y())),
                    times(call("cos", x()), call("sin", y())),
                ),
                call("sin", plus(x(), y())),
            );
            (
                f,
                vec![line(), line()],
                true,
                vec![Rational::new(), Rational::from(1)],
            )
        }
        _ => {
            let sum = plus(call("arctan", x()), call("arctan", op('/', num(1), x())));
            let f = minus(sum, op('/', T::Pi, num(2)));
            (f, vec![positive()], true, vec![Rational::from(1)])
        }
    };
    let same = matches!(f, T::Op('-', ref a, _) if matches!(**a, T::Op('+', ref p, ref q)
        if matches!(**p, T::Op('*', ..)) && matches!(**q, T::Op('*', ..))
            || matches!(**p, T::Call("arctan", _)) && matches!(**q, T::Call("arctan", _))));
    let (goal, known) = if same && random.one_in(2) {
        (F::Rel(f, "=", shift()), c.is_zero())
    } else {
        let negated = Rational::from(-&c);
        let goal = F::Rel(f, if strict { ">" } else { ">=" }, shift());
        (goal, least(&negated, strict, attained))
    };
    let mut case = Case::new("images", ranges, goal, Some(known));
    case.points.push(point);
    case
}

/// Functions with a pole or a zero at a multiple of pi/2 that ends the domain, against their least
/// value 0.
pub fn poles(random: &mut Random) -> Case {
    let c = random.hair();
    let minus = |a: T, b: T| op('-', a, b);
    let x = || var(0);
    let (sin, cos, tan) = (call("sin", x()), call("cos", x()), call("tan", x()));
    // Fractions below pi/2 and pi by less than 2^-298: no witness that a prover may name lies
    // between.
    let (pi, _) = Float::with_val_round(300, Constant::Pi, Round::Down);
    let half = pi.to_rational().expect("pi is finite");
    let quarter = Rational::from(&half / 2);
    // Whether the domain ends at pi; whether the least value, 0, is at that end; whether 0 may
    // belong to the domain.
    let (f, at_pi, far, zero) = match random.below(9) {
        0 => (minus(tan, x()), false, false, true),
        1 => {
            let twice = op('*', num(2), sin);
            (
                minus(op('+', twice, tan), op('*', num(3), x())),
                false,
                false,
                true,
            )
        }
        2 => (cos, false, true, true),
        3 => (sin, true, true, false),
        4 => (minus(op('/', num(1), cos), num(1)), false, false, true),
        5 => (minus(op('/', tan, x()), num(1)), false, false, false),
        6 => {
            let square = op('/', pow(x(), 2), num(2));
            (
                minus(op('*', num(-1), call("log", cos)), square),
                false,
                false,
                true,
            )
        }
        7 => (minus(op('/', x(), sin), num(1)), true, false, false),
        _ => (
            minus(op('/', num(1), x()), op('/', cos, sin)),
            true,
            false,
            false,
        ),
    };
    let pole = !far || !matches!(f, T::Call(..));
    let from_zero = random.one_in(2) && zero;
    let open = pole || random.one_in(2);
    let hi = End {
        at: if at_pi { half } else { quarter },
        open,
        written: Some(if at_pi { "pi" } else { "pi/2" }),
    };
    let lo = End::new(Rational::new(), !from_zero);
    let attained = if far { !open } else { from_zero };
    let strict = random.one_in(2);
    let known = least(&Rational::from(-&c), strict, attained);
    let goal = F::Rel(f, if strict { ">" } else { ">=" }, num(c));
    let ranges = vec![Range {
        lo: Some(lo),
        hi: Some(hi),
        integer: false,
    }];
    let mut case = Case::new("poles", ranges, goal, Some(known));
    case.points.push(vec![Rational::from((1, 1000))]);
    case
}

/// Terms that a hypothesis alone makes defined, or does not by a hair: `f(c g + d)` where `g >= 0`
/// is assumed, `f` is defined to the right of 0 and the goal true wherever it is defined.
pub fn granted(random: &mut Random) -> Case {
    let (x, y) = (|| var(0), || var(1));
    let square = |t: T| pow(t, 2);
    let g = match random.below(5) {
        0 => op('-', x(), y()),
        1 => op('-', op('-', num(1), square(x())), square(y())),
        2 => op('-', op('+', x(), y()), num((1, 2))),
        3 => op('+', op('*', x(), y()), num((1, 3))),
        _ => op('-', y(), square(x())),
    };
    let ranges = (0..2)
        .map(|_| match random.below(4) {
            0 => Range::default(),
            1 => range(end(-2, true), end(3, false)),
            _ => range(end(-2, false), end(2, false)),
        })
        .collect();
    let strict = random.one_in(2);
    let c = random.pick(&[Rational::from(1), Rational::from(2), Rational::from((1, 3))]);
    let d = random.hair();
    let scaled = match random.below(3) {
        0 => op('*', num(c), g.clone()),
        1 => op('*', g.clone(), num(c)),
        _ => op('-', num(0), op('*', num(-c), g.clone())),
    };
    let t = || match d.cmp0() {
        Ordering::Equal => scaled.clone(),
        _ => op('+', scaled.clone(), num(d.clone())),
    };
    let root = || call("sqrt", t());
    // Whether 0 may be an argument.
    let (goal, zero) = match random.below(8) {
        0 => (F::Rel(root(), ">=", num(0)), true),
        1 => (F::Rel(root(), "<=", op('+', t(), num((1, 4)))), true),
        2 => (
            F::Rel(op('*', root(), call("cos", x())), "<=", root()),
            true,
        ),
        3 => (F::Rel(call("log", t()), "<=", op('-', t(), num(1))), false),
        4 => (F::Rel(op('/', num(1), t()), ">", num(0)), false),
        5 => (F::Rel(op('/', t(), t()), ">=", num(1)), false),
        6 => (F::Rel(square(call("log", t())), ">=", num(0)), false),
        _ => (F::Rel(pow(root(), 2), "<=", t()), true),
    };
    let defined = match d.cmp0() {
        Ordering::Greater => true,
        Ordering::Equal => zero || strict,
        Ordering::Less => false,
    };
    let relation = F::Rel(g, if strict { ">" } else { ">=" }, num(0));
    // What does not grant it.
    let (hypothesis, unused, granted) = match random.below(8) {
        0 => (relation, true, false),
        1 => {
            let always = F::Rel(square(y()), ">=", num(-1));
            (F::Or(vec![relation, always]), false, false)
        }
        2 => {
            let (a, s) = (call("sqrt", x()), if strict { ">" } else { ">=" });
            let F::Rel(g, _, _) = relation else {
                unreachable!("a relation was made above")
            };
            (F::Rel(op('+', a.clone(), g), s, a), false, false)
        }
        _ => (relation, false, true),
    };
    let mut case = Case::new("granted", ranges, goal, Some(defined && granted));
    case.hypotheses.push((hypothesis, unused));
    for (a, b) in [
        ((3, 5), (4, 5)),
        ((1, 2), (1, 4)),
        ((1, 1), (1, 1)),
        ((1, 4), (1, 4)),
        ((1, 1), (-1, 3)),
        ((-1, 1), (-1, 2)),
    ] {
        case.points.push(vec![Rational::from(a), Rational::from(b)]);
    }
    case
}

/// Goals that are about one inner term, an exponential, an angle or one period, between the faces
/// of a concave term, or put together of minima and maxima: the least difference is 0 and is
/// shifted by a hair.
pub fn changes(random: &mut Random) -> Case {
    let c = random.hair();
    let minus = |a: T, b: T| op('-', a, b);
    let plus = |a: T, b: T| op('+', a, b);
    let times = |a: T, b: T| op('*', a, b);
    let (x, y) = (|| var(0), || var(1));
    let line = || range(None, None);
    let positive = || range(end(0, true), None);
    let unit = || range(end(0, false), end(1, false));
    let (one, zero) = (|| Rational::from(1), Rational::new);
    let strict = random.one_in(2);
    // The least difference is 0; whether it is attained; a point where, or near which.
    let (f, ranges, attained, point): (T, Vec<Range>, bool, Vec<Rational>) = match random.below(8) {
        0 => {
            let inner = times(x(), y());
            let f = minus(minus(inner.clone(), num(1)), call("log", inner));
            (f, vec![positive(), positive()], true, vec![one(), one()])
        }
        1 => {
            let decay = || call("exp", op('-', num(0), x()));
            let f = minus(decay(), call("log", plus(num(1), decay())));
            let ray = range(end(0, false), None);
            (f, vec![ray], false, vec![Rational::from(600)])
        }
        2 => {
            // 2 cos(x)^2, zero at pi/2, near which the point is.
            let f = plus(num(1), call("cos", times(num(2), x())));
            (f, vec![line()], true, vec![Rational::from((355, 226))])
        }
        3 => {
            let line_in_a = plus(minus(num(1), x()), times(x(), call("exp", y())));
            let f = minus(line_in_a, call("exp", times(x(), y())));
            (f, vec![unit(), line()], true, vec![one(), one()])
        }
        4 => {
            let term = |u: T, v: T| times(u.clone(), call("log", op('/', u, v)));
            let whole = |u: T, v: T| plus(u, v);
            let (z, w) = (|| var(2), || var(3));
            let f = minus(
                plus(term(x(), z()), term(y(), w())),
                term(whole(x(), y()), whole(z(), w())),
            );
            let ranges = vec![positive(), positive(), positive(), positive()];
            (f, ranges, true, vec![one(), one(), one(), one()])
        }
        5 => {
            let largest = |a: T, b: T| two("max", a, b);
            let (z, w) = (|| var(2), || var(3));
            let gaps = largest(call("abs", minus(x(), z())), call("abs", minus(y(), w())));
            let moved = minus(largest(x(), y()), largest(z(), w()));
            let f = minus(gaps, call("abs", moved));
            let ranges = vec![line(), line(), line(), line()];
            (f, ranges, true, vec![one(), zero(), zero(), zero()])
        }
        6 => {
            let step = minus(call("log", plus(x(), num(1))), call("log", x()));
            let f = minus(step, op('/', num(1), plus(x(), num(1))));
            let ray = range(end(1, false), None);
            (f, vec![ray], false, vec![Rational::from(1_000_000_000)])
        }
        _ => {
            let f = minus(call("arcsin", x()), x());
            (f, vec![unit()], true, vec![zero()])
        }
    };
    let goal = plus(f, num(c.clone()));
    let goal = if strict {
        F::Rel(goal, ">", num(0))
    } else {
        F::Rel(goal, ">=", num(0))
    };
    let known = Some(least(&c, strict, attained));
    let mut case = Case::new("changes", ranges, goal, known);
    case.points = vec![point];
    case
}
