//! Greatest common divisors and square-free factors.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;

use super::Polynomial::{self, Constant, Powers};
use crate::modular;

impl Polynomial {
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
pub(super) fn primitive_gcd(a: &Polynomial, b: &Polynomial) -> Option<Polynomial> {
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
