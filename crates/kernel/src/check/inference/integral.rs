//! Integrals by antiderivatives.
//!
//! Let `G` be built of continuous functions and defined on a closed finite interval, with the
//! derivative `g` inside. Then `G` is continuous there, and it is monotone on each of finitely many
//! parts: it is definable in the ordered field of reals with exponential, logarithm, powers and
//! restricted analytic functions, since the arguments of its functions stay in compact sets. So `g`
//! is absolutely integrable and its integral is the difference of `G` at the ends. If `g <= f`
//! inside and `f <= h` for such an `h`, `f` is absolutely integrable, too, and its integral lies
//! between theirs. At an infinite end the bound `decay/x^2` on `g` makes the rest integrable and
//! `rate/x` gives the limit of `G`; or both are seen from their form, for each value of the other
//! variables.
//!
//! At a finite end `c` where `G` is not defined, and at an infinite end where powers of `x` with a
//! variable exponent stand, the form is looked at in `y` with `x = c + exp(-y)`, `c - exp(-y)`,
//! `exp(y)` or `-exp(y)`: these are increasing or decreasing maps of `y` towards the end, so the
//! integral of `f` is that of `f(x(y)) x'(y)`, of which `G(x(y))` is an antiderivative. The piece
//! at such an end `c` is shown not to be empty, where no value of `G` would have to do with its
//! limit.

use super::super::Checker;
use super::super::rejection::{refuse, require};
use super::super::statement::Statement;
use super::{
    affordable, assume, conditions_premise, defined_premise, in_range, nonnegative, promote,
    put_in, relation, with_goal,
};
use crate::certificate::{Approach, Convergence, Part, Pieces, Side};
use crate::expr::{
    Binary, Claim, Comparison, Dag, Expr, Formula, Kind, Meaning, Node, Normaliser, Unary, Var,
};
use num_traits::Signed;

/// The integral: variable, integrand, ends.
type Parts = (Var, Expr, Option<Expr>, Option<Expr>);

/// An end of a piece and whether it is left out.
type Bound = Option<(Expr, bool)>;

/// Whether a term is built of functions that are continuous wherever they are defined.
pub(super) fn is_continuous(dag: &Dag, e: Expr) -> bool {
    dag.reachable(&[e]).into_iter().all(|e| match dag.node(e) {
        Node::Rational(_)
        | Node::Pi
        | Node::Variable(_)
        | Node::Power(..)
        | Node::RationalPower(..) => true,
        Node::Unary(op, _) => match op {
            Unary::Neg
            | Unary::Abs
            | Unary::Sqrt
            | Unary::Sin
            | Unary::Cos
            | Unary::Tan
            | Unary::Arcsin
            | Unary::Arccos
            | Unary::Arctan
            | Unary::Exp
            | Unary::Log
            | Unary::Asinh
            | Unary::Erfc => true,
            Unary::Floor | Unary::Binet(_) | Unary::Carlson(_) => false,
        },
        Node::Binary(op, ..) => match op {
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Min | Binary::Max => {
                true
            }
            Binary::Arctan2 => false,
        },
    })
}

/// What makes an integrand absolutely integrable by continuity: it is defined inside, and at an end
/// either defined, too, or as small as [`Convergence::Form`] says.
///
/// # Errors
/// Why continuity does not tell.
pub fn integrable(
    claim: &Claim,
    symbol: Var,
    convergence: &Convergence,
) -> Result<Vec<Claim>, String> {
    let (x, integrand, lo, hi) = parts(claim, symbol)?;
    let charts = match convergence {
        Convergence::Continuous if lo.is_some() && hi.is_some() => [false; 2],
        Convergence::Continuous => return refuse("a continuous integrand over an infinite range"),
        Convergence::Form(charts) => *charts,
        Convergence::Pieces(_) | Convergence::Majorant(_) => {
            return refuse("an integrand that is not shown to be integrable by continuity");
        }
    };
    require(
        is_continuous(&claim.dag, integrand),
        "an integrand with a function that is not continuous",
    )?;
    require(
        !hides(claim, integrand, x),
        "an integrand with an integral or a sum inside",
    )?;
    let mut ordered = claim.clone();
    let mut out = Vec::new();
    if let (Some(lo), Some(hi)) = (lo, hi) {
        let length = ordered.dag.sub(hi, lo);
        let condition = nonnegative(&mut ordered, length);
        out.extend(conditions_premise(&ordered, vec![condition]));
    }
    let mut inside = claim.clone();
    let [from, to] = [(lo, charts[0]), (hi, charts[1])].map(|(e, open)| e.map(|e| (e, open)));
    promote(&mut inside, x, Kind::Real, from, to)?;
    out.extend(defined_premise(&inside, integrand));
    for (end, upper) in [(lo, false), (hi, true)] {
        let mut far = claim.clone();
        if charts[usize::from(upper)] {
            let (there, slope) = in_chart(&mut far, x, integrand, end, upper)?;
            let size = far.dag.mul(there, slope);
            falls(&far, x, &[(size, -1)], true)?;
        } else if end.is_none() {
            falls(&far, x, &[(integrand, -1)], upper)?;
        }
    }
    Ok(out)
}

