//! What claims with sums, sequences and integrals say in Coq.

use lemmabox_coq::theorem;
use lemmabox_kernel::core_text::read_claim;

/// The theorem of a claim given by its lines, in one line.
fn stated(lines: &str) -> Result<String, String> {
    let text = format!("claim some \"\" {{\n  source derived\n{lines}  expect proved\n}}\n");
    let claim = read_claim(&text).unwrap();
    let theorem = theorem(&claim).map_err(|e| e.reason.0)?;
    Ok(theorem.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The sum stands where it is spoken of, and every term of it has to be defined.
#[test]
fn a_sum_is_written_out_with_the_definedness_of_its_terms() {
    let text = stated(
        "  for n in [1, inf) integer\n  bound t'1 integer\n  symbol s'2 = sum 1/t'1 over t'1 from 1 to n\n  show s'2 <= n\n",
    );
    assert_eq!(
        text.unwrap(),
        "Theorem some : forall n : R, (exists z : Z, n = IZR z) -> 1 <= n -> \
         (forall t'1 : R, (exists z : Z, t'1 = IZR z) -> 1 <= t'1 -> t'1 <= n -> t'1 <> 0) /\\ \
         (sum_over (fun t'1 : R => 1 / t'1) (1) (n)) <= n."
    );
}

/// A defined sequence is any that obeys its recurrence; a hypothesis about every index is one.
#[test]
fn sequences_are_quantified_over() {
    let text = stated(
        "  for n in [0, inf) integer\n  sequence x from 0\n  bound t'1 integer\n  symbol x'2 = value x at t'1\n  \
         symbol x'3 = value x at n\n  define x over t'1\n  value 1/2\n  next x'2/3\n  show x'3 >= 0\n",
    );
    assert_eq!(
        text.unwrap(),
        "Theorem some : forall n : R, forall x : R -> R, (exists z : Z, n = IZR z) -> 0 <= n -> x 0 = (1 / 2) -> \
         (forall t'1 : R, (exists z : Z, t'1 = IZR z) -> 0 <= t'1 -> x (t'1 + 1) = (x (t'1)) / 3) -> (x (n)) >= 0."
    );
    let text = stated(
        "  for n in [0, inf) integer\n  sequence a from 0\n  bound t'1 integer\n  symbol a'2 = value a at t'1 + 1\n  \
         symbol a'3 = value a at t'1\n  symbol a'4 = value a at n\n  symbol a'5 = value a at 0\n  \
         every t'1 from 0 to inf assume falls: a'2 <= a'3\n  show a'4 <= a'5\n",
    );
    assert_eq!(
        text.unwrap(),
        "Theorem some : forall n : R, forall a : R -> R, (exists z : Z, n = IZR z) -> 0 <= n -> \
         (forall t'1 : R, (exists z : Z, t'1 = IZR z) -> 0 <= t'1 -> (a (t'1 + 1)) <= (a (t'1))) -> \
         (a (n)) <= (a (0))."
    );
}

/// A value before the first one is none: where that is not plain, the theorem has to say it.
#[test]
fn an_index_that_may_be_too_small_is_a_condition() {
    let text = stated(
        "  for n integer\n  sequence a from 0\n  symbol a'1 = value a at n\n  show a'1^2 >= 0\n",
    );
    assert_eq!(
        text.unwrap(),
        "Theorem some : forall n : R, forall a : R -> R, (exists z : Z, n = IZR z) -> 0 <= n /\\ (a (n)) ^ 2 >= 0."
    );
}

/// What a hypothesis says of a sum that may be undefined has no plain reading yet.
#[test]
fn a_hypothesis_about_an_undefined_sum_is_refused() {
    let text = stated(
        "  for n in [1, inf) integer\n  for x\n  bound t'2 integer\n  symbol s'3 = sum x/(t'2 - n) over t'2 from 1 to n\n  \
         assume small: s'3 <= 1\n  show n >= 0\n",
    );
    assert!(text.unwrap_err().contains("not always defined"));
}

/// An integral stands where it is spoken of; it has to exist, and its integrand has to be defined
/// inside.
#[test]
fn an_integral_is_written_out_with_its_existence() {
    let text = stated(
        "  for a in [1, inf)\n  bound x'1\n  symbol i'2 = integral 1/x'1 over x'1 from 1 to a\n  show i'2 >= 0\n",
    );
    assert_eq!(
        text.unwrap(),
        "Theorem some : forall a : R, 1 <= a -> (forall x'1 : R, 1 < x'1 -> x'1 < a -> x'1 <> 0) /\\ \
         (integrable (fun x'1 : R => 1 / x'1) (1) (a)) /\\ (integral (fun x'1 : R => 1 / x'1) (1) (a)) >= 0."
    );
    let text = stated(
        "  bound x'0\n  symbol i'1 = integral exp(-x'0) over x'0 from 0 to inf\n  show i'1 >= 0\n",
    );
    assert!(text.unwrap_err().contains("infinite range"));
}
