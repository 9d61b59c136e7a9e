(* arithmetic and geometric mean of three numbers *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem am_gm_3 :
  forall x y z : R,
  0 <= x ->
  0 <= y ->
  0 <= z ->
  (x + y + z) ^ 3 >= 27 * x * y * z.
Proof.
  intros x y z x_lo y_lo z_lo.
  assert (sign : 0 <= (x + y + z) ^ 3 - 27 * x * y * z).
  {
    assert (coefficient : 0 < 4) by lra.
    assert (factor : 0 <= y) by given.
    assert (coefficient_1 : 0 < (5 / 2)) by lra.
    assert (factor_1 : 0 <= z) by given.
    assert (coefficient_2 : 0 < 4) by lra.
    assert (factor_2 : 0 <= x) by given.
    assert (coefficient_3 : 0 < (1 / 2)) by lra.
    assert (coefficient_4 : 0 < (1 / 2)) by lra.
    refine (product_le (1) ((x + y + z) ^ 3 - 27 * x * y * z) (4 * y * (x - z) ^ 2 + (5 / 2) * z * (x - y) ^ 2
        + 4 * x * (y - z) ^ 2 + (1 / 2) * z * (x - z) ^ 2 + x * (x - y) ^ 2 + (1 / 2) * z * (y - z) ^ 2 + y *
        (x - y) ^ 2) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) (square_nonneg (x - z))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_1) (square_nonneg (x - y)))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2) (square_nonneg (y - z)))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_1) (square_nonneg (x - z)))) (Rmult_le_pos _ _
        factor_2 (square_nonneg (x - y)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4)
        factor_1) (square_nonneg (y - z)))) (Rmult_le_pos _ _ factor (square_nonneg (x - y)))). }
  }
  settle sign.
Qed.