/// Whether a symbol of a term depends on a variable.
fn hides(claim: &Claim, e: Expr, x: Var) -> bool {
    let mut probe = claim.clone();
    let symbols = claim.dag.variables(e).into_iter();
    let mut symbols = symbols.filter(|v| claim.symbols.meaning(*v).is_some());
    symbols.any(|v| {
        let symbol = probe.dag.variable(v);
        probe.depends_on(symbol, x)
    })
}

/// What pieces need, and the bounds they give: from below, and from above unless that is the same.
/// `op` is how the derivative of one antiderivative alone compares with the integrand.
pub(super) fn needs(
    claim: &mut Claim,
    (x, integrand, lo, hi): Parts,
    pieces: &Pieces,
    op: Comparison,
) -> Result<(Vec<Claim>, Expr, Option<Expr>), String> {
    let count = pieces.breaks.len() + 1;
    let exact = pieces.upper.is_empty();
    require(
        pieces.lower.len() == count && (exact || pieces.upper.len() == count),
        "not one antiderivative a piece",
    )?;
    // Each piece has two premises a side, and its ends may have one.
    require(
        count.saturating_mul(8) <= affordable(claim),
        "an integral in too many pieces",
    )?;
    let per_end = if exact { 1 } else { 2 };
    let charted = |side| (pieces.tails.iter()).any(|t| t.approach == Approach::Chart(side));
    let open = [
        lo.is_some() && charted(Side::Lower),
        hi.is_some() && charted(Side::Upper),
    ];
    let limits = [lo.is_none() || open[0], hi.is_none() || open[1]];
    let limited = usize::from(limits[0]) + usize::from(limits[1]);
    require(
        pieces.tails.len() == per_end * limited,
        "not one tail an infinite or open end",
    )?;
    let tails = pieces.tails.iter().flat_map(|t| match t.approach {
        Approach::Bounds { rate, decay } => vec![t.limit, rate, decay],
        Approach::Form | Approach::Chart(_) => vec![t.limit],
    });
    let free: Vec<Expr> = pieces.breaks.iter().copied().chain(tails).collect();
    for e in free.iter().chain(&pieces.lower).chain(&pieces.upper) {
        require(in_range(claim, *e), "a term has an unknown variable")?;
    }
    for e in free {
        require(
            !claim.depends_on(e, x),
            "a constant depends on the variable of integration",
        )?;
    }
    let mut out = Vec::new();
    let mut ends = vec![lo];
    ends.extend(pieces.breaks.iter().copied().map(Some));
    ends.push(hi);
    let mut order = Vec::new();
    let left_out = |i: usize| [i == 0 && open[0], i + 1 == count && open[1]];
    for (i, pair) in ends.windows(2).enumerate() {
        if let [Some(a), Some(b)] = *pair {
            let length = claim.dag.sub(b, a);
            if !left_out(i).contains(&true) {
                order.push(nonnegative(claim, length));
            } else if !claim
                .dag
                .as_rational(length)
                .is_some_and(Signed::is_positive)
            {
                let zero = claim.dag.integer(0);
                order.push(relation(length, Comparison::Greater, zero));
            }
        }
    }
    out.extend(conditions_premise(claim, order));
    // The integrand is defined at the inner points, too.
    for e in &pieces.breaks {
        let there = claim.instantiate(integrand, &[(x, *e)])?;
        out.extend(defined_premise(claim, there));
    }
    let mut values = Vec::new();
    let sides: &[(&[Expr], bool)] = if exact {
        &[(&pieces.lower, false)]
    } else {
        &[(&pieces.lower, false), (&pieces.upper, true)]
    };
    for (side, (antiderivatives, above)) in sides.iter().enumerate() {
        let mut sum = claim.dag.integer(0);
        for (i, g) in antiderivatives.iter().enumerate() {
            let (a, b) = (ends[i], ends[i + 1]);
            let op = match (exact, above) {
                (true, _) => op,
                (false, false) => Comparison::LessEqual,
                (false, true) => Comparison::GreaterEqual,
            };
            let [from, to] = left_out(i);
            let closed = [a.map(|e| (e, from)), b.map(|e| (e, to))];
            piece(claim, x, (*g, integrand, op), closed, &mut out)?;
            let mut at = |claim: &mut Claim, end: Option<Expr>, upper: bool| {
                if let Some(end) = end.filter(|_| !left_out(i)[usize::from(upper)]) {
                    return claim.instantiate(*g, &[(x, end)]);
                }
                let place = if upper && limits[0] { per_end } else { 0 };
                let Some(tail) = pieces.tails.get(place + side) else {
                    return refuse("not one tail an infinite or open end");
                };
                let finite = if upper { a } else { b };
                match tail.approach {
                    Approach::Bounds { rate, decay } => {
                        require(end.is_none(), "bounds towards a finite end")?;
                        let bounds = (tail.limit, rate, decay);
                        out.push(beyond(claim, x, *g, bounds, finite, upper)?);
                    }
                    Approach::Form => {
                        require(end.is_none(), "a form towards a finite end")?;
                        by_form(claim, x, *g, tail.limit, upper)?;
                    }
                    Approach::Chart(towards) => {
                        let own = if upper { Side::Upper } else { Side::Lower };
                        require(towards == own, "the limit at the other end")?;
                        let (inside, _) = in_chart(claim, x, *g, end, upper)?;
                        by_form(claim, x, inside, tail.limit, true)?;
                    }
                }
                Ok(tail.limit)
            };
            let high = at(claim, b, true)?;
            let low = at(claim, a, false)?;
            let difference = claim.dag.sub(high, low);
            sum = claim.dag.add(sum, difference);
        }
        values.push(sum);
    }
    let Some(&lower) = values.first() else {
        return refuse("no piece");
    };
    Ok((out, lower, values.get(1).copied()))
}

