//! Zeilberger's algorithm of first order. A term `F(n, k)` with rational ratios
//! `r = F(n + 1, k)/F(n, k)` and `rho = F(n, k + 1)/F(n, k)` may obey
//! `F(n + 1, k) = a(n) F(n, k) + G(n, k + 1) - G(n, k)` with `G(n, k + 1) = Q(n, k) F(n, k)` for
//! rational `a` and `Q`, so that its partial sums move with `n` up to terms at the ends.
//! Source: Petkovsek, Wilf and Zeilberger, "A = B", chapters 5 and 6. What comes out is tried, not
//! trusted: it is shown by induction.

use lemmabox_algebra::polynomial::Polynomial;
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{Binary, Dag, Expr, Node, Unary, Var};
use rustc_hash::FxHashMap;

/// Highest degree of the polynomial that is solved for.
const MOST_DEGREE: usize = 3;
/// Farthest that common factors of the ratio of neighbours are looked for.
const MOST_APART: i64 = 3;
/// Most terms of a polynomial.
const MOST_TERMS: usize = 200;
/// Largest exponent.
const MOST_EXPONENT: i32 = 8;

/// `F(n + 1, k) = factor F(n, k) + G(k + 1) - G(k)`, `G(k + 1) = certificate F(n, k)`.
pub(super) struct Telescoping {
    /// Free of `k`.
    pub(super) factor: Expr,
    /// `Q(n, k)`.
    pub(super) certificate: Expr,
    /// `r - a - Q`, by which the recursion of the partial sums fails at the first index.
    pub(super) start: Expr,
    /// `F(n + 1, k + 1)/F(n, k)`.
    pub(super) diagonal: Expr,
}

/// For the ratios `r = F(n + 1, k)/F(n, k)` and `rho = F(n, k + 1)/F(n, k)`.
pub(super) fn telescoping(dag: &mut Dag, k: Var, r: Expr, rho: Expr) -> Option<Telescoping> {
    let reading = Reading::new(dag, k, &[r, rho])?;
    let r = reading.fraction(dag, r)?;
    let rho = reading.fraction(dag, rho)?;
    let place = reading.place;
    let (neighbours, product) = without_common_factors(place, &rho, &r.below);
    for degree in 0..=MOST_DEGREE {
        if let Some(found) = solve(place, degree, &r, &neighbours, &product) {
            let below = &product * &r.below;
            let certificate =
                Fraction::new(&neighbours.above * &found.1.above, &found.1.below * &below);
            let both = found.0.plus(&certificate);
            let start = r.plus(&both.negated());
            let later = Fraction {
                above: shifted(&r.above, place, 1),
                below: shifted(&r.below, place, 1),
            };
            let [factor, certificate, start, diagonal] =
                [&found.0, &certificate, &start, &later.times(&rho)]
                    .map(|fraction| reading.term(dag, fraction));
            return Some(Telescoping {
                factor,
                certificate,
                start,
                diagonal,
            });
        }
    }
    None
}

/// A quotient of polynomials without a common factor.
#[derive(Clone)]
pub(super) struct Fraction {
    pub(super) above: Polynomial,
    pub(super) below: Polynomial,
}

impl Fraction {
    fn new(above: Polynomial, below: Polynomial) -> Fraction {
        let common = above.gcd(&below);
        match (above.div_exact(&common), below.div_exact(&common)) {
            (Some(above), Some(below)) => Fraction { above, below },
            _ => Fraction { above, below },
        }
    }

    pub(super) fn integer(value: i64) -> Fraction {
        Fraction {
            above: Polynomial::integer(value),
            below: Polynomial::one(),
        }
    }

    pub(super) fn plus(&self, other: &Fraction) -> Fraction {
        let left = &self.above * &other.below;
        let right = &other.above * &self.below;
        Fraction::new(&left + &right, &self.below * &other.below)
    }

    pub(super) fn times(&self, other: &Fraction) -> Fraction {
        Fraction::new(&self.above * &other.above, &self.below * &other.below)
    }

    fn negated(&self) -> Fraction {
        Fraction {
            above: -&self.above,
            below: self.below.clone(),
        }
    }

    fn reciprocal(&self) -> Option<Fraction> {
        (!self.above.is_zero()).then(|| Fraction {
            above: self.below.clone(),
            below: self.above.clone(),
        })
    }
}

