(* three sines against x times two plus cosine *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem cusa_huygens :
  forall x : R,
  0 <= x ->
  x <= PI / 2 ->
  3 * (sin x) <= x * (2 + (cos x)).
Proof.
  intros x x_lo x_hi.
  assert (sign : 0 <= x * (2 + (cos x)) - 3 * (sin x)).
  {
    refine (collapse_lower (fun x_1 : R => x_1 * (2 + (cos x_1)) - 3 * (sin x_1)) (fun x_1 : R => 2 - x_1 *
        (sin x_1) - 2 * (cos x_1)) (0) x _ _ _ _).
    { given. }
    {
      intros x_1 [x_1_lo x_1_hi].
      assert (x_1_far : x_1 <= PI / 2) by (apply Rle_trans with x; given).
      pose proof (sine_squared (x_1)) as circle.
      derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
    }
    {
      intros x_1 [x_1_lo_1 x_1_hi_1].
      assert (x_1_far_1 : x_1 <= PI / 2) by (apply Rle_trans with x; given).
      assert (sign_1 : 0 <= 2 - x_1 * (sin x_1) - 2 * (cos x_1)).
      {
        refine (collapse_lower (fun x_1_1 : R => 2 - x_1_1 * (sin x_1_1) - 2 * (cos x_1_1)) (fun x_1_1 : R =>
            (sin x_1_1) - x_1_1 * (cos x_1_1)) (0) x_1 _ _ _ _).
        { given. }
        {
          intros x_1_1 [x_1_1_lo x_1_1_hi].
          assert (x_1_1_far : x_1_1 <= PI / 2) by (apply Rle_trans with x_1; given).
          pose proof (sine_squared (x_1_1)) as circle_1.
          derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ]).
        }
        {
          intros x_1_1 [x_1_1_lo_1 x_1_1_hi_1].
          assert (x_1_1_far_1 : x_1_1 <= PI / 2) by (apply Rle_trans with x_1; given).
          assert (sign_2 : 0 <= (sin x_1_1) - x_1_1 * (cos x_1_1)).
          {
            refine (collapse_lower (fun x_1_1_1 : R => (sin x_1_1_1) - x_1_1_1 * (cos x_1_1_1)) (fun x_1_1_1 :
                R => x_1_1_1 * (sin x_1_1_1)) (0) x_1_1 _ _ _ _).
            { given. }
            {
              intros x_1_1_1 [x_1_1_1_lo x_1_1_1_hi].
              assert (x_1_1_1_far : x_1_1_1 <= PI / 2) by (apply Rle_trans with x_1_1; given).
              pose proof (sine_squared (x_1_1_1)) as circle_2.
              derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined
                  ]).
            }
            {
              intros x_1_1_1 [x_1_1_1_lo_1 x_1_1_1_hi_1].
              assert (x_1_1_1_far_1 : x_1_1_1 <= PI / 2) by (apply Rle_trans with x_1_1; given).
              assert (sign_3 : 0 <= x_1_1_1 * (sin x_1_1_1)) by enclosed (x_1_1_1 :: @nil R) 12%nat.
              settle sign_3.
            }
            {
              assert (sign_4 : 0 <= 0) by enclosed (@nil R) 0%nat.
              settle sign_4.
            }
          }
          settle sign_2.
        }
        {
          assert (sign_5 : 0 <= 0) by enclosed (@nil R) 0%nat.
          settle sign_5.
        }
      }
      settle sign_1.
    }
    {
      assert (sign_6 : 0 <= 0) by enclosed (@nil R) 0%nat.
      settle sign_6.
    }
  }
  settle sign.
Qed.
