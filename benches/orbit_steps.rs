//! Steps a second of the reduced map: plain doubles, rigorous orbits, and what rigour costs.
//!
//!     cargo bench --bench orbit_steps
//!
//! `benches/peers/orbit_mpmath.py` times the same map in mpmath's `iv`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lemmabox::dynamics::order::OrderedMap;
use lemmabox::dynamics::simulate::Simulation;
use lemmabox::dynamics::{EnclosedSet, Limits, Schedule};
use lemmabox::exact::rational::{integer, ratio};
use lemmabox::interval::{Interval, MpInterval, Precision};
use lemmabox::model::parameters::Parameters;
use lemmabox::model::reduced::{ReducedMap, State};
use lemmabox::model::scalar::Scalar;
use std::hint::black_box;

const STEPS: u64 = 2000;

/// `k = 16`, `S = 0.09 k`, both step sizes 1/50: slow enough that no coordinate settles within the
/// steps.
fn setting() -> (Parameters, Schedule) {
    let parameters = Parameters::relu(integer(16), ratio(144, 100)).expect("admissible");
    let schedule = Schedule::constant(ratio(1, 50), ratio(1, 50)).expect("admissible");
    (parameters, schedule)
}

/// `a_0 = 0`, `phi_0 = pi/3`.
fn start<E: Scalar>(context: E::Context) -> State<E> {
    State {
        u: E::from_rational(context, &ratio(-144, 100)),
        r: E::from_i64(context, 0),
        phi: E::pi(context).mul(&E::from_rational(context, &ratio(1, 3))),
    }
}

fn parallelepipeds<E: Scalar>(context: E::Context) -> State<E> {
    let (parameters, schedule) = setting();
    let map = ReducedMap::<E>::new(context, &parameters);
    let schedule = schedule.enclose(context);
    let mut set = EnclosedSet::from_box(start(context));
    for t in 0..STEPS {
        set = set.step(&map, schedule.at(t));
    }
    set.hull().clone()
}

fn steps(c: &mut Criterion) {
    let mut group = c.benchmark_group("orbit_steps");
    group
        .throughput(Throughput::Elements(STEPS))
        .sample_size(20);
    let (parameters, schedule) = setting();
    let simulation = Simulation::new(&parameters, &schedule);
    group.bench_function("plain doubles", |b| {
        let first = [-1.44, 0.0, std::f64::consts::FRAC_PI_3];
        b.iter(|| simulation.after(black_box(first), STEPS));
    });
    let map = ReducedMap::<Interval>::new((), &parameters);
    let enclosed = schedule.enclose(());
    let limits = Limits {
        steps: STEPS,
        // No region is asked for: all steps are made.
        stride: u64::MAX,
        ..Limits::default()
    };
    group.bench_function("rigorous, between two bounds", |b| {
        let ordered = OrderedMap::new(&map, Interval::from_i64(16));
        b.iter(|| {
            let first = black_box(start(()));
            let orbit = ordered.orbit(&enclosed, &first, &limits, &mut |_, _| {});
            assert!(orbit.as_ref().is_some_and(|o| o.steps == STEPS));
            orbit
        });
    });
    group.bench_function("rigorous, parallelepipeds", |b| {
        b.iter(|| black_box(parallelepipeds::<Interval>(())));
    });
    for bits in [128, 512] {
        group.bench_with_input(
            BenchmarkId::new("rigorous, MPFR", bits),
            &bits,
            |b, &bits| b.iter(|| parallelepipeds::<MpInterval>(Precision::new(bits))),
        );
    }
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
