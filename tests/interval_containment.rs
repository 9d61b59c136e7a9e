//! f64 and MPFR intervals against MPFR at a higher precision and against exact rationals.

use lemmabox::interval::{Enclosure, Interval, MpInterval, Precision, reverse};
use num_rational::BigRational;
use num_traits::Signed;
use proptest::prelude::*;
use proptest::sample::Index;
use rug::Float;
use rug::float::Round;
use rug::ops::{Pow, PowAssignRound};

/// Precision of the reference values.
const REFERENCE: u32 = 300;

fn reference(x: f64) -> Float {
    Float::with_val(REFERENCE, x)
}

fn rational(x: f64) -> BigRational {
    BigRational::from_float(x).expect("finite")
}

/// Finite f64 of every kind: ordinary, short, tiny, subnormal, huge, near multiples of π/2.
fn end() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -10.0..10.0f64,
        2 => -1.0..=1.0f64,
        2 => (-16i32..=16).prop_map(|n| f64::from(n) / 4.0),
        1 => any::<f64>().prop_filter("finite", |x| x.is_finite()),
        1 => (1u64..100, any::<bool>()).prop_map(|(b, s)| if s { -f64::from_bits(b) } else { f64::from_bits(b) }),
        1 => prop::sample::select(vec![
            0.0, -0.0, 1.0, -1.0, f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 1f64.next_up(), 1f64.next_down(),
            1e-300, 1e300, 709.782712893384, -745.1332191019411,
        ]),
        3 => (-3000i64..3000, -3i64..=3).prop_map(|(k, ulps)| {
            let near = k as f64 * std::f64::consts::FRAC_PI_2;
            let near = f64::from_bits((near.to_bits() as i64 + ulps) as u64);
            if near.is_finite() { near } else { 0.0 }
        }),
        1 => (0i32..40, -1.0..1.0f64).prop_map(|(e, x)| x * 2f64.powi(e)),
    ]
}

/// Nonempty intervals, narrow, wide and unbounded.
fn interval() -> impl Strategy<Value = Interval> {
    prop_oneof![
        4 => (end(), end()).prop_map(|(a, b)| Interval::new(a.min(b), a.max(b))),
        2 => (end(), 0.0..1.0f64).prop_map(|(a, w)| Interval::new(a, a + w * 1e-3 * a.abs())),
        1 => end().prop_map(Interval::point),
        1 => end().prop_map(|a| Interval::new(a, f64::INFINITY)),
        1 => end().prop_map(|a| Interval::new(f64::NEG_INFINITY, a)),
        1 => Just(Interval::ENTIRE),
    ]
}

/// Elements of an interval: the ends, their neighbours, a spread of inner numbers and `extra`
/// where that lies inside.
fn elements(x: Interval, extra: &[f64]) -> Vec<f64> {
    let mut list = vec![
        x.lo(),
        x.hi(),
        x.lo().next_up(),
        x.hi().next_down(),
        x.mid(),
        0.0,
        1.0,
        -1.0,
    ];
    let (a, b) = (x.lo().max(-1e6), x.hi().min(1e6));
    for i in 1..8 {
        list.push(a + (b - a) * f64::from(i) / 8.0);
    }
    for k in -4..5 {
        list.push(f64::from(k) * std::f64::consts::FRAC_PI_2);
    }
    list.extend_from_slice(extra);
    list.retain(|&p| x.contains(p));
    list
}

fn half_pi_multiple_inside(x: Interval, odd: bool) -> bool {
    // Exact enough for |x| <= 1e6: 300 bits of π.
    let pi = Float::with_val(REFERENCE, rug::float::Constant::Pi);
    let offset = if odd { 0.5 } else { 0.0 };
    let turns = |end: f64| -> Float { Float::with_val(REFERENCE, &reference(end) / &pi) - offset };
    let (first, last) = (turns(x.lo()).ceil(), turns(x.hi()).floor());
    first <= last
}

/// 600 random cases a test unless `PROPTEST_CASES` says otherwise.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(600)
}

/// One function of one variable in all its forms.
struct Unary {
    name: &'static str,
    double: fn(Interval) -> Interval,
    sharp: fn(&MpInterval) -> MpInterval,
    defined: fn(Interval) -> bool,
    /// The value at 300 bits, or `None` outside the natural domain.
    value: fn(&Float) -> Option<Float>,
    reverse: fn(Interval, Interval) -> Interval,
}

