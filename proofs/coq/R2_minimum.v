(* below the threshold a'a* < 0 at the spurious point, so it is a local minimum *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R2_minimum :
  forall k S : R,
  1 <= k ->
  0 <= S ->
  (PI <> 0 -> S < (k + PI - 1) / PI) ->
  (k <> 0 /\ k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ S / k * (k - 1) / (k + PI - 1) - (1 - S / k) / (PI - 1) < 0).
Proof.
  intros k S k_lo S_lo below.
  assert (defined : PI <> 0) by defined.
  specialize (below defined).
  assert (defined_1 : k <> 0) by defined.
  assert (defined_2 : k + PI - 1 <> 0) by defined.
  assert (defined_3 : PI - 1 <> 0) by defined.
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  split; [exact defined_3 |].
  assert (sign : 0 < (- (S / k * (k - 1) / (k + PI - 1) - (1 - S / k) / (PI - 1)))).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 < (k - 1 + (1 - S) * PI)).
    {
      assert (factor_3 : 0 < ((k + PI - 1) / PI - S)) by fact below.
      assert (factor_4 : 0 < PI) by enclosed (@nil R) 0%nat.
      refine (product_lt (1) (k - 1 + (1 - S) * PI) (((k + PI - 1) / PI - S) * PI) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_lt_0_compat _ _ factor_3 factor_4). }
    }
    refine (product_lt ((PI - 1) * (k + PI - 1)) ((- (S / k * (k - 1) / (k + PI - 1) - (1 - S / k) / (PI -
        1)))) ((k - 1 + (1 - S) * PI)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact factor_2. }
  }
  settle sign.
Qed.
