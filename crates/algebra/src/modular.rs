//! Polynomial arithmetic modulo 62-bit primes: a certified coprimality test, and resultants by
//! evaluation, interpolation and Chinese remaindering with an a priori coefficient bound.

use std::sync::Mutex;

use num_bigint::{BigInt, Sign};
use num_traits::{One, Zero};

use super::polynomial::Polynomial;
use super::resultant::{Halt, Interrupt};

/// Integers modulo an odd prime below 2^62, in Montgomery form.
#[derive(Clone, Copy)]
pub(super) struct Field {
    prime: u64,
    /// `-1/prime` modulo 2^64.
    inverse: u64,
    /// `2^128` modulo `prime`.
    square: u64,
}

impl Field {
    fn new(prime: u64) -> Self {
        let mut inverse = 1u64;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        let r = ((1u128 << 64) % u128::from(prime)) as u64;
        let square = (u128::from(r) * u128::from(r) % u128::from(prime)) as u64;
        Field {
            prime,
            inverse: inverse.wrapping_neg(),
            square,
        }
    }

    #[inline]
    fn mul(self, a: u64, b: u64) -> u64 {
        let t = u128::from(a) * u128::from(b);
        let m = (t as u64).wrapping_mul(self.inverse);
        let u = ((t + u128::from(m) * u128::from(self.prime)) >> 64) as u64;
        if u >= self.prime { u - self.prime } else { u }
    }

    #[inline]
    fn add(self, a: u64, b: u64) -> u64 {
        let s = a + b;
        if s >= self.prime { s - self.prime } else { s }
    }

    #[inline]
    fn sub(self, a: u64, b: u64) -> u64 {
        if a >= b { a - b } else { a + self.prime - b }
    }

    #[inline]
    fn neg(self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.prime - a }
    }

    fn enter(self, a: u64) -> u64 {
        self.mul(a % self.prime, self.square)
    }

    fn leave(self, a: u64) -> u64 {
        self.mul(a, 1)
    }

    fn one(self) -> u64 {
        self.enter(1)
    }

    fn pow(self, mut base: u64, mut exponent: u64) -> u64 {
        let mut result = self.one();
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.mul(result, base);
            }
            base = self.mul(base, base);
            exponent >>= 1;
        }
        result
    }

    fn invert(self, a: u64) -> u64 {
        self.pow(a, self.prime - 2)
    }

    fn reduce(self, value: &BigInt) -> u64 {
        let mut rest = 0u128;
        for digit in value.magnitude().iter_u64_digits().rev() {
            rest = ((rest << 64) | u128::from(digit)) % u128::from(self.prime);
        }
        let residue = self.enter(rest as u64);
        if value.sign() == Sign::Minus {
            self.neg(residue)
        } else {
            residue
        }
    }
}

/// Miller-Rabin with the first twelve primes as bases: exact below 2^64.
fn is_prime(n: u64) -> bool {
    const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 {
        return false;
    }
    for b in BASES {
        if n.is_multiple_of(b) {
            return n == b;
        }
    }
    let field = Field::new(n);
    let shift = (n - 1).trailing_zeros();
    let odd = (n - 1) >> shift;
    let (one, minus_one) = (field.one(), field.neg(field.one()));
    BASES.iter().all(|&b| {
        let mut x = field.pow(field.enter(b), odd);
        if x == one || x == minus_one {
            return true;
        }
        for _ in 1..shift {
            x = field.mul(x, x);
            if x == minus_one {
                return true;
            }
        }
        false
    })
}

/// The `index`-th prime below 2^62, downwards.
fn prime_field(index: usize) -> Field {
    static FOUND: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    let mut found = FOUND
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    while found.len() <= index {
        let mut candidate = found.last().copied().unwrap_or((1 << 62) + 1) - 2;
        while !is_prime(candidate) {
            candidate -= 2;
        }
        found.push(candidate);
    }
    Field::new(found[index])
}

fn trim(p: &mut Vec<u64>) {
    while p.last() == Some(&0) {
        p.pop();
    }
}

