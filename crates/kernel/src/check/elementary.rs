//! Elementary functions by series with proved remainder bounds.
//!
//! At a dyadic point a function is reduced to a series in a fixed-point number: an integer that
//! counts units of `2^-w`, where `w = p + 2` at precision `p`. Each series is summed by Horner's
//! rule, and the proof beside it shows that the integer found differs from the true value by at
//! most `SLACK` units. Zeros at rational points (`sin 0`, `log 1`, ...) are factored out before the
//! series, so that the relative error stays near `2^-p` there. Over an enclosure the function is
//! taken at the ends and at the extrema between them.

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Enclosure, Endpoint};
use super::dyadic::{Dyadic, Round};
use super::integer::Integer;
use Round::{Down, Up};

/// Bound, in units of `2^-w`, on the error of every series below.
const SLACK: i64 = 8;

/// Extra bits `w - p` of the fixed-point numbers.
const GUARD: i64 = 2;

/// Arguments of sine, cosine and tangent of magnitude above `2^TURN_LIMIT` are not reduced.
const TURN_LIMIT: i64 = 4096;

/// Up to this magnitude they are reduced by constants kept for it.
const FAR: i64 = 60;

/// Below `2^MACHINE_TURNS` the multiple of pi/2 is found with machine integers.
const MACHINE_TURNS: i64 = 40;

/// Arguments of the exponential of magnitude `2^EXP_LIMIT` and more are not reduced.
const EXP_LIMIT: i64 = 31;

/// A lower and an upper bound of a real number.
type Bracket = (Dyadic, Dyadic);

fn negated((lo, hi): &Bracket) -> Bracket {
    (hi.neg(), lo.neg())
}

/// A constant `c` as the integer `value` with `value <= c * 2^bits <= value + 2`.
struct Fixed {
    value: Integer,
    bits: i64,
}

impl Fixed {
    /// From units of `2^-(bits + drop)` known up to `error < 2^(drop - 1)` of them.
    fn new(units: &Integer, error: i64, bits: i64, drop: i64) -> Fixed {
        debug_assert!(drop < 62 && error < 1 << (drop - 1));
        Fixed {
            value: units.sub(&Integer::from(error)).shr_floor(drop),
            bits,
        }
    }

    fn bracket(&self, p: i64) -> Bracket {
        let upper = self.value.add(&Integer::from(2i64));
        (
            Dyadic::new(self.value.clone(), -self.bits).round(p, Down),
            Dyadic::new(upper, -self.bits).round(p, Up),
        )
    }
}

/// `arctan(1/q)` or, not alternating, `artanh(1/q)`, `q >= 2`, in units of `2^-bits`, and a bound
/// on the error in units.
///
/// The sum of `(+-1)^n / ((2n+1) q^(2n+1))`. Nested floors equal the floor of the whole quotient,
/// so each term is off by less than one unit; the terms left out start below one unit divided by
/// `2n+1 >= 3` and shrink by `q^2 >= 4`, so they sum to less than one unit.
fn reciprocal_series(q: i64, bits: i64, alternating: bool) -> (Integer, i64) {
    let square = Integer::from(q * q);
    let mut term = Integer::from(1i64).shl(bits).div_floor(&Integer::from(q));
    let mut sum = Integer::from(0i64);
    let mut n = 0;
    while !term.is_zero() {
        let summand = term.div_floor(&Integer::from(2 * n + 1));
        sum = if alternating && n % 2 == 1 {
            sum.sub(&summand)
        } else {
            sum.add(&summand)
        };
        term = term.div_floor(&square);
        n += 1;
    }
    (sum, n + 1)
}

/// Machin: `pi/2 = 8 arctan(1/5) - 2 arctan(1/239)`.
fn half_pi(bits: i64) -> Fixed {
    let drop = 32;
    let (a, a_error) = reciprocal_series(5, bits + drop, true);
    let (b, b_error) = reciprocal_series(239, bits + drop, true);
    let units = a
        .mul(&Integer::from(8i64))
        .sub(&b.mul(&Integer::from(2i64)));
    Fixed::new(&units, 8 * a_error + 2 * b_error, bits, drop)
}

/// `log 2 = 2 artanh(1/3)`.
fn log_two(bits: i64) -> Fixed {
    let drop = 32;
    let (units, error) = reciprocal_series(3, bits + drop, false);
    Fixed::new(&units.add(&units), 2 * error, bits, drop)
}

