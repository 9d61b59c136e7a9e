(* g is at least 1 up to a right angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K1_above_1 :
  forall phi : R,
  0 <= phi ->
  phi <= PI / 2 ->
  (PI - phi) * (cos phi) + (sin phi) >= 1.
Proof.
  intros phi phi_lo phi_hi.
  assert (sign : 0 <= (PI - phi) * (cos phi) + (sin phi) - 1).
  {
    refine (collapse_upper (fun phi_1 : R => (PI - phi_1) * (cos phi_1) + (sin phi_1) - 1) (fun phi_1 : R =>
        (sin phi_1) * (phi_1 - PI)) (PI / 2) phi _ _ _ _).
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
      assert (sign_1 : 0 <= (- ((sin phi_1) * (phi_1 - PI)))) by enclosed (phi_1 :: @nil R) 12%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= (PI - PI / 2) * (cos (PI / 2)) + (sin (PI / 2)) - 1) by exact_sign.
      settle sign_2.
    }
  }
  settle sign.
Qed.
