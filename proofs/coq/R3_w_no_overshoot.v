(* and not past it *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_w_no_overshoot :
  forall phi x : R,
  0 <= phi ->
  phi <= PI ->
  0 <= x ->
  x <= 2 ->
  (2 * PI <> 0 /\ x * (PI - phi) * (sin phi) / (2 * PI) <= phi).
Proof.
  intros phi x phi_lo phi_hi x_lo x_hi.
  assert (defined : 2 * PI <> 0) by defined.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      destruct (cut phi ((13 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        destruct (cut phi ((13 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          split; [exact defined |].
          assert (sign : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)).
          {
            assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
            assert (coefficient : 0 < (1 / 2)) by lra.
            assert (factor_1 : 0 <= ((x * (sin phi) + 2 * PI) * phi - x * PI * (sin phi))).
            {
              refine (collapse_lower (fun phi_1 : R => (x * (sin phi_1) + 2 * PI) * phi_1 - x * PI * (sin
                  phi_1)) (fun phi_1 : R => 2 * PI + ((sin phi_1) + (phi_1 - PI) * (cos phi_1)) * x) (0) phi _
                  _ _ _).
              { given. }
              {
                intros phi_1 [phi_1_lo phi_1_hi].
                assert (phi_1_far : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_1)) as circle.
                derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined
                    ]).
              }
              {
                intros phi_1 [phi_1_lo_1 phi_1_hi_1].
                assert (phi_1_far_1 : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
                assert (sign_1 : 0 <= 2 * PI + ((sin phi_1) + (phi_1 - PI) * (cos phi_1)) * x).
                {
                  refine (collapse_lower (fun phi_1_1 : R => 2 * PI + ((sin phi_1_1) + (phi_1_1 - PI) * (cos
                      phi_1_1)) * x) (fun phi_1_1 : R => x * (2 * (cos phi_1_1) + (PI - phi_1_1) * (sin
                      phi_1_1))) (0) phi_1 _ _ _ _).
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
                    assert (sign_2 : 0 <= x * (2 * (cos phi_1_1) + (PI - phi_1_1) * (sin phi_1_1))) by
                        enclosed (phi_1_1 :: x :: @nil R) 14%nat.
                    settle sign_2.
                  }
                  {
                    assert (sign_3 : 0 <= 2 * PI + (- PI) * x).
                    {
                      assert (factor_2 : 0 <= PI) by enclosed (@nil R) 0%nat.
                      assert (factor_3 : 0 <= (2 - x)) by enclosed (x :: @nil R) 12%nat.
                      refine (product_le (1) (2 * PI + (- PI) * x) (PI * (2 - x)) _ _ _).
                      { exact Rlt_0_1. }
                      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                          exact_values; unify_all; first [ ring | field; defined ] ]. }
                      { exact (Rmult_le_pos _ _ factor_2 factor_3). }
                    }
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
            pose proof (sine_squared (phi)) as circle_2.
            refine (product_le (PI) (phi - x * (PI - phi) * (sin phi) / (2 * PI)) ((1 / 2) * ((x * (sin phi) +
                2 * PI) * phi - x * PI * (sin phi))) _ _ _).
            { exact factor. }
            { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                exact_values; unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2];
                defined ] ]. }
            { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
          }
          settle sign.
        }
        {
          split; [exact defined |].
          assert (sign_5 : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)).
          {
            refine (collapse_lower (fun phi_2 : R => phi_2 - x * (PI - phi_2) * (sin phi_2) / (2 * PI)) (fun
                phi_2 : R => (PI + ((1 / 2) * (sin phi_2) + ((1 / 2) * phi_2 - (1 / 2) * PI) * (cos phi_2)) *
                x) / PI) ((13 / 64)) phi _ _ _ _).
            { given. }
            {
              intros phi_2 [phi_2_lo phi_2_hi].
              assert (phi_2_far : phi_2 <= (13 / 32)) by (apply Rle_trans with phi; given).
              pose proof (sine_squared (phi_2)) as circle_3.
              derivative_by ltac:(first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined
                  ]).
            }
            {
              intros phi_2 [phi_2_lo_1 phi_2_hi_1].
              assert (phi_2_far_1 : phi_2 <= (13 / 32)) by (apply Rle_trans with phi; given).
              assert (sign_6 : 0 <= (PI + ((1 / 2) * (sin phi_2) + ((1 / 2) * phi_2 - (1 / 2) * PI) * (cos
                  phi_2)) * x) / PI) by enclosed (phi_2 :: x :: @nil R) 14%nat.
              settle sign_6.
            }
            {
              assert (sign_7 : 0 <= (13 / 64) - x * (PI - (13 / 64)) * (sin (13 / 64)) / (2 * PI)).
              {
                refine (collapse_upper (fun x_1 : R => (13 / 64) - x_1 * (PI - (13 / 64)) * (sin (13 / 64)) /
                    (2 * PI)) (fun x_1 : R => (1 / 128) * ((sin (13 / 64)) * (13 - 64 * PI)) / PI) (2) x _ _ _
                    _).
                { given. }
                {
                  intros x_1 [x_1_lo x_1_hi].
                  assert (x_1_far : 0 <= x_1) by (apply Rle_trans with x; given).
                  pose proof (sine_squared ((13 / 64))) as circle_4.
                  derivative_by ltac:(first [ ring | field; defined | ring [circle_4] | field [circle_4];
                      defined ]).
                }
                {
                  intros x_1 [x_1_lo_1 x_1_hi_1].
                  assert (x_1_far_1 : 0 <= x_1) by (apply Rle_trans with x; given).
                  assert (sign_8 : 0 <= (- ((1 / 128) * ((sin (13 / 64)) * (13 - 64 * PI)) / PI))) by enclosed
                      (@nil R) 0%nat.
                  settle sign_8.
                }
                {
                  assert (sign_9 : 0 <= (13 / 64) - 2 * (PI - (13 / 64)) * (sin (13 / 64)) / (2 * PI)) by
                      enclosed (@nil R) 0%nat.
                  settle sign_9.
                }
              }
              settle sign_7.
            }
          }
          settle sign_5.
        }
      }
      {
        split; [exact defined |].
        assert (sign_10 : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)).
        {
          refine (collapse_lower (fun phi_3 : R => phi_3 - x * (PI - phi_3) * (sin phi_3) / (2 * PI)) (fun
              phi_3 : R => (PI + ((1 / 2) * (sin phi_3) + ((1 / 2) * phi_3 - (1 / 2) * PI) * (cos phi_3)) * x)
              / PI) ((13 / 32)) phi _ _ _ _).
          { given. }
          {
            intros phi_3 [phi_3_lo phi_3_hi].
            assert (phi_3_far : phi_3 <= (13 / 16)) by (apply Rle_trans with phi; given).
            pose proof (sine_squared (phi_3)) as circle_5.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_5] | field [circle_5]; defined
                ]).
          }
          {
            intros phi_3 [phi_3_lo_1 phi_3_hi_1].
            assert (phi_3_far_1 : phi_3 <= (13 / 16)) by (apply Rle_trans with phi; given).
            assert (sign_11 : 0 <= (PI + ((1 / 2) * (sin phi_3) + ((1 / 2) * phi_3 - (1 / 2) * PI) * (cos
                phi_3)) * x) / PI) by enclosed (phi_3 :: x :: @nil R) 14%nat.
            settle sign_11.
          }
          {
            assert (sign_12 : 0 <= (13 / 32) - x * (PI - (13 / 32)) * (sin (13 / 32)) / (2 * PI)).
            {
              refine (collapse_upper (fun x_2 : R => (13 / 32) - x_2 * (PI - (13 / 32)) * (sin (13 / 32)) / (2
                  * PI)) (fun x_2 : R => (1 / 64) * ((sin (13 / 32)) * (13 - 32 * PI)) / PI) (2) x _ _ _ _).
              { given. }
              {
                intros x_2 [x_2_lo x_2_hi].
                assert (x_2_far : 0 <= x_2) by (apply Rle_trans with x; given).
                pose proof (sine_squared ((13 / 32))) as circle_6.
                derivative_by ltac:(first [ ring | field; defined | ring [circle_6] | field [circle_6];
                    defined ]).
              }
              {
                intros x_2 [x_2_lo_1 x_2_hi_1].
                assert (x_2_far_1 : 0 <= x_2) by (apply Rle_trans with x; given).
                assert (sign_13 : 0 <= (- ((1 / 64) * ((sin (13 / 32)) * (13 - 32 * PI)) / PI))) by enclosed
                    (@nil R) 0%nat.
                settle sign_13.
              }
              {
                assert (sign_14 : 0 <= (13 / 32) - 2 * (PI - (13 / 32)) * (sin (13 / 32)) / (2 * PI)) by
                    enclosed (@nil R) 0%nat.
                settle sign_14.
              }
            }
            settle sign_12.
          }
        }
        settle sign_10.
      }
    }
    {
      split; [exact defined |].
      assert (sign_15 : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)) by enclosed (phi :: x :: @nil R)
          14%nat.
      settle sign_15.
    }
  }
  {
    split; [exact defined |].
    assert (sign_16 : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)) by enclosed (phi :: x :: @nil R)
        14%nat.
    settle sign_16.
  }
Qed.
