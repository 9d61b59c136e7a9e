(* grad_a is dissipative where r <= n/20 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R10_a_low :
  forall d y gap : R,
  (19 / 20) <= d ->
  0 <= gap ->
  gap <= (3403 / 2000) ->
  y >= (- d) ->
  (PI - 1) * d ^ 2 + gap * y >= d ^ 2 / 5.
Proof.
  intros d y gap d_lo gap_lo gap_hi cauchy_schwarz.
  assert (sign : 0 <= (PI - 1) * d ^ 2 + gap * y - d ^ 2 / 5).
  {
    assert (coefficient : 0 < (16245 / 435584)) by lra.
    assert (factor : 0 <= ((3403 / 2000) - gap)) by given.
    assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (factor_2 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
    assert (coefficient_1 : 0 < (1614487 / 9800640)) by lra.
    assert (factor_3 : 0 <= gap) by given.
    assert (factor_4 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
    assert (coefficient_2 : 0 < (323 / 612540)) by lra.
    assert (coefficient_3 : 0 < (64453 / 288000)) by lra.
    assert (factor_5 : 0 <= (d - (19 / 20))) by given.
    assert (coefficient_4 : 0 < (2 / 5)) by lra.
    assert (coefficient_5 : 0 < (5 / 16)) by lra.
    assert (factor_6 : 0 <= (y - (- d))) by fact cauchy_schwarz.
    assert (coefficient_6 : 0 < (107977 / 653376)) by lra.
    assert (coefficient_7 : 0 < (5 / 16)) by lra.
    assert (coefficient_8 : 0 < (5 / 16)) by lra.
    assert (coefficient_9 : 0 < (5 / 16)) by lra.
    assert (coefficient_10 : 0 < (3437 / 18000)) by lra.
    assert (coefficient_11 : 0 < (45125 / 435584)) by lra.
    assert (coefficient_12 : 0 < (3 / 5)) by lra.
    assert (coefficient_13 : 0 < (7963 / 19200)) by lra.
    assert (coefficient_14 : 0 < (1805 / 27224)) by lra.
    refine (product_le (1) ((PI - 1) * d ^ 2 + gap * y - d ^ 2 / 5) ((16245 / 435584) * ((3403 / 2000) - gap)
        * PI * ((16 / 5) - PI) + (1614487 / 9800640) * gap * PI * (PI - 3) + (323 / 612540) * gap * PI * PI +
        (64453 / 288000) * (d - (19 / 20)) * PI * (PI - 3) + (2 / 5) * (d - (19 / 20)) * (d - (19 / 20)) * (PI
        - 3) + (5 / 16) * (y - (- d)) * gap * ((16 / 5) - PI) + (107977 / 653376) * gap * (PI - 3) * ((16 / 5)
        - PI) + (5 / 16) * (y - (- d)) * gap * PI + (5 / 16) * (d - (19 / 20)) * ((3403 / 2000) - gap) * ((16
        / 5) - PI) + (5 / 16) * (d - (19 / 20)) * ((3403 / 2000) - gap) * PI + (3437 / 18000) * (d - (19 /
        20)) * PI * PI + (45125 / 435584) * ((3403 / 2000) - gap) * PI * PI + (3 / 5) * (d - (19 / 20)) * (d -
        (19 / 20)) * PI + (7963 / 19200) * (d - (19 / 20)) * (PI - 3) * ((16 / 5) - PI) + (1805 / 27224) *
        ((3403 / 2000) - gap) * (PI - 3) * ((16 / 5) - PI)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _
        _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
        _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) (Rlt_le _ _ factor_1)) (Rlt_le _
        _ factor_2)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1)
        factor_3) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_3) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_1)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_5) (Rlt_le _ _
        factor_1)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_4) factor_5) factor_5) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5) factor_6) factor_3) (Rlt_le _ _ factor_2))) (Rmult_le_pos
        _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_6) factor_3) (Rlt_le _ _ factor_4))
        (Rlt_le _ _ factor_2))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_7) factor_6) factor_3) (Rlt_le _ _ factor_1))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_8) factor_5) factor) (Rlt_le _ _ factor_2))) (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_9) factor_5) factor) (Rlt_le _ _
        factor_1))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_10)
        factor_5) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_1))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_11) factor) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_1)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_12) factor_5) factor_5)
        (Rlt_le _ _ factor_1))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_13) factor_5) (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_2))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_14) factor) (Rlt_le _ _ factor_4)) (Rlt_le
        _ _ factor_2))). }
  }
  settle sign.
Qed.
