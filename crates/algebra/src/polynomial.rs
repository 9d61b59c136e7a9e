//! Multivariate polynomials over the integers, in recursive form.
//!
//! A polynomial is an integer or a dense list of coefficients in its main variable (the one of the
//! highest index), each coefficient a polynomial in variables of lower index. That is the form
//! projection and lifting of cylindrical algebraic decomposition work in. A polynomial over the
//! rationals is represented by a positive integer multiple, which has the same sign everywhere.

use std::collections::BTreeMap;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::modular;

/// A polynomial with integer coefficients in variables `x0, x1, ...`.
///
/// Invariant of `Powers`: at least two coefficients, the last one not zero, and every coefficient
/// in variables of index below `variable`. So equal polynomials are equal as data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Polynomial {
    /// An integer.
    Constant(BigInt),
    /// `coefficients[0] + coefficients[1] * x + ...` with `x` the variable of index `variable`.
    Powers {
        /// Index of the main variable.
        variable: usize,
        /// Coefficients by rising power.
        coefficients: Vec<Polynomial>,
    },
}

use Polynomial::{Constant, Powers};

/// One term: exponents by variable index (zero exponents absent) and the coefficient.
pub type Term = (BTreeMap<usize, u32>, BigInt);

impl Polynomial {
    /// The polynomial 0.
    pub fn zero() -> Self {
        Constant(BigInt::zero())
    }

    /// The polynomial 1.
    pub fn one() -> Self {
        Constant(BigInt::one())
    }

    /// An integer constant.
    pub fn integer(value: impl Into<BigInt>) -> Self {
        Constant(value.into())
    }

    /// The variable of index `variable`.
    pub fn variable(variable: usize) -> Self {
        Powers {
            variable,
            coefficients: vec![Self::zero(), Self::one()],
        }
    }

    /// The polynomial with the given coefficients (by rising power) in `variable`; each must be in
    /// variables of lower index.
    pub fn from_coefficients(variable: usize, mut coefficients: Vec<Polynomial>) -> Self {
        while coefficients.last().is_some_and(Polynomial::is_zero) {
            coefficients.pop();
        }
        match coefficients.len() {
            0 => Self::zero(),
            1 => coefficients.swap_remove(0),
            _ => Powers {
                variable,
                coefficients,
            },
        }
    }

    /// The univariate polynomial with the given integer coefficients, by rising power.
    pub fn univariate(variable: usize, coefficients: &[BigInt]) -> Self {
        Self::from_coefficients(
            variable,
            coefficients.iter().cloned().map(Constant).collect(),
        )
    }

    /// The least positive integer multiple of a sum of rational terms; each term is a coefficient
    /// and its (variable, exponent) pairs, in any order and with repetitions.
    pub fn from_rational_terms(terms: &[(BigRational, Vec<(usize, u32)>)]) -> Self {
        let mut common = BigInt::one();
        for (coefficient, _) in terms {
            common = common.lcm(coefficient.denom());
        }
        let mut sum = Self::zero();
        for (coefficient, powers) in terms {
            let mut term = Constant(coefficient.numer() * (&common / coefficient.denom()));
            for &(variable, exponent) in powers {
                term = &term * &Self::power_of(variable, exponent);
            }
            sum = &sum + &term;
        }
        sum
    }

    fn power_of(variable: usize, exponent: u32) -> Self {
        if exponent == 0 {
            return Self::one();
        }
        let mut coefficients = vec![Self::zero(); exponent as usize + 1];
        coefficients[exponent as usize] = Self::one();
        Powers {
            variable,
            coefficients,
        }
    }

    /// Is it the zero polynomial?
    pub fn is_zero(&self) -> bool {
        matches!(self, Constant(c) if c.is_zero())
    }

    /// Is it 1?
    pub fn is_one(&self) -> bool {
        matches!(self, Constant(c) if c.is_one())
    }

    /// Is it an integer?
    pub fn is_constant(&self) -> bool {
        matches!(self, Constant(_))
    }

    /// The integer it is, if it has no variable.
    pub fn as_constant(&self) -> Option<&BigInt> {
        match self {
            Constant(c) => Some(c),
            Powers { .. } => None,
        }
    }

    /// The variable of highest index, `None` for a constant.
    pub fn main_variable(&self) -> Option<usize> {
        match self {
            Constant(_) => None,
            Powers { variable, .. } => Some(*variable),
        }
    }