/// Terms read as quotients of polynomials, whatever is no sum, product or quotient standing for
/// itself.
pub(super) struct Reading {
    atoms: Vec<Expr>,
    known: FxHashMap<Expr, usize>,
    /// The number of `k`, the highest.
    pub(super) place: usize,
}

impl Reading {
    pub(super) fn new(dag: &mut Dag, k: Var, roots: &[Expr]) -> Option<Reading> {
        let own = dag.variable(k);
        let mut reading = Reading {
            atoms: Vec::new(),
            known: FxHashMap::default(),
            place: 0,
        };
        for e in dag.reachable(roots) {
            let atom = match dag.node(e) {
                Node::Rational(_) | Node::Power(..) | Node::Unary(Unary::Neg, _) => false,
                Node::Binary(op, ..) => !is_arithmetic(*op),
                Node::Pi | Node::Variable(_) | Node::Unary(..) | Node::RationalPower(..) => true,
            };
            if atom && e != own {
                if dag.variables(e).contains(&k) {
                    return None;
                }
                reading.known.insert(e, reading.atoms.len());
                reading.atoms.push(e);
            }
        }
        reading.place = reading.atoms.len();
        reading.known.insert(own, reading.place);
        reading.atoms.push(own);
        Some(reading)
    }

    pub(super) fn fraction(&self, dag: &Dag, root: Expr) -> Option<Fraction> {
        let mut done: FxHashMap<Expr, Fraction> = FxHashMap::default();
        for e in dag.reachable(&[root]) {
            let value = if let Some(&number) = self.known.get(&e) {
                Fraction {
                    above: Polynomial::variable(number),
                    below: Polynomial::one(),
                }
            } else {
                match dag.node(e) {
                    Node::Rational(q) => constant(q),
                    Node::Unary(Unary::Neg, x) => done.get(x)?.negated(),
                    Node::Power(x, n) => power(done.get(x)?, *n)?,
                    Node::Binary(op, x, y) => {
                        let (x, y) = (done.get(x)?, done.get(y)?);
                        match op {
                            Binary::Add => x.plus(y),
                            Binary::Sub => x.plus(&y.negated()),
                            Binary::Mul => x.times(y),
                            Binary::Div => x.times(&y.reciprocal()?),
                            Binary::Min | Binary::Max | Binary::Arctan2 => return None,
                        }
                    }
                    // Inside of what stands for itself.
                    Node::Pi | Node::Variable(_) | Node::Unary(..) | Node::RationalPower(..) => {
                        continue;
                    }
                }
            };
            let size = value.above.term_count().max(value.below.term_count());
            if size > MOST_TERMS {
                return None;
            }
            done.insert(e, value);
        }
        done.remove(&root)
    }

    pub(super) fn term(&self, dag: &mut Dag, fraction: &Fraction) -> Expr {
        let [above, below] = [&fraction.above, &fraction.below].map(|p| self.polynomial(dag, p));
        dag.div(above, below)
    }

    fn polynomial(&self, dag: &mut Dag, p: &Polynomial) -> Expr {
        let mut sum = dag.integer(0);
        for (exponents, coefficient) in p.terms() {
            let mut product = dag.rational(Q::from_integer(coefficient));
            for (number, exponent) in exponents {
                let exponent = i32::try_from(exponent).unwrap_or(i32::MAX);
                let power = dag.power(self.atoms[number], exponent);
                product = dag.mul(product, power);
            }
            sum = dag.add(sum, product);
        }
        sum
    }
}

fn is_arithmetic(op: Binary) -> bool {
    match op {
        Binary::Add | Binary::Sub | Binary::Mul | Binary::Div => true,
        Binary::Min | Binary::Max | Binary::Arctan2 => false,
    }
}

fn constant(q: &Q) -> Fraction {
    Fraction {
        above: Polynomial::integer(q.numer().clone()),
        below: Polynomial::integer(q.denom().clone()),
    }
}

fn power(base: &Fraction, n: i32) -> Option<Fraction> {
    if n.abs() > MOST_EXPONENT {
        return None;
    }
    let base = if n < 0 {
        base.reciprocal()?
    } else {
        base.clone()
    };
    let exponent = n.unsigned_abs();
    Some(Fraction {
        above: base.above.pow(exponent),
        below: base.below.pow(exponent),
    })
}

/// A polynomial at `k + by`.
fn shifted(p: &Polynomial, place: usize, by: i64) -> Polynomial {
    let next = &Polynomial::variable(place) + &Polynomial::integer(by);
    let mut sum = Polynomial::zero();
    for coefficient in p.coefficients_in(place).iter().rev() {
        sum = &(&sum * &next) + coefficient;
    }
    sum
}

