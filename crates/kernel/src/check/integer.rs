//! Integers of any size that stay off the heap while they are short.
//!
//! At the first working precision every product the checker forms fits in 126 bits; only longer
//! ones reach `num-bigint`.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::{Integer as _, Roots};
use num_traits::{Signed, ToPrimitive, Zero};

/// Longest magnitude, in bits, that is held in an `i128`. Two of these can be added.
const SMALL_BITS: i64 = 126;

/// An integer. `Small` holds exactly the values of magnitude below 2^126.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integer {
    Small(i128),
    Big(BigInt),
}

use Integer::{Big, Small};

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Small(i128::from(value))
    }
}

impl From<i128> for Integer {
    fn from(value: i128) -> Self {
        if value.unsigned_abs() >> SMALL_BITS == 0 {
            Small(value)
        } else {
            Big(BigInt::from(value))
        }
    }
}

impl From<BigInt> for Integer {
    fn from(value: BigInt) -> Self {
        if value.bits() <= SMALL_BITS as u64
            && let Some(small) = value.to_i128()
        {
            return Small(small);
        }
        Big(value)
    }
}

impl Integer {
    pub fn to_bigint(&self) -> BigInt {
        match self {
            Small(value) => BigInt::from(*value),
            Big(value) => value.clone(),
        }
    }

    /// Number of bits of the magnitude; 0 for zero.
    pub fn bits(&self) -> i64 {
        match self {
            Small(value) => i64::from(128 - value.unsigned_abs().leading_zeros()),
            Big(value) => value.bits() as i64,
        }
    }

    /// How the integer compares with zero.
    pub fn sign(&self) -> Ordering {
        match self {
            Small(value) => value.cmp(&0),
            Big(value) if value.is_negative() => Ordering::Less,
            Big(value) if value.is_zero() => Ordering::Equal,
            Big(_) => Ordering::Greater,
        }
    }

    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// The value, when it fits.
    pub fn to_i128(&self) -> Option<i128> {
        match self {
            Small(value) => Some(*value),
            Big(value) => value.to_i128(),
        }
    }

    pub fn neg(&self) -> Integer {
        match self {
            Small(value) => Small(-value),
            Big(value) => Big(-value),
        }
    }

    pub fn add(&self, other: &Integer) -> Integer {
        match (self, other) {
            // Two magnitudes below 2^126 sum to one below 2^127.
            (Small(a), Small(b)) => Integer::from(a + b),
            _ => Integer::from(self.to_bigint() + other.to_bigint()),
        }
    }

    pub fn sub(&self, other: &Integer) -> Integer {
        self.add(&other.neg())
    }

    pub fn mul(&self, other: &Integer) -> Integer {
        if let (Small(a), Small(b)) = (self, other) {
            if let (Ok(a), Ok(b)) = (i64::try_from(*a), i64::try_from(*b)) {
                return Integer::from(i128::from(a) * i128::from(b));
            }
            if let Some(product) = a.checked_mul(*b) {
                return Integer::from(product);
            }
        }
        Integer::from(self.to_bigint() * other.to_bigint())
    }

    /// `self * 2^shift`.
    pub fn shl(&self, shift: i64) -> Integer {
        debug_assert!(shift >= 0);
        match self {
            Small(0) => Small(0),
            Small(value) if self.bits() + shift <= SMALL_BITS => Small(value << shift),
            _ => Big(self.to_bigint() << shift),
        }
    }

    /// `floor(self / 2^shift)`.
    pub fn shr_floor(&self, shift: i64) -> Integer {
        debug_assert!(shift >= 0);
        match self {
            Small(value) => Small(value >> shift.min(127)),
            // Every shift beyond the length gives the same floor, 0 or -1.
            Big(value) => {
                let power = BigInt::from(1) << shift.min(self.bits());
                Integer::from(value.div_floor(&power))
            }
        }
    }

    /// `floor(self * 2^shift)` for a shift of either sign.
    pub fn scale_floor(&self, shift: i64) -> Integer {
        if shift >= 0 {
            self.shl(shift)
        } else {
            self.shr_floor(-shift)
        }
    }

    /// `floor(self / divisor)` for a positive divisor.
    pub fn div_floor(&self, divisor: &Integer) -> Integer {
        debug_assert!(divisor.sign() == Ordering::Greater);
        if let (Small(a), Small(b)) = (self, divisor) {
            if let (Ok(a), Ok(b)) = (i64::try_from(*a), i64::try_from(*b)) {
                return Integer::from(a.div_euclid(b));
            }
            return Small(a.div_euclid(*b));
        }
        Integer::from(self.to_bigint().div_floor(&divisor.to_bigint()))
    }

    /// The largest integer whose `degree`-th power is at most `self`, for `self >= 0` and
    /// `degree >= 1`, and whether the power equals `self`.
    pub fn root_floor(&self, degree: u32) -> (Integer, bool) {
        debug_assert!(!self.is_negative() && degree >= 1);
        match self {
            Small(value) => {
                let radicand = value.unsigned_abs();
                let root = if degree == 2 {
                    radicand.isqrt()
                } else {
                    radicand.nth_root(degree)
                };
                (Integer::from(root as i128), root.pow(degree) == radicand)
            }
            Big(value) => {
                let root = value.nth_root(degree);
                let exact = root.pow(degree) == *value;
                (Integer::from(root), exact)
            }
        }
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Integer) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => a.cmp(b),
            (Big(a), Big(b)) => a.cmp(b),
            _ => self.to_bigint().cmp(&other.to_bigint()),
        }
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Integer) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
