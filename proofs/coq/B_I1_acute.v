(* the longest shortcut weight that keeps the start angle at most right *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_I1_acute :
  forall w : R,
  0 <= w ->
  w <= 2 ->
  w <= 1 ->
  1 - w ^ 2 / 2 >= 0.
Proof.
  intros w w_lo w_hi shorter.
  assert (sign : 0 <= 1 - w ^ 2 / 2).
  {
    assert (coefficient : 0 < (1 / 4)) by lra.
    assert (factor : 0 <= (2 - w)) by given.
    assert (coefficient_1 : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= (1 - w)) by fact shorter.
    assert (factor_2 : 0 <= w) by given.
    assert (coefficient_2 : 0 < (1 / 4)) by lra.
    refine (product_le (1) (1 - w ^ 2 / 2) ((1 / 4) * (2 - w) * (2 - w) + (1 / 2) * (1 - w) * w + (1 / 4) * w
        * (2 - w)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _
        _ coefficient) factor) factor) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1)
        factor_1) factor_2)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2)
        factor)). }
  }
  settle sign.
Qed.
