//! Terms and formulas of the fuzz, their text, and their value at an exact point.

use rug::float::{Constant, Round};
use rug::ops::Pow;
use rug::{Float, Rational};
use std::cmp::Ordering;
use std::fmt;

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Uniform in `lo..=hi`.
    pub fn between(&mut self, lo: i64, hi: i64) -> i64 {
        lo + self.below((hi - lo + 1) as usize) as i64
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// A small rational.
    pub fn small(&mut self) -> Rational {
        let d = self.pick(&[1, 1, 1, 2, 3, 4, 5, 10]);
        Rational::from((self.between(-4 * d, 4 * d), d))
    }

    /// A small positive rational.
    pub fn positive(&mut self) -> Rational {
        let d = self.pick(&[1, 1, 2, 3, 4, 10]);
        Rational::from((self.between(1, 4 * d), d))
    }

    /// A positive rational, mostly far below 1.
    pub fn tiny(&mut self) -> Rational {
        match self.below(6) {
            0 => Rational::from((1, 100)),
            1 => Rational::from((1, 100_000)),
            2 => Rational::from((3, 1_000_000_007_u64)),
            3 => Rational::from((1, 1_u64 << 53)),
            4 => Rational::from((1, 10_u64.pow(19))),
            _ => Rational::from((1, 10_u128.pow(30))),
        }
    }

    /// Zero, or a tiny number of either sign.
    pub fn hair(&mut self) -> Rational {
        match self.below(3) {
            0 => Rational::new(),
            1 => self.tiny(),
            _ => -self.tiny(),
        }
    }
}

/// The crate's rational as one of `rug`.
pub fn rational(q: &lemmabox::exact::Q) -> Rational {
    q.to_string().parse().expect("both write p/q")
}

/// A term.
#[derive(Clone, Debug)]
pub enum T {
    Num(Rational),
    Pi,
    Var(usize),
    Call(&'static str, Box<T>),
    Two(&'static str, Box<T>, Box<T>),
    Op(char, Box<T>, Box<T>),
    Pow(Box<T>, i32),
    /// A power with exponent `p/q`.
    Root(Box<T>, i32, u32),
}

pub const NAMES: [&str; 4] = ["x", "y", "z", "w"];

pub fn num(q: impl Into<Rational>) -> T {
    T::Num(q.into())
}
pub fn var(i: usize) -> T {
    T::Var(i)
}
pub fn call(f: &'static str, x: T) -> T {
    T::Call(f, Box::new(x))
}
pub fn two(f: &'static str, x: T, y: T) -> T {
    T::Two(f, Box::new(x), Box::new(y))
}
pub fn op(o: char, x: T, y: T) -> T {
    T::Op(o, Box::new(x), Box::new(y))
}
pub fn pow(x: T, n: i32) -> T {
    T::Pow(Box::new(x), n)
}
pub fn sum(terms: impl IntoIterator<Item = T>) -> T {
    terms
        .into_iter()
        .reduce(|a, b| op('+', a, b))
        .unwrap_or_else(|| num(0))
}

impl fmt::Display for T {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            T::Num(q) => write!(f, "({q})"),
            T::Pi => write!(f, "pi"),
            T::Var(i) => f.write_str(NAMES[*i]),
            T::Call(g, x) => write!(f, "{g}({x})"),
            T::Two(g, x, y) => write!(f, "{g}({x}, {y})"),
            T::Op(o, x, y) => write!(f, "({x} {o} {y})"),
            T::Pow(x, n) => write!(f, "({x})^({n})"),
            T::Root(x, p, q) => write!(f, "({x})^({p}/{q})"),
        }
    }
}

/// Why a term has no value here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Failure {
    /// It certainly has none.
    Undefined,
    /// The oracle cannot tell, or not well enough.
    Unknown,
}

/// A value: exact, or correct to well over [`ZERO`] bits behind the point.
#[derive(Clone, Debug)]
enum Value {
    Exact(Rational),
    Near(Float),
}

