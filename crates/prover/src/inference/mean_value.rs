//! The mean value theorem for steps of a sum: `F(b) - F(a)` lies between the values of `F'` at the
//! ends, times `b - a`, where `F'` is monotone. It is the integral of `F'` from `a` to `b`, which
//! is bounded first and put in then.

use super::Prover;
use super::integral::{roughly, sample};
use lemmabox_kernel::certificate::{Pieces, Rule, Tree};
use lemmabox_kernel::expr::{Affine, Claim, Expr, Kind, Meaning, Var};

/// The term of a sum and an antiderivative of it, in the index of the sum.
#[derive(Clone)]
pub(super) struct Primitive {
    pub(super) index: Var,
    pub(super) term: Expr,
    pub(super) whole: Expr,
    /// The first index of the sum, and the last one.
    pub(super) first: Expr,
    pub(super) last: Expr,
}

impl Prover<'_> {
    /// A claim about real numbers with what the mean value theorem says of the antiderivative at
    /// hand, from the last index of the sum to the next one, or from there one step on.
    pub(super) fn by_mean_value(&mut self, claim: &Claim) -> Option<Tree> {
        let primitive = self.primitive.clone()?;
        let from = primitive.last;
        [0, 1]
            .into_iter()
            .find_map(|steps| self.over_step(claim, &primitive, (from, steps)))
    }

    /// The same for where the sum begins: to its first index, or from there one step on.
    pub(super) fn by_first_step(&mut self, claim: &Claim) -> Option<Tree> {
        let primitive = self.primitive.clone()?;
        let from = primitive.first;
        [-1, 0]
            .into_iter()
            .find_map(|steps| self.over_step(claim, &primitive, (from, steps)))
    }

    fn over_step(
        &mut self,
        claim: &Claim,
        primitive: &Primitive,
        (end, steps): (Expr, i64),
    ) -> Option<Tree> {
        let mut current = self.current(claim);
        let x = current.bound_variable(Kind::Real, &[]);
        let dag = &mut current.dag;
        let mut place = |steps: i64| {
            let steps = dag.integer(steps);
            let at = dag.add(end, steps);
            Some(Affine::of(dag, at)?.term(dag))
        };
        let (from, to) = (place(steps)?, place(steps + 1)?);
        let v = dag.variable(x);
        let mut at = |e: Expr, place: Expr| dag.substitute(e, &[(primitive.index, place)]);
        let [integrand, first, last] = [v, from, to].map(|e| at(primitive.term, e));
        let whole = at(primitive.whole, v);
        let [at_first, at_last] = [first, last].map(|e| dag.mul(e, v));
        let middle = sample(&mut current);
        let [high, low] = [first, last].map(|e| roughly(&mut current.dag, e, &middle));
        self.dag = current.dag;
        let (least, most) = if high >= low {
            (at_last, at_first)
        } else {
            (at_first, at_last)
        };
        let pieces = |lower: Expr, upper: Option<Expr>| Pieces {
            breaks: Vec::new(),
            lower: vec![lower],
            upper: upper.into_iter().collect(),
            tails: Vec::new(),
        };
        let (bounds, exact) = (pieces(least, Some(most)), pieces(whole, None));
        let name = Meaning::Integral {
            variable: x,
            integrand,
            lo: Some(from),
            hi: Some(to),
        };
        self.apply(claim, Rule::Name(name.clone()), |prover, named, _, _| {
            let known = named.symbols.meanings.iter().find(|(_, m)| *m == name);
            let symbol = known?.0;
            let rule = |pieces: &Pieces| Rule::Integral {
                symbol,
                pieces: pieces.clone(),
            };
            prover.apply(named, rule(&bounds), |prover, premise, i, n| {
                if i + 1 < n {
                    return prover.plain(premise);
                }
                prover.apply(premise, rule(&exact), |prover, premise, i, n| {
                    (i + 1 == n)
                        .then(|| prover.by_same_fact(premise))
                        .flatten()
                        .or_else(|| prover.plain(premise))
                })
            })
        })
    }
}