    /// Degree in the main variable; 0 for a constant, the zero polynomial included.
    pub fn degree(&self) -> usize {
        match self {
            Constant(_) => 0,
            Powers { coefficients, .. } => coefficients.len() - 1,
        }
    }

    /// Degree in a variable.
    pub fn degree_in(&self, wanted: usize) -> usize {
        match self {
            Constant(_) => 0,
            Powers {
                variable,
                coefficients,
            } => {
                if *variable == wanted {
                    coefficients.len() - 1
                } else if *variable < wanted {
                    0
                } else {
                    coefficients
                        .iter()
                        .map(|c| c.degree_in(wanted))
                        .max()
                        .unwrap_or(0)
                }
            }
        }
    }

    /// Total degree; 0 for a constant.
    pub fn total_degree(&self) -> usize {
        match self {
            Constant(_) => 0,
            Powers { coefficients, .. } => coefficients
                .iter()
                .enumerate()
                .filter(|(_, c)| !c.is_zero())
                .map(|(i, c)| i + c.total_degree())
                .max()
                .unwrap_or(0),
        }
    }

    /// Number of terms.
    pub fn term_count(&self) -> usize {
        match self {
            Constant(c) => usize::from(!c.is_zero()),
            Powers { coefficients, .. } => coefficients.iter().map(Polynomial::term_count).sum(),
        }
    }

    /// Marks the variables that occur.
    pub fn mark_variables(&self, occurs: &mut [bool]) {
        if let Powers {
            variable,
            coefficients,
        } = self
        {
            if let Some(slot) = occurs.get_mut(*variable) {
                *slot = true;
            }
            coefficients.iter().for_each(|c| c.mark_variables(occurs));
        }
    }

    /// Does the variable occur?
    pub fn contains(&self, wanted: usize) -> bool {
        match self {
            Constant(_) => false,
            Powers {
                variable,
                coefficients,
            } => {
                *variable == wanted
                    || (*variable > wanted && coefficients.iter().any(|c| c.contains(wanted)))
            }
        }
    }

    /// Coefficients in the main variable by rising power (the polynomial itself for a constant).
    pub fn coefficients(&self) -> &[Polynomial] {
        match self {
            Constant(_) => std::slice::from_ref(self),
            Powers { coefficients, .. } => coefficients,
        }
    }

    /// Coefficients of `self` seen as a polynomial in `variable`, which must not be below its main
    /// variable.
    pub fn coefficients_in(&self, wanted: usize) -> Vec<Polynomial> {
        match self {
            Powers {
                variable,
                coefficients,
            } if *variable == wanted => coefficients.clone(),
            _ => vec![self.clone()],
        }
    }

    /// Leading coefficient in the main variable.
    pub fn leading(&self) -> &Polynomial {
        match self {
            Constant(_) => self,
            Powers { coefficients, .. } => coefficients.last().unwrap_or(self),
        }
    }

    /// The integer coefficient reached by taking leading coefficients to the end.
    pub fn ground_leading(&self) -> &BigInt {
        let mut at = self;
        loop {
            match at {
                Constant(c) => return c,
                Powers { coefficients, .. } => at = &coefficients[coefficients.len() - 1],
            }
        }
    }

    /// Integer coefficients by rising power, when the polynomial has at most one variable.
    pub fn univariate_coefficients(&self) -> Option<Vec<BigInt>> {
        self.coefficients()
            .iter()
            .map(|c| c.as_constant().cloned())
            .collect()
    }

    /// All terms, in a fixed order.
    pub fn terms(&self) -> Vec<Term> {
        match self {
            Constant(c) if c.is_zero() => Vec::new(),
            Constant(c) => vec![(BTreeMap::new(), c.clone())],
            Powers {
                variable,
                coefficients,
            } => {
                let mut all = Vec::new();
                for (i, c) in coefficients.iter().enumerate() {
                    for (mut exponents, value) in c.terms() {
                        if i > 0 {
                            exponents.insert(*variable, i as u32);
                        }
                        all.push((exponents, value));
                    }
                }
                all
            }
        }
    }

    /// The same polynomial with variable `v` called `names[v]`.
    pub fn rename(&self, names: &[usize]) -> Self {
        match self {
            Constant(_) => self.clone(),
            Powers {
                variable,
                coefficients,
            } => {
                let x = Self::variable(names[*variable]);
                let mut sum = Self::zero();
                for c in coefficients.iter().rev() {
                    sum = &(&sum * &x) + &c.rename(names);
                }
                sum
            }
        }
    }