/// The premises of one antiderivative on one piece.
fn piece(
    claim: &mut Claim,
    x: Var,
    (g, integrand, op): (Expr, Expr, Comparison),
    [a, b]: [Bound; 2],
    out: &mut Vec<Claim>,
) -> Result<(), String> {
    require(
        is_continuous(&claim.dag, g),
        "an antiderivative with a function that is not continuous",
    )?;
    require(
        !hides(claim, g, x),
        "an antiderivative with a sum or integral that depends on its variable",
    )?;
    let Some(derivative) = claim.dag.derivative(g, x) else {
        return refuse("an antiderivative without a symbolic derivative");
    };
    let mut inside = claim.clone();
    let open = |e: Bound| e.map(|(e, _)| (e, true));
    promote(&mut inside, x, Kind::Real, open(a), open(b))?;
    inside.goal = relation(derivative, op, integrand);
    out.push(inside);
    if !claim.dag.is_total(g) {
        let mut closed = claim.clone();
        promote(&mut closed, x, Kind::Real, a, b)?;
        out.push(with_goal(&closed, relation(g, Comparison::Equal, g)));
    }
    Ok(())
}

/// An antiderivative in the variable `y`, read as `x`, that tends to infinity where `x` tends to an
/// end: `x = c + exp(-y)` or `c - exp(-y)`, `exp(y)` or `-exp(y)`; and the size of the slope of
/// `x`, which is the exponential.
fn in_chart(
    claim: &mut Claim,
    x: Var,
    g: Expr,
    end: Option<Expr>,
    upper: bool,
) -> Result<(Expr, Expr), String> {
    let y = claim.dag.variable(x);
    let exponent = if end.is_some() { claim.dag.neg(y) } else { y };
    let size = claim.dag.unary(Unary::Exp, exponent);
    let place = match (end, upper) {
        (Some(c), true) => claim.dag.sub(c, size),
        (Some(c), false) => claim.dag.add(c, size),
        (None, true) => size,
        (None, false) => claim.dag.neg(size),
    };
    let inside = claim.instantiate(g, &[(x, place)])?;
    // What is the distance from the end is written as that.
    let mut normaliser = Normaliser::new();
    let inside = (claim.dag).rebuild(inside, |dag, e| {
        let node = dag.node(e).clone();
        let mut is_size = |e: Expr| {
            let gap = dag.sub(e, size);
            normaliser.is_zero(dag, gap)
        };
        match node {
            Node::Unary(Unary::Log, u) if is_size(u) => Some(exponent),
            Node::Unary(Unary::Neg, _) | Node::Binary(Binary::Add | Binary::Sub, ..)
                if is_size(e) =>
            {
                Some(size)
            }
            _ => None,
        }
    });
    Ok((inside, size))
}

