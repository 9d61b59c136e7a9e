(* the factor 2 of M = n + 2S/(pi - 1) *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_M :
  forall S r eta : R,
  0 <= S ->
  S <= 4 ->
  0 <= r ->
  r <= 10 ->
  0 <= eta ->
  eta <= 2 ->
  (PI - 1 <> 0 -> r <= 1 + 2 * S / (PI - 1)) ->
  (PI - 1 <> 0 /\ 2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta * (PI - 1 + 2 * S) / (2 * PI) <= 1
      + 2 * S / (PI - 1)).
Proof.
  intros S r eta S_lo S_hi r_lo r_hi eta_lo eta_hi state.
  assert (defined : PI - 1 <> 0) by defined.
  specialize (state defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= 1 + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta * (PI - 1 + 2 * S) /
      (2 * PI))).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_2 : 0 <= (2 * S + PI - 1 + (1 - PI) * r)).
    {
      assert (factor_3 : 0 <= (1 + 2 * S / (PI - 1) - r)) by fact state.
      assert (factor_4 : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
      refine (product_le (1) (2 * S + PI - 1 + (1 - PI) * r) ((1 + 2 * S / (PI - 1) - r) * (PI - 1)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ factor_3 (Rlt_le _ _ factor_4)). }
    }
    assert (factor_5 : 0 <= (2 * PI + (1 - PI) * eta)) by enclosed (eta :: @nil R) 12%nat.
    refine (product_le ((PI - 1) * PI) (1 + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta *
        (PI - 1 + 2 * S) / (2 * PI))) ((1 / 2) * (2 * S + PI - 1 + (1 - PI) * r) * (2 * PI + (1 - PI) * eta))
        _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2) factor_5). }
  }
  settle sign.
Qed.
