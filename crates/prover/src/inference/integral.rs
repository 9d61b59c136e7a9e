//! Integrals: break points, antiderivatives between them, limits at infinite ends.

use super::antiderivative::{Place, antiderivative, quadratic};
use super::logistic::turned;
use super::open_ends::{OpenEnd, by_limit};
use super::{Prover, symbols_of, terms};
use crate::truth::closed_enclosures;
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::{Approach, Convergence, Pieces, Rule, Tail, Tree};
use lemmabox_kernel::exact::{Q, rational};
use lemmabox_kernel::expr::{
    Binary, Claim, Comparison, Dag, Expr, Formula, Meaning, Node, Normaliser, Unary, Var, small,
};
use num_traits::{One, Signed};

/// Where in a domain terms are looked at first.
const MIDDLE: f64 = 0.4375;
/// The golden ratio less 1, whose multiples are spread over a unit.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// Most other points, and most hypotheses that they have to keep.
const MOST_POINTS: u32 = 24;
const MOST_BOUNDS: usize = 8;

/// Largest whole exponent of a power that is written as one.
const MOST_POWER: i32 = 6;

/// Variable, integrand and ends of an integral; an infinite end is `None`.
pub(super) type Parts = (Var, Expr, [Option<Expr>; 2]);

/// What a symbol stands for, if it is an integral.
pub(super) fn integral(claim: &Claim, symbol: Var) -> Option<Parts> {
    match *claim.symbols.meaning(symbol)? {
        Meaning::Integral {
            variable,
            integrand,
            lo,
            hi,
        } => Some((variable, integrand, [lo, hi])),
        Meaning::Fold { .. } | Meaning::Value { .. } => None,
    }
}

/// The same for an integral over a finite range.
pub(super) fn finite_integral(claim: &Claim, symbol: Var) -> Option<(Var, Expr, [Expr; 2])> {
    let (variable, integrand, [lo, hi]) = integral(claim, symbol)?;
    Some((variable, integrand, [lo?, hi?]))
}

/// The value of a term at a point, roughly; for guesses only.
pub(super) fn roughly(dag: &mut Dag, e: Expr, at: &[(Var, f64)]) -> f64 {
    range(dag, e, at).mid()
}

/// Where the value of a term at a point lies.
pub(super) fn range(dag: &mut Dag, e: Expr, at: &[(Var, f64)]) -> Interval {
    let mut map = Vec::new();
    for v in dag.variables(e) {
        let x = at.iter().find(|(w, _)| *w == v).map_or(0.0, |(_, x)| *x);
        let q = rational::from_f64(x).unwrap_or_else(|| rational::integer(0));
        map.push((v, dag.rational(q)));
    }
    let closed = dag.substitute(e, &map);
    closed_enclosures(dag, &[closed])[0]
}

/// A number of few bits, not less.
pub(super) fn rounded(x: f64) -> Option<Q> {
    let scaled = (x * 1024.0).ceil();
    (scaled.abs() < 1e15).then_some(())?;
    Some(rational::from_f64(scaled)? / rational::integer(1024))
}

/// A point in the middle of the domains, or elsewhere in them where the hypotheses ask for it.
pub(super) fn sample(claim: &mut Claim) -> Vec<(Var, f64)> {
    let middle = point_of(claim, |_| MIDDLE);
    let bounds = plain_bounds(claim);
    if bounds.is_empty() || keeps(claim, &bounds, &middle) {
        return middle;
    }
    for k in 1..=MOST_POINTS {
        let share = |i: usize| (MIDDLE + f64::from(k) * (i + 1) as f64 * GOLDEN).fract();
        let point = point_of(claim, share);
        if keeps(claim, &bounds, &point) {
            return point;
        }
    }
    middle
}