/// That an antiderivative has its limit at an infinite end, and a derivative that is absolutely
/// integrable there, by the form of both: for each value of the other variables `G - limit`
/// vanishes and `G'` falls faster than `1/|x|`.
fn by_form(claim: &Claim, x: Var, g: Expr, limit: Expr, upper: bool) -> Result<(), String> {
    let mut far = claim.clone();
    let error = far.dag.sub(g, limit);
    let Some(derivative) = far.dag.derivative(g, x) else {
        return refuse("an antiderivative without a symbolic derivative");
    };
    falls(&far, x, &[(error, 0), (derivative, -1)], upper)
}

/// That terms are `O(|x|^q)` at an infinite end, each with a `q` below its exponent, by their form.
fn falls(claim: &Claim, x: Var, terms: &[(Expr, i64)], upper: bool) -> Result<(), String> {
    let mut far = claim.clone();
    let one = far.dag.integer(if upper { 1 } else { -1 });
    let end = Some((one, false));
    let (lo, hi) = if upper { (end, None) } else { (None, end) };
    promote(&mut far, x, Kind::Real, lo, hi)?;
    let mut checker = Checker::new(far.dag.clone(), &|| false);
    checker.domain(&far)?;
    let statement = checker.statement(|dag, n| Statement::new(&far, Vec::new(), dag, n));
    let side = if upper { Side::Upper } else { Side::Lower };
    for (e, exponent) in terms {
        require(
            checker.falls_below(&statement.domain, *e, (x, side), *exponent),
            "a limit or a decay is not seen from its form",
        )?;
    }
    Ok(())
}

/// That an antiderivative has its limit at an infinite end: for `x` beyond 1 and beyond the finite
/// end of the piece.
fn beyond(
    claim: &mut Claim,
    x: Var,
    g: Expr,
    (limit, rate, decay): (Expr, Expr, Expr),
    finite: Option<Expr>,
    upper: bool,
) -> Result<Claim, String> {
    let Some(derivative) = claim.dag.derivative(g, x) else {
        return refuse("an antiderivative without a symbolic derivative");
    };
    let mut far = claim.clone();
    let one = far.dag.integer(if upper { 1 } else { -1 });
    let (lo, hi) = if upper {
        (Some((one, false)), None)
    } else {
        (None, Some((one, false)))
    };
    promote(&mut far, x, Kind::Real, lo, hi)?;
    let v = far.dag.variable(x);
    if let Some(end) = finite
        && far.dag.as_rational(end).is_none_or(|q| {
            let one = crate::exact::rational::integer(1);
            if upper { *q > one } else { *q < -one }
        })
    {
        let op = if upper {
            Comparison::GreaterEqual
        } else {
            Comparison::LessEqual
        };
        assume(&mut far, "beyond", relation(v, op, end));
    }
    let size = if upper { v } else { far.dag.neg(v) };
    let near = far.dag.div(rate, size);
    let square = far.dag.power(v, 2);
    let small = far.dag.div(decay, square);
    let error = far.dag.sub(g, limit);
    let mut parts = Vec::new();
    for (e, most) in [(error, near), (derivative, small)] {
        let least = far.dag.neg(most);
        parts.push(relation(e, Comparison::LessEqual, most));
        parts.push(relation(e, Comparison::GreaterEqual, least));
    }
    far.goal = Formula::And(parts);
    Ok(far)
}