    /// Times an integer.
    pub fn scale(&self, factor: &BigInt) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        match self {
            Constant(c) => Constant(c * factor),
            Powers {
                variable,
                coefficients,
            } => Powers {
                variable: *variable,
                coefficients: coefficients.iter().map(|c| c.scale(factor)).collect(),
            },
        }
    }

    /// A natural power.
    pub fn pow(&self, exponent: u32) -> Self {
        let mut result = Self::one();
        let mut base = self.clone();
        let mut left = exponent;
        while left > 0 {
            if left & 1 == 1 {
                result = &result * &base;
            }
            left >>= 1;
            if left > 0 {
                base = &base * &base;
            }
        }
        result
    }

    /// Derivative by the main variable.
    pub fn derivative(&self) -> Self {
        match self {
            Constant(_) => Self::zero(),
            Powers {
                variable,
                coefficients,
            } => Self::from_coefficients(
                *variable,
                coefficients
                    .iter()
                    .enumerate()
                    .skip(1)
                    .map(|(i, c)| c.scale(&BigInt::from(i)))
                    .collect(),
            ),
        }
    }

    /// The quotient, when the division leaves no remainder; `None` otherwise and for divisor 0.
    pub fn div_exact(&self, divisor: &Polynomial) -> Option<Polynomial> {
        if self.is_zero() && !divisor.is_zero() {
            return Some(Self::zero());
        }
        match (self, divisor) {
            (_, Constant(d)) if d.is_zero() => None,
            (_, Constant(d)) if d.is_one() => Some(self.clone()),
            (Constant(a), Constant(d)) => {
                let (q, r) = a.div_rem(d);
                r.is_zero().then_some(Constant(q))
            }
            (Constant(_), Powers { .. }) => None,
            (
                Powers {
                    variable,
                    coefficients,
                },
                _,
            ) => {
                let main = divisor.main_variable();
                if main.is_none_or(|v| v < *variable) {
                    let parts: Option<Vec<_>> =
                        coefficients.iter().map(|c| c.div_exact(divisor)).collect();
                    return Some(Powers {
                        variable: *variable,
                        coefficients: parts?,
                    });
                }
                if main != Some(*variable) {
                    return None;
                }
                let below = divisor.coefficients();
                if coefficients.len() < below.len() {
                    return None;
                }
                let mut rest = coefficients.clone();
                let steps = rest.len() - below.len() + 1;
                let mut quotient = vec![Self::zero(); steps];
                for k in (0..steps).rev() {
                    let top = &rest[k + below.len() - 1];
                    if top.is_zero() {
                        continue;
                    }
                    let q = top.div_exact(divisor.leading())?;
                    for (i, b) in below.iter().enumerate() {
                        rest[k + i] = &rest[k + i] - &(&q * b);
                    }
                    quotient[k] = q;
                }
                rest.iter()
                    .all(Polynomial::is_zero)
                    .then(|| Self::from_coefficients(*variable, quotient))
            }
        }
    }

    /// Pseudo-division in `variable` (not below either main variable): `(q, r)` with
    /// `c^e * self = q * divisor + r`, `c` the leading coefficient of `divisor`,
    /// `e = max(0, deg self - deg divisor + 1)`.
    pub fn pseudo_divide(&self, divisor: &Polynomial, variable: usize) -> (Polynomial, Polynomial) {
        let mut rest = self.coefficients_in(variable);
        let below = divisor.coefficients_in(variable);
        let n = below.len();
        if rest.len() < n {
            return (Self::zero(), self.clone());
        }
        let lead = below[n - 1].clone();
        let steps = rest.len() - n + 1;
        let mut quotient = vec![Self::zero(); steps];
        for k in (0..steps).rev() {
            let top = rest[k + n - 1].clone();
            for q in &mut quotient {
                *q = &*q * &lead;
            }
            quotient[k] = &quotient[k] + &top;
            for (i, r) in rest.iter_mut().enumerate().take(k + n - 1) {
                *r = &*r * &lead;
                if i >= k {
                    *r = &*r - &(&top * &below[i - k]);
                }
            }
            rest[k + n - 1] = Self::zero();
        }
        (
            Self::from_coefficients(variable, quotient),
            Self::from_coefficients(variable, rest),
        )
    }

    /// Greatest common divisor of all integer coefficients; 0 for the zero polynomial.
    pub fn integer_content(&self) -> BigInt {
        fn walk(p: &Polynomial, gcd: &mut BigInt) {
            if gcd.is_one() {
                return;
            }
            match p {
                Constant(c) => *gcd = gcd.gcd(c),
                Powers { coefficients, .. } => coefficients.iter().rev().for_each(|c| walk(c, gcd)),
            }
        }
        let mut gcd = BigInt::zero();
        walk(self, &mut gcd);
        gcd
    }

    fn divide_integers(&self, divisor: &BigInt) -> Self {
        match self {
            Constant(c) => Constant(c / divisor),
            Powers {
                variable,
                coefficients,
            } => Powers {
                variable: *variable,
                coefficients: coefficients
                    .iter()
                    .map(|c| c.divide_integers(divisor))
                    .collect(),
            },
        }
    }

    /// Divided by its integer content; the sign stays.
    pub fn primitive(&self) -> Self {
        let content = self.integer_content();
        if content.is_zero() || content.is_one() {
            self.clone()
        } else {
            self.divide_integers(&content)
        }
    }

    /// Divided by its integer content, with positive leading integer coefficient.
    pub fn normalised(&self) -> Self {
        let p = self.primitive();
        if p.ground_leading().is_negative() {
            -&p
        } else {
            p
        }
    }

    /// Greatest common divisor of the coefficients in the main variable.
    pub fn content(&self) -> Self {
        let mut parts: Vec<&Polynomial> = self
            .coefficients()
            .iter()
            .filter(|c| !c.is_zero())
            .collect();
        parts.sort_by_key(|c| (c.main_variable(), c.degree(), c.term_count()));
        let mut gcd = Self::zero();
        for c in parts {
            gcd = gcd.gcd(c);
            if gcd.is_one() {
                break;
            }
        }
        gcd
    }

    /// Sum of the absolute values of all coefficients.
    pub fn one_norm(&self) -> BigInt {
        match self {
            Constant(c) => c.abs(),
            Powers { coefficients, .. } => coefficients.iter().map(Polynomial::one_norm).sum(),
        }
    }

    /// Largest absolute value of a coefficient.
    pub fn max_norm(&self) -> BigInt {
        match self {
            Constant(c) => c.abs(),
            Powers { coefficients, .. } => coefficients
                .iter()
                .map(Polynomial::max_norm)
                .max()
                .unwrap_or_default(),
        }
    }

    /// Greatest common divisor over the integers (integer content included), with positive leading
    /// integer coefficient. For very large polynomials in several variables it may be a smaller
    /// common divisor; with at most one variable it never is.
    pub fn gcd(&self, other: &Polynomial) -> Polynomial {
        if self.is_zero() {
            return if other.ground_leading().is_negative() {
                -other
            } else {
                other.clone()
            };
        }
        if other.is_zero() {
            return other.gcd(self);
        }
        match (self.main_variable(), other.main_variable()) {
            (None, _) | (_, None) => {
                return Constant(self.integer_content().gcd(&other.integer_content()));
            }
            (Some(v), Some(w)) if v > w => return self.content().gcd(other),
            (Some(v), Some(w)) if v < w => return other.content().gcd(self),
            _ => {}
        }
        let (left, right) = (self.content(), other.content());
        let common = left.gcd(&right);
        let (Some(a), Some(b)) = (self.div_exact(&left), other.div_exact(&right)) else {
            return common;
        };
        if modular::coprime(&a, &b) {
            return common;
        }
        let Some(g) = heuristic_gcd(&a, &b, 0).or_else(|| primitive_gcd(&a, &b)) else {
            return common;
        };
        let result = &g * &common;
        if result.ground_leading().is_negative() {
            -&result
        } else {
            result
        }
    }

    /// Pairwise coprime square-free polynomials with positive leading integer coefficient whose
    /// product has the same zeros (over the complex numbers) as `self`, constants dropped. Each is
    /// primitive in its main variable. The zero polynomial gives the empty list. Where
    /// [`Polynomial::gcd`] falls short a factor may have repeated factors; the zeros stay right.
    pub fn square_free_factors(&self) -> Vec<Polynomial> {
        let mut factors = Vec::new();
        let mut rest = self.clone();
        while !rest.is_constant() {
            let content = rest.content();
            let Some(part) = rest.div_exact(&content) else {
                break;
            };
            square_free_parts(&part.normalised(), &mut factors);
            rest = content;
        }
        factors
    }

    /// `self` with `variable` replaced by `numerator/denominator` (denominator positive), times
    /// `denominator^degree`: a positive multiple of the value.
    pub fn substitute(&self, variable: usize, value: &BigRational) -> Self {
        let degree = self.degree_in(variable);
        if degree == 0 {
            return self.clone();
        }
        let mut numerators = vec![BigInt::one()];
        let mut denominators = vec![BigInt::one()];
        for i in 0..degree {
            numerators.push(&numerators[i] * value.numer());
            denominators.push(&denominators[i] * value.denom());
        }
        let weights: Vec<BigInt> = (0..=degree)
            .map(|i| &numerators[i] * &denominators[degree - i])
            .collect();
        self.substitute_weights(variable, &weights)
    }

    fn substitute_weights(&self, wanted: usize, weights: &[BigInt]) -> Self {
        match self {
            Powers {
                variable,
                coefficients,
            } if *variable > wanted => Self::from_coefficients(
                *variable,
                coefficients
                    .iter()
                    .map(|c| c.substitute_weights(wanted, weights))
                    .collect(),
            ),
            Powers {
                variable,
                coefficients,
            } if *variable == wanted => {
                let mut sum = Self::zero();
                for (c, w) in coefficients.iter().zip(weights) {
                    sum = &sum + &c.scale(w);
                }
                sum
            }
            _ => self.scale(&weights[0]),
        }
    }

    /// `self` with `variable` replaced by `numerator/denominator`, polynomials not containing
    /// `variable`, times `denominator^degree`.
    pub fn substitute_quotient(
        &self,
        variable: usize,
        numerator: &Polynomial,
        denominator: &Polynomial,
    ) -> Self {
        let degree = self.degree_in(variable);
        let mut sum = Self::zero();
        for (mut exponents, coefficient) in self.terms() {
            let power = exponents.remove(&variable).unwrap_or(0);
            let mut term = Constant(coefficient);
            for (v, e) in exponents {
                term = &term * &Self::power_of(v, e);
            }
            term = &(&term * &numerator.pow(power)) * &denominator.pow(degree as u32 - power);
            sum = &sum + &term;
        }
        sum
    }

    /// The value at a rational point (coordinate `i` for variable `i`); `None` when a variable has
    /// no coordinate.
    pub fn evaluate(&self, point: &[BigRational]) -> Option<BigRational> {
        match self {
            Constant(c) => Some(BigRational::from_integer(c.clone())),
            Powers {
                variable,
                coefficients,
            } => {
                let x = point.get(*variable)?;
                let mut sum = BigRational::zero();
                for c in coefficients.iter().rev() {
                    sum = sum * x + c.evaluate(point)?;
                }
                Some(sum)
            }
        }
    }

    /// Sign of the value at a rational point.
    pub fn sign_at(&self, point: &[BigRational]) -> Option<i8> {
        self.evaluate(point).map(|v| sign_of(v.numer()))
    }
}

