(* the angular force is at most 1.8198 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R6_force :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (PI - phi) * (sin phi) <= (9099 / 5000).
Proof.
  intros phi phi_lo phi_hi.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      assert (sign : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)).
      {
        refine (collapse_upper (fun phi_1 : R => (9099 / 5000) - (PI - phi_1) * (sin phi_1)) (fun phi_1 : R =>
            (sin phi_1) + (phi_1 - PI) * (cos phi_1)) ((13 / 16)) phi _ _ _ _).
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
          assert (sign_1 : 0 <= (- ((sin phi_1) + (phi_1 - PI) * (cos phi_1)))) by enclosed (phi_1 :: @nil R)
              12%nat.
          settle sign_1.
        }
        {
          assert (sign_2 : 0 <= (9099 / 5000) - (PI - (13 / 16)) * (sin (13 / 16))) by enclosed (@nil R)
              0%nat.
          settle sign_2.
        }
      }
      settle sign.
    }
    {
      destruct (cut phi ((39 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        destruct (cut phi ((65 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          assert (sign_3 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)).
          {
            refine (collapse_upper (fun phi_2 : R => (9099 / 5000) - (PI - phi_2) * (sin phi_2)) (fun phi_2 :
                R => (sin phi_2) + (phi_2 - PI) * (cos phi_2)) ((65 / 64)) phi _ _ _ _).
            { given. }
            {
              intros phi_2 [phi_2_lo phi_2_hi].
              assert (phi_2_far : (13 / 16) <= phi_2) by (apply Rle_trans with phi; given).
              pose proof (sine_squared (phi_2)) as circle_1.
              derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                  ]).
            }
            {
              intros phi_2 [phi_2_lo_1 phi_2_hi_1].
              assert (phi_2_far_1 : (13 / 16) <= phi_2) by (apply Rle_trans with phi; given).
              assert (sign_4 : 0 <= (- ((sin phi_2) + (phi_2 - PI) * (cos phi_2)))) by enclosed (phi_2 :: @nil
                  R) 12%nat.
              settle sign_4.
            }
            {
              assert (sign_5 : 0 <= (9099 / 5000) - (PI - (65 / 64)) * (sin (65 / 64))) by enclosed (@nil R)
                  0%nat.
              settle sign_5.
            }
          }
          settle sign_3.
        }
        {
          destruct (cut phi ((143 / 128))) as [phi_hi_5 | phi_lo_5].
          {
            destruct (cut phi ((273 / 256))) as [phi_hi_6 | phi_lo_6].
            {
              assert (sign_6 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R)
                  12%nat.
              settle sign_6.
            }
            {
              destruct (cut phi ((559 / 512))) as [phi_hi_7 | phi_lo_7].
              {
                assert (sign_7 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R)
                    12%nat.
                settle sign_7.
              }
              {
                destruct (cut phi ((1131 / 1024))) as [phi_hi_8 | phi_lo_8].
                {
                  assert (sign_8 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R)
                      12%nat.
                  settle sign_8.
                }
                {
                  assert (sign_9 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R)
                      12%nat.
                  settle sign_9.
                }
              }
            }
          }
          {
            assert (sign_10 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)).
            {
              refine (collapse_lower (fun phi_3 : R => (9099 / 5000) - (PI - phi_3) * (sin phi_3)) (fun phi_3
                  : R => (sin phi_3) + (phi_3 - PI) * (cos phi_3)) ((143 / 128)) phi _ _ _ _).
              { given. }
              {
                intros phi_3 [phi_3_lo phi_3_hi].
                assert (phi_3_far : phi_3 <= (39 / 32)) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_3)) as circle_2.
                derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2];
                    defined ]).
              }
              {
                intros phi_3 [phi_3_lo_1 phi_3_hi_1].
                assert (phi_3_far_1 : phi_3 <= (39 / 32)) by (apply Rle_trans with phi; given).
                assert (sign_11 : 0 <= (sin phi_3) + (phi_3 - PI) * (cos phi_3)) by enclosed (phi_3 :: @nil R)
                    12%nat.
                settle sign_11.
              }
              {
                assert (sign_12 : 0 <= (9099 / 5000) - (PI - (143 / 128)) * (sin (143 / 128))) by enclosed
                    (@nil R) 0%nat.
                settle sign_12.
              }
            }
            settle sign_10.
          }
        }
      }
      {
        assert (sign_13 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)).
        {
          refine (collapse_lower (fun phi_4 : R => (9099 / 5000) - (PI - phi_4) * (sin phi_4)) (fun phi_4 : R
              => (sin phi_4) + (phi_4 - PI) * (cos phi_4)) ((39 / 32)) phi _ _ _ _).
          { given. }
          {
            intros phi_4 [phi_4_lo phi_4_hi].
            assert (phi_4_far : phi_4 <= (13 / 8)) by (apply Rle_trans with phi; given).
            pose proof (sine_squared (phi_4)) as circle_3.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined
                ]).
          }
          {
            intros phi_4 [phi_4_lo_1 phi_4_hi_1].
            assert (phi_4_far_1 : phi_4 <= (13 / 8)) by (apply Rle_trans with phi; given).
            assert (sign_14 : 0 <= (sin phi_4) + (phi_4 - PI) * (cos phi_4)) by enclosed (phi_4 :: @nil R)
                12%nat.
            settle sign_14.
          }
          {
            assert (sign_15 : 0 <= (9099 / 5000) - (PI - (39 / 32)) * (sin (39 / 32))) by enclosed (@nil R)
                0%nat.
            settle sign_15.
          }
        }
        settle sign_13.
      }
    }
  }
  {
    assert (sign_16 : 0 <= (9099 / 5000) - (PI - phi) * (sin phi)) by enclosed (phi :: @nil R) 12%nat.
    settle sign_16.
  }
Qed.
