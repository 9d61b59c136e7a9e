(* the start satisfies -2S <= u <= 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem L5_start :
  forall s t k N : R,
  1 <= k ->
  0 <= N ->
  s ^ 2 <= k * N ->
  k * N <= t ^ 2 ->
  ((-2) * t ^ 2 <= t * s - t ^ 2 /\ t * s - t ^ 2 <= 0).
Proof.
  intros s t k N k_lo N_lo cauchy_schwarz ball.
  split.
  {
    assert (sign : 0 <= t * s - t ^ 2 - (-2) * t ^ 2).
    {
      assert (coefficient : 0 < (1 / 2)) by lra.
      assert (factor : 0 <= (t ^ 2 - k * N)) by fact ball.
      assert (coefficient_1 : 0 < (1 / 2)) by lra.
      assert (coefficient_2 : 0 < (1 / 2)) by lra.
      assert (factor_1 : 0 <= (k * N - s ^ 2)) by fact cauchy_schwarz.
      refine (product_le (1) (t * s - t ^ 2 - (-2) * t ^ 2) ((1 / 2) * (t ^ 2 - k * N) + (1 / 2) * (s + t) ^ 2
          + (1 / 2) * (k * N - s ^ 2)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient)
          factor) (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) (square_nonneg (s + t)))) (Rmult_le_pos _ _
          (Rlt_le _ _ coefficient_2) factor_1)). }
    }
    settle sign.
  }
  {
    assert (sign_1 : 0 <= (- (t * s - t ^ 2))).
    {
      assert (coefficient_3 : 0 < (1 / 2)) by lra.
      assert (factor_2 : 0 <= (t ^ 2 - k * N)) by fact ball.
      assert (coefficient_4 : 0 < (1 / 2)) by lra.
      assert (coefficient_5 : 0 < (1 / 2)) by lra.
      assert (factor_3 : 0 <= (k * N - s ^ 2)) by fact cauchy_schwarz.
      refine (product_le (1) ((- (t * s - t ^ 2))) ((1 / 2) * (t ^ 2 - k * N) + (1 / 2) * (s - t) ^ 2 + (1 /
          2) * (k * N - s ^ 2)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3)
          factor_2) (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) (square_nonneg (s - t)))) (Rmult_le_pos _ _
          (Rlt_le _ _ coefficient_5) factor_3)). }
    }
    settle sign_1.
  }
Qed.
