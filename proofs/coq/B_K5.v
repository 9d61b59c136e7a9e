(* the constant of K5 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_K5 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (PI - phi) * (sin phi) <= PI * phi.
Proof.
  intros phi phi_lo phi_hi.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      destruct (cut phi ((13 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        destruct (cut phi ((13 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          assert (sign : 0 <= PI * phi - (PI - phi) * (sin phi)).
          {
            refine (collapse_lower (fun phi_1 : R => PI * phi_1 - (PI - phi_1) * (sin phi_1)) (fun phi_1 : R
                => phi_1 * (cos phi_1) + (sin phi_1) + (1 - (cos phi_1)) * PI) (0) phi _ _ _ _).
            { given. }
            {
              intros phi_1 [phi_1_lo phi_1_hi].
              assert (phi_1_far : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
              pose proof (sine_squared (phi_1)) as circle.
              derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
            }
            {
              intros phi_1 [phi_1_lo_1 phi_1_hi_1].
              assert (phi_1_far_1 : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
              assert (sign_1 : 0 <= phi_1 * (cos phi_1) + (sin phi_1) + (1 - (cos phi_1)) * PI) by enclosed
                  (phi_1 :: @nil R) 12%nat.
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
          assert (sign_3 : 0 <= PI * phi - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R) 12%nat.
          settle sign_3.
        }
      }
      {
        assert (sign_4 : 0 <= PI * phi - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R) 12%nat.
        settle sign_4.
      }
    }
    {
      assert (sign_5 : 0 <= PI * phi - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R) 12%nat.
      settle sign_5.
    }
  }
  {
    assert (sign_6 : 0 <= PI * phi - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R) 12%nat.
    settle sign_6.
  }
Qed.