/// The constants that the elementary functions need at one precision.
pub struct Constants {
    /// pi/2 with enough bits to reduce arguments of magnitude below 2^8.
    half_pi_near: Fixed,
    /// pi/2 with enough bits to reduce arguments of magnitude below `2^FAR`.
    half_pi_far: Fixed,
    /// log 2 with enough bits to reduce arguments of magnitude below `2^EXP_LIMIT`.
    log_two: Fixed,
    half_pi: Bracket,
    quarter_pi: Bracket,
    pi: Bracket,
    log_two_bracket: Bracket,
    /// arctan(1/2)
    arctan_half: Bracket,
}

impl Constants {
    pub fn new(p: i64) -> Constants {
        let half_pi_near = half_pi(2 * p - 4);
        let half_pi = half_pi_near.bracket(p);
        let scaled = |shift| (half_pi.0.scale(shift), half_pi.1.scale(shift));
        let log_two = log_two(p + GUARD + 36);
        let (units, error) = reciprocal_series(2, p + 8 + 32, true);
        Constants {
            half_pi_far: self::half_pi(2 * p + FAR),
            quarter_pi: scaled(-1),
            pi: scaled(1),
            log_two_bracket: log_two.bracket(p),
            arctan_half: Fixed::new(&units, error, p + 8, 32).bracket(p),
            half_pi_near,
            half_pi,
            log_two,
        }
    }
}

/// `x - (base + quarter) * pi/2` lies in the bracket `rest`, inside `(-0.8, 0.8)`.
struct Reduced {
    quarter: i64,
    /// A multiple of 4, zero unless `x` is huge: the sine does not depend on it, the order of two
    /// numbers does.
    base: Integer,
    rest: Bracket,
    /// `rest` to fixed point, off by at most 2 units.
    rest_fixed: Integer,
}

impl Reduced {
    /// The same number with another base; `None` if it is far from that.
    fn rebased(self, base: &Integer) -> Option<Reduced> {
        let shift = self.base.sub(base).to_i128()?;
        let quarter = i64::try_from(i128::from(self.quarter).checked_add(shift)?).ok()?;
        // Room for the few turns that are added later.
        (quarter.unsigned_abs() < 1 << 62).then_some(Reduced {
            quarter,
            base: base.clone(),
            ..self
        })
    }

    /// Whether `x` is the multiple of pi/2.
    fn is_exact(&self) -> bool {
        self.rest.0.is_zero() && self.rest.1.is_zero()
    }

    /// Least integer that `x / (pi/2)` may have as its ceiling.
    fn ceiling(&self) -> i64 {
        if self.rest.0.is_positive() {
            self.quarter + 1
        } else {
            self.quarter
        }
    }

    /// Largest integer that `x / (pi/2)` may have as its floor.
    fn floor(&self) -> i64 {
        if self.rest.1.is_negative() {
            self.quarter - 1
        } else {
            self.quarter
        }
    }

    /// The branch `j` of the tangent, `|x - j pi| < pi/2`; `None` too near to a pole to tell.
    fn branch(&self) -> Option<i64> {
        if self.quarter % 2 == 0 {
            return Some(self.quarter / 2);
        }
        if self.rest.0.is_positive() {
            Some((self.quarter + 1).div_euclid(2))
        } else if self.rest.1.is_negative() {
            Some((self.quarter - 1).div_euclid(2))
        } else {
            None
        }
    }
}

/// Number of steps for a power series in `u`, `|u| < 2^-decay`, whose `n`-th term is `u^n` over a
/// product of denominators `d_1 .. d_n`: after `N` steps `|u|^(N+1) / (d_1 .. d_(N+1)) <= 2^-bits`.
fn steps(decay: i64, bits: i64, denominator: impl Fn(i64) -> i64) -> i64 {
    let mut n = 0;
    let mut gained = 0;
    loop {
        // floor(log2) of the denominator, a lower bound.
        let log2 = i64::from(63 - denominator(n + 1).leading_zeros());
        gained += decay + log2;
        if gained >= bits {
            return n;
        }
        n += 1;
    }
}

impl Arithmetic {
    /// Fixed-point bits of the series.
    fn w(&self) -> i64 {
        self.precision + GUARD
    }

    fn fixed_mul(&self, a: &Integer, b: &Integer) -> Integer {
        a.mul(b).shr_floor(self.w())
    }

    fn fixed_one(&self) -> Integer {
        Integer::from(1i64).shl(self.w())
    }

    /// The bracket of a series value found up to `SLACK` units.
    fn slack(&self, value: &Integer) -> Bracket {
        let slack = Integer::from(SLACK);
        (
            Dyadic::new(value.sub(&slack), -self.w()),
            Dyadic::new(value.add(&slack), -self.w()),
        )
    }

