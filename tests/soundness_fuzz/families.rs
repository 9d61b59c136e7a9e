//! The families of random claims.

use crate::hostile;
use crate::implications;
use crate::oracle::{F, NAMES, Random, T, Truth, call, num, op, pow, sum, two, var};
use crate::structure;
use rug::Rational;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The end of a domain and whether it belongs to it.
#[derive(Clone, Debug)]
pub struct End {
    pub at: Rational,
    pub open: bool,
    /// How the end is written where it is no rational; `at` is then a number a little inside the
    /// domain.
    pub written: Option<&'static str>,
}

impl End {
    pub fn new(at: Rational, open: bool) -> Self {
        Self {
            at,
            open,
            written: None,
        }
    }

    fn text(&self) -> String {
        (self.written).map_or_else(|| self.at.to_string(), str::to_owned)
    }
}

/// A variable.
#[derive(Clone, Debug, Default)]
pub struct Range {
    pub lo: Option<End>,
    pub hi: Option<End>,
    pub integer: bool,
}

impl Range {
    pub fn contains(&self, x: &Rational) -> bool {
        self.lo
            .as_ref()
            .is_none_or(|e| e.at < *x || !e.open && e.at == *x)
            && self
                .hi
                .as_ref()
                .is_none_or(|e| *x < e.at || !e.open && e.at == *x)
            && (!self.integer || x.is_integer())
    }

    /// Whether the point lies in the closure.
    fn touches(&self, x: &Rational) -> bool {
        self.lo.as_ref().is_none_or(|e| e.at <= *x) && self.hi.as_ref().is_none_or(|e| *x <= e.at)
    }

    fn domain(&self) -> String {
        let lo = self.lo.as_ref().map_or("(-inf".into(), |e| {
            format!("{}{}", if e.open { '(' } else { '[' }, e.text())
        });
        let hi = self.hi.as_ref().map_or("inf)".into(), |e| {
            format!("{}{}", e.text(), if e.open { ')' } else { ']' })
        });
        format!("{lo}, {hi}{}", if self.integer { " integer" } else { "" })
    }

    fn sample(&self, random: &mut Random) -> Rational {
        let (lo, hi) = match (&self.lo, &self.hi) {
            (Some(a), Some(b)) => (a.at.clone(), b.at.clone()),
            (Some(a), None) => (a.at.clone(), (&a.at + wide(random))),
            (None, Some(b)) => ((&b.at - wide(random)), b.at.clone()),
            (None, None) => {
                let w = wide(random);
                (-w.clone(), w)
            }
        };
        let width = Rational::from(&hi - &lo);
        if self.integer {
            let n = (width.to_f64().min(1e6) as usize).max(1);
            return Rational::from(lo.ceil_ref()) + Rational::from(random.below(n + 1));
        }
        match random.below(8) {
            0 => lo,
            1 => hi,
            2 => lo + (width * random.tiny()),
            3 => hi - (width * random.tiny()),
            _ => lo + width * Rational::from((random.below(1025), 1024)),
        }
    }
}

fn wide(random: &mut Random) -> Rational {
    random.pick(&[
        Rational::from(1),
        Rational::from(10),
        Rational::from(1000),
        Rational::from((1, 1000)),
    ])
}

/// A random claim and what is known of it.
#[derive(Clone, Debug)]
pub struct Case {
    pub family: &'static str,
    pub ranges: Vec<Range>,
    /// Hypotheses, with whether they are marked `unused`.
    pub hypotheses: Vec<(F, bool)>,
    pub goal: F,
    /// Whether the claim is a theorem, where the construction tells.
    pub known: Option<bool>,
    /// Points worth a look: where it touches, where a term is undefined.
    pub points: Vec<Vec<Rational>>,
    /// A lemma in `x`, with the term given for it.
    pub lemma: Option<(Box<Case>, T)>,
}

impl Case {
    pub fn new(family: &'static str, ranges: Vec<Range>, goal: F, known: Option<bool>) -> Self {
        Self {
            family,
            ranges,
            hypotheses: Vec::new(),
            goal,
            known,
            points: Vec::new(),
            lemma: None,
        }
    }

    fn claim(&self, name: &str) -> String {
        let variables: Vec<String> = self
            .ranges
            .iter()
            .zip(NAMES)
            .map(|(r, name)| format!("{name} in {}", r.domain()))
            .collect();
        let mut text = format!("claim {name} {{\n  for {}\n", variables.join(", "));
        for (i, (h, unused)) in self.hypotheses.iter().enumerate() {
            let mark = if *unused { " unused" } else { "" };
            let _ = writeln!(text, "  assume h{i}{mark}: {h}");
        }
        if let Some((_, argument)) = &self.lemma {
            let _ = writeln!(text, "  use L(x = {argument})");
        }
        let _ = writeln!(text, "  show {}\n}}", self.goal);
        text
    }

    /// As a file of the claim language; the claim comes last.
    pub fn text(&self) -> String {
        let lemma = self
            .lemma
            .as_ref()
            .map_or(String::new(), |(l, _)| l.claim("L"));
        lemma + &self.claim("C")
    }

    pub fn contains(&self, point: &[Rational]) -> bool {
        self.ranges.iter().zip(point).all(|(r, x)| r.contains(x))
    }

    /// Whether every hypothesis that may be used is true.
    pub fn assumed(&self, at: &[Rational]) -> Truth {
        Truth::all(
            self.hypotheses
                .iter()
                .filter(|h| !h.1)
                .map(|h| h.0.value(at)),
        )
    }

    /// The value of `hypotheses => goal`.
    pub fn value(&self, at: &[Rational]) -> Truth {
        Truth::all([self.assumed(at), self.goal.value(at).not()]).not()
    }

