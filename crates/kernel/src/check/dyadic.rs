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

/// Longest magnitude, in bits, of a mantissa held as an `i64`. Products fit in an `i128`.
const SHORT_BITS: u32 = 62;

/// Longest intermediate result, in bits, computed in an `i128`.
const WIDE_BITS: i64 = 126;

#[derive(Clone, Debug)]
enum Mantissa {
    /// Every mantissa of magnitude below 2^62.
    Short(i64),
    /// Every other.
    Long(Box<Integer>),
}

use Mantissa::{Long, Short};

/// The number `mantissa * 2^exponent`.
///
/// Every operation that takes a precision `p` (bits) and a direction returns a number of at most
/// `p + 1` mantissa bits on the stated side of the exact result, and the exact result when that
/// has at most `p` bits.
#[derive(Clone, Debug)]
pub struct Dyadic {
    mantissa: Mantissa,
    exponent: i64,
}

/// Bits of a magnitude.
#[inline]
fn length(m: i64) -> i64 {
    i64::from(64 - m.unsigned_abs().leading_zeros())
}

impl Dyadic {
    pub fn new(mantissa: Integer, exponent: i64) -> Dyadic {
        match mantissa.to_i128() {
            Some(m) if m.unsigned_abs() >> SHORT_BITS == 0 => Dyadic::short(m as i64, exponent),
            _ => Dyadic {
                mantissa: Long(Box::new(mantissa)),
                exponent,
            },
        }
    }

    /// From a mantissa of magnitude below 2^62.
    #[inline]
    fn short(m: i64, exponent: i64) -> Dyadic {
        Dyadic {
            mantissa: Short(m),
            exponent: if m == 0 { 0 } else { exponent },
        }
    }

    /// `m * 2^exponent`, rounded.
    #[inline]
    fn rounded(m: i128, exponent: i64, p: i64, round: Round) -> Dyadic {
        let excess = i64::from(128 - m.unsigned_abs().leading_zeros()) - p;
        let (m, exponent) = match round {
            _ if excess <= 0 => (m, exponent),
            Down => (m >> excess, exponent + excess),
            Up => (-(-m >> excess), exponent + excess),
        };
        if m.unsigned_abs() >> SHORT_BITS == 0 {
            Dyadic::short(m as i64, exponent)
        } else {
            Dyadic::new(Integer::from(m), exponent)
        }
    }

    pub fn integer(value: i64) -> Dyadic {
        Dyadic::new(Integer::from(value), 0)
    }

    pub fn zero() -> Dyadic {
        Dyadic::short(0, 0)
    }

    pub fn one() -> Dyadic {
        Dyadic::short(1, 0)
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

    /// A double on the stated side, the nearest but for very large and very small numbers; infinite
    /// where there is none.
    pub fn to_f64(&self, round: Round) -> f64 {
        /// The exponents of numbers whose doubles have all 53 bits, with room to spare.
        const LEAST: i64 = -900;
        const MOST: i64 = 1023;
        let power = |e: i64| f64::from_bits(((e + 1023) as u64) << 52);
        if round == Up {
            return -self.neg().to_f64(Down);
        }
        let short = self.clone().round(53, Down);
        let positive = short.is_positive();
        match (short.is_zero(), short.magnitude(), &short.mantissa) {
            (true, _, _) => 0.0,
            (_, MOST.., _) if positive => power(MOST - 1),
            (_, MOST.., _) => f64::NEG_INFINITY,
            (_, ..=LEAST, _) if positive => 0.0,
            (_, ..=LEAST, _) => -power(LEAST),
            // At most 2^53 in magnitude: the conversion and the product are exact.
            (_, _, Short(m)) => *m as f64 * power(short.exponent),
            (_, _, Long(_)) => f64::NEG_INFINITY,
        }
    }

    /// `numerator / denominator`, rounded; the denominator is positive.
    pub fn ratio(numerator: &BigInt, denominator: &BigInt, p: i64, round: Round) -> Dyadic {
        let numerator = Dyadic::new(Integer::from(numerator.clone()), 0);
        let denominator = Dyadic::new(Integer::from(denominator.clone()), 0);
        numerator.div(&denominator, p, round)
    }

    pub fn mantissa(&self) -> Integer {
        match &self.mantissa {
            Short(m) => Integer::from(*m),
            Long(m) => (**m).clone(),
        }
    }

    pub fn exponent(&self) -> i64 {
        self.exponent
    }

    #[inline]
    pub fn sign(&self) -> Ordering {
        match &self.mantissa {
            Short(m) => m.cmp(&0),
            Long(m) => m.sign(),
        }
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self.mantissa, Short(0))
    }