/// The point at a share of each domain.
fn point_of(claim: &mut Claim, share: impl Fn(usize) -> f64) -> Vec<(Var, f64)> {
    let mut out = Vec::new();
    for i in 0..claim.variables.len() {
        let Ok(v) = u32::try_from(i).map(Var) else {
            continue;
        };
        let domain = claim.variables[i].domain;
        let share = share(i);
        // The middle of a half-line is 3/4 of a unit from its end.
        let beyond = 0.75 * share / (1.0 - share) * (1.0 - MIDDLE) / MIDDLE;
        let mut end = |e: Option<Expr>| e.map(|e| roughly(&mut claim.dag, e, &[]));
        let x = match (end(domain.lo.constant()), end(domain.hi.constant())) {
            (Some(a), Some(b)) => a + (b - a) * share,
            (Some(a), None) => a + beyond,
            (None, Some(b)) => b - beyond,
            (None, None) => 0.3125 + 4.0 * (share - MIDDLE),
        };
        out.push((v, x));
    }
    out
}

/// The hypotheses that bound variables by terms free of symbols, as terms that are not negative.
fn plain_bounds(claim: &mut Claim) -> Vec<Expr> {
    let mut out = Vec::new();
    for i in 0..claim.hypotheses.len() {
        let hypothesis = &claim.hypotheses[i];
        let Formula::Relation(r) = hypothesis.formula else {
            continue;
        };
        let order = !matches!(r.op, Comparison::Equal | Comparison::NotEqual);
        let free = |e: Expr| (claim.dag.variables(e).into_iter()).all(|v| claim.symbols.is_free(v));
        if order && !hypothesis.unused && free(r.lhs) && free(r.rhs) && out.len() < MOST_BOUNDS {
            out.push(r.difference(&mut claim.dag).0);
        }
    }
    out
}

/// Whether hypotheses seem to hold at a point, not just barely.
fn keeps(claim: &mut Claim, bounds: &[Expr], at: &[(Var, f64)]) -> bool {
    (bounds.iter()).all(|e| {
        let slack = roughly(&mut claim.dag, *e, at);
        slack.is_nan() || slack > 1e-3
    })
}

