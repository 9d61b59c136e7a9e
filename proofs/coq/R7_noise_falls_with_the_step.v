(* it is at most eta v/c *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R7_noise_falls_with_the_step :
  forall eta v : R,
  0 < eta ->
  eta <= 1 ->
  0 <= v ->
  (2 * PI <> 0 /\ (PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))) <> 0 /\ (PI - 1) / (2 * PI) <> 0 /\
      eta * v / ((PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI)))) <= eta * v / ((PI - 1) / (2 * PI))).
Proof.
  intros eta v eta_lo eta_hi v_lo.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : (PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))) <> 0) by defined.
  assert (defined_2 : (PI - 1) / (2 * PI) <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= eta * v / ((PI - 1) / (2 * PI)) - eta * v / ((PI - 1) / (2 * PI) * (2 - eta * ((PI - 1)
      / (2 * PI))))).
  {
    assert (factor : 0 < ((1 - PI) * ((PI - 1) * eta - 4 * PI))) by enclosed (eta :: @nil R) 12%nat.
    assert (coefficient : 0 < 2) by lra.
    assert (factor_1 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
    assert (factor_2 : 0 <= v) by enclosed (v :: @nil R) 12%nat.
    assert (factor_3 : 0 <= PI) by enclosed (@nil R) 0%nat.
    assert (factor_4 : 0 <= (2 * PI + (1 - PI) * eta)) by enclosed (eta :: @nil R) 12%nat.
    refine (product_le (((1 - PI) * ((PI - 1) * eta - 4 * PI))) (eta * v / ((PI - 1) / (2 * PI)) - eta * v /
        ((PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))))) (2 * eta * v * PI * (2 * PI + (1 - PI) *
        eta)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient)
        factor_1) factor_2) factor_3) factor_4). }
  }
  settle sign.
Qed.
