//! Points with real algebraic coordinates, each defined over the ones before it, and exact signs,
//! roots and comparisons over them.
//!
//! A coordinate is rational, or the only root in an interval of a polynomial whose coefficients are
//! taken at the earlier coordinates. Signs come from interval evaluation; a value that stays near
//! zero is decided exactly, by a greatest common divisor over the field of the earlier coordinates
//! (remainder sequence with exact zero tests of leading coefficients).

use std::cmp::Ordering;
use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::polynomial::{Polynomial, sign_of};
use super::real_root::{self, Dyadic, IsolatedRoot, sign_at_dyadic};
use super::resultant::{Halt, Interrupt};

/// Precision, in bits, beyond which a computation gives up.
const MAX_BITS: u64 = 1 << 15;

/// Size, in bits, beyond which a member of a remainder sequence is given up on.
const MAX_SEQUENCE_BITS: u64 = 4_000_000;

/// An interval and the sign of a polynomial at its lower end.
type SignedInterval = (Dyadic, Dyadic, i8);

/// The only root of a polynomial in an open interval.
#[derive(Clone, Debug)]
pub struct Root {
    /// Polynomial in the coordinate's own variable and those of earlier coordinates.
    pub polynomial: Arc<Polynomial>,
    /// Lower end, not a root.
    pub lower: Dyadic,
    /// Upper end, not a root; the sign of the polynomial there is opposite to that at `lower`.
    pub upper: Dyadic,
    /// Sign of the polynomial at `lower`: -1 or 1.
    sign_lower: i8,
}

/// A real number over the earlier coordinates of a point.
#[derive(Clone, Debug)]
pub enum RealNumber {
    /// A rational number.
    Rational(BigRational),
    /// A real algebraic number.
    Root(Root),
}

/// A point, coordinate `i` belonging to variable `i`.
#[derive(Clone, Debug, Default)]
pub struct SamplePoint {
    coordinates: Vec<RealNumber>,
}

/// A closed interval with ends in units of `2^-bits`, the precision being known from the context.
#[derive(Clone, Debug)]
struct Enclosure {
    lower: BigInt,
    upper: BigInt,
}

impl Enclosure {
    fn exact(value: &BigInt, bits: u64) -> Self {
        let v = value << bits;
        Enclosure {
            lower: v.clone(),
            upper: v,
        }
    }

    fn add(&self, other: &Enclosure) -> Enclosure {
        Enclosure {
            lower: &self.lower + &other.lower,
            upper: &self.upper + &other.upper,
        }
    }

    /// Product, rounded outward.
    fn mul(&self, other: &Enclosure, bits: u64) -> Enclosure {
        let products = [
            &self.lower * &other.lower,
            &self.lower * &other.upper,
            &self.upper * &other.lower,
            &self.upper * &other.upper,
        ];
        let mut lower = products[0].clone();
        let mut upper = products[0].clone();
        for p in &products[1..] {
            if *p < lower {
                lower.clone_from(p);
            }
            if *p > upper {
                upper.clone_from(p);
            }
        }
        // A right shift rounds down.
        Enclosure {
            lower: lower >> bits,
            upper: -((-upper) >> bits),
        }
    }

    /// The sign, if it is the same all over.
    fn sign(&self) -> Option<i8> {
        let (a, b) = (sign_of(&self.lower), sign_of(&self.upper));
        (a == b).then_some(a)
    }
}

impl SamplePoint {
    /// The point with no coordinates.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of coordinates.
    pub fn len(&self) -> usize {
        self.coordinates.len()
    }

    /// Has it no coordinates?
    pub fn is_empty(&self) -> bool {
        self.coordinates.is_empty()
    }

    /// The coordinates.
    pub fn coordinates(&self) -> &[RealNumber] {
        &self.coordinates
    }

    /// Adds a coordinate, a number over the present ones.
    pub fn push(&mut self, value: RealNumber) {
        self.coordinates.push(value);
    }

    /// Removes the last coordinate.
    pub fn pop(&mut self) -> Option<RealNumber> {
        self.coordinates.pop()
    }

    /// A positive multiple of `p` with the rational coordinates put in.
    pub fn specialise(&self, p: &Polynomial) -> Polynomial {
        let mut q = p.clone();
        for (i, c) in self.coordinates.iter().enumerate() {
            if let RealNumber::Rational(value) = c
                && q.contains(i)
            {
                q = q.substitute(i, value);
            }
        }
        q.primitive()
    }