impl Prover<'_> {
    /// The first integral of the goal by its value.
    pub(super) fn by_integral(&mut self, claim: &Claim) -> Option<Tree> {
        let found = symbols_of(claim, &terms(claim));
        let (symbol, _) = found
            .into_iter()
            .find(|(_, m)| matches!(m, Meaning::Integral { .. }))?;
        let exact = self.pieces(claim, symbol);
        let poles = exact.as_ref().is_some_and(|p| self.has_pole(claim, p));
        let chord = |prover: &mut Self| {
            let pieces = prover.below_chord(claim, symbol)?;
            prover.by_pieces(claim, symbol, pieces)
        };
        if poles && let Some(tree) = chord(self) {
            return Some(tree);
        }
        let tree = exact
            .and_then(|pieces| self.by_pieces(claim, symbol, pieces))
            .or_else(|| (!poles).then(|| chord(self)).flatten());
        tree.or_else(|| {
            let suggested = self.suggested(claim, symbol).into_iter();
            suggested
                .into_iter()
                .find_map(|pieces| self.by_pieces(claim, symbol, pieces))
        })
        .or_else(|| {
            let pieces = self.dominated(claim, symbol)?;
            self.by_pieces(claim, symbol, pieces)
        })
        .or_else(|| self.by_quadrature(claim, symbol))
    }

    /// Whether an antiderivative seems to divide by what is 0 for some values of the parameters.
    fn has_pole(&mut self, claim: &Claim, pieces: &Pieces) -> bool {
        let mut current = self.current(claim);
        let ends = [false, true].map(|upper| {
            let mut at = sample(&mut current);
            for (v, x) in &mut at {
                let domain = current.variables[v.index()].domain;
                let end = if upper { domain.hi } else { domain.lo };
                *x = match end.constant() {
                    Some(e) => roughly(&mut current.dag, e, &[]),
                    None if upper => 1e3,
                    None => -1e3,
                };
            }
            at
        });
        let divisors: Vec<Expr> = (current.dag.reachable(&pieces.lower).into_iter())
            .filter_map(|e| match *current.dag.node(e) {
                Node::Binary(Binary::Div, _, d) => Some(d),
                _ => None,
            })
            .collect();
        divisors.into_iter().any(|d| {
            let [a, b] = [0, 1].map(|i| roughly(&mut current.dag, d, &ends[i]));
            a * b < 0.0
        })
    }

    /// A positive integrand below its chord, as convex ones are: where its antiderivative has a
    /// pole in a parameter (`exp(s*x)/s`), and for Hoeffding's lemma.
    fn below_chord(&mut self, claim: &Claim, symbol: Var) -> Option<Pieces> {
        let (x, integrand, [lo, hi]) = finite_integral(claim, symbol)?;
        let mut current = self.current(claim);
        let dag = &mut current.dag;
        let exponential = |e: &Expr| {
            matches!(dag.node(*e), Node::Unary(Unary::Exp, _)) && dag.variables(*e).contains(&x)
        };
        let constant = [lo, hi].iter().all(|e| dag.as_rational(*e).is_some());
        if !constant || !dag.reachable(&[integrand]).iter().any(exponential) {
            return None;
        }
        let (zero, two, v) = (dag.integer(0), dag.integer(2), dag.variable(x));
        let [left, right] = [lo, hi].map(|e| dag.substitute(integrand, &[(x, e)]));
        let length = dag.sub(hi, lo);
        let rise = dag.sub(right, left);
        let slope = dag.div(rise, length);
        let from = dag.sub(v, lo);
        let square = dag.power(from, 2);
        let half = dag.div(square, two);
        let (flat, bent) = (dag.mul(left, v), dag.mul(slope, half));
        let above = dag.add(flat, bent);
        self.dag = current.dag;
        Some(Pieces {
            breaks: Vec::new(),
            lower: vec![zero],
            upper: vec![above],
            tails: Vec::new(),
        })
    }

    pub(super) fn by_pieces(&mut self, claim: &Claim, symbol: Var, pieces: Pieces) -> Option<Tree> {
        let exact = pieces.upper.is_empty();
        self.apply(
            claim,
            Rule::Integral { symbol, pieces },
            |prover, premise, i, n| {
                if i + 1 < n {
                    prover.piece(premise)
                } else if exact {
                    prover.goal(premise)
                } else {
                    // The integral stands in the goal still.
                    (prover.by_multiple(premise)).or_else(|| prover.finish(premise))
                }
            },
        )
    }

    /// Why an integral converges.
    pub(super) fn integrable(&mut self, context: &Claim, symbol: Var) -> Option<Convergence> {
        let (variable, integrand, [lo, hi]) = integral(context, symbol)?;
        if let (Some(lo), Some(hi)) = (lo, hi) {
            let mut current = self.current(context);
            let at = sample(&mut current);
            let ends = [lo, hi].map(|e| current.dag.substitute(integrand, &[(variable, e)]));
            let finite = ends
                .into_iter()
                .all(|e| range(&mut current.dag, e, &at).mag() < 1e12);
            self.dag = current.dag;
            if finite {
                return Some(Convergence::Continuous);
            }
        }
        let exact = self.pieces(context, symbol);
        if let Some(exact) = exact {
            return Some(Convergence::Pieces(exact));
        }
        let by_form = self.by_continuity(context, symbol);
        by_form.or_else(|| self.dominated(context, symbol).map(Convergence::Pieces))
    }

    /// A premise about one piece: branches chosen, then decided.
    pub(super) fn piece(&mut self, claim: &Claim) -> Option<Tree> {
        let patience = self.patience.min(super::QUICK);
        let tree = self.with_patience(patience, |prover| prover.plain(claim));
        if tree.is_some() {
            return tree;
        }
        let inside = symbols_of(claim, &terms(claim));
        if inside
            .iter()
            .any(|(_, m)| matches!(m, Meaning::Integral { .. }))
            && let Some(tree) = self.by_integral(claim)
        {
            return Some(tree);
        }
        let mut current = self.current(claim);
        let roots = terms(claim);
        let kinks: Vec<Expr> = (current.dag.reachable(&roots).into_iter())
            .filter(|e| {
                matches!(
                    current.dag.node(*e),
                    Node::Binary(Binary::Max | Binary::Min, ..) | Node::Unary(Unary::Abs, _)
                )
            })
            .collect();
        if kinks.is_empty() {
            return self.plain(claim);
        }
        let at = inner_sample(&mut current);
        let chosen: Vec<(Expr, bool)> = (kinks.into_iter())
            .map(|kink| (kink, first_branch(&mut current.dag, kink, &at)))
            .collect();
        self.dag = current.dag;
        chosen.into_iter().find_map(|(kink, first)| {
            self.apply(claim, Rule::Branch(kink, first), |prover, premise, i, _| {
                if i == 0 {
                    prover.plain(premise)
                } else {
                    prover.piece(premise)
                }
            })
        })
    }

    /// Exact antiderivatives between the kinks of the integrand.
    pub(super) fn pieces(&mut self, claim: &Claim, symbol: Var) -> Option<Pieces> {
        let mut current = self.current(claim);
        let (x, integrand, [lo, hi]) = integral(&current, symbol)?;
        // Integrals inside are put in first.
        let mut integrand = integrand;
        for (inner, meaning) in symbols_of(&current, &[integrand]) {
            if let Meaning::Integral { .. } = meaning {
                self.dag = current.dag.clone();
                let pieces = self.pieces(&current, inner)?;
                let value = self.value(&current, inner, &pieces)?;
                current.dag = self.dag.clone();
                integrand = current.dag.substitute(integrand, &[(inner, value)]);
            }
        }
        let at = sample(&mut current);
        let dag = &mut current.dag;
        integrand = with_plain_powers(dag, integrand);
        let ends = [lo, hi].map(|e| e.map(|e| roughly(dag, e, &at)));
        let low = ends[0].unwrap_or(f64::NEG_INFINITY);
        let high = ends[1].unwrap_or(f64::INFINITY);
        let mut breaks: Vec<(f64, Expr)> = Vec::new();
        for root in kinks(dag, integrand, x) {
            let place = roughly(dag, root, &at);
            let known = breaks.iter().any(|(p, _)| (p - place).abs() < 1e-9);
            if place > low + 1e-9 && place < high - 1e-9 && !known {
                breaks.push((place, root));
            }
        }
        let whole_line = lo.is_none() && hi.is_none();
        if whole_line && breaks.is_empty() {
            breaks.push((0.0, dag.integer(0)));
        }
        breaks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut places: Vec<f64> = vec![low];
        places.extend(breaks.iter().map(|b| b.0));
        places.push(high);
        let mut lower = Vec::new();
        let mut tails = Vec::new();
        for pair in places.windows(2) {
            let middle = middle(pair[0], pair[1]);
            let mut inside = at.clone();
            inside.retain(|(v, _)| *v != x);
            inside.push((x, middle));
            let mut f = branch(dag, integrand, x, &inside)?;
            for end in [0, 1].into_iter().filter(|i| pair[*i].is_infinite()) {
                f = turned(dag, f, x, &at, end == 1);
            }
            let place = Place {
                negative: middle < 0.0,
                from_left: pair[0].is_infinite(),
            };
            let g = antiderivative(dag, f, x, place)?;
            lower.push(g);
        }
        // A break between equal pieces is none.
        let mut i = 1;
        while i < lower.len() {
            if lower[i] == lower[i - 1] && !(whole_line && breaks.len() == 1) {
                lower.remove(i);
                breaks.remove(i - 1);
            } else {
                i += 1;
            }
        }
        let finite: Vec<f64> = places.iter().copied().filter(|p| p.is_finite()).collect();
        for (end, g, upper) in [(lo, lower.first(), false), (hi, lower.last(), true)] {
            let g = *g?;
            let Some(end) = end else {
                let near = finite.iter().copied().fold(1.0, |a: f64, b| a.max(b.abs()));
                tails.push(tail(dag, g, x, &at, near, upper)?);
                continue;
            };
            let at = &at;
            let open = OpenEnd { x, end, upper, at };
            if !open.has_value(dag, g)
                && let Some(tail) = open.tail(dag, g)
            {
                tails.push(tail);
            }
        }
        self.dag = current.dag;
        let bounds = Pieces {
            breaks: breaks.into_iter().map(|(_, e)| e).collect(),
            lower,
            upper: Vec::new(),
            tails,
        };
        Some(self.by_form(claim, symbol, bounds))
    }

    /// The value that exact pieces give.
    pub(super) fn value(&mut self, claim: &Claim, symbol: Var, pieces: &Pieces) -> Option<Expr> {
        let (variable, _, [lo, hi]) = integral(claim, symbol)?;
        let mut dag = self.dag.clone();
        let mut ends = vec![lo];
        ends.extend(pieces.breaks.iter().copied().map(Some));
        ends.push(hi);
        let mut sum = dag.integer(0);
        for (i, g) in pieces.lower.iter().enumerate() {
            let mut at = |end: Option<Expr>, upper: bool| {
                let outer = if upper {
                    i + 1 == pieces.lower.len()
                } else {
                    i == 0
                };
                if outer && by_limit(pieces, end, upper) {
                    let place = usize::from(upper && by_limit(pieces, lo, false));
                    return pieces.tails.get(place).map(|t| t.limit);
                }
                Some(dag.substitute(*g, &[(variable, end?)]))
            };
            let (high, low) = (at(ends[i + 1], true)?, at(ends[i], false)?);
            let difference = dag.sub(high, low);
            sum = dag.add(sum, difference);
        }
        self.dag = dag;
        Some(sum)
    }
}