    /// Product of a bracket of any sign with a bracket of positive numbers.
    fn times(&self, x: &Bracket, positive: &Bracket) -> Bracket {
        let p = self.precision;
        let low = if x.0.is_negative() {
            &positive.1
        } else {
            &positive.0
        };
        let high = if x.1.is_negative() {
            &positive.0
        } else {
            &positive.1
        };
        (x.0.mul(low, p, Down), x.1.mul(high, p, Up))
    }

    /// Quotient of a bracket of any sign by a bracket of positive numbers.
    fn over(&self, x: &Bracket, positive: &Bracket) -> Bracket {
        let p = self.precision;
        let low = if x.0.is_negative() {
            &positive.0
        } else {
            &positive.1
        };
        let high = if x.1.is_negative() {
            &positive.1
        } else {
            &positive.0
        };
        (x.0.div(low, p, Down), x.1.div(high, p, Up))
    }

    fn plus(&self, x: &Bracket, y: &Bracket) -> Bracket {
        let p = self.precision;
        (x.0.add(&y.0, p, Down), x.1.add(&y.1, p, Up))
    }

    /// pi
    pub fn pi(&self) -> Enclosure {
        let (lo, hi) = self.constants.pi.clone();
        // pi is no dyadic number.
        let end = |value| Some(Endpoint::new(value, true));
        Enclosure::new(end(lo), end(hi), true)
    }

    /// `m * pi/2`
    pub fn quarter_turns(&self, m: i64) -> Enclosure {
        self.mul(&self.pi(), &Enclosure::point(Dyadic::integer(m).scale(-1)))
    }

    // ---- sine, cosine, tangent ----

    /// Reduces an end; exactly where it is known to be a multiple of pi/2.
    fn reduce_end(&self, end: &Endpoint) -> Option<Reduced> {
        let Some(quarter) = end.quarter else {
            return self.reduce_turn(&end.value);
        };
        Some(Reduced {
            quarter,
            base: Integer::from(0i64),
            rest: (Dyadic::zero(), Dyadic::zero()),
            rest_fixed: Integer::from(0i64),
        })
    }

    /// Reduces both ends by the same base; `None` where that cannot be done.
    fn reduce_ends(&self, lo: &Endpoint, hi: &Endpoint) -> Option<(Reduced, Reduced)> {
        let (a, b) = (self.reduce_end(lo)?, self.reduce_end(hi)?);
        let b = if a.base == b.base {
            b
        } else {
            b.rebased(&a.base)?
        };
        Some((a, b))
    }

    /// Reduces `x` by the multiple of pi/2 nearest to it; `None` when `|x| >= 2^TURN_LIMIT`.
    fn reduce_turn(&self, x: &Dyadic) -> Option<Reduced> {
        if !x.is_zero() && x.magnitude() > TURN_LIMIT {
            return None;
        }
        let w = self.w();
        if x.is_zero() || x.magnitude() <= MACHINE_TURNS {
            // floor(pi/2 * 2^62). With |x| < 2^40 the quotient of the truncated numbers is within
            // 2^-20 of x / (pi/2), so the rest is below pi/4 + 2^-19 < 0.8.
            const HALF_PI_62: i128 = 7_244_019_458_077_122_842;
            let nearest = x.fixed_floor(62).to_i128()?;
            let quarter = i64::try_from((nearest + HALF_PI_62 / 2).div_euclid(HALF_PI_62)).ok()?;
            if quarter == 0 {
                return Some(Reduced {
                    quarter,
                    base: Integer::from(0i64),
                    rest: (x.clone(), x.clone()),
                    rest_fixed: x.fixed_floor(w),
                });
            }
            let near = x.magnitude() <= 8;
            let half_pi = if near {
                &self.constants.half_pi_near
            } else {
                &self.constants.half_pi_far
            };
            return Some(self.reduce_by(x, half_pi, &Integer::from(quarter)));
        }
        // The same with pi/2 to 2p + magnitude >= 124 bits: the quotient is within 2^-60.
        let reduce = |half_pi: &Fixed| {
            let half = half_pi.value.scale_floor(-1);
            let nearest = x.fixed_floor(half_pi.bits).add(&half);
            self.reduce_by(x, half_pi, &nearest.div_floor(&half_pi.value))
        };
        Some(if x.magnitude() <= FAR {
            reduce(&self.constants.half_pi_far)
        } else {
            reduce(&half_pi(2 * self.precision + x.magnitude()))
        })
    }

