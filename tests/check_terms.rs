//! What the checker says of a term over a box, against MPFR at points of the box: random terms.

use lemmabox::check::arithmetic::{Arithmetic, Enclosure, Endpoint};
use lemmabox::check::double::{Double, Doubles};
use lemmabox::check::dyadic::Dyadic;
use lemmabox::check::term::{Order, Tape};
use lemmabox::exact::Q;
use lemmabox::expr::{Algebra, Binary, Dag, Expr, Unary, Var};
use proptest::prelude::*;
use rug::Float;
use rug::float::Constant;
use rug::ops::Pow;

const BITS: u32 = 300;

/// Binet's function and minus its first derivative.
fn binet(x: Float, k: u8) -> Option<Float> {
    if x <= 0 {
        return None;
    }
    let half = Float::with_val(BITS, 0.5);
    match k {
        0 => {
            let turn = Float::with_val(BITS, Constant::Pi) * 2u32;
            let main = (x.clone() - &half) * x.clone().ln();
            Some(x.clone().ln_gamma() - main + x - turn.ln() * half)
        }
        1 => Some(x.clone().ln() - x.clone().digamma() - half / x),
        _ => None,
    }
}

/// MPFR's arc tangent of -0 below a negative number is -pi, and adding 0 leaves it -0.
fn unsigned_zero(x: Float) -> Float {
    if x.is_zero() { x.abs() } else { x }
}

/// Values at a point; `None` where undefined.
struct AtPoint<'a>(&'a [Float]);

impl Algebra for AtPoint<'_> {
    type Value = Option<Float>;

    fn rational(&mut self, q: &Q) -> Self::Value {
        let text =
            |n: &num_bigint::BigInt| rug::Integer::from_str_radix(&n.to_string(), 10).unwrap();
        Some(Float::with_val(BITS, text(q.numer())) / text(q.denom()))
    }

    fn pi(&mut self) -> Self::Value {
        Some(Float::with_val(BITS, Constant::Pi))
    }

    fn variable(&mut self, v: Var) -> Self::Value {
        Some(self.0[v.index()].clone())
    }

    fn unary(&mut self, op: Unary, x: &Self::Value) -> Self::Value {
        let x = x.clone()?;
        let y = match op {
            Unary::Neg => -x,
            Unary::Abs => x.abs(),
            Unary::Sqrt => x.sqrt(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Arcsin => x.asin(),
            Unary::Arccos => x.acos(),
            Unary::Arctan => x.atan(),
            Unary::Exp => x.exp(),
            Unary::Log => x.ln(),
            Unary::Asinh => x.asinh(),
            Unary::Floor => x.floor(),
            Unary::Erfc => x.erfc(),
            Unary::Binet(k) => binet(x, k)?,
        };
        y.is_finite().then_some(y)
    }

    fn binary(&mut self, op: Binary, x: &Self::Value, y: &Self::Value) -> Self::Value {
        let (x, y) = (x.clone()?, y.clone()?);
        let z = match op {
            Binary::Add => x + y,
            Binary::Sub => x - y,
            Binary::Mul => x * y,
            Binary::Div => x / y,
            Binary::Min => x.min(&y),
            Binary::Max => x.max(&y),
            Binary::Arctan2 if x.is_zero() && y.is_zero() => return None,
            Binary::Arctan2 => unsigned_zero(x).atan2(&unsigned_zero(y)),
        };
        z.is_finite().then_some(z)
    }

    fn power(&mut self, x: &Self::Value, n: i32) -> Self::Value {
        let y = Float::with_val(BITS, x.clone()?.pow(n));
        y.is_finite().then_some(y)
    }

    fn rational_power(&mut self, x: &Self::Value, p: i32, q: u32) -> Self::Value {
        let x = x.clone().filter(|x| *x >= 0)?;
        let y = Float::with_val(BITS, x.root(q).pow(p));
        y.is_finite().then_some(y)
    }
}

/// A recipe for a term in two variables: each step applies an operation to earlier terms.
fn recipes() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    proptest::collection::vec((0u8..24, any::<u8>(), any::<u8>()), 1..9)
}

