//! What is known of each operation of one argument beside its derivative and its enclosures.

use super::Unary;

/// Where a function of one argument is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NaturalDomain {
    /// All reals.
    Reals,
    /// `x >= 0`
    Nonnegative,
    /// `x > 0`
    Positive,
    /// `-1 <= x <= 1`
    Unit,
    /// `cos(x) != 0`
    OffPoles,
}

/// The table of functions: an entry each.
struct Entry {
    /// How claims call it; the sign `-` has no such name.
    name: Option<&'static str>,
    /// How certificates call it.
    code: &'static str,
    domain: NaturalDomain,
    /// It takes no negative value.
    nonnegative: bool,
    /// It is continuous where it is defined.
    continuous: bool,
}

/// Names of `(-1)^k` times the `k`-th derivative of Binet's function.
const BINET: [&str; 1 + Unary::MOST_BINET as usize] =
    ["binet", "binet1", "binet2", "binet3", "binet4"];

/// Names of `(-1)^k` times the `k`-th derivative of Carlson's `R_C(1, x)`.
const CARLSON: [&str; 1 + Unary::MOST_CARLSON as usize] = ["carlson", "carlson1", "carlson2"];

impl Unary {
    /// Largest order of [`Unary::Binet`].
    pub const MOST_BINET: u8 = 4;

    /// Largest order of [`Unary::Carlson`].
    pub const MOST_CARLSON: u8 = 2;

    /// Every operation of one argument.
    pub const ALL: [Unary; 22] = [
        Unary::Neg,
        Unary::Abs,
        Unary::Sqrt,
        Unary::Sin,
        Unary::Cos,
        Unary::Tan,
        Unary::Arcsin,
        Unary::Arccos,
        Unary::Arctan,
        Unary::Exp,
        Unary::Log,
        Unary::Asinh,
        Unary::Floor,
        Unary::Erfc,
        Unary::Binet(0),
        Unary::Binet(1),
        Unary::Binet(2),
        Unary::Binet(3),
        Unary::Binet(4),
        Unary::Carlson(0),
        Unary::Carlson(1),
        Unary::Carlson(2),
    ];

    fn entry(self) -> Entry {
        use NaturalDomain::{Nonnegative, OffPoles, Positive, Reals, Unit};
        let entry = |name, domain, nonnegative| Entry {
            name: Some(name),
            code: name,
            domain,
            nonnegative,
            continuous: true,
        };
        match self {
            Unary::Neg => Entry {
                name: None,
                ..entry("neg", Reals, false)
            },
            Unary::Abs => entry("abs", Reals, true),
            Unary::Sqrt => entry("sqrt", Nonnegative, true),
            Unary::Sin => entry("sin", Reals, false),
            Unary::Cos => entry("cos", Reals, false),
            Unary::Tan => entry("tan", OffPoles, false),
            Unary::Arcsin => entry("arcsin", Unit, false),
            Unary::Arccos => entry("arccos", Unit, true),
            Unary::Arctan => entry("arctan", Reals, false),
            Unary::Exp => entry("exp", Reals, true),
            Unary::Log => entry("log", Positive, false),
            Unary::Asinh => entry("asinh", Reals, false),
            Unary::Floor => Entry {
                continuous: false,
                ..entry("floor", Reals, false)
            },
            Unary::Erfc => entry("erfc", Reals, true),
            Unary::Binet(k) => {
                let name = BINET[usize::from(k.min(Self::MOST_BINET))];
                entry(name, Positive, true)
            }
            Unary::Carlson(k) => {
                let name = CARLSON[usize::from(k.min(Self::MOST_CARLSON))];
                entry(name, Positive, true)
            }
        }
    }

    /// The name by which claims call it; the sign `-` has none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.entry().name
    }

    /// The operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Unary> {
        Self::ALL.into_iter().find(|op| op.name() == Some(name))
    }

    /// The name by which certificates call it.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// The operation that certificates call so.
    #[must_use]
    pub fn coded(code: &str) -> Option<Unary> {
        Self::ALL.into_iter().find(|op| op.code() == code)
    }

    /// Its place in [`Unary::ALL`].
    #[must_use]
    pub fn number(self) -> u8 {
        let place = Self::ALL.iter().position(|op| *op == self);
        place.map_or(u8::MAX, |i| i as u8)
    }

    /// Where it is defined.
    #[must_use]
    pub fn domain(self) -> NaturalDomain {
        self.entry().domain
    }

    /// Whether it is defined for every real number.
    #[must_use]
    pub fn is_total(self) -> bool {
        self.domain() == NaturalDomain::Reals
    }

    /// Whether it takes no negative value.
    #[must_use]
    pub fn is_nonnegative(self) -> bool {
        self.entry().nonnegative
    }

    /// Whether it is continuous where it is defined.
    #[must_use]
    pub fn is_continuous(self) -> bool {
        self.entry().continuous
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxHashSet;

    #[test]
    fn names_and_codes_tell_operations_apart() {
        let codes: FxHashSet<&str> = Unary::ALL.into_iter().map(Unary::code).collect();
        assert_eq!(codes.len(), Unary::ALL.len());
        for op in Unary::ALL {
            assert_eq!(Unary::coded(op.code()), Some(op));
            assert_eq!(op.name().and_then(Unary::named), op.name().map(|_| op));
        }
        assert_eq!(Unary::named("binet5"), None);
        assert_eq!(Unary::named("carlson3"), None);
    }
}
