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
    affordable, assume, conditions_premise, in_range, nonnegative, promote, put_in, relation,
    with_goal,
};
use crate::certificate::{Approach, Pieces, Side};
use crate::expr::{Binary, Claim, Comparison, Dag, Expr, Formula, Kind, Meaning, Node, Unary, Var};
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

/// What pieces need, and the bounds they give: from below, and from above unless that is the same.
pub(super) fn needs(
    claim: &mut Claim,
    (x, integrand, lo, hi): Parts,
    pieces: &Pieces,
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
        if !claim.dag.is_total(there) {
            out.push(with_goal(claim, relation(there, Comparison::Equal, there)));
        }
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
                (true, _) => Comparison::Equal,
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
                        let inside = in_chart(claim, x, *g, end, upper)?;
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
    for v in claim.dag.variables(g) {
        let e = claim.dag.variable(v);
        let hidden = claim.symbols.meaning(v).is_some() && claim.depends_on(e, x);
        require(
            !hidden,
            "an antiderivative with a sum or integral that depends on its variable",
        )?;
    }
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
/// end: `x = c + exp(-y)` or `c - exp(-y)`, `exp(y)` or `-exp(y)`.
fn in_chart(
    claim: &mut Claim,
    x: Var,
    g: Expr,
    end: Option<Expr>,
    upper: bool,
) -> Result<Expr, String> {
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
    let log = claim.dag.unary(Unary::Log, size);
    Ok((claim.dag).rebuild(inside, |_, e| (e == log).then_some(exponent)))
}

/// That an antiderivative has its limit at an infinite end, and a derivative that is absolutely
/// integrable there, by the form of both: for each value of the other variables `G - limit`
/// vanishes and `G'` falls faster than `1/|x|`.
fn by_form(claim: &Claim, x: Var, g: Expr, limit: Expr, upper: bool) -> Result<(), String> {
    let mut far = claim.clone();
    let one = far.dag.integer(if upper { 1 } else { -1 });
    let end = Some((one, false));
    let (lo, hi) = if upper { (end, None) } else { (None, end) };
    promote(&mut far, x, Kind::Real, lo, hi)?;
    let error = far.dag.sub(g, limit);
    let Some(derivative) = far.dag.derivative(g, x) else {
        return refuse("an antiderivative without a symbolic derivative");
    };
    let mut checker = Checker::new(far.dag.clone(), &|| false);
    checker.domain(&far)?;
    let statement = checker.statement(|dag, n| Statement::new(&far, Vec::new(), dag, n));
    let side = if upper { Side::Upper } else { Side::Lower };
    for (e, exponent) in [(error, 0), (derivative, -1)] {
        require(
            checker.falls_below(&statement.domain, e, (x, side), exponent),
            "the limit of an antiderivative is not seen from its form",
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
    let Some(Meaning::Integral {
        variable,
        integrand,
        lo,
        hi,
    }) = claim.symbols.meaning(symbol).cloned()
    else {
        return refuse("no integral");
    };
    let mut main = claim.clone();
    let (mut out, lower, upper) = needs(&mut main, (variable, integrand, lo, hi), pieces)?;
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
