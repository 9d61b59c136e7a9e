(* the start satisfies |a_0'a*| <= |a*|^2 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S2 :
  forall r n N S k : R,
  0 <= n ->
  0 <= N ->
  0 <= S ->
  1 <= k ->
  r ^ 2 <= N * n ->
  k * N <= S ->
  S <= k * n ->
  ((- n) <= r /\ r <= n).
Proof.
  intros r n N S k n_lo N_lo S_lo k_lo cauchy_schwarz ball sum.
  split.
  {
    assert (sign : 0 <= r - (- n)).
    {
      apply contradiction_le.
      intros negated.
      assert (factor : 0 <= (k - 1)) by given.
      assert (factor_1 : 0 <= (N * n - r ^ 2)) by fact cauchy_schwarz.
      assert (coefficient : 0 < 2) by lra.
      assert (factor_2 : 0 <= (k * n - S)) by fact sum.
      assert (factor_3 : 0 <= n) by given.
      assert (factor_4 : 0 <= (S - k * N)) by fact ball.
      assert (coefficient_1 : 0 < 2) by lra.
      assert (factor_5 : 0 <= S) by given.
      refine (positive_is_not_zero ((- (r - (- n))) * (- (r - (- n))) + (- (r - (- n))) * (- (r - (- n))) * (k
          - 1) + (N * n - r ^ 2) + (N * n - r ^ 2) * (k - 1) + 2 * (- (r - (- n))) * (k * n - S) + (k * n - S)
          * n + (S - k * N) * n + 2 * (- (r - (- n))) * S) _ _).
      { exact (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _
          (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat
          _ _ (Rmult_lt_0_compat _ _ negated negated) (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _
          negated negated)) factor)) factor_1) (Rmult_le_pos _ _ factor_1 factor)) (Rmult_le_pos _ _ (Rlt_le _
          _ (Rmult_lt_0_compat _ _ coefficient negated)) factor_2)) (Rmult_le_pos _ _ factor_2 factor_3))
          (Rmult_le_pos _ _ factor_4 factor_3)) (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _
          coefficient_1 negated)) factor_5)). }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
    }
    settle sign.
  }
  {
    assert (sign_1 : 0 <= n - r).
    {
      apply contradiction_le.
      intros negated_1.
      assert (factor_6 : 0 <= (k - 1)) by given.
      assert (factor_7 : 0 <= (N * n - r ^ 2)) by fact cauchy_schwarz.
      assert (factor_8 : 0 <= (k * n - S)) by fact sum.
      assert (factor_9 : 0 <= n) by given.
      assert (coefficient_2 : 0 < 2) by lra.
      assert (factor_10 : 0 <= (S - k * N)) by fact ball.
      assert (coefficient_3 : 0 < 2) by lra.
      assert (factor_11 : 0 <= S) by given.
      refine (positive_is_not_zero ((- (n - r)) * (- (n - r)) * (k - 1) + (N * n - r ^ 2) + (- (n - r)) * (-
          (n - r)) + (k * n - S) * n + 2 * (- (n - r)) * (k * n - S) + (S - k * N) * n + 2 * (- (n - r)) * S +
          (N * n - r ^ 2) * (k - 1)) _ _).
      { exact (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _
          (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_le_lt_0_compat _ _ (Rplus_le_le_0_compat
          _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ negated_1 negated_1)) factor_6) factor_7)
          (Rmult_lt_0_compat _ _ negated_1 negated_1)) (Rmult_le_pos _ _ factor_8 factor_9)) (Rmult_le_pos _ _
          (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_2 negated_1)) factor_8)) (Rmult_le_pos _ _ factor_10
          factor_9)) (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_3 negated_1))
          factor_11)) (Rmult_le_pos _ _ factor_7 factor_6)). }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
    }
    settle sign_1.
  }
Qed.
