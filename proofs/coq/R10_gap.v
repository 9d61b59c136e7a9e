(* pi - g up to 5pi/12 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R10_gap :
  forall phi : R,
  0 <= phi ->
  phi <= 5 * PI / 12 ->
  (0 <= PI - ((PI - phi) * (cos phi) + (sin phi)) /\ PI - ((PI - phi) * (cos phi) + (sin phi)) <= (3403 /
      2000)).
Proof.
  intros phi phi_lo phi_hi.
  split.
  {
    assert (sign : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))).
    {
      refine (collapse_lower (fun phi_1 : R => PI - ((PI - phi_1) * (cos phi_1) + (sin phi_1))) (fun phi_1 : R
          => (sin phi_1) * (PI - phi_1)) (0) phi _ _ _ _).
      { given. }
      {
        intros phi_1 [phi_1_lo phi_1_hi].
        assert (phi_1_far : phi_1 <= 5 * PI / 12) by (apply Rle_trans with phi; given).
        pose proof (sine_squared (phi_1)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros phi_1 [phi_1_lo_1 phi_1_hi_1].
        assert (phi_1_far_1 : phi_1 <= 5 * PI / 12) by (apply Rle_trans with phi; given).
        assert (sign_1 : 0 <= (sin phi_1) * (PI - phi_1)) by enclosed (phi_1 :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_2.
      }
    }
    settle sign.
  }
  {
    assert (sign_3 : 0 <= (3403 / 2000) - (PI - ((PI - phi) * (cos phi) + (sin phi)))).
    {
      refine (collapse_upper (fun phi_2 : R => (3403 / 2000) - (PI - ((PI - phi_2) * (cos phi_2) + (sin
          phi_2)))) (fun phi_2 : R => (sin phi_2) * (phi_2 - PI)) (5 * PI / 12) phi _ _ _ _).
      { given. }
      {
        intros phi_2 [phi_2_lo phi_2_hi].
        assert (phi_2_far : 0 <= phi_2) by (apply Rle_trans with phi; given).
        pose proof (sine_squared (phi_2)) as circle_1.
        derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ]).
      }
      {
        intros phi_2 [phi_2_lo_1 phi_2_hi_1].
        assert (phi_2_far_1 : 0 <= phi_2) by (apply Rle_trans with phi; given).
        assert (sign_4 : 0 <= (- ((sin phi_2) * (phi_2 - PI)))) by enclosed (phi_2 :: @nil R) 12%nat.
        settle sign_4.
      }
      {
        assert (sign_5 : 0 <= (3403 / 2000) - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI /
            12))))) by enclosed (@nil R) 0%nat.
        settle sign_5.
      }
    }
    settle sign_3.
  }
Qed.
