(* a weight of length at most c starts within arccos(1 - c^2/2) *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem I1_general :
  forall c w : R,
  0 <= c ->
  c <= 2 ->
  0 <= w ->
  w <= 2 ->
  w <= c ->
  1 - w ^ 2 / 2 >= 1 - c ^ 2 / 2.
Proof.
  intros c w c_lo c_hi w_lo w_hi shorter.
  assert (sign : 0 <= 1 - w ^ 2 / 2 - (1 - c ^ 2 / 2)).
  {
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor : 0 <= (c - w)).
    {
      assert (factor_1 : 0 <= (c - w)) by fact shorter.
      refine (product_le (1) (c - w) ((c - w)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact factor_1. }
    }
    assert (factor_2 : 0 <= (c + w)) by enclosed (c :: w :: @nil R) 14%nat.
    refine (product_le (1) (1 - w ^ 2 / 2 - (1 - c ^ 2 / 2)) ((1 / 2) * (c - w) * (c + w)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) factor_2). }
  }
  settle sign.
Qed.
