//! What rigorous dynamics needs of an enclosure beside the arithmetic: points of it.

use lemmabox_interval::{Enclosure, Interval, MpInterval, Precision};

/// An enclosure whose ends and middle can be taken as enclosures of single points.
pub trait Scalar: Enclosure + Send + Sync {
    /// `{x}` for some `x` in the set, its midpoint rounded; the set must not be empty.
    #[must_use]
    fn middle(&self) -> Self;
    /// The least element as a point. An unbounded set gives itself.
    #[must_use]
    fn lower(&self) -> Self;
    /// The greatest element as a point. An unbounded set gives itself.
    #[must_use]
    fn upper(&self) -> Self;
    /// An upper bound of the width, infinite for unbounded sets.
    #[must_use]
    fn spread(&self) -> f64 {
        let x = self.to_interval();
        if x.is_bounded() {
            x.width()
        } else {
            f64::INFINITY
        }
    }
}

impl Scalar for Interval {
    #[inline]
    fn middle(&self) -> Self {
        Self::point(self.mid())
    }
    #[inline]
    fn lower(&self) -> Self {
        if self.is_bounded() {
            Self::point(self.lo())
        } else {
            *self
        }
    }
    #[inline]
    fn upper(&self) -> Self {
        if self.is_bounded() {
            Self::point(self.hi())
        } else {
            *self
        }
    }
}

impl Scalar for MpInterval {
    fn middle(&self) -> Self {
        let precision: Precision = self.precision();
        match self.mid() {
            Some(m) => Self::point(precision, &m),
            None => Self::from_interval(precision, Interval::point(self.to_interval().mid())),
        }
    }
    fn lower(&self) -> Self {
        if self.is_bounded() {
            Self::point(self.precision(), self.lo())
        } else {
            self.clone()
        }
    }
    fn upper(&self) -> Self {
        if self.is_bounded() {
            Self::point(self.precision(), self.hi())
        } else {
            self.clone()
        }
    }
    fn spread(&self) -> f64 {
        if self.is_bounded() {
            self.width().to_f64_round(rug::float::Round::Up)
        } else {
            f64::INFINITY
        }
    }
}