fn unary() -> Vec<Unary> {
    macro_rules! powers {
        ($($n:literal)*) => { [$(Unary {
            name: concat!("powi ", stringify!($n)),
            double: |x| x.powi($n), sharp: |x| x.powi($n), defined: |x| x.powi_defined($n),
            value: |x| if $n < 0 && x.is_zero() { None } else { Some(Float::with_val(REFERENCE, x.pow($n as i32))) },
            reverse: |r, x| reverse::powi(r, x, $n),
        }),*] };
    }
    macro_rules! roots {
        ($($n:literal)*) => { [$(Unary {
            name: concat!("root ", stringify!($n)),
            double: |x| x.root($n), sharp: |x| x.root($n), defined: |x| x.root_defined($n),
            value: |x| if $n % 2 == 0 && *x < 0 { None } else { Some(x.clone().root($n)) },
            reverse: |r, x| reverse::root(r, x, $n),
        }),*] };
    }
    macro_rules! rational_powers {
        ($($p:literal / $q:literal)*) => { [$(Unary {
            name: concat!("power ", stringify!($p), "/", stringify!($q)),
            double: |x| x.pow_rational($p, $q), sharp: |x| x.pow_rational($p, $q),
            defined: |x| x.pow_rational_defined($p, $q),
            value: |x| {
                if *x < 0 || (x.is_zero() && $p < 0) { None } else {
                    let exponent = Float::with_val(400, $p as i32) / Float::with_val(400, $q as u32);
                    Some(Float::with_val(REFERENCE, x.pow(&exponent)))
                }
            },
            reverse: |r, x| reverse::pow_rational(r, x, $p, $q),
        }),*] };
    }
    macro_rules! functions {
        ($($f:ident $mp:ident: $defined:expr, $inside:expr;)*) => { [$(Unary {
            name: stringify!($f),
            double: Interval::$f, sharp: MpInterval::$f, defined: $defined,
            value: |x| { let inside: fn(&Float) -> bool = $inside; inside(x).then(|| x.clone().$mp()) },
            reverse: reverse::$f,
        }),*] };
    }
    let mut list = Vec::new();
    list.extend(powers![-7 -3 -2 -1 0 1 2 3 4 5 11 40]);
    list.extend(roots![1 2 3 4 5 8 9]);
    list.extend(rational_powers![1/2 3/2 -3/2 2/3 -1/3 17/5 31/12 -22/9]);
    list.extend(functions![
        sin sin: |x| !x.is_empty(), |_| true;
        cos cos: |x| !x.is_empty(), |_| true;
        tan tan: Interval::tan_defined, |_| true;
        asin asin: Interval::asin_defined, |x| *x >= -1 && *x <= 1;
        acos acos: Interval::acos_defined, |x| *x >= -1 && *x <= 1;
        atan atan: |x| !x.is_empty(), |_| true;
        exp exp: |x| !x.is_empty(), |_| true;
        log ln: Interval::log_defined, |x| *x > 0;
        sqrt sqrt: Interval::sqrt_defined, |x| *x >= 0;
        abs abs: |x| !x.is_empty(), |_| true;
        sqr square: |x| !x.is_empty(), |_| true;
        recip recip: Interval::recip_defined, |x| !x.is_zero();
    ]);
    list
}

/// Whether the real number `value` (right to 300 bits) lies in `set`; equality with an end that is
/// only the rounding of the value cannot happen at that precision unless the value is exact.
fn holds(set: Interval, value: &Float) -> bool {
    !set.is_empty() && *value >= set.lo() && *value <= set.hi()
}

/// `x` with leeway for an end that is exact in one place and rounded in the next, at most 2^-44.
fn loosened(x: Interval) -> Interval {
    let leeway = |end: f64| {
        if end.is_finite() {
            end.abs() * 2f64.powi(-44) + 1e-320
        } else {
            0.0
        }
    };
    Interval::new(x.lo() - leeway(x.lo()), x.hi() + leeway(x.hi()))
}

