(* r(phi) falls with the angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_best_r_falls :
  forall k n S kernel fall : R,
  1 <= k ->
  0 <= n ->
  0 <= S ->
  0 <= fall ->
  S <= k * n ->
  (k <> 0 /\ k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ (S / k / (k + PI - 1) + (n - S / k) / (PI - 1)) * (- fall) <=
      0).
Proof.
  intros k n S kernel fall k_lo n_lo S_lo fall_lo sum.
  assert (defined : k <> 0) by defined.
  assert (defined_1 : k + PI - 1 <> 0) by defined.
  assert (defined_2 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= (- ((S / k / (k + PI - 1) + (n - S / k) / (PI - 1)) * (- fall)))).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 <= fall) by enclosed (fall :: @nil R) 12%nat.
    assert (factor_3 : 0 <= ((k + PI - 1) * n - S)).
    {
      assert (coefficient : 0 < (1 / 3)) by lra.
      assert (factor_4 : 0 <= n) by given.
      assert (factor_5 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
      assert (coefficient_1 : 0 < (2 / 3)) by lra.
      assert (factor_6 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (factor_7 : 0 <= (k * n - S)) by fact sum.
      refine (product_le (1) ((k + PI - 1) * n - S) ((1 / 3) * n * (PI - 3) + (2 / 3) * n * PI + (k * n - S))
          _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
          _ _ coefficient) factor_4) (Rlt_le _ _ factor_5)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
          coefficient_1) factor_4) (Rlt_le _ _ factor_6))) factor_7). }
    }
    refine (product_le ((PI - 1) * (k + PI - 1)) ((- ((S / k / (k + PI - 1) + (n - S / k) / (PI - 1)) * (-
        fall)))) (fall * ((k + PI - 1) * n - S)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ factor_2 factor_3). }
  }
  settle sign.
Qed.
