//! Goals that touch zero, which no enclosure of any precision decides: exact identities, vanishing jets,
//! convexity, and where to cut.

mod collapse;
mod convex;
mod factors;
pub mod half_open;
mod image;
mod linear_program;
mod products;
mod quadratic;
mod quadratic_forms;
mod roots;
mod samples;
mod search;
mod sums_of_squares;
#[cfg(test)]
mod tests;
mod touch_points;

use super::TouchContext;
use lemmabox_interval::Interval;
use lemmabox_kernel::certificate::{Factor, Point, Product, Region, Sign};
use lemmabox_kernel::expr::{Dag, Expr, Var};
use search::{Scope, Search};

/// How much work a sign is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A few steps, without linear programs and sums of squares.
    Cheap,
    /// Many steps, without them.
    Symbolic,
    /// With linear programs of the lowest degree.
    Brief,
    /// All there is.
    Full,
}

/// A reason for `f >= 0`, or `f > 0` when `strict`, throughout the region wherever the facts hold. Its terms
/// live in the context's DAG. `None` when none was found.
#[must_use]
pub fn prove_sign(
    context: &TouchContext<'_>,
    f: Expr,
    strict: bool,
    region: &Region,
) -> Option<Sign> {
    let mut search = Search::new(context, region);
    let sign = search.sign(f, strict, &Scope::default())?;
    let mut target = context.lock_dag();
    Some(moved(&search.dag, &mut target, &sign))
}

/// Whether a term is certainly defined throughout the region, open ends left out.
#[must_use]
pub fn is_defined(context: &TouchContext<'_>, f: Expr, region: &Region) -> bool {
    Search::new(context, region).here(f).defined
}

/// Natural enclosure of a term over the region; `None` where it may be undefined.
#[must_use]
pub fn enclosure(context: &TouchContext<'_>, f: Expr, region: &Region) -> Option<Interval> {
    let range = Search::new(context, region).natural(f);
    range.defined.then_some(range.value)
}

/// Where to cut the region so that `f`, which touches zero inside, touches at ends only: coordinates strictly inside
/// the region, exact, at which `f` is known to vanish. Terms live in the context's DAG.
#[must_use]
pub fn touch_points(context: &TouchContext<'_>, f: Expr, region: &Region) -> Vec<(Var, Point)> {
    let mut search = Search::new(context, region);
    let cuts = touch_points::cuts(&mut search, f);
    let mut target = context.lock_dag();
    cuts.into_iter()
        .map(|(v, p)| (v, moved_point(&search.dag, &mut target, p)))
        .collect()
}

fn moved_term(from: &Dag, to: &mut Dag, e: Expr) -> Expr {
    to.import(from, e, |to, v| to.variable(v))
}

fn moved_point(from: &Dag, to: &mut Dag, p: Point) -> Point {
    match p {
        Point::Dyadic(x) => Point::Dyadic(x),
        Point::Constant(e) => Point::Constant(moved_term(from, to, e)),
    }
}

/// The same reason with its terms in another DAG. Recursion is bounded by the depth of the search.
fn moved(from: &Dag, to: &mut Dag, sign: &Sign) -> Sign {
    match sign {
        Sign::Collapse {
            variable,
            side,
            slope,
            face,
        } => Sign::Collapse {
            variable: *variable,
            side: *side,
            slope: Box::new(moved(from, to, slope)),
            face: Box::new(moved(from, to, face)),
        },
        Sign::Slide {
            fact,
            variable,
            slope,
            face,
        } => Sign::Slide {
            fact: *fact,
            variable: *variable,
            slope: Box::new(moved(from, to, slope)),
            face: Box::new(moved(from, to, face)),
        },
        Sign::Monotone { sides, face } => Sign::Monotone {
            sides: sides.clone(),
            face: Box::new(moved(from, to, face)),
        },
        Sign::Image {
            function,
            greater,
            lesser,
            sign,
        } => Sign::Image {
            function: *function,
            greater: moved_term(from, to, *greater),
            lesser: moved_term(from, to, *lesser),
            sign: Box::new(moved(from, to, sign)),
        },
        Sign::Product(p) => Sign::Product(moved_product(from, to, p)),
        Sign::Contradiction(p) => Sign::Contradiction(moved_product(from, to, p)),
        Sign::Convex { point } => Sign::Convex {
            point: point
                .iter()
                .map(|&(v, p)| (v, moved_point(from, to, p)))
                .collect(),
        },
        plain => plain.clone(),
    }
}

fn moved_product(from: &Dag, to: &mut Dag, p: &Product) -> Product {
    let mut factors = |list: &[Factor]| -> Vec<Factor> {
        list.iter()
            .map(|f| match f {
                Factor::Square(e) => Factor::Square(moved_term(from, to, *e)),
                Factor::Signed(e, strict, sign) => {
                    let e = moved_term(from, to, *e);
                    Factor::Signed(e, *strict, Box::new(moved(from, to, sign)))
                }
                plain => plain.clone(),
            })
            .collect()
    };
    Product {
        multiplier: factors(&p.multiplier),
        terms: p
            .terms
            .iter()
            .map(|(q, list)| (q.clone(), factors(list)))
            .collect(),
        equalities: p
            .equalities
            .iter()
            .map(|&(i, e)| (i, moved_term(from, to, e)))
            .collect(),
    }
}
