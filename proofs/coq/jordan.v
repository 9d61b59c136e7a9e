(* the sine between two lines *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem jordan :
  forall x : R,
  0 <= x ->
  x <= PI / 2 ->
  ((PI <> 0 /\ 2 / PI * x <= (sin x)) /\ (sin x) <= x).
Proof.
  intros x x_lo x_hi.
  assert (defined : PI <> 0) by defined.
  split.
  {
    destruct (cut x ((13 / 16))) as [x_hi_1 | x_lo_1].
    {
      split; [exact defined |].
      assert (sign : 0 <= (sin x) - 2 / PI * x).
      {
        refine (collapse_lower (fun x_1 : R => (sin x_1) - 2 / PI * x_1) (fun x_1 : R => (PI * (cos x_1) - 2)
            / PI) (0) x _ _ _ _).
        { given. }
        {
          intros x_1 [x_1_lo x_1_hi].
          assert (x_1_far : x_1 <= (13 / 16)) by (apply Rle_trans with x; given).
          pose proof (sine_squared (x_1)) as circle.
          derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
        }
        {
          intros x_1 [x_1_lo_1 x_1_hi_1].
          assert (x_1_far_1 : x_1 <= (13 / 16)) by (apply Rle_trans with x; given).
          assert (sign_1 : 0 <= (PI * (cos x_1) - 2) / PI) by enclosed (x_1 :: @nil R) 12%nat.
          settle sign_1.
        }
        {
          assert (sign_2 : 0 <= (- (2 / PI * 0))) by enclosed (@nil R) 0%nat.
          settle sign_2.
        }
      }
      settle sign.
    }
    {
      destruct (cut x ((19 / 16))) as [x_hi_2 | x_lo_2].
      {
        split; [exact defined |].
        assert (sign_3 : 0 <= (sin x) - 2 / PI * x) by enclosed (x :: @nil R) 12%nat.
        settle sign_3.
      }
      {
        destruct (cut x ((11 / 8))) as [x_hi_3 | x_lo_3].
        {
          split; [exact defined |].
          assert (sign_4 : 0 <= (sin x) - 2 / PI * x) by enclosed (x :: @nil R) 12%nat.
          settle sign_4.
        }
        {
          destruct (cut x ((189 / 128))) as [x_hi_4 | x_lo_4].
          {
            split; [exact defined |].
            assert (sign_5 : 0 <= (sin x) - 2 / PI * x) by enclosed (x :: @nil R) 12%nat.
            settle sign_5.
          }
          {
            split; [exact defined |].
            assert (sign_6 : 0 <= (sin x) - 2 / PI * x).
            {
              assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
              assert (factor_1 : 0 <= (PI * (sin x) - 2 * x)).
              {
                refine (collapse_upper (fun x_2 : R => PI * (sin x_2) - 2 * x_2) (fun x_2 : R => PI * (cos
                    x_2) - 2) (PI / 2) x _ _ _ _).
                { given. }
                {
                  intros x_2 [x_2_lo x_2_hi].
                  assert (x_2_far : (189 / 128) <= x_2) by (apply Rle_trans with x; given).
                  pose proof (sine_squared (x_2)) as circle_1.
                  derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1];
                      defined ]).
                }
                {
                  intros x_2 [x_2_lo_1 x_2_hi_1].
                  assert (x_2_far_1 : (189 / 128) <= x_2) by (apply Rle_trans with x; given).
                  assert (sign_7 : 0 <= (- (PI * (cos x_2) - 2))) by enclosed (x_2 :: @nil R) 12%nat.
                  settle sign_7.
                }
                {
                  assert (sign_8 : 0 <= PI * (sin (PI / 2)) - 2 * (PI / 2)) by exact_sign.
                  settle sign_8.
                }
              }
              pose proof (sine_squared (x)) as circle_2.
              refine (product_le (PI) ((sin x) - 2 / PI * x) ((PI * (sin x) - 2 * x)) _ _ _).
              { exact factor. }
              { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                  unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                  exact_values; unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2];
                  defined ] ]. }
              { exact factor_1. }
            }
            settle sign_6.
          }
        }
      }
    }
  }
  {
    assert (sign_9 : 0 <= x - (sin x)).
    {
      refine (collapse_lower (fun x_3 : R => x_3 - (sin x_3)) (fun x_3 : R => 1 - (cos x_3)) (0) x _ _ _ _).
      { given. }
      {
        intros x_3 [x_3_lo x_3_hi].
        assert (x_3_far : x_3 <= PI / 2) by (apply Rle_trans with x; given).
        pose proof (sine_squared (x_3)) as circle_3.
        derivative_by ltac:(first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ]).
      }
      {
        intros x_3 [x_3_lo_1 x_3_hi_1].
        assert (x_3_far_1 : x_3 <= PI / 2) by (apply Rle_trans with x; given).
        assert (sign_10 : 0 <= 1 - (cos x_3)) by enclosed (x_3 :: @nil R) 12%nat.
        settle sign_10.
      }
      {
        assert (sign_11 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_11.
      }
    }
    settle sign_9.
  }
Qed.