const BITS: u32 = 512;
/// A near value below `2^-ZERO` has no known sign. Operands of products and quotients and arguments
/// near the edge of a domain are kept within `2^60`, so an operation loses at most about 60 of the
/// 512 bits.
const ZERO: i32 = 140;
const LARGE: i32 = 60;
/// Bits of an exact value before the oracle gives up.
const MAX_BITS: u32 = 6000;

fn two_to(e: i32) -> Float {
    Float::with_val(BITS, Float::i_exp(1, e))
}

impl Value {
    fn near(&self) -> Float {
        match self {
            Value::Exact(q) => Float::with_val(BITS, q),
            Value::Near(x) => x.clone(),
        }
    }

    fn sign(&self) -> Option<Ordering> {
        match self {
            Value::Exact(q) => Some(q.cmp0()),
            Value::Near(x) if x.clone().abs() < two_to(-ZERO) => None,
            Value::Near(x) => x.cmp0(),
        }
    }

    /// Neither too large nor, when it must not be, too close to zero.
    fn tame(&self, away_from_zero: bool) -> bool {
        let x = self.near().abs();
        x < two_to(LARGE) && (!away_from_zero || x > two_to(-LARGE))
    }
}

fn near(x: Float) -> Result<Value, Failure> {
    if x.is_finite() && x.clone().abs() < two_to(LARGE) {
        Ok(Value::Near(x))
    } else {
        Err(Failure::Unknown)
    }
}

fn exact(q: Rational) -> Result<Value, Failure> {
    if q.numer().significant_bits() + q.denom().significant_bits() < MAX_BITS {
        Ok(Value::Exact(q))
    } else {
        Err(Failure::Unknown)
    }
}

/// Two operands, both of them defined.
fn both(a: Result<Value, Failure>, b: Result<Value, Failure>) -> Result<(Value, Value), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Failure::Undefined), _) | (_, Err(Failure::Undefined)) => Err(Failure::Undefined),
        _ => Err(Failure::Unknown),
    }
}

fn arithmetic(o: char, a: Value, b: Value) -> Result<Value, Failure> {
    if o == '/' {
        match b.sign() {
            Some(Ordering::Equal) => return Err(Failure::Undefined),
            None => return Err(Failure::Unknown),
            Some(_) => {}
        }
    }
    if let (Value::Exact(a), Value::Exact(b)) = (&a, &b) {
        return exact(match o {
            '+' => Rational::from(a + b),
            '-' => Rational::from(a - b),
            '*' => Rational::from(a * b),
            _ => Rational::from(a / b),
        });
    }
    // Zero is exact and so is what it absorbs.
    if o == '*' {
        for v in [&a, &b] {
            if matches!(v, Value::Exact(q) if q.is_zero()) {
                return Ok(Value::Exact(Rational::new()));
            }
        }
    }
    if matches!(o, '*' | '/') && !(a.tame(false) && b.tame(o == '/')) {
        return Err(Failure::Unknown);
    }
    let (a, b) = (a.near(), b.near());
    near(match o {
        '+' => a + b,
        '-' => a - b,
        '*' => a * b,
        _ => a / b,
    })
}

fn integer_power(x: Value, n: i32) -> Result<Value, Failure> {
    let mut product = Value::Exact(Rational::from(1));
    for _ in 0..n.unsigned_abs() {
        product = arithmetic('*', product, x.clone())?;
    }
    if n < 0 {
        arithmetic('/', Value::Exact(Rational::from(1)), product)
    } else {
        Ok(product)
    }
}

