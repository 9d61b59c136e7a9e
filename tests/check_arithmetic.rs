//! The checker's arithmetic against MPFR at 400 bits.

use lemmabox::check::arithmetic::{Arithmetic, Enclosure, Endpoint};
use lemmabox::check::dyadic::Dyadic;
use lemmabox::check::integer::Integer;
use num_bigint::BigInt;
use proptest::prelude::*;
use rug::Float;
use rug::float::Constant;
use rug::ops::Pow;
use std::f64::consts::FRAC_PI_2;

const BITS: u32 = 400;

fn dyadic(x: f64) -> Dyadic {
    Dyadic::from_f64(x).unwrap()
}

fn mpfr(x: &Dyadic) -> Float {
    let text = x.mantissa().to_bigint().to_str_radix(16);
    let mantissa = rug::Integer::from_str_radix(&text, 16).unwrap();
    let length = mantissa.significant_bits().max(BITS);
    Float::with_val(length, mantissa) << i32::try_from(x.exponent()).unwrap()
}

fn interval(a: f64, b: f64) -> Enclosure {
    Enclosure::closed(dyadic(a.min(b)), dyadic(a.max(b)))
}

fn point(x: f64) -> Enclosure {
    Enclosure::point(dyadic(x))
}

fn f(x: f64) -> Float {
    Float::with_val(BITS, x)
}

/// `truth` is correct to 2^-390 of its size.
fn contains(enclosure: &Enclosure, truth: &Float) -> bool {
    let margin = Float::with_val(BITS, truth.abs_ref()) >> 390;
    let below = |e: &Endpoint| mpfr(&e.value) <= Float::with_val(BITS, truth + &margin);
    let above = |e: &Endpoint| mpfr(&e.value) >= Float::with_val(BITS, truth - &margin);
    enclosure.lo.as_ref().is_none_or(below) && enclosure.hi.as_ref().is_none_or(above)
}

/// Both ends lie within `2^-bits * |scale|` of each other.
fn tight(enclosure: &Enclosure, scale: &Float, bits: i64) -> bool {
    let (Some(lo), Some(hi)) = (&enclosure.lo, &enclosure.hi) else {
        return false;
    };
    let width = Float::with_val(BITS, mpfr(&hi.value) - mpfr(&lo.value));
    width <= Float::with_val(BITS, scale.abs_ref()) >> i32::try_from(bits).unwrap()
}

/// The scale a periodic function's width is measured by: next to a root the error of the argument
/// reduction is absolute, so the value alone is no measure.
fn periodic_scale(truth: &Float) -> Float {
    let floor = Float::with_val(BITS, 1) >> 20;
    Float::with_val(BITS, truth.abs_ref()).max(&floor)
}

type Unary = (
    &'static str,
    fn(&Arithmetic, &Enclosure) -> Enclosure,
    fn(Float) -> Float,
);

/// The functions with natural domain all reals, then those on [-1, 1], then on (0, inf).
const REAL: [Unary; 6] = [
    ("sin", Arithmetic::sin, Float::sin),
    ("cos", Arithmetic::cos, Float::cos),
    ("atan", Arithmetic::atan, Float::atan),
    ("exp", Arithmetic::exp, Float::exp),
    ("sqr", Arithmetic::sqr, Float::square),
    ("abs", |_, x| x.abs(), Float::abs),
];
const UNIT: [Unary; 2] = [
    ("asin", Arithmetic::asin, Float::asin),
    ("acos", Arithmetic::acos, Float::acos),
];
const POSITIVE: [Unary; 4] = [
    ("log", Arithmetic::log, Float::ln),
    ("sqrt", Arithmetic::sqrt, Float::sqrt),
    ("root 3", |a, x| a.root(x, 3), Float::cbrt),
    ("root 7", |a, x| a.root(x, 7), |x| x.root(7)),
];

fn precisions() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(Arithmetic::FAST),
        Just(32),
        Just(61),
        Just(96),
        Just(128),
        Just(300)
    ]
}

