(* the trap keeps r <= -m *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_trap_r :
  forall n eta least u r m g_now g_two : R,
  0 <= n ->
  0 < eta ->
  eta * (PI - 1) <= 2 * PI ->
  u >= (- least) ->
  g_now <= g_two ->
  (g_two - 1) * n + least <= (- (PI - 1)) * m ->
  r <= (- m) ->
  (2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u) <= (- m)).
Proof.
  intros n eta least u r m g_now g_two n_lo eta_lo step state angle depth low.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= (- m) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u))).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= ((- (PI - 1)) * m - ((g_two - 1) * n + least))) by fact depth.
    assert (factor_2 : 0 < eta) by given.
    assert (coefficient_1 : 0 < (5 / 32)) by lra.
    assert (factor_3 : 0 <= (u - (- least))) by fact state.
    assert (factor_4 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
    assert (coefficient_2 : 0 < (5 / 32)) by lra.
    assert (coefficient_3 : 0 < (1 / 2)) by lra.
    assert (factor_5 : 0 <= (2 * PI - eta * (PI - 1))) by fact step.
    assert (factor_6 : 0 <= ((- m) - r)) by fact low.
    assert (coefficient_4 : 0 < (1 / 2)) by lra.
    assert (factor_7 : 0 <= (g_two - g_now)) by fact angle.
    assert (factor_8 : 0 <= n) by given.
    refine (product_le (PI) ((- m) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n
        - u))) ((1 / 2) * ((- (PI - 1)) * m - ((g_two - 1) * n + least)) * eta + (5 / 32) * (u - (- least)) *
        eta * ((16 / 5) - PI) + (5 / 32) * (u - (- least)) * eta * PI + (1 / 2) * (2 * PI - eta * (PI - 1)) *
        ((- m) - r) + (1 / 2) * (g_two - g_now) * n * eta) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1)
        (Rlt_le _ _ factor_2)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_1) factor_3) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_4))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_3) (Rlt_le _ _ factor_2))
        (Rlt_le _ _ factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_5)
        factor_6)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_7)
        factor_8) (Rlt_le _ _ factor_2))). }
  }
  settle sign.
Qed.
