(* the distance to it shrinks by (1 - eta c)^2 < 1 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R7_noise_contracts :
  forall eta : R,
  0 < eta ->
  eta <= 1 ->
  ((2 * PI <> 0 /\ 0 <= (1 - eta * (PI - 1) / (2 * PI)) ^ 2) /\ (2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 *
      PI)) ^ 2 < 1)).
Proof.
  intros eta eta_lo eta_hi.
  assert (defined : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    assert (sign : 0 <= (1 - eta * (PI - 1) / (2 * PI)) ^ 2) by enclosed (eta :: @nil R) 12%nat.
    settle sign.
  }
  {
    split; [exact defined |].
    assert (sign_1 : 0 < 1 - (1 - eta * (PI - 1) / (2 * PI)) ^ 2).
    {
      assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient : 0 < (1 / 4)) by lra.
      assert (factor_1 : 0 < eta).
      {
        refine (collapse_lower_strict_slope (fun eta_1 : R => eta_1) (fun eta_1 : R => 1) (0) eta _ _ _ _).
        { given. }
        {
          intros eta_1 [eta_1_lo eta_1_hi].
          assert (eta_1_far : eta_1 <= 1) by (apply Rle_trans with eta; given).
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros eta_1 [eta_1_lo_1 eta_1_hi_1].
          assert (eta_1_far_1 : eta_1 <= 1) by (apply Rle_trans with eta; given).
          assert (sign_2 : 0 < 1) by enclosed (@nil R) 0%nat.
          settle sign_2.
        }
        {
          assert (sign_3 : 0 <= 0) by enclosed (@nil R) 0%nat.
          settle sign_3.
        }
      }
      assert (factor_2 : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
      assert (factor_3 : 0 < (4 * PI + (1 - PI) * eta)) by enclosed (eta :: @nil R) 12%nat.
      refine (product_lt (PI * PI) (1 - (1 - eta * (PI - 1) / (2 * PI)) ^ 2) ((1 / 4) * eta * (PI - 1) * (4 *
          PI + (1 - PI) * eta)) _ _ _).
      { exact (Rmult_lt_0_compat _ _ factor factor). }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient factor_1)
          factor_2) factor_3). }
    }
    settle sign_1.
  }
Qed.
