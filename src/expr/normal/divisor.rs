//! Greatest common divisors and the factors they show.

use super::polynomial::{Atom, Monomial, Polynomial};
use crate::exact::rational::integer;

/// Terms beyond which no divisor is looked for.
const MAX_TERMS: usize = 120;

/// A common divisor of `p` and `q`, primitive; the greatest one unless the search grows too large, in
/// which case a smaller one (perhaps 1). Side relations play no part.
#[must_use]
pub fn common_divisor(p: &Polynomial, q: &Polynomial) -> Polynomial {
    divisor(p, q, 24).unwrap_or_else(Polynomial::one)
}

fn divisor(p: &Polynomial, q: &Polynomial, depth: u32) -> Option<Polynomial> {
    if p.is_zero() {
        return Some(q.primitive().1);
    }
    if q.is_zero() {
        return Some(p.primitive().1);
    }
    if p.len() > MAX_TERMS || q.len() > MAX_TERMS || depth == 0 {
        return None;
    }
    let (mp, mq) = (p.monomial_content(), q.monomial_content());
    let common = Polynomial::term(integer(1), mp.common(&mq));
    let (p, q) = (p.without(&mp).primitive().1, q.without(&mq).primitive().1);
    if p == q {
        return Some(p.times(&common));
    }
    let (ap, aq) = (p.atoms(), q.atoms());
    // A divisor of both has only atoms of both: replace either by its content in the others.
    if let Some(&a) = ap.iter().find(|a| !aq.contains(a)) {
        return Some(divisor(&content(&p, a, depth - 1)?, &q, depth - 1)?.times(&common));
    }
    if let Some(&a) = aq.iter().find(|a| !ap.contains(a)) {
        return Some(divisor(&p, &content(&q, a, depth - 1)?, depth - 1)?.times(&common));
    }
    let Some(&a) = ap
        .iter()
        .min_by_key(|&&a| p.degree_in(a).max(q.degree_in(a)))
    else {
        return Some(common);
    };
    // Primitive remainder sequence in `a`.
    let (cp, cq) = (content(&p, a, depth - 1)?, content(&q, a, depth - 1)?);
    let shared = divisor(&cp, &cq, depth - 1)?;
    let (mut f, mut g) = (p.divided_by(&cp)?, q.divided_by(&cq)?);
    if f.degree_in(a) < g.degree_in(a) {
        std::mem::swap(&mut f, &mut g);
    }
    loop {
        if g.is_zero() {
            break;
        }
        if g.degree_in(a) == 0 {
            f = Polynomial::one();
            break;
        }
        let r = pseudo_remainder(&f, &g, a)?;
        f = g;
        g = if r.is_zero() {
            r
        } else {
            let c = content(&r, a, depth - 1)?;
            r.divided_by(&c)?.primitive().1
        };
    }
    Some(f.primitive().1.times(&shared).times(&common))
}

/// Common divisor of the coefficients of `p` in `a`.
fn content(p: &Polynomial, a: Atom, depth: u32) -> Option<Polynomial> {
    let mut c = Polynomial::zero();
    for k in p.coefficients_in(a) {
        c = divisor(&c, &k, depth)?;
        if c.is_one() {
            break;
        }
    }
    Some(c)
}

fn pseudo_remainder(f: &Polynomial, g: &Polynomial, a: Atom) -> Option<Polynomial> {
    let n = g.degree_in(a);
    let lead = g.coefficients_in(a).pop()?;
    let mut r = f.clone();
    while !r.is_zero() && r.degree_in(a) >= n {
        let m = r.degree_in(a);
        let top = r.coefficients_in(a).pop()?;
        let shift = Monomial::power(a, m - n);
        r = r
            .times(&lead)
            .minus(&g.times(&top).times_monomial(&shift))
            .primitive()
            .1;
        if r.len() > MAX_TERMS {
            return None;
        }
    }
    Some(r)
}

impl Polynomial {
    /// Formal partial derivative by an atom.
    #[must_use]
    pub fn formal_derivative(&self, a: Atom) -> Self {
        let mut out = Self::zero();
        for (m, q) in self.terms() {
            let k = m.exponent(a);
            if k > 0
                && let Some(rest) = m.divided_by(&Monomial::power(a, 1))
            {
                out.add_term(rest, q * integer(i64::from(k)));
            }
        }
        out
    }