    /// Reduces `x` by `quarter` times pi/2.
    ///
    /// In units of `2^-bits`: `floor(x)` is at most one below `x`, and `quarter * value` is off by
    /// `2 |quarter|` at most on one side. The bracket is at most `2^9 + 1` units of `2^-(2p-4)`
    /// long for magnitudes up to 8, or `2^(m+1) + 1` units of `2^-(2p+m)` for magnitudes up to `m`:
    /// below one unit of `2^-w`, since `p >= 32`.
    fn reduce_by(&self, x: &Dyadic, half_pi: &Fixed, quarter: &Integer) -> Reduced {
        let product = half_pi.value.mul(quarter);
        let rest = x.fixed_floor(half_pi.bits).sub(&product);
        let zero = Integer::from(0i64);
        let twice = quarter.add(quarter);
        let one = Integer::from(1i64);
        let lo = rest.sub(&twice.clone().max(zero.clone()));
        let hi = rest.add(&one.sub(&twice.min(zero.clone())));
        let rest_fixed = lo.scale_floor(self.w() - half_pi.bits);
        let lo = Dyadic::new(lo, -half_pi.bits).round(self.precision, Down);
        let hi = Dyadic::new(hi, -half_pi.bits).round(self.precision, Up);
        let (quarter, base) = match quarter.to_i128().map(i64::try_from) {
            Some(Ok(short)) if short.unsigned_abs() < 1 << 62 => (short, zero),
            _ => {
                // A multiple of 4 below it.
                let base = quarter.shr_floor(2).shl(2);
                let rest = quarter.sub(&base).to_i128().unwrap_or_default();
                (rest as i64, base)
            }
        };
        Reduced {
            quarter,
            base,
            rest: (lo, hi),
            rest_fixed,
        }
    }

    /// `sin y` for the rest `y` of a reduction: `y` times `sum (-u)^n / (2n+1)!` at `u = y^2`.
    ///
    /// `y` is off by at most 2 units (1 by the floor, 1 by the bracket) and `|y| < 0.8`, so `u` is
    /// off by `2 * 0.8 * 2 + 1 < 5` units with the floor of the square, and the sum, of slope at
    /// most 1/6 in `u`, by less than 1. A Horner step `s = 1 - u s / d` turns an error `e` into at
    /// most `(e + 1)/d + 1` with `d >= 6`, so Horner errs by less than 2. The terms left out
    /// alternate and shrink: less than 1. Together below `SLACK`.
    fn sin_rest(&self, y: &Reduced) -> Bracket {
        if y.is_exact() {
            return y.rest.clone();
        }
        let series = self.alternating_factorials(&y.rest_fixed, |n| 2 * n * (2 * n + 1));
        self.times(&y.rest, &series)
    }

    /// `cos y` for the rest `y` of a reduction: `sum (-u)^n / (2n)!` at `u = y^2`.
    ///
    /// As in [`Self::sin_rest`], with slope at most 1/2 in `u` (error below 2.5) and `d >= 2`
    /// (Horner errs by at most `(1.2 + 1)/2 + 1 < 2.2`): together below 6.
    fn cos_rest(&self, y: &Reduced) -> Bracket {
        if y.is_exact() {
            return (Dyadic::one(), Dyadic::one());
        }
        let (lo, hi) = self.alternating_factorials(&y.rest_fixed, |n| (2 * n - 1) * (2 * n));
        (lo, hi.min(Dyadic::one()))
    }

    /// `1 - u/d_1 (1 - u/d_2 (1 - ...))` at `u = y^2`, `|y| < 0.8`.
    fn alternating_factorials(&self, y: &Integer, denominator: impl Fn(i64) -> i64) -> Bracket {
        let one = self.fixed_one();
        let u = self.fixed_mul(y, y);
        let n = steps(self.w() - u.bits(), self.w(), &denominator);
        let mut s = one.clone();
        for k in (1..=n).rev() {
            s = one.sub(
                &self
                    .fixed_mul(&u, &s)
                    .div_floor(&Integer::from(denominator(k))),
            );
        }
        self.slack(&s)
    }

    /// `sin(y + turn * pi/2)`.
    fn sin_reduced(&self, y: &Reduced, turn: i64) -> Bracket {
        match (y.quarter + turn).rem_euclid(4) {
            0 => self.sin_rest(y),
            1 => self.cos_rest(y),
            2 => negated(&self.sin_rest(y)),
            _ => negated(&self.cos_rest(y)),
        }
    }

    /// Sine.
    pub fn sin(&self, x: &Enclosure) -> Enclosure {
        self.sin_shifted(x, 0)
    }

    /// Cosine: `cos x = sin(x + pi/2)`.
    pub fn cos(&self, x: &Enclosure) -> Enclosure {
        self.sin_shifted(x, 1)
    }

