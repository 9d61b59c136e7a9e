//! Values of closed terms in which sums and integrals stand, as digits that are certain.
//!
//! Every step is an enclosure with outward rounding: integrals by Taylor polynomials with their
//! remainders (module `integral`), infinite sums term by term or by Euler and Maclaurin's formula
//! (module `series`), and what lies beyond the last piece or term by the size of the terms
//! (module `decay`).

mod choice;
mod decay;
mod integral;
mod series;
mod taylor;

pub use choice::chosen;

use crate::Stop;
use crate::digits::{Fixed, Unfixed, fixed_digits};
use crate::evaluate::evaluate_until;
use decay::Beyond;
use integral::Integrand;
use lemmabox_interval::{MpInterval, Precision};
use lemmabox_kernel::exact::Q;
use lemmabox_kernel::expr::{
    Affine, Binary, Dag, Expr, Meaning, Node, Normaliser, Symbols, Unary, Var,
};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};
use rug::Float;
use taylor::Bends;

/// Most digits of a term with sums or integrals.
const MOST_DIGITS: usize = 500;
/// Times that the precision is doubled.
const DOUBLINGS: u32 = 1;
/// Bits for a tolerance of `2^-bits`: beside an end where the integrand is singular like a root,
/// what is left out is small only where twice as many digits of the place cancel.
fn precision(bits: u32) -> Precision {
    Precision::new(bits.saturating_mul(3).saturating_add(64))
}
/// Most pieces of all ranges, for each bit that is asked for.
const PIECES_PER_BIT: u32 = 32;

/// Why there are no digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDigits {
    /// Of a term without sums and integrals.
    #[error(transparent)]
    Plain(#[from] Unfixed),
    /// Of a sum or an integral.
    #[error(transparent)]
    Failed(#[from] Failed),
    /// A condition that no precision has decided.
    #[error("whether a condition of `if` or `sign` holds is not decided")]
    Condition,
    /// An enclosure that no precision has made sharp enough.
    #[error(
        "its digits are not fixed: it lies between {0} and {1}, and may be 0 or a round number"
    )]
    Between(String, String),
}

/// Why there is no enclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The integrand is not seen to be defined.
    #[error(
        "the integrand is not seen to be defined and bounded inside of the range; cut the range \
         where it is singular"
    )]
    Integrand,
    /// A summand is not seen to be defined.
    #[error("a term is not seen to be defined and smooth")]
    Term,
    /// Convergence is not seen.
    #[error("it is not seen to converge absolutely")]
    Tail,
    /// More work than is done.
    #[error("it is not seen to converge absolutely, or changes too fast for so many digits")]
    Work,
    /// Ends in the wrong order, or that are no numbers.
    #[error("its ends are not seen to be numbers in order")]
    Ends,
    /// A sum or integral inside of another that speaks of the outer variable.
    #[error("a sum or integral inside of another speaks of the variable of the outer one")]
    Nested,
    /// More digits than are computed.
    #[error("integrals and infinite sums have at most {MOST_DIGITS} digits here")]
    Digits,
    /// A sequence.
    #[error("it speaks of a sequence")]
    Sequence,
}

/// What the enclosures of one sum or integral need.
#[derive(Debug)]
struct Values<'a> {
    dag: &'a mut Dag,
    normaliser: &'a mut Normaliser,
    /// Values of symbols, by their variables.
    known: &'a [Option<MpInterval>],
    precision: Precision,
    bits: u32,
    /// Widest enclosure of a piece.
    tolerance: Float,
    /// Of the Taylor polynomials; even.
    order: usize,
    /// Pieces left.
    budget: u32,
    stop: Stop<'a>,
}

