//! The kernel's enclosures of `asinh`, `floor`, `erfc`, Binet's and Carlson's function, and those
//! of both interval types, against MPFR at 700 bits.

use lemmabox_interval::{Interval, MpInterval, Precision};
use lemmabox_kernel::check::arithmetic::{Arithmetic, Enclosure, Endpoint};
use lemmabox_kernel::check::dyadic::Dyadic;
use proptest::prelude::*;
use rug::Float;
use rug::float::Constant;

const BITS: u32 = 700;

fn dyadic(x: f64) -> Dyadic {
    Dyadic::from_f64(x).expect("finite")
}

fn mpfr(x: &Dyadic) -> Float {
    let text = x.mantissa().to_bigint().to_str_radix(16);
    let mantissa = rug::Integer::from_str_radix(&text, 16).expect("hexadecimal");
    let length = mantissa.significant_bits().max(BITS);
    Float::with_val(length, mantissa) << i32::try_from(x.exponent()).expect("moderate")
}

fn f(x: f64) -> Float {
    Float::with_val(BITS, x)
}

/// `truth` is correct to 2^-400 of its size.
fn contains(enclosure: &Enclosure, truth: &Float) -> bool {
    let margin = Float::with_val(BITS, truth.abs_ref()) >> 400;
    let below = |e: &Endpoint| mpfr(&e.value) <= Float::with_val(BITS, truth + &margin);
    let above = |e: &Endpoint| mpfr(&e.value) >= Float::with_val(BITS, truth - &margin);
    enclosure.lo.as_ref().is_none_or(below) && enclosure.hi.as_ref().is_none_or(above)
}

fn tight(enclosure: &Enclosure, truth: &Float, bits: i32) -> bool {
    let (Some(lo), Some(hi)) = (&enclosure.lo, &enclosure.hi) else {
        return false;
    };
    let width = Float::with_val(BITS, mpfr(&hi.value) - mpfr(&lo.value));
    width <= Float::with_val(BITS, truth.abs_ref()) >> bits
}

fn interval_contains(x: Interval, truth: &Float) -> bool {
    *truth >= x.lo() && *truth <= x.hi()
}

/// `lgamma(x) - (x - 1/2) log x + x - log(2 pi)/2`
fn binet(x: f64) -> Float {
    let (x, half) = (f(x), f(0.5));
    let turn = Float::with_val(BITS, Constant::Pi) * 2u32;
    x.clone().ln_gamma() - (x.clone() - &half) * x.clone().ln() + &x - turn.ln() * &half
}

/// `log x - digamma(x) - 1/(2 x)`
fn binet_slope(x: f64) -> Float {
    let x = f(x);
    x.clone().ln() - x.clone().digamma() - (x * 2u32).recip()
}

/// `(-1)^k` times the `k`-th derivative of `R_C(1, x)`, by its closed form: each derivative from
/// the one before, `c_(k+1) = ((2k + 1) c_k - k!/x^(k+1))/(2 (x - 1))`, at 1 `k!/(2k + 1)`.
fn carlson(x: f64, k: u32) -> Float {
    let factorial = |n: u32| (1..=n).fold(f(1.0), |acc, i| acc * i);
    let (x, z) = (f(x), f(x) - 1u32);
    if z.is_zero() {
        return factorial(k) / (2 * k + 1);
    }
    let root = z.clone().abs().sqrt();
    let angle = if z > 0 {
        root.clone().atan()
    } else {
        // arctanh(r) = log((1 + r)^2/(1 - r^2))/2
        (Float::with_val(BITS, &root + 1u32).square() / &x).ln() / 2u32
    };
    (0..k).fold(angle / root, |c, j| {
        let power = factorial(j) / Float::with_val(BITS, rug::ops::Pow::pow(&x, j + 1));
        (c * (2 * j + 1) - power) / (z.clone() * 2u32)
    })
}

/// Also where the series begins and ends, and next to 1.
fn beside_one() -> impl Strategy<Value = f64> {
    prop_oneof![
        positive(),
        (sizes(-52, -1), any::<bool>()).prop_map(|(z, s)| if s { 1.0 + z } else { 1.0 - z / 2.0 }),
        prop::sample::select(vec![
            0.75,
            1.25,
            0.75f64.next_down(),
            1.25f64.next_up(),
            1.0
        ]),
    ]
}

