(* r stays below M *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E1_upper :
  forall k n S r u eta g_now : R,
  1 <= k ->
  0 <= n ->
  0 <= S ->
  u <= 0 ->
  0 < eta ->
  0 <= g_now ->
  g_now <= PI ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (PI - 1 <> 0 -> r <= n + 2 * S / (PI - 1)) ->
  u >= (-2) * S ->
  (PI - 1 <> 0 /\ 2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u)
      <= n + 2 * S / (PI - 1)).
Proof.
  intros k n S r u eta g_now k_lo n_lo S_lo u_hi eta_lo g_now_lo g_now_hi step state sum.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : PI - 1 <> 0) by defined.
  specialize (state defined_1).
  assert (defined_2 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now -
      1) * n - u))).
  {
    refine (collapse_upper (fun g_now_1 : R => n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r +
        eta / (2 * PI) * ((g_now_1 - 1) * n - u))) (fun g_now_1 : R => (-1 / 2) * (n * eta) / PI) (PI) g_now _
        _ _ _).
    { given. }
    {
      intros g_now_1 [g_now_1_lo g_now_1_hi].
      assert (g_now_1_far : 0 <= g_now_1) by (apply Rle_trans with g_now; given).
      derivative_by ltac:(first [ ring | field; defined ]).
    }
    {
      intros g_now_1 [g_now_1_lo_1 g_now_1_hi_1].
      assert (g_now_1_far_1 : 0 <= g_now_1) by (apply Rle_trans with g_now; given).
      assert (sign_1 : 0 <= (- ((-1 / 2) * (n * eta) / PI))) by enclosed (n :: eta :: @nil R) 14%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) *
          ((PI - 1) * n - u))).
      {
        assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
        assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
        assert (coefficient : 0 < (85 / 1536)) by lra.
        assert (factor_2 : 0 <= (u - (-2) * S)) by fact sum.
        assert (factor_3 : 0 < eta) by given.
        assert (factor_4 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
        assert (coefficient_1 : 0 < (1 / 2)) by lra.
        assert (factor_5 : 0 <= (n + 2 * S / (PI - 1) - r)) by fact state.
        assert (factor_6 : 0 <= (k - 1)) by given.
        assert (coefficient_2 : 0 < (5 / 96)) by lra.
        assert (factor_7 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
        assert (coefficient_3 : 0 < (5 / 32)) by lra.
        assert (coefficient_4 : 0 < (5 / 32)) by lra.
        assert (coefficient_5 : 0 < (1 / 2)) by lra.
        assert (factor_8 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
        assert (factor_9 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
        assert (coefficient_6 : 0 < (55 / 512)) by lra.
        refine (product_le ((PI - 1) * PI) (n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta
            / (2 * PI) * ((PI - 1) * n - u))) ((85 / 1536) * (u - (-2) * S) * eta * PI * ((16 / 5) - PI) + (1
            / 2) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * (k - 1) * eta + (5 / 96) * (u - (-2) * S) * eta *
            (PI - 3) * ((16 / 5) - PI) + (5 / 32) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * eta * ((16 / 5) -
            PI) + (5 / 32) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * eta * PI + (1 / 2) * (2 * PI / (k + PI -
            1) - eta) * (k + PI - 1) * (n + 2 * S / (PI - 1) - r) * (PI - 1) + (55 / 512) * (u - (-2) * S) *
            eta * PI * PI) _ _ _).
        { exact (Rmult_lt_0_compat _ _ factor factor_1). }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
            (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2) (Rlt_le _
            _ factor_3)) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_4)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_5) (Rlt_le _ _ factor))
            factor_6) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2) (Rlt_le _ _ factor_3)) (Rlt_le _ _
            factor_7)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_5) (Rlt_le _ _ factor)) (Rlt_le _ _ factor_3))
            (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
            (Rlt_le _ _ coefficient_4) factor_5) (Rlt_le _ _ factor)) (Rlt_le _ _ factor_3)) (Rlt_le _ _
            factor_1))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
            coefficient_5) factor_8) (Rlt_le _ _ factor_9)) factor_5) (Rlt_le _ _ factor))) (Rmult_le_pos _ _
            (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_6) factor_2) (Rlt_le
            _ _ factor_3)) (Rlt_le _ _ factor_1)) (Rlt_le _ _ factor_1))). }
      }
      settle sign_2.
    }
  }
  settle sign.
Qed.
