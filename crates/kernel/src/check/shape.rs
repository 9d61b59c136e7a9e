//! Reasons from the shape of a term: chords of concave functions, tangents of convex ones, the arms
//! of absolute values, minima and maxima.

use super::Checker;
use super::rejection::{refuse, require};
use super::sign::Setting;
use super::term::Order;
use crate::certificate::{Side, Sign};
use crate::expr::{Binary, Expr, Node, Unary, Var};

impl Checker<'_> {
    /// `f` is concave in `v` and has the sign at both ends of the region.
    ///
    /// As for a collapse, `f` is continuous up to the ends, at which it is defined, and twice
    /// differentiable strictly inside: every operation but `arctan2`, which has no simplified
    /// derivative, is continuous on its domain. A concave function is above its chord, which is
    /// positive inside when it is non-negative at one end and positive at the other; a strictly
    /// concave one is positive inside when it is negative at neither end.
    pub(super) fn chord(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        v: Var,
        second: &Sign,
        (low, high): (&Sign, &Sign),
    ) -> Result<(), String> {
        require(v.index() < setting.region.lo.len(), "no such variable")?;
        self.defined(&setting.statement.unrestricted, f, &setting.region)?;
        let mut positive = [false; 2];
        for (i, (side, face)) in [(Side::Lower, low), (Side::Upper, high)]
            .into_iter()
            .enumerate()
        {
            let Some(end) = setting.region.bound(v, side).point else {
                return refuse("a face at infinity");
            };
            let end = end.term(&mut self.dag);
            let at_end = self.dag.substitute(f, &[(v, end)]);
            positive[i] = strict && self.sign(setting, at_end, true, face).is_ok();
            if !positive[i] {
                self.sign(setting, at_end, false, face)?;
            }
        }
        let open = |side| setting.region.bound(v, side).open;
        let is_strict = match positive {
            [true, true] => true,
            [true, false] => open(Side::Upper),
            [false, true] => open(Side::Lower),
            [false, false] => false,
        };
        // Strictly above its chord it is where it is strictly concave.
        let strictly_concave = strict && !is_strict;
        require(
            !strictly_concave || open(Side::Lower) && open(Side::Upper),
            "a chord is not shown to be positive",
        )?;
        let mut between = setting.clone();
        self.move_along(&mut between, v);
        between.region.lo[v.index()].open = true;
        between.region.hi[v.index()].open = true;
        let mut d = f;
        for _ in 0..2 {
            let derivative = self.dag.derivative(d, v);
            let simplified = self.normaliser.simplified_derivative(&mut self.dag, d, v);
            let (Some(derivative), Some(simplified)) = (derivative, simplified) else {
                return refuse("the term has no symbolic derivative");
            };
            self.defined(between.reading(), derivative, &between.region)?;
            d = simplified;
        }
        let curvature = self.dag.neg(d);
        self.sign(&between, curvature, strictly_concave, second)
    }

    /// `f` is the distance of an exponential from its tangent, or of the tangent from a logarithm.
    pub(super) fn tangent(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        function: Unary,
        u: Expr,
        c: Expr,
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        let image = self.dag.unary(function, u);
        self.defined(setting.reading(), image, &setting.region)?;
        self.defined(setting.reading(), c, &setting.region)?;
        let contact = self.dag.unary(function, c);
        let one = self.dag.integer(1);
        let gap = if function == Unary::Exp {
            // exp(u) - exp(c) (1 + u - c)
            let step = self.dag.sub(u, c);
            let step = self.dag.add(one, step);
            let line = self.dag.mul(contact, step);
            self.dag.sub(image, line)
        } else {
            let cause = "a tangent of a function not known to be convex or concave";
            require(function == Unary::Log, cause)?;
            let positive = self.known(
                setting.reading(),
                c,
                &setting.region,
                Order::Natural,
                |known| known.value.defined && known.value.is_positive(),
            );
            require(positive, "a point of contact is not shown to be positive")?;
            // u/c - 1 + log(c) - log(u)
            let step = self.dag.div(u, c);
            let step = self.dag.sub(step, one);
            let line = self.dag.add(step, contact);
            self.dag.sub(line, image)
        };
        self.identity(f, gap)
    }

    /// The two terms one of which an absolute value, minimum or maximum is at each point.
    fn arms_of(&mut self, term: Expr) -> Result<[Expr; 2], String> {
        match *self.dag.node(term) {
            Node::Unary(Unary::Abs, x) => Ok([x, self.dag.neg(x)]),
            Node::Binary(Binary::Min | Binary::Max, x, y) => Ok([x, y]),
            _ => refuse("a term has no arms"),
        }
    }

    /// `f` has the sign with either arm in the place of a subterm.
    pub(super) fn arms(
        &mut self,
        setting: &Setting<'_>,
        (f, strict): (Expr, bool),
        term: Expr,
        signs: [&Sign; 2],
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        for (arm, sign) in self.arms_of(term)?.into_iter().zip(signs) {
            let there = self.dag.rebuild(f, |_, e| (e == term).then_some(arm));
            self.sign(setting, there, strict, sign)?;
        }
        Ok(())
    }

    /// `f` is what an absolute value or maximum exceeds an arm by, or a minimum falls short of one.
    pub(super) fn beyond_arm(
        &mut self,
        setting: &Setting<'_>,
        f: Expr,
        term: Expr,
        second: bool,
    ) -> Result<(), String> {
        self.defined(setting.reading(), f, &setting.region)?;
        self.defined(setting.reading(), term, &setting.region)?;
        let arm = self.arms_of(term)?[usize::from(second)];
        let minimum = matches!(*self.dag.node(term), Node::Binary(Binary::Min, ..));
        let gap = if minimum {
            self.dag.sub(arm, term)
        } else {
            self.dag.sub(term, arm)
        };
        self.identity(f, gap)
    }
}
