(* the linear part contracts by 1 - eta_a c *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E3_contraction :
  forall k eta x y : R,
  1 <= k ->
  0 < eta ->
  0 <= x ->
  0 <= y ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (2 * PI <> 0 /\ (1 - eta * ((k + PI - 1) / (2 * PI))) ^ 2 * x + (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * y <=
      (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * (x + y)).
Proof.
  intros k eta x y k_lo eta_lo x_lo y_lo step.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  assert (sign : 0 <= (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * (x + y) - ((1 - eta * ((k + PI - 1) / (2 * PI)))
      ^ 2 * x + (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * y)).
  {
    refine (collapse_lower (fun y_1 : R => (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * (x + y_1) - ((1 - eta * ((k
        + PI - 1) / (2 * PI))) ^ 2 * x + (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * y_1)) (fun y_1 : R => 0) (0)
        y _ _ _ _).
    { given. }
    {
      intros y_1 [y_1_lo y_1_hi].
      derivative_by ltac:(first [ ring | field; defined ]).
    }
    {
      intros y_1 [y_1_lo_1 y_1_hi_1].
      assert (sign_1 : 0 <= 0) by enclosed (@nil R) 0%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * x - ((1 - eta * ((k + PI - 1) / (2 * PI)))
          ^ 2 * x + (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * 0)).
      {
        assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
        assert (coefficient : 0 < (7 / 64)) by lra.
        assert (factor_1 : 0 <= (k - 1)) by given.
        assert (factor_2 : 0 < eta) by given.
        assert (factor_3 : 0 <= x) by given.
        assert (coefficient_1 : 0 < (5 / 64)) by lra.
        assert (factor_4 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
        assert (coefficient_2 : 0 < (5 / 32)) by lra.
        assert (factor_5 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
        assert (factor_6 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
        assert (coefficient_3 : 0 < (25 / 512)) by lra.
        assert (coefficient_4 : 0 < (1 / 16)) by lra.
        assert (coefficient_5 : 0 < (27 / 64)) by lra.
        assert (coefficient_6 : 0 < (5 / 32)) by lra.
        assert (coefficient_7 : 0 < (25 / 512)) by lra.
        refine (product_le (PI * PI) ((1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * x - ((1 - eta * ((k + PI - 1) /
            (2 * PI))) ^ 2 * x + (1 - eta * ((PI - 1) / (2 * PI))) ^ 2 * 0)) ((7 / 64) * (k - 1) * (k - 1) *
            eta * eta * x + (5 / 64) * (k - 1) * eta * eta * x * ((16 / 5) - PI) + (5 / 32) * (2 * PI / (k +
            PI - 1) - eta) * (k + PI - 1) * eta * x * ((16 / 5) - PI) + (25 / 512) * (k - 1) * eta * x * PI *
            ((16 / 5) - PI) + (1 / 16) * x * (eta * (k + 1)) ^ 2 + (27 / 64) * (2 * PI / (k + PI - 1) - eta) *
            (k + PI - 1) * (k - 1) * eta * x + (5 / 32) * (2 * PI / (k + PI - 1) - eta) * (k + PI - 1) * eta *
            x * PI + (25 / 512) * (k - 1) * eta * x * PI * PI) _ _ _).
        { exact (Rmult_lt_0_compat _ _ factor factor). }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
            (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
            (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_1) (Rlt_le _ _ factor_2)) (Rlt_le _ _
            factor_2)) factor_3) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_1) (Rlt_le _ _ factor_2)) (Rlt_le _ _
            factor_2)) factor_3) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_5) (Rlt_le _ _ factor_6))
            (Rlt_le _ _ factor_2)) factor_3) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_1) (Rlt_le
            _ _ factor_2)) factor_3) (Rlt_le _ _ factor)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_3) (square_nonneg (eta * (k + 1)))))
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
            _ _ coefficient_5) factor_5) (Rlt_le _ _ factor_6)) factor_1) (Rlt_le _ _ factor_2)) factor_3))
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
            _ _ coefficient_6) factor_5) (Rlt_le _ _ factor_6)) (Rlt_le _ _ factor_2)) factor_3) (Rlt_le _ _
            factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
            _ (Rlt_le _ _ coefficient_7) factor_1) (Rlt_le _ _ factor_2)) factor_3) (Rlt_le _ _ factor))
            (Rlt_le _ _ factor))). }
      }
      settle sign_2.
    }
  }
  settle sign.
Qed.
