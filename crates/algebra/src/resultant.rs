//! Resultants, discriminants and principal subresultant coefficients.

use super::modular;
use super::polynomial::Polynomial;

/// Asked often during long computations; `true` means stop.
pub type Interrupt<'a> = &'a dyn Fn() -> bool;

/// Why an exact computation gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// An intermediate result would be too large.
    #[error("an intermediate polynomial is too large")]
    TooLarge,
    /// A polynomial vanishes identically over a sample point, so that the projection used does not
    /// describe the cell.
    #[error("a polynomial vanishes identically over a sample point")]
    Nullified,
}

/// Resultant (determinant of the Sylvester matrix) of two polynomials in `variable`, which must be
/// the main variable of both.
pub fn resultant(
    a: &Polynomial,
    b: &Polynomial,
    variable: usize,
    interrupt: Interrupt<'_>,
) -> Result<Polynomial, Halt> {
    if a.main_variable() != Some(variable) || b.main_variable() != Some(variable) {
        return Err(Halt::TooLarge);
    }
    modular::resultant(a, b, variable, interrupt)
}

/// `resultant(p, p') / leading(p)`: the discriminant up to sign. 1 for degree 1.
pub fn discriminant(p: &Polynomial, interrupt: Interrupt<'_>) -> Result<Polynomial, Halt> {
    let Some(variable) = p.main_variable() else {
        return Ok(Polynomial::one());
    };
    if p.degree() < 2 {
        return Ok(Polynomial::one());
    }
    if p.degree() == 2 {
        let c = p.coefficients();
        return Ok(&(&c[1] * &c[1]) - &(&c[0] * &c[2]).scale(&4.into()));
    }
    let r = resultant(p, &p.derivative(), variable, interrupt)?;
    r.div_exact(p.leading()).ok_or(Halt::TooLarge)
}

/// Principal subresultant coefficient of order `order` in `variable` (main variable of both;
/// `order` below both degrees): the determinant of the Sylvester matrix without its last `order`
/// rows of each block and without the corresponding columns. By fraction-free (Bareiss)
/// elimination.
pub fn principal_subresultant(
    a: &Polynomial,
    b: &Polynomial,
    variable: usize,
    order: usize,
    interrupt: Interrupt<'_>,
) -> Result<Polynomial, Halt> {
    if order == 0 && a.main_variable() == Some(variable) && b.main_variable() == Some(variable) {
        return resultant(a, b, variable, interrupt);
    }
    let (ca, cb) = (a.coefficients_in(variable), b.coefficients_in(variable));
    let (m, n) = (ca.len() - 1, cb.len() - 1);
    if order >= m.min(n) {
        // Order equal to the smaller degree: a power of that leading coefficient.
        return Ok(if n <= m {
            cb[n].pow((m - n) as u32)
        } else {
            ca[m].pow((n - m) as u32)
        });
    }
    let size = m + n - 2 * order;
    let mut matrix = vec![vec![Polynomial::zero(); size]; size];
    for row in 0..n - order {
        for (i, c) in ca.iter().rev().enumerate() {
            if row + i < size {
                matrix[row][row + i] = c.clone();
            }
        }
    }
    for row in 0..m - order {
        for (i, c) in cb.iter().rev().enumerate() {
            if row + i < size {
                matrix[n - order + row][row + i] = c.clone();
            }
        }
    }
    determinant(matrix, interrupt)
}

