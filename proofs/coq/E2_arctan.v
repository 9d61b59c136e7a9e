(* arctan loses at most a tenth of the step *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E2_arctan :
  forall x : R,
  0 <= x ->
  x <= (29 / 50) ->
  (atan x) >= (9 / 10) * x.
Proof.
  intros x x_lo x_hi.
  destruct (cut x ((9 / 32))) as [x_hi_1 | x_lo_1].
  {
    assert (sign : 0 <= (atan x) - (9 / 10) * x).
    {
      refine (collapse_lower (fun x_1 : R => (atan x_1) - (9 / 10) * x_1) (fun x_1 : R => (1 / 10) * ((1 - 3 *
          x_1) * (3 * x_1 + 1)) / (x_1 ^ 2 + 1)) (0) x _ _ _ _).
      { given. }
      {
        intros x_1 [x_1_lo x_1_hi].
        assert (x_1_far : x_1 <= (9 / 32)) by (apply Rle_trans with x; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros x_1 [x_1_lo_1 x_1_hi_1].
        assert (x_1_far_1 : x_1 <= (9 / 32)) by (apply Rle_trans with x; given).
        assert (sign_1 : 0 <= (1 / 10) * ((1 - 3 * x_1) * (3 * x_1 + 1)) / (x_1 ^ 2 + 1)) by enclosed (x_1 ::
            @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_2.
      }
    }
    settle sign.
  }
  {
    destruct (cut x ((7 / 16))) as [x_hi_2 | x_lo_2].
    {
      assert (sign_3 : 0 <= (atan x) - (9 / 10) * x) by enclosed (x :: @nil R) 12%nat.
      settle sign_3.
    }
    {
      assert (sign_4 : 0 <= (atan x) - (9 / 10) * x) by enclosed (x :: @nil R) 12%nat.
      settle sign_4.
    }
  }
Qed.