/// Sign of an integer: -1, 0 or 1.
pub fn sign_of(value: &BigInt) -> i8 {
    match value.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

/// Splits a polynomial, primitive in its main variable, by Yun's algorithm.
fn square_free_parts(p: &Polynomial, out: &mut Vec<Polynomial>) {
    if p.is_constant() {
        return;
    }
    if p.degree() == 1 {
        out.push(p.clone());
        return;
    }
    // The power of the variable itself is a frequent factor and free to take out.
    let low = p.coefficients().iter().take_while(|c| c.is_zero()).count();
    if low > 0
        && let Some(variable) = p.main_variable()
    {
        out.push(Polynomial::variable(variable));
        square_free_parts(
            &Polynomial::from_coefficients(variable, p.coefficients()[low..].to_vec()),
            out,
        );
        return;
    }
    let derivative = p.derivative();
    if modular::coprime(p, &derivative) {
        out.push(p.clone());
        return;
    }
    let g = p.gcd(&derivative);
    let (Some(mut w), Some(mut y)) = (p.div_exact(&g), derivative.div_exact(&g)) else {
        out.push(p.clone());
        return;
    };
    // No multiplicity is above the degree; the bound matters only if a divisor fell short.
    for _ in 0..=p.degree() {
        let z = &y - &w.derivative();
        if z.is_zero() {
            push_nonconstant(&w, out);
            return;
        }
        let g = w.gcd(&z);
        push_nonconstant(&g, out);
        let (Some(next_w), Some(next_y)) = (w.div_exact(&g), z.div_exact(&g)) else {
            push_nonconstant(&w, out);
            return;
        };
        w = next_w;
        y = next_y;
        if w.is_constant() {
            return;
        }
    }
    push_nonconstant(&w, out);
}

fn push_nonconstant(p: &Polynomial, out: &mut Vec<Polynomial>) {
    if !p.is_constant() {
        out.push(p.normalised());
    }
}

/// The heuristic greatest common divisor (Char, Geddes, Gonnet 1989): evaluate the main variable
/// at a large integer, recurse, read the digits. Confirmed by division; `None` when it fails or
/// the integers would be too long.
fn heuristic_gcd(a: &Polynomial, b: &Polynomial, depth: usize) -> Option<Polynomial> {
    let variable = match (a.main_variable(), b.main_variable()) {
        (None, None) => return Some(Constant(a.ground_leading().gcd(b.ground_leading()))),
        (left, right) => left.max(right)?,
    };
    if depth > 16 {
        return None;
    }
    let (content_a, content_b) = (a.integer_content(), b.integer_content());
    let common = content_a.gcd(&content_b);
    let (a, b) = (a.primitive(), b.primitive());
    let mut point: BigInt = BigInt::from(2) * a.max_norm().min(b.max_norm()) + 29;
    for _ in 0..6 {
        let length = point.bits() * (a.degree_in(variable).max(b.degree_in(variable)) as u64 + 1);
        if length > 120_000 {
            return None;
        }
        let (left, right) = (horner(&a, variable, &point), horner(&b, variable, &point));
        if !left.is_zero()
            && !right.is_zero()
            && let Some(image) = heuristic_gcd(&left, &right, depth + 1)
        {
            let candidate = digits(&image, variable, &point).primitive();
            if !candidate.is_zero()
                && a.div_exact(&candidate).is_some()
                && b.div_exact(&candidate).is_some()
            {
                return Some(candidate.scale(&common));
            }
        }
        point = point * 73794 / 27011;
    }
    None
}

fn horner(p: &Polynomial, variable: usize, point: &BigInt) -> Polynomial {
    match p {
        Powers {
            variable: v,
            coefficients,
        } if *v == variable => {
            let mut sum = Polynomial::zero();
            for c in coefficients.iter().rev() {
                sum = &sum.scale(point) + c;
            }
            sum
        }
        _ => p.clone(),
    }
}

/// The polynomial in `variable` with symmetric remainders modulo `base` as coefficients.
fn digits(image: &Polynomial, variable: usize, base: &BigInt) -> Polynomial {
    fn remainder(p: &Polynomial, base: &BigInt) -> Polynomial {
        match p {
            Constant(c) => {
                let mut r = c.mod_floor(base);
                if &r * 2 > *base {
                    r -= base;
                }
                Constant(r)
            }
            Powers {
                variable,
                coefficients,
            } => Polynomial::from_coefficients(
                *variable,
                coefficients.iter().map(|c| remainder(c, base)).collect(),
            ),
        }
    }
    let mut rest = image.clone();
    let mut coefficients = Vec::new();
    while !rest.is_zero() {
        let digit = remainder(&rest, base);
        rest = (&rest - &digit).divide_integers(base);
        coefficients.push(digit);
    }
    Polynomial::from_coefficients(variable, coefficients)
}

/// Greatest common divisor of two polynomials primitive in their common main variable, by the
/// primitive remainder sequence; `None` when polynomials in several variables grow too large.
fn primitive_gcd(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
    let variable = a.main_variable()?;
    let univariate = a.univariate_coefficients().is_some() && b.univariate_coefficients().is_some();
    let (mut a, mut b) = if a.degree() >= b.degree() {
        (a.clone(), b.clone())
    } else {
        (b.clone(), a.clone())
    };
    loop {
        let (_, r) = a.pseudo_divide(&b, variable);
        if r.is_zero() {
            return Some(b.normalised());
        }
        if r.main_variable() != Some(variable) {
            return Some(Polynomial::one());
        }
        if !univariate && r.max_norm().bits().saturating_mul(r.term_count() as u64) > 200_000 {
            return None;
        }
        let content = r.content();
        a = b;
        b = r.div_exact(&content).unwrap_or(r);
    }
}

impl Add for &Polynomial {
    type Output = Polynomial;
    fn add(self, other: &Polynomial) -> Polynomial {
        match (self, other) {
            (Constant(a), Constant(b)) => Constant(a + b),
            (
                Powers {
                    variable: v,
                    coefficients: a,
                },
                Powers {
                    variable: w,
                    coefficients: b,
                },
            ) if v == w => {
                let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
                let mut sum = Vec::with_capacity(long.len());
                sum.extend(short.iter().zip(long).map(|(x, y)| x + y));
                sum.extend_from_slice(&long[short.len()..]);
                Polynomial::from_coefficients(*v, sum)
            }
            _ => {
                let (high, low) = if self.main_variable() > other.main_variable() {
                    (self, other)
                } else {
                    (other, self)
                };
                let mut sum = high.clone();
                if let Powers { coefficients, .. } = &mut sum {
                    coefficients[0] = &coefficients[0] + low;
                }
                sum
            }
        }
    }
}

impl Neg for &Polynomial {
    type Output = Polynomial;
    fn neg(self) -> Polynomial {
        match self {
            Constant(c) => Constant(-c),
            Powers {
                variable,
                coefficients,
            } => Powers {
                variable: *variable,
                coefficients: coefficients.iter().map(|c| -c).collect(),
            },
        }
    }
}

impl Sub for &Polynomial {
    type Output = Polynomial;
    fn sub(self, other: &Polynomial) -> Polynomial {
        match (self, other) {
            (Constant(a), Constant(b)) => Constant(a - b),
            _ => self + &(-other),
        }
    }
}

impl Mul for &Polynomial {
    type Output = Polynomial;
    fn mul(self, other: &Polynomial) -> Polynomial {
        match (self, other) {
            (Constant(a), Constant(b)) => Constant(a * b),
            (Constant(a), p) | (p, Constant(a)) => p.scale(a),
            (
                Powers {
                    variable: v,
                    coefficients: a,
                },
                Powers {
                    variable: w,
                    coefficients: b,
                },
            ) if v == w => {
                let mut product = vec![Polynomial::zero(); a.len() + b.len() - 1];
                for (i, x) in a.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
                    for (j, y) in b.iter().enumerate().filter(|(_, y)| !y.is_zero()) {
                        match (&mut product[i + j], x, y) {
                            (Constant(sum), Constant(x), Constant(y)) => *sum += x * y,
                            (slot, x, y) => *slot = &*slot + &(x * y),
                        }
                    }
                }
                Polynomial::from_coefficients(*v, product)
            }
            _ => {
                let (high, low) = if self.main_variable() > other.main_variable() {
                    (self, other)
                } else {
                    (other, self)
                };
                match high {
                    Powers {
                        variable,
                        coefficients,
                    } => Polynomial::from_coefficients(
                        *variable,
                        coefficients.iter().map(|c| c * low).collect(),
                    ),
                    Constant(_) => high.clone(),
                }
            }
        }
    }
}