fn function(f: &str, x: Value) -> Result<Value, Failure> {
    if let Value::Exact(q) = &x {
        let zero = q.is_zero();
        let one = *q == 1;
        let known = match f {
            "abs" => Some(q.clone().abs()),
            "sqrt" if q.cmp0() != Ordering::Less => {
                let (n, d) = (q.numer().clone().sqrt(), q.denom().clone().sqrt());
                let root = Rational::from((n, d));
                (Rational::from(&root * &root) == *q).then_some(root)
            }
            "floor" => Some(q.clone().floor()),
            "sign" => Some(Rational::from(q.cmp0() as i32)),
            "sin" | "tan" | "arctan" | "arcsin" | "asinh" | "sinh" | "tanh" | "erf" if zero => {
                Some(Rational::new())
            }
            "cos" | "exp" | "erfc" if zero => Some(Rational::from(1)),
            "carlson" if one => Some(Rational::from(1)),
            "log" | "arccos" if one => Some(Rational::new()),
            _ => None,
        };
        if let Some(known) = known {
            return exact(known);
        }
    }
    let v = x.near();
    match f {
        "abs" => near(v.abs()),
        "sqrt" | "log" => match x.sign() {
            Some(Ordering::Less) => Err(Failure::Undefined),
            Some(Ordering::Equal) => Err(Failure::Undefined), // log: the root of an exact zero is known
            Some(Ordering::Greater) if x.tame(true) => {
                near(if f == "sqrt" { v.sqrt() } else { v.ln() })
            }
            _ => Err(Failure::Unknown),
        },
        "arcsin" | "arccos" => {
            let rest = arithmetic('-', Value::Exact(Rational::from(1)), function("abs", x)?)?;
            match rest.sign() {
                Some(Ordering::Less) => Err(Failure::Undefined),
                None => Err(Failure::Unknown),
                // At an exact end the value is a multiple of pi/2, correctly rounded.
                Some(Ordering::Greater) if !rest.tame(true) => Err(Failure::Unknown),
                Some(_) => near(if f == "arcsin" { v.asin() } else { v.acos() }),
            }
        }
        _ if !x.tame(false) => Err(Failure::Unknown),
        "floor" => {
            let distance = Float::with_val(BITS, &v - v.clone().round()).abs();
            if distance < two_to(-40) {
                return Err(Failure::Unknown);
            }
            exact(Rational::from(
                v.to_integer_round(Round::Down).ok_or(Failure::Unknown)?.0,
            ))
        }
        "sign" => match x.sign() {
            Some(order) => exact(Rational::from(order as i32)),
            None => Err(Failure::Unknown),
        },
        "carlson" => match x.sign() {
            Some(Ordering::Less | Ordering::Equal) => Err(Failure::Undefined),
            Some(Ordering::Greater) if v > 0.01 && v < 1000 => {
                let z = Float::with_val(BITS, &v - 1u32);
                let root = z.clone().abs().sqrt();
                // Where it is next to 0 the quotient loses what BITS have to spare.
                if root < two_to(-20) {
                    return Err(Failure::Unknown);
                }
                let angle = if z > 0 {
                    root.clone().atan()
                } else {
                    root.clone().atanh()
                };
                near(angle / root)
            }
            _ => Err(Failure::Unknown),
        },
        "gamma" | "lgamma" => match x.sign() {
            Some(Ordering::Less | Ordering::Equal) => Err(Failure::Undefined),
            Some(Ordering::Greater) if v > 0.01 && v < 20 => near(if f == "gamma" {
                v.gamma()
            } else {
                v.ln_gamma()
            }),
            _ => Err(Failure::Unknown),
        },
        "asinh" => near(v.asinh()),
        "erf" => near(v.erf()),
        "erfc" if v.clone().abs() < 6 => near(v.erfc()),
        "sinh" if v.clone().abs() < 30 => near(v.sinh()),
        "tanh" if v.clone().abs() < 30 => near(v.tanh()),
        "sin" => near(v.sin()),
        "cos" => near(v.cos()),
        "tan" => {
            if v.clone().cos().abs() < two_to(-40) {
                return Err(Failure::Unknown);
            }
            near(v.tan())
        }
        "arctan" => near(v.atan()),
        "exp" if v > -60 && v < 40 => near(v.exp()),
        _ => Err(Failure::Unknown),
    }
}

