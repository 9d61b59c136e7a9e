(* Bernoulli's inequality with exponent 5 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem bernoulli :
  forall x : R,
  (-1) <= x ->
  (1 + x) ^ 5 >= 1 + 5 * x.
Proof.
  intros x x_lo.
  assert (sign : 0 <= (1 + x) ^ 5 - (1 + 5 * x)).
  {
    assert (factor : 0 <= (10 + (10 + (5 + x) * x) * x)).
    {
      refine (collapse_lower (fun x_1 : R => 10 + (10 + (5 + x_1) * x_1) * x_1) (fun x_1 : R => 10 + (10 + 3 *
          x_1) * x_1) ((-1)) x _ _ _ _).
      { given. }
      {
        intros x_1 [x_1_lo x_1_hi].
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros x_1 [x_1_lo_1 x_1_hi_1].
        assert (sign_1 : 0 <= 10 + (10 + 3 * x_1) * x_1).
        {
          refine (collapse_lower (fun x_1_1 : R => 10 + (10 + 3 * x_1_1) * x_1_1) (fun x_1_1 : R => 6 * x_1_1
              + 10) ((-1)) x_1 _ _ _ _).
          { given. }
          {
            intros x_1_1 [x_1_1_lo x_1_1_hi].
            derivative_by ltac:(first [ ring | field; defined ]).
          }
          {
            intros x_1_1 [x_1_1_lo_1 x_1_1_hi_1].
            assert (sign_2 : 0 <= 6 * x_1_1 + 10) by enclosed (x_1_1 :: @nil R) 12%nat.
            settle sign_2.
          }
          {
            assert (sign_3 : 0 <= 3) by enclosed (@nil R) 0%nat.
            settle sign_3.
          }
        }
        settle sign_1.
      }
      {
        assert (sign_4 : 0 <= 4) by enclosed (@nil R) 0%nat.
        settle sign_4.
      }
    }
    refine (product_le (1) ((1 + x) ^ 5 - (1 + 5 * x)) ((x) ^ 2 * (10 + (10 + (5 + x) * x) * x)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (square_nonneg (x)) factor). }
  }
  settle sign.
Qed.