    /// Factors found without a search: atoms that divide every term, common divisors of the coefficients
    /// in each atom, repeated factors, and quadratics whose discriminant is a square. The product of
    /// the powers, times the rational, is the polynomial (not 0).
    #[must_use]
    pub fn easy_factors(&self) -> (crate::exact::Q, Vec<(Polynomial, u32)>) {
        let (c, p) = self.primitive();
        let m = p.monomial_content();
        let mut factors: Vec<(Polynomial, u32)> = m
            .powers()
            .iter()
            .map(|&(a, k)| (Polynomial::atom(a), k))
            .collect();
        let mut work = vec![p.without(&m)];
        let mut found: Vec<Polynomial> = Vec::new();
        while let Some(p) = work.pop() {
            if p.as_constant().is_some() {
                continue;
            }
            match split(&p) {
                Some((d, q)) if found.len() + work.len() < 40 => {
                    work.push(d);
                    work.push(q);
                }
                _ => found.push(p.primitive().1),
            }
        }
        found.sort();
        for p in found {
            match factors.iter_mut().find(|f| f.0 == p) {
                Some(f) => f.1 += 1,
                None => factors.push((p, 1)),
            }
        }
        // Signs and contents lost in `primitive` are recovered from the leading terms.
        let mut product = Polynomial::one();
        for (f, k) in &factors {
            for _ in 0..*k {
                product = product.times(f);
            }
        }
        let scale = match (product.leading(), self.leading()) {
            (Some((_, a)), Some((_, b))) => b / a,
            _ => c,
        };
        (scale, factors)
    }
}

/// A proper divisor and its cofactor.
fn split(p: &Polynomial) -> Option<(Polynomial, Polynomial)> {
    let proper = |d: Polynomial| {
        if d.as_constant().is_some() || d.degree() >= p.degree() {
            return None;
        }
        let q = p.divided_by(&d)?;
        Some((d, q))
    };
    for a in p.atoms() {
        if let Some(found) = content(p, a, 24).and_then(proper) {
            return Some(found);
        }
        let d = p.formal_derivative(a);
        if let Some(found) = proper(common_divisor(p, &d)) {
            return Some(found);
        }
        if let [c0, c1, c2] = &p.coefficients_in(a)[..] {
            let four = integer(4);
            let disc = c1.times(c1).minus(&c0.times(c2).scaled(&four));
            if let Some(root) = square_root(&disc) {
                // (2 c2 a + c1 - root) divides p up to content in a.
                let x = Polynomial::atom(a);
                let line = x.times(c2).scaled(&integer(2)).plus(c1).minus(&root);
                let line = content(&line, a, 24).and_then(|c| line.divided_by(&c));
                if let Some(found) = line.and_then(|l| proper(l.primitive().1)) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// The polynomial whose square is `p`, if there is one.
#[must_use]
pub fn square_root(p: &Polynomial) -> Option<Polynomial> {
    let mut root = Polynomial::zero();
    let mut rest = p.clone();
    for _ in 0..MAX_TERMS {
        let Some((m, q)) = rest.leading() else {
            return Some(root);
        };
        let (m, q) = (m.clone(), q.clone());
        let (rm, rq) = match root.leading() {
            None => {
                let mut half = Monomial::one();
                for &(a, k) in m.powers() {
                    if k % 2 == 1 {
                        return None;
                    }
                    half = half.times(&Monomial::power(a, k / 2));
                }
                (half, crate::exact::rational::rational_root(&q, 2)?)
            }
            // 2 * leading * new = leading term of what is left.
            Some((lm, lq)) => (m.divided_by(lm)?, q / (lq * integer(2))),
        };
        let new = Polynomial::term(rq, rm);
        // (root + new)^2 - root^2 = new (2 root + new)
        let step = new.times(&root.scaled(&integer(2)).plus(&new));
        rest = rest.minus(&step);
        root = root.plus(&new);
        if rest.leading().is_some_and(|(n, _)| *n >= m) {
            return None;
        }
    }
    None
}