impl Values<'_> {
    fn int(&self, n: i64) -> MpInterval {
        MpInterval::from_i64(self.precision, n)
    }

    fn most_doublings(&self) -> u32 {
        32 * self.bits
    }

    /// Counts pieces.
    fn spend(&mut self, pieces: u32) -> Result<(), Failed> {
        self.go_on()?;
        self.budget = self.budget.checked_sub(pieces).ok_or(Failed::Work)?;
        Ok(())
    }

    /// An error when the request to stop is made, which [`closed_digits`] then gives as the reason.
    fn go_on(&self) -> Result<(), Failed> {
        if self.stop.asked() {
            return Err(Failed::Work);
        }
        Ok(())
    }

    /// Whether an enclosure, or what is left out, is of no weight for `whole`.
    fn is_small(&self, width: &Float, whole: &MpInterval) -> bool {
        let share = whole.abs().hi().clone() * &self.tolerance;
        *width <= self.tolerance || share.is_finite() && *width <= share
    }

    /// Taylor coefficients of a term about each point of `at`; see [`taylor::coefficients`].
    fn expansion(
        &self,
        f: Integrand,
        (at, bends): (&MpInterval, Bends),
        order: usize,
    ) -> Option<Vec<MpInterval>> {
        let place = (f.variable, at, bends);
        taylor::coefficients(self.dag, f.term, place, self.known, (order, self.precision))
    }

    /// Those of symbols, where known, and anything for the others.
    fn variables(&self) -> Vec<MpInterval> {
        let anything = MpInterval::entire(self.precision);
        let known = self.known.iter();
        known
            .map(|v| v.as_ref().unwrap_or(&anything).clone())
            .collect()
    }

    /// The value of a term; `None` where it may be undefined or unbounded.
    fn value(&self, e: Expr, variables: &[MpInterval]) -> Option<MpInterval> {
        let value = evaluate_until(self.dag, &[e], self.precision, variables, self.stop).pop()?;
        value.filter(MpInterval::is_bounded)
    }

    /// The values over a set; `None` where the term may be undefined or unbounded.
    fn over(&self, f: Integrand, x: &MpInterval) -> Option<MpInterval> {
        let mut variables = self.variables();
        let place = f.variable.index();
        if variables.len() <= place {
            variables.resize(place + 1, MpInterval::entire(self.precision));
        }
        variables[place] = x.clone();
        self.value(f.term, &variables)
    }

    fn at(&self, f: Integrand, n: i64) -> Option<MpInterval> {
        self.over(f, &self.int(n))
    }

    /// The value of a term in known symbols.
    fn constant(&self, e: Expr) -> Result<MpInterval, Failed> {
        self.value(e, &self.variables()).ok_or(Failed::Ends)
    }

    /// A bound of the integral of the integrand's size from a place to infinity.
    fn rest(&mut self, f: Integrand, from: &MpInterval) -> Option<MpInterval> {
        let terms = (&mut *self.dag, &mut *self.normaliser);
        Beyond::new(terms, f.variable, from, self.known)?.rest(f.term)
    }

    /// The integral between ends that are not seen to be in order: 0 where they are equal.
    fn nothing_between(&mut self, lo: Expr, hi: Expr) -> Result<MpInterval, Failed> {
        let length = self.dag.sub(hi, lo);
        let normal = self.normaliser.normal(self.dag, length);
        let length = normal.and_then(|n| n.as_constant());
        let equal = length.is_some_and(|q| num_traits::Zero::is_zero(&q));
        equal.then(|| self.int(0)).ok_or(Failed::Ends)
    }

    /// With sums of fractions in one variable brought together, as `1 - (1 - 1/y)`.
    fn with_simple_sums(&mut self, term: Expr) -> Expr {
        let plain = |dag: &Dag, e: Expr| {
            dag.reachable(&[e]).into_iter().all(|e| match dag.node(e) {
                Node::Rational(_) | Node::Pi | Node::Variable(_) | Node::Unary(Unary::Neg, _) => {
                    true
                }
                Node::Binary(Binary::Add | Binary::Sub | Binary::Mul, ..) => true,
                Node::Binary(Binary::Div, _, y) => matches!(dag.node(*y), Node::Variable(_)),
                Node::Power(_, n) => *n > 0,
                Node::Unary(..) | Node::Binary(..) | Node::RationalPower(..) => false,
            })
        };
        let sums: Vec<Expr> = (self.dag.reachable(&[term]).into_iter())
            .filter(|e| {
                let sum = matches!(
                    self.dag.node(*e),
                    Node::Binary(Binary::Add | Binary::Sub, ..)
                );
                sum && plain(self.dag, *e)
            })
            .collect();
        let simple: Vec<(Expr, Expr)> = (sums.into_iter())
            .filter_map(|e| {
                let normal = self.normaliser.normal(self.dag, e)?;
                Some((e, self.normaliser.rebuild(self.dag, &normal)))
            })
            .collect();
        let image = |e: Expr| simple.iter().find(|(sum, _)| *sum == e).map(|(_, s)| *s);
        self.dag.rebuild(term, |_, e| image(e))
    }
}

/// The value of a closed term to `digits` significant digits, all of them right; `symbols` says
/// what its variables stand for.
///
/// # Errors
/// [`NoDigits`].
pub fn closed_digits(
    dag: &mut Dag,
    symbols: &Symbols,
    term: Expr,
    digits: usize,
    stop: Stop<'_>,
) -> Result<Fixed, NoDigits> {
    let found = doubled_until_fixed(dag, symbols, term, digits, stop);
    found.map_err(|why| {
        if stop.asked() {
            Unfixed::Stopped.into()
        } else {
            why
        }
    })
}