    /// Points of the domain: the ones worth a look, and random ones.
    pub fn sample(&self, random: &mut Random) -> Vec<Vec<Rational>> {
        let mut points: Vec<Vec<Rational>> = self.points.clone();
        for _ in 0..120 {
            let mut point: Vec<Rational> = self.ranges.iter().map(|r| r.sample(random)).collect();
            if !self.points.is_empty() && random.one_in(3) {
                // Near a point worth a look, or on one of its coordinates.
                let base = random.pick(&self.points);
                for (x, b) in point.iter_mut().zip(base) {
                    match random.below(3) {
                        0 => *x = b,
                        1 => *x = b + random.hair(),
                        _ => {}
                    }
                }
            }
            points.push(point);
        }
        points.retain(|p| self.contains(p));
        points
    }
}

/// One case.
pub fn generate(random: &mut Random) -> Case {
    match random.below(34) {
        30 | 31 => structure::boolean(random),
        32 => structure::slides(random),
        33 => structure::shares(random),
        25 | 26 => implications::contraposition(random),
        27 => implications::cases(random),
        28 => hostile::changes(random),
        29 => special(random),
        23 | 24 => hostile::granted(random),
        12 => hostile::nested(random),
        13 => hostile::edges(random),
        14 => hostile::ends(random),
        15 => hostile::infinity(random),
        16 => hostile::exponents(random),
        17 | 18 => hostile::disjunctions(random),
        19 => hostile::touching(random),
        20 => hostile::unbounded_integers(random),
        21 => hostile::images(random),
        22 => hostile::poles(random),
        0 | 1 => squares(random),
        2 | 3 => elementary(random),
        4 | 5 => arbitrary(random),
        6 => slab(random),
        7 => half_spaces(random),
        8 | 9 => partial(random),
        10 => integers(random),
        _ => lemmas(random),
    }
}

/// A special function against an elementary bound that it touches at 0 (or never), moved by a
/// little.
fn special(random: &mut Random) -> Case {
    let square = pow(var(0), 2);
    let (gap, touches) = match random.below(8) {
        // exp(-s^2) - erfc(s), s = x^2
        0 => {
            let exponential = call("exp", op('*', num(-1), pow(square.clone(), 2)));
            (op('-', exponential, call("erfc", square)), true)
        }
        1 => (op('-', square.clone(), call("asinh", square)), true),
        2 => (op('-', var(0), call("floor", var(0))), true),
        3 => (op('-', square.clone(), call("tanh", square)), true),
        4 => (op('-', call("sinh", square.clone()), square), true),
        // R_C(1, 1 + s) lies between 3/(3 + s) and 1, which touch at 0.
        5 => {
            let function = call("carlson", op('+', num(1), square.clone()));
            let below = op('/', num(3), op('+', num(3), square));
            (op('-', function, below), true)
        }
        6 => {
            let function = call("carlson", op('+', num(1), square));
            (op('-', num(1), function), true)
        }
        // The least value of gamma is 0.88560...
        _ => {
            let argument = op('+', square, num(Rational::from((1, 10))));
            let least = num(Rational::from((8856, 10000)));
            (op('-', call("gamma", argument), least), false)
        }
    };
    let zero = Rational::new();
    let range = around(&zero, random);
    let eps = match random.below(3) {
        0 => Rational::new(),
        1 => Rational::from((1, random.pick(&[10, 1000, 1_000_000]))),
        _ => Rational::from((-1, random.pick(&[10, 1000, 1_000_000]))),
    };
    let strict = random.one_in(3);
    let inside = touches && range.contains(&zero);
    let known = match eps.cmp0() {
        std::cmp::Ordering::Greater => Some(true),
        std::cmp::Ordering::Equal if !strict || !touches => Some(true),
        _ if inside => Some(false),
        _ => None,
    };
    let goal = nonnegative(op('+', gap, num(eps)), strict, random);
    let mut case = Case::new("special", vec![range], goal, known);
    if inside {
        case.points.push(vec![zero]);
    }
    case
}

/// A range with `z` in it, at an end of it, or just outside when an end is open.
fn around(z: &Rational, random: &mut Random) -> Range {
    let mut end = |sign: i32| -> Option<End> {
        let (at, open) = match random.below(6) {
            0 => return None,
            1 => (z.clone(), false),
            2 => (z.clone(), true),
            3 => (z.clone() + sign * random.tiny(), random.one_in(2)),
            _ => (z.clone() + sign * random.positive(), random.one_in(3)),
        };
        Some(End::new(at, open))
    };
    let (lo, hi) = (end(-1), end(1));
    let empty = matches!((&lo, &hi), (Some(a), Some(b)) if a.at == b.at);
    Range {
        hi: if empty { None } else { hi },
        lo,
        integer: false,
    }
}

/// `gap >= 0` (or `> 0`), written in one of several ways.
fn nonnegative(gap: T, strict: bool, random: &mut Random) -> F {
    let (ge, le) = if strict { (">", "<") } else { (">=", "<=") };
    match random.below(5) {
        0 => F::Rel(num(0), le, gap),
        1 => F::Rel(op('*', gap, num(random.positive())), ge, num(0)),
        2 => F::Rel(call("cos", num(0)), ge, op('-', num(1), gap)),
        3 => F::Not(Box::new(F::Rel(
            gap,
            if strict { "<=" } else { "<" },
            num(0),
        ))),
        _ => match gap {
            T::Op('-', a, b) => F::Rel(*a, ge, *b),
            T::Op('+', a, b) => F::Rel(*a, ge, op('*', num(-1), *b)),
            gap => F::Rel(gap, ge, num(0)),
        },
    }
}

/// Monomials by exponents.
type Polynomial = BTreeMap<Vec<i32>, Rational>;

