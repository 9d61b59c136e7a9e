(* in the trap the angle moves towards pi and not past it *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R2_trap_angle :
  forall psi psi_two x sine : R,
  0 <= psi ->
  psi <= PI ->
  0 <= psi_two ->
  psi_two <= PI ->
  0 <= x ->
  psi <= psi_two ->
  (0 <= sine /\ sine <= psi) ->
  x * psi_two <= 2 * PI ->
  ((2 * PI <> 0 /\ 0 <= x * psi * sine / (2 * PI)) /\ (2 * PI <> 0 /\ x * psi * sine / (2 * PI) <= psi)).
Proof.
  intros psi psi_two x sine psi_lo psi_hi psi_two_lo psi_two_hi x_lo inside sine_1 step.
  destruct sine_1 as [sine_1_1 sine_1_2].
  assert (defined : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    assert (sign : 0 <= x * psi * sine / (2 * PI)).
    {
      assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient : 0 < (1 / 2)) by lra.
      assert (factor_1 : 0 <= psi) by enclosed (psi :: @nil R) 12%nat.
      assert (factor_2 : 0 <= x) by enclosed (x :: @nil R) 12%nat.
      assert (factor_3 : 0 <= sine).
      {
        assert (coefficient_1 : 0 < (5 / 16)) by lra.
        assert (factor_4 : 0 <= sine) by fact sine_1_1.
        assert (factor_5 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
        assert (coefficient_2 : 0 < (5 / 16)) by lra.
        assert (factor_6 : 0 < PI) by enclosed (@nil R) 0%nat.
        refine (product_le (1) (sine) ((5 / 16) * sine * ((16 / 5) - PI) + (5 / 16) * sine * PI) _ _ _).
        { exact Rlt_0_1. }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1)
            factor_4) (Rlt_le _ _ factor_5)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2)
            factor_4) (Rlt_le _ _ factor_6))). }
      }
      refine (product_le (PI) (x * psi * sine / (2 * PI)) ((1 / 2) * psi * x * sine) _ _ _).
      { exact factor. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1)
          factor_2) factor_3). }
    }
    settle sign.
  }
  {
    split; [exact defined |].
    assert (sign_1 : 0 <= psi - x * psi * sine / (2 * PI)).
    {
      assert (factor_7 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient_3 : 0 < (1 / 2)) by lra.
      assert (factor_8 : 0 <= (psi - sine)) by fact sine_1_2.
      assert (factor_9 : 0 <= psi_two) by given.
      assert (factor_10 : 0 <= x) by given.
      assert (coefficient_4 : 0 < (1 / 2)) by lra.
      assert (factor_11 : 0 <= (psi_two - psi)) by fact inside.
      assert (factor_12 : 0 <= sine) by fact sine_1_1.
      assert (coefficient_5 : 0 < (1 / 2)) by lra.
      assert (factor_13 : 0 <= (2 * PI - x * psi_two)) by fact step.
      assert (factor_14 : 0 <= psi) by given.
      refine (product_le (PI) (psi - x * psi * sine / (2 * PI)) ((1 / 2) * (psi - sine) * psi_two * x + (1 /
          2) * (psi_two - psi) * sine * x + (1 / 2) * (2 * PI - x * psi_two) * psi) _ _ _).
      { exact factor_7. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_8) factor_9) factor_10) (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_11) factor_12) factor_10))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5) factor_13) factor_14)). }
    }
    settle sign_1.
  }
Qed.
