(* at and above the threshold it is not *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_threshold_above :
  forall k n S : R,
  1 <= k ->
  0 < n ->
  0 <= S ->
  (PI <> 0 -> S >= (k + PI - 1) / PI * n) ->
  (k <> 0 /\ k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ S / k * (k - 1) / (k + PI - 1) + (- (n - S / k)) / (PI - 1) >=
      0).
Proof.
  intros k n S k_lo n_lo S_lo above.
  assert (defined : PI <> 0) by defined.
  specialize (above defined).
  assert (defined_1 : k <> 0) by defined.
  assert (defined_2 : k + PI - 1 <> 0) by defined.
  assert (defined_3 : PI - 1 <> 0) by defined.
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  split; [exact defined_3 |].
  assert (sign : 0 <= S / k * (k - 1) / (k + PI - 1) + (- (n - S / k)) / (PI - 1)).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 <= (S - (k + PI - 1) / PI * n)) by fact above.
    assert (factor_3 : 0 < PI) by enclosed (@nil R) 0%nat.
    refine (product_le ((PI - 1) * (k + PI - 1)) (S / k * (k - 1) / (k + PI - 1) + (- (n - S / k)) / (PI - 1))
        ((S - (k + PI - 1) / PI * n) * PI) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ factor_2 (Rlt_le _ _ factor_3)). }
  }
  settle sign.
Qed.
