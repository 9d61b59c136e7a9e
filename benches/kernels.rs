//! The kernels of the prover: boxes a second in the search loop, enclosures of compiled terms,
//! MPFR, exact polynomials.
//!
//!     cargo bench --bench kernels
//!
//! For the gain of a second thread, run the search loop with one and with two:
//!
//!     cargo bench --bench kernels -- threads

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lemmabox::expr::{Claim, Normal, Var};
use lemmabox::interval::{Interval, MpInterval, Precision};
use lemmabox::prove::{Cancel, Encloser, Form, PreciseEncloser, Settings, Verdict, decide};
use std::hint::black_box;
use std::time::Duration;

/// The one claim of a text.
fn claim(body: &str) -> Claim {
    let text = format!("claim c \"for measuring\" {{\n{body}\n}}\n");
    let file = lemmabox::lang::parse_file("benchmark", &text).expect("a well-formed claim");
    file.claims.into_iter().next().expect("one claim")
}

/// The difference of the goal of a claim.
fn difference(claim: &mut Claim) -> lemmabox::expr::Expr {
    let goal = claim.goal.conjuncts().remove(0);
    goal.difference(&mut claim.dag).0
}

/// One variable, one sine. Both absolute values have kinks a hair apart, so no symbolic method
/// helps; some four hundred thousand boxes.
const ONE_SINE: &str = "for x in [1, 20000]\n\
    show abs(x*sin(x) - x/2) + abs(x*sin(x) - x/2 + 1/100) >= 1/101";
/// The same of three variables.
const THREE: &str = "for a in [1, 2], b in [1, 2], c in [1, 2]\n\
    show abs(sqrt(a*b) + arctan(c) - 2*b) + abs(sqrt(a*b) + arctan(c) - 2*b + 1/10) >= 2/21";

/// Proves the claim with some threads; the number of boxes.
fn boxes(claim: &Claim, threads: usize) -> u64 {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool of threads");
    let outcome = pool.install(|| decide(claim, &[], &Settings::default(), &Cancel::new()));
    assert!(
        matches!(outcome.verdict, Verdict::Proved(_)),
        "{:?}",
        outcome.verdict
    );
    outcome.statistics.boxes
}

fn search(c: &mut Criterion) {
    for (name, body) in [("one sine", ONE_SINE), ("three variables", THREE)] {
        let claim = claim(body);
        let mut group = c.benchmark_group(format!("search, {name}"));
        group.sample_size(10);
        group.measurement_time(Duration::from_secs(10));
        group.throughput(Throughput::Elements(boxes(&claim, 1)));
        for threads in [1, 2] {
            group.bench_function(format!("threads {threads}"), |b| {
                b.iter(|| black_box(boxes(&claim, threads)));
            });
        }
        group.finish();
    }
}

fn enclosures(c: &mut Criterion) {
    let cases = [
        ("one sine", "for x\nshow x*sin(x) <= x", 1),
        (
            "six variables",
            "for a, b, c, d, e, f\nshow sqrt(a*b + c*d) + arctan(e*f) + a*c - b*d >= (a - e)^2*f",
            6,
        ),
    ];
    for (name, body, variables) in cases {
        let mut claim = claim(body);
        let f = difference(&mut claim);
        let mut group = c.benchmark_group(format!("enclosure, {name}"));
        group.throughput(Throughput::Elements(1));
        // No box twice in a row, as in a search.
        let domains: Vec<Vec<Interval>> = (0..64)
            .map(|i| {
                let lo = 1.25 + f64::from(i) / 512.0;
                vec![Interval::new(lo, lo + 0.125); variables]
            })
            .collect();
        let mut encloser = Encloser::new(&claim.dag, f, variables);
        for (form, name) in [
            (Form::Natural, "natural"),
            (Form::MeanValue, "mean value"),
            (Form::Taylor, "Taylor"),
        ] {
            let mut next = domains.iter().cycle();
            group.bench_function(name, |b| {
                b.iter(|| encloser.enclose(black_box(next.next().expect("a cycle")), form));
            });
        }
        for bits in [128, 1024] {
            let precision = Precision::new(bits);
            let mut encloser = PreciseEncloser::new(&claim.dag, f, variables, precision);
            let domain: Vec<MpInterval> = (domains[0].iter())
                .map(|x| MpInterval::from_interval(precision, *x))
                .collect();
            group.bench_function(format!("natural, MPFR with {bits} bits"), |b| {
                b.iter(|| encloser.enclose(black_box(&domain), Form::Natural));
            });
        }
        group.finish();
    }
}

fn exact(c: &mut Criterion) {
    let mut claim = claim("for x, y, z\nshow ((x + 2*y - z/3)^6 - (y + z)^5*x)*(x - y + 7) >= 0");
    let f = difference(&mut claim);
    c.bench_function("normal form of a polynomial of degree 7", |b| {
        b.iter(|| {
            let mut dag = claim.dag.clone();
            Normal::of(&mut dag, black_box(f))
        });
    });
    c.bench_function("derivative and its normal form", |b| {
        b.iter(|| {
            let mut dag = claim.dag.clone();
            dag.simplified_derivative(black_box(f), Var(0))
        });
    });
}

criterion_group!(kernels, search, enclosures, exact);
criterion_main!(kernels);
