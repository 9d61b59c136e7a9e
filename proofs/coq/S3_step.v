(* one step of the angle is at most the force times the step *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S3_step :
  forall x : R,
  0 <= x ->
  (atan x) <= x.
Proof.
  intros x x_lo.
  assert (sign : 0 <= x - (atan x)).
  {
    refine (collapse_lower (fun x_1 : R => x_1 - (atan x_1)) (fun x_1 : R => x_1 ^ 2 / (x_1 ^ 2 + 1)) (0) x _
        _ _ _).
    { given. }
    {
      intros x_1 [x_1_lo x_1_hi].
      derivative_by ltac:(first [ ring | field; defined ]).
    }
    {
      intros x_1 [x_1_lo_1 x_1_hi_1].
      assert (sign_1 : 0 <= x_1 ^ 2 / (x_1 ^ 2 + 1)) by enclosed (x_1 :: @nil R) 12%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
      settle sign_2.
    }
  }
  settle sign.
Qed.