    /// Sign of a polynomial at the point, which must have a coordinate for each of its variables.
    pub fn sign(&mut self, p: &Polynomial, interrupt: Interrupt<'_>) -> Result<i8, Halt> {
        let mut q = self.specialise(p);
        let mut bits = 48;
        let mut nonzero = false;
        loop {
            if let Some(c) = q.as_constant() {
                return Ok(sign_of(c));
            }
            let mut occurs = vec![false; self.coordinates.len()];
            q.mark_variables(&mut occurs);
            for (k, _) in occurs.iter().enumerate().filter(|(_, o)| **o) {
                self.refine(k, bits as i64, interrupt)?;
            }
            q = self.specialise(&q);
            if let Some(c) = q.as_constant() {
                return Ok(sign_of(c));
            }
            if let Some(s) = self.enclose(&q, bits).sign()
                && s != 0
            {
                return Ok(s);
            }
            if !nonzero && bits >= 96 {
                if self.is_zero(&q, interrupt)? {
                    return Ok(0);
                }
                nonzero = true;
                q = self.specialise(&q);
            }
            bits *= 2;
            if bits > MAX_BITS {
                return Err(Halt::TooLarge);
            }
        }
    }

    fn enclose(&self, p: &Polynomial, bits: u64) -> Enclosure {
        match p {
            Polynomial::Constant(c) => Enclosure::exact(c, bits),
            Polynomial::Powers {
                variable,
                coefficients,
            } => {
                let x = match &self.coordinates[*variable] {
                    RealNumber::Rational(r) => {
                        let scaled = r.numer() << bits;
                        Enclosure {
                            lower: scaled.div_floor(r.denom()),
                            upper: -((-scaled).div_floor(r.denom())),
                        }
                    }
                    RealNumber::Root(root) => Enclosure {
                        lower: root.lower.floor_scaled(bits),
                        upper: root.upper.ceil_scaled(bits),
                    },
                };
                let mut sum = Enclosure::exact(&BigInt::zero(), bits);
                for c in coefficients.iter().rev() {
                    sum = sum.mul(&x, bits).add(&self.enclose(c, bits));
                }
                sum
            }
        }
    }

    /// Narrows coordinate `k` to a width of at most `2^-bits`.
    fn refine(&mut self, k: usize, bits: i64, interrupt: Interrupt<'_>) -> Result<(), Halt> {
        let taken = std::mem::replace(
            &mut self.coordinates[k],
            RealNumber::Rational(BigRational::zero()),
        );
        let mut number = taken;
        let outcome = self.narrow(&mut number, k, bits, interrupt);
        self.coordinates[k] = number;
        outcome
    }

    /// Narrows a number over the first `k` coordinates to a width of at most `2^-bits`.
    fn narrow(
        &mut self,
        number: &mut RealNumber,
        k: usize,
        bits: i64,
        interrupt: Interrupt<'_>,
    ) -> Result<(), Halt> {
        let width = Dyadic::power_of_two(-bits);
        loop {
            let RealNumber::Root(root) = number else {
                return Ok(());
            };
            if root.upper.plus(&root.lower.negated()) <= width {
                return Ok(());
            }
            self.bisect(number, k, interrupt)?;
        }
    }

