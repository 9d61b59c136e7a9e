//! Values, slopes and second derivatives of subterms over a box.

use super::calculus::{Calculus, Interval};
use super::local::{
    Curvature, apply, local_curvatures, local_slopes, slopes_at_center, stays_continuous,
};
use super::term::{Operation, Order};

/// A subterm over the box.
pub(super) struct Jet<V> {
    pub value: V,
    /// The value at the centre.
    center: V,
    pub continuous: bool,
    pub slopes: Vec<Option<V>>,
    pub smooth: bool,
    /// First derivatives at the centre (order `Second`).
    gradient: Vec<Option<V>>,
    /// Lower triangle; empty when every entry is zero.
    pub hessian: Vec<Option<V>>,
}

impl<V: Interval> Jet<V> {
    pub fn constant(value: &V, n: usize) -> Jet<V> {
        Jet {
            center: value.clone(),
            value: value.clone(),
            continuous: true,
            slopes: vec![None; n],
            smooth: true,
            gradient: vec![None; n],
            hessian: Vec::new(),
        }
    }

    /// Of a value in `n` variables of which no more is known.
    pub fn without_slopes(value: &V, n: usize) -> Jet<V> {
        Jet {
            continuous: false,
            smooth: false,
            ..Jet::constant(value, n)
        }
    }

    fn second(&self, v: usize, w: usize) -> &Option<V> {
        self.hessian.get(triangle(v, w)).unwrap_or(&None)
    }
}

/// An operand with the slope of the operation in it.
type Operand<'j, V> = (&'j Jet<V>, &'j Option<V>);

pub(super) fn triangle(v: usize, w: usize) -> usize {
    let (v, w) = (v.max(w), v.min(w));
    v * (v + 1) / 2 + w
}

/// The box and its centre.
pub(super) struct Frame<'a, A: Calculus> {
    arithmetic: &'a A,
    centers: Vec<A::Value>,
    /// `X_v - c_v`
    offsets: Vec<A::Value>,
    order: Order,
}

