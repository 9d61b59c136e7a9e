(* the trap keeps r *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R1_trap_r :
  forall r u kernel eta : R,
  (-1 / 2) <= r ->
  r <= (-1 / 5) ->
  (-2) <= u ->
  u <= 0 ->
  0 <= kernel ->
  kernel <= (119 / 625) ->
  0 < eta ->
  eta <= 1 ->
  (625 * (PI + 1) <> 0 -> u >= (- PI) * 289 / (625 * (PI + 1))) ->
  ((2 * PI <> 0 /\ (-1 / 2) <= (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1 - u)) /\ (2
      * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1 - u) <= (-1 / 5))).
Proof.
  intros r u kernel eta r_lo r_hi u_lo u_hi kernel_lo kernel_hi eta_lo eta_hi state.
  assert (defined : 625 * (PI + 1) <> 0) by defined.
  specialize (state defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined_1 |].
    assert (sign : 0 <= (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1 - u) - (-1 / 2)).
    {
      assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient : 0 < (1 / 2)) by lra.
      assert (factor_1 : 0 <= ((2 * r + 1) * PI + (kernel - u - 1 + (1 - PI) * r) * eta)).
      {
        refine (collapse_lower (fun r_1 : R => (2 * r_1 + 1) * PI + (kernel - u - 1 + (1 - PI) * r_1) * eta)
            (fun r_1 : R => 2 * PI + (1 - PI) * eta) ((-1 / 2)) r _ _ _ _).
        { given. }
        {
          intros r_1 [r_1_lo r_1_hi].
          assert (r_1_far : r_1 <= (-1 / 5)) by (apply Rle_trans with r; given).
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros r_1 [r_1_lo_1 r_1_hi_1].
          assert (r_1_far_1 : r_1 <= (-1 / 5)) by (apply Rle_trans with r; given).
          assert (sign_1 : 0 <= 2 * PI + (1 - PI) * eta) by enclosed (eta :: @nil R) 12%nat.
          settle sign_1.
        }
        {
          assert (sign_2 : 0 <= (kernel - u - 1 + (1 - PI) * (-1 / 2)) * eta) by enclosed (u :: kernel :: eta
              :: @nil R) 16%nat.
          settle sign_2.
        }
      }
      refine (product_le (PI) ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1 - u) - (-1 /
          2)) ((1 / 2) * ((2 * r + 1) * PI + (kernel - u - 1 + (1 - PI) * r) * eta)) _ _ _).
      { exact factor. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
    }
    settle sign.
  }
  {
    split; [exact defined_1 |].
    assert (sign_3 : 0 <= (-1 / 5) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1 -
        u))).
    {
      assert (factor_2 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient_1 : 0 < (1 / 10)) by lra.
      assert (factor_3 : 0 <= ((5 * u + 5 - 5 * kernel + (5 * PI - 5) * r) * eta - (10 * r + 2) * PI)).
      {
        refine (collapse_upper (fun r_2 : R => (5 * u + 5 - 5 * kernel + (5 * PI - 5) * r_2) * eta - (10 * r_2
            + 2) * PI) (fun r_2 : R => (5 * PI - 5) * eta - 10 * PI) ((-1 / 5)) r _ _ _ _).
        { given. }
        {
          intros r_2 [r_2_lo r_2_hi].
          assert (r_2_far : (-1 / 2) <= r_2) by (apply Rle_trans with r; given).
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros r_2 [r_2_lo_1 r_2_hi_1].
          assert (r_2_far_1 : (-1 / 2) <= r_2) by (apply Rle_trans with r; given).
          assert (sign_4 : 0 <= (- ((5 * PI - 5) * eta - 10 * PI))) by enclosed (eta :: @nil R) 12%nat.
          settle sign_4.
        }
        {
          assert (sign_5 : 0 <= (5 * u + 5 - 5 * kernel + (5 * PI - 5) * (-1 / 5)) * eta).
          {
            assert (factor_4 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
            assert (factor_5 : 0 <= (5 * u + 6 - 5 * kernel - PI)).
            {
              assert (coefficient_2 : 0 < (3925 / 4133)) by lra.
              assert (factor_6 : 0 <= (u - (-2))) by given.
              assert (factor_7 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
              assert (coefficient_3 : 0 < (4970 / 4133)) by lra.
              assert (factor_8 : 0 <= (u - (- PI) * 289 / (625 * (PI + 1)))) by fact state.
              assert (factor_9 : 0 < (PI + 1)) by enclosed (@nil R) 0%nat.
              assert (coefficient_4 : 0 < (1045 / 4133)) by lra.
              assert (factor_10 : 0 <= ((- u))) by given.
              assert (factor_11 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
              assert (coefficient_5 : 0 < (177359 / 1653200)) by lra.
              assert (factor_12 : 0 < PI) by enclosed (@nil R) 0%nat.
              assert (coefficient_6 : 0 < (177359 / 1653200)) by lra.
              assert (coefficient_7 : 0 < (25 / 16)) by lra.
              assert (factor_13 : 0 <= ((119 / 625) - kernel)) by given.
              assert (coefficient_8 : 0 < (25 / 16)) by lra.
              refine (product_le (1) (5 * u + 6 - 5 * kernel - PI) ((3925 / 4133) * (u - (-2)) * ((16 / 5) -
                  PI) + (4970 / 4133) * (u - (- PI) * 289 / (625 * (PI + 1))) * (PI + 1) + (1045 / 4133) * ((-
                  u)) * (PI - 3) + (177359 / 1653200) * PI * (PI - 3) + (177359 / 1653200) * (PI - 3) * ((16 /
                  5) - PI) + (25 / 16) * ((119 / 625) - kernel) * ((16 / 5) - PI) + (25 / 16) * ((119 / 625) -
                  kernel) * PI) _ _ _).
              { exact Rlt_0_1. }
              { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                  exact_values; unify_all; first [ ring | field; defined ] ]. }
              { exact (Rlt_le _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_0_compat _ _
                  (Rplus_le_lt_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos
                  _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_6) (Rlt_le _ _ factor_7))
                  (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_8) (Rlt_le _ _
                  factor_9))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_10)
                  (Rlt_le _ _ factor_11))) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_5
                  factor_12) factor_11)) (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_6
                  factor_11) factor_7)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_7)
                  factor_13) (Rlt_le _ _ factor_7))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
                  coefficient_8) factor_13) (Rlt_le _ _ factor_12)))). }
            }
            refine (product_le (1) ((5 * u + 5 - 5 * kernel + (5 * PI - 5) * (-1 / 5)) * eta) (eta * (5 * u +
                6 - 5 * kernel - PI)) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                exact_values; unify_all; first [ ring | field; defined ] ]. }
            { exact (Rmult_le_pos _ _ factor_4 factor_5). }
          }
          settle sign_5.
        }
      }
      refine (product_le (PI) ((-1 / 5) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (kernel - 1
          - u))) ((1 / 10) * ((5 * u + 5 - 5 * kernel + (5 * PI - 5) * r) * eta - (10 * r + 2) * PI)) _ _ _).
      { exact factor_2. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_3). }
    }
    settle sign_3.
  }
Qed.
