//! A region with the f64 box that encloses it.

use super::problem::Problem;
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::{Bound, Point, Region, Side};
use lemmabox_kernel::expr::Var;

/// A region and its outward box.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Exact ends.
    pub region: Region,
    /// Encloses the region.
    pub hull: Vec<Interval>,
}

/// Most variables of a box whose corners are looked at.
pub const MOST_CORNERS: usize = 8;

/// Enclosure of a bound; `None` when it is infinite.
fn enclosure(problem: &Problem, bound: Bound) -> Option<Interval> {
    match bound.point? {
        Point::Dyadic(x) => Some(Interval::point(x)),
        Point::Constant(e) => Some(problem.ends.get(&e).copied().unwrap_or(Interval::ENTIRE)),
    }
}

impl Cell {
    /// Box of a region. Ends that are constants must be among the problem's.
    #[must_use]
    pub fn new(problem: &Problem, region: Region) -> Self {
        let hull = (0..region.lo.len())
            .map(|v| {
                let lo = enclosure(problem, region.lo[v]);
                let hi = enclosure(problem, region.hi[v]);
                let low = lo.unwrap_or(Interval::ENTIRE);
                low.hull(hi.unwrap_or(Interval::ENTIRE))
                    .intersect(match (lo, hi) {
                        (Some(lo), None) => Interval::new(lo.lo(), f64::INFINITY),
                        (None, Some(hi)) => Interval::new(f64::NEG_INFINITY, hi.hi()),
                        _ => Interval::ENTIRE,
                    })
            })
            .collect();
        Self { region, hull }
    }

    /// Enclosure of the end of the region on `side`; `None` when it is infinite.
    #[must_use]
    pub fn end(&self, problem: &Problem, v: usize, side: Side) -> Option<Interval> {
        enclosure(
            problem,
            match side {
                Side::Lower => self.region.lo[v],
                Side::Upper => self.region.hi[v],
            },
        )
    }

    /// Restricts to the closed half on `side` of the cut, returning what [`Cell::restore`] takes.
    pub fn halve(&mut self, v: usize, at: f64, side: Side) -> (Bound, Interval) {
        let cut = Bound {
            point: Some(Point::Dyadic(at)),
            open: false,
        };
        let (end, kept) = match side {
            Side::Lower => (&mut self.region.hi[v], Interval::new(self.hull[v].lo(), at)),
            Side::Upper => (&mut self.region.lo[v], Interval::new(at, self.hull[v].hi())),
        };
        let saved = (*end, self.hull[v]);
        *end = cut;
        self.hull[v] = kept;
        saved
    }

    /// Undoes [`Cell::halve`] of the same variable and side.
    pub fn restore(&mut self, v: usize, side: Side, (bound, hull): (Bound, Interval)) {
        match side {
            Side::Lower => self.region.hi[v] = bound,
            Side::Upper => self.region.lo[v] = bound,
        }
        self.hull[v] = hull;
    }

    /// Whether there are few enough variables for a look at every corner.
    #[must_use]
    pub fn has_few_variables(&self) -> bool {
        self.hull.len() <= MOST_CORNERS
    }

    /// All variables.
    #[must_use]
    pub fn variables(&self) -> Vec<Var> {
        (0u32..).zip(&self.hull).map(|(v, _)| Var(v)).collect()
    }

    /// The corners of the hull in some of its variables, the others at their lower ends.
    pub fn corners(&self, variables: &[Var]) -> impl Iterator<Item = Vec<f64>> {
        (0..1usize << variables.len()).map(|corner| {
            let mut out: Vec<f64> = self.hull.iter().map(|x| x.lo()).collect();
            for (i, v) in variables.iter().enumerate() {
                if corner >> i & 1 == 1 {
                    out[v.index()] = self.hull[v.index()].hi();
                }
            }
            out
        })
    }

    /// Whether the region is bounded.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.region
            .lo
            .iter()
            .chain(&self.region.hi)
            .all(|b| b.point.is_some())
    }
}
