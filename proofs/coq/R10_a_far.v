(* grad_a is dissipative where |a - a*/2|^2 >= n *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R10_a_far :
  forall d y gap : R,
  0 <= d ->
  0 <= gap ->
  gap <= (3403 / 2000) ->
  d ^ 2 + y + (1 / 4) >= 1 ->
  (PI - 1) * d ^ 2 + gap * y >= d ^ 2 / 5.
Proof.
  intros d y gap d_lo gap_lo gap_hi far.
  assert (sign : 0 <= (PI - 1) * d ^ 2 + gap * y - d ^ 2 / 5).
  {
    assert (factor : 0 <= d) by given.
    assert (factor_1 : 0 <= ((3403 / 2000) - gap)) by given.
    assert (coefficient : 0 < (5803 / 6000)) by lra.
    assert (factor_2 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
    assert (coefficient_1 : 0 < (197 / 6000)) by lra.
    assert (factor_3 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient_2 : 0 < (75 / 512)) by lra.
    assert (factor_4 : 0 <= gap) by given.
    assert (factor_5 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
    assert (factor_6 : 0 <= (d ^ 2 + y + (1 / 4) - 1)) by fact far.
    assert (coefficient_3 : 0 < (75 / 1024)) by lra.
    assert (coefficient_4 : 0 < (75 / 1024)) by lra.
    refine (product_le (1) ((PI - 1) * d ^ 2 + gap * y - d ^ 2 / 5) (d * d * ((3403 / 2000) - gap) + (5803 /
        6000) * d * d * (PI - 3) + (197 / 6000) * d * d * PI + (75 / 512) * gap * PI * ((16 / 5) - PI) + (d ^
        2 + y + (1 / 4) - 1) * gap + (75 / 1024) * gap * PI * PI + (75 / 1024) * gap * ((16 / 5) - PI) * ((16
        / 5) - PI)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ factor factor) factor_1) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rlt_le _ _ coefficient) factor) factor) (Rlt_le _ _ factor_2))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor) factor) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_4) (Rlt_le _ _ factor_3))
        (Rlt_le _ _ factor_5))) (Rmult_le_pos _ _ factor_6 factor_4)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_4) (Rlt_le _ _ factor_3)) (Rlt_le _ _ factor_3)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_4) (Rlt_le _ _
        factor_5)) (Rlt_le _ _ factor_5))). }
  }
  settle sign.
Qed.