/// A term with `u^k` for `exp(k log(u))` with a small whole `k`.
fn with_plain_powers(dag: &mut Dag, e: Expr) -> Expr {
    dag.rebuild(e, |dag, node| {
        let Node::Unary(Unary::Exp, exponent) = *dag.node(node) else {
            return None;
        };
        let (factor, log) = match *dag.node(exponent) {
            Node::Binary(Binary::Mul, factor, log) => (factor, log),
            _ => (dag.integer(1), exponent),
        };
        let Node::Unary(Unary::Log, u) = *dag.node(log) else {
            return None;
        };
        let k = dag.as_rational(factor).and_then(small)?;
        let k = i32::try_from(k).ok().filter(|k| k.abs() <= MOST_POWER)?;
        Some(dag.power(u, k))
    })
}

pub(super) fn middle(a: f64, b: f64) -> f64 {
    match (a.is_finite(), b.is_finite()) {
        (true, true) => a + (b - a) * 0.4375,
        (true, false) => a + 0.75,
        (false, true) => b - 0.75,
        (false, false) => 0.3125,
    }
}

/// A point inside a piece, at which hypotheses about its ends hold.
fn inner_sample(claim: &mut Claim) -> Vec<(Var, f64)> {
    let mut at = sample(claim);
    let mut bounds: Vec<(Var, f64, bool)> = Vec::new();
    for h in claim.hypotheses.clone() {
        if let Formula::Relation(r) = &h.formula
            && h.name.starts_with("range_")
            && let Node::Variable(v) = *claim.dag.node(r.lhs)
        {
            let end = roughly(&mut claim.dag, r.rhs, &at);
            bounds.push((v, end, h.name == "range_lower"));
        }
    }
    for (v, x) in &mut at {
        let end = |lower: bool| {
            bounds
                .iter()
                .find(|b| b.0 == *v && b.2 == lower)
                .map(|b| b.1)
        };
        let domain = claim.variables[v.index()].domain;
        let mut side = |lower: bool, e: Option<Expr>| {
            end(lower).or_else(|| e.map(|e| roughly(&mut claim.dag, e, &[])))
        };
        if bounds.iter().any(|b| b.0 == *v) {
            let lo = side(true, domain.lo.constant()).unwrap_or(f64::NEG_INFINITY);
            let hi = side(false, domain.hi.constant()).unwrap_or(f64::INFINITY);
            *x = middle(lo, hi);
        }
    }
    at
}

