(* r stays above m *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E1_lower :
  forall k n r u eta g_now G : R,
  1 <= k ->
  0 <= n ->
  u <= 0 ->
  0 < eta ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  g_now >= G ->
  (PI - 1 <> 0 -> r >= (G - 1) * n / (PI - 1)) ->
  (PI - 1 <> 0 /\ 2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u)
      >= (G - 1) * n / (PI - 1)).
Proof.
  intros k n r u eta g_now G k_lo n_lo u_hi eta_lo step angle state.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : PI - 1 <> 0) by defined.
  specialize (state defined_1).
  assert (defined_2 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u) - (G - 1) *
      n / (PI - 1)).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_2 : 0 <= (((2 - 2 * G) * n - 2 * r + 2 * r * PI) * PI + (u - r + (1 - g_now) * n + (2 * r -
        u + (g_now - 1) * n + (- r) * PI) * PI) * eta)).
    {
      refine (collapse_upper (fun u_1 : R => ((2 - 2 * G) * n - 2 * r + 2 * r * PI) * PI + (u_1 - r + (1 -
          g_now) * n + (2 * r - u_1 + (g_now - 1) * n + (- r) * PI) * PI) * eta) (fun u_1 : R => eta * (1 -
          PI)) (0) u _ _ _ _).
      { given. }
      {
        intros u_1 [u_1_lo u_1_hi].
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros u_1 [u_1_lo_1 u_1_hi_1].
        assert (sign_1 : 0 <= (- (eta * (1 - PI)))) by enclosed (eta :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= ((2 - 2 * G) * n - 2 * r + 2 * r * PI) * PI + ((- r) + (1 - g_now) * n + (2 * r
            + (g_now - 1) * n + (- r) * PI) * PI) * eta).
        {
          assert (factor_3 : 0 <= (((1 - g_now) * n - r) * eta + ((2 * eta - 2) * r + (2 - 2 * G + (g_now - 1)
              * eta) * n + (2 - eta) * r * PI) * PI)).
          {
            assert (coefficient_1 : 0 < (5 / 16)) by lra.
            assert (factor_4 : 0 <= (r - (G - 1) * n / (PI - 1))) by fact state.
            assert (factor_5 : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
            assert (factor_6 : 0 < eta) by given.
            assert (factor_7 : 0 < PI) by enclosed (@nil R) 0%nat.
            assert (coefficient_2 : 0 < (5 / 16)) by lra.
            assert (factor_8 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
            assert (coefficient_3 : 0 < (2 / 3)) by lra.
            assert (factor_9 : 0 <= (g_now - G)) by fact angle.
            assert (factor_10 : 0 <= n) by given.
            assert (factor_11 : 0 <= (k - 1)) by given.
            assert (factor_12 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
            assert (factor_13 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
            assert (coefficient_4 : 0 < (1 / 3)) by lra.
            assert (factor_14 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
            refine (product_le (1) (((1 - g_now) * n - r) * eta + ((2 * eta - 2) * r + (2 - 2 * G + (g_now -
                1) * eta) * n + (2 - eta) * r * PI) * PI) ((5 / 16) * (r - (G - 1) * n / (PI - 1)) * (PI - 1)
                * eta * PI + (5 / 16) * (r - (G - 1) * n / (PI - 1)) * (PI - 1) * eta * ((16 / 5) - PI) + (2 /
                3) * (g_now - G) * n * eta * PI + (r - (G - 1) * n / (PI - 1)) * (PI - 1) * (k - 1) * eta + (2
                * PI / (k + PI - 1) - eta) * (k + PI - 1) * (r - (G - 1) * n / (PI - 1)) * (PI - 1) + (1 / 3)
                * (g_now - G) * n * eta * (PI - 3)) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                exact_values; unify_all; first [ ring | field; defined ] ]. }
            { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
                (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
                (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_4) (Rlt_le _ _
                factor_5)) (Rlt_le _ _ factor_6)) (Rlt_le _ _ factor_7)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
                (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_4) (Rlt_le _ _
                factor_5)) (Rlt_le _ _ factor_6)) (Rlt_le _ _ factor_8))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
                (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_9) factor_10) (Rlt_le _
                _ factor_6)) (Rlt_le _ _ factor_7))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
                factor_4 (Rlt_le _ _ factor_5)) factor_11) (Rlt_le _ _ factor_6))) (Rmult_le_pos _ _
                (Rmult_le_pos _ _ (Rmult_le_pos _ _ factor_12 (Rlt_le _ _ factor_13)) factor_4) (Rlt_le _ _
                factor_5))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _
                _ coefficient_4) factor_9) factor_10) (Rlt_le _ _ factor_6)) (Rlt_le _ _ factor_14))). }
          }
          refine (product_le (1) (((2 - 2 * G) * n - 2 * r + 2 * r * PI) * PI + ((- r) + (1 - g_now) * n + (2
              * r + (g_now - 1) * n + (- r) * PI) * PI) * eta) ((((1 - g_now) * n - r) * eta + ((2 * eta - 2)
              * r + (2 - 2 * G + (g_now - 1) * eta) * n + (2 - eta) * r * PI) * PI)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact factor_3. }
        }
        settle sign_2.
      }
    }
    refine (product_le ((PI - 1) * PI) ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) *
        n - u) - (G - 1) * n / (PI - 1)) ((1 / 2) * (((2 - 2 * G) * n - 2 * r + 2 * r * PI) * PI + (u - r + (1
        - g_now) * n + (2 * r - u + (g_now - 1) * n + (- r) * PI) * PI) * eta)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2). }
  }
  settle sign.
Qed.