fn times(a: &Polynomial, b: &Polynomial) -> Polynomial {
    let mut out = Polynomial::new();
    for (m, p) in a {
        for (n, q) in b {
            let exponents = m.iter().zip(n).map(|(i, j)| i + j).collect();
            *out.entry(exponents).or_default() += Rational::from(p * q);
        }
    }
    out
}

fn written(p: &Polynomial) -> T {
    sum(p.iter().filter(|(_, q)| !q.is_zero()).map(|(m, q)| {
        m.iter()
            .enumerate()
            .filter(|(_, n)| **n > 0)
            .fold(num(q.clone()), |t, (i, n)| {
                op('*', t, if *n == 1 { var(i) } else { pow(var(i), *n) })
            })
    }))
}

/// Weighted squares (and fourth powers) of affine forms that vanish together only at `z`, plus a
/// constant.
fn squares(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2, 2, 3, 4]);
    let z: Vec<Rational> = (0..n).map(|_| random.small()).collect();
    let ranges: Vec<Range> = z.iter().map(|z| around(z, random)).collect();
    let unit = |i: usize| -> Vec<i32> { (0..n).map(|j| i32::from(i == j)).collect() };
    let mut expanded = Polynomial::new();
    let mut terms = Vec::new();
    // One form for each variable, triangular with a full diagonal, then perhaps another.
    for k in 0..n + random.below(2) {
        let mut form = Polynomial::new();
        let mut affine = Vec::new();
        let mut constant = Rational::new();
        for (i, zi) in z.iter().enumerate() {
            let a = if i == k {
                random.positive()
            } else if i > k || k >= n {
                random.small()
            } else {
                Rational::new()
            };
            if a.is_zero() {
                continue;
            }
            constant -= Rational::from(&a * zi);
            affine.push(op('*', num(a.clone()), var(i)));
            form.insert(unit(i), a);
        }
        affine.push(num(constant.clone()));
        form.insert(vec![0; n], constant);
        let weight = random.positive();
        let four = n < 3 && random.one_in(5);
        let mut power = times(&form, &form);
        if four {
            power = times(&power, &power);
        }
        for (m, q) in power {
            *expanded.entry(m).or_default() += q * &weight;
        }
        terms.push(op(
            '*',
            num(weight),
            pow(sum(affine), if four { 4 } else { 2 }),
        ));
    }
    let c = random.hair();
    let strict = random.one_in(2);
    let polynomial = if random.one_in(3) {
        sum(terms)
    } else {
        written(&expanded)
    };
    let inside = ranges.iter().zip(&z).all(|(r, z)| r.contains(z));
    let closure = ranges.iter().zip(&z).all(|(r, z)| r.touches(z));
    debug_assert!(closure);
    let known = match c.cmp0() {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => !(strict && inside),
    };
    let goal = nonnegative(op('+', polynomial, num(c)), strict, random);
    let mut case = Case::new("squares", ranges, goal, Some(known));
    case.points.push(z);
    case
}

/// A function of one variable, non-negative on a range, with the only zero (if it is rational) in
/// it.
struct Base {
    f: T,
    lo: Option<i32>,
    hi: Option<Rational>,
    zero: Option<i32>,
    /// Zero everywhere.
    identity: bool,
}

fn base(random: &mut Random) -> Base {
    let x = || var(0);
    let f = |g: &'static str| call(g, x());
    let minus = |a: T, b: T| op('-', a, b);
    let over = |n: i32, d: i32| op('*', num((1, d)), pow(x(), n));
    let half_pi = || op('/', T::Pi, num(2));
    let (f, lo, hi, zero, identity) = match random.below(30) {
        0 => (minus(x(), f("sin")), Some(0), None, Some(0), false),
        1 => (minus(num(1), f("cos")), None, Some((6, 1)), Some(0), false),
        2 => (
            minus(f("cos"), minus(num(1), over(2, 2))),
            None,
            None,
            Some(0),
            false,
        ),
        3 => (
            minus(f("exp"), op('+', num(1), x())),
            None,
            None,
            Some(0),
            false,
        ),
        4 => (
            minus(minus(x(), num(1)), f("log")),
            Some(0),
            None,
            Some(1),
            false,
        ),
        5 => (
            minus(x(), call("log", op('+', num(1), x()))),
            Some(0),
            None,
            Some(0),
            false,
        ),
        6 => (
            minus(op('/', op('+', num(1), x()), num(2)), f("sqrt")),
            Some(0),
            None,
            Some(1),
            false,
        ),
        7 => (minus(x(), f("arctan")), Some(0), None, Some(0), false),
        8 => (
            minus(
                op('+', f("arctan"), call("arctan", op('/', num(1), x()))),
                half_pi(),
            ),
            Some(1),
            None,
            None,
            true,
        ),
        9 => (
            minus(op('+', pow(f("sin"), 2), pow(f("cos"), 2)), num(1)),
            None,
            None,
            None,
            true,
        ),
        10 => (
            op('+', minus(f("sin"), x()), over(3, 6)),
            Some(0),
            None,
            Some(0),
            false,
        ),
        11 => (
            minus(op('+', minus(num(1), over(2, 2)), over(4, 24)), f("cos")),
            None,
            None,
            Some(0),
            false,
        ),
        12 => (
            minus(f("exp"), sum([num(1), x(), over(2, 2)])),
            Some(0),
            None,
            Some(0),
            false,
        ),
        13 => (
            op(
                '+',
                minus(call("log", op('+', num(1), x())), x()),
                over(2, 2),
            ),
            Some(0),
            None,
            Some(0),
            false,
        ),
        14 => (minus(f("tan"), x()), Some(0), Some((3, 2)), Some(0), false),
        15 => (
            minus(f("arcsin"), x()),
            Some(0),
            Some((1, 1)),
            Some(0),
            false,
        ),
        16 => (
            minus(minus(half_pi(), x()), f("arccos")),
            Some(0),
            Some((1, 1)),
            Some(0),
            false,
        ),
        17 => (
            minus(
                op('+', num(1), over(1, 2)),
                call("sqrt", op('+', num(1), x())),
            ),
            Some(0),
            None,
            Some(0),
            false,
        ),
        18 => (
            minus(
                call("sqrt", op('+', num(1), x())),
                minus(op('+', num(1), over(1, 2)), over(2, 8)),
            ),
            Some(0),
            None,
            Some(0),
            false,
        ),
        19 => (
            minus(f("exp"), op('*', call("exp", num(1)), x())),
            None,
            None,
            Some(1),
            false,
        ),
        // Touches at 0 and at pi/2: only the first can be in the range.
        20 => (
            minus(f("sin"), op('/', op('*', num(2), x()), T::Pi)),
            Some(0),
            Some((3, 2)),
            Some(0),
            false,
        ),
        21 => (
            minus(op('+', x(), op('/', num(1), x())), num(2)),
            Some(0),
            None,
            Some(1),
            false,
        ),
        22 => (
            minus(two("max", x(), op('*', num(-1), x())), f("abs")),
            None,
            None,
            None,
            true,
        ),
        23 => (minus(call("log", f("exp")), x()), None, None, None, true),
        24 => (
            minus(op('+', f("arcsin"), f("arccos")), half_pi()),
            Some(-1),
            Some((1, 1)),
            None,
            true,
        ),
        25 => (
            minus(f("arctan"), op('/', x(), op('+', num(1), pow(x(), 2)))),
            Some(0),
            None,
            Some(0),
            false,
        ),
        26 => (
            minus(num((1, 2)), op('/', x(), op('+', num(1), pow(x(), 2)))),
            None,
            None,
            Some(1),
            false,
        ),
        27 => (
            minus(
                call("sin", op('*', num(2), x())),
                op('*', num(2), op('*', f("sin"), f("cos"))),
            ),
            None,
            None,
            None,
            true,
        ),
        28 => (
            minus(
                T::Root(Box::new(op('+', num(1), pow(x(), 2))), 3, 2),
                num(1),
            ),
            None,
            None,
            Some(0),
            false,
        ),
        _ => (
            minus(
                minus(f("exp"), op('/', num(1), f("exp"))),
                op('*', num(2), x()),
            ),
            Some(0),
            None,
            Some(0),
            false,
        ),
    };
    Base {
        f,
        lo,
        hi: hi.map(Rational::from),
        zero,
        identity,
    }
}