fn doubled_until_fixed(
    dag: &mut Dag,
    symbols: &Symbols,
    term: Expr,
    digits: usize,
    stop: Stop<'_>,
) -> Result<Fixed, NoDigits> {
    let plain = dag
        .variables(term)
        .iter()
        .all(|v| symbols.meaning(*v).is_none());
    if plain {
        return Ok(fixed_digits(dag, term, digits, stop)?);
    }
    if digits > MOST_DIGITS {
        return Err(Failed::Digits.into());
    }
    let wanted = u32::try_from(digits.saturating_mul(10) / 3).unwrap_or(u32::MAX / 16);
    let mut last = None;
    for doubling in 0..=DOUBLINGS {
        let bits = (wanted + 24) << doubling;
        match enclosure(dag, symbols, term, bits, stop) {
            Ok(value) => {
                if let Some(digits) = value.guaranteed_digits(digits) {
                    return Ok(Fixed::digits_alone(digits));
                }
                last = Some(value);
            }
            Err(failed) => match last {
                Some(_) => break,
                None => return Err(failed.into()),
            },
        }
    }
    let bounds = last.and_then(|value| value.decimal_bounds(digits.clamp(1, 6)));
    let (lo, hi) = bounds.unwrap_or_default();
    Err(NoDigits::Between(lo, hi))
}

/// An enclosure of a closed term whose sums and integrals are each found to `2^-bits`.
///
/// # Errors
/// [`Failed`].
pub fn enclosure(
    dag: &mut Dag,
    symbols: &Symbols,
    term: Expr,
    bits: u32,
    stop: Stop<'_>,
) -> Result<MpInterval, Failed> {
    let most = dag.variables(term).last().map_or(0, |v| v.index() + 1);
    let mut all = Enclosures {
        dag,
        symbols,
        normaliser: Normaliser::new(),
        known: vec![None; most],
        bits,
        stop,
    };
    for v in all.dag.variables(term) {
        all.find(v, &[])?;
    }
    let values = all.values();
    let value = values.value(term, &values.variables());
    value.ok_or(Failed::Term)
}

/// A product with an end that moves, in closed form.
enum Folded {
    /// Of equal factors.
    Power { base: Expr, exponent: Expr },
    /// Of factors that rise by 1, the last one the sum of both.
    Rising { from: Q, to: (Expr, Q) },
}

struct Enclosures<'a> {
    dag: &'a mut Dag,
    symbols: &'a Symbols,
    normaliser: Normaliser,
    known: Vec<Option<MpInterval>>,
    bits: u32,
    stop: Stop<'a>,
}

