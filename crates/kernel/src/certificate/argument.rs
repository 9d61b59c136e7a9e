//! Proofs of claims with sums, sequences and integrals: rules that lead from simpler claims to one.

use super::{Side, Tree};
use crate::expr::{Always, Expr, Formula, Meaning, Var};

/// A rule with a proof of each of its premises. What the premises are the checker derives itself
/// ([`premises`](crate::check::premises)).
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The rule.
    pub rule: Rule,
    /// One proof a premise, in the order of the rule.
    pub premises: Vec<Tree>,
}

/// From the premises of a rule follows the claim. A symbol counts as some real number wherever what
/// it stands for is undefined; [`Rule::Defined`] alone says that it is defined.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The outermost rule: every sum, value and integral of the claim is defined wherever the
    /// hypotheses hold, and the claim holds. Premises: what makes them so, then the claim.
    Defined(Vec<Convergence>),
    /// For an integer variable with a rational lower end: the claim at the first `order` integers
    /// of the domain, then the claim at `n + order` from the claims at `n, ..., n + order - 1`,
    /// with sums, products and defined sequences unfolded.
    Induction {
        /// The variable.
        variable: Var,
        /// How many claims lead to the next.
        order: u32,
    },
    /// Hypotheses about every index, taken at chosen ones. Premises: the indices lie in the ranges;
    /// the claim with the instances.
    Instances(Vec<(usize, Expr)>),
    /// A formula proved first. Premises: the formula; the claim with it as a hypothesis. An
    /// equation that gives a symbol is put in.
    Cut(Formula),
    /// A formula proved for one integer of a range, then assumed of every one. Premises: the
    /// formula for a new variable in the range; the claim with one more hypothesis about every
    /// index.
    Every(Always),
    /// One more symbol. Premise: the claim in which it has a number.
    Name(Meaning),
    /// Sums and values expressed by each other. Premises: the ranges have no gaps; the claim.
    Unfold,
    /// Hypotheses dropped, by number. Premise: the claim without.
    Forget(Vec<usize>),
    /// The value of an integral, or bounds on it. Premises: what the integral needs; the claim with
    /// the value put in or the bounds as hypotheses.
    Integral {
        /// The symbol.
        symbol: Var,
        /// How it is known.
        pieces: Pieces,
    },
    /// Integration by parts: an integral by others over the same range, with the antiderivative of
    /// what is left of its integrand when theirs are taken off; or a bound of it, with an
    /// antiderivative whose derivative is at most, or at least, what is left. Premises: the
    /// integrals converge, their factors and the integrand are defined, what the antiderivative
    /// needs; the claim with the integral put in, or with the bound.
    Parts {
        /// The symbol.
        symbol: Var,
        /// For a bound: whether it lies above, and why the integral itself converges.
        side: Option<(bool, Convergence)>,
        /// The other integrals, each with its factor.
        others: Vec<Part>,
        /// The antiderivative of the rest, exact.
        pieces: Pieces,
    },
    /// A bound on an infinite sum by bounds on its partial sums. Premises: the partial sums of
    /// absolute values are bounded; that the rate vanishes, if that is not plain; the partial sums
    /// are within the rate of the bound; the claim with the bound.
    Limit {
        /// The symbol.
        symbol: Var,
        /// Whether the sum is at most (else at least) the bound.
        above: bool,
        /// The bound.
        bound: Expr,
        /// How far from it the partial sums may be.
        rate: Rate,
        /// Bound on the partial sums of absolute values.
        majorant: Expr,
    },
    /// `1 - a/b <= log(b) - log(a) <= b/a - 1`. Premises: `a` and `b` are positive; the claim with
    /// both as hypotheses.
    Logarithm(Expr, Expr),
    /// A maximum, minimum or absolute value that is its first (else second) branch throughout;
    /// those of an absolute value are the operand and its negation. Premises: that it is; the claim
    /// with the branch in its place.
    Branch(Expr, bool),
    /// A lemma that the claim uses, by number. Premises: its conditions; the claim with its goal as
    /// a hypothesis.
    Lemma(usize),
}

/// What partial sums may exceed the bound on an infinite sum by; it vanishes as more terms are
/// added. The terms in it are free of their number.
#[derive(Clone, Debug, PartialEq)]
pub enum Rate {
    /// A term over the number of terms.
    Reciprocal(Expr),
    /// `(c_0 + c_1 n + c_2 n^2 + ...) b^n`, or `/b^n`, for the index `n` after the last term.
    Powers {
        /// `b`, less than 1 in size; more than 1 where it divides. A term without sums, values and
        /// integrals.
        base: Expr,
        /// Whether the power divides.
        divides: bool,
        /// `c_0`, `c_1`, ...
        coefficients: Vec<Expr>,
    },
}

/// Why an integral or an infinite sum converges absolutely.
#[derive(Clone, Debug, PartialEq)]
pub enum Convergence {
    /// The integrand is continuous on the closed finite interval.
    Continuous,
    /// The integrand is continuous inside. Towards an infinite end, and in a
    /// [chart](Approach::Chart) towards a lower or an upper end that is marked, it is `O(|x|^-q)`
    /// with some `q > 1`, as its form tells; at any other end it is defined.
    Form([bool; 2]),
    /// As for [`Rule::Integral`].
    Pieces(Pieces),
    /// The partial sums of absolute values are at most this.
    Majorant(Expr),
}

/// One of the integrals by which another is expressed.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is multiplied by, free of the variable of integration.
    pub factor: Expr,
    /// The symbol.
    pub symbol: Var,
    /// Why it converges absolutely: by continuity or by form.
    pub convergence: Convergence,
}

/// Antiderivatives on consecutive intervals.
///
/// On each open piece the derivative of the lower antiderivative is at most the integrand, and that
/// of the upper one at least; where there is no upper one the derivative is the integrand. Each is
/// built of continuous functions and defined on the closed piece; at an infinite end, and at a
/// finite one where it is not, see [`Tail`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces {
    /// Points between the pieces, ascending.
    pub breaks: Vec<Expr>,
    /// Antiderivatives below, one a piece.
    pub lower: Vec<Expr>,
    /// Antiderivatives above, one a piece; none if those below are exact.
    pub upper: Vec<Expr>,
    /// At the infinite ends, and finite ones with a limit in a [chart](Approach::Chart): for the
    /// lower end, then the upper one, first of the antiderivative below, then of the one above.
    pub tails: Vec<Tail>,
}

/// The limit of an antiderivative `G` at an infinite end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// The limit.
    pub limit: Expr,
    /// Why `G` tends to it, and its derivative is absolutely integrable.
    pub approach: Approach,
}

/// How an antiderivative `G` tends to its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Approach {
    /// Beyond 1 (and beyond the last break) `|G - limit| <= rate/|x|` and `|G'| <= decay/x^2`.
    Bounds {
        /// Free of the variable of integration.
        rate: Expr,
        /// Free of it, too.
        decay: Expr,
    },
    /// `G - limit` vanishes and `G'` is `O(|x|^-q)` with some `q > 1`, as their form tells
    /// ([`limit`](crate::expr::limit)).
    Form,
    /// The same in a variable that tends to infinity towards the end, `exp(-y)` or `exp(y)` being
    /// the distance from it: for a finite end where `G` need not be defined, or an infinite one.
    Chart(Side),
}
