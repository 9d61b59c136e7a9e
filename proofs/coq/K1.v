(* g stays between 0 and pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K1 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (0 <= (PI - phi) * (cos phi) + (sin phi) /\ (PI - phi) * (cos phi) + (sin phi) <= PI).
Proof.
  intros phi phi_lo phi_hi.
  split.
  {
    destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
    {
      destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
      {
        assert (sign : 0 <= (PI - phi) * (cos phi) + (sin phi)) by enclosed (phi :: @nil R) 12%nat.
        settle sign.
      }
      {
        assert (sign_1 : 0 <= (PI - phi) * (cos phi) + (sin phi)) by enclosed (phi :: @nil R) 12%nat.
        settle sign_1.
      }
    }
    {
      destruct (cut phi ((19 / 8))) as [phi_hi_3 | phi_lo_3].
      {
        assert (sign_2 : 0 <= (PI - phi) * (cos phi) + (sin phi)) by enclosed (phi :: @nil R) 12%nat.
        settle sign_2.
      }
      {
        destruct (cut phi ((11 / 4))) as [phi_hi_4 | phi_lo_4].
        {
          assert (sign_3 : 0 <= (PI - phi) * (cos phi) + (sin phi)) by enclosed (phi :: @nil R) 12%nat.
          settle sign_3.
        }
        {
          destruct (cut phi ((189 / 64))) as [phi_hi_5 | phi_lo_5].
          {
            destruct (cut phi ((365 / 128))) as [phi_hi_6 | phi_lo_6].
            {
              assert (sign_4 : 0 <= (PI - phi) * (cos phi) + (sin phi)) by enclosed (phi :: @nil R) 12%nat.
              settle sign_4.
            }
            {
              assert (sign_5 : 0 <= (PI - phi) * (cos phi) + (sin phi)).
              {
                refine (collapse_upper (fun phi_1 : R => (PI - phi_1) * (cos phi_1) + (sin phi_1)) (fun phi_1
                    : R => (sin phi_1) * (phi_1 - PI)) ((189 / 64)) phi _ _ _ _).
                { given. }
                {
                  intros phi_1 [phi_1_lo phi_1_hi].
                  assert (phi_1_far : (365 / 128) <= phi_1) by (apply Rle_trans with phi; given).
                  pose proof (sine_squared (phi_1)) as circle.
                  derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined
                      ]).
                }
                {
                  intros phi_1 [phi_1_lo_1 phi_1_hi_1].
                  assert (phi_1_far_1 : (365 / 128) <= phi_1) by (apply Rle_trans with phi; given).
                  assert (sign_6 : 0 <= (- ((sin phi_1) * (phi_1 - PI)))) by enclosed (phi_1 :: @nil R)
                      12%nat.
                  settle sign_6.
                }
                {
                  assert (sign_7 : 0 <= (PI - (189 / 64)) * (cos (189 / 64)) + (sin (189 / 64))) by enclosed
                      (@nil R) 0%nat.
                  settle sign_7.
                }
              }
              settle sign_5.
            }
          }
          {
            assert (sign_8 : 0 <= (PI - phi) * (cos phi) + (sin phi)).
            {
              refine (collapse_upper (fun phi_2 : R => (PI - phi_2) * (cos phi_2) + (sin phi_2)) (fun phi_2 :
                  R => (sin phi_2) * (phi_2 - PI)) (PI) phi _ _ _ _).
              { given. }
              {
                intros phi_2 [phi_2_lo phi_2_hi].
                assert (phi_2_far : (189 / 64) <= phi_2) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_2)) as circle_1.
                derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1];
                    defined ]).
              }
              {
                intros phi_2 [phi_2_lo_1 phi_2_hi_1].
                assert (phi_2_far_1 : (189 / 64) <= phi_2) by (apply Rle_trans with phi; given).
                assert (sign_9 : 0 <= (- ((sin phi_2) * (phi_2 - PI)))).
                {
                  assert (factor : 0 <= ((sin phi_2))).
                  {
                    refine (collapse_upper (fun phi_2_1 : R => (sin phi_2_1)) (fun phi_2_1 : R => (cos
                        phi_2_1)) (PI) phi_2 _ _ _ _).
                    { given. }
                    {
                      intros phi_2_1 [phi_2_1_lo phi_2_1_hi].
                      assert (phi_2_1_far : (189 / 64) <= phi_2_1) by (apply Rle_trans with phi_2; given).
                      pose proof (sine_squared (phi_2_1)) as circle_2.
                      derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2];
                          defined ]).
                    }
                    {
                      intros phi_2_1 [phi_2_1_lo_1 phi_2_1_hi_1].
                      assert (phi_2_1_far_1 : (189 / 64) <= phi_2_1) by (apply Rle_trans with phi_2; given).
                      assert (sign_10 : 0 <= (- (cos phi_2_1))) by enclosed (phi_2_1 :: @nil R) 12%nat.
                      settle sign_10.
                    }
                    {
                      assert (sign_11 : 0 <= (sin PI)) by exact_sign.
                      settle sign_11.
                    }
                  }
                  assert (factor_1 : 0 <= (PI - phi_2)).
                  {
                    refine (collapse_upper (fun phi_2_2 : R => PI - phi_2_2) (fun phi_2_2 : R => (-1)) (PI)
                        phi_2 _ _ _ _).
                    { given. }
                    {
                      intros phi_2_2 [phi_2_2_lo phi_2_2_hi].
                      assert (phi_2_2_far : (189 / 64) <= phi_2_2) by (apply Rle_trans with phi_2; given).
                      derivative_by ltac:(first [ ring | field; defined ]).
                    }
                    {
                      intros phi_2_2 [phi_2_2_lo_1 phi_2_2_hi_1].
                      assert (phi_2_2_far_1 : (189 / 64) <= phi_2_2) by (apply Rle_trans with phi_2; given).
                      assert (sign_12 : 0 <= 1) by enclosed (@nil R) 0%nat.
                      settle sign_12.
                    }
                    {
                      assert (sign_13 : 0 <= 0) by enclosed (@nil R) 0%nat.
                      settle sign_13.
                    }
                  }
                  pose proof (sine_squared (phi_2)) as circle_3.
                  refine (product_le (1) ((- ((sin phi_2) * (phi_2 - PI)))) (((sin phi_2)) * (PI - phi_2)) _ _
                      _).
                  { exact Rlt_0_1. }
                  { first [ first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] |
                      unify_all; first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ]
                      | exact_values; unify_all; first [ ring | field; defined | ring [circle_3] | field
                      [circle_3]; defined ] ]. }
                  { exact (Rmult_le_pos _ _ factor factor_1). }
                }
                settle sign_9.
              }
              {
                assert (sign_14 : 0 <= (sin PI)) by exact_sign.
                settle sign_14.
              }
            }
            settle sign_8.
          }
        }
      }
    }
  }
  {
    destruct (cut phi ((13 / 8))) as [phi_hi_7 | phi_lo_7].
    {
      destruct (cut phi ((13 / 16))) as [phi_hi_8 | phi_lo_8].
      {
        destruct (cut phi ((13 / 32))) as [phi_hi_9 | phi_lo_9].
        {
          destruct (cut phi ((13 / 64))) as [phi_hi_10 | phi_lo_10].
          {
            assert (sign_15 : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))).
            {
              refine (collapse_lower (fun phi_3 : R => PI - ((PI - phi_3) * (cos phi_3) + (sin phi_3))) (fun
                  phi_3 : R => (sin phi_3) * (PI - phi_3)) (0) phi _ _ _ _).
              { given. }
              {
                intros phi_3 [phi_3_lo phi_3_hi].
                assert (phi_3_far : phi_3 <= (13 / 64)) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_3)) as circle_4.
                derivative_by ltac:(first [ ring | field; defined | ring [circle_4] | field [circle_4];
                    defined ]).
              }
              {
                intros phi_3 [phi_3_lo_1 phi_3_hi_1].
                assert (phi_3_far_1 : phi_3 <= (13 / 64)) by (apply Rle_trans with phi; given).
                assert (sign_16 : 0 <= (sin phi_3) * (PI - phi_3)) by enclosed (phi_3 :: @nil R) 12%nat.
                settle sign_16.
              }
              {
                assert (sign_17 : 0 <= 0) by enclosed (@nil R) 0%nat.
                settle sign_17.
              }
            }
            settle sign_15.
          }
          {
            assert (sign_18 : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R)
                12%nat.
            settle sign_18.
          }
        }
        {
          assert (sign_19 : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R)
              12%nat.
          settle sign_19.
        }
      }
      {
        assert (sign_20 : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
        settle sign_20.
      }
    }
    {
      assert (sign_21 : 0 <= PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
      settle sign_21.
    }
  }
Qed.
