//! The field of the earlier coordinates: exact zero tests, remainder sequences, inverses.

use num_integer::Integer;
use std::sync::Arc;

use super::{MAX_SEQUENCE_BITS, RealNumber, Root, SamplePoint};
use crate::polynomial::Polynomial;
use crate::resultant::{Halt, Interrupt};

impl SamplePoint {
    /// Exact zero test of a specialised, not constant polynomial.
    pub(super) fn is_zero(
        &mut self,
        q: &Polynomial,
        interrupt: Interrupt<'_>,
    ) -> Result<bool, Halt> {
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
    pub(super) fn trim(
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
    pub(super) fn gcd(
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
    pub(super) fn single_coordinate(
        &self,
        a: &Polynomial,
        b: &Polynomial,
        k: usize,
    ) -> Option<usize> {
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
    pub(super) fn divide_by_leading(
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
}
