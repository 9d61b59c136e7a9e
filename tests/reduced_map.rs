//! The reduced map against what it is meant to be: gradient descent in full dimension, the kernel
//! as an integral, and the formulas written as terms.

use lemmabox::evaluate::evaluate;
use lemmabox::exact::Q;
use lemmabox::exact::rational::{from_f64, ratio};
use lemmabox::expr::{Dag, Var};
use lemmabox::interval::{Interval, MpInterval, Precision};
use lemmabox::model::parameters::Parameters;
use lemmabox::model::reduced::{ReducedMap, State, Steps};
use lemmabox::model::symbolic::{Activation, Reduced, SecondLayer, Teacher};
use lemmabox::model::unnormalised::{FreeMap, FreeState};
use proptest::prelude::*;
use std::f64::consts::PI;

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

fn g(slope: f64, phi: f64) -> f64 {
    2.0 * PI * slope * phi.cos() + (1.0 - slope).powi(2) * ((PI - phi) * phi.cos() + phi.sin())
}

/// One step of gradient descent on the population loss with vectors; nothing of the reduced map in
/// it.
struct Network {
    slope: f64,
    a_star: Vec<f64>,
    v_star: Vec<f64>,
    a: Vec<f64>,
    v: Vec<f64>,
}

impl Network {
    fn phi(&self) -> f64 {
        // Accurate at both ends (Kahan).
        let d: Vec<f64> = self
            .v
            .iter()
            .zip(&self.v_star)
            .map(|(x, y)| x - y)
            .collect();
        let s: Vec<f64> = self
            .v
            .iter()
            .zip(&self.v_star)
            .map(|(x, y)| x + y)
            .collect();
        2.0 * dot(&d, &d).sqrt().atan2(dot(&s, &s).sqrt())
    }

    fn step(&mut self, eta_a: f64, eta_w: f64) {
        let b = (1.0 - self.slope).powi(2);
        let phi = self.phi();
        let (g0, gp) = (g(self.slope, 0.0), g(self.slope, phi));
        let (sum, sum_star): (f64, f64) = (self.a.iter().sum(), self.a_star.iter().sum());
        let r = dot(&self.a, &self.a_star);
        let cos = dot(&self.v, &self.v_star);
        for (x, y) in self.a.iter_mut().zip(&self.a_star) {
            *x -= eta_a * (b * (sum - sum_star) + (g0 - b) * *x - (gp - b) * y) / (2.0 * PI);
        }
        // grad_v L = -(r/2pi) (2 pi slope + b (pi - phi)) (I - v v') v*.
        let pull = eta_w * r * (2.0 * PI * self.slope + b * (PI - phi)) / (2.0 * PI);
        for (x, y) in self.v.iter_mut().zip(&self.v_star) {
            *x += pull * (y - cos * *x);
        }
        let norm = dot(&self.v, &self.v).sqrt();
        self.v.iter_mut().for_each(|x| *x /= norm);
    }
}

