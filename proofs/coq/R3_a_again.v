(* training a at phi = 0 contracts towards a* *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_a_again :
  forall k eta : R,
  1 <= k ->
  0 < eta ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  ((2 * PI <> 0 /\ 0 <= 1 - eta * (k + PI - 1) / (2 * PI)) /\ (2 * PI <> 0 /\ 1 - eta * (k + PI - 1) / (2 *
      PI) <= 1 - eta * (PI - 1) / (2 * PI)) /\ (2 * PI <> 0 /\ 1 - eta * (PI - 1) / (2 * PI) < 1)).
Proof.
  intros k eta k_lo eta_lo step.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined_1 |].
    assert (sign : 0 <= 1 - eta * (k + PI - 1) / (2 * PI)).
    {
      assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient : 0 < (1 / 2)) by lra.
      assert (factor_1 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
      assert (factor_2 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
      refine (product_le (PI) (1 - eta * (k + PI - 1) / (2 * PI)) ((1 / 2) * (2 * PI / (k + PI - 1) - eta) *
          (k + PI - 1)) _ _ _).
      { exact factor. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) (Rlt_le _ _ factor_2)). }
    }
    settle sign.
  }
  split.
  {
    split; [exact defined_1 |].
    assert (sign_1 : 0 <= 1 - eta * (PI - 1) / (2 * PI) - (1 - eta * (k + PI - 1) / (2 * PI))).
    {
      assert (factor_3 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient_1 : 0 < (1 / 2)) by lra.
      assert (factor_4 : 0 <= k) by enclosed (k :: @nil R) 12%nat.
      assert (factor_5 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
      refine (product_le (PI) (1 - eta * (PI - 1) / (2 * PI) - (1 - eta * (k + PI - 1) / (2 * PI))) ((1 / 2) *
          k * eta) _ _ _).
      { exact factor_3. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_4) factor_5). }
    }
    settle sign_1.
  }
  {
    split; [exact defined_1 |].
    assert (sign_2 : 0 < 1 - (1 - eta * (PI - 1) / (2 * PI))).
    {
      assert (factor_6 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient_2 : 0 < (1 / 2)) by lra.
      assert (factor_7 : 0 < eta).
      {
        refine (collapse_lower_strict_slope (fun eta_1 : R => eta_1) (fun eta_1 : R => 1) (0) eta _ _ _ _).
        { given. }
        {
          intros eta_1 [eta_1_lo eta_1_hi].
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros eta_1 [eta_1_lo_1 eta_1_hi_1].
          assert (sign_3 : 0 < 1) by enclosed (@nil R) 0%nat.
          settle sign_3.
        }
        {
          assert (sign_4 : 0 <= 0) by enclosed (@nil R) 0%nat.
          settle sign_4.
        }
      }
      assert (factor_8 : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
      refine (product_lt (PI) (1 - (1 - eta * (PI - 1) / (2 * PI))) ((1 / 2) * eta * (PI - 1)) _ _ _).
      { exact factor_6. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ coefficient_2 factor_7) factor_8). }
    }
    settle sign_2.
  }
Qed.