impl T {
    /// The term with other terms for its variables.
    pub fn with(&self, given: &[T]) -> T {
        let w = |x: &T| Box::new(x.with(given));
        match self {
            T::Num(_) | T::Pi => self.clone(),
            T::Var(i) => given[*i].clone(),
            T::Call(f, x) => T::Call(f, w(x)),
            T::Two(f, x, y) => T::Two(f, w(x), w(y)),
            T::Op(o, x, y) => T::Op(*o, w(x), w(y)),
            T::Pow(x, n) => T::Pow(w(x), *n),
            T::Root(x, p, q) => T::Root(w(x), *p, *q),
        }
    }
}

/// A closed end.
fn closed(at: Rational) -> End {
    End {
        at,
        open: false,
        written: None,
    }
}

/// A range around `z` on which a function is as its base says.
fn range_of(b: &Base, z: &Rational, random: &mut Random) -> Range {
    if b.lo == Some(1) && b.identity {
        // Defined beyond 0 only; stay clear of it.
        return Range {
            lo: Some(closed(Rational::from((1, 8)))),
            hi: Some(closed(random.positive() + 1)),
            integer: false,
        };
    }
    let mut range = around(z, random);
    let floor =
        b.lo.map(Rational::from)
            .or_else(|| random.one_in(2).then(|| Rational::from(-3)));
    if let Some(floor) = floor
        && range.lo.as_ref().is_none_or(|e| e.at < floor)
    {
        range.lo = Some(End {
            at: floor,
            open: b.lo == Some(0) && *z != 0,
            written: None,
        });
    }
    let ceiling = (b.hi.clone()).or_else(|| random.one_in(2).then(|| Rational::from(4)));
    if let Some(ceiling) = ceiling
        && range.hi.as_ref().is_none_or(|e| e.at > ceiling)
    {
        range.hi = Some(closed(ceiling));
    }
    // A range below its touching point may have lost every point of it.
    if let (Some(a), Some(c)) = (&range.lo, &range.hi)
        && a.at >= c.at
    {
        range.hi = Some(closed(&a.at + Rational::from((1, 2))));
    }
    range
}

/// Sums of functions of one variable each, non-negative and zero at a known point, plus a hair.
fn elementary(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 1, 2]);
    let mut ranges = Vec::new();
    let mut terms = Vec::new();
    let mut zero: Option<Vec<Rational>> = Some(Vec::new());
    let mut identity = true;
    for i in 0..n {
        let b = base(random);
        identity &= b.identity;
        let z = b
            .zero
            .map_or_else(|| Rational::from((random.between(1, 3), 4)), Rational::from);
        let mut range = range_of(&b, &z, random);
        if !b.identity {
            zero = zero.filter(|_| range.contains(&z));
        }
        if let Some(zero) = &mut zero {
            let inside = if range.contains(&z) {
                z
            } else {
                range.sample(random)
            };
            zero.push(inside);
        }
        let shift = if random.one_in(2) {
            random.small()
        } else {
            Rational::new()
        };
        // Moved along the axis: f(x + s) over the range less s.
        for end in [&mut range.lo, &mut range.hi].into_iter().flatten() {
            end.at -= &shift;
        }
        if let Some(x) = zero.as_mut().and_then(|z| z.last_mut()) {
            *x -= &shift;
        }
        let argument = if shift.is_zero() {
            var(i)
        } else {
            op('+', var(i), num(shift))
        };
        terms.push(b.f.with(&[argument]));
        ranges.push(range);
    }
    let touches = zero
        .as_ref()
        .is_some_and(|z| ranges.iter().zip(z).all(|(r, x)| r.contains(x)));
    let (goal, known) = near_zero(sum(terms), identity, touches, random);
    let mut case = Case::new("elementary", ranges, goal, known);
    case.points.extend(zero);
    case
}