fn check_binary(
    name: &str,
    (x, y): (Interval, Interval),
    result: Interval,
    defined: bool,
    value: impl Fn(&BigRational, &BigRational) -> Option<BigRational>,
) -> Result<(), TestCaseError> {
    for &p in &elements(x, &[]) {
        for &q in &elements(y, &[]) {
            match value(&rational(p), &rational(q)) {
                Some(v) => prop_assert!(
                    result.contains_rational(&v),
                    "{name} {p:?} {q:?} not in {result}"
                ),
                None => prop_assert!(!defined, "{name} {p:?} {q:?} claimed defined"),
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_global_rejects: 4 * cases(), ..ProptestConfig::default() })]

    #[test]
    fn unary_functions_enclose_their_values(x in interval(), extra in prop::collection::vec(end(), 4)) {
        let points = elements(x, &extra);
        for f in unary() {
            let image = (f.double)(x);
            let defined = (f.defined)(x);
            prop_assert!(!image.lo().is_nan() && !image.hi().is_nan());
            for &p in &points {
                match (f.value)(&reference(p)) {
                    Some(v) => prop_assert!(holds(image, &v), "{} of {p:?} in {x}: {v} not in {image}", f.name),
                    None => prop_assert!(!defined, "{} claimed defined on {x} with {p:?}", f.name),
                }
            }
        }
    }

    #[test]
    fn domains_of_roots_and_logarithms_are_decided_exactly(x in interval()) {
        prop_assert_eq!(x.sqrt_defined(), x.lo() >= 0.0);
        prop_assert_eq!(x.log_defined(), x.lo() > 0.0);
        prop_assert_eq!(x.acos_defined(), x.lo() >= -1.0 && x.hi() <= 1.0);
        prop_assert_eq!(x.recip_defined(), x.lo() > 0.0 || x.hi() < 0.0);
    }

    #[test]
    fn extrema_and_poles_are_not_missed(a in end(), w in 0.0..4.0f64) {
        prop_assume!(a.abs() <= 1e6);
        let x = Interval::new(a, a + w);
        if half_pi_multiple_inside(x, true) {
            prop_assert!(!x.tan_defined());
            prop_assert!(x.sin().mag() == 1.0);
        }
        if half_pi_multiple_inside(x, false) {
            prop_assert!(x.cos().mag() == 1.0);
        }
    }

    #[test]
    fn field_operations_enclose_exact_values(x in interval(), y in interval()) {
        check_binary("+", (x, y), x + y, true, |p, q| Some(p + q))?;
        check_binary("-", (x, y), x - y, true, |p, q| Some(p - q))?;
        check_binary("*", (x, y), x * y, true, |p, q| Some(p * q))?;
        check_binary("/", (x, y), x / y, x.div_defined(y), |p, q| {
            (*q != BigRational::from_integer(0.into())).then(|| p / q)
        })?;
        check_binary("min", (x, y), x.min(y), true, |p, q| Some(p.min(q).clone()))?;
        check_binary("max", (x, y), x.max(y), true, |p, q| Some(p.max(q).clone()))?;
    }

    #[test]
    fn field_operations_at_points_are_within_one_ulp(a in end(), b in end()) {
        let (x, y) = (Interval::point(a), Interval::point(b));
        let mut results = vec![(x + y, rational(a) + rational(b)), (x * y, rational(a) * rational(b))];
        if b != 0.0 {
            results.push((x / y, rational(a) / rational(b)));
        }
        for (got, exact) in results {
            let tight = Interval::from_rational(&exact);
            prop_assert!(tight.is_subset(got), "{tight} {got}");
            prop_assert!(tight.lo().next_down() <= got.lo() && got.hi() <= tight.hi().next_up(), "{tight} {got}");
        }
        // Sums are exact whenever the exact sum is an f64.
        prop_assert_eq!(x + y, Interval::from_rational(&(rational(a) + rational(b))));
    }

    #[test]
    fn angles_enclose(y in interval(), x in interval()) {
        let angle = y.atan2(x);
        for &q in &elements(y, &[]) {
            for &p in &elements(x, &[]) {
                if p == 0.0 && q == 0.0 {
                    prop_assert!(!y.atan2_defined(x));
                    continue;
                }
                // +0 so that the cut belongs to the upper side.
                let value = reference(q + 0.0).atan2(&reference(p + 0.0));
                prop_assert!(holds(angle, &value), "atan2({q:?}, {p:?}) = {value} not in {angle}");
                let jump = q < 0.0 && p <= 0.0 && y.hi() >= 0.0;
                prop_assert!(!(jump && y.atan2_continuous(x)));
            }
        }
    }

    #[test]
    fn smaller_arguments_give_smaller_results(x in interval(), y in interval(), s in interval()) {
        let (inner, inner_y) = (x.intersect(s), y.intersect(s));
        let mut pairs = vec![
            ("-", inner - inner_y, x - y),
            ("*", inner * inner_y, x * y),
            ("/", inner / inner_y, x / y),
            ("atan2", inner.atan2(inner_y), x.atan2(y)),
        ];
        for f in unary() {
            pairs.push((f.name, (f.double)(inner), (f.double)(x)));
        }
        for (name, small, large) in pairs {
            prop_assert!(small.is_subset(loosened(large)), "{name} of {inner}: {small}, of {x}: {large}");
        }
        // Sums are rounded correctly, so no leeway; likewise MPFR.
        prop_assert!((inner + inner_y).is_subset(x + y));
        let precision = Precision::new(60);
        let sharp = |x| MpInterval::from_interval(precision, x);
        for f in unary() {
            let (small, large) = ((f.sharp)(&sharp(inner)), (f.sharp)(&sharp(x)));
            prop_assert!(small.is_subset(&large), "{} of {inner}: {small}, of {x}: {large}", f.name);
        }
        let (mx, my, sx, sy) = (sharp(x), sharp(y), sharp(inner), sharp(inner_y));
        prop_assert!(sx.mul(&sy).is_subset(&mx.mul(&my)));
        prop_assert!(sx.div(&sy).is_subset(&mx.div(&my)));
        prop_assert!(sx.atan2(&sy).is_subset(&mx.atan2(&my)));
    }

    #[test]
    fn sharp_and_fast_agree(x in interval(), y in interval()) {
        let precision = Precision::new(120);
        let (sx, sy) = (MpInterval::from_interval(precision, x), MpInterval::from_interval(precision, y));
        let mut pairs = vec![
            ("+", x + y, sx.add(&sy)), ("-", x - y, sx.sub(&sy)), ("*", x * y, sx.mul(&sy)),
            ("/", x / y, sx.div(&sy)), ("min", x.min(y), sx.min(&sy)), ("max", x.max(y), sx.max(&sy)),
            ("atan2", x.atan2(y), sx.atan2(&sy)),
        ];
        for f in unary() {
            pairs.push((f.name, (f.double)(x), (f.sharp)(&sx)));
        }
        for (name, fast, sharp) in pairs {
            prop_assert_eq!(fast.is_empty(), sharp.is_empty(), "{}", name);
            prop_assert!(fast.is_empty() || sharp.to_interval().overlaps(fast), "{name} {fast} {sharp}");
        }
        prop_assert_eq!(x.div_defined(y), sx.div_defined(&sy));
        prop_assert_eq!(x.atan2_continuous(y), sx.atan2_continuous(&sy));
        prop_assert!(!x.tan_defined() || sx.tan_defined());
    }

    #[test]
    fn sharp_intervals_enclose(x in interval(), y in interval(), bits in 2u32..120, extra in prop::collection::vec(end(), 2)) {
        let precision = Precision::new(bits);
        let (sx, sy) = (MpInterval::from_interval(precision, x), MpInterval::from_interval(precision, y));
        let points = elements(x, &extra);
        for f in unary() {
            let image = (f.sharp)(&sx);
            for &p in &points {
                if let Some(v) = (f.value)(&reference(p)) {
                    prop_assert!(image.lo() <= &v && &v <= image.hi(), "{} of {p:?} in {sx}: {v} not in {image}", f.name);
                }
            }
        }
        let (sum, product, quotient, angle) = (sx.add(&sy), sx.mul(&sy), sx.div(&sy), sx.atan2(&sy));
        for &p in &points {
            for &q in &elements(y, &[]) {
                let (rp, rq) = (rational(p), rational(q));
                prop_assert!(sum.contains_rational(&(&rp + &rq)));
                prop_assert!(sx.sub(&sy).contains_rational(&(&rp - &rq)));
                prop_assert!(product.contains_rational(&(&rp * &rq)));
                if q != 0.0 {
                    prop_assert!(quotient.contains_rational(&(rp / rq)));
                }
                if p != 0.0 || q != 0.0 {
                    prop_assert!(angle.contains(&reference(p + 0.0).atan2(&reference(q + 0.0))));
                }
            }
        }
    }

    #[test]
    fn reverse_unary_keeps_every_solution(x in interval(), pick in any::<Index>(), width in 0.0..1.0f64, extra in prop::collection::vec(end(), 4)) {
        let points = elements(x, &extra);
        prop_assume!(!points.is_empty());
        for f in unary() {
            let centre = *pick.get(&points);
            let Some(v) = (f.value)(&reference(centre)) else { continue };
            let v = v.to_f64().clamp(-f64::MAX, f64::MAX);
            let radius = width * 0.1 * v.abs();
            let range = Interval::new((v - radius).next_down(), (v + radius).next_up());
            let kept = (f.reverse)(range, x);
            prop_assert!(kept.is_subset(x));
            for &p in &points {
                if (f.value)(&reference(p)).is_some_and(|v| v.is_finite() && holds(range, &v)) {
                    prop_assert!(kept.contains(p), "reverse {} of {range} in {x}: lost {p:?}, kept {kept}", f.name);
                }
            }
        }
    }

    #[test]
    fn reverse_binary_keeps_every_solution(x in interval(), y in interval(), range in interval()) {
        let (px, py) = (elements(x, &[]), elements(y, &[]));
        for &p in &px {
            for &q in &py {
                let (rp, rq) = (rational(p), rational(q));
                // A range that this pair reaches, so that the test is never vacuous.
                let around = |v: &BigRational| range.hull(Interval::from_rational(v));
                let just = Interval::from_rational;
                let sum = &rp + &rq;
                let difference = &rp - &rq;
                let product = &rp * &rq;
                for wide in [false, true] {
                    let r = |v: &BigRational| if wide { around(v) } else { just(v) };
                    prop_assert!(reverse::add(r(&sum), x, y).contains(p));
                    prop_assert!(reverse::sub_left(r(&difference), x, y).contains(p));
                    prop_assert!(reverse::sub_right(r(&difference), x, y).contains(q));
                    prop_assert!(reverse::mul(r(&product), x, y).contains(p));
                    if q != 0.0 {
                        let quotient = &rp / &rq;
                        prop_assert!(reverse::div_left(r(&quotient), x, y).contains(p));
                        prop_assert!(reverse::div_right(r(&quotient), x, y).contains(q));
                    }
                    let (least, greatest) = (p.min(q), p.max(q));
                    prop_assert!(reverse::min(r(&rational(least)), x, y).contains(p));
                    prop_assert!(reverse::max(r(&rational(greatest)), x, y).contains(p));
                }
                if p != 0.0 || q != 0.0 {
                    let angle = Interval::point(p).atan2(Interval::point(q));
                    let (ky, kx) = reverse::atan2(angle, x, y);
                    prop_assert!(ky.contains(p) && kx.contains(q));
                }
            }
        }
    }

    /// What the outward step by one f64 rests on: CORE-MATH is right to half an ulp.
    #[test]
    fn core_math_rounds_to_nearest(x in end(), y in end()) {
        // Rounded once: a value next to a tie of subnormals, rounded to more digits first, becomes
        // it.
        let rounded = |mut exact: Float, order: std::cmp::Ordering| {
            exact.subnormalize_ieee_round(order, Round::Nearest);
            exact.to_f64()
        };
        macro_rules! agrees {
            ($($f:ident $mp:ident),*) => {$(
                let mut exact = Float::with_val(53, x);
                let order = exact.$mp(Round::Nearest);
                let nearest = rounded(exact, order);
                let got = core_math::$f(x);
                prop_assert!(got == nearest || (got.is_nan() && nearest.is_nan()), "{} {x:?}", stringify!($f));
            )*};
        }
        agrees!(sin sin_round, cos cos_round, tan tan_round, exp exp_round, log ln_round, cbrt cbrt_round);
        agrees!(asin asin_round, acos acos_round, atan atan_round);
        if x != 0.0 && y != 0.0 {
            let mut angle = Float::with_val(53, y);
            let order = angle.atan2_round(&Float::with_val(53, x), Round::Nearest);
            prop_assert_eq!(core_math::atan2(y, x), rounded(angle, order), "atan2 {:?} {:?}", y, x);
        }
        let mut power = Float::with_val(53, x.abs());
        let order = power.pow_assign_round(Float::with_val(53, y), Round::Nearest);
        prop_assert_eq!(core_math::pow(x.abs(), y), rounded(power, order), "{:?} ^ {:?}", x.abs(), y);
    }

    #[test]
    fn rationals_are_enclosed_tightly(n in any::<i128>(), d in 1i128.., e in -400i32..400) {
        let scale = BigRational::from_integer(2.into()).pow(3 * e);
        let r = BigRational::new(n.into(), d.into()) * scale;
        let x = Interval::from_rational(&r);
        prop_assert!(x.contains_rational(&r));
        prop_assert!(x.is_point() || x.lo().next_up() == x.hi());
        if x.is_point() {
            prop_assert_eq!(rational(x.lo()), r.clone());
        }
        let sharp = MpInterval::from_rational(Precision::new(80), &r);
        prop_assert!(sharp.contains_rational(&r) && sharp.to_interval() == x);
    }

    #[test]
    fn printed_digits_are_the_rounded_value(n in -1_000_000_000i64..1_000_000_000, d in 1i64..1_000_000, digits in 1usize..12) {
        let r = BigRational::new(n.into(), d.into());
        let sharp = MpInterval::from_rational(Precision::new(150), &r);
        if let Some(text) = sharp.guaranteed_digits(digits) {
            let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let places = mantissa.split_once('.').map_or(0, |(_, tail)| tail.len() as i32);
            let ulp = BigRational::from_integer(10.into()).pow(exponent.parse::<i32>().expect("exponent") - places);
            let written: BigRational = mantissa.replace('.', "").parse().expect("digits");
            let error = (written * &ulp - &r).abs();
            prop_assert!(error * BigRational::from_integer(2.into()) <= ulp, "{text} for {r}");
            let significant = mantissa.trim_start_matches('-').replace('.', "");
            prop_assert!(n == 0 || significant.trim_start_matches('0').len() == digits, "{text}");
        }
    }
}