pub(super) fn premises(claim: &Claim, symbol: Var, pieces: &Pieces) -> Result<Vec<Claim>, String> {
    let mut main = claim.clone();
    let (mut out, lower, upper) =
        needs(&mut main, parts(claim, symbol)?, pieces, Comparison::Equal)?;
    match upper {
        None => put_in(&mut main, symbol, lower),
        Some(upper) => {
            let s = main.dag.variable(symbol);
            assume(
                &mut main,
                "integral_lower",
                relation(s, Comparison::GreaterEqual, lower),
            );
            assume(
                &mut main,
                "integral_upper",
                relation(s, Comparison::LessEqual, upper),
            );
        }
    }
    out.push(main);
    Ok(out)
}

/// An integral by others over the same range: `f = G' + c_1 f_1 + ...` inside, where the `f_i` and
/// `G'` are absolutely integrable; or `f >= ...`, or `f <= ...`, where `f` is, too.
pub(super) fn by_parts(
    claim: &Claim,
    (symbol, side): (Var, Option<&(bool, Convergence)>),
    others: &[Part],
    pieces: &Pieces,
) -> Result<Vec<Claim>, String> {
    let whole = parts(claim, symbol)?;
    let (x, integrand, lo, hi) = whole;
    require(pieces.upper.is_empty(), "parts by bounds")?;
    // Each has three premises at most, each with a copy of the claim.
    let most = affordable(claim) / 4;
    require(others.len() < most, "too many integrals")?;
    let mut main = claim.clone();
    let mut inside = claim.clone();
    let open = |e: Option<Expr>| e.map(|e| (e, true));
    promote(&mut inside, x, Kind::Real, open(lo), open(hi))?;
    let mut out = Vec::new();
    out.extend(defined_premise(&inside, integrand));
    let (mut rest, mut sum) = (integrand, main.dag.integer(0));
    for part in others {
        let own = parts(claim, part.symbol)?;
        require(
            (own.0, own.2, own.3) == (x, lo, hi),
            "integrals over different ranges",
        )?;
        require(
            !claim.depends_on(part.factor, x),
            "a constant depends on the variable of integration",
        )?;
        out.extend(defined_premise(claim, part.factor));
        out.extend(integrable(claim, part.symbol, &part.convergence)?);
        let known = main.dag.variable(part.symbol);
        let [f, s] = [own.1, known].map(|e| main.dag.mul(part.factor, e));
        rest = main.dag.sub(rest, f);
        sum = main.dag.add(sum, s);
    }
    let op = match side {
        None => Comparison::Equal,
        Some((above, convergence)) => {
            out.extend(integrable(claim, symbol, convergence)?);
            if *above {
                Comparison::GreaterEqual
            } else {
                Comparison::LessEqual
            }
        }
    };
    let (premises, value, _) = needs(&mut main, (x, rest, lo, hi), pieces, op)?;
    out.extend(premises);
    let value = main.dag.add(value, sum);
    require(
        !main.depends_on(value, symbol),
        "an integral is expressed by itself",
    )?;
    if op == Comparison::Equal {
        put_in(&mut main, symbol, value);
    } else {
        // The derivative is below what is left, or above it, and so is the value.
        let s = main.dag.variable(symbol);
        assume(&mut main, "integral", relation(value, op, s));
    }
    out.push(main);
    Ok(out)
}

/// What a symbol stands for, which has to be an integral.
fn parts(claim: &Claim, symbol: Var) -> Result<Parts, String> {
    match claim.symbols.meaning(symbol) {
        Some(Meaning::Integral {
            variable,
            integrand,
            lo,
            hi,
        }) => Ok((*variable, *integrand, *lo, *hi)),
        Some(Meaning::Fold { .. } | Meaning::Value { .. }) | None => refuse("no integral"),
    }
}