/// That a sum which is never negative, plus a hair, is so, and whether that is known; `touches` is
/// whether it is known to be zero somewhere.
fn near_zero(gap: T, identity: bool, touches: bool, random: &mut Random) -> (F, Option<bool>) {
    let eps = random.hair();
    let strict = random.one_in(3);
    let known = match eps.cmp0() {
        std::cmp::Ordering::Greater => Some(true),
        std::cmp::Ordering::Equal if !strict => Some(true),
        _ if touches => Some(false),
        _ => None,
    };
    let goal = if identity && eps.is_zero() && !strict && random.one_in(2) {
        F::Rel(gap, "=", num(0))
    } else if eps.is_zero() {
        nonnegative(gap, strict, random)
    } else {
        nonnegative(op('+', gap, num(eps)), strict, random)
    };
    (goal, known)
}

/// A random term in the first `n` variables.
fn term(n: usize, depth: usize, random: &mut Random) -> T {
    if depth == 0 || random.one_in(6) {
        return match random.below(8) {
            0 => num(random.small()),
            1 if random.one_in(3) => T::Pi,
            _ => var(random.below(n)),
        };
    }
    let inner = |random: &mut Random| term(n, depth - 1, random);
    match random.below(22) {
        20 => call(
            random.pick(&["erf", "erfc", "asinh", "floor", "sinh", "tanh", "sign"]),
            inner(random),
        ),
        21 => call(random.pick(&["gamma", "lgamma"]), inner(random)),
        0..=3 => op('+', inner(random), inner(random)),
        4..=5 => op('-', inner(random), inner(random)),
        6..=9 => op('*', inner(random), inner(random)),
        10 => op('/', inner(random), inner(random)),
        11 => pow(inner(random), random.pick(&[-1, 0, 2, 2, 3, 4])),
        12 => two(random.pick(&["min", "max"]), inner(random), inner(random)),
        13 => T::Root(
            Box::new(inner(random)),
            random.pick(&[-1, 1, 3, 5]),
            random.pick(&[2, 3]),
        ),
        14 | 15 => call(
            random.pick(&["sqrt", "log", "arcsin", "arccos", "tan"]),
            inner(random),
        ),
        _ => call(
            random.pick(&["sin", "cos", "exp", "arctan", "abs"]),
            inner(random),
        ),
    }
}

fn bounded(random: &mut Random) -> Range {
    let lo = random.small();
    let hi = &lo + random.positive();
    Range {
        lo: Some(End {
            at: lo,
            open: random.one_in(3),
            written: None,
        }),
        hi: Some(End {
            at: hi,
            open: random.one_in(3),
            written: None,
        }),
        integer: false,
    }
}

fn points_of(ranges: &[Range], count: usize, random: &mut Random) -> Vec<Vec<Rational>> {
    (0..count)
        .map(|_| ranges.iter().map(|r| r.sample(random)).collect())
        .collect()
}

/// A random relation whose bound lies close to the least value seen.
fn relation(ranges: &[Range], depth: usize, random: &mut Random) -> F {
    let t = term(ranges.len(), depth, random);
    let values: Vec<f64> = points_of(ranges, 40, random)
        .iter()
        .filter_map(|p| t.about(p))
        .collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let slack = random.pick(&[1.0, 0.1, 0.01, 0.0, -0.001]);
    let bound = if least.is_finite() && least.abs() < 1e6 {
        least - slack
    } else {
        -slack
    };
    let bound = Rational::from_f64((bound * 1024.0).floor() / 1024.0).unwrap_or_default();
    F::Rel(t, random.pick(&[">=", ">", ">=", "!="]), num(bound))
}

fn formula(ranges: &[Range], depth: usize, random: &mut Random) -> F {
    match random.below(8) {
        0 => F::And(vec![
            relation(ranges, depth, random),
            relation(ranges, depth, random),
        ]),
        1 => F::Or(vec![
            relation(ranges, depth, random),
            relation(ranges, depth, random),
        ]),
        2 => {
            // Excluded middle, which fails where the term is undefined.
            let r = relation(ranges, depth, random);
            F::Or(vec![r.clone(), F::Not(Box::new(r))])
        }
        3 => F::Not(Box::new(F::And(vec![
            F::Not(Box::new(relation(ranges, depth, random))),
            relation(ranges, depth, random),
        ]))),
        _ => relation(ranges, depth, random),
    }
}

fn arbitrary(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2, 3]);
    let mut ranges: Vec<Range> = (0..n).map(|_| bounded(random)).collect();
    if random.one_in(5) {
        ranges[0].hi = None;
    }
    let goal = formula(&ranges, 3, random);
    let mut case = Case::new("arbitrary", ranges, goal, None);
    for _ in 0..random.below(3) {
        let h = formula(&case.ranges, 2, random);
        case.hypotheses.push((h, random.one_in(6)));
    }
    case
}

fn linear(a: &[Rational], at: &[Rational]) -> Rational {
    a.iter()
        .zip(at)
        .map(|(a, x)| Rational::from(a * x))
        .fold(Rational::new(), |s, t| s + t)
}

fn linear_term(a: &[Rational]) -> T {
    sum(a
        .iter()
        .enumerate()
        .map(|(i, a)| op('*', num(a.clone()), var(i))))
}