impl T {
    fn value(&self, at: &[Rational]) -> Result<Value, Failure> {
        match self {
            T::Num(q) => Ok(Value::Exact(q.clone())),
            T::Pi => Ok(Value::Near(Float::with_val(BITS, Constant::Pi))),
            T::Var(i) => Ok(Value::Exact(at[*i].clone())),
            T::Call(f, x) => function(f, x.value(at)?),
            T::Op(o, a, b) => {
                let (a, b) = both(a.value(at), b.value(at))?;
                arithmetic(*o, a, b)
            }
            T::Two(f, a, b) => {
                let (a, b) = both(a.value(at), b.value(at))?;
                let d = arithmetic('-', a.clone(), b.clone())?;
                match (d.sign(), *f) {
                    (None, _) => Err(Failure::Unknown),
                    (Some(Ordering::Less), "min") => Ok(a),
                    (Some(Ordering::Less), _) => Ok(b),
                    (_, "min") => Ok(b),
                    _ => Ok(a),
                }
            }
            T::Pow(x, n) => integer_power(x.value(at)?, *n),
            // In lowest terms: `x^(3/3)` is `x`.
            T::Root(x, p, q) if *p == *q as i32 => x.value(at),
            T::Root(x, p, q) => {
                let x = x.value(at)?;
                match x.sign() {
                    Some(Ordering::Less) => Err(Failure::Undefined),
                    Some(Ordering::Equal) if *p < 0 => Err(Failure::Undefined),
                    Some(Ordering::Equal) => Ok(Value::Exact(Rational::new())),
                    Some(Ordering::Greater) if x.tame(true) => {
                        let e = Float::with_val(BITS, *p) / *q;
                        near(x.near().pow(e))
                    }
                    _ => Err(Failure::Unknown),
                }
            }
        }
    }

    /// The value at a point, to a double: for choosing bounds, not for judging.
    pub fn about(&self, at: &[Rational]) -> Option<f64> {
        Some(self.value(at).ok()?.near().to_f64())
    }

    /// The exact value, if it is a rational that the oracle knows.
    pub fn rational(&self, at: &[Rational]) -> Option<Rational> {
        match self.value(at).ok()? {
            Value::Exact(q) => Some(q),
            Value::Near(_) => None,
        }
    }
}

/// A formula.
#[derive(Clone, Debug)]
pub enum F {
    Rel(T, &'static str, T),
    And(Vec<F>),
    Or(Vec<F>),
    Not(Box<F>),
}

impl fmt::Display for F {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            F::Rel(a, op, b) => write!(f, "{a} {op} {b}"),
            F::Not(x) => write!(f, "not ({x})"),
            F::And(parts) | F::Or(parts) => {
                let word = if matches!(self, F::And(_)) {
                    "and"
                } else {
                    "or"
                };
                let parts: Vec<String> = parts.iter().map(|p| format!("({p})")).collect();
                f.write_str(&parts.join(&format!(" {word} ")))
            }
        }
    }
}

/// Kleene's three values and the oracle's ignorance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Undefined,
    Unknown,
}

impl Truth {
    pub fn not(self) -> Self {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            other => other,
        }
    }

    /// Strong Kleene conjunction; unknown parts might be anything.
    pub fn all(parts: impl IntoIterator<Item = Truth>) -> Self {
        let parts: Vec<Truth> = parts.into_iter().collect();
        [Truth::False, Truth::Unknown, Truth::Undefined]
            .into_iter()
            .find(|t| parts.contains(t))
            .unwrap_or(Truth::True)
    }
}

impl F {
    pub fn value(&self, at: &[Rational]) -> Truth {
        match self {
            F::Rel(a, op, b) => {
                let d = both(a.value(at), b.value(at)).and_then(|(a, b)| arithmetic('-', a, b));
                let sign = match d {
                    Err(Failure::Undefined) => return Truth::Undefined,
                    Err(Failure::Unknown) => return Truth::Unknown,
                    Ok(d) => d.sign(),
                };
                let Some(sign) = sign else {
                    return Truth::Unknown;
                };
                let holds = match *op {
                    "<" => sign == Ordering::Less,
                    "<=" => sign != Ordering::Greater,
                    ">" => sign == Ordering::Greater,
                    ">=" => sign != Ordering::Less,
                    "=" => sign == Ordering::Equal,
                    _ => sign != Ordering::Equal,
                };
                if holds { Truth::True } else { Truth::False }
            }
            F::Not(f) => f.value(at).not(),
            F::And(parts) => Truth::all(parts.iter().map(|f| f.value(at))),
            F::Or(parts) => Truth::all(parts.iter().map(|f| f.value(at).not())).not(),
        }
    }
}