    fn bisect(
        &mut self,
        number: &mut RealNumber,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<(), Halt> {
        let RealNumber::Root(root) = number else {
            return Ok(());
        };
        if interrupt() {
            return Err(Halt::Interrupted);
        }
        let middle = root.lower.midpoint(&root.upper);
        match self.sign_with(&root.polynomial, k, &middle, interrupt)? {
            0 => *number = RealNumber::Rational(middle.to_rational()),
            s if s == root.sign_lower => root.lower = middle,
            _ => root.upper = middle,
        }
        Ok(())
    }

    /// Sign of `p` with variable `k` at a dyadic number and the earlier ones at their coordinates.
    fn sign_with(
        &mut self,
        p: &Polynomial,
        k: usize,
        at: &Dyadic,
        interrupt: Interrupt<'_>,
    ) -> Result<i8, Halt> {
        if let Some(univariate) = p.univariate_coefficients()
            && p.main_variable() == Some(k)
        {
            return Ok(sign_at_dyadic(&univariate, at));
        }
        self.sign(&p.substitute(k, &at.to_rational()), interrupt)
    }

    /// Exact zero test of a specialised, not constant polynomial.
    fn is_zero(&mut self, q: &Polynomial, interrupt: Interrupt<'_>) -> Result<bool, Halt> {
        let Some(k) = q.main_variable() else {
            return Ok(q.is_zero());
        };
        let RealNumber::Root(root) = self.coordinates[k].clone() else {
            return Ok(self.sign(q, interrupt)? == 0);
        };
        let modulus = self.trim(&root.polynomial, k, interrupt)?;
        let value = self.trim(q, k, interrupt)?;
        let common = self.gcd(modulus.clone(), value, k, interrupt)?;
        if common.main_variable() != Some(k) {
            return Ok(common.is_zero());
        }
        let low = self.sign_with(&common, k, &root.lower, interrupt)?;
        let high = self.sign_with(&common, k, &root.upper, interrupt)?;
        if low * high >= 0 {
            return Ok(false);
        }
        if common.degree() < modulus.degree() {
            self.coordinates[k] = RealNumber::Root(Root {
                polynomial: Arc::new(common),
                sign_lower: low,
                ..root
            });
        }
        Ok(true)
    }

    /// `p` without the leading coefficients (in variable `k`) that vanish at the point.
    fn trim(
        &mut self,
        p: &Polynomial,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Polynomial, Halt> {
        let mut coefficients = self.specialise(p).coefficients_in(k);
        while let Some(last) = coefficients.last() {
            if self.sign(last, interrupt)? != 0 {
                break;
            }
            coefficients.pop();
        }
        Ok(Polynomial::from_coefficients(k, coefficients))
    }

    /// Greatest common divisor in variable `k` over the field of the earlier coordinates, up to a
    /// factor that is not zero there. Both arguments trimmed.
    fn gcd(
        &mut self,
        a: Polynomial,
        b: Polynomial,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Polynomial, Halt> {
        let (mut a, mut b) = if a.degree_in(k) >= b.degree_in(k) {
            (a, b)
        } else {
            (b, a)
        };
        loop {
            if b.is_zero() {
                return Ok(a);
            }
            if b.main_variable() != Some(k) {
                return Ok(Polynomial::one());
            }
            if interrupt() {
                return Err(Halt::Interrupted);
            }
            if a.univariate_coefficients().is_some() && b.univariate_coefficients().is_some() {
                return Ok(a.gcd(&b));
            }
            if let Some(j) = self.single_coordinate(&a, &b, k) {
                b = self.divide_by_leading(b, j, k, interrupt)?;
            }
            let (_, rest) = a.pseudo_divide(&b, k);
            let rest = match self.single_coordinate(&rest, &b, k) {
                Some(j) => self.reduce(&rest, j),
                None => rest,
            };
            // Without a single coordinate below, the sequence may grow without use.
            if rest
                .max_norm()
                .bits()
                .saturating_mul(rest.term_count() as u64)
                > MAX_SEQUENCE_BITS
            {
                return Err(Halt::TooLarge);
            }
            a = b;
            b = self.trim(&rest, k, interrupt)?;
        }
    }

    /// The only variable below `k` in two polynomials, if its coordinate is a root of a polynomial
    /// over the integers.
    fn single_coordinate(&self, a: &Polynomial, b: &Polynomial, k: usize) -> Option<usize> {
        let mut occurs = vec![false; k];
        a.mark_variables(&mut occurs);
        b.mark_variables(&mut occurs);
        let mut present = (0..k).filter(|&i| occurs[i]);
        let j = present.next()?;
        if present.next().is_some() {
            return None;
        }
        match &self.coordinates[j] {
            RealNumber::Root(root) => root.polynomial.univariate_coefficients().map(|_| j),
            RealNumber::Rational(_) => None,
        }
    }

    /// The same value at the point up to an integer factor that is not zero: coefficients in
    /// variable `j` reduced modulo the polynomial of coordinate `j`.
    fn reduce(&self, p: &Polynomial, j: usize) -> Polynomial {
        let RealNumber::Root(root) = &self.coordinates[j] else {
            return self.specialise(p);
        };
        let modulus = &root.polynomial;
        let (degree, lead) = (modulus.degree(), modulus.leading());
        let steps = (p.degree_in(j) + 1).saturating_sub(degree);
        fn walk(
            p: &Polynomial,
            j: usize,
            steps: usize,
            modulus: &Polynomial,
            lead: &Polynomial,
        ) -> Polynomial {
            match p {
                Polynomial::Powers {
                    variable,
                    coefficients,
                } if *variable > j => Polynomial::from_coefficients(
                    *variable,
                    coefficients
                        .iter()
                        .map(|c| walk(c, j, steps, modulus, lead))
                        .collect(),
                ),
                _ => {
                    let used = (p.degree_in(j) + 1).saturating_sub(modulus.degree());
                    let (_, rest) = p.pseudo_divide(modulus, j);
                    &rest * &lead.pow((steps - used) as u32)
                }
            }
        }
        walk(p, j, steps, modulus, lead).primitive()
    }

    /// `p` (in variables `j` and `k`, leading coefficient in `k` not zero at the point) divided by
    /// that coefficient, up to a rational factor. Splits the polynomial of coordinate `j` if it has
    /// a factor in common with the coefficient.
    fn divide_by_leading(
        &mut self,
        p: Polynomial,
        j: usize,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Polynomial, Halt> {
        let p = self.reduce(&p, j);
        let p = self.trim(&p, k, interrupt)?;
        if p.main_variable() != Some(k) || p.leading().is_constant() {
            return Ok(p);
        }
        let RealNumber::Root(root) = self.coordinates[j].clone() else {
            return Ok(p);
        };
        let lead = p.leading().clone();
        let common = root.polynomial.gcd(&lead);
        if common.main_variable() == Some(j) {
            // The coefficient is not zero, so the coordinate is a root of the cofactor.
            let cofactor = root.polynomial.div_exact(&common).ok_or(Halt::TooLarge)?;
            let sign_lower = self.sign_with(&cofactor, j, &root.lower, interrupt)?;
            self.coordinates[j] = RealNumber::Root(Root {
                polynomial: Arc::new(cofactor),
                sign_lower,
                ..root
            });
            return self.divide_by_leading(p, j, k, interrupt);
        }
        // Extended Euclid: t * lead = an integer modulo the polynomial of the coordinate.
        let (mut r, mut s) = ((*root.polynomial).clone(), lead);
        let (mut t, mut u) = (Polynomial::zero(), Polynomial::one());
        while s.main_variable() == Some(j) {
            if interrupt() {
                return Err(Halt::Interrupted);
            }
            let steps = (r.degree() + 1).saturating_sub(s.degree());
            let (q, rest) = r.pseudo_divide(&s, j);
            let next = &(&t * &s.leading().pow(steps as u32)) - &(&q * &u);
            let content = rest.integer_content().gcd(&next.integer_content());
            let divisor = Polynomial::Constant(content);
            (r, t) = (s, u);
            s = rest.div_exact(&divisor).ok_or(Halt::TooLarge)?;
            u = next.div_exact(&divisor).ok_or(Halt::TooLarge)?;
        }
        if s.is_zero() {
            return Err(Halt::TooLarge);
        }
        Ok(self.reduce(&(&p * &u), j))
    }

    /// The real roots, in rising order, of `p` in variable `k` over the first `k` coordinates;
    /// `None` when `p` vanishes identically there.
    pub fn roots(
        &mut self,
        p: &Polynomial,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Option<Vec<RealNumber>>, Halt> {
        let q = self.trim(p, k, interrupt)?;
        if q.is_zero() {
            return Ok(None);
        }
        if q.main_variable() != Some(k) {
            return Ok(Some(Vec::new()));
        }
        if let Some(coefficients) = q.univariate_coefficients() {
            let (square_free, isolated) = real_root::isolate(&coefficients);
            let polynomial = Arc::new(Polynomial::univariate(k, &square_free));
            return Ok(Some(
                isolated
                    .into_iter()
                    .map(|root| match root {
                        IsolatedRoot::Exact(r) => RealNumber::Rational(r),
                        IsolatedRoot::Between(lower, upper) => {
                            let sign_lower = sign_at_dyadic(&square_free, &lower);
                            RealNumber::Root(Root {
                                polynomial: polynomial.clone(),
                                lower,
                                upper,
                                sign_lower,
                            })
                        }
                    })
                    .collect(),
            ));
        }
        let mut q = q;
        let mut bits = 96;
        let mut square_free = false;
        loop {
            if let Some(found) = self.isolate_enclosed(&q, bits, interrupt)? {
                let polynomial = Arc::new(q);
                let mut roots = Vec::with_capacity(found.len());
                for (lower, upper, sign_lower) in found {
                    roots.push(RealNumber::Root(Root {
                        polynomial: polynomial.clone(),
                        lower,
                        upper,
                        sign_lower,
                    }));
                }
                return Ok(Some(roots));
            }
            if !square_free && bits >= 192 {
                square_free = true;
                let derivative = self.trim(&q.derivative(), k, interrupt)?;
                let common = self.gcd(q.clone(), derivative, k, interrupt)?;
                if common.main_variable() == Some(k) {
                    let (quotient, _) = q.pseudo_divide(&common, k);
                    q = self.trim(&quotient, k, interrupt)?;
                    if let Some(j) = self.single_coordinate(&q, &q, k) {
                        q = self.divide_by_leading(q, j, k, interrupt)?;
                    }
                    bits = 48;
                }
            }
            bits *= 2;
            if bits > MAX_BITS {
                return Err(Halt::TooLarge);
            }
        }
    }

    /// Roots of `q` (trimmed) in its main variable by Descartes' rule in the Bernstein basis with
    /// enclosed coefficients: intervals with exactly one root, a simple one, and the sign at the
    /// lower end. `None` when the precision does not suffice.
    fn isolate_enclosed(
        &mut self,
        q: &Polynomial,
        precision: u64,
        interrupt: Interrupt<'_>,
    ) -> Result<Option<Vec<SignedInterval>>, Halt> {
        let mut occurs = vec![false; self.coordinates.len()];
        q.coefficients()
            .iter()
            .for_each(|c| c.mark_variables(&mut occurs));
        for (i, _) in occurs.iter().enumerate().filter(|(_, o)| **o) {
            self.refine(i, precision as i64, interrupt)?;
        }
        let coefficients: Vec<Enclosure> = q
            .coefficients()
            .iter()
            .map(|c| self.enclose(c, precision))
            .collect();
        let n = coefficients.len() - 1;
        let lead = &coefficients[n];
        let smallest = match lead.sign() {
            Some(1) => lead.lower.clone(),
            Some(-1) => -&lead.upper,
            _ => return Ok(None),
        };
        let largest = coefficients
            .iter()
            .map(|c| c.lower.bits().max(c.upper.bits()))
            .max()
            .unwrap_or(0);
        // Cauchy's bound, as a power of two.
        let bound = (largest as i64 - smallest.bits() as i64 + 2).max(1) as u64;
        // x = -2^bound + 2^(bound+1) y: scale by -2^bound, shift by -1 in the scaled variable,
        // i.e. r(z) = q(2^bound z), z = -1 + 2y; s(w) = r(w - 1), w = 2y.
        let mut c: Vec<Enclosure> = coefficients
            .into_iter()
            .enumerate()
            .map(|(i, e)| {
                let shift = bound * i as u64;
                Enclosure {
                    lower: e.lower << shift,
                    upper: e.upper << shift,
                }
            })
            .collect();
        for i in 0..n {
            for j in (i..n).rev() {
                let Enclosure { lower, upper } = c[j + 1].clone();
                c[j].lower -= upper;
                c[j].upper -= lower;
            }
        }
        // Bernstein: b_j = sum_i C(j,i)/C(n,i) c_i 2^i; multiplied by n! to stay with integers.
        let mut factorial = vec![BigInt::one()];
        for i in 1..=n {
            factorial.push(&factorial[i - 1] * i);
        }
        let mut bernstein = Vec::with_capacity(n + 1);
        for j in 0..=n {
            let mut sum = Enclosure {
                lower: BigInt::zero(),
                upper: BigInt::zero(),
            };
            for (i, e) in c.iter().enumerate().take(j + 1) {
                // n! * C(j,i)/C(n,i) = j! (n-i)! / (j-i)!
                let weight = (&factorial[j] * &factorial[n - i] / &factorial[j - i]) << i as u64;
                sum.lower += &e.lower * &weight;
                sum.upper += &e.upper * &weight;
            }
            bernstein.push(sum);
        }
        let end = Dyadic::power_of_two(bound as i64);
        let mut found = Vec::new();
        let mut stack = vec![(bernstein, end.negated(), end, 0u64)];
        while let Some((b, lower, upper, depth)) = stack.pop() {
            if interrupt() {
                return Err(Halt::Interrupted);
            }
            let most = most_variations(&b);
            if most == 0 {
                continue;
            }
            if most == 1 {
                let (Some(low), Some(high)) = (b[0].sign(), b[n].sign()) else {
                    return Ok(None);
                };
                if low * high < 0 {
                    found.push((lower, upper, low));
                    continue;
                }
            }
            if depth > precision + bound + 16 {
                return Ok(None);
            }
            let mut halves = None;
            // Another split point if the first may be a root.
            for eighths in [4u32, 3, 5, 6, 2] {
                let (left, right) = de_casteljau(&b, eighths);
                if right[0].sign().is_some_and(|s| s != 0) {
                    halves = Some((left, right, eighths));
                    break;
                }
            }
            let Some((left, right, eighths)) = halves else {
                return Ok(None);
            };
            let width = upper.plus(&lower.negated());
            let cut = lower.plus(&Dyadic {
                mantissa: width.mantissa * eighths,
                exponent: width.exponent + 3,
            });
            stack.push((right, cut.clone(), upper, depth + 1));
            stack.push((left, lower, cut, depth + 1));
        }
        Ok(Some(found))
    }

    /// Compares two numbers over the first `k` coordinates. Narrows them; equal numbers come out
    /// with the same representation.
    pub fn compare(
        &mut self,
        a: &mut RealNumber,
        b: &mut RealNumber,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Ordering, Halt> {
        let mut rounds = 0;
        let mut distinct = false;
        loop {
            match (&mut *a, &mut *b) {
                (RealNumber::Rational(x), RealNumber::Rational(y)) => return Ok((*x).cmp(y)),
                (RealNumber::Rational(x), RealNumber::Root(root)) => {
                    let x = x.clone();
                    let order = self.compare_root(root, &x, k, interrupt)?;
                    if order == Ordering::Equal {
                        *b = RealNumber::Rational(x);
                    }
                    return Ok(order.reverse());
                }
                (RealNumber::Root(root), RealNumber::Rational(y)) => {
                    let y = y.clone();
                    let order = self.compare_root(root, &y, k, interrupt)?;
                    if order == Ordering::Equal {
                        *a = RealNumber::Rational(y);
                    }
                    return Ok(order);
                }
                (RealNumber::Root(x), RealNumber::Root(y)) => {
                    if x.upper <= y.lower {
                        return Ok(Ordering::Less);
                    }
                    if y.upper <= x.lower {
                        return Ok(Ordering::Greater);
                    }
                    let same = x.polynomial == y.polynomial;
                    if same && x.lower == y.lower && x.upper == y.upper {
                        return Ok(Ordering::Equal);
                    }
                    if !distinct && (same || rounds >= 24) {
                        let (p, q) = (x.polynomial.clone(), y.polynomial.clone());
                        let lower = (&x.lower).max(&y.lower).clone();
                        let upper = (&x.upper).min(&y.upper).clone();
                        let common = if same {
                            (*p).clone()
                        } else {
                            let p = self.trim(&p, k, interrupt)?;
                            let q = self.trim(&q, k, interrupt)?;
                            self.gcd(p, q, k, interrupt)?
                        };
                        if common.main_variable() == Some(k) {
                            let low = self.sign_with(&common, k, &lower, interrupt)?;
                            let high = self.sign_with(&common, k, &upper, interrupt)?;
                            if low * high < 0 {
                                *a = RealNumber::Root(Root {
                                    polynomial: Arc::new(common),
                                    lower,
                                    upper,
                                    sign_lower: low,
                                });
                                *b = a.clone();
                                return Ok(Ordering::Equal);
                            }
                        }
                        distinct = true;
                    }
                }
            }
            rounds += 1;
            if rounds > MAX_BITS {
                return Err(Halt::TooLarge);
            }
            self.bisect(a, k, interrupt)?;
            self.bisect(b, k, interrupt)?;
        }
    }

    fn compare_root(
        &mut self,
        root: &mut Root,
        value: &BigRational,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<Ordering, Halt> {
        if root.upper.to_rational() <= *value {
            return Ok(Ordering::Less);
        }
        if root.lower.to_rational() >= *value {
            return Ok(Ordering::Greater);
        }
        let polynomial = root.polynomial.clone();
        Ok(
            match self.sign(&polynomial.substitute(k, value), interrupt)? {
                0 => Ordering::Equal,
                s if s == root.sign_lower => Ordering::Greater,
                _ => Ordering::Less,
            },
        )
    }

    /// A simple rational strictly between two numbers over the first `k` coordinates, `None`
    /// standing for minus and plus infinity. Requires `a < b`.
    pub fn rational_between(
        &mut self,
        a: Option<&mut RealNumber>,
        b: Option<&mut RealNumber>,
        k: usize,
        interrupt: Interrupt<'_>,
    ) -> Result<BigRational, Halt> {
        let below = |x: &RealNumber| -> BigRational {
            match x {
                RealNumber::Rational(r) => r.clone(),
                RealNumber::Root(root) => root.lower.to_rational(),
            }
        };
        let above = |x: &RealNumber| -> BigRational {
            match x {
                RealNumber::Rational(r) => r.clone(),
                RealNumber::Root(root) => root.upper.to_rational(),
            }
        };
        let one = BigRational::one();
        match (a, b) {
            (None, None) => Ok(BigRational::zero()),
            (Some(a), None) => {
                let a = above(a);
                Ok(if a.is_negative() {
                    BigRational::zero()
                } else {
                    a.floor() + one
                })
            }
            (None, Some(b)) => {
                let b = below(b);
                Ok(if b.is_positive() {
                    BigRational::zero()
                } else {
                    b.ceil() - one
                })
            }
            (Some(a), Some(b)) => {
                for _ in 0..MAX_BITS {
                    let (low, high) = (above(a), below(b));
                    if low < high {
                        return Ok(real_root::simplest_between(&low, &high));
                    }
                    self.bisect(a, k, interrupt)?;
                    self.bisect(b, k, interrupt)?;
                }
                Err(Halt::TooLarge)
            }
        }
    }
}

/// The largest number of sign changes a choice of values in the enclosures can show.
fn most_variations(b: &[Enclosure]) -> usize {
    // Most changes so far among choices whose last sign is minus, plus; `None`: not possible.
    let mut best: [Option<usize>; 2] = [None, None];
    for e in b {
        let can = [sign_of(&e.lower) < 0, sign_of(&e.upper) > 0];
        let can_be_zero = sign_of(&e.lower) <= 0 && sign_of(&e.upper) >= 0;
        let before = best;
        let started = before[0].is_some() || before[1].is_some();
        for s in 0..2 {
            let skip = if can_be_zero { before[s] } else { None };
            let take = can[s].then(|| {
                if started {
                    before[s].max(before[1 - s].map(|n| n + 1)).unwrap_or(0)
                } else {
                    0
                }
            });
            best[s] = skip.max(take);
        }
    }
    best[0].max(best[1]).unwrap_or(0)
}

/// Splits Bernstein coefficients at `eighths / 8`, rounding outward.
fn de_casteljau(b: &[Enclosure], eighths: u32) -> (Vec<Enclosure>, Vec<Enclosure>) {
    let n = b.len();
    let (t, s) = (BigInt::from(eighths), BigInt::from(8 - eighths));
    let mut row = b.to_vec();
    let mut left = vec![row[0].clone()];
    let mut right = vec![row[n - 1].clone()];
    for length in (1..n).rev() {
        for i in 0..length {
            let lower = &row[i].lower * &s + &row[i + 1].lower * &t;
            let upper = &row[i].upper * &s + &row[i + 1].upper * &t;
            // A right shift rounds down.
            row[i] = Enclosure {
                lower: lower >> 3u32,
                upper: -((-upper) >> 3u32),
            };
        }
        left.push(row[0].clone());
        right.push(row[length - 1].clone());
    }
    right.reverse();
    (left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never() -> bool {
        false
    }

    fn x(i: usize) -> Polynomial {
        Polynomial::variable(i)
    }

    fn n(value: i64) -> Polynomial {
        Polynomial::integer(value)
    }

    /// Adds root number `index` of `p` over the point.
    fn extend(point: &mut SamplePoint, p: &Polynomial, index: usize) {
        let k = point.len();
        let root = point.roots(p, k, &never).unwrap().unwrap()[index].clone();
        point.push(root);
    }

    #[test]
    fn signs_at_independent_square_roots() {
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        extend(&mut point, &(&x(1).pow(2) - &n(3)), 1);
        extend(&mut point, &(&x(2).pow(2) - &n(6)), 1);
        let product = &x(0) * &x(1);
        assert_eq!(point.sign(&(&product - &x(2)), &never), Ok(0));
        assert_eq!(point.sign(&(&product + &x(2)), &never), Ok(1));
        // sqrt 2 + sqrt 3 = 3.14626436994..., a root of t^4 - 10 t^2 + 1.
        let t = &x(0) + &x(1);
        assert_eq!(
            point.sign(
                &(&(&t.pow(4) - &t.pow(2).scale(&10.into())) + &n(1)),
                &never
            ),
            Ok(0)
        );
        let scale = BigInt::from(100_000_000_000i64);
        let low = &t.scale(&scale) - &n(314_626_436_994);
        assert_eq!(point.sign(&low, &never), Ok(1));
        assert_eq!(point.sign(&(&low - &n(1)), &never), Ok(-1));
    }

    #[test]
    fn towers_and_conjugates_are_told_apart() {
        // y^2 = x over x = sqrt 2, so y^4 = 2; x is not -sqrt 2 although both have one polynomial.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        extend(&mut point, &(&x(1).pow(2) - &x(0)), 1);
        assert_eq!(point.sign(&(&x(1).pow(4) - &n(2)), &never), Ok(0));
        assert_eq!(point.sign(&(&x(1).pow(2) - &x(0)), &never), Ok(0));
        assert_eq!(point.sign(&(&x(1).pow(2) + &x(0)), &never), Ok(1));
        // Over x = -sqrt 2 there is no such y.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 0);
        assert!(
            point
                .roots(&(&x(1).pow(2) - &x(0)), 1, &never)
                .unwrap()
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn a_double_root_over_an_algebraic_number_is_one_root() {
        // (y - x)^2 (y - 3) at x = sqrt 2, and its comparison with sqrt 2 itself.
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        let p = &(&x(1).pow(2) - &(&x(0) * &x(1)).scale(&2.into())) + &n(2);
        let p = &p * &(&x(1) - &n(3));
        let mut roots = point.roots(&p, 1, &never).unwrap().unwrap();
        assert_eq!(roots.len(), 2);
        let mut plain = point
            .roots(&(&x(1).pow(2) - &n(2)), 1, &never)
            .unwrap()
            .unwrap();
        assert_eq!(
            point.compare(&mut roots[0], &mut plain[1], 1, &never),
            Ok(Ordering::Equal)
        );
        assert_eq!(
            point.compare(&mut roots[1], &mut plain[1], 1, &never),
            Ok(Ordering::Greater)
        );
        assert_eq!(
            point.compare(&mut roots[0], &mut plain[0], 1, &never),
            Ok(Ordering::Greater)
        );
    }

    #[test]
    fn vanishing_leading_coefficients_and_nullification_are_seen() {
        let mut point = SamplePoint::new();
        extend(&mut point, &(&x(0).pow(2) - &n(2)), 1);
        let zero = &x(0).pow(2) - &n(2);
        // (x^2 - 2) y^3 + y - 1 is y - 1 there.
        let p = &(&(&zero * &x(1).pow(3)) + &x(1)) - &n(1);
        let roots = point.roots(&p, 1, &never).unwrap().unwrap();
        assert_eq!(roots.len(), 1);
        let mut one = RealNumber::Rational(BigRational::one());
        assert_eq!(
            point.compare(&mut roots[0].clone(), &mut one, 1, &never),
            Ok(Ordering::Equal)
        );
        assert!(point.roots(&(&zero * &x(1)), 1, &never).unwrap().is_none());
    }

    #[test]
    fn very_near_numbers_compare_rightly() {
        // x^2 = 2 against 10^60 (y^2 - 2) = 1.
        let mut point = SamplePoint::new();
        let mut a = point
            .roots(&(&x(0).pow(2) - &n(2)), 0, &never)
            .unwrap()
            .unwrap()
            .remove(1);
        let big = num_traits::pow(BigInt::from(10), 60);
        let q = &(&x(0).pow(2) - &n(2)).scale(&big) - &n(1);
        let mut b = point.roots(&q, 0, &never).unwrap().unwrap().remove(1);
        assert_eq!(point.compare(&mut a, &mut b, 0, &never), Ok(Ordering::Less));
        let middle = point
            .rational_between(Some(&mut a), Some(&mut b), 0, &never)
            .unwrap();
        let square = &middle * &middle;
        assert!(square > BigRational::from_integer(2.into()));
        assert!(
            (square - BigRational::from_integer(2.into())) * BigRational::from_integer(big)
                < BigRational::one()
        );
    }
}