fn unit(mut x: Vec<f64>) -> Vec<f64> {
    let norm = dot(&x, &x).sqrt();
    x.iter_mut().for_each(|c| *c /= norm);
    x
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every k and p: descent in full dimension and the map agree, also when `v` jumps over `v*` or
    /// `-v*`.
    #[test]
    fn full_dimensional_descent_is_the_reduced_map(
        (k, p) in (1usize..10, 2usize..10),
        coordinates in prop::collection::vec(-1.0f64..1.0, 40),
        slope in prop::sample::select(vec![0.0, 0.125, 0.5]),
        eta_a in 0.01f64..0.2,
        eta_w in prop::sample::select(vec![0.02, 0.5, 3.0]),
    ) {
        let a_star = coordinates[..k].to_vec();
        let v_star = unit(coordinates[10..10 + p].to_vec());
        let mut net = Network {
            slope,
            a: coordinates[20..20 + k].to_vec(),
            v: unit(coordinates[30..30 + p].to_vec()),
            a_star: a_star.clone(),
            v_star,
        };
        let sum: f64 = a_star.iter().sum();
        let point = |x: f64| Interval::point(x);
        let map = ReducedMap::from_enclosures(
            (),
            &point(k as f64),
            point(dot(&a_star, &a_star)),
            point(sum * sum),
            &point(slope),
            &point(1.0),
        );
        let steps = Steps { eta_a: point(eta_a), eta_w: point(eta_w) };
        for _ in 0..100 {
            let s: f64 = net.a.iter().sum();
            let before = State {
                u: point(sum * s - sum * sum),
                r: point(dot(&net.a, &net.a_star)),
                phi: point(net.phi()),
            };
            let (after, _) = map.step(&before, &steps);
            net.step(eta_a, eta_w);
            let s: f64 = net.a.iter().sum();
            prop_assert!((after.u.mid() - (sum * s - sum * sum)).abs() < 1e-11);
            prop_assert!((after.r.mid() - dot(&net.a, &net.a_star)).abs() < 1e-11);
            prop_assert!((after.phi.mid() - net.phi()).abs() < 1e-8, "{} {}", after.phi, net.phi());
        }
    }

    /// The same without normalisation of `v`.
    #[test]
    fn free_descent_in_full_dimension_is_the_unnormalised_map(
        (k, p) in (2usize..10, 2usize..10),
        coordinates in prop::collection::vec(-1.0f64..1.0, 40),
        slope in prop::sample::select(vec![0.0, 0.125, 0.5]),
        norm in 0.5f64..2.0,
        eta in 0.01f64..0.1,
    ) {
        let a_star = &coordinates[..k];
        let v_star = unit(coordinates[10..10 + p].to_vec());
        let mut a = coordinates[20..20 + k].to_vec();
        let mut v = unit(coordinates[30..30 + p].to_vec());
        v.iter_mut().for_each(|x| *x *= norm);
        let sum: f64 = a_star.iter().sum();
        let n = dot(a_star, a_star);
        prop_assume!(n * k as f64 - sum * sum > 1e-2 && sum.abs() > 1e-2);
        let point = |x: f64| Interval::point(x);
        let width = point(k as f64);
        let map = ReducedMap::from_enclosures((), &width, point(n), point(sum * sum), &point(slope), &point(1.0));
        let free = FreeMap::new(&map, &width);
        let steps = Steps { eta_a: point(eta), eta_w: point(2.0 * eta) };
        // Coordinates of a in the frame of the all-ones vector and a*; that of 1'a* >= 0.
        let root = (k as f64).sqrt();
        let mean = sum / k as f64;
        let rest: Vec<f64> = a_star.iter().map(|x| x - mean).collect();
        let length = dot(&rest, &rest).sqrt();
        let state = |a: &[f64], v: &[f64]| {
            let along = sum.signum() * a.iter().sum::<f64>() / root;
            let across = dot(a, &rest) / length;
            let other = (dot(a, a) - along * along - across * across).max(0.0).sqrt();
            let net = Network { slope, a_star: vec![], v_star: v_star.clone(), a: vec![], v: unit(v.to_vec()) };
            [along, across, other, dot(v, v).sqrt(), net.phi()]
        };
        let b = (1.0 - slope).powi(2);
        for _ in 0..40 {
            let [along, across, other, norm, phi] = state(&a, &v);
            let before = FreeState {
                along: point(along), across: point(across), rest: point(other), norm: point(norm), phi: point(phi),
            };
            let Some(after) = free.step(&before, &steps) else { break };
            // E s(Zu) s(Zv)' = |u| |v| A(angle), so with e = a's(Zv) - a*'s(Zv*):
            let (g0, gp) = (g(slope, 0.0), g(slope, phi));
            let (s, r) = (a.iter().sum::<f64>(), dot(&a, a_star));
            let grad_a: Vec<f64> = a.iter().zip(a_star).map(|(x, y)| {
                (norm * norm * (b * s + (g0 - b) * x) - norm * (b * sum + (gp - b) * y)) / (2.0 * PI)
            }).collect();
            let alpha = (b * s * s + (g0 - b) * dot(&a, &a)) / (2.0 * PI);
            let beta = (b * s * sum + (gp - b) * r) / (2.0 * PI);
            let own = |x: &f64| x / norm;
            let cos = dot(&v, &v_star) / norm;
            let pull = r * (2.0 * PI * slope + b * (PI - phi)) / (2.0 * PI);
            let grad_v: Vec<f64> = v.iter().zip(&v_star).map(|(x, y)| {
                (norm * alpha - beta) * own(x) - pull * (y - cos * own(x))
            }).collect();
            // The loss of the state is that of the vectors.
            let top = (b * sum * sum + (g0 - b) * n) / (2.0 * PI);
            let loss = (norm * norm * alpha + top) / 2.0 - norm * beta;
            prop_assert!((free.loss(&before).mid() - loss).abs() < 1e-9);
            a.iter_mut().zip(&grad_a).for_each(|(x, d)| *x -= eta * d);
            v.iter_mut().zip(&grad_v).for_each(|(x, d)| *x -= 2.0 * eta * d);
            let now = state(&a, &v);
            let map_says = [&after.along, &after.across, &after.norm, &after.phi];
            for (x, y) in map_says.into_iter().zip([now[0], now[1], now[3], now[4]]) {
                prop_assert!((x.mid() - y).abs() < 1e-7, "{x} {y}");
            }
            // A square root of a difference: compare the squares.
            prop_assert!((after.rest.mid().powi(2) - now[2].powi(2)).abs() < 1e-9);
        }
    }

    /// The native step and the terms enclose the same numbers.
    #[test]
    fn native_step_and_terms_agree(
        k in 1i64..50, s in 0i64..50, u in -40i64..40, r in -30i64..30, phi in 0i64..3141,
        slope in 0i64..8, eta_w in 0i64..100,
    ) {
        let k = ratio(k, 1);
        let square = &k * ratio(s, 50);
        let q = [
            k.clone(), ratio(1, 1), ratio(slope, 8), ratio(u, 10), ratio(r, 10), ratio(phi, 1000),
            ratio(1, 20), ratio(eta_w, 10),
        ];
        let precision = Precision::new(200);
        let map = ReducedMap::<MpInterval>::from_enclosures(
            precision,
            &MpInterval::from_rational(precision, &k),
            MpInterval::from_i64(precision, 1),
            MpInterval::from_rational(precision, &square),
            &MpInterval::from_rational(precision, &q[2]),
            &MpInterval::from_rational(precision, &ratio(6, 5)),
        );
        let e = |i: usize| MpInterval::from_rational(precision, &q[i]);
        let (native, _) = map.step(
            &State { u: e(3), r: e(4), phi: e(5) },
            &Steps { eta_a: e(6), eta_w: e(7) },
        );

        let mut d = Dag::new();
        let v: Vec<_> = (0..8).map(|i| d.variable(Var(i))).collect();
        let root = d.variable(Var(8));
        let teacher = Teacher { k: v[0], norm2: v[1], sum: root };
        let moment_ratio = d.rational(ratio(6, 5));
        let f = Activation { slope: v[2], moment_ratio };
        let next = teacher.step(&mut d, f, Reduced { u: v[3], r: v[4], phi: v[5] }, v[6], v[7]);
        let mut values: Vec<MpInterval> = (0..8).map(e).collect();
        values.push(MpInterval::from_rational(precision, &square).sqrt());
        let terms = evaluate(&d, &[next.u, next.r, next.phi], precision, &values);
        for (term, native) in terms.into_iter().zip(native.to_array()) {
            let term = term.expect("defined");
            prop_assert!(!term.intersect(&native).is_empty());
            let hull = term.hull(&native);
            prop_assert!(hull.width() < 1e-50);
        }
    }

    /// The derivative of the step is that of the terms.
    #[test]
    fn jacobian_is_the_derivative_of_the_terms(
        s in 0i64..50, u in -40i64..40, r in -30i64..30, phi in 100i64..3000, eta_w in 0i64..10,
    ) {
        let precision = Precision::new(150);
        let p = Parameters::relu(ratio(9, 1), ratio(9 * s, 50)).unwrap();
        let map = ReducedMap::<MpInterval>::new(precision, &p);
        let q = [ratio(u, 10), ratio(r, 10), ratio(phi, 1000)];
        let values: Vec<MpInterval> =
            q.iter().map(|x| MpInterval::from_rational(precision, x)).collect();
        let x = State::from_array([values[0].clone(), values[1].clone(), values[2].clone()]);
        let steps = Steps {
            eta_a: MpInterval::from_rational(precision, &ratio(1, 20)),
            eta_w: MpInterval::from_rational(precision, &ratio(eta_w, 10)),
        };
        let fold = map.step(&x, &steps).1;
        let native = map.derivative(&x, &steps, fold);

        let mut d = Dag::new();
        let v: Vec<_> = (0..3).map(|i| d.variable(Var(i))).collect();
        let k = d.integer(9);
        let one = d.integer(1);
        // The sum enters by its square alone; here S is a square of a rational or not, so write
        // sqrt.
        let square = d.rational(p.square_sum.clone());
        let sum = d.unary(lemmabox::expr::Unary::Sqrt, square);
        let teacher = Teacher { k, norm2: one, sum };
        let f = Activation::relu(&mut d);
        let a = d.rational(ratio(1, 20));
        let w = d.rational(ratio(eta_w, 10));
        let state = Reduced { u: v[0], r: v[1], phi: v[2] };
        let next = teacher.step(&mut d, f, state, a, w);
        let turn = teacher.turn(&mut d, f, state, w);
        let unfolded = d.sub(v[2], turn);
        use lemmabox::model::reduced::Fold;
        let unfolded = match fold {
            Fold::Inside => unfolded,
            Fold::PastTeacher | Fold::PastOpposite => d.neg(unfolded),
            Fold::Unknown => return Ok(()),
        };
        for (i, term) in [next.u, next.r, unfolded].into_iter().enumerate() {
            for (j, entry) in native[i].iter().enumerate() {
                let slope = d.derivative(term, Var(j as u32)).expect("smooth");
                let value = evaluate(&d, &[slope], precision, &values).remove(0).expect("defined");
                prop_assert!(value.hull(entry).width() < 1e-38, "{i} {j}");
            }
        }
    }
}

