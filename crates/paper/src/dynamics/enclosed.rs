//! Sets of states carried through the map without the wrapping effect.
//!
//! A set is held as the part of a parallelepiped `m + A R` (R a box, A near orthogonal) that lies
//! in a box `B` (Lohner 1987; the doubleton form of Mrozek and Zgliczynski). One step is the mean
//! value form `f(m + A x) in f(m) + (f'(B) A) R`; the new `A` is the orthogonal factor of the
//! middle of `f'(B) A`, its longest column first, so that a set stretched in one direction stays
//! thin in the others.

use crate::model::reduced::{ReducedMap, State, Steps};
use crate::model::scalar::Scalar;
use std::array::from_fn;

type Vector<E> = [E; 3];
type Matrix<E> = [[E; 3]; 3];

/// An enclosure of a set of states.
#[derive(Clone, Debug)]
pub struct EnclosedSet<E> {
    /// Points.
    center: Vector<E>,
    /// A matrix of points, invertible.
    frame: Matrix<E>,
    /// Coordinates in the frame.
    radius: Vector<E>,
    hull: State<E>,
}

pub(super) fn product<E: Scalar>(a: &Matrix<E>, b: &Matrix<E>) -> Matrix<E> {
    from_fn(|i| {
        from_fn(|j| {
            a[i][0]
                .mul(&b[0][j])
                .add(&a[i][1].mul(&b[1][j]))
                .add(&a[i][2].mul(&b[2][j]))
        })
    })
}

fn image<E: Scalar>(a: &Matrix<E>, x: &Vector<E>) -> Vector<E> {
    from_fn(|i| {
        a[i][0]
            .mul(&x[0])
            .add(&a[i][1].mul(&x[1]))
            .add(&a[i][2].mul(&x[2]))
    })
}

fn plus<E: Scalar>(x: &Vector<E>, y: &Vector<E>) -> Vector<E> {
    from_fn(|i| x[i].add(&y[i]))
}

fn identity<E: Scalar>(context: E::Context) -> Matrix<E> {
    from_fn(|i| from_fn(|j| E::from_i64(context, i64::from(i == j))))
}

/// An enclosure of the inverse, by cofactors. `None` if the matrix may be singular.
pub(super) fn inverse<E: Scalar>(a: &Matrix<E>) -> Option<Matrix<E>> {
    let cofactor = |i: usize, j: usize| {
        let (p, q) = ((i + 1) % 3, (i + 2) % 3);
        let (s, t) = ((j + 1) % 3, (j + 2) % 3);
        a[p][s].mul(&a[q][t]).sub(&a[p][t].mul(&a[q][s]))
    };
    let first: Vector<E> = from_fn(|j| cofactor(0, j));
    let determinant = a[0][0]
        .mul(&first[0])
        .add(&a[0][1].mul(&first[1]))
        .add(&a[0][2].mul(&first[2]));
    if !determinant.recip_defined() {
        return None;
    }
    let scale = determinant.recip();
    Some(from_fn(|i| from_fn(|j| cofactor(j, i).mul(&scale))))
}

fn inner<E: Scalar>(x: &Vector<E>, y: &Vector<E>) -> E {
    x[0].mul(&y[0]).add(&x[1].mul(&y[1])).add(&x[2].mul(&y[2]))
}

