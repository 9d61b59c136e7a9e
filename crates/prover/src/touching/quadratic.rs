//! Completing the square: `4 a f = (2 a x + b)^2 + (4 a c - b^2)` for `f = a x^2 + b x + c`.
//!
//! The coefficients may hold other atoms; applied again to the discriminant this is the LDL'
//! factorisation of a quadratic form.

use super::search::{Scope, Search};
use lemmabox_kernel::certificate::{Factor, Product, Sign};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::exact::rational::ratio;
use lemmabox_kernel::expr::Normal;
use lemmabox_kernel::expr::normal::Polynomial;
use num_traits::Signed;

/// A reason for the sign of a polynomial that is quadratic in one of its atoms.
pub fn sign(search: &mut Search, form: &Normal, strict: bool, scope: &Scope) -> Option<Sign> {
    let p = form.as_polynomial()?.clone();
    if p.len() > 200 {
        return None;
    }
    for x in p.atoms() {
        let coefficients = p.coefficients_in(x);
        let [c, b, a] = &coefficients[..] else {
            continue;
        };
        let (multiplier, scale) = match a.as_constant() {
            Some(q) if q.is_positive() => (Vec::new(), ratio(1, 4) / q),
            Some(_) => continue,
            None => match super::factors::signed(search, a, true, scope) {
                Some((factor, false)) => (vec![factor], ratio(1, 4)),
                _ => continue,
            },
        };
        let discriminant = a
            .times(c)
            .scaled(&Q::from_integer(4.into()))
            .minus(&b.times(b));
        let Some(discriminant) = search.normaliser.reduced(discriminant) else {
            continue;
        };
        let base = Polynomial::atom(x)
            .times(a)
            .scaled(&Q::from_integer(2.into()))
            .plus(b);
        let base = search.normaliser.rebuild_polynomial(&mut search.dag, &base);
        let mut terms = vec![(scale.clone(), vec![Factor::Square(base)])];
        if !discriminant.is_zero() {
            let rest = search
                .normaliser
                .rebuild_polynomial(&mut search.dag, &discriminant);
            let Some(sign) = search.sign(rest, strict, &scope.inner()) else {
                continue;
            };
            let rest = Factor::Signed(rest, strict, Box::new(sign));
            terms.push((scale, vec![rest]));
        } else if strict {
            continue;
        }
        return Some(Sign::Product(Product {
            multiplier,
            terms,
            equalities: Vec::new(),
        }));
    }
    None
}