#[test]
fn the_angle_function_is_the_kernel_integral() {
    // g(phi) = 2 int_0^{2 pi} s(cos t) s(cos(t - phi)) dt, in polar coordinates of the plane of v
    // and v*.
    let points = 40_000;
    for slope in [0.0, 0.1, 0.5, 1.0] {
        let s = |x: f64| if x > 0.0 { x } else { slope * x };
        for phi in [0.0, 0.3, PI / 3.0, PI / 2.0, 2.0, 3.0, PI] {
            let h = 2.0 * PI / f64::from(points);
            let integral: f64 = (0..points)
                .map(|i| {
                    let t = f64::from(i) * h;
                    s(t.cos()) * s((t - phi).cos()) * h
                })
                .sum();
            assert!(
                (2.0 * integral - g(slope, phi)).abs() < 1e-6,
                "{slope} {phi}"
            );
        }
        // The mean of the activation: E s(x) = (1 - slope)/sqrt(2 pi), so 11' has (1 -
        // slope)^2/2pi.
        let mut d = Dag::new();
        let q = d.rational(from_f64(slope).unwrap());
        let zero = d.integer(0);
        let moment_ratio = d.integer(1);
        let f = Activation {
            slope: q,
            moment_ratio,
        };
        let kernel = f.kernel(&mut d, zero);
        let ones = evaluate::<Interval>(&d, &[kernel.ones], (), &[])
            .remove(0)
            .unwrap();
        assert!((ones.mid() - (1.0 - slope).powi(2) / (2.0 * PI)).abs() < 1e-15);
    }
}