    /// `sin(x + turn * pi/2)`. Between two neighbouring multiples of pi/2 it is monotone.
    fn sin_shifted(&self, x: &Enclosure, turn: i64) -> Enclosure {
        let full = || Enclosure::closed(Dyadic::integer(-1), Dyadic::one()).and_defined(x.defined);
        let (Some(lo), Some(hi)) = (&x.lo, &x.hi) else {
            return full();
        };
        if x.as_point().is_some() {
            let Some(a) = self.reduce_end(lo) else {
                return full();
            };
            let at_a = self.sin_reduced(&a, turn);
            return Enclosure::closed(at_a.0, at_a.1).and_defined(x.defined);
        }
        let Some((a, b)) = self.reduce_ends(lo, hi) else {
            return full();
        };
        let at_a = self.sin_reduced(&a, turn);
        let at_b = self.sin_reduced(&b, turn);
        // Extrema lie at odd multiples m of pi/2 (after the turn): maxima at m = 1 modulo 4. One
        // that is an end is counted with the images of the ends.
        let first = a.ceiling() + i64::from(a.is_exact()) + turn;
        let last = b.floor() - i64::from(b.is_exact()) + turn;
        let contains = |residue: i64| first + (residue - first).rem_euclid(4) <= last;
        let end = |v: Dyadic, open| Some(Endpoint::new(v, open));
        let image_a = Enclosure::new(end(at_a.0, lo.open), end(at_a.1, lo.open), true);
        let image_b = Enclosure::new(end(at_b.0, hi.open), end(at_b.1, hi.open), true);
        let mut image = image_a.hull(&image_b);
        if contains(1) {
            image.hi = end(Dyadic::one(), false);
        }
        if contains(3) {
            image.lo = end(Dyadic::integer(-1), false);
        }
        image.and_defined(x.defined)
    }

    /// Tangent; undefined at the odd multiples of pi/2.
    pub fn tan(&self, x: &Enclosure) -> Enclosure {
        let undefined = || Enclosure::whole().and_defined(false);
        let (Some(lo), Some(hi)) = (&x.lo, &x.hi) else {
            return undefined();
        };
        let Some((a, b)) = self.reduce_ends(lo, hi) else {
            return undefined();
        };
        // An open end at a pole belongs to the branch inside, on which the tangent has no bound
        // there.
        let pole = |e: &Endpoint| e.open && e.quarter.is_some_and(|m| m.rem_euclid(2) == 1);
        let branch = |end: &Endpoint, reduced: &Reduced, inward: i64| {
            if pole(end) {
                Some((reduced.quarter + inward).div_euclid(2))
            } else {
                reduced.branch()
            }
        };
        match (branch(lo, &a, 1), branch(hi, &b, -1)) {
            (Some(i), Some(j)) if i == j => {}
            _ => return undefined(),
        }
        Enclosure::new(
            (!pole(lo)).then(|| Endpoint::new(self.tan_reduced(&a).0, lo.open)),
            (!pole(hi)).then(|| Endpoint::new(self.tan_reduced(&b).1, hi.open)),
            x.defined,
        )
    }

    /// Tangent off the poles: `sin y / cos y`, or `-cos y / sin y` with the sign of `y` known.
    fn tan_reduced(&self, y: &Reduced) -> Bracket {
        let (sin, cos) = (self.sin_rest(y), self.cos_rest(y));
        if y.quarter % 2 == 0 {
            self.over(&sin, &cos)
        } else if sin.0.is_positive() {
            self.over(&negated(&cos), &sin)
        } else {
            self.over(&cos, &negated(&sin))
        }
    }

    // ---- inverse functions ----

    /// `sum (-+u)^n / (2n+1)` at `u = t^2`, for `|t| <= 0.26` known up to 3 units of fixed point.
    ///
    /// `u` is off by at most `2 * 0.26 * 3 + 1 < 2.6` units with the floor of the square, and the
    /// sum, of slope below 0.4 in `u`, by less than 1.1. A Horner step `s = 1/(2n+1) -+ u s` adds
    /// at most 1 for each floor: the error `e <= 2 + 0.07 e` stays below 2.2. The terms left out
    /// sum to at most `u^(N+1) / (3 (1 - u))`, below 1 unit. Together below `SLACK`.
    fn odd_series(&self, t: &Integer, alternating: bool) -> Bracket {
        let one = self.fixed_one();
        let u = self.fixed_mul(t, t);
        let n = steps(self.w() - u.bits(), self.w(), |_| 1);
        let coefficient = |k: i64| one.div_floor(&Integer::from(2 * k + 1));
        let mut s = coefficient(n);
        for k in (0..n).rev() {
            let product = self.fixed_mul(&u, &s);
            s = if alternating {
                coefficient(k).sub(&product)
            } else {
                coefficient(k).add(&product)
            };
        }
        self.slack(&s)
    }