/// Two hypotheses that contradict each other or leave a thin slab, and a goal that is false in it.
fn slab(random: &mut Random) -> Case {
    let n = random.pick(&[1, 2, 3]);
    let ranges: Vec<Range> = (0..n).map(|_| bounded(random)).collect();
    let middle = |r: &Range| match (&r.lo, &r.hi) {
        (Some(a), Some(b)) => Rational::from(&a.at + &b.at) / 2,
        _ => Rational::new(),
    };
    let at: Vec<Rational> = ranges.iter().map(middle).collect();
    let a: Vec<Rational> = (0..n).map(|_| random.small()).collect();
    let f = linear_term(&a);
    let b = linear(&a, &at);
    // f >= b and f <= b + width.
    let width = random.hair();
    let (ge, le) = (random.pick(&[">=", ">"]), random.pick(&["<=", "<"]));
    let outer = random.below(5);
    let wrap = |t: T| match outer {
        0 => call("exp", t),
        1 => call("arctan", t),
        2 => pow(t, 3),
        _ => t,
    };
    let upper = Rational::from(&b + &width);
    let plain = [
        F::Rel(f.clone(), ge, num(b.clone())),
        F::Rel(f.clone(), le, num(upper.clone())),
    ];
    let hypotheses = [
        F::Rel(wrap(f.clone()), ge, wrap(num(b))),
        F::Rel(
            wrap(num(upper)),
            if le == "<" { ">" } else { ">=" },
            wrap(f),
        ),
    ];
    let far = &at[0] + random.positive();
    let goal = F::Rel(var(0), ">", num(far));
    // Feasible points: the middle, which the goal refuses.
    let feasible = Truth::all(plain.iter().map(|h| h.value(&at))) == Truth::True;
    let contradictory =
        width.cmp0() == std::cmp::Ordering::Less || width.is_zero() && (ge == ">" || le == "<");
    let known = if contradictory {
        Some(true)
    } else if feasible {
        Some(false)
    } else {
        None
    };
    let mut case = Case::new("slab", ranges, goal, known);
    case.hypotheses = hypotheses.into_iter().map(|h| (h, false)).collect();
    if random.one_in(4) {
        // Without one of them nothing contradicts.
        let dropped = random.below(2);
        case.hypotheses[dropped].1 = true;
        case.known = None;
    }
    case.points.push(at);
    case
}

/// Half-spaces that meet in a point, and a consequence by Farkas or of degree two, off by a hair.
fn half_spaces(random: &mut Random) -> Case {
    let n = random.pick(&[2, 2, 3]);
    let at: Vec<Rational> = (0..n).map(|_| random.small()).collect();
    let ranges: Vec<Range> = at
        .iter()
        .map(|x| match random.below(3) {
            0 => Range::default(),
            _ => {
                let (a, b) = (random.positive(), random.positive());
                Range {
                    lo: Some(End {
                        at: (x - a),
                        open: false,
                        written: None,
                    }),
                    hi: Some(End {
                        at: (x + b),
                        open: false,
                        written: None,
                    }),
                    integer: false,
                }
            }
        })
        .collect();
    let mut hypotheses = Vec::new();
    let mut gaps = Vec::new();
    let mut strict = false;
    let mut equality = false;
    for _ in 0..random.between(2, 4) {
        let a: Vec<Rational> = (0..n).map(|_| random.small()).collect();
        let gap = op('-', linear_term(&a), num(linear(&a, &at)));
        let comparison = random.pick(&[">=", ">=", ">=", ">", "="]);
        strict |= comparison == ">";
        equality |= comparison == "=";
        hypotheses.push((F::Rel(gap.clone(), comparison, num(0)), false));
        gaps.push(gap);
    }
    let eps = random.hair();
    let mut gap = if random.one_in(3) {
        op('*', gaps[0].clone(), gaps[1].clone())
    } else {
        sum(gaps
            .iter()
            .map(|g| op('*', num(random.positive()), g.clone())))
    };
    if !eps.is_zero() {
        gap = op('+', gap, num(eps.clone()));
    }
    let strict_goal = random.one_in(4);
    let known = match eps.cmp0() {
        std::cmp::Ordering::Greater => Some(true),
        std::cmp::Ordering::Equal if !strict_goal => Some(true),
        // The meeting point satisfies what is not strict.
        _ if !strict => Some(false),
        _ => None,
    };
    let goal = if equality && random.one_in(6) {
        F::Rel(gaps[0].clone(), "=", num(0))
    } else {
        nonnegative(gap, strict_goal, random)
    };
    let known = known.filter(|_| !matches!(&goal, F::Rel(_, "=", _)));
    let mut case = Case::new("half-spaces", ranges, goal, known);
    case.hypotheses = hypotheses;
    if random.one_in(5) {
        case.hypotheses[0].1 = true;
        case.known = case.known.filter(|k| !k);
    }
    case.points.push(at);
    case
}

/// A term with a hole.
struct Holed {
    variable: usize,
    /// Where it is.
    at: Rational,
    term: T,
}

impl Holed {
    fn new(variable: usize, range: &Range, random: &mut Random) -> Self {
        let at = hole(range, random);
        let x = || var(variable);
        let distance = || {
            if random_sign(&at) {
                op('-', x(), num(at.clone()))
            } else {
                op('-', num(at.clone()), x())
            }
        };
        let term = match random.below(9) {
            0 => call("sqrt", distance()),
            1 => call("log", distance()),
            2 => op('/', num(1), distance()),
            3 => pow(distance(), -2),
            4 => T::Root(Box::new(distance()), random.pick(&[1, -1]), 3),
            5 => call("arcsin", op('+', num(1), distance())),
            6 => call("tan", op('+', op('/', T::Pi, num(2)), distance())),
            7 => call("log", call("abs", distance())),
            _ => op('/', distance(), distance()),
        };
        Self { variable, at, term }
    }