/// `a` modulo `b` (trimmed, not zero), in place.
fn remainder(field: Field, a: &mut Vec<u64>, b: &[u64]) {
    let inverse = field.invert(b[b.len() - 1]);
    while a.len() >= b.len() {
        let top = a[a.len() - 1];
        if top != 0 {
            let q = field.mul(top, inverse);
            let shift = a.len() - b.len();
            for (i, &c) in b.iter().enumerate() {
                a[shift + i] = field.sub(a[shift + i], field.mul(q, c));
            }
        }
        a.pop();
    }
    trim(a);
}

fn gcd_degree(field: Field, mut a: Vec<u64>, mut b: Vec<u64>) -> usize {
    trim(&mut a);
    trim(&mut b);
    while !b.is_empty() {
        remainder(field, &mut a, &b);
        std::mem::swap(&mut a, &mut b);
    }
    a.len().saturating_sub(1)
}

/// Resultant of trimmed univariate polynomials of degrees `a.len() - 1` and `b.len() - 1`.
fn univariate_resultant(field: Field, mut a: Vec<u64>, mut b: Vec<u64>) -> u64 {
    let mut result = field.one();
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    loop {
        let (m, n) = (a.len() - 1, b.len() - 1);
        if n == 0 {
            return field.mul(result, field.pow(b[0], m as u64));
        }
        if m < n {
            if m & n & 1 == 1 {
                result = field.neg(result);
            }
            std::mem::swap(&mut a, &mut b);
            continue;
        }
        let lead = b[n];
        remainder(field, &mut a, &b);
        if a.is_empty() {
            return 0;
        }
        // res(a, b) = (-1)^(mn) lc(b)^(m - deg r) res(b, r)
        if m & n & 1 == 1 {
            result = field.neg(result);
        }
        result = field.mul(result, field.pow(lead, (m - (a.len() - 1)) as u64));
        std::mem::swap(&mut a, &mut b);
    }
}

fn evaluate(field: Field, p: &Polynomial, point: &[u64]) -> u64 {
    match p {
        Polynomial::Constant(c) => field.reduce(c),
        Polynomial::Powers {
            variable,
            coefficients,
        } => {
            let x = point[*variable];
            let mut sum = 0;
            for c in coefficients.iter().rev() {
                sum = field.add(field.mul(sum, x), evaluate(field, c, point));
            }
            sum
        }
    }
}

/// `true` only if two polynomials with the same main variable have no common factor that contains
/// it. An image modulo a prime at a fixed point that keeps a leading coefficient proves it; `false`
/// says nothing.
pub(super) fn coprime(a: &Polynomial, b: &Polynomial) -> bool {
    let (Some(variable), true) = (a.main_variable(), a.main_variable() == b.main_variable()) else {
        return false;
    };
    for attempt in 0..2usize {
        let field = prime_field(attempt);
        // Fixed pseudo-random points: the answer must not depend on a seed.
        let point: Vec<u64> = (0..=variable as u64)
            .map(|v| {
                let mixed =
                    (v + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ ((attempt as u64 + 7) << 17);
                field.enter(mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9))
            })
            .collect();
        let image = |p: &Polynomial| -> Vec<u64> {
            p.coefficients()
                .iter()
                .map(|c| evaluate(field, c, &point))
                .collect()
        };
        let (left, right) = (image(a), image(b));
        if left.last() != Some(&0)
            && right.iter().any(|&c| c != 0)
            && gcd_degree(field, left, right) == 0
        {
            return true;
        }
    }
    false
}

/// Dense image of a polynomial: index of the main variable outermost, the lowest variable
/// innermost.
fn fill(field: Field, p: &Polynomial, axes: &[(usize, usize)], out: &mut [u64]) {
    match axes.split_last() {
        None => {
            if let Polynomial::Constant(c) = p {
                out[0] = field.reduce(c);
            }
        }
        Some((&(variable, length), rest)) => {
            let block = out.len() / length;
            let coefficients = match p {
                Polynomial::Powers {
                    variable: v,
                    coefficients,
                } if *v == variable => coefficients.as_slice(),
                _ => std::slice::from_ref(p),
            };
            for (c, slot) in coefficients.iter().zip(out.chunks_mut(block)) {
                fill(field, c, rest, slot);
            }
        }
    }
}

