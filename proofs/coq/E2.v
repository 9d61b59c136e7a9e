(* the angle shrinks by a factor 1 - 0.19 eta_w m a step *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E2 :
  forall phi force r m eta turn : R,
  0 <= phi ->
  phi <= 5 * PI / 12 ->
  0 <= m ->
  0 < eta ->
  r >= m ->
  force >= (27 / 20) * phi ->
  turn >= (9 / 10) * eta * r * force / (3927 / 625) ->
  phi - turn <= (1 - (19 / 100) * eta * m) * phi.
Proof.
  intros phi force r m eta turn phi_lo phi_hi m_lo eta_lo state force_1 turn_1.
  assert (sign : 0 <= (1 - (19 / 100) * eta * m) * phi - (phi - turn)).
  {
    assert (coefficient : 0 < (883 / 261800)) by lra.
    assert (factor : 0 <= phi) by given.
    assert (factor_1 : 0 <= m) by given.
    assert (factor_2 : 0 < eta) by given.
    assert (factor_3 : 0 <= (turn - (9 / 10) * eta * r * force / (3927 / 625))) by fact turn_1.
    assert (coefficient_1 : 0 < (375 / 2618)) by lra.
    assert (factor_4 : 0 <= (force - (27 / 20) * phi)) by fact force_1.
    assert (coefficient_2 : 0 < (375 / 2618)) by lra.
    assert (factor_5 : 0 <= (r - m)) by fact state.
    assert (coefficient_3 : 0 < (2025 / 10472)) by lra.
    refine (product_le (1) ((1 - (19 / 100) * eta * m) * phi - (phi - turn)) ((883 / 261800) * phi * m * eta +
        (turn - (9 / 10) * eta * r * force / (3927 / 625)) + (375 / 2618) * (force - (27 / 20) * phi) * m *
        eta + (375 / 2618) * (r - m) * (force - (27 / 20) * phi) * eta + (2025 / 10472) * (r - m) * phi * eta)
        _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient) factor) factor_1) (Rlt_le _ _ factor_2)) factor_3) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_4) factor_1) (Rlt_le _ _ factor_2))) (Rmult_le_pos
        _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_5) factor_4) (Rlt_le _ _
        factor_2))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_5)
        factor) (Rlt_le _ _ factor_2))). }
  }
  settle sign.
Qed.
