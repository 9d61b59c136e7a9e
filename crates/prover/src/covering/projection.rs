//! Projection: interned factors of polynomials, their discriminants, resultants and coefficients.

use std::collections::HashMap;
use std::sync::Arc;

use lemmabox_algebra::polynomial::Polynomial;
use lemmabox_algebra::resultant::{Halt, Interrupt, discriminant, resultant};

/// An interned polynomial: square-free, primitive, of positive leading coefficient.
pub(super) type Id = usize;

/// Degrees beyond which a projection polynomial is given up on.
const MAX_DEGREE: usize = 300;

/// Interned polynomials and what has been projected from them.
#[derive(Default)]
pub(super) struct Pool {
    polynomials: Vec<Arc<Polynomial>>,
    known: HashMap<Arc<Polynomial>, Id>,
    by_level: HashMap<usize, Vec<Id>>,
    factored: HashMap<Polynomial, Vec<Id>>,
    discriminants: HashMap<Id, Vec<Id>>,
    resultants: HashMap<(Id, Id), Vec<Id>>,
    coefficients: HashMap<Id, Vec<Vec<Id>>>,
}

impl Pool {
    pub(super) fn get(&self, id: Id) -> &Arc<Polynomial> {
        &self.polynomials[id]
    }

    /// Main variable of an interned polynomial.
    pub(super) fn level(&self, id: Id) -> usize {
        self.polynomials[id].main_variable().unwrap_or(0)
    }

    /// Orders by how costly a polynomial is to project.
    pub(super) fn weight(&self, id: Id) -> (usize, usize, usize, Id) {
        let p = &self.polynomials[id];
        (p.degree(), p.total_degree(), p.term_count(), id)
    }

    fn intern(&mut self, p: Polynomial) -> Id {
        if let Some(&id) = self.known.get(&p) {
            return id;
        }
        let id = self.polynomials.len();
        let level = p.main_variable().unwrap_or(0);
        let p = Arc::new(p);
        self.polynomials.push(p.clone());
        self.known.insert(p, id);
        self.by_level.entry(level).or_default().push(id);
        id
    }

    /// Factors whose product has the same zeros as `p`; none for a constant that is not zero.
    pub(super) fn factors(&mut self, p: &Polynomial) -> Result<Vec<Id>, Halt> {
        if p.is_constant() {
            return Ok(Vec::new());
        }
        let p = p.normalised();
        if let Some(ids) = self.factored.get(&p) {
            return Ok(ids.clone());
        }
        if p.total_degree() > MAX_DEGREE {
            return Err(Halt::TooLarge);
        }
        let mut ids = Vec::new();
        for mut factor in p.square_free_factors() {
            // Parts shared with known polynomials of the same level keep factors small and few.
            let level = factor.main_variable().unwrap_or(0);
            for other in self.by_level.get(&level).cloned().unwrap_or_default() {
                if factor.is_constant() {
                    break;
                }
                if *self.polynomials[other] == factor {
                    break;
                }
                let common = factor.gcd(&self.polynomials[other].clone());
                if common.main_variable() == Some(level)
                    && let Some(rest) = factor.div_exact(&common)
                {
                    ids.push(self.intern(common.normalised()));
                    factor = rest.normalised();
                }
            }
            if !factor.is_constant() {
                ids.push(self.intern(factor));
            }
        }
        ids.sort_unstable();
        ids.dedup();
        self.factored.insert(p, ids.clone());
        Ok(ids)
    }

    pub(super) fn discriminant(
        &mut self,
        id: Id,
        interrupt: Interrupt<'_>,
    ) -> Result<Vec<Id>, Halt> {
        if let Some(ids) = self.discriminants.get(&id) {
            return Ok(ids.clone());
        }
        let d = discriminant(&self.polynomials[id].clone(), interrupt)?;
        if d.is_zero() {
            // Interned polynomials are square-free.
            return Err(Halt::TooLarge);
        }
        let ids = self.factors(&d)?;
        self.discriminants.insert(id, ids.clone());
        Ok(ids)
    }

    /// Factors of the resultant of two polynomials of the same level. If they share a factor, those
    /// of the resultants of the parts.
    pub(super) fn resultant(
        &mut self,
        a: Id,
        b: Id,
        interrupt: Interrupt<'_>,
    ) -> Result<Vec<Id>, Halt> {
        if a == b {
            return Ok(Vec::new());
        }
        let key = (a.min(b), a.max(b));
        if let Some(ids) = self.resultants.get(&key) {
            return Ok(ids.clone());
        }
        let (p, q) = (
            self.polynomials[key.0].clone(),
            self.polynomials[key.1].clone(),
        );
        let level = self.level(a);
        let r = resultant(&p, &q, level, interrupt)?;
        let ids = if r.is_zero() {
            let common = p.gcd(&q);
            let (Some(left), Some(right)) = (p.div_exact(&common), q.div_exact(&common)) else {
                return Err(Halt::TooLarge);
            };
            let parts = [common, left, right];
            let mut ids = Vec::new();
            for (i, x) in parts.iter().enumerate() {
                for y in &parts[i + 1..] {
                    if x.main_variable() == Some(level) && y.main_variable() == Some(level) {
                        let r = resultant(x, y, level, interrupt)?;
                        if r.is_zero() {
                            return Err(Halt::TooLarge);
                        }
                        ids.extend(self.factors(&r)?);
                    }
                }
            }
            ids.sort_unstable();
            ids.dedup();
            ids
        } else {
            self.factors(&r)?
        };
        self.resultants.insert(key, ids.clone());
        Ok(ids)
    }

    /// Factors of each coefficient, the leading one first, down to the first constant one (its
    /// list is empty) or the last. Zero coefficients are left out.
    pub(super) fn coefficients(&mut self, id: Id) -> Result<Vec<Vec<Id>>, Halt> {
        if let Some(lists) = self.coefficients.get(&id) {
            return Ok(lists.clone());
        }
        let p = self.polynomials[id].clone();
        let mut lists = Vec::new();
        for c in p.coefficients().iter().rev().filter(|c| !c.is_zero()) {
            lists.push(self.factors(c)?);
            if c.is_constant() {
                break;
            }
        }
        self.coefficients.insert(id, lists.clone());
        Ok(lists)
    }
}