impl std::fmt::Display for Polynomial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let terms = self.terms();
        if terms.is_empty() {
            return write!(f, "0");
        }
        for (i, (exponents, coefficient)) in terms.iter().rev().enumerate() {
            if i > 0 {
                write!(f, " + ")?;
            }
            write!(f, "{coefficient}")?;
            for (v, e) in exponents {
                if *e == 1 {
                    write!(f, "*x{v}")?
                } else {
                    write!(f, "*x{v}^{e}")?
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Polynomials in three variables of degree at most 3 in each.
    pub(crate) fn small() -> impl Strategy<Value = Polynomial> {
        prop::collection::vec((-9i64..10, 0u32..4, 0u32..4, 0u32..3), 0..6).prop_map(|terms| {
            let terms: Vec<_> = terms
                .into_iter()
                .map(|(c, a, b, d)| {
                    (
                        BigRational::from_integer(c.into()),
                        vec![(0, a), (1, b), (2, d)],
                    )
                })
                .collect();
            Polynomial::from_rational_terms(&terms)
        })
    }

    fn point() -> impl Strategy<Value = Vec<BigRational>> {
        prop::collection::vec((-20i64..20, 1i64..7), 3).prop_map(|v| {
            v.into_iter()
                .map(|(n, d)| BigRational::new(n.into(), d.into()))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn operations_commute_with_evaluation(p in small(), q in small(), at in point()) {
            let (x, y) = (p.evaluate(&at).unwrap(), q.evaluate(&at).unwrap());
            prop_assert_eq!((&p + &q).evaluate(&at).unwrap(), &x + &y);
            prop_assert_eq!((&p - &q).evaluate(&at).unwrap(), &x - &y);
            prop_assert_eq!((&p * &q).evaluate(&at).unwrap(), &x * &y);
            let put_in = p.substitute(1, &at[1]);
            prop_assert!(!put_in.contains(1));
            let scale = num_traits::pow(BigRational::from_integer(at[1].denom().clone()), p.degree_in(1));
            prop_assert_eq!(put_in.evaluate(&at).unwrap(), x * scale);
        }

        #[test]
        fn a_product_divides_exactly_and_only_then(p in small(), q in small()) {
            prop_assume!(!q.is_zero());
            prop_assert_eq!((&p * &q).div_exact(&q), Some(p.clone()));
            if !q.is_constant() {
                prop_assert_eq!((&(&p * &q) + &Polynomial::one()).div_exact(&q), None);
            }
        }

        #[test]
        fn a_common_factor_divides_the_gcd(p in small(), q in small(), common in small()) {
            prop_assume!(!common.is_zero() && !p.is_zero() && !q.is_zero());
            let (a, b) = (&p * &common, &q * &common);
            let g = a.gcd(&b);
            prop_assert!(a.div_exact(&g).is_some() && b.div_exact(&g).is_some());
            prop_assert!(g.div_exact(&common).is_some());
            let (x, y) = (a.div_exact(&g).unwrap(), b.div_exact(&g).unwrap());
            prop_assert!(x.gcd(&y).is_one());
            if let Some(v) = a.main_variable() && b.main_variable() == Some(v) {
                // The fallback agrees on the part that has the main variable.
                let (pa, pb) = (a.div_exact(&a.content()).unwrap(), b.div_exact(&b.content()).unwrap());
                prop_assert_eq!(primitive_gcd(&pa, &pb), Some(pa.gcd(&pb)));
            }
        }

        #[test]
        fn square_free_factors_have_the_same_zeros(p in small(), q in small()) {
            prop_assume!(!p.is_zero() && !q.is_zero());
            let product = &(&p * &p) * &q;
            let factors = product.square_free_factors();
            let mut rest = product.clone();
            for (i, f) in factors.iter().enumerate() {
                prop_assert!(f.gcd(&f.derivative()).is_constant());
                for g in &factors[i + 1..] {
                    prop_assert!(f.gcd(g).is_constant());
                }
                prop_assert!(rest.div_exact(f).is_some());
                while let Some(quotient) = rest.div_exact(f) {
                    rest = quotient;
                }
            }
            prop_assert!(rest.is_constant());
        }

        #[test]
        fn pseudo_division_reconstructs(p in small(), q in small()) {
            let (p, q) = (&p * &Polynomial::variable(2).pow(3), &q + &Polynomial::variable(2));
            prop_assume!(q.main_variable() == Some(2) && p.main_variable() == Some(2));
            let (quotient, rest) = p.pseudo_divide(&q, 2);
            let power = (p.degree_in(2) + 1).saturating_sub(q.degree_in(2)) as u32;
            prop_assert_eq!(&q.leading().pow(power) * &p, &(&quotient * &q) + &rest);
            prop_assert!(rest.degree_in(2) < q.degree_in(2));
        }

        #[test]
        fn renaming_permutes_the_point(p in small(), at in point()) {
            let renamed = p.rename(&[2, 0, 1]);
            let moved = vec![at[1].clone(), at[2].clone(), at[0].clone()];
            prop_assert_eq!(renamed.evaluate(&moved), p.evaluate(&at));
        }
    }

    #[test]
    fn the_sign_of_a_substitution_is_kept() {
        // x1 = -3/2 in x0 * x1: the value is -3/2 x0, the multiple must be a negative one of x0.
        let p = &Polynomial::variable(0) * &Polynomial::variable(1);
        let q = p.substitute(1, &BigRational::new((-3).into(), 2.into()));
        assert_eq!(q, Polynomial::variable(0).scale(&(-3).into()));
    }
}
