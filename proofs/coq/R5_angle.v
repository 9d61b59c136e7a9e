(* away from a right angle the density falls at least like (cos 1/10)^(p - 2) *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R5_angle :
  forall phi : R,
  0 <= phi ->
  phi <= PI / 2 - (1 / 10) ->
  (0 <= (sin phi) /\ (sin phi) <= (cos (1 / 10))).
Proof.
  intros phi phi_lo phi_hi.
  split.
  {
    assert (sign : 0 <= (sin phi)) by enclosed (phi :: @nil R) 12%nat.
    settle sign.
  }
  {
    assert (sign_1 : 0 <= (cos (1 / 10)) - (sin phi)).
    {
      refine (collapse_upper (fun phi_1 : R => (cos (1 / 10)) - (sin phi_1)) (fun phi_1 : R => (- (cos
          phi_1))) (PI / 2 - (1 / 10)) phi _ _ _ _).
      { given. }
      {
        intros phi_1 [phi_1_lo phi_1_hi].
        assert (phi_1_far : 0 <= phi_1) by (apply Rle_trans with phi; given).
        pose proof (sine_squared (phi_1)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros phi_1 [phi_1_lo_1 phi_1_hi_1].
        assert (phi_1_far_1 : 0 <= phi_1) by (apply Rle_trans with phi; given).
        assert (sign_2 : 0 <= (cos phi_1)) by enclosed (phi_1 :: @nil R) 12%nat.
        settle sign_2.
      }
      {
        assert (sign_3 : 0 <= (cos (1 / 10)) - (sin (PI / 2 - (1 / 10)))) by exact_sign.
        settle sign_3.
      }
    }
    settle sign_1.
  }
Qed.
