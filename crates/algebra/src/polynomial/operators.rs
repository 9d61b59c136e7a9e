//! The operators `+`, `-` and `*`.

use std::ops::{Add, Mul, Neg, Sub};

use super::Polynomial::{self, Constant, Powers};

/// The polynomial in the later variable, and the other.
fn by_main_variable<'a>(a: &'a Polynomial, b: &'a Polynomial) -> (&'a Polynomial, &'a Polynomial) {
    if a.main_variable() > b.main_variable() {
        (a, b)
    } else {
        (b, a)
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
                let (high, low) = by_main_variable(self, other);
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
                let (high, low) = by_main_variable(self, other);
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
