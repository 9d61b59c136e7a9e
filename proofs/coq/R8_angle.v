(* the angle 5pi/12 = 1.309 can grow to 1.39 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R8_angle :
  forall phi d : R,
  0 <= phi ->
  phi <= (139 / 100) ->
  (19 / 20) <= d ->
  (PI - 1) * d - (PI - ((PI - phi) * (cos phi) + (sin phi))) >= d / 5.
Proof.
  intros phi d phi_lo phi_hi d_lo.
  assert (sign : 0 <= (PI - 1) * d - (PI - ((PI - phi) * (cos phi) + (sin phi))) - d / 5).
  {
    refine (collapse_upper (fun phi_1 : R => (PI - 1) * d - (PI - ((PI - phi_1) * (cos phi_1) + (sin phi_1)))
        - d / 5) (fun phi_1 : R => (sin phi_1) * (phi_1 - PI)) ((139 / 100)) phi _ _ _ _).
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
      assert (sign_2 : 0 <= (PI - 1) * d - (PI - ((PI - (139 / 100)) * (cos (139 / 100)) + (sin (139 / 100))))
          - d / 5).
      {
        refine (collapse_lower (fun d_1 : R => (PI - 1) * d_1 - (PI - ((PI - (139 / 100)) * (cos (139 / 100))
            + (sin (139 / 100)))) - d_1 / 5) (fun d_1 : R => PI - (6 / 5)) ((19 / 20)) d _ _ _ _).
        { given. }
        {
          intros d_1 [d_1_lo d_1_hi].
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros d_1 [d_1_lo_1 d_1_hi_1].
          assert (sign_3 : 0 <= PI - (6 / 5)) by enclosed (@nil R) 0%nat.
          settle sign_3.
        }
        {
          assert (sign_4 : 0 <= (PI - 1) * (19 / 20) - (PI - ((PI - (139 / 100)) * (cos (139 / 100)) + (sin
              (139 / 100)))) - (19 / 100)) by enclosed (@nil R) 0%nat.
          settle sign_4.
        }
      }
      settle sign_2.
    }
  }
  settle sign.
Qed.
