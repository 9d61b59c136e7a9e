//! Random claims about sums of powers, ratios of gamma functions and integrals to infinity, their
//! truth told by MPFR with 300 bits: no verdict may contradict it, and the kernel accepts every
//! certificate.

mod decided;

use decided::{roomy, verdict};
use lemmabox_kernel::certificate::{Certificate, Finding, Source};
use lemmabox_kernel::check::file::{confirm, open};
use lemmabox_kernel::core_text::canonical;
use lemmabox_lang::{parse_file, resolve};
use lemmabox_prover::{Cancel, Settings, Verdict, decide_one};
use rug::Float;
use rug::ops::Pow;

const BITS: u32 = 300;

/// Verdicts on claims of which the truth is known; how many are proved and refuted at least.
fn agree(cases: impl IntoIterator<Item = (String, bool)>, proved: usize, refuted: usize) {
    let mut decided = [0, 0];
    for (goal, holds) in cases {
        let text = format!("claim c {{ {goal} }}");
        if let Some(said) = verdict(&text) {
            assert_eq!(said, holds, "{text}");
            decided[usize::from(said)] += 1;
        }
    }
    assert!(decided[1] >= proved && decided[0] >= refuted, "{decided:?}");
}

fn float(x: f64) -> Float {
    Float::with_val(BITS, x)
}

/// `1/(n + 1) + ... + 1/(c n) <= b` for every n if and only if `b >= log(c)`, the limit, which the
/// sums rise to.
#[test]
fn blocks_of_the_harmonic_series_agree_with_their_limit() {
    roomy(|| {
        let cases = [2, 3].into_iter().flat_map(|c| {
            [("0", true), ("1/10", false)].into_iter().map(move |(less, holds)| {
                let goal = format!(
                    "for n in [1, inf) integer show sum(1/t, t, n + 1, {c}*n) <= log({c}) - {less}"
                );
                (goal, holds)
            })
        });
        agree(cases, 1, 2);
    });
}

/// `(1 - a/1) ... (1 - a/n) <= (n + 1)^(-b)` for every n if and only if `b <= a`.
#[test]
fn products_of_steps_agree_with_their_rates() {
    roomy(|| {
        let cases = [
            ("1/2", "1/2", true),
            ("1/2", "1", false),
            ("1/3", "5/6", false),
        ];
        let cases = cases.into_iter().map(|(a, b, holds)| {
            let goal = format!(
                "for n in [1, inf) integer show product(1 - ({a})/t, t, 1, n) <= exp(-({b})*log(n + 1))"
            );
            (goal, holds)
        });
        agree(cases, 1, 2);
    });
}

/// `sum t^(-p/q) <= c n^(1 - p/q)` for every n if and only if `c >= 1/(1 - p/q)`.
#[test]
fn sums_of_powers_agree_with_their_values() {
    roomy(|| {
        let cases = [(1, 2), (3, 4), (1, 4)].into_iter().flat_map(|(p, q)| {
            [0, -1].into_iter().map(move |less| {
                // q/(q - p), or less than the ratio at n = 100.
                let (c, exponent) = (f64::from(q) / f64::from(q - p), f64::from(p) / f64::from(q));
                let mut sum = float(0.0);
                for t in 1..=100 {
                    sum += float(f64::from(t)).pow(-float(exponent));
                }
                let ratio = sum / float(100.0).pow(float(1.0 - exponent));
                let scale = if less == 0 {
                    format!("{q}/{}", q - p)
                } else {
                    format!("{:.3}", ratio.to_f64() - 0.01)
                };
                assert!(ratio < c);
                let goal = format!(
                    "for n in [1, inf) integer show sum(1/t^({p}/{q}), t, 1, n) <= {scale}*n^({}/{q})",
                    q - p
                );
                (goal, less == 0)
            })
        });
        agree(cases.collect::<Vec<_>>(), 2, 0);
    });
}

/// Infinite sums of powers against Riemann's zeta function.
#[test]
fn infinite_sums_of_powers_agree_with_the_zeta_function() {
    roomy(|| {
        let cases = [(3, 2), (2, 1), (3, 1)].into_iter().flat_map(|(p, q)| {
            [0.02, -0.02].into_iter().map(move |apart| {
                let zeta = Float::with_val(BITS, p as f64 / q as f64).zeta();
                let bound = (zeta.to_f64() + apart) * 1000.0;
                let bound = bound.round() / 1000.0;
                let holds = zeta <= bound;
                (
                    format!("show sum(1/t^({p}/{q}), t, 1, inf) <= {bound:.3}"),
                    holds,
                )
            })
        });
        agree(cases.collect::<Vec<_>>(), 1, 0);
    });
}