    /// Whether this is a short mantissa of that value without an exponent.
    #[inline]
    pub fn is_short(&self, value: i64) -> bool {
        self.exponent == 0 && matches!(self.mantissa, Short(m) if m == value)
    }

    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// Bits of the mantissa.
    #[inline]
    pub fn bits(&self) -> i64 {
        match &self.mantissa {
            Short(m) => length(*m),
            Long(m) => m.bits(),
        }
    }

    /// For a nonzero number the `t` with `2^(t-1) <= |self| < 2^t`.
    #[inline]
    pub fn magnitude(&self) -> i64 {
        self.bits() + self.exponent
    }

    #[inline]
    pub fn neg(&self) -> Dyadic {
        match &self.mantissa {
            Short(m) => Dyadic::short(-m, self.exponent),
            Long(m) => Dyadic {
                mantissa: Long(Box::new(m.neg())),
                exponent: self.exponent,
            },
        }
    }

    /// `self * 2^shift`, exactly.
    pub fn scale(&self, shift: i64) -> Dyadic {
        let exponent = if self.is_zero() {
            0
        } else {
            self.exponent + shift
        };
        Dyadic {
            mantissa: self.mantissa.clone(),
            exponent,
        }
    }

    /// `floor(self * 2^bits)`. The caller bounds the magnitude, hence the length of the result.
    pub fn fixed_floor(&self, bits: i64) -> Integer {
        self.mantissa().scale_floor(self.exponent + bits)
    }

    pub fn round(self, p: i64, round: Round) -> Dyadic {
        let excess = self.bits() - p;
        if excess <= 0 {
            return self;
        }
        let mantissa = self.mantissa();
        let mantissa = match round {
            Down => mantissa.shr_floor(excess),
            Up => mantissa.neg().shr_floor(excess).neg(),
        };
        Dyadic::new(mantissa, self.exponent + excess)
    }

    /// The exact sum. Only for terms of comparable magnitude: the length of the result grows with
    /// the distance of the exponents.
    pub fn add_exact(&self, other: &Dyadic) -> Dyadic {
        let exponent = self.exponent.min(other.exponent);
        let a = self.mantissa().shl(self.exponent - exponent);
        Dyadic::new(
            a.add(&other.mantissa().shl(other.exponent - exponent)),
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
            return match (round, small.is_negative()) {
                (Down, true) => large.add_exact(&Dyadic::short(-1, floor)).round(p, round),
                (Up, false) => large.add_exact(&Dyadic::short(1, floor)).round(p, round),
                _ => large.clone().round(p, round),
            };
        }
        if let (Short(a), Short(b)) = (&large.mantissa, &small.mantissa) {
            let exponent = large.exponent.min(small.exponent);
            // Both shifted mantissas are below 2^(magnitude - exponent).
            if large.magnitude() - exponent <= WIDE_BITS {
                let a = i128::from(*a) << (large.exponent - exponent);
                let b = i128::from(*b) << (small.exponent - exponent);
                return Dyadic::rounded(a + b, exponent, p, round);
            }
        }
        large.add_exact(small).round(p, round)
    }

    pub fn sub(&self, other: &Dyadic, p: i64, round: Round) -> Dyadic {
        self.add(&other.neg(), p, round)
    }

    #[inline]
    pub fn mul(&self, other: &Dyadic, p: i64, round: Round) -> Dyadic {
        let exponent = self.exponent + other.exponent;
        if let (Short(a), Short(b)) = (&self.mantissa, &other.mantissa) {
            return Dyadic::rounded(i128::from(*a) * i128::from(*b), exponent, p, round);
        }
        Dyadic::new(self.mantissa().mul(&other.mantissa()), exponent).round(p, round)
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
        let shift = (p + 1 + divisor.bits() - self.bits()).max(0);
        let quotient = self.mantissa().shl(shift).div_floor(&divisor.mantissa());
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
        let least = (n * (p + 1) - self.bits()).max(0);
        let shift = least + (self.exponent - least).rem_euclid(n);
        let (root, exact) = self.mantissa().shl(shift).root_floor(degree);
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
        let (s, t) = (self.exponent - exponent, other.exponent - exponent);
        if let (Short(a), Short(b)) = (&self.mantissa, &other.mantissa) {
            return (i128::from(*a) << s).cmp(&(i128::from(*b) << t));
        }
        self.mantissa().shl(s).cmp(&other.mantissa().shl(t))
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
