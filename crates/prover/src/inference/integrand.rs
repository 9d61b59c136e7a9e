//! Bounds of an integral by bounds of its integrand: what the goal says, differentiated at the
//! moving end; Taylor polynomials in a parameter. What comes out is tried, not trusted: the kernel
//! compares the derivatives.

use super::antiderivative::{Place, antiderivative};
use super::integral::{finite_integral, roughly, sample};
use super::{Prover, symbols_of};
use lemmabox_kernel::certificate::Pieces;
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Kind, Node, Var};

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

/// Taylor polynomials of the integrand in each parameter, and in all at once, from the ends of
/// their domains or from 0.
fn in_parameters(claim: &mut Claim, x: Var, integrand: Expr, negative: bool) -> Vec<Pieces> {
    let mut out = Vec::new();
    let place = Place {
        negative,
        from_left: false,
    };
    let mut parameters: Vec<(Var, Expr)> = Vec::new();
    for c in claim.dag.variables(integrand) {
        let real = c != x
            && claim.symbols.is_free(c)
            && (claim.variables.get(c.index())).is_some_and(|v| v.kind == Kind::Real);
        if real {
            let zero = claim.dag.integer(0);
            let end = claim.variables[c.index()].domain.lo.constant();
            let number = end.filter(|e| claim.dag.as_rational(*e).is_some());
            parameters.push((c, number.unwrap_or(zero)));
        }
    }
    let mut choices: Vec<&[(Var, Expr)]> = parameters.chunks(1).collect();
    if parameters.len() > 1 {
        choices.push(&parameters);
    }
    for chosen in choices {
        let found: Vec<Option<Expr>> = taylor(&mut claim.dag, integrand, chosen)
            .into_iter()
            .map(|p| antiderivative(&mut claim.dag, p, x, place))
            .collect();
        for (below, above) in [(1, 2), (2, 1), (3, 2), (2, 3), (0, 1), (1, 0)] {
            if let (Some(Some(g)), Some(Some(h))) = (found.get(below), found.get(above)) {
                out.push(bounds(*g, *h));
            }
        }
    }
    out
}

/// One of the products `step^a/a! * D^a f` of a multi-index `a`.
struct Partial {
    weight: Expr,
    derivative: Expr,
    /// The last place of `a` that is not 0, and what stands there.
    last: (usize, i64),
}

/// The Taylor polynomials of degrees 0, 1, ... in some variables about a point.
fn taylor(dag: &mut Dag, f: Expr, about: &[(Var, Expr)]) -> Vec<Expr> {
    let steps: Vec<Expr> = (about.iter())
        .map(|(c, from)| {
            let variable = dag.variable(*c);
            dag.sub(variable, *from)
        })
        .collect();
    let mut sum = dag.integer(0);
    let mut level = vec![Partial {
        weight: dag.integer(1),
        derivative: f,
        last: (0, 0),
    }];
    let mut out = Vec::new();
    for _ in 0..=MOST_ORDER {
        for part in &level {
            let value = dag.substitute(part.derivative, about);
            let term = dag.mul(value, part.weight);
            sum = dag.add(sum, term);
        }
        out.push(sum);
        let mut next = Vec::new();
        for part in &level {
            for i in part.last.0..about.len() {
                let Some(derivative) = dag.derivative(part.derivative, about[i].0) else {
                    return out;
                };
                let times = if i == part.last.0 { part.last.1 + 1 } else { 1 };
                let power = dag.mul(part.weight, steps[i]);
                let order = dag.integer(times);
                next.push(Partial {
                    weight: dag.div(power, order),
                    derivative,
                    last: (i, times),
                });
            }
        }
        level = next;
    }
    out
}
