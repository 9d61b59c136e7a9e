(* while a'a* is negative its size shrinks by 1 - eta_a c at an acute angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K1_above_1.
Local Open Scope R_scope.

Theorem S1_gap :
  forall r n u eta phi : R,
  r <= 0 ->
  0 <= n ->
  u <= 0 ->
  0 < eta ->
  0 <= phi ->
  phi <= PI / 2 ->
  (2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI - phi) * (cos phi) + (sin phi)
      - 1) * n - u) >= (1 - eta * (PI - 1) / (2 * PI)) * r).
Proof.
  intros r n u eta phi r_hi n_lo u_hi eta_lo phi_lo phi_hi.
  pose proof (K1_above_1.K1_above_1 (phi)) as K1_above_1.
  premise K1_above_1.
  {
    assert (sign : 0 <= phi) by enclosed (phi :: @nil R) 12%nat.
    settle sign.
  }
  premise K1_above_1.
  {
    assumed.
  }
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign_1 : 0 <= (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI - phi) * (cos phi) + (sin
      phi) - 1) * n - u) - (1 - eta * (PI - 1) / (2 * PI)) * r).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
    assert (factor_2 : 0 <= (((sin phi) - 1 + (PI - phi) * (cos phi)) * n - u)).
    {
      refine (collapse_lower (fun n_1 : R => ((sin phi) - 1 + (PI - phi) * (cos phi)) * n_1 - u) (fun n_1 : R
          => (sin phi) - 1 + (PI - phi) * (cos phi)) (0) n _ _ _ _).
      { given. }
      {
        intros n_1 [n_1_lo n_1_hi].
        pose proof (sine_squared (phi)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros n_1 [n_1_lo_1 n_1_hi_1].
        assert (sign_2 : 0 <= (sin phi) - 1 + (PI - phi) * (cos phi)).
        {
          refine (collapse_upper (fun phi_1 : R => (sin phi_1) - 1 + (PI - phi_1) * (cos phi_1)) (fun phi_1 :
              R => (sin phi_1) * (phi_1 - PI)) (PI / 2) phi _ _ _ _).
          { given. }
          {
            intros phi_1 [phi_1_lo phi_1_hi].
            assert (phi_1_far : 0 <= phi_1) by (apply Rle_trans with phi; given).
            pose proof (sine_squared (phi_1)) as circle_1.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                ]).
          }
          {
            intros phi_1 [phi_1_lo_1 phi_1_hi_1].
            assert (phi_1_far_1 : 0 <= phi_1) by (apply Rle_trans with phi; given).
            assert (sign_3 : 0 <= (- ((sin phi_1) * (phi_1 - PI)))) by enclosed (phi_1 :: @nil R) 12%nat.
            settle sign_3.
          }
          {
            assert (sign_4 : 0 <= (sin (PI / 2)) - 1 + (PI - PI / 2) * (cos (PI / 2))) by exact_sign.
            settle sign_4.
          }
        }
        settle sign_2.
      }
      {
        assert (sign_5 : 0 <= (- u)) by enclosed (u :: @nil R) 12%nat.
        settle sign_5.
      }
    }
    pose proof (sine_squared (phi)) as circle_2.
    refine (product_le (PI) ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (((PI - phi) * (cos phi) +
        (sin phi) - 1) * n - u) - (1 - eta * (PI - 1) / (2 * PI)) * r) ((1 / 2) * eta * (((sin phi) - 1 + (PI
        - phi) * (cos phi)) * n - u)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | unify_all; first
        [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | exact_values; unify_all;
        first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2). }
  }
  settle sign_1.
Qed.
