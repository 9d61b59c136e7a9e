(* Young's inequality with exponents 3 and 3/2 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem young :
  forall x y : R,
  0 <= x ->
  0 <= y ->
  (0 <= y /\ x * y <= x ^ 3 / 3 + (2 / 3) * (sqrt y) ^ 3).
Proof.
  intros x y x_lo y_lo.
  assert (defined : 0 <= y) by defined.
  split; [exact defined |].
  assert (sign : 0 <= x ^ 3 / 3 + (2 / 3) * (sqrt y) ^ 3 - x * y).
  {
    assert (coefficient : 0 < (1 / 3)) by lra.
    assert (factor : 0 <= (x + 2 * (sqrt y))) by enclosed (x :: y :: @nil R) 14%nat.
    assert (root : (sqrt (y)) ^ 2 = y) by (apply pow2_sqrt; defined).
    refine (product_le (1) (x ^ 3 / 3 + (2 / 3) * (sqrt y) ^ 3 - x * y) ((1 / 3) * (x - (sqrt y)) ^ 2 * (x + 2
        * (sqrt y))) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined | ring [root] | field [root]; defined ] | unify_all; first [ ring
        | field; defined | ring [root] | field [root]; defined ] | exact_values; unify_all; first [ ring |
        field; defined | ring [root] | field [root]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) (square_nonneg (x - (sqrt y))))
        factor). }
  }
  settle sign.
Qed.
