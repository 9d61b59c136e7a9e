(* the gap of K4 is at most its leading term *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem K4_gap :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (PI - phi) ^ 3 / 3 - ((PI - phi) * (cos phi) + (sin phi)) <= (PI - phi) ^ 5 / 30.
Proof.
  intros phi phi_lo phi_hi.
  assert (sign : 0 <= (PI - phi) ^ 5 / 30 - ((PI - phi) ^ 3 / 3 - ((PI - phi) * (cos phi) + (sin phi)))).
  {
    refine (collapse_upper (fun phi_1 : R => (PI - phi_1) ^ 5 / 30 - ((PI - phi_1) ^ 3 / 3 - ((PI - phi_1) *
        (cos phi_1) + (sin phi_1)))) (fun phi_1 : R => (1 / 6) * ((6 * (sin phi_1) + (PI ^ 2 - 6) * PI + (6 -
        3 * PI ^ 2 + (3 * PI - phi_1) * phi_1) * phi_1) * (phi_1 - PI))) (PI) phi _ _ _ _).
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
      assert (sign_1 : 0 <= (- ((1 / 6) * ((6 * (sin phi_1) + (PI ^ 2 - 6) * PI + (6 - 3 * PI ^ 2 + (3 * PI -
          phi_1) * phi_1) * phi_1) * (phi_1 - PI))))).
      {
        assert (coefficient : 0 < (1 / 6)) by lra.
        assert (factor : 0 <= (6 * (sin phi_1) + (PI ^ 2 - 6) * PI + (6 - 3 * PI ^ 2 + (3 * PI - phi_1) *
            phi_1) * phi_1)).
        {
          refine (collapse_upper (fun phi_1_1 : R => 6 * (sin phi_1_1) + (PI ^ 2 - 6) * PI + (6 - 3 * PI ^ 2 +
              (3 * PI - phi_1_1) * phi_1_1) * phi_1_1) (fun phi_1_1 : R => 6 * (cos phi_1_1) + 6 - 3 * PI ^ 2
              + (6 * PI + (-3) * phi_1_1) * phi_1_1) (PI) phi_1 _ _ _ _).
          { given. }
          {
            intros phi_1_1 [phi_1_1_lo phi_1_1_hi].
            assert (phi_1_1_far : 0 <= phi_1_1) by (apply Rle_trans with phi_1; given).
            pose proof (sine_squared (phi_1_1)) as circle_1.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                ]).
          }
          {
            intros phi_1_1 [phi_1_1_lo_1 phi_1_1_hi_1].
            assert (phi_1_1_far_1 : 0 <= phi_1_1) by (apply Rle_trans with phi_1; given).
            assert (sign_2 : 0 <= (- (6 * (cos phi_1_1) + 6 - 3 * PI ^ 2 + (6 * PI + (-3) * phi_1_1) *
                phi_1_1))).
            {
              assert (coefficient_1 : 0 < 3) by lra.
              assert (factor_1 : 0 <= (PI ^ 2 - 2 * (cos phi_1_1) - 2 + (phi_1_1 - 2 * PI) * phi_1_1)).
              {
                refine (collapse_upper (fun phi_1_1_1 : R => PI ^ 2 - 2 * (cos phi_1_1_1) - 2 + (phi_1_1_1 - 2
                    * PI) * phi_1_1_1) (fun phi_1_1_1 : R => 2 * phi_1_1_1 + 2 * (sin phi_1_1_1) - 2 * PI)
                    (PI) phi_1_1 _ _ _ _).
                { given. }
                {
                  intros phi_1_1_1 [phi_1_1_1_lo phi_1_1_1_hi].
                  assert (phi_1_1_1_far : 0 <= phi_1_1_1) by (apply Rle_trans with phi_1_1; given).
                  pose proof (sine_squared (phi_1_1_1)) as circle_2.
                  derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2];
                      defined ]).
                }
                {
                  intros phi_1_1_1 [phi_1_1_1_lo_1 phi_1_1_1_hi_1].
                  assert (phi_1_1_1_far_1 : 0 <= phi_1_1_1) by (apply Rle_trans with phi_1_1; given).
                  assert (sign_3 : 0 <= (- (2 * phi_1_1_1 + 2 * (sin phi_1_1_1) - 2 * PI))).
                  {
                    assert (coefficient_2 : 0 < 2) by lra.
                    assert (factor_2 : 0 <= (PI - phi_1_1_1 - (sin phi_1_1_1))).
                    {
                      refine (collapse_upper (fun phi_1_1_1_1 : R => PI - phi_1_1_1_1 - (sin phi_1_1_1_1))
                          (fun phi_1_1_1_1 : R => (- (cos phi_1_1_1_1)) - 1) (PI) phi_1_1_1 _ _ _ _).
                      { given. }
                      {
                        intros phi_1_1_1_1 [phi_1_1_1_1_lo phi_1_1_1_1_hi].
                        assert (phi_1_1_1_1_far : 0 <= phi_1_1_1_1) by (apply Rle_trans with phi_1_1_1;
                            given).
                        pose proof (sine_squared (phi_1_1_1_1)) as circle_3.
                        derivative_by ltac:(first [ ring | field; defined | ring [circle_3] | field
                            [circle_3]; defined ]).
                      }
                      {
                        intros phi_1_1_1_1 [phi_1_1_1_1_lo_1 phi_1_1_1_1_hi_1].
                        assert (phi_1_1_1_1_far_1 : 0 <= phi_1_1_1_1) by (apply Rle_trans with phi_1_1_1;
                            given).
                        assert (sign_4 : 0 <= (- ((- (cos phi_1_1_1_1)) - 1))) by enclosed (phi_1_1_1_1 ::
                            @nil R) 12%nat.
                        settle sign_4.
                      }
                      {
                        assert (sign_5 : 0 <= (- (sin PI))) by exact_sign.
                        settle sign_5.
                      }
                    }
                    pose proof (sine_squared (phi_1_1_1)) as circle_4.
                    refine (product_le (1) ((- (2 * phi_1_1_1 + 2 * (sin phi_1_1_1) - 2 * PI))) (2 * (PI -
                        phi_1_1_1 - (sin phi_1_1_1))) _ _ _).
                    { exact Rlt_0_1. }
                    { first [ first [ ring | field; defined | ring [circle_4] | field [circle_4]; defined ] |
                        unify_all; first [ ring | field; defined | ring [circle_4] | field [circle_4]; defined
                        ] | exact_values; unify_all; first [ ring | field; defined | ring [circle_4] | field
                        [circle_4]; defined ] ]. }
                    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_2). }
                  }
                  settle sign_3.
                }
                {
                  assert (sign_6 : 0 <= PI ^ 2 - 2 * (cos PI) - 2 + (PI - 2 * PI) * PI) by exact_sign.
                  settle sign_6.
                }
              }
              pose proof (sine_squared (phi_1_1)) as circle_5.
              refine (product_le (1) ((- (6 * (cos phi_1_1) + 6 - 3 * PI ^ 2 + (6 * PI + (-3) * phi_1_1) *
                  phi_1_1))) (3 * (PI ^ 2 - 2 * (cos phi_1_1) - 2 + (phi_1_1 - 2 * PI) * phi_1_1)) _ _ _).
              { exact Rlt_0_1. }
              { first [ first [ ring | field; defined | ring [circle_5] | field [circle_5]; defined ] |
                  unify_all; first [ ring | field; defined | ring [circle_5] | field [circle_5]; defined ] |
                  exact_values; unify_all; first [ ring | field; defined | ring [circle_5] | field [circle_5];
                  defined ] ]. }
              { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_1). }
            }
            settle sign_2.
          }
          {
            assert (sign_7 : 0 <= 6 * (sin PI) + (PI ^ 2 - 6) * PI + (6 - 3 * PI ^ 2 + (3 * PI - PI) * PI) *
                PI) by exact_sign.
            settle sign_7.
          }
        }
        assert (factor_3 : 0 <= (PI - phi_1)).
        {
          refine (collapse_upper (fun phi_1_2 : R => PI - phi_1_2) (fun phi_1_2 : R => (-1)) (PI) phi_1 _ _ _
              _).
          { given. }
          {
            intros phi_1_2 [phi_1_2_lo phi_1_2_hi].
            assert (phi_1_2_far : 0 <= phi_1_2) by (apply Rle_trans with phi_1; given).
            derivative_by ltac:(first [ ring | field; defined ]).
          }
          {
            intros phi_1_2 [phi_1_2_lo_1 phi_1_2_hi_1].
            assert (phi_1_2_far_1 : 0 <= phi_1_2) by (apply Rle_trans with phi_1; given).
            assert (sign_8 : 0 <= 1) by enclosed (@nil R) 0%nat.
            settle sign_8.
          }
          {
            assert (sign_9 : 0 <= 0) by enclosed (@nil R) 0%nat.
            settle sign_9.
          }
        }
        pose proof (sine_squared (phi_1)) as circle_6.
        refine (product_le (1) ((- ((1 / 6) * ((6 * (sin phi_1) + (PI ^ 2 - 6) * PI + (6 - 3 * PI ^ 2 + (3 *
            PI - phi_1) * phi_1) * phi_1) * (phi_1 - PI))))) ((1 / 6) * (6 * (sin phi_1) + (PI ^ 2 - 6) * PI +
            (6 - 3 * PI ^ 2 + (3 * PI - phi_1) * phi_1) * phi_1) * (PI - phi_1)) _ _ _).
        { exact Rlt_0_1. }
        { first [ first [ ring | field; defined | ring [circle_6] | field [circle_6]; defined ] | unify_all;
            first [ ring | field; defined | ring [circle_6] | field [circle_6]; defined ] | exact_values;
            unify_all; first [ ring | field; defined | ring [circle_6] | field [circle_6]; defined ] ]. }
        { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) factor_3). }
      }
      settle sign_1.
    }
    {
      assert (sign_10 : 0 <= (sin PI)) by exact_sign.
      settle sign_10.
    }
  }
  settle sign.
Qed.
