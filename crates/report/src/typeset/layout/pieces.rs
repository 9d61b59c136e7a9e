//! Written pieces and how strongly they bind.

use super::super::name::is_word;
use super::super::{Fence, Math, Symbol};
use lemmabox_kernel::exact::Q;
use num_traits::{One, ToPrimitive};

/// Decimals of at most this many places are written as such.
const PLACES: u32 = 9;

/// How strongly written pieces bind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    Sum,
    Negative,
    /// A quotient on one line.
    Ratio,
    Product,
    /// A function with a bare argument.
    Applied,
    /// Tall pieces that need delimiters only as the base of a power.
    Fraction,
    Power,
    Atom,
}

pub(super) struct Piece {
    pub(super) math: Math,
    pub(super) strength: Strength,
}

impl Piece {
    pub(super) fn new(math: Math, strength: Strength) -> Self {
        Self { math, strength }
    }

    pub(super) fn at_least(self, strength: Strength) -> Math {
        if self.strength >= strength {
            self.math
        } else {
            Math::Fenced(Fence::Round, Box::new(self.math))
        }
    }
}

pub(super) fn integer(n: impl ToString) -> Math {
    Math::Number(n.to_string())
}

/// A nonnegative rational: as a decimal when that is short and shorter than the fraction, else as a
/// fraction.
pub(super) fn rational(q: &Q) -> Piece {
    if q.denom().is_one() {
        return Piece::new(integer(q.numer()), Strength::Atom);
    }
    if q.denom().to_u32().is_none_or(|d| d > 12)
        && let Some(text) = decimal(q)
    {
        return Piece::new(Math::Number(text), Strength::Atom);
    }
    Piece::new(
        Math::Fraction(Box::new(integer(q.numer())), Box::new(integer(q.denom()))),
        Strength::Fraction,
    )
}

/// The decimal that a nonnegative rational is, if it has few places.
fn decimal(q: &Q) -> Option<String> {
    let mut scaled = q.clone();
    let ten = Q::from_integer(10.into());
    for places in 0..=PLACES {
        if scaled.is_integer() {
            let digits = scaled.numer().to_string();
            let width = places as usize + 1;
            let digits = format!("{digits:0>width$}");
            let (whole, rest) = digits.split_at(digits.len() - places as usize);
            return Some(if rest.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{rest}")
            });
        }
        scaled *= &ten;
    }
    None
}

/// A negative piece without its sign.
pub(super) fn unsigned(piece: Piece) -> Piece {
    match piece.math {
        Math::Row(mut pieces) if pieces.first() == Some(&Math::Symbol(Symbol::Negative)) => {
            pieces.remove(0);
            match <[Math; 1]>::try_from(pieces) {
                Ok([one]) if is_ratio(&one) => Piece::new(one, Strength::Ratio),
                Ok([one]) => Piece::new(one, Strength::Product),
                Err(pieces) => Piece::new(Math::Row(pieces), Strength::Product),
            }
        }
        math => Piece { math, ..piece },
    }
}

/// Whether a quotient stands on one line: that of a product would be taken for one of its factor.
fn is_ratio(math: &Math) -> bool {
    matches!(math, Math::Row(pieces) if pieces.contains(&Math::Symbol(Symbol::Slash)))
}

pub(super) fn starts_with_number(math: &Math) -> bool {
    match math {
        Math::Number(_) => true,
        Math::Row(pieces) => pieces.first().is_some_and(starts_with_number),
        Math::Power(base, _) => starts_with_number(base),
        Math::Fraction(over, under) => {
            matches!((&**over, &**under), (Math::Number(_), Math::Number(_)))
        }
        _ => false,
    }
}

pub(super) fn is_a_word(math: &Math) -> bool {
    match math {
        Math::Name(name) => is_word(name),
        Math::Power(base, _) => is_a_word(base),
        _ => false,
    }
}

/// Whether a function with a bare argument stands at the end: what is written behind it would be
/// taken for a part of the argument.
pub(super) fn ends_applied(pieces: &[Math]) -> bool {
    match pieces {
        [.., Math::Row(inner)] => ends_applied(inner),
        [
            ..,
            Math::Function(_) | Math::Power(..),
            Math::Number(_) | Math::Name(_) | Math::Symbol(_),
        ] => true,
        _ => false,
    }
}