fn first_kink(dag: &Dag, e: Expr, x: Var) -> Option<Expr> {
    dag.reachable(&[e]).into_iter().find(|e| {
        matches!(
            dag.node(*e),
            Node::Binary(Binary::Max | Binary::Min, ..) | Node::Unary(Unary::Abs, _)
        ) && dag.variables(*e).contains(&x)
    })
}

fn first_branch(dag: &mut Dag, kink: Expr, at: &[(Var, f64)]) -> bool {
    match *dag.node(kink) {
        Node::Binary(op, a, b) => {
            let less = roughly(dag, a, at) <= roughly(dag, b, at);
            less == (op == Binary::Min)
        }
        Node::Unary(_, a) => roughly(dag, a, at) >= 0.0,
        _ => true,
    }
}

/// The term with each maximum, minimum and absolute value over `x` replaced by its arm at a point.
pub(super) fn branch(dag: &mut Dag, mut f: Expr, x: Var, inside: &[(Var, f64)]) -> Option<Expr> {
    while let Some(kink) = first_kink(dag, f, x) {
        let first = first_branch(dag, kink, inside);
        let by = match *dag.node(kink) {
            Node::Binary(_, a, _) if first => a,
            Node::Binary(_, _, b) => b,
            Node::Unary(_, a) if first => a,
            Node::Unary(_, a) => dag.neg(a),
            _ => return None,
        };
        f = dag.rebuild(f, |_, e| (e == kink).then_some(by));
    }
    Some(f)
}

