(* g at the start angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_kernel :
  forall phi : R,
  0 <= phi ->
  phi <= PI / 3 ->
  (PI - phi) * (cos phi) + (sin phi) >= (19 / 10).
Proof.
  intros phi phi_lo phi_hi.
  assert (sign : 0 <= (PI - phi) * (cos phi) + (sin phi) - (19 / 10)).
  {
    refine (collapse_upper (fun phi_1 : R => (PI - phi_1) * (cos phi_1) + (sin phi_1) - (19 / 10)) (fun phi_1
        : R => (sin phi_1) * (phi_1 - PI)) (PI / 3) phi _ _ _ _).
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
      assert (sign_2 : 0 <= (PI - PI / 3) * (cos (PI / 3)) + (sin (PI / 3)) - (19 / 10)) by enclosed (@nil R)
          0%nat.
      settle sign_2.
    }
  }
  settle sign.
Qed.