/// Reals of every size that matters: near 0, moderate, near multiples of pi/2, large.
fn reals() -> impl Strategy<Value = f64> {
    let scaled = (-1.0..1.0f64, -60i32..9).prop_map(|(m, e)| m * 2f64.powi(e));
    let turns = (-200i32..200, -3i64..=3).prop_map(|(k, ulps)| {
        let x = f64::from(k) * std::f64::consts::FRAC_PI_2;
        if x == 0.0 {
            x
        } else {
            f64::from_bits((x.to_bits() as i64 + ulps) as u64)
        }
    });
    let small = prop_oneof![
        Just(0.0),
        Just(1.0),
        Just(-1.0),
        Just(0.5),
        Just(2.0),
        Just(0.25),
        Just(0.75)
    ];
    prop_oneof![4 => scaled, 2 => turns, 1 => -4.0..4.0f64, 1 => small]
}

fn unit() -> impl Strategy<Value = f64> {
    let near_ends = (-52i32..0, any::<bool>()).prop_map(|(e, s)| {
        let x = 1.0 - 2f64.powi(e);
        if s { -x } else { x }
    });
    prop_oneof![
        -1.0..=1.0f64,
        near_ends,
        (-1.0..1.0f64, -60i32..0).prop_map(|(m, e)| m * 2f64.powi(e)),
        Just(1.0),
        Just(-1.0)
    ]
}

fn positive() -> impl Strategy<Value = f64> {
    let near_one = (-1.0..1.0f64, -50i32..-1).prop_map(|(m, e)| 1.0 + m * 2f64.powi(e));
    prop_oneof![
        (1.0..2.0f64, -1000i32..1000).prop_map(|(m, e)| m * 2f64.powi(e)),
        near_one,
        Just(1.0)
    ]
}

fn check_point(functions: &[Unary], p: u32, x: f64) -> Result<(), TestCaseError> {
    let arithmetic = Arithmetic::new(p);
    for (name, ours, reference) in functions {
        let (image, truth) = (ours(&arithmetic, &point(x)), reference(f(x)));
        prop_assert!(image.defined, "{name}({x:e}) at {p} bits is undefined");
        prop_assert!(
            contains(&image, &truth),
            "{name}({x:e}) at {p} bits misses {truth}: {image:?}"
        );
        let scale = if matches!(*name, "sin" | "cos") && x.abs() > 0.7 {
            periodic_scale(&truth)
        } else {
            truth.clone()
        };
        let kept = i64::from(p) - if *name == "acos" { 35 } else { 5 };
        prop_assert!(
            truth.is_zero() || tight(&image, &scale, kept),
            "{name}({x:e}) at {p} bits is wide: {image:?}"
        );
    }
    Ok(())
}

