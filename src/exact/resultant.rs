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