fn generic_value<E: Enclosure>(context: E::Context) -> E {
    // (π - φ) cos φ + sin φ at φ = π/2, which is 1.
    let pi = E::pi(context);
    let phi = pi.div(&E::from_i64(context, 2));
    pi.sub(&phi).mul(&phi.cos()).add(&phi.sin())
}

#[test]
fn one_evaluator_serves_both_types() {
    let one = BigRational::from_integer(1.into());
    let fast: Interval = generic_value(());
    let sharp: MpInterval = generic_value(Precision::new(200));
    assert!(fast.contains_rational(&one) && fast.width() < 1e-14);
    assert!(sharp.contains_rational(&one) && sharp.width() < 1e-55);
}

#[test]
fn roots_next_to_one_are_enclosed() {
    // The root of the f64 before 1 rounds to that f64 itself.
    let below = 1f64.next_down();
    for n in [2, 3, 4, 5] {
        let root = Interval::point(below).root(n);
        assert!(holds(root, &reference(below).root(n)), "{n}");
    }
}

#[test]
fn the_empty_set_stays_empty() {
    let empty = Interval::EMPTY;
    let x = Interval::new(-1.0, 2.0);
    for f in unary() {
        assert!((f.double)(empty).is_empty(), "{}", f.name);
        assert!(!(f.defined)(empty), "{}", f.name);
        assert!((f.reverse)(x, empty).is_empty(), "{}", f.name);
        assert!((f.reverse)(empty, x).is_empty(), "{}", f.name);
        assert!(
            (f.sharp)(&MpInterval::empty(Precision::new(60))).is_empty(),
            "{}",
            f.name
        );
    }
    for result in [
        empty + x,
        x - empty,
        x * empty,
        x / empty,
        empty.min(x),
        x.max(empty),
        empty.atan2(x),
        x.atan2(empty),
    ] {
        assert!(result.is_empty());
    }
    assert!(!x.div_defined(empty) && !empty.div_defined(Interval::ONE));
}
