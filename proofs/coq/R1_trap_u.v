(* the trap keeps u *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R1_trap_u :
  forall u kernel eta : R,
  (-2) <= u ->
  u <= 0 ->
  0 <= kernel ->
  kernel <= (119 / 625) ->
  0 < eta ->
  eta <= 1 ->
  (625 * (PI + 1) <> 0 -> u >= (- PI) * 289 / (625 * (PI + 1))) ->
  ((625 * (PI + 1) <> 0 /\ 2 * PI <> 0 /\ 1250 * PI <> 0 /\ (- PI) * 289 / (625 * (PI + 1)) <= (1 - eta * (PI
      + 1) / (2 * PI)) * u - eta * (PI - kernel) * 289 / (1250 * PI)) /\ (2 * PI <> 0 /\ 1250 * PI <> 0 /\ (1
      - eta * (PI + 1) / (2 * PI)) * u - eta * (PI - kernel) * 289 / (1250 * PI) <= 0)).
Proof.
  intros u kernel eta u_lo u_hi kernel_lo kernel_hi eta_lo eta_hi state.
  assert (defined : 625 * (PI + 1) <> 0) by defined.
  specialize (state defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  assert (defined_2 : 1250 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    split; [exact defined_1 |].
    split; [exact defined_2 |].
    assert (sign : 0 <= (1 - eta * (PI + 1) / (2 * PI)) * u - eta * (PI - kernel) * 289 / (1250 * PI) - (- PI)
        * 289 / (625 * (PI + 1))).
    {
      refine (collapse_lower (fun kernel_1 : R => (1 - eta * (PI + 1) / (2 * PI)) * u - eta * (PI - kernel_1)
          * 289 / (1250 * PI) - (- PI) * 289 / (625 * (PI + 1))) (fun kernel_1 : R => (289 / 1250) * eta / PI)
          (0) kernel _ _ _ _).
      { given. }
      {
        intros kernel_1 [kernel_1_lo kernel_1_hi].
        assert (kernel_1_far : kernel_1 <= (119 / 625)) by (apply Rle_trans with kernel; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
        assert (kernel_1_far_1 : kernel_1 <= (119 / 625)) by (apply Rle_trans with kernel; given).
        assert (sign_1 : 0 <= (289 / 1250) * eta / PI) by enclosed (eta :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (1 - eta * (PI + 1) / (2 * PI)) * u - eta * PI * 289 / (1250 * PI) - (- PI) *
            289 / (625 * (PI + 1))).
        {
          assert (factor : 0 < (PI + 1)) by enclosed (@nil R) 0%nat.
          assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
          assert (coefficient : 0 < (1 / 1250)) by lra.
          assert (factor_2 : 0 <= (2 * PI + ((- PI) - 1) * eta)) by enclosed (eta :: @nil R) 12%nat.
          assert (factor_3 : 0 <= (289 * PI + (625 * PI + 625) * u)).
          {
            assert (coefficient_1 : 0 < 625) by lra.
            assert (factor_4 : 0 <= (u - (- PI) * 289 / (625 * (PI + 1)))) by fact state.
            assert (factor_5 : 0 < (PI + 1)) by enclosed (@nil R) 0%nat.
            refine (product_le (1) (289 * PI + (625 * PI + 625) * u) (625 * (u - (- PI) * 289 / (625 * (PI +
                1))) * (PI + 1)) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                exact_values; unify_all; first [ ring | field; defined ] ]. }
            { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_4) (Rlt_le _ _
                factor_5)). }
          }
          refine (product_le ((PI + 1) * PI) ((1 - eta * (PI + 1) / (2 * PI)) * u - eta * PI * 289 / (1250 *
              PI) - (- PI) * 289 / (625 * (PI + 1))) ((1 / 1250) * (2 * PI + ((- PI) - 1) * eta) * (289 * PI +
              (625 * PI + 625) * u)) _ _ _).
          { exact (Rmult_lt_0_compat _ _ factor factor_1). }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2) factor_3). }
        }
        settle sign_2.
      }
    }
    settle sign.
  }
  {
    split; [exact defined_1 |].
    split; [exact defined_2 |].
    assert (sign_3 : 0 <= (- ((1 - eta * (PI + 1) / (2 * PI)) * u - eta * (PI - kernel) * 289 / (1250 * PI))))
        by enclosed (u :: kernel :: eta :: @nil R) 16%nat.
    settle sign_3.
  }
Qed.