fn sizes(least: i32, most: i32) -> impl Strategy<Value = f64> {
    (1.0..2.0f64, least..most).prop_map(|(m, e)| m * 2f64.powi(e))
}

fn signed() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (sizes(-80, 5), any::<bool>()).prop_map(|(x, s)| if s { -x } else { x }),
        2 => -30.0..30.0f64,
        1 => prop::sample::select(vec![0.0, 1.0, -1.0, 3.0, 3.1, 3.2, -3.1, 26.5, -6.0]),
    ]
}

fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => sizes(-200, 100),
        3 => 0.0001..40.0f64,
        1 => prop::sample::select(vec![0.5, 1.0, 2.0, 1.46, 8.0, 12.0, 13.0, 1e-300, 1e300]),
    ]
}

fn precisions() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![32, Arithmetic::FAST, 96, 128, 300])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn erfc_is_enclosed(x in signed(), p in precisions()) {
        let ar = Arithmetic::new(p);
        let truth = f(x).erfc();
        let e = ar.erfc(&Enclosure::point(dyadic(x)));
        prop_assert!(contains(&e, &truth), "{x} {e:?}");
        prop_assert!(tight(&e, &truth, p as i32 - 3), "{x} at {p}: {e:?}");
        prop_assert!(interval_contains(Interval::point(x).erfc(), &truth));
        let sharp = MpInterval::from_interval(Precision::new(120), Interval::point(x)).erfc();
        prop_assert!(sharp.to_interval().is_subset(Interval::new(0.0, 2.0)));
    }

    #[test]
    fn asinh_is_enclosed(x in prop_oneof![signed(), sizes(-300, 900)], p in precisions()) {
        let ar = Arithmetic::new(p);
        let truth = f(x).asinh();
        let e = ar.asinh(&Enclosure::point(dyadic(x)));
        prop_assert!(contains(&e, &truth), "{x} {e:?}");
        // Near 0 the logarithm cancels half of the digits.
        prop_assert!(tight(&e, &truth, p as i32 / 2 - 3), "{x} at {p}: {e:?}");
        prop_assert!(interval_contains(Interval::point(x).asinh(), &truth));
    }

    #[test]
    fn floor_is_exact_at_points(x in prop_oneof![signed(), sizes(-300, 900), (-50i32..50).prop_map(f64::from)]) {
        let ar = Arithmetic::new(60);
        let e = ar.floor(&Enclosure::point(dyadic(x)));
        prop_assert_eq!(e.as_point(), Some(&dyadic(x.floor())));
    }

    #[test]
    fn binet_is_enclosed(x in positive(), p in precisions()) {
        let ar = Arithmetic::new(p);
        // The reference cancels for large x.
        let lost = f(x).log2().to_f64().max(0.0) * 3.0;
        prop_assume!(lost < 250.0);
        for (k, truth) in [(0, binet(x)), (1, binet_slope(x))] {
            let e = ar.binet(&Enclosure::point(dyadic(x)), k);
            let margin = Float::with_val(BITS, truth.abs_ref()) >> 200;
            let near = |e: &Endpoint, below: bool| if below {
                mpfr(&e.value) <= Float::with_val(BITS, &truth + &margin)
            } else {
                mpfr(&e.value) >= Float::with_val(BITS, &truth - &margin)
            };
            prop_assert!(e.lo.as_ref().is_none_or(|e| near(e, true)), "{k} {x} {e:?}");
            prop_assert!(e.hi.as_ref().is_none_or(|e| near(e, false)), "{k} {x} {e:?}");
            prop_assert!(tight(&e, &truth, (p as i32 - 4).min(180)), "{k} {x} at {p}: {e:?}");
            let double = Interval::point(x).binet(k);
            prop_assert!(double.lo() <= Float::with_val(BITS, &truth + &margin));
            prop_assert!(double.hi() >= Float::with_val(BITS, &truth - &margin));
        }
    }

    #[test]
    fn derivatives_of_binet_are_those_of_both_arithmetics(x in 0.01..60.0f64, k in 2u32..7) {
        // b_k(x) - b_k(x + h) lies between h b_(k+1)(x + h) and h b_(k+1)(x).
        let ar = Arithmetic::new(200);
        let step = 2f64.powi(-30);
        let at = |x: f64, k| ar.binet(&Enclosure::point(dyadic(x)), k);
        let fall = ar.sub(&at(x, k - 1), &at(x + step, k - 1));
        let h = Enclosure::point(dyadic((x + step) - x));
        let most = ar.mul(&h, &at(x, k));
        let least = ar.mul(&h, &at(x + step, k));
        let value = |e: &Option<Endpoint>| mpfr(&e.as_ref().expect("bounded").value);
        prop_assert!(value(&fall.lo) <= value(&most.hi));
        prop_assert!(value(&fall.hi) >= value(&least.lo));
        let double = Interval::point(x).binet(k);
        let kernel = at(x, k);
        prop_assert!(value(&kernel.hi) >= double.lo() && value(&kernel.lo) <= double.hi());
    }

    #[test]
    fn carlson_is_enclosed(x in beside_one(), p in precisions(), k in 0u32..5) {
        let ar = Arithmetic::new(p);
        let truth = carlson(x, k);
        let e = ar.carlson(&Enclosure::point(dyadic(x)), k);
        // The reference cancels beside 1.
        let margin = Float::with_val(BITS, truth.abs_ref()) >> 300;
        let above = Float::with_val(BITS, &truth + &margin);
        let below = Float::with_val(BITS, &truth - &margin);
        let (lo, hi) = (e.lo.as_ref().expect("bounded"), e.hi.as_ref().expect("bounded"));
        prop_assert!(mpfr(&lo.value) <= above && mpfr(&hi.value) >= below, "{k} {x} {e:?}");
        prop_assert!(tight(&e, &truth, (p as i32 - 4).min(280)), "{k} {x} at {p}: {e:?}");
        let double = Interval::point(x).carlson(k);
        prop_assert!(double.lo() <= above && double.hi() >= below, "{k} {x} {double}");
        if (1e-10..1e10).contains(&x) {
            let width = (double.hi() - double.lo()) / double.hi();
            prop_assert!(width <= 1e-9, "{k} {x} {double}");
        }
        let sharp = MpInterval::from_interval(Precision::new(200), Interval::point(x)).carlson(k);
        let sharp = sharp.to_interval();
        prop_assert!(sharp.lo() <= above && sharp.hi() >= below, "{k} {x} {sharp}");
    }

    #[test]
    fn carlson_falls_over_intervals(a in beside_one(), b in beside_one(), t in 0.0..1.0f64, k in 0u32..5) {
        let (a, b) = (a.min(b), a.max(b));
        let x = (a + t * (b - a)).clamp(a, b);
        let e = Arithmetic::new(60).carlson(&Enclosure::closed(dyadic(a), dyadic(b)), k);
        let truth = carlson(x, k);
        let margin = Float::with_val(BITS, truth.abs_ref()) >> 300;
        prop_assert!(e.lo.is_none_or(|e| mpfr(&e.value) <= Float::with_val(BITS, &truth + &margin)));
        prop_assert!(e.hi.is_none_or(|e| mpfr(&e.value) >= Float::with_val(BITS, &truth - &margin)));
        let double = Interval::new(a, b).carlson(k);
        prop_assert!(double.lo() <= truth.clone() + &margin && double.hi() >= truth - &margin);
    }

    #[test]
    fn images_of_intervals_hold_the_values_inside(a in positive(), b in positive(), t in 0.0..1.0f64) {
        let (a, b) = (a.min(b).max(1e-50), a.max(b).min(1e4));
        prop_assume!(a <= b);
        let x = (a + t * (b - a)).clamp(a, b);
        let ar = Arithmetic::new(60);
        let e = Enclosure::closed(dyadic(a), dyadic(b));
        prop_assert!(contains(&ar.erfc(&e), &f(x).erfc()));
        prop_assert!(contains(&ar.asinh(&e), &f(x).asinh()));
        prop_assert!(contains(&ar.floor(&e), &f(x).floor()));
        if x < 1e20 {
            prop_assert!(contains(&ar.binet(&e, 0), &binet(x)));
            prop_assert!(contains(&ar.binet(&e, 1), &binet_slope(x)));
        }
    }
}

