//! Hypotheses with a structure of their own: conjunctions, disjunctions, negations and implications
//! of bounds, whose truth is the same in every cell of a grid; and hypotheses that bound one
//! variable by another, along which the engine slides or takes shares.

use crate::families::{Case, End, Range};
use crate::oracle::{F, Random, T, Truth, call, num, op, pow, var};
use rug::Rational;

/// Bounds of one or two variables under connectives, as hypotheses and as goal. The truth is looked
/// up in all cells.
pub fn boolean(random: &mut Random) -> Case {
    let n = random.pick(&[1, 2, 2]);
    let bounds: Vec<Rational> = (0..3).map(|_| random.small()).collect();
    let goal = connected(n, &bounds, 2, random);
    let mut case = Case::new("boolean", vec![Range::default(); n], goal, None);
    for _ in 0..random.pick(&[1, 1, 2]) {
        let hypothesis = connected(n, &bounds, 2, random);
        case.hypotheses.push((hypothesis, false));
    }
    let mut grid = bounds;
    grid.sort();
    grid.dedup();
    let mut values: Vec<Rational> = grid
        .windows(2)
        .map(|w| Rational::from(&w[0] + &w[1]) / 2)
        .collect();
    values.push(grid[0].clone() - 1);
    values.push(grid[grid.len() - 1].clone() + 1);
    values.extend(grid);
    let points: Vec<Vec<Rational>> = if n == 1 {
        values.iter().map(|x| vec![x.clone()]).collect()
    } else {
        (values.iter())
            .flat_map(|x| values.iter().map(|y| vec![x.clone(), y.clone()]))
            .collect()
    };
    let holds = |p: &Vec<Rational>| match case.value(p) {
        Truth::True => true,
        Truth::False => false,
        Truth::Undefined | Truth::Unknown => unreachable!("polynomials at rational points"),
    };
    let known = points.iter().all(holds);
    case.known = Some(known);
    case.points = points;
    case
}

/// A formula of bounds; implications are written as they are read.
fn connected(n: usize, bounds: &[Rational], depth: usize, random: &mut Random) -> F {
    if depth == 0 || random.one_in(4) {
        let x = var(random.below(n));
        let c = random.pick(bounds);
        let relation = random.pick(&["<", "<=", ">", ">="]);
        // Cubes rise.
        return if random.one_in(3) {
            let cube = c.clone() * &c * &c;
            F::Rel(pow(x, 3), relation, num(cube))
        } else {
            F::Rel(x, relation, num(c))
        };
    }
    let mut part = || connected(n, bounds, depth - 1, random);
    let (a, b) = (part(), part());
    match random.below(4) {
        0 => F::And(vec![a, b]),
        1 => F::Or(vec![a, b]),
        2 => F::Or(vec![F::Not(Box::new(a)), b]),
        _ => F::Not(Box::new(F::And(vec![a, b]))),
    }
}

/// `v` bounded by a quotient of `u`, and a rising function of `v` against its value at the bound,
/// plus a hair. Where the range of `v` ends before the bound, some `u` have no value of `v` at all.
pub fn slides(random: &mut Random) -> Case {
    let k = num(random.positive());
    let u = || var(0);
    // Between 0 and 1, and near each where u is near an end.
    let bound = op('/', u(), op('+', u(), k));
    let below = random.one_in(2);
    let strict = random.one_in(2);
    let hypothesis = match (below, strict) {
        (true, false) => F::Rel(var(1), "<=", bound.clone()),
        (true, true) => F::Rel(var(1), "<", bound.clone()),
        (false, false) => F::Rel(var(1), ">=", bound.clone()),
        (false, true) => F::Rel(var(1), ">", bound.clone()),
    };
    let c = num(random.positive());
    let rising: fn(T, T) -> T = random.pick(&[
        |v: T, c: T| op('+', pow(v.clone(), 3), op('*', c, v)),
        |v: T, c: T| op('/', v.clone(), op('+', v, c)),
        |v: T, c: T| op('*', c, call("exp", v)),
        |v: T, c: T| call("log", op('+', v, c)),
    ]);
    let (here, there) = (rising(var(1), c.clone()), rising(bound, c));
    let hair = random.hair();
    let least = op(
        '+',
        if below {
            op('-', there, here)
        } else {
            op('-', here, there)
        },
        num(hair.clone()),
    );
    let shown = random.pick(&[">=", ">"]);
    // At the bound, or as near it as a strict hypothesis lets one come, the difference is 0.
    let known = hair > 0 || hair == 0 && (strict || shown == ">=");
    let ends = |lo: i32, hi: Rational| Range {
        lo: Some(End::new(Rational::from(lo), false)),
        hi: Some(End::new(hi, false)),
        ..Range::default()
    };
    let far = random.pick(&[Rational::from((1, 2)), Rational::from(1), Rational::from(3)]);
    let wide = Range {
        lo: Some(End::new(Rational::new(), random.one_in(2))),
        ..Range::default()
    };
    let goal = F::Rel(least, shown, num(0));
    let mut case = Case::new("slides", vec![wide, ends(0, far)], goal, Some(known));
    case.hypotheses.push((hypothesis, false));
    case
}

/// `p + q` below 1, and a root or a logarithm of what is left, which nothing but that makes
/// defined, against its tangent plus a hair.
pub fn shares(random: &mut Random) -> Case {
    let strict = random.one_in(2);
    let sum = || op('+', var(0), var(1));
    let left = || op('-', op('-', num(1), var(0)), var(1));
    let hypothesis = F::Rel(sum(), if strict { "<" } else { "<=" }, num(1));
    let hair = random.hair();
    let gap = if strict && random.one_in(2) {
        // -log(1 - s) >= s
        op('-', op('*', num(-1), call("log", left())), sum())
    } else {
        // sqrt(1 - s) <= 1 - s/2
        let tangent = op('-', num(1), op('/', sum(), num(2)));
        op('-', tangent, call("sqrt", left()))
    };
    let shown = random.pick(&[">=", ">"]);
    let open = random.one_in(3);
    // They touch where both are 0.
    let known = hair > 0 || hair == 0 && (open || shown == ">=");
    let range = Range {
        lo: Some(End::new(Rational::new(), open)),
        hi: Some(End::new(Rational::from(1), false)),
        ..Range::default()
    };
    let goal = F::Rel(op('+', gap, num(hair)), shown, num(0));
    let mut case = Case::new("shares", vec![range.clone(), range], goal, Some(known));
    case.hypotheses.push((hypothesis, false));
    case
}
