(* the trap keeps u *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_trap_u :
  forall k S eta g_now u : R,
  1 <= k ->
  0 <= S ->
  0 < eta ->
  0 <= g_now ->
  g_now <= PI ->
  u <= 0 ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (k + PI - 1 <> 0 -> u >= (- PI) * S / (k + PI - 1)) ->
  (k + PI - 1 <> 0 /\ 2 * PI <> 0 /\ (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - g_now) * S / (2 *
      PI) >= (- PI) * S / (k + PI - 1)).
Proof.
  intros k S eta g_now u k_lo S_lo eta_lo g_now_lo g_now_hi u_hi step state.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  specialize (state defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - g_now) * S / (2 * PI) - (- PI) * S
      / (k + PI - 1)).
  {
    assert (factor : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_2 : 0 <= (((2 * k - 2) * u + (2 * S + 2 * u) * PI) * PI + ((S * g_now + 2 * u + (- u) * k)
        * k - (S * g_now + u) + ((2 - 2 * k) * u + (g_now + 1 - k) * S + ((- S) - u) * PI) * PI) * eta)).
    {
      refine (collapse_lower (fun g_now_1 : R => ((2 * k - 2) * u + (2 * S + 2 * u) * PI) * PI + ((S * g_now_1
          + 2 * u + (- u) * k) * k - (S * g_now_1 + u) + ((2 - 2 * k) * u + (g_now_1 + 1 - k) * S + ((- S) -
          u) * PI) * PI) * eta) (fun g_now_1 : R => S * eta * (k + PI - 1)) (0) g_now _ _ _ _).
      { given. }
      {
        intros g_now_1 [g_now_1_lo g_now_1_hi].
        assert (g_now_1_far : g_now_1 <= PI) by (apply Rle_trans with g_now; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros g_now_1 [g_now_1_lo_1 g_now_1_hi_1].
        assert (g_now_1_far_1 : g_now_1 <= PI) by (apply Rle_trans with g_now; given).
        assert (sign_1 : 0 <= S * eta * (k + PI - 1)) by enclosed (k :: S :: eta :: @nil R) 16%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= ((2 * k - 2) * u + (2 * S + 2 * u) * PI) * PI + ((2 * u + (- u) * k) * k - u +
            ((2 - 2 * k) * u + (1 - k) * S + ((- S) - u) * PI) * PI) * eta).
        {
          assert (factor_3 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
          assert (factor_4 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
          assert (factor_5 : 0 <= (u - (- PI) * S / (k + PI - 1))) by fact state.
          refine (product_le (1) (((2 * k - 2) * u + (2 * S + 2 * u) * PI) * PI + ((2 * u + (- u) * k) * k - u
              + ((2 - 2 * k) * u + (1 - k) * S + ((- S) - u) * PI) * PI) * eta) ((2 * PI / (k + PI - 1) - eta)
              * (k + PI - 1) * (u - (- PI) * S / (k + PI - 1)) * (k + PI - 1)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ factor_3 (Rlt_le _ _ factor_4))
              factor_5) (Rlt_le _ _ factor_4)). }
        }
        settle sign_2.
      }
    }
    refine (product_le ((k + PI - 1) * PI) ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - g_now) * S /
        (2 * PI) - (- PI) * S / (k + PI - 1)) ((1 / 2) * (((2 * k - 2) * u + (2 * S + 2 * u) * PI) * PI + ((S
        * g_now + 2 * u + (- u) * k) * k - (S * g_now + u) + ((2 - 2 * k) * u + (g_now + 1 - k) * S + ((- S) -
        u) * PI) * PI) * eta)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2). }
  }
  settle sign.
Qed.
