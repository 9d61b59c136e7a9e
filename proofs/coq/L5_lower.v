(* u stays at least -2S, for every angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K1.
Local Open Scope R_scope.

(* The hypothesis `zero_start` is marked unused: it is left out. *)
Theorem L5_lower :
  forall k phi S eta u : R,
  1 <= k ->
  0 <= phi ->
  phi <= PI ->
  0 <= S ->
  0 < eta ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  ((-2) * S <= u /\ u <= 0) ->
  (2 * PI <> 0 /\ (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi) + (sin phi)))
      * S / (2 * PI) >= (-2) * S).
Proof.
  intros k phi S eta u k_lo phi_lo phi_hi S_lo eta_lo step state.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  destruct state as [state_1 state_2].
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
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  assert (sign_1 : 0 <= (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi) + (sin
      phi))) * S / (2 * PI) - (-2) * S).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (15 / 832)) by lra.
    assert (factor_1 : 0 <= ((- u))) by fact state_2.
    assert (factor_2 : 0 < eta) by given.
    assert (factor_3 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
    assert (coefficient_1 : 0 < (2209 / 14788)) by lra.
    assert (factor_4 : 0 <= (u - (-2) * S)) by fact state_1.
    assert (factor_5 : 0 <= ((PI - phi) * (cos phi) + (sin phi))) by fact K1_1.
    assert (coefficient_2 : 0 < (155 / 7394)) by lra.
    assert (factor_6 : 0 <= (PI - phi)) by given.
    assert (factor_7 : 0 < (PI - 3)) by enclosed (@nil R) 0%nat.
    assert (factor_8 : 0 <= (1 - (sin phi))) by enclosed (phi :: @nil R) 12%nat.
    assert (coefficient_3 : 0 < (155 / 14788)) by lra.
    assert (coefficient_4 : 0 < (15 / 832)) by lra.
    assert (coefficient_5 : 0 < (1725 / 118304)) by lra.
    assert (factor_9 : 0 <= ((cos phi) - (-1))) by enclosed (phi :: @nil R) 12%nat.
    assert (coefficient_6 : 0 < (25 / 7394)) by lra.
    assert (factor_10 : 0 <= phi) by given.
    assert (coefficient_7 : 0 < (505 / 7394)) by lra.
    assert (factor_11 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
    assert (factor_12 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (coefficient_8 : 0 < (20 / 3697)) by lra.
    assert (factor_13 : 0 < ((sin phi) - (-1))) by enclosed (phi :: @nil R) 12%nat.
    assert (coefficient_9 : 0 < (465 / 14788)) by lra.
    assert (coefficient_10 : 0 < (255 / 3328)) by lra.
    assert (coefficient_11 : 0 < (255 / 3328)) by lra.
    assert (coefficient_12 : 0 < (465 / 14788)) by lra.
    assert (coefficient_13 : 0 < (5 / 32)) by lra.
    assert (factor_14 : 0 <= (k - 1)) by given.
    assert (coefficient_14 : 0 < (1165 / 14788)) by lra.
    assert (coefficient_15 : 0 < (5 / 32)) by lra.
    assert (coefficient_16 : 0 < (465 / 14788)) by lra.
    assert (coefficient_17 : 0 < (17 / 260)) by lra.
    assert (coefficient_18 : 0 < (372 / 3697)) by lra.
    assert (factor_15 : 0 <= (1 - (cos phi))) by enclosed (phi :: @nil R) 12%nat.
    assert (coefficient_19 : 0 < (12 / 65)) by lra.
    assert (coefficient_20 : 0 < (465 / 14788)) by lra.
    assert (coefficient_21 : 0 < (4 / 65)) by lra.
    assert (coefficient_22 : 0 < (465 / 14788)) by lra.
    assert (coefficient_23 : 0 < (4 / 65)) by lra.
    assert (factor_16 : 0 < ((sin phi) - (-1 / 64))) by enclosed (phi :: @nil R) 12%nat.
    assert (coefficient_24 : 0 < (1165 / 14788)) by lra.
    assert (coefficient_25 : 0 < (1725 / 118304)) by lra.
    assert (coefficient_26 : 0 < (372 / 3697)) by lra.
    assert (coefficient_27 : 0 < (505 / 7394)) by lra.
    assert (coefficient_28 : 0 < (465 / 7394)) by lra.
    assert (coefficient_29 : 0 < (2325 / 118304)) by lra.
    assert (coefficient_30 : 0 < (465 / 7394)) by lra.
    assert (coefficient_31 : 0 < (4 / 65)) by lra.
    assert (coefficient_32 : 0 < (25 / 7394)) by lra.
    assert (coefficient_33 : 0 < (485 / 118304)) by lra.
    assert (coefficient_34 : 0 < (372 / 3697)) by lra.
    assert (coefficient_35 : 0 < (2325 / 118304)) by lra.
    pose proof (sine_squared (phi)) as circle.
    refine (product_le (PI) ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi) +
        (sin phi))) * S / (2 * PI) - (-2) * S) ((15 / 832) * ((- u)) * eta * PI * ((16 / 5) - PI) + (2209 /
        14788) * (u - (-2) * S) * ((PI - phi) * (cos phi) + (sin phi)) * eta + (155 / 7394) * (u - (-2) * S) *
        (PI - phi) * (PI - 3) * (1 - (sin phi)) + (155 / 14788) * (u - (-2) * S) * eta * (PI - 3) * ((16 / 5)
        - PI) + (15 / 832) * ((- u)) * eta * ((16 / 5) - PI) * ((16 / 5) - PI) + (1725 / 118304) * (u - (-2) *
        S) * (PI - phi) * ((16 / 5) - PI) * ((cos phi) - (-1)) + (25 / 7394) * (u - (-2) * S) * phi * (PI - 3)
        * ((16 / 5) - PI) + (505 / 7394) * (2 * PI / (k + PI - 1) - eta) * (k + PI - 1) * (u - (-2) * S) * PI
        + (20 / 3697) * (u - (-2) * S) * (PI - phi) * PI * ((sin phi) - (-1)) + (465 / 14788) * (u - (-2) * S)
        * (PI - phi) * eta * ((16 / 5) - PI) + (255 / 3328) * ((- u)) * phi * eta * ((16 / 5) - PI) + (255 /
        3328) * ((- u)) * phi * eta * PI + (465 / 14788) * (u - (-2) * S) * (PI - phi) * eta * PI + (5 / 32) *
        ((- u)) * (k - 1) * eta * ((16 / 5) - PI) + (1165 / 14788) * (2 * PI / (k + PI - 1) - eta) * (k + PI -
        1) * (u - (-2) * S) * ((16 / 5) - PI) + (5 / 32) * ((- u)) * (k - 1) * eta * PI + (465 / 14788) * (u -
        (-2) * S) * (k - 1) * eta * (1 - (sin phi)) + (17 / 260) * ((- u)) * ((PI - phi) * (cos phi) + (sin
        phi)) * eta + (372 / 3697) * (2 * PI / (k + PI - 1) - eta) * (k + PI - 1) * (u - (-2) * S) * (1 - (cos
        phi)) + (12 / 65) * ((- u)) * (PI - phi) * eta * ((cos phi) - (-1)) + (465 / 14788) * (2 * PI / (k +
        PI - 1) - eta) * (k + PI - 1) * (u - (-2) * S) * (1 - (sin phi)) + (4 / 65) * ((- u)) * (PI - phi) *
        eta * ((sin phi) - (-1)) + (465 / 14788) * (u - (-2) * S) * eta * ((16 / 5) - PI) * ((sin phi) - (-1))
        + (4 / 65) * ((- u)) * phi * eta * ((sin phi) - (-1 / 64)) + (1165 / 14788) * (u - (-2) * S) * (k - 1)
        * eta * ((16 / 5) - PI) + (1725 / 118304) * (u - (-2) * S) * (PI - phi) * ((16 / 5) - PI) * (1 - (cos
        phi)) + (372 / 3697) * (u - (-2) * S) * (k - 1) * eta * (1 - (cos phi)) + (505 / 7394) * (u - (-2) *
        S) * (k - 1) * eta * PI + (465 / 7394) * (u - (-2) * S) * PI * PI * ((cos phi) - (-1)) + (2325 /
        118304) * (u - (-2) * S) * phi * ((16 / 5) - PI) * ((sin phi) - (-1)) + (465 / 7394) * (u - (-2) * S)
        * PI * ((16 / 5) - PI) * ((cos phi) - (-1)) + (4 / 65) * ((- u)) * eta * (PI - 3) * (1 - (sin phi)) +
        (25 / 7394) * (u - (-2) * S) * phi * PI * PI + (485 / 118304) * (u - (-2) * S) * (PI - phi) * PI * (1
        - (sin phi)) + (372 / 3697) * (u - (-2) * S) * phi * eta * (1 - (cos phi)) + (2325 / 118304) * (u -
        (-2) * S) * PI * PI * ((sin phi) - (-1))) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _
        _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
        _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _
        _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
        _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _
        (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _
        _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat
        _ _ (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) (Rlt_le _ _ factor_2)) (Rlt_le
        _ _ factor)) (Rlt_le _ _ factor_3)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_1) factor_4) factor_5) (Rlt_le _ _ factor_2))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_4) factor_6) (Rlt_le _ _
        factor_7)) factor_8)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
        _ _ coefficient_3) factor_4) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_7)) (Rlt_le _ _ factor_3)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4)
        factor_1) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3)) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_5) factor_4) factor_6)
        (Rlt_le _ _ factor_3)) factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos
        _ _ (Rlt_le _ _ coefficient_6) factor_4) factor_10) (Rlt_le _ _ factor_7)) (Rlt_le _ _ factor_3)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_7)
        factor_11) (Rlt_le _ _ factor_12)) factor_4) (Rlt_le _ _ factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_8) factor_4) factor_6) (Rlt_le _ _
        factor)) (Rlt_le _ _ factor_13))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos
        _ _ (Rlt_le _ _ coefficient_9) factor_4) factor_6) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_10)
        factor_1) factor_10) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_11) factor_1) factor_10) (Rlt_le _ _
        factor_2)) (Rlt_le _ _ factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rlt_le _ _ coefficient_12) factor_4) factor_6) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_13)
        factor_1) factor_14) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_14) factor_11) (Rlt_le _ _ factor_12))
        factor_4) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos
        _ _ (Rlt_le _ _ coefficient_15) factor_1) factor_14) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_16)
        factor_4) factor_14) (Rlt_le _ _ factor_2)) factor_8)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_17) factor_1) factor_5) (Rlt_le _ _ factor_2)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_18)
        factor_11) (Rlt_le _ _ factor_12)) factor_4) factor_15)) (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_19) factor_1) factor_6) (Rlt_le _ _
        factor_2)) factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
        _ _ coefficient_20) factor_11) (Rlt_le _ _ factor_12)) factor_4) factor_8)) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_21) factor_1) factor_6)
        (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_13))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_22) factor_4) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3))
        (Rlt_le _ _ factor_13))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rlt_le _ _ coefficient_23) factor_1) factor_10) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_16)))
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_24)
        factor_4) factor_14) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_3))) (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_25) factor_4) factor_6) (Rlt_le _ _
        factor_3)) factor_15)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le
        _ _ coefficient_26) factor_4) factor_14) (Rlt_le _ _ factor_2)) factor_15)) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_27) factor_4) factor_14)
        (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor))) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_28) factor_4) (Rlt_le _ _ factor)) (Rlt_le _ _ factor))
        factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_29) factor_4) factor_10) (Rlt_le _ _ factor_3)) (Rlt_le _ _ factor_13))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_30) factor_4) (Rlt_le _
        _ factor)) (Rlt_le _ _ factor_3)) factor_9)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_31) factor_1) (Rlt_le _ _ factor_2)) (Rlt_le _ _ factor_7))
        factor_8)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
        coefficient_32) factor_4) factor_10) (Rlt_le _ _ factor)) (Rlt_le _ _ factor))) (Rmult_le_pos _ _
        (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_33) factor_4) factor_6)
        (Rlt_le _ _ factor)) factor_8)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _
        _ (Rlt_le _ _ coefficient_34) factor_4) factor_10) (Rlt_le _ _ factor_2)) factor_15)) (Rmult_le_pos _
        _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_35) factor_4) (Rlt_le
        _ _ factor)) (Rlt_le _ _ factor)) (Rlt_le _ _ factor_13))). }
  }
  settle sign_1.
Qed.