    /// The angle in `[0, pi/2]` of the point `(d, n)`, `n, d >= 0` not both zero: `arctan(n/d)`.
    ///
    /// For `n <= d` it is `arctan c + arctan((n - c d)/(d + c n))` with `c` the nearest of 0, 1/2,
    /// 1: the second argument is at most 1/4 in magnitude. Else it is pi/2 less the angle of
    /// `(n, d)`.
    fn angle(&self, n: &Dyadic, d: &Dyadic) -> Bracket {
        if n.is_zero() {
            return (Dyadic::zero(), Dyadic::zero());
        }
        if d.is_zero() {
            return self.constants.half_pi.clone();
        }
        if n.cmp(d) == Ordering::Greater {
            return self.plus(&self.constants.half_pi, &negated(&self.angle(d, n)));
        }
        if n.scale(2).cmp(d) == Ordering::Less {
            return self.arctan_small(n, d);
        }
        // 1/4 <= n/d <= 1: the exact sums are short.
        let three = Dyadic::integer(3);
        let triple = d.mul(&three, d.bits() + 2, Down);
        let (scale, base) = if n.scale(2).cmp(&triple) != Ordering::Greater {
            (-1, &self.constants.arctan_half)
        } else {
            (0, &self.constants.quarter_pi)
        };
        let numerator = n.add_exact(&d.scale(scale).neg());
        let denominator = d.add_exact(&n.scale(scale));
        self.plus(base, &self.arctan_small(&numerator, &denominator))
    }

    /// `arctan(n/d)` for `d > 0`, `|n/d| <= 1/4`: the quotient `t` times [`Self::odd_series`].
    ///
    /// The two roundings of `t` differ by at most `2^(-1-p)`, 2 units, and the floor adds one.
    fn arctan_small(&self, n: &Dyadic, d: &Dyadic) -> Bracket {
        if n.is_zero() {
            return (Dyadic::zero(), Dyadic::zero());
        }
        let t = self.over(&(n.clone(), n.clone()), &(d.clone(), d.clone()));
        let series = self.odd_series(&t.0.fixed_floor(self.w()), true);
        self.times(&t, &series)
    }

    /// The angle in `(-pi, pi]` of the point `(x, y)` other than the origin.
    fn full_angle(&self, y: &Dyadic, x: &Dyadic) -> Bracket {
        if y.is_negative() {
            return negated(&self.full_angle(&y.neg(), x));
        }
        if x.is_negative() {
            let supplement = self.angle(y, &x.neg());
            return self.plus(&self.constants.pi, &negated(&supplement));
        }
        self.angle(y, x)
    }

    /// An increasing function by its brackets at the two ends, and its limits (never attained).
    fn increasing(
        &self,
        x: &Enclosure,
        below: Option<Dyadic>,
        above: Option<Dyadic>,
        at: impl Fn(&Dyadic) -> Bracket,
    ) -> Enclosure {
        let limit = |value: Option<Dyadic>| value.map(|value| Endpoint::new(value, true));
        if let (Some(point), Some(lo)) = (x.as_point(), &x.lo) {
            let (low, high) = at(point);
            let end = |value| Some(Endpoint::new(value, lo.open));
            return Enclosure::new(end(low), end(high), x.defined);
        }
        let lo = match &x.lo {
            Some(e) => Some(Endpoint::new(at(&e.value).0, e.open)),
            None => limit(below),
        };
        let hi = match &x.hi {
            Some(e) => Some(Endpoint::new(at(&e.value).1, e.open)),
            None => limit(above),
        };
        Enclosure::new(lo, hi, x.defined)
    }

    /// Arctangent.
    pub fn atan(&self, x: &Enclosure) -> Enclosure {
        let half_pi = &self.constants.half_pi.1;
        self.increasing(x, Some(half_pi.neg()), Some(half_pi.clone()), |slope| {
            self.full_angle(slope, &Dyadic::one())
        })
    }

    /// The part of `x` in `[-1, 1]`, undefined if that is not all of it; `None` if it is empty.
    fn unit_part(x: &Enclosure) -> Option<Enclosure> {
        let unit = Enclosure::closed(Dyadic::integer(-1), Dyadic::one());
        let part = x.intersection(&unit)?;
        let inside = |e: &Option<Endpoint>| {
            e.as_ref().is_some_and(|e| {
                let size = if e.value.is_negative() {
                    e.value.neg()
                } else {
                    e.value.clone()
                };
                size.cmp(&Dyadic::one()) != Ordering::Greater
            })
        };
        let defined = x.defined && inside(&x.lo) && inside(&x.hi);
        Some(Enclosure { defined, ..part })
    }

