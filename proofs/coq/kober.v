(* the cosine above its chord *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem kober :
  forall x : R,
  0 <= x ->
  x <= PI / 2 ->
  (PI <> 0 /\ (cos x) >= 1 - 2 / PI * x).
Proof.
  intros x x_lo x_hi.
  assert (defined : PI <> 0) by defined.
  destruct (cut x ((13 / 16))) as [x_hi_1 | x_lo_1].
  {
    destruct (cut x ((13 / 32))) as [x_hi_2 | x_lo_2].
    {
      split; [exact defined |].
      assert (sign : 0 <= (cos x) - (1 - 2 / PI * x)).
      {
        refine (collapse_lower (fun x_1 : R => (cos x_1) - (1 - 2 / PI * x_1)) (fun x_1 : R => (2 - PI * (sin
            x_1)) / PI) (0) x _ _ _ _).
        { given. }
        {
          intros x_1 [x_1_lo x_1_hi].
          assert (x_1_far : x_1 <= (13 / 32)) by (apply Rle_trans with x; given).
          pose proof (sine_squared (x_1)) as circle.
          derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
        }
        {
          intros x_1 [x_1_lo_1 x_1_hi_1].
          assert (x_1_far_1 : x_1 <= (13 / 32)) by (apply Rle_trans with x; given).
          assert (sign_1 : 0 <= (2 - PI * (sin x_1)) / PI) by enclosed (x_1 :: @nil R) 12%nat.
          settle sign_1.
        }
        {
          assert (sign_2 : 0 <= 1 - (1 - 2 / PI * 0)) by enclosed (@nil R) 0%nat.
          settle sign_2.
        }
      }
      settle sign.
    }
    {
      split; [exact defined |].
      assert (sign_3 : 0 <= (cos x) - (1 - 2 / PI * x)) by enclosed (x :: @nil R) 12%nat.
      settle sign_3.
    }
  }
  {
    destruct (cut x ((19 / 16))) as [x_hi_3 | x_lo_3].
    {
      split; [exact defined |].
      assert (sign_4 : 0 <= (cos x) - (1 - 2 / PI * x)) by enclosed (x :: @nil R) 12%nat.
      settle sign_4.
    }
    {
      destruct (cut x ((11 / 8))) as [x_hi_4 | x_lo_4].
      {
        split; [exact defined |].
        assert (sign_5 : 0 <= (cos x) - (1 - 2 / PI * x)) by enclosed (x :: @nil R) 12%nat.
        settle sign_5.
      }
      {
        destruct (cut x ((189 / 128))) as [x_hi_5 | x_lo_5].
        {
          split; [exact defined |].
          assert (sign_6 : 0 <= (cos x) - (1 - 2 / PI * x)) by enclosed (x :: @nil R) 12%nat.
          settle sign_6.
        }
        {
          split; [exact defined |].
          assert (sign_7 : 0 <= (cos x) - (1 - 2 / PI * x)).
          {
            assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
            assert (factor_1 : 0 <= (2 * x + ((cos x) - 1) * PI)).
            {
              refine (collapse_upper (fun x_2 : R => 2 * x_2 + ((cos x_2) - 1) * PI) (fun x_2 : R => 2 - PI *
                  (sin x_2)) (PI / 2) x _ _ _ _).
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
                assert (sign_8 : 0 <= (- (2 - PI * (sin x_2)))) by enclosed (x_2 :: @nil R) 12%nat.
                settle sign_8.
              }
              {
                assert (sign_9 : 0 <= 2 * (PI / 2) + ((cos (PI / 2)) - 1) * PI) by exact_sign.
                settle sign_9.
              }
            }
            pose proof (sine_squared (x)) as circle_2.
            refine (product_le (PI) ((cos x) - (1 - 2 / PI * x)) ((2 * x + ((cos x) - 1) * PI)) _ _ _).
            { exact factor. }
            { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] |
                exact_values; unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2];
                defined ] ]. }
            { exact factor_1. }
          }
          settle sign_7.
        }
      }
    }
  }
Qed.
