//! Counterexamples to inequalities with integrals that have no antiderivative at hand: the
//! parameters are held at numbers where the integrals, summed roughly, seem to break the claim, and
//! its negation is proved there.

use super::integral::{integral, roughly};
use super::{Prover, symbols_of, terms};
use lemmabox_kernel::certificate::Witness;
use lemmabox_kernel::check::first_integer;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::{integer, ratio};
use lemmabox_kernel::expr::{Claim, Comparison, Dag, Expr, Formula, Kind, Meaning, Relation, Var};

/// Points of an integral's range at which its integrand is evaluated.
const POINTS: u32 = 64;
/// How far the sides of the claim are apart, relatively, where it seems to fail.
const MARGIN: f64 = 1e-3;
/// Places at which a negation is tried.
const MOST_TRIED: usize = 2;
/// Most places that are looked at.
const MOST_PLACES: usize = 243;

impl Prover<'_> {
    /// A witness at ends and in the middle of the domains.
    pub(super) fn refute_by_quadrature(&mut self, claim: &Claim) -> Option<Witness> {
        let integrals = symbols_of(claim, &terms(claim));
        let alone = |(_, m): &(Var, Meaning)| matches!(m, Meaning::Integral { .. });
        let plain = claim.symbols.sequences.is_empty() && claim.symbols.always.is_empty();
        if !plain || integrals.is_empty() || !integrals.iter().all(alone) {
            return None;
        }
        let Formula::Relation(goal) = claim.goal.normalized() else {
            return None;
        };
        let mut found: Vec<(f64, Vec<Q>)> = Vec::new();
        for place in places(claim)? {
            let mut current = self.current(claim);
            let gap = gap(&mut current, &goal, &place);
            found.extend(gap.filter(|gap| *gap > MARGIN).map(|gap| (gap, place)));
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().take(MOST_TRIED).find_map(|(_, place)| {
            let values = place.into_iter().map(|q| self.dag.rational(q)).collect();
            self.with_model(claim, values, Vec::new(), Var(0))
        })
    }
}

/// Numbers for the variables: the ends of their domains and points between them, or beyond the
/// finite one.
fn places(claim: &Claim) -> Option<Vec<Vec<Q>>> {
    let mut out: Vec<Vec<Q>> = vec![Vec::new()];
    for (i, variable) in claim.variables.iter().enumerate() {
        let v = Var(u32::try_from(i).ok()?);
        let end = |e: Option<Expr>| e.and_then(|e| claim.dag.as_rational(e)).cloned();
        let (lo, hi) = (variable.domain.lo, variable.domain.hi);
        let values = if !claim.symbols.is_free(v) {
            vec![integer(0)]
        } else if variable.kind == Kind::Integer {
            let first = first_integer(claim, v)?;
            vec![integer(first), integer(first + 1), integer(first + 4)]
        } else {
            match (end(lo.constant()), end(hi.constant())) {
                (Some(a), Some(b)) => {
                    let between = [(0, 1), (1, 2), (1, 1), (1, 64), (63, 64)];
                    let places = between.map(|(p, q)| &a + (&b - &a) * ratio(p, q));
                    let open = |q: &Q| *q == a && lo.is_open() || *q == b && hi.is_open();
                    places.into_iter().filter(|q| !open(q)).collect()
                }
                (Some(a), None) => [(1, 4), (1, 1), (4, 1)]
                    .map(|(p, q)| &a + ratio(p, q))
                    .into(),
                (None, Some(b)) => [(1, 4), (1, 1), (4, 1)]
                    .map(|(p, q)| &b - ratio(p, q))
                    .into(),
                (None, None) => [-2, 0, 1].map(integer).into(),
            }
        };
        if out.len() * values.len() > MOST_PLACES {
            return None;
        }
        out = (out.into_iter())
            .flat_map(|place| {
                values.iter().map(move |q| {
                    let mut place = place.clone();
                    place.push(q.clone());
                    place
                })
            })
            .collect();
    }
    Some(out)
}

/// By how much the goal seems to fail at a place, as a share of the sizes of its sides.
fn gap(claim: &mut Claim, goal: &Relation, place: &[Q]) -> Option<f64> {
    let mut map: Vec<(Var, Expr)> = Vec::new();
    for (q, i) in place.iter().zip(0u32..) {
        map.push((Var(i), claim.dag.rational(q.clone())));
    }
    let mut sums = Vec::new();
    for (symbol, _) in symbols_of(claim, &[goal.lhs, goal.rhs]) {
        let (x, integrand, ends) = integral(claim, symbol)?;
        let dag = &mut claim.dag;
        let fixed: Vec<(Var, Expr)> = map.iter().copied().filter(|(v, _)| *v != x).collect();
        let integrand = dag.substitute(integrand, &fixed);
        let ends = ends.map(|e| {
            e.map(|e| {
                let e = dag.substitute(e, &fixed);
                roughly(dag, e, &[])
            })
        });
        sums.push((symbol, summed(dag, integrand, x, ends)));
    }
    let dag = &mut claim.dag;
    let [lhs, rhs] = [goal.lhs, goal.rhs].map(|e| {
        let kept: Vec<(Var, Expr)> = (map.iter().copied())
            .filter(|(v, _)| sums.iter().all(|(s, _)| s != v))
            .collect();
        let e = dag.substitute(e, &kept);
        roughly(dag, e, &sums)
    });
    let fails = match goal.op {
        Comparison::Less | Comparison::LessEqual => lhs - rhs,
        Comparison::Greater | Comparison::GreaterEqual => rhs - lhs,
        Comparison::Equal => (lhs - rhs).abs(),
        Comparison::NotEqual => return None,
    };
    let size = lhs.abs().max(rhs.abs());
    (fails.is_finite() && size > 0.0).then_some(fails / size)
}

/// The midpoint rule, over `x = y/(1 - y^2)` where an end is infinite.
fn summed(dag: &mut Dag, integrand: Expr, x: Var, [lo, hi]: [Option<f64>; 2]) -> f64 {
    let infinite = lo.is_none() || hi.is_none();
    let inner = |x: f64| {
        if x == 0.0 {
            0.0
        } else {
            ((1.0 + 4.0 * x * x).sqrt() - 1.0) / (2.0 * x)
        }
    };
    let place = |end: Option<f64>, beyond: f64| match end {
        Some(x) if infinite => inner(x),
        Some(x) => x,
        None => beyond,
    };
    let (from, to) = (place(lo, -1.0), place(hi, 1.0));
    let width = (to - from) / f64::from(POINTS);
    let mut sum = 0.0;
    for i in 0..POINTS {
        let y = from + width * (f64::from(i) + 0.5);
        let rest = 1.0 - y * y;
        let (at, slope) = if infinite {
            (y / rest, (1.0 + y * y) / (rest * rest))
        } else {
            (y, 1.0)
        };
        sum += roughly(dag, integrand, &[(x, at)]) * slope * width;
    }
    sum
}
