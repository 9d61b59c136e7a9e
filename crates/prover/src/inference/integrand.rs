//! Bounds of an integral by bounds of its integrand: what the goal says, differentiated at the
//! moving end; Taylor polynomials in a parameter. What comes out is tried, not trusted: the kernel
//! compares the derivatives.

use super::antiderivative::{Place, antiderivative};
use super::integral::{finite_integral, roughly, sample};
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::Pieces;
use lemmabox_kernel::expr::{Claim, Comparison, Expr, Formula, Kind, Node, Var};

/// Highest order of a Taylor polynomial.
const MOST_ORDER: usize = 3;

impl Prover<'_> {
    /// Antiderivatives, exact or of bounds, that the goal or a parameter suggests for an integral
    /// over a finite range.
    pub(super) fn suggested(&mut self, claim: &Claim, symbol: Var) -> Vec<Pieces> {
        let Some((x, integrand, [lo, hi])) = finite_integral(claim, symbol) else {
            return Vec::new();
        };
        if !symbols_of(claim, &[integrand, lo, hi]).is_empty() {
            return Vec::new();
        }
        let mut current = self.current(claim);
        let mut out = from_goal(&mut current, symbol, x, hi);
        let at = sample(&mut current);
        let negative = roughly(&mut current.dag, hi, &at) <= 0.0;
        out.extend(in_parameters(&mut current, x, integrand, negative));
        self.dag = current.dag;
        out
    }
}

fn bounds(lower: Expr, upper: Expr) -> Pieces {
    Pieces {
        breaks: Vec::new(),
        lower: vec![lower],
        upper: vec![upper],
        tails: Vec::new(),
    }
}

/// The bound on an integral up to a variable, as a function of that end.
fn from_goal(claim: &mut Claim, symbol: Var, x: Var, hi: Expr) -> Vec<Pieces> {
    let Formula::Relation(r) = claim.goal.normalized() else {
        return Vec::new();
    };
    let Node::Variable(end) = *claim.dag.node(hi) else {
        return Vec::new();
    };
    let dag = &mut claim.dag;
    let difference = dag.sub(r.lhs, r.rhs);
    let Some(slope) = dag.derivative(difference, symbol) else {
        return Vec::new();
    };
    if dag.is_zero(slope) || dag.variables(slope).contains(&symbol) {
        return Vec::new();
    }
    let (zero, v) = (dag.integer(0), dag.variable(x));
    let rest = dag.substitute(difference, &[(symbol, zero)]);
    let minus = dag.neg(rest);
    let bound = dag.div(minus, slope);
    let said = dag.substitute(bound, &[(end, v)]);
    let at = sample(claim);
    let dag = &mut claim.dag;
    let rises = roughly(dag, slope, &at) > 0.0;
    let above = match r.op {
        Comparison::Equal => {
            return vec![Pieces {
                breaks: Vec::new(),
                lower: vec![said],
                upper: Vec::new(),
                tails: Vec::new(),
            }];
        }
        Comparison::NotEqual => return Vec::new(),
        Comparison::Less | Comparison::LessEqual => rises,
        Comparison::Greater | Comparison::GreaterEqual => !rises,
    };
    let minus = dag.neg(v);
    if above {
        vec![bounds(zero, said), bounds(minus, said)]
    } else {
        vec![bounds(said, v)]
    }
}

/// Taylor polynomials of the integrand in a parameter, from the end of its domain or from 0.
fn in_parameters(claim: &mut Claim, x: Var, integrand: Expr, negative: bool) -> Vec<Pieces> {
    let mut out = Vec::new();
    let place = Place {
        negative,
        from_left: false,
    };
    for c in claim.dag.variables(integrand) {
        let real = c != x
            && claim.symbols.is_free(c)
            && (claim.variables.get(c.index())).is_some_and(|v| v.kind == Kind::Real);
        if !real {
            continue;
        }
        let zero = claim.dag.integer(0);
        let end = claim.variables[c.index()].domain.lo.constant();
        let from = end
            .filter(|e| claim.dag.as_rational(*e).is_some())
            .unwrap_or(zero);
        let polynomials = taylor(claim, integrand, c, from);
        let found: Vec<Option<Expr>> = polynomials
            .into_iter()
            .map(|p| antiderivative(&mut claim.dag, p, x, place))
            .collect();
        for (below, above) in [(1, 2), (2, 1), (3, 2), (2, 3)] {
            if let (Some(Some(g)), Some(Some(h))) = (found.get(below), found.get(above)) {
                out.push(bounds(*g, *h));
            }
        }
    }
    out
}

/// The Taylor polynomials of degrees 0, 1, ...
fn taylor(claim: &mut Claim, f: Expr, c: Var, from: Expr) -> Vec<Expr> {
    let dag = &mut claim.dag;
    let variable = dag.variable(c);
    let step = dag.sub(variable, from);
    let (mut sum, mut weight, mut derivative) = (dag.integer(0), dag.integer(1), f);
    let mut out = Vec::new();
    for k in 0..=MOST_ORDER {
        let value = dag.substitute(derivative, &[(c, from)]);
        let term = dag.mul(value, weight);
        sum = dag.add(sum, term);
        out.push(sum);
        let order = dag.integer(i64::try_from(k + 1).unwrap_or(i64::MAX));
        let power = dag.mul(weight, step);
        weight = dag.div(power, order);
        match dag.derivative(derivative, c) {
            Some(next) => derivative = next,
            None => break,
        }
    }
    out
}
