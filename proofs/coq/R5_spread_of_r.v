(* the spread of r_0 falls with the dimension *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R5_spread_of_r :
  forall k more sigma : R,
  1 <= k ->
  0 <= more ->
  0 <= sigma ->
  sigma <= 1 ->
  (k + more + 2 <> 0 /\ k + 2 <> 0 /\ sigma / (k + more + 2) <= sigma / (k + 2)).
Proof.
  intros k more sigma k_lo more_lo sigma_lo sigma_hi.
  assert (defined : k + more + 2 <> 0) by defined.
  assert (defined_1 : k + 2 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= sigma / (k + 2) - sigma / (k + more + 2)).
  {
    assert (factor : 0 < (k + more + 2)) by enclosed (k :: more :: @nil R) 14%nat.
    assert (factor_1 : 0 < (k + 2)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 <= more) by enclosed (more :: @nil R) 12%nat.
    assert (factor_3 : 0 <= sigma) by enclosed (sigma :: @nil R) 12%nat.
    refine (product_le ((k + more + 2) * (k + 2)) (sigma / (k + 2) - sigma / (k + more + 2)) (more * sigma) _
        _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ factor_2 factor_3). }
  }
  settle sign.
Qed.