/// Evaluates closed terms at 200 bits.
fn values(d: &Dag, terms: &[lemmabox::expr::Expr]) -> Vec<MpInterval> {
    evaluate(d, terms, Precision::new(200), &[])
        .into_iter()
        .map(|v| v.expect("defined"))
        .collect()
}

#[test]
fn loss_and_gradient_vanish_where_they_should() {
    let mut d = Dag::new();
    let f = Activation::relu(&mut d);
    let k = d.integer(5);
    let n = d.rational(ratio(7, 3));
    let t = d.rational(ratio(3, 2));
    let teacher = Teacher {
        k,
        norm2: n,
        sum: t,
    };
    let zero = d.integer(0);
    let pi = d.pi();
    let at_teacher = teacher.loss(&mut d, f, teacher.layer(), zero);
    let spurious = teacher.best_layer(&mut d, f, pi);
    let product = teacher.best_product(&mut d, f, pi);
    let gap = d.sub(spurious.product, product);
    // a_s solves (11' + (pi - 1) I) a_s = (11' - I) a*: contract with 1 and with a*.
    let contract =
        |d: &mut Dag, sum, product, other_sum, other_product, shift: lemmabox::expr::Expr| {
            let x = d.mul(sum, other_sum);
            let y = d.mul(shift, product);
            let x = d.add(x, y);
            let z = d.mul(t, other_sum);
            let z = d.sub(z, other_product);
            d.sub(x, z)
        };
    let one = d.integer(1);
    let shift = d.sub(pi, one);
    let with_teacher = contract(&mut d, spurious.sum, spurious.product, t, n, shift);
    let with_ones = contract(&mut d, spurious.sum, spurious.sum, k, t, shift);
    let loss = teacher.loss(&mut d, f, spurious, pi);
    // At a stationary a: L = (a*'A(0)a* - a'A(pi)a*)/2.
    let (a0, api) = (f.kernel(&mut d, zero), f.kernel(&mut d, pi));
    let top = a0.form(&mut d, t, t, n);
    let low = api.form(&mut d, spurious.sum, t, spurious.product);
    let top = d.sub(top, low);
    let two = d.integer(2);
    let half = d.div(top, two);
    let at_spurious = d.sub(loss, half);
    for v in values(&d, &[at_teacher, gap, with_teacher, with_ones, at_spurious]) {
        assert!(v.contains_zero() && v.width() < 1e-50, "{v}");
    }
    assert!(values(&d, &[loss])[0].certainly_positive());
}

