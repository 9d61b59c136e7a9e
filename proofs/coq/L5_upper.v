(* u stays at most 0, for every angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K1.
Local Open Scope R_scope.

(* The hypothesis `zero_start` is marked unused: it is left out. *)
Theorem L5_upper :
  forall k phi S eta u : R,
  1 <= k ->
  0 <= phi ->
  phi <= PI ->
  0 <= S ->
  0 < eta ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  ((-2) * S <= u /\ u <= 0) ->
  (2 * PI <> 0 /\ (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi) + (sin phi)))
      * S / (2 * PI) <= 0).
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
  assert (sign_1 : 0 <= (- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi) +
      (sin phi))) * S / (2 * PI)))).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= (((k + PI - 1) * u + (phi * (cos phi) - (sin phi) + (1 - (cos phi)) * PI) * S) *
        eta - 2 * u * PI)).
    {
      refine (collapse_lower (fun S_1 : R => ((k + PI - 1) * u + (phi * (cos phi) - (sin phi) + (1 - (cos
          phi)) * PI) * S_1) * eta - 2 * u * PI) (fun S_1 : R => eta * (phi * (cos phi) - (sin phi) + (1 -
          (cos phi)) * PI)) (0) S _ _ _ _).
      { given. }
      {
        intros S_1 [S_1_lo S_1_hi].
        pose proof (sine_squared (phi)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros S_1 [S_1_lo_1 S_1_hi_1].
        assert (sign_2 : 0 <= eta * (phi * (cos phi) - (sin phi) + (1 - (cos phi)) * PI)).
        {
          assert (factor_2 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
          assert (factor_3 : 0 <= (phi * (cos phi) - (sin phi) + (1 - (cos phi)) * PI)).
          {
            assert (factor_4 : 0 <= (PI - ((PI - phi) * (cos phi) + (sin phi)))) by fact K1_2.
            pose proof (sine_squared (phi)) as circle_1.
            refine (product_le (1) (phi * (cos phi) - (sin phi) + (1 - (cos phi)) * PI) ((PI - ((PI - phi) *
                (cos phi) + (sin phi)))) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                exact_values; unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1];
                defined ] ]. }
            { exact factor_4. }
          }
          pose proof (sine_squared (phi)) as circle_2.
          refine (product_le (1) (eta * (phi * (cos phi) - (sin phi) + (1 - (cos phi)) * PI)) (eta * (phi *
              (cos phi) - (sin phi) + (1 - (cos phi)) * PI)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | unify_all;
              first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | exact_values;
              unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] ]. }
          { exact (Rmult_le_pos _ _ factor_2 factor_3). }
        }
        settle sign_2.
      }
      {
        assert (sign_3 : 0 <= (k + PI - 1) * u * eta - 2 * u * PI).
        {
          assert (factor_5 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
          assert (factor_6 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
          assert (factor_7 : 0 <= ((- u))) by fact state_2.
          refine (product_le (1) ((k + PI - 1) * u * eta - 2 * u * PI) ((2 * PI / (k + PI - 1) - eta) * (k +
              PI - 1) * ((- u))) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ factor_5 (Rlt_le _ _ factor_6)) factor_7). }
        }
        settle sign_3.
      }
    }
    pose proof (sine_squared (phi)) as circle_3.
    refine (product_le (PI) ((- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - ((PI - phi) * (cos phi)
        + (sin phi))) * S / (2 * PI)))) ((1 / 2) * (((k + PI - 1) * u + (phi * (cos phi) - (sin phi) + (1 -
        (cos phi)) * PI) * S) * eta - 2 * u * PI)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] | unify_all; first
        [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] | exact_values; unify_all;
        first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
  }
  settle sign_1.
Qed.