impl Enclosures<'_> {
    /// Finds the value of a symbol; `outer` are the variables bound around it.
    fn find(&mut self, v: Var, outer: &[Var]) -> Result<(), Failed> {
        if outer.contains(&v) {
            return Err(Failed::Nested);
        }
        if self.known.len() <= v.index() {
            self.known.resize(v.index() + 1, None);
        }
        if self.known[v.index()].is_some() {
            return Ok(());
        }
        let value = match self.symbols.meaning(v).cloned() {
            None => return Err(Failed::Nested),
            Some(Meaning::Value { .. }) => return Err(Failed::Sequence),
            Some(Meaning::Fold {
                product,
                index,
                term,
                lo,
                hi,
            }) => self.fold(product, (index, term), (lo, hi))?,
            Some(Meaning::Integral {
                variable,
                integrand,
                lo,
                hi,
            }) => {
                for end in [lo, hi].into_iter().flatten() {
                    self.find_inside(end, &[])?;
                }
                let f = self.readied(integrand, variable, None)?;
                let mut values = self.values();
                integral::integral(&mut values, f, (lo, hi))?
            }
        };
        self.known[v.index()] = Some(value);
        Ok(())
    }

    fn find_inside(&mut self, e: Expr, own: &[Var]) -> Result<(), Failed> {
        for v in self.dag.variables(e) {
            if !own.contains(&v) {
                self.find(v, own)?;
            }
        }
        Ok(())
    }

    fn fold(
        &mut self,
        product: bool,
        (index, term): (Var, Expr),
        (lo, hi): (Expr, Option<Expr>),
    ) -> Result<MpInterval, Failed> {
        let first = series::whole(&self.values(), lo)?;
        let f = self.readied(term, index, Some(first))?;
        let mut values = self.values();
        let Some(hi) = hi else {
            return series::infinite(&mut values, f, first);
        };
        let last = series::whole(&values, hi)?;
        if last.saturating_sub(first) > series::MOST_TERMS {
            return Err(Failed::Work);
        }
        if product {
            series::product(&mut values, f, (first, last))
        } else {
            series::plain(&mut values, f, (first, last))
        }
    }

    /// The term under a sum or an integral, with powers that were read as products written out and
    /// all other symbols in it known. The index of a sum has a first value.
    fn readied(
        &mut self,
        term: Expr,
        variable: Var,
        first: Option<i64>,
    ) -> Result<Integrand, Failed> {
        let mut term = term;
        while let Some((v, folded)) = first.and_then(|k| self.product_to(term, (variable, k))) {
            let closed = match folded {
                Folded::Power { base, exponent } => self.power(base, exponent, variable)?,
                Folded::Rising { from, to } => self.rising(&from, to),
            };
            term = self.dag.substitute(term, &[(v, closed)]);
        }
        self.find_inside(term, &[variable])?;
        Ok(Integrand { term, variable })
    }

    /// A product in a term that runs to an end that rises with the index of a sum, and has no fewer
    /// than no factors from its first value on: one of fewer is 1.
    fn product_to(&self, term: Expr, (variable, start): (Var, i64)) -> Option<(Var, Folded)> {
        self.dag.variables(term).into_iter().find_map(|v| {
            let Some(Meaning::Fold {
                product: true,
                index,
                term,
                lo,
                hi: Some(hi),
            }) = self.symbols.meaning(v)
            else {
                return None;
            };
            let first = self.dag.as_rational(*lo)?;
            let end = Affine::of(self.dag, *hi)?;
            let rise = end.coefficients.get(&variable)?;
            let least = rise * Q::from_integer(start.into()) + &end.constant;
            if end.coefficients.len() > 1 || rise.is_negative() || least < first - Q::one() {
                return None;
            }
            if !self.dag.variables(*term).contains(index) {
                let power = Folded::Power {
                    base: *term,
                    exponent: *hi,
                };
                return first.is_one().then_some((v, power));
            }
            // The factors are first + c, ..., hi + c.
            let form = Affine::of(self.dag, *term)?;
            let one = form.coefficients.get(index).is_some_and(One::is_one);
            let from = first + &form.constant;
            if !one || form.coefficients.len() > 1 || !from.is_positive() {
                return None;
            }
            Some((
                v,
                Folded::Rising {
                    from,
                    to: (*hi, form.constant),
                },
            ))
        })
    }

    /// `from (from + 1) ... (hi + shift)` for `from > 0`: `gamma(hi + shift + 1)/gamma(from)`, the
    /// gamma function by Binet's.
    fn rising(&mut self, from: &Q, (hi, shift): (Expr, Q)) -> Expr {
        let dag = &mut *self.dag;
        let shift = dag.rational(shift + Q::one());
        let above = dag.add(hi, shift);
        let below = dag.rational(from.clone());
        let [above, below] = [above, below].map(|x| {
            // (x - 1/2) log x - x + binet(x), without log(2 pi)/2.
            let half = dag.rational(Q::new(1.into(), 2.into()));
            let log = dag.unary(Unary::Log, x);
            let factor = dag.sub(x, half);
            let product = dag.mul(factor, log);
            let rest = dag.unary(Unary::Binet(0), x);
            let difference = dag.sub(product, x);
            dag.add(difference, rest)
        });
        let log = dag.sub(above, below);
        dag.unary(Unary::Exp, log)
    }

    /// `base^exponent` for an exponent of integer values, none of them negative.
    fn power(&mut self, base: Expr, exponent: Expr, variable: Var) -> Result<Expr, Failed> {
        self.find_inside(base, &[variable])?;
        let closed = !self.dag.variables(base).contains(&variable);
        let values = self.values();
        let negative = closed && values.constant(base)?.certainly_negative();
        let dag = &mut *self.dag;
        let size = if negative { dag.neg(base) } else { base };
        let log = dag.unary(Unary::Log, size);
        let product = dag.mul(exponent, log);
        let size = dag.unary(Unary::Exp, product);
        if !negative {
            return Ok(size);
        }
        let form = Affine::of(dag, exponent).ok_or(Failed::Nested)?;
        let odd = |q: &Q| q.is_integer().then(|| q.numer().is_odd());
        let constant = odd(&form.constant).ok_or(Failed::Nested)?;
        let moves = form.coefficients.get(&variable);
        if form.coefficients.len() > 1 {
            return Err(Failed::Nested);
        }
        let mut signed = if constant { dag.neg(size) } else { size };
        if moves.and_then(odd).ok_or(Failed::Nested)? {
            let n = dag.variable(variable);
            let pi = dag.pi();
            let turn = dag.mul(pi, n);
            let sign = dag.unary(Unary::Cos, turn);
            signed = dag.mul(sign, signed);
        }
        Ok(signed)
    }

    fn values(&mut self) -> Values<'_> {
        let order = (self.bits / 2 + 12).min(400) / 2 * 2;
        Values {
            dag: self.dag,
            normaliser: &mut self.normaliser,
            known: &self.known,
            precision: precision(self.bits),
            bits: self.bits,
            tolerance: integral::power_of_half(self.bits),
            order: order.to_usize().unwrap_or(64),
            budget: PIECES_PER_BIT.saturating_mul(self.bits),
            stop: self.stop,
        }
    }
}
