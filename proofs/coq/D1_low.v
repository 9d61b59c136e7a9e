(* dissipative where a'a* <= n/20 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem D1_low :
  forall D z e gap : R,
  0 <= D ->
  0 <= gap ->
  gap <= PI ->
  z ^ 2 <= D ->
  1 - z <= (1 / 20) ->
  gap <= (3403 / 2000) ->
  (2 * PI <> 0 /\ 10 * PI <> 0 /\ (e ^ 2 + (PI - 1) * D - gap * z) / (2 * PI) >= D / (10 * PI)).
Proof.
  intros D z e gap D_lo gap_lo gap_hi cauchy_schwarz low angle.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : 10 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= (e ^ 2 + (PI - 1) * D - gap * z) / (2 * PI) - D / (10 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 10)) by lra.
    assert (factor_1 : 0 <= (5 * e ^ 2 - 5 * z * gap + (5 * PI - 6) * D)).
    {
      assert (coefficient_1 : 0 < (1 / 20)) by lra.
      assert (coefficient_2 : 0 < (1 / 20)) by lra.
      assert (factor_2 : 0 <= ((100 * PI - 120) * D - 100 * z * gap)).
      {
        assert (coefficient_3 : 0 < (85175 / 2997)) by lra.
        assert (factor_3 : 0 <= ((3403 / 2000) - gap)) by fact angle.
        assert (factor_4 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
        assert (coefficient_4 : 0 < 100) by lra.
        assert (factor_5 : 0 <= D) by given.
        assert (factor_6 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
        assert (coefficient_5 : 0 < (25 / 2)) by lra.
        assert (factor_7 : 0 <= ((1 / 20) - (1 - z))) by fact low.
        assert (factor_8 : 0 <= gap) by given.
        assert (coefficient_6 : 0 < (543829 / 767232)) by lra.
        assert (coefficient_7 : 0 < (225 / 2)) by lra.
        assert (coefficient_8 : 0 < 180) by lra.
        assert (coefficient_9 : 0 < 180) by lra.
        assert (factor_9 : 0 <= (D - z ^ 2)) by fact cauchy_schwarz.
        assert (coefficient_10 : 0 < (475 / 16)) by lra.
        assert (factor_10 : 0 < PI) by enclosed (@nil R) 0%nat.
        assert (coefficient_11 : 0 < (225 / 2)) by lra.
        assert (factor_11 : 0 <= (PI - gap)) by given.
        assert (coefficient_12 : 0 < (60775 / 47952)) by lra.
        assert (coefficient_13 : 0 < (143 / 256)) by lra.
        refine (product_le (1) ((100 * PI - 120) * D - 100 * z * gap) ((85175 / 2997) * ((3403 / 2000) - gap)
            * ((16 / 5) - PI) + 100 * D * (PI - 3) + (25 / 2) * ((1 / 20) - (1 - z)) * gap + (543829 / 767232)
            * ((16 / 5) - PI) * ((16 / 5) - PI) + (225 / 2) * ((1 / 20) - (1 - z)) * ((16 / 5) - PI) + 180 *
            (1 - z) ^ 2 + 180 * (D - z ^ 2) + (475 / 16) * ((3403 / 2000) - gap) * PI + (225 / 2) * ((1 / 20)
            - (1 - z)) * (PI - gap) + (60775 / 47952) * (PI - gap) * ((16 / 5) - PI) + (143 / 256) * PI * (PI
            - 3)) _ _ _).
        { exact Rlt_0_1. }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rlt_le _ _ (Rplus_lt_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _
            (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _
            (Rplus_lt_le_0_compat _ _ (Rplus_le_lt_0_compat _ _ (Rplus_le_le_0_compat _ _
            (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_3)
            (Rlt_le _ _ factor_4)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_5)
            (Rlt_le _ _ factor_6))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5) factor_7)
            factor_8)) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_6 factor_4) factor_4))
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_7) factor_7) (Rlt_le _ _ factor_4)))
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_8) (square_nonneg (1 - z)))) (Rmult_le_pos _ _ (Rlt_le _
            _ coefficient_9) factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_10)
            factor_3) (Rlt_le _ _ factor_10))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_11)
            factor_7) factor_11)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_12) factor_11)
            (Rlt_le _ _ factor_4))) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_13 factor_10)
            factor_6))). }
      }
      refine (product_le (1) (5 * e ^ 2 - 5 * z * gap + (5 * PI - 6) * D) ((1 / 20) * (10 * e) ^ 2 + (1 / 20)
          * ((100 * PI - 120) * D - 100 * z * gap)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) (square_nonneg (10 * e)))
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2)). }
    }
    refine (product_le (PI) ((e ^ 2 + (PI - 1) * D - gap * z) / (2 * PI) - D / (10 * PI)) ((1 / 10) * (5 * e ^
        2 - 5 * z * gap + (5 * PI - 6) * D)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
  }
  settle sign.
Qed.
