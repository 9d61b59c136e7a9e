(* g < pi unless the angle is 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_kernel_below_pi :
  forall phi : R,
  0 < phi ->
  phi <= PI ->
  (PI - phi) * (cos phi) + (sin phi) < PI.
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
          assert (sign : 0 < PI - ((PI - phi) * (cos phi) + (sin phi))).
          {
            refine (collapse_lower_strict_slope (fun phi_1 : R => PI - ((PI - phi_1) * (cos phi_1) + (sin
                phi_1))) (fun phi_1 : R => (sin phi_1) * (PI - phi_1)) (0) phi _ _ _ _).
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
              assert (sign_1 : 0 < (sin phi_1) * (PI - phi_1)).
              {
                assert (factor : 0 < ((sin phi_1))).
                {
                  refine (collapse_lower_strict_slope (fun phi_1_1 : R => (sin phi_1_1)) (fun phi_1_1 : R =>
                      (cos phi_1_1)) (0) phi_1 _ _ _ _).
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
                    assert (sign_2 : 0 < (cos phi_1_1)) by enclosed (phi_1_1 :: @nil R) 12%nat.
                    settle sign_2.
                  }
                  {
                    assert (sign_3 : 0 <= 0) by enclosed (@nil R) 0%nat.
                    settle sign_3.
                  }
                }
                assert (factor_1 : 0 < (PI - phi_1)) by enclosed (phi_1 :: @nil R) 12%nat.
                pose proof (sine_squared (phi_1)) as circle_2.
                refine (product_lt (1) ((sin phi_1) * (PI - phi_1)) (((sin phi_1)) * (PI - phi_1)) _ _ _).
                { exact Rlt_0_1. }
                { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                    unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                    exact_values; unify_all; first [ ring | field; defined | ring [circle_2] | field
                    [circle_2]; defined ] ]. }
                { exact (Rmult_lt_0_compat _ _ factor factor_1). }
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
          assert (sign_5 : 0 < PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
          settle sign_5.
        }
      }
      {
        assert (sign_6 : 0 < PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
        settle sign_6.
      }
    }
    {
      assert (sign_7 : 0 < PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
      settle sign_7.
    }
  }
  {
    assert (sign_8 : 0 < PI - ((PI - phi) * (cos phi) + (sin phi))) by enclosed (phi :: @nil R) 12%nat.
    settle sign_8.
  }
Qed.