fn ray(lo: f64, open: bool) -> Enclosure {
    Enclosure::new(Some(Endpoint::new(dyadic(lo), open)), None, true)
}

#[test]
fn the_limits_at_the_ends_of_the_domains_are_known() {
    let ar = Arithmetic::new(60);
    let tail = ar.erfc(&ray(3.0, false));
    assert!(tail.is_positive() && tail.hi.is_some_and(|e| e.value < dyadic(3e-5)));
    let whole = ar.erfc(&Enclosure::whole());
    assert!(whole.is_positive() && whole.hi.as_ref().is_none_or(|e| e.open));
    // Beyond all range of exponents.
    assert!(
        ar.erfc(&Enclosure::point(Dyadic::one().scale(1 << 33)))
            .is_positive()
    );
    let positive = ar.binet(&ray(0.0, true), 0);
    assert!(positive.defined && positive.is_positive() && positive.hi.is_none());
    assert!(!ar.binet(&ray(0.0, false), 0).defined);
    assert!(!ar.binet(&ray(-1.0, false), 0).defined);
    let falling = ar.carlson(&ray(0.0, true), 0);
    assert!(falling.defined && falling.is_positive() && falling.hi.is_none());
    assert!(!ar.carlson(&ray(0.0, false), 0).defined);
    assert!(!ar.carlson(&ray(-1.0, true), 1).defined);
    // A quarter of pi at 2, and nothing is taken for an end that is left out.
    let half_open = ar.carlson(&ray(2.0, true), 0);
    assert!(
        half_open
            .hi
            .is_some_and(|e| e.open && e.value > dyadic(0.785))
    );
    for shift in [1 << 35, -(1 << 35)] {
        let extreme = Enclosure::point(Dyadic::one().scale(shift));
        assert!((0..3).all(|k| ar.carlson(&extreme, k).is_positive()));
    }
    let far = ar.binet(&ray(100.0, false), 0);
    assert!(far.is_positive() && far.hi.is_some_and(|e| e.value < dyadic(1.0 / 1199.9)));
    assert!(
        ar.binet(&Enclosure::point(Dyadic::one().scale(1 << 35)), 3)
            .is_positive()
    );
}

