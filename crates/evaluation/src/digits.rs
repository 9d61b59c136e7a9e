//! Closed terms as digits that are certain.

use super::Stop;
use super::evaluate::evaluate_until;
use lemmabox_interval::{MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::normal::Normaliser;
use lemmabox_kernel::expr::{Dag, Expr};

/// Bits at which digits are given up.
const MOST_BITS: u32 = 1 << 20;
/// Bits at which a term that is not seen to be defined is given up.
const DEFINED_BITS: u32 = 1 << 12;

/// A closed term's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Decimal digits, rounded to nearest: the last one is right.
    pub digits: String,
    /// What is known exactly.
    pub exact: Exact,
}

impl Fixed {
    /// A value of which nothing is known exactly.
    #[must_use]
    pub fn digits_alone(digits: String) -> Self {
        Self {
            digits,
            exact: Exact::Digits,
        }
    }
}

/// What is known exactly of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exact {
    /// It is this rational.
    Rational(Q),
    /// It is this quotient of polynomials in pi with rational coefficients.
    InPi(Expr),
    /// Digits only.
    Digits,
}

/// Why there are no digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfixed {
    /// A division by zero, the root of a negative number, ...
    #[error("it is not defined here, at the border of where it is, or larger than 2^(2^30)")]
    Undefined,
    /// The value may be exactly zero or exactly between two decimals, which could not be decided.
    #[error("no precision up to {MOST_BITS} bits fixes the digits: the value may be exactly zero")]
    Precision,
    /// The request to stop came first.
    #[error("no digits within the time limit")]
    Stopped,
}

/// The value of a closed term to `digits` significant digits. An exact rational, an exact element
/// of Q(pi) and so exact zero are recognised by the normal form; the precision is raised until an
/// enclosure fixes the digits.
///
/// # Errors
/// [`Unfixed`].
pub fn fixed_digits(
    dag: &mut Dag,
    term: Expr,
    digits: usize,
    stop: Stop<'_>,
) -> Result<Fixed, Unfixed> {
    let found = raised_until_fixed(dag, term, digits.max(1), stop);
    // What is cut short is not seen to be defined.
    found.map_err(|why| if stop.asked() { Unfixed::Stopped } else { why })
}

fn raised_until_fixed(
    dag: &mut Dag,
    term: Expr,
    digits: usize,
    stop: Stop<'_>,
) -> Result<Fixed, Unfixed> {
    let mut normaliser = Normaliser::new();
    let normal = normaliser.normal(dag, term);
    // The normal form may be defined where the term is not, so the term itself is watched.
    let mut bits = 64;
    let mut enclosure = loop {
        match value(dag, term, bits, stop) {
            Some(v) => break v,
            None if bits < DEFINED_BITS => bits *= 2,
            None => return Err(Unfixed::Undefined),
        }
    };
    if let Some(q) = normal.as_ref().and_then(|n| n.as_constant()) {
        return Ok(Fixed {
            digits: rational_digits(&q, digits),
            exact: Exact::Rational(q),
        });
    }
    let exact = match normal {
        Some(n) if n.as_q_pi_constant(dag).is_some() => Exact::InPi(normaliser.rebuild(dag, &n)),
        _ => Exact::Digits,
    };
    loop {
        if let Some(text) = enclosure.guaranteed_digits(digits) {
            return Ok(Fixed {
                digits: text,
                exact,
            });
        }
        bits = bits.saturating_mul(2);
        if bits > MOST_BITS {
            return Err(Unfixed::Precision);
        }
        enclosure = value(dag, term, bits, stop).ok_or(Unfixed::Undefined)?;
    }
}

fn value(dag: &Dag, term: Expr, bits: u32, stop: Stop<'_>) -> Option<MpInterval> {
    let values = evaluate_until(dag, &[term], Precision::new(bits), &[], stop);
    let v: MpInterval = values.into_iter().next()??;
    v.is_bounded().then_some(v)
}

/// Digits of a rational: all of them when they end within `digits`, else rounded to nearest.
#[must_use]
pub fn rational_digits(q: &Q, digits: usize) -> String {
    let mut bits = 64;
    loop {
        let x = MpInterval::from_rational(Precision::new(bits), q);
        if let Some(text) = x.guaranteed_digits(digits) {
            return text;
        }
        if bits >= MOST_BITS {
            return x.to_string();
        }
        bits *= 2;
    }
}