/// The ratio `u(k + 1)/u(k)` of `u = F/D`, where `D` is what `r` is divided by, as
/// `p(k + 1)/p(k)` times a ratio whose numerator has no factor in common with what its denominator
/// is a few places on (Gosper's form); that ratio and `p`.
fn without_common_factors(
    place: usize,
    rho: &Fraction,
    below: &Polynomial,
) -> (Fraction, Polynomial) {
    let next = shifted(below, place, 1);
    let mut ratio = Fraction::new(&rho.above * below, &rho.below * &next);
    let mut product = Polynomial::one();
    for apart in 1..=MOST_APART {
        let later = shifted(&ratio.below, place, apart);
        let common = ratio.above.gcd(&later);
        if common.degree_in(place) == 0 {
            continue;
        }
        let earlier = shifted(&common, place, -apart);
        let (above, below) = (
            ratio.above.div_exact(&common),
            ratio.below.div_exact(&earlier),
        );
        let (Some(above), Some(below)) = (above, below) else {
            continue;
        };
        ratio = Fraction { above, below };
        for i in 1..=apart {
            product = &product * &shifted(&common, place, -i);
        }
    }
    (ratio, product)
}

/// The factor `a` and the polynomial `x(k + 1)` of a degree with
/// `p(k) (C - a D) = q(k) x(k + 1) - s(k) x(k)`, where `r = C/D` and the ratio is `q(k)/s(k + 1)`.
fn solve(
    place: usize,
    degree: usize,
    r: &Fraction,
    ratio: &Fraction,
    product: &Polynomial,
) -> Option<(Fraction, Fraction)> {
    let s = shifted(&ratio.below, place, -1);
    let k = Polynomial::variable(place);
    let next = &k + &Polynomial::one();
    let mut columns = vec![product * &r.below];
    for i in 0..=degree {
        let exponent = u32::try_from(i).ok()?;
        let moved = &ratio.above * &next.pow(exponent);
        columns.push(&moved - &(&s * &k.pow(exponent)));
    }
    let right = product * &r.above;
    let height = (columns.iter().chain([&right]))
        .map(|p| p.degree_in(place))
        .max()?;
    let coefficient = |p: &Polynomial, power: usize| Fraction {
        above: (p.coefficients_in(place).get(power).cloned()).unwrap_or_else(Polynomial::zero),
        below: Polynomial::one(),
    };
    let mut rows = Vec::new();
    for power in 0..=height {
        let mut row: Vec<Fraction> = columns.iter().map(|p| coefficient(p, power)).collect();
        row.push(coefficient(&right, power));
        rows.push(row);
    }
    let solution = solution(rows, columns.len())?;
    let mut x = Fraction::integer(0);
    for (i, c) in solution[1..].iter().enumerate() {
        let exponent = u32::try_from(i).ok()?;
        let monomial = Fraction {
            above: next.pow(exponent),
            below: Polynomial::one(),
        };
        x = x.plus(&c.times(&monomial));
    }
    Some((solution[0].clone(), x))
}

/// The solution of linear equations, each a row with its right side last; what stays free is 0.
pub(super) fn solution(mut rows: Vec<Vec<Fraction>>, unknowns: usize) -> Option<Vec<Fraction>> {
    let mut pivots = Vec::new();
    let mut done = 0;
    for column in 0..unknowns {
        let Some(found) = (done..rows.len()).find(|i| !rows[*i][column].above.is_zero()) else {
            continue;
        };
        rows.swap(done, found);
        let inverse = rows[done][column].reciprocal()?;
        let pivot: Vec<Fraction> = rows[done].iter().map(|e| e.times(&inverse)).collect();
        for (i, row) in rows.iter_mut().enumerate() {
            if i == done || row[column].above.is_zero() {
                continue;
            }
            let factor = row[column].negated();
            for (entry, p) in row.iter_mut().zip(&pivot) {
                *entry = entry.plus(&p.times(&factor));
            }
        }
        rows[done] = pivot;
        pivots.push(column);
        done += 1;
    }
    let consistent = rows[done..].iter().all(|row| row[unknowns].above.is_zero());
    if !consistent {
        return None;
    }
    let mut out = vec![Fraction::integer(0); unknowns];
    for (i, column) in pivots.into_iter().enumerate() {
        out[column] = rows[i][unknowns].clone();
    }
    Some(out)
}
