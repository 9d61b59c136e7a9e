//! Recursions, factorials and integrals with known values: the true statement is proved, the false
//! neighbour is not, and the kernel accepts every certificate.

mod decided;

use decided::{roomy, verdict};

/// Asserts that claims are proved.
fn proved(claims: &[&str]) {
    for text in claims {
        let text = format!("claim c {{ {text} }}");
        assert_eq!(verdict(&text), Some(true), "{text}");
    }
}

/// Asserts that claims are refuted.
fn refuted(claims: &[&str]) {
    for text in claims {
        let text = format!("claim c {{ {text} }}");
        assert_eq!(verdict(&text), Some(false), "{text}");
    }
}

/// Asserts that no claim is proved.
fn not_proved(claims: &[&str]) {
    for text in claims {
        let text = format!("claim c {{ {text} }}");
        assert_ne!(verdict(&text), Some(true), "{text}");
    }
}

/// With equality in every hypothesis `u(n) = C (1 + L)^n`, which is more than `C (1 + L n)` from
/// `n = 2` on.
#[test]
fn gronwall_takes_the_power_and_no_less() {
    roomy(|| {
        let claim = |bound: &str| {
            format!(
                "for n in [0, inf) integer, C in [0, inf), L in [0, inf) sequence u from 0 \
                 assume h: every t in [0, inf): u(t) <= C + L*sum(u(s), s, 0, t - 1) \
                 show u(n) <= {bound}"
            )
        };
        proved(&[&claim("C*(1 + L)^n")]);
        not_proved(&[&claim("C*(1 + L*n)")]);
    });
}

/// `x^2 - 2` is 2, 1/4 and 1/144 at the first steps of Newton's iteration from 2.
#[test]
fn newtons_error_falls_as_the_first_steps_say() {
    roomy(|| {
        let claim = |bound: &str| {
            format!(
                "for n in [0, inf) integer \
                 sequence x from 0 where x(0) = 2, x(t+1) = (x(t) + 2/x(t))/2 \
                 show x(n)^2 - 2 <= {bound}"
            )
        };
        proved(&[&claim("2/4^n")]);
        refuted(&[&claim("2/9^n"), &claim("2/4^n - 1/100")]);
    });
}

/// At `n = 1` with `G = 0` and `d = D^2, 0` the regret is half the diameter squared.
#[test]
fn regret_with_falling_steps_needs_half_the_diameter() {
    roomy(|| {
        let claim = |bound: &str| {
            format!(
                "for n in [1, inf) integer, G in [0, inf), D in [0, inf) \
                 sequence r from 1 sequence d from 1 \
                 assume diameter: every t in [1, inf): 0 <= d(t) <= D^2 \
                 assume step: every t in [1, inf): \
                 r(t) <= sqrt(t)*(d(t) - d(t+1))/2 + G^2/(2*sqrt(t)) \
                 show sum(r(t), t, 1, n) <= {bound}*sqrt(n)"
            )
        };
        proved(&[&claim("(D^2/2 + G^2)")]);
        not_proved(&[&claim("(D^2/3 + G^2)")]);
    });
}

/// 1 + 1 + 1/2 + 1/6 = 8/3, and e < 3; `f(13) = 233` is the first Fibonacci number above its index
/// squared; `2 < e`.
#[test]
fn factorials_grow_as_their_first_values_say() {
    roomy(|| {
        proved(&[
            "for n in [0, inf) integer show sum(1/factorial(t), t, 0, n) <= 3",
            "for n in [1, inf) integer show factorial(n) <= ((n + 1)/2)^n",
            "for n in [1, inf) integer, k in [1, n] integer \
             show binomial(n + 1, k) = binomial(n, k) + binomial(n, k - 1)",
        ]);
        refuted(&[
            "for n in [0, inf) integer show sum(1/factorial(t), t, 0, n) <= 5/2",
            "for n in [1, inf) integer show factorial(n) <= (n/2)^n",
            "for n in [1, inf) integer, k in [1, n] integer \
             show binomial(n + 1, k) = binomial(n, k) + binomial(n, k)",
            "for n in [0, inf) integer sequence f from 0 \
             where f(0) = 0, f(1) = 1, f(t+2) = f(t+1) + f(t) show f(n) <= n^2",
        ]);
    });
}

/// The largest value is 1.12890 at `sqrt(2)`; the integral at `a = 2` is
/// `1 - log((1 + e^2)/2)/2 = 0.28`.
#[test]
fn bounds_over_a_line_and_integrals_with_a_parameter() {
    roomy(|| {
        proved(&["for x show normal_cdf(x) + x*exp(-x^2/2)/sqrt(2*pi) <= 1.13"]);
        refuted(&[
            "for x show normal_cdf(x) + x*exp(-x^2/2)/sqrt(2*pi) <= 1.12",
            "for a in [1/2, 2] show integral(1/(1 + exp(a*x)), x, 0, 1) >= 2/5",
        ]);
    });
}