/// Evaluates the innermost axis (of `length` coefficients) of a dense array.
fn collapse(field: Field, array: &[u64], length: usize, at: u64) -> Vec<u64> {
    array
        .chunks(length)
        .map(|row| {
            row.iter()
                .rev()
                .fold(0, |sum, &c| field.add(field.mul(sum, at), c))
        })
        .collect()
}

/// Resultant of two images at formal degrees `m` and `n`.
fn formal_resultant(field: Field, mut a: Vec<u64>, mut b: Vec<u64>) -> u64 {
    let (m, n) = (a.len() - 1, b.len() - 1);
    trim(&mut a);
    trim(&mut b);
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let (drop_a, drop_b) = (m + 1 - a.len(), n + 1 - b.len());
    if drop_a > 0 && drop_b > 0 {
        return 0;
    }
    let mut factor = field.one();
    if drop_a > 0 {
        let mut lead = b[n];
        if n & 1 == 1 {
            lead = field.neg(lead);
        }
        factor = field.pow(lead, drop_a as u64);
    } else if drop_b > 0 {
        factor = field.pow(a[m], drop_b as u64);
    }
    field.mul(factor, univariate_resultant(field, a, b))
}

/// A variable below the one eliminated.
struct Axis {
    variable: usize,
    /// Number of coefficients along it in the first polynomial.
    left: usize,
    /// That in the second.
    right: usize,
    /// Points needed to find the resultant's.
    points: usize,
}

struct Grid<'a> {
    field: Field,
    /// The lowest variable first.
    axes: &'a [Axis],
    interrupt: Interrupt<'a>,
}

impl Grid<'_> {
    /// Values of the resultant at all grid points; the axis `depth` varies slowest.
    fn values(&self, a: &[u64], b: &[u64], depth: usize, out: &mut Vec<u64>) -> Result<(), Halt> {
        let Some(axis) = self.axes.get(depth) else {
            out.push(formal_resultant(self.field, a.to_vec(), b.to_vec()));
            return Ok(());
        };
        for i in 0..axis.points {
            if depth == 0 && (self.interrupt)() {
                return Err(Halt::Interrupted);
            }
            let at = self.field.enter(i as u64);
            let (left, right) = (
                collapse(self.field, a, axis.left, at),
                collapse(self.field, b, axis.right, at),
            );
            self.values(&left, &right, depth + 1, out)?;
        }
        Ok(())
    }

    /// Replaces the values at all grid points by the coefficients of the interpolating polynomial.
    fn interpolate(&self, values: &mut [u64]) {
        let field = self.field;
        // Axis 0 varies slowest.
        let mut block = values.len();
        for &Axis { points, .. } in self.axes {
            let inverses: Vec<u64> = (0..points as u64)
                .map(|k| {
                    if k == 0 {
                        0
                    } else {
                        field.invert(field.enter(k))
                    }
                })
                .collect();
            let step = block / points;
            let mut line = vec![0; points];
            for start in (0..values.len()).step_by(block) {
                for offset in 0..step {
                    for (k, slot) in line.iter_mut().enumerate() {
                        *slot = values[start + offset + k * step];
                    }
                    interpolate(field, &mut line, &inverses);
                    for (k, &value) in line.iter().enumerate() {
                        values[start + offset + k * step] = value;
                    }
                }
            }
            block = step;
        }
    }
}

/// Replaces values at 0, 1, ..., n-1 by the coefficients of the interpolating polynomial.
fn interpolate(field: Field, values: &mut [u64], inverses: &[u64]) {
    let n = values.len();
    // Divided differences, then Newton form to powers.
    for (k, &inverse) in inverses.iter().enumerate().skip(1) {
        for i in (k..n).rev() {
            values[i] = field.mul(field.sub(values[i], values[i - 1]), inverse);
        }
    }
    for k in (0..n.saturating_sub(1)).rev() {
        let at = field.enter(k as u64);
        for i in k..n - 1 {
            values[i] = field.sub(values[i], field.mul(at, values[i + 1]));
        }
    }
}

/// Largest number of grid points tried.
const MAX_GRID: usize = 2_000_000;

