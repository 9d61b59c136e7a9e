(* Lemma 5, lower half, for every angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

(* The hypothesis `zero_start` is marked unused: it is left out. *)
Theorem R1_L5_lower :
  forall k kernel u eta phi : R,
  1 <= k ->
  0 <= kernel ->
  kernel <= PI ->
  (-2) <= u ->
  u <= 0 ->
  0 < eta ->
  0 <= phi ->
  phi <= PI ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (2 * PI <> 0 /\ (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - kernel) / (2 * PI) >= (-2)).
Proof.
  intros k kernel u eta phi k_lo kernel_lo kernel_hi u_lo u_hi eta_lo phi_lo phi_hi step.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  assert (sign : 0 <= (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - kernel) / (2 * PI) - (-2)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= ((2 * u + 4) * PI + (kernel - PI + (1 - k - PI) * u) * eta)).
    {
      refine (collapse_lower (fun kernel_1 : R => (2 * u + 4) * PI + (kernel_1 - PI + (1 - k - PI) * u) * eta)
          (fun kernel_1 : R => eta) (0) kernel _ _ _ _).
      { given. }
      {
        intros kernel_1 [kernel_1_lo kernel_1_hi].
        assert (kernel_1_far : kernel_1 <= PI) by (apply Rle_trans with kernel; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
        assert (kernel_1_far_1 : kernel_1 <= PI) by (apply Rle_trans with kernel; given).
        assert (sign_1 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (2 * u + 4) * PI + ((- PI) + (1 - k - PI) * u) * eta).
        {
          assert (coefficient_1 : 0 < (5 / 8)) by lra.
          assert (factor_2 : 0 <= (k - 1)) by given.
          assert (factor_3 : 0 < eta) by given.
          assert (factor_4 : 0 < PI) by enclosed (@nil R) 0%nat.
          assert (coefficient_2 : 0 < (1 / 2)) by lra.
          assert (factor_5 : 0 <= (u - (-2))) by given.
          assert (factor_6 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
          assert (factor_7 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
          assert (coefficient_3 : 0 < (1 / 2)) by lra.
          assert (factor_8 : 0 <= ((- u))) by given.
          assert (coefficient_4 : 0 < (5 / 8)) by lra.
          assert (factor_9 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
          refine (product_le (1) ((2 * u + 4) * PI + ((- PI) + (1 - k - PI) * u) * eta) ((5 / 8) * (k - 1) *
              eta * PI + (1 / 2) * (u - (-2)) * eta * PI + (2 * PI / (k + PI - 1) - eta) * (k + PI - 1) * (u -
              (-2)) + (1 / 2) * ((- u)) * eta * PI + (5 / 8) * (k - 1) * eta * ((16 / 5) - PI)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
              (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
              coefficient_1) factor_2) (Rlt_le _ _ factor_3)) (Rlt_le _ _ factor_4)) (Rmult_le_pos _ _
              (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_5) (Rlt_le _ _ factor_3))
              (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ factor_6 (Rlt_le _ _ factor_7))
              factor_5)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3)
              factor_8) (Rlt_le _ _ factor_3)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
              (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_2) (Rlt_le _ _ factor_3)) (Rlt_le _ _
              factor_9))). }
        }
        settle sign_2.
      }
    }
    refine (product_le (PI) ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - kernel) / (2 * PI) - (-2))
        ((1 / 2) * ((2 * u + 4) * PI + (kernel - PI + (1 - k - PI) * u) * eta)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
  }
  settle sign.
Qed.