fn build(dag: &mut Dag, recipe: &[(u8, u8, u8)]) -> Expr {
    let half = Q::new(1.into(), 2.into());
    let mut terms = vec![
        dag.variable(Var(0)),
        dag.variable(Var(1)),
        dag.rational(half),
        dag.pi(),
        dag.integer(2),
    ];
    for &(op, a, b) in recipe {
        // Mostly the newest terms, so that the term grows deep.
        let pick = |k: u8| {
            terms[terms.len() - 1 - usize::from(k) % terms.len().min(4 + usize::from(k % 3))]
        };
        let (x, y) = (pick(a), pick(b));
        let e = match op {
            0 => dag.unary(Unary::Neg, x),
            1 => dag.unary(Unary::Abs, x),
            2 => dag.unary(Unary::Sqrt, x),
            3 => dag.unary(Unary::Sin, x),
            4 => dag.unary(Unary::Cos, x),
            5 => dag.unary(Unary::Tan, x),
            6 => dag.unary(Unary::Arcsin, x),
            7 => dag.unary(Unary::Arccos, x),
            8 => dag.unary(Unary::Arctan, x),
            9 => dag.unary(Unary::Exp, x),
            10 => dag.unary(Unary::Log, x),
            11 | 12 => dag.binary(Binary::Add, x, y),
            13 | 14 => dag.binary(Binary::Sub, x, y),
            15 | 16 => dag.binary(Binary::Mul, x, y),
            17 => dag.binary(Binary::Div, x, y),
            18 => dag.binary(Binary::Min, x, y),
            19 => dag.binary(Binary::Max, x, y),
            20 => dag.binary(Binary::Arctan2, x, y),
            21 => dag.power(x, i32::from(b % 4) + 2),
            22 => dag.power(x, -1 - i32::from(b % 3)),
            _ => {
                let exponents = [(1, 3), (2, 3), (5, 3), (5, 2), (-1, 3), (7, 3)];
                let (p, q) = exponents[usize::from(b) % exponents.len()];
                dag.rational_power(x, &Q::new(p.into(), q.into())).unwrap()
            }
        };
        terms.push(e);
    }
    terms[terms.len() - 1]
}

/// An end of a box: a short number, often an exceptional one.
fn ends() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-40i32..40).prop_map(|k| f64::from(k) / 8.0),
        Just(0.0),
        Just(1.0),
        Just(-1.0)
    ]
}

fn float(x: f64) -> Float {
    Float::with_val(BITS, x)
}

fn mpfr(x: &Dyadic) -> Float {
    let text = x.mantissa().to_bigint().to_str_radix(16);
    let mantissa = rug::Integer::from_str_radix(&text, 16).unwrap();
    let length = mantissa.significant_bits().max(BITS);
    let exponent = x.exponent().clamp(-(1 << 28), 1 << 28) as i32;
    Float::with_val(length, mantissa) << exponent
}