/// Resultant in `variable`, which must be the main variable of both.
pub(super) fn resultant(
    a: &Polynomial,
    b: &Polynomial,
    variable: usize,
    interrupt: Interrupt<'_>,
) -> Result<Polynomial, Halt> {
    let (m, n) = (a.degree_in(variable), b.degree_in(variable));
    let axes: Vec<Axis> = (0..variable)
        .map(|v| (v, a.degree_in(v), b.degree_in(v)))
        .filter(|(_, da, db)| da + db > 0)
        .map(|(variable, da, db)| Axis {
            variable,
            left: da + 1,
            right: db + 1,
            points: da * n + db * m + 1,
        })
        .collect();
    let grid = axes
        .iter()
        .fold(1usize, |grid, axis| grid.saturating_mul(axis.points));
    // |det|_1 is at most the product of the row sums of the Sylvester matrix.
    let bits = a.one_norm().bits() * n as u64 + b.one_norm().bits() * m as u64 + 2;
    let primes = (bits / 61 + 1) as usize;
    if grid > MAX_GRID || grid.saturating_mul(primes) > 8 * MAX_GRID {
        return Err(Halt::TooLarge);
    }
    let layout = |lengths: fn(&Axis) -> usize, degree: usize| -> Vec<(usize, usize)> {
        let lower = axes.iter().map(|axis| (axis.variable, lengths(axis)));
        lower.chain([(variable, degree + 1)]).collect()
    };
    let (layout_a, layout_b) = (layout(|axis| axis.left, m), layout(|axis| axis.right, n));
    let size = |l: &[(usize, usize)]| l.iter().map(|&(_, n)| n).product::<usize>();
    let mut lifted = Lifted {
        residues: vec![BigInt::zero(); grid],
        modulus: BigInt::one(),
    };
    for index in 0..primes {
        let field = prime_field(index);
        let mut left = vec![0; size(&layout_a)];
        let mut right = vec![0; size(&layout_b)];
        fill(field, a, &layout_a, &mut left);
        fill(field, b, &layout_b, &mut right);
        let mut values = Vec::with_capacity(grid);
        let on_grid = Grid {
            field,
            axes: &axes,
            interrupt,
        };
        on_grid.values(&left, &right, 0, &mut values)?;
        on_grid.interpolate(&mut values);
        lifted.add(field, &values);
        if interrupt() {
            return Err(Halt::Interrupted);
        }
    }
    Ok(assemble(&axes, lifted.integers()))
}

/// Integers by their remainders for several primes.
struct Lifted {
    /// Remainders for the modulus, from 0 on.
    residues: Vec<BigInt>,
    /// The product of the primes.
    modulus: BigInt,
}

impl Lifted {
    /// Takes up the remainders for one prime more.
    fn add(&mut self, field: Field, values: &[u64]) {
        let inverse = field.invert(field.reduce(&self.modulus));
        for (slot, &value) in self.residues.iter_mut().zip(values) {
            let difference = field.sub(value, field.reduce(slot));
            if difference != 0 {
                *slot += &self.modulus * field.leave(field.mul(difference, inverse));
            }
        }
        self.modulus *= field.prime;
    }

    /// The integers of the least magnitudes.
    fn integers(mut self) -> Vec<BigInt> {
        for value in &mut self.residues {
            if &*value * 2 > self.modulus {
                *value -= &self.modulus;
            }
        }
        self.residues
    }
}

/// The polynomial with these coefficients on the grid of its exponents.
fn assemble(axes: &[Axis], coefficients: Vec<BigInt>) -> Polynomial {
    // Axis 0 (slowest) is the lowest variable, so group from the lowest upwards.
    let mut layer: Vec<Polynomial> = coefficients.into_iter().map(Polynomial::Constant).collect();
    for axis in axes {
        let step = layer.len() / axis.points;
        let mut next = Vec::with_capacity(step);
        for offset in 0..step {
            let coefficients = (0..axis.points)
                .map(|k| layer[offset + k * step].clone())
                .collect();
            next.push(Polynomial::from_coefficients(axis.variable, coefficients));
        }
        layer = next;
    }
    layer.into_iter().next().unwrap_or_else(Polynomial::zero)
}