/// Gautschi's inequality with a shift: `gamma(x + 1)/gamma(x + s) > (x + d)^(1 - s)` for every
/// `x > 0` if `d <= s/2` (Kershaw, Math. Comp. 41, 1983), and for no larger `d`.
#[test]
fn ratios_of_gamma_functions_agree_with_their_values() {
    roomy(|| {
        let mut cases = Vec::new();
        for (s, d) in [("s", 0.0), ("1/2", 0.3), ("s", 0.6)] {
            let at = match s {
                "1/2" => 0.5,
                _ => 0.75,
            };
            // Seen at some of these points if at all.
            let holds = [0.01, 0.5, 3.0, 40.0, 1000.0].into_iter().all(|x| {
                let ratio = float(x + 1.0).gamma() / (float(x) + float(at)).gamma();
                ratio > (float(x) + float(d)).pow(float(1.0) - float(at))
            });
            let domain = if s == "s" { ", s in (0, 1)" } else { "" };
            cases.push((
                format!(
                    "for x in (0, inf){domain} show gamma(x + 1)/gamma(x + {s}) > exp((1 - {s})*log(x + {d:.1}))"
                ),
                holds,
            ));
        }
        agree(cases, 1, 1);
    });
}

/// `digamma` and `lgamma` by their recurrence, some a little off.
#[test]
fn values_of_the_gamma_function_agree_with_their_recurrence() {
    roomy(|| {
        let mut cases = Vec::new();
        for (k, off) in [(1, 0_i32), (3, 0), (2, 1)] {
            let terms = |f: &dyn Fn(i32) -> String| {
                let all: Vec<String> = (0..k).map(f).collect();
                all.join(" + ")
            };
            let (logs, parts) = (
                terms(&|j| format!("log(x + {j})")),
                terms(&|j| format!("1/(x + {j})")),
            );
            let x = float(1.5);
            let rise = float(1.5 + f64::from(k)).ln_gamma() - x.ln_gamma();
            let sum = (0..k).fold(float(0.0), |s, j| s + float(1.5 + f64::from(j)).ln());
            let error = Float::with_val(BITS, rise - sum - off);
            let holds = error.abs() < 1e-60;
            for (f, right) in [("lgamma", logs), ("digamma", parts)] {
                cases.push((
                    format!("for x in (0, inf) show {f}(x + {k}) = {f}(x) + {right} + {off}"),
                    holds,
                ));
            }
        }
        agree(cases, 4, 1);
    });
}

/// `integral(exp(-x)/(k + x), x, 0, inf)` is `exp(k)` times the exponential integral at `k`.
#[test]
fn integrals_to_infinity_agree_with_the_exponential_integral() {
    roomy(|| {
        let mut cases = Vec::new();
        for (k, op, apart) in [(1, "<=", 0.01), (2, ">=", 0.01)] {
            let value = -(float(-f64::from(k)).eint() * float(f64::from(k)).exp());
            let bound = ((value.to_f64() + apart) * 1000.0).round() / 1000.0;
            let holds = if op == "<=" {
                value <= bound
            } else {
                value >= bound
            };
            cases.push((
                format!("show integral(exp(-x)/({k} + x), x, 0, inf) {op} {bound:.3}"),
                holds,
            ));
        }
        agree(cases, 0, 0);
    });
}

/// Certificates whose rules make symbols and bound variables of their own are read back from their
/// text and confirmed.
#[test]
fn certificates_of_compared_sums_are_read_back() {
    roomy(|| {
        for goal in [
            "show sum(1/t^(3/2), t, 1, inf) <= 3",
            "for n in [1, inf) integer show sum(1/t^2, t, 1, n) <= 5/3",
            "for n in [1, inf) integer show sum(log(t), t, 1, n) = lgamma(n + 1)",
            "for x in (0, inf), s in (0, 1) show lgamma(x + s) < lgamma(x + 1) - (1 - s)*log(x)",
        ] {
            let file = parse_file("fuzz.lemma", &format!("claim c {{ {goal} }}")).unwrap();
            let located = resolve(vec![file]).unwrap();
            let claims = [&located[0].claim];
            let settings = Settings {
                timeout: None,
                ..Settings::default()
            };
            let outcome = decide_one(&claims, 0, &settings, &Cancel::new());
            let Verdict::Proved(proof) = outcome.verdict else {
                panic!("{goal}");
            };
            let certificate = Certificate {
                tool: "test".into(),
                claim: "c".into(),
                text: canonical(claims[0]),
                lemmas: Vec::new(),
                finding: Finding::Proved(proof),
            };
            let mut bytes = Vec::new();
            certificate.write(&outcome.dag, &mut bytes).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let opened = open(&Source::from(&text)).unwrap();
            let confirmed = confirm(&opened, &Default::default());
            assert!(confirmed.unwrap_or_else(|e| panic!("{goal}: {e}")).proved);
        }
    });
}