impl<'a, A: Calculus> Frame<'a, A> {
    /// Of a box that holds its centre: continuity and slopes are those on the segments from it.
    pub fn new(arithmetic: &'a A, domain: &[A::Value], order: Order) -> Frame<'a, A> {
        let p = arithmetic.precision();
        let centers: Vec<A::Value> = domain.iter().map(|x| x.center(p)).collect();
        let offsets = domain
            .iter()
            .zip(&centers)
            .map(|(x, c)| arithmetic.sub(x, c))
            .collect();
        Frame {
            arithmetic,
            centers,
            offsets,
            order,
        }
    }

    pub fn variable(&self, domain: &[A::Value], v: usize) -> Jet<A::Value> {
        let mut jet = Jet::constant(&domain[v], domain.len());
        jet.center = self.centers[v].clone();
        jet.slopes[v] = Some(A::Value::integer(1));
        jet.gradient[v] = Some(A::Value::integer(1));
        jet
    }

    fn add(&self, x: Option<A::Value>, y: Option<A::Value>) -> Option<A::Value> {
        match (x, y) {
            (Some(x), Some(y)) => Some(self.arithmetic.add(&x, &y)),
            (x, y) => x.or(y),
        }
    }

    /// Product; either factor may be a structural zero. Ones and their negatives are common and
    /// cost nothing.
    fn mul(&self, x: &Option<A::Value>, y: &Option<A::Value>) -> Option<A::Value> {
        let (x, y) = (x.as_ref()?, y.as_ref()?);
        Some(if x.is_defined() && x.is_integer(1) {
            y.clone()
        } else if x.is_defined() && x.is_integer(-1) {
            y.neg()
        } else {
            self.arithmetic.mul(x, y)
        })
    }

    pub fn step(
        &self,
        operation: Operation,
        a: &Jet<A::Value>,
        b: &Jet<A::Value>,
    ) -> Jet<A::Value> {
        let ar = self.arithmetic;
        let n = self.offsets.len();
        let binary = matches!(operation, Operation::Binary(_));
        let mut value = apply(ar, operation, &a.value, &b.value);
        let center = apply(ar, operation, &a.center, &b.center);
        let operands = [(&a.value, a.continuous), (&b.value, b.continuous)];
        let continuous = stays_continuous(operation, operands, (&value, &center));
        if !continuous {
            let nothing = Jet::constant(&value, n);
            return Jet {
                center,
                continuous: false,
                smooth: false,
                ..nothing
            };
        }
        let (da, db) = local_slopes(ar, operation, &a.value, &b.value, &value);
        let chained = |da: &Option<A::Value>,
                       db: &Option<A::Value>,
                       a: &[Option<A::Value>],
                       b: &[Option<A::Value>],
                       v: usize| {
            let through_a = self.mul(da, &a[v]);
            if binary {
                self.add(through_a, self.mul(db, &b[v]))
            } else {
                through_a
            }
        };
        let mut slopes: Vec<_> = (0..n)
            .map(|v| chained(&da, &db, &a.slopes, &b.slopes, v))
            .collect();
        let mut form = center.clone();
        for (slope, offset) in slopes.iter().zip(&self.offsets) {
            if let Some(slope) = slope {
                form = ar.add(&form, &ar.mul(slope, offset));
            }
        }
        refine(&mut value, &form);
        let mut jet = Jet {
            value,
            center,
            continuous,
            slopes: Vec::new(),
            smooth: false,
            gradient: vec![None; n],
            hessian: Vec::new(),
        };
        if self.order == Order::Second && a.smooth && (!binary || b.smooth) {
            // The value is sharper by now, and with it some slopes.
            let over_box = local_slopes(ar, operation, &a.value, &b.value, &jet.value);
            let curvature = local_curvatures(ar, operation, &a.value, &b.value, &jet.value);
            let at_center = (&a.center, &b.center, &jet.center);
            let (ca, cb) = slopes_at_center(ar, operation, at_center, &over_box);
            let (da, db) = over_box;
            if let Some(curvature) = curvature {
                jet.smooth = true;
                jet.gradient = (0..n)
                    .map(|v| chained(&ca, &cb, &a.gradient, &b.gradient, v))
                    .collect();
                jet.hessian.reserve(n * (n + 1) / 2);
                for v in 0..n {
                    for w in 0..=v {
                        let other = binary.then_some((b, &db));
                        let h = self.second_derivative((a, &da), other, &curvature, (v, w));
                        jet.hessian.push(h);
                    }
                }
                if jet.hessian.iter().all(Option::is_none) {
                    jet.hessian.clear();
                }
                self.refine_second(&mut jet, &mut slopes);
            }
        }
        jet.slopes = slopes;
        jet
    }

    /// `phi_a a_vw + phi_aa a_v a_w + phi_b b_vw + phi_bb b_v b_w + phi_ab (a_v b_w + a_w b_v)`
    fn second_derivative(
        &self,
        (a, da): Operand<'_, A::Value>,
        b: Option<Operand<'_, A::Value>>,
        curvature: &Curvature<A::Value>,
        (v, w): (usize, usize),
    ) -> Option<A::Value> {
        let square = |s: &[Option<A::Value>]| {
            if v == w {
                Some(self.arithmetic.sqr(s[v].as_ref()?))
            } else {
                self.mul(&s[v], &s[w])
            }
        };
        let through_a = self.mul(da, a.second(v, w));
        let mut sum = through_a;
        if curvature.xx.is_some() {
            sum = self.add(sum, self.mul(&curvature.xx, &square(&a.slopes)));
        }
        if let Some((b, db)) = b {
            sum = self.add(sum, self.mul(db, b.second(v, w)));
            if curvature.yy.is_some() {
                sum = self.add(sum, self.mul(&curvature.yy, &square(&b.slopes)));
            }
            if curvature.xy.is_some() {
                let cross = self.add(
                    self.mul(&a.slopes[v], &b.slopes[w]),
                    self.mul(&a.slopes[w], &b.slopes[v]),
                );
                sum = self.add(sum, self.mul(&curvature.xy, &cross));
            }
        }
        sum
    }

    /// Sharpens slopes and value by the second derivatives.
    fn refine_second(&self, jet: &mut Jet<A::Value>, slopes: &mut [Option<A::Value>]) {
        let ar = self.arithmetic;
        let half = A::Value::half();
        let mut form = jet.center.clone();
        for (v, slope) in slopes.iter_mut().enumerate() {
            let mut average = jet.gradient[v].clone();
            // g_v + sum_{w < v} h_vw d_w + h_vv d_v / 2, all times d_v
            let mut partial = jet.gradient[v].clone();
            for (w, offset) in self.offsets.iter().enumerate() {
                let Some(h) = jet.second(v, w) else { continue };
                let term = ar.mul(h, offset);
                average = self.add(average, Some(term.clone()));
                if w < v {
                    partial = self.add(partial, Some(term));
                }
            }
            if let Some(partial) = partial {
                form = ar.add(&form, &ar.mul(&partial, &self.offsets[v]));
            }
            if let Some(h) = jet.second(v, v) {
                let square = ar.mul(&ar.sqr(&self.offsets[v]), &half);
                form = ar.add(&form, &ar.mul(h, &square));
            }
            if let (Some(slope), Some(average)) = (slope, average) {
                refine(slope, &average);
            }
        }
        refine(&mut jet.value, &form);
    }
}

/// Intersects two enclosures of one quantity. They have a common point unless the box is empty, and
/// then nothing that is said of it can be wrong.
fn refine<V: Interval>(value: &mut V, form: &V) {
    if let Some(common) = value.intersection(form) {
        *value = common.and_defined(value.is_defined());
    }
}