/// The zero of a falling function between two exact ends, to the given digits: `value` tells the
/// function's enclosure at a rational point and precision. The zero must not be a rational met by
/// bisection.
///
/// # Errors
/// [`Unfixed::Precision`] when a sign is not found, [`Unfixed::Stopped`].
pub fn falling_zero(
    mut lo: Q,
    mut hi: Q,
    digits: usize,
    stop: Stop<'_>,
    mut value: impl FnMut(&Q, Precision) -> MpInterval,
) -> Result<String, Unfixed> {
    let two = Q::from_integer(2.into());
    let mut steps = 0u32;
    loop {
        if stop.asked() {
            return Err(Unfixed::Stopped);
        }
        let bits = 64 + 2 * steps;
        let precision = Precision::new(bits);
        let enclosure = MpInterval::from_rational(precision, &lo)
            .hull(&MpInterval::from_rational(precision, &hi));
        if let Some(text) = enclosure.guaranteed_digits(digits) {
            return Ok(text);
        }
        let middle = (&lo + &hi) / &two;
        let mut bits = bits;
        loop {
            let v = value(&middle, Precision::new(bits));
            if v.certainly_positive() {
                lo = middle;
                break;
            }
            if v.certainly_negative() {
                hi = middle;
                break;
            }
            bits = bits.saturating_mul(2);
            if bits > MOST_BITS {
                return Err(Unfixed::Precision);
            }
        }
        steps += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lemmabox_kernel::exact::rational::ratio;
    use lemmabox_kernel::expr::Unary;

    #[test]
    fn exact_values_are_told_apart_from_digits() {
        let mut d = Dag::new();
        let pi = d.pi();
        let three = d.integer(3);
        let third = d.div(pi, three);
        let cos = d.unary(Unary::Cos, third);
        let half = fixed_digits(&mut d, cos, 5, Stop::NEVER).unwrap();
        assert_eq!(half.exact, Exact::Rational(ratio(1, 2)));
        let sin = d.unary(Unary::Sin, third);
        let root = fixed_digits(&mut d, sin, 20, Stop::NEVER).unwrap();
        assert_eq!(root.digits, "0.86602540378443864676");
        assert_eq!(root.exact, Exact::Digits);
        let product = d.mul(pi, cos);
        let value = fixed_digits(&mut d, product, 12, Stop::NEVER).unwrap();
        assert_eq!(value.digits, "1.57079632679");
        assert!(matches!(value.exact, Exact::InPi(_)));
        let sin_pi = d.unary(Unary::Sin, pi);
        let zero = fixed_digits(&mut d, sin_pi, 9, Stop::NEVER).unwrap();
        assert_eq!(zero.exact, Exact::Rational(ratio(0, 1)));
        assert_eq!(zero.digits, "0");
    }

    #[test]
    fn undefined_terms_have_no_digits() {
        let mut d = Dag::new();
        let pi = d.pi();
        let sin = d.unary(Unary::Sin, pi);
        let one = d.integer(1);
        let q = d.div(one, sin);
        assert_eq!(
            fixed_digits(&mut d, q, 5, Stop::NEVER),
            Err(Unfixed::Undefined)
        );
        let minus = d.integer(-2);
        let root = d.unary(Unary::Sqrt, minus);
        assert_eq!(
            fixed_digits(&mut d, root, 5, Stop::NEVER),
            Err(Unfixed::Undefined)
        );
        let same = d.div(sin, sin);
        assert_eq!(
            fixed_digits(&mut d, same, 5, Stop::NEVER),
            Err(Unfixed::Undefined)
        );
    }

    #[test]
    fn zero_of_a_falling_function() {
        // cos falls from 1 to 2 through pi/2.
        let text = falling_zero(ratio(1, 1), ratio(2, 1), 30, Stop::NEVER, |x, p| {
            MpInterval::from_rational(p, x).cos()
        });
        assert_eq!(text.unwrap(), "1.57079632679489661923132169164");
    }
}
