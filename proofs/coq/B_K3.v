(* the constant of K3 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_K3 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  PI - ((PI - phi) * (cos phi) + (sin phi)) <= PI / 2 * phi ^ 2.
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
          assert (sign : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))).
          {
            refine (collapse_lower (fun phi_1 : R => PI / 2 * phi_1 ^ 2 - (PI - ((PI - phi_1) * (cos phi_1) +
                (sin phi_1)))) (fun phi_1 : R => (PI + (sin phi_1)) * phi_1 - PI * (sin phi_1)) (0) phi _ _ _
                _).
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
              assert (sign_1 : 0 <= (PI + (sin phi_1)) * phi_1 - PI * (sin phi_1)).
              {
                refine (collapse_lower (fun phi_1_1 : R => (PI + (sin phi_1_1)) * phi_1_1 - PI * (sin
                    phi_1_1)) (fun phi_1_1 : R => phi_1_1 * (cos phi_1_1) + (sin phi_1_1) + (1 - (cos
                    phi_1_1)) * PI) (0) phi_1 _ _ _ _).
                { given. }
                {
                  intros phi_1_1 [phi_1_1_lo phi_1_1_hi].
                  assert (phi_1_1_far : phi_1_1 <= (13 / 64)) by (apply Rle_trans with phi_1; given).
                  pose proof (sine_squared (phi_1_1)) as circle_1.
                  derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1];
                      defined ]).
                }
                {
                  intros phi_1_1 [phi_1_1_lo_1 phi_1_1_hi_1].
                  assert (phi_1_1_far_1 : phi_1_1 <= (13 / 64)) by (apply Rle_trans with phi_1; given).
                  assert (sign_2 : 0 <= phi_1_1 * (cos phi_1_1) + (sin phi_1_1) + (1 - (cos phi_1_1)) * PI) by
                      enclosed (phi_1_1 :: @nil R) 12%nat.
                  settle sign_2.
                }
                {
                  assert (sign_3 : 0 <= 0) by enclosed (@nil R) 0%nat.
                  settle sign_3.
                }
              }
              settle sign_1.
            }
            {
              assert (sign_4 : 0 <= 0) by enclosed (@nil R) 0%nat.
              settle sign_4.
            }
          }
          settle sign.
        }
        {
          destruct (cut phi ((39 / 128))) as [phi_hi_5 | phi_lo_5].
          {
            assert (sign_5 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))) by enclosed
                (phi :: @nil R) 12%nat.
            settle sign_5.
          }
          {
            assert (sign_6 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))) by enclosed
                (phi :: @nil R) 12%nat.
            settle sign_6.
          }
        }
      }
      {
        destruct (cut phi ((39 / 64))) as [phi_hi_6 | phi_lo_6].
        {
          assert (sign_7 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))) by enclosed
              (phi :: @nil R) 12%nat.
          settle sign_7.
        }
        {
          assert (sign_8 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))) by enclosed
              (phi :: @nil R) 12%nat.
          settle sign_8.
        }
      }
    }
    {
      assert (sign_9 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))).
      {
        refine (collapse_lower (fun phi_2 : R => PI / 2 * phi_2 ^ 2 - (PI - ((PI - phi_2) * (cos phi_2) + (sin
            phi_2)))) (fun phi_2 : R => (PI + (sin phi_2)) * phi_2 - PI * (sin phi_2)) ((13 / 16)) phi _ _ _
            _).
        { given. }
        {
          intros phi_2 [phi_2_lo phi_2_hi].
          assert (phi_2_far : phi_2 <= (13 / 8)) by (apply Rle_trans with phi; given).
          pose proof (sine_squared (phi_2)) as circle_2.
          derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ]).
        }
        {
          intros phi_2 [phi_2_lo_1 phi_2_hi_1].
          assert (phi_2_far_1 : phi_2 <= (13 / 8)) by (apply Rle_trans with phi; given).
          assert (sign_10 : 0 <= (PI + (sin phi_2)) * phi_2 - PI * (sin phi_2)) by enclosed (phi_2 :: @nil R)
              12%nat.
          settle sign_10.
        }
        {
          assert (sign_11 : 0 <= PI / 2 * (169 / 256) - (PI - ((PI - (13 / 16)) * (cos (13 / 16)) + (sin (13 /
              16))))) by enclosed (@nil R) 0%nat.
          settle sign_11.
        }
      }
      settle sign_9.
    }
  }
  {
    assert (sign_12 : 0 <= PI / 2 * phi ^ 2 - (PI - ((PI - phi) * (cos phi) + (sin phi)))).
    {
      refine (collapse_lower (fun phi_3 : R => PI / 2 * phi_3 ^ 2 - (PI - ((PI - phi_3) * (cos phi_3) + (sin
          phi_3)))) (fun phi_3 : R => (PI + (sin phi_3)) * phi_3 - PI * (sin phi_3)) ((13 / 8)) phi _ _ _ _).
      { given. }
      {
        intros phi_3 [phi_3_lo phi_3_hi].
        assert (phi_3_far : phi_3 <= PI) by (apply Rle_trans with phi; given).
        pose proof (sine_squared (phi_3)) as circle_3.
        derivative_by ltac:(first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ]).
      }
      {
        intros phi_3 [phi_3_lo_1 phi_3_hi_1].
        assert (phi_3_far_1 : phi_3 <= PI) by (apply Rle_trans with phi; given).
        assert (sign_13 : 0 <= (PI + (sin phi_3)) * phi_3 - PI * (sin phi_3)) by enclosed (phi_3 :: @nil R)
            12%nat.
        settle sign_13.
      }
      {
        assert (sign_14 : 0 <= PI / 2 * (169 / 64) - (PI - ((PI - (13 / 8)) * (cos (13 / 8)) + (sin (13 /
            8))))) by enclosed (@nil R) 0%nat.
        settle sign_14.
      }
    }
    settle sign_12.
  }
Qed.