fn check_interval(
    functions: &[Unary],
    p: u32,
    a: f64,
    b: f64,
    t: f64,
) -> Result<(), TestCaseError> {
    let arithmetic = Arithmetic::new(p);
    let (a, b) = (a.min(b), a.max(b));
    let x = (a + t * (b - a)).clamp(a, b);
    for (name, ours, reference) in functions {
        let image = ours(&arithmetic, &interval(a, b));
        prop_assert!(image.defined);
        for x in [a, x, b] {
            prop_assert!(
                contains(&image, &reference(f(x))),
                "{name}([{a:e}, {b:e}]) at {p} bits misses x = {x:e}: {image:?}"
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Sine, cosine and tangent between multiples of pi/2, or from one to a dyadic number.
    #[test]
    fn ends_at_multiples_of_a_quarter_turn(
        m in -6i64..6,
        n in 1i64..6,
        open in (any::<bool>(), any::<bool>()),
        cut in proptest::option::of(0.01f64..0.99),
        t in 0.0f64..=1.0,
    ) {
        let ar = Arithmetic::new(80);
        let quarter = Float::with_val(BITS, Constant::Pi) / 2u32;
        let end = |m: i64| Float::with_val(BITS, &quarter * m);
        let rounded = |m: i64, open: bool, up: bool| {
            let pi = ar.pi();
            let half = ar.div(&pi, &Enclosure::integer(2));
            let x = ar.mul(&half, &Enclosure::integer(m));
            let e = if up { x.hi } else { x.lo };
            let value = e.unwrap().value;
            Endpoint { value, open, quarter: Some(m) }
        };
        let lo = rounded(m, open.0, false);
        let stop = cut.map(|s| {
            let x = Float::with_val(BITS, end(m) + Float::with_val(BITS, &quarter * n) * s);
            dyadic(x.to_f64())
        });
        let hi = match &stop {
            Some(x) => Endpoint::new(x.clone(), open.1),
            None => rounded(m + n, open.1, true),
        };
        let top = stop.as_ref().map_or_else(|| end(m + n), mpfr);
        let x = Enclosure::new(Some(lo), Some(hi), true);
        let at = Float::with_val(BITS, end(m) + Float::with_val(BITS, &top - end(m)) * t);
        let inside = end(m) < at && at < top;
        let exact = |m: i64| [0i64, 1, 0, -1][m.rem_euclid(4) as usize];
        let check = |image: &Enclosure, value: Float, ends: [Option<i64>; 2]| {
            if inside {
                prop_assert!(contains(image, &value));
            }
            for y in ends.into_iter().flatten() {
                let y = Dyadic::integer(y);
                prop_assert!(image.lo.as_ref().is_none_or(|e| e.value < y || e.value == y && !e.open));
                prop_assert!(image.hi.as_ref().is_none_or(|e| y < e.value || e.value == y && !e.open));
            }
            Ok(())
        };
        let closed = [(!open.0).then_some(m), (!open.1 && stop.is_none()).then_some(m + n)];
        check(&ar.sin(&x), at.clone().sin(), closed.map(|m| m.map(exact)))?;
        check(&ar.cos(&x), at.clone().cos(), closed.map(|m| m.map(|m| exact(m + 1))))?;
        let tan = ar.tan(&x);
        if tan.defined {
            prop_assert!(closed.iter().flatten().all(|m| m % 2 == 0));
            check(&tan, at.tan(), closed.map(|m| m.map(|_| 0)))?;
        }
    }

    #[test]
    fn functions_on_the_line(p in precisions(), x in reals()) {
        check_point(&REAL, p, x)?;
    }

    /// Between `m 2^e + a` and that plus `b`: far beyond where a count of the turns fits in a
    /// machine word.
    #[test]
    fn circular_functions_on_intervals_beyond_machine_words(
        p in precisions(),
        m in 1i64..1 << 40,
        e in 30i64..300,
        a in -8.0..8.0f64,
        b in 0.0..7.0f64,
        t in 0.0..=1.0f64,
        minus in any::<bool>(),
    ) {
        let sign = if minus { -1 } else { 1 };
        let base = Dyadic::new(Integer::from(sign * m), e);
        let end = |x: f64| base.add_exact(&dyadic(x));
        let (lo, hi) = (end(a), end(a + b));
        let at = Float::with_val(900, mpfr(&base) + Float::with_val(900, a) + Float::with_val(900, b) * t);
        let x = Enclosure::closed(lo, hi);
        let ar = Arithmetic::new(p);
        for (name, ours, reference) in &REAL[..2] {
            let truth = Float::with_val(BITS, reference(at.clone()));
            let image = ours(&ar, &x);
            prop_assert!(contains(&image, &truth), "{name} at {p} bits misses {truth}: {image:?}");
            if b < 1e-3 {
                let ends = image.lo.zip(image.hi);
                let narrow = |(l, h): (Endpoint, Endpoint)| {
                    Float::with_val(BITS, mpfr(&h.value) - mpfr(&l.value)) < 2e-3
                };
                prop_assert!(ends.is_some_and(narrow), "{name} at {p} bits is wide");
            }
        }
        let tan = ar.tan(&x);
        if tan.defined {
            prop_assert!(contains(&tan, &Float::with_val(BITS, at.tan())));
        }
    }

    #[test]
    fn circular_functions_far_out(p in precisions(), m in 0.5..1.0f64, e in 8i32..=62, turns in any::<bool>(), minus in any::<bool>()) {
        let far = m * 2f64.powi(e);
        let x = if turns { (far / FRAC_PI_2).round() * FRAC_PI_2 } else { far };
        let x = if minus { -x } else { x };
        let arithmetic = Arithmetic::new(p);
        for (name, ours, reference) in &REAL[..2] {
            let (image, truth) = (ours(&arithmetic, &point(x)), reference(f(x)));
            prop_assert!(contains(&image, &truth), "{name}({x:e}) at {p} bits misses {truth}: {image:?}");
            prop_assert!(
                tight(&image, &periodic_scale(&truth), i64::from(p) - 30),
                "{name}({x:e}) at {p} bits is wide: {image:?}"
            );
        }
        let image = arithmetic.tan(&point(x));
        prop_assert!(!image.defined || contains(&image, &f(x).tan()), "tan({x:e}) at {p} bits: {image:?}");
    }

    #[test]
    fn functions_on_the_unit_interval(p in precisions(), x in unit()) {
        check_point(&UNIT, p, x)?;
    }

    #[test]
    fn functions_on_the_positive_line(p in precisions(), x in positive()) {
        check_point(&POSITIVE, p, x)?;
    }

    #[test]
    fn images_of_intervals_contain_images_of_points(
        p in precisions(), (a, b) in (reals(), reals()), (c, d) in (unit(), unit()),
        (e, g) in (positive(), positive()), t in 0.0..=1.0f64,
    ) {
        check_interval(&REAL, p, a, b, t)?;
        check_interval(&REAL, p, a, a + (b - a) * 2f64.powi(-10), t)?;
        check_interval(&UNIT, p, c, d, t)?;
        check_interval(&POSITIVE, p, e, g, t)?;
    }

    #[test]
    fn tangent_is_defined_off_its_poles_and_encloses(p in precisions(), a in reals(), width in 0.0..2.0f64, t in 0.0..=1.0f64) {
        let arithmetic = Arithmetic::new(p);
        let b = a + width;
        let image = arithmetic.tan(&interval(a, b));
        let branch = |x: f64| {
            let pi = Float::with_val(BITS, Constant::Pi);
            (f(x) / pi + 0.5f64).floor().to_f64()
        };
        prop_assert!(!image.defined || branch(a) == branch(b), "a pole in [{a}, {b}] was missed");
        let sample = (a + t * width).clamp(a, b);
        for x in [a, sample, b] {
            prop_assert!(contains(&image, &f(x).tan()), "tan([{a}, {b}]) misses {x}");
        }
        let at = arithmetic.tan(&point(a));
        let truth = f(a).tan();
        // The derivative 1 + tan^2 carries the error of the reduced argument.
        let scale = periodic_scale(&truth) * (Float::with_val(BITS, truth.square_ref()) + 1u32);
        prop_assert!(!at.defined || a == 0.0 || tight(&at, &scale, i64::from(p) - 5));
    }

    #[test]
    fn arithmetic_of_intervals(
        p in precisions(), a in reals(), b in reals(), c in reals(), d in reals(),
        s in 0.0..=1.0f64, t in 0.0..=1.0f64,
    ) {
        let arithmetic = Arithmetic::new(p);
        let (x, y) = (interval(a, b), interval(c, d));
        let quotient = arithmetic.div(&x, &y);
        prop_assert_eq!(quotient.defined, c * d > 0.0 || (c != 0.0 && d != 0.0 && c.signum() == d.signum()));
        let inside = |a: f64, b: f64, t: f64| (a + t * (b - a)).clamp(a.min(b), a.max(b));
        for u in [a, b, inside(a, b, s)] {
            for v in [c, d, inside(c, d, t)] {
                let (fu, fv) = (f(u), f(v));
                prop_assert!(contains(&arithmetic.add(&x, &y), &Float::with_val(BITS, &fu + &fv)));
                prop_assert!(contains(&arithmetic.sub(&x, &y), &Float::with_val(BITS, &fu - &fv)));
                prop_assert!(contains(&arithmetic.mul(&x, &y), &Float::with_val(BITS, &fu * &fv)));
                prop_assert!(contains(&x.min(&y), &f(u.min(v))));
                prop_assert!(contains(&x.max(&y), &f(u.max(v))));
                prop_assert!(contains(&x.hull(&y), &fu) && contains(&x.hull(&y), &fv));
                if v != 0.0 {
                    prop_assert!(contains(&quotient, &Float::with_val(BITS, &fu / &fv)));
                }
                let angle = arithmetic.atan2(&x, &y);
                if u != 0.0 || v != 0.0 {
                    // MPFR tells -0 from 0; the sum with +0 does not.
                    let truth = f(u + 0.0).atan2(&f(v + 0.0));
                    prop_assert!(contains(&angle, &truth), "atan2([{a:e}, {b:e}], [{c:e}, {d:e}]) misses ({u:e}, {v:e}) -> {truth}: {angle:?}");
                } else {
                    prop_assert!(!angle.defined);
                }
            }
        }
    }

    #[test]
    fn points_are_sharp(p in precisions(), a in reals(), b in reals()) {
        let arithmetic = Arithmetic::new(p);
        let (x, y) = (point(a), point(b));
        let bits = i64::from(p) - 2;
        prop_assert!(tight(&arithmetic.add(&x, &y), &(f(a) + f(b)), bits));
        prop_assert!(tight(&arithmetic.mul(&x, &y), &(f(a) * f(b)), bits));
        if b != 0.0 {
            prop_assert!(tight(&arithmetic.div(&x, &y), &(f(a) / f(b)), bits));
        }
        if (a, b) != (0.0, 0.0) {
            let angle = arithmetic.atan2(&x, &y);
            let truth = f(a + 0.0).atan2(&f(b + 0.0));
            prop_assert!(angle.defined && (truth.is_zero() || tight(&angle, &truth, bits - 4)), "{angle:?} {truth}");
        }
    }

    #[test]
    fn powers(p in precisions(), a in reals(), b in reals(), n in prop_oneof![-9i32..0, 1i32..10], q in prop_oneof![2u32..12, 60u32..70], t in 0.0..=1.0f64) {
        let arithmetic = Arithmetic::new(p);
        let (a, b) = (a.min(b), a.max(b));
        let image = arithmetic.powi(&interval(a, b), n);
        let fractional = arithmetic.rational_power(&interval(a, b), n, q);
        prop_assert_eq!(image.defined, n > 0 || a > 0.0 || b < 0.0);
        prop_assert_eq!(fractional.defined, if n > 0 { a >= 0.0 } else { a > 0.0 });
        for x in [a, b, (a + t * (b - a)).clamp(a, b)] {
            if n > 0 || x != 0.0 {
                let truth = Float::with_val(BITS, f(x).pow(n));
                prop_assert!(contains(&image, &truth), "[{a:e}, {b:e}]^{n} misses {x:e}");
            }
            if x > 0.0 || (x == 0.0 && n > 0) {
                let exponent = f(f64::from(n)) / q;
                let truth = Float::with_val(BITS + 60, f(x).pow(exponent));
                let fractional = widened(&fractional);
                prop_assert!(contains(&fractional, &truth), "[{a:e}, {b:e}]^({n}/{q}) misses {x:e}: {fractional:?} {truth}");
            }
        }
    }

    #[test]
    fn doubles_are_exact(bits in any::<u64>()) {
        let x = f64::from_bits(bits);
        match Dyadic::from_f64(x) {
            Some(d) => prop_assert_eq!(mpfr(&d), f(x)),
            None => prop_assert!(!x.is_finite()),
        }
    }

    #[test]
    fn rationals_are_enclosed_and_short_dyadics_exact(p in precisions(), n in any::<i64>(), d in 1i64..) {
        let arithmetic = Arithmetic::new(p);
        let image = arithmetic.rational(&BigInt::from(n), &BigInt::from(d));
        let truth = Float::with_val(BITS, n) / d;
        prop_assert!(contains(&image, &truth) && tight(&image, &truth, i64::from(p) - 2));
        let short = arithmetic.rational(&BigInt::from(n >> 40), &BigInt::from(1i64 << 50));
        prop_assert_eq!(short.as_point().cloned(), Some(Dyadic::new(Integer::from(n >> 40), -50)));
    }

    #[test]
    fn more_bits_never_contradict_fewer(x in reals()) {
        let (coarse, fine) = (Arithmetic::new(60), Arithmetic::new(200));
        for (name, ours, _) in &REAL {
            let common = ours(&coarse, &point(x)).intersection(&ours(&fine, &point(x)));
            prop_assert!(common.is_some(), "{name}({x})");
        }
    }
}

/// The reference exponent `n/q` is itself rounded, which costs some of the 390 bits.
fn widened(e: &Enclosure) -> Enclosure {
    let arithmetic = Arithmetic::new(380);
    let unit = Dyadic::new(Integer::from(1i64), -370);
    let one = Enclosure::closed(
        Dyadic::one().add_exact(&unit.neg()),
        Dyadic::one().add_exact(&unit),
    );
    arithmetic.mul(e, &one)
}

#[test]
fn pi_agrees_with_mpfr_at_every_precision() {
    for p in (32..=380).step_by(4) {
        let pi = Arithmetic::new(p).pi();
        let truth = Float::with_val(BITS, Constant::Pi);
        assert!(
            contains(&pi, &truth) && tight(&pi, &truth, i64::from(p) - 2),
            "{p}"
        );
    }
}
