(* the angular force is at least 1.35 phi up to 5pi/12 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E2_force :
  forall phi : R,
  0 <= phi ->
  phi <= 5 * PI / 12 ->
  (PI - phi) * (sin phi) >= (27 / 20) * phi.
Proof.
  intros phi phi_lo phi_hi.
  destruct (cut phi ((5 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    assert (sign : 0 <= (PI - phi) * (sin phi) - (27 / 20) * phi).
    {
      refine (collapse_lower (fun phi_1 : R => (PI - phi_1) * (sin phi_1) - (27 / 20) * phi_1) (fun phi_1 : R
          => (PI - phi_1) * (cos phi_1) - ((sin phi_1) + (27 / 20))) (0) phi _ _ _ _).
      { given. }
      {
        intros phi_1 [phi_1_lo phi_1_hi].
        assert (phi_1_far : phi_1 <= (5 / 8)) by (apply Rle_trans with phi; given).
        pose proof (sine_squared (phi_1)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros phi_1 [phi_1_lo_1 phi_1_hi_1].
        assert (phi_1_far_1 : phi_1 <= (5 / 8)) by (apply Rle_trans with phi; given).
        assert (sign_1 : 0 <= (PI - phi_1) * (cos phi_1) - ((sin phi_1) + (27 / 20))) by enclosed (phi_1 ::
            @nil R) 12%nat.
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
    destruct (cut phi ((31 / 32))) as [phi_hi_2 | phi_lo_2].
    {
      assert (sign_3 : 0 <= (PI - phi) * (sin phi) - (27 / 20) * phi) by enclosed (phi :: @nil R) 12%nat.
      settle sign_3.
    }
    {
      assert (sign_4 : 0 <= (PI - phi) * (sin phi) - (27 / 20) * phi).
      {
        refine (collapse_upper (fun phi_2 : R => (PI - phi_2) * (sin phi_2) - (27 / 20) * phi_2) (fun phi_2 :
            R => (PI - phi_2) * (cos phi_2) - ((sin phi_2) + (27 / 20))) (5 * PI / 12) phi _ _ _ _).
        { given. }
        {
          intros phi_2 [phi_2_lo phi_2_hi].
          assert (phi_2_far : (31 / 32) <= phi_2) by (apply Rle_trans with phi; given).
          pose proof (sine_squared (phi_2)) as circle_1.
          derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ]).
        }
        {
          intros phi_2 [phi_2_lo_1 phi_2_hi_1].
          assert (phi_2_far_1 : (31 / 32) <= phi_2) by (apply Rle_trans with phi; given).
          assert (sign_5 : 0 <= (- ((PI - phi_2) * (cos phi_2) - ((sin phi_2) + (27 / 20))))) by enclosed
              (phi_2 :: @nil R) 12%nat.
          settle sign_5.
        }
        {
          assert (sign_6 : 0 <= (PI - 5 * PI / 12) * (sin (5 * PI / 12)) - (27 / 20) * (5 * PI / 12)) by
              enclosed (@nil R) 0%nat.
          settle sign_6.
        }
      }
      settle sign_4.
    }
  }
Qed.
