//! Exact parameters of the reduced model, and what makes them admissible.

use lemmabox_interval::Interval;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::integer;
use num_traits::{One, Signed, Zero};

/// Why parameters are refused. The text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// `k < 1`.
    #[error("k = {0} is below 1: k is the number of hidden units, give k >= 1")]
    Width(Q),
    /// `n <= 0`.
    #[error("n = |a*|^2 = {0} is not positive: the teacher's a* must not vanish")]
    Norm(Q),
    /// `S < 0` or `S > k n`.
    #[error(
        "S = (1'a*)^2 = {square_sum} is outside [0, k n] = [0, {bound}] (Cauchy-Schwarz): lower S or raise k or n"
    )]
    SquareSum {
        /// The value of S.
        square_sum: Box<Q>,
        /// `k n`.
        bound: Box<Q>,
    },
    /// `k = 1` and `S != n`.
    #[error("with k = 1 the sum 1'a* is a* itself, so S = n = {0}: give that S or a larger k")]
    OneUnit(Q),
    /// Slope outside `[0, 1]`.
    #[error("slope = {0} is outside [0, 1]: 0 is the ReLU, 1 the identity")]
    Slope(Q),
    /// A moment ratio outside `(0, pi/2]`.
    #[error(
        "b = {0} is outside (0, pi/2]: b = 2 pi (E s(x))^2/E x^2 for one coordinate x of the inputs, 1 for Gaussian ones"
    )]
    MomentRatio(Q),
    /// A negative step size.
    #[error("step size {name} = {value} is negative")]
    Step {
        /// Which step size.
        name: &'static str,
        /// Its value.
        value: Q,
    },
}

/// What the reduced map depends on beside the step sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Number of hidden units, `k >= 1` (any real).
    pub k: Q,
    /// `n = |a*|^2 > 0`.
    pub norm2: Q,
    /// `S = (1'a*)^2`, `0 <= S <= k n`.
    pub square_sum: Q,
    /// Slope of the leaky ReLU, in `[0, 1]`.
    pub slope: Q,
    /// `b = 2 pi m1^2/m2` of the inputs, in `(0, pi/2]`: `m1` the mean of the ReLU of one
    /// coordinate of a row, `m2` that of its square. The rows are independent, alike and rotation
    /// invariant, with `m2 = 1`; Gaussian rows have `b = 1`. (`m1` is half the mean of `|x|`, so
    /// `b <= pi/2` by Cauchy and Schwarz.)
    pub moment_ratio: Q,
}

impl Parameters {
    /// Checks the domains.
    ///
    /// # Errors
    /// [`Invalid`] with the first condition that fails.
    pub fn new(k: Q, norm2: Q, square_sum: Q, slope: Q) -> Result<Self, Invalid> {
        if k < Q::one() {
            return Err(Invalid::Width(k));
        }
        if !norm2.is_positive() {
            return Err(Invalid::Norm(norm2));
        }
        let bound = &k * &norm2;
        if square_sum.is_negative() || square_sum > bound {
            return Err(Invalid::SquareSum {
                square_sum: Box::new(square_sum),
                bound: Box::new(bound),
            });
        }
        if k.is_one() && square_sum != norm2 {
            return Err(Invalid::OneUnit(norm2));
        }
        if slope.is_negative() || slope > Q::one() {
            return Err(Invalid::Slope(slope));
        }
        Ok(Self {
            k,
            norm2,
            square_sum,
            slope,
            moment_ratio: Q::one(),
        })
    }

    /// The same model with other inputs than Gaussian ones.
    ///
    /// # Errors
    /// A moment ratio outside `(0, pi/2]`.
    pub fn with_moment_ratio(self, moment_ratio: Q) -> Result<Self, Invalid> {
        // A rational is never pi/2; one between the doubles about pi/2 is refused too.
        let room = Interval::HALF_PI - Interval::from_rational(&moment_ratio);
        if !moment_ratio.is_positive() || !room.certainly_positive() {
            return Err(Invalid::MomentRatio(moment_ratio));
        }
        Ok(Self {
            moment_ratio,
            ..self
        })
    }

    /// The ReLU with `n = 1`.
    ///
    /// # Errors
    /// As [`Parameters::new`].
    pub fn relu(k: Q, square_sum: Q) -> Result<Self, Invalid> {
        Self::new(k, integer(1), square_sum, Q::zero())
    }
}