    /// `sqrt(1 - x^2) = sqrt((1 - x)(1 + x))` for `|x| <= 1`.
    fn cosine_side(&self, x: &Dyadic) -> Bracket {
        let p = self.precision;
        let one = Dyadic::one();
        let side = |round| {
            let product = one.sub(x, p, round).mul(&one.add(x, p, round), p, round);
            product.root(2, p, round)
        };
        (side(Down), side(Up))
    }

    /// Arcsine, in `[-pi/2, pi/2]`; undefined outside `[-1, 1]`.
    ///
    /// `arcsin x` is the angle of `(sqrt(1 - x^2), x)`, for `x >= 0` falling in the first
    /// coordinate.
    pub fn asin(&self, x: &Enclosure) -> Enclosure {
        let Some(part) = Self::unit_part(x) else {
            return Enclosure::whole().and_defined(false);
        };
        self.increasing(&part, None, None, |x| {
            let (size, negative) = if x.is_negative() {
                (x.neg(), true)
            } else {
                (x.clone(), false)
            };
            let side = self.cosine_side(&size);
            let angle = (self.angle(&size, &side.1).0, self.angle(&size, &side.0).1);
            if negative { negated(&angle) } else { angle }
        })
    }

    /// Arccosine, in `[0, pi]`; undefined outside `[-1, 1]`.
    ///
    /// `arccos x` is the angle of `(x, sqrt(1 - x^2))`: rising in the second coordinate for
    /// `x >= 0`, falling for `x < 0`. As a function of `-x` it is increasing.
    pub fn acos(&self, x: &Enclosure) -> Enclosure {
        let Some(part) = Self::unit_part(x) else {
            return Enclosure::whole().and_defined(false);
        };
        self.increasing(&part.neg(), None, None, |minus_x| {
            let x = minus_x.neg();
            let side = self.cosine_side(&x);
            let (low, high) = if x.is_negative() {
                (&side.1, &side.0)
            } else {
                (&side.0, &side.1)
            };
            (self.full_angle(low, &x).0, self.full_angle(high, &x).1)
        })
    }

    /// `arctan2(y, x)`, the angle in `(-pi, pi]` of `(x, y)`; undefined at the origin.
    pub fn atan2(&self, y: &Enclosure, x: &Enclosure) -> Enclosure {
        let defined = y.defined && x.defined && (y.excludes_zero() || x.excludes_zero());
        let pi = &self.constants.pi.1;
        let half_pi = &self.constants.half_pi.1;
        // Where there is no value, the opposite ones may be negative, too.
        if y.is_negative() && !y.is_nonnegative() {
            return self.atan2(&y.neg(), x).neg();
        }
        // Off the negative x axis the angle is continuous, and over a box its extremes are at
        // corners. Where a corner is at infinity or the origin, the quadrants bound the angle.
        let origin = |y: &Dyadic, x: &Dyadic| y.is_zero() && x.is_zero();
        let corner = |y: &Option<Endpoint>, x: &Option<Endpoint>| {
            let (y, x) = (&y.as_ref()?.value, &x.as_ref()?.value);
            (!origin(y, x)).then(|| self.full_angle(y, x))
        };
        let (lo, hi) = if y.is_nonnegative() {
            // The angle falls in x; it rises in y where x > 0 and falls where x < 0.
            let lowest = if x.is_nonpositive() { &y.hi } else { &y.lo };
            let highest = if x.is_nonnegative() { &y.hi } else { &y.lo };
            let least = if x.is_nonpositive() {
                self.constants.half_pi.0.clone()
            } else {
                Dyadic::zero()
            };
            let most = if x.is_nonnegative() {
                half_pi.clone()
            } else {
                pi.clone()
            };
            (
                corner(lowest, &x.hi).map_or(least, |b| b.0),
                corner(highest, &x.lo).map_or(most, |b| b.1),
            )
        } else if x.is_nonnegative() {
            (
                corner(&y.lo, &x.lo).map_or(half_pi.neg(), |b| b.0),
                corner(&y.hi, &x.lo).map_or(half_pi.clone(), |b| b.1),
            )
        } else {
            (pi.neg(), pi.clone())
        };
        Enclosure::closed(lo, hi).and_defined(defined)
    }

    // ---- exponential and logarithm ----