/// `x` lies in the enclosure up to an error of the reference; `scale` bounds the numbers it came
/// from.
fn contains(enclosure: &Enclosure, x: &Float, scale: &Float) -> bool {
    let margin = Float::with_val(BITS, scale >> 200);
    let below = |e: &Endpoint| mpfr(&e.value) <= Float::with_val(BITS, x + &margin);
    let above = |e: &Endpoint| mpfr(&e.value) >= Float::with_val(BITS, x - &margin);
    enclosure.lo.as_ref().is_none_or(below) && enclosure.hi.as_ref().is_none_or(above)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn enclosures_slopes_and_second_derivatives(
        recipe in recipes(),
        corners in [ends(), ends(), ends(), ends()],
        shares in proptest::collection::vec((0u32..=8, 0u32..=8), 3),
        precision in prop_oneof![Just(60u32), Just(96)],
        narrow in any::<bool>(),
        congruence in any::<bool>(),
        doubles in any::<bool>(),
    ) {
        let mut dag = Dag::new();
        let f = build(&mut dag, &recipe);
        let shrink = if narrow { 1.0 / 64.0 } else { 1.0 };
        let side = |a: f64, b: f64| (a.min(b), a.min(b) + (a - b).abs() * shrink);
        let sides = [side(corners[0], corners[1]), side(corners[2], corners[3])];
        let domain: Vec<Enclosure> = sides
            .iter()
            .map(|(a, b)| Enclosure::closed(Dyadic::from_f64(*a).unwrap(), Dyadic::from_f64(*b).unwrap()))
            .collect();
        let arithmetic = Arithmetic::new(precision);
        let nonnegative = |v: Var| sides[v.index()].0 >= 0.0;
        let congruent = if congruence { dag.congruent(&[f], &nonnegative) } else { Default::default() };
        let tape = Tape::new(&arithmetic, &dag, &congruent, &Default::default(), f);
        let at = |v: usize, share: u32| {
            let (a, b) = sides[v];
            float(a) + (float(b) - float(a)) * share / 8u32
        };
        let value = |x: &[Float]| dag.evaluate(&[f], &mut AtPoint(x)).pop().flatten();
        let corner = |i: usize, j: usize| {
            // Coordinate 0 of point i with coordinate 1 of point j.
            vec![at(0, shares[i].0), at(1, shares[j].1)]
        };
        for order in [Order::Natural, Order::First, Order::Second] {
            let known = if doubles {
                let range = |v: usize| Double::outward(&domain[v]);
                tape.in_doubles().enclose(&Doubles(&arithmetic), range, order).in_dyadics()
            } else {
                tape.enclose(&arithmetic, |v| domain[v].clone(), order)
            };
            for i in 0..3 {
                let x = corner(i, i);
                match value(&x) {
                    Some(y) => {
                        let scale = Float::with_val(BITS, y.abs_ref()) + 1u32;
                        prop_assert!(contains(&known.value, &y, &scale), "{order:?} misses {y} at {x:?}: {:?}", known.value);
                    }
                    // MPFR rounds, so a point at the very edge of a domain tells nothing.
                    None => prop_assume!(!known.value.defined || order == Order::Natural),
                }
            }
            if known.continuous {
                for (v, (x, y)) in [(0, (corner(0, 0), corner(1, 0))), (1, (corner(0, 0), corner(0, 1)))] {
                    let step = Float::with_val(BITS, &x[v] - &y[v]);
                    let (Some(fx), Some(fy)) = (value(&x), value(&y)) else { continue };
                    if step.is_zero() {
                        continue;
                    }
                    let scale = Float::with_val(BITS, fx.abs_ref()) + Float::with_val(BITS, fy.abs_ref()) + 1u32;
                    let scale = scale / Float::with_val(BITS, step.abs_ref());
                    let slope = (fx - fy) / step;
                    let position = tape.variables.binary_search(&v);
                    let enclosure = position.ok().and_then(|p| known.slopes[p].clone()).unwrap_or_else(|| Enclosure::integer(0));
                    prop_assert!(contains(&enclosure, &slope, &scale), "{order:?} slope {slope} by {v} from {x:?} to {y:?} is not in {enclosure:?}");
                }
            }
            if known.smooth {
                // f(x) - f(y) - f(z) + f(w) over a rectangle is the mixed derivative somewhere in
                // it.
                let (h, k) = (at(0, shares[0].0) - at(0, shares[1].0), at(1, shares[0].1) - at(1, shares[1].1));
                let corners = [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)].map(|x| value(&x));
                if let ([Some(a), Some(b), Some(c), Some(d)], false, [p, q]) = (corners, h.is_zero() || k.is_zero(), [0, 1].map(|v| tape.variables.binary_search(&v))) {
                    let area = h * k;
                    let scale = (Float::with_val(BITS, a.abs_ref()) + Float::with_val(BITS, b.abs_ref()) + Float::with_val(BITS, c.abs_ref()) + Float::with_val(BITS, d.abs_ref()) + 1u32) / Float::with_val(BITS, area.abs_ref());
                    let mixed = (a - b - c + d) / area;
                    let enclosure = match (p, q) {
                        (Ok(p), Ok(q)) => known.second(p, q).cloned(),
                        _ => None,
                    };
                    let enclosure = enclosure.unwrap_or_else(|| Enclosure::integer(0));
                    prop_assert!(contains(&enclosure, &mixed, &scale), "mixed derivative {mixed} is not in {enclosure:?}");
                }
                // f(x + h) - 2 f(x) + f(x - h) over h^2 is the second derivative somewhere between.
                for v in 0..2 {
                    let (a, b) = (corner(0, 0), if v == 0 { corner(1, 0) } else { corner(0, 1) });
                    let h = Float::with_val(BITS, &b[v] - &a[v]) / 2u32;
                    let mut middle = a.clone();
                    middle[v] += &h;
                    let (Some(fa), Some(fm), Some(fb)) = (value(&a), value(&middle), value(&b)) else { continue };
                    if h.is_zero() {
                        continue;
                    }
                    let square = h.square();
                    let scale = (Float::with_val(BITS, fa.abs_ref()) + Float::with_val(BITS, fm.abs_ref()) + Float::with_val(BITS, fb.abs_ref()) + 1u32) / &square;
                    let second = (fa - fm * 2u32 + fb) / square;
                    let p = tape.variables.binary_search(&v);
                    let enclosure = p.ok().and_then(|p| known.second(p, p).cloned()).unwrap_or_else(|| Enclosure::integer(0));
                    prop_assert!(contains(&enclosure, &second, &scale), "second derivative {second} by {v} is not in {enclosure:?}");
                }
            }
        }
    }
}