#[test]
fn threshold_is_where_the_spurious_product_changes_sign() {
    for (k, factor, negative) in [
        (4, 99, true),
        (4, 101, false),
        (100, 99, true),
        (100, 101, false),
    ] {
        let mut d = Dag::new();
        let f = Activation::relu(&mut d);
        let k = d.integer(k);
        let n = d.integer(1);
        let one = d.integer(1);
        let probe = Teacher {
            k,
            norm2: n,
            sum: one,
        };
        let threshold = probe.spurious_threshold(&mut d, f);
        let scale = d.rational(ratio(factor, 100));
        let square = d.mul(threshold, scale);
        let sum = d.unary(lemmabox::expr::Unary::Sqrt, square);
        let teacher = Teacher { sum, ..probe };
        let pi = d.pi();
        let r = teacher.best_product(&mut d, f, pi);
        let r = values(&d, &[r]).remove(0);
        assert_eq!(r.certainly_negative(), negative);
        assert_eq!(r.certainly_positive(), !negative);
    }
}

#[test]
fn the_angle_is_folded_at_both_ends() {
    let p = Parameters::relu(ratio(4, 1), Q::from_integer(0.into())).unwrap();
    let map = ReducedMap::<Interval>::new((), &p);
    let point = Interval::point;
    let steps = Steps {
        eta_a: point(0.0),
        eta_w: point(1000.0),
    };
    // From psi = 1/10 with r = -1 the step leads to psi = arctan(100 sin(1/10)/2pi) - 1/10 =
    // 0.909...
    let near = State {
        u: point(0.0),
        r: point(-1.0),
        phi: point(PI - 0.1),
    };
    let (after, _) = map.step(&near, &steps);
    let psi = PI - after.phi.mid();
    assert!((psi - ((100.0 * 0.1f64.sin() / (2.0 * PI)).atan() - 0.1)).abs() < 1e-12);
    assert!(
        psi > 0.9,
        "the step leaves every neighbourhood of the opposite direction"
    );
}

