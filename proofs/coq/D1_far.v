(* dissipative where |a - a*/2|^2 >= n *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem D1_far :
  forall n D y e gap : R,
  0 <= n ->
  0 <= D ->
  0 <= gap ->
  gap <= PI ->
  D + y + n / 4 >= n ->
  gap <= (3403 / 2000) ->
  (2 * PI <> 0 /\ 10 * PI <> 0 /\ (e ^ 2 + (PI - 1) * D + gap * y) / (2 * PI) >= D / (10 * PI)).
Proof.
  intros n D y e gap n_lo D_lo gap_lo gap_hi far angle.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : 10 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= (e ^ 2 + (PI - 1) * D + gap * y) / (2 * PI) - D / (10 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 10)) by lra.
    assert (factor_1 : 0 <= (5 * y * gap + 5 * e ^ 2 + (5 * PI - 6) * D)).
    {
      assert (coefficient_1 : 0 < (1 / 20)) by lra.
      assert (coefficient_2 : 0 < (1 / 20)) by lra.
      assert (factor_2 : 0 <= (100 * y * gap + (100 * PI - 120) * D)).
      {
        assert (coefficient_3 : 0 < (240000 / 2597)) by lra.
        assert (factor_3 : 0 <= ((3403 / 2000) - gap)) by fact angle.
        assert (factor_4 : 0 <= D) by given.
        assert (coefficient_4 : 0 < (240000 / 2597)) by lra.
        assert (factor_5 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
        assert (coefficient_5 : 0 < (19700 / 2597)) by lra.
        assert (factor_6 : 0 <= (PI - gap)) by given.
        assert (coefficient_6 : 0 < 100) by lra.
        assert (factor_7 : 0 <= (D + y + n / 4 - n)) by fact far.
        assert (factor_8 : 0 <= gap) by given.
        assert (coefficient_7 : 0 < 75) by lra.
        assert (factor_9 : 0 <= n) by given.
        refine (product_le (1) (100 * y * gap + (100 * PI - 120) * D) ((240000 / 2597) * ((3403 / 2000) - gap)
            * D + (240000 / 2597) * D * (PI - 3) + (19700 / 2597) * D * (PI - gap) + 100 * (D + y + n / 4 - n)
            * gap + 75 * n * gap) _ _ _).
        { exact Rlt_0_1. }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
            (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_3)
            factor_4) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_4) (Rlt_le _ _
            factor_5))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5) factor_4) factor_6))
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_6) factor_7) factor_8)) (Rmult_le_pos
            _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_7) factor_9) factor_8)). }
      }
      refine (product_le (1) (5 * y * gap + 5 * e ^ 2 + (5 * PI - 6) * D) ((1 / 20) * (10 * e) ^ 2 + (1 / 20)
          * (100 * y * gap + (100 * PI - 120) * D)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) (square_nonneg (10 * e)))
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2)). }
    }
    refine (product_le (PI) ((e ^ 2 + (PI - 1) * D + gap * y) / (2 * PI) - D / (10 * PI)) ((1 / 10) * (5 * y *
        gap + 5 * e ^ 2 + (5 * PI - 6) * D)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
  }
  settle sign.
Qed.