#[test]
fn floors_know_open_ends() {
    let ar = Arithmetic::new(60);
    let between = |lo: f64, lo_open, hi: f64, hi_open| {
        let end = |x, open| Some(Endpoint::new(dyadic(x), open));
        ar.floor(&Enclosure::new(end(lo, lo_open), end(hi, hi_open), true))
    };
    assert_eq!(
        between(0.0, false, 1.0, true).as_point(),
        Some(&dyadic(0.0))
    );
    assert_eq!(between(0.0, false, 1.0, false).as_point(), None);
    assert_eq!(
        between(-1.0, false, 0.0, true).as_point(),
        Some(&dyadic(-1.0))
    );
    assert_eq!(
        between(2.5, false, 2.75, false).as_point(),
        Some(&dyadic(2.0))
    );
    let huge = ar.floor(&Enclosure::point(Dyadic::one().scale(1 << 35)));
    assert_eq!(huge.as_point(), Some(&Dyadic::one().scale(1 << 35)));
}

#[test]
fn carlson_beside_one_at_many_digits() {
    // R_C(1, 1 + z) = 1 - z/3 + z^2/5 - ..., and so its derivatives: k!/(2k + 1) at 1, less or more
    // by (k+1)!/(2k + 3) |z|.
    let precision = Precision::new(40_000);
    for (above, k) in [
        (true, 0u32),
        (true, 1),
        (true, 2),
        (false, 0),
        (false, 1),
        (false, 2),
    ] {
        let one = MpInterval::from_i64(precision, 1);
        let z = (0..1100).fold(one.clone(), |z, _| {
            z.div(&MpInterval::from_i64(precision, 2))
        });
        let x = if above { one.add(&z) } else { one.sub(&z) };
        let value = x.carlson(k);
        let factorial = |n: u32| (1..=i64::from(n)).product::<i64>();
        let ratio = |p: i64, q: u32| {
            MpInterval::from_i64(precision, p).div(&MpInterval::from_i64(precision, i64::from(q)))
        };
        let at_one = ratio(factorial(k), 2 * k + 1);
        let first = ratio(factorial(k + 1), 2 * k + 3).mul(&z);
        let near = if above {
            at_one.sub(&first)
        } else {
            at_one.add(&first)
        };
        // What follows is below z^2.
        let left = value.sub(&near).abs();
        assert!(
            left.sub(&z.sqr().mul(&MpInterval::from_i64(precision, 12)))
                .certainly_negative()
        );
    }
}