#[test]
fn gradient_is_the_derivative_of_the_loss() {
    // Along a + e d: L' at e = 0 is grad_a . d, for vectors of length 2 with every entry a
    // variable.
    let mut d = Dag::new();
    let f = Activation {
        slope: d.variable(Var(5)),
        moment_ratio: d.variable(Var(6)),
    };
    let a = [d.variable(Var(0)), d.variable(Var(1))];
    let b = [d.variable(Var(2)), d.variable(Var(3))];
    let phi = d.variable(Var(4));
    let k = d.integer(2);
    use lemmabox::model::symbolic::{inner_product, sum};
    let teacher = Teacher {
        k,
        norm2: inner_product(&mut d, &b, &b),
        sum: sum(&mut d, &b),
    };
    let layer = SecondLayer {
        sum: sum(&mut d, &a),
        product: inner_product(&mut d, &a, &b),
        norm2: inner_product(&mut d, &a, &a),
    };
    let loss = teacher.loss(&mut d, f, layer, phi);
    let gradient = teacher.gradient_a(&mut d, f, layer, phi);
    let angle = teacher.gradient_angle(&mut d, f, layer, phi);
    let mut gaps = Vec::new();
    for i in 0..2 {
        let slope = d.derivative(loss, Var(i)).expect("smooth");
        let own = d.mul(gradient.own, a[i as usize]);
        let other = d.mul(gradient.teacher, b[i as usize]);
        let entry = sum(&mut d, &[gradient.ones, own, other]);
        gaps.push(d.sub(slope, entry));
    }
    let slope = d.derivative(loss, Var(4)).expect("smooth");
    gaps.push(d.sub(slope, angle));
    let precision = Precision::new(200);
    for seed in 0..20 {
        let point: Vec<MpInterval> = (0..7)
            .map(|i| {
                let x = if i == 5 {
                    ratio(seed % 7, 7)
                } else {
                    ratio((seed * 7 + i * 5) % 11 + 1, 4)
                };
                MpInterval::from_rational(precision, &x)
            })
            .collect();
        for gap in evaluate(&d, &gaps, precision, &point) {
            let gap = gap.expect("defined");
            assert!(gap.contains_zero() && gap.width() < 1e-50, "{gap}");
        }
    }
}

/// Decides that a term is zero for all values of its variables.
fn assert_identically_zero(d: &mut Dag, term: lemmabox::expr::Expr, what: &str) {
    let normal = lemmabox::expr::Normal::of(d, term).expect("defined");
    assert!(normal.is_zero(), "{what}: {normal:?}");
}

/// The model with a variable for every quantity in it.
struct Symbolic {
    activation: Activation,
    teacher: Teacher,
    layer: SecondLayer,
    phi: lemmabox::expr::Expr,
}

/// `1'a`, `a'a*`, `|a|^2` and `phi`.
const SUM: Var = Var(4);
const PRODUCT: Var = Var(5);
const NORM2: Var = Var(6);
const PHI: Var = Var(7);

fn symbolic(d: &mut Dag) -> Symbolic {
    Symbolic {
        activation: Activation {
            slope: d.variable(Var(0)),
            moment_ratio: d.variable(Var(20)),
        },
        teacher: Teacher {
            k: d.variable(Var(1)),
            norm2: d.variable(Var(2)),
            sum: d.variable(Var(3)),
        },
        layer: SecondLayer {
            sum: d.variable(SUM),
            product: d.variable(PRODUCT),
            norm2: d.variable(NORM2),
        },
        phi: d.variable(PHI),
    }
}

#[test]
fn gradients_are_derivatives_of_the_loss_for_symbolic_k_and_vectors() {
    let mut d = Dag::new();
    let Symbolic {
        activation: f,
        teacher,
        layer,
        phi,
    } = symbolic(&mut d);
    let loss = teacher.loss(&mut d, f, layer, phi);
    let slope = d.derivative(loss, PHI).expect("smooth");
    let angle = teacher.gradient_angle(&mut d, f, layer, phi);
    let gap = d.sub(slope, angle);
    assert_identically_zero(&mut d, gap, "dL/dphi");

    // The directional derivative by a, along any d with 1'd = s_d, a*'d = r_d, a'd = m_d: with 1'a,
    // a'a*, |a|^2 moving at the rates s_d, r_d, 2 m_d it is ones s_d + own m_d + teacher r_d.
    let (s_d, r_d, m_d) = (
        d.variable(Var(10)),
        d.variable(Var(11)),
        d.variable(Var(12)),
    );
    let two = d.integer(2);
    let rates = [(SUM, s_d), (PRODUCT, r_d), (NORM2, d.mul(two, m_d))];
    let mut left = d.integer(0);
    for (v, rate) in rates {
        let slope = d.derivative(loss, v).expect("smooth");
        let part = d.mul(slope, rate);
        left = d.add(left, part);
    }
    let gradient = teacher.gradient_a(&mut d, f, layer, phi);
    for (c, m) in [
        (gradient.ones, s_d),
        (gradient.own, m_d),
        (gradient.teacher, r_d),
    ] {
        let part = d.mul(c, m);
        left = d.sub(left, part);
    }
    assert_identically_zero(&mut d, left, "dL/da");
}

