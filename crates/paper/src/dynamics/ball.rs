//! The ball `|a_0|^2 <= S/k` that the algorithm draws its start from.
//!
//! With `sigma = (u + S)/k` and `tau = r - sigma` the shortest `a` with these `u` and `r` has
//! `|a|^2 = sigma^2/(S/k) + tau^2/(n - S/k)` (its parts along the all-ones vector and along what is
//! left of `a*`).

use crate::model::reduced::ReducedMap;
use lemmabox_interval::Interval;

/// Why no `a` has the `u` and `r` asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no a has this u and r: a* has no part {0}")]
pub struct NoVector(&'static str);

/// Where starts lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Certainly outside the ball: every `a` with their `u` and `r` is too long.
    Outside,
    /// Some are certainly outside.
    Across,
    /// None was shown to be outside.
    Within,
}

/// Encloses the least `|a|^2` over all `a` with these `sigma` and `tau`.
///
/// # Errors
/// [`NoVector`] where none has them.
pub fn least_norm2(
    map: &ReducedMap<Interval>,
    sigma: Interval,
    tau: Interval,
) -> Result<Interval, NoVector> {
    let part = |x: Interval, square: Interval, name| {
        if square.certainly_positive() {
            Ok(x.sqr() / square)
        } else if x.certainly_zero() {
            Ok(Interval::ZERO)
        } else if !square.certainly_zero() {
            let least = x.sqr() / Interval::point(square.hi());
            Ok(Interval::new(least.lo(), f64::INFINITY))
        } else if x.contains(0.0) {
            Ok(Interval::ZERO)
        } else {
            Err(NoVector(name))
        }
    };
    let along = part(sigma, map.square_along, "along the all-ones vector (S = 0)")?;
    let across = part(
        tau,
        map.square_across,
        "across the all-ones vector (S = k n)",
    )?;
    Ok(along + across)
}

/// Whether these starts are certainly outside.
///
/// # Errors
/// [`NoVector`].
pub fn outside(
    map: &ReducedMap<Interval>,
    sigma: Interval,
    tau: Interval,
) -> Result<bool, NoVector> {
    Ok((least_norm2(map, sigma, tau)? - map.square_along).certainly_positive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::Parameters;
    use lemmabox_kernel::exact::rational::{integer, ratio};

    fn map(square_sum: lemmabox_kernel::exact::Q) -> ReducedMap<Interval> {
        let parameters = Parameters::relu(integer(4), square_sum).unwrap();
        ReducedMap::new((), &parameters)
    }

    #[test]
    fn the_shortest_vector_is_the_one_in_the_plane() {
        // k = 4, a* = (1, 1, 1, 1)/4 + b with 1'b = 0, |b|^2 = 3/4: S = 1. For a = s 1 + t b:
        // sigma = s, tau = 3/4 t,
        // |a|^2 = 4 s^2 + 3/4 t^2.
        let (s, t) = (0.25, -0.5);
        let found = least_norm2(
            &map(integer(1)),
            Interval::point(s),
            Interval::point(0.75 * t),
        );
        let found = found.unwrap();
        assert!(found.contains(4.0 * s * s + 0.75 * t * t) && found.width() < 1e-12);
    }

    #[test]
    fn the_sphere_is_not_outside_and_missing_parts_are_told() {
        let point = Interval::point;
        // a = -a*/2, |a|^2 = 1/4 = S/k.
        let m = map(integer(1));
        assert_eq!(outside(&m, point(-0.125), point(-0.375)), Ok(false));
        assert_eq!(outside(&m, point(-0.1251), point(-0.375)), Ok(true));
        assert!(outside(&map(integer(0)), point(1.0), point(0.0)).is_err());
        assert!(outside(&map(integer(4)), point(0.0), point(1.0)).is_err());
        // S within [0, 1]: nothing certain about a part that may vanish.
        let wide = ReducedMap::from_enclosures(
            (),
            &point(4.0),
            point(1.0),
            Interval::new(0.0, 1.0),
            &point(0.0),
            &point(1.0),
        );
        assert_eq!(outside(&wide, point(0.0), point(0.1)), Ok(false));
        assert_eq!(outside(&map(ratio(1, 4)), point(0.0), point(0.5)), Ok(true));
    }
}
