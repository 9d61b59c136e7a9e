(* the largest beta for the region r <= beta n *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_D1_low :
  forall d : R,
  0 <= d ->
  d >= (19 / 20) ->
  (PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)))) * d >= d ^ 2 / 5.
Proof.
  intros d d_lo low.
  assert (sign : 0 <= (PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI /
      12)))) * d - d ^ 2 / 5).
  {
    assert (coefficient : 0 < (1 / 240)) by lra.
    assert (factor : 0 <= d) by enclosed (d :: @nil R) 12%nat.
    assert (factor_1 : 0 <= ((60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d + (240 * d - 240 + (35 * (sqrt 3) - 35)
        * (sqrt 2)) * PI)).
    {
      assert (coefficient_1 : 0 < (25 / 32)) by lra.
      assert (factor_2 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (factor_3 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
      assert (factor_4 : 0 < ((sqrt 2))) by enclosed (@nil R) 0%nat.
      assert (coefficient_2 : 0 < (75 / 4)) by lra.
      assert (factor_5 : 0 < ((sqrt 2) - (45 / 32))) by enclosed (@nil R) 0%nat.
      assert (factor_6 : 0 < ((sqrt 3))) by enclosed (@nil R) 0%nat.
      assert (coefficient_3 : 0 < (135 / 8)) by lra.
      assert (factor_7 : 0 <= (d - (19 / 20))) by fact low.
      assert (coefficient_4 : 0 < 30) by lra.
      assert (factor_8 : 0 <= d) by given.
      assert (factor_9 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
      assert (coefficient_5 : 0 < (30875 / 1408)) by lra.
      assert (factor_10 : 0 < ((sqrt 3) - (55 / 32))) by enclosed (@nil R) 0%nat.
      assert (coefficient_6 : 0 < (215 / 4)) by lra.
      assert (coefficient_7 : 0 < (861183 / 563200)) by lra.
      assert (coefficient_8 : 0 < (928125 / 93184)) by lra.
      assert (factor_11 : 0 < ((91 / 64) - (sqrt 2))) by enclosed (@nil R) 0%nat.
      assert (coefficient_9 : 0 < (325 / 64)) by lra.
      assert (coefficient_10 : 0 < (375 / 8)) by lra.
      assert (coefficient_11 : 0 < (1887 / 55)) by lra.
      assert (coefficient_12 : 0 < (16875 / 2048)) by lra.
      assert (coefficient_13 : 0 < (1474125 / 93184)) by lra.
      assert (coefficient_14 : 0 < (45971 / 17600)) by lra.
      assert (root : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
      assert (root_1 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
      refine (product_le (1) ((60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d + (240 * d - 240 + (35 * (sqrt 3) -
          35) * (sqrt 2)) * PI) ((25 / 32) * PI * ((16 / 5) - PI) * ((sqrt 2)) + (75 / 4) * ((16 / 5) - PI) *
          ((sqrt 2) - (45 / 32)) * ((sqrt 3)) + (135 / 8) * (d - (19 / 20)) * PI * ((16 / 5) - PI) + 30 * d *
          (PI - 3) * ((16 / 5) - PI) + (30875 / 1408) * PI * PI * ((sqrt 3) - (55 / 32)) + (215 / 4) * PI *
          ((sqrt 2) - (45 / 32)) * ((sqrt 3)) + (861183 / 563200) * PI * PI * ((sqrt 3)) + (928125 / 93184) *
          ((16 / 5) - PI) * ((16 / 5) - PI) * ((91 / 64) - (sqrt 2)) + (325 / 64) * PI * PI * ((91 / 64) -
          (sqrt 2)) + (375 / 8) * (d - (19 / 20)) * PI * PI + (1887 / 55) * PI * ((16 / 5) - PI) * ((sqrt 3) -
          (55 / 32)) + (16875 / 2048) * ((16 / 5) - PI) * ((16 / 5) - PI) * ((sqrt 3) - (55 / 32)) + (1474125
          / 93184) * ((16 / 5) - PI) * ((16 / 5) - PI) * ((sqrt 2)) + (45971 / 17600) * PI * (PI - 3) * ((sqrt
          3))) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined | ring [root root_1] | field [root root_1]; defined ] |
          unify_all; first [ ring | field; defined | ring [root root_1] | field [root root_1]; defined ] |
          exact_values; unify_all; first [ ring | field; defined | ring [root root_1] | field [root root_1];
          defined ] ]. }
      { exact (Rlt_le _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_0_compat _ _
          (Rplus_lt_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_0_compat _ _
          (Rplus_lt_0_compat _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_le_0_compat _ _
          (Rplus_lt_le_0_compat _ _ (Rplus_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ coefficient_1 factor_2) factor_3) factor_4) (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_2 factor_3) factor_5) factor_6))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_7) (Rlt_le _
          _ factor_2)) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _
          _ coefficient_4) factor_8) (Rlt_le _ _ factor_9)) (Rlt_le _ _ factor_3))) (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_5 factor_2) factor_2) factor_10))
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_6 factor_2)
          factor_5) factor_6)) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _
          coefficient_7 factor_2) factor_2) factor_6)) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ coefficient_8 factor_3) factor_3) factor_11)) (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_9 factor_2) factor_2) factor_11))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_10) factor_7) (Rlt_le
          _ _ factor_2)) (Rlt_le _ _ factor_2))) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ coefficient_11 factor_2) factor_3) factor_10)) (Rmult_lt_0_compat _ _
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_12 factor_3) factor_3) factor_10))
          (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_13 factor_3)
          factor_3) factor_4)) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _
          coefficient_14 factor_2) factor_9) factor_6))). }
    }
    assert (root_2 : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
    assert (root_3 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
    pose proof (sine_squared (5 * PI / 12)) as circle.
    refine (product_le (1) ((PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI
        / 12)))) * d - d ^ 2 / 5) ((1 / 240) * d * ((60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d + (240 * d - 240
        + (35 * (sqrt 3) - 35) * (sqrt 2)) * PI)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined | ring [root_2 root_3 circle] | field [root_2 root_3 circle];
        defined ] | unify_all; first [ ring | field; defined | ring [root_2 root_3 circle] | field [root_2
        root_3 circle]; defined ] | exact_values; unify_all; first [ ring | field; defined | ring [root_2
        root_3 circle] | field [root_2 root_3 circle]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) factor_1). }
  }
  settle sign.
Qed.