/// A matrix of points, nearly orthogonal, whose first columns span the longest columns of `a` (a
/// matrix of points) in descending order of `length x weight`. The identity when `a` is too near
/// singular.
fn orthogonal_frame<E: Scalar>(context: E::Context, a: &Matrix<E>, weight: &[f64; 3]) -> Matrix<E> {
    let columns: [Vector<E>; 3] = from_fn(|j| from_fn(|i| a[i][j].clone()));
    let mut order = [0usize, 1, 2];
    let length: [f64; 3] =
        from_fn(|j| inner(&columns[j], &columns[j]).to_interval().mid().sqrt() * weight[j]);
    order.sort_by(|&i, &j| length[j].total_cmp(&length[i]));
    let mut basis: Vec<Vector<E>> = Vec::with_capacity(3);
    for j in order {
        let mut v = columns[j].clone();
        let before = inner(&v, &v);
        // Twice is enough (Kahan, Parlett).
        for _ in 0..2 {
            for b in &basis {
                let along = inner(&v, b).middle();
                v = from_fn(|i| v[i].sub(&along.mul(&b[i])).middle());
            }
        }
        let size = inner(&v, &v);
        let ratio = size.to_interval().mid() / before.to_interval().mid();
        if ratio.is_nan() || ratio < 1e-20 {
            // No direction left in this column: any one orthogonal to the others will do.
            if basis.len() == 2 {
                let (x, y) = (&basis[0], &basis[1]);
                v = from_fn(|i| {
                    let (p, q) = ((i + 1) % 3, (i + 2) % 3);
                    x[p].mul(&y[q]).sub(&x[q].mul(&y[p])).middle()
                });
            } else {
                return identity(context);
            }
        }
        let norm = inner(&v, &v).sqrt();
        if !norm.certainly_positive() {
            return identity(context);
        }
        basis.push(from_fn(|i| v[i].div(&norm).middle()));
    }
    from_fn(|i| from_fn(|j| basis[j][i].clone()))
}

impl<E: Scalar> EnclosedSet<E> {
    /// All states of a box.
    #[must_use]
    pub fn from_box(hull: State<E>) -> Self {
        let context = hull.u.context();
        let coordinates = hull.to_array();
        let center: Vector<E> = from_fn(|i| coordinates[i].middle());
        let radius = from_fn(|i| coordinates[i].sub(&center[i]));
        Self {
            center,
            frame: identity(context),
            radius,
            hull,
        }
    }

    /// The states `center + frame x + rest` for `x` in `radius`: the affine image of a box, plus a
    /// box. The frame is a matrix of enclosures.
    #[must_use]
    pub fn from_image(
        center: &Vector<E>,
        frame: &Matrix<E>,
        radius: &Vector<E>,
        hull: &State<E>,
    ) -> Self {
        let context = hull.u.context();
        let weight: [f64; 3] = from_fn(|j| radius[j].spread());
        let middle: Matrix<E> = from_fn(|i| from_fn(|j| frame[i][j].middle()));
        let basis = orthogonal_frame(context, &middle, &weight);
        let Some(back) = inverse(&basis) else {
            return Self::from_box(hull.clone());
        };
        let point: Vector<E> = from_fn(|i| center[i].middle());
        let error: Vector<E> = from_fn(|i| center[i].sub(&point[i]));
        let new_radius = plus(
            &image(&product(&back, frame), radius),
            &image(&back, &error),
        );
        Self::assemble(point, basis, new_radius, hull)
    }

    fn assemble(center: Vector<E>, frame: Matrix<E>, radius: Vector<E>, hull: &State<E>) -> Self {
        let spanned = plus(&center, &image(&frame, &radius));
        let hull = hull.to_array();
        let cut: Vector<E> = from_fn(|i| spanned[i].intersect(&hull[i]));
        Self {
            center,
            frame,
            radius,
            hull: State::from_array(cut),
        }
    }

    /// A box that holds the set.
    #[must_use]
    pub fn hull(&self) -> &State<E> {
        &self.hull
    }

    /// The set one step later.
    #[must_use]
    pub fn step(&self, map: &ReducedMap<E>, steps: &Steps<E>) -> Self {
        let (natural, fold) = map.step(&self.hull, steps);
        // The segment from the centre to a point of the set must lie in the box of the derivative.
        let at_center = State::from_array(self.center.clone());
        let wide = State {
            u: self.hull.u.hull(&at_center.u),
            r: self.hull.r.hull(&at_center.r),
            phi: self.hull.phi.hull(&at_center.phi),
        };
        let same = wide.is_subset(&self.hull);
        let fold = if same { fold } else { map.step(&wide, steps).1 };
        let (moved, center_fold) = map.step(&at_center, steps);
        let fold = if center_fold == fold {
            fold
        } else {
            crate::model::reduced::Fold::Unknown
        };
        let derivative = map.derivative(&wide, steps, fold);
        let frame = product(&derivative, &self.frame);
        Self::from_image(&moved.to_array(), &frame, &self.radius, &natural)
    }
}
