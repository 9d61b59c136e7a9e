(* r stays below M *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K1.
Local Open Scope R_scope.

Theorem E1_upper :
  forall k n S r u eta phi : R,
  1 <= k ->
  0 <= n ->
  0 <= S ->
  u <= 0 ->
  0 < eta ->
  0 <= phi ->
  phi <= PI ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (PI - 1 <> 0 -> r <= n + 2 * S / (PI - 1)) ->
  u >= (-2) * S ->
  (PI - 1 <> 0 /\ 2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI - phi) * (cos
      phi) + (sin phi) - 1) * n - u) <= n + 2 * S / (PI - 1)).
Proof.
  intros k n S r u eta phi k_lo n_lo S_lo u_hi eta_lo phi_lo phi_hi step state sum.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : PI - 1 <> 0) by defined.
  specialize (state defined_1).
  pose proof (K1.K1 (phi)) as K1.
  premise K1.
  {
    assert (sign : 0 <= phi) by enclosed (phi :: @nil R) 12%nat.
    settle sign.
  }
  premise K1.
  {
    assumed.
  }
  destruct K1 as [K1_1 K1_2].
  assert (defined_2 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign_1 : 0 <= n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI -
      phi) * (cos phi) + (sin phi) - 1) * n - u))).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_2 : 0 <= ((4 * S + 2 * r - 2 * n + (2 * n - 2 * r) * PI) * PI + ((PI - 1) * u + (1 + (PI -
        2) * PI) * r + ((sin phi) - phi * (cos phi) - 1 + (1 - (sin phi) + (phi + 1) * (cos phi) + (- (cos
        phi)) * PI) * PI) * n) * eta)).
    {
      assert (coefficient_1 : 0 < (5 / 74)) by lra.
      assert (factor_3 : 0 <= (n + 2 * S / (PI - 1) - r)) by fact state.
      assert (factor_4 : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
      assert (factor_5 : 0 < eta) by given.
      assert (factor_6 : 0 <= (PI - phi)) by given.
      assert (factor_7 : 0 <= ((cos phi) - (-1))) by enclosed (phi :: @nil R) 12%nat.
      assert (coefficient_2 : 0 < (425 / 12288)) by lra.
      assert (factor_8 : 0 <= (u - (-2) * S)) by fact sum.
      assert (factor_9 : 0 <= phi) by given.
      assert (factor_10 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
      assert (coefficient_3 : 0 < (1 / 3)) by lra.
      assert (factor_11 : 0 <= (PI - ((PI - phi) * (cos phi) + (sin phi)))) by fact K1_2.
      assert (factor_12 : 0 <= n) by given.
      assert (factor_13 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
      assert (coefficient_4 : 0 < (2 / 3)) by lra.
      assert (factor_14 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient_5 : 0 < (25 / 592)) by lra.
      assert (factor_15 : 0 < ((sin phi) - (-1))) by enclosed (phi :: @nil R) 12%nat.
      assert (coefficient_6 : 0 < (11815 / 75776)) by lra.
      assert (factor_16 : 0 <= (1 - (cos phi))) by enclosed (phi :: @nil R) 12%nat.
      assert (coefficient_7 : 0 < (5 / 96)) by lra.
      assert (coefficient_8 : 0 < (1 / 2)) by lra.
      assert (factor_17 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
      assert (factor_18 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
      assert (factor_19 : 0 <= (1 - (sin phi))) by enclosed (phi :: @nil R) 12%nat.
      assert (coefficient_9 : 0 < (5 / 74)) by lra.
      assert (coefficient_10 : 0 < (85 / 1536)) by lra.
      assert (coefficient_11 : 0 < (85 / 1536)) by lra.
      assert (coefficient_12 : 0 < (5 / 16)) by lra.
      assert (factor_20 : 0 <= (k - 1)) by given.
      assert (coefficient_13 : 0 < (11815 / 75776)) by lra.
      assert (coefficient_14 : 0 < (5 / 37)) by lra.
      assert (coefficient_15 : 0 < (25 / 592)) by lra.
      assert (factor_21 : 0 < ((sin phi) - (-1 / 64))) by enclosed (phi :: @nil R) 12%nat.
      assert (coefficient_16 : 0 < (1 / 2)) by lra.
      assert (coefficient_17 : 0 < (55 / 512)) by lra.
      assert (coefficient_18 : 0 < (5 / 16)) by lra.
      assert (coefficient_19 : 0 < (55 / 512)) by lra.
      assert (coefficient_20 : 0 < (425 / 12288)) by lra.
      assert (coefficient_21 : 0 < (5 / 96)) by lra.
      assert (coefficient_22 : 0 < (5 / 74)) by lra.
      assert (coefficient_23 : 0 < (5 / 16)) by lra.
      pose proof (sine_squared (phi)) as circle.
      refine (product_le (1) ((4 * S + 2 * r - 2 * n + (2 * n - 2 * r) * PI) * PI + ((PI - 1) * u + (1 + (PI -
          2) * PI) * r + ((sin phi) - phi * (cos phi) - 1 + (1 - (sin phi) + (phi + 1) * (cos phi) + (- (cos
          phi)) * PI) * PI) * n) * eta) ((5 / 74) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * eta * (PI - phi) *
          ((cos phi) - (-1)) + (425 / 12288) * (u - (-2) * S) * eta * phi * ((16 / 5) - PI) * ((16 / 5) - PI)
          + (1 / 3) * (PI - ((PI - phi) * (cos phi) + (sin phi))) * n * eta * (PI - 3) + (2 / 3) * (PI - ((PI
          - phi) * (cos phi) + (sin phi))) * n * eta * PI + (25 / 592) * (n + 2 * S / (PI - 1) - r) * (PI - 1)
          * eta * PI * ((sin phi) - (-1)) + (11815 / 75776) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * eta *
          ((16 / 5) - PI) * (1 - (cos phi)) + (5 / 96) * (u - (-2) * S) * eta * (PI - 3) * ((16 / 5) - PI) *
          ((sin phi) - (-1)) + (1 / 2) * (2 * PI / (k + PI - 1) - eta) * (k + PI - 1) * (n + 2 * S / (PI - 1)
          - r) * (PI - 1) * (1 - (sin phi)) + (5 / 74) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * eta * phi *
          (1 - (cos phi)) + (85 / 1536) * (u - (-2) * S) * eta * (PI - phi) * ((16 / 5) - PI) * (1 - (sin
          phi)) + (85 / 1536) * (u - (-2) * S) * eta * (PI - phi) * ((16 / 5) - PI) * ((sin phi) - (-1)) + (5
          / 16) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * (k - 1) * eta * (PI - phi) + (11815 / 75776) * (n +
          2 * S / (PI - 1) - r) * (PI - 1) * eta * ((16 / 5) - PI) * ((cos phi) - (-1)) + (5 / 37) * (n + 2 *
          S / (PI - 1) - r) * (PI - 1) * (PI - ((PI - phi) * (cos phi) + (sin phi))) * eta + (25 / 592) * (n +
          2 * S / (PI - 1) - r) * (PI - 1) * eta * ((16 / 5) - PI) * ((sin phi) - (-1 / 64)) + (1 / 2) * (2 *
          PI / (k + PI - 1) - eta) * (k + PI - 1) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * ((sin phi) - (-1))
          + (55 / 512) * (u - (-2) * S) * eta * PI * PI * (1 - (sin phi)) + (5 / 16) * (n + 2 * S / (PI - 1) -
          r) * (PI - 1) * (k - 1) * eta * phi + (55 / 512) * (u - (-2) * S) * eta * PI * PI * ((sin phi) -
          (-1)) + (425 / 12288) * (u - (-2) * S) * eta * phi * PI * ((16 / 5) - PI) + (5 / 96) * (u - (-2) *
          S) * eta * (PI - 3) * ((16 / 5) - PI) * (1 - (sin phi)) + (5 / 74) * (n + 2 * S / (PI - 1) - r) *
          (PI - 1) * eta * PI * ((cos phi) - (-1)) + (5 / 16) * (n + 2 * S / (PI - 1) - r) * (PI - 1) * (k -
          1) * eta * ((16 / 5) - PI)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
          ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
          ring | field; defined | ring [circle] | field [circle]; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
          (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
          _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
          (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
          _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
          (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
          _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
          _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _
          factor_5)) factor_6) factor_7) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
          _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_8) (Rlt_le _ _ factor_5)) factor_9) (Rlt_le _
          _ factor_10)) (Rlt_le _ _ factor_10))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_11) factor_12) (Rlt_le _ _ factor_5)) (Rlt_le _
          _ factor_13))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
          coefficient_4) factor_11) factor_12) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_14))) (Rmult_le_pos _
          _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5)
          factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_14)) (Rlt_le _ _
          factor_15))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
          _ (Rlt_le _ _ coefficient_6) factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_5)) (Rlt_le _ _
          factor_10)) factor_16)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_7) factor_8) (Rlt_le _ _ factor_5)) (Rlt_le _ _
          factor_13)) (Rlt_le _ _ factor_10)) (Rlt_le _ _ factor_15))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_8) factor_17) (Rlt_le
          _ _ factor_18)) factor_3) (Rlt_le _ _ factor_4)) factor_19)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_9) factor_3) (Rlt_le _
          _ factor_4)) (Rlt_le _ _ factor_5)) factor_9) factor_16)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_10) factor_8) (Rlt_le
          _ _ factor_5)) factor_6) (Rlt_le _ _ factor_10)) factor_19)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_11) factor_8) (Rlt_le
          _ _ factor_5)) factor_6) (Rlt_le _ _ factor_10)) (Rlt_le _ _ factor_15))) (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_12)
          factor_3) (Rlt_le _ _ factor_4)) factor_20) (Rlt_le _ _ factor_5)) factor_6)) (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_13)
          factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_10)) factor_7))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_14)
          factor_3) (Rlt_le _ _ factor_4)) factor_11) (Rlt_le _ _ factor_5))) (Rmult_le_pos _ _ (Rmult_le_pos
          _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_15) factor_3)
          (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_10)) (Rlt_le _ _ factor_21)))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _
          _ coefficient_16) factor_17) (Rlt_le _ _ factor_18)) factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _
          factor_15))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
          _ (Rlt_le _ _ coefficient_17) factor_8) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_14)) (Rlt_le _ _
          factor_14)) factor_19)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_18) factor_3) (Rlt_le _ _ factor_4)) factor_20) (Rlt_le _
          _ factor_5)) factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_19) factor_8) (Rlt_le _ _ factor_5)) (Rlt_le _ _
          factor_14)) (Rlt_le _ _ factor_14)) (Rlt_le _ _ factor_15))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_20) factor_8) (Rlt_le
          _ _ factor_5)) factor_9) (Rlt_le _ _ factor_14)) (Rlt_le _ _ factor_10))) (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_21)
          factor_8) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_13)) (Rlt_le _ _ factor_10)) factor_19))
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _
          _ coefficient_22) factor_3) (Rlt_le _ _ factor_4)) (Rlt_le _ _ factor_5)) (Rlt_le _ _ factor_14))
          factor_7)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rlt_le _ _ coefficient_23) factor_3) (Rlt_le _ _ factor_4)) factor_20) (Rlt_le _ _ factor_5))
          (Rlt_le _ _ factor_10))). }
    }
    pose proof (sine_squared (phi)) as circle_1.
    refine (product_le ((PI - 1) * PI) (n + 2 * S / (PI - 1) - ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2
        * PI) * (((PI - phi) * (cos phi) + (sin phi) - 1) * n - u))) ((1 / 2) * ((4 * S + 2 * r - 2 * n + (2 *
        n - 2 * r) * PI) * PI + ((PI - 1) * u + (1 + (PI - 2) * PI) * r + ((sin phi) - phi * (cos phi) - 1 +
        (1 - (sin phi) + (phi + 1) * (cos phi) + (- (cos phi)) * PI) * PI) * n) * eta)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | unify_all; first
        [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | exact_values; unify_all;
        first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_2). }
  }
  settle sign_1.
Qed.

Print Assumptions E1_upper.