    /// The same number as `t` where the term is defined.
    fn poison(&self, t: T, random: &mut Random) -> T {
        let g = || self.term.clone();
        match random.below(8) {
            0 => op('+', t, op('-', g(), g())),
            1 => op('+', t, op('*', num(0), g())),
            2 => op('*', t, pow(g(), 0)),
            3 => op('-', op('+', t, g()), g()),
            4 => two("min", t.clone(), op('+', t, pow(g(), 2))),
            5 => two("max", t.clone(), op('-', t, call("abs", g()))),
            6 => {
                let one = op('+', pow(call("sin", g()), 2), pow(call("cos", g()), 2));
                op('*', t, one)
            }
            _ => op('+', t, op('-', call("exp", g()), call("exp", g()))),
        }
    }

    /// That the variable is beyond the lower end of its range, or a step before it.
    fn plain(&self, range: &Range, random: &mut Random) -> F {
        let bound = range
            .lo
            .as_ref()
            .map_or_else(Rational::new, |e| e.at.clone());
        F::Rel(
            var(self.variable),
            random.pick(&[">=", ">"]),
            num(bound - random.pick(&[Rational::new(), Rational::from(1)])),
        )
    }

    /// A formula in which the term stands.
    fn poisoned(&self, range: &Range, random: &mut Random) -> F {
        let g = || self.term.clone();
        match random.below(6) {
            0 => F::Rel(g(), "=", g()),
            1 => F::Rel(pow(g(), 2), ">=", num(0)),
            2 => F::Rel(
                self.poison(num(0), random),
                random.pick(&["<=", "=", ">", "!="]),
                num(0),
            ),
            3 => {
                let small = random.small();
                F::Rel(g(), random.pick(&["<=", ">=", "<", ">"]), num(small))
            }
            4 => match self.plain(range, random) {
                F::Rel(a, c, b) => F::Rel(self.poison(a, random), c, b),
                other => other,
            },
            _ => F::Rel(call("log", call("exp", g())), "=", g()),
        }
    }
}

/// A place for a hole: inside a bounded range, at an end, a hair outside.
fn hole(range: &Range, random: &mut Random) -> Rational {
    let (lo, hi) = match (&range.lo, &range.hi) {
        (Some(a), Some(b)) => (a.at.clone(), b.at.clone()),
        _ => unreachable!("bounded ranges"),
    };
    match random.below(6) {
        0 => lo,
        1 => hi,
        2 => lo - random.tiny(),
        3 => hi + random.tiny(),
        _ => &lo + Rational::from(&hi - &lo) / random.pick(&[2, 3, 7]),
    }
}

/// Claims that are plain but for terms with holes: at a point, on one side, or everywhere.
fn partial(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let ranges: Vec<Range> = (0..n).map(|_| bounded(random)).collect();
    let v = random.below(n);
    let holed = Holed::new(v, &ranges[v], random);
    let at_hole = |comparison: &'static str| F::Rel(var(v), comparison, num(holed.at.clone()));
    let plain = |random: &mut Random| holed.plain(&ranges[v], random);
    let poisoned = |random: &mut Random| holed.poisoned(&ranges[v], random);
    let goal = match random.below(8) {
        0 => plain(random),
        1 => F::Or(vec![plain(random), poisoned(random)]),
        2 => F::And(vec![plain(random), poisoned(random)]),
        3 => {
            let p = poisoned(random);
            F::Or(vec![p.clone(), F::Not(Box::new(p))])
        }
        4 => at_hole(">="),
        5 => at_hole(random.pick(&[">", "!="])),
        _ => poisoned(random),
    };
    let mut case = Case::new("partial", ranges.clone(), goal, None);
    for _ in 0..random.below(3) {
        let h = match random.below(5) {
            0 => plain(random),
            1 => at_hole(random.pick(&[">", ">=", "<", "!="])),
            2 => F::Or(vec![poisoned(random), plain(random)]),
            // False, but undefined where the other part is.
            3 => F::And(vec![
                poisoned(random),
                F::Rel(holed.poison(num(0), random), ">", num(0)),
            ]),
            _ => poisoned(random),
        };
        case.hypotheses.push((h, random.one_in(6)));
    }
    for shift in [Rational::new(), random.tiny(), -random.tiny()] {
        let mut point: Vec<Rational> = ranges.iter().map(|r| r.sample(random)).collect();
        point[v] = Rational::from(&holed.at + &shift);
        case.points.push(point);
    }
    case
}

/// A fixed choice of side for a hole.
fn random_sign(hole: &Rational) -> bool {
    hole.numer().is_odd()
}

