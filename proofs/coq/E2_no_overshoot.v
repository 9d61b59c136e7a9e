(* the angle never overshoots 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K5.
Local Open Scope R_scope.

Theorem E2_no_overshoot :
  forall phi r M eta : R,
  0 <= phi ->
  phi <= PI ->
  0 <= r ->
  0 < M ->
  0 < eta ->
  eta * M <= 2 ->
  r <= M ->
  (2 * PI <> 0 /\ eta * r * (PI - phi) * (sin phi) / (2 * PI) <= phi).
Proof.
  intros phi r M eta phi_lo phi_hi r_lo M_lo eta_lo step state.
  pose proof (K5.K5 (phi)) as K5.
  premise K5.
  {
    assert (sign : 0 <= phi) by enclosed (phi :: @nil R) 12%nat.
    settle sign.
  }
  premise K5.
  {
    assumed.
  }
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign_1 : 0 <= phi - eta * r * (PI - phi) * (sin phi) / (2 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= (2 - eta * M)) by fact step.
    assert (factor_2 : 0 <= phi) by given.
    assert (coefficient_1 : 0 < (1 / 2)) by lra.
    assert (factor_3 : 0 <= (M - r)) by fact state.
    assert (factor_4 : 0 < eta) by given.
    assert (coefficient_2 : 0 < (1 / 2)) by lra.
    assert (factor_5 : 0 <= (PI * phi - (PI - phi) * (sin phi))) by fact K5.
    assert (factor_6 : 0 <= r) by given.
    pose proof (sine_squared (phi)) as circle.
    refine (product_le (PI) (phi - eta * r * (PI - phi) * (sin phi) / (2 * PI)) ((1 / 2) * (2 - eta * M) * phi
        * PI + (1 / 2) * (M - r) * phi * eta * PI + (1 / 2) * (PI * phi - (PI - phi) * (sin phi)) * r * eta) _
        _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2) (Rlt_le _ _ factor)) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_3) factor_2)
        (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rlt_le _ _ coefficient_2) factor_5) factor_6) (Rlt_le _ _ factor_4))). }
  }
  settle sign_1.
Qed.
