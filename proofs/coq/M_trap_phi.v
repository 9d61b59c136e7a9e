(* the trap keeps the angle, with the step bounded *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_trap_phi :
  forall psi psi_two r eta sine : R,
  0 <= psi ->
  psi <= PI ->
  0 <= psi_two ->
  psi_two <= PI ->
  0 <= r ->
  0 <= eta ->
  psi <= psi_two ->
  (0 <= sine /\ sine <= psi) ->
  eta * r * psi_two <= 2 * PI ->
  (2 * PI <> 0 /\ eta * r * psi * sine / (2 * PI) <= psi).
Proof.
  intros psi psi_two r eta sine psi_lo psi_hi psi_two_lo psi_two_hi r_lo eta_lo inside sine_1 step.
  destruct sine_1 as [sine_1_1 sine_1_2].
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= psi - eta * r * psi * sine / (2 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= (psi - sine)) by fact sine_1_2.
    assert (factor_2 : 0 <= psi_two) by given.
    assert (factor_3 : 0 <= r) by given.
    assert (factor_4 : 0 <= eta) by given.
    assert (coefficient_1 : 0 < (1 / 2)) by lra.
    assert (factor_5 : 0 <= (psi_two - psi)) by fact inside.
    assert (factor_6 : 0 <= sine) by fact sine_1_1.
    assert (coefficient_2 : 0 < (1 / 2)) by lra.
    assert (factor_7 : 0 <= (2 * PI - eta * r * psi_two)) by fact step.
    assert (factor_8 : 0 <= psi) by given.
    refine (product_le (PI) (psi - eta * r * psi * sine / (2 * PI)) ((1 / 2) * (psi - sine) * psi_two * r *
        eta + (1 / 2) * (psi_two - psi) * sine * r * eta + (1 / 2) * (2 * PI - eta * r * psi_two) * psi) _ _
        _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2) factor_3) factor_4)
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1)
        factor_5) factor_6) factor_3) factor_4)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_2) factor_7) factor_8)). }
  }
  settle sign.
Qed.
