(* with w_0 = 0 and the shortcut prior the start angle is at most pi/3 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R1_start_angle :
  forall w : R,
  0 <= w ->
  w <= 1 ->
  (-1 <= 1 - w ^ 2 / 2 <= 1 /\ (acos (1 - w ^ 2 / 2)) <= PI / 3).
Proof.
  intros w w_lo w_hi.
  assert (defined : -1 <= 1 - w ^ 2 / 2 <= 1) by defined.
  destruct (cut w ((1 / 2))) as [w_hi_1 | w_lo_1].
  {
    split; [exact defined |].
    assert (sign : 0 <= PI / 3 - (acos (1 - w ^ 2 / 2))) by enclosed (w :: @nil R) 12%nat.
    settle sign.
  }
  {
    destruct (cut w ((3 / 4))) as [w_hi_2 | w_lo_2].
    {
      split; [exact defined |].
      assert (sign_1 : 0 <= PI / 3 - (acos (1 - w ^ 2 / 2))) by enclosed (w :: @nil R) 12%nat.
      settle sign_1.
    }
    {
      destruct (cut w ((7 / 8))) as [w_hi_3 | w_lo_3].
      {
        split; [exact defined |].
        assert (sign_2 : 0 <= PI / 3 - (acos (1 - w ^ 2 / 2))) by enclosed (w :: @nil R) 12%nat.
        settle sign_2.
      }
      {
        destruct (cut w ((15 / 16))) as [w_hi_4 | w_lo_4].
        {
          split; [exact defined |].
          assert (sign_3 : 0 <= PI / 3 - (acos (1 - w ^ 2 / 2))) by enclosed (w :: @nil R) 12%nat.
          settle sign_3.
        }
        {
          split; [exact defined |].
          assert (sign_4 : 0 <= PI / 3 - (acos (1 - w ^ 2 / 2))).
          {
            refine (collapse_upper (fun w_1 : R => PI / 3 - (acos (1 - w_1 ^ 2 / 2))) (fun w_1 : R => 2 *
                (sqrt (w_1 ^ 2 * (2 - w_1) * (w_1 + 2))) / ((w_1 ^ 2 - 4) * w_1)) (1) w _ _ _ _).
            { given. }
            {
              intros w_1 [w_1_lo w_1_hi].
              assert (w_1_far : (15 / 16) <= w_1) by (apply Rle_trans with w; given).
              assert (root : (sqrt (1 - (1 - w_1 ^ 2 / 2) ^ 2)) ^ 2 = 1 - (1 - w_1 ^ 2 / 2) ^ 2) by (apply
                  pow2_sqrt; defined).
              assert (root_1 : (sqrt (w_1 ^ 2 * (2 - w_1) * (w_1 + 2))) ^ 2 = w_1 ^ 2 * (2 - w_1) * (w_1 + 2))
                  by (apply pow2_sqrt; defined).
              derivative_by ltac:(first [ ring | field; defined | ring [root root_1] | field [root root_1];
                  defined ]).
            }
            {
              intros w_1 [w_1_lo_1 w_1_hi_1].
              assert (w_1_far_1 : (15 / 16) <= w_1) by (apply Rle_trans with w; given).
              assert (sign_5 : 0 <= (- (2 * (sqrt (w_1 ^ 2 * (2 - w_1) * (w_1 + 2))) / ((w_1 ^ 2 - 4) *
                  w_1)))) by enclosed (w_1 :: @nil R) 12%nat.
              settle sign_5.
            }
            {
              assert (sign_6 : 0 <= PI / 3 - (acos (1 / 2))) by exact_sign.
              settle sign_6.
            }
          }
          settle sign_4.
        }
      }
    }
  }
Qed.
