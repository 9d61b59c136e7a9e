//! A length for a coordinate: `w = sqrt(v^2 + t)` for a variable `v` that stands nowhere but in
//! squares, the last coordinate of a vector, say. What is left is an algebraic claim about the
//! length and the other coordinates, of which `w^2 >= t` is known.

use super::{Proposal, Question};
use lemmabox_kernel::certificate::{Factor, Given, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::{Monomial, Polynomial};
use lemmabox_kernel::expr::{Comparison, Expr, Node, Unary, Var};
use num_traits::{One, Signed};

/// The change for the root of the fewest terms that allows it.
pub fn lengths(question: &mut Question<'_>) -> Vec<Proposal> {
    let mut found: Vec<Length> = Vec::new();
    for root in question.dag.reachable(&[question.f]) {
        let Node::Unary(Unary::Sqrt, x) = *question.dag.node(root) else {
            continue;
        };
        let form = question.normaliser.normal(&mut question.dag, x);
        let Some(p) = form.as_ref().and_then(|form| form.as_polynomial()) else {
            continue;
        };
        for v in question.dag.variables(x) {
            found.extend(Length::of(question, root, p, v));
        }
    }
    found.sort_by_key(|l| l.rest.len());
    let proposal = found.iter().find_map(|l| l.proposal(question));
    proposal.into_iter().collect()
}

/// `root^2 = slope*v^2 + rest` with `rest = side^2`, free of the variable: a length in the plane.
/// Elsewhere little is known of it.
struct Length {
    root: Expr,
    v: Var,
    slope: Q,
    rest: Polynomial,
    side: Polynomial,
}

impl Length {
    fn of(question: &mut Question<'_>, root: Expr, p: &Polynomial, v: Var) -> Option<Self> {
        let x = question.dag.variable(v);
        let atom = question.normaliser.atom_of(&question.dag, x);
        let parts = p.coefficients_in(atom);
        let [rest, linear, slope] = &parts[..] else {
            return None;
        };
        let slope = slope.as_constant().filter(Signed::is_positive)?;
        let side = square_root(rest)?;
        let about = |e: Expr| question.dag.variables(e).contains(&v);
        let free = linear.is_zero()
            && rest.as_constant().is_none()
            && rest.atoms().iter().all(|a| !about(a.term()));
        (free && !question.integers[v.index()]).then(|| Self {
            root,
            v,
            slope,
            rest: rest.clone(),
            side,
        })
    }

    /// The goal and the facts in the length; `None` where the coordinate is left in the goal.
    fn proposal(&self, question: &mut Question<'_>) -> Option<Proposal> {
        let (mut terms, places) = question.kept(&[self.v]);
        let w = Var(u32::try_from(terms.len()).ok()?);
        let w = question.dag.variable(w);
        let place = terms.len();
        terms.push(self.root);
        let rest = (question.normaliser).rebuild_polynomial(&mut question.dag, &self.rest);
        let rest = question.dag.substitute(rest, &places);
        let square = question.dag.power(w, 2);
        let room = question.dag.sub(square, rest);
        let slope = question.dag.rational(self.slope.clone());
        let coordinate = question.dag.div(room, slope);
        let coordinate = question.dag.unary(Unary::Sqrt, coordinate);
        let coordinate = question.tidy(coordinate)?;
        let roots: Vec<Expr> = (question.dag.reachable(&[coordinate]).into_iter())
            .filter(|&e| matches!(question.dag.node(e), Node::Unary(Unary::Sqrt, _)))
            .collect();
        let given = self.known(question, w, &places);
        let proposal = question.rewritten(terms, |question, old| {
            let put = question.dag.rebuild(old, |dag, e| match *dag.node(e) {
                _ if e == self.root => Some(w),
                Node::Variable(v) if v == self.v => Some(coordinate),
                Node::Variable(v) => places.iter().find(|p| p.0 == v).map(|p| p.1),
                _ => None,
            });
            let put = question.tidy(put)?;
            let left = question.dag.reachable(&[put]);
            (!left.iter().any(|e| roots.contains(e))).then_some(put)
        })?;
        // A fact that speaks of the coordinate otherwise would be lost.
        if proposal.facts.len() < question.facts.len() {
            return None;
        }
        let positive = self.positive(question).map(|sign| (place, sign));
        Some(Proposal {
            given,
            positive: positive.into_iter().collect(),
            ..proposal
        })
    }

    /// Why the length is positive, where a fact says that its square is.
    fn positive(&self, question: &mut Question<'_>) -> Option<Sign> {
        let square = question.dag.power(self.root, 2);
        let fact = (0..question.facts.len()).find(|&i| {
            let (g, strict) = question.facts[i].difference(&mut question.dag);
            let difference = question.dag.sub(g, square);
            let of_order = matches!(question.facts[i].op, Comparison::Less | Comparison::Greater);
            strict && of_order && question.normaliser.is_zero(&mut question.dag, difference)
        })?;
        // With n = -w, negated: w^2 + w n = 0, where w^2 is positive.
        let length = Factor::Signed(self.root, false, Box::new(Sign::Natural));
        Some(Sign::Contradiction(Product {
            multiplier: Vec::new(),
            terms: vec![
                (Q::one(), vec![Factor::Fact(fact)]),
                (Q::one(), vec![Factor::Negated, length]),
            ],
            equalities: Vec::new(),
        }))
    }

    /// What is known of the length: `w >= p` and `w >= -p` for the other side `p`.
    fn known(&self, question: &mut Question<'_>, w: Expr, places: &[(Var, Expr)]) -> Vec<Given> {
        let v = question.dag.variable(self.v);
        let p = (question.normaliser).rebuild_polynomial(&mut question.dag, &self.side);
        let p = question.dag.substitute(p, places);
        // With n = -(w + p), negated: n^2 + 2 w n + (w^2 - p^2) = 0, where n^2 is positive and the
        // others are not negative.
        let length = Factor::Signed(self.root, false, Box::new(Sign::Natural));
        let two = Q::from_integer(2.into());
        let sign = Sign::Contradiction(Product {
            multiplier: Vec::new(),
            terms: vec![
                (Q::one(), vec![Factor::Negated, Factor::Negated]),
                (two, vec![Factor::Negated, length]),
                (self.slope.clone(), vec![Factor::Square(v)]),
            ],
            equalities: Vec::new(),
        });
        let ends = [question.dag.sub(w, p), question.dag.add(w, p)];
        ends.map(|term| Given::Sign {
            term,
            strict: false,
            sign: sign.clone(),
        })
        .to_vec()
    }
}

/// The root of the square of a monomial.
fn square_root(p: &Polynomial) -> Option<Polynomial> {
    let mut terms = p.terms();
    let (Some((m, q)), None) = (terms.next(), terms.next()) else {
        return None;
    };
    let even = m.powers().iter().all(|(_, k)| k % 2 == 0);
    (q.is_one() && even).then(|| {
        let halves = m.powers().iter();
        let root = halves.fold(Monomial::one(), |root, (a, k)| {
            root.times(&Monomial::power(*a, k / 2))
        });
        Polynomial::term(Q::one(), root)
    })
}