/// For every k: the gradient by a vanishes for the best a at any angle; at 0 it is a*.
#[test]
fn both_fixed_points_are_fixed_for_symbolic_k_and_vectors() {
    let mut d = Dag::new();
    let Symbolic {
        activation: f,
        teacher,
        phi,
        ..
    } = symbolic(&mut d);
    let (zero, pi) = (d.integer(0), d.pi());
    for (angle, name) in [(zero, "global"), (pi, "spurious"), (phi, "any angle")] {
        let best = teacher.best_layer(&mut d, f, angle);
        let point = teacher.best_combination(&mut d, f, angle);
        let gradient = teacher.gradient_a(&mut d, f, best, angle);
        let own = d.mul(gradient.own, point.ones);
        let ones = d.add(gradient.ones, own);
        assert_identically_zero(&mut d, ones, name);
        let own = d.mul(gradient.own, point.teacher);
        let along = d.add(own, gradient.teacher);
        assert_identically_zero(&mut d, along, name);
        let turn = teacher.gradient_angle(&mut d, f, best, angle);
        if angle != phi {
            assert_identically_zero(&mut d, turn, name);
        }
        let product = teacher.best_product(&mut d, f, angle);
        let gap = d.sub(best.product, product);
        assert_identically_zero(&mut d, gap, "r(phi)");
    }
    let best = teacher.best_combination(&mut d, f, zero);
    assert_identically_zero(&mut d, best.ones, "a = a* at phi = 0");
    let loss_there = teacher.loss(&mut d, f, teacher.layer(), zero);
    assert_identically_zero(&mut d, loss_there, "loss at the global minimum");

    // Loss at the spurious point: (a*'A(0)a* - a_s'A(pi)a*)/2.
    let spurious = teacher.best_layer(&mut d, f, pi);
    let loss = teacher.loss(&mut d, f, spurious, pi);
    let (a0, api) = (f.kernel(&mut d, zero), f.kernel(&mut d, pi));
    let top = a0.form(&mut d, teacher.sum, teacher.sum, teacher.norm2);
    let low = api.form(&mut d, spurious.sum, teacher.sum, spurious.product);
    let half = d.sub(top, low);
    let two = d.integer(2);
    let half = d.div(half, two);
    let gap = d.sub(loss, half);
    assert_identically_zero(&mut d, gap, "loss at the spurious point");
}

/// The reduced map from the algorithm a' = a - eta_a grad_a: take inner products with 1 and a*.
#[test]
fn the_reduced_map_is_the_algorithm_for_symbolic_k_and_vectors() {
    let mut d = Dag::new();
    let Symbolic {
        activation: f,
        teacher,
        layer,
        phi,
    } = symbolic(&mut d);
    let (eta_a, eta_w) = (d.variable(Var(8)), d.variable(Var(9)));
    let (s, r, t) = (layer.sum, layer.product, teacher.sum);
    let square = d.mul(t, s);
    let t2 = d.power(t, 2);
    let u = d.sub(square, t2);
    let next = teacher.step(&mut d, f, Reduced { u, r, phi }, eta_a, eta_w);
    let gradient = teacher.gradient_a(&mut d, f, layer, phi);
    let along = |d: &mut Dag, ones, own, teacher_| {
        let a = d.mul(gradient.ones, ones);
        let b = d.mul(gradient.own, own);
        let c = d.mul(gradient.teacher, teacher_);
        let x = d.add(a, b);
        d.add(x, c)
    };
    let slope = along(&mut d, teacher.k, s, t);
    let moved = d.mul(eta_a, slope);
    let s_next = d.sub(s, moved);
    let m = d.mul(t, s_next);
    let u_next = d.sub(m, t2);
    let gap = d.sub(u_next, next.u);
    assert_identically_zero(&mut d, gap, "u'");
    let slope = along(&mut d, t, r, teacher.norm2);
    let moved = d.mul(eta_a, slope);
    let r_next = d.sub(r, moved);
    let gap = d.sub(r_next, next.r);
    assert_identically_zero(&mut d, gap, "r'");
}
