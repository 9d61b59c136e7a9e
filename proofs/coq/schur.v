(* Schur's inequality of degree three *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem schur :
  forall x y z : R,
  0 <= x ->
  0 <= y ->
  0 <= z ->
  x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y) >= 0.
Proof.
  intros x y z x_lo y_lo z_lo.
  assert (sign : 0 <= x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y)).
  {
    apply contradiction_le.
    intros negated.
    assert (coefficient : 0 < (3 / 8)) by lra.
    assert (factor : 0 <= x) by given.
    assert (factor_1 : 0 <= y) by given.
    assert (coefficient_1 : 0 < (3 / 8)) by lra.
    assert (factor_2 : 0 <= z) by given.
    assert (coefficient_2 : 0 < (3 / 32)) by lra.
    assert (coefficient_3 : 0 < (13 / 16)) by lra.
    assert (coefficient_4 : 0 < (3 / 32)) by lra.
    assert (coefficient_5 : 0 < (3 / 8)) by lra.
    assert (coefficient_6 : 0 < (3 / 32)) by lra.
    assert (coefficient_7 : 0 < (3 / 32)) by lra.
    assert (coefficient_8 : 0 < (13 / 16)) by lra.
    assert (coefficient_9 : 0 < (3 / 32)) by lra.
    assert (coefficient_10 : 0 < (13 / 16)) by lra.
    assert (coefficient_11 : 0 < (3 / 32)) by lra.
    refine (positive_is_not_zero ((3 / 8) * x * y * ((x - y) * (x + y)) ^ 2 + (3 / 8) * x * z * ((x - z) * (x
        + z)) ^ 2 + (- (x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * (- (x * (x -
        y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) + (3 / 32) * (- (x * (x - y) * (x - z)
        + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * y * (x + y - z) ^ 2 + (13 / 16) * (- (x * (x - y)
        * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * x * (x - y - z) ^ 2 + (3 / 32) * (- (x *
        (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * x * (x + z - y) ^ 2 + (3 / 8) *
        y * z * ((y - z) * (y + z)) ^ 2 + (3 / 32) * (- (x * (x - y) * (x - z) + y * (y - x) * (y - z) + z *
        (z - x) * (z - y))) * z * (x - y - z) ^ 2 + (3 / 32) * (- (x * (x - y) * (x - z) + y * (y - x) * (y -
        z) + z * (z - x) * (z - y))) * z * (x + z - y) ^ 2 + (13 / 16) * (- (x * (x - y) * (x - z) + y * (y -
        x) * (y - z) + z * (z - x) * (z - y))) * z * (x + y - z) ^ 2 + (3 / 32) * (- (x * (x - y) * (x - z) +
        y * (y - x) * (y - z) + z * (z - x) * (z - y))) * x * (x + y - z) ^ 2 + (13 / 16) * (- (x * (x - y) *
        (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * y * (x + z - y) ^ 2 + (3 / 32) * (- (x *
        (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y))) * y * (x - y - z) ^ 2) _ _).
    { exact (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _
        (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _
        _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_le_lt_0_compat
        _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient) factor) factor_1) (square_nonneg ((x - y) * (x + y)))) (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor) factor_2) (square_nonneg ((x - z) * (x + z)))))
        (Rmult_lt_0_compat _ _ negated negated)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        (Rmult_lt_0_compat _ _ coefficient_2 negated)) factor_1) (square_nonneg (x + y - z)))) (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_3 negated)) factor) (square_nonneg
        (x - y - z)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_4
        negated)) factor) (square_nonneg (x + z - y)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rlt_le _ _ coefficient_5) factor_1) factor_2) (square_nonneg ((y - z) * (y + z))))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_6 negated)) factor_2) (square_nonneg
        (x - y - z)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_7
        negated)) factor_2) (square_nonneg (x + z - y)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        (Rmult_lt_0_compat _ _ coefficient_8 negated)) factor_2) (square_nonneg (x + y - z)))) (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_9 negated)) factor) (square_nonneg
        (x + y - z)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ (Rmult_lt_0_compat _ _ coefficient_10
        negated)) factor_1) (square_nonneg (x + z - y)))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        (Rmult_lt_0_compat _ _ coefficient_11 negated)) factor_1) (square_nonneg (x - y - z)))). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
  }
  settle sign.
Qed.