    /// `exp x` at a point; an upper bound beyond all range is left out.
    ///
    /// `x = k log 2 + y` with `|y| < 0.36`; then Horner's rule `s = 1 + y s / n`. `y` is off by at
    /// most 2 units, `exp y < 1.44` by less than 2.9. A step turns an error `e` into at most
    /// `(0.36 e + 1)/n + 1`, the last one into less than 2.7. The terms left out sum to less than
    /// twice the first, which is at most half a unit. Together below `SLACK`.
    fn exp_point(&self, x: &Dyadic) -> (Dyadic, Option<Dyadic>) {
        let p = self.precision;
        if x.is_zero() {
            return (Dyadic::one(), Some(Dyadic::one()));
        }
        if x.magnitude() > EXP_LIMIT {
            // |x| >= 2^31, and e > 2.
            let far = Dyadic::one().scale(1 << EXP_LIMIT);
            return if x.is_negative() {
                (Dyadic::zero(), Some(Dyadic::one().scale(-(1 << EXP_LIMIT))))
            } else {
                (far, None)
            };
        }
        // floor(log 2 * 2^62); |k| < 2^32 is the nearest integer to x / log 2 up to 2^-28.
        const LOG_TWO_62: i128 = 3_196_577_161_300_663_914;
        let Some(nearest) = x.fixed_floor(62).to_i128() else {
            return (Dyadic::zero(), None);
        };
        let k = (nearest + LOG_TWO_62 / 2).div_euclid(LOG_TWO_62) as i64;
        // In units of 2^-(w + 36), y is off by 1 + 2 |k| < 2^34: less than one unit of 2^-w.
        let log_two = &self.constants.log_two;
        let product = log_two.value.mul(&Integer::from(k));
        let y = x
            .fixed_floor(log_two.bits)
            .sub(&product)
            .shr_floor(log_two.bits - self.w());
        let one = self.fixed_one();
        let n = steps((self.w() - y.bits()).max(1), self.w() + 1, |n| n);
        let mut s = one.clone();
        for j in (1..=n).rev() {
            s = one.add(&self.fixed_mul(&y, &s).div_floor(&Integer::from(j)));
        }
        let (lo, hi) = self.slack(&s);
        (lo.scale(k).round(p, Down), Some(hi.scale(k).round(p, Up)))
    }

    /// The exponential.
    pub fn exp(&self, x: &Enclosure) -> Enclosure {
        // The exponential is positive: an end at zero is not attained.
        let lo = match &x.lo {
            Some(e) => {
                let value = self.exp_point(&e.value).0;
                let open = e.open || value.is_zero();
                Endpoint::new(value, open)
            }
            None => Endpoint::new(Dyadic::zero(), true),
        };
        let hi =
            x.hi.as_ref()
                .and_then(|e| Some(Endpoint::new(self.exp_point(&e.value).1?, e.open)));
        Enclosure::new(Some(lo), hi, x.defined)
    }

    /// `log x` at a point `x > 0`.
    ///
    /// `x = 2^k z` with `2/3 <= z < 4/3`, and `log z = 2 artanh t` for `t = (z - 1)/(z + 1)`,
    /// `|t| <= 1/5`, by [`Self::odd_series`]; `t` is off by at most 3 units as in
    /// [`Self::arctan_small`].
    fn log_point(&self, x: &Dyadic) -> Bracket {
        let k = x.magnitude();
        let z = x.scale(-k);
        let triple = z.mul(&Dyadic::integer(3), z.bits() + 2, Down);
        let (k, z) = match triple.cmp(&Dyadic::integer(2)) {
            Ordering::Less => (k - 1, z.scale(1)),
            _ => (k, z),
        };
        let one = Dyadic::one();
        let (numerator, denominator) = (z.add_exact(&one.neg()), z.add_exact(&one));
        let log_z = if numerator.is_zero() {
            (Dyadic::zero(), Dyadic::zero())
        } else {
            let d = (denominator.clone(), denominator);
            let t = self.over(&(numerator.clone(), numerator), &d);
            let series = self.odd_series(&t.0.fixed_floor(self.w()), false);
            let (lo, hi) = self.times(&t, &series);
            (lo.scale(1), hi.scale(1))
        };
        if k == 0 {
            return log_z;
        }
        let k = Dyadic::integer(k);
        let shift = self.times(&(k.clone(), k), &self.constants.log_two_bracket);
        self.plus(&shift, &log_z)
    }

    /// The natural logarithm; undefined at and below zero.
    pub fn log(&self, x: &Enclosure) -> Enclosure {
        let defined = x.defined && x.is_positive();
        let lo = x.lo.as_ref().filter(|e| e.value.is_positive());
        let lo = lo.map(|e| Endpoint::new(self.log_point(&e.value).0, e.open));
        let hi = match &x.hi {
            Some(e) if !e.value.is_positive() => return Enclosure::whole().and_defined(false),
            Some(e) => Some(Endpoint::new(self.log_point(&e.value).1, e.open)),
            None => None,
        };
        Enclosure::new(lo, hi, defined)
    }
}
