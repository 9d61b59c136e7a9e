//! The order of real numbers over a point.

use std::cmp::Ordering;
use std::sync::Arc;

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::{MAX_BITS, RealNumber, Root, SamplePoint};
use crate::real_root;
use crate::resultant::{Halt, Interrupt};

impl SamplePoint {
    /// Compares two numbers over the first `k` coordinates. Narrows them; equal numbers come out
    /// with the same representation.
    pub fn compare(
        &mut self,
        a: &mut RealNumber,
        b: &mut RealNumber,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Ordering, Halt> {
        let mut rounds = 0;
        let mut distinct = false;
        loop {
            match (&mut *a, &mut *b) {
                (RealNumber::Rational(x), RealNumber::Rational(y)) => return Ok((*x).cmp(y)),
                (RealNumber::Rational(x), RealNumber::Root(root)) => {
                    let x = x.clone();
                    let order = self.compare_root(root, &x, k, interrupt)?;
                    if order == Ordering::Equal {
                        *b = RealNumber::Rational(x);
                    }
                    return Ok(order.reverse());
                }
                (RealNumber::Root(root), RealNumber::Rational(y)) => {
                    let y = y.clone();
                    let order = self.compare_root(root, &y, k, interrupt)?;
                    if order == Ordering::Equal {
                        *a = RealNumber::Rational(y);
                    }
                    return Ok(order);
                }
                (RealNumber::Root(x), RealNumber::Root(y)) => {
                    if x.upper <= y.lower {
                        return Ok(Ordering::Less);
                    }
                    if y.upper <= x.lower {
                        return Ok(Ordering::Greater);
                    }
                    let same = x.polynomial == y.polynomial;
                    if same && x.lower == y.lower && x.upper == y.upper {
                        return Ok(Ordering::Equal);
                    }
                    if !distinct && (same || rounds >= 24) {
                        let (p, q) = (x.polynomial.clone(), y.polynomial.clone());
                        let lower = (&x.lower).max(&y.lower).clone();
                        let upper = (&x.upper).min(&y.upper).clone();
                        let common = if same {
                            (*p).clone()
                        } else {
                            let p = self.trim(&p, k, interrupt)?;
                            let q = self.trim(&q, k, interrupt)?;
                            self.gcd(p, q, k, interrupt)?
                        };
                        if common.main_variable() == Some(k) {
                            let low = self.sign_with(&common, k, &lower, interrupt)?;
                            let high = self.sign_with(&common, k, &upper, interrupt)?;
                            if low * high < 0 {
                                *a = RealNumber::Root(Root {
                                    polynomial: Arc::new(common),
                                    lower,
                                    upper,
                                    sign_lower: low,
                                });
                                *b = a.clone();
                                return Ok(Ordering::Equal);
                            }
                        }
                        distinct = true;
                    }
                }
            }
            rounds += 1;
            if rounds > MAX_BITS {
                return Err(Halt::TooLarge);
            }
            self.bisect(a, k, interrupt)?;
            self.bisect(b, k, interrupt)?;
        }
    }

    fn compare_root(
        &mut self,
        root: &mut Root,
        value: &BigRational,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Ordering, Halt> {
        if root.upper.to_rational() <= *value {
            return Ok(Ordering::Less);
        }
        if root.lower.to_rational() >= *value {
            return Ok(Ordering::Greater);
        }
        let polynomial = root.polynomial.clone();
        Ok(
            match self.sign(&polynomial.substitute(k, value), interrupt)? {
                0 => Ordering::Equal,
                s if s == root.sign_lower => Ordering::Greater,
                _ => Ordering::Less,
            },
        )
    }

    /// A simple rational strictly between two numbers over the first `k` coordinates, `None`
    /// standing for minus and plus infinity. Requires `a < b`.
    pub fn rational_between(
        &mut self,
        a: Option<&mut RealNumber>,
        b: Option<&mut RealNumber>,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<BigRational, Halt> {
        let below = |x: &RealNumber| -> BigRational {
            match x {
                RealNumber::Rational(r) => r.clone(),
                RealNumber::Root(root) => root.lower.to_rational(),
            }
        };
        let above = |x: &RealNumber| -> BigRational {
            match x {
                RealNumber::Rational(r) => r.clone(),
                RealNumber::Root(root) => root.upper.to_rational(),
            }
        };
        let one = BigRational::one();
        match (a, b) {
            (None, None) => Ok(BigRational::zero()),
            (Some(a), None) => {
                let a = above(a);
                Ok(if a.is_negative() {
                    BigRational::zero()
                } else {
                    a.floor() + one
                })
            }
            (None, Some(b)) => {
                let b = below(b);
                Ok(if b.is_positive() {
                    BigRational::zero()
                } else {
                    b.ceil() - one
                })
            }
            (Some(a), Some(b)) => {
                for _ in 0..MAX_BITS {
                    let (low, high) = (above(a), below(b));
                    if low < high {
                        return Ok(real_root::simplest_between(&low, &high));
                    }
                    self.bisect(a, k, interrupt)?;
                    self.bisect(b, k, interrupt)?;
                }
                Err(Halt::TooLarge)
            }
        }
    }
}
