//! Dyadic numbers `m * 2^e` with operations rounded in a stated direction.

use std::cmp::Ordering;

use num_bigint::BigInt;

use super::integer::Integer;

/// Which side of the exact result a rounded one may lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// At most the exact result.
    Down,
    /// At least the exact result.
    Up,
}

use Round::{Down, Up};

/// The number `mantissa * 2^exponent`.
///
/// Every operation that takes a precision `p` (bits) and a direction returns a number of at most
/// `p + 1` mantissa bits on the stated side of the exact result, and the exact result when that
/// has at most `p` bits.
#[derive(Clone, Debug)]
pub struct Dyadic {
    mantissa: Integer,
    exponent: i64,
}

impl Dyadic {
    pub fn new(mantissa: Integer, exponent: i64) -> Dyadic {
        if mantissa.is_zero() {
            Dyadic {
                mantissa,
                exponent: 0,
            }
        } else {
            Dyadic { mantissa, exponent }
        }
    }

    pub fn integer(value: i64) -> Dyadic {
        Dyadic::new(Integer::from(value), 0)
    }

    pub fn zero() -> Dyadic {
        Dyadic::integer(0)
    }

    pub fn one() -> Dyadic {
        Dyadic::integer(1)
    }

    /// The exact value of a finite double; `None` for NaN and infinities.
    pub fn from_f64(x: f64) -> Option<Dyadic> {
        const FRACTION: u64 = (1 << 52) - 1;
        if !x.is_finite() {
            return None;
        }
        let bits = x.to_bits();
        let (fraction, biased) = ((bits & FRACTION) as i64, (bits >> 52 & 0x7ff) as i64);
        // Subnormal numbers have no hidden bit.
        let (mantissa, exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, biased - 1075),
        };
        let mantissa = if x.is_sign_negative() {
            -mantissa
        } else {
            mantissa
        };
        Some(Dyadic::new(Integer::from(mantissa), exponent))
    }

    /// `numerator / denominator`, rounded; the denominator is positive.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt, p: i64, round: Round) -> Dyadic {
        let numerator = Dyadic::new(Integer::from(numerator.clone()), 0);
        let denominator = Dyadic::new(Integer::from(denominator.clone()), 0);
        numerator.div(&denominator, p, round)
    }

    pub fn mantissa(&self) -> &Integer {
        &self.mantissa
    }

    pub fn exponent(&self) -> i64 {
        self.exponent
    }

    pub fn sign(&self) -> Ordering {
        self.mantissa.sign()
    }

    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    pub fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// For a nonzero number the `t` with `2^(t-1) <= |self| < 2^t`.
    pub fn magnitude(&self) -> i64 {
        self.mantissa.bits() + self.exponent
    }

    pub fn neg(&self) -> Dyadic {
        Dyadic {
            mantissa: self.mantissa.neg(),
            exponent: self.exponent,
        }
    }

    /// `self * 2^shift`, exactly.
    pub fn scale(&self, shift: i64) -> Dyadic {
        Dyadic::new(self.mantissa.clone(), self.exponent + shift)
    }

    /// `floor(self * 2^bits)`. The caller bounds the magnitude, hence the length of the result.
    pub fn fixed_floor(&self, bits: i64) -> Integer {
        self.mantissa.scale_floor(self.exponent + bits)
    }

    pub fn round(self, p: i64, round: Round) -> Dyadic {
        let excess = self.mantissa.bits() - p;
        if excess <= 0 {
            return self;
        }
        let mantissa = match round {
            Down => self.mantissa.shr_floor(excess),
            Up => self.mantissa.neg().shr_floor(excess).neg(),
        };
        Dyadic::new(mantissa, self.exponent + excess)
    }

    /// The exact sum. Only for terms of comparable magnitude: the length of the result grows with
    /// the distance of the exponents.
    pub fn add_exact(&self, other: &Dyadic) -> Dyadic {
        let exponent = self.exponent.min(other.exponent);
        let a = self.mantissa.shl(self.exponent - exponent);
        Dyadic::new(
            a.add(&other.mantissa.shl(other.exponent - exponent)),
            exponent,
        )
    }

    pub fn add(&self, other: &Dyadic, p: i64, round: Round) -> Dyadic {
        if self.is_zero() {
            return other.clone().round(p, round);
        }
        if other.is_zero() {
            return self.clone().round(p, round);
        }
        let (large, small) = if self.magnitude() >= other.magnitude() {
            (self, other)
        } else {
            (other, self)
        };
        // A term below 2^floor is replaced by its outer bound 0 or +-2^floor, so that no shift is
        // longer than the mantissas by more than p + 4.
        let floor = large.magnitude() - p - 4;
        if small.magnitude() <= floor {
            let bound = match (round, small.is_negative()) {
                (Down, true) => Dyadic::new(Integer::from(-1i64), floor),
                (Up, false) => Dyadic::new(Integer::from(1i64), floor),
                _ => Dyadic::zero(),
            };
            if bound.is_zero() {
                return large.clone().round(p, round);
            }
            return large.add_exact(&bound).round(p, round);
        }
        large.add_exact(small).round(p, round)
    }

    pub fn sub(&self, other: &Dyadic, p: i64, round: Round) -> Dyadic {
        self.add(&other.neg(), p, round)
    }

    pub fn mul(&self, other: &Dyadic, p: i64, round: Round) -> Dyadic {
        Dyadic::new(
            self.mantissa.mul(&other.mantissa),
            self.exponent + other.exponent,
        )
        .round(p, round)
    }

    /// The quotient by a nonzero divisor.
    pub fn div(&self, divisor: &Dyadic, p: i64, round: Round) -> Dyadic {
        debug_assert!(!divisor.is_zero());
        if divisor.is_negative() {
            return self.neg().div(&divisor.neg(), p, round);
        }
        if round == Up {
            return self.neg().div(divisor, p, Down).neg();
        }
        // The shifted numerator is at least 2^p times the divisor: the quotient has p bits or more.
        let shift = (p + 1 + divisor.mantissa.bits() - self.mantissa.bits()).max(0);
        let quotient = self.mantissa.shl(shift).div_floor(&divisor.mantissa);
        Dyadic::new(quotient, self.exponent - shift - divisor.exponent).round(p, Down)
    }

    /// The `degree`-th root of a number `>= 0`, `degree >= 1`.
    pub fn root(&self, degree: u32, p: i64, round: Round) -> Dyadic {
        debug_assert!(!self.is_negative() && degree >= 1);
        if self.is_zero() {
            return Dyadic::zero();
        }
        let n = i64::from(degree);
        // Shift until the radicand has at least n (p + 1) bits and its exponent is a multiple of n.
        let least = (n * (p + 1) - self.mantissa.bits()).max(0);
        let shift = least + (self.exponent - least).rem_euclid(n);
        let (root, exact) = self.mantissa.shl(shift).root_floor(degree);
        let root = if round == Up && !exact {
            root.add(&Integer::from(1i64))
        } else {
            root
        };
        Dyadic::new(root, (self.exponent - shift) / n).round(p, round)
    }
}

impl Ord for Dyadic {
    fn cmp(&self, other: &Dyadic) -> Ordering {
        let signs = self.sign().cmp(&other.sign());
        if signs != Ordering::Equal || self.is_zero() {
            return signs;
        }
        let magnitudes = self.magnitude().cmp(&other.magnitude());
        if magnitudes != Ordering::Equal {
            return if self.is_negative() {
                magnitudes.reverse()
            } else {
                magnitudes
            };
        }
        // Equal magnitudes: the shift is the difference of the mantissa lengths.
        let exponent = self.exponent.min(other.exponent);
        let a = self.mantissa.shl(self.exponent - exponent);
        a.cmp(&other.mantissa.shl(other.exponent - exponent))
    }
}

impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Dyadic) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Dyadic {
    fn eq(&self, other: &Dyadic) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Dyadic {}