/// Where the branches of maxima, minima and absolute values meet.
pub(super) fn kinks(dag: &mut Dag, f: Expr, x: Var) -> Vec<Expr> {
    let mut out = Vec::new();
    for e in dag.reachable(&[f]) {
        let difference = match *dag.node(e) {
            Node::Binary(Binary::Max | Binary::Min, a, b) => dag.sub(a, b),
            Node::Unary(Unary::Abs, a) => a,
            _ => continue,
        };
        let mut inner = difference;
        while let Node::Unary(Unary::Neg, a) = *dag.node(inner) {
            inner = a;
        }
        let (argument, levels) = levels(dag, inner);
        let Some([c, b, a]) = quadratic(dag, argument, x) else {
            continue;
        };
        let zero = dag.integer(0);
        if a != zero || b == zero {
            continue;
        }
        for level in levels {
            let left = dag.sub(level, c);
            let root = dag.div(left, b);
            out.push(if dag.is_zero(left) { zero } else { root });
        }
    }
    out
}

/// What is inside of a sine or cosine, perhaps less a number, and values of it at which that is 0;
/// of any other term the term itself and 0.
fn levels(dag: &mut Dag, inner: Expr) -> (Expr, Vec<Expr>) {
    let (wave, level) = match *dag.node(inner) {
        Node::Binary(Binary::Sub, a, b) if dag.as_rational(b).is_some() => (a, b),
        Node::Binary(Binary::Sub, a, b) if dag.as_rational(a).is_some() => (b, a),
        _ => (inner, dag.integer(0)),
    };
    let (cosine, argument) = match *dag.node(wave) {
        Node::Unary(Unary::Cos, a) => (true, a),
        Node::Unary(Unary::Sin, a) => (false, a),
        _ => return (inner, vec![dag.integer(0)]),
    };
    if dag.as_rational(level).is_none_or(|q| q.abs() >= Q::one()) {
        return (inner, Vec::new());
    }
    // cos(t) = sin(t + pi/2), and sin(t) = l at arcsin(l) + 2 k pi and at (2 k + 1) pi - arcsin(l).
    let angle = dag.unary(Unary::Arcsin, level);
    let mut out = Vec::new();
    for k in -2..=2i64 {
        let half_turns = rational::ratio(2 * k - i64::from(cosine), 2);
        let factor = dag.rational(half_turns);
        let pi = dag.pi();
        let shift = dag.mul(factor, pi);
        let even = k.rem_euclid(2) == 0;
        out.push(if even {
            dag.add(shift, angle)
        } else {
            dag.sub(shift, angle)
        });
    }
    (argument, out)
}

/// The limit of an antiderivative, guessed, with constants that fit at the places looked at.
pub(super) fn tail(
    dag: &mut Dag,
    g: Expr,
    x: Var,
    at: &[(Var, f64)],
    near: f64,
    upper: bool,
) -> Option<Tail> {
    let limit = limit(dag, g, x, at, upper)?;
    let derivative = dag.derivative(g, x)?;
    let v = dag.variable(x);
    let error = dag.sub(g, limit);
    if let Some(approach) = of_exponential(dag, error, x, at) {
        return Some(Tail { limit, approach });
    }
    let error = dag.mul(error, v);
    let square = dag.power(v, 2);
    let decay = dag.mul(derivative, square);
    let mut most = [0.0f64; 2];
    let mut place = near.max(1.0);
    for _ in 0..24 {
        let mut point = at.to_vec();
        point.retain(|(w, _)| *w != x);
        point.push((x, if upper { place } else { -place }));
        for (m, e) in most.iter_mut().zip([error, decay]) {
            let value = roughly(dag, e, &point).abs();
            if value.is_finite() {
                *m = m.max(value);
            }
        }
        place *= 1.25;
    }
    let mut constant = |m: f64| rounded(2.0 * m + 1.0).map(|q| dag.rational(q));
    Some(Tail {
        limit,
        approach: Approach::Bounds {
            rate: constant(most[0])?,
            decay: constant(most[1])?,
        },
    })
}