/// Polynomials over the integers of a box, decided by trying them all.
fn integers(random: &mut Random) -> Case {
    let n = random.pick(&[1, 1, 2]);
    let ranges: Vec<Range> = (0..n)
        .map(|_| {
            let lo = random.between(-6, 3);
            let hi = lo + random.between(0, 7);
            // Ends between integers, and open ends at them.
            let end = |at: i64, sign: i64, random: &mut Random| match random.below(3) {
                0 => End {
                    at: Rational::from(at),
                    open: false,
                    written: None,
                },
                1 => End {
                    at: Rational::from((3 * at + sign, 3)),
                    open: random.one_in(2),
                    written: None,
                },
                _ => End {
                    at: Rational::from(at + sign),
                    open: true,
                    written: None,
                },
            };
            Range {
                lo: Some(end(lo, -1, random)),
                hi: Some(end(hi, 1, random)),
                integer: true,
            }
        })
        .collect();
    let points = ranges
        .iter()
        .fold(vec![Vec::new()], |points: Vec<Vec<Rational>>, r| {
            let all: Vec<Rational> = (-10..=20)
                .map(Rational::from)
                .filter(|x| r.contains(x))
                .collect();
            points
                .iter()
                .flat_map(|p| {
                    all.iter()
                        .map(move |x| [p.as_slice(), std::slice::from_ref(x)].concat())
                })
                .collect()
        });
    let monomial = |random: &mut Random| {
        let t = op('*', num(random.small()), var(random.below(n)));
        if random.one_in(2) {
            op('*', t, var(random.below(n)))
        } else {
            t
        }
    };
    let polynomial = sum((0..random.between(1, 3))
        .map(|_| monomial(random))
        .collect::<Vec<_>>());
    let values: Vec<Rational> = points
        .iter()
        .filter_map(|p| polynomial.rational(p))
        .collect();
    let least = values.iter().min().cloned().unwrap_or_default();
    let tiny = random.tiny();
    let slack = random.pick(&[Rational::new(), tiny, Rational::from(1)]);
    let (comparison, bound) = match random.below(5) {
        0 => (
            "!=",
            least + random.pick(&[Rational::from((1, 2)), Rational::new()]),
        ),
        1 => (">", least - slack),
        _ => (">=", least + random.hair()),
    };
    let goal = F::Rel(polynomial, comparison, num(bound));
    let mut case = Case::new("integers", ranges, goal, None);
    if random.one_in(3) {
        let h = F::Rel(
            var(random.below(n)),
            random.pick(&[">=", "!=", "<", "="]),
            num(random.between(-4, 4)),
        );
        case.hypotheses.push((h, false));
    }
    case.points = points;
    let truths: Vec<Truth> = case.points.iter().map(|p| case.value(p)).collect();
    case.known = Some(truths.iter().all(|t| *t == Truth::True));
    case
}

/// `(x - a)(b - x) >= c` on `[a, b]`, or `> c` on `(a, b)`: with a hair for `c` it is false at the
/// ends.
struct Arch {
    a: Rational,
    b: Rational,
    c: Rational,
    open: bool,
}

impl Arch {
    /// A lemma: of kinds 0 and 1 a square, of 2 the arch between hypotheses, else on its range.
    fn lemma(&self, kind: usize, random: &mut Random) -> Case {
        let x = || var(0);
        let (a, b) = (|| num(self.a.clone()), || num(self.b.clone()));
        let comparison = if self.open { ">" } else { ">=" };
        let product = op('*', op('-', x(), a()), op('-', b(), x()));
        let arch = F::Rel(product, comparison, num(self.c.clone()));
        let all = vec![Range::default()];
        match kind {
            0 => {
                let integers = Range {
                    integer: true,
                    ..Range::default()
                };
                let goal = F::Rel(op('*', x(), op('-', x(), num(1))), ">=", num(0));
                Case::new("lemma", vec![integers], goal, Some(true))
            }
            1 => {
                let goal = F::Rel(pow(x(), 2), ">=", num(0));
                Case::new("lemma", all, goal, Some(true))
            }
            2 => {
                let mut lemma = Case::new("lemma", all, arch, None);
                let less = if self.open { "<" } else { "<=" };
                let above = F::Rel(a(), less, x());
                lemma.hypotheses.push((above, random.one_in(6)));
                lemma.hypotheses.push((F::Rel(x(), less, b()), false));
                lemma
            }
            _ => {
                let end = |at: &Rational| End {
                    at: at.clone(),
                    open: self.open,
                    written: None,
                };
                let range = Range {
                    lo: Some(end(&self.a)),
                    hi: Some(end(&self.b)),
                    integer: false,
                };
                Case::new("lemma", vec![range], arch, None)
            }
        }
    }
}

/// A claim that follows from a lemma where the lemma applies; the lemma may be false, and may not
/// apply.
fn lemmas(random: &mut Random) -> Case {
    let a = random.small();
    let b = &a + random.positive();
    let c = if random.one_in(3) {
        random.tiny()
    } else {
        Rational::new()
    };
    let open = random.one_in(3);
    let kind = random.below(5);
    let arch = Arch { a, b, c, open };
    let mut lemma = arch.lemma(kind, random);
    let Arch { a, b, .. } = arch;
    // y = s x + r runs over a range whose ends may stick out by a hair.
    let s = random.positive();
    let r = random.small();
    let out = |random: &mut Random| {
        if random.one_in(3) {
            random.hair()
        } else {
            Rational::new()
        }
    };
    let lo = Rational::from(&s * &a) + &r - out(random);
    let hi = Rational::from(&s * &b) + &r + out(random);
    let x = || var(0);
    let argument = match kind {
        0 => x(),
        1 => random.pick(&[
            call("sqrt", x()),
            op('/', num(1), x()),
            call("log", x()),
            x(),
        ]),
        _ => op('/', op('-', x(), num(r)), num(s)),
    };
    let main = Range {
        lo: Some(End {
            at: lo.clone(),
            open: random.one_in(3),
            written: None,
        }),
        hi: Some(End {
            at: hi.clone(),
            open: random.one_in(3),
            written: None,
        }),
        integer: kind == 0 && random.one_in(3),
    };
    let conclusion = match &lemma.goal {
        F::Rel(f, comparison, bound) => {
            let f = f.with(std::slice::from_ref(&argument));
            let bound = if random.one_in(3) {
                op('+', bound.clone(), num(random.hair()))
            } else {
                bound.clone()
            };
            F::Rel(f, if random.one_in(4) { ">" } else { comparison }, bound)
        }
        other => other.clone(),
    };
    lemma.points.push(vec![a]);
    let mut case = Case::new("lemmas", vec![main], conclusion, None);
    case.points = vec![
        vec![lo],
        vec![hi],
        vec![Rational::new()],
        vec![Rational::from((1, 2))],
    ];
    case.lemma = Some((Box::new(lemma), argument));
    case
}