/// Determinant by Bareiss' fraction-free elimination.
pub fn determinant(
    mut matrix: Vec<Vec<Polynomial>>,
    interrupt: Interrupt<'_>,
) -> Result<Polynomial, Halt> {
    let size = matrix.len();
    let mut previous = Polynomial::one();
    let mut negate = false;
    for k in 0..size.saturating_sub(1) {
        let Some(pivot) = (k..size).find(|&i| !matrix[i][k].is_zero()) else {
            return Ok(Polynomial::zero());
        };
        if pivot != k {
            matrix.swap(pivot, k);
            negate = !negate;
        }
        for i in k + 1..size {
            if interrupt() {
                return Err(Halt::Interrupted);
            }
            for j in k + 1..size {
                let cross = &(&matrix[i][j] * &matrix[k][k]) - &(&matrix[i][k] * &matrix[k][j]);
                matrix[i][j] = cross.div_exact(&previous).ok_or(Halt::TooLarge)?;
            }
        }
        previous = matrix[k][k].clone();
    }
    let value = matrix
        .pop()
        .and_then(|mut row| row.pop())
        .unwrap_or_else(Polynomial::one);
    Ok(if negate { -&value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use proptest::prelude::*;

    fn sylvester(a: &Polynomial, b: &Polynomial, variable: usize) -> Polynomial {
        let (ca, cb) = (a.coefficients_in(variable), b.coefficients_in(variable));
        let (m, n) = (ca.len() - 1, cb.len() - 1);
        let mut matrix = vec![vec![Polynomial::zero(); m + n]; m + n];
        for row in 0..n {
            for (i, c) in ca.iter().rev().enumerate() {
                matrix[row][row + i] = c.clone();
            }
        }
        for row in 0..m {
            for (i, c) in cb.iter().rev().enumerate() {
                matrix[n + row][row + i] = c.clone();
            }
        }
        determinant(matrix, &|| false).unwrap()
    }

    fn monic_in_x2() -> impl Strategy<Value = Polynomial> {
        (
            prop::collection::vec((-5i64..6, 0u32..3, 0u32..3, 0u32..3), 1..5),
            1u32..4,
        )
            .prop_map(|(terms, d)| {
                let terms: Vec<_> = terms
                    .into_iter()
                    .map(|(c, a, b, e)| {
                        (
                            BigRational::from_integer(c.into()),
                            vec![(0, a), (1, b), (2, e)],
                        )
                    })
                    .collect();
                let x = Polynomial::variable(2);
                let lead = &Polynomial::variable(0) + &Polynomial::one();
                &Polynomial::from_rational_terms(&terms) + &(&lead * &x.pow(d))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn modular_resultants_are_sylvester_determinants(a in monic_in_x2(), b in monic_in_x2()) {
            prop_assume!(a.main_variable() == Some(2) && b.main_variable() == Some(2));
            prop_assert_eq!(resultant(&a, &b, 2, &|| false).unwrap(), sylvester(&a, &b, 2));
        }

        #[test]
        fn the_discriminant_vanishes_exactly_for_double_roots(r in prop::collection::vec(-6i64..7, 2..6)) {
            let x = Polynomial::variable(0);
            let p = r.iter().fold(Polynomial::one(), |p, &r| &p * &(&x - &Polynomial::integer(r)));
            let mut product = BigInt::from(1);
            for (i, a) in r.iter().enumerate() {
                for b in &r[i + 1..] {
                    product *= (a - b) * (a - b);
                }
            }
            let d = discriminant(&p, &|| false).unwrap();
            let d = d.as_constant().unwrap().clone();
            prop_assert!(d == product || d == -product);
        }

        #[test]
        fn the_first_nonzero_subresultant_gives_the_gcd_degree(
            shared in prop::collection::vec(-4i64..5, 0..4),
            left in prop::collection::vec(-9i64..-4, 1..3),
            right in prop::collection::vec(5i64..9, 1..3),
        ) {
            let x = Polynomial::variable(0);
            let roots = |r: &[i64]| r.iter().fold(Polynomial::one(), |p, &r| &p * &(&x - &Polynomial::integer(r)));
            let (a, b) = (&roots(&shared) * &roots(&left), &roots(&shared) * &roots(&right));
            for order in 0..shared.len() {
                prop_assert!(principal_subresultant(&a, &b, 0, order, &|| false).unwrap().is_zero());
            }
            prop_assert!(!principal_subresultant(&a, &b, 0, shared.len(), &|| false).unwrap().is_zero());
        }
    }

    #[test]
    fn a_cubic_has_its_textbook_discriminant() {
        // x2^3 + x0 x2 + x1: -4 x0^3 - 27 x1^2, here up to sign.
        let (p, q, x) = (
            Polynomial::variable(0),
            Polynomial::variable(1),
            Polynomial::variable(2),
        );
        let d = discriminant(&(&x.pow(3) + &(&(&p * &x) + &q)), &|| false).unwrap();
        let known = &p.pow(3).scale(&4.into()) + &q.pow(2).scale(&27.into());
        assert!(d == known || d == -&known);
    }

    #[test]
    fn interruption_is_heeded() {
        let (x, y) = (Polynomial::variable(0), Polynomial::variable(1));
        let a = &y.pow(5) + &x.pow(7);
        let b = &(&y.pow(6) - &x) + &(&x * &y);
        assert_eq!(resultant(&a, &b, 1, &|| true), Err(Halt::Interrupted));
    }
}