/// `K exp(-c x)` with a `c` of several parameters (one alone is left to numbers) is at most
/// `(K/c)/x`, and its slope at most `2 (K/c)/x^2`, as `t exp(-t) <= 1` and `t^2 exp(-t) <= 1`.
fn of_exponential(dag: &mut Dag, error: Expr, x: Var, at: &[(Var, f64)]) -> Option<Approach> {
    let slope = dag.derivative(error, x)?;
    let ratio = dag.div(slope, error);
    let mut normaliser = Normaliser::new();
    let form = normaliser.normal(dag, ratio)?;
    let ratio = normaliser.rebuild(dag, &form);
    if dag.variables(ratio).contains(&x) || dag.variables(ratio).len() < 2 {
        return None;
    }
    let zero = dag.integer(0);
    let first = dag.substitute(error, &[(x, zero)]);
    let rate = dag.div(first, ratio);
    let rate = if roughly(dag, rate, at) < 0.0 {
        dag.neg(rate)
    } else {
        rate
    };
    let two = dag.integer(2);
    let decay = dag.mul(two, rate);
    Some(Approach::Bounds { rate, decay })
}

/// Error functions, arctangents and decaying exponentials at infinity, part by part.
pub(super) fn limit(
    dag: &mut Dag,
    g: Expr,
    x: Var,
    at: &[(Var, f64)],
    upper: bool,
) -> Option<Expr> {
    if !dag.variables(g).contains(&x) {
        return Some(g);
    }
    let far = |dag: &mut Dag, e: Expr, place: f64| {
        let mut point = at.to_vec();
        point.retain(|(w, _)| *w != x);
        point.push((x, if upper { place } else { -place }));
        roughly(dag, e, &point)
    };
    let zero = dag.integer(0);
    let sizes = [64.0, 1024.0].map(|p| far(dag, g, p).abs());
    if sizes[1] < 0.05 && sizes[1] <= sizes[0] {
        return Some(zero);
    }
    match dag.node(g).clone() {
        Node::Binary(op @ (Binary::Add | Binary::Sub), a, b) => {
            match (limit(dag, a, x, at, upper), limit(dag, b, x, at, upper)) {
                (Some(a), Some(b)) => Some(dag.binary(op, a, b)),
                _ => None,
            }
        }
        Node::Binary(Binary::Mul, a, b) => {
            match (limit(dag, a, x, at, upper), limit(dag, b, x, at, upper)) {
                (Some(a), Some(b)) => Some(dag.mul(a, b)),
                _ => None,
            }
        }
        Node::Binary(Binary::Div, a, b) => {
            let (a, b) = (limit(dag, a, x, at, upper)?, limit(dag, b, x, at, upper)?);
            (b != zero).then(|| dag.div(a, b))
        }
        Node::Power(a, n) if n > 0 => limit(dag, a, x, at, upper).map(|a| dag.power(a, n)),
        Node::Unary(Unary::Log, a) => {
            let inside = limit(dag, a, x, at, upper).filter(|a| *a != zero)?;
            Some(dag.unary(Unary::Log, inside))
        }
        Node::Unary(Unary::Neg, a) => limit(dag, a, x, at, upper).map(|a| dag.neg(a)),
        Node::Unary(Unary::Arctan, a) => {
            let (pi, two) = (dag.pi(), dag.integer(2));
            let right = dag.div(pi, two);
            let rises = far(dag, a, 64.0) > 0.0;
            Some(if rises { right } else { dag.neg(right) })
        }
        Node::Unary(Unary::Erfc, a) => {
            let rises = far(dag, a, 64.0) > 0.0;
            Some(dag.integer(if rises { 0 } else { 2 }))
        }
        _ => None,
    }
}
